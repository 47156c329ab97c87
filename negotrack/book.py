"""What is recorded of one negotiation: its parties and issues, and every dated, sourced statement about them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from functools import cached_property
from typing import ClassVar, Literal

from negotrack.findings import Place
from negotrack.frozen import dataclass
from negotrack.values import Scale, Values

Role = Literal["principal", "mediator", "guarantor", "supporter", "observer", "linked"]
Attribution = Literal["official-text", "on-record", "unnamed-officials", "leak", "third-party"]
Answer = Literal["accepts", "rejects", "considers"]
ROLES: tuple[Role, ...] = ("principal", "mediator", "guarantor", "supporter", "observer", "linked")
ATTRIBUTIONS: tuple[Attribution, ...] = ("official-text", "on-record", "unnamed-officials", "leak", "third-party")


@dataclass(frozen=True, slots=True)
class Party:
    """Someone whose statements are recorded, and what part they play; `of` is whom a supporter supports."""

    id: str
    name: str
    role: Role
    place: Place = field(compare=False)
    of: str = ""
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    previously: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter that is negotiated, on one scale; `given_by` is the principal who concedes it."""

    id: str
    title: str
    scale: Scale
    place: Place = field(compare=False)
    given_by: str = ""
    scope: str = ""
    previously: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """When something was said: the day, its first day where only the month is known, and the moment if recorded.

    `day` is the last day it can have been; a month-only date counts as the last day of the month.
    """

    day: date
    first: date
    moment: datetime | None = None

    @property
    def text(self) -> str:
        """The date as far as it is known: `2023-12-21`, or `2023-12`."""
        return self.day.isoformat() if self.first == self.day else f"{self.day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement can be read; `grade` is the NATO Admiralty code (source A-F, information 1-6).

    Reports that repeat one original share its `origin`.
    """

    title: str
    place: Place = field(compare=False)
    url: str = ""
    archive: str = ""
    reference: str = ""
    publisher: str = ""
    published: date | None = None
    quote: str = ""
    grade: str = ""
    origin: str = ""

    @property
    def link(self) -> str:
        """Where to find it: its address, its archived copy, or its reference on paper."""
        return self.url or self.archive or self.reference


@dataclass(frozen=True, slots=True)
class Term:
    """A value on an issue: `issue` is ISSUE or ISSUE@SCOPE; `values` is None where none is named or none compares.

    `values` is the value as its block reads it, `exact` the same with a bare value read exactly.
    """

    issue: str
    written: str = field(compare=False)
    values: Values | None
    exact: Values | None
    place: Place = field(compare=False)
    bare: bool = field(default=False, compare=False)
    about: bool = False
    text: str = ""  # the words themselves, on a scale of text
    note: str = field(default="", compare=False)


Terms = Mapping[str, Term]
"""Terms by issue, each issue once."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a party would accept as one package: what it gives, what it asks, and terms that are neither side's."""

    id: str
    place: Place = field(compare=False)
    gives: Terms = field(default_factory=dict)
    asks: Terms = field(default_factory=dict)
    terms: Terms = field(default_factory=dict)
    to: tuple[str, ...] = ()  # empty: every principal
    until: date | None = None
    keeps: tuple[str, ...] = field(default=(), compare=False)
    amends: str = field(default="", compare=False)
    accepts: str = ""  # PARTY/ITEM whose terms these are, where the offer is an acceptance
    changed: bool = False  # an acceptance with changes
    previously: tuple[str, ...] = field(default=(), compare=False)
    summary: str = field(default="", compare=False)
    note: str = field(default="", compare=False)
    kind: ClassVar[Literal["offer"]] = "offer"

    @property
    def package(self) -> dict[str, Term]:
        """Every term of the offer, whichever side gives it."""
        return {**self.terms, **self.asks, **self.gives}

    def side(self, issue: str) -> str:
        """The block an issue stands in: `gives`, `asks` or `terms`."""
        return "gives" if issue in self.gives else "asks" if issue in self.asks else "terms"


@dataclass(frozen=True, slots=True)
class Precondition:
    """What must hold before talks, before any deal, or before some terms; `by` must bring it about."""

    id: str
    place: Place = field(compare=False)
    before: Literal["talks", "deal"] | Terms = "deal"
    requires: Terms = field(default_factory=dict)
    by: str = ""
    previously: tuple[str, ...] = field(default=(), compare=False)
    summary: str = field(default="", compare=False)
    note: str = field(default="", compare=False)
    kind: ClassVar[Literal["precondition"]] = "precondition"

    @property
    def package(self) -> dict[str, Term]:
        """Every term it speaks of."""
        before = {} if isinstance(self.before, str) else self.before
        return {**self.requires, **{issue: term for issue, term in before.items() if issue not in self.requires}}


