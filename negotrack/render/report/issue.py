"""The page of an issue: how each party's values moved, with a chart, and every statement behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from markupsafe import Markup

from negotrack.book import Book, Entry, RedLine
from negotrack.compare import FARTHEST_LAST, Agreed, between
from negotrack.history import Step
from negotrack.render.report import links
from negotrack.render.report.case import Case
from negotrack.render.report.links import OVERVIEW, anchor_of
from negotrack.render.report.negotiation import teller_of
from negotrack.render.report.pictures.bands import Condition, Mark, Moment, bands
from negotrack.render.report.pictures.marks import look
from negotrack.render.report.plain import spelled
from negotrack.render.report.printer import Printer, Sheet
from negotrack.render.report.telling import Teller, in_parts
from negotrack.render.views.history import restatements
from negotrack.wording.changes import step_words
from negotrack.wording.glossary import FLAGS
from negotrack.wording.values import day_words, name, names, times
from negotrack.wording.verdicts import verdict_words

TOLD = (
    "agreed",
    "agreement-lapsed",
    "offer-accepted",
    "offer-rejected",
    "red-line-added",
    "own-red-line-crossed",
    "offer-withdrawn",
)
"""The flags that a chart marks; the rest can be seen in its bands and verdicts."""


def pages(case: Case, printer: Printer, key: str) -> Iterator[Sheet]:
    """An issue's page, and the later parts of its lists where they are long."""
    steps = case.histories.get(key, [])
    entries = case.by_issue.get(key, [])
    parts = list(zip_longest(in_parts(steps[::-1]), in_parts(entries[::-1])))
    for number, (told, behind) in enumerate(parts, 1):
        yield _page(case, printer, key, steps, told or (), behind or (), number, len(parts))


def path_of(book: Book, key: str, number: int = 1) -> str:
    """Where a part of an issue's page lies."""
    path = links.issue(book.id, key)
    return path if number == 1 else path.removesuffix(".html") + f"--part-{number}.html"


def _page(
    case: Case, printer: Printer, key: str, steps: Sequence[Step], told: Sequence[Step], behind: Sequence[Entry],
    number: int, parts: int,
) -> Sheet:  # fmt: skip
    book, path = case.book, path_of(case.book, key, number)
    teller, issue = teller_of(case, printer, path), case.book.issue(key)
    principals = book.principals
    pair = between(case.standing, key, principals) if len(principals) > 1 else None
    scopes = [other for other in case.keys if other != key and other.partition("@")[0] == key.partition("@")[0]]
    return printer.sheet(
        path, issue.title, "issue.html",
        crumbs=(("Negotiations", OVERVIEW), (book.title, links.negotiation(book.id))),
        entries=case.stock,
        book=book, issue=issue, key=key, number=number, members=[one.replace("-", " ") for one in issue.scale.members],
        given_by=name(book, issue.given_by) if issue.given_by else "",
        all_parts=[(turn, teller.links.to(path_of(book, key, turn))) for turn in range(1, parts + 1)] if parts > 1 else [],
        verdict=teller.verdict(pair, why=True) if pair else None,
        names=[name(book, party) for party in principals],
        scopes=[(book.issue(other).title, teller.issue(other)) for other in scopes],
        chart=chart_of(case, teller, key, steps, anchor_of(path)) if number == 1 else Markup(),
        legend=_legend(case, key, steps),
        conditional=bool(_conditions(case, key)),
        signs=_signs(case, teller, key),
        steps=[
            {
                "day": day_words(step.day),
                "who": _who(case, step),
                "words": teller.spelled(step_words(book, key, step)),
                "verdict": step.pair.verdict.name if step.pair else "",
                "leaves": teller.spelled(verdict_words(book, step.pair)) if step.pair else "–",
                "cite": teller.to_entry(step.entry) if step.entry else None,
            }
            for step in told
        ],
        again=[
            f"{name(book, one['party'])} said the same again {times(one['times'])}" for one in restatements(steps)
        ],
        flags=[
            (day_words(flag.day), teller.flag(flag), teller.to_entry(flag.entry) if flag.entry else None)
            for flag in case.flags_by_issue.get(key, [])[::-1][:100]
        ] if number == 1 else [],
        behind=[teller.entry(entry) for entry in behind],
    )  # fmt: skip


