"""The story over time: statement by statement, what each one changed in the verdicts and in what is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from negotrack.book import (
    Agreement,
    Book,
    Entry,
    Event,
    Offer,
    Precondition,
    RedLine,
    Statement,
    Term,
    known_from,
    terms_of,
)
from negotrack.chains import Deadlock
from negotrack.compare import Agreed, Blocked, Gap, Overlap, Pair, Sides, Unknown, between
from negotrack.exclusion import excludes
from negotrack.findings import Place
from negotrack.frozen import dataclass
from negotrack.held import Happening, Held
from negotrack.matter import Share
from negotrack.order import order
from negotrack.package import Outcome, Package, on_the_table, outcome
from negotrack.reasons import facts
from negotrack.standing import Standing, denials
from negotrack.whole import SILENCE, Whole, turned

FlagName = Literal[
    "overlap-opened", "overlap-lost", "gap-opened", "gap-narrowed", "gap-widened", "blocked", "unblocked", "agreed",
    "agreement-lapsed", "offer-accepted", "offer-rejected", "offer-withdrawn", "offer-expired", "offer-crosses-red-line",
    "own-red-line-crossed", "red-line-added", "red-line-dropped", "precondition-added", "precondition-dropped",
    "precondition-met", "precondition-overtaken", "claims-differ", "package-opened", "package-lost", "deadlock-formed",
    "deadlock-broken",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing a statement changed: on an issue between two parties, or about one item.

    `entry` is the statement that did it; None where only a day passed, and an offer or agreement ran out.
    """

    name: FlagName
    day: date
    entry: Entry | None
    place: Place
    parties: tuple[str, ...]
    issue: str = ""
    before: Pair | None = None
    after: Pair | None = None
    held: Held | None = None  # the item it is about
    by: Held | None = None  # what did it to the item
    denied: Statement | None = None
    packages: tuple[Outcome, Outcome] | None = None  # the answer for all issues at once, before and after
    package: Package | None = None  # the one that came on the table
    deadlock: Deadlock | None = None


def flags(book: Book, until: date, known_by: date | None = None, among: Iterable[str] | None = None) -> Iterator[Flag]:
    """Every flag up to a day, in the order things happened; verdicts are watched between every two of `among`.

    What an entry cannot have changed is not looked at again, so the work grows with the record and not with its square.
    """
    parties = tuple(book.principals if among is None else among)
    heard = [e for e in book.chronicle if e.said.day <= until and (known_by is None or known_from(e) <= known_by)]
    story = _Story(book, parties, all_at_once=len(parties) > 1)
    for entry in heard:
        yield from story.days_to(entry.said.day)
        yield from story.tell(entry)
    yield from story.days_to(until)


def verdicts(book: Book, until: date, known_by: date | None = None) -> list[tuple[date, Entry | None, Pair]]:
    """Every verdict between two principals up to a day, from the day it came to be, with the entry that last spoke."""
    found: list[tuple[date, Entry | None, Pair]] = []
    story = _Story(book, book.principals, turned=found)
    for entry in book.chronicle:
        if entry.said.day <= until and (known_by is None or known_from(entry) <= known_by):
            for _ in (*story.days_to(entry.said.day), *story.tell(entry)):
                pass
    for _ in story.days_to(until):
        pass
    return found


