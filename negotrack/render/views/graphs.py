"""The graphs there are, each beside the door to what builds it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from negotrack.render.graph import Graph
from negotrack.standing import Standing


def graph_of(what: str, standing: Standing, parties: Sequence[str], issues: Collection[str], title: str) -> Graph:
    """The graph of `preconditions`, `conflicts` or `answers`, among the parties and on the issues named; none, all."""
    match what:
        case "conflicts":
            from negotrack.render.views import conflict_graph  # which brings in the solver

            return conflict_graph.graph(standing, parties or standing.book.principals, issues, title)
        case "answers":
            from negotrack.render.views import answer_graph

            return answer_graph.graph(standing, parties, issues, title)
        case _:
            from negotrack.render.views import precondition_graph

            return precondition_graph.graph(standing, parties or standing.book.principals, issues, title)
