"""One negotiation as a report tells it: every question of the core asked once, the answers kept for all its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from itertools import combinations

from negotrack.book import Book, Entry, terms_of
from negotrack.compare import DIVERGE, FARTHEST_LAST, Comparison, Pair, compare, spoken_issues
from negotrack.flags import Flag, flags
from negotrack.frozen import dataclass
from negotrack.held import Held, Pact
from negotrack.history import Step, histories
from negotrack.order import Order, order
from negotrack.package import Deal, deal
from negotrack.proof import order_proofs
from negotrack.render.report.days import Days, between_principals, days_of
from negotrack.render.report.edition import Edition, Stock
from negotrack.render.report.links import Links
from negotrack.render.report.plain import Words
from negotrack.render.report.telling import Teller
from negotrack.render.views.compare import overall
from negotrack.standing import Standing, standing
from negotrack.wording.items import Line
from negotrack.wording.proofs import proof_lines

LATEST = 6  # entries told as what moved last


@dataclass(frozen=True)
class Case:
    """A negotiation as of the edition's day."""

    book: Book
    edition: Edition
    tellers: dict[str, Teller] = field(default_factory=dict, compare=False, repr=False)  # by the base of their links

    def teller(self, links: Links) -> Teller:
        """Who tells what is held on a page; the pages of a negotiation share theirs."""
        if links.base not in self.tellers:
            self.tellers[links.base] = Teller(self.book, self.standing, links, self.by_path, self.words)
        return self.tellers[links.base]

    @cached_property
    def standing(self) -> Standing:
        """What everyone holds on the day."""
        return standing(self.book, self.edition.day, self.edition.known_by)

    @property
    def stock(self) -> Stock:
        """How much is on file up to the day, and how new it is."""
        heard = self.standing.entries
        return Stock(len(heard), heard[-1].said.day if heard else None)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The principals on every issue they have spoken to, in the order the negotiation lists them."""
        if len(self.book.principals) < 2:
            return ()
        return tuple(compare(self.standing, key) for key in spoken_issues(self.standing, self.book.principals))

    @cached_property
    def overall(self) -> tuple[Pair, ...]:
        """The verdict on each issue for all principals together."""
        return tuple(overall(one) for one in self.comparisons)

    @property
    def apart(self) -> list[Pair]:
        """The verdicts that keep the principals apart, the worst first."""
        found = [pair for pair in self.overall if pair.verdict.name in DIVERGE]
        return sorted(found, key=lambda pair: -FARTHEST_LAST.index(pair.verdict.name))

    @cached_property
    def days(self) -> Days:
        """The verdicts on every day on which one of them changed."""
        return days_of(self.book, self.edition.day, self.edition.known_by)

    @cached_property
    def deal(self) -> Deal | None:
        """All issues at once; nothing where there are not two principals."""
        return deal(self.standing) if len(self.book.principals) > 1 else None

    @cached_property
    def order(self) -> Order:
        """What must come first."""
        return order(self.standing)

    @cached_property
    def stuck(self) -> list[list[Line]]:
        """Each deadlock in the sentences it is told with."""
        return [list(lines) for lines in proof_lines(self.book, order_proofs(self.order))][: len(self.order.deadlocks)]

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """Everything that any entry changed."""
        return tuple(flags(self.book, self.edition.day, self.edition.known_by))

    @cached_property
    def changed(self) -> dict[str, list[Flag]]:
        """What each entry changed, by its id; under no id, what ran out as days passed."""
        found: dict[str, list[Flag]] = {}
        for flag in self.flags:
            found.setdefault(flag.entry.id if flag.entry else "", []).append(flag)
        return found

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry up to the day, denied ones too, in the order they count."""
        heard = {entry.id for entry in self.standing.entries} | set(self.standing.denied)
        return tuple(entry for entry in self.book.chronicle if entry.id in heard)

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """The entries by the file they stand in."""
        return {entry.place.path: entry for entry in self.entries}

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """The entries up to the day by their ids."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def words(self) -> Words:
        """What is said without ids, for pages and memos alike."""
        return Words(self.standing, self.by_id)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The issues, scoped ones apart, that some entry up to the day speaks of."""
        spoken = {term.issue for entry in self.entries for term in terms_of(entry)}
        return tuple(key for key in self.book.keys if key in spoken)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two principals."""
        return tuple(combinations(self.book.principals, 2))

    @cached_property
    def histories(self) -> dict[str, list[Step]]:
        """Every move on every issue that has seen one."""
        found: dict[str, list[Step]] = {}
        for issue, step in histories(self.book, self.book.keys, self.edition.day, self.edition.known_by):
            found.setdefault(issue, []).append(step)
        return found

    @cached_property
    def by_issue(self) -> dict[str, list[Entry]]:
        """The entries that speak of each issue."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in dict.fromkeys(term.issue for term in terms_of(entry)):
                found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def flags_by_issue(self) -> dict[str, list[Flag]]:
        """What changed on each issue."""
        found: dict[str, list[Flag]] = {}
        for flag in self.flags:
            for key in [flag.issue] if flag.issue else flag.held.item.package if flag.held else ():
                found.setdefault(key, []).append(flag)
        return found

    @cached_property
    def items_of(self) -> dict[str, list[Held]]:
        """The items that each entry holds up, in the version it gives them."""
        found: dict[str, list[Held]] = {}
        for party in self.book.parties:
            for held in self.standing.held(party):
                for version in (*held.versions, held):
                    found.setdefault(version.entry.id, []).append(version)
        return found

    @cached_property
    def answered_in(self) -> dict[str, list[tuple[Entry, str, str]]]:
        """What was answered to the items of each entry: the answering entry, its answer, and the item answered."""
        found: dict[str, list[tuple[Entry, str, str]]] = {}
        for held in (version for versions in self.items_of.values() for version in versions):
            for answer in held.answers:
                told = (answer.entry, answer.response.answer, held.key)
                found.setdefault(held.entry.id, []).append(told)
        return found

    @property
    def latest(self) -> Sequence[Entry]:
        """The last entries, the newest first."""
        return self.standing.entries[-LATEST:][::-1]

    @property
    def in_force(self) -> list[Pact]:
        """The agreements between principals that still bind on something."""
        return between_principals(self.standing)

    @property
    def stale(self) -> list[Held]:
        """The items of principals that have grown old."""
        return [
            held
            for party in self.book.principals
            for held in self.standing.standing(party)
            if self.standing.stale(held)
        ]

    def entries_of(self, party: str) -> Iterator[Entry]:
        """A party's own entries and the agreements it is in."""
        return (entry for entry in self.entries if party in entry.parties)


def cases(books: Iterable[Book], edition: Edition) -> list[Case]:
    """The negotiations of a report."""
    return [Case(book, edition) for book in books]
