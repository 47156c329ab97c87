"""Scales, and the sets of values a party can name on them: spans of an ordered line, options of a finite list."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from negotrack.frozen import dataclass

Kind = Literal["number", "percent", "money", "duration", "date", "levels", "choice", "yes-no", "text"]
KINDS: tuple[Kind, ...] = ("number", "percent", "money", "duration", "date", "levels", "choice", "yes-no", "text")

TOP = Decimal("Infinity")  # `permanent` on durations, `all` on numbers: more than any figure
ZERO = Decimal(0)
YEAR, MONTH, WEEK = Decimal(365), Decimal(30), Decimal(7)  # days; the format's convention
MILLION, BILLION = Decimal(10) ** 6, Decimal(10) ** 9

Cut = tuple[Decimal, int]
"""A place between values: (v, 0) lies just below v, (v, 1) just above it. `at most 7` ends at (7, 1), `less than 7` at (7, 0)."""


_LINES: dict[str, tuple[Cut, Cut]] = {
    "date": ((Decimal(date.min.toordinal()), 0), (Decimal(date.max.toordinal() + 1), 0)),  # the days the calendar has
    "duration": ((ZERO, 0), (TOP, 1)),
    "number": ((-TOP, 0), (TOP, 1)),
}
"""Lines that begin at nothing, end with the calendar or in a word for more than any figure; the others run on both ways."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What an issue's values are measured on: its kind, its unit (or currency), its levels or choices in order.

    >>> Scale("levels", members=("blocked", "restricted", "increased")).ordered
    True
    """

    kind: Kind
    unit: str = ""
    members: tuple[str, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether more and less mean something here, so that a bare value can be read as a bound."""
        return self.kind not in ("choice", "yes-no", "text")

    @property
    def finite(self) -> bool:
        """Whether the values are a list of names rather than a line of figures."""
        return self.kind in ("levels", "choice", "yes-no")

    @property
    def everything(self) -> Values:
        """Every value on the scale."""
        return Options.of(self, *self.members) if self.finite else Spans(self, (self._line,))

    @property
    def nothing(self) -> Values:
        """The empty set of values."""
        return Options(self, frozenset()) if self.finite else Spans(self, ())

    @property
    def top(self) -> str:
        """The word for the value above all figures, or nothing."""
        return {"duration": "permanent", "number": "all"}.get(self.kind, "")

    @property
    def measure(self) -> str | None:
        """What distances are counted in, or None where there is no distance."""
        named: dict[str, str | None] = {"duration": "days", "date": "days", "levels": "steps", "percent": "points"}
        return named.get(self.kind, None if self.kind in ("choice", "yes-no", "text") else self.unit)

    @property
    def _line(self) -> tuple[Cut, Cut]:
        return _LINES.get(self.kind, ((-TOP, 0), (TOP, 0)))

    def figure(self, value: Decimal) -> str:
        """One value of an ordered line, or a rank on a scale of levels, as it would be written.

        >>> Scale("duration").figure(Decimal(3650)), Scale("money", "USD").figure(Decimal("64300000"))
        ('10 years', '64.3 million')
        """
        if self.finite:
            return self.members[int(value)]
        if value == TOP:
            return self.top
        match self.kind:
            case "duration":
                return _duration(value)
            case "percent":
                return f"{_plain(value)} %"
            case "date":
                return date.fromordinal(int(value)).isoformat()
            case "money" if abs(value) >= BILLION and _short(value / BILLION):
                return f"{_plain(value / BILLION)} billion"
            case "money" if abs(value) >= MILLION and _short(value / MILLION):
                return f"{_plain(value / MILLION)} million"
        return _plain(value)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _short(value: Decimal) -> bool:
    return value == round(value, 3)


