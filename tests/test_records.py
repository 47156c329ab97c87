"""From files to books: every block is read, every slip is told at its place, and one slip hides no other."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from random import Random

import pytest
from conftest import FOLDER, NEGOTIATION, Repo, book_of, parts, reading_of, sources_of
from hypothesis import given
from hypothesis import strategies as st

from negotrack.book import Agreement, Book, Event, Statement
from negotrack.findings import Finding
from negotrack.read import records
from negotrack.read.records import Reading, read_books
from negotrack.read.sources import Source, sources
from negotrack.standing import standing


def told(reading: Reading) -> list[tuple[str, str, int, int]]:
    """Each finding as its rule and place."""
    return [
        (one.rule, one.place.path.removeprefix(FOLDER + "/"), one.place.line, one.place.column)
        for one in reading.findings
    ]


def only(reading: Reading) -> Finding:
    (found,) = reading.findings
    return found


def statement(body: str, head: str = "party: israel\ndate: 2023-12-01\n") -> Reading:
    return reading_of(f"--- a.yaml\n{head}{body}\n")


def slip(body: str) -> tuple[str, str, str]:
    """The one finding of a statement: its rule, its message, its hint."""
    found = only(statement(body))
    return found.rule, found.message, found.hint


def negotiation(old: str, new: str) -> Reading:
    """The standard negotiation with a change."""
    assert old in NEGOTIATION
    return reading_of(
        NEGOTIATION.replace(old, new, 1) + "--- a.yaml\nparty: hamas\ndate: 2023-12-01\nsummary: Nothing.\n"
    )


# -- what is read -------------------------------------------------------------------------------------------------


def test_a_negotiation_is_read_whole(book: Book) -> None:
    """
    title: Talks
    summary: Through mediators.
    note: A note.
    stale_after: 6 weeks
    parties:
      israel: {name: Israel, role: principal, aliases: [Jerusalem], note: One}
      factions: {name: Factions, role: principal, members: [hamas]}
      hamas: {name: Hamas, role: linked}
      iran: {name: Iran, role: supporter, of: hamas}
    issues:
      aid: {title: Aid, scale: levels, levels: [blocked, increased], given_by: israel, note: Two}
      fund: {title: Fund, scale: money, currency: EUR}
      open: {title: Open, scale: yes-no}
      rate: {title: Rate, scale: number, unit: people/day}
    scopes: {phase-1: First}
    --- a.yaml
    party: iran
    date: 2023-12-01
    summary: Nothing.
    """
    assert (book.id, book.title, book.summary, book.note, book.stale_after) == (
        "talks", "Talks", "Through mediators.", "A note.", 42,
    )  # fmt: skip
    assert book.principals == ("israel", "factions")
    assert [(one.name, one.role, one.of, one.members, one.aliases, one.note) for one in book.parties.values()] == [
        ("Israel", "principal", "", (), ("Jerusalem",), "One"),
        ("Factions", "principal", "", ("hamas",), (), ""),
        ("Hamas", "linked", "", (), (), ""),
        ("Iran", "supporter", "hamas", (), (), ""),
    ]
    assert [
        (one.title, one.scale.kind, one.scale.unit, one.scale.members, one.given_by) for one in book.issues.values()
    ] == [
        ("Aid", "levels", "", ("blocked", "increased"), "israel"),
        ("Fund", "money", "EUR", (), ""),
        ("Open", "yes-no", "", ("yes", "no"), ""),
        ("Rate", "number", "people/day", (), ""),
    ]
    assert book.scopes == {"phase-1": "First"}
    assert (book.place.path, book.issues["aid"].place.line) == (f"{FOLDER}/negotiation.yaml", 11)


def test_stale_after_is_ninety_days_unless_said() -> None:
    assert only_book(negotiation("stale_after: 60 days\n", "")).stale_after == 90
    assert only_book(negotiation("stale_after: 60 days", "stale_after: permanent")).stale_after == 10**6


def only_book(reading: Reading) -> Book:
    assert reading.findings == ()
    (found,) = reading.books.values()
    return found


def test_every_block_of_a_statement_is_read(book: Book) -> None:
    """
    --- israel/whole.yaml
    party: israel
    date: 2023-12-19 14:30 +02:00
    summary: A week.
    via: [qatar, egypt]
    speaker: An official
    attribution: unnamed-officials
    force: exploratory
    previously: [israel/part]
    note: A note.
    sources:
      - title: A report
        url: https://example.org/a?b=c#d
        archive: https://web.archive.org/x
        reference: Page 4
        publisher: Ynet
        published: 2023-12-20
        quote: "A week, no more."
        grade: B2
        origin: cabinet
    offers:
      - id: week
        summary: Seven days
        note: Of quiet
        previously: [seven]
        gives: {ceasefire-length: 7 days}
        asks: {hostages-released: 40}
        terms: {aid: increased}
        to: [hamas]
        until: 2023-12-31
        keeps: [month]
    preconditions:
      - {id: first, before: talks, requires: {aid: increased}, by: egypt}
    red_lines:
      - {id: never, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}
      - {id: must, must: {aid: [blocked, restricted]}}
    responses:
      - {to: hamas/month, answer: considers, with: {aid: increased}, refuses: {fund: 5 million}, reason: Too long}
      - {to: hamas, answer: rejects, note: No item named}
    withdraws: [old]
    denies: [israel/other]
    """
    entry = book.entry("israel/whole")
    assert isinstance(entry, Statement)
    assert (entry.party, entry.parties, entry.via, entry.speaker) == (
        "israel",
        ("israel",),
        ("qatar", "egypt"),
        "An official",
    )
    assert (entry.attribution, entry.force, entry.previously, entry.note) == (
        "unnamed-officials", "exploratory", ("israel/part",), "A note.",
    )  # fmt: skip
    assert entry.said.moment is not None
    assert entry.said.moment.astimezone(UTC) == datetime(2023, 12, 19, 12, 30, tzinfo=UTC)
    (source,) = entry.sources
    assert (source.title, source.url, source.archive, source.reference, source.publisher) == (
        "A report", "https://example.org/a?b=c#d", "https://web.archive.org/x", "Page 4", "Ynet",
    )  # fmt: skip
    assert (source.published, source.quote, source.grade, source.origin) == (
        date(2023, 12, 20), "A week, no more.", "B2", "cabinet",
    )  # fmt: skip
    assert source.link == source.url
    (offer,) = entry.offers
    assert (offer.id, offer.summary, offer.note, offer.previously) == ("week", "Seven days", "Of quiet", ("seven",))
    assert (offer.to, offer.until, offer.keeps, offer.amends) == (("hamas",), date(2023, 12, 31), ("month",), "")
    assert {
        issue: (term.values.text, term.exact.text, term.written, term.bare) for issue, term in offer.package.items()
    } == {
        "aid": ("increased", "increased", "increased", True),
        "hostages-released": ("at least 40", "40", "40", True),
        "ceasefire-length": ("at most 7 days", "7 days", "7 days", True),
    }
    (first,) = entry.preconditions
    assert (first.before, first.requires["aid"].values.text, first.by) == ("talks", "at least increased", "egypt")
    never, must = entry.red_lines
    assert (never.never["ceasefire-length"].values.text, never.unless["hamas-rule"].values.text) == (
        "permanent",
        "ended",
    )
    assert must.must["aid"].values.text == "at most restricted"
    answer, other = entry.responses
    assert (answer.party, answer.item, answer.to, answer.answer, answer.reason) == (
        "hamas", "month", "hamas/month", "considers", "Too long",
    )  # fmt: skip
    assert (answer.with_terms["aid"].values.text, answer.refuses["fund"].values.text) == ("increased", "5 million")
    assert (other.party, other.item, other.to, other.reason) == ("hamas", "", "hamas", "No item named")
    assert [item for item, _ in entry.withdraws] == ["old"]
    assert [(denied, place.line) for denied, place in entry.denies] == [("israel/other", 40)]


def test_agreements_and_events_are_told_apart_by_their_keys(book: Book) -> None:
    """
    --- joint/truce.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    summary: Four days.
    via: [qatar]
    attribution: official-text
    until: 2023-11-25
    agreement: {ceasefire-length: 4 days, hostages-released: at least 50}
    settles: [israel/week, hamas/month]
    --- joint/open.yaml
    parties: [israel, hamas]
    date: 2023-11-22
    agreement: {aid: increased}
    --- events/end.yaml
    event: Fighting resumes
    date: 2023-12-01
    facts: {military-operations: ongoing}
    ends: [joint/truce]
    """
    truce, end = book.entry("joint/truce"), book.entry("events/end")
    assert isinstance(truce, Agreement)
    assert (truce.parties, truce.until, truce.via, truce.attribution) == (
        ("israel", "hamas"), date(2023, 11, 25), ("qatar",), "official-text",
    )  # fmt: skip
    assert {issue: term.values.text for issue, term in truce.terms.items()} == {
        "ceasefire-length": "4 days", "hostages-released": "at least 50",
    }  # fmt: skip
    assert [item for item, _ in truce.settles] == ["israel/week", "hamas/month"]
    assert book.entry("joint/open").settles is None
    assert isinstance(end, Event)
    assert (end.title, end.parties, [ended for ended, _ in end.ends]) == ("Fighting resumes", (), ["joint/truce"])
    assert end.facts["military-operations"].values.text == "ongoing"


@pytest.mark.parametrize(
    ("block", "bare"),
    [
        ("offers: [{id: x, gives: {aid: VALUE}}]", "at most increased"),
        ("offers: [{id: x, asks: {aid: VALUE}}]", "at least increased"),
        ("offers: [{id: x, terms: {aid: VALUE}}]", "increased"),
        ("preconditions: [{id: x, before: talks, requires: {aid: VALUE}}]", "at least increased"),
        ("preconditions: [{id: x, before: {aid: VALUE}, requires: {fund: 5}}]", "at least increased"),
        ("red_lines: [{id: x, never: {aid: VALUE}}]", "increased"),
        ("red_lines: [{id: x, must: {aid: VALUE}}]", "increased"),
        ("red_lines: [{id: x, never: {fund: 5}, unless: {aid: VALUE}}]", "at least increased"),
    ],
)
def test_a_bare_value_is_read_as_its_block_reads_it(block: str, bare: str) -> None:
    entry = only_book(statement(block.replace("VALUE", "increased"))).entries[0]
    assert isinstance(entry, Statement)
    assert entry.items[0].package["aid"].values.text == bare
    assert entry.items[0].package["aid"].exact.text == "increased"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("40", "at most 40"), ("= 40", "40"), ("exactly 40", "40"), ("at least 40", "at least 40"), ("'>= 40'", "at least 40"),
        ("40..", "at least 40"), ("at most 40", "at most 40"), ("<= 40", "at most 40"), ("..40", "at most 40"),
        ("more than 40", "more than 40"), ("'> 40'", "more than 40"), ("less than 40", "less than 40"), ("< 40", "less than 40"),
        ("10..15", "10..15"), ("[4, 6]", "4 or 6"), ("not 4", "not 4"), ("1_000", "at most 1,000"), ("'1,000'", "at most 1,000"),
        ("all", "any value"), ("{at_least: 40, at_most: 50, about: true, note: A guess}", "40..50"), ("{any_of: [4, 6]}", "4 or 6"),
        ("{none_of: [4]}", "not 4"), ("{exactly: 4}", "4"), ("{more_than: 4, less_than: 6}", "more than 4 and less than 6"),
        ("010", "at most 10"), ("40 people", "at most 40"),
    ],
)  # fmt: skip
def test_every_written_form_is_read_from_a_file(written: str, text: str) -> None:
    entry = only_book(statement(f"offers: [{{id: x, gives: {{prisoners-released: {written}}}}}]")).entries[0]
    assert isinstance(entry, Statement)
    term = entry.offers[0].package["prisoners-released"]
    assert term.values.text == text
    assert term.about == ("about" in written)
    assert term.note == ("A guess" if "note" in written else "")


def test_words_that_yaml_would_turn_into_something_else_stay_words(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: "no", terms: {crossing-open: no, text-issue: 12:30, start: 2024-01-01}}]
    """
    offer = book.entry("a").offers[0]
    assert {issue: term.values.text if term.values else term.text for issue, term in offer.package.items()} == {
        "crossing-open": "no", "text-issue": "12:30", "start": "2024-01-01",
    }  # fmt: skip
    assert offer.id == "no"


