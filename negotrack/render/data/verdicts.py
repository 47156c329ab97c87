"""The shape of a distance between two parties, for programs."""

from __future__ import annotations

from typing_extensions import TypedDict


class GapData(TypedDict):
    """How far apart two stated sets are; no value where there is no distance."""

    value: float | int | None
    unit: str | None
