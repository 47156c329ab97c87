"""One issue between parties: each verdict, which comes first, and down to which line it is reasoned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from conftest import DAYS, KEYS, PARTIES, book_of, books
from hypothesis import given, settings
from hypothesis import strategies as st

from negotrack.book import Book, Offer
from negotrack.compare import (
    VERDICTS,
    Agreed,
    Blocked,
    Comparison,
    Gap,
    Open,
    Overlap,
    Pair,
    Rules,
    States,
    Unknown,
    Verdict,
    between,
    compare,
    pairs,
    spoken_issues,
    turns,
)
from negotrack.reasons import Derived, facts
from negotrack.standing import Standing, standing
from negotrack.values import TOP, Scale, Spans, Values

PAIR = ("israel", "hamas")
DAY = "2024-01-01"


def pair(book: Book, issue: str, parties: tuple[str, ...] = PAIR, on: str = DAY) -> Pair:
    return between(standing(book, date.fromisoformat(on)), issue, parties)


def verdict(book: Book, issue: str, parties: tuple[str, ...] = PAIR, on: str = DAY) -> Verdict:
    return pair(book, issue, parties, on).verdict


def zone(verdict: Verdict) -> str:
    match verdict:
        case Overlap(zone):
            return f"overlap {zone.text}"
        case Open(left):
            return f"open {left.text}"
        case Agreed(values):
            return f"agreed {values.text if values is not None else None}"
    return verdict.name


def test_words_agreed_are_no_verdict_and_not_over(book: Book) -> None:
    """
    --- joint/2023-12-01-deal.yaml
    parties: [israel, hamas]
    date: 2023-12-01
    agreement: {text-issue: The crossing opens at dawn.}
    until: 2024-01-31
    """
    found = pair(book, "text-issue")
    assert (found.verdict, found.over) == (Unknown("text"), None)
    over = pair(book, "text-issue", on="2024-02-01").over
    assert over is not None and over.agreement.id == "joint/2023-12-01-deal"


def cited(pair: Pair) -> list[str]:
    """What a verdict rests on: `statement:line item`."""
    prefix = "positions/talks/"
    return [
        f"{fact.place.path.removeprefix(prefix)}:{fact.place.line} {fact.item}".rstrip() for fact in facts(pair.reasons)
    ]


def two_sides(issue: str, ours: str, theirs: str) -> Book:
    """Israel and Hamas, each with a text that names its value on the issue; an empty value is nothing said."""
    record = ""
    for party, value in (("israel", ours), ("hamas", theirs)):
        said = f"offers: [{{id: one, terms: {{{issue}: {value}}}}}]" if value else "summary: Nothing on it"
        record += f"--- {party}/a.yaml\nparty: {party}\ndate: 2023-12-01\n{said}\n"
    return book_of(record)


# -- the six verdicts ---------------------------------------------------------------------------------------------


def test_agreed_shows_the_value_of_the_agreement_in_force(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    --- end.yaml
    event: Fighting resumes
    date: 2023-12-01
    ends: [truce]
    """
    found = pair(book, "ceasefire-length", on="2023-11-30")
    assert isinstance(found.verdict, Agreed)
    assert (zone(found.verdict), found.verdict.agreement) == ("agreed 4 days", "truce")
    assert cited(found) == ["truce.yaml:3"]
    assert verdict(book, "ceasefire-length", on="2023-12-01") == Unknown("unstated", PAIR)