def _who(case: Case, step: Step) -> str:
    if step.party:
        return name(case.book, step.party)
    return names(case.book, step.entry.parties) or "event" if step.entry else "a day passes"


def _shown(case: Case, key: str, steps: Sequence[Step]) -> list[str]:
    """The parties with bands or hatching: the principals first, then others who spoke, as far as looks reach."""
    voiced = {party for step in steps for party, stated in step.stated.items() if stated}
    voiced |= {party for step in steps for party, allowed in step.allowed.items() if allowed is not None}
    voiced |= {one.party for one in _conditions(case, key)}
    return list(dict.fromkeys(party for party in (*case.book.principals, *case.book.parties) if party in voiced))


def _conditions(case: Case, key: str) -> list[Condition]:
    """What parties rule out on the issue on a condition, version by version."""
    found = []
    for party in case.book.parties:
        for held in case.standing.held(party):
            for one in (*held.versions, held):
                line = one.item
                if isinstance(line, RedLine) and line.conditional and key in line.never:
                    values = line.never[key].values
                    if values is not None:
                        found.append(Condition(party, one.entry.said.day, one.ended or case.edition.day, values))
    return found


def _signs(case: Case, teller: Teller, key: str) -> dict[str, list[str]]:
    """The signs above a chart that occur on it, each with what it stands for."""
    found: dict[str, list[str]] = {}
    for flag in case.flags_by_issue.get(key, []):
        words = FLAGS[flag.name]
        if flag.name in TOLD and words not in found.setdefault(teller.flag(flag).sign, []):
            found[teller.flag(flag).sign].append(words)
    return found


def _legend(case: Case, key: str, steps: Sequence[Step]) -> list[tuple[str, int]]:
    parties = _shown(case, key, steps)
    return [(name(case.book, party), look(parties, party)) for party in parties]


def chart_of(case: Case, teller: Teller, key: str, steps: Sequence[Step], anchor: str) -> Markup:
    """The chart of an issue; none for words, which cannot be drawn, nor where nobody moved."""
    scale = case.book.issue(key).scale
    conditions = [] if scale.kind == "text" else _conditions(case, key)
    if scale.kind == "text" or not (steps or conditions):
        return Markup()
    parties = _shown(case, key, steps)
    moments: list[Moment] = []
    first = min((one.since for one in conditions), default=case.edition.day)
    if not steps or first < steps[0].day:
        moments.append(Moment(first, {}, {}, None, *case.days.verdict(key, first)))
    for day, moves in groupby(steps, key=lambda step: step.day):
        step = list(moves)[-1]
        worst = max(step.pairs, key=lambda pair: FARTHEST_LAST.index(pair.verdict.name), default=None)
        agreed = next((pair.verdict.values for pair in step.pairs if isinstance(pair.verdict, Agreed)), None)
        moment = Moment(
            day,
            {
                party: said.values
                for party in parties
                if agreed is None and (said := step.stated.get(party)) is not None
            },
            {party: ~allowed for party in parties if (allowed := step.allowed.get(party)) is not None},
            agreed,
            worst.verdict.name if worst else "",
            spelled(case.book, verdict_words(case.book, worst)) if worst else "",
        )
        if not moments or _picture(moments[-1]) != _picture(moment):
            moments.append(moment)
    marks = [
        Mark(flag.day, teller.flag(flag).sign, teller.flag(flag).text, flag.name == "agreed")
        for flag in case.flags_by_issue.get(key, [])
        if flag.name in TOLD
    ]
    named = [(party, name(case.book, party)) for party in parties]
    filled = sum(party in case.book.principals for party in parties)
    title = f"{case.book.issue(key).title}: what each party stated over time"
    return bands(title, anchor.replace(".", "-"), scale, moments, marks, named, filled, case.edition.day, conditions)


def _picture(moment: Moment) -> tuple[object, ...]:
    return moment.stated, moment.ruled_out, moment.agreed, moment.verdict, moment.words
