"""The rows of a spreadsheet become records that are checked together; a row that cannot be taken is told, with its reason."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from conftest import FOLDER, NEGOTIATION, Ran

from negotrack.book import Book
from negotrack.compare import compare, spoken_issues
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.standing import standing
from negotrack.wording.verdicts import verdict_words

ROOT = Path(__file__).parent.parent
HEAD = "date,party,kind,issue,operator,value,unit,to,via,source_title,source_url,source_date,quote\n"
SOUND = HEAD + (
    "2024-03-01,Israel,offer,ceasefire_length,=,7,days,,\"Qatar, a friend\",A report,https://example.org/a,2024-03-02,a week\n"
    "2024-03-01,Government of Israel,demand,hostages-released,>=,40,persons,,Qatar,A report,https://example.org/a,2024-03-02,forty of them\n"
    "2024-03-03,hamas,red_line,aid,choice,unhindered,level,,,Another,https://example.org/b,,\n"
    "2024-03-03,hamas,rejection,ceasefire-length,=,1,week,,,Another,https://example.org/b,,\n"
    "2024-03-09,\"joint:Israel,Hamas\",agreement,fund,=,2,billion USD,,,Third,https://example.org/c,,\n"
)  # fmt: skip


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """An empty negotiation."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    return tmp_path


