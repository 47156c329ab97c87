"""The shape in which `explain` hands a rule to programs."""

from __future__ import annotations

from typing_extensions import TypedDict


class Data(TypedDict):
    """A rule: its law, why it matters, and an example of each side."""

    rule: str
    severity: str
    law: str
    why: str
    flagged: str
    clean: str
