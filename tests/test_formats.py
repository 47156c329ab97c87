"""Every format shows the whole page, and nobody's words become anything but words."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from negotrack.render.escape import for_terminal
from negotrack.render.formats import EXTENSIONS, FORMATS
from negotrack.render.page import Block, Cell, Heading, Lines, Look, Page, Records, Style, Table, Text, join, text

NOTHING = Records((), ())


def shown(*blocks: Block, look: Look | None = None, fmt: str = "table") -> str:
    return FORMATS[fmt](Page("status", blocks, NOTHING, None), look or Look())


def recorded(*rows: tuple[Cell, ...], fmt: str, look: Look | None = None) -> str:
    fields = tuple(f"field{number}" for number in range(len(rows[0])))
    return FORMATS[fmt](Page("list", (), Records(fields, rows), None), look or Look())


def row(*cells: str | Text) -> tuple[Text, ...]:
    return tuple(text(cell) for cell in cells)


OVERVIEW = (
    Heading(text("Gaza 2023, as of 21 December 2023"), 1),
    Lines((text("No deal: the sides are apart on one issue."),)),
    Heading(text("Issues")),
    Table(
        ("issue", "israel", "hamas", "verdict"),
        (
            (text("ceasefire-length", "id"), text("at most 7 days", "value"), text("permanent"), text("gap", "warn")),
            (text("aid", "id"), text("increased"), text("at least 200 trucks a day"), text("overlap", "good")),
        ),
        grow=(1, 2),
    ),
    Lines(
        (join((text("Hamas", "party"), text("accepts only a permanent ceasefire since the statement of 21 Dec"))),),
        indent=1,
        bullet="•",
    ),
)

NARROW = """\
Gaza 2023, as of 21 December 2023
─────────────────────────────────
No deal: the sides are apart on one issue.

Issues
issue             israel          hamas                      verdict
────────────────  ──────────────  ─────────────────────────  ───────
ceasefire-length  at most 7 days  permanent                  gap
aid               increased       at least 200 trucks a day  overlap

  • Hamas accepts only a permanent ceasefire since the statement of 21 Dec
"""


@pytest.mark.parametrize("width", [80, 160])
def test_a_page_that_fits_looks_the_same_at_any_width(width: int) -> None:
    assert shown(*OVERVIEW, look=Look(width=width)) == NARROW


def test_a_narrow_terminal_wraps_columns_between_words() -> None:
    assert (
        shown(*OVERVIEW, look=Look(width=60))
        == """\
Gaza 2023, as of 21 December 2023
─────────────────────────────────
No deal: the sides are apart on one issue.

Issues
issue             israel          hamas              verdict
────────────────  ──────────────  ─────────────────  ───────
ceasefire-length  at most 7 days  permanent          gap
aid               increased       at least 200       overlap
                                  trucks a day

  • Hamas accepts only a permanent ceasefire since the
    statement of 21 Dec
"""
    )


def test_colour_follows_the_style_of_each_run() -> None:
    table = Table(("issue", "verdict"), (row("aid", text("overlap", "good")), row("exchange", text("blocked", "bad"))))
    heading = Heading(text("Issues"), 1)
    assert shown(heading, table, look=Look(color=True)) == (
        "\x1b[1mIssues\x1b[0m\n"
        "\x1b[2m──────\x1b[0m\n"
        "\n"
        "\x1b[1missue\x1b[0m     \x1b[1mverdict\x1b[0m\n"
        "\x1b[2m────────  ───────\x1b[0m\n"
        "aid       \x1b[32moverlap\x1b[0m\n"
        "exchange  \x1b[1;31mblocked\x1b[0m\n"
    )


@pytest.mark.parametrize("width", [80, 160])
def test_colour_changes_nothing_but_the_colour(width: int) -> None:
    coloured = shown(*OVERVIEW, look=Look(width=width, color=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == shown(*OVERVIEW, look=Look(width=width))


def test_without_colour_no_style_leaves_an_escape_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "CLICOLOR_FORCE"):
        monkeypatch.setenv(name, "1")
    styles: tuple[Style, ...] = ("", "strong", "dim", "party", "value", "good", "bad", "warn", "note", "id")
    assert shown(Lines(tuple(text(style or "plain", style) for style in styles))) == (
        "plain\nstrong\ndim\nparty\nvalue\ngood\nbad\nwarn\nnote\nid\n"
    )


def test_a_table_too_wide_for_the_terminal_becomes_cards() -> None:
    table = Table(
        ("item", "statement", "since", "place"),
        (
            row(
                text("israel/week-for-40", "id"),
                text("israel/2023-12-19-week-for-40", "id"),
                "2023-12-19",
                text("positions/gaza-2023/israel/2023-12-19-week-for-40.yaml:14", "id"),
            ),
            row(text("hamas/permanent", "id"), text("hamas/2023-12-21-permanent", "id"), "2023-12-21", ""),
        ),
    )
    assert (
        shown(table)
        == """\
