"""The shape of a statement that a claim rests on, for programs."""

from __future__ import annotations

from typing_extensions import TypedDict


class ReasonData(TypedDict):
    """A statement that a claim rests on."""

    party: str
    item: str
    statement: str
    date: str
    path: str
    line: int
    source: str
