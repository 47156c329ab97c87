"""`rules`: every rule, with how sure its findings are and its law."""

from __future__ import annotations

from negotrack.cli.asked import Asked
from negotrack.cli.options import OUTPUT, takes


@takes(*OUTPUT)
def command(asked: Asked) -> None:
    """The rules that `check` holds the files to."""
    from negotrack.cli import opening
    from negotrack.render.views import listing
    from negotrack.rules import REVIEW, RULES

    rows = [(rule.id, rule.severity.name, rule.law) for rule in (*RULES, *REVIEW)]
    opening.show(asked, listing.page("rules", "Rules", ("id", "severity", "law"), rows, {}, grow=("law",)))
