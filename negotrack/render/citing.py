"""The sources on file for programs that manage references: CSL-JSON and BibTeX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from negotrack.book import Book, Entry, Source
from negotrack.render.escape import for_bibtex, for_href
from negotrack.wording.items import speaker_words
from negotrack.wording.values import day_words


def csl_json(told: Iterable[tuple[Book, Iterable[Entry]]]) -> str:
    """Every source as an item of CSL-JSON, which Zotero, pandoc and others read."""
    items = [_item(book, entry, source, key) for book, entry, source, key in _sources(told)]
    return json.dumps(items, indent=2, ensure_ascii=False, allow_nan=False)


def bibtex(told: Iterable[tuple[Book, Iterable[Entry]]]) -> str:
    """Every source as an entry of BibTeX."""
    return "\n\n".join(_entry(book, entry, source, key) for book, entry, source, key in _sources(told))


def _sources(told: Iterable[tuple[Book, Iterable[Entry]]]) -> Iterator[tuple[Book, Entry, Source, str]]:
    """Each source once, with a key made from its entry's id; a page read for two entries is one source."""
    seen: set[tuple[str, str]] = set()
    for book, entries in told:
        for entry in entries:
            for number, source in enumerate(entry.sources, 1):
                if (source.link, source.title) not in seen:
                    seen.add((source.link, source.title))
                    yield book, entry, source, f"{book.id}-{entry.id.replace('/', '-')}-{number}"


def _item(book: Book, entry: Entry, source: Source, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": key,
        "type": "article-newspaper" if for_href(source.url) else "document",
        "title": source.title or source.reference,
    }
    if source.publisher:
        found["container-title"] = source.publisher
    if source.published:
        day = source.published
        found["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if url := for_href(source.url) or for_href(source.archive):
        found["URL"] = url
    if source.reference:
        found["number"] = source.reference
    found["note"] = _note(book, entry, source)
    return found


def _note(book: Book, entry: Entry, source: Source) -> str:
    said = f"{speaker_words(book, entry)}, {day_words(entry.said)} ({entry.id})"
    parts = (said, f"“{source.quote}”" if source.quote else "", f"grade {source.grade}" if source.grade else "")
    return "; ".join(part for part in parts if part)


def _entry(book: Book, entry: Entry, source: Source, key: str) -> str:
    url = for_href(source.url) or for_href(source.archive)
    fields = {
        "title": f"{{{for_bibtex(source.title or source.reference)}}}",
        "organization": for_bibtex(source.publisher),
        "year": str(source.published.year) if source.published else "",
        "date": source.published.isoformat() if source.published else "",
        "number": for_bibtex(source.reference),
        "url": url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "note": for_bibtex(_note(book, entry, source)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}}}"
