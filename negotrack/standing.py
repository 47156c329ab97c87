"""What each party holds on a day: its items as they stand, and the statements that made, answered or ended them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from negotrack.book import (
    Agreement,
    Book,
    Entry,
    Event,
    Item,
    Offer,
    Precondition,
    RedLine,
    Response,
    Statement,
    Term,
    Terms,
    known_from,
)
from negotrack.exclusion import rules_out
from negotrack.findings import Place
from negotrack.held import Answered, Happening, Held, Pact, State, Stated, What
from negotrack.reasons import Fact
from negotrack.values import Values, union

_ANSWERS: dict[str, What] = {"accepts": "accepted", "rejects": "rejected", "considers": "considered"}


class Standing:
    """What everyone holds after the entries recorded so far; `record` adds the next one, in the chronicle's order."""

    def __init__(self, book: Book, day: date) -> None:
        self.book = book
        self.day = day
        self._items: dict[str, dict[str, Held]] = {}  # by party, then by id
        self._acceptances: dict[str, dict[str, Held]] = {}  # by party, then by what is accepted
        self._lines: dict[str, dict[str, Held]] = {}  # the red lines among the items
        self._drawn: dict[tuple[str, str], dict[str, Held]] = {}  # the same by party and issue
        self._demands: dict[str, dict[str, Held]] = {}  # the preconditions among them
        self.pacts: list[Pact] = []
        self.facts: dict[str, tuple[Term, Entry]] = {}
        self.denied: dict[str, Statement] = {}
        self.entries: list[Entry] = []
        self.touched: dict[str, set[str]] = {}
        """Of whom the last entry, or day, changed something, and the issues on which `stated`, `lines_on`, `ruled_out`
        or `agreed` may answer otherwise than before; an item that ended may touch none of them."""
        self._voices: dict[tuple[str, str], list[tuple[Statement, Held]]] = {}
        self._offers: dict[str, list[Held]] = {}
        self._offers_on: dict[str, list[Held]] = {}  # those of all parties by issue, from when they are asked for
        self._limited: list[tuple[date, Held]] = []  # offers with a last day
        self._log: list[Happening] = []

    # -- what can be asked ------------------------------------------------------------------------------------

    def held(self, party: str) -> Iterator[Held]:
        """Every item of a party in its latest version, standing or ended, in the order first stated; acceptances last."""
        for store in (self._items, self._acceptances):
            yield from store.get(party, {}).values()

    def item(self, party: str, item_id: str) -> Held | None:
        """A party's item in its latest version, by its own id."""
        return self._items.get(party, {}).get(item_id)

    def acceptance(self, party: str, of: str) -> Held | None:
        """What a party holds by having accepted PARTY/ITEM."""
        return self._acceptances.get(party, {}).get(of)

    def standing(self, party: str) -> Iterator[Held]:
        """The items a party holds."""
        return (held for held in self.held(party) if held.stands)

    def offers(self, party: str) -> list[Held]:
        """The offers of a party that stand; those that share an issue are alternatives, the rest add up."""
        standing = [held for held in self._offers.get(party, ()) if held.stands]
        self._offers[party] = standing
        return list(standing)

    def offers_on(self, issue: str) -> Iterable[Held]:
        """The offers that stand, of all parties, in which an issue is named."""
        if not self._offers_on:
            for held in (held for party in self.book.parties for held in self.offers(party)):
                for key in held.item.package:
                    self._offers_on.setdefault(key, []).append(held)
        return self._offers_on.get(issue, ())

    def stated(self, party: str, issue: str, toward: Iterable[str] = ()) -> Stated | None:
        """The values a party has put forward on an issue (towards its counterparts, or at all); None if nothing.

        They come from its latest statement with an offer that speaks to the issue: the union over the alternatives
        in it and the offers it keeps. An exploratory statement stands beside the rest.
        """
        voices = [(entry, held) for entry, held in self._voices.get((party, issue), ()) if held.reaches(*toward)]
        firm = next((entry for entry, _ in reversed(voices) if entry.force != "exploratory"), None)
        since = max((place for place, (entry, _) in enumerate(voices) if entry is firm), default=-1)
        trial = voices[-1][0] if voices[since + 1 :] else None
        latest = {id(held): held for entry, held in voices if (entry is firm or entry is trial) and held.voiced}
        if not latest:
            return None
        alternatives = tuple(latest.values())
        named = (held.item.package[issue].values for held in alternatives)
        return Stated(party, issue, union(values for values in named if values is not None), alternatives)

    def one_voice(self, party: str, issue: str) -> bool:
        """Whether what a party has stated on an issue is the same towards everybody."""
        return all(held.reaches(*self.book.parties) for _, held in self._voices.get((party, issue), ()))

    def red_lines(self, party: str) -> Iterator[Held]:
        """The red lines a party holds."""
        return (held for held in self.lines(party) if held.stands)

    def lines(self, party: str) -> Iterator[Held]:
        """Every red line of a party in its latest version, standing or not."""
        return iter(self._lines.get(party, {}).values())

    def lines_on(self, party: str, issue: str) -> list[Held]:
        """The red lines of a party that rule out something on an issue, in the order first drawn, standing or not."""
        drawn = self._drawn.get((party, issue), {})
        return list(drawn.values()) if len(drawn) < 2 else [h for k, h in self._lines[party].items() if k in drawn]

    def preconditions(self, party: str) -> Iterator[Held]:
        """The preconditions a party holds."""
        return (held for held in self._demands.get(party, {}).values() if held.stands)

    def ruled_out(self, party: str, issue: str) -> list[tuple[Held, Values]]:
        """What a party's unconditional red lines on one issue alone rule out, line by line."""
        standing = (held for held in self.lines_on(party, issue) if held.stands)
        found = ((held, held.item.ruled_out(issue)) for held in standing if isinstance(held.item, RedLine))
        return [(held, values) for held, values in found if values is not None]

    def allowed(self, party: str, issue: str) -> Values:
        """The scale less what the party's unconditional red lines rule out."""
        allowed = self.book.issue(issue).scale.everything
        for _, values in self.ruled_out(party, issue):
            allowed = allowed - values
        return allowed

    def agreed(self, parties: Iterable[str], issue: str) -> Pact | None:
        """The latest agreement in force on an issue between all these parties."""
        wanted = set(parties)
        return next(
            (pact for pact in reversed(self.pacts) if wanted <= set(pact.agreement.parties) and pact.covers(issue)),
            None,
        )

    def agreed_once(self, parties: Iterable[str], issue: str) -> Pact | None:
        """The latest agreement between all these parties on an issue, whether it still holds or not."""
        wanted = set(parties)
        pacts = (pact for pact in reversed(self.pacts) if issue in pact.agreement.terms)
        return next((pact for pact in pacts if wanted <= set(pact.agreement.parties)), None)

    def met(self, requires: Terms) -> tuple[Fact, ...] | None:
        """The facts or agreements that show all of these terms; None where one is not shown."""
        shown: list[Fact] = []
        for issue, term in requires.items():
            fact = self._shown(issue, term)
            if fact is None:
                return None
            shown.append(fact)
        return tuple(shown)

    def _shown(self, issue: str, term: Term) -> Fact | None:
        if issue in self.facts:
            known, entry = self.facts[issue]
            if _within(known, term):
                return Fact(entry, "", "", known.place)
        for pact in reversed(self.pacts):
            if pact.covers(issue) and _within(pact.agreement.terms[issue], term):
                return pact.fact(issue)
        return None

    def age(self, held: Held) -> int:
        """Days since an item was last stated."""
        return (self.day - held.entry.said.day).days

    def stale(self, held: Held) -> bool:
        """Whether an item is older than the negotiation lets a position go unquestioned."""
        return self.age(held) > self.book.stale_after

    # -- what an entry does -----------------------------------------------------------------------------------

    def record(self, entry: Entry) -> list[Happening]:
        """Take the next entry; what it did, and what lapsed before it."""
        log = self.turn(entry.said.day)
        self._log = log
        self.entries.append(entry)
        match entry:
            case Statement():
                self._statement(entry)
            case Agreement():
                self._agreement(entry)
            case Event():
                self._event(entry)
        return log

    def turn(self, day: date) -> list[Happening]:
        """Let a day begin: offers and agreements whose last day has passed expire."""
        self.day, self.touched, self._offers_on = day, {}, {}
        log: list[Happening] = []
        self._log = log
        for until, held in self._limited:
            if until < day and held.voiced:
                latest = held in (self.item(held.party, held.item.id), self.acceptance(held.party, held.key))
                self._end(held, "expired", None, quiet=not latest)  # a version long replaced runs out unnoticed
        self._limited = [(until, held) for until, held in self._limited if held.voiced]
        for pact in self.pacts:
            if pact.in_force and pact.agreement.until and pact.agreement.until < day:
                pact.lapsed = True
                self._touch(pact.agreement.parties, pact.agreement.terms)
                self._log.append(Happening("lapsed", "", None, pact=pact))
        return log

    def last_days(self, day: date) -> list[date]:
        """The last days of offers and agreements that run out before a day, earliest first.

        What was over before it was said runs out on the day it is said: time does not go back.
        """
        offers = {until for until, held in self._limited if held.voiced}
        pacts = {pact.agreement.until for pact in self.pacts if pact.in_force and pact.agreement.until}
        eve = max(self.day, date.min + timedelta(days=1)) - timedelta(days=1)
        return sorted({max(until, eve) for until in offers | pacts if until < day})

    def _statement(self, entry: Statement) -> None:
        for item_id, place in entry.withdraws:
            self._withdraw(entry, item_id, place)
        earlier = list(self.red_lines(entry.party))
        offers = [self._offer(entry, self._amended(entry, offer)) for offer in entry.offers]
        offers += [self._offer(entry, accepted) for accepted in self._accepted(entry)]
        self._voice(entry, offers)
        conditions: tuple[Item, ...] = (*entry.preconditions, *entry.red_lines)
        for item in conditions:
            self._hold(entry, item)
        for response in entry.responses:
            self._answer(entry, response)
        for held in offers:
            self._cross(earlier, entry, held.item.package)
            self._depart(entry, held)
        for red_line in entry.red_lines:
            self._refuse(entry, red_line)
        if offers or any(response.answer in ("accepts", "considers") for response in entry.responses):
            self._overtake(entry)

    def _hold(self, entry: Statement, item: Item) -> Held:
        """A new version of an item; the same terms again are a restatement and keep the day they were first said."""
        store, key = self._items.setdefault(entry.party, {}), item.id
        if isinstance(item, Offer) and item.accepts:
            store, key = self._acceptances.setdefault(entry.party, {}), item.accepts
        former = store.get(key)
        same = former is not None and former.stands and former.item == item
        held = Held(entry.party, item, entry, former.since if former and same else entry.said.day)
        if former is not None:
            held.versions = (*former.versions, former)
            if former.stands:
                self._end(former, "superseded", entry, quiet=True)
        store[key] = held
        if not isinstance(item, Offer):
            index = self._lines if isinstance(item, RedLine) else self._demands
            index.setdefault(entry.party, {})[key] = held
        if isinstance(item, RedLine):
            self._draw(entry.party, key, held, former)
        self._log.append(Happening("restated" if same else "added", entry.party, entry, held))
        return held

    def _draw(self, party: str, key: str, held: Held, former: Held | None) -> None:
        """Note on which issues a red line rules something out, and on which it does so no more."""
        old, new = former.item if former is not None else None, held.item
        assert isinstance(new, RedLine)
        self._touch((party,), (*new.package, *(old.package if old is not None else ())))
        if isinstance(old, RedLine):
            for issue in (*old.never, *old.must):
                self._drawn.get((party, issue), {}).pop(key, None)
        for issue in (*new.never, *new.must):
            self._drawn.setdefault((party, issue), {})[key] = held

    def _offer(self, entry: Statement, offer: Offer) -> Held:
        """A new offer, which supersedes its party's earlier ones on the same issues."""
        held = self._hold(entry, offer)
        keeps = {kept for made in entry.offers for kept in made.keeps}
        issues, audience = offer.package.keys(), self._audience(held)
        for old in self.offers(entry.party):
            if old.entry is entry or old.item.id in keeps or not issues & old.item.package.keys():
                continue
            if held.exploratory and not old.exploratory:
                continue
            old.lost |= audience
            if self._audience(old) <= old.lost:
                self._end(old, "superseded", entry)
        self._offers.setdefault(entry.party, []).append(held)
        if offer.until:
            self._limited.append((offer.until, held))
        return held

    def _audience(self, held: Held) -> set[str]:
        to = held.item.to if isinstance(held.item, Offer) else ()
        return set(to) or set(self.book.parties) - {held.party}

    def _amended(self, entry: Statement, offer: Offer) -> Offer:
        """The offer with the terms it carries over from the one it amends."""
        former = self.item(entry.party, offer.amends) if offer.amends else None
        if former is None or not isinstance(former.item, Offer):
            return offer
        if former.stands and offer.id != offer.amends:
            self._end(former, "superseded", entry)
        old, spoken = former.item, offer.package.keys()
        return replace(
            offer,
            gives={**_without(old.gives, spoken), **offer.gives},
            asks={**_without(old.asks, spoken), **offer.asks},
            terms={**_without(old.terms, spoken), **offer.terms},
            to=offer.to or old.to,
            until=offer.until or (old.until if old.until and old.until >= entry.said.day else None),
        )

    def _accepted(self, entry: Statement) -> Iterator[Offer]:
        """Each acceptance as the accepter's own offer of those terms, read exactly, changed as it says."""
        for response in entry.responses:
            if response.answer != "accepts":
                continue
            target = self.item(response.party, response.item)
            made = target.item if target and isinstance(target.item, Offer) else None
            if made is None and not response.with_terms:
                continue
            changes = response.with_terms
            exact = {} if made is None else {k: _exactly(t) for k, t in made.package.items() if k not in changes}
            gives = {k: t for k, t in exact.items() if made and k in made.asks}
            asks = {k: t for k, t in exact.items() if made and k in made.gives}
            terms = {k: t for k, t in exact.items() if k not in gives and k not in asks}
            yield Offer(
                response.item or response.party,
                response.place,
                gives,
                asks,
                {**terms, **changes},
                accepts=response.to,
                changed=bool(changes),
            )

    def _voice(self, entry: Statement, offers: list[Held]) -> None:
        """Note who now says what on each issue: the statement's offers, and with them those it keeps."""
        kept = (self.item(entry.party, kept) for offer in entry.offers for kept in offer.keeps)
        made = [(held, held.item.package) for held in offers]
        beside = [(held, held.item.package) for held in kept if held is not None and isinstance(held.item, Offer)]
        issues = dict.fromkeys(issue for _, package in made for issue in package)
        to_some = {issue for held, package in made if not held.reaches(*self.book.parties) for issue in package}
        self._touch((entry.party,), issues)
        for issue in issues:
            voices = self._voices.setdefault((entry.party, issue), [])
            if entry.force != "exploratory" and issue not in to_some:
                voices.clear()  # to everybody, and in earnest: nothing said before is the latest word any more
            voices += [(entry, held) for held, package in (*made, *beside) if issue in package]

    def _answer(self, entry: Statement, response: Response) -> None:
        target = self.item(response.party, response.item) if response.item else None
        if target is not None:
            target.answers.append(Answered(entry.party, response, entry))
        if response.answer == "rejects" and response.item:  # a change of mind takes an acceptance back
            taken_back = self.acceptance(entry.party, response.to)
            if taken_back is not None and taken_back.voiced:
                self._end(taken_back, "withdrawn", entry)
        what = _ANSWERS[response.answer]
        self._log.append(Happening(what, entry.party, entry, target, place=response.place))

    def _withdraw(self, entry: Statement, item_id: str, place: Place) -> None:
        held = self.item(entry.party, item_id) or self.acceptance(entry.party, item_id)
        if held is None:
            return
        for version in (*held.versions, held):
            if version.voiced or version is held:
                self._end(version, "withdrawn", entry, quiet=version is not held, place=place)

    def _cross(self, red_lines: list[Held], entry: Entry, terms: Terms) -> None:
        """Red lines that rule out what their own party now offers or agrees no longer bind."""
        for held in red_lines:
            if (
                held.stands
                and held.entry is not entry
                and isinstance(held.item, RedLine)
                and rules_out(held.item, terms)
            ):
                self._end(held, "crossed", entry)

    def _depart(self, entry: Statement, offer: Held) -> None:
        """An offer that excludes what was agreed leaves the agreement on that issue."""
        for pact in self._pacts_of(entry.party):
            if not any(offer.reaches(party) for party in pact.agreement.parties if party != entry.party):
                continue
            for issue, term in pact.agreement.terms.items():
                named = offer.item.package.get(issue)
                if named and named.values is not None and term.values is not None and not named.values & term.values:
                    self._leave(pact, issue, entry)

    def _refuse(self, entry: Statement, red_line: RedLine) -> None:
        """A red line that excludes what was agreed leaves the agreement on its issues."""
        for pact in self._pacts_of(entry.party):
            agreed = pact.agreement.terms
            for issue in red_line.must:
                if rules_out(replace(red_line, must={issue: red_line.must[issue]}), agreed):
                    self._leave(pact, issue, entry)
            if red_line.never and rules_out(red_line, agreed):
                for issue in red_line.never:
                    self._leave(pact, issue, entry)

    def _pacts_of(self, party: str) -> list[Pact]:
        return [pact for pact in self.pacts if party in pact.agreement.parties and pact.in_force]

    def _leave(self, pact: Pact, issue: str, entry: Statement) -> None:
        if issue not in pact.departed:
            pact.departed[issue] = (entry.party, entry)
            self._touch(pact.agreement.parties, (issue,))
            self._log.append(Happening("departed", entry.party, entry, pact=pact, issue=issue))

    def _overtake(self, entry: Statement) -> None:
        """A precondition for talks is overtaken once its own party negotiates while it is unmet."""
        for held in list(self.preconditions(entry.party)):
            if (
                isinstance(held.item, Precondition)
                and held.item.before == "talks"
                and held.entry.said.day < entry.said.day
                and self.met(held.item.requires) is None
            ):
                self._end(held, "overtaken", entry)

    def _agreement(self, entry: Agreement) -> None:
        for party in entry.parties:
            self._cross(list(self.red_lines(party)), entry, entry.terms)
            for held in list(self._settled(entry, party)):
                self._end(held, "settled", entry)
        for issue in entry.terms:
            self.facts.pop(issue, None)
        pact = Pact(entry)
        self.pacts.append(pact)
        self._touch(entry.parties, entry.terms)
        self._log.append(Happening("agreed", "", entry, pact=pact))

    def _settled(self, entry: Agreement, party: str) -> Iterator[Held]:
        """The items an agreement settles: those it names, else all that its party has still stated on its issues."""
        if entry.settles is not None:
            named = {key for key, _ in entry.settles}
            yield from (held for held in self.held(party) if held.key in named and held.voiced)
            return
        settled = self._one_matter(entry.terms)
        offers = {id(held): held for held in self.offers(party) if held.item.package.keys() & settled}
        for issue in settled:
            stated = self.stated(party, issue)
            offers |= {id(held): held for held in (stated.held if stated else ())}
        yield from offers.values()

    def _one_matter(self, issues: Iterable[str]) -> set[str]:
        """The issues with those they cannot be told from: a scoped one is part of the unscoped, and the other way round."""
        named = set(issues)
        bases = {issue.partition("@")[0] for issue in named}
        whole = {issue for issue in named if "@" not in issue}
        return named | bases | {key for key in self.book.keys if key.partition("@")[0] in whole}

    def _event(self, entry: Event) -> None:
        for issue, term in entry.facts.items():
            self.facts[issue] = (term, entry)
        ended = {key for key, _ in entry.ends}
        for pact in self.pacts:
            if pact.agreement.id in ended and pact.in_force:
                pact.ended_by = entry
                self._touch(pact.agreement.parties, pact.agreement.terms)
                self._log.append(Happening("lapsed", "", entry, pact=pact))

    def _end(
        self, held: Held, state: State, by: Entry | None, *, quiet: bool = False, place: Place | None = None
    ) -> None:
        held.state, held.by, held.ended = state, by, self.day
        voiced = state == "superseded" and isinstance(held.item, Offer)  # an offer that is superseded is stated still
        self._touch((held.party,), () if voiced else held.item.package)
        if not quiet:
            what: What = state if state != "standing" else "added"
            self._log.append(Happening(what, held.party, by, held, place=place))

    def _touch(self, parties: Iterable[str], issues: Iterable[str]) -> None:
        for party in parties:
            self.touched.setdefault(party, set()).update(issues)


