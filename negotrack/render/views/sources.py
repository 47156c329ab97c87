"""The claims on file by how well they are sourced: origins, grades, what is weak, and both sides of what is denied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book, Entry
from negotrack.render.page import Block, Heading, Lines, Page, Records, Table, Text, join, text
from negotrack.sourcing import Claim
from negotrack.wording.items import entry_words, speaker_words
from negotrack.wording.values import count, day_words

if TYPE_CHECKING:
    from negotrack.render.data.sources import Data

TITLES = {
    "denied": "Denied by the party, and left out",
    "disputed": "Denied by the party, and kept as it is on record",
    "contradicted": "Reports of one day that cannot both be",
    "one-unnamed-source": "Rests on one unnamed source",
    "unconfirmed": "One origin, and the information not graded 1 or 2",
    "undated": "Published on a day not known",
    "ungraded": "Without a grade",
}


def page(book: Book, claims: Sequence[Claim], heading: str, head: dict[str, str | None]) -> Page:
    """The claims as a page: the weak ones by what weakens them, then all."""
    blocks: list[Block] = [Heading(text(heading, "strong"), 1), Lines((text(_summary(claims)),))]
    for weakness in ("denied", "disputed", "contradicted"):
        if weak := [claim for claim in claims if weakness in claim.weaknesses]:
            blocks.append(Heading(text(TITLES[weakness], "strong")))
            for claim in weak:
                blocks.append(
                    Lines((_claim(book, claim.entry), *(_claim(book, other) for other in claim.against)), indent=1)
                )
    for weakness in ("one-unnamed-source", "unconfirmed", "undated", "ungraded"):
        if weak := [claim for claim in claims if weakness in claim.weaknesses]:
            lines = tuple(_claim(book, claim.entry) for claim in weak)
            blocks += [Heading(text(f"{TITLES[weakness]} ({len(weak)})", "strong")), Lines(lines, indent=1, bullet="•")]
    blocks += [Heading(text("All claims", "strong")), _table(book, claims)]
    return Page("sources", tuple(blocks), _records(claims, book), data(book, claims), head)


def _summary(claims: Sequence[Claim]) -> str:
    one = sum(len(claim.origins) == 1 for claim in claims)
    return f"{count(len(claims), 'claim')}, of which {one} rest on a single origin"


def _claim(book: Book, entry: Entry) -> Text:
    said = f"{day_words(entry.said)} · {speaker_words(book, entry)}:"
    words = [text(said, "party"), text(entry_words(book, entry)), text(f"[{entry.id}]", "dim")]
    return join(words)


def _table(book: Book, claims: Sequence[Claim]) -> Table:
    rows = tuple(
        (
            text(claim.entry.said.text),
            text(entry_words(book, claim.entry)),
            text(claim.grade or "–"),
            text(str(len(claim.origins)), "warn" if len(claim.origins) < 2 else "good"),
            text(", ".join(claim.origins), "dim"),
            text(", ".join(claim.weaknesses) or "–", "warn" if claim.weaknesses else ""),
        )
        for claim in claims
    )
    return Table(("day", "claim", "grade", "origins", "which", "weak in"), rows, grow=(1, 4, 5))


def data(book: Book, claims: Sequence[Claim]) -> Data:
    """The claims as data."""
    return [
        {
            "statement": claim.entry.id,
            "date": claim.entry.said.text,
            "parties": list(claim.entry.parties),
            "summary": entry_words(book, claim.entry),
            "attribution": claim.entry.attribution,
            "origins": list(claim.origins),
            "sources": len(claim.entry.sources),
            "grade": claim.grade,
            "weaknesses": list(claim.weaknesses),
            "against": [entry.id for entry in claim.against],
            "path": claim.entry.place.path,
            "line": claim.entry.place.line,
        }
        for claim in claims
    ]


def _records(claims: Sequence[Claim], book: Book) -> Records:
    fields = (
        "date",
        "statement",
        "parties",
        "summary",
        "attribution",
        "origins",
        "sources",
        "grade",
        "weaknesses",
        "against",
        "place",
    )
    rows = tuple(
        (
            one["date"], one["statement"], " ".join(one["parties"]), one["summary"], one["attribution"],
            "; ".join(one["origins"]), one["sources"], one["grade"], " ".join(one["weaknesses"]), " ".join(one["against"]),
            f"{one['path']}:{one['line']}",
        )
        for one in data(book, claims)
    )  # fmt: skip
    return Records(fields, rows)
