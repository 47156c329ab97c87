"""A repository as an editor has it: the files on disk, the unsaved text over them, and all that is found in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path

from negotrack.book import Book
from negotrack.editor.completion import Offered, completions
from negotrack.editor.hover import explained, told
from negotrack.editor.links import Thing, definitions, references, thing_at
from negotrack.editor.schema import modeline, path_of, stale, written
from negotrack.editor.spot import Spot, spot
from negotrack.findings import Finding, Place
from negotrack.frozen import dataclass
from negotrack.read.records import Known, read_books
from negotrack.read.sources import Source, read_text, sources
from negotrack.rules import broken, sift
from negotrack.standing import standing
from negotrack.write.record import BoundToItsLine, canonical

MOST_KNOWN = 5_000  # texts remembered as read, of files and of every state of them while somebody types


@dataclass
class Desk:
    """Answers about one repository; `today` gives the day as of which they hold."""

    root: Path
    today: Callable[[], date]
    unsaved: dict[str, str] = field(default_factory=dict)  # by path from the root
    books: dict[str, Book] = field(default_factory=dict)  # as last read without an error in their negotiation.yaml
    _files: list[Source] = field(default_factory=list)
    _amiss: list[Finding] = field(default_factory=list)
    _known: Known = field(default_factory=dict)

    def look(self) -> None:
        """See which files there are: after one was saved, opened or closed."""
        self._files, self._amiss = sources(self.root)

    def findings(self) -> Mapping[str, list[Finding]]:
        """Everything `check` would find with the unsaved text in place, by file; every file read is in it."""
        texts = {source.path: source for source in self._files}
        for path, text in self.unsaved.items():
            texts[path] = replace(
                texts.get(path, Source(path, b"")), text=text.encode("utf-8", "surrogatepass"), blob=""
            )
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        reading = read_books(texts.values(), self._amiss, self._known)
        self.books |= reading.books
        found = [*reading.findings, *(one for book in reading.books.values() for one in broken(book, self.today()))]
        found += stale(reading.books.values(), lambda path: read_text(self.root, path))
        by_file: dict[str, list[Finding]] = {path: [] for path in texts}
        for one in sift(found, reading.ignores):
            by_file.setdefault(one.place.path, []).append(one)
        return by_file

    def text(self, path: str) -> str:
        """The text of a file as the editor has it."""
        if path in self.unsaved:
            return self.unsaved[path]
        found = next((source.text for source in self._files if source.path == path), b"")
        return found.decode("utf-8", "replace")

    def book(self, path: str) -> Book | None:
        """The negotiation that a file belongs to."""
        within = [book for book in self.books.values() if path.startswith(book.place.path.rpartition("/")[0] + "/")]
        return max(within, key=lambda book: len(book.place.path), default=None)

    def spot(self, path: str, line: int, column: int) -> Spot:
        """The place of a cursor, by line and column from 0."""
        return spot(self.text(path), line, column)

    def completions(self, path: str, line: int, column: int) -> list[Offered]:
        """What may be written at a place."""
        return completions(self.book(path), path, self.text(path), self.spot(path, line, column))

    def hover(self, path: str, line: int, column: int) -> str:
        """What is known of the word at a place, as Markdown, or nothing."""
        book, thing = self.book(path), self.thing(path, line, column)
        if book and thing:
            return told(standing(book, self.today()), thing)
        return explained(path, self.text(path), self.spot(path, line, column))

    def thing(self, path: str, line: int, column: int) -> Thing | None:
        """What the word at a place names."""
        book = self.book(path)
        return thing_at(book, path, self.text(path), self.spot(path, line, column)) if book else None

    def definitions(self, path: str, line: int, column: int) -> list[Place]:
        """Where the thing at a place was declared or first said."""
        book, thing = self.book(path), self.thing(path, line, column)
        return definitions(book, thing) if book and thing else []

    def references(self, path: str, line: int, column: int) -> list[Place]:
        """Every place that speaks of the thing at a place."""
        book, thing = self.book(path), self.thing(path, line, column)
        return references(book, thing) if book and thing else []

    def tidied(self, path: str) -> str | None:
        """The canonical form of a file, as `fmt` writes it; None where it has none, or would lose what a comment is about."""
        try:
            return canonical(path, self.text(path))[0]
        except BoundToItsLine:
            return None

    def unnamed_schema(self, path: str) -> str:
        """The first line that a record lacks for editors to find its schema; nothing where it has one, or there is none."""
        book = self.book(path)
        if not book or path == book.place.path or read_text(self.root, path_of(book)) is None:
            return ""
        return "" if "yaml-language-server:" in self.text(path) else f"{modeline(book, path)}\n"

    def fresh_schema(self, path: str) -> tuple[str, str, str] | None:
        """Path, text and new text of the schema that belongs to a file, where it was written and has grown old."""
        book = self.book(path)
        there = read_text(self.root, path_of(book)) if book else None
        if not book or there is None or not stale([book], lambda _: there):
            return None
        return path_of(book), there.decode("utf-8", "replace"), written(book)
