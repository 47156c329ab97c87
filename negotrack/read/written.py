"""A file as it is written: its values with the comments, blank lines and line breaks between them, for rewriting it.

Comments are found by the places of the values: what lies between two values can only be punctuation or a comment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from negotrack.findings import Finding
from negotrack.frozen import dataclass
from negotrack.read.characters import characters
from negotrack.read.nodes import parser, read_nodes
from negotrack.read.records import IGNORE, WARNINGS


@dataclass(slots=True, eq=False)
class Scalar:
    """A text, or nothing; `lines` are the lines its author broke it into, none where it stands on one."""

    value: str | None
    lines: tuple[str, ...] = ()
    start: int = 0


@dataclass(slots=True, eq=False)
class Group:
    """A mapping or a list; `below` are the comments after its last entry, `kept` that it must stay on one line, or not."""

    mapping: bool
    entries: list[Entry] = field(default_factory=list)
    flow: bool = False
    kept: bool = False
    below: list[str] = field(default_factory=list)
    owner: Entry | None = None
    start: int = 0
    end: int = 0
    column: int = 0

    def at(self, key: str) -> Scalar | Group | None:
        """The value under a key of a mapping."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


@dataclass(slots=True, eq=False)
class Entry:
    """One key with its value, or one value of a list; comments stand `above` it and `beside` it, "" is a blank line."""

    key: str | None
    value: Scalar | Group
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    holder: Group | None = None
    start: int = 0

    @property
    def column(self) -> int:
        """The column it begins in, its dash included."""
        return self.holder.column if self.holder is not None else 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment from its `#` to the end of its line, or a blank line; `alone` where nothing stands before it."""

    index: int
    words: str
    alone: bool = True
    column: int = 0


@dataclass(slots=True)
class Written:
    """A whole file: the comments it begins with, its mapping, and every comment in it."""

    root: Group
    head: list[str] = field(default_factory=list)
    comments: tuple[str, ...] = ()
    passed: tuple[tuple[str, frozenset[Path]], ...] = ()
    """Each comment that lets findings pass, with the ways to the keys and values that stand on the line it speaks of."""


Path = tuple[str | int, ...]
_BETWEEN = re.compile(r"#[^\n]*|\n(?= *\n)")


def read_written(path: str, raw: bytes | str) -> tuple[Written | None, list[Finding]]:
    """A file as it is written, or None and why it cannot be read; warnings come beside a file that can."""
    root, findings = read_nodes(path, raw)
    text, _ = characters(path, raw)
    if root is None or text is None or any(found.rule not in WARNINGS for found in findings):
        return None, findings
    return _Laying(text if text.endswith("\n") else text + "\n").written(), findings


class _Laying:
    """The events of one sound document becoming entries, and the comments finding the entries they belong to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Group(mapping=True)
        self.entries: list[Entry] = []
        self.spans: list[tuple[int, int]] = []
        self.head: list[str] = []
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def written(self) -> Written:
        """The whole file, once its values are read."""
        self.read()
        found = list(self.comments())
        targets = self.targets([one for one in found if one.words])
        spoken_of = set(targets.values())
        for group in self.groups():
            first = group.owner.start if group.owner is not None else group.start
            group.kept = self.line(first) in spoken_of
            if group.kept and group.flow and self.line(group.start) != self.line(group.end):
                group.kept = False  # it has no one line to be kept on
        self.attach(found)
        ways: dict[int, list[Path]] = {}
        for way, start in _ways(self.root, ()):
            ways.setdefault(self.line(start), []).append(way)
        passed = tuple(
            (one.words, frozenset(ways.get(targets[one.index], ()))) for one in found if one.index in targets
        )
        return Written(self.root, self.head, tuple(one.words for one in found if one.words), passed)

    # -- the values ---------------------------------------------------------------------------------------------

    def read(self) -> None:
        """The groups and entries of the document, in the order they are written."""
        import yaml

        kinds: Any = yaml
        _, next_event = parser(self.text)
        open_groups: list[Group] = []
        key: tuple[str, int] | None = None
        while not isinstance(event := next_event(), kinds.StreamEndEvent):
            if isinstance(event, kinds.CollectionEndEvent):
                open_groups.pop().end = event.end_mark.index
                continue
            if not isinstance(event, kinds.ScalarEvent | kinds.CollectionStartEvent):
                continue
            start, value = event.start_mark.index, self.value(event)
            holder = open_groups[-1] if open_groups else None
            if isinstance(value, Group):
                open_groups.append(value)
            if holder is None:
                self.root = value if isinstance(value, Group) else self.root
            elif holder.mapping and key is None and isinstance(value, Scalar):
                key = (value.value or "", start)
            else:
                words, start = key or (None, start)
                entry = Entry(words, value, holder=holder, start=start)
                key = None
                holder.entries.append(entry)
                if isinstance(value, Group):
                    value.owner = entry
                self.entries.append(entry)
        self.entries.sort(key=lambda entry: entry.start)  # stable: a list's entry before the first key in it

    def value(self, event: Any) -> Scalar | Group:
        """An event as the value it begins; where text stands is remembered, for no comment is inside it."""
        import yaml

        kinds: Any = yaml
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, kinds.CollectionStartEvent):
            mapping = isinstance(event, kinds.MappingStartEvent)
            return Group(mapping, flow=bool(event.flow_style), start=start, column=event.start_mark.column)
        style, value = event.style or "", event.value
        if style in ("|", ">"):
            start = self.text.index("\n", start) + 1  # a comment may stand on the line of the sign
            end = max(start, len(self.text[:end].rstrip(" \n")))
        if end > start:
            self.spans.append((start, end))
        if not style and value in ("", "null", "~"):
            return Scalar(None, (), event.start_mark.index)
        return Scalar(value, _broken(self.text[start:end], value, style), event.start_mark.index)

    def groups(self) -> Iterator[Group]:
        """Every mapping and every list, from the outermost on."""
        yield self.root
        for entry in self.entries:
            if isinstance(entry.value, Group):
                yield entry.value

    # -- the comments -------------------------------------------------------------------------------------------

    def comments(self) -> Iterator[Comment]:
        """Every comment and every blank line outside of the values, in their order."""
        at = 0
        if blank := re.match(" *\n", self.text):
            yield Comment(blank.start(), "")
        for begin, end in [*sorted(self.spans), (len(self.text), len(self.text))]:
            for match in _BETWEEN.finditer(self.text, at, begin):
                line = self.text.rfind("\n", 0, match.start()) + 1
                if match[0] == "\n":
                    yield Comment(match.end(), "")
                else:
                    alone = not self.text[line : match.start()].strip()
                    yield Comment(match.start(), match[0].rstrip(), alone, match.start() - line)
            at = max(at, end)

    def line(self, index: int) -> int:
        """The number of a line, from 1."""
        return bisect_right(self.lines, index)

    def targets(self, comments: list[Comment]) -> dict[int, int]:
        """The number of the line that each comment speaks of that lets findings pass."""
        return {one.index: self.line(one.index) + one.alone for one in comments if IGNORE.match(one.words)}

    def attach(self, found: list[Comment]) -> None:
        """Each comment to the entry or group it belongs to; a blank line goes with what follows it."""
        starts = [entry.start for entry in self.entries]
        for number, one in enumerate(found):
            after = bisect_right(starts, one.index - (not one.words))  # a blank line is before what begins there
            if one.words:
                self.home(one, after).append(one.words)
                continue
            following = found[number + 1] if number + 1 < len(found) else None
            bound = starts[after] if after < len(starts) else len(self.text)
            if following is not None and following.index < bound:
                into = self.home(following, after) if following.words and following.alone else []
            else:
                into = self.head if after == 0 else self._room_above(after)
            if not into or into[-1]:
                into.append("")

    def _room_above(self, number: int) -> list[str]:
        """Where a blank line above an entry is kept; between brackets it is not."""
        entry = self.entries[number] if number < len(self.entries) else None
        return [] if entry is None or (entry.holder is not None and entry.holder.flow) else entry.above

    def home(self, one: Comment, after: int) -> list[str]:
        """The list that a comment belongs in; `after` is the number of the entries that begin before it."""
        following = self.entries[after] if after < len(self.entries) else None
        lets_pass = IGNORE.match(one.words) is not None
        if after == 0:
            near = following is not None and self.line(following.start) == self.line(one.index) + 1
            return following.above if following is not None and lets_pass and near else self.head
        last = self.entries[after - 1]
        if not one.alone:
            return _beside(last, one.index, self.root)
        if isinstance(last.value, Scalar) and last.value.start > one.index:
            return last.above
        inside = [*([last.value] if isinstance(last.value, Group) else []), *_holders(last)]
        around = set(map(id, _holders(following))) if following is not None else set()
        ended = [group for group in inside if id(group) not in around]
        for group in ended:
            if group.flow and group.start < one.index < group.end:
                return group.below
        if following is None or not (lets_pass or following.column >= one.column):
            for group in ended:
                if not group.flow and group.entries and group.column <= one.column:
                    return group.below
        return following.above if following is not None else self.root.below