def _duration(days: Decimal) -> str:
    count, unit = (days / YEAR, "year") if days and not (days * 2) % YEAR else (days, "day")
    return f"{_plain(count)} {unit}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The ends between which two sets come closest; `first` if the set that was asked has the lower one."""

    below: Decimal
    above: Decimal
    first: bool

    @property
    def distance(self) -> Decimal | None:
        """How far it is from the one to the other; None up to `permanent` or `all`."""
        return None if self.above == TOP else self.above - self.below


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of values on an ordered line, as pieces from cut to cut: sorted, apart, none empty.

    >>> week, month = Spans.at_most(Scale("duration"), Decimal(7)), Spans.at_least(Scale("duration"), Decimal(30))
    >>> (week & month, (week | month).text, week.distance(month))
    (Spans(scale=Scale(kind='duration', unit='', members=()), pieces=()), 'at most 7 days or at least 30 days', Decimal('23'))
    """

    scale: Scale
    pieces: tuple[tuple[Cut, Cut], ...]

    @staticmethod
    def between(scale: Scale, lower: Cut, upper: Cut) -> Spans:
        """From one cut to another, kept within the scale; nothing where they cross."""
        if scale.kind == "date":  # days are whole: just after one is just before the next
            lower, upper = _before_next(lower), _before_next(upper)
        low, high = max(lower, scale._line[0]), min(upper, scale._line[1])
        return Spans(scale, ((low, high),) if low < high else ())

    @staticmethod
    def exactly(scale: Scale, value: Decimal) -> Spans:
        """The one value."""
        return Spans.between(scale, (value, 0), (value, 1))

    @staticmethod
    def at_least(scale: Scale, value: Decimal, *, beyond: bool = False) -> Spans:
        """The value or more; with `beyond`, only more."""
        return Spans.between(scale, (value, int(beyond)), scale._line[1])

    @staticmethod
    def at_most(scale: Scale, value: Decimal, *, below: bool = False) -> Spans:
        """The value or less; with `below`, only less."""
        return Spans.between(scale, scale._line[0], (value, int(not below)))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __contains__(self, value: Decimal) -> bool:
        return any(low <= (value, 0) and (value, 1) <= high for low, high in self.pieces)

    def __and__(self, other: Values) -> Spans:
        if len(self.pieces) == len(other.pieces if isinstance(other, Spans) else ()) == 1:  # what nearly all are
            assert isinstance(other, Spans), "sets of one scale"
            assert other.scale is self.scale or other.scale == self.scale, "sets of one scale"
            ((low, high),), ((least, most),) = self.pieces, other.pieces
            within, around = low >= least, high <= most
            if within and around:
                return self
            if not within and not around:
                return other
            low, high = low if within else least, high if around else most
            return Spans(self.scale, ((low, high),) if low < high else ())
        return self._sweep(other, lambda here, there: here and there)

    def __or__(self, other: Values) -> Spans:
        return self._sweep(other, lambda here, there: here or there)

    def __sub__(self, other: Values) -> Spans:
        return self & ~other

    def __invert__(self) -> Spans:
        first, last = self.scale._line
        cuts = (first, *(cut for piece in self.pieces for cut in piece), last)
        between = zip(cuts[::2], cuts[1::2], strict=True)
        return Spans(self.scale, tuple((low, high) for low, high in between if low < high))

    def __le__(self, other: Values) -> bool:
        return not self.meets(~other)

    def _sweep(self, other: Values, keep: Callable[[bool, bool], bool]) -> Spans:
        """Walk both sets' cuts from below and keep the stretches the rule wants."""
        assert isinstance(other, Spans) and other.scale == self.scale, "sets of one scale"
        turns = sorted({cut for piece in self.pieces + other.pieces for cut in piece})
        kept: list[tuple[Cut, Cut]] = []
        for low, high in itertools.pairwise(turns):
            if keep(self._covers(low), other._covers(low)):
                if kept and kept[-1][1] == low:
                    kept[-1] = (kept[-1][0], high)
                else:
                    kept.append((low, high))
        return Spans(self.scale, tuple(kept))

    def meets(self, other: Values) -> bool:
        """Whether both sets have a value in common."""
        if len(self.pieces) == len(other.pieces if isinstance(other, Spans) else ()) == 1:
            assert isinstance(other, Spans), "sets of one scale"
            assert other.scale is self.scale or other.scale == self.scale, "sets of one scale"
            ((low, high),), ((least, most),) = self.pieces, other.pieces
            return low < most and least < high
        return bool(self & other)

    def _covers(self, cut: Cut) -> bool:
        return any(low <= cut < high for low, high in self.pieces)

    def ends_with(self, other: Values) -> bool:
        """Whether both sets reach to the same upper end."""
        return bool(self) and isinstance(other, Spans) and bool(other) and self.pieces[-1][1] == other.pieces[-1][1]

    def nearest(self, other: Values) -> Nearest | None:
        """Where the two sets come closest; None if they meet or one is empty."""
        assert isinstance(other, Spans)
        last = -1 if self.scale.kind == "date" else 0  # a day's upper cut lies below the next day
        if len(self.pieces) == len(other.pieces) == 1:  # what nearly all are
            ((low, high),), ((least, most),) = self.pieces, other.pieces
            if high <= least:
                return Nearest(high[0] + last, least[0], first=True)
            return Nearest(most[0] + last, low[0], first=False) if most <= low else None
        if not self or not other or self & other:
            return None
        ends = [
            Nearest(left[1][0] + last, right[0][0], first is self)
            for first, second in ((self, other), (other, self))
            for left in first.pieces
            for right in second.pieces
            if left[1] <= right[0]
        ]
        # `permanent` next to `less than permanent`: both ends at the top, where a difference has no value
        return min(ends, key=lambda e: (ZERO if e.above == e.below else e.above - e.below, e.below))

    def distance(self, other: Values) -> Decimal | None:
        """How far apart the sets are, in the scale's measure; 0 where they meet, None where there is no distance.

        Nothing is a measurable way from `permanent` or `all`. Dates are counted in days from the last of one to the first of the other.
        """
        ends = self.nearest(other)
        if ends is None:
            return ZERO if self & other else None
        return ends.distance

    @property
    def text(self) -> str:
        """The set in the format's own words, one that reads back as the same set."""
        if not self.pieces:
            return "nothing"
        if self.pieces == (self.scale._line,):
            return "any value"
        if len(self.pieces) > 1:
            rest = ~self
            if len(rest.pieces) == 1 and rest._point is not None:
                return f"not {self.scale.figure(rest._point)}"
        return " or ".join(Spans(self.scale, (piece,))._one for piece in self.pieces)

    @property
    def _point(self) -> Decimal | None:
        """The only value of a set that has just one."""
        (low, high), *more = self.pieces
        last = high[0] - 1 if self.scale.kind == "date" else high[0]
        alone = not more and low[1] == 0 and low[0] == last and (high[1] == 1 or self.scale.kind == "date")
        return low[0] if alone else None

    @property
    def single(self) -> bool:
        """Whether the set has just one value."""
        return len(self.pieces) == 1 and self._point is not None

    @property
    def _one(self) -> str:
        ((low, high),) = self.pieces
        if self._point is not None:
            return self.scale.figure(self._point)
        if self.scale.kind == "date":
            last, closed_from, closed_to = high[0] - 1, True, True
        else:
            last, closed_from, closed_to = high[0], low[1] == 0, high[1] == 1
        first = self.scale.figure(low[0]) if low != self.scale._line[0] else ""
        final = self.scale.figure(last) if high != self.scale._line[1] else ""
        apart = self.scale.kind == "money" and final.endswith("illion") and not first.endswith(final[-7:])
        if first and final and closed_from and closed_to and not apart:  # `600..800 million` would share the unit
            return f"{first}..{final}"
        from_words = first and f"{'at least' if closed_from else 'more than'} {first}"
        to_words = final and f"{'at most' if closed_to else 'less than'} {final}"
        return " and ".join(words for words in (from_words, to_words) if words)


