"""The formats a page can be written in, each beside the door it opens; a door is opened only when it is used."""

from __future__ import annotations

from collections.abc import Callable

from negotrack.render.page import Look, Page


def _table(page: Page, look: Look) -> str:
    from negotrack.render import table

    return table.render(page, look)


def _plain(page: Page, look: Look) -> str:
    from negotrack.render import plain

    return plain.render(page, look)


def _json(page: Page, look: Look) -> str:
    from negotrack.render import as_json

    return as_json.render(page, look)


def _jsonl(page: Page, look: Look) -> str:
    from negotrack.render import as_json

    return as_json.render_lines(page, look)


def _csv(page: Page, look: Look) -> str:
    from negotrack.render import as_csv

    return as_csv.render(page, look)


def _markdown(page: Page, look: Look) -> str:
    from negotrack.render import markdown

    return markdown.render(page, look)


def _html(page: Page, look: Look) -> str:
    from negotrack.render import web

    return web.render(page, look)


FORMATS: dict[str, Callable[[Page, Look], str]] = {
    "table": _table,
    "plain": _plain,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "markdown": _markdown,
    "html": _html,
}

EXTENSIONS: dict[str, str] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
    ".tsv": "plain",
}
"""The format a file's name asks for."""
