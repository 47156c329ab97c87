"""A finding shows the line, points at the place, and says what next, whatever the line holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from negotrack.findings import Finding, Label, Place, Severity, finding
from negotrack.render.diagnostics import Excerpt, concise, fingerprint, fingerprints, full, page
from negotrack.render.formats import FORMATS
from negotrack.render.page import Look

PATH = "positions/gaza-2023/israel/2023-12-19-week-for-40.yaml"
LINE = "    gives: {ceasefire-length: a week or so, aid: increased}"
SEVERITIES = {"value-off-scale": Severity.error, "stale": Severity.warning, "single-origin": Severity.note}
OFF_SCALE = finding(
    "value-off-scale",
    "ceasefire-length: 'a week or so' is not a duration",
    Place(PATH, 14, 31, 43),
    hint="write `7 days`, `at most 7 days` or `unspecified`; see `negotrack explain value-off-scale`",
)


def lines(**files: str) -> Excerpt:
    """The same line for every path and number, or one a path."""
    return lambda path, number: files.get(path, files.get("any"))


def stale(path: str = "a.yaml", line: int = 1, message: str = "nothing for a year") -> Finding:
    return finding("stale", message, Place(path, line))


def test_a_finding_in_full() -> None:
    assert (
        full([OFF_SCALE], SEVERITIES, lines(any=LINE), Look())
        == """\
error[value-off-scale] ceasefire-length: 'a week or so' is not a duration
  positions/gaza-2023/israel/2023-12-19-week-for-40.yaml:14:31
   14 |     gives: {ceasefire-length: a week or so, aid: increased}
      |                               ^^^^^^^^^^^^
  help: write `7 days`, `at most 7 days` or `unspecified`; see `negotrack explain value-off-scale`
"""
    )


def test_the_same_at_any_width_that_holds_the_line() -> None:
    shown = [full([OFF_SCALE], SEVERITIES, lines(any=LINE), Look(width=width)) for width in (80, 160)]
    assert shown[0] == shown[1]


def test_related_places_follow_with_their_own_lines() -> None:
    twice = finding(
        "duplicate-item",
        "week-for-40 is used twice",
        Place("b.yaml", 3, 7, 18),
        Label(Place("a.yaml", 120, 7), "first used here"),
    )
    shown = full(
        [twice, stale("c.yaml")], SEVERITIES, lines(**{"a.yaml": "  - id: x", "b.yaml": "  id: week-for-40"}), Look()
    )
    assert (
        shown
        == """\
error[duplicate-item] week-for-40 is used twice
  b.yaml:3:7
    3 |   id: week-for-40
      |       ^^^^^^^^^^^
  note: first used here
  a.yaml:120:7
  120 |   - id: x
      |       ^

warning[stale] nothing for a year
  c.yaml:1:1
