"""The matrix of issues and parties, with verdicts, zones, gaps and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from negotrack.compare import Agreed, Comparison, Pair
from negotrack.held import Held, Pact
from negotrack.reasons import facts
from negotrack.render.page import Block, Cell, Heading, Lines, Page, Records, Style, Table, Text, join, text
from negotrack.render.views.common import cited, figure, reason, title
from negotrack.render.views.verdicts import gap, sign, zone
from negotrack.standing import Standing
from negotrack.wording.items import demanded, drawn_words
from negotrack.wording.values import name, names, stated_words, term_words
from negotrack.wording.verdicts import MEANINGS, SYMBOLS, headline, reasoned, verdict_words

if TYPE_CHECKING:
    from negotrack.render.data.compare import Data, PairData

FIELDS = (
    "issue", "party_a", "party_b", "verdict", "zone", "gap", "unit", "stated_a", "stated_b", "statements", "places",
    "rules_out_a", "rules_out_b", "demands_a", "demands_b",
)  # fmt: skip
NOTHING = "–"
OPEN_AMONG_MORE = "only some have stated, what they have meets, and no red line rules it out"
DEMAND = "(demand): what a party wants to come first, or lets wait; it decides no verdict"


def page(standing: Standing, found: Sequence[Comparison], parties: Sequence[str], head: dict[str, str | None]) -> Page:
    """The comparison as a page."""
    records = Records(FIELDS, _rows(standing, found))
    return Page("compare", _blocks(standing, found, parties, head), records, lambda: data(standing, found), head)


def _blocks(
    standing: Standing, found: Sequence[Comparison], parties: Sequence[str], head: dict[str, str | None]
) -> Iterator[Block]:
    book = standing.book
    yield Heading(title(book, standing, head), 1)
    yield legend(standing, found, parties)
    yield matrix(standing, found, parties)
    for one in found:
        for pair in [*one.pairs, *([one.together] if one.together else [])]:
            yield from reasons(standing, pair, apart=len(parties) > 2)


def legend(standing: Standing, found: Sequence[Comparison], parties: Sequence[str]) -> Lines:
    """What stands how, in one line, and what the words and marks mean."""
    here = {overall(one).verdict.name for one in found}
    means = MEANINGS | ({"open": OPEN_AMONG_MORE} if len(parties) > 2 else {})
    meanings = [f"{SYMBOLS[name]} {name}: {words}" for name, words in means.items() if name in here]
    if any(demanded(standing, party, one.issue) for one in found for party in parties):
        meanings.append(DEMAND)
    return Lines((text(headline(overall(one).verdict for one in found)), text("; ".join(meanings), "dim")))


def overall(one: Comparison) -> Pair:
    """The verdict that speaks for all parties together."""
    return one.together or one.pairs[0]


def matrix(standing: Standing, found: Sequence[Comparison], parties: Sequence[str]) -> Table:
    """One row an issue: the verdict, then what each party has stated or rules out."""
    book = standing.book
    columns = ("verdict", "issue", *(name(book, party) for party in parties))
    rows = []
    for one in found:
        pair = overall(one)
        words = verdict_words(book, pair)
        symbol = text(f"{SYMBOLS[pair.verdict.name]} ", sign(pair).runs[0][1])
        row = [symbol + text(words, sign(pair).runs[0][1]), text(book.issue(one.issue).title)]
        row += [whole_cell(standing, pair, party) for party in parties]
        rows.append(tuple(row))
    return Table(columns, tuple(rows), grow=tuple(range(1, len(columns))))


def cell(standing: Standing, pair: Pair, party: str) -> Text:
    """What a party has stated on an issue, and what it rules out; each marked where it has grown old."""
    stated = pair.stated.get(party) if pair.verdict.name != "agreed" else None
    parts = []
    if stated is not None:
        said = text(stated_words(standing.book, stated), "value")
        parts.append(_aged(standing, said, stated.held))
    for held in _drawn(standing, pair, party):
        style: Style = "warn" if held in pair.conditional else "bad"
        said = text(f"{drawn_words(standing.book, held, pair.issue)} (red line)", style)
        parts.append(_aged(standing, said, (held,)))
    return join(parts, "; ") if parts else text(NOTHING, "dim")


def whole_cell(standing: Standing, pair: Pair, party: str) -> Text:
    """All that a party has on an issue: what it has agreed to, has stated, rules out, and demands first."""
    parts = _agreed(standing, pair, party)
    held = cell(standing, pair, party)
    if held.plain != NOTHING:
        parts.append(held)
    demands = demanded(standing, party, pair.issue)
    for old in (False, True):
        some = [words for words, rests in demands.items() if _old(standing, rests) == old]
        if some:
            said = text(f"{'; '.join(some)} (demand)", "note")
            parts.append(_aged(standing, said, demands[some[0]]))
    return join(parts, "; ") if parts else held


def behind(standing: Standing, pair: Pair, party: str) -> list[Held]:
    """The items that the cell of a party tells of, and whose age it marks."""
    stated = pair.stated.get(party)
    demands = demanded(standing, party, pair.issue).values()
    return [
        *(stated.held if stated else ()),
        *_drawn(standing, pair, party),
        *(held for some in demands for held in some),
    ]


def pact_of(standing: Standing, pair: Pair, party: str) -> Pact | None:
    """The latest agreement in force on the issue that a party has with another of those compared."""
    pacts = [one for one in standing.pacts if party in one.agreement.parties and one.covers(pair.issue)]
    return next((one for one in reversed(pacts) if len({*one.agreement.parties} & {*pair.parties}) > 1), None)


def _aged(standing: Standing, said: Text, held: Sequence[Held]) -> Text:
    return join([said, text("(stale)", "warn")]) if _old(standing, held) else said


def _old(standing: Standing, held: Sequence[Held]) -> bool:
    """Whether nothing of it was said recently."""
    return bool(held) and all(standing.stale(one) for one in held)


def _agreed(standing: Standing, pair: Pair, party: str) -> list[Text]:
    """What an agreement in force gives a party with another of those compared, and what it has stated since."""
    pact = pact_of(standing, pair, party)
    if pact is None:
        return []
    if not isinstance(pair.verdict, Agreed):  # between some of those compared, or under a scale of words
        whom = names(standing.book, (one for one in pact.agreement.parties if one != party))
        return [text(f"{term_words(standing.book, pact.agreement.terms[pair.issue])} (agreed with {whom})", "good")]
    found = [text("agreed", "good")]
    stated = pair.stated.get(party)
    if stated is not None:
        found.append(_aged(standing, text(f"since then {stated_words(standing.book, stated)}", "value"), stated.held))
    return found


def reasons(standing: Standing, pair: Pair, *, apart: bool = False) -> list[Block]:
    """Why a verdict holds, as cited lines under the issue's title."""
    book = standing.book
    words = join([sign(pair), text(book.issue(pair.issue).title, "strong")])
    if apart:
        words = join([words, text(f"({names(book, pair.parties)})", "dim")])
    return [Heading(words, 2), cited(reasoned(standing, pair))]


