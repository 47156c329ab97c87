"""What could be typed next on the command line: quick, quiet, and without a word where there is nothing to say."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotrack.cli.commands import COMMANDS

if TYPE_CHECKING:
    from negotrack.book import Book

Candidates = dict[str, str]
"""What may be typed, each with a few words on it."""

RENAMED = {"party": "parties", "issue": "issues", "item": "items"}
"""What can be renamed, and what of it there is."""

FILES = {":files": ""}
"""The shell's own completion of files."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_@/.:,+=-]*|[-./@:,+][A-Za-z0-9_@/.:,+-]*|:files")
MOST = 500

NAMED: dict[str, tuple[str, ...]] = {
    "add": (), "levers": (), "graph": (), "withdraw": ("items",), "rename": (),
    "status": (), "deal": (), "deadlock": (), "flags": (), "sources": (), "schema": (), "search": (),
    "show": ("parties", "issues", "items", "statements"),
    "compare": ("parties",),
    "history": ("issues",),
    "blame": ("items", "statements"),
    "diff": ("days",),
    "export": ("negotiations",),
}  # fmt: skip
"""What each command takes by name, after the negotiation."""

DATED = ("--as-of", "--known-by", "--since", "--until", "--today", "--at", "--date", "--published")

OF_OPTIONS = {
    **dict.fromkeys(("--party", "--to", "--by", "--via"), "parties"),
    **dict.fromkeys(("--accepts", "--rejects", "--considers", "--withdraws", "--settles", "--keeps", "--amends", "--without"), "items"),
    **dict.fromkeys(("--denies", "--ends"), "statements"),
    **dict.fromkeys(DATED, "days"),
    "--issue": "issues",
}  # fmt: skip
"""What options take by name."""

TERMS = ("--gives", "--asks", "--terms", "--never", "--unless", "--must", "--requires", "--before", "--refuses", "--agreement", "--fact")  # fmt: skip
"""What takes ISSUE=VALUE; in `add` also --with."""


def answer(arguments: Sequence[str]) -> int:
    """Print the candidates for a command line, given as words or as a whole `--line`; whatever is wrong, say nothing."""
    with suppress(Exception):
        words = split(arguments[1]) if list(arguments[:1]) == ["--line"] and len(arguments) == 2 else list(arguments)
        for value, told in fitting(candidates(words), words[-1] if words else ""):
            sys.stdout.write(f"{value}\t{told}\n" if told else f"{value}\n")
    return 0


def split(line: str) -> list[str]:
    """The words of a line that is still being typed, without the program's name; an open quote does no harm."""
    for ending in ("", '"', "'"):
        with suppress(ValueError):
            words = shlex.split(line + ending)
            return [*words[1:], *([""] if not line or line[-1].isspace() else [])]
    return []


def fitting(found: Candidates, begun: str) -> Iterable[tuple[str, str]]:
    """The candidates that go on from what is typed, safe in any shell, each on a line of its own."""
    from negotrack.render.escape import clip, for_plain

    begins = begun.partition("=")[2] if begun.startswith("--") and "=" in begun else begun
    ahead = begun.removesuffix(begins) if begins != begun else ""
    shown = 0
    for value, told in found.items():
        if (value == ":files" or value.startswith(begins)) and _PLAIN.fullmatch(value) and shown < MOST:
            shown += 1
            yield (value if value == ":files" else ahead + value), for_plain(clip(told, 80))


def candidates(words: Sequence[str]) -> Candidates:
    """All that could stand in place of the last word."""
    *before, begun = words or [""]
    if not before:
        return dict(COMMANDS) if not begun.startswith("-") else {"--help": "", "--version": ""}
    if before[0] not in COMMANDS:
        return {}
    command = before[0]
    if not any(word.startswith("-") for word in words):
        return _positional(command, before[1:], begun, words)
    options, valued = _options(command)
    named, _, value = begun.partition("=")
    if "=" in begun and named in valued:
        return _values(command, named, value, words)
    if before[-1] in valued:
        return _values(command, before[-1], begun, words)
    if begun.startswith("-"):
        return options
    return _positional(command, _arguments(before[1:], valued), begun, words)


def _options(command: str) -> tuple[Candidates, set[str]]:
    """The options of a command with their help, and those that take a value."""
    from negotrack.cli.app import Commands

    found: Any = Commands(name="negotrack").get_command(None, command)  # type: ignore[arg-type]
    shown: Candidates = {"--help": "show what it takes"}
    valued: set[str] = set()
    for one in found.params:
        spelled = [name for name in one.opts if name.startswith("-")]
        shown |= {name: one.help or "" for name in spelled if name.startswith("--")}
        if not getattr(one, "is_flag", False):
            valued |= set(spelled)
    return shown, valued


def _arguments(words: Sequence[str], valued: set[str]) -> list[str]:
    """The words that are neither options nor their values."""
    found, skip = [], False
    for word in words:
        if skip or (word.startswith("-") and len(word) > 1):
            skip = not skip and word in valued
        else:
            found.append(word)
    return found


# -- what may stand where -----------------------------------------------------------------------------------------


def _positional(command: str, given: list[str], begun: str, words: Sequence[str]) -> Candidates:
    match command:
        case "list":
            kinds = ("negotiations", "parties", "issues", "statements", "items")
            return dict.fromkeys(kinds, "") if not given else _negotiations(_books(words)) if len(given) == 1 else {}
        case "explain" | "help":
            return _rules() | (_topics() if command == "help" else {})
        case "completion":
            return dict.fromkeys(("bash", "zsh", "fish"), "")
        case "check":
            return FILES
    if command not in NAMED:
        return FILES
    if command == "rename":
        if not given:
            return dict.fromkeys(RENAMED, "")
        given = [*given[1:], given[0]]
    books = _books(words)
    found = _negotiations(books) if not given or command == "export" else {}
    book = _meant(books, given)
    named = NAMED[command] if command != "rename" else (RENAMED.get(given[-1], ""),)
    for kind in filter(None, named) if book else ():
        found |= _named(book, kind, begun)  # type: ignore[arg-type]
    return {key: told for key, told in found.items() if "@" not in key} if command == "rename" else found


