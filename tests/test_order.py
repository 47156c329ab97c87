"""What must come first: every kind of edge and end, what breaks a deadlock, and an order held against brute force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations, permutations

import pytest
from conftest import book_of
from hypothesis import given, settings
from hypothesis import strategies as st

from negotrack.book import Book, Day, Issue, Offer, Party, Precondition, RedLine, Statement, Term
from negotrack.chains import Chain, Deadlock
from negotrack.findings import Place
from negotrack.needs import DEAL, TALKS, Edge, Node, edges, prospect
from negotrack.order import Order, order
from negotrack.proof import order_proofs
from negotrack.read.records import read_books
from negotrack.read.sources import Source
from negotrack.standing import Standing, standing
from negotrack.terms import Bare, read_value
from negotrack.values import Options, Scale
from negotrack.wording.proofs import proof_lines

DAY = "2024-01-01"

EXAMPLE = """
--- israel/2023-12-19-week-for-40.yaml
party: israel
date: 2023-12-19
via: [qatar]
offers: [{id: week-for-40, gives: {ceasefire-length: 7 days, aid: increased}, asks: {hostages-released: 40}}]
--- israel/2023-12-20-no-end.yaml
party: israel
date: 2023-12-20
red_lines:
  - {id: no-end-before-defeat, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}
  - {id: no-halt-before-defeat, never: {military-operations: halted}, unless: {hamas-rule: ended}}
