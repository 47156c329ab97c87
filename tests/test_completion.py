"""Completion: what is offered at each place of a command line, and that real shells take it, and only as words."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, Ran

from negotrack.cli.app import COMMANDS
from negotrack.cli.completing import candidates, fitting, split
from negotrack.cli.completion import SCRIPTS

ROOT = Path(__file__).parent.parent
GAZA = ROOT / "positions/gaza-2023"


def offered(line: str, at: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is offered at the end of a line."""
    monkeypatch.chdir(at)
    monkeypatch.delenv("NEGOTRACK_REPO", raising=False)
    words = split(line)
    return [value for value, _ in fitting(candidates(words), words[-1])]


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("negotrack ", ["status", "compare", "check", "completion"]),
        ("negotrack sta", ["status"]),
        ("negotrack status ", ["gaza-2023", "nhl-2012"]),
        ("negotrack status --as", ["--as-of"]),
        ("negotrack status gaza --as-of 2023-12-2", ["2023-12-21", "2023-12-20"]),
        ("negotrack status --known-by 2012-12-2 nhl", ["nhl-2012"]),
        ("negotrack show gaza isr", ["israel", "israel/week-for-40", "israel/2023-12-19-week-for-40"]),
        ("negotrack show -C nowhere gaza isr", []),
        ("negotrack compare gaza israel ha", ["hamas"]),
        ("negotrack compare nhl --issue make", ["make-whole"]),
        ("negotrack compare gaza --issue=hostages-released@", ["--issue=hostages-released@phase-1"]),
        ("negotrack compare gaza -O ", ["table", "json", "markdown"]),
        ("negotrack check -O ", ["full", "sarif", "github"]),
        ("negotrack compare gaza --fail-on ", ["gap", "blocked"]),
        ("negotrack check --fail-on ", ["warning", "error"]),
        ("negotrack history gaza cease", ["ceasefire-length", "ceasefire-type"]),
        ("negotrack diff gaza 2023-12-21..2024-02", ["2023-12-21..2024-02-06"]),
        ("negotrack blame gaza israel/we", ["israel/week-for-40"]),
        ("negotrack list st", ["statements"]),
        ("negotrack list statements g", ["gaza-2023"]),
        ("negotrack explain value", ["value-off-scale"]),
        ("negotrack schema --output com", ["compare"]),
        ("negotrack schema --record st", ["statement"]),
        ("negotrack export --to s", ["sqlite"]),
        ("negotrack import x.csv --decimal ", ["comma", "point"]),
        ("negotrack import x.csv --into n", ["nhl-2012"]),
        ("negotrack completion ", ["bash", "zsh", "fish"]),
        ("negotrack check pos", [":files"]),
        ("negotrack compare gaza -o x", [":files"]),
        ("negotrack no-such-command ", []),
        ("negotrack show 'gaza", ["gaza-2023"]),
    ],
)
def test_each_place_offers_what_may_stand_there(line: str, some: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = offered(line, ROOT, monkeypatch)
    assert set(some) <= set(found)
    assert bool(some) == bool(found)


def test_the_folder_says_which_negotiation_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hamas" in offered("negotrack show ha", GAZA / "hamas", monkeypatch)
    assert offered("negotrack show ha", ROOT, monkeypatch) == []


def test_every_command_can_be_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in COMMANDS:
        assert "--help" in offered(f"negotrack {command} --", ROOT, monkeypatch)


def test_whatever_is_wrong_nothing_is_said(cli: Callable[..., Ran], tmp_path: Path) -> None:
    for words in (
        (),
        ("--line",),
        ("--line", "negotrack show '"),
        ("show", "x"),
        ("status", "--as-of", ""),
        ("\0",) * 0,
    ):
        assert cli("__complete", *words, at=tmp_path).code == 0
        assert cli("__complete", *words, at=tmp_path).err == ""
    (tmp_path / "positions").mkdir()
    (tmp_path / "positions" / "negotiation.yaml").write_text("{{{")
    assert cli("__complete", "show", "", at=tmp_path) == Ran(0, "", "")


def test_a_folder_that_reads_like_an_option_or_a_command_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("-x", "--help", "$(touch pwned)", "a b", "q'uote", "sound"):
        (tmp_path / "positions" / name).mkdir(parents=True)
        (tmp_path / "positions" / name / "negotiation.yaml").write_text(NEGOTIATION)
    assert offered("negotrack status ", tmp_path, monkeypatch) == ["sound"]


def test_help_for_scripts_is_plain(cli: Callable[..., Ran]) -> None:
    for shell, script in SCRIPTS.items():
        assert cli("completion", shell) == Ran(0, script, "")
    assert cli("completion", "tcsh").code == 1


# -- real shells --------------------------------------------------------------------------------------------------

HOSTILE = "$(touch PWNED) `touch PWNED` ; touch PWNED % %F{red} \\\\ 'x \\\" {a,b}"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Runs a script in a shell, in a repository full of hostile words, with negotrack on the path."""
    folder = tmp_path / FOLDER
    (folder / "israel").mkdir(parents=True)
    evil = NEGOTIATION.replace("name: Israel", f'name: "{HOSTILE}"').replace(
        "title: Humanitarian aid", f'title: "{HOSTILE}"'
    )
    (folder / "negotiation.yaml").write_text(evil)
    (folder / "israel/2023-12-19-week.yaml").write_text(
        f'party: israel\ndate: 2023-12-19\nsummary: "{HOSTILE}"\noffers: [{{id: week, gives: {{aid@phase-1: increased}}}}]\n'
        + "sources: [{reference: x}]\n"
    )
    named = tmp_path / "positions" / "$(touch PWNED)"
    named.mkdir()
    (named / "negotiation.yaml").write_text(NEGOTIATION)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "negotrack").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m negotrack "$@"\n')
    (tools / "negotrack").chmod(0o755)
    env = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    env["PYTHONPATH"] = str(ROOT)

    def run(name: str, *command: str) -> str:
        if not shutil.which(name):
            pytest.skip(f"there is no {name} here")
        ran = subprocess.run([name, *command], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
        assert ran.stderr == ""
        return ran.stdout

    yield run
    assert list(tmp_path.rglob("PWNED")) == []


def bash(line: str) -> str:
    return (
        "source <(negotrack completion bash); COMP_WORDBREAKS=$' \\t\\n\"\\'@><=;|&(:'; "
        f"COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; _negotrack; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )


def test_bash_completes(shell: Callable[..., str]) -> None:
    assert shell("bash", "--norc", "-c", bash("negotrack sta")).split() == ["status"]
    assert shell("bash", "--norc", "-c", bash("negotrack show talks israel")).split() == [
        "israel", "israel/week", "israel/2023-12-19-week",
    ]  # fmt: skip
    assert shell("bash", "--norc", "-c", bash("negotrack compare talks --issue aid@")).split() == ["phase-1"]
    assert shell("bash", "--norc", "-c", bash("negotrack compare talks --issue=aid")).split() == ["aid", "aid@phase-1"]
    assert shell("bash", "--norc", "-c", bash("negotrack status talks --as-of 2")).split() == ["2023-12-19"]
    assert shell("bash", "--norc", "-c", bash("negotrack status ")).split() == ["talks"]
    assert shell("bash", "--norc", "-c", bash("negotrack add talks --asks aid=in")).split() == ["increased"]
    assert shell("bash", "--norc", "-c", bash("negotrack add talks --date 2")).split() == ["2023-12-19"]


def test_fish_completes(shell: Callable[..., str]) -> None:
    def fish(line: str) -> list[str]:
        script = f"negotrack completion fish | source; complete -C '{line}'"
        return [one.partition("\t")[0] for one in shell("fish", "--no-config", "-c", script).splitlines()]

    assert fish("negotrack sta") == ["status"]
    named = {"israel", "israel/week", "israel/2023-12-19-week"}
    assert set(fish("negotrack show talks israel")) == named
    assert set(fish("negotrack compare talks --issue aid")) == {"aid", "aid@phase-1"}
    assert fish("negotrack status talks --as-of 2") == ["2023-12-19"]
    assert "positions/" in fish("negotrack check pos")
    assert fish("negotrack add talks --asks ai") == ["aid="]
    assert fish("negotrack withdraw talks isr") == ["israel/week"]
    assert fish("negotrack rename issue talks ai") == ["aid"]


def test_zsh_completes(shell: Callable[..., str]) -> None:
    def zsh(*words: str) -> list[str]:
        script = (
            "compdef() { :; }; source <(negotrack completion zsh); compadd() { print -rl -- $values $begun }; "
            f"words=(negotrack {' '.join(words)}); CURRENT=$#words; _negotrack"
        )
        return shell("zsh", "-f", "-c", script).split()

    assert zsh("sta") == ["status"]
    assert zsh("show", "talks", "isr") == ["israel", "israel/week", "israel/2023-12-19-week"]
    assert zsh("compare", "talks", "--issue", "aid") == ["aid", "aid@phase-1"]
    assert zsh("status", "talks", "--as-of", "2") == ["2023-12-19"]
    assert zsh("add", "talks", "--asks", "ai") == ["aid="]
    assert zsh("add", "talks", "--asks", "aid=in") == ["aid=increased"]
    assert zsh("add", "talks", "--attribution", "le") == ["leak"]


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_the_tab_key_completes_a_name_in_a_terminal(name: str, shell: Callable[..., str], tmp_path: Path) -> None:
    assert shell(name, "-c", "echo here") == "here\n"
    line = typed(name, "negotrack compare talks --issue hosta", tmp_path)
    assert line.rstrip() == "negotrack compare talks --issue hostages-released"
    assert typed(name, "negotrack show talks israel/w", tmp_path).rstrip() == "negotrack show talks israel/week"
    assert typed(name, "negotrack add talks --asks ai", tmp_path) == "negotrack add talks --asks aid="
    assert (
        typed(name, "negotrack add talks --asks aid=inc", tmp_path).rstrip()
        == "negotrack add talks --asks aid=increased"
    )
    assert typed(name, "negotrack withdraw talks isr", tmp_path).rstrip() == "negotrack withdraw talks israel/week"


SETTING = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
TEACHING = {
    "bash": 'source <(negotrack completion bash); bind -x \'"\\C-xd": printf %s "$READLINE_LINE" > line\'; echo READY > ready',
    "zsh": "autoload -Uz compinit; compinit -u -D; source <(negotrack completion zsh); "
    "dump() { print -rn -- $BUFFER > line }; zle -N dump; bindkey '^Xd' dump; echo READY > ready",
}


def typed(name: str, words: str, at: Path) -> str:
    """The line that an interactive shell has after some words and the tab key."""
    for left in ("line", "ready"):
        (at / left).unlink(missing_ok=True)
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.chdir(at)
        env = {
            "PATH": f"{at}/bin:{os.environ['PATH']}",
            "HOME": str(at),
            "TERM": "xterm",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
        }
        os.execvpe(name, SETTING[name], env)
    try:
        os.write(terminal, TEACHING[name].encode() + b"\r")
        wait_for(at / "ready", terminal)
        os.write(terminal, words.encode() + b"\t")
        for _ in range(60):  # the shell answers keys in their order, so the dump comes after the completion
            os.write(terminal, b"\x18d")
            if wait_for(at / "line", terminal, 1) and (at / "line").read_text().strip() != words:
                break
        return (at / "line").read_text()
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def wait_for(path: Path, terminal: int, patience: float = 30) -> bool:
    """Whether a file has come, while what the terminal shows is read and thrown away."""
    import select

    end = time.monotonic() + patience
    while time.monotonic() < end and not (path.exists() and path.stat().st_size):
        if select.select([terminal], [], [], 0.05)[0]:
            os.read(terminal, 65536)
    return path.exists()
