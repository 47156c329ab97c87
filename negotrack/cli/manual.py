"""The manual as it was installed: its documents, their sections, and what each is called."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import negotrack
from negotrack.frozen import dataclass

FIRST = ("format", "meaning", "commands", "editor", "ci", "export", "no-deal", "deadlock")
"""The documents in the order one would read them; others come after, by name."""

_HEADING = re.compile(r"(#{1,3}) (.+)")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading, down to the next one of its level; the first is the whole document."""

    document: str
    title: str
    level: int
    words: str

    @property
    def name(self) -> str:
        """What to call it on the command line: its heading with dashes; the document's own name for the whole."""
        return self.document if self.level == 1 else dashed(self.title)


def dashed(words: str) -> str:
    """Words as a name is typed: small letters and figures, with dashes between."""
    return re.sub("[^a-z0-9]+", "-", words.lower()).strip("-")


def folder() -> Path | None:
    """Where the documents lie: in the installed package, or beside it in a checkout."""
    package = Path(negotrack.__file__).resolve().parent
    return next((one for one in (package / "docs", package.parent / "docs") if (one / "format.md").is_file()), None)


@cache
def sections() -> tuple[Section, ...]:
    """Every section of every document, in reading order; none where the documents are not installed."""
    at = folder()
    paths = {path.stem: path for path in sorted(at.glob("*.md"))} if at else {}
    ordered = [*(name for name in FIRST if name in paths), *(name for name in paths if name not in FIRST)]
    return tuple(one for name in ordered for one in _sections(name, paths[name].read_text("utf-8")))


def _sections(document: str, text: str) -> list[Section]:
    """The sections of one document; what looks like a heading inside a fence is none."""
    lines = text.splitlines()
    heads: list[tuple[int, int, str]] = []
    fence = ""
    for number, line in enumerate(lines):
        mark = re.match("`{3,}|~{3,}", line)
        if mark and (not fence or line.startswith(fence)):
            fence = "" if fence else mark[0]
        elif not fence and (match := _HEADING.fullmatch(line)):
            heads.append((number, len(match[1]), match[2].replace("`", "")))
    found = []
    for index, (number, level, title) in enumerate(heads):
        end = next((after for after, deep, _ in heads[index + 1 :] if deep <= level), len(lines))
        found.append(Section(document, title, level, "\n".join(lines[number:end]).rstrip() + "\n"))
    return found
