"""Every way to write a value, on every scale, in every block."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack.terms import LONG_FORM, Bare, OffScale, clip, figure, read_value
from negotrack.values import TOP, Options, Scale, Spans, Values

DURATION, NUMBER, DATE, PERCENT = Scale("duration"), Scale("number", "people"), Scale("date"), Scale("percent")
MONEY = Scale("money", "USD")
AID = Scale("levels", members=("blocked", "restricted", "increased", "unhindered"))
RULER = Scale("choice", members=("hamas", "technocrats", "international", "israel"))
OPEN = Scale("yes-no", members=("yes", "no"))
TEXT = Scale("text")
EVERY_BLOCK = list(Bare)

OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "exactly {}": lambda value, bound: value == bound,
    "= {}": lambda value, bound: value == bound,
    "={}": lambda value, bound: value == bound,
    "at least {}": lambda value, bound: value >= bound,
    ">= {}": lambda value, bound: value >= bound,
    "≥ {}": lambda value, bound: value >= bound,
    "{}..": lambda value, bound: value >= bound,
    "at most {}": lambda value, bound: value <= bound,
    "<= {}": lambda value, bound: value <= bound,
    "≤{}": lambda value, bound: value <= bound,
    "..{}": lambda value, bound: value <= bound,
    "more than {}": lambda value, bound: value > bound,
    "> {}": lambda value, bound: value > bound,
    "less than {}": lambda value, bound: value < bound,
    "<{}": lambda value, bound: value < bound,
    "not {}": lambda value, bound: value != bound,
}
LONG = {"exactly": "= {}", "at_least": ">= {}", "at_most": "<= {}", "more_than": "> {}", "less_than": "<{}"}
NUMBERS = [Decimal(half) / 2 for half in range(-1, 20)]


def values(scale: Scale, written: object, bare: Bare = Bare.exactly) -> Values | None:
    return read_value(scale, written, bare).values  # type: ignore[arg-type]


def refused(scale: Scale, written: object, bare: Bare = Bare.exactly) -> tuple[str, str]:
    with pytest.raises(OffScale) as wrong:
        read_value(scale, written, bare)  # type: ignore[arg-type]
    return str(wrong.value), wrong.value.hint


# -- operators mean the same in every block -----------------------------------------------------------------------


@given(st.sampled_from(list(OPERATORS)), st.integers(1, 9), st.sampled_from(EVERY_BLOCK))
def test_an_operator_on_a_line_means_what_it_says_in_every_block(form: str, bound: int, bare: Bare) -> None:
    reading = read_value(NUMBER, form.format(bound), bare)
    assert reading.values is not None
    meant = OPERATORS[form]
    assert [value in reading.values for value in NUMBERS] == [meant(value, Decimal(bound)) for value in NUMBERS]
    assert reading.exact == reading.values
    assert not reading.bare


@given(st.sampled_from(list(OPERATORS)), st.sampled_from(AID.members), st.sampled_from(EVERY_BLOCK))
def test_an_operator_on_levels_means_what_it_says_in_every_block(form: str, name: str, bare: Bare) -> None:
    meant, rank = OPERATORS[form], Decimal(AID.members.index(name))
    names = [level for place, level in enumerate(AID.members) if meant(Decimal(place), rank)]
    if names:
        assert values(AID, form.format(name), bare) == Options.of(AID, *names)
    else:
        assert "leaves no level" in refused(AID, form.format(name), bare)[0]


@given(st.integers(1, 9), st.integers(0, 9), st.sampled_from(EVERY_BLOCK))
def test_a_range_takes_in_both_ends(low: int, more: int, bare: Bare) -> None:
    high = low + more
    found = values(NUMBER, f"{low}..{high}", bare)
    assert found is not None
    assert [value in found for value in NUMBERS] == [low <= value <= high for value in NUMBERS]
    assert values(NUMBER, f"{low} .. {high}", bare) == found


@given(st.sampled_from(list(LONG)), st.integers(1, 9), st.sampled_from(EVERY_BLOCK))
def test_the_long_form_means_what_its_operator_means(key: str, bound: int, bare: Bare) -> None:
    long = read_value(NUMBER, {key: str(bound)}, bare)
    assert long.values == values(NUMBER, LONG[key].format(bound), bare)
    assert not long.bare


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.sampled_from(EVERY_BLOCK))
def test_a_list_takes_any_of_its_values_each_read_exactly(figures: list[int], bare: Bare) -> None:
    texts = [str(one) for one in figures]
    found = values(NUMBER, texts, bare)
    assert found is not None
    assert [value in found for value in NUMBERS] == [value in figures for value in NUMBERS]
    assert values(NUMBER, {"any_of": texts}, bare) == found
    assert values(NUMBER, {"none_of": texts}, bare) == ~found


# -- bare values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bare", "text"), [(Bare.up_to, "at most 7 days"), (Bare.at_least, "at least 7 days"), (Bare.exactly, "7 days")]
)
def test_a_bare_value_on_a_line_is_read_as_its_block_reads_it(bare: Bare, text: str) -> None:
    reading = read_value(DURATION, "1 week", bare)
    assert reading.values is not None
    assert reading.values.text == text
    assert reading.exact == Spans.exactly(DURATION, Decimal(7))
    assert reading.bare


@pytest.mark.parametrize(
    ("bare", "text"),
    [(Bare.up_to, "at most increased"), (Bare.at_least, "at least increased"), (Bare.exactly, "increased")],
)
def test_a_bare_level_is_read_as_its_block_reads_it(bare: Bare, text: str) -> None:
    reading = read_value(AID, "increased", bare)
    assert reading.values is not None
    assert reading.values.text == text
    assert reading.exact == Options.of(AID, "increased")


@pytest.mark.parametrize("bare", EVERY_BLOCK)
@pytest.mark.parametrize(("scale", "word"), [(RULER, "technocrats"), (OPEN, "yes")])
def test_a_bare_value_without_order_is_exact_in_every_block(scale: Scale, word: str, bare: Bare) -> None:
    assert values(scale, word, bare) == Options.of(scale, word)


@pytest.mark.parametrize("bare", EVERY_BLOCK)
@pytest.mark.parametrize("scale", [DURATION, NUMBER, DATE, PERCENT, MONEY, AID, RULER, OPEN, TEXT])
def test_unspecified_names_no_value_on_any_scale(scale: Scale, bare: Bare) -> None:
    for written in ("unspecified", {"unspecified": "true"}):
        reading = read_value(scale, written, bare)
        assert reading.values is None
        assert reading.exact is None


def test_two_bounds_are_joined_each_with_a_unit_of_its_own() -> None:
    between = values(DURATION, "more than 2 weeks and at most 6 weeks")
    assert between.text == "more than 14 days and at most 42 days"
    assert between == values(DURATION, ">2 weeks  and <= 42 days") == values(DURATION, between.text, Bare.at_least)
    assert values(MONEY, "at least 600 and at most 800 million") == values(
        MONEY, {"at_least": "600", "at_most": "800 million"}
    )
    assert values(AID, "more than blocked and less than unhindered") == Options.of(AID, "restricted", "increased")


def test_permanent_is_longer_than_any_duration_and_all_more_than_any_number() -> None:
    assert values(DURATION, "permanent") == Spans.exactly(DURATION, TOP)
    assert values(DURATION, "permanent", Bare.up_to) == DURATION.everything
    assert values(DURATION, "permanent", Bare.at_least) == Spans.exactly(DURATION, TOP)
    assert values(NUMBER, "all", Bare.at_least) == Spans.exactly(NUMBER, TOP)
    assert not values(DURATION, "99999 years") & values(DURATION, "permanent")  # type: ignore[operator]
    assert "is not an amount of money" in refused(MONEY, "all")[0]
    assert "is not a number" in refused(NUMBER, "permanent")[0]


# -- figures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "text", "value"),
    [
        (DURATION, "7 days", "7"),
        (DURATION, "1 day", "1"),
        (DURATION, "6 weeks", "42"),
        (DURATION, "2 months", "60"),
        (DURATION, "1.5 years", "547.5"),
        (DURATION, "1,000 days", "1000"),
        (DURATION, "0 days", "0"),
        (NUMBER, "40", "40"),
        (NUMBER, "40 people", "40"),
        (NUMBER, "1_000", "1000"),
        (NUMBER, "1,000", "1000"),
        (NUMBER, "1,234,567.8", "1234567.8"),
        (NUMBER, "-3", "-3"),
        (PERCENT, "43", "43"),
        (PERCENT, "43%", "43"),
        (PERCENT, "43 %", "43"),
        (PERCENT, "0.5 %", "0.5"),
        (MONEY, "600", "600"),
        (MONEY, "600 million", "600000000"),
        (MONEY, "1.3 billion", "1300000000"),
        (MONEY, "600 USD", "600"),
        (MONEY, "USD 600 million", "600000000"),
        (DATE, "2024-02-29", "738945"),
    ],
)
def test_figures_are_read_as_people_write_them(scale: Scale, text: str, value: str) -> None:
    assert figure(scale, text) == Decimal(value)


@pytest.mark.parametrize(
    ("scale", "text", "ends"),
    [
        (DURATION, "14..28 days", "14 days..28 days"),
        (DURATION, "2..4 weeks", "14 days..28 days"),
        (DURATION, "1 week..1 month", "7 days..30 days"),
        (MONEY, "600..800 million", "600 million..800 million"),
        (MONEY, "1..2 billion", "1 billion..2 billion"),
        (PERCENT, "43..45 %", "43 %..45 %"),
        (NUMBER, "10..15 people", "10..15"),
        (DATE, "2024-01-01..2024-01-31", "2024-01-01..2024-01-31"),
        (AID, "restricted..increased", "restricted..increased"),
    ],
)
def test_the_lower_end_of_a_range_shares_the_unit_of_the_upper(scale: Scale, text: str, ends: str) -> None:
    found = values(scale, text)
    assert found is not None
    assert found.text == ends


@given(st.decimals(0, 10**9, places=3))
def test_a_figure_reads_back_from_its_text(value: Decimal) -> None:
    for scale in (NUMBER, DURATION, PERCENT, MONEY):
        assert figure(scale, scale.figure(value)) == value


# -- the long form ------------------------------------------------------------------------------------------------


def test_bounds_of_the_long_form_hold_together() -> None:
    reading = read_value(NUMBER, {"at_least": "40", "at_most": "50", "about": "true", "note": "a guess"}, Bare.up_to)
    assert reading.values is not None
    assert reading.values.text == "40..50"
    assert (reading.about, reading.note, reading.bare) == (True, "a guess", False)


def test_about_alone_may_stand_beside_unspecified() -> None:
    reading = read_value(NUMBER, {"unspecified": "true", "about": "yes"}, Bare.up_to)
    assert (reading.values, reading.about) == (None, True)


def test_none_of_takes_one_value_or_several() -> None:
    assert values(RULER, {"none_of": "hamas"}) == values(RULER, "not hamas")
    assert values(RULER, {"none_of": ["hamas", "israel"]}) == Options.of(RULER, "technocrats", "international")
    assert values(RULER, {"any_of": ["hamas", "israel"]}) == values(RULER, ["hamas", "israel"])


def test_text_is_kept_and_never_compared() -> None:
    for written in ("at least nothing", "unspecified", {"exactly": "x"}, {"about": "true", "any_of": ["a", "b"]}):
        assert values(TEXT, written) is None


def test_every_word_of_the_long_form_is_taken() -> None:
    taken = {"unspecified": "false", "about": "false", "note": "n", "any_of": ["4", "5"], "none_of": ["5"]}
    taken |= {"at_least": "4", "at_most": "4", "more_than": "3", "less_than": "5", "exactly": "4"}
    assert set(taken) == set(LONG_FORM)
    assert values(NUMBER, taken) == Spans.exactly(NUMBER, Decimal(4))


# -- what no scale holds ------------------------------------------------------------------------------------------

TOO_LONG = f"'5{' ' * 118}…' is longer than 1000 characters, and no value is", "write a shorter one"


@pytest.mark.parametrize(
    ("scale", "written", "message", "hint"),
    [
        (DURATION, "a week or so", "'a week or so' is not a duration", "write `7 days`, `at most 7 days`, `permanent` or `unspecified`"),
        (DURATION, "7", "'7' is not a duration", "write `7 days`, `at most 7 days`, `permanent` or `unspecified`"),
        (DURATION, "-7 days", "'-7 days' is not a duration", "write `7 days`, `at most 7 days`, `permanent` or `unspecified`"),
        (NUMBER, "forty", "'forty' is not a number", "write `40`, `at most 40`, `all` or `unspecified`"),
        (NUMBER, "1e3", "'1e3' is not a number", "write `40`, `at most 40`, `all` or `unspecified`"),
        (NUMBER, "1,00", "'1,00' is not a number", "write `40`, `at most 40`, `all` or `unspecified`"),
        (NUMBER, "٤٠", "'٤٠' is not a number", "write `40`, `at most 40`, `all` or `unspecified`"),
        (NUMBER, "not 5..7", "'5..7' is not a number", "write `40`, `at most 40`, `all` or `unspecified`"),
        (PERCENT, "half", "'half' is not a percentage", "write `43 %`, `at most 43 %` or `unspecified`"),
        (MONEY, "much", "'much' is not an amount of money", "write `600 million`, `at most 600 million` or `unspecified`"),
        (DATE, "soon", "'soon' is not a date", "write `2023-12-21`, `at most 2023-12-21` or `unspecified`"),
        (DATE, "2023-02-30", "'2023-02-30' is a day that does not exist", "check the day and the month"),
        (AID, "incresed", "'incresed' is not a level of this issue", "did you mean `increased`?"),
        (AID, "x", "'x' is not a level of this issue", "write one of blocked, restricted, increased, unhindered, or `unspecified`"),
        (RULER, "technocrat", "'technocrat' is not a choice of this issue", "did you mean `technocrats`?"),
        (OPEN, "undecided", "'undecided' is not an answer of this issue", "write one of yes, no, or `unspecified`"),
        (RULER, "at least hamas", "this issue's values have no order, so none is more or less", "write `hamas` or `not hamas`"),
        (RULER, "hamas..israel", "this issue's values have no order, so none is more or less", "write `hamas` or `not hamas`"),
        (AID, "less than blocked", "less than blocked leaves no level", "check the bound"),
        (AID, "unhindered..blocked", "the range 'unhindered..blocked' runs backwards", "write `blocked..unhindered`"),
        (NUMBER, "7..5", "the range '7..5' runs backwards", "write `5..7`"),
        (DURATION, "less than 0 days", "less than 0 days leaves no value on the scale", "check the bound"),
        (NUMBER, "more than all", "more than all leaves no value on the scale", "check the bound"),
        (DATE, "more than 9999-12-31", "more than 9999-12-31 leaves no value on the scale", "check the bound"),
        (NUMBER, "1" * 21, "'111111111111111111111' is longer than 20 digits", "write a shorter figure"),
        (NUMBER, "5" + "  " * 600 + "6", *TOO_LONG),
        (NUMBER, {"exactly": "5" + "  " * 600 + "6"}, *TOO_LONG),
        (NUMBER, "at least 7 and less than 7", "the bounds 'at least 7 and less than 7' leave no value", "check the bounds against each other"),
        (NUMBER, "", "no value is written", "write a value or `unspecified`"),
        (NUMBER, [], "the list of values is empty", "name at least one value, or write `unspecified`"),
        (NUMBER, ["4", "unspecified"], "`unspecified` is no value among others", "leave it out of the list"),
        (TEXT, ["a"], "the scale is text, which takes one string", "write the words as one quoted string"),
        (NUMBER, {"atleast": "5"}, "'atleast' is no part of a value", "did you mean `at_least`?"),
        (NUMBER, {"zzz": "5"}, "'zzz' is no part of a value", f"use {', '.join(LONG_FORM)}"),
        (NUMBER, {"note": "x"}, "the long form names no value", "add `at_least`, `at_most`, `exactly`, `any_of` or `unspecified`"),
        (NUMBER, {"unspecified": "true", "exactly": "5"}, "`unspecified` stands beside a value", "keep one of the two"),
        (NUMBER, {"about": "perhaps", "exactly": "5"}, "`about` is true or false", "write `about: true` or leave it out"),
        (NUMBER, {"at_least": ["5"]}, "`at_least` takes one value", "write `at_least: VALUE`"),
        (NUMBER, {"at_least": "7", "at_most": "5"}, "no value satisfies all of this", "check the bounds against each other"),
        (AID, {"none_of": list(AID.members)}, "no value satisfies all of this", "check the bounds against each other"),
    ],
)  # fmt: skip
def test_what_a_scale_does_not_hold_is_told_with_a_way_out(
    scale: Scale, written: object, message: str, hint: str
) -> None:
    assert refused(scale, written) == (message, hint)


@given(st.text(max_size=30), st.sampled_from([DURATION, NUMBER, DATE, PERCENT, MONEY, AID, RULER, OPEN, TEXT]))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str, scale: Scale) -> None:
    for bare in EVERY_BLOCK:
        try:
            reading = read_value(scale, text, bare)
        except OffScale as wrong:
            assert str(wrong)
            assert wrong.hint
        else:
            assert reading.values is None or reading.values


@given(st.text("0123456789.,_ <>=≤≥-daysweekntmorlh%bi", max_size=16))
def test_what_is_read_can_be_written_in_words(text: str) -> None:
    for scale in (DURATION, NUMBER, DATE, PERCENT, MONEY):
        try:
            found = values(scale, text, Bare.up_to)
        except OffScale:
            continue
        assert found is None or found.text


def test_long_text_is_clipped_in_what_is_echoed() -> None:
    assert len(clip("x" * 500)) == 120
    assert clip("x" * 120) == "x" * 120
    assert len(refused(NUMBER, "x" * 500)[0]) < 200
