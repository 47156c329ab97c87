"""A draft against what each party holds: clause by clause, as a whole, and step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from negotrack.book import Offer, Precondition, RedLine, Term, Terms
from negotrack.draft import Course, Draft, course
from negotrack.frozen import dataclass
from negotrack.held import Answered, Held, Pact, Stated
from negotrack.matter import connected
from negotrack.reasons import Fact
from negotrack.standing import Standing
from negotrack.values import Values, union

ClauseName = Literal["accepted", "inside", "unknown", "partly", "outside", "waiting", "ruled-out"]
CLAUSES: tuple[ClauseName, ...] = ("accepted", "inside", "unknown", "partly", "outside", "waiting", "ruled-out")
"""How a party stands to a clause, the best first."""

WholeName = Literal["accepted", "inside", "unknown", "partial", "mixed", "partly", "outside", "waiting", "ruled-out"]
WHOLES: tuple[WholeName, ...] = (
    "accepted", "inside", "unknown", "partial", "mixed", "partly", "outside", "waiting", "ruled-out",
)  # fmt: skip
"""How a party stands to a draft as a whole, the best first."""

Why = Literal["", "unstated", "unspecified", "alternative", "scopes", "text", "stale", "open"]
Comes = Literal["never", "later", "together"]


@dataclass(frozen=True, slots=True)
class Wait:
    """That an item asks for something first, and when the draft brings it: never, later, or in the same step.

    `before` is what has to wait: talks, the deal, or an issue of the draft, which comes in step `step`; the term asked
    for comes in step `at`. Steps are numbered as the draft does; 0 is a step it leaves unsaid.
    """

    held: Held
    before: str
    needs: Term
    comes: Comes
    step: int
    at: int = 0

    @property
    def fact(self) -> Fact:
        """The statement that asks for it."""
        return self.held.fact(self.needs.issue)


@dataclass(frozen=True, slots=True)
class Clause:
    """How a party stands to one term of a draft.

    `place` is where the term lies to what the party has stated, whatever else there is; `distance` how far outside.
    `lines` are the red lines and preconditions that rule it out, or part of what it leaves open; `spared` the red lines
    on its issue that leave all of it.
    """

    party: str
    issue: str
    name: ClauseName
    stated: Stated | None = None
    place: Literal["", "inside", "partly", "outside"] = ""
    distance: Decimal | None = None
    by: Pact | Held | None = None  # what accepts it
    lines: tuple[Held, ...] = ()
    spared: tuple[Held, ...] = ()
    waits: tuple[Wait, ...] = ()
    why: Why = ""  # where it is unknown
    elsewhere: tuple[Stated, ...] = ()  # what it has said under another scope


@dataclass(frozen=True, slots=True)
class Whole:
    """How a party stands to a draft as a whole.

    `lines` rule it out; `met` are conditional red lines and preconditions that the draft itself satisfies; `waits`
    keep talks or the deal waiting; `mixed` are the offers among which none alone holds all its clauses; `left_out` are
    terms the party asks for in return, on which the draft is silent; `answered` its last answer to it.
    """

    party: str
    name: WholeName
    clauses: tuple[Clause, ...]
    lines: tuple[Held, ...] = ()
    met: tuple[Held, ...] = ()
    waits: tuple[Wait, ...] = ()
    mixed: tuple[tuple[Held, ...], ...] = ()
    left_out: tuple[tuple[Held, str], ...] = ()
    answered: Answered | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A draft against some parties; `breaks` are what its own steps break, where it has steps."""

    draft: Draft
    parties: tuple[Whole, ...]
    breaks: tuple[Wait, ...] = ()

    @property
    def name(self) -> WholeName:
        """The worst that any party's answer to the whole is."""
        return max((one.name for one in self.parties), key=WHOLES.index)


def assess(standing: Standing, draft: Draft, among: Iterable[str] | None = None) -> Assessment:
    """A draft against the principals, or the parties named: only by what each has stated and still holds."""
    parties = tuple(standing.book.principals if among is None else dict.fromkeys(among))
    steps = course(standing, draft)
    wholes, breaks = [], list[Wait]()
    for party in parties:
        toward = [other for other in standing.book.principals if other != party]
        waits = list(_waits(standing, party, steps))
        wholes.append(_whole(standing, draft, party, toward, waits))
        breaks += waits if steps.told else []
    return Assessment(draft, tuple(wholes), tuple(breaks))


# -- what must come first -----------------------------------------------------------------------------------------


def _waits(standing: Standing, party: str, steps: Course) -> Iterator[Wait]:
    """Where the draft brings something about before what a party wants first."""
    for held in _sorted(standing.preconditions(party)):
        assert isinstance(held.item, Precondition)
        for before, place in _begins(standing, held.item, steps):
            for needs in held.item.requires.values():
                if not steps.holds(needs, place - 1):
                    yield from _wait(held, before, needs, place, steps)
    for held in _sorted(standing.red_lines(party)):
        line = held.item
        assert isinstance(line, RedLine)
        places = [steps.first(term) for term in line.never.values()]
        if not line.unless or not places or any(place is None for place in places):
            continue
        place = max(place for place in places if place is not None)
        for needs in line.unless.values():
            if not steps.holds(needs, place):
                last = list(line.never)[places.index(place)]
                yield from _wait(held, last, needs, place, steps)


