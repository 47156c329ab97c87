"""From a command line to a book: the repository, its reading, the negotiation meant; and from a page to the outside."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from negotrack.cli import names
from negotrack.cli.asked import Asked
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from datetime import date

    from negotrack.book import Book, Entry
    from negotrack.findings import Finding, Place
    from negotrack.read.cache import Cache
    from negotrack.read.commits import Repository as Commits
    from negotrack.read.git import Commit
    from negotrack.read.library import Library
    from negotrack.read.reading import Reading
    from negotrack.read.sources import Source
    from negotrack.render.page import Look, Page
    from negotrack.standing import Standing


BARE = ("plain", "csv", "jsonl")  # formats that hold records and nothing else
LONGEST_NAME = 256  # what no file system takes as the name of a folder
BEGIN = "`negotrack add` writes a statement, `negotrack help format` shows one"


def repository(asked: Asked) -> Path:
    """The folder that holds `positions/`."""
    from negotrack.read.sources import repository as found

    here = asked.repo or Path.cwd()
    if not asked.at and (here / "HEAD").is_file() and (here / "objects").is_dir():
        import shlex

        hint = f"git clone {shlex.quote(os.fspath(here.absolute()))}, and use the clone"
        raise NegotrackError(f"{here.absolute()} is a bare repository, with no files of its own", hint, NOT_LOADED)
    if asked.repo is not None:
        if not asked.at and not (asked.repo / "positions").is_dir():
            hint = "give the folder that contains positions/"
            raise NegotrackError(f"{str(asked.repo)[:200]!r} holds no folder positions/", hint, NOT_LOADED)
        return asked.repo
    root = found(Path.cwd()) or (Path.cwd() if asked.at else None)
    if root is None:
        hint = "go to a repository of positions, name one with -C DIR, or lay one out with `negotrack init`"
        raise NegotrackError("there is no folder positions/ here or in any folder above", hint, NOT_LOADED)
    return root


def commit(asked: Asked, git: Commits, rev: str) -> Commit:
    """The commit that a revision names; a day means the last commit of that day."""
    from negotrack.cli import days

    day = days.lone(rev, asked.this_day)
    return git.at_date(day) if day else git.resolve(rev)


def sources_of(asked: Asked, rev: str | None) -> tuple[list[Source], list[Finding]]:
    """The files of the working tree, or of a revision."""
    from negotrack.read.commits import Repository
    from negotrack.read.sources import sources

    root = repository(asked)
    if rev is None:
        return sources(root)
    with Repository(root) as git:
        return git.sources_at(commit(asked, git, rev).oid)


@contextmanager
def library(asked: Asked, rev: str | None, under: str = "positions", git: Commits | None = None) -> Iterator[Library]:
    """The negotiations below a folder, now or at a revision, read as far as the cache does not know them."""
    from negotrack.read.library import Library, Revision, WorkingTree

    root = repository(asked)
    if rev is None:
        yield Library(WorkingTree(root), cache(asked), under)
        return
    from negotrack.read.commits import Repository

    with Repository(root) if git is None else nullcontext(git) as commits:
        yield Library(Revision(root, commits, commit(asked, commits, rev).oid), cache(asked), under)


def cache(asked: Asked) -> Cache | None:
    """What was found before, unless nobody wants it or there is no place for it."""
    from negotrack.read.cache import Cache, folder

    place = None if asked.no_cache else folder(os.environ)
    return Cache(place, note if asked.verbose else lambda _: None) if place is not None else None


def reading(asked: Asked) -> Reading:
    """Everything the files say, now or at a revision; errors are told of on standard error, and do not stop a look-up."""
    with library(asked, asked.at) as shelves:
        found = shelves.reading()
    told(asked, found)
    return found


def told(asked: Asked, found: Reading) -> None:
    """Say what was read, and how many errors were left out, beside the data."""
    from negotrack.read.reading import WARNINGS

    if asked.verbose:
        note(f"read {found.files} files of {len(found.books)} negotiations in {repository(asked)}")
    wrong = [one for one in found.findings if one.rule not in WARNINGS]
    if wrong and not asked.quiet:
        files = len({one.place.path for one in wrong})
        note(f"{len(wrong)} errors in {files} files, which are left out; `negotrack check` tells them")


def book(asked: Asked, arguments: Sequence[str], *, alone: bool = False) -> tuple[Book, list[str]]:
    """The negotiation meant, sieved as asked, and the arguments that are left; `alone` where it is all there can be."""
    found, rest = _meant(asked, arguments, alone)
    if alone and rest:
        raise NegotrackError(f"this takes one negotiation, and {rest[0][:120]!r} is another word", "leave it out")
    return sieved(asked, found), rest


def nothing(asked: Asked, book: Book, day: date) -> str:
    """That there is nothing to show up to a day, and what to try instead."""
    from negotrack.wording.values import day_words, listed

    if not book.entries and not asked.on_record and not asked.min_grade:
        return f"nothing is recorded in {book.id} yet: {BEGIN}"
    named = ("party", "issue", "since", "until", "known_by", "on_record", "min_grade")
    narrow = [f"--{name.replace('_', '-')}" for name in named if getattr(asked, name)]
    first = book.chronicle[0].said.day if book.entries else day
    if first > day:
        said = f"nothing is on file up to {day_words(day)}"
        return f"{said}; the first entry of {book.id} is of {day_words(first)}: try that day or a later one"
    without = f"try it without {listed(narrow, 'or')}, or see" if narrow else "see"
    return f"nothing of that is on file up to {day_words(day)}; {without} `negotrack list statements {book.id}`"


def first_step(asked: Asked, book: Book) -> None:
    """What to type next where nothing is recorded yet, and the format has words for that."""
    sieved_out = asked.on_record or asked.min_grade
    if not book.entries and not book.unread and not sieved_out and not asked.quiet and format_of(asked) not in BARE:
        note(f"nothing is recorded in {book.id} yet: {BEGIN}")


def sieved(asked: Asked, book: Book) -> Book:
    """The book with only the entries that --on-record and --min-grade let through; what is left out is said.

    With --include-denied, no denial has an effect by which a statement would be left out, and the statements are named.
    """
    from dataclasses import replace

    from negotrack.book import graded, on_record

    if asked.min_grade and not re.fullmatch("[A-F][1-6]", asked.min_grade):
        hint = "a letter A to F for the source and a figure 1 to 6 for the information, as in B2"
        raise NegotrackError(f"--min-grade: {asked.min_grade[:120]!r} is no NATO Admiralty grade", hint)
    kept = [
        entry
        for entry in book.entries
        if (not asked.on_record or on_record(entry)) and (not asked.min_grade or graded(entry, asked.min_grade))
    ]
    if len(kept) < len(book.entries) and not asked.quiet:
        why = [
            words
            for words, on in (("not on record", asked.on_record), (f"below {asked.min_grade}", asked.min_grade))
            if on
        ]
        note(f"left out: {len(book.entries) - len(kept)} of {len(book.entries)} entries ({' or '.join(why)})")
    if asked.include_denied:
        kept = _with_denied(asked, replace(book, entries=tuple(kept)))
    return replace(book, entries=tuple(kept)) if kept != list(book.entries) else book


def _with_denied(asked: Asked, book: Book) -> list[Entry]:
    """The entries, of which those that deny no longer say so of what would be left out for it."""
    from dataclasses import replace

    from negotrack.standing import denials

    denied = denials(book.chronicle)
    if denied and not asked.quiet:
        note(f"included, although its party denies it: {', '.join(sorted(denied))}")
    dropped = {
        entry.id: replace(entry, denies=tuple([one for one in entry.denies if one[0] not in denied]))
        for entry in denied.values()
    }
    return [dropped.get(entry.id, entry) for entry in book.entries]


def _meant(asked: Asked, arguments: Sequence[str], alone: bool) -> tuple[Book, list[str]]:
    """The negotiation meant, and the arguments that are left: it may be named first, or be the only one there is.

    Only that one is read, and where it is named in full, only its folder is looked into.
    """
    from negotrack.read.reading import POSITIONS

    if arguments and re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", arguments[0]) and len(arguments[0]) < LONGEST_NAME:
        folder = f"{POSITIONS}/{arguments[0]}"
        with library(asked, asked.at, folder) as shelves:
            found = _read(asked, shelves, folder)
        if found is not None:
            return found, list(arguments[1:])
    with library(asked, asked.at) as shelves:
        titles = {key: (title,) for key, title in shelves.titles().items()}
        if not titles:
            return _nothing(asked, shelves)
        only = next(iter(titles)) if len(titles) == 1 else _here(asked, titles)
        around = _needed(asked, shelves, only) if only is not None else None
        if arguments:
            meant = names.matches(arguments[0], titles)
            exact = arguments[0] in titles
            if exact or (len(meant) == 1 and (around is None or not _means_something(around, arguments[0]))):
                return _needed(asked, shelves, meant[0]), list(arguments[1:])
            if around is None or alone:
                return _needed(asked, shelves, names.find(arguments[0], "negotiation", titles)), list(arguments[1:])
        if around is None:
            raise NegotrackError(f"there are {len(titles)} negotiations here", f"name one: {', '.join(titles)}")
        return around, list(arguments)


def _needed(asked: Asked, shelves: Library, key: str) -> Book:
    from negotrack.read.reading import POSITIONS

    found = _read(asked, shelves, POSITIONS if key == "." else f"{POSITIONS}/{key}")
    assert found is not None, "what has a title can be read"
    return found


def _read(asked: Asked, shelves: Library, folder: str) -> Book | None:
    """The negotiation in a folder; nothing where there is none, or what declares it cannot be read."""
    if folder not in shelves.folders:
        return None
    found = shelves.reading([folder])
    if found.books:
        told(asked, found)
    return next(iter(found.books.values()), None)


def _nothing(asked: Asked, shelves: Library) -> NoReturn:
    found = shelves.reading()
    told(asked, found)
    hint = "put a negotiation.yaml into a folder of positions/; `negotrack check` tells what is wrong"
    if not found.files:
        hint = "positions/ is empty: `negotrack init` lays out a negotiation"
    raise NegotrackError("no negotiation can be read here", hint, NOT_LOADED)


def _here(asked: Asked, keys: Iterable[str]) -> str | None:
    """The negotiation whose folder we stand in."""
    root = repository(asked).resolve() / "positions"
    if not Path.cwd().is_relative_to(root):
        return None
    inside = Path.cwd().relative_to(root).as_posix()
    return next((key for key in keys if inside == key or inside.startswith(key + "/")), None)


def _means_something(book: Book, word: str) -> bool:
    known = (names.parties(book), names.issues(book), names.items(book), names.statements(book))
    return any(names.matches(word, some) for some in known)


def standing(asked: Asked, book: Book) -> Standing:
    """What everyone holds on the day asked for."""
    from negotrack.standing import standing as held

    return held(book, asked.day, asked.known)


def chosen_parties(asked: Asked, book: Book, named: Iterable[str] = ()) -> tuple[str, ...]:
    """The parties named, by argument or option; none named, none."""
    wanted = [*named, *(asked.party or ())]
    return tuple(dict.fromkeys(names.find(one, "party", names.parties(book)) for one in wanted))


def chosen_issues(asked: Asked, book: Book) -> tuple[str, ...]:
    """The issues named by option, each with its scopes unless one is named; none named, none."""
    found: list[str] = []
    for one in asked.issue or ():
        key = names.find_issue(one, book)
        found += [key] if "@" in key else [each for each in book.keys if each.partition("@")[0] == key]
    return tuple(dict.fromkeys(found))


def look(asked: Asked) -> Look:
    """How the outside takes a page."""
    from negotrack.render.page import Look

    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    width = shutil.get_terminal_size((100, 24)).columns
    return Look(width, asked.colored, ascii=not encoding.startswith("utf") and asked.output is None, raw=asked.raw)


def format_of(asked: Asked, endings: Mapping[str, str] | None = None, formats: Iterable[str] = ()) -> str:
    """The format asked for: by name, by the file's extension, or what suits who listens; a command may have its own."""
    from negotrack.render.formats import EXTENSIONS, FORMATS

    known, by_ending = dict.fromkeys([*FORMATS, *formats]), {**EXTENSIONS, **(endings or {})}
    if asked.format:
        if asked.format not in known:
            raise NegotrackError(f"there is no format {asked.format[:120]!r}", f"write one of {', '.join(known)}")
        return asked.format
    if asked.output is not None:
        ending = asked.output.suffix.lower()
        if ending not in by_ending:
            hint = f"end its name in {', '.join(by_ending)}, or name a format with -O"
            raise NegotrackError(f"the name {asked.output.name[:120]!r} does not tell a format", hint)
        return by_ending[ending]
    return "table" if sys.stdout.isatty() else "plain"


