"""Names as people type them."""

from __future__ import annotations

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st

from negotrack.book import Book
from negotrack.cli import names
from negotrack.errors import NOT_FOUND, NegotrackError

PEOPLE = {"israel": ("Israel", "Government of Israel"), "hamas": ("Hamas",), "iraq": ("Iraq",), "qatar": ("Qatar",)}


def test_a_name_may_be_the_id_or_any_alias_in_any_case() -> None:
    assert names.find("israel", "party", PEOPLE) == "israel"
    assert names.find("ISRAEL", "party", PEOPLE) == "israel"
    assert names.find("government of israel", "party", PEOPLE) == "israel"


def test_a_name_may_be_shortened_to_any_part_that_only_one_has() -> None:
    assert names.find("ham", "party", PEOPLE) == "hamas"
    assert names.find("tar", "party", PEOPLE) == "qatar"
    assert names.find("gov", "party", PEOPLE) == "israel"


def test_an_exact_name_comes_before_one_it_begins_and_that_before_one_it_is_part_of() -> None:
    known = {"aid": (), "aid-trucks": (), "no-aid": ()}
    assert names.matches("aid", known) == ["aid"]
    assert names.matches("aid-", known) == ["aid-trucks"]
    assert names.matches("ai", known) == ["aid", "aid-trucks"]
    assert names.matches("-", known) == ["aid-trucks", "no-aid"]


def test_a_name_that_can_mean_more_than_one_says_which() -> None:
    with pytest.raises(NegotrackError) as wrong:
        names.find("i", "party", PEOPLE)
    assert str(wrong.value) == "'i' can mean more than one party"
    assert (wrong.value.hint, wrong.value.code) == ("write more of it: israel, iraq", NOT_FOUND)


def test_at_most_eight_meanings_are_listed() -> None:
    with pytest.raises(NegotrackError) as wrong:
        names.find("p", "party", {f"p{number}": () for number in range(9)})
    assert wrong.value.hint == "write more of it: p0, p1, p2, p3, p4, p5, p6, p7, …"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("hammas", "did you mean hamas?"),
        ("Isreal", "did you mean israel?"),
        ("zzz", "there is israel, hamas, iraq, qatar"),
    ],
)
def test_a_wrong_name_gets_a_suggestion_or_what_there_is(asked: str, hint: str) -> None:
    with pytest.raises(NegotrackError) as wrong:
        names.find(asked, "party", PEOPLE)
    assert str(wrong.value) == f"there is no party {asked!r}"
    assert (wrong.value.hint, wrong.value.code) == (hint, NOT_FOUND)


def test_where_there_is_nothing_there_is_nothing_to_suggest() -> None:
    assert names.suggestion("x", {}) == ""
    assert names.suggestion("zzz", {f"p{number}": () for number in range(13)}).endswith("p11, …")


@given(st.text(min_size=1, max_size=8))
def test_any_word_finds_one_name_or_is_an_error(asked: str) -> None:
    try:
        assert names.find(asked, "party", PEOPLE) in PEOPLE
    except NegotrackError as wrong:
        assert wrong.hint


@given(st.sampled_from(sorted(PEOPLE)), st.integers(1, 6))
def test_what_begins_one_name_alone_means_it(name: str, length: int) -> None:
    begun = name[:length]
    others = [word.casefold() for key, also in PEOPLE.items() if key != name for word in (key, *also)]
    if not any(word.startswith(begun) for word in others):
        assert names.find(begun, "party", PEOPLE) == name


def test_a_book_names_its_parties_issues_items_and_statements(book: Book) -> None:
    """
    title: Names
    parties:
      israel: {name: State of Israel, role: principal, aliases: [Jerusalem], previously: [govt]}
      hamas: {name: Hamas, role: principal}
    issues:
      aid: {title: Humanitarian aid, scale: number, previously: [trucks]}
    scopes: {phase-1: First phase}
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    previously: [israel/old]
    offers: [{id: week, previously: [seven], gives: {aid@phase-1: 5}}]
    red_lines: [{id: never, never: {aid: 9}}]
    --- joint/b.yaml
    parties: [israel, hamas]
    date: 2023-12-02
    agreement: {aid: 3}
    """
    assert names.find("jerusalem", "party", names.parties(book)) == "israel"
    assert names.find("govt", "party", names.parties(book)) == "israel"
    assert names.find("state", "party", names.parties(book)) == "israel"
    assert names.items(book) == {
        "israel/week": ("week", "seven", "govt/week", "israel/seven", "govt/seven"),
        "israel/never": ("never", "govt/never"),
    }
    assert names.find("seven", "item", names.items(book)) == "israel/week"
    assert names.find("never", "item", names.items(book)) == "israel/never"
    assert names.statements(book) == {"israel/a": ("israel/old",), "joint/b": ()}
    assert names.find("old", "statement", names.statements(book)) == "israel/a"


def test_an_issue_has_a_scope_only_where_one_is_written(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length@phase-1: 42 days, ceasefire-length@phase-2: 60 days}}]
    """
    assert names.find_issue("length", book) == "ceasefire-length"
    assert names.find_issue("ceasefire-length@phase-2", book) == "ceasefire-length@phase-2"
    assert names.find_issue("Humanitarian", book) == "aid"
    with pytest.raises(NegotrackError):
        names.find_issue("ceasefire-length@phase", book)


def test_the_command_line_takes_names_shortened_and_suggests_for_wrong_ones(cli) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    short: Ran = cli("compare", "isr", "egy", "-O", "plain", "--as-of", "2023-12")
    assert (short.code, short.out.split("\t")[:4]) == (0, ["ceasefire-length", "israel", "egypt", "open"])
    wrong: Ran = cli("compare", "isreal", "egypt", "--as-of", "2023-12")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err == "negotrack: there is no party 'isreal'\n  help: did you mean israel?\n"


def test_the_repository_is_found_from_any_folder_below_it(cli, tmp_path) -> None:
    """
    --- israel/a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    below: Ran = cli("compare", "-O", "plain", "--as-of", "2023-12", at=tmp_path / "positions/talks/israel")
    named: Ran = cli("compare", "-O", "plain", "--as-of", "2023-12", "-C", str(tmp_path), at=tmp_path.parent)
    assert below.code == 0
    assert below.out == named.out != ""