item       israel/week-for-40
statement  israel/2023-12-19-week-for-40
since      2023-12-19
place      positions/gaza-2023/israel/2023-12-19-week-for-40.yaml:14

item       hamas/permanent
statement  hamas/2023-12-21-permanent
since      2023-12-21
"""
    )
    assert (
        shown(table, look=Look(width=160))
        == """\
item                statement                      since       place
──────────────────  ─────────────────────────────  ──────────  ─────────────────────────────────────────────────────────
israel/week-for-40  israel/2023-12-19-week-for-40  2023-12-19  positions/gaza-2023/israel/2023-12-19-week-for-40.yaml:14
hamas/permanent     hamas/2023-12-21-permanent     2023-12-21
"""
    )


def test_growing_columns_take_the_room_the_others_leave() -> None:
    long = "the pause ends after a week unless both sides agree to go on"
    table = Table(("party", "what it says", "since"), (row("israel", long, "19 Dec 2023"),), grow=(1,))
    assert (
        shown(table, look=Look(width=50))
        == """\
party   what it says                   since
──────  ─────────────────────────────  ───────────
israel  the pause ends after a week    19 Dec 2023
        unless both sides agree to go
        on
"""
    )


def test_wide_and_combining_characters_keep_the_columns_straight() -> None:
    table = Table(
        ("name", "since"),
        tuple(row(name, "2012") for name in ("中文", "e\u0301te\u0301", "👩‍👩‍👧", "حماس", "नमस्ते", "plain")),
    )
    lines = shown(table).splitlines()
    assert len({cell_len(line[: line.index("2012")]) for line in lines[2:]}) == 1


def test_no_line_ends_in_blanks() -> None:
    page = shown(*OVERVIEW, Lines((text(""), text("a  "))), look=Look(width=50, color=False))
    assert not [line for line in page.splitlines() if line != line.rstrip()]


def test_an_ascii_terminal_gets_ascii_only() -> None:
    lines = Lines((text("≈ 3 days – Erdoğan’s “offer” → ✓ 中"),), bullet="●")
    assert shown(Heading(text("Zürich"), 1), lines, look=Look(ascii=True)) == (
        'Z\\xfcrich\n---------\n* ~ 3 days - Erdo\\u011fan\'s "offer" -> + \\u4e2d\n'
    )


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_stays_in_ascii_when_asked(fmt: str) -> None:
    page = Page("list", (Lines((text("Zürich 中 \ud800"),)),), Records(("a",), (("é\udc80",),)), ["🕊"])
    assert FORMATS[fmt](page, Look(ascii=True)).isascii()


IDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=70)
PROSE = st.text("abc de fgh ,中", max_size=60)


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, PROSE, IDS), min_size=1, max_size=4), st.integers(40, 200), st.sampled_from([(), (1,)]))
def test_no_width_loses_a_character_of_an_id(
    rows: list[tuple[str, str, str]], width: int, grow: tuple[int, ...]
) -> None:
    table = Table(
        ("item", "what", "statement"),
        tuple((text(item, "id"), text(prose), text(statement, "id")) for item, prose, statement in rows),
        grow=grow,
    )
    seen = "".join(shown(table, look=Look(width=width)).split())
    for item, _, statement in rows:
        for name in (item, statement):
            whole = "".join(shown(Lines((text(name, "id"),)), look=Look(width=200)).split())
            assert whole in seen


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(8, 60))
def test_wrapping_loses_nothing_but_blanks(words: str, width: int) -> None:
    whole = "".join(shown(Lines((text(words),)), look=Look(width=10_000)).split())
    assert "".join(shown(Lines((text(words),)), look=Look(width=width)).split()) == whole


def test_ids_stand_whole_in_the_columns_they_need() -> None:
    name = "a-rather-long-party/2023-12-19-statement"
    table = Table(("statement", "says"), (row(text(name, "id"), "word " * 30),), grow=(1,))
    assert all(name in shown(table, look=Look(width=width)) for width in range(52, 200))


HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "[red]markup[/red]",
    ":warning:",
    "\u202eevil\u2066",
    "@everyone",
    "![](http://x)",
    "[link](javascript:alert)",
    "<script>alert(1)</script>",
    "a | b",
    "``` `` `",
    "=cmd()",
    "# heading",
    "- item\n- item",
    "a\tb\rc\u2028d",
    "\ud800",
    "*bold* _it_ ~~no~~",
    "https://evil.example/a",
    "www.evil.example",
    "::error::x",
    "\\`",
    "GH-12",
    "/close",
)
UNSAFE_ON_A_TERMINAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def everywhere(words: str) -> Page:
    blocks = (
        Heading(text(words), 1),
        Lines((text(words), join((text("says"), text(words, "strong"), text(words)), "")), bullet="-"),
        Lines((text(words),)),
        Table(("party", words), (row("x", words), (text(words, "id"), text(words) + text(words, "value")))),
    )
    return Page("list", blocks, Records(("party", "says"), (("x", words),)), {"says": words})


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("fmt", ["table", "plain", "json", "jsonl", "markdown", "html"])
def test_nothing_hostile_reaches_a_terminal(fmt: str, words: str) -> None:
    written = FORMATS[fmt](everywhere(words), Look(width=160))
    allowed = "\t" if fmt == "plain" else ""
    assert not [found for found in UNSAFE_ON_A_TERMINAL.findall(written) if found not in allowed]


@pytest.mark.parametrize("words", ["[red]markup[/red]", ":warning:", "[/]", "[link=http://x]y[/link]", "@everyone"])
def test_a_terminal_shows_markup_as_it_was_written(words: str) -> None:
    assert shown(Lines((text(words),)), look=Look(color=True)) == words + "\n"


def test_long_lines_of_digits_take_no_time() -> None:
    assert len(shown(Lines((text("1" * 100_000),)))) > 100_000


def test_plain_is_one_record_a_line_without_header_and_never_cut() -> None:
    long = "x" * 500
    assert recorded(("a", None, 3, True), (long, Decimal("1E+3"), Decimal("0.10"), False), fmt="plain") == (
        f"a\t\t3\ttrue\n{long}\t1000\t0.10\tfalse\n"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_plain_keeps_to_its_line_and_its_field(words: str) -> None:
    written = recorded(("a", words, "b"), fmt="plain")
    assert written.count("\n") == 1
    assert len(written.splitlines()) == 1
    assert written.count("\t") == 2


def test_json_is_one_envelope() -> None:
    page = Page("compare", (), NOTHING, {"gap": Decimal(3), "day": date(2023, 12, 21)}, {"negotiation": "gaza-2023"})
    assert (
        FORMATS["json"](page, Look())
        == """\
{
  "schema_version": 1,
  "tool_version": "0.1.0",
  "command": "compare",
  "negotiation": "gaza-2023",
  "as_of": null,
  "known_by": null,
  "at": null,
  "data": {
    "gap": 3,
    "day": "2023-12-21"
  }
}
"""
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_json_gives_back_the_text_unchanged(words: str) -> None:
    written = FORMATS["json"](everywhere(words), Look())
    assert json.loads(written.encode("utf-8"))["data"] == {"says": words}


def test_json_keeps_letters_of_any_script() -> None:
    assert '"حماس می‌گوید 中文"' in FORMATS["json"](Page("x", (), NOTHING, ["حماس می‌گوید 中文"]), Look())


@pytest.mark.parametrize(
    ("number", "written"), [("3.50", "3.5"), ("1E+3", "1000"), ("0.1", "0.1"), ("-0", "0"), ("12.0", "12")]
)
def test_json_writes_decimals_as_numbers(number: str, written: str) -> None:
    assert FORMATS["jsonl"](Page("x", (), NOTHING, [Decimal(number)]), Look()) == written + "\n"


@pytest.mark.parametrize("number", [float("nan"), Decimal("NaN"), Decimal("Infinity")])
def test_json_refuses_what_is_no_number(number: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        FORMATS["json"](Page("x", (), NOTHING, number), Look())


def test_jsonl_is_one_item_of_a_list_a_line() -> None:
    assert FORMATS["jsonl"](Page("x", (), NOTHING, [{"a": 1}, {"a": "ü"}]), Look()) == '{"a": 1}\n{"a": "ü"}\n'


def test_jsonl_of_anything_else_is_its_records() -> None:
    assert recorded(("a", None), ("b", Decimal("1.5")), fmt="jsonl") == (
        '{"field0": "a", "field1": null}\n{"field0": "b", "field1": 1.5}\n'
    )


def read_back(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written, newline="")))


def test_csv_has_names_then_records() -> None:
    written = recorded(("a,b", 'say "x"', None), ("two\nlines", -3, Decimal("-1E+2")), fmt="csv")
    assert written == 'field0,field1,field2\n"a,b","say ""x""",\n"two\nlines",-3,-100\n'


