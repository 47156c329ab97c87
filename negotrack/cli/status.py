"""`status`: where a negotiation stands, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, READING, SUPPOSING, takes

if TYPE_CHECKING:
    from negotrack.whole import Whole

LATEST = 5


@takes(*READING, *ON_A_DAY, *SUPPOSING, *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
) -> None:  # fmt: skip
    """Where it stands: the verdict per issue, what moved last, why there is no deal, what has gone stale."""
    from negotrack.cli import opening, supposing
    from negotrack.compare import FARTHEST_LAST, VERDICTS, compare, spoken_issues
    from negotrack.render.views import status as view
    from negotrack.render.views.common import header
    from negotrack.render.views.compare import overall

    def together() -> Whole:
        from negotrack.whole import whole

        return whole(standing, parties)

    wanted = opening.failing(asked, VERDICTS, FARTHEST_LAST)
    book, _ = opening.book(asked, words or [], alone=True)
    standing, supposed = supposing.standing(asked, book)
    parties = opening.chosen_parties(asked, book) or book.principals
    issues = opening.chosen_issues(asked, book) or spoken_issues(standing, book.principals)
    found = [compare(standing, issue) for issue in issues] if len(book.principals) > 1 else []
    last = [entry for entry in standing.entries if not asked.party or set(entry.parties) & set(parties)][-LATEST:]
    stale = [held for party in parties for held in standing.standing(party) if standing.stale(held)]
    opening.first_step(asked, book)
    head = header(standing, asked.known, asked.at)
    supposing.show(asked, supposed, standing, view.page(standing, found, last[::-1], stale, together, head))
    opening.fail(wanted, (overall(one).verdict.name for one in found))
