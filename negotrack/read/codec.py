"""Records as plain JSON and back, exactly: what a file was found to say, kept without the means to read the file.

Every value is a list in the order of its fields. Whatever does not look as it was written is refused, so that a file
that somebody has tampered with can at worst be of no use.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args

from negotrack import book as of
from negotrack.book import ATTRIBUTIONS, ROLES, Book, Entry, Term, Terms
from negotrack.findings import Finding, Ignore, Label, Place
from negotrack.frozen import dataclass
from negotrack.values import KINDS, Options, Scale, Spans, Values

FORMAT = 1

_FIGURE = re.compile(r"-?(?:[0-9]{1,40}(?:\.[0-9]{1,40})?(?:E[+-]?[0-9]{1,2})?|Infinity)", re.ASCII)
Json = Any


class Odd(ValueError):
    """Something that was not written here, or cannot be."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one file was found to say: its entry, what is wrong in it, the ids it has where it cannot be read."""

    entry: Entry | None
    findings: tuple[Finding, ...] = ()
    unread: frozenset[str] = frozenset()
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a negotiation.yaml was found to say: a book without entries, or none; and earlier ids with present ones."""

    book: Book | None
    findings: tuple[Finding, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    renamed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of value is written as JSON, and read back."""

    write: Callable[[Any], Json]
    read: Callable[[Json], Any]


# -- single values ------------------------------------------------------------------------------------------------


def _a_text(value: Json) -> str:
    if type(value) is not str:
        raise Odd(value)
    return value


def _a_truth(value: Json) -> bool:
    if type(value) is not bool:
        raise Odd(value)
    return value


def _a_count(value: Json) -> int:
    if type(value) is not int or value < 0:
        raise Odd(value)
    return value


def _a_day(value: Json) -> date:
    found = date.fromisoformat(_a_text(value))
    if found.isoformat() != value:
        raise Odd(value)
    return found


def _a_moment(value: Json) -> datetime:
    found = datetime.fromisoformat(_a_text(value))
    if found.isoformat() != value:
        raise Odd(value)
    return found


def _a_list(value: Json) -> list[Json]:
    if type(value) is not list:
        raise Odd(value)
    return value


def _as_it_is(value: Any) -> Json:
    return value


TEXT = Form(_as_it_is, _a_text)
TRUTH = Form(_as_it_is, _a_truth)
COUNT = Form(_as_it_is, _a_count)
DAY = Form(date.isoformat, _a_day)
MOMENT = Form(datetime.isoformat, _a_moment)


def one_of(*words: str) -> Form:
    """One of some words."""
    known = frozenset(words)

    def read(value: Json) -> str:
        if type(value) is not str or value not in known:
            raise Odd(value)
        return value

    return Form(_as_it_is, read)


def maybe(form: Form) -> Form:
    """A value or none."""
    write, read = form.write, form.read
    return Form(
        _as_it_is if write is _as_it_is else lambda value: None if value is None else write(value),
        lambda value: None if value is None else read(value),
    )


def many(form: Form, kind: Callable[[list[Any]], Any] = tuple) -> Form:
    """Any number of values, in their order."""
    write, read = form.write, form.read
    return Form(
        list if write is _as_it_is else lambda values: [write(one) for one in values],
        lambda value: kind([read(one) for one in _a_list(value)]),
    )


def mapping(form: Form) -> Form:
    """Values by text, in their order."""
    write, read = form.write, form.read

    def back(value: Json) -> dict[str, Any]:
        if type(value) is not dict:
            raise Odd(value)
        return {key: read(one) for key, one in value.items()}

    return Form(lambda values: {key: write(one) for key, one in values.items()}, back)