def remarked(asked: Asked, remarks: Iterable[tuple[str, str, Place]]) -> bool:
    """Whether the format asked for is one of CI's; then each remark (a name, a sentence, a place) is written as a note."""
    from negotrack.render import ci, diagnostics

    ending = ci.EXTENSIONS.get(asked.output.suffix.lower()) if asked.output and not asked.format else None
    written = asked.format or ending
    if written not in (*ci.FORMATS, "full", "concise"):
        return False
    from negotrack.findings import Severity, finding
    from negotrack.read.sources import folder_in_git

    found = [finding(name, sentence, place) for name, sentence, place in remarks]
    if written in ci.FORMATS:
        notes = ci.remarks_of_findings(found, {one.rule: Severity.note for one in found})
        notes = ci.within(notes, folder_in_git(repository(asked)))
        put(asked, ci.FORMATS[written](notes, {one.rule: one.rule for one in found}), harmless=True)
    else:
        severities = {one.rule: Severity.note for one in found}
        put(asked, diagnostics.concise(found, severities, look(asked), all=True))
    return True


def show(asked: Asked, page: Page, limit: int | None = None, *, empty: str = "") -> None:
    """Print a page in the format asked for, or write it to the file asked for; Markdown may have to fit a comment.

    `empty` is what to say beside the data where there is none, and the format has no words for that.
    """
    from negotrack.render.formats import FORMATS

    written = format_of(asked)
    words = FORMATS[written](page, look(asked))
    if empty and written in BARE and words.count("\n") <= (written == "csv") and not asked.quiet:
        note(empty)
    put(
        asked, fitted(words, limit) if limit and written == "markdown" else words, harmless=written in ("json", "jsonl")
    )


