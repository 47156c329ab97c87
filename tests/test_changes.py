"""What moved between two states of the positions: each kind of move, and the laws they keep."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import DAYS, book_of, books
from hypothesis import given
from hypothesis import strategies as st

from negotrack.book import Book
from negotrack.changes import MIRROR, Change, changes
from negotrack.standing import Standing, standing


def on(book: Book, day: str) -> Standing:
    return standing(book, date.fromisoformat(day))


def moved(book: Book, first: str = "2023-12-01", second: str = "2023-12-31") -> list[tuple[str, str, str]]:
    return [(one.item, one.issue, one.change) for one in changes(on(book, first), on(book, second))]


def single(book: Book, first: str = "2023-12-01", second: str = "2023-12-31") -> Change:
    (found,) = changes(on(book, first), on(book, second))
    return found


def offers(first: str, second: str, issue: str = "ceasefire-length") -> Book:
    """Israel says one thing on the first of December and another on the tenth."""
    record = ""
    for day, value in (("01", first), ("10", second)):
        said = f"offers: [{{id: one, terms: {{{issue}: {value}}}}}]"
        record += f"--- {day}.yaml\nparty: israel\ndate: 2023-12-{day}\n{said}\n"
    return book_of(record)


def lines(first: str, second: str, block: str = "red_lines") -> Book:
    """The same for a red line or a precondition."""
    return book_of(
        "".join(
            f"--- {day}.yaml\nparty: israel\ndate: 2023-12-{day}\n{block}: [{{id: one, {terms}}}]\n"
            for day, terms in (("01", first), ("10", second))
        )
    )


# -- what is stated on an issue -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        ("at most 7 days", "at most 14 days", "softened"),
        ("at most 14 days", "at most 7 days", "hardened"),
        ("7 days", "14 days", "shifted"),
        ("at most 7 days", "at least 3 days", "shifted"),
        ("at most 7 days", "at most 7 days", "restated"),
        ("at most 7 days", "at most 1 week", "restated"),
        ("unspecified", "7 days", "shifted"),
        ("7 days", "unspecified", "shifted"),
        ("unspecified", "unspecified", "restated"),
    ],
)
def test_to_accept_more_is_to_soften_less_to_harden_and_neither_to_shift(first: str, second: str, change: str) -> None:
    found = single(offers(first, second))
    assert (found.change, found.party, found.kind, found.issue) == (change, "israel", "offer", "ceasefire-length")
    assert found.entry is not None
    assert (found.before.entry.id, found.after.entry.id, found.entry.id) == ("01", "10", "10")


def test_what_was_not_stated_before_is_added_and_what_is_stated_no_more_is_dropped(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    withdraws: [week]
    """
    added = [("israel/week", "ceasefire-length", "added"), ("israel/week", "aid", "added")]
    assert moved(book, "2023-12-01", "2023-12-05") == added
    dropped = list(changes(on(book, "2023-12-05"), on(book, "2023-12-10")))
    assert [(one.issue, one.change, one.why, one.entry.id) for one in dropped] == [
        ("ceasefire-length", "dropped", "withdrawn", "b"), ("aid", "dropped", "withdrawn", "b"),
    ]  # fmt: skip
    assert moved(book, "2023-12-01", "2023-12-10") == []


def test_a_drop_says_why(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: expires, gives: {ceasefire-length: 7 days}, until: 2023-12-05}
      - {id: settled, gives: {aid: increased}}
    preconditions: [{id: overtaken, before: talks, requires: {military-operations: halted}}]
    red_lines: [{id: crossed, never: {fund: 5 million}}, {id: withdrawn, never: {fund: 6 million}}]
    --- b.yaml
    parties: [israel, hamas]
    date: 2023-12-04
    agreement: {aid: increased}
    --- c.yaml
    party: israel
    date: 2023-12-06
    withdraws: [withdrawn]
    offers: [{id: new, gives: {fund: 5 million}}]
    """
    found = changes(on(book, "2023-12-01"), on(book, "2023-12-10"))
    assert [(one.item, one.why, one.entry.id if one.entry else "") for one in found if one.change == "dropped"] == [
        ("israel/expires", "expired", ""),
        ("israel/settled", "settled", "b"),
        ("israel/overtaken", "overtaken", "c"),
        ("israel/crossed", "crossed", "c"),
        ("israel/withdrawn", "withdrawn", "c"),
    ]


def test_what_a_denial_takes_away_is_dropped_by_the_denial(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    denies: [a]
    """
    found = single(book)
    assert (found.change, found.why, found.entry.id) == ("dropped", "", "b")


