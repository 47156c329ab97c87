"""What `graph -O json` holds."""

from __future__ import annotations

from typing_extensions import TypedDict

from negotrack.render.data.common import ReasonData

EdgeData = TypedDict(
    "EdgeData",
    {
        "from": str, "to": str, "kind": str, "label": str, "party": str | None, "item": str | None, "current": bool,
        "deadlocks": list[int], "reasons": list[ReasonData],
    },
)  # fmt: skip
"""What joins two nodes, by their ids; `current` is false where an answer is past."""


class NodeData(TypedDict):
    """One node; `item` is PARTY/ITEM or the id of a statement."""

    id: str
    kind: str
    label: str
    state: str | None
    notes: list[str]
    party: str | None
    issue: str | None
    item: str | None
    deadlocks: list[int]
    reasons: list[ReasonData]


class Data(TypedDict):
    """A graph."""

    what: str
    nodes: list[NodeData]
    edges: list[EdgeData]
