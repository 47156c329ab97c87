"""The command line as people and scripts meet it: exit codes, streams, formats, widths, colours, names, dates."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from unittest import mock

import pytest
import typer
from conftest import FOLDER, NEGOTIATION, Ran, parts
from rich.cells import cell_len

from negotrack import __version__
from negotrack.cli import app as entry
from negotrack.cli import days
from negotrack.cli.app import COMMANDS
from negotrack.findings import Finding
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import Source
from negotrack.render.formats import EXTENSIONS, FORMATS

ROOT = Path(__file__).resolve().parent.parent
NOW = ("--today", "2024-03-31")
HIDDEN = ("FORCE_COLOR", "NO_COLOR", "NEGOTRACK_REPO", "COLUMNS", "GITHUB_ACTIONS")
ESCAPE = "\x1b"


class Terminal(io.TextIOWrapper):
    """Standard output as a terminal gives it."""

    def isatty(self) -> bool:
        return True


_built = cache(typer.main.get_command)


@lru_cache(maxsize=8)
def _read(found: tuple[Source, ...], amiss: tuple[Finding, ...]) -> Reading:
    return read_books(found, amiss)


def _read_once(found: Iterable[Source], amiss: Iterable[Finding] = ()) -> Reading:
    """Files that have been read before are not read again: the same bytes are the same books."""
    return _read(tuple(found), tuple(amiss))


def run(
    *arguments: str,
    at: Path = ROOT,
    columns: int = 100,
    encoding: str = "utf-8",
    terminal: bool = False,
    env: Mapping[str, str] | None = None,
) -> Ran:
    """The whole command line, `main` included, in this process."""
    out, err = io.BytesIO(), io.BytesIO()
    stdout = (Terminal if terminal else io.TextIOWrapper)(out, encoding=encoding, newline="")
    stderr = io.TextIOWrapper(err, encoding=encoding, errors="backslashreplace", newline="")
    around = {key: text for key, text in os.environ.items() if key not in HIDDEN}
    around |= {"COLUMNS": str(columns), "TERM": "xterm"} | dict(env or {})
    code: object = None
    with (
        mock.patch.dict(os.environ, around, clear=True),
        mock.patch("typer.main.get_command", _built),
        mock.patch("negotrack.read.records.read_books", _read_once),
        mock.patch.object(sys, "argv", ["negotrack", *arguments]),
        mock.patch.object(sys, "stdout", stdout),
        mock.patch.object(sys, "stderr", stderr),
        contextlib.chdir(at),
    ):
        try:
            entry.main()
        except SystemExit as end:
            code = end.code
        stdout.flush()
        stderr.flush()
    assert isinstance(code, int)
    return Ran(code, out.getvalue().decode(encoding), err.getvalue().decode(encoding))


def write(root: Path, record: str, folder: str = FOLDER) -> Path:
    """Put a record's files into a repository."""
    for path, text in parts(record).items():
        place = root / folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


SMALL = """
--- israel/2023-12-19-week-for-40.yaml
party: israel
date: 2023-12-19
summary: Israel offers a week of truce.
via: [qatar]
attribution: unnamed-officials
note: As Axios has it.
sources: [{title: A new pact, url: https://example.org/pact, quote: a seven-day ceasefire, published: 2023-12-20, grade: C3}]
offers: [{id: week-for-40, gives: {ceasefire-length: 7 days, aid: increased}, asks: {hostages-released: 40}}]
--- hamas/2023-12-21-no-truce.yaml
party: hamas
date: 2023-12-21
summary: Hamas wants nothing short of permanent.
speaker: Osama Hamdan
responses: [{to: israel/week-for-40, answer: rejects}]
red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
--- israel/2024-01-10-two-weeks.yaml
party: israel
date: 2024-01-10
offers: [{id: week-for-40, gives: {ceasefire-length: 14 days, aid: increased}, asks: {hostages-released: 40}}]
--- qatar/2024-01-20-idea.yaml
party: qatar
date: 2024-01-20
offers: [{id: idea, terms: {ceasefire-length: 60 days, hostages-released: 35}}]
--- hamas/2024-02-06-135-days.yaml
party: hamas
date: 2024-02-06
offers: [{id: stages, gives: {hostages-released: 50}, asks: {ceasefire-length: 135 days, aid: unhindered}}]
--- joint/2024-03-01-aid.yaml
parties: [israel, hamas]
date: 2024-03-01
summary: Lorries pass.
settles: []
agreement: {aid: unhindered}
--- events/2024-03-10-crossing.yaml
event: The crossing opens
date: 2024-03-10
facts: {crossing-open: yes}
"""

