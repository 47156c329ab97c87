"""A command on a terminal of its own, with a person who answers its questions one after the other."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LONGEST = 30.0  # seconds that a command may be silent
QUIET = 0.1  # seconds without more, after which a line that ends in a colon is a question


def answered(arguments: Sequence[str], answers: Sequence[str], at: Path, **env: str) -> tuple[int, str]:
    """How a command ends and all that stood on its terminal; each line that ends in a colon gets the next answer.

    The answer `^D` ends the input. Every answer must be asked for, and no question may be left without one.
    """
    ours, theirs = pty.openpty()
    left, shown, seen = list(answers), b"", 0
    around = {key: value for key, value in os.environ.items() if key not in ("NEGOTRACK_REPO", "VISUAL", "EDITOR")}
    around |= {"NO_COLOR": "1", "COLUMNS": "80", "TERM": "dumb", "PYTHONUTF8": "1", **env}
    command = [sys.executable, "-m", "negotrack", *arguments]
    with subprocess.Popen(
        command, cwd=at, env=around, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as running:
        os.close(theirs)
        try:
            while select.select([ours], [], [], LONGEST)[0]:
                try:
                    more = os.read(ours, 65536)
                except OSError:  # nobody writes to it any more
                    break
                if not more:
                    break
                shown += more
                asked = shown[seen:].rpartition(b"\n")[2]
                if asked.endswith(b": ") and not select.select([ours], [], [], QUIET)[0]:
                    assert left, f"a question without an answer:\n{_words(shown)}"
                    seen, answer = len(shown), left.pop(0)
                    os.write(ours, b"\x04" if answer == "^D" else answer.encode() + b"\n")
            else:
                raise AssertionError(f"nothing more came after:\n{_words(shown)}")
        except BaseException:
            running.kill()
            raise
        finally:
            os.close(ours)
    assert not left, f"never asked for {left}:\n{_words(shown)}"
    return running.returncode, _words(shown)


def _words(shown: bytes) -> str:
    return shown.decode("utf-8", "replace").replace("\r\n", "\n")