def test_a_text_is_kept_word_for_word_and_unspecified_is_no_text(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: x, terms: {text-issue: "At least, quiet"}}, {id: y, terms: {text-issue: unspecified}}]
    """
    assert [offer.package["text-issue"].text for offer in book.entry("a").offers] == ["At least, quiet", ""]


def test_a_scope_stands_beside_another_in_one_block(book: Book) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: x, gives: {aid@phase-1: increased, aid@phase-2: unhindered, aid: restricted}}]
    """
    assert list(book.entry("a").offers[0].gives) == ["aid@phase-1", "aid@phase-2", "aid"]


def test_an_id_is_the_path_inside_the_negotiation_without_its_ending(book: Book) -> None:
    """
    --- israel/deep/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    summary: One.
    --- other.yml
    party: israel
    date: 2023-12-20
    summary: Two.
    """
    assert [entry.id for entry in book.entries] == ["israel/deep/2023-12-19-week", "other"]
    assert book.entry("other").place.path == f"{FOLDER}/other.yml"


def test_several_negotiations_are_several_books_and_a_file_belongs_to_the_nearest_above() -> None:
    record = b"party: israel\ndate: 2023-12-01\nsummary: Nothing.\nsources: [{url: https://example.org}]\n"
    manifest = NEGOTIATION.encode()
    found = read_books(
        [
            Source("positions/a/negotiation.yaml", manifest), Source("positions/a/x.yaml", record),
            Source("positions/a/b/negotiation.yml", manifest), Source("positions/a/b/y.yaml", record),
            Source("positions/z.yaml", record), Source("positions/ab/z.yaml", record),
        ]
    )  # fmt: skip
    assert {key: [entry.id for entry in book.entries] for key, book in found.books.items()} == {
        "a": ["x"],
        "a/b": ["y"],
    }
    assert [(one.rule, one.place.path) for one in found.findings] == [
        ("no-negotiation", "positions/ab/z.yaml"), ("no-negotiation", "positions/z.yaml"),
    ]  # fmt: skip
    assert found.files == 6


