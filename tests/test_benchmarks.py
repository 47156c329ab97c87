"""The benchmarks measure what they say, on a tiny repository; no test looks at how long anything takes."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Ran

HERE = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(HERE))

import analyses  # noqa: E402
import corpus  # noqa: E402

from negotrack.compare import compare, spoken_issues  # noqa: E402
from negotrack.read.records import read_books  # noqa: E402
from negotrack.standing import standing  # noqa: E402


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository of sixty statements in several negotiations."""
    corpus.write(tmp_path, 60)
    return tmp_path


def test_a_repository_is_the_same_at_every_run_and_sound(
    cli: Callable[..., Ran], small: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = tmp_path_factory.mktemp("again")
    corpus.write(again, 60)
    files = sorted(path.relative_to(small) for path in small.rglob("*.yaml"))
    assert [(small / path).read_text() for path in files] == [(again / path).read_text() for path in files]
    assert sum(corpus.sizes(10_000)) == 10_000
    checked = cli("check", "--today", "2026-01-01", at=small)
    assert checked.code == 0, checked.out
    assert len(files) == 60 + len(corpus.sizes(60))


def test_every_analysis_gives_an_answer() -> None:
    for what, *sizes in (
        ("flags", 10),
        ("compare", 4, 3),
        ("deal", 3, 4, 12),
        ("deadlock", 3, 4, 12),
        ("levers", 3, 4, 12),
    ):
        assert analyses.main(what, *sizes) >= 0


def test_measuring_runs_from_end_to_end() -> None:
    command = [
        sys.executable,
        "measure.py",
        "--sizes",
        "60",
        "--repeats",
        "1",
        "--analyses",
        "10,10,3,3,3,3,6",
        "--print",
    ]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "`compare`, one negotiation among 60" in ran.stdout


def test_workers_find_the_verdicts_that_the_command_finds(cli: Callable[..., Ran], small: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dask = pytest.importorskip("dask")
        import many_workers

        with dask.config.set({"multiprocessing.context": "spawn"}):
            found = many_workers.verdicts(small, date(2024, 6, 1), partitions=2)
    told = []
    for folder in sorted((small / "positions").iterdir()):
        rows = cli("compare", folder.name, "--as-of", "2024-06-01", "-O", "csv", at=small).out.splitlines()[1:]
        told += [(folder.name, *row.split(",")[:4]) for row in rows]
    assert sorted(found) == sorted(row for row in told if row[2] and row[3])


def test_an_export_in_partitions_answers_queries(cli: Callable[..., Ran], small: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    ran = cli("export", "-o", "tables", "--to", "parquet", "--as-of", "2026-01-01", at=small)
    assert ran.code == 0, ran.err
    statements = small / "tables" / "statements"
    assert len(list(statements.iterdir())) == len(corpus.sizes(60))
    with duckdb.connect() as database:
        query = "SELECT count(*), count(DISTINCT part) FROM read_parquet(?, hive_partitioning = true) WHERE kind = 'statement'"
        assert database.execute(query, [f"{statements}/*/*.parquet"]).fetchall() == [(60, len(corpus.sizes(60)))]
        one = "SELECT DISTINCT negotiation FROM read_parquet(?, hive_partitioning = true) WHERE part = 'talks-0001'"
        assert database.execute(one, [f"{small}/tables/terms/*/*.parquet"]).fetchall() == [("talks-0001",)]
        figures = database.execute(
            "SELECT max(upper) FROM read_parquet(?) WHERE issue = 'pay-rise'", [f"{small}/tables/terms/*/*.parquet"]
        )
        assert figures.fetchone()[0] > 1
    assert cli("export", "-o", "tables/statements/part=talks-0001/rows.parquet", "--to", "parquet", at=small).code == 2


def test_a_simulation_of_growth_counts_what_it_read_and_finds_it_again_in_its_partitions() -> None:
    pytest.importorskip("duckdb")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("dask")
        pytest.importorskip("pyarrow")
        import million

        run = million.simulated(180, 60, date(2024, 6, 1), 1, "synchronous")
    assert run.statements == 180 and len(run.done) == 3
    held = [
        standing(read_books(sources).books.popitem()[1], date(2024, 6, 1))
        for share in range(3)
        for _, sources in million.files(share, 60)
    ]
    pairs = [
        pair.verdict.name
        for one in held
        for issue in spoken_issues(one, one.book.principals)
        for pair in compare(one, issue).pairs
    ]
    assert sum(one.verdicts for one in run.done) == len(pairs)
    assert run.blocked == pairs.count("blocked") > 0
    assert run.row().startswith("| 180 |")
