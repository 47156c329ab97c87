"""The options that are the same everywhere, and how a command takes them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from negotrack.cli.asked import Asked

_option = typer.Option

OPTIONS: dict[str, tuple[Any, object]] = {
    "repo": (Annotated[Path | None, _option("-C", "--repo", help="The repository; default: search upward for positions/.", envvar="NEGOTRACK_REPO", metavar="DIR")], None),
    "as_of": (Annotated[str | None, _option("--as-of", help="What the parties held that day.", metavar="DATE")], None),
    "known_by": (Annotated[str | None, _option("--known-by", help="Leave out what was not public by then.", metavar="DATE")], None),
    "at": (Annotated[str | None, _option("--at", help="What the files said at a git revision, or on a DATE.", metavar="REV")], None),
    "since": (Annotated[str | None, _option("--since", help="From this day on.", metavar="DATE")], None),
    "until": (Annotated[str | None, _option("--until", help="Up to this day.", metavar="DATE")], None),
    "today": (Annotated[str | None, _option("--today", help="Freeze what day today is.", metavar="DATE")], None),
    "without": (Annotated[list[str] | None, _option("--without", help="As if this item were given up; may be given again.", metavar="ITEM")], None),
    "made": (Annotated[list[Path] | None, _option("--with", help="As if the statement in this file were made; may be given again.", metavar="FILE")], None),
    "party": (Annotated[list[str] | None, _option("--party", help="Only this party; may be given again.", metavar="PARTY")], None),
    "issue": (Annotated[list[str] | None, _option("--issue", help="Only this issue; may be given again.", metavar="ISSUE")], None),
    "on_record": (Annotated[bool, _option("--on-record", help="Only what someone stands by with a name or a text.")], False),
    "min_grade": (Annotated[str | None, _option("--min-grade", help="Only what has a source of this NATO grade or better.", metavar="GRADE")], None),
    "include_denied": (Annotated[bool, _option("--include-denied", help="Also what its own party denies.")], False),
    "fail_on": (Annotated[list[str] | None, _option("--fail-on", help="End with 1 if this is among the results.", metavar="WHAT")], None),
    "no_cache": (Annotated[bool, _option("--no-cache", help="Read every file anew, and remember nothing.")], False),
    "format": (Annotated[str | None, _option("-O", "--format", help="table, plain, json, jsonl, csv, markdown or html.", metavar="FORMAT")], None),
    "output": (Annotated[Path | None, _option("-o", "--output", help="Write to a file; its extension decides the format.", metavar="FILE")], None),
    "raw": (Annotated[bool, _option("--raw", help="CSV for machines, without the guard against formulas.")], False),
    "color": (Annotated[str, _option("--color", help="auto, always or never.", metavar="WHEN")], "auto"),
    "quiet": (Annotated[bool, _option("-q", "--quiet", help="Nothing on standard error but errors.")], False),
    "verbose": (Annotated[bool, _option("-v", "--verbose", help="More on standard error.")], False),
    "debug": (Annotated[bool, _option("--debug", help="Show where an internal error came from.")], False),
}  # fmt: skip

OUTPUT = ("format", "output", "raw", "color", "quiet", "verbose", "debug")
READING = ("repo", "at", "today", "no_cache", *OUTPUT)
ON_A_DAY = ("as_of", "known_by")
SUPPOSING = ("without", "made")
OVER_TIME = ("since", "until")
SIEVE = ("on_record", "min_grade", "include_denied")
FILTERS = ("party", "issue", *SIEVE)


Command = TypeVar("Command", bound=Callable[..., None])


def takes(*names: str) -> Callable[[Command], Command]:
    """Give a command these options: it is written with one `asked: Asked` first, which gathers them."""

    def give(command: Command) -> Command:
        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        given = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=OPTIONS[name][0], default=OPTIONS[name][1]
            )
            for name in names
        ]

        def run(**arguments: Any) -> None:
            asked = Asked(**{name: arguments.pop(name) for name in names})
            command(asked, **arguments)

        positional = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = inspect.Signature([*positional, *given])  # type: ignore[attr-defined]
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        return run  # type: ignore[return-value]

    return give


assert {field.name for field in fields(Asked)} == set(OPTIONS), "an option and a place for what it says"
