"""`check`: everything that is wrong in the files, in one run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.options import READING, Asked, takes
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.findings import Finding
    from negotrack.read.records import Reading

OWN_FORMATS = ("full", "concise")


@takes(*READING, "fail_on")
def command(
    asked: Asked,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Only what is found in these files or folders.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every finding, however many.")] = False,
) -> None:  # fmt: skip
    """All findings in the files: each with file, line, column, the line itself, and what to write instead."""
    from negotrack.cli import opening
    from negotrack.read.records import read_books
    from negotrack.read.sources import sources
    from negotrack.render import diagnostics
    from negotrack.rules import SEVERITIES, broken, sift

    root = opening.repository(asked)
    files, amiss = sources(root)
    reading = read_books(files, amiss)
    if not reading.files:
        raise NegotrackError("there are no statements to check", f"put YAML files under {root / 'positions'}", NOT_LOADED)
    found = [*reading.findings]
    for book in reading.books.values():
        found += broken(book, asked.this_day)
    found = _within(sift(found, reading.ignores), root, paths)
    texts = {source.path: source.text for source in files}

    def excerpt(path: str, line: int) -> str | None:
        lines = texts[path].decode("utf-8", "replace").split("\n") if path in texts else []
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else None

    written = asked.format or ("full" if asked.output is None else opening.format_of(asked))
    if written in OWN_FORMATS:
        look = opening.look(asked)
        if written == "full":
            words = diagnostics.full(found, SEVERITIES, excerpt, look, all=everything)
        else:
            words = diagnostics.concise(found, SEVERITIES, look, all=everything)
        opening.put(asked, words)
    else:
        opening.show(asked, diagnostics.page(found, SEVERITIES, reading.files))
    _end(asked, found, reading)


def _within(found: Sequence[Finding], root: Path, paths: Sequence[Path] | None) -> list[Finding]:
    """The findings in the files and folders named; all of them where none is."""
    if not paths:
        return list(found)
    wanted = []
    for path in paths:
        whole = path if path.exists() else root / path
        if not whole.exists():
            raise NegotrackError(f"{str(path)[:200]!r} does not exist", "name a file or folder of the repository", NOT_FOUND)
        if not whole.resolve().is_relative_to(root.resolve()):
            raise NegotrackError(f"{str(path)[:200]!r} lies outside the repository", "name a file or folder under positions/")
        wanted.append(whole.resolve().relative_to(root.resolve()).as_posix())
    return [one for one in found if any(_under(one.place.path, path) for path in wanted)]


def _under(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(folder + "/")


def _end(asked: Asked, found: Sequence[Finding], reading: Reading) -> None:
    """The count on standard error, and the exit code: any error, or what --fail-on names."""
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.rules import SEVERITIES
    from negotrack.wording import count

    tally = {severity: sum(SEVERITIES.get(one.rule, Severity.error) is severity for one in found) for severity in Severity}
    if not asked.quiet:
        told = [count(tally[severity], severity.name) for severity in reversed(Severity) if tally[severity]]
        opening.note(f"{count(reading.files, 'file')} checked: {', '.join(told) or 'all is well'}")
    opening.fail(asked, [s.name for s in Severity for t in Severity if tally[t] and t >= s], [s.name for s in Severity])
    if tally[Severity.error]:
        raise typer.Exit(NOT_FOUND)
