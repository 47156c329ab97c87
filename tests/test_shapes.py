"""What is taken for well shaped without pydantic is what the schema takes, key by key, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from negotrack.read import schema, shapes
from negotrack.read.nodes import Node, plain, read_nodes
from negotrack.read.schema import SHAPES, Key, Shape, keys_of

PROBES: list[Any] = [None, "x", "", [], ["x"], [None], [[]], [{}], {}, {"a": "x"}, {"a": None}, {"a": {}}, {"a": []}]


def sample(key: Key) -> Any:
    """Something that a key takes."""
    inner = least(key.shape) if key.shape else "x"
    return {"words": key.words and key.words[-1], "texts": ["x"], "terms": {"a": None}, "shapes": [inner], "named": {"a": inner}}.get(key.form, "x")  # fmt: skip


def least(shape: type[Shape]) -> dict[str, Any]:
    """A mapping with all that a shape requires."""
    return {key.name: sample(key) for key in keys_of(shape).values() if key.required}


def cases(shape: type[Shape]) -> Iterator[dict[str, Any]]:
    """A mapping with each key as it should be and as it should not, in itself and in the mappings within."""
    whole = least(shape)
    yield from (whole, {**whole, "unknown": "x"})
    for key in keys_of(shape).values():
        yield {name: value for name, value in whole.items() if name != key.name}
        yield from ({**whole, key.name: probe} for probe in (*PROBES, sample(key), *key.words))
        for inner in cases(key.shape) if key.shape else ():
            yield {**whole, key.name: [inner] if key.form == "shapes" else {"a": inner}}


def node_of(value: Any) -> Node:
    mark = ("a.yaml", 1, 1, None)
    if isinstance(value, dict):
        return Node(mark, {key: node_of(one) for key, one in value.items()})
    return Node(mark, [node_of(one) for one in value] if isinstance(value, list) else value)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_key_takes_what_the_schema_says_it_takes(kind: str) -> None:
    verdicts = set()
    for case in cases(SHAPES[kind]):
        root = node_of(case)
        assert plain(root) == case
        verdict = shapes.KEPT[kind](root.value)
        assert verdict == (schema.misshapen(kind, root) == []), case
        verdicts.add(verdict)
    assert verdicts == {True, False}


def test_what_the_schema_alone_takes_is_still_taken() -> None:
    text = "party: a\ndate: 2024-01-01\nresponses: [{to: b, answer: accepts, with_: {}}]\n"
    root, _ = read_nodes("a.yaml", text)
    assert root is not None
    assert not shapes.KEPT["statement"](root.value)
    assert shapes.misshapen("statement", root) == []
