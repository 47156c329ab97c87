"""Rows that end something: the item a withdrawal gives up, and the agreements that an event ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from typing import Any

from negotrack.book import Agreement, Book, Entry, Item, Offer, Term
from negotrack.cli import days, dictated, names
from negotrack.cli.dictated import BARE, Record, made_name, slugged
from negotrack.cli.glossary import Glossary, Row, exactly, issue_in, kind_in, parties_in, value_in
from negotrack.cli.joined import Made, add_details, begun_of, file, join, link_of, refuse, said_in
from negotrack.errors import NegotrackError
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.standing import standing
from negotrack.terms import Bare, read_value

SIDES = ("gives", "asks", "terms")


@dataclass(slots=True)
class Prospect:
    """A book with the records that are not written yet; one that cannot be read is left for the check to tell of."""

    book: Book
    today: date
    entries: dict[str, Entry] = field(default_factory=dict)

    def read(self, path: str, record: Record) -> None:
        """Take a record in, or take it in anew."""
        from negotrack.read.alone import read_entry
        from negotrack.read.sources import Source
        from negotrack.write.record import record_text

        entry, _ = read_entry(self.book, Source(path, record_text(record).encode()), self.today)
        if entry is not None:
            self.entries[path] = entry

    @property
    def whole(self) -> Book:
        """The book as it would be."""
        return replace(self.book, entries=(*self.book.entries, *self.entries.values()))


def set_apart(book: Book, records: Sequence[Record], rows: Iterable[Row], mapping: Glossary, today: date) -> None:
    """Make a term that a later row withdraws an offer of its own: the sheet gives it up alone, not the package."""
    for row in rows:
        if kind_in(row, mapping) != "withdrawal" or row["item"]:
            continue
        try:
            (party,), issue = parties_in(book, row, mapping), issue_in(book, row, mapping)
            until = _day(said_in(row, today), today)
        except (NegotrackError, ValueError):
            continue  # told when the row is taken
        own = [record for record in records if record.get("party") == party and _day(record["date"], today) < until]
        spoken = [(_day(record["date"], today), record, *found) for record in own for found in _spoken(record, issue)]
        latest = max((one[0] for one in spoken), default=until)
        for day, record, offer, side in spoken:
            if day == latest and "id" not in offer and len(_issues(offer)) > 1:
                alone: Record = {side: {issue: offer[side].pop(issue)}}
                if not offer[side]:
                    del offer[side]
                record["offers"].append({"id": made_name(alone), **alone})


def _spoken(record: Record, issue: str) -> list[tuple[Record, str]]:
    """The offers of a record that speak to an issue, each with the side it stands on."""
    return [(offer, side) for offer in record.get("offers", ()) for side in SIDES if issue in offer.get(side, ())]


def _issues(offer: Record) -> list[str]:
    return [issue for side in SIDES for issue in offer.get(side, ())]


def end(book: Book, rows: Sequence[tuple[int, Row]], mapping: Glossary, made: Made, today: date) -> None:
    """Take the rows that end something, in the order of their days, after all the others."""
    if not rows:
        return
    prospect = Prospect(book, today)
    for path, record in made.records.items():
        prospect.read(path, record)
    records = []
    for number, row in rows:
        try:
            event = kind_in(row, mapping) == "event"
            parties = () if event else parties_in(book, row, mapping)
            if len(parties) > 1:
                raise NegotrackError("a withdrawal is of one party", "write a row for each")
            records.append((begun_of(row, parties, today), number, row))
        except NegotrackError as wrong:
            refuse(made, number, wrong)
    for record, number, row in sorted(records, key=lambda one: (_day(one[0]["date"], today), one[1])):
        try:
            if "party" in record and (there := _narrowed(prospect, made, record, row, mapping)):
                made.rows[there].append(number)
                prospect.read(there, made.records[there])
                continue
            by_party = "party" in record
            record |= _withdrawal(prospect, record, row, mapping) if by_party else _event(prospect, row, mapping)
        except NegotrackError as wrong:
            refuse(made, number, wrong)
            continue
        add_details(book, record, row, mapping, number, made)
        if path := _place(book, record, number, made):
            prospect.read(path, made.records[path])


def _place(book: Book, record: Record, number: int, made: Made) -> str:
    """The path of the record that a new one was joined to, or else its own; nothing where it has no place."""
    link = link_of(record["sources"][0])
    near = {path: any(link_of(one) == link for one in other["sources"]) for path, other in made.records.items()}
    for path in sorted(near, key=lambda path: not near[path]):
        if join(made.records[path], record):
            made.rows[path].append(number)
            return path
    return file(book, record, [number], made)


def _day(written: str, today: date) -> date:
    return days.day(written[:10], today, "date")


# -- withdrawals --------------------------------------------------------------------------------------------------


def _withdrawal(prospect: Prospect, record: Record, row: Row, mapping: Glossary) -> Record:
    """What a party gives up by a row."""
    book, party = prospect.whole, record["party"]
    if row["item"]:
        known = {key.removeprefix(f"{party}/"): (key, *also) for key, also in dictated.owned(book, party).items()}
        return {"withdraws": [exactly(row["item"], known, "item of this party")]}
    day = _day(record["date"], prospect.today) - timedelta(days=1)
    item, issue = _given_up(book, party, day, row, mapping), issue_in(book, row, mapping)
    if isinstance(item, Offer) and item.accepts and "/" not in item.accepts:
        raise NegotrackError(f"what {party} accepted has no name", "name it under `to` where it is accepted")
    if isinstance(item, Offer) and len(item.package) > 1:
        return {"withdraws": [item.id], "offers": [_rest(book, party, day, item, issue)]}
    return {"withdraws": [item.accepts if isinstance(item, Offer) and item.accepts else item.id]}


def _rest(book: Book, party: str, day: date, offer: Offer, issue: str) -> Record:
    """What is left of a package without one issue, offered anew beside what else its party has on the table."""
    terms = {side: {key: term for key, term in getattr(offer, side).items() if key != issue} for side in SIDES}
    if offer.accepts or not all(_rewritten(book, term, side) for side, some in terms.items() for term in some.values()):
        hint = "name it under `item` if all of it is given up, else write by hand what is left of it"
        raise NegotrackError(f"{issue} is one of several terms of {party}/{offer.id}", hint)
    rest: Record = {"id": _rest_of(offer.id), "to": [*offer.to] or None}
    rest |= {side: {key: term.written for key, term in some.items()} for side, some in terms.items() if some}
    beside = [
        one.item.id
        for one in standing(book, day).standing(party)
        if isinstance(one.item, Offer) and one.item.id != offer.id and not one.item.accepts
        if any(key in one.item.package for some in terms.values() for key in some)
    ]
    return rest | {"until": offer.until.isoformat() if offer.until else None, "keeps": beside or None}


def _rest_of(item: str) -> str:
    return slugged(f"rest of {item}")


def _rewritten(book: Book, term: Term, side: str) -> bool:
    """Whether a term says the same, and all of it, when its value is written again."""
    if term.note or term.about:
        return False
    scale = book.issue(term.issue).scale
    read = read_value(scale, term.written, BARE.get(side, Bare.exactly))
    return read.values == term.values and (scale.kind != "text" or term.written in (term.text, "unspecified"))


def _narrowed(prospect: Prospect, made: Made, record: Record, row: Row, mapping: Glossary) -> str:
    """The path of the record that offers the rest of a package already, after this row's issue was taken out of it too."""
    if row["item"]:
        return ""
    party, day = record["party"], _day(record["date"], prospect.today)
    for path, other in made.records.items():
        if (other.get("party"), other["date"]) != (party, record["date"]) or not other.get("withdraws"):
            continue
        item, issue = (
            _given_up(prospect.whole, party, day - timedelta(days=1), row, mapping),
            issue_in(prospect.book, row, mapping),
        )
        rest = next((one for one in other.get("offers", ()) if one["id"] == _rest_of(item.id)), None)
        side = next((side for side in SIDES if rest and issue in rest.get(side, ())), "")
        if rest is None or not side:
            continue
        if not join(other, record):
            why = f"another term of {party}/{item.id} is given up that day in another voice"
            raise NegotrackError(why, "write by hand what is left of it")
        del rest[side][issue]
        if not rest[side]:
            del rest[side]
        if not any(side in rest for side in SIDES):
            other["offers"].remove(rest)
        if not other["offers"]:
            del other["offers"]
        return path
    return ""


