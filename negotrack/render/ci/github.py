"""Annotations on a pull request: GitHub's workflow commands, worst first, no more than it shows of one step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from negotrack.render.ci import LONGEST, Level, Remark, counted, told, worst_first
from negotrack.render.escape import clip, for_github, for_github_property

A_STEP = 10
"""Annotations of each kind that GitHub shows of one step; what comes after them it drops without a word."""

_MESSAGE = 8_000  # characters: GitHub takes 64 KB, and each may be written as six
_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}
_TOKEN = re.compile("[A-Za-z0-9_-]{16,128}")


def render(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    """A command a line, and in the last line, which is none, how many remarks there was no room for."""
    lines: list[str] = []
    left: list[Remark] = []
    room = Counter(dict.fromkeys(_COMMANDS, A_STEP))
    for remark in worst_first(remarks):
        if room[remark.level]:
            room[remark.level] -= 1
            lines.append(_command(remark, meanings))
        else:
            left.append(remark)
    if left:
        lines.append(f"{len(left)} more not annotated ({counted(left)}): GitHub shows {A_STEP} of each kind a step")
    return "".join(f"{line}\n" for line in lines)


def guarded(text: str, token: str) -> str:
    """Any other output for a job's log, between a command that stops all commands and one that lets them act again.

    The token must be new and random each time, from `secrets.token_hex`: who knows it can end the guard from within.
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError("the token is 16 to 128 letters, digits, dashes or underscores")
    if token.lower() in text.lower():
        raise ValueError("the text holds the token")
    ended = text if text.endswith("\n") or not text else f"{text}\n"
    return f"::stop-commands::{token}\n{ended}::{token}::\n"


def _command(remark: Remark, meanings: Mapping[str, str]) -> str:
    """`::error file=a.yaml,line=3,col=7,endColumn=11,title=rule::message`, all on one line."""
    place = remark.place
    properties: list[tuple[str, str]] = []
    if place.path:
        line, column = max(place.line, 1), max(place.column, 1)
        properties += [("file", clip(place.path, LONGEST)), ("line", str(line)), ("col", str(column))]
        if place.end is not None and place.end > column:
            properties.append(("endColumn", str(place.end)))
    properties.append(("title", clip(remark.rule)))
    written = ",".join(f"{name}={_inert(for_github_property(value))}" for name, value in properties)
    message = clip("\n".join(told(remark, meanings)), _MESSAGE)
    return f"::{_COMMANDS[remark.level]} {written}::{_inert(for_github(message))}"


def _inert(words: str) -> str:
    """Without `##[`, the older form of a command, which counts anywhere in a line."""
    return words.replace("##[", "##\\x5b")
