"""Revisions read from real repositories: which commit a name means, what it held, and that nothing of theirs ever runs."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import Repo

from negotrack.errors import NegotrackError
from negotrack.findings import Finding
from negotrack.read import commits as commits_module
from negotrack.read import git as git_module
from negotrack.read.commits import FileChange, Repository, changes_between
from negotrack.read.git import base_from_environment, commit_of, entries_of, revision
from negotrack.read.sources import Source, sources

Opened = Callable[..., Repository]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Repositories that are closed after the test."""
    made: list[Repository] = []

    def at(root: Path) -> Repository:
        made.append(Repository(root))
        return made[-1]

    yield at
    for one in made:
        one.close()


def put(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def commit(repo: Repo, day: str, files: Mapping[str, str | bytes], message: str = "Record") -> str:
    """Write files, commit all there is at noon of a day, and give the commit's id."""
    put(repo.root, files)
    return repo.commit(day, message)


def refusal(call: Callable[..., object], *arguments: object) -> NegotrackError:
    with pytest.raises(NegotrackError) as caught:
        call(*arguments)
    assert caught.value.code == 3
    assert caught.value.hint
    return caught.value


def command_in(error: NegotrackError) -> list[str]:
    """The command between the backticks of a hint."""
    return shlex.split(error.hint.split("`")[1])


def paths(found: tuple[list[Source], list[Finding]]) -> list[str]:
    assert found[1] == []
    return [source.path for source in found[0]]


def shallow_clone(repo: Repo, name: str = "shallow", *options: str) -> Repo:
    repo.git("clone", "--quiet", "--depth", "1", *options, f"file://{repo.root}", name)
    return Repo(repo.root / name)


# --- which commit a name means -----------------------------------------------------------------------------------


def test_a_revision_names_a_commit_with_its_day_author_and_subject(repo: Repo, opened: Opened) -> None:
    put(repo.root, {"positions/a.yaml": "a"})
    repo.git("add", "--all")
    message = "Hamas answers\nthe offer\n\nWith a body.\n"
    dates = {"GIT_AUTHOR_DATE": "2023-12-20T23:30:00-0500", "GIT_COMMITTER_DATE": "2023-12-22T12:00:00Z"}
    repo.git("commit", "--quiet", "-m", message, GIT_AUTHOR_NAME="Ana Ñandú", **dates)
    found = opened(repo.root).resolve("HEAD")
    assert found.oid == repo.git("rev-parse", "HEAD").strip()
    assert (found.day, found.authored) == (date(2023, 12, 22), date(2023, 12, 21))
    assert (found.author, found.subject, found.body) == ("Ana Ñandú", "Hamas answers the offer", "With a body.")
    assert found.tree == repo.git("rev-parse", "HEAD^{tree}").strip()
    assert found.parents == ()


def test_branches_tags_ancestors_and_short_ids_are_revisions(repo: Repo, opened: Opened) -> None:
    first = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    second = commit(repo, "2023-12-02", {"positions/a.yaml": "b"})
    repo.git("tag", "-a", "v1", "-m", "First", first)
    repo.git("branch", "feature/x", first)
    reader = opened(repo.root)
    for rev in ("v1", "feature/x", "HEAD~1", "HEAD^", first, first[:9], "main@{1}", "refs/heads/feature/x"):
        assert reader.resolve(rev).oid == first, rev
    assert reader.resolve("main").oid == reader.resolve("@").oid == second


def test_a_detached_head_is_as_good_as_any(repo: Repo, opened: Opened) -> None:
    first = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    commit(repo, "2023-12-02", {"positions/a.yaml": "b"})
    repo.git("checkout", "--quiet", "--detach", first)
    reader = opened(repo.root)
    assert reader.resolve("HEAD").oid == reader.at_date(date(2024, 1, 1)).oid == first
    assert "names no branch" in str(refusal(reader.resolve, "@{upstream}"))


@pytest.mark.parametrize(
    "rev",
    [
        *(
            "",
            "--output=x",
            "-x",
            "--all",
            "HEAD;id x",
            "HEAD\n",
            "HEAD\0",
            "HEAD\x1b[2J",
            "a b",
            "a\u00a0b",
            "a\u202eb",
        ),
        *("HEAD..HEAD", "HEAD...HEAD", "^HEAD", ":/text", ":positions", "x" * 257, "\udcff"),
    ],
)
def test_what_cannot_be_a_revision_never_reaches_git(repo: Repo, opened: Opened, rev: str) -> None:
    reader = opened(repo.root)
    assert "is no revision" in str(refusal(reader.resolve, rev))
    assert "is no revision" in str(refusal(revision, rev))
    assert reader._git.processes == 0


@pytest.mark.parametrize(
    "rev",
    [
        *("nope", "HEAD;id", "$(id)", "`id`", "HEAD~99", "HEAD:positions", "HEAD:positions/a.yaml", "HEAD^@", "HEAD^!"),
        *(
            "@{upstream}",
            "HEAD@{99}",
            "@{-1}",
            "HEAD^{tree}",
            "HEAD^{/none}",
            "deadbeef",
            "0" * 40,
            "x" * 256,
            "*",
            "?",
        ),
        *("HEAD^2", "main@{upstream}", "v1~~~", "HEAD^{", "refs/heads/", ".", "/", "'", '"', "é", "FETCH_HEAD"),
    ],
)
def test_what_names_no_commit_is_an_error_with_a_way_out(repo: Repo, opened: Opened, rev: str) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    before = sorted(repo.root.rglob("*"))
    error = refusal(opened(repo.root).resolve, rev)
    assert "\n" not in str(error) and len(str(error)) < 300
    assert sorted(repo.root.rglob("*")) == before


def test_a_path_or_a_step_too_far_is_no_matter_for_a_fetch(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    assert refusal(opened(repo.root).resolve, "HEAD:positions").hint == "leave the path out: `HEAD`"
    assert "not that long" in refusal(opened(repo.root).resolve, "HEAD~1").hint


def test_the_start_of_several_ids_is_not_guessed(repo: Repo, opened: Opened) -> None:
    put(repo.root, {"positions/a.yaml": "a"})
    repo.git("add", "--all")
    tree = repo.git("write-tree").strip()
    seen: dict[str, str] = {}
    for number in range(2000):
        oid = repo.git("commit-tree", tree, "-m", str(number)).strip()
        if seen.setdefault(oid[:4], oid) != oid:
            break
    assert "several ids" in str(refusal(opened(repo.root).resolve, oid[:4]))


def test_a_remote_branch_that_was_not_fetched_comes_with_its_fetch(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    repo.git("branch", "feature/x")
    clone = shallow_clone(repo)
    error = refusal(opened(clone.root).resolve, "origin/feature/x")
    assert "git fetch origin feature/x:refs/remotes/origin/feature/x" in error.hint
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).resolve("origin/feature/x").subject == "Record"
    named = refusal(opened(clone.root).resolve, "feature/x")
    assert "feature/x:refs/remotes/origin/feature/x" in named.hint and "origin/feature/x" in named.hint


def test_no_commit_yet(repo: Repo, opened: Opened) -> None:
    put(repo.root, {"positions/a.yaml": "a"})
    error = refusal(opened(repo.root).resolve, "HEAD")
    assert str(error) == "there is no commit yet"
    assert "git commit" in error.hint


# --- days --------------------------------------------------------------------------------------------------------


def test_a_day_means_the_last_commit_of_that_day_or_before(repo: Repo, opened: Opened) -> None:
    first = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    second = commit(repo, "2023-12-20", {"positions/a.yaml": "b"})
    third = commit(repo, "2023-12-20", {"positions/a.yaml": "c"})
    reader = opened(repo.root)
    days = {"2023-12-01": first, "2023-12-19": first, "2023-12-20": third, "2030-01-01": third, "9999-12-31": third}
    assert {day: reader.at_date(date.fromisoformat(day)).oid for day in days} == days
    assert reader.at_date(date(2024, 1, 1), "HEAD~1").oid == second
    error = refusal(reader.at_date, date(2023, 11, 30))
    assert str(error) == "there is no commit of 2023-11-30 or before"
    assert error.hint == "the history begins on 2023-12-01"
    assert refusal(reader.at_date, date(1, 1, 1))


def test_a_day_ends_at_midnight_in_utc(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    put(repo.root, {"positions/a.yaml": "b"})
    late = "2023-12-05T22:30:00-0300"  # the 6th in UTC
    repo.git("commit", "--quiet", "-a", "-m", "Late", GIT_AUTHOR_DATE=late, GIT_COMMITTER_DATE=late)
    reader = opened(repo.root)
    assert reader.at_date(date(2023, 12, 5)).subject == "Record"
    assert reader.at_date(date(2023, 12, 6)).subject == "Late"


def test_a_branch_that_was_not_merged_by_then_was_not_what_the_files_said(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    repo.git("checkout", "--quiet", "-b", "offer")
    commit(repo, "2023-12-03", {"positions/b.yaml": "b"}, "Offer")
    repo.git("checkout", "--quiet", "main")
    stood = commit(repo, "2023-12-02", {"positions/c.yaml": "c"})
    when = {"GIT_AUTHOR_DATE": "2023-12-10T12:00:00Z", "GIT_COMMITTER_DATE": "2023-12-10T12:00:00Z"}
    repo.git("merge", "--quiet", "--no-ff", "-m", "Merge", "offer", **when)
    reader = opened(repo.root)
    assert reader.at_date(date(2023, 12, 5)).oid == stood
    assert reader.at_date(date(2023, 12, 10)).subject == "Merge"


def test_a_day_before_a_shallow_clone_begins_asks_for_the_rest(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    commit(repo, "2023-12-20", {"positions/a.yaml": "b"})
    clone = shallow_clone(repo)
    error = refusal(opened(clone.root).at_date, date(2023, 12, 5))
    assert command_in(error) == ["git", "fetch", "--unshallow", "origin"]
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).at_date(date(2023, 12, 5)).day == date(2023, 12, 1)


# --- where two revisions parted, and who touched what ------------------------------------------------------------


@pytest.fixture
def parted(repo: Repo) -> Repo:
    """A base on main, a branch `offer` with two commits, one more on main, all dated."""
    commit(repo, "2023-12-01", {"positions/a.yaml": "a", "README": "x"}, "Base")
    repo.git("tag", "base")
    repo.git("checkout", "--quiet", "-b", "offer")
    commit(repo, "2023-12-03", {"positions/b.yaml": "b"}, "Offer")
    commit(repo, "2023-12-04", {"positions/b.yaml": "b2"}, "Better offer")
    repo.git("checkout", "--quiet", "main")
    commit(repo, "2023-12-05", {"positions/c.yaml": "c", "README": "y"}, "Main goes on")
    return repo


def merged(repo: Repo) -> None:
    when = {"GIT_AUTHOR_DATE": "2023-12-10T12:00:00Z", "GIT_COMMITTER_DATE": "2023-12-10T12:00:00Z"}
    message = "Merge pull request #7 from ana/offer\n\nIsrael offers a week\n"
    repo.git("merge", "--quiet", "--no-ff", "-m", message, "offer", **when)


def test_the_merge_base_is_where_two_revisions_parted(parted: Repo, opened: Opened) -> None:
    reader = opened(parted.root)
    assert reader.merge_base("main", "offer").subject == "Base"
    assert reader.merge_base("offer~1", "offer").subject == "Offer"
    assert "no commit `nope`" in str(refusal(reader.merge_base, "nope", "offer"))
    assert "no commit `nope`" in str(refusal(reader.merge_base, "offer", "nope"))
    refusal(reader.merge_base, "--output=x", "offer")


def test_histories_apart_have_no_merge_base(parted: Repo, opened: Opened) -> None:
    parted.git("checkout", "--quiet", "--orphan", "apart")
    parted.commit("2023-12-06", "Apart")
    error = refusal(opened(parted.root).merge_base, "main", "apart")
    assert str(error) == "`main` and `apart` have no commit in common"
    assert "A..B" in error.hint


def test_a_merge_base_beyond_a_shallow_clone_asks_for_the_rest(parted: Repo, opened: Opened) -> None:
    clone = shallow_clone(parted, "shallow", "--no-single-branch")
    reader = opened(clone.root)
    error = refusal(reader.merge_base, "origin/main", "origin/offer")
    assert reader.shallow and "shallow" in str(error)
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).merge_base("origin/main", "origin/offer").subject == "Base"


def test_an_ancestor_beyond_a_shallow_clone_comes_with_how_much_deeper_to_go(repo: Repo, opened: Opened) -> None:
    oids = [commit(repo, f"2023-12-0{day}", {"positions/a.yaml": str(day)}) for day in range(1, 7)]
    clone = shallow_clone(repo)
    assert opened(clone.root).resolve("HEAD").oid == oids[-1]
    error = refusal(opened(clone.root).resolve, "HEAD~3")
    assert command_in(error) == ["git", "fetch", "--deepen=3", "origin"]
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).resolve("HEAD~3").oid == oids[-4]
    error = refusal(opened(clone.root).resolve, oids[0])
    assert command_in(error) == ["git", "fetch", "--unshallow", "origin"]
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).resolve(oids[0]).oid == oids[0]


def test_a_whole_id_that_is_not_here_comes_with_its_fetch(repo: Repo, opened: Opened) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repo.git("clone", "--quiet", f"file://{repo.root}", "clone")
    clone = Repo(repo.root / "clone")
    repo.git("checkout", "--quiet", "-b", "later")
    later = commit(repo, "2023-12-02", {"positions/a.yaml": "b"})
    error = refusal(opened(clone.root).resolve, later)
    assert command_in(error) == ["git", "fetch", "origin", later]
    clone.git(*command_in(error)[1:])
    assert opened(clone.root).resolve(later).oid == later


def test_the_commits_that_touched_a_file_come_oldest_first(parted: Repo, opened: Opened) -> None:
    merged(parted)
    reader = opened(parted.root)

    def subjects(under: str, *span: str) -> list[str]:
        return [one.subject for one in reader.commits_touching(under, *span)]

    assert subjects("positions/b.yaml", "HEAD") == ["Offer", "Better offer"]
    assert subjects("positions", "offer", "base") == ["Offer", "Better offer"]
    assert subjects("README", "HEAD") == ["Base", "Main goes on"]
    assert subjects("positions", "HEAD")[0] == "Base"
    assert subjects("positions", "base", "HEAD") == []
    assert subjects(":(glob)**", "HEAD") == []


def test_a_commit_was_brought_by_the_merge_that_took_it_in(parted: Repo, opened: Opened) -> None:
    offer = parted.git("rev-parse", "offer~1").strip()
    merged(parted)
    own = commit(parted, "2023-12-11", {"positions/d.yaml": "d"})
    reader = opened(parted.root)
    merge = reader.brought_by(offer)
    assert merge and merge.subject == "Merge pull request #7 from ana/offer"
    assert merge.title == "Israel offers a week"
    assert reader.brought_by(own) is None
    assert reader.brought_by("base") is None
    assert reader.brought_by("HEAD") is None


def test_no_command_needs_more_than_four_processes(parted: Repo, opened: Opened) -> None:
    reader = opened(parted.root)
    base, head = reader.merge_base("main", "offer"), reader.resolve("offer")
    assert paths(reader.sources_at(base.oid)) == ["positions/a.yaml"]
    assert paths(reader.sources_at(head.oid)) == ["positions/a.yaml", "positions/b.yaml"]
    assert len(reader.changed_paths(base.oid, head.oid)) == 1
    assert reader._git.processes == 4
    by_day = opened(parted.root)
    for day in (1, 5):
        by_day.sources_at(by_day.at_date(date(2023, 12, day)).oid)
    assert by_day._git.processes == 4
    by_revision = opened(parted.root)
    for one in by_revision.commits_touching("positions", "offer"):
        by_revision.sources_at(one.oid)
    assert by_revision._git.processes == 4


# --- what a commit holds -----------------------------------------------------------------------------------------


def test_a_commit_holds_what_the_working_tree_held(repo: Repo, opened: Opened) -> None:
    files = {f"positions/{name}": f"is: {name}\n" for name in ("b/x.yaml", "a/y.yml", "a/b.yaml", "é/ж.yaml", "a.yaml")}
    files |= {
        "positions/README.md": "x",
        "positions/.hidden/x.yaml": "x",
        "other/z.yaml": "x",
        "positions/a/n.txt": "x",
    }
    oid = commit(repo, "2023-12-01", files)
    expected, _ = sources(repo.root)
    put(repo.root, {"positions/a.yaml": "changed since", "positions/new.yaml": "new"})
    found, findings = opened(repo.root).sources_at(oid)
    assert findings == []
    assert [(one.path, one.text) for one in found] == [(one.path, one.text) for one in expected]
    for one in found:
        assert one.blob == repo.git("rev-parse", f"{oid}:{one.path}").strip()


def test_the_same_things_are_amiss_as_in_the_working_tree(repo: Repo, opened: Opened) -> None:
    names = ["x.YAML", "x.yaml~", ".x.yaml", "y.yam", "CASE/a.yaml", "case/a.yaml", "case/a.yml", "dir.yaml/x.yaml"]
    names += [
        "new\nline.yaml",
        'quote".yaml',
        "'.yaml",
        "-dash.yaml",
        "-dash/x.yaml",
        "esc\x1b[2J.yaml",
        "bad\x1b/x.yaml",
    ]
    names += ["\udcff.yaml", "tab\t.yaml", "bidi\u202e.yaml", "/".join(["deep"] * 35) + "/x.yaml", "blank .yaml"]
    put(repo.root, {f"positions/{name}": "a: b\n" for name in names})
    put(repo.root, {"positions/large.yaml": b"#" * (1024 * 1024 + 1), "positions/full.yaml": b"#" * 1024 * 1024})
    put(repo.root, {"positions/empty.yaml": b"", "outside/z.yaml": "a: b\n"})
    links = {"link.yaml": "-dash.yaml", "folder": "-dash", "out": "../outside", "file": "-dash.yaml", ".dot": "-dash"}
    for name, target in links.items():
        (repo.root / "positions" / name).symlink_to(target)
    (repo.root / "positions/full.yaml").chmod(0o755)
    expected, amiss = sources(repo.root)
    repo.commit("2023-12-01")
    found, findings = opened(repo.root).sources_at(repo.git("rev-parse", "HEAD").strip())
    assert [(one.path, one.text) for one in found] == [(one.path, one.text) for one in expected]
    assert findings == amiss
    rules = {one.rule for one in findings}
    assert rules == {
        *("symbolic-link", "not-a-file", "file-too-large", "colliding-names", "bad-file-name", "near-miss-name")
    }


def test_a_submodule_is_a_finding_and_never_read(
    repo: Repo, opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Repo(tmp_path_factory.mktemp("other"))
    other.git("init", "--quiet")
    commit(other, "2023-11-01", {"x.yaml": "a: b\n"})
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "--quiet", "add", f"file://{other.root}", "positions/theirs")
    oid = repo.commit("2023-12-02")
    found, findings = opened(repo.root).sources_at(oid)
    assert [one.path for one in found] == ["positions/a.yaml"]
    assert [(one.rule, one.message, one.place.path) for one in findings] == [
        ("not-a-file", "a submodule where records should be", "positions/theirs")
    ]
    assert [one.rule for one in opened(repo.root).sources_at(oid, "positions/theirs")[1]] == ["not-a-file"]


def test_modes_that_git_does_not_write_are_findings(repo: Repo, opened: Opened) -> None:
    blob = made(repo, "blob", b"a: b\n")
    oid = crafted(repo, [(b"100664", b"a.yaml", blob), (b"100644", b"b.yaml", blob), (b"100000", b"c.yaml", blob)])
    found, findings = opened(repo.root).sources_at(oid)
    assert [one.path for one in found] == ["positions/b.yaml"]
    assert [(one.rule, one.message) for one in findings] == [
        ("not-a-file", "a file of mode 100664"),
        ("not-a-file", "a file of mode 100000"),
    ]


def test_names_no_file_system_would_take_stay_names(repo: Repo, opened: Opened) -> None:
    blob = made(repo, "blob", b"a: b\n")
    tree = made(repo, "tree", b"100644 x.yaml\0" + bytes.fromhex(blob))
    names = [b"../../etc/x.yaml", b"a/../b.yaml", b"/etc/x.yaml"]
    oid = crafted(
        repo, [*((b"100644", name, blob) for name in names), (b"40000", b"..", tree), (b"40000", b".git", tree)]
    )
    found, findings = opened(repo.root).sources_at(oid)
    assert found == []
    assert [one.rule for one in findings] == ["bad-file-name"] * 3


def test_a_folder_that_is_not_there_yet_holds_nothing(repo: Repo, opened: Opened) -> None:
    oid = commit(repo, "2023-12-01", {"README": "x"})
    reader = opened(repo.root)
    assert reader.sources_at(oid) == ([], [])
    assert reader.sources_at(oid, "positions/none") == ([], [])
    assert [one.rule for one in reader.sources_at(oid, "README")[1]] == ["not-a-file"]


def test_a_linked_folder_of_records_is_not_followed(repo: Repo, opened: Opened) -> None:
    put(repo.root, {"elsewhere/a.yaml": "a"})
    (repo.root / "positions").symlink_to("elsewhere")
    oid = repo.commit("2023-12-01")
    found, findings = opened(repo.root).sources_at(oid)
    assert (found, findings) == sources(repo.root)
    assert [one.rule for one in findings] == ["symbolic-link"]


def test_one_file_as_it_was(repo: Repo, opened: Opened) -> None:
    put(repo.root, {"positions/a.yaml": "a", ".negotrack.yaml": "x", "positions/large.yaml": b"#" * (1 << 21)})
    (repo.root / "positions/link.yaml").symlink_to("a.yaml")
    oid = repo.commit("2023-12-01")
    put(repo.root, {".negotrack.yaml": "changed since"})
    reader = opened(repo.root)
    assert reader.file_at(oid, ".negotrack.yaml") == Source(
        ".negotrack.yaml", b"x", repo.git("rev-parse", f"{oid}:.negotrack.yaml").strip()
    )
    assert reader.file_at(oid, "positions/none.yaml") is reader.file_at(oid, "../x") is None
    amiss = [reader.file_at(oid, f"positions/{name}") for name in ("large.yaml", "link.yaml", "")]
    assert [one.rule for one in amiss if isinstance(one, Finding)] == ["file-too-large", "symbolic-link", "not-a-file"]


# --- where the folder is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sub", "sub/deeper", "naïve ж", "new\nline", "-dash", "[x]*"])
def test_a_folder_inside_a_repository_has_paths_of_its_own(repo: Repo, opened: Opened, name: str) -> None:
    commit(repo, "2023-12-01", {"positions/not-this.yaml": "x", f"{name}/positions/a.yaml": "a"}, "Both")
    commit(repo, "2023-12-02", {"positions/not-this.yaml": "y"}, "The other")
    (repo.root / name / "positions/folder").symlink_to("../positions/..")
    repo.commit("2023-12-03", "Link")
    reader = opened(repo.root / name)
    head = reader.resolve("HEAD")
    found, findings = reader.sources_at(head.oid)
    assert [one.path for one in found] == ["positions/a.yaml"]
    assert [(one.rule, one.place.path) for one in findings] == [("symbolic-link", "positions/folder")]
    assert [one.subject for one in reader.commits_touching("positions", "HEAD")] == ["Both", "Link"]
    assert reader.changed_paths("HEAD~2", "HEAD~1") == []


def test_a_worktree_of_its_own_is_a_repository(
    parted: Repo, opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("trees") / "offer"
    parted.git("worktree", "add", "--quiet", os.fspath(place), "offer")
    reader = opened(place)
    head = reader.resolve("HEAD")
    assert head.subject == "Better offer"
    assert paths(reader.sources_at(head.oid)) == ["positions/a.yaml", "positions/b.yaml"]


def test_a_bare_repository_says_to_clone_it(
    parted: Repo, opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bare = tmp_path_factory.mktemp("bare") / "a b.git"
    parted.git("clone", "--quiet", "--bare", ".", os.fspath(bare))
    error = refusal(opened(bare).resolve, "HEAD")
    assert "is a bare repository" in str(error)
    assert error.hint == f"git clone '{bare}', and use the clone"
    tree = bare.parent / "main"
    parted.git("-C", os.fspath(bare), "worktree", "add", "--quiet", os.fspath(tree), "main")
    reader = opened(tree)
    assert paths(reader.sources_at(reader.resolve("HEAD").oid)) == ["positions/a.yaml", "positions/c.yaml"]


def test_outside_any_repository(tmp_path: Path, opened: Opened) -> None:
    put(tmp_path, {"positions/a.yaml": "a"})
    error = refusal(opened(tmp_path).resolve, "HEAD")
    assert "is not in a git repository" in str(error)
    assert error.hint.startswith("git init")
    refusal(opened(tmp_path / "nowhere").resolve, "HEAD")


def test_without_git(repo: Repo, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(repo.root))
    error = refusal(opened(repo.root).resolve, "HEAD")
    assert "git is not installed" in str(error)


def test_a_git_in_the_current_folder_is_nobodys_git(
    repo: Repo, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    oid = commit(repo, "2023-12-01", {"git": "#!/bin/sh\ntouch PWNED\n", "positions/a.yaml": "a"})
    (repo.root / "git").chmod(0o755)
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("PATH", f".::{os.environ['PATH']}")
    assert opened(Path()).resolve("HEAD").oid == oid
    assert not (repo.root / "PWNED").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_needs_the_users_own_word(
    repo: Repo, opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    oid = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    for path in (repo.root, *repo.root.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", os.fspath(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
    error = refusal(opened(repo.root).resolve, "HEAD")
    assert "belongs to another user" in str(error)
    assert error.hint == f"if you trust it: git config --global --add safe.directory {repo.root}"
    given = subprocess.run(shlex.split(error.hint.partition(": ")[2]), check=False, capture_output=True)
    assert given.returncode == 0
    assert opened(repo.root).resolve("HEAD").oid == oid
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repo.root}\n\tdirectory =\n")
    refusal(opened(repo.root).resolve, "HEAD")


# --- changed files -----------------------------------------------------------------------------------------------


def test_moves_are_told_by_unchanged_content(repo: Repo, opened: Opened) -> None:
    before = {"keep.yaml": "k", "edit.yaml": "e", "drop.yaml": "d", "move.yaml": "m", "twin.yaml": "m"}
    a = commit(repo, "2023-12-01", {f"positions/{name}": text for name, text in before.items()})
    for name in ("drop", "move", "twin"):
        (repo.root / f"positions/{name}.yaml").unlink()
    b = commit(
        repo, "2023-12-02", {"positions/edit.yaml": "E", "positions/new.yaml": "n", "positions/in/moved.yaml": "m"}
    )
    changes = opened(repo.root).changed_paths(a, b)
    assert [(one.status, one.old_path, one.new_path) for one in changes] == [
        ("D", "positions/drop.yaml", ""),
        ("M", "positions/edit.yaml", "positions/edit.yaml"),
        ("R", "positions/move.yaml", "positions/in/moved.yaml"),
        ("A", "", "positions/new.yaml"),
        ("D", "positions/twin.yaml", ""),
    ]
    edit = changes[1]
    assert edit.old_blob == repo.git("rev-parse", f"{a}:positions/edit.yaml").strip()
    assert edit.new_blob == repo.git("rev-parse", f"{b}:positions/edit.yaml").strip()
    assert opened(repo.root).changed_paths(a, a) == []


def test_changes_mirror_when_the_sides_are_swapped() -> None:
    before, after = {"a": "1", "b": "2", "c": "3"}, {"b": "4", "d": "1", "e": "5"}
    there, back = changes_between(before, after), changes_between(after, before)
    turned = {"A": "D", "D": "A", "M": "M", "R": "R"}
    assert {
        FileChange(turned[one.status], one.new_path, one.old_path, one.new_blob, one.old_blob) for one in there
    } == set(back)


# --- the base that CI names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "base"),
    [
        ({}, None),
        ({"GITHUB_BASE_REF": ""}, None),
        ({"GITHUB_BASE_REF": "main"}, "origin/main"),
        ({"GITHUB_BASE_REF": "release/1.x"}, "origin/release/1.x"),
        ({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, "origin/main"),
        ({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "a" * 40}, "a" * 40),
        ({"PRE_COMMIT_FROM_REF": "origin/main", "GITHUB_BASE_REF": "other"}, "origin/main"),
        ({"PRE_COMMIT_FROM_REF": "0" * 40}, None),
    ],
)
def test_the_base_is_the_one_that_ci_names(env: dict[str, str], base: str | None) -> None:
    assert base_from_environment(env) == base


@pytest.mark.parametrize("branch", ["a b", "a\nb", "a..b", "x" * 300])
def test_a_base_that_cannot_be_a_revision_is_refused(branch: str) -> None:
    refusal(base_from_environment, {"GITHUB_BASE_REF": branch})
    refusal(base_from_environment, {"PRE_COMMIT_FROM_REF": f"-{branch}"})


# --- nothing of theirs runs --------------------------------------------------------------------------------------


def everything(root: Path, opened: Opened) -> None:
    """Ask all there is to ask."""
    reader = opened(root)
    for rev in ("HEAD", "main", "HEAD~1", "HEAD^{/Record}", "main@{0}"):
        reader.resolve(rev)
    for rev in ("@{upstream}", ":/text", "nope", "--output=PWNED", "-x", "HEAD;touch PWNED"):
        refusal(reader.resolve, rev)
    head, before = reader.resolve("HEAD"), reader.resolve("HEAD~1")
    reader.at_date(head.day)
    reader.merge_base("HEAD~1", "HEAD")
    reader.commits_touching("positions", "HEAD")
    reader.brought_by(before.oid)
    reader.changed_paths(before.oid, head.oid)
    reader.file_at(head.oid, "positions/a.yaml")
    assert paths(reader.sources_at(head.oid)) == ["positions/a.yaml"]
    assert paths(reader.sources_at(before.oid)) == ["positions/a.yaml"]


def trap(folder: Path, name: str = "trap") -> tuple[Path, Path]:
    """A program that leaves a mark, and the mark."""
    program, mark = folder / name, folder / f"{name}-ran"
    program.write_text(f"#!/bin/sh\ntouch {shlex.quote(os.fspath(mark))}\ncat\n")
    program.chmod(0o755)
    return program, mark


def test_nothing_that_a_repository_configures_is_run(
    repo: Repo, opened: Opened, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    commit(repo, "2023-12-02", {"positions/a.yaml": "b", ".gitattributes": "*.yaml diff=evil filter=evil merge=evil\n"})
    outside = tmp_path_factory.mktemp("outside")
    program, mark = trap(outside)
    run = os.fspath(program)
    hooks = outside / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        for place in (hooks / hook, repo.root / ".git/hooks" / hook):
            place.parent.mkdir(exist_ok=True)
            place.symlink_to(program)
    settings = {
        **dict.fromkeys(("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass"), run),
        **dict.fromkeys(("core.gitProxy", "core.alternateRefsCommand", "diff.external", "gpg.program"), run),
        **dict.fromkeys(("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge"), run),
        **dict.fromkeys(("filter.evil.process", "merge.evil.driver", "credential.helper", "sequence.editor"), run),
        **{f"alias.{name}": f"!{run}" for name in ("rev-parse", "cat-file", "rev-list", "merge-base", "ls-tree")},
        **{f"pager.{name}": run for name in ("rev-parse", "cat-file", "rev-list", "merge-base")},
        "core.hooksPath": os.fspath(hooks),
        "log.showSignature": "true",
        "core.attributesFile": os.fspath(repo.root / ".gitattributes"),
        f"url.ext::{run}.insteadOf": "https://example.org/",
        "remote.origin.url": "https://example.org/x",
        "protocol.ext.allow": "always",
        "submodule.recurse": "true",
        "include.path": os.fspath(outside / "more"),
        f"includeIf.gitdir:{repo.root}/.path": os.fspath(outside / "more"),
    }
    (outside / "more").write_text(f"[core]\n\tfsmonitor = {run}\n\tpager = {run}\n[alias]\n\tlog = !{run}\n")
    for key, value in settings.items():
        repo.git("config", key, value)
    for name in ("GIT_PAGER", "PAGER", "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EDITOR"):
        monkeypatch.setenv(name, run)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_TRACE", os.fspath(outside / "trace"))
    monkeypatch.setenv("GIT_EXEC_PATH", os.fspath(hooks))
    before = {path: path.stat().st_mtime_ns for path in repo.root.rglob("*")}
    everything(repo.root, opened)
    assert not mark.exists()
    assert not (outside / "trace").exists()
    assert {path: path.stat().st_mtime_ns for path in repo.root.rglob("*")} == before


def test_the_trap_does_spring_when_git_is_run_as_usual(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    program, mark = trap(tmp_path_factory.mktemp("outside"))
    repo.git("config", "core.fsmonitor", os.fspath(program))
    repo.git("status")
    assert mark.exists()


@pytest.mark.parametrize("old_git", [False, True], ids=["GIT_NO_LAZY_FETCH", "a git that does not know it"])
def test_a_partial_clone_fetches_nothing(
    repo: Repo, opened: Opened, old_git: bool, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    oid = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{repo.root}", "partial")
    clone = Repo(repo.root / "partial")
    program, mark = trap(tmp_path_factory.mktemp("outside"))
    clone.git("config", "remote.origin.url", f"ext::{program}")
    clone.git("config", "remote.origin.uploadpack", os.fspath(program))
    for protocol in ("ext", "file", "https", "ssh"):
        clone.git("config", f"protocol.{protocol}.allow", "always")
    clone.git("config", "protocol.allow", "always")
    if old_git:
        monkeypatch.delitem(git_module._ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    error = refusal(opened(clone.root).sources_at, oid)
    assert not mark.exists()
    assert "lacks" in str(error)
    clone.git("config", "remote.origin.url", f"file://{repo.root}")
    clone.git("config", "--unset", "remote.origin.uploadpack")
    clone.git(*command_in(error)[1:])
    assert paths(opened(clone.root).sources_at(oid)) == ["positions/a.yaml"]


def test_replaced_objects_and_grafts_tell_no_other_history(repo: Repo, opened: Opened) -> None:
    first = commit(repo, "2023-12-01", {"positions/a.yaml": "a"}, "First")
    second = commit(repo, "2023-12-02", {"positions/a.yaml": "b"}, "Second")
    blob = repo.git("rev-parse", f"{second}:positions/a.yaml").strip()
    repo.git("replace", blob, repo.git("rev-parse", f"{first}:positions/a.yaml").strip())
    repo.git("replace", "--graft", second)
    (repo.root / ".git/info").mkdir(exist_ok=True)
    (repo.root / ".git/info/grafts").write_text(f"{second}\n")
    reader = opened(repo.root)
    assert reader.resolve(second).parents == (first,)
    assert reader.sources_at(second)[0][0].text == b"b"
    assert [one.subject for one in reader.commits_touching("positions", "HEAD")] == ["First", "Second"]
    assert reader.at_date(date(2023, 12, 1)).oid == first


def test_a_git_file_leads_only_to_a_repository(
    repo: Repo, opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    commit(repo, "2023-12-02", {"positions/a.yaml": "b"})
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".git").write_text(f"gitdir: {repo.root}/.git\n")
    assert opened(elsewhere).resolve("HEAD").subject == "Record"
    for said in ("gitdir: /nonexistent\n", "gitdir: /etc\n", "gitdir: \n", "x" * 5000, "\0", ""):
        (elsewhere / ".git").write_text(said)
        refusal(opened(elsewhere).resolve, "HEAD")


@pytest.mark.parametrize(
    "config", ["[core", "[core]\n\trepositoryformatversion = 99\n", "\0\0", "[extensions]\n\tnope = 1\n"]
)
def test_a_broken_configuration_is_one_line(repo: Repo, opened: Opened, config: str) -> None:
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    with (repo.root / ".git/config").open("a") as file:
        file.write(config)
    try:
        opened(repo.root).resolve("HEAD")
    except NegotrackError as error:
        assert error.code == 3 and "\n" not in str(error)


def test_options_and_environment_are_those_of_the_design() -> None:
    reader = git_module.Git(Path("/x"))
    command = reader.command("rev-parse", "HEAD")
    fixed = (
        "--no-pager --literal-pathspecs --no-replace-objects --no-optional-locks -c core.fsmonitor=false "
        "-c core.hooksPath=/dev/null -c log.showSignature=false -c core.attributesFile=/dev/null "
        "-c safe.bareRepository=explicit -c protocol.allow=never -c submodule.recurse=false"
    )
    assert command[1:] == [*fixed.split(), "-C", "/x", "rev-parse", "HEAD"]
    assert os.path.isabs(command[0])
    more = {"GIT_ALLOW_PROTOCOL": "", "GIT_GRAFT_FILE": "/nonexistent", "PATH": os.environ["PATH"]}
    assert reader.environment == more | {
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ATTR_NOSYSTEM": "1",
    }


# --- hostile objects ---------------------------------------------------------------------------------------------


def made(repo: Repo, kind: str, raw: bytes) -> str:
    """An object as it is, whatever git thinks of it."""
    command = ["git", "-C", os.fspath(repo.root), "hash-object", "--literally", "-t", kind, "-w", "--stdin"]
    return subprocess.run(command, input=raw, check=True, capture_output=True).stdout.decode().strip()


def crafted(repo: Repo, entries: list[tuple[bytes, bytes, str]]) -> str:
    """A commit whose `positions` holds exactly these entries."""
    inner = made(repo, "tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries))
    top = made(repo, "tree", b"40000 positions\0" + bytes.fromhex(inner))
    return made(repo, "commit", f"tree {top}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n".encode())


def test_a_tree_that_holds_itself_a_million_times_is_refused(repo: Repo, opened: Opened) -> None:
    tree = made(repo, "tree", b"100644 x.yaml\0" + bytes.fromhex(made(repo, "blob", b"a: b\n")))
    for _ in range(10):
        tree = made(repo, "tree", b"".join(b"40000 %d\0" % name + bytes.fromhex(tree) for name in range(10)))
    oid = crafted(repo, [(b"40000", b"bomb", tree)])
    begun = time.monotonic()
    assert "more than 250,000 files" in str(refusal(opened(repo.root).sources_at, oid))
    assert time.monotonic() - begun < 5


def test_more_than_memory_holds_is_refused(repo: Repo, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    oid = commit(repo, "2023-12-01", {f"positions/{number}.yaml": str(number) * 1000 for number in range(9)})
    monkeypatch.setattr(commits_module, "MAX_TEXT", 5000)
    assert "hold more than" in str(refusal(opened(repo.root).sources_at, oid))


def test_entries_that_lie_about_their_kind_are_refused(repo: Repo, opened: Opened) -> None:
    blob, tree = made(repo, "blob", b"a: b\n"), made(repo, "tree", b"")
    for mode, name, oid in ((b"100644", b"x.yaml", tree), (b"40000", b"x", blob)):
        refusal(opened(repo.root).sources_at, crafted(repo, [(mode, name, oid)]))
    assert "lacks" in str(refusal(opened(repo.root).sources_at, crafted(repo, [(b"100644", b"x.yaml", "1" * 40)])))
    assert "lacks" in str(refusal(opened(repo.root).sources_at, crafted(repo, [(b"40000", b"x", "1" * 40)])))


def test_after_an_error_the_next_answer_is_right(repo: Repo, opened: Opened) -> None:
    oid = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    bad = crafted(repo, [(b"100644", b"x.yaml", "1" * 40), (b"100644", b"y.yaml", made(repo, "blob", b"y"))])
    reader = opened(repo.root)
    refusal(reader.sources_at, bad)
    refusal(reader.commits, ["2" * 40, oid])
    assert paths(reader.sources_at(oid)) == ["positions/a.yaml"]


@pytest.mark.parametrize("raw", [b"", b"100644 x\0short", b"100644 x", b"x y\0" + b"1" * 20, b"100644" + b"1" * 30])
def test_a_broken_tree_is_an_error_or_empty(raw: bytes) -> None:
    try:
        assert list(entries_of(raw, 20)) == []
    except ValueError:
        assert raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"tree x\nauthor \xff\xfe <a@b> 99999999999999999999 +0000\n\n\xff",
        b"author A <a> -99999999999999999 +0000\ncommitter",
        b"author no mail\nencoding idna\n\n\x00\x1b[2J",
        b"encoding \xff\n\n" + b"x" * 1_000_000,
    ],
)
def test_a_broken_commit_is_still_something_to_show(raw: bytes) -> None:
    found = commit_of("1" * 40, raw)
    assert found.day.year == 1970
    assert len(found.subject) <= 100_000


def test_the_names_in_a_commit_may_be_latin(repo: Repo, opened: Opened) -> None:
    raw = b"tree %s\nauthor Jos\xe9 <j> 1703160000 +0000\ncommitter J <j> 1703160000 +0000\nencoding ISO-8859-1\n\nSe\xf1al"
    tree = made(repo, "tree", b"")
    commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    found = opened(repo.root).commits([made(repo, "commit", raw % tree.encode())])[0]
    assert (found.author, found.subject, found.day) == ("José", "Señal", date(2023, 12, 21))


def test_a_signature_gives_no_second_author() -> None:
    raw = b"tree t\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\ngpgsig -----BEGIN\n author B <b> 2 +0000\n tree u\n\nx\n"
    found = commit_of("1" * 40, raw)
    assert (found.author, found.tree) == ("A", "t")


@pytest.mark.parametrize("script", ["exec sleep 60", "sleep 60; true"])
def test_git_that_does_not_end_is_ended(
    script: str, repo: Repo, opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    oid = commit(repo, "2023-12-01", {"positions/a.yaml": "a"})
    folder = tmp_path_factory.mktemp("bin")
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setattr(git_module, "SECONDS", 0.3)
    begun = time.monotonic()
    assert "took longer" in str(refusal(opened(repo.root).resolve, "HEAD"))
    assert "took longer" in str(refusal(opened(repo.root).commits, [oid]))
    assert time.monotonic() - begun < 10


def test_hundreds_of_commits_by_thousands_of_files_take_seconds(repo: Repo, opened: Opened) -> None:
    stream = ["blob\nmark :1\ndata 5\na: b\n\n"]
    tree = "".join(f"M 100644 :1 positions/talks/{number % 40}/{number}.yaml\n" for number in range(2000))
    for number in range(200):
        who = f"committer A <a> {1_700_000_000 + number * 86_400} +0000\ndata 1\nx\n"
        text = f"a: {number}\n"
        change = f"M 100644 inline positions/talks/{number % 40}/{number}.yaml\ndata {len(text)}\n{text}\n"
        stream.append(f"commit refs/heads/main\n{who}{'' if number else tree}{change}")
    subprocess.run(
        ["git", "-C", os.fspath(repo.root), "fast-import", "--quiet"], input="".join(stream).encode(), check=True
    )
    begun = time.monotonic()
    reader = opened(repo.root)
    history = reader.commits_touching("positions", "main")
    counts = {len(reader.sources_at(one.oid)[0]) for one in history}
    assert (len(history), counts, reader._git.processes) == (200, {2000}, 4)
    assert time.monotonic() - begun < 15
