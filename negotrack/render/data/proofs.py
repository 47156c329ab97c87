"""The shapes of a tree of claims, and of a deadlock in short, for programs."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData


class ClaimData(TypedDict):
    """A claim and what it rests on: statements, and other claims; one that is told already is named by its number."""

    claim: str
    number: int | None
    because: list[ClaimData | ReasonData]


class StuckData(TypedDict):
    """A deadlock: its steps, the items it rests on, and the sets of items that would break it."""

    kind: str
    steps: list[str]
    items: list[str]
    breaks: list[list[str]]
