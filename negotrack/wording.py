"""Every sentence about positions: values of the core in, plain English out, each line with the statements it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from negotrack.book import (
    Agreement,
    Book,
    Day,
    Entry,
    Event,
    Item,
    Offer,
    Precondition,
    RedLine,
    Statement,
    Term,
    Terms,
)
from negotrack.compare import Agreed, Blocked, Gap, Open, Overlap, Pair, Rules, States, Turn, Unknown, Verdict
from negotrack.frozen import dataclass
from negotrack.order import Chain, Deadlock, Edge, Node
from negotrack.package import Conflict, Deal, Move, Outcome, Package
from negotrack.proof import Left, Moved, Nothing, Reached, Stuck, Supposed, claims, supposes_this
from negotrack.reasons import Derived, Fact, Reason
from negotrack.standing import Held, Pact, Standing, Stated
from negotrack.values import Scale, Values

if TYPE_CHECKING:
    from negotrack.assess import Assessment, Clause, Wait, Whole
    from negotrack.changes import Change
    from negotrack.flags import Flag
    from negotrack.history import Step
    from negotrack.levers import Lever, Levers
    from negotrack.supposing import Supposition
    from negotrack.whole import Turned

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYMBOLS = {"agreed": "✓", "overlap": "●", "open": "○", "gap": "↔", "blocked": "✗", "unknown": "?"}
MEANINGS = {
    "agreed": "an agreement between them is in force",
    "overlap": "what they have stated meets",
    "open": "only one has stated, and no red line of the other rules it out",
    "gap": "what they have stated does not meet",
    "blocked": "a red line rules it out",
    "unknown": "the statements do not say",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence and the statements it rests on.

    `number` is what later lines call it by, 0 where none does; `depth` how many suppositions it stands under.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    number: int = 0
    depth: int = 0


# -- small words --------------------------------------------------------------------------------------------------


def day_words(day: date | Day) -> str:
    """A day as people write it: `21 Dec 2023`, or `Dec 2023` where only the month is known."""
    if isinstance(day, Day):
        if day.first != day.day:
            return f"{MONTHS[day.day.month - 1]} {day.day.year}"
        day = day.day
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 statement`, `3 statements`, `no statements`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def age_words(days: int) -> str:
    """An age in the largest unit that says enough: `today`, `3 days`, `5 months`, `2 years`."""
    for size, unit in ((730, "year"), (61, "month")):
        if days >= size:
            return count(days // {"year": 365, "month": 30}[unit], unit)
    return count(days, "day") if days else "today"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *firsts, end = list(words) or [""]
    return f"{', '.join(firsts)} {last} {end}" if firsts else end


def name(book: Book, party: str) -> str:
    """A party's name."""
    return book.parties[party].name if party in book.parties else party


def names(book: Book, parties: Iterable[str]) -> str:
    """Several parties' names, as a list in a sentence."""
    return listed(name(book, party) for party in parties)


def possessive(words: str) -> str:
    """`Israel's`, `Houthis'`."""
    return f"{words}'" if words.endswith("s") else f"{words}'s"


def values_words(scale: Scale, values: Values | None, term: Term | None = None) -> str:
    """A set of values with its unit: `at least 40 people`, `at most 7 days`, `permanent`, `anything`.

    With the term it was written in, `up to all` or `from blocked on` stands where the bound leaves nothing out.
    """
    if values is None:
        return "an unnamed value"
    words = values.text
    if words == "any value":
        if term is not None and term.bare and term.exact is not None:
            return f"up to {term.exact.text}" if values.ends_with(term.exact) else f"{term.exact.text} or more"
        return "anything"
    words = _RANGE.sub(_range_words, words)
    unit = scale.unit if scale.kind in ("number", "money") and not words.endswith(scale.top or "\n") else ""
    if unit == "people" and re.fullmatch("(?:[a-z]+ )*1", words):
        unit = "person"
    return f"{words} {unit}".rstrip()


_RANGE = re.compile(r"(\S+)( [a-z%]+)?\.\.(\S+)( [a-z%]+)?")


def _range_words(match: re.Match[str]) -> str:
    """A range as it is said: `14 to 28 days` for `14 days..28 days`."""
    low, unit, high, last = match.groups("")
    return f"{low}{unit if unit.removesuffix('s') != last.removesuffix('s') else ''} to {high}{last}"


def times(number: int) -> str:
    """How often: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def figure_words(scale: Scale, value: Decimal) -> str:
    """One figure with its unit: `1.1 km`, `60 days`, `200 million USD`."""
    words = scale.figure(value)
    return f"{words} {scale.unit}".rstrip() if scale.kind in ("number", "money") and words != scale.top else words


def distance_words(scale: Scale, distance: Decimal | None) -> str:
    """A distance with its unit: `75 days`, `182 million USD`, `4 percentage points`, `2 steps`."""
    if distance is None:
        return "no measurable distance"
    if scale.kind == "levels":
        return count(int(distance), "step")
    if scale.kind == "percent":
        return f"{Scale('number').figure(distance)} percentage point{'' if distance == 1 else 's'}"
    if scale.kind == "date":
        return count(int(distance), "day")
    words = scale.figure(distance)
    return f"{words} {scale.unit}".rstrip() if scale.kind in ("number", "money") else words


def terms_words(book: Book, terms: Terms, between: str = "; ") -> str:
    """Terms in a row: `Length of the ceasefire: at most 7 days; Humanitarian aid: at most increased`."""
    return between.join(f"{book.issue(key).title}: {term_words(book, term)}" for key, term in terms.items())


def term_words(book: Book, term: Term) -> str:
    """One term's value: as it is read, or the words themselves on a scale of text."""
    if term.text:
        return f"“{term.text}”"
    about = "≈ " if term.about else ""
    return about + values_words(book.issue(term.issue).scale, term.values, term)


def stated_words(book: Book, stated: Stated) -> str:
    """What a party has put forward on an issue: its values, or its words on a scale of text."""
    terms = [held.item.package[stated.issue] for held in stated.held]
    quoted = list(dict.fromkeys(f"“{term.text}”" for term in terms if term.text))
    if quoted:
        return listed(quoted, "or")
    about = "≈ " if stated.about else ""
    return about + values_words(book.issue(stated.issue).scale, stated.values, terms[-1])


# -- what is held -------------------------------------------------------------------------------------------------


def item_words(book: Book, item: Item) -> str:
    """What an item says, as a clause without its party."""
    match item:
        case Offer():
            blocks = (("gives", item.gives), ("asks", item.asks), ("names", item.terms))
            return " — ".join(f"{verb} {terms_words(book, terms)}" for verb, terms in blocks if terms)
        case Precondition():
            before = item.before if isinstance(item.before, str) else terms_words(book, item.before)
            before = {"deal": "any deal", "talks": "any talks"}.get(before, before)
            by = f", to be brought about by {name(book, item.by)}" if item.by else ""
            return f"demands {terms_words(book, item.requires, ' and ')}{by} — before {before}"
        case RedLine():
            if item.must:
                return f"accepts only {terms_words(book, item.must)}"
            unless = f", unless {terms_words(book, item.unless)}" if item.unless else ""
            return f"rules out {terms_words(book, item.never, ' together with ')}{unless}"


