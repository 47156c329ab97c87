"""`flags`: the story over time, statement by statement."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, OVER_TIME, READING, takes
from negotrack.wording.flags import flag_words
from negotrack.wording.values import day_words


@takes(*READING, *ON_A_DAY, *OVER_TIME, *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
    flag: Annotated[list[str] | None, typer.Option("--flag", metavar="FLAG", help="Only this flag; may be given again.")] = None,
) -> None:  # fmt: skip
    """When proposals came to overlap or to part, and which statement did it."""
    from typing import get_args

    from negotrack.cli import names, opening
    from negotrack.flags import FlagName, flags
    from negotrack.render.views import flags as view

    failing = opening.failing(asked, get_args(FlagName))
    book, _ = opening.book(asked, words or [], alone=True)
    known = dict.fromkeys(get_args(FlagName), ())
    wanted = {names.find(one, "flag", known) for one in flag or ()}
    parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
    period = asked.period
    last = asked.last_day
    found = [
        one
        for one in flags(book, last, asked.known)
        if one.day in period
        and (not wanted or one.name in wanted)
        and (not parties or parties & {*one.parties, *(one.entry.parties if one.entry else ())})
        and (not issues or one.issue in issues or (one.held and issues & one.held.item.package.keys()))
    ]
    end = day_words(min(last, period.last or last))
    span = f"{day_words(period.first)} to {end}" if period.first else f"up to {end}"
    known_by = asked.known.isoformat() if asked.known else None
    head = {"negotiation": book.id, "as_of": last.isoformat(), "known_by": known_by, "at": asked.at}
    if not opening.remarked(asked, ((one.name, flag_words(book, one), one.place) for one in found)):
        empty = opening.nothing(asked, book, last)
        if book.entries and book.chronicle[0].said.day <= last:
            empty = f"no statement of that time ({span}) changed anything that is asked for; `negotrack list statements {book.id}` shows them"
        opening.show(asked, view.page(book, found, span, head), empty=empty)
    opening.fail(failing, (one.name for one in found))
