"""Every rule: its examples, its law among the others, and the cases that its examples do not show."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import negotrack.read
from negotrack.findings import Finding, Severity
from negotrack.read import records
from negotrack.read.records import read_books
from negotrack.read.sources import Source
from negotrack.rules import BY_ID, REVIEW, RULES, SEVERITIES, Rule, broken, reading, shapes, sift, syntax

TODAY = date(2024, 1, 1)
NEGOTIATION = """\
title: Talks
parties:
  israel: {name: Israel, role: principal}
  hamas: {name: Hamas, role: principal}
  qatar: {name: Qatar, role: mediator}
issues:
  ceasefire-length: {title: Length of the ceasefire, scale: duration, given_by: israel}
  hostages-released: {title: Hostages released, scale: number, unit: people, given_by: hamas}
  aid: {title: Humanitarian aid, scale: levels, levels: [blocked, restricted, increased, unhindered], given_by: israel}
  military-operations: {title: Military operations, scale: levels, levels: [ongoing, paused, halted]}
  hamas-rule: {title: Hamas rule in Gaza, scale: levels, levels: [continues, shared, ended], given_by: hamas}
  gaza-governance: {title: Who governs Gaza, scale: choice, choices: [hamas, technocrats, international]}
  final-status: {title: Final status, scale: text}
