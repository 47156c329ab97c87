"""Files of the repository are written whole or not at all, over nobody's work, and nowhere else."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from negotrack.errors import NegotrackError
from negotrack.write.files import Change, create, update, write_all

OLD, NEW = b"party: union\n", "party: employer\n"
PATH = "positions/talks/union/2024-03-01-offer.yaml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A record that is there already."""
    place = tmp_path / PATH
    place.parent.mkdir(parents=True)
    place.write_bytes(OLD)
    return place


def everything(root: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def script(code: str, root: Path) -> str:
    """What a program of its own prints, which may fork and die as it likes."""
    head = (
        "import os, random, signal, sys, time\nfrom pathlib import Path\nfrom negotrack.errors import NegotrackError\n"
    )
    head += f"from negotrack.write.files import *\nroot = Path({str(root)!r})\n"
    ran = subprocess.run([sys.executable, "-c", head + code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


# -- one file -----------------------------------------------------------------------------------------------------


def test_a_new_file_comes_with_its_folders(tmp_path: Path) -> None:
    create(tmp_path, PATH, NEW)
    assert everything(tmp_path) == {PATH: NEW.encode()}


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    create(tmp_path, PATH, NEW)
    (tmp_path / "other").write_text("")
    assert stat.S_IMODE((tmp_path / PATH).stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, place: Path) -> None:
    with pytest.raises(NegotrackError, match="exists already"):
        create(tmp_path, PATH, NEW)
    assert everything(tmp_path) == {PATH: OLD}


def test_an_update_keeps_the_permissions(tmp_path: Path, place: Path) -> None:
    place.chmod(0o640)
    update(tmp_path, PATH, OLD, NEW)
    assert everything(tmp_path) == {PATH: NEW.encode()}
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_an_update_of_what_changed_meanwhile_is_refused(tmp_path: Path, place: Path) -> None:
    place.write_bytes(b"party: board\n")
    with pytest.raises(NegotrackError, match="changed by someone else"):
        update(tmp_path, PATH, OLD, NEW)
    place.unlink()
    with pytest.raises(NegotrackError, match="changed by someone else"):
        update(tmp_path, PATH, OLD, NEW)
    assert everything(tmp_path) == {}


# -- several files ------------------------------------------------------------------------------------------------


def test_several_files_change_together(tmp_path: Path, place: Path) -> None:
    moved = "positions/talks/drivers/2024-03-01-offer.yaml"
    (tmp_path / "kept").write_bytes(OLD)
    write_all(tmp_path, [Change(moved, None, b"moved\n"), Change(PATH, OLD, None), Change("kept", OLD, b"new\n")])
    assert everything(tmp_path) == {moved: b"moved\n", "kept": b"new\n"}
    assert not place.parent.exists()


@pytest.mark.parametrize("spoilt", ["create", "update", "remove"])
def test_where_one_fails_all_stay_as_they_were(tmp_path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of the changes fails at the moment it is made, when the others have been."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(OLD)
    before = everything(tmp_path)
    first = [Change("new/x", None, b"1"), Change("a", OLD, b"2"), Change("b", OLD, None)]
    last = {"create": Change("y", None, b"3"), "update": Change("c", OLD, b"3"), "remove": Change("c", OLD, None)}[
        spoilt
    ]
    function = {"create": "link", "update": "replace", "remove": "rename"}[spoilt]
    real = getattr(os, function)

    def failing(source: str, target: str, **how: int) -> None:
        if target in ("y", "c") or source == "c":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target, **how)

    monkeypatch.setattr(os, function, failing)
    with pytest.raises(NegotrackError, match="No space left"):
        write_all(tmp_path, [*first, last])
    assert everything(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_stale_one_among_many_stops_them_all(tmp_path: Path, place: Path) -> None:
    with pytest.raises(NegotrackError, match="changed by someone else"):
        write_all(tmp_path, [Change("new", None, b"1"), Change(PATH, b"something else", b"2")])
    assert everything(tmp_path) == {PATH: OLD}


# -- where nothing is written -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["../x.yaml", "/tmp/x.yaml", "a/../../x.yaml", "a//b", "", ".", "a/./b", "a\0b"])
def test_nothing_is_written_outside_of_the_repository(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(NegotrackError, match="no path inside"):
        create(root, path, NEW)
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".GIT/config", "sub/.git/x", ".git./x", ".git"])
def test_nothing_is_written_inside_git(tmp_path: Path, path: str) -> None:
    with pytest.raises(NegotrackError, match=r"inside \.git"):
        create(tmp_path, path, NEW)
    root = tmp_path / ".git" / "modules"
    root.mkdir(parents=True)
    with pytest.raises(NegotrackError, match=r"inside \.git"):
        create(root, "x.yaml", NEW)
    assert everything(tmp_path) == {}


def test_no_link_is_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "x.yaml").write_bytes(OLD)
    (root / "folder").symlink_to(outside)
    (root / "x.yaml").symlink_to(outside / "x.yaml")
    (root / "dangling.yaml").symlink_to(outside / "none")
    for change in (
        Change("folder/y.yaml", None, b"1"),
        Change("folder/x.yaml", OLD, b"1"),
        Change("x.yaml", OLD, b"1"),
        Change("x.yaml", OLD, None),
        Change("dangling.yaml", None, b"1"),
    ):
        with pytest.raises(NegotrackError, match="a link or a file stands in its way"):
            write_all(root, [change])
    assert everything(outside) == {"x.yaml": OLD}
    assert (root / "x.yaml").is_symlink()


def test_a_folder_a_pipe_and_a_file_in_the_way_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "file").write_bytes(OLD)
    for path in ("folder.yaml", "pipe.yaml", "file/x.yaml"):
        with pytest.raises(NegotrackError):
            create(tmp_path, path, NEW)
        with pytest.raises(NegotrackError):
            update(tmp_path, path, OLD, NEW)
    assert everything(tmp_path) == {"file": OLD}


# -- what may go wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["fsync", "link", "mkdir"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_an_error_of_the_system_leaves_nothing_behind(
    tmp_path: Path, function: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, function, failing)
    with pytest.raises(NegotrackError, match=os.strerror(number)):
        create(tmp_path, PATH, NEW)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_real_lack_of_room_leaves_the_old_file(tmp_path: Path, place: Path) -> None:
    code = f"""
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    update(root, {PATH!r}, {OLD!r}, "x" * 5000)
except NegotrackError as wrong:
    print(wrong)
"""
    assert "File too large" in script(code, tmp_path)
    assert everything(tmp_path) == {PATH: OLD}


