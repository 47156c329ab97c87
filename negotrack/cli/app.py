"""The command line: which commands there are, and how one ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO
from typing import NoReturn

import typer

from negotrack import __version__
from negotrack.errors import INTERNAL, NegotrackError

COMMANDS: dict[str, str] = {
    "status": "where it stands, on one screen",
    "list": "negotiations, parties, issues, statements or items",
    "show": "a party, an item, a statement or an issue",
    "search": "full text over summaries, quotes, notes and titles",
    "compare": "where proposals meet and where they part, and why",
    "history": "each party's values on an issue over time, with a chart",
    "flags": "what each statement changed, in order",
    "deal": "whether a package suits all; conflicts and ways out",
    "deadlock": "what must come first, and what would free it",
    "diff": "what moved between two days",
    "sources": "how many independent origins each claim rests on",
    "check": "everything that is wrong in the files",
    "explain": "what a rule means, with examples",
    "rules": "the rules that check holds the files to",
    "export": "the whole history as SQLite, CSV or JSON Lines",
    "blame": "which commit brought an item's terms in",
    "git-diff-driver": "git diff of a statement in words",
    "schema": "JSON Schema of a command's output or of a file",
}

app = typer.Typer(
    name="negotrack",
    help="Who holds what in a negotiation, since when, on whose word; why no deal.",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"negotrack {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    _: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


for _name, _help in COMMANDS.items():
    app.command(_name, short_help=_help)(import_module(f"negotrack.cli.{_name.replace('-', '_')}").command)


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    debug = "--debug" in sys.argv
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by who called
            setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        code = int(
            app(standalone_mode=False, prog_name="negotrack") or 0
        )  # what typer.Exit says is returned here, not raised
        sys.stdout.flush()
    except NegotrackError as wrong:
        code = _tell(str(wrong), wrong.hint, wrong.code)
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        _silence()  # nobody listens any more, for which typer would end with 1
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except OSError as wrong:
        code = 0 if isinstance(wrong, BrokenPipeError) else _tell(f"the system says: {wrong.strerror or wrong}", "", 3)
        _silence()
    except Exception as wrong:
        if debug and not hasattr(wrong, "show"):
            raise
        code = _ended(wrong)
    sys.exit(code)


def _silence() -> None:
    """Nothing more goes to standard output, not even what is still waiting to be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ended(wrong: Exception) -> int:
    """The exit code of what typer raises; anything else is a bug, told in one line."""
    from negotrack.render.escape import for_terminal

    if isinstance(wrong, typer.Exit):
        return int(wrong.exit_code)
    show = getattr(wrong, "show", None)
    if show is not None:  # a usage error of the command line itself
        words = StringIO()
        show(file=words)
        print(for_terminal(words.getvalue().rstrip("\n"), keep_newlines=True), file=sys.stderr)
        return int(getattr(wrong, "exit_code", 2))
    hint = "run it again with --debug, and report what it prints with the command you gave"
    return _tell(f"internal error: {type(wrong).__name__}: {str(wrong)[:200]}", hint, INTERNAL)


def _tell(message: str, hint: str, code: int) -> int:
    from negotrack.render.escape import for_terminal

    print(for_terminal(f"negotrack: {message}"), file=sys.stderr)
    if hint:
        print(for_terminal(f"  help: {hint}"), file=sys.stderr)
    return code
