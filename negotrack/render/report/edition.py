"""What every page of a report says of itself: as of which day, known by which, at which revision, from how many entries."""

from __future__ import annotations

from datetime import date

from negotrack.frozen import dataclass
from negotrack.wording.values import count, day_words

NOT_COMMITTED = "working tree, not committed"


@dataclass(frozen=True, slots=True)
class Edition:
    """One making of a report: the day it tells of, what was known, and what the files were."""

    day: date
    known_by: date | None = None
    revision: str = NOT_COMMITTED  # a commit's id, or these words
    since: date | None = None  # for a memo: what moved from this day on

    @property
    def committed(self) -> bool:
        """Whether the files are those of a commit."""
        return self.revision != NOT_COMMITTED

    @property
    def as_of_words(self) -> str:
        """The day it tells of, as people write it."""
        return day_words(self.day)

    @property
    def known_words(self) -> str:
        """Up to when something had to be public to be counted."""
        return (
            f"known by {day_words(self.known_by)}"
            if self.known_by
            else "including what became public only after that day"
        )

    @property
    def revision_words(self) -> str:
        """The files it was made from."""
        return f"commit {self.revision[:12]}" if self.committed else self.revision


@dataclass(frozen=True, slots=True)
class Stock:
    """What a page was made from: how many entries, and the day of the newest."""

    count: int = 0
    newest: date | None = None

    def age_words(self, day: date) -> str:
        """Which day the newest entry is of, and how long before another; empty where there is none."""
        if self.newest is None:
            return ""
        days = (day - self.newest).days
        return f"newest entry: {day_words(self.newest)}" + (f", {count(days, 'day')} before" if days else "")
