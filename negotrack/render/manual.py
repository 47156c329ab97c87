"""The manual's own Markdown on a terminal. Our words only: nothing that a record says comes this way."""

from __future__ import annotations

import io

from negotrack.render.page import Look


def drawn(words: str, look: Look) -> str:
    """Markdown laid out for a terminal's width; in colour where colour is wanted."""
    from rich.console import Console
    from rich.markdown import Heading, Markdown
    from rich.text import Text

    class Plain(Heading):
        """A heading at the left, as everywhere else in the program."""

        def __rich_console__(self, console: Console, options: object):  # type: ignore[no-untyped-def]
            self.text.justify = "left"
            yield Text("")
            yield self.text

    class Manual(Markdown):
        """Markdown with these headings."""

        elements = {**Markdown.elements, "heading_open": Plain}  # noqa: RUF012

    page = io.StringIO()
    console = Console(
        file=page, width=min(look.width, 100), force_terminal=look.color, no_color=not look.color, legacy_windows=False,
        color_system="standard" if look.color else None, highlight=False,
    )  # fmt: skip
    console.print(Manual(words, hyperlinks=False, code_theme="bw"))
    lines = [line.rstrip() for line in page.getvalue().split("\n")]
    shown = "\n".join(lines).strip("\n") + "\n"
    return shown.encode("ascii", "replace").decode() if look.ascii else shown
