"""All issues at once, read out: the package on the table, the nearest within the red lines, or what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from typing_extensions import TypedDict

from negotrack import wording
from negotrack.book import Book, Offer
from negotrack.package import SHOWN, Box, Conflict, Deal, Move, Near, Package
from negotrack.reasons import Fact
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, text
from negotrack.render.views.common import cited, figure, title
from negotrack.standing import Held, Standing
from negotrack.wording import Line

MoveData = TypedDict(
    "MoveData",
    {"party": str, "issue": str, "from": str, "to": str, "distance": float | int | None, "unit": str | None},
)


class NearData(TypedDict):
    """A package within the red lines, and who would have to move for it."""

    package: dict[str, str]
    moves: list[MoveData]


class Data(TypedDict):
    """All issues at once: conflicts and ways out are empty unless every package is ruled out."""

    on_the_table: dict[str, str] | None
    within_red_lines: list[NearData]
    conflicts: list[list[str]]
    ways_out: list[list[str]]


def outcome(found: Deal) -> str:
    """The answer in a word."""
    if found.on_the_table is not None:
        return "on-the-table"
    return "within-red-lines" if found.within else "no-package"


def page(standing: Standing, found: Deal, head: dict[str, str | None]) -> Page:
    """The answer for all issues at once as a page."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1)]
    blocks.append(Lines(tuple(text(words) for words in (*_summary(book, found), *_settled(standing, found)))))
    if found.on_the_table is not None:
        blocks += _on_the_table(book, found.on_the_table)
    elif found.within:
        for number, near in enumerate(found.within, 1):
            blocks += _near(book, near, number if len(found.within) > 1 else 0)
        if found.more:
            blocks.append(Lines((text(f"Other packages are as near; {SHOWN} are shown."),)))
    else:
        blocks += _ruled_out(standing, found)
    return Page("deal", tuple(blocks), _records(found), data(found), head)


# -- sentences ----------------------------------------------------------------------------------------------------


def _summary(book: Book, found: Deal) -> Iterator[str]:
    """The answer in a sentence or two: stated terms only."""
    among = wording.names(book, found.among)
    if found.on_the_table is not None:
        yield f"On the table: what {among} have put forward meets in a package, and no red line rules it out."
        return
    silent = [party for party in found.among if party not in found.stated]
    if not found.stated:
        yield f"Nothing is on the table: nobody among {among} has put anything forward."
    elif len(found.stated) < 2:
        yield f"Nothing is on the table: of {among}, only {wording.names(book, found.stated)} has put anything forward."
    else:
        yield f"Nothing is on the table: no package is inside all that {among} have put forward and no red line rules out."
        if silent:
            yield f"Nothing is stated by {wording.names(book, silent)}."
    if not found.within:
        yield "No package is within the red lines of all: whatever the terms, somebody's red line rules them out."
    elif not found.within[0].moves:
        yield "The red lines leave room for a package, and nobody would have to move from what is stated."
    else:
        moves = found.within[0].moves
        parties, issues = len({move.party for move in moves}), len({move.issue for move in moves})
        kinds = (
            "one kind of package comes"
            if len(found.within) == 1
            else f"{'more than ' if found.more else ''}{len(found.within)} kinds of package come"
        )
        who = wording.count(parties, "party has", "parties have")
        yield f"Within the red lines, {kinds} nearest to what is stated: {who} to move, on {wording.count(issues, 'issue')}."


def _settled(standing: Standing, found: Deal) -> Iterator[str]:
    """The agreements in force, whose terms are no longer anybody's offer."""
    for pact in standing.pacts:
        if pact.in_force and len(set(pact.agreement.parties) & set(found.among)) > 1:
            day = wording.day_words(pact.agreement.said)
            yield f"What {pact.agreement.id} settled on {day} is in force, and no part of this."


def _terms(book: Book, box: Box) -> Lines:
    words = (f"{book.issue(key).title}: {wording.values_words(values.scale, values)}" for key, values in box.items())
    return Lines(tuple(text(one) for one in words), 1, "•")


def _on_the_table(book: Book, package: Package) -> list[Block]:
    blocks: list[Block] = [Heading(text("The package", "strong")), _terms(book, package.values)]
    lines = [Line(_offer_words(book, held), (held.fact(),)) for held in package.offers]
    blocks += [Heading(text("It rests on", "strong")), cited(lines)]
    beside = [
        Line(
            f"{wording.name(book, answer.party)} has rejected {held.label} ({wording.day_words(answer.entry.said)}).",
            (Fact(answer.entry, answer.party, "", answer.response.place),),
        )
        for held, answer in package.rejected
    ]
    beside += [
        Line(
            f"{wording.name(book, party)} has spoken to {book.issue(issue).title} without a value, which holds nothing."
        )
        for party, issue in package.unspecified
    ]
    beside += [Line(f"{held.label} was put forward only to explore.") for held in package.offers if held.exploratory]
    return [*blocks, Heading(text("Beside it", "strong")), cited(beside)] if beside else blocks


def _offer_words(book: Book, held: Held) -> str:
    return f"{wording.name(book, held.party)} {wording.item_words(book, held.item)}."


