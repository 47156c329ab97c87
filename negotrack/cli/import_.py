"""`import`: the rows of a spreadsheet as records, checked as a whole, with every row that could not be taken."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import NOT_FOUND, NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.cli.figures import Decimals
    from negotrack.cli.joined import Made
    from negotrack.cli.proposing import Proposal
    from negotrack.write.files import Change


@takes("repo", "today", "color", "quiet", "verbose", "debug")
def command(
    asked: Asked,
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file or an xlsx workbook, with a header.")],
    into: Annotated[str | None, typer.Option("--into", metavar="NEGOTIATION", help="The negotiation that the statements belong to.")] = None,
    mapped: Annotated[Path | None, typer.Option("--map", metavar="MAPPING", help="A YAML file that says what columns and words mean.")] = None,
    named: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook; the first if left out.")] = None,
    decimal: Annotated[str | None, typer.Option("--decimal", metavar="comma|point", help="What stands before the decimals, where semicolons or tabs set cells apart.")] = None,
    skip: Annotated[bool, typer.Option("--skip", help="Write the rest where rows cannot be taken; they are listed either way.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; list what would be written.")] = False,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Write without asking.")] = False,
) -> None:  # fmt: skip
    """Write statements from the rows of a spreadsheet: all of them, checked together, or none."""
    from negotrack.cli import files, opening, proposing
    from negotrack.cli.glossary import Glossary, ignored, mapping_of, rows_of
    from negotrack.cli.rows import records_of
    from negotrack.read.alone import read_data
    from negotrack.read.sheets import sheet_of
    from negotrack.wording.values import count
    from negotrack.write.files import write_all

    root = opening.repository(asked)
    book = opening.book(asked, [into] if into else [], alone=True)[0]
    glossary = Glossary()
    if mapped is not None:
        source = files.opened(mapped, "--map")
        data, found = read_data(source)
        files.trusted(asked, source, found)
        glossary = mapping_of(data)
    read = sheet_of(files.opened(sheet, "FILE").text, named)
    glossary = replace(glossary, decimals=_decimals(decimal, pointed=read.pointed))
    rows, unread = rows_of(read, glossary)
    made = records_of(book, rows, glossary, asked.this_day, lambda path: os.path.lexists(root / path))
    made.refused += unread
    changes, proposed = _checked(asked, root, book, made)
    if not asked.quiet:
        if aside := ignored(read, glossary):
            opening.note(f"columns that are not read: {', '.join(aside)[:200]}")
        for number, why in made.left_out:
            opening.note(f"line {number}, left out of its statement: {why}")
    for number, why in sorted(made.refused):
        opening.note(f"line {number}, not taken: {why}")
    if read.names[1:] and named is None:
        opening.note(f"read the first sheet, {read.names[0]!r}; --sheet names another: {', '.join(read.names[1:])}")
    total = len(rows) + len(unread)
    opening.note(f"{count(total, 'row')}: {total - len(made.refused)} in {count(len(made.records), 'record')}, {len(made.refused)} not taken")  # fmt: skip
    proposing.tell_findings(asked, proposed)
    opening.put(asked, "".join(f"{change.path}\n" for change in changes))
    if made.refused and not skip:
        opening.note("nothing was written; mend the rows, or leave them out with --skip")
        raise typer.Exit(NOT_FOUND)
    if not dry_run and changes:
        proposing.confirmed(f"Write {count(len(changes), 'file')}?", yes=yes)
        write_all(root, [*changes, *proposing.schemas_of(root, [proposed.after.books[book.id]])])
        opening.note(f"wrote {count(len(changes), 'file')}")


def _decimals(told: str | None, *, pointed: bool) -> Decimals:
    """What stands before the decimals of a sheet: what is told, or else what its separator lets be known."""
    match told:
        case None:
            return "point" if pointed else "unknown"
        case "comma" | "point":
            return told
    raise NegotrackError(f"--decimal: {told[:60]!r} is neither comma nor point", "write one of them")


def _checked(asked: Asked, root: Path, book: Book, made: Made) -> tuple[list[Change], Proposal]:
    """The files to write and what they would bring; the rows of a record with errors are not taken, and told."""
    from negotrack.cli import proposing
    from negotrack.findings import Severity
    from negotrack.rules import SEVERITIES

    while True:
        changes = _changes(root, book, made)
        proposed = proposing.proposal(root, changes, asked.this_day)
        errors = [one for one in proposed.findings if SEVERITIES.get(one.rule, Severity.error) is Severity.error]
        wrong = {
            label.place.path: one.message
            for one in reversed(errors)
            for label in reversed(one.labels)
            if label.place.path in made.records
        }
        if not wrong:
            return changes, proposed
        proposing.show_findings(asked, replace(proposed, findings=tuple(errors)))
        for path, message in wrong.items():
            del made.records[path]
            made.refused += [(number, f"its record has an error: {message}") for number in made.rows.pop(path)]


def _changes(root: Path, book: Book, made: Made) -> list[Change]:
    """The records as files, each with the line that editors look for where there is a schema."""
    from negotrack.editor.schema import modeline, path_of
    from negotrack.write.files import Change
    from negotrack.write.record import record_text

    schema = (root / path_of(book)).is_file()
    changes = []
    for path, record in made.records.items():
        address = modeline(book, path).partition("$schema=")[2] if schema else ""
        changes.append(Change(path, None, record_text(record, address).encode()))
    return changes
