"""Memos of one page and lists of references: every claim with its source, and nothing in them acts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Ran
from markdown_it import MarkdownIt
from test_report import HOSTILE, ROOT, talks

from negotrack.book import Book
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.render.citing import bibtex, csl_json
from negotrack.render.report.case import Case
from negotrack.render.report.edition import Edition
from negotrack.render.report.memo import TEMPLATES


@pytest.fixture(scope="module")
def ours() -> dict[str, Book]:
    return dict(read_books(*sources(ROOT)).books)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("day", [date(2023, 12, 21), date(2025, 1, 20), date(2000, 1, 1)])
def test_every_mark_has_its_note_and_every_note_its_mark(ours: dict[str, Book], template: str, day: date) -> None:
    for book in ours.values():
        memo = TEMPLATES[template](Case(book, Edition(day)))
        notes = re.findall(r"(?m)^\[\^(\d+)\]: ", memo)
        marks = set(re.findall(r"\[\^(\d+)\](?!:)", memo))
        assert notes == [str(number) for number in range(1, len(notes) + 1)]
        assert marks == set(notes)
        assert "stated positions only" in memo


def test_a_briefing_tells_what_moved_since_a_day_and_why_there_is_no_deal(cli: Callable[..., Ran]) -> None:
    ran = cli("report", "gaza", "--as-of", "2023-12-21", "--since", "2023-12-20", "-O", "markdown", at=ROOT)
    assert ran.code == 0
    moved = ran.out.partition("## What moved since 20 Dec 2023")[2].partition("## ")[0]
    assert "Hamas turns down a one-week truce" in moved
    assert "Israel offers a week" not in moved
    assert "## Why there is no deal" in ran.out


def test_a_grid_marks_red_lines_and_what_is_demanded_first(ours: dict[str, Book]) -> None:
    memo = TEMPLATES["grid"](Case(ours["gaza-2023"], Edition(date(2023, 12, 21))))
    row = next(line for line in memo.splitlines() if line.startswith("| Length of the ceasefire"))
    assert "gives at most 7 days" in row and "red line: only permanent" in row
    assert "demands first: halted" in memo


def test_common_ground_tells_agreed_contested_convergent_and_divergent(ours: dict[str, Book]) -> None:
    memo = TEMPLATES["common-ground"](Case(ours["gaza-2023"], Edition(date(2024, 8, 1))))
    parts = dict(re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", memo))
    assert list(parts) == ["Agreed", "Facts", "Contested", "Convergent", "Divergent", "Not yet common", "Sources"]
    assert "overlap" in parts["Convergent"] and "overlap" not in parts["Divergent"]
    assert "gap of" in parts["Divergent"] and "denied" in parts["Contested"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_in_a_memo_acts(template: str, hostile: str) -> None:
    memo = TEMPLATES[template](Case(talks(hostile), Edition(date(2025, 2, 1))))
    calm = TEMPLATES[template](Case(talks("calm"), Edition(date(2025, 2, 1))))
    shape = [token.type for token in MarkdownIt("commonmark").enable("table").parse(memo)]
    assert "html_block" not in shape
    inline = [child for token in MarkdownIt("commonmark").parse(memo) for child in token.children or ()]
    assert not {"html_inline", "image"} & {child.type for child in inline}
    links = [str(child.attrs.get("href")) for child in inline if child.type == "link_open"]
    assert [link for link in links if not link.startswith(("https://example.org/", "#"))] == []
    assert shape == [token.type for token in MarkdownIt("commonmark").enable("table").parse(calm)]


def test_references_name_every_source_once(ours: dict[str, Book]) -> None:
    book = ours["gaza-2023"]
    told = [(book, book.chronicle)]
    items = json.loads(csl_json(told))
    assert len({item["id"] for item in items}) == len(items)
    wanted = {(source.link, source.title) for entry in book.entries for source in entry.sources}
    assert len(items) == len(wanted)
    assert {item["URL"] for item in items if "URL" in item} <= {link for link, _ in wanted}
    keys = re.findall(r"(?m)^@misc\{([^,]+),$", bibtex(told))
    assert keys == [item["id"] for item in items]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_bibtex_keeps_its_braces_in_balance(hostile: str) -> None:
    book = talks(hostile + "}{\\")
    depth = 0
    for char in re.sub(r"\\[{}\\]", "", bibtex([(book, book.chronicle)])):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0


def test_the_ending_of_a_file_decides_what_is_made(cli: Callable[..., Ran], tmp_path: Path) -> None:
    for name, begins in (("one.md", "# "), ("one.bib", "@misc{"), ("one.json", "[")):
        assert cli("report", "nhl", "-o", str(tmp_path / name), "--as-of", "2012-12-05", at=ROOT).code == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begins)


@pytest.mark.parametrize(
    "words",
    [
        ["-O", "pdf"], ["-O", "markdown", "--template", "poem"], ["-O", "bibtex", "--template", "grid"], ["--since", "2012-01-01", "-o", "x"],
        ["-O", "markdown", "--watch"], ["--watch", "--at", "HEAD", "-o", "x"], ["--watch", "--single-file", "-o", "x.html"],
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(cli: Callable[..., Ran], words: list[str], tmp_path: Path) -> None:
    ran = cli("report", "nhl", *words, at=ROOT)
    assert ran.code == 2
    assert "help: " in ran.err
