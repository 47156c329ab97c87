"""The JSON Schema of one negotiation's records: what an editor needs to complete, explain and mark them as they are typed.

It is written into `.schema/statement.json` in the negotiation's folder. What people wrote stands only in `title`,
`description` and `enumDescriptions`, which editors show as plain text; Markdown is kept for our own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from negotrack.book import Book, Issue
from negotrack.editor.forms import DAY, examples, figure_pattern, pattern
from negotrack.editor.names import Named, Names, names_of
from negotrack.findings import Finding, Place, finding
from negotrack.read.reading import SCHEMAS
from negotrack.read.schema import SHAPES, Key, Shape, keys_of
from negotrack.terms import clip

FOLDER, FILE = SCHEMAS, "statement.json"
Schema = dict[str, Any]

_SLUG = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
_DAY = f"^{DAY}$"
_CLOCK = "[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})? ?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_SAID = f"^(?:{DAY}(?:{_CLOCK})?|[0-9]{{4}}-(?:0[1-9]|1[0-2]))$"
_SCALAR = ["string", "number", "boolean"]  # a record's values are text to us, whatever YAML makes of them
_TEXT: Schema = {"type": _SCALAR}
_TRUTH: Schema = {"enum": [True, False, "yes", "no"]}

WORDS: dict[str, str] = {
    "official-text": "a text that the party itself has published",
    "on-record": "words of somebody who is named",
    "unnamed-officials": "people who speak for it and are not named",
    "leak": "a text or words that were not meant to be public",
    "third-party": "somebody else says what it said",
    "binding": "it stands by it",
    "exploratory": "only put forward to explore",
    "accepts": "takes it, as it is or `with` changes",
    "rejects": "turns it down",
    "considers": "neither yet",
    "talks": "before it talks at all",
    "deal": "before it makes any deal",
}
"""What the words of the format mean."""

PATTERNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "date": (_SAID, "YYYY-MM-DD, YYYY-MM, or a date and time with zone", ("2023-12-21", "2023-12", "2023-12-21 14:30 +02:00")),
    "published": (_DAY, "YYYY-MM-DD", ("2023-12-21",)),
    "until": (_DAY, "YYYY-MM-DD", ("2023-12-31",)),
    "url": ("^https?://[^\\s\"<>\\\\]+$", "an http or https address", ("https://example.org/report",)),
    "archive": ("^https?://[^\\s\"<>\\\\]+$", "an http or https address", ("https://web.archive.org/…",)),
    "grade": ("^[A-F][1-6]$", "a letter A to F for the source and a figure 1 to 6 for the information", ("B2",)),
    "id": (_SLUG, "lower-case ASCII letters and digits, with single dashes between words", ("week-for-40",)),
}  # fmt: skip
"""Keys whose text has a form: the pattern, the form in words, and examples."""


def path_of(book: Book) -> str:
    """Where a negotiation's schema lies, from the repository's root."""
    return f"{book.place.path.rpartition('/')[0]}/{FOLDER}/{FILE}"


def modeline(book: Book, path: str) -> str:
    """The first line of a record that tells editors its schema; `path` is the record's, from the repository's root."""
    depth = path.removeprefix(book.place.path.rpartition("/")[0] + "/").count("/")
    return f"# yaml-language-server: $schema={'../' * depth}{FOLDER}/{FILE}"


def written(book: Book) -> str:
    """The schema as it is written to its file: the same for the same records, on every machine."""
    return json.dumps(schema(book), indent=1, ensure_ascii=False) + "\n"


def stale(books: Iterable[Book], text_of: Callable[[str], bytes | None]) -> list[Finding]:
    """A finding for every schema that was written and does not fit its records any more.

    `text_of` gives the bytes of a file by its path, or None where there is none: they are compared, and never parsed.
    A negotiation with files that cannot be read is passed over, for what they name is not known.
    """
    found = []
    for book in books:
        path = path_of(book)
        there = None if book.unread else text_of(path)
        if there is not None and there != written(book).encode():
            hint = f"write it anew: `negotrack schema {book.id} --write`"
            found.append(
                finding("stale-schema", "the editor's schema is not that of the records", Place(path), hint=hint)
            )
    return found


def schema(book: Book) -> Schema:
    """The JSON Schema (draft 7) of the statements, agreements and events of one negotiation."""
    names = names_of(book)
    kinds = {kind: _object(kind, shape, names) for kind, shape in SHAPES.items() if kind != "negotiation"}
    kinds["statement"]["allOf"] = [_own_items(party, names) for party in book.parties]
    told = {key: {"description": keys_of(SHAPES[key])[key].description} for key in ("agreement", "event")}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "Written by `negotrack schema --write`. Not for editing: it is written over.",
        "title": book.title,
        "description": "A statement; with the key agreement an agreement, with the key event an event.",
        "type": "object",
        "properties": told,
        "if": {"required": ["agreement"]},
        "then": {"$ref": "#/definitions/agreement-record"},
        "else": {
            "if": {"required": ["event"]},
            "then": {"$ref": "#/definitions/event-record"},
            "else": {"$ref": "#/definitions/statement-record"},
        },
        "definitions": {
            **{f"{kind}-record": one for kind, one in kinds.items()},
            **{kind_name(shape): _object(kind_name(shape), shape, names) for shape in _inner_shapes()},
            "terms": _terms(book),
            **{f"value-{issue.id}": _value(issue) for issue in book.issues.values()},
        },
    }


# -- keys ---------------------------------------------------------------------------------------------------------


def _inner_shapes() -> Iterator[type[Shape]]:
    """The shapes that stand inside a record, each once."""
    seen: dict[type[Shape], None] = {}
    for kind, shape in SHAPES.items():
        if kind != "negotiation":
            seen |= dict.fromkeys(key.shape for key in keys_of(shape).values() if key.shape)
    yield from seen


def kind_name(shape: type[Shape]) -> str:
    """`OfferShape` as `offer`, `RedLineShape` as `red-line`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", shape.__name__.removesuffix("Shape")).lower()


