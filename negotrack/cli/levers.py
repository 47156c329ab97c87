"""`levers`: what giving up each single item would open, ranked."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, READING, SIEVE, SUPPOSING, takes


@takes(*READING, *ON_A_DAY, *SUPPOSING, "party", *SIEVE)
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Which; needed where there are several.")] = None,
) -> None:  # fmt: skip
    """Every item that, given up alone, would change a package, a deadlock or a verdict; by what it would open."""
    from negotrack.cli import opening, supposing
    from negotrack.errors import NegotrackError
    from negotrack.levers import levers
    from negotrack.render.views import levers as view
    from negotrack.render.views.common import header

    book, _ = opening.book(asked, words or [], alone=True)
    standing, supposed = supposing.standing(asked, book)
    parties = opening.chosen_parties(asked, book) or book.principals
    if len(parties) < 2:
        raise NegotrackError(
            "levers are found between two parties or more",
            f"name another beside {parties[0] if parties else 'it'} with --party",
        )
    found = levers(standing, parties)
    page = view.page(standing, found, header(standing, asked.known, asked.at))
    none = "no item, given up alone, would change anything; `negotrack deal` tells which do together"
    supposing.show(asked, supposed, standing, page, empty=none if found.idle else "")
