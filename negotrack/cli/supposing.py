"""`--without` and `--with`: what a command line supposes, and the answer marked as one that rests on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from negotrack.cli import files, names, opening
from negotrack.cli.asked import Asked
from negotrack.errors import NOT_FOUND, NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book, Entry
    from negotrack.findings import Finding
    from negotrack.held import Held
    from negotrack.render.page import Page
    from negotrack.standing import Standing
    from negotrack.supposing import Supposition

NOT_YET = ("no-source", "future-date", "empty-statement")
"""What a statement that nobody has made cannot have yet, or need not."""


def standing(asked: Asked, book: Book) -> tuple[Standing, Supposition]:
    """What everyone holds on the day asked for, with what is supposed of it."""
    from negotrack.supposing import Supposition, supposing

    made: list[Entry] = []
    for path in asked.made or ():
        made.append(_made(asked, book, path, made))
    before = supposing(book, asked.day, Supposition((), tuple(made)), asked.known)
    given_up = {id(held): held for word in asked.without or () for held in [_held(before, word)]}
    what = Supposition(tuple(given_up.values()), tuple(made))
    return (supposing(book, asked.day, what, asked.known) if given_up else before), what


def show(asked: Asked, what: Supposition, standing: Standing, page: Page, *, empty: str = "") -> None:
    """A page that says what it supposes; where its format has no room for that, or for saying nothing, standard error does."""
    from negotrack.render.views.common import supposed
    from negotrack.wording.items import supposition_words

    if what and not asked.quiet and opening.format_of(asked) in ("plain", "csv", "jsonl"):
        opening.note(supposition_words(standing.book, what))
    empty = empty or opening.nothing(asked, standing.book, standing.day)
    opening.show(asked, supposed(page, standing.book, what), empty=empty)


# -- a statement made ---------------------------------------------------------------------------------------------


def _made(asked: Asked, book: Book, path: Path, others: list[Entry]) -> Entry:
    """The entry of a file, as of the day asked for where it has no date of its own."""
    from dataclasses import replace

    from negotrack.read.alone import read_entry

    source = files.opened(path, "--with")
    home, root = path.resolve(), opening.repository(asked).resolve()
    if home.is_relative_to(root) and home.relative_to(root).as_posix() in {one.place.path for one in book.entries}:
        hint = "name a file that is not on record, or give something up with --without"
        raise NegotrackError(f"{source.path[:200]!r} is on record already", hint)
    beside = replace(book, entries=(*book.entries, *others))
    entry, found = read_entry(beside, source, asked.day)
    if entry is not None:
        found = [*found, *_broken(asked, beside, entry)]
    files.trusted(asked, source, found)
    assert entry is not None, "a file without errors holds an entry"
    if entry.said.day > asked.day:
        hint = f"ask for that day, with --as-of {entry.said.day}, or leave the date out of the file"
        raise NegotrackError(f"{source.path[:200]!r} is of {entry.said.text}, after the day asked for", hint)
    return entry


def _broken(asked: Asked, book: Book, entry: Entry) -> list[Finding]:
    """What the rules find in the file of a statement, were it on record."""
    from dataclasses import replace

    from negotrack.rules import broken

    found = broken(replace(book, entries=(*book.entries, entry)), max(asked.this_day, entry.said.day))
    return [one for one in found if one.place.path == entry.place.path and one.rule not in NOT_YET]


# -- an item given up ---------------------------------------------------------------------------------------------


def _held(standing: Standing, word: str) -> Held:
    """The item named, among those that somebody holds that day; one that nobody holds any more is told with why."""
    from negotrack.wording.items import ended_words

    everything = {held.label: held for party in standing.book.parties for held in standing.held(party)}
    there = {name: held for name, held in everything.items() if held.voiced}
    asked = _spelled(there)
    if not names.matches(word, asked) and (gone := names.matches(word, _spelled(everything))):
        held = everything[gone[0]]
        hint = f"ask for a day on which it stands, with --as-of; it was first said on {held.since}"
        raise NegotrackError(f"nobody holds {gone[0]} that day: it is {ended_words(held)}", hint, NOT_FOUND)
    return there[names.find(word, "item held that day", asked)]


def _spelled(items: dict[str, Held]) -> dict[str, tuple[str, ...]]:
    """Each with the other ways to write it: its bare id and earlier ones, and PARTY/PARTY/ITEM for an acceptance."""
    return {
        name: (held.item.id, *(f"{held.party}/{old}" for old in held.item.previously))
        if name == held.key
        else (f"{held.party}/{held.key}",)
        for name, held in items.items()
    }
