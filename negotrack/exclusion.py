"""Which terms a red line leaves no room for, as they are written or as they are read."""

from __future__ import annotations

from collections.abc import Mapping

from negotrack.book import RedLine, Terms
from negotrack.values import Values


def rules_out(red_line: RedLine, terms: Terms) -> bool:
    """Whether no outcome with these terms, read as written, is left by a red line. Issues not spoken of are open."""
    return _leaves_nothing(red_line, {issue: term.exact for issue, term in terms.items()})


def excludes(red_line: RedLine, terms: Terms) -> bool:
    """Whether no outcome within these terms, read as their block reads them, is left by a red line."""
    return _leaves_nothing(red_line, {issue: term.values for issue, term in terms.items()})


def _leaves_nothing(red_line: RedLine, named: Mapping[str, Values | None]) -> bool:
    for issue, must in red_line.must.items():
        values = named.get(issue)
        if values is not None and must.values is not None and not values & must.values:
            return True
    if not red_line.never:
        return False
    for issue, never in red_line.never.items():
        values = named.get(issue)
        if values is None or never.values is None or not values <= never.values:
            return False
    if not red_line.unless:
        return True
    for issue, unless in red_line.unless.items():
        values = named.get(issue)
        if values is not None and unless.values is not None and not values & unless.values:
            return True
    return False
