"""What stands on a day: every way in which an item comes, is answered, and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

from conftest import DAYS, KEYS, PARTIES, books
from hypothesis import given
from hypothesis import strategies as st

from negotrack.book import Book, Entry, Event, Statement
from negotrack.held import Held
from negotrack.standing import Standing, standing


def on(book: Book, day: str) -> Standing:
    return standing(book, date.fromisoformat(day))


def held(state: Standing, key: str) -> Held:
    party = key.partition("/")[0]
    return next(one for one in state.held(party) if f"{party}/{one.item.id}" == key)


def accepted(state: Standing, party: str, key: str) -> Held:
    return next(one for one in state.held(party) if one.key == key and one.item.id != key)


def states(state: Standing, party: str) -> dict[str, str]:
    return {one.key: one.state for one in state.held(party)}


def stated(state: Standing, party: str, issue: str, *toward: str) -> str | None:
    """What a party has put forward, in words; None where nothing, `unspecified` where no value."""
    found = state.stated(party, issue, toward)
    if found is None:
        return None
    return found.values.text if found.values is not None else "unspecified"


# -- how long an item stands --------------------------------------------------------------------------------------


def test_an_item_stands_from_its_statement_on(book: Book) -> None:
    """
    --- israel/week.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    preconditions: [{id: first, before: deal, requires: {aid: increased}}]
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    """
    assert states(on(book, "2023-12-18"), "israel") == {}
    after = on(book, "2023-12-19")
    assert states(after, "israel") == dict.fromkeys(["israel/week", "israel/first", "israel/never"], "standing")
    assert stated(after, "israel", "ceasefire-length") == "at most 7 days"
    assert stated(on(book, "2033-12-19"), "israel", "ceasefire-length") == "at most 7 days"


def test_a_withdrawn_offer_leaves_no_position(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    withdraws: [week]
    """
    assert stated(on(book, "2023-12-09"), "israel", "ceasefire-length") == "at most 7 days"
    after = on(book, "2023-12-10")
    assert stated(after, "israel", "ceasefire-length") is None
    week = held(after, "israel/week")
    assert (week.state, week.by.id, week.ended, week.stands, week.voiced) == (
        "withdrawn", "b", date(2023, 12, 10), False, False,
    )  # fmt: skip


def test_red_lines_and_preconditions_can_be_withdrawn(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    preconditions: [{id: first, before: deal, requires: {aid: increased}}]
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    withdraws: [first, never]
    """
    after = on(book, "2023-12-10")
    assert states(after, "israel") == {"israel/first": "withdrawn", "israel/never": "withdrawn"}
    assert after.allowed("israel", "ceasefire-length") == after.book.issue("ceasefire-length").scale.everything


def test_a_withdrawal_takes_effect_before_the_same_statement_s_offers(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    withdraws: [week]
    offers: [{id: week, gives: {ceasefire-length: 5 days}}]
    """
    after = on(book, "2023-12-10")
    assert stated(after, "israel", "ceasefire-length") == "at most 5 days"
    week = held(after, "israel/week")
    assert week.stands
    assert [former.state for former in week.versions] == ["withdrawn"]


def test_a_withdrawal_of_what_was_never_said_changes_nothing(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-10
    withdraws: [month]
    --- c.yaml
    party: hamas
    date: 2023-12-11
    withdraws: [week]
    """
    assert states(on(book, "2023-12-12"), "israel") == {"israel/week": "standing"}


def test_until_is_the_last_day_of_an_offer(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, until: 2023-12-10}]
    """
    last, after = on(book, "2023-12-10"), on(book, "2023-12-11")
    assert held(last, "israel/week").stands
    assert stated(last, "israel", "ceasefire-length") == "at most 7 days"
    week = held(after, "israel/week")
    assert (week.state, week.by, week.ended) == ("expired", None, date(2023, 12, 11))
    assert stated(after, "israel", "ceasefire-length") is None


def test_an_expiry_does_not_bring_an_older_offer_back(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}, until: 2023-12-10}]
    """
    assert stated(on(book, "2023-12-10"), "israel", "ceasefire-length") == "at most 30 days"
    after = on(book, "2023-12-11")
    assert stated(after, "israel", "ceasefire-length") is None
    assert states(after, "israel") == {"israel/week": "superseded", "israel/month": "expired"}


def test_a_withdrawal_does_not_bring_an_older_offer_back(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    withdraws: [month]
    """
    after = on(book, "2023-12-06")
    assert stated(after, "israel", "ceasefire-length") is None
    assert states(after, "israel") == {"israel/week": "superseded", "israel/month": "withdrawn"}


def test_a_superseded_offer_that_expires_does_not_end_its_next_version(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, until: 2023-12-10}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: week, gives: {ceasefire-length: 8 days}}]
    """
    after = on(book, "2023-12-20")
    assert held(after, "israel/week").stands
    assert stated(after, "israel", "ceasefire-length") == "at most 8 days"


def test_the_days_on_which_something_runs_out_can_be_asked(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: week, gives: {ceasefire-length: 7 days}, until: 2023-12-10}
      - {id: gone, gives: {aid: increased}, until: 2023-12-04}
    --- b.yaml
    parties: [israel, egypt]
    date: 2023-12-01
    until: 2023-12-08
    agreement: {fund: 5 million}
    --- c.yaml
    party: israel
    date: 2023-12-02
    withdraws: [gone]
    """
    state = on(book, "2023-12-02")
    assert state.last_days(date(2023, 12, 31)) == [date(2023, 12, 8), date(2023, 12, 10)]
    assert state.last_days(date(2023, 12, 10)) == [date(2023, 12, 8)]


