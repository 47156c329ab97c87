"""What can be named in a negotiation's records, each name with a few words on what it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from negotrack.book import Agreement, Book, Issue, Item, Offer, Party, Statement
from negotrack.frozen import dataclass
from negotrack.wording.items import entry_words, item_words
from negotrack.wording.values import day_words, name

Named = dict[str, str]
"""Names, each with what it stands for. The words come from the files: every medium escapes them for itself."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one negotiation; earlier ids of things are known too, and told apart by their words."""

    parties: Named
    issues: Named
    scopes: Named
    items: dict[str, Named]  # by party
    accepted: dict[str, Named]  # by party, what it has accepted of others: it may withdraw that
    statements: Named
    agreements: Named

    def own(self, party: str) -> Named:
        """A party's items as it names them itself: ITEM."""
        return self.items.get(party, {})

    def others(self, party: str = "") -> Named:
        """Items as PARTY/ITEM, but for one party's own."""
        return {
            f"{one}/{item}": words for one, items in self.items.items() if one != party for item, words in items.items()
        }

    @property
    def answerable(self) -> Named:
        """What a response may be to: an item, or a party where no item is known."""
        return {**self.others(), **self.parties}


def names_of(book: Book) -> Names:
    """Every name that a record of the negotiation may refer to."""
    items: dict[str, Named] = {party: {} for party in book.parties}
    before: dict[str, Named] = {party: {} for party in book.parties}
    statements: Named = {}
    agreements: Named = {}
    accepted: dict[str, Named] = {}
    earlier: Named = {}
    for entry in book.chronicle:
        words = f"{day_words(entry.said)} · {entry_words(book, entry)}"
        known = agreements if isinstance(entry, Agreement) else statements if isinstance(entry, Statement) else {}
        known[entry.id] = words
        earlier |= dict.fromkeys(entry.previously, f"earlier id of {entry.id}")
        if not isinstance(entry, Statement):
            continue
        for answer in entry.responses:
            if answer.item and answer.answer == "accepts":
                accepted.setdefault(entry.party, {})[answer.to] = f"accepted on {day_words(entry.said)}"
        for item in entry.items:
            items[entry.party][item.id] = item_gist(book, item)
            before[entry.party] |= dict.fromkeys(item.previously, f"earlier id of {item.id}")
    return Names(
        _with_earlier(
            {party.id: party_gist(book, party.id) for party in book.parties.values()}, _earlier(book.parties)
        ),
        _with_earlier({issue.id: issue.title for issue in book.issues.values()}, _earlier(book.issues)),
        dict(book.scopes),
        {party: _with_earlier(found, before[party]) for party, found in items.items()},
        accepted,
        _with_earlier(statements, earlier),
        _with_earlier(agreements, earlier),
    )


def party_gist(book: Book, party: str) -> str:
    """A party in a few words: its name and its part."""
    one = book.parties[party]
    return f"{one.name} · {one.role}" + (f" of {name(book, one.of)}" if one.of else "")


def item_gist(book: Book, item: Item) -> str:
    """An item in a few words: its kind and what it says."""
    accepts = f" of {item.accepts}" if isinstance(item, Offer) and item.accepts else ""
    return f"{item.kind}{accepts}: {item.summary or item_words(book, item)}"


def _earlier(declared: Mapping[str, Party] | Mapping[str, Issue]) -> Named:
    return {old: f"earlier id of {one.id}" for one in declared.values() for old in one.previously}


def _with_earlier(now: Named, before: Named) -> Named:
    return now | {old: words for old, words in before.items() if old not in now}
