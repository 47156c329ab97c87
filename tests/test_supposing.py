"""What is supposed gives the answer that the record would give if it were so, and every answer says that it is supposed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import DAYS, FOLDER, Ran, book_of, books, parts
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_package import TWO, WORKED, drawn_book, keys, real

from negotrack.book import Book, Offer
from negotrack.held import Held
from negotrack.order import order
from negotrack.package import deal
from negotrack.standing import Standing, standing
from negotrack.supposing import Supposition, own_name, supposing, withdrawals

Cli = Callable[..., Ran]
ASKED = ("compare", "deal", "deadlock", "status")
THAT_DAY = ("--as-of", "2023-12-21", "--today", "2026-01-01")


def everything(state: Standing) -> list[Held]:
    return [held for party in state.book.parties for held in state.held(party)]


def answers(cli: Cli, *options: str, at: Path) -> dict[str, Any]:
    """What the commands find, without the words on what is supposed."""
    found = {}
    for command in ASKED[:3]:
        ran = cli(command, *options, *THAT_DAY, "-O", "json", at=at)
        assert ran.code == 0, ran.err
        found[command] = json.loads(ran.out)["data"]
    return found


def written(at: Path, record: str) -> Path:
    for path, text in parts(record).items():
        place = at / FOLDER / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return at


# -- given up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", ["only-permanent", "halt-before-talks"])
def test_without_is_the_answer_of_a_record_with_the_withdrawal(item: str, cli: Cli, tmp_path: Path) -> None:
    withdrawn = (
        WORKED + f"--- hamas/2023-12-21-yields.yaml\n    party: hamas\n    date: 2023-12-21\n    withdraws: [{item}]\n"
    )
    before = written(tmp_path / "before", WORKED)
    supposed = answers(cli, "--without", item, at=before)
    assert supposed == answers(cli, at=written(tmp_path / "after", withdrawn))
    assert supposed != answers(cli, at=before)


@given(books(), st.integers(0, 30))
def test_an_item_given_up_is_withdrawn_and_nothing_else_is_touched(book: Book, which: int) -> None:
    before = standing(book, DAYS[-1])
    voiced = [held for held in everything(before) if held.voiced]
    if not voiced:
        return
    gone = voiced[which % len(voiced)]
    after = supposing(book, DAYS[-1], Supposition((gone,)))
    states = {held.label: held.state for held in everything(before)}
    assert {held.label: held.state for held in everything(after)} == states | {gone.label: "withdrawn"}
    assert all(gone.label != held.label for p in book.parties for key in book.keys for held in stated(after, p, key))


def stated(state: Standing, party: str, issue: str) -> tuple[Held, ...]:
    found = state.stated(party, issue)
    return found.held if found else ()


@given(books(), st.data())
def test_supposing_is_the_fold_of_the_record_with_the_withdrawals_in_it(book: Book, data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(DAYS))
    there = everything(standing(book, day))
    gone = tuple(data.draw(st.lists(st.sampled_from(there), unique_by=id, max_size=3))) if there else ()
    recorded = replace(book, entries=(*book.entries, *withdrawals(gone, day)))
    one, other = supposing(book, day, Supposition(gone)), standing(recorded, day)
    assert [(held.label, held.state) for held in everything(one)] == [(h.label, h.state) for h in everything(other)]


@given(st.integers(0, 10**9))
def test_giving_up_any_way_out_opens_a_package(number: int) -> None:
    book = drawn_book(number)
    state = standing(book, TWO)
    for way in deal(state).ways_out:
        after = deal(supposing(book, TWO, Supposition(way)))
        assert after.within, keys([way])
        for kept in way:  # and nothing less does
            fewer = tuple(held for held in way if held is not kept)
            assert not fewer or not deal(supposing(book, TWO, Supposition(fewer))).within


def test_an_acceptance_can_be_given_up_by_the_name_it_is_shown_by(cli: Cli, tmp_path: Path) -> None:
    record = WORKED.replace("answer: rejects", "answer: accepts").replace(
        "    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]\n", ""
    )
    at = written(tmp_path / "accepted", record)
    held = book_of(record)
    (acceptance,) = [one for one in everything(standing(held, date(2023, 12, 21))) if one.label.startswith("hamas acc")]
    assert isinstance(acceptance.item, Offer)
    assert own_name(acceptance) == "israel/week-for-40"
    lost = [
        cli("deal", "--without", word, *THAT_DAY, "-O", "json", at=at)
        for word in ("hamas accepts", "hamas/israel/week-for-40")
    ]
    assert cli("deal", *THAT_DAY, "-O", "json", at=at).out.count('"on_the_table": {') == 1
    for ran in lost:
        assert json.loads(ran.out)["data"]["on_the_table"] is None
        assert json.loads(ran.out)["supposing"]["without"] == ["hamas accepts israel/week-for-40"]


def test_what_is_given_up_counts_whatever_was_public_by_then(cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "known", WORKED)
    known = ("--known-by", "2023-12-21")
    assert answers(cli, "--without", "only-permanent", *known, at=at) == answers(
        cli, "--without", "only-permanent", at=at
    )


def test_what_nobody_holds_cannot_be_given_up(cli: Cli) -> None:
    """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- israel/2023-12-05-no.yaml
    party: israel
    date: 2023-12-05
    withdraws: [week]
    """
    ran = cli("deal", "--without", "week", *THAT_DAY)
    assert (ran.code, ran.out) == (1, "")
    assert "nobody holds israel/week that day: it is withdrawn by israel/2023-12-05-no on 5 Dec 2023" in ran.err
    assert cli("deal", "--without", "week", "--as-of", "2023-12-02").code == 0
    ran = cli("deal", "--without", "weak", "--as-of", "2023-12-02")
    assert "did you mean israel/week?" in ran.err


# -- said ---------------------------------------------------------------------------------------------------------

SOFTER = """\
party: hamas
withdraws: [only-permanent]
offers:
  - {id: six-weeks, gives: {hostages-released: 40}, asks: {ceasefire-length: 6 days}}
