"""A graph to be drawn: steps, items or statements and what joins them, each with its words and what it rests on."""

from __future__ import annotations

from typing import Literal

from negotrack.frozen import dataclass
from negotrack.reasons import Fact

NodeKind = Literal["talks", "deal", "term", "conflict", "item", "issue", "pair", "party", "statement"]
NodeState = Literal["", "met", "promised", "tradable", "refused", "unsaid", "gap", "blocked"]
EdgeKind = Literal[
    "stated", "offered", "inferred", "holds", "names", "states", "rules-out", "accepts", "rejects", "considers"
]
Flow = Literal["down", "up", "across"]
Tone = Literal["plain", "bad", "warn", "good", "note", "dim"]
Line = Literal["solid", "dashed", "dotted"]

SIGNS: dict[str, str] = {
    "met": "✓", "promised": "●", "tradable": "◐", "refused": "✗", "unsaid": "?", "gap": "↔", "blocked": "✗",
    "accepts": "✓", "rejects": "✗", "considers": "…",
}  # fmt: skip
STATES: dict[str, tuple[Tone, str]] = {
    "met": ("good", "met"),
    "promised": ("good", "promised, and nothing asked for it"),
    "tradable": ("note", "offered, but only in an exchange"),
    "refused": ("bad", "refused: a red line rules it out"),
    "unsaid": ("warn", "nobody has said they will do it"),
    "gap": ("warn", "a gap: what they have stated does not meet"),
    "blocked": ("bad", "blocked: a red line rules it out"),
}
KINDS: dict[str, tuple[Tone, Line, str]] = {
    "stated": ("plain", "solid", "needs first, as a party states"),
    "offered": ("plain", "dotted", "needs first, because it is offered only in a deal"),
    "inferred": ("dim", "dashed", "needs first, by inference: nobody said so"),
    "holds": ("plain", "solid", "is made up of"),
    "names": ("dim", "solid", "speaks of"),
    "states": ("plain", "solid", "has stated"),
    "rules-out": ("bad", "solid", "rules out"),
    "accepts": ("good", "solid", "accepts"),
    "rejects": ("bad", "solid", "rejects"),
    "considers": ("note", "dotted", "considers"),
}  # fmt: skip
UNDIRECTED = ("states", "rules-out")
"""Kinds of edge that join two nodes and lead from neither to the other."""


@dataclass(frozen=True, slots=True)
class Node:
    """One box: its words, how it stands in a word and in further lines, and the deadlocks it is part of.

    `id` is made up by us (`n1`, `n2`, …) and is all that a format names it by.
    """

    id: str
    kind: NodeKind
    label: str
    state: NodeState = ""
    notes: tuple[str, ...] = ()
    party: str = ""
    issue: str = ""
    item: str = ""  # PARTY/ITEM, or the id of a statement
    deadlocks: tuple[int, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def tone(self) -> Tone:
        """How much of a warning it is."""
        if self.kind == "conflict":
            return "bad"
        return STATES[self.state][0] if self.state else "plain"

    @property
    def lines(self) -> tuple[str, ...]:
        """Its label and its notes; a sign before the first note tells the state without colour."""
        sign = SIGNS.get(self.state, "")
        first, *rest = self.notes or ("",)
        signed = f"{sign} {first}".strip()
        return (self.label, *((signed,) if signed else ()), *rest)


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two nodes: `label` reads between the two, and `current` is false where it is past."""

    start: str
    end: str
    kind: EdgeKind
    label: str = ""
    party: str = ""
    item: str = ""
    day: str = ""  # in words
    current: bool = True
    deadlocks: tuple[int, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def tone(self) -> Tone:
        """How much of a warning it is: being part of a deadlock counts most, and the past least."""
        if self.deadlocks:
            return "bad"
        return KINDS[self.kind][0] if self.current else "dim"

    @property
    def line(self) -> Line:
        """How it is drawn, so that no colour is needed to tell what was inferred."""
        return KINDS[self.kind][1]

    @property
    def directed(self) -> bool:
        """Whether it leads from its start to its end."""
        return self.kind not in UNDIRECTED

    @property
    def words(self) -> str:
        """Its label after the sign of its kind, if it has one."""
        return f"{SIGNS.get(self.kind, '')} {self.label}".strip()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its words, the day, and the deadlocks it is part of."""
        return tuple(line for line in (self.words, self.day, stuck_words(self.deadlocks)) if line)


def stuck_words(deadlocks: tuple[int, ...]) -> str:
    """The mark of what is part of deadlocks: `✗ deadlock 1`; nothing where it is part of none."""
    if not deadlocks:
        return ""
    return f"✗ deadlock{'s' if len(deadlocks) > 1 else ''} {' and '.join(map(str, deadlocks))}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A picture in the core's words: `title` says of what and when, `gist` what there is to see in it."""

    what: Literal["preconditions", "conflicts", "answers"]
    title: str
    gist: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    flow: Flow = "down"

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """What the lines and signs in it mean: a kind of edge or a state, and its meaning."""
        kinds = {edge.kind for edge in self.edges}
        states = {node.state for node in self.nodes}
        found: list[tuple[str, str]] = [(kind, words) for kind, (_, _, words) in KINDS.items() if kind in kinds]
        found += [(state, words) for state, (_, words) in STATES.items() if state in states]
        if any(edge.deadlocks for edge in self.edges):
            found.append(("deadlock", "part of a deadlock"))
        if any(not edge.current for edge in self.edges):
            found.append(("past", "faint: answered anew, or the offer stands no longer, or none was named"))
        return tuple(found)
