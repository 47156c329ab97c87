"""What `sources -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict


class ClaimData(TypedDict):
    """A claim, the origins it rests on, and what weakens it."""

    statement: str
    date: str
    parties: list[str]
    summary: str
    attribution: str | None
    origins: list[str]
    sources: int
    grade: str
    weaknesses: list[str]
    against: list[str]
    path: str
    line: int


Data = list[ClaimData]
