"""A step chart in characters: one line a party and day, its band on a common axis, with gap and overlap to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from negotrack.frozen import dataclass
from negotrack.render.escape import for_terminal
from negotrack.render.page import Drawing, Style, Text, join, text
from negotrack.values import TOP, Options, Scale, Spans, Values

BAND, MEET, GAP, LINE, REST = "━", "█", "·", "×", " "
LEGEND = f"{BAND} stated   {MEET} both   {GAP} between them   {LINE} ruled out"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart: its labels, what is stated and what is ruled out, and what the counterpart states."""

    day: str
    party: str
    stated: Values | None
    ruled_out: Values | None
    others: tuple[Values, ...]
    verdict: str = ""
    style: Style = ""


def chart(scale: Scale, rows: Sequence[Row]) -> Drawing:
    """The rows over a common axis: every named value has a place of its own, in order and not to scale."""

    def draw(width: int) -> tuple[Text, ...]:
        named = points(scale, (one for row in rows for one in (row.stated, row.ruled_out, *row.others)))
        days, names = _widest(row.day for row in rows), _widest(row.party for row in rows)
        left = days + names + 2
        beside = left + 2 * len(named) + max(len(scale.figure(point)) for point in named) < width
        left = left if beside else 2  # else the bands stand below who states them
        wanted = (max(len(scale.figure(point)) for point in named) + 2) * (len(named) + 1)
        room = max(len(named) * 2 + 1, min(width - left - 1, wanted))
        places = _places(named, room)
        lines = [text(" " * left + line, "dim") for line in _axis(scale, named, places, room)]
        for row in rows:
            band = _band(scale, row, places, room)
            if beside:
                head = join([text(_filled(row.day, days), "strong"), text(_filled(row.party, names), "party")])
                lines.append(join([head, band]))
            else:
                lines += [text(line, "party") for line in _folded(f"{row.day} {row.party}".strip(), width)]
                lines.append(join([text(" " * (left - 1)), band]))
            lines += [text(" " * left + line, row.style) for line in _folded(row.verdict, width - left)]
        return (*lines, *(text(line, "dim") for line in _folded(LEGEND, width)))

    return Drawing(draw)


def _widest(words: Iterable[str]) -> int:
    return max(map(_cells, words), default=0)


def _cells(words: str) -> int:
    """How many cells words take on a terminal, as they are shown there."""
    from rich.cells import cell_len

    return cell_len(for_terminal(words))


def _filled(words: str, cells: int) -> str:
    return words + " " * (cells - _cells(words))


def _folded(words: str, width: int) -> Iterator[str]:
    """Words in lines of at most so many cells, broken at blanks where there is one."""
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if _cells(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        while _cells(word) > width > 1:
            cut = next(at for at in range(len(word), 0, -1) if at == 1 or _cells(word[:at]) <= width)
            yield word[:cut]
            word = word[cut:]
        line = word
    if line:
        yield line


def points(scale: Scale, sets: Iterable[Values | None]) -> list[Decimal]:
    """Every value that some set names, in order; ranks on a scale of levels or choices."""
    if scale.finite:
        return [Decimal(rank) for rank in range(len(scale.members))]
    spans = [one for one in sets if isinstance(one, Spans)]
    named = {cut[0] for one in spans for piece in one.pieces for cut in piece if abs(cut[0]) != TOP}
    if scale.kind == "date" and isinstance(scale.everything, Spans):
        named -= {cut[0] for cut in scale.everything.pieces[0]}  # where the calendar begins and ends, nobody named it
    if scale.top and any(TOP in one for one in spans):
        named.add(TOP)
    return sorted(named) or [Decimal(0)]


def _places(points: Sequence[Decimal], room: int) -> dict[Decimal, int]:
    """The column of every named value: alike apart, with room before the first and after the last."""
    step = room / (len(points) + 1)
    return {point: round(step * (number + 1)) for number, point in enumerate(points)}


def _axis(scale: Scale, points: Sequence[Decimal], places: dict[Decimal, int], room: int) -> list[str]:
    """The names of the values over their columns, in as many lines as they need."""
    lines: list[list[str]] = []
    for point in points:
        label, at = scale.figure(point), places[point]
        start = max(0, min(at - len(label) // 2, room - len(label)))
        for line in lines:
            if all(char == " " for char in line[max(0, start - 1) : start + len(label) + 1]):
                break
        else:
            line = [" "] * max(room, len(label))
            lines.append(line)
        line[start : start + len(label)] = label
    ticks = [" "] * room
    for at in places.values():
        ticks[min(at, room - 1)] = "┬"
    return ["".join(line).rstrip() for line in lines] + ["".join(ticks).rstrip()]


def _band(scale: Scale, row: Row, places: dict[Decimal, int], room: int) -> Text:
    """One party's line: what it states, what meets the others, what it rules out, the way to the nearest other."""
    cells = [REST] * room
    _fill(cells, scale, row.ruled_out, places, LINE)
    _fill(cells, scale, row.stated, places, BAND)
    for other in row.others:
        if row.stated is not None:
            _fill(cells, scale, row.stated & other, places, MEET)
            ends = row.stated.nearest(other)
            if ends is not None and ends.first and ends.below in places and ends.above in places:
                for at in range(places[ends.below] + 1, places[ends.above]):
                    cells[at] = GAP if cells[at] == REST else cells[at]
    styles: dict[str, Style] = {BAND: "value", MEET: "good", GAP: "warn", LINE: "bad"}
    return Text(tuple((cell, styles.get(cell, "")) for cell in "".join(cells).rstrip()))


def _fill(cells: list[str], scale: Scale, values: Values | None, places: dict[Decimal, int], mark: str) -> None:
    """Mark the columns of a set of values."""
    match values:
        case Options():
            for rank, name in enumerate(scale.members):
                if name in values.names:
                    at = places[Decimal(rank)]
                    half = max(1, (places.get(Decimal(1), 2) - places.get(Decimal(0), 0)) // 2)
                    for column in range(max(0, at - half), min(at + half, len(cells))):
                        cells[column] = mark
        case Spans():
            for low, high in values.pieces:
                start = places.get(low[0], 0) + (low[1] if low[0] in places else 0)
                stop = places.get(high[0], len(cells) - 1) + (high[1] if high[0] in places else 1)
                for column in range(start, min(stop, len(cells))):
                    cells[column] = mark
