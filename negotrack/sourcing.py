"""How well each claim is sourced: its independent origins, its best grade, who denies it, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from negotrack.book import Entry, Source, Statement, on_record
from negotrack.frozen import dataclass
from negotrack.standing import Standing
from negotrack.values import Values, union

Weakness = Literal["one-unnamed-source", "unconfirmed", "denied", "disputed", "contradicted", "undated", "ungraded"]
"""Why a claim should be taken with care.

`one-unnamed-source`: it rests on a single origin, and nobody stands by it with a name or a text. `unconfirmed`: a single
origin, and no source grades the information 1 (confirmed) or 2 (probably true). `denied`: its party denies it, and it is
left out. `disputed`: its party denies what is on the record. `contradicted`: another report of the same party and day
has other values. `undated`: no source tells when it was published, so that what could be known when is not known.
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry as a claim: the origins its sources come from, and what weakens it, with the entries that do."""

    entry: Entry
    origins: tuple[str, ...]
    grade: str  # the best there is, empty where none is graded
    weaknesses: tuple[Weakness, ...]
    against: tuple[Entry, ...]


def claims(standing: Standing) -> Iterator[Claim]:
    """Every entry up to the day of a standing, the denied ones too, in the order they count."""
    book = standing.book
    heard = {entry.id for entry in standing.entries} | set(standing.denied)
    entries = [entry for entry in book.chronicle if entry.id in heard]
    denials = _denials(entries)
    rivals = _rivals(entries)
    for entry in entries:
        origins = origins_of(entry)
        weaknesses: list[Weakness] = []
        if len(origins) == 1 and not on_record(entry):
            weaknesses.append("one-unnamed-source")
        if len(origins) == 1 and not any(source.grade.endswith(("1", "2")) for source in entry.sources):
            weaknesses.append("unconfirmed")
        if denied := denials.get(entry.id):
            weaknesses.append("denied" if entry.id in standing.denied else "disputed")
        if rivals.get(entry.id):
            weaknesses.append("contradicted")
        if entry.sources and not any(source.published for source in entry.sources):
            weaknesses.append("undated")
        grade = min((source.grade for source in entry.sources if source.grade), default="")
        if not grade:
            weaknesses.append("ungraded")
        yield Claim(entry, origins, grade, tuple(weaknesses), (*(denied or ()), *rivals.get(entry.id, ())))


def origins_of(entry: Entry) -> tuple[str, ...]:
    """The independent origins of an entry: the `origin` its sources name, else who published them.

    Reports that repeat one original share its origin, so that they count once.
    """
    return tuple(dict.fromkeys(_origin(source) for source in entry.sources))


def _origin(source: Source) -> str:
    return source.origin or source.publisher or _host(source.url or source.archive) or source.reference or source.title


def _host(url: str) -> str:
    """Whose address it is; nobody's, where it is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # half an IPv6 address
        return ""


def _denials(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Who denies what."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry, Statement):
            for denied, _ in entry.denies:
                found.setdefault(denied, []).append(entry)
    return found


def _rivals(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Reports of one party on one day that give it values on an issue which cannot both be."""
    by_day: dict[tuple[str, object], list[Statement]] = {}
    for entry in entries:
        if isinstance(entry, Statement) and entry.offers:
            by_day.setdefault((entry.party, entry.said.day), []).append(entry)
    found: dict[str, list[Entry]] = {}
    for told in by_day.values():
        for one in told:
            for other in told:
                if one is not other and _clash(_offered(one), _offered(other)):
                    found.setdefault(one.id, []).append(other)
    return found


def _offered(entry: Statement) -> dict[str, Values]:
    """What a statement's offers state, issue by issue."""
    sets: dict[str, list[Values]] = {}
    for offer in entry.offers:
        for issue, term in offer.package.items():
            if term.values is not None:
                sets.setdefault(issue, []).append(term.values)
    return {issue: whole for issue, found in sets.items() if (whole := union(found)) is not None}


def _clash(one: dict[str, Values], other: dict[str, Values]) -> bool:
    return any(issue in other and not values & other[issue] for issue, values in one.items())
