"""How positions came to be what they are: each party's stated values over time, and the verdict after each move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Literal

from negotrack.book import Book, Entry, known_from, terms_of
from negotrack.compare import Pair, between
from negotrack.standing import Standing, Stated, standing
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
    parties = tuple(book.principals if among is None else among)
    state = standing(book, date.min)
    heard = [e for e in book.chronicle if e.said.day <= until and (known_by is None or known_from(e) <= known_by)]
    denied = standing(book, until, known_by).denied
    for entry in heard:
        if entry.id in denied:
            continue
        for last in state.last_days(entry.said.day):
            yield from _moves(state, issue, parties, None, last + timedelta(days=1))
        yield from _moves(state, issue, parties, entry, entry.said.day)
    for last in state.last_days(until + timedelta(days=1)):
        yield from _moves(state, issue, parties, None, last + timedelta(days=1))


def _moves(state: Standing, issue: str, parties: tuple[str, ...], entry: Entry | None, day: date) -> Iterator[Step]:
    """What one entry (or a day passing) moved on the issue."""
    voices = tuple(state.book.parties)
    before = {party: state.stated(party, issue) for party in voices}
    lines = {party: _lines(state, party, issue) for party in voices}
    agreed = {pact.agreement.id for pact in state.pacts if pact.covers(issue)}
    happened = state.turn(day) if entry is None else state.record(entry)
    after = {party: state.stated(party, issue) for party in voices}
    spoken = {term.issue for term in terms_of(entry)} if entry else set()
    moved: list[tuple[str, Move, Values | None, Values | None]] = []
    for party in voices:
        if move := _move(before[party], after[party], entry, party, issue in spoken):
            moved.append((party, move, _values(before[party]), _values(after[party])))
        drawn = _lines(state, party, issue)
        crossed = any(one.what == "crossed" and one.party == party for one in happened)
        if drawn != lines[party]:
            gone: Move = "crossed its red line" if crossed else "gave up a red line"
            line: Move = "drew a red line" if drawn - lines[party] else gone
            moved.append((party, line, None, None))
    now = {pact.agreement.id for pact in state.pacts if pact.covers(issue)}
    if now != agreed:
        over: Move = "agreed" if now - agreed else "agreement over"
        moved.append(("", over, None, _agreed(state, issue)))
    if moved:
        pairs = tuple(between(state, issue, pair) for pair in combinations(parties, 2))
        allowed = {party: state.allowed(party, issue) if _lines(state, party, issue) else None for party in voices}
        for party, move, was, is_now in moved:
            yield Step(day, entry, party, move, was, is_now, distance_moved(was, is_now), after, allowed, pairs)


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
