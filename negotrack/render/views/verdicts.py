"""Verdicts as pages show them: symbol and style, zone and gap in data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotrack.compare import Agreed, Gap, Open, Overlap, Pair
from negotrack.render.page import Style, Text, text
from negotrack.render.views.common import figure
from negotrack.values import Scale
from negotrack.wording.verdicts import SYMBOLS

if TYPE_CHECKING:
    from negotrack.render.data.verdicts import GapData

VERDICT_STYLES: dict[str, Style] = {
    "agreed": "good", "overlap": "good", "open": "note", "gap": "warn", "blocked": "bad", "unknown": "dim",
}  # fmt: skip


def sign(pair: Pair) -> Text:
    """A verdict's symbol and name."""
    name = pair.verdict.name
    return text(f"{SYMBOLS[name]} {name}", VERDICT_STYLES[name])


def zone(pair: Pair) -> str | None:
    """The values a verdict leaves or names: the zone, what is agreed, what is left."""
    match pair.verdict:
        case Overlap(values) | Open(values):
            return values.text
        case Agreed(values):
            return values.text if values is not None else None
    return None


def gap(pair: Pair, scale: Scale) -> GapData | None:
    """A gap as data; nothing where the verdict is another."""
    if not isinstance(pair.verdict, Gap):
        return None
    return {
        "value": figure(pair.verdict.distance),
        "unit": scale.measure if pair.verdict.distance is not None else None,
    }
