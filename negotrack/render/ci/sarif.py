"""SARIF 2.1.0, the exchange format of static analysis: for GitHub's code scanning, editors and dashboards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from negotrack import __version__
from negotrack.findings import Label, Place, Severity
from negotrack.render.ci import MOST_RELATED, Remark, counted, first_line, marks, shown, worst_first, written
from negotrack.render.escape import clip

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 5_000
"""Results that GitHub's code scanning takes in."""
_DESCRIPTION = 1_000  # characters, a little under what code scanning shows

_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    """One run with every rule there is, found or not, and the results worst first; what was left out is counted.

    Columns are counted in characters, as everywhere in negotrack, and `columnKind` says so.
    """
    told = worst_first(remarks)
    kept, left = told[:MOST], told[MOST:]
    rules = list(dict.fromkeys([*meanings, *(one.rule for one in kept)]))
    index = {rule: number for number, rule in enumerate(rules)}
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "negotrack",
                "version": __version__,
                "rules": [_rule(rule, meanings.get(rule) or rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, index, mark) for one, mark in zip(kept, marks(kept), strict=True)],
    }
    if left:
        said = f"{len(left)} more results were left out ({counted(left)})"
        notes = [{"level": "warning", "message": {"text": said}}]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str, meaning: str) -> dict[str, object]:
    from negotrack.rules import SEVERITIES

    return {
        "id": shown(rule),
        "shortDescription": {"text": clip(_message(first_line(meaning.strip()) or rule), _DESCRIPTION)},
        "fullDescription": {"text": clip(_message(meaning), _DESCRIPTION)},
        "help": {"text": _message(meaning)},
        "defaultConfiguration": {"level": SEVERITIES.get(rule, Severity.note).name},
    }


def _result(remark: Remark, index: Mapping[str, int], mark: str) -> dict[str, object]:
    said = _message(remark.message or remark.rule)
    result: dict[str, object] = {
        "ruleId": shown(remark.rule),
        "ruleIndex": index[remark.rule],
        "level": remark.level,
        "message": {"text": f"{said}\nhelp: {_message(remark.hint)}" if remark.hint else said},
        "locations": [_location(remark.place)] if remark.place.path else [],
        "partialFingerprints": {"negotrack/v1": mark},
    }
    related = [one for one in dict.fromkeys(remark.related) if one.place.path][:MOST_RELATED]
    if related:
        result["relatedLocations"] = [_related(one) for one in related]
    return result


def _related(label: Label) -> dict[str, object]:
    return {**_location(label.place), "message": {"text": _message(label.text or "see also")}}


def _location(place: Place) -> dict[str, object]:
    column = max(place.column, 1)
    region = {"startLine": max(place.line, 1), "startColumn": column}
    if place.end is not None and place.end > column:
        region["endColumn"] = place.end
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"},
            "region": region,
        }
    }


def _uri(path: str) -> str:
    """A path as a relative reference; bytes that are no UTF-8 in a file's name come out as themselves."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return quote(raw.lstrip(b"/"), safe="/")


def _message(words: str) -> str:
    """Text that stays text: in SARIF even plain messages may hold `[links](…)` and `{0}` for an argument."""
    return _PLACEHOLDER.sub(r"{{\1}}", shown(words)).replace("](", "] (")
