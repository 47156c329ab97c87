"""What the cells of a spreadsheet mean: its columns by meaning, and its words by what they are called here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from negotrack.book import Book
from negotrack.cli import dictated, names
from negotrack.cli.dictated import slugged
from negotrack.cli.figures import Decimals, measured
from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass
from negotrack.terms import Bare

if TYPE_CHECKING:
    from negotrack.read.sheets import Sheet

COLUMNS = (
    "date", "party", "kind", "issue", "scope", "operator", "value", "unit", "item", "to", "before", "ends", "via",
    "speaker", "attribution", "summary", "source_title", "source_url", "source_reference", "source_date", "publisher",
    "quote", "grade",
)  # fmt: skip
"""What a column may mean; without a mapping, a column means what it is called."""

NEEDED = ("date", "party", "kind", "issue", "value")
OPERATORS = {"": "", "=": "", "choice": "", "range": "", ">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than "}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a mapping file says: columns by meaning, and words of the sheet by what they are called here."""

    columns: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    issues: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    limits: Sequence[str] = ()  # issues that are a limit themselves: `<=` is said by the issue, not by the value
    decimals: Decimals = "point"  # of the sheet's figures


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


def rows_of(sheet: Sheet, mapping: Glossary) -> tuple[list[tuple[int, Row]], list[tuple[int, str]]]:
    """The rows of a sheet by meaning, each with its number in the file; and those that cannot be read, with the reason."""
    from negotrack.read.characters import unfit

    if not sheet.rows:
        raise NegotrackError("the file is empty", "its first line names the columns", NOT_LOADED)
    (_, header), *lines = sheet.rows
    columns = {meaning: mapping.columns.get(meaning, meaning) for meaning in COLUMNS}
    for meaning in NEEDED:
        if columns[meaning] not in header:
            hint = f"there is {', '.join(header)[:200]}; a mapping names it: `columns: {{{meaning}: NAME}}`"
            raise NegotrackError(f"no column is called {columns[meaning][:120]!r}", hint, NOT_LOADED)
    for name in columns.values():
        if header.count(name) > 1:
            places = " and ".join(str(place) for place, word in enumerate(header, 1) if word == name)
            hint = "give the one that is not meant another name"
            raise NegotrackError(f"columns {places} are both called {name[:120]!r}", hint, NOT_LOADED)
    at = {meaning: header.index(name) for meaning, name in columns.items() if name in header}
    found: list[tuple[int, Row]] = []
    refused: list[tuple[int, str]] = []
    for number, cells in lines:
        beyond = [cell for cell in cells[len(header) :] if cell]
        amiss = [
            f"{columns[meaning]}: {why}" for meaning, place in at.items() if (why := sheet.amiss.get((number, place)))
        ]
        read = {meaning: cells[place] for meaning, place in at.items() if place < len(cells)}
        amiss += [f"{columns[meaning]}: {why}" for meaning, word in read.items() if (why := unfit(word))]
        if beyond:
            amiss.append(
                f"{beyond[0][:60]!r} stands beyond the header; name its column, or put quotes around a cell with commas"
            )
        if amiss:
            refused.append((number, "; ".join(amiss)))
            continue
        row = dict.fromkeys(COLUMNS, "") | read
        if any(row.values()):
            found.append((number, row))
    return found, refused


def ignored(sheet: Sheet, mapping: Glossary) -> list[str]:
    """The columns of a sheet that no meaning is read from."""
    meant = {mapping.columns.get(meaning, meaning) for meaning in COLUMNS}
    return [name for name in sheet.rows[0][1] if name and name not in meant]


# -- one cell -----------------------------------------------------------------------------------------------------


def kind_in(row: Row, mapping: Glossary) -> str:
    """The kind of a row, by the name it has here if it is one."""
    return mapping.kinds.get(row["kind"], row["kind"]).replace("-", "_").replace(" ", "_")


def parties_in(book: Book, row: Row, mapping: Glossary) -> tuple[str, ...]:
    """Whose row it is; several after `joint:`, with commas between."""
    joint, colon, rest = row["party"].partition(":")
    words = rest.split(",") if colon and joint == "joint" else [row["party"]]
    known = names.parties(book)
    return tuple(exactly(mapping.parties.get(word.strip(), word.strip()), known, "party") for word in words)


def issue_in(book: Book, row: Row, mapping: Glossary) -> str:
    """The issue of a row, told apart by its value or its unit where the mapping does so, with its scope."""
    apart = (mapping.issues.get(f"{row['issue']} {row[key]}") for key in ("value", "unit"))
    word = next(filter(None, apart), None) or mapping.issues.get(row["issue"], row["issue"])
    scoped = dict.fromkeys((f"{issue}@{scope}" for issue in book.issues for scope in book.scopes), ())
    issue = exactly(word.replace("_", "-"), names.issues(book) | scoped, "issue")
    if not row["scope"]:
        return issue
    if "@" in issue:
        raise NegotrackError(f"{issue} has a scope already", "keep one of them")
    return f"{issue}@{exactly(row['scope'], {key: (title,) for key, title in book.scopes.items()}, 'scope')}"


def value_in(book: Book, issue: str, row: Row, mapping: Glossary, bare: Bare) -> dictated.Value:
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
    word = measured(issue, scale, word, row["unit"], mapping.decimals)
    return dictated.value_of(book, issue, OPERATORS[operator] + word, bare)


def exactly(word: str, known: Mapping[str, tuple[str, ...]], what: str) -> str:
    """The id of a name in full; a sheet is not asked what it may have meant."""
    for key, also in known.items():
        if word.casefold() in (key.casefold(), *(one.casefold() for one in also)):
            return key
    raise NegotrackError(f"there is no {what} {word[:60]!r}", names.suggestion(word, known))
