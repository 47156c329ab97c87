"""A page for spreadsheets: its records as CSV under a line of names, guarded against formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from negotrack.render.escape import for_csv
from negotrack.render.page import Cell, Look, Page
from negotrack.render.plain import unquoted

_LONE = re.compile("[\ud800-\udfff]")
"""Half a character: no UTF-8 file can hold it."""


def render(page: Page, look: Look) -> str:
    """The names of the fields, then every record; `look.raw` leaves text that looks like a formula as it is."""
    rows: list[Sequence[Cell]] = [page.records.fields, *page.records.rows]
    return "".join(_row([_field(cell, look) for cell in row]) for row in rows)


def _field(cell: Cell, look: Look) -> str:
    if not isinstance(cell, str):
        return unquoted(cell)
    words = cell if look.raw else for_csv(cell)
    if look.ascii:
        return words.encode("ascii", "backslashreplace").decode()
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", words)


def _row(fields: list[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(fields)  # with "\n" alone, a lone CR would go unquoted
    return line.getvalue().removesuffix("\r\n") + "\n"
