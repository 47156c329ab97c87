"""The pages of a report: complete, linked, labelled, and the same whatever the text in them tries."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import get_args
from urllib.parse import unquote

import pytest
from conftest import DAYS, Ran, Repo, book_of, books
from hypothesis import given
from hypothesis import strategies as st

from negotrack.book import Book
from negotrack.changes import ChangeName
from negotrack.compare import VERDICTS, compare, spoken_issues
from negotrack.flags import FlagName
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.render.escape import for_href, for_terminal
from negotrack.render.letters import width
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.days import Cell, Data, cell_of, days_of, window
from negotrack.render.report.edition import Edition
from negotrack.render.report.memo import TEMPLATES
from negotrack.render.report.pictures.matrix import MARKS
from negotrack.render.report.plain import spelled
from negotrack.render.report.site import single_file, site
from negotrack.render.report.stock import wants
from negotrack.render.views.compare import overall
from negotrack.standing import Standing, standing
from negotrack.values import Spans
from negotrack.wording import glossary
from negotrack.wording.verdicts import verdict_words

ROOT = Path(__file__).parent.parent
TODAY = date(2025, 2, 1)

TALKS = """
title: TEXT
summary: TEXT
note: TEXT
parties:
  union: {name: TEXT, role: principal, aliases: [TEXT], note: TEXT}
  employer: {name: TEXT two, role: principal}
  board: {name: TEXT three, role: mediator}
issues:
  pay: {title: TEXT, scale: percent, given_by: employer, note: TEXT}
  jobs: {title: TEXT five, scale: number, unit: TEXT, given_by: union}
  work: {title: TEXT six, scale: levels, levels: [stopped, reduced, normal], given_by: union}
  wording: {title: TEXT seven, scale: text}
  court: {title: TEXT eight, scale: choice, choices: [one, two, three]}
--- union/2024-03-01-ask.yaml
party: union
date: 2024-03-01
summary: TEXT
speaker: TEXT
note: TEXT
offers:
  - {id: ask, asks: {pay: 8 %}, terms: {wording: TEXT, court: [one, two]}, summary: TEXT, note: TEXT}
preconditions:
  - {id: work-first, before: talks, requires: {work: normal}, summary: TEXT, note: TEXT}
sources:
  - {title: TEXT, url: "https://example.org/page", publisher: TEXT, quote: TEXT, published: 2024-03-01, grade: B2, origin: TEXT}
  - {title: TEXT, reference: TEXT}
--- employer/2024-03-05-answer.yaml
party: employer
date: 2024-03-05
offers: [{id: answer, gives: {pay: 3 %}, asks: {jobs: 10}, terms: {wording: TEXT, court: three}}]
red_lines:
  - {id: no-work, never: {work: normal}, unless: {jobs: 20}}
  - {id: never-more, never: {pay: at least 9 %}, summary: TEXT}
responses: [{to: union/ask, answer: rejects, reason: TEXT}]
sources: [{title: TEXT, reference: TEXT}]
--- joint/2024-04-01-pact.yaml
parties: [union, employer]
date: 2024-04-01
summary: TEXT
agreement: {jobs: 10}
sources: [{title: TEXT, reference: TEXT}]
--- events/2024-05-01-strike.yaml
event: TEXT
date: 2024-05-01
facts: {work: stopped}
ends: [joint/2024-04-01-pact]
sources: [{title: TEXT, reference: TEXT}]
"""


def filled(thing: object, text: str) -> object:
    """The same with another text in every place that says TEXT."""
    if isinstance(thing, str):
        return thing.replace("TEXT", text)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: filled(getattr(thing, one.name), text) for one in fields(thing) if one.init})
    if isinstance(thing, dict):
        return {key: filled(value, text) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(filled(value, text) for value in thing)
    return thing


def talks(text: str) -> Book:
    found = filled(book_of(TALKS), text)
    assert isinstance(found, Book)
    return found


class Tree(HTMLParser):
    """The shape of a page: its elements with the names of their attributes, and where they may lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: list[str] = []
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.outside: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.shape.append(f"<{tag} {' '.join(sorted(told))} {told.get('class') or ''}>")
        self.ids += [told["id"] or ""] if "id" in told else []
        if tag == "a" and told.get("href"):
            self.hrefs.append(told["href"] or "")
            if re.match("[a-z]+:", told["href"] or ""):
                self.outside.append(told)

    def handle_endtag(self, tag: str) -> None:
        self.shape.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.shape.append("<!--")


