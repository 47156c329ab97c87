"""`report`: a folder of pages for readers who never open a terminal, or a memo of one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.options import ON_A_DAY, Asked, takes
from negotrack.errors import NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.read.sources import Source
    from negotrack.render.report.edition import Edition

KINDS = ("html",)


@takes("repo", "at", "today", *ON_A_DAY, "output", "quiet", "verbose", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]...", help="Which; default: all.")] = None,
    single_file: Annotated[bool, typer.Option("--single-file", help="One HTML file to mail, not a folder.")] = False,
) -> None:
    """Pages to look at: where it stands, how it came to that and why it is stuck, each claim one click from its source."""
    if asked.output is None:
        hint = "add -o FILE.html" if single_file else "add -o FOLDER"
        raise NegotrackError("a report needs a place to be written to", hint)
    _pages(asked, words or [], asked.output, single_file)


def _pages(asked: Asked, words: list[str], output: Path, single: bool) -> None:
    """Write the pages, in a folder or in one file."""
    from negotrack.cli import opening
    from negotrack.cli.folder import put_folder
    from negotrack.cli.writing import write
    from negotrack.render.report.site import single_file, site

    books, edition = opened(asked, words)
    if single:
        if output.suffix.lower() not in (".html", ".htm"):
            raise NegotrackError(f"{output.name[:120]!r} is no name for a page", "end it in .html")
        write(output, single_file(books, edition))
        made = "1 page"
    else:
        made = f"{put_folder(output, site(books, edition))} pages"
    if not asked.quiet:
        opening.note(f"wrote {made} to {output}")


def opened(asked: Asked, words: list[str]) -> tuple[list[Book], Edition]:
    """The negotiations meant, and what the report says of itself."""
    from negotrack.cli import names, opening
    from negotrack.errors import NOT_LOADED
    from negotrack.read.records import read_books
    from negotrack.render.report.edition import NOT_COMMITTED, Edition

    sources, findings = opening.sources_of(asked, asked.at)
    found = read_books(sources, findings)
    opening.told(asked, found)
    if not found.books:
        hint = "put a negotiation.yaml into a folder of positions/; `negotrack check` tells what is wrong"
        raise NegotrackError("no negotiation can be read here", hint, NOT_LOADED)
    titles = {key: (book.title,) for key, book in found.books.items()}
    wanted = dict.fromkeys(names.find(word, "negotiation", titles) for word in words) or found.books
    revision = _revision(asked, sources) or NOT_COMMITTED
    return [found.books[key] for key in wanted], Edition(asked.day, asked.known, revision)


def _revision(asked: Asked, sources: list[Source]) -> str:
    """The commit whose files these are: the one asked for, or the last if the files on disk are still the same."""
    from negotrack.cli import opening
    from negotrack.read.commits import Repository

    try:
        with Repository(opening.repository(asked)) as git:
            commit = opening.commit(asked, git, asked.at or "HEAD")
            if asked.at:
                return commit.oid
            committed, _ = git.sources_at(commit.oid)
    except NegotrackError:
        if asked.at:
            raise
        return ""  # no git, or nothing committed yet
    return commit.oid if _texts(committed) == _texts(sources) else ""


def _texts(sources: list[Source]) -> dict[str, bytes]:
    return {source.path: source.text for source in sources}
