"""`deal`: whether a package suits every party, and if none does, what stands in the way."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, READING, SIEVE, SUPPOSING, takes

FOUND = ("on-the-table", "within-red-lines", "no-package")


@takes(*READING, *ON_A_DAY, *SUPPOSING, "party", *SIEVE, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
) -> None:  # fmt: skip
    """All issues at once: a package on the table, those nearest within the red lines, or the conflicts and ways out."""
    from negotrack.cli import opening, supposing
    from negotrack.errors import NegotrackError
    from negotrack.package import deal
    from negotrack.render.views import deal as view
    from negotrack.render.views.common import header

    wanted = opening.failing(asked, FOUND)
    book, _ = opening.book(asked, words or [], alone=True)
    standing, supposed = supposing.standing(asked, book)
    parties = opening.chosen_parties(asked, book) or book.principals
    if len(parties) < 2:
        raise NegotrackError(
            "a deal takes two parties or more", f"name another beside {parties[0] if parties else 'it'} with --party"
        )
    found = deal(standing, parties)
    supposing.show(asked, supposed, standing, view.page(standing, found, header(standing, asked.known, asked.at)))
    opening.fail(wanted, [view.outcome(found)])
