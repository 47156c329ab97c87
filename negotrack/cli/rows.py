"""From the rows of a spreadsheet to records: what each column means, and why a row could not be taken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from negotrack.book import Book
from negotrack.cli import days, dictated, names
from negotrack.cli.dictated import BARE, Record, made_name, names_well, slugged
from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.terms import Bare

COLUMNS = (
    "date", "party", "kind", "issue", "operator", "value", "unit", "to", "before", "via", "speaker", "attribution",
    "summary", "source_title", "source_url", "source_reference", "source_date", "publisher", "quote", "grade",
)  # fmt: skip
"""What a column may mean; without a mapping, a column means what it is called."""

NEEDED = ("date", "party", "kind", "issue", "value")
KINDS = ("offer", "demand", "precondition", "red_line", "rejection", "acceptance", "agreement")
OPERATORS = {"": "", "=": "", "choice": "", "range": "", ">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than "}  # fmt: skip
QUOTE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a mapping file says: columns by meaning, and words of the sheet by what they are called here."""

    columns: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    issues: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    limits: Sequence[str] = ()  # issues that are a limit themselves: `<=` is said by the issue, not by the value


@dataclass(slots=True)
class Made:
    """Records by path, and what could not be taken: rows left out, and details left out of rows that are in."""

    records: dict[str, Record] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


Row = Mapping[str, str]


def mapping_of(data: Any) -> Glossary:
    """A mapping from the data of its file."""
    known = ("columns", "parties", "issues", "kinds", "values", "limits")
    if not isinstance(data, dict) or (wrong := [key for key in data if key not in known]):
        hint = f"its keys are {', '.join(known)}"
        raise NegotrackError(f"--map: {str(wrong[0] if isinstance(data, dict) else data)[:120]!r} is no part of a mapping", hint)  # fmt: skip
    if not all(isinstance(one, str) for one in data.get("limits", [])):
        raise NegotrackError("--map: `limits` is no list of issues", "write `limits: [ISSUE]`")
    for key, held in data.items():
        if key == "limits":
            continue
        inner = held.values() if isinstance(held, dict) and key == "values" else [held]
        if not all(isinstance(one, dict) and all(isinstance(word, str) for word in one.values()) for one in inner):
            raise NegotrackError(f"--map: `{key}` does not hold words by words", "`negotrack help import` shows one")
    for meaning in data.get("columns", {}):
        if meaning not in COLUMNS:
            raise NegotrackError(
                f"--map: {meaning[:120]!r} is nothing a column means", f"there is {', '.join(COLUMNS)}"
            )
    return Glossary(**data)


def rows_of(text: str, mapping: Glossary) -> list[tuple[int, Row]]:
    """The rows of a CSV file by meaning, each with the number of its last line in the file."""
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = reader.fieldnames or []
        columns = {meaning: mapping.columns.get(meaning, meaning) for meaning in COLUMNS}
        for meaning in NEEDED:
            if columns[meaning] not in header:
                hint = f"there is {', '.join(header)[:200]}; a mapping names it: `columns: {{{meaning}: NAME}}`"
                raise NegotrackError(f"no column is called {columns[meaning][:120]!r}", hint, NOT_LOADED)
        found: list[tuple[int, Row]] = []
        for cells in reader:
            number = reader.line_num
            found.append((number, {key: (cells.get(name) or "").strip() for key, name in columns.items()}))
        return found
    except csv.Error as wrong:
        raise NegotrackError(
            f"the file is no CSV: {wrong}", "save it as CSV, with commas and UTF-8", NOT_LOADED
        ) from None


def records_of(book: Book, rows: Sequence[tuple[int, Row]], mapping: Glossary, today: date) -> Made:
    """Records from rows: those of one party, day and source are one statement."""
    made = Made()
    groups: dict[tuple[Any, ...], Record] = {}
    quotes: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    for number, row in rows:
        try:
            parties = _parties(book, row, mapping)
            day = dictated.said_on(row["date"] or "none", today, "date")
            key = (parties, day, row["source_url"] or row["source_reference"] or row["source_title"])
            record = groups.get(key) or _begun(book, row, parties, day, today, made, number)
            _take(book, record, row, mapping)
        except NegotrackError as wrong:
            made.refused.append((number, f"{wrong}" + (f"; {wrong.hint}" if wrong.hint else "")))
            continue
        groups[key] = record
        if row["quote"]:
            quotes.setdefault(key, []).append((number, row["quote"]))
    for key, record in groups.items():
        _quote(record, quotes.get(key, []), made)
        _file(book, record, made)
    return made


