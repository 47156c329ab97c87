"""What pages and memos tell: each sentence true on its day, about what it says it is about."""

from __future__ import annotations

import re
from datetime import date

from conftest import book_of
from test_report import ROOT, words_of

from negotrack.book import Book, Statement
from negotrack.compare import between
from negotrack.levers import levers
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.render.report.case import Case
from negotrack.render.report.edition import Edition
from negotrack.render.report.lead import lead
from negotrack.render.report.memo import TEMPLATES
from negotrack.render.report.site import site
from negotrack.wording.deals import deadlock_words
from negotrack.wording.flags import flag_words, lever_lines
from negotrack.wording.verdicts import position_words, reasoned

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


# -- the first words ----------------------------------------------------------------------------------------------

APART = (
    entry("union/2024-03-01-ask", "offers: [{id: ask, asks: {wages: 8 %}}, {id: week, gives: {hours: 36}}]")
    + entry("port/2024-03-04-offer", "offers: [{id: offer, gives: {wages: 3 %}}, {id: work, asks: {hours: 39}}]")
    + entry("port/2024-03-05-line", "red_lines: [{id: never-seven, never: {wages: at least 7 %}}]")
)
PACT = entry(
    "joint/2024-03-10-pact",
    "summary: A week of 38 hours",
    "agreement: {hours: 38}",
    "sources: [{title: One, publisher: Post, reference: p. 1}, {title: Two, publisher: Herald, url: 'https://example.org/two'}]",
)


def lead_of(book: Book, day: date) -> list[str]:
    return [line.text for line in lead(Case(book, Edition(day)))]


def test_an_agreement_is_said_to_settle_no_more_than_it_did() -> None:
    book = harbour(APART + PACT)
    told = " ".join(lead_of(book, date(2024, 3, 11)))
    assert (
        "It settled 1 of the 2 issues that had kept them apart. Weekly hours: 38 hours (gap of 3 hours before)" in told
    )
    assert "It left open Wages (blocked, as before)." in told and "Wages: blocked" in told
    front = pages_of(book, date(2024, 3, 11))["index.html"]
    assert "is in force on 1 issue: A week of 38 hours." in front and "Wages: blocked" in front
    whole = harbour(APART + PACT.replace("hours: 38}", "hours: 38, wages: 5 %}"))
    assert any(line.startswith("It settled what had kept them apart.") for line in lead_of(whole, date(2024, 3, 11)))


def test_the_first_words_cite_every_source_of_an_agreement() -> None:
    book = harbour(APART + PACT)
    page = pages_of(book, date(2024, 3, 11))["talks/index.html"].partition("Where it stands")[0]
    assert "10 Mar 2024, Dockers and Port: Post, Herald]" in page
    note = memo_of(book, date(2024, 3, 11)).partition("[^1]:")[2]
    assert "Post, One" in note and "<https://example.org/two>" in note


def test_who_left_an_agreement_that_holds_on_the_rest_is_among_the_first_words() -> None:
    left = entry("union/2024-04-01-out", "summary: The dockers want 36 hours", "offers: [{id: x, gives: {hours: 36}}]")
    both = PACT.replace("hours: 38}", "hours: 38, wages: 5 %}")
    told = lead_of(harbour(APART + both + left), date(2024, 4, 2))
    assert told[0].startswith("An agreement of 10 Mar 2024 is in force on 1 issue")
    assert told[1] == "Dockers left it on Weekly hours on 1 Apr 2024: The dockers want 36 hours."


STUCK = """
title: Harbour contract
parties:
  union: {name: Dockers, role: principal}
  port: {name: Port, role: principal}
issues:
  wages: {title: Wages, scale: percent, given_by: port}
  hours: {title: Weekly hours, scale: number, unit: hours, given_by: union}
  notice: {title: Notice of strikes, scale: yes-no, given_by: union}
""" + (
    entry(
        "union/2024-03-01-first",
        "preconditions:",
        "  - {id: wages-first, before: {hours: 38}, requires: {wages: 3 %}}",
        "  - {id: notice-last, before: {notice: yes}, requires: {wages: 6 %}}",
    )
    + entry(
        "port/2024-03-02-first",
        "preconditions: [{id: hours-first, before: {wages: 3 %}, requires: {hours: 38}}]",
        "red_lines: [{id: never-six, never: {wages: at least 6 %}}]",
    )
)