ASKED: dict[str, tuple[str, ...]] = {
    "status": ("status",),
    "list negotiations": ("list", "negotiations"),
    "list parties": ("list", "parties"),
    "list issues": ("list", "issues"),
    "list statements": ("list", "statements"),
    "list items": ("list", "items"),
    "show party": ("show", "israel"),
    "show party history": ("show", "hamas", "--history"),
    "show issue": ("show", "ceasefire-length"),
    "show item": ("show", "israel/week-for-40"),
    "show item history": ("show", "israel/week-for-40", "--history"),
    "show statement": ("show", "hamas/2023-12-21-no-truce"),
    "show agreement": ("show", "joint/2024-03-01-aid"),
    "show event": ("show", "events/2024-03-10-crossing"),
    "search": ("search", "week"),
    "compare": ("compare",),
    "compare three": ("compare", "israel", "hamas", "qatar"),
    "diff": ("diff", "2023-12-01..2024-03-31"),
    "flags": ("flags",),
    "history": ("history", "ceasefire-length"),
    "sources": ("sources",),
    "graph": ("graph",),
    "graph conflicts": ("graph", "conflicts"),
    "graph answers": ("graph", "answers"),
    "explain": ("explain", "value-off-scale"),
    "rules": ("rules",),
}  # fmt: skip
UNDATED = ("explain", "rules")
TIMELESS = ("check", "rules")

