"""What `deadlock -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData
from negotrack.render.data.proofs import ClaimData

EdgeData = TypedDict(
    "EdgeData",
    {"from": str, "to": str, "kind": str, "party": str | None, "item": str | None, "reason": ReasonData | None},
)
"""That one step needs another first: stated, offered only in a deal, or inferred."""


class DeadlockData(TypedDict):
    """A chain with no next step, and the smallest sets of items without which it is none."""

    kind: str
    inferred: bool
    edges: list[EdgeData]
    refusals: list[str]
    breaks: list[list[str]]


class WaitingData(TypedDict):
    """A chain of one party that waits for what nobody has said they will do."""

    edges: list[EdgeData]


class StepData(TypedDict):
    """One step of an order."""

    step: int
    what: str
    by: str | None
    state: str | None
    after: list[str]
    items: list[str]


class Data(TypedDict):
    """What must come first."""

    deadlocks: list[DeadlockData]
    waiting: list[WaitingData]
    met: list[str]
    order: list[StepData] | None
    explanation: list[ClaimData]
