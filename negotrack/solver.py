"""The logic program of packages: the facts of one matter, the questions put to the solver, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.matter import Matter
from negotrack.values import TOP, Cut, Options, Values

if TYPE_CHECKING:
    from clingo import Control, Model, Symbol

PROGRAM = Path(__file__).with_name("package.lp")
SHOWN = 5  # packages near to what is stated
COMPLETE = 3  # ways out are complete up to this many items
CONFLICTS = 20  # minimal conflicts, beside those that the ways out rest on
ROUNDS = 400  # solver calls spent on looking for more of them


@dataclass(frozen=True, slots=True)
class Found:
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
class Solver:
    """The logic program with the facts of one matter, and the questions put to it."""

    matter: Matter
    control: Control = field(init=False)
    ranks: dict[tuple[int, int], set[int]] = field(default_factory=dict)  # how far a party can be on an issue
    literals: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    bound: list[int] = field(default_factory=list)  # an item's literal
    atoms: dict[Symbol, tuple[str, tuple[int, ...]]] = field(
        default_factory=dict
    )  # an atom's name and numbers, once read
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
                    inside = (c for c, cell in enumerate(matter.cells[issue]) if lies_within(cell, values))
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
                (s, c): far_from(v, cell)
                for v, s in known.items()
                for c, cell in enumerate(cells)
                if not lies_within(cell, v)
            }
            rank = {key: n for n, key in enumerate(sorted(set(far.values())), 1)}
            yield "".join(f"away({s},{c},{rank[key]})." for (s, c), key in far.items())
            for p in range(len(self.matter.parties)):
                self.ranks[p, number[issue]] = set(rank.values())

    # -- asking -----------------------------------------------------------------------------------------------

    def model(self, *extra: Assumed, still: bool = False, held: Items | None = None) -> Found | None:
        """A package under some assumptions, with all items binding or only these; None where there is none."""
        self.calls += 1
        with self.control.solve(assumptions=self._assumed(extra, still, held), yield_=True) as handle:
            found = handle.model()
            return self._read(found) if found is not None else None

    def _read(self, model: Model) -> Found:
        told: dict[str, list[tuple[int, ...]]] = {"value": [], "chosen": [], "moves": [], "bound": []}
        for symbol in model.symbols(shown=True):
            if symbol not in self.atoms:
                self.atoms[symbol] = symbol.name, tuple([one.number for one in symbol.arguments])
            name, numbers = self.atoms[symbol]
            told[name].append(numbers)
        return Found(
            {one[0]: one[1] for one in told["value"]},
            {one[0]: one[1] for one in told["chosen"]},
            {(party, issue): rank for party, issue, rank in told["moves"]},
            frozenset(item for (item,) in told["bound"]),
        )

    def _assumed(self, extra: Iterable[Assumed], still: bool, held: Items | None) -> list[int]:
        binding = range(len(self.matter.items)) if held is None else sorted(held)
        literals = [self.bound[item] for item in binding]
        wanted: list[Assumed] = [*extra, *([("still", (), True)] if still else [])]
        return literals + [self._literal(name, numbers) * (1 if truth else -1) for name, numbers, truth in wanted]

    def _literal(self, name: str, numbers: tuple[int, ...]) -> int:
        """The solver's number for an atom; for one that can never hold, that of what is never true."""
        if (name, numbers) not in self.literals:
            from clingo import Function, Number

            atom = self.control.symbolic_atoms[Function(name, [Number(one) for one in numbers])]
            self.literals[name, numbers] = -self._literal("true", ()) if atom is None else atom.literal
        return self.literals[name, numbers]

    def first(self, found: Found) -> Found:
        """The same moves with the first alternatives and the lowest cells that allow them, whichever was found."""
        matter, fixed = self.matter, self._moving(found)
        for g, group in enumerate(matter.groups):
            found = self._earliest(found, fixed, "chosen", (g,), range(len(group.alternatives)))
        for i, issue in enumerate(matter.issues):
            found = self._earliest(found, fixed, "value", (i,), range(len(matter.cells[issue])))
        return found

    def _earliest(
        self, found: Found, fixed: list[Assumed], name: str, key: tuple[int, ...], among: Iterable[int]
    ) -> Found:
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

    def _moving(self, found: Found) -> list[Assumed]:
        """The assumptions that hold the moves of a package fast: as far as there, and nobody else."""
        return [
            ("moves", (*key, found.moves[key]), True) if key in found.moves else ("moves", key, False)
            for key in sorted(self.ranks)
        ]

    def nearest(self) -> tuple[list[Found], bool]:
        """The packages that bind nobody's item to give, nearest to what is stated; whether there are more."""
        cost = self._least()
        if cost is None:
            return [], False
        self._ground("nearest", *cost)
        kinds: list[Found] = []
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

    def _closest(self, found: Found) -> Found:
        """From one package to one that none beats: as near as can be for one party on one issue after the other."""
        fixed: list[Assumed] = []
        for key in sorted(self.ranks):
            found = self._earliest(found, fixed, "moves", key, sorted(self.ranks[key]))
        return found

    def _exclude(self, k: int, found: Found) -> None:
        """No more packages that this one beats, nor others with the same moves."""
        box = room(self.matter, found)
        facts = [f"found({k},{p},{i},{rank})." for (p, i), rank in sorted(found.moves.items())]
        for i in sorted({issue for _, issue in found.moves}):
            issue = self.matter.issues[i]
            inside = (c for c, cell in enumerate(self.matter.cells[issue]) if lies_within(cell, box[issue]))
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


Assumed = tuple[str, tuple[int, ...], bool]
"""An atom by name and arguments, and whether it is to be true."""


def _order(found: Found) -> list[tuple[int, int, int]]:
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


def lies_within(cell: Values, values: Values) -> bool:
    """Whether a cell lies within a set."""
    if isinstance(cell, Options) or isinstance(values, Options):
        return cell <= values
    ((low, high),) = cell.pieces
    return any(first <= low and high <= last for first, last in values.pieces)


def far_from(values: Values, cell: Values) -> tuple[bool, Decimal, bool]:
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


def room(matter: Matter, found: Found) -> dict[str, Values]:
    """All that the package may grow to, issue by issue, with the same moves and without touching what is ruled out."""
    terms = stands(matter, found)
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
    return None if lies_within(cell, values) else far_from(values, cell)


def stands(matter: Matter, found: Found) -> list[tuple[str, str, Values, tuple[Held, ...]]]:
    """What each party stands on in a package: issue by issue, with the offers that say so."""
    return [
        (group.party, issue, values, group.alternatives[found.chosen[g]].offers)
        for g, group in enumerate(matter.groups)
        for issue, values in group.alternatives[found.chosen[g]].terms.items()
    ]