RECORD = """\
--- israel/a.yaml
party: israel
date: 2023-12-19
offers: [{id: week, gives: {ceasefire-length: 7 days}}]
--- hamas/b.yaml
party: hamas
date: 2023-12-21
responses: [{to: israel/week, answer: rejects}]
--- hamas/c.yaml
party: hammas
date: 2023-12-21
--- joint/d.yaml
parties: [israel, hamas]
date: 2023-12-22
agreement: {ceasefire-length: 4 days}
"""


@given(st.integers(0, 10**6))
def test_the_order_of_the_files_does_not_matter(seed: int) -> None:
    files = sources_of(parts(RECORD))
    shuffled = list(files)
    Random(seed).shuffle(shuffled)
    assert read_books(shuffled) == read_books(files)


@given(st.lists(st.sampled_from(["", "a/", "b/c/", "z/"]), min_size=4, max_size=4))
def test_the_folders_files_lie_in_do_not_matter(folders: list[str]) -> None:
    files = list(parts(RECORD).items())
    moved = dict(
        [
            files[0],
            *(
                (folder + path.rpartition("/")[2], text)
                for folder, (path, text) in zip(folders, files[1:], strict=True)
            ),
        ]
    )
    before, after = (
        standing(read_books(sources_of(one)).books["talks"], date(2024, 1, 1)) for one in (dict(files), moved)
    )
    for party in before.book.parties:
        assert [(one.key, one.item, one.state) for one in before.held(party)] == [
            (one.key, one.item, one.state) for one in after.held(party)
        ]
    assert [pact.agreement.terms for pact in before.pacts] == [pact.agreement.terms for pact in after.pacts]


