"""One file beside a negotiation on record, wherever it lies: a statement that is supposed to be made."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from negotrack.book import Book, Entry
from negotrack.findings import Finding
from negotrack.read.nodes import Node, plain, read_nodes
from negotrack.read.records import Records, up_to_date
from negotrack.read.schema import kind_of, misshapen
from negotrack.read.sources import Source


def read_entry(book: Book, source: Source, day: date) -> tuple[Entry | None, list[Finding]]:
    """The statement, agreement or event of one file under the negotiation's parties and issues, and what is wrong in it.

    Where it has no date, it is of the day given. Nothing where it has errors.
    """
    root, findings = read_nodes(source.path, source.text)
    if root is None or not isinstance(root.value, dict):
        return None, findings
    root.value.setdefault("date", Node(root.mark, day.isoformat()))
    kind = kind_of(root)
    records = Records.beside(book, source)
    records.findings = [*findings, *misshapen(kind, root)]
    folder = {"agreement": "joint", "event": "events"}.get(kind) or plain(root.value.get("party"))
    entry = records.entry_in(kind, _free(f"{folder}/{_slug(source.path)}", {one.id for one in book.entries}), root)
    if entry is not None:
        entry = up_to_date([*book.entries, entry])[-1]
    return entry, records.findings


def _slug(path: str) -> str:
    """A file's name as an id."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "supposed"


def _free(wanted: str, taken: Collection[str]) -> str:
    """The id itself, or with a number behind it where it is taken."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
