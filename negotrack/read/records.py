"""Sources as books: every record admitted, every value read by its issue's scale, every slip a finding at its place."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, cast
from urllib.parse import urlsplit

from negotrack.book import (
    Agreement,
    Book,
    Day,
    Entry,
    Event,
    Issue,
    Offer,
    Party,
    Precondition,
    RedLine,
    Response,
    Source,
    Statement,
    Term,
    Terms,
)
from negotrack.findings import Finding, Ignore, Place, finding
from negotrack.frozen import dataclass
from negotrack.read import meant
from negotrack.read import sources as files
from negotrack.read.codec import Declared, Record
from negotrack.read.holding import (
    child,
    list_of,
    mapping_of,
    mappings_of,
    name_place,
    point_of,
    readable,
    references_of,
    text_of,
    texts_of,
    written_as,
)
from negotrack.read.nodes import Node, plain, read_nodes
from negotrack.read.present import aligned as aligned
from negotrack.read.present import up_to_date as up_to_date
from negotrack.read.reading import MANIFESTS as MANIFESTS
from negotrack.read.reading import POSITIONS as POSITIONS
from negotrack.read.reading import WARNINGS as WARNINGS
from negotrack.read.reading import Reading as Reading
from negotrack.read.reading import assembled, by_folder, in_order, name_of
from negotrack.read.shapes import kind_of, misshapen
from negotrack.terms import Bare, OffScale, clip, figure, read_value
from negotrack.values import Scale

QUOTE_WORDS = 40
URL_LENGTH = 2000

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_IN_ADDRESS = re.compile(r'[^\s<>"\\]*')
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/[\w/.,;=&?%+~-]{0,1000}", re.ASCII)
_GRADE = re.compile(r"[A-F][1-6]", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?) ?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
IGNORE = re.compile(r"#\s*negotrack:\s*ignore\[([^\]\n]{0,100})\][ \t]*([^\n]*)")


Known = dict[tuple[bytes, str, bytes], Record]
"""What a file was found to say, by the negotiation.yaml it was read under, its path and its text."""


def read_books(sources: Iterable[files.Source], amiss: Iterable[Finding] = (), known: Known | None = None) -> Reading:
    """Every negotiation in the sources as a book, with all that is wrong in them, in no matter which order they come.

    With `known`, what has been read before is not read again: for one revision after the other.
    """
    by_path = {source.path: source for source in sources}
    folders = by_folder(by_path)
    findings = [*amiss, *folders.strays]
    books: dict[str, Book] = {}
    ignores: list[Ignore] = []
    known = {} if known is None else known
    for folder, paths in folders.within.items():
        manifest = by_path[folders.manifests[folder]]
        under = declared(folder, manifest)
        findings += under.findings
        ignores += under.ignores
        if under.book is None:
            continue
        records: list[Record] = []
        for source in (by_path[path] for path in paths):
            key = (manifest.text, source.path, source.text)
            if key not in known:
                known[key] = recorded(under, folder, source)
            records.append(known[key])
        findings += [one for record in records for one in record.findings]
        ignores += [one for record in records for one in record.ignores]
        books[under.book.id] = assembled(under.book, records)
    return Reading(books, in_order(findings), len(by_path), tuple(ignores))


def declared(folder: str, manifest: files.Source) -> Declared:
    """What the negotiation.yaml of a folder says; without a book where it cannot be read."""
    records = Records(folder, manifest)
    book = records.declaration()
    return Declared(book, tuple(records.findings), tuple(records.ignores), dict(records.renamed))


def recorded(under: Declared, folder: str, source: files.Source) -> Record:
    """What one file says under the parties and issues of its negotiation."""
    assert under.book is not None, "records are read under what declares them"
    names = dict(under.book.parties), dict(under.book.issues), dict(under.book.scopes), dict(under.renamed or {})
    records = Records(folder, source, [], [], *names)
    entry = records.entry(source)
    return Record(entry, tuple(records.findings), frozenset(records.unread), tuple(records.ignores))


@dataclass(slots=True)
class Records:
    """The records of one negotiation in the making."""

    folder: str
    manifest: files.Source
    findings: list[Finding] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)  # earlier ids of parties and issues
    unread: set[str] = field(default_factory=set)

    @staticmethod
    def beside(book: Book, source: files.Source) -> Records:
        """A reader for one more file, under the parties and issues of a book."""
        renamed = {old: party.id for party in book.parties.values() for old in party.previously}
        renamed |= {old: issue.id for issue in book.issues.values() for old in issue.previously}
        declared = dict(book.parties), dict(book.issues), dict(book.scopes)
        return Records(book.id, source, [], [], *declared, renamed)

    def declaration(self) -> Book | None:
        """The negotiation without its entries, or nothing where the file that declares it cannot be read."""
        root = self._nodes(self.manifest, "negotiation")
        if root is None or not isinstance(root.value, dict):
            return None
        sound = not self._errors()
        self._declare(root)
        if not sound or self._errors():
            return None
        return Book(
            id=name_of(self.folder),
            title=text_of(root, "title"),
            parties=self.parties,
            issues=self.issues,
            entries=(),
            place=root.place,
            summary=text_of(root, "summary"),
            stale_after=self._stale_after(root),
            scopes=self.scopes,
            note=text_of(root, "note"),
        )

    # -- reading one file -------------------------------------------------------------------------------------

    def _nodes(self, source: files.Source, kind: str = "") -> Node | None:
        root, amiss = read_nodes(source.path, source.text)
        self.findings += amiss
        if b"negotrack:" in source.text:
            self.ignores += _ignores(source)
        if root is not None:
            self.findings += misshapen(kind or kind_of(root), root)
        return root

    def _errors(self, since: int = 0) -> bool:
        return any(found.rule not in WARNINGS for found in self.findings[since:])

    def say(self, rule: str, message: str, place: Place, hint: str = "") -> None:
        """Keep one more finding."""
        self.findings.append(finding(rule, message, place, hint=hint))

    def entry(self, source: files.Source) -> Entry | None:
        """One statement, agreement or event; nothing where its file has errors, and then its ids are remembered."""
        since = len(self.findings)
        entry_id = source.path.removeprefix(self.folder + "/").rpartition(".")[0]
        for part in entry_id.split("/"):
            if not _SLUG.fullmatch(part):
                hint = "name files and folders in lower-case ASCII letters, digits and single dashes"
                self.say("bad-id", f"{clip(part)!r} in the file's path is no id", Place(source.path), hint)
        root = self._nodes(source)
        if root is None:
            self.unread.add(entry_id)
            return None
        entry = self.entry_in(kind_of(root), entry_id, root, since)
        if entry is None:
            self.unread.add(entry_id)
            party = self._now(text_of(root, "party"), self.parties)
            for block in ("offers", "preconditions", "red_lines"):
                self.unread |= {f"{party}/{text_of(item, 'id')}" for item in mappings_of(root, block)}
            return None
        return entry

    def entry_in(self, kind: str, entry_id: str, root: Node, since: int = 0) -> Entry | None:
        """The record that a file of some kind holds; nothing where there are errors in it, from the given finding on."""
        match kind:
            case "agreement":
                entry: Entry | None = self._agreement(entry_id, root)
            case "event":
                entry = self._event(entry_id, root)
            case _:
                entry = self._statement(entry_id, root)
        return None if self._errors(since) else entry

    # -- negotiation.yaml -------------------------------------------------------------------------------------

    def _declare(self, root: Node) -> None:
        for scope, node in mapping_of(root, "scopes").items():
            self._slug(scope, child(root, "scopes").key_place(scope))
            self.scopes[scope] = str(plain(node))
        parties, issues = child(root, "parties"), child(root, "issues")
        for party, node in mapping_of(root, "parties").items():
            self._slug(party, parties.key_place(party))
            self._party(party, node, parties.key_place(party))
        for declared in self.parties.values():
            self._named_parties(mapping_of(root, "parties")[declared.id], "of", "members")
        for issue, node in mapping_of(root, "issues").items():
            self._slug(issue, issues.key_place(issue))
            self._issue(issue, node, issues.key_place(issue))

    def _party(self, party: str, node: Node, place: Place) -> None:
        previously = texts_of(node, "previously")
        self.renamed.update(dict.fromkeys(previously, party))
        self.parties[party] = Party(
            party, text_of(node, "name") or party, cast(Any, text_of(node, "role") or "principal"), place,
            text_of(node, "of"), texts_of(node, "members"), texts_of(node, "aliases"), previously, text_of(node, "note"),
        )  # fmt: skip

    def _issue(self, issue: str, node: Node, place: Place) -> None:
        kind = text_of(node, "scale") or "text"
        members = {
            "levels": texts_of(node, "levels"),
            "choice": texts_of(node, "choices"),
            "yes-no": ("yes", "no"),
        }.get(kind, ())
        listed = {"levels": "levels", "choice": "choices"}.get(kind)
        if listed and len(members) < 2:
            self.say(
                "missing-key", f"the scale {kind} needs `{listed}`, at least two of them", place, f"add `{listed}: […]`"
            )
        if listed:
            self._members(node, listed)
        previously = texts_of(node, "previously")
        self.renamed.update(dict.fromkeys(previously, issue))
        given_by = self._named_parties(node, "given_by")
        if given_by and self.parties[given_by[0]].role != "principal":
            at = child(node, "given_by").place
            self.say("unknown-party", f"{given_by[0]!r} is no principal, and only a principal concedes an issue", at)
        unit = text_of(node, "currency") or text_of(node, "unit") if kind == "money" else text_of(node, "unit")
        scale = Scale(cast(Any, kind), unit, tuple(members))
        self.issues[issue] = Issue(
            issue, text_of(node, "title") or issue, scale, place, given_by[0] if given_by else "", "", previously,
            text_of(node, "note"),
        )  # fmt: skip

    def _members(self, node: Node, listed: str) -> None:
        seen: set[str] = set()
        for member in list_of(node, listed):
            name = str(member.value)
            if name == "unspecified" or not _SLUG.fullmatch(name):
                hint = (
                    "write lower-case ASCII letters, digits and single dashes; `unspecified` has a meaning of its own"
                )
                self.say("bad-id", f"{clip(name)!r} cannot name a value", member.place, hint)
            if name in seen:
                self.say("duplicate-key", f"{clip(name)!r} is listed twice", member.place, "leave one of them out")
            seen.add(name)

    def _stale_after(self, root: Node) -> int:
        text = text_of(root, "stale_after")
        if not text:
            return 90
        try:
            days = figure(Scale("duration"), text)
        except OffScale as wrong:
            self.say("value-off-scale", f"stale_after: {wrong}", child(root, "stale_after").place, "write `90 days`")
            return 90
        return int(days) if days.is_finite() else 10**6

    # -- the three kinds of record ----------------------------------------------------------------------------

    def _statement(self, entry_id: str, root: Node) -> Statement | None:
        party = self._named_parties(root, "party")
        via = self._named_parties(root, "via")
        said = self._said(root)
        sources = self._sources(root)
        offers = tuple(self._offer(item) for item in mappings_of(root, "offers"))
        preconditions = tuple(self._precondition(item) for item in mappings_of(root, "preconditions"))
        red_lines = tuple(self._red_line(item) for item in mappings_of(root, "red_lines"))
        responses = tuple(self._response(item) for item in mappings_of(root, "responses"))
        if not party or said is None:
            return None
        return Statement(
            entry_id, party[0], said, root.place, sources, text_of(root, "summary"), via, text_of(root, "speaker"),
            cast(Any, text_of(root, "attribution") or None), cast(Any, text_of(root, "force") or None),
            offers, preconditions, red_lines, responses, self._item_references(root, "withdraws"), references_of(root, "denies"),
            texts_of(root, "previously"), text_of(root, "note"),
        )  # fmt: skip

    def _agreement(self, entry_id: str, root: Node) -> Agreement | None:
        parties, via = self._named_parties(root, "parties"), self._named_parties(root, "via")
        said, sources = self._said(root), self._sources(root)
        terms = self.terms(root, "agreement", Bare.exactly)
        until = self._date(root, "until")
        if len(parties) == 1 or child(root, "parties").value == []:
            hint = "name all who agreed; what one party says alone is a statement"
            self.say("wrong-type", "an agreement has at least two parties", child(root, "parties").place, hint)
        if said is None:
            return None
        return Agreement(
            entry_id, parties, said, root.place, sources, terms, text_of(root, "summary"), via,
            self._item_references(root, "settles") if child(root, "settles") is not root else None, until,
            cast(Any, text_of(root, "attribution") or None), texts_of(root, "previously"), text_of(root, "note"),
        )  # fmt: skip

    def _event(self, entry_id: str, root: Node) -> Event | None:
        said, sources = self._said(root), self._sources(root)
        facts = self.terms(root, "facts", Bare.exactly)
        if said is None:
            return None
        return Event(
            entry_id, text_of(root, "event"), said, root.place, sources, facts, references_of(root, "ends"),
            text_of(root, "summary"), cast(Any, text_of(root, "attribution") or None), texts_of(root, "previously"),
            text_of(root, "note"),
        )  # fmt: skip

    # -- items ------------------------------------------------------------------------------------------------

    def _item_id(self, node: Node, fallback: str = "") -> str:
        item = text_of(node, "id")
        if item:
            self._slug(item, child(node, "id").place)
        elif not fallback and child(node, "id") is node:
            self.say(
                "missing-key", "`id` is missing", point_of(node), "add `id:`, a name for the item in a word or three"
            )
        return item or fallback

    def _offer(self, node: Node) -> Offer:
        gives, asks = self.terms(node, "gives", Bare.up_to), self.terms(node, "asks", Bare.at_least)
        terms = self.terms(node, "terms", Bare.exactly)
        amends = text_of(node, "amends")
        return Offer(
            self._item_id(node, amends), name_place(node), gives, asks, terms, self._named_parties(node, "to"),
            self._date(node, "until"), texts_of(node, "keeps"), amends, previously=texts_of(node, "previously"),
            summary=text_of(node, "summary"), note=text_of(node, "note"),
        )  # fmt: skip

    def _precondition(self, node: Node) -> Precondition:
        before: Any = text_of(node, "before")
        at = child(node, "before")
        if at.value and isinstance(at.value, dict) and at is not node:
            before = self.terms(node, "before", Bare.at_least)
        elif at is not node and before not in ("talks", "deal"):
            hint = "write `before: talks`, `before: deal`, or a mapping of terms"
            self.say("wrong-word", f"{clip(str(plain(at)))!r} is nothing a precondition comes before", at.place, hint)
        by = self._named_parties(node, "by")
        return Precondition(
            self._item_id(node), name_place(node), before or "deal", self.terms(node, "requires", Bare.at_least),
            by[0] if by else "", texts_of(node, "previously"), text_of(node, "summary"), text_of(node, "note"),
        )  # fmt: skip

    def _red_line(self, node: Node) -> RedLine:
        never, unless = self.terms(node, "never", Bare.exactly), self.terms(node, "unless", Bare.at_least)
        must = self.terms(node, "must", Bare.exactly)
        keys = node.value if isinstance(node.value, dict) else {}
        if ("never" in keys) == ("must" in keys):
            hint = "write `never: {…}` for what is ruled out, or `must: {…}` to rule out everything else"
            self.say("missing-key", "a red line has either `never` or `must`", point_of(node), hint)
        elif "must" in keys and "unless" in keys:
            hint = "write the outcome under `never`, or leave `unless` out"
            self.say("unknown-key", "`unless` goes with `never`, not with `must`", node.key_place("unless"), hint)
        return RedLine(
            self._item_id(node), name_place(node), never, unless, must, texts_of(node, "previously"),
            text_of(node, "summary"), text_of(node, "note"),
        )  # fmt: skip

    def _response(self, node: Node) -> Response:
        at = child(node, "to")
        party, slash, item = text_of(node, "to").partition("/")
        party = self._now(party, self.parties)
        if at is not node and party not in self.parties:
            self._unknown_party(party, at.place)
        return Response(
            party, item if slash else "", cast(Any, text_of(node, "answer") or "considers"),
            at.place if at is not node else node.place, self.terms(node, "with", Bare.exactly),
            self.terms(node, "refuses", Bare.exactly), text_of(node, "reason") or text_of(node, "note"),
        )  # fmt: skip

    def _item_references(self, root: Node, key: str) -> tuple[tuple[str, Place], ...]:
        """Items named as ITEM or PARTY/ITEM, with the party's present id."""
        named = ((name.partition("/"), place) for name, place in references_of(root, key))
        return tuple(
            (f"{self._now(first, self.parties)}/{item}" if slash else first, place)
            for (first, slash, item), place in named
        )

    def _now(self, name: str, declared: Mapping[str, object]) -> str:
        """The present id of a party or issue: a declared one is its own, an earlier one leads to what it became."""
        return name if name in declared else self.renamed.get(name, name)

    def terms(self, node: Node, block: str, bare: Bare) -> Terms:
        """The terms of a block, each value read by its issue's scale; what cannot be read is said and left out."""
        holder = child(node, block)
        terms: dict[str, Term] = {}
        for key, value in mapping_of(node, block).items():
            base, at, scope = key.partition("@")
            base = self._now(base, self.issues)
            if base not in self.issues:
                self._unknown("unknown-issue", "issue", base, holder.key_place(key), self.issues, _titles(self.issues))
                continue
            if at and scope not in self.scopes:
                self._unknown("unknown-issue", "scope", scope, holder.key_place(key), self.scopes, {})
                continue
            term = self._term(f"{base}{at}{scope}", self.issues[base].scale, value, bare)
            if term is not None and term.issue in terms:
                hint = f"both keys are names of `{base}`; keep one"
                said = f"{clip(term.issue)!r} stands twice in one block"
                self.say("duplicate-key", said, holder.key_place(key), hint)
            elif term is not None:
                terms[term.issue] = term
        return terms

    def _term(self, key: str, scale: Scale, node: Node, bare: Bare) -> Term | None:
        written = plain(node)
        try:
            if written is None:
                raise OffScale("no value is written", "write a value or `unspecified`")
            if not readable(written):
                raise OffScale("the value is nested too deeply", "write one value, a list of values, or the long form")
            reading = read_value(scale, written, bare)
        except OffScale as wrong:
            hint = f"{wrong.hint}; see `negotrack explain value-off-scale`".removeprefix("; ")
            self.say("value-off-scale", f"{key}: {wrong}", node.place, hint)
            return None
        text = written if scale.kind == "text" and isinstance(written, str) and written != "unspecified" else ""
        return Term(
            key,
            written_as(written),
            reading.values,
            reading.exact,
            node.place,
            reading.bare,
            reading.about,
            text,
            reading.note,
        )

    # -- words that must be known -----------------------------------------------------------------------------

    def _named_parties(self, node: Node, *keys: str) -> tuple[str, ...]:
        """The declared parties named under some keys, whether one or a list; unknown ones are said and left out."""
        named: list[str] = []
        for key in keys:
            at = child(node, key)
            for one in [] if at is node else at.value if isinstance(at.value, list) else [at]:
                if not isinstance(one.value, str) or not one.value:
                    continue
                party = self._now(one.value, self.parties)
                if party in self.parties:
                    named.append(party)
                else:
                    self._unknown_party(one.value, one.place)
        return tuple(dict.fromkeys(named))

    def _unknown_party(self, party: str, place: Place) -> None:
        names = {alias: one.id for one in self.parties.values() for alias in (one.name, *one.aliases)}
        self._unknown("unknown-party", "party", party, place, self.parties, names)

    def _unknown(
        self, rule: str, what: str, said: str, place: Place, known: Iterable[str], names: Mapping[str, str]
    ) -> None:
        known = list(known)
        low = {name.casefold(): own for name, own in names.items()}
        near = [low[said.casefold()]] if said.casefold() in low else get_close_matches(said, known, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"declare it in {MANIFESTS[0]}"
        if not near and len(known) <= 12 and known:
            hint += f", or write one of {', '.join(known)}"
        self.say(rule, f"{clip(said)!r} is no declared {what}", place, hint)

    def _slug(self, text: str, place: Place) -> None:
        if not _SLUG.fullmatch(text):
            hint = "write lower-case ASCII letters and digits, with single dashes between words"
            self.say("bad-id", f"{clip(text)!r} is no id", place, meant.suggested(meant.slug(text), hint))

    # -- dates and sources ------------------------------------------------------------------------------------

    def _said(self, root: Node) -> Day | None:
        node = child(root, "date")
        if node is root or not isinstance(node.value, str):
            return None
        text = node.value.strip()
        if match := _MOMENT.fullmatch(text):
            day = self._day(match[1], node.place)
            try:
                moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3].replace('Z', '+00:00')}")
            except ValueError:
                self.say(
                    "wrong-date",
                    f"{clip(text)!r} is a time that does not exist",
                    node.place,
                    "check hour, minute, zone",
                )
                return None
            return Day(day, day, moment) if day else None
        match = _DAY.fullmatch(text)
        if match and not match[3]:
            first = self._day(f"{text}-01", node.place)
            return Day(first.replace(day=monthrange(first.year, first.month)[1]), first) if first else None
        day = self._day(text, node.place)
        return Day(day, day) if day else None

    def _date(self, node: Node, key: str) -> date | None:
        at = child(node, key)
        return self._day(at.value.strip(), at.place) if at is not node and isinstance(at.value, str) else None

    def _day(self, text: str, place: Place) -> date | None:
        match = _DAY.fullmatch(text)
        if match and match[3]:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                self.say("wrong-date", f"{text!r} is a day that does not exist", place, "check the day and the month")
                return None
        hint = "write YYYY-MM-DD; for `date` also YYYY-MM, or a date and time with zone: 2023-12-21 14:30 +02:00"
        self.say("wrong-date", f"{clip(text)!r} is not a date", place, meant.suggested(meant.day(text), hint))
        return None

    def _sources(self, root: Node) -> tuple[Source, ...]:
        return tuple(self._source(node) for node in mappings_of(root, "sources"))

    def _source(self, node: Node) -> Source:
        url, archive, reference = text_of(node, "url"), text_of(node, "archive"), text_of(node, "reference")
        for key, text in (("url", url), ("archive", archive)):
            if text and (why := _bad_url(text)):
                self.say(
                    "bad-url",
                    f"the address {why}",
                    child(node, key).place,
                    meant.suggested(meant.url(text), "write an http or https address"),
                )
        if not (url or archive or reference):
            hint = "add `url:`, `archive:` or, for what is not on the web, `reference:`"
            self.say("source-without-link", "the source cannot be looked up", point_of(node), hint)
        grade = text_of(node, "grade")
        if grade and not _GRADE.fullmatch(grade):
            hint = "source A (reliable) to F (cannot be judged), information 1 (confirmed) to 6 (cannot be judged), as in `B2`"
            hint = meant.suggested(meant.grade(grade), hint)
            self.say("bad-grade", f"{clip(grade)!r} is no NATO Admiralty grade", child(node, "grade").place, hint)
        quote = text_of(node, "quote")
        if (count := len(quote.split())) > QUOTE_WORDS:
            hint = f"keep the {QUOTE_WORDS} words that carry the point"
            self.say("quote-too-long", f"the quote has {count} words", child(node, "quote").place, hint)
        return Source(
            text_of(node, "title"), point_of(node), url, archive, reference, text_of(node, "publisher"),
            self._date(node, "published"), quote, grade, text_of(node, "origin"),
        )  # fmt: skip


