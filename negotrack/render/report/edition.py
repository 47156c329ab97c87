"""What every page of a report says of itself: as of which day, known by which, at which revision, from how many entries."""

from __future__ import annotations

from datetime import date

from negotrack.frozen import dataclass
from negotrack.wording.values import day_words

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
        return f"known by {day_words(self.known_by)}" if self.known_by else "with all that became known later"

    @property
    def revision_words(self) -> str:
        """The files it was made from."""
        return f"commit {self.revision[:12]}" if self.committed else self.revision
