"""Sets of values, held against plain Python sets of the cells a small line has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack.terms import Bare, read_value
from negotrack.values import KINDS, TOP, Nearest, Options, Scale, Spans, Values, union

DURATION, NUMBER, DATE = Scale("duration"), Scale("number", "people"), Scale("date")
MONEY, PERCENT = Scale("money", "USD"), Scale("percent")
AID = Scale("levels", members=("blocked", "restricted", "increased", "unhindered"))
RULER = Scale("choice", members=("hamas", "technocrats", "international", "israel"))
OPEN = Scale("yes-no", members=("yes", "no"))
TEXT = Scale("text")
LINES = (DURATION, NUMBER, MONEY, PERCENT, DATE)
LISTS = (AID, RULER, OPEN)

SIZE = 6
FIRST = Decimal(date(2024, 1, 1).toordinal())
Cells = frozenset[tuple[Decimal, Decimal]]


def origin(scale: Scale) -> Decimal:
    return FIRST if scale.kind == "date" else Decimal(0)


def cells(scale: Scale) -> list[tuple[Decimal, Decimal]]:
    """The stretches of a line that cuts at 0 to SIZE can tell apart: each point, what lies between two, and both ends."""
    zero = origin(scale)
    points = [zero + step for step in range(SIZE + 1)]
    found = [(point, point) for point in points]
    if scale.kind != "date":  # there is nothing between two days
        found += list(pairwise(points))
    step = int(scale.kind == "date")  # what lies beyond a day begins with the next
    if scale.kind != "duration":  # no time is less than none
        found.append((-TOP, zero - step))
    found.append((points[-1] + step, TOP))
    return [*found, (TOP, TOP)] if scale.top else found


def inside(scale: Scale, cell: tuple[Decimal, Decimal]) -> Decimal:
    """A value in the cell."""
    low, high = cell
    if low == high:
        return low
    if low == -TOP:
        return high - 1
    return low + 1 if high == TOP else (low + high) / 2


def cells_of(values: Spans) -> Cells:
    """A set as the cells it takes in."""
    return frozenset(cell for cell in cells(values.scale) if inside(values.scale, cell) in values)


@st.composite
def piece(draw: st.DrawFn, scale: Scale) -> Spans:
    value = origin(scale) + draw(st.integers(0, SIZE))
    other = origin(scale) + draw(st.integers(0, SIZE))
    edge = draw(st.booleans())
    match draw(st.sampled_from(["exactly", "at_least", "at_most", "between", "top", "none", "all"])):
        case "exactly":
            return Spans.exactly(scale, value)
        case "at_least":
            return Spans.at_least(scale, value, beyond=edge)
        case "at_most":
            return Spans.at_most(scale, value, below=edge)
        case "between":
            return Spans.between(scale, (min(value, other), int(edge)), (max(value, other), draw(st.integers(0, 1))))
        case "top" if scale.top:
            return Spans.exactly(scale, TOP)
        case "none":
            return Spans(scale, ())
    return Spans.at_least(scale, value) | Spans.at_most(scale, value)


def spans(scale: Scale) -> st.SearchStrategy[Spans]:
    return st.lists(piece(scale), min_size=1, max_size=4).map(lambda found: whole(found))


def whole(found: list[Spans]) -> Spans:
    together = union(found)
    assert isinstance(together, Spans)
    return together


def options(scale: Scale) -> st.SearchStrategy[Options]:
    return st.sets(st.sampled_from(scale.members)).map(lambda names: Options.of(scale, *names))


def values(scale: Scale) -> st.SearchStrategy[Values]:
    return options(scale) if scale.finite else spans(scale)


def two(*scales: Scale) -> st.SearchStrategy[tuple[Values, Values]]:
    return st.sampled_from(scales).flatmap(lambda scale: st.tuples(values(scale), values(scale)))


def three(*scales: Scale) -> st.SearchStrategy[tuple[Values, Values, Values]]:
    return st.sampled_from(scales).flatmap(lambda scale: st.tuples(values(scale), values(scale), values(scale)))


# -- the algebra of sets ------------------------------------------------------------------------------------------


@given(two(*LINES))
def test_spans_meet_join_differ_and_turn_round_as_sets_of_cells_do(sets: tuple[Spans, Spans]) -> None:
    one, other = sets
    everything = frozenset(cells(one.scale))
    assert cells_of(one & other) == cells_of(one) & cells_of(other)
    assert cells_of(one | other) == cells_of(one) | cells_of(other)
    assert cells_of(one - other) == cells_of(one) - cells_of(other)
    assert cells_of(~one) == everything - cells_of(one)
    assert (one <= other) == (cells_of(one) <= cells_of(other))
    assert bool(one) == bool(cells_of(one))


@given(two(*LISTS))
def test_options_meet_join_differ_and_turn_round_as_sets_of_names_do(sets: tuple[Options, Options]) -> None:
    one, other = sets
    assert (one & other).names == one.names & other.names
    assert (one | other).names == one.names | other.names
    assert (one - other).names == one.names - other.names
    assert (~one).names == set(one.scale.members) - one.names
    assert (one <= other) == (one.names <= other.names)
    assert bool(one) == bool(one.names)
    assert all((name in one) == (name in one.names) for name in one.scale.members)


@given(two(*LINES, *LISTS))
def test_two_sets_meet_where_something_is_left_of_both(sets: tuple[Values, Values]) -> None:
    one, other = sets
    assert one.meets(other) == bool(one & other)


@given(two(*LINES))
def test_spans_that_hold_the_same_values_are_equal(sets: tuple[Spans, Spans]) -> None:
    one, other = sets
    assert (one == other) == (cells_of(one) == cells_of(other))
    assert (one | other) == (other | one)


@given(spans(NUMBER) | spans(DATE) | spans(DURATION))
def test_pieces_are_sorted_and_apart_and_none_is_empty(one: Spans) -> None:
    cuts = [cut for piece in one.pieces for cut in piece]
    assert all(low < high for low, high in pairwise(cuts))


@given(three(*LINES, *LISTS))
def test_the_laws_of_sets_hold(sets: tuple[Values, Values, Values]) -> None:
    one, other, third = sets
    everything, nothing = one.scale.everything, one.scale.nothing
    assert ~~one == one
    assert ~(one & other) == ~one | ~other
    assert ~(one | other) == ~one & ~other
    assert one - other == one & ~other
    assert one & (other | third) == (one & other) | (one & third)
    assert (one & other) & third == one & (other & third)
    assert one | ~one == everything
    assert one & ~one == nothing
    assert (one <= other) == (one & other == one)


@pytest.mark.parametrize("scale", [*LINES, *LISTS])
def test_everything_and_nothing_are_each_other_s_complement(scale: Scale) -> None:
    assert ~scale.everything == scale.nothing
    assert ~scale.nothing == scale.everything
    assert not scale.nothing


def test_union_of_no_sets_is_none() -> None:
    assert union([]) is None
    assert union([Options.of(OPEN, "yes"), Options.of(OPEN, "no")]) == OPEN.everything


def test_sets_of_two_scales_do_not_mix() -> None:
    with pytest.raises(AssertionError):
        Spans.exactly(NUMBER, Decimal(7)) & Spans.exactly(DURATION, Decimal(7))
    with pytest.raises(AssertionError):
        Options.of(AID, "blocked") | Options.of(RULER, "hamas")


# -- ends ---------------------------------------------------------------------------------------------------------


def test_a_duration_is_never_less_than_nothing() -> None:
    assert Spans.at_most(DURATION, Decimal(7)) == Spans.between(DURATION, (Decimal(0), 0), (Decimal(7), 1))
    assert not Spans.at_most(DURATION, Decimal(0), below=True)
    assert Decimal(-1) in NUMBER.everything
    assert Decimal(-1) not in DURATION.everything


@pytest.mark.parametrize(("scale", "top"), [(DURATION, True), (NUMBER, True), (MONEY, False), (PERCENT, False)])
def test_permanent_and_all_are_values_above_every_figure(scale: Scale, top: bool) -> None:
    assert (TOP in Spans.at_least(scale, Decimal(40))) == top
    assert (TOP in Spans.at_least(scale, Decimal(10) ** 20)) == top
    below = Spans.at_most(scale, TOP, below=True)
    assert TOP not in below
    assert Decimal(10) ** 20 in below


def test_days_are_whole_so_more_than_one_is_at_least_the_next() -> None:
    day = FIRST
    assert Spans.at_least(DATE, day, beyond=True) == Spans.at_least(DATE, day + 1)
    assert Spans.at_most(DATE, day, below=True) == Spans.at_most(DATE, day - 1)
    assert Spans.exactly(DATE, day) | Spans.exactly(DATE, day + 1) == Spans.between(DATE, (day, 0), (day + 1, 1))


def test_no_day_lies_outside_the_calendar() -> None:
    first, last = Decimal(date.min.toordinal()), Decimal(date.max.toordinal())
    assert not Spans.at_least(DATE, last, beyond=True)
    assert not Spans.at_most(DATE, first, below=True)
    assert (~Spans.exactly(DATE, last)).text == "at most 9999-12-30"
    assert (~Spans.exactly(DATE, first)).text == "at least 0001-01-02"


def test_levels_have_an_order_and_choices_have_none() -> None:
    assert AID.ordered
    assert not RULER.ordered
    assert Options.up_to(AID, "increased") == Options.of(AID, "blocked", "restricted", "increased")
    assert Options.from_on(AID, "increased") == Options.of(AID, "increased", "unhindered")


@pytest.mark.parametrize("kind", KINDS)
def test_every_scale_knows_its_order_and_its_measure(kind: str) -> None:
    scale = {one.kind: one for one in (*LINES, *LISTS, TEXT)}[kind]
    assert scale.ordered == (kind not in ("choice", "yes-no", "text"))
    assert scale.finite == (kind in ("levels", "choice", "yes-no"))
    measures = {
        "duration": "days",
        "date": "days",
        "levels": "steps",
        "percent": "points",
        "number": "people",
        "money": "USD",
    }
    assert scale.measure == measures.get(kind)


def test_a_set_of_one_value_is_single() -> None:
    assert Spans.exactly(NUMBER, Decimal(4)).single
    assert Spans.exactly(DURATION, TOP).single
    assert Spans.exactly(DATE, FIRST).single
    assert Options.of(AID, "blocked").single
    assert not Spans.at_least(NUMBER, Decimal(4)).single
    assert not (Spans.exactly(NUMBER, Decimal(4)) | Spans.exactly(NUMBER, Decimal(5))).single
    assert not Spans(NUMBER, ()).single
    assert not Options.of(AID, "blocked", "restricted").single


# -- distance -----------------------------------------------------------------------------------------------------


@given(two(*LINES))
def test_distance_of_spans_is_that_of_their_nearest_cells(sets: tuple[Spans, Spans]) -> None:
    one, other = sets
    found = one.distance(other)
    if not one or not other:
        assert found is None
    elif one & other:
        assert found == 0
    else:
        ways = [way(mine, theirs) for mine in cells_of(one) for theirs in cells_of(other)]
        nearest = min((steps for steps in ways if steps is not None), default=None)
        assert found == nearest
    assert found == other.distance(one)


def way(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> Decimal | None:
    """From one cell to another that holds none of its values: from end to end, and none to `permanent`."""
    low, high = sorted((one, other))
    return None if high[0] == TOP else max(high[0] - low[1], Decimal(0))


@given(two(AID))
def test_distance_of_levels_is_the_fewest_steps_between_two_of_them(sets: tuple[Options, Options]) -> None:
    one, other = sets
    ways = [abs(AID.members.index(mine) - AID.members.index(theirs)) for mine in one.names for theirs in other.names]
    assert one.distance(other) == min(ways, default=None)
    assert one.distance(other) == other.distance(one)


@given(two(RULER, OPEN))
def test_choices_have_no_distance_unless_they_meet(sets: tuple[Options, Options]) -> None:
    one, other = sets
    assert one.distance(other) == (0 if one & other else None)
    assert one.nearest(other) is None


@pytest.mark.parametrize(
    ("scale", "one", "other", "distance"),
    [
        (DURATION, "at most 7 days", "at least 60 days", 53),
        (DURATION, "at most 7 days", "permanent", None),
        (DURATION, "less than permanent", "permanent", None),
        (NUMBER, "at most 15", "at least 19", 4),
        (NUMBER, "less than 15", "at least 15", 0),
        (NUMBER, "at most 15", "all", None),
        (MONEY, "211 million", "393 million", 182_000_000),
        (PERCENT, "46 %", "50 %", 4),
        (DATE, "at most 2024-01-10", "at least 2024-01-13", 3),
        (DATE, "at most 2024-01-10", "more than 2024-01-10", 1),
        (AID, "blocked", "at least increased", 2),
        (RULER, "hamas", "israel", None),
        (OPEN, "yes", "no", None),
    ],
)
def test_distance_is_in_the_unit_of_the_scale(scale: Scale, one: str, other: str, distance: int | None) -> None:
    mine, theirs = (read_value(scale, text, Bare.exactly).values for text in (one, other))
    assert mine is not None
    assert theirs is not None
    assert mine.distance(theirs) == (None if distance is None else Decimal(distance))


def test_nearest_names_the_two_ends_and_whose_is_the_lower() -> None:
    low, high = Spans.at_most(NUMBER, Decimal(3)), Spans.at_least(NUMBER, Decimal(7))
    assert low.nearest(high) == Nearest(Decimal(3), Decimal(7), first=True)
    assert high.nearest(low) == Nearest(Decimal(3), Decimal(7), first=False)
    day = Spans.exactly(DATE, FIRST)
    assert day.nearest(Spans.at_least(DATE, FIRST + 3)) == Nearest(FIRST, FIRST + 3, first=True)
    assert Options.of(AID, "unhindered").nearest(Options.of(AID, "blocked", "restricted")) == Nearest(
        Decimal(1), Decimal(3), first=False
    )


@given(two(*LINES, *LISTS))
def test_two_sets_end_together_where_neither_goes_higher(sets: tuple[Values, Values]) -> None:
    one, other = sets
    if isinstance(one, Spans):
        assert isinstance(other, Spans)
        tops = [max((high for _, high in cells_of(each)), default=None) for each in (one, other)]
        meant = bool(one) and bool(other) and one.pieces[-1][1] == other.pieces[-1][1]
        assert not meant or tops[0] == tops[1]
    else:
        ranks = [[one.scale.members.index(name) for name in each.names] for each in (one, other)]
        meant = bool(ranks[0]) and bool(ranks[1]) and max(ranks[0]) == max(ranks[1])
    assert one.ends_with(other) == meant


# -- words --------------------------------------------------------------------------------------------------------


def written(text: str) -> str | list[str]:
    """A set's text as the format takes it: `a or b` as a list."""
    return text.split(" or ") if " or " in text else text


