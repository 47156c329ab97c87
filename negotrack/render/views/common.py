"""What several pages share: their header, cited lines, and statements in data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from negotrack.book import Agreement, Book, Entry, Event, Statement, Terms
from negotrack.reasons import Fact
from negotrack.render.page import Lines, Page, Text, join, text
from negotrack.standing import Standing
from negotrack.supposing import Supposition
from negotrack.wording.items import Line, citation, entry_words, item_words, speaker_words, supposition_words
from negotrack.wording.values import day_words, name, terms_words

if TYPE_CHECKING:
    from negotrack.render.data.common import ReasonData


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
    said = Lines((text(supposition_words(book, what), "warn"),))
    named = {
        "without": [held.label for held in what.given_up],
        "with": [entry.place.path for entry in what.made],
    }
    first, *rest = page.blocks
    return replace(page, blocks=(first, said, *rest), supposing=named)


def title(book: Book, standing: Standing, head: dict[str, str | None]) -> Text:
    """The first line of a page: which negotiation, as of which day, known by which."""
    words = f"{book.title} · as of {day_words(standing.day)}"
    if head.get("known_by"):
        words += f" · known by {day_words(date.fromisoformat(head['known_by'] or ''))}"
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


def cited(lines: Iterable[Line], indent: int = 1) -> Lines:
    """Sentences with their citations behind them."""
    return Lines(tuple(_cited(line) for line in lines), indent)


def _cited(line: Line) -> Text:
    number = f"({line.number}) " if line.number else ""
    parts = [text("   " * line.depth + number + line.text)]
    if line.facts:
        parts.append(text("[" + "; ".join(citation(fact) for fact in line.facts) + "]", "dim"))
    return join(parts)


def figure(value: Decimal | None) -> float | int | None:
    """A number as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def said(book: Book, entry: Entry) -> list[str]:
    """What an entry says, a line for each thing it holds up, answers or takes back, after who spoke and when."""
    lines = [f"{day_words(entry.said)} · {speaker_words(book, entry)}: {entry_words(book, entry)}"]
    match entry:
        case Statement():
            who = name(book, entry.party)
            lines += [f"{item.id}: {who} {item_words(book, item)}" for item in entry.items]
            lines += [f"{who} {one.answer} {one.to}{_with(book, one.with_terms)}" for one in entry.responses]
            lines += [f"{who} withdraws {key}" for key, _ in entry.withdraws]
            lines += [f"{who} denies {key}" for key, _ in entry.denies]
        case Agreement():
            lines.append(f"agreed: {terms_words(book, entry.terms)}")
        case Event():
            lines += [f"a fact: {terms_words(book, entry.facts)}"] * bool(entry.facts)
            lines += [f"ends {key}" for key, _ in entry.ends]
    return lines


def _with(book: Book, terms: Terms) -> str:
    return f" with {terms_words(book, terms)}" if terms else ""
