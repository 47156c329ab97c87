"""`schema`: the JSON Schema of what a command prints, or of a file of the record format."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated, Any

import typer

from negotrack.cli import names
from negotrack.cli.options import Asked, takes
from negotrack.errors import NegotrackError

PRINTED = {
    "status": "status", "show": "show", "compare": "compare", "diff": "diff", "flags": "flags", "history": "history", "sources": "sources", "list": "listing", "search": "listing",
    "deal": "deal", "deadlock": "deadlock", "assess": "assess", "levers": "levers",
    "graph": "graph", "rules": "listing", "blame": "listing", "history-by-revision": "listing", "check": "findings", "explain": "rule",
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


@takes("quiet", "debug")
def command(
    asked: Asked,
    output_of: Annotated[str | None, typer.Option("--output-of", "--output", metavar="COMMAND", help="What this command prints with -O json.")] = None,
    record: Annotated[str | None, typer.Option("--record", metavar="KIND", help=f"A kind of file: {', '.join(KINDS)}.")] = None,
) -> None:  # fmt: skip
    """The JSON Schema of a command's output, or of a kind of file."""
    from negotrack.cli import opening
    from negotrack.read.schema import SHAPES, json_schema

    if (output_of is None) == (record is None):
        raise NegotrackError("schema takes --output COMMAND or --record KIND", f"commands: {', '.join(PRINTED)}")
    if record is not None:
        schema = json_schema(SHAPES[names.find(record, "kind of file", dict.fromkeys(KINDS, ()))])
    else:
        schema = envelope(names.find(output_of or "", "command with data", dict.fromkeys(PRINTED, ())))
    opening.put(asked, json.dumps(schema, indent=2, ensure_ascii=False), harmless=True)


def envelope(command: str) -> dict[str, Any]:
    """The schema of the envelope with a command's data in it."""
    from negotrack.read.schema import json_schema

    data = json_schema(import_module(f"negotrack.render.views.{PRINTED[command]}").Data)
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
