"""`withdraw`: a statement by which a party gives up items of its own, checked and shown before it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli import days
from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book

LONGEST_NAME = 60


@takes("repo", "today", "color", "quiet", "verbose", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] ITEM...", help="The items, all of one party.")],
    source: Annotated[list[str], typer.Option("--source", metavar="URL", help="Where it can be looked up: an address, or a reference; may be given again.")],
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="Who withdraws; needed to take back an acceptance of another's item.")] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it was said; today if left out.")] = None,
    summary: Annotated[str, typer.Option("--summary", metavar="TEXT", help="One plain sentence.")] = "",
    slug: Annotated[str, typer.Option("--slug", metavar="NAME", help="What the file is called after its date.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; show what would be written.")] = False,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Write without asking.")] = False,
) -> None:  # fmt: skip
    """Write a statement by which a party gives up items: checked by all rules, and shown with what it changes."""
    from negotrack.cli import names, opening, proposing
    from negotrack.write.files import Change, write_all
    from negotrack.write.record import record_text

    root = opening.repository(asked)
    book, named = opening.book(asked, words)
    if not named:
        raise NegotrackError("withdraw takes at least one item", "`negotrack list items` lists them")
    said = days.day(day, asked.this_day, "--date") if day is not None else asked.this_day
    items = [names.find(one, "item", names.items(book)) for one in dict.fromkeys(named)]
    who = _who(book, items, party)
    own = [item.partition("/")[2] if item.startswith(f"{who}/") else item for item in items]
    record = {
        "party": who,
        "date": said.isoformat(),
        "summary": summary or None,
        "sources": [{"url" if one.startswith(("http://", "https://")) else "reference": one} for one in source],
        "withdraws": own,
    }
    path = _path(book, who, said.isoformat(), slug or _slug(own))
    text = record_text(record)
    if (root / path).exists():
        raise NegotrackError(f"{path!r} exists already", _other_name(), NOT_LOADED)
    proposed = proposing.proposal(root, [Change(path, None, text.encode())], asked.this_day)
    proposing.tell_file(asked, path, text)
    proposing.tell_findings(asked, proposed)
    proposing.tell_moves(asked, proposed, book.id, max(said, asked.this_day))
    if dry_run:
        return
    proposing.confirmed("Write this file?", yes=yes)
    schemas = proposing.schemas_of(root, [proposed.after.books[book.id]])
    write_all(root, [Change(path, None, text.encode()), *schemas])
    if not asked.quiet:
        opening.note(f"wrote {path}")


def _who(book: Book, items: Sequence[str], party: str | None) -> str:
    """The party that withdraws: the one named, or the one whose items they all are."""
    from negotrack.cli import names

    if party is not None:
        return names.find(party, "party", names.parties(book))
    owners = list(dict.fromkeys(item.partition("/")[0] for item in items))
    if len(owners) > 1:
        hint = "write a statement for each party; to take back an acceptance, name who does so with --party"
        raise NegotrackError(f"these are items of {' and of '.join(owners)}", hint)
    return owners[0]


def _path(book: Book, party: str, day: str, slug: str) -> str:
    if not re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", slug, re.ASCII):
        hint = "write lower-case ASCII letters and digits, with single dashes between words"
        raise NegotrackError(f"--slug: {slug[:120]!r} is no name", hint)
    return f"{book.place.path.rpartition('/')[0]}/{party}/{day}-{slug}.yaml"


def _slug(items: Sequence[str]) -> str:
    """A name from the items, as many of them as make a name one can read."""
    words = "withdraws"
    for item in items:
        longer = f"{words}-{item.replace('/', '-')}"
        if len(longer) > LONGEST_NAME and words != "withdraws":
            return f"{words}-and-more"
        words = longer
    return words


def _other_name() -> str:
    return (
        "it may say this already; if not, give the new file a name of its own with --slug, such as `second-withdrawal`"
    )
