"""What `-O json` prints is what `schema --output` promises, for every command; and the promise is no empty one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import FOLDER
from jsonschema import Draft202012Validator
from test_cli import ASKED, NOW, ROOT, SMALL, TIMELESS, asked, run, small, write

from negotrack.cli.schema import KINDS, PRINTED

__all__ = ["small"]  # the fixture

GAZA, NHL = "gaza-2023", "nhl-2012"
REAL: tuple[tuple[str, ...], ...] = (
    ("blame", GAZA, "israel/week-for-40"),
    ("deal", GAZA, "--as-of", "2023-12-21"),
    ("deadlock", GAZA, "--as-of", "2023-12-21"),
    ("deadlock", GAZA, "--as-of", "2024-02-10"),
    ("deal", NHL, "--as-of", "2012-10-20"),
    ("graph", GAZA, "--as-of", "2023-12-21"),
    ("graph", GAZA, "conflicts", "--as-of", "2024-07-03"),
    ("graph", NHL, "answers"),
    ("status", GAZA),
    ("status", GAZA, "--as-of", "1999"),
    ("status", GAZA, "--as-of", "2023-12-21", "--known-by", "2023-12-20"),
    ("status", GAZA, "--as-of", "2025-02", "--party", "hamas", "--issue", "ceasefire-length"),
    ("status", NHL, "--as-of", "2012-12"),
    ("list", "negotiations"),
    *(
        ("list", kind, book, "--as-of", "2024-07")
        for kind in ("parties", "issues", "statements", "items")
        for book in (GAZA, NHL)
    ),
    ("list", "statements", GAZA, "--since", "2030", "--as-of", "2031"),
    ("show", GAZA, "hamas", "--as-of", "2023-12"),
    ("show", GAZA, "israel", "--history"),
    ("show", GAZA, "egypt", "--as-of", "2024-07"),
    ("show", GAZA, "ceasefire-length", "--as-of", "2024-07"),
    ("show", GAZA, "ceasefire-length@phase-1", "--history"),
    ("show", GAZA, "israel/week-for-40", "--history"),
    ("show", GAZA, "israel/2023-12-19-week-for-40"),
    ("show", GAZA, "joint/2025-01-15-three-phase-agreement"),
    ("show", GAZA, "events/2025-03-18-strikes-resume"),
    ("show", NHL, "nhlpa", "--as-of", "2012-12"),
    ("search", "hostages"),
    ("search", NHL, "million"),
    ("search", "nothing-like-that"),
    ("compare", GAZA, "--as-of", "2023-12-21"),
    ("compare", GAZA, "--as-of", "2024-07"),
    ("compare", GAZA, "--as-of", "2025-02"),
    ("compare", GAZA, "israel", "hamas", "qatar", "egypt", "--as-of", "2024-07"),
    ("compare", NHL, "--as-of", "2012-12"),
    ("diff", GAZA, "2023-10..2024-07"),
    ("diff", GAZA, "2024-07..2025-02"),
    ("diff", GAZA, "2024-07..2024-07"),
    ("diff", NHL, "2012-07..2013-02"),
    ("flags", GAZA),
    ("flags", NHL, "--party", "nhl"),
    ("history", GAZA, "ceasefire-length"),
    ("history", GAZA, "ceasefire-type"),
    ("history", NHL, "make-whole"),
    ("assess", GAZA, "egypt-qatar-text", "--as-of", "2024-05-07"),
    ("assess", GAZA, "paris-outline", "--as-of", "2024-03", "--party", "israel", "--without", "hostages-before-truce"),
    ("levers", GAZA, "--as-of", "2023-12-21"),
    ("levers", NHL, "--as-of", "2012-12-05"),
    ("sources", GAZA),
    ("sources", NHL),
    ("check",),
    ("rules",),
    ("doctor", "-C", str(ROOT)),
    ("fmt", "--check"),
    ("fmt", "positions/nhl-2012", "--diff"),
    ("rename", "party", NHL, "nhlpa", "players", "--dry-run"),
    ("rename", "issue", GAZA, "aid", "relief", "--dry-run"),
    ("explain", "value-off-scale"),
    ("explain", "symbolic-link"),
)
LISTS = ("list", "search", "rules")


@cache
def validator(command: str) -> Draft202012Validator:
    """The schema of a command's output, itself held to its meta-schema."""
    ran = run("schema", "--output", command)
    assert (ran.code, ran.err) == (0, "")
    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def printed(*arguments: str, at: Path = ROOT) -> dict[str, Any]:
    ran = run(*arguments, "-O", "json", at=at)
    assert ran.code == 0 or not json.loads(ran.out)["data"] or arguments[0] == "check"
    return json.loads(ran.out, parse_constant=pytest.fail)


