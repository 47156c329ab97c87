"""The rows of a spreadsheet, a CSV file or one sheet of a workbook; formulas count as last computed, and nothing is run."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter
from zipfile import ZipFile

from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass
from negotrack.read.cells import shown

if TYPE_CHECKING:
    from openpyxl import Workbook

UNPACKED = 32 * 2**20  # bytes of a workbook once unpacked
ROWS, COLUMNS = 100_000, 200  # that are filled
LAST_ROW = 2**20  # that a sheet can have
SEPARATORS = ",;\t"
_HINT = "open it in a spreadsheet program and save it as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with their numbers in the file, the first of them the header; empty rows are left out.

    `amiss` says of single cells, by number of row and place of column, why they cannot be taken. `pointed` is whether figures have
    a point before their decimals, and not perhaps a comma. `names` are the sheets of the workbook, the one that was read first.
    """

    rows: Sequence[tuple[int, Sequence[str]]]
    amiss: Mapping[tuple[int, int], str] = field(default_factory=dict)
    pointed: bool = True
    names: Sequence[str] = ()


def sheet_of(content: bytes, name: str | None = None) -> Sheet:
    """A CSV file, or of a workbook the sheet that is named, and otherwise the first.

    Raises NegotrackError where it is neither, unpacks to more than 32 MiB, or the extra `xlsx` is not installed.
    """
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content, name)
    if name is not None:
        raise NegotrackError("--sheet is for a workbook, and this file is none", "leave --sheet out")
    return _of_text(_decoded(content))


# -- CSV ----------------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise NegotrackError("the file is not UTF-8", "save it as CSV in UTF-8", NOT_LOADED) from None


def _of_text(text: str) -> Sheet:
    """The rows of a text whose cells are set apart by commas, semicolons or tabs, whichever make the most of its header."""
    told = re.match("sep=([^\r\n])\r?\n", text)  # a line that spreadsheet programs write for each other
    text = text[told.end() :] if told else text
    separator = told[1] if told else max(SEPARATORS, key=lambda one: _width(text, one))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [(reader.line_num + bool(told), _trimmed(cells)) for cells in reader]
    except csv.Error as wrong:
        raise NegotrackError(f"the file is no CSV: {wrong}", "save it as CSV, in UTF-8", NOT_LOADED) from None
    return Sheet([(number, cells) for number, cells in rows if cells], pointed=separator == ",")


def _width(text: str, separator: str) -> int:
    """How many cells the header has, if this sets them apart."""
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), ()))
    except csv.Error:
        return 0


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells on one line, without the space around them, and without the empty ones at the end."""
    found = [" ".join(cell.split()) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


# -- workbooks ----------------------------------------------------------------------------------------------------


def _of_workbook(content: bytes, name: str | None) -> Sheet:
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "pip install 'negotrack[xlsx]', or save the sheet as CSV"
        raise NegotrackError("reading a workbook takes the extra `xlsx`", hint, NOT_LOADED) from None
    try:
        with catch_warnings():
            simplefilter("ignore")  # parts of a workbook that are not cells may be of any kind
            with ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                    raise NegotrackError(f"the workbook unpacks to more than {UNPACKED // 2**20} MiB", _HINT, NOT_LOADED)  # fmt: skip
                sheets = [part for part in packed.namelist() if part.startswith("xl/worksheets/")]
                computed = any(re.search(b"<(?:[a-z0-9]+:)?f[ />]", packed.read(part)) for part in sheets)
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if computed else None
            return _read(book, formulas, _number_of(book.worksheets, name))
    except NegotrackError:
        raise
    except Exception as wrong:  # openpyxl raises whatever its parsers do on a broken file
        raise NegotrackError(f"the file is no workbook: {type(wrong).__name__}", _HINT, NOT_LOADED) from None


def _number_of(sheets: Sequence[Any], name: str | None) -> int:
    names = [sheet.title.casefold() for sheet in sheets]
    if name is None:
        return 0
    if name.casefold() not in names:
        known = ", ".join(sheet.title for sheet in sheets)
        raise NegotrackError(f"there is no sheet {name[:60]!r}", f"there is {known[:200]}", NOT_FOUND)
    return names.index(name.casefold())


def _read(book: Workbook, formulas: Workbook | None, chosen: int) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    amiss: dict[tuple[int, int], str] = {}
    written = _cells(formulas.worksheets[chosen]) if formulas else None
    seen = 0
    for number, cells in enumerate(_cells(book.worksheets[chosen]), 1):
        behind = next(written, ()) if written else ()
        seen += len(cells)
        if number > LAST_ROW or len(rows) > ROWS or seen > ROWS * COLUMNS:
            limits = f"{ROWS:,} rows of {COLUMNS} columns"
            raise NegotrackError(f"the sheet has more than {limits}", "import it in parts", NOT_LOADED)
        wrong = {place: why for place, cell in enumerate(cells) if (why := _unread(cell, behind[place : place + 1]))}
        taken = ["?" if place in wrong else shown(cell.value, cell.number_format) for place, cell in enumerate(cells)]
        if trimmed := _trimmed(taken):
            rows.append((number, trimmed))
            amiss |= {(number, place): why for place, why in wrong.items()}
    names = [sheet.title for sheet in book.worksheets]
    return Sheet(rows, amiss, names=[names[chosen], *names[:chosen], *names[chosen + 1 :]])


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The cells of each row; the extent that a sheet is said to have is not relied on."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _unread(cell: Any, behind: Sequence[Any]) -> str:
    """Why what people see in a cell cannot be read: it is an error, or was never computed."""
    if cell.data_type == "e":
        return f"the cell holds the error {cell.value}"
    empty = cell.value is None and cell.data_type != "str"  # a formula may well come to an empty text
    if empty and behind and behind[0].data_type == "f":
        return "the value of a formula is not saved; open the workbook in a spreadsheet program and save it"
    return ""
