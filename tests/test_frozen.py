"""Frozen classes are like those of the standard library, in everything but when their methods are made."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack import frozen
from negotrack.findings import Place

lean = frozen._dataclass


def offer(kind):
    """The same class by either decorator."""

    class Offer:
        """An offer."""

        id: str
        days: int = 7
        terms: dict[str, int] = field(default_factory=dict)
        place: str = field(default="", compare=False)
        secret: str = field(default="", repr=False)

        @property
        def weeks(self):
            return self.days / 7

    Offer.__qualname__ = "Offer"
    return kind(frozen=True, slots=True)(Offer)


def price(kind):
    class Price:
        amount: int
        unit: str = "EUR"

    Price.__qualname__ = "Price"
    return kind(frozen=True, slots=True, order=True)(Price)


LEAN, STANDARD = offer(lean), offer(dataclass)
CHEAP, PLAIN = price(lean), price(dataclass)
texts = st.sampled_from(["", "a", "b"])
offers = st.fixed_dictionaries({"id": texts}, optional={"days": st.integers(1, 2), "place": texts, "secret": texts})
prices = st.tuples(st.integers(0, 2), texts)


@given(offers, offers)
def test_two_are_equal_look_alike_and_are_written_as_in_the_standard_library(one, other):
    assert (LEAN(**one) == LEAN(**other)) == (STANDARD(**one) == STANDARD(**other))
    assert repr(LEAN(**one)) == repr(STANDARD(**one))
    assert LEAN(**one).weeks == STANDARD(**one).weeks


@given(prices, prices)
def test_order_and_hash_are_those_of_the_standard_library(one, other):
    a, b, c, d = CHEAP(*one), CHEAP(*other), PLAIN(*one), PLAIN(*other)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (c < d, c <= d, c > d, c >= d, c == d)
    assert (hash(a) == hash(b)) == (hash(c) == hash(d))


def test_nothing_can_be_set_or_taken_away():
    one = CHEAP(3)
    with pytest.raises(FrozenInstanceError, match="stays as it is"):
        one.amount = 4
    with pytest.raises(FrozenInstanceError):
        del one.unit
    assert one == CHEAP(3, "EUR")


def test_replace_fields_and_patterns_work():
    one = CHEAP(3)
    assert replace(one, unit="USD") == CHEAP(3, "USD")
    assert [each.name for each in dataclasses.fields(one)] == ["amount", "unit"]
    match one:
        case CHEAP(amount, unit=unit):
            assert (amount, unit) == (3, "EUR")
        case _:
            pytest.fail("a pattern of a class did not match its instance")


def test_each_instance_has_its_own_default():
    one, other = LEAN("a"), LEAN("a")
    assert one.terms == {} and one.terms is not other.terms


@pytest.mark.parametrize("wrong", [(), (1, "EUR", 2)])
def test_a_wrong_call_is_refused_before_and_after_the_first_instance(wrong):
    for _ in range(2):
        with pytest.raises(TypeError):
            price(lean)(*wrong)
    with pytest.raises(TypeError):
        CHEAP(1, colour="red")


def test_other_kinds_are_never_equal_nor_ordered():
    assert CHEAP(1) != PLAIN(1)
    with pytest.raises(TypeError):
        assert CHEAP(1) < (1, "EUR")


def test_copies_and_pickles_are_equal():
    place = Place("positions/talks/union/a.yaml", 3, 1)
    assert copy.copy(place) == place == pickle.loads(pickle.dumps(place)) == copy.deepcopy(place)


def test_a_class_without_slots_may_cache_and_one_with_a_post_init_may_check():
    class Rounded:
        value: float
        whole: int = field(init=False)

        def __post_init__(self):
            object.__setattr__(self, "whole", round(self.value))

    made = lean(frozen=True)(Rounded)
    assert made(2.6).whole == 3
    with pytest.raises(FrozenInstanceError):
        made(2.6).whole = 2


def test_a_class_keeps_the_methods_it_has_and_adds_to_those_it_inherits():
    class Wide(CHEAP):
        width: int = 0

        def __repr__(self):
            return "wide"

    wide = lean(frozen=True, slots=True)(Wide)
    assert repr(wide(1, "EUR", 2)) == "wide"
    assert wide(1, "EUR", 2).amount == 1 and wide(1, "EUR", 2) != wide(1, "EUR", 3)
    assert replace(wide(1, "EUR", 2), amount=5) == wide(5, "EUR", 2)


def test_a_class_of_no_fields_is_equal_to_itself():
    class Nothing:
        pass

    nothing = lean(frozen=True, slots=True)(Nothing)
    assert nothing() == nothing() and hash(nothing()) == hash(nothing())
