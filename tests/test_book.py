"""The record itself: its three clocks, the order its entries count in, and what an item says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

from negotrack.book import LAST, Book, Offer, RedLine, Statement, known_from, terms_of
from negotrack.standing import standing


def order(book: Book) -> list[str]:
    return [entry.id for entry in book.chronicle]


def item(book: Book, statement: str) -> Offer:
    entry = book.entry(statement)
    assert isinstance(entry, Statement)
    return entry.offers[0]


def line(book: Book, statement: str) -> RedLine:
    entry = book.entry(statement)
    assert isinstance(entry, Statement)
    return entry.red_lines[0]


# -- the clocks ---------------------------------------------------------------------------------------------------


def test_statements_are_ordered_by_the_day_they_were_said(book: Book) -> None:
    """
    --- israel/b.yaml
    party: israel
    date: 2023-12-19
    summary: Later.
    --- israel/c.yaml
    party: israel
    date: 2023-12-01
    summary: Earlier, whatever its name.
    """
    assert order(book) == ["israel/c", "israel/b"]


def test_a_month_only_date_counts_as_the_last_day_of_the_month(book: Book) -> None:
    """
    --- israel/february.yaml
    party: israel
    date: 2024-02
    summary: Some day in February.
    --- israel/twenty-ninth.yaml
    party: israel
    date: 2024-02-29
    summary: The last day.
    --- israel/twenty-eighth.yaml
    party: israel
    date: 2024-02-28
    summary: The last but one.
    """
    said = book.entry("israel/february").said
    assert (said.day, said.first, said.text) == (date(2024, 2, 29), date(2024, 2, 1), "2024-02")
    assert order(book) == ["israel/twenty-eighth", "israel/february", "israel/twenty-ninth"]


def test_a_statement_is_known_from_the_earliest_publication_among_its_sources(book: Book) -> None:
    """
    --- israel/leaked.yaml
    party: israel
    date: 2023-12-01
    summary: Said in private.
    sources:
      - {title: Late, url: https://example.org/late, published: 2024-02-01}
      - {title: Early, url: https://example.org/early, published: 2024-01-10}
      - {title: Undated, url: https://example.org/undated}
    """
    assert known_from(book.entry("israel/leaked")) == date(2024, 1, 10)


def test_a_statement_without_a_known_publication_is_known_from_the_day_it_was_said(book: Book) -> None:
    """
    --- israel/said.yaml
    party: israel
    date: 2023-12-01
    summary: Said in public.
    """
    assert known_from(book.entry("israel/said")) == date(2023, 12, 1)


def test_what_was_not_yet_public_is_left_out_of_what_could_be_known(book: Book) -> None:
    """
    --- israel/secret.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    sources: [{title: A leak, url: https://example.org/leak, published: 2024-01-10}]
    """
    day = date(2024, 1, 5)
    assert standing(book, day).stated("israel", "ceasefire-length") is not None
    assert standing(book, day, known_by=date(2024, 1, 9)).stated("israel", "ceasefire-length") is None
    assert standing(book, day, known_by=date(2024, 1, 10)).stated("israel", "ceasefire-length") is not None


def test_a_denial_counts_only_once_it_is_public(book: Book) -> None:
    """
    --- israel/report.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- israel/denial.yaml
    party: israel
    date: 2023-12-02
    denies: [israel/report]
    sources: [{title: A denial, url: https://example.org/denial, published: 2023-12-20}]
    """
    day = date(2024, 1, 5)
    assert standing(book, day).stated("israel", "ceasefire-length") is None
    assert standing(book, day, known_by=date(2023, 12, 19)).stated("israel", "ceasefire-length") is not None


# -- one day ------------------------------------------------------------------------------------------------------


def test_within_a_day_statements_follow_their_ids(book: Book) -> None:
    """
    --- qatar/a.yaml
    party: qatar
    date: 2023-12-01
    summary: Third.
    --- israel/b.yaml
    party: israel
    date: 2023-12-01
    summary: Second.
    --- hamas/c.yaml
    party: hamas
    date: 2023-12-01
    summary: First.
    """
    assert order(book) == ["hamas/c", "israel/b", "qatar/a"]


def test_within_a_day_what_is_answered_comes_before_its_answer(book: Book) -> None:
    """
    --- israel/week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/answer.yaml
    party: hamas
    date: 2023-12-01
    responses: [{to: israel/week, answer: rejects}]
    """
    assert order(book) == ["israel/week", "hamas/answer"]


def test_within_a_day_withdrawals_denials_amendments_and_ends_come_after_what_they_name(book: Book) -> None:
    """
    --- israel/z-offer.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- israel/y-amends.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, amends: week, gives: {ceasefire-length: 30 days}}]
    --- israel/x-withdraws.yaml
    party: israel
    date: 2023-12-01
    withdraws: [month]
    --- israel/w-denies.yaml
    party: israel
    date: 2023-12-01
    denies: [israel/z-offer]
    --- z-truce.yaml
    parties: [israel, hamas]
    date: 2023-12-01
    agreement: {aid: increased}
    settles: [israel/month]
    --- a-end.yaml
    event: The truce ends
    date: 2023-12-01
    ends: [z-truce]
    """
    found = order(book)
    for earlier, later in [
        ("israel/z-offer", "israel/y-amends"), ("israel/y-amends", "israel/x-withdraws"),
        ("israel/z-offer", "israel/w-denies"), ("israel/y-amends", "z-truce"), ("z-truce", "a-end"),
    ]:  # fmt: skip
        assert found.index(earlier) < found.index(later)


def test_within_a_day_an_acceptance_comes_before_it_is_taken_back(book: Book) -> None:
    """
    --- israel/week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/z-accepts.yaml
    party: hamas
    date: 2023-12-01
    responses: [{to: israel/week, answer: accepts}]
    --- hamas/a-withdraws.yaml
    party: hamas
    date: 2023-12-01
    withdraws: [israel/week]
    """
    assert order(book) == ["israel/week", "hamas/z-accepts", "hamas/a-withdraws"]


def test_within_a_day_what_is_supposed_comes_after_all_else_even_a_circle(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, amends: month}]
    --- israel/b.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}, amends: week}]
    """
    last = replace(book.entries[0], id=f"{LAST}israel-gives-up", offers=())
    assert order(replace(book, entries=(last, *book.entries))) == ["israel/a", "israel/b", last.id]


def test_within_a_day_an_agreement_comes_after_what_its_parties_offered(book: Book) -> None:
    """
    --- joint/truce.yaml
    parties: [israel, hamas]
    date: 2023-12-01
    agreement: {aid: increased}
    --- qatar/z.yaml
    party: qatar
    date: 2023-12-01
    summary: No party to it.
    --- a/z.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {aid: restricted}}]
    --- z/z.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: more, asks: {aid: increased}}]
    """
    assert order(book) == ["a/z", "qatar/z", "z/z", "joint/truce"]


def test_within_a_day_the_clock_orders_what_has_a_time_and_zones_count(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01 18:00 +02:00
    summary: At four in London.
    --- israel/b.yaml
    party: israel
    date: 2023-12-01T15:00Z
    summary: At three in London.
    --- israel/c.yaml
    party: israel
    date: 2023-12-01 09:00 -05:00
    summary: At two in London.
    """
    assert order(book) == ["israel/c", "israel/b", "israel/a"]


def test_the_day_is_as_written_whatever_the_zone(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-02 00:30 +05:00
    summary: The day before in London.
    --- israel/b.yaml
    party: israel
    date: 2023-12-01 23:30 +00:00
    summary: Later by the clock and earlier by the day.
    """
    assert book.entry("israel/a").said.day == date(2023, 12, 2)
    assert order(book) == ["israel/b", "israel/a"]


def test_within_a_day_an_answer_follows_what_it_answers_against_the_clock(book: Book) -> None:
    """
    --- israel/week.yaml
    party: israel
    date: 2023-12-01 18:00 +00:00
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/answer.yaml
    party: hamas
    date: 2023-12-01 09:00 +00:00
    responses: [{to: israel/week, answer: rejects}]
    """
    assert order(book) == ["israel/week", "hamas/answer"]


def test_answers_in_a_circle_still_have_one_order(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    responses: [{to: hamas/month, answer: rejects}]
    --- hamas/b.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    responses: [{to: israel/week, answer: rejects}]
    """
    assert order(book) == ["hamas/b", "israel/a"]


def test_the_order_does_not_hang_on_the_order_of_the_files(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-01 10:00 +00:00
    responses: [{to: israel/week, answer: rejects}]
    --- c.yaml
    party: israel
    date: 2023-12-01 09:00 +00:00
    summary: Before that.
    --- d.yaml
    event: Something happens
    date: 2023-12-01
    facts: {aid: blocked}
    """
    found = {tuple(order(replace(book, entries=entries))) for entries in permutations(book.entries)}
    assert found == {("a", "c", "b", "d")}


# -- parties, issues, items ---------------------------------------------------------------------------------------


def test_the_principals_are_those_who_can_accept_or_refuse(book: Book) -> None:
    """--- a.yaml
    party: qatar
    date: 2023-12-01
    summary: Qatar mediates.
    """
    assert book.principals == ("israel", "hamas")


def test_a_scoped_issue_is_an_issue_of_its_own(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: phases, gives: {ceasefire-length@phase-2: 60 days, ceasefire-length@phase-1: 42 days}}]
    """
    assert book.keys[:3] == ("ceasefire-length", "ceasefire-length@phase-1", "ceasefire-length@phase-2")
    issue = book.issue("ceasefire-length@phase-1")
    assert (issue.title, issue.scope) == ("Length of the ceasefire, First phase", "phase-1")
    assert issue.scale == book.issue("ceasefire-length").scale
    assert book.issue("ceasefire-length").scope == ""


def test_an_offer_is_read_block_by_block(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - id: week
        gives: {ceasefire-length: 7 days}
        asks: {hostages-released: 40}
        terms: {gaza-governance: technocrats, aid: increased}
    """
    offer = item(book, "a")
    assert {issue: term.values.text for issue, term in offer.package.items() if term.values} == {
        "ceasefire-length": "at most 7 days",
        "hostages-released": "at least 40",
        "gaza-governance": "technocrats",
        "aid": "increased",
    }
    assert [offer.side(issue) for issue in ("ceasefire-length", "hostages-released", "aid")] == [
        "gives",
        "asks",
        "terms",
    ]


def test_a_red_line_rules_out_what_it_never_allows_or_all_but_what_it_must_have(book: Book) -> None:
    """
    --- never.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    --- must.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: must, must: {aid: [increased, unhindered]}}]
    --- unless.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: unless, never: {aid: unhindered}, unless: {hamas-rule: ended}}]
    --- both.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: both, never: {aid: unhindered, ceasefire-length: permanent}}]
    """
    never, must, unless, both = (line(book, name) for name in ("never", "must", "unless", "both"))
    assert never.ruled_out("ceasefire-length").text == "permanent"
    assert never.ruled_out("aid") is None
    assert must.ruled_out("aid").text == "at most restricted"
    assert unless.ruled_out("aid") is None
    assert both.ruled_out("aid") is None
    assert [one.conditional for one in (never, must, unless, both)] == [False, False, True, True]


def test_every_term_of_an_entry_can_be_walked(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    preconditions: [{id: first, before: {aid: increased}, requires: {hamas-rule: ended}}]
    red_lines: [{id: never, never: {gaza-governance: hamas}, unless: {aid: blocked}}]
    responses: [{to: hamas, answer: accepts, with: {tax-share: 5 %}, refuses: {fund: 5 million}}]
    --- b.yaml
    parties: [israel, hamas]
    date: 2023-12-02
    agreement: {aid: increased}
    --- c.yaml
    event: Something
    date: 2023-12-03
    facts: {military-operations: ongoing}
    """
    assert sorted(term.issue for term in terms_of(book.entry("a"))) == [
        "aid", "aid", "ceasefire-length", "fund", "gaza-governance", "hamas-rule", "hostages-released", "tax-share",
    ]  # fmt: skip
    assert [term.written for term in terms_of(book.entry("b"))] == ["increased"]
    assert [term.written for term in terms_of(book.entry("c"))] == ["ongoing"]


def test_places_and_wording_do_not_make_two_items_differ(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, summary: One way}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    summary: Again, further down and in other words.
    offers:
      - id: week
        gives: {ceasefire-length: 1 week}
        note: Another way
    --- c.yaml
    party: israel
    date: 2023-12-03
    offers: [{id: week, gives: {ceasefire-length: 8 days}}]
    """
    assert item(book, "a") == item(book, "b") != item(book, "c")
