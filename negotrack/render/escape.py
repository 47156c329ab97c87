"""Contributors' text made harmless: one function for each medium it is shown in, and nobody else writes it.

What a function cannot show it writes as `\\xNN` or `\\uNNNN`, so that nothing is lost and nothing acts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

_BIDI = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = f"\x7f-\x9f\u2028\u2029{_BIDI}\ufeff\ud800-\udfff"
_CONTROL = f"[\x00-\x1f{_UNSEEN}]"
_CONTROL_BUT_LAYOUT = f"[\x00-\x08\x0b-\x1f{_UNSEEN}]"
_CONTROL_BUT_BLANKS = f"[\x00-\x08\x0b\x0c\x0e-\x1f{_UNSEEN}]"


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Compiled when it is needed: sets of so many characters take their time, and most text can be shown as it is."""
    return re.compile(written)


def for_terminal(text: str, *, keep_newlines: bool = False) -> str:
    r"""Text for a terminal; newlines and tabs stay only where the caller lays out lines itself.

    >>> for_terminal("\x1b[2J" + "gone\n")
    '\\x1b[2Jgone\\x0a'
    """
    if text.isprintable():
        return text
    return _pattern(_CONTROL_BUT_LAYOUT if keep_newlines else _CONTROL).sub(_escaped, text)


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


def for_markdown_link(url: str) -> str:
    """An address between angle brackets, which leads where it says; nothing where it may not be followed.

    >>> for_markdown_link("https://example.org/a>b"), for_markdown_link("javascript:alert(1)")
    ('<https://example.org/a%3Eb>', '')
    """
    safe = for_href(url).replace("<", "%3C").replace(">", "%3E").replace("`", "%60").replace("|", "%7C")
    return f"<{safe}>" if safe else ""


def for_html(text: str) -> str:
    """Text or the value of a quoted attribute in HTML or SVG.

    >>> for_html("<b title='x'>")
    '&lt;b title=&#x27;x&#x27;&gt;'
    """
    return _as_markup(for_terminal(text, keep_newlines=True))


def for_href(url: str) -> str:
    """An address that may be followed: http or https, with a host; anything else is none, and empty.

    >>> for_href("https://example.org/a?b=1"), for_href("javascript:alert(1)")
    ('https://example.org/a?b=1', '')
    """
    if not url.isprintable() or any(char.isspace() for char in url):
        return ""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:  # half an IPv6 address
        return ""


def for_island(data: object) -> str:
    r"""Data for a script of a page, inside a `script` element that is not run: nothing in it ends the element.

    >>> for_island({"said": "</script>"})
    '{"said":"\\u003c/script\\u003e"}'
    """
    words = _json(data)
    if _pattern(_ACTS).search(words):
        words = _json(_shown(data))
    return words.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


_ACTS = rf"[{_UNSEEN}]|\\[bfru]"
"""What tells that a text in JSON may hold something that acts; line feeds and tabs do not."""


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _shown(data: object) -> object:
    """Data whose texts are as a page shows them: nothing in them acts once a script writes them out."""
    match data:
        case str():
            return for_terminal(data, keep_newlines=True)
        case Mapping():
            return {for_terminal(str(key)): _shown(value) for key, value in data.items()}
        case Sequence():
            return [_shown(value) for value in data]
    return data


def for_bibtex(text: str) -> str:
    r"""The value of a BibTeX field, between braces.

    >>> for_bibtex("50% & more {sic}")
    '50\\% \\& more \\{sic\\}'
    """
    return re.sub(r"[\\{}%$&#_~^]", _for_tex, for_terminal(text))


def _for_tex(match: re.Match[str]) -> str:
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return named.get(match[0], f"\\{match[0]}")


_NO_XML = "[\ufffe\uffff]"


def for_xml(text: str) -> str:
    """Text or the value of a quoted attribute in an SVG file, always one line; what XML cannot hold is shown as its code.

    >>> for_xml("</text>\\n<script>")
    '&lt;/text&gt;\\\\x0a&lt;script&gt;'
    """
    return _pattern(_NO_XML).sub(_escaped, _as_markup(for_terminal(text)))


_MERMAID = r"[^\w ,?'’“”()·…–—≈≤≥✓✗●◐↔:%./-]|_|:(?! )|(?<![ \d])%|%(?=%)|\.(?! |$)|^\s*\d+[.]|(?<!\w)[-/]|[-/](?!\w)"
"""What might mean something inside a quoted label: markup, links, list marks, comments, names of pictures."""


def for_mermaid(text: str) -> str:
    """Text inside a quoted label of Mermaid, in which nothing is markup, a link, a comment or a word of its grammar.

    >>> for_mermaid('"] --> n9; %%{init}')
    '#34;#93; #45;#45;#62; n9#59; #37;#37;#123;init#125;'
    """
    return _pattern(_MERMAID).sub(lambda found: "".join(f"#{ord(char)};" for char in found[0]), for_terminal(text))


def for_dot(text: str) -> str:
    r"""Text inside a quoted string of Graphviz's DOT, where a backslash and an ampersand begin something too.

    >>> print(for_dot('a"]; b\\N &amp; c'))
    a\"]; b\\N &amp;amp; c
    """
    return for_terminal(text).replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"')


_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_FORMULA = "[\\s\xad\u200b-\u200f\u2060\u3164\ufeff\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]"


def for_csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> for_csv("=1+1"), for_csv("-5")
    ("'=1+1", '-5')
    """
    if _pattern(_NUMBER).fullmatch(text):
        return text
    safe = text if text.isprintable() else _pattern(_CONTROL_BUT_BLANKS).sub(_escaped, text)
    return f"'{safe}" if _pattern(_FORMULA).match(text) else safe


def clip(text: str, limit: int = 120) -> str:
    """Text of at most so many characters, with an ellipsis where it was longer.

    >>> clip("a long story", 7)
    'a long…'
    """
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def _as_markup(text: str) -> str:
    """What `html.escape` gives, without the names of two thousand characters that its module brings along."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;")


def _escaped(match: re.Match[str]) -> str:
    """`\\x1b`, `\\u202e`"""
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _piped(match: re.Match[str]) -> str:
    """`\\|`; a backslash before the bar would undo that, so there the bar is written as its code."""
    return "\\\\x7c" if match[1] else "\\|"
