"""Remarks for continuous integration: what `check`, `diff` and `flags` found, in the formats its services read.

What these formats give is harmless in a job's log as it is: no line of JSON or XML is a workflow command of GitHub's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from negotrack.findings import Finding, Label, Place, Severity
from negotrack.frozen import dataclass
from negotrack.render.diagnostics import fingerprints, in_order
from negotrack.render.escape import clip, for_terminal

Level = Literal["error", "warning", "note"]
Render = Callable[[Sequence["Remark"], Mapping[str, str]], str]
"""Remarks, and what each of their rules means (its law in the first line, why it matters below), as one text."""

LONGEST = 2_000
"""Characters of any one piece of text; more than that is an attack or a mistake, and the file has it all."""
MOST_RELATED = 20

_RANKS: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
_LEVELS: dict[Severity, Level] = {Severity.error: "error", Severity.warning: "warning", Severity.note: "note"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a place in a file; `rule` is the rule it breaks, or the flag or the change it tells of.

    The path is as the service knows the file: from the root of the git repository. It is empty where there is no file.
    """

    rule: str
    level: Level
    message: str
    hint: str
    place: Place
    related: tuple[Label, ...]
    fingerprint: str


def remarks_of_findings(findings: Sequence[Finding], severities: Mapping[str, Severity]) -> list[Remark]:
    """Findings as remarks, in the order of their places; a rule without a severity is an error."""
    found = in_order(findings)
    return [
        Remark(
            rule=one.rule,
            level=_LEVELS[severities.get(one.rule, Severity.error)],
            message=one.message,
            hint=one.hint,
            place=one.place,
            related=one.labels[1:],
            fingerprint=mark,
        )
        for one, mark in zip(found, fingerprints(found), strict=True)
    ]


def within(remarks: Sequence[Remark], folder: str) -> list[Remark]:
    """Remarks with paths from above the folder that holds the records, as where it is not the top of the repository."""
    if not folder:
        return [*remarks]

    def moved(place: Place) -> Place:
        return replace(place, path=f"{folder}/{place.path}") if place.path else place

    return [
        replace(
            one,
            place=moved(one.place),
            related=tuple(replace(label, place=moved(label.place)) for label in one.related),
        )
        for one in remarks
    ]


def laws() -> dict[str, str]:
    """What the rules of `check` mean, by their ids."""
    from negotrack.rules import RULES

    return {rule.id: f"{rule.law}\n\n{rule.why}" for rule in RULES}


def worst_first(remarks: Sequence[Remark]) -> list[Remark]:
    """Errors, then warnings, then notes; otherwise in the order they came in."""
    return sorted(remarks, key=lambda one: _RANKS[one.level])


def told(remark: Remark, meanings: Mapping[str, str]) -> Iterator[str]:
    """A remark in plain lines: the message, the way out, the related places, and what the rule means."""
    yield clip(remark.message, LONGEST)
    if remark.hint:
        yield f"help: {clip(remark.hint, LONGEST)}"
    for label in remark.related[:MOST_RELATED]:
        where = f"{clip(label.place.path, LONGEST)}:{label.place.line}:{label.place.column}"
        yield f"note: {where}: {clip(label.text or 'see also', LONGEST)}"
    if law := first_line(meanings.get(remark.rule, "").strip()):
        yield f"rule: {clip(law, LONGEST)}"


def shown(words: str) -> str:
    """Text for a value in JSON or XML that a web page will show: no controls, nothing that reverses direction."""
    return for_terminal(clip(words, LONGEST), keep_newlines=True)


def first_line(words: str) -> str:
    """The first line of a text."""
    return words.partition("\n")[0]


def marks(remarks: Sequence[Remark]) -> list[str]:
    """The fingerprints, all different: a service shows only one of two remarks that have the same."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    given: list[str] = []
    for one in remarks:
        mark = shown(one.fingerprint)
        while mark in taken or not seen[one.fingerprint]:
            seen[one.fingerprint] += 1
            if seen[one.fingerprint] > 1:
                mark = f"{shown(one.fingerprint)}-{seen[one.fingerprint]}"
        taken.add(mark)
        given.append(mark)
    return given


def counted(remarks: Sequence[Remark]) -> str:
    """`2 errors, 1 warning`, worst first."""
    numbers = {level: sum(one.level == level for one in remarks) for level in _RANKS}
    return ", ".join(f"{number} {level}{'s' if number > 1 else ''}" for level, number in numbers.items() if number)


def written(value: object) -> str:
    """A value as JSON in ASCII, the same under any locale, and without what GitHub's log takes for a command."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=2).replace("##[", "##\\u005b") + "\n"


def _github(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    from negotrack.render.ci import github

    return github.render(remarks, meanings)


def _gitlab(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    from negotrack.render.ci import gitlab

    return gitlab.render(remarks, meanings)


def _sarif(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    from negotrack.render.ci import sarif

    return sarif.render(remarks, meanings)


def _junit(remarks: Sequence[Remark], meanings: Mapping[str, str]) -> str:
    from negotrack.render.ci import junit

    return junit.render(remarks, meanings)


FORMATS: dict[str, Render] = {"github": _github, "gitlab": _gitlab, "sarif": _sarif, "junit": _junit}
"""The formats by name; each module is opened only when it is used."""
EXTENSIONS: dict[str, str] = {".sarif": "sarif", ".xml": "junit"}
"""The format a file's name asks for."""
