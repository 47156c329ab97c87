"""Parties and issues at a glance: the verdict on each issue, and which party has spoken or drawn a line on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.report.pictures import shapes
from negotrack.render.report.pictures.marks import SIZE, SMALL, tile

ROW, TILE, COLUMN = 24.0, 34.0, 84.0
LABEL = 220.0
LINE, LINES = 14.0, 4  # a label may take several lines
HEAD = 42.0
MARKS = {"a": "✓", "s": "●", "r": "✗", "d": "▷"}
"""What a party has on an issue: agreed (a), stated (s), ruled out by a red line (r), demanded first or let wait (d)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One issue: its key and title, the verdict (empty before anybody spoke) with its words, and each party's marks."""

    key: str
    title: str
    verdict: str
    words: str
    marks: tuple[str, ...]


def matrix(title: str, parties: Sequence[str], rows: Sequence[Row]) -> Markup:
    """A row for each issue, a column for each party's name; a script may move it to another day by `data-issue`."""
    width = LABEL + TILE + 16 + COLUMN * len(parties)
    tops = [HEAD]
    for row in rows:
        tops.append(tops[-1] + ROW + LINE * (len(_label(row)) - 1))
    height = tops[-1] + 6
    parts: list[Markup] = []
    for number, party in enumerate(parties):
        x = LABEL + TILE + 16 + COLUMN * (number + 0.5)
        lines = shapes.wrapped(party, COLUMN - 6, SMALL, 2)
        for turn, words in enumerate(lines):
            parts.append(
                shapes.text(words, x, HEAD - 8 - SIZE * (len(lines) - 1 - turn), "label strong", "middle", SMALL)
            )
    parts.append(shapes.text("verdict", LABEL + TILE / 2, HEAD - 8, "label", "middle", SMALL))
    parts += [_row(row, y, end - y, width) for row, (y, end) in zip(rows, pairwise(tops), strict=True)]
    told = "; ".join(f"{row.title}: {row.words or 'nobody has spoken'}" for row in rows)
    return shapes.picture(shapes.Frame(width, height, title, f"The verdict on each issue. {told}.", "matrix"), parts)


def _label(row: Row) -> list[str]:
    """The title of an issue, on as many lines as it takes."""
    return shapes.wrapped(row.title, LABEL - 10, SIZE, LINES)


def _row(row: Row, y: float, room: float, width: float) -> Markup:
    parts = [shapes.rect(0, y, width, room - 2, "stripe")]
    parts += [shapes.text(words, 4, y + 15 + LINE * turn, "label") for turn, words in enumerate(_label(row))]
    parts.append(tile(row.verdict, LABEL, y + 1, TILE, room - 4, css="verdict"))
    for number, marks in enumerate(row.marks):
        x = LABEL + TILE + 16 + COLUMN * (number + 0.5)
        parts.append(shapes.text(" ".join(MARKS[mark] for mark in marks) or "–", x, y + 15, "mark", "middle", SIZE))
    return shapes.group(parts, data_issue=row.key, css="row" if row.verdict else "row silent")
