"""A new id for a party, an issue or an item, put into every file that mentions it: only its own letters change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal

from negotrack.book import Book, Statement
from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass
from negotrack.read.nodes import Mark, Node, read_nodes
from negotrack.read.reading import by_folder
from negotrack.read.records import MANIFESTS
from negotrack.read.renamed import Names
from negotrack.read.sources import Source
from negotrack.write.files import Change
from negotrack.write.record import BoundToItsLine, canonical

What = Literal["party", "issue", "item"]
Role = Literal["party", "issue", "own item", "item", "record"]
Edit = tuple[int, int, str]
"""A stretch of a text, and what stands there from now on."""

BLOCKS = ("gives", "asks", "terms", "before", "requires", "never", "unless", "must", "with", "refuses")
_NAMED: dict[What, str] = {"party": "role", "issue": "scale", "item": "id"}  # the key beside which `previously` is put


@dataclass(frozen=True, slots=True)
class Mention:
    """An id where it is written, and what it is the id of."""

    mark: Mark
    words: str
    role: Role


@dataclass(slots=True)
class Renaming:
    """What shall be called what, in one negotiation; an item by its party too."""

    book: Book
    what: What
    old: str
    new: str
    party: str = ""
    moved: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder of the negotiation, from the root."""
        return self.book.place.path.rpartition("/")[0]

    @property
    def names(self) -> Names:
        """The renaming as the reader understands it."""
        parties = {self.old: self.new} if self.what == "party" else {}
        issues = {self.old: self.new} if self.what == "issue" else {}
        items = {f"{self.party}/{self.old}": f"{self.party}/{self.new}"} if self.what == "item" else {}
        records = {self.id_of(old): self.id_of(new) for old, new in self.moved.items()}
        return Names(parties, issues, items, records)

    def id_of(self, path: str) -> str:
        """The id of the record in a file."""
        return path.removeprefix(f"{self.folder}/").rpartition(".")[0]


def changes_of(renaming: Renaming, files: Sequence[Source]) -> list[Change]:
    """The files that change, all of them or none: their texts, and their folder where it bears the party's name."""
    within = _within(renaming, files)
    if renaming.what == "party":
        here = f"{renaming.folder}/{renaming.old}/"
        there = f"{renaming.folder}/{renaming.new}/"
        renaming.moved = {one.path: there + one.path.removeprefix(here) for one in within if one.path.startswith(here)}
    keeper = _keeper(renaming)
    changes = []
    for source in within:
        text = _renamed_text(renaming, source, records_it=source.path == keeper)
        path = renaming.moved.get(source.path, source.path)
        if path != source.path:
            changes += [Change(path, None, text), Change(source.path, source.text, None)]
        elif text != source.text:
            changes.append(Change(path, source.text, text))
    return changes


def _within(renaming: Renaming, files: Iterable[Source]) -> list[Source]:
    """The files of the negotiation alone: one in a folder further down has parties, issues and items of its own."""
    files = list(files)
    own = {renaming.book.place.path, *by_folder(one.path for one in files).within.get(renaming.folder, ())}
    return [one for one in files if one.path in own]


def left_in_prose(renaming: Renaming, files: Iterable[Source]) -> list[str]:
    """The files that mention the former id in a note or a comment, which nobody but their author can reword."""
    if renaming.what == "issue":
        return []
    id_part = f"{renaming.party}/{renaming.old}" if renaming.what == "item" else f"{renaming.old}/"
    pattern = re.compile(
        rf"(?<![\w/.-]){re.escape(id_part)}{'(?![a-z0-9-])' if renaming.what == 'item' else '[a-z0-9]'}"
    )
    return [one.path for one in _within(renaming, files) if pattern.search(one.text.decode("utf-8", "replace"))]


def _keeper(renaming: Renaming) -> str:
    """The file in which the former id is kept: that of the negotiation, or where the item was first stated."""
    if renaming.what != "item":
        return renaming.book.place.path
    stated = [
        (entry.said.day, entry.id, entry.place.path)
        for entry in renaming.book.entries
        if isinstance(entry, Statement) and entry.party == renaming.party
        for item in entry.items
        if item.id == renaming.old and getattr(item, "amends", "") != renaming.old
    ]
    if not stated:
        raise NegotrackError(f"no statement gives {renaming.old!r} its name", "look at it with `show`", NOT_LOADED)
    return min(stated)[2]


