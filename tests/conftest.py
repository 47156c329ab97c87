"""What the tests share: a record out of a test's docstring, a real repository, and the command line as a process of its own."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from negotrack.book import Book
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import Source

settings.register_profile("negotrack", deadline=None, max_examples=100)
settings.load_profile("negotrack")

FOLDER = "positions/talks"
NEGOTIATION = """\
title: Gaza ceasefire and hostage talks
stale_after: 60 days
parties:
  israel: {name: Israel, role: principal, aliases: [Government of Israel]}
  hamas: {name: Hamas, role: principal}
  qatar: {name: Qatar, role: mediator}
  egypt: {name: Egypt, role: mediator}
issues:
  ceasefire-length: {title: Length of the ceasefire, scale: duration, given_by: israel}
  hostages-released: {title: Hostages released, scale: number, unit: people, given_by: hamas}
  prisoners-released: {title: Prisoners released, scale: number, unit: people, given_by: israel}
  aid: {title: Humanitarian aid, scale: levels, levels: [blocked, restricted, increased, unhindered], given_by: israel}
  military-operations: {title: Military operations, scale: levels, levels: [ongoing, paused, halted], given_by: israel}
  hamas-rule: {title: Hamas rule in Gaza, scale: levels, levels: [continues, shared, ended], given_by: hamas}
  gaza-governance: {title: Who governs Gaza, scale: choice, choices: [hamas, technocrats, international, israel]}
  crossing-open: {title: Rafah crossing open, scale: yes-no}
  start: {title: First day, scale: date}
  fund: {title: Reconstruction fund, scale: money, currency: USD}
  tax-share: {title: Share of taxes, scale: percent}
  text-issue: {title: Wording, scale: text}
scopes: {phase-1: First phase, phase-2: Second phase}
"""
SOURCE = "sources: [{title: A report, url: https://example.org/report}]\n"


def parts(text: str) -> dict[str, str]:
    """The files of a record: `--- PATH` begins each; what stands before the first is negotiation.yaml if it has a title.

    A statement without `sources` gets one, at its end, so that the lines of a test stay where they are.
    """
    before, *rest = re.split(r"^--- (\S+)\n", inspect.cleandoc(text) + "\n", flags=re.MULTILINE)
    files = {"negotiation.yaml": before if re.search(r"^title:", before, re.MULTILINE) else NEGOTIATION}
    for path, body in zip(rest[::2], rest[1::2], strict=True):
        sourced = path.endswith("negotiation.yaml") or re.search(r"^sources:", body, re.MULTILINE)
        files[path] = body if sourced else body + SOURCE
    return files


def sources_of(files: Mapping[str, str], folder: str = FOLDER) -> list[Source]:
    """The files as the reader takes them."""
    return [Source(f"{folder}/{path}", text.encode()) for path, text in files.items()]


def reading_of(text: str) -> Reading:
    """What the reader makes of a record, with all its findings."""
    return read_books(sources_of(parts(text)))


def book_of(text: str) -> Book:
    """The one negotiation of a record that has nothing wrong in it."""
    found = reading_of(text)
    assert not found.findings, [(one.rule, one.message, one.place) for one in found.findings]
    (book,) = found.books.values()
    return book


@pytest.fixture
def book(request: pytest.FixtureRequest) -> Book:
    """The negotiation that the test's docstring records."""
    return book_of(request.function.__doc__)


@pytest.fixture
def reading(request: pytest.FixtureRequest) -> Reading:
    """What the reader makes of the test's docstring, with all its findings."""
    return reading_of(request.function.__doc__)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Ran]:
    """The command line, run in a repository that holds the test's docstring (in `at` or the test's own folder)."""
    if "\n--- " in (request.function.__doc__ or ""):
        for path, text in parts(request.function.__doc__).items():
            place = tmp_path / FOLDER / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    def run(*arguments: str, at: Path = tmp_path, columns: int = 100) -> Ran:
        hidden = ("FORCE_COLOR", "NEGOTRACK_REPO")
        env = {key: value for key, value in os.environ.items() if key not in hidden}
        env |= {"NO_COLOR": "1", "COLUMNS": str(columns), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "negotrack", *arguments]
        ran = subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return run


@dataclass(frozen=True, slots=True)
class Repo:
    """A real git repository, far from anybody's settings, whose commits have the days a test gives them."""

    root: Path

    def git(self, *arguments: str, **env: str) -> str:
        """What a git command prints."""
        alone = {"PATH": os.environ["PATH"], "HOME": str(self.root), "LC_ALL": "C", "TZ": "UTC"}
        alone |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = {f"GIT_{role}_{what}": word for role in ("AUTHOR", "COMMITTER") for what, word in _NOBODY.items()}
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=alone | who | env, capture_output=True, text=True, check=True
        ).stdout

    def write(self, record: str) -> None:
        """Put a record's files on disk, over what is there."""
        for path, text in parts(record).items():
            place = self.root / FOLDER / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    def commit(self, day: str, message: str = "Record") -> str:
        """Commit all there is, at noon of a day; the commit's id."""
        moment = f"{day}T12:00:00+00:00"
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message, GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment)
        return self.git("rev-parse", "HEAD").strip()


_NOBODY = {"NAME": "Nobody", "EMAIL": "nobody@example.org"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty git repository."""
    made = Repo(tmp_path)
    made.git("init", "--quiet", "--initial-branch", "main")
    return made
