"""A record in the making: begun from one row, joined with others, and given its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date

from negotrack.book import Book
from negotrack.cli import days, dictated, names
from negotrack.cli.dictated import Record, made_name, names_well, slugged
from negotrack.cli.glossary import Glossary, Row, exactly
from negotrack.errors import NegotrackError
from negotrack.frozen import dataclass

PARTS = ("offers", "preconditions", "red_lines", "responses")
OF_ONE = ("party", "parties", "date", "event")
ASIDES = ("speaker", "attribution", "summary")  # told of a record as a whole; where one row is silent, another speaks
QUOTE_WORDS = 40


@dataclass(slots=True)
class Made:
    """Records by path with their rows, and what could not be taken: rows left out, and details left out of rows that are in.

    `there` says which paths are on file already.
    """

    there: Callable[[str], bool] = lambda _: False
    records: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)  # paths on file that records of this sheet would have
    refused: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def refuse(made: Made, number: int, wrong: NegotrackError) -> None:
    """Note why a row is not taken."""
    made.refused.append((number, f"{wrong}" + (f"; {wrong.hint}" if wrong.hint else "")))


def source_place(row: Row) -> str:
    """Where a row can be looked up: by it, rows are known to be of one source."""
    return row["source_url"] or row["source_reference"] or row["source_title"]


def said_in(row: Row, today: date) -> str:
    """The day of a row, as it is recorded."""
    if not row["date"]:
        raise NegotrackError("the day is not told", "fill `date`")
    if not re.match("[0-9]{4}-[0-9]{2}", row["date"]):
        raise NegotrackError(f"date: {row['date'][:60]!r} is not a day", "write YYYY-MM-DD, or YYYY-MM for a month")
    return dictated.said_on(row["date"], today, "date")


def begun_of(row: Row, parties: tuple[str, ...], today: date) -> Record:
    """A record without content yet: whose it is, of which day, from where; without a party it is an event."""
    source: Record = {"title": row["source_title"] or None}
    link, place = row["source_url"], source_place(row)
    if not place:
        raise NegotrackError("no source is told", "fill source_url or source_reference")
    source["url" if link.startswith(("http://", "https://")) else "reference"] = place
    published = days.day(row["source_date"], today, "source_date").isoformat() if row["source_date"] else None
    source |= {"published": published, "publisher": row["publisher"] or None, "grade": row["grade"] or None}
    told = {key: row[key] or None for key in ("summary", "attribution")}
    record: Record = {"date": said_in(row, today), **told, "sources": [source]}
    if len(parties) > 1:
        return {"parties": [*parties], "agreement": {}, **record}
    return {"party": parties[0], "speaker": row["speaker"] or None, **record} if parties else record


def add_details(book: Book, record: Record, row: Row, mapping: Glossary, number: int, made: Made) -> None:
    """Add to a record who carried a row and what it quotes; tell what finds no place."""
    for word in filter(None, (one.strip() for one in row["via"].split(","))):
        try:
            party = exactly(mapping.parties.get(word, word), names.parties(book), "party")
        except NegotrackError as wrong:
            made.left_out.append((number, f"via: {wrong}"))
            continue
        record["via"] = [*dict.fromkeys((*(record.get("via") or ()), party))]
    if row["quote"] and not _quoted(record["sources"][0], row["quote"]):
        made.left_out.append((number, f"quote: a source has room for {QUOTE_WORDS} words"))


def _quoted(source: Record, words: str) -> bool:
    """Add words to what a source quotes, as far as they have room in it."""
    taken = source["quote"].split(" … ") if source.get("quote") else []
    joined = " … ".join(dict.fromkeys((*taken, words)))
    if len(joined.split()) > QUOTE_WORDS:
        return False
    source["quote"] = joined
    return True


# -- two records, and where one goes -----------------------------------------------------------------------------


def join(record: Record, other: Record) -> bool:
    """Add to a record what another says, unless they are of another day or voice, or differ on an issue."""
    told = [(key, record.get(key), other[key]) for key in (*OF_ONE, *ASIDES) if key in other]
    if any(mine != theirs and (key in OF_ONE or (mine and theirs)) for key, mine, theirs in told):
        return False
    found: Record = {key: _terms(record.get(key) or {}, other[key]) for key in ("agreement", "facts") if other.get(key)}
    found |= {key: _parts(record.get(key) or (), other[key]) for key in PARTS if other.get(key)}
    if any(held is None for held in found.values()):
        return False
    record |= found | {key: mine or theirs for key, mine, theirs in told}
    for key in ("via", "withdraws", "ends"):
        if other.get(key):
            record[key] = [*dict.fromkeys((*(record.get(key) or ()), *other[key]))]
    for source in other.get("sources", ()):
        same = next((one for one in record["sources"] if link_of(one) == link_of(source)), None)
        if same is None or (source.get("quote") and not _quoted(same, source["quote"])):
            record["sources"].append(source)
    return True


def link_of(source: Record) -> str:
    """Where a source can be looked up."""
    return str(source.get("url") or source.get("reference"))


def _terms(mine: Record, theirs: Record) -> Record | None:
    """Terms of two records as one; None where an issue has two values."""
    return None if any(mine.get(issue, held) != held for issue, held in theirs.items()) else {**mine, **theirs}


def _parts(mine: Sequence[Record], theirs: Sequence[Record]) -> list[Record] | None:
    """Items or answers of two records, those of one name or to one address as one; None where they differ."""
    found = {tuple(one.get(key) for key in ("id", "to", "answer")): one for one in mine}
    for one in theirs:
        key = tuple(one.get(key) for key in ("id", "to", "answer"))
        former = found.get(key, {})
        part = {name: _terms(former.get(name, {}), held) if isinstance(held, dict) else held for name, held in one.items()}  # fmt: skip
        if None in part.values() or any(former.get(name, held) != held for name, held in one.items() if isinstance(held, str)):  # fmt: skip
            return None
        found[key] = {**former, **part}
    return [*found.values()]


def file(book: Book, record: Record, rows: list[int], made: Made) -> str:
    """Give a record its items' names and a path of its own: by its content, else with its publisher's address as well.

    Where there is none, its rows are not taken, and the path is empty.
    """
    for offer in record.get("offers", ()):
        offer.setdefault("id", made_name(offer))
    slug = dictated.slug_of({key: held for key, held in record.items() if key != "summary"})
    source = record["sources"][0]
    host = re.sub("^https?://(?:www[.])?([^/]*).*", r"\1", source.get("url") or "")
    more = (host, slugged(source.get("title") or source.get("reference") or ""))
    for name in (slug, *(f"{slug}-{slugged(one)}" for one in more if slugged(one))):
        path = dictated.path_of(book, record, name)
        if not names_well(name) or path in made.records or path in made.imported:
            continue
        if made.there(path):
            made.imported.add(path)
            hint = "it may be imported already; if so, take its rows out of the sheet"
            return _clash(made, rows, NegotrackError(f"{path!r} exists already", hint))
        made.records[path], made.rows[path] = record, rows
        return path
    return _clash(made, rows, NegotrackError(f"two statements would be {path!r}", "give one of them another source"))


def _clash(made: Made, rows: list[int], wrong: NegotrackError) -> str:
    for number in rows:
        refuse(made, number, wrong)
    return ""
