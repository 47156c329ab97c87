"""One file beside a negotiation on record, wherever it lies: a statement that is supposed, or a draft of a deal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from negotrack.book import Book, Entry
from negotrack.draft import Draft, Stage
from negotrack.findings import Finding
from negotrack.read.nodes import Node, plain, read_nodes
from negotrack.read.records import Records, up_to_date
from negotrack.read.shapes import kind_of, misshapen
from negotrack.read.sources import Source
from negotrack.terms import Bare, clip


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


def read_draft(book: Book, source: Source) -> tuple[Draft | None, list[Finding]]:
    """The draft of one file, its values read exactly by the negotiation's scales, and what is wrong in it."""
    root, findings = read_nodes(source.path, source.text)
    if root is None or not isinstance(root.value, dict):
        return None, findings
    records = Records.beside(book, source)
    records.findings = [*findings, *misshapen("draft", root)]
    terms = records.terms(root, "terms", Bare.exactly)
    steps = tuple(_steps(records, root))
    placed = {issue: term for step in steps for issue, term in step.terms.items()}
    if not records.findings and not terms and not placed:
        records.say("missing-key", "the draft has no terms", root.place, "add `terms:`, a mapping of issues to values")
    title = plain(root.value.get("title"))
    return Draft(str(title or source.path), {**placed, **terms}, root.place, steps), records.findings


def _steps(records: Records, root: Node) -> Iterator[Stage]:
    """The steps of a draft, numbered from 1: `talks`, `deal`, or a mapping of terms."""
    assert isinstance(root.value, dict)
    steps, seen = root.value.get("steps", root).value, set[str]()
    for number, step in enumerate(steps if isinstance(steps, list) else (), 1):
        if isinstance(step.value, dict) and step.value:
            yield Stage("terms", records.terms(Node(step.mark, {"step": step}), "step", Bare.exactly), number)
            continue
        word = plain(step)
        if word not in ("talks", "deal"):
            hint = "write `talks`, `deal`, or a mapping of terms such as `{ISSUE: VALUE}`"
            records.say("wrong-word", f"{clip(str(word))!r} is no step of a draft", step.place, hint)
        elif word in seen:
            records.say("duplicate-key", f"the step `{word}` stands twice", step.place, "keep one of them")
        else:
            seen.add(word)
            yield Stage(word, {}, number)


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


def read_data(source: Source) -> tuple[Any, list[Finding]]:
    """The bare data of a YAML file that is neither a record nor a draft, and what is wrong in it."""
    root, findings = read_nodes(source.path, source.text)
    return plain(root), findings
