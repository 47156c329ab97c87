"""A graph in DOT, the language of Graphviz, for those who want to lay it out themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from negotrack.render.escape import clip, for_dot
from negotrack.render.graph import Edge, Graph, Node

LONGEST = 220  # characters of a line

_FLOWS = {"down": "TB", "up": "BT", "across": "LR"}
_SHAPES = {"talks": "ellipse", "deal": "ellipse", "party": "ellipse", "conflict": "hexagon"}
_COLOURS = {
    "bad": "#b3261e", "warn": "#8a5a00", "good": "#1a7f37", "note": "#0b57d0", "dim": "#737b84", "plain": "#3d444d",
}  # fmt: skip


def dot(graph: Graph) -> str:
    """The graph as a digraph; every node and edge is on a line of its own."""
    lines = [
        "digraph {",
        f'  graph [rankdir={_FLOWS[graph.flow]}, labelloc=t, fontname="sans-serif", label="{_label((graph.title, graph.gist), 60)}"]',
        '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11]',
        '  edge [fontname="sans-serif", fontsize=10]',
        *(_node(node) for node in graph.nodes),
        *(_edge(edge) for edge in graph.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    shape = _SHAPES.get(node.kind, "box")
    return f'  {node.id} [label="{_label(node.lines, 32)}", shape={shape}, color="{_COLOURS[node.tone]}"]'


def _edge(edge: Edge) -> str:
    parts = [f'label="{_label(edge.lines, 22)}"', f'color="{_COLOURS[edge.tone]}"', f"style={edge.line}"]
    if not edge.directed:
        parts.append("dir=none")
    if edge.deadlocks:
        parts.append("penwidth=2")
    return f"  {edge.start} -> {edge.end} [{', '.join(parts)}]"


def _label(lines: Iterable[str], width: int) -> str:
    wrapped = (part for line in lines for part in textwrap.wrap(clip(line, LONGEST), width) or [""])
    return r"\n".join(for_dot(part) for part in wrapped)