# -- slips --------------------------------------------------------------------------------------------------------


def test_five_different_mistakes_are_five_findings_each_at_its_place(reading: Reading) -> None:
    """
    --- israel/wrong.yaml
    party: isreal
    date: 2023-02-30
    attribution: rumour
    offers:
      - id: week
        gives: {ceasefire-length: a week or so}
        gvies: {aid: increased}
    """
    assert told(reading) == [
        ("unknown-party", "israel/wrong.yaml", 1, 8),
        ("wrong-date", "israel/wrong.yaml", 2, 7),
        ("wrong-word", "israel/wrong.yaml", 3, 14),
        ("value-off-scale", "israel/wrong.yaml", 6, 31),
        ("unknown-key", "israel/wrong.yaml", 7, 5),
    ]
    assert [one.place.end for one in reading.findings] == [14, 17, 20, 43, 10]
    assert reading.books["talks"].entries == ()


def test_a_file_with_a_mistake_is_left_out_and_the_others_are_read(reading: Reading) -> None:
    """
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: week, gives: {ceasefire-length: long}}]
    red_lines: [{id: never, never: {aid: blocked}}]
    --- b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: israel/week, answer: rejects}]
    """
    book = reading.books["talks"]
    assert [entry.id for entry in book.entries] == ["b"]
    assert book.unread == {"a", "israel/week", "israel/never"}


