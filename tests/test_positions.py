"""The real records say what history says: each verdict that a person who knows the case would look for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from negotrack.book import Book
from negotrack.compare import Agreed, Blocked, Gap, Overlap, compare, spoken_issues
from negotrack.findings import Severity
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import Source, sources
from negotrack.reasons import facts
from negotrack.rules import SEVERITIES, broken, sift
from negotrack.standing import standing
from negotrack.wording.verdicts import explanation

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_books(*sources(ROOT))


@pytest.fixture(scope="module")
def gaza(reading: Reading) -> Book:
    return reading.books["gaza-2023"]


@pytest.fixture(scope="module")
def nhl(reading: Reading) -> Book:
    return reading.books["nhl-2012"]


def verdict(book: Book, issue: str, day: str):
    return compare(standing(book, date.fromisoformat(day)), issue).pairs[0]


def test_both_records_check_clean(reading: Reading) -> None:
    found = list(reading.findings)
    for book in reading.books.values():
        found += broken(book, TODAY)
    left = sift(found, reading.ignores)
    assert [(one.rule, one.message) for one in left if SEVERITIES[one.rule] > Severity.note] == []


def test_length_is_blocked_on_21_december_2023_by_two_statements_and_a_red_line(gaza: Book) -> None:
    pair = verdict(gaza, "ceasefire-length", "2023-12-21")
    assert pair.verdict == Blocked(("hamas/only-permanent",), ("israel",))
    assert [(fact.entry.id, fact.item, fact.place.line) for fact in facts(pair.reasons)] == [
        ("israel/2023-12-19-week-for-40", "israel/week-for-40", 23),
        ("hamas/2023-12-21-no-talks-before-halt", "hamas/only-permanent", 28),
    ]
    assert [held.key for held in pair.conditional] == ["israel/no-end-before-defeat"]


@pytest.mark.parametrize("issue", ["hostages-released", "aid"])
def test_hostages_and_aid_are_not_blocked_in_december_2023(gaza: Book, issue: str) -> None:
    assert verdict(gaza, issue, "2023-12-21").verdict.name == "open"


def test_the_february_offer_crosses_the_red_line_and_it_is_said(gaza: Book) -> None:
    pair = verdict(gaza, "ceasefire-length", "2024-02-10")
    assert isinstance(pair.verdict, Gap)
    assert pair.verdict.distance == 75
    assert [held.key for held in pair.crossed] == ["hamas/only-permanent"]
    assert "it was crossed by its own hamas/2024-02-06-135-days of 6 Feb 2024" in "\n".join(
        line.text for line in explanation(gaza, pair)
    )


@pytest.mark.parametrize(
    ("day", "issue", "agreement"),
    [
        ("2023-11-25", "ceasefire-length", "joint/2023-11-22-four-day-truce"),
        ("2025-01-16", "ceasefire-length@phase-1", "joint/2025-01-15-three-phase-agreement"),
        ("2025-01-16", "hostages-released", "joint/2025-01-15-three-phase-agreement"),
        ("2025-01-16", "aid-trucks", "joint/2025-01-15-three-phase-agreement"),
        ("2025-10-09", "living-hostages-released", "joint/2025-10-09-first-phase-of-the-plan"),
    ],
)
def test_agreements_are_agreed_the_day_after(gaza: Book, day: str, issue: str, agreement: str) -> None:
    found = verdict(gaza, issue, day).verdict
    assert isinstance(found, Agreed)
    assert found.agreement == agreement


def test_the_truce_of_november_is_over_on_the_day_fighting_resumes(gaza: Book) -> None:
    assert verdict(gaza, "ceasefire-length", "2023-11-30").verdict.name == "agreed"
    assert verdict(gaza, "ceasefire-length", "2023-12-01").verdict.name != "agreed"


def test_disarmament_is_a_lasting_clash_of_red_lines(gaza: Book) -> None:
    for day in ("2025-04-30", "2025-07-31", "2025-11-10"):
        assert verdict(gaza, "hamas-disarmament", day).verdict.name == "blocked"


@pytest.mark.parametrize(
    ("day", "issue", "zone"),
    [
        ("2012-10-18", "players-share-final", "50 %"),
        ("2012-11-21", "players-share-y1", "50 %"),
        ("2012-12-27", "make-whole", "300 million"),
    ],
)
def test_players_and_league_meet_where_the_record_says(nhl: Book, day: str, issue: str, zone: str) -> None:
    found = verdict(nhl, issue, day).verdict
    assert isinstance(found, Overlap)
    assert found.zone.text == zone


@pytest.mark.parametrize(
    ("day", "issue", "distance"),
    [
        ("2012-10-18", "players-share-y1", 4),
        ("2012-11-21", "make-whole", 182_000_000),
        ("2012-12-06", "cba-term", 730),
        ("2012-12-27", "contract-term-max", 730),
        ("2012-12-27", "variance-year-to-year", 15),
        ("2013-01-05", "cap-2013-14", 5_000_000),
    ],
)
def test_the_gaps_left_are_those_of_the_record(nhl: Book, day: str, issue: str, distance: int) -> None:
    found = verdict(nhl, issue, day).verdict
    assert isinstance(found, Gap)
    assert found.distance == distance


def test_make_whole_meets_on_6_december_and_is_then_withdrawn(nhl: Book) -> None:
    before = [entry for entry in nhl.chronicle if entry.said.day <= date(2012, 12, 6)]
    order = [entry.id for entry in before]
    accepted = next(entry for entry in before if entry.said.day == date(2012, 12, 6) and entry.parties == ("nhlpa",))
    withdrawn = next(entry for entry in before if entry.said.day == date(2012, 12, 6) and entry.parties == ("nhl",))
    assert order.index(accepted.id) < order.index(withdrawn.id)
    between = replace(nhl, entries=tuple(before[: order.index(withdrawn.id)]))
    assert verdict(between, "make-whole", "2012-12-06").verdict.name == "overlap"
    assert verdict(nhl, "make-whole", "2012-12-06").verdict.name == "open"


def _verdicts(reading: Reading, negotiation: str, day: date) -> dict[str, object]:
    state = standing(reading.books[negotiation], day)
    return {key: compare(state, key).pairs[0].verdict.name for key in spoken_issues(state, state.book.principals)}


@pytest.mark.parametrize("negotiation", ["gaza-2023", "nhl-2012"])
def test_neither_the_order_of_files_nor_their_folders_matter(reading: Reading, negotiation: str) -> None:
    files, _ = sources(ROOT, f"positions/{negotiation}")
    shuffled = files[:]
    random.Random(7).shuffle(shuffled)
    moved = [
        source
        if source.path.endswith("negotiation.yaml")
        else Source(source.path.replace(f"{negotiation}/", f"{negotiation}/part-{number % 3}/"), source.text)
        for number, source in enumerate(files)
        if "denies" not in source.text.decode() and "ends:" not in source.text.decode()
    ]
    kept = [s for s in files if "denies" not in s.text.decode() and "ends:" not in s.text.decode()]
    plain, apart = read_books(kept), read_books(moved)
    for day in (date(2012, 12, 6), date(2023, 12, 21), date(2024, 2, 10), date(2025, 1, 16), TODAY):
        assert _verdicts(read_books(shuffled), negotiation, day) == _verdicts(reading, negotiation, day)
        assert _verdicts(plain, negotiation, day) == _verdicts(apart, negotiation, day)
