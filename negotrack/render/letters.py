"""Text that has to fit a box whose font we do not know: its width told on the safe side, and broken into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_NARROW = frozenset("iljtfrI.,:;'|!()[]{} -/·’‘")
_BROAD = frozenset("mwMW%@—…✗✓●◐↔")


def width(text: str, size: float) -> float:
    """The width of a line in a font of a size, rather too wide than too narrow.

    >>> width("will", 10) < width("moon", 10) < width("MOON", 10)
    True
    """
    return sum(map(_cells, text)) * size


def _cells(char: str) -> float:
    """The width of a character as a share of the font's size."""
    if char in _NARROW:
        return 0.4
    if char in _BROAD:
        return 0.98
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.1
    if char.isascii():
        return 0.76 if char.isupper() else 0.64
    return 0.8


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """Lines that fit the room, at most so many; words too long for a line are broken, and what is cut ends in `…`.

    >>> wrapped("at least a week", 10, 60, 3), wrapped("one two three four", 10, 40, 2)
    (['at least', 'a week'], ['one', 'two…'])
    """
    lines = list(_lines(text, size, room))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + "…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]


def _lines(text: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and width(f"{line} {word}", size) > room:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while width(line, size) > room:
            cut = _fitting(line, size, room)
            yield line[:cut]
            line = line[cut:]
    if line:
        yield line


def _fitting(line: str, size: float, room: float) -> int:
    """How many characters fit, at least one, up to a hyphen or slash if there is one; accents stay with their letter."""
    used, good = 0.0, 0
    for place, char in enumerate(line):
        used += _cells(char) * size
        if used > room and place:
            return good or place
        if char in "-/" and place > 3:
            good = place + 1
    return len(line)