# -- one row ------------------------------------------------------------------------------------------------------


def _begun(book: Book, row: Row, parties: tuple[str, ...], day: str, today: date, made: Made, number: int) -> Record:
    """A record without content yet: whose it is, of which day, from where."""
    source: Record = {"title": row["source_title"] or None}
    link, reference = row["source_url"], row["source_reference"]
    if link.startswith(("http://", "https://")):
        source["url"] = link
    elif link or reference or row["source_title"]:
        source["reference"] = link or reference or row["source_title"]
    else:
        raise NegotrackError("no source is told", "fill source_url or source_reference")
    published = days.day(row["source_date"], today, "source_date").isoformat() if row["source_date"] else None
    source |= {"published": published, "publisher": row["publisher"] or None, "grade": row["grade"] or None}
    via = []
    for word in filter(None, (one.strip() for one in row["via"].split(","))):
        try:
            via.append(_exactly(word, names.parties(book), "party"))
        except NegotrackError as wrong:
            made.left_out.append((number, f"via: {wrong}"))
    told = {key: row[key] or None for key in ("summary", "attribution")}
    record: Record = {"date": day, **told, "via": [*dict.fromkeys(via)] or None, "sources": [source]}
    if len(parties) > 1:
        return {"parties": [*parties], "agreement": {}, **record}
    return {"party": parties[0], "speaker": row["speaker"] or None, **record}


def _take(book: Book, record: Record, row: Row, mapping: Glossary) -> None:
    """Put the term of a row into its record."""
    kind = mapping.kinds.get(row["kind"], row["kind"]).replace("-", "_").replace(" ", "_")
    if kind not in KINDS:
        hint = "write it by hand: `negotrack withdraw`" if kind == "withdrawal" else f"there is {', '.join(KINDS)}"
        raise NegotrackError(f"a row of the kind {row['kind'][:60]!r} names no item", hint)
    if (kind == "agreement") != ("agreement" in record):
        raise NegotrackError("an agreement is of several parties, anything else of one", "write joint:A,B")
    by_unit = mapping.issues.get(f"{row['issue']} {row['unit']}")
    word = by_unit or mapping.issues.get(row["issue"], row["issue"])
    issue = dictated.issue_of(book, _exactly(word.replace("_", "-"), names.issues(book) | _scoped(book), "issue"))
    block = _block(book, record, issue, kind)
    value = _value(book, issue, row, mapping, BARE.get(block, Bare.exactly))
    held = _holder(book, record, row, kind)
    if held is record:
        terms = record["agreement"]
    elif block in ("must", "requires"):
        item: Record = {block: {issue: value}}
        held.append(
            {"id": made_name(item), **({"before": row["before"] or "deal"} if kind == "precondition" else {}), **item}
        )
        return
    else:
        terms = held.setdefault(block, {})
    if issue in terms or (kind in ("offer", "demand") and any(issue in held.get(one, ()) for one in ("gives", "asks", "terms"))):  # fmt: skip
        raise NegotrackError(f"{issue} has a value in this statement already", "keep the row that counts")
    terms[issue] = value


def _block(book: Book, record: Record, issue: str, kind: str) -> str:
    """Which block the term of a row stands in; that of an offer follows from who gives the issue."""
    block = {"precondition": "requires", "red_line": "must", "rejection": "refuses", "acceptance": "with", "agreement": "agreement"}.get(kind)  # fmt: skip
    giver = book.issue(issue).given_by
    return block or ("terms" if not giver else "gives" if giver == record["party"] else "asks")


