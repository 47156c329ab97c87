"""A graph in Mermaid's words, as GitHub and GitLab draw it: quoted labels only, and no directive, link, style or markup."""

from __future__ import annotations

from collections.abc import Iterable

from negotrack.render.escape import clip, for_mermaid
from negotrack.render.graph import Edge, Graph, Node

LONGEST = 220  # characters of a label

_FLOWS = {"down": "TD", "up": "BT", "across": "LR"}
_SHAPES = {"talks": ("([", "])"), "deal": ("([", "])"), "party": ("([", "])"), "conflict": ("{{", "}}")}
_COLOURS = {"bad": "#cf222e", "warn": "#9a6700", "good": "#1a7f37", "note": "#0969da", "dim": "#818b98"}
"""Strokes that show on a light and on a dark page."""


def mermaid(graph: Graph) -> str:
    """The graph as a flowchart; every node and edge is on a line of its own."""
    lines = [f"flowchart {_FLOWS[graph.flow]}"]
    lines += [_node(node) for node in graph.nodes]
    lines += [_edge(edge) for edge in graph.edges]
    if not graph.nodes:
        lines.append(f'  n0["{for_mermaid(graph.gist)}"]')
    for tone, colour in _COLOURS.items():
        nodes = [node.id for node in graph.nodes if node.tone == tone]
        if nodes:
            lines += [f"  classDef {tone} stroke:{colour},stroke-width:2px", f"  class {','.join(nodes)} {tone}"]
        edges = [str(number) for number, edge in enumerate(graph.edges) if edge.tone == tone]
        if edges:
            lines.append(f"  linkStyle {','.join(edges)} stroke:{colour}")
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    before, after = _SHAPES.get(node.kind, ("[", "]"))
    return f"  {node.id}{before}{_quoted(node.lines)}{after}"


def _edge(edge: Edge) -> str:
    line = {"solid": "-->", "dashed": "-.->", "dotted": "-.->"}[edge.line] if edge.directed else "---"
    if edge.deadlocks and edge.line == "solid":
        line = "==>"
    words = f"|{_quoted(edge.lines)}|" if edge.lines else ""
    return f"  {edge.start} {line}{words} {edge.end}"


def _quoted(lines: Iterable[str]) -> str:
    return f'"{for_mermaid(clip(" · ".join(lines), LONGEST))}"'
