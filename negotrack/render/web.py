"""A page as one HTML file to keep, mail or paste from: no script, no request, its style within it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import groupby

from negotrack.render.escape import for_html, for_terminal
from negotrack.render.page import Block, Drawing, Heading, Lines, Look, Page, Table, Text, text

WIDTH = 120  # cells for a drawing
_BULLETS = ("", "-", "*", "•", "·")  # a list marks its items by itself
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1d20; --dim: #5d5f66; --rule: #d9d5cc; --paper: #fdfcfa; --good: #1b6a33;
  --bad: #762a83; --warn: #8a4b00; --note: #1a4f8a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --dim: #a5a8af; --rule: #3a3e44; --paper: #16181b;
  --good: #8fd19e; --bad: #d7a6e3; --warn: #f0b26a; --note: #8fbdf0; } }
body { margin: 1.5rem auto; padding: 0 1rem; max-width: 70rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; }
.wide { overflow-x: auto; } pre { overflow-x: auto; line-height: 1.2; }
table { border-collapse: collapse; margin: .8rem 0; } th, td { text-align: start; vertical-align: top; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid var(--rule); min-width: 5rem; }
.strong { font-weight: 600; } .dim, .id { color: var(--dim); } .good { color: var(--good); } .bad { color: var(--bad); }
.warn { color: var(--warn); } .note { color: var(--note); }
"""


def render(page: Page, look: Look) -> str:
    """The page's blocks; what files say is text in them, never markup."""
    blocks = list(page.blocks)
    title = next((one.text.plain for one in blocks if isinstance(one, Heading)), f"negotrack {page.command}")
    if not any(isinstance(one, Heading) and one.level == 1 for one in blocks):
        blocks.insert(0, Heading(text(title), 1))
    told = "\n".join(_written(blocks))
    digest = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    words = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{told}\n</main>\n"
        "</body>\n</html>\n"
    )
    return words.encode("ascii", "xmlcharrefreplace").decode() if look.ascii else words


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    for listed, members in groupby(blocks, lambda one: isinstance(one, Lines) and bool(one.bullet or one.indent)):
        if listed:
            yield from _lists([one for one in members if isinstance(one, Lines)])
        else:
            yield from (words for one in members if (words := _block(one)))


def _block(block: Block) -> str:
    match block:
        case Heading():
            words = _inline(block.text)
            return f"<h{block.level}>{words}</h{block.level}>" if words else ""
        case Lines():
            return "\n".join(f'<p dir="auto">{words}</p>' for one in block.lines if (words := _inline(one)))
        case Table():
            return _table(block)
        case Drawing():
            drawn = "\n".join(_text(line.plain.rstrip()) for line in block.draw(WIDTH))
            return f'<pre tabindex="0">{drawn}</pre>'


def _lists(blocks: Iterable[Lines]) -> Iterator[str]:
    """Lines one below the other as lists; those indented farther are lists within an item of the one before."""
    levels: list[int] = []
    for block in blocks:
        sign = "" if block.bullet in _BULLETS else f"{_text(block.bullet)} "
        for line in block.lines:
            if not line.plain.strip():
                continue
            while levels and levels[-1] > block.indent:
                levels.pop()
                yield "</li></ul>"
            if levels and levels[-1] == block.indent:
                yield f'</li><li dir="auto">{sign}{_inline(line)}'
            else:
                levels.append(block.indent)
                yield f'<ul><li dir="auto">{sign}{_inline(line)}'
    yield from ("</li></ul>" for _ in levels)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(label)}</th>' for label in table.columns)
    rows = "\n".join(
        "<tr>" + "".join(f'<td dir="auto">{_inline(cell)}</td>' for cell in row) + "</tr>" for row in table.rows
    )
    body = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
    return f'<div class="wide" tabindex="0" role="group" aria-label="Table"><table>\n{body}\n</table></div>'


def _inline(words: Text) -> str:
    runs = ((_text(part), style) for part, style in words.runs if part)
    return "".join(f'<span class="{style}">{part}</span>' if style else part for part, style in runs)


def _text(words: str) -> str:
    """Words within a line: what would break it, or cannot be seen, is written out."""
    return for_html(for_terminal(words))
