"""The page of a negotiation: where it stands, why there is no deal, what must come first, and how it came to this."""

from __future__ import annotations

from markupsafe import Markup

from negotrack.book import Offer, Precondition, RedLine
from negotrack.held import Held
from negotrack.package import Deal
from negotrack.render.escape import for_island
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.days import window
from negotrack.render.report.lead import lead
from negotrack.render.report.links import OVERVIEW, Links
from negotrack.render.report.order import picture
from negotrack.render.report.pictures.heat import heat, stretches
from negotrack.render.report.pictures.marks import look, verdict_key
from negotrack.render.report.pictures.matrix import Row, matrix
from negotrack.render.report.pictures.moves import Shift, moves
from negotrack.render.report.plain import spelled
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.report.telling import ItemTold, Teller
from negotrack.render.views import deadlock as deadlocks
from negotrack.render.views import deal as packages
from negotrack.wording.values import distance_words, name, names, values_words
from negotrack.wording.verdicts import SYMBOLS

ISLAND = 600_000  # bytes of the states that a page holds; of more, only the latest days
LONGEST_QUIET = 40  # stale items named on the page


def page(case: Case, printer: Printer) -> Sheet:
    """The page where a reader begins."""
    book, path = case.book, links.negotiation(case.book.id)
    teller = teller_of(case, printer, path)
    head: dict[str, str | None] = {}
    stale = case.stale
    return printer.sheet(
        path, book.title, "negotiation.html",
        crumbs=(("Negotiations", OVERVIEW),),
        scripts=("days.js",),
        entries=case.stock,
        book=book,
        lead=teller.said(lead(case)),
        principals=[(party, name(book, party), teller.party(party)) for party in book.principals],
        matrix=_matrix(case),
        rows=_rows(case, teller),
        key=verdict_key((row.verdict for row in case.days.data["rows"]), len(book.principals)),
        apart=[teller.verdict(pair, why=True) for pair in case.apart],
        in_force=[teller.entry(pact.agreement) for pact in case.in_force],
        deal=teller.blocks([*packages.page(case.standing, case.deal, head).blocks][1:]) if case.deal and _open(case, case.deal) else [],
        moves=_moves(case),
        order=teller.blocks([*deadlocks.page(case.standing, case.order, head).blocks][1:]) if _demanded(case) else [],
        chains=picture(case, teller, f"needs-{links.safe(book.id)}"),
        grid=teller.links.to(links.listing(book.id, "grid")),
        ground=teller.links.to(links.listing(book.id, "common-ground")),
        wants=[_wants(case, teller, party) for party in book.principals],
        latest=[teller.entry(entry, case.changed.get(entry.id, ())) for entry in case.latest],
        heat=_heat(case),
        stale=[teller.item(held) for held in stale[:LONGEST_QUIET]],
        more_stale=max(len(stale) - LONGEST_QUIET, 0),
        others=[(one, teller.party(one.id)) for one in book.parties.values() if one.role != "principal"],
        pairs=[(names(book, pair), teller.links.to(links.pair(book.id, pair))) for pair in case.pairs],
        statements=teller.links.to(links.listing(book.id, "statements")),
        search=teller.links.to(links.listing(book.id, "search")),
        island=_island(case, printer.links(path)),
    )  # fmt: skip


def _open(case: Case, found: Deal) -> bool:
    """Whether there is something to say of all issues at once: not where an agreement has taken the place of all offers."""
    return bool(found.stated or not case.in_force)


def _demanded(case: Case) -> bool:
    """Whether anything was demanded first, beside what goes without saying: that a deal needs talks."""
    found = case.order
    return bool(found.deadlocks or found.waiting or found.met or any(step.node.term for step in found.steps or ()))


def teller_of(case: Case, printer: Printer, path: str) -> Teller:
    """Who tells what is held, on one page."""
    return case.teller(printer.links(path))


def _rows(case: Case, teller: Teller) -> list[dict[str, object]]:
    """A row for every issue on which there was a verdict on some day; those silent today are hidden."""
    return [
        {
            "key": key, "title": case.book.issue(key).title, "href": teller.issue(key),
            "row": (row := case.days.now(key)), "cells": case.days.cells(row) if row else [],
        }
        for key in case.days.spoken
    ]  # fmt: skip


def _matrix(case: Case) -> Markup:
    rows = []
    for key in case.days.spoken:
        now = case.days.now(key)
        marks = tuple(cell.marks for cell in case.days.cells(now)) if now else ("",) * len(case.book.principals)
        verdict, words = (now.verdict, now.words) if now else ("", "")
        rows.append(Row(key, case.book.issue(key).title, verdict, words, marks))
    shown = [name(case.book, party) for party in case.book.principals]
    return matrix(f"Parties and issues as of {case.edition.as_of_words}", shown, rows) if rows else Markup()


def _heat(case: Case) -> dict[str, object] | None:
    """Verdicts over time as a picture, and the same as a table."""
    if case.days.first is None or not case.days.spoken:
        return None
    columns = stretches(case.days.first, case.edition.day)
    issues = [(key, case.book.issue(key).title) for key in case.days.spoken]
    return {
        "picture": heat("Verdicts over time", issues, columns, lambda key, day: case.days.verdict(key, day)[0]),
        "columns": [column.name for column in columns],
        "rows": [
            (title, [case.days.verdict(key, column.last)[0] for column in columns])
            for key, title in issues
        ],
    }  # fmt: skip


def _moves(case: Case) -> dict[str, object] | None:
    """The nearest package within the red lines as moves; nothing where nobody would have to move."""
    if case.deal is None or case.deal.on_the_table is not None or not case.deal.within or not case.deal.within[0].moves:
        return None
    book, shifts = case.book, []
    for move in case.deal.within[0].moves:
        scale = book.issue(move.issue).scale
        distance = distance_words(scale, move.distance) if move.distance is not None else "no measurable distance"
        shifts.append(
            Shift(
                name(book, move.party), look(book.principals, move.party), book.issue(move.issue).title,
                spelled(book, values_words(scale, move.start)), spelled(book, values_words(scale, move.to)),
                distance,
            )
        )  # fmt: skip
    return {"picture": moves("The nearest package, as moves", shifts), "rows": shifts}


def _wants(case: Case, teller: Teller, party: str) -> dict[str, object]:
    """What a party offers, demands first and rules out, for who asks: who wants what?"""
    held = list(case.standing.standing(party))

    def told(kind: type[Offer] | type[Precondition] | type[RedLine]) -> list[ItemTold]:
        found: list[Held] = [one for one in held if isinstance(one.item, kind)]
        return [teller.item(one) for one in found]

    return {
        "name": name(case.book, party), "href": teller.party(party), "look": look(case.book.principals, party),
        "offers": told(Offer), "preconditions": told(Precondition), "red_lines": told(RedLine),
    }  # fmt: skip


def _island(case: Case, here: Links) -> Markup:
    """The states of every day, for the script that moves the day."""
    book, data = case.book, window(case.days.data, ISLAND)
    told = {
        **data,
        "items": [(*one[:-1], here.way(links.statement(book.id, one.entry))) for one in data["items"]],
        "titles": [book.issue(key).title for key in book.keys],
        "hrefs": [here.way(links.issue(book.id, key)) for key in book.keys],
        "parties": [(party, name(book, party)) for party in book.principals],
        "first": case.days.first.isoformat() if case.days.first else "",
        "until": case.edition.day.isoformat(),
        "negotiation": book.id,
        "single": here.single,
        "symbols": SYMBOLS,
    }
    return Markup(for_island(told))  # noqa: S704
