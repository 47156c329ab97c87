"""The page of a statement: as it is recorded, where it can be read, what became of its items, and what it changed."""

from __future__ import annotations

import re

from negotrack.book import Agreement, Entry, Event, Response, Source, Statement, Terms
from negotrack.render.escape import for_href
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.links import OVERVIEW
from negotrack.render.report.negotiation import teller_of
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.report.telling import NOT_NAMED, Teller
from negotrack.wording.items import item_words, speaker_words
from negotrack.wording.values import day_words, name, term_words, terms_words

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def page(case: Case, printer: Printer, entry: Entry) -> Sheet:
    """One statement, agreement or event."""
    book, path = case.book, links.statement(case.book.id, entry.id)
    teller = teller_of(case, printer, path)
    denial = case.standing.denied.get(entry.id)
    return printer.sheet(
        path, case.words.entry(entry), "statement.html",
        crumbs=(
            ("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id)),
            ("Statements", links.listing(book.id, "statements")),
        ),
        entries=case.stock,
        book=book, entry=entry,
        kind="agreement" if isinstance(entry, Agreement) else "event" if isinstance(entry, Event) else "statement",
        day=day_words(entry.said),
        who=speaker_words(book, entry),
        parties=[(name(book, party), teller.party(party)) for party in entry.parties],
        facts=_told(teller, entry.terms if isinstance(entry, Agreement) else entry.facts if isinstance(entry, Event) else {}),
        force=entry.force if isinstance(entry, Statement) else None,
        ends=[(teller.plain(key), teller.statement(key)) for key, _ in (entry.ends if isinstance(entry, Event) else ())],
        items=[(teller.item(held), _told(teller, held.item.package)) for held in case.items_of.get(entry.id, [])],
        responses=[_response(case, teller, entry, one) for one in (entry.responses if isinstance(entry, Statement) else ())],
        withdraws=[_withdrawn(teller, entry, key) for key, _ in (entry.withdraws if isinstance(entry, Statement) else ())],
        denies=[(teller.plain(key), teller.statement(key)) for key, _ in (entry.denies if isinstance(entry, Statement) else ())],
        denied=teller.to_entry(denial) if denial else None,
        answered=[
            {"answer": answer, "item": teller.plain(item, by), "cite": teller.to_entry(by)}
            for by, answer, item in case.answered_in.get(entry.id, [])
        ],
        sources=[_source(source) for source in entry.sources],
        changed=teller.flags(case.changed.get(entry.id, [])),
    )  # fmt: skip


def _told(teller: Teller, terms: Terms) -> list[tuple[str, str, str, str]]:
    """Terms with the way to their issues: title, way, value, note."""
    book = teller.book
    return [
        (book.issue(key).title, teller.issue(key), teller.spelled(term_words(book, term)), term.note)
        for key, term in terms.items()
    ]


def _response(case: Case, teller: Teller, entry: Entry, one: Response) -> dict[str, object]:
    to, target = teller.answered(one, entry)
    return {
        "to": to, "answer": one.answer, "reason": one.reason,
        "words": teller.spelled(item_words(case.book, target.item)) if target else "" if one.item else NOT_NAMED,
        "href": teller.to_version(target) if target else teller.party(one.party),
        "with_terms": teller.spelled(terms_words(case.book, one.with_terms)),
        "refuses": teller.spelled(terms_words(case.book, one.refuses)),
    }  # fmt: skip


def _withdrawn(teller: Teller, entry: Entry, key: str) -> str:
    """What is taken back: an item of the party itself, or its acceptance of another's."""
    if "/" in key:
        return f"its acceptance of {teller.plain(key, entry)}"
    return teller.plain(f"{entry.parties[0]}/{key}", entry)


def _source(source: Source) -> dict[str, object]:
    """A source as it is shown: its addresses only where they may be followed."""
    return {
        "title": source.title or source.reference or source.url, "publisher": source.publisher,
        "published": day_words(source.published) if source.published else "",
        "grade": source.grade, "origin": source.origin, "reference": source.reference if source.title else "", "quote": source.quote,
        "url": for_href(source.url), "archive": for_href(source.archive),
        "foreign": bool(RIGHT_TO_LEFT.search(source.quote)), "foreign_title": bool(RIGHT_TO_LEFT.search(source.title)),
    }  # fmt: skip