@given(st.sampled_from(LINES).flatmap(piece) | st.sampled_from(LISTS).flatmap(options))
def test_the_text_of_one_piece_reads_back_as_the_same_set(one: Values) -> None:
    if not one or one == one.scale.everything:
        assert one.text in ("nothing", "any value")
        return
    assert read_value(one.scale, written(one.text), Bare.exactly).values == one


@pytest.mark.parametrize("scale", [*LINES])
def test_the_text_of_all_but_one_value_reads_back(scale: Scale) -> None:
    one = ~Spans.exactly(scale, origin(scale) + 5)
    assert one.text.startswith("not ")
    assert read_value(scale, one.text, Bare.exactly).values == one


@given(st.sampled_from(LINES).flatmap(spans))
def test_the_text_of_several_pieces_reads_back_as_a_list(one: Spans) -> None:
    if one and one != one.scale.everything:
        assert read_value(one.scale, written(one.text), Bare.exactly).values == one


@given(st.sampled_from(LISTS).flatmap(values))
def test_the_text_of_names_reads_back(one: Options) -> None:
    if one and one != one.scale.everything:
        assert read_value(one.scale, written(one.text), Bare.exactly).values == one


def test_text_is_in_the_format_s_own_words() -> None:
    seven = Decimal(7)
    texts: dict[str, Values] = {
        "at most 7 days": Spans.at_most(DURATION, seven),
        "more than 7 days": Spans.at_least(DURATION, seven, beyond=True),
        "less than permanent": Spans.at_most(DURATION, TOP, below=True),
        "permanent": Spans.exactly(DURATION, TOP),
        "7 days": Spans.exactly(DURATION, seven),
        "7..9": Spans.between(NUMBER, (seven, 0), (Decimal(9), 1)),
        "more than 7 and less than 9": Spans.between(NUMBER, (seven, 1), (Decimal(9), 0)),
        "not 7": ~Spans.exactly(NUMBER, seven),
        "less than 7 or more than 9": ~Spans.between(NUMBER, (seven, 0), (Decimal(9), 1)),
        "at most increased": Options.up_to(AID, "increased"),
        "at least increased": Options.from_on(AID, "increased"),
        "restricted..increased": Options.of(AID, "increased", "restricted"),
        "blocked or increased": Options.of(AID, "increased", "blocked"),
        "not restricted": ~Options.of(AID, "restricted"),
        "technocrats or international": Options.of(RULER, "technocrats", "international"),
        "not hamas": ~Options.of(RULER, "hamas"),
        "yes": Options.of(OPEN, "yes"),
        "any value": OPEN.everything,
        "nothing": AID.nothing,
    }
    assert {values.text: values for values in texts.values()} == texts


