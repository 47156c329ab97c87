"""What is known of the word under the cursor, as Markdown: who said it, when, whether it stands, what the others hold."""

from __future__ import annotations

from itertools import combinations

from negotrack.book import Book
from negotrack.compare import between
from negotrack.editor.completion import holder, kind_at
from negotrack.editor.forms import examples
from negotrack.editor.links import Thing
from negotrack.editor.schema import WORDS
from negotrack.editor.spot import Spot
from negotrack.read.schema import keys_of
from negotrack.render.escape import clip, for_markdown
from negotrack.standing import Standing
from negotrack.wording.items import entry_words, held_words, item_words, speaker_words, states_of
from negotrack.wording.values import day_words, name, names, stated_words, values_words
from negotrack.wording.verdicts import verdict_words

LONGEST = 300


def explained(path: str, text: str, spot: Spot) -> str:
    """What a key or a word of the format means; our own words, which are Markdown already."""
    here = holder(kind_at(path, text), spot.path)
    if here.shape and spot.whole in keys_of(here.shape):
        return f"**{spot.whole}** · {keys_of(here.shape)[spot.whole].description}"
    if here.key and spot.whole in (*here.key.words, *(("talks", "deal") if here.key.name == "before" else ())):
        return f"**{spot.whole}** · {WORDS.get(spot.whole, '')}"
    return ""


def told(standing: Standing, thing: Thing) -> str:
    """What the records say of a thing on the day of the standing; each line of theirs in a code span."""
    match thing.kind:
        case "party":
            return _lines(_party(standing, thing.id))
        case "issue":
            return _lines(_issue(standing, thing.id))
        case "item":
            return _lines(_item(standing, thing.id))
    entry = standing.book.entry(thing.id)
    if entry is None:
        return ""
    head = f"{day_words(entry.said)} · {speaker_words(standing.book, entry)}"
    return _lines([head, entry_words(standing.book, entry), f"{entry.place.path}:{entry.place.line}"])


def _lines(lines: list[str]) -> str:
    return "\n\n".join(for_markdown(clip(line, LONGEST)) for line in lines if line)


def _party(standing: Standing, party: str) -> list[str]:
    """A party's part in it, and what it holds."""
    one = standing.book.parties[party]
    held = [
        f"● {held.label}: {held.item.summary or item_words(standing.book, held.item)}"
        for held in standing.standing(party)
    ]
    more = f"… and {len(held) - 8} more" if len(held) > 8 else ""
    return [f"{one.name} · {party} · {one.role}", one.note, *held[-8:], more]


def _issue(standing: Standing, key: str) -> list[str]:
    """An issue, what each principal has stated on it, and the verdict between every two."""
    book = standing.book
    issue = book.issue(key)
    unit = f", {issue.scale.unit}" if issue.scale.unit else ""
    given = f" · given by {name(book, issue.given_by)}" if issue.given_by else ""
    lines = [f"{issue.title} · {key} · {issue.scale.kind}{unit}{given}", issue.note]
    for party in book.principals:
        stated = standing.stated(party, key)
        if stated:
            on = day_words(stated.since)
            lines.append(f"{name(book, party)}: {stated_words(book, stated)} (since {on})")
        else:
            lines.append(f"{name(book, party)}: has stated nothing")
        for held, values in standing.ruled_out(party, key):
            lines.append(f"{name(book, party)} rules out {values_words(issue.scale, values)} ({held.label})")
    for pair in list(combinations(book.principals, 2))[:6]:
        verdict = verdict_words(book, between(standing, key, pair))
        lines.append(f"{names(book, pair)}: {verdict}")
    return [*lines, f"written as {', '.join(examples(issue.scale))}"]


def _item(standing: Standing, key: str) -> list[str]:
    """An item: what it says, whether it stands, on whose word, where."""
    book: Book = standing.book
    found = [held for party in book.parties for held in standing.held(party) if held.key == key]
    lines: list[str] = []
    for held in found:
        sign = "●" if held.stands else "○"
        lines += [
            f"{sign} {held.label} ({held.item.kind}): {held_words(book, held)}",
            "; ".join(states_of(book, held)),
            f"since {day_words(held.since)} · {speaker_words(book, held.entry)}",
            f"{held.item.place.path}:{held.item.place.line}",
        ]
    return lines or [f"{key}: said later than {day_words(standing.day)}"]
