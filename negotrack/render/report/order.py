"""What must come first as a picture: the core's steps and demands put into boxes and arrows, with the same as a table."""

from __future__ import annotations

from negotrack.needs import DEAL, TALKS, Edge, Node, edges, prospect
from negotrack.render.report.case import Case
from negotrack.render.report.pictures.chains import Arrow, Step, chains
from negotrack.wording.deals import node_words
from negotrack.wording.values import name

MOST = 24  # steps in a picture; of more, only those in deadlocks are drawn


def picture(case: Case) -> dict[str, object] | None:
    """The picture and its rows; nothing where nobody demands anything first."""
    found = [edge for edge in edges(case.standing) if edge.held is not None or _reached(edge)]
    stuck = {(edge.before, edge.needs) for one in case.order.deadlocks for edge in one.edges}
    if len({node for edge in found for node in (edge.before, edge.needs)}) > MOST:
        found = [edge for edge in found if (edge.before, edge.needs) in stuck]
    if not any(edge.held for edge in found):
        return None
    nodes = sorted({node for edge in found for node in (edge.before, edge.needs)}, key=lambda node: node.key)
    steps = [Step(_key(node), _words(case, node), _css(case, node)) for node in nodes]
    arrows = [
        Arrow(_key(edge.before), _key(edge.needs), _label(case, edge), edge.kind, (edge.before, edge.needs) in stuck)
        for edge in found
    ]
    rows = [
        (_words(case, edge.before), _words(case, edge.needs), _label(case, edge), edge.kind, edge.item)
        for edge in found
    ]
    return {"picture": chains("What needs what first", steps, arrows), "rows": rows}


def _reached(edge: Edge) -> bool:
    return edge.before == DEAL and edge.needs == TALKS


def _key(node: Node) -> str:
    return "|".join(map(str, node.key))


def _words(case: Case, node: Node) -> str:
    words = node_words(case.book, node)
    return words[0].upper() + words[1:]


def _css(case: Case, node: Node) -> str:
    how = prospect(case.standing, node)
    return how if how in ("refused", "unsaid") else ""


def _label(case: Case, edge: Edge) -> str:
    return name(case.book, edge.party) if edge.party else "inferred"
