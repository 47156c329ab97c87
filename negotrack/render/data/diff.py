"""What `diff -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.package import Outcome
from negotrack.render.data.proofs import StuckData
from negotrack.render.data.verdicts import GapData


class ChangeData(TypedDict):
    """One move of one party."""

    party: str
    item: str
    issue: str
    kind: str
    change: str
    before: str | None
    after: str | None
    why: str
    direction: dict[str, str]
    statement: str | None
    path: str | None
    line: int | None


class TurnData(TypedDict):
    """A verdict that changed."""

    issue: str
    parties: list[str]
    before: str | None
    after: str | None
    gap_before: GapData | None
    gap_after: GapData | None


class PackageData(TypedDict):
    """The answer for all issues at once, where it changed."""

    before: Outcome
    after: Outcome


class DeadlocksData(TypedDict):
    """The deadlocks formed and broken."""

    formed: list[StuckData]
    broken: list[StuckData]


class Data(TypedDict):
    """Changes of position, of verdicts, and of the whole."""

    changes: list[ChangeData]
    verdicts: list[TurnData]
    package: list[PackageData]
    deadlocks: DeadlocksData
