"""The manual on the command line: every document, heading, command and rule can be asked for, and nothing is fetched."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

import negotrack
from negotrack.cli import manual
from negotrack.cli.app import COMMANDS
from negotrack.render.manual import drawn
from negotrack.render.page import Look
from negotrack.rules import BY_ID
from negotrack.wording.glossary import NOT_MEANT, WORDS
from negotrack.wording.verdicts import MEANINGS, SYMBOLS

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))


def test_all_documents_are_listed(cli: Callable[..., Ran]) -> None:
    ran = cli("help")
    assert ran.code == 0
    assert {line.split()[0] for line in ran.out.splitlines() if line[:1].isalpha()} == {path.stem for path in DOCS}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_a_document_is_given_whole_when_piped(path: Path, cli: Callable[..., Ran]) -> None:
    assert cli("help", path.stem).out == cli("help", path.name).out == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("topic", "first"),
    [
        ("verdict", "## Verdicts"),
        ("Red lines", "## Red lines"),
        ("compare", "## compare"),
        ("negotiation.yaml", "## negotiation.yaml"),
        ("stale-schema", "stale-schema · warning"),
        ("unused_ignore", "unused-ignore · warning"),
    ],
)
def test_a_topic_may_be_a_heading_a_command_or_a_rule(topic: str, first: str, cli: Callable[..., Ran]) -> None:
    ran = cli("help", topic)
    assert (ran.code, ran.out.splitlines()[0]) == (0, first)


def test_the_glossary_has_every_verdict_and_is_that_of_the_pages(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    told = cli("help", "glossary").out
    assert all(f"| {sign} {name} | {MEANINGS[name]} | {NOT_MEANT[name]} |" in told for name, sign in SYMBOLS.items())
    assert all(f"- **{word}**: {meaning}\n" in told for word, meaning in WORDS.items())
    assert cli("report", "-o", "site", "--as-of", "2023-12-02").code == 0
    page = (tmp_path / "site/method.html").read_text("utf-8")
    assert all(
        html.escape(words) in page.replace("&#39;", "&#x27;") for words in (*WORDS.values(), *NOT_MEANT.values())
    )
    assert "help glossary" in cli("help").out


def test_every_command_and_rule_has_help() -> None:
    names = {section.name for section in manual.sections()} | set(BY_ID)
    assert set(COMMANDS) <= names


def test_a_wrong_topic_brings_a_suggestion(cli: Callable[..., Ran]) -> None:
    ran = cli("help", "meening")
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean meaning" in ran.err


def test_a_heading_in_two_documents_is_shown_from_both(cli: Callable[..., Ran]) -> None:
    count = sum(section.name == "agreements" for section in manual.sections())
    assert count >= 2
    assert cli("help", "agreements").out.count("\n## Agreements\n") + 1 == count


def test_a_fence_holds_no_headings() -> None:
    (one,) = manual._sections("x", "# X\n\n```\n# not a heading\n```\n")
    assert "not a heading" in one.words


def test_the_manual_is_found_in_a_package_and_in_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negotrack, "__file__", str(tmp_path / "negotrack/__init__.py"))
    assert manual.folder() is None
    for there in (tmp_path / "docs", tmp_path / "negotrack/docs"):
        there.mkdir(parents=True)
        (there / "format.md").write_text("# The format\n")
        assert manual.folder() == there
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {"docs": "negotrack/docs"}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_a_terminal_gets_it_within_its_width(path: Path) -> None:
    shown = drawn(path.read_text("utf-8"), Look(width=60))
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 60
    assert "](" not in shown.replace("](https", "")
    assert drawn("## Höhe", Look(ascii=True)).isascii()
    assert "\x1b[" in drawn("**so**", Look(color=True))
