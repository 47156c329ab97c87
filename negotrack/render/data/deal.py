"""What `deal -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.proofs import ClaimData

MoveData = TypedDict(
    "MoveData",
    {"party": str, "issue": str, "from": str, "to": str, "distance": float | int | None, "unit": str | None},
)


class UnsaidData(TypedDict):
    """A term nobody has offered: who would have to give it, or null where nobody is named, and the issue."""

    party: str | None
    issue: str


class NearData(TypedDict):
    """A package within the red lines: who would have to move for it, and what it takes that nobody has offered."""

    package: dict[str, str]
    moves: list[MoveData]
    not_offered: list[UnsaidData]


class Data(TypedDict):
    """All issues at once: conflicts and ways out are empty unless every package is ruled out."""

    on_the_table: dict[str, str] | None
    within_red_lines: list[NearData]
    conflicts: list[list[str]]
    ways_out: list[list[str]]
    explanation: list[ClaimData]