REAL: tuple[tuple[str, ...], ...] = (
    ("status", "gaza-2023", "--as-of", "2023-12-31"),
    ("status", "gaza-2023", "--as-of", "2024-07-31"),
    ("status", "gaza-2023", "--as-of", "2025-01-31"),
    ("status", "nhl-2012", "--as-of", "2012-12-31"),
    ("list", "negotiations"),
    ("list", "parties", "gaza-2023"),
    ("list", "issues", "gaza-2023"),
    ("list", "statements", "gaza-2023"),
    ("list", "items", "nhl-2012"),
    ("show", "gaza-2023", "hamas", "--as-of", "2024-07-31"),
    ("show", "gaza-2023", "israel", "--history"),
    ("show", "gaza-2023", "ceasefire-length", "--as-of", "2024-07-31"),
    ("show", "gaza-2023", "israel/2023-12-19-week-for-40"),
    ("show", "nhl-2012", "nhlpa", "--as-of", "2012-12-31"),
    ("search", "gaza-2023", "hostages"),
    ("compare", "gaza-2023", "--as-of", "2024-07-31"),
    ("compare", "gaza-2023", "israel", "hamas", "qatar", "--as-of", "2023-12-31"),
    ("diff", "gaza-2023", "2023-12-21..2024-02-10"),
    ("diff", "nhl-2012", "2012-10-01..2013-01-31"),
    ("flags", "nhl-2012"),
    ("history", "gaza-2023", "hostages-released"),
    ("sources", "nhl-2012"),
    ("graph", "gaza-2023", "--as-of", "2023-12-21"),
    ("graph", "gaza-2023", "answers"),
    ("check",),
    ("rules",),
)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small repository with a bit of everything."""
    return write(tmp_path_factory.mktemp("small"), SMALL)


def asked(name: str) -> tuple[str, ...]:
    """The arguments of a look-up, on the day the tests are frozen at."""
    return ASKED[name] if name in UNDATED else (*ASKED[name], *NOW)


def rows_of(csv_text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text)))


def fitting(output: str, columns: int) -> Iterator[str]:
    """The lines that are wider than the terminal although they could be broken."""
    for line in output.splitlines():
        words = line.split()
        if cell_len(line) > columns and not (words and cell_len(max(words, key=cell_len)) >= columns - 24):
            yield line


# -- every command in every format ------------------------------------------------------------------------------------


def test_the_small_repository_is_sound(small: Path) -> None:
    ran = run("check", *NOW, at=small)
    assert ran.code == 0
    assert "8 files checked: 1 warning" in ran.err, "the line that Hamas itself crossed"


def test_every_command_is_asked_for_here() -> None:
    covered = {name.split()[0] for name in ASKED} | {"check", "schema"}
    assert {"status", "list", "show", "search", "compare", "diff", "check", "explain", "rules", "schema"} <= set(
        COMMANDS
    )
    assert covered <= set(COMMANDS)


@pytest.mark.parametrize("name", ASKED)
def test_every_format_of_every_command(name: str, small: Path) -> None:
    told: dict[str, str] = {}
    for fmt in FORMATS:
        ran = run(*asked(name), "-O", fmt, at=small)
        assert (ran.code, ran.err) == (0, ""), fmt
        assert ran.out.strip(), fmt
        assert ran.out.endswith("\n"), fmt
        assert ESCAPE not in ran.out, fmt
        assert "Traceback" not in ran.out, fmt
        told[fmt] = ran.out
    envelope = json.loads(told["json"])
    assert envelope["command"] == ASKED[name][0]
    assert (envelope["schema_version"], envelope["tool_version"]) == (1, __version__)
    lines = told["jsonl"].splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    names, *rows = rows_of(told["csv"])
    assert all(len(row) == len(names) for row in rows)
    plain = [line.split("\t") for line in told["plain"].splitlines()]
    assert [len(row) for row in plain] == [len(names)] * len(rows)
    assert told["markdown"].startswith("# ") or name in UNDATED


@pytest.mark.parametrize("name", [name for name in ASKED if name != "explain"])  # which reads as prose everywhere
def test_piped_output_is_plain_and_the_same_at_any_width(name: str, small: Path) -> None:
    plain = run(*asked(name), "-O", "plain", at=small, columns=20).out
    assert run(*asked(name), at=small, columns=200).out == plain


@pytest.mark.parametrize("name", ASKED)
def test_a_terminal_gets_a_table(name: str, small: Path) -> None:
    seen = run(*asked(name), "--color", "never", at=small, terminal=True).out
    assert seen == run(*asked(name), "-O", "table", at=small).out


@pytest.mark.parametrize("ending", [*EXTENSIONS, ".JSON"])
def test_a_file_gets_the_format_that_its_name_asks_for(ending: str, small: Path, tmp_path: Path) -> None:
    target = tmp_path / f"out{ending}"
    ran = run("list", "items", *NOW, "-o", str(target), at=small)
    assert (ran.code, ran.out) == (0, "")
    assert "wrote" in ran.err
    fmt = EXTENSIONS[ending.lower()]
    assert target.read_bytes().decode() == run("list", "items", *NOW, "-O", fmt, at=small).out
    assert [path.name for path in tmp_path.iterdir()] == [target.name], "no temporary file is left"
    target.write_text("old")
    assert run("list", "items", *NOW, "-o", str(target), "-q", "-O", "csv", at=small) == Ran(0, "", "")
    assert target.read_text().startswith("item,")


def test_a_file_that_cannot_be_written(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("kept")
    link = tmp_path / "link.json"
    link.symlink_to(other)
    for target in (str(link), str(tmp_path), "/dev/full", str(tmp_path / "no" / "x.json")):
        ran = run("status", *NOW, "-O", "json", "-o", target, at=small)
        assert (ran.code, ran.out) == (3, ""), target
        assert "Traceback" not in ran.err
    assert other.read_text() == "kept"
    ran = run("status", "-o", str(tmp_path / "x.zip"), at=small)
    assert ran.code == 2
    assert ".json" in ran.err
    assert not (tmp_path / "x.zip").exists()


def test_check_writes_files_too(small: Path, tmp_path: Path) -> None:
    ran = run("check", "-o", str(tmp_path / "found.json"), at=small)
    assert (ran.code, ran.out) == (0, "")
    data = json.loads((tmp_path / "found.json").read_text())["data"]
    assert (len(data["findings"]), data["files"]) == (1, 8)


def test_what_its_own_party_denies_is_left_out_unless_it_is_asked_for() -> None:
    asked = ("show", "gaza-2023", "egypt", "--as-of", "2023-12-27", *NOW, "-O", "plain")
    without, included = run(*asked, at=ROOT), run(*asked, "--include-denied", at=ROOT)
    (offer,) = (line for line in included.out.splitlines() if "egypt/multi-stage-plan" in line)
    assert ("rejected by Hamas" in offer, "rejected by Hamas" in without.out) == (True, False)
    named = "included, although its party denies it: hamas/2023-12-25-power-sharing-refused"
    assert (named in without.err, named in included.err) == (False, True)
    assert run(*asked, "--include-denied", "--quiet", at=ROOT).err == ""


@pytest.mark.parametrize("arguments", REAL, ids=" ".join)
def test_real_positions_at_two_widths(arguments: tuple[str, ...]) -> None:
    for columns in (80, 160):
        ran = run(*arguments, *(() if arguments[0] in TIMELESS else NOW), "-O", "table", columns=columns)
        assert ran.code == 0
        assert not list(fitting(ran.out, columns))
        assert ESCAPE not in ran.out


@pytest.mark.parametrize("arguments", REAL, ids=" ".join)
def test_what_is_piped_holds_every_id_whole(arguments: tuple[str, ...]) -> None:
    now = () if arguments[0] in TIMELESS else NOW
    data = json.loads(run(*arguments, *now, "-O", "json").out)["data"]
    plain = run(*arguments, *now, "-O", "plain", columns=20).out
    for row in data if isinstance(data, list) else ():
        for key in ("id", "statement", "place", "item"):
            assert str(row.get(key) or "") in plain
    for line in plain.splitlines():
        assert "…" not in line.split("\t")[0]


# -- exit codes and streams -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (1, ("show", "nobody-at-all"), "there is no party, issue, item or statement 'nobody-at-all'"),
        (1, ("show", "hmas"), "did you mean hamas"),
        (1, ("show", "x" * 10_000), "there is no party, issue, item or statement 'xxx"),
        (1, ("search", "x" * 10_000), "nothing was found"),
        (3, ("assess", "x" * 10_000 + ".yaml"), "File name too long"),
        (1, ("show", "2024"), "write more of it"),
        (1, ("explain", "value-of-scale"), "did you mean value-off-scale"),
        (1, ("list", "partys"), "did you mean parties?"),
        (1, ("compare", "israel", "hmas"), "did you mean hamas?"),
        (1, ("status", "--issue", "ceasefire-lenght"), "did you mean ceasefire-length?"),
        (1, ("list", "items", "--party", "nobody"), "there is israel, hamas, qatar, egypt"),
        (1, ("schema", "--output", "statsu"), "did you mean status?"),
        (1, ("schema", "--record", "pamphlet"), "there is negotiation, statement"),
        (1, ("check", "no/such/file.yaml"), "does not exist"),
        (2, ("check", "/"), "lies outside the repository"),
        (2, ("stats",), "No such command 'stats'"),
        (2, ("status", "--nonsense"), "No such option"),
        (2, ("status", "talks", "again"), "leave it out"),
        (2, ("show",), "Missing argument"),
        (2, ("show", "israel", "hamas"), "show takes one thing"),
        (2, ("search", ""), "there is nothing to search for"),
        (2, ("compare", "israel"), "name another beside israel"),
        (2, ("compare", "israel", "israel"), "name another beside israel"),
        (2, ("diff", "2023-12-21"), "diff takes two ends as A..B"),
        (2, ("diff", "talks", "again", "2023..2024"), "does not know what to do with 'again'"),
        (2, ("diff", "..2024"), "does not say from which day on"),
        (2, ("diff", "2024..2023"), "turn them round: 2023-12-31..2024-12-31"),
        (2, ("list", "statements", "--since", "2024", "--until", "2023"), "turn them round"),
        (2, ("status", "-O", "xml"), "table, plain, json, jsonl, csv, markdown"),
        (2, ("status", "--color", "blue"), "auto, always or never"),
        (2, ("status", "--fail-on", "bad"), "agreed, overlap, open, gap, blocked, unknown"),
        (2, ("check", "--fail-on", "bad"), "note, warning, error"),
        (2, ("schema", "--output", "show", "--record", "event"), "a NEGOTIATION, --record KIND or --output COMMAND"),
        (3, ("status", "-C", "/nonexistent"), "holds no folder positions/"),
        (3, ("check", "-C", "/etc/passwd"), "holds no folder positions/"),
    ],
)
def test_what_cannot_be_done_says_so_and_what_to_do(
    code: int, arguments: tuple[str, ...], said: str, small: Path
) -> None:
    ran = run(*arguments, at=small)
    assert ran.code == code
    assert said in re.sub(r"\s+", " ", ran.err)
    assert "Traceback" not in ran.err
    if "--fail-on" not in arguments:
        assert ran.out == ""
    again = run(*arguments, "--debug", at=small)
    assert (again.code, "Traceback" in again.err) == (code, False), "--debug is for internal errors"


def test_nothing_found_is_exit_1(small: Path) -> None:
    for fmt in FORMATS:
        assert run("search", "zebra", "-O", fmt, at=small).code == 1
    assert "Nothing was found." in run("search", "zebra", "-O", "table", at=small).out


@pytest.mark.parametrize(
    "command", [("check",), ("status",), ("list", "negotiations"), ("show", "israel")], ids=" ".join
)
def test_without_positions_nothing_is_loaded(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = run(*command, at=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert "-C DIR" in ran.err
    (tmp_path / "positions").mkdir()
    if command[0] != "list":
        ran = run(*command, at=tmp_path)
        assert (ran.code, ran.out) == (3, "")


def test_checking_no_files_is_an_error_that_does_not_hide_why(tmp_path: Path, small: Path) -> None:
    talks = tmp_path / FOLDER
    talks.mkdir(parents=True)
    (talks / "negotiation.YAML").write_text(NEGOTIATION)
    ran = run("check", at=tmp_path)
    assert ran.code == 3
    assert "near-miss-name" in ran.out
    (talks / "other.yaml").symlink_to("/etc/passwd")
    ran = run("check", at=tmp_path)
    assert ran.code in (1, 3)
    assert "symbolic-link" in ran.out
    (small / "empty").mkdir(exist_ok=True)
    ran = run("check", "empty", at=small)
    assert ran.code == 3
    assert "no records to check" in ran.err


def test_check_counts_and_tells_only_what_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    bad = tmp_path / FOLDER / "qatar" / "2024-02-01-bad.yaml"
    bad.write_text("party: qatar\ndate: soon\n")
    ran = run("check", f"{FOLDER}/israel", at=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert "2 files checked" in ran.err
    for path in (FOLDER, f"{FOLDER}/qatar", str(bad), "positions/talks/qatar/2024-02-01-bad.yaml"):
        ran = run("check", path, "-O", "concise", at=tmp_path)
        assert ran.code == 1, path
        assert ran.out.count("wrong-date") == 1, path
    assert run("check", "2024-02-01-bad.yaml", at=bad.parent).code == 1
    link = tmp_path / FOLDER / "qatar" / "2024-02-02-link.yaml"
    link.symlink_to("/etc/passwd")
    assert "symbolic-link" in run("check", str(link), at=tmp_path).out


def test_look_ups_tell_of_errors_beside_the_data(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    (tmp_path / FOLDER / "qatar" / "2024-02-01-bad.yaml").write_text("party: qatar\ndate: soon\n")
    ran = run("list", "parties", *NOW, at=tmp_path)
    assert ran.code == 0
    assert "left out; `negotrack check` tells" in ran.err
    assert ran.out.startswith("israel\t")
    assert run("list", "parties", *NOW, "-q", at=tmp_path).err == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("status", "--fail-on", "agreed"), 1),
        (("status", "--fail-on", "blocked,agreed"), 1),
        (("status", "--fail-on", "blocked", "--fail-on", "agreed"), 1),
        (("status", "--fail-on", "blocked"), 0),
        (("compare", "--fail-on", "gap", "--issue", "ceasefire-length"), 1),
        (("compare", "--fail-on", "gap", "--issue", "aid"), 0),
        (("diff", "2023-12-20..2024-01-31", "--fail-on", "softened"), 1),
        (("diff", "2023-12-20..2024-01-31", "--fail-on", "hardened"), 0),
        (("check", "--fail-on", "warning"), 1),
        (("check", "--fail-on", "note"), 1),
        (("check", "--fail-on", "error"), 0),
    ],
)
def test_fail_on(arguments: tuple[str, ...], code: int, small: Path) -> None:
    ran = run(*arguments, *NOW, at=small)
    assert ran.code == code
    assert "nothing this command finds" not in ran.err


def test_check_fails_on_warnings_only_where_asked_to(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    (tmp_path / FOLDER / "old.yaml~").write_text("")
    assert run("check", *NOW, at=tmp_path).code == 0
    assert run("check", *NOW, "--fail-on", "error", at=tmp_path).code == 0
    assert run("check", *NOW, "--fail-on", "warning", at=tmp_path).code == 1
    assert run("check", *NOW, "--fail-on", "note", at=tmp_path).code == 1


def test_five_mistakes_are_five_findings_and_hide_no_other_file(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    bad = """\
        party: isreal
        date: 2024-02-30
        sumary: A slip.
        sources: [{title: A page, url: "ftp://example.org/x", grade: A9}]
        offers: [{id: a-week, gives: {ceasefire-length: a week or so}}]
        """
    lines = [line.strip() for line in bad.splitlines() if line.strip()]
    (tmp_path / FOLDER / "israel" / "2024-02-20-bad.yaml").write_text("\n".join(lines) + "\n")
    (tmp_path / FOLDER / "hamas" / "2024-02-21-worse.yaml").write_text("party: hamas\ndate: [\n")
    ran = run("check", *NOW, "-O", "json", at=tmp_path)
    assert ran.code == 1
    found = json.loads(ran.out)["data"]["findings"]
    places = {(one["rule"], one["line"]) for one in found if "bad" in one["path"]}
    five = {
        ("unknown-party", 1), ("wrong-date", 2), ("unknown-key", 3), ("bad-url", 4), ("value-off-scale", 5), ("bad-grade", 4),
    }  # fmt: skip
    assert five <= places
    assert any("worse" in one["path"] for one in found)
    columns = {one["rule"]: one["column"] for one in found}
    assert columns["unknown-party"] == lines[0].index("isreal") + 1
    assert columns["value-off-scale"] == lines[4].index("a week or so") + 1
    full = run("check", *NOW, at=tmp_path)
    assert full.code == 1
    assert "Traceback" not in full.out + full.err
    assert "    5 | offers" in full.out
    assert "^^^^^^^^^^^^" in full.out
    concise = run("check", *NOW, "-O", "concise", at=tmp_path).out
    assert "positions/talks/israel/2024-02-20-bad.yaml:1:8: error[unknown-party]" in concise
    assert len(concise.splitlines()) == len(found)


def test_an_internal_error_is_one_line_and_a_traceback_only_on_request(small: Path) -> None:
    with mock.patch("negotrack.cli.opening.book", side_effect=RuntimeError("odd\x1b[31m")):
        ran = run("status", at=small)
        assert ran.code == 4
        assert ran.out == ""
        assert ran.err.splitlines()[0] == "negotrack: internal error: RuntimeError: odd\\x1b[31m"
        assert "--debug" in ran.err
        assert "Traceback" not in ran.err
        with pytest.raises(RuntimeError):
            run("status", "--debug", at=small)


def test_interrupted_is_130(small: Path) -> None:
    with mock.patch("negotrack.cli.opening.book", side_effect=KeyboardInterrupt):
        ran = run("status", at=small)
    assert (ran.code, ran.out) == (130, "")
    assert "Traceback" not in ran.err


# -- help -------------------------------------------------------------------------------------------------------------


def test_bare_help_and_version() -> None:
    bare = run(columns=80)
    assert bare.code == 0
    assert bare.err == ""
    assert len(bare.out.splitlines()) <= 28, "one screen"
    assert max(map(len, bare.out.splitlines())) <= 80
    words = bare.out.split()
    assert [name for name in COMMANDS if name not in words] == []
    assert run("--version").out == f"negotrack {__version__}\n"
    whole = run("--help", columns=80)
    assert whole.code == 0
    assert max(map(len, whole.out.splitlines())) <= 80
    assert [name for name, gist in COMMANDS.items() if f"  {name} " not in whole.out or gist not in whole.out] == []


def test_a_misspelt_command_gets_a_suggestion() -> None:
    ran = run("comapre")
    assert ran.code == 2
    assert "Did you mean 'compare'?" in ran.err


def test_a_command_that_is_not_called_is_not_imported() -> None:
    code = "import sys; from negotrack.cli.app import app; sys.exit('negotrack.cli.compare' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    for flag in ("-h", "--help"):
        ran = run(command, flag, columns=80)
        assert ran.code == 0
        assert ran.out.startswith(f"Usage: negotrack {command} ")
        assert max(map(len, ran.out.splitlines())) <= 80


# -- colour -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "env", "terminal", "colored"),
    [
        ("always", {}, False, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour(when: str, env: Mapping[str, str], terminal: bool, colored: bool, small: Path) -> None:
    ran = run("status", *NOW, "-O", "table", "--color", when, at=small, env=env, terminal=terminal)
    assert (ESCAPE in ran.out) is colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    assert bare == run("status", *NOW, "-O", "table", at=small).out, "colour is never the only sign"


def test_only_tables_are_coloured(small: Path) -> None:
    for fmt in FORMATS.keys() - {"table"}:
        assert ESCAPE not in run("status", *NOW, "-O", fmt, "--color", "always", at=small).out


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["ham", "hamas", "HAMAS", "Hamas", "hama"])
def test_a_party_by_any_unique_part(word: str, small: Path) -> None:
    assert json.loads(run("show", word, *NOW, "-O", "json", at=small).out)["data"]["id"] == "hamas" or word == "ham"


@pytest.mark.parametrize(
    ("word", "kind", "name"),
    [
        ("isr", "party", "israel"),
        ("government of", "party", "israel"),
        ("aid", "issue", "aid"),
        ("length of", "issue", "ceasefire-length"),
        ("ceasefire-l", "issue", "ceasefire-length"),
        ("only-perm", "item", "hamas/only-permanent"),
        ("israel/week", "item", "israel/week-for-40"),
        ("135-days", "statement", "hamas/2024-02-06-135-days"),
        ("2024-03-10", "statement", "events/2024-03-10-crossing"),
    ],
)
def test_what_a_word_means(word: str, kind: str, name: str, small: Path) -> None:
    data = json.loads(run("show", word, *NOW, "-O", "json", at=small).out)["data"]
    assert (data["kind"], data["id"]) == (kind, name)


def test_the_negotiation_may_be_left_out_where_there_is_one(small: Path) -> None:
    assert run("show", "ham", *NOW, at=small) == run("show", "talks", "ham", *NOW, at=small)
    assert run("status", "talks", *NOW, at=small) == run("status", *NOW, at=small)
    assert run("status", "tal", *NOW, at=small) == run("status", *NOW, at=small)


def test_the_negotiation_is_that_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    write(tmp_path, SMALL.replace("14 days", "15 days"), "positions/peace/second")
    ran = run("status", *NOW, at=tmp_path)
    assert ran.code == 2
    assert "name one: peace/second, talks" in ran.err
    assert run("show", "second", "ham", *NOW, at=tmp_path).code == 0
    inside = tmp_path / "positions" / "peace" / "second" / "israel"
    for folder in (inside, inside.parent):
        ran = run("status", *NOW, "-O", "json", at=folder)
        assert json.loads(ran.out)["negotiation"] == "peace/second"
    ran = run("status", "talks", *NOW, "-O", "json", at=inside)
    assert json.loads(ran.out)["negotiation"] == "talks"
    assert run("compare", "isr", "ham", "qat", *NOW, at=inside).code == 0
    ran = run("status", "takls", *NOW, at=tmp_path)
    assert ran.code == 1
    assert "did you mean talks?" in ran.err


def test_the_repository_may_be_named(small: Path, tmp_path: Path) -> None:
    here = run("status", *NOW, at=small).out
    assert run("status", *NOW, "-C", str(small), at=tmp_path).out == here
    assert run("status", *NOW, "--repo", str(small), at=tmp_path).out == here
    assert run("status", *NOW, at=tmp_path, env={"NEGOTRACK_REPO": str(small)}).out == here
    assert run("status", *NOW, "-C", str(small / ".." / small.name), at=tmp_path).out == here
    link = tmp_path / "link"
    link.symlink_to(small)
    assert run("status", *NOW, "-C", str(link), at=tmp_path).out == here
    assert run("check", "-C", str(link), at=tmp_path).code == 0


# -- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-12-21", "2023-12-21"),
        ("2023-12", "2023-12-31"),
        ("2024-02", "2024-02-29"),
        ("2023Q4", "2023-12-31"),
        ("2024Q1", "2024-03-31"),
        ("2023", "2023-12-31"),
        ("today", "2024-03-31"),
        ("yesterday", "2024-03-30"),
        ("3 weeks ago", "2024-03-10"),
        ("1 day ago", "2024-03-30"),
        ("1 month ago", "2024-02-29"),
        ("13 months ago", "2023-02-28"),
        ("1 year ago", "2023-03-31"),
        ("last week", "2024-03-24"),
        ("last month", "2024-02-29"),
        ("last year", "2023-12-31"),
        (" 2023-12 ", "2023-12-31"),
    ],
)
def test_a_day_on_the_command_line(text: str, day: str, small: Path) -> None:
    ran = run("status", "--as-of", text, *NOW, "-O", "json", at=small)
    assert json.loads(ran.out)["as_of"] == day
    known = run("status", "--known-by", text, *NOW, "-O", "json", at=small)
    assert json.loads(known.out)["known_by"] == day


@pytest.mark.parametrize("option", ["--as-of", "--known-by", "--today", "--since", "--until"])
@pytest.mark.parametrize(
    "text",
    [
        "soon", "", " ", "2023-13", "2023-00", "2023-02-30", "2023-2-3", "20231221", "21.12.2023", "2023q4", "2023Q5", "0000",
        "٢٠٢٣-١٢-٢١", "2023-12-21T10:00", "99999 years ago", "3 fortnights ago", "last tuesday", "2023..2024", "..", "-1", "9999999",
        "\x1b[31m", "a" * 5000, "next year",
    ],
)  # fmt: skip
def test_nonsense_is_no_day(option: str, text: str, small: Path) -> None:
    command = ("list", "statements") if option in ("--since", "--until", "--as-of") else ("status",)
    ran = run(*command, f"{option}={text}", at=small)
    assert ran.code == 2
    assert ran.out == ""
    assert days.ACCEPTED in ran.err
    assert option in ran.err
    assert ESCAPE not in ran.err
    assert len(ran.err) < 600


def test_days_that_could_be_read_as_options(small: Path) -> None:
    assert run("list", "statements", "--since", "-1", at=small).code == 2


def test_a_period_of_two_days(small: Path) -> None:
    ran = run("diff", "2023..2024-02", *NOW, "-O", "json", at=small)
    assert ran.code == 0
    assert json.loads(ran.out)["as_of"] == "2024-02-29"
    open_end = run("diff", "2023..", *NOW, "-O", "json", at=small)
    assert json.loads(open_end.out)["as_of"] == "2024-03-31"
    same = run("diff", "2024-02..2024-02", *NOW, at=small)
    assert (same.code, same.out) == (0, "")
    for text in ("2023..soon", "soon..2024", "2023..2024..2025", "2023...2024"):
        ran = run("diff", text, *NOW, at=small)
        assert ran.code == 3, f"{text}: an end that is no day is a revision, and here there is no git"
        assert days.ACCEPTED in ran.err


# -- filters ----------------------------------------------------------------------------------------------------------


def ids(output: str, column: int) -> list[str]:
    return [line.split("\t")[column] for line in output.splitlines()]


def test_filters_of_lists(small: Path) -> None:
    def listed(*arguments: str) -> list[str]:
        return ids(run("list", "statements", *arguments, *NOW, at=small).out, 1)

    everything = listed()
    assert len(everything) == 7
    assert listed("--since", "2024-01") == everything[2:]
    assert listed("--until", "2023-12") == everything[:2]
    assert listed("--since", "2024-01", "--until", "2024-01") == everything[2:4]
    assert listed("--as-of", "2024-01-15") == everything[:3]
    assert listed("--party", "qat") == ["qatar/2024-01-20-idea"]
    assert listed("--party", "qat", "--party", "hamas", "--until", "2024-01") == [everything[1], everything[3]]
    assert listed("--issue", "crossing") == ["events/2024-03-10-crossing"]
    assert listed("--issue", "aid", "--party", "israel") == [everything[0], everything[2], everything[5]]
    assert listed("--party", "egypt") == []
    items = ids(run("list", "items", "--party", "hamas", *NOW, at=small).out, 0)
    assert sorted(items) == ["hamas/halt", "hamas/only-permanent", "hamas/stages"]
    assert ids(run("list", "parties", "--party", "qatar", *NOW, at=small).out, 0) == ["qatar"]
    assert ids(run("list", "issues", "--issue", "aid", *NOW, at=small).out, 0) == ["aid"]


def test_filters_of_comparisons(small: Path) -> None:
    def issues(*arguments: str) -> list[str]:
        data = json.loads(run("compare", *arguments, *NOW, "-O", "json", at=small).out)["data"]
        return [one["issue"] for one in data["issues"]]

    assert issues("--issue", "aid") == ["aid"]
    assert issues("--issue", "aid", "--issue", "ceasefire-length") == ["aid", "ceasefire-length"]
    assert "crossing-open" not in issues()
    data = json.loads(run("compare", "--party", "israel", "--party", "qatar", *NOW, "-O", "json", at=small).out)["data"]
    assert {tuple(pair["parties"]) for one in data["issues"] for pair in one["pairs"]} == {("israel", "qatar")}
    moved = json.loads(run("diff", "2023..2024-03", "--party", "hamas", *NOW, "-O", "json", at=small).out)["data"]
    assert {move["party"] for move in moved["changes"]} == {"hamas"}
    moved = json.loads(run("diff", "2023..2024-03", "--issue", "aid", *NOW, "-O", "json", at=small).out)["data"]
    assert {move["issue"] for move in moved["changes"]} == {"aid"}
    assert {turn["issue"] for turn in moved["verdicts"]} == {"aid"}


def test_known_by_leaves_out_what_was_not_public(small: Path) -> None:
    data = json.loads(run("status", "--as-of", "2023-12-19", "--known-by", "2023-12-19", "-O", "json", at=small).out)
    assert data["data"]["entries"] == 0
    data = json.loads(run("status", "--as-of", "2023-12-19", "--known-by", "2023-12-20", "-O", "json", at=small).out)
    assert data["data"]["entries"] == 1


def test_search_ignores_case_and_accents_and_stays_within_filters(small: Path) -> None:
    assert run("search", "AXIOS", at=small).out == run("search", "áxios", at=small).out != ""
    found = ids(run("search", "truce", "--since", "2024", at=small).out, 2)
    assert found == []
    assert run("search", "talks", "truce", at=small).code == 0
    assert run("search", "week", "seven-day", at=small).code == 1, "all words occur in one place"


def test_history_shows_what_has_ended(small: Path) -> None:
    today = json.loads(run("show", "hamas", *NOW, "-O", "json", at=small).out)["data"]["items"]
    ever = json.loads(run("show", "hamas", "--history", *NOW, "-O", "json", at=small).out)["data"]["items"]
    assert {one["item"] for one in today} < {one["item"] for one in ever}
    versions = json.loads(run("show", "israel/week-for-40", "--history", *NOW, "-O", "json", at=small).out)["data"][
        "items"
    ]
    assert [one["date"] for one in versions] == ["2023-12-19", "2024-01-10"]
    assert all(one["standing"] for one in today)


def test_a_statement_without_items_is_shown_in_every_format(small: Path) -> None:
    for fmt in FORMATS:
        assert "events/2024-03-10-crossing" in run("show", "2024-03-10", *NOW, "-O", fmt, at=small).out, fmt


# -- other surroundings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_ascii_terminals_get_ascii(name: str, small: Path) -> None:
    for fmt in FORMATS:
        ran = run(*asked(name), "-O", fmt, at=small, encoding="ascii")
        assert ran.code == 0
        assert ran.out.strip()
        assert ran.out.isascii()


def test_messages_in_ascii(small: Path) -> None:
    ran = run("show", "zürich→\u202e", at=small, encoding="ascii")
    assert ran.code == 1
    assert ran.err.isascii()


def environment(**env: str) -> dict[str, str]:
    return {key: text for key, text in os.environ.items() if key not in HIDDEN} | {"COLUMNS": "80"} | env


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "negotrack", *arguments]


def test_the_module_runs_as_a_process(cli: Callable[..., Ran]) -> None:
    assert cli("--version", at=ROOT) == Ran(0, f"negotrack {__version__}\n", "")
    ran = cli("search", "gaza-2023", "zebra", at=ROOT)
    assert (ran.code, ran.out, ran.err.startswith("nothing was found; ")) == (1, "", True)
    ran = cli("check", at=ROOT)
    assert ran.code == 0


def test_an_ascii_locale_is_no_reason_to_crash() -> None:
    env = environment(LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    for arguments in (("status", "gaza-2023", "-O", "table"), ("show", "gaza-2023", "x→y")):
        ran = subprocess.run(command(*arguments), cwd=ROOT, env=env, capture_output=True, check=False)
        assert ran.returncode in (0, 1)
        assert ran.stdout.isascii()
        assert ran.stderr.isascii()
        assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("arguments", [("list", "statements", "gaza-2023", "-O", "json"), ("--help",)], ids=" ".join)
def test_nobody_listens_any_more(arguments: Sequence[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = subprocess.run(
            command(*arguments), cwd=ROOT, env=environment(), stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_the_first_line_is_enough() -> None:
    shell = f"{sys.executable} -m negotrack list statements gaza-2023 -O jsonl | head -n 1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(ran.stdout.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_in_a_line() -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            command("status", "gaza-2023"),
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode in (2, 3)
    assert ran.stderr.count(b"\n") == 1
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_are_no_reason_to_crash(closed: str) -> None:
    shell = f"exec {sys.executable} -m negotrack check {closed}"
    ran = subprocess.run(["bash", "-c", shell], cwd=ROOT, env=environment(), capture_output=True, check=False)
    assert ran.returncode == 0
    assert b"Traceback" not in ran.stdout + ran.stderr
    assert b"checked" not in ran.stdout


def test_ctrl_c_while_writing_is_130(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    long = " ".join(["word"] * 10_000)
    for number in range(10, 20):
        body = f"party: qatar\ndate: 2024-01-{number}\nnote: {long}\nsources: [{{reference: a letter}}]\n"
        (tmp_path / FOLDER / "qatar" / f"2024-01-{number}-long.yaml").write_text(body)
    process = subprocess.Popen(
        command("search", "word", "-O", "json"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"{", "it writes, and soon waits for a reader"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in said


# -- a negotiation inside another ------------------------------------------------------------------------------------


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """Talks within talks, and a link in the inner ones."""
    for folder in ("positions/talks", "positions/talks/inner"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "negotiation.yaml").write_text(NEGOTIATION)
    (tmp_path / "positions/talks/inner/bad.yaml").write_text("party: israel\ndate: nonsense\n")
    (tmp_path / "positions/talks/inner/link.yaml").symlink_to("bad.yaml")
    return tmp_path


def test_errors_inside_are_told_of_the_inner_negotiation_only(nested: Path) -> None:
    assert "errors" not in run("status", "talks", *NOW, "-O", "plain", at=nested).err
    assert "2 errors in 2 files" in run("status", "talks/inner", *NOW, "-O", "plain", at=nested).err
    assert "2 errors in 2 files" in run("list", "negotiations", at=nested).err


@pytest.mark.parametrize("how", ["too large", "a link", "a folder"])
def test_what_declares_but_cannot_be_read_is_the_same_for_one_file_and_for_all(how: str, nested: Path) -> None:
    declares = nested / "positions/talks/inner/negotiation.yaml"
    declares.unlink()
    if how == "too large":
        declares.write_text(NEGOTIATION + "#" * 2_000_000)
    elif how == "a link":
        declares.symlink_to("../negotiation.yaml")
    else:
        declares.mkdir()
    bad = "positions/talks/inner/bad.yaml"
    everywhere = [line for line in run("check", "-O", "concise", at=nested).out.splitlines() if line.startswith(bad)]
    assert run("check", bad, "-O", "concise", at=nested).out.splitlines() == everywhere != []
