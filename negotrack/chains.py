"""Chains of steps: the cycles and dead ends of what needs what, each told the shortest way."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Literal

from negotrack.book import Precondition
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.needs import Edge, Node, Prospect

DeadlockKind = Literal["cycle", "refused", "unsaid"]
DEADLOCKS: tuple[DeadlockKind, ...] = ("cycle", "refused", "unsaid")


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps of which each needs the next, up to one that nobody has said they will take.

    Where several statements ask for the same step, their edges stand one after the other.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose demands make it."""
        return tuple(sorted(speakers(self.edges)))


@dataclass(frozen=True, slots=True)
class Deadlock(Chain):
    """A chain with no next step: it comes back to where it began, ends in what is refused, or in what nobody has said.

    `breaks` are the smallest sets of stated items without which nothing of it is a deadlock any more; `refusals` the
    red lines it ends in.
    """

    kind: DeadlockKind
    breaks: tuple[tuple[str, ...], ...] = ()
    refusals: tuple[Held, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it depends on something nobody said: that a deal needs talks."""
        return any(edge.kind == "inferred" for edge in self.edges)


Hops = Mapping[Node, Mapping[Node, tuple[Edge, ...]]]
"""The edges by where they begin and where they lead."""
Way = tuple[tuple[Node, ...], frozenset[str]]
"""A way through the steps, and the parties whose demands it takes (two stand for more)."""


def cycles(hops: Hops) -> list[tuple[Node, ...]]:
    """Through each edge that lies on a cycle, a shortest one; each once, from talks, a deal or its first term on."""
    found: dict[frozenset[Node], list[tuple[Node, ...]]] = {}
    for before, there in hops.items():
        for needs in there:
            path = _shortest(hops, needs, before)
            if path is None:
                continue
            first = min(range(len(path)), key=lambda place: path[place].key)
            turned = path[first:] + path[:first]
            same = found.setdefault(frozenset(turned), [])
            if turned not in same:
                same.append(turned)
    return sorted(
        (path for same in found.values() for path in same), key=lambda path: (len(path), [node.key for node in path])
    )


def _shortest(hops: Hops, start: Node, end: Node) -> tuple[Node, ...] | None:
    """A shortest way from one node to another, both included."""
    came: dict[Node, Node | None] = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == end:
            way: list[Node] = []
            step: Node | None = node
            while step is not None:
                way.append(step)
                step = came[step]
            return tuple(reversed(way))
        for needs in hops.get(node, ()):
            if needs not in came:
                came[needs] = node
                queue.append(needs)
    return None


def dead_ends(
    hops: Hops, ends: Mapping[Node, Prospect | None], starts: list[Node]
) -> tuple[list[tuple[tuple[Node, ...], bool]], list[tuple[Node, ...]]]:
    """Through each edge, a shortest chain that is a deadlock (and whether it ends in a refusal), else one that waits.

    A chain is told from its last `talks` or `deal` on, where that much of it is one already.
    """
    towards = _ways(hops, starts)
    backwards: dict[Node, dict[Node, tuple[Edge, ...]]] = {}
    for before, there in hops.items():
        for needs, found in there.items():
            backwards.setdefault(needs, {})[before] = found
    refused = _ways(backwards, [node for node in ends if ends[node] == "refused"])
    unsaid = _ways(backwards, [node for node in ends if ends[node] == "unsaid"])
    dead: dict[tuple[Node, ...], bool] = {}
    waiting: dict[tuple[Node, ...], None] = {}
    for before, there in hops.items():
        for needs, found in there.items():
            here = speakers(found)
            through = [
                (head + tail[::-1], leading | here | led, tells is refused)
                for tells in (refused, unsaid)
                for head, leading in towards.get(before, ())
                for tail, led in tells.get(needs, ())
                if not set(head) & set(tail)
            ]
            stuck = [(path, no) for path, parties, no in through if no or len(parties) > 1]
            if stuck:
                path, no = min(stuck, key=lambda one: (len(one[0]), [node.key for node in one[0]]))
                dead[_told(hops, path, sole=no)] = no
            elif through:
                path = min((path for path, _, _ in through), key=lambda one: (len(one), [node.key for node in one]))
                waiting[_told(hops, path, sole=True)] = None
    return [(path, no) for path, no in dead.items() if not _repeats(hops, path, dead)], [
        path for path in waiting if not _repeats(hops, path, waiting)
    ]


def _ways(hops: Hops, starts: Iterable[Node]) -> dict[Node, list[Way]]:
    """To every node, for every set of parties, a shortest way from one of the starts."""
    found: dict[Node, list[Way]] = {}
    queue: deque[Way] = deque(((start,), frozenset[str]()) for start in sorted(starts, key=lambda node: node.key))
    while queue:
        path, parties = queue.popleft()
        node = path[-1]
        if any(known == parties for _, known in found.get(node, ())):
            continue
        found.setdefault(node, []).append((path, parties))
        for needs, through in hops.get(node, {}).items():
            if needs not in path:
                more = parties | speakers(through)
                queue.append(((*path, needs), frozenset(sorted(more)[:2])))
    return found


def _repeats(hops: Hops, path: tuple[Node, ...], others: Iterable[tuple[Node, ...]]) -> bool:
    """Whether another chain says the same of a wider term: by the same items, through the same steps."""
    items = [(edge.kind, edge.item) for edge in along(hops, path)]
    return any(
        other[0].term is not None
        and path[0].within(other[0].term)  # first what is told apart at a glance
        and other != path
        and other[1:] == path[1:]
        and [(edge.kind, edge.item) for edge in along(hops, other)] == items
        for other in others
    )


def _told(hops: Hops, path: tuple[Node, ...], *, sole: bool) -> tuple[Node, ...]:
    """A chain from its last talks or deal on, where one party's edges are enough (`sole`) or two are left."""
    for place in range(len(path) - 2, 0, -1):
        rest = path[place:]
        if path[place].kind != "term" and (sole or len(Chain(rest, along(hops, rest)).parties) > 1):
            return rest
    return path


def starts(hops: Hops, wanted: Collection[Node]) -> list[Node]:
    """Where chains begin: talks, a deal, and the terms that must wait and that nothing leads to but what they lead to.

    A term is left out where a narrower one that something leads to waits for all that it waits for.
    """
    led_to = {needs for there in hops.values() for needs in there}
    reached = {
        node: onward(hops, [node])
        for node in sorted(wanted, key=lambda node: node.key)
        if node.term is None or not any(other.within(node.term) and other != node for other in led_to & hops.keys())
    }
    return [
        node
        for node in reached
        if node.term is None or all(other in reached[node] for other in reached if node in reached[other])
    ]


def begins(edge: Edge) -> bool:
    """Whether a chain can begin with it: talks, a deal, or a term some party expressly lets wait."""
    return edge.before.kind != "term" or (edge.held is not None and isinstance(edge.held.item, Precondition))


def hops_of(found: Iterable[Edge]) -> dict[Node, dict[Node, tuple[Edge, ...]]]:
    """The edges by where they begin and lead, both in the order of their keys."""
    hops: dict[Node, dict[Node, tuple[Edge, ...]]] = {}
    for edge in found:  # sorted already
        there = hops.setdefault(edge.before, {})
        there[edge.needs] = (*there.get(edge.needs, ()), edge)
    return hops


def onward(hops: Hops, starts: Iterable[Node]) -> set[Node]:
    """All steps that some steps lead to, with these."""
    reached, new = set[Node](), list(starts)
    while new:
        node = new.pop()
        if node not in reached:
            reached.add(node)
            new += hops.get(node, {})
    return reached


def speakers(found: Iterable[Edge]) -> frozenset[str]:
    """Whose demands these are: what is offered or inferred is nobody's demand."""
    return frozenset(edge.party for edge in found if edge.kind == "stated")


def along(hops: Hops, path: tuple[Node, ...]) -> tuple[Edge, ...]:
    """The edges of a chain; of a cycle where the last node leads to the first and only there."""
    ways = [*pairwise(path)]
    if path[0] in hops.get(path[-1], {}):
        ways.append((path[-1], path[0]))
    return tuple(edge for before, needs in ways for edge in hops[before][needs])
