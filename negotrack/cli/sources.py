"""`sources`: how well each claim is sourced."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, OVER_TIME, READING, takes
from negotrack.wording.values import day_words


@takes(*READING, *ON_A_DAY, *OVER_TIME, *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
) -> None:  # fmt: skip
    """How many independent origins each claim rests on, grades, contradictions, denials, what no one has confirmed."""
    from negotrack.book import terms_of
    from negotrack.cli import opening
    from negotrack.render.views import sources as view
    from negotrack.render.views.common import header
    from negotrack.sourcing import Weakness, claims

    wanted = opening.failing(asked, get_args(Weakness))
    book, _ = opening.book(asked, words or [], alone=True)
    standing = opening.standing(asked, book)
    parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
    found = [
        claim
        for claim in claims(standing)
        if claim.entry.said.day in asked.period
        and (not parties or parties & set(claim.entry.parties))
        and (not issues or any(term.issue in issues for term in terms_of(claim.entry)))
    ]
    heading = f"{book.title} · sources · as of {day_words(standing.day)}"
    page = view.page(book, found, heading, header(standing, asked.known, asked.at))
    opening.show(asked, page, empty=opening.nothing(asked, book, standing.day))
    opening.fail(wanted, (weakness for claim in found for weakness in claim.weaknesses))
