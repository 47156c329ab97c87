"""A page for a terminal: headings, wrapped lines and light tables, in colour or not, never cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.cells import cell_len, chop_cells
from rich.text import Text as Run

from negotrack.render.escape import for_terminal
from negotrack.render.page import Block, Drawing, Heading, Lines, Look, Page, Table, Text, text

STYLES = {
    "": "",
    "strong": "bold",
    "dim": "dim",
    "party": "bold",
    "value": "cyan",
    "good": "green",
    "bad": "bold red",
    "warn": "yellow",
    "note": "magenta",
    "id": "dim",
}
"""Named colours only, so that they follow the reader's own light or dark palette."""

ASCII = str.maketrans(
    {
        **dict.fromkeys("─━–‐‑‒−", "-"),
        **dict.fromkeys("│┃", "|"),
        **dict.fromkeys("●•▪■", "*"),
        **dict.fromkeys("○◦", "o"),
        **dict.fromkeys("·", "."),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("✗✘×", "x"),
        **dict.fromkeys("✓✔", "+"),
        **dict.fromkeys("↑▲", "^"),
        **dict.fromkeys("↓▼", "v"),
        **dict.fromkeys("├└", "`"),
        "█": "#",
        "┬": "+",
        "—": "--",
        "…": "...",
        "≈": "~",
        "≠": "!=",
        "≤": "<=",
        "≥": ">=",
        "→": "->",
        "←": "<-",
        "↔": "<->",
        "⇒": "=>",
        "\N{NO-BREAK SPACE}": " ",
    }
)
"""Our own signs in ASCII; anything else that is not ASCII is written as a backslash escape."""

GAP = 2  # blanks between columns
NARROW = 8  # cells under which a column is no longer read but deciphered
WORD = 20  # cells a word may ask for before it is folded; ids may ask for all they need
ROOMY = 20  # cells a growing column gets before the others get all they want


def render(page: Page, look: Look) -> str:
    """The page's blocks, one under the other, with a blank line where the eye needs one."""
    lines: list[Run] = []
    above: Block | None = None
    for block in page.blocks:
        drawn = list(_drawn(block, look))
        if drawn and above is not None and _apart(above, block):
            lines.append(Run())
        if drawn:
            lines.extend(drawn)
            above = block
    return printed(lines, look)


def printed(lines: Iterable[Run], look: Look) -> str:
    """Lines as they go to the terminal: with escape sequences if in colour, without any if not."""
    lines = list(lines)
    for line in lines:
        line.rstrip()
    if not look.color or not lines:
        return "".join(f"{line.plain}\n" for line in lines)
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        force_terminal=look.color,
        force_jupyter=False,
        color_system="standard" if look.color else None,
        no_color=not look.color,
        width=max(look.width, 1),
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    console.print(Run("\n").join(lines), soft_wrap=True)
    return out.getvalue()


def safe(words: str, look: Look) -> str:
    """Anyone's words as a terminal may get them; ASCII only if the look says so."""
    shown = for_terminal(words)
    return shown.translate(ASCII).encode("ascii", "backslashreplace").decode() if look.ascii else shown


def _run(words: Text, look: Look) -> Run:
    line = Run()
    for part, style in words.runs:
        line.append(safe(part, look), STYLES[style] or None)
    return line


def _drawn(block: Block, look: Look) -> Iterator[Run]:
    match block:
        case Heading():
            yield from _heading(block, look)
        case Lines():
            yield from _lines(block, look)
        case Table():
            yield from _table(block, look)
        case Drawing():
            yield from (_run(line, look) for line in block.draw(look.width))


def _apart(above: Block, block: Block) -> bool:
    """Whether a blank line belongs between two blocks."""
    match block:
        case Heading():
            return True
        case Table():
            return not isinstance(above, Heading) or above.level == 1
        case Lines():
            return isinstance(above, Table | Drawing)
        case Drawing():
            return True


def _heading(heading: Heading, look: Look) -> Iterator[Run]:
    words = _run(heading.text, look)
    words.stylize("bold")
    lines = _wrapped(words, look.width)
    yield from lines
    if heading.level == 1:
        yield _rule(max(line.cell_len for line in lines), look)


def _rule(cells: int, look: Look) -> Run:
    return Run(safe("─", look) * cells, "dim")


def _lines(block: Lines, look: Look) -> Iterator[Run]:
    first = "  " * block.indent + (safe(block.bullet, look) + " " if block.bullet else "")
    for words in block.lines:
        yield from _hanging(Run(first), _run(words, look), look)


