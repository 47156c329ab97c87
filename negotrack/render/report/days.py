"""The verdicts on every day on which one changed, worked out by the same core that answers the command line."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date, timedelta
from functools import cached_property

from typing_extensions import TypedDict

from negotrack.book import Book, Entry, Statement, known_from, terms_of
from negotrack.compare import Pair, compare, spoken_issues
from negotrack.frozen import dataclass
from negotrack.held import Happening, Held
from negotrack.reasons import facts
from negotrack.render.report.plain import held_runs
from negotrack.render.views import compare as matrix
from negotrack.standing import Standing, standing
from negotrack.wording.items import held_words
from negotrack.wording.verdicts import verdict_words


class CellData(TypedDict):
    """What a party holds on an issue: in words, each with what kind of words they are; and as `compare -O json` has it."""

    runs: list[tuple[str, str]]
    stated: str | None
    marks: str  # s where it has stated, r where a red line rules something out


class RowData(TypedDict):
    """One issue on one day."""

    verdict: str
    words: str
    cells: list[CellData]


class DayData(TypedDict):
    """What is another than on the day before: rows by the number of their issue, items that came and went."""

    day: str
    rows: list[tuple[int, int]]  # issue, row; -1 where nobody speaks to it any more
    added: list[int]
    removed: list[int]
    entries: int


class Data(TypedDict):
    """Every state there was, told by what changed: each row and each item is written once."""

    issues: list[str]
    rows: list[RowData]
    items: list[tuple[str, str, str]]  # PARTY/ITEM, what it is, what it says
    days: list[DayData]


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
        return date.fromisoformat(self.data["days"][0]["day"]) if self.data["days"] else None

    @cached_property
    def spoken(self) -> list[str]:
        """The issues on which there was a verdict on some day."""
        return [key for key in self.data["issues"] if key in self.seen]

    def now(self, issue: str) -> RowData | None:
        """The row of an issue on the last day; nothing where nobody speaks to it any more."""
        row = self.last.get(issue, -1)
        return self.data["rows"][row] if row >= 0 else None

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
    held: frozenset[int] = frozenset()
    rows: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, str, str], int] = field(default_factory=dict)
    worded: dict[int, tuple[Held, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heard = (entry for entry in self.book.chronicle if entry.said.day <= self.until)
        self.heard = [e for e in heard if self.known_by is None or known_from(e) <= self.known_by]
        self.state = Standing(self.book, date.min)
        self.data = {"issues": list(self.book.keys), "rows": [], "items": [], "days": []}
        self.numbers = {key: number for number, key in enumerate(self.book.keys)}
        self.left = self.heard[::-1]

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
        return set(self.book.keys) if ends else set()

    def _take(self, entry: Entry, day: date) -> set[str]:
        """Record one entry; the issues it touched. A denial may undo what came before it, so all is told again."""
        if isinstance(entry, Statement) and entry.denies:
            self.state = standing(self.book, day, self.known_by)
            while self.left and self.left[-1].said.day == day:
                self.left.pop()
            return set(self.book.keys)
        if entry.id in self.state.denied:
            return set()
        touched = self._issues(self.state.record(entry)) | {term.issue for term in terms_of(entry)}
        bases = {key.partition("@")[0] for key in touched}
        return {key for key in self.book.keys if key.partition("@")[0] in bases}

    def _grow_old(self, pair: Pair) -> None:
        """Note the days on which the parties' words behind a verdict become stale, if nothing is said before."""
        latest: dict[str, date] = {}
        for fact in facts(pair.reasons):
            latest[fact.party] = max(fact.entry.said.day, latest.get(fact.party, date.min))
        days = {said + timedelta(days=self.book.stale_after + 1) for said in latest.values()}
        self.growing_old[pair.issue] = {old for old in days if self.state.day < old <= self.until}
        for old in self.growing_old[pair.issue]:
            self._wait(old)

    def _issues(self, happened: Iterable[Happening]) -> set[str]:
        found: set[str] = set()
        for one in happened:
            for held in (*one.held.versions, one.held) if one.held else ():  # what is withdrawn, is so in every version
                found |= set(held.item.package)
            found |= set(one.pact.agreement.terms) if one.pact else set()
        bases = {key.partition("@")[0] for key in found}
        return {key for key in self.book.keys if key.partition("@")[0] in bases}

    def _note(self, day: date, touched: set[str]) -> None:
        changed: list[tuple[int, int]] = []
        if touched and len(self.book.principals) > 1:
            spoken = set(spoken_issues(self.state, self.book.principals))
            for key in (key for key in self.book.keys if key in touched):
                row = self._row(key) if key in spoken else -1
                if row != self.shown.get(key, -1):
                    self.shown[key] = row
                    changed.append((self.numbers[key], row))
                    verdict = (
                        (self.data["rows"][row]["verdict"], self.data["rows"][row]["words"]) if row >= 0 else ("", "")
                    )
                    self.seen.setdefault(key, []).append((day, *verdict))
        now = frozenset(self._item(held) for party in self.book.parties for held in self.state.standing(party))
        added, removed = sorted(now - self.held), sorted(self.held - now)
        self.held = now
        last = self.data["days"][-1]["entries"] if self.data["days"] else 0
        if changed or added or removed or len(self.state.entries) != last:
            told: DayData = {
                "day": day.isoformat(), "rows": changed, "added": added, "removed": removed,
                "entries": len(self.state.entries),
            }  # fmt: skip
            self.data["days"].append(told)

    def _row(self, key: str) -> int:
        pair = matrix.overall(compare(self.state, key))
        self._grow_old(pair)
        row = row_of(self.state, pair)
        written = repr(row)
        if written not in self.rows:
            self.rows[written] = len(self.rows)
            self.data["rows"].append(row)
        return self.rows[written]

    def _item(self, held: Held) -> int:
        """The number of an item in the words it has; each version is put into words once."""
        if id(held) not in self.worded:
            self.worded[id(held)] = (held, self._number(held))
        return self.worded[id(held)][1]

    def _number(self, held: Held) -> int:
        told = (
            held.key,
            held.item.kind,
            f"{held_words(self.book, held)}",
        )
        if told not in self.items:
            self.items[told] = len(self.items)
            self.data["items"].append(told)
        return self.items[told]


