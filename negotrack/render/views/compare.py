"""The matrix of issues and parties, with verdicts, zones, gaps and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book
from negotrack.compare import Comparison, Pair
from negotrack.reasons import facts
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Style, Table, Text, join, text
from negotrack.render.views.common import cited, figure, reason, title
from negotrack.render.views.verdicts import gap, sign, zone
from negotrack.standing import Standing
from negotrack.wording.items import drawn_words
from negotrack.wording.values import name, names, stated_words
from negotrack.wording.verdicts import MEANINGS, SYMBOLS, explanation, headline, verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.compare import Data, PairData

FIELDS = (
    "issue", "party_a", "party_b", "verdict", "zone", "gap", "unit", "stated_a", "stated_b", "statements", "places",
)  # fmt: skip


def page(standing: Standing, found: Sequence[Comparison], parties: Sequence[str], head: dict[str, str | None]) -> Page:
    """The comparison as a page."""
    book = standing.book
    records = Records(FIELDS, _rows(book, found))
    return Page("compare", _blocks(standing, found, parties, head), records, lambda: data(book, found), head)


def _blocks(
    standing: Standing, found: Sequence[Comparison], parties: Sequence[str], head: dict[str, str | None]
) -> Iterator[Block]:
    book = standing.book
    yield Heading(title(book, standing, head), 1)
    yield legend(found)
    yield matrix(standing, found, parties)
    for one in found:
        for pair in [*one.pairs, *([one.together] if one.together else [])]:
            yield from reasons(book, pair, apart=len(parties) > 2)


def legend(found: Sequence[Comparison]) -> Lines:
    """What stands how, in one line, and what the words mean."""
    here = {overall(one).verdict.name for one in found}
    meanings = "; ".join(f"{SYMBOLS[name]} {name}: {words}" for name, words in MEANINGS.items() if name in here)
    return Lines((text(headline(overall(one).verdict for one in found)), text(meanings, "dim")))


def overall(one: Comparison) -> Pair:
    """The verdict that speaks for all parties together."""
    return one.together or one.pairs[0]


def matrix(standing: Standing, found: Sequence[Comparison], parties: Sequence[str]) -> Table:
    """One row an issue: the verdict, then what each party has stated or rules out."""
    book = standing.book
    columns = ("verdict", "issue", *(name(book, party) for party in parties))
    rows = []
    for one in found:
        pair = overall(one)
        words = verdict_words(book, pair)
        symbol = text(f"{SYMBOLS[pair.verdict.name]} ", sign(pair).runs[0][1])
        row = [symbol + text(words, sign(pair).runs[0][1]), text(book.issue(one.issue).title)]
        row += [cell(standing, pair, party) for party in parties]
        rows.append(tuple(row))
    return Table(columns, tuple(rows), grow=tuple(range(1, len(columns))))


def cell(standing: Standing, pair: Pair, party: str) -> Text:
    """What a party has stated on an issue, and what it rules out."""
    stated = pair.stated.get(party) if pair.verdict.name != "agreed" else None
    parts = []
    if stated is not None:
        parts.append(text(stated_words(standing.book, stated), "value"))
    drawn = [held for held, _ in standing.ruled_out(party, pair.issue)]
    for held in [*drawn, *(held for held in pair.conditional if held.party == party)]:
        style: Style = "warn" if held in pair.conditional else "bad"
        parts.append(text(f"{drawn_words(standing.book, held, pair.issue)} (red line)", style))
    if not parts:
        return text("–", "dim")
    said = join(parts, "; ")
    return join([said, text("(stale)", "warn")]) if party in pair.stale else said


def reasons(book: Book, pair: Pair, *, apart: bool = False) -> list[Block]:
    """Why a verdict holds, as cited lines under the issue's title."""
    words = join([sign(pair), text(book.issue(pair.issue).title, "strong")])
    if apart:
        words = join([words, text(f"({names(book, pair.parties)})", "dim")])
    return [Heading(words, 2), cited(explanation(book, pair))]


def data(book: Book, found: Sequence[Comparison]) -> Data:
    """The comparison as data."""
    return {
        "issues": [
            {
                "issue": one.issue,
                "scale": book.issue(one.issue).scale.kind,
                "pairs": [pair_data(book, pair) for pair in one.pairs],
                "together": pair_data(book, one.together) if one.together else None,
            }
            for one in found
        ]
    }


def pair_data(book: Book, pair: Pair) -> PairData:
    """One verdict as data."""
    return {
        "parties": list(pair.parties),
        "verdict": pair.verdict.name,
        "zone": zone(pair),
        "gap": gap(pair, book.issue(pair.issue).scale),
        "stated": _stated(pair),
        "stale": list(pair.stale),
        "conditional": [held.key for held in pair.conditional],
        "crossed": [held.key for held in pair.crossed],
        "over": pair.over.agreement.id if pair.over else None,
        "reasons": [reason(fact) for fact in facts(pair.reasons)],
    }


def _stated(pair: Pair) -> dict[str, str | None]:
    return {
        party: None if one is None else "unspecified" if one.values is None else one.values.text
        for party, one in pair.stated.items()
    }


def _rows(book: Book, found: Sequence[Comparison]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for pair in one.pairs:
            stated, rests = _stated(pair), list(facts(pair.reasons))
            apart = gap(pair, book.issue(pair.issue).scale)
            yield (
                pair.issue, *pair.parties, pair.verdict.name, zone(pair), _number(pair), apart["unit"] if apart else None,
                *(stated[party] for party in pair.parties),
                " ".join(fact.entry.id for fact in rests),
                " ".join(f"{fact.place.path}:{fact.place.line}" for fact in rests),
            )  # fmt: skip


def _number(pair: Pair) -> int | str | None:
    value = figure(getattr(pair.verdict, "distance", None))
    return value if value is None or isinstance(value, int) else str(value)
