"""Every sentence about positions, word by word."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from conftest import book_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_package import RULE, drawn_book
from test_package import WORKED as PACKAGES
from test_proof import SPLIT

from negotrack.book import Book
from negotrack.changes import changes
from negotrack.compare import Agreed, Blocked, Gap, Open, Pair, Unknown, between, compare, spoken_issues
from negotrack.held import Held
from negotrack.order import order
from negotrack.package import deal
from negotrack.proof import deal_proofs, order_proofs
from negotrack.reasons import Derived, facts
from negotrack.standing import Standing, standing
from negotrack.terms import Bare, read_value
from negotrack.values import Scale
from negotrack.wording.changes import change_words
from negotrack.wording.items import (
    citation,
    crossed_words,
    drawn_words,
    entry_words,
    item_words,
    offered,
    speaker_words,
    states_of,
)
from negotrack.wording.proofs import proof_lines
from negotrack.wording.values import (
    age_words,
    count,
    day_words,
    distance_words,
    listed,
    name,
    term_words,
    terms_words,
    times,
    values_words,
)
from negotrack.wording.verdicts import MEANINGS, SYMBOLS, claim_line, explanation, headline, verdict_words

PAIR = ("israel", "hamas")
WORKED = """\
--- events/2023-12-01-truce-ends.yaml
event: Fighting resumes
date: 2023-12-01
facts: {military-operations: ongoing}
--- israel/2023-12-19-week-for-40.yaml
party: israel
date: 2023-12-19
via: [qatar]
offers:
  - id: week-for-40
    gives: {ceasefire-length: 7 days, aid: increased}
    asks:  {hostages-released: 40}
red_lines:
  - id: no-end-before-defeat
    never:  {ceasefire-length: permanent}
    unless: {hamas-rule: ended}
  - id: no-halt-before-defeat
    never:  {military-operations: halted}
    unless: {hamas-rule: ended}
--- hamas/2023-12-21-no-talks-before-halt.yaml
party: hamas
date: 2023-12-21
summary: No talks on hostages until the war stops.
via: [egypt]
speaker: Hamas and other factions
preconditions:
  - id: halt-before-talks
    before: talks
    requires: {military-operations: halted}
red_lines:
  - id: only-permanent
    summary: Not a temporary truce
    never: {ceasefire-length: less than permanent}
responses:
  - {to: israel/week-for-40, answer: rejects}
--- hamas/2024-02-06-three-phases.yaml
party: hamas
date: 2024-02-06
offers:
  - id: three-phases
    asks: {ceasefire-length: 135 days}