def pages_of(some: Iterable[Book], edition: Edition) -> dict[str, str]:
    """The pages of a report, without the style sheet beside them."""
    return {path: words for path, words in site(some, edition) if path != links.STYLE}


@pytest.fixture(scope="module")
def ours() -> dict[str, Book]:
    return dict(read_books(*sources(ROOT)).books)


@pytest.fixture(scope="module")
def pages(ours: dict[str, Book]) -> dict[str, str]:
    return pages_of(ours.values(), Edition(TODAY, revision="0123456789abcdef0123"))


# -- complete and linked ------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_and_a_place_on_it(pages: dict[str, str]) -> None:
    trees = {path: Tree(page) for path, page in pages.items()}
    for path, tree in trees.items():
        for href in tree.hrefs:
            if href.startswith(("https:", "http:")):
                continue
            target, _, anchor = href.partition("#")
            parts: list[str] = []
            for part in (PurePosixPath(path).parent / unquote(target)).parts if target else PurePosixPath(path).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            there = "/".join(parts)
            assert there in trees, (path, href)
            assert not anchor or anchor in trees[there].ids, (path, href)


def test_every_link_of_a_single_file_leads_to_a_place_in_it(ours: dict[str, Book]) -> None:
    tree = Tree(single_file(ours.values(), Edition(date(2023, 12, 21))))
    assert len(tree.ids) == len(set(tree.ids))
    assert [href for href in tree.hrefs if href.startswith("#") and href[1:] not in tree.ids] == []
    assert [href for href in tree.hrefs if not re.match("#|https?://", href)] == []


