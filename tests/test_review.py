"""A change under review: what it brings in, what it means, and what only its reviewers can decide."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import NEGOTIATION, Repo
from test_ci_formats import runner

from negotrack.render.formats import FORMATS
from negotrack.rules import REVIEW

OFFER = """
    --- israel/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    summary: A week.
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- hamas/2023-12-21-line.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: line, never: {ceasefire-length: less than permanent}}]
    """


ROOT = Path(__file__).parent.parent


def run(repo: Repo, *arguments: str, **env: str) -> tuple[int, str, str]:
    here = {"PATH": os.environ["PATH"], "HOME": str(repo.root), "NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "negotrack", *arguments, "-C", str(repo.root)],
        env=here | env,
        capture_output=True,
        text=True,
    )
    return found.returncode, found.stdout, found.stderr


def rules(repo: Repo, against: str = "main") -> list[tuple[str, str]]:
    code, out, err = run(repo, "check", "--against", against, "-O", "json", "--today", "2024-06-01")
    assert code in (0, 1), err
    return [(one["rule"], one["path"].rpartition("/")[2]) for one in json.loads(out)["data"]["findings"]]


@pytest.fixture
def proposed(repo: Repo) -> Repo:
    """A repository with two statements on main, and a branch for a change."""
    repo.write(OFFER)
    repo.commit("2024-01-01")
    repo.git("checkout", "--quiet", "-b", "change")
    return repo


def test_what_was_wrong_before_is_not_the_change_s_fault(repo: Repo) -> None:
    repo.write("--- israel/bad.yaml\nparty: israel\ndate: 2023-13-01\noffers: []\n" + "")
    repo.commit("2024-01-01")
    repo.git("checkout", "--quiet", "-b", "change")
    repo.write("--- israel/worse.yaml\nparty: nobody\ndate: 2023-12-01\noffers: [{id: a, gives: {aid: increased}}]\n")
    repo.commit("2024-01-02")
    assert {path for _, path in rules(repo)} == {"worse.yaml"}
    assert run(repo, "check", "--against", "main")[0] == 1


def test_levels_that_change_break_statements_nobody_touched(proposed: Repo) -> None:
    manifest = proposed.root / "positions/talks/negotiation.yaml"
    manifest.write_text(NEGOTIATION.replace("restricted, increased, unhindered", "restricted, more, unhindered"))
    proposed.commit("2024-01-02")
    assert rules(proposed) == [("value-off-scale", "2023-12-19-week.yaml")]


def test_a_change_that_only_moves_files_has_no_findings_and_no_meaning(proposed: Repo) -> None:
    (proposed.root / "positions/talks/2023").mkdir()
    proposed.git("mv", "positions/talks/israel", "positions/talks/2023/israel")
    proposed.commit("2024-01-02")
    assert rules(proposed) == []
    code, out, _ = run(proposed, "diff", "main...HEAD", "-O", "markdown")
    assert (code, out) == (0, "No change of meaning.\n")


def test_line_endings_change_no_meaning(proposed: Repo) -> None:
    path = proposed.root / "positions/talks/israel/2023-12-19-week.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    proposed.commit("2024-01-02")
    assert rules(proposed) == []
    assert run(proposed, "diff", "main...HEAD", "-O", "markdown")[1] == "No change of meaning.\n"


def test_only_review_can_decide_what_was_done_to_statements_on_file(proposed: Repo) -> None:
    talks = proposed.root / "positions/talks"
    offer = talks / "israel/2023-12-19-week.yaml"
    offer.write_text(offer.read_text().replace("7 days", "14 days").replace("/report", "/other"))
    (talks / "hamas/2023-12-21-line.yaml").unlink()
    manifest = (talks / "negotiation.yaml").read_text()
    (talks / "negotiation.yaml").write_text(manifest.replace("  egypt: {name", "  cairo: {name"))
    proposed.write(
        "--- israel/2023-12-01-early.yaml\nparty: israel\ndate: 2023-12-01\noffers: [{id: x, gives: {aid: increased}}]\n"
    )
    (talks / "negotiation.yaml").write_text(manifest.replace("  egypt: {name", "  cairo: {name"))
    proposed.commit("2024-01-02")
    assert sorted(rules(proposed)) == [
        ("late-entry", "2023-12-01-early.yaml"),
        ("renamed-without-previously", "negotiation.yaml"),
        ("sources-changed", "2023-12-19-week.yaml"),
        ("statement-deleted", "negotiation.yaml"),
        ("statement-edited", "2023-12-19-week.yaml"),
    ]
    assert {rule for rule, _ in rules(proposed)} == {rule.id for rule in REVIEW}


def test_the_base_is_found_from_the_variables_of_ci(proposed: Repo) -> None:
    proposed.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    proposed.commit("2024-01-02")
    proposed.git("update-ref", "refs/remotes/origin/main", "main")
    assert "1 error" in run(proposed, "check", "--against", "auto", GITHUB_BASE_REF="main")[2]
    code, _, err = run(proposed, "check", "--against", "auto")
    assert (code, "--against origin/main" in err) == (2, True)


def test_days_and_revisions_of_the_same_books_give_the_same_changes(repo: Repo) -> None:
    repo.write(OFFER.partition("    --- hamas")[0])
    first = repo.commit("2023-12-20")
    repo.write(OFFER)
    repo.commit("2023-12-22")
    by_revision = json.loads(run(repo, "diff", f"{first}..HEAD", "--as-of", "2024-01-01", "-O", "json")[1])["data"]
    by_day = json.loads(run(repo, "diff", "2023-12-20..2024-01-01", "-O", "json")[1])["data"]
    assert by_revision["changes"] == by_day["changes"] != []
    assert by_revision["verdicts"] == by_day["verdicts"] != []


def test_every_reading_command_reads_a_revision_and_a_day_of_the_files(repo: Repo) -> None:
    repo.write(OFFER.partition("    --- hamas")[0])
    first = repo.commit("2023-12-20")
    repo.write(OFFER)
    repo.commit("2023-12-22")
    for rev in (first, "HEAD~1", "2023-12-21"):
        for command in (["compare"], ["status"], ["list", "statements"], ["show", "israel"], ["flags"], ["sources"]):
            code, out, err = run(repo, *command, "--at", rev, "-O", "json")
            assert code == 0, err
            assert "hamas/2023-12-21-line" not in out
            assert json.loads(out)["at"] == rev


def test_a_revision_that_cannot_be_read_ends_with_3_and_says_what_helps(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repo.write(OFFER)
    repo.commit("2024-01-01")
    for rev in ("nope", "--output=x", "HEAD;id", "x" * 300):
        code, out, err = run(repo, "status", f"--at={rev}")
        assert (code, out) == (3, "")
        assert "help:" in err
    bare = Repo(tmp_path_factory.mktemp("plain"))
    bare.write(OFFER)
    assert run(bare, "status", "--at", "HEAD")[0] == 3
    for command in (
        ["diff", "HEAD~1..HEAD"],
        ["diff", "main...HEAD"],
        ["check", "--against", "main"],
        ["blame", "week"],
    ):
        code, _, err = run(bare, *command)
        assert (code, "git init && git add positions" in err) == (3, True), err
    repo.git("clone", "--quiet", "--bare", str(repo.root), "bare.git")
    for command in (["status", "--at", "HEAD"], ["diff", "main...HEAD"], ["check", "--against", "main"]):
        code, _, err = run(Repo(repo.root / "bare.git"), *command)
        assert (code, "help: git clone " in err) == (3, True), err


def test_a_review_in_a_comment_lets_nothing_take_effect(proposed: Repo) -> None:
    evil = "@everyone ![x](http://evil.example/x.png) <img src=x> [a](javascript:1) `tick` | #1 GH-1"
    proposed.write(f"""
        --- hamas/2023-12-22-evil.yaml
        party: hamas
        date: 2023-12-22
        summary: {json.dumps(evil)}
        offers: [{{id: evil, asks: {{ceasefire-length: 30 days}}, note: {json.dumps(evil)}}}]
        """)
    proposed.commit("2024-01-02")
    _, out, _ = run(proposed, "diff", "main...HEAD", "-O", "markdown")
    assert "New (1)" in out
    outside = "".join(part for number, part in enumerate(out.replace("``", "`").split("`")) if number % 2 == 0)
    assert not any(mark in outside for mark in ("@", "![", "<img", "](", "GH-"))


def test_a_review_fits_a_comment_and_counts_what_it_leaves_out(proposed: Repo) -> None:
    talks = proposed.root / "positions/talks/hamas"
    for number in range(400):
        (talks / f"2024-01-{number % 28 + 1:02}-s{number}.yaml").write_text(
            f"party: hamas\ndate: 2024-01-{number % 28 + 1:02}\nsummary: {'word ' * 30}\n"
            f"offers: [{{id: o{number}, asks: {{prisoners-released: {number}}}}}]\n"
            "sources: [{title: t, url: https://example.org/x}]\n"
        )
    proposed.commit("2024-02-02")
    _, out, _ = run(proposed, "diff", "main...HEAD", "-O", "markdown")
    assert len(out) < 65_536
    assert "more lines are left out here" in out


@pytest.mark.parametrize("written", [*FORMATS, "full", "concise", "github", "gitlab", "sarif", "junit"])
def test_every_format_of_check_says_what_is_wrong(proposed: Repo, written: str) -> None:
    proposed.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    code, out, _ = run(proposed, "check", "-O", written)
    assert code == 1
    assert "unknown-party" in out


GH = """\
#!/usr/bin/env python3
import json, os, pathlib, sys
kept, log = pathlib.Path(os.environ["COMMENTS"]), pathlib.Path(os.environ["CALLS"])
comments = json.loads(kept.read_text()) if kept.exists() else {"7": "<!-- other --> of another bot"}
given = sys.argv[1:]
with log.open("a") as file:
    file.write(json.dumps(given) + "\\n")
