"""A new repository of positions is laid out in one command, is sound at once, and nothing is ever written over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import Ran
from terminal import answered

FILES = {
    "positions/new-negotiation/negotiation.yaml", "positions/new-negotiation/first-party/2024-03-01-example.yaml",
    "positions/new-negotiation/.schema/statement.json", ".github/workflows/positions.yml", ".pre-commit-config.yaml",
    ".gitignore", "README.md",
}  # fmt: skip
ROOT = Path(__file__).parent.parent
TODAY = ("--today", "2024-03-01")


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_one_command_lays_out_a_repository_that_is_sound(cli: Callable[..., Ran], tmp_path: Path) -> None:
    shown = cli("init", *TODAY, "--dry-run")
    assert (shown.code, set(shown.out.split())) == (0, FILES)
    assert not files(tmp_path)
    ran = cli("init", *TODAY)
    assert ran.code == 0
    assert set(files(tmp_path)) == FILES
    assert "negotrack add" in ran.err
    assert "git init" in ran.err
    checked = cli("check")
    assert (checked.code, checked.err) == (0, "2 files checked: all is well\n")
    assert cli("fmt", "--check").code == 0
    assert cli("status").code == 0


def test_what_it_writes_is_read_by_those_it_is_for(cli: Callable[..., Ran], tmp_path: Path) -> None:
    assert cli("init", *TODAY, "--title", "A: B", "--party", "a=X: Y", "--party", "b=B's", "--party", "c=C:mediator",
               "--issue", "pay=Pay: base:percent", "--issue", "work=Work:levels:none,some", "--issue", "seat=Seat:choice:here,there",
               "--issue", "jobs=Jobs:number:jobs", "--issue", "sum=Sum:money:EUR").code == 0  # fmt: skip
    said = yaml.safe_load((tmp_path / "positions/a-b/negotiation.yaml").read_text())
    assert said == {
        "title": "A: B",
        "parties": {"a": {"name": "X: Y", "role": "principal"}, "b": {"name": "B's", "role": "principal"}, "c": {"name": "C", "role": "mediator"}},
        "issues": {
            "pay": {"title": "Pay: base", "scale": "percent"},
            "work": {"title": "Work", "scale": "levels", "levels": ["none", "some"]},
            "seat": {"title": "Seat", "scale": "choice", "choices": ["here", "there"]},
            "jobs": {"title": "Jobs", "scale": "number", "unit": "jobs"},
            "sum": {"title": "Sum", "scale": "money", "currency": "EUR"},
        },
    }  # fmt: skip
    assert cli("check").code == 0
    workflow = yaml.safe_load((tmp_path / ".github/workflows/positions.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    assert [
        hook["id"]
        for repo in yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"]
        for hook in repo["hooks"]
    ]
    assert json.loads((tmp_path / "positions/a-b/.schema/statement.json").read_text())["title"] == "A: B"


def test_inside_a_git_repository_nothing_is_written_that_counts_only_at_its_top(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    ran = cli("init", "sub", *TODAY)
    assert ran.code == 0
    assert set(files(tmp_path / "sub")) == FILES - {".github/workflows/positions.yml", ".pre-commit-config.yaml"}
    assert "left out, for they count only at the top of a git repository: .github/workflows" in ran.err
    assert {*cli("init", *TODAY, "--dry-run").out.split()} == FILES


def test_no_repository_is_laid_out_among_the_records_of_another(cli: Callable[..., Ran], tmp_path: Path) -> None:
    assert cli("init", *TODAY).code == 0
    before = files(tmp_path)
    for folder in ("positions", "positions/new-negotiation", "positions/other"):
        ran = cli("init", folder, "--id", "other")
        assert (ran.code, ran.out) == (3, "")
        assert "inside positions/ of a repository already" in ran.err
    assert files(tmp_path) == before


def test_nothing_is_installed_from_an_index_by_name(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """The name is nobody's there: whoever took it could run code where the records are checked."""
    assert cli("init", *TODAY).code == 0
    for name in ("README.md", ".pre-commit-config.yaml", ".github/workflows/positions.yml"):
        text = (tmp_path / name).read_text()
        assert not re.search("(?m)pip install [\"']?negotrack|additional_dependencies", text), name
    for page in ("tutorial.md", "ci.md"):
        assert not re.search("(?m)pip install [\"']?negotrack[^[]", (ROOT / "docs" / page).read_text()), page


