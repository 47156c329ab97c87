"""The negotiations of a repository, each read on its own, and only as far as nobody has read it before."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from negotrack.book import Book
from negotrack.findings import Finding, Ignore
from negotrack.frozen import dataclass
from negotrack.read.cache import ANSWERS, Cache, Shard, digest, settled, stamp
from negotrack.read.codec import Codec, Declared, Odd, Record, read_declared, scales_of, write_declared
from negotrack.read.reading import POSITIONS, Reading, assembled, by_folder, declares, in_order, name_of, nearest
from negotrack.read.sources import Source, listing, read_file
from negotrack.read.spreading import spread

if TYPE_CHECKING:
    from negotrack.read.commits import Repository

SPREAD = 300  # files; below this more processes cost more than they bring
BATCH = 64  # files given to a process at a time

Judge = Callable[[Book, date], Iterable[Finding]]
Rows = list[Any]
"""What is wrong in a negotiation, and the comments that let findings pass, as JSON."""


class Tree(Protocol):
    """Files that can be listed before they are read. A stamp stands for a content; it is empty where it may yet change."""

    name: str

    def listing(self, under: str) -> tuple[list[str], list[Finding]]:
        """The paths of the records under a folder, and what is amiss with names and files."""

    def stamp(self, path: str) -> str:
        """What a file looks like from outside."""

    def texts(self, paths: Sequence[str]) -> Iterator[Source | Finding]:
        """What files hold, each in its turn, or why it cannot be read."""


class WorkingTree:
    """The files as they are on disk."""

    def __init__(self, root: Path) -> None:
        self.name = os.fspath(root.resolve())
        self._root = root
        self._base = f"{root}/"
        self._now = time.time_ns()

    def listing(self, under: str) -> tuple[list[str], list[Finding]]:
        """The paths of the records, without opening any."""
        return listing(self._root, under)

    def stamp(self, path: str) -> str:
        """Size, times and place on disk."""
        try:
            facts = os.lstat(self._base + path)
        except OSError:
            return ""
        return stamp(facts) if settled(facts, self._now) else ""

    def texts(self, paths: Sequence[str]) -> Iterator[Source | Finding]:
        """Each file read without following or waiting for anything."""
        return (read_file(self._root / path, path) for path in paths)


class Revision:
    """The files as they were at a commit, stamped with the ids of their blobs."""

    def __init__(self, root: Path, git: Repository, commit: str) -> None:
        self.name = os.fspath(root.resolve())
        self._git = git
        self._commit = commit
        self._blobs: dict[str, str] = {}

    def listing(self, under: str) -> tuple[list[str], list[Finding]]:
        """The paths of the records, from the commit's trees alone."""
        self._blobs, findings = self._git.blobs_at(self._commit, under)
        return list(self._blobs), findings

    def stamp(self, path: str) -> str:
        """The blob's id."""
        return self._blobs.get(path, "")

    def texts(self, paths: Sequence[str]) -> Iterator[Source | Finding]:
        """The blobs, asked for together."""
        return iter(self._git.sources_of({path: self._blobs[path] for path in paths if path in self._blobs}))


class Judged(NamedTuple):
    """What is wrong in a tree, the comments that let findings pass, and the paths of all files that could be read."""

    findings: list[Finding]
    ignores: list[Ignore]
    paths: list[str]


