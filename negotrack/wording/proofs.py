"""Proofs told as sentences, each resting on statements and on what was said before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from negotrack.book import Statement
from negotrack.needs import Edge
from negotrack.package import Package
from negotrack.proof import Left, Moved, Nothing, Reached, Stuck, Supposed, claims, supposes_this
from negotrack.reasons import Derived, Fact
from negotrack.wording.deals import chain_end, edge_words, move_lines, move_words, node_words
from negotrack.wording.items import Line, entry_words, item_words
from negotrack.wording.values import listed, name, values_words

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.values import Values


def proof_lines(book: Book, roots: Iterable[Derived]) -> list[list[Line]]:
    """Claims as sentences, a list for each root: each line rests on statements, on the line before, or on numbered ones.

    A line has a number only if a later one, not the next, falls back on it. What is supposed, and all that follows
    from it, stands deeper.
    """
    return _Teller(book, tuple(roots)).paragraphs()


class _Teller:
    """The order in which claims are told, and the numbers by which later ones call them."""

    def __init__(self, book: Book, roots: tuple[Derived, ...]) -> None:
        self.book, self.roots = book, roots
        self.uses: dict[int, int] = {}
        for claim in claims(roots):
            for cause in claim.because:
                self.uses[id(cause)] = self.uses.get(id(cause), 0) + 1
        self.lines: list[list[tuple[Derived, int, bool]]] = []  # claim, depth, whether it is only recalled
        self.numbers: dict[int, int] = {}

    def paragraphs(self) -> list[list[Line]]:
        """The lines of every root."""
        known: set[int] = set()
        for root in self.roots:
            self.lines.append([])
            self._tell(root, 0, known)
        called: set[int] = set()
        for told in self.lines:
            for place, (claim, _, recalled) in enumerate(told):
                before = told[place - 1][0] if place else None
                called |= {id(claim)} if recalled else {id(one) for one in self._earlier(claim) if one is not before}
        order = [id(claim) for told in self.lines for claim, _, recalled in told if not recalled]
        self.numbers = {one: number for number, one in enumerate((one for one in order if one in called), 1)}
        return [
            [line for place, one in enumerate(told) for line in self._lines(one, told[place - 1][0] if place else None)]
            for told in self.lines
        ]

    def _tell(self, claim: Derived, depth: int, known: set[int]) -> None:
        """Put a claim after all it rests on."""
        if id(claim) in known:
            return
        known.add(id(claim))
        for cause in claim.because:
            if not isinstance(cause, Derived) or self._brief(cause):
                continue
            supposed = _supposed(claim, cause)
            if supposed is not None:
                for one in claims([cause]):
                    if not supposes_this(one, supposed) and not self._brief(one):
                        self._tell(one, depth, known)
                self.lines[-1].append((supposed, depth + 1, False))
                known.add(id(supposed))
                self._tell(cause, depth + 1, known)
            elif isinstance(cause.claim, Edge) and id(cause) in known:
                self.lines[-1].append((cause, depth, True))
            else:
                self._tell(cause, depth, known)
        self.lines[-1].append((claim, depth, False))

    def _brief(self, claim: Derived) -> bool:
        """Whether a claim only repeats one statement, and is told with what follows from it."""
        single = isinstance(claim.claim, Left) and len(claim.because) == 1 and isinstance(claim.because[0], Fact)
        return single and self.uses.get(id(claim), 0) < 2

    def _earlier(self, claim: Derived) -> list[Derived]:
        """The lines that a claim falls back on."""
        if isinstance(claim.claim, Stuck | Reached):
            return []
        return [
            cause
            for cause in claim.because
            if isinstance(cause, Derived) and not self._brief(cause) and not isinstance(cause.claim, Supposed)
        ]

    def _lines(self, one: tuple[Derived, int, bool], before: Derived | None) -> list[Line]:
        claim, depth, recalled = one
        number = self.numbers.get(id(claim), 0)
        match claim.claim:
            case Edge() as edge if recalled:
                needs = f"{node_words(self.book, edge.before)} needs {node_words(self.book, edge.needs)} first"
                return [Line(f"As ({number}) says, {needs}.", (), 0, depth)]
            case Moved(move):
                return [Line(one.text, one.facts, 0, depth) for one in move_lines(self.book, move)]
            case Stuck(chain):
                return [Line(f"{line.text}.", line.facts, 0, depth) for line in chain_end(self.book, chain)]
            case Reached():
                return []
            case Edge() | Supposed() | Package():
                return [Line(f"{claim_words(self.book, claim)}.", claim.facts, number, depth)]
        return [Line(self._follows(claim, before), self._facts(claim), number, depth)]

    def _facts(self, claim: Derived) -> tuple[Fact, ...]:
        """The statements named in a line."""
        found: list[Fact] = []
        for cause in claim.because:
            found += [cause] if isinstance(cause, Fact) else cause.facts if self._brief(cause) else []
        return tuple({(fact.item, fact.place): fact for fact in found}.values())

    def _follows(self, claim: Derived, before: Derived | None) -> str:
        """What a claim rests on, and then the claim."""
        earlier = self._earlier(claim)
        by = listed(f"({self.numbers[id(one)]})" for one in earlier if one is not before)
        why = listed(dict.fromkeys(fact_words(self.book, fact) for fact in self._facts(claim)))
        says = claim_words(self.book, claim)
        if before is not None and any(one is before for one in earlier):
            start = f"And because {why}" if why else "So"
            start += f"{',' if why else ''} with {by}" if by else ""
        else:
            start = f"Because {why}{', with ' + by if by else ''}" if why else f"By {by}"
        return f"{start}{' ' if start == 'So' else ', '}{says}."


def _supposed(claim: Derived, cause: Derived) -> Derived | None:
    """What was supposed, where a claim rests on a case that led nowhere."""
    if not isinstance(claim.claim, Left) or not isinstance(cause.claim, Nothing):
        return None
    return next(
        one for one in claims([cause]) if isinstance(one.claim, Supposed) and one.claim.issue == claim.claim.issue
    )


def claim_words(book: Book, claim: Derived) -> str:
    """A claim of a proof as a clause, or the sentence that it is."""
    match claim.claim:
        case Left(issue, values):
            return f"any package has {book.issue(issue).title}: {values_words(book.issue(issue).scale, values)}"
        case Nothing():
            return "no package is left"
        case Supposed(issue, values):
            return f"Suppose a package had {book.issue(issue).title}: {values_words(book.issue(issue).scale, values)}"
        case Moved(move):
            return move_words(book, move)
        case Reached(near):
            return f"Within the red lines of all: {box_words(book, near.values) or 'any package'}"
        case Package(values):
            return f"On the table: {box_words(book, values) or 'any package'}"
        case Edge() as edge:
            return edge_words(book, edge)
        case Stuck(chain):
            return "; ".join(line.text for line in chain_end(book, chain))
    raise AssertionError(f"no words for {claim.claim}")


def box_words(book: Book, box: Mapping[str, Values]) -> str:
    """Values on several issues in a row."""
    return "; ".join(f"{book.issue(key).title}: {values_words(values.scale, values)}" for key, values in box.items())


def fact_words(book: Book, fact: Fact) -> str:
    """What a statement says with one of its red lines or preconditions, as a clause: `Hamas accepts only …`."""
    items = fact.entry.items if isinstance(fact.entry, Statement) else ()
    item = next((item for item in items if f"{fact.party}/{item.id}" == fact.item), None)
    if item is None:
        return entry_words(book, fact.entry)
    return f"{name(book, fact.party)} {item_words(book, item).replace(' — before ', ' before ').replace(', unless ', ' unless ')}"
