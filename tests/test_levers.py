"""What giving up one item would change is what the questions themselves answer once it is given up."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date

from conftest import Ran, book_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_package import DAY, RULE, TWO, WORKED, drawn_book, large, real

from negotrack import levers as module
from negotrack.levers import Lever, Levers, levers
from negotrack.order import order
from negotrack.package import Deal, deal
from negotrack.standing import standing
from negotrack.supposing import Supposition, supposing
from negotrack.wording.flags import lever_lines

Cli = Callable[..., Ran]


def outcome(found: Deal) -> str:
    return (
        "on-the-table"
        if found.on_the_table and found.on_the_table.shared
        else "within-red-lines"
        if found.within
        else "no-package"
    )


def asked(book_name: str, day: date) -> dict[str, Lever]:
    return {lever.held.label: lever for lever in levers(standing(real(book_name), day)).levers}


def test_each_of_the_three_of_the_worked_conflict_opens_a_package() -> None:
    found = levers(standing(book_of(WORKED + RULE), date(2025, 1, 1)))
    assert found.package == "no-package"
    assert {lever.held.key for lever in found.levers if lever.opened > 0} == {
        "hamas/we-rule", "israel/no-end-before-defeat", "hamas/only-permanent",
    }  # fmt: skip
    assert [lever.opened for lever in found.levers[:4]] == [1, 1, 1, 0]


def test_the_levers_of_december_2023() -> None:
    found = asked("gaza-2023", date(2023, 12, 21))
    assert list(found)[-1] == "israel/week-for-40"
    assert list(found)[:5] == [
        "hamas/ceasefire-before-hostages", "hamas/halt-before-talks", "israel/hostages-before-truce",
        "israel/no-halt-before-defeat", "hamas/only-permanent",
    ]  # fmt: skip
    assert [len(lever.broken) for lever in found.values()] == [1, 1, 1, 1, 0, 0, 0]
    turns = [
        (turn.issue, turn.before and turn.before.verdict.name, turn.after and turn.after.verdict.name)
        for turn in found["hamas/only-permanent"].better
    ]
    assert turns == [("ceasefire-length", "blocked", "open"), ("ceasefire-type", "blocked", "open")]
    lost = found["israel/week-for-40"]
    assert (lost.better, set(lost.silenced)) == ((), {"ceasefire-length", "ceasefire-type", "hostages-released", "aid"})
    opens, loses = lever_lines(real("gaza-2023"), lost)
    assert opens == []
    assert "leaves Israel with nothing stated on" in loses[0]


def test_giving_an_item_up_takes_back_what_only_an_earlier_version_of_it_names() -> None:
    book = book_of("""
        --- hamas/2023-12-01-hostages.yaml
        party: hamas
        date: 2023-12-01
        offers: [{id: deal, gives: {hostages-released: 40}}]
        --- israel/2023-12-02-hostages.yaml
        party: israel
        date: 2023-12-02
        offers: [{id: forty, asks: {hostages-released: 40}}]
        --- hamas/2023-12-03-aid.yaml
        party: hamas
        date: 2023-12-03
        offers: [{id: deal, asks: {aid: increased}}]
        """)
    lever = next(one for one in levers(standing(book, date(2023, 12, 4))).levers if one.held.key == "hamas/deal")
    assert set(lever.silenced) == {"aid", "hostages-released"}
    assert [turn.issue for turn in lever.worse] == ["hostages-released", "aid"]


@given(st.integers(0, 10**9))
@settings(max_examples=40)
def test_levers_are_what_the_questions_answer(number: int) -> None:
    book = drawn_book(number)
    state = standing(book, TWO)
    before, found = deal(state), levers(state)
    assert found.package == outcome(before)
    assert found.exact
    stuck = {(one.kind, one.nodes) for one in order(state).deadlocks}
    for lever in found.levers:
        after = supposing(book, TWO, Supposition((lever.held,)))
        assert lever.after == outcome(deal(after))
        left = {(one.kind, one.nodes) for one in order(after).deadlocks}
        assert {(one.kind, one.nodes) for one in lever.broken} == stuck - left
        assert {(one.kind, one.nodes) for one in lever.formed} == left - stuck
    for held in found.idle:
        after = supposing(book, TWO, Supposition((held,)))
        assert outcome(deal(after)) == found.package
        assert {(one.kind, one.nodes) for one in order(after).deadlocks} == stuck
    opening = {lever.held.key for lever in found.levers if lever.opened > 0}
    assert {way[0].key for way in before.ways_out if len(way) == 1} <= opening


@given(st.integers(0, 10**9))
@settings(max_examples=40)
def test_what_opens_more_comes_first_and_what_leaves_a_party_silent_last(number: int) -> None:
    found = levers(standing(drawn_book(number), TWO)).levers
    ranks = [(bool(lever.silenced), -lever.opened) for lever in found]
    assert ranks == sorted(ranks)


def test_a_matter_of_three_hundred_items_takes_less_than_a_minute_and_says_what_it_leaves_out() -> None:
    state = standing(large(), DAY)
    start = time.process_time()
    found = levers(state)
    assert time.process_time() - start < 60
    assert (found.package, found.exact) == ("no-package", False)
    assert len(found.levers) + len(found.idle) == 300
    assert all(lever.formed == () for lever in found.levers)


def test_beyond_the_limit_an_item_breaks_what_it_breaks_alone() -> None:
    state = standing(real("gaza-2023"), date(2023, 12, 21))
    exact = levers(state)
    limit, module.EXACT = module.EXACT, 0
    try:
        bounded = levers(state)
    finally:
        module.EXACT = limit
    assert not bounded.exact
    assert broken(bounded) == broken(exact)


def broken(found: Levers) -> dict[str, int]:
    return {lever.held.label: len(lever.broken) for lever in found.levers if lever.broken}


def test_the_command_says_each_effect_with_its_statement(cli: Cli) -> None:
    """
    --- israel/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2023-12-20-line.yaml
    party: hamas
    date: 2023-12-20
    offers: [{id: long, asks: {ceasefire-length: 5 days}}]
    red_lines: [{id: only-long, must: {ceasefire-length: at least 10 days}}]
    """
    now = ("--as-of", "2023-12-21")
    (first, *others) = json.loads(cli("levers", *now, "-O", "json").out)["data"]["levers"]
    assert (first["item"], first["package"], first["reason"]["line"]) == ("hamas/only-long", "on-the-table", 4)
    assert [one["item"] for one in others] == ["hamas/long", "israel/week"]
    said = cli("levers", *now, "-O", "table").out
    assert "+ puts a package on the table" in said
    assert "[20 Dec 2023 · hamas/only-long ·" in said
    assert "package\t\twithin-red-lines\ton-the-table" in cli("levers", *now).out
    supposed = json.loads(cli("levers", *now, "--without", "only-long", "-O", "json").out)
    assert (supposed["data"]["package"], supposed["supposing"]["without"]) == ("on-the-table", ["hamas/only-long"])
    assert cli("levers", *now, "--party", "hamas").code == 2
