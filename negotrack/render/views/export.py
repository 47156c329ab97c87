"""The whole history as tables: entries, sources, items with their versions, terms, answers and verdicts over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from negotrack.book import Agreement, Event, Offer, Statement, Term, known_from
from negotrack.compare import Gap
from negotrack.flags import verdicts
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.render.page import Cell
from negotrack.render.views.common import figure
from negotrack.render.views.verdicts import zone
from negotrack.sourcing import origins_of
from negotrack.standing import Standing
from negotrack.values import Options, Spans, Values
from negotrack.wording.items import entry_words, item_words
from negotrack.wording.values import terms_words


@dataclass(frozen=True, slots=True)
class Column:
    """A field of an exported table: its SQL type, what it means, and the table and field it refers to, if any."""

    name: str
    type: str
    meaning: str
    refers: str = ""


_N = Column("negotiation", "TEXT", "the negotiation's id", "negotiations.id")
_PLACE = (Column("path", "TEXT", "the file"), Column("line", "INTEGER", "the line in it"))

TABLES: dict[str, tuple[Column, ...]] = {
    "negotiations": (
        Column("id", "TEXT", "the folder's name"), Column("title", "TEXT", ""), Column("summary", "TEXT", ""),
        Column("stale_after", "INTEGER", "days after which a position is stale"),
    ),
    "parties": (
        _N, Column("id", "TEXT", ""), Column("name", "TEXT", ""), Column("role", "TEXT", "principal, mediator, …"),
    ),
    "issues": (
        _N, Column("id", "TEXT", "ISSUE or ISSUE@SCOPE"), Column("title", "TEXT", ""), Column("scale", "TEXT", ""),
        Column("unit", "TEXT", "unit or currency"), Column("members", "TEXT", "levels or choices, in order"),
        Column("given_by", "TEXT", "the principal who concedes it"),
    ),
    "statements": (
        _N, Column("id", "TEXT", "the entry's path without suffix"), Column("kind", "TEXT", "statement, agreement or event"),
        Column("date", "TEXT", "the day it was said"), Column("known_from", "TEXT", "the day it was public"),
        Column("parties", "TEXT", "whose word, by id"), Column("speaker", "TEXT", ""), Column("via", "TEXT", "carried by"),
        Column("attribution", "TEXT", ""), Column("force", "TEXT", ""), Column("summary", "TEXT", ""),
        Column("note", "TEXT", ""), Column("origins", "INTEGER", "independent origins of its sources"),
        Column("denied_by", "TEXT", "the entry that denies it, if it is left out for that"), *_PLACE,
    ),
    "sources": (
        _N, Column("statement", "TEXT", "", "statements.id"), Column("number", "INTEGER", "its place in the list"),
        Column("title", "TEXT", ""), Column("url", "TEXT", ""), Column("archive", "TEXT", ""),
        Column("reference", "TEXT", ""), Column("publisher", "TEXT", ""), Column("published", "TEXT", ""),
        Column("quote", "TEXT", ""), Column("grade", "TEXT", "NATO Admiralty code"), Column("origin", "TEXT", ""),
    ),
    "items": (
        _N, Column("item", "TEXT", "PARTY/ITEM"), Column("party", "TEXT", ""), Column("kind", "TEXT", "offer, precondition, red line"),
        Column("state", "TEXT", "what became of its latest version"), Column("versions", "INTEGER", "how often it was stated"),
        Column("since", "TEXT", "the day its present terms were first stated"), Column("text", "TEXT", "what it says"),
    ),
    "versions": (
        _N, Column("item", "TEXT", "", "items.item"), Column("statement", "TEXT", "", "statements.id"),
        Column("number", "INTEGER", "1 is the first"), Column("date", "TEXT", ""), Column("since", "TEXT", ""),
        Column("state", "TEXT", ""), Column("ended", "TEXT", "the day it ended"), Column("ended_by", "TEXT", "the entry that ended it"),
        Column("accepts", "TEXT", "the item whose terms are accepted"), Column("until", "TEXT", "its last day"),
        Column("text", "TEXT", ""), *_PLACE,
    ),
    "terms": (
        _N, Column("statement", "TEXT", "", "statements.id"), Column("item", "TEXT", "empty for agreements and events"),
        Column("block", "TEXT", "gives, asks, terms, before, requires, never, unless, must, agreement or facts"),
        Column("issue", "TEXT", "", "issues.id"), Column("written", "TEXT", "as written"),
        Column("values_read", "TEXT", "the set of values it stands for"),
        Column("lower", "REAL", "the lowest figure, where there is one"), Column("upper", "REAL", "the highest figure"),
        Column("about", "INTEGER", "1 if approximate"), Column("note", "TEXT", ""), *_PLACE,
    ),
    "answers": (
        _N, Column("statement", "TEXT", "", "statements.id"), Column("party", "TEXT", ""), Column("answers", "TEXT", "PARTY or PARTY/ITEM"),
        Column("answer", "TEXT", "accepts, rejects, considers"), Column("changes", "TEXT", ""), Column("refuses", "TEXT", ""),
        Column("reason", "TEXT", ""), *_PLACE,
    ),
    "verdicts": (
        _N, Column("date", "TEXT", "the day the verdict came to be"), Column("issue", "TEXT", "", "issues.id"),
        Column("party_a", "TEXT", ""), Column("party_b", "TEXT", ""), Column("verdict", "TEXT", ""),
        Column("zone", "TEXT", "the values agreed, met or left"), Column("gap", "REAL", ""), Column("unit", "TEXT", "of the gap"),
        Column("statement", "TEXT", "the entry after which it holds", "statements.id"),
    ),
}  # fmt: skip

Rows = dict[str, list[tuple[Cell, ...]]]


def rows_of(standings: Sequence[Standing], known_by: date | None) -> Rows:
    """Every table's rows, for negotiations folded up to a day."""
    rows: Rows = {name: [] for name in TABLES}
    for standing in standings:
        for name, found in _tables(standing, known_by).items():
            rows[name] += found
    return rows


