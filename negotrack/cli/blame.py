"""`blame`: which commit brought each term of an item in, by whom, under which pull-request title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import READING, takes

if TYPE_CHECKING:
    from negotrack.book import Entry, Term
    from negotrack.read.commits import Repository
    from negotrack.read.git import Commit
    from negotrack.read.sources import Source
    from negotrack.render.page import Cell

SHOWN = ("issue", "value", "said", "commit", "committed", "author", "title")
FIELDS = ("issue", "value", "statement", "said", "commit", "committed", "author", "title", "place")


@takes(*READING)
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] ITEM", help="PARTY/ITEM, or a statement.")],
) -> None:
    """The commit, author and pull-request title that brought each term into the files."""
    from negotrack.book import terms_of
    from negotrack.cli import names, opening
    from negotrack.errors import NegotrackError
    from negotrack.read.commits import Repository
    from negotrack.read.reading import MANIFESTS
    from negotrack.read.sources import Source
    from negotrack.render.views import listing

    book, rest = opening.book(asked, words)
    if len(rest) != 1:
        raise NegotrackError("blame takes one item or one statement", "name it as PARTY/ITEM, or by the statement's id")
    items, statements = names.items(book), names.statements(book)
    one = names.matches(rest[0], items)
    meant = one[0] if len(one) == 1 else names.find(rest[0], "item or statement", {**items, **statements})
    party, _, item = meant.partition("/")
    rows: list[tuple[Cell, ...]] = []
    with Repository(opening.repository(asked)) as git:
        head = opening.commit(asked, git, asked.at or "HEAD")
        blobs, _ = git.blobs_at(head.oid)
        over = {path: blob for path, blob in blobs.items() if path.rpartition("/")[2] in MANIFESTS}
        manifests = [one for one in git.sources_of(over) if isinstance(one, Source)]
        for entry in book.chronicle:
            if entry.id == meant or (meant in items and party in entry.parties and _holds(entry, item)):
                terms = list(terms_of(entry)) if entry.id == meant else _terms(entry, item)
                rows += _brought(git, head, manifests, entry, terms)
    head_data: dict[str, str | None] = {"negotiation": book.id, "at": asked.at}
    opening.show(asked, listing.page("blame", meant, FIELDS, rows, head_data, shown=SHOWN, grow=("title",)))


def _brought(
    git: Repository, head: Commit, manifests: list[Source], entry: Entry, terms: list[Term]
) -> Iterator[tuple[Cell, ...]]:
    """For each term of an entry, the commit since which the file has said so, with the title it came under."""
    from negotrack.book import terms_of
    from negotrack.read.records import read_books
    from negotrack.read.sources import Source

    came: dict[str, str] = {}
    for commit in git.commits_touching(entry.place.path, head.oid):
        then = git.file_at(commit.oid, entry.place.path)
        found = read_books([*manifests, then]).books.values() if isinstance(then, Source) else ()
        held = [(term.issue, term.exact) for one in found for each in one.entries for term in terms_of(each)]
        for term in terms:
            if (term.issue, term.exact) not in held:
                came.pop(term.issue, None)
            else:
                came.setdefault(term.issue, commit.oid)
    for term in terms:
        said = (term.issue, term.written, entry.id, entry.said.text)
        place = f"{term.place.path}:{term.place.line}"
        if term.issue in came:
            by = git.commits([came[term.issue]])[0]
            title = (git.brought_by(by.oid, head.oid) or by).title
            yield (*said, by.oid[:12], by.day.isoformat(), by.author, title, place)
        else:
            yield (*said, None, None, None, "not committed yet", place)


def _holds(entry: Entry, item: str) -> bool:
    return any(one.id == item for one in getattr(entry, "items", ()))


def _terms(entry: Entry, item: str) -> list[Term]:
    return [term for one in getattr(entry, "items", ()) if one.id == item for term in one.package.values()]
