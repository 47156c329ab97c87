"""Two real sheets, imported, against the records made of them by hand: every verdict on figures is equal, or its cause is known.

A cause is a correction laid over the imported records. With all of them the verdicts are equal on every day; without any
one of them they are not. The table of docs/import.md is made of them: `UPDATE_DOCS=1` writes it anew.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran
from documents import UPDATING

from negotrack.book import Book
from negotrack.compare import compare, spoken_issues
from negotrack.read.alone import read_data
from negotrack.read.records import read_books
from negotrack.read.sources import Source, sources
from negotrack.standing import standing
from negotrack.wording.values import day_words
from negotrack.wording.verdicts import verdict_words
from negotrack.write.record import record_text

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests/data"
PAGE = ROOT / "docs/import.md"
FIGURES = ("number", "percent", "money", "duration", "date")
TABLE = re.compile(r"\| what no row says \|.*?(?=\n\n)", re.DOTALL)

Verdicts = dict[tuple[date, str], tuple[str, ...]]
Files = dict[str, Source]


def by_hand(negotiation: str) -> Book:
    return read_books(*sources(ROOT)).books[negotiation]


def verdicts(book: Book, days: Iterable[date]) -> Verdicts:
    """The verdicts on figures between the principals, by day and issue."""
    found = {}
    for day in days:
        held = standing(book, day)
        for key in spoken_issues(held, book.principals):
            if book.issue(key).scale.kind in FIGURES:
                found[day, key] = tuple(verdict_words(book, pair) for pair in compare(held, key).pairs)
    return found


def different(one: Verdicts, other: Verdicts) -> set[tuple[date, str]]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def imported(cli: Callable[..., Ran], root: Path, negotiation: str, sheet: Path, mapping: Path) -> Ran:
    """The sheet, imported into a repository that has nothing but the declaration of its negotiation."""
    there = root / "positions" / negotiation
    there.mkdir(parents=True)
    shutil.copy(ROOT / "positions" / negotiation / "negotiation.yaml", there)
    return cli("import", str(sheet), "--map", str(mapping), "--skip", "--yes", at=root)


# -- the lockout --------------------------------------------------------------------------------------------------


def test_the_imported_sheet_of_the_lockout_gives_the_verdicts_of_the_records_by_hand(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = imported(cli, tmp_path, "nhl-2012", DATA / "nhl-lockout-2012-13.csv", DATA / "nhl-map.yaml")
    assert ran.code == 0
    assert "70 rows: 70 in 20 records, 0 not taken" in ran.err
    hand, made = by_hand("nhl-2012"), read_books(*sources(tmp_path)).books["nhl-2012"]
    days = sorted({entry.said.day for entry in (*hand.entries, *made.entries)})
    expected = verdicts(hand, days)
    assert expected == verdicts(made, days)
    words = f"The sheet on the NHL lockout:** all 70 rows are taken, and all {len(expected)} verdicts"
    assert words in " ".join(PAGE.read_text().split())


# -- Gaza ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def gaza(cli: Callable[..., Ran], tmp_path: Path) -> Files:
    """The imported records of the sheet on Gaza, by path."""
    ran = imported(cli, tmp_path, "gaza-2023", DATA / "gaza.csv", DATA / "gaza-map.yaml")
    assert ran.code == 0
    assert "195 rows: 193 in 91 records, 2 not taken" in ran.err
    assert re.findall(r"line (\d+), not taken: (.*);", ran.err) == [
        ("138", "whom it answers is not told"),
        ("159", "whom it answers is not told"),
    ]
    return {source.path: source for source in sources(tmp_path)[0]}


@cache
def causes() -> dict[str, dict[str, dict[str, Any]]]:
    """Each cause with its correction: what takes the place of keys of an imported record, or is a new record."""
    data, amiss = read_data(Source("gaza-differences.yaml", (DATA / "gaza-differences.yaml").read_bytes()))
    assert not amiss
    return dict(data)


def corrected(files: Files, chosen: Iterable[str]) -> Book:
    """The imported records with the corrections of some causes laid over them; nothing in them is amiss."""
    laid = dict(files)
    for cause in chosen:
        for name, keys in causes()[cause].items():
            path = f"positions/gaza-2023/{name}.yaml"
            before = read_data(laid[path])[0] if path in laid else {}
            after = {key: held for key, held in (before | keys).items() if held != []}
            laid[path] = Source(path, record_text(after).encode())
    reading = read_books(laid.values())
    assert not reading.findings
    return reading.books["gaza-2023"]


def days_of(files: Files) -> list[date]:
    """The days on which anything was said, by hand or in the sheet."""
    return sorted({one.said.day for book in (by_hand("gaza-2023"), corrected(files, causes())) for one in book.entries})


def test_every_difference_of_the_imported_sheet_on_gaza_has_a_known_cause(gaza: Files) -> None:
    """With all corrections nothing differs on any day; without any one of them something does."""
    days = days_of(gaza)
    expected = verdicts(by_hand("gaza-2023"), days)
    whole = [*causes()]
    assert different(expected, verdicts(corrected(gaza, whole), days)) == set()
    for cause in whole:
        rest = [one for one in whole if one != cause]
        assert different(expected, verdicts(corrected(gaza, rest), days)), f"idle: {cause}"


def test_the_documented_differences_are_those_there_are(gaza: Files) -> None:
    """Each verdict is told with the cause whose correction makes it equal for good, laid on in the order of the file."""
    days = days_of(gaza)
    expected = verdicts(by_hand("gaza-2023"), days)
    whole = [*causes()]
    left = [verdicts(corrected(gaza, whole[:number]), days) for number in range(len(whole) + 1)]
    open_after = [different(expected, found) for found in left]
    due = {key: max(n for n, still in enumerate(open_after) if key in still) for key in open_after[0]}
    assert len(due) == len(open_after[0])
    table = told_as_table({cause: {key for key in due if due[key] == n} for n, cause in enumerate(whole)})
    total = len(expected.keys() | left[0].keys())
    words = (
        f"Of {total} verdicts on figures {total - len(open_after[0])} are those of the records by hand; with the events"
        f" of the first two causes {total - len(open_after[2])} are, and with all {len(whole)} corrections all are."
    )
    page = PAGE.read_text()
    if UPDATING:
        PAGE.write_text(TABLE.sub(lambda _: table, page))
        page = PAGE.read_text()
    assert table in page
    assert words in " ".join(page.split())


def told_as_table(explained: Mapping[str, set[tuple[date, str]]]) -> str:
    lines = ["| what no row says | verdicts | from | to | issues |", "|---|---|---|---|---|"]
    for cause, keys in explained.items():
        first, last = (day_words(pick(day for day, _ in keys)) for pick in (min, max))
        issues = ", ".join(f"`{issue}`" for issue in sorted({issue for _, issue in keys}))
        lines.append(f"| {cause} | {len(keys)} | {first} | {last} | {issues} |")
    return "\n".join(lines)


def test_the_two_events_could_have_been_rows(cli: Callable[..., Ran], gaza: Files, tmp_path: Path) -> None:
    """A sheet that has the ends of the two ceasefires in rows of the kind `event` is imported with them."""
    with (DATA / "gaza.csv").open(newline="") as sheet:
        rows = [*csv.DictReader(sheet)]
    link = {"kind": "event", "source_url": "https://example.org/report"}
    rows.append({**link, "date": "2023-12-01", "summary": "Fighting resumes", "ends": "2023-11-22, 2023-11-30"})
    rows.append({**link, "date": "2025-03-18", "summary": "Strikes resume", "ends": "2025-01-15"})
    with (tmp_path / "sheet.csv").open("w", newline="") as sheet:
        writer = csv.DictWriter(sheet, [*rows[0], "summary", "ends"])
        writer.writeheader()
        writer.writerows(rows)
    there = tmp_path / "more"
    ran = imported(cli, there, "gaza-2023", tmp_path / "sheet.csv", DATA / "gaza-map.yaml")
    assert "197 rows: 195 in 93 records, 2 not taken" in ran.err
    with_rows = {source.path: source for source in sources(there)[0]}
    days = days_of(gaza)
    assert verdicts(corrected(with_rows, ()), days) == verdicts(corrected(gaza, [*causes()][:2]), days)
