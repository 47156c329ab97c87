"""What may be written at a place of a record: keys, names the negotiation knows, levels, choices and forms of values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from negotrack.book import Book
from negotrack.editor.forms import forms
from negotrack.editor.names import Named, names_of
from negotrack.editor.schema import PATTERNS, WORDS, kind_name, referred
from negotrack.editor.spot import Spot
from negotrack.frozen import dataclass
from negotrack.read.schema import SHAPES, Key, Shape, keys_of
from negotrack.terms import LONG_FORM


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that may be written: its `name`, a few words on it, and what goes into the text."""

    name: str
    words: str
    what: Literal["key", "name", "issue", "word", "form"]
    text: str


@dataclass(frozen=True, slots=True)
class Holder:
    """What a path of keys leads to: the shape a mapping there has, the key of a value, or the issue of a term."""

    kind: str
    shape: type[Shape] | None = None
    key: Key | None = None
    terms: bool = False
    issue: str = ""


def kind_at(path: str, text: str) -> str:
    """Which kind of record a text is or becomes, told by its file's name and its keys."""
    if path.rpartition("/")[2] in ("negotiation.yaml", "negotiation.yml"):
        return "negotiation"
    for kind, key in (("agreement", "agreement"), ("event", "event")):
        if re.search(rf"^{key}:", text, re.MULTILINE):
            return kind
    return "statement"


def holder(kind: str, path: tuple[str, ...]) -> Holder:
    """What the keys above a place lead to."""
    found = Holder(kind, SHAPES[kind])
    named = False
    for part in path:
        if named:
            named = False
            continue
        if found.terms:
            found = Holder(found.kind, issue=part)
        elif found.issue or found.shape is None:
            return replace(found, shape=None) if found.issue else Holder(found.kind)
        else:
            key = keys_of(found.shape).get(part)
            if key is None:
                return Holder(found.kind)
            inner = kind_name(key.shape) if key.shape else found.kind
            found = Holder(inner, key.shape, key, key.form == "terms" or part == "before")
            named = key.form == "named"
    return found


def completions(book: Book | None, path: str, text: str, spot: Spot) -> list[Offered]:
    """Everything that may stand at a place; nothing where the place is free text."""
    kind = kind_at(path, text)
    here = holder(kind, spot.path)
    lone = not spot.path and not spot.at_key  # a word that becomes a key
    if here.terms and (spot.at_key or not book):
        return _issues(book) if book else []
    if here.issue:
        return _values(book, here.issue, at_key=spot.at_key) if book else []
    if here.shape and (spot.at_key or lone or spot.listed):
        return [_key(key) for key in keys_of(here.shape).values()] + (_other_kinds(text) if not spot.path else [])
    if here.key and not spot.at_key:
        found = _of_key(book, here, party_of(text))
        return found + (_issues(book) if here.terms and book and spot.at_key else [])
    return []


def _key(key: Key) -> Offered:
    """A key, with what has to follow it."""
    after = {"shapes": ":\n  - ", "texts": ": [", "terms": ":\n  ", "named": ":\n  "}.get(key.form, ": ")
    return Offered(key.name, key.description, "key", key.name + (": " if after == ": [" else after.partition("\n")[0]))


def _other_kinds(text: str) -> list[Offered]:
    """The keys that would make another kind of record of it."""
    if re.search("^(?:party|parties|event|agreement|title):", text, re.MULTILINE):
        return []
    return [
        _key(keys_of(SHAPES[kind])[key])
        for kind, key in (("agreement", "parties"), ("agreement", "agreement"), ("event", "event"))
    ]


def _issues(book: Book) -> list[Offered]:
    return [Offered(key, book.issue(key).title, "issue", f"{key}: ") for key in book.keys]


def _values(book: Book, issue: str, *, at_key: bool) -> list[Offered]:
    """The forms of a value on an issue's scale."""
    base = issue.partition("@")[0]
    now = base if base in book.issues else next((one.id for one in book.issues.values() if base in one.previously), "")
    if at_key or not now:
        return [Offered(name, "", "word", f"{name}: ") for name in LONG_FORM] if at_key else []
    return [Offered(form.strip(), words, "form", form) for form, words in forms(book.issues[now].scale).items()]


def _of_key(book: Book | None, here: Holder, party: str) -> list[Offered]:
    """What a key of the format takes: a word of the format, or a name of the negotiation."""
    assert here.key
    name = here.key.name
    if here.key.words or name == "before":
        return [Offered(word, WORDS.get(word, ""), "word", word) for word in here.key.words or ("talks", "deal")]
    known: Named = {}
    if book:
        names = names_of(book)
        own = here.kind == "offer" and name in ("keeps", "amends")
        known = names.own(party) if own else referred(here.kind, name, names)
        if (here.kind, name) == ("statement", "withdraws"):
            known = names.own(party) | names.accepted.get(party, {})
        if name in ("of", "members", "given_by"):
            known = names.parties
    if not known and name in PATTERNS and name != "id":
        return [Offered(shown, PATTERNS[name][1], "form", shown) for shown in PATTERNS[name][2] if "…" not in shown]
    return [Offered(one, words, "name", one) for one, words in known.items()]


def party_of(text: str) -> str:
    """The party whose statement a text is, as far as it is written."""
    match = re.search(r"^party:[ ]*[\"']?([a-z0-9-]+)", text, re.MULTILINE)
    return match[1] if match else ""
