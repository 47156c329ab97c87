"""`show`: a party, an item, a statement or an issue, with everything on file about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, READING, SIEVE, takes

if TYPE_CHECKING:
    from negotrack.book import Book, Entry
    from negotrack.held import Held
    from negotrack.standing import Standing


@takes(*READING, *ON_A_DAY, *SIEVE)
def command(
    asked: Asked,
    words: Annotated[
        list[str], typer.Argument(metavar="[NEGOTIATION] PARTY|ITEM|STATEMENT|ISSUE", help="What to show.")
    ],
    history: Annotated[bool, typer.Option("--history", help="Every version, also what has ended.")] = False,
) -> None:
    """Standing offers, preconditions and red lines with speaker, date, age, grade, source and place."""
    from negotrack.cli import opening
    from negotrack.errors import NegotrackError
    from negotrack.render.views import show as view
    from negotrack.render.views.common import header

    book, rest = opening.book(asked, words)
    if len(rest) != 1:
        hint = "name a party, an item (PARTY/ITEM), a statement or an issue"
        raise NegotrackError("show takes one thing to show", hint)
    standing = opening.standing(asked, book)
    kind, name = _meant(book, rest[0])
    held, entries = _about(standing, kind, name, history)
    page = view.page(standing, kind, name, held, entries, header(standing, asked.known, asked.at))
    opening.show(asked, page, empty=_nothing(asked, standing, kind, name, history))


def _nothing(asked: Asked, standing: Standing, kind: str, name: str, history: bool) -> str:
    """That nothing is to be shown of a thing, and what to try: what has ended, or a later day."""
    from negotrack.cli import opening

    if not history and any(_about(standing, kind, name, history=True)):
        return f"nothing of {name} stands that day; --history shows what has ended"
    return opening.nothing(asked, standing.book, standing.day)


def _meant(book: Book, word: str) -> tuple[str, str]:
    """What a name means: the first kind of thing in which it means just one."""
    from negotrack.cli import names

    kinds = {
        "party": names.parties(book),
        "issue": names.issues(book),
        "item": names.items(book),
        "statement": names.statements(book),
    }
    for kind, known in kinds.items():
        if word in known:
            return kind, word
    for kind, known in kinds.items():
        found = names.matches(word, known)
        if kind == "issue" and "@" not in word:
            found = [key for key in found if "@" not in key]
        if len(found) == 1:
            return kind, found[0]
    everything = {key: also for known in kinds.values() for key, also in known.items()}
    return "", names.find(word, "party, issue, item or statement", everything, names.there(book))


def _about(standing: Standing, kind: str, name: str, history: bool) -> tuple[list[Held], list[Entry]]:
    """The items and statements that belong to what is shown, standing ones only unless their history is wanted."""
    match kind:
        case "party":
            items = list(standing.held(name))
        case "issue":
            keys = {key for key in standing.book.keys if name in (key, key.partition("@")[0])}
            items = [h for party in standing.book.parties for h in standing.held(party) if keys & h.item.package.keys()]
        case "item":
            items = [held for party in standing.book.parties for held in standing.held(party) if held.key == name]
            history = history or not any(held.stands for held in items)
        case _:
            entry = standing.book.entry(name)
            parties = entry.parties if entry else ()
            items = [
                h
                for party in parties
                for held in standing.held(party)
                for h in (*held.versions, held)
                if h.entry is entry
            ]
            return items, [entry] if entry else []
    if history:
        versions = [version for held in items for version in (*held.versions, held)]
        versions.sort(key=lambda held: held.entry.said.day)
    else:
        versions = [held for held in items if held.stands]
    return versions, _entries(standing, kind, name, versions, history)


def _entries(standing: Standing, kind: str, name: str, versions: list[Held], history: bool) -> list[Entry]:
    """The statements beside the items: an item's own, an issue's agreements and facts, what a party has denied."""
    if kind == "item":
        return list({held.entry.id: held.entry for held in versions}.values())
    if kind == "issue":
        keys = [key for key in standing.book.keys if name in (key, key.partition("@")[0])]
        found = [pact.agreement for pact in standing.pacts if history or any(pact.covers(key) for key in keys)]
        agreed: list[Entry] = [one for one in found if any(key in one.terms for key in keys)]
        return agreed + [standing.facts[key][1] for key in keys if key in standing.facts]
    denied = standing.denied if history else {}
    return [entry for entry in standing.book.chronicle if entry.id in denied and name in entry.parties]