def wrongs(document: object, command: str) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator(command).iter_errors(document)]


def test_every_command_with_data_has_a_schema() -> None:
    assert set(PRINTED) >= {name.split()[0] for name in ASKED} | {"check"}
    assert {arguments[0] for arguments in REAL} == set(PRINTED) - {"history-by-revision"}  # an option of `history`


@pytest.mark.parametrize("arguments", REAL, ids=" ".join)
def test_real_output_is_as_promised(arguments: tuple[str, ...]) -> None:
    document = printed(*arguments)
    assert wrongs(document, arguments[0]) == []
    assert document["command"] == arguments[0]


@pytest.mark.parametrize("name", ASKED)
def test_small_output_is_as_promised(name: str, small: Path) -> None:
    assert wrongs(printed(*asked(name), at=small), ASKED[name][0]) == []


def test_findings_are_as_promised(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    (tmp_path / FOLDER / "qatar" / "2024-02-01-bad.yaml").write_text("party: qatar\ndate: soon\ndate: later\nx: 1\n")
    document = printed("check", *NOW, at=tmp_path)
    assert len(document["data"]["findings"]) > 3
    assert any(one["related"] for one in document["data"]["findings"])
    assert wrongs(document, "check") == []


@pytest.mark.parametrize("arguments", [("status", GAZA), ("compare", NHL), ("check",), ("rules",)], ids=" ".join)
def test_a_wrong_envelope_is_refused(arguments: tuple[str, ...]) -> None:
    right = printed(*arguments)
    for key in right:
        assert wrongs({name: value for name, value in right.items() if name != key}, arguments[0]), f"without {key}"
        assert wrongs(right | {key: [object]}, arguments[0]), f"wrong {key}"
    assert wrongs(right | {"extra": 1}, arguments[0])
    assert wrongs(right | {"schema_version": 2}, arguments[0])
    assert wrongs(right | {"command": "other"}, arguments[0])


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value in a document, of lists only the first entry."""
    if path:
        yield path
    match value:
        case dict():
            for key, inner in value.items():
                yield from places(inner, (*path, key))
        case [first, *_]:
            yield from places(first, (*path, 0))


FREE = ("terms", "stated", "rules_out", "demands", "direction", "positions")
"""Keys whose mappings hold whatever issues or parties there are."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", GAZA, "--as-of", "2024-07"),
        ("show", GAZA, "israel/2023-12-19-week-for-40"),
        ("compare", GAZA, "--as-of", "2024-07"),
        ("diff", GAZA, "2023-12..2024-07"),
        ("flags", NHL),
        ("explain", "value-off-scale"),
    ],
    ids=" ".join,
)
def test_every_key_is_promised_with_its_type(arguments: tuple[str, ...]) -> None:
    right = printed(*arguments)
    for path in places(right["data"]):
        *way, last = path
        if isinstance(last, int) or any(part in FREE for part in way):
            continue
        for wrong in ("leave out", "change"):
            document = deepcopy(right)
            holder = document["data"]
            for part in way:
                holder = holder[part]
            if wrong == "leave out":
                del holder[last]
            else:
                holder[last] = {"not": ["what", "stands", "here"]} if last not in FREE else 7
            assert wrongs(document, arguments[0]), f"{wrong} {path}"


@pytest.mark.parametrize("command", LISTS)
def test_rows_of_lists_are_flat(command: str) -> None:
    """Rows are promised as flat objects: which fields they hold depends on what is listed, and is not promised."""
    arguments = {"list": ("list", "parties", GAZA), "search": ("search", "week"), "rules": ("rules",)}[command]
    right = printed(*arguments)
    assert right["data"]
    for wrong in ({"id": ["nested"]}, {"id": {"a": 1}}, {"id": 1.5}, "row", 1, None, []):
        assert wrongs(right | {"data": [wrong]}, command)
    assert wrongs(right | {"data": {}}, command)
    names = [set(row) for row in right["data"]]
    assert all(each == names[0] for each in names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_of_files_are_schemas(kind: str) -> None:
    ran = run("schema", "--record", kind)
    assert ran.code == 0
    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors({"nonsense": 1}))
    assert list(validator.iter_errors([]))


def test_lines_of_json_are_the_records_or_the_entries_of_the_list() -> None:
    for arguments in (("list", "parties", GAZA), ("flags", NHL), ("rules",)):
        now = () if arguments[0] in TIMELESS else NOW
        lines = [json.loads(line) for line in run(*arguments, *now, "-O", "jsonl").out.splitlines()]
        assert lines == printed(*arguments, *now)["data"]