assert given[0] == "api" and os.environ["GH_TOKEN"]
method = given[given.index("--method") + 1] if "--method" in given else "GET"
path = next(word for word in given if word.startswith("repos/"))
if method == "GET":
    assert "startswith" in given[given.index("--jq") + 1]
    print("\\n".join(key for key, body in comments.items() if body.startswith("<!-- negotrack -->")))
else:
    body = pathlib.Path(given[given.index("-F") + 1].removeprefix("body=@")).read_text()
    comments[path.rpartition("/")[2] if method == "PATCH" else str(max(map(int, comments)) + 1)] = body
kept.write_text(json.dumps(comments))
"""
"""GitHub's own command line, as far as the action uses it: comments in a file."""


def acted(repo: Repo, folder: Path, steps: Iterable[dict[str, Any]], **env: str) -> list[tuple[str, int, str]]:
    """Steps of an action, run as GitHub's runner does: a script in a file, `bash -e`, with its environment."""
    (folder / "bin").mkdir(exist_ok=True)
    for name, text in (
        ("negotrack", f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m negotrack "$@"\n'),
        ("gh", GH),
    ):
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    around = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "PYTHONUTF8": "1", "CI": "true",
        "GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "main", "GITHUB_REPOSITORY": "owner/talks",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "RUNNER_TEMP": str(folder),
        "COMMENTS": str(folder / "comments.json"), "CALLS": str(folder / "calls.jsonl"),
    }  # fmt: skip
    given = {"inputs.repo": ".", "github.token": "t", "github.event.pull_request.number": "12"}
    given["github.event_name"] = env.pop("event", "pull_request")
    done = []
    for step in steps:
        own = {key: given[value.removeprefix("${{ ").removesuffix(" }}")] for key, value in step.get("env", {}).items()}
        (folder / "step.sh").write_text(step["run"])
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(folder / "step.sh")]
        ran = subprocess.run(command, cwd=repo.root, env=around | own | env, capture_output=True, text=True)
        done.append((step["name"], ran.returncode, ran.stdout + ran.stderr))
    return done


