"""What an agreement settles beyond its own words: an issue with a scope and without one are one matter."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import book_of

from negotrack.standing import standing

END = date(2024, 6, 1)


def offer(issue: str) -> str:
    return f"""
        --- israel/2023-12-01-offer.yaml
        party: israel
        date: 2023-12-01
        offers: [{{id: offer, gives: {{{issue}: 7 days}}}}]
        """


def agreed(issue: str) -> str:
    return f"""
        --- joint/2024-01-15-truce.yaml
        parties: [israel, hamas]
        date: 2024-01-15
        agreement: {{{issue}: 42 days}}
        """


@pytest.mark.parametrize(
    ("offered", "settled", "left"),
    [
        ("ceasefire-length", "ceasefire-length", False),
        ("ceasefire-length", "ceasefire-length@phase-1", False),
        ("ceasefire-length@phase-1", "ceasefire-length", False),
        ("ceasefire-length@phase-2", "ceasefire-length@phase-1", True),
    ],
)
def test_an_agreement_settles_its_issue_with_and_without_scope(offered: str, settled: str, left: bool) -> None:
    book = book_of(offer(offered) + agreed(settled))
    assert (standing(book, END).stated("israel", offered) is not None) is left
