"""Who answers whom, as a graph: statements in the order of their days, and what each accepts, rejects or considers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from negotrack.book import Book, Response, Statement
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import Fact
from negotrack.render.escape import clip
from negotrack.render.graph import Edge, Graph, Node
from negotrack.standing import Standing
from negotrack.wording.items import item_words
from negotrack.wording.values import count, day_words, name, terms_words

MOST = 150  # characters of an offer's terms in a box; all of them are a look-up away


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer: in which statement, to which version of an item; None where it names only a party."""

    entry: Statement
    response: Response
    target: Held | None

    @property
    def about(self) -> str:
        """The key of what is answered: a statement's id, or a party."""
        return self.target.entry.id if self.target else self.response.party

    @property
    def issues(self) -> set[str]:
        """Every issue that the answer or what it answers speaks of."""
        own = {*self.response.with_terms, *self.response.refuses}
        return own | set(self.target.item.package if self.target else ())


def graph(standing: Standing, parties: Sequence[str], issues: Collection[str], title: str) -> Graph:
    """The answers given so far by or to some of the parties; none named, all."""
    book = standing.book
    found = [
        one
        for one in _answers(standing)
        if not parties or one.entry.party in parties or one.response.party in parties
        if not issues or one.issues & set(issues)
    ]
    keys = list(dict.fromkeys(key for one in found for key in (one.about, one.entry.id)))
    place = {entry.id: float(number) for number, entry in enumerate(standing.entries)}
    for one in reversed(found):
        if one.target is None:
            place[one.about] = place[one.entry.id] - 0.5  # a party stands before the first answer to it
    keys.sort(key=lambda key: (place[key], key))
    ids = {key: f"n{number}" for number, key in enumerate(keys, 1)}
    nodes = [_node(book, key, ids[key], found) for key in keys]
    drawn = [_edge(standing, one, ids) for one in found]
    if not found:
        return Graph("answers", title, "No answer to anybody is on file up to that day.", (), (), "up")
    now = sum(edge.current for edge in drawn)
    gist = f"Who answers whom: {count(len(drawn), 'answer')}, of which {now or 'none'} to an offer that stands."
    return Graph("answers", title, gist, tuple(nodes), tuple(drawn), "up")


def _answers(standing: Standing) -> Iterator[_Answer]:
    """Every answer up to the day, in the order of the chronicle."""
    versions: dict[tuple[int, int], Held] = {}
    for party in standing.book.parties:
        for latest in standing.held(party):
            for held in (*latest.versions, latest):
                versions |= {(id(one.entry), id(one.response)): held for one in held.answers}
    for entry in standing.entries:
        if isinstance(entry, Statement):
            for response in entry.responses:
                yield _Answer(entry, response, versions.get((id(entry), id(response))))


def _current(standing: Standing, one: _Answer) -> bool:
    """Whether it is its party's last word on an offer that stands."""
    if one.target is None or not one.target.stands:
        return False
    last = [answer for answer in one.target.answers if answer.party == one.entry.party][-1]
    if one.response.answer == "accepts":
        taken = standing.acceptance(one.entry.party, one.response.to)
        return last.entry is one.entry and taken is not None and taken.stands
    return last.entry is one.entry


def _node(book: Book, key: str, id: str, found: Iterable[_Answer]) -> Node:
    if key in book.parties:
        return Node(id, "party", name(book, key), notes=("no item named",), party=key)
    said = (entry for one in found for entry in (one.entry, *((one.target.entry,) if one.target else ())))
    entry = next(entry for entry in said if entry.id == key)
    label = f"{name(book, entry.party)}, {day_words(entry.said)}"
    held = {one.target.key: one.target for one in found if one.target and one.target.entry is entry}
    notes = [words for item, one in sorted(held.items()) for words in (item, clip(item_words(book, one.item), MOST))]
    if not notes:
        notes = [clip(words, MOST) for one in found if one.entry is entry if (words := _detail(book, one.response))]
    facts = (Fact(entry, entry.party, "", entry.place),)
    return Node(id, "statement", label, notes=tuple(notes), party=entry.party, item=entry.id, facts=facts)


def _detail(book: Book, response: Response) -> str:
    """What an answer adds to its word: changes, terms refused, a reason."""
    if response.with_terms:
        return f"with {terms_words(book, response.with_terms)}"
    if response.refuses:
        return f"refuses {terms_words(book, response.refuses)}"
    return response.reason


def _edge(standing: Standing, one: _Answer, ids: dict[str, str]) -> Edge:
    party, changed = one.entry.party, one.response.answer == "accepts" and one.response.with_terms
    label = f"{one.response.answer}{' with changes' if changed else ''}"
    fact = Fact(one.entry, party, one.response.to if one.response.item else "", one.response.place)
    return Edge(
        ids[one.entry.id], ids[one.about], one.response.answer, label, party, fact.item, current=_current(standing, one),
        facts=(fact,),
    )  # fmt: skip
