"""`add`: a record told by options, on standard input or in answer to questions; checked and shown before it is written."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.cli.telling import Telling, tells
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book

LARGEST = 1_000_000  # bytes, as for any record


@takes("repo", "today", "color", "quiet", "verbose", "debug")
@tells
def command(
    asked: Asked,
    telling: Telling,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION] [-]", help="The negotiation; with -, the record is read from standard input.")] = None,
    slug: Annotated[str, typer.Option("--slug", metavar="NAME", help="What the file is called after its date.")] = "",
    edit: Annotated[bool, typer.Option("--edit", help="Open the text in $VISUAL or $EDITOR before it is checked.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; show what would be written.")] = False,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Write without asking.")] = False,
) -> None:  # fmt: skip
    """Write a statement, an agreement or an event: asked for what is missing, checked, and shown with what it changes."""
    from negotrack.cli import dialogue, dictated, opening

    root = opening.repository(asked)
    named, from_input = _named(words or [])
    book = _book(asked, named)
    if slug and not dictated.names_well(slug):
        hint = "write lower-case ASCII letters and digits, with single dashes between words"
        raise NegotrackError(f"--slug: {slug[:120]!r} is no name", hint)
    _see_to_characters(telling)
    if from_input:
        text, record = _given(asked, telling)
    else:
        missing = dictated.missing(telling)
        if missing and not dialogue.can_ask():
            raise NegotrackError(f"it is not told {'; '.join(missing)}", "tell it by options, or run add on a terminal")
        if missing:
            from negotrack.cli.asking import completed

            telling = completed(book, telling, asked.this_day)
        record, text = dictated.record_of(book, telling, asked.this_day), ""
    path = dictated.path_of(book, record, slug or dictated.slug_of(record, telling.one("id")))
    path = _free(root, path, slug)
    text = _with_modeline(root, book, path, text) if from_input else _written(root, book, path, record)
    _propose(asked, root, book, path, text, edit=edit, dry_run=dry_run, yes=yes)


def _named(words: list[str]) -> tuple[list[str], bool]:
    """The negotiation, if one is named, and whether the record comes on standard input."""
    named = [word for word in words if word != "-"]
    if len(named) > 1 or words.count("-") > 1:
        hint = "tell what was said by options; `negotrack add --help` lists them"
        raise NegotrackError(f"add takes one negotiation, and {named[-1:] or '-'} is another word", hint)
    return named, "-" in words


def _see_to_characters(telling: Telling) -> None:
    """Refuse an option with a character that no record may hold, before anything else is asked."""
    from negotrack.read.characters import unfit

    for option, words in telling.pieces.items():
        for why in filter(None, map(unfit, words)):
            raise NegotrackError(f"--{option}: {why}", "write it without")


def _book(asked: Asked, named: list[str]) -> Book:
    """The negotiation meant; where there are several and a person is there, they are asked."""
    from negotrack.cli import dialogue, opening

    if not named and dialogue.can_ask():
        books = opening.reading(replace(asked, quiet=True)).books
        here = Path.cwd()
        if len(books) > 1 and "positions" not in here.parts:
            named = [dialogue.choose("Which negotiation?", {key: book.title for key, book in books.items()})]
    return opening.book(asked, named, alone=True)[0]


def _given(asked: Asked, telling: Telling) -> tuple[str, dict[str, Any]]:
    """The record on standard input in its canonical form, and its data."""
    from negotrack.cli import files
    from negotrack.read.nodes import plain, read_nodes
    from negotrack.read.sources import Source
    from negotrack.write.record import BoundToItsLine, canonical

    if told := telling.told():
        hint = "write everything into the record, or leave the - out"
        raise NegotrackError(f"--{told[0]} and a record on standard input do not go together", hint)
    source = Source("standard input", sys.stdin.buffer.read(LARGEST + 1))
    if len(source.text) > LARGEST:
        raise NegotrackError("the record is larger than one megabyte", "give one record at a time", NOT_LOADED)
    try:
        text, found = canonical(source.path, source.text)
    except BoundToItsLine:
        text, found = source.text.decode(), []
    root, _ = read_nodes(source.path, source.text)
    files.trusted(asked, source, found)
    data = plain(root)
    if text is None or not isinstance(data, dict):
        raise NegotrackError("standard input holds no record", "`negotrack help format` shows one", NOT_LOADED)
    return text, data


def _free(root: Path, path: str, slug: str) -> str:
    """A path that no file has; another name is asked for where a person is there."""
    from negotrack.cli import dialogue, dictated

    while (root / path).exists() or (root / path).is_symlink():
        if not dialogue.can_ask():
            hint = "it may say this already; if not, give the new file a name of its own with --slug"
            raise NegotrackError(f"{path!r} exists already", hint, NOT_LOADED)
        dialogue.tell(f"  {path} exists already")
        head, day = path.rpartition("/")[0], path.rpartition("/")[2][: len("2024-03-01")]
        name = dialogue.ask("Another name for the file, after its date", lambda word: dictated.slugged(word) or slug)
        path = f"{head}/{day.rstrip('-')}-{name}.yaml" if name else path
    return path


def _moved(root: Path, book: Book, path: str, text: str) -> str:
    """Where a record goes after it was edited: elsewhere where it is now of another party, kind or day."""
    from negotrack.cli import dictated
    from negotrack.read.nodes import plain, read_nodes

    data = plain(read_nodes(path, text)[0])
    if not isinstance(data, dict):
        return path
    name = re.sub("^[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?-|^undated-", "", path.rpartition("/")[2].removesuffix(".yaml"))
    there = dictated.path_of(book, data, name)
    return path if there == path else _free(root, there, name)


def _written(root: Path, book: Book, path: str, record: dict[str, Any]) -> str:
    """The canonical text of a record, with the line that editors look for where there is a schema."""
    from negotrack.write.record import record_text

    return record_text(record, _schema(root, book, path))


def _with_modeline(root: Path, book: Book, path: str, text: str) -> str:
    schema = _schema(root, book, path)
    told = text.startswith("# yaml-language-server:")
    return f"# yaml-language-server: $schema={schema}\n{text}" if schema and not told else text


def _schema(root: Path, book: Book, path: str) -> str:
    """The address of the editor's schema as seen from a record; nothing where none was written."""
    from negotrack.editor.schema import modeline, path_of

    there = (root / path_of(book)).is_file()
    return modeline(book, path).partition("$schema=")[2] if there else ""


