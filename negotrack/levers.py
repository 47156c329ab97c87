"""What each single item holds up: the package, the deadlocks and the verdicts that giving it up would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from negotrack.book import Book, Offer, Precondition
from negotrack.chains import Deadlock
from negotrack.compare import FARTHEST_LAST, Gap, Open, Overlap, Pair, Turn, pairs, turns
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.needs import Node, Prospect, edges
from negotrack.order import Order, broken_by, order, stuck
from negotrack.package import OUTCOMES, Box, Outcome, outcome, some_package
from negotrack.standing import Standing
from negotrack.supposing import Supposition, supposing
from negotrack.values import Values

"""How near a package is, the farthest first."""


EXACT = 150  # demands up to which the order of steps is asked anew for every item


@dataclass(frozen=True, slots=True)
class Lever:
    """What giving one item up would change; `before` and `after` say how near a package is.

    `better` and `worse` are the verdicts that come nearer to an agreement or go farther from it; `silenced` the issues
    on which its party would have nothing stated any more, whose verdicts, where they are others, are all among the worse.
    """

    held: Held
    before: Outcome
    after: Outcome
    broken: tuple[Deadlock, ...] = ()
    formed: tuple[Deadlock, ...] = ()
    better: tuple[Turn, ...] = ()
    worse: tuple[Turn, ...] = ()
    silenced: tuple[str, ...] = ()

    @property
    def opened(self) -> int:
        """How many steps nearer a package comes; below 0 where one is lost."""
        return OUTCOMES.index(self.after) - OUTCOMES.index(self.before)

    @property
    def changes(self) -> bool:
        """Whether it would change anything."""
        return bool(self.opened or self.broken or self.formed or self.better or self.worse or self.silenced)

    @property
    def rank(self) -> tuple[bool, int, int, int, int, str]:
        """Its place among others: what leaves nobody silent first, then by what it opens, then by what it loses."""
        freed = len(self.broken) - len(self.formed)
        return bool(self.silenced), -self.opened, -freed, -len(self.better), len(self.worse), self.held.label


@dataclass(frozen=True, slots=True)
class Levers:
    """The levers among some parties, by rank, and how near a package is without any; `idle` items change nothing.

    Not `exact` where the demands are too many to ask for the order of steps anew for every item: then an item breaks the
    deadlocks that it breaks alone, and none that would form is named.
    """

    among: tuple[str, ...]
    package: Outcome
    deadlocks: tuple[Deadlock, ...]
    levers: tuple[Lever, ...]
    idle: tuple[Held, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Now:
    """What everything is held against: the record up to a day, and the answers it gives."""

    book: Book
    day: date
    standing: Standing
    among: tuple[str, ...]
    package: Outcome
    table: Box | None  # a package that is on the table, where there is one
    order: Order
    exact: bool
    stands: Mapping[Node, Prospect | None]  # how every step stands
    verdicts: Mapping[str, tuple[Pair, ...]]


def levers(standing: Standing, among: Iterable[str] | None = None) -> Levers:
    """Every item the principals hold, or the parties named, given up one at a time.

    A package within the red lines is only looked for as such: who would have to move less for it is not counted.
    """
    parties = tuple(standing.book.principals if among is None else dict.fromkeys(among))
    heard = replace(standing.book, entries=tuple(standing.entries))  # as known that day, denials left out
    package = outcome(standing, parties)
    stands: dict[Node, Prospect | None] = {}
    exact = len(edges(standing, parties, stands)) <= EXACT
    verdicts = {issue: tuple(pairs(standing, (issue,), parties)) for issue in heard.keys}
    table = some_package(standing, parties) if package == "on-the-table" else None
    now = _Now(
        heard, standing.day, standing, parties, package, table, order(standing, parties), exact, stands, verdicts
    )
    held = [held for party in parties for held in standing.standing(party)]
    found = sorted((_lever(now, one) for one in held), key=lambda lever: lever.rank)
    moving = tuple(lever for lever in found if lever.changes)
    idle = tuple(lever.held for lever in found if not lever.changes)
    return Levers(parties, package, now.order.deadlocks, moving, idle, exact)


def _lever(now: _Now, held: Held) -> Lever:
    """What giving one item up would change."""
    after = supposing(now.book, now.day, Supposition((held,)))
    broken, formed = _deadlocks(now, held, after)
    silenced = tuple(
        issue
        for issue in _spoken(held)
        if isinstance(held.item, Offer)
        and now.standing.stated(held.party, issue)
        and not after.stated(held.party, issue)
    )
    issues = _concerned(now.book, held)
    before = (pair for issue in issues for pair in now.verdicts[issue])
    changed = list(turns(before, pairs(after, issues, now.among)))
    better = tuple(turn for turn in changed if turn.issue not in silenced and _nearer(turn) > 0)
    worse = tuple(turn for turn in changed if (turn.issue in silenced and _named_anew(turn)) or _nearer(turn) < 0)
    return Lever(held, now.package, _package(now, held, after), broken, formed, better, worse, silenced)


def _package(now: _Now, held: Held, after: Standing) -> Outcome:
    """How near a package is afterwards; what the item cannot touch is not looked for again."""
    if isinstance(held.item, Precondition) and isinstance(held.item.before, str):
        return now.package
    if not isinstance(held.item, Offer) and now.package == "on-the-table":
        return now.package  # with less ruled out, it still is
    if isinstance(held.item, Offer) and now.package == "no-package":
        return now.package  # the red lines leave nothing, whatever is offered
    return outcome(after, now.among, likely=now.table)


def _deadlocks(now: _Now, held: Held, after: Standing) -> tuple[tuple[Deadlock, ...], tuple[Deadlock, ...]]:
    """The deadlocks that are broken, and those that form."""
    if not now.exact:
        return tuple(one for one in now.order.deadlocks if (held.key,) in one.breaks), ()
    touched = _spoken(held)  # a step on any other issue stands as it did
    left = stuck(after, now.among, {node: how for node, how in now.stands.items() if node.issue not in touched})
    formed = tuple(broken_by(after, one, now.among) for one in _without(left, now.order.deadlocks))
    return _without(now.order.deadlocks, left), formed


def _without(some: Iterable[Deadlock], others: Iterable[Deadlock]) -> tuple[Deadlock, ...]:
    """The deadlocks through other steps than any of the others'."""
    known = {_steps(one) for one in others}
    return tuple(one for one in some if _steps(one) not in known)


