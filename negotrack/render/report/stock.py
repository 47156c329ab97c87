"""Taking stock before a meeting: who wants what, issue by issue; and what is common ground, what contested, what apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from negotrack.book import Entry, Offer, Precondition, RedLine
from negotrack.compare import Agreed, Open, Pair
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import facts
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.links import OVERVIEW
from negotrack.render.report.plain import spelled
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.views.compare import pact_of
from negotrack.render.views.status import WORST_FIRST
from negotrack.sourcing import claims
from negotrack.wording.items import drawn_words, offered
from negotrack.wording.values import listed, name, term_words, terms_words, times
from negotrack.wording.verdicts import agreed_elsewhere, position_words, verdict_words

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
        Group("Agreed", "Terms of agreements in force", _pairs(case, verdicts["agreed"])),
        Group("Facts", "What events show to be so; nobody's position, and agreed by nobody", _facts(case)),
        Group("Contested", "What a party denies, and reports that cannot both be", list(_contested(case))),
        Group("Convergent", "What they have stated meets", _pairs(case, verdicts["overlap"])),
        Group("Divergent", "A distance or a red line lies between them", _pairs(case, [*verdicts["gap"], *verdicts["blocked"]])),
        Group("Not yet common", "Not every one of them has named a value in an offer that still counts", _pairs(case, silent)),
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
        path, "Who wants what, issue by issue", "grid.html", crumbs=crumbs, entries=case.stock,
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
        path, "Common ground", "ground.html", crumbs=crumbs, entries=case.stock, book=book,
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
            before = demand.before if isinstance(demand.before, str) else terms_words(book, demand.before, " and ")
            before = {"deal": "any deal", "talks": "any talks"}.get(before, before)
            words = f"demands first: {term_words(book, demand.requires[key])}, before {before}"
        case Precondition() as demand:
            assert not isinstance(demand.before, str)
            words = f"{term_words(book, demand.before[key])} only after {terms_words(book, demand.requires, ' and ')}"
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
    """Verdicts with what each party holds: what it has stated, what became of that, what it rules out and demands first."""
    return [_point(case, pair) for pair in pairs]


def _point(case: Case, pair: Pair) -> Point:
    book, state = case.book, case.standing
    clauses = {party: position_words(state, pair, party, demands=True) for party in pair.parties}
    said = "; ".join(f"{name(book, party)} {listed(held)}" for party, held in clauses.items() if held)
    elsewhere = agreed_elsewhere(state, pair)
    rests = [*facts(pair.reasons), *(line.fact(pair.issue) for line in pair.conditional)]
    rests += [fact for stated in pair.stated.values() if stated for fact in stated.facts]
    for party in pair.parties:
        rests += [held.fact(pair.issue) for held, _ in state.ruled_out(party, pair.issue)]
        rests += [held.fact(pair.issue) for held in state.preconditions(party) if pair.issue in held.item.package]
    rests += [fact for line in elsewhere for fact in line.facts]
    match pair.verdict:
        case Agreed():
            verdict = verdict_words(book, pair).removeprefix("agreed: ")
            said = said.replace(" has stated ", " has since stated ")
        case Open():
            verdict = pair.verdict.name  # whose value it is follows
        case _:
            verdict = verdict_words(book, pair)
            said = said or "Nobody has put anything forward on it"
    told = [f"{book.issue(pair.issue).title}: {verdict}", said, *(line.text for line in elsewhere)]
    words = case.words.plain(". ".join(one for one in told if one), facts=rests)
    return Point(words, tuple({fact.entry.id: fact.entry for fact in rests}.values()))


def _contested(case: Case) -> Iterator[Point]:
    """Claims that are denied, disputed, or contradicted by another report."""
    for claim in claims(case.standing):
        weak = [name for name in claim.weaknesses if name in ("denied", "disputed", "contradicted")]
        if weak:
            words = f"{case.words.entry(claim.entry)} ({', '.join(weak)})"
            yield Point(words, (claim.entry, *claim.against))
