"""Lists: negotiations, parties, issues, statements, items, search hits and rules, as tables of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Style, Table, text

if TYPE_CHECKING:
    from negotrack.render.data.listing import Data

STYLES: dict[str, Style] = {
    "party": "party", "id": "id", "item": "id", "statement": "id", "path": "dim", "line": "dim", "place": "dim",
}  # fmt: skip


def page(
    command: str,
    heading: str,
    fields: tuple[str, ...],
    rows: Sequence[tuple[Cell, ...]],
    head: dict[str, str | None],
    *,
    shown: tuple[str, ...] = (),
    grow: Iterable[str] = (),
    empty: str = "Nothing is on file.",
    titles: Mapping[str, str] | None = None,
) -> Page:
    """A list as a page: all `fields` for tools, those `shown` for people, who read their `titles` where they have some."""
    columns = shown or fields
    at = [fields.index(column) for column in columns]
    table = Table(
        tuple((titles or {}).get(column, column) for column in columns),
        tuple(tuple(text(_words(row[place]), STYLES.get(fields[place], "")) for place in at) for row in rows),
        grow=tuple(columns.index(column) for column in grow),
    )
    blocks: tuple[Block, ...] = (Heading(text(heading, "strong"), 1), table if rows else Lines((text(empty),)))
    data: Data = [dict(zip(fields, map(_plain, row), strict=True)) for row in rows]
    return Page(command, blocks, Records(fields, tuple(rows)), data, head)


def _words(cell: Cell) -> str:
    return "–" if cell is None or cell == "" else "yes" if cell is True else "no" if cell is False else str(cell)


def _plain(cell: Cell) -> str | int | bool | None:
    return cell if cell is None or isinstance(cell, str | int | bool) else str(cell)
