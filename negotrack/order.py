"""What must come first: which step waits for which, the deadlocks and open ends of that, and else an order of steps."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from itertools import combinations, pairwise
from typing import Literal

from negotrack.book import Offer, Precondition, RedLine, Term
from negotrack.frozen import dataclass
from negotrack.reasons import Fact
from negotrack.standing import Held, Standing
from negotrack.values import Values, union

EdgeKind = Literal["stated", "offered", "inferred"]
Prospect = Literal["met", "promised", "tradable", "refused", "unsaid"]
DeadlockKind = Literal["cycle", "refused", "unsaid"]
DEADLOCKS: tuple[DeadlockKind, ...] = ("cycle", "refused", "unsaid")
SEARCHED = 12  # a deadlock of more statements is only searched for single statements and pairs that break it


@dataclass(frozen=True)  # without slots: its place and its hash are found once, and asked for all the time
class Node:
    """A step: that talks begin, that a deal is made, or that a term comes to hold, which `giver` must bring about."""

    kind: Literal["talks", "deal", "term"]
    issue: str = ""
    values: Values | None = None
    text: str = ""  # on a scale of text
    giver: str = ""  # empty: nobody in particular
    term: Term | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.kind, self.issue, self.values, self.text, self.giver))

    @cached_property
    def key(self) -> tuple[int, str, str, str]:
        """Where it stands among others: talks, deal, then terms by issue and value; no file decides it."""
        return ("talks", "deal", "term").index(self.kind), self.issue, self.named, self.giver

    @property
    def named(self) -> str:
        """Its value in the format's words."""
        return self.text or (self.values.text if self.values is not None else "unspecified")

    @property
    def name(self) -> str:
        """What to call it: `talks`, `deal`, or `military-operations: halted`."""
        return f"{self.issue}: {self.named}" if self.kind == "term" else self.kind

    def within(self, term: Term) -> bool:
        """Whether every value that would do here falls under a term, so that what the term waits for, this waits for."""
        if self.issue != term.issue:
            return False
        if self.values is None or term.values is None:
            return bool(self.text) and self.text == term.text
        return self.values <= term.values


TALKS, DEAL = Node("talks"), Node("deal")


@dataclass(frozen=True, slots=True)
class Edge:
    """That one step needs another first: because a party says so, because it offers it only in a deal, or by inference."""

    before: Node
    needs: Node
    kind: EdgeKind
    held: Held | None = None
    fact: Fact | None = None

    @property
    def party(self) -> str:
        """Whose word it rests on; nobody's where it is inferred."""
        return self.held.party if self.held else ""

    @property
    def item(self) -> str:
        """PARTY/ITEM of what it rests on; empty where it is inferred."""
        return self.held.key if self.held else ""


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
        return tuple(sorted(_speakers(self.edges)))


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


Hops = Mapping[Node, Mapping[Node, tuple[Edge, ...]]]
"""The edges by where they begin and where they lead."""


def order(standing: Standing, among: Iterable[str] | None = None) -> Order:
    """What must come first by the statements of the principals, or of the parties named."""
    parties = _parties(standing, among)
    chains = _chains(standing, parties)
    told = tuple(broken_by(standing, one, parties) for one in chains.stuck)
    steps = None if told else _steps(standing, parties, chains.hops, chains.wanted)
    return Order(told, chains.waiting, tuple(_met(standing, parties)), steps)


def stuck(standing: Standing, among: Iterable[str] | None = None) -> tuple[Deadlock, ...]:
    """The deadlocks of an order, without asking of each what would break it."""
    return _chains(standing, _parties(standing, among)).stuck


@dataclass(frozen=True, slots=True)
class _Chains:
    """The edges that still lead on, the steps that are wanted, and the chains that are deadlocks or wait."""

    hops: Hops
    wanted: Collection[Node]
    stuck: tuple[Deadlock, ...]
    waiting: tuple[Chain, ...]


