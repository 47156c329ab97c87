"""A history: each party's stated values over time with a step chart, who moved and how far, the gap after each move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from negotrack.book import Agreement, Book, Event
from negotrack.compare import Agreed
from negotrack.history import Step
from negotrack.render.chart import Row, chart
from negotrack.render.page import Block, Heading, Lines, Page, Records, Table, Text, join, text
from negotrack.render.views.common import figure
from negotrack.render.views.verdicts import VERDICT_STYLES, gap
from negotrack.values import Values
from negotrack.wording.changes import step_words
from negotrack.wording.values import day_words, listed, name, names, times
from negotrack.wording.verdicts import SYMBOLS, verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.history import Data, RestatementData, StepData


def page(
    book: Book, told: Mapping[str, Sequence[Step]], parties: Sequence[str], heading: str, head: dict[str, str | None]
) -> Page:
    """Histories by issue as a page."""
    blocks: list[Block] = [Heading(text(heading, "strong"), 1)]
    if not any(told.values()):
        blocks.append(Lines((text("Nobody has spoken to it up to that day."),)))
    for issue, steps in told.items():
        if not steps:
            continue
        if len(told) > 1:
            blocks.append(Heading(text(book.issue(issue).title, "strong")))
        if book.issue(issue).scale.kind != "text":
            blocks.append(chart(book.issue(issue).scale, _rows(book, steps, parties)))
        blocks.append(_table(book, issue, steps))
        blocks += _restated(book, steps)
    data: Data = {
        "steps": [_step(book, issue, step) for issue, steps in told.items() for step in steps],
        "restatements": [one for steps in told.values() for one in restatements(steps)],
    }
    return Page("history", tuple(blocks), _records(data["steps"]), data, head)


def _rows(book: Book, steps: Sequence[Step], parties: Sequence[str]) -> list[Row]:
    """One line for every principal after every day on which someone moved."""
    rows: list[Row] = []
    last = ""
    for day, moves in groupby(steps, key=lambda step: step.day):
        step = list(moves)[-1]
        shown = [party for party in parties if step.stated.get(party) or step.allowed.get(party) is not None]
        picture = str([(p, _said(step, p), step.allowed.get(p)) for p in shown] + [p.verdict for p in step.pairs])
        if picture == last:
            continue
        last = picture
        label = day_words(day)
        verdict = _leaves(book, step)
        style = VERDICT_STYLES[step.pairs[0].verdict.name] if step.pairs else ""
        if settled := next((p.verdict.values for p in step.pairs if isinstance(p.verdict, Agreed)), None):
            rows.append(Row(label, "agreed", settled, None, (settled,), verdict, style))
            continue
        for number, party in enumerate(shown or [""]):
            allowed = step.allowed.get(party)
            rows.append(Row(
                label if number == 0 else "",
                name(book, party) if party else "",
                _said(step, party),
                ~allowed if allowed is not None else None,
                tuple(v for other in shown if other != party and (v := _said(step, other)) is not None),
                verdict if number == len(shown or [""]) - 1 else "",
                style,
            ))  # fmt: skip
    return rows


def _leaves(book: Book, step: Step) -> str:
    """The verdicts that a step leaves; among more than two parties each with the pairs it is between."""
    between: dict[str, list[str]] = {}
    for pair in step.pairs:
        words = f"{SYMBOLS[pair.verdict.name]} {verdict_words(book, pair)}"
        between.setdefault(words, []).append(names(book, pair.parties))
    if len(step.pairs) == 1:
        return next(iter(between))
    return "; ".join(f"{words} ({', '.join(whom)})" for words, whom in between.items())


def _said(step: Step, party: str) -> Values | None:
    stated = step.stated.get(party)
    return stated.values if stated else None


def _table(book: Book, issue: str, steps: Sequence[Step]) -> Table:
    rows = []
    for step in steps:
        who = name(book, step.party) if step.party else _others(book, step)
        source = step.entry.sources[0] if step.entry and step.entry.sources else None
        rows.append((
            text(day_words(step.day)),
            text(who, "party"),
            text(step_words(book, issue, step)),
            _verdict(book, step),
            text(" ".join(w for w in (source.publisher, source.grade) if w) if source else "–", "dim"),
        ))  # fmt: skip
    return Table(("day", "who", "move", "leaves", "source"), tuple(rows), grow=(2, 3))


def _others(book: Book, step: Step) -> str:
    if isinstance(step.entry, Agreement):
        return names(book, step.entry.parties)
    return "event" if isinstance(step.entry, Event) else names(book, step.entry.parties) if step.entry else "–"


def _verdict(book: Book, step: Step) -> Text:
    if step.pair is None:
        return text("–", "dim")
    name = step.pair.verdict.name
    return text(f"{SYMBOLS[name]} {verdict_words(book, step.pair)}", VERDICT_STYLES[name])


def restatements(steps: Iterable[Step]) -> list[RestatementData]:
    """How often each party said the same again, by whom, and when last."""
    again: dict[str, list[Step]] = {}
    for step in steps:
        if step.move == "restated":
            again.setdefault(step.party, []).append(step)
    return [
        {
            "party": party,
            "times": len(told),
            "last": told[-1].day.isoformat(),
            "speakers": list(dict.fromkeys(_speaker(step) for step in told if _speaker(step))),
        }
        for party, told in again.items()
    ]


def _speaker(step: Step) -> str:
    return getattr(step.entry, "speaker", "")


def _restated(book: Book, steps: Sequence[Step]) -> list[Block]:
    lines = []
    for one in restatements(steps):
        by = f", by {listed(one['speakers'])}" if one["speakers"] else ""
        words = f"{name(book, one['party'])} said the same again {times(one['times'])}{by}"
        lines.append(join([text(words), text(f"(last on {day_words(date.fromisoformat(one['last']))})", "dim")]))
    return [Lines(tuple(lines))] if lines else []


def _step(book: Book, issue: str, step: Step) -> StepData:
    scale, entry = book.issue(issue).scale, step.entry
    place = entry.place if entry else None
    stated = step.stated.get(step.party)
    if stated and entry and stated.held[-1].entry is entry:
        place = stated.held[-1].fact(issue).place
    return {
        "date": step.day.isoformat(),
        "issue": issue,
        "party": step.party,
        "move": step.move,
        "before": step.before.text if step.before is not None else None,
        "after": step.after.text if step.after is not None else None,
        "moved": figure(step.far),
        "unit": scale.measure if step.far is not None else None,
        "verdict": step.pair.verdict.name if step.pair else None,
        "gap": gap(step.pair, scale) if step.pair else None,
        "speaker": _speaker(step),
        "grades": list(dict.fromkeys(source.grade for source in entry.sources if source.grade)) if entry else [],
        "statement": entry.id if entry else None,
        "path": place.path if place else None,
        "line": place.line if place else None,
    }


def _records(steps: Sequence[StepData]) -> Records:
    fields = (
        "date",
        "issue",
        "party",
        "move",
        "before",
        "after",
        "moved",
        "unit",
        "verdict",
        "gap",
        "statement",
        "place",
    )
    rows = tuple(
        (
            one["date"], one["issue"], one["party"], one["move"], one["before"], one["after"], _cell(one["moved"]),
            one["unit"], one["verdict"], _cell(one["gap"]["value"] if one["gap"] else None), one["statement"],
            f"{one['path']}:{one['line']}" if one["path"] else None,
        )
        for one in steps
    )  # fmt: skip
    return Records(fields, rows)


def _cell(value: float | int | None) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)