def test_mistakes_in_several_files_come_in_the_order_of_their_places(reading: Reading) -> None:
    """
    --- b.yaml
    party: nobody
    date: 2023-12-01
    --- a.yaml
    party: nobody
    date: yesterday
    """
    assert told(reading) == [
        ("unknown-party", "a.yaml", 1, 8), ("wrong-date", "a.yaml", 2, 7), ("unknown-party", "b.yaml", 1, 8),
    ]  # fmt: skip


UNKNOWN = [
    ("party: isreal", "unknown-party", "'isreal' is no declared party", "did you mean `israel`?"),
    ("party: Government of Israel", "unknown-party", "'Government of Israel' is no declared party", "did you mean `israel`?"),
    ("party: HAMAS", "unknown-party", "'HAMAS' is no declared party", "did you mean `hamas`?"),
    (
        "party: norway", "unknown-party", "'norway' is no declared party",
        "declare it in negotiation.yaml, or write one of israel, hamas, qatar, egypt",
    ),
    ("party: israel\nvia: [quatar]", "unknown-party", "'quatar' is no declared party", "did you mean `qatar`?"),
    ("party: israel\nattribution: onrecord", "wrong-word", "'onrecord' is no attribution the format knows", "did you mean `on-record`?"),
    ("party: israel\nforce: firm", "wrong-word", "'firm' is no force the format knows", "write one of binding, exploratory"),
    ("party: israel\nsumary: A week", "unknown-key", "'sumary' is no key of the format here", "did you mean `summary`?"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "rule", "message", "hint"), UNKNOWN)
def test_a_wrong_word_in_the_head_gets_a_suggestion(head: str, rule: str, message: str, hint: str) -> None:
    found = only(reading_of(f"--- a.yaml\n{head}\ndate: 2023-12-01\n"))
    assert (found.rule, found.message, found.hint) == (rule, message, hint)


