"""`history`: each party's stated values on an issue over time, or one party's on all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, OVER_TIME, READING, takes
from negotrack.errors import NegotrackError
from negotrack.wording.values import day_words, name, stated_words
from negotrack.wording.verdicts import verdict_words

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.history import Step
    from negotrack.read.records import Known
    from negotrack.render.page import Cell


@takes(*READING, *ON_A_DAY, *OVER_TIME, *FILTERS)
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="[NEGOTIATION] ISSUE|PARTY", help="An issue; or a party, on every issue it spoke to.")],
    by_revision: Annotated[bool, typer.Option("--by-revision", help="What the files said of an issue, commit by commit.")] = False,
) -> None:  # fmt: skip
    """Stated values over time, the gap after each move, who moved and how far; with a step chart."""
    from negotrack.cli import names, opening
    from negotrack.history import histories
    from negotrack.render.views import history as view

    book, rest = opening.book(asked, words)
    if len(rest) != 1:
        raise NegotrackError("history takes one issue or one party", "name an issue, or a party for all its issues")
    if by_revision:
        _by_revision(asked, book, names.find_issue(rest[0], book))
        return
    among = opening.chosen_parties(asked, book)
    found = [key for key in names.matches(rest[0], names.issues(book)) if ("@" in key) == ("@" in rest[0])]
    only = None
    if not found or rest[0] in book.parties:
        both = {**names.parties(book), **{key: also for key, also in names.issues(book).items() if "@" not in key}}
        meant = names.find(rest[0], "issue or party", both, names.there(book))
        only = meant if meant in book.parties else None
        issues = opening.chosen_issues(asked, book) or book.keys
    else:
        key = names.find_issue(rest[0], book)
        issues = (key,) if "@" in key else tuple(each for each in book.keys if each.partition("@")[0] == key)
    period, last = asked.period, asked.last_day
    told: dict[str, list[Step]] = {issue: [] for issue in issues}
    for issue, step in histories(book, issues, last, asked.known, among or None):
        if step.day in period and (only is None or step.party == only) and (not among or step.party in (*among, "")):
            told[issue].append(step)
    told = {issue: steps for issue, steps in told.items() if steps}
    title = name(book, only) if only else book.issue(issues[0].partition("@")[0]).title
    head = {
        "negotiation": book.id, "as_of": last.isoformat(), "known_by": asked.known.isoformat() if asked.known else None,
    }  # fmt: skip
    heading = f"{book.title} · {title} · up to {day_words(min(last, period.last or last))}"
    page = view.page(book, told, (only,) if only else among or book.principals, heading, head)
    opening.show(asked, page, empty=opening.nothing(asked, book, last))


def _by_revision(asked: Asked, book: Book, issue: str) -> None:
    """What the files said of an issue after each commit that changed it, read in one pass over the history."""
    from negotrack.cli import opening
    from negotrack.history import Retelling
    from negotrack.read.commits import Repository
    from negotrack.read.records import POSITIONS, read_books
    from negotrack.render.views import listing

    rows: list[tuple[Cell, ...]] = []
    known: Known = {}
    retelling = Retelling(issue, asked.last_day, asked.known)
    last: tuple[Cell, ...] = ()
    under = f"{POSITIONS}/{book.id}"
    with Repository(opening.repository(asked)) as git:
        head = opening.commit(asked, git, asked.at or "HEAD")
        for commit, files in git.histories(git.commits_touching(under, head.oid), under):
            then = read_books(files, known=known).books.get(book.id)
            if then is None or issue.partition("@")[0] not in then.issues:
                continue
            pair = retelling.pair(then)
            stated = (pair.stated.get(party) for party in book.principals)
            settled = "agreed" if pair.verdict.name == "agreed" else None
            said = tuple(stated_words(then, one) if one else settled for one in stated)
            now: tuple[Cell, ...] = (verdict_words(then, pair), *said)
            if now != last:
                rows.append((commit.day.isoformat(), commit.oid[:12], commit.author, commit.title, *now))
                last = now
    fields = ("committed", "commit", "author", "title", "verdict", *book.principals)
    heading = f"{book.title} · {book.issue(issue).title} · what the files said, commit by commit"
    data_head: dict[str, str | None] = {"negotiation": book.id, "at": asked.at}
    titles = {party: name(book, party) for party in book.principals}
    page = listing.page("history-by-revision", heading, fields, rows, data_head, grow=("title",), titles=titles)
    opening.show(asked, page, empty="no commit says anything of it up to that day")
