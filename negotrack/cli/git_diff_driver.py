"""`git-diff-driver`: what git calls to show the change of a statement as a change of what it says."""

from __future__ import annotations

from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes

NOTHING = ("null", "nul")  # what git calls the file behind a version that there is not
ARGUMENTS = "PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE"


@takes("repo", "quiet", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar=ARGUMENTS, help="As git gives them to an external diff.")],
) -> None:
    """The change of one statement in words; any other file line by line."""
    from negotrack.cli import opening
    from negotrack.errors import NegotrackError
    from negotrack.render.escape import for_terminal

    if len(words) < 5:
        hint = 'git config diff.negotrack.command "negotrack git-diff-driver"'
        raise NegotrackError("this is called by git, with seven arguments", hint)
    path, old, new = words[0], Path(words[1]), Path(words[4])
    moved = words[7] if len(words) > 7 else path
    before, after = _told(asked, path, old), _told(asked, moved, new)
    heading = [f"negotrack {path}", *([f"  moved to {moved}"] if moved != path else [])]
    if before is None or after is None:
        lines = _changes(_text(path, old), _text(moved, new), context=2)
        lines = lines or ["  only line endings differ"]
    else:
        same = ["  no change of meaning"] if before == after else []
        lines = [*same, *_changes(before, after, context=len(before))]
    opening.put(asked, "".join(f"{for_terminal(line)}\n" for line in [*heading, *lines]))


def _changes(before: list[str], after: list[str], context: int) -> list[str]:
    """Lines behind the sign of what became of them, with so many that stayed around those that did not."""
    found: list[str] = []
    compared = SequenceMatcher(None, before, after, autojunk=False)
    for group in compared.get_grouped_opcodes(context) if context < len(before) else [compared.get_opcodes()]:
        for name, first, last, start, end in group:
            if name == "equal":
                found += [f"  {line}" for line in before[first:last]]
            else:
                found += [f"- {line}" for line in before[first:last]] + [f"+ {line}" for line in after[start:end]]
    return found


def _text(path: str, file: Path) -> list[str]:
    """A version of a file that is no statement, line by line; its size where it is no text."""
    from negotrack.read.sources import Source, read_file

    read = read_file(file.resolve(), path) if file.name not in NOTHING else None
    if not isinstance(read, Source):
        return [read.message] if read else []
    try:
        lines = read.text.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        lines = ["\0"]
    if any("\0" in line for line in lines):
        return [f"{len(read.text)} bytes that are no text, {sha256(read.text).hexdigest()[:12]}"]
    return [line.rstrip() for line in lines]


def _told(asked: Asked, path: str, file: Path) -> list[str] | None:
    """What a version of a statement says, line by line, nothing where there is no such version; None for another file."""
    from negotrack.cli import opening
    from negotrack.read.reading import MANIFESTS, home
    from negotrack.read.records import read_books
    from negotrack.read.sources import Source, read_file
    from negotrack.render.views.common import said

    if file.name in NOTHING:
        return []
    read = read_file(file.resolve(), path)
    if not isinstance(read, Source):
        return None
    root = opening.repository(asked)
    over = [f"{home(root, path)}/{name}" for name in MANIFESTS]
    manifests = [one for place in over if isinstance(one := read_file(root / place, place), Source)]
    books = read_books([*manifests, read]).books.values()
    found = [(book, entry) for book in books for entry in book.entries if entry.place.path == path]
    if not found:
        return None
    book, entry = found[0]
    return said(book, entry) + [
        f"source: {one.publisher or one.title} {one.grade} {one.link}".replace("  ", " ") for one in entry.sources
    ]