def test_where_there_are_no_hard_links_nothing_is_written_over_either(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", failing)
    create(tmp_path, "new.yaml", NEW)
    with pytest.raises(NegotrackError, match="exists already"):
        create(tmp_path, PATH, NEW)
    write_all(tmp_path, [Change("new.yaml", NEW.encode(), None), Change(PATH, OLD, b"1")])
    assert everything(tmp_path) == {PATH: b"1"}


def test_an_interruption_takes_back_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(OLD)
    real = os.link

    def interrupted(source: str, target: str, **how: int) -> None:
        if target == "z":
            raise KeyboardInterrupt
        real(source, target, **how)

    monkeypatch.setattr(os, "link", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, [Change("a", OLD, b"1"), Change("b", None, b"2"), Change("z", None, b"3")])
    assert everything(tmp_path) == {"a": OLD}


def test_of_twenty_writers_of_one_name_one_wins_and_nineteen_are_told(tmp_path: Path) -> None:
    code = """
start, go = os.pipe()
children = []
for number in range(20):
    if not (child := os.fork()):
        os.close(go)
        os.read(start, 1)
        try:
            create(root, "positions/talks/x.yaml", f"party: p{number}\\n" * 2000)
        except NegotrackError as wrong:
            os._exit(1 if "exists already" in str(wrong) else 2)
        os._exit(0)
    children.append(child)
os.close(go)
print(sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""
    assert script(code, tmp_path).strip() == str([0] + [1] * 19)
    ((name, text),) = everything(tmp_path).items()
    assert name == "positions/talks/x.yaml"
    assert len(set(text.splitlines())) == 1


def test_of_twenty_updates_from_one_state_one_wins(tmp_path: Path, place: Path) -> None:
    code = f"""
start, go = os.pipe()
children = []
for number in range(20):
    if not (child := os.fork()):
        os.close(go)
        os.read(start, 1)
        try:
            update(root, {PATH!r}, {OLD!r}, f"party: p{{number}}\\n")
        except NegotrackError as wrong:
            os._exit(1 if "changed by someone else" in str(wrong) else 2)
        os._exit(0)
    children.append(child)
os.close(go)
print(sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""
    assert script(code, tmp_path).strip() == str([0] + [1] * 19)
    assert list(everything(tmp_path)) == [PATH]


def test_killed_at_any_moment_each_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    code = """
texts = [bytes([97 + number]) * 40_000 for number in range(2)]
(root / "f").write_bytes(texts[0])
seen, rounds = set(), 300
for round in range(rounds):
    if not (child := os.fork()):
        held = (root / "f").read_bytes()
        for number in range(10_000):
            new = texts[held == texts[0]]
            write_all(root, [Change("f", held, new), Change(f"new-{os.getpid()}-{number}", None, new)])
            held = new
        os._exit(0)
    time.sleep(random.uniform(0.001, 0.012))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    held = (root / "f").read_bytes()
    assert held in texts, (len(held), held[:1], held[-1:])
    seen.add(held[:1])
    for path in root.iterdir():
        if not path.name.startswith(".") and path.name != "f":
            assert path.read_bytes() in texts, path
        if path.name != "f":
            path.unlink()
print(len(seen))
"""
    assert script(code, tmp_path).strip() == "2"
