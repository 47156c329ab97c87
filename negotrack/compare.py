"""What parties have stated and allow on one issue, held against each other: a verdict with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import ClassVar, Literal

from negotrack.book import RedLine
from negotrack.frozen import dataclass
from negotrack.reasons import Derived, Reason, facts
from negotrack.standing import Held, Pact, Standing, Stated
from negotrack.values import Scale, Values

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
    sides = Sides(standing, issue)
    pairs = tuple(between(standing, issue, pair, sides) for pair in combinations(parties, 2))
    return Comparison(issue, pairs, between(standing, issue, parties, sides) if len(parties) > 2 else None)


def spoken_issues(standing: Standing, among: Iterable[str]) -> tuple[str, ...]:
    """The issues, scoped ones apart, on which one of the parties has stated something, drawn a line or agreed."""
    among = tuple(among)
    spoken = {key for party in among for held in standing.held(party) if held.stands for key in held.item.package}
    spoken |= {key for party in among for key in standing.book.keys if standing.stated(party, key)}
    for pact in standing.pacts:
        if pact.in_force and len(set(among) & set(pact.agreement.parties)) > 1:
            spoken |= {key for key in pact.agreement.terms if pact.covers(key)}
    return tuple(key for key in standing.book.keys if key in spoken)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one party brings to an issue: what it has stated towards the others, and its red lines there.

    `allowed` is None where no line of its own takes anything away.
    """

    party: str
    stated: Stated | None
    said: tuple[Derived, ...]
    drawn: tuple[tuple[Held, Values, Derived], ...]
    allowed: Values | None
    conditional: tuple[Held, ...]
    crossed: tuple[Held, ...]

    @property
    def values(self) -> Values | None:
        """What it has stated, where it named a value."""
        return self.stated.values if self.stated is not None else None

    def leaves(self, values: Values) -> Values:
        """What its red lines leave of some values."""
        return values if self.allowed is None else values & self.allowed


class Sides:
    """What each party brings to one issue, found once for every pair that it is in; good until somebody speaks again."""

    def __init__(self, standing: Standing, issue: str) -> None:
        self.standing = standing
        self.issue = issue
        self.scale = standing.book.issue(issue).scale
        self._found: dict[tuple[str, tuple[str, ...]], _Side] = {}

    def of(self, party: str, others: tuple[str, ...]) -> _Side:
        """A party's side towards others; it is the same towards everybody but where an offer names whom it is for."""
        key = (party, ())
        found = self._found.get(key)
        if found is None and self.standing.one_voice(party, self.issue):
            found = self._found[key] = self._side(party, ())
        if found is not None:
            return found
        if (party, others) not in self._found:
            self._found[party, others] = self._side(party, others)
        return self._found[party, others]

    def _side(self, party: str, others: tuple[str, ...]) -> _Side:
        standing, issue = self.standing, self.issue
        stated = standing.stated(party, issue, others)
        drawn = tuple((held, values, _rules(held, issue)) for held, values in standing.ruled_out(party, issue))
        lines = standing.lines_on(party, issue)
        conditional = (h for h in lines if h.stands and isinstance(h.item, RedLine) and h.item.conditional)
        return _Side(
            party, stated, (_states(stated),) if stated else (), drawn,
            standing.allowed(party, issue) if drawn else None, tuple(conditional),
            tuple(held for held in lines if held.state == "crossed"),
        )  # fmt: skip


def between(standing: Standing, issue: str, parties: tuple[str, ...], known: Sides | None = None) -> Pair:
    """The verdict on one issue between two parties, or among more taken together.

    First that fits: unlike scopes or a scale of text, unknown; agreed; blocked; nothing stated or unspecified,
    unknown; overlap; open; gap. `known` spares finding again what the parties bring to the issue.
    """
    known = known or Sides(standing, issue)
    sides = [known.of(party, tuple([other for other in parties if other != party])) for party in parties]
    verdict, reasons = _verdict(standing, issue, known.scale, sides)
    agreed = isinstance(verdict, Agreed)
    return Pair(
        issue, parties, verdict, {side.party: side.stated for side in sides}, reasons,
        () if agreed else tuple([held for side in sides for held in side.conditional]),
        () if agreed else tuple([held for side in sides for held in side.crossed]),
        None if agreed else standing.agreed_once(parties, issue), _stale(standing, parties, reasons),
    )  # fmt: skip


def _verdict(
    standing: Standing, issue: str, scale: Scale, sides: Sequence[_Side]
) -> tuple[Verdict, tuple[Reason, ...]]:
    parties = tuple([side.party for side in sides])
    said: tuple[Reason, ...] = tuple([one for side in sides for one in side.said])
    if scale.kind == "text":
        return Unknown("text"), said
    pact = standing.agreed(parties, issue)
    if pact is not None:
        return Agreed(pact.agreement.terms[issue].values, pact.agreement.id), (pact.fact(issue),)
    if elsewhere := _unlike(standing, issue, sides):
        who = tuple(dict.fromkeys(one.party for one in elsewhere))
        return Unknown("scopes", who), (*said, *(_states(one) for one in elsewhere))
    if blocked := _blocked(scale, sides):
        return blocked
    speakers = {side.party: side.values for side in sides if side.values is not None}
    silent = tuple([side.party for side in sides if side.stated is not None and side.values is None])
    if silent or not speakers:
        drawn = tuple([reason for side in sides for _, _, reason in side.drawn])
        return Unknown("unspecified" if silent else "unstated", silent or parties), said + drawn
    zone = _meet(speakers.values())
    left = zone
    for side in sides:
        left = side.leaves(left)
    if zone and not left:  # what they state meets only where a red line forbids
        lines = [(held.key, reason) for side in sides for held, values, reason in side.drawn if values & zone]
        return Blocked(tuple([key for key, _ in lines]), ()), said + tuple([reason for _, reason in lines])
    if not zone:
        return _gap(speakers), said
    cuts = [reason for side in sides for _, values, reason in side.drawn if side.stated is None or values & zone]
    if len(speakers) == len(sides):
        return Overlap(left), said + tuple(cuts)
    return Open(left, tuple(speakers)), said + tuple(cuts)


def _blocked(scale: Scale, sides: Sequence[_Side]) -> tuple[Verdict, tuple[Reason, ...]] | None:
    """Blocked, where one side's whole stated set is ruled out by another's lines, or the lines leave nothing."""
    if not any(side.drawn for side in sides):
        return None
    lines: dict[str, Derived] = {}
    victims: list[str] = []
    said: list[Reason] = []
    for side in sides:
        if not side.values:
            continue
        for other in sides:
            if other is not side and not other.leaves(side.values):
                victims.append(side.party)
                said += side.said
                lines |= {held.key: reason for held, values, reason in other.drawn if values & side.values}
    if not victims:
        left = scale.everything
        for side in sides:
            left = side.leaves(left)
        if left:
            return None
        lines = {held.key: reason for side in sides for held, _, reason in side.drawn}
    return Blocked(tuple(lines), tuple(dict.fromkeys(victims))), (*said, *lines.values())


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


def _unlike(standing: Standing, issue: str, sides: Sequence[_Side]) -> list[Stated]:
    """What parties that are silent here have said under another scope, where scoped stands against unscoped."""
    base, _, scope = issue.partition("@")
    silent = [side.party for side in sides if side.stated is None and not side.drawn]
    if not silent or len(silent) == len(sides):
        return []
    keys = [key for key in standing.book.keys if key.partition("@")[0] == base and ("@" in key) != bool(scope)]
    found = (standing.stated(party, key) for party in silent for key in keys)
    return [one for one in found if one]


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