@dataclass(frozen=True, slots=True)
class RedLine:
    """What a party rules out: every outcome in which all of `never` hold, unless all of `unless` do.

    `must: X` is recorded as `must`; it rules out everything but X, issue by issue.
    """

    id: str
    place: Place = field(compare=False)
    never: Terms = field(default_factory=dict)
    unless: Terms = field(default_factory=dict)
    must: Terms = field(default_factory=dict)
    previously: tuple[str, ...] = field(default=(), compare=False)
    summary: str = field(default="", compare=False)
    note: str = field(default="", compare=False)
    kind: ClassVar[Literal["red line"]] = "red line"

    @property
    def package(self) -> dict[str, Term]:
        """Every term it speaks of."""
        drawn = {**self.never, **self.must}
        return {**drawn, **{issue: term for issue, term in self.unless.items() if issue not in drawn}}

    @property
    def conditional(self) -> bool:
        """Whether it rules out nothing on one issue alone: it has an `unless`, or several issues together."""
        return bool(self.unless) or len(self.never) > 1

    def ruled_out(self, issue: str) -> Values | None:
        """The values it rules out on one issue whatever happens elsewhere; None where it rules out none."""
        if (must := self.must.get(issue)) and must.values is not None:
            return ~must.values
        never = self.never.get(issue)
        return never.values if never and not self.conditional else None


Item = Offer | Precondition | RedLine
"""What a statement holds up, each with an id of its own for its party."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to a party's item, or to a party when the report names no item (`item` is then empty)."""

    party: str
    item: str
    answer: Answer
    place: Place = field(compare=False)
    with_terms: Terms = field(default_factory=dict)
    refuses: Terms = field(default_factory=dict)
    reason: str = ""

    @property
    def to(self) -> str:
        """What is answered, as written: PARTY/ITEM or PARTY."""
        return f"{self.party}/{self.item}" if self.item else self.party


@dataclass(frozen=True, slots=True)
class Statement:
    """What one party said on one day, through whom, on whose word."""

    id: str
    party: str
    said: Day
    place: Place = field(compare=False)
    sources: tuple[Source, ...]
    summary: str = ""
    via: tuple[str, ...] = ()
    speaker: str = ""
    attribution: Attribution | None = None
    force: Literal["binding", "exploratory"] | None = None
    offers: tuple[Offer, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    responses: tuple[Response, ...] = ()
    withdraws: tuple[tuple[str, Place], ...] = ()
    denies: tuple[tuple[str, Place], ...] = ()
    previously: tuple[str, ...] = ()
    note: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """Its offers, preconditions and red lines."""
        return self.offers + self.preconditions + self.red_lines

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose word it is."""
        return (self.party,)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What parties agreed with each other; it settles the items named, or its parties' offers on its issues."""

    id: str
    parties: tuple[str, ...]
    said: Day
    place: Place = field(compare=False)
    sources: tuple[Source, ...]
    terms: Terms
    summary: str = ""
    via: tuple[str, ...] = ()
    settles: tuple[tuple[str, Place], ...] | None = None
    until: date | None = None
    attribution: Attribution | None = None
    previously: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: facts that hold until a later event or agreement on their issue; agreements it ends."""

    id: str
    title: str
    said: Day
    place: Place = field(compare=False)
    sources: tuple[Source, ...]
    facts: Terms = field(default_factory=dict)
    ends: tuple[tuple[str, Place], ...] = ()
    summary: str = ""
    attribution: Attribution | None = None
    previously: tuple[str, ...] = ()
    note: str = ""

    @property
    def parties(self) -> tuple[str, ...]:
        """Nobody's word."""
        return ()


Entry = Statement | Agreement | Event


LAST = "~"
"""How the id of an entry begins that comes after all else on its day; no file makes such an id."""


def known_from(entry: Entry) -> date:
    """The day an entry was public: the earliest publication among its sources, or the day said where none is known."""
    return min((source.published for source in entry.sources if source.published), default=entry.said.day)


@dataclass(frozen=True)
class Book:
    """One negotiation as its files record it."""

    id: str
    title: str
    parties: Mapping[str, Party]
    issues: Mapping[str, Issue]
    entries: tuple[Entry, ...]
    place: Place = field(compare=False)
    summary: str = ""
    stale_after: int = 90  # days
    scopes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    unread: frozenset[str] = field(default=frozenset(), compare=False)  # ids in files with errors: there, yet not read

    def issue(self, key: str) -> Issue:
        """The issue of a term, with its scope: `ceasefire-length@phase-1` is compared as an issue of its own."""
        base, _, scope = key.partition("@")
        issue = self.issues[base]
        if not scope:
            return issue
        title = f"{issue.title}, {self.scopes.get(scope, scope)}"
        return Issue(key, title, issue.scale, issue.place, issue.given_by, scope, note=issue.note)

    @cached_property
    def principals(self) -> tuple[str, ...]:
        """The parties that can accept or refuse."""
        return tuple(party.id for party in self.parties.values() if party.role == "principal")

    @cached_property
    def chronicle(self) -> tuple[Entry, ...]:
        """The entries in the order they count: by day, answers after what they answer, then by time, then by id."""
        days: dict[date, list[Entry]] = {}
        for entry in self.entries:
            days.setdefault(entry.said.day, []).append(entry)
        return tuple(entry for day in sorted(days) for entry in _within_day(days[day]))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every issue, and every issue with a scope that some entry uses, in the order the negotiation lists them."""
        spoken = {term.issue for entry in self.entries for term in terms_of(entry)}
        scoped = {key for key in spoken if "@" in key}
        return tuple(
            key for base in self.issues for key in (base, *sorted(k for k in scoped if k.partition("@")[0] == base))
        )

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of an id."""
        return self._by_id.get(entry_id)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}


