"""What a party has on an issue, in a cell: agreed, stated, ruled out, demanded first; the same in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from conftest import Ran, Repo


def test_a_demand_is_no_silence_in_any_format(cli: Callable[..., Ran]) -> None:
    """
    --- hamas/2023-12-02-first.yaml
    party: hamas
    date: 2023-12-02
    preconditions:
      - {id: halt-first, before: talks, requires: {military-operations: halted}}
      - {id: halt-then-hostages, before: {hostages-released: at least 1}, requires: {military-operations: halted}}
    """
    for command in ("compare", "status"):
        table = cli(command, "--as-of", "2023-12-21", "-O", "markdown").out
        assert "| – | halted before any talks; halted before Hostages released: at least 1 person (demand) |" in table
        assert "| – | at least 1 person only after Military operations: halted (demand) |" in table
    assert (
        "No offer of Israel and Hamas names a value on it" in cli("compare", "--as-of", "2023-12-21", "-O", "table").out
    )
    [halt, _] = _rows(cli("compare", "--as-of", "2023-12-21", "-O", "csv"), "military-operations", "hostages-released")
    assert (halt["stated_b"], halt["demands_a"]) == ("", "")
    assert halt["demands_b"] == "halted before any talks; halted before Hostages released: at least 1 person"
    told = json.loads(cli("compare", "--as-of", "2023-12-21", "-O", "json").out)["data"]["issues"]
    [pair] = next(one["pairs"] for one in told if one["issue"] == "hostages-released")
    assert pair["demands"] == {"israel": [], "hamas": ["at least 1 person only after Military operations: halted"]}


def test_a_demand_given_up_is_said_no_more(cli: Callable[..., Ran]) -> None:
    """
    --- hamas/2023-12-02-first.yaml
    party: hamas
    date: 2023-12-02
    preconditions: [{id: halt-first, before: deal, requires: {military-operations: halted}}]
    --- hamas/2023-12-05-no-more.yaml
    party: hamas
    date: 2023-12-05
    withdraws: [halt-first]
    """
    assert "(demand)" in cli("compare", "--as-of", "2023-12-04", "-O", "table").out
    assert (
        "(demand)" not in cli("compare", "--as-of", "2023-12-05", "--issue", "military-operations", "-O", "table").out
    )


def test_red_lines_have_columns_of_their_own(cli: Callable[..., Ran]) -> None:
    """
    --- israel/2023-12-02-never.yaml
    party: israel
    date: 2023-12-02
    red_lines:
      - {id: no-end, never: {ceasefire-length: permanent}}
      - {id: no-year, never: {ceasefire-length: at least 1 year}, unless: {hamas-rule: ended}}
    """
    [row] = _rows(cli("compare", "--as-of", "2023-12-21", "-O", "csv"), "ceasefire-length")
    assert row["rules_out_a"] == "never permanent; never at least 1 year, unless Hamas rule in Gaza: ended"
    assert (row["verdict"], row["rules_out_b"]) == ("unknown", "")
    told = json.loads(cli("compare", "--as-of", "2023-12-21", "-O", "json").out)["data"]["issues"][0]["pairs"][0]
    assert told["rules_out"] == {"israel": row["rules_out_a"].split("; "), "hamas": []}


def test_what_is_agreed_is_in_the_row_of_each_party_with_what_it_says_since(cli: Callable[..., Ran]) -> None:
    """
    --- joint/2024-01-15-deal.yaml
    parties: [israel, hamas]
    date: 2024-01-15
    agreement: {hostages-released: 33, ceasefire-length@phase-1: 42 days}
    --- hamas/2024-01-18-again.yaml
    party: hamas
    date: 2024-01-18
    offers: [{id: again, gives: {hostages-released: at most 33}}]
    """
    shown = cli("status", "--as-of", "2024-01-20", "-O", "markdown").out
    assert "| ✓ agreed: 33 people | Hostages released | agreed | agreed; since then at most 33 people |" in shown
    assert "| ✓ agreed: 42 days | Length of the ceasefire, First phase | agreed | agreed |" in shown


def test_an_agreement_of_some_is_told_with_whom(cli: Callable[..., Ran]) -> None:
    """
    --- joint/2024-01-15-deal.yaml
    parties: [israel, egypt]
    date: 2024-01-15
    agreement: {crossing-open: yes, text-issue: The crossing opens at dawn.}
    """
    shown = cli("compare", "israel", "hamas", "egypt", "--as-of", "2024-01-20", "-O", "markdown").out
    assert "| yes (agreed with Egypt) | – | yes (agreed with Israel) |" in shown
    assert "“The crossing opens at dawn.” (agreed with Egypt)" in shown
    assert "- Israel and Egypt have agreed: “The crossing opens at dawn.” `[15 Jan 2024 ·" in shown
    assert "agreed" not in cli("compare", "israel", "hamas", "--as-of", "2024-01-20", "-O", "markdown").out
    over = json.loads(cli("compare", "israel", "egypt", "--as-of", "2024-01-20", "-O", "json").out)["data"]["issues"]
    assert [one["pairs"][0]["over"] for one in over] == [None, None]


def test_among_three_an_open_issue_is_not_said_to_be_stated_by_one(cli: Callable[..., Ran]) -> None:
    """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2023-12-02-days.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: days, asks: {ceasefire-length: 5 days}}]
    """
    among_three = cli("compare", "israel", "hamas", "egypt", "--as-of", "2023-12-03", "-O", "table").out
    assert "○ open: only some have stated, what they have meets, and no red line rules it out" in " ".join(
        among_three.split()
    )
    of_two = cli("compare", "israel", "egypt", "--as-of", "2023-12-03", "-O", "table").out
    assert "○ open: only one has stated" in of_two


def test_what_commits_said_has_the_parties_by_name_for_people_and_by_id_for_tools(
    repo: Repo, cli: Callable[..., Ran]
) -> None:
    repo.write("""
        --- israel/2023-12-01-week.yaml
        party: israel
        date: 2023-12-01
        offers: [{id: week, gives: {ceasefire-length: 7 days}}]
        """)
    repo.commit("2023-12-02")
    repo.write("""
        --- joint/2023-12-05-deal.yaml
        parties: [israel, hamas]
        date: 2023-12-05
        agreement: {ceasefire-length: 10 days}
        """)
    repo.commit("2023-12-06")
    asked = ("history", "ceasefire-length", "--by-revision", "--as-of", "2024-01-01")
    [first, last] = csv.DictReader(io.StringIO(cli(*asked, "-O", "csv", at=repo.root).out))
    assert (first["israel"], first["hamas"]) == ("at most 7 days", "")
    assert (last["verdict"], last["israel"], last["hamas"]) == ("agreed: 10 days", "agreed", "agreed")
    assert "| verdict | Israel | Hamas |" in cli(*asked, "-O", "markdown", at=repo.root).out


def _rows(ran: Ran, *issues: str) -> list[dict[str, str]]:
    found = {row["issue"]: row for row in csv.DictReader(io.StringIO(ran.out))}
    return [found[issue] for issue in issues]