--- hamas/2023-12-21-no-talks.yaml
party: hamas
date: 2023-12-21
responses: [{to: israel/week-for-40, answer: rejects}]
preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
--- events/2023-12-01-fighting.yaml
event: Fighting resumes
date: 2023-12-01
facts: {military-operations: ongoing}
"""
HALT = "--- hamas/2023-12-02-a.yaml\nparty: hamas\ndate: 2023-12-02\npreconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]\n"


def on(book: Book, day: str = DAY, among: Sequence[str] | None = None) -> Order:
    return order(standing(book, date.fromisoformat(day)), among)


def told(chain: Chain) -> str:
    return " > ".join(node.name for node in chain.nodes)


def kinds(chain: Chain) -> list[str]:
    return [f"{edge.kind} {edge.item}".strip() for edge in chain.edges]


def said(party: str, body: str, day: int = 3) -> str:
    """A statement of a party as a file of a record."""
    return f"--- {party}/2023-12-{day:02}-{party}.yaml\nparty: {party}\ndate: 2023-12-{day:02}\n{body}\n"


def one(found: Order) -> Deadlock:
    (deadlock,) = found.deadlocks
    return deadlock


# -- the worked example -------------------------------------------------------------------------------------------


def test_worked_example_is_a_chain_with_no_next_step() -> None:
    found = on(book_of(EXAMPLE), "2023-12-21")
    deadlock = one(found)
    assert (deadlock.kind, told(deadlock)) == ("unsaid", "talks > military-operations: halted > hamas-rule: ended")
    assert kinds(deadlock) == ["stated hamas/halt", "stated israel/no-halt-before-defeat"]
    assert deadlock.breaks == (("hamas/halt",), ("israel/no-halt-before-defeat",))
    assert (found.steps, found.waiting, deadlock.inferred) == (None, (), False)


def test_worked_example_is_free_once_the_precondition_is_dropped() -> None:
    found = on(book_of(EXAMPLE + said("hamas", "withdraws: [halt]", 22)))
    assert found.deadlocks == () and found.steps is not None
    assert [step.node for step in found.steps] == [TALKS, DEAL]


def test_worked_example_is_free_once_an_offer_overtakes_the_precondition() -> None:
    offer = "offers: [{id: stages, gives: {hostages-released: all}, asks: {ceasefire-length: 135 days}}]"
    found = on(book_of(EXAMPLE + said("hamas", offer, 28)))
    assert found.deadlocks == () and found.steps is not None


def test_worked_example_closes_to_a_cycle_where_the_halt_is_part_of_an_exchange() -> None:
    halt = "offers: [{id: swap, gives: {military-operations: halted}, asks: {hostages-released: all}}]"
    deadlock = one(on(book_of(HALT + said("israel", halt))))
    assert (deadlock.kind, told(deadlock)) == ("cycle", "talks > military-operations: halted > deal")
    assert kinds(deadlock) == ["stated hamas/halt", "offered israel/swap", "inferred"]
    assert deadlock.inferred, "it depends on something nobody said"
    assert deadlock.breaks == (("hamas/halt",),)


def test_every_stated_edge_cites_the_line_of_its_requirement() -> None:
    deadlock = one(on(book_of(EXAMPLE), "2023-12-21"))
    places = [edge.fact.place for edge in deadlock.edges if edge.fact]
    assert [(place.path.rpartition("/")[2], place.line) for place in places] == [
        ("2023-12-21-no-talks.yaml", 4),
        ("2023-12-20-no-end.yaml", 5),
    ]


def test_worked_example_is_told_so_that_it_can_be_read_aloud() -> None:
    book = book_of(EXAMPLE)
    assert [line.text for line in proof_lines(book, order_proofs(on(book, "2023-12-21")))[0]] == [
        "Before talks, Hamas demands Military operations: halted.",
        "Israel rules out Military operations: halted unless Hamas rule in Gaza: ended.",
        "Nobody has said it will bring about Hamas rule in Gaza: ended (it is Hamas' to give), so there is no next step.",
    ]


def test_an_inferred_step_is_told_as_one_and_a_wider_demand_in_its_own_words() -> None:
    halt = "offers: [{id: swap, gives: {military-operations: halted}, asks: {hostages-released: all}}]"
    swap = book_of(HALT + said("israel", halt))
    assert [line.text for line in proof_lines(swap, order_proofs(on(swap)))[0]][1:] == [
        "Israel offers Military operations: halted only as part of an exchange, so it needs a deal.",
        "A deal needs talks first (inferred).",
        "So talks must come before itself.",
    ]
    _, hostages = proof_lines(gaza(), order_proofs(on(gaza(), "2023-12-21")))
    assert hostages[0].text == (
        "Before Kind of ceasefire: at least temporary (so also permanent), Israel demands Hostages released: at least 1 person."
    )


# -- how a required term stands -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("israel", "expected"),
    [
        ("offers: [{id: o, gives: {military-operations: halted}}]", "promised"),
        ("offers: [{id: o, gives: {military-operations: halted}, asks: {aid: increased}}]", "tradable"),
        ("offers: [{id: o, gives: {military-operations: at most paused}}]", "unsaid"),
        ("offers: [{id: o, gives: {aid: increased}}]", "unsaid"),
        ("offers: [{id: o, terms: {military-operations: halted}}]", "tradable"),
        ("red_lines: [{id: r, never: {military-operations: halted}}]", "refused"),
        ("red_lines: [{id: r, must: {military-operations: ongoing}}]", "refused"),
        ("red_lines: [{id: r, never: {military-operations: paused}}]", "unsaid"),
        ("red_lines: [{id: r, never: {military-operations: halted}, unless: {hamas-rule: ended}}]", "unsaid"),
    ],
)
def test_a_required_term_stands_as_its_giver_has_said(israel: str, expected: str) -> None:
    held = standing(book_of(HALT + said("israel", israel)), date.fromisoformat(DAY))
    halted = next(edge.needs for edge in edges(held) if edge.kind == "stated")
    assert prospect(held, halted) == expected
    assert prospect(held, TALKS) is None


def test_met_by_a_fact_is_no_edge_any_more() -> None:
    event = "--- events/2023-12-05-e.yaml\nevent: A halt\ndate: 2023-12-05\nfacts: {military-operations: halted}\n"
    found = on(book_of(HALT + event))
    assert found.deadlocks == () and found.waiting == ()
    assert [(held.key, fact.entry.id) for held, (fact,) in found.met] == [("hamas/halt", "events/2023-12-05-e")]


def test_met_by_an_agreement_until_it_runs_out() -> None:
    pact = "--- joint/2023-12-05-p.yaml\nparties: [israel, hamas]\ndate: 2023-12-05\nuntil: 2023-12-08\nagreement: {military-operations: halted}\n"
    book = book_of(HALT + pact)
    assert on(book, "2023-12-06").waiting == ()
    assert [told(chain) for chain in on(book, "2023-12-10").waiting] == ["talks > military-operations: halted"]


def test_a_later_red_line_refuses_what_an_older_offer_gave() -> None:
    offer = said("israel", "offers: [{id: o, gives: {military-operations: halted}}]")
    line = said("israel", "red_lines: [{id: r, must: {military-operations: ongoing}}]", 5)
    assert one(on(book_of(HALT + offer + line))).kind == "refused"


def test_who_must_bring_it_about_goes_before_who_concedes_the_issue() -> None:
    demand = said(
        "hamas", "preconditions: [{id: halt, before: talks, requires: {military-operations: halted}, by: qatar}]"
    )
    line = said("israel", "red_lines: [{id: r, must: {military-operations: ongoing}}]")
    found = on(book_of(demand + line))
    assert [chain.nodes[1].giver for chain in found.waiting] == ["qatar"]


def test_where_nobody_in_particular_gives_it_any_principal_can_refuse() -> None:
    demand = said("hamas", "preconditions: [{id: board, before: deal, requires: {gaza-governance: technocrats}}]")
    line = said("israel", "red_lines: [{id: r, never: {gaza-governance: technocrats}}]")
    deadlock = one(on(book_of(demand + line)))
    assert (deadlock.kind, told(deadlock)) == ("refused", "deal > gaza-governance: technocrats")
    assert [held.key for held in deadlock.refusals] == ["israel/r"]
    assert deadlock.breaks == (("hamas/board",), ("israel/r",))


# -- deadlocks and what only waits --------------------------------------------------------------------------------


def test_a_chain_of_one_party_that_ends_unsaid_waits() -> None:
    found = on(book_of(HALT))
    assert found.deadlocks == ()
    assert [told(chain) for chain in found.waiting] == ["talks > military-operations: halted"]
    assert found.steps is not None
    assert [step.node.name for step in found.steps] == ["military-operations: halted", "talks", "deal"]
    assert [step.prospect for step in found.steps] == ["unsaid", None, None]


def test_two_principals_who_ask_for_what_nobody_has_said_are_stuck() -> None:
    both = HALT + said("israel", "preconditions: [{id: calm, before: talks, requires: {military-operations: halted}}]")
    deadlock = one(on(book_of(both)))
    assert (deadlock.kind, told(deadlock)) == ("unsaid", "talks > military-operations: halted")
    assert kinds(deadlock) == ["stated hamas/halt", "stated israel/calm"]
    assert deadlock.breaks == (("hamas/halt",), ("israel/calm",)), "without either, only one still waits"


def test_you_first_is_a_cycle() -> None:
    record = said(
        "hamas", "preconditions: [{id: truce, before: {hostages-released: 1}, requires: {aid: unhindered}}]"
    ) + said("israel", "preconditions: [{id: home, before: {aid: increased}, requires: {hostages-released: 40}}]")
    deadlock = one(on(book_of(record)))
    assert (deadlock.kind, told(deadlock)) == ("cycle", "aid: unhindered > hostages-released: at least 40")
    assert not deadlock.inferred


def test_steps_that_only_partly_fall_under_a_demand_do_not_wait_for_it() -> None:
    """
    --- hamas/2023-12-02-a.yaml
    party: hamas
    date: 2023-12-02
    preconditions: [{id: halt, before: talks, requires: {military-operations: paused}}]
    --- israel/2023-12-03-b.yaml
    party: israel
    date: 2023-12-03
    red_lines: [{id: no-halt, never: {military-operations: halted}, unless: {hamas-rule: ended}}]
    """
    found = on(book_of(test_steps_that_only_partly_fall_under_a_demand_do_not_wait_for_it.__doc__ or ""))
    assert found.deadlocks == (), "a pause would do, and no red line is against it"


def test_a_red_line_on_two_issues_together_makes_one_wait_only_where_the_other_is_so() -> None:
    line = said(
        "israel",
        "red_lines: [{id: r, never: {military-operations: halted, aid: unhindered}, unless: {hamas-rule: ended}}]",
    )
    event = "--- events/2023-12-05-e.yaml\nevent: Aid\ndate: 2023-12-05\nfacts: {aid: unhindered}\n"
    assert on(book_of(HALT + line)).deadlocks == ()
    assert one(on(book_of(HALT + line + event))).kind == "unsaid"


def test_a_conditional_red_line_alone_asks_for_nothing() -> None:
    record = said(
        "israel", "red_lines: [{id: r, never: {military-operations: halted}, unless: {hamas-rule: ended}}]"
    ) + said("hamas", "red_lines: [{id: stay, must: {hamas-rule: continues}}]")
    found = on(book_of(record))
    assert found.deadlocks == () and found.waiting == ()


def test_what_a_deal_waits_for_is_told_from_the_deal_on() -> None:
    record = (
        said("hamas", "offers: [{id: swap, gives: {hostages-released: 50}, asks: {aid: unhindered}}]")
        + said("hamas", "preconditions: [{id: halt, before: deal, requires: {military-operations: halted}}]", 4)
        + said("israel", "preconditions: [{id: home, before: {aid: increased}, requires: {hostages-released: 40}}]")
        + said("israel", "red_lines: [{id: r, must: {military-operations: ongoing}}]", 4)
    )
    assert told(one(on(book_of(record)))) == "deal > military-operations: halted"


def test_a_tradable_term_waits_for_a_deal_and_a_deal_for_talks() -> None:
    record = said("hamas", "offers: [{id: swap, gives: {hostages-released: 50}, asks: {aid: unhindered}}]") + said(
        "israel", "preconditions: [{id: home, before: {aid: increased}, requires: {hostages-released: 40}}]"
    )
    found = on(book_of(record))
    assert found.steps is not None
    assert [step.node.name for step in found.steps] == [
        "talks", "deal", "hostages-released: at least 40", "aid: at least increased",
    ]  # fmt: skip
    assert [held.key for held in found.steps[2].offers] == ["hamas/swap"]


def test_breaking_takes_two_where_two_demands_each_suffice() -> None:
    """
    --- hamas/2023-12-02-a.yaml
    party: hamas
    date: 2023-12-02
    preconditions:
      - {id: halt, before: talks, requires: {military-operations: halted}}
      - {id: calm, before: talks, requires: {military-operations: halted}}
    --- israel/2023-12-03-b.yaml
    party: israel
    date: 2023-12-03
    red_lines: [{id: r, must: {military-operations: ongoing}}]
    """
    deadlock = one(on(book_of(test_breaking_takes_two_where_two_demands_each_suffice.__doc__ or "")))
    assert deadlock.breaks == (("israel/r",), ("hamas/calm", "hamas/halt"))


def test_only_principals_count_unless_parties_are_named() -> None:
    record = HALT + said("egypt", "preconditions: [{id: aid, before: talks, requires: {aid: unhindered}}]")
    book = book_of(record)
    assert [told(chain) for chain in on(book).waiting] == ["talks > military-operations: halted"]
    assert [told(chain) for chain in on(book, among=["egypt"]).waiting] == ["talks > aid: unhindered"]


# -- the records in this repository -------------------------------------------------------------------------------


@cache
def gaza() -> Book:
    from documents import ROOT

    files = sorted((ROOT / "positions/gaza-2023").rglob("*.yaml"))
    return read_books([Source(file.relative_to(ROOT).as_posix(), file.read_bytes()) for file in files]).books[
        "gaza-2023"
    ]


def test_december_2023_has_two_deadlocks() -> None:
    """No talks before a halt, no halt before the end of Hamas; no truce before hostages, no hostages before a ceasefire."""
    talks, hostages = on(gaza(), "2023-12-21").deadlocks
    assert (talks.kind, told(talks)) == ("unsaid", "talks > military-operations: halted > hamas-rule: ended")
    assert kinds(talks) == ["stated hamas/halt-before-talks", "stated israel/no-halt-before-defeat"]
    assert (hostages.kind, told(hostages)) == ("cycle", "ceasefire-type: permanent > hostages-released: at least 1")
    assert kinds(hostages) == ["stated israel/hostages-before-truce", "stated hamas/ceasefire-before-hostages"]


def test_the_first_of_them_forms_on_20_december() -> None:
    assert [told(one) for one in on(gaza(), "2023-12-19").deadlocks if one.nodes[0] == TALKS] == []
    assert [told(one) for one in on(gaza(), "2023-12-20").deadlocks if one.nodes[0] == TALKS] != []


def test_february_2024_has_none() -> None:
    held = standing(gaza(), date(2024, 2, 10))
    found = order(held)
    overtaken = held.item("hamas", "halt-before-talks")
    assert overtaken is not None and overtaken.state == "overtaken"
    assert found.deadlocks == () and found.steps is not None
    assert all(edge.item != "hamas/halt-before-talks" for edge in edges(held))


def test_when_hamas_rules_out_disarming_peace_waits_for_what_is_refused() -> None:
    (deadlock,) = on(gaza(), "2025-05-01").deadlocks
    assert (deadlock.kind, told(deadlock)) == ("refused", "ceasefire-type: permanent > hamas-disarmament: full")


# -- against brute force ------------------------------------------------------------------------------------------

HERE = Place("positions/drawn/x.yaml", 1, 1)
LEVELS = Scale("levels", members=("x", "y", "z"))
ISSUES = {"a": "p", "b": "q", "c": ""}
FORMS = ("x", "y", "z", "at least y", "at most y")


def term(issue: str, written: str) -> Term:
    found = read_value(LEVELS, written, Bare.exactly)
    return Term(issue, written, found.values, found.exact, HERE, found.bare)


@st.composite
def terms(draw: st.DrawFn, least: int = 1, most: int = 1) -> dict[str, Term]:
    issues = draw(st.lists(st.sampled_from(sorted(ISSUES)), min_size=least, max_size=most, unique=True))
    return {issue: term(issue, draw(st.sampled_from(FORMS))) for issue in issues}


@st.composite
def drawn(draw: st.DrawFn) -> Book:
    """A negotiation in which each of two or three principals makes one statement of up to four items."""
    parties = draw(st.sampled_from([("p", "q"), ("p", "q", "r")]))
    said = Day(date(2024, 1, 1), date(2024, 1, 1))
    entries = []
    for party in parties:
        before = st.one_of(st.sampled_from(["talks", "deal"]), terms())
        demands = [
            Precondition(f"d{n}", HERE, draw(before), draw(terms(1, 2)))
            for n in range(draw(st.integers(0, 3)))
        ]  # fmt: skip
        lines = [RedLine(f"r{n}", HERE, draw(terms()), draw(terms(0, 1))) for n in range(draw(st.integers(0, 2)))]
        offers = [Offer(f"o{n}", HERE, draw(terms()), draw(terms(0, 1))) for n in range(draw(st.integers(0, 1)))]
        entries.append(
            Statement(
                f"{party}/s", party, said, HERE, (), offers=tuple(offers), preconditions=tuple(demands),
                red_lines=tuple(lines),
            )
        )  # fmt: skip
    return Book(
        "drawn", "Drawn", {party: Party(party, party, "principal", HERE) for party in parties},
        {issue: Issue(issue, issue, LEVELS, HERE, giver) for issue, giver in ISSUES.items()}, tuple(entries), HERE,
    )  # fmt: skip


Spot = tuple[str, frozenset[str]]
"""A step, written anew: talks and deal without levels, a term with the levels that will do."""
Arrow = tuple[Spot, Spot, str, str, str, bool]
"""From, to, kind, party, item, and whether a chain may begin with it."""


def levels(one: Term) -> frozenset[str]:
    assert isinstance(one.values, Options)
    return one.values.names


class Brute:
    """The definitions once more, by trying everything."""

    def __init__(self, book: Book, without: frozenset[str] = frozenset()) -> None:
        self.book, self.without = book, without
        self.arrows = [*self._stated(), (("deal", frozenset()), ("talks", frozenset()), "inferred", "", "", True)]
        spots = {spot for arrow in self.arrows for spot in arrow[:2] if spot[1]}
        for spot in sorted(spots, key=str):
            if self.state(spot) == "tradable":
                self.arrows += [
                    (spot, ("deal", frozenset()), "offered", party, item, False)
                    for party, item in self._exchanges(spot)
                ]
        self.arrows = [arrow for arrow in self.arrows if self.state(arrow[0]) != "refused"]
        self.next: dict[Spot, set[Spot]] = {}
        for arrow in self.arrows:
            self.next.setdefault(arrow[0], set()).add(arrow[1])

    def _items(self, *, every: bool = False) -> Iterator[tuple[str, str, Offer | Precondition | RedLine]]:
        for entry in self.book.entries:
            assert isinstance(entry, Statement)
            for item in entry.items:
                if every or f"{entry.party}/{item.id}" not in self.without:
                    yield entry.party, f"{entry.party}/{item.id}", item

    def _stated(self) -> Iterator[Arrow]:
        rules: list[tuple[str, str, Spot, Spot, bool]] = []
        for party, key, item in self._items(every=True):
            if isinstance(item, Precondition):
                scopes = (
                    [(item.before, frozenset[str]())]
                    if isinstance(item.before, str)
                    else [(issue, levels(one)) for issue, one in item.before.items()]
                )
                rules += [(party, key, a, (i, levels(t)), True) for a in scopes for i, t in item.requires.items()]
            elif isinstance(item, RedLine):
                scopes = [(issue, levels(one)) for issue, one in item.never.items()]
                rules += [(party, key, a, (i, levels(t)), False) for a in scopes for i, t in item.unless.items()]
        spots = {rule[3] for rule in rules} | {rule[2] for rule in rules if rule[4]}
        for party, key, scope, needs, begins in rules:
            if key in self.without:
                continue
            for spot in spots | {("talks", frozenset()), ("deal", frozenset())}:
                if spot[0] == scope[0] and spot[1] <= scope[1]:
                    yield spot, needs, "stated", party, key, begins

    def state(self, spot: Spot) -> str:
        issue, wanted = spot
        if not wanted:
            return ""
        givers = [ISSUES[issue]] if ISSUES[issue] else list(self.book.parties)
        left = wanted
        for giver in givers:
            gone: set[str] = set()
            for party, _, item in self._items():
                if party == giver and isinstance(item, RedLine) and not item.unless and issue in item.never:
                    gone |= levels(item.never[issue])
            if wanted <= gone:
                return "refused"
            left = left - gone
        found = ""
        for party, _, item in self._items():
            if isinstance(item, Offer) and issue in item.gives and levels(item.gives[issue]) & left:
                if not item.asks:
                    return "promised"
                found = "tradable" if party in givers else found
        return found or "unsaid"

    def _exchanges(self, spot: Spot) -> Iterator[tuple[str, str]]:
        givers = [ISSUES[spot[0]]] if ISSUES[spot[0]] else list(self.book.parties)
        for party, key, item in self._items():
            if party in givers and isinstance(item, Offer) and spot[0] in item.gives and item.asks:
                lost = {
                    level
                    for other, _, line in self._items()
                    if other in givers and isinstance(line, RedLine) and not line.unless and spot[0] in line.never
                    for level in levels(line.never[spot[0]])
                }
                if levels(item.gives[spot[0]]) & (spot[1] - lost):
                    yield party, key

    def cycles(self) -> list[tuple[Spot, ...]]:
        found = []
        for size in range(1, len(self.next) + 1):
            for nodes in permutations(sorted(self.next, key=str), size):
                ways = zip(nodes, (*nodes[1:], nodes[0]), strict=True)
                if str(nodes[0]) == min(map(str, nodes)) and all(b in self.next[a] for a, b in ways):
                    found.append(nodes)
        return found

    def chains(self) -> Iterator[tuple[tuple[Spot, ...], str, set[str]]]:
        """Every chain from where one may begin to an end: its steps, how it ends, and whose demands it takes."""
        starts = {arrow[0] for arrow in self.arrows if arrow[5]} | {("talks", frozenset[str]())}

        def on(path: tuple[Spot, ...], parties: set[str]) -> Iterator[tuple[tuple[Spot, ...], str, set[str]]]:
            if path[-1] not in self.next:
                yield path, self.state(path[-1]), parties
            for needs in self.next.get(path[-1], ()):
                if needs not in path:
                    here = {a[3] for a in self.arrows if a[:3] == (path[-1], needs, "stated")}
                    yield from on((*path, needs), parties | here)

        for start in starts:
            yield from on((start,), set())

    def stuck(self) -> dict[tuple[Spot, ...], str]:
        return {
            path: end
            for path, end, parties in self.chains()
            if len(path) > 1 and (end == "refused" or (end == "unsaid" and len(parties) > 1))
        }


def spot(node: Node) -> Spot:
    return (node.issue, node.values.names) if isinstance(node.values, Options) else (node.kind, frozenset())


def held_on(book: Book) -> Standing:
    return standing(book, date(2024, 1, 2))


@given(drawn())
@settings(max_examples=100)
def test_edges_are_those_that_the_definitions_give(book: Book) -> None:
    mine = {(spot(e.before), spot(e.needs), e.kind, e.party, e.item) for e in edges(held_on(book))}
    brute = Brute(book)
    refused = {way for way in mine if brute.state(way[0]) == "refused"}
    assert mine - refused == {arrow[:5] for arrow in brute.arrows}


@given(drawn())
@settings(max_examples=100)
def test_cycles_are_the_shortest_through_each_of_their_edges(book: Book) -> None:
    found = [tuple(map(spot, one.nodes)) for one in order(held_on(book)).deadlocks if one.kind == "cycle"]
    if len(Brute(book).next) > 7:
        return
    every = Brute(book).cycles()
    turned = [min((path[n:] + path[:n] for n in range(len(path))), key=lambda way: str(way[0])) for path in found]
    assert all(path in every for path in turned) and len(set(turned)) == len(turned)

    def ways(path: tuple[Spot, ...]) -> set[tuple[Spot, Spot]]:
        return set(zip(path, (*path[1:], path[0]), strict=True))

    for way in {way for path in every for way in ways(path)}:
        least = min(len(path) for path in every if way in ways(path))
        assert min(len(path) for path in turned if way in ways(path)) == least


@given(drawn())
@settings(max_examples=100)
def test_dead_ends_are_those_that_trying_everything_finds(book: Book) -> None:
    found, brute = order(held_on(book)), Brute(book)
    every, circular = brute.stuck(), any(one.kind == "cycle" for one in found.deadlocks)
    mine = {tuple(map(spot, one.nodes)): one.kind for one in found.deadlocks if one.kind != "cycle"}
    assert mine.items() <= every.items()
    assert circular or {path[-1] for path in mine} == {path[-1] for path in every}
    waits = {path for path, end, parties in brute.chains() if end == "unsaid" and len(parties) == 1}
    assert {tuple(map(spot, chain.nodes)) for chain in found.waiting} <= waits
    assert (found.steps is None) == bool(found.deadlocks)


@given(drawn())
@settings(max_examples=100)
def test_steps_come_after_all_they_need(book: Book) -> None:
    found = order(held_on(book))
    if found.steps is None:
        return
    places = {step.node: place for place, step in enumerate(found.steps)}
    assert len(places) == len(found.steps) and {TALKS, DEAL} <= places.keys()
    for edge in edges(held_on(book)):
        if edge.before in places:
            assert places[edge.needs] < places[edge.before]


def part_of(deadlock: Deadlock, brute: Brute) -> bool:
    """Whether what brute force finds has a deadlock along the ways of this one."""
    ways = {(spot(edge.before), spot(edge.needs)) for edge in deadlock.edges}
    brute.arrows = [arrow for arrow in brute.arrows if arrow[:2] in ways]
    brute.next = {}
    for arrow in brute.arrows:
        brute.next.setdefault(arrow[0], set()).add(arrow[1])
    return bool(brute.cycles() or brute.stuck())


@given(drawn())
@settings(max_examples=100)
def test_what_breaks_a_deadlock_is_minimal_and_complete(book: Book) -> None:
    for deadlock in order(held_on(book)).deadlocks:
        stated = {edge.item for edge in deadlock.edges if edge.kind == "stated"}
        items = sorted(stated | {held.key for held in deadlock.refusals})
        least: list[tuple[str, ...]] = []
        for size in range(1, len(items) + 1):
            for gone in combinations(items, size):
                fewer = any(set(known) <= set(gone) for known in least)
                if not fewer and not part_of(deadlock, Brute(book, frozenset(gone))):
                    least.append(gone)
        assert list(deadlock.breaks) == least


@given(drawn(), st.randoms(use_true_random=False))
def test_no_answer_depends_on_the_order_of_files_or_names(book: Book, random: object) -> None:
    from random import Random

    assert isinstance(random, Random)
    parties, issues, entries = list(book.parties.items()), list(book.issues.items()), list(book.entries)
    for one in (parties, issues, entries):
        random.shuffle(one)
    other = replace(book, parties=dict(parties), issues=dict(issues), entries=tuple(entries))
    assert shape(order(held_on(book))) == shape(order(held_on(other)))


def shape(found: Order) -> object:
    def ways(some: Sequence[Edge]) -> list[tuple[str, str, str, str]]:
        return [(edge.before.name, edge.needs.name, edge.kind, edge.item) for edge in some]

    return (
        [(one.kind, ways(one.edges), one.breaks) for one in found.deadlocks],
        [ways(one.edges) for one in found.waiting],
        [(held.key, len(shown)) for held, shown in found.met],
        None if found.steps is None else [(step.node, step.prospect, ways(step.wanted)) for step in found.steps],
    )


def test_a_large_negotiation_takes_seconds() -> None:
    from random import Random
    from time import perf_counter

    random = Random(7)
    parties = tuple("pqrstu")
    issues = {f"i{n}": random.choice(parties) for n in range(40)}

    def some() -> dict[str, Term]:
        issue = random.choice(sorted(issues))
        return {issue: term(issue, random.choice(FORMS))}

    day = Day(date(2024, 1, 1), date(2024, 1, 1))
    entries = tuple(
        Statement(
            f"{party}/s", party, day, HERE, (),
            offers=tuple(Offer(f"o{n}", HERE, some(), some()) for n in range(5)),
            preconditions=tuple(
                Precondition(f"d{n}", HERE, random.choice(["talks", "deal", some()]), some()) for n in range(20)
            ),
            red_lines=tuple(RedLine(f"r{n}", HERE, some(), some()) for n in range(25)),
        )
        for party in parties
    )  # fmt: skip
    book = Book(
        "large", "Large", {party: Party(party, party, "principal", HERE) for party in parties},
        {issue: Issue(issue, issue, LEVELS, HERE, giver) for issue, giver in issues.items()}, entries, HERE,
    )  # fmt: skip
    began = perf_counter()
    assert order(held_on(book)).deadlocks
    assert perf_counter() - began < 20
