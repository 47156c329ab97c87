"""Growth simulated: verdicts of ever more negotiations by Dask, each share made, read, judged and written by a worker.

`python tests/benchmarks/million.py` writes the table in docs/scale.md. No file of a statement is put on disk: a share is
made in memory, read by the reader as if it had been, and its verdicts are written as a partition of Parquet, which
DuckDB then counts.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import corpus
import duckdb
import pyarrow
from dask import bag
from pyarrow import parquet

from negotrack.compare import compare, spoken_issues
from negotrack.read.records import read_books
from negotrack.read.sources import Source
from negotrack.standing import standing

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- simulated -->", "<!-- /simulated -->"
COLUMNS = ("negotiation", "issue", "one", "other", "verdict")


@dataclass(frozen=True)
class Done:
    """What a share came to: statements and verdicts, the processor's time (s) by what it went on, memory (MiB)."""

    statements: int
    verdicts: int
    making: float
    reading: float
    judging: float
    peak: float


def files(share: int, statements: int) -> Iterator[tuple[int, list[Source]]]:
    """The negotiations of a share, each with how many statements it has and its files; no two shares are alike."""
    for number, size in enumerate(corpus.sizes(statements)):
        folder = f"positions/talks-{share:04d}-{number:04d}"
        told = corpus.statements(size, Random(f"{share} {number}"))
        found = [Source(f"{folder}/{path}", text.encode()) for path, text in told]
        yield size, [Source(f"{folder}/negotiation.yaml", corpus.negotiation(f"House {number}").encode()), *found]


def worked(share: int, statements: int, day: date, folder: Path) -> Done:
    """One share from nothing to a partition of verdicts."""
    spent = [time.process_time()]
    making = reading = judging = 0.0
    rows: list[tuple[str, ...]] = []
    count = 0
    for size, sources in files(share, statements):
        spent.append(time.process_time())
        (book,) = read_books(sources).books.values()
        spent.append(time.process_time())
        held = standing(book, day)
        for issue in spoken_issues(held, book.principals):
            rows += [(book.id, issue, *pair.parties, pair.verdict.name) for pair in compare(held, issue).pairs]
        spent.append(time.process_time())
        count += size
        making, reading, judging = (
            making + spent[-3] - spent[-4],
            reading + spent[-2] - spent[-3],
            judging + spent[-1] - spent[-2],
        )
    part = folder / f"part={share:04d}"
    part.mkdir(parents=True)
    table = pyarrow.table([pyarrow.array(column) for column in zip(*rows, strict=True)], names=list(COLUMNS))
    parquet.write_table(table, part / "rows.parquet")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Done(count, len(rows), making, reading, judging, peak)


@dataclass(frozen=True)
class Run:
    """One size of the simulation."""

    done: list[Done]
    wall: float
    query: float
    blocked: int

    @property
    def statements(self) -> int:
        """How many were read."""
        return sum(one.statements for one in self.done)

    def row(self) -> str:
        """The line of the table."""
        reading, judging = sum(one.reading for one in self.done), sum(one.judging for one in self.done)
        verdicts = sum(one.verdicts for one in self.done)
        each = (reading + judging) / self.statements * 1e6
        return (
            f"| {self.statements:,} | {verdicts:,} | {reading:,.0f} s | {judging:,.0f} s | {each:,.0f} µs | {self.wall:,.0f} s "
            f"| {max(one.peak for one in self.done):,.0f} MiB | {self.query * 1000:,.0f} ms | {self.blocked:,} |"
        )


def simulated(statements: int, share: int, day: date, workers: int, scheduler: str = "processes") -> Run:
    """So many statements in shares, and one query over the verdicts of all."""
    with tempfile.TemporaryDirectory() as made:
        begun = time.perf_counter()
        shares = bag.from_sequence(range(statements // share), partition_size=1)
        found = shares.map(lambda number: worked(number, share, day, Path(made))).compute(
            scheduler=scheduler, num_workers=workers
        )
        wall = time.perf_counter() - begun
        begun = time.perf_counter()
        with duckdb.connect() as database:
            query = "SELECT count(*) FROM read_parquet(?, hive_partitioning = true) WHERE verdict = 'blocked'"
            row = database.execute(query, [f"{made}/*/*.parquet"]).fetchone()
        assert row is not None
        return Run(found, wall, time.perf_counter() - begun, int(row[0]))


def main() -> None:
    """Simulate every size, and write the table into the document."""
    taken = argparse.ArgumentParser(description=__doc__)
    taken.add_argument("--sizes", default="10000,100000,1000000")
    taken.add_argument("--share", type=int, default=10_000, help="statements that a worker takes at a time")
    taken.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    taken.add_argument("--print", action="store_true", help="print the table, and leave the document as it is")
    asked = taken.parse_args()
    head = [
        "| statements | verdicts | reading | judging | a statement | by the clock | memory of a worker | query | blocked |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    runs = [
        simulated(int(size), min(asked.share, int(size)), date(2024, 6, 1), asked.workers)
        for size in asked.sizes.split(",")
    ]
    machine = f"{asked.workers} workers, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    told = "\n".join([BEGIN, "", f"Simulated with {machine}.", "", *head, *(run.row() for run in runs), "", END])
    if asked.print:
        print(told)
        return
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    DOCUMENT.write_text(before + told + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
