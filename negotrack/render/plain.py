"""A page for cut, sort and awk: one record a line, fields between tabs, nothing cut and no header."""

from __future__ import annotations

from decimal import Decimal

from negotrack.render.escape import for_plain
from negotrack.render.page import Cell, Look, Page


def render(page: Page, look: Look) -> str:
    """Every record on its own line, in the order of `page.records.fields`."""
    return "".join("\t".join(_field(cell, look) for cell in row) + "\n" for row in page.records.rows)


def _field(cell: Cell, look: Look) -> str:
    words = for_plain(cell) if isinstance(cell, str) else unquoted(cell)
    return words.encode("ascii", "backslashreplace").decode() if look.ascii else words


def unquoted(cell: Cell) -> str:
    """A cell as bare words: nothing for None, `true` and `false`, numbers without an exponent."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)
