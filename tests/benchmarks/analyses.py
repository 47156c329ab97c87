"""One answer that takes thought, timed in a process of its own: `analyses.py flags 1000` prints the seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random

import corpus

from negotrack.book import Book, Day, Issue, Offer, Party, Precondition, RedLine, Statement, Term
from negotrack.findings import Place
from negotrack.read.records import read_books
from negotrack.read.sources import Source
from negotrack.standing import standing
from negotrack.terms import Bare, read_value
from negotrack.values import Scale

HERE, SAID = Place("positions/made/x.yaml"), Day(date(2024, 1, 1), date(2024, 1, 1))
LAST = date(2026, 1, 1)


def told(count: int) -> Book:
    """One negotiation of so many statements, through the reader."""
    files = [Source("positions/made/negotiation.yaml", corpus.negotiation("Made").encode())]
    files += [Source(f"positions/made/{path}", text.encode()) for path, text in corpus.statements(count, Random(0))]
    (book,) = read_books(files).books.values()
    return book


def crowd(parties: int, issues: int, lines: int = 20) -> Book:
    """Parties that each speak to every issue, and rule something out on some."""
    random = Random(1)
    declared = {
        f"i{number}": Issue(f"i{number}", f"Issue {number}", Scale(("percent", "number")[number % 2]), HERE)
        for number in range(issues)
    }  # type: ignore[arg-type]
    entries = []
    for party in (f"p{number}" for number in range(parties)):
        gives = {
            key: _term(declared[key], str(random.randrange(1, 99)), Bare.up_to)
            for key in declared
            if random.random() < 0.5
        }
        asks = {
            key: _term(declared[key], str(random.randrange(1, 99)), Bare.at_least)
            for key in declared
            if key not in gives
        }
        drawn = [
            RedLine(
                f"r{number}",
                HERE,
                never={key: _term(declared[key], f"at least {random.randrange(50, 99)}", Bare.exactly)},
            )
            for number, key in enumerate(random.sample(list(declared), min(lines, issues)))
        ]
        entries.append(
            Statement(
                f"{party}/said", party, SAID, HERE, (), offers=(Offer("o", HERE, gives, asks),), red_lines=tuple(drawn)
            )
        )
    return _book([one.party for one in entries], declared, entries)


def packages(parties: int, issues: int, items: int) -> Book:
    """Parties with many small offers, red lines and preconditions, none of which says much."""
    random = Random(2)
    declared = {
        f"i{number}": Issue(f"i{number}", f"Issue {number}", Scale("percent"), HERE) for number in range(issues)
    }
    said: dict[str, list[list[object]]] = {f"p{number}": [[], [], []] for number in range(parties)}
    for number in range(items):
        party = f"p{number % parties}"
        keys = random.sample(list(declared), 2)
        at_least = {key: _term(declared[key], f"at least {random.randrange(1, 60)}", Bare.exactly) for key in keys}
        match number // parties % 5:
            case 3:
                said[party][1].append(
                    Precondition(f"first-{number}", HERE, {keys[0]: at_least[keys[0]]}, {keys[1]: at_least[keys[1]]})
                )
            case 4:
                never = {
                    key: _term(declared[key], f"at least {random.randrange(60, 99)}", Bare.exactly) for key in keys
                }
                said[party][2].append(RedLine(f"line-{number}", HERE, never=never))
            case _:
                said[party][0].append(Offer(f"offer-{number}", HERE, asks=at_least))
    entries = [
        Statement(
            f"{party}/said",
            party,
            SAID,
            HERE,
            (),
            offers=tuple(offers),
            preconditions=tuple(first),
            red_lines=tuple(lines),
        )  # type: ignore[arg-type]
        for party, (offers, first, lines) in said.items()
    ]
    return _book(list(said), declared, entries)


def _term(issue: Issue, written: str, bare: Bare) -> Term:
    found = read_value(issue.scale, written, bare)
    return Term(issue.id, written, found.values, found.exact, HERE, found.bare)


def _book(parties: list[str], issues: dict[str, Issue], entries: list[Statement]) -> Book:
    return Book(
        "made",
        "Made",
        {one: Party(one, one.upper(), "principal", HERE) for one in parties},
        issues,
        tuple(entries),
        HERE,
    )


def timed(question: Callable[[], object]) -> float:
    """Seconds of work until an answer is there."""
    start = time.process_time()
    question()
    return time.process_time() - start


def main(what: str, *sizes: int) -> float:
    """The seconds that one answer takes; making its negotiation is not counted."""
    match what:
        case "flags":
            from negotrack.flags import flags

            book = told(*sizes)
            return timed(lambda: sum(1 for _ in flags(book, LAST)))
        case "compare":
            from negotrack.compare import pairs

            held = standing(crowd(*sizes), LAST)
            return timed(lambda: sum(len(pair.reasons) for pair in pairs(held, held.book.issues)))
        case "deal":
            from negotrack.package import deal

            held = standing(packages(*sizes), LAST)
            return timed(lambda: deal(held))
        case "deadlock":
            from negotrack.order import order

            held = standing(packages(*sizes), LAST)
            return timed(lambda: order(held, held.book.principals))
        case "levers":
            from negotrack.levers import levers

            held = standing(packages(*sizes), LAST)
            return timed(lambda: levers(held))
    raise SystemExit(f"there is no measurement {what!r}")


if __name__ == "__main__":
    print(main(sys.argv[1], *map(int, sys.argv[2:])))