def window(data: Data, most: int) -> Data:
    """The latest days, as many as can be told in so many characters; the first of them tells its whole state."""
    weight = [len(one["words"]) + 24 + sum(_weight(cell) for cell in one["cells"]) for one in data["rows"]]
    weigh = [len(text) + len(key) + 24 for key, _, text in data["items"]]
    rows, items = set[int](), set[int]()
    size, first = 0, len(data["days"])
    for number in range(len(data["days"]) - 1, -1, -1):
        day = data["days"][number]
        fresh_rows = {row for _, row in day["rows"] if row >= 0} - rows
        fresh_items = {*day["added"], *day["removed"]} - items
        size += sum(weight[row] for row in fresh_rows) + sum(weigh[item] for item in fresh_items)
        size += 60 + 10 * len(day["rows"]) + 6 * (len(day["added"]) + len(day["removed"]))
        if size > most and number < len(data["days"]) - 1:
            break
        rows, items, first = rows | fresh_rows, items | fresh_items, number
    return data if first == 0 else _cut(data, first)


def _weight(cell: CellData) -> int:
    return 40 + sum(len(words) + len(style) + 8 for words, style in cell["runs"])


def _cut(data: Data, first: int) -> Data:
    """The same from one of its days on, with only the rows and items that still are needed."""
    shown: dict[int, int] = {}
    held: set[int] = set()
    for day in data["days"][: first + 1]:
        shown |= dict(day["rows"])
        held = (held - set(day["removed"])) | set(day["added"])
    begin: DayData = {
        **data["days"][first], "rows": [(issue, row) for issue, row in shown.items() if row >= 0],
        "added": sorted(held), "removed": [],
    }  # fmt: skip
    days = [begin, *data["days"][first + 1 :]]
    rows = {row: turn for turn, row in enumerate(sorted({row for day in days for _, row in day["rows"] if row >= 0}))}
    items = {
        item: turn
        for turn, item in enumerate(sorted({item for day in days for item in (*day["added"], *day["removed"])}))
    }
    return {
        "issues": data["issues"],
        "rows": [data["rows"][row] for row in rows],
        "items": [data["items"][item] for item in items],
        "days": [
            {
                **day,
                "rows": [(issue, rows.get(row, -1)) for issue, row in day["rows"]],
                "added": [items[item] for item in day["added"]],
                "removed": [items[item] for item in day["removed"]],
            }
            for day in days
        ],
    }


def row_of(state: Standing, pair: Pair) -> RowData:
    """One issue as the matrix shows it: the verdict, and what each principal has stated or rules out."""
    return {
        "verdict": pair.verdict.name,
        "words": verdict_words(state.book, pair),
        "cells": [cell_of(state, pair, party) for party in pair.parties],
    }


def cell_of(state: Standing, pair: Pair, party: str) -> CellData:
    """What one party holds on an issue."""
    one = pair.stated.get(party)
    stated = None if one is None else "unspecified" if one.values is None else one.values.text
    drawn = any(held.party == party for held in pair.conditional) or bool(state.ruled_out(party, pair.issue))
    marks = ("s" if stated is not None and pair.verdict.name != "agreed" else "") + ("r" if drawn else "")
    return {"runs": list(held_runs(state, pair, party)), "stated": stated, "marks": marks}