def _bad_url(text: str) -> str:
    """What is wrong with an address, or nothing; most are such that nobody has to take them apart."""
    if _PLAIN_ADDRESS.fullmatch(text):
        return ""
    if len(text) > URL_LENGTH:
        return f"is longer than {URL_LENGTH} characters"
    if not text.isprintable() or not _IN_ADDRESS.fullmatch(text):
        return "holds a blank, a quote or a character that cannot be shown"
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username or parts.password
    except ValueError:
        return "cannot be read"
    if parts.scheme not in ("http", "https") or not host:
        return "is not on the web"
    return "carries a user name or a password" if user is not None else ""


def _ignores(source: files.Source) -> list[Ignore]:
    """The comments of a file that let findings pass: on their own line they speak of the next one."""
    found = []
    for number, line in enumerate(source.text.decode("utf-8", "replace").split("\n"), 1):
        if match := IGNORE.search(line):
            alone = not line[: match.start()].strip()
            place = Place(source.path, number, match.start() + 1, match.end() + 1)
            found.append(
                Ignore(
                    match[1].strip(), "" if match[2].strip() == "REASON" else match[2].strip(), place, number + alone
                )
            )
    return found


def _titles(issues: Mapping[str, Issue]) -> dict[str, str]:
    return {issue.title: issue.id for issue in issues.values()}