@pytest.mark.parametrize("words", ["=cmd()", "+a", "-x", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_csv_disarms_formulas_unless_raw(words: str) -> None:
    assert read_back(recorded((words,), fmt="csv"))[1][0].startswith("'")
    assert read_back(recorded((words,), fmt="csv", look=Look(raw=True)))[1] == [words]


@pytest.mark.parametrize("words", [words for words in HOSTILE if words != "\ud800"])
def test_raw_csv_reads_back_as_it_was(words: str) -> None:
    assert read_back(recorded(("a", words, "b"), fmt="csv", look=Look(raw=True)))[1] == ["a", words, "b"]


def test_csv_with_half_a_character_can_be_saved() -> None:
    for raw in (False, True):
        assert recorded(("\ud800",), fmt="csv", look=Look(raw=raw)).encode("utf-8")


def test_markdown_of_a_page() -> None:
    assert (
        shown(*OVERVIEW, fmt="markdown")
        == """\
# Gaza 2023, as of 21 December 2023

No deal: the sides are apart on one issue.

## Issues

| issue | israel | hamas | verdict |
| --- | --- | --- | --- |
| ceasefire-length | at most 7 days | permanent | gap |
| aid | increased | at least 200 trucks a day | overlap |

- Hamas accepts only a permanent ceasefire since the statement of 21 Dec
"""
    )


def test_markdown_nests_lists_by_indent() -> None:
    blocks = (
        Lines((text("Why:"), text("two reasons"))),
        Lines((text("first", "strong") + text(" of all"),), bullet="•"),
        Lines((text("because"),), indent=2),
        Lines((text("second"),), bullet="✓"),
        Lines((text("Done."),)),
    )
    assert (
        shown(*blocks, fmt="markdown")
        == """\
Why:\\
two reasons

- **first** of all
  - because
- ✓ second

Done.
"""
    )


def test_markdown_opens_no_list_for_nothing() -> None:
    blocks = (*(Lines((text(" "),), indent=indent) for indent in range(3)), Lines((text("deep"),), indent=3))
    assert shown(*blocks, fmt="markdown") == "- deep\n"


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("- no list", "\\- no list"),
        ("---", "\\---"),
        ("1. no list", "1\\. no list"),
        ("12) no list", "12\\) no list"),
        ("7.5 million", "7.5 million"),
        (":--", "\\:--"),
        ("/close", "\\/close"),
        ("@everyone", "`@everyone`"),
        ("# no heading", "`# no heading`"),
        ("www.evil.example", "`www.evil.example`"),
        ("GH-12", "`GH-12`"),
        ("see :warning: there", "`see :warning: there`"),
        ("3f2c1d0 is a commit", "`3f2c1d0 is a commit`"),
        ("<b>", "`<b>`"),
        ("    four blanks", "four blanks"),
    ],
)
def test_markdown_begins_nothing_but_a_paragraph(words: str, written: str) -> None:
    assert shown(Lines((text(words),)), fmt="markdown") == written + "\n"


