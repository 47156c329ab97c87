"""Text as a tree of nodes: one pass over libyaml's events builds the data and keeps the place of every value.

Never composes or loads. Scalars stay text; what refuses to be read is a finding with a place, and reading goes on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any

from negotrack.findings import Finding, Label, Place, finding
from negotrack.frozen import dataclass
from negotrack.read.characters import blanked, characters, forbidden_escapes
from negotrack.read.sources import MAX_FINDINGS, echo, folded_form

MAX_DEPTH = 24
MAX_NODES = 20_000
MAX_SCALAR = 100_000
MAX_KEY = 200

Mark = tuple[str, int, int, int | None]
"""The arguments of a `Place`; most nodes never have to show theirs, so it is built when asked for."""


@dataclass(slots=True)
class Node:
    """A value and where it stands: text, nothing, a list or a mapping; `quoted` when it was not written plain."""

    mark: Mark
    value: str | list[Node] | dict[str, Node] | None
    quoted: bool = False
    key_marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the value begins, and the column after it if it ends on the same line."""
        return Place(*self.mark)

    @property
    def key_places(self) -> dict[str, Place]:
        """Where each key of a mapping stands."""
        return {key: Place(*mark) for key, mark in self.key_marks.items()}

    def key_place(self, key: str) -> Place:
        """Where one key stands; the value's own place when it has no such key."""
        return Place(*self.key_marks.get(key, self.mark))


def read_nodes(path: str, text: bytes | str) -> tuple[Node | None, list[Finding]]:
    """The mapping a file holds, or None when it cannot be trusted, and every finding of the file in its order."""
    clean, findings = characters(path, text)
    root = None
    if clean is not None and len(findings) < MAX_FINDINGS:
        building = _Building(path, clean if clean.endswith("\n") else clean + "\n", findings)
        with suppress(_StopReading):
            root = building.root()
    if len(findings) > 1:
        findings.sort(key=lambda found: (found.place.line, found.place.column))
    return root, findings


def plain(node: Node | None) -> Any:
    """The bare data of a node: dict, list, text or None."""
    value = node.value if node is not None else None
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    return [plain(child) for child in value]


def node_at(root: Node, path: Sequence[str | int]) -> tuple[Node, bool]:
    """The deepest node along a path, passing over parts that are not there, and whether the last part was."""
    node, there = root, True
    for part in path:
        value = node.value
        there = True
        match value, part:
            case dict(), str() if part in value:
                node = value[part]
            case list(), int() if 0 <= part < len(value):
                node = value[part]
            case _:
                there = False  # a union's tag, or a key that is missing
    return node, there


class _StopReading(Exception):
    """Reading further makes no sense."""


_NULLS = frozenset(("", "null", "~"))
_NO_KEYS: dict[str, Mark] = {}


class _Frame:
    """A collection being filled; `key` is None while a mapping waits for one, "" while what comes is dropped."""

    __slots__ = ("flow", "items", "key", "key_mark", "last", "node", "seen", "skip_to")

    def __init__(self, node: Node, seen: dict[str, Mark] | None, flow: bool) -> None:
        self.node = node
        self.items: Any = node.value
        self.seen = seen
        self.flow = flow
        self.key: str | None = "" if seen is None else None
        self.key_mark = node.mark
        self.last: Any = None
        self.skip_to = -1


_PERCENT = "a line that begins with `%`"
_INDENT = "give keys of one mapping one indentation"
_RECORD = "begin with lines like `party: NAME`"
_THOUSANDS = re.compile(r"""[^\n,\[\]{}"']{0,200}?\d{1,3}(?:,\d{3}(?!\d)[^\n,\[\]{}"':]{0,200})+""")
_NO_ESCAPE = re.compile(
    r"(?:[^\\]++|\\(?:[0abtnvfreNLP_\"/\\ \n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))*+(?P<bad>\\)"
)
_LIKELY = ("yaml-anchor", "yaml-tag")  # what else is wrong with a line is likely their doing
_MARK = re.compile(r",(?=\d{3}(?!\d))")
_TIGHT_COLON = re.compile(r"[ \n]*:[,?\[\]{}]")
_INNER_QUESTION = re.compile(r"(?:(?<=[^\s,\[\]{}])|(?<=[^\s,\[\]{}:?-] ))\?")
_BLOCK_HEADER = re.compile(r"[|>](?:[-+0-9]*#|[0-9])")
_NO_TAG = "delete it, or quote text that begins with `!`"
_NOTHING = re.compile(r" *(?:#[^\n]*)?\n")


