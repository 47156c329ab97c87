"""The command line: which commands there are, and how one ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import typer

from negotrack import __version__
from negotrack.errors import INTERNAL, NegotrackError

GROUPS: dict[str, tuple[str, ...]] = {
    "Look up": ("status", "list", "show", "search"),
    "Over time": ("diff",),
    "Compare": ("compare",),
    "Check": ("check", "explain", "rules"),
    "Plumbing": ("schema",),
}

app = typer.Typer(
    name="negotrack",
    help="Who holds what in a negotiation, since when, on whose word; where proposals meet, and why there is no deal.",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=True,
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
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


for _group, _commands in GROUPS.items():
    for _name in _commands:
        _module = import_module(f"negotrack.cli.{_name}")
        app.command(_name, rich_help_panel=_group)(_module.command)


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    debug = "--debug" in sys.argv
    try:
        app(standalone_mode=False)
        sys.stdout.flush()
        code = 0
    except NegotrackError as wrong:
        code = _tell(str(wrong), wrong.hint, wrong.code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except OSError as wrong:
        code = _tell(f"the system says: {wrong.strerror or wrong}", "", 3)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as wrong:
        if debug:
            raise
        code = _ended(wrong)
    sys.exit(code)


def _ended(wrong: Exception) -> int:
    """The exit code of what typer raises; anything else is a bug, told in one line."""
    if isinstance(wrong, typer.Exit):
        return int(wrong.exit_code)
    show = getattr(wrong, "show", None)
    if show is not None:  # a usage error of the command line itself
        show()
        return int(getattr(wrong, "exit_code", 2))
    hint = "run it again with --debug, and report what it prints with the command you gave"
    return _tell(f"internal error: {type(wrong).__name__}: {str(wrong)[:200]}", hint, INTERNAL)


def _tell(message: str, hint: str, code: int) -> int:
    from negotrack.render.escape import for_terminal

    print(for_terminal(f"negotrack: {message}"), file=sys.stderr)
    if hint:
        print(for_terminal(f"  help: {hint}"), file=sys.stderr)
    return code
