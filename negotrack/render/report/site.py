"""The whole report: every page of every negotiation, bound one by one or together in a single file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from negotrack.book import Book
from negotrack.render.report import issue, lists, negotiation, people, statements, stock
from negotrack.render.report.case import Case, cases
from negotrack.render.report.edition import Edition
from negotrack.render.report.links import METHOD, OVERVIEW, STYLE
from negotrack.render.report.printer import Printer, Sheet

Pages = list[tuple[str, str]]
Spread = Callable[[Callable[[Case], tuple[lists.Row, Pages]], Sequence[Case]], list[tuple[lists.Row, Pages]] | None]
"""What may do the work for every negotiation at once; None where it cannot."""


def site(books: Iterable[Book], edition: Edition, spread: Spread = lambda *_: None) -> Iterator[tuple[str, str]]:
    """The files of the report, by their path in its folder: the pages, and the one style sheet beside them."""
    printer = Printer(edition)

    def made(case: Case) -> tuple[lists.Row, Pages]:
        return lists.row(case, printer), [(sheet.path, printer.bound(sheet)) for sheet in _sheets(case, printer)]

    told = cases(books, edition)
    done = spread(made, told) or [made(case) for case in told]
    rows = [row for row, _ in done]
    yield OVERVIEW, printer.bound(lists.overview(rows, printer))
    for _, pages in done:
        yield from pages
    yield METHOD, printer.bound(lists.method(rows, printer))
    yield STYLE, printer.text(STYLE)


def single_file(books: Iterable[Book], edition: Edition) -> str:
    """The same in one file, to be sent by mail."""
    printer = Printer(edition, single=True)
    return printer.together(sheets(cases(books, edition), printer))


def sheets(told: Sequence[Case], printer: Printer) -> Iterator[Sheet]:
    """Every page, each negotiation's together, the method last."""
    rows = [lists.row(case, printer) for case in told]
    yield lists.overview(rows, printer)
    for case in told:
        yield from _sheets(case, printer)
    yield lists.method(rows, printer)


def _sheets(case: Case, printer: Printer) -> Iterator[Sheet]:
    """Every page of one negotiation."""
    yield negotiation.page(case, printer)
    yield from stock.pages(case, printer)
    for key in case.keys:
        yield from issue.pages(case, printer, key)
    for party in case.book.parties:
        yield from people.party_pages(case, printer, party)
    for pair in case.pairs:
        yield people.pair_page(case, printer, pair)
    yield from lists.statements(case, printer)
    for entry in case.entries:
        yield statements.page(case, printer, entry)
    yield from lists.search(case, printer)