def test_agreed_ends_for_a_pair_once_one_of_them_departs(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {hostages-released: 50, aid: increased}
    --- more.yaml
    party: israel
    date: 2023-11-24
    offers: [{id: more, asks: {hostages-released: 60}}]
    """
    assert zone(verdict(book, "hostages-released", on="2023-11-23")) == "agreed 50"
    assert zone(verdict(book, "hostages-released", on="2023-11-24")) == "open at least 60"
    assert zone(verdict(book, "aid", on="2023-11-24")) == "agreed increased"


def test_overlap_shows_the_zone_both_have_stated(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers:
      - id: two-weeks
        asks: {ceasefire-length: 14 days}
    """
    found = pair(book, "ceasefire-length")
    assert zone(found.verdict) == "overlap 14 days..30 days"
    assert cited(found) == ["israel/a.yaml:3 israel/month", "hamas/a.yaml:5 hamas/two-weeks"]
    claims = [reason.claim for reason in found.reasons if isinstance(reason, Derived)]
    assert [(claim.party, claim.values.text) for claim in claims if isinstance(claim, States)] == [
        ("israel", "at most 30 days"), ("hamas", "at least 14 days"),
    ]  # fmt: skip


def test_open_shows_what_is_left_where_only_one_has_stated(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    red_lines: [{id: a-week, never: {ceasefire-length: less than 7 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert isinstance(found.verdict, Open)
    assert (zone(found.verdict), found.verdict.by) == ("open 7 days..30 days", ("israel",))
    assert cited(found) == ["israel/a.yaml:3 israel/month", "hamas/a.yaml:3 hamas/a-week"]


def test_gap_shows_the_distance_between_the_nearest_values(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: two-months, asks: {ceasefire-length: 60 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert found.verdict == Gap(("israel", Decimal(7)), ("hamas", Decimal(60)), Decimal(53))
    assert cited(found) == ["israel/a.yaml:3 israel/week", "hamas/a.yaml:3 hamas/two-months"]
    turned = verdict(book, "ceasefire-length", ("hamas", "israel"))
    assert turned == Gap(("israel", Decimal(7)), ("hamas", Decimal(60)), Decimal(53))


def test_blocked_where_one_side_s_whole_stated_set_is_ruled_out_by_the_other(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    red_lines:
      - id: only-permanent
        never: {ceasefire-length: less than permanent}
    """
    found = pair(book, "ceasefire-length")
    assert found.verdict == Blocked(("hamas/only-permanent",), ("israel",))
    assert cited(found) == ["israel/a.yaml:3 israel/week", "hamas/a.yaml:5 hamas/only-permanent"]
    (claim,) = [reason.claim for reason in found.reasons if isinstance(reason.claim, Rules)]
    assert (claim.party, claim.line, claim.values.text) == ("hamas", "hamas/only-permanent", "less than permanent")


def test_blocked_where_the_red_lines_leave_nothing_to_both(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: not-permanent, never: {ceasefire-length: permanent}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    found = pair(book, "ceasefire-length")
    assert found.verdict == Blocked(("israel/not-permanent", "hamas/only-permanent"), ())
    assert cited(found) == ["israel/a.yaml:3 israel/not-permanent", "hamas/a.yaml:3 hamas/only-permanent"]


def test_blocked_where_the_stated_sets_meet_only_in_what_red_lines_rule_out(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    red_lines: [{id: not-the-middle, never: {ceasefire-length: 14..40 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: twenty, asks: {ceasefire-length: 20 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert found.verdict == Blocked(("israel/not-the-middle",), ())  # of what Hamas asks, more than 40 days are left
    assert [line.partition(" ")[2] for line in cited(found)] == [
        "israel/month",
        "hamas/twenty",
        "israel/not-the-middle",
    ]


def test_an_acceptance_is_cited_at_the_accepter_s_own_line(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    responses:
      - {to: israel/week, answer: accepts}
    """
    found = pair(book, "ceasefire-length")
    assert zone(found.verdict) == "overlap 7 days"
    assert cited(found) == ["israel/a.yaml:3 israel/week", "hamas/a.yaml:4 israel/week"]


def test_several_lines_of_one_party_may_rule_a_stated_set_out_together(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: some, gives: {ceasefire-length: 7..30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    red_lines:
      - {id: short, never: {ceasefire-length: at most 20 days}}
      - {id: middle, never: {ceasefire-length: 10..60 days}}
      - {id: long, never: {ceasefire-length: at least 2 years}}
    """
    assert verdict(book, "ceasefire-length") == Blocked(("hamas/short", "hamas/middle"), ("israel",))


def test_both_sides_may_rule_each_other_out(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    red_lines: [{id: not-long, never: {ceasefire-length: more than 30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: year, asks: {ceasefire-length: 1 year}}]
    red_lines: [{id: not-short, never: {ceasefire-length: less than 30 days}}]
    """
    assert verdict(book, "ceasefire-length") == Blocked(("hamas/not-short", "israel/not-long"), ("israel", "hamas"))


@pytest.mark.parametrize(
    ("issue", "ours", "theirs", "why", "who"),
    [
        ("aid", "", "", "unstated", PAIR),
        ("aid", "unspecified", "", "unspecified", ("israel",)),
        ("aid", "unspecified", "blocked", "unspecified", ("israel",)),
        ("aid", "unspecified", "unspecified", "unspecified", PAIR),
        ("text-issue", "one thing", "another", "text", ()),
        ("text-issue", "", "", "text", ()),
    ],
)
def test_unknown_says_why(issue: str, ours: str, theirs: str, why: str, who: tuple[str, ...]) -> None:
    assert verdict(two_sides(issue, ours, theirs), issue) == Unknown(why, who)  # type: ignore[arg-type]


def test_a_scale_of_text_is_never_compared_and_still_cited(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {text-issue: Peace}
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, terms: {text-issue: Quiet}}]
    """
    found = pair(book, "text-issue")
    assert found.verdict == Unknown("text")
    assert cited(found) == ["israel/a.yaml:3 israel/one"]


def test_scoped_against_unscoped_is_unknown(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: phase, gives: {ceasefire-length@phase-1: 42 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: all, asks: {ceasefire-length: 60 days}}]
    """
    scoped, unscoped = pair(book, "ceasefire-length@phase-1"), pair(book, "ceasefire-length")
    assert scoped.verdict == Unknown("scopes", ("hamas",))
    assert unscoped.verdict == Unknown("scopes", ("israel",))
    assert set(cited(scoped)) == set(cited(unscoped)) == {"israel/a.yaml:3 israel/phase", "hamas/a.yaml:3 hamas/all"}


def test_one_scope_against_another_is_two_issues_each_open(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: phase, gives: {ceasefire-length@phase-1: 42 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: all, asks: {ceasefire-length@phase-2: 60 days}}]
    """
    assert zone(verdict(book, "ceasefire-length@phase-1")) == "open at most 42 days"
    assert zone(verdict(book, "ceasefire-length@phase-2")) == "open at least 60 days"


def test_the_same_scope_is_compared_as_an_issue_of_its_own(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: phase, gives: {ceasefire-length@phase-1: 42 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: all, asks: {ceasefire-length@phase-1: 40 days, ceasefire-length: 60 days}}]
    """
    assert zone(verdict(book, "ceasefire-length@phase-1")) == "overlap 40 days..42 days"


# -- which verdict comes first ------------------------------------------------------------------------------------


def test_agreed_comes_before_blocked(book: Book) -> None:
    """
    --- lines.yaml
    party: hamas
    date: 2023-11-01
    red_lines: [{id: not-more, must: {hostages-released: at most 20}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {hostages-released: 20..50}
    --- israel/a.yaml
    party: israel
    date: 2023-11-23
    offers: [{id: fifty, asks: {hostages-released: 50}}]
    """
    assert zone(verdict(book, "hostages-released")) == "agreed 20..50"


def test_blocked_comes_before_unspecified_and_before_nothing_stated(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: unspecified}}]
    red_lines: [{id: not-more, never: {aid: at least increased}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: some, asks: {ceasefire-length: unspecified}}]
    red_lines: [{id: long, must: {ceasefire-length: permanent}}, {id: more, must: {aid: at least increased}}]
    """
    assert verdict(book, "ceasefire-length") == Blocked(("hamas/long",), ("israel",))
    assert verdict(book, "aid") == Blocked(("israel/not-more", "hamas/more"), ())


def test_unspecified_comes_before_open(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {aid: increased}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: some, asks: {aid: unspecified}}]
    red_lines: [{id: not-none, never: {aid: blocked}}]
    """
    found = pair(book, "aid")
    assert found.verdict == Unknown("unspecified", ("hamas",))
    assert cited(found) == [
        "israel/a.yaml:3 israel/week", "hamas/a.yaml:3 hamas/some", "hamas/a.yaml:4 hamas/not-none",
    ]  # fmt: skip


def test_a_zone_is_cut_by_each_side_s_red_lines(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: months, gives: {ceasefire-length: 90 days}}]
    red_lines: [{id: not-that-long, never: {ceasefire-length: more than 60 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: week, asks: {ceasefire-length: 7 days}}]
    red_lines: [{id: not-that-short, never: {ceasefire-length: less than 14 days}}, {id: far, never: {ceasefire-length: 0 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert zone(found.verdict) == "overlap 14 days..60 days"
    assert [line.partition(" ")[2] for line in cited(found)] == [
        "israel/months", "hamas/week", "israel/not-that-long", "hamas/not-that-short",
    ]  # fmt: skip


def test_a_red_line_that_leaves_some_of_what_the_other_stated_makes_no_block(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 20 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    red_lines: [{id: two-weeks, never: {ceasefire-length: less than 14 days}}]
    """
    assert verdict(book, "ceasefire-length") == Gap(("israel", Decimal(20)), ("hamas", Decimal(30)), Decimal(10))


# -- distance -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issue", "ours", "theirs", "low", "high", "distance"),
    [
        ("ceasefire-length", "at most 7 days", "at least 60 days", 7, 60, 53),
        ("ceasefire-length", "at most 7 days", "permanent", 7, "Infinity", None),
        ("ceasefire-length", "less than permanent", "permanent", "Infinity", "Infinity", None),
        ("hostages-released", "at most 40", "at least 100", 40, 100, 60),
        ("hostages-released", "at most 40", "all", 40, "Infinity", None),
        ("fund", "211 million", "at least 393 million", 211_000_000, 393_000_000, 182_000_000),
        ("tax-share", "46 %", "50 %", 46, 50, 4),
        ("aid", "blocked", "at least increased", 0, 2, 2),
        ("start", "at most 2024-01-10", "at least 2024-01-13", 738895, 738898, 3),
    ],
)
def test_the_gap_is_measured_in_the_unit_of_the_scale(
    issue: str, ours: str, theirs: str, low: str, high: str, distance: int | None
) -> None:
    found = verdict(two_sides(issue, ours, theirs), issue)
    away = None if distance is None else Decimal(distance)
    assert found == Gap(("israel", Decimal(low)), ("hamas", Decimal(high)), away)


@pytest.mark.parametrize(
    ("issue", "ours", "theirs"),
    [("gaza-governance", "hamas", "[technocrats, israel]"), ("crossing-open", "'yes'", "'no'")],
)
def test_there_is_no_distance_without_an_order(issue: str, ours: str, theirs: str) -> None:
    assert verdict(two_sides(issue, ours, theirs), issue) == Gap(None, None, None)


# -- what stands beside a verdict ---------------------------------------------------------------------------------


def test_a_conditional_red_line_changes_no_verdict_and_is_listed_beside_it(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days, aid: increased}}]
    red_lines:
      - {id: no-end, never: {ceasefire-length: at most 30 days}, unless: {hamas-rule: ended}}
      - {id: not-both, never: {ceasefire-length: permanent, aid: unhindered}}
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: week, asks: {ceasefire-length: 7 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert zone(found.verdict) == "overlap 7 days..30 days"
    assert [held.key for held in found.conditional] == ["israel/no-end", "israel/not-both"]
    assert [held.key for held in pair(book, "aid").conditional] == ["israel/not-both"]
    assert pair(book, "hamas-rule").conditional == ()


def test_a_crossed_red_line_is_listed_beside_the_verdict(book: Book) -> None:
    """
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- hamas/b.yaml
    party: hamas
    date: 2023-12-05
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    """
    found = pair(book, "ceasefire-length")
    assert zone(found.verdict) == "open at least 30 days"
    assert [(held.key, held.by.id) for held in found.crossed] == [("hamas/only-permanent", "hamas/b")]
    assert pair(book, "aid").crossed == ()


def test_a_verdict_that_rests_on_an_exploratory_offer_says_whose_it_is(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    force: exploratory
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: week, asks: {ceasefire-length: 7 days}}]
    """
    assert pair(book, "ceasefire-length").exploratory == ("israel",)


def test_a_verdict_says_whose_word_has_grown_old(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-10-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: week, asks: {ceasefire-length: 7 days}}]
    """
    assert [pair(book, "ceasefire-length", on=day).stale for day in ("2023-11-30", "2023-12-01", "2024-01-31")] == [
        (), ("israel",), PAIR,
    ]  # fmt: skip
    assert pair(book, "aid", on="2024-12-01").stale == ()


def test_an_offer_is_compared_only_with_those_it_is_made_to(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: month, gives: {ceasefire-length: 30 days}, to: [egypt]}]
    """
    assert verdict(book, "ceasefire-length") == Unknown("unstated", PAIR)
    assert zone(verdict(book, "ceasefire-length", ("israel", "egypt"))) == "open at most 30 days"


# -- more than two ------------------------------------------------------------------------------------------------

THREE = """\
title: Three
parties: {a: {name: A, role: principal}, b: {name: B, role: principal}, c: {name: C, role: principal}}
issues:
  ruler: {title: Ruler, scale: choice, choices: [x, y, z]}
  size: {title: Size, scale: number}
"""


def three(issue: str, *said: str) -> Comparison:
    record = THREE + "".join(
        f"--- {party}.yaml\nparty: {party}\ndate: 2023-12-01\n{body or 'summary: Nothing'}\n"
        for party, body in zip("abc", said, strict=True)
    )
    return compare(standing(book_of(record), date(2024, 1, 1)), issue)


def offers(text: str) -> str:
    return f"offers: [{{id: one, terms: {{{text}}}}}]"


def test_more_than_two_are_compared_pair_by_pair_and_all_together() -> None:
    found = three("size", offers("size: at most 10"), offers("size: at least 5"), offers("size: at least 12"))
    assert [(one.parties, zone(one.verdict)) for one in found.pairs] == [
        (("a", "b"), "overlap 5..10"), (("a", "c"), "gap"), (("b", "c"), "overlap at least 12"),
    ]  # fmt: skip
    assert found.together is not None
    assert found.together.verdict == Gap(("a", Decimal(10)), ("c", Decimal(12)), Decimal(2))


def test_the_widest_gap_counts_for_all_together() -> None:
    found = three("size", offers("size: 1"), offers("size: 5"), offers("size: 20"))
    assert found.together is not None
    assert found.together.verdict == Gap(("a", Decimal(1)), ("c", Decimal(20)), Decimal(19))


def test_choices_that_meet_pair_by_pair_may_not_meet_all_together() -> None:
    found = three("ruler", offers("ruler: [x, y]"), offers("ruler: [y, z]"), offers("ruler: [x, z]"))
    assert [zone(one.verdict) for one in found.pairs] == ["overlap y", "overlap x", "overlap z"]
    assert found.together is not None
    assert found.together.verdict == Gap(None, None, None)


def test_red_lines_may_leave_something_to_every_pair_and_nothing_to_all() -> None:
    lines = [f"red_lines: [{{id: not-{name}, never: {{ruler: {name}}}}}]" for name in "xyz"]
    found = three("ruler", *lines)
    assert [one.verdict.name for one in found.pairs] == ["unknown", "unknown", "unknown"]
    assert found.together is not None
    assert found.together.verdict == Blocked(("a/not-x", "b/not-y", "c/not-z"), ())


def test_open_among_three_names_all_who_have_stated() -> None:
    found = three("size", offers("size: at most 10"), offers("size: at least 5"), "")
    assert found.together is not None
    assert isinstance(found.together.verdict, Open)
    assert (zone(found.together.verdict), found.together.verdict.by) == ("open 5..10", ("a", "b"))


def test_two_principals_have_no_verdict_beside_that_of_the_pair(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    summary: Nothing.
    """
    found = compare(standing(book, date(2024, 1, 1)), "aid")
    assert ([one.parties for one in found.pairs], found.together) == ([PAIR], None)
    named = compare(standing(book, date(2024, 1, 1)), "aid", ("hamas", "qatar", "israel"))
    assert [one.parties for one in named.pairs] == [("hamas", "qatar"), ("hamas", "israel"), ("qatar", "israel")]


# -- which issues, and what turned --------------------------------------------------------------------------------


def test_the_issues_spoken_to_are_those_with_something_stated_drawn_or_agreed(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {aid: increased, ceasefire-length@phase-1: 7 days}}]
    red_lines: [{id: never, never: {gaza-governance: hamas}}]
    --- b.yaml
    parties: [israel, hamas]
    date: 2023-12-02
    agreement: {crossing-open: yes}
    --- c.yaml
    parties: [israel, egypt]
    date: 2023-12-02
    agreement: {start: 2024-01-01}
    --- d.yaml
    party: qatar
    date: 2023-12-02
    offers: [{id: text, terms: {fund: 5 million}}]
    """
    state = standing(book, date(2024, 1, 1))
    assert spoken_issues(state, PAIR) == ("ceasefire-length@phase-1", "aid", "gaza-governance", "crossing-open")
    assert spoken_issues(state, ("qatar", "hamas")) == ("fund",)


def test_a_turn_is_a_verdict_that_is_another_than_before(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    """

    def compared(day: str) -> Iterator[Pair]:
        state = standing(book, date.fromisoformat(day))
        return pairs(state, spoken_issues(state, PAIR))

    (turn,) = turns(compared("2023-12-01"), compared("2023-12-05"))
    assert (turn.issue, turn.parties) == ("ceasefire-length", PAIR)
    assert (turn.before.verdict.name, turn.after.verdict.name) == ("open", "gap")
    first = list(turns(compared("2023-11-01"), compared("2023-12-01")))
    assert [(turn.issue, turn.before, turn.after.verdict.name) for turn in first] == [
        ("ceasefire-length", None, "open"), ("aid", None, "open"),
    ]  # fmt: skip
    assert list(turns(compared("2023-12-05"), compared("2023-12-31"))) == []


def test_every_verdict_has_a_name_of_its_own() -> None:
    assert [one.name for one in (Agreed, Overlap, Open, Gap, Blocked, Unknown)] == list(VERDICTS)


# -- laws over negotiations drawn at random -----------------------------------------------------------------------

LINE = [Decimal(half) / 2 for half in range(-2, 12)] + [TOP]


def members(scale: Scale, values: Values | None) -> frozenset[object]:
    """A set of values as the members of a small scale it takes in."""
    everything: list[Any] = list(scale.members) if scale.finite else LINE
    return frozenset() if values is None else frozenset(one for one in everything if one in values)


def expected(state: Standing, issue: str, parties: tuple[str, str]) -> str:
    """The verdict, told from the definitions with plain sets."""
    scale = state.book.issue(issue).scale
    if state.agreed(parties, issue):
        return "agreed"
    one, other = parties
    said = {party: state.stated(party, issue, [each for each in parties if each != party]) for party in parties}
    stated = {party: members(scale, found.values) for party, found in said.items() if found}
    allowed = {party: members(scale, state.allowed(party, issue)) for party in parties}
    ruled_out = any(stated.get(mine) and not stated[mine] & allowed[theirs] for mine, theirs in (parties, (other, one)))
    if ruled_out or not allowed[one] & allowed[other]:
        return "blocked"
    if not stated or any(not values for values in stated.values()):
        return "unknown"
    zone = frozenset.intersection(*stated.values())
    if zone and not zone & allowed[one] & allowed[other]:
        return "blocked"
    if not zone:
        return "gap"
    return "overlap" if len(stated) == 2 else "open"


@given(books(), st.sampled_from(DAYS), st.sampled_from(["size@one", "ruler", "aid"]))
def test_the_verdict_is_the_first_that_fits_in_the_order_of_the_definitions(book: Book, day: date, issue: str) -> None:
    state = standing(book, day)
    for parties in (("a", "b"), ("a", "m"), ("b", "m")):
        found = between(state, issue, parties).verdict
        if not (isinstance(found, Unknown) and found.why == "scopes"):
            assert found.name == expected(state, issue, parties)


@given(books(), st.sampled_from(DAYS), st.sampled_from(KEYS))
def test_the_zone_is_inside_what_was_stated_and_what_is_allowed(book: Book, day: date, issue: str) -> None:
    state = standing(book, day)
    for parties in (("a", "b"), ("a", "b", "m")):
        found = between(state, issue, parties)
        if isinstance(found.verdict, Overlap | Open):
            zone = found.verdict.zone if isinstance(found.verdict, Overlap) else found.verdict.left
            assert zone
            for party in parties:
                said = found.stated[party]
                assert zone <= state.allowed(party, issue)
                assert said is None or said.values is None or zone <= said.values


@given(books(), st.sampled_from(DAYS), st.sampled_from(KEYS))
def test_who_is_named_first_does_not_matter(book: Book, day: date, issue: str) -> None:
    state = standing(book, day)
    there, back = between(state, issue, ("a", "b")), between(state, issue, ("b", "a"))
    match there.verdict, back.verdict:
        case Blocked(lines, who), Blocked(others, whom):
            assert (set(lines), set(who)) == (set(others), set(whom))
        case Unknown(why, _), Unknown(because, _):
            assert why == because
        case Gap(_, _, one), Gap(_, _, other) if one == 0:  # where `2` touches `not 2`, either is the lower
            assert other == 0
        case Open() | Overlap() | Gap() | Agreed(), _:
            assert there.verdict == back.verdict
        case _:
            raise AssertionError((there.verdict, back.verdict))
    rests = [{(fact.entry.id, fact.item) for fact in facts(found.reasons)} for found in (there, back)]
    assert rests[0] == rests[1]


@given(books(), st.sampled_from(DAYS), st.sampled_from(KEYS))
def test_every_verdict_but_unknown_rests_on_entries_that_are_in_the_files(book: Book, day: date, issue: str) -> None:
    state = standing(book, day)
    found = between(state, issue, ("a", "b"))
    cited = list(facts(found.reasons))
    assert all(fact.entry in state.entries for fact in cited)
    assert cited or isinstance(found.verdict, Unknown)


@given(books(), st.sampled_from(DAYS))
def test_pairs_found_one_after_the_other_are_those_found_alone(book: Book, day: date) -> None:
    state = standing(book, day)
    alone = [between(state, key, two) for key in book.keys for two in combinations(PARTIES, 2)]
    assert list(pairs(state, book.keys, PARTIES)) == alone
    assert [one for key in book.keys for one in compare(state, key, PARTIES).pairs] == alone


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["1", "2", "4", "9", "[2, 7]", "[1, 9]"]), min_size=3, max_size=3))
def test_the_widest_gap_is_that_of_the_first_two_that_are_farthest_apart(said: list[str]) -> None:
    found = three("size", *(offers(f"size: {figures}") for figures in said))
    gaps = [one.verdict for one in found.pairs if isinstance(one.verdict, Gap)]
    assert found.together is not None
    if isinstance(found.together.verdict, Gap) and gaps:
        assert found.together.verdict == max(gaps, key=lambda gap: gap.distance or 0)


@given(books(), st.sampled_from(DAYS))
def test_on_a_line_all_meet_where_every_pair_does(book: Book, day: date) -> None:
    state = standing(book, day)
    found = compare(state, "size", ("a", "b", "m"))
    convex = all(
        len(said.values.pieces) == 1
        for said in (found.together.stated.values() if found.together else ())
        if said is not None and isinstance(said.values, Spans)
    )
    free = all(state.allowed(party, "size") == book.issue("size").scale.everything for party in PARTIES)
    public = all(not offer.item.to for party in PARTIES for offer in state.held(party) if isinstance(offer.item, Offer))
    if convex and free and public and all(isinstance(pair.verdict, Overlap) for pair in found.pairs):
        assert found.together is not None
        assert isinstance(found.together.verdict, Overlap)
