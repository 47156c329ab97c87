"""What must come first: the deadlocks and open ends of what needs what, and else an order of steps."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from negotrack.book import Precondition
from negotrack.chains import Chain, Deadlock, Hops, along, begins, cycles, dead_ends, hops_of, onward, speakers, starts
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.needs import DEAL, TALKS, Edge, Node, Prospect, edges, offers_for, parties_of, prospect, refusals
from negotrack.reasons import Fact
from negotrack.standing import Standing

SEARCHED = 12  # a deadlock of more statements is only searched for single statements and pairs that break it


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an order: what happens, whose it is, how it stands, what asks for it and what comes before it."""

    node: Node
    prospect: Prospect | None  # None: talks and deal, which nobody gives alone
    wanted: tuple[Edge, ...] = ()
    needs: tuple[Edge, ...] = ()
    offers: tuple[Held, ...] = ()  # where it is promised or tradable


@dataclass(frozen=True, slots=True)
class Order:
    """What must come first: the deadlocks, the chains that wait for a word, the demands met, and an order of steps.

    `steps` is None where there is a deadlock.
    """

    deadlocks: tuple[Deadlock, ...]
    waiting: tuple[Chain, ...]
    met: tuple[tuple[Held, tuple[Fact, ...]], ...]
    steps: tuple[Step, ...] | None


def order(standing: Standing, among: Iterable[str] | None = None) -> Order:
    """What must come first by the statements of the principals, or of the parties named."""
    parties = parties_of(standing, among)
    chains = _chains(standing, parties)
    told = tuple(broken_by(standing, one, parties) for one in chains.stuck)
    steps = None if told else _steps(standing, parties, chains.hops, chains.wanted)
    return Order(told, chains.waiting, tuple(_met(standing, parties)), steps)


def stuck(
    standing: Standing, among: Iterable[str] | None = None, known: Mapping[Node, Prospect | None] | None = None
) -> tuple[Deadlock, ...]:
    """The deadlocks of an order, without asking of each what would break it, nor how steps stand of which it is known."""
    return _chains(standing, parties_of(standing, among), known).stuck


@dataclass(frozen=True, slots=True)
class _Chains:
    """The edges that still lead on, the steps that are wanted, and the chains that are deadlocks or wait."""

    hops: Hops
    wanted: Collection[Node]
    stuck: tuple[Deadlock, ...]
    waiting: tuple[Chain, ...]


def _chains(
    standing: Standing, parties: tuple[str, ...], known: Mapping[Node, Prospect | None] | None = None
) -> _Chains:
    stands = dict(known or {})
    found = edges(standing, parties, stands)
    nodes = {node for edge in found for node in (edge.before, edge.needs)}
    hops = hops_of(edge for edge in found if stands[edge.before] != "refused")
    wanted = {edge.before for edge in found if begins(edge) and stands[edge.before] != "refused"} | {TALKS, DEAL}
    ends = {node: stands[node] for node in nodes if node not in hops and stands[node] in ("refused", "unsaid")}
    dead, open_ends = dead_ends(hops, ends, starts(hops, wanted))
    deadlocks = [Deadlock(path, along(hops, path), "cycle") for path in cycles(hops)]
    deadlocks += [Deadlock(path, along(hops, path), "refused" if refused else "unsaid") for path, refused in dead]
    waiting = sorted((Chain(path, along(hops, path)) for path in open_ends), key=_place)
    return _Chains(hops, wanted, tuple(sorted(deadlocks, key=_place)), tuple(waiting))


def _place(chain: Chain) -> tuple[bool, int, list[tuple[int, str, str, str]]]:
    """Where a chain stands among others: what keeps talks or a deal waiting first, then the shorter."""
    return chain.nodes[0].kind == "term", len(chain.nodes), [node.key for node in chain.nodes]


def _met(standing: Standing, parties: Iterable[str]) -> Iterator[tuple[Held, tuple[Fact, ...]]]:
    """The preconditions that are met in full, with the facts and agreements that show it."""
    for party in parties:
        for held in sorted(standing.preconditions(party), key=lambda held: held.key):
            if isinstance(held.item, Precondition) and (shown := standing.met(held.item.requires)):
                yield held, shown


def broken_by(standing: Standing, found: Deadlock, among: Iterable[str] | None = None) -> Deadlock:
    """A deadlock with the red lines it ends in and what would break it."""
    parties = parties_of(standing, among)
    lines = refusals(standing, found.nodes[-1]) if found.kind == "refused" else ()
    items = {edge.item for edge in found.edges if edge.kind == "stated"} | {held.key for held in lines}
    most = len(items) if len(items) <= SEARCHED else 2
    breaks: list[tuple[str, ...]] = []
    for size in range(1, most + 1):
        for dropped in combinations(sorted(items), size):
            fewer = any(set(known) <= set(dropped) for known in breaks)
            if not fewer and not _holds(standing, parties, found, dropped):
                breaks.append(dropped)
    return Deadlock(found.nodes, found.edges, found.kind, tuple(breaks), lines)


def _holds(standing: Standing, parties: tuple[str, ...], found: Deadlock, dropped: Collection[str]) -> bool:
    """Whether any part of a deadlock is one still when some stated items are dropped."""
    left = hops_of(edge for edge in found.edges if edge.kind != "stated" or edge.item not in dropped)
    if cycles(left):
        return True
    for start in found.nodes:
        if not any(begins(edge) for there in left.get(start, {}).values() for edge in there):
            continue
        node, spoken = start, set[str]()
        while there := left.get(node):
            ((node, through),) = there.items()
            spoken |= speakers(through)
        end = prospect(standing, node, parties, dropped)
        if end == "refused" or (end == "unsaid" and len(spoken) > 1):
            return True
    return False


def _steps(standing: Standing, parties: tuple[str, ...], hops: Hops, wanted: Collection[Node]) -> tuple[Step, ...]:
    """The steps so that each comes after all it needs; among those that can be taken, talks, a deal, then by issue."""
    nodes = sorted(onward(hops, wanted), key=lambda node: node.key)
    open_needs = {node: set(hops.get(node, ())) for node in nodes}
    ready = [(node.key, place, node) for place, node in enumerate(nodes) if not open_needs[node]]
    heapq.heapify(ready)
    steps: list[Step] = []
    place = len(nodes)
    while ready:
        _, _, node = heapq.heappop(ready)
        asking = [edge for before in nodes for edge in hops.get(before, {}).get(node, ()) if edge.kind == "stated"]
        asking.sort(key=lambda edge: (edge.before.key, edge.party, edge.item))
        needs = tuple(edge for through in hops.get(node, {}).values() for edge in through)
        state = prospect(standing, node, parties)
        steps.append(Step(node, state, tuple(asking), needs, offers_for(standing, node, parties)))
        for before in nodes:
            if node in open_needs[before]:
                open_needs[before].remove(node)
                if not open_needs[before]:
                    place += 1
                    heapq.heappush(ready, (before.key, place, before))
    return tuple(steps)
