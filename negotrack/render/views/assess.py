"""A draft held against the parties: a table of clauses, then each party's answer with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from negotrack.assess import CLAUSES, Assessment, Clause, Wait, Whole
from negotrack.book import Book, Term
from negotrack.draft import Draft
from negotrack.held import Pact
from negotrack.reasons import Fact
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Style, Table, Text, join, text
from negotrack.render.views.common import cited, figure, reason, title
from negotrack.standing import Standing
from negotrack.wording.drafts import (
    CLAUSE_MEANINGS,
    CLAUSE_SYMBOLS,
    assessment_words,
    clause_facts,
    clause_words,
    clauses_lines,
    wait_line,
    whole_lines,
    whole_words,
)
from negotrack.wording.items import Line, states_of
from negotrack.wording.values import day_words, name, term_words

if TYPE_CHECKING:
    from negotrack.render.data.assess import ClauseData, Data, PartyData, WaitData

STYLES: dict[str, Style] = {
    "accepted": "good", "inside": "good", "unknown": "dim", "partial": "note", "mixed": "note", "partly": "note",
    "outside": "warn", "waiting": "warn", "ruled-out": "bad",
}  # fmt: skip


def page(standing: Standing, found: Assessment, head: dict[str, str | None]) -> Page:
    """The assessment as a page."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1), Lines(tuple(_opening(book, found)))]
    blocks.append(_table(book, found))
    if found.draft.steps:
        blocks.append(Heading(text("Its steps", "strong")))
        clean = [Line("No step comes before what a party demands first")]
        blocks.append(cited([wait_line(book, wait) for wait in found.breaks] or clean))
    for whole in found.parties:
        blocks += _party(book, whole)
    return Page("assess", tuple(blocks), _records(book, found), data(book, found), head)


def _opening(book: Book, found: Assessment) -> Iterator[Text]:
    """What the draft is, and how it fares."""
    draft = found.draft
    if draft.held is None:
        yield text(f"The draft: {draft.title}")
    else:
        on = day_words(draft.held.entry.said)
        states = "; ".join(states_of(book, draft.held))
        yield text(f"The draft: {draft.title}, {on} ({states})")
    yield text(assessment_words(book, found), "strong")
    here = {clause.name for whole in found.parties for clause in whole.clauses}
    meanings = (f"{CLAUSE_SYMBOLS[one]} {CLAUSE_MEANINGS[one]}" for one in CLAUSES if one in here)
    yield text("; ".join(meanings), "dim")


def _table(book: Book, found: Assessment) -> Table:
    """One row a clause: what the draft says, then how each party stands to it."""
    columns = ("issue", "draft", *(name(book, whole.party) for whole in found.parties))
    rows = []
    for number, (issue, term) in enumerate(found.draft.terms.items()):
        cells = [whole.clauses[number] for whole in found.parties]
        row = [text(book.issue(issue).title), text(term_words(book, term), "value")]
        rows.append((*row, *(_cell(book, clause) for clause in cells)))
    return Table(columns, tuple(rows), grow=tuple(range(len(columns))))


def _cell(book: Book, clause: Clause) -> Text:
    words = f"{CLAUSE_SYMBOLS[clause.name]} {clause_words(book, clause)}"
    return text(words, STYLES[clause.name])


def _party(book: Book, whole: Whole) -> list[Block]:
    """A party's answer: the whole, then each clause."""
    sign = text(f"{CLAUSE_SYMBOLS[whole.name]} {name(book, whole.party)}", STYLES[whole.name])
    clauses = sorted(whole.clauses, key=lambda clause: -CLAUSES.index(clause.name))
    return [
        Heading(join([sign, text(whole_words(book, whole), "strong")], ": ")),
        cited(whole_lines(book, whole)),
        cited(clauses_lines(book, clauses)),
    ]


# -- data ---------------------------------------------------------------------------------------------------------


