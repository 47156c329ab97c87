"""Verdicts over time: an issue a row, a month (or a longer stretch) a column, the verdict at its end in each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.report.pictures import shapes
from negotrack.render.report.pictures.marks import SIZE, SMALL, tile
from negotrack.wording.values import MONTHS

COLUMNS = 40  # at most; beyond, a column is a quarter, a half year, a year, or more of them
LABEL, FIELD, ROW, HEAD = 200.0, 17.0, 20.0, 34.0
LINE, LINES = 14.0, 4  # a label may take several lines


@dataclass(frozen=True, slots=True)
class Stretch:
    """A column: its name, and the day on which it ends."""

    name: str
    last: date
    year: int


def stretches(first: date, until: date) -> list[Stretch]:
    """The months from the first day to the last, put together to quarters or longer where they are many."""
    months = (until.year - first.year) * 12 + until.month - first.month + 1
    size = next((size for size in (1, 3, 6, 12) if months <= size * COLUMNS), 12 * (1 + months // (12 * COLUMNS)))
    start = (first.year * 12 + first.month - 1) // size * size
    found: list[Stretch] = []
    while start <= until.year * 12 + until.month - 1:
        year, month = divmod(start, 12)
        after = start + size
        end = date(after // 12, after % 12 + 1, 1) - timedelta(days=1) if after // 12 <= date.max.year else date.max
        name = f"{MONTHS[month]} {year}" if size < 12 else str(year)
        if 1 < size < 12:
            name = f"{name} to {MONTHS[(after - 1) % 12]}"
        found.append(Stretch(name, min(end, until), year))
        start = after
    return found


def heat(
    title: str, issues: Sequence[tuple[str, str]], columns: Sequence[Stretch], verdict: Callable[[str, date], str]
) -> Markup:
    """The map: issues as key and title; `verdict` tells the one in force on a day."""
    labels = [shapes.wrapped(name, LABEL - 8, SIZE, LINES) for _, name in issues]
    rows = [ROW + LINE * (len(lines) - 1) for lines in labels]
    width, height = LABEL + FIELD * len(columns) + 4, HEAD + sum(rows) + 4
    parts = _years(columns, height)
    y = HEAD
    for (key, _), lines, room in zip(issues, labels, rows, strict=True):
        parts += [shapes.text(words, 2, y + 14 + LINE * turn, "label") for turn, words in enumerate(lines)]
        for place, column in enumerate(columns):
            parts.append(tile(verdict(key, column.last), LABEL + FIELD * place, y, FIELD - 1, room - 1))
        y += room
    told = f"{len(issues)} issues from {columns[0].name} to {columns[-1].name}. The table below says the same in words."
    return shapes.picture(shapes.Frame(width, height, title, told, "heat"), parts)


def _years(columns: Sequence[Stretch], height: float) -> list[Markup]:
    """The years over their columns, each with a line where it begins."""
    parts: list[Markup] = []
    year = None
    for place, column in enumerate(columns):
        x = LABEL + FIELD * place
        if column.year != year:
            year = column.year
            room = sum(one.year == year for one in columns) * FIELD
            parts.append(shapes.line(x - 0.5, 4, x - 0.5, height, "tick"))
            if room > 2 * FIELD:
                parts.append(shapes.text(str(year), x + 3, 14, "label strong", size=SMALL))
        if len(column.name) == 8:  # a month of one year: `Dec 2023`
            parts.append(shapes.text(column.name[0], x + FIELD / 2, HEAD - 6, "label", "middle", SMALL))
    return parts
