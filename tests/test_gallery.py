"""The gallery: for every rule a record that breaks it, and the exact words in which `check` says so.

`UPDATE_GALLERY=1` writes the words anew; read the difference before keeping it. What no file in git can be (a pipe, a
link, bytes that are not UTF-8) is described in a folder's `recipe.json` and made on the spot.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from negotrack.editor.schema import stale
from negotrack.read.records import read_books
from negotrack.read.sources import read_text, sources
from negotrack.render.diagnostics import full
from negotrack.render.page import Look
from negotrack.rules import RULES, SEVERITIES, broken, sift

GALLERY = Path(__file__).parent / "gallery"
TODAY = date(2024, 1, 1)


def laid_out(folder: Path, root: Path) -> None:
    """A gallery folder as a repository."""
    if (folder / "positions").is_dir():
        copytree(folder / "positions", root / "positions")
    recipe = folder / "recipe.json"
    for thing in json.loads(recipe.read_text(encoding="utf-8")) if recipe.exists() else ():
        made(root / thing["path"], thing)


def made(path: Path, thing: Mapping[str, Any]) -> None:
    """One thing of a recipe: a text, bytes, text repeated so many times, a link, a pipe or a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match thing:
        case {"text": text}:
            path.write_bytes(text.encode())
        case {"hex": digits}:
            path.write_bytes(bytes.fromhex(digits))
        case {"repeated": parts}:
            path.write_bytes("".join(text * times for text, times in parts).encode())
        case {"link": target}:
            path.symlink_to(target)
        case {"pipe": True}:
            os.mkfifo(path)
        case {"folder": True}:
            path.mkdir()
        case _:
            raise ValueError(f"{path}: a recipe knows text, hex, repeated, link, pipe and folder")


def printed(root: Path) -> str:
    """What `check` says of a repository."""
    files, amiss = sources(root)
    reading = read_books(files, amiss)
    found = [*reading.findings, *(one for book in reading.books.values() for one in broken(book, TODAY))]
    found += stale(reading.books.values(), lambda path: read_text(root, path))
    lines = {source.path: source.text.decode("utf-8", "replace").split("\n") for source in files}

    def excerpt(path: str, line: int) -> str | None:
        of_file = lines.get(path, [])
        return of_file[line - 1].rstrip("\r") if 0 < line <= len(of_file) else None

    return full(sift(found, reading.ignores), SEVERITIES, excerpt, Look(width=100))


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_broken_record_is_explained_in_these_words(rule: str, tmp_path: Path) -> None:
    laid_out(GALLERY / rule, tmp_path)
    words = printed(tmp_path)
    assert f"[{rule}]" in words
    expected = GALLERY / rule / "expected.txt"
    if os.environ.get("UPDATE_GALLERY"):
        expected.write_text(words, encoding="utf-8")
    assert words == expected.read_text(encoding="utf-8")


def test_the_gallery_has_a_folder_for_every_rule_and_no_other() -> None:
    assert sorted(folder.name for folder in GALLERY.iterdir()) == sorted(rule.id for rule in RULES)
