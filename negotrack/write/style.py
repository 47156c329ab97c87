"""How one value is written: without quotes where everybody reads the same text back, otherwise in double quotes."""

from __future__ import annotations

import re
from textwrap import wrap

WIDTH = 120

_INDICATOR = re.compile(r"""[-?:](?:\s|$)|[?:,\[\]{}#&*!|>'"%@`]|---|\.\.\.(?:\s|$)|<<$|=$""")
_ENDS_EARLY = re.compile(r":(?:\s|$)|\s#")
_IN_BRACKETS = re.compile(r"[,\[\]{}:?]")
_FIGURE = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
_NOTHING = re.compile(r"|~|null", re.IGNORECASE)
_OTHER_TYPE = re.compile(
    r"[yn]|yes|no|true|false|on|off"  # a switch
    r"|[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9]+)?"  # a number
    r"|0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?",  # a day
    re.IGNORECASE,
)
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_MUST_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]')


def one_line(text: str, *, prose: bool = False, brackets: bool = False) -> str:
    """A text on one line: plain, or in double quotes where it has to be.

    `prose` is text for people, in which a word such as `no` must not be taken for a switch; `brackets` says that it
    stands inside `{…}` or `[…]`.

    >>> print(one_line("43 %"), one_line("no"), one_line("no", prose=True), one_line("> 40"))
    43 % no "no" "> 40"
    """
    return text if _plain(text, prose, brackets) else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes."""
    return '"' + _MUST_ESCAPE.sub(lambda match: _ESCAPED.get(match[0], f"\\x{ord(match[0]):02x}"), text) + '"'


def _plain(text: str, prose: bool, brackets: bool) -> bool:
    """Whether a text needs no quotes."""
    if _NOTHING.fullmatch(text) or text != text.strip() or _MUST_ESCAPE.search(text.replace('"', "").replace("\\", "")):
        return False
    if _INDICATOR.match(text) or _ENDS_EARLY.search(text):
        return False
    if brackets and _IN_BRACKETS.search(text):
        return False
    return not (_OTHER_TYPE.fullmatch(text) if prose else _FIGURE.search(text))


def literal(text: str, indent: int) -> list[str] | None:
    """The lines of a block that keeps the line breaks of a text, the sign first; None where only quotes can hold it."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if "\n" not in text or not lines[0] or not lines[-1] or text != text.lstrip(" "):
        return None
    if any(line != line.rstrip() for line in lines):
        return None
    return ["|" if text.endswith("\n") else "|-", *_indented(lines, indent)]


def fold(text: str, lines: tuple[str, ...], indent: int) -> list[str]:
    """The lines of a block that reads as one text, broken as its author did, the sign first."""
    return [">" if text.endswith("\n") else ">-", *_indented(lines, indent)]


def filled(text: str, indent: int) -> tuple[str, ...]:
    """A long text broken into lines of the usual width, where it can be broken without a change."""
    lines = tuple(wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False))
    return lines if " ".join(lines) == text else ()


def _indented(lines: list[str] | tuple[str, ...], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]