def _holder(book: Book, record: Record, row: Row, kind: str) -> Any:
    """What the term goes into: the record itself, its offer, an answer, or a list of items."""
    if kind == "agreement":
        return record
    if kind in ("precondition", "red_line"):
        return record.setdefault("preconditions" if kind == "precondition" else "red_lines", [])
    if kind in ("offer", "demand"):
        return record.setdefault("offers", [{}])[0]
    others = [one for one in book.principals if one != record["party"]]
    to = names.find(row["to"], "item or party", dictated.answerable(book, record["party"])) if row["to"] else ""
    if not to and len(others) != 1:
        raise NegotrackError("whom it answers is not told", "fill `to` with PARTY/ITEM or PARTY")
    to, answer = to or others[0], {"rejection": "rejects", "acceptance": "accepts"}[kind]
    answers: list[Record] = record.setdefault("responses", [])
    for one in answers:
        if one["to"] == to and one["answer"] == answer:
            return one
    answers.append({"to": to, "answer": answer})
    return answers[-1]


def _value(book: Book, issue: str, row: Row, mapping: Glossary, bare: Bare) -> dictated.Value:
    """The value of a row as it is recorded: with its operator, and in the words of its scale."""
    scale = book.issue(issue).scale
    word = mapping.values.get(row["issue"], {}).get(row["value"], row["value"])
    if word != row["value"]:
        return dictated.value_of(book, issue, word, bare)  # a mapping says all there is to say
    operator = "" if row["issue"] in mapping.limits else row["operator"]
    if operator not in OPERATORS:
        raise NegotrackError(f"{operator[:60]!r} is no operator", f"there is {', '.join(filter(None, OPERATORS))}")
    if scale.finite:
        word = word if word in scale.members else slugged(word)
    elif (scale.kind == "duration" and (unit := re.match("(?:day|week|month|year)s?", row["unit"]))) or (
        scale.kind == "money" and (unit := re.match("million|billion", row["unit"]))
    ):
        word = f"{word} {unit[0]}"
    return dictated.value_of(book, issue, OPERATORS[operator] + word, bare)


def _parties(book: Book, row: Row, mapping: Glossary) -> tuple[str, ...]:
    """Whose row it is; several after `joint:`, with commas between."""
    joint, colon, rest = row["party"].partition(":")
    words = rest.split(",") if colon and joint == "joint" else [row["party"]]
    known = names.parties(book)
    return tuple(_exactly(mapping.parties.get(word.strip(), word.strip()), known, "party") for word in words)


def _exactly(word: str, known: Mapping[str, tuple[str, ...]], what: str) -> str:
    """The id of a name in full; a sheet is not asked what it may have meant."""
    for key, also in known.items():
        if word.casefold() in (key.casefold(), *(one.casefold() for one in also)):
            return key
    raise NegotrackError(f"there is no {what} {word[:60]!r}", names.suggestion(word, known))


def _scoped(book: Book) -> dict[str, tuple[str, ...]]:
    return {f"{issue}@{scope}": () for issue in book.issues for scope in book.scopes}


# -- one record ---------------------------------------------------------------------------------------------------


def _quote(record: Record, quotes: Sequence[tuple[int, str]], made: Made) -> None:
    """The quotes of a record's rows as one, as far as they have room in it."""
    taken: list[str] = []
    for number, words in quotes:
        if words in taken:
            continue
        if len(" … ".join([*taken, words]).split()) > QUOTE_WORDS:
            made.left_out.append((number, f"quote: a source has room for {QUOTE_WORDS} words"))
        else:
            taken.append(words)
    if taken:
        record["sources"][0]["quote"] = " … ".join(taken)


def _file(book: Book, record: Record, made: Made) -> None:
    """Give a record its items' names and a path of its own: by its content, else with its publisher's address as well."""
    for offer in record.get("offers", ()):
        offer["id"] = made_name(offer)
    slug = dictated.slug_of({key: held for key, held in record.items() if key != "summary"})
    source = record["sources"][0]
    host = re.sub("^https?://(?:www[.])?([^/]*).*", r"\1", source.get("url") or "")
    more = (host, slugged(source.get("title") or source.get("reference") or ""))
    for name in (slug, *(f"{slug}-{slugged(one)}" for one in more if slugged(one))):
        path = dictated.path_of(book, record, name)
        if names_well(name) and path not in made.records:
            made.records[path] = record
            return
    raise NegotrackError(f"two statements would be {path!r}", "give one of them another source")
