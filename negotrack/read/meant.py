"""What was meant by a date, an id, an address or a grade that is written in another way than the format writes it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_FIGURES = r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]{3,9})\.?,? ([0-9]{4})"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
_HOST = r"(?a)(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s:@]*)?"
_GRADE = r"([A-Fa-f]) ?[-/]? ?([1-6])"
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def suggested(meant: str, otherwise: str) -> str:
    """A hint that names what was meant, if that is known, before what can be written at all."""
    return f"did you mean `{meant}`? {otherwise}" if meant else otherwise


def day(text: str) -> str:
    """A day in figures or with its month in words; nothing where its order could be another: `1/2/2024`.

    >>> day("19 December 2023"), day("Dec. 19, 2023"), day("2023/12/9"), day("1/2/2024")
    ('2023-12-19', '2023-12-19', '2023-12-09', '')
    """
    if match := re.fullmatch(_FIGURES, text):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(_DAY_FIRST, text):
        return _iso(int(match[3]), _month(match[2]), int(match[1]))
    if match := re.fullmatch(_MONTH_FIRST, text):
        return _iso(int(match[3]), _month(match[1]), int(match[2]))
    return ""


def _month(word: str) -> int:
    """The number of a month, 0 where there is none of the name."""
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word.lower())), 0)


def _iso(year: int, month: int, of_month: int) -> str:
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        return ""


def slug(text: str) -> str:
    """The id that a name comes to.

    >>> slug("Week_for 40"), slug("¿?")
    ('week-for-40', '')
    """
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))


def url(text: str) -> str:
    """An address without its beginning, with it."""
    return f"https://{text}" if len(text) <= 500 and re.fullmatch(_HOST, text) else ""


def grade(text: str) -> str:
    """A grade in small letters, or with something between its letter and its figure."""
    match = re.fullmatch(_GRADE, text)
    return f"{match[1].upper()}{match[2]}" if match else ""
