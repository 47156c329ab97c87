"""A graph as a page: its edges as sentences for people, as records for tools, as nodes and edges for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotrack.reasons import Fact
from negotrack.render.graph import KINDS, UNDIRECTED, Edge, Graph, Node, stuck_words
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Style, Text, join, text
from negotrack.render.views.common import reason
from negotrack.wording.items import citation

if TYPE_CHECKING:
    from negotrack.render.data.graph import Data

STYLES: dict[str, Style] = {"bad": "bad", "warn": "warn", "good": "good", "note": "note", "dim": "dim", "plain": ""}


def page(graph: Graph, head: dict[str, str | None]) -> Page:
    """The graph as a page for the formats that do not draw."""
    blocks: list[Block] = [Heading(text(graph.title, "strong"), 1), Lines((text(graph.gist),))]
    ends = {edge.end for edge in graph.edges if edge.directed}
    hubs = {end for edge in graph.edges if edge.kind in UNDIRECTED for end in (edge.start, edge.end)}
    labels = {node.id: node.label for node in graph.nodes}
    for node in graph.nodes:
        leaving = [edge for edge in graph.edges if edge.start == node.id and edge.directed]
        if leaving or (node.id in hubs and node.kind == "pair") or node.id not in ends | hubs:
            blocks += _told(node, leaving, labels)
    ending = [node for node in graph.nodes if node.id in ends and node.state]
    starts = {edge.start for edge in graph.edges}
    for node in ending:
        if node.id not in starts:
            blocks += _told(node, [], labels)
    return Page("graph", tuple(blocks), _records(graph, labels), data(graph), head)


def _told(node: Node, leaving: list[Edge], labels: dict[str, str]) -> list[Block]:
    """A node, its notes, and where its edges lead."""
    stuck = [text(stuck_words(node.deadlocks), "bad")] if node.deadlocks else []
    head = join([text(node.label, "strong"), *stuck])
    notes = [text(line, STYLES[node.tone]) for line in node.lines[1:]]
    if not leaving and node.facts:
        notes.append(_cited(node.facts))
    blocks: list[Block] = [Heading(head), Lines(tuple(notes), 1)] if notes else [Heading(head)]
    lines = [
        join([
            text(f"{edge.words or KINDS[edge.kind][2]}:", STYLES[edge.tone]),
            text(labels[edge.end]),
            *([text("(past)", "dim")] if not edge.current else []),
            *([_cited(edge.facts)] if edge.facts else []),
        ])
        for edge in leaving
    ]  # fmt: skip
    return [*blocks, Lines(tuple(lines), 1, "•")] if lines else blocks


def _cited(facts: tuple[Fact, ...]) -> Text:
    return text("[" + "; ".join(citation(fact) for fact in facts) + "]", "dim")


def data(graph: Graph) -> Data:
    """The graph as data."""
    return {
        "what": graph.what,
        "nodes": [
            {
                "id": node.id, "kind": node.kind, "label": node.label, "state": node.state or None,
                "notes": list(node.notes), "party": node.party or None, "issue": node.issue or None,
                "item": node.item or None, "deadlocks": list(node.deadlocks),
                "reasons": [reason(fact) for fact in node.facts],
            }
            for node in graph.nodes
        ],
        "edges": [
            {
                "from": edge.start, "to": edge.end, "kind": edge.kind, "label": edge.label, "party": edge.party or None,
                "item": edge.item or None, "current": edge.current, "deadlocks": list(edge.deadlocks),
                "reasons": [reason(fact) for fact in edge.facts],
            }
            for edge in graph.edges
        ],
    }  # fmt: skip


def _records(graph: Graph, labels: dict[str, str]) -> Records:
    """One record an edge, its ends by their words."""
    fields = ("what", "from", "kind", "to", "party", "item", "current", "deadlocks", "statement", "place")
    rows: list[tuple[Cell, ...]] = [
        (
            graph.what, labels[edge.start], edge.kind, labels[edge.end], edge.party, edge.item, edge.current,
            " ".join(map(str, edge.deadlocks)), " ".join(dict.fromkeys(fact.entry.id for fact in edge.facts)),
            " ".join(f"{fact.place.path}:{fact.place.line}" for fact in edge.facts),
        )
        for edge in graph.edges
    ]  # fmt: skip
    return Records(fields, tuple(rows))
