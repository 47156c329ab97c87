"""What parties have stated and allow on one issue, held against each other: a verdict with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import combinations
from operator import and_
from typing import ClassVar, Literal

from negotrack.book import RedLine
from negotrack.frozen import dataclass
from negotrack.held import Held, Pact, Stated
from negotrack.reasons import Derived, Reason, facts
from negotrack.standing import Standing
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
class Side:
    """What one party brings to an issue: what it has stated towards the others, and its red lines there.

    `allowed` is what its unconditional lines leave of the scale, None where they take nothing away.
    """

    party: str
    stated: Stated | None
    values: Values | None  # what it has stated, where it named a value
    said: tuple[Derived, ...]
    drawn: tuple[tuple[Held, Values, Derived], ...]
    allowed: Values | None
    conditional: tuple[Held, ...]
    crossed: tuple[Held, ...]

    def leaves(self, values: Values) -> Values:
        """What its red lines leave of some values."""
        return values if self.allowed is None else values & self.allowed


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties (or all together) on one issue: the verdict, what each brings, and what the verdict rests on."""

    issue: str
    parties: tuple[str, ...]
    verdict: Verdict
    sides: tuple[Side, ...]
    reasons: tuple[Reason, ...]
    over: Pact | None  # the latest agreement between them on the issue, where it no longer holds
    day: date
    stale_after: int  # days

    @property
    def stated(self) -> dict[str, Stated | None]:
        """What each has stated towards the others."""
        return {side.party: side.stated for side in self.sides}

    @property
    def conditional(self) -> tuple[Held, ...]:
        """The conditional red lines that could change it."""
        return () if isinstance(self.verdict, Agreed) else tuple(h for side in self.sides for h in side.conditional)

    @property
    def crossed(self) -> tuple[Held, ...]:
        """The red lines that no longer bind because their own party crossed them."""
        return () if isinstance(self.verdict, Agreed) else tuple(h for side in self.sides for h in side.crossed)

    @property
    def stale(self) -> tuple[str, ...]:
        """The parties whose word has grown old: none of their statements behind the verdict is recent."""
        latest: dict[str, int] = {}
        for fact in facts(self.reasons):
            age = (self.day - fact.entry.said.day).days
            latest[fact.party] = min(age, latest.get(fact.party, age))
        return tuple(party for party in self.parties if latest.get(party, 0) > self.stale_after)

    @property
    def exploratory(self) -> tuple[str, ...]:
        """The parties whose stated values rest on an offer made only to explore."""
        return tuple(side.party for side in self.sides if side.stated and side.stated.exploratory)


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
    together = between(standing, issue, parties, sides) if len(parties) > 2 else None
    return Comparison(issue, tuple(_pairs(sides, parties)), together)


def pairs(standing: Standing, issues: Iterable[str], among: Iterable[str] | None = None) -> Iterator[Pair]:
    """Every two of the parties on one issue after the other, each verdict found when it is asked for and not kept."""
    parties = tuple(standing.book.principals if among is None else among)
    for issue in issues:
        yield from _pairs(Sides(standing, issue), parties)


def _pairs(sides: Sides, parties: tuple[str, ...]) -> Iterator[Pair]:
    return (between(sides.standing, sides.issue, pair, sides) for pair in combinations(parties, 2))


def spoken_issues(standing: Standing, among: Iterable[str]) -> tuple[str, ...]:
    """The issues, scoped ones apart, on which one of the parties has stated something, drawn a line or agreed."""
    among = tuple(among)
    spoken = {key for party in among for held in standing.held(party) if held.stands for key in held.item.package}
    spoken |= {key for party in among for key in standing.book.keys if standing.stated(party, key)}
    for pact in standing.pacts:
        if pact.in_force and len(set(among) & set(pact.agreement.parties)) > 1:
            spoken |= {key for key in pact.agreement.terms if pact.covers(key)}
    return tuple(key for key in standing.book.keys if key in spoken)