def _chains(standing: Standing, parties: tuple[str, ...]) -> _Chains:
    found = edges(standing, parties)
    nodes = {node for edge in found for node in (edge.before, edge.needs)} | {TALKS, DEAL}
    stands = {node: _prospect(standing, node, parties) for node in nodes}
    hops = _hops(edge for edge in found if stands[edge.before] != "refused")
    wanted = {edge.before for edge in found if _begins(edge) and stands[edge.before] != "refused"} | {TALKS, DEAL}
    ends = {node: how for node, how in stands.items() if node not in hops and how in ("refused", "unsaid")}
    dead, open_ends = _dead_ends(hops, ends, _starts(hops, wanted))
    deadlocks = [Deadlock(path, _along(hops, path), "cycle") for path in cycles(hops)]
    deadlocks += [Deadlock(path, _along(hops, path), "refused" if refused else "unsaid") for path, refused in dead]
    waiting = sorted((Chain(path, _along(hops, path)) for path in open_ends), key=_place)
    return _Chains(hops, wanted, tuple(sorted(deadlocks, key=_place)), tuple(waiting))


def _place(chain: Chain) -> tuple[bool, int, list[tuple[int, str, str, str]]]:
    """Where a chain stands among others: what keeps talks or a deal waiting first, then the shorter."""
    return chain.nodes[0].kind == "term", len(chain.nodes), [node.key for node in chain.nodes]


# -- what needs what ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Demand:
    """That some party lets a step, or every step within a term, wait for a term."""

    held: Held
    scope: Node | Term
    needs: Node
    fact: Fact


def edges(standing: Standing, among: Iterable[str] | None = None) -> tuple[Edge, ...]:
    """Every `A needs B first` that is not met yet: stated, offered only in a deal, and that a deal needs talks."""
    parties = _parties(standing, among)
    demands = [demand for party in parties for demand in _demands(standing, party)]
    nodes = {TALKS, DEAL, *(demand.needs for demand in demands)}
    nodes |= {
        _node(standing, demand.scope)
        for demand in demands
        if isinstance(demand.scope, Term) and isinstance(demand.held.item, Precondition)
    }
    by_issue: dict[str, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: node.key):
        by_issue.setdefault(node.issue, []).append(node)
    found = [Edge(DEAL, TALKS, "inferred")]
    for demand in demands:
        match demand.scope:
            case Node() as scope:
                waiting = [scope]
            case Term() as scope:
                waiting = [node for node in by_issue.get(scope.issue, ()) if node.within(scope)]
        found += [Edge(node, demand.needs, "stated", demand.held, demand.fact) for node in waiting]
    for node in {node for edge in found for node in (edge.before, edge.needs)} - {TALKS, DEAL}:
        if _prospect(standing, node, parties) == "tradable":
            found += [
                Edge(node, DEAL, "offered", held, held.fact(node.issue))
                for held in _offers(standing, node, parties)
                if held.party in parties
            ]
    return tuple(sorted(found, key=lambda edge: (edge.before.key, edge.needs.key, edge.kind, edge.party, edge.item)))


def _parties(standing: Standing, among: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(standing.book.principals if among is None else among)))


def _demands(standing: Standing, party: str) -> Iterator[_Demand]:
    """What a party lets wait for what, where neither is so already."""
    for held in sorted((*standing.preconditions(party), *standing.red_lines(party)), key=lambda held: held.key):
        scopes: list[Node | Term] = []
        match held.item:
            case Precondition(before=before, requires=requires, by=by):
                if isinstance(before, str):
                    scopes = [TALKS if before == "talks" else DEAL]
                else:
                    scopes = [term for term in before.values() if standing.met({term.issue: term}) is None]
            case RedLine(never=never, unless=requires):
                by, scopes = "", [never[issue] for issue in never if _alone(standing, held.item, issue)]
            case _:
                continue
        for issue, term in requires.items():
            if standing.met({issue: term}) is None:
                needs = _node(standing, term, by)
                yield from (_Demand(held, scope, needs, held.fact(issue)) for scope in scopes)


def _alone(standing: Standing, line: RedLine, issue: str) -> bool:
    """Whether a conditional red line makes a term wait: all else that it names together with it is so already."""
    others = {other: term for other, term in line.never.items() if other != issue}
    return standing.met({issue: line.never[issue]}) is None and (not others or standing.met(others) is not None)


def _node(standing: Standing, term: Term, by: str = "") -> Node:
    return Node("term", term.issue, term.values, term.text, by or standing.book.issue(term.issue).given_by, term)


