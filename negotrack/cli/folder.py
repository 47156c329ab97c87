"""A folder of files that we made and may make anew; whatever else lies in it is left alone."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from negotrack.errors import NOT_LOADED, NegotrackError

MARKER = ".negotrack-report.json"
"""Lies in every folder we made, and names the files in it that are ours."""


def put_folder(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    """Make a folder of files, or bring one we made up to date; how many pages it holds.

    A new folder appears whole or not at all. In an old one, every file is replaced whole; those of ours that are no
    longer wanted go away. Raises NegotrackError, before anything is written, where a file is not ours.
    """
    made = dict(files)
    if _state(folder) == "new":
        _create(folder, made)
    else:
        _renew(folder, made)
    return sum(name.endswith(".html") for name in made)


def _state(folder: Path) -> str:
    """Whether a folder is still to be made or is ours; anything else is an error."""
    here = folder.lstat() if folder.is_symlink() or folder.exists() else None
    if here is None:
        return "new"
    if not stat.S_ISDIR(here.st_mode):
        raise NegotrackError(f"{str(folder)[:200]!r} is no folder", "name a new folder with -o DIR", NOT_LOADED)
    if ".git" in folder.resolve().parts:
        raise NegotrackError("nothing is written inside .git", "name another folder with -o DIR")
    with os.scandir(folder) as found:
        empty = next(found, None) is None
    if empty:
        return "new"
    if _ours(folder) is None:
        hint = "name a new folder, or one that an earlier report made"
        raise NegotrackError(f"{str(folder)[:200]!r} holds other files, and was not made by a report", hint, NOT_LOADED)
    return "ours"


def _ours(folder: Path) -> set[str] | None:
    """The files of a folder that we made; nothing where it is not ours."""
    marker = folder / MARKER
    if marker.is_symlink() or not marker.is_file():
        return None
    try:
        told = json.loads(marker.read_text(encoding="utf-8"))
        return {name for name in told["files"] if isinstance(name, str)}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _create(folder: Path, files: Mapping[str, str]) -> None:
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    try:
        beside.mkdir(parents=True)
        for name, words in files.items():
            _write(beside / name, words)
        _write(beside / MARKER, _marker(files))
        beside.rename(folder)  # over an empty folder too, and over nothing else
    except OSError as wrong:
        raise _unwritten(folder, wrong) from wrong
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _renew(folder: Path, files: Mapping[str, str]) -> None:
    old = _ours(folder) or set()
    for name in files:
        _check(folder, name, name in old)
    try:
        _replace(folder / MARKER, _marker([*old, *files]))  # should this end half-way, all of it is still ours
        for name, words in files.items():
            if not _same(folder / name, words):
                _replace(folder / name, words)
        for name in old - files.keys():
            _remove(folder, name)
        _replace(folder / MARKER, _marker(files))
    except OSError as wrong:
        raise _unwritten(folder, wrong) from wrong


def _check(folder: Path, name: str, ours: bool) -> None:
    """That a file can be written: no link on the way, and nothing of somebody else's in its place."""
    place = folder
    *parents, last = name.split("/")
    for part in parents:
        place = place / part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise NegotrackError(f"{str(place)[:200]!r} is not a folder of the report", "move it away", NOT_LOADED)
    place = place / last
    if place.is_symlink() or (place.exists() and not (ours and place.is_file())):
        raise NegotrackError(f"{str(place)[:200]!r} is not a file of the report", "move it away", NOT_LOADED)


def _marker(names: Iterable[str]) -> str:
    return json.dumps({"made_by": "negotrack report", "files": sorted(set(names))}, indent=1) + "\n"


def _write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        file.write(words)


def _replace(path: Path, words: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _write(beside, words)
        os.replace(beside, path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _same(path: Path, words: str) -> bool:
    with suppress(OSError):
        return path.read_bytes() == words.encode("utf-8", "backslashreplace")
    return False


def _remove(folder: Path, name: str) -> None:
    """Remove a file of ours that is no longer wanted, and the folders it leaves empty."""
    parts = name.split("/")
    place = folder.joinpath(*parts)
    if (
        ".." in parts
        or place.is_symlink()
        or any(folder.joinpath(*parts[:n]).is_symlink() for n in range(1, len(parts)))
    ):
        return
    with suppress(OSError):
        place.unlink()
        for parent in place.relative_to(folder).parents:
            if parent.parts:
                (folder / parent).rmdir()


def _unwritten(folder: Path, wrong: OSError) -> NegotrackError:
    words = f"{str(folder)[:200]!r} cannot be written: {wrong.strerror or wrong}"
    return NegotrackError(words, "name another folder", NOT_LOADED)