"""
WEEK, HALT = (
    "positions/talks/israel/2023-12-19-week-for-40.yaml",
    "positions/talks/hamas/2023-12-21-no-talks-before-halt.yaml",
)
REJECTED = " (israel/week-for-40: rejected by Hamas on 21 Dec 2023)"
PHASES = "positions/talks/hamas/2024-02-06-three-phases.yaml"


def on(book: Book, day: str) -> Standing:
    return standing(book, date.fromisoformat(day))


def held(state: Standing, key: str) -> Held:
    return next(one for one in state.held(key.partition("/")[0]) if one.key == key)


def pair(book: Book, issue: str, day: str = "2024-01-01", parties: tuple[str, ...] = PAIR) -> Pair:
    return between(on(book, day), issue, parties)


def told(book: Book, issue: str, day: str = "2024-01-01", parties: tuple[str, ...] = PAIR) -> list[str]:
    return [line.text for line in explanation(book, pair(book, issue, day, parties))]


def first(book: Book, issue: str, day: str = "2024-01-01", parties: tuple[str, ...] = PAIR) -> str:
    return told(book, issue, day, parties)[0]


# -- the worked example of the definitions ------------------------------------------------------------------------


def test_the_worked_example_on_21_december_2023() -> None:
    book = book_of(WORKED)
    state = on(book, "2023-12-21")
    verdicts = {issue: compare(state, issue).pairs[0] for issue in spoken_issues(state, book.principals)}
    assert {issue: verdict_words(book, one) for issue, one in verdicts.items()} == {
        "ceasefire-length": "blocked",
        "hostages-released": "open: at least 40 people",
        "aid": "open: at most increased",
        "military-operations": "unknown",
        "hamas-rule": "unknown",
    }
    length = verdicts["ceasefire-length"]
    assert length.verdict == Blocked(("hamas/only-permanent",), ("israel",))
    assert [one.key for one in length.conditional] == ["israel/no-end-before-defeat"]
    assert [(fact.entry.id, fact.item, fact.place.path, fact.place.line) for fact in facts(length.reasons)] == [
        ("israel/2023-12-19-week-for-40", "israel/week-for-40", WEEK, 6),
        ("hamas/2023-12-21-no-talks-before-halt", "hamas/only-permanent", HALT, 13),
    ]
    assert [(line.text, [citation(fact) for fact in line.facts]) for line in explanation(book, length)] == [
        ("Israel's at most 7 days is ruled out by hamas/only-permanent", []),
        (f"Israel has stated at most 7 days{REJECTED}", [f"19 Dec 2023 · israel/week-for-40 · {WEEK}:6"]),
        (
            "Hamas accepts only permanent (hamas/only-permanent)",
            [f"21 Dec 2023 · hamas/only-permanent · {HALT}:13"],
        ),
        (
            "Beside it, on a condition: Israel rules out Length of the ceasefire: permanent, unless Hamas rule in Gaza: ended",
            [f"19 Dec 2023 · israel/no-end-before-defeat · {WEEK}:10"],
        ),
    ]
    for issue, words, line in (("hostages-released", "at least 40 people", 7), ("aid", "at most increased", 6)):
        assert [(one.text, [fact.place.line for fact in one.facts]) for one in explanation(book, verdicts[issue])] == [
            (f"Only Israel has stated, {words}, and no red line of Hamas rules it out", []),
            (f"Israel has stated {words}{REJECTED}", [line]),
        ]
    assert states_of(book, held(state, "israel/week-for-40")) == ["rejected by Hamas on 21 Dec 2023"]
    assert states_of(book, held(state, "hamas/halt-before-talks")) == ["stands"]
    assert state.facts["military-operations"][1].id == "events/2023-12-01-truce-ends"
    assert headline(one.verdict for one in verdicts.values()) == "1 blocked, 2 open, 2 unknown"


def test_the_worked_example_goes_on_to_6_february_2024() -> None:
    book = book_of(WORKED)
    state = on(book, "2024-02-06")
    length = pair(book, "ceasefire-length", "2024-02-06")
    assert length.verdict == Gap(("israel", Decimal(7)), ("hamas", Decimal(135)), Decimal(128))
    assert [one.key for one in length.crossed] == ["hamas/only-permanent"]
    assert [(line.text, [citation(fact) for fact in line.facts]) for line in explanation(book, length)] == [
        ("They remain 128 days apart: Israel stops at 7 days, Hamas starts at 135 days", []),
        (f"Israel has stated at most 7 days{REJECTED}", [f"19 Dec 2023 · israel/week-for-40 · {WEEK}:6"]),
        ("Hamas has stated at least 135 days", [f"6 Feb 2024 · hamas/three-phases · {PHASES}:5"]),
        (
            "Beside it, on a condition: Israel rules out Length of the ceasefire: permanent, unless Hamas rule in Gaza: ended",
            [f"19 Dec 2023 · israel/no-end-before-defeat · {WEEK}:10"],
        ),
        (
            "Hamas' red line only-permanent no longer binds: it was crossed by its own hamas/2024-02-06-three-phases of 6 Feb 2024; "
            "Hamas had ruled out Length of the ceasefire: less than permanent",
            [f"21 Dec 2023 · hamas/only-permanent · {HALT}:13"],
        ),
    ]
    assert states_of(book, held(state, "hamas/halt-before-talks")) == [
        "overtaken by hamas/2024-02-06-three-phases on 6 Feb 2024"
    ]
    assert states_of(book, held(state, "hamas/only-permanent")) == [
        "no longer binds: crossed by hamas/2024-02-06-three-phases on 6 Feb 2024"
    ]
    assert states_of(book, held(state, "hamas/three-phases")) == ["on the table"]


def test_the_worked_example_tells_what_moved_from_december_to_february() -> None:
    book = book_of(WORKED)
    moved = changes(on(book, "2023-12-21"), on(book, "2024-02-06"))
    assert [f"{name(book, one.party)} {change_words(book, one)}" for one in moved] == [
        "Hamas now states on Length of the ceasefire: at least 135 days",
        "Hamas no longer holds the precondition halt-before-talks: demands Military operations: halted — before any talks "
        "(overtaken by its own statement)",
        "Hamas no longer holds the red line only-permanent: rules out Length of the ceasefire: less than permanent "
        "(crossed by its own statement)",
    ]


# -- small words --------------------------------------------------------------------------------------------------


def test_a_day_is_written_out_and_a_month_alone_where_no_more_is_known(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2024-02
    summary: Some day in February.
    --- b.yaml
    party: israel
    date: 2024-02-05 14:30 +02:00
    summary: A day and a time.
    """
    assert day_words(date(2023, 12, 1)) == "1 Dec 2023"
    assert [day_words(entry.said) for entry in book.chronicle] == ["5 Feb 2024", "Feb 2024"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"), (1, "1 day"), (2, "2 days"), (60, "60 days"), (61, "2 months"), (90, "3 months"),
        (729, "24 months"), (730, "2 years"), (1500, "4 years"),
    ],
)  # fmt: skip
def test_an_age_is_in_the_largest_unit_that_says_enough(days: int, words: str) -> None:
    assert age_words(days) == words


