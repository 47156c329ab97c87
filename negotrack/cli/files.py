"""Files named on the command line, which may lie anywhere: read as carefully as the record, and told of in full."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from negotrack.cli.asked import Asked
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.findings import Finding
    from negotrack.read.sources import Source

UNREADABLE = ("not-utf8", "yaml-syntax", "empty-file", "not-a-mapping", "conflict-marker", "file-too-large")


def opened(path: Path, option: str) -> Source:
    """One file, under the name it was given by; an error where it cannot be read."""
    from negotrack.findings import Finding
    from negotrack.read.sources import read_file

    found = read_file(path, str(path))
    if isinstance(found, Finding):
        raise NegotrackError(f"{option} {str(path)[:200]!r}: {found.message}", found.hint, NOT_LOADED)
    return found


def trusted(asked: Asked, source: Source, found: Sequence[Finding]) -> None:
    """Go on where nothing is wrong with a file; tell all that is on standard error, and stop at errors.

    The exit code is that of findings, or, where the file is no YAML to begin with, of what cannot be loaded.
    """
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.render import diagnostics
    from negotrack.rules import SEVERITIES
    from negotrack.wording.values import count

    wrong = [one for one in found if SEVERITIES.get(one.rule, Severity.error) is Severity.error]
    lines = source.text.decode("utf-8", "replace").split("\n")
    if found and (wrong or not asked.quiet):
        look = replace(opening.look(asked), color=asked.colored and sys.stderr.isatty())
        told = diagnostics.full(found, SEVERITIES, lambda _, line: _line(lines, line), look, all=True)
        sys.stderr.write(told if told.endswith("\n") else told + "\n")
    if wrong:
        unread = any(one.rule in UNREADABLE for one in wrong)
        what = f"{count(len(wrong), 'error')} in {source.path[:200]!r}"
        raise NegotrackError(what, "mend the file, and ask again", NOT_LOADED if unread else NOT_FOUND)


def _line(lines: Sequence[str], number: int) -> str | None:
    return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else None