def test_an_item_is_stale_once_it_is_older_than_stale_after(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    sixty, more = on(book, "2024-01-30"), on(book, "2024-01-31")
    assert (sixty.age(held(sixty, "israel/week")), sixty.stale(held(sixty, "israel/week"))) == (60, False)
    assert (more.age(held(more, "israel/week")), more.stale(held(more, "israel/week"))) == (61, True)
    assert stated(more, "israel", "ceasefire-length") == "at most 7 days"


# -- versions -----------------------------------------------------------------------------------------------------


def test_the_same_id_with_other_terms_is_the_next_version(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: week, gives: {ceasefire-length: 8 days}}]
    """
    week = held(on(book, "2023-12-05"), "israel/week")
    assert (week.entry.id, week.since, week.restated) == ("b", date(2023, 12, 5), 0)
    assert [(former.entry.id, former.state) for former in week.versions] == [("a", "superseded")]


def test_the_same_terms_again_are_a_restatement_and_keep_the_day_they_were_first_said(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    red_lines: [{id: never, summary: In other words, never: {ceasefire-length: exactly permanent}}]
    --- c.yaml
    party: israel
    date: 2023-12-09
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    """
    state = on(book, "2023-12-10")
    never = held(state, "israel/never")
    assert (never.entry.id, never.since, never.restated) == ("c", date(2023, 12, 1), 2)
    assert state.age(never) == 1


