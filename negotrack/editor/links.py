"""Names in a record and where they lead: what a word names, where that was first written, and where it is spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from negotrack.book import Agreement, Book, Event, Statement, terms_of
from negotrack.editor.completion import holder, kind_at, party_of
from negotrack.editor.spot import Spot
from negotrack.findings import Place
from negotrack.frozen import dataclass

PARTIES = ("party", "parties", "via", "to", "by", "of", "members", "given_by")
"""The keys that name parties."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a word names: a party, an issue (with its scope), an item as PARTY/ITEM, or a record."""

    kind: Literal["party", "issue", "item", "entry"]
    id: str


def thing_at(book: Book, path: str, text: str, spot: Spot) -> Thing | None:
    """What the word at a place names, if it names anything."""
    word = spot.whole
    here = holder(kind_at(path, text), spot.path)
    if spot.at_key or not spot.path or not here.key:
        in_terms = here.terms or spot.path[-1:] == ("issues",)
        if in_terms and word.partition("@")[0] in book.issues:
            return Thing("issue", word)
        return Thing("party", word) if spot.path[-1:] == ("parties",) and word in book.parties else None
    name = here.key.name
    items = {
        f"{entry.party}/{item.id}" for entry in book.entries if isinstance(entry, Statement) for item in entry.items
    }
    for key in (word, f"{party_of(text)}/{word}"):
        if name in ("id", "to", "withdraws", "keeps", "amends", "settles") and key in items:
            return Thing("item", key)
    if name in ("denies", "ends") and book.entry(word):
        return Thing("entry", word)
    return Thing("party", word) if name in PARTIES and word in book.parties else None


def definitions(book: Book, thing: Thing) -> list[Place]:
    """Where a thing is declared or first said."""
    match thing.kind:
        case "party":
            return [book.parties[thing.id].place]
        case "issue":
            return [book.issue(thing.id).place]
        case "entry":
            entry = book.entry(thing.id)
            return [entry.place] if entry else []
    return [place for entry in book.chronicle for place in _stated(entry, thing.id)][:1]


def references(book: Book, thing: Thing) -> list[Place]:
    """Every place that speaks of a thing, in the order in which it was said."""
    places = [place for entry in book.chronicle for place in _spoken(entry, thing)]
    return list(dict.fromkeys([*definitions(book, thing), *places]))


def _spoken(entry: Statement | Agreement | Event, thing: Thing) -> Iterator[Place]:
    match thing.kind:
        case "issue":
            yield from (t.place for t in terms_of(entry) if thing.id in (t.issue, t.issue.partition("@")[0]))
        case "item":
            yield from _stated(entry, thing.id)
            if isinstance(entry, Statement):
                yield from (one.place for one in entry.responses if one.to == thing.id)
                yield from (at for name, at in entry.withdraws if thing.id in (name, f"{entry.party}/{name}"))
            elif isinstance(entry, Agreement):
                yield from (at for name, at in entry.settles or () if name == thing.id)
        case "entry":
            named = entry.denies if isinstance(entry, Statement) else entry.ends if isinstance(entry, Event) else ()
            yield from (at for name, at in named if name == thing.id)
        case "party":
            if thing.id in entry.parties:
                yield entry.place
            if isinstance(entry, Statement):
                yield from (one.place for one in entry.responses if one.party == thing.id)


def _stated(entry: Statement | Agreement | Event, item: str) -> Iterator[Place]:
    if isinstance(entry, Statement):
        yield from (one.place for one in entry.items if f"{entry.party}/{one.id}" == item)
