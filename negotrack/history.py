"""How positions came to be what they are: each party's stated values over time, and the verdict after each move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Literal

from negotrack.book import Agreement, Book, Entry, Event, Statement, known_from, terms_of
from negotrack.compare import Pair, Sides, between
from negotrack.frozen import dataclass
from negotrack.held import Happening, Stated
from negotrack.standing import Standing, denials
from negotrack.values import TOP, Options, Spans, Values

Move = Literal[
    "stated", "restated", "softened", "hardened", "shifted", "withdrawn", "expired", "settled", "dropped",
    "drew a red line", "gave up a red line", "crossed its red line", "agreed", "agreement over",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One move on an issue: who, what it had stated before and states now, how far that is, and where it leaves all.

    `far` is how far the end of what it stated moved, in the scale's measure; None where that cannot be measured.
    `rules_out` is what the party's red lines rule out after the move; `pairs` the verdicts after it, `stated` what
    everyone states.
    """

    day: date
    entry: Entry | None
    party: str
    move: Move
    before: Values | None
    after: Values | None
    far: Decimal | None
    stated: dict[str, Stated | None]
    allowed: dict[str, Values | None]
    pairs: tuple[Pair, ...]

    @property
    def pair(self) -> Pair | None:
        """The verdict between the mover and its counterpart, or the first there is."""
        return next((pair for pair in self.pairs if self.party in pair.parties), self.pairs[0] if self.pairs else None)


def history(
    book: Book, issue: str, until: date, known_by: date | None = None, among: Iterable[str] | None = None
) -> Iterator[Step]:
    """Every move on an issue up to a day, by anyone who spoke to it; verdicts among the principals, or those named."""
    return (step for _, step in histories(book, (issue,), until, known_by, among))


def histories(
    book: Book,
    issues: Iterable[str],
    until: date,
    known_by: date | None = None,
    among: Iterable[str] | None = None,
) -> Iterator[tuple[str, Step]]:
    """Every move on some issues up to a day, each with its issue: the record is gone through once for all of them.

    After an entry only those parties and issues are looked at that it touched; the rest stays as it was seen last.
    """
    parties = tuple(book.principals if among is None else among)
    heard = [e for e in book.chronicle if e.said.day <= until and (known_by is None or known_from(e) <= known_by)]
    denied = denials(heard)
    state = Standing(book, date.min)
    tellings = {issue: _Telling(state, issue, parties) for issue in issues}
    for entry in (entry for entry in heard if entry.id not in denied):
        yield from _days(state, tellings, entry.said.day)
        yield from _moves(tellings, entry, entry.said.day, state.record(entry), state.touched)
    yield from _days(state, tellings, until)


def _days(state: Standing, tellings: Mapping[str, _Telling], day: date) -> Iterator[tuple[str, Step]]:
    """What runs out before a day comes."""
    for last in state.last_days(day):
        after = last + timedelta(days=1)
        yield from _moves(tellings, None, after, state.turn(after), state.touched)


def _moves(
    tellings: Mapping[str, _Telling],
    entry: Entry | None,
    day: date,
    happened: list[Happening],
    touched: Mapping[str, set[str]],
) -> Iterator[tuple[str, Step]]:
    """What one entry (or a day passing) moved, issue by issue."""
    for issue, telling in tellings.items():
        parties = {party for party, issues in touched.items() if issue in issues}
        if parties:
            yield from ((issue, step) for step in telling.moves(parties, entry, day, happened))


