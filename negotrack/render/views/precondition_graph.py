"""What needs what first, as a graph: steps with how they stand, stated and inferred edges, deadlocks marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from negotrack.book import Precondition
from negotrack.needs import Edge as Need
from negotrack.needs import Node as Step
from negotrack.needs import edges, prospect, refusals
from negotrack.order import order
from negotrack.render.graph import Edge, Graph, Node
from negotrack.standing import Standing
from negotrack.wording.values import count, day_words, name, names, possessive, titled

_Key = tuple[int, str, str, str]


def graph(standing: Standing, parties: Sequence[str], issues: Collection[str], title: str) -> Graph:
    """The steps that some party lets wait, or waits for; with issues, only those that have to do with them."""
    found = edges(standing, parties)
    steps = {step.key: step for need in found for step in (need.before, need.needs)}
    if issues:
        steps = _about(steps, found, issues)
        found = tuple(need for need in found if need.before.key in steps and need.needs.key in steps)
    deadlocks = order(standing, parties).deadlocks
    stuck_steps = {key: tuple(n for n, one in enumerate(deadlocks, 1) if steps[key] in one.nodes) for key in steps}
    stuck_needs = [{_need_key(need) for need in one.edges} for one in deadlocks]
    ids = {key: f"n{number}" for number, key in enumerate(sorted(steps), 1)}
    nodes = [_node(standing, parties, steps[key], ids[key], stuck_steps[key]) for key in ids]
    drawn = [
        _edge(standing, need, ids, tuple(n for n, keys in enumerate(stuck_needs, 1) if _need_key(need) in keys))
        for need in found
    ]
    numbers = {n for edge in drawn for n in edge.deadlocks}
    gist = f"What must come first: an arrow leads from a step to what it needs first. {_stuck_words(len(numbers))}"
    return Graph("preconditions", title, gist, tuple(nodes), tuple(drawn))


def _need_key(need: Need) -> tuple[_Key, _Key, str, str]:
    return need.before.key, need.needs.key, need.kind, need.item


def _about(steps: dict[_Key, Step], found: Iterable[Need], issues: Collection[str]) -> dict[_Key, Step]:
    """The steps on some issues, all that they need, and all that needs them."""
    ways = [(need.before.key, need.needs.key) for need in found]
    kept = {key for key in steps if key[1] in issues}
    below, above = set(kept), set(kept)
    for _ in steps:
        below |= {end for start, end in ways if start in below}
        above |= {start for start, end in ways if end in above}
    return {key: step for key, step in steps.items() if key in below | above}


def _node(standing: Standing, parties: Sequence[str], step: Step, id: str, stuck: tuple[int, ...]) -> Node:
    if step.term is None:
        label = {"talks": "Talks", "deal": "A deal"}[step.kind]
        return Node(id, "talks" if step.kind == "talks" else "deal", label, deadlocks=stuck)
    book = standing.book
    state = prospect(standing, step, parties) or "unsaid"
    how = {
        "met": "met", "promised": "promised", "tradable": "offered only in an exchange", "refused": "refused",
        "unsaid": "nobody has said so yet",
    }[state]  # fmt: skip
    lines = refusals(standing, step) if state == "refused" else ()
    by = f" by {names(book, dict.fromkeys(held.party for held in lines))}" if lines else ""
    whose = (f"{possessive(name(book, step.giver))} to give",) if step.giver and not lines else ()
    label = titled(book, step.term)
    facts = tuple(held.fact(step.issue) for held in lines)
    return Node(
        id, "term", label, state, (how + by, *whose), step.giver, step.issue, deadlocks=stuck, facts=facts
    )  # fmt: skip


def _edge(standing: Standing, need: Need, ids: dict[_Key, str], stuck: tuple[int, ...]) -> Edge:
    start, end = ids[need.before.key], ids[need.needs.key]
    if need.held is None:
        return Edge(start, end, "inferred", "inferred", deadlocks=stuck)
    who = name(standing.book, need.party)
    if need.kind == "offered":
        label = f"{who} offers only in"
    elif isinstance(need.held.item, Precondition):
        label = f"{who} demands first"
    else:
        label = f"{who} rules out unless"
    day = day_words(need.held.entry.said)
    facts = (need.fact,) if need.fact else ()
    return Edge(start, end, need.kind, label, need.party, need.item, day, deadlocks=stuck, facts=facts)


def _stuck_words(number: int) -> str:
    if not number:
        return "No deadlock."
    return f"{count(number, 'deadlock')}, marked ✗: there is no next step."
