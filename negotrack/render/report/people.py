"""The pages of parties and of pairs: what a party holds, how it came to that, whom it answered; what two hold against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negotrack.book import Book, Entry, Offer, Precondition, RedLine, Statement
from negotrack.compare import between, spoken_issues
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.links import OVERVIEW
from negotrack.render.report.negotiation import teller_of
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.report.telling import NOT_NAMED, Teller, in_parts
from negotrack.wording.items import item_words
from negotrack.wording.values import day_words, name, names
from negotrack.wording.verdicts import headline

ENDED = 100  # items of the past that a party's page tells
FLAGS = 150  # turns that a pair's page tells
KINDS = (("Offers and demands", Offer), ("Demands first", Precondition), ("Rules out", RedLine))


def party_pages(case: Case, printer: Printer, party: str) -> Iterator[Sheet]:
    """A party's page, and the later parts of the list of its statements."""
    parts = in_parts(list(case.entries_of(party))[::-1])
    for number, entries in enumerate(parts, 1):
        yield _party(case, printer, party, entries, number, len(parts))


def _path(book: Book, party: str, number: int) -> str:
    path = links.party(book.id, party)
    return path if number == 1 else path.removesuffix(".html") + f"--part-{number}.html"


def _party(case: Case, printer: Printer, party: str, entries: Sequence[Entry], number: int, parts: int) -> Sheet:
    book, path = case.book, _path(case.book, party, number)
    teller, one = teller_of(case, printer, path), case.book.parties[party]
    held = list(case.standing.held(party)) if number == 1 else []
    ended = [item for item in held if not item.stands][::-1]
    return printer.sheet(
        path, one.name, "party.html",
        crumbs=(("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id))),
        entries=case.stock,
        book=book, party=one, number=number,
        of=(name(book, one.of), teller.party(one.of)) if one.of else None,
        members=[(name(book, member), teller.party(member)) for member in one.members if member in book.parties],
        all_parts=[(turn, teller.links.to(_path(book, party, turn))) for turn in range(1, parts + 1)] if parts > 1 else [],
        stands=[
            (title, [teller.item(item) for item in held if item.stands and isinstance(item.item, kind)])
            for title, kind in KINDS
        ],
        ended=[teller.item(item) for item in ended[:ENDED]],
        more_ended=max(len(ended) - ENDED, 0),
        answers=_answers(case, teller, party) if number == 1 else [],
        pairs=[
            (names(book, pair), teller.links.to(links.pair(book.id, pair))) for pair in case.pairs if party in pair
        ],
        statements=[teller.entry(entry, case.changed.get(entry.id, ())) for entry in entries],
    )  # fmt: skip


def _answers(case: Case, teller: Teller, party: str) -> list[dict[str, object]]:
    """What a party answered to others, the latest first."""
    told: list[dict[str, object]] = []
    for entry in case.entries_of(party):
        for response in entry.responses if isinstance(entry, Statement) else ():
            to, target = teller.answered(response, entry)
            told.append({
                "day": day_words(entry.said),
                "answer": response.answer,
                "to": to,
                "words": teller.spelled(item_words(case.book, target.item)) if target else "" if response.item else NOT_NAMED,
                "href": teller.to_version(target) if target else teller.party(response.party),
                "reason": response.reason,
                "cite": teller.to_entry(entry),
            })  # fmt: skip
    return told[::-1][:ENDED]


def pair_page(case: Case, printer: Printer, pair: tuple[str, str]) -> Sheet:
    """Two principals on every issue that either has spoken to, and how it came to that."""
    book, path = case.book, links.pair(case.book.id, pair)
    teller = teller_of(case, printer, path)
    found = [between(case.standing, key, pair) for key in spoken_issues(case.standing, pair)]
    turned = [flag for flag in case.flags if flag.issue and set(flag.parties) == set(pair)][::-1]
    return printer.sheet(
        path, names(book, pair), "pair.html",
        crumbs=(("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id))),
        entries=case.stock,
        book=book,
        names=[name(book, party) for party in pair],
        parties=[(name(book, party), teller.party(party)) for party in pair],
        headline=headline(one.verdict for one in found),
        verdicts=[teller.verdict(one, why=True) for one in found],
        flags=[
            (day_words(flag.day), teller.flag(flag), teller.to_entry(flag.entry) if flag.entry else None)
            for flag in turned[:FLAGS]
        ],
        more=max(len(turned) - FLAGS, 0),
    )  # fmt: skip
