"""A book in the words of a later one: parties, issues, items and records under the ids that they have now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from negotrack.book import Agreement, Book, Entry, Event, Offer, Precondition, RedLine, Statement, Term, Terms
from negotrack.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """What became of ids: each former one with its present one; items as PARTY/ITEM, with the party's present id."""

    parties: Mapping[str, str] = field(default_factory=dict)
    issues: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parties or self.issues or self.items or self.records)

    def party(self, name: str) -> str:
        """The present id of a party."""
        return self.parties.get(name, name)

    def issue(self, key: str) -> str:
        """The present form of ISSUE or ISSUE@SCOPE."""
        base, at, scope = key.partition("@")
        return f"{self.issues.get(base, base)}{at}{scope}"

    def item(self, name: str, party: str = "") -> str:
        """The present form of PARTY/ITEM; with a party, also of the bare id of an item of its own."""
        owner, slash, item = name.partition("/")
        if not slash:
            return self.items.get(f"{party}/{name}", f"/{name}").partition("/")[2]
        whole = f"{self.party(owner)}/{item}"
        return self.items.get(whole, whole)

    def record(self, name: str) -> str:
        """The present id of a record."""
        return self.records.get(name, name)


def names_between(before: Book, after: Book) -> Names:
    """What a later book says it has renamed since an earlier one."""
    parties = _renamings(before.parties, after.parties)
    items = {
        f"{entry.party}/{old}": f"{entry.party}/{item.id}"
        for entry in after.entries
        if isinstance(entry, Statement)
        for item in entry.items
        for old in item.previously
    }
    now = {entry.id for entry in after.entries}
    records = {}
    for entry in before.entries:
        folder, slash, rest = entry.id.partition("/")
        if slash and folder in parties and entry.id not in now and f"{parties[folder]}/{rest}" in now:
            records[entry.id] = f"{parties[folder]}/{rest}"
    return Names(parties, _renamings(before.issues, after.issues), items, records)


def _renamings(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    return {
        old: new for new, one in after.items() for old in one.previously if old in before and old not in after
    }  # fmt: skip


def renamed(book: Book, names: Names) -> Book:
    """A book with every id in its present form, and all that it says unchanged."""
    if not names:
        return book
    parties = {
        names.party(key): replace(
            one,
            id=names.party(key),
            of=names.party(one.of),
            members=tuple(map(names.party, one.members)),
        )
        for key, one in book.parties.items()
    }
    issues = {
        names.issue(key): replace(one, id=names.issue(key), given_by=names.party(one.given_by))
        for key, one in book.issues.items()
    }
    entries = tuple(_entry(entry, names) for entry in book.entries)
    return replace(book, parties=parties, issues=issues, entries=entries)


def _entry(entry: Entry, names: Names) -> Entry:
    new_id = names.record(entry.id)
    match entry:
        case Statement():
            party = names.party(entry.party)
            return replace(
                entry,
                id=new_id,
                party=party,
                via=tuple(map(names.party, entry.via)),
                offers=tuple(_offer(one, party, names) for one in entry.offers),
                preconditions=tuple(_precondition(one, party, names) for one in entry.preconditions),
                red_lines=tuple(_red_line(one, party, names) for one in entry.red_lines),
                responses=tuple(
                    replace(
                        one,
                        party=names.party(one.party),
                        item=names.item(f"{one.party}/{one.item}").partition("/")[2] if one.item else "",
                        with_terms=_terms(one.with_terms, names),
                        refuses=_terms(one.refuses, names),
                    )
                    for one in entry.responses
                ),
                withdraws=tuple((names.item(item, party), place) for item, place in entry.withdraws),
                denies=tuple((names.record(one), place) for one, place in entry.denies),
            )
        case Agreement():
            settles = entry.settles
            return replace(
                entry,
                id=new_id,
                parties=tuple(map(names.party, entry.parties)),
                via=tuple(map(names.party, entry.via)),
                terms=_terms(entry.terms, names),
                settles=tuple((names.item(item), place) for item, place in settles) if settles is not None else None,
            )
        case Event():
            ends = tuple((names.record(one), place) for one, place in entry.ends)
            return replace(entry, id=new_id, facts=_terms(entry.facts, names), ends=ends)


def _offer(offer: Offer, party: str, names: Names) -> Offer:
    return replace(
        offer,
        id=names.item(offer.id, party),
        gives=_terms(offer.gives, names),
        asks=_terms(offer.asks, names),
        terms=_terms(offer.terms, names),
        to=tuple(map(names.party, offer.to)),
        keeps=tuple(names.item(one, party) for one in offer.keeps),
        amends=names.item(offer.amends, party) if offer.amends else "",
    )


def _precondition(one: Precondition, party: str, names: Names) -> Precondition:
    before = one.before if isinstance(one.before, str) else _terms(one.before, names)
    requires = _terms(one.requires, names)
    return replace(one, id=names.item(one.id, party), before=before, requires=requires, by=names.party(one.by))


def _red_line(one: RedLine, party: str, names: Names) -> RedLine:
    never, unless, must = _terms(one.never, names), _terms(one.unless, names), _terms(one.must, names)
    return replace(one, id=names.item(one.id, party), never=never, unless=unless, must=must)


def _terms(terms: Terms, names: Names) -> dict[str, Term]:
    return {names.issue(key): replace(term, issue=names.issue(term.issue)) for key, term in terms.items()}
