"""What the tests share: a record out of a test's docstring, a real repository, and the command line as a process of its own."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from negotrack.book import (
    Agreement,
    Answer,
    Book,
    Day,
    Entry,
    Event,
    Issue,
    Offer,
    Party,
    Precondition,
    RedLine,
    Response,
    Statement,
    Term,
)
from negotrack.findings import Place
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import Source
from negotrack.terms import Bare, read_value
from negotrack.values import Scale

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


@pytest.fixture(autouse=True, scope="session")
def _never_split() -> Iterator[None]:
    """The process of the tests is not split: the threads of who runs them could leave a lock held for ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("negotrack.read.spreading.processors", lambda: 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that a test reads is remembered in the cache of who runs the tests, nor taken from there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEGOTRACK_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "own"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where Python may leave no bytecode beside the sources, commands find it elsewhere: none compiles them all anew."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            home = tmp_path_factory.getbasetemp()
            shared = home.parent if "PYTEST_XDIST_WORKER" in os.environ else home
            patch.setenv("PYTHONPYCACHEPREFIX", str(shared / "bytecode"))
        yield


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Ran]:
    """The command line, run in a repository that holds the test's docstring (in `at` or the test's own folder)."""
    if re.search(r"^ *--- ", request.function.__doc__ or "", re.MULTILINE):
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


# -- small negotiations, drawn at random --------------------------------------------------------------------------

HERE = Place("positions/drawn/x.yaml")
DAYS = [date(2024, 1, day) for day in range(1, 8)]
PARTIES = ("a", "b", "m")
SCALES = {
    "size": Scale("number"),
    "ruler": Scale("choice", members=("x", "y", "z")),
    "aid": Scale("levels", members=("none", "some", "much")),
}
KEYS = ("size", "size@one", "ruler", "aid")
OFFERED = ("o1", "o2", "o3")
PLAIN = {"size": ("1", "2", "3"), "ruler": ("x", "y", "z"), "aid": ("none", "some", "much")}
FORMS = {
    "size": (*PLAIN["size"], "at most 2", "at least 2", "exactly 2", "not 2", "1..2", "all"),
    "ruler": (*PLAIN["ruler"], "not x", "not y"),
    "aid": (*PLAIN["aid"], "at most some", "at least some", "exactly some"),
}
ANSWERS: tuple[Answer, ...] = ("accepts", "rejects", "considers")
BEFORE: tuple[Literal["talks", "deal"], ...] = ("talks", "talks", "deal")