@dataclass(slots=True)
class _Story:
    """The state of the telling: what stands so far, and the verdicts as they were last seen."""

    book: Book
    parties: tuple[str, ...]
    all_at_once: bool = False  # whether packages and deadlocks are watched too
    state: Standing = field(init=False)
    told: list[Entry] = field(default_factory=list)
    seen: dict[tuple[str, tuple[str, ...]], Pair] = field(default_factory=dict)
    met: set[tuple[str, str]] = field(default_factory=set)
    scopes: dict[str, tuple[str, ...]] = field(init=False)  # an issue's keys, with and without scope
    turned: list[tuple[date, Entry | None, Pair]] | None = None  # every verdict as it came to be, where that is asked
    sides: dict[str, Sides] = field(default_factory=dict)  # what the parties bring to each issue, as it still is
    shares: dict[str, Share] = field(default_factory=dict)  # and to all issues at once
    seen_whole: Whole = SILENCE
    waits: set[str] = field(default_factory=set)  # the issues on which something waits for something

    def __post_init__(self) -> None:
        self.state = Standing(self.book, date.min)
        scopes: dict[str, list[str]] = {}
        for key in self.book.keys:
            scopes.setdefault(key.partition("@")[0], []).append(key)
        self.scopes = {base: tuple(keys) for base, keys in scopes.items()}

    def days_to(self, day: date) -> Iterator[Flag]:
        """The days on which something runs out before a day comes."""
        for last in self.state.last_days(day):
            after = last + timedelta(days=1)
            yield from self._after(self.state.turn(after), None, after, set(self.parties))

    def tell(self, entry: Entry) -> Iterator[Flag]:
        """Record the next entry, and what it changed."""
        if isinstance(entry, Statement) and entry.denies:
            yield from self._denial(entry)
        self.told.append(entry)
        happened = self.state.record(entry)
        heard = set(self.parties) if isinstance(entry, Agreement | Event) else set(entry.parties)
        yield from self._after(happened, entry, entry.said.day, heard)

    def _denial(self, entry: Statement) -> Iterator[Flag]:
        """Claims that differ; where the denied one is left out, everything is told again without it."""
        known = {one.id: one for one in self.told}
        left_out = denials([*self.told, entry])
        for denied_id, place in entry.denies:
            denied = known.get(denied_id)
            if isinstance(denied, Statement):
                yield Flag("claims-differ", entry.said.day, entry, place, (entry.party,), denied=denied)
        if not left_out.keys() & known.keys():
            return
        again = Standing(self.book, entry.said.day)
        again.denied = left_out
        for one in self.told:
            if one.id not in left_out:
                again.record(one)
        again.turn(entry.said.day)
        self.state = again
        self.sides.clear()
        self.shares.clear()
        lost = {term.issue for one in left_out for term in terms_of(known[one]) if one in known}
        again.touched = {party: set(self.book.keys) for party in self.parties}  # anything may be otherwise than before
        yield from self._verdicts(lost, entry, entry.said.day, set(self.parties))
        yield from self._at_once(entry, entry.said.day, set(self.book.keys))

    def _after(self, happened: list[Happening], entry: Entry | None, day: date, heard: set[str]) -> Iterator[Flag]:
        """What an entry changed, or a day, by which the parties in `heard` are heard."""
        Sides.forget_touched(self.sides, self.state)
        for party in self.state.touched:
            self.shares.pop(party, None)
        for one in happened:
            yield from self._happening(one, day)
            self._made(one)
        touched = self._issues(happened, entry)
        yield from self._verdicts(touched, entry, day, heard, happened)
        if entry is None or isinstance(entry, Agreement | Event) or any(one.what == "departed" for one in happened):
            yield from self._met(entry, day)
        if self.state.touched or isinstance(entry, Event):
            yield from self._at_once(entry, day, touched)

    def _at_once(self, entry: Entry | None, day: date, issues: set[str]) -> Iterator[Flag]:
        """The packages and deadlocks that an entry opened, lost, formed or broke."""
        if not self.all_at_once:
            return
        waits = set(self._waits())
        told = self.seen_whole.deadlocks
        if issues & (waits | self.waits):  # else no step waits for what was touched
            told = order(self.state, self.parties).deadlocks if waits else ()
        now = Whole(outcome(self.state, self.parties, self.shares), told)
        change = turned(self.seen_whole, now)
        self.waits, self.seen_whole = waits, now
        place = _place(entry, next(iter(sorted(issues)), ""), None)
        settled = isinstance(entry, Agreement) and change.before == "on-the-table"  # what was on the table is agreed
        if change.before != change.after and not settled:
            package = on_the_table(self.state, self.parties) if change.after == "on-the-table" else None
            name: FlagName = "package-opened" if change.opened else "package-lost"
            yield Flag(name, day, entry, place, self.parties, packages=(change.before, change.after), package=package)
        for one in change.broken:
            yield Flag("deadlock-broken", day, entry, place, one.parties, deadlock=one)
        for one in change.formed:
            said = (*(edge.fact for edge in one.edges if edge.fact), *(held.fact() for held in one.refusals))
            own = next((fact.place for fact in said if fact.entry is entry), place)
            yield Flag("deadlock-formed", day, entry, own, one.parties, deadlock=one)

    def _waits(self) -> Iterator[str]:
        """The issues of every precondition and conditional red line that stands."""
        for party in self.parties:
            for held in (*self.state.preconditions(party), *self.state.red_lines(party)):
                if isinstance(held.item, Precondition) or (isinstance(held.item, RedLine) and held.item.unless):
                    yield from held.item.package

    def _issues(self, happened: list[Happening], entry: Entry | None) -> set[str]:
        """The issues that an entry, and all it did, can have touched."""
        issues = {term.issue for term in terms_of(entry)} if entry else set()
        for one in happened:
            if one.held is not None:
                for version in (*one.held.versions[-1:], one.held):
                    issues |= version.item.package.keys()
            if one.pact is not None:
                issues |= one.pact.agreement.terms.keys()
        return issues

    def _verdicts(
        self, issues: set[str], entry: Entry | None, day: date, heard: set[str], happened: Iterable[Happening] = ()
    ) -> Iterator[Flag]:
        """The flags of the verdicts that an entry changed."""
        for before, after in self._pairs(issues, heard):
            for name in _turned(before, after):
                place = _place(entry, after.issue, before, happened)
                yield Flag(name, day, entry, place, after.parties, after.issue, before, after)

    def _pairs(self, issues: set[str], heard: set[str]) -> Iterator[tuple[Pair | None, Pair]]:
        """The verdicts that may have changed, as they were seen last and as they are now.

        A verdict rests on what its two parties bring to the issue, and to the same issue in other scopes: it is found
        anew where some of that was touched, and for the first time once one of them is heard on the issue.
        """
        touched = self.state.touched
        spoken, changed = (
            {key.partition("@")[0] for key in some} for some in (issues, issues.union(*touched.values()))
        )
        for base in (base for base in self.book.issues if base in changed):
            keys = self.scopes[base]
            others = {party for party, on in touched.items() if not on.isdisjoint(keys)}
            first = heard if base in spoken else set[str]()
            for key, pair in ((key, pair) for key in keys for pair in combinations(self.parties, 2)):
                before = self.seen.get((key, pair))
                if (first if before is None else others).isdisjoint(pair):
                    continue
                if key not in self.sides:
                    self.sides[key] = Sides(self.state, key)
                after = self.seen[key, pair] = between(self.state, key, pair, self.sides[key])
                if self.turned is not None and (before is None or before.verdict != after.verdict):
                    self.turned.append((self.state.day, self.told[-1] if self.told else None, after))
                yield before, after

    def _happening(self, one: Happening, day: date) -> Iterator[Flag]:
        """The flag of one thing that happened to an item."""
        held = one.held
        if held is None:
            return
        name = _named(one, held)
        if name is not None:
            new = one.entry is None or held.entry is one.entry
            issue = next(iter(held.item.package), "")
            place = one.place or (held.item.place if new else _place(one.entry, issue, None))
            yield Flag(name, day, one.entry, place, (one.party,), held=held)
        if one.what in ("added", "restated") and isinstance(held.item, Offer) and held.party in self.parties:
            for other in self.parties:
                lines = () if other == held.party or not held.reaches(other) else tuple(self.state.red_lines(other))
                for line in lines:
                    if isinstance(line.item, RedLine) and excludes(line.item, held.item.package):
                        parties = (held.party, other)
                        yield Flag(
                            "offer-crosses-red-line", day, one.entry, held.item.place, parties, held=line, by=held
                        )

    def _made(self, one: Happening) -> None:
        """Note whether a precondition is met on the day it is made: nothing that happens later does that."""
        if one.what in ("added", "restated") and one.held is not None and isinstance(one.held.item, Precondition):
            shown = self.state.met(one.held.item.requires) is not None
            (self.met.add if shown else self.met.discard)((one.party, one.held.item.id))

    def _met(self, entry: Entry | None, day: date) -> Iterator[Flag]:
        """Preconditions that the facts or an agreement have come to show."""
        now = set()
        for party in self.book.parties:
            for held in self.state.preconditions(party):
                if isinstance(held.item, Precondition) and self.state.met(held.item.requires) is not None:
                    now.add((party, held.item.id))
                    if (party, held.item.id) not in self.met and entry is not None:
                        place = _place(entry, next(iter(held.item.requires), ""), None)
                        yield Flag("precondition-met", day, entry, place, (party,), held=held)
        self.met = now


