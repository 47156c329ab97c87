"""Histories: who moved, how far, and where it left all; drawn so that bands, gap and overlap can be told apart."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby
from pathlib import Path

import pytest
from conftest import DAYS, KEYS, book_of, books, parts, sources_of
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from test_flags import END, STORY

from negotrack.book import Book, Entry
from negotrack.compare import between
from negotrack.held import Happening, Held, Stated
from negotrack.history import Retelling, Step, histories, history
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.render.chart import chart, points
from negotrack.render.views.history import page, restatements
from negotrack.standing import Standing, denials, standing
from negotrack.values import Options, Scale, Spans, Values

ROOT = Path(__file__).parent.parent


def test_a_history_tells_every_move_its_length_and_the_gap_it_leaves() -> None:
    steps = [
        (step.day.day, step.party, step.move, step.far, step.pair.verdict.name if step.pair else None)
        for step in history(book_of(STORY), "ceasefire-length", END)
    ]
    assert steps == [
        (1, "israel", "stated", None, "open"),
        (2, "hamas", "stated", None, "gap"),
        (3, "hamas", "softened", Decimal(16), "gap"),
        (4, "israel", "softened", Decimal(7), "overlap"),
        (5, "hamas", "drew a red line", None, "blocked"),
        (6, "hamas", "gave up a red line", None, "overlap"),
        (8, "israel", "settled", None, "agreed"),
        (8, "hamas", "settled", None, "agreed"),
        (8, "", "agreed", None, "agreed"),
        (21, "", "agreement over", None, "unknown"),
    ]


def test_restatements_are_counted_with_their_speakers() -> None:
    book = book_of("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- israel/2023-12-03-again.yaml
        party: israel
        date: 2023-12-03
        speaker: The prime minister
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        --- israel/2023-12-05-again.yaml
        party: israel
        date: 2023-12-05
        speaker: The prime minister
        offers: [{id: week, gives: {ceasefire-length: 1 week}}]
        """)
    told = restatements(list(history(book, "ceasefire-length", END)))
    assert told == [{"party": "israel", "times": 2, "last": "2023-12-05", "speakers": ["The prime minister"]}]


def drawn(scale: Scale, *rows: object, width: int = 60) -> list[str]:
    return [line.plain.rstrip() for line in chart(scale, list(rows)).draw(width)]  # type: ignore[arg-type]


def test_the_chart_shows_band_gap_overlap_and_red_line_without_colour() -> None:
    from negotrack.render.chart import Row

    days = Scale("duration")
    low, high = Spans.at_most(days, Decimal(7)), Spans.at_least(days, Decimal(30))
    lines = drawn(
        days,
        Row("1 Dec", "A", low, None, (high,)),
        Row("", "B", high, None, (low,)),
        Row("2 Dec", "A", Spans.at_most(days, Decimal(30)), None, (high,)),
        Row("", "B", high, ~Spans.exactly(days, Decimal(30)), (Spans.at_most(days, Decimal(30)),)),
    )
    text = "\n".join(lines)
    assert all(mark in text for mark in "━·█×")
    assert "7 days" in text
    assert "30 days" in text
    gap = next(line for line in lines if line.startswith("1 Dec A"))
    assert gap.index("·") > gap.rindex("━")


def test_the_chart_fits_the_width_it_is_given() -> None:
    book = read_books(*sources(ROOT)).books["gaza-2023"]
    steps = list(history(book, "ceasefire-length", END))
    drawing = next(
        block
        for block in page(book, {"ceasefire-length": steps}, book.principals, "x", {}).blocks
        if hasattr(block, "draw")
    )
    for width in (60, 80, 120):
        assert max(len(line.plain.rstrip()) for line in drawing.draw(width)) <= width