def _met(standing: Standing, parties: Iterable[str]) -> Iterator[tuple[Held, tuple[Fact, ...]]]:
    """The preconditions that are met in full, with the facts and agreements that show it."""
    for party in parties:
        for held in sorted(standing.preconditions(party), key=lambda held: held.key):
            if isinstance(held.item, Precondition) and (shown := standing.met(held.item.requires)):
                yield held, shown


# -- how a required term stands -----------------------------------------------------------------------------------


def prospect(standing: Standing, node: Node, among: Iterable[str] | None = None) -> Prospect | None:
    """How a required term stands: met, promised, tradable, refused or unsaid; None for talks and a deal."""
    return _prospect(standing, node, _parties(standing, among))


def _prospect(
    standing: Standing, node: Node, parties: tuple[str, ...], dropped: Collection[str] = ()
) -> Prospect | None:
    if node.term is None:
        return None
    if standing.met({node.issue: node.term}) is not None:
        return "met"
    if node.values is None:
        return "unsaid"
    if any(node.values <= ruled for ruled in _ruled(standing, node, dropped)):
        return "refused"
    offers = _offers(standing, node, parties, dropped)
    if any(_unilateral(held, node.issue) for held in offers):
        return "promised"
    return "tradable" if offers else "unsaid"


def _givers(standing: Standing, node: Node) -> tuple[str, ...]:
    """Whose word decides a term: its giver's, or every principal's where it is nobody's in particular."""
    return (node.giver,) if node.giver else tuple(sorted(standing.book.principals))


def _ruled(standing: Standing, node: Node, dropped: Collection[str]) -> Iterator[Values]:
    """What each giver's unconditional red lines rule out, but for those dropped."""
    for party in _givers(standing, node):
        lines = [values for held, values in standing.ruled_out(party, node.issue) if held.key not in dropped]
        if (ruled := union(lines)) is not None:
            yield ruled


def refusals(standing: Standing, node: Node) -> tuple[Held, ...]:
    """The unconditional red lines with which its giver rules out a term, all of it."""
    found: list[Held] = []
    for party in _givers(standing, node):
        lines = standing.ruled_out(party, node.issue)
        ruled = union(values for _, values in lines)
        if node.values is not None and ruled is not None and node.values <= ruled:
            found += [held for held, values in lines if values & node.values]
    return tuple(sorted(found, key=lambda held: held.key))


def _offers(
    standing: Standing, node: Node, parties: tuple[str, ...], dropped: Collection[str] = ()
) -> tuple[Held, ...]:
    """The standing offers that would bring a term about: their maker gives it, alone or as part of an exchange.

    What anybody gives without asking counts; what is part of an exchange counts if it is the giver's.
    """
    if node.values is None:
        return ()
    left = node.values
    for ruled in _ruled(standing, node, dropped):
        left = left - ruled
    givers = _givers(standing, node)
    found: list[Held] = []
    for held in standing.offers_on(node.issue):
        own = held.party in givers
        named = _gives(held, node.issue, own=own)
        if named is None or named.values is None or not named.values.meets(left):
            continue
        if (own or _unilateral(held, node.issue)) and any(held.reaches(one) for one in parties if one != held.party):
            found.append(held)
    return tuple(sorted(found, key=lambda held: (held.party, held.key)))


def _gives(held: Held, issue: str, *, own: bool) -> Term | None:
    """The term with which an offer brings something about: what it gives, and of its maker's own what is neither side's."""
    offer = held.item
    assert isinstance(offer, Offer), "an offer"
    return offer.gives.get(issue) or (offer.terms.get(issue) if own else None)


def _unilateral(held: Held, issue: str) -> bool:
    return isinstance(held.item, Offer) and issue in held.item.gives and not held.item.asks


# -- chains -------------------------------------------------------------------------------------------------------


def _hops(found: Iterable[Edge]) -> dict[Node, dict[Node, tuple[Edge, ...]]]:
    """The edges by where they begin and lead, both in the order of their keys."""
    hops: dict[Node, dict[Node, tuple[Edge, ...]]] = {}
    for edge in found:  # sorted already
        there = hops.setdefault(edge.before, {})
        there[edge.needs] = (*there.get(edge.needs, ()), edge)
    return hops


def _begins(edge: Edge) -> bool:
    """Whether a chain can begin with it: talks, a deal, or a term some party expressly lets wait."""
    return edge.before.kind != "term" or (edge.held is not None and isinstance(edge.held.item, Precondition))


