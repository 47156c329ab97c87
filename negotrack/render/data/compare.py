"""What `compare -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData
from negotrack.render.data.verdicts import GapData


class PairData(TypedDict):
    """Two parties on one issue."""

    parties: list[str]
    verdict: str
    zone: str | None
    gap: GapData | None
    stated: dict[str, str | None]
    rules_out: dict[str, list[str]]
    demands: dict[str, list[str]]
    stale: list[str]
    conditional: list[str]
    crossed: list[str]
    over: str | None
    reasons: list[ReasonData]


class IssueData(TypedDict):
    """One issue among the parties: every pair, and all together where there are more than two."""

    issue: str
    scale: str
    pairs: list[PairData]
    together: PairData | None


class Data(TypedDict):
    """What `compare` found."""

    issues: list[IssueData]
