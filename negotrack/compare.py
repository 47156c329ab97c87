"""What parties have stated and allow on one issue, held against each other: a verdict with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import ClassVar, Literal

from negotrack.book import RedLine
from negotrack.reasons import Derived, Reason, facts
from negotrack.standing import Held, Pact, Standing, Stated
from negotrack.values import Values

VerdictName = Literal["agreed", "overlap", "open", "gap", "blocked", "unknown"]
VERDICTS: tuple[VerdictName, ...] = ("agreed", "overlap", "open", "gap", "blocked", "unknown")
DIVERGE = ("gap", "blocked")
FARTHEST_LAST: tuple[VerdictName, ...] = ("agreed", "overlap", "open", "unknown", "gap", "blocked")
"""How far from an agreement a verdict leaves an issue."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement between them is in force on the issue, and neither has departed from it."""

    name: ClassVar[VerdictName] = "agreed"
    values: Values | None
    agreement: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """What they have stated meets: every value in the zone is inside what each has put forward and none rules out."""

    name: ClassVar[VerdictName] = "overlap"
    zone: Values


@dataclass(frozen=True, slots=True)
class Open:
    """Only some have stated, and the others' red lines leave some of it."""

    name: ClassVar[VerdictName] = "open"
    left: Values
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What they have stated does not meet, and no red line need give for it to: the ends and the way between them.

    `distance` is in the scale's measure, None where there is none (no order, or one end at `permanent` or `all`).
    """

    name: ClassVar[VerdictName] = "gap"
    below: tuple[str, Decimal] | None  # the party at the lower end, and its nearest value (or rank)
    above: tuple[str, Decimal] | None
    distance: Decimal | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A red line rules out all that a party has stated, or the parties' red lines together leave nothing."""

    name: ClassVar[VerdictName] = "blocked"
    lines: tuple[str, ...]  # PARTY/ITEM of the red lines
    ruled_out: tuple[str, ...]  # the parties whose stated values are ruled out; none where the lines alone clash


@dataclass(frozen=True, slots=True)
class Unknown:
    """The files do not say: nobody has stated a value, one is unspecified, the scopes differ, or the scale is text."""

    name: ClassVar[VerdictName] = "unknown"
    why: Literal["unstated", "unspecified", "scopes", "text"]
    who: tuple[str, ...] = ()


Verdict = Agreed | Overlap | Open | Gap | Blocked | Unknown


@dataclass(frozen=True, slots=True)
class Rules:
    """The claim that a red line rules values out on an issue."""

    party: str
    issue: str
    line: str
    values: Values


@dataclass(frozen=True, slots=True)
class States:
    """The claim that a party has put forward values on an issue (None: it named none)."""

    party: str
    issue: str
    values: Values | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties (or all together) on one issue: the verdict, what each stated, and what the verdict rests on.

    `conditional` are the conditional red lines that could change it; `crossed` the red lines that no longer bind
    because their own party crossed them; `stale` the parties whose word has grown old.
    """

    issue: str
    parties: tuple[str, ...]
    verdict: Verdict
    stated: Mapping[str, Stated | None]
    reasons: tuple[Reason, ...]
    conditional: tuple[Held, ...] = ()
    crossed: tuple[Held, ...] = ()
    over: Pact | None = None  # the latest agreement between them on the issue, where it no longer holds
    stale: tuple[str, ...] = ()

    @property
    def exploratory(self) -> tuple[str, ...]:
        """The parties whose stated values rest on an offer made only to explore."""
        return tuple(party for party, stated in self.stated.items() if stated and stated.exploratory)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One issue among parties: every pair, and, where there are more than two, all together."""

    issue: str
    pairs: tuple[Pair, ...]
    together: Pair | None = None


def compare(standing: Standing, issue: str, among: Iterable[str] | None = None) -> Comparison:
    """One issue among the principals, or among the parties named: every pair, then all together."""
    parties = tuple(standing.book.principals if among is None else among)
    pairs = tuple(between(standing, issue, pair) for pair in combinations(parties, 2))
    return Comparison(issue, pairs, between(standing, issue, parties) if len(parties) > 2 else None)