SEE = "; see `negotrack explain value-off-scale`"
SLIPS = [
    ("offers: [{id: x, gives: {aids: increased}}]", "unknown-issue", "'aids' is no declared issue", "did you mean `aid`?"),
    ("offers: [{id: x, gives: {Humanitarian aid: increased}}]", "unknown-issue", "'Humanitarian aid' is no declared issue", "did you mean `aid`?"),
    ("offers: [{id: x, gives: {zzz: 5}}]", "unknown-issue", "'zzz' is no declared issue", "declare it in negotiation.yaml, or write one of "
     "ceasefire-length, hostages-released, prisoners-released, aid, military-operations, hamas-rule, gaza-governance, crossing-open, "
     "start, fund, tax-share, text-issue"),
    ("offers: [{id: x, gives: {aid@phase1: increased}}]", "unknown-issue", "'phase1' is no declared scope", "did you mean `phase-1`?"),
    ("offers: [{id: x, gives: {aid: incresed}}]", "value-off-scale", "aid: 'incresed' is not a level of this issue", "did you mean `increased`?" + SEE),
    ("offers: [{id: x, gives: {aid@phase-1: incresed}}]", "value-off-scale", "aid@phase-1: 'incresed' is not a level of this issue",
     "did you mean `increased`?" + SEE),
    ("offers: [{id: x, terms: {gaza-governance: technocrat}}]", "value-off-scale", "gaza-governance: 'technocrat' is not a choice of this issue",
     "did you mean `technocrats`?" + SEE),
    ("offers: [{id: x, terms: {aid: }}]", "value-off-scale", "aid: no value is written", "write a value or `unspecified`" + SEE),
    ("offers: [{id: x, terms: {aid: {any_of: {a: b}}}}]", "value-off-scale", "aid: the value is nested too deeply",
     "write one value, a list of values, or the long form" + SEE),
    ("offers: [{id: x, givs: {aid: increased}}]", "unknown-key", "'givs' is no key of the format here", "did you mean `gives`?"),
    ("offers: [{gives: {aid: increased}}]", "missing-key", "`id` is missing", "add `id:`, a name for the item in a word or three"),
    ("offers: [{id: Not An Id, gives: {aid: increased}}]", "bad-id", "'Not An Id' is no id",
     "did you mean `not-an-id`? write lower-case ASCII letters and digits, with single dashes between words"),
    ("offers: [{id: x, gives: {aid: increased}, to: [hammas]}]", "unknown-party", "'hammas' is no declared party", "did you mean `hamas`?"),
    ("offers: [{id: x, gives: {aid: increased}, until: 2023-12}]", "wrong-date", "'2023-12' is not a date",
     "write YYYY-MM-DD; for `date` also YYYY-MM, or a date and time with zone: 2023-12-21 14:30 +02:00"),
    ("offers: {id: x}", "wrong-type", "`offers` takes a list, and a mapping stands here", "write `offers: […]`"),
    ("preconditions: [{id: x, before: talk, requires: {aid: increased}}]", "wrong-word", "'talk' is nothing a precondition comes before",
     "write `before: talks`, `before: deal`, or a mapping of terms"),
    ("preconditions: [{id: x, requires: {aid: increased}}]", "missing-key", "`before` is missing", "add `before:`"),
    ("red_lines: [{id: x}]", "missing-key", "a red line has either `never` or `must`",
     "write `never: {…}` for what is ruled out, or `must: {…}` to rule out everything else"),
    ("red_lines: [{id: x, never: {aid: blocked}, must: {aid: increased}}]", "missing-key", "a red line has either `never` or `must`",
     "write `never: {…}` for what is ruled out, or `must: {…}` to rule out everything else"),
    ("red_lines: [{id: x, must: {aid: increased}, unless: {hamas-rule: ended}}]", "unknown-key", "`unless` goes with `never`, not with `must`",
     "write the outcome under `never`, or leave `unless` out"),
    ("responses: [{to: hammas/x, answer: rejects}]", "unknown-party", "'hammas' is no declared party", "did you mean `hamas`?"),
    ("responses: [{to: hamas/x, answer: reject}]", "wrong-word", "'reject' is no answer the format knows", "did you mean `rejects`?"),
    ("responses: [{to: hamas/x}]", "missing-key", "`answer` is missing", "add `answer:`"),
    ("sources: [{title: A report}]", "source-without-link", "the source cannot be looked up",
     "add `url:`, `archive:` or, for what is not on the web, `reference:`"),
    ("sources: [{url: 'ftp://example.org'}]", "bad-url", "the address is not on the web", "write an http or https address"),
    ("sources: [{url: 'https://me:secret@example.org'}]", "bad-url", "the address carries a user name or a password", "write an http or https address"),
    ("sources: [{url: 'https://example.org/a b'}]", "bad-url", "the address holds a blank, a quote or a character that cannot be shown",
     "write an http or https address"),
    ("sources: [{reference: Kan, grade: G7}]", "bad-grade", "'G7' is no NATO Admiralty grade",
     "source A (reliable) to F (cannot be judged), information 1 (confirmed) to 6 (cannot be judged), as in `B2`"),
    (f"sources: [{{reference: Kan, quote: {'word ' * 41}}}]", "quote-too-long", "the quote has 41 words", "keep the 40 words that carry the point"),
    ("sources: [{reference: Kan, published: soon}]", "wrong-date", "'soon' is not a date",
     "write YYYY-MM-DD; for `date` also YYYY-MM, or a date and time with zone: 2023-12-21 14:30 +02:00"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "rule", "message", "hint"), SLIPS)
def test_a_slip_is_told_with_a_way_out(body: str, rule: str, message: str, hint: str) -> None:
    assert slip(body) == (rule, message, hint)


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13-01", "2023-00", "0000-01-01", "21.12.2023", "yesterday", "2023", "2023-12-21 14:30", "2023-12-21 25:00 +00:00",
     "2023-12-21T14:30:00", "2023-1-2", "٢٠٢٣-١٢-٢١"],
)  # fmt: skip
def test_a_day_that_does_not_exist_or_is_no_day_is_told_at_its_place(text: str) -> None:
    found = only(reading_of(f"--- a.yaml\nparty: israel\ndate: {text}\n"))
    assert (found.rule, found.place.line, found.place.column) == ("wrong-date", 2, 7)


