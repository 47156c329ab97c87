"""Why there is no deal: packages and the moves towards them, items in conflict, deadlocks of order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from negotrack.book import Offer, Precondition, RedLine
from negotrack.chains import Deadlock
from negotrack.reasons import Fact
from negotrack.wording.items import Line, held_words
from negotrack.wording.values import (
    count,
    day_words,
    distance_words,
    listed,
    name,
    names,
    possessive,
    term_words,
    titled,
    values_words,
)

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.chains import Chain
    from negotrack.held import Held
    from negotrack.needs import Edge, Node
    from negotrack.package import Conflict, Deal, Move, Outcome, Package
    from negotrack.standing import Standing


FEW = 3  # titles named in a sentence; the rest are counted


def deal_summary(standing: Standing, found: Deal) -> list[str]:
    """The answer for all issues at once in a sentence or two: stated terms only."""
    book = standing.book
    lines = []
    for pact in standing.pacts:
        if pact.in_force and len(set(pact.agreement.parties) & set(found.among)) > 1:
            day = day_words(pact.agreement.said)
            lines.append(f"What {pact.agreement.id} of {day} settled is in force, and no part of this.")
    table = _table_summary(book, found)
    if lines:
        table[0] = f"Of the rest, {table[0][:1].lower()}{table[0][1:]}"
    return [*lines, *table, *([] if found.on_the_table else _red_line_summary(book, found))]


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


def _red_line_summary(book: Book, found: Deal) -> list[str]:
    if not found.within:
        return ["No package is within the red lines of all: whatever the terms, somebody's red line rules them out."]
    moves = found.within[0].moves
    first = unsaid_words(book, list(dict.fromkeys(one for near in found.within for one in near.unsaid)))
    if not moves:
        return ["The red lines leave room for a package, and nobody would have to move from what is stated.", *first]
    parties, issues = len({move.party for move in moves}), len({move.issue for move in moves})
    more = "more than " if found.more else ""
    one = len(found.within) == 1
    kinds = "one kind of package comes" if one else f"{more}{len(found.within)} kinds of package come"
    who = count(parties, "party has", "parties have")
    nearest = f"Within the red lines, {kinds} nearest to what is stated: {who} to move, on {count(issues, 'issue')}."
    return [nearest, *first]


def unsaid_words(book: Book, unsaid: Sequence[tuple[str, str]]) -> list[str]:
    """That a package holds terms which nobody who would give them has offered: no move, and no consent either."""
    issues: dict[str, list[str]] = {}
    for party, issue in sorted(unsaid, key=lambda one: not one[0]):
        issues.setdefault(party, []).append(book.issue(issue).title)
    told = [f"by {name(book, party) if party else 'anybody'} on {_some(titles)}" for party, titles in issues.items()]
    return [f"That also takes terms not offered so far: {'; '.join(told)}."] if told else []


def _some(titles: Sequence[str]) -> str:
    few = titles if len(titles) <= FEW else [*titles[: FEW - 1], f"{len(titles) - FEW + 1} more issues"]
    return listed(few)


def outcome_words(outcome: Outcome) -> str:
    """The answer for all issues at once, in a sentence without its stop."""
    return {
        "on-the-table": "A package is on the table: what is stated goes together on every issue",
        "within-red-lines": "No package is on the table; the red lines leave room for one",
        "no-package": "The red lines leave no package: whatever the terms, somebody rules them out",
    }[outcome]


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
    lines += [Line(words) for words in unsaid_words(book, package.unsaid)]
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


def deadlock_words(book: Book, one: Deadlock) -> str:
    """The name of a deadlock, wherever it is told: what it stops, and how each step waits for the next.

    `no way to talks: talks wait for “Military operations: halted”, and that for “Hamas rule: ended”, which is refused`
    """
    start, *others = [_step(book, node) for node in (*one.nodes, *(one.nodes[:1] if one.kind == "cycle" else ()))]
    what = {"talks": "no way to talks", "deal": "no way to a deal", "term": "no first step"}[one.nodes[0].kind]
    waits = "wait" if one.nodes[0].kind == "talks" else "waits"
    end = {"cycle": " again", "refused": ", which is refused", "unsaid": ", which nobody has said will come about"}
    told = ", ".join([f"{start} {waits} for {others[0]}", *(f"that for {step}" for step in others[1:-1])])
    told += f", and that for {others[-1]}" if others[1:] else ""
    inferred = "; it depends on an inferred step" if one.inferred else ""
    return f"{what}: {told}{end[one.kind]}{inferred}"


def _step(book: Book, node: Node) -> str:
    return f"“{node_words(book, node)}”" if node.term is not None else node_words(book, node)


def breaks_words(one: Deadlock) -> str:
    """What would break a deadlock, if dropped."""
    if not one.breaks:
        return "Nothing that was stated would break it if dropped."
    return "Would be broken by dropping: " + "; or ".join(listed(items) for items in one.breaks) + "."


def chain_end(book: Book, chain: Chain) -> list[Line]:
    """Where a chain of steps leads: back to its first, to what is refused, or to what nobody has said."""
    last = chain.nodes[-1]
    end = node_words(book, last)
    whose = f" (it is {possessive(name(book, last.giver))} to give)" if last.giver else ""
    if isinstance(chain, Deadlock) and chain.kind == "cycle":
        return [Line(f"So {node_words(book, chain.nodes[0])} must come before itself")]
    if isinstance(chain, Deadlock) and chain.kind == "refused":
        told = [(held, held_words(book, held)) for held in chain.refusals]
        return [
            Line(f"{says}, so {'that' if says.endswith(f' {end}') else end} is refused", (held.fact(last.issue),))
            for held, says in told
        ]
    stuck = ", so there is no next step" if isinstance(chain, Deadlock) else ""
    return [Line(f"Nobody has said it will bring about {end}{whose}{stuck}")]


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
    return titled(book, term), f" (so also {term_words(book, edge.before.term)})"


def node_words(book: Book, node: Node) -> str:
    """A step in a sentence: `talks`, `a deal`, `Military operations: halted`."""
    if node.term is None:
        return {"talks": "talks", "deal": "a deal"}[node.kind]
    return titled(book, node.term)
