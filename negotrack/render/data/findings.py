"""The shape in which `check` hands its findings to programs."""

from __future__ import annotations

from typing_extensions import TypedDict


class RelatedData(TypedDict):
    """A place that has to do with a finding."""

    path: str
    line: int
    column: int
    text: str


class FindingData(TypedDict):
    """One finding; the fingerprint leaves the line out."""

    rule: str
    severity: str
    message: str
    path: str
    line: int
    column: int
    hint: str
    fingerprint: str
    related: list[RelatedData]


class Data(TypedDict):
    """What `check` found, in how many files."""

    findings: list[FindingData]
    files: int
