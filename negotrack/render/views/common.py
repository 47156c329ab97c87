"""What several pages share: their header, cited lines, and the shapes of reasons in data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from typing_extensions import TypedDict

from negotrack import wording
from negotrack.book import Book
from negotrack.compare import Agreed, Gap, Open, Overlap, Pair
from negotrack.reasons import Fact
from negotrack.render.page import Lines, Page, Style, Text, join, text
from negotrack.standing import Standing
from negotrack.supposing import Supposition
from negotrack.values import Scale

VERDICT_STYLES: dict[str, Style] = {
    "agreed": "good", "overlap": "good", "open": "note", "gap": "warn", "blocked": "bad", "unknown": "dim",
}  # fmt: skip


class ReasonData(TypedDict):
    """A statement that a claim rests on."""

    party: str
    item: str
    statement: str
    date: str
    path: str
    line: int
    source: str


class GapData(TypedDict):
    """How far apart two stated sets are; no value where there is no distance."""

    value: float | int | None
    unit: str | None


def header(standing: Standing, known_by: date | None = None, at: str | None = None) -> dict[str, str | None]:
    """What a page was asked about."""
    return {
        "negotiation": standing.book.id,
        "as_of": standing.day.isoformat(),
        "known_by": known_by.isoformat() if known_by else None,
        "at": at,
    }


def supposed(page: Page, book: Book, what: Supposition) -> Page:
    """The page of an answer that rests on a supposition, which is said under its title and in its data."""
    if not what:
        return page
    said = Lines((text(wording.supposition_words(book, what), "warn"),))
    named = {
        "without": [held.label for held in what.given_up],
        "with": [entry.place.path for entry in what.made],
    }
    return replace(page, blocks=(page.blocks[0], said, *page.blocks[1:]), supposing=named)


def title(book: Book, standing: Standing, head: dict[str, str | None]) -> Text:
    """The first line of a page: which negotiation, as of which day, known by which."""
    words = f"{book.title} · as of {wording.day_words(standing.day)}"
    if head.get("known_by"):
        words += f" · known by {wording.day_words(date.fromisoformat(head['known_by'] or ''))}"
    return text(words + (f" · at {head['at']}" if head.get("at") else ""), "strong")


def reason(fact: Fact) -> ReasonData:
    """A fact as data."""
    source = fact.entry.sources[0].link if fact.entry.sources else ""
    return {
        "party": fact.party,
        "item": fact.item,
        "statement": fact.entry.id,
        "date": fact.entry.said.text,
        "path": fact.place.path,
        "line": fact.place.line,
        "source": source,
    }


def cited(lines: Iterable[wording.Line], indent: int = 1) -> Lines:
    """Sentences with their citations behind them."""
    return Lines(tuple(_cited(line) for line in lines), indent)


def _cited(line: wording.Line) -> Text:
    parts = [text(line.text)]
    if line.facts:
        parts.append(text("[" + "; ".join(wording.citation(fact) for fact in line.facts) + "]", "dim"))
    return join(parts)


def sign(pair: Pair) -> Text:
    """A verdict's symbol and name."""
    name = pair.verdict.name
    return text(f"{wording.SYMBOLS[name]} {name}", VERDICT_STYLES[name])


def zone(pair: Pair) -> str | None:
    """The values a verdict leaves or names: the zone, what is agreed, what is left."""
    match pair.verdict:
        case Overlap(values) | Open(values):
            return values.text
        case Agreed(values):
            return values.text if values is not None else None
    return None


def gap(pair: Pair, scale: Scale) -> GapData | None:
    """A gap as data; nothing where the verdict is another."""
    if not isinstance(pair.verdict, Gap):
        return None
    return {
        "value": figure(pair.verdict.distance),
        "unit": scale.measure if pair.verdict.distance is not None else None,
    }


def figure(value: Decimal | None) -> float | int | None:
    """A number as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
