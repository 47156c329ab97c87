"""A tree of reasons, and the statements at its ends."""

from __future__ import annotations

from negotrack.book import Book
from negotrack.findings import Place
from negotrack.reasons import Derived, Fact, facts


def test_the_statements_of_a_tree_come_in_the_order_they_are_first_needed_each_once(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    summary: No.
    """
    first, second = book.chronicle
    week = Fact(first, "israel", "israel/week", Place("a.yaml", 3))
    other_line = Fact(first, "israel", "israel/week", Place("a.yaml", 4))
    refusal = Fact(second, "hamas", "", Place("b.yaml", 1))
    tree = Derived(
        "both", (Derived("one", (refusal, week)), week, Derived("two", (Derived("deep", (other_line,)), refusal)))
    )
    assert list(facts([tree])) == [refusal, week, other_line]
    assert list(facts([tree, tree, week])) == [refusal, week, other_line]
    assert list(facts([Derived("nothing", ())])) == []
