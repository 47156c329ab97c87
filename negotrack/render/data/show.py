"""What `show -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict


class SourceData(TypedDict):
    """A source of a statement."""

    title: str
    url: str
    archive: str
    reference: str
    publisher: str
    published: str | None
    quote: str
    grade: str
    origin: str


class ItemData(TypedDict):
    """An item in one version, with its state."""

    party: str
    item: str
    kind: str
    text: str
    terms: dict[str, str]
    state: list[str]
    standing: bool
    since: str
    date: str
    age_days: int
    stale: bool
    restated: int
    versions: int
    speaker: str
    attribution: str | None
    grades: list[str]
    statement: str
    path: str
    line: int


class EntryData(TypedDict):
    """A statement, agreement or event as recorded."""

    id: str
    kind: str
    parties: list[str]
    date: str
    summary: str
    speaker: str
    via: list[str]
    attribution: str | None
    note: str
    path: str
    line: int
    sources: list[SourceData]
    items: list[ItemData]


class Data(TypedDict):
    """What was asked for: what it is, the items and the entries that belong to it."""

    kind: str
    id: str
    items: list[ItemData]
    entries: list[EntryData]
