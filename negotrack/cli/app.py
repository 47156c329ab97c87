"""The command line: which commands there are, and how one ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn

import typer
import typer.core
import typer.main

from negotrack import __version__
from negotrack.cli.commands import COMMANDS, GROUPS
from negotrack.errors import INTERNAL, NegotrackError


class Commands(typer.core.TyperGroup):
    """The commands, each of them imported once it is called: what a command does not use costs it nothing."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # names, for "did you mean"

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """Every command, in the order of its group."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ARG002
        """A command by its name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        run = import_module(f"negotrack.cli.{module}").command
        one.command(cmd_name, short_help=COMMANDS[cmd_name])(run)
        return typer.main.get_command(one)

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ARG002
        """Every command with its gist, by group."""
        for group, commands in GROUPS.items():
            with formatter.section(group[0].upper() + group[1:]):
                formatter.write_dl([(name.ljust(WIDEST), gist) for name, gist in commands.items()])


WIDEST = max(map(len, COMMANDS))
app = typer.Typer(
    cls=Commands,
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


def _first_step() -> str:
    """What a newcomer types first, where they stand."""
    from negotrack.read.sources import repository

    root = repository(Path.cwd())
    if "NEGOTRACK_REPO" in os.environ or (root and any(root.glob("positions/*/negotiation.y*ml"))):
        return "`negotrack status`, which tells where things stand."
    return "`negotrack init`, which lays out a folder of records here, or go to one that holds positions/."


@app.callback()
def _root(
    context: typer.Context,
    _: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    if context.invoked_subcommand is None:
        print("Who holds what in a negotiation, since when, on whose word; why no deal.\n")
        for group, commands in GROUPS.items():
            print(f"  {group:10}  {' · '.join(commands)}")
        print(f"\nBegin with {_first_step()}")
        print("`negotrack --help` says what each command gives, `COMMAND --help` what it takes.")


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
    from negotrack.render.escape import for_log

    print(for_log(f"negotrack: {message}"), file=sys.stderr)
    if hint:
        print(for_log(f"  help: {hint}"), file=sys.stderr)
    return code
