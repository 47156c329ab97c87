"""The export: tables that agree with the commands, in every format, with keys that can be followed."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from negotrack.render.views.export import TABLES

ROOT = Path(__file__).parent.parent


def export(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "negotrack", "export", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("export") / "all.sqlite"
    found = export("-o", str(path), "--as-of", "2026-01-01")
    assert found.returncode == 0, found.stderr
    return sqlite3.connect(path)


def test_every_foreign_key_leads_somewhere(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    keyed = [name for name in TABLES if database.execute(f"PRAGMA foreign_key_list({name})").fetchall()]
    assert set(keyed) == set(TABLES) - {"negotiations"}


def test_every_entry_source_and_item_is_there(database: sqlite3.Connection) -> None:
    files = [path for path in (ROOT / "positions").rglob("*.yaml") if path.name != "negotiation.yaml"]
    assert database.execute("SELECT count(*) FROM statements").fetchone() == (len(files),)
    assert database.execute("SELECT count(*) FROM statements WHERE denied_by IS NOT NULL").fetchone() == (1,)
    assert database.execute("SELECT count(DISTINCT statement) FROM sources").fetchone() == (len(files),)


def test_the_verdicts_over_time_are_those_of_the_story(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT date, verdict, zone, gap FROM verdicts WHERE negotiation = 'nhl-2012' AND issue = 'make-whole' ORDER BY rowid"
    ).fetchall()
    assert rows == [
        ("2012-11-20", "open", "at most 211 million", None),
        ("2012-11-20", "gap", None, 389_000_000),
        ("2012-11-21", "gap", None, 182_000_000),
        ("2012-12-05", "gap", None, 93_000_000),
        ("2012-12-05", "gap", None, 89_000_000),
        ("2012-12-06", "overlap", "300 million", None),
        ("2012-12-06", "open", "300 million", None),
        ("2012-12-27", "overlap", "300 million", None),
        ("2013-01-06", "agreed", "300 million", None),
    ]


def test_the_three_formats_hold_the_same_rows(database: sqlite3.Connection, tmp_path: Path) -> None:
    for kind in ("csv", "jsonl"):
        assert export("-o", str(tmp_path / kind), "--to", kind, "--as-of", "2026-01-01").returncode == 0
    for name, columns in TABLES.items():
        count = database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file))
        assert head == [column.name for column in columns]
        assert len(rows) == count
        lines = (tmp_path / "jsonl" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [list(json.loads(line)) for line in lines] == [head] * count


def test_what_was_said_later_is_not_exported(tmp_path: Path) -> None:
    path = tmp_path / "early.sqlite"
    assert export("gaza-2023", "-o", str(path), "--as-of", "2023-12-21").returncode == 0
    with sqlite3.connect(path) as early:
        assert early.execute("SELECT max(date) FROM statements").fetchone() == ("2023-12-21",)
        assert early.execute("SELECT count(*) FROM negotiations").fetchone() == (1,)


def test_an_export_needs_a_place_and_a_format_it_knows(tmp_path: Path) -> None:
    assert export().returncode == 2
    assert export("-o", str(tmp_path / "x"), "--to", "xlsx").returncode == 2
    (tmp_path / "file").write_text("x")
    assert export("-o", str(tmp_path / "file"), "--to", "csv").returncode == 2


def test_the_documented_schema_is_the_schema() -> None:
    text = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    for name, columns in TABLES.items():
        section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert [line.split("|")[1].strip(" `") for line in section.splitlines() if line.startswith("| `")] == [
            column.name for column in columns
        ], name