def test_every_deadlock_is_among_the_first_words_by_the_name_it_has_everywhere() -> None:
    book, day = book_of(STUCK), date(2024, 3, 3)
    names = [deadlock_words(book, one) for one in Case(book, Edition(day)).order.deadlocks]
    assert len(names) == 2
    told = lead_of(book, day)
    assert any(line.startswith("What must come first is stuck in 2 ways.") for line in told)
    assert f"Another deadlock, {names[1]}." in told
    page = pages_of(book, day)["talks/index.html"]
    case = Case(book, Edition(day))
    flagged = [flag_words(book, flag) for flag in case.flags if flag.deadlock]
    given_up = [line for lever in levers(case.standing).levers for line in lever_lines(book, lever)[0]]
    for one in names:
        assert f", {one}" in page
        assert f"A deadlock forms, {one}" in flagged
        assert f"breaks a deadlock, {one}" in given_up


# -- common ground ------------------------------------------------------------------------------------------------

GROUND = """
title: Harbour contract
parties:
  union: {name: Dockers, role: principal}
  port: {name: Port, role: principal}
issues:
  wages: {title: Wages, scale: percent, given_by: port}
  hours: {title: Weekly hours, scale: number, unit: hours, given_by: union}
  strikes: {title: Work, scale: levels, levels: [stopped, half-time, normal], given_by: union}
  term: {title: Length of the contract, scale: duration, given_by: union}
scopes: {year-1: first year}
""" + (
    entry(
        "union/2024-03-01-ask",
        "offers: [{id: ask, asks: {wages: 8 %}}, {id: brief, gives: {hours: 36}, until: 2024-03-02}]",
        "red_lines: [{id: calm, never: {strikes: normal}, unless: {wages: at least 9 %}}]",
    )
    + entry("port/2024-03-04-no", "responses: [{to: union/ask, answer: rejects}]")
    + entry("union/2024-03-05-long", "offers: [{id: long, gives: {term: 3 years}}]")
    + entry("port/2024-03-05-short", "offers: [{id: short, asks: {term: 1 year}}]")
    + entry("events/2024-03-06-walkout", "facts: {strikes: half-time}")
)
PART = entry("joint/2024-03-10-part", "agreement: {term@year-1: 300 days}")


def ground_of(book: Book, day: date) -> dict[str, str]:
    memo = memo_of(book, day, "common-ground").partition("## Sources")[0]
    return {part.partition("\n")[0]: part for part in memo.split("\n## ")[1:]}


def test_common_ground_says_whose_a_value_is_and_what_became_of_it_and_calls_no_fact_agreed() -> None:
    told = ground_of(book_of(GROUND), date(2024, 3, 7))
    assert "Work: half time" in told["Facts"] and "Work" not in told["Agreed"]
    assert "- Wages: open. Dockers has stated at least 8 % (rejected by Port on 4 Mar 2024)" in told["Not yet common"]
    assert "Weekly hours" not in told["Not yet common"] or "36" not in told["Not yet common"]
    assert "Work: unknown. Dockers rules out normal, unless Wages: at least 9 %" in told["Not yet common"]


def test_an_agreement_on_a_part_is_pointed_to_where_the_whole_is_open() -> None:
    book, day = book_of(GROUND + PART), date(2024, 3, 11)
    told = ground_of(book, day)
    assert "Length of the contract, first year: 300 days" in told["Agreed"]
    case = Case(book, Edition(day))
    pair = between(case.standing, "term", ("union", "port"))
    words = [line.text for line in reasoned(case.standing, pair)]
    assert "Agreed for a part of the deal: Length of the contract, first year: 300 days" in words
    took = "What Dockers and Port had offered on it ended with the agreement of 10 Mar 2024, which took its place"
    assert took in words
    flagged = [flag_words(book, flag) for flag in case.flags]
    took = "Length of the contract: the agreement took the place of what Dockers and Port had offered (overlap: 1 to 3 years)"
    assert any(words.startswith(took) for words in flagged)


def test_a_red_line_among_the_first_words_comes_with_its_condition() -> None:
    line = entry(
        "union/2024-03-02-line", "red_lines: [{id: l, never: {wages: at most 4 %}, unless: {hours: at most 30}}]"
    )
    told = lead_of(harbour(APART + line), date(2024, 3, 11))
    assert any(
        "Dockers has stated at least 8 % and rules out at most 4 %, unless Weekly hours: at most 30 hours" in one
        for one in told
    )


