"""The story over time: each flag by the statement that raised it, on small records and on the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from conftest import DAYS, book_of, books
from hypothesis import given, settings
from hypothesis import strategies as st
from test_package import drawn_book
from test_package import real as real_book

from negotrack.book import Agreement, Book, Entry, Statement
from negotrack.changes import changes
from negotrack.compare import Unknown, Verdict, between
from negotrack.flags import Flag, flags, verdicts
from negotrack.history import histories
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.standing import Standing, denials, standing
from negotrack.whole import SILENCE, turned, whole
from negotrack.wording.flags import flag_words

ROOT = Path(__file__).parent.parent
END = date(2026, 1, 1)

STORY = """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    --- hamas/2023-12-02-month.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: month, asks: {ceasefire-length: 30 days}, gives: {hostages-released: 10}}]
    responses: [{to: israel/week, answer: rejects}]
    --- hamas/2023-12-03-two-weeks.yaml
    party: hamas
    date: 2023-12-03
    offers: [{id: two-weeks, asks: {ceasefire-length: 14 days}}]
    --- israel/2023-12-04-two-weeks.yaml
    party: israel
    date: 2023-12-04
    offers: [{id: fortnight, gives: {ceasefire-length: 14 days}}]
    --- hamas/2023-12-05-permanent.yaml
    party: hamas
    date: 2023-12-05
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    --- hamas/2023-12-06-back.yaml
    party: hamas
    date: 2023-12-06
    withdraws: [only-permanent]
    --- events/2023-12-07-halt.yaml
    event: Operations stop
    date: 2023-12-07
    facts: {military-operations: halted}
    --- joint/2023-12-08-truce.yaml
    parties: [israel, hamas]
    date: 2023-12-08
    agreement: {ceasefire-length: 14 days}
    until: 2023-12-20
    """


def told(book: Book, until: date = END) -> list[tuple[str, str, str]]:
    return [
        (flag.day.isoformat()[5:], flag.name, flag.issue or (flag.held.key if flag.held else ""))
        for flag in flags(book, until)
    ]


def test_each_statement_raises_its_flags_in_order() -> None:
    assert told(book_of(STORY)) == [
        ("12-02", "offer-rejected", "israel/week"),
        ("12-02", "gap-opened", "ceasefire-length"),
        ("12-02", "gap-opened", "hostages-released"),
        ("12-03", "gap-narrowed", "ceasefire-length"),
        ("12-04", "overlap-opened", "ceasefire-length"),
        ("12-05", "precondition-added", "hamas/halt"),
        ("12-05", "red-line-added", "hamas/only-permanent"),
        ("12-05", "overlap-lost", "ceasefire-length"),
        ("12-05", "blocked", "ceasefire-length"),
        ("12-06", "red-line-dropped", "hamas/only-permanent"),
        ("12-06", "unblocked", "ceasefire-length"),
        ("12-06", "overlap-opened", "ceasefire-length"),
        ("12-07", "precondition-met", "hamas/halt"),
        ("12-08", "agreed", "ceasefire-length"),
        ("12-21", "agreement-lapsed", "ceasefire-length"),
    ]  # fmt: skip


def test_an_offer_that_runs_out_is_flagged_on_the_day_after_its_last() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}, until: 2023-12-10}]
        --- hamas/2023-12-02-week.yaml
        party: hamas
        date: 2023-12-02
        offers: [{id: week, asks: {ceasefire-length: 7 days}}]
        """)
    assert told(book)[-3:] == [
        ("12-11", "offer-expired", "israel/week"),
        ("12-11", "overlap-lost", "ceasefire-length"),
        ("12-11", "package-lost", ""),
    ]


def test_a_precondition_made_when_it_was_met_already_is_not_met_by_what_happens_later() -> None:
    book = book_of("""
        --- events/2023-12-01-halt.yaml
        event: Operations stop
        date: 2023-12-01
        facts: {military-operations: halted}
        --- hamas/2023-12-02-halt.yaml
        party: hamas
        date: 2023-12-02
        preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
        --- events/2023-12-03-crossing.yaml
        event: The crossing opens
        date: 2023-12-03
        facts: {crossing-open: yes}
        --- hamas/2023-12-04-aid.yaml
        party: hamas
        date: 2023-12-04
        preconditions: [{id: halt, before: talks, requires: {aid: increased}}]
        --- events/2023-12-05-aid.yaml
        event: Aid comes in
        date: 2023-12-05
        facts: {aid: increased}
        """)
    met = [(flag.entry.id, flag.name) for flag in flags(book, END) if flag.entry and flag.name == "precondition-met"]
    assert met == [("events/2023-12-05-aid", "precondition-met")]


