"""`deadlock`: what must come first, and where nothing can."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, READING, SIEVE, SUPPOSING, takes


@takes(*READING, *ON_A_DAY, *SUPPOSING, "party", *SIEVE, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
) -> None:  # fmt: skip
    """What must come first: circles and dead ends, what would break them, else an order of steps."""
    from negotrack.chains import DEADLOCKS
    from negotrack.cli import opening, supposing
    from negotrack.order import order
    from negotrack.render.views import deadlock as view
    from negotrack.render.views.common import header

    wanted = opening.failing(asked, DEADLOCKS)
    book, _ = opening.book(asked, words or [], alone=True)
    standing, supposed = supposing.standing(asked, book)
    found = order(standing, opening.chosen_parties(asked, book) or None)
    supposing.show(asked, supposed, standing, view.page(standing, found, header(standing, asked.known, asked.at)))
    opening.fail(wanted, (one.kind for one in found.deadlocks))
