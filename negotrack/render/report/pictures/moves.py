"""A package as moves: for each party that would have to move, from what it has stated to where, and how far."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.report.pictures import shapes
from negotrack.render.report.pictures.marks import SIZE, SMALL

WIDTH, ROW, BOX = 760.0, 62.0, 170.0


@dataclass(frozen=True, slots=True)
class Shift:
    """One move in words, with the look of its party."""

    party: str
    look: int
    issue: str
    start: str
    to: str
    distance: str


def moves(title: str, shifts: Sequence[Shift]) -> Markup:
    """An arrow for each move, from one box to the other."""
    parts: list[Markup] = []
    for number, shift in enumerate(shifts):
        parts += _shift(shift, 4 + ROW * number)
    told = "; ".join(f"{one.party} on {one.issue}: from {one.start} to {one.to} ({one.distance})" for one in shifts)
    return shapes.picture(
        shapes.Frame(WIDTH, ROW * len(shifts) + 8, title, told or "Nobody would have to move.", "moves"), parts
    )


def _shift(shift: Shift, y: float) -> list[Markup]:
    left, right, middle = 210.0, WIDTH - BOX - 4, y + (ROW - 10) / 2
    parts = [shapes.text(shift.party, 4, middle - 4, f"label strong name p{shift.look}", size=SIZE)]
    for turn, words in enumerate(shapes.wrapped(shift.issue, 196, SMALL, 2)):
        parts.append(shapes.text(words, 4, middle + 11 + turn * 13, "label", size=SMALL))
    parts += _box(shift.start, left, y, f"box p{shift.look}") + _box(shift.to, right, y, "box target")
    start, end = left + BOX + 6, right - 6
    parts.append(shapes.line(start, middle, end - 8, middle, f"arrow p{shift.look}"))
    parts.append(shapes.path(f"M {end:.1f} {middle:.1f} l -9 -5 v 10 z", f"head p{shift.look}"))
    parts.append(shapes.text(shift.distance, (start + end) / 2, middle - 7, "label", "middle", SMALL))
    return parts


def _box(words: str, x: float, y: float, css: str) -> list[Markup]:
    lines = shapes.wrapped(words, BOX - 12, SIZE, 3)
    top = y + (ROW - 10) / 2 + 4 - (len(lines) - 1) * 7
    return [
        shapes.rect(x, y, BOX, ROW - 10, css, rx=3),
        *(shapes.text(line, x + BOX / 2, top + turn * 14, "label", "middle", SIZE) for turn, line in enumerate(lines)),
    ]