def states_of(book: Book, held: Held) -> list[str]:
    """Where an item's life has led: `on the table`, `rejected by Hamas on 20 Dec 2023`, `superseded by …`."""
    words: list[str] = []
    if held.state != "standing":
        words.append(_said_again(held) or ended_words(held))
    if isinstance(held.item, Offer) and held.state in ("standing", "superseded"):
        answers: dict[str, str] = {}
        for answer in held.answers:
            verb = {"accepts": "accepted", "rejects": "rejected", "considers": "under consideration"}[
                answer.response.answer
            ]
            changed = " with changes" if answer.response.answer == "accepts" and answer.response.with_terms else ""
            answers[answer.party] = f"{verb}{changed} by {name(book, answer.party)} on {day_words(answer.entry.said)}"
        words += answers.values()
    if held.state == "standing":
        words = words or [_standing_word(held)]
    return words


def _said_again(held: Held) -> str:
    """That the next version of an item says the same, or what it is; nothing where something else ended it."""
    if held.state != "superseded" or not isinstance(held.by, Statement):
        return ""
    for item in held.by.items:
        if item.id == held.item.id:
            verb = "said again" if item == held.item else "next version"
            return f"{verb} in {held.by.id} on {day_words(held.by.said)}"
    return ""


def _standing_word(held: Held) -> str:
    if not isinstance(held.item, Offer):
        return "stands"
    word = "accepted terms stand" if held.item.accepts else "on the table"
    return f"{word}, to explore only" if held.exploratory else word


def ended_words(held: Held) -> str:
    """How an item came to an end, by which statement."""
    by = (
        f" by {held.by.id} on {day_words(held.by.said)}"
        if held.by
        else f" on {day_words(held.ended)}"
        if held.ended
        else ""
    )
    match held.state:
        case "crossed":
            return f"no longer binds: crossed{by}"
        case "overtaken":
            return f"overtaken{by}"
        case "expired":
            assert isinstance(held.item, Offer) and held.item.until is not None
            return f"expired after {day_words(held.item.until)}"
    return f"{held.state}{by}"


def over_words(book: Book, pact: Pact, issue: str) -> str:
    """That an agreement no longer holds on an issue, and why: someone left it, an event ended it, or it ran out."""
    term = pact.agreement.terms[issue]
    said = f"They had agreed on {term_words(book, term)} on {day_words(pact.agreement.said)}"
    if issue in pact.departed:
        party, entry = pact.departed[issue]
        return f"{said}; {name(book, party)} left that by {entry.id} of {day_words(entry.said)}"
    if pact.ended_by is not None:
        return f"{said}; that ended on {day_words(pact.ended_by.said)}: {entry_words(book, pact.ended_by)}"
    assert pact.agreement.until is not None, "in no other way does an agreement end"
    return f"{said}; that ran out after {day_words(pact.agreement.until)}"


def crossed_words(book: Book, held: Held) -> str:
    """That a red line no longer binds, and by which statement of its own party."""
    whose = f"{possessive(name(book, held.party))} red line {held.item.id} no longer binds"
    if held.by is None:
        return whose
    by = f"{held.by.id} of {day_words(held.by.said)}"
    return (
        f"{whose}: {'it agreed otherwise in' if isinstance(held.by, Agreement) else 'it was crossed by its own'} {by}"
    )


def offered(book: Book, issue: str, held: Held) -> str:
    """What one offer says on one issue, with its verb: `gives at most 7 days`, `asks at least 40 people`."""
    assert isinstance(held.item, Offer)
    if held.item.accepts:
        verb = f"accepts in {held.item.accepts}"
    else:
        verb = {"gives": "gives", "asks": "asks for", "terms": "names"}[held.item.side(issue)]
    return f"{verb} {term_words(book, held.item.package[issue])}"


def supposition_words(book: Book, what: Supposition) -> str:
    """What is supposed, in a sentence: `Supposing that israel/no-end-before-defeat is given up.`"""
    given_up = listed(held.label for held in what.given_up)
    clauses = [f"{given_up} {'is' if len(what.given_up) == 1 else 'are'} given up"] if given_up else []
    return f"Supposing that {listed([*clauses, *(_made_words(book, entry) for entry in what.made)])}."


def _made_words(book: Book, entry: Entry) -> str:
    holds, on = f"what {entry.place.path} holds", f"on {day_words(entry.said)}"
    match entry:
        case Statement():
            return f"{name(book, entry.party)} says {holds}, {on}"
        case Agreement():
            return f"{names(book, entry.parties)} agree to {holds}, {on}"
        case Event():
            return f"{holds} happens, {on}"


# -- verdicts -----------------------------------------------------------------------------------------------------


def verdict_words(book: Book, pair: Pair) -> str:
    """A verdict in a few words, for a cell: `gap of 75 days`, `blocked`, `agreed: 42 days`."""
    scale = book.issue(pair.issue).scale
    match pair.verdict:
        case Agreed(values):
            return f"agreed: {values_words(scale, values)}"
        case Overlap(zone):
            return f"overlap: {values_words(scale, zone)}"
        case Open(left):
            return f"open: {values_words(scale, left)}"
        case Gap(_, _, distance) if distance is not None:
            return f"gap of {distance_words(scale, distance)}"
        case verdict:
            return verdict.name


def explanation(book: Book, pair: Pair) -> list[Line]:
    """Why a verdict is what it is: the finding first, then each claim it rests on with its statements."""
    lines = [Line(_finding(book, pair))]
    lines += [_with_life(book, pair, reason, claim_line(book, reason)) for reason in pair.reasons]
    for held in pair.conditional:
        text = f"Beside it, on a condition: {name(book, held.party)} {item_words(book, held.item)}"
        lines.append(Line(text, (held.fact(pair.issue),)))
    if pair.over is not None:
        lines.append(Line(over_words(book, pair.over, pair.issue), (pair.over.fact(pair.issue),)))
    for held in pair.crossed:
        lines.append(Line(crossed_words(book, held), (held.fact(pair.issue),)))
    for party in pair.exploratory:
        lines.append(Line(f"{name(book, party)} put this forward only to explore; it does not bind"))
    for party in pair.stale:
        lines.append(Line(f"{name(book, party)} has not spoken to this for more than {book.stale_after} days: stale"))
    return lines


def _with_life(book: Book, pair: Pair, reason: Reason, line: Line) -> Line:
    """A line on what a party has stated, with what became of the offers it stated it in."""
    if not (isinstance(reason, Derived) and isinstance(reason.claim, States)):
        return line
    stated = pair.stated.get(reason.claim.party)
    if stated and (stated.values is not None or any(held.item.package[pair.issue].text for held in stated.held)):
        line = Line(f"{name(book, stated.party)} has stated {stated_words(book, stated)}", line.facts)
    lives = [(held.key, states_of(book, held)) for held in (stated.held if stated else ())]
    told = [f"{key}: {', '.join(states)}" for key, states in lives if states != ["on the table"]]
    return Line(f"{line.text} ({'; '.join(told)})", line.facts) if told else line


def _finding(book: Book, pair: Pair) -> str:
    scale = book.issue(pair.issue).scale
    both = "both have" if len(pair.parties) == 2 else "all have"
    match pair.verdict:
        case Agreed(values):
            return f"{names(book, pair.parties)} have agreed: {values_words(scale, values)}"
        case Overlap(zone):
            return f"{values_words(scale, zone)} is inside what {both} stated"
        case Open(left, by):
            return _open_words(book, pair, by, values_words(scale, left))
        case Gap() as gap:
            return _gap_words(book, scale, gap)
        case Blocked() as blocked:
            return _blocked_words(book, pair, blocked)
        case Unknown() as unknown:
            return _unknown_words(book, unknown)