def test_markdown_joins_neighbours_before_it_judges_them() -> None:
    address = text("www") + text(".evil.example")
    assert shown(Lines((address,)), fmt="markdown") == "`www.evil.example`\n"
    ticks = text("a`") + text("`b") + text(" and ") + text("<i>", "strong")
    assert shown(Lines((ticks,)), fmt="markdown") == "```a``b``` and **`<i>`**\n"


def outside_code(line: str) -> str:
    """What is left of a line of Markdown without its code spans, by CommonMark's rule for pairing backticks."""
    left, rest = "", line
    while found := re.search(r"`+", rest):
        close = re.search(rf"(?<!`){found[0]}(?!`)", rest[found.end() :])
        left += rest[: found.start()] + ("" if close else found[0])
        rest = rest[found.end() + (close.end() if close else 0) :]
    return left + rest


def assert_only_words(markdown: str) -> None:
    for line in markdown.splitlines():
        bare = re.sub(r"\\[|:/.)-]", "", outside_code(line)).replace("**", "")
        assert not re.search(r"[@<>\[\]!*_~`&#$=|]|://|www\.", bare.removeprefix("# ").strip("| ").replace(" | ", ""))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_leaves_nothing_alive_outside_code(words: str) -> None:
    assert_only_words(FORMATS["markdown"](everywhere(words), Look()))


