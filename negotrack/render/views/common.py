"""What several pages share: their header, cited lines, and the shapes of reasons in data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from typing_extensions import TypedDict

from negotrack import wording
from negotrack.book import Agreement, Book, Entry, Event, Statement, Terms
from negotrack.compare import Agreed, Gap, Open, Overlap, Pair
from negotrack.order import Deadlock
from negotrack.proof import claims
from negotrack.reasons import Derived, Fact
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


class ClaimData(TypedDict):
    """A claim and what it rests on: statements, and other claims; one that is told already is named by its number."""

    claim: str
    number: int | None
    because: list[ClaimData | ReasonData]


class StuckData(TypedDict):
    """A deadlock: its steps, the items it rests on, and the sets of items that would break it."""

    kind: str
    steps: list[str]
    items: list[str]
    breaks: list[list[str]]


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


def trees(book: Book, roots: Iterable[Derived]) -> list[ClaimData]:
    """An explanation as data: a tree for each root; a claim that several rest on is spelled out once, and numbered."""
    roots = tuple(roots)
    uses: dict[int, int] = {}
    for claim in claims(roots):
        for cause in claim.because:
            uses[id(cause)] = uses.get(id(cause), 0) + 1
    shared = [id(claim) for claim in claims(roots) if uses.get(id(claim), 0) > 1]
    numbers, known = {one: number for number, one in enumerate(shared, 1)}, set[int]()

    def tree(claim: Derived) -> ClaimData:
        again = id(claim) in known
        known.add(id(claim))
        because = () if again else claim.because
        return {
            "claim": wording.claim_words(book, claim),
            "number": numbers.get(id(claim)),
            "because": [tree(cause) if isinstance(cause, Derived) else reason(cause) for cause in because],
        }

    return [tree(root) for root in roots]


def deadlock_data(one: Deadlock) -> StuckData:
    """A deadlock in short, as data."""
    items = dict.fromkeys([*(edge.item for edge in one.edges if edge.item), *(held.key for held in one.refusals)])
    return {
        "kind": one.kind,
        "steps": [node.name for node in one.nodes],
        "items": list(items),
        "breaks": [list(items) for items in one.breaks],
    }


def cited(lines: Iterable[wording.Line], indent: int = 1) -> Lines:
    """Sentences with their citations behind them."""
    return Lines(tuple(_cited(line) for line in lines), indent)


def _cited(line: wording.Line) -> Text:
    number = f"({line.number}) " if line.number else ""
    parts = [text("   " * line.depth + number + line.text)]
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


def said(book: Book, entry: Entry) -> list[str]:
    """What an entry says, a line for each thing it holds up, answers or takes back, after who spoke and when."""
    lines = [
        f"{wording.day_words(entry.said)} · {wording.speaker_words(book, entry)}: {wording.entry_words(book, entry)}"
    ]
    match entry:
        case Statement():
            who = wording.name(book, entry.party)
            lines += [f"{item.id}: {who} {wording.item_words(book, item)}" for item in entry.items]
            lines += [f"{who} {one.answer} {one.to}{_with(book, one.with_terms)}" for one in entry.responses]
            lines += [f"{who} withdraws {name}" for name, _ in entry.withdraws]
            lines += [f"{who} denies {name}" for name, _ in entry.denies]
        case Agreement():
            lines.append(f"agreed: {wording.terms_words(book, entry.terms)}")
        case Event():
            lines += [f"a fact: {wording.terms_words(book, entry.facts)}"] * bool(entry.facts)
            lines += [f"ends {name}" for name, _ in entry.ends]
    return lines


def _with(book: Book, terms: Terms) -> str:
    return f" with {wording.terms_words(book, terms)}" if terms else ""
