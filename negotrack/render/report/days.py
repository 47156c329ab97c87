"""The verdicts on every day on which one changed, worked out by the same core that answers the command line."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from typing_extensions import TypedDict

from negotrack import wording
from negotrack.book import Book, Entry, Statement, known_from, terms_of
from negotrack.compare import Pair, compare, spoken_issues
from negotrack.render.views import compare as matrix
from negotrack.standing import Happening, Held, Standing, standing


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
    growing_old: dict[date, set[str]] = field(default_factory=dict)  # the issues that then may be stale
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
        touched = self.growing_old.pop(day, set())
        touched |= self._issues(self.state.turn(day))
        while self.left and self.left[-1].said.day == day:
            touched |= self._take(self.left.pop(), day)
        for last in self.state.last_days(self.until + timedelta(days=1)):
            if last >= day:
                self._wait(last + timedelta(days=1))
        self._note(day, touched)

    def _take(self, entry: Entry, day: date) -> set[str]:
        """Record one entry; the issues it touched. A denial may undo what came before it, so all is told again."""
        if isinstance(entry, Statement) and entry.denies:
            self.state = standing(self.book, day, self.known_by)
            while self.left and self.left[-1].said.day == day:
                self.left.pop()
            self._grow_old(day, set(self.book.keys))
            return set(self.book.keys)
        if entry.id in self.state.denied:
            return set()
        touched = self._issues(self.state.record(entry)) | {term.issue for term in terms_of(entry)}
        bases = {key.partition("@")[0] for key in touched}
        touched = {key for key in self.book.keys if key.partition("@")[0] in bases}
        self._grow_old(day, touched)
        return touched

    def _grow_old(self, day: date, touched: set[str]) -> None:
        """Note the day on which what is said today is stale."""
        old = day + timedelta(days=self.book.stale_after + 1)
        self.growing_old.setdefault(old, set()).update(touched)
        self._wait(old)

    def _issues(self, happened: Iterable[Happening]) -> set[str]:
        found: set[str] = set()
        for one in happened:
            found |= set(one.held.item.package) if one.held else set()
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
            f"{wording.name(self.book, held.party)} {wording.item_words(self.book, held.item)}",
        )
        if told not in self.items:
            self.items[told] = len(self.items)
            self.data["items"].append(told)
        return self.items[told]


def row_of(state: Standing, pair: Pair) -> RowData:
    """One issue as the matrix shows it: the verdict, and what each principal has stated or rules out."""
    told = matrix.pair_data(state.book, pair)
    words = wording.verdict_words(state.book, pair)
    return {
        "verdict": pair.verdict.name,
        "words": words,
        "cells": [cell_of(state, pair, party, told["stated"][party]) for party in pair.parties],
    }


def cell_of(state: Standing, pair: Pair, party: str, stated: str | None) -> CellData:
    """What one party holds on an issue."""
    drawn = any(held.party == party for held in pair.conditional) or bool(state.ruled_out(party, pair.issue))
    marks = ("s" if stated is not None and pair.verdict.name != "agreed" else "") + ("r" if drawn else "")
    runs: list[tuple[str, str]] = [(words, style) for words, style in matrix.cell(state, pair, party).runs]
    return {"runs": runs, "stated": stated, "marks": marks}
