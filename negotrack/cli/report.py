"""`report`: a folder of pages for readers who never open a terminal, or a memo of one page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, takes
from negotrack.errors import NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.read.sources import Source
    from negotrack.render.report.edition import Edition

MANY = 300  # entries; below this more processes cost more than they bring
KINDS = ("html", "markdown", "csl-json", "bibtex")
ENDINGS = {".md": "markdown", ".bib": "bibtex", ".json": "csl-json"}


@takes("repo", "at", "today", *ON_A_DAY, "since", "format", "output", "quiet", "verbose", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]...", help="Which; default: all.")] = None,
    single_file: Annotated[bool, typer.Option("--single-file", help="One HTML file to mail, not a folder.")] = False,
    template: Annotated[str | None, typer.Option("--template", metavar="MEMO", help="With -O markdown: briefing, grid or common-ground.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Build again whenever a file changes, and show it on this machine.")] = False,
    show: Annotated[bool, typer.Option("--open", help="Open the first page in the browser.")] = False,
) -> None:  # fmt: skip
    """Pages to look at: where it stands, how it came to that and why it is stuck, each claim one click from its source."""
    kind = _kind(asked, template)
    if kind != "html":
        if single_file or watch or show:
            raise NegotrackError(f"--single-file, --watch and --open are for pages, not for {kind}", "leave them out")
        _words(asked, words or [], kind, template or "briefing")
        return
    if asked.since is not None:
        raise NegotrackError("--since is for a memo", "add -O markdown, or leave it out")
    if asked.output is None:
        hint = "add -o FILE.html" if single_file else "add -o FOLDER"
        raise NegotrackError("a report needs a place to be written to", hint)
    if watch and (single_file or asked.at):
        what = "a folder of pages" if single_file else "the files on disk"
        raise NegotrackError(f"--watch follows {what}", f"leave out {'--single-file' if single_file else '--at'}")
    _pages(asked, words or [], asked.output, single_file)
    if watch:
        from negotrack.cli.watching import watch as keep_watching

        keep_watching(
            asked, asked.output, lambda: _pages(asked, words or [], asked.output or Path(), single=False), show
        )
    elif show:
        import webbrowser

        webbrowser.open((asked.output if single_file else asked.output / "index.html").resolve().as_uri())


def _kind(asked: Asked, template: str | None) -> str:
    """What is to be made: as named by -O, by --template, or by the ending of -o; pages otherwise."""
    if asked.format is not None and asked.format not in KINDS:
        raise NegotrackError(f"a report has no format {asked.format[:120]!r}", f"write one of {', '.join(KINDS)}")
    ending = ENDINGS.get(asked.output.suffix.lower(), "html") if asked.output else "html"
    kind = asked.format or ("markdown" if template else ending)
    if template and kind != "markdown":
        raise NegotrackError("--template is for a memo", "add -O markdown")
    return kind


def _words(asked: Asked, words: list[str], kind: str, template: str) -> None:
    """Print a memo of each negotiation, or all their sources."""
    from negotrack.cli import opening
    from negotrack.render.citing import bibtex, csl_json
    from negotrack.render.report.case import cases
    from negotrack.render.report.memo import TEMPLATES

    if template not in TEMPLATES:
        raise NegotrackError(f"there is no memo {template[:120]!r}", f"write one of {', '.join(TEMPLATES)}")
    found = cases(*opened(asked, words))
    if kind == "markdown":
        opening.put(asked, "\n".join(TEMPLATES[template](case) for case in found))
        return
    told = [(case.book, case.entries) for case in found]
    opening.put(asked, csl_json(told) if kind == "csl-json" else bibtex(told))


def _pages(asked: Asked, words: list[str], output: Path, single: bool) -> None:
    """Write the pages, in a folder or in one file."""
    from negotrack.cli import opening
    from negotrack.cli.folder import put_folder
    from negotrack.cli.writing import write
    from negotrack.read.spreading import spread
    from negotrack.render.report.site import single_file, site

    books, edition = opened(asked, words)
    if single:
        if output.suffix.lower() not in (".html", ".htm"):
            raise NegotrackError(f"{output.name[:120]!r} is no name for a page", "end it in .html")
        write(output, single_file(books, edition))
        made = "1 page"
    else:
        made = f"{put_folder(output, site(books, edition, spread if _many(books) else lambda *_: None))} pages"
    if not asked.quiet:
        opening.note(f"wrote {made} to {output}")


def _many(books: Sequence[Book]) -> bool:
    """Whether there is so much to tell that it is worth sharing out."""
    return sum(len(book.entries) for book in books) >= MANY


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
    return [found.books[key] for key in wanted], Edition(asked.day, asked.known, revision, asked.period.first)


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