def _open_words(book: Book, pair: Pair, by: tuple[str, ...], left: str) -> str:
    said = f"Only {names(book, by)} {'has' if len(by) == 1 else 'have'} stated"
    others = names(book, [party for party in pair.parties if party not in by])
    if any(isinstance(reason, Derived) and isinstance(reason.claim, Rules) for reason in pair.reasons):
        return f"{said}; the red lines leave {left}"
    return f"{said}, {left}, and no red line of {others} rules it out"


def _gap_words(book: Book, scale: Scale, gap: Gap) -> str:
    if gap.below is None or gap.above is None:
        return "What they have stated does not meet, and the scale has no distance"
    (low, below), (high, above) = gap.below, gap.above
    words = "They remain" if gap.distance is not None else "There is"
    apart = " apart" if gap.distance is not None else ""
    return (
        f"{words} {distance_words(scale, gap.distance)}{apart}: {name(book, low)} stops at {figure_words(scale, below)}, "
        f"{name(book, high)} starts at {figure_words(scale, above)}"
    )


def _blocked_words(book: Book, pair: Pair, blocked: Blocked) -> str:
    lines = listed(blocked.lines)
    scale = book.issue(pair.issue).scale
    if not blocked.ruled_out:
        sets = [stated.values for stated in pair.stated.values() if stated and stated.values is not None]
        if len(sets) == len(pair.parties) and (zone := reduce(lambda one, other: one & other, sets)):
            return (
                f"What they state meets only at {values_words(scale, zone)}, which {lines} {_rule(blocked.lines)} out"
            )
        return f"The red lines together leave nothing: {lines}"
    said = []
    for party in blocked.ruled_out:
        stated = pair.stated[party]
        said.append(f"{possessive(name(book, party))} {values_words(scale, stated.values if stated else None)}")
    return f"{listed(said)} {'is' if len(said) == 1 else 'are'} ruled out by {lines}"


def _rule(lines: tuple[str, ...]) -> str:
    return "rules" if len(lines) == 1 else "rule"


def _unknown_words(book: Book, unknown: Unknown) -> str:
    match unknown.why:
        case "unstated":
            return f"{names(book, unknown.who)} have stated nothing on it"
        case "unspecified":
            return f"{names(book, unknown.who)} spoke to it without naming a value"
        case "scopes":
            return f"{names(book, unknown.who)} spoke to it under another scope, which cannot be compared"
        case "text":
            return "It is recorded in words, which are shown and not compared"


def claim_line(book: Book, reason: Reason) -> Line:
    """One reason as a sentence with its statements."""
    match reason:
        case Derived(States(party, issue, values), because):
            if values is None:
                said = f"{name(book, party)} has spoken to it without naming a value"
            else:
                said = f"{name(book, party)} has stated {values_words(book.issue(issue).scale, values)}"
            return Line(said, _only_facts(because))
        case Derived(Rules(party, issue, line, values), because):
            out = values_words(book.issue(issue).scale, values)
            return Line(f"{name(book, party)} rules out {out} ({line})", _only_facts(because))
        case Fact(entry) as fact:
            return Line(entry_words(book, entry), (fact,))
        case _:
            return Line(str(reason.claim), _only_facts(reason.because))


def _only_facts(reasons: Iterable[Reason]) -> tuple[Fact, ...]:
    return tuple(reason for reason in reasons if isinstance(reason, Fact))


def entry_words(book: Book, entry: Entry) -> str:
    """What an entry is, in a clause: its summary, or what can be told of it."""
    match entry:
        case Statement():
            return entry.summary or _said_words(book, entry)
        case Agreement():
            return f"Agreement of {names(book, entry.parties)}" + (f": {entry.summary}" if entry.summary else "")
        case Event():
            return entry.title


def _said_words(book: Book, entry: Statement) -> str:
    """What a statement without a summary says: its first item, answer, withdrawal or denial."""
    who = name(book, entry.party)
    if entry.items:
        return f"{who} {item_words(book, entry.items[0])}"
    if entry.responses:
        return f"{who} {entry.responses[0].answer} {entry.responses[0].to}"
    what = [f"withdraws {key}" for key, _ in entry.withdraws] + [f"denies {key}" for key, _ in entry.denies]
    return f"{who} {what[0]}" if what else f"{who} states nothing"


def speaker_words(book: Book, entry: Entry) -> str:
    """On whose word: the party, its speaker, through whom."""
    if isinstance(entry, Event):
        return "event"
    who = names(book, entry.parties)
    speaker = f" ({entry.speaker})" if isinstance(entry, Statement) and entry.speaker else ""
    return who + speaker + (f", via {names(book, entry.via)}" if entry.via else "")


def citation(fact: Fact) -> str:
    """The day and the place of a statement: `19 Dec 2023 · israel/week-for-40 · positions/…yaml:14`."""
    item = f"{fact.item} · " if fact.item else ""
    return f"{day_words(fact.entry.said)} · {item}{fact.place.path}:{fact.place.line}"


# -- explanations -------------------------------------------------------------------------------------------------


def told(book: Book, roots: Iterable[Derived]) -> list[list[Line]]:
    """Claims as sentences, a list for each root: each line rests on statements, on the line before, or on numbered ones.

    A line has a number only if a later one, not the next, falls back on it. What is supposed, and all that follows
    from it, stands deeper.
    """
    return _Teller(book, tuple(roots)).paragraphs()