def test_the_chart_of_three_parties_says_which_pair_each_verdict_is_of_and_fits(book: Book) -> None:
    """
    title: Fund
    parties:
      islands: {name: The Alliance of Island States of the Pacific, role: principal}
      donors: {name: 先進国グループ, role: principal}
      emergers: {name: Emergers, role: principal}
    issues: {fund: {title: Fund, scale: money, currency: USD, given_by: donors}}
    --- islands/2024-02-01-call.yaml
    party: islands
    date: 2024-02-01
    offers: [{id: call, asks: {fund: 1.3 billion}}]
    --- donors/2024-03-01-reply.yaml
    party: donors
    date: 2024-03-01
    offers: [{id: reply, gives: {fund: 600 million}}]
    """
    steps = list(history(book, "fund", END))
    drawing = next(
        block for block in page(book, {"fund": steps}, book.principals, "x", {}).blocks if hasattr(block, "draw")
    )
    for width in (40, 60, 80, 200):
        lines = [line.plain.rstrip() for line in drawing.draw(width)]
        assert max(map(cell_len, lines)) <= width
        said = " ".join(" ".join(lines).split())
        assert "↔ gap of 700 million USD (The Alliance of Island States of the Pacific and 先進国グループ)" in said
    bands = [line for line in lines if "━" in line][-2:]
    assert cell_len(bands[0][: bands[0].index("━")]) > cell_len(bands[1][: bands[1].index("━")])


def test_levels_are_drawn_in_their_order() -> None:
    from negotrack.render.chart import Row

    aid = Scale("levels", members=("blocked", "restricted", "increased"))
    lines = drawn(aid, Row("1 Dec", "A", Options.up_to(aid, "restricted"), None, (Options.of(aid, "increased"),)))
    axis = next(line for line in lines if "blocked" in line)
    assert axis.index("blocked") < axis.index("restricted")


def test_an_open_end_of_a_calendar_is_no_value_of_the_axis() -> None:
    scale = Scale("date")
    day = Decimal(date(2026, 10, 1).toordinal())
    assert points(scale, [Spans.at_least(scale, day), Spans.at_most(scale, day - 31)]) == [day - 30, day]


def test_what_is_known_later_is_not_in_the_history_before() -> None:
    book = read_books(*sources(ROOT)).books["gaza-2023"]
    known = {step.entry.id for step in history(book, "ceasefire-length", END, date(2023, 12, 20)) if step.entry}
    assert "israel/2024-01-22-two-months-for-all" not in known
    assert "israel/2023-12-19-week-for-40" in known


def plain(book: Book, issue: str, until: date) -> list[object]:
    """The plain definition: everything anew before and after every entry and every day on which something runs out."""
    state, told = Standing(book, date.min), []
    denied = denials(entry for entry in book.chronicle if entry.said.day <= until)

    def seen() -> dict[str, tuple[Stated | None, list[tuple[Held, Values]]]]:
        return {party: (state.stated(party, issue), state.ruled_out(party, issue)) for party in book.parties}

    def step(entry: Entry | None, day: date) -> None:
        before = seen()
        agreed = [pact.agreement.id for pact in state.pacts if pact.covers(issue)]
        if entry is None:
            state.turn(day)
        else:
            state.record(entry)
        after = seen()
        said = [party for party in book.parties if values(before[party]) != values(after[party])]
        now = [pact.agreement.id for pact in state.pacts if pact.covers(issue)]
        if said or set(now) != set(agreed):
            pairs = [between(state, issue, pair).verdict for pair in combinations(book.principals, 2)]
            told.append((day, entry and entry.id, said, {party: values(one)[0] for party, one in after.items()}, pairs))

    for entry in (entry for entry in book.chronicle if entry.said.day <= until and entry.id not in denied):
        for last in state.last_days(entry.said.day):
            step(None, last + timedelta(days=1))
        step(entry, entry.said.day)
    for last in state.last_days(until):
        step(None, last + timedelta(days=1))
    return told


def values(seen: tuple[Stated | None, list[tuple[Held, Values]]]) -> tuple[object, object]:
    stated, lines = seen
    return (stated.values, True) if stated else (None, False), {(h.key, v) for h, v in lines}


@given(books(), st.sampled_from(DAYS))
def test_all_histories_told_in_one_pass_are_those_of_everything_looked_at_anew(book: Book, day: date) -> None:
    told: dict[str, list[Step]] = {key: [] for key in book.keys}
    for issue, step in histories(book, book.keys, day):
        told[issue].append(step)
    for key, steps in told.items():
        found = []
        for _, group in groupby(steps, key=lambda step: id(step.stated)):  # the steps of one entry share what is stated
            moves = [step for step in group if step.move != "restated"]
            if moves:
                first = moves[0]
                moved = [party for party in book.parties if any(step.party == party for step in moves)]
                stated = {who: (one.values, True) if one else (None, False) for who, one in first.stated.items()}
                verdicts = [pair.verdict for pair in first.pairs]
                found.append((first.day, first.entry and first.entry.id, moved, stated, verdicts))
        assert found == plain(book, key, day)
        alone = [(one.day, one.party, one.move, one.before, one.after, one.far) for one in history(book, key, day)]
        assert [(one.day, one.party, one.move, one.before, one.after, one.far) for one in steps] == alone