def _values(command: str, option: str, begun: str, words: Sequence[str]) -> Candidates:
    """What an option takes."""
    term = command == "add" and option in (*TERMS, "--with")
    if term or (option in OF_OPTIONS and (command, option) != ("export", "--to")):
        books = _books(words)
        book = _meant(books, _arguments(words[1:-1], _options(command)[1]))
        return {} if not book else _terms(book, begun) if term else _named(book, OF_OPTIONS[option], begun)
    if option == "--into":
        return _negotiations(_books(words))
    if (command, option) == ("schema", "--output"):
        from negotrack.cli.schema import PRINTED

        return dict.fromkeys(PRINTED, "")
    if option == "--fail-on":
        from negotrack.compare import VERDICTS

        severities = ("note", "warning", "error")
        return dict.fromkeys(severities if command == "check" else VERDICTS, "")
    if option in ("-O", "--format"):
        from negotrack.render import ci
        from negotrack.render.formats import FORMATS

        return dict.fromkeys(
            [*FORMATS, *(["full", "concise", *ci.FORMATS] if command in ("check", "diff", "flags") else [])], ""
        )
    fixed = {
        "--attribution": ("official-text", "on-record", "unnamed-officials", "leak", "third-party"),
        "--force": ("binding", "exploratory"),
        "--color": ("auto", "always", "never"),
        "--decimal": ("comma", "point"),
        "--min-grade": tuple(f"{letter}{figure}" for letter in "ABCDEF" for figure in "123456"),
        "--record": ("negotiation", "statement", "agreement", "event"),
        "--to": ("sqlite", "csv", "jsonl", "parquet"),
    }
    return dict.fromkeys(fixed[option], "") if option in fixed else FILES


def _books(words: Sequence[str]) -> dict[str, Book]:
    """The negotiations of the repository that the line is about; only that one which it names in full."""
    from negotrack.read.cache import Cache, folder
    from negotrack.read.library import Library, WorkingTree
    from negotrack.read.sources import repository

    named = next((after for word, after in pairwise(words) if word in ("-C", "--repo")), "")
    named = named or next((word.partition("=")[2] for word in words if word.startswith("--repo=")), "")
    named = named or os.environ.get("NEGOTRACK_REPO", "")
    root = Path(named).expanduser() if named else repository(Path.cwd())
    if root is None:
        return {}
    place = None if "--no-cache" in words else folder(os.environ)
    cache, tree = Cache(place) if place is not None else None, WorkingTree(root)
    for word in words[1:-1] if "export" not in words[:2] else ():
        if re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", word) and (root / "positions" / word).is_dir():
            library = Library(tree, cache, f"positions/{word}")
            found = library.reading([one for one in library.folders if one == f"positions/{word}"]).books
            if found:
                return dict(found)
    return dict(Library(tree, cache).reading().books)


def _meant(books: dict[str, Book], given: Sequence[str]) -> Book | None:
    """The negotiation that the line is about, as the commands understand it."""
    from negotrack.cli import names

    for word in given[:2]:
        found = names.matches(word, {key: (book.title,) for key, book in books.items()})
        if len(found) == 1:
            return books[found[0]]
    here = Path.cwd().parts
    return next((book for key, book in books.items() if len(books) == 1 or key in here), None)


def _negotiations(books: dict[str, Book]) -> Candidates:
    return {key: book.title for key, book in books.items() if not key.startswith("-")}  # which would be an option


def _named(book: Book, kind: str, begun: str) -> Candidates:
    """The names of one kind in a negotiation."""
    from negotrack.editor.names import item_gist, party_gist
    from negotrack.wording.items import entry_words

    match kind:
        case "negotiations":
            return {}
        case "parties":
            return {party: party_gist(book, party) for party in book.parties}
        case "issues":
            return {key: book.issue(key).title for key in book.keys}
        case "items":
            return {
                f"{entry.parties[0]}/{item.id}": item_gist(book, item)
                for entry in book.chronicle
                for item in getattr(entry, "items", ())
            }
        case "statements":
            return {entry.id: entry_words(book, entry) for entry in book.chronicle}
    ahead = begun[: begun.rfind("..") + 2] if ".." in begun else ""
    days: Candidates = {}
    for entry in reversed(book.chronicle):
        told = ", ".join(book.parties[party].name for party in entry.parties) or "event"
        key = f"{ahead}{entry.said.day}"
        days[key] = f"{days[key]}; {told}" if key in days and told not in days[key] else told
    return days


def _terms(book: Book, begun: str) -> Candidates:
    """Issues, and behind the sign of equality the levels and choices of one; with the name of an item before, if there is one."""
    ahead, _, rest = begun.rpartition(":")
    ahead += ":" if ahead else ""
    issue, equals, _ = rest.partition("=")
    if not equals:
        return {f"{ahead}{key}=": book.issue(key).title for key in book.issues}
    known = book.issue(issue).scale.members if issue.partition("@")[0] in book.issues else ()
    return {f"{ahead}{issue}={member}": "" for member in known}


def _rules() -> Candidates:
    from negotrack.rules import REVIEW, RULES

    return {rule.id: rule.law for rule in (*RULES, *REVIEW)}


def _topics() -> Candidates:
    from negotrack.cli.manual import sections

    return {"glossary": "What the words mean"} | {section.name: section.title for section in reversed(sections())}
