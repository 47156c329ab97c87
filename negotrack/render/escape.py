"""Contributors' text made harmless: one function for each medium it is shown in, and nobody else writes it.

What a function cannot show it writes as `\\xNN` or `\\uNNNN`, so that nothing is lost and nothing acts.
"""

from __future__ import annotations

import html
import re

_BIDI = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = f"\x7f-\x9f\u2028\u2029{_BIDI}\ufeff\ud800-\udfff"
_CONTROL = re.compile(f"[\x00-\x1f{_UNSEEN}]")
_CONTROL_BUT_LAYOUT = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSEEN}]")
_CONTROL_BUT_BLANKS = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_UNSEEN}]")


def for_terminal(text: str, *, keep_newlines: bool = False) -> str:
    r"""Text for a terminal; newlines and tabs stay only where the caller lays out lines itself.

    >>> for_terminal("\x1b[2J" + "gone\n")
    '\\x1b[2Jgone\\x0a'
    """
    if text.isprintable():
        return text
    return (_CONTROL_BUT_LAYOUT if keep_newlines else _CONTROL).sub(_escaped, text)


def for_plain(text: str) -> str:
    r"""A field of tab-separated output: always one line, never a tab.

    >>> for_plain("a\tb\nc")
    'a\\tb\\nc'
    """
    return for_terminal(text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"))


def for_github(text: str) -> str:
    """The message of a GitHub workflow command: what follows the second `::`.

    >>> for_github("100%\\n::error::no")
    '100%25%0A::error::no'
    """
    return for_terminal(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def for_github_property(text: str) -> str:
    """A property of a GitHub workflow command, such as `file=` or `title=`.

    >>> for_github_property("a:b,c")
    'a%3Ab%2Cc'
    """
    return for_github(text).replace(":", "%3A").replace(",", "%2C")


def for_log(text: str) -> str:
    """A line on standard error, which in continuous integration is a log that GitHub looks for commands in.

    >>> for_log("::error::no"), for_log("a ##[error]no")
    (':\\\\x3aerror::no', 'a ##\\\\x5berror]no')
    """
    shown = for_terminal(text).replace("##[", "##\\x5b")
    return shown.replace("::", ":\\x3a", 1) if shown.lstrip().startswith("::") else shown


def for_markdown(text: str) -> str:
    """A code span, in which nobody is notified and nothing is a link, an image or HTML.

    >>> print(for_markdown("@team ``see`` <img>"))
    ```@team ``see`` <img>```
    """
    shown = for_terminal(text) or " "
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    if shown[0] in "` " or shown[-1] in "` ":
        shown = f" {shown} "  # Markdown takes one blank off each side again
    return f"{fence}{shown}{fence}"


def for_markdown_cell(text: str) -> str:
    r"""A code span inside a table, where GitHub looks for `|` before it looks for code.

    >>> print(for_markdown_cell("a|b"))
    `a\|b`
    """
    return re.sub(r"(\\?)\|", _piped, for_markdown(text))


def for_html(text: str) -> str:
    """Text or the value of a quoted attribute in HTML or SVG.

    >>> for_html("<b title='x'>")
    '&lt;b title=&#x27;x&#x27;&gt;'
    """
    return html.escape(for_terminal(text, keep_newlines=True), quote=True)


_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_FORMULA = re.compile("[\\s\xad\u200b-\u200f\u2060\u3164\ufeff\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")


def for_csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> for_csv("=1+1"), for_csv("-5")
    ("'=1+1", '-5')
    """
    if _NUMBER.fullmatch(text):
        return text
    safe = text if text.isprintable() else _CONTROL_BUT_BLANKS.sub(_escaped, text)
    return f"'{safe}" if _FORMULA.match(text) else safe


def clip(text: str, limit: int = 120) -> str:
    """Text of at most so many characters, with an ellipsis where it was longer.

    >>> clip("a long story", 7)
    'a long…'
    """
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def _escaped(match: re.Match[str]) -> str:
    """`\\x1b`, `\\u202e`"""
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _piped(match: re.Match[str]) -> str:
    """`\\|`; a backslash before the bar would undo that, so there the bar is written as its code."""
    return "\\\\x7c" if match[1] else "\\|"