def records(root: Path) -> dict[str, str]:
    folder = root / FOLDER
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*/*.yaml")}


def test_rows_of_one_party_day_and_source_are_one_statement(cli: Callable[..., Ran], talks: Path) -> None:
    (talks / "sheet.csv").write_text("\ufeff" + SOUND)
    shown = cli("import", "sheet.csv", "--dry-run")
    assert shown.code == 0
    assert records(talks) == {}
    ran = cli("import", "sheet.csv", "--into", "talks", "--yes")
    assert ran.code == 0, ran.err
    assert "5 rows: 5 in 3 records, 0 not taken" in ran.err
    assert "line 2, left out of its statement: via: there is no party 'a friend'" in ran.err
    assert records(talks) == {
        "israel/2024-03-01-ceasefire-length-7-days.yaml": (
            "party: israel\ndate: 2024-03-01\nvia: [qatar]\nsources:\n  - title: A report\n    url: https://example.org/a\n"
            '    published: 2024-03-02\n    quote: "a week … forty of them"\noffers:\n  - id: ceasefire-length-7-days\n'
            "    gives: {ceasefire-length: 7 days}\n    asks: {hostages-released: at least 40}\n"
        ),
        "hamas/2024-03-03-only-aid-unhindered.yaml": (
            "party: hamas\ndate: 2024-03-03\nsources:\n  - title: Another\n    url: https://example.org/b\n"
            "red_lines:\n  - id: only-aid-unhindered\n    must: {aid: unhindered}\n"
            "responses:\n  - {to: israel, answer: rejects, refuses: {ceasefire-length: 1 week}}\n"
        ),
        "joint/2024-03-09-fund.yaml": (
            "parties: [israel, hamas]\ndate: 2024-03-09\nagreement: {fund: 2 billion}\n"
            "sources:\n  - title: Third\n    url: https://example.org/c\n"
        ),
    }
    assert cli("check").code == 0
    again = cli("import", "sheet.csv", "--yes")
    assert again.code == 3
    assert "exists already" in again.err


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2024-03-01,Isreal,offer,aid,=,increased,,,,t,https://example.org,,", "there is no party 'Isreal'; did you mean israel?"),
        ("2024-03-01,israel,offer,adi,=,increased,,,,t,https://example.org,,", "there is no issue 'adi'; did you mean aid?"),
        ("2024-03-01,israel,offer,aid,=,lots,,,,t,https://example.org,,", "'lots' is not a level"),
        ("2024-03-01,israel,offer,aid,~,increased,,,,t,https://example.org,,", "'~' is no operator"),
        ("someday,israel,offer,aid,=,increased,,,,t,https://example.org,,", "'someday' is not a day"),
        (",israel,offer,aid,=,increased,,,,t,https://example.org,,", "is not a day"),
        ("2024-03-01,israel,withdrawal,aid,=,increased,,,,t,https://example.org,,", "write it by hand: `negotrack withdraw`"),
        ("2024-03-01,israel,offer,aid,=,increased,,,,,,,", "no source is told"),
        ("2024-03-01,qatar,rejection,aid,=,increased,,,,t,https://example.org,,", "whom it answers is not told"),
        ("2024-03-01,Israel,offer,ceasefire_length,=,8,days,,,A report,https://example.org/a,,", "has a value in this statement already"),
        ("2024-03-01,israel,agreement,aid,=,increased,,,,t,https://example.org,,", "an agreement is of several parties"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_is_told_and_nothing_is_written(
    row: str, why: str, cli: Callable[..., Ran], talks: Path
) -> None:
    (talks / "sheet.csv").write_text(SOUND + row + "\n")
    ran = cli("import", "sheet.csv", "--yes")
    assert ran.code == 1
    assert "line 7, not taken: " in ran.err
    assert why in ran.err
    assert records(talks) == {}
    assert cli("import", "sheet.csv", "--yes", "--skip").code == 0
    assert len(records(talks)) == 3


def test_an_error_that_the_rules_find_keeps_everything_out(cli: Callable[..., Ran], talks: Path) -> None:
    row = "2024-03-05,hamas,rejection,aid,=,increased,,israel/none,,t,https://example.org,,\n"
    (talks / "sheet.csv").write_text(SOUND + row)
    assert cli("import", "sheet.csv", "--yes").code == 1
    (talks / "sheet.csv").write_text(SOUND.replace("2024-03-09", "2924-03-09"))
    ran = cli("import", "sheet.csv", "--yes")
    assert ran.code == 1
    assert "error[future-date]" in ran.out
    assert records(talks) == {}


def test_a_mapping_says_what_another_sheet_means(cli: Callable[..., Ran], talks: Path) -> None:
    (talks / "sheet.csv").write_text(
        "Day,Who,kind,issue,operator,value,Link\n2024-03-01,IL,proposal,help,<=,more,Page 7\n"
    )
    mapping = (
        "columns: {date: Day, party: Who, source_url: Link}\nparties: {IL: israel}\nkinds: {proposal: offer}\n"
        "issues: {help: aid}\nvalues: {help: {more: exactly increased}}\n"
    )
    (talks / "map.yaml").write_text(mapping)
    ran = cli("import", "sheet.csv", "--map", "map.yaml", "--yes")
    assert ran.code == 0, ran.err
    (made,) = records(talks).values()
    assert "gives: {aid: exactly increased}" in made
    assert "reference: Page 7" in made
    for wrong in (
        "columns: {when: Day}\n",
        "colums: {date: Day}\n",
        "parties: [a]\n",
        "values: {a: b}\n",
        "limits: x: y\n",
        "- a\n",
    ):
        (talks / "map.yaml").write_text(wrong)
        assert cli("import", "sheet.csv", "--map", "map.yaml", "--yes").code in (1, 2, 3)


def test_a_file_that_is_no_sheet_is_told(cli: Callable[..., Ran], talks: Path) -> None:
    for words in (b"", b"a,b\n1,2\n", b"\xff\xfe\x00", HEAD.encode() + b'2024-03-01,"israel\n'):
        (talks / "sheet.csv").write_bytes(words)
        ran = cli("import", "sheet.csv", "--yes")
        assert ran.code == 3, (words, ran)
    assert cli("import", "nothing.csv").code == 3


def workbook(rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_taken_like_the_same_sheet_in_csv(cli: Callable[..., Ran], talks: Path) -> None:
    sheet = list(csv.reader(io.StringIO(SOUND)))
    (talks / "sheet.csv").write_text(SOUND)
    assert cli("import", "sheet.csv", "--yes").code == 0
    by_csv = records(talks)
    for path in by_csv:
        (talks / FOLDER / path).unlink()
    typed = [
        [date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell for cell in row] for row in sheet
    ]
    typed = [[float(cell) if isinstance(cell, str) and cell.isdigit() else cell for cell in row] for row in typed]
    (talks / "sheet.xlsx").write_bytes(workbook(typed))
    ran = cli("import", "sheet.xlsx", "--yes")
    assert ran.code == 0, ran.err
    assert records(talks) == by_csv


def test_a_broken_or_bloated_workbook_is_told(cli: Callable[..., Ran], talks: Path) -> None:
    sound = workbook([["date", "party"], ["=1+1", "=cmd()"]])
    bloated = io.BytesIO()
    with ZipFile(bloated, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (40 * 2**20))
    for content in (b"PK\x03\x04", sound[: len(sound) // 2], sound, bloated.getvalue()):
        (talks / "sheet.xlsx").write_bytes(content)
        ran = cli("import", "sheet.xlsx", "--yes")
        assert ran.code == 3, ran
        assert "help: " in ran.err
    assert records(talks) == {}


# -- against the records made by hand -----------------------------------------------------------------------------

FIGURES = ("number", "percent", "money", "duration", "date")


def verdicts(book: Book, days: list[object]) -> dict[tuple[object, str], tuple[str, ...]]:
    """The verdicts on figures between the principals, by day and issue."""
    found = {}
    for day in days:
        held = standing(book, day)  # type: ignore[arg-type]
        for key in spoken_issues(held, book.principals):
            if book.issue(key).scale.kind in FIGURES:
                found[day, key] = tuple(verdict_words(book, pair) for pair in compare(held, key).pairs)
    return found


def test_the_imported_sheet_of_the_lockout_gives_the_verdicts_of_the_records_by_hand(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    """What differs follows from the rows that cannot be taken: an offer in words, and the withdrawal of 6 December."""
    there = tmp_path / "positions/nhl-2012"
    there.mkdir(parents=True)
    shutil.copy(ROOT / "positions/nhl-2012/negotiation.yaml", there)
    (tmp_path / "map.yaml").write_text("limits: [contract_term_max, contract_term_own, variance_year_to_year]\n")
    sheet = str(ROOT / "tests/data/nhl-lockout-2012-13.csv")
    ran = cli("import", sheet, "--map", "map.yaml", "--skip", "--yes")
    assert ran.code == 0
    assert "70 rows: 66 in 32 records, 4 not taken" in ran.err
    by_hand, imported = (read_books(*sources(root)).books["nhl-2012"] for root in (ROOT, tmp_path))
    days = sorted({entry.said.day for entry in (*by_hand.entries, *imported.entries)})
    expected, found = verdicts(by_hand, [*days]), verdicts(imported, [*days])
    different = {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}
    assert {issue for _, issue in different} == {"players-share-y1", "make-whole"}
    assert {str(day) for day, issue in different if issue == "make-whole"} == {"2012-12-06"}
    assert {str(day) for day, issue in different if issue == "players-share-y1"} < {
        str(day) for day in days if str(day) < "2012-10-18"
    }
    assert (len(expected), len(different)) == (129, 7)
