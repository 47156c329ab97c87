"""`compare`: where the parties' proposals meet and where they part."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, READING, SUPPOSING, takes


@takes(*READING, *ON_A_DAY, *SUPPOSING, *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION] [PARTY]...", help="Among whom; default: the principals.")] = None,
) -> None:  # fmt: skip
    """The matrix of issues and parties: verdicts, zones, gaps, and the statements they rest on."""
    from negotrack.cli import opening, supposing
    from negotrack.compare import FARTHEST_LAST, VERDICTS, compare, spoken_issues
    from negotrack.errors import NegotrackError
    from negotrack.render.views import compare as view
    from negotrack.render.views.common import header

    wanted = opening.failing(asked, VERDICTS, FARTHEST_LAST)
    book, named = opening.book(asked, words or [])
    standing, supposed = supposing.standing(asked, book)
    parties = opening.chosen_parties(asked, book, named) or book.principals
    if len(parties) < 2:
        raise NegotrackError(
            "a comparison takes two parties or more", f"name another beside {parties[0] if parties else 'it'}"
        )
    spoken = spoken_issues(standing, parties)
    chosen = opening.chosen_issues(asked, book)
    scoped = any("@" in word for word in asked.issue or ())
    issues = [key for key in chosen if scoped or "@" not in key or key in spoken] or spoken
    found = [compare(standing, issue, parties) for issue in issues]
    supposing.show(
        asked, supposed, standing, view.page(standing, found, parties, header(standing, asked.known, asked.at))
    )
    opening.fail(wanted, (pair.verdict.name for one in found for pair in one.pairs))
