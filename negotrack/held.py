"""What a party holds: versions of items, agreements, what was stated on an issue, and what happens to them."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Literal

from negotrack.book import Agreement, Entry, Item, Offer, Response, Statement
from negotrack.findings import Place
from negotrack.frozen import dataclass
from negotrack.reasons import Fact
from negotrack.values import Values

State = Literal["standing", "superseded", "withdrawn", "expired", "settled", "crossed", "overtaken"]


What = Literal[
    "added", "restated", "superseded", "withdrawn", "expired", "settled", "crossed", "overtaken",
    "accepted", "rejected", "considered", "agreed", "departed", "lapsed", "denied",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answered an offer, how, and in which statement."""

    party: str
    response: Response
    entry: Statement


@dataclass(slots=True, eq=False)
class Held:
    """One version of an item as its party holds it; `since` is the day its present terms were first stated.

    `state` says whether it stands, or what ended it; `by` is the entry that did and `ended` the day of it.
    """

    party: str
    item: Item
    entry: Statement
    since: date
    versions: tuple[Held, ...] = ()  # earlier ones, oldest first
    state: State = "standing"
    by: Entry | None = None
    ended: date | None = None
    answers: list[Answered] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)  # parties towards whom a later offer has superseded it

    @property
    def key(self) -> str:
        """Its name across the negotiation: PARTY/ITEM; an acceptance goes by the item it accepts."""
        return (isinstance(self.item, Offer) and self.item.accepts) or f"{self.party}/{self.item.id}"

    @property
    def stands(self) -> bool:
        """Whether its party still holds it."""
        return self.state == "standing"

    @property
    def voiced(self) -> bool:
        """Whether an offer still shows what its maker has stated: not withdrawn, expired or settled."""
        return self.state in ("standing", "superseded")

    @property
    def exploratory(self) -> bool:
        """Whether it was only put forward to explore."""
        return self.entry.force == "exploratory"

    @property
    def restated(self) -> int:
        """How often its present terms have been said again."""
        count = 0
        for former in reversed(self.versions):
            if former.item != self.item:
                break
            count += 1
        return count

    def reaches(self, *parties: str) -> bool:
        """Whether an offer is made to all of these; an offer that names nobody is made to everybody."""
        to = self.item.to if isinstance(self.item, Offer) else ()
        return not to or set(parties) <= set(to)

    def fact(self, issue: str = "") -> Fact:
        """The statement as a reason, at the line of the term on an issue where it has one."""
        term = self.item.package.get(issue)
        own = term is not None and term.place.path == self.entry.place.path  # an acceptance takes over others' terms
        return Fact(self.entry, self.party, self.key, term.place if term and own else self.item.place)

    @property
    def label(self) -> str:
        """What to call it: `israel/week-for-40`, or `hamas accepts israel/week-for-40`."""
        accepted = isinstance(self.item, Offer) and self.item.accepts
        return f"{self.party} accepts {self.key}" if accepted else self.key


@dataclass(slots=True, eq=False)
class Pact:
    """An agreement in force, until something ends it; `departed` tells who has left it, on which issue, by what."""

    agreement: Agreement
    departed: dict[str, tuple[str, Entry]] = field(default_factory=dict)
    ended_by: Entry | None = None
    lapsed: bool = False

    @property
    def in_force(self) -> bool:
        """Whether it still binds on something."""
        return not self.ended_by and not self.lapsed and any(i not in self.departed for i in self.agreement.terms)

    def covers(self, issue: str) -> bool:
        """Whether it is in force on an issue."""
        return self.in_force and issue in self.agreement.terms and issue not in self.departed

    def fact(self, issue: str) -> Fact:
        """The agreement as a reason."""
        return Fact(self.agreement, " and ".join(self.agreement.parties), "", self.agreement.terms[issue].place)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a party has put forward on an issue; `values` is None where it spoke without naming a value."""

    party: str
    issue: str
    values: Values | None
    held: tuple[Held, ...]

    @property
    def about(self) -> bool:
        """Whether some figure was given as approximate."""
        return any(held.item.package[self.issue].about for held in self.held)

    @property
    def exploratory(self) -> bool:
        """Whether it rests on an offer made only to explore."""
        return any(held.exploratory for held in self.held)

    @property
    def since(self) -> date:
        """The day of the latest statement it rests on."""
        return max(held.entry.said.day for held in self.held)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The statements it rests on."""
        return tuple(held.fact(self.issue) for held in self.held)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing an entry did: to an item, or to an agreement."""

    what: What
    party: str
    entry: Entry | None  # None: a day passed
    held: Held | None = None
    pact: Pact | None = None
    issue: str = ""
    place: Place | None = None  # where the entry says so