RUNS = st.lists(
    st.tuples(st.text("a1 `|@<\\*w.:/h-\n", max_size=6), st.sampled_from(("", "strong"))), min_size=1, max_size=5
)


@given(RUNS)
def test_markdown_runs_cannot_conspire(runs: Sequence[tuple[str, Style]]) -> None:
    words = Text(tuple(runs))
    assert_only_words(shown(Lines((words,)), fmt="markdown"))
    table = shown(Table(("a", "b"), ((words, text("end")),)), fmt="markdown").splitlines()
    assert len(table) == 3
    assert len(re.findall(r"(?<!\\)\|", table[2])) == 3


HARMLESS = {"text", "code_inline", "strong_open", "strong_close", "hardbreak", "text_special"}


@given(RUNS)
def test_a_markdown_reader_sees_one_paragraph_of_words(runs: Sequence[tuple[str, Style]]) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    words = Text(tuple(runs))
    lines = (text("so"), words, text("and then"), words, text("end"))
    for token in reader.parse(shown(Lines(lines), fmt="markdown")):
        assert token.type in {"paragraph_open", "inline", "paragraph_close"}
        assert {inner.type for inner in token.children or ()} <= HARMLESS


@given(RUNS)
def test_a_markdown_reader_sees_every_word_in_its_cell(runs: Sequence[tuple[str, Style]]) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(shown(Table(("a", "b"), ((Text(tuple(runs)), text("end")),)), fmt="markdown"))
    cells = [token for token in tokens if token.type == "inline"]
    assert [cell.content for cell in cells[:2]] == ["a", "b"]
    assert len(cells) == 4
    assert cells[3].content == "end"
    assert {inner.type for inner in cells[2].children or ()} <= HARMLESS


def test_file_names_choose_among_the_formats() -> None:
    assert set(EXTENSIONS.values()) <= set(FORMATS)


def test_no_format_is_loaded_before_it_is_used() -> None:
    program = (
        "import sys, negotrack.render.formats\n"
        "print(sorted({'rich', 'json', 'csv', 'negotrack.render.table'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("fmt", "taken"),
    [
        ("table", ["blocks"]), ("markdown", ["blocks"]), ("plain", ["rows"]), ("csv", ["rows"]), ("json", ["data"]),
        ("jsonl", ["data", "rows"]),
    ],
)  # fmt: skip
def test_a_format_has_only_made_what_it_shows(fmt: str, taken: list[str]) -> None:
    made: list[str] = []

    def blocks() -> Iterator[Block]:
        made.append("blocks")
        yield Lines((text("words"),))

    def rows() -> Iterator[tuple[Cell, ...]]:
        made.append("rows")
        yield ("words",)

    def data() -> object:
        made.append("data")
        return {"says": "words"}

    assert "words" in FORMATS[fmt](Page("x", blocks(), Records(("says",), rows()), data), Look())
    assert made == taken


# -- html ---------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a page with their attributes, in order, and its text."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    "words", [*HOSTILE, "</main><script>alert(1)</script>", '" onload="x', "<!--", "&lt;b&gt;", "]]>"]
)
def test_html_has_the_same_tags_whatever_the_words_are(words: str) -> None:
    hostile, harmless = (Tags(FORMATS["html"](everywhere(one), Look())) for one in (words, "words"))
    assert hostile.tags == harmless.tags
    assert for_terminal(words).strip() in hostile.words


def test_html_nests_lists_by_indent_and_closes_what_it_opens() -> None:
    blocks = [
        Heading(text("Title"), 1), Lines((text("one"), text("two")), bullet="•"), Lines((text("deep"),), 1, "✗"),
        Lines((text("three"),), bullet="•"), Lines((text("after"),)),
    ]  # fmt: skip
    found = Tags(shown(*blocks, fmt="html"))
    told = [tag for tag, _ in found.tags if tag.strip("/") in ("h1", "ul", "li", "p")]
    assert " ".join(told) == ("h1 /h1 ul li /li li ul li /li /ul /li li /li /ul p /p")
    assert "✗ deep" in found.words


def test_html_asks_nothing_of_the_network_and_has_a_title_where_the_page_has_none() -> None:
    written = shown(Lines((text("https://example.org/a"),)), fmt="html")
    assert "<h1>negotrack status</h1>" in written
    assert not re.search(r"(?:src|href|url)\s*[=(]", written)
    policy = base64.b64encode(
        hashlib.sha256(written.split("<style>")[1].split("</style>")[0].encode()).digest()
    ).decode()
    assert f"default-src 'none'; style-src 'sha256-{policy}'" in written