class _Teller:
    """The order in which claims are told, and the numbers by which later ones call them."""

    def __init__(self, book: Book, roots: tuple[Derived, ...]) -> None:
        self.book, self.roots = book, roots
        self.uses: dict[int, int] = {}
        for claim in claims(roots):
            for cause in claim.because:
                self.uses[id(cause)] = self.uses.get(id(cause), 0) + 1
        self.lines: list[list[tuple[Derived, int, bool]]] = []  # claim, depth, whether it is only recalled
        self.numbers: dict[int, int] = {}

    def paragraphs(self) -> list[list[Line]]:
        """The lines of every root."""
        known: set[int] = set()
        for root in self.roots:
            self.lines.append([])
            self._tell(root, 0, known)
        called: set[int] = set()
        for told in self.lines:
            for place, (claim, _, recalled) in enumerate(told):
                before = told[place - 1][0] if place else None
                called |= {id(claim)} if recalled else {id(one) for one in self._earlier(claim) if one is not before}
        order = [id(claim) for told in self.lines for claim, _, recalled in told if not recalled]
        self.numbers = {one: number for number, one in enumerate((one for one in order if one in called), 1)}
        return [
            [line for place, one in enumerate(told) for line in self._lines(one, told[place - 1][0] if place else None)]
            for told in self.lines
        ]

    def _tell(self, claim: Derived, depth: int, known: set[int]) -> None:
        """Put a claim after all it rests on."""
        if id(claim) in known:
            return
        known.add(id(claim))
        for cause in claim.because:
            if not isinstance(cause, Derived) or self._brief(cause):
                continue
            supposed = _supposed(claim, cause)
            if supposed is not None:
                for one in claims([cause]):
                    if not supposes_this(one, supposed) and not self._brief(one):
                        self._tell(one, depth, known)
                self.lines[-1].append((supposed, depth + 1, False))
                known.add(id(supposed))
                self._tell(cause, depth + 1, known)
            elif isinstance(cause.claim, Edge) and id(cause) in known:
                self.lines[-1].append((cause, depth, True))
            else:
                self._tell(cause, depth, known)
        self.lines[-1].append((claim, depth, False))

    def _brief(self, claim: Derived) -> bool:
        """Whether a claim only repeats one statement, and is told with what follows from it."""
        single = isinstance(claim.claim, Left) and len(claim.because) == 1 and isinstance(claim.because[0], Fact)
        return single and self.uses.get(id(claim), 0) < 2

    def _earlier(self, claim: Derived) -> list[Derived]:
        """The lines that a claim falls back on."""
        if isinstance(claim.claim, Stuck | Reached):
            return []
        return [
            cause
            for cause in claim.because
            if isinstance(cause, Derived) and not self._brief(cause) and not isinstance(cause.claim, Supposed)
        ]

    def _lines(self, one: tuple[Derived, int, bool], before: Derived | None) -> list[Line]:
        claim, depth, recalled = one
        number = self.numbers.get(id(claim), 0)
        match claim.claim:
            case Edge() as edge if recalled:
                needs = f"{node_words(self.book, edge.before)} needs {node_words(self.book, edge.needs)} first"
                return [Line(f"As ({number}) says, {needs}.", (), 0, depth)]
            case Moved(move):
                return [Line(one.text, one.facts, 0, depth) for one in move_lines(self.book, move)]
            case Stuck(chain):
                return [Line(f"{line.text}.", line.facts, 0, depth) for line in chain_end(self.book, chain)]
            case Reached():
                return []
            case Edge() | Supposed() | Package():
                return [Line(f"{claim_words(self.book, claim)}.", _only_facts(claim.because), number, depth)]
        return [Line(self._follows(claim, before), self._facts(claim), number, depth)]

    def _facts(self, claim: Derived) -> tuple[Fact, ...]:
        """The statements named in a line."""
        found: list[Fact] = []
        for cause in claim.because:
            found += [cause] if isinstance(cause, Fact) else _only_facts(cause.because) if self._brief(cause) else []
        return tuple({(fact.item, fact.place): fact for fact in found}.values())

    def _follows(self, claim: Derived, before: Derived | None) -> str:
        """What a claim rests on, and then the claim."""
        earlier = self._earlier(claim)
        by = listed(f"({self.numbers[id(one)]})" for one in earlier if one is not before)
        why = listed(dict.fromkeys(fact_words(self.book, fact) for fact in self._facts(claim)))
        says = claim_words(self.book, claim)
        if before is not None and any(one is before for one in earlier):
            start = f"And because {why}" if why else "So"
            start += f"{',' if why else ''} with {by}" if by else ""
        else:
            start = f"Because {why}{', with ' + by if by else ''}" if why else f"By {by}"
        return f"{start}{' ' if start == 'So' else ', '}{says}."


def _supposed(claim: Derived, cause: Derived) -> Derived | None:
    """What was supposed, where a claim rests on a case that led nowhere."""
    if not isinstance(claim.claim, Left) or not isinstance(cause.claim, Nothing):
        return None
    return next(
        one for one in claims([cause]) if isinstance(one.claim, Supposed) and one.claim.issue == claim.claim.issue
    )


def claim_words(book: Book, claim: Derived) -> str:
    """A claim of a proof as a clause, or the sentence that it is."""
    match claim.claim:
        case Left(issue, values):
            return f"any package has {book.issue(issue).title}: {values_words(book.issue(issue).scale, values)}"
        case Nothing():
            return "no package is left"
        case Supposed(issue, values):
            return f"Suppose a package had {book.issue(issue).title}: {values_words(book.issue(issue).scale, values)}"
        case Moved(move):
            return move_words(book, move)
        case Reached(near):
            return f"Within the red lines of all: {box_words(book, near.values) or 'any package'}"
        case Package(values):
            return f"On the table: {box_words(book, values) or 'any package'}"
        case Edge() as edge:
            return edge_words(book, edge)
        case Stuck(chain):
            return "; ".join(line.text for line in chain_end(book, chain))
    raise AssertionError(f"no words for {claim.claim}")


def box_words(book: Book, box: Mapping[str, Values]) -> str:
    """Values on several issues in a row."""
    return "; ".join(f"{book.issue(key).title}: {values_words(values.scale, values)}" for key, values in box.items())


def fact_words(book: Book, fact: Fact) -> str:
    """What a statement says with one of its red lines or preconditions, as a clause: `Hamas accepts only …`."""
    items = fact.entry.items if isinstance(fact.entry, Statement) else ()
    item = next((item for item in items if f"{fact.party}/{item.id}" == fact.item), None)
    if item is None:
        return entry_words(book, fact.entry)
    return f"{name(book, fact.party)} {item_words(book, item).replace(' — before ', ' before ').replace(', unless ', ' unless ')}"


# -- order --------------------------------------------------------------------------------------------------------


def node_words(book: Book, node: Node) -> str:
    """A step in a sentence: `talks`, `a deal`, `Military operations: halted`."""
    if node.term is None:
        return {"talks": "talks", "deal": "a deal"}[node.kind]
    return f"{book.issue(node.issue).title}: {term_words(book, node.term)}"


def edge_words(book: Book, edge: Edge) -> str:
    """That one step needs another first, on whose word."""
    before, needs = node_words(book, edge.before), node_words(book, edge.needs)
    if edge.held is None:
        return "A deal needs talks first (inferred)"
    who = name(book, edge.held.party)
    if edge.kind == "offered":
        explore = ", to explore only" if edge.held.exploratory else ""
        return f"{who} offers {before} only as part of an exchange{explore}, so it needs a deal"
    said, so = _scope_words(book, edge, before)
    if isinstance(edge.held.item, Precondition):
        return f"Before {said}{so}, {who} demands {needs}"
    return f"{who} rules out {said}{so} unless {needs}"


def _scope_words(book: Book, edge: Edge, before: str) -> tuple[str, str]:
    """What a party itself lets wait, and that the step lies within it, where it spoke of more than that step."""
    item = edge.held.item if edge.held else None
    match item:
        case Precondition(before=scope) if not isinstance(scope, str):
            term = scope.get(edge.before.issue)
        case RedLine(never=never):
            term = never.get(edge.before.issue)
        case _:
            term = None
    if term is None or edge.before.term is None or term.values == edge.before.values:
        return before, ""
    title = book.issue(term.issue).title
    return f"{title}: {term_words(book, term)}", f" (so also {term_words(book, edge.before.term)})"


def chain_end(book: Book, chain: Chain) -> list[Line]:
    """Where a chain of steps leads: back to its first, to what is refused, or to what nobody has said."""
    last = chain.nodes[-1]
    end = node_words(book, last)
    whose = f" (it is {possessive(name(book, last.giver))} to give)" if last.giver else ""
    if isinstance(chain, Deadlock) and chain.kind == "cycle":
        return [Line(f"So {node_words(book, chain.nodes[0])} must come before itself")]
    if isinstance(chain, Deadlock) and chain.kind == "refused":
        return [
            Line(
                f"{name(book, held.party)} {item_words(book, held.item)}, so {end} is refused",
                (held.fact(last.issue),),
            )
            for held in chain.refusals
        ]
    stuck = ", so there is no next step" if isinstance(chain, Deadlock) else ""
    return [Line(f"Nobody has said it will bring about {end}{whose}{stuck}")]


def deadlock_words(one: Deadlock) -> str:
    """What a deadlock stops, and how: `no way to talks, it ends in what nobody has said`."""
    start = one.nodes[0].kind
    what = {"talks": "no way to talks", "deal": "no way to a deal", "term": "no first step"}[start]
    why = {"cycle": "a circle", "refused": "it ends in what is refused", "unsaid": "it ends in what nobody has said"}
    inferred = "; it depends on an inferred step" if one.inferred else ""
    return f"{what}, {why[one.kind]}{inferred}"


