"""Hostile text in every medium: nothing acts, and what is harmless stays as it is."""

from __future__ import annotations

import csv
import doctest
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack.render import escape
from negotrack.render.escape import (
    clip,
    for_csv,
    for_github,
    for_github_property,
    for_html,
    for_markdown,
    for_markdown_cell,
    for_plain,
    for_terminal,
)

ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
HOSTILE = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "a\u2066b\u2069",
    "line\u2028line\u2029line\x85line",
    "\r\n::set-output name=x::y",
    "##[error]x",
    "half \ud800 a pair",
    "\ufeffstart",
    "[red line] :warning:",
    "<script>alert(1)</script>",
    "``` @team ![x](http://e) | \\| `",
    '=HYPERLINK("http://e")',
]
anything = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(escape).failed == 0


@given(anything)
def test_terminal_gets_no_control_character(text: str) -> None:
    assert not ACTING.search(for_terminal(text))
    assert not ACTING.search(for_plain(text))
    assert not ACTING.search(for_terminal(text, keep_newlines=True).replace("\n", "").replace("\t", ""))


@given(anything)
def test_terminal_text_is_safe_to_escape_twice(text: str) -> None:
    assert for_terminal(for_terminal(text)) == for_terminal(text)


@pytest.mark.parametrize("text", ["سلام\u200cها", "👨\u200d👩\u200d👧", "\u200eabc\u200f", "é è", "[red line]"])
def test_terminal_leaves_languages_alone(text: str) -> None:
    assert for_terminal(text) == text


def test_terminal_shows_what_it_took_out() -> None:
    assert for_terminal("\x1b\x9b\u202e\u2028\x85\ud800\ufeff\t\n") == (
        "\\x1b\\x9b\\u202e\\u2028\\x85\\ud800\\ufeff\\x09\\x0a"
    )
    assert for_terminal("a\n\tb\r", keep_newlines=True) == "a\n\tb\\x0d"


@given(anything)
def test_plain_field_is_one_field_on_one_line(text: str) -> None:
    assert len(for_plain(text).splitlines()) <= 1
    assert "\t" not in for_plain(text)


@given(anything)
def test_github_message_is_one_line_and_reads_back(text: str) -> None:
    data = for_github(text)
    assert not ACTING.search(data)
    assert re.sub("%(?!25|0D|0A)", "", data) == data
    assert not re.search("[:,]", for_github_property(text))


def test_github_escapes_what_the_runner_unescapes() -> None:
    assert for_github("5 %\r\n::stop") == "5 %25%0D%0A::stop"
    assert for_github_property("a%:b,\n") == "a%25%3Ab%2C%0A"


@given(anything)
def test_markdown_is_one_code_span(text: str) -> None:
    span = for_markdown(text)
    fence = re.match("`+", span)
    assert fence is not None
    inner = span[len(fence[0]) : -len(fence[0])]
    assert span == fence[0] + inner + fence[0]
    assert inner
    assert inner[0] != "`"
    assert inner[-1] != "`"
    assert all(len(run) < len(fence[0]) for run in re.findall("`+", inner))
    assert not ACTING.search(span)


def test_markdown_pads_where_markdown_strips() -> None:
    assert for_markdown("`x`") == "`` `x` ``"
    assert for_markdown(" x") == "`  x `"
    assert for_markdown("") == "`   `"
    assert for_markdown("a\n\nb") == "`a\\x0a\\x0ab`"


@given(anything | st.text("|\\`a"))
def test_markdown_cell_has_no_open_bar(text: str) -> None:
    cell = for_markdown_cell(text)
    assert "|" not in re.sub(r"\\.", "", cell, flags=re.DOTALL)  # as GitHub reads: a backslash takes the next along


def test_markdown_cell_escapes_bars() -> None:
    assert for_markdown_cell("a|b") == "`a\\|b`"
    assert for_markdown_cell("a\\|b") == "`a\\\\x7cb`"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [name for name, _ in attrs]))

    def handle_comment(self, data: str) -> None:
        self.seen.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.seen.append("declaration")


@given(anything | st.text("<>&\"'=/!-a "))
def test_html_keeps_its_tree(text: str) -> None:
    tags = Tags()
    tags.feed(f"<p title=\"{for_html(text)}\" id='{for_html(text)}'>{for_html(text)}</p>")
    tags.close()
    assert tags.seen == [("p", ["title", "id"])]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\r=1", "\tx", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x", "\u200b=1",
     "\t=1", "-5 days", "-", "\n=1", "-٣"],
)  # fmt: skip
def test_csv_formula_is_text(text: str) -> None:
    assert for_csv(text).startswith("'")


@pytest.mark.parametrize("text", ["-5", "+3.2", "40", "0.5", "1,000", "at most 7 days", "a=b", "2023-12-21", ""])
def test_csv_leaves_numbers_and_words(text: str) -> None:
    assert for_csv(text) == text


@given(st.lists(anything, min_size=1))
def test_csv_row_reads_back_without_formulas(row: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([for_csv(text) for text in row])
    (back,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    for cell in back:
        assert not re.match(r"\s*[=@＝＋－＠]|[\t\r]", cell)
        assert not re.match(r"\s*[+-]", cell) or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", cell)
    assert not ACTING.search("".join(back).translate(dict.fromkeys(b"\t\r\n")))


@given(anything, st.integers(1, 50))
def test_clip_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit
    assert clip(text, len(text)) == text