@dataclass(frozen=True, slots=True)
class _Chance:
    """What an entry may hold, by chance: entries are made once, and a test draws among them, which is fast."""

    random: Random

    def entry(self) -> Entry:
        """A statement, an agreement or an event without a day; `ends` and `denies` name the how-manieth of the others."""
        said, kind = Day(DAYS[0], DAYS[0]), self.random.randrange(10)
        if kind == 0:
            parties = self.random.choice([("a", "b"), ("a", "m"), PARTIES])
            return Agreement("", parties, said, HERE, (), self.terms(Bare.exactly, 1, 2), until=self.last_day())
        if kind == 1:
            return Event("", "It happens", said, HERE, (), self.terms(Bare.exactly, 0, 1), self.reference())
        return self.statement(said)

    def statement(self, said: Day) -> Statement:
        party = self.random.choice(PARTIES)
        others = [f"{other}/{item}" for other in PARTIES if other != party for item in (*OFFERED, "")]
        return Statement(
            "", party, said, HERE, (),
            attribution=self.random.choice([None, None, "on-record"]),
            force=self.random.choice([None, None, None, "exploratory"]),
            offers=tuple(self.offer(party, item) for item in self.some(OFFERED, 2)),
            preconditions=tuple(self.precondition(item) for item in self.some(["p1", ""], 1) if item),
            red_lines=tuple(self.red_line(item) for item in self.some(["r1", "r2"], 1)),
            responses=tuple(self.response(to) for to in self.some(others, 2)),
            withdraws=tuple((item, HERE) for item in self.some([*OFFERED, "r1", "p1"], 1)),
            denies=self.reference() if self.random.randrange(5) == 0 else (),
        )  # fmt: skip

    def offer(self, party: str, item: str) -> Offer:
        package = list(self.terms(None, 1, 3).items())
        blocks: list[dict[str, Term]] = [{}, {}, {}]
        for key, written in package:
            side = self.random.randrange(3)
            blocks[side][key] = term(key, written.written, (Bare.up_to, Bare.at_least, Bare.exactly)[side])
        others = [(other,) for other in PARTIES if other != party]
        return Offer(
            item, HERE, *blocks, to=self.random.choice([(), (), (), *others]), until=self.last_day(),
            keeps=tuple(self.some(OFFERED, 1)), amends=self.random.choice(["", "", "", *OFFERED]),
        )  # fmt: skip

    def red_line(self, item: str) -> RedLine:
        if self.random.randrange(2):
            return RedLine(item, HERE, must=self.terms(Bare.exactly, 1, 1))
        never, unless = self.terms(Bare.exactly, 1, 2), self.terms(Bare.at_least, 0, 1, plain=True)
        return RedLine(item, HERE, never, {key: value for key, value in unless.items() if key not in never})

    def precondition(self, item: str) -> Precondition:
        return Precondition(item, HERE, self.random.choice(BEFORE), self.terms(Bare.at_least, 1, 1, plain=True))

    def response(self, to: str) -> Response:
        return Response(*to.split("/"), self.random.choice(ANSWERS), HERE, self.terms(Bare.exactly, 0, 1))

    def terms(self, bare: Bare | None, least: int, most: int, *, plain: bool = False) -> dict[str, Term]:
        """Terms that name values; without a block, as an offer has them: also unspecified."""
        found = {}
        for key in self.random.sample(KEYS, self.random.randint(least, most)):
            issue = key.partition("@")[0]
            forms = PLAIN[issue] if plain else FORMS[issue] if bare else (*FORMS[issue], "unspecified")
            found[key] = term(key, self.random.choice(forms), bare or Bare.exactly)
        return found

    def some(self, among: Sequence[str], most: int) -> list[str]:
        return self.random.sample(among, self.random.randint(0, most))

    def last_day(self) -> date | None:
        return self.random.choice([*[None] * 20, *DAYS])

    def reference(self) -> tuple[tuple[str, Place], ...]:
        return ((str(self.random.randrange(4)), HERE),)


def term(key: str, written: str, bare: Bare = Bare.exactly) -> Term:
    """A term of a drawn negotiation."""
    found = read_value(SCALES[key.partition("@")[0]], written, bare)
    return Term(key, written, found.values, found.exact, HERE, found.bare)


POOL = [_Chance(Random(number)).entry() for number in range(1000)]


@st.composite
def books(draw: st.DrawFn, *, apart: bool = False) -> Book:
    """A negotiation of a few entries within a week: everything a record can hold; with `apart`, no two on one day."""
    days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=len(DAYS), unique=apart))
    entries: list[Entry] = []
    for number, day in enumerate(sorted(days)):
        entry = replace(POOL[draw(st.integers(0, len(POOL) - 1))], id=f"s{number}", said=Day(day, day))
        if isinstance(entry, Statement):
            entry = replace(entry, denies=_turned(entry.denies, entries))
        elif isinstance(entry, Event):
            entry = replace(entry, ends=_turned(entry.ends, entries))
        entries.append(entry)
    return Book(
        "drawn", "Drawn",
        {party: Party(party, party.upper(), "mediator" if party == "m" else "principal", HERE) for party in PARTIES},
        {issue: Issue(issue, issue.title(), scale, HERE) for issue, scale in SCALES.items()},
        tuple(entries), HERE, scopes={"one": "One"}, stale_after=3,
    )  # fmt: skip


def _turned(references: tuple[tuple[str, Place], ...], earlier: Sequence[Entry]) -> tuple[tuple[str, Place], ...]:
    """References to the how-manieth entry, as references to its id."""
    return tuple((earlier[int(number)].id, place) for number, place in references if int(number) < len(earlier))