def _beside(last: Entry, index: int, root: Group) -> list[str]:
    """Where a comment goes that ends a line: beside the last entry begun, or beside the whole of what has ended."""
    holder = last.holder
    while holder is not None and holder.flow and holder.end <= index:
        if holder.owner is None:
            return root.below
        last, holder = holder.owner, holder.owner.holder
    return last.beside


def _holders(entry: Entry) -> Iterator[Group]:
    """The groups that an entry is in, from the inside out."""
    group = entry.holder
    while group is not None:
        yield group
        group = group.owner.holder if group.owner is not None else None


def _ways(value: Scalar | Group, way: Path) -> Iterator[tuple[Path, int]]:
    """The way to every key and value below a value, and where it begins."""
    if isinstance(value, Group):
        if not way:
            yield way, value.start
        for number, entry in enumerate(value.entries):
            here = (*way, entry.key if entry.key is not None else number)
            if entry.key is not None:
                yield (*here, "key"), entry.start
            yield here, entry.value.start
            yield from _ways(entry.value, here)


def _broken(raw: str, value: str, style: str) -> tuple[str, ...]:
    """The lines an author broke a text into, where folding them gives the text again."""
    if style == "|" or (style != ">" and "\n" not in raw):
        return ()
    inner = raw[1:-1] if style in ("'", '"') else raw
    lines = tuple(line.strip(" ") for line in inner.split("\n"))
    return lines if lines[0] and lines[-1] and folded(lines) == value.removesuffix("\n") else ()


def folded(lines: tuple[str, ...]) -> str:
    """The text that a folded block of these lines stands for.

    >>> folded(("a", "b", "", "c"))
    'a b\\nc'
    """
    return re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(lines)).replace("\n\n", "\n") if lines else ""