def _object(kind: str, shape: type[Shape], names: Names) -> Schema:
    """A mapping with the keys of a shape, and no others."""
    keys = keys_of(shape)
    required = [key.name for key in keys.values() if key.required]
    found: Schema = {
        "type": "object",
        "description": (shape.__doc__ or "").partition("\n")[0],
        "properties": {key.name: _key(kind, key, names) for key in keys.values()},
        "required": [*required, *(["sources"] if kind in SHAPES else [])],
        "additionalProperties": False,
    }
    if kind == "red-line":
        found["oneOf"] = [{"required": ["never"]}, {"required": ["must"]}]
    if kind == "offer":
        found["anyOf"] = [{"required": [block]} for block in ("gives", "asks", "terms", "amends")]
        found["if"], found["then"] = {"not": {"required": ["amends"]}}, {"required": ["id"]}
    if kind == "source":
        found["anyOf"] = [{"required": [link]} for link in ("url", "archive", "reference")]
    return found


def _key(kind: str, key: Key, names: Names) -> Schema:
    """What stands under one key, with its words as hover text."""
    told: Schema = {"description": _bare(key.description), "markdownDescription": key.description}
    known = referred(kind, key.name, names)
    match key.form:
        case "terms":
            return {"allOf": [{"$ref": "#/definitions/terms"}], **told}
        case "shapes" if key.shape:
            least = {"minItems": 1} if key.name == "sources" else {}
            return {"type": "array", "items": {"$ref": f"#/definitions/{kind_name(key.shape)}"}, **least, **told}
        case "texts":
            least = {"minItems": 2} if (kind, key.name) == ("agreement", "parties") else {}
            return {"type": "array", "items": _one_of(known) if known else _TEXT, **least, **told}
        case "words":
            return _one_of({word: WORDS.get(word, "") for word in key.words}) | told
        case "any":  # what a precondition comes before
            either = [_one_of({word: WORDS[word] for word in ("talks", "deal")}), {"$ref": "#/definitions/terms"}]
            return {"anyOf": either, **told}
    if known:
        return _one_of(known) | told
    if key.name not in PATTERNS:
        return _TEXT | told
    form, words, shown = PATTERNS[key.name]
    formed = {"type": _SCALAR, "pattern": form, "patternErrorMessage": f"write {words}", "examples": list(shown)}
    return formed | told


def referred(kind: str, key: str, names: Names) -> Named:
    """The names that a key refers to, or none where it holds words of its own."""
    match kind, key:
        case _, "party" | "via" | "parties" | "by":
            return names.parties
        case "offer", "to":
            return names.parties
        case "response", "to":
            return names.answerable
        case _, "settles":
            return names.others()
        case _, "denies":
            return names.statements
        case _, "ends":
            return names.agreements
    return {}


def _own_items(party: str, names: Names) -> Schema:
    """What the statement of one party may keep, amend and withdraw."""
    own, taken = names.own(party), names.accepted.get(party, {})
    known = _one_of(own) if own else {"not": {}}
    given_up = _one_of(own | taken) if own or taken else {"not": {}}
    offer = {"properties": {"keeps": {"items": known}, "amends": known}}
    return {
        "if": {"properties": {"party": {"const": party}}, "required": ["party"]},
        "then": {"properties": {"withdraws": {"items": given_up}, "offers": {"items": offer}}},
    }