def data(book: Book, found: Assessment) -> Data:
    """The assessment as data."""
    draft = found.draft
    return {
        "draft": draft.title,
        "item": draft.held.key if draft.held else None,
        "terms": {issue: _value(term) for issue, term in draft.terms.items()},
        "steps": _steps(draft),
        "answer": found.name,
        "parties": [_party_data(book, draft, whole) for whole in found.parties],
        "breaks": [_wait(wait) for wait in found.breaks],
    }


def _steps(draft: Draft) -> list[str]:
    """The steps in the format's words: `talks`, `aid: increased, hostages-released: 40`."""
    return [
        step.kind
        if step.kind != "terms"
        else ", ".join(f"{issue}: {_value(term)}" for issue, term in step.terms.items())
        for step in draft.steps
    ]


def _party_data(book: Book, draft: Draft, whole: Whole) -> PartyData:
    return {
        "party": whole.party,
        "answer": whole.name,
        "clauses": [_clause(book, draft, clause) for clause in whole.clauses],
        "ruled_out_by": [held.key for held in whole.lines],
        "conditions_met": [held.key for held in whole.met],
        "waits": [_wait(wait) for wait in whole.waits],
        "mixed": [[held.label for held in group] for group in whole.mixed],
        "left_out": [issue for _, issue in whole.left_out],
        "answered": whole.answered.response.answer if whole.answered else None,
    }


def _clause(book: Book, draft: Draft, clause: Clause) -> ClauseData:
    scale = book.issue(clause.issue).scale
    return {
        "issue": clause.issue,
        "draft": _value(draft.terms[clause.issue]),
        "answer": clause.name,
        "why": clause.why or None,
        "stated": _known(clause),
        "place": clause.place or None,
        "distance": figure(clause.distance),
        "unit": scale.measure if clause.distance is not None else None,
        "lines": [held.key for held in clause.lines],
        "spared_by": [held.key for held in clause.spared],
        "waits": [_wait(wait) for wait in clause.waits],
        "reasons": [reason(fact) for fact in _facts(clause)],
    }


def _known(clause: Clause) -> str | None:
    """What the party has stated, or agreed, in the format's words."""
    if isinstance(clause.by, Pact):
        return _value(clause.by.agreement.terms[clause.issue])
    if clause.stated is None:
        return None
    return clause.stated.values.text if clause.stated.values is not None else "unspecified"


def _facts(clause: Clause) -> list[Fact]:
    """The statements a clause's answer rests on, each once."""
    found = [*clause_facts(clause), *(held.fact(clause.issue) for held in (*clause.lines, *clause.spared))]
    found += [wait.fact for wait in clause.waits]
    return list({(fact.entry.id, fact.item, fact.place): fact for fact in found}.values())


def _value(term: Term) -> str:
    return term.text or (term.values.text if term.values is not None else "unspecified")


def _wait(wait: Wait) -> WaitData:
    needs = _value(wait.needs)
    return {
        "item": wait.held.key, "before": wait.before, "issue": wait.needs.issue, "needs": needs,
        "comes": wait.comes, "step": wait.step, "at": wait.at,
    }  # fmt: skip


def _records(book: Book, found: Assessment) -> Records:
    """One record a clause and party, and one for the whole of each party, whose issue is empty."""
    rows: list[tuple[Cell, ...]] = []
    for whole in found.parties:
        lines = " ".join(held.key for held in whole.lines)
        waits = " ".join(wait.held.key for wait in whole.waits)
        rows.append((whole.party, "", "", whole.name, "", None, "", " ".join(filter(None, (lines, waits))), ""))
        for clause in whole.clauses:
            unit = book.issue(clause.issue).scale.measure if clause.distance is not None else ""
            items = dict.fromkeys([*(h.key for h in clause.lines), *(w.held.key for w in clause.waits)])
            places = " ".join(f"{fact.place.path}:{fact.place.line}" for fact in _facts(clause))
            drafted = _value(found.draft.terms[clause.issue])
            rows.append(
                (whole.party, clause.issue, drafted, clause.name, _known(clause) or "", clause.distance, unit or "",
                 " ".join(items), places)
            )  # fmt: skip
    fields = ("party", "issue", "draft", "answer", "stated", "distance", "unit", "items", "places")
    return Records(fields, tuple(rows))