def _begins(standing: Standing, item: Precondition, steps: Course) -> Iterator[tuple[str, int]]:
    """What a precondition lets wait, by the stage of the draft at which it comes."""
    if isinstance(item.before, str):
        yield item.before, steps.stage(item.before)
        return
    for issue, term in item.before.items():
        place = steps.first(term)
        if place is not None and standing.met({issue: term}) is None:
            yield issue, place


def _wait(held: Held, before: str, needs: Term, place: int, steps: Course) -> Iterator[Wait]:
    then, number = steps.from_on(needs, place), steps.stages[place].number
    if then is None:
        yield Wait(held, before, needs, "never", number)
    elif then > place:
        yield Wait(held, before, needs, "later", number, steps.stages[then].number)
    elif steps.told and number:  # both in one step; without steps, nothing is said of which comes first
        yield Wait(held, before, needs, "together", number, number)


def _sorted(found: Iterable[Held]) -> list[Held]:
    return sorted(found, key=lambda held: held.key)


# -- the whole ----------------------------------------------------------------------------------------------------


def _whole(standing: Standing, draft: Draft, party: str, toward: Sequence[str], waits: Sequence[Wait]) -> Whole:
    excluding, met = _conditions(standing, draft.terms, party)
    apart, left_out, free = _alternatives(standing, draft.terms, party, toward)
    ask = _Question(standing, draft.terms, party, toward, excluding, waits, free)
    clauses = tuple(_clause(ask, issue) for issue in draft.terms)
    mixed = [group for group in apart if _inside_one_by_one(group, clauses)]
    begin = tuple(wait for wait in waits if wait.before in ("talks", "deal"))
    names = {clause.name for clause in clauses}
    name: WholeName = "inside"
    if "ruled-out" in names:
        name = "ruled-out"
    elif begin or "waiting" in names:
        name = "waiting"
    elif "outside" in names:
        name = "outside"
    elif "partly" in names:
        name = "partly"
    elif mixed:
        name = "mixed"
    elif left_out and names != {"accepted"}:
        name = "partial"
    elif "unknown" in names:
        name = "unknown"
    elif names == {"accepted"}:
        name = "accepted"
    lines = tuple({held.key: held for one in clauses if one.name == "ruled-out" for held in one.lines}.values())
    answered = _answer(draft, party)
    return Whole(party, name, clauses, lines, met, begin, tuple(mixed), tuple(left_out), answered)


def _answer(draft: Draft, party: str) -> Answered | None:
    """A party's last answer to the offer that the draft is."""
    answers = draft.held.answers if draft.held else []
    return next((answer for answer in reversed(answers) if answer.party == party), None)


def _conditions(standing: Standing, terms: Terms, party: str) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    """The items over several issues that the draft's terms break, and those whose condition they satisfy."""
    broken, met = [], []
    for held in _sorted([*standing.red_lines(party), *standing.preconditions(party)]):
        match held.item:
            case RedLine(never=never, unless=unless) if len(never) > 1 or unless:
                pass
            case Precondition(before=before, requires=unless) if not isinstance(before, str):
                never = before
            case _:
                continue
        if not never or not all(_inside(terms.get(issue), term) for issue, term in never.items()):
            continue
        if unless and all(_inside(terms.get(issue), term) for issue, term in unless.items()):
            met.append(held)
        elif not unless or any(_apart(terms.get(issue), term) for issue, term in unless.items()):
            broken.append(held)
    return tuple(broken), tuple(met)


def _inside(term: Term | None, wanted: Term) -> bool:
    return term is not None and term.values is not None and wanted.values is not None and term.values <= wanted.values


def _apart(term: Term | None, wanted: Term) -> bool:
    """Whether a term leaves nothing of what is wanted; one that is not there leaves all."""
    if term is None or term.values is None or wanted.values is None:
        return False
    return not term.values & wanted.values


def _alternatives(
    standing: Standing, terms: Terms, party: str, toward: Sequence[str]
) -> tuple[list[tuple[Held, ...]], list[tuple[Held, str]], frozenset[str]]:
    """The groups of offers none of which holds all the draft says on their issues.

    Where one does: what it asks beyond the draft, and the issues on which only its alternatives name values.
    """
    apart: list[tuple[Held, ...]] = []
    left_out: list[tuple[Held, str]] = []
    free: set[str] = set()
    for group in connected([held for held in standing.offers(party) if held.reaches(*toward)]):
        concerned = [held for held in group if held.item.package.keys() & terms.keys()]
        if not concerned:
            continue
        fitting = [held for held in group if _holds_all(held, terms)]
        if not fitting:
            apart.append(tuple(concerned))
            continue
        missing = [
            (held, [i for i in _asked(held) if i not in terms and not _met(standing, held, i)]) for held in fitting
        ]
        held, silent = min(missing, key=lambda one: len(one[1]))
        left_out += [(held, issue) for issue in silent]
        named = {issue for one in fitting for issue, term in one.item.package.items() if term.values is not None}
        free |= {issue for one in group for issue in one.item.package} - named
    return apart, left_out, frozenset(free)


