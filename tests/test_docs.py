"""The documents say what the program does: their examples run, and they leave out nothing a person can write."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import documents
import pytest
from documents import ROOT, Section, hold, rewrite, run, runnable, sections

from negotrack.book import ATTRIBUTIONS, ROLES
from negotrack.changes import ChangeName
from negotrack.cli.app import COMMANDS
from negotrack.cli.options import OPTIONS
from negotrack.compare import VERDICTS
from negotrack.flags import FlagName
from negotrack.read.schema import (
    SHAPES,
    WORDS,
    IssueShape,
    OfferShape,
    PartyShape,
    PreconditionShape,
    RedLineShape,
    ResponseShape,
    SourceShape,
)
from negotrack.render.formats import FORMATS
from negotrack.sourcing import Weakness
from negotrack.terms import LONG_FORM
from negotrack.values import KINDS

DOCS = sorted((ROOT / "docs").glob("*.md"))
PROSE = [*DOCS, ROOT / "README.md", *sorted((ROOT / "tests/stories").glob("*.md"))]


def words_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


# -- what they show runs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", runnable(*DOCS), ids=lambda section: section.name)
def test_examples_come_out_as_shown(section: Section) -> None:
    hold(section)


@pytest.mark.parametrize("section", runnable(ROOT / "README.md"), ids=lambda section: section.name)
def test_readme_comes_out_as_shown(section: Section) -> None:
    hold(section)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_record_shown_is_put_on_disk(path: Path) -> None:
    shown = [block for section in sections(path) for block in section.blocks if block.language == "yaml"]
    assert [block.lines[0] for block in shown if not block.file] == []


# -- they are complete --------------------------------------------------------------------------------------------


def test_format_names_every_key() -> None:
    shapes = (
        *SHAPES.values(),
        PartyShape,
        IssueShape,
        SourceShape,
        OfferShape,
        PreconditionShape,
        RedLineShape,
        ResponseShape,
    )
    keys = {field.alias or name for shape in shapes for name, field in shape.model_fields.items()}
    text = words_of("format.md")
    assert [key for key in sorted(keys) if f"`{key}`" not in text and f"`{key}:`" not in text] == []


def test_format_names_every_word_a_value_can_be_written_with() -> None:
    known = {*ROLES, *ATTRIBUTIONS, *KINDS, *LONG_FORM, *(word for words in WORDS.values() for word in words)}
    text = words_of("format.md")
    assert [word for word in sorted(known) if f"`{word}`" not in text] == []


def test_meaning_names_every_verdict() -> None:
    assert [name for name in VERDICTS if f"`{name}`" not in words_of("meaning.md")] == []


def test_meaning_names_every_flag_and_change() -> None:
    words = [*get_args(FlagName), *get_args(ChangeName)]
    assert [name for name in words if f"`{name}`" not in words_of("meaning.md")] == []


def test_commands_have_a_section_each() -> None:
    commands = set(COMMANDS)
    titles = {section.title for section in sections(ROOT / "docs/commands.md")}
    assert commands - titles == set()
    assert titles - commands == {"top", "What is the same everywhere"}


def test_commands_name_every_option_and_format() -> None:
    text = words_of("commands.md")
    options = {
        "output": "--output FILE",
        "made": "--with FILE",
        **{name: f"--{name.replace('_', '-')}" for name in OPTIONS if name not in ("output", "made")},
    }
    assert [option for option in options.values() if option not in text] == []
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_commands_name_every_weakness_of_a_claim() -> None:
    assert [name for name in get_args(Weakness) if f"`{name}`" not in words_of("commands.md")] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"]]
    for group in project.get("dependency-groups", {}).values():
        asked += [one for one in group if isinstance(one, str)]
    names = {match[0] for one in asked if (match := re.match(r"[\w-]+", one))}
    assert [name for name in sorted(names) if f"`{name}`" not in words_of("dependencies.md")] == []


# -- they hold together -------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives a document's headings."""
    plain = re.sub(r"(?ms)^```.*?^```$", "", path.read_text("utf-8"))
    headings = re.findall(r"(?m)^#+ (.+)$", plain)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    plain = re.sub(r"(?ms)^```.*?^```$", "", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", plain):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file) if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_no_document_holds_a_path_of_somebodys_machine(path: Path) -> None:
    assert not re.search(r"(?<![\w.:/])/(?:home|root|tmp|work|Users|usr|var)/", path.read_text("utf-8"))


# -- the runner itself --------------------------------------------------------------------------------------------


DOCUMENT = """# A document

```yaml
# talks/negotiation.yaml
title: Talks
parties:
  union: {name: Union, role: principal}
  employer: {name: Employer, role: principal}
issues:
  pay: {title: Pay, scale: percent}
```

## One

```yaml
# talks/union/demand.yaml
party: union
date: 2024-03-01
offers: [{id: six, asks: {pay: 6 %}}]
sources: [{reference: Newsletter}]
```

Words between.

```console
$ negotrack list parties --as-of 2024-03-01 -O plain
nothing of the kind
$ negotrack show nobody
$ echo $?
```

Words after.

## Two

```console
$ pip install negotrack
$ negotrack list issues -O plain | head -n 1
```
"""


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(documents, "UPDATING", False)
    path = tmp_path / "document.md"
    path.write_text(DOCUMENT, "utf-8")
    return path


def test_wrong_output_is_told(document: Path) -> None:
    one = runnable(document)[1]
    with pytest.raises(AssertionError, match="nothing of the kind"):
        hold(one)


def test_outputs_are_written_anew_and_nothing_else_is_touched(document: Path) -> None:
    for section in runnable(document):
        rewrite(section, run(section))
    text = document.read_text("utf-8")
    assert "union\tUnion\tprincipal\t\t1\t2024-03-01\n" in text
    assert "$ echo $?\n1\n```" in text
    assert "$ pip install negotrack\n$ negotrack list issues -O plain | head -n 1\npay\tPay\t" in text
    assert [line for line in DOCUMENT.splitlines() if line not in text.splitlines()] == ["nothing of the kind"]
    for section in runnable(document):
        hold(section)


def test_exit_code_that_is_not_shown_is_told(document: Path) -> None:
    document.write_text(DOCUMENT.replace("$ echo $?\n", ""), "utf-8")
    with pytest.raises(AssertionError, match="ends with 1, which is not shown"):
        run(runnable(document)[1])


def test_records_with_errors_are_told(document: Path) -> None:
    document.write_text(DOCUMENT.replace("pay: 6 %", "wages: 6 %"), "utf-8")
    with pytest.raises(AssertionError, match="unknown-issue"):
        run(runnable(document)[1])


def test_only_negotrack_is_run(document: Path) -> None:
    document.write_text(DOCUMENT.replace("$ negotrack show nobody", "$ rm -r positions"), "utf-8")
    with pytest.raises(AssertionError, match="not `rm`"):
        run(runnable(document)[1])
