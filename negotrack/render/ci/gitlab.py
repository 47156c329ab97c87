"""The Code Quality report of GitLab: a JSON list, shown beside a merge request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negotrack.render.ci import Level, Remark, marks, shown, written

_SEVERITIES: dict[Level, str] = {"error": "major", "warning": "minor", "note": "info"}


def render(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    """All remarks in the order they came in, but those about no file, for which GitLab has no place."""
    found = [one for one in remarks if one.place.path]
    report = [_degradation(one, mark, meanings) for one, mark in zip(found, marks(found), strict=True)]
    return written(report)


def _degradation(remark: Remark, mark: str, meanings: Mapping[str, str]) -> dict[str, object]:
    """What GitLab calls one: a single line of description, as its list has no room for more."""
    said = f"{remark.message}; help: {remark.hint}" if remark.hint else remark.message
    meaning = meanings.get(remark.rule)
    return {
        "description": " ".join(shown(said).split()),
        "check_name": shown(remark.rule),
        "fingerprint": mark,
        "severity": _SEVERITIES[remark.level],
        "location": {"path": shown(remark.place.path), "lines": {"begin": max(remark.place.line, 1)}},
        **({"content": {"body": shown(meaning)}} if meaning else {}),
    }
