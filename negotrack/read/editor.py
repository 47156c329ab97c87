"""A text as a person leaves it in the editor of their own choice."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from negotrack.errors import NOT_LOADED, NegotrackError


def edited(text: str, name: str) -> str:
    """A text after $VISUAL or $EDITOR was open on it, in a file of a given name that is gone afterwards.

    No other setting says which editor that is, least of all one of the repository; no shell is asked.
    """
    command = _editor()
    with tempfile.TemporaryDirectory(prefix="negotrack-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        try:
            ended = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor
        except OSError as wrong:
            hint = "set EDITOR to one that is installed"
            raise NegotrackError(
                f"{command[0][:120]!r} cannot be started: {wrong.strerror}", hint, NOT_LOADED
            ) from wrong
        if ended.returncode:
            hint = "nothing was written"
            raise NegotrackError(f"the editor {command[0][:120]!r} ended with {ended.returncode}", hint, NOT_LOADED)
        try:
            return path.read_bytes().decode("utf-8", "surrogateescape")
        except OSError as wrong:
            hint = "nothing was written"
            raise NegotrackError(f"the editor {command[0][:120]!r} left no file to read", hint, NOT_LOADED) from wrong


def _editor() -> list[str]:
    """The editor's command, its arguments apart."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(name, ""))
        except ValueError as wrong:
            raise NegotrackError(f"{name} cannot be read: {wrong}", f"close the quotes in {name}") from wrong
        if words:
            return words
    raise NegotrackError("no editor is named", "set EDITOR, as in `export EDITOR=nano`")
