"""All issues at once, read out: the package on the table, the nearest within the red lines, or what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book
from negotrack.package import SHOWN, Box, Deal, Move, Near, Package
from negotrack.proof import deal_proofs
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, text
from negotrack.render.views.common import cited, figure, title
from negotrack.render.views.proofs import trees
from negotrack.standing import Standing
from negotrack.wording.deals import (
    against_lines,
    beside_package,
    conflict_words,
    deal_summary,
    move_lines,
    move_words,
    start_line,
    way_words,
    ways_words,
)
from negotrack.wording.items import Line, held_words
from negotrack.wording.proofs import box_words, proof_lines

if TYPE_CHECKING:
    from negotrack.render.data.deal import Data, MoveData


def outcome(found: Deal) -> str:
    """The answer in a word."""
    if found.on_the_table is not None:
        return "on-the-table"
    return "within-red-lines" if found.within else "no-package"


def page(standing: Standing, found: Deal, head: dict[str, str | None]) -> Page:
    """The answer for all issues at once as a page."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1)]
    blocks.append(Lines(tuple(text(words) for words in deal_summary(standing, found))))
    if found.on_the_table is not None:
        blocks += _on_the_table(book, found.on_the_table)
    elif found.within:
        blocks += _packages(book, found)
        if found.more:
            blocks.append(Lines((text(f"Other packages are as near; {SHOWN} are shown."),)))
    else:
        blocks += _ruled_out(book, found)
    return Page("deal", tuple(blocks), _records(found), data(book, found), head)


# -- parts ---------------------------------------------------------------------------------------------------------


def _terms(book: Book, box: Box) -> Lines:
    return Lines(tuple(text(box_words(book, {key: values})) for key, values in box.items()), 1, "•")


def _on_the_table(book: Book, package: Package) -> list[Block]:
    blocks: list[Block] = [Heading(text("The package", "strong")), _terms(book, package.values)]
    lines = [Line(f"{held_words(book, held)}.", (held.fact(),)) for held in package.offers]
    blocks += [Heading(text("It rests on", "strong")), cited(lines)]
    beside = beside_package(book, package)
    return [*blocks, Heading(text("Beside it", "strong")), cited(beside)] if beside else blocks


def _packages(book: Book, found: Deal) -> list[Block]:
    """The packages within the red lines: what they share, who moves in each, and why, each statement told once."""
    common = _common(found.within)
    alone = len(found.within) == 1
    blocks: list[Block] = []
    if common or alone:
        blocks.append(Heading(text("The package" if alone else "The same in every package", "strong")))
        blocks.append(_terms(book, common) if common else _NOTHING)
    for number, near in enumerate(() if alone else found.within, 1):
        blocks.append(Heading(text(f"Package {number}", "strong")))
        rest = {issue: values for issue, values in near.values.items() if issue not in common}
        blocks += [_terms(book, rest)] if rest else []
        blocks.append(Lines(tuple(text(f"{move_words(book, move)}.") for move in near.moves), 1, "→"))
    moves = [move for near in found.within for move in near.moves]
    told = {line.text: line for move in moves for line in move_lines(book, move)} if alone else {}
    if not alone and moves:
        starts = [start_line(book, move) for move in moves]
        starts += [line for move in moves for line in against_lines(book, move)]
        told = {line.text: line for line in starts}
    if told:
        blocks += [Heading(text("Who would move, and why", "strong")), cited(told.values())]
    silent = dict.fromkeys(issue for near in found.within for issue in near.silent)
    words = [f"Nobody has put forward anything on {book.issue(one).title}; red lines decide it." for one in silent]
    return [*blocks, Lines(tuple(text(one) for one in words), 1)] if words else blocks


_NOTHING = Lines((text("Nothing that is stated holds it to any value."),), 1)


def _common(packages: Sequence[Near]) -> Box:
    """What all the packages say alike."""
    first, *others = (near.values for near in packages)
    return {issue: values for issue, values in first.items() if all(one.get(issue) == values for one in others)}


def _ruled_out(book: Book, found: Deal) -> list[Block]:
    """The conflicts, each with the steps that show it, and the ways out."""
    blocks: list[Block] = []
    told = proof_lines(book, deal_proofs(found))
    for number, (conflict, lines) in enumerate(zip(found.conflicts, told, strict=True), 1):
        words = f"Conflict {number}" if len(found.conflicts) > 1 else "The conflict"
        blocks += [Heading(text(words, "strong")), Lines((text(conflict_words(conflict)),)), cited(lines)]
    if not found.all_conflicts:
        blocks.append(Lines((text("There are more conflicts than are named here."),)))
    blocks.append(Heading(text("Ways out", "strong")))
    blocks.append(Lines((text(ways_words(found.ways_out)),)))
    return [*blocks, Lines(tuple(text(way_words(book, way)) for way in found.ways_out), 1, "•")]


# -- data ---------------------------------------------------------------------------------------------------------


def data(book: Book, found: Deal) -> Data:
    """The answer as data."""
    return {
        "on_the_table": _box(found.on_the_table.values) if found.on_the_table is not None else None,
        "within_red_lines": [
            {
                "package": _box(near.values),
                "moves": [_move(move) for move in near.moves],
                "not_offered": [{"party": party or None, "issue": issue} for party, issue in near.unsaid],
            }
            for near in found.within
        ],
        "conflicts": [[held.key for held in conflict] for conflict in found.conflicts],
        "ways_out": [[held.key for held in way] for way in found.ways_out],
        "explanation": trees(book, deal_proofs(found)),
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
        for party, issue in near.unsaid:
            rows.append(("not-offered", number, party, issue, "", near.values[issue].text, None, "", ""))
    for kind, sets in (("conflict", found.conflicts), ("way-out", found.ways_out)):
        for number, items in enumerate(sets, 1):
            parties = " ".join(dict.fromkeys(held.party for held in items))
            rows.append((kind, number, parties, "", "", "", None, "", " ".join(held.key for held in items)))
    fields = ("kind", "number", "party", "issue", "from", "to", "distance", "unit", "items")
    return Records(fields, tuple(rows))