def test_an_offer_that_runs_into_the_others_red_line_is_flagged() -> None:
    book = book_of("""
        --- hamas/2023-12-01-line.yaml
        party: hamas
        date: 2023-12-01
        red_lines: [{id: line, never: {ceasefire-length: less than permanent}}]
        --- israel/2023-12-02-week.yaml
        party: israel
        date: 2023-12-02
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        """)
    assert ("12-02", "offer-crosses-red-line", "hamas/line") in told(book)


def test_a_partys_own_offer_across_its_line_and_precondition_is_flagged() -> None:
    book = book_of("""
        --- hamas/2023-12-01-line.yaml
        party: hamas
        date: 2023-12-01
        red_lines: [{id: line, never: {ceasefire-length: less than permanent}}]
        preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
        --- hamas/2023-12-02-offer.yaml
        party: hamas
        date: 2023-12-02
        offers: [{id: offer, asks: {ceasefire-length: 30 days}}]
        """)
    assert told(book)[-2:] == [
        ("12-02", "own-red-line-crossed", "hamas/line"),
        ("12-02", "precondition-overtaken", "hamas/halt"),
    ]


def test_a_denied_report_is_told_with_both_sides_and_its_effect_undone() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- hamas/2023-12-02-report.yaml
        party: hamas
        date: 2023-12-02
        attribution: leak
        offers: [{id: report, asks: {ceasefire-length: 3 days}}]
        --- hamas/2023-12-03-denial.yaml
        party: hamas
        date: 2023-12-03
        denies: [hamas/2023-12-02-report]
        """)
    assert told(book) == [
        ("12-02", "overlap-opened", "ceasefire-length"),
        ("12-02", "package-opened", ""),
        ("12-03", "claims-differ", ""),
        ("12-03", "overlap-lost", "ceasefire-length"),
        ("12-03", "package-lost", ""),
    ]


def test_acceptance_and_withdrawal_are_flagged() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- hamas/2023-12-02-yes.yaml
        party: hamas
        date: 2023-12-02
        responses: [{to: israel/week, answer: accepts}]
        --- israel/2023-12-03-no.yaml
        party: israel
        date: 2023-12-03
        withdraws: [week]
        """)
    assert [name for _, name, _ in told(book)] == [
        "offer-accepted",
        "overlap-opened",
        "package-opened",
        "offer-withdrawn",
        "overlap-lost",
        "package-lost",
    ]


@pytest.fixture(scope="module")
def gaza() -> list[Flag]:
    return list(flags(read_books(*sources(ROOT)).books["gaza-2023"], END))


@pytest.mark.parametrize(
    ("day", "name", "what"),
    [
        ("2023-11-22", "agreed", "ceasefire-length"),
        ("2023-12-21", "blocked", "ceasefire-length"),
        ("2024-02-06", "own-red-line-crossed", "hamas/only-permanent"),
        ("2024-07-06", "precondition-dropped", "hamas/upfront-guarantee"),
        ("2024-09-02", "red-line-added", "israel/philadelphi"),
        ("2024-09-02", "blocked", "philadelphi-corridor"),
        ("2024-07-27", "gap-opened", "philadelphi-corridor"),
        ("2025-01-15", "agreed", "ceasefire-length@phase-1"),
        ("2025-01-15", "agreed", "hostages-released"),
        ("2025-04-15", "blocked", "hamas-disarmament"),
        ("2025-10-09", "agreed", "hostages-released"),
    ],
)
def test_the_gaza_story_names_what_history_names(gaza: list[Flag], day: str, name: str, what: str) -> None:
    found = [flag for flag in gaza if flag.day.isoformat() == day and flag.name == name]
    assert what in {flag.issue or (flag.held.key if flag.held else "") for flag in found}
    assert all(flag.entry is not None and flag.place.line > 0 for flag in found)


