"""What must come first, told aloud: each deadlock in numbered sentences, what would break it, else the steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book
from negotrack.held import Held
from negotrack.needs import Edge
from negotrack.order import Order, Step
from negotrack.proof import order_proofs
from negotrack.reasons import Fact
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Text, join, text
from negotrack.render.views.common import cited, reason, title
from negotrack.render.views.proofs import trees
from negotrack.standing import Standing
from negotrack.wording.deals import breaks_words, deadlock_words, edge_words, node_words
from negotrack.wording.items import Line, citation, held_words, item_words
from negotrack.wording.proofs import proof_lines
from negotrack.wording.values import count, name, names

if TYPE_CHECKING:
    from negotrack.render.data.deadlock import Data, EdgeData


def page(standing: Standing, found: Order, head: dict[str, str | None]) -> Page:
    """The order of things as a page."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1), Lines((text(_summary(found)),))]
    proofs = order_proofs(found)
    told = proof_lines(book, proofs)
    for number, (one, lines) in enumerate(zip(found.deadlocks, told, strict=False), 1):
        kind = deadlock_words(book, one)
        blocks.append(Heading(join([text("✗", "bad"), text(f"Deadlock {number}, {kind}", "strong")])))
        blocks += [cited(lines), Lines((text(breaks_words(one)),), indent=1)]
    if found.waiting:
        blocks.append(Heading(text("Waiting for what nobody has said", "strong")))
        blocks += [cited(lines) for lines in told[len(found.deadlocks) :]]
    if found.met:
        blocks.append(Heading(text("Already met", "strong")))
        blocks.append(_numbered([_met_line(book, held, facts) for held, facts in found.met]))
    if found.steps is not None:
        blocks.append(Heading(text("An order that respects every precondition", "strong")))
        blocks.append(_numbered([_step_line(book, step) for step in found.steps]))
    return Page("deadlock", tuple(blocks), _records(book, found), data(book, found), head)


def _summary(found: Order) -> str:
    stuck = count(len(found.deadlocks), "deadlock")
    waits = (
        f", {count(len(found.waiting), 'chain')} of demands waiting for what nobody has said" if found.waiting else ""
    )
    return f"{stuck}{waits} · stated positions only; what is inferred is marked"


def _met_line(book: Book, held: Held, facts: tuple[Fact, ...]) -> Line:
    said = f"{held_words(book, held)}: this is so"
    return Line(said, (held.fact(), *facts))


def _step_line(book: Book, step: Step) -> Line:
    """Who does what, and at whose demand."""
    node = step.node
    facts = [edge.fact for edge in step.wanted if edge.fact]
    if node.kind == "talks":
        return Line("Talks begin")
    if node.kind == "deal":
        return Line("A deal is made (that it needs talks is inferred)")
    giver = f", by {name(book, node.giver)}" if node.giver else ""
    how = {
        "promised": "promised", "tradable": "offered in an exchange", "unsaid": "nobody has said so yet",
    }.get(step.prospect or "", "")  # fmt: skip
    asked = dict.fromkeys(edge.party for edge in step.wanted)
    wanted = f"; wanted by {names(book, asked)}" if asked else ""
    facts += [held.fact(node.issue) for held in step.offers]
    return Line(f"{node_words(book, node)}{giver} ({how}{wanted})", _once(facts))


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({(fact.item, fact.place): fact for fact in facts}.values())


def _numbered(lines: Sequence[Line]) -> Lines:
    told: list[Text] = []
    for number, line in enumerate(lines, 1):
        parts = [text(f"{number}. {line.text}.")]
        if line.facts:
            parts.append(text("[" + "; ".join(citation(fact) for fact in line.facts) + "]", "dim"))
        told.append(join(parts))
    return Lines(tuple(told), indent=1)


# -- for programs -------------------------------------------------------------------------------------------------


def data(book: Book, found: Order) -> Data:
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
        "explanation": trees(book, order_proofs(found)),
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
             item_words(book, held.item), held.entry.id, _at(held.fact(one.nodes[-1].issue)))
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
    said = edge_words(book, edge)
    return edge.kind, edge.before.name, edge.needs.name, edge.party, edge.item, breaks, said, entry, place


def _at(fact: Fact) -> str:
    return f"{fact.place.path}:{fact.place.line}"