@given(books(), st.data())
def test_an_issue_told_version_by_version_is_what_each_version_alone_says(drawn: Book, data: st.DataObject) -> None:
    count, day, issue = len(drawn.entries), data.draw(st.sampled_from(DAYS)), data.draw(st.sampled_from(KEYS))
    retelling = Retelling(issue, day)
    chosen = st.lists(st.sampled_from(range(count)), unique=True) | st.integers(0, count).map(range)
    for kept in data.draw(st.lists(chosen, min_size=1, max_size=6)):
        version = replace(drawn, entries=tuple(drawn.entries[number] for number in sorted(kept)))
        alone = between(standing(version, day), issue, version.principals)
        told = retelling.pair(version)
        assert told.verdict == alone.verdict
        for party, stated in alone.stated.items():
            again = told.stated[party]
            assert (again and (again.values, again.about, again.since)) == (
                stated and (stated.values, stated.about, stated.since)
            )


def test_entries_that_have_nothing_to_do_with_an_issue_are_not_gone_through_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = """
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        """
    aid = (
        "--- israel/2023-12-02-aid.yaml\nparty: israel\ndate: 2023-12-02\noffers: [{id: x, gives: {aid: increased}}]\n"
    )
    later = "--- hamas/2023-12-03-more.yaml\nparty: hamas\ndate: 2023-12-03\noffers: [{id: y, asks: {ceasefire-length: 9 days}}]\n"
    recorded: list[str] = []
    record_one = Standing.record

    def counted(self: Standing, entry: Entry) -> list[Happening]:
        recorded.append(entry.id.partition("/")[2])
        return record_one(self, entry)

    monkeypatch.setattr(Standing, "record", counted)
    retelling, known = Retelling("ceasefire-length", END), {}
    record = inspect.cleandoc(record) + "\n"
    for files in (record, record + aid, record + aid + later, record + later):
        (book,) = read_books(sources_of(parts(files)), known=known).books.values()
        retelling.pair(book)
    assert recorded == ["2023-12-01-week", "2023-12-03-more"]


def told_together(book: Book, day: date, known_by: date | None) -> dict[str, list[Step]]:
    """The histories of all issues, told in one pass."""
    found: dict[str, list[Step]] = {}
    for issue, step in histories(book, book.keys, day, known_by):
        found.setdefault(issue, []).append(step)
    return found


@given(books(), st.integers(0, 9), st.none() | st.sampled_from(DAYS))
def test_the_last_move_on_every_issue_leaves_what_is_held_on_the_day(
    drawn: Book, later: int, known_by: date | None
) -> None:
    day = DAYS[0] + timedelta(days=later)
    state, found = standing(drawn, day, known_by), told_together(drawn, day, known_by)
    for key in drawn.keys:
        steps = found.get(key, [])
        for party in drawn.parties:
            now, told = state.stated(party, key), steps[-1].stated[party] if steps else None
            assert (now and now.values) == (told and told.values), (key, party)
            lines = state.allowed(party, key) if state.ruled_out(party, key) else None
            assert lines == (steps[-1].allowed[party] if steps else None), (key, party)


@given(books(), st.none() | st.sampled_from(DAYS))
def test_an_issue_has_the_same_history_alone_and_among_all(drawn: Book, known_by: date | None) -> None:
    def plain(steps: Iterable[Step]) -> list[tuple[object, ...]]:
        return [
            (step.day, step.party, step.move, step.before, step.after, [one.verdict for one in step.pairs])
            for step in steps
        ]

    found = told_together(drawn, DAYS[-1], known_by)
    for key in drawn.keys:
        assert plain(found.get(key, [])) == plain(history(drawn, key, DAYS[-1], known_by))
