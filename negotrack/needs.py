"""What needs what first, and how each required term stands: met, promised, tradable, refused or unsaid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import field
from functools import cached_property
from typing import Literal

from negotrack.book import Offer, Precondition, RedLine, Term
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import Fact
from negotrack.standing import Standing
from negotrack.values import Values, union

EdgeKind = Literal["stated", "offered", "inferred"]
Prospect = Literal["met", "promised", "tradable", "refused", "unsaid"]


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


def edges(
    standing: Standing, among: Iterable[str] | None = None, stands: dict[Node, Prospect | None] | None = None
) -> tuple[Edge, ...]:
    """Every `A needs B first` that is not met yet: stated, offered only in a deal, and that a deal needs talks.

    How each step stands is taken from `stands` where it is known, and noted there where it had to be found.
    """
    stands = {} if stands is None else stands
    parties = parties_of(standing, among)
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
    for node in {node for edge in found for node in (edge.before, edge.needs)}:
        if node not in stands:
            stands[node] = prospect(standing, node, parties)
        if stands[node] == "tradable":
            found += [
                Edge(node, DEAL, "offered", held, held.fact(node.issue))
                for held in offers_for(standing, node, parties)
                if held.party in parties
            ]
    return tuple(sorted(found, key=lambda edge: (edge.before.key, edge.needs.key, edge.kind, edge.party, edge.item)))


@dataclass(frozen=True, slots=True)
class _Demand:
    """That some party lets a step, or every step within a term, wait for a term."""

    held: Held
    scope: Node | Term
    needs: Node
    fact: Fact


def parties_of(standing: Standing, among: Iterable[str] | None) -> tuple[str, ...]:
    """The parties asked about, in order: those named, else the principals."""
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


def prospect(
    standing: Standing, node: Node, among: Iterable[str] | None = None, dropped: Collection[str] = ()
) -> Prospect | None:
    """How a required term stands, but for the items dropped: met, promised, tradable, refused or unsaid.

    None for talks and a deal.
    """
    if node.term is None:
        return None
    if standing.met({node.issue: node.term}) is not None:
        return "met"
    if node.values is None:
        return "unsaid"
    if any(node.values <= ruled for ruled in _ruled(standing, node, dropped)):
        return "refused"
    offers = offers_for(standing, node, among, dropped)
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


def offers_for(
    standing: Standing, node: Node, among: Iterable[str] | None = None, dropped: Collection[str] = ()
) -> tuple[Held, ...]:
    """The standing offers that would bring a term about: their maker gives it, alone or as part of an exchange.

    What anybody gives without asking counts; what is part of an exchange counts if it is the giver's.
    """
    if node.values is None:
        return ()
    left = node.values
    for ruled in _ruled(standing, node, dropped):
        left = left - ruled
    parties, givers = parties_of(standing, among), _givers(standing, node)
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