def spoken_issues(standing: Standing, among: Iterable[str]) -> tuple[str, ...]:
    """The issues, scoped ones apart, on which one of the parties has stated something, drawn a line or agreed."""
    among = tuple(among)
    spoken = {key for party in among for held in standing.held(party) if held.stands for key in held.item.package}
    spoken |= {key for party in among for key in standing.book.keys if standing.stated(party, key)}
    for pact in standing.pacts:
        if pact.in_force and len(set(among) & set(pact.agreement.parties)) > 1:
            spoken |= {key for key in pact.agreement.terms if pact.covers(key)}
    return tuple(key for key in standing.book.keys if key in spoken)


def between(standing: Standing, issue: str, parties: tuple[str, ...]) -> Pair:
    """The verdict on one issue between two parties, or among more taken together.

    First that fits: unlike scopes or a scale of text, unknown; agreed; blocked; nothing stated or unspecified,
    unknown; overlap; open; gap.
    """
    stated = {party: standing.stated(party, issue, [other for other in parties if other != party]) for party in parties}
    verdict, reasons = _verdict(standing, issue, stated)
    conditional, crossed = _beside(standing, issue, parties) if not isinstance(verdict, Agreed) else ((), ())
    over = None if isinstance(verdict, Agreed) else standing.agreed_once(parties, issue)
    stale = _stale(standing, parties, reasons)
    return Pair(issue, parties, verdict, stated, reasons, conditional, crossed, over, stale)


def _verdict(standing: Standing, issue: str, stated: Mapping[str, Stated | None]) -> tuple[Verdict, tuple[Reason, ...]]:
    parties = tuple(stated)
    said = tuple(_states(one) for one in stated.values() if one)
    if standing.book.issue(issue).scale.kind == "text":
        return Unknown("text"), said
    pact = standing.agreed(parties, issue)
    if pact is None and (elsewhere := _unlike(standing, issue, stated)):
        return Unknown("scopes", tuple(dict.fromkeys(one.party for one in elsewhere))), said + tuple(
            _states(one) for one in elsewhere
        )
    if pact is not None:
        return Agreed(pact.agreement.terms[issue].values, pact.agreement.id), (pact.fact(issue),)
    allowed = {party: standing.allowed(party, issue) for party in parties}
    if blocked := _blocked(standing, issue, stated, allowed):
        return blocked
    speakers = {party: one.values for party, one in stated.items() if one and one.values is not None}
    silent = tuple(party for party, one in stated.items() if one and one.values is None)
    if silent or not speakers:
        drawn = tuple(_rules(held, issue) for party in parties for held, _ in standing.ruled_out(party, issue))
        return Unknown("unspecified" if silent else "unstated", silent or parties), said + drawn
    zone = _meet(speakers.values())
    left = _meet([*speakers.values(), *allowed.values()])
    if zone and not left:  # what they state meets only where a red line forbids
        lines = [held for party in parties for held, values in standing.ruled_out(party, issue) if values & zone]
        return Blocked(tuple(held.key for held in lines), ()), said + tuple(_rules(held, issue) for held in lines)
    if not zone:
        return _gap(speakers), said
    cuts = [
        held
        for party in parties
        for held, values in standing.ruled_out(party, issue)
        if values & zone or stated[party] is None
    ]
    reasons = said + tuple(_rules(held, issue) for held in cuts)
    if len(speakers) == len(parties):
        return Overlap(left), reasons
    return Open(left, tuple(speakers)), reasons