def _given_up(book: Book, party: str, day: date, row: Row, mapping: Glossary) -> Item:
    """The item that stands on a day and has a row's value on its issue, or else is the only one on that issue."""
    issue = issue_in(book, row, mapping)
    held = [one for one in standing(book, day).standing(party) if issue in one.item.package]
    if not held:
        raise NegotrackError(f"no item of {party} on {issue} stands the day before", "name one under `item`")
    same = [one for one in held if _value_of(one, issue) == _value(book, issue, row, mapping, one)]
    if len(same or held) > 1:
        shown = ", ".join(one.key for one in same or held)
        raise NegotrackError(f"it can mean more than one item: {shown}", "name it under `item`")
    (found,) = same or held
    return found.item


def _value_of(held: Held, issue: str) -> Any:
    return held.item.package[issue].exact


def _value(book: Book, issue: str, row: Row, mapping: Glossary, held: Held) -> Any:
    """The value of a row, read exactly, on the side of an item where the issue stands."""
    block = held.item.side(issue) if isinstance(held.item, Offer) else "must"
    written = value_in(book, issue, row, mapping, BARE.get(block, Bare.exactly))
    return read_value(book.issue(issue).scale, written, Bare.exactly).values


# -- events -------------------------------------------------------------------------------------------------------


def _event(prospect: Prospect, row: Row, mapping: Glossary) -> Record:
    """What happened: the fact a row carries, and the agreements it ends."""
    book = prospect.whole
    if not row["summary"]:
        raise NegotrackError("what happened is not told", "fill `summary`")
    if row["party"]:
        raise NegotrackError("an event is no one's word", "leave `party` empty")
    told: Record = {"event": row["summary"], "summary": None}
    if row["issue"]:
        issue = issue_in(book, row, mapping)
        told["facts"] = {issue: value_in(book, issue, row, mapping, Bare.exactly)}
    words = filter(None, (one.strip() for one in row["ends"].split(",")))
    told["ends"] = [one for word in words for one in _agreements(book, word)] or None
    if not row["issue"] and not told["ends"]:
        raise NegotrackError("an event has a fact or ends an agreement", "fill `issue` and `value`, or `ends`")
    return told


def _agreements(book: Book, word: str) -> list[str]:
    """The agreements of a day, or the one of an id."""
    found = [one.id for one in book.entries if isinstance(one, Agreement) and word in (one.id, one.said.text)]
    if not found:
        known = {one.id: () for one in book.entries if isinstance(one, Agreement)}
        raise NegotrackError(f"there is no agreement {word[:60]!r}", names.suggestion(word, known))
    return found
