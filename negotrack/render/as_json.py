"""A page for programs: one JSON envelope around its data, or one JSON value a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from negotrack import __version__
from negotrack.render.page import Look, Page, Records

SCHEMA_VERSION = 1

_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What JSON would let through and a terminal or a UTF-8 file would choke on: shown as `\\uNNNN`, the text unchanged."""


def render(page: Page, look: Look) -> str:
    """The envelope: what was asked, as of when, what is only supposed (if anything is), and the data."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": __version__,
        "command": page.command,
        **{key: page.header.get(key) for key in ("negotiation", "as_of", "known_by", "at")},
        **({"supposing": page.supposing} if page.supposing else {}),
        "data": _data(page),
    }
    return _written(envelope, look, indent=2) + "\n"


def render_lines(page: Page, look: Look) -> str:
    """One item of the data a line if it is a list, else one record a line, under its field names."""
    data = _data(page)
    items = data if isinstance(data, list | tuple) else _objects(page.records)
    return "".join(_written(item, look) + "\n" for item in items)


def _data(page: Page) -> object:
    return page.data() if callable(page.data) else page.data


def _objects(records: Records) -> list[dict[str, object]]:
    return [dict(zip(records.fields, row, strict=True)) for row in records.rows]


def _written(value: object, look: Look, indent: int | None = None) -> str:
    words = json.dumps(_plain(value), ensure_ascii=look.ascii, allow_nan=False, indent=indent)
    words = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", words)
    return words.replace("##[", "##\\u005b")  # which GitHub's log would take for a command anywhere in a line


def _plain(value: object) -> object:
    """The value in JSON's own kinds: days as ISO text, whole decimals as whole numbers."""
    match value:
        case Decimal():
            return _number(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value


def _number(value: Decimal) -> int | float:
    if value.is_finite() and value == value.to_integral_value():
        return int(value)
    return float(value)  # NaN and infinity are refused by `allow_nan=False`
