"""Memos of one page in Markdown: a briefing, who wants what, and common ground; every claim with its source as a footnote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field

from negotrack.book import Entry
from negotrack.compare import Pair
from negotrack.flags import Flag
from negotrack.frozen import dataclass
from negotrack.reasons import Fact
from negotrack.render.escape import for_markdown_link
from negotrack.render.markdown import sentence
from negotrack.render.page import join, text
from negotrack.render.report.case import Case
from negotrack.render.report.lead import lead
from negotrack.render.report.plain import held_runs, spelled
from negotrack.render.report.stock import PRIORITIES, ground, wants
from negotrack.render.views.status import WORST_FIRST
from negotrack.wording.items import Line, speaker_words
from negotrack.wording.values import count, day_words, name
from negotrack.wording.verdicts import SYMBOLS, reasoned, verdict_words

MOVED = 10  # entries told as what moved
CHAINS = 2  # deadlocks told in full


@dataclass
class Notes:
    """The footnotes of a memo, each statement once, in the order they are needed."""

    entries: list[Entry] = field(default_factory=list)

    def to(self, facts: Iterable[Fact]) -> str:
        """The marks that lead to the notes on these facts."""
        return self.mark(fact.entry for fact in facts)

    def mark(self, entries: Iterable[Entry]) -> str:
        """The marks that lead to the notes on these entries."""
        numbers: dict[int, None] = {}
        for entry in entries:
            if entry not in self.entries:
                self.entries.append(entry)
            numbers[self.entries.index(entry) + 1] = None
        return "".join(f"[^{number}]" for number in numbers)

    def written(self, case: Case) -> Iterator[str]:
        """The notes themselves: who, when, where it can be read, and which file holds it."""
        for number, entry in enumerate(self.entries, 1):
            said = f"{day_words(entry.said)}, {speaker_words(case.book, entry)}"
            parts = [sentence(said)]
            for source in entry.sources:
                words = ", ".join(
                    word for word in (source.publisher, source.title or source.reference, source.grade) if word
                )
                parts.append(
                    " ".join(one for one in (sentence(words), for_markdown_link(source.url or source.archive)) if one)
                )
            yield f"[^{number}]: {'; '.join(parts)} ({sentence(entry.id)})"


def briefing(case: Case) -> str:
    """One page before a meeting: where it stands, what moved, why."""
    notes = Notes()
    parts = _head(case)
    parts += [_line(case, line, notes) for line in lead(case)]
    parts += ["## Where it stands", _matrix(case), *_moved(case, notes)]
    if case.apart:
        parts.append("## " + ("What still keeps them apart" if case.in_force else "Why there is no deal"))
        for pair in case.apart:
            parts.append(f"**{sentence(case.book.issue(pair.issue).title)}**: {sentence(_verdict(case, pair))}")
            parts.append("\n".join(f"- {_line(case, line, notes)}" for line in reasoned(case.standing, pair)))
    if case.order.deadlocks:
        parts.append("## What must come first")
        for lines in case.stuck[:CHAINS]:
            parts.append("\n".join(f"- {_line(case, line, notes)}" for line in lines))
    return _bound(case, parts, notes)


def grid(case: Case) -> str:
    """Who wants what: a row an issue, a column a principal, with what is ruled out and what is demanded first."""
    notes = Notes()
    parts = [*_head(case, "who wants what"), PRIORITIES, _grid(case, notes)]
    return _bound(case, parts, notes)


def common_ground(case: Case) -> str:
    """What is agreed, contested, convergent and divergent, as frontline negotiators put it down before they sit down."""
    notes = Notes()
    parts = _head(case, "common ground")
    for group in ground(case):
        lines = [f"- {sentence(point.words)}{notes.mark(point.entries)}" for point in group.points]
        parts += [f"## {group.title}", f"{group.meaning}.", "\n".join(lines) or "Nothing."]
    return _bound(case, parts, notes)


TEMPLATES: dict[str, Callable[[Case], str]] = {"briefing": briefing, "grid": grid, "common-ground": common_ground}
"""The memos there are, by the name they are asked for with."""


def _head(case: Case, what: str = "") -> list[str]:
    edition = case.edition
    title = sentence(case.book.title) + (f": {what}" if what else "")
    entries = count(len(case.standing.entries), "entry", "entries")
    told = join(
        [
            text(f"As of {edition.as_of_words}, {edition.known_words}; "),
            text(edition.revision_words),
            text(f"; from {entries} on file; stated positions only."),
        ],
        "",
    )
    return [f"# {title}", sentence(told)]


def _bound(case: Case, parts: Sequence[str], notes: Notes) -> str:
    found = list(notes.written(case))
    tail = ["## Sources", "\n".join(found)] if found else []
    return "\n\n".join(part for part in (*parts, *tail) if part) + "\n"


def _line(case: Case, line: Line, notes: Notes) -> str:
    return sentence(case.words.line(line)) + notes.to(line.facts)


def _matrix(case: Case) -> str:
    """The verdicts as a table, the worst first."""
    names = [name(case.book, party) for party in case.book.principals]
    rows = []
    for pair in sorted(case.overall, key=lambda pair: WORST_FIRST.index(pair.verdict.name)):
        sign = f"{SYMBOLS[pair.verdict.name]} {_verdict(case, pair)}"
        cells = [sentence(words, in_table=True) for words in (sign, case.book.issue(pair.issue).title)]
        cells += [
            sentence("".join(words for words, _ in held_runs(case.standing, pair, party)), in_table=True)
            for party in pair.parties
        ]
        rows.append("| " + " | ".join(cells) + " |")
    if not rows:
        return "No two principals have spoken to any issue."
    return _table(["verdict", "issue", *names], rows)


def _verdict(case: Case, pair: Pair) -> str:
    return spelled(case.book, verdict_words(case.book, pair))


def _table(columns: Sequence[str], rows: Sequence[str]) -> str:
    head = " | ".join(sentence(name, in_table=True) for name in columns)
    return "\n".join([f"| {head} |", "|" + " --- |" * len(columns), *rows])


def _moved(case: Case, notes: Notes) -> list[str]:
    """What moved since the day asked for, or last: each entry with what it changed."""
    since = case.edition.since
    entries = [entry for entry in case.entries if since is None or entry.said.day >= since][::-1]
    title = f"## What moved since {day_words(since)}" if since else "## What moved last"
    lines = []
    for entry in entries[:MOVED]:
        changed = "; ".join(sentence(words) for words in _changed(case, case.changed.get(entry.id, ())))
        words = f"{day_words(entry.said)}, {speaker_words(case.book, entry)}: {case.words.entry(entry)}"
        lines.append(f"- {sentence(words)}{notes.mark([entry])}" + (f" — {changed}" if changed else ""))
    if since and len(entries) > MOVED:
        lines.append(f"- and {len(entries) - MOVED} earlier entries since that day")
    return [title, "\n".join(lines) or "Nothing."]


def _changed(case: Case, flags: Iterable[Flag]) -> list[str]:
    return [words for _, words in case.words.flags(flag for flag in flags if flag.issue)][:3]


def _grid(case: Case, notes: Notes) -> str:
    rows = []
    for key, held in wants(case):
        told = [
            "; ".join(sentence(one.words, in_table=True) + notes.mark([one.entry]) for one in side) for side in held
        ]
        cells = [sentence(case.book.issue(key).title, in_table=True), *(one or "–" for one in told)]
        rows.append("| " + " | ".join(cells) + " |")
    if not rows:
        return "No principal holds anything up to this day."
    return _table(["issue", *(name(case.book, party) for party in case.book.principals)], rows)
