"""A negotiation as a whole on a day: whether a package suits all, and what keeps the first step from being taken."""

from __future__ import annotations

from collections.abc import Iterable

from negotrack.chains import Deadlock
from negotrack.frozen import dataclass
from negotrack.needs import Node
from negotrack.order import order
from negotrack.package import OUTCOMES, Outcome, outcome
from negotrack.standing import Standing


@dataclass(frozen=True, slots=True)
class Whole:
    """What all issues and all demands come to together, among two parties or more."""

    outcome: Outcome
    deadlocks: tuple[Deadlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """What changed in the whole between two days or revisions."""

    before: Outcome
    after: Outcome
    formed: tuple[Deadlock, ...] = ()
    broken: tuple[Deadlock, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether the answer for all issues at once became better."""
        return OUTCOMES.index(self.after) > OUTCOMES.index(self.before)

    @property
    def anything(self) -> bool:
        """Whether anything changed."""
        return self.before != self.after or bool(self.formed or self.broken)


SILENCE = Whole("within-red-lines")  # so long as nobody has spoken


def whole(standing: Standing, among: Iterable[str] | None = None) -> Whole:
    """What all issues and demands of the principals, or of the parties named, come to together."""
    parties = tuple(standing.book.principals if among is None else among)
    if len(parties) < 2:
        return SILENCE
    return Whole(outcome(standing, parties), order(standing, parties).deadlocks)


def turned(before: Whole, after: Whole) -> Turned:
    """The deadlocks that formed and those that broke, and the outcome before and after."""
    old, new = ({_steps(one): one for one in side.deadlocks} for side in (before, after))
    formed = tuple(one for steps, one in new.items() if steps not in old)
    broken = tuple(one for steps, one in old.items() if steps not in new)
    return Turned(before.outcome, after.outcome, formed, broken)


def _steps(one: Deadlock) -> tuple[str, tuple[Node, ...]]:
    """What makes a deadlock the same one at another time: the steps it is made of, whoever says so."""
    return one.kind, one.nodes
