"""How positions came to be what they are: each party's stated values over time, and the verdict after each move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Literal

from negotrack.book import Agreement, Book, Entry, Event, Statement, known_from, terms_of
from negotrack.compare import Pair, Sides, between
from negotrack.standing import Happening, Standing, Stated, denials, standing
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What everyone holds on an issue at one moment: stated values, red lines, and the agreements in force on it."""

    stated: dict[str, Stated | None]
    lines: dict[str, set[tuple[str, Values]]]
    agreed: set[str]


def history(
    book: Book, issue: str, until: date, known_by: date | None = None, among: Iterable[str] | None = None
) -> Iterator[Step]:
    """Every move on an issue up to a day, by anyone who spoke to it; verdicts among the principals, or those named."""
    walk = _Walk(book, (issue,), tuple(book.principals if among is None else among))
    for entry in _counted(book, until, known_by):
        yield from (step for _, step in walk.take(entry))
    yield from (step for _, step in walk.days_to(until + timedelta(days=1)))


def histories(book: Book, until: date, known_by: date | None = None) -> dict[str, list[Step]]:
    """The history of every issue, told in one walk: each entry is taken in once, not once for every issue."""
    walk = _Walk(book, book.keys, book.principals)
    found: dict[str, list[Step]] = {key: [] for key in book.keys}
    for entry in _counted(book, until, known_by):
        for key, step in walk.take(entry):
            found[key].append(step)
    for key, step in walk.days_to(until + timedelta(days=1)):
        found[key].append(step)
    return found


def _counted(book: Book, until: date, known_by: date | None) -> list[Entry]:
    """The entries up to a day that count on it: public by then, and not denied."""
    denied = standing(book, until, known_by).denied
    heard = (e for e in book.chronicle if e.said.day <= until and (known_by is None or known_from(e) <= known_by))
    return [entry for entry in heard if entry.id not in denied]


class _Walk:
    """The way through the entries with an eye on some issues: what was seen on each when something last touched it."""

    def __init__(self, book: Book, issues: Iterable[str], parties: tuple[str, ...]) -> None:
        self.parties = parties
        self.state = Standing(book, date.min)
        self.seen = {issue: _look(self.state, issue) for issue in issues}

    def take(self, entry: Entry) -> Iterator[tuple[str, Step]]:
        """The moves of the days that passed before an entry, and its own."""
        yield from self.days_to(entry.said.day)
        happened = self.state.record(entry)
        yield from self._moved(touched(entry, happened), entry, entry.said.day, happened)

    def days_to(self, day: date) -> Iterator[tuple[str, Step]]:
        """What runs out before a day comes; that may touch any issue, for an old version runs out unnoticed."""
        for last in self.state.last_days(day):
            after = last + timedelta(days=1)
            yield from self._moved(self.seen.keys(), None, after, self.state.turn(after))

    def _moved(
        self, issues: Collection[str], entry: Entry | None, day: date, happened: list[Happening]
    ) -> Iterator[tuple[str, Step]]:
        spoken = {term.issue for term in terms_of(entry)} if entry else set()
        for issue in [issue for issue in self.seen if issue in issues]:
            before, after = self.seen[issue], _look(self.state, issue)
            self.seen[issue] = after
            moved = list(_moves(self.state, issue, before, after, entry, issue in spoken, happened))
            if not moved:
                continue
            sides = Sides(self.state, issue)
            pairs = tuple(between(self.state, issue, pair, sides) for pair in combinations(self.parties, 2))
            allowed = {p: self.state.allowed(p, issue) if lines else None for p, lines in after.lines.items()}
            for party, move, was, now in moved:
                far = distance_moved(was, now)
                yield issue, Step(day, entry, party, move, was, now, far, after.stated, allowed, pairs)


def touched(entry: Entry | None, happened: Iterable[Happening]) -> set[str]:
    """The issues on which an entry, and all that happened with it, can have changed what is stated, ruled out or agreed.

    Answers change none of it, nor does being superseded: what was stated before stays stated until it is said anew.
    """
    issues = {term.issue for term in terms_of(entry)} if entry else set()
    for one in happened:
        if one.held is not None and one.what not in ("superseded", "accepted", "rejected", "considered"):
            issues |= one.held.item.package.keys()
            former = one.held.versions if one.what == "withdrawn" else one.held.versions[-1:]
            for version in former:  # what is withdrawn, is so in every version; what is said anew, replaces the last
                issues |= version.item.package.keys()
        if one.pact is not None:
            issues |= one.pact.agreement.terms.keys()
    return issues


def _look(state: Standing, issue: str) -> _Seen:
    voices = state.book.parties
    return _Seen(
        {party: state.stated(party, issue) for party in voices},
        {party: {(held.key, values) for held, values in state.ruled_out(party, issue)} for party in voices},
        {pact.agreement.id for pact in state.pacts if pact.covers(issue)},
    )


def _moves(
    state: Standing, issue: str, before: _Seen, after: _Seen, entry: Entry | None, spoken: bool,
    happened: Iterable[Happening],
) -> Iterator[tuple[str, Move, Values | None, Values | None]]:  # fmt: skip
    """What moved between two looks at an issue: who, how, from what and to what."""
    for party, now in after.stated.items():
        was = before.stated[party]
        if move := _move(was, now, entry, party, spoken):
            yield party, move, _values(was), _values(now)
        drawn, lines = after.lines[party], before.lines[party]
        if drawn != lines:
            crossed = any(one.what == "crossed" and one.party == party for one in happened)
            gone: Move = "crossed its red line" if crossed else "gave up a red line"
            line: Move = "drew a red line" if drawn - lines else gone
            yield party, line, None, None
    if after.agreed != before.agreed:
        over: Move = "agreed" if after.agreed - before.agreed else "agreement over"
        yield "", over, None, _agreed(state, issue)


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
