"""Reasons in data: trees of claims down to statements, and deadlocks in short."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from negotrack.book import Book
from negotrack.chains import Deadlock
from negotrack.proof import claims
from negotrack.reasons import Derived
from negotrack.render.views.common import reason
from negotrack.wording.proofs import claim_words

if TYPE_CHECKING:
    from negotrack.render.data.proofs import ClaimData, StuckData


def trees(book: Book, roots: Iterable[Derived]) -> list[ClaimData]:
    """An explanation as data: a tree for each root; a claim that several rest on is spelled out once, and numbered."""
    roots = tuple(roots)
    uses: dict[int, int] = {}
    for claim in claims(roots):
        for cause in claim.because:
            uses[id(cause)] = uses.get(id(cause), 0) + 1
    shared = [id(claim) for claim in claims(roots) if uses.get(id(claim), 0) > 1]
    numbers, known = {one: number for number, one in enumerate(shared, 1)}, set[int]()

    def tree(claim: Derived) -> ClaimData:
        again = id(claim) in known
        known.add(id(claim))
        because = () if again else claim.because
        return {
            "claim": claim_words(book, claim),
            "number": numbers.get(id(claim)),
            "because": [tree(cause) if isinstance(cause, Derived) else reason(cause) for cause in because],
        }

    return [tree(root) for root in roots]


def deadlock_data(one: Deadlock) -> StuckData:
    """A deadlock in short, as data."""
    items = dict.fromkeys([*(edge.item for edge in one.edges if edge.item), *(held.key for held in one.refusals)])
    return {
        "kind": one.kind,
        "steps": [node.name for node in one.nodes],
        "items": list(items),
        "breaks": [list(items) for items in one.breaks],
    }
