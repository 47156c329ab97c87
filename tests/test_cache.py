"""What is remembered changes no answer: over edits, moves, clocks, damage, other versions, and two runs at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, Ran, Repo
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from negotrack.read import cache as caching
from negotrack.read import library as reading_of
from negotrack.read import spreading
from negotrack.read.cache import Cache
from negotrack.read.commits import Repository
from negotrack.read.library import Library, Revision, WorkingTree
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import sources
from negotrack.rules import broken

DAY = date(2024, 3, 1)
STATEMENT = """\
party: {party}
date: 2024-01-{day:02}
offers: [{{id: one, {side}: {{ceasefire-length: {days} days}}}}]
sources: [{{title: A report, url: "https://example.org/{days}"}}]
"""


def plainly(root: Path) -> Reading:
    """What the files say, read without any of the machinery for doing it faster."""
    return read_books(*sources(root))


def all_wrong(reading: Reading) -> list[str]:
    found = [*reading.findings, *(one for book in reading.books.values() for one in broken(book, DAY))]
    return sorted(map(repr, found))


VERSION = caching.version()


class Edits(RuleBasedStateMachine):
    """A repository that changes in every way that files do, read after each change with what was remembered before."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.root = self.home / "repo"
        self.folder = self.root / "positions" / "talks"
        self.folder.mkdir(parents=True)
        self.place = self.home / "cache"
        (self.folder / "negotiation.yaml").write_text(NEGOTIATION, encoding="utf-8")
        self.said: list[str] = []

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def files(self) -> list[Path]:
        return sorted(self.folder.rglob("*-s.yaml"))

    def plain_files(self) -> list[Path]:
        """What can be written to: no link that leads nowhere, and no pipe, which would wait for a reader for ever."""
        return [path for path in self.files() if path.is_file() and not path.is_symlink()]

    @rule(number=st.integers(0, 5), party=st.sampled_from(["israel", "hamas", "nobody"]), days=st.integers(10, 99))
    def write(self, number: int, party: str, days: int) -> None:
        """Same name, same size, soon after one another: only the content tells."""
        path = self.folder / "notes" / f"{number}-s.yaml"
        path.parent.mkdir(exist_ok=True)
        if path not in self.plain_files():
            path.unlink(missing_ok=True)
        side = "gives" if number % 2 else "asks"
        path.write_text(STATEMENT.format(party=party, day=number + 1, side=side, days=days), encoding="utf-8")

    @rule(number=st.integers(0, 5), days=st.integers(10, 99))
    def write_and_hide_it(self, number: int, days: int) -> None:
        """The same size under the time of before."""
        for path in self.plain_files()[number : number + 1]:
            facts = path.stat()
            path.write_text(STATEMENT.format(party="hamas", day=9, side="gives", days=days), encoding="utf-8")
            os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    @rule(number=st.integers(0, 5), back=st.integers(-100_000, 100_000))
    def touch(self, number: int, back: int) -> None:
        """Also into the future."""
        for path in self.plain_files()[number : number + 1]:
            os.utime(path, (time.time() - back, time.time() - back))

    @rule(number=st.integers(0, 5), folder=st.sampled_from(["notes", "other", "other/deep"]))
    def move(self, number: int, folder: str) -> None:
        for path in self.files()[number : number + 1]:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            path.rename(self.folder / folder / path.name)

    @rule(number=st.integers(0, 5))
    def delete(self, number: int) -> None:
        for path in self.files()[number : number + 1]:
            path.unlink()

    @rule(number=st.integers(0, 5), what=st.sampled_from(["link", "pipe", "rubbish", "nothing"]))
    def spoil(self, number: int, what: str) -> None:
        for path in self.files()[number : number + 1]:
            path.unlink()
            match what:
                case "link":
                    path.symlink_to("negotiation.yaml")
                case "pipe":
                    os.mkfifo(path)
                case _:
                    path.write_bytes(b"\xff\xfe" if what == "rubbish" else b"")

    @rule(stale=st.integers(10, 99))
    def declare_anew(self, stale: int) -> None:
        text = NEGOTIATION.replace("stale_after: 60 days", f"stale_after: {stale} days")
        (self.folder / "negotiation.yaml").write_text(text, encoding="utf-8")

    @rule()
    def break_what_declares(self) -> None:
        (self.folder / "negotiation.yaml").write_text("title: [", encoding="utf-8")

    @rule(byte=st.integers(0, 2**31), value=st.binary(min_size=0, max_size=3))
    def damage_the_cache(self, byte: int, value: bytes) -> None:
        for path in self.place.glob("*.json"):
            raw = path.read_bytes()
            at = byte % (len(raw) + 1)
            path.write_bytes(raw[:at] + value + raw[at + len(value) :])

    @rule()
    def cut_the_cache_short(self) -> None:
        for path in self.place.glob("*.json"):
            path.write_bytes(path.read_bytes()[:-7])

    @invariant()
    def the_answers_are_the_same(self) -> None:
        wanted = plainly(self.root)
        for racy in (caching.RACY, -(10**15)):  # once as it is, once as if every file had been at rest for long
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(caching, "RACY", racy)
                patch.setattr(caching, "version", lambda: VERSION)
                for _ in range(2):
                    library = Library(WorkingTree(self.root), Cache(self.place, self.said.append))
                    assert library.reading() == wanted
                    judged = Library(WorkingTree(self.root), Cache(self.place)).judged(broken, DAY)
                    assert sorted(map(repr, judged.findings)) == all_wrong(wanted)
                    assert tuple(judged.ignores) == wanted.ignores
                    assert len(judged.paths) == wanted.files


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def small(root: Path, count: int = 3) -> Path:
    """A repository of a few statements that have been at rest for long."""
    folder = root / "positions" / "talks" / "hamas"
    folder.mkdir(parents=True)
    (folder.parent / "negotiation.yaml").write_text(NEGOTIATION, encoding="utf-8")
    for number in range(count):
        text = STATEMENT.format(party="hamas", day=number % 28 + 1, side="gives", days=number + 10)
        (folder / f"s-{number:04}.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file has changed within the last moments."""
    monkeypatch.setattr(caching, "RACY", -(10**15))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that had to be parsed."""
    from negotrack.read import records

    found: list[str] = []
    real = records.recorded

    def recorded(under: object, folder: str, source: object) -> object:
        found.append(source.path)  # type: ignore[attr-defined]
        return real(under, folder, source)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "recorded", recorded)
    return found


def test_only_what_changed_is_parsed_again(tmp_path: Path, at_rest: None, parsed: list[str]) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    assert len(parsed) == 3
    parsed.clear()
    Library(WorkingTree(root), Cache(place)).reading()
    assert parsed == []
    changed = root / FOLDER / "hamas" / "s-0001.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("11 days", "12 days"), encoding="utf-8")
    assert Library(WorkingTree(root), Cache(place)).reading() == plainly(root)
    assert parsed[0] == f"{FOLDER}/hamas/s-0001.yaml"


def test_a_file_only_touched_is_read_and_not_parsed(tmp_path: Path, at_rest: None, parsed: list[str]) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    parsed.clear()
    os.utime(root / FOLDER / "hamas" / "s-0001.yaml", (1, 1))
    Library(WorkingTree(root), Cache(place)).reading()
    assert parsed == []


def test_a_file_that_has_just_changed_is_looked_into_every_time(tmp_path: Path) -> None:
    root = small(tmp_path / "repo")
    tree = WorkingTree(root)
    path = f"{FOLDER}/hamas/s-0001.yaml"
    assert tree.stamp(path) == ""
    facts = os.lstat(root / path)
    assert not caching.settled(facts, facts.st_mtime_ns + 1)
    assert caching.settled(facts, max(facts.st_mtime_ns, facts.st_ctime_ns) + caching.RACY + 1)
    assert not caching.settled(facts, facts.st_mtime_ns - 10**12)  # the clock was set back


def test_one_negotiation_is_read_without_touching_the_others(
    tmp_path: Path, at_rest: None, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    shutil.copytree(root / FOLDER, root / "positions" / "second")
    Library(WorkingTree(root), Cache(place)).reading()
    parsed.clear()
    asked: list[tuple[str, ...]] = []
    real = Cache.shard
    monkeypatch.setattr(Cache, "shard", lambda self, *key: asked.append(key) or real(self, *key))
    (book,) = Library(WorkingTree(root), Cache(place), FOLDER).reading([FOLDER]).books.values()
    assert parsed == []
    assert [key[1] for key in asked] == [FOLDER]
    assert book == plainly(root).books["talks"]


def test_a_manifest_with_another_ending_is_told_of_by_its_own_name(tmp_path: Path, at_rest: None) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    manifest = root / FOLDER / "negotiation.yaml"
    manifest.write_text("title: [", encoding="utf-8")
    Library(WorkingTree(root), Cache(place)).judged(broken, DAY)
    manifest.rename(manifest.with_suffix(".yml"))
    found = Library(WorkingTree(root), Cache(place)).judged(broken, DAY).findings
    assert {one.place.path for one in found} == {f"{FOLDER}/negotiation.yml"}


def test_a_file_whose_name_collides_with_another_is_counted_among_the_checked(tmp_path: Path) -> None:
    root = small(tmp_path / "repo")
    shutil.copy(root / FOLDER / "hamas" / "s-0000.yaml", root / FOLDER / "hamas" / "S-0000.yaml")
    assert len(Library(WorkingTree(root)).judged(broken, DAY).paths) == plainly(root).files


def test_a_blob_once_seen_is_never_parsed_again(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory, parsed: list[str]
) -> None:
    place = tmp_path_factory.mktemp("home") / "cache"
    small(repo.root)
    first = repo.commit("2024-03-01")
    (repo.root / FOLDER / "hamas" / "s-0002.yaml").unlink()
    last = repo.commit("2024-03-02")
    Library(WorkingTree(repo.root), Cache(place)).reading()
    assert len(parsed) == 2
    with Repository(repo.root) as git:
        for commit, new in ((last, []), (first, ["s-0002"]), (first, []), (last, [])):
            parsed.clear()
            found = Library(Revision(repo.root, git, commit), Cache(place)).reading()
            assert [Path(path).stem for path in parsed] == new
            assert found == read_books(*git.sources_at(commit))


def test_another_version_of_the_reader_starts_anew(
    tmp_path: Path, at_rest: None, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    parsed.clear()
    monkeypatch.setattr(caching, "version", lambda: "another")
    Library(WorkingTree(root), Cache(place)).reading()
    assert len(parsed) == 3


def test_the_version_is_that_of_the_reader_and_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = caching.version()
    assert before == caching.version()
    monkeypatch.setenv("NEGOTRACK_PURE_YAML", "1")
    assert caching.version() != before


def test_what_the_cache_holds_is_the_users_alone(tmp_path: Path) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o777, 0o750])
def test_a_folder_that_others_can_look_into_is_not_used(tmp_path: Path, mode: int, parsed: list[str]) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    said: list[str] = []
    place.mkdir()
    place.chmod(mode)
    for _ in range(2):
        assert Library(WorkingTree(root), Cache(place, said.append)).reading() == plainly(root)
    assert list(place.iterdir()) == []
    assert "not a folder of the user's alone" in said[0]


def test_a_shard_that_others_can_write_or_that_is_a_link_is_not_believed(tmp_path: Path, at_rest: None) -> None:
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    (shard,) = place.glob("*.json")
    said: list[str] = []
    shard.chmod(0o666)
    assert Library(WorkingTree(root), Cache(place, said.append)).reading() == plainly(root)
    assert "not a file of the user's alone" in said[0]
    assert shard.stat().st_mode & 0o777 == 0o600
    elsewhere = shard.rename(tmp_path / "elsewhere")
    shard.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert Library(WorkingTree(root), Cache(place, said.append)).reading() == plainly(root)
    assert not shard.is_symlink()
    assert elsewhere.read_bytes() == before


def test_a_shard_made_up_by_someone_else_runs_nothing_and_breaks_nothing(tmp_path: Path, at_rest: None) -> None:
    """Its sums are right, so that only what it holds can give it away."""
    root, place = small(tmp_path / "repo"), tmp_path / "cache"
    Library(WorkingTree(root), Cache(place)).reading()
    (shard,) = place.glob("*.json")
    first, head, body = shard.read_bytes().split(b"\n", 2)
    name = json.loads(first)[0]
    deep = b"[" * 100_000 + b"]" * 100_000
    for bad_head, bad_body in (
        (head, body.replace(b"Statement", b"Steatment")), (head, body.replace(b"hamas", b"\\ud80")), (head, b"\0" * len(body)),
        (head.replace(b'"declared":["', b'"declared":[["'), body), (b"[]", body), (b'[{"declared":7},{},{}]', body), (deep, body),
        (head, deep[: len(body)]), (b'[{},{"x":{"y":7}},{"x":{"y":[0,99999999]}}]', body), (b"{}", b""),
    ):  # fmt: skip
        proofs = caching.digest(bad_head + b"\n"), caching.digest(bad_body)
        shard.write_bytes(json.dumps([name, *proofs]).encode() + b"\n" + bad_head + b"\n" + bad_body)
        assert Library(WorkingTree(root), Cache(place)).reading() == plainly(root)


def test_a_full_disk_and_a_home_that_takes_nothing_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small(tmp_path / "repo")
    said: list[str] = []
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert Library(WorkingTree(root), Cache(tmp_path / "file" / "cache", said.append)).reading() == plainly(root)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.os, "replace", full)
    place = tmp_path / "cache"
    assert Library(WorkingTree(root), Cache(place, said.append)).reading() == plainly(root)
    assert said[-1] == "the cache cannot be written: No space left on device"
    assert list(place.iterdir()) == []


def test_no_cache_is_made_where_none_is_wanted_or_there_is_no_home() -> None:
    assert caching.folder({}) is None
    assert caching.folder({"HOME": "relative"}) is None
    assert caching.folder({"HOME": "/h"}) == Path("/h/.cache/negotrack")
    assert caching.folder({"HOME": "/h", "XDG_CACHE_HOME": "/x"}) == Path("/x/negotrack")
    assert caching.folder({"HOME": "/h", "XDG_CACHE_HOME": "x"}) == Path("/h/.cache/negotrack")
    assert caching.folder({"HOME": "/h", "NEGOTRACK_CACHE_DIR": "/own"}) == Path("/own")


def apart(function: Callable[..., None], *paths: Path) -> None:
    """Run a function of this file in a process of its own, which has no threads and may be split."""
    code = f"import sys; from pathlib import Path; import test_cache; test_cache.{function.__name__}(*map(Path, sys.argv[1:]))"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])}
    ran = subprocess.run([sys.executable, "-c", code, *map(str, paths)], env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def spread_over(processors: int) -> None:
    spreading.processors = lambda: processors  # type: ignore[assignment]


def read_by_all(root: Path, place: Path) -> None:
    wanted = plainly(root)
    spread_over(2)
    parted: list[int] = []
    spread = reading_of.spread
    reading_of.spread = lambda work, pieces: [parted.append(len(pieces)), spread(work, pieces)][1]  # type: ignore[assignment]
    assert Library(WorkingTree(root)).reading() == wanted
    assert Library(WorkingTree(root), Cache(place)).reading() == wanted
    assert Library(WorkingTree(root), Cache(place)).reading() == wanted
    assert parted == [6, 6, 0]  # batches of 64 twice, and nothing left to read the third time
    reading_of.spread = lambda *_: None  # type: ignore[assignment]  # as where no process can be started
    assert Library(WorkingTree(root)).reading() == wanted


def test_many_files_are_read_by_all_processors_with_the_same_result(tmp_path: Path) -> None:
    root = small(tmp_path / "repo", 330)
    (root / FOLDER / "hamas" / "s-0007.yaml").write_text("party: [", encoding="utf-8")
    apart(read_by_all, root, tmp_path / "cache")


def judged_by_all(root: Path, place: Path) -> None:
    caching.RACY = -(10**15)  # as if every file had been at rest for long
    spread_over(1)
    alone = Library(WorkingTree(root)).judged(broken, DAY)
    assert {one.rule for one in alone.findings} >= {"yaml-syntax", "symbolic-link"}
    assert len(alone.paths) == 362
    spread_over(2)
    for cache in (None, Cache(place), Cache(place)):
        assert Library(WorkingTree(root), cache).judged(broken, DAY) == alone
    opened: set[str] = set()
    shelf = Library._shelf
    Library._shelf = lambda self, folder: [opened.add(folder), shelf(self, folder)][1]  # type: ignore
    assert Library(WorkingTree(root), Cache(place)).judged(broken, DAY) == alone
    assert opened == {"positions/three"}  # there is a link in it, which is told every time


def test_many_negotiations_are_judged_by_all_processors_with_the_same_result(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    for name in ("one", "two", "three"):
        shutil.copytree(small(tmp_path / name, 120) / "positions" / "talks", root / "positions" / name)
    (root / "positions" / "two" / "hamas" / "s-0007.yaml").write_text("party: [", encoding="utf-8")
    (root / "positions" / "three" / "hamas" / "s-0009.yaml").unlink()
    (root / "positions" / "three" / "hamas" / "s-0009.yaml").symlink_to("s-0008.yaml")
    apart(judged_by_all, root, tmp_path / "cache")


def test_runs_at_the_same_time_leave_a_sound_cache(tmp_path: Path) -> None:
    root = small(tmp_path / "repo", 20)
    env = os.environ | {"NEGOTRACK_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "negotrack", "list", "items", "--today", "2024-03-01"]
    runs = [subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    outs = {run.communicate()[0] for run in runs}
    assert len(outs) == 1
    said: list[str] = []
    assert Library(WorkingTree(root), Cache(tmp_path / "cache", said.append)).reading() == plainly(root)
    assert said == []
    assert not list((tmp_path / "cache").glob(".*"))


def test_the_command_line_says_the_same_with_and_without(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- hamas/one.yaml
    party: hamas
    date: 2024-01-02
    offers: [{id: one, gives: {hostages-released: 10}}]
    --- hamas/bad.yaml
    party: hamas
    date: 2024-01-32
    offers: [{id: two, gives: {hostages-released: 10}}]
    """
    for asked in (["status"], ["check"], ["list", "items"], ["show", "hamas"], ["compare", "talks"]):
        asked += ["--today", "2024-03-01"]
        without = cli(*asked, "--no-cache")
        assert cli(*asked) == without
        assert cli(*asked) == without
        assert "Traceback" not in without.err
    told = cli("check", "--today", "2024-03-01").out
    assert "2024-01-32" in told


def test_a_made_up_shard_is_told_with_verbose(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    --- hamas/one.yaml
    party: hamas
    date: 2024-01-02
    offers: [{id: one, gives: {hostages-released: 10}}]
    """
    monkeypatch.setenv("NEGOTRACK_CACHE_DIR", str(tmp_path / "own"))
    cli("status")
    for path in (tmp_path / "own").glob("*.json"):
        path.write_bytes(b"rubbish")
    assert "cache" not in cli("status").err
    for path in (tmp_path / "own").glob("*.json"):
        path.write_bytes(b"rubbish")
    assert "the cache is written anew" in cli("status", "-v").err


def test_a_negotiation_checked_alone_says_the_same_and_leaves_the_answers_on_the_others(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    root = tmp_path / "repo"
    for name in ("one", "two"):
        shutil.copytree(small(tmp_path / name) / "positions" / "talks", root / "positions" / name)
    (root / "positions" / "one" / "hamas" / "s-0001.yaml").write_text("party: [", encoding="utf-8")
    (root / "negotiation.yaml").write_text("title: not one of ours", encoding="utf-8")
    whole = cli("check", "-O", "concise", at=root)
    assert whole.code == 1 and whole.out.count("positions/one/") == whole.out.count("positions/two/") == 3
    for path in ("positions/one/hamas", "positions/one", "positions/two", ".", "positions/one/hamas/s-0001.yaml"):
        within = [line for line in whole.out.splitlines() if path == "." or line.startswith(path)]
        assert cli("check", "-O", "concise", path, at=root).out.splitlines() == within, path
    both = cli("check", "-O", "concise", "positions/one/hamas/s-0001.yaml", "positions/two/negotiation.yaml", at=root)
    assert "2 files checked: 1 error" in both.err
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caching, "RACY", -(10**15))
        for under in ("positions", "positions/two"):
            Library(WorkingTree(root), Cache(tmp_path / "kept"), under).judged(broken, DAY)
        patch.setattr(Library, "_shelf", lambda *_: pytest.fail("opened again"))
        assert len(Library(WorkingTree(root), Cache(tmp_path / "kept")).judged(broken, DAY).paths) == 8
