"""Why there is no package and no next step: each claim derived from statements or from earlier claims, down to the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from negotrack.chains import Chain
from negotrack.frozen import dataclass
from negotrack.matter import Clause, clauses
from negotrack.needs import Edge, Node
from negotrack.order import Order
from negotrack.package import Conflict, Deal, Move, Near
from negotrack.reasons import Derived, Fact, Reason
from negotrack.values import Values

CASES = 60  # suppositions followed before a conflict is left without its steps


@dataclass(frozen=True, slots=True)
class Left:
    """That every package has one of these values on an issue."""

    issue: str
    values: Values


@dataclass(frozen=True, slots=True)
class Supposed:
    """That a package had one of these values on an issue: taken up only to see where it leads."""

    issue: str
    values: Values


@dataclass(frozen=True, slots=True)
class Nothing:
    """That no package is left, under whatever is supposed."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """That a chain of steps has no next one, or no first."""

    chain: Chain


@dataclass(frozen=True, slots=True)
class Moved:
    """That a package takes a party from what it has stated."""

    move: Move


@dataclass(frozen=True, slots=True)
class Reached:
    """That a package is within the red lines of all, for those moves."""

    near: Near


def conflict_proof(conflict: Conflict) -> Derived | None:
    """Why red lines and preconditions cannot all hold; None where they can, or where it would take too many cases.

    What each rules out narrows what is left on an issue, until on some issue nothing is. Where nothing more follows,
    one of the cases is supposed: if it leads nowhere, the other one holds.
    """
    search = _Search([clause for held in conflict for clause in clauses(held)])
    return search.nothing({}, {})


def deal_proofs(found: Deal) -> tuple[Derived, ...]:
    """The answer for all issues at once as claims: each package with what it rests on, or each conflict."""
    table = found.on_the_table
    if table is not None:
        return (Derived(table, tuple(held.fact() for held in table.offers)),)
    if found.within:
        return tuple(Derived(Reached(near), tuple(_moved(move) for move in near.moves)) for near in found.within)
    return tuple(
        conflict_proof(conflict) or Derived(Nothing(), tuple(held.fact() for held in conflict))
        for conflict in found.conflicts
    )


def _moved(move: Move) -> Derived:
    return Derived(Moved(move), tuple(held.fact(move.issue) for held in (*move.offers, *move.meets)))


def order_proofs(found: Order) -> tuple[Derived, ...]:
    """Every deadlock, then every chain that waits, as a claim resting on its edges; an edge they share is one claim."""
    known: dict[tuple[Node, Node, str, str], Derived] = {}
    for edge in (edge for chain in (*found.deadlocks, *found.waiting) for edge in chain.edges):
        known.setdefault(_same(edge), Derived(edge, (edge.fact,) if edge.fact else ()))
    return tuple(
        Derived(Stuck(chain), (*(known[_same(edge)] for edge in chain.edges), *_refusals(chain)))
        for chain in (*found.deadlocks, *found.waiting)
    )


def _same(edge: Edge) -> tuple[Node, Node, str, str]:
    return edge.before, edge.needs, edge.kind, edge.item


def _refusals(chain: Chain) -> Iterator[Fact]:
    for held in getattr(chain, "refusals", ()):
        yield held.fact(chain.nodes[-1].issue)


def supposes(reason: Reason) -> bool:
    """Whether something is supposed in a claim that does not rest on statements alone."""
    return isinstance(reason, Derived) and (
        isinstance(reason.claim, Supposed) or any(supposes(cause) for cause in reason.because)
    )


# -- what follows from red lines ----------------------------------------------------------------------------------

Box = Mapping[str, Values]  # what is left on each issue; all of it where none is named
Why = Mapping[str, Derived]  # why that is so


@dataclass(slots=True)
class _Search:
    """The clauses of one conflict, and how many cases may still be supposed."""

    clauses: Sequence[Clause]
    cases: Iterator[int] = field(default_factory=lambda: iter(range(CASES)))

    def nothing(self, box: Box, why: Why) -> Derived | None:
        """Why nothing is left of a box; None where something is, or where the cases are too many."""
        box, why = dict(box), dict(why)
        while True:
            step = next(self._steps(box, why), None)
            if step is None:
                return self._by_cases(box, why)
            issue, left, because = step
            if not left:
                return Derived(Nothing(), because)
            box[issue], why[issue] = left, Derived(Left(issue, left), because)

    def _steps(self, box: Box, why: Why) -> Iterator[tuple[str, Values, tuple[Reason, ...]]]:
        """What each clause takes from the box for certain, with the reasons; what follows from others goes first.

        So each step is told right after what it follows from, and only then does a new red line come in.
        """
        for clause in sorted(self.clauses, key=lambda one: len(one.package) == 1):
            unsure = [issue for issue, never in clause.never.items() if not _at(box, issue, never) <= never]
            if any(not _at(box, issue, clause.never[issue]) & clause.never[issue] for issue in unsure):
                continue  # it speaks of what is not left
            kept = {issue: _at(box, issue, unless) & unless for issue, unless in clause.unless.items()}
            closed = next((issue for issue, left in kept.items() if not left), None)
            if not unsure and clause.unless:
                narrowed = {issue: left for issue, left in kept.items() if left != _at(box, issue, left)}
            elif len(unsure) == 1 and (closed is not None or not clause.unless):
                (issue,) = unsure
                narrowed = {issue: _at(box, issue, clause.never[issue]) - clause.never[issue]}
            elif not unsure:
                (issue, never), *_ = clause.never.items()
                narrowed = {issue: _at(box, issue, never) - never}
            else:
                continue
            if not unsure and closed is not None:
                narrowed = {closed: kept[closed]}
            for issue, left in narrowed.items():
                known = [one for one in (*clause.never, closed or issue, issue) if one in why]
                because: tuple[Reason, ...] = (*(why[one] for one in dict.fromkeys(known)), clause.held.fact(issue))
                yield issue, left, because

    def _by_cases(self, box: Box, why: Why) -> Derived | None:
        """Why nothing is left, where nothing follows for certain: one case supposed, and then the other."""
        found = self._case(box)
        if found is None or next(self.cases, None) is None:
            return None
        issue, never = found
        inside, outside = _at(box, issue, never) & never, _at(box, issue, never) - never
        supposed = Derived(Supposed(issue, inside), ())
        refuted = self.nothing({**box, issue: inside}, {**why, issue: supposed})
        if refuted is None or not supposes_this(refuted, supposed):
            return refuted
        because = (*((why[issue],) if issue in why else ()), refuted)
        return self.nothing({**box, issue: outside}, {**why, issue: Derived(Left(issue, outside), because)})

    def _case(self, box: Box) -> tuple[str, Values] | None:
        """An issue and the values on it that some clause leaves undecided; None where no clause rules anything out."""
        for clause in sorted(self.clauses, key=lambda one: len(one.package)):
            met = clause.unless and all(_at(box, issue, unless) <= unless for issue, unless in clause.unless.items())
            if met or any(not _at(box, issue, never) & never for issue, never in clause.never.items()):
                continue
            for issue, never in clause.never.items():
                if not _at(box, issue, never) <= never:
                    return issue, never
        return None


def _at(box: Box, issue: str, values: Values) -> Values:
    """What is left on an issue, on the scale of these values."""
    return box.get(issue, values.scale.everything)


def supposes_this(reason: Reason, supposed: Derived) -> bool:
    """Whether a claim rests on one supposition."""
    return reason is supposed or (
        isinstance(reason, Derived) and any(supposes_this(cause, supposed) for cause in reason.because)
    )


def claims(roots: Iterable[Reason]) -> Iterator[Derived]:
    """Every claim of some trees, each after all it rests on, and once."""
    seen: set[int] = set()
    for root in roots:
        yield from _claims(root, seen)


def _claims(reason: Reason, seen: set[int]) -> Iterator[Derived]:
    if isinstance(reason, Derived) and id(reason) not in seen:
        seen.add(id(reason))
        for cause in reason.because:
            yield from _claims(cause, seen)
        yield reason
