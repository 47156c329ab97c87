"""What `history -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.verdicts import GapData


class RestatementData(TypedDict):
    """How often a party has said the same again, by whom, and when last."""

    party: str
    times: int
    last: str
    speakers: list[str]


class StepData(TypedDict):
    """One move on an issue."""

    date: str
    issue: str
    party: str
    move: str
    before: str | None
    after: str | None
    moved: float | int | None
    unit: str | None
    verdict: str | None
    gap: GapData | None
    speaker: str
    grades: list[str]
    statement: str | None
    path: str | None
    line: int | None


class Data(TypedDict):
    """The moves on one issue, or of one party on all."""

    steps: list[StepData]
    restatements: list[RestatementData]