def deadlock_steps(book: Book, one: Deadlock) -> str:
    """The steps of a deadlock in a row: `talks → Military operations: halted → Hamas rule: ended`."""
    nodes = [*one.nodes, one.nodes[0]] if one.kind == "cycle" else one.nodes
    return " → ".join(node_words(book, node) for node in nodes)


def breaks_words(one: Deadlock) -> str:
    """What would break a deadlock, if dropped."""
    if not one.breaks:
        return "Nothing that was stated would break it if dropped."
    return "Would be broken by dropping: " + "; or ".join(listed(items) for items in one.breaks) + "."


# -- packages -----------------------------------------------------------------------------------------------------


def move_words(book: Book, move: Move) -> str:
    """One move in a sentence: who, on what, from where to where, how far at least."""
    scale = book.issue(move.issue).scale
    start, to = values_words(scale, move.start), values_words(scale, move.to)
    words = f"{name(book, move.party)} would move on {book.issue(move.issue).title}: from {start} to {to}"
    if move.distance is None:
        return f"{words}, which is no measurable distance"
    if move.distance == Decimal(0):
        return words
    return f"{words}, by {distance_words(scale, move.distance)}{'' if move.to.single else ' at least'}"


def move_lines(book: Book, move: Move) -> list[Line]:
    """A move with the offers it leaves, and what stands where the party would have to stay."""
    facts = tuple(held.fact(move.issue) for held in move.offers)
    return [Line(f"{move_words(book, move)}.", facts), *against_lines(book, move)]


def against_lines(book: Book, move: Move) -> list[Line]:
    """What others hold against where a party stands on an issue."""
    lines = []
    for held in move.meets:
        if isinstance(held.item, Offer):
            values = term_words(book, held.item.package[move.issue])
            said = f"{name(book, held.party)} has stated on {book.issue(move.issue).title}: {values}."
        else:
            said = f"To stay would go against {held.key}: {held_words(book, held)}."
        lines.append(Line(said, (held.fact(move.issue),)))
    return lines


def start_line(book: Book, move: Move) -> Line:
    """Where a party that would have to move stands."""
    start = values_words(book.issue(move.issue).scale, move.start)
    said = f"{name(book, move.party)} has stated on {book.issue(move.issue).title}: {start}."
    return Line(said, tuple(held.fact(move.issue) for held in move.offers))


def held_words(book: Book, held: Held) -> str:
    """What a party holds with an item, as a clause: `Israel gives …`."""
    return f"{name(book, held.party)} {item_words(book, held.item)}"


def beside_package(book: Book, package: Package) -> list[Line]:
    """What is to be said beside a package on the table: rejections, values not named, offers made to explore."""
    lines = [
        Line(
            f"{name(book, answer.party)} has rejected {rejected_key(held)} ({day_words(answer.entry.said)}).",
            (Fact(answer.entry, answer.party, "", answer.response.place),),
        )
        for held, answer in package.rejected
    ]
    lines += [
        Line(f"{name(book, party)} has spoken to {book.issue(issue).title} without a value, which holds nothing.")
        for party, issue in package.unspecified
    ]
    if not package.shared:
        lines.append(
            Line("No two of them name values on the same issue: nothing stands against it, and nothing meets.")
        )
    lines += [Line(f"{held.label} was put forward only to explore.") for held in package.offers if held.exploratory]
    stale = f"was last said more than {book.stale_after} days ago: stale."
    return lines + [Line(f"{held.label} {stale}") for held in package.stale]


def rejected_key(held: Held) -> str:
    """The offer that a rejection turned down: the one itself, or the one it accepts."""
    return held.item.accepts if isinstance(held.item, Offer) and held.item.accepts else held.label


def deal_summary(standing: Standing, found: Deal) -> list[str]:
    """The answer for all issues at once in a sentence or two: stated terms only."""
    book = standing.book
    lines = [*_table_summary(book, found), *([] if found.on_the_table else _red_line_summary(found))]
    for pact in standing.pacts:
        if pact.in_force and len(set(pact.agreement.parties) & set(found.among)) > 1:
            day = day_words(pact.agreement.said)
            lines.append(f"What {pact.agreement.id} settled on {day} is in force, and no part of this.")
    return lines


def _table_summary(book: Book, found: Deal) -> list[str]:
    among = names(book, found.among)
    if found.on_the_table is not None:
        return [
            f"On the table: what {among} have put forward goes together in a package, and no red line rules it out."
        ]
    if not found.stated:
        return [f"Nothing is on the table: nobody among {among} has put anything forward."]
    if len(found.stated) < 2:
        return [f"Nothing is on the table: of {among}, only {names(book, found.stated)} has put anything forward."]
    silent = [party for party in found.among if party not in found.stated]
    table = (
        f"Nothing is on the table: no package is inside all that {among} have put forward and no red line rules out."
    )
    return [table, *([f"Nothing is stated by {names(book, silent)}."] if silent else [])]


def _red_line_summary(found: Deal) -> list[str]:
    if not found.within:
        return ["No package is within the red lines of all: whatever the terms, somebody's red line rules them out."]
    moves = found.within[0].moves
    if not moves:
        return ["The red lines leave room for a package, and nobody would have to move from what is stated."]
    parties, issues = len({move.party for move in moves}), len({move.issue for move in moves})
    more = "more than " if found.more else ""
    one = len(found.within) == 1
    kinds = "one kind of package comes" if one else f"{more}{len(found.within)} kinds of package come"
    who = count(parties, "party has", "parties have")
    return [f"Within the red lines, {kinds} nearest to what is stated: {who} to move, on {count(issues, 'issue')}."]


def conflict_words(conflict: Conflict) -> str:
    """That some items cannot all hold."""
    if len(conflict) == 1:
        return f"{conflict[0].key} leaves no package by itself:"
    return f"{listed(held.key for held in conflict)} cannot all hold; without any one of them, the others could:"


def ways_words(ways: Sequence[Conflict]) -> str:
    """What the ways out are, before they are named."""
    if len(ways) == 1:
        return "A package opens if this is given up:" if len(ways[0]) == 1 else "A package opens if these are given up:"
    return "A package opens if any one line of these is given up:"


def way_words(book: Book, way: Conflict) -> str:
    """One way out: the items, and whose they are."""
    whose = names(book, dict.fromkeys(held.party for held in way))
    return f"{listed(held.key for held in way)} ({whose})"


def outcome_words(outcome: Outcome) -> str:
    """The answer for all issues at once, in a sentence without its stop."""
    return {
        "on-the-table": "A package is on the table: what is stated goes together on every issue",
        "within-red-lines": "No package is on the table; the red lines leave room for one",
        "no-package": "The red lines leave no package: whatever the terms, somebody rules them out",
    }[outcome]


def turned_words(book: Book, change: Turned) -> list[str]:
    """What changed in the whole: the answer for all issues at once, the deadlocks formed and broken."""
    lines = []
    if change.before != change.after:
        was = {"on-the-table": "a package was on the table", "within-red-lines": "the red lines left room for one",
               "no-package": "the red lines left none"}[change.before]  # fmt: skip
        lines.append(f"{outcome_words(change.after)} (before: {was})")
    lines += [f"Deadlock broken: {deadlock_steps(book, one)}" for one in change.broken]
    return lines + [f"Deadlock formed, {deadlock_words(one)}: {deadlock_steps(book, one)}" for one in change.formed]