def standing(book: Book, day: date, known_by: date | None = None) -> Standing:
    """What each party holds on a day, from the statements up to it (and, with `known_by`, public by then)."""
    state = Standing(book, day)
    heard = [e for e in book.chronicle if e.said.day <= day and (known_by is None or known_from(e) <= known_by)]
    state.denied = denials(heard)
    for entry in heard:
        if entry.id not in state.denied:
            state.record(entry)
    state.turn(day)
    return state


def denials(entries: Iterable[Entry]) -> dict[str, Statement]:
    """The statements left out because their party denies them, each with the denial.

    What stands on an official text or on the record stays, denied or not. A denial that is itself denied is no denial.
    """
    known = {entry.id: entry for entry in entries}
    left_out: dict[str, Statement] = {}
    for entry in reversed(list(known.values())):
        if isinstance(entry, Statement) and entry.id not in left_out:
            for denied_id, _ in entry.denies:
                denied = known.get(denied_id)
                if isinstance(denied, Statement) and denied.attribution not in ("official-text", "on-record"):
                    left_out.setdefault(denied_id, entry)
    return left_out


def _within(known: Term, wanted: Term) -> bool:
    return known.values is not None and wanted.values is not None and known.values <= wanted.values


def _exactly(term: Term) -> Term:
    return replace(term, values=term.exact)


def _without(terms: Terms, issues: Iterable[str]) -> Mapping[str, Term]:
    left_out = set(issues)
    return {issue: term for issue, term in terms.items() if issue not in left_out}
