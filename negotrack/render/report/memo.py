"""Memos of one page in Markdown: a briefing, who wants what, and common ground; every claim with its source as a footnote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field

from negotrack.book import Entry, Offer, Precondition, RedLine
from negotrack.compare import Gap, Overlap, Pair
from negotrack.flags import Flag
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import Fact
from negotrack.render.escape import for_markdown_link
from negotrack.render.markdown import sentence
from negotrack.render.page import join, text
from negotrack.render.report.case import Case
from negotrack.render.report.lead import lead
from negotrack.render.views.compare import cell
from negotrack.render.views.status import WORST_FIRST
from negotrack.sourcing import claims
from negotrack.wording.flags import flag_words
from negotrack.wording.items import Line, drawn_words, entry_words, offered, speaker_words
from negotrack.wording.values import count, day_words, name, term_words, times
from negotrack.wording.verdicts import SYMBOLS, explanation, verdict_words

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
            for source in entry.sources[:2]:
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
    parts += [_line(line, notes) for line in lead(case)]
    parts += ["## Where it stands", _matrix(case), *_moved(case, notes)]
    if case.apart:
        parts.append("## " + ("What still keeps them apart" if case.in_force else "Why there is no deal"))
        for pair in case.apart:
            parts.append(
                f"**{sentence(case.book.issue(pair.issue).title)}**: {sentence(verdict_words(case.book, pair))}"
            )
            parts.append("\n".join(f"- {_line(line, notes)}" for line in explanation(case.book, pair)))
    if case.order.deadlocks:
        parts.append("## What must come first")
        for lines in case.stuck[:CHAINS]:
            parts.append("\n".join(f"- {_line(line, notes)}" for line in lines))
    return _bound(case, parts, notes)


def grid(case: Case) -> str:
    """Who wants what: a row an issue, a column a principal, with what is ruled out and what is demanded first."""
    notes = Notes()
    parts = [*_head(case, "who wants what"), _priorities(), _grid(case, notes)]
    return _bound(case, parts, notes)


def common_ground(case: Case) -> str:
    """What is agreed, contested, convergent and divergent, as frontline negotiators put it down before they sit down."""
    notes = Notes()
    verdicts = {name: [pair for pair in case.overall if pair.verdict.name == name] for name in WORST_FIRST}
    silent = [pair for name in ("open", "unknown") for pair in verdicts[name]]
    parts = _head(case, "common ground")
    groups: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("Agreed", "Facts that are on file and agreements in force", [*_facts(case, notes), *_pairs(case, verdicts["agreed"], notes)]),
        ("Contested", "What a party denies, and reports that cannot both be", _contested(case, notes)),
        ("Convergent", "What they have stated meets", _pairs(case, verdicts["overlap"], notes)),
        ("Divergent", "A distance or a red line lies between them", _pairs(case, [*verdicts["gap"], *verdicts["blocked"]], notes)),
        ("Not yet common", "Only one has spoken, or nobody has named a value", _pairs(case, silent, notes)),
    )  # fmt: skip
    for title, words, lines in groups:
        parts += [f"## {title}", f"{words}.", "\n".join(f"- {line}" for line in lines) or "Nothing."]
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


def _line(line: Line, notes: Notes) -> str:
    return sentence(line.text) + notes.to(line.facts)


def _matrix(case: Case) -> str:
    """The verdicts as a table, the worst first."""
    names = [name(case.book, party) for party in case.book.principals]
    rows = []
    for pair in sorted(case.overall, key=lambda pair: WORST_FIRST.index(pair.verdict.name)):
        sign = f"{SYMBOLS[pair.verdict.name]} {verdict_words(case.book, pair)}"
        cells = [sentence(words, in_table=True) for words in (sign, case.book.issue(pair.issue).title)]
        cells += [sentence(cell(case.standing, pair, party), in_table=True) for party in pair.parties]
        rows.append("| " + " | ".join(cells) + " |")
    if not rows:
        return "No two principals have spoken to any issue."
    return _table(["verdict", "issue", *names], rows)


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
        words = f"{day_words(entry.said)}, {speaker_words(case.book, entry)}: {entry_words(case.book, entry)}"
        lines.append(f"- {sentence(words)}{notes.mark([entry])}" + (f" — {changed}" if changed else ""))
    if since and len(entries) > MOVED:
        lines.append(f"- and {len(entries) - MOVED} earlier entries since that day")
    return [title, "\n".join(lines) or "Nothing."]


def _changed(case: Case, flags: Iterable[Flag]) -> list[str]:
    return [flag_words(case.book, flag) for flag in flags if flag.issue][:3]


def _priorities() -> str:
    return (
        "Priorities are not scored. A red line and what is demanded first are marked as such; what a party asks or gives "
        "is the rest; how often it has said so is told where it has said so again."
    )


def _grid(case: Case, notes: Notes) -> str:
    book = case.book
    rows = []
    for key in case.keys:
        told = [_wants(case, party, key, notes) for party in book.principals]
        if any(told):
            cells = [sentence(book.issue(key).title, in_table=True), *(one or "–" for one in told)]
            rows.append("| " + " | ".join(cells) + " |")
    if not rows:
        return "No principal holds anything up to this day."
    return _table(["issue", *(name(book, party) for party in book.principals)], rows)


def _wants(case: Case, party: str, key: str, notes: Notes) -> str:
    """What one party holds on an issue, the hardest first."""
    held = [one for one in case.standing.standing(party) if key in one.item.package]
    order = (RedLine, Precondition, Offer)
    held.sort(key=lambda one: order.index(type(one.item)))
    return "; ".join(_want(case, one, key) + notes.mark([one.entry]) for one in held)


def _want(case: Case, held: Held, key: str) -> str:
    book = case.book
    match held.item:
        case RedLine() as line if key in line.never or key in line.must:
            words = f"red line: {drawn_words(book, held, key)}"
        case RedLine() as line:
            words = f"its red line {line.id} would fall with {term_words(book, line.unless[key])}"
        case Precondition() as demand if key in demand.requires:
            words = f"demands first: {term_words(book, demand.requires[key])}"
        case Precondition() as demand:
            words = f"waits for its precondition {demand.id}"
        case _:
            words = offered(book, key, held)
    again = f" (said again {times(held.restated)})" if held.restated else ""
    return sentence(words + again, in_table=True)


def _facts(case: Case, notes: Notes) -> list[str]:
    """The facts in force."""
    book = case.book
    return [
        sentence(f"{book.issue(key).title}: {term_words(book, term)}") + notes.mark([entry])
        for key, (term, entry) in case.standing.facts.items()
    ]


def _pairs(case: Case, pairs: Iterable[Pair], notes: Notes) -> list[str]:
    """Verdicts with what each party holds."""
    lines = []
    for pair in pairs:
        head = f"{case.book.issue(pair.issue).title}: {verdict_words(case.book, pair)}"
        held = ""
        if isinstance(pair.verdict, Gap | Overlap) or pair.verdict.name == "blocked":
            held = "; ".join(f"{name(case.book, p)} {cell(case.standing, pair, p).plain}" for p in pair.parties)
        facts = [fact for line in explanation(case.book, pair) for fact in line.facts]
        lines.append(sentence(head + (f" ({held})" if held else "")) + notes.to(facts[:3]))
    return lines


def _contested(case: Case, notes: Notes) -> list[str]:
    """Claims that are denied, disputed, or contradicted by another report."""
    lines = []
    for claim in claims(case.standing):
        weak = [name for name in claim.weaknesses if name in ("denied", "disputed", "contradicted")]
        if weak:
            words = f"{entry_words(case.book, claim.entry)} ({', '.join(weak)})"
            lines.append(sentence(words) + notes.mark([claim.entry, *claim.against]))
    return lines
