"""Words of the core as a reader without a terminal has them: who and when in place of the ids of items and statements."""

from __future__ import annotations

import re
from collections.abc import Mapping

from negotrack.book import Agreement, Entry, Event, Precondition, Terms
from negotrack.compare import Pair
from negotrack.held import Held
from negotrack.render.views.compare import cell
from negotrack.standing import Standing
from negotrack.wording.values import day_words, name, names, possessive, term_words, terms_words

_KEY = re.compile(
    r"(?P<shut> \()?(?P<key>[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*)(?P<end>\))?(?P<dated> (?:of|on) (?=\d))?"
)


def plain(state: Standing, entries: Mapping[str, Entry], words: str) -> str:
    """A sentence with its ids told as people would: `Hamas' red line of 21 Dec 2023`; what is on no file stays as it is."""

    def told(match: re.Match[str]) -> str:
        shut, end, dated = match["shut"] or "", match["end"] or "", match["dated"] or ""
        party, _, item = match["key"].partition("/")
        held = state.item(party, item)
        if held is not None:
            return "" if shut and end else f"{shut}{named(state, held)}{end}{dated}"
        entry = entries.get(match["key"])
        if entry is None:
            return match[0]
        day = "" if dated else f" of {day_words(entry.said)}"
        return f"{shut}{_entry(state, entry)}{day}{end}{dated}"

    return _KEY.sub(told, words)


def named(state: Standing, held: Held) -> str:
    """An item by whose it is, what it is, and since when: `Israel's offer of 19 Dec 2023`."""
    whose = possessive(name(state.book, held.party))
    return f"{whose} {held.item.kind} of {day_words(held.since)}"


def _entry(state: Standing, entry: Entry) -> str:
    if isinstance(entry, Agreement):
        return "the agreement"
    return "the event" if isinstance(entry, Event) else f"the statement by {names(state.book, entry.parties)}"


def held_runs(state: Standing, pair: Pair, party: str) -> tuple[tuple[str, str], ...]:
    """What a party has stated on an issue, rules out, and demands first: a demand decides no verdict, but is not silence."""
    items = [held.item for held in state.standing(party)]
    demands = [
        words for item in items if isinstance(item, Precondition) for words in _demanded(state, item, pair.issue)
    ]
    runs: tuple[tuple[str, str], ...] = tuple((words, style) for words, style in cell(state, pair, party).runs)
    if not demands:
        return runs
    said = "; ".join(dict.fromkeys(demands))
    return ((said, ""),) if runs == (("–", "dim"),) else (*runs, (f"; {said}", ""))


def _demanded(state: Standing, item: Precondition, issue: str) -> list[str]:
    book = state.book
    if issue in item.requires:
        before = item.before if isinstance(item.before, str) else _terms(state, item.before)
        before = {"deal": "any deal", "talks": "any talks"}.get(before, before)
        return [f"{term_words(book, item.requires[issue])} before {before} (demand)"]
    if not isinstance(item.before, str) and issue in item.before:
        value = term_words(book, item.before[issue])
        return [f"{value} only after {_terms(state, item.requires)} (demand)"]
    return []


def _terms(state: Standing, terms: Terms) -> str:
    return terms_words(state.book, terms, " and ")