@pytest.fixture
def action() -> list[dict[str, Any]]:
    """The steps of the composite action."""
    path = ROOT / ".github/actions/check/action.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["runs"]["steps"]  # type: ignore[no-any-return]


def test_every_step_of_the_action_runs_as_a_script(
    proposed: Repo, action: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runner")
    proposed.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    proposed.write("--- israel/more.yaml\nparty: israel\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: blocked}}]\n")
    proposed.commit("2024-01-02")
    proposed.git("update-ref", "refs/remotes/origin/main", "main")
    first = acted(proposed, folder, action)
    assert [(name, code) for name, code, _ in first] == [("Summary", 0), ("Comment", 0), ("Check", 1)], first
    assert "::error file=positions/talks/israel/bad.yaml,line=1" in first[2][2]
    summary = (folder / "summary.md").read_text()
    assert "New (1)" in summary and "stop-commands" not in summary
    comments = json.loads((folder / "comments.json").read_text())
    assert comments == {"7": "<!-- other --> of another bot", "8": f"<!-- negotrack -->\n{summary}"}

    (proposed.root / "positions/talks/israel/bad.yaml").unlink()
    proposed.write(
        "--- israel/last.yaml\nparty: israel\ndate: 2023-12-23\noffers: [{id: a, gives: {aid: increased}}]\n"
    )
    proposed.commit("2024-01-03")
    again = acted(proposed, folder, action)
    assert [code for _, code, _ in again] == [0, 0, 0], again
    comments = json.loads((folder / "comments.json").read_text())
    assert list(comments) == ["7", "8"] and "New (2)" in comments["8"]
    methods = [one[one.index("--method") + 1] for one in calls(folder) if "--method" in one]
    assert methods == ["POST", "PATCH"]


def calls(folder: Path) -> list[list[str]]:
    """What `gh` was asked."""
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]