@pytest.mark.parametrize(
    ("scale", "value", "text"),
    [
        (DURATION, "1", "1 day"),
        (DURATION, "42", "42 days"),
        (DURATION, "365", "1 year"),
        (DURATION, "547.5", "1.5 years"),
        (DURATION, "182.5", "0.5 years"),
        (DURATION, "0", "0 days"),
        (DURATION, "Infinity", "permanent"),
        (NUMBER, "1234.50", "1,234.5"),
        (NUMBER, "1E+3", "1,000"),
        (NUMBER, "-3", "-3"),
        (NUMBER, "Infinity", "all"),
        (PERCENT, "57", "57 %"),
        (MONEY, "600", "600"),
        (MONEY, "64300000", "64.3 million"),
        (MONEY, "1300000000", "1.3 billion"),
        (MONEY, "1234567", "1,234,567"),
        (MONEY, "-2000000", "-2 million"),
        (DATE, str(FIRST), "2024-01-01"),
        (AID, "2", "increased"),
    ],
)
def test_figures_are_written_as_people_write_them(scale: Scale, value: str, text: str) -> None:
    assert scale.figure(Decimal(value)) == text


@pytest.mark.parametrize(("one", "other"), list(combinations([Spans.exactly, Spans.at_least, Spans.at_most], 2)))
def test_the_three_ways_to_begin_meet_in_their_value(
    one: Callable[[Scale, Decimal], Spans], other: Callable[[Scale, Decimal], Spans]
) -> None:
    seven = Decimal(7)
    assert one(NUMBER, seven) & other(NUMBER, seven) == Spans.exactly(NUMBER, seven)


def test_equal_sets_of_names_look_alike_however_they_were_made() -> None:
    members = tuple(f"m{number}" for number in range(200))
    scale = Scale("choice", members=members)
    for step in range(1, 60):
        names = members[::step]
        assert repr(Options(scale, frozenset(names))) == repr(Options(scale, frozenset(reversed(names))))