def test_counts_lists_and_times_read_as_english() -> None:
    assert [count(number, "party", "parties") for number in (0, 1, 2)] == ["no parties", "1 party", "2 parties"]
    assert [count(number, "step") for number in (0, 1, 2)] == ["no steps", "1 step", "2 steps"]
    assert [listed("abc"[:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed("abc", "or") == "a, b or c"
    assert [times(number) for number in (1, 2, 3)] == ["once", "twice", "3 times"]


SCALES = {
    "number": Scale("number", "people"), "money": Scale("money", "USD"), "duration": Scale("duration"),
    "percent": Scale("percent"), "date": Scale("date"), "rate": Scale("number", "people/day"), "plain": Scale("number"),
    "levels": Scale("levels", members=("blocked", "restricted", "increased", "unhindered")),
    "choice": Scale("choice", members=("hamas", "technocrats", "israel")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("scale", "written", "words"),
    [
        ("number", "at least 40", "at least 40 people"),
        ("number", "all", "all"),
        ("number", "10..15", "10 to 15 people"),
        ("number", "not 7", "not 7 people"),
        ("number", ["5", "7"], "5 or 7 people"),
        ("plain", "10..15", "10 to 15"),
        ("rate", "10", "10 people/day"),
        ("money", "600..800 million", "600 to 800 million USD"),
        ("money", "at most 1.3 billion", "at most 1.3 billion USD"),
        ("duration", "14..28 days", "14 to 28 days"),
        ("duration", "1 day..1 year", "1 day to 1 year"),
        ("duration", "permanent", "permanent"),
        ("percent", "43..45 %", "43 to 45 %"),
        ("date", "2024-01-01..2024-01-31", "2024-01-01 to 2024-01-31"),
        ("levels", "restricted..increased", "restricted to increased"),
        ("levels", "blocked..unhindered", "anything"),
        ("choice", ["hamas", "israel"], "hamas or israel"),
        ("choice", "unspecified", "an unnamed value"),
    ],
)
def test_values_are_said_with_their_unit(scale: str, written: str, words: str) -> None:
    assert values_words(SCALES[scale], read_value(SCALES[scale], written, Bare.exactly).values) == words


@pytest.mark.parametrize(
    ("scale", "distance", "words"),
    [
        ("duration", 75, "75 days"), ("duration", 365, "1 year"), ("duration", 1, "1 day"), ("date", 3, "3 days"),
        ("date", 1, "1 day"), ("number", 4, "4 people"), ("plain", 4, "4"), ("money", 182_000_000, "182 million USD"),
        ("percent", 4, "4 percentage points"), ("percent", 1, "1 percentage point"), ("levels", 2, "2 steps"),
        ("levels", 1, "1 step"), ("choice", None, "no measurable distance"),
    ],
)  # fmt: skip
def test_distances_are_said_with_their_unit(scale: str, distance: int | None, words: str) -> None:
    assert distance_words(SCALES[scale], None if distance is None else Decimal(distance)) == words


def test_terms_are_said_with_their_issue(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - id: week
        gives: {prisoners-released: {at_most: 100, about: true}, ceasefire-length@phase-1: 42 days}
        terms: {text-issue: "Quiet, for quiet", aid: unspecified}
    """
    offer = book.entry("a").offers[0]
    assert terms_words(book, offer.gives) == (
        "Prisoners released: ≈ at most 100 people; Length of the ceasefire, First phase: at most 42 days"
    )
    assert (
        terms_words(book, offer.terms, " and ") == "Wording: “Quiet, for quiet” and Humanitarian aid: an unnamed value"
    )
    assert term_words(book, offer.package["aid"]) == "an unnamed value"


# -- what is held -------------------------------------------------------------------------------------------------


def test_every_kind_of_item_is_a_clause(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - id: week
        gives: {ceasefire-length: 7 days, aid: increased}
        asks: {hostages-released: 40}
        terms: {gaza-governance: technocrats}
      - {id: demand, asks: {hamas-rule: ended}}
    preconditions:
      - {id: first, before: talks, requires: {military-operations: halted, aid: increased}}
      - {id: second, before: deal, requires: {aid: increased}, by: egypt}
      - {id: third, before: {hostages-released: 10}, requires: {aid: increased}}
    red_lines:
      - {id: plain, never: {ceasefire-length: permanent}}
      - {id: both, never: {ceasefire-length: permanent, aid: unhindered}}
      - {id: unless, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended, aid: increased}}
      - {id: must, must: {ceasefire-length: at least 30 days}}
    """
    state = on(book, "2023-12-01")
    assert {one.item.id: item_words(book, one.item) for one in state.held("israel")} == {
        "week": "gives Length of the ceasefire: at most 7 days; Humanitarian aid: at most increased — asks Hostages released: "
        "at least 40 people — names Who governs Gaza: technocrats",
        "demand": "asks Hamas rule in Gaza: ended",
        "first": "demands Military operations: halted and Humanitarian aid: at least increased — before any talks",
        "second": "demands Humanitarian aid: at least increased, to be brought about by Egypt — before any deal",
        "third": "demands Humanitarian aid: at least increased — before Hostages released: at least 10 people",
        "plain": "rules out Length of the ceasefire: permanent",
        "both": "rules out Length of the ceasefire: permanent together with Humanitarian aid: unhindered",
        "unless": "rules out Length of the ceasefire: permanent, unless Hamas rule in Gaza: ended; Humanitarian aid: at least increased",
        "must": "accepts only Length of the ceasefire: at least 30 days",
    }
    assert {one.item.id: drawn_words(book, one, "ceasefire-length") for one in state.red_lines("israel")} == {
        "plain": "never permanent",
        "both": "never permanent together with Humanitarian aid: unhindered",
        "unless": "never permanent, unless Hamas rule in Gaza: ended and Humanitarian aid: at least increased",
        "must": "only at least 30 days",
    }


def test_a_red_line_that_leaves_one_value_is_said_by_that_value(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    """
    assert (
        drawn_words(book, held(on(book, "2023-12-01"), "hamas/only-permanent"), "ceasefire-length") == "only permanent"
    )


def test_what_an_offer_says_on_one_issue_has_its_verb(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}, terms: {aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: accepts}]
    """
    state = on(book, "2023-12-02")
    week, taken = next(state.held("israel")), next(state.held("hamas"))
    assert [offered(book, issue, week) for issue in ("ceasefire-length", "hostages-released", "aid")] == [
        "gives at most 7 days", "asks for at least 40 people", "names increased",
    ]  # fmt: skip
    assert offered(book, "ceasefire-length", taken) == "accepts in israel/week 7 days"


def test_every_way_an_item_ends_is_said(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: expires, gives: {ceasefire-length: 7 days}, until: 2023-12-02}
      - {id: goes, gives: {aid: increased}}
      - {id: replaced, gives: {fund: 5 million}}
      - {id: settled, gives: {prisoners-released: 100}}
    --- israel/b.yaml
    party: israel
    date: 2023-12-03
    withdraws: [goes]
    offers: [{id: next, gives: {fund: 6 million}}]
    --- joint/c.yaml
    parties: [israel, hamas]
    date: 2023-12-04
    agreement: {prisoners-released: 90}
    """
    state = on(book, "2023-12-05")
    assert {one.item.id: states_of(book, one) for one in state.held("israel")} == {
        "expires": ["expired after 2 Dec 2023"],
        "goes": ["withdrawn by israel/b on 3 Dec 2023"],
        "replaced": ["superseded by israel/b on 3 Dec 2023"],
        "settled": ["settled by joint/c on 4 Dec 2023"],
        "next": ["on the table"],
    }


def test_every_answer_is_said_the_latest_of_each_party(book: Book) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: rejects}]
    --- hamas/c.yaml
    party: hamas
    date: 2023-12-03
    responses: [{to: israel/week, answer: accepts, with: {ceasefire-length: 8 days}}]
    --- egypt/d.yaml
    party: egypt
    date: 2023-12-04
    responses: [{to: israel/week, answer: considers}]
    --- qatar/e.yaml
    party: qatar
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    --- israel/f.yaml
    party: israel
    date: 2023-12-06
    offers: [{id: other, gives: {ceasefire-length: 3 days}}]
    """
    answers = [
        "accepted with changes by Hamas on 3 Dec 2023", "under consideration by Egypt on 4 Dec 2023",
        "accepted by Qatar on 5 Dec 2023",
    ]  # fmt: skip
    assert states_of(book, held(on(book, "2023-12-05"), "israel/week")) == answers
    later = states_of(book, held(on(book, "2023-12-06"), "israel/week"))
    assert later == ["superseded by israel/f on 6 Dec 2023", *answers]


def test_the_next_version_of_an_item_is_no_supersession_by_another(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}, {id: trucks, gives: {aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    offers: [{id: week, gives: {ceasefire-length: 8 days}}, {id: trucks, gives: {aid: increased}}]
    """
    state = on(book, "2023-12-02")
    week, trucks = state.held("israel")
    assert [states_of(book, former) for former in (*week.versions, week)] == [
        ["next version in b on 2 Dec 2023"],
        ["on the table"],
    ]
    assert [states_of(book, former) for former in (*trucks.versions, trucks)] == [
        ["said again in b on 2 Dec 2023"],
        ["on the table"],
    ]


def test_accepted_and_exploratory_offers_are_said_to_be_so(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    force: exploratory
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: accepts}]
    """
    (made,) = on(book, "2023-12-01").held("israel")
    (taken,) = on(book, "2023-12-02").held("hamas")
    assert states_of(book, made) == ["on the table, to explore only"]
    assert states_of(book, taken) == ["accepted terms stand"]
    assert (made.label, taken.label) == ("israel/week", "hamas accepts israel/week")


def test_a_bound_that_leaves_nothing_out_is_said_as_it_was_written(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: all, gives: {prisoners-released: all, aid: at least blocked}, asks: {military-operations: ongoing}}]
    """
    offer = book.entry("a").offers[0]
    words = {issue: term_words(book, term) for issue, term in offer.package.items()}
    assert words == {"prisoners-released": "up to all", "military-operations": "ongoing or more", "aid": "anything"}


def test_a_crossed_line_names_what_crossed_it() -> None:
    book = book_of(WORKED)
    line = held(on(book, "2024-02-06"), "hamas/only-permanent")
    assert crossed_words(book, line) == (
        "Hamas' red line only-permanent no longer binds: it was crossed by its own hamas/2024-02-06-three-phases of 6 Feb 2024; "
        "Hamas had ruled out Length of the ceasefire: less than permanent"
    )


# -- explanations -------------------------------------------------------------------------------------------------


def test_agreed_is_explained_by_the_agreement(book: Book) -> None:
    """
    --- joint/truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    summary: A truce of four days.
    agreement: {ceasefire-length: 4 days}
    """
    lines = explanation(book, pair(book, "ceasefire-length"))
    assert [(line.text, [citation(fact) for fact in line.facts]) for line in lines] == [
        ("Israel and Hamas have agreed: 4 days", []),
        ("Agreement of Israel and Hamas: A truce of four days.", ["22 Nov 2023 · positions/talks/joint/truce.yaml:4"]),
    ]
    assert verdict_words(book, pair(book, "ceasefire-length")) == "agreed: 4 days"


def test_overlap_is_explained_by_what_both_stated_and_by_the_lines_that_cut_it(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: months, gives: {ceasefire-length: 90 days}}]
    red_lines: [{id: not-that-long, never: {ceasefire-length: more than 60 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    force: exploratory
    offers: [{id: week, asks: {ceasefire-length: 14 days}}]
    """
    assert told(book, "ceasefire-length") == [
        "14 to 60 days is inside what both have stated",
        "Israel has stated at most 90 days",
        "Hamas has stated at least 14 days (hamas/week: on the table, to explore only)",
        "Israel rules out more than 60 days (israel/not-that-long)",
        "Hamas put this forward only to explore; it does not bind",
    ]
    assert verdict_words(book, pair(book, "ceasefire-length")) == "overlap: 14 to 60 days"


def test_open_is_explained_with_what_the_red_lines_leave(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: months, gives: {ceasefire-length: 90 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    red_lines: [{id: not-short, never: {ceasefire-length: less than 7 days}}]
    """
    assert told(book, "ceasefire-length", "2024-02-01") == [
        "Only Israel has stated; the red lines leave 7 to 90 days",
        "Israel has stated at most 90 days",
        "Hamas rules out less than 7 days (hamas/not-short)",
        "Israel and Hamas have not spoken to this for more than 60 days: stale",
    ]


def test_a_gap_is_explained_by_its_ends(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - id: one
        gives: {ceasefire-length: 7 days, aid: restricted, fund: 211 million, tax-share: 46}
        terms: {gaza-governance: israel}
    --- b.yaml
    party: hamas
    date: 2023-12-02
    offers:
      - id: two
        asks: {ceasefire-length: permanent, aid: unhindered, fund: 393 million, tax-share: 47}
        terms: {gaza-governance: hamas}
    """
    assert {
        issue: first(book, issue) for issue in ("ceasefire-length", "aid", "fund", "tax-share", "gaza-governance")
    } == {
        "ceasefire-length": "There is no measurable distance: Israel stops at 7 days, Hamas starts at permanent",
        "aid": "They remain 2 steps apart: Israel stops at restricted, Hamas starts at unhindered",
        "fund": "They remain 182 million USD apart: Israel stops at 211 million USD, Hamas starts at 393 million USD",
        "tax-share": "They remain 1 percentage point apart: Israel stops at 46 %, Hamas starts at 47 %",
        "gaza-governance": "What they have stated does not meet, and the scale has no distance",
    }
    words = {issue: verdict_words(book, pair(book, issue)) for issue in ("ceasefire-length", "fund", "gaza-governance")}
    assert words == {"ceasefire-length": "gap", "fund": "gap of 182 million USD", "gaza-governance": "gap"}


def test_blocked_is_explained_by_the_red_lines(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    red_lines:
      - {id: not-long, never: {ceasefire-length: more than 30 days}}
      - {id: not-hamas, never: {gaza-governance: hamas}}
    --- b.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: year, asks: {ceasefire-length: 1 year}}]
    red_lines:
      - {id: not-short, never: {ceasefire-length: less than 30 days}}
      - {id: only-hamas, must: {gaza-governance: hamas}}
    """
    assert told(book, "ceasefire-length") == [
        "Israel's at most 7 days and Hamas' at least 1 year are ruled out by hamas/not-short and israel/not-long",
        "Israel has stated at most 7 days",
        "Hamas has stated at least 1 year",
        "Hamas rules out less than 30 days (hamas/not-short)",
        "Israel rules out more than 30 days (israel/not-long)",
    ]
    assert told(book, "gaza-governance") == [
        "The red lines together leave nothing: israel/not-hamas and hamas/only-hamas",
        "Israel rules out hamas (israel/not-hamas)",
        "Hamas accepts only hamas (hamas/only-hamas)",
    ]


def test_unknown_is_explained_by_what_is_missing(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, gives: {aid: unspecified, ceasefire-length@phase-1: 7 days}, terms: {text-issue: Quiet}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: two, asks: {ceasefire-length: 60 days, aid: unspecified}}]
    """
    assert first(book, "fund") == "Israel and Hamas have stated nothing on it"
    assert (
        first(book, "fund", parties=("israel", "hamas", "qatar")) == "Israel, Hamas and Qatar have stated nothing on it"
    )
    assert first(book, "text-issue") == "It is recorded in words, which are shown and not compared"
    assert told(book, "aid") == [
        "Israel and Hamas spoke to it without naming a value",
        "Israel has spoken to it without naming a value",
        "Hamas has spoken to it without naming a value",
    ]
    assert told(book, "ceasefire-length") == [
        "Israel spoke to it under another scope, which cannot be compared",
        "Hamas has stated at least 60 days",
        "Israel has stated at most 7 days",
    ]


def test_an_agreement_that_no_longer_holds_is_told_beside_the_verdict(book: Book) -> None:
    """
    --- a.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    until: 2023-11-25
    agreement: {aid: increased}
    --- b.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days, hostages-released: 50}
    --- c.yaml
    party: israel
    date: 2023-11-24
    offers: [{id: more, asks: {hostages-released: 60}}]
    --- d.yaml
    event: Fighting resumes
    date: 2023-12-01
    ends: [b]
    """
    agreed = "They had agreed on"
    assert told(book, "aid")[1:] == [f"{agreed} increased on 22 Nov 2023; that ran out after 25 Nov 2023"]
    assert told(book, "ceasefire-length")[1:] == [
        f"{agreed} 4 days on 22 Nov 2023; that ended on 1 Dec 2023: Fighting resumes"
    ]
    assert told(book, "hostages-released")[2:] == [
        f"{agreed} 50 people on 22 Nov 2023; Israel left that by c of 24 Nov 2023"
    ]


def test_what_became_of_an_offer_is_said_where_a_verdict_rests_on_it(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: rejects}]
    --- c.yaml
    party: israel
    date: 2023-12-03
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """
    assert told(book, "ceasefire-length")[1] == "Israel has stated at most 30 days"
    assert told(book, "aid")[1] == (
        "Israel has stated at most increased (israel/week: superseded by c on 3 Dec 2023, rejected by Hamas on 2 Dec 2023)"
    )


def test_more_than_two_are_explained_together(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, gives: {aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: two, asks: {aid: restricted}}]
    --- c.yaml
    party: qatar
    date: 2023-12-02
    offers: [{id: three, terms: {aid: [restricted, increased]}}]
    """
    everybody = ("israel", "hamas", "qatar")
    assert first(book, "aid", parties=everybody) == "restricted to increased is inside what all have stated"
    assert first(book, "aid", parties=("israel", "hamas", "egypt")) == (
        "Only Israel and Hamas have stated, restricted to increased, and no red line of Egypt rules it out"
    )


def test_a_claim_of_another_kind_is_still_a_line() -> None:
    book = book_of(WORKED)
    (_, reason) = pair(book, "ceasefire-length", "2023-12-21").reasons
    line = claim_line(book, Derived("something follows", (reason,)))
    assert (line.text, line.facts) == ("something follows", ())


# -- entries ------------------------------------------------------------------------------------------------------


def test_an_entry_is_said_by_its_summary_or_by_what_it_is(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    via: [qatar, egypt]
    offers: [{id: one, gives: {aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    speaker: A spokesman
    summary: No.
    --- c.yaml
    parties: [israel, hamas]
    date: 2023-12-03
    via: [qatar]
    agreement: {aid: increased}
    --- d.yaml
    event: Trucks roll
    date: 2023-12-04
    """
    assert [entry_words(book, entry) for entry in book.chronicle] == [
        "Israel gives Humanitarian aid: at most increased", "No.", "Agreement of Israel and Hamas", "Trucks roll",
    ]  # fmt: skip
    assert [speaker_words(book, entry) for entry in book.chronicle] == [
        "Israel, via Qatar and Egypt", "Hamas (A spokesman)", "Israel and Hamas, via Qatar", "event",
    ]  # fmt: skip


# -- change -------------------------------------------------------------------------------------------------------


def moved(book: Book, first: str, second: str) -> list[str]:
    return [f"{one.party} {change_words(book, one)}" for one in changes(on(book, first), on(book, second))]


def test_every_move_on_an_issue_is_a_sentence(book: Book) -> None:
    """
    --- hamas/a.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: asks, asks: {ceasefire-length: 60 days}}]
    --- israel/b.yaml
    party: israel
    date: 2023-12-02
    offers: [{id: one, gives: {ceasefire-length: 7 days}}]
    --- israel/c.yaml
    party: israel
    date: 2023-12-03
    offers: [{id: one, gives: {ceasefire-length: 14 days}}]
    --- israel/d.yaml
    party: israel
    date: 2023-12-04
    offers: [{id: one, gives: {ceasefire-length: 14 days}}]
    --- israel/e.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: one, gives: {ceasefire-length: 3 days}}]
    --- israel/f.yaml
    party: israel
    date: 2023-12-06
    offers: [{id: one, terms: {ceasefire-length: 20 days}}]
    --- israel/g.yaml
    party: israel
    date: 2023-12-07
    withdraws: [one]
    """
    days = [moved(book, f"2023-12-0{day}", f"2023-12-0{day + 1}") for day in range(1, 7)]
    assert days == [
        ["israel now states on Length of the ceasefire: at most 7 days"],
        ["israel softens on Length of the ceasefire: from at most 7 days to at most 14 days, toward Hamas"],
        ["israel restates on Length of the ceasefire: at most 14 days"],
        ["israel hardens on Length of the ceasefire: from at most 14 days to at most 3 days, away from Hamas"],
        ["israel shifts on Length of the ceasefire: from at most 3 days to 20 days, toward Hamas"],
        ["israel no longer states on Length of the ceasefire: 20 days (withdrawn)"],
    ]


def test_every_move_of_a_red_line_or_a_precondition_is_a_sentence(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: long, never: {ceasefire-length: at least 30 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    red_lines: [{id: long, never: {ceasefire-length: at least 60 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-03
    red_lines: [{id: long, never: {ceasefire-length: at least 60 days}}]
    --- d.yaml
    party: israel
    date: 2023-12-04
    red_lines: [{id: long, never: {ceasefire-length: at least 10 days}}]
    --- e.yaml
    party: israel
    date: 2023-12-05
    red_lines: [{id: long, never: {aid: unhindered}}]
    --- f.yaml
    party: israel
    date: 2023-12-06
    withdraws: [long]
    """
    days = [moved(book, f"2023-{month}-{day:02}", f"2023-12-{day % 30 + 1:02}") for month, day in
            [("11", 30), ("12", 1), ("12", 2), ("12", 3), ("12", 4), ("12", 5)]]  # fmt: skip
    rules_out = "rules out Length of the ceasefire: at least"
    assert days == [
        [f"israel adds a red line long: {rules_out} 30 days"],
        [f"israel softens its red line long: {rules_out} 60 days"],
        [f"israel restates its red line long: {rules_out} 60 days"],
        [f"israel hardens its red line long: {rules_out} 10 days"],
        ["israel redraws its red line long: rules out Humanitarian aid: unhindered"],
        ["israel no longer holds the red line long: rules out Humanitarian aid: unhindered (withdrawn)"],
    ]


def test_what_is_no_longer_in_the_files_or_was_denied_is_said_so(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    denies: [a]
    """
    dropped = "israel no longer states on Length of the ceasefire: at most 7 days"
    assert moved(book, "2023-12-01", "2023-12-02") == [f"{dropped} (denied)"]
    empty = book_of("--- a.yaml\nparty: israel\ndate: 2023-12-01\nsummary: Nothing.\n")
    both = changes(on(book, "2023-12-01"), on(empty, "2023-12-01"))
    assert [f"{one.party} {change_words(book, one)}" for one in both] == [f"{dropped} (no longer in the files)"]


# -- the whole ----------------------------------------------------------------------------------------------------


def test_a_headline_counts_the_verdicts_worst_first() -> None:
    anything = SCALES["levels"].everything
    verdicts = [Agreed(None, "x"), Gap(None, None, None), Gap(None, None, None), Unknown("text"), Blocked((), ())]
    assert headline(verdicts) == "1 blocked, 2 gaps, 1 agreed, 1 unknown"
    assert headline([Open(anything, ())] * 2) == "2 open"
    assert headline([]) == "nothing stated"


def test_every_verdict_has_a_sign_and_a_meaning() -> None:
    assert set(SYMBOLS) == set(MEANINGS)
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


def test_a_party_nobody_declared_goes_by_its_id() -> None:
    assert name(book_of(WORKED), "nobody") == "nobody"


# -- explanations ----------------------------------------------------------------------------------------------------


def told_of(book: Book, day: str, *, order_of_steps: bool = False) -> list[list[str]]:
    """Every explanation of a day, a list of lines for each; numbers and depth are shown before the words."""
    state = standing(book, date.fromisoformat(day))
    roots = order_proofs(order(state)) if order_of_steps else deal_proofs(deal(state))
    return [
        [("  " * line.depth) + (f"({line.number}) " if line.number else "") + line.text for line in lines]
        for lines in proof_lines(book, roots)
    ]


def test_a_conflict_is_told_step_by_step() -> None:
    assert told_of(book_of(PACKAGES + RULE), "2025-01-01") == [
        [
            "Because Hamas rules out Length of the ceasefire: less than permanent and Israel rules out "
            "Length of the ceasefire: permanent unless Hamas rule in Gaza: ended, any package has "
            "Hamas rule in Gaza: ended.",
            "And because Hamas rules out Hamas rule in Gaza: ended, no package is left.",
        ]
    ]


def test_a_line_has_a_number_only_where_a_later_one_falls_back_on_it() -> None:
    assert told_of(book_of(SPLIT), "2025-01-01") == [
        [
            "(1) Because East rules out Seat: middle and West rules out Seat: right, any package has Seat: left.",
            "And because East rules out Seat: left together with Term: at least 5 years, any package has "
            "Term: less than 5 years.",
            "And because East rules out Seat: left together with Term: less than 5 years, with (1), no package is left.",
        ]
    ]


CASES = """
    --- negotiation.yaml
    title: Cases
    parties:
      east: {name: East, role: principal}
      west: {name: West, role: principal}
    issues:
      seat: {title: Seat, scale: choice, choices: [left, right]}
      flag: {title: Flag, scale: choice, choices: [red, blue]}
    --- east/2024-01-01.yaml
    party: east
    date: 2024-01-01
    red_lines:
      - {id: one, never: {seat: left, flag: red}}
      - {id: two, never: {seat: left, flag: blue}}
    sources: [{reference: Minutes, publisher: Clerk}]
    --- west/2024-01-02.yaml
    party: west
    date: 2024-01-02
    red_lines:
      - {id: three, never: {seat: right, flag: red}}
      - {id: four, never: {seat: right, flag: blue}}
    sources: [{reference: Minutes, publisher: Clerk}]
"""


def test_a_case_that_leads_nowhere_is_told_as_supposed_and_deeper() -> None:
    assert told_of(book_of(CASES), "2025-01-01") == [
        [
            "  Suppose a package had Seat: left.",
            "  Because East rules out Seat: left together with Flag: red, any package has Flag: blue.",
            "  And because East rules out Seat: left together with Flag: blue, no package is left.",
            "(1) So any package has Seat: right.",
            "And because West rules out Seat: right together with Flag: blue, any package has Flag: red.",
            "And because West rules out Seat: right together with Flag: red, with (1), no package is left.",
        ]
    ]


def test_a_deadlock_is_told_as_a_chain_and_a_shared_step_is_recalled_by_its_number() -> None:
    halt = """
        --- hamas/2023-12-21-halt.yaml
        party: hamas
        date: 2023-12-21
        preconditions:
          - {id: halt-before-talks, before: talks, requires: {military-operations: halted}}
          - {id: halt-before-release, before: {hostages-released: at least 1}, requires: {military-operations: halted}}
        --- israel/2023-12-20-no-halt.yaml
        party: israel
        date: 2023-12-20
        red_lines: [{id: no-halt, never: {military-operations: halted}, unless: {hamas-rule: ended}}]
        """
    first, second = told_of(book_of(halt), "2023-12-21", order_of_steps=True)
    assert first == [
        "Before talks, Hamas demands Military operations: halted.",
        "(1) Israel rules out Military operations: halted unless Hamas rule in Gaza: ended.",
        "Nobody has said it will bring about Hamas rule in Gaza: ended (it is Hamas' to give), so there is no next step.",
    ]
    assert second == [
        "Before Hostages released: at least 1 person, Hamas demands Military operations: halted.",
        "As (1) says, Military operations: halted needs Hamas rule in Gaza: ended first.",
        "Nobody has said it will bring about Hamas rule in Gaza: ended (it is Hamas' to give), so there is no next step.",
    ]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_every_line_rests_on_statements_the_line_before_or_a_line_that_has_the_number(number: int) -> None:
    book = drawn_book(number)
    state = standing(book, date(2024, 2, 1))
    for roots in (deal_proofs(deal(state)), order_proofs(order(state))):
        known: set[int] = set()
        for lines in proof_lines(book, roots):
            for line in lines:
                named = {int(found) for found in re.findall(r"\((\d+)\)", line.text)}
                assert named <= known, line.text
                known |= {line.number} - {0}
                assert line.facts or named or re.match("  |Suppose|So |By|Nobody|As|A deal", line.text), line.text
        called = {
            int(found)
            for lines in proof_lines(book, roots)
            for line in lines
            for found in re.findall(r"\((\d+)\)", line.text)
        }
        assert called == known, "a number that nothing falls back on"
