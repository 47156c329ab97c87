"""The formats that a graph can be drawn in, beside those of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from negotrack.render.graph import Graph
from negotrack.render.page import Look, Page


def _mermaid(graph: Graph, page: Page, look: Look) -> str:  # noqa: ARG001
    from negotrack.render.mermaid import mermaid

    return _numbered(mermaid(graph), look)


def _dot(graph: Graph, page: Page, look: Look) -> str:  # noqa: ARG001
    from negotrack.render.dot import dot

    words = dot(graph)
    return words.encode("ascii", "xmlcharrefreplace").decode() if look.ascii else words


def _svg(graph: Graph, page: Page, look: Look) -> str:  # noqa: ARG001
    from negotrack.render.svg import svg

    words = svg(graph) + "\n"
    return words.encode("ascii", "xmlcharrefreplace").decode() if look.ascii else words


def _markdown(graph: Graph, page: Page, look: Look) -> str:
    """The page with the graph in it, which a forge draws, and below it every edge with the statements it rests on."""
    from negotrack.render import markdown
    from negotrack.render.mermaid import mermaid

    head, *rest = page.blocks
    before = markdown.render(replace(page, blocks=(head,)), look)
    after = markdown.render(replace(page, blocks=tuple(rest)), look)
    return f"{before}\n```mermaid\n{_numbered(mermaid(graph), look)}```\n\n{after}"


def _numbered(words: str, look: Look) -> str:
    """Mermaid for a reader of ASCII only: other characters by their numbers."""
    return "".join(char if char.isascii() else f"#{ord(char)};" for char in words) if look.ascii else words


FORMATS: dict[str, Callable[[Graph, Page, Look], str]] = {
    "mermaid": _mermaid,
    "dot": _dot,
    "svg": _svg,
    "markdown": _markdown,
}
EXTENSIONS: dict[str, str] = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".svg": "svg"}
