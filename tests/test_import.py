"""The rows of a spreadsheet become records that are checked together; a row that cannot be taken is told, with its reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from conftest import FOLDER, NEGOTIATION, Ran
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS

from negotrack.book import Book
from negotrack.cli.glossary import Glossary, rows_of
from negotrack.cli.rows import records_of
from negotrack.read.cells import shown
from negotrack.read.records import read_books
from negotrack.read.sheets import sheet_of
from negotrack.read.sources import Source
from negotrack.standing import standing

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
    assert again.code == 1
    assert again.err.count("exists already") == 5


def test_a_sheet_that_has_grown_brings_in_only_its_new_rows(cli: Callable[..., Ran], talks: Path) -> None:
    """What is on file already is told row by row, and so is everything else; the rest can be taken."""
    (talks / "sheet.csv").write_text(SOUND)
    assert cli("import", "sheet.csv", "--yes").code == 0
    before = records(talks)
    more = (
        "2024-04-01,israel,offer,aid,=,unhindered,,,,A report,https://example.org/d,,\n"
        "2024-04-01,nobody,offer,aid,=,unhindered,,,,A report,https://example.org/d,,\n"
    )
    (talks / "sheet.csv").write_text(SOUND + more)
    ran = cli("import", "sheet.csv", "--yes")
    assert ran.code == 1
    assert ran.err.count("exists already") == 5
    assert "line 8, not taken: there is no party 'nobody'" in ran.err
    assert records(talks) == before
    ran = cli("import", "sheet.csv", "--yes", "--skip")
    assert ran.code == 0, ran.err
    assert "7 rows: 1 in 1 record, 6 not taken" in ran.err
    assert {*records(talks)} - {*before} == {"israel/2024-04-01-aid-unhindered.yaml"}


def test_two_statements_that_would_have_one_name_do_not_keep_the_rest_out(cli: Callable[..., Ran], talks: Path) -> None:
    row = '2024-03-02,"joint:Israel,Hamas",agreement,aid,=,{},,,,Same,https://example.org/{},,\n'
    clash = "".join(row.format(word, word) for word in ("blocked", "restricted", "increased", "unhindered"))
    wrong = "2024-03-02,nobody,offer,aid,=,increased,,,,T,P,,\n"
    (talks / "sheet.csv").write_text(SOUND + clash + wrong)
    ran = cli("import", "sheet.csv", "--yes", "--skip")
    assert ran.code == 0, ran.err
    assert "line 10, not taken: two statements would be 'positions/talks/joint/2024-03-02-aid-same.yaml'" in ran.err
    assert "line 11, not taken: there is no party 'nobody'" in ran.err
    assert "10 rows: 8 in 6 records, 2 not taken" in ran.err
    assert len(records(talks)) == 6


def test_rows_of_a_record_with_an_error_are_told_and_the_rest_can_be_taken(
    cli: Callable[..., Ran], talks: Path
) -> None:
    row = "2924-03-05,israel,offer,aid,=,increased,,,,t,https://example.org,,\n"
    (talks / "sheet.csv").write_text(SOUND + row)
    ran = cli("import", "sheet.csv", "--yes")
    assert ran.code == 1
    assert "error[future-date]" in ran.out
    assert "line 7, not taken: its record has an error: " in ran.err
    assert "6 rows: 5 in 3 records, 1 not taken" in ran.err
    assert records(talks) == {}
    assert cli("import", "sheet.csv", "--yes", "--skip").code == 0
    assert len(records(talks)) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2024-03-01,Isreal,offer,aid,=,increased,,,,t,https://example.org,,", "there is no party 'Isreal'; did you mean israel?"),
        ("2024-03-01,israel,offer,adi,=,increased,,,,t,https://example.org,,", "there is no issue 'adi'; did you mean aid?"),
        ("2024-03-01,israel,offer,aid,=,lots,,,,t,https://example.org,,", "'lots' is not a level"),
        ("2024-03-01,israel,offer,aid,~,increased,,,,t,https://example.org,,", "'~' is no operator"),
        ("someday,israel,offer,aid,=,increased,,,,t,https://example.org,,", "'someday' is not a day"),
        (",israel,offer,aid,=,increased,,,,t,https://example.org,,", "the day is not told; fill `date`"),
        ("2024-03-01,israel,withdrawal,aid,=,increased,,,,t,https://example.org,,", "no item of israel on aid stands the day before"),
        ("2024-03-09,hamas,withdrawal,fund,=,2,billion,,,t,https://example.org,,", "no item of hamas on fund stands the day before"),
        ("2024-03-09,joint:Israel;Hamas,withdrawal,aid,=,increased,,,,t,https://example.org,,", "there is no party 'Israel;Hamas'"),
        ("2024-03-10,,event,aid,=,blocked,,,,t,https://example.org,,", "what happened is not told"),
        ("2024-03-01,israel,denial,aid,=,increased,,,,t,https://example.org,,", "'denial' is no kind of row"),
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


def workbook(rows: list[list[object]], forms: Mapping[str, str] = MappingProxyType({}), *sheets: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, form in forms.items():
        book.active[place].number_format = form
    for name in sheets:
        book.create_sheet(name)
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


# -- what a cell holds --------------------------------------------------------------------------------------------

CELLS = ["date", "party", "kind", "issue", "value", "unit", "source_reference"]


@pytest.mark.parametrize(
    ("issue", "value", "form", "unit", "term"),
    [
        ("share", 0.08, "0%", None, "share: 8 %"),
        ("share", 0.085, "0.0 %", None, "share: 8.5 %"),
        ("share", 0.29, "0.00%;[Red]-0.00%", None, "share: 29 %"),
        ("share", 8, '0\\%', None, "share: 8 %"),
        ("share", 0.5, "General", "percent of all", "share: 0.5"),
        ("fund", 40, '0" million"', None, "fund: 40 million"),
        ("fund", 600, '"$"#,##0', None, "fund: 600"),
        ("fund", 600, '_-[$USD-409] * #,##0.00_-;-[$USD-409] * #,##0.00_-', None, "fund: 600"),
        ("fund", 600, BUILTIN_FORMATS[44], None, "fund: 600"),
        ("fund", -600.5, BUILTIN_FORMATS[39], None, "fund: -600.5"),
        ("fund", 4e7, '#,##0.0,,"M"', None, "fund: 40000000"),
        ("fund", 2, "General", "USD Billion", "fund: 2 billion"),
        ("ceasefire-length", 7, '0" days"', "days", "ceasefire-length: 7 days"),
        ("ceasefire-length", 7.0, "0", "Days", "ceasefire-length: 7 days"),
        ("hostages-released", 40.0, "0.00", None, "hostages-released: 40"),
        ("hostages-released", 12345678, "0.00E+00", None, "hostages-released: 12345678"),
        ("hostages-released", True, "General", None, None),
        ("hostages-released", 1e300, "0", None, None),
        ("share", 0.08, "General", None, None),
        ("fund", 600, "[$€-407] #,##0.00", None, None),
        ("fund", 600, "General", "EUR", None),
        ("fund", 600, "General", "thousand USD", None),
        ("hostages-released", 2, "General", "million", None),
        ("ceasefire-length", timedelta(days=7), "[h]:mm", None, None),
        ("fund", "#REF!", "General", None, None),
        ("fund", "=1+1", "General", None, None),
    ],
)  # fmt: skip
def test_a_cell_of_a_workbook_means_what_it_shows_or_its_row_is_not_taken(
    issue: str, value: object, form: str, unit: str | None, term: str | None, cli: Callable[..., Ran], talks: Path
) -> None:
    declared = NEGOTIATION.replace("issues:\n", "issues:\n  share: {title: Share, scale: percent}\n")
    (talks / FOLDER / "negotiation.yaml").write_text(declared)
    row = [datetime(2024, 3, 1), "qatar", "offer", issue, value, unit, "P"]
    (talks / "sheet.xlsx").write_bytes(workbook([CELLS, row], {"E2": form}))
    ran = cli("import", "sheet.xlsx", "--yes")
    assert ran.code == (1 if term is None else 0), ran.err
    assert ("line 2, not taken: " in ran.err) == (term is None)
    assert [term in made for made in records(talks).values()] == ([] if term is None else [True])


FORMS = [
    "0",
    "#",
    "?",
    ".",
    ",",
    "%",
    '"a"',
    '"',
    "\\",
    "\\x",
    "[Red]",
    "[$€-407]",
    "[$USD]",
    "_)",
    "*-",
    ";",
    "General",
    "@",
    "E+00",
    "/",
    "d",
    "€",
    "(",
    " ",
]


@given(
    value=st.integers() | st.floats() | st.datetimes() | st.booleans() | st.text(),
    form=st.lists(st.sampled_from(FORMS)).map("".join),
)
def test_whatever_the_format_of_a_cell_it_is_read(value: object, form: str) -> None:
    assert not re.search("[\ue000-\ue0ff]", shown(value, form)) or isinstance(value, str)


@given(
    value=st.decimals(-1000, 1000, places=3), form=st.sampled_from(["0%", "0.00 %", "[Red]0%;[Blue]-0%", "#,##0.0%_)"])
)
def test_a_share_is_shown_in_percent_to_its_last_figure(value: Decimal, form: str) -> None:
    assert Decimal(shown(float(value), form).removesuffix(" %")) == value * 100


@pytest.mark.parametrize("mac", [False, True])
def test_a_day_of_a_workbook_is_the_day_it_shows_in_both_calendars(
    mac: bool, cli: Callable[..., Ran], talks: Path
) -> None:
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    rows = [
        [day, "qatar", "offer", "aid", "increased", None, "P"]
        for day in (datetime(2024, 3, 1), datetime(2024, 2, 1), datetime(2024, 3, 3, 14, 30), "yesterday", 45000)
    ]
    book = load_workbook(io.BytesIO(workbook([CELLS, *rows], {"A2": "dd/mm/yy", "A3": "mmm yyyy"})))
    book.epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    book.save(talks / "sheet.xlsx")
    ran = cli("import", "sheet.xlsx", "--yes", "--skip")
    assert sorted(records(talks)) == ["qatar/2024-02-aid-increased.yaml", "qatar/2024-03-01-aid-increased.yaml"]
    assert "line 4, not taken: date: '2024-03-03 14:30' is a time without its zone" in ran.err
    assert "line 5, not taken: date: 'yesterday' is not a day" in ran.err
    assert "line 6, not taken: date: '45000' is not a day" in ran.err


def test_the_sheet_that_is_read_is_told_and_another_may_be_named(cli: Callable[..., Ran], talks: Path) -> None:
    row = ["2024-03-01", "qatar", "offer", "aid", "increased", None, "P"]
    (talks / "sheet.xlsx").write_bytes(workbook([CELLS, row], {}, "Notes", "Old"))
    ran = cli("import", "sheet.xlsx", "--dry-run")
    assert ran.code == 0
    assert "read the first sheet, 'Sheet'; --sheet names another: Notes, Old" in ran.err
    assert "read the first" not in cli("import", "sheet.xlsx", "--dry-run", "--sheet", "sheet").err
    assert cli("import", "sheet.xlsx", "--dry-run", "--sheet", "Notes").code == 3
    ran = cli("import", "sheet.xlsx", "--dry-run", "--sheet", "Other")
    assert (ran.code, "there is Sheet, Notes, Old" in ran.err) == (1, True)
    (talks / "sheet.csv").write_text(SOUND)
    assert cli("import", "sheet.csv", "--dry-run", "--sheet", "Sheet").code == 2


def test_what_a_workbook_says_of_its_extent_is_not_relied_on(cli: Callable[..., Ran], talks: Path) -> None:
    row = ["2024-03-01", "qatar", "offer", "aid", "increased", None, "P"]
    out = io.BytesIO()
    with (
        ZipFile(io.BytesIO(workbook([CELLS, row, [], [*row[:4], "blocked", None, "P", "a note"]]))) as packed,
        ZipFile(out, "w") as other,
    ):
        for name in packed.namelist():
            content = re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1"', packed.read(name))
            other.writestr(name, content)
    (talks / "sheet.xlsx").write_bytes(out.getvalue())
    ran = cli("import", "sheet.xlsx", "--yes", "--skip")
    assert "2 rows: 1 in 1 record, 1 not taken" in ran.err
    assert "line 4, not taken: 'a note' stands beyond the header" in ran.err


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_understood_however_its_cells_are_set_apart(
    separator: str, encoding: str, cli: Callable[..., Ran], talks: Path
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(csv.reader(io.StringIO(SOUND)))
    (talks / "sheet.csv").write_bytes(out.getvalue().encode(encoding))
    ran = cli("import", "sheet.csv", "--yes")
    assert (ran.code, len(records(talks))) == (0, 3), ran.err


@pytest.mark.parametrize(
    ("written", "decimal", "read"),
    [("2,5", "comma", "2.5"), ("1.234,5", "comma", "1234.5"), ("2.500", "comma", "2500"), ("2.500", "point", "2.500"), ("2,500", "point", "2,500"),
     ("2.5", None, "2.5"), ("2500", None, "2500"), ("2,5", None, None), ("2.500", None, None), ("2,500", None, None), ("2.5", "comma", None)],
)  # fmt: skip
def test_a_sign_that_may_stand_before_decimals_or_thousands_is_never_guessed_at(
    written: str, decimal: str | None, read: str | None, cli: Callable[..., Ran], talks: Path
) -> None:
    (talks / "sheet.csv").write_text(
        f"sep=;\r\ndate;party;kind;issue;value;source_reference\r\n2024-03-01;qatar;offer;fund;{written};P\r\n"
    )
    ran = cli("import", "sheet.csv", "--yes", *(("--decimal", decimal) if decimal else ()))
    assert ran.code == (1 if read is None else 0), ran
    if read is None:
        assert "line 3, not taken: " in ran.err
    else:
        (made,) = records(talks).values()
        assert f'fund: "{read}"' in made if "," in read else f"fund: {read}}}" in made
    assert cli("import", "sheet.csv", "--decimal", "dot").code == 2


def test_two_columns_of_one_name_are_refused(cli: Callable[..., Ran], talks: Path) -> None:
    head, *rest = SOUND.splitlines()
    (talks / "sheet.csv").write_text("\n".join([f"{head},value", *(f"{line},9" for line in rest)]))
    ran = cli("import", "sheet.csv", "--yes")
    assert (ran.code, "columns 6 and 14 are both called 'value'" in ran.err) == (3, True)
    (talks / "sheet.csv").write_text("\n".join([f"{head},note,note", *(f"{line},a,b" for line in rest)]))
    ran = cli("import", "sheet.csv", "--dry-run")
    assert ran.code == 0, "a column that is not read may be there twice"
    assert ran.err.startswith("columns that are not read: note, note\n")


def test_a_cell_beyond_the_header_keeps_its_row_out_and_an_empty_row_is_nothing(
    cli: Callable[..., Ran], talks: Path
) -> None:
    (talks / "sheet.csv").write_text(
        SOUND + ",,,,,,,,,,,,\n\n2024-04-01,qatar,offer,aid,=,increased,,,,T,P,,said, aloud\n"
    )
    ran = cli("import", "sheet.csv", "--yes", "--skip")
    assert "line 9, not taken: 'aloud' stands beyond the header" in ran.err
    assert "6 rows: 5 in 3 records, 1 not taken" in ran.err


def test_a_character_that_no_record_may_hold_keeps_its_row_out(cli: Callable[..., Ran], talks: Path) -> None:
    line = '2024-04-{:02},qatar,offer,aid,=,increased,,,,T,P,,"{}"\n'
    quotes = ("a\u202eb", "two\nlines\tand a tab", "a\x1bb")
    (talks / "sheet.csv").write_text(HEAD + "".join(line.format(day, words) for day, words in enumerate(quotes, 1)))
    ran = cli("import", "sheet.csv", "--yes", "--skip")
    assert "line 2, not taken: quote: a character that must not be in a record: U+202E" in ran.err
    assert "line 5, not taken: quote: a character that must not be in a record: U+001B" in ran.err
    (made,) = records(talks).values()
    assert 'quote: "two lines and a tab"' in made


# -- several sources, names of items, scopes ----------------------------------------------------------------------

WIDE = "date,party,kind,issue,scope,operator,value,unit,item,to,ends,summary,source_reference\n"


def imported(cli: Callable[..., Ran], talks: Path, rows: str, *options: str) -> Ran:
    (talks / "sheet.csv").write_text(WIDE + rows)
    return cli("import", "sheet.csv", "--yes", *options)


def test_what_several_papers_report_of_one_day_is_one_statement(cli: Callable[..., Ran], talks: Path) -> None:
    ran = imported(
        cli,
        talks,
        "2024-03-01,israel,offer,ceasefire-length,,=,7,days,,,,,Paper A\n"
        "2024-03-01,israel,demand,hostages-released,,=,40,,,,,,Paper B\n"
        "2024-03-01,israel,offer,ceasefire-length,,=,7,days,,,,,Paper B\n",
    )
    assert ran.code == 0, ran.err
    assert records(talks) == {
        "israel/2024-03-01-ceasefire-length-7-days.yaml": (
            "party: israel\ndate: 2024-03-01\nsources:\n  - reference: Paper A\n  - reference: Paper B\n"
            "offers:\n  - id: ceasefire-length-7-days\n    gives: {ceasefire-length: 7 days}\n"
            "    asks: {hostages-released: 40}\n"
        )
    }


def test_papers_that_differ_on_a_figure_are_statements_of_their_own(cli: Callable[..., Ran], talks: Path) -> None:
    ran = imported(
        cli,
        talks,
        "2024-03-01,israel,offer,ceasefire-length,,=,7,days,,,,,Paper A\n"
        "2024-03-01,israel,offer,ceasefire-length,,=,9,days,,,,,Paper B\n"
        "2024-03-01,israel,offer,aid,,=,increased,,,,,,Paper B\n",
    )
    assert ran.code == 0, ran.err
    assert sorted(text.count("reference") for text in records(talks).values()) == [1, 1]
    assert sum("aid: increased" in text for text in records(talks).values()) == 1


def test_rows_that_are_summed_up_in_other_words_are_not_one_statement(cli: Callable[..., Ran], talks: Path) -> None:
    ran = imported(
        cli,
        talks,
        "2024-03-01,israel,offer,aid,,=,increased,,,,,Said aloud,Paper A\n"
        "2024-03-01,israel,offer,ceasefire-length,,=,7,days,,,,Said in a letter,Paper A\n"
        "2024-03-01,israel,demand,hostages-released,,=,40,,,,,Said aloud,Paper B\n",
    )
    assert ran.code == 0, ran.err
    assert sorted("Said aloud" in text and text.count("reference") for text in records(talks).values()) == [0, 2]


def test_a_row_may_name_its_item_and_another_answer_it(cli: Callable[..., Ran], talks: Path) -> None:
    ran = imported(
        cli,
        talks,
        "2024-03-01,israel,offer,ceasefire-length,,=,7,days,short,,,,P\n"
        "2024-03-01,israel,offer,ceasefire-length,,=,30,days,long,,,,P\n"
        "2024-03-01,israel,demand,hostages-released,,=,40,,long,,,,P\n"
        "2024-03-02,hamas,rejection,,,,,,,israel/short,,,Q\n"
        "2024-03-02,hamas,acceptance,,,,,,,israel/long,,,Q\n"
        "2024-03-03,hamas,acceptance,hostages-released,,=,30,,,israel/long,,,R\n",
    )
    assert ran.code == 0, ran.err
    made = "".join(records(talks).values())
    assert "  - id: short\n    gives: {ceasefire-length: 7 days}\n  - id: long\n" in made
    assert "  - {to: israel/short, answer: rejects}\n  - {to: israel/long, answer: accepts}\n" in made
    assert "{to: israel/long, answer: accepts, with: {hostages-released: 30}}" in made
    refused = imported(cli, talks, "2024-04-01,hamas,rejection,,,,,,,israel/none,,,Q\n")
    assert "there is no item or party 'israel/none'" in refused.err
    refused = imported(cli, talks, "2024-04-01,israel,withdrawal,,,,,,lon,,,,Q\n")
    assert "there is no item of this party 'lon'; did you mean long?" in refused.err
    refused = imported(cli, talks, "2024-04-01,israel,offer,aid,,,increased,,No Name,,,,Q\n")
    assert "'No Name' is no name" in refused.err


def test_a_scope_has_a_column_and_a_place_in_a_mapping(cli: Callable[..., Ran], talks: Path) -> None:
    (talks / "map.yaml").write_text("issues: {truce: ceasefire-length, truce 42: ceasefire-length@phase-1}\n")
    rows = (
        "2024-03-01,israel,offer,truce,,=,42,days,,,,,P\n"
        "2024-03-01,israel,offer,truce,Second phase,=,50,days,,,,,P\n"
        "2024-03-01,israel,offer,truce,,=,90,days,,,,,P\n"
        "2024-03-01,israel,offer,truce,phase-2,=,42,days,,,,,P\n"
        "2024-03-01,israel,offer,aid,phase-3,=,increased,,,,,,P\n"
    )
    ran = imported(cli, talks, rows, "--map", "map.yaml", "--skip")
    assert "line 5, not taken: ceasefire-length@phase-1 has a scope already" in ran.err
    assert "line 6, not taken: there is no scope 'phase-3'" in ran.err
    (made,) = records(talks).values()
    for term in ("ceasefire-length@phase-1: 42 days", "ceasefire-length@phase-2: 50 days", "ceasefire-length: 90 days"):
        assert term in made


def test_the_text_of_a_go_between_is_neither_sides(cli: Callable[..., Ran], talks: Path) -> None:
    rows = "2024-03-01,qatar,offer,aid,,=,increased,,,,,,P\n2024-03-01,qatar,demand,ceasefire-length,,=,9,days,,,,,P\n"
    assert imported(cli, talks, rows).code == 0
    (made,) = records(talks).values()
    assert "    asks: {ceasefire-length: 9 days}\n    terms: {aid: increased}\n" in made


# -- what ends ----------------------------------------------------------------------------------------------------

PACKAGE = (
    "2024-03-01,israel,offer,ceasefire-length,,=,7,days,,,,,P\n"
    "2024-03-01,israel,offer,aid,,=,increased,,,,,,P\n"
    "2024-03-01,israel,demand,hostages-released,,=,40,,,,,,P\n"
)


def test_a_withdrawal_gives_up_the_item_that_has_its_value(cli: Callable[..., Ran], talks: Path) -> None:
    """The term stands in an offer of its own from the beginning, and the rest of the package goes on."""
    rows = PACKAGE + "2024-03-05,israel,withdrawal,aid,,=,increased,,,,,,Q\n"
    assert imported(cli, talks, rows).code == 0
    assert records(talks)["israel/2024-03-05-withdraws-aid-increased.yaml"] == (
        "party: israel\ndate: 2024-03-05\nsources:\n  - reference: Q\nwithdraws: [aid-increased]\n"
    )
    shown = cli("list", "items", "--as-of", "2024-03-05", "-O", "csv")
    assert "ceasefire-length-7-days,offer,on the table" in shown.out
    assert "aid-increased,offer,withdrawn by israel/2024-03-05-withdraws-aid-increased" in shown.out


def test_a_withdrawal_takes_effect_before_the_offer_of_its_day(cli: Callable[..., Ran], talks: Path) -> None:
    rows = (
        "2024-03-01,hamas,precondition,aid,,=,unhindered,,first,,,,P\n"
        "2024-03-05,hamas,demand,aid,,=,increased,,,,,,Q\n"
        "2024-03-05,hamas,withdrawal,aid,,=,blocked,,,,,,R\n"
        "2024-03-06,hamas,withdrawal,,,,,,aid-increased,,,,S\n"
    )
    ran = imported(cli, talks, rows)
    assert ran.code == 0, ran.err
    made = records(talks)
    (both,) = (text for path, text in made.items() if path.startswith("hamas/2024-03-05"))
    assert "withdraws: [first]\noffers:\n  - id: aid-increased\n" in both
    assert "reference: Q\n  - reference: R" in both
    assert "withdraws: [aid-increased]" in made["hamas/2024-03-06-withdraws-aid-increased.yaml"]


def test_the_value_of_a_withdrawal_tells_two_items_apart(cli: Callable[..., Ran], talks: Path) -> None:
    rows = (
        "2024-03-01,hamas,precondition,aid,,=,unhindered,,first,,,,P\n"
        "2024-03-01,hamas,demand,aid,,=,increased,,,,,,P\n"
        "2024-03-05,hamas,withdrawal,aid,,=,unhindered,,,,,,Q\n"
    )
    assert imported(cli, talks, rows).code == 0
    assert "withdraws: [first]" in records(talks)["hamas/2024-03-05-withdraws-first.yaml"]


def test_a_withdrawal_that_could_mean_several_items_is_told(cli: Callable[..., Ran], talks: Path) -> None:
    rows = (
        "2024-03-01,hamas,precondition,aid,,=,unhindered,,first,,,,P\n"
        "2024-03-01,hamas,demand,aid,,=,unhindered,,,,,,P\n"
        "2024-03-05,hamas,withdrawal,aid,,=,unhindered,,,,,,Q\n"
    )
    ran = imported(cli, talks, rows, "--skip")
    assert "line 4, not taken: it can mean more than one item: hamas/aid-unhindered, hamas/first" in ran.err
    assert [*records(talks)] == ["hamas/2024-03-01-aid-unhindered.yaml"]


def test_a_term_of_a_package_on_file_is_withdrawn_and_the_rest_of_it_goes_on(
    cli: Callable[..., Ran], talks: Path
) -> None:
    beside = "2024-03-01,israel,offer,ceasefire-length,,=,30,days,long,,,,P\n"
    assert imported(cli, talks, PACKAGE + beside).code == 0
    before = records(talks)
    ran = imported(cli, talks, "2024-03-05,israel,withdrawal,aid,,=,increased,,,,,,Q\n")
    assert ran.code == 0, ran.err
    ((path, text),) = (one for one in records(talks).items() if one[0] not in before)
    assert (path, text) == (
        "israel/2024-03-05-rest-of-ceasefire-length-7-days.yaml",
        "party: israel\ndate: 2024-03-05\nsources:\n  - reference: Q\nwithdraws: [ceasefire-length-7-days]\noffers:\n"
        "  - id: rest-of-ceasefire-length-7-days\n    gives: {ceasefire-length: 7 days}\n    asks: {hostages-released: 40}\n"
        "    keeps: [long]\n",
    )
    assert cli("check").code == 0
    shown = cli("list", "items", "--as-of", "2024-03-05", "-O", "csv").out
    assert "israel/long,offer,on the table" in shown
    assert "israel/rest-of-ceasefire-length-7-days,offer,on the table" in shown
    assert "aid" not in cli("show", "israel", "--as-of", "2024-03-05").out


@pytest.mark.parametrize(
    ("given_up", "left"),
    [
        (["aid", "hostages-released"], ["ceasefire-length"]),
        (["ceasefire-length", "hostages-released"], ["aid"]),
        (["aid", "ceasefire-length", "hostages-released"], []),
    ],
)
def test_several_terms_of_a_package_on_file_are_withdrawn_on_one_day(
    given_up: list[str], left: list[str], cli: Callable[..., Ran], talks: Path
) -> None:
    values = {"aid": "increased", "ceasefire-length": "7 days", "hostages-released": "40"}
    assert imported(cli, talks, PACKAGE).code == 0
    rows = "".join(f"2024-03-05,israel,withdrawal,{one},,=,{values[one]},,,,,,Q{one}\n" for one in given_up)
    ran = imported(cli, talks, rows)
    assert ran.code == 0, ran.err
    assert len(records(talks)) == 2
    book = read_books(
        [Source(f"{FOLDER}/{path}", text.encode()) for path, text in records(talks).items()]
        + [Source(f"{FOLDER}/negotiation.yaml", NEGOTIATION.encode())]
    ).books["talks"]
    held = standing(book, date(2024, 3, 5)).standing("israel")
    assert [sorted(one.item.package) for one in held] == ([left] if left else [])
    assert "Q" + given_up[-1] in "".join(records(talks).values())


def test_a_package_whose_rest_cannot_be_written_again_is_left_to_a_person(cli: Callable[..., Ran], talks: Path) -> None:
    record = talks / FOLDER / "israel/2024-03-01-a.yaml"
    record.parent.mkdir()
    text = "party: israel\ndate: 2024-03-01\noffers: [{id: a, gives: {aid: increased, ceasefire-length: VALUE}}]\nsources: [{reference: P}]\n"
    record.write_text(text.replace("VALUE", "{at_least: 7 days, about: true}"))
    ran = imported(cli, talks, "2024-03-05,israel,withdrawal,aid,,=,increased,,,,,,Q\n")
    assert (ran.code, "aid is one of several terms of israel/a" in ran.err) == (1, True)
    ran = imported(cli, talks, "2024-03-05,israel,withdrawal,,,,,,a,,,,Q\n")
    assert ran.code == 0, ran.err
    assert len(records(talks)) == 2


def test_an_event_has_facts_and_ends_what_was_agreed_on_a_day(cli: Callable[..., Ran], talks: Path) -> None:
    rows = (
        '2024-03-01,"joint:Israel,Hamas",agreement,aid,,=,increased,,,,,,P\n'
        "2024-03-20,,event,aid,,=,blocked,,,,2024-03-01,The crossings close,Q\n"
        "2024-03-21,,event,,,,,,,,2024-03-02,Nothing happens,Q\n"
        "2024-03-22,,event,,,,,,,,,Nothing at all,Q\n"
        "2024-03-23,israel,event,aid,,=,blocked,,,,,Someone acts,Q\n"
    )
    ran = imported(cli, talks, rows, "--skip")
    assert ran.code == 0
    assert "line 4, not taken: there is no agreement '2024-03-02'" in ran.err
    assert "line 5, not taken: an event has a fact or ends an agreement" in ran.err
    assert "line 6, not taken: an event is no one's word" in ran.err
    assert records(talks)["events/2024-03-20-the-crossings-close.yaml"] == (
        "event: The crossings close\ndate: 2024-03-20\nfacts: {aid: blocked}\nends: [joint/2024-03-01-aid]\n"
        "sources:\n  - reference: Q\n"
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)))
def test_the_order_of_the_rows_decides_nothing_that_is_said(order: list[int]) -> None:
    """Rows in any order become records that say the same; their names may differ."""
    rows = (
        PACKAGE + "2024-03-01,israel,offer,ceasefire-length,,=,9,days,,,,,Q\n"
        "2024-03-05,israel,withdrawal,aid,,=,increased,,,,,,Q\n"
        "2024-03-02,hamas,demand,aid,,=,unhindered,,,,,,Q\n"
        "2024-03-02,hamas,red_line,aid,,=,unhindered,,,,,,P\n"
        "2024-03-02,hamas,rejection,ceasefire-length,,=,7,days,,,,,P\n"
    ).splitlines()
    said = []
    for lines in (rows, [rows[index] for index in order]):
        read, unread = rows_of(sheet_of("\n".join([WIDE.strip(), *lines]).encode()), Glossary())
        assert not unread
        made = records_of(empty_book(), read, Glossary(), date(2024, 6, 1))
        assert not made.refused
        terms = [
            (record["party"], str(record["date"]), *sorted(map(str, record.get(part) or ())))
            for record in made.records.values()
            for part in ("red_lines", "responses", "withdraws")
        ]
        offered = [
            (record["date"], issue, value)
            for record in made.records.values()
            for offer in record.get("offers", ())
            for side in ("gives", "asks", "terms")
            for issue, value in offer.get(side, {}).items()
        ]
        said.append((sorted(terms), sorted(offered)))
    assert said[0] == said[1]


def empty_book() -> Book:
    reading = read_books([Source("positions/talks/negotiation.yaml", NEGOTIATION.encode())])
    return reading.books["talks"]
