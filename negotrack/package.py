"""All issues at once: a package that suits every principal, or the conflicts that stand in the way and the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from negotrack.book import Offer, Statement
from negotrack.frozen import dataclass
from negotrack.held import Answered, Held
from negotrack.matter import Box, Clause, Group, Matter, Share, matter_of
from negotrack.solver import SHOWN, Found, Items, Solver, room, stands
from negotrack.standing import Standing
from negotrack.values import Options, Spans, Values

STEPS = 200  # branches tried before the solver is asked

Outcome = Literal["on-the-table", "within-red-lines", "no-package"]
OUTCOMES: tuple[Outcome, ...] = ("no-package", "within-red-lines", "on-the-table")  # from bad to good


@dataclass(frozen=True, slots=True)
class Package:
    """What every principal has put forward and none rules out: the values left on each issue, and the offers behind.

    `rejected` are the answers of principals that turned one of these offers down; `unspecified` the parties that
    spoke to an issue without a value, so that nothing they stated holds the package there. `shared` are the issues on
    which more than one party has named values: where there is none, nothing meets, and nothing stands against it.
    `unsaid` is as in `Near`.
    """

    values: Box
    offers: tuple[Held, ...]
    shared: tuple[str, ...] = ()
    stale: tuple[Held, ...] = ()
    rejected: tuple[tuple[Held, Answered], ...] = ()
    unspecified: tuple[tuple[str, str], ...] = ()  # party, issue
    unsaid: tuple[tuple[str, str], ...] = ()  # party, issue


@dataclass(frozen=True, slots=True)
class Move:
    """Who would have to move on what: from what it has stated to where, and how far at least.

    `distance` is in the scale's measure, None where there is none (no order, or a way to `permanent` or `all`).
    """

    party: str
    issue: str
    start: Values
    to: Values
    distance: Decimal | None
    unit: str | None
    offers: tuple[Held, ...]
    meets: tuple[
        Held, ...
    ]  # what others hold on the issue that rules out where the party stands, or lies apart from it


@dataclass(frozen=True, slots=True)
class Near:
    """A package that no principal's red line rules out, as near as any to what is stated; nobody moves if none need.

    `silent` are the issues it settles on which, beside a red line, nobody has stated anything; `unsaid` the
    terms that somebody would have to give who has not spoken to them: the issue's `given_by`, or nobody by name where
    nobody has. That is no move, for there is nothing to move from; nor has it ever been offered.
    """

    values: Box
    moves: tuple[Move, ...]
    silent: tuple[str, ...] = ()
    unsaid: tuple[tuple[str, str], ...] = ()  # party or nothing, issue


Conflict = tuple[Held, ...]
"""Red lines and preconditions that cannot all hold, while every smaller set of them can; or a set to give up."""


@dataclass(frozen=True, slots=True)
class Deal:
    """The answer for all issues at once, among these parties.

    `within` holds at most five packages, `more` says that there are others as near; `conflicts` and `ways_out` are
    empty unless every package is ruled out. The ways out are all those of at most three items; where there is none,
    some of the larger ones. `all_conflicts` says whether no minimal conflict is left unnamed.
    """

    among: tuple[str, ...]
    stated: tuple[str, ...]  # the parties that have put something forward
    on_the_table: Package | None
    within: tuple[Near, ...]
    more: bool = False
    conflicts: tuple[Conflict, ...] = ()
    ways_out: tuple[Conflict, ...] = ()
    all_conflicts: bool = True


def deal(standing: Standing, among: Iterable[str] | None = None) -> Deal:
    """All issues at once among the principals, or the parties named.

    First a package on the table, then those within the red lines that are nearest to what is stated; where every
    package is ruled out, the minimal conflicts and the minimal ways out.
    """
    matter = matter_of(standing, among)
    solver = Solver(matter)
    still = solver.model(still=True)
    if still is not None:
        seed = solver.first(still)
        near = _still(matter, room(matter, seed))
        table = _on_the_table(standing, matter, seed, near.values) if len(matter.stated) > 1 else None
        return Deal(matter.parties, matter.stated, table, (near,))
    nearest, more = solver.nearest()
    if nearest:
        return Deal(matter.parties, matter.stated, None, tuple(_near(matter, one) for one in nearest), more)
    ways, conflicts = solver.ways_out()
    conflicts, more_ways, complete = solver.conflicts(conflicts)
    ways = ways or sorted(more_ways or [solver.some_way_out()], key=lambda way: (len(way), sorted(way)))[:SHOWN]
    return Deal(
        matter.parties, matter.stated, None, (), False,
        _named(matter, conflicts), _named(matter, ways), complete,
    )  # fmt: skip


def on_the_table(standing: Standing, among: Iterable[str] | None = None) -> Package | None:
    """A package inside what every principal has put forward, which no principal's red line rules out."""
    matter = matter_of(standing, among)
    if len(matter.stated) < 2:
        return None
    solver = Solver(matter)
    still = solver.model(still=True)
    if still is None:
        return None
    seed = solver.first(still)
    return _on_the_table(standing, matter, seed, room(matter, seed))


