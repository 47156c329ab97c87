"""The first words of a negotiation's page: whether there is a deal, what keeps the parties apart, what is stuck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from negotrack.book import RedLine
from negotrack.compare import DIVERGE, Pair
from negotrack.held import Held, Pact
from negotrack.reasons import Fact, facts
from negotrack.render.report.case import Case
from negotrack.wording.deals import deadlock_words
from negotrack.wording.items import Line, drawn_words, entry_words
from negotrack.wording.values import count, day_words, listed, name, names, term_words, titled
from negotrack.wording.verdicts import headline, position_words, verdict_words

NAMED = 2  # issues that the lead names; the others are on the page


def lead(case: Case) -> Iterator[Line]:
    """A few sentences for who reads nothing else, each with the statements it rests on."""
    book = case.book
    if not case.standing.entries:
        yield Line("Nothing is on file up to this day.")
        return
    yield _agreed(case)
    yield from _left(case)
    yield from _settled(case)
    yield from _all_apart(case)
    yield from _stuck(case)
    if case.overall:
        spoken = count(len(case.overall), "issue")
        tally = headline(pair.verdict for pair in case.overall)
        yield Line(f"{names(book, book.principals)} have spoken to {spoken}: {tally}.")


def brief(case: Case) -> Iterator[Line]:
    """The lead of the lead, for the first page: whether there is an agreement, and all on which they stand apart."""
    if not case.standing.entries:
        yield from lead(case)
        return
    yield _agreed(case)
    yield from _left(case)
    yield from _all_apart(case) if case.apart else _settled(case)


def _all_apart(case: Case) -> Iterator[Line]:
    """What keeps them apart: the worst in full, the rest by name."""
    for pair in case.apart[:NAMED]:
        yield _apart(case, pair)
    if len(case.apart) > NAMED:
        more = listed(
            f"{case.book.issue(one.issue).title} ({verdict_words(case.book, one)})" for one in case.apart[NAMED:]
        )
        yield Line(f"They also stand apart on {more}.")


def _agreed(case: Case) -> Line:
    """Whether an agreement is in force, else what became of the last."""
    book, among = case.book, names(case.book, case.book.principals)
    if case.in_force:
        *earlier, pact = case.in_force
        terms = [issue for issue in pact.agreement.terms if pact.covers(issue)]
        part = len(set(book.principals) & set(pact.agreement.parties)) < len(book.principals)
        whose = f" between {names(book, pact.agreement.parties)}," if part else ""
        said = f"An agreement{whose} of {day_words(pact.agreement.said)} is in force on {count(len(terms), 'issue')}"
        summary = f": {_stopped(pact.agreement.summary)}" if pact.agreement.summary else "."
        if earlier:
            days = listed(day_words(one.agreement.said) for one in earlier)
            summary += f" What was agreed on {days} holds beside it."
        beside = tuple(one.fact(next(iter(one.agreement.terms))) for one in earlier)
        return Line(said + summary, (pact.fact(terms[0]), *beside))
    principals = set(book.principals)
    past = [pact for pact in case.standing.pacts if len(principals & set(pact.agreement.parties)) > 1]
    if not past:
        if case.deal is not None and case.deal.on_the_table is not None:
            return Line(f"{among} have no agreement, but what they have put forward meets in a package.")
        return Line(f"{among} have no agreement." if len(principals) > 1 else "No agreement is on file.")
    pact = past[-1]
    said = f"No agreement between {among} is in force. The last was made on {day_words(pact.agreement.said)}"
    facts = [pact.fact(next(iter(pact.agreement.terms)))]
    if pact.ended_by is not None:
        facts.append(Fact(pact.ended_by, "", "", pact.ended_by.place))
    return Line(f"{said} and {_ended(case, pact)}", tuple(facts))


def _left(case: Case) -> Iterator[Line]:
    """Who has left an agreement in force, on what."""
    for pact in case.in_force:
        left: dict[tuple[str, str], list[str]] = {}
        by = {entry.id: entry for _, entry in pact.departed.values()}
        for issue, (party, entry) in pact.departed.items():
            left.setdefault((party, entry.id), []).append(case.book.issue(issue).title)
        for (party, entry_id), titles in left.items():
            entry = by[entry_id]
            said = f"{name(case.book, party)} left it on {listed(titles)} on {day_words(entry.said)}"
            yield Line(f"{said}: {_stopped(entry_words(case.book, entry))}", (Fact(entry, party, "", entry.place),))


def _settled(case: Case) -> Iterator[Line]:
    """What an agreement in force changed: where its parties stood apart the day before, and the red lines that gave way."""
    if not case.in_force:
        return
    pact, book = case.in_force[-1], case.book
    eve = pact.agreement.said.day - timedelta(days=1)
    before = {issue: case.days.verdict(issue, eve) for issue in case.days.spoken}
    gone = pact.departed.keys()  # of these it is told who left it
    apart = {key: words for key, (verdict, words) in before.items() if verdict in DIVERGE and key not in gone}
    settled = [issue for issue in apart if pact.covers(issue)]
    if settled:
        terms = pact.agreement.terms
        said = "; ".join(
            f"{book.issue(key).title}: {term_words(book, terms[key])} ({apart[key]} before)" for key in settled
        )
        some = "what" if len(settled) == len(apart) else f"{len(settled)} of the {len(apart)} issues that"
        yield Line(f"It settled {some} had kept them apart. {said}.", (pact.fact(settled[0]),))
    if left := [issue for issue in apart if issue not in settled]:
        named = listed(f"{book.issue(issue).title} ({_now(case, pact, issue, apart[issue])})" for issue in left)
        yield Line(f"It left open {named}.", (pact.fact(next(iter(pact.agreement.terms))),))
    crossed = [
        flag.held
        for flag in case.changed.get(pact.agreement.id, ())
        if flag.name == "own-red-line-crossed" and flag.held is not None
    ]
    lines: dict[str, list[str]] = {}
    for held in crossed:
        lines.setdefault(held.party, []).extend(_drawn(case, held))
    if lines:
        given_up = [
            f"{name(book, party)} let go of {'a red line' if len(drawn) == 1 else 'red lines'} on {listed(drawn)}"
            for party, drawn in lines.items()
        ]
        yield Line(f"For it, {listed(given_up)}.", _once(held.fact() for held in crossed))


def _now(case: Case, pact: Pact, issue: str, before: str) -> str:
    """What has become of an issue that an agreement does not name: agreed for a part of the deal, or as it stands now."""
    base = issue.partition("@")[0]
    parts = [key for key in pact.agreement.terms if key != issue and key.partition("@")[0] == base and pact.covers(key)]
    if parts:
        return f"{before} before; agreed for a part: {listed(titled(case.book, pact.agreement.terms[key]) for key in parts)}"
    pair = next((pair for pair in case.overall if pair.issue == issue), None)
    now = verdict_words(case.book, pair) if pair else ""
    if now == before:
        return f"{now}, as before"
    return f"{before} before, {'now ' + now if now else 'and nobody holds anything on it now'}"


def _drawn(case: Case, held: Held) -> Iterator[str]:
    """The issues of a red line, each with what it held on to."""
    if isinstance(held.item, RedLine):
        for issue in {**held.item.never, **held.item.must}:
            words = drawn_words(case.book, held, issue).replace("only at ", "at ", 1)
            yield f"{case.book.issue(issue).title} ({words})"


def _ended(case: Case, pact: Pact) -> str:
    """How an agreement came to an end."""
    if pact.ended_by is not None:
        return f"ended on {day_words(pact.ended_by.said)}: {_stopped(entry_words(case.book, pact.ended_by))}"
    if pact.lapsed and pact.agreement.until:
        return f"ran out after {day_words(pact.agreement.until)}."
    if pact.departed:
        party, entry = next(reversed(pact.departed.values()))
        return f"was left by {name(case.book, party)} on {day_words(entry.said)}."
    return "no longer holds."


def _apart(case: Case, pair: Pair) -> Line:
    """One issue on which they stand apart: what each holds, in a sentence."""
    book = case.book
    held = {party: position_words(case.standing, pair, party) for party in pair.parties}
    said = [f"{name(book, party)} {listed(clauses)}" for party, clauses in held.items() if clauses]
    words = f"{book.issue(pair.issue).title}: {verdict_words(book, pair)}. {'; '.join(said)}."
    return Line(words, _once([*facts(pair.reasons), *(line.fact(pair.issue) for line in pair.conditional)]))


def _stuck(case: Case) -> Iterator[Line]:
    """The deadlocks, in the sentences they are read aloud with; the first in full, the others by name or number."""
    stuck = case.stuck
    if not stuck:
        return
    times = "" if len(stuck) == 1 else f" in {len(stuck)} ways"
    for number, (one, lines) in enumerate(zip(case.order.deadlocks[:NAMED], stuck, strict=False)):
        whole = " ".join(f"{line.text.rstrip('.')}." for line in lines)
        name = deadlock_words(case.book, one)
        told = f"What must come first is stuck{times}. {whole}" if number == 0 else f"Another deadlock, {name}."
        yield Line(told, _once(fact for line in lines for fact in line.facts))
    if len(stuck) > NAMED:
        more = count(len(stuck) - NAMED, "more deadlock")
        yield Line(
            f"{more[:1].upper()}{more[1:]} {'is' if len(stuck) == NAMED + 1 else 'are'} told under “What must come first”."
        )


def _stopped(words: str) -> str:
    """A clause with its stop."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts without those of a statement that is named already."""
    return tuple({fact.entry.id: fact for fact in facts}.values())