def test_the_nhl_story_names_each_meeting_point_and_the_withdrawal() -> None:
    book = read_books(*sources(ROOT)).books["nhl-2012"]
    found = {
        (flag.day.isoformat(), flag.name, flag.issue or (flag.held.key if flag.held else ""))
        for flag in flags(book, END)
    }
    assert {
        ("2012-10-18", "overlap-opened", "players-share-final"),
        ("2012-10-18", "gap-opened", "players-share-y1"),
        ("2012-11-21", "overlap-opened", "players-share-y1"),
        ("2012-12-06", "overlap-opened", "make-whole"),
        ("2012-12-06", "offer-withdrawn", "nhl/make-whole-300"),
        ("2012-12-06", "overlap-lost", "make-whole"),
        ("2012-12-27", "overlap-opened", "make-whole"),
        ("2013-01-06", "agreed", "cba-term"),
    } <= found
    words = [flag_words(book, flag) for flag in flags(book, date(2012, 10, 18)) if flag.day == date(2012, 10, 18)]
    assert "NHL and NHLPA both name 50 % on Players' share, final year" in words
    assert "Players' share, first year: NHL and NHLPA are 4 percentage points apart" in words


def test_flags_of_an_earlier_day_are_a_prefix(gaza: list[Flag]) -> None:
    book = read_books(*sources(ROOT)).books["gaza-2023"]
    for day in (date(2023, 12, 1), date(2024, 2, 6), date(2025, 1, 15)):
        early = [(flag.day, flag.name, flag.issue) for flag in flags(book, day)]
        assert early == [(flag.day, flag.name, flag.issue) for flag in gaza][: len(early)]
        assert all(flag.day > day for flag in gaza[len(early) :])


def test_what_was_published_later_raises_no_flag_before() -> None:
    book = read_books(*sources(ROOT)).books["gaza-2023"]
    known = [flag.entry.id for flag in flags(book, date(2023, 12, 31), date(2023, 12, 20)) if flag.entry]
    assert "hamas/2023-12-21-no-talks-before-halt" not in known


def test_every_verdict_has_the_day_it_came_to_be() -> None:
    book = book_of(STORY)
    length = [(day.day, pair.verdict.name) for day, _, pair in verdicts(book, END) if pair.issue == "ceasefire-length"]
    assert length == [
        (1, "open"), (2, "gap"), (3, "gap"), (4, "overlap"), (5, "blocked"), (6, "overlap"), (8, "agreed"), (21, "unknown"),
    ]  # fmt: skip


@given(books())
def test_flags_of_any_prefix_are_a_prefix_of_the_flags(book: Book) -> None:
    whole = [
        (flag.day, flag.name, flag.issue, flag.held.key if flag.held else "")
        for flag in flags(book, date.max - timedelta(days=2))
    ]
    for entry in book.chronicle[::3]:
        early = [
            (flag.day, flag.name, flag.issue, flag.held.key if flag.held else "")
            for flag in flags(book, entry.said.day)
        ]
        assert early == whole[: len(early)]


@given(books(), st.randoms(use_true_random=False))
def test_flags_do_not_depend_on_the_order_of_files(book: Book, dice: Random) -> None:
    entries = list(book.entries)
    dice.shuffle(entries)
    end = date.max - timedelta(days=2)
    told = [
        [(flag.day, flag.name, flag.issue) for flag in flags(one, end)]
        for one in (book, replace(book, entries=tuple(entries)))
    ]
    assert told[0] == told[1]


@given(books())
def test_the_changes_of_the_days_add_up_to_the_difference_of_their_ends(book: Book) -> None:
    days = sorted({entry.said.day for entry in book.entries})
    if len(days) < 2:
        return
    states = [standing(book, day) for day in days]
    held: dict[tuple[str, str], object] = {}
    for before, after in pairwise(states):
        for move in changes(before, after):
            if move.kind == "offer" and move.change not in ("restated", "reworded"):
                first = held.pop((move.party, move.issue), move)
                held[move.party, move.issue] = (
                    first[0] if isinstance(first, tuple) else move.values_before,
                    move.values_after,
                    move.after is None,
                )
    whole = {
        (move.party, move.issue): (move.values_before, move.values_after, move.after is None)
        for move in changes(states[0], states[-1])
        if move.kind == "offer" and move.change not in ("restated", "reworded")
    }
    for key, (was, now, gone) in whole.items():
        assert key in held
        assert held[key] == (was, now, gone)


# -- all at once ----------------------------------------------------------------------------------------------------


