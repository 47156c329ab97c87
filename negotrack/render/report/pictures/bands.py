"""The history of an issue: what each party stated, as bands over time, with red lines, verdicts, agreements and flags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.chart import points
from negotrack.render.report.pictures import shapes
from negotrack.render.report.pictures.heat import stretches
from negotrack.render.report.pictures.marks import SIZE, SMALL, hatches, look, tile
from negotrack.render.report.pictures.shapes import number
from negotrack.values import TOP, Options, Scale, Spans, Values

WIDTH, LEFT, RIGHT, HEAD = 860.0, 150.0, 96.0, 40.0
STEP = 26.0  # between two values of the axis
TALLEST = 460.0
LABELS = 14  # values of the axis that are named; of more, only some
LAST = 26.0  # the room of the last day
STRIP = 20.0  # the row of verdicts
THIN = 7.0  # how high a band of a single value is

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds from a day on: what each party states and rules out, what is agreed, and the verdict."""

    day: date
    stated: dict[str, Values | None]
    ruled_out: dict[str, Values | None]
    agreed: Values | None
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: its sign, and what it was."""

    day: date
    sign: str
    words: str
    agreement: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What a party rules out on a condition, from a day on up to another."""

    party: str
    since: date
    until: date
    values: Values


@dataclass(frozen=True)
class Chart:
    """The measures of one chart: where a day lies, and where a value."""

    scale: Scale
    moments: Sequence[Moment]
    until: date
    conditions: Sequence[Condition] = ()

    @cached_property
    def named(self) -> dict[Decimal, int]:
        """The values of the axis, from the lowest, each with its place."""
        sets = [one for moment in self.moments for one in _sets(moment)] + [one.values for one in self.conditions]
        return {value: place for place, value in enumerate(points(self.scale, sets))}

    @property
    def last(self) -> date:
        """Where the chart ends: the day asked for, or somewhat after the last move where that is long past."""
        first, last = self.moments[0].day, self.moments[-1].day
        try:
            return min(self.until, last + max((last - first) // 4, timedelta(days=30)))
        except OverflowError:
            return self.until

    @property
    def rise(self) -> float:
        """The room between two values."""
        return min(STEP, TALLEST / (len(self.named) + 1))

    @property
    def bottom(self) -> float:
        """The foot of the bands."""
        return HEAD + self.rise * (len(self.named) + (0 if self.scale.finite else 1))

    def x(self, day: date) -> float:
        """Where a day begins, in proportion; the last has room of its own, for what came to be on it."""
        first, days = self.moments[0].day, max((self.last - self.moments[0].day).days, 1)
        return LEFT + (WIDTH - LEFT - RIGHT - LAST) * min(max((day - first).days / days, 0.0), 1.0)

    def runs(self, of: Callable[[Moment], Thing]) -> Iterator[tuple[Thing, float, float]]:
        """Something as long as it stays the same: what it is, from where, up to where."""
        starts: list[tuple[Thing, float]] = []
        for moment in self.moments:
            now = of(moment)
            if not starts or starts[-1][0] != now:
                starts.append((now, self.x(moment.day)))
        ends = [*(x for _, x in starts[1:]), WIDTH - RIGHT]
        for (thing, x), end in zip(starts, ends, strict=True):
            yield thing, x, end

    def y(self, value: Decimal) -> float:
        """Where a value lies: each has a place of its own, in order and not to scale."""
        middle = 0.5 if self.scale.finite else 1
        return self.bottom - self.rise * (self.named[value] + middle)

    def boxes(self, values: Values | None) -> Iterator[tuple[float, float]]:
        """The stretches of a set from above to below."""
        match values:
            case Options():
                for rank, name in enumerate(self.scale.members):
                    if name in values.names:
                        middle = self.y(Decimal(rank))
                        yield middle - self.rise / 2, middle + self.rise / 2
            case Spans():
                for low, high in values.pieces:
                    below = self.y(low[0]) if low[0] in self.named else self.bottom
                    above = self.y(high[0]) if high[0] in self.named and high != (TOP, 1) else HEAD
                    if low[0] == TOP:
                        above = below
                    if below - above < THIN:
                        above, below = (above + below - THIN) / 2, (above + below + THIN) / 2
                    yield above, below


def bands(
    title: str,
    name: str,
    scale: Scale,
    moments: Sequence[Moment],
    marks: Iterable[Mark],
    parties: Sequence[tuple[str, str]],
    filled: int,
    until: date,
    conditions: Sequence[Condition] = (),
) -> Markup:
    """The chart, where the scale can be drawn; `parties` are those with bands, by id and name, `name` one for its patterns.

    Only the first `filled` parties have their bands filled; of the others, the outline is enough.
    """
    chart = Chart(scale, moments, until, conditions)
    ids = [party for party, _ in parties]
    height = chart.bottom + STRIP + 44
    drawn = [
        hatches(name, [look(ids, party) for party in ids], [look(ids, one.party) for one in conditions]),
        *_axis(chart),
        *_time(chart, height),
    ]
    for party in ids[:filled]:
        drawn += _ruled(chart, party, f"url(#{name}-hatch-{look(ids, party)})")
    drawn += [box for one in conditions for box in _conditional(chart, one, name, look(ids, one.party))]
    for party in ids[:filled]:
        drawn += _bands(chart, party, look(ids, party))
    drawn += _agreed(chart)
    for party in ids:
        drawn += _edges(chart, party, look(ids, party))
    drawn += [*_agreed_words(chart), *_names(chart, moments[-1], parties), *_verdicts(chart), *_marks(chart, marks)]
    told = "; ".join(f"{moment.day.isoformat()}: {moment.words}" for moment in moments[-12:])
    earlier = "The latest verdicts" if len(moments) > 12 else "The verdicts"
    return shapes.picture(
        shapes.Frame(WIDTH, height, title, f"{earlier}: {told}. The table and the list below say all of it.", "bands"),
        drawn,
    )


def _sets(moment: Moment) -> Iterator[Values]:
    found = (*moment.stated.values(), *moment.ruled_out.values(), moment.agreed)
    yield from (one for one in found if one is not None)


def _axis(chart: Chart) -> list[Markup]:
    """The values at the left, each with its line; where they are many, only some are named."""
    every = -(-len(chart.named) // LABELS)
    parts: list[Markup] = []
    for value, place in chart.named.items():
        y = chart.y(value)
        parts.append(shapes.line(LEFT, y, WIDTH - RIGHT, y, "grid"))
        if place % every == 0:
            words = shapes.wrapped(_figure(chart.scale, value), LEFT - 10, SIZE, 1)[0]
            parts.append(shapes.text(words, LEFT - 8, y + 4, "label", "end", SIZE))
    return parts


def _figure(scale: Scale, value: Decimal) -> str:
    words = scale.figure(value)
    return words.replace("-", " ") if scale.finite else words


def _time(chart: Chart, height: float) -> list[Markup]:
    """The months or years along the foot, as many as there is room for."""
    parts: list[Markup] = []
    first = chart.moments[0].day
    taken = 0.0
    for before, column in pairwise([None, *stretches(first, chart.last)]):
        start = first if before is None else before.last + timedelta(days=1)
        assert column is not None
        x = chart.x(start)
        parts.append(shapes.line(x, HEAD, x, chart.bottom + STRIP + 8, "tick"))
        name = column.name.partition(" to ")[0]
        if x >= taken and x + shapes.width_of(name, SMALL) < WIDTH - 4:
            parts.append(shapes.text(name, x + 2, height - 8, "label", size=SMALL))
            taken = x + shapes.width_of(name, SMALL) + 12
    return parts


def _ruled(chart: Chart, party: str, fill: str) -> Iterator[Markup]:
    """What a party rules out, as hatching."""
    for values, x, end in chart.runs(lambda moment: moment.ruled_out.get(party)):
        for above, below in chart.boxes(values):
            yield shapes.rect(x, above, end - x, below - above, "ruled", fill=fill)


def _conditional(chart: Chart, one: Condition, name: str, look: int) -> Iterator[Markup]:
    """What a party rules out on a condition, as hatching with gaps; to the end where it stands on the last day."""
    x, end = chart.x(one.since), WIDTH - RIGHT if one.until >= chart.last else chart.x(one.until)
    for above, below in chart.boxes(one.values):
        lack = max(2 * THIN - (below - above), 0) / 2  # a pattern needs some room to be seen
        yield shapes.rect(x, above - lack, end - x, below - above + 2 * lack, "ruled", fill=f"url(#{name}-gaps-{look})")


def _bands(chart: Chart, party: str, look: int) -> Iterator[Markup]:
    """What a party has stated, as bands."""
    for values, x, end in chart.runs(lambda moment: moment.stated.get(party)):
        for above, below in chart.boxes(values):
            yield shapes.rect(x, above, end - x, below - above, f"band p{look}")


def _edges(chart: Chart, party: str, look: int) -> Iterator[Markup]:
    """The outline of what a party has stated, with dashes of its own: above, below, and up or down where it changes."""
    steps: list[str] = []
    for values, x, end in chart.runs(lambda moment: moment.stated.get(party)):
        for above, below in chart.boxes(values):
            beginning = f"M{number(x)} {number(above)}V{number(below)}" if x > LEFT else ""
            steps.append(
                f"{beginning}M{number(x)} {number(above)}H{number(end)}M{number(x)} {number(below)}H{number(end)}"
            )
    if steps:
        yield shapes.path("".join(steps), f"edge p{look}")


def _agreed(chart: Chart) -> Iterator[Markup]:
    """What is agreed, over all."""
    for values, x, end in chart.runs(lambda moment: moment.agreed):
        for above, below in chart.boxes(values):
            yield shapes.rect(x, above, end - x, below - above, "agreed-band")


def _agreed_words(chart: Chart) -> Iterator[Markup]:
    """The word for it: within its band where that is high enough, else above it."""
    for values, x, end in chart.runs(lambda moment: moment.agreed):
        for above, below in chart.boxes(values):
            if end - x > 60:
                inside = below - above > SIZE + 4
                y = (above + below) / 2 + 4 if inside else above - 4
                yield shapes.text(
                    "✓ agreed", (x + end) / 2, y, "label on-agreed" if inside else "label beside", "middle", SMALL
                )


def _names(chart: Chart, last: Moment, parties: Sequence[tuple[str, str]]) -> list[Markup]:
    """The parties' names beside their last bands, kept apart from each other."""
    ids = [party for party, _ in parties]
    wanted = []
    for party, called in parties:
        boxes = list(chart.boxes(last.stated.get(party)))
        if boxes:
            wanted.append(((boxes[0][0] + boxes[0][1]) / 2, party, called))
    parts: list[Markup] = []
    taken = 0.0
    for y, party, called in sorted(wanted):
        taken = max(y + 4, taken + SIZE + 3)
        for turn, words in enumerate(shapes.wrapped(called, RIGHT - 10, SIZE, 2)):
            taken += SIZE * bool(turn)
            css = f"label strong name p{look(ids, party)}"
            parts.append(shapes.text(words, WIDTH - RIGHT + 6, taken, css, size=SIZE))
    return parts


def _verdicts(chart: Chart) -> Iterator[Markup]:
    """The row of verdicts below."""
    y = chart.bottom + 8
    yield shapes.text("verdict", LEFT - 8, y + 13, "label", "end", SIZE)
    for verdict, x, end in chart.runs(lambda moment: moment.verdict):
        yield tile(verdict, x, y, max(end - x - 0.5, 0.5), STRIP - 2)


def _marks(chart: Chart, marks: Iterable[Mark]) -> list[Markup]:
    """What happened, as signs above the bands; of several on a day or too near to each other, the first two lanes."""
    parts: list[Markup] = []
    lanes = [-99.0, -99.0]
    for mark in sorted(marks, key=lambda one: one.day):
        x = chart.x(mark.day)
        lane = next((turn for turn, taken in enumerate(lanes) if x - taken > SIZE), None)
        if lane is None or not chart.moments[0].day <= mark.day <= chart.last:
            continue
        lanes[lane] = x
        told = shapes.text(mark.sign, x, HEAD - 8 - lane * 14, "sign flag", "middle", SIZE)
        parts.append(shapes.group([shapes.element("title", f"{mark.day.isoformat()}: {mark.words}"), told]))
        if mark.agreement:
            parts.append(shapes.line(x, HEAD, x, chart.bottom, "agreement"))
    return parts
