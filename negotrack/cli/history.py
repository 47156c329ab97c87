"""`history`: each party's stated values on an issue over time, or one party's on all."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.options import FILTERS, OVER_TIME, READING, Asked, takes
from negotrack.errors import NegotrackError


@takes(*READING, "known_by", *OVER_TIME, *FILTERS)
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] ISSUE|PARTY", help="An issue; or a party, on every issue it spoke to.")],
) -> None:  # fmt: skip
    """Stated values over time, the gap after each move, who moved and how far; with a step chart."""
    from negotrack import wording
    from negotrack.cli import names, opening
    from negotrack.history import history
    from negotrack.render.views import history as view

    book, rest = opening.book(asked, words)
    if len(rest) != 1:
        raise NegotrackError("history takes one issue or one party", "name an issue, or a party for all its issues")
    among = opening.chosen_parties(asked, book)
    found = [key for key in names.matches(rest[0], names.issues(book)) if ("@" in key) == ("@" in rest[0])]
    only = None
    if not found or rest[0] in book.parties:
        both = {**names.parties(book), **{key: also for key, also in names.issues(book).items() if "@" not in key}}
        meant = names.find(rest[0], "issue or party", both)
        only = meant if meant in book.parties else None
        issues = opening.chosen_issues(asked, book) or book.keys
    else:
        key = names.find_issue(rest[0], book)
        issues = (key,) if "@" in key else tuple(each for each in book.keys if each.partition("@")[0] == key)
    period = asked.period
    last = period.last or asked.this_day
    told = {
        issue: [
            step
            for step in history(book, issue, last, asked.known, among or None)
            if step.day in period and (only is None or step.party == only) and (not among or step.party in (*among, ""))
        ]
        for issue in issues
    }
    told = {issue: steps for issue, steps in told.items() if steps}
    title = wording.name(book, only) if only else book.issue(issues[0].partition("@")[0]).title
    head = {
        "negotiation": book.id, "as_of": last.isoformat(), "known_by": asked.known.isoformat() if asked.known else None,
    }  # fmt: skip
    heading = f"{book.title} · {title} · up to {wording.day_words(last)}"
    opening.show(asked, view.page(book, told, (only,) if only else among or book.principals, heading, head))
