"""The levers of a negotiation by rank: each item with its statement, what giving it up would open, what it would lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from negotrack.book import Book
from negotrack.chains import Deadlock
from negotrack.compare import Turn
from negotrack.levers import EXACT, Lever, Levers
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, join, text
from negotrack.render.views.common import cited, reason, title
from negotrack.standing import Standing
from negotrack.wording.flags import lever_lines, levers_words
from negotrack.wording.items import Line, held_words
from negotrack.wording.values import listed

if TYPE_CHECKING:
    from negotrack.render.data.levers import Data, LeverData, StuckData, TurnData


def page(standing: Standing, found: Levers, head: dict[str, str | None]) -> Page:
    """The levers as a page."""
    book = standing.book
    said = [levers_words(book, found)]
    if not found.exact:
        said.append(f"With more than {EXACT} demands, only the deadlocks that an item breaks alone are named.")
    blocks: list[Block] = [Heading(title(book, standing, head), 1), Lines(tuple(text(words) for words in said))]
    for number, lever in enumerate(found.levers, 1):
        blocks += _lever(book, lever, number)
    if found.idle:
        blocks.append(Heading(text("Would change nothing alone", "strong")))
        blocks.append(Lines((text(listed(held.label for held in found.idle)),), 1))
    return Page("levers", tuple(blocks), Records(FIELDS, tuple(_rows(found))), data(found), head)


def _lever(book: Book, lever: Lever, number: int) -> list[Block]:
    held = lever.held
    said = f"{held_words(book, held)}"
    opens, loses = lever_lines(book, lever)
    lines = [*(text(f"+ {words}", "good") for words in opens), *(text(f"- {words}", "warn") for words in loses)]
    return [
        Heading(join([text(f"{number}."), text(f"Without {held.label}", "strong")])),
        cited([Line(said, (held.fact(),))]),
        Lines(tuple(lines), 2),
    ]


# -- data ---------------------------------------------------------------------------------------------------------


def data(found: Levers) -> Data:
    """The levers as data."""
    return {
        "package": found.package,
        "exact": found.exact,
        "levers": [_data(lever) for lever in found.levers],
        "idle": [held.label for held in found.idle],
    }


def _data(lever: Lever) -> LeverData:
    return {
        "item": lever.held.label,
        "party": lever.held.party,
        "kind": lever.held.item.kind,
        "package": lever.after,
        "broken": [_stuck(one) for one in lever.broken],
        "formed": [_stuck(one) for one in lever.formed],
        "better": [_turn(one) for one in lever.better],
        "worse": [_turn(one) for one in lever.worse],
        "silenced": list(lever.silenced),
        "reason": reason(lever.held.fact()),
    }


def _stuck(one: Deadlock) -> StuckData:
    return {"kind": one.kind, "steps": [node.name for node in one.nodes]}


def _turn(turn: Turn) -> TurnData:
    before, after = (pair.verdict.name if pair else None for pair in (turn.before, turn.after))
    return {"issue": turn.issue, "parties": list(turn.parties), "before": before, "after": after}


FIELDS = ("rank", "item", "party", "kind", "effect", "what", "before", "after", "place")


def _rows(found: Levers) -> Iterator[tuple[Cell, ...]]:
    """One record an effect: a package, a deadlock broken or formed, a verdict nearer or farther, an issue left silent."""
    for rank, lever in enumerate(found.levers, 1):
        held, place = lever.held, lever.held.fact().place
        effects: list[tuple[str, str, str, str]] = []
        if lever.opened:
            effects.append(("package", "", lever.before, lever.after))
        effects += [
            ("deadlock-broken", " > ".join(node.name for node in one.nodes), one.kind, "") for one in lever.broken
        ]
        effects += [
            ("deadlock-formed", " > ".join(node.name for node in one.nodes), "", one.kind) for one in lever.formed
        ]
        for effect, some in (("nearer", lever.better), ("farther", lever.worse)):
            for turn in map(_turn, some):
                what = f"{turn['issue']} {' '.join(turn['parties'])}"
                effects.append((effect, what, turn["before"] or "", turn["after"] or ""))
        effects += [("silent", issue, "", "") for issue in lever.silenced]
        for one in effects:
            yield (rank, held.label, held.party, held.item.kind, *one, f"{place.path}:{place.line}")
