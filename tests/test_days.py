"""Days and periods as they are typed on the command line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st

from negotrack.cli.days import ACCEPTED, Period, day, period
from negotrack.cli.dictated import said_on
from negotrack.errors import USAGE, NegotrackError
from negotrack.wording.values import day_words

TODAY = date(2024, 3, 31)  # a Sunday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-12-21", "2023-12-21", "2023-12-21"),
        (" 2023-12-21 ", "2023-12-21", "2023-12-21"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("21 Dec 2023", "2023-12-21", "2023-12-21"),
        ("1 december 2023", "2023-12-01", "2023-12-01"),
        ("Dec 21 2023", "2023-12-21", "2023-12-21"),
        ("Sept. 3, 2024", "2024-09-03", "2024-09-03"),
        ("May  2024", "2024-05-01", "2024-05-31"),
        ("2023Q1", "2023-01-01", "2023-03-31"),
        ("2023Q4", "2023-10-01", "2023-12-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("today", "2024-03-31", "2024-03-31"),
        ("yesterday", "2024-03-30", "2024-03-30"),
        ("1 day ago", "2024-03-30", "2024-03-30"),
        ("3 weeks ago", "2024-03-10", "2024-03-10"),
        ("1 month ago", "2024-02-29", "2024-02-29"),
        ("4 months ago", "2023-11-30", "2023-11-30"),
        ("1 year ago", "2023-03-31", "2023-03-31"),
        ("0 days ago", "2024-03-31", "2024-03-31"),
        ("last week", "2024-03-18", "2024-03-24"),
        ("last month", "2024-02-01", "2024-02-29"),
        ("last year", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_single_expression_is_a_period_and_counts_as_its_last_day(text: str, first: str, last: str) -> None:
    assert period(text, TODAY, "--since") == Period(date.fromisoformat(first), date.fromisoformat(last))
    assert day(text, TODAY, "--as-of") == date.fromisoformat(last)


def test_a_leap_day_a_year_ago_is_the_last_of_its_month() -> None:
    assert day("1 year ago", date(2024, 2, 29), "--as-of") == date(2023, 2, 28)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_reads_back_from_how_it_is_shown(one: date) -> None:
    assert day(day_words(one), TODAY, "--as-of") == one


def test_a_month_in_words_is_recorded_as_a_month() -> None:
    assert [said_on(word, TODAY) for word in ("Dec 2023", "last month", "2023-12", "21 Dec 2023", "2023Q4")] == [
        "2023-12", "2024-02", "2023-12", "2023-12-21", "2023-12-31",
    ]  # fmt: skip


def test_a_period_holds_both_its_ends_and_an_open_side_everything_beyond() -> None:
    first, last = date(2023, 12, 1), date(2023, 12, 21)
    held = [first - timedelta(1) in Period(first, last), first in Period(first, last), last in Period(first, last)]
    assert held == [False, True, True]
    assert last + timedelta(1) not in Period(first, last)
    assert date.min in Period(None, last)
    assert date.max in Period(first, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "tomorrow",
        "21.12.2023",
        "12/21/2023",
        "03/04/2024",
        "21 Dez 2023",
        "21 Dec 23",
        "21 Dec",
        "Dec 21 5 2023",
        "5 Dec 6 2023",
        "2023-1-2",
        "23-12-21",
        "2023Q5",
        "3 weeks",
        "in 3 days",
        "٢٠٢٣",
    ],
)
def test_nothing_is_guessed_and_what_is_accepted_is_listed(text: str) -> None:
    with pytest.raises(NegotrackError) as wrong:
        day(text, TODAY, "--as-of")
    assert str(wrong.value) == f"--as-of: {text!r} is not a day or a period"
    assert (wrong.value.hint, wrong.value.code) == (f"write one of {ACCEPTED}", USAGE)


@pytest.mark.parametrize(
    "text", ["2023-02-30", "30 Feb 2023", "2023-13", "0000", "99999 years ago", "99999 months ago"]
)
def test_a_day_that_does_not_exist_is_told_from_what_is_no_day(text: str) -> None:
    with pytest.raises(NegotrackError) as wrong:
        day(text, TODAY, "--until")
    assert str(wrong.value) == f"--until: {text!r} is a day that does not exist"


def test_a_long_text_is_clipped_where_it_is_echoed() -> None:
    with pytest.raises(NegotrackError) as wrong:
        day("x" * 1000, TODAY, "--as-of")
    assert len(str(wrong.value)) < 200


@given(st.text(max_size=20), st.dates())
def test_any_text_is_a_day_or_an_error_and_nothing_else(text: str, today: date) -> None:
    for read in (day, period):
        try:
            read(text, today, "--as-of")
        except NegotrackError:
            continue


@given(st.dates())
def test_a_day_reads_back_from_its_text(one: date) -> None:
    assert day(one.isoformat(), TODAY, "--as-of") == one
    assert one in period(one.isoformat()[:7], TODAY, "--since")


def test_the_day_asked_for_decides_what_is_shown(cli) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- israel/b.yaml
    party: israel
    date: 2024-02-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """

    def zone(*arguments: str) -> str:
        ran: Ran = cli("compare", "-O", "plain", *arguments)
        assert (ran.code, ran.err.startswith("nothing is on file")) == (0, not ran.out)
        return ran.out.split("\t")[4] if ran.out else ""

    assert zone("--as-of", "2023-11") == ""
    assert zone("--as-of", "2023Q4") == "at most 7 days"
    assert zone("--as-of", "today", "--today", "2024-02-04") == "at most 7 days"
    assert zone("--as-of", "1 day ago", "--today", "2024-02-06") == "at most 30 days"
    assert zone("--today", "2024-02-06") == "at most 30 days"


def test_a_day_nobody_can_read_ends_the_command_with_two(cli) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    summary: Nothing.
    """
    ran: Ran = cli("compare", "--as-of", "21.12.2023")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (f"negotrack: --as-of: '21.12.2023' is not a day or a period\n  help: write one of {ACCEPTED}\n")