def _tables(standing: Standing, known_by: date | None) -> Mapping[str, Iterator[tuple[Cell, ...]]]:
    book = standing.book
    issues = (book.issue(key) for key in book.keys)
    return {
        "negotiations": iter([(book.id, book.title, book.summary, book.stale_after)]),
        "parties": ((book.id, party.id, party.name, party.role) for party in book.parties.values()),
        "issues": (
            (book.id, one.id, one.title, one.scale.kind, one.scale.unit, " ".join(one.scale.members), one.given_by)
            for one in issues
        ),
        "statements": _statements(standing),
        "sources": _sources(standing),
        "items": _items(standing),
        "versions": _versions(standing),
        "terms": _terms(standing),
        "answers": _answers(standing),
        "verdicts": _verdicts(standing, known_by),
    }


def _heard(standing: Standing) -> list[Statement | Agreement | Event]:
    """The entries on file up to the day, those left out because they are denied among them."""
    heard = {entry.id for entry in standing.entries} | set(standing.denied)
    return [entry for entry in standing.book.chronicle if entry.id in heard]


def _statements(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    for entry in _heard(standing):
        denied = standing.denied.get(entry.id)
        yield (
            standing.book.id, entry.id, type(entry).__name__.lower(), entry.said.text, known_from(entry).isoformat(),
            " ".join(entry.parties), getattr(entry, "speaker", ""), " ".join(getattr(entry, "via", ())), entry.attribution,
            getattr(entry, "force", None), entry_words(standing.book, entry), entry.note, len(origins_of(entry)),
            denied.id if denied else None, entry.place.path, entry.place.line,
        )  # fmt: skip


def _sources(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    for entry in _heard(standing):
        for number, one in enumerate(entry.sources, 1):
            published = one.published.isoformat() if one.published else None
            yield (
                standing.book.id, entry.id, number, one.title, one.url, one.archive, one.reference, one.publisher, published,
                one.quote, one.grade, one.origin,
            )  # fmt: skip


def _all_held(standing: Standing) -> Iterator[Held]:
    for party in standing.book.parties:
        yield from standing.held(party)


def _items(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    for held in _all_held(standing):
        says = item_words(standing.book, held.item)
        kind = "acceptance" if isinstance(held.item, Offer) and held.item.accepts else held.item.kind
        name = f"{held.party} accepts {held.key}" if kind == "acceptance" else held.key
        yield standing.book.id, name, held.party, kind, held.state, len(held.versions) + 1, held.since.isoformat(), says


def _versions(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    for latest in _all_held(standing):
        for number, held in enumerate((*latest.versions, latest), 1):
            offer = held.item if isinstance(held.item, Offer) else None
            accepts = offer.accepts if offer else ""
            yield (
                standing.book.id, f"{held.party} accepts {held.key}" if accepts else held.key, held.entry.id, number,
                held.entry.said.text, held.since.isoformat(), held.state, held.ended.isoformat() if held.ended else None,
                held.by.id if held.by else None, accepts or None,
                offer.until.isoformat() if offer and offer.until else None,
                item_words(standing.book, held.item), held.item.place.path, held.item.place.line,
            )  # fmt: skip


def _terms(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    for entry in _heard(standing):
        match entry:
            case Statement():
                blocks = [
                    (f"{entry.party}/{item.id}", name, getattr(item, name))
                    for item in entry.items
                    for name in ("gives", "asks", "terms", "before", "requires", "never", "unless", "must")
                    if isinstance(getattr(item, name, None), Mapping)
                ]
            case Agreement():
                blocks = [("", "agreement", entry.terms)]
            case Event():
                blocks = [("", "facts", entry.facts)]
        for item, block, terms in blocks:
            for term in terms.values():
                yield standing.book.id, entry.id, item, block, *_term(term)


def _term(term: Term) -> tuple[Cell, ...]:
    lower, upper = _ends(term.values)
    words = term.text or (term.values.text if term.values is not None else "unspecified")
    return (
        term.issue, term.written, words, lower, upper, int(term.about), term.note, term.place.path, term.place.line,
    )  # fmt: skip


def _ends(values: Values | None) -> tuple[Cell, Cell]:
    """The lowest and highest figure of a set, where it has one: ranks on levels, ordinal days on dates."""
    match values:
        case Spans() if values:
            ends = values.pieces[0][0][0], values.pieces[-1][1][0]
            low, high = (end if end.is_finite() else None for end in ends)
            return low, high
        case Options() if values and values.scale.ordered:
            ranks = [values.scale.members.index(name) for name in values.names]
            return min(ranks), max(ranks)
    return None, None


def _answers(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    book = standing.book
    for entry in _heard(standing):
        if isinstance(entry, Statement):
            for one in entry.responses:
                yield (
                    book.id, entry.id, entry.party, one.to, one.answer, terms_words(book, one.with_terms),
                    terms_words(book, one.refuses), one.reason, one.place.path, one.place.line,
                )  # fmt: skip


def _verdicts(standing: Standing, known_by: date | None) -> Iterator[tuple[Cell, ...]]:
    book = standing.book
    for day, entry, pair in verdicts(book, standing.day, known_by):
        distance = pair.verdict.distance if isinstance(pair.verdict, Gap) else None
        far = figure(distance)
        yield (
            book.id, day.isoformat(), pair.issue, *pair.parties, pair.verdict.name, zone(pair),
            far if far is None or isinstance(far, int) else distance,
            book.issue(pair.issue).scale.measure if distance is not None else None, entry.id if entry else None,
        )  # fmt: skip
