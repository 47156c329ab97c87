"""`explain`: what a rule means, why, and an example of each side."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import OUTPUT, takes


@takes(*OUTPUT)
def command(
    asked: Asked, rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule, as `check` names it.")]
) -> None:
    """What a rule says, why it matters, a flagged and a clean example."""
    tell(asked, rule)


def tell(asked: Asked, rule: str) -> None:
    """Show one rule, by its name or a part of it."""
    from negotrack.cli import names, opening
    from negotrack.render.page import Block, Heading, Lines, Page, Records, drawn, text
    from negotrack.rules import BY_ID

    one = BY_ID[names.find(rule, "rule", dict.fromkeys(BY_ID, ()))]
    blocks: list[Block] = [
        Heading(text(f"{one.id} · {one.severity.name}", "strong"), 1),
        Lines((text(one.law, "strong"),)),
        Lines(tuple(text(" ".join(part.split())) for part in one.why.split("\n\n"))),
    ]
    for title, words in (("Flagged", one.told("Flagged")), ("Clean", one.told("Clean"))):
        if words:
            example = drawn(words.rstrip().split("\n")) if one.example(title) else Lines((text(words),), indent=1)
            blocks += [Heading(text(title, "strong")), example]
    data = {"rule": one.id, "severity": one.severity.name, "law": one.law, "why": one.why}
    data |= {"flagged": one.told("Flagged"), "clean": one.told("Clean")}
    records = Records(tuple(data), (tuple(data.values()),))
    page = Page("explain", tuple(blocks), records, data)
    opening.show(asked if asked.format or asked.output else replace(asked, format="table"), page)
