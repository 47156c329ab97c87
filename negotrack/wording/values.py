"""Small words, and what has a size: days, ages, counts, parties, sets of values and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from negotrack.book import Day
from negotrack.values import Scale

if TYPE_CHECKING:
    from negotrack.book import Book, Term, Terms
    from negotrack.held import Stated
    from negotrack.values import Values

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date | Day) -> str:
    """A day as people write it: `21 Dec 2023`, or `Dec 2023` where only the month is known."""
    if isinstance(day, Day):
        if day.first != day.day:
            return f"{MONTHS[day.day.month - 1]} {day.day.year}"
        day = day.day
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 statement`, `3 statements`, `no statements`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def age_words(days: int) -> str:
    """An age in the largest unit that says enough: `today`, `3 days`, `5 months`, `2 years`."""
    for size, unit in ((730, "year"), (61, "month")):
        if days >= size:
            return count(days // {"year": 365, "month": 30}[unit], unit)
    return count(days, "day") if days else "today"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *firsts, end = list(words) or [""]
    return f"{', '.join(firsts)} {last} {end}" if firsts else end


def times(number: int) -> str:
    """How often: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def name(book: Book, party: str) -> str:
    """A party's name."""
    return book.parties[party].name if party in book.parties else party


def names(book: Book, parties: Iterable[str]) -> str:
    """Several parties' names, as a list in a sentence."""
    return listed(name(book, party) for party in parties)


def possessive(words: str) -> str:
    """`Israel's`, `Houthis'`."""
    return f"{words}'" if words.endswith("s") else f"{words}'s"


def values_words(scale: Scale, values: Values | None, term: Term | None = None) -> str:
    """A set of values with its unit: `at least 40 people`, `at most 7 days`, `permanent`, `anything`.

    With the term it was written in, `up to all` or `from blocked on` stands where the bound leaves nothing out.
    """
    if values is None:
        return "an unnamed value"
    words = values.text
    if words == "any value":
        if term is not None and term.bare and term.exact is not None:
            return f"up to {term.exact.text}" if values.ends_with(term.exact) else f"{term.exact.text} or more"
        return "anything"
    words = re.sub(_RANGE, _range_words, words)
    unit = scale.unit if scale.kind in ("number", "money") and not words.endswith(scale.top or "\n") else ""
    if unit == "people" and re.fullmatch("(?:[a-z]+ )*1", words):
        unit = "person"
    return f"{words} {unit}".rstrip()


_RANGE = r"(\S+)( [a-z%]+)?\.\.(\S+)( [a-z%]+)?"


def _range_words(match: re.Match[str]) -> str:
    """A range as it is said: `14 to 28 days` for `14 days..28 days`."""
    low, unit, high, last = match.groups("")
    return f"{low}{unit if unit.removesuffix('s') != last.removesuffix('s') else ''} to {high}{last}"


def figure_words(scale: Scale, value: Decimal) -> str:
    """One figure with its unit: `1.1 km`, `60 days`, `200 million USD`."""
    words = scale.figure(value)
    return f"{words} {scale.unit}".rstrip() if scale.kind in ("number", "money") and words != scale.top else words


def distance_words(scale: Scale, distance: Decimal | None) -> str:
    """A distance with its unit: `75 days`, `182 million USD`, `4 percentage points`, `2 steps`."""
    if distance is None:
        return "no measurable distance"
    if scale.kind == "levels":
        return count(int(distance), "step")
    if scale.kind == "percent":
        return f"{Scale('number').figure(distance)} percentage point{'' if distance == 1 else 's'}"
    if scale.kind == "date":
        return count(int(distance), "day")
    words = scale.figure(distance)
    return f"{words} {scale.unit}".rstrip() if scale.kind in ("number", "money") else words


def terms_words(book: Book, terms: Terms, between: str = "; ") -> str:
    """Terms in a row: `Length of the ceasefire: at most 7 days; Humanitarian aid: at most increased`."""
    return between.join(titled(book, term) for term in terms.values())


def titled(book: Book, term: Term) -> str:
    """One term with its issue: `Length of the ceasefire: at most 7 days`."""
    return f"{book.issue(term.issue).title}: {term_words(book, term)}"


def term_words(book: Book, term: Term) -> str:
    """One term's value: as it is read, or the words themselves on a scale of text."""
    if term.text:
        return f"“{term.text}”"
    about = "≈ " if term.about else ""
    return about + values_words(book.issue(term.issue).scale, term.values, term)


def stated_words(book: Book, stated: Stated) -> str:
    """What a party has put forward on an issue: its values, or its words on a scale of text."""
    terms = [held.item.package[stated.issue] for held in stated.held]
    quoted = list(dict.fromkeys(f"“{term.text}”" for term in terms if term.text))
    if quoted:
        return listed(quoted, "or")
    about = "≈ " if stated.about else ""
    return about + values_words(book.issue(stated.issue).scale, stated.values, terms[-1])