def test_a_move_leads_toward_or_away_from_what_a_counterpart_states(book: Book) -> None:
    """
    --- hamas.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: asks, asks: {ceasefire-length: 60 days}}]
    --- qatar.yaml
    party: qatar
    date: 2023-12-01
    offers: [{id: text, terms: {ceasefire-length: 1 day}}]
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, terms: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: one, terms: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-10
    offers: [{id: one, terms: {ceasefire-length: 3 days}}]
    """
    first, second = single(book, "2023-12-01", "2023-12-05"), single(book, "2023-12-05", "2023-12-10")
    assert (first.change, first.direction) == ("shifted", (("hamas", "toward"),))
    assert (second.change, second.direction) == ("shifted", (("hamas", "away"),))


def test_a_move_has_no_direction_where_there_is_no_distance(book: Book) -> None:
    """
    --- hamas.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: asks, asks: {ceasefire-length: permanent}, terms: {gaza-governance: hamas}}]
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: one, gives: {ceasefire-length: 7 days}, terms: {gaza-governance: israel}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: one, gives: {ceasefire-length: 30 days}, terms: {gaza-governance: international}}]
    """
    found = list(changes(on(book, "2023-12-01"), on(book, "2023-12-05")))
    assert [(one.change, one.direction) for one in found] == [("softened", ()), ("shifted", ())]


def test_a_superseded_package_moves_only_the_issue_that_was_spoken_to(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """
    assert moved(book) == [("israel/month", "ceasefire-length", "softened")]


# -- red lines and preconditions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        ("never: {fund: at least 5}", "never: {fund: at least 6}", "softened"),
        ("never: {fund: at least 6}", "never: {fund: at least 5}", "hardened"),
        ("never: {fund: 5}", "never: {fund: 6}", "shifted"),
        ("never: {fund: 5}", "never: {aid: blocked}", "shifted"),
        ("never: {fund: 5}", "never: {fund: 5, aid: blocked}", "shifted"),
        ("never: {fund: 5}", "must: {fund: 5}", "shifted"),
        ("must: {fund: 5..6}", "must: {fund: 5..7}", "softened"),
        ("must: {fund: 5..7}", "must: {fund: 5..6}", "hardened"),
        ("never: {fund: 5}, unless: {aid: unhindered}", "never: {fund: 5}, unless: {aid: increased}", "softened"),
        ("never: {fund: 5}, unless: {aid: increased}", "never: {fund: 5}, unless: {aid: unhindered}", "hardened"),
        ("never: {fund: 5}", "never: {fund: 5}", "restated"),
        ("never: {fund: 5}", "never: {fund: 5}, summary: In other words", "restated"),
    ],
)
def test_a_red_line_that_rules_out_less_is_softened_and_one_that_rules_out_more_hardened(
    first: str, second: str, change: str
) -> None:
    found = single(lines(first, second))
    assert (found.item, found.kind, found.change) == ("israel/one", "red line", change)


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        ("before: deal, requires: {aid: unhindered}", "before: deal, requires: {aid: increased}", "softened"),
        ("before: deal, requires: {aid: increased}", "before: deal, requires: {aid: unhindered}", "hardened"),
        ("before: deal, requires: {aid: increased}", "before: talks, requires: {aid: increased}", "shifted"),
        ("before: deal, requires: {aid: increased}", "before: {fund: 5}, requires: {aid: increased}", "shifted"),
        ("before: {fund: 5}, requires: {aid: increased}", "before: {fund: 6}, requires: {aid: increased}", "softened"),
        ("before: {fund: 6}, requires: {aid: increased}", "before: {fund: 5}, requires: {aid: increased}", "hardened"),
        ("before: deal, requires: {aid: increased}", "before: deal, requires: {fund: 5}", "shifted"),
        ("before: deal, requires: {aid: increased}", "before: deal, requires: {aid: increased}", "restated"),
    ],
)
def test_a_precondition_that_requires_less_is_softened_and_one_that_requires_more_hardened(
    first: str, second: str, change: str
) -> None:
    found = single(lines(first, second, "preconditions"))
    assert (found.item, found.kind, found.change) == ("israel/one", "precondition", change)


def test_a_crossed_red_line_that_is_restated_is_added_again(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: hamas
    date: 2023-12-10
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    assert moved(book, "2023-12-05", "2023-12-10") == [("hamas/only-permanent", "ceasefire-length", "added")]


# -- two revisions ------------------------------------------------------------------------------------------------

RECORD = """\
--- a.yaml
party: israel
date: 2023-12-01
summary: A week.
offers: [{id: week, gives: {ceasefire-length: 7 days}}]
red_lines: [{id: never, never: {fund: 5}}]
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("summary: A week.", "summary: One week.", ["reworded", "reworded"]),
        ("ceasefire-length: 7 days", "ceasefire-length: 1 week", ["reworded"]),
        ("ceasefire-length: 7 days", "ceasefire-length: 8 days", ["softened"]),
        ("fund: 5", "fund: at least 5", ["hardened"]),
        ("never: {fund: 5}", "note: A word, never: {fund: 5}", ["reworded"]),
        ("id: week", "id: seven", []),
        ("id: never", "id: not", ["dropped", "added"]),
        ("date: 2023-12-01", "date: 2023-11-30", []),
        ("party: israel", "party: hamas", ["dropped", "dropped", "added", "added"]),
    ],
)
def test_two_revisions_are_compared_as_two_days_are(old: str, new: str, found: list[str]) -> None:
    before, after = (on(book_of(text), "2024-01-01") for text in (RECORD, RECORD.replace(old, new)))
    assert [one.change for one in changes(before, after)] == found