def _propose(
    asked: Asked, root: Path, book: Book, path: str, text: str, *, edit: bool, dry_run: bool, yes: bool
) -> None:
    """Show the file and what it would change, until it is written or given up; the text may be edited in between."""
    from negotrack.cli import dialogue, opening, proposing
    from negotrack.read.editor import edited
    from negotrack.write.files import Change, write_all

    asked_for = edit
    while True:
        if edit:
            try:
                text = edited(text, path.rpartition("/")[2])
            except NegotrackError as wrong:
                if asked_for:
                    raise
                dialogue.tell(f"  {wrong}; {wrong.hint}")  # what was answered so far is not lost over it
            asked_for = False
            path = _moved(root, book, path, text)
            if not text.strip():
                opening.note("nothing was written, for the text is empty")
                raise typer.Exit(NOT_FOUND)
        new = Change(path, None, text.encode("utf-8", "surrogateescape"))
        proposed = proposing.proposal(root, [new], asked.this_day)
        proposing.tell_file(asked, path, text)
        edit = _wrong(asked, proposed)
        if not edit:
            proposing.tell_story(asked, proposed, book.id, path)
            if dry_run:
                return
            if yes or not dialogue.can_ask():
                proposing.confirmed("Write this file?", yes=yes)
                break
            word = dialogue.choose("Write this file?", {"yes": "", "edit": "in your editor first", "no": ""}, "no")
            if word == "yes":
                break
            edit = word == "edit"
        if not edit:
            opening.note("nothing was written")
            raise typer.Exit(NOT_FOUND)
    write_all(root, [new, *proposing.schemas_of(root, [proposed.after.books[book.id]])])
    if not asked.quiet:
        opening.note(f"wrote {path}")


def _wrong(asked: Asked, proposed: Any) -> bool:
    """Tell what would be wrong; with errors in it, whether they are to be mended in an editor, or else it ends here."""
    from negotrack.cli import dialogue, opening, proposing

    if not proposing.show_findings(asked, proposed):
        return False
    if dialogue.can_ask() and dialogue.agreed("Mend it in your editor?"):
        return True
    opening.note("nothing was written")
    raise typer.Exit(NOT_FOUND)
