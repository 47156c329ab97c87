"""How a value is written: from `at most 7 days` to the set of values it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from negotrack.frozen import dataclass
from negotrack.values import BILLION, MILLION, MONTH, TOP, WEEK, YEAR, Options, Scale, Spans, Values

Written = str | Sequence[str] | Mapping[str, object]


class Bare(Enum):
    """How a value without an operator is read: it depends on the block it stands in."""

    up_to = "up to"  # gives
    at_least = "at least"  # asks, requires, before, unless
    exactly = "exactly"  # everywhere else


class OffScale(Exception):
    """A written value that its scale does not hold: what is the matter, and what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written value means: its values as the block reads them, and with bare values read exactly.

    `values` is None when the party speaks to the issue without a value, and on the `text` scale.
    """

    values: Values | None
    exact: Values | None
    bare: bool = False
    about: bool = False
    note: str = ""


LONG_FORM = (
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "exactly",
    "any_of",
    "none_of",
    "unspecified",
    "about",
    "note",
)

_OPERATORS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(?:exactly|=)\s*(.+)", "exactly"),
        (r"(?:at least|>=|≥)\s*(.+)", "at_least"),
        (r"(?:at most|<=|≤)\s*(.+)", "at_most"),
        (r"(?:more than|>)\s*(.+)", "more_than"),
        (r"(?:less than|<)\s*(.+)", "less_than"),
        (r"not\s+(.+)", "none_of"),
        (r"(.+?)\s*\.\.", "at_least"),
        (r"\.\.\s*(.+)", "at_most"),
    )
)
_BETWEEN = re.compile(r"((?:at least|more than|>=?|≥).+?)\s+and\s+((?:at most|less than|<=?|≤).+)")
_RANGE = re.compile(r"(.+?)\s*\.\.\s*(.+)")
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?", re.ASCII)
_DURATION = re.compile(r"(.+?)\s*(day|week|month|year)s?")
_DAYS = {"day": Decimal(1), "week": WEEK, "month": MONTH, "year": YEAR}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LONGEST = 1000  # characters of a value: more are none, and would only keep the patterns busy
DIGITS = 20  # the longest figure taken, well inside exact decimal arithmetic


def read_value(scale: Scale, written: Written, bare: Bare) -> Reading:
    """The set of values a written value stands for on a scale, a bare one read as the block reads it.

    >>> read_value(Scale("duration"), "1 week", Bare.up_to).values.text
    'at most 7 days'
    >>> read_value(Scale("number"), {"at_least": "40", "about": "true"}, Bare.exactly).about
    True

    Raises OffScale for anything the scale does not hold.
    """
    if isinstance(written, str):
        return _short_form(scale, written.strip(), bare)
    if isinstance(written, Mapping):
        return _long_form(scale, written)
    if scale.kind == "text":
        raise OffScale("the scale is text, which takes one string", "write the words as one quoted string")
    if not written:
        raise OffScale("the list of values is empty", "name at least one value, or write `unspecified`")
    values = scale.nothing
    for one in written:
        values = values | _known(_short_form(scale, str(one).strip(), Bare.exactly))
    return Reading(values, values)


def _known(reading: Reading) -> Values:
    if reading.values is None:
        raise OffScale("`unspecified` is no value among others", "leave it out of the list")
    return reading.values


@lru_cache(4096)
def _short_form(scale: Scale, text: str, bare: Bare) -> Reading:
    if text == "unspecified" or scale.kind == "text":
        return Reading(None, None)
    if not text:
        raise OffScale("no value is written", "write a value or `unspecified`")
    _check_length(text)
    if scale.ordered and (match := _BETWEEN.fullmatch(text)):
        values = _known(_short_form(scale, match[1], bare)) & _known(_short_form(scale, match[2], bare))
        if not values:
            raise OffScale(f"the bounds {clip(text)!r} leave no value", "check the bounds against each other")
        return Reading(values, values)
    for pattern, operator in _OPERATORS:
        if match := pattern.fullmatch(text):
            values = _operate(scale, operator, match[1].strip())
            return Reading(values, values)
    if (match := _RANGE.fullmatch(text)) and not (scale.finite and text in scale.members):
        low, high = _share_unit(match[1], match[2]), match[2]
        values = _operate(scale, "at_least", low) & _operate(scale, "at_most", high)
        if not values:
            raise OffScale(f"the range {clip(text)!r} runs backwards", f"write `{clip(high)}..{clip(low)}`")
        return Reading(values, values)
    exact = _operate(scale, "exactly", text)
    if not scale.ordered or bare is Bare.exactly:
        return Reading(exact, exact, bare=True)
    return Reading(_operate(scale, "at_most" if bare is Bare.up_to else "at_least", text), exact, bare=True)


def _share_unit(low: str, high: str) -> str:
    """The lower end with the unit it shares with the upper one: `14..28 days`, `600..800 million`."""
    unit = re.search(r"\s*(?:days?|weeks?|months?|years?|million|billion)$", high)
    return low + unit[0] if unit and _NUMBER.fullmatch(low) else low


def _long_form(scale: Scale, written: Mapping[str, object]) -> Reading:
    for key in written:
        if key not in LONG_FORM:
            from difflib import get_close_matches

            near = get_close_matches(key, LONG_FORM, 1)
            raise OffScale(
                f"{key!r} is no part of a value",
                f"did you mean `{near[0]}`?" if near else f"use {', '.join(LONG_FORM)}",
            )
    about, note = _truth(written.get("about", "false"), "about"), str(written.get("note") or "")
    bounds = [key for key in written if key not in ("about", "note", "unspecified")]
    if _truth(written.get("unspecified", "false"), "unspecified"):
        if bounds:
            raise OffScale("`unspecified` stands beside a value", "keep one of the two")
        return Reading(None, None, about=about, note=note)
    if not bounds:
        raise OffScale(
            "the long form names no value", "add `at_least`, `at_most`, `exactly`, `any_of` or `unspecified`"
        )
    if scale.kind == "text":
        return Reading(None, None, about=about, note=note)
    values = scale.everything
    for key in bounds:
        values = values & _bound(scale, key, written[key])
    if not values:
        raise OffScale("no value satisfies all of this", "check the bounds against each other")
    return Reading(values, values, about=about, note=note)


def _bound(scale: Scale, key: str, operand: object) -> Values:
    operands = [operand] if isinstance(operand, str) else operand
    if not isinstance(operands, Sequence) or (key not in ("any_of", "none_of") and not isinstance(operand, str)):
        raise OffScale(f"`{key}` takes one value", f"write `{key}: VALUE`")
    if key == "none_of":
        return ~_union(scale, operands)
    return _union(scale, operands) if key == "any_of" else _operate(scale, key, str(operand).strip())


def _union(scale: Scale, operands: Sequence[object]) -> Values:
    values = scale.nothing
    for operand in operands:
        values = values | _operate(scale, "exactly", str(operand).strip())
    return values


def _truth(word: object, key: str) -> bool:
    if word in ("true", "yes", "false", "no"):
        return word in ("true", "yes")
    raise OffScale(f"`{key}` is true or false", f"write `{key}: true` or leave it out")


def _operate(scale: Scale, operator: str, operand: str) -> Values:
    _check_length(operand)
    if scale.finite:
        return _options(scale, operator, operand)
    value = figure(scale, operand)
    match operator:
        case "at_least" | "more_than":
            values = Spans.at_least(scale, value, beyond=operator == "more_than")
        case "at_most" | "less_than":
            values = Spans.at_most(scale, value, below=operator == "less_than")
        case "none_of":
            values = ~Spans.exactly(scale, value)
        case _:
            values = Spans.exactly(scale, value)
    if not values:
        raise OffScale(f"{operator.replace('_', ' ')} {clip(operand)} leaves no value on the scale", "check the bound")
    return values


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise OffScale(f"{clip(text)!r} is longer than {LONGEST} characters, and no value is", "write a shorter one")


def _options(scale: Scale, operator: str, name: str) -> Values:
    if name not in scale.members:
        from difflib import get_close_matches

        near = get_close_matches(name, scale.members, 1, 0.5)
        kind = {"levels": "a level", "choice": "a choice", "yes-no": "an answer"}[scale.kind]
        raise OffScale(
            f"{clip(name)!r} is not {kind} of this issue",
            f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(scale.members)}, or `unspecified`",
        )
    if operator == "exactly":
        return Options.of(scale, name)
    if operator == "none_of":
        return ~Options.of(scale, name)
    if not scale.ordered:
        raise OffScale("this issue's values have no order, so none is more or less", f"write `{name}` or `not {name}`")
    bound = Options.from_on if operator in ("at_least", "more_than") else Options.up_to
    values = bound(scale, name)
    if operator in ("more_than", "less_than"):
        values = values - Options.of(scale, name)
    if not values:
        raise OffScale(f"{operator.replace('_', ' ')} {name} leaves no level", "check the bound")
    return values


def figure(scale: Scale, text: str) -> Decimal:
    """One figure of an ordered line: a count, a share, an amount, a length in days, a day as an ordinal.

    >>> figure(Scale("money", "USD"), "1.3 billion"), figure(Scale("duration"), "6 weeks")
    (Decimal('1300000000.0'), Decimal('42'))
    """
    if text == scale.top and text:
        return TOP
    return _FIGURES[scale.kind](scale, text)


def _count(scale: Scale, text: str) -> Decimal:
    bare = text.removesuffix(scale.unit).strip() if scale.unit else text
    return _number(bare) if _NUMBER.fullmatch(bare) else _off(text, "a number", "40", scale)


def _share(scale: Scale, text: str) -> Decimal:
    bare = text.removesuffix("%").strip()
    return _number(bare) if _NUMBER.fullmatch(bare) else _off(text, "a percentage", "43 %", scale)


def _amount(scale: Scale, text: str) -> Decimal:
    bare = text.removeprefix(scale.unit).removesuffix(scale.unit).strip() if scale.unit else text
    for word, times in (("million", MILLION), ("billion", BILLION)):
        if bare.endswith(word) and _NUMBER.fullmatch(head := bare.removesuffix(word).strip()):
            return _number(head) * times
    return _number(bare) if _NUMBER.fullmatch(bare) else _off(text, "an amount of money", "600 million", scale)


def _length(scale: Scale, text: str) -> Decimal:
    match = _DURATION.fullmatch(text)
    if match and _NUMBER.fullmatch(match[1]) and not match[1].startswith("-"):
        return _number(match[1]) * _DAYS[match[2]]
    return _off(text, "a duration", "7 days", scale)


def _day(scale: Scale, text: str) -> Decimal:
    if _DATE.fullmatch(text):
        try:
            return Decimal(date.fromisoformat(text).toordinal())
        except ValueError:
            raise OffScale(f"{text!r} is a day that does not exist", "check the day and the month") from None
    return _off(text, "a date", "2023-12-21", scale)


_FIGURES: dict[str, Callable[[Scale, str], Decimal]] = {
    "number": _count,
    "percent": _share,
    "money": _amount,
    "duration": _length,
    "date": _day,
}


def _number(text: str) -> Decimal:
    if len(text) > DIGITS:
        raise OffScale(f"{clip(text)!r} is longer than {DIGITS} digits", "write a shorter figure")
    return Decimal(text.replace(",", "").replace("_", ""))


def _off(text: str, what: str, example: str, scale: Scale) -> Decimal:
    top = f", `{scale.top}`" if scale.top else ""
    raise OffScale(f"{clip(text)!r} is not {what}", f"write `{example}`, `at most {example}`{top} or `unspecified`")


def clip(text: str, limit: int = 120) -> str:
    """The text, or its beginning where it is too long to echo."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
