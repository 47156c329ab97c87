"""`diff`: what changed in meaning between two days, or between two revisions of the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli import days
from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, READING, takes
from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass
from negotrack.wording.flags import flag_words
from negotrack.wording.values import day_words

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.changes import Change
    from negotrack.findings import Place
    from negotrack.render.page import Page
    from negotrack.render.views.diff import Review
    from negotrack.standing import Standing

COMMENT = 60_000  # characters that fit a comment on GitHub, with room for what surrounds it


@dataclass(frozen=True, slots=True)
class Sides:
    """Two states of one negotiation, and what to call the way between them."""

    before: Standing
    after: Standing
    span: str
    revisions: bool = False
    shown_whole: bool = False  # a new entry was shown already, and is not listed again


@takes(*READING, "as_of", "known_by", *FILTERS, "fail_on")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] A..B", help="Two days, or git revisions: A..B, A...B from their merge base, or A against the files as they are.")],
) -> None:  # fmt: skip
    """What moved between two days or two revisions; the verdicts before and after; in a review, what is new."""
    from typing import get_args

    from negotrack.changes import ChangeName
    from negotrack.cli import opening
    from negotrack.compare import FARTHEST_LAST, VERDICTS
    from negotrack.render.views import diff as view

    wanted = opening.failing(asked, [*get_args(ChangeName), *VERDICTS], FARTHEST_LAST)
    found: list[str] = []
    pages: list[Page] = []
    remarks: list[tuple[str, str, Place]] = []
    for sides in _sides(asked, words):
        page, moves, names = difference(asked, sides)
        found += names
        remarks += [(move.change, view.sentence(sides.after.book, move), view.spot(move)) for move in moves]
        if page is not None:
            pages.append(page)
    if not opening.remarked(asked, remarks):
        empty = "nothing that a party holds changed" + ("; the verdicts did, which -O table tells" if found else "")
        opening.show(asked, view.together(pages), limit=COMMENT if "..." in words[-1] else None, empty=empty)
    opening.fail(wanted, found)


def difference(asked: Asked, sides: Sides) -> tuple[Page | None, list[Change], list[str]]:
    """The difference of one negotiation as a page, and the names of what it holds; none for revisions that agree."""
    from dataclasses import replace

    from negotrack.changes import changes
    from negotrack.cli import opening
    from negotrack.compare import pairs, spoken_issues, turns
    from negotrack.render.views import diff as view
    from negotrack.whole import turned as whole_turned
    from negotrack.whole import whole

    before, after = sides.before, sides.after
    book = after.book
    parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
    moves = [
        move
        for move in changes(before, after)
        if (not parties or move.party in parties) and (not issues or _touches(move, issues))
    ]
    spoken = {*spoken_issues(after, book.principals), *spoken_issues(before, book.principals)}
    every = dict.fromkeys([*book.keys, *before.book.keys])
    keys = [key for key in every if key in spoken and (not issues or key in issues)]
    old = pairs(before, [key for key in keys if key.partition("@")[0] in before.book.issues])
    turned = [
        turn
        for turn in turns(old, pairs(after, [key for key in keys if key.partition("@")[0] in book.issues]))
        if not parties or parties & set(turn.parties)
    ]
    review = _review(before.book, book, after.day) if sides.revisions else None
    if review is not None and sides.shown_whole:
        review = replace(review, added=())
    together = None if issues else whole_turned(whole(before), whole(after))
    if sides.revisions and not (moves or turned or review or (together and together.anything)):
        return None, [], []
    head = {
        "negotiation": book.id,
        "as_of": after.day.isoformat(),
        "known_by": asked.known.isoformat() if asked.known else None,
        "at": asked.at,
    }
    names = [move.change for move in moves] + [turn.after.verdict.name for turn in turned if turn.after]
    return (
        view.page(before, after, moves, turned, sides.span, head, review, together),
        moves,
        [str(name) for name in names],
    )


def _review(before: Book, after: Book, day: date) -> Review | None:
    """What a reviewer sees: entries new, gone and edited, and how the story told by flags is another one."""
    from negotrack.flags import flags
    from negotrack.render.views.diff import Review

    old, new = {entry.id: entry for entry in before.entries}, {entry.id: entry for entry in after.entries}
    added = [entry for key, entry in new.items() if key not in old]
    gone = [entry for key, entry in old.items() if key not in new]
    edited = [(old[key], entry) for key, entry in new.items() if key in old and entry != old[key]]
    if not (added or gone or edited):
        return None
    was, now = (
        {(one.day, one.name, flag_words(book, one)): one for one in flags(book, day)} for book in (before, after)
    )
    raised = [one for key, one in now.items() if key not in was]
    return Review(added, gone, edited, raised, [one for key, one in was.items() if key not in now])


def _sides(asked: Asked, words: Sequence[str]) -> list[Sides]:
    """The two states meant: by days where both ends are days, else by revisions of the files."""
    if not words:
        raise NegotrackError("diff takes A..B", f"write two days or two revisions; a day is {days.ACCEPTED}")
    *named, span = words
    first, dots, last = span.partition("..." if "..." in span else "..")
    if dots and not first.strip():
        hint = "write the first day or revision before the dots"
        raise NegotrackError(f"A..B: {span[:120]!r} does not say from which day on", hint)
    ends = [first, *([last] if last else [])]
    if dots == ".." and all(_is_day(asked, end) for end in ends):
        return [_between_days(asked, named, first, last)]
    if not dots and (_is_day(asked, span) or ("/" not in span and len(words) == 1 and not _may_be_revision(span))):
        raise NegotrackError(
            "diff takes two ends as A..B", f"write them like 2023-12-21..2024-02-10; a day is {days.ACCEPTED}"
        )
    return _between_revisions(asked, named, first if dots else span, last, dots)


def _is_day(asked: Asked, word: str) -> bool:
    if days.lone(word, asked.this_day) is not None:
        return True
    # what begins like a date and is none is told as a date, not looked for among the revisions
    return word[:4].isdigit() and (len(word) == 4 or word[4:5] in ("-", "Q"))


def _may_be_revision(word: str) -> bool:
    return not any(char.isspace() for char in word)


def _between_days(asked: Asked, named: Sequence[str], first: str, last: str) -> Sides:
    from negotrack.cli import opening
    from negotrack.standing import standing

    book, rest = opening.book(asked, named)
    if rest:
        raise NegotrackError(f"diff does not know what to do with {rest[0][:120]!r}", "give a negotiation and A..B")
    start = days.day(first, asked.this_day, "A..B")
    if last and asked.as_of is not None:
        hint = f"leave it out, or write {first}.. with --as-of {asked.as_of}"
        raise NegotrackError("--as-of: a diff between days has its last day in A..B", hint)
    end = days.day(last, asked.this_day, "A..B") if last else asked.day
    if start > end:
        raise NegotrackError(f"A..B: {start} lies after {end}", f"turn them round: {end}..{start}")
    shown = f"{day_words(start)} to {day_words(end)}"
    return Sides(standing(book, start, asked.known), standing(book, end, asked.known), shown)


def _between_revisions(asked: Asked, named: Sequence[str], first: str, last: str, dots: str) -> list[Sides]:
    """Every negotiation that both revisions hold, or the one named; nothing after the dots means HEAD."""
    from dataclasses import replace

    from negotrack.cli import names, opening
    from negotrack.read.commits import Repository
    from negotrack.read.present import aligned
    from negotrack.standing import standing

    root = opening.repository(asked)
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        message = f"A..B: {first[:60]!r} is not a day, and there is no git repository for a revision of it"
        if dots == ".." and not all(map(_may_be_revision, (first, last))):
            raise NegotrackError(message, f"write days, of which there are {days.ACCEPTED}")
        hint = f"git init && git add positions && git commit -m 'First record'; or write days: {days.ACCEPTED}"
        raise NegotrackError(message, hint, NOT_LOADED)
    with Repository(root) as git:
        end = opening.commit(asked, git, last or "HEAD") if dots else None
        start = git.merge_base(first, last or "HEAD") if dots == "..." else opening.commit(asked, git, first)
        with (
            opening.library(asked, start.oid, git=git) as before_it,
            opening.library(asked, end.oid if end else None, git=git) as after_it,
        ):
            same = {} if named or end is None else before_it.prints()
            changed = [key for key, files in after_it.prints().items() if same.get(key) != files]
            old = before_it.reading([key for key in changed if key in before_it.folders]).books
            new = after_it.reading(changed).books
    span = f"{start.oid[:10]} to {end.oid[:10] if end else 'the files as they are'}"
    keys = [key for key in new if not named]
    if named:
        keys = [names.find(named[0], "negotiation", {key: (book.title,) for key, book in new.items()})]
    sides = []
    for key in keys:
        after = opening.sieved(asked, new[key])
        before = aligned(opening.sieved(asked, old[key]), after) if key in old else replace(after, entries=())
        states = (standing(before, asked.day, asked.known), standing(after, asked.day, asked.known))
        sides.append(Sides(*states, span, revisions=True))
    return sides


def _touches(move: Change, issues: set[str]) -> bool:
    """Whether a move is on one of the issues; a precondition or a red line is on all that it speaks of."""
    if move.kind == "offer":
        return move.issue in issues
    return any(issues & held.item.package.keys() for held in (move.before, move.after) if held is not None)
