"""Names as people type them: whole, by alias, or shortened to a unique part; a wrong one gets a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from negotrack.book import Book
from negotrack.errors import NOT_FOUND, NegotrackError

NEAR = 0.65  # how alike two words are for one to be taken as the other misspelt, from 0 to 1
MANY = 12  # names listed


def matches(asked: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids a typed name can mean: an exact one alone, else those it begins, else those it is part of."""
    wanted = asked.casefold()
    spelled = {key: [key.casefold(), *(also.casefold() for also in others)] for key, others in names.items()}
    for test in (str.__eq__, str.startswith, str.__contains__):
        found = [key for key, words in spelled.items() if any(test(word, wanted) for word in words)]
        if found:
            return found
    return []


def find_issue(asked: str, book: Book) -> str:
    """The issue meant: with a scope only where one is written."""
    known = issues(book)
    return find(asked, "issue", known if "@" in asked else {key: also for key, also in known.items() if "@" not in key})


def find(asked: str, what: str, names: Mapping[str, Iterable[str]], otherwise: str = "") -> str:
    """The one id meant; an error with a suggestion where there is none or more than one.

    `otherwise` is what to say where nothing is near to what was asked; without it, what there is.
    """
    found = matches(asked, names)
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(found[:8]) + (", …" if len(found) > 8 else "")
        raise NegotrackError(f"{asked[:120]!r} can mean more than one {what}", f"write more of it: {shown}", NOT_FOUND)
    raise NegotrackError(f"there is no {what} {asked[:120]!r}", suggestion(asked, names, otherwise), NOT_FOUND)


def suggestion(asked: str, names: Mapping[str, Iterable[str]], otherwise: str = "") -> str:
    """What might have been meant, or what there is."""
    spelled = {word.casefold(): key for key, others in names.items() for word in (key, *others)}
    from difflib import get_close_matches

    near = [spelled[word] for word in get_close_matches(asked.casefold(), spelled, 3, NEAR)]
    if near:
        return f"did you mean {' or '.join(dict.fromkeys(near))}?"
    return otherwise or (f"there is {some(names)}" if names else "")


def some(names: Iterable[str]) -> str:
    """The first names of many, with a mark where there are more."""
    listed = list(names)
    return ", ".join(listed[:MANY]) + (", …" if len(listed) > MANY else "")


def there(book: Book) -> str:
    """The parties and issues of a negotiation, for who has asked for something else."""
    if not book.issues:
        return f"{book.id} has the parties {some(book.parties)}, and no issues"
    return f"{book.id} has the parties {some(book.parties)} and the issues {some(book.issues)}"


def parties(book: Book) -> dict[str, tuple[str, ...]]:
    """The parties and the names they go by."""
    return {party.id: (party.name, *party.aliases, *party.previously) for party in book.parties.values()}


def issues(book: Book) -> dict[str, tuple[str, ...]]:
    """The issues, with and without scope, and the names they go by."""
    return {key: (book.issue(key).title, *book.issue(key).previously) for key in book.keys}


def items(book: Book) -> dict[str, tuple[str, ...]]:
    """The items as PARTY/ITEM, also by ITEM alone, and by the ids that they and their parties had before."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in book.entries:
        for item in getattr(entry, "items", ()):
            party = entry.parties[0]
            before = book.parties[party].previously
            also = (f"{one}/{word}" for word in (item.id, *item.previously) for one in (party, *before))
            key = f"{party}/{item.id}"
            words = (*found.get(key, (item.id,)), *item.previously, *also) if item.previously or before else ()
            found[key] = tuple(dict.fromkeys(word for word in words if word != key)) or found.get(key, (item.id,))
    return found


def statements(book: Book) -> dict[str, tuple[str, ...]]:
    """The entries by id."""
    return {entry.id: entry.previously for entry in book.entries}
