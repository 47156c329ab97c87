"""What `flags -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict


class FlagData(TypedDict):
    """One thing a statement changed."""

    date: str
    flag: str
    issue: str | None
    item: str | None
    parties: list[str]
    before: str | None
    after: str | None
    text: str
    statement: str | None
    path: str
    line: int


Data = list[FlagData]