# -- change -------------------------------------------------------------------------------------------------------


def change_words(book: Book, change: Change) -> str:
    """One move in a sentence without its party: `softens on Hostages released: from … to …`."""
    if change.kind != "offer":
        return _condition_words(book, change)
    title, scale = book.issue(change.issue).title, book.issue(change.issue).scale
    before, after = values_words(scale, change.values_before), values_words(scale, change.values_after)
    match change.change:
        case "added":
            return f"now states on {title}: {after}"
        case "dropped":
            return f"no longer states on {title}: {before}{_why(change)}"
        case "restated":
            return f"restates on {title}: {after}"
        case "reworded":
            return f"is recorded in other words on {title}: {after}"
    verb = {"softened": "softens", "hardened": "hardens", "shifted": "shifts"}[change.change]
    led = [f"{way} {'from ' if way == 'away' else ''}{name(book, party)}" for party, way in change.direction]
    return f"{verb} on {title}: from {before} to {after}" + (f", {listed(led)}" if led else "")


def _condition_words(book: Book, change: Change) -> str:
    held = change.after or change.before
    assert held is not None
    verb = {
        "added": "adds a", "dropped": "no longer holds the", "softened": "softens its", "hardened": "hardens its",
        "shifted": "redraws its", "restated": "restates its", "reworded": "is recorded in other words on its",
    }[change.change]  # fmt: skip
    why = _why(change) if change.change == "dropped" else ""
    return f"{verb} {change.kind} {held.item.id}: {item_words(book, held.item)}{why}"


def _why(change: Change) -> str:
    if not change.why:
        return " (denied)" if change.entry else " (no longer in the files)"
    if change.why == "crossed":
        return " (it agreed otherwise)" if isinstance(change.entry, Agreement) else " (crossed by its own statement)"
    return f" ({'overtaken by its own statement' if change.why == 'overtaken' else change.why})"


# -- flags --------------------------------------------------------------------------------------------------------


def flag_words(book: Book, flag: Flag) -> str:
    """What a statement changed, in a sentence without its day."""
    if flag.packages is not None:
        return _package_flag(book, flag)
    if flag.deadlock is not None:
        steps = deadlock_steps(book, flag.deadlock)
        if flag.name == "deadlock-formed":
            return f"A deadlock forms, {deadlock_words(flag.deadlock)}: {steps}"
        return f"A deadlock is broken: {steps}"
    return _verdict_flag(book, flag) if flag.after is not None else _item_flag(book, flag)


def _package_flag(book: Book, flag: Flag) -> str:
    assert flag.packages is not None
    before, after = flag.packages
    both = names(book, flag.parties)
    match flag.name, after:
        case "package-opened", "on-the-table":
            said = f"A package is on the table: what {both} have put forward goes together"
            if flag.package is None:
                return said
            no = dict.fromkeys((answer.party, rejected_key(held)) for held, answer in flag.package.rejected)
            return said + "".join(f"; {name(book, party)} has rejected {key}" for party, key in no)
        case "package-opened", _:
            return f"The red lines of {both} leave room for a package again"
        case _, "no-package":
            gone = "No package is on the table any more, and the" if before == "on-the-table" else "The"
            return f"{gone} red lines of {both} leave no package"
    return f"No package is on the table any more between {both}"


def _verdict_flag(book: Book, flag: Flag) -> str:
    assert flag.after is not None
    issue, after = book.issue(flag.issue), flag.after
    both, title, scale = names(book, flag.parties), issue.title, issue.scale
    was = verdict_words(book, flag.before) if flag.before else "unknown"
    match after.verdict, flag.name:
        case (Overlap(zone), "overlap-opened") if zone.single:
            return f"{both} both name {values_words(scale, zone)} on {title}"
        case (Overlap(zone), "overlap-opened"):
            return f"{title}: what {both} have stated now meets, at {values_words(scale, zone)}"
        case (Gap(_, _, distance), "gap-opened") if distance is not None:
            return f"{title}: {both} are {distance_words(scale, distance)} apart"
        case (Gap(), "gap-opened"):
            return f"{title}: what {both} have stated does not meet"
        case (Gap(_, _, distance), "gap-narrowed" | "gap-widened"):
            verb = "narrows" if flag.name == "gap-narrowed" else "widens"
            return f"{title}: the {was} {verb} to {distance_words(scale, distance)}"
        case (Blocked(), "blocked"):
            return f"{title}: {_finding(book, after)}"
        case (Agreed(values), "agreed"):
            return f"{both} agree on {title}: {values_words(scale, values)}"
    now = verdict_words(book, after)
    match flag.name:
        case "agreement-lapsed":
            agreed = was.removeprefix("agreed: ")
            if isinstance(flag.entry, Statement):
                return f"{title}: {name(book, flag.entry.party)} leaves the agreement ({agreed}); now {now}"
            return f"{title}: the agreement ({agreed}) no longer holds; now {now}"
        case "overlap-lost":
            return f"{title}: {both} no longer meet ({was.removeprefix('overlap: ')}); now {now}"
    return f"{title}: no longer blocked; now {now}"


def _item_flag(book: Book, flag: Flag) -> str:
    who, held = names(book, flag.parties[:1]), flag.held
    if flag.denied is not None:
        stays = flag.denied.attribution in ("official-text", "on-record")
        kept = ", which stays as it is on record" if stays else ", which is left out from now on"
        return f"{who} denies {flag.denied.id} (“{entry_words(book, flag.denied)}”){kept}"
    assert held is not None, "a flag on an issue has its verdicts"
    says = item_words(book, held.item)
    match flag.name:
        case "offer-accepted":
            changed = any(
                a.party == flag.parties[0] and a.entry is flag.entry and a.response.with_terms for a in held.answers
            )
            return f"{who} accepts {held.key}{' with changes' if changed else ''}"
        case "offer-rejected":
            return f"{who} rejects {held.key}"
        case "offer-withdrawn":
            return f"{who} withdraws {held.key}: {says}"
        case "offer-expired":
            return f"{held.key} runs out: {says}"
        case "offer-crosses-red-line" if flag.by is not None:
            return f"{flag.by.key} runs into {held.key}: {name(book, held.party)} {says}"
        case "own-red-line-crossed":
            return crossed_words(book, held)
        case "red-line-dropped":
            return f"{who} drops its red line {held.item.id}: it {past(says)}"
        case "precondition-dropped":
            return f"{who} drops its precondition {held.item.id}: it {past(says)}"
        case "precondition-met":
            return f"What {name(book, held.party)} demanded is met: {says.removeprefix('demands ')}"
        case "precondition-overtaken":
            return f"{who} moves on without its own precondition {held.item.id}: it {past(says)}"
    return f"{who} {says}"


def past(says: str) -> str:
    """What an item said, when it says it no more."""
    verbs = {"demands": "demanded", "rules": "ruled", "accepts": "accepted"}
    verb, _, rest = says.partition(" ")
    return f"{verbs.get(verb, verb)} {rest}"


