"""What each record must be by itself: it says something, somebody reported it, its dates and names make sense."""

# ruff: noqa: ARG001 - every check takes the day, few need it

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from negotrack.book import Agreement, Book, Entry, Event, Issue, Party, Statement
from negotrack.findings import Finding, Label, Place, finding
from negotrack.rules.references import with_article
from negotrack.terms import clip


def empty_statement(book: Book, day: date) -> Iterator[Finding]:
    """Every record says something: a statement has an item, an answer, a withdrawal or a denial.

    An agreement has terms, an event has facts or ends an agreement. A record with a summary alone would look like a
    position and change none.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: Israel offers a week's pause.
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: Israel offers a week's pause.
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry in book.entries:
        match entry:
            case Statement() if not (entry.items or entry.responses or entry.withdraws or entry.denies):
                hint = "add `offers`, `preconditions`, `red_lines`, `responses`, `withdraws` or `denies`"
                yield finding("", "the statement holds no position", entry.place, hint=hint)
            case Agreement() if not entry.terms:
                hint = "write them as `agreement: {ISSUE: VALUE}`"
                yield finding("", "the agreement has no terms", entry.place, hint=hint)
            case Event() if not (entry.facts or entry.ends):
                hint = "add `facts: {ISSUE: VALUE}`, or `ends:` and the agreements it ended"
                yield finding("", "the event changes nothing", entry.place, hint=hint)


def no_source(book: Book, day: date) -> Iterator[Finding]:
    """Every statement, agreement and event names at least one source.

    A position nobody can look up is hearsay: the reader must be able to check who reported it, and when.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources:
      - {title: Israel offers a week's pause, url: "https://example.org/a-week", published: 2023-12-19}
    ```
    """
    for entry in book.entries:
        if not entry.sources:
            hint = "add `sources:` with a title and a url, or a reference where it is not on the web"
            yield finding("", f"the {type(entry).__name__.lower()} names no source", entry.place, hint=hint)


def published_before_said(book: Book, day: date) -> Iterator[Finding]:
    """No source is published before what it reports was said; a date with only a month counts from its first day.

    One of the two dates is wrong, or the source reports something else.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{url: "https://example.org/a-week", published: 2023-11-20}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{url: "https://example.org/a-week", published: 2023-12-20}]
    ```
    """
    for entry in book.entries:
        for source in entry.sources:
            if source.published and source.published < entry.said.first:
                said = f"published on {source.published}, before it was said ({entry.said.text})"
                hint = "check `published`, and the record's `date`: the day on which it was said"
                yield finding("", said, source.place, hint=hint)


def future_date(book: Book, day: date) -> Iterator[Finding]:
    """Nothing is dated later than the day on which the records are checked.

    What has not been said yet is no position; mostly a year or a month is mistyped.

    *Flagged*

    ```yaml
    party: israel
    date: 2203-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry in book.entries:
        if entry.said.first > day:
            hint = f"check the year, the month and the day; today is taken to be {day}"
            yield finding("", f"the date {entry.said.text} lies in the future", entry.place, hint=hint)
            continue
        for source in entry.sources:
            if source.published and source.published > day:
                hint = f"check `published`; today is taken to be {day}"
                yield finding("", f"published on {source.published}, which lies in the future", source.place, hint=hint)


def expired_before_said(book: Book, day: date) -> Iterator[Finding]:
    """No offer or agreement ends before the day it was made.

    `until` is the last day on which it holds; it would never have held at all.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, until: 2023-01-05}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, until: 2024-01-05}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry in book.entries:
        ends: list[tuple[str, date | None, Place]] = []
        match entry:
            case Statement():
                ends = [(f"offer `{offer.id}`", offer.until, offer.place) for offer in entry.offers]
            case Agreement():
                ends = [("agreement", entry.until, entry.place)]
        for what, until, place in ends:
            if until and until < entry.said.first:
                said = f"the {what} ends on {until}, before it was made ({entry.said.text})"
                hint = "check `until` and `date`; `until` is the last day on which it holds"
                yield finding("", said, place, hint=hint)


def duplicate_item(book: Book, day: date) -> Iterator[Finding]:
    """No two items of one statement have the same id.

    The same id in a later statement is the next version of an item. Within one statement, neither is the later one.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-20
    red_lines:
      - {id: not-before-defeat, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}
      - {id: not-before-defeat, never: {military-operations: halted}, unless: {hamas-rule: ended}}
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-20
    red_lines:
      - {id: no-end-before-defeat, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}
      - {id: no-halt-before-defeat, never: {military-operations: halted}, unless: {hamas-rule: ended}}
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    for entry in book.entries:
        seen: dict[str, Place] = {}
        for item in entry.items if isinstance(entry, Statement) else ():
            first = seen.setdefault(item.id, item.place)
            if first is not item.place:
                hint = "give each an id of its own; two offers in one statement are alternatives"
                said = f"two items of this statement have the id `{item.id}`"
                yield finding("", said, item.place, Label(first, "the other one"), hint=hint)


# -- names that must be told apart --------------------------------------------------------------------------------


def duplicate_id(book: Book, day: date) -> Iterator[Finding]:
    """No two records of a negotiation have the same id, be it in another case, Unicode form or suffix.

    A record's id is its path without the suffix. Where two share one, a denial or an event that names it names both.

    *Flagged*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/week-for-40.yml
    party: israel
    date: 2023-12-20
    offers: [{id: ten-days, gives: {ceasefire-length: 10 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    --- # israel/week-for-40.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    --- # israel/ten-days.yaml
    party: israel
    date: 2023-12-20
    offers: [{id: ten-days, gives: {ceasefire-length: 10 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    seen: dict[str, Entry] = {}
    for entry in book.entries:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", entry.id).casefold())
        first = seen.setdefault(folded, entry)
        if first is not entry:
            said = f"two records have the id `{entry.id}`"
            label = Label(first.place, "the other one")
            yield finding("", said, entry.place, label, hint="rename one of the two files")


def previously_in_use(book: Book, day: date) -> Iterator[Finding]:
    """An id listed under `previously` is no longer the id of anything of its kind, and is listed once.

    An earlier id stands for the present one wherever it is still written. Were it also in use, every reference to one
    would silently become a reference to the other.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers:
      - {id: week-for-40, previously: [short-pause], gives: {ceasefire-length: 7 days}}
      - {id: short-pause, gives: {aid: increased}}
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers:
      - {id: week-for-40, previously: [short-pause], gives: {ceasefire-length: 7 days}}
      - {id: more-aid, gives: {aid: increased}}
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """
    yield from _in_use(_declared(book), _formerly_declared(book))
    yield from _in_use(
        {("", entry.id): ("record", entry.place) for entry in book.entries},
        [("", old, entry.id, entry.place) for entry in book.entries for old in entry.previously],
    )
    made = [(entry, item) for entry in book.chronicle if isinstance(entry, Statement) for item in entry.items]
    yield from _in_use(
        {(entry.party, item.id): (item.kind, item.place) for entry, item in made},
        [(entry.party, old, item.id, item.place) for entry, item in made for old in item.previously],
    )


def _declared(book: Book) -> dict[tuple[str, str], tuple[str, Place]]:
    """Parties and issues together: the reader turns earlier ids of both to present ones in one go."""
    issues = {("", issue.id): ("issue", issue.place) for issue in book.issues.values()}
    return issues | {("", party.id): ("party", party.place) for party in book.parties.values()}


def _formerly_declared(book: Book) -> list[tuple[str, str, str, Place]]:
    named: list[Party | Issue] = [*book.parties.values(), *book.issues.values()]
    return [("", old, one.id, one.place) for one in named for old in one.previously]


def _in_use(
    present: dict[tuple[str, str], tuple[str, Place]], former: list[tuple[str, str, str, Place]]
) -> Iterator[Finding]:
    """Earlier ids that something present still has, or that two things claim."""
    claimed: dict[tuple[str, str], tuple[str, Place]] = {}
    for holder, old, own, place in former:
        key = (holder, old)
        if key in present:
            kind, other = present[key]
            said = f"`{clip(old)}` is listed as an earlier id of `{own}`, and {with_article(kind)} still has it"
            label = [] if other == place else [Label(other, "still in use here")]
            yield finding("", said, place, *label, hint="rename it there too, or take it off the list")
        elif claimed.setdefault(key, (own, place))[0] != own:
            said = f"`{clip(old)}` is listed as an earlier id of both `{claimed[key][0]}` and `{own}`"
            yield finding("", said, place, Label(claimed[key][1], "listed here too"), hint="keep it in one place")


CHECKS = (
    empty_statement,
    no_source,
    published_before_said,
    future_date,
    expired_before_said,
    duplicate_item,
    duplicate_id,
    previously_in_use,
)
WARNINGS: frozenset[str] = frozenset()
