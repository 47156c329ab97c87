"""Where there is nothing to show, or not what was asked for: what is said, on which stream, and what to try."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FOLDER, Ran, parts

from negotrack.cli import names

TALKS = """
--- israel/2023-12-01-week.yaml
party: israel
date: 2023-12-01
offers: [{id: week, gives: {ceasefire-length: 7 days}}]
--- joint/2023-12-05-open.yaml
parties: [israel, hamas]
date: 2023-12-05
agreement: {crossing-open: yes}
"""
EARLY = "nothing is on file up to 1 Jan 2020; the first entry of talks is of 1 Dec 2023: try that day or a later one\n"


@pytest.fixture
def talks(tmp_path: Path) -> None:
    """The records above, in the test's own folder."""
    _put(tmp_path / FOLDER, TALKS)


def _put(folder: Path, record: str) -> None:
    for path, text in parts(record).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("form", ["plain", "csv", "jsonl"])
@pytest.mark.parametrize(
    "command",
    [
        ("status",), ("compare",), ("deal",), ("levers",), ("show", "hamas"), ("show", "israel/week"), ("list", "statements"),
        ("list", "items"), ("sources",), ("history", "israel"), ("history", "ceasefire-length"), ("flags",),
    ],
)  # fmt: skip
def test_an_empty_day_is_said_beside_the_data(command: tuple[str, ...], form: str, cli: Callable[..., Ran]) -> None:
    ran = cli(*command, "--as-of", "2020-01-01", "-O", form)
    assert (ran.code, ran.err) == (0, EARLY)
    assert ran.out.count("\n") == (form == "csv")
    assert cli(*command, "--as-of", "2020-01-01", "-O", form, "--quiet").err == ""


@pytest.mark.usefixtures("talks")
def test_what_narrows_an_answer_to_nothing_is_named(cli: Callable[..., Ran]) -> None:
    ran = cli("list", "statements", "--party", "qatar", "--since", "2023", "--as-of", "2024-01-01")
    said = "nothing of that is on file up to 1 Jan 2024; try it without --party or --since, or see `negotrack list statements talks`\n"
    assert (ran.out, ran.err) == ("", said)
    ran = cli("search", "zebra")
    assert (ran.code, ran.out, ran.err.split(";")[0]) == (1, "", "nothing was found")
    ran = cli("diff", "2023-12-02..2023-12-03")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing that a party holds changed\n")
    ran = cli("diff", "2023-12-02..2023-12-05", "--issue", "crossing-open")
    assert (ran.out, ran.err) == ("", "nothing that a party holds changed; the verdicts did, which -O table tells\n")


def test_a_negotiation_without_entries_says_how_to_begin(cli: Callable[..., Ran]) -> None:
    """
    --- notes.txt
    """
    for command in (("status",), ("compare",), ("list", "items")):
        ran = cli(*command, "-O", "plain")
        assert (ran.out, ran.err.count("\n")) == ("", 1)
        assert ran.err.startswith("nothing is recorded in talks yet: `negotrack add` writes a statement")
    assert cli("status", "-O", "table").err.startswith("nothing is recorded in talks yet")


@pytest.mark.usefixtures("talks")
def test_an_agreement_is_on_file_on_its_issue_when_piped(cli: Callable[..., Ran]) -> None:
    ran = cli("show", "crossing-open", "--as-of", "2024-01-01")
    assert (ran.out.split("\t")[2:4], ran.err) == (["agreement", "Agreement of Israel and Hamas"], "")
    assert ran.out.count("\n") == 1
    ran = cli("show", "hamas", "--as-of", "2024-01-01")
    assert ran.err.startswith("nothing of that is on file up to 1 Jan 2024")


def test_what_has_ended_is_found_by_its_history(cli: Callable[..., Ran]) -> None:
    """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- israel/2023-12-05-no-more.yaml
    party: israel
    date: 2023-12-05
    withdraws: [week]
    """
    ran = cli("show", "israel", "--as-of", "2024-01-01")
    assert (ran.out, ran.err) == ("", "nothing of israel stands that day; --history shows what has ended\n")


@pytest.mark.usefixtures("talks")
def test_stories_end_on_the_day_asked_for(cli: Callable[..., Ran]) -> None:
    before = cli("history", "israel", "--as-of", "2023-12-04").out
    assert before.split("\t")[:4] == ["2023-12-01", "ceasefire-length", "israel", "stated"]
    assert cli("history", "israel", "--until", "2023-12-04").out == before
    told = cli("flags", "--as-of", "2023-12-06").out
    assert "agreed" in told
    assert cli("flags", "--as-of", "2023-12-06", "--until", "2023-12-04").out in ("", told.split("2023-12-05")[0])
    assert "up to 4 Dec 2023" in cli("flags", "--as-of", "2023-12-06", "--until", "2023-12-04", "-O", "table").out
    assert cli("search", "open", "--as-of", "2023-12-04").code == 1
    assert cli("search", "open", "--as-of", "2023-12-05").code == 0
    assert cli("list", "negotiations", "--as-of", "2023-12-04").out.split("\t")[4:] == [
        "1",
        "2023-12-01",
        "2023-12-01\n",
    ]


@pytest.mark.usefixtures("talks")
def test_a_diff_between_days_has_its_last_day_once(cli: Callable[..., Ran]) -> None:
    ran = cli("diff", "2023-11-01..2023-12-01", "--as-of", "2023-12-04")
    assert (ran.code, ran.out) == (2, "")
    assert "help: leave it out, or write 2023-11-01.. with --as-of 2023-12-04" in ran.err
    assert cli("diff", "2023-11-01..", "--as-of", "2023-12-04").out == cli("diff", "2023-11-01..2023-12-04").out != ""


@pytest.mark.usefixtures("talks")
def test_a_draft_that_is_no_file_is_told_as_one(cli: Callable[..., Ran], tmp_path: Path) -> None:
    _put(tmp_path / "positions/other", TALKS)
    ran = cli("assess", "nofile.yaml")
    assert (ran.code, ran.err) == (
        3,
        "negotrack: the draft 'nofile.yaml': the file cannot be read: No such file or directory\n",
    )
    (tmp_path / "draft.yaml").write_text("terms: {ceasefire-length: 7 days}\n", encoding="utf-8")
    assert "name one: other, talks" in cli("assess", "draft.yaml").err
    assert cli("assess", "talks", "draft.yaml", "--as-of", "2023-12-04").code == 0
    assert "none was made by 1 Jan 2020" in cli("assess", "talks", "week", "--as-of", "2020-01-01").err


@pytest.mark.usefixtures("talks")
def test_who_asks_for_nobody_known_gets_the_parties_and_issues(cli: Callable[..., Ran]) -> None:
    for command in ("show", "history"):
        ran = cli(command, "fatah")
        assert ran.code == 1
        assert (
            "help: talks has the parties israel, hamas, qatar, egypt and the issues ceasefire-length, hostages"
            in ran.err
        )
    assert "did you mean hamas?" in cli("show", "hammas").err


def test_what_is_hardly_alike_is_not_suggested() -> None:
    assert names.suggestion("fatah", {"qatar": ()}) == "there is qatar"
    assert names.suggestion("fatah", {"qatar": ()}, "ask") == "ask"
