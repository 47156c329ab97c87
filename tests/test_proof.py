"""Proofs: every step follows from what it rests on, and a minimal conflict needs all of its items."""

from __future__ import annotations

from datetime import date
from random import Random

from conftest import HERE, book_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_package import RULE, WORKED, drawn_book, drawn_line

from negotrack.book import Book, Day, Issue, Party, Statement
from negotrack.held import Held
from negotrack.matter import Clause, clauses, matter_of
from negotrack.matter import cells as cut
from negotrack.needs import Edge
from negotrack.order import order
from negotrack.package import OUTCOMES, deal, outcome
from negotrack.proof import Left, Nothing, Stuck, Supposed, claims, conflict_proof, deal_proofs, order_proofs, supposes
from negotrack.reasons import Derived, Fact, Reason, facts
from negotrack.standing import standing
from negotrack.values import Scale, Values

DAY = date(2025, 1, 1)


def cells(held: list[Held], scales: dict[str, Scale]) -> dict[str, tuple[Values, ...]]:
    sets: dict[str, list[Values]] = {}
    for clause in (clause for one in held for clause in clauses(one)):
        for issue, values in (*clause.never.items(), *clause.unless.items()):
            sets.setdefault(issue, []).append(values)
    return {issue: cut(scales[issue], found) for issue, found in sets.items()}


def outcomes(cut: dict[str, tuple[Values, ...]]) -> list[dict[str, Values]]:
    found: list[dict[str, Values]] = [{}]
    for issue, some in cut.items():
        found = [{**one, issue: cell} for one in found for cell in some]
    return found


def allowed(package: dict[str, Values], rules: list[Clause]) -> bool:
    return not any(clause.bites(package) for clause in rules)


def premises(reason: Reason) -> tuple[set[str], list[Supposed]]:
    """The items a claim rests on in the end, and what is still supposed in it."""
    if isinstance(reason, Fact):
        return {reason.item}, []
    if isinstance(reason.claim, Supposed):
        return set(), [reason.claim]
    items, supposed = set[str](), list[Supposed]()
    for cause in reason.because:
        more, open_cases = premises(cause)
        items |= more
        closes = isinstance(reason.claim, Left) and isinstance(cause, Derived) and isinstance(cause.claim, Nothing)
        if closes:  # the other case holds: what was supposed on this issue is given up
            open_cases = [one for one in open_cases if one.issue != reason.claim.issue]
        supposed += open_cases
    return items, supposed


def follows(claim: Derived, held: dict[str, Held], every: list[dict[str, Values]]) -> bool:
    """Whether a claim holds in every package that its items allow, under what is supposed: by trying all of them."""
    items, supposed = premises(claim)
    rules = [clause for key in items for clause in clauses(held[key])]
    for package in every:
        if not allowed(package, rules) or any(not package[one.issue] <= one.values for one in supposed):
            continue
        if isinstance(claim.claim, Nothing) or (
            isinstance(claim.claim, Left) and not package[claim.claim.issue] <= claim.claim.values
        ):
            return False
    return True


