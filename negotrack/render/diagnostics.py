"""Findings for the person who can mend them: the line, the place in it, and a way out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from negotrack.findings import Finding, Label, Place, Severity
from negotrack.render.page import Block, Cell, Lines, Look, Page, Records, Style, Table, Text, text

if TYPE_CHECKING:
    from rich.text import Text as Run

Excerpt = Callable[[str, int], str | None]
"""The line of a file, by path and number, or None where there is none to show."""

A_FILE = 20
ALTOGETHER = 200
FIELDS = ("rule", "severity", "message", "path", "line", "column", "hint", "fingerprint")

_COLOURS = {Severity.error: "bold red", Severity.warning: "bold yellow", Severity.note: "bold cyan"}
_STYLES: dict[Severity, Style] = {Severity.error: "bad", Severity.warning: "warn", Severity.note: "note"}
_GUTTER = 5  # cells for a line number


def full(
    findings: Sequence[Finding],
    severities: Mapping[str, Severity],
    excerpt: Excerpt,
    look: Look,
    *,
    all: bool = False,
) -> str:
    """Every finding with its line and a caret under the place, sorted by place; long lists end in a count."""
    from rich.text import Text as Run

    from negotrack.render.table import printed

    told, kept_back = _told(findings, all)
    lines: list[Run] = []
    for finding in told:
        lines.extend(_explained(finding, _severity(finding, severities), excerpt, look))
        lines.append(Run())
    if kept_back:
        lines.append(Run(_rest(kept_back, severities)))
    return printed(lines if kept_back else lines[:-1], look)


def concise(findings: Sequence[Finding], severities: Mapping[str, Severity], look: Look, *, all: bool = False) -> str:
    """One line a finding, `path:line:column: error[rule] message`, sorted by place."""
    from negotrack.render.escape import for_terminal

    told, kept_back = _told(findings, all)
    if look.color or look.ascii:
        from rich.text import Text as Run

        from negotrack.render.table import printed, safe

        lines = [
            Run(f"{safe(_where(one.place), look)}: ")
            .append(safe(_rule(one, severities), look), _COLOURS[_severity(one, severities)])
            .append(" " + safe(one.message, look))
            for one in told
        ]
        return printed([*lines, *([Run(_rest(kept_back, severities))] if kept_back else [])], look)
    words = [f"{_where(one.place)}: {_rule(one, severities)} {one.message}" for one in told]
    rest = [_rest(kept_back, severities)] if kept_back else []
    return "".join(f"{for_terminal(line)}\n" for line in [*words, *rest])


def _rule(finding: Finding, severities: Mapping[str, Severity]) -> str:
    return f"{_severity(finding, severities).name}[{finding.rule}]"


def page(findings: Sequence[Finding], severities: Mapping[str, Severity], files: int) -> Page:
    """What `check` found, for the formats that tools read: all of it, sorted by place."""
    found = in_order(findings)
    data: list[dict[str, object]] = []
    rows: list[tuple[Cell, ...]] = []
    for finding, mark in zip(found, fingerprints(found), strict=True):
        severity, place = _severity(finding, severities), finding.place
        told = (finding.rule, severity.name, finding.message, place.path, place.line, place.column, finding.hint, mark)
        rows.append(told)
        data.append({**dict(zip(FIELDS, told, strict=True)), "related": [_related(x) for x in finding.labels[1:]]})
    return Page(
        command="check",
        blocks=(_overview(found, severities, files),),
        records=Records(FIELDS, tuple(rows)),
        data={"findings": data, "files": files},
    )


def fingerprint(finding: Finding) -> str:
    """What stays the same when a finding moves within its file: rule, path and message, without the line."""
    from hashlib import sha256

    told = f"{finding.rule}\0{finding.place.path}\0{finding.message}"
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """A fingerprint for each, all different: the second of two equal ones in a file ends in `-2`, by place."""
    seen: Counter[str] = Counter()
    marks = [""] * len(findings)
    for number in sorted(range(len(findings)), key=lambda number: _order(findings[number])):
        mark = fingerprint(findings[number])
        seen[mark] += 1
        marks[number] = mark if seen[mark] == 1 else f"{mark}-{seen[mark]}"
    return marks


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by place, then by rule and message: the same list whatever order the files were read in."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.path, place.line, place.column, finding.rule, finding.message


def _severity(finding: Finding, severities: Mapping[str, Severity]) -> Severity:
    return severities.get(finding.rule, Severity.error)


def _where(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"


def _told(findings: Sequence[Finding], all: bool) -> tuple[list[Finding], list[Finding]]:
    """The findings to show and those to count: at most so many a file, and so many altogether."""
    told: list[Finding] = []
    kept_back: list[Finding] = []
    files: Counter[str] = Counter()
    for finding in in_order(findings):
        room = all or (files[finding.place.path] < A_FILE and len(told) < ALTOGETHER)
        files[finding.place.path] += room
        (told if room else kept_back).append(finding)
    return told, kept_back


def _rest(kept_back: Sequence[Finding], severities: Mapping[str, Severity]) -> str:
    return f"{len(kept_back)} more not shown ({_counted(kept_back, severities)}); --all shows them"


def _counted(findings: Sequence[Finding], severities: Mapping[str, Severity]) -> str:
    """`2 errors, 1 warning`, worst first."""
    counts = Counter(_severity(finding, severities) for finding in findings)
    worst_first = sorted(counts.items(), reverse=True)
    return ", ".join(f"{count} {severity.name}{'s' if count > 1 else ''}" for severity, count in worst_first)


def _explained(finding: Finding, severity: Severity, excerpt: Excerpt, look: Look) -> Iterator[Run]:
    from rich.text import Text as Run

    from negotrack.render.table import safe

    colour = _COLOURS[severity]
    first, *related = finding.labels
    yield Run.assemble(
        (safe(f"{severity.name}[{finding.rule}]", look), colour), " ", (safe(finding.message, look), "bold")
    )
    yield from _pointed(first, colour, excerpt, look)
    if finding.hint:
        hint, *more = finding.hint.split("\n")
        yield Run.assemble(("  help:", "bold"), " ", safe(hint, look))
        yield from (Run("        " + safe(line, look)) for line in more)
    for label in related:
        yield Run.assemble(("  note:", "bold"), " ", safe(label.text or "see also", look))
        yield from _pointed(label, "bold cyan", excerpt, look)


def _pointed(label: Label, colour: str, excerpt: Excerpt, look: Look) -> Iterator[Run]:
    """A place, its line, and carets under what is meant."""
    from rich.text import Text as Run

    from negotrack.render.table import safe

    place = label.place
    yield Run(f"  {safe(_where(place), look)}")
    line = excerpt(place.path, place.line)
    if line is None:
        return
    number = str(place.line).rjust(_GUTTER)
    words, before, carets = _window(line.rstrip("\r\n"), place, look, look.width - len(number) - 3)
    yield Run.assemble((f"{number} |", "dim"), " ", words)
    yield Run.assemble((" " * len(number) + " |", "dim"), " " * (before + 1), ("^" * carets, colour))


def _window(line: str, place: Place, look: Look, room: int) -> tuple[str, int, int]:
    """The part of a line around a place as it is shown, the cells before the place, and the cells it takes."""
    from rich.cells import cell_len

    from negotrack.render.table import safe

    room = max(room, 4 * _GUTTER)
    start = min(max(place.column - 1, 0), len(line))
    end = max((place.end or 0) - 1, start + 1)
    far_left = max(0, start - 4 * room)  # nothing farther away can be in sight: spares the rest of a very long line
    near = line[far_left : start + 4 * room]
    start, end = start - far_left, min(end - far_left, len(near))
    shown = ["    " if char == "\t" else safe(char, look) for char in near]
    at = list(accumulate(map(cell_len, shown), initial=0))
    left, right = 0, len(near)
    dots = safe("…", look)
    if len(near) < len(line) or at[-1] > room:
        room -= 2 * len(dots)
        if far_left or at[end] > room:
            left = bisect_left(at, at[start] - room // 3)
        right = bisect_right(at, at[left] + room) - 1
    before = dots if far_left + left else ""
    after = dots if far_left + right < len(line) else ""
    cells = cell_len(before + "".join(shown[left:start]))
    carets = cell_len(before + "".join(shown[left : min(end, right)])) - cells
    return before + "".join(shown[left:right]) + after, cells, max(carets, 1)


def _related(label: Label) -> dict[str, object]:
    return {
        "path": label.place.path,
        "line": label.place.line,
        "column": label.place.column,
        "text": label.text,
    }


def _overview(found: Sequence[Finding], severities: Mapping[str, Severity], files: int) -> Block:
    if not found:
        return Lines((text(f"no findings in {files} {'file' if files == 1 else 'files'}"),))
    return Table(
        ("severity", "rule", "place", "message", "help"),
        tuple(_line(finding, _severity(finding, severities)) for finding in found),
        grow=(3, 4),
    )


def _line(finding: Finding, severity: Severity) -> tuple[Text, ...]:
    return (
        text(severity.name, _STYLES[severity]),
        text(finding.rule),
        text(_where(finding.place), "id"),
        text(finding.message),
        text(finding.hint, "dim"),
    )
