"""Documents that are run: their YAML is put on disk, their commands are given, and what these print must be what stands there.

In a section (what stands under one level-2 heading) two kinds of fenced block count:

- `yaml` whose first line is `# talks/union/2024-03-01-offer.yaml` is that file under `positions/`. What stands before the
A section with files runs in a folder of its own that holds just these;
  one with `negotrack init` in an empty folder; any other runs in this repository.
- `console` holds commands (`$ negotrack …`) and what they print, on a terminal 80 columns wide and without colour.
  `$ echo $?` is the last exit code; one that is not 0 must be asked for so. `| head -n 12` cuts what is printed.

`UPDATE_DOCS=1 pytest` writes the outputs anew, in place; `python tests/documents.py FILE…` does so for some documents.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UPDATING = bool(os.environ.get("UPDATE_DOCS"))
ELSEWHERE = ("pip", "pipx", "uv", "uvx", "git", "cd", "python")  # shown to people, not run here, and without output

_FENCE = re.compile(r"(`{3,}|~{3,})\s*([\w-]*)\s*$")
_FILE = re.compile(r"# ([a-z0-9./-]+\.ya?ml)")
_HEAD = re.compile(r"\s*\|\s*head -n ([0-9]+)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its lines, and the number of its first line in the document (counted from 0)."""

    language: str
    lines: tuple[str, ...]
    first: int

    @property
    def file(self) -> str:
        """The path under `positions/` that a block of YAML names in its first line, or nothing."""
        match = _FILE.fullmatch(self.lines[0]) if self.language == "yaml" and self.lines else None
        return match[1] if match else ""

    @property
    def runs(self) -> list[Run]:
        """The commands of a console block, each with what it is said to print."""
        runs: list[Run] = []
        for line in self.lines:
            if line.startswith("$ "):
                runs.append(Run(line[2:], []))
            elif not runs:
                raise ValueError(f"line {self.first + 1}: a console block begins with a command")
            else:
                runs[-1].printed.append(line)
        return runs


@dataclass(frozen=True, slots=True)
class Run:
    """A command and the lines it prints."""

    command: str
    printed: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one level-2 heading, with the files that stand before the first one."""

    path: Path
    title: str
    blocks: tuple[Block, ...]
    common: tuple[Block, ...] = ()

    @property
    def files(self) -> list[Block]:
        """The files of the section, in the order they are written."""
        return [block for block in (*self.common, *self.blocks) if block.file]

    @property
    def console(self) -> list[Block]:
        """The blocks with commands."""
        return [block for block in self.blocks if block.language == "console"]

    @property
    def name(self) -> str:
        """The section as a test is named: `format.md: Offers`."""
        return f"{self.path.name}: {self.title}"


def sections(path: Path) -> list[Section]:
    """The sections of a document; what stands before the first level-2 heading is one too, called `top`."""
    found: list[tuple[str, list[Block]]] = [("top", [])]
    fence, language, first, lines = "", "", 0, list[str]()
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        match = _FENCE.match(line)
        if fence and line.rstrip() == fence:
            found[-1][1].append(Block(language, tuple(lines), first))
            fence = ""
        elif fence:
            lines.append(line)
        elif match:
            fence, language, first, lines = match[1], match[2], number + 1, []
        elif line.startswith("## "):
            found.append((line[3:].strip(), []))
    if fence:
        raise ValueError(f"{path.name}: the block at line {first} has no end")
    common = tuple(block for block in found[0][1] if block.file)
    return [
        Section(path, title, tuple(blocks), common if number else ()) for number, (title, blocks) in enumerate(found)
    ]


def runnable(*paths: Path) -> list[Section]:
    """The sections that have something to run: files to check, or commands to give."""
    return [section for path in paths for section in sections(path) if section.files or section.console]


def hold(section: Section) -> None:
    """Run a section and hold its outputs to what stands in the document; with UPDATE_DOCS, write them there."""
    printed = run(section)
    if UPDATING:
        rewrite(section, printed)
        return
    for block in section.console:
        wrong = [
            f"$ {said.command}\n--- printed now\n{_text(now)}\n--- in {section.path.name}\n{_text(said.printed)}"
            for said, now in zip(block.runs, printed[block.first], strict=True)
            if said.printed != now
        ]
        assert not wrong, "\n\n".join(
            [f"{section.name}, line {block.first + 1}", *wrong, "UPDATE_DOCS=1 writes it anew"]
        )


def run(section: Section) -> dict[int, list[list[str]]]:
    """What the commands of each console block print, by the block's first line, at their place in the section."""
    with _folder(section) as folder:
        printed: dict[int, list[list[str]]] = {}
        code, checked = 0, False
        for block in (*section.common, *section.blocks):
            if block.file:
                _write(folder, block)
            elif block.language == "console":
                printed[block.first] = []
                for one in block.runs:
                    if code and one.command != "echo $?":
                        raise AssertionError(f"{section.name}: exit code {code} before `{one.command}` is not shown")
                    lines, code = _run(one.command, folder, code)
                    printed[block.first].append(lines)
                    checked = checked or one.command.startswith("negotrack check")
        if code:
            raise AssertionError(
                f"{section.name}: the last command ends with {code}, which is not shown: {_text(lines)}"
            )
        if section.files and not checked:
            lines, code = _run("negotrack check", folder, 0)
            assert code == 0, f"{section.name}: its records have errors\n{_text(lines)}"
    return printed


