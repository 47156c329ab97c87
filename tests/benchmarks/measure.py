"""Every goal of speed, measured in one run beside other programs: `python tests/benchmarks/measure.py` writes docs/speed.md.

All figures are the processors' time, and ratios to what is measured in the same run (bare Python, `git status`, the
peers), so that a machine busy with other things does them less harm. Each is the least of several runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import corpus

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "speed.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
DAY = ["--as-of", "2024-06-01", "--today", "2026-01-01"]
TODAY = ["--today", "2026-01-01"]


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: what was measured, what it took (s), beside what (s), and the most that the goal allows of it."""

    job: str
    took: float
    beside: str
    base: float
    most: float | None

    @property
    def ratio(self) -> float:
        """How many times as long."""
        return self.took / self.base

    @property
    def met(self) -> str:
        """Whether the goal is met; nothing where there is none."""
        return "" if self.most is None else "yes" if self.ratio <= self.most else "no"


@dataclass(slots=True)
class Bench:
    """Where the measurements run: a scratch folder, its own cache, and how often each is repeated."""

    scratch: Path
    repeats: int
    peers: int  # the largest repository that others are let at: they take minutes where this program takes seconds
    cold_before: dict[int, float] = field(default_factory=dict)  # by size: how long a cold check took
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)  # by size: of a cold check and a warm one

    def run(self, command: list[str], at: Path, repeats: int = 0) -> float:
        """The least time of a command, in seconds; its exit code may be 0 or 1."""
        return min(self._once(command, at)[0] for _ in range(repeats or self.repeats))

    def apart(self, command: list[str], at: Path) -> tuple[float, float]:
        """A command's time in seconds, and the most memory that one of its processes took, in MiB."""
        code = (
            "import json, resource, subprocess, sys\n"
            "subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code, json.dumps(command)], cwd=at, env=self.env, capture_output=True, check=True
        )
        seconds, memory = ran.stdout.split()
        return float(seconds), float(memory)

    def cold(self) -> None:
        """Forget everything."""
        shutil.rmtree(self.scratch / "cache", ignore_errors=True)

    @property
    def env(self) -> dict[str, str]:
        """The environment of every command: bytecode as after any first run, and a cache of its own."""
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        return kept | {
            "NEGOTRACK_CACHE_DIR": str(self.scratch / "cache"), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def _once(self, command: list[str], at: Path) -> tuple[float, int]:
        start = _spent()
        ran = subprocess.run(
            command, cwd=at, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        took = _spent() - start
        if ran.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} ended with {ran.returncode}: {ran.stderr.decode()[-500:]}")
        return took, ran.returncode


def _spent() -> float:
    """The processors' time, in seconds, of every command so far: waiting for a busy machine is nobody's work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def negotrack(*arguments: str) -> list[str]:
    """A command of this program, as its users start it."""
    return [sys.executable, "-m", "negotrack", *arguments]


BARE = [sys.executable, "-c", "pass"]


def start_up(bench: Bench, repository: Path, size: str) -> Iterator[Row]:
    """What one question costs, from the shell's prompt to the shell's prompt, on a warm cache."""
    bare = bench.run(BARE, repository)
    one = "talks-0007" if (repository / "positions/talks-0007").exists() else "talks-0000"
    questions = [
        ("`--help`", negotrack("--help"), 6.0), ("`show`", negotrack("show", one, "union", *DAY), 8.0),
        ("`status`", negotrack("status", one, *DAY), 8.0), ("`compare`", negotrack("compare", one, *DAY), 8.0),
        ("`compare -O table`", negotrack("compare", one, *DAY, "-O", "table"), 13.0),
        ("completion of an id", negotrack("__complete", "show", one, "un"), 7.0),
    ]  # fmt: skip
    for name, command, most in questions:
        bench.run(command, repository, 1)
        yield Row(f"{name}, one negotiation among {size}", bench.run(command, repository), "bare Python", bare, most)


def checks(bench: Bench, repository: Path, size: str) -> Iterator[Row]:
    """`check`: cold, warm, after one change, and of five files; beside what others take for as many."""
    status = bench.run(["git", "status", "--porcelain"], repository)
    bare = bench.run(BARE, repository)
    check = negotrack("check", *TODAY, "-O", "concise")
    time.sleep(2.1)  # so that no file counts as just written
    bench.cold()
    cold, most = bench.apart(check, repository)
    bench.memory[size] = most, bench.apart(check, repository)[1]
    warm = bench.run(check, repository)
    yield Row(
        f"`check` of {size}, nothing changed, less start-up",
        max(warm - bench.run(negotrack("--version"), repository), 0),
        "`git status`",
        status,
        4.0,
    )
    statement = next((repository / "positions/talks-0001/union").glob("*.yaml"))
    told, changed = statement.read_text(encoding="utf-8"), []
    for number in range(bench.repeats):
        statement.write_text(f"{told}note: changed {number}\n", encoding="utf-8")
        changed.append(bench.run(check, repository, 1))
    yield Row(f"`check` of {size}, one changed", min(changed), "nothing changed", warm, 1.2)
    count = int(size.replace(",", ""))
    for smaller, took in bench.cold_before.items():
        most = 12.0 if count == 10 * smaller else None
        yield Row(f"`check` of {size}, cold", cold, f"of {smaller:,}", took, most)
    bench.cold_before[count] = cold
    for name, command, at, most in peers(repository) if count <= bench.peers else ():
        if shutil.which(command[0]) or Path(command[0]).exists():
            yield Row(f"`check` of {size}, cold", cold, f"`{name}`", bench.run(command, at, 1), most)
    five = [
        str(path.relative_to(repository))
        for path in sorted((repository / "positions/talks-0001/union").glob("*.yaml"))[:5]
    ]
    bench.run(negotrack("check", *five, *TODAY), repository, 1)
    yield Row(
        f"`check` of five files among {size}",
        bench.run(negotrack("check", *five, *TODAY), repository),
        "bare Python",
        bare,
        10.0,
    )


def peers(repository: Path) -> Iterator[tuple[str, list[str], Path, float]]:
    """Others that look at as many records: two that hold YAML to rules or a schema, and a ledger with as many entries."""
    tools = Path(sys.executable).parent
    yield "yamllint", [str(tools / "yamllint"), "-d", "relaxed", "positions"], repository, 1 / 50
    schema = repository.parent / "schema.json"
    schema.write_text(json.dumps({"type": "object", "required": ["party", "date"]}), encoding="utf-8")
    listed = [str(path.relative_to(repository)) for path in sorted(repository.glob("positions/*/*/*.yaml"))]
    yield (
        "check-jsonschema",
        [str(tools / "check-jsonschema"), "--schemafile", str(schema), *listed],
        repository,
        1 / 50,
    )
    journal = repository.parent / "ledger.journal"
    days = (f"2024-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}" for number in range(len(listed)))
    journal.write_text("".join(f"{day} entry\n  assets:a  {1}\n  income:b\n\n" for day in days), encoding="utf-8")
    yield "hledger check", ["hledger", "-f", str(journal), "check"], repository, 1.5


def history(bench: Bench, repository: Path, size: str) -> Iterator[Row]:
    """`diff` of two commits with fifty changed files, beside the same among a tenth of the files."""
    changed = sorted(repository.glob("positions/talks-000[1-5]/union/*.yaml"))[:50]
    git = [
        "git",
        "-c",
        "user.name=Nobody",
        "-c",
        "user.email=nobody@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "gc.auto=0",
    ]
    subprocess.run([*git, "commit", "--quiet", "--all", "--allow-empty", "-m", "Before"], cwd=repository, check=True)
    for path in changed:
        path.write_text(
            path.read_text(encoding="utf-8").replace("date:", "note: said again\ndate:", 1), encoding="utf-8"
        )
    subprocess.run([*git, "commit", "--quiet", "--all", "-m", "After"], cwd=repository, check=True)
    diff = negotrack("diff", "HEAD~1..HEAD", *TODAY)
    first = bench.run(diff, repository, 1)
    again = bench.run(diff, repository)
    yield Row(f"`diff A..B` of {len(changed)} changed files among {size}", again, "the first time", first, None)


GOALS = {"flags 1000": 1.0, "flags 10000": 15.0, "compare 100 200": 10.0, "deal 6 40 300": 5.0}
"""The most seconds; a smaller question has no goal, and says nothing about that of a larger one."""


def analyses(bench: Bench, sizes: tuple[int, ...]) -> Iterator[Row]:
    """The answers that take thought, each in a process of its own; their goals are in seconds."""
    crowd, packages = f"{sizes[2]} {sizes[3]}", f"{sizes[4]} {sizes[5]} {sizes[6]}"
    jobs = [f"flags {sizes[0]}", f"flags {sizes[1]}", f"compare {crowd}"]
    jobs += [f"{what} {packages}" for what in ("deal", "deadlock", "levers")]
    for job in jobs:
        command = [sys.executable, str(Path(__file__).with_name("analyses.py")), *job.split()]
        ran = subprocess.run(command, env=bench.env, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise SystemExit(ran.stderr[-800:])
        yield Row(f"`{job}`", float(ran.stdout), "one second", 1.0, GOALS.get(job))


def repository_of(scratch: Path, count: int) -> Path:
    """A git repository of so many statements."""
    root = scratch / f"of-{count}"
    corpus.write(root, count)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def machine() -> str:
    """The machine, in words that are nobody's secret."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, {platform.system()}, load {os.getloadavg()[0]:.1f} at the start"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def table(rows: list[Row]) -> str:
    """The goals as Markdown."""
    lines = ["| job | took | beside | ratio | goal | met |", "|---|---:|---|---:|---:|---|"]
    for row in rows:
        goal = "" if row.most is None else f"≤ {row.most:.3g}"
        lines.append(
            f"| {row.job} | {_time(row.took)} | {row.beside} ({_time(row.base)}) | {row.ratio:.3g}× | {goal} | {row.met} |"
        )
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp())
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def measured(sizes: list[int], repeats: int, largest: int, analysed: tuple[int, ...]) -> tuple[list[Row], list[str]]:
    """Every goal over repositories of these sizes; and the most memory that a check of each took."""
    rows: list[Row] = []
    memory: list[str] = []
    with scratch() as folder:
        bench = Bench(folder, repeats, largest)
        for count in sizes:
            repository = repository_of(folder, count)
            size = f"{count:,}"
            steps: list[Callable[[Bench, Path, str], Iterator[Row]]] = [checks, start_up, history]
            for step in steps:
                for row in step(bench, repository, size):
                    rows.append(row)
                    print(f"{row.job}: {row.ratio:.3g}x {row.beside} {row.met}", file=sys.stderr)
            cold, warm = bench.memory[size]
            memory.append(f"| `check` of {size} | {cold:.0f} MiB | {warm:.0f} MiB |")
            shutil.rmtree(repository, ignore_errors=True)
        for row in analyses(bench, analysed):
            rows.append(row)
            print(f"{row.job}: {row.ratio:.3g} s {row.met}", file=sys.stderr)
    return rows, memory


def main() -> None:
    """Measure, and write the figures into the document."""
    taken = argparse.ArgumentParser(description=__doc__)
    taken.add_argument("--sizes", default="1000,10000", help="statements in each repository, with commas between")
    taken.add_argument("--repeats", type=int, default=5)
    taken.add_argument("--peers", type=int, default=10_000, help="the largest repository that other programs look at")
    taken.add_argument("--analyses", default="1000,10000,100,200,6,40,300")
    taken.add_argument("--print", action="store_true", help="print the figures, and leave the document as it is")
    asked = taken.parse_args()
    described = machine()
    analysed = tuple(int(one) for one in asked.analyses.split(","))
    rows, memory = measured([int(one) for one in asked.sizes.split(",")], asked.repeats, asked.peers, analysed)
    told = "\n".join(
        [
            BEGIN,
            "",
            f"Measured on {described}.",
            "",
            table(rows),
            "",
            "| the most memory | cold | warm |",
            "|---|---:|---:|",
            *memory,
            "",
            END,
        ]
    )
    if asked.print:
        print(told)
        return
    document = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    DOCUMENT.write_text(before + told + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