def test_a_party_or_an_issue_that_only_one_revision_knows_is_no_obstacle() -> None:
    before, after = book_of(RECORD), book_of(RECORD.replace("israel", "egypt"))
    other = book_of(
        "title: Other\nparties: {x: {name: X, role: principal}}\nissues: {size: {title: Size, scale: number}}\n"
        "--- x.yaml\nparty: x\ndate: 2023-12-01\noffers: [{id: one, gives: {size: 5}}]\n"
    )
    states = [on(one, "2024-01-01") for one in (before, after, other)]
    assert [(one.item, one.change) for one in changes(states[0], states[2])] == [
        ("x/one", "added"), ("israel/week", "dropped"), ("israel/never", "dropped"),
    ]  # fmt: skip


# -- laws ---------------------------------------------------------------------------------------------------------


@given(books(), st.sampled_from(DAYS))
def test_nothing_changes_between_a_state_and_itself(book: Book, day: date) -> None:
    state = standing(book, day)
    assert list(changes(state, state)) == []
    assert list(changes(state, standing(book, day))) == []


def seen(found: Change) -> tuple[str, str, str]:
    return (found.party, found.kind, found.issue if found.kind == "offer" else found.item)


def mirrored(found: Change) -> tuple[object, ...]:
    turned = {"toward": "away", "away": "toward"}
    return (
        MIRROR[found.change], found.values_after, found.values_before, found.after, found.before,
        tuple((party, turned[way]) for party, way in found.direction),
    )  # fmt: skip


def plain(found: Change) -> tuple[object, ...]:
    return (found.change, found.values_before, found.values_after, found.before, found.after, found.direction)


@given(books(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_the_way_back_mirrors_the_way_there(book: Book, first: date, second: date) -> None:
    before, after = standing(book, first), standing(book, second)
    there = {seen(one): mirrored(one) for one in changes(before, after)}
    back = {seen(one): plain(one) for one in changes(after, before)}
    assert there == back


@given(books(), books())
def test_the_way_back_mirrors_the_way_there_between_two_revisions_too(one: Book, other: Book) -> None:
    before, after = standing(one, DAYS[-1]), standing(other, DAYS[-1])
    there = {seen(found): mirrored(found) for found in changes(before, after)}
    back = {seen(found): plain(found) for found in changes(after, before)}
    assert there == back


@given(books(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_each_position_changes_at_most_once(book: Book, first: date, second: date) -> None:
    found = [seen(one) for one in changes(standing(book, first), standing(book, second))]
    assert len(found) == len(set(found))


@given(books(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_to_soften_is_to_take_in_all_that_was_and_more(book: Book, first: date, second: date) -> None:
    for one in changes(standing(book, first), standing(book, second)):
        if one.kind == "offer" and one.change in ("softened", "hardened"):
            small, large = one.values_before, one.values_after
            if one.change == "hardened":
                small, large = large, small
            assert small is not None
            assert large is not None
            assert small <= large
            assert small != large