class Sides:
    """What each party brings to one issue, found once for every pair that it is in, until it is told to forget a party."""

    def __init__(self, standing: Standing, issue: str) -> None:
        self.standing = standing
        self.issue = issue
        self.scale = standing.book.issue(issue).scale
        base, _, scope = issue.partition("@")
        keys = (key for key in standing.book.keys if key.partition("@")[0] == base)
        self.unlike = tuple(key for key in keys if ("@" in key) != bool(scope))  # where scoped stands against unscoped
        self.agreed_once = any(issue in pact.agreement.terms for pact in standing.pacts)
        self._alike: dict[str, Side] = {}
        self._apart: dict[str, dict[tuple[str, ...], Side]] = {}

    def of(self, party: str, parties: tuple[str, ...]) -> Side:
        """A party's side towards the others; it is the same towards everybody but where an offer names whom it is for."""
        found = self._alike.get(party)
        if found is not None:
            return found
        if party not in self._apart and self.standing.one_voice(party, self.issue):
            return self._alike.setdefault(party, self._side(party, ()))
        toward = self._apart.setdefault(party, {})
        others = tuple(other for other in parties if other != party)
        if others not in toward:
            toward[others] = self._side(party, others)
        return toward[others]

    def forget(self, party: str) -> None:
        """Find anew what a party brings, and what was agreed: it has spoken again."""
        self._alike.pop(party, None)
        self._apart.pop(party, None)
        self.agreed_once = any(self.issue in pact.agreement.terms for pact in self.standing.pacts)

    @staticmethod
    def forget_touched(known: Mapping[str, Sides], standing: Standing) -> None:
        """Find anew, by issue, what was touched by what was recorded last."""
        for party, issues in standing.touched.items():
            for issue in issues & known.keys():
                known[issue].forget(party)

    def _side(self, party: str, others: tuple[str, ...]) -> Side:
        standing, issue = self.standing, self.issue
        stated = standing.stated(party, issue, others)
        drawn = tuple((held, values, _rules(held, issue)) for held, values in standing.ruled_out(party, issue))
        lines = standing.lines_on(party, issue)
        conditional = (h for h in lines if h.stands and isinstance(h.item, RedLine) and h.item.conditional)
        return Side(
            party, stated, stated.values if stated else None, (_states(stated),) if stated else (), drawn,
            standing.allowed(party, issue) if drawn else None, tuple(conditional),
            tuple(held for held in lines if held.state == "crossed"),
        )  # fmt: skip


def between(standing: Standing, issue: str, parties: tuple[str, ...], known: Sides | None = None) -> Pair:
    """The verdict on one issue between two parties, or among more taken together.

    First that fits: unlike scopes or a scale of text, unknown; agreed; blocked; nothing stated or unspecified,
    unknown; overlap; open; gap. `known` spares finding again what the parties bring to the issue.
    """
    known = known or Sides(standing, issue)
    sides = tuple([known.of(party, parties) for party in parties])
    verdict, reasons = _verdict(known, parties, sides)
    once = standing.agreed_once(parties, issue) if known.agreed_once and not isinstance(verdict, Agreed) else None
    over = once if once is not None and not once.covers(issue) else None  # words may be agreed, and are no verdict
    return Pair(issue, parties, verdict, sides, reasons, over, standing.day, standing.book.stale_after)