def data(standing: Standing, found: Sequence[Comparison]) -> Data:
    """The comparison as data."""
    return {
        "issues": [
            {
                "issue": one.issue,
                "scale": standing.book.issue(one.issue).scale.kind,
                "pairs": [pair_data(standing, pair) for pair in one.pairs],
                "together": pair_data(standing, one.together) if one.together else None,
            }
            for one in found
        ]
    }


def pair_data(standing: Standing, pair: Pair) -> PairData:
    """One verdict as data."""
    return {
        "parties": list(pair.parties),
        "verdict": pair.verdict.name,
        "zone": zone(pair),
        "gap": gap(pair, standing.book.issue(pair.issue).scale),
        "stated": _stated(pair),
        "rules_out": {party: _ruled_out(standing, pair, party) for party in pair.parties},
        "demands": {party: list(demanded(standing, party, pair.issue)) for party in pair.parties},
        "stale": list(pair.stale),
        "conditional": [held.key for held in pair.conditional],
        "crossed": [held.key for held in pair.crossed],
        "over": pair.over.agreement.id if pair.over else None,
        "reasons": [reason(fact) for fact in facts(pair.reasons)],
    }


def _stated(pair: Pair) -> dict[str, str | None]:
    return {
        party: None if one is None else "unspecified" if one.values is None else one.values.text
        for party, one in pair.stated.items()
    }


def _ruled_out(standing: Standing, pair: Pair, party: str) -> list[str]:
    """What a party's red lines say on an issue, one by one; those on a condition with it."""
    return [drawn_words(standing.book, held, pair.issue) for held in _drawn(standing, pair, party)]


def _drawn(standing: Standing, pair: Pair, party: str) -> list[Held]:
    return [
        *(held for held, _ in standing.ruled_out(party, pair.issue)),
        *(held for held in pair.conditional if held.party == party),
    ]


def _rows(standing: Standing, found: Sequence[Comparison]) -> Iterator[tuple[Cell, ...]]:
    book = standing.book
    for one in found:
        for pair in one.pairs:
            stated, rests = _stated(pair), list(facts(pair.reasons))
            apart = gap(pair, book.issue(pair.issue).scale)
            yield (
                pair.issue, *pair.parties, pair.verdict.name, zone(pair), _number(pair), apart["unit"] if apart else None,
                *(stated[party] for party in pair.parties),
                " ".join(fact.entry.id for fact in rests),
                " ".join(f"{fact.place.path}:{fact.place.line}" for fact in rests),
                *("; ".join(_ruled_out(standing, pair, party)) or None for party in pair.parties),
                *("; ".join(demanded(standing, party, pair.issue)) or None for party in pair.parties),
            )  # fmt: skip


def _number(pair: Pair) -> int | str | None:
    value = figure(getattr(pair.verdict, "distance", None))
    return value if value is None or isinstance(value, int) else str(value)
