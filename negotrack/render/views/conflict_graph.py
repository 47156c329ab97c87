"""What stands against a deal, as a graph: minimal conflicts with their items, or the issues on which pairs part."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from negotrack.compare import DIVERGE, Blocked, Pair, compare, spoken_issues
from negotrack.package import Conflict, Deal, deal
from negotrack.reasons import facts
from negotrack.render.graph import Edge, EdgeKind, Graph, Node, NodeState
from negotrack.standing import Standing
from negotrack.wording.items import held_words
from negotrack.wording.values import count, name, names, stated_words
from negotrack.wording.verdicts import verdict_words


def graph(standing: Standing, parties: Sequence[str], issues: Collection[str], title: str) -> Graph:
    """The minimal conflicts where no package is left; else the pairs of parties with a gap or a block, by issue."""
    found = deal(standing, parties)
    if found.on_the_table is None and not found.within and found.conflicts:
        return _conflicts(standing, found, issues, title)
    return _pairs(standing, parties, issues, title)


def _conflicts(standing: Standing, found: Deal, issues: Collection[str], title: str) -> Graph:
    """Each conflict, the items it is made of, and the issues these speak of."""
    book = standing.book
    chosen = [one for one in found.conflicts if not issues or _touches(one, issues)]
    items = {held.key: held for conflict in chosen for held in conflict}
    spoken = [key for key in book.keys if any(key in held.item.package for held in items.values())]
    keys = [*(f"conflict {n}" for n, _ in enumerate(chosen, 1)), *sorted(items), *spoken]
    ids = {key: f"n{number}" for number, key in enumerate(keys, 1)}
    alone = {way[0].key for way in found.ways_out if len(way) == 1}
    nodes = [
        Node(ids[f"conflict {n}"], "conflict", f"Conflict {n}", notes=(_size_words(one),))
        for n, one in enumerate(chosen, 1)
    ]
    for key, held in sorted(items.items()):
        opens = ("without it, a package opens",) if key in alone else ()
        said = f"{held_words(book, held)}"
        nodes.append(
            Node(ids[key], "item", said, notes=(key, *opens), party=held.party, item=key, facts=(held.fact(),))
        )
    nodes += [Node(ids[key], "issue", book.issue(key).title, issue=key) for key in spoken]
    drawn = [
        Edge(ids[f"conflict {n}"], ids[held.key], "holds", party=held.party, item=held.key, facts=(held.fact(),))
        for n, conflict in enumerate(chosen, 1)
        for held in conflict
    ]
    drawn += [
        Edge(ids[key], ids[issue], "names", party=held.party, item=key, facts=(held.fact(issue),))
        for key, held in sorted(items.items())
        for issue in spoken
        if issue in held.item.package
    ]
    gist = (
        f"No package is within the red lines of all: {count(len(chosen), 'conflict')}, each with its items and issues."
    )
    return Graph("conflicts", title, gist, tuple(nodes), tuple(drawn), "across")


def _touches(conflict: Conflict, issues: Collection[str]) -> bool:
    return any(issue in held.item.package for held in conflict for issue in issues)


def _size_words(conflict: Conflict) -> str:
    if len(conflict) == 1:
        return "this alone leaves no package"
    return f"these {len(conflict)} cannot all hold, though without any one the others could"


def _pairs(standing: Standing, parties: Sequence[str], issues: Collection[str], title: str) -> Graph:
    """Every issue on which two parties part, between the two."""
    book = standing.book
    spoken = [issue for issue in spoken_issues(standing, parties) if not issues or issue in issues]
    apart = [
        pair for issue in spoken for pair in compare(standing, issue, parties).pairs if pair.verdict.name in DIVERGE
    ]
    who = [party for party in parties if any(party in pair.parties for pair in apart)]
    ids = {party: f"n{number}" for number, party in enumerate(who, 1)}
    nodes = [Node(ids[party], "party", name(book, party), party=party) for party in who]
    drawn: list[Edge] = []
    for number, pair in enumerate(apart, len(who) + 1):
        nodes.append(_pair(standing, pair, f"n{number}"))
        first, second = pair.parties
        drawn += [
            _side(pair, first, ids[first], f"n{number}"),
            _side(pair, second, f"n{number}", ids[second]),
        ]
    among = names(book, parties)
    apart_words = f"On {count(len({pair.issue for pair in apart}), 'issue')}, what {among} have stated parts them."
    gist = f"{apart_words} The red lines of all leave room for a package." if apart else f"No issue parts {among}."
    return Graph("conflicts", title, gist, tuple(nodes), tuple(drawn), "across")


def _pair(standing: Standing, pair: Pair, id: str) -> Node:
    book = standing.book
    state: NodeState = "blocked" if isinstance(pair.verdict, Blocked) else "gap"
    said = [
        f"{name(book, party)}: {stated_words(book, stated)}"
        for party, stated in pair.stated.items()
        if stated is not None
    ]
    if isinstance(pair.verdict, Blocked):
        said += [f"red line {line}" for line in pair.verdict.lines]
    title = book.issue(pair.issue).title
    notes = (verdict_words(book, pair), *said)
    return Node(id, "pair", title, state, notes, issue=pair.issue, facts=tuple(facts(pair.reasons)))


def _side(pair: Pair, party: str, start: str, end: str) -> Edge:
    """One party's side of an issue: its red line where that is what blocks, else what it has stated."""
    mine = tuple(fact for fact in facts(pair.reasons) if fact.party == party)
    lines = pair.verdict.lines if isinstance(pair.verdict, Blocked) else ()
    ruling = tuple(fact for fact in mine if fact.item in lines)
    items = ruling or mine
    kind: EdgeKind = "rules-out" if ruling else "states"
    return Edge(start, end, kind, party=party, item=items[0].item if items else "", facts=items)
