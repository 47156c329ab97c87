"""`search`: full text over summaries, quotes, notes and titles."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, OVER_TIME, READING, takes
from negotrack.errors import NOT_FOUND, NegotrackError
from negotrack.wording.values import count, names

if TYPE_CHECKING:
    from negotrack.book import Entry

FIELDS = ("negotiation", "date", "statement", "who", "field", "text", "place")
AROUND = 60  # characters shown on either side of what was found


@takes(*READING, *ON_A_DAY, *OVER_TIME, *FILTERS)
def command(
    asked: Asked,
    words: Annotated[
        list[str], typer.Argument(metavar="[NEGOTIATION] TEXT", help="Words to find; all must occur in one place.")
    ],
) -> None:
    """Where words occur: in summaries, quotes, notes, titles and speakers, in every negotiation or in one."""
    from negotrack.book import known_from, terms_of
    from negotrack.cli import opening
    from negotrack.cli.names import matches
    from negotrack.render.views import listing

    books = dict(opening.reading(asked).books)
    meant = matches(words[0], {key: (book.title,) for key, book in books.items()}) if len(words) > 1 else []
    if len(meant) == 1:
        books, words = {meant[0]: books[meant[0]]}, words[1:]
    wanted = [_folded(word) for word in " ".join(words).split()]
    if not wanted:
        raise NegotrackError("there is nothing to search for", "give a word or more")
    rows = []
    for book in (opening.sieved(asked, each) for each in books.values()):
        parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
        for entry in book.chronicle:
            if (asked.known and known_from(entry) > asked.known) or (asked.as_of and entry.said.day > asked.day):
                continue
            if entry.said.day not in asked.period or (parties and not parties & set(entry.parties)):
                continue
            if issues and not any(term.issue in issues for term in terms_of(entry)):
                continue
            for field, text in _texts(entry):
                if all(word in _folded(text) for word in wanted):
                    who = names(book, entry.parties) or "event"
                    place = f"{entry.place.path}:{entry.place.line}"
                    rows.append((book.id, entry.said.text, entry.id, who, field, text, place))
    heading = f"{count(len(rows), 'place')} with “{' '.join(words)}”"
    shown = ("date", "statement", "who", "field", "text")
    opening.show(
        asked,
        listing.page("search", heading, FIELDS, rows, {}, shown=shown, grow=("text",), empty="Nothing was found."),
        empty="nothing was found; all words must occur in one place, so try fewer of them, or a part of one",
    )
    if not rows:
        raise typer.Exit(NOT_FOUND)


def _folded(text: str) -> str:
    """Text without case and accents, so that `Al-Hayya` is found by `hayya`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every text of an entry, with the name of its field."""
    from negotrack.book import terms_of

    yield "id", entry.id
    for field in ("summary", "title", "speaker", "note"):
        if words := getattr(entry, field, ""):
            yield field, words
    for item in getattr(entry, "items", ()):
        yield from (("item", words) for words in (item.id, item.summary, item.note) if words)
    yield from (("term", words) for term in terms_of(entry) for words in (term.text, term.note) if words)
    for response in getattr(entry, "responses", ()):
        if response.reason:
            yield "reason", response.reason
    for source in entry.sources:
        for field, words in (("source", source.title), ("publisher", source.publisher), ("quote", source.quote)):
            if words:
                yield field, words
