"""What must be true of the records: every rule with its law, its reason and examples, in the order they are told."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from negotrack.book import Book
from negotrack.findings import Finding, Ignore, Severity, finding
from negotrack.frozen import dataclass
from negotrack.rules import answers, items, reading, references, review, shapes, statements, syntax

Check = Callable[..., Iterator[Finding]]  # of a book and a day; a review rule is of two books, before and after


@dataclass(frozen=True)
class Rule:
    """A law of the format: its check, and how sure a finding of it is. Its docstring is what `explain` prints."""

    check: Check
    severity: Severity

    @cached_property
    def id(self) -> str:
        """The function's name with dashes."""
        return self.check.__name__.replace("_", "-")

    @cached_property
    def law(self) -> str:
        """What must be true, in one sentence."""
        return self.text.split("\n", 1)[0]

    @cached_property
    def text(self) -> str:
        """The whole explanation: the law, why it matters, a flagged and a clean example."""
        return inspect.getdoc(self.check) or ""

    @cached_property
    def why(self) -> str:
        """Why it matters."""
        return self.text.split("\n", 1)[1].partition("*Flagged*")[0].strip()

    def told(self, name: str) -> str:
        """What stands under *Flagged* or *Clean*: the example, or the words where none can be written."""
        after = self.text.partition(f"*{name}*")[2].split("*Clean*")[0].strip()
        return self.example(name) or after

    def example(self, name: str) -> str:
        """The YAML block under *Flagged* or *Clean*, or nothing where a text cannot show it.

        It is one record, or a negotiation.yaml if its first line says so; `--- # PATH` begins each of several.
        """
        after = self.text.partition(f"*{name}*")[2]
        block = after.partition("```yaml\n")[2].partition("```")[0]
        return block if after.lstrip().startswith("```yaml") else ""


_FAMILIES = (reading, syntax, shapes, references, answers, statements, items)

RULES: tuple[Rule, ...] = tuple(
    Rule(check, Severity.warning if check.__name__ in family.WARNINGS else Severity.error)
    for family in _FAMILIES
    for check in family.CHECKS
)

REVIEW: tuple[Rule, ...] = tuple(Rule(check, Severity.warning) for check in review.CHECKS)
"""The rules of a change: they hold two books against each other, and run only where `check` is told against what."""

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in (*RULES, *REVIEW)}
SEVERITIES: Mapping[str, Severity] = {rule.id: rule.severity for rule in (*RULES, *REVIEW)}


def broken(book: Book, day: date) -> list[Finding]:
    """Every finding of every rule in a book, as of a day; what the reader found already is not looked for again."""
    found = [replace(one, rule=rule.id) for rule in RULES for one in rule.check(book, day)]
    return sorted(found, key=lambda one: (one.place.path, one.place.line, one.place.column, one.rule))


def reviewed(before: Book, after: Book) -> list[Finding]:
    """What a change did that only its reviewers can call right or wrong."""
    return [replace(one, rule=rule.id) for rule in REVIEW for one in rule.check(before, after)]


def sift(found: Iterable[Finding], ignores: Iterable[Ignore]) -> list[Finding]:
    """The findings that no comment lets pass, and what is wrong with the comments: unused, or without a reason."""
    by_line: dict[tuple[str, int, str], Ignore] = {(one.place.path, one.line, one.rule): one for one in ignores}
    used: set[Ignore] = set()
    left: list[Finding] = []
    for one in found:
        ignore = by_line.get((one.place.path, one.place.line, one.rule))
        if ignore is not None:
            used.add(ignore)
        if ignore is None or not ignore.reason:
            left.append(one)
    for ignore in by_line.values():
        if ignore not in used and ignore.rule not in {rule.id for rule in REVIEW}:
            hint = "leave the comment out" if ignore.rule in BY_ID else "`negotrack rules` lists the rules"
            message = f"the comment ignores {ignore.rule[:60]!r}, and no finding of that rule is on its line"
            left.append(finding("unused-ignore", message, ignore.place, hint=hint))
        elif not ignore.reason and ignore.rule in BY_ID:
            hint = f"write why: `# negotrack: ignore[{ignore.rule}] REASON`"
            left.append(finding("ignore-without-reason", "the comment does not say why", ignore.place, hint=hint))
    return sorted(left, key=lambda one: (one.place.path, one.place.line, one.place.column, one.rule))
