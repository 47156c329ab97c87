"""What must come first as a picture: the graph of the command line in the words of pages, with the same as a table."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from negotrack.render.escape import for_terminal
from negotrack.render.graph import KINDS, Edge, Graph, Node
from negotrack.render.report.case import Case
from negotrack.render.report.telling import Teller
from negotrack.render.svg import svg
from negotrack.render.views.precondition_graph import graph

MOST = 24  # steps in a picture; of more, only those in deadlocks are drawn, as many deadlocks as fit


def picture(case: Case, teller: Teller, prefix: str) -> dict[str, object] | None:
    """The picture and its rows; nothing where nobody demands anything first. `prefix` begins the ids in it."""
    found = graph(case.standing, case.book.principals, (), "What needs what first")
    if not any(edge.facts for edge in found.edges):
        return None
    shown = _worded(found if len(found.nodes) <= MOST else _stuck(found), teller)
    labels = {node.id: node.label for node in shown.nodes}
    rows = [
        (labels[edge.start], labels[edge.end], edge.label or "inferred", KINDS[edge.kind][2],
         [teller.cite(fact) for fact in edge.facts])
        for edge in shown.edges
    ]  # fmt: skip
    plain = replace(shown, edges=tuple(replace(edge, facts=()) for edge in shown.edges))  # the table cites, by links
    drawn = Markup(svg(plain, prefix, alone=False))  # noqa: S704
    return {
        "picture": drawn,
        "rows": rows,
        "cut": len(shown.nodes) < len(found.nodes),
    }


def _stuck(found: Graph) -> Graph:
    """Only what is part of deadlocks, one after the other, as long as there is room."""
    kept: set[int] = set()
    steps: set[str] = set()
    for number in sorted({number for node in found.nodes for number in node.deadlocks}):
        more = {node.id for node in found.nodes if number in node.deadlocks}
        if not kept or len(steps | more) <= MOST:
            kept, steps = kept | {number}, steps | more
    nodes = tuple(node for node in found.nodes if node.id in steps)
    edges = tuple(edge for edge in found.edges if kept & set(edge.deadlocks) and {edge.start, edge.end} <= steps)
    return replace(found, nodes=nodes, edges=edges)


def _worded(found: Graph, teller: Teller) -> Graph:
    """The same in the words of pages, as they will be shown: a box is as large as what is seen in it."""

    def shown(words: str) -> str:
        return for_terminal(teller.plain(words))

    def node(one: Node) -> Node:
        return replace(one, label=shown(one.label), notes=tuple(map(shown, one.notes)), facts=())

    def edge(one: Edge) -> Edge:
        return replace(one, label=shown(one.label))

    return replace(found, nodes=tuple(map(node, found.nodes)), edges=tuple(map(edge, found.edges)))