@dataclass(slots=True)
class _Shelf:
    """One negotiation on its way from files to a book."""

    folder: str
    manifest: Source
    paths: list[str]
    shard: Shard
    under: Declared
    codec: Codec
    contents: dict[str, str] = field(default_factory=dict)  # by path, of the files that can be read
    fresh: dict[str, Record] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What its shard is kept under, beside the repository; findings name the file that declares it."""
        return _key(self.folder, self.manifest)


class Library:
    """The negotiations under a folder of a tree. What was found is remembered in the cache, if there is one."""

    def __init__(self, tree: Tree, cache: Cache | None = None, under: str = POSITIONS) -> None:
        self._tree = tree
        self._cache = cache
        self._whole = under == POSITIONS
        listed, self._amiss = tree.listing(under)
        manifests = [path for path in listed if declares(path)]
        self._manifests: dict[str, Source] = {}
        for found in tree.texts(manifests):
            if isinstance(found, Source):
                self._manifests[found.path] = found
            else:
                self._amiss.append(found)
        unread = set(manifests) - self._manifests.keys()
        self._folders = by_folder(path for path in listed if path not in unread)
        self._shelves: dict[str, _Shelf] = {}
        self._strays: list[Finding] | None = None
        self._files = 0

    @property
    def folders(self) -> list[str]:
        """The folders of the negotiations, whether they can be read or not."""
        return list(self._folders.within)

    def prints(self) -> dict[str, list[tuple[str, str]]]:
        """Every negotiation's files, each with its stamp: where these are the same, the files are."""
        return {
            folder: [(path, self._tree.stamp(path)) for path in [self._folders.manifests[folder], *paths]]
            for folder, paths in self._folders.within.items()
        }

    def titles(self) -> dict[str, str]:
        """The negotiations that can be read, by id, and what they are called."""
        found = {}
        shard = self._cache.shard(self._tree.name, "titles") if self._cache else Shard("")
        known = shard.facts
        for folder in self.folders:
            content = digest(self._manifests[self._folders.manifests[folder]].text)
            title = known.get(f"{folder} {content}", 0)
            if title is not None and type(title) is not str:
                book = self._shelf(folder).under.book
                title = book.title if book is not None else None
                known[f"{folder} {content}"] = title
                shard.changed = True
            if title is not None:
                found[name_of(folder)] = title
        if shard.changed and self._cache:
            self._cache.keep(shard, self._tree.name, "titles")
        return found

    def reading(self, only: Iterable[str] | None = None) -> Reading:
        """What the files of all negotiations say, or of those in some folders."""
        folders = self.folders if only is None else list(only)
        shelves = self._filled(folders)
        findings = self._told_of(folders if only is not None else None)
        ignores: list[Ignore] = []
        books: dict[str, Book] = {}
        for shelf in shelves:
            records = self._records(shelf)
            findings += [*shelf.under.findings, *(one for record in records for one in record.findings)]
            ignores += [*shelf.under.ignores, *(one for record in records for one in record.ignores)]
            if shelf.under.book is not None:
                books[shelf.under.book.id] = assembled(shelf.under.book, records)
        self._save(shelves)
        return Reading(books, in_order(findings), self._counted(shelves, whole=only is None), tuple(ignores))

    def judged(self, judge: Judge, day: date) -> Judged:
        """All that is wrong, to the reader or to a judge of books.

        A negotiation whose files look as they did is not opened; one whose files say what they said is not judged again
        on the same day. Many of them are shared out among the processors, each from its files to its findings.
        """
        index = self._cache.shard(self._tree.name, "judged") if self._cache else Shard("")
        questions = {folder: self._question(folder, day) for folder in self.folders}
        answers = {folder: _answer(index.facts.get(folder), question) for folder, question in questions.items()}
        left = [folder for folder, answer in answers.items() if answer is None]
        for folder, rows, amiss in self._shared_out(left, judge, day) or self._one_by_one(left, judge, day):
            answers[folder] = _read_answer(rows)
            self._amiss += amiss
            if questions[folder] and not amiss:
                index.facts[folder] = _with(index.facts.get(folder), questions[folder], rows)
                index.changed = True
        if index.changed and self._cache:
            if self._whole:  # what is no negotiation any more is forgotten
                index.facts = {folder: kept for folder, kept in index.facts.items() if folder in answers}
            self._cache.keep(index, self._tree.name, "judged")
        found = [one for answer in answers.values() if answer for one in answer[0]]
        ignores = [one for answer in answers.values() if answer for one in answer[1]]
        told = self._told_of(None)
        unread = {one.place.path for one in self._amiss if one.rule != "colliding-names"}  # these can be read
        paths = [
            path for folder in self.folders for path in (self._folders.manifests[folder], *self._folders.within[folder])
        ]
        paths = [path for path in paths if path not in unread] + [one.place.path for one in self._strays or ()]
        return Judged([*in_order([*told, *found])], ignores, paths)

    def text(self, path: str) -> bytes:
        """What one file of the tree holds; nothing where it cannot be read."""
        return next((one.text for one in self._tree.texts([path]) if isinstance(one, Source)), b"")

    def contents(self) -> dict[str, str]:
        """Every file that can be read, with the name of what it holds."""
        found = {path: digest(source.text) for path, source in self._manifests.items()}
        for shelf in self._filled(self.folders):
            found |= shelf.contents
        strays = self._tree.texts([one.place.path for one in self._folders.strays])
        return found | {one.path: digest(one.text) for one in strays if isinstance(one, Source)}

    # -- from files to shelves --------------------------------------------------------------------------------

    def _shelf(self, folder: str) -> _Shelf:
        """A negotiation with what declares it, its files not yet looked at."""
        if folder not in self._shelves:
            manifest = self._manifests[self._folders.manifests[folder]]
            shard = self._cache.shard(self._tree.name, *_key(folder, manifest)) if self._cache else Shard("")
            under = None
            if "declared" in shard.facts:
                try:
                    under = read_declared(manifest.path, shard.facts["declared"])
                except Odd:
                    shard.forget()
            if under is None:
                from negotrack.read.records import declared

                under = declared(folder, manifest)
                shard.facts["declared"] = write_declared(manifest.path, under)
                shard.changed = True
            codec = Codec(scales_of(under))
            self._shelves[folder] = _Shelf(folder, manifest, self._folders.within[folder], shard, under, codec)
        return self._shelves[folder]

    def _filled(self, folders: Iterable[str]) -> list[_Shelf]:
        """Negotiations with every record known, by the cache or by reading it now."""
        shelves = [self._shelf(folder) for folder in folders]
        unread = [(shelf, source) for shelf in shelves if not shelf.contents for source in self._unknown(shelf)]
        for shelf, path, record in _parsed(unread, keep=self._cache is not None):
            if isinstance(record, Record):
                shelf.fresh[path] = record
            else:
                shelf.shard.add(path, shelf.contents[path], record)
        return shelves

    def _unknown(self, shelf: _Shelf) -> list[Source]:
        """The files of a negotiation that say what nobody has read yet; those that cannot be read are told."""
        stamps = {path: self._tree.stamp(path) for path in shelf.paths}
        known = {path: content for path, one in stamps.items() if one and (content := shelf.shard.content(path, one))}
        known = {path: content for path, content in known.items() if shelf.shard.has(path, content)}
        unknown: list[Source] = []
        for found in self._tree.texts([path for path in shelf.paths if path not in known]):
            if isinstance(found, Finding):
                self._amiss.append(found)
                continue
            known[found.path] = content = digest(found.text)
            if stamps[found.path]:
                shelf.shard.see(found.path, stamps[found.path], content, alone=isinstance(self._tree, WorkingTree))
            if not shelf.shard.has(found.path, content) and shelf.under.book is not None:
                unknown.append(found)
        shelf.contents = {path: known[path] for path in shelf.paths if path in known}
        return unknown

    # -- from files to findings -------------------------------------------------------------------------------

    def _question(self, folder: str, day: date) -> str:
        """A day, and what the files of a negotiation look like; nothing where one may yet change unseen."""
        paths = [self._folders.manifests[folder], *self._folders.within[folder]]
        stamps = [self._tree.stamp(path) for path in paths] if self._cache else []
        return digest(json.dumps([day.isoformat(), paths, stamps]).encode()) if stamps and all(stamps) else ""

    def _one_by_one(self, folders: Sequence[str], judge: Judge, day: date) -> Iterator[tuple[str, Rows, list[Finding]]]:
        """What is wrong in each negotiation, and with files in it that cannot be read."""
        for folder in folders:
            before, self._amiss = self._amiss, []
            [shelf] = self._filled([folder])
            question = digest(json.dumps([day.isoformat(), shelf.contents]).encode())
            told = shelf.shard.facts.get("told")
            answer = _answer(told, question)
            rows = told[question] if told and answer is not None else self._judged(shelf, judge, day)
            if answer is None:
                shelf.shard.facts["told"] = _with(told, question, rows)
                shelf.shard.changed = True
            self._save([shelf])
            amiss, self._amiss = self._amiss, before
            yield folder, rows, amiss

    def _judged(self, shelf: _Shelf, judge: Judge, day: date) -> Rows:
        """What is wrong in a negotiation, and the comments in it, as JSON."""
        records = self._records(shelf)
        told = [*shelf.under.findings, *(one for record in records for one in record.findings)]
        if shelf.under.book is not None:
            told += judge(assembled(shelf.under.book, records), day)
        passes = [*shelf.under.ignores, *(one for record in records for one in record.ignores)]
        return [[_FOUND.finding.write(one) for one in told], [_FOUND.ignore.write(one) for one in passes]]

    def _shared_out(
        self, folders: Sequence[str], judge: Judge, day: date
    ) -> list[tuple[str, Rows, list[Finding]]] | None:
        """The same by as many processes as there are processors, the largest negotiations first; None where that does not pay."""
        sizes = {folder: len(self._folders.within[folder]) for folder in folders}
        whole = sum(sizes.values())
        if whole < SPREAD or 2 * max(sizes.values()) > whole or not isinstance(self._tree, WorkingTree):
            return None

        def one(folder: str) -> tuple[str, Rows, list[Finding]]:
            found = next(self._one_by_one([folder], judge, day))
            del self._shelves[folder]
            return found

        return spread(one, sorted(folders, key=lambda folder: -sizes[folder]))

    def _records(self, shelf: _Shelf) -> list[Record]:
        """What the files of a negotiation say; where the cache turns out to be damaged, they are read again."""
        if shelf.under.book is None:
            return []
        try:
            return list(_decoded(shelf))
        except Odd:
            shelf.shard.forget()
            shelf.shard.facts["declared"] = write_declared(shelf.manifest.path, shelf.under)
            shelf.contents, shelf.fresh = {}, {}
            self._amiss = [one for one in self._amiss if one.place.path not in set(shelf.paths)]
            self._filled([shelf.folder])
            return list(_decoded(shelf))

    # -- what belongs to no one negotiation -------------------------------------------------------------------

    def _told_of(self, folders: Sequence[str] | None) -> list[Finding]:
        """What is amiss with names and files, everywhere or in some folders; last, the files of no negotiation."""
        amiss = sorted(self._amiss, key=lambda one: one.place)
        if folders is not None:
            return [
                one for one in amiss if nearest(one.place.path.rpartition("/")[0], self._folders.manifests) in folders
            ]
        if self._strays is None:
            told = {one.place.path: one for one in self._folders.strays}
            found = list(self._tree.texts(list(told)))
            read = {one.path for one in found if isinstance(one, Source)}
            self._files = len(read)
            self._amiss += [one for one in found if isinstance(one, Finding)]
            self._strays = [one for path, one in told.items() if path in read]
            amiss = sorted(self._amiss, key=lambda one: one.place)
        return [*amiss, *self._strays]

    def _counted(self, shelves: Iterable[_Shelf], *, whole: bool) -> int:
        """How many files could be read."""
        return sum(len(shelf.contents) + 1 for shelf in shelves) + (self._files if whole else 0)

    def _save(self, shelves: Iterable[_Shelf]) -> None:
        if self._cache is None:
            return
        for shelf in shelves:
            if shelf.shard.changed:
                self._cache.keep(shelf.shard, self._tree.name, *shelf.key)
                shelf.shard.changed = False


