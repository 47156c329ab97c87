"""What pages say of statements, items and verdicts: sentences with the way to their statement and to its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, TypeVar

from negotrack.book import Agreement, Book, Entry, Event, Item, Response, Source
from negotrack.compare import Pair
from negotrack.flags import Flag
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.reasons import Fact
from negotrack.render.escape import clip, for_href
from negotrack.render.page import Block, Drawing, Heading, Lines, Table, Text
from negotrack.render.report import links
from negotrack.render.report.links import Links
from negotrack.render.report.plain import Words, held_runs, spelled
from negotrack.render.views.flags import MARKS
from negotrack.standing import Standing
from negotrack.wording.items import Line, item_words, speaker_words, states_of
from negotrack.wording.values import age_words, day_words, name, names, times
from negotrack.wording.verdicts import reasoned, verdict_words

NOT_NAMED = "no offer of it is named"  # where an answer is to a party as such
PART = 150  # rows of a list on one page
Row = TypeVar("Row")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Cite:
    """The way from a claim to where it stands: the statement's page, and the first source; `others` are the rest."""

    day: str
    who: str
    href: str
    source: str = ""
    source_href: str = ""
    others: tuple[tuple[str, str], ...] = ()  # what each is called, and its address


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and the statements it rests on."""

    text: str
    cites: tuple[Cite, ...] = ()
    sign: str = ""


@dataclass(frozen=True, slots=True)
class ItemTold:
    """An item as a page shows it."""

    key: str
    kind: str
    party: str
    words: str
    states: str
    stands: bool
    since: str
    age: str
    stale: bool
    cite: Cite
    anchor: str
    href: str
    summary: str
    note: str


@dataclass(frozen=True, slots=True)
class EntryTold:
    """An entry in a list."""

    day: str
    who: str
    words: str
    href: str
    kind: str
    grades: str
    cite: Cite
    changed: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on an issue, in a few words and at length."""

    key: str
    title: str
    href: str
    name: str
    words: str
    parties: tuple[str, ...]
    cells: tuple[tuple[tuple[str, str], ...], ...]  # runs of words and their style, party by party
    why: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Teller:
    """Tells what is held, once for all pages of one negotiation: their addresses of each other are finished later."""

    book: Book
    standing: Standing
    links: Links
    by_path: dict[str, Entry] = field(repr=False)
    spoken: Words = field(repr=False)
    kept: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)  # what has been told already

    def cite(self, fact: Fact) -> Cite:
        """The way to a fact."""
        return self.to_entry(fact.entry, fact.party)

    def to_entry(self, entry: Entry, party: str = "") -> Cite:
        """The way to an entry, as the word of a party or of all whose it is."""
        return self._once("cite", entry.id, party, make=lambda: self._cite(entry, party))

    def _cite(self, entry: Entry, party: str) -> Cite:
        who = name(self.book, party) if party in self.book.parties else self.who(entry)
        first, *rest = [_source(one) for one in entry.sources] or [("", "")]
        return Cite(day_words(entry.said), who, self.statement(entry.id), *first, tuple(rest))

    def who(self, entry: Entry) -> str:
        """Whose word an entry is, in short."""
        return "event" if isinstance(entry, Event) else names(self.book, entry.parties)

    def statement(self, key: str) -> str:
        """The way to a statement's page."""
        return self.links.to(links.statement(self.book.id, key))

    def issue(self, key: str) -> str:
        """The way to an issue's page."""
        return self.links.to(links.issue(self.book.id, key))

    def party(self, key: str) -> str:
        """The way to a party's page."""
        return self.links.to(links.party(self.book.id, key))

    def said(self, lines: Iterable[Line]) -> tuple[Said, ...]:
        """Sentences of the core with the ways to what they rest on."""
        return tuple(Said(self.spoken.line(line), tuple(self.cite(fact) for fact in line.facts)) for line in lines)

    def plain(self, words: str, by: Entry | None = None) -> str:
        """A sentence of the core without ids, as it was when an entry spoke."""
        return self.spoken.plain(words, by)

    def flag(self, flag: Flag) -> Said:
        """What a statement changed."""
        return self._once("flag", id(flag), make=lambda: self._flag(flag))

    def flags(self, flags: Iterable[Flag]) -> tuple[Said, ...]:
        """All that a statement changed."""
        return tuple(Said(words, (), MARKS.get(flag.name, ("·", ""))[0]) for flag, words in self.spoken.flags(flags))

    def _flag(self, flag: Flag) -> Said:
        return Said(self.spoken.flag(flag), (), MARKS.get(flag.name, ("·", ""))[0])

    def to_version(self, held: Held) -> str:
        """The way to an item in one version: where its party's page has it, or to the statement that gave it then."""
        latest = self.standing.item(held.party, held.item.id)
        return self.item(held).href if held is latest else self.statement(held.entry.id)

    def item(self, held: Held) -> ItemTold:
        """An item with where its life has led."""
        return self._once("item", held, make=lambda: self._item(held))

    def _item(self, held: Held) -> ItemTold:
        entry, item = held.entry, held.item
        since = f"since {day_words(held.since)}"
        if held.restated:
            since += f", said again {times(held.restated)}, last on {day_words(entry.said)}"
        anchor = links.item_anchor(item.id if not _accepts(item) else f"accepts-{held.key}")
        return ItemTold(
            held.label, item.kind, name(self.book, held.party), self.plain(item_words(self.book, item)),
            self.plain("; ".join(states_of(self.book, held))), held.stands, since,
            age_words(self.standing.age(held)), held.stands and self.standing.stale(held),
            self.to_entry(entry, held.party), anchor,
            self.links.to(links.party(self.book.id, held.party), anchor), item.summary, item.note,
        )  # fmt: skip

    def entry(self, entry: Entry, flags: Iterable[Flag] = ()) -> EntryTold:
        """An entry for a list, with what it changed."""
        told = tuple(flags)
        return self._once("entry", entry.id, bool(told), make=lambda: self._entry(entry, told))

    def _entry(self, entry: Entry, flags: Iterable[Flag]) -> EntryTold:
        grades = " ".join(dict.fromkeys(source.grade for source in entry.sources if source.grade))
        kind = "agreement" if isinstance(entry, Agreement) else "event" if isinstance(entry, Event) else "statement"
        return EntryTold(
            day_words(entry.said), speaker_words(self.book, entry), self.spoken.entry(entry),
            self.statement(entry.id), kind, grades, self.to_entry(entry), self.flags(flags),
        )  # fmt: skip

    def _once(self, *what: object, make: Callable[[], Made]) -> Made:
        """What is told on many pages is put into words once."""
        if what not in self.kept:
            self.kept[what] = make()
        found: Made = self.kept[what]
        return found

    def verdict(self, pair: Pair, *, why: bool = False) -> Verdict:
        """A verdict with what each party holds, and why it is so."""
        return Verdict(
            pair.issue, self.book.issue(pair.issue).title, self.issue(pair.issue), pair.verdict.name,
            self.plain(verdict_words(self.book, pair)), pair.parties,
            tuple(held_runs(self.standing, pair, party) for party in pair.parties),
            self.said(reasoned(self.standing, pair)) if why else (),
        )  # fmt: skip

    def answered(self, response: Response, by: Entry) -> tuple[str, Held | None]:
        """What an answer is to: an item in the version that was answered, and that version; or a party by its name."""
        if not response.item:
            return name(self.book, response.party), None
        return self.plain(response.to, by), self.spoken.version(response.to, by)

    def spelled(self, words: str) -> str:
        """Words with the names of levels told as people write them."""
        return spelled(self.book, words)

    def blocks(self, blocks: Iterable[Block]) -> list[dict[str, object]]:
        """The blocks of a page for the terminal, with their citations turned into ways to the statements."""
        return [told for block in blocks if (told := self._block(block))]

    def _block(self, block: Block) -> dict[str, object] | None:
        match block:
            case Heading(words, level):
                return {"kind": "heading", "runs": self._runs(words), "level": level}
            case Lines(lines, _, bullet):
                return {"kind": "lines", "lines": [self._line(line) for line in lines], "bullet": bool(bullet)}
            case Table(columns, rows):
                return {
                    "kind": "table",
                    "columns": columns,
                    "rows": [[self._runs(cell) for cell in row] for row in rows],
                }
            case Drawing():
                return None
        return None

    def _runs(self, words: Text) -> list[tuple[str, str]]:
        return [(self.plain(part), style) for part, style in words.runs]

    def _line(self, line: Text) -> dict[str, object]:
        """A line, and the citations at its end, if there are any."""
        *before, (last, style) = line.runs or ((("", ""),))
        if style == "dim" and last.startswith("[") and (cites := list(self._cited(last))):
            return {"runs": [(self.plain(part), look) for part, look in before], "cites": cites}
        return {"runs": self._runs(line), "cites": []}

    def _cited(self, words: str) -> Iterator[Cite]:
        for part in words.strip("[]").split("; "):
            match = _CITATION.fullmatch(part)
            entry = self.by_path.get(match["path"]) if match else None
            if entry is not None:
                yield self.to_entry(entry)

    @cached_property
    def names(self) -> dict[str, str]:
        """The parties' names."""
        return {key: party.name for key, party in self.book.parties.items()}


_CITATION = re.compile(r".+ · (?P<path>\S+):[0-9]+")


def _accepts(item: Item) -> str:
    return getattr(item, "accepts", "")


def _source(source: Source) -> tuple[str, str]:
    """What a source is called in a citation, and the address it may be followed to."""
    named = source.publisher or clip(source.title or source.reference, 40)
    href = for_href(source.url or source.archive)
    return f"{named} {source.grade}".strip() or ("source" if href else ""), href


def source_words(source: Source) -> str:
    """Who published it, when, how graded."""
    published = day_words(source.published) if source.published else ""
    return " · ".join(word for word in (source.publisher, published, source.grade and f"grade {source.grade}") if word)


def in_parts(rows: Sequence[Row], size: int = PART) -> list[Sequence[Row]]:
    """A list in parts that each fit a page; at least one."""
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [rows]