def _before_next(cut: Cut) -> Cut:
    value, side = cut
    return (value + 1, 0) if side and value.is_finite() else cut


@dataclass(frozen=True, slots=True)
class Options:
    """A set of names on a finite scale: levels from least to most, choices without order, yes and no.

    >>> aid = Scale("levels", members=("blocked", "restricted", "increased", "unhindered"))
    >>> (Options.up_to(aid, "increased").text, Options.of(aid, "blocked").distance(Options.of(aid, "increased")))
    ('at most increased', Decimal('2'))
    """

    scale: Scale
    names: frozenset[str]

    def __repr__(self) -> str:
        """The names in one order: equal sets look alike, however they were made."""
        return f"Options(scale={self.scale!r}, names={sorted(self.names)!r})"

    @staticmethod
    def of(scale: Scale, *names: str) -> Options:
        """Just these names."""
        return Options(scale, frozenset(names))

    @staticmethod
    def up_to(scale: Scale, name: str) -> Options:
        """The level and every lower one."""
        return Options.of(scale, *scale.members[: scale.members.index(name) + 1])

    @staticmethod
    def from_on(scale: Scale, name: str) -> Options:
        """The level and every higher one."""
        return Options.of(scale, *scale.members[scale.members.index(name) :])

    def __bool__(self) -> bool:
        return bool(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __and__(self, other: Values) -> Options:
        return Options(self.scale, self.names & self._names_of(other))

    def __or__(self, other: Values) -> Options:
        return Options(self.scale, self.names | self._names_of(other))

    def __sub__(self, other: Values) -> Options:
        return Options(self.scale, self.names - self._names_of(other))

    def __invert__(self) -> Options:
        return Options(self.scale, frozenset(self.scale.members) - self.names)

    def __le__(self, other: Values) -> bool:
        return self.names <= self._names_of(other)

    def meets(self, other: Values) -> bool:
        """Whether both sets have a name in common."""
        return not self.names.isdisjoint(self._names_of(other))

    def _names_of(self, other: Values) -> frozenset[str]:
        assert isinstance(other, Options) and other.scale == self.scale, "sets of one scale"
        return other.names

    @property
    def single(self) -> bool:
        """Whether the set has just one value."""
        return len(self.names) == 1

    @property
    def _ranks(self) -> list[int]:
        return [rank for rank, name in enumerate(self.scale.members) if name in self.names]

    def ends_with(self, other: Values) -> bool:
        """Whether both sets reach to the same highest member."""
        return bool(self) and isinstance(other, Options) and bool(other) and self._ranks[-1] == other._ranks[-1]

    def nearest(self, other: Values) -> Nearest | None:
        """Where the two sets of levels come closest, by rank; None if they meet, one is empty, or there is no order."""
        assert isinstance(other, Options)
        if not self or not other or self & other or not self.scale.ordered:
            return None
        ends = (
            Nearest(Decimal(min(mine, theirs)), Decimal(max(mine, theirs)), mine < theirs)
            for mine in self._ranks
            for theirs in other._ranks
        )
        return min(ends, key=lambda ends: (ends.above - ends.below, ends.below))

    def distance(self, other: Values) -> Decimal | None:
        """How many steps apart the sets are on a scale of levels; None where there is no order."""
        ends = self.nearest(other)
        if ends is None:
            return ZERO if self & other else None
        return ends.distance

    @property
    def text(self) -> str:
        """The set in the format's own words."""
        members, ranks = self.scale.members, self._ranks
        if not ranks:
            return "nothing"
        if len(ranks) == len(members):
            return "any value"
        names = [members[rank] for rank in ranks]
        if len(names) > 1 and self.scale.ordered and ranks[-1] - ranks[0] == len(ranks) - 1:
            if ranks[0] == 0:
                return f"at most {names[-1]}"
            return f"at least {names[0]}" if ranks[-1] == len(members) - 1 else f"{names[0]}..{names[-1]}"
        if len(names) > 2 and len(names) == len(members) - 1:
            return f"not {next(name for name in members if name not in self.names)}"
        return " or ".join(names)


Values = Spans | Options


def union(sets: Iterable[Values]) -> Values | None:
    """All values in any of the sets; None for no sets."""
    whole: Values | None = None
    for values in sets:
        whole = values if whole is None else whole | values
    return whole