def test_memos_name_no_ids_and_no_levels_as_they_are_filed() -> None:
    book = book_of(GROUND + PART)
    for day in (date(2024, 3, 4), date(2024, 3, 7), date(2024, 3, 11)):
        for template in TEMPLATES:
            told = memo_of(book, day, template).partition("## Sources")[0]
            assert "union/" not in told and "port/" not in told and "half-time" not in told, (day, template)


def test_all_that_parties_agree_on_is_told_in_one() -> None:
    both = PACT.replace("hours: 38}", "hours: 38, wages: 5 %}")
    page = pages_of(harbour(APART + both), date(2024, 3, 11))["talks/index.html"]
    assert "Dockers and Port agree on Wages: 5 %; Weekly hours: 38 hours" in page or (
        "Dockers and Port agree on Weekly hours: 38 hours; Wages: 5 %" in page
    )


def test_under_an_agreement_that_left_nothing_open_the_page_tells_no_breakdown() -> None:
    both = PACT.replace("hours: 38}", "hours: 38, wages: 5 %}")
    page = pages_of(harbour(APART + both), date(2024, 3, 11))["talks/index.html"]
    assert "the agreement took the place of all that they had offered" in page
    assert "Nothing is on the table" not in page and "Nobody demands that anything comes first." in page
    before = pages_of(harbour(APART), date(2024, 3, 9))["talks/index.html"]
    assert "Nothing is on the table" in before


def test_a_red_line_is_told_as_it_was_drawn_where_both_ways_are_as_short() -> None:
    line = entry("union/2024-03-02-line", "red_lines: [{id: l, never: {notice: no}}]")
    state = Case(book_of(STUCK.partition("--- ")[0] + line), Edition(date(2024, 3, 3))).standing
    pair = between(state, "notice", ("union", "port"))
    assert position_words(state, pair, "union") == ["rules out no"]


# -- more than two ------------------------------------------------------------------------------------------------

THREE = TALKS.replace("issues:", "  city: {name: City, role: principal}\nissues:")
ALL = PACT.replace("[union, port]", "[union, port, city]").replace("hours: 38}", "hours: 38, wages: 5 %}")


def test_among_three_an_agreement_is_told_once_and_every_turn_says_between_whom() -> None:
    left = entry("union/2024-04-01-out", "summary: The dockers want 36 hours", "offers: [{id: x, gives: {hours: 36}}]")
    book, day = book_of(THREE + APART + ALL + left), date(2024, 4, 2)
    page = pages_of(book, day)["talks/index.html"]
    assert page.count("agree on ") == 1 and "Dockers, Port and City agree on Wages: 5 %; Weekly hours: 38 hours" in page
    assert "Weekly hours (Dockers and Port): Dockers leaves the agreement (38 hours)" in page
    assert "Weekly hours (Port and City): Dockers leaves the agreement (38 hours)" in page
    assert "only one has stated" not in page
    told = lead_of(book, day)
    assert not any("left open" in line for line in told) and told[1].startswith("Dockers left it on Weekly hours")


def test_what_a_party_did_to_its_own_items_is_told_as_its_own() -> None:
    again = entry("union/2024-03-20-again", "offers: [{id: ask, asks: {wages: 6 %}}]")
    first = entry("union/2024-03-01-ask", "offers: [{id: ask, asks: {wages: 8 %}}]")
    page = pages_of(harbour(first + again), date(2024, 3, 21))["talks/statement/union/2024-03-01-ask.html"]
    assert "next version in its statement of 20 Mar 2024" in page


def test_no_page_of_ours_names_an_item_or_a_level_as_it_is_filed() -> None:
    book = read_books(*sources(ROOT)).books["gaza-2023"]
    filed = {item.id for one in book.entries if isinstance(one, Statement) for item in one.items}
    filed |= {member for issue in book.issues.values() for member in issue.scale.members}
    hyphened = re.compile("|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in filed if "-" in one))
    for path, page in site([book], Edition(date(2025, 1, 20))):
        told = words_of(re.sub(r'<(?:span class="(?:id|dim)"|p class="dim").*?</', "</", page, flags=re.DOTALL))
        found = {one for one in hyphened.findall(told) if f"origin {one}" not in " ".join(told.split())}
        assert not found, path