def _blocked(
    standing: Standing, issue: str, stated: Mapping[str, Stated | None], allowed: Mapping[str, Values]
) -> tuple[Verdict, tuple[Reason, ...]] | None:
    """Blocked, where one side's whole stated set is ruled out by another's lines, or the lines leave nothing."""
    lines: dict[str, Held] = {}
    victims: list[str] = []
    said: list[Reason] = []
    for party, one in stated.items():
        if one is None or not one.values:
            continue
        for other in stated:
            if other != party and not one.values & allowed[other]:
                victims.append(party)
                said.append(_states(one))
                lines |= {h.key: h for h, values in standing.ruled_out(other, issue) if values & one.values}
    if not victims:
        if _meet(allowed.values()):
            return None
        lines = {held.key: held for party in stated for held, _ in standing.ruled_out(party, issue)}
    drawn = tuple(_rules(held, issue) for held in lines.values())
    return Blocked(tuple(lines), tuple(dict.fromkeys(victims))), (*said, *drawn)


def _gap(speakers: Mapping[str, Values]) -> Gap:
    """The widest distance between two of the stated sets that do not meet."""
    gaps: list[Gap] = []
    for (left, mine), (right, theirs) in combinations(speakers.items(), 2):
        if mine & theirs:
            continue
        ends = mine.nearest(theirs)
        if ends is None:
            gaps.append(Gap(None, None, None))
            continue
        low, high = (left, right) if ends.first else (right, left)
        gaps.append(Gap((low, ends.below), (high, ends.above), mine.distance(theirs)))
    if not gaps:  # three sets that meet two by two, and not all at once
        return Gap(None, None, None)
    return max(gaps, key=lambda gap: (gap.distance is None, gap.distance or Decimal(0)))


def _unlike(standing: Standing, issue: str, stated: Mapping[str, Stated | None]) -> list[Stated]:
    """What parties that are silent here have said under another scope, where scoped stands against unscoped."""
    base, _, scope = issue.partition("@")
    silent = [party for party in stated if stated[party] is None and not standing.ruled_out(party, issue)]
    if len(silent) == len(stated):
        return []
    keys = [key for key in standing.book.keys if key.partition("@")[0] == base and ("@" in key) != bool(scope)]
    found = (standing.stated(party, key) for party in silent for key in keys)
    return [one for one in found if one]


def _beside(standing: Standing, issue: str, parties: Iterable[str]) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    """The red lines on an issue that stand beside its verdict: those on a condition, and those crossed."""
    conditional: list[Held] = []
    crossed: list[Held] = []
    for held in (held for party in parties for held in standing.lines(party)):
        if isinstance(held.item, RedLine) and (issue in held.item.never or issue in held.item.must):
            if held.stands and held.item.conditional:
                conditional.append(held)
            elif held.state == "crossed":
                crossed.append(held)
    return tuple(conditional), tuple(crossed)


def _stale(standing: Standing, parties: Iterable[str], reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The parties none of whose statements behind a verdict is recent."""
    latest: dict[str, int] = {}
    for fact in facts(reasons):
        age = (standing.day - fact.entry.said.day).days
        latest[fact.party] = min(age, latest.get(fact.party, age))
    return tuple(party for party in parties if latest.get(party, 0) > standing.book.stale_after)


def _meet(sets: Iterable[Values]) -> Values:
    first, *rest = sets
    for values in rest:
        first = first & values
    return first


def _states(stated: Stated) -> Derived:
    return Derived(States(stated.party, stated.issue, stated.values), stated.facts)


def _rules(held: Held, issue: str) -> Derived:
    assert isinstance(held.item, RedLine)
    values = held.item.ruled_out(issue)
    assert values is not None, "an unconditional line on the issue"
    return Derived(Rules(held.party, issue, held.key, values), (held.fact(issue),))


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that is another than before: what it was and what it is; None on a side where nobody had spoken."""

    issue: str
    parties: tuple[str, ...]
    before: Pair | None
    after: Pair | None


def turns(before: Iterable[Comparison], after: Iterable[Comparison]) -> Iterator[Turn]:
    """The pairs whose verdict, zone or gap changed between two comparisons of the same issues."""
    old = {(pair.issue, pair.parties): pair for one in before for pair in one.pairs}
    new = {(pair.issue, pair.parties): pair for one in after for pair in one.pairs}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if (was.verdict if was else None) != (now.verdict if now else None):
            yield Turn(*key, was, now)
