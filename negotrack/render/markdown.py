"""A page as Markdown for comments and job summaries: our own words as prose, everyone else's in code spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from negotrack.render.escape import for_markdown, for_markdown_cell, for_terminal
from negotrack.render.page import Block, Drawing, Heading, Lines, Look, Page, Table, Text, text

WIDTH = 100  # cells for a drawing

_PROSE = re.compile(r"[A-Za-z0-9 ,.;:()'’‘“”–—%/≈→↔·…?✓✗●○≠≤≥×-]*")
"""Characters that mean nothing in Markdown inside a line; what holds any other goes into a code span."""

_LIVELY = re.compile(
    r"""
      ://                              # bare addresses become links
    | www\.
    | \bGH-\d                          # so do issues,
    | \b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b  # commits
    | %\w                              # and GitLab's milestones
    | :[A-Za-z0-9+-]+:                 # names between colons become pictures
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a forge brings to life although each character is harmless."""

_BLOCK = re.compile(r"\A(?P<digits>\d{1,9}(?=[.)](?: |$))|(?=[-:/]))(?P<mark>.)")
"""What at the start of a line would begin a list, a rule, an underline, a table, or a command to a forge's robots."""

_BULLETS = ("", "-", "*", "•", "·")


def render(page: Page, look: Look) -> str:
    """The page's blocks as GitHub reads them; nothing in them mentions, links, embeds or opens a block of its own."""
    parts: list[str] = []
    levels: list[int] = []  # indents of the lists that are open
    for block in page.blocks:
        listed = isinstance(block, Lines) and _listed(block)
        continued = listed and bool(levels)
        if not listed:
            levels.clear()
        written = _written(block, levels)
        if written:
            parts.append(("\n" if parts and not continued else "") + written + "\n")
    words = "".join(parts)
    return words.encode("ascii", "backslashreplace").decode() if look.ascii else words


def sentence(words: str | Text, *, in_table: bool = False) -> str:
    """Words as part of a line that others write: prose as it is, everything else in code spans."""
    return _inline(text(words), for_markdown_cell if in_table else for_markdown)


def _written(block: Block, levels: list[int]) -> str:
    match block:
        case Heading():
            words = _inline(block.text, for_markdown)
            return f"{'#' * block.level} {words}" if words else ""
        case Lines() if _listed(block):
            return _items(block, levels)
        case Lines():
            return "\\\n".join(_sentences(block.lines))
        case Table():
            return _table(block)
        case Drawing():
            return _fenced([for_terminal(line.plain).rstrip() for line in block.draw(WIDTH)])


def _fenced(lines: Sequence[str]) -> str:
    """Lines as they are, behind a fence longer than any in them."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *lines, fence])


def _listed(block: Lines) -> bool:
    """Bulleted and indented lines alike become items: four blanks alone would make them code."""
    return bool(block.bullet) or block.indent > 0


def _items(block: Lines, levels: list[int]) -> str:
    sign = "" if block.bullet in _BULLETS else block.bullet + " "
    lines = _sentences([text(sign) + words for words in block.lines if words.plain.strip()])
    while levels and levels[-1] >= block.indent:
        levels.pop()
    margin = "  " * len(levels)
    if lines:
        levels.append(block.indent)
    return "\n".join(f"{margin}- {line}" for line in lines)


def _sentences(lines: Iterable[Text]) -> list[str]:
    """Lines that each start where Markdown looks for the start of a block; empty ones are left out."""
    written = (_inline(words, for_markdown) for words in lines)
    return [_BLOCK.sub(r"\g<digits>\\\g<mark>", line, count=1) for line in written if line]


def _table(table: Table) -> str:
    head = [_inline(text(label), for_markdown_cell) for label in table.columns]
    rows = [[_inline(cell, for_markdown_cell) for cell in row] for row in table.rows]
    return "\n".join(_row(cells) for cells in (head, ["---"] * len(head), *rows))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _inline(words: Text, code: Callable[[str], str]) -> str:
    """One line: prose as it is, the rest in code spans. Neighbours share a span, or their backticks would pair up."""
    runs = [(part, style == "strong", _harmless(part)) for part, style in words.runs if part]
    if _LIVELY.search("".join(part if harmless else "`" for part, _, harmless in runs)):
        runs = [(part, strong, not part.strip(" ")) for part, strong, _ in runs]
    written = []
    for strong, members in groupby(runs, key=lambda run: run[1]):
        part = _spans(members, code)
        written.append(_around(part, "**{}**".format) if strong else part)
    return "".join(written).strip(" ")


def _spans(runs: Iterable[tuple[str, bool, bool]], code: Callable[[str], str]) -> str:
    written = []
    for harmless, members in groupby(runs, key=lambda run: run[2]):
        part = "".join(run[0] for run in members)
        written.append(part if harmless else _around(part, code))
    return "".join(written)


def _harmless(part: str) -> bool:
    return bool(_PROSE.fullmatch(part)) and not _LIVELY.search(part)


def _around(part: str, write: Callable[[str], str]) -> str:
    """A mark drawn tight around words, the blanks at their ends left outside."""
    core = part.strip(" ")
    if not core:
        return part
    before, _, after = part.partition(core)
    return before + write(core) + after
