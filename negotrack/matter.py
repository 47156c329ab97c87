"""What has to be reconciled: what each party stands on, what each rules out, and the cells that tells values apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from negotrack.book import Book, Precondition, RedLine, Terms
from negotrack.frozen import dataclass
from negotrack.held import Held, Stated
from negotrack.standing import Standing
from negotrack.values import TOP, Options, Scale, Spans, Values

Box = Mapping[str, Values]
"""A set of values for each issue named; any value on the others. Every choice within it is a package."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a party would close a group of issues: an offer of its own, or what it has stated."""

    offers: tuple[Held, ...]
    terms: Box  # only where a value is named


@dataclass(frozen=True, slots=True)
class Group:
    """A party's alternatives: its standing offers that share issues, or its word on one issue without such an offer."""

    party: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Clause:
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
class Matter:
    """What has to be reconciled: what each party stands on, and what each rules out."""

    book: Book
    parties: tuple[str, ...]
    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]
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
    def named(self) -> frozenset[tuple[str, str]]:
        """Who has stated values on which issue."""
        return frozenset(
            (group.party, issue) for group in self.groups for one in group.alternatives for issue in one.terms
        )

    @cached_property
    def shared(self) -> frozenset[str]:
        """The issues on which more than one party has stated values."""
        speakers = Counter(issue for _, issue in self.named)
        return frozenset(issue for issue, count in speakers.items() if count > 1)

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
        return {issue: cells(self.book.issue(issue).scale, found) for issue, found in sets.items()}

    @cached_property
    def items(self) -> tuple[Held, ...]:
        """The red lines and preconditions that rule something out, by name."""
        return tuple(sorted({clause.held.key: clause.held for clause in self.clauses}.values(), key=lambda h: h.key))


@dataclass(frozen=True, slots=True)
class Share:
    """What one party brings to the matter among some; it stays so until the party says or loses something."""

    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]
    unspecified: tuple[tuple[str, str], ...]


def matter_of(standing: Standing, among: Iterable[str] | None = None, known: dict[str, Share] | None = None) -> Matter:
    """What has to be reconciled among the principals, or the parties named.

    `known` holds the shares of these parties that are the same as before; those that are missing are put into it.
    """
    parties = tuple(standing.book.principals if among is None else dict.fromkeys(among))
    shares = {} if known is None else known
    for party in parties:
        if party not in shares:
            shares[party] = _share(standing, party, parties)
    return Matter(
        standing.book, parties, tuple([one for party in parties for one in shares[party].groups]),
        tuple([one for party in parties for one in shares[party].clauses]),
        tuple(sorted(one for party in parties for one in shares[party].unspecified)),
    )  # fmt: skip


def _share(standing: Standing, party: str, parties: Iterable[str]) -> Share:
    toward = [other for other in parties if other != party]
    offers = [held for held in standing.offers(party) if held.reaches(*toward)]
    offered = {issue for held in offers for issue in held.item.package}
    groups: list[Group] = []
    unspecified: set[tuple[str, str]] = set()
    for alternatives in connected(offers):
        groups.append(Group(party, tuple(_alternative(held) for held in alternatives)))
        unspecified |= {
            (party, issue) for h in alternatives for issue, term in h.item.package.items() if _unnamed(term.values)
        }
    for issue in standing.book.keys:
        stated = None if issue in offered else standing.stated(party, issue, toward)
        if stated is not None:
            groups.append(Group(party, (_said(stated),)))
            if _unnamed(stated.values):
                unspecified.add((party, issue))
    valued = (one for one in unspecified if standing.book.issue(one[1]).scale.kind != "text")
    ruled = (clause for held in _lines(standing, party) for clause in clauses(held))
    return Share(tuple(groups), tuple(ruled), tuple(valued))


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


def _alternative(held: Held) -> Alternative:
    return Alternative((held,), _valued(held.item.package))


def _said(stated: Stated) -> Alternative:
    return Alternative(stated.held, {stated.issue: stated.values} if stated.values is not None else {})


def _valued(terms: Terms) -> Box:
    return {issue: term.values for issue, term in terms.items() if term.values is not None}


def _lines(standing: Standing, party: str) -> list[Held]:
    return sorted([*standing.red_lines(party), *standing.preconditions(party)], key=lambda held: held.key)


def clauses(held: Held) -> Iterator[Clause]:
    """What an item rules out. A value that is not named rules nothing out, and meets no condition for certain."""
    match held.item:
        case RedLine() as line:
            for issue, values in _valued(line.must).items():
                yield Clause(held, {issue: ~values}, {})
            yield from _clause(held, line.never, line.unless)
        case Precondition(before=before, requires=requires) if not isinstance(before, str):
            yield from _clause(held, before, requires)


def _clause(held: Held, never: Terms, unless: Terms) -> Iterator[Clause]:
    inside, spared = _valued(never), _valued(unless)
    if never and len(inside) == len(never) and (spared or not unless):
        yield Clause(held, inside, spared)


def cells(scale: Scale, sets: Iterable[Values]) -> tuple[Values, ...]:
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
