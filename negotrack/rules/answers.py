"""What a party may answer, deny, accept and take back: what is its own to deny, another's to answer, and still held."""

# ruff: noqa: ARG001 - every check takes the day, few need it

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from negotrack.book import Book, Entry, Statement
from negotrack.findings import Finding, Label, Place, finding
from negotrack.held import Held
from negotrack.rules.references import Index, names_own, with_article
from negotrack.standing import Standing, denials
from negotrack.terms import clip


def response_to_oneself(book: Book, day: date) -> Iterator[Finding]:
    """A party answers others, not itself.

    What a party does with its own offers is to state them again, amend, keep or withdraw them.

    *Flagged*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/later.yaml
    party: israel
    date: 2023-12-21
    responses: [{to: israel/week-for-40, answer: rejects}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/later.yaml
    party: israel
    date: 2023-12-21
    withdraws: [week-for-40]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    ways = {
        "rejects": "write `withdraws: [{0}]` to give it up",
        "accepts": "state the offer again with the id `{0}` to repeat it",
        "considers": "leave the response out",
    }
    for entry in book.entries:
        if not isinstance(entry, Statement):
            continue
        for answer in entry.responses:
            if answer.party == entry.party:
                said = f"{book.parties[entry.party].name} {answer.answer} what it said itself"
                hint = ways[answer.answer].format(answer.item or "ITEM") + ", or name the other party"
                yield finding("", said, answer.place, hint=hint)


def denial_of_others(book: Book, day: date) -> Iterator[Finding]:
    """A party denies only statements of its own, and no statement denies itself.

    A denial takes the statement out of the account of its party. What another party says can be answered, not unsaid.

    *Flagged*

    ```yaml
    --- # hamas/share-power.yaml
    party: hamas
    date: 2023-12-24
    attribution: unnamed-officials
    offers: [{id: share-power, gives: {hamas-rule: shared}}]
    sources: [{reference: "Daily paper, page 1"}]
    --- # israel/denial.yaml
    party: israel
    date: 2023-12-26
    denies: [hamas/share-power]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    --- # hamas/share-power.yaml
    party: hamas
    date: 2023-12-24
    attribution: unnamed-officials
    offers: [{id: share-power, gives: {hamas-rule: shared}}]
    sources: [{reference: "Daily paper, page 1"}]
    --- # hamas/denial.yaml
    party: hamas
    date: 2023-12-26
    denies: [hamas/share-power]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    for entry in book.entries:
        for name, place in entry.denies if isinstance(entry, Statement) else ():
            target = book.entry(name)
            if not isinstance(entry, Statement) or not isinstance(target, Statement):
                continue
            if target is entry:
                hint = "name the earlier statement that is denied"
                yield finding("", "the statement denies itself", place, hint=hint)
            elif target.party != entry.party:
                own, other = book.parties[entry.party].name, book.parties[target.party].name
                said = f"{own} denies a statement of {other}"
                hint = "answer it under `responses`, or say in a `note` that its content is disputed"
                yield finding("", said, place, Label(target.place, f"a statement of {other}"), hint=hint)


def withdrawal_of_nothing(book: Book, day: date) -> Iterator[Finding]:
    """What a party withdraws is something it still holds that day.

    An item that was withdrawn before, has expired or has been settled cannot be given up again. An acceptance, named
    by the PARTY/ITEM it accepts, must have been given.

    *Flagged*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}, until: 2023-12-21}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/withdrawal.yaml
    party: israel
    date: 2023-12-23
    withdraws: [week-for-40]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}, until: 2023-12-21}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/withdrawal.yaml
    party: israel
    date: 2023-12-21
    withdraws: [week-for-40]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    last = max(
        (at for at, one in enumerate(book.chronicle, 1) if isinstance(one, Statement) and one.withdraws), default=0
    )
    if not last:
        return
    index, state, left_out = Index(book), Standing(book, day), denials(book.chronicle)
    for entry in book.chronicle[:last]:
        if entry.id in left_out:
            continue
        withdraws = entry.withdraws if isinstance(entry, Statement) else ()
        if isinstance(entry, Statement) and withdraws:
            state.turn(entry.said.day)
            for name, place in withdraws:
                held = state.item(entry.party, name) or state.acceptance(entry.party, name)
                if held is None and not _accounted_for(index, entry, name):
                    yield _not_held(book, entry, name, place)
                elif held is not None and (ended := _ended(held)):
                    said = f"withdraws `{name}`, which {ended}"
                    yield finding("", said, place, Label(held.item.place, "last stated here"), hint="leave it out")
        state.record(entry)


def _accounted_for(index: Index, entry: Statement, name: str) -> bool:
    """Whether another rule says why nothing is held under a name, or nobody can: a file is unread, or denied."""
    if not names_own(index.book, entry.party, name):
        return index.unread(entry.party)
    return any(made is not entry for made, _ in index.items.get((entry.party, name), ())) or not any(
        item.id == name for item in entry.items
    )


def _not_held(book: Book, entry: Statement, name: str, place: Place) -> Finding:
    if names_own(book, entry.party, name):
        hint = "leave it out: a withdrawal counts before the items of its own statement"
        return finding("", f"withdraws `{name}`, which is stated here for the first time", place, hint=hint)
    said = f"withdraws an acceptance of `{clip(name)}`, and none is recorded by that day"
    hint = "record the acceptance first; an item of the party's own is named by its id alone"
    return finding("", said, place, hint=hint)


def _ended(held: Held) -> str:
    """What has ended an item so that nothing is left to withdraw: a red line only crossed can still be given up."""
    if any(version.voiced for version in (*held.versions, held)) or held.ended is None:
        return ""
    match held.state:
        case "withdrawn" | "settled":
            return f"was {held.state} on {held.ended.isoformat()} already"
        case "expired":
            until = getattr(held.item, "until", None)
            return f"expired after {until}"
    return ""


def ambiguous_acceptance(book: Book, day: date) -> Iterator[Finding]:
    """An acceptance names the offer it accepts, or says under `with` what is accepted.

    A party can be answered, but terms are accepted. An acceptance of a party alone, or of a demand that is no offer,
    counts for nothing in any comparison.

    *Flagged*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # hamas/answer.yaml
    party: hamas
    date: 2023-12-21
    responses: [{to: israel, answer: accepts}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # hamas/answer.yaml
    party: hamas
    date: 2023-12-21
    responses: [{to: israel/week-for-40, answer: accepts}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    index = Index(book)
    for entry in book.entries:
        for answer in entry.responses if isinstance(entry, Statement) else ():
            if answer.answer != "accepts" or answer.with_terms:
                continue
            versions = index.items.get((answer.party, answer.item), [])
            who = book.parties[answer.party].name
            if not answer.item:
                offers = [f"`{answer.party}/{one}`" for one in _offers_by(index, answer.party, entry)]
                such = f", such as {offers[-1]}" if offers else ""
                said = f"accepts {who} without saying which offer: it counts for nothing"
                hint = f"name the offer{such}, or add `with:` and what is accepted"
                yield finding("", said, answer.place, hint=hint)
            elif versions and all(item.kind != "offer" for _, item in versions):
                label = Label(versions[0][1].place, f"{with_article(versions[0][1].kind)} here")
                said = f"accepts `{answer.to}`, which is no offer: it counts for nothing"
                hint = "add `with:` and the terms that are accepted, or record them as an offer"
                yield finding("", said, answer.place, label, hint=hint)


def _offers_by(index: Index, party: str, entry: Entry) -> list[str]:
    """The offers a party had made by an entry's day, in the order of their latest version."""
    made = [
        (entry_of.said.day, item.id)
        for item_id in index.of.get(party, ())
        for entry_of, item in index.items[party, item_id][-1:]
        if item.kind == "offer" and entry_of.said.day <= entry.said.day
    ]
    return [item for _, item in sorted(made)]


def exploratory_version(book: Book, day: date) -> Iterator[Finding]:
    """An offer made only to explore has an id of its own while a firm one under that id still stands.

    It is meant to stand beside the firm offer. Under the same id it is that offer's latest version and takes its place.

    *Flagged*

    ```yaml
    --- # israel/2023-12-19-week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/2023-12-21-feeler.yaml
    party: israel
    date: 2023-12-21
    force: exploratory
    offers: [{id: week-for-40, gives: {ceasefire-length: 14 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    --- # israel/2023-12-19-week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/2023-12-21-feeler.yaml
    party: israel
    date: 2023-12-21
    force: exploratory
    offers: [{id: two-weeks-for-40, gives: {ceasefire-length: 14 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    if not any(
        isinstance(entry, Statement) and entry.force == "exploratory" and entry.offers for entry in book.entries
    ):
        return
    state, left_out = Standing(book, day), denials(book.chronicle)
    for entry in book.chronicle:
        if entry.id in left_out:
            continue
        state.turn(entry.said.day)
        if isinstance(entry, Statement) and entry.force == "exploratory":
            yield from _explored(state, entry)
        state.record(entry)


def _explored(state: Standing, entry: Statement) -> Iterator[Finding]:
    withdrawn = {name for name, _ in entry.withdraws}
    for offer in entry.offers:
        firm = state.item(entry.party, offer.id)
        if firm is not None and firm.stands and not firm.exploratory and offer.id not in withdrawn:
            said = f"the offer `{offer.id}`, made only to explore, takes the place of the firm one of {firm.entry.said.day}"
            hint = "give it an id of its own, so that it stands beside the firm offer; or withdraw that one"
            yield finding("", said, offer.place, Label(firm.item.place, "offered here"), hint=hint)


CHECKS = (
    response_to_oneself,
    denial_of_others,
    withdrawal_of_nothing,
    ambiguous_acceptance,
    exploratory_version,
)
WARNINGS = frozenset({"ambiguous_acceptance", "exploratory_version"})