def all_at_once(book: Book, *names: str) -> list[tuple[str, str, str]]:
    """The flags of packages and deadlocks: day, flag, statement."""
    wanted = names or ("package-opened", "package-lost", "deadlock-formed", "deadlock-broken")
    return [
        (one.day.isoformat(), one.name, one.entry.id if one.entry else "")
        for one in flags(book, date(2025, 12, 31))
        if one.name in wanted
    ]


def test_the_deadlock_of_december_2023_forms_and_breaks_by_the_right_statements() -> None:
    book = real_book("gaza-2023")
    told = [flag for flag in flags(book, date(2024, 3, 1)) if flag.deadlock is not None]
    sequence = [flag for flag in told if flag.deadlock and flag.deadlock.nodes[0].kind == "talks"]
    assert [(flag.day.isoformat(), flag.name, flag.entry and flag.entry.id) for flag in sequence] == [
        ("2023-12-20", "deadlock-formed", "israel/2023-12-20-no-end-before-defeat"),
        ("2024-02-06", "deadlock-broken", "hamas/2024-02-06-135-days"),
    ]
    assert sequence[0].place.line == 19
    after = between(standing(book, date(2024, 2, 10)), "ceasefire-length", ("israel", "hamas"))
    assert after.verdict.name == "gap", "the conflict of substance remains"


def test_an_agreement_takes_a_package_from_the_table_without_losing_it() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- hamas/2023-12-02-week.yaml
        party: hamas
        date: 2023-12-02
        offers: [{id: week, asks: {ceasefire-length: 7 days}}]
        --- joint/2023-12-03-truce.yaml
        parties: [israel, hamas]
        date: 2023-12-03
        agreement: {ceasefire-length: 7 days}
        """)
    assert all_at_once(book) == [("2023-12-02", "package-opened", "hamas/2023-12-02-week")]


def test_red_lines_that_leave_nothing_lose_every_package_and_giving_one_up_opens_them() -> None:
    book = book_of("""
        --- israel/2023-12-01-line.yaml
        party: israel
        date: 2023-12-01
        red_lines: [{id: short, never: {ceasefire-length: permanent}}]
        --- hamas/2023-12-02-line.yaml
        party: hamas
        date: 2023-12-02
        red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
        --- hamas/2023-12-03-drops.yaml
        party: hamas
        date: 2023-12-03
        withdraws: [only-permanent]
        """)
    assert all_at_once(book) == [
        ("2023-12-02", "package-lost", "hamas/2023-12-02-line"),
        ("2023-12-03", "package-opened", "hamas/2023-12-03-drops"),
    ]


def test_offers_on_different_issues_do_not_come_to_a_package() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- hamas/2023-12-02-all.yaml
        party: hamas
        date: 2023-12-02
        offers: [{id: all, gives: {hostages-released: 40}}]
        """)
    assert all_at_once(book) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_flags_of_the_whole_are_those_of_each_day_told_anew(number: int) -> None:
    """The incremental telling and a fold of every day must come to the same packages and deadlocks."""
    book = drawn_book(number)
    now = SILENCE
    expected = []
    for n in range(1, len(book.chronicle) + 1):
        entry = book.chronicle[n - 1]
        told = replace(book, entries=book.chronicle[:n])
        after = whole(standing(told, entry.said.day), book.principals)
        change, now = turned(now, after), after
        if change.before != change.after:
            expected.append((entry.id, "package-opened" if change.opened else "package-lost"))
        expected += [(entry.id, "deadlock-broken")] * len(change.broken)
        expected += [(entry.id, "deadlock-formed")] * len(change.formed)
    found = [
        (flag.entry.id, flag.name)
        for flag in flags(book, date(2024, 2, 1))
        if flag.entry and flag.name.startswith(("package", "deadlock"))
    ]
    assert found == expected


# -- told anew at every step ------------------------------------------------------------------------------------------


def all_principals(book: Book) -> Book:
    """The same record where every party's word counts, and nothing runs out before it is said."""
    parties = {key: replace(one, role="principal") for key, one in book.parties.items()}
    return replace(book, parties=parties, entries=tuple(map(in_time, book.entries)))


def in_time(entry: Entry) -> Entry:
    match entry:
        case Statement():
            offers = (
                one if not one.until or one.until >= entry.said.day else replace(one, until=None)
                for one in entry.offers
            )
            return replace(entry, offers=tuple(offers))
        case Agreement() if entry.until and entry.until < entry.said.day:
            return replace(entry, until=None)
    return entry


