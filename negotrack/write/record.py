"""The one canonical form of a record: the order of its keys, its spacing and its quotes, with every comment kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from negotrack.errors import NegotrackError
from negotrack.findings import Finding
from negotrack.read.nodes import plain, read_nodes
from negotrack.read.written import Entry, Group, Path, Scalar, Written, read_written
from negotrack.write.style import WIDTH, filled, fold, literal, one_line, quoted

_ABOUT = ("previously", "note")
ORDER: dict[str, tuple[str, ...]] = {
    "draft": ("title", "terms", "steps", "note"),
    "negotiation": ("title", "summary", "stale_after", "parties", "issues", "scopes", "note"),
    "party": ("name", "role", "of", "members", "aliases", *_ABOUT),
    "issue": ("title", "scale", "unit", "currency", "levels", "choices", "given_by", *_ABOUT),
    "statement": (
        *("party", "date", "summary", "via", "speaker", "attribution", "force", "sources", "withdraws", "denies"),
        *("offers", "preconditions", "red_lines", "responses", *_ABOUT),
    ),
    "agreement": (
        *("parties", "date", "summary", "via", "attribution", "agreement", "settles", "until", "sources", *_ABOUT),
    ),
    "event": ("event", "date", "summary", "attribution", "facts", "ends", "sources", *_ABOUT),
    "source": (
        *("title", "url", "archive", "reference", "publisher", "published", "quote", "grade", "origin", "note"),
    ),
    "offer": (*("id", "previously", "amends", "summary", "to", "gives", "asks", "terms", "until", "keeps", "note"),),
    "precondition": ("id", "previously", "summary", "before", "requires", "by", "note"),
    "red_line": ("id", "previously", "summary", "must", "never", "unless", "note"),
    "response": ("to", "answer", "with", "refuses", "reason", "note"),
    "value": (
        *("at_least", "more_than", "at_most", "less_than", "exactly", "any_of", "none_of", "unspecified", "about"),
        "note",
    ),
}
"""The order in which the keys of each part of a record are written; those of a mapping of ids keep their own."""

_PARTS = {
    "sources": "source",
    "offers": "offer",
    "preconditions": "precondition",
    "red_lines": "red_line",
    "responses": "response",
}
_TERMS = (
    "gives",
    "asks",
    "terms",
    "before",
    "requires",
    "never",
    "unless",
    "must",
    "with",
    "refuses",
    "agreement",
    "facts",
)
_OPEN = ("source", "offer", "precondition", "red_line")  # parts that are written one key a line
_PROSE = (
    "title",
    "summary",
    "name",
    "aliases",
    "speaker",
    "publisher",
    "reference",
    "origin",
    "event",
    "reason",
    "note",
)
_FOLDED = ("summary", "reason", "note")


class NotSafelyRewritten(Exception):
    """What was written does not read back as what it was; a bug, and nothing may be written."""


class BoundToItsLine(Exception):
    """A comment lets findings pass on a line that the canonical form would break up or join."""


# -- the two questions --------------------------------------------------------------------------------------------


def record_text(record: Mapping[str, Any], schema: str = "") -> str:
    """The canonical text of a record given as bare data, its keys in any order; a key that holds None is left out.

    `schema` is the address of a JSON Schema, for the line that editors look for.

    >>> print(record_text({"date": "2024-03-01", "withdraws": ["four"], "party": "union"}), end="")
    party: union
    date: 2024-03-01
    withdraws: [four]

    Raises NegotrackError where it holds a character that must not be in a record, or a text that is too long for one.
    """
    data = _given(record)
    root = _group(data)
    head = [f"# yaml-language-server: $schema={schema}"] if schema else []
    if any(not line.isprintable() for line in head):
        raise ValueError("the address of a schema stands on one line")
    _order(root, kind_of(root))
    text = _text(Written(root, head))
    found, amiss = read_nodes("record", text)
    wrong = [one for one in amiss if one.rule != "invisible-character"]  # of which `check` warns
    if wrong:
        raise NegotrackError(f"this cannot be recorded: {wrong[0].message}", wrong[0].hint)
    if plain(found) != data:
        raise NotSafelyRewritten("a record was not written as it was given: the data differ")
    return text


def canonical(path: str, raw: bytes | str) -> tuple[str | None, list[Finding]]:
    """The canonical text of a file, with the meaning and the comments it has; None and why, where it cannot be read.

    Raises `BoundToItsLine` where a comment that lets findings pass would come to speak of other values.
    """
    written, findings = read_written(path, raw)
    if written is None:
        return None, findings
    before, _ = read_nodes(path, raw)
    _order(written.root, kind_of(written.root))
    text = _text(written)
    after, amiss = read_nodes(path, text)
    again, _ = read_written(path, text)
    if again is None or len(amiss) != len(findings) or _ordered(plain(before)) != _ordered(plain(after)):
        raise NotSafelyRewritten(f"{path} would not read back as it was; it is left as it is")
    if Counter(again.comments) != Counter(written.comments):
        raise NotSafelyRewritten(f"{path} would lose a comment; it is left as it is")
    _compare_passes(written, again)
    return text, findings


def kind_of(root: Group) -> str:
    """Which kind of file a mapping is, told by its keys."""
    keys = {entry.key for entry in root.entries}
    if "issues" in keys and "agreement" not in keys:
        return "negotiation"
    return "agreement" if "agreement" in keys else "event" if "event" in keys else "statement"


def _ordered(data: Any) -> Any:
    """Data in which the order counts that means something: that of lists, and of keys that are ids."""
    if isinstance(data, dict):
        return {key: _ordered(value) for key, value in data.items()}, [key for key in data if key not in _KEYS]
    return [_ordered(one) for one in data] if isinstance(data, list) else data


_KEYS = {key for keys in ORDER.values() for key in keys}


def _compare_passes(before: Written, after: Written) -> None:
    """See to it that each comment that lets findings pass speaks of the same values; what encloses them may join."""
    for (words, old), (_, new) in zip(_by_words(before), _by_words(after), strict=True):
        ends = [_bare(way) for way in old]
        gained = [_bare(way) for way in new - old]
        if old - new or not all(any(end[: len(way)] == way for end in ends) for way in gained):
            raise BoundToItsLine(words)


def _by_words(written: Written) -> list[tuple[str, frozenset[Path]]]:
    return sorted(written.passed, key=lambda one: (one[0], sorted(map(repr, one[1]))))


def _bare(way: Path) -> Path:
    return way[:-1] if way[-1:] == ("key",) else way


# -- data as a file that has no comments yet ----------------------------------------------------------------------


def _given(data: Any) -> Any:
    """Bare data without the keys that hold nothing."""
    if isinstance(data, Mapping):
        return {key: _given(value) for key, value in data.items() if value is not None}
    return [_given(one) for one in data] if isinstance(data, list) else data


def _group(data: Mapping[str, Any] | list[Any]) -> Group:
    """Bare data as something written."""
    pairs = data.items() if isinstance(data, Mapping) else ((None, value) for value in data)
    group = Group(isinstance(data, Mapping))
    for key, value in pairs:
        held = _group(value) if isinstance(value, Mapping | list) else Scalar(value)
        if isinstance(held, Scalar) and value and key in _FOLDED:
            held.lines = filled(value, 4)
        group.entries.append(Entry(key, held))
    return group


# -- the order ----------------------------------------------------------------------------------------------------


def _order(group: Group, part: str) -> None:
    """Bring the keys of a part, and of every part in it, into their order; keys the format does not know go last."""
    known = ORDER.get(part, ())
    if known:
        group.entries.sort(key=lambda entry: known.index(entry.key) if entry.key in known else len(known))
    for entry in group.entries:
        inner = _inner(part, entry.key)
        if isinstance(entry.value, Group):
            _order(entry.value, inner)


def _inner(part: str, key: str | None) -> str:
    """Which part of a record stands under a key of another, or in a list of them."""
    if key in ("aliases", "scopes"):
        return "prose"
    if key is None:
        return part.removesuffix(" list")
    if part == "negotiation" and key in ("parties", "issues"):
        return {"parties": "party map", "issues": "issue map"}[key]
    if part.endswith(" map"):
        return part.removesuffix(" map")
    if part in ("statement", "agreement", "event", *_OPEN, "response"):
        if key in _PARTS:
            return f"{_PARTS[key]} list"
        return "value map" if key in _TERMS else ""
    return ""


def _lift(group: Group) -> None:
    """Bring every comment to where it can stand: above a dash, not between it and what shares its line."""
    for entry in group.entries:
        value = entry.value
        entry.above += entry.beside[:-1]
        entry.beside = entry.beside[-1:]
        if not isinstance(value, Group):
            continue
        _lift(value)
        if not value.entries:
            entry.above += value.below
            value.below = []
        elif entry.key is None:
            first = value.entries[0]
            if not value.flow or first.above:
                entry.above += entry.beside
                entry.beside = []
            entry.above += filter(None, first.above)
            first.above = []
            if first.key is None and isinstance(first.value, Group):
                entry.above += first.beside
                first.beside = []


# -- the text -----------------------------------------------------------------------------------------------------


def _text(written: Written) -> str:
    """A file as text."""
    _lift(written.root)
    head = list(written.head)
    while head and not head[0]:
        head.pop(0)
    lines = [*head, *_block(written.root, kind_of(written.root), 0)]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines if written.root.entries else [*lines, "{}"]) + "\n"


def _block(group: Group, part: str, indent: int) -> Iterator[str]:
    """The lines of a group, one entry after the other."""
    lead = " " * indent
    for number, entry in enumerate(group.entries):
        inner, sign = _inner(part, entry.key), f"{_key(entry.key)}:" if entry.key is not None else "-"
        words = _inline(entry, inner, indent + len(sign) + 1)
        above, beside = entry.above, entry.beside
        if isinstance(entry.value, Group) and words is None and entry.key is None:
            above += beside  # its dash shares a line with what follows
            beside = []
        yield from (lead + comment if comment else "" for comment in (above if number else _begun(above)))
        mark = "".join(f"  {comment}" for comment in beside)
        if words is not None:
            yield f"{lead}{sign}{words and ' '}{words}{mark}"
        elif isinstance(entry.value, Scalar):
            first, *rest = _long(entry.value, indent + 2)
            yield f"{lead}{sign} {first}{mark}"
            yield from rest
        else:
            lines = _block(entry.value, inner, indent + 2)
            if entry.key is None and entry.value.mapping:
                sign = f"- {next(lines).lstrip(' ')}"
            yield f"{lead}{sign}{mark}"
            yield from lines
    yield from (lead + comment if comment else "" for comment in group.below)


def _begun(above: list[str]) -> list[str]:
    """The comments above a first entry: no blank line opens a block."""
    return above[1:] if above[:1] == [""] else above


def _inline(entry: Entry, part: str, column: int) -> str | None:
    """A value on one line, or None where it has to be written on several."""
    value = entry.value
    if isinstance(value, Scalar):
        words = _scalar(entry.key or "", value, part.startswith("prose"), brackets=False)
        if value.value is not None and "\n" in value.value:
            return words if literal(value.value, 0) is None and not value.lines else None
        return None if column + len(words) > WIDTH and value.lines and entry.key != "quote" else words
    if not value.entries:
        return "{}" if value.mapping else "[]"
    if _commented(value) or (value.kept and not value.flow):
        return None
    words = _flow(value, part.startswith("prose"))
    if value.kept:
        return words
    opened = part in _OPEN or (part.endswith((" list", " map")) and part != "value map")
    return None if opened or column + len(words) > WIDTH or _many_lines(value) else words


def _long(value: Scalar, indent: int) -> list[str]:
    """The lines of a text that is not on one, after its key."""
    text = value.value or ""
    if value.lines:
        return fold(text, value.lines, indent)
    return literal(text, indent) or [quoted(text)]


def _flow(group: Group, prose: bool) -> str:
    """A group in brackets."""
    shown = []
    for entry in group.entries:
        if isinstance(entry.value, Group):
            words = _flow(entry.value, prose or entry.key in _PROSE)
        else:
            words = _scalar(entry.key or "", entry.value, prose, brackets=True)
        shown.append(f"{_key(entry.key)}: {words}" if entry.key is not None else words)
    return f"{{{', '.join(shown)}}}" if group.mapping else f"[{', '.join(shown)}]"


def _scalar(key: str, value: Scalar, prose: bool, *, brackets: bool) -> str:
    if value.value is None:
        return "" if key and not brackets else "null"
    if key == "quote":
        return quoted(value.value)
    return one_line(value.value, prose=prose or key in _PROSE, brackets=brackets)


def _key(key: str) -> str:
    return one_line(key, brackets=True)


def _commented(group: Group) -> bool:
    """Whether comments stand anywhere in a group, so that each of its entries needs a line."""
    return bool(group.below) or any(
        any(entry.above) or entry.beside or (isinstance(entry.value, Group) and _commented(entry.value))
        for entry in group.entries
    )


def _many_lines(group: Group) -> bool:
    """Whether a text in a group has line breaks."""
    return any(
        _many_lines(entry.value) if isinstance(entry.value, Group) else "\n" in (entry.value.value or "")
        for entry in group.entries
    )
