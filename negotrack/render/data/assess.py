"""What `assess -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData


class WaitData(TypedDict):
    """What an item wants first, and when the draft brings it: never, later or together; steps by number, 0 unsaid."""

    item: str
    before: str
    issue: str
    needs: str
    comes: str
    step: int
    at: int


class ClauseData(TypedDict):
    """How a party stands to one term."""

    issue: str
    draft: str
    answer: str
    why: str | None
    stated: str | None
    place: str | None
    distance: float | int | None
    unit: str | None
    lines: list[str]
    spared_by: list[str]
    waits: list[WaitData]
    reasons: list[ReasonData]


class PartyData(TypedDict):
    """How a party stands to the whole."""

    party: str
    answer: str
    clauses: list[ClauseData]
    ruled_out_by: list[str]
    conditions_met: list[str]
    waits: list[WaitData]
    mixed: list[list[str]]
    left_out: list[str]
    answered: str | None


class Data(TypedDict):
    """A draft against the parties."""

    draft: str
    item: str | None
    terms: dict[str, str]
    steps: list[str]
    answer: str
    parties: list[PartyData]
    breaks: list[WaitData]
