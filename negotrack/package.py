"""All issues at once: a package that suits every principal, or the conflicts that stand in the way and the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from negotrack.book import Book, Precondition, RedLine, Terms
from negotrack.standing import Answered, Held, Standing, Stated
from negotrack.values import TOP, Cut, Options, Scale, Spans, Values

if TYPE_CHECKING:
    from clingo import Control, Model

PROGRAM = Path(__file__).with_suffix(".lp")
SHOWN = 5  # packages near to what is stated
COMPLETE = 3  # ways out are complete up to this many items
CONFLICTS = 20  # minimal conflicts, beside those that the ways out rest on
ROUNDS = 400  # solver calls spent on looking for more of them
STEPS = 200  # branches tried before the solver is asked

Box = Mapping[str, Values]
"""A set of values for each issue named; any value on the others. Every choice within it is a package."""


@dataclass(frozen=True, slots=True)
class Package:
    """What every principal has put forward and none rules out: the values left on each issue, and the offers behind.

    `rejected` are the answers of principals that turned one of these offers down; `unspecified` the parties that
    spoke to an issue without a value, so that nothing they stated holds the package there.
    """

    values: Box
    offers: tuple[Held, ...]
    rejected: tuple[tuple[Held, Answered], ...] = ()
    unspecified: tuple[tuple[str, str], ...] = ()  # party, issue


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

    `silent` are the issues it settles on which, beside a red line, nobody has stated anything.
    """

    values: Box
    moves: tuple[Move, ...]
    silent: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One way in which a party would close a group of issues: an offer of its own, or what it has stated."""

    offers: tuple[Held, ...]
    terms: Box  # only where a value is named


@dataclass(frozen=True, slots=True)
class _Group:
    """A party's alternatives: its standing offers that share issues, or its word on one issue without such an offer."""

    party: str
    alternatives: tuple[_Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    """Part of a red line or precondition: rules out all of `never` together, unless all of `unless` hold."""

    held: Held
    never: Box
    unless: Box

    @property
    def package(self) -> frozenset[str]:
        """Every issue it speaks of."""
        return frozenset(self.never) | frozenset(self.unless)

    def bites(self, box: Box) -> bool:
        """Whether it rules out some package in a box."""
        inside = {issue: box[issue] & values if issue in box else values for issue, values in self.never.items()}
        if not all(inside.values()):
            return False
        met = {i: inside.get(i, box.get(i, values.scale.everything)) <= values for i, values in self.unless.items()}
        return not met or not all(met.values())


@dataclass(frozen=True)
class _Matter:
    """What has to be reconciled: what each party stands on, and what each rules out."""

    book: Book
    parties: tuple[str, ...]
    groups: tuple[_Group, ...]
    clauses: tuple[_Clause, ...]
    unspecified: tuple[tuple[str, str], ...]

    @cached_property
    def stated(self) -> tuple[str, ...]:
        """The parties that have put something forward."""
        return tuple(party for party in self.parties if any(group.party == party for group in self.groups))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The issues on which somebody has stated values."""
        return frozenset(issue for group in self.groups for one in group.alternatives for issue in one.terms)

    @cached_property
    def issues(self) -> tuple[str, ...]:
        """The issues that something constrains, in the book's order."""
        drawn = {issue for clause in self.clauses for issue in (*clause.never, *clause.unless)}
        return tuple(key for key in self.book.keys if key in self.spoken or key in drawn)

    @cached_property
    def cells(self) -> dict[str, tuple[Values, ...]]:
        """The cells of each issue: within one, nothing that is stated tells two values apart."""
        sets: dict[str, list[Values]] = {issue: [] for issue in self.issues}
        for group in self.groups:
            for one in group.alternatives:
                for issue, values in one.terms.items():
                    sets[issue].append(values)
        for clause in self.clauses:
            for issue, values in (*clause.never.items(), *clause.unless.items()):
                sets[issue].append(values)
        return {issue: _cells(self.book.issue(issue).scale, found) for issue, found in sets.items()}

    @cached_property
    def items(self) -> tuple[Held, ...]:
        """The red lines and preconditions that rule something out, by name."""
        return tuple(sorted({clause.held.key: clause.held for clause in self.clauses}.values(), key=lambda h: h.key))


def deal(standing: Standing, among: Iterable[str] | None = None) -> Deal:
    """All issues at once among the principals, or the parties named.

    First a package on the table, then those within the red lines that are nearest to what is stated; where every
    package is ruled out, the minimal conflicts and the minimal ways out.
    """
    matter = _matter(standing, among)
    solver = _Solver(matter)
    still = solver.model(still=True)
    if still is not None:
        seed = solver.first(still)
        near = Near(_box(matter, seed), (), ())
        table = _on_the_table(matter, seed, near.values) if len(matter.stated) > 1 else None
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
    matter = _matter(standing, among)
    if len(matter.stated) < 2:
        return None
    solver = _Solver(matter)
    still = solver.model(still=True)
    if still is None:
        return None
    seed = solver.first(still)
    return _on_the_table(matter, seed, _box(matter, seed))


def within_red_lines(standing: Standing, among: Iterable[str] | None = None) -> tuple[Near, ...]:
    """The packages nearest to what is stated that no principal's red line rules out: at most five."""
    return deal(standing, among).within


def meets(standing: Standing, among: Iterable[str] | None = None) -> bool:
    """Whether a package is on the table: the answer of `on_the_table`, found without the solver where that is easy."""
    matter = _matter(standing, among)
    if len(matter.stated) < 2:
        return False
    try:
        return _fits(matter)
    except _TooManySteps:
        return _Solver(matter).model(still=True) is not None


def possible(standing: Standing, among: Iterable[str] | None = None) -> bool:
    """Whether there is a package that no party's red line rules out, however far from what is stated."""
    matter = replace(_matter(standing, among), groups=())
    try:
        return _fits(matter)
    except _TooManySteps:
        return _Solver(matter).model() is not None


# -- what is stated and ruled out ---------------------------------------------------------------------------------


def _matter(standing: Standing, among: Iterable[str] | None) -> _Matter:
    parties = tuple(standing.book.principals if among is None else dict.fromkeys(among))
    groups: list[_Group] = []
    unspecified: set[tuple[str, str]] = set()
    for party in parties:
        toward = [other for other in parties if other != party]
        offers = [held for held in standing.offers(party) if held.reaches(*toward)]
        offered = {issue for held in offers for issue in held.item.package}
        for alternatives in connected(offers):
            groups.append(_Group(party, tuple(_alternative(held) for held in alternatives)))
            unspecified |= {
                (party, issue) for h in alternatives for issue, term in h.item.package.items() if _unnamed(term.values)
            }
        for issue in standing.book.keys:
            stated = None if issue in offered else standing.stated(party, issue, toward)
            if stated is not None:
                groups.append(_Group(party, (_said(stated),)))
                if _unnamed(stated.values):
                    unspecified.add((party, issue))
    clauses = [clause for party in parties for held in _lines(standing, party) for clause in _clauses(held)]
    kept = {issue for issue in standing.book.keys if standing.book.issue(issue).scale.kind != "text"}
    return _Matter(
        standing.book, parties, tuple(groups), tuple(clauses),
        tuple(sorted((party, issue) for party, issue in unspecified if issue in kept)),
    )  # fmt: skip


def _unnamed(values: Values | None) -> bool:
    return values is None


def connected(offers: Sequence[Held]) -> list[list[Held]]:
    """Offers that share an issue, directly or through others, together; firm ones before those made to explore."""
    groups: list[tuple[set[str], list[Held]]] = []
    for held in offers:
        issues, together = set(held.item.package), [held]
        apart = []
        for group in groups:
            if group[0] & issues:
                issues |= group[0]
                together = [*group[1], *together]
            else:
                apart.append(group)
        groups = [*apart, (issues, together)]
    order = {id(held): number for number, held in enumerate(offers)}
    return [sorted(group, key=lambda held: (held.exploratory, order[id(held)])) for _, group in groups]


def _alternative(held: Held) -> _Alternative:
    return _Alternative((held,), _valued(held.item.package))


def _said(stated: Stated) -> _Alternative:
    return _Alternative(stated.held, {stated.issue: stated.values} if stated.values is not None else {})


def _valued(terms: Terms) -> Box:
    return {issue: term.values for issue, term in terms.items() if term.values is not None}


def _lines(standing: Standing, party: str) -> list[Held]:
    return sorted([*standing.red_lines(party), *standing.preconditions(party)], key=lambda held: held.key)


def _clauses(held: Held) -> Iterator[_Clause]:
    """What an item rules out. A value that is not named rules nothing out, and meets no condition for certain."""
    match held.item:
        case RedLine() as line:
            for issue, values in _valued(line.must).items():
                yield _Clause(held, {issue: ~values}, {})
            yield from _clause(held, line.never, line.unless)
        case Precondition(before=before, requires=requires) if not isinstance(before, str):
            yield from _clause(held, before, requires)


def _clause(held: Held, never: Terms, unless: Terms) -> Iterator[_Clause]:
    inside, spared = _valued(never), _valued(unless)
    if never and len(inside) == len(never) and (spared or not unless):
        yield _Clause(held, inside, spared)


def _cells(scale: Scale, sets: Iterable[Values]) -> tuple[Values, ...]:
    """A scale cut into what the sets tell apart: each bound as a cell of its own, and the open stretches between."""
    if scale.finite:
        return tuple(Options.of(scale, name) for name in scale.members)
    whole = scale.everything
    assert isinstance(whole, Spans)
    ((low, high),) = whole.pieces
    bounds = {cut for values in sets if isinstance(values, Spans) for piece in values.pieces for cut in piece}
    marks = {value for value, _ in bounds - {low}} | ({TOP} if scale.top else set())  # nothing is a way from the top
    cuts = {(value, side) for value in marks for side in (0, 1) if low < (value, side) < high}
    found = (Spans.between(scale, *ends) for ends in pairwise(sorted({low, high, *cuts})))
    return tuple(cell for cell in found if cell)


# -- without the solver -------------------------------------------------------------------------------------------


class _TooManySteps(Exception):
    """The branches are too many to try them one by one."""


def _fits(matter: _Matter) -> bool:
    """Whether one alternative of every group, and none of the clauses, leave room for a package."""
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


def _room(box: Box, choices: Sequence[_Group], clauses: Sequence[_Clause], steps: Iterator[int]) -> bool:
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


# -- with the solver ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """A package the solver found, by numbers: a cell on each issue, an alternative of each group, who moves how far."""

    value: dict[int, int]
    chosen: dict[int, int]
    moves: dict[tuple[int, int], int]  # party and issue to rank
    bound: frozenset[int]  # items it agrees with

    def number(self, name: str, key: tuple[int, ...]) -> int:
        """The last number of one of its atoms; for a party that does not move, 0."""
        if name == "moves":
            return self.moves.get((key[0], key[1]), 0)
        return (self.chosen if name == "chosen" else self.value)[key[0]]


Items = frozenset[int]


@dataclass
class _Solver:
    """The logic program with the facts of one matter, and the questions put to it."""

    matter: _Matter
    control: Control = field(init=False)
    ranks: dict[tuple[int, int], set[int]] = field(default_factory=dict)  # how far a party can be on an issue
    literals: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    bound: list[int] = field(default_factory=list)  # an item's literal
    calls: int = 0

    def __post_init__(self) -> None:
        from clingo import Control

        self.control = Control(["--warn=none", "--seed=1", "--sign-def=pos"])
        self.control.load(str(PROGRAM))
        self.control.add("base", [], "\n".join(self._facts()))
        self.control.ground([("base", [])])
        self._mode("ignore")
        self.bound = [self._literal("bound", (item,)) for item in range(len(self.matter.items))]

    def _mode(self, mode: str) -> None:
        self.control.configuration.solve.opt_mode = mode  # type: ignore[union-attr]

    def _facts(self) -> Iterator[str]:
        matter = self.matter
        number = {issue: n for n, issue in enumerate(matter.issues)}
        for issue, cells in matter.cells.items():
            yield f"issue({number[issue]}). cell({number[issue]},0..{len(cells) - 1})."
        yield from self._groups(number)
        for n, held in enumerate(matter.items):
            yield f"item({n})."
            for k, clause in enumerate(matter.clauses):
                if clause.held is held:
                    yield f"clause({k},{n})."
        for k, clause in enumerate(matter.clauses):
            for name, box in (("never", clause.never), ("unless", clause.unless)):
                for issue, values in box.items():
                    yield f"{name}_on({k},{number[issue]})."
                    inside = (c for c, cell in enumerate(matter.cells[issue]) if _inside(cell, values))
                    yield "".join(f"{name}({k},{number[issue]},{c})." for c in inside)

    def _groups(self, number: Mapping[str, int]) -> Iterator[str]:
        sets: dict[str, dict[Values, int]] = {issue: {} for issue in number}
        total = 0
        for g, group in enumerate(self.matter.groups):
            yield f"group({g},{self.matter.parties.index(group.party)}). alternative({g},0..{len(group.alternatives) - 1})."
            for a, one in enumerate(group.alternatives):
                for issue, values in one.terms.items():
                    if values not in sets[issue]:
                        sets[issue][values] = total
                        total += 1
                    yield f"says({g},{a},{number[issue]},{sets[issue][values]})."
        for issue, known in sets.items():
            cells = self.matter.cells[issue]
            far = {
                (s, c): _far(v, cell) for v, s in known.items() for c, cell in enumerate(cells) if not _inside(cell, v)
            }
            rank = {key: n for n, key in enumerate(sorted(set(far.values())), 1)}
            yield "".join(f"away({s},{c},{rank[key]})." for (s, c), key in far.items())
            for p in range(len(self.matter.parties)):
                self.ranks[p, number[issue]] = set(rank.values())

    # -- asking -----------------------------------------------------------------------------------------------

    def model(self, *extra: _Assumed, still: bool = False, held: Items | None = None) -> _Found | None:
        """A package under some assumptions, with all items binding or only these; None where there is none."""
        self.calls += 1
        with self.control.solve(assumptions=self._assumed(extra, still, held), yield_=True) as handle:
            found = handle.model()
            return _read(found) if found is not None else None

    def _assumed(self, extra: Iterable[_Assumed], still: bool, held: Items | None) -> list[int]:
        binding = range(len(self.matter.items)) if held is None else sorted(held)
        literals = [self.bound[item] for item in binding]
        wanted: list[_Assumed] = [*extra, *([("still", (), True)] if still else [])]
        return literals + [self._literal(name, numbers) * (1 if truth else -1) for name, numbers, truth in wanted]

    def _literal(self, name: str, numbers: tuple[int, ...]) -> int:
        """The solver's number for an atom; for one that can never hold, that of what is never true."""
        from clingo import Function, Number

        if (name, numbers) not in self.literals:
            atom = self.control.symbolic_atoms[Function(name, [Number(one) for one in numbers])]
            self.literals[name, numbers] = -self._literal("true", ()) if atom is None else atom.literal
        return self.literals[name, numbers]

    def first(self, found: _Found) -> _Found:
        """The same moves with the first alternatives and the lowest cells that allow them, whichever was found."""
        matter, fixed = self.matter, self._moving(found)
        for g, group in enumerate(matter.groups):
            found = self._earliest(found, fixed, "chosen", (g,), range(len(group.alternatives)))
        for i, issue in enumerate(matter.issues):
            found = self._earliest(found, fixed, "value", (i,), range(len(matter.cells[issue])))
        return found

    def _earliest(
        self, found: _Found, fixed: list[_Assumed], name: str, key: tuple[int, ...], among: Iterable[int]
    ) -> _Found:
        """The package with the least number on one atom, which is then held fast; no number is less than any."""
        now = found.number(name, key)
        while now:
            earlier = self.model(*fixed, *((name, (*key, n), False) for n in among if n >= now))
            if earlier is None:
                break
            found, now = earlier, earlier.number(name, key)
        if name == "moves" and not now:
            fixed.append(("moves", key, False))
        else:
            fixed.append((name, (*key, now), True))
        return found

    def _moving(self, found: _Found) -> list[_Assumed]:
        """The assumptions that hold the moves of a package fast: as far as there, and nobody else."""
        return [
            ("moves", (*key, found.moves[key]), True) if key in found.moves else ("moves", key, False)
            for key in sorted(self.ranks)
        ]

    def nearest(self) -> tuple[list[_Found], bool]:
        """The packages that bind nobody's item to give, nearest to what is stated; whether there are more."""
        cost = self._least()
        if cost is None:
            return [], False
        self._ground("nearest", *cost)
        kinds: list[_Found] = []
        while (found := self.model()) is not None:
            if len(kinds) == SHOWN:
                return sorted(kinds, key=_order), True
            found = self.first(self._closest(found))
            kinds.append(found)
            self._exclude(len(kinds), found)
        return sorted(kinds, key=_order), False

    def _least(self) -> tuple[int, int] | None:
        """How many parties have to move at least, and then on how many issues."""
        self._mode("opt")
        cost: list[int] | None = None
        with self.control.solve(assumptions=self._assumed((), False, None), yield_=True) as handle:
            for found in handle:
                cost = list(found.cost)
        self._mode("ignore")
        return (cost[0], cost[1]) if cost else None

    def _closest(self, found: _Found) -> _Found:
        """From one package to one that none beats: as near as can be for one party on one issue after the other."""
        fixed: list[_Assumed] = []
        for key in sorted(self.ranks):
            found = self._earliest(found, fixed, "moves", key, sorted(self.ranks[key]))
        return found

    def _exclude(self, k: int, found: _Found) -> None:
        """No more packages that this one beats, nor others with the same moves."""
        box = _box(self.matter, found)
        facts = [f"found({k},{p},{i},{rank})." for (p, i), rank in sorted(found.moves.items())]
        for i in sorted({issue for _, issue in found.moves}):
            issue = self.matter.issues[i]
            inside = (c for c, cell in enumerate(self.matter.cells[issue]) if _inside(cell, box[issue]))
            facts += [f"ends({k},{i},{c})." for c in inside]
        self.control.add(f"seen{k}", [], "".join(facts))
        self.control.ground([(f"seen{k}", [])])
        self._ground("found", k)

    def _ground(self, part: str, *numbers: int) -> None:
        from clingo import Number

        self.control.ground([(part, [Number(one) for one in numbers])])

    # -- why there is none --------------------------------------------------------------------------------------

    def ways_out(self) -> tuple[list[Items], list[Items]]:
        """The minimal sets of at most three items to give up; and the minimal conflicts that make them so.

        Whatever opens a package has to give up one item of every conflict. So the smallest such sets are tried: where
        one does not open a package, it leaves a conflict not known before, until all are known that matter here.
        """
        everything, known, ways = frozenset(range(len(self.matter.items))), list[Items](), list[Items]()
        while (fresh := next((s for s in _hitting(known, COMPLETE) if s not in ways), None)) is not None:
            core = self._core(everything - fresh)
            if core is None:
                ways.append(fresh)
            else:
                known.append(core)
        return ways, known

    def _core(self, held: Items) -> Items | None:
        """A minimal conflict among some items; None where they can all hold."""
        core = self._unsatisfied(held)
        for item in sorted(core or ()):
            if core is not None and item in core:
                core = self._unsatisfied(core - {item}) or core
        return core

    def _unsatisfied(self, held: Items) -> Items | None:
        """A conflict among some items as the solver comes upon it; None where they can all hold."""
        self.calls += 1
        with self.control.solve(assumptions=self._assumed((), False, held), yield_=True) as handle:
            if handle.model() is not None:
                return None
            core = set(handle.core())
        return frozenset(item for item in held if self.bound[item] in core)

    def conflicts(self, known: list[Items]) -> tuple[list[Items], list[Items], bool]:
        """All minimal conflicts, or as many as are worth the time; ways out come upon; and whether these are all.

        A map of the sets of items not yet decided: each set is either a conflict, or grows to one with nothing more
        to add, so that the rest is a minimal way out; either way it decides all sets above or below it.
        """
        undecided, everything = _Map(len(self.matter.items)), frozenset(range(len(self.matter.items)))
        found, ways, start = list(known), list[Items](), self.calls
        for core in known:
            undecided.exclude(f"in({item})" for item in core)
        while (candidate := undecided.next()) is not None:
            if (ways and len(found) >= CONFLICTS) or self.calls - start > ROUNDS:
                return found, ways, False
            fresh = self._core(candidate)
            if fresh is None:
                ways.append(everything - self._grown(candidate))
                undecided.exclude(f"not in({item})" for item in ways[-1])
            else:
                found.append(fresh)
                undecided.exclude(f"in({item})" for item in fresh)
        return found, ways, True

    def some_way_out(self) -> Items:
        """A minimal set of items to give up, which need not be the smallest."""
        return frozenset(range(len(self.matter.items))) - self._grown(frozenset())

    def _grown(self, held: Items) -> Items:
        """A set of items that can all hold, with all that can be added to it."""
        for item in range(len(self.matter.items)):
            if item not in held and (more := self.model(held=held | {item})) is not None:
                held = more.bound
        return held


class _Map:
    """The sets of items not yet decided, from the largest down."""

    def __init__(self, items: int) -> None:
        from clingo import Control

        self.control, self.rules = Control(["--warn=none", "--seed=1", "--sign-def=pos"]), 0
        self.control.add("base", [], f"{{ in(0..{items - 1}) }}.")
        self.control.ground([("base", [])])

    def next(self) -> Items | None:
        """A set not yet decided; None where all are."""
        with self.control.solve(yield_=True) as handle:
            model = handle.model()
            return None if model is None else frozenset(one.arguments[0].number for one in model.symbols(atoms=True))

    def exclude(self, literals: Iterable[str]) -> None:
        """Leave out the sets in which all of these literals hold."""
        self.rules += 1
        self.control.add(f"rule{self.rules}", [], f":- {', '.join(literals)}.")
        self.control.ground([(f"rule{self.rules}", [])])


_Assumed = tuple[str, tuple[int, ...], bool]
"""An atom by name and arguments, and whether it is to be true."""


def _read(model: Model) -> _Found:
    found: dict[str, list[list[int]]] = {"value": [], "chosen": [], "moves": [], "bound": []}
    for symbol in model.symbols(shown=True):
        found[symbol.name].append([one.number for one in symbol.arguments])
    return _Found(
        {issue: cell for issue, cell in found["value"]},  # noqa: C416 - mypy knows no lists of two
        {group: one for group, one in found["chosen"]},  # noqa: C416
        {(party, issue): rank for party, issue, rank in found["moves"]},
        frozenset(item for (item,) in found["bound"]),
    )


def _order(found: _Found) -> list[tuple[int, int, int]]:
    return sorted((*key, rank) for key, rank in found.moves.items())


def _hitting(conflicts: Sequence[Items], most: int) -> list[Items]:
    """The minimal sets, of at most so many, that share an item with every conflict: smallest first."""
    found: set[Items] = set()

    def extend(chosen: Items) -> None:
        missed = next((conflict for conflict in conflicts if not conflict & chosen), None)
        if missed is None:
            found.add(chosen)
        elif len(chosen) < most:
            for item in missed:
                extend(chosen | {item})

    extend(frozenset())
    minimal = [one for one in found if not any(other < one for other in found)]
    return sorted(minimal, key=lambda one: (len(one), sorted(one)))


# -- from numbers to what is said ---------------------------------------------------------------------------------


def _inside(cell: Values, values: Values) -> bool:
    """Whether a cell lies within a set."""
    if isinstance(cell, Options) or isinstance(values, Options):
        return cell <= values
    ((low, high),) = cell.pieces
    return any(first <= low and high <= last for first, last in values.pieces)


def _far(values: Values, cell: Values) -> tuple[bool, Decimal, bool]:
    """How far a cell lies from a set: first what has a distance, then by how much, then whether it is reached exactly."""
    if isinstance(cell, Options) or isinstance(values, Options):
        distance = values.distance(cell)
        return (distance is None, distance or Decimal(0), False)
    ((low, high),) = cell.pieces
    days = 1 if cell.scale.kind == "date" else 0
    ways = [_way(piece, (low, high), days) for piece in values.pieces]
    return min(ways, default=(True, Decimal(0), False))


def _way(piece: tuple[Cut, Cut], cell: tuple[Cut, Cut], days: int) -> tuple[bool, Decimal, bool]:
    (first, last), (low, high) = piece, cell
    below, above, exact = (last, low, low[1] == 0) if last <= low else (high, first, high[1] == 1)
    if above[0] == TOP:
        return (True, Decimal(0), False)
    return (False, above[0] - (below[0] - days), not (exact or days))


def _box(matter: _Matter, found: _Found) -> dict[str, Values]:
    """All that the package may grow to, issue by issue, with the same moves and without touching what is ruled out."""
    terms = _terms(matter, found)
    box = {issue: matter.cells[issue][found.value[i]] for i, issue in enumerate(matter.issues)}
    for issue in matter.issues:
        stated = [values for party, key, values, _ in terms if key == issue]
        profile = [_place(values, box[issue]) for values in stated]
        others = [c for c in matter.cells[issue] if [_place(values, c) for values in stated] == profile]
        concerned = [one for one in matter.clauses if issue in one.package]
        if not concerned:
            box[issue] = _together(others)
            continue
        for cell in others:
            wider: dict[str, Values] = {**box, issue: box[issue] | cell}
            if not any(clause.bites(wider) for clause in concerned):
                box = wider
    return {i: v for i, v in box.items() if i in matter.spoken or v != v.scale.everything}


def _together(cells: Sequence[Values]) -> Values:
    whole = cells[0]
    for cell in cells[1:]:
        whole = whole | cell
    return whole


def _place(values: Values, cell: Values) -> tuple[bool, Decimal, bool] | None:
    return None if _inside(cell, values) else _far(values, cell)


def _terms(matter: _Matter, found: _Found) -> list[tuple[str, str, Values, tuple[Held, ...]]]:
    """What each party stands on in a package: issue by issue, with the offers that say so."""
    return [
        (group.party, issue, values, group.alternatives[found.chosen[g]].offers)
        for g, group in enumerate(matter.groups)
        for issue, values in group.alternatives[found.chosen[g]].terms.items()
    ]


def _on_the_table(matter: _Matter, found: _Found, box: Box) -> Package:
    chosen = (held for g, group in enumerate(matter.groups) for held in group.alternatives[found.chosen[g]].offers)
    offers = tuple({id(held): held for held in chosen}.values())
    rejected = tuple((held, answer) for held in offers for answer in _rejections(matter, held))
    return Package(box, offers, rejected, matter.unspecified)


def _rejections(matter: _Matter, held: Held) -> list[Answered]:
    """The answers of other principals that turn an offer down and are their last word on it."""
    last = {answer.party: answer for answer in held.answers if answer.response.answer != "considers"}
    return [last[party] for party in matter.parties if party in last and last[party].response.answer == "rejects"]


def _near(matter: _Matter, found: _Found) -> Near:
    box, terms = _box(matter, found), _terms(matter, found)
    moves = []
    for p, i in sorted(found.moves):
        party, issue = matter.parties[p], matter.issues[i]
        start, offers = next((values, offers) for who, key, values, offers in terms if (who, key) == (party, issue))
        apart = [
            h for who, key, values, held in terms if key == issue and who != party and not values & start for h in held
        ]
        stayed = {**box, issue: start}
        apart += [one.held for one in matter.clauses if issue in one.package and one.bites(stayed)]
        distance, unit = start.distance(box[issue]), matter.book.issue(issue).scale.measure
        others = tuple({id(held): held for held in apart}.values())
        moves.append(
            Move(party, issue, start, box[issue], distance, unit if distance is not None else None, offers, others)
        )
    return Near(box, tuple(moves), tuple(issue for issue in box if issue not in matter.spoken))


def _named(matter: _Matter, sets: Iterable[Items]) -> tuple[Conflict, ...]:
    found = [tuple(matter.items[item] for item in sorted(one)) for one in sets]
    return tuple(sorted(found, key=lambda items: (len(items), [held.key for held in items])))


__all__ = [
    "Conflict",
    "Deal",
    "Move",
    "Near",
    "Package",
    "connected",
    "deal",
    "meets",
    "on_the_table",
    "within_red_lines",
]