@contextmanager
def _folder(section: Section) -> Iterator[Path]:
    """Where a section runs: a repository of its own where it has files, an empty folder if it makes one, else this one."""
    makes_one = any(one.command.startswith("negotrack init") for block in section.console for one in block.runs)
    if not section.files and not makes_one:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        if not makes_one:
            (Path(folder) / "positions").mkdir()
        yield Path(folder)


def _write(folder: Path, block: Block) -> None:
    path = folder / "positions" / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(block.lines) + "\n", "utf-8")


def _run(command: str, folder: Path, code: int) -> tuple[list[str], int]:
    """The lines a command prints, and its exit code."""
    if command == "echo $?":
        return [str(code)], 0
    if command.split()[0] in ELSEWHERE:
        return [], 0
    head = _HEAD.search(command)
    program, *arguments = shlex.split(command[: head.start()] if head else command)
    if program != "negotrack":
        raise AssertionError(f"a document runs negotrack, not `{program}`")
    printed, code = _on_a_terminal([sys.executable, "-m", "negotrack", *arguments], folder)
    if code == 4:
        raise AssertionError(f"`{command}` ends in an internal error: {printed}")
    lines = [line.rstrip() for line in printed.splitlines()]
    return lines[: int(head[1])] if head else lines, code


def _on_a_terminal(command: Sequence[str], folder: Path) -> tuple[str, int]:
    """What a command prints on a terminal of its own, and how it ends."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=folder, env=_surroundings(), stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL
    ) as running:
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError):  # a terminal nobody writes to any more
            while more := os.read(ours, 65536):
                printed += more
        os.close(ours)
        return printed.decode("utf-8").replace("\r\n", "\n"), running.wait(60)


def _surroundings() -> dict[str, str]:
    """A terminal 80 columns wide, without colour, wherever the tests run."""
    kept = {key: text for key, text in os.environ.items() if not key.startswith(("NEGOTRACK", "COVERAGE"))}
    asked = {"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1", "TERM": "xterm"}
    return {**kept, **asked, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def rewrite(section: Section, printed: dict[int, list[list[str]]]) -> None:
    """Put what was printed into the document, whatever else has been written to it since the section was read."""
    with _alone():
        same = next(one for one in sections(section.path) if one.title == section.title)
        lines = section.path.read_text("utf-8").splitlines()
        for old, block in reversed(list(zip(section.console, same.console, strict=True))):
            assert [one.command for one in old.runs] == [one.command for one in block.runs], "the document has changed"
            new = [
                line
                for one, now in zip(block.runs, printed[old.first], strict=True)
                for line in (f"$ {one.command}", *now)
            ]
            lines[block.first : block.first + len(block.lines)] = new
        section.path.write_text("\n".join(lines) + "\n", "utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    """One rewriting at a time, whichever of several test processes it is in."""
    import fcntl

    with open(Path(tempfile.gettempdir()) / f"negotrack-documents-{os.getuid()}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines)


if __name__ == "__main__":
    for section in runnable(*(Path(name) for name in sys.argv[1:])):
        print(section.name)
        try:
            rewrite(section, run(section))
        except AssertionError as wrong:
            print(f"  {wrong}")
