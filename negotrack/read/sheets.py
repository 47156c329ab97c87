"""A workbook as the text of a CSV file: the first sheet, the values as they were last computed, nothing run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

from negotrack.errors import NOT_LOADED, NegotrackError

UNPACKED = 32 * 2**20  # bytes of a workbook once unpacked
ROWS, COLUMNS = 100_000, 200


def is_workbook(content: bytes) -> bool:
    """Whether a file is packed as workbooks are."""
    return content.startswith(b"PK\x03\x04")


def csv_of(content: bytes) -> str:
    """The first sheet of an xlsx workbook as CSV, a line for each of its rows.

    Raises NegotrackError where it is no workbook, unpacks to more than 32 MiB, or the extra `xlsx` is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "pip install 'negotrack[xlsx]', or save the sheet as CSV"
        raise NegotrackError("reading a workbook takes the extra `xlsx`", hint, NOT_LOADED) from None
    hint = "open it in a spreadsheet program and save it as CSV in UTF-8"
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise NegotrackError(f"the workbook unpacks to more than {UNPACKED // 2**20} MiB", hint, NOT_LOADED)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(_rows(book.worksheets[0].iter_rows(values_only=True)))
    except NegotrackError:
        raise
    except (BadZipFile, Exception) as wrong:  # openpyxl raises whatever its parsers do on a broken file
        raise NegotrackError(f"the file is no workbook: {type(wrong).__name__}", hint, NOT_LOADED) from None
    return out.getvalue()


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, 1):
        if number > ROWS or len(row) > COLUMNS:
            limits = f"{ROWS:,} rows and {COLUMNS} columns"
            raise NegotrackError(f"the sheet has more than {limits}", "import it in parts", NOT_LOADED)
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A cell as people would have typed it: days as YYYY-MM-DD, whole numbers without a point.

    >>> _cell(40.0), _cell(datetime(2023, 12, 19)), _cell(True), _cell(None)
    ('40', '2023-12-19', 'yes', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return " ".join(str(value).split("\n"))