def held_to(proof: Derived, conflict: tuple[Held, ...], book: Book) -> None:
    scales = {issue: book.issue(issue).scale for issue in book.issues}
    every = outcomes(cells(list(conflict), scales))
    named = {one.key: one for one in conflict}
    assert isinstance(proof.claim, Nothing)
    assert not premises(proof)[1]
    assert {fact.item for fact in facts([proof])} == set(named), "a minimal conflict needs all of its items"
    for claim in claims([proof]):
        assert isinstance(claim.claim, Supposed) or follows(claim, named, every)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_every_step_of_a_proof_follows_and_no_item_is_idle(number: int) -> None:
    book = drawn_book(number)
    found = deal(standing(book, date(2024, 2, 1)))
    for conflict in found.conflicts:
        proof = conflict_proof(conflict)
        assert proof is not None
        held_to(proof, conflict, book)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_what_can_all_hold_has_no_proof(number: int) -> None:
    random = Random(number)
    whole = drawn_book(number)
    lines = tuple(drawn_line(random, f"x{n}") for n in range(6))
    said = Statement("a9", "a", Day(date(2024, 1, 3), date(2024, 1, 3)), HERE, (), red_lines=lines)
    parties = {"a": Party("a", "A", "principal", HERE)}
    issues = {key: Issue(key, key, one.scale, HERE) for key, one in whole.issues.items()}
    state = standing(Book("few", "Few", parties, issues, (said,), HERE), DAY)
    held = tuple(sorted(state.red_lines("a"), key=lambda one: one.key))
    every = outcomes(cells(list(held), {key: one.scale for key, one in issues.items()}))
    rules = [clause for one in held for clause in clauses(one)]
    possible = any(allowed(package, rules) for package in every)
    assert (conflict_proof(held) is None) == possible


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_the_outcome_in_a_word_is_that_of_the_whole_answer(number: int) -> None:
    state = standing(drawn_book(number), date(2024, 2, 1))
    found = deal(state)
    apart = found.on_the_table is not None and not matter_of(state).shared
    whole = (
        "within-red-lines"
        if apart
        else "on-the-table"
        if found.on_the_table
        else "within-red-lines"
        if found.within
        else "no-package"
    )
    assert outcome(state) == whole
    assert whole in OUTCOMES


def test_the_worked_example_is_proved_in_three_steps() -> None:
    state = standing(book_of(WORKED + RULE), DAY)
    (conflict,) = deal(state).conflicts
    proof = conflict_proof(conflict)
    assert proof is not None
    told = [(type(one.claim).__name__, getattr(one.claim, "issue", "")) for one in claims([proof])]
    assert told[-1] == ("Nothing", "")
    assert {name for name, _ in told} == {"Left", "Nothing"}
    assert len(told) == 3


SPLIT = """
    --- negotiation.yaml
    title: Two seats
    parties:
      east: {name: East, role: principal}
      west: {name: West, role: principal}
    issues:
      seat: {title: Seat, scale: choice, choices: [left, middle, right]}
      term: {title: Term, scale: duration}
    --- east/2024-01-01.yaml
    party: east
    date: 2024-01-01
    red_lines:
      - {id: short-left, never: {seat: left, term: less than 5 years}}
      - {id: long-left, never: {seat: left, term: at least 5 years}}
      - {id: no-middle, never: {seat: middle}}
    sources: [{reference: Minutes, publisher: Clerk}]
    --- west/2024-01-02.yaml
    party: west
    date: 2024-01-02
    red_lines: [{id: no-right, never: {seat: right}}]
    sources: [{reference: Minutes, publisher: Clerk}]
"""


def test_where_nothing_follows_for_certain_a_case_is_supposed() -> None:
    book = book_of(SPLIT)
    (conflict,) = deal(standing(book, DAY)).conflicts
    proof = conflict_proof(conflict)
    assert proof is not None
    held_to(proof, conflict, book)


def test_an_edge_that_two_deadlocks_share_is_one_claim() -> None:
    state = standing(book_of(WORKED), date(2023, 12, 21))
    roots = order_proofs(order(state))
    assert roots
    assert all(isinstance(root.claim, Stuck) for root in roots)
    every = [one for root in roots for one in root.because if isinstance(one, Derived)]
    steps = {(one.claim.before, one.claim.needs, one.claim.item) for one in every if isinstance(one.claim, Edge)}
    assert len({id(one) for one in every}) == len(steps)


def test_a_package_has_its_offers_as_reasons() -> None:
    state = standing(book_of(WORKED), date(2023, 12, 21))
    roots = deal_proofs(deal(state))
    assert all(not supposes(root) for root in roots)
    assert all(list(facts([root])) for root in roots)
    assert matter_of(state).items


def test_proofs_do_not_depend_on_the_order_of_files() -> None:
    book = book_of(WORKED + RULE)
    turned = Book(**{**{k: getattr(book, k) for k in book.__dataclass_fields__}, "entries": book.entries[::-1]})
    one, other = (deal_proofs(deal(standing(each, DAY))) for each in (book, turned))
    assert [claim.claim for claim in claims(one)] == [claim.claim for claim in claims(other)]