def _renamed_text(renaming: Renaming, source: Source, *, records_it: bool) -> bytes:
    """A file with the new id in the place of the old one; one that was in canonical form stays in it."""
    root, _ = read_nodes(source.path, source.text)
    text = source.text.decode("utf-8")
    if root is None:
        raise NegotrackError(f"{source.path} cannot be read", "`negotrack check` tells why", NOT_LOADED)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    shift = len(text) - len(text.removeprefix("\ufeff"))
    edits = [
        _edit(text, _span(mention.mark, starts, shift), new, source.path)
        for mention in _mentions(renaming, source.path, root)
        if (new := _now(renaming, mention)) != mention.words
    ]
    if records_it:
        edits.append(_previously(renaming, root, text, starts, shift))
    if not edits:
        return source.text
    changed = text
    for begin, end, words in sorted(edits, reverse=True):
        changed = changed[:begin] + words + changed[end:]
    if _is_canonical(source.path, text):
        changed = canonical(source.path, changed)[0] or changed
    return changed.encode()


def _is_canonical(path: str, text: str) -> bool:
    try:
        return canonical(path, text)[0] == text
    except BoundToItsLine:
        return False


# -- where ids are written ----------------------------------------------------------------------------------------


def _mentions(renaming: Renaming, path: str, root: Node) -> Iterator[Mention]:
    """Every id in a file that could be meant; an item's bare id only in its party's own statements."""
    if path.rpartition("/")[2] in MANIFESTS:
        for party, node in _pairs(root, "parties"):
            yield Mention(root_of(root, "parties").key_marks[party], party, "party")
            yield from _values(node, "party", "of", "members")
        for issue, node in _pairs(root, "issues"):
            yield Mention(root_of(root, "issues").key_marks[issue], issue, "issue")
            yield from _values(node, "party", "given_by")
        return
    yield from _values(root, "party", "party", "parties", "via")
    yield from _values(root, "item", "settles")
    yield from _values(root, "record", "denies", "ends")
    yield from _terms(root, ("agreement", "facts"))
    said_by = "".join(one.words for one in _values(root, "party", "party"))
    own = renaming.what != "item" or _present(renaming.book, said_by) == renaming.party
    for mention in _values(root, "item", "withdraws"):
        yield mention if "/" in mention.words or not own else Mention(mention.mark, mention.words, "own item")
    for block in ("offers", "preconditions", "red_lines"):
        for item in _list(root, block):
            yield from _terms(item, BLOCKS)
            yield from _values(item, "party", "to", "by")
            if own:
                yield from _values(item, "own item", "id", "amends", "keeps")
    for answer in _list(root, "responses"):
        yield from _terms(answer, BLOCKS)
        for mention in _values(answer, "item", "to"):
            yield mention if "/" in mention.words else Mention(mention.mark, mention.words, "party")


def _now(renaming: Renaming, mention: Mention) -> str:
    """What stands there from now on."""
    old, new = renaming.old, renaming.new
    match renaming.what, mention.role:
        case "party", "party":
            return new if mention.words == old else mention.words
        case "party", "item":
            party, slash, item = mention.words.partition("/")
            return f"{new if party == old else party}{slash}{item}" if slash else mention.words
        case "party", "record":
            return renaming.names.record(mention.words)
        case "issue", "issue":
            return renaming.names.issue(mention.words)
        case "item", "own item":
            return new if mention.words == old else mention.words
        case "item", "item":
            party, slash, item = mention.words.partition("/")
            mine = slash and item == old and _present(renaming.book, party) == renaming.party
            return f"{party}/{new}" if mine else mention.words
    return mention.words


def _present(book: Book, party: str) -> str:
    """The present id of a party that may be written under a former one."""
    if party in book.parties:
        return party
    return next((one.id for one in book.parties.values() if party in one.previously), party)