"""
    )


def test_colours_name_the_severity_and_change_nothing_else() -> None:
    found = [OFF_SCALE, stale(), finding("single-origin", "one source only", Place("z.yaml"))]
    coloured = full(found, SEVERITIES, lines(any=LINE), Look(color=True))
    assert "\x1b[1;31merror[value-off-scale]\x1b[0m " in coloured
    assert "\x1b[1;33mwarning[stale]\x1b[0m " in coloured
    assert "\x1b[1;36mnote[single-origin]\x1b[0m " in coloured
    assert "\x1b[1;31m^^^^^^^^^^^^\x1b[0m\n" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == full(found, SEVERITIES, lines(any=LINE), Look())
    assert "\x1b[1;31merror[value-off-scale]\x1b[0m" in concise([OFF_SCALE], SEVERITIES, Look(color=True))


def pointed(line: str, column: int, end: int | None, look: Look | None = None) -> tuple[str, str, str]:
    """The line as shown, what stands before the carets, and what stands over them, measured in cells."""
    found = finding("stale", "m", Place("a.yaml", 1, column, end))
    rows = full([found], SEVERITIES, lines(any=line), look or Look()).split("\n")
    words, carets = rows[2].removeprefix("    1 | "), rows[3].removeprefix("      | ")
    assert set(carets.strip()) == {"^"}
    before = len(carets) - len(carets.lstrip())
    return words, by_cells(words, 0, before), by_cells(words, before, len(carets))


def by_cells(words: str, start: int, end: int) -> str:
    """The characters that stand between two cells."""
    return "".join(char for at, char in enumerate(words) if start <= cell_len(words[:at]) < end and cell_len(char))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "plain ",
        "中文: ",
        "\t",
        "\t- 한국\t",
        "e\u0301te\u0301 ",
        "👩‍👩‍👧 ",
        "حماس: ",
        "\x1b[31m",
        "\ufeff",
        "नमस्ते ",
    ],
)
def test_carets_stand_under_the_word_whatever_stands_before_it(before: str) -> None:
    start = len(before) + 1
    assert pointed(before + "word, more", start, start + 4)[2] == "word"
    assert pointed(before + "中文, more", start, start + 2)[2] == "中文"


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("before", [0, 10, 100, 1_000, 90_000])
@pytest.mark.parametrize("after", [0, 10, 1_000])
@pytest.mark.parametrize("filler", ["x", "中", "\t"])
def test_long_lines_show_the_part_that_matters(width: int, before: int, after: int, filler: str) -> None:
    words, _, over = pointed(filler * before + "word" + filler * after, before + 1, before + 5, Look(width=width))
    assert over == "word"
    assert cell_len(words) <= width - 8
    assert words.startswith("…") or words.replace("    ", "\t").startswith((filler, "word"))
    assert words.endswith("…") == (after == 1_000 or (after == 10 and not words.rstrip().endswith((filler, "word"))))


def test_a_long_line_is_cut_on_both_sides() -> None:
    long = "    note: " + "first words " * 10 + "WRONG" + " last words" * 10
    column = long.index("WRONG") + 1
    found = finding("stale", "m", Place("a.yaml", 7, column, column + 5))
    assert (
        full([found], SEVERITIES, lines(any=long), Look(width=60))
        == """\
warning[stale] m
  a.yaml:7:131
    7 | …rds first words WRONG last words last words last w…
      |                  ^^^^^
"""
    )


def test_a_place_without_an_end_gets_one_caret() -> None:
    assert pointed("word", 2, None)[2] == "o"


@pytest.mark.parametrize(("column", "end"), [(5, None), (99, 120), (1, 99), (0, 0), (3, 2)])
def test_a_place_beyond_its_line_still_gets_a_caret(column: int, end: int | None) -> None:
    assert pointed("word", column, end)


@given(st.text(max_size=120), st.integers(1, 130), st.none() | st.integers(1, 130), st.integers(1, 100))
def test_any_line_and_any_place_can_be_shown(line: str, column: int, end: int | None, width: int) -> None:
    found = finding("stale", "m", Place("a.yaml", 1, column, end))
    shown = full([found], SEVERITIES, lines(any=line), Look(width=width))
    assert shown.count("\n") == 4
    assert shown.split("\n")[3].rstrip().endswith("^")


def test_hostile_words_stay_words() -> None:
    hostile = "\x1b[2J[red]x[/red] :warning: \u202e\n::error::@everyone"
    found = finding("stale", hostile, Place(hostile, 1, 1, 4), Label(Place("b.yaml"), hostile), hint=hostile)
    for color in (False, True):
        shown = full([found], SEVERITIES, lines(any=hostile), Look(color=color))
        assert "[red]x[/red] :warning: " in shown
        assert "\u202e" not in shown
        assert "\x1b[2J" not in shown
        assert not re.search(r"^::", shown, re.MULTILINE)
    assert concise([found], SEVERITIES, Look()).count("\n") == 1


def test_an_ascii_terminal_gets_ascii_only() -> None:
    found = finding("stale", "Erdoğan’s", Place("ü.yaml", 1, 3), hint="≈ 3")
    shown = full([found], SEVERITIES, lines(any="–中" + "x" * 200), Look(ascii=True))
    assert shown.isascii()
    assert "    1 | -\\u4e2dxxx" in shown
    assert "      |        ^\n" in shown


def test_findings_are_sorted_by_place() -> None:
    found = [stale("b.yaml", 1), stale("a.yaml", 10), stale("a.yaml", 9)]
    assert (
        concise(found, SEVERITIES, Look())
        == """\
