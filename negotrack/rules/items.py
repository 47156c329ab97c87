"""What each offer, precondition and red line must be: something that can be weighed, and that can have been meant."""

# ruff: noqa: ARG001 - every check takes the day, few need it

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from negotrack.book import Agreement, Book, Entry, Item, Offer, Precondition, RedLine, Statement, Term, Terms
from negotrack.exclusion import rules_out
from negotrack.findings import Finding, Label, finding
from negotrack.held import Happening, Held
from negotrack.standing import Standing, denials
from negotrack.values import Options, Scale, Spans, Values


def _items(book: Book) -> Iterator[tuple[Statement, Item]]:
    for entry in book.entries:
        if isinstance(entry, Statement):
            yield from ((entry, item) for item in entry.items)


def _offers(book: Book) -> Iterator[tuple[Statement, Offer]]:
    for entry in book.entries:
        if isinstance(entry, Statement):
            yield from ((entry, offer) for offer in entry.offers)


# -- offers -------------------------------------------------------------------------------------------------------


def empty_offer(book: Book, day: date) -> Iterator[Finding]:
    """Every offer has a term: something given, something asked, or a term of neither side.

    Only an offer that amends another may be without terms of its own: those of the other carry over.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, summary: A week for forty}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for _, offer in _offers(book):
        if not offer.package and not offer.amends:
            hint = "add `gives`, `asks` or `terms`; write `ISSUE: unspecified` where no value is known"
            yield finding("", f"the offer `{offer.id}` has no terms", offer.place, hint=hint)


def given_and_asked(book: Book, day: date) -> Iterator[Finding]:
    """No issue stands twice in one offer, given and asked, or beside a term of neither side.

    One party cannot give and demand the same thing in one package. Where it moves on an issue by steps, the steps have
    scopes: `ISSUE@phase-1`.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: pause, gives: {military-operations: paused}, asks: {military-operations: halted}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: pause, gives: {military-operations: paused}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    names = {"gives": "given", "asks": "asked for", "terms": "a term of neither side"}
    for _, offer in _offers(book):
        blocks: tuple[tuple[str, Terms], ...] = (("gives", offer.gives), ("asks", offer.asks), ("terms", offer.terms))
        for (one, first), (other, second) in combinations(blocks, 2):
            for issue in first.keys() & second.keys() if first and second else ():
                said = f"`{issue}` is both {names[one]} and {names[other]} in the offer `{offer.id}`"
                label = Label(first[issue].place, f"{names[one]} here")
                yield finding("", said, second[issue].place, label, hint="keep the side that moves on it")


def wrong_side(book: Book, day: date) -> Iterator[Finding]:
    """Who gives an issue, and who asks for it, is as negotiation.yaml says under `given_by`.

    A bare value is *up to* under `gives` and *at least* under `asks`; on the wrong side it is read the wrong way round.
    Sometimes it is meant: then let it pass with a reason.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days, hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry, offer in _offers(book):
        party = book.parties[entry.party]
        if party.role != "principal":
            continue
        for block, terms in (("gives", offer.gives), ("asks", offer.asks)):
            for key, term in terms.items():
                giver = book.issue(key).given_by
                if not giver or giver in party.members or (giver == party.id) == (block == "gives"):
                    continue
                who = book.parties[giver].name
                label = Label(book.issue(key).place, f"given by {who}")
                does = "gives" if block == "gives" else "asks for"
                said = f"{party.name} {does} `{key}`, which is given by {who}"
                other = f"move it to `{'asks' if block == 'gives' else 'gives'}`"
                yield finding("", said, term.place, label, hint=f"{other}, or to `terms` if it is neither side's")


def any_value_asked(book: Book, day: date) -> Iterator[Finding]:
    """What is asked for leaves out something that the other side might do instead.

    A bare value under `asks` means that much or more: the lowest level of an issue is then no demand at all, and meets
    every offer. Either just that level is meant, or the levels in negotiation.yaml do not run from least to most.

    *Flagged*

    ```yaml
    party: hamas
    date: 2023-12-21
    offers: [{id: no-trucks, asks: {aid: blocked}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    party: hamas
    date: 2023-12-21
    offers: [{id: no-trucks, asks: {aid: exactly blocked}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    for _, offer in _offers(book):
        for issue, term in offer.asks.items():
            if not _whole(book, term):
                continue
            label = Label(book.issue(issue).place, f"from least to most: {', '.join(book.issue(issue).scale.members)}")
            labels = [label] if book.issue(issue).scale.finite else []
            just = f", or `exactly {term.written}` if just that is meant" if term.bare else ""
            said = f"asks for {issue} of {term.written}, which any value fulfils"
            yield finding("", said, term.place, *labels, hint=f"write a higher value{just}")


def offer_to_oneself(book: Book, day: date) -> Iterator[Finding]:
    """No offer is made to the party that makes it.

    `to` names the parties that could take the offer up; it is compared with theirs only.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, to: [israel], gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, to: [hamas], gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry, offer in _offers(book):
        if entry.party in offer.to:
            said = f"the offer `{offer.id}` is made to {book.parties[entry.party].name}, whose offer it is"
            hint = "name the other parties under `to`; without it, the offer is made to everybody"
            yield finding("", said, offer.place, hint=hint)


# -- conditions ---------------------------------------------------------------------------------------------------


def middle_value_under_never(book: Book, day: date) -> Iterator[Finding]:
    """What is ruled out is the least, the most, or says with a word which way it goes from there.

    A bare value under `never` rules out that value alone: `never: {aid: restricted}` leaves `blocked` open, which is
    hardly what was said.

    *Flagged*

    ```yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: no-trickle, never: {aid: restricted}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: no-trickle, never: {aid: at most restricted}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    for _, item in _items(book):
        for term in item.never.values() if isinstance(item, RedLine) else ():
            scale = book.issue(term.issue).scale
            if term.bare and scale.ordered and term.values is not None and not _at_an_end(scale, term.values):
                said = f"rules out {term.issue} of exactly {term.written}, and leaves what is less and what is more"
                hint = f"write `at least {term.written}` or `at most {term.written}`; `exactly` if just that is meant"
                yield finding("", said, term.place, hint=hint)