def _asked(held: Held) -> Terms:
    return held.item.asks if isinstance(held.item, Offer) else {}


def _met(standing: Standing, held: Held, issue: str) -> bool:
    return standing.met({issue: held.item.package[issue]}) is not None


def _holds_all(held: Held, terms: Terms) -> bool:
    """Whether every term of a draft on an offer's issues lies inside the offer."""
    shared = ((term, terms[issue]) for issue, term in held.item.package.items() if issue in terms)
    return all(_inside(drafted, term) for term, drafted in shared if term.values is not None)


def _inside_one_by_one(group: Sequence[Held], clauses: Iterable[Clause]) -> bool:
    """Whether the clauses on some offers' issues are inside what is stated taken one by one."""
    issues = {issue for held in group for issue in held.item.package}
    return all(one.place in ("inside", "") for one in clauses if one.issue in issues)


# -- one clause ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """What every clause of one party is asked with."""

    standing: Standing
    terms: Terms
    party: str
    toward: Sequence[str]
    excluding: Sequence[Held]  # items over several issues that rule the draft out
    waits: Sequence[Wait]
    free: frozenset[str]  # issues on which the alternatives that the draft fits name no value


def _clause(ask: _Question, issue: str) -> Clause:
    """The first that fits: ruled out; accepted; waiting; outside, in part or wholly inside what is stated; unknown."""
    standing, party, term = ask.standing, ask.party, ask.terms[issue]
    drawn = standing.ruled_out(party, issue) if term.values is not None else []
    cuts = [(held, values) for held, values in drawn if term.values and values & term.values]
    spared = tuple(held for held, values in drawn if term.values and not values & term.values)
    ruled = union(values for _, values in cuts)
    wholly = ruled is not None and term.values is not None and term.values <= ruled
    several = [held for held in ask.excluding if issue in held.item.package]
    lines = (*(held for held, _ in cuts), *several)
    mine = tuple(wait for wait in ask.waits if wait.before == issue)
    stated = standing.stated(party, issue, ask.toward)
    by, pact = _accepted(standing, party, issue, term)
    known = pact.agreement.terms[issue].values if pact else stated.values if stated else None
    place, distance = _lies(term.values, known, ruled)
    silent = pact is None and issue in ask.free and known is not None and not (term.values and term.values <= known)
    if silent:
        place, distance = "", None

    def told(name: ClauseName, why: Why = "", elsewhere: tuple[Stated, ...] = ()) -> Clause:
        return Clause(party, issue, name, stated, place, distance, by or pact, lines, spared, mine, why, elsewhere)

    if wholly or several:
        return told("ruled-out")
    if by is not None:
        return told("accepted")
    if mine:
        return told("waiting")
    if standing.book.issue(issue).scale.kind == "text":
        return told("unknown", "text")
    if term.values is None:
        return told("unknown", "open")
    if pact is None and stated is None:
        elsewhere = _elsewhere(standing, party, issue)
        return told("unknown", "scopes" if elsewhere else "unstated", elsewhere)
    if known is None or silent:
        return told("unknown", "alternative" if silent else "unspecified")
    if pact is None and stated is not None and all(standing.stale(held) for held in stated.held):
        return told("unknown", "stale")
    return told(place or "inside")


def _accepted(standing: Standing, party: str, issue: str, term: Term) -> tuple[Pact | Held | None, Pact | None]:
    """What of the party's accepts a term: an agreement in force, or an acceptance; and the agreement if it is another."""
    for held in standing.offers(party):
        item = held.item
        if isinstance(item, Offer) and item.accepts and issue in item.package:
            accepted = item.package[issue]
            if accepted.values == term.values and accepted.text == term.text:
                return held, None
    for pact in reversed(standing.pacts):
        if party in pact.agreement.parties and pact.covers(issue):
            agreed = pact.agreement.terms[issue]
            same = _inside(term, agreed) or (bool(term.text) and term.text == agreed.text)
            return (pact, None) if same else (None, pact)
    return None, None


def _lies(
    drafted: Values | None, known: Values | None, ruled: Values | None
) -> tuple[Literal["", "inside", "partly", "outside"], Decimal | None]:
    """Where a term lies to what is stated: inside, in part, or outside and how far."""
    if drafted is None or known is None:
        return "", None
    if not drafted & known:
        return "outside", known.distance(drafted)
    return ("inside" if drafted <= known and ruled is None else "partly"), None


def _elsewhere(standing: Standing, party: str, issue: str) -> tuple[Stated, ...]:
    """What a party that is silent here has said on the same matter under another scope."""
    base = issue.partition("@")[0]
    keys = [key for key in standing.book.keys if key != issue and key.partition("@")[0] == base]
    return tuple(one for key in keys if (one := standing.stated(party, key)) is not None)
