"""How a value may be written on a scale: as a pattern for an editor, and as forms to choose from."""

from __future__ import annotations

import re

from negotrack.values import Scale

DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?"
_LENGTH = NUMBER.removeprefix("-?")
_OPERATORS = "(?:exactly|=|at least|>=|≥|at most|<=|≤|more than|>|less than|<)"
_FROM, _TO = "(?:at least|more than|>=?|≥)", "(?:at most|less than|<=?|≤)"
_ORDERLESS = "(?:exactly|=)"


def pattern(scale: Scale) -> str:
    """A regular expression for the short form of a value, in the dialect that Python and JavaScript share.

    It lets pass whatever the scale reads, and little else: a bound without values is for `check` to find.
    """
    if scale.kind == "text":
        return ""
    figure = _figure(scale)
    if not scale.ordered:
        return rf"^\s*(?:(?:{_ORDERLESS} *|not +)?{figure}|unspecified)\s*$"
    ranges = rf"{figure} *\.\. *{figure}"
    if scale.kind == "duration":
        ranges += rf"|{_LENGTH} *\.\. *{_LENGTH} *(?:day|week|month|year)s?"  # the unit is shared
    both = rf"{_FROM} *{figure} +and +{_TO} *{figure}"
    bounds = rf"(?:{_OPERATORS} *|not +)?{figure}|{both}|{figure} *\.\.|\.\. *{figure}|{ranges}"
    return rf"^\s*(?:{bounds}|unspecified)\s*$"


def figure_pattern(scale: Scale) -> str:
    """A regular expression for one bare figure or name of the scale."""
    return rf"^\s*{_figure(scale)}\s*$"


def _figure(scale: Scale) -> str:
    unit = _verbatim(scale.unit)
    match scale.kind:
        case "percent":
            return rf"(?:{NUMBER} *%?)"
        case "money":
            before, after = (rf"(?:{unit} *)?", rf"(?: *{unit})?") if unit else ("", "")
            return rf"(?:{before}{NUMBER}(?: *(?:million|billion))?{after})"
        case "duration":
            return rf"(?:{_LENGTH} *(?:day|week|month|year)s?|permanent)"
        case "date":
            return DAY
        case "number":
            after = rf"(?: *{unit})?" if unit else ""
            return rf"(?:{NUMBER}{after}|all)"
    return f"(?:{'|'.join(map(_verbatim, scale.members))})"


def _verbatim(text: str) -> str:
    """Text that a pattern takes literally, in both dialects; a blank stays a blank."""
    return re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", text)


EXAMPLES: dict[str, tuple[str, ...]] = {
    "number": ("40", "at least 40", "10..15", "all"),
    "percent": ("43 %", "at most 50 %", "40..45 %"),
    "money": ("600 million", "at least 1.3 billion", "600..800 million"),
    "duration": ("7 days", "at least 6 weeks", "2..3 months", "permanent"),
    "date": ("2024-07-01", "at most 2025-01-31"),
    "text": ("The words as they were said",),
}
"""Values as they may be written on a line of figures."""


def examples(scale: Scale) -> tuple[str, ...]:
    """A few values of the scale, as one would write them."""
    if not scale.finite:
        return (*EXAMPLES[scale.kind], "unspecified")
    last = scale.members[-1]
    ranged = (f"at most {scale.members[-2]}", f"at least {scale.members[1]}") if scale.ordered else (f"not {last}",)
    return (last, *ranged, "unspecified")


def forms(scale: Scale) -> dict[str, str]:
    """What may be begun with at the place of a value, each with what it means."""
    if scale.kind == "text":
        return {"unspecified": "speaks to the issue, without words that are known"}
    if scale.finite:
        found = dict.fromkeys(scale.members, "")
        if scale.kind == "levels":
            found = {member: f"level {rank} of {len(found)}" for rank, member in enumerate(found, 1)}
            inner = scale.members[1:-1]
            found |= {f"at least {member}": f"{member} or more" for member in inner}
            found |= {f"at most {member}": f"{member} or less" for member in inner}
        found |= {f"not {member}": f"anything but {member}" for member in scale.members if scale.kind == "choice"}
    else:
        found = dict.fromkeys(EXAMPLES[scale.kind], "")
        found |= {
            f"{words} ": f"{words} a value" for words in ("at least", "at most", "exactly", "more than", "less than")
        }
    return found | {"unspecified": "speaks to the issue, without a value"}
