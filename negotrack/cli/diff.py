"""`diff`: what changed in meaning between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli import days
from negotrack.cli.options import FILTERS, READING, Asked, takes
from negotrack.errors import NegotrackError

if TYPE_CHECKING:
    from negotrack.changes import Change


@takes(*READING, "known_by", *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] A..B", help="Two days: 2023-12-21..2024-02-10; B left out is today.")],
) -> None:  # fmt: skip
    """What moved between two days: added, dropped, softened, hardened, shifted; and the verdicts before and after."""
    from typing import get_args

    from negotrack import wording
    from negotrack.changes import ChangeName, changes
    from negotrack.cli import opening
    from negotrack.compare import FARTHEST_LAST, VERDICTS, compare, spoken_issues, turns
    from negotrack.render.views import diff as view
    from negotrack.standing import standing

    wanted = opening.failing(asked, [*get_args(ChangeName), *VERDICTS], FARTHEST_LAST)
    if not words or ".." not in words[-1]:
        raise NegotrackError(
            "diff takes two days as A..B", f"write them like 2023-12-21..2024-02-10; a day is {days.ACCEPTED}"
        )
    *named, span = words
    book, rest = opening.book(asked, named)
    if rest:
        raise NegotrackError(f"diff does not know what to do with {rest[0][:120]!r}", "give a negotiation and A..B")
    first, _, last = span.partition("..")
    if not first.strip():
        raise NegotrackError(
            f"A..B: {span[:120]!r} does not say from which day on", "write the first day before the dots"
        )
    start = days.day(first, asked.this_day, "A..B")
    end = days.day(last, asked.this_day, "A..B") if last else asked.this_day
    if start > end:
        raise NegotrackError(f"A..B: {start} lies after {end}", f"turn them round: {end}..{start}")
    before, after = standing(book, start, asked.known), standing(book, end, asked.known)
    parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
    moves = [
        move
        for move in changes(before, after)
        if (not parties or move.party in parties) and (not issues or _touches(move, issues))
    ]
    spoken = dict.fromkeys([*spoken_issues(before, book.principals), *spoken_issues(after, book.principals)])
    keys = [key for key in spoken if not issues or key in issues]
    turned = [
        turn
        for turn in turns([compare(before, key) for key in keys], [compare(after, key) for key in keys])
        if not parties or parties & set(turn.parties)
    ]
    head = {
        "negotiation": book.id,
        "as_of": end.isoformat(),
        "known_by": asked.known.isoformat() if asked.known else None,
    }
    shown = f"{wording.day_words(start)} to {wording.day_words(end)}"
    opening.show(asked, view.page(before, after, moves, turned, shown, head))
    found = [move.change for move in moves] + [turn.after.verdict.name for turn in turned if turn.after]
    opening.fail(wanted, found)


def _touches(move: Change, issues: set[str]) -> bool:
    """Whether a move is on one of the issues; a precondition or a red line is on all that it speaks of."""
    if move.kind == "offer":
        return move.issue in issues
    return any(issues & held.item.package.keys() for held in (move.before, move.after) if held is not None)