def _at_an_end(scale: Scale, values: Values) -> bool:
    """Whether a value is the lowest or the highest there is: `permanent` or `all`, and no figure."""
    everything = scale.everything
    if isinstance(values, Spans) and isinstance(everything, Spans):
        lowest, highest = everything.pieces[0]
        return values.pieces[0][0] == lowest or values.pieces[-1][1] == highest
    return isinstance(values, Options) and bool(values.names & {scale.members[0], scale.members[-1]})


def unevaluable_condition(book: Book, day: date) -> Iterator[Finding]:
    """Whether a red line or a precondition is kept can be told from the values of its issues.

    Not where a term names no value, is text, or takes in the whole scale: no offer could ever cross it or every one
    would. Such a statement is better kept in a summary or a note.

    *Flagged*

    ```yaml
    party: hamas
    date: 2023-12-21
    preconditions: [{id: halt-before-talks, before: talks, requires: {military-operations: unspecified}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    party: hamas
    date: 2023-12-21
    preconditions: [{id: halt-before-talks, before: talks, requires: {military-operations: halted}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    for _, item in _items(book):
        match item:
            case RedLine():
                if not item.never and not item.must:
                    hint = "write what is ruled out under `never`, or what must be under `must`"
                    yield finding("", f"the red line `{item.id}` rules nothing out", item.place, hint=hint)
                whole = all(_whole(book, term) for term in item.never.values())
                yield from _unevaluable(book, item.never.values(), "is ruled out at every value" if whole else "")
                yield from _unevaluable(book, item.must.values(), "may have any value, so nothing is ruled out")
                always = "is fulfilled by any value"
                yield from _unevaluable(book, item.unless.values(), f"{always}, so nothing is ruled out")
            case Precondition():
                if not item.requires or (not isinstance(item.before, str) and not item.before):
                    hint = "write terms under `requires`; under `before`, terms, `talks` or `deal`"
                    yield finding("", f"the precondition `{item.id}` has no terms", item.place, hint=hint)
                always = "is fulfilled by any value"
                yield from _unevaluable(book, item.requires.values(), f"{always}, so nothing is required")
                before = item.before.values() if not isinstance(item.before, str) else ()
                yield from _unevaluable(book, before, "takes in every value, so it comes before nothing in particular")


def _whole(book: Book, term: Term) -> bool:
    """Whether a term takes in its whole scale."""
    return term.values is not None and term.values == book.issue(term.issue).scale.everything


def _unevaluable(book: Book, terms: Iterable[Term], everything: str) -> Iterator[Finding]:
    """Terms without values; with `everything`, also those that hold whatever the value is."""
    for term in terms:
        scale = book.issue(term.issue).scale
        if scale.kind == "text":
            hint = "say it in the item's `note`, or give the issue another scale in negotiation.yaml"
            yield finding("", f"{term.issue} is text, which nothing can be compared with", term.place, hint=hint)
        elif term.values is None:
            hint = "write the value, or say it in a `note` where none is known"
            yield finding("", f"{term.issue} has no value, so nobody can tell whether it holds", term.place, hint=hint)
        elif everything and _whole(book, term):
            bound = f"; a bare value here is a lower bound, `exactly {term.written}` is just that"
            hint = f"write a narrower value{bound if term.bare else ''}"
            yield finding("", f"{term.issue}: {term.written} {everything}", term.place, hint=hint)


def own_red_line_crossed(book: Book, day: date) -> Iterator[Finding]:
    """No party offers, accepts or agrees to what its own red line rules out while that stands.

    Either the red line has moved, and that is news: it no longer binds from this day, and every account of the talks
    says so. Or one of the two is misread. Let the first pass with a reason.

    *Flagged*

    ```yaml
    --- # hamas/2023-12-21.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    --- # hamas/2023-12-29.yaml
    party: hamas
    date: 2023-12-29
    offers: [{id: three-stages, asks: {ceasefire-length: 135 days}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    --- # hamas/2023-12-21.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    --- # hamas/2023-12-29.yaml
    party: hamas
    date: 2023-12-29
    withdraws: [only-permanent]
    offers: [{id: three-stages, asks: {ceasefire-length: 135 days}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    if not any(isinstance(entry, Statement) and entry.red_lines for entry in book.entries):
        return
    state, left_out = Standing(book, day), denials(book.chronicle)
    for entry in book.chronicle:
        if entry.id in left_out:
            continue
        log = state.record(entry)
        made = _made(entry, log)
        for one in log:
            if one.what == "crossed" and one.held is not None:
                yield from _crossed(book, entry, one.held.entry, one.held.item, made.get(one.party, ()), one.party)
        for red_line in entry.red_lines if isinstance(entry, Statement) else ():
            yield from _crossed(book, entry, entry, red_line, made.get(entry.parties[0], ()), entry.parties[0])


def _made(entry: Entry, log: Iterable[Happening]) -> dict[str, list[tuple[Offer | Agreement, Terms]]]:
    """What each party offered, accepted or agreed to in an entry, with its terms and those it carries over."""
    if isinstance(entry, Agreement):
        return {party: [(entry, entry.terms)] for party in entry.parties}
    made: dict[str, list[tuple[Offer | Agreement, Terms]]] = {}
    for one in log:
        if one.what in ("added", "restated") and isinstance(one.held, Held) and isinstance(one.held.item, Offer):
            made.setdefault(one.party, []).append((one.held.item, one.held.item.package))
    return made


def _crossed(
    book: Book,
    entry: Entry,
    drawn: Entry,
    red_line: Item,
    made: Iterable[tuple[Offer | Agreement, Terms]],
    party: str,
) -> Iterator[Finding]:
    """A finding at the first of the things made that the red line rules out."""
    if not isinstance(red_line, RedLine):
        return
    for what, terms in made:
        if not rules_out(red_line, terms):
            continue
        lines = {**red_line.never, **red_line.must}
        issue = next(key for key in lines if key in terms and _alone(red_line, terms, key))
        place = terms[issue].place
        labels = [Label(lines[issue].place, "ruled out here")]
        if place.path != entry.place.path:  # taken from what is accepted or amended
            labels.insert(0, Label(place, "the term"))
            place = what.place
        when = "in the same statement" if drawn is entry else f"of {drawn.said.text}"
        does = f"{book.parties[party].name} {_does(what, issue)} {issue}: {terms[issue].written}"
        said = f"{does}, which its red line `{red_line.id}` {when} rules out"
        hint = "check both; if the line has moved, say so here: `# negotrack: ignore[own-red-line-crossed] REASON`"
        if drawn is entry:
            hint = "check both, as they were said together: an `unless` or a scope may be missing"
        yield finding("", said, place, *labels, hint=hint)
        return


def _does(what: Offer | Agreement, issue: str) -> str:
    if isinstance(what, Agreement):
        return "agrees to"
    return "accepts" if what.accepts else "asks for" if what.side(issue) == "asks" else "offers"


def _alone(red_line: RedLine, terms: Terms, issue: str) -> bool:
    """Whether a term on this issue is what a red line rules out: of `must`, the one that is not fulfilled."""
    must = red_line.must.get(issue)
    exact = terms[issue].exact
    return must is None or (exact is not None and must.values is not None and not exact & must.values)


CHECKS = (
    empty_offer,
    given_and_asked,
    wrong_side,
    any_value_asked,
    offer_to_oneself,
    middle_value_under_never,
    unevaluable_condition,
    own_red_line_crossed,
)
WARNINGS = frozenset({"wrong_side", "any_value_asked", "middle_value_under_never", "own_red_line_crossed"})
