"""A page: what a command has to show, as blocks for people, records for tools, and data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Literal

from negotrack.frozen import dataclass

Style = Literal["", "strong", "dim", "party", "value", "good", "bad", "warn", "note", "id"]
"""What a run of text is, not how it looks: `good` agreed or overlapping, `bad` blocked, `warn` a gap or stale, `note` open."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text as styled runs. What files say goes in as it is: every format escapes for its own medium."""

    runs: tuple[tuple[str, Style], ...]

    @property
    def plain(self) -> str:
        """The words without their styles."""
        return "".join(words for words, _ in self.runs)

    def __add__(self, other: Text) -> Text:
        return Text(self.runs + other.runs)


def text(words: str | Text, style: Style = "") -> Text:
    """Words in one style; a Text stays as it is."""
    return words if isinstance(words, Text) else Text(((words, style),))


def join(parts: Sequence[Text], between: str = " ") -> Text:
    """Several texts as one, with words between them."""
    runs: list[tuple[str, Style]] = []
    for part in parts:
        if runs:
            runs.append((between, ""))
        runs.extend(part.runs)
    return Text(tuple(runs))


@dataclass(frozen=True, slots=True)
class Heading:
    """A title over what follows: level 1 for the page, 2 for its parts."""

    text: Text
    level: int = 2


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to be read one after the other, each wrapped on its own; `indent` in steps, `bullet` before each or none."""

    lines: tuple[Text, ...]
    indent: int = 0
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. In a narrow terminal the columns wrap; nothing is ever cut.

    `grow` names the columns that take the room there is, the others keep to their content where they can.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    grow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines drawn in characters for a width in cells; they are never wrapped."""

    draw: Callable[[int], tuple[Text, ...]]


def drawn(lines: Sequence[str]) -> Drawing:
    """Lines to be shown as they are, a little indented."""
    shown = tuple(text(f"  {line}") for line in lines)
    return Drawing(lambda _: shown)


Block = Heading | Lines | Table | Drawing

Cell = str | int | Decimal | bool | None
"""A value in a record: None is an empty field."""


@dataclass(frozen=True, slots=True)
class Records:
    """The same content for tools: named fields, one record a row, nothing shortened."""

    fields: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """What a command shows, three ways. `header` says what it was asked about: negotiation, day, revision.

    A format takes one of the ways, once. So blocks and rows may be made as they are taken, and data by a function.
    `supposing` names what is only supposed: under `without` what is given up, under `with` what is said.
    """

    command: str
    blocks: Iterable[Block]
    records: Records
    data: object
    header: dict[str, str | None] = field(default_factory=dict)
    supposing: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page may be written out: columns of the terminal, whether in colour, whether only ASCII can be shown."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    raw: bool = False  # CSV for machines: no guard against formulas