def test_every_page_says_of_which_day_and_files_it_is(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        head, foot = (
            re.sub(r"<[^>]+>", "", page[page.index(place) :]) for place in ('class="imprint"', '<footer class="foot"')
        )
        for told in ("As of 1 Feb 2025", "statements, agreements and events", "stated positions only"):
            assert told in head[:400], path
        for told in (
            "As of 1 Feb 2025",
            "including what became public only after that day",
            "commit 0123456789ab",
            "stated positions only",
        ):
            assert told in foot[:600], path


def test_every_page_says_how_old_the_newest_entry_is(ours: dict[str, Book]) -> None:
    pages = pages_of([ours["nhl-2012"]], Edition(date(2014, 1, 6)))
    assert all("newest entry: 6 Jan 2013, 365 days before" in page for page in pages.values())
    pages = pages_of([ours["nhl-2012"]], Edition(date(2012, 7, 13)))
    assert all("newest entry: 13 Jul 2012</span>" in page for page in pages.values())


def test_no_page_repeats_an_id_or_runs_or_loads_what_it_did_not_bring(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        ids = Tree(page).ids
        assert len(ids) == len(set(ids)), path
        policy = html.unescape(page[:2000])
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert not re.search(
            r"<(?:script|img|iframe|link)[^>]* (?:src|href)=\"(?!data:,|(?:\.\./)*style\.css\")", page
        ), path
        assert not re.search(r"<[^>]+ (?:on[a-z]+|style)=", page), path


def test_addresses_outside_are_followed_without_telling_who_asks(pages: dict[str, str]) -> None:
    outside = [told for page in pages.values() for told in Tree(page).outside]
    assert outside
    assert all(for_href(told["href"] or "") for told in outside)
    assert {told["rel"] for told in outside} == {"noopener noreferrer nofollow"}


def test_every_entry_issue_and_party_has_a_page(pages: dict[str, str], ours: dict[str, Book]) -> None:
    book = ours["gaza-2023"]
    wanted = [links.statement(book.id, entry.id) for entry in standing(book, TODAY).entries]
    wanted += [links.party(book.id, party) for party in book.parties]
    wanted += [links.pair(book.id, ("israel", "hamas")), links.issue(book.id, "ceasefire-length@phase-1")]
    assert [path for path in wanted if path not in pages] == []


def test_every_picture_has_a_title_a_description_and_a_role(pages: dict[str, str]) -> None:
    pictures = [one for page in pages.values() for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert len(pictures) > 40
    for one in pictures:
        assert re.match(r'<svg [^>]*role="img"[^>]*>\s*<title[^>]*>[^<]+</title>\s*<desc[^>]*>[^<]+</desc>', one)


def test_the_labels_of_pictures_are_whole(ours: dict[str, Book]) -> None:
    page = pages_of([ours["gaza-2023"]], Edition(TODAY))["gaza-2023/index.html"]
    for picture in re.findall(r'<svg [^>]*class="picture (?:matrix|heat)".*?</svg>', page, re.DOTALL):
        words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
        assert "…" not in words
        for key in Case(ours["gaza-2023"], Edition(TODAY)).days.spoken:
            assert html.escape(ours["gaza-2023"].issue(key).title) in words


def test_a_chart_draws_red_lines_on_a_condition_and_explains_its_signs(ours: dict[str, Book]) -> None:
    pages = pages_of([ours["gaza-2023"]], Edition(TODAY))
    for key, conditional in (("ceasefire-length", True), ("military-operations", True), ("hostages-released", False)):
        page = pages[f"gaza-2023/issue/{key}.html"]
        assert bool(re.search(r'<rect[^>]*class="ruled"[^>]*fill="url\(#[^)]*-gaps-0\)"', page)) == conditional, key
        assert ("rules out on a condition" in page) == conditional, key
        signs = set(re.findall(r'class="sign flag"[^>]*>([^<]*)<', page))
        assert signs <= set(re.findall(r"<span><strong>(.)</strong> ", page)), key


def test_the_same_files_make_the_same_pages(ours: dict[str, Book]) -> None:
    edition = Edition(date(2023, 12, 21))
    assert list(site(ours.values(), edition)) == list(site(ours.values(), edition))


def test_the_lead_says_who_wants_what_and_why_there_is_no_deal(ours: dict[str, Book]) -> None:
    page = pages_of([ours["gaza-2023"]], Edition(date(2023, 12, 21)))["gaza-2023/index.html"]
    lead = re.sub(r"<[^>]+>", "", page[page.index('class="leading"') : page.index('class="board"')])
    for told in (
        "No agreement between Israel and Hamas is in force",
        "at most 7 days",
        "only permanent",
        "Before talks",
    ):
        assert told in lead


def words_of(page: str) -> str:
    """What can be read on a page, without what its scripts hold."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)))


def test_who_wants_what_and_common_ground_say_the_same_as_pages_and_as_memos(ours: dict[str, Book]) -> None:
    edition = Edition(date(2023, 12, 21))
    pages = pages_of([ours["gaza-2023"]], edition)
    case = Case(ours["gaza-2023"], edition)
    grid, common = words_of(pages["gaza-2023/grid.html"]), words_of(pages["gaza-2023/common-ground.html"])
    for told in (
        "gives at most 7 days",
        "red line: only permanent",
        "demands first: halted, before any talks (said again once)",
    ):
        assert told in grid and told in TEMPLATES["grid"](case)
    for told in ("Divergent", "Length of the ceasefire: blocked", "at most 7 days", "only permanent"):
        assert told in common and told in TEMPLATES["common-ground"](case)
    assert (
        'href="grid.html"' in pages["gaza-2023/index.html"]
        and 'href="common-ground.html"' in pages["gaza-2023/index.html"]
    )


def test_a_reader_without_a_terminal_meets_no_ids_and_no_words_of_the_trade(ours: dict[str, Book]) -> None:
    for day in (date(2023, 12, 21), date(2024, 9, 15), date(2025, 1, 31)):
        page = words_of(pages_of([ours["gaza-2023"]], Edition(day))["gaza-2023/index.html"])
        assert not re.search(r"\b(?:israel|hamas)/[a-z]", page), day
        for told in ("idf-", "-in-phase", "principal", "less than 1 ", "waiting for a word", "its own the"):
            assert told not in page, (day, told)


def test_no_page_names_an_item_or_a_level_by_its_id(pages: dict[str, str], ours: dict[str, Book]) -> None:
    for key, book in ours.items():
        items = {f"{held.party}/{held.item.id}" for party in book.parties for held in standing(book, TODAY).held(party)}
        kinds = [
            f"{kind} {item.partition('/')[2]}"
            for item in items
            for kind in ("red line", "precondition", "offer", "withdraws")
        ]
        members = {member for issue in book.issues.values() for member in issue.scale.members if "-" in member}
        pattern = re.compile(
            rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, sorted({*items, *kinds, *members})))})(?![\w-])"
        )
        for path, page in pages.items():
            if path.startswith(f"{key}/"):
                told = words_of(re.sub(r'<(span|td|blockquote) class="id">.*?</\1>', "", page, flags=re.DOTALL))
                found = pattern.search(told)
                assert found is None, (path, found and told[found.start() - 60 : found.end() + 20])


def test_what_a_party_only_demands_first_is_not_called_silence(ours: dict[str, Book]) -> None:
    page = pages_of([ours["gaza-2023"]], Edition(date(2023, 12, 21)))["gaza-2023/issue/military-operations.html"]
    words = words_of(page)
    assert "have stated nothing on it" not in words
    assert "Hamas demands halted before any talks" in words


def test_the_method_explains_every_verdict_change_and_flag(pages: dict[str, str]) -> None:
    words = pages["method.html"]
    assert [name for name in (*VERDICTS, *get_args(FlagName), *get_args(ChangeName)) if name not in words] == []
    assert set(glossary.FLAGS) == set(get_args(FlagName)) and set(glossary.CHANGES) == set(get_args(ChangeName))
    assert [told for told in (*glossary.FLAGS.values(), *glossary.CHANGES.values()) if told not in words] == []


def test_nothing_on_file_makes_pages_all_the_same(ours: dict[str, Book]) -> None:
    pages = pages_of(ours.values(), Edition(date(2000, 1, 1)))
    assert "Nothing is on file up to this day" in pages["gaza-2023/index.html"]


OLD = """
title: Bus talks
stale_after: 60 days
parties:
  union: {name: Union, role: principal}
  employer: {name: Employer, role: principal}
issues:
  pay: {title: Pay, scale: percent}
  jobs: {title: Jobs cut, scale: number}
  hours: {title: Hours, scale: number}
--- union/2024-01-01-old.yaml
party: union
date: 2024-01-01
offers: [{id: old, asks: {hours: 35}}, {id: both, asks: {pay: 5 %, jobs: 0}}]
red_lines: [{id: line, never: {pay: less than 1 %}, unless: {jobs: 0}}]
preconditions: [{id: first, before: deal, requires: {jobs: 0}}]
--- union/2024-04-01-new.yaml
party: union
date: 2024-04-01
offers: [{id: new, asks: {pay: 4 %}}]
--- joint/2024-04-02-hours.yaml
parties: [union, employer]
date: 2024-04-02
agreement: {hours: 36}
"""


def rows_of(page: str) -> dict[str, str]:
    """The words of each row of the first table of a page, by its head."""
    rows = re.findall(
        r"<th scope=\"row\">(.*?)</th>(.*?)</tr>", page[page.index("<tbody>") : page.index("</tbody>")], re.DOTALL
    )
    return {words_of(head).strip(): " ".join(words_of(cells).split()) for head, cells in rows}


def test_whatever_has_grown_old_is_marked_stale_wherever_it_is_shown_and_nothing_else_is() -> None:
    book = book_of(OLD)
    pages = pages_of([book], Edition(date(2024, 4, 10)))
    case = Case(book, Edition(date(2024, 4, 10)))
    stock = rows_of(pages["talks/grid.html"])
    assert "red line: never less than 1 %, unless Jobs cut: at least 0 (stale)" in stock["Pay"]
    assert "asks for at least 4 % [" in stock["Pay"]
    assert "demands first: at least 0, before any deal (stale)" in stock["Jobs cut"]
    board = rows_of(pages["talks/index.html"])
    assert "at least 4 %; never less than 1 %, unless Jobs cut: at least 0 (red line) (stale)" in board["Pay"]
    assert "at least 0 (stale); at least 0 before any deal (demand) (stale)" in board["Jobs cut"]
    pair = words_of(pages["talks/pair/union--employer.html"])
    assert "at least 0 before any deal (demand) (stale)" in pair
    assert "(red line) (stale)" in "".join(TEMPLATES["briefing"](case).split("`")) and "(stale)" in TEMPLATES["grid"](
        case
    )


def test_the_grid_holds_what_the_matrix_and_its_picture_hold(ours: dict[str, Book]) -> None:
    for book in (*ours.values(), book_of(OLD)):
        for day in (
            date(2012, 11, 27),
            date(2013, 2, 1),
            date(2023, 12, 21),
            date(2024, 3, 20),
            date(2025, 1, 20),
            TODAY,
        ):
            page = pages_of([book], Edition(day)).get(f"{book.id}/index.html", "")
            case = Case(book, Edition(day))
            held = {key: [{one.kind for one in side} for side in sides] for key, sides in wants(case)}
            for key in case.days.spoken:
                now = case.days.now(key)
                marks = [cell.marks for cell in case.days.cells(now)] if now else [""] * len(book.principals)
                for side, told in zip(held.get(key, [set()] * len(marks)), marks, strict=True):
                    assert ("agreement" in side, "precondition" in side) == ("a" in told, "d" in told), (day, key)
                    assert "r" not in told or "red line" in side, (book.id, day, key)
                    assert "s" not in told or side, (book.id, day, key)
                drawn = re.search(
                    rf'<g data-issue="{key}".*?</g></g>|<g data-issue="{key}".*?(?=<g data-issue|</svg>)',
                    page,
                    re.DOTALL,
                )
                shown = re.findall(r'class="mark"[^>]*>([^<]*)<', drawn[0]) if drawn else []
                assert shown == [" ".join(MARKS[mark] for mark in told) or "–" for told in marks]


# -- hostile text -------------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "</p></td></title></style><b>bold</b><!-- --><svg onload=x>",
    "scripts": "</script><script>alert(1)</script>",
    "a template": "{{ 7 * 7 }}{% include 'x' %}{#",
    "attributes": '" onmouseover="alert(1)" x=\'',
    "an address": "javascript:alert(1) data:text/html,<script>",
    "bidi": "\u202eevil\u2066 \u200f right \u2069",
    "controls": "a\x1b[2J\x00b\u2028c\u2029d",
    "a very long word": "w" * 10_000,
    "many words": "lorem ipsum " * 900,
    "an entity": "&lt;script&gt; &amp; &#x3c;",
    "a JSON island": ']]> </script><!--<script> "}',
    "right to left": "لا هدنة قبل وقف العدوان",
}


def alike(found: re.Match[str]) -> str:
    """A harmless letter that takes as much room as another character, in a script like its own; where lines break, they do."""
    char, letters = found[0], "ل" if "ه" in found.string else "xiXm"
    return char if char in "-/" else next((letter for letter in letters if width(letter, 1) == width(char, 1)), char)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_changes_no_page(hostile: str) -> None:
    harmless = re.sub(r"\S", alike, for_terminal(hostile))
    edition = Edition(TODAY)
    wanted = pages_of([talks(harmless)], edition)
    found = pages_of([talks(hostile)], edition)
    assert wanted.keys() == found.keys()
    for path, page in found.items():
        assert Tree(page).shape == Tree(wanted[path]).shape, path
        assert "\u202e" not in page and "\x1b" not in page and "\x00" not in page, path


def test_text_that_looks_like_an_address_of_ours_stays_as_it_is_written() -> None:
    plain = pages_of([talks("words")], Edition(TODAY))
    for text in ('href="~/x"', "href='~/x'", "~/x", '"><a href="~/x">', "href=&quot;~/x&quot;"):
        pages = pages_of([talks(text)], Edition(TODAY))
        for path, page in pages.items():
            assert path == links.METHOD or html.escape(text) in page, path
            assert Tree(page).hrefs == Tree(plain[path]).hrefs, path
            assert not any("~" in href for href in Tree(page).hrefs), path


def test_a_hostile_address_is_shown_and_leads_nowhere() -> None:
    book = talks("words")
    entry = book.entries[0]
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "https://[::1",
        "http://",
    ):
        bad = replace(entry, sources=(replace(entry.sources[0], url=url, archive=url),))
        page = pages_of([replace(book, entries=(bad,))], Edition(TODAY))[links.statement(book.id, entry.id)]
        assert url not in [told["href"] for told in Tree(page).outside]


@pytest.mark.parametrize("name", ["../up", "a/b", "CON", "x" * 300, "é", "", ".", "a b", "%2e%2e"])
def test_a_strange_id_makes_a_safe_name(name: str) -> None:
    assert re.fullmatch("[a-z0-9@-]{1,120}", links.safe(name))


# -- day by day ---------------------------------------------------------------------------------------------------

Rows = dict[str, tuple[str, str, list[Cell]]]


def told(data: Data, shown: dict[str, int]) -> Rows:
    """The rows that are shown, with their cells."""
    rows = {key: data["rows"][row] for key, row in shown.items() if row >= 0}
    return {key: (row.verdict, row.words, [data["cells"][cell] for cell in row.cells]) for key, row in rows.items()}


def said_by_the_core(state: Standing, spoken: Iterable[str]) -> Rows:
    """The same rows, worked out for one day alone."""
    pairs = [overall(compare(state, key)) for key in spoken]
    return {
        pair.issue: (
            pair.verdict.name,
            spelled(state.book, verdict_words(state.book, pair)),
            [cell_of(state, pair, party) for party in pair.parties],
        )
        for pair in pairs
    }


def stands_by_the_core(state: Standing) -> list[str]:
    """The items that stand and the agreements between principals that are in force, worked out for one day alone."""
    items = [held.key for party in state.book.parties for held in state.standing(party)]
    among = {*state.book.principals}
    pacts = [one.agreement for one in state.pacts if one.in_force]
    return sorted([*items, *(pact.id for pact in pacts if len(among & {*pact.parties}) > 1)])


@pytest.mark.parametrize("known_by", [None, date(2024, 3, 1)], ids=["all", "known by"])
@pytest.mark.parametrize("name", ["gaza-2023", "nhl-2012"])
def test_the_states_of_the_slider_are_those_of_the_core(
    ours: dict[str, Book], name: str, known_by: date | None
) -> None:
    book = ours[name]
    days = days_of(book, date(2026, 6, 1), known_by)
    shown: dict[str, int] = {}
    items: set[int] = set()
    left = list(days.data["days"])
    assert days.first
    day = days.first - timedelta(days=3)
    while day <= date(2026, 2, 1):
        while left and left[0].day <= day.isoformat():
            now = left.pop(0)
            shown |= {days.data["issues"][issue]: row for issue, row in now.rows}
            items = (items - set(now.removed)) | set(now.added)
        state = standing(book, day, known_by)
        spoken = spoken_issues(state, book.principals)
        assert told(days.data, shown) == said_by_the_core(state, spoken), day
        assert sorted(days.data["items"][item].key for item in items) == stands_by_the_core(state), day
        day += timedelta(days=13)


@given(books(), st.none() | st.sampled_from(DAYS))
def test_the_states_of_any_record_are_those_of_the_core(book: Book, known_by: date | None) -> None:
    until = DAYS[-1] + timedelta(days=12)
    found = days_of(book, until, known_by).data
    shown: dict[str, int] = {}
    items: set[int] = set()
    left = list(found["days"])
    for number in range(20):
        day = DAYS[0] + timedelta(days=number - 1)
        while left and left[0].day <= day.isoformat():
            now = left.pop(0)
            shown |= {found["issues"][issue]: row for issue, row in now.rows}
            items = (items - set(now.removed)) | set(now.added)
        state = standing(book, day, known_by)
        spoken = spoken_issues(state, book.principals)
        assert told(found, shown) == said_by_the_core(state, spoken), day
        assert sorted(found["items"][item].key for item in items) == stands_by_the_core(state), day


def test_where_the_days_are_too_many_the_latest_are_the_same(ours: dict[str, Book]) -> None:
    whole = days_of(ours["gaza-2023"], date(2026, 6, 1)).data
    part = window(whole, 20_000)
    assert 10 < len(part["days"]) < len(whole["days"]) - 10

    def states(data: Data) -> dict[str, object]:
        rows: dict[str, int] = {}
        items: set[int] = set()
        found: dict[str, object] = {}
        for day in data["days"]:
            rows |= {data["issues"][issue]: row for issue, row in day.rows}
            items = (items - set(day.removed)) | set(day.added)
            found[day.day] = (told(data, rows), sorted(data["items"][item] for item in items), day.entries)
        return found

    wanted, found = states(whole), states(part)
    assert {day: wanted[day] for day in found} == found
    assert max(wanted) == max(found)


# -- the command --------------------------------------------------------------------------------------------------

SMALL = """
title: Bus talks
parties:
  union: {name: Union, role: principal}
  employer: {name: Employer, role: principal}
issues:
  pay: {title: Pay, scale: percent}
--- union/2024-03-01-ask.yaml
party: union
date: 2024-03-01
offers: [{id: ask, asks: {pay: 8 %}}]
"""


@pytest.fixture
def bus(tmp_path: Path, repo: Repo) -> Repo:
    repo.write(SMALL)
    return repo


def test_a_folder_is_made_and_brought_up_to_date(bus: Repo, cli: Callable[..., Ran]) -> None:
    assert cli("report", "-o", "site", "--today", "2024-04-01").code == 0
    first = (bus.root / "site/talks/statement/union/2024-03-01-ask.html").stat()
    (bus.root / "site/notes.txt").write_text("mine")
    (bus.root / "positions/talks/union/2024-03-01-ask.yaml").rename(
        bus.root / "positions/talks/union/2024-03-01-other.yaml"
    )
    assert cli("report", "-o", "site", "--today", "2024-04-01").code == 0
    assert not (bus.root / "site/talks/statement/union/2024-03-01-ask.html").exists()
    assert (bus.root / "site/talks/statement/union/2024-03-01-other.html").exists()
    assert (bus.root / "site/notes.txt").read_text() == "mine"
    method = (bus.root / "site/method.html").stat()
    assert cli("report", "-o", "site", "--today", "2024-04-01").code == 0
    assert (bus.root / "site/method.html").stat().st_mtime_ns == method.st_mtime_ns
    assert first.st_size > 1000
    assert list(bus.root.glob(".site*")) == []


def test_a_folder_that_is_not_ours_is_left_alone(bus: Repo, cli: Callable[..., Ran]) -> None:
    (bus.root / "site").mkdir()
    (bus.root / "site/index.html").write_text("mine")
    ran = cli("report", "-o", "site")
    assert ran.code == 3
    assert "was not made by a report" in ran.err
    assert (bus.root / "site/index.html").read_text() == "mine"
    assert [one.name for one in (bus.root / "site").iterdir()] == ["index.html"]


def test_a_file_of_somebody_else_is_not_overwritten(bus: Repo, cli: Callable[..., Ran]) -> None:
    assert cli("report", "-o", "site", "--as-of", "2024-02-01").code == 0
    place = bus.root / "site/talks/statement"
    place.mkdir(parents=True, exist_ok=True)
    (place / "union").write_text("mine")
    ran = cli("report", "-o", "site", "--today", "2024-04-01")
    assert ran.code == 3
    assert (place / "union").read_text() == "mine"


def test_nothing_is_written_through_a_link(bus: Repo, cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (bus.root / "link").symlink_to(tmp_path / "elsewhere")
    assert cli("report", "-o", "link").code == 3
    assert cli("report", "-o", "site").code == 0
    (bus.root / "site/talks/issue/pay.html").unlink()
    (bus.root / "site/talks/issue/pay.html").symlink_to(tmp_path / "elsewhere/x")
    assert cli("report", "-o", "site").code == 3
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_marker_that_names_files_outside_removes_nothing_there(bus: Repo, cli: Callable[..., Ran]) -> None:
    assert cli("report", "-o", "site").code == 0
    (bus.root / "mine.txt").write_text("mine")
    marker = bus.root / "site/.negotrack-report.json"
    told = json.loads(marker.read_text())
    marker.write_text(json.dumps({**told, "files": [*told["files"], "../mine.txt", str(bus.root / "mine.txt")]}))
    assert cli("report", "-o", "site").code == 0
    assert (bus.root / "mine.txt").read_text() == "mine"


def test_pages_name_the_commit_only_while_the_files_are_as_committed(bus: Repo, cli: Callable[..., Ran]) -> None:
    assert cli("report", "-o", "site").code == 0
    assert "working tree, not committed" in (bus.root / "site/index.html").read_text()
    oid = bus.commit("2024-03-02")
    assert cli("report", "-o", "site").code == 0
    assert f"commit {oid[:12]}" in (bus.root / "site/index.html").read_text()
    changed = bus.root / "positions/talks/union/2024-03-01-ask.yaml"
    changed.write_text(changed.read_text().replace("8 %", "7 %"))
    assert cli("report", "-o", "site").code == 0
    assert "working tree, not committed" in (bus.root / "site/index.html").read_text()
    assert cli("report", "-o", "site", "--at", "HEAD").code == 0
    page = (bus.root / "site/talks/index.html").read_text()
    assert f"commit {oid[:12]}" in page and "at least 8 %" in page


def test_a_report_needs_a_place(bus: Repo, cli: Callable[..., Ran]) -> None:
    ran = cli("report")
    assert ran.code == 2
    assert "-o FOLDER" in ran.err
    assert cli("report", "--single-file", "-o", "site").code == 2
    assert cli("report", "--single-file", "-o", "one.html").code == 0
    assert (bus.root / "one.html").read_text().startswith("<!doctype html>")


# -- long records -------------------------------------------------------------------------------------------------


def many(count: int) -> Book:
    """A negotiation of many statements, every one with another figure."""
    book = book_of(TALKS.replace("TEXT", "words"))
    entry = next(one for one in book.entries if one.id == "employer/2024-03-05-answer")
    entries = []
    for number in range(count):
        day = date(2015, 1, 1) + timedelta(days=number)
        offer = entry.offers[0]
        pay = offer.gives["pay"]
        assert pay.values is not None
        figure = Spans.at_most(pay.values.scale, Decimal(number % 37))
        term = replace(pay, values=figure, exact=figure)
        said = replace(entry.said, day=day, first=day)
        entries.append(
            replace(
                entry,
                id=f"employer/{day.isoformat()}",
                said=said,
                red_lines=(),
                responses=(),
                offers=(replace(offer, gives={"pay": term}),),
            )
        )
    return replace(book, entries=tuple(entries))


def test_long_lists_come_in_parts_and_no_page_is_larger_than_a_megabyte() -> None:
    pages = pages_of([many(400)], Edition(TODAY))
    assert {
        "talks/statements-2.html",
        "talks/issue/pay--part-2.html",
        "talks/party/employer--part-3.html",
    } <= pages.keys()
    assert max(len(page.encode()) for page in pages.values()) < 1_000_000
