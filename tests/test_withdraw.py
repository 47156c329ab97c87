"""A withdrawal is written once it is checked and shown, under a name of its own, and never over another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import FOLDER, Ran

GIVEN = ("--source", "https://example.org/gone", "--today", "2024-03-10")


def test_a_withdrawal_is_shown_with_what_it_changes_and_written(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2024-03-02-demand.yaml
    party: hamas
    date: 2024-03-02
    offers: [{id: month, asks: {ceasefire-length: 1 month}}]
    """
    path = f"{FOLDER}/israel/2024-03-09-withdraws-week.yaml"
    shown = cli("withdraw", "week", "--date", "2024-03-09", "--summary", "No: it is off", *GIVEN, "--dry-run")
    assert shown.code == 0
    assert path in shown.out
    assert "no longer states on Length of the ceasefire: at most 7 days (withdrawn)" in shown.out
    assert "gap of 23 days" in shown.out
    assert not (tmp_path / path).exists()

    asked = cli("withdraw", "week", "--date", "2024-03-09", *GIVEN)
    assert (asked.code, (tmp_path / path).exists()) == (2, False)
    assert "--yes" in asked.err

    assert cli("withdraw", "week", "--date", "2024-03-09", "--summary", "No: it is off", *GIVEN, "--yes").code == 0
    assert (tmp_path / path).read_text() == (
        'party: israel\ndate: 2024-03-09\nsummary: "No: it is off"\nsources:\n  - url: https://example.org/gone\n'
        "withdraws: [week]\n"
    )
    assert cli("check").code == 0
    assert "withdrawn" in cli("show", "week").out

    again = cli("withdraw", "week", "--date", "2024-03-09", *GIVEN, "--yes")
    assert again.code == 3
    assert "--slug" in again.err
    assert cli("withdraw", "week", "--date", "2024-03-09", *GIVEN, "--yes", "--slug", "week-once-more").code in (0, 1)


def test_a_link_with_the_name_of_a_manifest_makes_no_negotiation(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    (tmp_path / FOLDER / "israel" / "negotiation.yaml").symlink_to("../negotiation.yaml")
    ran = cli("withdraw", "week", "--date", "2024-03-09", *GIVEN, "--dry-run")
    assert (ran.code, "no-negotiation" in ran.out) == (0, False)


def test_a_withdrawal_that_would_be_wrong_is_not_written(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2024-03-02-demand.yaml
    party: hamas
    date: 2024-03-02
    offers: [{id: month, asks: {ceasefire-length: 1 month}}]
    """
    early = cli("withdraw", "week", "--date", "2024-02-09", *GIVEN, "--yes")
    assert early.code == 1
    assert "error[answer-before-offer]" in early.out
    assert "nothing was written" in early.err
    both = cli("withdraw", "week", "month", *GIVEN, "--yes")
    assert both.code == 2
    assert "items of israel and of hamas" in both.err
    assert cli("withdraw", "nothing", *GIVEN, "--yes").code == 1
    for slug in ("../out", "A", "a--b", "a/b"):
        assert cli("withdraw", "week", *GIVEN, "--yes", "--slug", slug).code == 2
    assert len([*(tmp_path / FOLDER).rglob("*.yaml")]) == 3


def test_an_acceptance_is_withdrawn_by_the_item_it_accepted(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2024-03-02-yes.yaml
    party: hamas
    date: 2024-03-02
    responses: [{to: israel/week, answer: accepts}]
    """
    assert cli("withdraw", "week", "--party", "hamas", *GIVEN, "--yes").code == 0
    (made,) = (tmp_path / FOLDER / "hamas").glob("2024-03-10-*.yaml")
    assert made.name == "2024-03-10-withdraws-israel-week.yaml"
    assert "withdraws: [israel/week]\n" in made.read_text()
    assert cli("check").code == 0