def _hanging(first: Run, words: Run, look: Look) -> Iterator[Run]:
    """Words after a first part, wrapped so that what follows stands under the words."""
    for number, line in enumerate(_wrapped(words, look.width - first.cell_len)):
        yield Run.assemble(first if number == 0 else Run(" " * first.cell_len), line)


def _wrapped(words: Run, width: int) -> list[Run]:
    """Lines of whole words; a word is folded only where it is wider than the line."""
    lines = list(words.divide(list(_breaks(words.plain, max(width, NARROW)))))
    for line in lines:
        line.rstrip()
    return lines


def _breaks(words: str, width: int) -> Iterator[int]:
    """Where the lines after the first begin: rich's own wrapping may drop what its measures disagree about."""
    if cell_len(words) <= width:
        return
    start = 0
    for found in re.finditer(r"\S+", words):
        if cell_len(words[start : found.end()]) <= width:
            continue
        if found.start() > start:
            yield (start := found.start())
        for piece in chop_cells(words[start : found.end()], width)[:-1]:
            yield (start := start + len(piece))


def _table(table: Table, look: Look) -> Iterator[Run]:
    head = [_run(text(label, "strong"), look) for label in table.columns]
    rows = [[_run(cell, look) for cell in row] for row in table.rows]
    floors = [_floor(column, table, look) for column in range(len(table.columns))]
    room = look.width - GAP * (len(head) - 1)
    if sum(floors) > room:
        yield from _cards(head, rows, look)
        return
    widest = [max(cell.cell_len for cell in column) for column in zip(head, *rows, strict=True)]
    widths = _widths(floors, widest, table.grow, room)
    yield from _row(head, widths)
    yield Run((" " * GAP).join(safe("─", look) * width for width in widths), "dim")
    for row in rows:
        yield from _row(row, widths)


def _floor(column: int, table: Table, look: Look) -> int:
    """The cells a column cannot do without: its ids whole, its words whole unless they are very long."""
    needs = [_words(text(table.columns[column]), look)]
    needs.extend(_words(row[column], look) for row in table.rows)
    return max(needs)


def _words(cell: Text, look: Look) -> int:
    """The longest word of a cell, a little more if all of it is short anyway."""
    line = _run(cell, look)
    ids = {word for words, style in cell.runs if style == "id" for word in safe(words, look).split()}
    needs = [min(line.cell_len, NARROW)]
    for word in line.plain.split():
        cells = cell_len(word)
        needs.append(cells if any(name in word for name in ids) else min(cells, WORD))
    return max(needs)


def _widths(floors: Sequence[int], widest: Sequence[int], grow: Sequence[int], room: int) -> list[int]:
    """Cells for each column: what it needs first, then what it would like, then the rest for those that grow."""
    widths = list(floors)
    growing = [column for column in range(len(floors)) if column in grow]
    keeping = [column for column in range(len(floors)) if column not in grow]
    _fill(widths, growing, [min(cells, ROOMY) for cells in widest], room)
    _fill(widths, keeping, widest, room)
    _fill(widths, growing, widest, room)
    return widths


def _fill(widths: list[int], columns: Sequence[int], wanted: Sequence[int], room: int) -> None:
    """Share out the room left over, a cell at a time to the narrowest column that still wants one."""
    for _ in range(room - sum(widths)):
        wanting = [column for column in columns if widths[column] < wanted[column]]
        if not wanting:
            return
        widths[min(wanting, key=lambda column: widths[column])] += 1


def _row(cells: Sequence[Run], widths: Sequence[int]) -> Iterator[Run]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max((len(column) for column in columns), default=0)):
        line = Run()
        for column, width in zip(columns, widths, strict=True):
            part = column[number] if number < len(column) else Run()
            line.append_text(part)
            line.append(" " * (width - part.cell_len + GAP))
        yield line


def _cards(head: Sequence[Run], rows: Sequence[Sequence[Run]], look: Look) -> Iterator[Run]:
    """Each row as a small block, for tables too wide to stand side by side."""
    labels = max(NARROW, min(look.width // 3, max(label.cell_len for label in head)))
    for number, row in enumerate(rows):
        if number:
            yield Run()
        for label, cell in zip(head, row, strict=True):
            if cell.plain.strip():
                yield from _row([label, cell], [labels, max(NARROW, look.width - labels - GAP)])