def test_what_is_there_already_is_left_and_named(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").symlink_to(tmp_path / "nowhere")
    ran = cli("init", *TODAY)
    assert ran.code == 0
    assert "left as it is: README.md" in ran.err
    assert (tmp_path / "README.md").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    before = files(tmp_path)
    again = cli("init", *TODAY)
    assert again.code == 3
    assert "is there already" in again.err
    assert files(tmp_path) == before
    assert cli("init", "--title", "Another", "--no-example", *TODAY).code == 0
    assert before.items() <= files(tmp_path).items()
    assert cli("check").code == 0


@pytest.mark.parametrize("scale", ["number", "percent", "money", "duration", "date", "levels:a,b", "choice:a,b", "yes-no", "text"])  # fmt: skip
def test_the_example_is_sound_on_every_scale(scale: str, cli: Callable[..., Ran]) -> None:
    assert cli("init", "--issue", f"one=One:{scale}", *TODAY).code == 0
    checked = cli("check", *TODAY)
    assert checked.err == "2 files checked: all is well\n", checked.out


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (("--party", "a"), "is no party"), (("--party", "a=A"), "at least two principals"),
        (("--party", "a=A", "--party", "a=B"), "told twice"), (("--party", "A b=A", "--party", "b=B"), "is no id"),
        (("--issue", "a=A"), "is no issue"), (("--issue", "a=A:percant"), "'percant' is no scale"), (("--issue", "a=A:levles:x,y"), "did you mean levels?"),
        (("--issue", "a=A:levels"), "needs its levels"),
        (("--issue", "a=A:percent:x"), "takes nothing behind it"), (("--id", "../x"), "is no id"),
        (("--issue", "a=A:levels:one two,three"), "would have an error"),
    ],
)  # fmt: skip
def test_a_slip_leaves_the_folder_empty(
    told: tuple[str, ...], says: str, cli: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = cli("init", *told)
    assert ran.code in (1, 2)
    assert says in ran.err
    assert not [*tmp_path.iterdir()]


def test_another_folder_is_made(cli: Callable[..., Ran], tmp_path: Path) -> None:
    ran = cli("init", "new/one", *TODAY)
    assert ran.code == 0
    assert "cd new/one" in ran.err
    assert set(files(tmp_path / "new/one")) == FILES
    (tmp_path / "file").write_text("")
    assert cli("init", "file").code == 3


def test_it_asks_a_person_at_a_terminal(cli: Callable[..., Ran], tmp_path: Path) -> None:
    answers = ["Bus contract", "", "Drivers' Union", "union", "Riverside", "Not An Id", "employer", "",
               "Pay rise", "", "percnt", "percent", "Work", "", "levels", "stopped", "stopped, normal", "Bonus", "", "money", "EUR", ""]  # fmt: skip
    code, shown = answered(["init", *TODAY], answers, tmp_path)
    assert code == 0
    assert "did you mean percent?" in shown
    assert "= stopped is the least and normal the most: who asks for one asks for that or more" in shown
    assert (tmp_path / "positions/bus-contract/negotiation.yaml").read_text() == (
        "title: Bus contract\nparties:\n  union: {name: Drivers' Union, role: principal}\n"
        "  employer: {name: Riverside, role: principal}\nissues:\n  pay-rise: {title: Pay rise, scale: percent}\n"
        "  work: {title: Work, scale: levels, levels: [stopped, normal]}\n  bonus: {title: Bonus, scale: money, currency: EUR}\n"
    )
    assert cli("check").code == 0
