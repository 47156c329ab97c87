"""A cell of a workbook as people see it: the number that is stored, read by the format that it is shown in."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

_PLACEHOLDER = re.compile("[0#?]")
_CURRENCY = re.compile(r"\[\$([^]-]*)(?:-[0-9A-Fa-f]+)?\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_UNSEEN = re.compile(r"\[[^]]*\]|[_*].")  # colours, conditions and calendars; room left and filled
_SCALED = re.compile(r"[0#?],+(?![0#?])")  # a comma behind the last place: shown in thousands, stored in full
_MULTIPLES = re.compile(r"(?i)\b(?:k|tsd|thousand|mn?|mm|mio|millions?|bn?|billions?)\b")


def shown(value: object, form: str = "General") -> str:
    """A cell as people would have typed it: shares with their sign, amounts with what stands beside them, days as they are told.

    >>> shown(0.08, "0 %"), shown(40.0), shown(40, '0.0" million"'), shown(600, "[$€-407] #,##0.00")
    ('8 %', '40', '40 million', '€ 600')
    >>> shown(datetime(2023, 12, 19), "dd/mm/yyyy"), shown(datetime(2023, 12, 1), "mmm yyyy"), shown(True), shown(None)
    ('2023-12-19', '2023-12', 'yes', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime() | date():
            return _day(value, form)
        case int() | float():
            return _figure(value, form)
    return " ".join(str(value).split())


def _day(value: date, form: str) -> str:
    """A day, with its time if it has one; only the month or the year where no more of it is shown."""
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "minutes")
    tokens = _UNSEEN.sub("", _LITERAL.sub("", form)).lower()
    if "y" in tokens and "d" not in tokens:
        return value.strftime("%Y-%m" if "m" in tokens else "%Y")
    return value.strftime("%Y-%m-%d")


def _figure(value: float, form: str) -> str:
    """A figure with the words and signs of its format around it."""
    number = Decimal(format(value, ".15g"))  # as exact as a spreadsheet is
    section = form.replace("_)_(", "_);_(").partition(";")[
        0
    ]  # openpyxl knows the usual form of accounts without its semicolons
    words = _CURRENCY.sub(lambda found: _kept(found[1]), section)
    words = _UNSEEN.sub("", _LITERAL.sub(lambda found: _kept(found[1] or found[2] or ""), words))
    bare = _KEPT.sub("", words)
    if "%" in bare:
        number *= 100
    places = [found.span() for found in _PLACEHOLDER.finditer(words)]
    if not places:
        return _plain(number)
    before, after = _open(words[: places[0][0]]), _open(words[places[-1][1] :])
    if _SCALED.search(bare):
        before, after = _MULTIPLES.sub("", before), _MULTIPLES.sub("", after)
    return " ".join(f"{before.strip('+-(,. ')} {_plain(number)} {after.strip('+-),. ')}".split())


def _plain(number: Decimal) -> str:
    """A figure in all its digits; one with more than any record takes stays short."""
    if not number.is_finite() or number.adjusted() > 20:
        return str(number)
    return format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize(), "f")


_HIDDEN = str.maketrans({chr(code): chr(0xE000 + code) for code in range(0x21, 0x7F)})
_KEPT = re.compile("[\ue021-\ue07e]")
_SEEN = {0xE000 + code: chr(code) for code in range(0x21, 0x7F)}


def _kept(words: str) -> str:
    """Words of a format under other letters, so that nothing in them is taken for a place or a sign of it."""
    return words.translate(_HIDDEN)


def _open(words: str) -> str:
    """Such words as they were; what a format itself says, such as `E+`, is no word."""
    return re.sub("[A-Za-z]", "", words).translate(_SEEN)
