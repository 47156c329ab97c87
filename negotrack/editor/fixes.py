"""What a finding's hint would have changed in the text, where it names the very words to write."""

from __future__ import annotations

import re

from negotrack.findings import Finding
from negotrack.frozen import dataclass

_MEANT = re.compile(r"did you mean `([A-Za-z0-9@/_.-]{1,200})`\?")
_SAID = re.compile(r"'([^'\n]{1,200})'")
_NEEDLESS = re.compile(r"[ ]*#\s*negotrack:\s*ignore\[.*")


@dataclass(frozen=True, slots=True)
class Fix:
    """Words to put in place of a stretch of one line; columns from 0, the last one not included."""

    title: str
    line: int
    start: int
    end: int
    words: str


def fix_of(found: Finding, line: str) -> Fix | None:
    """The change that a finding suggests to its line, or None where a person has to think."""
    place = found.place
    if found.rule == "unused-ignore" and (match := _NEEDLESS.search(line)):
        return Fix("leave the comment out", place.line - 1, match.start(), len(line), "")
    meant, said = _MEANT.search(found.hint), _SAID.search(found.message)
    if not meant or not said:
        return None
    stretch = line[place.column - 1 : place.end - 1 if place.end else None]
    word = re.search(rf"(?<![A-Za-z0-9_@/-]){re.escape(said[1])}(?![A-Za-z0-9_@/-])", stretch)
    if not word:
        return None
    start = place.column - 1 + word.start()
    return Fix(f"write {meant[1]}", place.line - 1, start, start + len(said[1]), meant[1])