def _values(node: Node, role: Role, *keys: str) -> Iterator[Mention]:
    """The ids under some keys, whether one or a list."""
    held: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {}
    for key in keys:
        if key in held:
            at = held[key]
            for one in at.value if isinstance(at.value, list) else [at]:
                if isinstance(one.value, str):
                    yield Mention(one.mark, one.value, role)


def _terms(node: Node, blocks: Iterable[str]) -> Iterator[Mention]:
    held = node.value if isinstance(node.value, dict) else {}
    for block in blocks:
        if block in held and isinstance(held[block].value, dict):
            for key, mark in held[block].key_marks.items():
                yield Mention(mark, key, "issue")


def root_of(root: Node, key: str) -> Node:
    """The node under a key; the holder itself where there is none."""
    return root.value.get(key, root) if isinstance(root.value, dict) else root


def _pairs(root: Node, key: str) -> list[tuple[str, Node]]:
    at = root_of(root, key)
    return [*at.value.items()] if at is not root and isinstance(at.value, dict) else []


def _list(root: Node, key: str) -> list[Node]:
    at = root_of(root, key)
    return at.value if at is not root and isinstance(at.value, list) else []


# -- the letters themselves ---------------------------------------------------------------------------------------


def _span(mark: Mark, starts: Sequence[int], shift: int) -> tuple[int, int]:
    """Where a value stands in the text; a value of several lines ends nowhere that is known."""
    _, line, column, end = mark
    base = starts[line - 1] + (shift if line == 1 else 0)
    return base + column - 1, base + end - 1 if end is not None else -1


def _edit(text: str, span: tuple[int, int], new: str, path: str) -> Edit:
    """The new id in the place of the old one, in the quotes it had."""
    begin, end = span
    written = text[begin:end] if end >= 0 else ""
    if not written:
        line = text.count("\n", 0, begin) + 1
        hint = "write the id on one line, and rename again"
        raise NegotrackError(f"{path}:{line}: an id that is written on several lines", hint, NOT_LOADED)
    quote = written[0] if written[0] in "'\"" else ""
    return begin, end, f"{quote}{new}{quote}"


def _previously(renaming: Renaming, root: Node, text: str, starts: Sequence[int], shift: int) -> Edit:
    """Where the former id is kept: in the list there is, or in a new one behind the key that every such part has."""
    part = _part(renaming, root)
    held = part.value if isinstance(part.value, dict) else {}
    listed = held.get("previously")
    if listed is not None and isinstance(listed.value, list) and listed.value:
        for one in listed.value:
            if one.value == renaming.new:  # it gets a name back that it had before
                return _edit(text, _span(one.mark, starts, shift), renaming.old, renaming.book.place.path)
        last = listed.value[-1]
        end = _span(last.mark, starts, shift)[1]
        if text[_span(listed.mark, starts, shift)[0]] == "[":
            return end, end, f", {renaming.old}"
        at = text.find("\n", end)
        return at, at, f"\n{' ' * (listed.mark[2] - 1)}- {renaming.old}"
    _, end = _span(held[_NAMED[renaming.what]].mark, starts, shift)
    if end < 0 or listed is not None:
        hint = f"write `{_NAMED[renaming.what]}` on one line, and leave an empty `previously` out"
        raise NegotrackError(f"{renaming.old!r} has no place where its former id could be kept", hint, NOT_LOADED)
    if text[_span(part.mark, starts, shift)[0]] == "{":
        return end, end, f", previously: [{renaming.old}]"
    at = text.find("\n", end)
    column = part.key_marks[_NAMED[renaming.what]][2]
    at = at if at >= 0 else len(text)
    return at, at, f"\n{' ' * (column - 1)}previously: [{renaming.old}]"


def _part(renaming: Renaming, root: Node) -> Node:
    """The part of a file that is renamed: the declaration of a party or issue, or an item."""
    if renaming.what != "item":
        key = "parties" if renaming.what == "party" else "issues"
        return dict(_pairs(root, key))[renaming.old]
    for block in ("offers", "preconditions", "red_lines"):
        for item in _list(root, block):
            if any(one.words == renaming.old for one in _values(item, "own item", "id")):
                return item
    raise NegotrackError(f"{renaming.old!r} is not where it was read", "run the command again", NOT_LOADED)