def _key(folder: str, manifest: Source) -> tuple[str, str]:
    return folder, digest(f"{manifest.path}\n".encode() + manifest.text)


def _decoded(shelf: _Shelf) -> Iterator[Record]:
    """The records of a negotiation in the order of their files. Raises Odd where they are not as they were written."""
    for path, content in shelf.contents.items():
        if path in shelf.fresh:
            yield shelf.fresh[path]
            continue
        raw = shelf.shard.record(path, content)
        if raw is None:
            raise Odd(path)
        shelf.codec.path = path
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as wrong:
            raise Odd(path) from wrong
        yield shelf.codec.read_record(row)


_FOUND = Codec({})
"""How findings are written: each place with its file."""


def _answer(kept: Any, question: str) -> tuple[list[Finding], list[Ignore]] | None:
    """What was found the last time that this was asked, if it was and nothing is odd about it."""
    rows = kept.get(question) if question and type(kept) is dict else None
    if type(rows) is not list or len(rows) != 2 or not type(rows[0]) is type(rows[1]) is list:
        return None
    try:
        return _read_answer(rows)
    except (ValueError, TypeError):
        return None


def _read_answer(rows: Rows) -> tuple[list[Finding], list[Ignore]]:
    return [_FOUND.finding.read(one) for one in rows[0]], [_FOUND.ignore.read(one) for one in rows[1]]


