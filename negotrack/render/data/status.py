"""What `status -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.package import Outcome
from negotrack.render.data.compare import Data as Comparisons
from negotrack.render.data.proofs import StuckData


class MoveData(TypedDict):
    """A recent entry."""

    date: str
    entry: str
    parties: list[str]
    summary: str
    path: str
    line: int
    source: str


class StaleData(TypedDict):
    """A position that has grown old."""

    party: str
    item: str
    date: str
    days: int


class Data(TypedDict):
    """Where a negotiation stands."""

    title: str
    headline: str
    entries: int
    verdicts: Comparisons
    package: Outcome
    deadlocks: list[StuckData]
    last: list[MoveData]
    stale: list[StaleData]
