"""`list`: negotiations, parties, issues, statements or items, filtered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import FILTERS, ON_A_DAY, OVER_TIME, READING, takes
from negotrack.wording.items import entry_words, item_words, states_of
from negotrack.wording.values import day_words, name, names

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.cli.days import Period
    from negotrack.render.page import Cell
    from negotrack.standing import Standing

KINDS = ("negotiations", "parties", "issues", "statements", "items")

FIELDS: dict[str, tuple[str, ...]] = {
    "negotiations": ("id", "title", "parties", "issues", "entries", "first", "last"),
    "parties": ("id", "name", "role", "aliases", "statements", "last"),
    "issues": ("id", "title", "scale", "unit", "values", "given_by"),
    "statements": ("date", "id", "kind", "who", "summary", "attribution", "grades", "sources", "place"),
    "items": ("item", "kind", "state", "text", "since", "age_days", "stale", "place"),
}
SHOWN: dict[str, tuple[str, ...]] = {"statements": ("date", "id", "who", "summary", "grades")}
GROW: dict[str, tuple[str, ...]] = {
    "negotiations": ("title",), "parties": ("name",), "issues": ("title", "values"), "statements": ("summary",), "items": ("text",),
}  # fmt: skip


@takes(*READING, *ON_A_DAY, *OVER_TIME, *FILTERS)
def command(
    asked: Asked,
    what: Annotated[str, typer.Argument(metavar="negotiations|parties|issues|statements|items", help="What to list.")],
    words: Annotated[list[str] | None, typer.Argument(metavar="[NEGOTIATION]", help="Of which.")] = None,
) -> None:
    """What is on file: filtered lists, one record a line when piped."""
    from negotrack.cli import names, opening
    from negotrack.render.views import listing

    what = names.find(what, "list", dict.fromkeys(KINDS, ()))
    if what == "negotiations":
        rows = [_negotiation(asked, book) for book in opening.reading(asked).books.values()]
        opening.show(asked, listing.page("list", "Negotiations", FIELDS[what], rows, {}, grow=GROW[what]))
        return
    book, _ = opening.book(asked, words or [], alone=True)
    standing = opening.standing(asked, book)
    parties, issues = set(opening.chosen_parties(asked, book)), set(opening.chosen_issues(asked, book))
    rows = list(_rows(what, standing, parties, issues, asked.period))
    heading = f"{book.title} · {what} · as of {day_words(standing.day)}"
    head: dict[str, str | None] = {"negotiation": book.id, "as_of": standing.day.isoformat(), "at": asked.at}
    page = listing.page("list", heading, FIELDS[what], rows, head, shown=SHOWN.get(what, ()), grow=GROW[what])
    opening.show(asked, page, empty=opening.nothing(asked, book, standing.day))


def _negotiation(asked: Asked, book: Book) -> tuple[Cell, ...]:
    """A negotiation with how much is on file of it: all, or what was said by the day asked for and public by then."""
    from negotrack.book import known_from

    known = [entry for entry in book.chronicle if not asked.known or known_from(entry) <= asked.known]
    days = [entry.said.day.isoformat() for entry in known if asked.as_of is None or entry.said.day <= asked.day]
    first, last = (days[0], days[-1]) if days else (None, None)
    return book.id, book.title, len(book.parties), len(book.issues), len(days), first, last


def _rows(
    what: str, standing: Standing, parties: set[str], issues: set[str], period: Period
) -> Iterator[tuple[Cell, ...]]:
    book = standing.book
    match what:
        case "parties":
            for party in book.parties.values():
                said = [entry for entry in standing.entries if party.id in entry.parties]
                last = said[-1].said.text if said else None
                if not parties or party.id in parties:
                    yield party.id, party.name, party.role, ", ".join(party.aliases), len(said), last
        case "issues":
            for key in book.keys:
                issue = book.issue(key)
                if not issues or key in issues:
                    yield (
                        key,
                        issue.title,
                        issue.scale.kind,
                        issue.scale.unit,
                        ", ".join(issue.scale.members),
                        issue.given_by,
                    )
        case "statements":
            yield from _statements(standing, parties, issues, period)
        case "items":
            yield from _items(standing, parties, issues, period)


def _statements(standing: Standing, parties: set[str], issues: set[str], period: Period) -> Iterator[tuple[Cell, ...]]:
    from negotrack.book import terms_of

    heard = {entry.id for entry in standing.entries} | set(standing.denied)
    for entry in (one for one in standing.book.chronicle if one.id in heard):
        if entry.said.day not in period or (parties and not parties & set(entry.parties)):
            continue
        if issues and not any(term.issue in issues for term in terms_of(entry)):
            continue
        denial = standing.denied.get(entry.id)
        denied = f" (denied by {denial.id})" if denial else ""
        grades = " ".join(dict.fromkeys(source.grade for source in entry.sources if source.grade))
        yield (
            entry.said.text, entry.id, type(entry).__name__.lower(), names(standing.book, entry.parties) or "event",
            entry_words(standing.book, entry) + denied, entry.attribution, grades, len(entry.sources),
            f"{entry.place.path}:{entry.place.line}",
        )  # fmt: skip


def _items(standing: Standing, parties: set[str], issues: set[str], period: Period) -> Iterator[tuple[Cell, ...]]:

    for party in standing.book.parties:
        for held in standing.held(party):
            if (parties and party not in parties) or (issues and not issues & held.item.package.keys()):
                continue
            if held.entry.said.day not in period:
                continue
            state = "; ".join(states_of(standing.book, held))
            said = f"{name(standing.book, party)} {item_words(standing.book, held.item)}"
            yield (
                held.key, held.item.kind, state, said, held.since.isoformat(), standing.age(held),
                standing.stale(held), f"{held.item.place.path}:{held.item.place.line}",
            )  # fmt: skip