class _Building:
    """The events of one document becoming nodes."""

    def __init__(self, path: str, text: str, findings: list[Finding]) -> None:
        self.path = path
        self.text = text
        self.findings = findings
        self.escapes = "\\" in text
        self.document: list[Node] = []
        self.frames = [_Frame(Node((path, 1, 1, None), self.document), None, False)]
        self.ended: Any = None

    def root(self) -> Node | None:
        """The mapping that the text holds."""
        import yaml

        loader, next_event = parser(self.text)
        try:
            self.events(next_event)
        except yaml.YAMLError as error:
            self.syntax(error)
        except (ValueError, OverflowError):  # pure PyYAML asks chr() for "\UFFFFFFFF"
            self.bad_escapes(loader.index - 2)
            return None
        root = self.document[0] if self.document else None
        if root is None or (root.value is None and not root.quoted):
            self.report("empty-file", "the file holds nothing", (self.path, 1, 1, None), hint=_RECORD)
        elif not isinstance(root.value, dict):
            what = "a list" if isinstance(root.value, list) else "text"
            self.report("not-a-mapping", f"the file holds {what}, not keys and values", root.mark, hint=_RECORD)
        else:
            return root
        return None

    def report(self, rule: str, message: str, mark: Mark, *related: Label, hint: str = "") -> None:
        """Keep a finding; two hundred in one file say enough."""
        self.findings.append(finding(rule, message, Place(*mark), *related, hint=hint))
        if len(self.findings) >= MAX_FINDINGS:
            raise _StopReading

    def events(self, next_event: Callable[[], Any]) -> None:
        """The loop over all events; whatever is rare has a method of its own."""
        import yaml.events as kinds

        scalar, mapping, sequence = kinds.ScalarEvent, kinds.MappingStartEvent, kinds.SequenceStartEvent
        mapping_end, sequence_end = kinds.MappingEndEvent, kinds.SequenceEndEvent
        path, frame, add, escapes = self.path, self.frames[-1], self.add, self.escapes
        count = 0
        while count <= MAX_NODES:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                value, style, start, end = event.value, event.style, event.start_mark, event.end_mark
                line = start.line
                mark = (path, line + 1, start.column + 1, end.column + 1 if end.line == line else None)
                count += 1
                if event.tag is not None or event.anchor is not None:
                    self.properties(event)
                if style:
                    if (style == '"' and escapes) or style in "|>":
                        value = self.written(event)
                elif value in _NULLS:
                    value = None
                if frame.key is None:
                    frame.key_mark = mark
                    frame.key = value
                    if not value or value == "<<" or len(value) > MAX_KEY:
                        self.bad_key(frame, value, mark, bool(style))
                else:
                    if value is not None and len(value) > MAX_SCALAR:
                        value = self.too_long(value, mark)
                    add(frame, Node(mark, value, bool(style), _NO_KEYS), start)
            elif kind is mapping or kind is sequence:
                count += 1
                frame = self.begin(frame, event, kind is mapping)
            elif kind is mapping_end or kind is sequence_end:
                self.finish(event)
                frame = self.frames[-1]
            elif kind is kinds.DocumentEndEvent:
                self.ended = event
            elif kind is kinds.StreamEndEvent:
                return
            elif kind is kinds.DocumentStartEvent:
                if self.ended is not None:
                    self.second_document()
                    return
            elif kind is not kinds.StreamStartEvent:
                count += 1
                self.alias(frame, event)
        said = f"more than {MAX_NODES:,} values in one file"
        self.report("too-many-nodes", said, self.mark_at(event.start_mark.index), hint="write one statement a file")
        raise _StopReading

    def bad_key(self, frame: _Frame, key: str | None, mark: Mark, quoted: bool) -> None:
        """A key that cannot be kept; its value goes with it."""
        if key == "<<" and quoted:
            return
        frame.key = ""
        if not key:
            said = "an empty key" if key == "" or mark[2] == mark[3] else "a key that stands for nothing"
            self.report("key-not-text", said, mark, hint="a key is a word: `key: value`")
        elif key == "<<":
            self.report("merge-key", "a merge key, `<<`", mark, hint="write the keys out")
        else:
            said = f"a key of {len(key):,} characters, at most {MAX_KEY} are read: `{echo(key)}`"
            self.report("key-too-long", said, mark, hint="a key is a word or two; text belongs in a value")

    def add(self, frame: _Frame, node: Node, start: Any) -> None:
        """The next value of a collection, unless its key is taken or the comma of `1,000` made it."""
        value, seen = node.value, frame.seen
        if seen is None:
            if frame.flow:
                if type(value) is str and value[:1] == "0" and self.thousands(frame, node.mark):
                    return
                frame.last = start
            frame.items.append(node)
            return
        key = frame.key
        frame.key = None
        if not key:
            return
        mark = frame.key_mark
        if frame.flow:
            if value is None and key[0] in "0123456789" and self.thousands(frame, mark):
                return
            frame.last = start
        if value is None and node.mark[2] == node.mark[3]:
            node.mark = mark  # nothing is written there: show the key
        folded = key.lower() if key.isascii() else folded_form(key)
        if folded in seen:
            self.duplicate(key, mark, seen[folded])
            return
        seen[folded] = mark
        frame.node.key_marks[key] = mark
        frame.items[key] = node

    def begin(self, frame: _Frame, event: Any, mapping: bool) -> _Frame:
        """A collection opens: it is put where it belongs at once and filled afterwards."""
        start = event.start_mark
        mark = (self.path, start.line + 1, start.column + 1, None)
        if event.tag is not None or event.anchor is not None:
            self.properties(event)
        node = Node(mark, {} if mapping else [])
        if frame.key is None:
            what = "mapping" if mapping else "list"
            self.report("key-not-text", f"a {what} used as a key", mark, hint="a key is a word: `key: value`")
            frame.key = ""
        else:
            self.add(frame, node, start)
        if len(self.frames) > MAX_DEPTH:
            said = f"nested deeper than {MAX_DEPTH} levels"
            self.report("too-deep", said, mark, hint="a record needs no more than a handful")
            raise _StopReading
        opened = _Frame(node, {} if mapping else None, bool(event.flow_style))
        self.frames.append(opened)
        return opened

    def finish(self, event: Any) -> None:
        """A collection closes; if it sits on one line, its place gets an end."""
        frame, end = self.frames.pop(), event.end_mark
        if frame.flow and end.line + 1 == frame.node.mark[1]:
            frame.node.mark = (*frame.node.mark[:3], end.column + 1)

    def alias(self, frame: _Frame, event: Any) -> None:
        """`*name` where a value or a key should be; kept as it is written."""
        start, end = event.start_mark, event.end_mark
        mark = (self.path, start.line + 1, start.column + 1, end.column + 1)
        if frame.key is None:
            frame.key = ""
        elif frame.key or frame.seen is None:
            self.add(frame, Node(mark, f"*{event.anchor}"), start)
        else:
            frame.key = None
            return  # its key has been reported
        said = f"an alias, `*{echo(event.anchor)}`"
        self.report("yaml-anchor", said, mark, hint="write the value out, or quote text that begins with `*`")

    def properties(self, event: Any) -> None:
        """A tag or an anchor before a value; the value itself is read."""
        mark = self.mark_at(event.start_mark.index)
        if event.tag is not None:
            written = re.search(r"!\S*", self.text[event.start_mark.index :])
            said = f"a YAML tag, `{echo(written[0])}`" if written else "a YAML tag"
            self.report("yaml-tag", said, mark, hint=_NO_TAG)
        if event.anchor is not None:
            hint = "delete it, or quote text that begins with `&`"
            self.report("yaml-anchor", f"an anchor, `&{echo(event.anchor)}`", mark, hint=hint)

    def duplicate(self, key: str, mark: Mark, first: Mark) -> None:
        """A key used twice; the first one stays."""
        label = Label(Place(*first), "first used here")
        said = f"the key `{echo(key)}` is used twice in one mapping, on lines {first[1]} and {mark[1]}"
        self.report("duplicate-key", said, mark, label, hint="keep one, or join the two")

    def thousands(self, frame: _Frame, mark: Mark) -> bool:
        """Whether the value before and what is here were meant as one number: `{price: 1,000}` is two keys to YAML."""
        last = frame.last
        match = _THOUSANDS.match(self.text, last.index) if last is not None else None
        if match is None or mark[1] != last.line + 1 or not 0 < mark[2] - last.column - 1 < len(match[0]):
            return False
        if frame.skip_to != last.index:
            frame.skip_to = last.index
            number = echo(match[0])
            hint = f'write {_MARK.sub("_", number)} or quote "{number}"'
            place = self.mark_at(last.index, len(number))
            self.report("thousands-mark", f"the comma in `{number}` ends the value", place, hint=hint)
        return True

    def written(self, event: Any) -> str:
        """The value of a scalar whose source has to be looked at: escapes in double quotes, an empty `>4`, `|#x`."""
        value: str = event.value
        if event.style != '"':
            header = _BLOCK_HEADER.match(self.text, event.start_mark.index)
            if header and (not value or "#" in header[0]):
                self.comparison(event.start_mark.index)
                raise _StopReading
        elif (clean := blanked(value)) != value:
            self.bad_escapes(event.start_mark.index, event.end_mark.index)
            return clean
        return value

    def bad_escapes(self, start: int, end: int | None = None) -> None:
        """Escapes for characters that must not be in a record; libyaml does not read on after what is no character."""
        for index, escape, name in forbidden_escapes(self.text, start, end):
            said = f"`{escape}` stands for a character that must not be in a record{name and ': '}{name}"
            hint = "delete it" if name else "write the character itself"
            self.report("forbidden-character", said, self.mark_at(index, len(escape)), hint=hint)
            if not name:
                raise _StopReading

    def too_long(self, value: str, mark: Mark) -> str:
        """A scalar beyond the limit, cut to it."""
        said = f"a text of {len(value):,} characters, at most {MAX_SCALAR:,} are read"
        self.report("scalar-too-long", said, mark, hint="quote less and link to the rest")
        return value[:MAX_SCALAR]

    def second_document(self) -> None:
        """Anything after the end of the first document."""
        index = self.ended.start_mark.index
        if self.ended.explicit:
            index += len("...")
        while match := _NOTHING.match(self.text, index):
            index = match.end()
        if self.text[index : index + 1] == "%" and not self.ended.explicit:
            self.report("yaml-directive", _PERCENT, self.mark_at(index), hint="indent or quote it")
            raise _StopReading
        mark = self.mark_at(index)
        self.report("second-document", "a second document begins", mark, hint="give it a file of its own")

    def mark_at(self, index: int, length: int | None = None) -> Mark:
        """The mark of a stretch of the text."""
        column = index - self.text.rfind("\n", 0, index)
        return (self.path, self.text.count("\n", 0, index) + 1, column, column + length if length else None)

    def comparison(self, index: int) -> None:
        """`> 40` without quotes."""
        said = f"`{self.text[index]}` at the beginning of a value opens a block of text in YAML"
        self.report("yaml-syntax", said, self.mark_at(index), hint=f"quote it: `{_quoted(self.rest(index))}`")

    def rest(self, index: int) -> str:
        """What is written from here to the end of the value, as far as one can tell."""
        ends = "[\n,\\]}]|\\s#" if any(frame.flow for frame in self.frames) else "\n|\\s#"
        return echo(re.split(ends, self.text[index : index + 2 * MAX_KEY], maxsplit=1)[0])

    def syntax(self, error: Any) -> None:
        """A finding in plain words for what the parser stumbled over; both parsers' messages come to the same."""
        if self.ended is not None and self.ended.explicit:
            self.second_document()
            return
        problem, context = error.problem or "", error.context or ""
        at = error.problem_mark.index
        opened = error.context_mark.index if error.context_mark else at
        directive = self.text.rfind("\n%", self.ended.start_mark.index - 1 if self.ended else at, at) + 1
        if "alias" in context or "anchor" in context:
            said = "a YAML alias or anchor" if len(self.rest(opened)) > 1 else "text that begins with `*` or `&`"
            self.report("yaml-anchor", said, self.mark_at(opened), hint=f"quote it: `{_quoted(self.rest(opened))}`")
        elif "tag" in context or "undefined tag" in problem:
            self.report("yaml-tag", f"a YAML tag, `{self.rest(opened)}`", self.mark_at(opened), hint=_NO_TAG)
        elif "directive" in context or directive:
            self.report("yaml-directive", _PERCENT, self.mark_at(directive or opened), hint="indent or quote it")
        elif "block scalar" in context or ("cannot start" in problem and self.text[at] in "|>"):
            self.comparison(opened if "block scalar" in context else at)
        elif "escape" in problem or "hexdec" in problem or "hexadec" in problem:
            self.escape(opened, at - 2 if "invalid" in problem else None)
        elif not any(
            found.rule == "tab-character" or (found.rule in _LIKELY and found.place.line == self.mark_at(at)[1])
            for found in self.findings
        ):
            said, hint, index, *related = self.explanation(problem, context, at, opened)
            self.report("yaml-syntax", said, self.mark_at(index), *related, hint=hint)
        raise _StopReading

    def escape(self, opened: int, fatal: int | None) -> None:
        """A backslash in double quotes before something that is no escape, or no character."""
        if fatal is not None:
            self.bad_escapes(fatal)
        match = _NO_ESCAPE.match(self.text, opened)
        mark = self.mark_at(match.start("bad") if match else opened)
        said = "a backslash in double quotes that begins no escape"
        self.report("yaml-syntax", said, mark, hint="write `\\\\`, or use single quotes")

    def explanation(self, problem: str, context: str, at: int, opened: int) -> tuple[Any, ...]:
        """What is the matter, what to write instead, where, and what has to do with it."""
        char, line_start = self.text[at : at + 1], self.text.rfind("\n", 0, at) + 1
        line = self.text[line_start:at]
        if "\xa0" in self.text[line_start : self.text.find("\n", at)]:
            return "the line holds a no-break space, which is no blank to YAML", "use ordinary blanks", at
        if "cannot start" in problem:
            return f"a value cannot begin with `{char}`", f"quote it: `{_quoted(self.rest(at))}`", at
        if "mapping values" in problem or (char == ":" and "flow" in context and "\n" not in self.text[opened:at]):
            if re.fullmatch(r" *(?:- +)*[\w@.-]+", line):
                return "a key that is indented deeper than its neighbours", _INDENT, at
            value = at - len(line.rpartition(": ")[2].lstrip())
            text = self.rest(value)
            hint = f"quote the text: `{_quoted(text)}`" if text[:1].isalnum() else "put quotes around the text"
            return "a colon and a blank inside unquoted text", hint, at
        if "sequence entries" in problem:
            return "a list that begins on the line of its key", "begin it on the next line, or write `[a, b]`", at
        if "quoted" in context:
            return "this quote is never closed", "close it; text with an apostrophe goes in double quotes", opened
        if "flow" in context and "node content" not in problem:
            bracket = self.text[opened]
            if not self.text[at:].strip():
                return f"this `{bracket}` is never closed", "close it", opened
            label = Label(Place(*self.mark_at(opened)), "opened here")
            return f"inside `{bracket}` a comma is missing, or its end", "use commas and close the bracket", at, label
        if "simple key" in context:
            return "a line that is no `key: value`", "put `: ` after a key; indent text that goes on from above", opened
        if "unexpected ':'" in problem:
            return "no blank after the colon", "write `key: value`", at
        if "node content" in problem:
            return f"`{char}` where a value should be", "put the value there, in quotes if it is text", at
        if line.rstrip()[-1:] in ("'", '"'):
            return "text goes on after the closing quote", "put quotes around the whole text", at
        return "the indentation does not fit the lines above", _INDENT, at


