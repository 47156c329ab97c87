"""Files written whole or not at all: beside the old one, then in its place, never through a link."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from negotrack.errors import NOT_LOADED, NegotrackError


def write(path: Path, words: str) -> None:
    """Put words into a file, replacing what it held; on any error the old file is left as it was."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise NegotrackError(f"{str(path)[:200]!r} is not a plain file", "name another file", NOT_LOADED)
    if ".git" in path.resolve().parts:
        raise NegotrackError("nothing is written inside .git", "name another file")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        with os.fdopen(handle, "w", encoding="utf-8", newline="", errors="surrogateescape") as file:
            file.write(words if words.endswith("\n") or not words else words + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as wrong:
        with suppress(OSError):
            beside.unlink()
        raise NegotrackError(
            f"{str(path)[:200]!r} cannot be written: {wrong.strerror}", "name another file", NOT_LOADED
        ) from wrong
