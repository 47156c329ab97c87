"""A draft against the parties: worked out by hand, with traps, on real texts, and held against packages by law."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, Ran, book_of
from hypothesis import given
from hypothesis import strategies as st
from test_package import TWO, WORKED, drawn_book, real

from negotrack.assess import Assessment, Clause, Whole, assess
from negotrack.book import Book, Term
from negotrack.draft import Draft, draft_of
from negotrack.package import on_the_table
from negotrack.read.alone import read_draft
from negotrack.read.sources import Source
from negotrack.standing import standing
from negotrack.wording.drafts import clause_words, wait_line

Cli = Callable[..., Ran]
DECEMBER = "2023-12-21"


def drafted(book: Book, text: str) -> Draft:
    found, wrong = read_draft(book, Source("draft.yaml", text.encode()))
    assert not wrong, [(one.rule, one.message) for one in wrong]
    assert found is not None
    return found


def asked(book: Book, text: str, on: str = DECEMBER) -> Assessment:
    return assess(standing(book, date.fromisoformat(on)), drafted(book, text))


def party(found: Assessment, name: str) -> Whole:
    (one,) = [whole for whole in found.parties if whole.party == name]
    return one


def names(whole: Whole) -> dict[str, str]:
    return {clause.issue: clause.name for clause in whole.clauses}


def clause(whole: Whole, issue: str) -> Clause:
    (one,) = [clause for clause in whole.clauses if clause.issue == issue]
    return one


def keys(found: tuple[object, ...]) -> list[str]:
    return [getattr(one, "key", "") or getattr(one, "held").key for one in found]  # noqa: B009


# -- the worked example -------------------------------------------------------------------------------------------


def test_the_offer_of_december_is_inside_for_its_maker_and_ruled_out_for_the_other() -> None:
    found = asked(book_of(WORKED), "terms: {ceasefire-length: 7 days, hostages-released: 40, aid: increased}")
    israel, hamas = found.parties
    assert (israel.name, set(names(israel).values())) == ("inside", {"inside"})
    assert hamas.name == found.name == "ruled-out"
    assert names(hamas) == {"ceasefire-length": "ruled-out", "hostages-released": "unknown", "aid": "unknown"}
    assert keys(hamas.lines) == ["hamas/only-permanent"]
    assert keys(hamas.waits) == ["hamas/halt-before-talks"]
    assert [clause.why for clause in hamas.clauses] == ["", "unstated", "unstated"]


def test_a_permanent_ceasefire_alone_waits_for_the_condition_of_the_red_line() -> None:
    israel, hamas = asked(book_of(WORKED), "terms: {ceasefire-length: permanent, hostages-released: 40}").parties
    length = clause(israel, "ceasefire-length")
    assert (israel.name, length.name, length.place) == ("waiting", "waiting", "outside")
    assert [(wait.needs.issue, wait.comes) for wait in length.waits] == [("hamas-rule", "never")]
    assert keys(clause(hamas, "ceasefire-length").spared) == ["hamas/only-permanent"]


def test_a_condition_met_inside_the_draft_is_said_and_one_denied_in_it_rules_it_out() -> None:
    book = book_of(WORKED)
    israel = party(asked(book, "terms: {ceasefire-length: permanent, hamas-rule: ended}"), "israel")
    assert (names(israel)["ceasefire-length"], keys(israel.met)) == ("outside", ["israel/no-end-before-defeat"])
    assert clause(israel, "ceasefire-length").distance is None
    israel = party(asked(book, "terms: {ceasefire-length: permanent, hamas-rule: shared}"), "israel")
    assert (names(israel)["ceasefire-length"], keys(israel.lines)) == ("ruled-out", ["israel/no-end-before-defeat"])
    assert names(israel)["hamas-rule"] == "ruled-out"


@pytest.mark.parametrize(
    ("steps", "broken"),
    [
        ("[{military-operations: halted, hamas-rule: ended}, talks, deal, {ceasefire-length: permanent}]", []),
        ("[{military-operations: halted}, talks, {hamas-rule: ended}, deal, {ceasefire-length: permanent}]",
         [("israel/no-halt-before-defeat", "later", 1, 3)]),
        ("[talks, {hamas-rule: ended}, {military-operations: halted}, deal, {ceasefire-length: permanent}]",
         [("hamas/halt-before-talks", "later", 1, 3)]),
        ("[talks, deal, {ceasefire-length: permanent}]",
         [("israel/no-end-before-defeat", "never", 3, 0), ("hamas/halt-before-talks", "never", 1, 0)]),
        ("[{hamas-rule: ended}, {ceasefire-length: permanent}]", [("hamas/halt-before-talks", "never", 0, 0)]),
    ],
)  # fmt: skip
def test_steps_are_held_against_what_must_come_first(steps: str, broken: list[tuple[str, str, int, int]]) -> None:
    found = asked(book_of(WORKED), f"steps: {steps}")
    assert [(one.held.key, one.comes, one.step, one.at) for one in found.breaks] == broken


def test_steps_bring_terms_and_the_last_of_them_counts() -> None:
    draft = drafted(book_of(WORKED), "steps: [{hostages-released: 20}, talks, {hostages-released: 40, aid: increased}]")
    assert {issue: term.written for issue, term in draft.terms.items()} == {
        "hostages-released": "40",
        "aid": "increased",
    }


# -- traps --------------------------------------------------------------------------------------------------------


def test_clauses_taken_from_two_alternatives_are_not_one_of_them(book: Book) -> None:
    """
    --- israel/2023-12-19-either.yaml
    party: israel
    date: 2023-12-19
    offers:
      - {id: short, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}
      - {id: long, gives: {ceasefire-length: 14 days}, asks: {hostages-released: 80}}
    """
    israel = party(asked(book, "terms: {ceasefire-length: 14 days, hostages-released: 40}"), "israel")
    assert (set(names(israel).values()), israel.name) == ({"inside"}, "mixed")
    assert [keys(group) for group in israel.mixed] == [["israel/short", "israel/long"]]
    for fits in (
        "{ceasefire-length: 7 days, hostages-released: 50}",
        "{ceasefire-length: 14 days, hostages-released: 80}",
    ):
        assert party(asked(book, f"terms: {fits}"), "israel").name == "inside"
    wrong = party(asked(book, "terms: {ceasefire-length: 20 days, hostages-released: 40}"), "israel")
    assert (wrong.name, wrong.mixed) == ("outside", ())


def test_a_value_that_only_another_alternative_names_is_not_held_against_the_draft(book: Book) -> None:
    """
    --- israel/2023-12-19-either.yaml
    party: israel
    date: 2023-12-19
    offers:
      - {id: bare, gives: {ceasefire-length: 7 days}}
      - {id: rich, gives: {ceasefire-length: 7 days, aid: restricted}}
    """
    israel = party(asked(book, "terms: {ceasefire-length: 7 days, aid: unhindered}"), "israel")
    assert {one.issue: (one.name, one.why) for one in israel.clauses} == {
        "ceasefire-length": ("inside", ""), "aid": ("unknown", "alternative"),
    }  # fmt: skip
    wrong = party(asked(book, "terms: {ceasefire-length: 8 days, aid: unhindered}"), "israel")
    assert names(wrong) == {"ceasefire-length": "outside", "aid": "outside"}


def test_what_a_party_asks_in_return_is_missed_where_the_draft_is_silent() -> None:
    israel = party(asked(book_of(WORKED), "terms: {ceasefire-length: 7 days}"), "israel")
    assert (israel.name, [issue for _, issue in israel.left_out]) == ("partial", ["hostages-released"])


def test_strict_bounds_scopes_levels_and_silence_each_have_their_answer(book: Book) -> None:
    """
    --- israel/2023-12-19-much.yaml
    party: israel
    date: 2023-12-19
    offers:
      - id: much
        gives: {ceasefire-length: less than 10 days, aid: restricted, prisoners-released@phase-1: 5, fund: unspecified}
        asks: {hostages-released: more than 40}
        terms: {gaza-governance: technocrats, text-issue: As agreed}
    red_lines: [{id: never-all, never: {prisoners-released: at least 100}}]
    """
    terms = """terms:
      ceasefire-length: 10 days
      aid: unhindered
      prisoners-released: 10
      fund: 5 million
      hostages-released: 40..60
      gaza-governance: international
      text-issue: As agreed
      tax-share: unspecified
      crossing-open: yes
    """
    found = asked(book, terms)
    israel, hamas = found.parties
    assert {clause.issue: (clause.name, clause.why or clause.distance) for clause in israel.clauses} == {
        "ceasefire-length": ("outside", 0),
        "aid": ("outside", 2),
        "prisoners-released": ("unknown", "scopes"),
        "fund": ("unknown", "unspecified"),
        "hostages-released": ("partly", None),
        "gaza-governance": ("outside", None),
        "text-issue": ("unknown", "text"),
        "tax-share": ("unknown", "open"),
        "crossing-open": ("unknown", "unstated"),
    }
    said = {clause.issue: clause_words(book, clause) for clause in israel.clauses}
    assert (said["ceasefire-length"], said["aid"], said["gaza-governance"]) == (
        "outside",
        "outside by 2 steps",
        "outside",
    )
    assert keys(clause(israel, "prisoners-released").spared) == ["israel/never-all"]
    assert (hamas.name, set(names(hamas).values())) == ("unknown", {"unknown"})


def test_an_open_value_is_ruled_out_only_where_nothing_of_it_is_left(book: Book) -> None:
    """
    --- israel/2023-12-19-line.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 30 days}}]
    red_lines: [{id: not-long, never: {ceasefire-length: more than 7 days}}]
    """
    state = {
        value: party(asked(book, f"terms: {{ceasefire-length: {value}}}"), "israel")
        for value in ("5..9 days", "8..9 days")
    }
    assert {value: whole.name for value, whole in state.items()} == {"5..9 days": "partly", "8..9 days": "ruled-out"}
    assert keys(clause(state["5..9 days"], "ceasefire-length").lines) == ["israel/not-long"]


def test_a_red_line_over_several_issues_needs_them_all(book: Book) -> None:
    """
    --- israel/2023-12-19-line.yaml
    party: israel
    date: 2023-12-19
    red_lines: [{id: not-both, never: {ceasefire-length: permanent, hamas-rule: continues}}]
    """
    both = party(asked(book, "terms: {ceasefire-length: permanent, hamas-rule: continues, aid: increased}"), "israel")
    assert names(both) == {"ceasefire-length": "ruled-out", "hamas-rule": "ruled-out", "aid": "unknown"}
    for one in (
        "ceasefire-length: permanent",
        "hamas-rule: continues",
        "ceasefire-length: permanent, hamas-rule: shared",
    ):
        assert party(asked(book, f"terms: {{{one}}}"), "israel").name == "unknown"


def test_a_precondition_before_terms_waits_is_met_together_or_rules_out(book: Book) -> None:
    """
    --- israel/2023-12-19-first.yaml
    party: israel
    date: 2023-12-19
    preconditions: [{id: hostages-first, before: {ceasefire-length: 2 days}, requires: {hostages-released: 10}}]
    """
    found = {
        text: party(asked(book, text), "israel")
        for text in (
            "terms: {ceasefire-length: 7 days}",
            "terms: {ceasefire-length: 7 days, hostages-released: 9}",
            "terms: {ceasefire-length: 7 days, hostages-released: 10}",
            "terms: {ceasefire-length: 1 day}",
            "steps: [{ceasefire-length: 7 days, hostages-released: 10}]",
            "steps: [{ceasefire-length: 7 days}, {hostages-released: 10}]",
            "steps: [{hostages-released: 10}, {ceasefire-length: 7 days}]",
        )
    }
    assert [whole.name for whole in found.values()] == [
        "waiting", "ruled-out", "unknown", "unknown", "waiting", "waiting", "unknown",
    ]  # fmt: skip
    comes = [[wait.comes for one in whole.clauses for wait in one.waits] for whole in found.values()]
    assert comes == [["never"], ["never"], [], [], ["together"], ["later"], []]


def test_what_the_facts_show_needs_no_step(book: Book) -> None:
    """
    --- hamas/2023-12-10-halt.yaml
    party: hamas
    date: 2023-12-10
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    --- events/2023-12-12-halt.yaml
    event: Operations stop
    date: 2023-12-12
    facts: {military-operations: halted}
    """
    assert asked(book, "terms: {aid: increased}", "2023-12-11").name == "waiting"
    assert asked(book, "terms: {aid: increased}", "2023-12-13").name == "unknown"


def test_agreements_and_acceptances_accept_and_old_words_do_not_count(book: Book) -> None:
    """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    --- hamas/2023-12-02-yes.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: accepts}]
    --- joint/2023-12-03-aid.yaml
    parties: [israel, hamas]
    date: 2023-12-03
    agreement: {aid: increased}
    """
    text = "terms: {ceasefire-length: 7 days, hostages-released: 40, aid: increased}"
    found = asked(book, text)
    assert [(whole.name, names(whole)) for whole in found.parties] == [
        ("inside", {"ceasefire-length": "inside", "hostages-released": "inside", "aid": "accepted"}),
        ("accepted", dict.fromkeys(("ceasefire-length", "hostages-released", "aid"), "accepted")),
    ]
    other = asked(book, "terms: {ceasefire-length: 6 days, aid: unhindered}")
    assert [names(whole) for whole in other.parties] == [
        {"ceasefire-length": "inside", "aid": "outside"},
        {"ceasefire-length": "outside", "aid": "outside"},
    ]
    assert clause(party(other, "hamas"), "aid").distance == 1
    old = asked(book, text, "2024-06-01")
    assert [clause.why for clause in old.parties[0].clauses] == ["stale", "stale", ""]
    assert old.parties[1].name == "accepted"


def test_an_offer_is_a_draft_by_its_exact_terms_with_the_answers_to_it() -> None:
    state = standing(book_of(WORKED), date.fromisoformat(DECEMBER))
    held = state.item("israel", "week-for-40")
    assert held is not None
    israel, hamas = assess(state, draft_of(held)).parties
    assert (israel.name, hamas.name) == ("inside", "ruled-out")
    assert hamas.answered is not None
    assert (hamas.answered.response.answer, israel.answered) == ("rejects", None)


# -- on real texts ------------------------------------------------------------------------------------------------


def test_the_text_of_may_2024_fared_as_it_did() -> None:
    state = standing(real("gaza-2023"), date(2024, 5, 7))
    held = state.item("egypt", "egypt-qatar-text")
    assert held is not None
    israel, hamas = assess(state, draft_of(held)).parties
    assert (hamas.name, set(names(hamas).values())) == ("accepted", {"accepted"})
    assert hamas.answered is not None
    assert hamas.answered.response.answer == "accepts"
    assert israel.answered is not None
    assert israel.answered.response.answer == "rejects"
    assert names(israel)["ceasefire-type"] == "waiting"
    assert sorted(wait.held.key for wait in clause(israel, "ceasefire-type").waits) == [
        "israel/disarm-before-peace", "israel/hamas-out-before-peace",
    ]  # fmt: skip
    assert clause(israel, "ceasefire-type").place == "outside"
    assert clause(israel, "ceasefire-length@phase-1").distance == 2


def test_the_proposal_of_may_2024_left_out_what_hamas_wanted_guaranteed() -> None:
    state = standing(real("gaza-2023"), date(2024, 7, 1))
    held = state.item("israel", "three-phase-proposal")
    assert held is not None
    hamas = party(assess(state, draft_of(held)), "hamas")
    assert (hamas.name, keys(hamas.waits)) == ("waiting", ["hamas/upfront-guarantee"])
    assert names(hamas)["idf-withdrawal"] == "outside"
    later = standing(real("gaza-2023"), date(2024, 7, 7))  # the demand of June is given up on the 6th
    assert party(assess(later, draft_of(held)), "hamas").waits == ()


# -- by law -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9))
def test_a_package_on_the_table_is_a_draft_that_nobody_rules_out(number: int) -> None:
    state = standing(drawn_book(number), TWO)
    table = on_the_table(state)
    if table is None:
        return
    terms = {issue: Term(issue, values.text, values, values, HERE) for issue, values in table.values.items()}
    for whole in assess(state, Draft("", terms, HERE)).parties:
        assert whole.name in ("accepted", "inside", "partial", "unknown", "waiting")
        for one in whole.clauses:
            assert one.name in ("accepted", "inside") or (one.name, one.place) == ("unknown", "") or one.waits, one
            assert one.place in ("", "inside")


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_every_line_said_to_rule_out_or_wait_can_be_cited(number: int, other: int) -> None:
    book = drawn_book(number)
    state = standing(book, TWO)
    offers = [held for p in book.parties for held in standing(drawn_book(other), TWO).offers(p)]
    for held in offers[:2]:
        for whole in assess(state, draft_of(held)).parties:
            for one in whole.clauses:
                assert (one.name == "ruled-out") <= bool(one.lines)
                assert (one.name == "waiting") <= bool(one.waits)
                assert all(wait_line(book, wait).facts for wait in one.waits)


# -- the command --------------------------------------------------------------------------------------------------


def test_every_slip_in_a_draft_is_told_in_one_run(cli: Cli, tmp_path: Path) -> None:
    """
    --- israel/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    (tmp_path / "d.yaml").write_text(
        "titel: X\nterms:\n  ceasefire-lenght: 7 days\n  aid: lots\nsteps:\n  - talk\n  - talks\n  - talks\n  - {fund: many}\n"
    )
    ran = cli("assess", "d.yaml")
    assert (ran.code, ran.out) == (1, "")
    for said in (
        "did you mean `title`?", "did you mean `ceasefire-length`?", "'lots' is not a level", "'talk' is no step of a draft",
        "the step `talks` stands twice", "'many' is not an amount of money", "d.yaml:3", "6 errors",
    ):  # fmt: skip
        assert said in ran.err, ran.err
    (tmp_path / "d.yaml").write_text("title: Nothing\n")
    assert "the draft has no terms" in cli("assess", "d.yaml").err
    assert cli("assess", "absent.yaml").code == 3
    assert cli("assess").code == 2
    assert cli("assess", "wek", "--as-of", "2023-12-20").err.endswith("help: did you mean israel/week?\n")


def test_fail_on_and_suppositions_work_as_elsewhere(cli: Cli, tmp_path: Path) -> None:
    """
    --- israel/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    red_lines: [{id: short, never: {ceasefire-length: more than 7 days}}]
    """
    (tmp_path / "d.yaml").write_text("title: =1+1\nterms: {ceasefire-length: 14 days}\n")
    now = ("--as-of", "2023-12-20", "--party", "israel")
    assert cli("assess", "d.yaml", *now, "--fail-on", "ruled-out").code == 1
    ran = cli("assess", "d.yaml", *now, "--fail-on", "ruled-out", "--without", "short", "-O", "json")
    found = json.loads(ran.out)
    assert (ran.code, found["data"]["answer"]) == (0, "outside")
    assert found["supposing"]["without"] == ["israel/short"]
    assert cli("assess", "d.yaml", *now, "--fail-on", "unknown", "--without", "short").code == 1
    assert "is nothing this command finds" in cli("assess", "d.yaml", *now, "--fail-on", "never").err
