"""The difference between two texts, line by line, as a terminal may be shown it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from negotrack.render.escape import for_terminal

_COLORS = {"+": "32", "-": "31", "@": "36"}


def unified(path: str, before: str, after: str, *, color: bool = False, new_path: str = "") -> str:
    """The unified diff of a file, empty where nothing differs but perhaps its path; `before` or `after` may be empty."""
    was = f"a/{path}" if before else "/dev/null"
    now = f"b/{new_path or path}" if after else "/dev/null"
    lines = [*_lines(before, after, was, now)]
    if not lines and new_path and new_path != path:
        lines = [f"--- {was}", f"+++ {now}"]
    shown = (for_terminal(line) for line in lines)
    return "".join(f"{_colored(line) if color else line}\n" for line in shown)


def _lines(before: str, after: str, was: str, now: str) -> Iterator[str]:
    yield from unified_diff(_split(before), _split(after), was, now, lineterm="")


def _split(text: str) -> list[str]:
    """The lines of a text; that its last one has no end is said as git says it."""
    *lines, last = text.split("\n")
    return [*lines, last, "\\ No newline at end of file"] if last else lines


def _colored(line: str) -> str:
    code = "1" if line.startswith(("+++", "---")) else _COLORS.get(line[:1])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line
