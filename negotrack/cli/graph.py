"""`graph`: what needs what, what conflicts with what, or who answers whom, as a picture."""

from __future__ import annotations

from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, READING, takes

WHATS = ("preconditions", "conflicts", "answers")


@takes(*READING, *ON_A_DAY, *FILTERS)
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION] [preconditions|conflicts|answers]", help="Which, and what to draw; default: preconditions.")] = None,
) -> None:  # fmt: skip
    """A picture of what must come first, what stands against a deal, or who answers whom: -O mermaid, dot or svg."""
    from negotrack.cli import names, opening
    from negotrack.errors import NegotrackError
    from negotrack.render import pictures
    from negotrack.render.views import graph as view
    from negotrack.render.views.common import header, title
    from negotrack.render.views.graphs import graph_of

    words = list(words or [])
    what = words.pop() if words and words[-1] in WHATS else ""
    written = opening.format_of(asked, pictures.EXTENSIONS, pictures.FORMATS)
    book, rest = opening.book(asked, words, alone=bool(what))
    if len(rest) > 1:
        raise NegotrackError(f"{rest[1][:120]!r} is one word too many", f"name one of {', '.join(WHATS)}")
    if rest:
        what = names.find(rest[0], "graph", dict.fromkeys(WHATS, ()))
    standing = opening.standing(asked, book)
    head = header(standing, asked.known, asked.at)
    parties, issues = opening.chosen_parties(asked, book), opening.chosen_issues(asked, book)
    if what == "conflicts" and len(parties or book.principals) < 2:
        raise NegotrackError("a conflict takes two parties or more", "name another with --party")
    graph = graph_of(what or WHATS[0], standing, parties, issues, title(book, standing, head).plain)
    page = view.page(graph, head)
    if written in pictures.FORMATS:
        opening.put(asked, pictures.FORMATS[written](graph, page, opening.look(asked)))
    else:
        opening.show(asked, page)