def made_of(made: Callable[..., Any], /, **fields: Form) -> Form:
    """An object by its fields, two or more: taken together, and turned into JSON where they are not JSON already."""
    taken = attrgetter(*fields)
    turned = [(at, form.write) for at, form in enumerate(fields.values()) if form.write is not _as_it_is]
    readers = [form.read for form in fields.values()]
    size = len(fields)

    in_order = hasattr(made, "__match_args__") and made.__match_args__[:size] == (*fields,)

    def back(value: Json) -> Any:
        if type(value) is not list or len(value) != size:
            raise Odd(value)
        values = [read(one) for read, one in zip(readers, value, strict=True)]
        return made(*values) if in_order else made(**dict(zip(fields, values, strict=True)))

    def row(one: Any) -> Json:
        values = [*taken(one)]
        for at, write in turned:
            values[at] = write(values[at])
        return values

    return Form(row, back)


TEXTS = many(TEXT)
SCALE = made_of(Scale, kind=one_of(*KINDS), unit=TEXT, members=TEXTS)
DATED = made_of(of.Day, day=DAY, first=DAY, moment=maybe(MOMENT))


# -- what belongs to one file -------------------------------------------------------------------------------------


class Codec:
    """The forms of what a file says, under the scales of its negotiation; `path` is the file that is written or read."""

    def __init__(self, scales: Mapping[str, Scale], path: str = "") -> None:
        self.path = path
        self._scales = scales
        self._values: dict[tuple[str, str], Values] = {}  # each set is made once, however often it is named
        self.place = Form(self._write_place, self._read_place)
        self.finding = self._finding()
        self.ignore = made_of(Ignore, rule=TEXT, reason=TEXT, place=self.place, line=COUNT)

    # -- records ----------------------------------------------------------------------------------------------

    def write_record(self, record: Record) -> Json:
        """A record as JSON. Raises Odd for what no file of this negotiation says."""
        kind = type(record.entry).__name__ if record.entry is not None else ""
        row = self._entries[kind].write(record.entry) if kind else None
        findings = [self.finding.write(one) for one in record.findings]
        return [kind, row, findings, sorted(record.unread), [self.ignore.write(one) for one in record.ignores]]

    def read_record(self, row: Json) -> Record:
        """The record again. Raises Odd where the JSON is not one that was written here."""
        try:
            kind, entry, findings, unread, ignores = _a_list(row)
            return Record(
                self._entries[kind].read(entry) if kind else None,
                tuple([self.finding.read(one) for one in _a_list(findings)]),
                frozenset(TEXTS.read(unread)),
                tuple([self.ignore.read(one) for one in _a_list(ignores)]),
            )
        except (ValueError, TypeError, KeyError, ArithmeticError) as wrong:
            raise Odd(str(wrong)[:200]) from wrong

    def _finding(self) -> Form:
        label = made_of(Label, place=self.place, text=TEXT)
        return made_of(Finding, rule=TEXT, message=TEXT, labels=many(label), hint=TEXT)

    @cached_property
    def _entries(self) -> dict[str, Form]:
        """The three kinds of record."""
        place, terms = self.place, Form(self._write_terms, self._read_terms)
        source = made_of(
            of.Source, title=TEXT, place=place, url=TEXT, archive=TEXT, reference=TEXT, publisher=TEXT, published=maybe(DAY),
            quote=TEXT, grade=TEXT, origin=TEXT,
        )  # fmt: skip
        pairs = many(made_of(lambda name, place: (name, place), name=TEXT, place=place))
        references = Form(lambda named: [[name, place.write(at)] for name, at in named], pairs.read)
        attribution = maybe(one_of(*ATTRIBUTIONS))
        offer = made_of(
            of.Offer, id=TEXT, place=place, gives=terms, asks=terms, terms=terms, to=TEXTS, until=maybe(DAY), keeps=TEXTS,
            amends=TEXT, accepts=TEXT, changed=TRUTH, previously=TEXTS, summary=TEXT, note=TEXT,
        )  # fmt: skip
        before = Form(
            lambda value: value if isinstance(value, str) else terms.write(value),
            lambda value: _A_STAGE.read(value) if type(value) is str else terms.read(value),
        )
        precondition = made_of(
            of.Precondition, id=TEXT, place=place, before=before, requires=terms, by=TEXT, previously=TEXTS, summary=TEXT,
            note=TEXT,
        )  # fmt: skip
        red_line = made_of(
            of.RedLine, id=TEXT, place=place, never=terms, unless=terms, must=terms, previously=TEXTS, summary=TEXT, note=TEXT
        )  # fmt: skip
        response = made_of(
            of.Response, party=TEXT, item=TEXT, answer=one_of(*get_args(of.Answer)), place=place, with_terms=terms,
            refuses=terms, reason=TEXT,
        )  # fmt: skip
        statement = made_of(
            of.Statement, id=TEXT, party=TEXT, said=DATED, place=place, sources=many(source), summary=TEXT, via=TEXTS,
            speaker=TEXT, attribution=attribution, force=maybe(one_of("binding", "exploratory")), offers=many(offer),
            preconditions=many(precondition), red_lines=many(red_line), responses=many(response), withdraws=references,
            denies=references, previously=TEXTS, note=TEXT,
        )  # fmt: skip
        agreement = made_of(
            of.Agreement, id=TEXT, parties=TEXTS, said=DATED, place=place, sources=many(source), terms=terms, summary=TEXT,
            via=TEXTS, settles=maybe(references), until=maybe(DAY), attribution=attribution, previously=TEXTS, note=TEXT,
        )  # fmt: skip
        event = made_of(
            of.Event, id=TEXT, title=TEXT, said=DATED, place=place, sources=many(source), facts=terms, ends=references,
            summary=TEXT, attribution=attribution, previously=TEXTS, note=TEXT,
        )  # fmt: skip
        return {"Statement": statement, "Agreement": agreement, "Event": event}

    # -- places -----------------------------------------------------------------------------------------------

    def _write_place(self, place: Place) -> Json:
        spot = [place.line, place.column, place.end]
        return spot if place.path == self.path else [*spot, place.path]

    def _read_place(self, value: Json) -> Place:
        if type(value) is not list or not 3 <= len(value) <= 4:
            raise Odd(value)
        line, column, end = value[:3]
        if type(line) is not int or type(column) is not int or not (end is None or type(end) is int):
            raise Odd(value)
        return Place(self.path if len(value) == 3 else _a_text(value[3]), line, column, end)

    # -- terms ------------------------------------------------------------------------------------------------

    def _write_terms(self, terms: Terms) -> Json:
        if [*terms] != [term.issue for term in terms.values()]:
            raise Odd("a term under another issue's name")
        return [self._write_term(term) for term in terms.values()]

    def _read_terms(self, value: Json) -> dict[str, Term]:
        found = [self._read_term(one) for one in _a_list(value)]
        terms = {term.issue: term for term in found}
        if len(terms) != len(found):
            raise Odd(value)
        return terms

    def _write_term(self, term: Term) -> Json:
        values = exact = self._write_values(term, term.values)
        if term.exact is not term.values:
            exact = self._write_values(term, term.exact)
        same = 1 if exact is not None and exact == values else exact
        traits = term.bare + 2 * term.about
        return [term.issue, term.written, values, same, self._write_place(term.place), traits, term.text, term.note]

    def _read_term(self, value: Json) -> Term:
        if type(value) is not list or len(value) != 8:
            raise Odd(value)
        issue, written, named, same, place, traits, text, note = value
        if not (type(issue) is type(written) is type(text) is type(note) is str) or traits not in (0, 1, 2, 3):
            raise Odd(value)
        values = self._read_values(issue, named)
        exact = values if same == 1 else self._read_values(issue, same)
        return Term(
            issue, written, values, exact, self._read_place(place), bool(traits & 1), bool(traits & 2), text, note
        )

    # -- sets of values: members by their rank, spans by their cuts --------------------------------------------

    def _write_values(self, term: Term, values: Values | None) -> str | None:
        if values is None:
            return None
        scale = self._scales.get(term.issue.partition("@")[0])
        if values.scale is not scale and values.scale != scale:
            raise Odd("values on another scale than their issue's")
        if isinstance(values, Spans):
            return " ".join([f"{value!s} {side}" for piece in values.pieces for value, side in piece])
        members = values.scale.members
        if not values.names <= set(members):
            raise Odd("a value that its scale does not have")
        return " ".join(str(rank) for rank, name in enumerate(members) if name in values.names)

    def _read_values(self, issue: str, value: Json) -> Values | None:
        if value is None:
            return None
        key = (issue.partition("@")[0], _a_text(value))
        if (known := self._values.get(key)) is None:
            scale = self._scales[key[0]]
            known = self._values[key] = _options(scale, value) if scale.finite else _spans(scale, value)
        return known