scopes: {phase-1: First phase, phase-2: Second phase}
"""
SOURCE = 'sources: [{reference: "Kan radio, evening news"}]\n'


def files(block: str) -> dict[str, str]:
    """The files of an example: one record, a negotiation.yaml, or several with `--- # PATH` before each."""
    if block.startswith("# negotiation.yaml\n"):
        return {"negotiation.yaml": block}
    parts = re.split(r"^--- # (\S+)\n", block, flags=re.MULTILINE)
    named = dict(zip(parts[1::2], parts[2::2], strict=True))
    return named or {"israel/2023-12-19.yaml": block}


def checked(block: str, day: date = TODAY) -> list[Finding]:
    """What `check` finds in an example."""
    texts = {"negotiation.yaml": NEGOTIATION} | files(block)
    found = read_books(Source(f"positions/talks/{path}", text.encode()) for path, text in texts.items())
    findings = [*found.findings, *(one for book in found.books.values() for one in broken(book, day))]
    return sift(findings, found.ignores)


def rules(block: str, day: date = TODAY) -> list[str]:
    """The rules that an example breaks."""
    return [found.rule for found in checked(block, day)]


def record(body: str, head: str = "party: israel\ndate: 2023-12-19\n") -> str:
    return head + body.rstrip("\n") + "\n" + SOURCE


def talk(*parts: tuple[str, str]) -> str:
    """Several statements, each from its party and day, `hamas 2023-12-21`, and what it holds."""
    block = ""
    for who, body in parts:
        party, day = who.split()
        head = f"party: {party}\ndate: {day}\n"
        block += f"--- # {party}/{day}-{block.count('--- #')}.yaml\n{record(body, head)}"
    return block


WEEK = ("israel 2023-12-19", "offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]")


# -- the book of rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_flagged_example_breaks_its_rule_alone_and_clean_one_breaks_none(rule: Rule) -> None:
    flagged, clean = rule.example("Flagged"), rule.example("Clean")
    assert bool(flagged) == bool(clean)
    if flagged:
        without_reason = {"wrong-side"} if rule.id == "ignore-without-reason" else set()  # and so it does not pass
        assert set(rules(flagged)) == {rule.id} | without_reason
        assert rules(clean) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_law_a_reason_and_two_examples(rule: Rule) -> None:
    assert rule.law.endswith(".")
    assert rule.why
    assert rule.text.count("*Flagged*") == rule.text.count("*Clean*") == 1
    assert rule.text.index(rule.why) < rule.text.index("*Flagged*") < rule.text.index("*Clean*")
    assert rule.told("Flagged")
    assert rule.told("Clean")


def test_no_two_rules_have_the_same_id_or_law() -> None:
    every = (*RULES, *REVIEW)
    assert len(BY_ID) == len(every) == len({rule.law for rule in every})


def test_the_rules_of_the_reader_are_those_it_speaks_of() -> None:
    spoken = set()
    for path in Path(negotrack.read.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("finding", "report", "_say", "say", "_unknown"):
                    spoken.add(node.args[0].value)
    told = {check.__name__.replace("_", "-") for family in (reading, syntax, shapes) for check in family.CHECKS}
    assert spoken == told - {"unused-ignore", "ignore-without-reason", "stale-schema"}


def test_what_the_reader_lets_pass_is_a_warning() -> None:
    assert all(SEVERITIES[rule] is Severity.warning for rule in records.WARNINGS)
    of_the_reader = {name.replace("_", "-") for name in reading.WARNINGS | syntax.WARNINGS | shapes.WARNINGS}
    assert of_the_reader - {"unused-ignore", "stale-schema"} == records.WARNINGS


def test_every_finding_says_what_is_wrong_and_what_to_write() -> None:
    for rule in RULES:
        for found in checked(rule.example("Flagged")) if rule.example("Flagged") else ():
            assert found.message
            assert not found.message.endswith(".")
            assert found.hint, rule.id
            assert found.place.path.startswith("positions/talks/")


def test_findings_come_in_the_order_of_their_places() -> None:
    two = ("israel 2023-12-20", "offers: [{id: b}, {id: a}]")
    found = rules(talk(WEEK, two, ("hamas 2023-12-21", "denies: [x]")))
    assert found == ["unknown-statement", "empty-offer", "empty-offer"]


# -- references -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "hint"),
    [
        ("responses: [{to: israel/weak, answer: rejects}]", "did you mean `israel/week`?"),
        ("responses: [{to: israel/2023-12-19-0, answer: rejects}]", "that is a statement; name one of its items"),
        ("responses: [{to: qatar/week, answer: rejects}]", "did you mean `israel/week`?"),
        ("responses: [{to: qatar/truce, answer: rejects}]", "nothing is recorded of what this party holds"),
        ("withdraws: [week]", "only Israel has an item of that name; an acceptance of it is withdrawn as"),
        ("offers: [{id: more, gives: {hostages-released: 10}, keeps: [hamas/a]}]", "write `a`: a party names its own"),
        ("offers: [{id: a, gives: {hostages-released: 10}, amends: a}]", "it is itself `a`: name the earlier offer"),
        ("withdraws: [hamas/week]", "write `week`: a party names its own"),
    ],
)  # fmt: skip
def test_an_unknown_item_gets_the_one_that_was_meant(block: str, hint: str) -> None:
    (found,) = checked(talk(WEEK, ("hamas 2023-12-21", block)))
    assert found.rule == "unknown-item"
    assert found.hint.startswith(hint)


def test_an_item_in_a_file_that_cannot_be_read_is_not_unknown() -> None:
    assert rules(talk(WEEK, ("hamas 2023-12-21", "responses: [{to: israel/week, answer: rejects}]")).replace(
        "7 days", "a week or so")) == ["value-off-scale"]  # fmt: skip
    unread = "--- # israel/torn.yaml\nparty: israel\noffers: [{\n"
    found = rules(talk(("hamas 2023-12-21", "responses: [{to: israel/week, answer: rejects}]")) + unread)
    assert set(found) == {"yaml-syntax"}


def test_what_an_agreement_settles_is_an_item_of_a_party() -> None:
    pact = "--- # joint/pact.yaml\nparties: [israel, hamas]\ndate: 2023-12-30\nagreement: {aid: increased}\n"
    pact += "settles: [%s]\n"
    assert rules(talk(WEEK) + pact % "israel/week" + SOURCE) == []
    assert rules(talk(WEEK) + pact % "israel/weeks" + SOURCE) == ["unknown-item"]
    assert rules(talk(WEEK) + pact % "week" + SOURCE) == ["unknown-item"]
    assert rules(talk(("israel 2023-12-31", WEEK[1])) + pact % "israel/week" + SOURCE) == ["answer-before-offer"]


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("israel/2023-12-19", "did you mean `israel/2023-12-19-0`?"),
        ("week", "that is an item; name the statement that holds it: `israel/2023-12-19-0`"),
        ("israel/week", "that is an item; name the statement that holds it: `israel/2023-12-19-0`"),
        ("israel/2023-12-19-0.yaml", "leave the suffix out"),
        ("quite-another", "write the path of its file within the negotiation, without `.yaml`"),
    ],
)
def test_an_unknown_statement_gets_the_one_that_was_meant(named: str, hint: str) -> None:
    (found,) = checked(talk(WEEK, ("israel 2023-12-21", f"denies: [{named}]")))
    assert (found.rule, found.hint) == ("unknown-statement", hint)


LINE = ("israel 2023-12-19", "red_lines: [{id: no-end, never: {ceasefire-length: permanent}}]")


@pytest.mark.parametrize("verb", ["keeps: [no-end]", "amends: no-end"])
def test_only_offers_are_kept_and_amended(verb: str) -> None:
    offer = f"offers: [{{id: week, gives: {{aid: increased}}, {verb}}}]"
    assert rules(talk(LINE, ("israel 2023-12-20", offer))) == ["wrong-kind-of-item"]


def test_an_amendment_without_an_id_that_amends_a_red_line_is_told_once() -> None:
    offer = "offers: [{gives: {aid: increased}, amends: no-end}]"
    assert rules(talk(LINE, ("israel 2023-12-20", offer))) == ["wrong-kind-of-item"]


def test_only_agreements_end_and_only_statements_are_denied() -> None:
    event = "--- # events/end.yaml\nevent: Fighting resumes\ndate: 2023-12-30\nends: [israel/2023-12-19-0]\n" + SOURCE
    assert rules(talk(WEEK) + event) == ["wrong-kind-of-item"]
    event = event.replace("ends: [israel/2023-12-19-0]", "facts: {military-operations: ongoing}")
    denial = talk(("hamas 2023-12-31", "denies: [events/end]"))
    assert rules(event + denial) == ["wrong-kind-of-item"]


@pytest.mark.parametrize(
    "block",
    [
        "offers: [{id: week, amends: week, gives: {aid: increased}}]",
        "offers: [{id: other, keeps: [week], gives: {aid: increased}}]",
        "withdraws: [week]",
        "denies: [israel/2023-12-19-1]",
    ],
)
def test_nothing_is_amended_kept_withdrawn_or_denied_before_it_was_said(block: str) -> None:
    assert rules(talk(("israel 2023-12-12", block), WEEK)) == ["answer-before-offer"]


def test_an_offer_of_some_day_in_a_month_is_answered_at_its_end() -> None:
    offer = talk(("israel 2023-12", WEEK[1]))
    (found,) = checked(offer + talk(("hamas 2023-12-21", "responses: [{to: israel/week, answer: rejects}]")))
    assert found.rule == "answer-before-offer"
    assert "counts as its last day" in found.hint
    assert rules(offer + talk(("hamas 2023-12", "responses: [{to: israel/week, answer: rejects}]"))) == []


def test_an_answer_on_the_day_of_the_offer_is_in_time() -> None:
    assert rules(talk(("hamas 2023-12-19", "responses: [{to: israel/week, answer: rejects}]"), WEEK)) == []


# -- answers --------------------------------------------------------------------------------------------------------


def test_a_statement_cannot_deny_itself() -> None:
    assert rules(talk(("israel 2023-12-19", "denies: [israel/2023-12-19-0]"))) == ["denial-of-others"]


@pytest.mark.parametrize(
    ("former", "message"),
    [
        (("israel 2023-12-20", "withdraws: [week]"), "withdraws `week`, which was withdrawn on 2023-12-20 already"),
        (("hamas 2023-12-20", "responses: [{to: israel, answer: rejects}]"), ""),
        (("israel 2023-12-20", WEEK[1].replace("id: week", "id: two")), ""),  # superseded: still what it has stated
        (("israel 2023-12-21", "note: none\nwithdraws: [hamas/trade]"),
            "withdraws an acceptance of `hamas/trade`, and none is recorded by that day"),
    ],
)  # fmt: skip
def test_what_is_withdrawn_must_be_held(former: tuple[str, str], message: str) -> None:
    found = checked(talk(WEEK, former, ("israel 2023-12-22", "withdraws: [week]")))
    assert [(one.rule, one.message) for one in found] == ([("withdrawal-of-nothing", message)] if message else [])


def test_settled_offers_are_not_withdrawn() -> None:
    pact = "--- # joint/pact.yaml\nparties: [israel, hamas]\ndate: 2023-12-20\nagreement: {ceasefire-length: 4 days}\n"
    (found,) = checked(talk(WEEK, ("israel 2023-12-22", "withdraws: [week]")) + pact + SOURCE)
    assert found.message == "withdraws `week`, which was settled on 2023-12-20 already"


def test_an_item_first_stated_beside_its_withdrawal_is_not_withdrawn() -> None:
    assert rules(talk((WEEK[0], WEEK[1] + "\nwithdraws: [week]"))) == ["withdrawal-of-nothing"]
    assert rules(talk(WEEK, ("israel 2023-12-20", WEEK[1] + "\nwithdraws: [week]"))) == []


def test_an_acceptance_is_withdrawn_by_the_name_of_the_offer() -> None:
    taken = ("hamas 2023-12-20", "responses: [{to: israel/week, answer: accepts}]")
    assert rules(talk(WEEK, taken, ("hamas 2023-12-21", "withdraws: [israel/week]"))) == []


def test_what_is_denied_later_may_have_been_withdrawn_before() -> None:
    leak = (WEEK[0], WEEK[1] + "\nattribution: leak")
    later = ("israel 2023-12-20", "withdraws: [week]"), ("israel 2023-12-21", "denies: [israel/2023-12-19-0]")
    assert rules(talk(leak, *later)) == []


def test_a_crossed_red_line_may_still_be_withdrawn() -> None:
    block = talk(
        LINE,
        ("israel 2023-12-20", "offers: [{id: end, gives: {ceasefire-length: permanent}}]"),
        ("israel 2023-12-21", "withdraws: [no-end]"),
    )
    assert rules(block) == ["own-red-line-crossed"]


def test_an_acceptance_of_a_demand_that_is_no_offer_counts_for_nothing() -> None:
    demand = ("hamas 2023-12-18", "preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]")
    assert rules(talk(demand, ("israel 2023-12-19", "responses: [{to: hamas/halt, answer: accepts}]"))) == [
        "ambiguous-acceptance"
    ]
    said = "responses: [{to: hamas/halt, answer: accepts, with: {military-operations: halted}}]"
    assert rules(talk(demand, ("israel 2023-12-19", said))) == []
    assert rules(talk(demand, ("israel 2023-12-19", "responses: [{to: hamas, answer: considers}]"))) == []


# -- statements -----------------------------------------------------------------------------------------------------


def test_an_agreement_without_terms_and_an_event_without_effect_are_empty() -> None:
    assert rules("parties: [israel, hamas]\ndate: 2023-12-19\nagreement: {}\n" + SOURCE) == ["empty-statement"]
    assert rules("event: Talks go on\ndate: 2023-12-19\n" + SOURCE) == ["empty-statement"]


@pytest.mark.parametrize(
    "block",
    ["withdraws: [week]", "denies: [israel/2023-12-19-0]", "offers: [{id: week, gives: {aid: blocked}}]"],
)
def test_a_withdrawal_or_a_denial_is_no_empty_statement(block: str) -> None:
    assert rules(talk(WEEK, ("israel 2023-12-20", block))) == []


def test_what_was_said_in_a_month_is_published_from_its_first_day() -> None:
    source = 'sources: [{url: "https://example.org", published: %s}]\n'
    body = "party: israel\ndate: 2023-12\noffers: [{id: more-aid, gives: {aid: increased}}]\n"
    assert rules(body + source % "2023-12-01") == []
    assert rules(body + source % "2023-11-30") == ["published-before-said"]


def test_the_present_month_does_not_lie_in_the_future() -> None:
    assert rules(record("withdraws: []\n" + WEEK[1], "party: israel\ndate: 2024-01\n"), TODAY) == []
    assert rules(record(WEEK[1], "party: israel\ndate: 2024-02\n"), TODAY) == ["future-date"]


def test_no_source_is_published_in_the_future() -> None:
    block = "party: israel\ndate: 2023-12-19\noffers: [{id: a, gives: {aid: increased}}]\n"
    assert rules(block + 'sources: [{url: "https://example.org", published: 2024-12-20}]') == ["future-date"]


def test_an_agreement_cannot_end_before_it_begins() -> None:
    block = "parties: [israel, hamas]\ndate: 2023-12-19\nagreement: {aid: increased}\nuntil: 2023-12-18\n"
    assert rules(block + SOURCE) == ["expired-before-said"]


def test_earlier_ids_are_in_use_nowhere() -> None:
    renamed = "offers: [{id: new, previously: [old], gives: {aid: increased}}]"
    assert rules(talk(("israel 2023-12-19", renamed), ("hamas 2023-12-20", renamed.replace("gives", "asks")))) == []
    old = ("israel 2023-12-18", "offers: [{id: old, gives: {aid: increased}}]")
    assert rules(talk(old, ("israel 2023-12-19", renamed))) == ["previously-in-use"]
    both = renamed[:-1] + ", {id: newer, previously: [old], gives: {ceasefire-length: 1 day}}]"
    assert rules(talk(("israel 2023-12-19", both))) == ["previously-in-use"]
    moved = ("israel 2023-12-20", f"previously: [israel/2023-12-19-0]\n{renamed}")
    assert rules(talk(WEEK, moved)) == ["previously-in-use"]


def test_a_party_is_not_renamed_to_one_that_is_still_there() -> None:
    text = NEGOTIATION.replace("name: Israel,", "name: Israel, previously: [qatar],")
    assert rules("# negotiation.yaml\n" + text) == ["previously-in-use"]
    assert rules("# negotiation.yaml\n" + text.replace("[qatar]", "[jerusalem]")) == []


# -- items ----------------------------------------------------------------------------------------------------------


def test_steps_on_one_issue_have_scopes_of_their_own() -> None:
    block = "offers: [{id: a, gives: {aid@phase-1: increased}, terms: {aid@phase-2: unhindered}}]"
    assert rules(record(block)) == []
    assert rules(record(block.replace("phase-2", "phase-1"))) == ["given-and-asked"]


def test_an_amendment_may_bring_no_terms() -> None:
    assert rules(talk(WEEK, ("israel 2023-12-20", "offers: [{amends: week, until: 2023-12-31}]"))) == []


@pytest.mark.parametrize(
    ("terms", "flagged"),
    [
        ("asks: {aid: blocked}", True), ("asks: {aid: at least blocked}", True), ("asks: {ceasefire-length: 0 days}", True),
        ("asks: {aid: exactly blocked}", False), ("asks: {aid: restricted}", False), ("asks: {aid: unspecified}", False),
        ("asks: {hostages-released: 0}", False), ("gives: {aid: unhindered}", False), ("terms: {aid: blocked}", False),
    ],
)  # fmt: skip
def test_whoever_asks_for_any_value_is_warned(terms: str, flagged: bool) -> None:
    assert (
        "any-value-asked" in rules(record(f"offers: [{{id: a, {terms}}}]", "party: hamas\ndate: 2023-12-19\n"))
    ) == flagged


def test_only_principals_give_and_ask_from_a_side() -> None:
    side = "offers: [{id: a, asks: {aid: increased}}]"
    assert rules(record(side)) == ["wrong-side"]
    assert rules(record(side.replace("asks", "terms"))) == []
    assert rules(record(side, "party: qatar\ndate: 2023-12-19\n")) == []
    assert rules(record("offers: [{id: a, asks: {military-operations: halted}}]")) == []


@pytest.mark.parametrize(
    ("value", "flagged"),
    [
        ("aid: blocked", False), ("aid: unhindered", False), ("aid: increased", True), ("aid: = increased", False),
        ("ceasefire-length: permanent", False), ("ceasefire-length: 7 days", True), ("ceasefire-length: 0 days", False),
        ("hostages-released: all", False), ("hostages-released: 40", True), ("gaza-governance: technocrats", False),
        ("aid: [restricted, increased]", False), ("aid@phase-1: increased", True),
    ],
)  # fmt: skip
def test_a_bare_value_under_never_is_at_an_end_of_its_scale(value: str, flagged: bool) -> None:
    block = record(f"red_lines: [{{id: a, never: {{{value}}}}}]", "party: qatar\ndate: 2023-12-19\n")
    assert rules(block) == (["middle-value-under-never"] if flagged else [])


@pytest.mark.parametrize(
    "item",
    [
        "red_lines: [{id: a, never: {aid: unspecified}}]",
        "red_lines: [{id: a, never: {final-status: two states}}]",
        "red_lines: [{id: a, never: {}}]",
        "red_lines: [{id: a, must: {}}]",
        "red_lines: [{id: a, must: {aid: at least blocked}}]",
        "red_lines: [{id: a, never: {aid: at least blocked}}]",
        "red_lines: [{id: a, never: {ceasefire-length: permanent}, unless: {hamas-rule: continues}}]",
        "preconditions: [{id: a, before: talks, requires: {}}]",
        "preconditions: [{id: a, before: talks, requires: {military-operations: ongoing}}]",
        "preconditions: [{id: a, before: {aid: unspecified}, requires: {military-operations: halted}}]",
        "preconditions: [{id: a, before: {aid: blocked}, requires: {military-operations: halted}}]",
    ],
)
def test_a_condition_that_nobody_can_evaluate(item: str) -> None:
    assert rules(record(item)) == ["unevaluable-condition"]


@pytest.mark.parametrize(
    "item",
    [
        "red_lines: [{id: a, never: {aid: at least blocked, ceasefire-length: permanent}}]",
        "red_lines: [{id: a, must: {gaza-governance: not hamas}}]",
        "preconditions: [{id: a, before: deal, requires: {military-operations: exactly ongoing}}]",
        "preconditions: [{id: a, before: {aid: increased}, requires: {military-operations: halted}}]",
    ],
)
def test_a_condition_that_can_be_evaluated(item: str) -> None:
    assert rules(record(item)) == []


def test_an_acceptance_or_an_agreement_crosses_a_red_line_too() -> None:
    line = ("hamas 2023-12-18", "red_lines: [{id: lasting, never: {ceasefire-length: less than permanent}}]")
    accepts = ("hamas 2023-12-20", "responses: [{to: israel/week, answer: accepts}]")
    (found,) = checked(talk(line, WEEK, accepts))
    assert found.rule == "own-red-line-crossed"
    assert found.message == (
        "Hamas accepts ceasefire-length: 7 days, which its red line `lasting` of 2023-12-18 rules out"
    )
    assert [label.text for label in found.labels] == ["", "the term", "ruled out here"]
    pact = "--- # joint/pact.yaml\nparties: [israel, hamas]\ndate: 2023-12-20\nagreement: {ceasefire-length: 4 days}\n"
    (found,) = checked(talk(line) + pact + SOURCE)
    assert found.message.startswith("Hamas agrees to ceasefire-length: 4 days")


def test_a_red_line_is_crossed_once() -> None:
    line = ("hamas 2023-12-18", "red_lines: [{id: lasting, must: {ceasefire-length: permanent}}]")
    short = "offers: [{id: short, asks: {ceasefire-length: %s days}}]"
    twice = ("hamas 2023-12-20", short % 90), ("hamas 2023-12-21", short % 80)
    assert rules(talk(line, *twice)) == ["own-red-line-crossed"]


def test_a_red_line_and_an_offer_of_one_statement_fit_each_other() -> None:
    line = "red_lines: [{id: lasting, must: {ceasefire-length: permanent}}]"
    offer = "offers: [{id: a, asks: {ceasefire-length: 9 days}}]"
    (found,) = checked(talk(("hamas 2023-12-18", f"{line}\n{offer}")))
    assert found.rule == "own-red-line-crossed"
    assert "in the same statement" in found.message


def test_what_is_denied_crosses_nothing() -> None:
    line = ("hamas 2023-12-18", "red_lines: [{id: lasting, must: {ceasefire-length: permanent}}]")
    leak = ("hamas 2023-12-20", "offers: [{id: short, asks: {ceasefire-length: 90 days}}]\nattribution: leak")
    assert rules(talk(line, leak)) == ["own-red-line-crossed"]
    assert rules(talk(line, leak, ("hamas 2023-12-21", "denies: [hamas/2023-12-20-1]"))) == []


def test_of_two_demands_the_one_that_is_not_met_is_shown() -> None:
    line = "red_lines: [{id: both, must: {ceasefire-length: permanent, aid: at least increased}}]"
    offer = "offers: [{id: a, asks: {ceasefire-length: permanent, aid: exactly restricted}}]"
    (found,) = checked(talk(("hamas 2023-12-18", line), ("hamas 2023-12-20", offer)))
    assert "Hamas asks for aid: exactly restricted" in found.message


# -- many -----------------------------------------------------------------------------------------------------------


def test_every_reference_in_a_long_negotiation_is_looked_at_once() -> None:
    parts = [WEEK]
    for number in range(300):
        parts.append(("hamas 2023-12-20", f"responses: [{{to: israel/none-{number}, answer: rejects}}]"))
    assert Counter(rules(talk(*parts))) == {"unknown-item": 300}
