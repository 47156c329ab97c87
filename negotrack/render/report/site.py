"""The whole report: every page of every negotiation, bound one by one or together in a single file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from negotrack.book import Book
from negotrack.render.report import issue, lists, negotiation, people, statements, stock
from negotrack.render.report.case import Case, cases
from negotrack.render.report.edition import Edition
from negotrack.render.report.printer import Printer, Sheet


def site(books: Iterable[Book], edition: Edition) -> Iterator[tuple[str, str]]:
    """The files of the report, by their path in its folder."""
    printer = Printer(edition)
    for sheet in sheets(cases(books, edition), printer):
        yield sheet.path, printer.bound(sheet)


def single_file(books: Iterable[Book], edition: Edition) -> str:
    """The same in one file, to be sent by mail."""
    printer = Printer(edition, single=True)
    return printer.together(sheets(cases(books, edition), printer))


def sheets(told: Sequence[Case], printer: Printer) -> Iterator[Sheet]:
    """Every page, each negotiation's together, the method last."""
    yield lists.overview(told, printer)
    for case in told:
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
    yield lists.method(told, printer)
