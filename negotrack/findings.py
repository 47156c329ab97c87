"""What is wrong with the records, and where: findings are values, collected and never raised."""

from __future__ import annotations

from enum import IntEnum

from negotrack.frozen import dataclass


class Severity(IntEnum):
    """How sure a finding is: an error is certain, a warning likely a slip, a note worth knowing."""

    note = 1
    warning = 2
    error = 3


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: repository-relative path, line and column from 1; `end` is the column after the last character."""

    path: str
    line: int = 1
    column: int = 1
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A place that has to do with a finding, and what it has to do with it."""

    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the records: the rule it breaks, what is the matter, where (first label), and a way out."""

    rule: str
    message: str
    labels: tuple[Label, ...]
    hint: str = ""

    @property
    def place(self) -> Place:
        """Where the reader should look first."""
        return self.labels[0].place


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment in a file that lets findings of one rule on a line pass, with the reason it gives."""

    rule: str
    reason: str
    place: Place
    line: int


def finding(rule: str, message: str, place: Place, *related: Label, hint: str = "") -> Finding:
    """A finding at one place, with related places behind it."""
    return Finding(rule, message, (Label(place), *related), hint)
