"""What a party holds, an item's life, a statement as recorded, or an issue among all: each with day, age, grade, place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from negotrack.book import Agreement, Book, Entry, Event, Source, Statement, Terms
from negotrack.held import Held
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Table, Text, join, text
from negotrack.render.views.common import title
from negotrack.standing import Standing
from negotrack.wording.items import entry_words, held_words, item_words, speaker_words, states_of
from negotrack.wording.values import age_words, day_words, name, term_words, terms_words, times

if TYPE_CHECKING:
    from negotrack.render.data.show import Data, EntryData, ItemData, SourceData


def page(
    standing: Standing,
    kind: str,
    name: str,
    held: Sequence[Held],
    entries: Sequence[Entry],
    head: dict[str, str | None],
) -> Page:
    """A party, an item, an issue or an entry as a page: `held` its items, `entries` its statements."""
    book = standing.book
    blocks: list[Block] = [Heading(title(book, standing, head), 1)]
    if kind != "statement":
        blocks.append(Heading(_name(book, kind, name)))
    if kind == "statement":
        for entry in entries:
            blocks += _entry(book, entry)
            if denial := standing.denied.get(entry.id):
                words = f"Denied by {denial.id} on {day_words(denial.said)}, and left out from that day"
                blocks.append(Lines((text(words, "warn"),), indent=1))
        if held:
            blocks.append(Heading(text("Its items today", "strong")))
    for one in held:
        blocks += _held(standing, one)
    if not held and not entries:
        blocks.append(Lines((text("Nothing is on file up to that day."),)))
    if kind != "statement" and entries:
        heading = {"issue": "Agreed, or a fact", "party": "Denied"}.get(kind, "Statements")
        blocks.append(Heading(text(heading, "strong")))
        for entry in entries:
            blocks += _entry(book, entry)
    items: list[ItemData] = [item_data(standing, one) for one in held]
    data: Data = {
        "kind": kind,
        "id": name,
        "items": items,
        "entries": [entry_data(standing, entry) for entry in entries],
    }
    return Page("show", tuple(blocks), _records(items, data["entries"] if kind != "item" else ()), data, head)


def _name(book: Book, kind: str, key: str) -> Text:
    if kind == "party":
        party = book.parties[key]
        role = f"{party.role} of {name(book, party.of)}" if party.of else party.role
        return join([text(party.name, "strong"), text(f"{key} · {role}", "dim")])
    if kind == "issue":
        issue = book.issue(key)
        unit = f", {issue.scale.unit}" if issue.scale.unit else ""
        members = f" ({', '.join(issue.scale.members)})" if issue.scale.members else ""
        given = f" · given by {name(book, issue.given_by)}" if issue.given_by else ""
        return join([text(issue.title, "strong"), text(f"{key} · {issue.scale.kind}{unit}{members}{given}", "dim")])
    return text(key, "strong")


def _held(standing: Standing, held: Held) -> list[Block]:
    """An item: what it says, where it stands, on whose word, where it is written."""
    book = standing.book
    stands = held.stands
    head = join([
        text("●" if stands else "○", "good" if stands else "dim"),
        text(held.label, "id"),
        text(f"({held.item.kind})", "dim"),
    ])  # fmt: skip
    said = text(f"{held_words(book, held)}", "" if stands else "dim")
    lines = [said, text("; ".join(states_of(book, held)), "" if stands else "warn"), _word(standing, held)]
    lines += [text(words) for words in (held.item.summary, held.item.note) if words]
    return [Lines((head,)), Lines(tuple(lines), indent=1)]


def _word(standing: Standing, held: Held) -> Text:
    """On whose word, since when, how old, how graded, where."""
    entry = held.entry
    since = f"since {day_words(held.since)}"
    if held.restated:
        since += f", said again {times(held.restated)}, last on {day_words(entry.said)}"
    grades = " ".join(dict.fromkeys(source.grade for source in entry.sources if source.grade))
    parts = [
        since,
        age_words(standing.age(held))
        + (" old" if standing.age(held) else "")
        + (", stale" if standing.stale(held) else ""),
        speaker_words(standing.book, entry),
        entry.attribution or "",
        f"grade {grades}" if grades else "",
        f"{held.item.place.path}:{held.item.place.line}",
    ]
    return text(" · ".join(part for part in parts if part), "warn" if standing.stale(held) and held.stands else "dim")


def _entry(book: Book, entry: Entry) -> list[Block]:
    """A statement as recorded, with its sources."""
    lines = [
        text(f"{_when(entry)} · {speaker_words(book, entry)}", "party"),
        text(entry_words(book, entry)),
    ]
    if isinstance(entry, Statement):
        lines += [text(f"answers {a.to}: {a.answer}{_answer(book, a.with_terms, a.refuses)}") for a in entry.responses]
        lines += [text(f"withdraws {key}") for key, _ in entry.withdraws]
        lines += [text(f"denies {key}") for key, _ in entry.denies]
    if isinstance(entry, Agreement):
        lines.append(text(terms_words(book, entry.terms)))
    if isinstance(entry, Event):
        lines += [text(terms_words(book, entry.facts))] if entry.facts else []
        lines += [text(f"ends {key}") for key, _ in entry.ends]
    if entry.note:
        lines.append(text(entry.note, "dim"))
    lines.append(text(f"{entry.place.path}:{entry.place.line}", "dim"))
    return [Lines((text(entry.id, "id"),)), Lines(tuple(lines), indent=1), _sources(entry.sources)]


def _when(entry: Entry) -> str:
    """The day, with the time as recorded and how firmly it was said where that is known."""
    moment = f" {entry.said.moment:%H:%M %Z}" if entry.said.moment else ""
    force = f", {entry.force}" if isinstance(entry, Statement) and entry.force else ""
    return f"{day_words(entry.said)}{moment}{force}"


def _answer(book: Book, changes: Terms, refuses: Terms) -> str:
    parts = (("with", changes), ("refusing", refuses))
    return "".join(f", {label} {terms_words(book, terms)}" for label, terms in parts if terms)


def _sources(sources: Iterable[Source]) -> Block:
    rows = tuple(
        (
            text(source.grade or "–"),
            text(source.publisher or "–"),
            text(day_words(source.published) if source.published else "–"),
            text(f"“{source.quote}”" if source.quote else source.title),
            text(source.link, "id"),
        )
        for source in sources
    )
    return Table(("grade", "publisher", "published", "quote or title", "where"), rows, grow=(3, 4))


def item_data(standing: Standing, held: Held) -> ItemData:
    """An item in one version as data."""
    entry = held.entry
    return {
        "party": held.party,
        "item": held.key,
        "kind": held.item.kind,
        "text": item_words(standing.book, held.item),
        "terms": {key: term.text or term_words(standing.book, term) for key, term in held.item.package.items()},
        "state": states_of(standing.book, held),
        "standing": held.stands,
        "since": held.since.isoformat(),
        "date": entry.said.text,
        "age_days": standing.age(held),
        "stale": standing.stale(held),
        "restated": held.restated,
        "versions": len(held.versions) + 1,
        "speaker": entry.speaker,
        "attribution": entry.attribution,
        "grades": list(dict.fromkeys(source.grade for source in entry.sources if source.grade)),
        "statement": entry.id,
        "path": held.item.place.path,
        "line": held.item.place.line,
    }


def entry_data(standing: Standing, entry: Entry) -> EntryData:
    """A statement, agreement or event as data."""
    held = [one for party in entry.parties for one in standing.held(party) if one.entry is entry]
    return {
        "id": entry.id,
        "kind": type(entry).__name__.lower(),
        "parties": list(entry.parties),
        "date": entry.said.text,
        "summary": entry_words(standing.book, entry),
        "speaker": getattr(entry, "speaker", ""),
        "via": list(getattr(entry, "via", ())),
        "attribution": entry.attribution,
        "note": entry.note,
        "path": entry.place.path,
        "line": entry.place.line,
        "sources": [_source_data(source) for source in entry.sources],
        "items": [item_data(standing, one) for one in held],
    }


def _source_data(source: Source) -> SourceData:
    return {
        "title": source.title,
        "url": source.url,
        "archive": source.archive,
        "reference": source.reference,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
        "quote": source.quote,
        "grade": source.grade,
        "origin": source.origin,
    }


def _records(items: Iterable[ItemData], entries: Iterable[EntryData]) -> Records:
    """A record an item; an entry that is shown for itself comes first, as a record without an item."""
    fields = ("party", "item", "kind", "text", "state", "since", "date", "age_days", "grades", "statement", "place")
    rows: list[tuple[Cell, ...]] = [
        (
            " ".join(one["parties"]), None, one["kind"], one["summary"], None, None, one["date"], None,
            " ".join(dict.fromkeys(source["grade"] for source in one["sources"] if source["grade"])), one["id"],
            f"{one['path']}:{one['line']}",
        )
        for one in entries
    ]  # fmt: skip
    rows += (
        (
            one["party"], one["item"], one["kind"], one["text"], "; ".join(one["state"]), one["since"], one["date"],
            one["age_days"], " ".join(one["grades"]), one["statement"], f"{one['path']}:{one['line']}",
        )
        for one in items
    )  # fmt: skip
    return Records(fields, tuple(rows))
