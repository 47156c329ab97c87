"""Entries under the ids of today: references to former names, and an earlier book in the words of a later one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from negotrack.book import Agreement, Book, Entry, Event, Statement
from negotrack.read.renamed import names_between, renamed

_PLACES = r"(?:place=)?Place\(path='[^']*', line=\d+, column=\d+, end=(?:\d+|None)\)"


def up_to_date(entries: list[Entry]) -> list[Entry]:
    """The entries with every reference to an earlier name of an item or statement turned to its present one."""
    statements = {old: entry.id for entry in entries for old in entry.previously}
    items = {
        f"{entry.party}/{old}": item.id
        for entry in entries
        if isinstance(entry, Statement)
        for item in entry.items
        for old in item.previously
    }
    return [_renewed(entry, items, statements) for entry in entries] if items or statements else entries


def aligned(before: Book, after: Book) -> Book:
    """The earlier book in the ids of the later one: what was renamed, and entries whose file was only moved."""
    before = renamed(before, names_between(before, after))
    kept = {entry.id for entry in after.entries}
    came = {_unnamed(entry): entry for entry in after.entries if before.entry(entry.id) is None}
    moved = {one.id: came[_unnamed(one)].id for one in before.entries if one.id not in kept and _unnamed(one) in came}
    if not moved:
        return before
    under = [replace(e, id=moved[e.id], previously=(e.id,)) if e.id in moved else e for e in before.entries]
    later = {entry.id: entry.previously for entry in after.entries}
    entries = [replace(e, previously=later[e.id]) if e.id in later else e for e in up_to_date(under)]
    return replace(before, entries=tuple(entries))


def _unnamed(entry: Entry) -> str:
    """Everything an entry says but its own id and where it stands."""
    return re.sub(_PLACES, "", repr(replace(entry, id="", previously=())))


def _renewed(entry: Entry, items: Mapping[str, str], statements: Mapping[str, str]) -> Entry:
    match entry:
        case Statement():
            own = {key.partition("/")[2]: new for key, new in items.items() if key.partition("/")[0] == entry.party}
            return replace(
                entry,
                offers=tuple(
                    replace(
                        o,
                        id=own.get(o.id, o.id) if o.id == o.amends else o.id,
                        keeps=tuple(own.get(k, k) for k in o.keeps),
                        amends=own.get(o.amends, o.amends),
                    )
                    for o in entry.offers
                ),
                responses=tuple(replace(r, item=items.get(r.to, r.item)) for r in entry.responses),
                withdraws=tuple((_item_now(key, items) or own.get(key, key), place) for key, place in entry.withdraws),
                denies=tuple((statements.get(key, key), place) for key, place in entry.denies),
            )
        case Agreement() if entry.settles is not None:
            return replace(entry, settles=tuple((_item_now(key, items) or key, place) for key, place in entry.settles))
        case Event():
            return replace(entry, ends=tuple((statements.get(key, key), place) for key, place in entry.ends))
    return entry


def _item_now(key: str, items: Mapping[str, str]) -> str:
    """The present name of PARTY/ITEM, where it had another before."""
    return f"{key.partition('/')[0]}/{items[key]}" if key in items else ""