def some_package(standing: Standing, among: Iterable[str] | None = None) -> Box | None:
    """The values of some package on the table, whichever is found; every choice among them is one."""
    matter = matter_of(standing, among)
    still = Solver(matter).model(still=True) if len(matter.stated) > 1 else None
    return room(matter, still) if still is not None else None


def within_red_lines(standing: Standing, among: Iterable[str] | None = None) -> tuple[Near, ...]:
    """The packages nearest to what is stated that no principal's red line rules out: at most five."""
    return deal(standing, among).within


def meets(standing: Standing, among: Iterable[str] | None = None) -> bool:
    """Whether a package is on the table: the answer of `on_the_table`, found without the solver where that is easy."""
    return _meets(matter_of(standing, among))


def outcome(
    standing: Standing,
    among: Iterable[str] | None = None,
    known: dict[str, Share] | None = None,
    likely: Box | None = None,
) -> Outcome:
    """The answer of `deal` in a word; on the table only where at least two parties name values on the same issue.

    `known` spares finding again what parties bring that have not spoken since; `likely` is a package that was on the
    table before: where it is so still, none is looked for.
    """
    matter = matter_of(standing, among, known)
    if matter.shared and ((likely is not None and _suits(matter, likely)) or _meets(matter)):
        return "on-the-table"
    return "within-red-lines" if _fits(replace(matter, groups=())) else "no-package"


def _suits(matter: Matter, box: Box) -> bool:
    """Whether every choice in a box is a package on the table."""
    return (
        len(matter.stated) > 1
        and all(any(_within(box, one.terms) for one in group.alternatives) for group in matter.groups)
        and not any(clause.bites(box) for clause in matter.clauses)
    )


def _within(box: Box, terms: Box) -> bool:
    return all(issue in box and box[issue] <= values for issue, values in terms.items())


def _meets(matter: Matter) -> bool:
    return len(matter.stated) > 1 and _fits(matter)


# -- without the solver -------------------------------------------------------------------------------------------


class _TooManySteps(Exception):
    """The branches are too many to try them one by one."""


def _fits(matter: Matter) -> bool:
    """Whether one alternative of every group, and none of the clauses, leave room for a package."""
    try:
        return _tried(matter)
    except _TooManySteps:
        return Solver(matter).model(still=True) is not None


def _tried(matter: Matter) -> bool:
    conditional = [clause for clause in matter.clauses if clause.unless or len(clause.never) > 1]
    plain = [clause for clause in matter.clauses if not clause.unless and len(clause.never) == 1]
    sure: list[Box] = [group.alternatives[0].terms for group in matter.groups if len(group.alternatives) == 1]
    sure += [{issue: ~values for issue, values in clause.never.items()} for clause in plain]
    box: dict[str, Values] = {}
    for terms in sure:
        narrowed = _narrowed(box, terms)
        if narrowed is None:
            return False
        box = narrowed
    choices = sorted((one for one in matter.groups if len(one.alternatives) > 1), key=lambda one: len(one.alternatives))
    return _room(box, choices, conditional, iter(range(STEPS)))


def _room(box: Box, choices: Sequence[Group], clauses: Sequence[Clause], steps: Iterator[int]) -> bool:
    if next(steps, None) is None:
        raise _TooManySteps
    if choices:
        ways: Iterable[Box] = (one.terms for one in choices[0].alternatives)
    else:
        biting = next((clause for clause in clauses if clause.bites(box)), None)
        if biting is None:
            return True
        ways = [{issue: ~values} for issue, values in biting.never.items()]
        ways += [biting.unless] if biting.unless else []
    narrowed = (_narrowed(box, way) for way in ways)
    return any(one is not None and _room(one, choices[1:], clauses, steps) for one in narrowed)


