"""The lists of a report: the negotiations, every statement in parts, the words that can be searched, and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from negotrack.book import Entry
from negotrack.render.escape import for_island
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.edition import Stock
from negotrack.render.report.lead import brief
from negotrack.render.report.links import METHOD, OVERVIEW, Links
from negotrack.render.report.negotiation import teller_of
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.report.telling import in_parts
from negotrack.render.views.flags import MARKS
from negotrack.wording.glossary import CHANGES, FLAGS, NOT_MEANT, WORDS
from negotrack.wording.items import speaker_words
from negotrack.wording.values import day_words, names
from negotrack.wording.verdicts import MEANINGS, SYMBOLS

INDEX = 700_000  # characters of one part of what can be searched


Row = dict[str, Any]
"""One negotiation on the first page."""


def row(case: Case, printer: Printer) -> Row:
    """What the first page says of a negotiation: its lead in brief, who is in it, and how much is on file."""
    teller = teller_of(case, printer, OVERVIEW)
    return {
        "title": case.book.title,
        "href": teller.links.to(links.negotiation(case.book.id)),
        "summary": case.book.summary,
        "lead": teller.said(brief(case)),
        "parties": names(case.book, case.book.principals),
        "entries": case.stock,
        "age": case.stock.age_words(case.edition.day),
    }


def overview(rows: Sequence[Row], printer: Printer) -> Sheet:
    """The first page: every negotiation with its lead."""
    return printer.sheet(OVERVIEW, "Negotiations", "overview.html", entries=_whole(rows), cases=rows)


def _whole(rows: Sequence[Row]) -> Stock:
    """What the pages of several negotiations together were made from."""
    stocks: list[Stock] = [one["entries"] for one in rows]
    return Stock(sum(one.count for one in stocks), max((one.newest for one in stocks if one.newest), default=None))


def method(rows: Sequence[Row], printer: Printer) -> Sheet:
    """What the words mean, and what they do not mean."""
    return printer.sheet(
        METHOD, "What the words mean", "method.html",
        crumbs=(("Negotiations", OVERVIEW),),
        entries=_whole(rows),
        glossary=list(WORDS.items()),
        meanings=[(SYMBOLS[name], name, words) for name, words in MEANINGS.items()],
        not_meant=NOT_MEANT,
        flags=[(MARKS.get(name, ("·", ""))[0], words, name) for name, words in FLAGS.items()],
        changes=CHANGES,
    )  # fmt: skip


def statements(case: Case, printer: Printer) -> Iterator[Sheet]:
    """Every statement, the latest first, in as many parts as are needed."""
    book, parts = case.book, in_parts(case.entries[::-1])
    for number, entries in enumerate(parts, 1):
        path = links.listing(book.id, "statements", number)
        teller = teller_of(case, printer, path)
        yield printer.sheet(
            path, "Statements", "statements.html",
            crumbs=(("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id))),
            entries=case.stock,
            book=book, number=number, total=len(case.entries),
            all_parts=_parts(case, printer, path, "statements", len(parts)),
            statements=[teller.entry(entry, case.changed.get(entry.id, ())) for entry in entries],
        )  # fmt: skip


def search(case: Case, printer: Printer) -> Iterator[Sheet]:
    """What can be searched: statements, parties, issues and quotes, in parts that a page can hold."""
    book = case.book
    parts: list[list[Entry]] = [[]]
    size = 0
    for entry in case.entries[::-1]:
        weight = sum(map(len, _texts(entry))) + 120
        if size + weight > INDEX:
            parts.append([])
            size = 0
        parts[-1].append(entry)
        size += weight
    for number, entries in enumerate(parts, 1):
        path = links.listing(book.id, "search", number)
        yield printer.sheet(
            path, "Search", "search.html",
            crumbs=(("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id))),
            scripts=("search.js",),
            entries=case.stock,
            book=book, number=number,
            first=day_words(entries[-1].said) if entries else "",
            last=day_words(entries[0].said) if entries else "",
            statements=printer.links(path).to(links.listing(book.id, "statements")),
            all_parts=_parts(case, printer, path, "search", len(parts)),
            island=_index(case, printer.links(path), entries),
        )  # fmt: skip


def _parts(case: Case, printer: Printer, path: str, name: str, count: int) -> list[tuple[int, str]]:
    """The ways to the parts of a list; none where it is in one piece."""
    way = printer.links(path)
    return (
        [(turn, way.to(links.listing(case.book.id, name, turn))) for turn in range(1, count + 1)] if count > 1 else []
    )


def _index(case: Case, here: Links, entries: Sequence[Entry]) -> Markup:
    """Each place that can be found: what it is, what to show, where it leads, and every word in it."""
    book = case.book
    rows: list[tuple[str, str, str, list[str]]] = []
    rows += [
        (
            "party",
            party.name,
            here.way(links.party(book.id, party.id)),
            [party.id, party.role, party.note, *party.aliases],
        )
        for party in book.parties.values()
    ]
    rows += [
        ("issue", book.issue(key).title, here.way(links.issue(book.id, key)), [key, book.issue(key).note])
        for key in case.keys
    ]
    rows += [
        (
            f"{day_words(entry.said)} · {speaker_words(book, entry)}",
            case.words.entry(entry),
            here.way(links.statement(book.id, entry.id)),
            _texts(entry),
        )
        for entry in entries
    ]
    return Markup(for_island(rows))  # noqa: S704


def _texts(entry: Entry) -> list[str]:
    """What is written in an entry beside its summary, quotes first: they are shown where words are found in them."""
    texts = [source.quote for source in entry.sources]
    texts += [source.title for source in entry.sources] + [source.publisher for source in entry.sources]
    texts += [entry.note, entry.id]
    for item in getattr(entry, "items", ()):
        texts += [item.id, item.summary, item.note]
    return [text for text in dict.fromkeys(texts) if text]