def _one_of(named: Named) -> Schema:
    """One of some names, each with what it stands for; a name that YAML takes for a number may be that number too."""
    twins = [(twin, words) for name, words in named.items() if (twin := _twin(name)) is not None]
    found: Schema = {"enum": [*named, *(twin for twin, _ in twins)]}
    if any(named.values()):
        found["enumDescriptions"] = [clip(words) for words in (*named.values(), *(words for _, words in twins))]
    return found


def _twin(name: str) -> int | float | bool | None:
    """What YAML 1.2 makes of a name written plain, where that is no text."""
    if name in ("true", "false"):
        return name == "true"
    if re.fullmatch("[0-9]+|0x[0-9a-f]+|0o[0-7]+", name):
        return int(name, 0 if name[:2] in ("0x", "0o") else 10)
    return float(name) if re.fullmatch("[0-9]+e[0-9]{1,2}", name) else None


def _bare(words: str) -> str:
    return words.replace("*", "").replace("`", "")


# -- values -------------------------------------------------------------------------------------------------------


def _terms(book: Book) -> Schema:
    """Values by issue: those with a scope that somebody has used are offered, the others are understood."""
    keyed: Schema = {}
    for key in book.keys:
        base = book.issue(key).id.partition("@")[0]
        keyed[key] = {
            **_issue_words(book.issue(key)),
            "allOf": [{"$ref": f"#/definitions/value-{base}"}],
        }
    scopes = "|".join(book.scopes)
    former = {old: issue.id for issue in book.issues.values() for old in issue.previously}
    spelled = {**{issue: issue for issue in book.issues}, **former}
    for written_as, issue in spelled.items():
        if written_as not in keyed:
            keyed[written_as] = {"title": f"earlier id of {issue}", "allOf": [{"$ref": f"#/definitions/value-{issue}"}]}
    found: Schema = {"type": "object", "properties": keyed, "additionalProperties": False, "minProperties": 1}
    if scopes:
        found["patternProperties"] = {
            f"^{written_as}@(?:{scopes})$": {"$ref": f"#/definitions/value-{issue}"}
            for written_as, issue in spelled.items()
        }
    return found


def _issue_words(issue: Issue) -> Schema:
    """An issue's name, and what its values are."""
    scale = issue.scale
    about = f"{scale.kind}, {scale.unit}" if scale.unit else scale.kind
    given = f"given by {issue.given_by}" if issue.given_by else ""
    truths = ["boolean"] if {"true", "false"} & {*scale.members} else []
    return {
        "title": issue.title,
        "description": " · ".join(part for part in (about, given, issue.note) if part),
        "type": ["string", "number", "array", "object", *truths],
    }


def _value(issue: Issue) -> Schema:
    """A value on an issue's scale: short, one of several, or in the long form."""
    scale = issue.scale
    head = _issue_words(issue)
    if scale.kind == "text":
        return {**head, "type": ["string", "number", "boolean", "object"], "examples": list(examples(scale))}
    figure: Schema = {"type": ["string", "number"], "pattern": figure_pattern(scale)}
    names: Schema = {}
    if scale.finite:
        rank = {one: f"{number} of {len(scale.members)}" for number, one in enumerate(scale.members, 1)}
        named = {one: rank[one] if scale.ordered else "" for one in scale.members}
        figure = _one_of(named)
        names = _one_of({**named, "unspecified": "speaks to the issue, without a value"})
    shown = list(examples(scale))
    wrong = f"write {', '.join(shown)}"
    bound = ("at_least", "at_most", "more_than", "less_than", "exactly") if scale.ordered else ("exactly",)
    long: Schema = {
        "type": "object",
        "properties": {
            **dict.fromkeys(bound, figure),
            **{
                key: {"anyOf": [figure, {"type": "array", "items": figure, "minItems": 1}]}
                for key in ("any_of", "none_of")
            },
            "unspecified": _TRUTH,
            "about": _TRUTH,
            "note": _TEXT,
        },
        "additionalProperties": False,
    }
    one: Schema = {"type": ["string", "number"], "pattern": pattern(scale), "patternErrorMessage": wrong}
    listed = {"type": "array", "items": {"anyOf": [figure, one]} if scale.finite else one, "minItems": 1}
    short = one | {"examples": shown}
    return {**head, "anyOf": [*([names] if names else []), short, listed, long]}
