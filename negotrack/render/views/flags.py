"""The story over time: each statement and what it changed, in sentences that can be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from negotrack.book import Book, Event
from negotrack.compare import Pair
from negotrack.flags import Flag
from negotrack.render.page import Block, Heading, Lines, Page, Records, Style, Text, join, text
from negotrack.wording.flags import flag_words
from negotrack.wording.items import speaker_words
from negotrack.wording.values import day_words
from negotrack.wording.verdicts import verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.flags import Data

MARKS: dict[str, tuple[str, Style]] = {
    "agreed": ("✓", "good"), "overlap-opened": ("●", "good"), "unblocked": ("○", "good"), "gap-narrowed": ("→", "good"),
    "offer-accepted": ("✓", "good"), "precondition-met": ("✓", "good"), "precondition-dropped": ("−", "good"),
    "red-line-dropped": ("−", "good"), "gap-opened": ("↔", "warn"), "gap-widened": ("↔", "warn"),
    "overlap-lost": ("○", "warn"), "blocked": ("✗", "bad"), "agreement-lapsed": ("✗", "bad"), "offer-rejected": ("✗", "bad"),
    "offer-crosses-red-line": ("✗", "bad"), "red-line-added": ("+", "bad"), "precondition-added": ("+", "warn"),
}  # fmt: skip


def page(book: Book, found: Sequence[Flag], span: str, head: dict[str, str | None]) -> Page:
    """The flags as a page: one paragraph a statement."""
    blocks: list[Block] = [Heading(text(f"{book.title} · {span}", "strong"), 1)]
    if not found:
        blocks.append(Lines((text("No statement of that time changed anything that is asked for."),)))
    for (day, _), group in groupby(found, key=lambda flag: (flag.day, flag.entry.id if flag.entry else "")):
        told = list(group)
        entry = told[0].entry
        if entry is None:
            who = "a day passes"
        else:
            who = entry.title if isinstance(entry, Event) else speaker_words(book, entry)
        words = [text(day_words(day), "strong"), text(who, "party")]
        if entry is not None:
            words.append(text(f"[{entry.place.path}]", "dim"))
        blocks += [Lines((join(words),)), Lines(tuple(_line(book, flag) for flag in told), indent=1)]
    return Page("flags", tuple(blocks), _records(book, found), data(book, found), head)


def _line(book: Book, flag: Flag) -> Text:
    mark, style = MARKS.get(flag.name, ("·", ""))
    line = f":{flag.place.line}" if flag.place.path else ""
    return join([text(mark, style), text(flag_words(book, flag)), text(f"[{flag.name}{line}]", "dim")])


def data(book: Book, found: Sequence[Flag]) -> Data:
    """The flags as data."""
    return [
        {
            "date": flag.day.isoformat(),
            "flag": flag.name,
            "issue": flag.issue or None,
            "item": flag.held.key if flag.held else None,
            "parties": list(flag.parties),
            "before": flag.packages[0] if flag.packages else _words(book, flag.before),
            "after": flag.packages[1] if flag.packages else _words(book, flag.after),
            "text": f"{day_words(flag.day)}: {flag_words(book, flag)}.",
            "statement": flag.entry.id if flag.entry else None,
            "path": flag.place.path,
            "line": flag.place.line,
        }
        for flag in found
    ]


def _words(book: Book, pair: Pair | None) -> str | None:
    return verdict_words(book, pair) if pair else None


def _records(book: Book, found: Sequence[Flag]) -> Records:
    fields = ("date", "flag", "issue", "item", "parties", "before", "after", "text", "statement", "place")
    rows = tuple(
        (
            one["date"], one["flag"], one["issue"], one["item"], " ".join(one["parties"]), one["before"], one["after"],
            one["text"], one["statement"], f"{one['path']}:{one['line']}" if one["path"] else None,
        )
        for one in data(book, found)
    )  # fmt: skip
    return Records(fields, rows)
