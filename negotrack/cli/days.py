"""How a day or a period is written on the command line; nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from negotrack.errors import NegotrackError
from negotrack.frozen import dataclass

ACCEPTED = "2023-12-21, 21 Dec 2023, 2023-12, 2023Q4, 2023, today, yesterday, 3 weeks ago, last month"

_DAY = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_MONTH = r"([0-9]{4})-([0-9]{2})"
_QUARTER = r"([0-9]{4})Q([1-4])"
_YEAR = r"([0-9]{4})"
_AGO = r"([0-9]{1,5}) (day|week|month|year)s? ago"
_LAST = r"last (week|month|year)"
_WRITTEN = r"(?:([0-9]{1,2}) )?([a-z]{3,9})[.]?(?: ([0-9]{1,2}))?,? ([0-9]{4})"
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; a side left open is None."""

    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def is_month(self) -> bool:
        """Whether it is one month of a calendar, from its first day to its last."""
        return self.first is not None and self.first.day == 1 and self == _months(self.first.year, self.first.month, 1)


def day(text: str, today: date, option: str) -> date:
    """One day; a month, quarter or year counts as its last day."""
    found = _period(text.strip(), today, option)
    assert found.last is not None
    return found.last


def lone(text: str, today: date) -> date | None:
    """One day, where a text is one and nothing else; a revision that looks like none gives nothing."""
    try:
        found = _named(text.strip(), today)
    except (ValueError, OverflowError):
        return None
    return found.last if found and not re.fullmatch(_YEAR, text.strip()) else None


def period(text: str, today: date, option: str) -> Period:
    """The days that an expression spans: one day, or a month, quarter, year or week."""
    return _period(text.strip(), today, option)


def _period(text: str, today: date, option: str) -> Period:
    try:
        if found := _named(text, today):
            return found
    except (ValueError, OverflowError):
        raise NegotrackError(
            f"{option}: {_shown(text)} is a day that does not exist", f"write one of {ACCEPTED}"
        ) from None
    raise NegotrackError(f"{option}: {_shown(text)} is not a day or a period", f"write one of {ACCEPTED}")


def _shown(text: str) -> str:
    return repr(text[:120])


def _named(text: str, today: date) -> Period | None:
    if text in ("today", "yesterday"):
        that = today - timedelta(days=text == "yesterday")
        return Period(that, that)
    if match := re.fullmatch(_DAY, text):
        that = date(int(match[1]), int(match[2]), int(match[3]))
        return Period(that, that)
    if match := re.fullmatch(_MONTH, text):
        return _months(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(_QUARTER, text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    if match := re.fullmatch(_YEAR, text):
        return _months(int(match[1]), 1, 12)
    if match := re.fullmatch(_AGO, text):
        that = _back(today, int(match[1]), match[2])
        return Period(that, that)
    if match := re.fullmatch(_LAST, text):
        if match[1] == "week":
            monday = today - timedelta(days=today.weekday() + 7)
            return Period(monday, monday + timedelta(days=6))
        past = _back(today, 1, match[1])
        return _months(past.year, past.month, 1) if match[1] == "month" else _months(past.year, 1, 12)
    return _written(text)


def _written(text: str) -> Period | None:
    """A day or a month whose month is a word: `21 Dec 2023`, `December 21, 2023`, `Dec 2023`; figures alone are not guessed."""
    match = re.fullmatch(_WRITTEN, " ".join(text.split()).casefold())
    if not match or (match[1] and match[3]):
        return None
    named = [number for number, name in enumerate(_MONTHS, 1) if match[2] in (name, name[:3], name[:4] * (number == 9))]
    if not named:
        return None
    if not (match[1] or match[3]):
        return _months(int(match[4]), named[0], 1)
    that = date(int(match[4]), named[0], int(match[1] or match[3]))
    return Period(that, that)


def _months(year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    last = month + count - 1
    return Period(first, date(year, last, _length(year, last)))


def _length(year: int, month: int) -> int:
    from calendar import monthrange

    return monthrange(year, month)[1]


def _back(today: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, _length(year, month + 1)))
