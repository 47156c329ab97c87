"""What must come first, told aloud: each deadlock in numbered sentences, what would break it, else the steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from typing_extensions import TypedDict

from negotrack import wording
from negotrack.book import Book, Precondition, RedLine
from negotrack.order import Chain, Deadlock, Edge, Node, Order, Step
from negotrack.reasons import Fact
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Text, join, text
from negotrack.render.views.common import ReasonData, reason, title
from negotrack.standing import Held, Standing

EdgeData = TypedDict(
    "EdgeData",
    {"from": str, "to": str, "kind": str, "party": str | None, "item": str | None, "reason": ReasonData | None},
)
"""That one step needs another first: stated, offered only in a deal, or inferred."""


class DeadlockData(TypedDict):
    """A chain with no next step, and the smallest sets of items without which it is none."""

    kind: str
    inferred: bool
    edges: list[EdgeData]
    refusals: list[str]
    breaks: list[list[str]]


class WaitingData(TypedDict):
    """A chain of one party that waits for what nobody has said they will do."""

    edges: list[EdgeData]


class StepData(TypedDict):
    """One step of an order."""

    step: int
    what: str
    by: str | None
    state: str | None
    after: list[str]
    items: list[str]


class Data(TypedDict):
    """What must come first."""

    deadlocks: list[DeadlockData]
    waiting: list[WaitingData]
    met: list[str]
    order: list[StepData] | None


def page(standing: Standing, found: Order, head: dict[str, str | None]) -> Page:
    """The order of things as a page."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1), Lines((text(_summary(found)),))]
    for number, one in enumerate(found.deadlocks, 1):
        blocks.append(Heading(join([text("✗", "bad"), text(f"Deadlock {number}: {_kind_words(one)}", "strong")])))
        blocks += [_numbered(sentences(book, one)), Lines((text(_breaks_words(one)),), indent=1)]
    if found.waiting:
        blocks.append(Heading(text("Waiting for a word", "strong")))
        blocks += [_numbered(sentences(book, chain)) for chain in found.waiting]
    if found.met:
        blocks.append(Heading(text("Already met", "strong")))
        blocks.append(_numbered([_met_line(book, held, facts) for held, facts in found.met]))
    if found.steps is not None:
        blocks.append(Heading(text("An order that respects every precondition", "strong")))
        blocks.append(_numbered([_step_line(book, step) for step in found.steps]))
    return Page("deadlock", tuple(blocks), _records(book, found), data(found), head)


# -- sentences ----------------------------------------------------------------------------------------------------


def sentences(book: Book, chain: Chain) -> list[wording.Line]:
    """A chain as sentences to be read aloud, one an edge, then where it leads."""
    lines = [_edge_line(book, edge) for edge in chain.edges]
    end = node_words(book, chain.nodes[-1])
    if not isinstance(chain, Deadlock) or chain.kind == "unsaid":
        lines.append(wording.Line(f"Nobody has said it will bring about {end}{_whose(book, chain.nodes[-1])}"))
    elif chain.kind == "refused":
        for held in chain.refusals:
            said = f"{wording.name(book, held.party)} {wording.item_words(book, held.item)}, so {end} is refused"
            lines.append(wording.Line(said, (held.fact(chain.nodes[-1].issue),)))
    else:
        lines.append(wording.Line(f"So {node_words(book, chain.nodes[0])} must come before itself"))
    return lines


def node_words(book: Book, node: Node) -> str:
    """A step in a sentence: `talks`, `a deal`, `Military operations: halted`."""
    if node.term is None:
        return {"talks": "talks", "deal": "a deal"}[node.kind]
    return f"{book.issue(node.issue).title}: {wording.term_words(book, node.term)}"


def _whose(book: Book, node: Node) -> str:
    return f" (it is {wording.possessive(wording.name(book, node.giver))} to give)" if node.giver else ""


def _edge_line(book: Book, edge: Edge) -> wording.Line:
    before, needs = node_words(book, edge.before), node_words(book, edge.needs)
    facts = (edge.fact,) if edge.fact else ()
    if edge.held is None:
        return wording.Line("A deal needs talks first (inferred)")
    who = wording.name(book, edge.held.party)
    if edge.kind == "offered":
        explore = ", to explore only" if edge.held.exploratory else ""
        return wording.Line(f"{who} offers {before} only as part of an exchange{explore}, so it needs a deal", facts)
    said, so = _scope_words(book, edge, before)
    if isinstance(edge.held.item, Precondition):
        return wording.Line(f"Before {said}{so}, {who} demands {needs}", facts)
    return wording.Line(f"{who} rules out {said}{so} unless {needs}", facts)


def _scope_words(book: Book, edge: Edge, before: str) -> tuple[str, str]:
    """What a party itself lets wait, and that the step lies within it, where it spoke of more than that step."""
    item = edge.held.item if edge.held else None
    match item:
        case Precondition(before=scope) if not isinstance(scope, str):
            term = scope.get(edge.before.issue)
        case RedLine(never=never):
            term = never.get(edge.before.issue)
        case _:
            term = None
    if term is None or edge.before.term is None or term.values == edge.before.values:
        return before, ""
    title = book.issue(term.issue).title
    return f"{title}: {wording.term_words(book, term)}", f" (so also {wording.term_words(book, edge.before.term)})"


