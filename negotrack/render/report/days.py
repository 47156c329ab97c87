"""The verdicts on every day on which one changed, worked out by the same core that answers the command line."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from typing_extensions import TypedDict

from negotrack.book import Agreement, Book, Entry, Statement, known_from, terms_of
from negotrack.compare import Pair, Side, Sides, between
from negotrack.frozen import dataclass
from negotrack.held import Held, Pact
from negotrack.reasons import facts
from negotrack.render.escape import for_island
from negotrack.render.report.plain import Words, held_runs, spelled
from negotrack.render.views.compare import behind, pact_of
from negotrack.standing import Standing, standing
from negotrack.wording.items import demanded, item_words, speaker_words
from negotrack.wording.values import day_words, name
from negotrack.wording.verdicts import verdict_words

Each = TypeVar("Each")


class Cell(NamedTuple):
    """What a party holds on an issue: in words, each with what kind of words they are; and as `compare -O json` has it."""

    runs: tuple[tuple[str, str], ...]
    stated: str | None
    marks: str  # what there is: a agreed, s stated, r ruled out by a red line, d demanded first


class Row(NamedTuple):
    """One issue on one day; each party's cell by its number."""

    verdict: str
    words: str
    cells: tuple[int, ...]


class Thing(NamedTuple):
    """An item that stood, or an agreement that was in force: in words, and with the entry whose page tells of it."""

    key: str  # PARTY/ITEM; of an agreement, its id
    kind: str
    words: str
    when: str
    entry: str


class Stop(NamedTuple):
    """What is another than on the day before: rows by the number of their issue, items that came and went."""

    day: str
    rows: list[tuple[int, int]]  # issue, row; -1 where nobody speaks to it any more
    added: list[int]
    removed: list[int]
    entries: int
    said: int  # entries of this very day; none where something ran out or grew old


class Data(TypedDict):
    """Every state there was, told by what changed: each cell, row and item is written once."""

    issues: list[str]
    cells: list[Cell]
    rows: list[Row]
    items: list[Thing]  # what stood on some day, and the agreements between principals that were in force
    days: list[Stop]


@dataclass
class Days:
    """The states of a negotiation day by day, and what they were made from."""

    book: Book
    data: Data
    seen: dict[str, list[tuple[date, str, str]]]  # by issue: the day, the verdict from then on, and its words
    last: dict[str, int]  # by issue: the row it shows on the last day

    @property
    def first(self) -> date | None:
        """The first day on which anything is on file."""
        return date.fromisoformat(self.data["days"][0].day) if self.data["days"] else None

    @cached_property
    def spoken(self) -> list[str]:
        """The issues on which there was a verdict on some day."""
        return [key for key in self.data["issues"] if key in self.seen]

    def now(self, issue: str) -> Row | None:
        """The row of an issue on the last day; nothing where nobody speaks to it any more."""
        row = self.last.get(issue, -1)
        return self.data["rows"][row] if row >= 0 else None

    def cells(self, row: Row) -> list[Cell]:
        """What each principal holds, in the order they are listed."""
        return [self.data["cells"][number] for number in row.cells]

    def verdict(self, issue: str, day: date) -> tuple[str, str]:
        """The verdict that was in force on a day, and its words; empty before anybody spoke."""
        found = ("", "")
        for since, verdict, words in self.seen.get(issue, ()):
            if since > day:
                break
            found = (verdict, words)
        return found


def days_of(book: Book, until: date, known_by: date | None = None) -> Days:
    """The verdicts among the principals on every day up to one, from what was public by `known_by`."""
    walk = _Walk(book, until, known_by)
    for day in walk.stops():
        walk.turn(day)
    return Days(book, walk.data, walk.seen, walk.shown)


