"""Where somebody is writing, in a text that need not be finished: under which keys, at a key or a value, in which word."""

from __future__ import annotations

import re

from negotrack.frozen import dataclass

_KEY = re.compile(r"""("[^"\n]*"|'[^'\n]*'|[^\s"'{}\[\],#&*!|>%][^"'{}\[\],#]*?)[ ]*:(?= |$)""")
_WORD = re.compile(r"[A-Za-z0-9_@/.-]")
_BLOCK = re.compile(r"[|>][-+0-9]*[ ]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a record: the keys above it, lists passed over, and the word it is in.

    `at_key` says whether a key stands or may stand here; then `path` is that of the mapping which holds it. `start` and
    `end` are the word's columns from 0; `word` is what of it stands before the cursor, `whole` all of it.
    """

    path: tuple[str, ...]
    at_key: bool
    word: str
    whole: str
    line: int
    start: int
    end: int
    listed: bool = False  # in a list's entry that has no key of its own yet


def spot(text: str, line: int, column: int) -> Spot:
    """The place of a cursor, by line and column from 0; whatever the text, there is an answer."""
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    column = min(column, len(here))
    start = column
    while start and _WORD.match(here[start - 1]):
        start -= 1
    end = column
    while end < len(here) and _WORD.match(here[end]):
        end += 1
    context = _Context()
    for number in range(line):
        context.take(lines[number] if number < len(lines) else "")
    before = here[:start]
    path, at_key, listed = context.at(before, here[end:])
    return Spot(path, at_key, here[start:column], here[start:end], line, start, end, listed)


class _Context:
    """The keys above the place that has been read so far: frames of block style by indentation, of flow style by bracket."""

    def __init__(self) -> None:
        self.frames: list[tuple[int, str]] = []  # column and key; "" for a list's entry
        self.flow: list[tuple[str, str]] = []  # bracket and the key that is being filled in it
        self.scalar = -1  # the column of the key whose block of text goes on below

    def take(self, line: str) -> None:
        """Read a whole line."""
        indent = len(line) - len(line.lstrip(" "))
        if self.scalar >= 0:
            if not line.strip() or indent > self.scalar:
                return
            self.scalar = -1
        if not line.strip() or line.lstrip().startswith("#"):
            return
        self.recover(line, indent)
        rest = line if self.flow else self.block(line, indent)
        if not self.flow and _BLOCK.match(rest.strip()):
            self.scalar = self.frames[-1][0] if self.frames else indent
        elif self.flow or rest.lstrip()[:1] in ("{", "["):
            self.brackets(rest)

    def recover(self, line: str, indent: int) -> None:
        """Leave brackets that were never closed, once a line begins as far left as the key before them."""
        if self.flow and indent <= (self.frames[-1][0] if self.frames else 0) and line.strip():
            self.flow.clear()

    def block(self, line: str, indent: int) -> str:
        """Put the dashes and the key of a line where they belong; what follows them."""
        column, rest = indent, line[indent:]
        while rest == "-" or rest.startswith("- "):
            self.drop(column, keep_key=True)
            self.frames.append((column, ""))
            after = rest[1:].lstrip(" ")
            column += len(rest) - len(after)
            rest = after
        match = _KEY.match(rest)
        if match:
            self.drop(column)
            self.frames.append((column, match[1].strip("\"'")))
            rest = rest[match.end() :]
        return rest

    def drop(self, column: int, *, keep_key: bool = False) -> None:
        """Leave what does not hold a column; a list may stand as far left as its key."""
        while self.frames and (
            self.frames[-1][0] > column or (self.frames[-1][0] == column and not (keep_key and self.frames[-1][1]))
        ):
            self.frames.pop()

    def brackets(self, text: str) -> None:
        """Read on in flow style."""
        index = 0
        while index < len(text):
            char = text[index]
            if char in "\"'":
                closing = text.find(char, index + 1)
                quoted = _KEY.match(text, index)
                if quoted and self.flow and self.flow[-1][0] == "{":
                    self.flow[-1] = ("{", quoted[1].strip("\"'"))
                    index = quoted.end()
                    continue
                index = len(text) if closing < 0 else closing + 1
                continue
            if char in "{[":
                self.flow.append((char, ""))
            elif char in "}]":
                if self.flow:
                    self.flow.pop()
            elif char == "," and self.flow:
                self.flow[-1] = (self.flow[-1][0], "")
            elif char == "#" and (index == 0 or text[index - 1] == " "):
                return
            elif self.flow and self.flow[-1][0] == "{" and not self.flow[-1][1] and (match := _KEY.match(text, index)):
                self.flow[-1] = ("{", match[1])
                index = match.end()
                continue
            index += 1

    def at(self, before: str, after: str) -> tuple[tuple[str, ...], bool, bool]:
        """The path at a word: what stands before it on its line, and what after."""
        indent = len(before) - len(before.lstrip(" "))
        if self.scalar >= 0 and indent > self.scalar:
            return (self.path(), False, False)
        rest = before
        self.recover(before + "x", indent)
        if not self.flow:
            if not before.strip():
                self.drop(indent)
                return (self.path(), True, False)
            rest = self.block(before.rstrip() + (" " if before.endswith(" ") else ""), indent)
            entry = bool(self.frames) and not self.frames[-1][1]
            if entry and not rest.strip():
                return (self.path(), bool(re.match(r" *:(?: |$)", after)), True)
        self.brackets(rest)
        if self.flow:
            bracket, key = self.flow[-1]
            return (self.path(), bracket == "{" and not key, bracket == "[")
        return (self.path(), False, False)

    def path(self) -> tuple[str, ...]:
        """The keys of all frames, outermost first."""
        return tuple(key for _, key in (*self.frames, *self.flow) if key)