def _kind_words(one: Deadlock) -> str:
    start = one.nodes[0].kind
    what = {"talks": "no way to talks", "deal": "no way to a deal", "term": "no first step"}[start]
    why = {"cycle": "a circle", "refused": "it ends in what is refused", "unsaid": "it ends in what nobody has said"}
    inferred = "; it depends on an inferred step" if one.inferred else ""
    return f"{what}, {why[one.kind]}{inferred}"


def _breaks_words(one: Deadlock) -> str:
    if not one.breaks:
        return "Nothing that was stated would break it if dropped."
    return "Would be broken by dropping: " + "; or ".join(wording.listed(items) for items in one.breaks) + "."


def _summary(found: Order) -> str:
    stuck = wording.count(len(found.deadlocks), "deadlock")
    waits = f", {wording.count(len(found.waiting), 'chain')} waiting for a word" if found.waiting else ""
    return f"{stuck}{waits} · stated positions only; what is inferred is marked"


def _met_line(book: Book, held: Held, facts: tuple[Fact, ...]) -> wording.Line:
    said = f"{wording.name(book, held.party)} {wording.item_words(book, held.item)}: this is so"
    return wording.Line(said, (held.fact(), *facts))


def _step_line(book: Book, step: Step) -> wording.Line:
    """Who does what, and at whose demand."""
    node = step.node
    facts = [edge.fact for edge in step.wanted if edge.fact]
    if node.kind == "talks":
        return wording.Line("Talks begin")
    if node.kind == "deal":
        return wording.Line("A deal is made (that it needs talks is inferred)")
    giver = f", by {wording.name(book, node.giver)}" if node.giver else ""
    how = {
        "promised": "promised", "tradable": "offered in an exchange", "unsaid": "nobody has said so yet",
    }.get(step.prospect or "", "")  # fmt: skip
    asked = dict.fromkeys(edge.party for edge in step.wanted)
    wanted = f"; wanted by {wording.names(book, asked)}" if asked else ""
    facts += [held.fact(node.issue) for held in step.offers]
    return wording.Line(f"{node_words(book, node)}{giver} ({how}{wanted})", _once(facts))


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({(fact.item, fact.place): fact for fact in facts}.values())


def _numbered(lines: Sequence[wording.Line]) -> Lines:
    told: list[Text] = []
    for number, line in enumerate(lines, 1):
        parts = [text(f"{number}. {line.text}.")]
        if line.facts:
            parts.append(text("[" + "; ".join(wording.citation(fact) for fact in line.facts) + "]", "dim"))
        told.append(join(parts))
    return Lines(tuple(told), indent=1)


# -- for programs -------------------------------------------------------------------------------------------------


def data(found: Order) -> Data:
    """The order of things as data."""
    return {
        "deadlocks": [
            {
                "kind": one.kind,
                "inferred": one.inferred,
                "edges": [_edge(edge) for edge in one.edges],
                "refusals": [held.key for held in one.refusals],
                "breaks": [list(items) for items in one.breaks],
            }
            for one in found.deadlocks
        ],
        "waiting": [{"edges": [_edge(edge) for edge in chain.edges]} for chain in found.waiting],
        "met": [held.key for held, _ in found.met],
        "order": None
        if found.steps is None
        else [
            {
                "step": number,
                "what": step.node.name,
                "by": step.node.giver or None,
                "state": step.prospect,
                "after": list(dict.fromkeys(edge.needs.name for edge in step.needs)),
                "items": list(dict.fromkeys(edge.item for edge in step.wanted)),
            }
            for number, step in enumerate(found.steps, 1)
        ],
    }


def _edge(edge: Edge) -> EdgeData:
    return {
        "from": edge.before.name,
        "to": edge.needs.name,
        "kind": edge.kind,
        "party": edge.party or None,
        "item": edge.item or None,
        "reason": reason(edge.fact) if edge.fact else None,
    }


def _records(book: Book, found: Order) -> Records:
    """One record an edge of a deadlock or waiting chain, or one a step; numbered within its kind."""
    fields = ("part", "number", "kind", "from", "to", "party", "item", "breaks", "text", "statement", "place")
    rows: list[tuple[Cell, ...]] = []
    for number, one in enumerate(found.deadlocks, 1):
        breaks = "; ".join(" ".join(items) for items in one.breaks)
        rows += [("deadlock", number, *_edge_cells(book, edge, breaks)) for edge in one.edges]
        rows += [
            ("deadlock", number, "refused", one.nodes[-1].name, "", held.party, held.key, breaks,
             wording.item_words(book, held.item), held.entry.id, _at(held.fact(one.nodes[-1].issue)))
            for held in one.refusals
        ]  # fmt: skip
    for number, chain in enumerate(found.waiting, 1):
        rows += [("waiting", number, *_edge_cells(book, edge, "")) for edge in chain.edges]
    for number, step in enumerate(found.steps or (), 1):
        items = " ".join(dict.fromkeys(edge.item for edge in step.wanted))
        after = "; ".join(dict.fromkeys(edge.needs.name for edge in step.needs))
        said = _step_line(book, step).text
        rows.append(("step", number, step.prospect, step.node.name, after, step.node.giver, items, "", said, "", ""))
    return Records(fields, tuple(rows))


def _edge_cells(book: Book, edge: Edge, breaks: str) -> tuple[Cell, ...]:
    entry, place = (edge.fact.entry.id, _at(edge.fact)) if edge.fact else ("", "")
    said = _edge_line(book, edge).text
    return edge.kind, edge.before.name, edge.needs.name, edge.party, edge.item, breaks, said, entry, place


def _at(fact: Fact) -> str:
    return f"{fact.place.path}:{fact.place.line}"
