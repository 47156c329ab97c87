"""Words of the core as a reader without a terminal has them: who and when in place of the ids of items and statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property, lru_cache

from negotrack.book import Agreement, Book, Entry, Event
from negotrack.compare import Pair
from negotrack.flags import Flag
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import Fact
from negotrack.render.views.compare import whole_cell
from negotrack.standing import Standing
from negotrack.wording.flags import agree_words, flag_words
from negotrack.wording.items import Line, entry_words
from negotrack.wording.values import day_words, name, names, possessive

_KEY = re.compile(
    r"(?P<shut> \()?(?<![a-z0-9-])(?P<key>[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*)(?P<end>\))?(?P<dated> (?:of|on) (?=\d))?"
)


PHRASES = (
    (r"red line [a-z0-9-]+ no longer binds: it was crossed by its own the statement by [^:]*? of (?=\d)",
     "red line no longer binds: it was crossed by its own statement of "),
    (r"red line [a-z0-9-]+ no longer binds", "red line no longer binds"),
    (r"crossed by its own the statement by .*? of (?=\d)", "crossed by its own statement of "),
    (r"settled by the agreement on (?=\d)", "settled by the agreement of "),
    (r"left that by the statement by .*? of (?=\d)", "left that by its statement of "),
    (r"(superseded|overtaken|withdrawn|crossed) by the statement by .*? on (?=\d)", r"\1 by its own statement of "),
    (r"(said again|next version) in the statement by .*? on (?=\d)", r"\1 in its statement of "),
    (r"\bless than 1 (?:person|people)", "none"),
)  # fmt: skip
"""Phrases of the terminal, where ids and commands are at hand, as a reader of pages understands them."""


@dataclass(frozen=True)
class Words:
    """What is said of a negotiation, without ids; of an item in several versions, the one that is spoken of is named."""

    state: Standing
    entries: Mapping[str, Entry] = field(repr=False)
    kept: dict[tuple[object, ...], str] = field(
        default_factory=dict, repr=False
    )  # what has been put into words already

    def plain(self, words: str, by: Entry | None = None, facts: Iterable[Fact] = ()) -> str:
        """A sentence with its ids told as people would: `Hamas' red line of 21 Dec 2023`.

        An item is named by the version in the statement that the sentence rests on, else by the last one before `by`
        spoke, else by its latest. What is on no file stays as it is.
        """
        rests = {fact.item: fact.entry.id for fact in facts if fact.item} if "/" in words else {}
        key = (words, by.id if by else "", *rests.items())
        if key not in self.kept:
            self.kept[key] = self._plain(words, by, rests)
        return self.kept[key]

    def _plain(self, words: str, by: Entry | None, rests: Mapping[str, str]) -> str:
        def told(match: re.Match[str]) -> str:
            shut, end, dated = match["shut"] or "", match["end"] or "", match["dated"] or ""
            held = self.version(match["key"], by, rests.get(match["key"], ""))
            if held is not None:
                return "" if shut and end else f"{shut}{named(self.state, held)}{end}{dated}"
            entry = self.entries.get(match["key"])
            if entry is None:
                return match[0]
            day = "" if dated else f" of {day_words(entry.said)}"
            return f"{shut}{_entry(self.state, entry)}{day}{end}{dated}"

        if "/" in words:
            words = _KEY.sub(told, words)
        if _TRADE.search(words):
            for phrase, instead in _PHRASES:
                words = phrase.sub(instead, words)
        return spelled(self.state.book, words)

    def line(self, line: Line) -> str:
        """A sentence of the core without ids, its items as the statements it rests on gave them."""
        return self.plain(line.text, facts=line.facts)

    def flags(self, flags: Iterable[Flag]) -> list[tuple[Flag, str]]:
        """What a statement changed, change by change; all that was agreed on, by whom, is one, and last."""
        told: list[tuple[Flag, str]] = []
        agreed: dict[str, list[Flag]] = {}
        for flag in flags:
            if flag.name == "agreed" and isinstance(flag.entry, Agreement):
                agreed.setdefault(flag.issue, []).append(flag)
            else:
                told.append((flag, self.flag(flag)))
        together: dict[tuple[str, ...], list[Flag]] = {}
        for pairs in agreed.values():
            among = tuple(dict.fromkeys(party for flag in pairs for party in flag.parties))
            together.setdefault(among, []).append(pairs[0])
        for among, found in together.items():
            terms = [self.flag(flag).removeprefix(agree_words(self.state.book, flag.parties)) for flag in found]
            told.append((found[0], agree_words(self.state.book, among) + "; ".join(terms)))
        return told

    def flag(self, flag: Flag) -> str:
        """What a statement changed, without ids."""
        words = flag_words(self.state.book, flag)
        if flag.held is not None:
            whose = possessive(name(self.state.book, flag.held.party))
            short = f"{whose} {flag.held.item.kind} {flag.held.item.id} "
            words = words.replace(short, f"{named(self.state, flag.held)} ")
            words = words.replace(f"{flag.held.item.kind} {flag.held.item.id}: ", f"{flag.held.item.kind}: ", 1)
        about = [held for held in (flag.held, flag.by) if held is not None]
        return self.plain(words, flag.entry, [held.fact() for held in about if not getattr(held.item, "accepts", "")])

    def entry(self, entry: Entry) -> str:
        """What an entry is, in a clause: its own summary as it is written, else what can be told of it."""
        words = entry_words(self.state.book, entry)
        own = isinstance(entry, Event) or entry.summary
        return spelled(self.state.book, words) if own else self.plain(words, entry)

    def version(self, key: str, by: Entry | None = None, said_in: str = "") -> Held | None:
        """PARTY/ITEM as a statement said it, or as it was when an entry answered it; without either, the latest."""
        party, _, item = key.partition("/")
        held = self.state.item(party, item)
        if held is None:
            return None
        versions = (*held.versions, held)
        exact = [one for one in versions if one.entry.id == said_in]
        before = self._turn.get(by.id, len(self._turn)) if by else len(self._turn)
        heard = [one for one in versions if self._turn.get(one.entry.id, 0) <= before]
        return (exact or heard or [*versions[:1]])[-1]

    @cached_property
    def _turn(self) -> dict[str, int]:
        """The entries in the order they count."""
        return {entry.id: turn for turn, entry in enumerate(self.state.book.chronicle)}


def spelled(book: Book, words: str) -> str:
    """The same with the names of levels and choices as words: `idf leaves by day 50`."""
    if "-" not in words:
        return words
    hyphened = tuple([name for issue in book.issues.values() for name in issue.scale.members if "-" in name])
    return _members(hyphened).sub(lambda found: found[0].replace("-", " "), words) if hyphened else words


@lru_cache(maxsize=256)
def _members(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds these names where they stand alone, the longest first."""
    found = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    return re.compile(rf"(?<![\w/.-])(?:{found})(?![\w/-])")


_TRADE = re.compile(
    "no longer binds|crossed by its own|less than 1 |settled by the agreement|(?:by|in) the statement by "
)
"""What occurs in one of the phrases; most sentences have none of it."""
_PHRASES = tuple((re.compile(phrase), instead) for phrase, instead in PHRASES)


def named(state: Standing, held: Held) -> str:
    """An item by whose it is, what it is, and since when: `Israel's offer of 19 Dec 2023`."""
    whose = possessive(name(state.book, held.party))
    return f"{whose} {held.item.kind} of {day_words(held.since)}"


def _entry(state: Standing, entry: Entry) -> str:
    if isinstance(entry, Agreement):
        return "the agreement"
    return "the event" if isinstance(entry, Event) else f"the statement by {names(state.book, entry.parties)}"


def held_runs(state: Standing, pair: Pair, party: str) -> tuple[tuple[str, str], ...]:
    """All that a party has on an issue, in the words of the command line; a demand decides no verdict, but is not silence."""
    runs = whole_cell(state, pair, party).runs
    return tuple([(spelled(state.book, words), "demand" if style == "note" else style) for words, style in runs])