def test_the_action_checks_everything_where_there_is_no_pull_request(
    proposed: Repo, action: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    check = [step for step in action if step["name"] == "Check"]
    assert [step["name"] for step in action if "pull_request" not in step.get("if", "")] == ["Check"]
    ((_, code, said),) = acted(proposed, tmp_path_factory.mktemp("runner"), check, event="push", GITHUB_BASE_REF="")
    assert (code, "2 files checked" in said or "3 files checked" in said) == (0, True), said


def test_nothing_of_a_pull_request_is_written_into_a_script(action: list[dict[str, Any]]) -> None:
    root = ROOT
    jobs = yaml.safe_load((root / ".github/workflows/check.yml").read_text(encoding="utf-8"))["jobs"].values()
    steps = [*action, *(step for job in jobs for step in job["steps"])]
    assert all("${{" not in step.get("run", "") for step in steps)
    uses = [step["uses"] for step in steps if "uses" in step]
    assert all(one.startswith("./") or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in uses)


def test_the_template_for_gitlab_runs_as_a_script(proposed: Repo, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("runner")
    proposed.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    proposed.commit("2024-01-02")
    path = ROOT / ".gitlab/negotrack.gitlab-ci.yml"
    script = yaml.safe_load(path.read_text(encoding="utf-8"))["positions"]["script"]
    base = proposed.git("rev-parse", "main").strip()
    steps = [{"name": line, "run": line} for line in script]
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "GITHUB_BASE_REF": "", "GITHUB_ACTIONS": ""}
    done = acted(proposed, folder, steps, **env)
    assert [code for _, code, _ in done] == [0, 1], done
    report = json.loads((proposed.root / "negotrack.json").read_text())
    assert [one["location"]["path"] for one in report] == ["positions/talks/israel/bad.yaml"]
    assert "No change of meaning" in (proposed.root / "negotrack.md").read_text()


@pytest.mark.parametrize("written", ["github", "gitlab", "sarif", "junit"])
def test_a_service_gets_paths_from_the_top_of_the_git_repository(repo: Repo, written: str) -> None:
    inner = Repo(repo.root / "records")
    (repo.root / "records").mkdir()
    inner.write(OFFER)
    inner.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    repo.commit("2024-01-01")
    for more in ([], ["--at", "HEAD"]):
        code, out, _ = run(inner, "check", "-O", written, *more)
        assert code == 1
        assert "records/positions/talks/israel/bad" in out
        assert out.count("records/positions") == out.count("positions/talks")
    assert "records/positions/talks/" in run(inner, "flags", "-O", written, "--until", "2024-01-01")[1]


EVIL = "##[error]x ##[set-env name=A]b"


@pytest.mark.parametrize("written", [*FORMATS, "full", "concise", "github", "gitlab", "sarif", "junit"])
def test_no_command_in_a_record_takes_effect_in_a_log(proposed: Repo, written: str) -> None:
    proposed.write(f"""
        --- hamas/2023-12-22-evil.yaml
        party: hamas
        date: 2023-12-22
        summary: {json.dumps(EVIL)}
        speaker: "::error::x"
        offers: [{{id: evil, asks: {{ceasefire-length: {json.dumps(EVIL)}}}}}]
        --- hamas/2023-12-23-evil.yaml
        party: hamas
        date: 2023-12-23
        summary: {json.dumps(EVIL)}
        speaker: "::error::x"
        offers: [{{id: evil, asks: {{ceasefire-length: 30 days}}}}]
        """)
    asked = [("check",)] + [("list", "statements"), ("status",), ("diff", "main")] * (written in FORMATS)
    for command in asked:
        _, out, err = run(proposed, *command, "-O", written, GITHUB_ACTIONS="true")
        names = {name for name, _, _ in runner(out)}
        assert names <= ({"error", "warning"} if written == "github" else set()), command
        assert runner(err) == []
        assert "set-env name=A" in out or command in (("status",), ("diff", "main"))


def test_what_is_redirected_into_a_file_is_no_log(proposed: Repo, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "GITHUB_ACTIONS": "true", "PYTHONUTF8": "1", "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "negotrack", "list", "statements", "-O", "markdown", "-C", str(proposed.root)]
    with (tmp_path / "summary.md").open("w") as file:
        subprocess.run(command, env=env, stdout=file, check=True)
    piped = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    assert "::stop-commands::" not in (tmp_path / "summary.md").read_text()
    assert piped.startswith("::stop-commands::")


def test_blame_tells_the_commit_and_the_merge_that_brought_a_term_in(repo: Repo) -> None:
    repo.write(OFFER)
    first = repo.commit("2024-01-01", "Record the offer")
    repo.git("checkout", "--quiet", "-b", "change")
    path = repo.root / "positions/talks/israel/2023-12-19-week.yaml"
    path.write_text(path.read_text().replace("7 days", "14 days"))
    second = repo.commit("2024-01-02", "Correct the length")
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #7 from x/change\n\nTwo weeks, not one", "change")
    code, out, err = run(repo, "blame", "israel/week", "-O", "json")
    assert code == 0, err
    told = {one["issue"]: (one["commit"], one["title"]) for one in json.loads(out)["data"]}
    assert told["aid"] == (first[:12], "Record the offer")
    assert told["ceasefire-length"] == (second[:12], "Two weeks, not one")


def test_a_comment_that_ignored_nothing_before_is_not_told_again(repo: Repo) -> None:
    repo.write(OFFER)
    path = repo.root / "positions/talks/israel/2023-12-19-week.yaml"
    path.write_text(
        "# negotrack: ignore[late-entry] said late\n"
        + path.read_text().replace("\n", "  # negotrack: ignore[bad-url] why\n", 1)
    )
    repo.commit("2024-01-01")
    assert "unused-ignore" in run(repo, "check", "-O", "concise")[1]
    later = repo.root / "positions/talks/israel/2024-01-02-again.yaml"
    later.write_text(
        path.read_text()
        .split("\n", 1)[1]
        .replace("  # negotrack: ignore[bad-url] why", "")
        .replace("2023-12-19", "2024-01-02")
    )
    repo.commit("2024-01-02")
    code, out, err = run(repo, "check", "--against", "HEAD~1", "-O", "concise")
    assert (code, "unused-ignore" in out) == (0, False), out + err


def test_git_diff_shows_a_statement_in_words(repo: Repo) -> None:
    repo.write(OFFER)
    repo.commit("2024-01-01")
    path = repo.root / "positions/talks/israel/2023-12-19-week.yaml"
    path.write_text(path.read_text().replace("7 days", "14 days"))
    (repo.root / ".gitattributes").write_text("*.yaml diff=negotrack\n")
    here = f"{sys.executable} -m negotrack git-diff-driver"
    lines = repo.git("-c", f"diff.negotrack.command={here}", "diff", PYTHONPATH=str(ROOT)).splitlines()
    assert [line for line in lines if line[:1] in "-+"] == [
        "- week: Israel gives Length of the ceasefire: at most 7 days; Humanitarian aid: at most increased",
        "+ week: Israel gives Length of the ceasefire: at most 14 days; Humanitarian aid: at most increased",
    ]


def test_git_diff_never_calls_an_unread_change_meaningless(repo: Repo) -> None:
    repo.write(OFFER)
    (repo.root / "positions/talks/hamas/bad.yaml").write_text("party: nobody\nnote: one\n")
    (repo.root / "positions/talks/hamas/raw.yaml").write_bytes(b"\0\x1b[2J1")
    repo.commit("2024-01-01")
    (repo.root / ".gitattributes").write_text("*.yaml diff=negotrack\n")
    driver = ("-c", f"diff.negotrack.command={sys.executable} -m negotrack git-diff-driver", "diff", "-M")
    manifest = repo.root / "positions/talks/negotiation.yaml"
    manifest.write_text(manifest.read_text().replace("Rafah crossing open", "Rafah crossing shut"))
    (repo.root / "positions/talks/hamas/bad.yaml").write_text("party: nobody\nnote: two\n")
    (repo.root / "positions/talks/hamas/raw.yaml").write_bytes(b"\0\x1b[2J2")
    out = repo.git(*driver, PYTHONPATH=str(ROOT))
    assert "no change of meaning" not in out and "\x1b" not in out
    assert "- note: one\n+ note: two\n" in out
    assert "+   crossing-open: {title: Rafah crossing shut, scale: yes-no}\n" in out
    assert out.count("6 bytes that are no text") == 2

    repo.git("checkout", "--quiet", ".")
    repo.git("mv", "positions/talks/israel/2023-12-19-week.yaml", "positions/talks/israel/2023-12-19-moved.yaml")
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n"))
    repo.git("add", "--all")
    lines = repo.git(*driver, "--cached", PYTHONPATH=str(ROOT)).splitlines()
    assert "  moved to positions/talks/israel/2023-12-19-moved.yaml" in lines
    assert "  no change of meaning" in lines and "  only line endings differ" in lines
    assert not [line for line in lines if line[:2] in ("- ", "+ ")]


DAYS = ["2023-11-05", "2023-12-21", "2024-02-10", "2024-05-07", "2025-01-16"]


@pytest.mark.parametrize(("first", "last"), [*pairwise(DAYS), (DAYS[0], DAYS[-1])])
def test_real_books_by_days_and_by_revisions_change_alike(repo: Repo, first: str, last: str) -> None:
    """Without last days, that is: what has run out by the second day has done so in both revisions."""
    real = ROOT / "positions/gaza-2023"
    shutil.copytree(real, repo.root / "positions/gaza-2023")
    for path in repo.root.glob("positions/gaza-2023/*/*.yaml"):
        path.write_text(re.sub(r"^ *until: .*\n|, until: [0-9-]+", "", path.read_text(), flags=re.MULTILINE))
    later = [path for path in repo.root.glob("positions/gaza-2023/*/*.yaml") if path.name[:10] > first]
    kept = {path: path.read_bytes() for path in later}
    for path in later:
        path.unlink()
    repo.commit("2026-01-01", "Then")
    for path, text in kept.items():
        if path.name[:10] <= last:
            path.write_bytes(text)
    repo.commit("2026-01-02", "Since")

    def told(*arguments: str) -> tuple[list[Any], list[Any]]:
        code, out, err = run(repo, "diff", *arguments, "-O", "json", "--today", "2026-01-03")
        assert code == 0, err
        data = json.loads(out)["data"]
        return data["changes"], data["verdicts"]

    by_day, by_revision = told(f"{first}..{last}"), told("HEAD~1..HEAD", "--as-of", last)
    assert by_day[0]
    assert by_day == by_revision


def test_a_history_by_revision_tells_what_the_files_said(repo: Repo) -> None:
    repo.write(OFFER.partition("    --- hamas")[0])
    repo.commit("2024-01-01", "The offer")
    repo.write(
        "--- qatar/2023-12-19-x.yaml\nparty: qatar\ndate: 2023-12-19\noffers: [{id: x, terms: {aid: increased}}]\n"
    )
    repo.commit("2024-01-02", "Something else")
    repo.write(OFFER)
    repo.commit("2024-01-03", "The red line")
    _, out, err = run(repo, "history", "ceasefire-length", "--by-revision", "--until", "2024-01-01", "-O", "json")
    assert [(one["committed"], one["title"], one["verdict"]) for one in json.loads(out)["data"]] == [
        ("2024-01-01", "The offer", "open: at most 7 days"),
        ("2024-01-03", "The red line", "blocked"),
    ], err


def test_pre_commit_runs_the_hook_on_a_sample_repository(
    proposed: Repo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pre_commit = Path(sys.executable).with_name("pre-commit")
    root = ROOT
    if not pre_commit.exists() or not (root / ".git").exists():
        pytest.skip("pre-commit or this project's own history is not here")
    proposed.write("--- israel/bad.yaml\nparty: nobody\ndate: 2023-12-22\noffers: [{id: a, gives: {aid: increased}}]\n")
    proposed.git("add", "--all")
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("hooks")), "NO_COLOR": "1"}
    command = [pre_commit, "try-repo", str(root), "negotrack-check", "--all-files"]
    found = subprocess.run(command, cwd=proposed.root, env=env, capture_output=True, text=True)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "israel/bad.yaml:1:8: error[unknown-party]" in found.stdout