def step_words(book: Book, issue: str, step: Step) -> str:
    """One move in a history: `softens to at most 60 days, by 53 days`."""
    scale = book.issue(issue).scale
    before, after = (values_words(scale, step.before), values_words(scale, step.after))
    by = f", by {distance_words(scale, step.far)}" if step.far else ""
    match step.move:
        case "stated":
            return f"states {after}"
        case "restated":
            return f"restates {after}"
        case "softened" | "hardened" | "shifted":
            verb = {"softened": "softens", "hardened": "hardens", "shifted": "shifts"}[step.move]
            return f"{verb} from {before} to {after}{by}"
        case "withdrawn":
            return f"withdraws {before}"
        case "expired" | "settled" | "dropped":
            return f"{before}: {step.move}"
        case "agreed":
            return f"agreed: {after}"
        case "agreement over":
            return "the agreement no longer holds"
    return step.move.replace("drew", "draws").replace("gave", "gives").replace("crossed", "crosses")


# -- the whole ----------------------------------------------------------------------------------------------------


def headline(verdicts: Iterable[Verdict]) -> str:
    """How many issues stand how: `1 blocked, 2 gaps, 3 open`, worst first."""
    tally: dict[str, int] = {}
    for verdict in verdicts:
        tally[verdict.name] = tally.get(verdict.name, 0) + 1
    order = ("blocked", "gap", "open", "overlap", "agreed", "unknown")
    plural = {"gap": "gaps", "overlap": "overlaps"}
    words = [f"{tally[key]} {plural.get(key, key) if tally[key] > 1 else key}" for key in order if key in tally]
    return ", ".join(words) or "nothing stated"


def drawn_words(book: Book, held: Held, issue: str) -> str:
    """What a red line says on one issue, for a cell: `only permanent`, `never halted, unless Hamas rule in Gaza: ended`."""
    line, scale = held.item, book.issue(issue).scale
    assert isinstance(line, RedLine)
    if line.conditional:
        others = {key: term for key, term in line.never.items() if key != issue}
        together = f" together with {terms_words(book, others, ' and ')}" if others else ""
        unless = f", unless {terms_words(book, line.unless, ' and ')}" if line.unless else ""
        return f"never {values_words(scale, line.never[issue].values)}{together}{unless}"
    out = line.ruled_out(issue)
    assert out is not None, "a line on the issue"
    left = ~out
    if issue in line.must or left.single:
        return f"only {values_words(scale, left)}"
    return f"never {values_words(scale, out)}"


def stale_words(standing: Standing, held: Held) -> str:
    """How old an item is, marked where it has gone stale."""
    words = age_words(standing.age(held))
    return f"{words}, stale" if standing.stale(held) else words


# -- a draft ------------------------------------------------------------------------------------------------------

CLAUSE_SYMBOLS = {
    "accepted": "✓", "inside": "●", "unknown": "?", "partial": "○", "mixed": "○", "partly": "○", "outside": "↔",
    "waiting": "→", "ruled-out": "✗",
}  # fmt: skip
CLAUSE_MEANINGS = {
    "accepted": "agreed or accepted as it stands",
    "inside": "inside what the party has stated",
    "unknown": "the statements do not say",
    "partly": "leaves open more than the party has stated",
    "outside": "outside what the party has stated",
    "waiting": "the party demands something else first",
    "ruled-out": "a red line rules it out",
}


def clause_words(book: Book, clause: Clause) -> str:
    """How a party stands to one clause, in a few words: `outside by 35 days`, `unknown, never spoken`."""
    scale = book.issue(clause.issue).scale
    if clause.place == "outside" and clause.distance and clause.name != "ruled-out":
        away = f"outside by {distance_words(scale, clause.distance)}"
        return {"outside": away, "waiting": f"waiting, {away}"}.get(clause.name, f"unknown, {_WHY[clause.why]}")
    if clause.name == "unknown":
        return f"unknown, {_WHY[clause.why]}"
    return {"ruled-out": "ruled out", "partly": "inside in part"}.get(clause.name, clause.name)


_WHY = {
    "": "", "unstated": "never spoken", "unspecified": "no value named",
    "alternative": "free in its alternative", "scopes": "another scope", "text": "words only",
    "stale": "stale", "open": "the draft names no value",
}  # fmt: skip


def clauses_lines(book: Book, clauses: Iterable[Clause]) -> list[Line]:
    """Why a party stands so to each of some clauses; those that one agreement or acceptance accepts in one sentence."""
    accepted: dict[int, list[Clause]] = {}
    lines: list[Line] = []
    for clause in clauses:
        if clause.name == "accepted":
            accepted.setdefault(id(clause.by), []).append(clause)
        else:
            lines += _clause_lines(book, clause)
    for together in accepted.values():
        titles = listed(book.issue(clause.issue).title for clause in together)
        what = "agreed to it" if isinstance(together[0].by, Pact) else "accepted it as it stands"
        facts = {fact.place: fact for clause in together for fact in clause_facts(clause)}
        said = f"{titles}: accepted; {name(book, together[0].party)} has {what}"
        lines.append(Line(said, tuple(facts.values())))
    return lines


def _clause_lines(book: Book, clause: Clause) -> list[Line]:
    who, title = name(book, clause.party), book.issue(clause.issue).title
    lines = [_clause_line(book, clause, f"{title}: ")]
    part = "" if clause.name == "ruled-out" else ", which rules out part of it"
    lines += [Line(f"{who} {item_words(book, held.item)}{part}", (held.fact(clause.issue),)) for held in clause.lines]
    return lines + [wait_line(book, wait) for wait in clause.waits]


def _clause_line(book: Book, clause: Clause, head: str) -> Line:
    who, facts = name(book, clause.party), clause_facts(clause)
    said = _said_then(book, clause)
    match clause.name:
        case "inside":
            return Line(f"{head}inside what {who} has stated, {said}", facts)
        case "partly":
            return Line(f"{head}only in part inside what {who} has stated, {said}", facts)
        case "outside":
            scale = book.issue(clause.issue).scale
            far = f" by {distance_words(scale, clause.distance)}" if clause.distance else ""
            return Line(f"{head}outside what {who} has stated{far}; {_has(clause)} {said}", facts)
        case "waiting":
            lies = {"inside": "inside", "partly": "only in part inside", "outside": "outside"}.get(clause.place, "")
            beside = f"; it is {lies} what {who} has stated, {said}" if lies else ""
            return Line(f"{head}{who} demands something else first{beside}", facts)
        case "ruled-out":
            return Line(f"{head}ruled out by {listed(held.key for held in clause.lines)}")
        case "unknown":
            spared = listed(held.key for held in clause.spared)
            left = f", and its red line {spared} leaves it" if len(clause.spared) == 1 else f", and {spared} leave it"
            facts += tuple(held.fact(clause.issue) for held in clause.spared)
            return Line(f"{head}unknown; {_unknown_clause(clause, who, said)}{left if spared else ''}", facts)
    raise AssertionError("what is accepted is told together")


def _has(clause: Clause) -> str:
    return "agreed is" if isinstance(clause.by, Pact) else "that is"


def clause_facts(clause: Clause) -> tuple[Fact, ...]:
    """The statements that show where a clause lies: what accepts it, or what its party has stated."""
    if isinstance(clause.by, Pact | Held):
        return (clause.by.fact(clause.issue),)
    if clause.elsewhere:
        return tuple(fact for one in clause.elsewhere for fact in one.facts)
    return clause.stated.facts if clause.stated else ()


def _said_then(book: Book, clause: Clause) -> str:
    """What a party has stated on a clause's issue, or agreed."""
    if isinstance(clause.by, Pact):
        return term_words(book, clause.by.agreement.terms[clause.issue])
    return stated_words(book, clause.stated) if clause.stated else ""


