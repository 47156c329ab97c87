"""`lsp`: the language server that an editor starts for itself."""

from __future__ import annotations

from importlib.util import find_spec

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import NOT_LOADED, NegotrackError


@takes("repo", "today", "debug")
def command(asked: Asked) -> None:
    """A language server on standard input and output: findings, completion, explanations and links while you type."""
    if not find_spec("pygls"):
        hint = "install it with the program: `pip install 'negotrack[lsp]'`"
        raise NegotrackError("the language server needs the library pygls", hint, NOT_LOADED)
    from negotrack.cli import opening
    from negotrack.lsp.server import serve

    serve(opening.repository(asked) if asked.repo else None, lambda: asked.this_day)
