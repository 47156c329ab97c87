"""How two parties stand on an issue: the verdict in a few words, and the sentences that explain it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING

from negotrack.compare import Agreed, Blocked, Gap, Open, Overlap, Rules, States, Unknown
from negotrack.reasons import Derived, Fact
from negotrack.wording.items import (
    Line,
    crossed_words,
    demanded,
    drawn_words,
    entry_words,
    held_words,
    over_words,
    states_of,
)
from negotrack.wording.values import (
    day_words,
    distance_words,
    figure_words,
    listed,
    name,
    names,
    possessive,
    stated_words,
    term_words,
    titled,
    values_words,
)

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.compare import Pair, Turn, Verdict
    from negotrack.held import Pact, Stated
    from negotrack.reasons import Reason
    from negotrack.standing import Standing
    from negotrack.values import Scale

SYMBOLS = {"agreed": "✓", "overlap": "●", "open": "○", "gap": "↔", "blocked": "✗", "unknown": "?"}

MEANINGS = {
    "agreed": "an agreement between them is in force",
    "overlap": "what they have stated meets",
    "open": "only one has stated, and no red line of the other rules it out",
    "gap": "what they have stated does not meet",
    "blocked": "a red line rules it out",
    "unknown": "the statements do not say",
}


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


def headline(verdicts: Iterable[Verdict]) -> str:
    """How many issues stand how: `1 blocked, 2 gaps, 3 open`, worst first."""
    tally: dict[str, int] = {}
    for verdict in verdicts:
        tally[verdict.name] = tally.get(verdict.name, 0) + 1
    order = ("blocked", "gap", "open", "overlap", "agreed", "unknown")
    plural = {"gap": "gaps", "overlap": "overlaps"}
    words = [f"{tally[key]} {plural.get(key, key) if tally[key] > 1 else key}" for key in order if key in tally]
    return ", ".join(words) or "nothing stated"


def turn_words(book: Book, turn: Turn) -> str:
    """How a verdict changes: `Length of the ceasefire: from blocked to open: at most 7 days (Israel and Hamas)`."""
    before, after = (verdict_words(book, pair) if pair else "nothing stated" for pair in (turn.before, turn.after))
    return f"{book.issue(turn.issue).title} ({names(book, turn.parties)}): from {before} to {after}"


def explanation(book: Book, pair: Pair) -> list[Line]:
    """Why a verdict is what it is: the finding first, then each claim it rests on with its statements."""
    lines = [Line(finding_words(book, pair))]
    lines += [_with_life(book, pair, reason, claim_line(book, reason)) for reason in pair.reasons]
    for held in pair.conditional:
        text = f"Beside it, on a condition: {held_words(book, held)}"
        lines.append(Line(text, (held.fact(pair.issue),)))
    if pair.over is not None:
        lines.append(Line(over_words(book, pair.over, pair.issue), (pair.over.fact(pair.issue),)))
    for held in pair.crossed:
        lines.append(Line(crossed_words(book, held), (held.fact(pair.issue),)))
    if pair.exploratory:
        lines.append(Line(f"{names(book, pair.exploratory)} put this forward only to explore; it does not bind"))
    if pair.stale:
        have = "has" if len(pair.stale) == 1 else "have"
        silent = f"{names(book, pair.stale)} {have} not spoken to this for more than {book.stale_after} days: stale"
        lines.append(Line(silent))
    return lines


def reasoned(standing: Standing, pair: Pair) -> list[Line]:
    """Why a verdict is so, and what is demanded first on the issue: no verdict rests on it, but it is no silence."""
    book, demands = standing.book, list[Line]()
    lines = explanation(book, pair)
    for party in pair.parties:
        if said := demanded(standing, party, pair.issue):
            rests = [one for one in standing.preconditions(party) if pair.issue in one.item.package]
            words = f"{name(book, party)} demands {listed(said)}"
            demands.append(Line(words, tuple([one.fact(pair.issue) for one in rests])))
    if not isinstance(pair.verdict, Agreed) and (pact := standing.agreed(pair.parties, pair.issue)):
        words = (
            f"{names(book, pact.agreement.parties)} have agreed: {term_words(book, pact.agreement.terms[pair.issue])}"
        )
        lines.append(Line(words, (pact.fact(pair.issue),)))  # in words, so that it is no verdict
    held = demands or pair.conditional or pair.reasons
    if held and isinstance(pair.verdict, Unknown) and pair.verdict.why == "unstated":
        lines[0] = Line(f"No offer of {names(book, pair.parties)} names a value on it")
    return [*lines, *agreed_elsewhere(standing, pair), *_made_way(standing, pair), *demands]


def agreed_elsewhere(standing: Standing, pair: Pair) -> list[Line]:
    """What an agreement in force says of the same issue for a part of a deal, or as a whole, where it says nothing here."""
    base = pair.issue.partition("@")[0]
    if isinstance(pair.verdict, Agreed):
        return []
    found = []
    for key in (key for key in standing.book.keys if key != pair.issue and key.partition("@")[0] == base):
        pact = standing.agreed(pair.parties, key)
        if pact is not None and ("@" not in key or "@" not in pair.issue):
            part = "a part of the deal" if "@" in key else "the deal as a whole"
            said = f"Agreed for {part}: {titled(standing.book, pact.agreement.terms[key])}"
            found.append(Line(said, (pact.fact(key),)))
    return found


def _made_way(standing: Standing, pair: Pair) -> list[Line]:
    """That offers on the issue ended with an agreement in force, which is why they are stated no more."""
    book, found = standing.book, []
    for pact in (pact for pact in standing.pacts if pact.in_force and not pact.covers(pair.issue)):
        settled = [
            party for party in pair.parties if not pair.stated.get(party) and _settled(standing, party, pair, pact)
        ]
        if settled:
            words = (
                f"What {names(book, settled)} had offered on it ended with the agreement of "
                f"{day_words(pact.agreement.said)}, which took its place"
            )
            found.append(Line(words, (pact.fact(next(iter(pact.agreement.terms))),)))
    return found


def _settled(standing: Standing, party: str, pair: Pair, pact: Pact) -> bool:
    return any(
        one.by is pact.agreement and one.state == "settled" and pair.issue in one.item.package
        for held in standing.held(party)
        for one in (*held.versions, held)
    )


def position_words(standing: Standing, pair: Pair, party: str, *, demands: bool = False) -> list[str]:
    """What a party holds on an issue, in clauses without its name: what it has stated, with what became of it, and its
    red lines, with their conditions; and what it demands first where that is asked for."""
    book, said = standing.book, []
    stated = pair.stated.get(party)
    if stated is not None and stated.values is None and not any(h.item.package[pair.issue].text for h in stated.held):
        said.append("has spoken to it without naming a value")
    elif stated is not None:
        said.append(f"has stated {stated_words(book, stated)}{_lives(book, stated)}")
    drawn = [held for held, _ in standing.ruled_out(party, pair.issue)]
    for held in (*drawn, *(one for one in pair.conditional if one.party == party)):
        words = drawn_words(book, held, pair.issue)
        said.append(f"rules out {words[6:]}" if words.startswith("never ") else f"accepts {words}")
    if demands and (first := demanded(standing, party, pair.issue)):
        said.append(f"demands {listed(first)}")
    return said


_UNTOLD = ("on the table", "accepted terms stand")
"""What goes without saying of an offer in which something was stated."""


def _lives(book: Book, stated: Stated) -> str:
    """What became of the offers in which something was stated, in brackets; nothing where they lie on the table."""
    told = dict.fromkeys(state for held in stated.held for state in states_of(book, held) if state not in _UNTOLD)
    return f" ({'; '.join(told)})" if told else ""


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


def finding_words(book: Book, pair: Pair) -> str:
    """What was found between parties on an issue, in a sentence without its stop."""
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
        case Derived(States(party, issue, values)):
            if values is None:
                said = f"{name(book, party)} has spoken to it without naming a value"
            else:
                said = f"{name(book, party)} has stated {values_words(book.issue(issue).scale, values)}"
            return Line(said, reason.facts)
        case Derived(Rules(party, issue, line, values)):
            scale, left = book.issue(issue).scale, ~values
            only = left.single and not values.single  # then what is left is the shorter to tell
            says = f"accepts only {values_words(scale, left)}" if only else f"rules out {values_words(scale, values)}"
            return Line(f"{name(book, party)} {says} ({line})", reason.facts)
        case Fact(entry) as fact:
            return Line(entry_words(book, entry), (fact,))
        case _:
            return Line(str(reason.claim), reason.facts)