@dataclass
class _Walk:
    """The way through the days: the state so far, and every row and item that was ever seen, by its number."""

    book: Book
    until: date
    known_by: date | None
    state: Standing = field(init=False)
    data: Data = field(init=False)
    seen: dict[str, list[tuple[date, str, str]]] = field(default_factory=dict)
    waiting: list[tuple[date, int]] = field(default_factory=list)  # days on which something runs out or grows old
    growing_old: dict[str, set[date]] = field(default_factory=dict)  # by issue: the days on which a word on it is stale
    shown: dict[str, int] = field(default_factory=dict)  # by issue: the row it shows
    sides: dict[str, Sides] = field(default_factory=dict)  # what the parties bring to each issue, as it still is
    held: frozenset[int] = frozenset()
    cells: dict[Cell, int] = field(default_factory=dict)
    told: dict[tuple[object, ...], tuple[Side, int]] = field(default_factory=dict)  # the cell of what a party brings
    rows: dict[Row, int] = field(default_factory=dict)
    items: dict[Thing, int] = field(default_factory=dict)
    worded: dict[int, tuple[Held | Agreement, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heard = (entry for entry in self.book.chronicle if entry.said.day <= self.until)
        self.heard = [e for e in heard if self.known_by is None or known_from(e) <= self.known_by]
        self.state = Standing(self.book, date.min)
        self.data = {"issues": list(self.book.keys), "cells": [], "rows": [], "items": [], "days": []}
        self.numbers = {key: number for number, key in enumerate(self.book.keys)}
        self.left = self.heard[::-1]
        self.said = Counter(entry.said.day for entry in self.heard)
        self.words = Words(self.state, {entry.id: entry for entry in self.heard})

    def stops(self) -> Iterator[date]:
        """The days on which something can be another than before, in order: entries, last days, and growing old."""
        for entry in self.heard:
            self._wait(entry.said.day)
        while self.waiting:
            day = heapq.heappop(self.waiting)[0]
            while self.waiting and self.waiting[0][0] == day:
                heapq.heappop(self.waiting)
            if day <= self.until:
                yield day

    def _wait(self, day: date) -> None:
        heapq.heappush(self.waiting, (day, 0))

    def turn(self, day: date) -> None:
        """Let a day come: take its entries, and note the rows and items that are another than before."""
        touched = {issue for issue, days in self.growing_old.items() if day in days}
        touched |= self._pass(day)
        while self.left and self.left[-1].said.day == day:
            touched |= self._take(self.left.pop(), day)
        touched |= self._pass(day)  # an offer may be said after its own last day
        for last in self.state.last_days(self.until + timedelta(days=1)):
            if last >= day:
                self._wait(last + timedelta(days=1))
        self._note(day, touched)

    def _pass(self, day: date) -> set[str]:
        """Let run out what ends before a day; the issues that may touch: all, for an old version does so unnoticed."""
        ends = self.state.last_days(day)
        self.state.turn(day)
        Sides.forget_touched(self.sides, self.state)
        return set(self.book.keys) if ends else set()

    def _take(self, entry: Entry, day: date) -> set[str]:
        """Record one entry; the issues it touched. A denial may undo what came before it, so all is told again."""
        if isinstance(entry, Statement) and entry.denies:
            self.state = standing(self.book, day, self.known_by)
            self.sides.clear()
            while self.left and self.left[-1].said.day == day:
                self.left.pop()
            return set(self.book.keys)
        if entry.id in self.state.denied:
            return set()
        self.state.record(entry)
        Sides.forget_touched(self.sides, self.state)
        named = (term.issue for term in terms_of(entry))
        bases = {key.partition("@")[0] for key in chain(named, *self.state.touched.values())}
        return {key for key in self.book.keys if key.partition("@")[0] in bases}

    def _grow_old(self, pair: Pair) -> None:
        """Note the days on which what the parties hold on an issue becomes stale, if nothing is said before."""
        rests = {fact.entry.said.day for fact in facts(pair.reasons)}
        rests |= {held.entry.said.day for party in pair.parties for held in behind(self.state, pair, party)}
        days = {said + timedelta(days=self.book.stale_after + 1) for said in rests}
        self.growing_old[pair.issue] = {old for old in days if self.state.day < old <= self.until}
        for old in self.growing_old[pair.issue]:
            self._wait(old)

    def _note(self, day: date, touched: set[str]) -> None:
        changed: list[tuple[int, int]] = []
        if touched and len(self.book.principals) > 1:
            for key in (key for key in self.book.keys if key in touched):
                row = self._row(key) if self._spoken(key) else -1
                if row != self.shown.get(key, -1):
                    self.shown[key] = row
                    changed.append((self.numbers[key], row))
                    verdict = self.data["rows"][row][:2] if row >= 0 else ("", "")
                    self.seen.setdefault(key, []).append((day, *verdict))
        things: list[Held | Agreement] = [pact.agreement for pact in between_principals(self.state)]
        things += [held for party in self.book.parties for held in self.state.standing(party)]
        now = frozenset(self._item(one) for one in things)
        added, removed = sorted(now - self.held), sorted(self.held - now)
        self.held = now
        last = self.data["days"][-1].entries if self.data["days"] else 0
        if changed or added or removed or len(self.state.entries) != last:
            self.data["days"].append(
                Stop(day.isoformat(), changed, added, removed, len(self.state.entries), self.said[day])
            )

    def _spoken(self, key: str) -> bool:
        """Whether the issue is one of `spoken_issues`, without looking at all others."""
        principals = self.book.principals
        return (
            any(self.state.stated(party, key) for party in principals)
            or any(key in held.item.package for party in principals for held in self.state.standing(party))
            or any(pact.covers(key) and len({*principals} & {*pact.agreement.parties}) > 1 for pact in self.state.pacts)
        )

    def _row(self, key: str) -> int:
        if key not in self.sides:
            self.sides[key] = Sides(self.state, key)
        pair = between(self.state, key, self.book.principals, self.sides[key])
        self._grow_old(pair)
        words = spelled(self.book, verdict_words(self.book, pair))
        row = Row(pair.verdict.name, words, tuple([self._cell(pair, side) for side in pair.sides]))
        return _numbered(self.rows, self.data["rows"], row)

    def _cell(self, pair: Pair, side: Side) -> int:
        """The number of what a party holds; put into words once for as long as it holds the same."""
        held = tuple(behind(self.state, pair, side.party))
        stale = tuple([self.state.stale(one) for one in held])
        key = (id(side), pair.verdict.name == "agreed", held, stale, pact_of(self.state, pair, side.party))
        if key not in self.told:  # with the side itself, so that nothing else takes its identity
            cell = cell_of(self.state, pair, side.party)
            self.told[key] = (side, _numbered(self.cells, self.data["cells"], cell))
        return self.told[key][1]

    def _item(self, one: Held | Agreement) -> int:
        """The number of an item or agreement in the words it has; each version is put into words once."""
        if id(one) not in self.worded:
            thing = self._agreement(one) if isinstance(one, Agreement) else self._held(one)
            self.worded[id(one)] = (one, _numbered(self.items, self.data["items"], thing))
        return self.worded[id(one)][1]

    def _held(self, held: Held) -> Thing:
        words = self.words.plain(f"{name(self.book, held.party)} {item_words(self.book, held.item)}", held.entry)
        first = held.versions[-held.restated] if held.restated else held  # said again, it is the same as before
        return Thing(held.key, held.item.kind, words, f"since {day_words(held.since)}", first.entry.id)

    def _agreement(self, entry: Agreement) -> Thing:
        who = f"{day_words(entry.said)} · {speaker_words(self.book, entry)}"
        return Thing(entry.id, "agreement", self.words.entry(entry), who, entry.id)


def between_principals(state: Standing) -> list[Pact]:
    """The agreements of two principals or more that still bind on something."""
    principals = set(state.book.principals)
    return [pact for pact in state.pacts if pact.in_force and len(principals & set(pact.agreement.parties)) > 1]


def _numbered(numbers: dict[Each, int], things: list[Each], one: Each) -> int:
    """The place of a thing in a list in which each stands once."""
    if one not in numbers:
        numbers[one] = len(things)
        things.append(one)
    return numbers[one]


def window(data: Data, most: int) -> Data:
    """The latest days, as many as can be told in so many bytes; the first of them tells its whole state."""
    cells, rows, items = set[int](), set[int](), set[int]()
    size, first = 0, len(data["days"])
    for number in range(len(data["days"]) - 1, -1, -1):
        day = data["days"][number]
        fresh_rows = {row for _, row in day.rows if row >= 0} - rows
        fresh_cells = {cell for row in fresh_rows for cell in data["rows"][row].cells} - cells
        fresh_items = {*day.added, *day.removed} - items
        size += _weight(day) + sum(_weight(data["rows"][row]) for row in fresh_rows)
        size += sum(_weight(data["cells"][cell]) for cell in fresh_cells)
        size += sum(_weight(data["items"][item]) for item in fresh_items)
        if size > most and number < len(data["days"]) - 1:
            break
        cells, rows, items, first = cells | fresh_cells, rows | fresh_rows, items | fresh_items, number
    return data if first == 0 else _cut(data, first)


def _weight(thing: object) -> int:
    """The bytes that something takes in the page."""
    return len(for_island(thing).encode()) + 1


def _cut(data: Data, first: int) -> Data:
    """The same from one of its days on, with only the cells, rows and items that still are needed."""
    shown: dict[int, int] = {}
    held: set[int] = set()
    for day in data["days"][: first + 1]:
        shown |= dict(day.rows)
        held = (held - set(day.removed)) | set(day.added)
    whole = [(issue, row) for issue, row in shown.items() if row >= 0]
    days = [
        data["days"][first]._replace(rows=whole, added=sorted(held), removed=[]),
        *data["days"][first + 1 :],
    ]
    rows = _renumbered(row for day in days for _, row in day.rows if row >= 0)
    cells = _renumbered(cell for row in rows for cell in data["rows"][row].cells)
    items = _renumbered(item for day in days for item in (*day.added, *day.removed))
    return {
        "issues": data["issues"],
        "cells": [data["cells"][cell] for cell in cells],
        "rows": [
            one._replace(cells=tuple(cells[cell] for cell in one.cells)) for one in (data["rows"][row] for row in rows)
        ],
        "items": [data["items"][item] for item in items],
        "days": [
            day._replace(
                rows=[(issue, rows.get(row, -1)) for issue, row in day.rows],
                added=[items[item] for item in day.added],
                removed=[items[item] for item in day.removed],
            )
            for day in days
        ],
    }


def _renumbered(numbers: Iterable[int]) -> dict[int, int]:
    """New numbers for those that are left, in their order."""
    return {number: turn for turn, number in enumerate(sorted(set(numbers)))}


def cell_of(state: Standing, pair: Pair, party: str) -> Cell:
    """What one party holds on an issue."""
    one = pair.stated.get(party)
    stated = None if one is None else "unspecified" if one.values is None else one.values.text
    drawn = any(held.party == party for held in pair.conditional) or bool(state.ruled_out(party, pair.issue))
    told = {"a": pact_of(state, pair, party), "s": stated, "r": drawn, "d": demanded(state, party, pair.issue)}
    marks = "".join(letter for letter, there in told.items() if there)
    return Cell(held_runs(state, pair, party), stated, marks)
