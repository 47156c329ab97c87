"""A command on a terminal of its own, with a person who answers its questions one after the other."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

LONGEST = 30.0  # seconds that a command may be silent
QUIET = 0.1  # seconds without more, after which a line that ends in a colon or a question mark is a question
KEYS = {"^D": b"\x04", "^C": b"\x03"}


def answered(arguments: Sequence[str], answers: Sequence[str], at: Path, **env: str) -> tuple[int, str]:
    """How a command ends and all that stood on its terminal; each line that ends as a question does gets the next answer.

    The answer `^D` ends the input, `^C` interrupts, and a tab in an answer is pressed as a key, after which its effect is
    awaited. Every answer must be asked for, and no question may be left without one.
    """
    ours, theirs = pty.openpty()
    left, shown, seen = list(answers), b"", 0
    around = {key: value for key, value in os.environ.items() if key not in ("NEGOTRACK_REPO", "VISUAL", "EDITOR")}
    around |= {"NO_COLOR": "1", "COLUMNS": "80", "TERM": "dumb", "PYTHONUTF8": "1", **env}
    command = [sys.executable, "-m", "negotrack", *arguments]
    with subprocess.Popen(
        command, cwd=at, env=around, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that ^C reaches it
    ) as running:  # fmt: skip
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
                if asked.endswith((b": ", b"? ")) and not select.select([ours], [], [], QUIET)[0]:
                    assert left, f"a question without an answer:\n{_words(shown)}"
                    shown += _typed(ours, left.pop(0))
                    seen = len(shown)
            else:
                raise AssertionError(f"nothing more came after:\n{_words(shown)}")
        except BaseException:
            running.kill()
            raise
        finally:
            os.close(ours)
    assert not left, f"never asked for {left}:\n{_words(shown)}"
    return running.returncode, _words(shown)


def _typed(terminal: int, answer: str) -> bytes:
    """Type an answer and its end; what the tab key brought up meanwhile."""
    if answer in KEYS:
        os.write(terminal, KEYS[answer])
        return b""
    *begun, last = answer.split("\t")
    shown = b""
    for word in begun:
        os.write(terminal, word.encode() + b"\t")
        while select.select([terminal], [], [], QUIET)[0]:
            shown += os.read(terminal, 65536)
    os.write(terminal, last.encode() + b"\n")
    return shown


def _words(shown: bytes) -> str:
    return shown.decode("utf-8", "replace").replace("\r\n", "\n")