def fitted(words: str, limit: int) -> str:
    """As many whole lines as fit, and a count of those left out."""
    if len(words) <= limit:
        return words
    lines, size = words.split("\n"), 0
    for number, line in enumerate(lines):
        size += len(line) + 1
        if size > limit - 200:
            left = len(lines) - number
            return "\n".join(
                [
                    *lines[:number],
                    "",
                    f"{left} more lines are left out here; with -O table the command prints them all.",
                ]
            )
    return words


def put(asked: Asked, words: str, *, harmless: bool = False) -> None:
    """Words to standard output, or to the file asked for.

    What a GitHub log could take for a command is guarded there, unless the format itself sees to it (`harmless`).
    """
    if asked.output is None:
        if words and not harmless and os.environ.get("GITHUB_ACTIONS") == "true" and not _redirected():
            import secrets

            from negotrack.render.ci.github import guarded

            words = guarded(words, secrets.token_hex(16))
        try:
            sys.stdout.write(words if words.endswith("\n") or not words else words + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # nobody listens any more; what is to be written to files is written all the same
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    from negotrack.cli.writing import write

    write(asked.output, words)
    if not asked.quiet:
        note(f"wrote {asked.output}")


def _redirected() -> bool:
    """Whether standard output is a file, such as a job's summary. A log is a pipe, and so is the way to a next command."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def note(words: str) -> None:
    """A remark for the person at the terminal, beside the data."""
    from negotrack.render.escape import for_log

    print(for_log(words), file=sys.stderr)


def failing(asked: Asked, known: Iterable[str], ranked: Sequence[str] = ()) -> set[str]:
    """What --fail-on names, and all that ranks above it; known before anything is printed."""
    wanted = {one.strip() for named in asked.fail_on or () for one in named.split(",")}
    known = [*known]
    for one in wanted - set(known):
        hint = f"write one of {', '.join(known)}"
        raise NegotrackError(f"--fail-on: {one[:120]!r} is nothing this command finds", hint)
    return wanted | {above for one in wanted if one in ranked for above in ranked[ranked.index(one) :]}


def fail(wanted: set[str], found: Iterable[str]) -> None:
    """End with 1 where the results hold something that --fail-on names."""
    import typer

    if wanted & set(found):
        raise typer.Exit(NOT_FOUND)