def steps(book: Book, until: date) -> Iterator[tuple[Standing, Entry | None]]:
    """The plain definition: the record told from the beginning for every day, entry by entry.

    A denial counts twice: first for what it takes back, then for what it says itself.
    """
    day = min(entry.said.day for entry in book.entries)
    while day <= until:
        before = [entry for entry in book.chronicle if entry.said.day < day]
        yield anew(book, before, day), None
        for entry in (one for one in book.chronicle if one.said.day == day and day <= until):
            if isinstance(entry, Statement) and entry.denies:
                only = replace(entry, offers=(), preconditions=(), red_lines=(), responses=(), withdraws=())
                yield anew(book, [*before, only], day), entry
            before.append(entry)
            yield anew(book, before, day), entry
        day += timedelta(days=1)


def anew(book: Book, entries: list[Entry], day: date) -> Standing:
    state, denied = Standing(book, day), denials(entries)
    for entry in entries:
        if entry.id not in denied:
            state.record(entry)
    state.turn(day)
    return state


@given(books().map(all_principals))
def test_verdicts_told_step_by_step_are_those_of_each_step_told_anew(book: Book) -> None:
    expected: dict[tuple[str, tuple[str, ...]], list[tuple[date, Verdict]]] = {}
    for state, _ in steps(book, DAYS[-1]):
        for key in book.keys:
            for pair in combinations(book.principals, 2):
                told = expected.setdefault((key, pair), [(date.min, Unknown("unstated", pair))])
                now = between(state, key, pair).verdict
                if now != told[-1][1]:
                    told.append((state.day, now))
    found = {at: [(date.min, Unknown("unstated", at[1]))] for at in expected}
    for day, _, one in verdicts(book, DAYS[-1]):
        if one.verdict != found[one.issue, one.parties][-1][1]:
            found[one.issue, one.parties].append((day, one.verdict))
    assert found == expected


@given(books().map(all_principals))
def test_packages_and_deadlocks_told_step_by_step_are_those_of_each_step_told_anew(book: Book) -> None:
    now, expected = SILENCE, []
    for state, entry in steps(book, DAYS[-1]):
        after = whole(state, book.principals)
        change, now = turned(now, after), after
        settled = isinstance(entry, Agreement) and change.before == "on-the-table"
        if change.before != change.after and not settled:
            expected.append((state.day, entry and entry.id, "package-opened" if change.opened else "package-lost"))
        expected += [(state.day, entry and entry.id, "deadlock-broken")] * len(change.broken)
        expected += [(state.day, entry and entry.id, "deadlock-formed")] * len(change.formed)
    found = [
        (flag.day, flag.entry and flag.entry.id, flag.name)
        for flag in flags(book, DAYS[-1])
        if flag.name.startswith(("package", "deadlock"))
    ]
    assert found == expected


def test_what_was_over_before_it_was_said_turns_no_day_back(book: Book) -> None:
    """
    --- israel/2024-01-10-late.yaml
    party: israel
    date: 2024-01-10
    offers: [{id: late, gives: {ceasefire-length: 7 days}, until: 2024-01-05}]
    --- hamas/2024-01-12-a.yaml
    party: hamas
    date: 2024-01-12
    offers: [{id: a, asks: {ceasefire-length: 30 days}}]
    --- joint/2024-01-14-aid.yaml
    parties: [israel, hamas]
    date: 2024-01-14
    until: 2024-01-03
    agreement: {aid: increased}
    """
    found = list(flags(book, date(2024, 2, 1)))
    assert [one.day for one in found] == sorted(one.day for one in found)
    ended = {one.name: (one.day.isoformat(), f"{one.place.path}:{one.place.line}") for one in found if not one.entry}
    assert ended == {
        "offer-expired": ("2024-01-10", "positions/talks/israel/2024-01-10-late.yaml:3"),
        "agreement-lapsed": ("2024-01-14", "positions/talks/joint/2024-01-14-aid.yaml:4"),
    }
    told = [(step.day.isoformat(), step.move) for _, step in histories(book, ["ceasefire-length"], date(2024, 2, 1))]
    assert told == [("2024-01-10", "stated"), ("2024-01-10", "expired"), ("2024-01-12", "stated")]
