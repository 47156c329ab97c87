"""What a command line has asked for."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from negotrack.cli import days
from negotrack.errors import NegotrackError
from negotrack.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line has asked for; an option that a command does not take has its default."""

    repo: Path | None = None
    as_of: str | None = None
    known_by: str | None = None
    at: str | None = None
    since: str | None = None
    until: str | None = None
    today: str | None = None
    without: list[str] | None = None
    made: list[Path] | None = None
    party: list[str] | None = None
    issue: list[str] | None = None
    on_record: bool = False
    min_grade: str | None = None
    include_denied: bool = False
    fail_on: list[str] | None = None
    no_cache: bool = False
    format: str | None = None
    output: Path | None = None
    raw: bool = False
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    debug: bool = False

    @property
    def this_day(self) -> date:
        """Today, or the day it is frozen at. Nothing below the command line asks the clock."""
        now = date.today()
        return days.day(self.today, now, "--today") if self.today is not None else now

    @property
    def day(self) -> date:
        """The day the positions are asked for."""
        return days.day(self.as_of, self.this_day, "--as-of") if self.as_of is not None else self.this_day

    @property
    def last_day(self) -> date:
        """The day up to which a story is told: the day asked for, else the end of the period, else today."""
        return self.day if self.as_of is not None else self.period.last or self.this_day

    @property
    def known(self) -> date | None:
        """The day of knowledge, if one is asked for."""
        return days.day(self.known_by, self.this_day, "--known-by") if self.known_by is not None else None

    @property
    def period(self) -> days.Period:
        """The period asked for by --since and --until."""
        first = days.period(self.since, self.this_day, "--since").first if self.since is not None else None
        last = days.period(self.until, self.this_day, "--until").last if self.until is not None else None
        if first and last and first > last:
            raise NegotrackError(f"--since {first} lies after --until {last}", "turn them round")
        return days.Period(first, last)

    @property
    def colored(self) -> bool:
        """Whether colour is wanted: the option, then NO_COLOR and FORCE_COLOR, then whether a terminal listens."""
        if self.color not in ("auto", "always", "never"):
            raise NegotrackError(f"--color: {self.color[:120]!r} is not auto, always or never")
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and self.output is None
