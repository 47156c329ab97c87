"""Why something holds: a tree from a claim down to the statements it rests on, never a string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from negotrack.book import Entry
from negotrack.findings import Place
from negotrack.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry that says so: whose word, which of their items, and the line it stands on."""

    entry: Entry
    party: str
    item: str  # PARTY/ITEM, or empty where the entry itself is meant
    place: Place


@dataclass(frozen=True, slots=True)
class Derived:
    """A claim that follows from others: the claim is a value of the core, the reasons are facts or claims again."""

    claim: object
    because: tuple[Reason, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The statements it rests on itself, not through other claims."""
        return tuple(reason for reason in self.because if isinstance(reason, Fact))


Reason = Fact | Derived


def facts(reasons: Iterable[Reason]) -> Iterator[Fact]:
    """The statements a tree of reasons rests on, each once, in the order they are first needed."""
    seen: set[tuple[str, str, Place]] = set()
    for fact in _leaves(reasons):
        key = (fact.entry.id, fact.item, fact.place)
        if key not in seen:
            seen.add(key)
            yield fact


def _leaves(reasons: Iterable[Reason]) -> Iterator[Fact]:
    for reason in reasons:
        if isinstance(reason, Fact):
            yield reason
        else:
            yield from _leaves(reason.because)