"""


@pytest.mark.parametrize("dated", ["", "date: 2023-12-21\n", "date: 2023-12-21\nsources: [{title: A, reference: B}]\n"])
def test_with_is_the_answer_of_a_record_that_holds_the_file(dated: str, cli: Cli, tmp_path: Path) -> None:
    before = written(tmp_path / "before", WORKED)
    (tmp_path / "2023-12-22-softer.yaml").write_text(SOFTER + dated)
    found = answers(cli, "--with", "../2023-12-22-softer.yaml", at=before)
    full = (
        SOFTER
        + (dated or "date: 2023-12-21\n")
        + ("" if "sources" in dated else "sources: [{title: A, reference: B}]\n")
    )
    after = written(tmp_path / "after", WORKED)
    (after / FOLDER / "hamas" / "2023-12-22-softer.yaml").write_text(full)
    real = json.dumps(answers(cli, at=after)).replace(
        f"{FOLDER}/hamas/2023-12-22-softer.yaml", "../2023-12-22-softer.yaml"
    )
    assert without_sources(found) == without_sources(json.loads(real))
    assert found != answers(cli, at=before)


def without_sources(value: Any) -> Any:
    """A draft has no source yet, which is all by which it may differ."""
    if isinstance(value, dict):
        return {key: without_sources(one) for key, one in value.items() if key != "source"}
    return [without_sources(one) for one in value] if isinstance(value, list) else value


def test_an_agreement_and_an_event_may_be_supposed_too(cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    (tmp_path / "pact.yaml").write_text("parties: [israel, hamas]\nagreement: {ceasefire-length: 7 days}\n")
    (tmp_path / "halt.yaml").write_text("event: Operations end\nfacts: {military-operations: halted}\n")
    made = ("--with", "../pact.yaml", "--with", "../halt.yaml")
    found = answers(cli, *made, at=at)
    (length,) = [one for one in found["compare"]["issues"] if one["issue"] == "ceasefire-length"]
    assert length["pairs"][0]["verdict"] == "agreed"
    assert found["deadlock"]["deadlocks"] == []
    said = cli("deal", *made, *THAT_DAY, "-O", "table", columns=200, at=at).out
    assert (
        "Supposing that Israel and Hamas agree to what ../pact.yaml holds, on 21 Dec 2023 and "
        "what ../halt.yaml holds happens, on 21 Dec 2023." in said
    )


def test_errors_of_a_supposed_statement_are_told_in_full(cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    (tmp_path / "bad.yaml").write_text(
        "party: hamas\nwithdraws: [nothing]\nofers: []\noffers: [{id: x, gives: {aid: lots}}]\n"
    )
    ran = cli("deal", "--with", "../bad.yaml", *THAT_DAY, at=at)
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean `offers`?" in ran.err
    assert "'lots' is not a level of this issue" in ran.err
    assert "../bad.yaml:4" in ran.err
    assert ran.err.rstrip().endswith("help: mend the file, and ask again")
    (tmp_path / "gone.yaml").write_text("party: hamas\nwithdraws: [nothing]\n")
    assert "unknown-item" in cli("deal", "--with", "../gone.yaml", *THAT_DAY, at=at).err
    (tmp_path / "none.yaml").write_text("offers: [{id: x, gives: {aid: increased}}]\n")
    assert "`party` is missing" in cli("deal", "--with", "../none.yaml", *THAT_DAY, at=at).err


@pytest.mark.parametrize(
    ("text", "why"),
    [(b"party: [", "yaml-syntax"), (b"", "empty-file"), (b"\xff\xfe", "not-utf8"), (b"- a\n", "not-a-mapping")],
)
def test_a_file_that_is_no_record_cannot_be_loaded(text: bytes, why: str, cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    (tmp_path / "bad.yaml").write_bytes(text)
    ran = cli("compare", "--with", "../bad.yaml", *THAT_DAY, at=at)
    assert (ran.code, ran.out) == (3, "")
    assert why in ran.err


def test_links_and_absent_files_are_not_read(cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    (tmp_path / "real.yaml").write_text(SOFTER)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    for name, why in (("link", "symbolic link"), ("absent", "No such file")):
        ran = cli("compare", "--with", f"../{name}.yaml", *THAT_DAY, at=at)
        assert (ran.code, ran.out) == (3, "")
        assert why in ran.err


def test_a_later_date_and_a_file_on_record_are_refused_with_a_way_out(cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    (tmp_path / "later.yaml").write_text(SOFTER + "date: 2023-12-24\n")
    ran = cli("deal", "--with", "../later.yaml", *THAT_DAY, at=at)
    assert ran.code == 2
    assert "ask for that day, with --as-of 2023-12-24" in ran.err
    ran = cli("deal", "--with", f"{FOLDER}/hamas/2023-12-21-no-talks-before-halt.yaml", *THAT_DAY, at=at)
    assert ran.code == 2
    assert "is on record already" in ran.err


# -- said that it is supposed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize("format", ["table", "plain", "json", "jsonl", "csv", "markdown"])
def test_every_answer_says_what_it_supposes(command: str, format: str, cli: Cli, tmp_path: Path) -> None:
    at = written(tmp_path / "before", WORKED)
    ran = cli(command, "--without", "only-permanent", *THAT_DAY, "-O", format, at=at)
    assert ran.code == 0
    if format == "json":
        document = json.loads(ran.out)
        assert document["supposing"] == {"without": ["hamas/only-permanent"], "with": []}
        schema = json.loads(cli("schema", "--output", command).out)
        assert list(Draft202012Validator(schema).iter_errors(document)) == []
        assert list(Draft202012Validator(schema).iter_errors(document | {"supposing": {"without": 1}}))
    else:
        told = ran.out if format in ("table", "markdown") else ran.err
        assert "Supposing that hamas/only-permanent is given up." in told
    assert "upposing" not in (plain := cli(command, *THAT_DAY, "-O", format, at=at)).out + plain.err


def test_the_red_line_of_december_was_not_all_that_stood_between_them() -> None:
    book, day = real("gaza-2023"), date(2023, 12, 21)
    state = standing(book, day)
    line = state.item("israel", "no-halt-before-defeat")
    assert line is not None
    after = order(supposing(book, day, Supposition((line,))))
    assert [one.kind for one in order(state).deadlocks] == ["unsaid", "cycle"]
    assert [one.kind for one in after.deadlocks] == ["cycle"]
