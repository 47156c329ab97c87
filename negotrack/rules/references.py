"""What one record says of another: that it is there, of the right kind, and earlier."""

# ruff: noqa: ARG001 - every check takes the day, few need it

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from negotrack.book import Agreement, Book, Day, Entry, Event, Item, Statement
from negotrack.findings import Finding, Label, Place, finding
from negotrack.frozen import dataclass
from negotrack.terms import clip

GUESSES = 50  # names guessed at in one run: each is compared with all that there are
_OWN = ("keeps", "amends", "withdraws")  # what a party does with its own items


@dataclass(frozen=True, slots=True)
class _Reference:
    """A place where an entry names an item by its party and id; `own` is the item that does the naming, if one does."""

    verb: str
    entry: Entry
    party: str
    item: str
    place: Place
    own: Item | None = None

    @property
    def name(self) -> str:
        """The item as another party would name it."""
        return f"{self.party}/{self.item}"

    @property
    def written(self) -> str:
        """The item as it is named here: a party's own by its id alone."""
        return self.item if self.verb in _OWN else self.name


class Index:
    """The items of a book by party and id, in the order stated, and what may hide in files that could not be read."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.items: dict[tuple[str, str], list[tuple[Statement, Item]]] = {}
        self.of: dict[str, list[str]] = {}
        for entry in book.chronicle:
            if isinstance(entry, Statement):
                for item in entry.items:
                    self.items.setdefault((entry.party, item.id), []).append((entry, item))
        for party, item_id in self.items:
            self.of.setdefault(party, []).append(item_id)
        self.hidden = {name.partition("/")[0] for name in book.unread}  # mostly the parties of unread files
        self.anywhere = any(folder not in book.parties for folder in self.hidden)
        self.guesses = 0

    def said(self, named: _Reference) -> list[tuple[Statement, Item]]:
        """Every version of what a reference names, but for the item that does the naming."""
        return [one for one in self.items.get((named.party, named.item), ()) if one[1] is not named.own]

    def near(self, name: str, known: list[str]) -> str:
        """The known name that was probably meant, if any; after many slips nobody is helped by one more guess."""
        self.guesses += 1
        return next(iter(get_close_matches(name, known, 1, 0.5)), "") if self.guesses <= GUESSES else ""

    def unread(self, party: str) -> bool:
        """Whether a file that could not be read may hold an item of a party."""
        return self.anywhere or party in self.hidden


def _references(book: Book) -> Iterator[_Reference]:
    """Every naming of an item. A withdrawal of PARTY/ITEM takes an acceptance back, so it is not among them."""
    for entry in book.entries:
        match entry:
            case Statement(party=own):
                for answer in entry.responses:
                    if answer.item:
                        yield _Reference("answers", entry, answer.party, answer.item, answer.place)
                for offer in entry.offers:
                    for kept in offer.keeps:
                        yield _Reference("keeps", entry, own, kept, offer.place, offer)
                    if offer.amends:
                        yield _Reference("amends", entry, own, offer.amends, offer.place, offer)
                for withdrawn, place in entry.withdraws:
                    if names_own(book, own, withdrawn):
                        yield _Reference("withdraws", entry, own, withdrawn, place)
            case Agreement():
                for settled, place in entry.settles or ():
                    party, _, item = settled.partition("/")
                    yield _Reference("settles", entry, party, item, place)


def names_own(book: Book, party: str, withdrawn: str) -> bool:
    """Whether a withdrawal is of an item of the party's own, and not of an acceptance."""
    holder, slash, _ = withdrawn.partition("/")
    return holder == party or not (slash or holder in book.parties)


# -- what must be there -------------------------------------------------------------------------------------------


