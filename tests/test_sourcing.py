"""How well claims are sourced: origins counted once, and both sides of what is denied or disputed."""

from __future__ import annotations

from datetime import date

from conftest import book_of

from negotrack.sourcing import claims
from negotrack.standing import standing

BOOK = """
    --- israel/2023-12-01-week.yaml
    party: israel
    date: 2023-12-01
    attribution: unnamed-officials
    sources:
      - {title: One, url: https://one.example/a, publisher: One, origin: wire, grade: C3, published: 2023-12-01}
      - {title: Two, url: https://two.example/b, publisher: Two, origin: wire, grade: C4, published: 2023-12-02}
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2023-12-02-report.yaml
    party: hamas
    date: 2023-12-02
    attribution: leak
    sources: [{title: Leak, url: https://leak.example/x, grade: B2}]
    offers: [{id: report, asks: {ceasefire-length: 3 days}}]
    --- hamas/2023-12-02-other.yaml
    party: hamas
    date: 2023-12-02
    attribution: on-record
    sources:
      - {title: Three, url: https://three.example/x, grade: A1, published: 2023-12-02}
      - {title: Four, url: https://four.example/x, grade: B2, published: 2023-12-02}
    offers: [{id: other, asks: {ceasefire-length: ..2 days}}]
    --- hamas/2023-12-03-denial.yaml
    party: hamas
    date: 2023-12-03
    attribution: on-record
    sources: [{title: Denial, url: https://five.example/x, published: 2023-12-03}]
    denies: [hamas/2023-12-02-report, hamas/2023-12-02-other]
    """


def weak(day: date) -> dict[str, tuple[int, str, set[str]]]:
    found = claims(standing(book_of(BOOK), day))
    return {
        claim.entry.id.rpartition("-")[2]: (len(claim.origins), claim.grade, set(claim.weaknesses)) for claim in found
    }


def test_reports_of_one_original_count_once() -> None:
    assert weak(date(2023, 12, 1))["week"] == (1, "C3", {"one-unnamed-source", "unconfirmed"})


def test_independent_publishers_count_each() -> None:
    assert weak(date(2023, 12, 2))["other"] == (2, "A1", {"contradicted"})


def test_a_denied_leak_is_denied_and_a_denied_record_is_disputed() -> None:
    found = weak(date(2023, 12, 3))
    assert "denied" in found["report"][2]
    assert "disputed" in found["other"][2]
    assert "undated" in found["report"][2]
    assert found["denial"][2] == {"unconfirmed", "ungraded"}


def test_both_sides_of_a_denial_are_named() -> None:
    found = {
        claim.entry.id: [other.id for other in claim.against]
        for claim in claims(standing(book_of(BOOK), date(2023, 12, 3)))
    }
    assert "hamas/2023-12-03-denial" in found["hamas/2023-12-02-report"]
    assert "hamas/2023-12-02-other" in found["hamas/2023-12-02-report"]
