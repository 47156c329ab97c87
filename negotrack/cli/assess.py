"""`assess`: how every party stands to a draft, by what each has stated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, READING, SIEVE, SUPPOSING, takes

if TYPE_CHECKING:
    from negotrack.draft import Draft
    from negotrack.standing import Standing


@takes(*READING, *ON_A_DAY, *SUPPOSING, "party", *SIEVE, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION] DRAFT", help="A file, or PARTY/ITEM of an offer.")] = None,
) -> None:  # fmt: skip
    """A draft against every party: clause by clause, as a whole, and step by step."""
    from negotrack.assess import WHOLES, assess
    from negotrack.cli import files, opening, supposing
    from negotrack.errors import NegotrackError
    from negotrack.render.views import assess as view
    from negotrack.render.views.common import header

    wanted = opening.failing(asked, WHOLES, WHOLES)
    given = list(words or [])
    file = [given.pop()] if given and _is_file(given[-1]) else []
    if file:
        files.opened(Path(file[0]), "the draft")  # what cannot be read is told before which negotiation is meant
    book, named = opening.book(asked, given)
    named += file
    if len(named) != 1:
        what = f"{named[1][:120]!r} is another word" if named else "none is named"
        raise NegotrackError(f"this takes one draft, and {what}", "name a file, or PARTY/ITEM of an offer on record")
    standing, supposed = supposing.standing(asked, book)
    draft = _draft(asked, standing, named[0])
    found = assess(standing, draft, opening.chosen_parties(asked, book) or None)
    head = header(standing, asked.known, asked.at)
    supposing.show(asked, supposed, standing, view.page(standing, found, head))
    opening.fail(wanted, [one.name for one in found.parties])


def _draft(asked: Asked, standing: Standing, word: str) -> Draft:
    """The draft of a file, or the terms of an offer on record."""
    from negotrack.book import Offer
    from negotrack.cli import files, names
    from negotrack.draft import draft_of
    from negotrack.read.alone import read_draft
    from negotrack.wording.values import day_words

    if _is_file(word):
        source = files.opened(Path(word), "the draft")
        draft, found = read_draft(standing.book, source)
        files.trusted(asked, source, found)
        assert draft is not None, "a file without errors holds a draft"
        return draft
    offers = {
        held.key: held
        for party in standing.book.parties
        for held in standing.held(party)
        if isinstance(held.item, Offer) and not held.item.accepts
    }
    spelled = {
        key: (held.item.id, *(f"{held.party}/{old}" for old in held.item.previously)) for key, held in offers.items()
    }
    none = "" if offers else f"none was made by {day_words(standing.day)}; name a file, or a later day with --as-of"
    return draft_of(offers[names.find(word, "offer made by that day", spelled, none)])


def _is_file(word: str) -> bool:
    """Whether a word names a file: by its ending, or because there is one."""
    return word.endswith((".yaml", ".yml")) or (os.path.lexists(word) and not Path(word).is_dir())