def _verdict(known: Sides, parties: tuple[str, ...], sides: Sequence[Side]) -> tuple[Verdict, tuple[Reason, ...]]:
    said: tuple[Reason, ...] = tuple([one for side in sides for one in side.said])
    if known.scale.kind == "text":
        return Unknown("text"), said
    pact = known.standing.agreed(parties, known.issue) if known.agreed_once else None
    if pact is not None:
        return Agreed(pact.agreement.terms[known.issue].values, pact.agreement.id), (pact.fact(known.issue),)
    if known.unlike and (elsewhere := _unlike(known, sides)):
        who = tuple(dict.fromkeys(one.party for one in elsewhere))
        return Unknown("scopes", who), (*said, *(_states(one) for one in elsewhere))
    drawing = [side for side in sides if side.drawn]
    if drawing and (blocked := _blocked(sides, drawing)):
        return blocked
    speakers = {side.party: side.values for side in sides if side.values is not None}
    if len(speakers) < len(sides):
        silent = tuple([side.party for side in sides if side.stated is not None and side.values is None])
        if silent or not speakers:
            drawn = tuple([reason for side in drawing for _, _, reason in side.drawn])
            return Unknown("unspecified" if silent else "unstated", silent or parties), said + drawn
    zone = left = reduce(and_, speakers.values())
    if not zone:
        return _gap(speakers), said
    for side in drawing:
        left = side.leaves(left)
    if not left:  # what they state meets only where a red line forbids
        lines = [(held.key, reason) for side in drawing for held, values, reason in side.drawn if values.meets(zone)]
        return Blocked(tuple([key for key, _ in lines]), ()), said + tuple([reason for _, reason in lines])
    cuts = [reason for side in drawing for _, values, reason in side.drawn if side.stated is None or values.meets(zone)]
    if len(speakers) == len(sides):
        return Overlap(left), said + tuple(cuts)
    return Open(left, tuple(speakers)), said + tuple(cuts)


def _blocked(sides: Sequence[Side], drawing: Sequence[Side]) -> tuple[Verdict, tuple[Reason, ...]] | None:
    """Blocked, where one side's whole stated set is ruled out by another's lines, or the lines leave nothing."""
    lines: dict[str, Derived] = {}
    victims: list[str] = []
    said: list[Reason] = []
    for side in sides:
        if not side.values:
            continue
        for other in drawing:
            if other is not side and other.allowed is not None and not side.values.meets(other.allowed):
                victims.append(side.party)
                said += side.said
                lines |= {held.key: reason for held, values, reason in other.drawn if values.meets(side.values)}
    if not victims:
        if reduce(and_, [side.allowed for side in drawing if side.allowed is not None]):
            return None
        lines = {held.key: reason for side in drawing for held, _, reason in side.drawn}
    return Blocked(tuple(lines), tuple(dict.fromkeys(victims))), (*said, *lines.values())


def _gap(speakers: Mapping[str, Values]) -> Gap:
    """The widest distance between two of the stated sets that do not meet.

    Of those who have stated the same, the first is asked: the rest are as far from everybody.
    """
    first: dict[Values, str] = {}
    for party, values in speakers.items():
        first.setdefault(values, party)
    gaps: list[Gap] = []
    for (mine, left), (theirs, right) in combinations(first.items(), 2):
        ends = mine.nearest(theirs)
        if ends is not None:
            low, high = (left, right) if ends.first else (right, left)
            gaps.append(Gap((low, ends.below), (high, ends.above), ends.distance))
        elif not mine.meets(theirs):
            gaps.append(Gap(None, None, None))
    if not gaps:  # three sets that meet two by two, and not all at once
        return Gap(None, None, None)
    return max(gaps, key=lambda gap: (gap.distance is None, gap.distance or Decimal(0)))


def _unlike(known: Sides, sides: Sequence[Side]) -> list[Stated]:
    """What parties that are silent here have said under another scope, where scoped stands against unscoped."""
    silent = [side.party for side in sides if side.stated is None and not side.drawn]
    if not silent or len(silent) == len(sides):
        return []
    found = (known.standing.stated(party, key) for party in silent for key in known.unlike)
    return [one for one in found if one]


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


def turns(before: Iterable[Pair], after: Iterable[Pair]) -> Iterator[Turn]:
    """The pairs whose verdict, zone or gap changed between two comparisons of the same issues."""
    old = {(pair.issue, pair.parties): pair for pair in before}
    new = {(pair.issue, pair.parties): pair for pair in after}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if (was.verdict if was else None) != (now.verdict if now else None):
            yield Turn(*key, was, now)
