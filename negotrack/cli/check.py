"""`check`: everything that is wrong in the files, in one run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.options import READING, Asked, takes
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.findings import Finding

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
    wanted = _wanted(root, paths)
    reading = read_books(files, amiss)
    checked = sum(_within(source.path, wanted) for source in files)
    found = [*reading.findings]
    for book in reading.books.values():
        found += broken(book, asked.this_day)
    found = [one for one in sift(found, reading.ignores) if _within(one.place.path, wanted)]
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
        opening.show(asked, diagnostics.page(found, SEVERITIES, checked))
    _end(asked, found, checked)


def _wanted(root: Path, paths: Sequence[Path] | None) -> list[str]:
    """The files and folders named, from the repository's root; the root itself where none is."""
    wanted = [] if paths else ["."]
    for path in paths or ():
        whole = path if os.path.lexists(path) else root / path
        if not os.path.lexists(whole):
            raise NegotrackError(
                f"{str(path)[:200]!r} does not exist", "name a file or folder of the repository", NOT_FOUND
            )
        whole = whole.parent.resolve() / whole.name if whole.is_symlink() else whole.resolve()
        if not whole.is_relative_to(root.resolve()):
            raise NegotrackError(
                f"{str(path)[:200]!r} lies outside the repository", "name a file or folder under positions/"
            )
        wanted.append(whole.relative_to(root.resolve()).as_posix())
    return wanted


def _within(path: str, wanted: Sequence[str]) -> bool:
    return any(folder == "." or path == folder or path.startswith(folder + "/") for folder in wanted)


def _end(asked: Asked, found: Sequence[Finding], checked: int) -> None:
    """The count on standard error, and the exit code: any error, or what --fail-on names."""
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.rules import SEVERITIES
    from negotrack.wording import count

    tally = {
        severity: sum(SEVERITIES.get(one.rule, Severity.error) is severity for one in found) for severity in Severity
    }
    if not asked.quiet:
        told = [count(tally[severity], severity.name) for severity in reversed(Severity) if tally[severity]]
        opening.note(
            f"{count(checked, 'file')} checked: {', '.join(told) or ('all is well' if checked else 'nothing to say')}"
        )
    ranked = [severity.name for severity in Severity]
    opening.fail(opening.failing(asked, ranked, ranked), [severity.name for severity in Severity if tally[severity]])
    if tally[Severity.error]:
        raise typer.Exit(NOT_FOUND)
    if not checked:
        raise NegotrackError(
            "there were no records to check", "name a folder with YAML files under positions/", NOT_LOADED
        )