def _steps(one: Deadlock) -> tuple[str, tuple[Node, ...]]:
    return one.kind, one.nodes


def _spoken(held: Held) -> dict[str, None]:
    """The issues on which giving an item up takes a word back: its own, and those that only an earlier version names."""
    versions = (held, *(former for former in held.versions if former.voiced))
    return dict.fromkeys(issue for version in versions for issue in version.item.package)


def _concerned(book: Book, held: Held) -> tuple[str, ...]:
    """The issues an item speaks of, with and without scope: unlike scopes are told from each other there."""
    bases = {issue.partition("@")[0] for issue in _spoken(held)}
    return tuple(key for key in book.keys if key.partition("@")[0] in bases)


def _nearer(turn: Turn) -> int:
    """Whether a verdict comes nearer to an agreement (1), goes farther from it (-1), or neither (0)."""
    if turn.before is None or turn.after is None:
        return 0
    before, after = turn.before.verdict, turn.after.verdict
    if before.name != after.name:
        return 1 if FARTHEST_LAST.index(after.name) < FARTHEST_LAST.index(before.name) else -1
    match before, after:
        case (Gap(distance=far), Gap(distance=now)) if far is not None and now is not None and far != now:
            return 1 if now < far else -1
        case (Overlap(zone), Overlap(other)) | (Open(zone, _), Open(other, _)):
            return _wider(zone, other)
    return 0


def _named_anew(turn: Turn) -> bool:
    """Whether a verdict is called by another name than before."""
    return turn.before is None or turn.after is None or turn.before.verdict.name != turn.after.verdict.name


def _wider(before: Values, after: Values) -> int:
    """Whether a set grew (1), shrank (-1), or neither (0)."""
    return 0 if before == after else 1 if before <= after else -1 if after <= before else 0
