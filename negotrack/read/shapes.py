"""Whether a file has the shape of its kind, as nearly every file has: told in one walk over it, without pydantic.

The shapes themselves are in `schema.py`, which says what is wrong where one is not kept. Here is only what each key
holds: a run that meets nothing wrong does without a library that takes longer to load than all the rest. A test holds
the two together, key by key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from negotrack.book import ATTRIBUTIONS, ROLES, Answer
from negotrack.findings import Finding
from negotrack.read.nodes import Node
from negotrack.values import KINDS

Holds = Callable[[Any], bool]
"""Whether a node's value is what a key takes."""


def kind_of(node: Node) -> str:
    """Which kind of record a file is, told by its keys."""
    keys = node.value if isinstance(node.value, dict) else {}
    return "agreement" if "agreement" in keys else "event" if "event" in keys else "statement"


def misshapen(kind: str, root: Node) -> list[Finding]:
    """Every place where a file departs from the shape of its kind; the schema is asked only where there is one."""
    if KEPT[kind](root.value):
        return []
    from negotrack.read import schema

    return schema.misshapen(kind, root)


def _anything(_: Any) -> bool:
    return True


def _text(value: Any) -> bool:
    return type(value) is str


def _terms(value: Any) -> bool:
    return type(value) is dict


def _word(*known: str) -> Holds:
    return lambda value: type(value) is str and value in known


def _list(holds: Holds) -> Holds:
    return lambda value: type(value) is list and all(holds(one.value) for one in value)


def _named(holds: Holds) -> Holds:
    return lambda value: type(value) is dict and all(holds(one.value) for one in value.values())


def _keys(required: str = "", **keys: Holds) -> Holds:
    """A mapping with these keys and no others; `with_` stands for `with`, which is no name in Python."""
    known, needed = {key.rstrip("_"): holds for key, holds in keys.items()}, frozenset(required.split())

    def holds(value: Any) -> bool:
        if type(value) is not dict or not needed <= value.keys() <= known.keys():
            return False
        return all(known[key](child.value) for key, child in value.items())

    return holds


_TEXTS = _list(_text)
_ATTRIBUTION = _word(*ATTRIBUTIONS)
_PARTY = _keys(
    "name role",
    name=_text, role=_word(*ROLES), of=_text, members=_TEXTS, aliases=_TEXTS, previously=_TEXTS, note=_text,
)  # fmt: skip
_ISSUE = _keys(
    "title scale",
    title=_text, scale=_word(*KINDS), unit=_text, currency=_text, levels=_TEXTS, choices=_TEXTS, given_by=_text,
    previously=_TEXTS, note=_text,
)  # fmt: skip
_SOURCES = _list(
    _keys(
        title=_text, url=_text, archive=_text, reference=_text, publisher=_text, published=_text, quote=_text, grade=_text,
        origin=_text, note=_text,
    )
)  # fmt: skip
_OFFER = _keys(
    id=_text, previously=_TEXTS, summary=_text, note=_text, gives=_terms, asks=_terms, terms=_terms, to=_TEXTS, until=_text,
    keeps=_TEXTS, amends=_text,
)  # fmt: skip
_PRECONDITION = _keys(
    "id before requires",
    id=_text, previously=_TEXTS, summary=_text, note=_text, before=_anything, requires=_terms, by=_text,
)  # fmt: skip
_RED_LINE = _keys(
    "id", id=_text, previously=_TEXTS, summary=_text, note=_text, never=_terms, unless=_terms, must=_terms
)
_RESPONSE = _keys(
    "to answer",
    to=_text, answer=_word(*get_args(Answer)), with_=_terms, refuses=_terms, reason=_text, note=_text,
)  # fmt: skip

KEPT: dict[str, Holds] = {
    "negotiation": _keys(
        "title parties issues",
        title=_text, summary=_text, stale_after=_text, parties=_named(_PARTY), issues=_named(_ISSUE), scopes=_named(_text),
        note=_text,
    ),
    "statement": _keys(
        "party date",
        party=_text, date=_text, summary=_text, via=_TEXTS, speaker=_text, attribution=_ATTRIBUTION,
        force=_word("binding", "exploratory"), sources=_SOURCES, withdraws=_TEXTS, denies=_TEXTS, offers=_list(_OFFER),
        preconditions=_list(_PRECONDITION), red_lines=_list(_RED_LINE), responses=_list(_RESPONSE), previously=_TEXTS,
        note=_text,
    ),
    "agreement": _keys(
        "parties date agreement",
        parties=_TEXTS, date=_text, summary=_text, via=_TEXTS, attribution=_ATTRIBUTION, agreement=_terms, settles=_TEXTS,
        until=_text, sources=_SOURCES, previously=_TEXTS, note=_text,
    ),
    "event": _keys(
        "event date",
        event=_text, date=_text, summary=_text, attribution=_ATTRIBUTION, facts=_terms, ends=_TEXTS, sources=_SOURCES,
        previously=_TEXTS, note=_text,
    ),
    "draft": _keys(title=_text, terms=_terms, steps=_list(_anything), note=_text),
}  # fmt: skip
"""By kind of file, whether what it holds is in shape."""
