"""`git-diff-driver`: what git calls to show the change of a statement as a change of what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from negotrack.cli.options import Asked, takes

ARGUMENTS = "PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE"


@takes("repo", "quiet", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar=ARGUMENTS, help="As git gives them to an external diff.")],
) -> None:
    """The change of one statement in words; a file that is no record is shown by its size alone."""
    from negotrack.cli import opening
    from negotrack.errors import NegotrackError
    from negotrack.render.escape import for_terminal

    if len(words) < 5:
        hint = 'git config diff.negotrack.command "negotrack git-diff-driver"'
        raise NegotrackError("this is called by git, with seven arguments", hint)
    path, old, new = words[0], words[1], words[4]
    before, after = _told(asked, path, Path(old)), _told(asked, path, Path(new))
    lines = [f"negotrack {path}"]
    if before == after:
        lines.append("  no change of meaning")
    for line in (*before, *(one for one in after if one not in before)):
        sign = " " if line in before and line in after else "-" if line in before else "+"
        lines.append(f"{sign} {line}")
    opening.put(asked, "".join(f"{for_terminal(line)}\n" for line in lines))


def _told(asked: Asked, path: str, file: Path) -> list[str]:
    """What a version of a file says, line by line; nothing where there is no such version."""
    from negotrack.cli import opening
    from negotrack.read.records import MANIFESTS, read_books
    from negotrack.read.sources import Source, read_file
    from negotrack.render.views.common import said

    if str(file) in ("/dev/null", "nul"):
        return []
    read = read_file(file.resolve(), path)
    if not isinstance(read, Source):
        return [read.message]
    manifests = [one for one in opening.sources_of(asked, None)[0] if one.path.rpartition("/")[2] in MANIFESTS]
    books = read_books([*manifests, read]).books.values()
    found = [(book, entry) for book in books for entry in book.entries if entry.place.path == path]
    if not found:
        return [f"{len(read.text)} bytes, which are no statement that can be read"]
    book, entry = found[0]
    return said(book, entry) + [
        f"source: {one.publisher or one.title} {one.grade} {one.link}".replace("  ", " ") for one in entry.sources
    ]
