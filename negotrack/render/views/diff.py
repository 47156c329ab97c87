"""What moved between two days or revisions, by party, and what that did to the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotrack.book import Book, Entry, Source
from negotrack.changes import Change
from negotrack.compare import Pair, Turn
from negotrack.findings import Place
from negotrack.flags import Flag
from negotrack.frozen import dataclass
from negotrack.render.page import Block, Heading, Lines, Page, Records, Table, Text, join, text
from negotrack.render.views.common import said
from negotrack.render.views.proofs import deadlock_data
from negotrack.render.views.verdicts import VERDICT_STYLES, gap
from negotrack.standing import Standing
from negotrack.whole import Turned
from negotrack.wording.changes import change_words
from negotrack.wording.flags import flag_words, turned_words
from negotrack.wording.items import entry_words, item_words, speaker_words
from negotrack.wording.values import count, day_words, name, names, values_words
from negotrack.wording.verdicts import SYMBOLS, verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.diff import ChangeData, Data, PackageData, TurnData

FIELDS = ("party", "change", "kind", "item", "issue", "before", "after", "why", "date", "statement", "place")


@dataclass(frozen=True, slots=True)
class Review:
    """Between two revisions: the entries that are new, gone and edited, and the flags the story has gained and lost."""

    added: Sequence[Entry]
    gone: Sequence[Entry]
    edited: Sequence[tuple[Entry, Entry]]
    raised: Sequence[Flag]
    lost: Sequence[Flag]


def page(
    before: Standing,
    after: Standing,
    moves: Sequence[Change],
    turned: Sequence[Turn],
    span: str,
    head: dict[str, str | None],
    review: Review | None = None,
    together: Turned | None = None,
) -> Page:
    """The difference as a page, grouped by party."""
    book = after.book
    blocks: list[Block] = [Heading(text(f"{book.title} · {span}", "strong"), 1)]
    told = [move for move in moves if move.change not in ("restated", "reworded") and move.why != "settled"]
    again = [move for move in moves if move.change in ("restated", "reworded")]
    shown = [turn for turn in turned if _words(before.book, turn.before) != _words(book, turn.after)]
    verdicts: list[Block] = [Heading(text("Verdicts", "strong")), _turns(before.book, book, shown)] if shown else []
    if together is not None and together.anything:
        lines = tuple(text(words) for words in turned_words(book, together))
        verdicts += [Heading(text("All issues together", "strong")), Lines(lines, 1, "•")]
    if review is not None:  # the counts and what it does go first, for a comment may have no room for what makes it so
        blocks += [Lines((text(counts),))] if (counts := _counts(review)) else []
        if not moves and not verdicts:
            blocks.append(Lines((text(f"What is held on {day_words(after.day)} stays the same."),)))
        blocks += verdicts + _rewritten(before.book, book, review)
    elif not moves:
        blocks.append(Lines((text("No change of meaning."),)))
    for party in dict.fromkeys(move.party for move in told):
        lines = tuple(_line(book, move) for move in told if move.party == party)
        blocks += [Heading(text(name(book, party), "party")), Lines(lines, indent=1, bullet="•")]
    blocks += _settled(book, [move for move in moves if move.why == "settled"])
    if review is not None:
        blocks += _flagged(before.book, book, review) + _listed("New", book, review.added)
    if again:
        blocks += [
            Heading(text("Said again or in other words", "strong")),
            Lines(tuple(text(f"{name(book, m.party)}: {change_words(book, m)}") for m in again), 1, "•"),
        ]
    if review is None:
        blocks += verdicts
    return Page("diff", tuple(blocks), _records(book, moves), data(before.book, book, moves, turned, together), head)


def together(pages: Sequence[Page]) -> Page:
    """The differences of several negotiations as one page."""
    if len(pages) == 1:
        return pages[0]
    nothing: Data = {"changes": [], "verdicts": [], "package": [], "deadlocks": {"formed": [], "broken": []}}
    if not pages:
        words = Lines((text("No change of meaning."),))
        return Page("diff", (words,), Records(FIELDS, ()), nothing, {})
    for one in pages:
        found = one.data
        assert isinstance(found, dict)
        nothing["changes"] += found["changes"]
        nothing["verdicts"] += found["verdicts"]
        nothing["package"] += found["package"]
        nothing["deadlocks"]["formed"] += found["deadlocks"]["formed"]
        nothing["deadlocks"]["broken"] += found["deadlocks"]["broken"]
    rows = tuple(row for one in pages for row in one.records.rows)
    head = {**pages[0].header, "negotiation": None}
    return Page("diff", tuple(block for one in pages for block in one.blocks), Records(FIELDS, rows), nothing, head)


def _counts(review: Review) -> str:
    told = [("new", review.added), ("edited", review.edited), ("gone", review.gone)]
    flags = [("raised", review.raised), ("gone", review.lost)]
    entries = ", ".join(f"{len(some):,} {name}" for name, some in told if some)
    flagged = ", ".join(f"{count(len(some), 'flag')} {name}" for name, some in flags if some)
    return "; ".join(filter(None, (f"Entries: {entries}" if entries else "", flagged)))


def _rewritten(old: Book, new: Book, review: Review) -> list[Block]:
    """What a change did to entries that were on file: what the edited ones said before, and those that are gone."""
    blocks: list[Block] = []
    if review.edited:
        blocks.append(Heading(text(f"Edited ({len(review.edited)})", "strong")))
    for was, now in review.edited:
        told, tells = said(old, was), said(new, now)
        lines = [text(f"was: {line}") for line in told if line not in tells]
        lines += [text(f"now: {line}") for line in tells if line not in told]
        dropped, fresh = ([*map(_source, entry.sources)] for entry in (was, now))
        lines += [text(f"source gone: {one}") for one in dropped if one not in fresh]
        lines += [text(f"source new: {one}") for one in fresh if one not in dropped]
        blocks.append(Lines((join([text(tells[0]), text(f"[{now.place.path}]", "dim")]),), 1, "•"))
        blocks.append(Lines(tuple(lines or [text("only its words or sources in detail")]), 2, "•"))
    return blocks + _listed("Gone", old, review.gone)


def _flagged(old: Book, new: Book, review: Review) -> list[Block]:
    """The flags that the story of the negotiation has only after the change, and those it has no more."""
    blocks: list[Block] = []
    for heading, book, found in (("Flags raised", new, review.raised), ("Flags gone", old, review.lost)):
        lines = tuple(
            join([text(day_words(flag.day)), text(flag_words(book, flag)), text(f"[{flag.name}]", "dim")])
            for flag in found
        )
        if lines:
            blocks += [Heading(text(f"{heading} ({len(lines)})", "strong")), Lines(lines, indent=1, bullet="•")]
    return blocks


def _listed(heading: str, book: Book, entries: Sequence[Entry]) -> list[Block]:
    """Entries with their sources and grades."""
    if not entries:
        return []
    rows = tuple(_entry(book, one) for one in entries)
    table = Table(("day", "who", "what", "sources"), rows, grow=(2, 3))
    return [Heading(text(f"{heading} ({len(entries)})", "strong")), table]


def _entry(book: Book, entry: Entry) -> tuple[Text, ...]:
    sources = [*map(_source, entry.sources)]
    what = [text(entry_words(book, entry)), *(text(f"· {line}") for line in said(book, entry)[1:])]
    return (
        text(day_words(entry.said)),
        text(speaker_words(book, entry), "party"),
        join([*what, text(f"[{entry.place.path}]", "dim")]),
        text("; ".join(sources) or "none", "" if sources else "bad"),
    )


def _source(source: Source) -> str:
    return f"{source.publisher or source.title or source.link}{f' ({source.grade})' if source.grade else ''}"


def _settled(book: Book, moves: Sequence[Change]) -> list[Block]:
    """What agreements settled, one table an agreement: what each side had stated on its issues before."""
    blocks: list[Block] = []
    for entry in {move.entry.id: move.entry for move in moves if move.entry is not None}.values():
        mine = [move for move in moves if move.entry is entry]
        rows = tuple(
            (text(name(book, move.party), "party"), text(book.issue(move.issue).title), text(_had(book, move)))
            for move in mine
        )
        heading = f"Settled by {entry.id} of {day_words(entry.said)}"
        blocks += [Heading(text(heading, "strong")), Table(("party", "issue", "had stated"), rows, grow=(1, 2))]
    return blocks


def _had(book: Book, move: Change) -> str:
    if move.kind != "offer":
        return item_words(book, move.before.item) if move.before else "–"
    return values_words(book.issue(move.issue).scale, move.values_before)


def _line(book: Book, move: Change) -> Text:
    words = change_words(book, move)
    place = _place(move)
    day = f"{day_words(move.entry.said)} · {place}" if move.entry else place
    return join([text(words), text(f"[{day}]", "dim")])


def sentence(book: Book, move: Change) -> str:
    """One move with its party."""
    return f"{name(book, move.party)} {change_words(book, move)}"


def spot(move: Change) -> Place:
    """Where a move was made; what was held before where no statement made it."""
    if move.entry is None:
        held = move.before or move.after
        return held.item.place if held else Place("")
    held = move.after if move.after is not None and move.after.entry is move.entry else None
    return held.fact(move.issue).place if held else move.entry.place


def _place(move: Change) -> str:
    if move.entry is None:
        return "no statement"
    held = move.after if move.after is not None and move.after.entry is move.entry else None
    spot = held.fact(move.issue).place if held else move.entry.place
    return f"{spot.path}:{spot.line}"


def _turns(old: Book, new: Book, turned: Sequence[Turn]) -> Table:
    rows = []
    for turn in turned:
        book = new if turn.issue.partition("@")[0] in new.issues else old
        rows.append((
            text(book.issue(turn.issue).title),
            text(names(book, turn.parties), "party"),
            _words(old, turn.before),
            _words(new, turn.after),
        ))  # fmt: skip
    return Table(("issue", "parties", "before", "after"), tuple(rows), grow=(0, 2, 3))


def _words(book: Book, pair: Pair | None) -> Text:
    if pair is None:
        return text("–", "dim")
    name = pair.verdict.name
    return text(f"{SYMBOLS[name]} {verdict_words(book, pair)}", VERDICT_STYLES[name])


def data(old: Book, new: Book, moves: Sequence[Change], turned: Sequence[Turn], together: Turned | None = None) -> Data:
    """The difference as data; `package` is empty unless the answer for all issues at once changed."""
    packages: list[PackageData] = []
    if together is not None and together.before != together.after:
        packages.append({"before": together.before, "after": together.after})
    return {
        "changes": [_change(new, move) for move in moves],
        "verdicts": [_turn(old, new, turn) for turn in turned],
        "package": packages,
        "deadlocks": {
            "formed": [deadlock_data(one) for one in (together.formed if together else ())],
            "broken": [deadlock_data(one) for one in (together.broken if together else ())],
        },
    }


def _change(book: Book, move: Change) -> ChangeData:
    held = move.after if move.after is not None and move.after.entry is move.entry else None
    spot = held.fact(move.issue).place if held else move.entry.place if move.entry else None
    if move.kind == "offer":
        before = move.values_before.text if move.values_before is not None else "unspecified" if move.before else None
        after = move.values_after.text if move.values_after is not None else "unspecified" if move.after else None
    else:
        before = item_words(book, move.before.item) if move.before else None
        after = item_words(book, move.after.item) if move.after else None
    return {
        "party": move.party,
        "item": move.item,
        "issue": move.issue,
        "kind": move.kind,
        "change": move.change,
        "before": before,
        "after": after,
        "why": move.why,
        "direction": dict(move.direction),
        "statement": move.entry.id if move.entry else None,
        "path": spot.path if spot else None,
        "line": spot.line if spot else None,
    }


def _turn(old: Book, new: Book, turn: Turn) -> TurnData:
    return {
        "issue": turn.issue,
        "parties": list(turn.parties),
        "before": turn.before.verdict.name if turn.before else None,
        "after": turn.after.verdict.name if turn.after else None,
        "gap_before": gap(turn.before, old.issue(turn.issue).scale) if turn.before else None,
        "gap_after": gap(turn.after, new.issue(turn.issue).scale) if turn.after else None,
    }


def _records(book: Book, moves: Sequence[Change]) -> Records:
    rows = []
    for move in moves:
        one = _change(book, move)
        rows.append((
            one["party"], one["change"], one["kind"], one["item"], one["issue"], one["before"], one["after"], one["why"],
            move.entry.said.text if move.entry else None, one["statement"], _place(move) if move.entry else None,
        ))  # fmt: skip
    return Records(FIELDS, tuple(rows))