class _Telling:
    """One issue as it was seen last: what everyone states, what their red lines rule out, and what is agreed."""

    def __init__(self, state: Standing, issue: str, parties: tuple[str, ...]) -> None:
        self.state, self.issue, self.parties = state, issue, parties
        self.sides = Sides(state, issue)
        self.stated: dict[str, Stated | None] = dict.fromkeys(state.book.parties)
        self.lines = {party: set[tuple[str, Values]]() for party in state.book.parties}
        self.agreed = set[str]()

    def moves(self, touched: set[str], entry: Entry | None, day: date, happened: list[Happening]) -> Iterator[Step]:
        """What an entry moved by which these parties were touched on the issue."""
        state, issue = self.state, self.issue
        spoken = entry is not None and any(term.issue == issue for term in terms_of(entry))
        moved: list[tuple[str, Move, Values | None, Values | None]] = []
        for party in (party for party in self.stated if party in touched):
            self.sides.forget(party)
            was, now = self.stated[party], state.stated(party, issue)
            if move := _move(was, now, entry, party, spoken):
                moved.append((party, move, _values(was), _values(now)))
            drawn, before = _lines(state, party, issue), self.lines[party]
            if drawn != before:
                crossed = any(one.what == "crossed" and one.party == party for one in happened)
                gone: Move = "crossed its red line" if crossed else "gave up a red line"
                moved.append((party, "drew a red line" if drawn - before else gone, None, None))
            self.stated[party], self.lines[party] = now, drawn
        agreed = {pact.agreement.id for pact in state.pacts if pact.covers(issue)}
        if agreed != self.agreed:
            over: Move = "agreed" if agreed - self.agreed else "agreement over"
            moved.append(("", over, None, _agreed(state, issue)))
        self.agreed = agreed
        if moved:
            pairs = tuple(between(state, issue, pair, self.sides) for pair in combinations(self.parties, 2))
            allowed = {party: state.allowed(party, issue) if lines else None for party, lines in self.lines.items()}
            stated = dict(self.stated)
            for party, move, was_then, is_now in moved:
                far = distance_moved(was_then, is_now)
                yield Step(day, entry, party, move, was_then, is_now, far, stated, allowed, pairs)


def _move(was: Stated | None, now: Stated | None, entry: Entry | None, party: str, spoken: bool) -> Move | None:
    if was is None and now is None:
        return None
    if now is None:
        assert was is not None
        ends: dict[str, Move] = {"withdrawn": "withdrawn", "expired": "expired", "settled": "settled"}
        return ends.get(was.held[-1].state, "dropped")
    if was is None:
        return "stated"
    if was.values == now.values:
        said_again = entry is not None and spoken and party in entry.parties and _said_by(now) != _said_by(was)
        return "restated" if said_again else None
    if was.values is None or now.values is None:
        return "shifted"
    return "softened" if was.values <= now.values else "hardened" if now.values <= was.values else "shifted"


def _said_by(stated: Stated) -> list[str]:
    return [held.entry.id for held in stated.held]


def _values(stated: Stated | None) -> Values | None:
    return stated.values if stated else None


def _lines(state: Standing, party: str, issue: str) -> set[tuple[str, Values]]:
    return {(held.key, values) for held, values in state.ruled_out(party, issue)}


def _agreed(state: Standing, issue: str) -> Values | None:
    return next((p.agreement.terms[issue].values for p in reversed(state.pacts) if p.covers(issue)), None)


def distance_moved(before: Values | None, after: Values | None) -> Decimal | None:
    """How far the nearer end of a stated set moved: the change of its one end that has a figure on both sides.

    >>> from negotrack.values import Scale
    >>> days = Scale("duration")
    >>> distance_moved(Spans.at_most(days, Decimal(7)), Spans.at_most(days, Decimal(60)))
    Decimal('53')
    """
    match before, after:
        case Spans() as was, Spans() as now if was and now:
            everything = was.scale.everything
            assert isinstance(everything, Spans)
            whole = everything.pieces[0]
            ends = ((was.pieces[0][0], now.pieces[0][0]), (was.pieces[-1][1], now.pieces[-1][1]))
            open_ends = (*whole, (TOP, 0), (TOP, 1))
            return max(
                (abs(new[0] - old[0]) for old, new in ends if old not in open_ends and new not in open_ends),
                default=None,
            )
        case Options() as was, Options() as now if was and now and was.scale.ordered:
            ranks = [[was.scale.members.index(name) for name in one.names] for one in (was, now)]
            return Decimal(max(abs(min(ranks[0]) - min(ranks[1])), abs(max(ranks[0]) - max(ranks[1]))))
    return None


