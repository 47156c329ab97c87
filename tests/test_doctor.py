"""`doctor` tells what is in force and what is wrong; and a newcomer is told what to type next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, Ran

WEEK = "party: israel\ndate: 2023-12-19\noffers: [{id: week, gives: {aid: increased}}]\nsources: [{reference: x}]\n"


def facts(ran: Ran) -> dict[str, tuple[str, str, str]]:
    """What is so, by name: value, state and advice."""
    return {one["what"]: (one["value"], one["state"], one["advice"]) for one in json.loads(ran.out)["data"]}


def lay_out(root: Path, statement: str = WEEK) -> None:
    (root / FOLDER / "israel").mkdir(parents=True)
    (root / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    if statement:
        (root / FOLDER / "israel/2023-12-19-week.yaml").write_text(statement)


def test_a_sound_repository_has_nothing_wrong(cli: Callable[..., Ran], tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = cli("doctor", "-O", "json")
    assert (ran.code, ran.err) == (0, "")
    told = facts(ran)
    assert told["negotiation talks"][0] == "1 entries, 4 parties, 12 issues, 2023-12-19 to 2023-12-19"
    assert told["records"][:2] == ("2 files, 0 errors, 0 warnings", "ok")
    assert told["repository"][0].endswith("(here)")
    assert told["editor schema talks"][0] == "not written"
    assert "wrong" not in {state for _, state, _ in told.values()}


def test_the_cache_the_extras_and_the_shell_are_told(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path)
    place, home = tmp_path / "cache", tmp_path / "home"
    home.mkdir()
    for name, value in {"NEGOTRACK_CACHE_DIR": place, "HOME": home, "SHELL": "/usr/bin/zsh"}.items():
        monkeypatch.setenv(name, str(value))
    told = facts(cli("doctor", "-O", "json"))
    assert told["cache"][0] == f"{place}, empty"
    assert {"language server", "workbooks", "Parquet"} <= set(told)
    assert told["completion"] == (
        "none found for zsh",
        "hint",
        "put `source <(negotrack completion zsh)` into ~/.zshrc",
    )
    (home / ".zshrc").write_text("source <(negotrack completion zsh)\n")
    assert cli("status").code == 0
    told = facts(cli("doctor", "-O", "json"))
    assert told["completion"][:2] == ("zsh, in ~/.zshrc", "ok")
    assert told["cache"][1] == "ok"
    assert " files, 0.0 MB" in told["cache"][0]
    place.chmod(0o755)
    assert facts(cli("doctor", "-O", "json"))["cache"][1:] == (
        "hint", "it is not used: others may read it or write to it; `chmod 700` it"
    )  # fmt: skip


def test_errors_in_the_records_are_wrong(cli: Callable[..., Ran], tmp_path: Path) -> None:
    lay_out(tmp_path, WEEK.replace("israel", "isreal"))
    ran = cli("doctor", "-O", "json")
    assert ran.code == 1
    assert facts(ran)["records"] == ("2 files, 1 errors, 0 warnings", "wrong", "`negotrack check` tells them")


def test_where_there_is_no_repository_it_says_what_to_do(cli: Callable[..., Ran]) -> None:
    ran = cli("doctor", "-O", "json")
    assert ran.code == 1
    assert facts(ran)["repository"][1] == "wrong"
    assert "`negotrack init`" in facts(ran)["repository"][2]


def test_an_old_schema_is_a_hint(cli: Callable[..., Ran], tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert cli("schema", "--write").code == 0
    assert facts(cli("doctor", "-O", "json"))["editor schema talks"][0] == "fresh"
    (tmp_path / FOLDER / ".schema/statement.json").write_text("{}")
    assert facts(cli("doctor", "-O", "json"))["editor schema talks"] == (
        "out of date", "hint", "`negotrack schema talks --write`",
    )  # fmt: skip


def test_only_variables_that_matter_are_shown(tmp_path: Path) -> None:
    lay_out(tmp_path)
    env = os.environ | {"NEGOTRACK_PURE_YAML": "1", "MY_SECRET_TOKEN": "hunter2", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "negotrack", "doctor", "-O", "json"]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    told = facts(Ran(ran.returncode, ran.stdout, ran.stderr))
    assert told["YAML parser"][0].startswith("pure Python")
    assert told["YAML parser"][1:] == ("hint", "the same answers, but slower: unset NEGOTRACK_PURE_YAML")
    assert "hunter2" not in ran.stdout
    assert "variable NEGOTRACK_PURE_YAML" in told


@pytest.mark.parametrize("format", ["table", "plain", "csv", "markdown"])
def test_it_is_told_in_every_format(format: str, cli: Callable[..., Ran], tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert "libyaml" in cli("doctor", "-O", format).out


# -- what a newcomer is told --------------------------------------------------------------------------------------


def test_without_a_repository_the_first_step_is_to_make_one(cli: Callable[..., Ran], tmp_path: Path) -> None:
    assert "Begin with `negotrack init`" in cli().out
    assert "`negotrack init`" in cli("status").err
    (tmp_path / "positions").mkdir()
    ran = cli("status")
    assert ran.code == 3
    assert "positions/ is empty: `negotrack init`" in ran.err
    assert "Begin with `negotrack init`" in cli().out
    for command in (("check",), ("fmt",), ("schema", "--write"), ("add",)):
        assert "`negotrack init`" in cli(*command).err


def test_an_empty_negotiation_says_how_to_write_the_first_statement(cli: Callable[..., Ran], tmp_path: Path) -> None:
    lay_out(tmp_path, "")
    assert "Begin with `negotrack status`" in cli().out
    assert "nothing is recorded in talks yet: `negotrack add`" in cli("status").err
    assert cli("status", "-q").err == ""