def _narrowed(box: Box, terms: Box) -> dict[str, Values] | None:
    """The part of a box inside some terms; None where nothing is left."""
    left = dict(box)
    for issue, values in terms.items():
        left[issue] = left[issue] & values if issue in left else values
        if not left[issue]:
            return None
    return left


# -- from numbers to what is said ---------------------------------------------------------------------------------


def _on_the_table(standing: Standing, matter: Matter, found: Found, box: Box) -> Package:
    chosen = (held for g, group in enumerate(matter.groups) for held in group.alternatives[found.chosen[g]].offers)
    offers = tuple({id(held): held for held in chosen}.values())
    rejected = tuple((held, answer) for held in offers for answer in _rejections(standing, matter, held))
    shared = tuple(issue for issue in matter.issues if issue in matter.shared)
    stale = tuple(held for held in offers if standing.stale(held))
    return Package(box, offers, shared, stale, rejected, matter.unspecified, _unsaid(matter, box))


def _rejections(standing: Standing, matter: Matter, held: Held) -> list[Answered]:
    """The answers of other principals that turn an offer down, or the one it accepts, and are their last word on it."""
    answers = list(held.answers)
    if isinstance(held.item, Offer) and held.item.accepts:
        party, _, item = held.item.accepts.partition("/")
        made = standing.item(party, item)
        versions = (*made.versions, made) if made is not None else ()
        answers += [one for version in versions if _answered(version, held.entry) for one in version.answers]
    last = {answer.party: answer for answer in answers if answer.response.answer != "considers"}
    return [
        last[party]
        for party in matter.parties
        if party in last and party != held.party and last[party].response.answer == "rejects"
    ]


def _answered(version: Held, entry: Statement) -> bool:
    """Whether an entry answers this version of an offer: another one may have been turned down, and this one not."""
    return any(answer.entry is entry for answer in version.answers)


def _near(matter: Matter, found: Found) -> Near:
    box, stood = room(matter, found), stands(matter, found)
    moves = []
    for p, i in sorted(found.moves):
        party, issue = matter.parties[p], matter.issues[i]
        start, offers = next((values, offers) for who, key, values, offers in stood if (who, key) == (party, issue))
        apart = [
            h for who, key, values, held in stood if key == issue and who != party and not values & start for h in held
        ]
        stayed = {**box, issue: start}
        apart += [one.held for one in matter.clauses if issue in one.package and one.bites(stayed)]
        distance, unit = start.distance(box[issue]), matter.book.issue(issue).scale.measure
        others = tuple({id(held): held for held in apart}.values())
        moves.append(
            Move(party, issue, start, box[issue], distance, unit if distance is not None else None, offers, others)
        )
    return replace(_still(matter, box), moves=tuple(moves))


def _still(matter: Matter, box: Box) -> Near:
    """A package without its moves: what it holds, and where nobody, or not the one who would give it, has spoken."""
    return Near(box, (), tuple(issue for issue in box if issue not in matter.spoken), _unsaid(matter, box))


def _unsaid(matter: Matter, box: Box) -> tuple[tuple[str, str], ...]:
    """The parties that would give something a package holds, and have not spoken to it; or the issues nobody has."""
    spoken = {*matter.named, *matter.unspecified}
    held = [key for key, values in box.items() if values != values.scale.everything and not _gives_nothing(values)]
    givers = ((matter.book.issue(key).given_by, key) for key in held)
    named = ((giver if giver in matter.parties else "", key) for giver, key in givers)
    return tuple(one for one in named if one not in spoken and (one[0] or one[1] not in matter.spoken))


def _gives_nothing(values: Values) -> bool:
    """Whether the values leave the one who gives room to give nothing at all."""
    match values:
        case Spans():
            return Decimal(0) in values
        case Options(scale=scale):
            return scale.kind != "choice" and ("no" if scale.kind == "yes-no" else scale.members[0]) in values


def _named(matter: Matter, sets: Iterable[Items]) -> tuple[Conflict, ...]:
    found = [tuple(matter.items[item] for item in sorted(one)) for one in sets]
    return tuple(sorted(found, key=lambda items: (len(items), [held.key for held in items])))


__all__ = [
    "OUTCOMES", "SHOWN", "Box", "Conflict", "Deal", "Move", "Near", "Outcome", "Package",
    "deal", "meets", "on_the_table", "outcome", "some_package",
    "within_red_lines",
]  # fmt: skip