def _unknown_clause(clause: Clause, who: str, said: str) -> str:
    match clause.why:
        case "stale":
            assert clause.stated is not None
            lay = {"inside": "inside it", "partly": "only in part inside it"}.get(clause.place, "outside it")
            return f"{who} has not spoken to it since {day_words(clause.stated.since)}, when it stated {said}; this is {lay}"
        case "alternative":
            return f"{who} has stated {said}, but not in the alternative that the draft fits"
        case "unspecified":
            return f"{who} has spoken to it without naming a value"
        case "scopes":
            return f"{who} has spoken to it only under another scope, which cannot be compared"
        case "text":
            return "it is recorded in words, which are shown and not compared"
        case "open":
            return "the draft names no value"
    return f"{who} has stated nothing on it"


def wait_line(book: Book, wait: Wait) -> Line:
    """What an item wants first, and when the draft brings it."""
    needs = f"{book.issue(wait.needs.issue).title}: {term_words(book, wait.needs)}"
    step = f" (step {wait.step})" if wait.step else ""
    before = {"talks": "any talks", "deal": "any deal"}.get(wait.before)
    if isinstance(wait.held.item, RedLine):
        wants = f"rules out {book.issue(wait.before).title} as drafted{step} unless {needs}"
    else:
        wants = f"demands {needs} before {before or f'{book.issue(wait.before).title} as drafted'}{step}"
    comes = {
        "never": "the draft does not bring that",
        "later": f"the draft brings that only in step {wait.at}"
        if wait.at
        else "the draft brings that only with the deal",
        "together": "the draft brings both in one step",
    }[wait.comes]
    return Line(f"{name(book, wait.held.party)} {wants}; {comes}", (wait.fact,))


def whole_words(book: Book, whole: Whole) -> str:
    """How a party stands to a draft as a whole, in a sentence."""
    who = name(book, whole.party)
    match whole.name:
        case "accepted":
            return f"{who} has accepted every clause of it"
        case "inside":
            return f"All of it is inside what {who} has stated, and no red line of {who} rules it out"
        case "unknown":
            return f"Nothing {who} has stated is against it, but on some clauses its word is missing or old"
        case "partial":
            return f"What it says is inside what {who} has stated, but it leaves out what {who} asks for in return"
        case "mixed":
            return (
                f"Each clause alone is inside what {who} has stated, but no one of its alternatives holds them together"
            )
        case "partly":
            return f"It leaves open more than {who} has stated"
        case "outside":
            outside = sum(clause.place == "outside" and clause.name == "outside" for clause in whole.clauses)
            return f"It is outside what {who} has stated, on {count(outside, 'issue')}"
        case "waiting":
            return f"No red line of {who} rules it out, but {who} demands something else first"
        case "ruled-out":
            return f"It is ruled out by {listed(held.key for held in whole.lines)}"


def whole_lines(book: Book, whole: Whole) -> list[Line]:
    """What there is to say of a draft as a whole beside its clauses."""
    who, lines = name(book, whole.party), list[Line]()
    if whole.answered is not None:
        verb = {"accepts": "accepted", "rejects": "rejected", "considers": "answered that it considers"}
        answer = whole.answered.response
        changed = " with changes" if answer.answer == "accepts" and answer.with_terms else ""
        said = f"{who} {verb[answer.answer]} it{changed} on {day_words(whole.answered.entry.said)}"
        lines.append(Line(said, (Fact(whole.answered.entry, whole.party, "", answer.place),)))
    for held in whole.met:
        lines.append(Line(f"The draft meets {held.key}: {who} {item_words(book, held.item)}", (held.fact(),)))
    lines += [wait_line(book, wait) for wait in whole.waits]
    for group in whole.mixed:
        labels = listed((held.label for held in group), "or")
        lines.append(Line(f"Not inside {labels} taken whole", tuple(held.fact() for held in group)))
    for held, issue in whole.left_out:
        term = held.item.package[issue]
        asks = f"{book.issue(issue).title}: {term_words(book, term)}"
        lines.append(Line(f"Left out: {who} asks for {asks}", (held.fact(issue),)))
    return lines


def assessment_words(book: Book, found: Assessment) -> str:
    """How all parties stand to a draft, in a sentence: `Ruled out by Israel; outside what Hamas has stated.`"""
    said = {
        "accepted": "accepted by {}", "inside": "inside what was stated by {}", "unknown": "unknown for {}",
        "partial": "short of what is asked for by {}", "mixed": "across the alternatives of {}",
        "partly": "in part inside what was stated by {}", "outside": "outside what was stated by {}",
        "waiting": "waiting for what is demanded first by {}", "ruled-out": "ruled out by {}",
    }  # fmt: skip
    groups: dict[str, list[str]] = {}
    for one in found.parties:
        groups.setdefault(one.name, []).append(one.party)
    words = "; ".join(
        words.format(names(book, groups[name])) for name, words in reversed(said.items()) if name in groups
    )
    return f"{words[:1].upper()}{words[1:]}."


# -- levers -------------------------------------------------------------------------------------------------------

PACKAGE_WORDS = {
    "on-the-table": "a package is on the table",
    "within-red-lines": "there is room for a package within the red lines, and none is on the table",
    "no-package": "no package is within the red lines of all",
}


def levers_words(book: Book, found: Levers) -> str:
    """What there is to move, in a sentence or two."""
    stuck = count(len(found.deadlocks), "deadlock")
    moving = count(len(found.levers), "item")
    words = f"As things stand among {names(book, found.among)}, {PACKAGE_WORDS[found.package]}, with {stuck} of order."
    changing = f"{moving[:1].upper()}{moving[1:]}, given up alone, would change something"
    return f"{words} {changing}; {count(len(found.idle), 'other')} would not."


def lever_lines(book: Book, lever: Lever) -> tuple[list[str], list[str]]:
    """What giving an item up would open, and what it would lose."""
    opens: list[str] = []
    loses: list[str] = []
    if lever.opened > 0:
        opens.append(
            "puts a package on the table" if lever.after == "on-the-table" else "opens a package within the red lines"
        )
    if lever.opened < 0:
        loses.append("takes the package off the table")
    opens += [f"breaks the deadlock {path_words(book, one)}" for one in lever.broken]
    loses += [f"leaves the deadlock {path_words(book, one)}" for one in lever.formed]
    opens += [turn_words(book, turn) for turn in lever.better]
    silent = listed(book.issue(issue).title for issue in lever.silenced)
    loses += [f"leaves {name(book, lever.held.party)} with nothing stated on {silent}"] if silent else []
    return opens, loses + [turn_words(book, turn) for turn in lever.worse]


def turn_words(book: Book, turn: Turn) -> str:
    """How a verdict changes: `Length of the ceasefire: from blocked to open: at most 7 days (Israel and Hamas)`."""
    before, after = (verdict_words(book, pair) if pair else "nothing stated" for pair in (turn.before, turn.after))
    return f"{book.issue(turn.issue).title} ({names(book, turn.parties)}): from {before} to {after}"


def path_words(book: Book, chain: Deadlock) -> str:
    """The steps of a deadlock in a row: `talks → Military operations: halted → …`."""
    steps = [
        {"talks": "talks", "deal": "a deal"}[node.kind]
        if node.term is None
        else f"{book.issue(node.issue).title}: {term_words(book, node.term)}"
        for node in chain.nodes
    ]
    if chain.kind == "cycle":
        steps.append(steps[0])
    end = {"refused": ", which is refused", "unsaid": ", which nobody has said"}.get(chain.kind, "")
    return f"“{' → '.join(steps)}”{end}"