_A_STAGE = one_of("talks", "deal")


def _options(scale: Scale, text: str) -> Options:
    ranks = [int(rank) for rank in text.split(" ")] if text else []
    if ranks != sorted(set(ranks)) or (ranks and not 0 <= ranks[0] <= ranks[-1] < len(scale.members)):
        raise Odd(text)
    return Options(scale, frozenset(scale.members[rank] for rank in ranks))


def _spans(scale: Scale, text: str) -> Spans:
    words = text.split(" ") if text else []
    if len(words) % 4 or any(not _FIGURE.fullmatch(word) for word in words[::2]):
        raise Odd(text)
    if any(side not in ("0", "1") for side in words[1::2]):
        raise Odd(text)
    cuts = [(Decimal(value), int(side)) for value, side in zip(words[::2], words[1::2], strict=True)]
    if any(high <= low for low, high in itertools.pairwise(cuts)):
        raise Odd(text)
    return Spans(scale, tuple(zip(cuts[::2], cuts[1::2], strict=True)))


# -- what belongs to a negotiation --------------------------------------------------------------------------------


def _declared_form(codec: Codec) -> Form:
    """The form of a negotiation.yaml: everything of the book but its entries."""
    party = made_of(
        of.Party, id=TEXT, name=TEXT, role=one_of(*ROLES), place=codec.place, of=TEXT, members=TEXTS, aliases=TEXTS,
        previously=TEXTS, note=TEXT,
    )  # fmt: skip
    issue = made_of(
        of.Issue, id=TEXT, title=TEXT, scale=SCALE, place=codec.place, given_by=TEXT, scope=TEXT, previously=TEXTS, note=TEXT
    )  # fmt: skip
    book = made_of(
        lambda **given: Book(**given, entries=()), id=TEXT, title=TEXT, parties=mapping(party), issues=mapping(issue),
        place=codec.place, summary=TEXT, stale_after=COUNT, scopes=mapping(TEXT), note=TEXT,
    )  # fmt: skip
    return made_of(
        Declared,
        book=maybe(book),
        findings=many(codec.finding),
        ignores=many(codec.ignore),
        renamed=maybe(mapping(TEXT)),
    )


def write_declared(path: str, declared: Declared) -> Json:
    """What a negotiation.yaml says as JSON; entries of its book are left out."""
    return _declared_form(Codec({}, path)).write(declared)


def read_declared(path: str, row: Json) -> Declared:
    """What a negotiation.yaml says again. Raises Odd where the JSON is not one that was written here."""
    try:
        found: Declared = _declared_form(Codec({}, path)).read(row)
    except (ValueError, TypeError, KeyError, ArithmeticError) as wrong:
        raise Odd(str(wrong)[:200]) from wrong
    return found


def scales_of(declared: Declared) -> dict[str, Scale]:
    """The scales of a negotiation by issue."""
    return {issue.id: issue.scale for issue in declared.book.issues.values()} if declared.book else {}