a.yaml:9:1: warning[stale] nothing for a year
a.yaml:10:1: warning[stale] nothing for a year
b.yaml:1:1: warning[stale] nothing for a year
"""
    )


def test_twenty_a_file_are_shown_and_the_rest_counted() -> None:
    found = [stale("a.yaml", line) for line in range(1, 26)] + [stale("b.yaml")]
    found += [finding("value-off-scale", "m", Place("a.yaml", 90))]
    closing = "6 more not shown (1 error, 5 warnings); --all shows them\n"
    for shown in (concise(found, SEVERITIES, Look()), full(found, SEVERITIES, lines(), Look())):
        assert shown.count("warning[stale]") == 21
        assert shown.endswith(closing)
    assert full(found, SEVERITIES, lines(), Look()).endswith("b.yaml:1:1\n\n" + closing)
    assert concise(found, SEVERITIES, Look(), all=True).count("\n") == 27


def test_two_hundred_are_shown_altogether() -> None:
    found = [stale(f"{name:03}.yaml", line) for name in range(30) for line in range(1, 11)]
    shown = concise(found, SEVERITIES, Look())
    assert shown.count("warning[stale]") == 200
    assert shown.endswith("100 more not shown (100 warnings); --all shows them\n")


def test_nothing_found_is_nothing_said() -> None:
    assert full([], SEVERITIES, lines(), Look()) == concise([], SEVERITIES, Look()) == ""


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    moved = replace(OFF_SCALE, labels=(Label(Place(PATH, 99, 1)),), hint="")
    assert fingerprint(moved) == fingerprint(OFF_SCALE)
    assert re.fullmatch("[0-9a-f]{16}", fingerprint(OFF_SCALE))


@pytest.mark.parametrize(
    "other", [stale("b.yaml"), stale(message="x"), finding("x", "nothing for a year", Place("a.yaml"))]
)
def test_a_fingerprint_tells_rule_path_and_message_apart(other: Finding) -> None:
    assert fingerprint(other) != fingerprint(stale())


def test_equal_fingerprints_in_a_file_are_numbered_by_place() -> None:
    mark = fingerprint(stale())
    assert fingerprints([stale(line=9), stale(line=2), stale("b.yaml"), stale(line=5)]) == [
        f"{mark}-3",
        mark,
        fingerprint(stale("b.yaml")),
        f"{mark}-2",
    ]


def test_the_page_holds_every_finding() -> None:
    twice = finding("single-origin", "one source", Place("a.yaml", 2, 3), Label(Place("b.yaml", 4, 5), "the source"))
    shown = page([twice, OFF_SCALE], SEVERITIES, 2)
    data = json.loads(FORMATS["json"](shown, Look()))["data"]
    assert data == {
        "findings": [
            {
                "rule": "single-origin",
                "severity": "note",
                "message": "one source",
                "path": "a.yaml",
                "line": 2,
                "column": 3,
                "hint": "",
                "fingerprint": fingerprint(twice),
                "related": [{"path": "b.yaml", "line": 4, "column": 5, "text": "the source"}],
            },
            {
                "rule": "value-off-scale",
                "severity": "error",
                "message": OFF_SCALE.message,
                "path": PATH,
                "line": 14,
                "column": 31,
                "hint": OFF_SCALE.hint,
                "fingerprint": fingerprint(OFF_SCALE),
                "related": [],
            },
        ],
        "files": 2,
    }
    assert FORMATS["csv"](shown, Look()).splitlines()[:2] == [
        "rule,severity,message,path,line,column,hint,fingerprint",
        f"single-origin,note,one source,a.yaml,2,3,,{fingerprint(twice)}",
    ]
    assert "severity  error\nrule      value-off-scale\n" in FORMATS["table"](shown, Look())


def test_the_page_leaves_nothing_out() -> None:
    found = [stale("a.yaml", line) for line in range(500)]
    assert len(page(found, SEVERITIES, 1).records.rows) == 500


def test_a_page_without_findings_says_so() -> None:
    nothing: Mapping[str, Severity] = {}
    assert FORMATS["table"](page([], nothing, 1), Look()) == "no findings in 1 file\n"
    assert FORMATS["markdown"](page([], nothing, 12), Look()) == "no findings in 12 files\n"
