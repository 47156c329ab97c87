"""One screen: where a negotiation stands, what moved last, why there is no deal, what has gone stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book, Entry
from negotrack.compare import DIVERGE, Comparison
from negotrack.held import Held
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Table, join, text
from negotrack.render.views import compare as matrix
from negotrack.render.views.common import cited, title
from negotrack.render.views.verdicts import sign
from negotrack.standing import Standing
from negotrack.wording.items import Line, entry_words, held_words, item_words, speaker_words
from negotrack.wording.values import age_words, count, day_words, name
from negotrack.wording.verdicts import explanation, headline, verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.status import Data

if TYPE_CHECKING:
    from negotrack.whole import Whole

WORST_FIRST = ("blocked", "gap", "open", "overlap", "agreed", "unknown")


def page(
    standing: Standing,
    found: Sequence[Comparison],
    last: Sequence[Entry],
    stale: Sequence[Held],
    together: Callable[[], Whole],
    head: dict[str, str | None],
) -> Page:
    """The state of a negotiation as a page; what it comes to as a whole takes long, and is asked for where it is shown."""
    book = standing.book
    records = Records(("issue", "verdict", *book.principals), _rows(standing, found))
    blocks = _blocks(standing, found, last, stale, together, head)
    return Page("status", blocks, records, lambda: _data(standing, found, last, stale, together()), head)


def _blocks(
    standing: Standing,
    found: Sequence[Comparison],
    last: Sequence[Entry],
    stale: Sequence[Held],
    whole: Callable[[], Whole],
    head: dict[str, str | None],
) -> Iterator[Block]:
    from negotrack.whole import SILENCE

    book, together = standing.book, whole()
    yield Heading(title(book, standing, head), 1)
    order = sorted(found, key=lambda one: WORST_FIRST.index(matrix.overall(one).verdict.name))
    yield from (_summary(standing, found), *_in_force(standing), matrix.matrix(standing, order, book.principals))
    yield from _moves(book, last)
    apart = [matrix.overall(one) for one in order if matrix.overall(one).verdict.name in DIVERGE]
    if apart or together != SILENCE:
        yield Heading(text("Why there is no deal" if apart else "All issues together", "strong"))
    for pair in apart:
        yield Lines((join([sign(pair), text(book.issue(pair.issue).title, "strong")]),))
        yield cited(explanation(book, pair))
    if apart or together != SILENCE:
        yield _together(book, together)
    first = [held for party in book.principals for held in standing.preconditions(party)]
    if first:
        yield Heading(text("What must come first", "strong"))
        yield cited(_demand(book, held) for held in first)
    if stale:
        yield from (Heading(text("Gone quiet", "strong")), _stale(standing, stale))


def _together(book: Book, together: Whole) -> Lines:
    """The answer for all issues at once, and each deadlock by its name; the commands that explain them."""
    from negotrack.wording.deals import deadlock_words, outcome_words

    good = together.outcome == "on-the-table"
    words = [join([text("●" if good else "○", "good" if good else "note"), text(outcome_words(together.outcome)),
                   text("[negotrack deal]", "dim")])]  # fmt: skip
    words += [
        join([text("✗", "bad"), text(f"Deadlock, {deadlock_words(book, one)}"), text("[negotrack deadlock]", "dim")])
        for one in together.deadlocks
    ]  # fmt: skip
    return Lines(tuple(words))


def _demand(book: Book, held: Held) -> Line:
    return Line(f"{held_words(book, held)}", (held.fact(),))


def _summary(standing: Standing, found: Sequence[Comparison]) -> Lines:
    words = headline(matrix.overall(one).verdict for one in found)
    entries = count(len(standing.entries), "entry", "entries")
    return Lines((text(f"{words} · from {entries} on file; stated positions only"),))


def _in_force(standing: Standing) -> list[Block]:
    """The agreements between principals that hold, and how old the newest entry is where it is stale."""
    book = standing.book
    lines = []
    for pact in standing.pacts:
        left = [issue for issue in pact.agreement.terms if pact.covers(issue)]
        if left and len(set(pact.agreement.parties) & set(book.principals)) > 1:
            said = f"In force: {entry_words(book, pact.agreement)}"
            on = f"{day_words(pact.agreement.said)} · {count(len(left), 'issue')} · {pact.agreement.id}"
            lines.append(join([text("✓", "good"), text(said), text(f"[{on}]", "dim")]))
    newest = standing.entries[-1].said.day if standing.entries else standing.day
    if (age := (standing.day - newest).days) > book.stale_after:
        words = f"The newest entry is of {day_words(newest)}, {age_words(age)} before: all of this is stale"
        lines.append(text(words, "warn"))
    return [Lines(tuple(lines))] if lines else []


def _moves(book: Book, last: Sequence[Entry]) -> list[Block]:
    if not last:
        return [Lines((text("Nothing is on file up to that day."),))]
    rows = []
    for entry in last:
        source = entry.sources[0].publisher if entry.sources else ""
        grade = entry.sources[0].grade if entry.sources else ""
        rows.append((
            text(day_words(entry.said)),
            text(speaker_words(book, entry), "party"),
            text(entry_words(book, entry)),
            text(" ".join(word for word in (source, grade) if word) or "–", "dim"),
        ))  # fmt: skip
    return [Heading(text("Last on file", "strong")), Table(("day", "who", "what", "source"), tuple(rows), grow=(1, 2))]


def _stale(standing: Standing, stale: Sequence[Held]) -> Table:
    rows = tuple(
        (
            text(name(standing.book, held.party), "party"),
            text(held.key, "id"),
            text(item_words(standing.book, held.item)),
            text(f"{day_words(held.entry.said)}, {age_words(standing.age(held))} ago", "warn"),
        )
        for held in stale
    )
    return Table(("party", "item", "what", "last stated"), rows, grow=(2,))


def _rows(standing: Standing, found: Sequence[Comparison]) -> Iterator[tuple[Cell, ...]]:
    book = standing.book
    for one in found:
        pair = matrix.overall(one)
        cells = (matrix.whole_cell(standing, pair, party).plain for party in book.principals)
        yield one.issue, verdict_words(book, pair), *cells


def _data(
    standing: Standing, found: Sequence[Comparison], last: Sequence[Entry], stale: Sequence[Held], together: Whole
) -> Data:
    from negotrack.render.views.proofs import deadlock_data

    book = standing.book
    return {
        "title": book.title,
        "headline": headline(matrix.overall(one).verdict for one in found),
        "entries": len(standing.entries),
        "verdicts": matrix.data(standing, found),
        "package": together.outcome,
        "deadlocks": [deadlock_data(one) for one in together.deadlocks],
        "last": [
            {
                "date": entry.said.text,
                "entry": entry.id,
                "parties": list(entry.parties),
                "summary": entry_words(book, entry),
                "path": entry.place.path,
                "line": entry.place.line,
                "source": entry.sources[0].link if entry.sources else "",
            }
            for entry in last
        ],
        "stale": [
            {"party": held.party, "item": held.key, "date": held.entry.said.text, "days": standing.age(held)}
            for held in stale
        ],
    }