@pytest.mark.parametrize(
    "text", ["2023-12-21", "2023-12", "2023-12-21 14:30 +02:00", "2023-12-21T14:30:05Z", "2024-02-29"]
)
def test_a_day_may_be_a_month_or_carry_a_time_with_its_zone(text: str) -> None:
    assert reading_of(f"--- a.yaml\nparty: israel\ndate: {text}\n").findings == ()


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("role: mediator", "role: broker", "wrong-word", 6),
        ("role: mediator", "role: supporter, of: nobody", "unknown-party", 6),
        ("scale: money", "scale: coins", "wrong-word", 18),
        ("scale: money", "scal: money", "unknown-key", 18),
        ("  start:", "  Start:", "bad-id", 17),
        ("  qatar:", "  qa tar:", "bad-id", 6),
        ("given_by: hamas", "given_by: qatar", "unknown-party", 10),
        ("given_by: hamas", "given_by: nobody", "unknown-party", 10),
        ("levels: [ongoing, paused, halted]", "levels: [ongoing]", "missing-key", 13),
        ("levels: [ongoing, paused, halted], ", "", "missing-key", 13),
        ("levels: [ongoing, paused, halted]", "levels: [ongoing, ongoing]", "duplicate-key", 13),
        ("levels: [ongoing, paused, halted]", "levels: [ongoing, unspecified]", "bad-id", 13),
        ("choices: [hamas, technocrats", "choices: [hamas, Techno Crats", "bad-id", 15),
        ("title: Gaza ceasefire and hostage talks\n", "summary: No title\ntitle:\n", "wrong-type", 2),
    ],
)
def test_a_negotiation_with_a_mistake_is_told_and_not_read(old: str, new: str, rule: str, line: int) -> None:
    reading = negotiation(old, new)
    assert (rule, "negotiation.yaml", line) in [found[:3] for found in told(reading)]
    assert reading.books == {}


def test_a_span_of_staleness_that_is_none_is_told(reading: Reading) -> None:
    """
    title: Talks
    stale_after: a while
    parties: {israel: {name: Israel, role: principal}}
    issues: {aid: {title: Aid, scale: number, previously: [trucks]}}
    """
    assert told(reading) == [("value-off-scale", "negotiation.yaml", 2, 14)]


def test_an_issue_under_two_of_its_names_stands_twice(reading: Reading) -> None:
    """
    title: Talks
    parties: {israel: {name: Israel, role: principal}}
    issues: {aid: {title: Aid, scale: number, previously: [trucks]}}
    --- a.yaml
    party: israel
    date: 2023-12-01
    offers: [{id: x, gives: {trucks: 5, aid: 6}}]
    """
    assert told(reading) == [("duplicate-key", "a.yaml", 3, 37)]


@pytest.mark.parametrize(
    ("url", "why"),
    [("https://example.org/" + "x" * 2000, "is longer than 2000 characters"), ("https://[oops", "cannot be read")],
)
def test_an_address_nobody_can_follow_is_told(url: str, why: str) -> None:
    assert slip(f"sources: [{{url: '{url}'}}]")[:2] == ("bad-url", f"the address {why}")


