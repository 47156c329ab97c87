"""A figure of a spreadsheet in the words of its scale: its decimals, its multiple, its currency; what is in doubt is refused."""

from __future__ import annotations

import re
from typing import Literal

from negotrack.errors import NegotrackError
from negotrack.values import Scale

Decimals = Literal["point", "comma", "unknown"]
"""What stands before the decimals of a sheet's figures."""

_MEASURED = ("number", "percent", "money", "duration")
_MULTIPLES = re.compile(
    r"(?i)\b(?:(?P<known>million|billion)s?|hundreds?|thousands?|tsd|k|mn?|mm|mio|mln|bn?|mrd|trillions?|tn)\b"
)
_SPANS = re.compile(r"(?i)(?:day|week|month|year)s?\b")
_CURRENCY = re.compile(r"[€£¥$]|\b[A-Z]{3}\b")
_SIGNS = {"€": "EUR", "£": "GBP|EGP|SYP|LBP|GIP|FKP|SHP|SDG|SSP", "¥": "JPY|CNY", "$": "..D|MXN|ARS|CLP|COP|DOP"}
"""The currencies that a sign may stand for."""


def measured(issue: str, scale: Scale, word: str, unit: str, decimals: Decimals) -> str:
    """A value with what its cell leaves to the cell of its unit, as a record would have it.

    >>> measured("bonus", Scale("money", "EUR"), "€ 600", "Million EUR", "point")
    '600 million'
    >>> measured("length", Scale("duration"), "1,5", "Years", "comma")
    '1.5 years'
    """
    if scale.kind not in _MEASURED:
        return word
    word, per = _pointed(issue, word, decimals), re.split(r"/|\bper\b", unit)[0]
    if scale.kind == "duration":
        span = _SPANS.match(unit)
        return f"{word} {span[0].lower()}" if span and not re.search(r"(?i)[a-z]\s*$", word) else word
    if scale.kind == "percent":
        if re.fullmatch(r"0?\.[0-9]+", word) and not re.search(r"(?i)%|percent", unit):
            raise NegotrackError(f"{issue}: {word!r} can mean a part of one percent, or a part of the whole", "write it with its %")  # fmt: skip
        return word
    if scale.kind == "money":
        word, per = _of_currency(issue, scale.unit, word), _of_currency(issue, scale.unit, per)
    multiple = _MULTIPLES.search(per)
    if multiple is None or multiple[0].casefold() in scale.unit.casefold().split():
        return word
    if scale.kind == "number" or not multiple["known"]:
        raise NegotrackError(f"{issue}: the figure is in {multiple[0]}", "write it out")
    return word if _MULTIPLES.search(word) else f"{word} {multiple['known'].lower()}"


def _pointed(issue: str, word: str, decimals: Decimals) -> str:
    """A figure with a point before its decimals."""
    if decimals == "unknown" and re.search(r"[0-9],[0-9]|[0-9]\.[0-9]{3}(?![0-9])", word):
        hint = "tell it by --decimal comma or --decimal point"
        raise NegotrackError(f"{issue}: what stands before the decimals of {word[:60]!r} is not known", hint)
    if decimals != "comma":
        return word
    if re.search(r"(?<=[0-9])\.(?=[0-9])(?![0-9]{3}(?![0-9]))", word):
        raise NegotrackError(f"{issue}: {word[:60]!r} has a point before its decimals, and no comma", "write a comma")
    return re.sub(r"(?<=[0-9])[.,](?=[0-9])", lambda found: "." if found[0] == "," else "", word)


def _of_currency(issue: str, currency: str, words: str) -> str:
    """Words without the currency, which is the one of the issue."""
    for found in _CURRENCY.findall(words):
        if not currency or not (found == currency or re.fullmatch(_SIGNS.get(found, "-"), currency)):
            why = f"the amount is in {found}, and the issue {f'in {currency}' if currency else 'has no currency'}"
            raise NegotrackError(f"{issue}: {why}", "turn it into the issue's, or give the issue the currency meant")
    return " ".join(_CURRENCY.sub(" ", words).split())