class Retelling:
    """The verdict on one issue in one version of a book after the other; what versions share is told only once.

    An entry counts for an issue if it speaks of it, or names or is named by an entry that counts, or speaks of an issue
    of one. Where versions differ only in the others, the verdict is the same; where entries were only added at the end,
    only those are taken in.
    """

    def __init__(self, issue: str, day: date, known_by: date | None = None) -> None:
        self.issue = issue
        self.day = day
        self.known_by = known_by
        self._before: Book | None = None
        self._names: dict[int, tuple[Entry, frozenset[str]]] = {}  # by the entry's identity, which it keeps alive
        self._matter: set[str] = set()
        self._state: Standing | None = None
        self._pair: Pair | None = None

    def pair(self, book: Book) -> Pair:
        """What a version says, among its principals."""
        before, self._before = self._before, book
        same = before is not None and (before.parties, before.issues) == (book.parties, book.issues)
        if not same:
            self._state = self._pair = None
        elif before and self._pair and not any(self._counts(entry) for entry in _changed(before, book)):
            return self._pair
        self._matter = self._joined(book)
        heard = [
            entry
            for entry in book.chronicle
            if self._counts(entry)
            and entry.said.day <= self.day
            and (self.known_by is None or known_from(entry) <= self.known_by)
        ]
        denied = denials(heard)
        told = [entry for entry in heard if entry.id not in denied]
        state = self._state
        if state is None or len(told) < len(state.entries) or any(map(_differ, state.entries, told)):
            state = Standing(book, self.day)
        state.book = replace(book, entries=tuple(told))
        for entry in told[len(state.entries) :]:
            state.record(entry)
        self._state = None if state.last_days(self.day) else state  # what runs out now may not have when more is added
        state.turn(self.day)
        self._pair = between(state, self.issue, book.principals)
        return self._pair

    def _counts(self, entry: Entry) -> bool:
        return not self._matter.isdisjoint(self._named(entry))

    def _named(self, entry: Entry) -> frozenset[str]:
        kept = self._names.get(id(entry))
        if kept is None:
            kept = self._names[id(entry)] = (entry, frozenset(_names(entry)))
        return kept[1]

    def _joined(self, book: Book) -> set[str]:
        """The names that have to do with the issue, by way of however many entries."""
        holders: dict[str, list[frozenset[str]]] = {}
        for named in map(self._named, book.entries):
            for name in named:
                holders.setdefault(name, []).append(named)
        found, wave = set[str](), {self.issue.partition("@")[0]}
        while wave:
            found |= wave
            wave = set[str]().union(*(named for one in wave for named in holders.get(one, ()))) - found
        return found


def _names(entry: Entry) -> Iterator[str]:
    """What ties an entry to others: the issues it speaks of, its id and its items, and those it refers to."""
    yield entry.id
    for term in terms_of(entry):
        yield term.issue.partition("@")[0]
    match entry:
        case Statement():
            own = [item.id for item in entry.items] + [name for name, _ in entry.withdraws]
            own += [name for offer in entry.offers for name in (*offer.keeps, offer.amends) if name]
            yield from (f"{entry.party}/{name}" for name in own)
            yield from (name for name, _ in (*entry.withdraws, *entry.denies))
            yield from (response.to for response in entry.responses)
        case Agreement():
            yield from (name for name, _ in entry.settles or ())
        case Event():
            yield from (name for name, _ in entry.ends)


def _changed(before: Book, after: Book) -> list[Entry]:
    """The entries of only one of two versions."""
    old, new = ({id(entry): entry for entry in book.entries} for book in (before, after))
    return [old[key] for key in old.keys() - new.keys()] + [new[key] for key in new.keys() - old.keys()]


def _differ(one: Entry, other: Entry) -> bool:
    return one is not other
