"""All issues at once: packages, conflicts and ways out, held against plain enumeration of every outcome."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest
from conftest import HERE, book_of
from hypothesis import given, settings
from hypothesis import strategies as st

from negotrack import package as packages
from negotrack.book import Book, Day, Issue, Offer, Party, Precondition, RedLine, Statement, Term, Terms
from negotrack.held import Held
from negotrack.package import Deal, deal, meets, on_the_table, within_red_lines
from negotrack.standing import Standing, standing
from negotrack.terms import Bare, read_value
from negotrack.values import TOP, Options, Scale, Spans, Values

ROOT = Path(__file__).parent.parent
ONE, TWO, DAY = date(2024, 1, 1), date(2024, 1, 2), date(2024, 2, 1)


def asked(book: Book, on: str = "2024-01-01") -> Deal:
    state = standing(book, date.fromisoformat(on))
    found = deal(state)
    assert meets(state) == (found.on_the_table is not None)
    assert on_the_table(state) == found.on_the_table
    assert within_red_lines(state) == found.within
    return found


def shown(box: Mapping[str, Values]) -> dict[str, str]:
    return {issue: values.text for issue, values in box.items()}


def keys(sets: Iterable[tuple[Held, ...]]) -> list[list[str]]:
    return [[held.key for held in one] for one in sets]


def moves(found: Deal) -> list[list[str]]:
    return [
        [f"{m.party} {m.issue}: {m.start.text} -> {m.to.text} ({m.distance} {m.unit})" for m in near.moves]
        for near in found.within
    ]


WORKED = """
    --- israel/2023-12-19-week-for-40.yaml
    party: israel
    date: 2023-12-19
    via: [qatar]
    offers:
      - id: week-for-40
        gives: {ceasefire-length: 7 days, aid: increased}
        asks: {hostages-released: 40}
    red_lines:
      - {id: no-end-before-defeat, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}
      - {id: no-halt-before-defeat, never: {military-operations: halted}, unless: {hamas-rule: ended}}
    --- hamas/2023-12-21-no-talks-before-halt.yaml
    party: hamas
    date: 2023-12-21
    preconditions: [{id: halt-before-talks, before: talks, requires: {military-operations: halted}}]
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    responses: [{to: israel/week-for-40, answer: rejects}]
    """
RULE = """
    --- hamas/2025-01-01-we-stay.yaml
    party: hamas
    date: 2025-01-01
    red_lines: [{id: we-rule, never: {hamas-rule: ended}}]
    """


def test_the_worked_example_has_one_kind_of_package() -> None:
    found = asked(book_of(WORKED), "2023-12-21")
    assert (found.on_the_table, found.stated, found.more) == (None, ("israel",), False)
    (near,) = found.within
    assert shown(near.values) == {
        "ceasefire-length": "permanent", "hostages-released": "at least 40", "aid": "at most increased", "hamas-rule": "ended",
    }  # fmt: skip
    assert moves(found) == [["israel ceasefire-length: at most 7 days -> permanent (None None)"]]
    assert (near.silent, near.unsaid) == (("hamas-rule",), (("hamas", "hostages-released"), ("hamas", "hamas-rule")))
    assert keys([near.moves[0].offers, near.moves[0].meets]) == [["israel/week-for-40"], ["hamas/only-permanent"]]
    assert (found.conflicts, found.ways_out) == ((), ())


GIVERS = """
    title: Given
    parties: {club: {name: Club, role: principal}, guild: {name: Guild, role: principal}}
    issues:
      pay: {title: Pay, scale: number, unit: EUR, given_by: club}
      hours: {title: Hours, scale: number, unit: hours, given_by: guild}
      peace: {title: Peace, scale: yes-no, given_by: guild}
      cut: {title: Cut, scale: yes-no, given_by: guild}
      care: {title: Care, scale: levels, levels: [none, some, full], given_by: club}
      rest: {title: Rest, scale: levels, levels: [none, some], given_by: club}
      seat: {title: Seat, scale: choice, choices: [x, y], given_by: club}
      town: {title: Town, scale: choice, choices: [x, y]}
    """


def test_what_somebody_would_have_to_give_unasked_is_no_move_and_is_told() -> None:
    record = (
        GIVERS
        + """
    --- club/2024-01-01-offer.yaml
    party: club
    date: 2024-01-01
    offers: [{id: offer, gives: {pay: 10}, asks: {hours: 40, peace: yes, cut: no}}]
    red_lines: [{id: seats, never: {seat: x}}, {id: towns, never: {town: x}}]
    --- guild/2024-01-01-claim.yaml
    party: guild
    date: 2024-01-01
    offers: [{id: claim, asks: {care: some, rest: none}, terms: {pay: at least 20}}]
    """
    )
    (one, other) = asked(book_of(record), "2024-01-02").within
    told = (("guild", "hours"), ("guild", "peace"), ("club", "care"), ("club", "seat"), ("", "town"))
    assert (one.unsaid, other.unsaid) == (told, told)  # not `cut` and `rest`, where nothing need be given


def test_the_worked_example_has_one_conflict_once_hamas_rules_the_condition_out() -> None:
    found = asked(book_of(WORKED + RULE), "2025-01-01")
    assert found.within == ()
    assert keys(found.conflicts) == [["hamas/only-permanent", "hamas/we-rule", "israel/no-end-before-defeat"]]
    assert keys(found.ways_out) == [["hamas/only-permanent"], ["hamas/we-rule"], ["israel/no-end-before-defeat"]]
    assert found.all_conflicts


@cache
def real(name: str) -> Book:
    from negotrack.read.records import read_books
    from negotrack.read.sources import sources

    return read_books(*sources(ROOT)).books[name]


@pytest.mark.parametrize(
    ("day", "mover", "issues"),
    [
        ("2012-10-20", "nhl", ["players-share-y1", "cba-term", "revenue-sharing"]),
        ("2012-12-05", "nhlpa", ["make-whole", "cba-term", "revenue-sharing"]),
    ],
)
def test_the_hockey_talks_need_only_one_side_to_move(day: str, mover: str, issues: list[str]) -> None:
    found = asked(real("nhl-2012"), day)
    assert found.on_the_table is None
    assert [{move.party for move in near.moves} for near in found.within] == [{"nhl"}, {"nhlpa"}]
    (near,) = [one for one in found.within if one.moves[0].party == mover]
    assert [move.issue for move in near.moves] == issues


def test_nothing_is_near_before_anybody_speaks() -> None:
    found = asked(real("nhl-2012"), "2012-07-12")
    assert (found.on_the_table, found.stated) == (None, ())
    assert [(near.values, near.moves) for near in found.within] == [({}, ())]


# -- traps --------------------------------------------------------------------------------------------------------


def test_every_pair_is_compatible_and_no_value_suits_all_three() -> None:
    record = """
        title: Three
        parties: {a: {name: A, role: principal}, b: {name: B, role: principal}, c: {name: C, role: principal}}
        issues: {seat: {title: Seat, scale: choice, choices: [x, y, z]}}
        """ + "".join(
        f"""
        --- {party}/1.yaml
        party: {party}
        date: 2024-01-01
        offers: [{{id: o, terms: {{seat: [{choices}]}}}}]"""
        for party, choices in (("a", "x, y"), ("b", "y, z"), ("c", "x, z"))
    )
    found = asked(book_of(record))
    assert found.on_the_table is None
    assert moves(found) == [
        ["a seat: x or y -> z (None None)"],
        ["b seat: y or z -> x (None None)"],
        ["c seat: x or z -> y (None None)"],
    ]


def offered(*offers: str, lines: str = "") -> str:
    """A record of statements of 1 January 2024: `israel offers`, `hamas offers`."""
    return "".join(
        f"\n        --- {party}/1.yaml\n        party: {party}\n        date: 2024-01-01\n        {body}"
        for party, body in (one.split(" ", 1) for one in offers)
    )


def test_every_issue_overlaps_and_there_is_no_package() -> None:
    found = asked(
        book_of(
            offered(
                "israel offers: [{id: long, gives: {ceasefire-length: exactly 60 days, aid: exactly restricted}},"
                " {id: short, gives: {ceasefire-length: exactly 7 days, aid: exactly increased}}]",
                "hamas offers: [{id: both, terms: {ceasefire-length: exactly 60 days, aid: exactly increased}}]",
            )
        )
    )
    assert found.on_the_table is None
    assert moves(found) == [
        ["israel ceasefire-length: 7 days -> 60 days (53 days)"],
        ["israel aid: restricted -> increased (1 steps)"],
        ["hamas ceasefire-length: 60 days -> 7 days (53 days)"],
        ["hamas aid: increased -> restricted (1 steps)"],
    ]


def test_strict_bounds_that_touch_do_not_meet() -> None:
    found = asked(
        book_of(
            offered(
                "israel offers: [{id: o, gives: {ceasefire-length: less than 7 days}}]",
                "hamas offers: [{id: o, asks: {ceasefire-length: at least 7 days}}]",
            )
        )
    )
    assert found.on_the_table is None
    assert moves(found) == [
        ["israel ceasefire-length: less than 7 days -> 7 days (0 days)"],
        ["hamas ceasefire-length: at least 7 days -> less than 7 days (0 days)"],
    ]


def test_closed_bounds_that_touch_meet_in_one_value() -> None:
    found = asked(
        book_of(
            offered(
                "israel offers: [{id: o, gives: {ceasefire-length: 7 days}}]",
                "hamas offers: [{id: o, asks: {ceasefire-length: 7 days}}]",
            )
        )
    )
    assert found.on_the_table is not None
    assert shown(found.on_the_table.values) == {"ceasefire-length": "7 days"}
    assert keys([found.on_the_table.offers]) == [["israel/o", "hamas/o"]]


def test_a_bound_far_from_any_other_changes_nothing() -> None:
    far = "israel red_lines: [{id: r, never: {hostages-released: more than 123456789012}}]"
    found = asked(book_of(offered(far, "hamas offers: [{id: o, gives: {hostages-released: 40}}]")))
    assert [shown(near.values) for near in found.within] == [{"hostages-released": "at most 40"}]


def test_unspecified_constrains_nothing_and_is_said() -> None:
    found = asked(
        book_of(
            offered(
                "israel offers: [{id: o, gives: {ceasefire-length: unspecified, aid: increased}}]",
                "hamas offers: [{id: o, asks: {ceasefire-length: permanent}}]",
            )
        )
    )
    assert found.on_the_table is not None
    assert shown(found.on_the_table.values) == {"ceasefire-length": "permanent", "aid": "at most increased"}
    assert found.on_the_table.unspecified == (("israel", "ceasefire-length"),)


def test_unlike_scopes_are_issues_of_their_own() -> None:
    found = asked(
        book_of(
            offered(
                'israel offers: [{id: o, gives: {"ceasefire-length@phase-1": 7 days}}]',
                "hamas offers: [{id: o, asks: {ceasefire-length: 30 days}}]",
            )
        )
    )
    assert found.on_the_table is not None
    assert shown(found.on_the_table.values) == {
        "ceasefire-length": "at least 30 days", "ceasefire-length@phase-1": "at most 7 days",
    }  # fmt: skip


def test_a_red_line_with_unless_binds_only_without_its_condition() -> None:
    offers = (
        "israel offers: [{id: o, gives: {ceasefire-length: permanent}, asks: {hamas-rule: %s}}]",
        "hamas offers: [{id: o, asks: {ceasefire-length: permanent}}]",
    )
    line = "\n        red_lines: [{id: r, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}]"
    opened = asked(book_of(offered(offers[0] % "shared" + line, offers[1])))
    assert opened.on_the_table is not None
    assert shown(opened.on_the_table.values) == {"ceasefire-length": "permanent", "hamas-rule": "ended"}
    shut = asked(book_of(offered(offers[0] % "exactly shared" + line, offers[1])))
    assert shut.on_the_table is None
    assert moves(shut) == [
        ["israel hamas-rule: shared -> ended (1 steps)"],
        ["hamas ceasefire-length: permanent -> less than permanent (None None)"],
    ]


def test_a_precondition_before_terms_rules_an_outcome_out_and_one_before_a_deal_does_not() -> None:
    offers = (
        "israel offers: [{id: o, gives: {aid: increased}, asks: {hamas-rule: exactly continues}}]",
        "hamas offers: [{id: o, asks: {aid: increased}}]",
    )
    for before, opens in (("{aid: increased}", False), ("deal", True), ("talks", True)):
        line = f"\n        preconditions: [{{id: p, before: {before}, requires: {{hamas-rule: ended}}}}]"
        assert (asked(book_of(offered(offers[0], offers[1] + line))).on_the_table is not None) is opens


def test_an_offer_that_was_rejected_is_named_as_such() -> None:
    record = offered(
        "israel offers: [{id: o, gives: {aid: increased}}]", "hamas offers: [{id: p, asks: {aid: restricted}}]"
    )
    record += "\n        responses: [{to: israel/o, answer: rejects}]"
    found = asked(book_of(record)).on_the_table
    assert found is not None
    assert [(held.key, answer.party) for held, answer in found.rejected] == [("israel/o", "hamas")]


def test_who_turned_down_another_version_of_an_offer_has_not_rejected_the_one_accepted() -> None:
    record = """
        --- qatar/2023-12-01-text.yaml
        party: qatar
        date: 2023-12-01
        offers: [{id: text, terms: {aid: increased}}]
        --- israel/2023-12-02-accepts.yaml
        party: israel
        date: 2023-12-02
        responses: [{to: qatar/text, answer: accepts}]
        --- hamas/2023-12-03-asks.yaml
        party: hamas
        date: 2023-12-03
        offers: [{id: p, asks: {aid: increased}}]
        %s
        --- qatar/2023-12-04-text.yaml
        party: qatar
        date: 2023-12-04
        offers: [{id: text, terms: {aid: restricted}}]
        %s
        """
    rejects = "responses: [{to: qatar/text, answer: rejects}]"
    last = f"--- hamas/2023-12-05-rejects.yaml\n        party: hamas\n        date: 2023-12-05\n        {rejects}"
    for said, among in ((record % (rejects, ""), ["hamas"]), (record % ("", last), [])):
        found = asked(book_of(said), "2023-12-06").on_the_table
        assert found is not None
        assert [answer.party for _, answer in found.rejected] == among


def test_two_hundred_alternatives_are_no_trouble() -> None:
    many = ", ".join(
        f"{{id: o{n}, gives: {{hostages-released: exactly {n}, ceasefire-length: exactly {1000 - n} days}}}}"
        for n in range(1, 201)
    )
    record = offered(
        f"hamas offers: [{many}]",
        "israel offers: [{id: o, asks: {hostages-released: 150}, terms: {ceasefire-length: at most 801 days}}]",
    )
    start = time.perf_counter()
    found = deal(standing(book_of(record), ONE)).on_the_table
    assert found is not None
    assert shown(found.values) == {"ceasefire-length": "801 days", "hostages-released": "199"}
    apart = deal(standing(book_of(record.replace("at most 801", "at most 790")), ONE))
    assert moves(apart) == [
        ["israel ceasefire-length: at most 790 days -> 800 days (10 days)"],
        ["hamas ceasefire-length: 800 days -> 790 days (10 days)"],
    ]
    assert time.perf_counter() - start < 60


def test_the_order_of_files_changes_nothing() -> None:
    book = book_of(WORKED + RULE)
    turned = Book(**{**{k: getattr(book, k) for k in book.__dataclass_fields__}, "entries": book.entries[::-1]})
    one, other = asked(book, "2025-01-01"), asked(turned, "2025-01-01")
    assert (keys(one.conflicts), keys(one.ways_out)) == (keys(other.conflicts), keys(other.ways_out))


# -- against enumeration ------------------------------------------------------------------------------------------

SCALES = {
    "size": Scale("number"),
    "when": Scale("duration"),
    "seat": Scale("choice", members=("x", "y", "z")),
    "aid": Scale("levels", members=("none", "some", "much")),
}
FORMS = {
    "size": (
        "1",
        "2",
        "3",
        "at most 1",
        "at most 2",
        "at least 2",
        "at least 3",
        "less than 2",
        "more than 2",
        "not 2",
        "all",
    ),
    "when": (
        "1 day",
        "2 days",
        "at most 1 day",
        "at least 2 days",
        "less than 2 days",
        "permanent",
        "less than permanent",
    ),
    "seat": ("x", "y", "z", "not x", "not y", "not z"),
    "aid": ("none", "some", "much", "at most some", "at least some"),
}
Point = dict[str, "Decimal | str"]
Points = dict[str, dict["Decimal | str", list["Decimal | str"]]]
"""By issue: a point in each stretch between two bounds, with the points at both its ends; and each bound."""
CLOSE = Decimal("0.000001")


def points_of(sets: Mapping[str, Iterable[Values]]) -> Points:
    found: Points = {}
    for issue, scale in SCALES.items():
        if scale.finite:
            found[issue] = {name: [name] for name in scale.members}
            continue
        cuts = {cut[0] for one in sets[issue] if isinstance(one, Spans) for piece in one.pieces for cut in piece}
        bounds = sorted(cut for cut in cuts if cut.is_finite() and (cut > 0 or issue == "size"))
        lower = [bound - CLOSE for bound in bounds]
        upper = [bound + CLOSE for bound in bounds]
        stretches = (
            zip([*lower[:1], *upper], [*lower, *upper[-1:]], strict=True) if bounds else [(Decimal(1), Decimal(1))]
        )
        found[issue] = {bound: [bound] for bound in (*bounds, TOP)} | {low: [low, high] for low, high in stretches}
    return found


def boxes_of(item: object) -> list[dict[str, Values]]:
    if isinstance(item, RedLine):
        return [named(item.never), named(item.unless), named(item.must)]
    assert isinstance(item, Precondition) and not isinstance(item.before, str)
    return [named(item.requires), named(item.before)]


def drawn_terms(random: Random, least: int, most: int, *, vague: bool = False) -> dict[str, Term]:
    found = {}
    for issue in random.sample(sorted(SCALES), random.randint(least, most)):
        written = "unspecified" if vague and random.randrange(12) == 0 else random.choice(FORMS[issue])
        read = read_value(SCALES[issue], written, Bare.exactly)
        found[issue] = Term(issue, written, read.values, read.exact, HERE, read.bare)
    return found


def drawn_line(random: Random, key: str) -> RedLine:
    if random.randrange(3) == 0:
        return RedLine(key, HERE, must=drawn_terms(random, 1, 2))
    never = drawn_terms(random, 1, 2)
    return RedLine(key, HERE, never, drawn_terms(random, 0, 1))


def drawn_book(number: int) -> Book:
    """Two to four parties, each with alternatives, offers on other issues, superseded offers, lines and preconditions."""
    random = Random(number)
    strict = random.randrange(2)  # half of them with many lines, so that conflicts come up
    parties = "abcd"[: random.randint(2, 3 if random.randrange(3) else 4)]
    entries = []
    for party in parties:
        for n, day in enumerate((ONE, TWO)):
            offers = tuple(
                Offer(f"o{n}{k}", HERE, terms=drawn_terms(random, 1, 3, vague=True))
                for k in range(random.choice((0, 1, 1, 2, 3)))
            )
            lines = tuple(drawn_line(random, f"r{n}{k}") for k in range(random.randint(0, 3 if strict else 1)))
            before = tuple(
                Precondition(f"p{n}{k}", HERE, drawn_terms(random, 1, 1), drawn_terms(random, 1, 2))
                for k in range(random.randint(0, 1))
            )
            said = Day(day, day)
            entries.append(
                Statement(f"{party}{n}", party, said, HERE, (), offers=offers, red_lines=lines, preconditions=before)
            )
    return Book(
        "drawn", "Drawn", {p: Party(p, p.upper(), "principal", HERE) for p in parties},
        {issue: Issue(issue, issue.title(), scale, HERE) for issue, scale in SCALES.items()}, tuple(entries), HERE,
    )  # fmt: skip


def outcomes(points: Points, issues: Iterable[str]) -> Iterator[Point]:
    issues = list(issues)
    for values in product(*(points[issue] for issue in issues)):
        yield dict(zip(issues, values, strict=True))


def named(terms: Terms) -> dict[str, Values]:
    return {issue: term.values for issue, term in terms.items() if term.values is not None}


def inside(point: Point, box: Mapping[str, Values]) -> bool:
    return all(point[issue] in values for issue, values in box.items())  # type: ignore[operator]


def breaks(held: Held, point: Point) -> bool:
    item = held.item
    if isinstance(item, RedLine):
        if any(not inside(point, {issue: values}) for issue, values in named(item.must).items()):
            return True
        return (
            bool(item.never)
            and inside(point, named(item.never))
            and not (item.unless and inside(point, named(item.unless)))
        )
    assert isinstance(item, Precondition) and not isinstance(item.before, str)
    return inside(point, named(item.before)) and not inside(point, named(item.requires))


@dataclass
class Enumerated:
    """A negotiation as plain lists: its lines, and for each party the ways in which its offers can be taken together."""

    state: Standing
    lines: list[Held]
    stands: dict[str, list[dict[str, Values]]]
    points: Points
    every: list[Point]
    ruled: dict[str, frozenset[int]] = field(default_factory=dict)

    @staticmethod
    def of(book: Book) -> Enumerated:
        state = standing(book, DAY)
        lines = [held for party in book.principals for held in (*state.red_lines(party), *state.preconditions(party))]
        lines.sort(key=lambda held: held.key)
        stands = {}
        for party in book.principals:
            groups: list[list[dict[str, Values]]] = []
            left = state.offers(party)
            offered = {issue for held in left for issue in held.item.package}
            while left:
                group, left = [left[0]], left[1:]
                while near := [h for h in left if any(h.item.package.keys() & g.item.package.keys() for g in group)]:
                    group, left = group + near, [h for h in left if h not in near]
                groups.append([named(held.item.package) for held in group])
            for issue in SCALES:
                said = state.stated(party, issue)
                if issue not in offered and said is not None:
                    groups.append([{issue: said.values} if said.values is not None else {}])
            stands[party] = (
                [{issue: values for way in ways for issue, values in way.items()} for ways in product(*groups)]
                if groups
                else []
            )
        boxes = [box for held in lines for box in boxes_of(held.item)] + [
            stand for ways in stands.values() for stand in ways
        ]
        points = points_of({issue: [box[issue] for box in boxes if issue in box] for issue in SCALES})
        return Enumerated(state, lines, stands, points, list(outcomes(points, SCALES)))

    def open(self, held: Iterable[Held]) -> list[Point]:
        """The outcomes that these lines leave."""
        ruled = frozenset().union(*(self._ruled_out(one) for one in held))
        return [point for number, point in enumerate(self.every) if number not in ruled]

    def _ruled_out(self, held: Held) -> frozenset[int]:
        if held.key not in self.ruled:
            self.ruled[held.key] = frozenset(n for n, point in enumerate(self.every) if breaks(held, point))
        return self.ruled[held.key]

    def nearest(
        self, points: list[Point]
    ) -> set[tuple[frozenset[tuple[str, str, object]], frozenset[tuple[str, object]]]]:
        """The best kinds: who moves how far on what, and to which value there."""
        found = set()
        for point in points:
            options = []
            for party, stands in self.stands.items():
                ways = set()
                for stand in stands or [{}]:
                    ways.add(
                        frozenset(
                            (party, i, away(v, self.points[i][point[i]]))
                            for i, v in stand.items()
                            if not inside(point, {i: v})
                        )
                    )
                options.append(ways)
            for one in product(*options):
                vector = frozenset().union(*one)
                found.add((vector, frozenset((i, point[i]) for _, i, _ in vector)))
        least = min(counts(vector) for vector, _ in found)
        found = {one for one in found if counts(one[0]) == least}
        vectors = [{(p, i): d for p, i, d in vector} for vector in {vector for vector, _ in found}]
        best = {
            frozenset((p, i, d) for (p, i), d in mine.items())
            for mine in vectors
            if not any(
                other != mine and all(key in mine and d <= mine[key] for key, d in other.items()) for other in vectors
            )
        }
        return {one for one in found if one[0] in best}


def counts(vector: frozenset[tuple[str, str, object]]) -> tuple[int, int]:
    return len({party for party, _, _ in vector}), len({issue for _, issue, _ in vector})


def away(values: Values, ends: list[Decimal | str]) -> tuple[int, Decimal]:
    """How far a stretch lies from a set, by its two ends: those without a distance last."""
    found = []
    for end in ends:
        one: Values = Options.of(values.scale, end) if isinstance(end, str) else Spans.exactly(values.scale, end)
        distance = values.distance(one)
        found.append((1, Decimal(0)) if distance is None else (0, distance))
    return min(found)


def kinds(found: Deal, points: Points) -> set[tuple[frozenset[tuple[str, str, object]], frozenset[tuple[str, object]]]]:
    """The packages shown, as the enumeration has them."""
    shown = set()
    for near in found.within:
        issues = sorted({move.issue for move in near.moves})
        for point in outcomes(points, issues):
            if inside(point, {issue: near.values[issue] for issue in issues}):
                vector = frozenset(
                    (m.party, m.issue, away(m.start, points[m.issue][point[m.issue]])) for m in near.moves
                )
                shown.add((vector, frozenset(point.items())))
    return shown


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_the_answers_are_those_of_enumeration(number: int) -> None:
    plain = Enumerated.of(drawn_book(number))
    found = deal(plain.state)
    points = plain.open(plain.lines)
    assert bool(found.within) == bool(points)
    best = plain.nearest(points) if points else set()
    speaking = sum(bool(stands) for stands in plain.stands.values())
    on_table = speaking > 1 and any(not vector for vector, _ in best)
    assert (found.on_the_table is not None, meets(plain.state)) == (on_table, on_table)
    if found.on_the_table is not None:
        assert all(point in points for point in plain.every if inside(point, found.on_the_table.values))
    for near in found.within:
        assert all(point in points for point in plain.every if inside(point, near.values))
    assert kinds(found, plain.points) <= best if found.more else kinds(found, plain.points) == best


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_conflicts_are_minimal_and_ways_out_are_all_there(number: int) -> None:
    book = drawn_book(number * 2 + 1)
    plain = Enumerated.of(book)
    if plain.open(plain.lines):
        return
    found = deal(plain.state)
    assert found.conflicts
    for conflict in found.conflicts:
        assert not plain.open(conflict)
        assert all(plain.open([held for held in conflict if held is not one]) for one in conflict)
    wanted: list[set[str]] = []
    for size in (1, 2, 3):
        for given_up in combinations(plain.lines, size):
            names = {held.key for held in given_up}
            if not any(way <= names for way in wanted) and plain.open(h for h in plain.lines if h.key not in names):
                wanted.append(names)
    ways = [set(one) for one in keys(found.ways_out)]
    assert ways
    assert sorted(map(sorted, (way for way in ways if len(way) <= 3))) == sorted(map(sorted, wanted))
    if found.all_conflicts and len(plain.lines) < 9:
        everything = [
            {held.key for held in one}
            for size in range(1, len(plain.lines) + 1)
            for one in combinations(plain.lines, size)
            if not plain.open(one)
        ]
        minimal = [one for one in everything if not any(other < one for other in everything)]
        assert sorted(map(sorted, keys(found.conflicts))) == sorted(map(sorted, minimal))


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_the_solver_and_plain_branching_agree(number: int) -> None:
    state = standing(drawn_book(number), DAY)
    steps, packages.STEPS = packages.STEPS, 0
    try:
        asked_of_solver = meets(state)
    finally:
        packages.STEPS = steps
    assert asked_of_solver == meets(state)


def test_the_page_on_it_names_tests() -> None:
    import test_proof  # which takes its records from here

    page = (ROOT / "docs" / "no-deal.md").read_text("utf-8")
    named = [line[3:].strip() for line in page.splitlines() if line.startswith("## ")]
    assert named
    assert [
        name for name in named if f"test_{re.sub('[^a-z]+', '_', name.lower())}" not in {*globals(), *vars(test_proof)}
    ] == []


def large() -> Book:
    """Six principals, forty issues, three hundred items."""
    random = Random(1)
    issues = {f"i{n}": Issue(f"i{n}", f"I{n}", (*SCALES.values(),)[n % 4], HERE) for n in range(40)}

    def terms(least: int, most: int) -> dict[str, Term]:
        found = {}
        for issue in random.sample(sorted(issues), random.randint(least, most)):
            written = random.choice(FORMS[(*SCALES,)[int(issue[1:]) % 4]])
            read = read_value(issues[issue].scale, written, Bare.exactly)
            found[issue] = Term(issue, written, read.values, read.exact, HERE, read.bare)
        return found

    parties = "abcdef"
    entries = tuple(
        Statement(
            f"{party}1", party, Day(ONE, ONE), HERE, (),
            offers=tuple(Offer(f"o{k}", HERE, terms=terms(2, 6)) for k in range(16)),
            red_lines=tuple(RedLine(f"r{k}", HERE, terms(1, 2), terms(0, 1)) for k in range(17)),
            preconditions=tuple(Precondition(f"p{k}", HERE, terms(1, 2), terms(1, 2)) for k in range(17)),
        )
        for party in parties
    )  # fmt: skip
    return Book("large", "Large", {p: Party(p, p, "principal", HERE) for p in parties}, issues, entries, HERE)


def test_red_lines_that_leave_nothing_in_a_large_matter_take_seconds() -> None:
    start = time.perf_counter()
    found = deal(standing(large(), DAY))
    assert (found.within, bool(found.conflicts), bool(found.ways_out)) == ((), True, True)
    assert time.perf_counter() - start < 60
