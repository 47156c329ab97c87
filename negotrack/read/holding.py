"""What a node holds under a key, or nothing where it has another shape: the schema has said so already."""

from __future__ import annotations

from negotrack.findings import Place
from negotrack.read.nodes import Node


def child(node: Node, key: str) -> Node:
    """The node under a key; the holder itself where there is none."""
    return node.value.get(key, node) if isinstance(node.value, dict) else node


def text_of(node: Node, key: str) -> str:
    """The text under a key; empty where there is none."""
    at = node.value.get(key) if isinstance(node.value, dict) else None
    return at.value if at is not None and isinstance(at.value, str) else ""


def list_of(node: Node, key: str) -> list[Node]:
    """The list under a key; empty where there is none."""
    at = node.value.get(key) if isinstance(node.value, dict) else None
    return at.value if at is not None and isinstance(at.value, list) else []


def texts_of(node: Node, key: str) -> tuple[str, ...]:
    """The texts in the list under a key."""
    return tuple([one.value for one in list_of(node, key) if isinstance(one.value, str)])


def mappings_of(node: Node, key: str) -> list[Node]:
    """The mappings in the list under a key."""
    return [one for one in list_of(node, key) if isinstance(one.value, dict)]


def mapping_of(node: Node, key: str) -> dict[str, Node]:
    """The mapping under a key; empty where there is none."""
    at = node.value.get(key) if isinstance(node.value, dict) else None
    return at.value if at is not None and isinstance(at.value, dict) else {}


def references_of(node: Node, key: str) -> tuple[tuple[str, Place], ...]:
    """The texts in the list under a key, each with its place."""
    return tuple((one.value, one.place) for one in list_of(node, key) if isinstance(one.value, str))


def point_of(node: Node) -> Place:
    """Where a node begins, as a point."""
    return Place(*node.mark[:3])


def name_place(node: Node) -> Place:
    """Where the id of an item stands; where the item begins if it has none."""
    at = child(node, "id")
    return at.place if at is not node else point_of(node)


def readable(written: object) -> bool:
    """Whether a value is text, a list of texts, or a mapping of texts and lists of texts."""
    if isinstance(written, dict):
        return all(isinstance(one, str) or _texts_only(one) for one in written.values())
    return isinstance(written, str) or _texts_only(written)


def _texts_only(written: object) -> bool:
    return isinstance(written, list) and all(isinstance(one, str) for one in written)


def written_as(written: object) -> str:
    """A value as one line, as a person would have put it."""
    if isinstance(written, list):
        return f"[{', '.join(written)}]"
    if isinstance(written, dict):
        return f"{{{', '.join(f'{key}: {written_as(one)}' for key, one in written.items())}}}"
    return str(written)