def _near(book: Book, near: Near, number: int) -> list[Block]:
    """A package within the red lines: its terms, who moves from where to where, and whom that meets."""
    blocks: list[Block] = [Heading(text(f"Package {number}" if number else "The package", "strong"))]
    if not near.values:
        return [*blocks, Lines((text("Nothing that is stated holds it to any value."),), 1)]
    blocks.append(_terms(book, near.values))
    lines = []
    for move in near.moves:
        lines.append(Line(move_words(book, move), tuple(held.fact(move.issue) for held in move.offers)))
        for held in move.meets:
            lines.append(Line(_against(book, held, move.issue), (held.fact(move.issue),)))
    for issue in near.silent:
        lines.append(
            Line(f"Nobody has put forward anything on {book.issue(issue).title}, on which red lines decide it.")
        )
    return [*blocks, cited(lines)] if lines else blocks


def _against(book: Book, held: Held, issue: str) -> str:
    """What stands where a party would have to stay."""
    if isinstance(held.item, Offer):
        return f"{wording.name(book, held.party)}, for its part, {wording.offered(book, issue, held)}."
    return f"To stay would go against {held.key}: {_offer_words(book, held)}"


def move_words(book: Book, move: Move) -> str:
    """One move in a sentence: who, on what, from where to where, how far at least."""
    scale = book.issue(move.issue).scale
    start, to = wording.values_words(scale, move.start), wording.values_words(scale, move.to)
    words = f"{wording.name(book, move.party)} would move on {book.issue(move.issue).title}: from {start} to {to}"
    if move.distance is None:
        return f"{words}, which is no measurable distance."
    if move.distance == Decimal(0):
        return f"{words}."
    return f"{words}, by {wording.distance_words(scale, move.distance)}{'' if move.to.single else ' at least'}."


def _ruled_out(standing: Standing, found: Deal) -> list[Block]:
    """The conflicts and the ways out."""
    book = standing.book
    blocks: list[Block] = []
    for number, conflict in enumerate(found.conflicts, 1):
        words = f"Conflict {number}" if len(found.conflicts) > 1 else "The conflict"
        blocks.append(Heading(text(words, "strong")))
        blocks.append(Lines((text(_conflict_words(conflict)),)))
        blocks.append(cited(Line(_offer_words(book, held), (held.fact(),)) for held in conflict))
    if not found.all_conflicts:
        blocks.append(Lines((text("There are more conflicts than are named here."),)))
    blocks.append(Heading(text("Ways out", "strong")))
    blocks.append(Lines((text(_ways_words(found.ways_out)),)))
    ways = [f"{wording.listed(held.key for held in way)} ({_whose(book, way)})" for way in found.ways_out]
    return [*blocks, Lines(tuple(text(way) for way in ways), 1, "•")]


def _conflict_words(conflict: Conflict) -> str:
    if len(conflict) == 1:
        return "This leaves no package by itself:"
    return f"These {len(conflict)} cannot all hold; without any one of them, the others could:"


def _ways_words(ways: Sequence[Conflict]) -> str:
    if len(ways) == 1:
        return "A package opens if this is given up:" if len(ways[0]) == 1 else "A package opens if these are given up:"
    return "A package opens if any one line of these is given up:"


def _whose(book: Book, way: Conflict) -> str:
    return wording.names(book, dict.fromkeys(held.party for held in way))


# -- data ---------------------------------------------------------------------------------------------------------


def data(found: Deal) -> Data:
    """The answer as data."""
    return {
        "on_the_table": _box(found.on_the_table.values) if found.on_the_table is not None else None,
        "within_red_lines": [
            {"package": _box(near.values), "moves": [_move(move) for move in near.moves]} for near in found.within
        ],
        "conflicts": [[held.key for held in conflict] for conflict in found.conflicts],
        "ways_out": [[held.key for held in way] for way in found.ways_out],
    }


def _box(box: Box) -> dict[str, str]:
    return {issue: values.text for issue, values in box.items()}


def _move(move: Move) -> MoveData:
    return {
        "party": move.party,
        "issue": move.issue,
        "from": move.start.text,
        "to": move.to.text,
        "distance": figure(move.distance),
        "unit": move.unit,
    }


def _records(found: Deal) -> Records:
    """One record a term, a move, a conflict or a way out; `number` tells packages, conflicts and ways out apart."""
    rows: list[tuple[Cell, ...]] = []
    if found.on_the_table is not None:
        for issue, values in found.on_the_table.values.items():
            rows.append(("on-the-table", 1, "", issue, "", values.text, None, "", ""))
    for number, near in enumerate(() if found.on_the_table is not None else found.within, 1):
        for issue, values in near.values.items():
            rows.append(("within-red-lines", number, "", issue, "", values.text, None, "", ""))
        for move in near.moves:
            offers = " ".join(held.key for held in move.offers)
            ends = (move.start.text, move.to.text, move.distance, move.unit or "")
            rows.append(("move", number, move.party, move.issue, *ends, offers))
    for kind, sets in (("conflict", found.conflicts), ("way-out", found.ways_out)):
        for number, items in enumerate(sets, 1):
            parties = " ".join(dict.fromkeys(held.party for held in items))
            rows.append((kind, number, parties, "", "", "", None, "", " ".join(held.key for held in items)))
    fields = ("kind", "number", "party", "issue", "from", "to", "distance", "unit", "items")
    return Records(fields, tuple(rows))
