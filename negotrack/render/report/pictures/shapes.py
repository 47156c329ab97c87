"""Pictures as SVG: elements with escaped attributes and text, framed with a title and a description for who cannot see.

Colours are not set here: every shape has a class, and the page that shows it says what the class looks like, in light
and in dark, and on paper.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.escape import for_html, for_terminal

CHARACTER = 0.56  # the mean width of a character, in parts of the size of the type
WIDE = 0x1100  # from here on, characters may be twice as wide


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture in its own units, its title, and what it shows, told to who cannot see it."""

    width: float
    height: float
    title: str
    description: str
    css: str = ""


def picture(frame: Frame, parts: Iterable[Markup]) -> Markup:
    """A whole picture that grows and shrinks with its place."""
    told = element("title", frame.title) + element("desc", frame.description)
    return element(
        "svg", joined([told, *parts]), viewBox=f"0 0 {number(frame.width)} {number(frame.height)}",
        width=number(frame.width), height=number(frame.height), role="img", css=f"picture {frame.css}".strip(),
    )  # fmt: skip


def element(name: str, inside: Markup | str, /, **attributes: str | float | None) -> Markup:
    """One element; `css` is its class, `_` in a name stands for `-`, and what is None is left out.

    >>> print(element("text", "a < b", x=1, text_anchor="end"))
    <text x="1" text-anchor="end">a &lt; b</text>
    """
    written = "".join(
        f' {_name(key)}="{for_html(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    within = str(inside) if isinstance(inside, Markup) else for_html(inside)
    return Markup(f"<{name}{written}>{within}</{name}>" if within else f"<{name}{written}/>")  # noqa: S704


def text(words: str, x: float, y: float, css: str = "", anchor: str = "start", size: float | None = None) -> Markup:
    """Words at a place; `anchor` says which end of them is there: start, middle or end."""
    return element(
        "text", words, x=x, y=y, text_anchor=None if anchor == "start" else anchor, css=css or None, font_size=size
    )


def rect(x: float, y: float, width: float, height: float, css: str, **more: str | float | None) -> Markup:
    """A box, never with a negative size."""
    return element("rect", "", x=x, y=y, width=max(width, 0), height=max(height, 0), css=css, **more)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """A straight line."""
    return element("line", "", x1=x1, y1=y1, x2=x2, y2=y2, css=css)


def path(steps: str, css: str, **more: str | float | None) -> Markup:
    """A line or shape of any form; `steps` are SVG's own."""
    return element("path", "", d=steps, css=css, **more)


def group(parts: Iterable[Markup], **attributes: str | float | None) -> Markup:
    """Shapes that belong together."""
    return element("g", joined(parts), **attributes)


def joined(parts: Iterable[Markup]) -> Markup:
    """Shapes one after the other."""
    return Markup("".join(parts))  # noqa: S704


def number(value: float) -> str:
    """A length as short as it can be written: a tenth of a unit is finer than most screens."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def width_of(words: str, size: float) -> float:
    """About how wide words are in type of a size; there is no font to ask."""
    return sum(size * (1.0 if ord(char) >= WIDE else CHARACTER) for char in words)


def wrapped(words: str, width: float, size: float, lines: int = 4) -> list[str]:
    """Words on as many lines as they need, the last of at most `lines` shortened; a word too long is broken.

    >>> wrapped("Israeli military operations", 100, 12)
    ['Israeli', 'military', 'operations']
    """
    room = max(int(width / (size * CHARACTER)), 4)
    told: list[str] = []
    for word in for_terminal(words).split():
        while len(word) > room:
            told.append(word[:room])
            word = word[room:]
        if told and len(told[-1]) + 1 + len(word) <= room:
            told[-1] += f" {word}"
        elif word:
            told.append(word)
    if len(told) > lines:
        told = [*told[: lines - 1], told[lines - 1][: room - 1] + "…"]
    return told or [""]


def _name(key: str) -> str:
    return "class" if key == "css" else key.replace("_", "-")