def _quoted(text: str) -> str:
    """Text in the quotes that it can bear."""
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def parser_in_use() -> str:
    """Which parser reads the files: `libyaml`, or `pure Python`, which is slower and gives the same answers."""
    import yaml

    pure = os.environ.get("NEGOTRACK_PURE_YAML") == "1" or not hasattr(yaml, "CSafeLoader")
    return "pure Python" if pure else "libyaml"


def parser(text: str) -> tuple[Any, Callable[[], Any]]:
    """libyaml and its events, or, without it or with `NEGOTRACK_PURE_YAML=1`, PyYAML's own made to agree with them."""
    import yaml

    kinds: Any = yaml
    if parser_in_use() == "libyaml":
        fast = yaml.CSafeLoader(text)
        return fast, fast.get_event
    stand_in = next((char for char in map(chr, range(0xE000, 0xF900)) if char not in text), "?")
    loader: Any = yaml.SafeLoader(_INNER_QUESTION.sub(stand_in, text))  # it takes the end of `{a: why?}` for a key
    flows = [False]

    def next_event() -> Any:
        event = loader.get_event()
        if isinstance(event, kinds.CollectionStartEvent):
            flows.append(bool(event.flow_style))
        elif isinstance(event, kinds.CollectionEndEvent):
            flows.pop()
        elif isinstance(event, kinds.ScalarEvent) and event.value:
            event.value = event.value.replace(stand_in, "?")
            end = event.end_mark
            if flows[-1] and not event.style and (":?" in event.value or _TIGHT_COLON.match(text, end.index)):
                raise kinds.scanner.ScannerError("plain scalar", end, "found unexpected ':'", end)  # `{a:[b]}`
        return event

    return loader, next_event
