"""What `levers -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData


class TurnData(TypedDict):
    """A verdict that would be another."""

    issue: str
    parties: list[str]
    before: str | None
    after: str | None


class StuckData(TypedDict):
    """A deadlock by its kind and its steps."""

    kind: str
    steps: list[str]


class LeverData(TypedDict):
    """What giving one item up would change."""

    item: str
    party: str
    kind: str
    package: str
    broken: list[StuckData]
    formed: list[StuckData]
    better: list[TurnData]
    worse: list[TurnData]
    silenced: list[str]
    reason: ReasonData


class Data(TypedDict):
    """The levers by rank; `package` says how near one is as things stand, `idle` are the items that change nothing."""

    package: str
    exact: bool
    levers: list[LeverData]
    idle: list[str]