@given(st.from_regex(records._PLAIN_ADDRESS, fullmatch=True))
def test_an_address_that_nobody_takes_apart_would_be_found_sound(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_PLAIN_ADDRESS", re.compile("(?!)"))
        assert records._bad_url(url) == ""


def test_an_agreement_of_one_party_is_a_statement(reading: Reading) -> None:
    """
    --- a.yaml
    parties: [israel]
    date: 2023-12-01
    agreement: {aid: increased}
    """
    assert told(reading) == [("wrong-type", "a.yaml", 1, 10)]


def test_a_file_whose_name_is_no_id_is_told(reading: Reading) -> None:
    """
    --- Israel/a_b.yaml
    party: israel
    date: 2023-12-01
    """
    assert [found[:2] for found in told(reading)] == [("bad-id", "Israel/a_b.yaml"), ("bad-id", "Israel/a_b.yaml")]


# -- renames ------------------------------------------------------------------------------------------------------


def test_references_to_earlier_names_still_lead_to_the_present_ones(book: Book) -> None:
    """
    title: Renamed
    parties:
      israel: {name: Israel, role: principal, previously: [government]}
      hamas: {name: Hamas, role: principal}
    issues:
      aid: {title: Aid, scale: number, previously: [trucks]}
    scopes: {phase-1: First}
    --- israel/a.yaml
    party: government
    date: 2023-12-01
    previously: [israel/first]
    offers:
      - {id: week, previously: [seven], gives: {trucks: 5}}
      - {id: phase, gives: {trucks@phase-1: 5}, to: [hamas]}
    --- hamas/b.yaml
    party: hamas
    date: 2023-12-02
    responses: [{to: government/seven, answer: rejects}]
    --- israel/c.yaml
    party: israel
    date: 2023-12-03
    offers: [{id: other, keeps: [seven], gives: {aid: 6}}, {amends: seven, gives: {aid: 7}}]
    --- israel/d.yaml
    party: israel
    date: 2023-12-04
    denies: [israel/first]
    withdraws: [seven]
    --- joint/e.yaml
    parties: [government, hamas]
    date: 2023-12-05
    previously: [joint/old]
    agreement: {trucks: 6}
    settles: [government/seven, israel/other]
    --- events/f.yaml
    event: The end
    date: 2023-12-06
    facts: {trucks: 0}
    ends: [joint/old]
    """
    first, answer, more, last = (book.entry(name) for name in ("israel/a", "hamas/b", "israel/c", "israel/d"))
    assert first.party == "israel"
    assert [list(offer.gives) for offer in first.offers] == [["aid"], ["aid@phase-1"]]
    assert answer.responses[0].to == "israel/week"
    assert (more.offers[0].keeps, more.offers[1].amends) == (("week",), "week")
    assert ([denied for denied, _ in last.denies], [item for item, _ in last.withdraws]) == (["israel/a"], ["week"])
    truce, end = book.entry("joint/e"), book.entry("events/f")
    assert truce.parties == ("israel", "hamas")
    assert list(truce.terms) == list(end.facts) == ["aid"]
    assert [item for item, _ in truce.settles] == ["israel/week", "israel/other"]
    assert [ended for ended, _ in end.ends] == ["joint/e"]


# -- comments that let findings pass ------------------------------------------------------------------------------


def test_a_comment_lets_a_rule_pass_on_its_line_or_the_next(reading: Reading) -> None:
    """
    --- a.yaml
    party: israel
    # negotrack: ignore[no-source] it was said to us
    date: 2023-12-01
    summary: Nothing.  # negotrack: ignore[empty-statement]
    """
    assert [(one.rule, one.reason, one.place.line, one.line) for one in reading.ignores] == [
        ("no-source", "it was said to us", 2, 3), ("empty-statement", "", 4, 4),
    ]  # fmt: skip


# -- a real repository --------------------------------------------------------------------------------------------


def test_a_committed_record_is_read_as_it_was_written_and_its_commits_have_their_days(repo: Repo) -> None:
    repo.write(RECORD.replace("party: hammas", "party: hamas"))
    first = repo.commit("2023-12-22", "First")
    repo.write("--- israel/a.yaml\nparty: israel\ndate: 2023-12-19\nsummary: Corrected.\n")
    second = repo.commit("2024-01-05", "Second")
    assert first != second
    assert repo.git("log", "--format=%cs %s").splitlines() == ["2024-01-05 Second", "2023-12-22 First"]
    reading = read_books(*sources(repo.root))
    assert reading.findings == ()
    assert [entry.summary for entry in reading.books["talks"].entries if entry.id == "israel/a"] == ["Corrected."]
    assert "week" in repo.git("show", f"{first}:{FOLDER}/israel/a.yaml")


# -- nothing else happens -----------------------------------------------------------------------------------------


@given(st.recursive(
    st.text(max_size=6) | st.sampled_from(["israel", "aid", "2023-12-01", "increased", "talks", "deal", "hamas/x"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([
        "party", "parties", "date", "offers", "gives", "id", "red_lines", "never", "must", "unless", "responses", "to", "answer",
        "with", "sources", "url", "event", "facts", "agreement", "preconditions", "before", "requires", "aid", "zzz", "until",
    ]), inner, max_size=6),
    max_leaves=12,
))  # fmt: skip
def test_any_shape_of_file_is_an_entry_or_findings_and_nothing_else(shape: object) -> None:
    text = json.dumps(shape, ensure_ascii=True)
    files = sources_of({"negotiation.yaml": NEGOTIATION, "a.yaml": text})
    found = read_books(files)
    assert len(found.books["talks"].entries) + (len(found.findings) > 0) >= 1
    assert all(one.message and one.place.line >= 1 and one.place.column >= 1 for one in found.findings)


def test_the_standard_negotiation_of_these_tests_has_nothing_wrong_in_it() -> None:
    assert book_of(NEGOTIATION).entries == ()