def _with(kept: Any, question: str, rows: Rows) -> dict[str, Any]:
    """The latest answers and one more."""
    return (dict(list(kept.items())[-ANSWERS:]) if type(kept) is dict else {}) | {question: rows}


# -- reading what nobody has read ---------------------------------------------------------------------------------


def _parsed(unread: Sequence[tuple[_Shelf, Source]], *, keep: bool) -> Iterator[tuple[_Shelf, str, Record | bytes]]:
    """What files say: each as a record, and with `keep` as JSON too. Many files are shared out among the processors."""
    batches = [unread[at : at + BATCH] for at in range(0, len(unread), BATCH)] if len(unread) >= SPREAD else []
    done = spread(lambda batch: [_record(*one, write=True)[1] for one in batch], batches)
    if done is not None:
        for (shelf, source), written in zip(unread, itertools.chain.from_iterable(done), strict=True):
            yield shelf, source.path, written
        return
    for shelf, source in unread:
        record, written = _record(shelf, source, write=keep)
        yield shelf, source.path, record
        if keep:
            yield shelf, source.path, written


_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)


def _record(shelf: _Shelf, source: Source, *, write: bool) -> tuple[Record, bytes]:
    from negotrack.read.records import recorded

    record = recorded(shelf.under, shelf.folder, source)
    if not write:
        return record, b""
    shelf.codec.path = source.path
    row = shelf.codec.write_record(record)
    return record, _JSON.encode(row).encode("ascii") + b"\n"
