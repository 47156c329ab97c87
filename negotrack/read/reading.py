"""What the files hold, and which negotiation each of them belongs to: the nouns of reading, without the means for it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from negotrack.book import Book
from negotrack.findings import Finding, Ignore, Place, finding
from negotrack.frozen import dataclass
from negotrack.read.codec import Record
from negotrack.read.present import up_to_date
from negotrack.read.sources import Source, read_file

POSITIONS = "positions"
MANIFESTS = ("negotiation.yaml", "negotiation.yml")
SCHEMAS = ".schema"  # the folder of a negotiation where editors are told of it
WARNINGS = frozenset({"invisible-character", "near-miss-name"})  # what a file may have and still be read


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files hold: a book a negotiation, what could not be read, and how many files there were."""

    books: Mapping[str, Book]
    findings: tuple[Finding, ...]
    files: int
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Folders:
    """Paths by negotiation: the file that declares each, by its folder; the records within; and what belongs to none."""

    manifests: Mapping[str, str]
    within: Mapping[str, list[str]]
    strays: tuple[Finding, ...]


def by_folder(paths: Iterable[str]) -> Folders:
    """Each record with the nearest negotiation above it; all in the order of their paths."""
    paths = sorted(paths)
    declaring = dict.fromkeys(path for path in paths if declares(path))
    manifests = {path.rpartition("/")[0]: path for path in declaring}
    within: dict[str, list[str]] = {folder: [] for folder in sorted(manifests)}
    strays: list[Finding] = []
    home_of = cache(lambda folder: nearest(folder, manifests))
    for path in paths:
        if path in declaring:
            continue
        if folder := home_of(path.rpartition("/")[0]):
            within[folder].append(path)
        else:
            hint = f"put it in the folder of a negotiation, beside a {MANIFESTS[0]}; `negotrack help format` shows one"
            strays.append(finding("no-negotiation", "the file belongs to no negotiation", Place(path), hint=hint))
    return Folders(manifests, within, tuple(strays))


def declares(path: str) -> bool:
    """Whether a file is one that declares a negotiation."""
    return path.endswith(MANIFESTS) and path.rpartition("/")[2] in MANIFESTS


def nearest(folder: str, manifests: Container[str]) -> str:
    """The folder itself or the nearest above it that has a manifest; nothing where none has."""
    while folder and folder not in manifests:
        folder = folder.rpartition("/")[0]
    return folder


def home(root: Path, path: str) -> str:
    """The folder of the nearest negotiation above a file, as it is on disk; all of `positions` where there is none.

    A link declares nothing: it is never followed. Nor does a file that cannot be read, here as where all is read.
    """
    folder = path.rpartition("/")[0]
    while f"{folder}/".startswith(f"{POSITIONS}/") and not any(
        _is_read(root, f"{folder}/{name}") for name in MANIFESTS
    ):
        folder = folder.rpartition("/")[0]
    return folder if f"{folder}/".startswith(f"{POSITIONS}/") else POSITIONS


def _is_read(root: Path, path: str) -> bool:
    return isinstance(read_file(root / path, path), Source)


def name_of(folder: str) -> str:
    """The id of the negotiation in a folder."""
    return folder.removeprefix(POSITIONS).strip("/") or "."


def assembled(book: Book, records: Iterable[Record]) -> Book:
    """A declared book with the entries of its files."""
    records = list(records)
    entries = up_to_date([one.entry for one in records if one.entry is not None])
    unread = frozenset(key for one in records for key in one.unread)
    return replace(book, entries=tuple(entries), unread=unread)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by file, line and column."""
    return tuple(sorted(findings, key=lambda found: (found.place.path, found.place.line, found.place.column)))
