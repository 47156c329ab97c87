"""What pages and memos tell: each sentence true on its day, about what it says it is about."""

from __future__ import annotations

from datetime import date

from conftest import book_of
from test_report import words_of

from negotrack.book import Book
from negotrack.render.report.case import Case
from negotrack.render.report.edition import Edition
from negotrack.render.report.memo import TEMPLATES
from negotrack.render.report.site import site

TALKS = """
title: Harbour contract
parties:
  union: {name: Dockers, role: principal}
  port: {name: Port, role: principal}
issues:
  wages: {title: Wages, scale: percent, given_by: port}
  hours: {title: Weekly hours, scale: number, unit: hours, given_by: union}
  strikes: {title: Strikes, scale: levels, levels: [none-at-all, with-notice, free]}
"""


def harbour(entries: str) -> Book:
    """The talks in the harbour with these entries."""
    return book_of(TALKS + entries)


def entry(path: str, *keys: str) -> str:
    """A record of the day in its path, with these keys: by whom is the folder, or for what is agreed the two."""
    folder, _, name = path.partition("/")
    who = {"joint": "parties: [union, port]", "events": f"event: {name[11:]}"}.get(folder, f"party: {folder}")
    return "\n".join((f"--- {path}.yaml", who, f"date: {name[:10]}", *keys, ""))


def pages_of(book: Book, day: date) -> dict[str, str]:
    """The words of every page by its path."""
    return {path: " ".join(words_of(page).split()) for path, page in site([book], Edition(day))}


def memo_of(book: Book, day: date, template: str = "briefing") -> str:
    return TEMPLATES[template](Case(book, Edition(day)))


# -- which version ------------------------------------------------------------------------------------------------

ANSWERED = (
    entry("union/2024-03-01-ask", "offers: [{id: ask, asks: {wages: 8 %}}]")
    + entry("port/2024-03-04-no", "responses: [{to: union/ask, answer: rejects}]")
    + entry("union/2024-03-08-ask", "offers: [{id: ask, asks: {wages: 7 %}}]")
)


def test_an_answer_is_told_with_the_version_it_answered() -> None:
    pages = pages_of(harbour(ANSWERED), date(2024, 3, 9))
    told = {path: words for path, words in pages.items() if "rejects" in words}
    assert {path.rpartition("/")[2] for path in told} >= {"port.html", "wages.html"}
    for path, words in told.items():
        assert "rejects Dockers' offer of 1 Mar 2024" in words, path
        assert "rejects Dockers' offer of 8 Mar 2024" not in words, path
    assert "rejects Dockers' offer of 1 Mar 2024: asks Wages: at least 8 %" in told["talks/party/port.html"]
