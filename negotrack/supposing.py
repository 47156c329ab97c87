"""What if: the same record with items given up and statements made, so that every other question can be put to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from negotrack.book import LAST, Book, Day, Entry, Statement, known_from
from negotrack.findings import Place
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of a day: the items that their parties give up on it, and the entries made until then."""

    given_up: tuple[Held, ...] = ()
    made: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.given_up or self.made)


def supposing(book: Book, day: date, what: Supposition, known_by: date | None = None) -> Standing:
    """What each party would hold on a day: the fold of the record with what is supposed written into it.

    To give up is to withdraw, that day and after all else. With `known_by`, what was not public by then is left out;
    what is supposed is known at once.
    """
    if not what:
        return standing(book, day, known_by)
    known = [entry for entry in book.entries if known_by is None or known_from(entry) <= known_by]
    return standing(replace(book, entries=(*known, *what.made, *withdrawals(what.given_up, day))), day)


def withdrawals(given_up: tuple[Held, ...], day: date) -> tuple[Statement, ...]:
    """The statements in which parties give items up, one a party; an acceptance goes by the item it accepts."""
    parties = dict.fromkeys(held.party for held in given_up)
    return tuple(_withdrawal([held for held in given_up if held.party == party], party, day) for party in parties)


def _withdrawal(given_up: list[Held], party: str, day: date) -> Statement:
    place = Place("supposed")
    return Statement(
        f"{LAST}{party}-gives-up", party, Day(day, day), place, (),
        withdraws=tuple((own_name(held), place) for held in given_up),
    )  # fmt: skip


def own_name(held: Held) -> str:
    """The name under which a party withdraws what it holds: the item's id, or PARTY/ITEM of what it accepted."""
    accepts = getattr(held.item, "accepts", "")
    return accepts or held.item.id
