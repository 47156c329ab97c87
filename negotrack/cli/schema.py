"""`schema`: the JSON Schema of a negotiation's records, of a kind of file, or of what a command prints."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated, Any

import typer

from negotrack.cli import names
from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import NOT_LOADED, NegotrackError

PRINTED = {
    "status": "status", "show": "show", "compare": "compare", "diff": "diff", "flags": "flags", "history": "history", "sources": "sources", "list": "listing", "search": "listing",
    "deal": "deal", "deadlock": "deadlock", "assess": "assess", "levers": "levers",
    "graph": "graph", "rules": "listing", "blame": "listing", "history-by-revision": "listing", "check": "findings", "explain": "rule", "doctor": "listing", "fmt": "listing", "rename": "listing",
}  # fmt: skip
SUPPOSABLE = ("compare", "deal", "deadlock", "assess", "levers", "status")
SUPPOSING = {
    "description": "Only where something is supposed: the items given up, the files whose statements are made.",
    "type": "object",
    "properties": {key: {"type": "array", "items": {"type": "string"}} for key in ("without", "with")},
    "required": ["without", "with"],
    "additionalProperties": False,
}
KINDS = ("negotiation", "statement", "agreement", "event", "draft")


@takes("repo", "quiet", "debug")
def command(
    asked: Asked,
    negotiation: Annotated[str | None, typer.Argument(metavar="[NEGOTIATION]", help="For editors: the records of this negotiation.")] = None,
    output_of: Annotated[str | None, typer.Option("--output-of", "--output", metavar="COMMAND", help="What this command prints with -O json.")] = None,
    record: Annotated[str | None, typer.Option("--record", metavar="KIND", help=f"A kind of file in any negotiation: {', '.join(KINDS)}.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put it where the records' first line names it; of all negotiations, if none is named.")] = False,
) -> None:  # fmt: skip
    """The JSON Schema of a negotiation's records, of a kind of file, or of a command's output."""
    from negotrack.cli import opening
    from negotrack.read.schema import SHAPES, json_schema

    if sum(1 for one in (negotiation or write, output_of, record) if one) > 1:
        hint = "a NEGOTIATION, --record KIND or --output COMMAND"
        raise NegotrackError("schema gives one schema at a time", hint)
    if record is not None:
        schema = json_schema(SHAPES[names.find(record, "kind of file", dict.fromkeys(KINDS, ()))])
        opening.put(asked, json.dumps(schema, indent=2, ensure_ascii=False), harmless=True)
    elif output_of is not None:
        schema = envelope(names.find(output_of, "command with data", dict.fromkeys(PRINTED, ())))
        opening.put(asked, json.dumps(schema, indent=2, ensure_ascii=False), harmless=True)
    elif write:
        _write(asked, negotiation)
    else:
        from negotrack.editor.schema import written

        opening.put(asked, written(opening.book(asked, [negotiation] if negotiation else [], alone=True)[0]))


def _write(asked: Asked, negotiation: str | None) -> None:
    """Put the schema of one negotiation, or of each, beside its records."""
    from negotrack.cli import opening
    from negotrack.cli.writing import write
    from negotrack.editor.schema import modeline, path_of, written

    if negotiation is not None:
        books = [opening.book(asked, [negotiation], alone=True)[0]]
    else:
        books = [*opening.reading(asked).books.values()]
    if not books:
        hint = "`negotrack check` tells what is wrong; where there is none yet, `negotrack init` lays one out"
        raise NegotrackError("no negotiation can be read here", hint, NOT_LOADED)
    for book in books:
        path = opening.repository(asked) / path_of(book)
        if path.parent.is_symlink():
            raise NegotrackError(
                f"{str(path.parent)[:200]!r} is a link", "remove it; links are never followed", NOT_LOADED
            )
        path.parent.mkdir(exist_ok=True)
        write(path, written(book))
        if not asked.quiet:
            folder = book.place.path.rpartition("/")[0]
            opening.note(f"wrote {path_of(book)}; a record in a folder of {folder} begins with the line")
            opening.note(f"  {modeline(book, f'{folder}/PARTY/RECORD.yaml')}")


def envelope(command: str) -> dict[str, Any]:
    """The schema of the envelope with a command's data in it."""
    from negotrack.read.schema import json_schema

    data = json_schema(import_module(f"negotrack.render.data.{PRINTED[command]}").Data)
    definitions = data.pop("$defs", {})
    text = {"type": ["string", "null"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"negotrack {command} -O json",
        "type": "object",
        "properties": {
            "schema_version": {"const": 1},
            "tool_version": {"type": "string"},
            "command": {"const": command},
            **dict.fromkeys(("negotiation", "as_of", "known_by", "at"), text),
            **({"supposing": SUPPOSING} if command in SUPPOSABLE else {}),
            "data": data,
        },
        "required": ["schema_version", "tool_version", "command", "negotiation", "as_of", "known_by", "at", "data"],
        "additionalProperties": False,
        "$defs": definitions,
    }
