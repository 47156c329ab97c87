"""A change shown before it is made: the files, what the whole repository would find wrong, and what would move."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from negotrack.cli.asked import Asked
from negotrack.errors import NOT_FOUND, NegotrackError
from negotrack.frozen import dataclass

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.findings import Finding
    from negotrack.read.records import Reading
    from negotrack.read.sources import Source
    from negotrack.write.files import Change


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the files would say after some changes, and the findings that these would bring."""

    files: dict[str, Source]
    before: Reading
    after: Reading
    findings: tuple[Finding, ...]


def proposal(root: Path, changes: Sequence[Change], day: date) -> Proposal:
    """The negotiations concerned as they would be; a finding is new where there was none like it, wherever its line is now."""
    from negotrack.cli.check import findings_of
    from negotrack.read.reading import home
    from negotrack.read.records import read_books
    from negotrack.read.sources import Source, sources
    from negotrack.render.diagnostics import fingerprint

    files: list[Source] = []
    amiss: list[Finding] = []
    for folder in sorted({home(root, change.path) for change in changes}):
        within, wrong = sources(root, folder)
        files, amiss = [*files, *within], [*amiss, *wrong]
    changed = {source.path: source for source in files}
    for change in changes:
        changed.pop(change.path, None)
        if change.new is not None:
            changed[change.path] = Source(change.path, change.new)
    before, after = read_books(files, amiss), read_books(changed.values(), amiss)
    known = Counter(fingerprint(one) for one in findings_of(before, day))
    found = []
    for one in findings_of(after, day):
        known[fingerprint(one)] -= 1
        if known[fingerprint(one)] < 0:
            found.append(one)
    return Proposal(changed, before, after, tuple(found))


def tell_findings(asked: Asked, proposed: Proposal) -> None:
    """Show what would be wrong; with an error among it the command ends here, and nothing is written."""
    from negotrack.cli import opening

    if show_findings(asked, proposed):
        opening.note("nothing was written")
        raise typer.Exit(NOT_FOUND)


def show_findings(asked: Asked, proposed: Proposal) -> bool:
    """Show what would be wrong; whether an error is among it."""
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.render import diagnostics
    from negotrack.rules import SEVERITIES

    def excerpt(path: str, line: int) -> str | None:
        lines = proposed.files[path].text.decode().split("\n") if path in proposed.files else []
        return lines[line - 1] if 0 < line <= len(lines) else None

    if proposed.findings:
        words = diagnostics.full(proposed.findings, SEVERITIES, excerpt, opening.look(asked), all=False)
        opening.put(asked, f"{words}\n")
    return any(SEVERITIES.get(one.rule, Severity.error) is Severity.error for one in proposed.findings)


def tell_file(asked: Asked, path: str, text: str) -> None:
    """Show a new file under its path."""
    from negotrack.cli import opening
    from negotrack.render.escape import for_terminal

    lines = "".join(f"  {for_terminal(line)}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))
    opening.put(asked, f"{path}\n\n{lines}\n")


def tell_moves(asked: Asked, proposed: Proposal, negotiation: str, day: date) -> None:
    """Show which positions and verdicts would move, as of a day."""
    from negotrack.cli import opening
    from negotrack.cli.diff import Sides, difference
    from negotrack.render.formats import FORMATS
    from negotrack.standing import standing
    from negotrack.wording.values import day_words

    old, new = proposed.before.books[negotiation], proposed.after.books[negotiation]
    shown = f"what this would change, as of {day_words(day)}"
    page, _, _ = difference(asked, Sides(standing(old, day), standing(new, day), shown))
    if page is not None:
        opening.put(asked, FORMATS["table"](page, opening.look(asked)))


def tell_story(asked: Asked, proposed: Proposal, negotiation: str, path: str) -> None:
    """Show what a new entry would move on its day: positions, verdicts, and the flags of the story."""
    from negotrack.cli import opening
    from negotrack.cli.diff import Sides, difference
    from negotrack.render.formats import FORMATS
    from negotrack.standing import standing
    from negotrack.wording.values import day_words

    old, new = proposed.before.books[negotiation], proposed.after.books[negotiation]
    entry = next(one for one in new.entries if one.place.path == path)
    shown = f"what this would change, as of {day_words(entry.said.day)}"
    states = standing(old, entry.said.day), standing(new, entry.said.day)
    page, _, _ = difference(asked, Sides(*states, shown, revisions=True, shown_whole=True))
    if page is not None:
        opening.put(asked, FORMATS["table"](page, opening.look(asked)))


def schemas_of(root: Path, books: Iterable[Book]) -> list[Change]:
    """What becomes of the schemas that editors were given, where the records name more or less than they say."""
    from negotrack.editor.schema import path_of, written
    from negotrack.read.sources import read_text
    from negotrack.write.files import Change

    found = []
    for book in books:
        there = None if book.unread else read_text(root, path_of(book))
        fresh = written(book).encode() if there is not None else None
        if fresh != there:
            found.append(Change(path_of(book), there, fresh))
    return found


def confirmed(question: str, *, yes: bool) -> None:
    """Go on only where the person at the terminal says so, or has said so with --yes."""
    from negotrack.cli import opening

    if yes:
        return
    if not sys.stdin.isatty():
        hint = "add --yes to write, or --dry-run to look only"
        raise NegotrackError("nobody can be asked here, and nothing was written", hint)
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        opening.note("nothing was written")
        raise
    if not agreed:
        opening.note("nothing was written")
        raise typer.Exit(NOT_FOUND)
