"""Taking stock before a meeting: who wants what, issue by issue; and what is common ground, what contested, what apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from negotrack.book import Entry, Offer, Precondition, RedLine
from negotrack.compare import Gap, Overlap, Pair
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.links import OVERVIEW
from negotrack.render.report.plain import spelled
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.views.compare import cell, pact_of
from negotrack.render.views.status import WORST_FIRST
from negotrack.sourcing import claims
from negotrack.wording.items import drawn_words, entry_words, offered
from negotrack.wording.values import listed, name, term_words, times
from negotrack.wording.verdicts import explanation, verdict_words

PRIORITIES = (
    "Priorities are not scored. A red line and what is demanded first are marked as such; what a party asks or gives "
    "is the rest; how often it has said so is told where it has said so again."
)


@dataclass(frozen=True, slots=True)
class Want:
    """What a party holds on an issue by one entry: `kind` is agreement, offer, precondition or red line."""

    kind: str
    words: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is agreed, contested or apart, and the entries that show it."""

    words: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The points that stand alike."""

    title: str
    meaning: str
    points: Sequence[Point]


def wants(case: Case) -> list[tuple[str, list[list[Want]]]]:
    """What each principal has agreed to, holds and has stated on each issue on which one does, the hardest first."""
    pairs = {pair.issue: pair for pair in case.overall}
    found = [(key, [_wants(case, party, key, pairs.get(key)) for party in case.book.principals]) for key in case.keys]
    return [(key, held) for key, held in found if any(held)]


def ground(case: Case) -> list[Group]:
    """The issues as frontline humanitarian negotiators put them down before they sit down."""
    verdicts = {name: [pair for pair in case.overall if pair.verdict.name == name] for name in WORST_FIRST}
    silent = [pair for name in ("open", "unknown") for pair in verdicts[name]]
    return [
        Group("Agreed", "Facts that are on file and agreements in force", [*_facts(case), *_pairs(case, verdicts["agreed"])]),
        Group("Contested", "What a party denies, and reports that cannot both be", list(_contested(case))),
        Group("Convergent", "What they have stated meets", _pairs(case, verdicts["overlap"])),
        Group("Divergent", "A distance or a red line lies between them", _pairs(case, [*verdicts["gap"], *verdicts["blocked"]])),
        Group("Not yet common", "Only one has spoken, or nobody has named a value", _pairs(case, silent)),
    ]  # fmt: skip


def pages(case: Case, printer: Printer) -> Iterator[Sheet]:
    """Both as pages, where there are parties that could agree."""
    book = case.book
    if len(book.principals) < 2:
        return
    crumbs = (("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id)))
    path = links.listing(book.id, "grid")
    teller = case.teller(printer.links(path))
    yield printer.sheet(
        path, "Who wants what, issue by issue", "grid.html", crumbs=crumbs, entries=len(case.standing.entries),
        book=book, priorities=PRIORITIES,
        principals=[(name(book, party), teller.party(party)) for party in book.principals],
        rows=[
            (
                book.issue(key).title, teller.issue(key),
                [[(one.kind, one.words, teller.to_entry(one.entry)) for one in side] for side in held],
            )
            for key, held in wants(case)
        ],
        other=("Common ground", teller.links.to(links.listing(book.id, "common-ground"))),
    )  # fmt: skip
    path = links.listing(book.id, "common-ground")
    yield printer.sheet(
        path, "Common ground", "ground.html", crumbs=crumbs, entries=len(case.standing.entries), book=book,
        groups=[
            (one.title, one.meaning, [(point.words, [teller.to_entry(entry) for entry in point.entries]) for point in one.points])
            for one in ground(case)
        ],
        other=("Who wants what, issue by issue", teller.links.to(links.listing(book.id, "grid"))),
    )  # fmt: skip


def _wants(case: Case, party: str, key: str, pair: Pair | None) -> list[Want]:
    state = case.standing
    held = [one for one in state.standing(party) if key in one.item.package]
    order = (RedLine, Precondition, Offer)
    held.sort(key=lambda one: order.index(type(one.item)))
    pact = pact_of(state, pair, party) if pair else None
    stated = pair.stated.get(party) if pair else None
    voiced = [one for one in (stated.held if stated else ()) if not one.stands]
    told: list[tuple[Entry, str, str]] = []
    if pact:
        told.append((pact.agreement, "agreement", f"agreed: {term_words(case.book, pact.agreement.terms[key])}"))
    told += [(one.entry, one.item.kind, _want(case, one, key) + _aged(case, one)) for one in held]
    replaced = "in an offer replaced on other issues"  # what it stated on this one, it has stated
    told += [(one.entry, "offer", f"{_want(case, one, key)} ({replaced}){_aged(case, one)}") for one in voiced]
    return [Want(kind, spelled(case.book, words), entry) for entry, kind, words in told]


def _aged(case: Case, held: Held) -> str:
    return " (stale)" if case.standing.stale(held) else ""


def _want(case: Case, held: Held, key: str) -> str:
    book = case.book
    match held.item:
        case RedLine() as line if key in line.never or key in line.must:
            words = f"red line: {drawn_words(book, held, key)}"
        case RedLine() as line:
            others = listed(book.issue(one).title for one in (*line.never, *line.must))
            words = f"its red line on {others} would fall with {term_words(book, line.unless[key])}"
        case Precondition() as demand if key in demand.requires:
            words = f"demands first: {term_words(book, demand.requires[key])}"
        case Precondition() as demand:
            assert not isinstance(demand.before, str)
            others = listed(book.issue(one).title for one in demand.requires)
            words = f"{term_words(book, demand.before[key])} only after what it demands first on {others}"
        case Offer(accepts=accepted) as offer if accepted:
            words = f"accepts {term_words(book, offer.package[key])}"
        case _:
            words = offered(book, key, held)
    return words + (f" (said again {times(held.restated)})" if held.restated else "")


def _facts(case: Case) -> list[Point]:
    """The facts in force."""
    book = case.book
    return [
        Point(spelled(book, f"{book.issue(key).title}: {term_words(book, term)}"), (entry,))
        for key, (term, entry) in case.standing.facts.items()
    ]


def _pairs(case: Case, pairs: Iterable[Pair]) -> list[Point]:
    """Verdicts with what each party holds."""
    found = []
    for pair in pairs:
        head = f"{case.book.issue(pair.issue).title}: {verdict_words(case.book, pair)}"
        held = ""
        if isinstance(pair.verdict, Gap | Overlap) or pair.verdict.name == "blocked":
            held = "; ".join(f"{name(case.book, p)} {cell(case.standing, pair, p).plain}" for p in pair.parties)
        facts = [fact for line in explanation(case.book, pair) for fact in line.facts][:3]
        words = spelled(case.book, head + (f" ({held})" if held else ""))
        found.append(Point(words, tuple({fact.entry.id: fact.entry for fact in facts}.values())))
    return found


def _contested(case: Case) -> Iterator[Point]:
    """Claims that are denied, disputed, or contradicted by another report."""
    for claim in claims(case.standing):
        weak = [name for name in claim.weaknesses if name in ("denied", "disputed", "contradicted")]
        if weak:
            words = f"{entry_words(case.book, claim.entry)} ({', '.join(weak)})"
            yield Point(words, (claim.entry, *claim.against))