def test_what_is_said_again_after_a_withdrawal_is_new(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    withdraws: [never]
    --- c.yaml
    party: israel
    date: 2023-12-09
    red_lines: [{id: never, never: {ceasefire-length: permanent}}]
    """
    never = held(on(book, "2023-12-09"), "israel/never")
    assert (never.state, never.since) == ("standing", date(2023, 12, 9))


def test_an_amendment_replaces_or_adds_the_terms_it_gives_and_carries_the_rest_over(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - id: week
        gives: {ceasefire-length: 7 days, aid: increased}
        asks: {hostages-released: 40}
        to: [hamas]
        until: 2023-12-31
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: two-weeks, amends: week, gives: {ceasefire-length: 14 days, prisoners-released: 100}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/week": "superseded", "israel/two-weeks": "standing"}
    offer = held(state, "israel/two-weeks").item
    assert {issue: term.values.text for issue, term in offer.package.items()} == {
        "ceasefire-length": "at most 14 days",
        "prisoners-released": "at most 100",
        "aid": "at most increased",
        "hostages-released": "at least 40",
    }
    assert (offer.to, offer.until) == (("hamas",), date(2023, 12, 31))
    assert held(on(book, "2024-01-01"), "israel/two-weeks").state == "expired"


def test_an_amendment_without_an_id_is_the_next_version_of_what_it_amends(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{amends: week, gives: {ceasefire-length: 14 days}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/week": "standing"}
    assert stated(state, "israel", "ceasefire-length") == "at most 14 days"
    assert stated(state, "israel", "aid") == "at most increased"


def test_an_amendment_may_turn_a_term_to_the_other_side(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {aid: increased}, asks: {hostages-released: 40}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{amends: week, asks: {aid: restricted}}]
    """
    offer = held(on(book, "2023-12-05"), "israel/week").item
    assert (set(offer.gives), set(offer.asks)) == (set(), {"aid", "hostages-released"})


# -- supersession -------------------------------------------------------------------------------------------------


def test_a_later_offer_supersedes_earlier_ones_that_share_an_issue(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: week, gives: {ceasefire-length: 7 days, aid: increased}}
      - {id: cells, gives: {prisoners-released: 100}}
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {
        "israel/week": "superseded", "israel/cells": "standing", "israel/month": "standing",
    }  # fmt: skip
    assert held(state, "israel/week").by.id == "b"


def test_a_superseded_package_still_shows_its_other_issues(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """
    state = on(book, "2023-12-05")
    assert stated(state, "israel", "ceasefire-length") == "at most 30 days"
    assert stated(state, "israel", "aid") == "at most increased"


def test_a_withdrawal_of_a_superseded_package_takes_its_other_issues_away(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    withdraws: [week]
    """
    state = on(book, "2023-12-06")
    assert stated(state, "israel", "aid") is None
    assert stated(state, "israel", "ceasefire-length") == "at most 30 days"


def test_a_withdrawal_takes_every_earlier_version_with_it(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: week, gives: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    withdraws: [week]
    """
    before, after = on(book, "2023-12-05"), on(book, "2023-12-06")
    assert stated(before, "israel", "aid") == "at most increased"
    assert stated(after, "israel", "aid") is None


def test_offers_of_one_statement_do_not_supersede_each_other(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: short, gives: {ceasefire-length: exactly 7 days}, asks: {hostages-released: 40}}
      - {id: long, gives: {ceasefire-length: exactly 60 days}, asks: {hostages-released: 100}}
    """
    state = on(book, "2023-12-01")
    assert [one.key for one in state.offers("israel")] == ["israel/short", "israel/long"]


def test_alternatives_are_any_one_of_them_so_what_is_stated_is_their_union(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers:
      - {id: short, gives: {ceasefire-length: exactly 7 days}, asks: {hostages-released: 40}}
      - {id: long, gives: {ceasefire-length: exactly 60 days}, asks: {hostages-released: 100}}
    """
    state = on(book, "2023-12-01")
    assert stated(state, "israel", "ceasefire-length") == "7 days or 60 days"
    assert stated(state, "israel", "hostages-released") == "at least 40"


def test_offers_about_different_issues_add_up(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: trucks, gives: {aid: increased}}]
    """
    state = on(book, "2023-12-05")
    assert [one.key for one in state.offers("israel")] == ["israel/week", "israel/trucks"]


def test_an_offer_that_is_kept_is_not_superseded_and_stays_an_alternative(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: short, gives: {ceasefire-length: exactly 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: long, gives: {ceasefire-length: exactly 60 days}, keeps: [short]}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/short": "standing", "israel/long": "standing"}
    assert stated(state, "israel", "ceasefire-length") == "7 days or 60 days"


def test_the_withdrawal_of_an_alternative_leaves_the_one_that_was_kept(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: short, gives: {ceasefire-length: exactly 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: long, gives: {ceasefire-length: exactly 60 days}, keeps: [short]}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    withdraws: [long]
    """
    assert stated(on(book, "2023-12-06"), "israel", "ceasefire-length") == "7 days"


def test_an_exploratory_offer_stands_beside_the_rest(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: short, gives: {ceasefire-length: exactly 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    force: exploratory
    offers: [{id: long, gives: {ceasefire-length: exactly 60 days}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/short": "standing", "israel/long": "standing"}
    found = state.stated("israel", "ceasefire-length")
    assert (found.values.text, found.exploratory) == ("7 days or 60 days", True)


def test_an_exploratory_offer_supersedes_exploratory_ones(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    force: exploratory
    offers: [{id: short, gives: {ceasefire-length: exactly 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    force: exploratory
    offers: [{id: long, gives: {ceasefire-length: exactly 60 days}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/short": "superseded", "israel/long": "standing"}
    assert stated(state, "israel", "ceasefire-length") == "60 days"


def test_a_firm_offer_supersedes_exploratory_ones(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    force: exploratory
    offers: [{id: short, gives: {ceasefire-length: exactly 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    force: binding
    offers: [{id: long, gives: {ceasefire-length: exactly 60 days}}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/short": "superseded", "israel/long": "standing"}
    found = state.stated("israel", "ceasefire-length")
    assert (found.values.text, found.exploratory) == ("60 days", False)


def test_an_offer_supersedes_only_towards_those_it_is_made_to(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: to-all, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: to-egypt, gives: {ceasefire-length: 30 days}, to: [egypt]}]
    """
    state = on(book, "2023-12-05")
    assert states(state, "israel") == {"israel/to-all": "standing", "israel/to-egypt": "standing"}
    assert stated(state, "israel", "ceasefire-length", "hamas") == "at most 7 days"
    assert stated(state, "israel", "ceasefire-length", "egypt") == "at most 30 days"
    assert stated(state, "israel", "ceasefire-length") == "at most 30 days"


def test_an_offer_is_superseded_once_it_is_towards_everybody_it_was_made_to(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: to-two, gives: {ceasefire-length: 7 days}, to: [hamas, egypt]}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: to-egypt, gives: {ceasefire-length: 30 days}, to: [egypt]}]
    --- c.yaml
    party: israel
    date: 2023-12-09
    offers: [{id: to-hamas, gives: {ceasefire-length: 9 days}, to: [hamas, qatar]}]
    """
    assert held(on(book, "2023-12-05"), "israel/to-two").stands
    state = on(book, "2023-12-09")
    assert (held(state, "israel/to-two").state, held(state, "israel/to-two").by.id) == ("superseded", "c")
    assert held(state, "israel/to-egypt").stands


def test_an_offer_is_stated_only_towards_those_it_is_made_to(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: to-egypt, gives: {ceasefire-length: 30 days}, to: [egypt]}]
    """
    state = on(book, "2023-12-01")
    assert stated(state, "israel", "ceasefire-length", "egypt") == "at most 30 days"
    assert stated(state, "israel", "ceasefire-length", "hamas") is None
    assert stated(state, "israel", "ceasefire-length", "egypt", "hamas") is None


# -- answers ------------------------------------------------------------------------------------------------------


def test_a_rejected_offer_is_marked_and_still_states_what_it_stated(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: rejects, refuses: {ceasefire-length: 7 days}}]
    """
    state = on(book, "2023-12-05")
    week = held(state, "israel/week")
    assert week.stands
    assert [(one.party, one.response.answer, one.entry.id) for one in week.answers] == [("hamas", "rejects", "b")]
    assert stated(state, "israel", "ceasefire-length") == "at most 7 days"
    assert stated(state, "hamas", "ceasefire-length") is None
    assert state.allowed("hamas", "ceasefire-length") == book.issue("ceasefire-length").scale.everything


def test_an_answer_that_names_only_a_party_marks_no_item(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel, answer: rejects}]
    --- c.yaml
    party: hamas
    date: 2023-12-06
    responses: [{to: israel, answer: accepts}]
    """
    state = on(book, "2023-12-06")
    assert held(state, "israel/week").answers == []
    assert list(state.held("hamas")) == []


def test_an_acceptance_without_an_item_counts_only_for_the_terms_it_brings(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel, answer: accepts, with: {ceasefire-length: 7 days}}]
    """
    state = on(book, "2023-12-05")
    assert stated(state, "hamas", "ceasefire-length") == "7 days"
    assert stated(state, "hamas", "aid") is None
    (own,) = state.offers("hamas")
    assert (own.key, own.item.changed) == ("israel", True)


def test_an_acceptance_counts_as_the_accepter_s_offer_of_those_terms_read_exactly(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: at least 40}, terms: {aid: increased}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    """
    state = on(book, "2023-12-05")
    own = accepted(state, "hamas", "israel/week")
    assert (own.item.accepts, own.item.changed) == ("israel/week", False)
    assert {issue: term.values.text for issue, term in own.item.package.items()} == {
        "aid": "increased", "ceasefire-length": "7 days", "hostages-released": "at least 40",
    }  # fmt: skip
    assert [own.item.side(issue) for issue in ("ceasefire-length", "hostages-released", "aid")] == [
        "asks",
        "gives",
        "terms",
    ]
    assert stated(state, "hamas", "ceasefire-length") == "7 days"
    assert held(state, "israel/week").stands


def test_an_acceptance_with_changes_replaces_the_terms_issue_by_issue(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts, with: {hostages-released: at most 30, aid: unhindered}}]
    """
    state = on(book, "2023-12-05")
    own = accepted(state, "hamas", "israel/week")
    assert own.item.changed
    assert [stated(state, "hamas", issue) for issue in ("ceasefire-length", "hostages-released", "aid")] == [
        "7 days", "at most 30", "unhindered",
    ]  # fmt: skip


def test_an_acceptance_supersedes_the_accepter_s_own_offers(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    """
    state = on(book, "2023-12-05")
    assert held(state, "hamas/month").state == "superseded"
    assert stated(state, "hamas", "ceasefire-length") == "7 days"


def test_a_later_offer_supersedes_an_acceptance(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    --- c.yaml
    party: hamas
    date: 2023-12-09
    offers: [{id: month, asks: {ceasefire-length: 30 days}}]
    """
    state = on(book, "2023-12-09")
    assert accepted(state, "hamas", "israel/week").state == "superseded"
    assert stated(state, "hamas", "ceasefire-length") == "at least 30 days"


def test_an_acceptance_survives_the_maker_s_withdrawal(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    --- c.yaml
    party: israel
    date: 2023-12-09
    withdraws: [week]
    """
    state = on(book, "2023-12-09")
    assert stated(state, "israel", "ceasefire-length") is None
    assert stated(state, "hamas", "ceasefire-length") == "7 days"


def test_an_acceptance_is_of_the_version_that_stood_then(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    --- c.yaml
    party: israel
    date: 2023-12-09
    offers: [{id: week, gives: {ceasefire-length: 3 days}}]
    """
    state = on(book, "2023-12-09")
    assert stated(state, "hamas", "ceasefire-length") == "7 days"
    week = held(state, "israel/week")
    assert week.answers == []
    assert [len(former.answers) for former in week.versions] == [1]


def test_a_rejection_takes_the_rejecter_s_earlier_acceptance_back(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    --- c.yaml
    party: hamas
    date: 2023-12-09
    responses: [{to: israel/week, answer: rejects}]
    """
    state = on(book, "2023-12-09")
    assert accepted(state, "hamas", "israel/week").state == "withdrawn"
    assert stated(state, "hamas", "ceasefire-length") is None


def test_a_rejection_that_names_only_a_party_takes_no_acceptance_back(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel, answer: accepts, with: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-09
    responses: [{to: israel, answer: rejects, refuses: {aid: increased}}]
    """
    assert stated(on(book, "2023-12-09"), "hamas", "ceasefire-length") == "7 days"


def test_to_consider_an_offer_states_nothing(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: considers}]
    """
    state = on(book, "2023-12-05")
    assert [one.response.answer for one in held(state, "israel/week").answers] == ["considers"]
    assert stated(state, "hamas", "ceasefire-length") is None


# -- agreements ---------------------------------------------------------------------------------------------------


def test_an_agreement_is_in_force_from_its_day_until_its_last_day(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    until: 2023-11-25
    agreement: {ceasefire-length: 4 days}
    """
    pair = ("israel", "hamas")
    assert on(book, "2023-11-21").agreed(pair, "ceasefire-length") is None
    assert on(book, "2023-11-22").agreed(pair, "ceasefire-length") is not None
    assert on(book, "2023-11-25").agreed(pair, "ceasefire-length") is not None
    after = on(book, "2023-11-26")
    assert after.agreed(pair, "ceasefire-length") is None
    assert [(pact.lapsed, pact.in_force) for pact in after.pacts] == [(True, False)]


def test_an_agreement_binds_only_those_who_made_it(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, egypt]
    date: 2023-11-22
    agreement: {aid: increased}
    """
    state = on(book, "2023-11-22")
    assert state.agreed(("israel", "egypt"), "aid") is not None
    assert state.agreed(("israel", "hamas"), "aid") is None
    assert state.agreed(("israel", "hamas", "egypt"), "aid") is None
    assert state.agreed(("israel", "egypt"), "ceasefire-length") is None


def test_an_event_ends_an_agreement_from_its_day(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    --- end.yaml
    event: Fighting resumes
    date: 2023-12-01
    ends: [truce]
    """
    pair = ("israel", "hamas")
    assert on(book, "2023-11-30").agreed(pair, "ceasefire-length") is not None
    after = on(book, "2023-12-01")
    assert after.agreed(pair, "ceasefire-length") is None
    assert after.pacts[0].ended_by.id == "end"


def test_a_later_offer_that_excludes_the_agreed_value_departs_on_that_issue_alone(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days, hostages-released: 50, aid: increased}
    --- more.yaml
    party: israel
    date: 2023-11-24
    offers: [{id: more, gives: {ceasefire-length: 10 days}, asks: {hostages-released: 60}}]
    """
    state, pair = on(book, "2023-11-24"), ("israel", "hamas")
    assert state.agreed(pair, "hostages-released") is None
    assert state.agreed(pair, "ceasefire-length") is not None  # up to ten days takes in four
    assert state.agreed(pair, "aid") is not None
    assert {issue: (party, entry.id) for issue, (party, entry) in state.pacts[0].departed.items()} == {
        "hostages-released": ("israel", "more")
    }


def test_an_acceptance_of_other_terms_departs_from_an_agreement(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    --- a.yaml
    party: israel
    date: 2023-11-24
    offers: [{id: ten, gives: {ceasefire-length: 10 days}}]
    --- b.yaml
    party: hamas
    date: 2023-11-25
    responses: [{to: israel/ten, answer: accepts}]
    """
    assert on(book, "2023-11-24").pacts[0].departed == {}
    assert on(book, "2023-11-25").pacts[0].departed["ceasefire-length"][0] == "hamas"
    assert not on(book, "2023-11-25").pacts[0].in_force


def test_a_red_line_that_excludes_the_agreed_value_departs_on_its_issue(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days, aid: increased}
    --- line.yaml
    party: hamas
    date: 2023-11-24
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    state, pair = on(book, "2023-11-24"), ("israel", "hamas")
    assert state.agreed(pair, "ceasefire-length") is None
    assert state.agreed(pair, "aid") is not None


def test_an_offer_to_somebody_else_does_not_depart_from_an_agreement(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {hostages-released: 50}
    --- more.yaml
    party: israel
    date: 2023-11-24
    offers: [{id: more, asks: {hostages-released: 60}, to: [egypt]}]
    """
    assert on(book, "2023-11-24").agreed(("israel", "hamas"), "hostages-released") is not None


def test_an_offer_of_somebody_who_made_no_agreement_departs_from_none(book: Book) -> None:
    """
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {hostages-released: 50}
    --- more.yaml
    party: qatar
    date: 2023-11-24
    offers: [{id: more, terms: {hostages-released: 60}}]
    """
    assert on(book, "2023-11-24").agreed(("israel", "hamas"), "hostages-released") is not None


def test_an_agreement_settles_its_parties_offers_on_its_issues(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-20
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}, {id: cells, gives: {prisoners-released: 100}}]
    --- b.yaml
    party: qatar
    date: 2023-11-20
    offers: [{id: text, terms: {ceasefire-length: 5 days}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    """
    state = on(book, "2023-11-22")
    assert states(state, "israel") == {"israel/week": "settled", "israel/cells": "standing"}
    assert states(state, "qatar") == {"qatar/text": "standing"}
    assert stated(state, "israel", "ceasefire-length") is None
    assert stated(state, "israel", "aid") is None
    assert held(state, "israel/week").by.id == "truce"


def test_an_agreement_settles_only_the_items_it_names(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-20
    offers: [{id: short, gives: {ceasefire-length: 7 days}}, {id: long, gives: {ceasefire-length: 60 days}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    settles: [israel/short]
    """
    state = on(book, "2023-11-22")
    assert states(state, "israel") == {"israel/short": "settled", "israel/long": "standing"}


def test_settled_offers_leave_nothing_stated_also_after_the_agreement_lapses(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-10
    offers: [{id: day, gives: {ceasefire-length: 1 day}}]
    --- b.yaml
    party: israel
    date: 2023-11-20
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    until: 2023-11-25
    agreement: {ceasefire-length: 4 days}
    """
    state = on(book, "2023-12-01")
    assert stated(state, "israel", "ceasefire-length") is None
    assert state.agreed(("israel", "hamas"), "ceasefire-length") is None


def test_an_agreement_settles_what_a_superseded_package_still_states(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-10
    offers: [{id: week, gives: {ceasefire-length: 7 days, aid: increased}}]
    --- b.yaml
    party: israel
    date: 2023-11-20
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {aid: increased}
    """
    state = on(book, "2023-11-22")
    assert states(state, "israel") == {"israel/week": "settled", "israel/month": "standing"}
    assert stated(state, "israel", "aid") is None


def test_an_agreement_settles_an_acceptance(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-10
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: hamas
    date: 2023-11-12
    responses: [{to: israel/week, answer: accepts}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 7 days}
    """
    state = on(book, "2023-11-22")
    assert accepted(state, "hamas", "israel/week").state == "settled"
    assert stated(state, "hamas", "ceasefire-length") is None


def test_what_is_said_after_an_agreement_is_stated_again(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-11-10
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    --- c.yaml
    party: israel
    date: 2023-11-23
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    state = on(book, "2023-11-23")
    assert stated(state, "israel", "ceasefire-length") == "at most 7 days"
    assert held(state, "israel/week").since == date(2023, 11, 23)


# -- red lines ----------------------------------------------------------------------------------------------------


def test_a_red_line_no_longer_binds_once_its_own_party_offers_what_it_rules_out(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: hamas
    date: 2024-02-06
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    """
    everything = book.issue("ceasefire-length").scale.everything
    assert on(book, "2024-02-05").allowed("hamas", "ceasefire-length").text == "permanent"
    state = on(book, "2024-02-06")
    line = held(state, "hamas/only-permanent")
    assert (line.state, line.by.id) == ("crossed", "b")
    assert state.allowed("hamas", "ceasefire-length") == everything
    assert list(state.red_lines("hamas")) == []


def test_a_red_line_is_crossed_at_the_values_as_written(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines:
      - {id: not-a-day, never: {ceasefire-length: at most 2 days}}
      - {id: not-a-month, never: {ceasefire-length: at least 30 days}}
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    """
    assert states(on(book, "2023-12-05"), "israel") == {
        "israel/month": "standing",
        "israel/not-a-day": "standing",  # up to thirty days takes one day in, but thirty is what is written
        "israel/not-a-month": "crossed",
    }


def test_a_red_line_that_leaves_some_of_a_later_offer_still_binds(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    red_lines: [{id: not-a-month, never: {ceasefire-length: at most 30 days}}]
    --- b.yaml
    party: hamas
    date: 2023-12-05
    offers: [{id: some, asks: {ceasefire-length: 20..40 days}}]
    """
    assert held(on(book, "2023-12-05"), "hamas/not-a-month").stands


def test_a_red_line_is_crossed_by_its_party_s_acceptance(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- c.yaml
    party: hamas
    date: 2023-12-05
    responses: [{to: israel/week, answer: accepts}]
    """
    assert held(on(book, "2023-12-02"), "hamas/only-permanent").stands
    assert held(on(book, "2023-12-05"), "hamas/only-permanent").state == "crossed"


def test_a_red_line_is_crossed_by_its_party_s_agreement(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-11-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: qatar
    date: 2023-11-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {ceasefire-length: 4 days}
    """
    state = on(book, "2023-11-22")
    line = held(state, "hamas/only-permanent")
    assert (line.state, line.by.id) == ("crossed", "truce")
    assert held(state, "qatar/only-permanent").stands


def test_a_crossed_red_line_binds_again_once_it_is_restated(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-21
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: hamas
    date: 2024-02-06
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    --- c.yaml
    party: hamas
    date: 2024-03-01
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    state = on(book, "2024-03-01")
    line = held(state, "hamas/only-permanent")
    assert (line.state, line.since) == ("standing", date(2024, 3, 1))
    assert [former.state for former in line.versions] == ["crossed"]
    assert state.allowed("hamas", "ceasefire-length").text == "permanent"


def test_a_red_line_of_the_same_statement_is_not_crossed_by_its_offer(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-21
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    assert held(on(book, "2023-12-21"), "hamas/only-permanent").stands


def test_a_red_line_restated_beside_the_offer_that_breaks_it_still_binds(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-20
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: hamas
    date: 2023-12-21
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    """
    assert held(on(book, "2023-12-21"), "hamas/only-permanent").stands


def test_another_party_s_offer_crosses_no_red_line(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-20
    red_lines: [{id: only-permanent, must: {ceasefire-length: permanent}}]
    --- b.yaml
    party: israel
    date: 2023-12-21
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    assert held(on(book, "2023-12-21"), "hamas/only-permanent").stands


def test_a_conditional_red_line_is_crossed_only_where_its_condition_is_given_up_too(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: no-end, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: open, gives: {ceasefire-length: permanent}}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    offers: [{id: kept, gives: {ceasefire-length: permanent}, asks: {hamas-rule: ended}}]
    --- d.yaml
    party: israel
    date: 2023-12-07
    offers: [{id: broken, gives: {ceasefire-length: permanent}, asks: {hamas-rule: continues}}]
    """
    assert held(on(book, "2023-12-05"), "israel/no-end").stands  # the offer leaves Hamas's rule open
    assert held(on(book, "2023-12-06"), "israel/no-end").stands
    assert held(on(book, "2023-12-07"), "israel/no-end").state == "crossed"


def test_a_red_line_over_two_issues_is_crossed_only_by_both_together(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines: [{id: not-both, never: {ceasefire-length: permanent, aid: unhindered}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    offers: [{id: one, gives: {ceasefire-length: permanent}}]
    --- c.yaml
    party: israel
    date: 2023-12-06
    offers: [{id: both, gives: {ceasefire-length: permanent, aid: unhindered}}]
    """
    assert held(on(book, "2023-12-05"), "israel/not-both").stands
    assert held(on(book, "2023-12-06"), "israel/not-both").state == "crossed"


def test_allowed_is_the_scale_less_what_unconditional_red_lines_on_one_issue_rule_out(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    red_lines:
      - {id: not-permanent, never: {ceasefire-length: permanent}}
      - {id: a-day-at-least, must: {ceasefire-length: at least 1 day}}
      - {id: not-both, never: {ceasefire-length: 7 days, aid: unhindered}}
      - {id: not-unless, never: {ceasefire-length: 8 days}, unless: {hamas-rule: ended}}
    """
    state = on(book, "2023-12-01")
    allowed = state.allowed("israel", "ceasefire-length")
    assert allowed.text == "at least 1 day and less than permanent"
    assert [one.key for one, _ in state.ruled_out("israel", "ceasefire-length")] == [
        "israel/not-permanent", "israel/a-day-at-least",
    ]  # fmt: skip
    assert state.allowed("israel", "aid") == book.issue("aid").scale.everything


# -- preconditions ------------------------------------------------------------------------------------------------


def test_a_precondition_for_talks_is_overtaken_once_its_party_offers_while_it_is_unmet(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-21
    preconditions:
      - {id: halt, before: talks, requires: {military-operations: halted}}
      - {id: exchange, before: deal, requires: {aid: unhindered}}
      - {id: order, before: {hostages-released: 1}, requires: {aid: unhindered}}
    --- b.yaml
    party: hamas
    date: 2024-02-06
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    """
    state = on(book, "2024-02-06")
    assert {key: word for key, word in states(state, "hamas").items() if key != "hamas/phases"} == {
        "hamas/halt": "overtaken", "hamas/exchange": "standing", "hamas/order": "standing",
    }  # fmt: skip
    assert held(state, "hamas/halt").by.id == "b"


def test_a_precondition_is_overtaken_by_an_acceptance_or_by_considering_an_offer(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- c.yaml
    party: hamas
    date: 2023-12-03
    responses: [{to: israel/week, answer: rejects}]
    --- d.yaml
    party: hamas
    date: 2023-12-04
    responses: [{to: israel/week, answer: considers}]
    """
    assert held(on(book, "2023-12-03"), "hamas/halt").stands
    assert held(on(book, "2023-12-04"), "hamas/halt").state == "overtaken"


def test_a_precondition_is_overtaken_only_on_a_later_day(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    --- b.yaml
    party: hamas
    date: 2023-12-01
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    """
    assert held(on(book, "2023-12-01"), "hamas/halt").stands


def test_a_precondition_that_is_met_is_not_overtaken(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    preconditions: [{id: halt, before: talks, requires: {military-operations: paused}}]
    --- halt.yaml
    event: The guns fall silent
    date: 2023-12-02
    facts: {military-operations: halted}
    --- b.yaml
    party: hamas
    date: 2023-12-03
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    """
    state = on(book, "2023-12-03")
    assert held(state, "hamas/halt").stands
    (fact,) = state.met(held(state, "hamas/halt").item.requires)
    assert fact.entry.id == "halt"


def test_an_overtaken_precondition_stands_again_once_it_is_restated(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    --- b.yaml
    party: hamas
    date: 2023-12-03
    offers: [{id: phases, asks: {ceasefire-length: 135 days}}]
    --- c.yaml
    party: hamas
    date: 2023-12-05
    preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
    """
    halt = held(on(book, "2023-12-05"), "hamas/halt")
    assert halt.stands
    assert [former.state for former in halt.versions] == ["overtaken"]


def test_what_is_required_is_met_by_a_fact_or_an_agreement_in_force(book: Book) -> None:
    """
    --- a.yaml
    party: hamas
    date: 2023-12-01
    preconditions: [{id: both, before: deal, requires: {military-operations: paused, aid: increased}}]
    --- b.yaml
    event: A pause
    date: 2023-12-02
    facts: {military-operations: paused}
    --- c.yaml
    parties: [israel, egypt]
    date: 2023-12-03
    until: 2023-12-10
    agreement: {aid: unhindered}
    --- d.yaml
    event: Fighting resumes
    date: 2023-12-05
    facts: {military-operations: ongoing}
    """

    def met(day: str) -> list[str] | None:
        state = on(book, day)
        found = state.met(held(state, "hamas/both").item.requires)
        return None if found is None else [fact.entry.id for fact in found]

    assert [met(f"2023-12-0{day}") for day in range(1, 6)] == [None, None, ["b", "c"], ["b", "c"], None]


def test_a_fact_holds_until_a_later_agreement_on_its_issue(book: Book) -> None:
    """
    --- a.yaml
    event: Fighting
    date: 2023-12-01
    facts: {military-operations: ongoing, aid: blocked}
    --- b.yaml
    parties: [israel, hamas]
    date: 2023-12-03
    agreement: {military-operations: paused}
    """
    assert set(on(book, "2023-12-02").facts) == {"military-operations", "aid"}
    assert set(on(book, "2023-12-03").facts) == {"aid"}


# -- denials ------------------------------------------------------------------------------------------------------


def test_a_denied_statement_is_left_out_from_the_day_of_the_denial(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    attribution: unnamed-officials
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-05
    denies: [a]
    """
    assert stated(on(book, "2023-12-04"), "israel", "ceasefire-length") == "at most 7 days"
    after = on(book, "2023-12-05")
    assert stated(after, "israel", "ceasefire-length") is None
    assert {key: entry.id for key, entry in after.denied.items()} == {"a": "b"}
    assert [entry.id for entry in after.entries] == ["b"]


def test_what_is_on_the_record_or_in_an_official_text_stays_denied_or_not(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    attribution: on-record
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-01
    attribution: official-text
    offers: [{id: trucks, gives: {aid: increased}}]
    --- c.yaml
    party: israel
    date: 2023-12-05
    denies: [a, b]
    """
    after = on(book, "2023-12-05")
    assert after.denied == {}
    assert states(after, "israel") == {"israel/week": "standing", "israel/trucks": "standing"}


def test_a_denied_statement_supersedes_nothing(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-03
    attribution: leak
    offers: [{id: month, gives: {ceasefire-length: 30 days}}]
    --- c.yaml
    party: israel
    date: 2023-12-05
    denies: [b]
    """
    after = on(book, "2023-12-05")
    assert states(after, "israel") == {"israel/week": "standing"}
    assert stated(after, "israel", "ceasefire-length") == "at most 7 days"


def test_a_denial_that_is_itself_denied_is_no_denial(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- b.yaml
    party: israel
    date: 2023-12-03
    denies: [a]
    --- c.yaml
    party: israel
    date: 2023-12-05
    denies: [b]
    """
    after = on(book, "2023-12-05")
    assert list(after.denied) == ["b"]
    assert stated(after, "israel", "ceasefire-length") == "at most 7 days"


# -- what is stated -----------------------------------------------------------------------------------------------


def test_a_party_that_names_no_value_has_stated_it_unspecified(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: some, gives: {aid: unspecified}}]
    """
    state = on(book, "2023-12-01")
    assert stated(state, "israel", "aid") == "unspecified"
    assert [fact.item for fact in state.stated("israel", "aid").facts] == ["israel/some"]


def test_a_value_beside_an_unspecified_alternative_is_what_is_stated(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: some, gives: {aid: unspecified}}, {id: more, gives: {aid: exactly increased}}]
    """
    assert stated(on(book, "2023-12-01"), "israel", "aid") == "increased"


def test_what_is_stated_says_since_when_and_how_surely(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: some, gives: {prisoners-released: {at_most: 100, about: true}}}]
    --- b.yaml
    party: israel
    date: 2023-12-04
    offers: [{id: other, gives: {prisoners-released: exactly 300}, keeps: [some]}]
    """
    found = on(book, "2023-12-10").stated("israel", "prisoners-released")
    assert (found.since, found.about, found.exploratory) == (date(2023, 12, 4), True, False)
    assert [(fact.item, fact.place.path, fact.place.line) for fact in found.facts] == [
        ("israel/other", "positions/talks/b.yaml", 3), ("israel/some", "positions/talks/a.yaml", 3),
    ]  # fmt: skip


def test_scoped_terms_are_stated_apart(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: phases, gives: {ceasefire-length@phase-1: 42 days, ceasefire-length@phase-2: 60 days}}]
    """
    state = on(book, "2023-12-01")
    assert stated(state, "israel", "ceasefire-length@phase-1") == "at most 42 days"
    assert stated(state, "israel", "ceasefire-length@phase-2") == "at most 60 days"
    assert stated(state, "israel", "ceasefire-length") is None


# -- what an entry did --------------------------------------------------------------------------------------------


def test_every_entry_tells_what_it_did(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}, until: 2023-12-10}]
    red_lines: [{id: not-half, must: {aid: [blocked, unhindered]}}]
    --- b.yaml
    party: israel
    date: 2023-12-02
    red_lines: [{id: not-half, must: {aid: [blocked, unhindered]}}]
    --- c.yaml
    party: hamas
    date: 2023-12-03
    responses: [{to: israel/week, answer: rejects}]
    --- d.yaml
    parties: [israel, hamas]
    date: 2023-12-12
    until: 2023-12-14
    agreement: {aid: increased}
    --- e.yaml
    event: A quiet day
    date: 2023-12-15
    """
    state = Standing(book, date(2023, 12, 1))
    log = [
        [
            (one.what, one.held.key if one.held else one.pact.agreement.id if one.pact else "")
            for one in state.record(entry)
        ]
        for entry in book.chronicle
    ]
    assert log == [
        [("added", "israel/week"), ("added", "israel/not-half")],
        [("restated", "israel/not-half")],
        [("rejected", "israel/week")],
        [("expired", "israel/week"), ("crossed", "israel/not-half"), ("agreed", "d")],
        [("lapsed", "d")],
    ]


# -- laws over negotiations drawn at random -----------------------------------------------------------------------


def picture(state: Standing) -> dict[str, object]:
    """All that can be seen of what everybody holds."""
    return {
        "held": [
            [
                (one.key, one.item, one.entry.id, one.since, one.state, one.by.id if one.by else "", one.ended)
                for one in (*last.versions, last)
            ]
            + [(answer.party, answer.entry.id, answer.response) for answer in last.answers]
            for party in PARTIES
            for last in state.held(party)
        ],
        "stated": {
            (party, key, toward): (found.values, [one.key for one in found.held])
            for party in PARTIES
            for key in KEYS
            for toward in ((), *((other,) for other in PARTIES if other != party))
            if (found := state.stated(party, key, toward)) is not None
        },
        "allowed": {(party, key): state.allowed(party, key) for party in PARTIES for key in KEYS},
        "facts": {key: (known.values, entry.id) for key, (known, entry) in state.facts.items()},
        "pacts": [(pact.agreement.id, pact.in_force, sorted(pact.departed)) for pact in state.pacts],
        "denied": {key: entry.id for key, entry in state.denied.items()},
    }


@given(books(), st.sampled_from(DAYS))
def test_later_statements_do_not_change_what_was_held_on_an_earlier_day(book: Book, day: date) -> None:
    earlier = replace(book, entries=tuple(entry for entry in book.entries if entry.said.day <= day))
    assert picture(standing(book, day)) == picture(standing(earlier, day))


@given(books(), st.randoms(use_true_random=False), st.sampled_from(DAYS))
def test_the_order_in_which_entries_are_read_does_not_matter(book: Book, chance: Random, day: date) -> None:
    entries = list(book.entries)
    chance.shuffle(entries)
    assert picture(standing(replace(book, entries=tuple(entries)), day)) == picture(standing(book, day))


@given(books(), st.sampled_from(DAYS))
def test_what_was_not_known_by_then_is_as_if_it_had_not_been_said(book: Book, day: date) -> None:
    known = replace(book, entries=tuple(entry for entry in book.entries if entry.said.day <= day))
    assert picture(standing(book, DAYS[-1], known_by=day)) == picture(standing(known, DAYS[-1]))


@given(books(apart=True))
def test_a_denied_statement_is_as_if_it_had_not_been_said(book: Book) -> None:
    state = standing(book, DAYS[-1])
    rest = tuple(
        replace(entry, denies=()) if isinstance(entry, Statement) else entry
        for entry in book.entries
        if entry.id not in state.denied
    )
    seen, without = picture(state), picture(standing(replace(book, entries=rest), DAYS[-1]))
    assert {**seen, "denied": {}} == without


@given(books(apart=True), st.sampled_from(["", "deep/", "z/"]))
def test_the_folder_a_file_lies_in_does_not_matter(book: Book, folder: str) -> None:
    def moved(entry: Entry) -> Entry:
        place = f"{folder}{entry.id}"
        match entry:
            case Statement():
                return replace(entry, id=place, denies=tuple((f"{folder}{one}", at) for one, at in entry.denies))
            case Event():
                return replace(entry, id=place, ends=tuple((f"{folder}{one}", at) for one, at in entry.ends))
        return replace(entry, id=place)

    here, there = standing(book, DAYS[-1]), standing(replace(book, entries=tuple(map(moved, book.entries))), DAYS[-1])
    for seen in ("stated", "allowed"):
        assert picture(here)[seen] == picture(there)[seen]


@given(books(), st.sampled_from(DAYS))
def test_what_is_stated_comes_from_the_party_s_own_offers_that_have_not_ended(book: Book, day: date) -> None:
    state = standing(book, day)
    for party in PARTIES:
        for key in KEYS:
            found = state.stated(party, key)
            if found is None:
                continue
            assert all(one.party == party and one.state in ("standing", "superseded") for one in found.held)
            named = [term.values for one in found.held if (term := one.item.package[key]).values is not None]
            assert all(values <= found.values for values in named)
            assert (found.values is None) == (not named)


@given(books(), st.sampled_from(DAYS))
def test_what_is_allowed_and_what_red_lines_rule_out_share_nothing_and_leave_nothing(book: Book, day: date) -> None:
    state = standing(book, day)
    for party in PARTIES:
        for key in KEYS:
            whole = state.allowed(party, key)
            for _, values in state.ruled_out(party, key):
                assert not values & state.allowed(party, key)
                whole = whole | values
            assert whole == book.issue(key).scale.everything


@given(books(), st.sampled_from(DAYS))
def test_standing_offers_towards_one_party_that_share_an_issue_were_made_or_kept_together(
    book: Book, day: date
) -> None:
    state = standing(book, day)
    for party in PARTIES:
        firm = [one for one in state.offers(party) if not one.exploratory and not one.item.to]
        kept = {
            item
            for entry in state.entries
            if isinstance(entry, Statement)
            for made in entry.offers
            for item in made.keeps
        }
        for one, other in combinations(firm, 2):
            if one.item.package.keys() & other.item.package.keys() and one.entry is not other.entry:
                assert {one.item.id, other.item.id} & kept


@given(books(), st.sampled_from(DAYS))
def test_every_happening_is_by_the_entry_that_is_recorded_or_by_a_day_that_passed(book: Book, day: date) -> None:
    state = Standing(book, DAYS[0])
    for entry in book.chronicle:
        for one in state.record(entry):
            assert one.entry is entry or one.what in ("expired", "lapsed")


@given(books())
def test_saying_nothing_changes_nothing_but_age(book: Book) -> None:
    limited = any(
        getattr(one, "until", None) for entry in book.entries for one in (entry, *getattr(entry, "offers", ()))
    )
    if not limited:
        assert picture(standing(book, DAYS[-1])) == picture(standing(book, date(2034, 1, 1)))
