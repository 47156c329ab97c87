"""`export`: the whole history as CSV, JSON Lines, SQLite or Parquet."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from contextlib import closing, suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import ON_A_DAY, SIEVE, takes
from negotrack.errors import NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.render.page import Cell
    from negotrack.render.views.export import Rows


PARTITION = {"negotiations": "id"}
"""The column that tells the negotiation, where it has another name than everywhere else."""


@takes("repo", "today", "no_cache", "output", "raw", "quiet", "verbose", "debug", *ON_A_DAY, *SIEVE)
def command(
    asked: Asked,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]...", help="Which; default: all.")] = None,
    kind: Annotated[
        str | None, typer.Option("--to", metavar="sqlite|csv|jsonl|parquet", help="Default: by the ending of -o.")
    ] = None,
) -> None:
    """Entries, sources, items, versions, terms, answers and verdicts over time: a SQLite file, or a folder of tables."""
    from negotrack.cli import names, opening
    from negotrack.render.views.export import rows_of
    from negotrack.standing import standing

    books = opening.reading(asked).books
    titles = {key: (book.title,) for key, book in books.items()}
    wanted = [names.find(word, "negotiation", titles) for word in words or books]
    sieved = [opening.sieved(asked, books[key]) for key in wanted]
    rows = rows_of([standing(book, asked.day, asked.known) for book in sieved], asked.known)
    if asked.output is None:
        raise NegotrackError("export needs a place to write to", "add -o FILE.sqlite, or -o FOLDER --to csv")
    kinds = {".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
    kind = kind or kinds.get(asked.output.suffix.lower()) or "csv"
    match kind:
        case "sqlite":
            _sqlite(asked.output, rows)
        case "csv" | "jsonl":
            _folder(asked, rows, kind)
        case "parquet":
            _parquet(asked.output, rows)
        case _:
            raise NegotrackError(f"export cannot write {kind[:120]!r}", "write one of sqlite, csv, jsonl, parquet")
    if not asked.quiet:
        opening.note(f"wrote {sum(map(len, rows.values()))} rows in {len(rows)} tables to {asked.output}")


def _folder(asked: Asked, rows: Rows, kind: str) -> None:
    """One file a table in a folder, which is made if need be."""
    from negotrack.cli.writing import write
    from negotrack.render.views.export import TABLES

    assert asked.output is not None
    if asked.output.exists() and not asked.output.is_dir():
        raise NegotrackError(f"{str(asked.output)[:200]!r} is a file", f"name a folder for the {kind} tables")
    asked.output.mkdir(parents=True, exist_ok=True)
    for name, found in rows.items():
        fields = [column.name for column in TABLES[name]]
        words = _csv(fields, found, asked.raw) if kind == "csv" else _jsonl(fields, found)
        write(asked.output / f"{name}.{kind}", words)


def _csv(fields: list[str], rows: list[tuple[Cell, ...]], raw: bool) -> str:
    from negotrack.render.escape import for_csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([for_csv(cell) if isinstance(cell, str) and not raw else _plain(cell) for cell in row])
    return out.getvalue()


def _jsonl(fields: list[str], rows: list[tuple[Cell, ...]]) -> str:
    return "".join(
        json.dumps(dict(zip(fields, map(_plain, row), strict=True)), ensure_ascii=True, allow_nan=False) + "\n"
        for row in rows
    )


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell


def _sqlite(path: Path, rows: Rows) -> None:
    """A database written beside the old one, then put in its place."""
    import sqlite3

    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise NegotrackError(f"{str(path)[:200]!r} is not a plain file", "name another file", NOT_LOADED)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with closing(sqlite3.connect(beside)) as database:
            _fill(database, rows)
            database.commit()
        os.replace(beside, path)
    except (OSError, sqlite3.Error) as wrong:
        with suppress(OSError):
            beside.unlink()
        raise NegotrackError(
            f"{str(path)[:200]!r} cannot be written: {wrong}", "name another file", NOT_LOADED
        ) from wrong


def _parquet(folder: Path, rows: Rows) -> None:
    """A folder a table, and in it a folder a negotiation: what engines for large tables call partitions."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        hint = "pip install 'negotrack[parquet]'"
        raise NegotrackError("Parquet is written with pyarrow, which is not installed", hint, NOT_LOADED) from None
    from negotrack.render.views.export import TABLES

    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NegotrackError(f"{str(folder)[:200]!r} is not a folder", "name a folder for the tables")
    types = {"TEXT": arrow.string(), "INTEGER": arrow.int64(), "REAL": arrow.float64()}
    for name, columns in TABLES.items():
        key = next(place for place, column in enumerate(columns) if column.name == PARTITION.get(name, "negotiation"))
        parts: dict[str, list[tuple[Cell, ...]]] = {}
        for row in rows[name]:
            parts.setdefault(str(row[key]), []).append(row)
        schema = arrow.schema([(column.name, types[column.type]) for column in columns])
        for negotiation, found in parts.items():
            values = zip(*(tuple(map(_plain, row)) for row in found), strict=True)
            table = arrow.table(
                [arrow.array(list(one), of.type) for one, of in zip(values, schema, strict=True)], schema
            )
            _put_table(folder / name / f"part={quote(negotiation, safe='')}" / "rows.parquet", table, parquet)


def _put_table(path: Path, table: object, parquet: Any) -> None:
    """One file beside the old one, then in its place."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table, beside)
        os.replace(beside, path)
    except OSError as wrong:
        with suppress(OSError):
            beside.unlink()
        raise NegotrackError(
            f"{str(path)[:200]!r} cannot be written: {wrong}", "name another folder", NOT_LOADED
        ) from wrong


def _fill(database: object, rows: Rows) -> None:
    """Tables with keys that Datasette follows, filled in one go; every value is bound, none is pasted in."""
    import sqlite3

    from negotrack.render.views.export import TABLES

    assert isinstance(database, sqlite3.Connection)
    keys = {
        "negotiations": ("id",), "parties": ("negotiation", "id"), "issues": ("negotiation", "id"),
        "statements": ("negotiation", "id"), "sources": ("negotiation", "statement", "number"), "items": ("negotiation", "item"),
        "versions": ("negotiation", "item", "number"),
    }  # fmt: skip
    for name, columns in TABLES.items():
        parts = [f'"{column.name}" {column.type}' for column in columns]
        if name in keys:
            parts.append(f"PRIMARY KEY ({', '.join(keys[name])})")
        for column in columns:
            table, _, target = column.refers.partition(".")
            if table == "negotiations":
                parts.append(f'FOREIGN KEY ("{column.name}") REFERENCES negotiations (id)')
            elif table:
                parts.append(f'FOREIGN KEY (negotiation, "{column.name}") REFERENCES {table} (negotiation, "{target}")')
        database.execute(f"CREATE TABLE {name} ({', '.join(parts)})")
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(map(_plain, row)) for row in rows[name]])  # noqa: S608
