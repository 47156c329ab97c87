"""What a command imports: nothing heavy that it does not use, and on a warm cache no reader at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("rich", "pydantic", "yaml", "clingo", "jinja2", "click", "pyarrow", "pygls", "sqlite3", "asyncio",
         "typing_extensions")  # fmt: skip
READER = ("negotrack.read.records", "negotrack.read.nodes", "negotrack.read.schema", "negotrack.read.git")
OTHERS = ("negotrack.compare", "negotrack.needs", "negotrack.package", "negotrack.proof", "negotrack.assess", "negotrack.levers",
          "negotrack.flags", "negotrack.history", "negotrack.render.table")  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """Everything that a command has imported when it ends; it runs as it would in a pipe."""
    code = (
        "import sys\nfrom negotrack.cli import app\n"
        "sys.argv[0] = 'negotrack'\n"
        "try: app.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("asked", [["--help"], ["--version"], [], ["status", "--help"], ["rules"]])
def test_what_reads_no_file_imports_nothing_heavy(asked: list[str]) -> None:
    assert imported(*asked) & {*HEAVY, *READER} == set()


@pytest.mark.parametrize(
    "asked",
    [
        ["show", "gaza-2023", "israel"], ["status", "gaza-2023"], ["compare", "gaza-2023"], ["list", "items", "gaza-2023"],
        ["list", "negotiations"], ["flags", "nhl-2012"], ["history", "nhl-2012", "make-whole"], ["check"], ["search", "truce"],
        ["diff", "nhl-2012", "2012-12-01..2012-12-31"],
    ],
)  # fmt: skip
def test_a_look_up_on_a_warm_cache_reads_nothing(asked: list[str]) -> None:
    imported(*asked)
    heavy = {*HEAVY, *READER} - ({"rich"} if asked[0] == "check" else set())
    assert imported(*asked) & heavy == set()


def test_what_reads_files_that_are_well_shaped_does_without_pydantic() -> None:
    found = imported("check", "--no-cache")
    assert "negotrack.read.records" in found
    assert "pydantic" not in found


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        (["show", "gaza-2023", "israel"], set()), (["compare", "gaza-2023"], {"negotrack.compare"}),
        (["status", "gaza-2023"], {"negotrack.compare"}),
    ],
)  # fmt: skip
def test_a_look_up_imports_no_other_question(asked: list[str], own: set[str]) -> None:
    imported(*asked)
    assert imported(*asked) & set(OTHERS) <= own