def on_record(entry: Entry) -> bool:
    """Whether somebody stands by it with a name or a text; agreements and events do unless they say otherwise."""
    said_so = entry.attribution in ("official-text", "on-record")
    return said_so or (entry.attribution is None and not isinstance(entry, Statement))


def graded(entry: Entry, least: str) -> bool:
    """Whether one of its sources has at least a grade: both the source's letter and the information's figure."""
    return any(source.grade and source.grade[0] <= least[0] and source.grade[1] <= least[1] for source in entry.sources)


def terms_of(entry: Entry) -> Iterator[Term]:
    """Every term an entry writes down."""
    match entry:
        case Statement():
            for item in entry.items:
                yield from item.package.values()
            for response in entry.responses:
                yield from response.with_terms.values()
                yield from response.refuses.values()
        case Agreement():
            yield from entry.terms.values()
        case Event():
            yield from entry.facts.values()


def _within_day(entries: list[Entry]) -> list[Entry]:
    """One day's entries: what is answered first, then time where both have one, then id."""
    if len(entries) == 1:
        return entries
    waits = {entry.id: _follows(entry, entries) for entry in entries}
    timed = sorted((entry.said.moment, entry.id) for entry in entries if entry.said.moment)
    earlier = {later[1]: former[1] for former, later in itertools.pairwise(timed)}
    by_id = {entry.id: entry for entry in entries}
    ordered: list[Entry] = []
    ready = [key for key in sorted(by_id) if not waits[key] and key not in earlier]
    left, done = set(by_id), set[str]()
    while left:
        if not ready:  # answers go against the clock, or in a circle: the answers count, then the smallest id
            ready = [min((bool(waits[key] - done), key) for key in left)[1]]
        key = heapq.heappop(ready)
        if key in left:
            left.remove(key)
            done.add(key)
            ordered.append(by_id[key])
            for other in left:
                if waits[other] <= done and earlier.get(other) not in left:
                    heapq.heappush(ready, other)
    return ordered


def _follows(entry: Entry, entries: list[Entry]) -> set[str]:
    """The ids of the day's other entries that this one answers, withdraws, denies, settles or ends."""
    if entry.id.startswith(LAST):
        return {other.id for other in entries if not other.id.startswith(LAST)}
    match entry:
        case Statement():
            items = {answer.to for answer in entry.responses}
            items |= {f"{entry.party}/{item}" for item, _ in entry.withdraws}
            items |= {f"{entry.party}/{offer.amends}" for offer in entry.offers if offer.amends}
            named = {denied for denied, _ in entry.denies}
        case Agreement():
            if entry.settles is None:  # it settles what its parties have offered, that day too
                return {other.id for other in entries if isinstance(other, Statement) and other.party in entry.parties}
            items, named = {item for item, _ in entry.settles}, set()
        case Event():
            items, named = set(), {ended for ended, _ in entry.ends}
    return {
        other.id
        for other in entries
        if other is not entry
        and (other.id in named or (isinstance(other, Statement) and not items.isdisjoint(_made(other))))
    }


def _made(statement: Statement) -> Iterator[str]:
    """What a statement makes that another can answer or take back: its items, and what it accepts."""
    yield from (f"{statement.party}/{item.id}" for item in statement.items)
    yield from (f"{statement.party}/{answer.to}" for answer in statement.responses if answer.answer == "accepts")