def _named(one: Happening, held: Held) -> FlagName | None:
    """Which flag a happening raises, if any."""
    match held.item, one.what:
        case (Offer(), "rejected" | "accepted" | "withdrawn" | "expired"):
            names: dict[str, FlagName] = {
                "rejected": "offer-rejected", "accepted": "offer-accepted", "withdrawn": "offer-withdrawn",
                "expired": "offer-expired",
            }  # fmt: skip
            return names[one.what]
        case (RedLine(), "crossed"):
            return "own-red-line-crossed"
        case (RedLine(), "withdrawn"):
            return "red-line-dropped"
        case (RedLine(), "added"):
            return "red-line-added"
        case (Precondition(), "overtaken"):
            return "precondition-overtaken"
        case (Precondition(), "withdrawn"):
            return "precondition-dropped"
        case (Precondition(), "added"):
            return "precondition-added"
    return None


def _turned(before: Pair | None, after: Pair) -> Iterator[FlagName]:
    """The flags between two verdicts on one issue; before anyone has spoken the verdict is unknown."""
    was, now = before.verdict if before else Unknown("unstated"), after.verdict
    if was == now:
        return
    lost: dict[str, FlagName] = {"overlap": "overlap-lost", "blocked": "unblocked", "agreed": "agreement-lapsed"}
    if was.name in lost and now.name not in (was.name, "agreed"):
        yield lost[was.name]
    match was, now:
        case (Agreed(values=old), Agreed(values=new)) if old == new:
            return
        case (_, Agreed()):
            yield "agreed"
        case (Blocked(), Blocked()) | (Overlap(), Overlap()):
            return
        case (_, Blocked()):
            yield "blocked"
        case (_, Overlap()):
            yield "overlap-opened"
        case (Gap(distance=far), Gap(distance=near)) if far is not None and near is not None and far != near:
            yield "gap-narrowed" if near < far else "gap-widened"
        case (Gap(), Gap()):
            return
        case (_, Gap()):
            yield "gap-opened"


def _place(entry: Entry | None, issue: str, before: Pair | None, happened: Iterable[Happening] = ()) -> Place:
    """Where an entry speaks to an issue, or does something to an item that does; for a day that passed, what ran out."""
    if entry is None:
        if before is not None and isinstance(before.verdict, Agreed):
            return next(facts(before.reasons)).place
        stated = [one for one in (before.stated.values() if before else ()) if one]
        return stated[0].held[0].item.place if stated else Place("")
    spoken = (term.place for term in _spoken(entry) if term.issue == issue)
    done = (one.place for one in happened if one.place and one.held and issue in one.held.item.package)
    return next(spoken, None) or next(done, None) or entry.place


def _spoken(entry: Entry) -> Iterator[Term]:
    """The terms an entry states of its own; what it refuses is not among them."""
    if isinstance(entry, Statement):
        yield from (term for item in entry.items for term in item.package.values())
        yield from (term for response in entry.responses for term in response.with_terms.values())
    else:
        yield from terms_of(entry)