def unknown_item(book: Book, day: date) -> Iterator[Finding]:
    """Every item that a record names is in some statement of its party.

    An answer, an amendment or a withdrawal that reaches nothing has no effect, and nobody would notice.

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
    responses: [{to: israel/week-for-forty, answer: rejects}]
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
    responses: [{to: israel/week-for-40, answer: rejects}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    index = Index(book)
    for named in _references(book):
        if index.said(named) or index.unread(named.party):
            continue
        if named.party in book.parties:
            who = book.parties[named.party].name
            said = f"{named.verb} `{clip(named.written)}`, and {who} never stated such an item"
            yield finding("", said, named.place, hint=_nearest(index, named))
        else:  # only what is settled names a party that the reader has not looked up
            said = f"{named.verb} `{clip(named.written.removesuffix('/'))}`, which names no item of a declared party"
            yield finding("", said, named.place, hint="write PARTY/ITEM")


def _nearest(index: Index, named: _Reference) -> str:
    """The item that was probably meant."""
    book, own = index.book, named.verb in _OWN
    known = index.of.get(named.party, [])
    prefix = "" if own else f"{named.party}/"
    if named.own is not None and named.own.id == named.item:
        return f"it is itself `{named.item}`: name the earlier offer, or leave `{named.verb}` out"
    whole = book.entry(named.name) or book.entry(named.item)
    if isinstance(whole, Statement) and whole.items:
        items = ", ".join(f"`{'' if own else whole.party + '/'}{item.id}`" for item in whole.items)
        return f"that is a statement; name one of its items: {items}"
    if own and "/" in named.item:
        return f"write `{named.item.rpartition('/')[2]}`: a party names its own items without its id before them"
    if near := index.near(named.item, known):
        return f"did you mean `{prefix}{near}`?"
    if others := [party for party, item in index.items if item == named.item]:
        who = book.parties[others[0]].name
        if not own:
            return f"did you mean `{others[0]}/{named.item}`?"
        acceptance = f"; an acceptance of it is withdrawn as `{others[0]}/{named.item}`"
        return f"only {who} has an item of that name{acceptance if named.verb == 'withdraws' else ''}"
    if not known:
        return "nothing is recorded of what this party holds: record that first, or name the party alone"
    shown = ", ".join(f"`{prefix}{item}`" for item in known[-6:])
    return f"write one of {shown}" if len(known) <= 6 else f"the latest are {shown}; `negotrack show` lists them all"


def unknown_statement(book: Book, day: date) -> Iterator[Finding]:
    """Every statement or agreement that a record denies or ends is there.

    Its name is the path of its file within the negotiation, without the suffix. A denial of nothing denies nothing.

    *Flagged*

    ```yaml
    --- # hamas/2023-12-24-power-sharing.yaml
    party: hamas
    date: 2023-12-24
    attribution: unnamed-officials
    offers: [{id: share-power, gives: {hamas-rule: shared}}]
    sources: [{reference: "Daily paper, page 1"}]
    --- # hamas/2023-12-26-denial.yaml
    party: hamas
    date: 2023-12-26
    denies: [hamas/2023-12-25-power-sharing]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    --- # hamas/2023-12-24-power-sharing.yaml
    party: hamas
    date: 2023-12-24
    attribution: unnamed-officials
    offers: [{id: share-power, gives: {hamas-rule: shared}}]
    sources: [{reference: "Daily paper, page 1"}]
    --- # hamas/2023-12-26-denial.yaml
    party: hamas
    date: 2023-12-26
    denies: [hamas/2023-12-24-power-sharing]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    index = Index(book)
    for entry, verb, named, place in _named_entries(book):
        if book.entry(named) is not None or named in book.unread:
            continue
        kind = Statement if verb == "denies" else Agreement
        near = index.near(named, [one.id for one in book.entries if isinstance(one, kind)])
        holder, slash, item = named.partition("/")
        key = (holder, item) if slash else (entry.party if isinstance(entry, Statement) else "", named)
        if named.endswith((".yaml", ".yml")):
            hint = "leave the suffix out"
        elif key in index.items:
            hint = f"that is an item; name the statement that holds it: `{index.items[key][0][0].id}`"
        elif near:
            hint = f"did you mean `{near}`?"
        else:
            hint = "write the path of its file within the negotiation, without `.yaml`"
        yield finding("", f"{verb} `{clip(named)}`, and there is no such record", place, hint=hint)


def _named_entries(book: Book) -> Iterator[tuple[Entry, str, str, Place]]:
    """Every naming of a whole record."""
    for entry in book.entries:
        match entry:
            case Statement():
                yield from ((entry, "denies", named, place) for named, place in entry.denies)
            case Event():
                yield from ((entry, "ends", named, place) for named, place in entry.ends)


def wrong_kind_of_item(book: Book, day: date) -> Iterator[Finding]:
    """What is kept or amended is an offer, what is denied a statement, what is ended an agreement.

    And an item keeps its kind: an offer is the next version of an offer only. An id that first names a red line and
    later an offer would make the second replace the first.

    *Flagged*

    ```yaml
    --- # hamas/2023-12-21.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    --- # hamas/2023-12-29.yaml
    party: hamas
    date: 2023-12-29
    offers: [{id: only-permanent, asks: {aid: unhindered}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```

    *Clean*

    ```yaml
    --- # hamas/2023-12-21.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    --- # hamas/2023-12-29.yaml
    party: hamas
    date: 2023-12-29
    offers: [{id: aid-first, asks: {aid: unhindered}}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    index = Index(book)
    yield from _changed_kind(index)
    yield from _not_an_offer(index)
    yield from _not_the_record_meant(book)


def _changed_kind(index: Index) -> Iterator[Finding]:
    for versions in index.items.values():
        entry, first = versions[0]
        for later, item in versions[1:]:
            if item.kind != first.kind and later is not entry:
                was = with_article(first.kind)
                said = f"`{item.id}` is {with_article(item.kind)} here, and was {was} on {entry.said.text}"
                label = Label(first.place, f"{was} here")
                yield finding("", said, item.place, label, hint="give one of the two another id")


def _not_an_offer(index: Index) -> Iterator[Finding]:
    for named in _references(index.book):
        versions = index.said(named) if named.verb in ("keeps", "amends") else []
        again = named.own is not None and named.own.id == named.item  # said above: its id had another kind
        if versions and not again and all(item.kind != "offer" for _, item in versions):
            kind = with_article(versions[0][1].kind)
            label = Label(versions[0][1].place, f"{kind} here")
            revise = f"state it again as {kind} with its own id to revise it"
            hint = revise if named.verb == "amends" else "leave it out: only an offer can be superseded by another"
            said = f"{named.verb} `{named.item}`, which is {kind} and no offer"
            yield finding("", said, named.place, label, hint=hint)


def _not_the_record_meant(book: Book) -> Iterator[Finding]:
    for _, verb, name, place in _named_entries(book):
        target = book.entry(name)
        wanted, what = (Statement, "a statement") if verb == "denies" else (Agreement, "an agreement")
        if target is not None and not isinstance(target, wanted):
            said = f"{verb} `{name}`, which is {with_article(type(target).__name__.lower())} and not {what}"
            ended = "only an agreement ends; a party withdraws the items of its statements"
            hint = "only what was reported as said is denied" if verb == "denies" else ended
            yield finding("", said, place, Label(target.place, "this one"), hint=hint)


def with_article(kind: str) -> str:
    """The kind of a thing with its article: `an offer`, `a red line`."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def answer_before_offer(book: Book, day: date) -> Iterator[Finding]:
    """Nothing is answered, kept, amended, withdrawn, settled, denied or ended before the day it was first said.

    One of the two dates is wrong, or the wrong thing is named. Read in the order of days, the answer reaches nothing.

    *Flagged*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # hamas/answer.yaml
    party: hamas
    date: 2023-12-12
    responses: [{to: israel/week-for-40, answer: rejects}]
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
    responses: [{to: israel/week-for-40, answer: rejects}]
    sources: [{reference: "Al-Aqsa radio, morning news"}]
    ```
    """
    index = Index(book)
    for named in _references(book):
        versions = index.said(named)
        if versions and named.name not in book.unread:
            entry, item = versions[0]
            yield from _too_early(named.entry.said, named.verb, named.written, named.place, entry.said, item.place)
    for by, verb, name, place in _named_entries(book):
        target = book.entry(name)
        if target is not None:
            yield from _too_early(by.said, verb, name, place, target.said, target.place)


def _too_early(here: Day, verb: str, name: str, place: Place, there: Day, said_at: Place) -> Iterator[Finding]:
    if here.day < there.day:
        said = f"{verb} `{name}` on {here.text}, which was first said on {there.text}"
        hint = "check both dates, and whether this is the one that is meant"
        if there.first != there.day:
            said = f"{verb} `{name}` on {here.text}, which was first said in {there.text}"
            hint = "a month counts as its last day: write the day, or the latest it can have been"
        yield finding("", said, place, Label(said_at, "first said here"), hint=hint)


CHECKS = (
    unknown_item,
    unknown_statement,
    wrong_kind_of_item,
    answer_before_offer,
)
WARNINGS: frozenset[str] = frozenset()