def _starts(hops: Hops, wanted: Collection[Node]) -> list[Node]:
    """Where chains begin: talks, a deal, and the terms that must wait and that nothing leads to but what they lead to.

    A term is left out where a narrower one that something leads to waits for all that it waits for.
    """
    led_to = {needs for there in hops.values() for needs in there}
    reached = {
        node: _reached(hops, [node])
        for node in sorted(wanted, key=lambda node: node.key)
        if node.term is None or not any(other != node and other.within(node.term) for other in led_to & hops.keys())
    }
    return [
        node
        for node in reached
        if node.term is None or all(other in reached[node] for other in reached if node in reached[other])
    ]


def _reached(hops: Hops, starts: Iterable[Node]) -> set[Node]:
    reached, new = set[Node](), list(starts)
    while new:
        node = new.pop()
        if node not in reached:
            reached.add(node)
            new += hops.get(node, {})
    return reached


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


Way = tuple[tuple[Node, ...], frozenset[str]]
"""A way through the steps, and the parties whose demands it takes (two stand for more)."""


def _dead_ends(
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
            here = _speakers(found)
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


def _speakers(found: Iterable[Edge]) -> frozenset[str]:
    """Whose demands these are: what is offered or inferred is nobody's demand."""
    return frozenset(edge.party for edge in found if edge.kind == "stated")


def _repeats(hops: Hops, path: tuple[Node, ...], others: Iterable[tuple[Node, ...]]) -> bool:
    """Whether another chain says the same of a wider term: by the same items, through the same steps."""
    items = [(edge.kind, edge.item) for edge in _along(hops, path)]
    return any(
        other != path
        and other[1:] == path[1:]
        and other[0].term is not None
        and path[0].within(other[0].term)
        and [(edge.kind, edge.item) for edge in _along(hops, other)] == items
        for other in others
    )


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
                more = parties | _speakers(through)
                queue.append(((*path, needs), frozenset(sorted(more)[:2])))
    return found


def _told(hops: Hops, path: tuple[Node, ...], *, sole: bool) -> tuple[Node, ...]:
    """A chain from its last talks or deal on, where one party's edges are enough (`sole`) or two are left."""
    for place in range(len(path) - 2, 0, -1):
        rest = path[place:]
        if path[place].kind != "term" and (sole or len(Chain(rest, _along(hops, rest)).parties) > 1):
            return rest
    return path


def _along(hops: Hops, path: tuple[Node, ...]) -> tuple[Edge, ...]:
    """The edges of a chain; of a cycle where the last node leads to the first and only there."""
    ways = [*pairwise(path)]
    if path[0] in hops.get(path[-1], {}):
        ways.append((path[-1], path[0]))
    return tuple(edge for before, needs in ways for edge in hops[before][needs])


# -- what would break a deadlock ----------------------------------------------------------------------------------


def broken_by(standing: Standing, found: Deadlock, among: Iterable[str] | None = None) -> Deadlock:
    """A deadlock with the red lines it ends in and what would break it."""
    parties = _parties(standing, among)
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
    left = _hops(edge for edge in found.edges if edge.kind != "stated" or edge.item not in dropped)
    if cycles(left):
        return True
    for start in found.nodes:
        if not any(_begins(edge) for there in left.get(start, {}).values() for edge in there):
            continue
        node, spoken = start, set[str]()
        while there := left.get(node):
            ((node, through),) = there.items()
            spoken |= _speakers(through)
        end = _prospect(standing, node, parties, dropped)
        if end == "refused" or (end == "unsaid" and len(spoken) > 1):
            return True
    return False


# -- an order of steps --------------------------------------------------------------------------------------------


def _steps(standing: Standing, parties: tuple[str, ...], hops: Hops, wanted: Collection[Node]) -> tuple[Step, ...]:
    """The steps so that each comes after all it needs; among those that can be taken, talks, a deal, then by issue."""
    nodes = sorted(_reached(hops, wanted), key=lambda node: node.key)
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
        state = _prospect(standing, node, parties)
        steps.append(Step(node, state, tuple(asking), needs, _offers(standing, node, parties)))
        for before in nodes:
            if node in open_needs[before]:
                open_needs[before].remove(node)
                if not open_needs[before]:
                    place += 1
                    heapq.heappush(ready, (before.key, place, before))
    return tuple(steps)
