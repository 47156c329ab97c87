"""From the rows of a spreadsheet to records: what each row becomes, and why one could not be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from negotrack.book import Book
from negotrack.cli import dictated
from negotrack.cli.dictated import BARE, Record, made_name, names_well
from negotrack.cli.ended import end, set_apart
from negotrack.cli.glossary import Glossary, Row, exactly, issue_in, kind_in, parties_in, value_in
from negotrack.cli.joined import ASIDES, Made, add_details, begun_of, file, join, refuse, source_place
from negotrack.errors import NegotrackError
from negotrack.terms import Bare

OFFERS = ("offer", "demand")
LISTS = {"precondition": "preconditions", "red_line": "red_lines"}
ANSWERS = {"rejection": "rejects", "acceptance": "accepts"}
ENDINGS = ("withdrawal", "event")
KINDS = (*OFFERS, *LISTS, *ANSWERS, "agreement", *ENDINGS)
BLOCKS = {"precondition": "requires", "red_line": "must", "rejection": "refuses", "acceptance": "with", "agreement": "agreement"}  # fmt: skip


def records_of(
    book: Book,
    rows: Sequence[tuple[int, Row]],
    mapping: Glossary,
    today: date,
    there: Callable[[str], bool] = lambda _: False,
) -> Made:
    """Records from rows: those of one party and day are one statement, as far as they go together.

    `there` says which paths are on file already: a record that would have one of them is not made.
    """
    made = Made(there)
    groups: dict[tuple[Any, ...], tuple[Record, list[int]]] = {}
    ending: list[tuple[int, Row]] = []
    named = _named(book, rows, mapping)
    for number, row in rows:
        if kind_in(row, mapping) in ENDINGS:
            ending.append((number, row))
            continue
        try:
            begun = begun_of(row, parties_in(book, row, mapping), today)
            aside = tuple(row[key] for key in ASIDES)
            key = (begun.get("party") or (*begun["parties"],), begun["date"], source_place(row), aside)
            record, numbers = groups.get(key, (begun, []))
            _take(book, record, row, mapping, named)
        except NegotrackError as wrong:
            refuse(made, number, wrong)
            continue
        groups[key] = record, [*numbers, number]
        add_details(book, record, row, mapping, number, made)
    together: dict[tuple[Any, ...], list[tuple[Record, list[int]]]] = {}
    for key, (record, numbers) in groups.items():
        same = together.setdefault(key[:2], [])
        joined = next((rows for one, rows in same if join(one, record)), None)
        if joined is None:
            same.append((record, numbers))
        else:
            joined += numbers
    records = [one for some in together.values() for one in some]
    set_apart(book, [record for record, _ in records], [row for _, row in ending], mapping, today)
    for record, numbers in records:
        file(book, record, numbers, made)
    end(book, ending, mapping, made, today)
    made.refused.sort()
    made.left_out.sort()
    return made


# -- one row ------------------------------------------------------------------------------------------------------


def _named(book: Book, rows: Sequence[tuple[int, Row]], mapping: Glossary) -> dict[str, tuple[str, ...]]:
    """The items that the sheet itself gives a name, as PARTY/ITEM."""
    found = {}
    for _, row in rows:
        if row["item"] and kind_in(row, mapping) in (*OFFERS, *LISTS):
            try:
                found[f"{parties_in(book, row, mapping)[0]}/{row['item']}"] = ()
            except NegotrackError:
                continue  # told with its row
    return dict(found)


def _take(book: Book, record: Record, row: Row, mapping: Glossary, named: Mapping[str, tuple[str, ...]]) -> None:
    """Put the term of a row into its record; where it cannot be taken, the record is left as it was."""
    kind = kind_in(row, mapping)
    if kind not in KINDS:
        raise NegotrackError(f"{row['kind'][:60]!r} is no kind of row", f"there is {', '.join(KINDS)}")
    if (kind == "agreement") != ("agreement" in record):
        raise NegotrackError("an agreement is of several parties, anything else of one", "write joint:A,B")
    if row["item"] and not names_well(row["item"]):
        hint = "write lower-case ASCII letters and digits, with single dashes between words"
        raise NegotrackError(f"item: {row['item'][:60]!r} is no name", hint)
    to = _answered(book, record, row, mapping, named) if kind in ANSWERS else ""
    if to and row["to"] and not (row["issue"] or row["value"]):
        join(record, {"responses": [{"to": to, "answer": ANSWERS[kind]}]})
        return
    issue = issue_in(book, row, mapping)
    block = BLOCKS.get(kind) or _side(book, record["party"], issue, kind)
    term = {issue: value_in(book, issue, row, mapping, BARE.get(block, Bare.exactly))}
    if kind == "agreement":
        said: Record = {block: term}
    elif kind in LISTS:
        before = {"before": row["before"] or "deal"} if kind == "precondition" else {}
        said = {LISTS[kind]: [{"id": row["item"] or made_name({block: term}), **before, block: term}]}
    elif kind in ANSWERS:
        said = {"responses": [{"to": to, "answer": ANSWERS[kind], block: term}]}
    else:
        said = {"offers": [{**({"id": row["item"]} if row["item"] else {}), block: term}]}
    if not join(record, said):
        raise NegotrackError(f"{issue} has a value in this statement already", "keep the row that counts")


def _side(book: Book, party: str, issue: str, kind: str) -> str:
    """Where the term of an offer stands: with who gives the issue; in the text of a go-between it is neither side's."""
    giver = book.issue(issue).given_by
    if not giver or (kind == "offer" and party not in book.principals):
        return "terms"
    return "gives" if giver == party else "asks"


def _answered(book: Book, record: Record, row: Row, mapping: Glossary, named: Mapping[str, tuple[str, ...]]) -> str:
    """Whom or what a row answers: what is named, else the other principal where there is only one."""
    if row["to"]:
        others = {key: also for key, also in named.items() if not key.startswith(f"{record['party']}/")}
        known = others | dictated.answerable(book, record["party"])
        return exactly(mapping.parties.get(row["to"], row["to"]), known, "item or party")
    principals = [one for one in book.principals if one != record["party"]]
    if len(principals) != 1:
        raise NegotrackError("whom it answers is not told", "fill `to` with PARTY/ITEM or PARTY")
    return principals[0]
