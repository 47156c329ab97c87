"""A record is told by options, on standard input or in answers; it is checked, shown and written once, under its own name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, Ran
from hypothesis import given
from hypothesis import strategies as st
from terminal import answered

from negotrack.cli.dictated import LONGEST_NAME, names_well, slugged
from negotrack.write.record import ORDER

REPORT = ("--source", "https://example.org/report", "--today", "2024-03-10")
WEEK = "party: israel\ndate: 2024-03-01\noffers: [{id: week, gives: {ceasefire-length: 7 days}}]\nsources: [{reference: x}]\n"


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A repository with one offer on file."""
    (tmp_path / FOLDER / "israel").mkdir(parents=True)
    (tmp_path / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    (tmp_path / FOLDER / "israel/2024-03-01-week.yaml").write_text(WEEK)
    return tmp_path


def piped(at: Path, record: str, *arguments: str) -> Ran:
    """`add -` with a record on standard input."""
    command = [sys.executable, "-m", "negotrack", "add", "-", *arguments]
    env = {key: value for key, value in os.environ.items() if key != "NEGOTRACK_REPO"} | {"NO_COLOR": "1"}
    ran = subprocess.run(command, cwd=at, env=env, input=record, capture_output=True, text=True, check=False)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


# -- by options ---------------------------------------------------------------------------------------------------


def test_an_offer_is_shown_with_what_it_changes_and_written(cli: Callable[..., Ran], talks: Path) -> None:
    told = ("add", "--party", "ham", "--date", "2024-03-05", "--id", "month", "--asks", "ceasefire-length=1 month",
            "--gives", "hostages=at most 40", "--via", "qatar", "--quote", "a month: no less", "--grade", "B2", *REPORT)  # fmt: skip
    path = talks / FOLDER / "hamas/2024-03-05-month.yaml"
    shown = cli(*told, "--dry-run")
    assert shown.code == 0
    assert "positions/talks/hamas/2024-03-05-month.yaml" in shown.out
    assert "gap of 23 days" in shown.out
    assert "[gap-opened]" in shown.out
    assert not path.parent.exists()
    assert cli(*told).code == 2
    assert not path.parent.exists()
    assert cli(*told, "--yes").code == 0
    assert path.read_text() == (
        "party: hamas\ndate: 2024-03-05\nvia: [qatar]\nsources:\n  - url: https://example.org/report\n"
        '    quote: "a month: no less"\n    grade: B2\noffers:\n  - id: month\n'
        "    gives: {hostages-released: at most 40}\n    asks: {ceasefire-length: 1 month}\n"
    )
    assert cli("check").code == 0
    assert cli("fmt", "--check").code == 1  # the file of the test itself is not canonical, the new one is
    assert "month" not in cli("fmt", "--check").out
    again = cli(*told, "--yes")
    assert again.code == 3
    assert "--slug" in again.err
    assert cli(*told, "--yes", "--slug", "again").code in (0, 1)


def test_a_statement_may_hold_everything_at_once(cli: Callable[..., Ran], talks: Path) -> None:
    ran = cli("add", "--party", "hamas", "--date", "2024-03-05",
              "--asks", "long:ceasefire-length=permanent", "--asks", "short:ceasefire-length=6 weeks", "--until", "short:2024-04-01", "--to", "short:israel",
              "--never", "gaza-governance=[international, israel]", "--unless", "prisoners=all",
              "--requires", "military-operations=halted", "--before", "talks", "--by", "israel",
              "--rejects", "israel/week", "--refuses", "ceasefire-length=7 days", "--reason", "Too short: a week.",
              *REPORT, "--yes")  # fmt: skip
    assert ran.code == 0, ran.out + ran.err
    (made,) = (talks / FOLDER / "hamas").glob("*.yaml")
    assert made.read_text() == (
        "party: hamas\ndate: 2024-03-05\nsources:\n  - url: https://example.org/report\noffers:\n"
        "  - id: long\n    asks: {ceasefire-length: permanent}\n"
        "  - id: short\n    to: [israel]\n    asks: {ceasefire-length: 6 weeks}\n    until: 2024-04-01\n"
        "preconditions:\n  - id: military-operations-halted-first\n    before: talks\n    requires: {military-operations: halted}\n    by: israel\n"
        "red_lines:\n  - id: no-gaza-governance-international-or-israel\n    never: {gaza-governance: [international, israel]}\n    unless: {prisoners-released: all}\n"
        "responses:\n  - {to: israel/week, answer: rejects, refuses: {ceasefire-length: 7 days}, reason: \"Too short: a week.\"}\n"
    )  # fmt: skip


def test_withdrawals_agreements_and_events_are_told_too(cli: Callable[..., Ran], talks: Path) -> None:
    assert cli("add", "--party", "israel", "--withdraws", "week", *REPORT, "--yes").code == 0
    assert "withdraws: [week]\n" in (talks / FOLDER / "israel/2024-03-10-withdraws-week.yaml").read_text()
    pact = (
        "--agreement",
        "ceasefire-length=4 days",
        "--party",
        "israel",
        "--party",
        "hamas",
        "--summary",
        "A truce of four days.",
    )
    assert cli("add", *pact, "--until", "2024-04-01", *REPORT, "--yes").code == 0
    assert (talks / FOLDER / "joint/2024-03-10-a-truce-of-four-days.yaml").read_text() == (
        "parties: [israel, hamas]\ndate: 2024-03-10\nsummary: A truce of four days.\n"
        "agreement: {ceasefire-length: 4 days}\nuntil: 2024-04-01\nsources:\n  - url: https://example.org/report\n"
    )
    over = ("--event", "Fighting resumes", "--fact", "military-operations=ongoing", "--ends", "joint/2024-03-10")
    assert cli("add", *over, "--date", "2024-03-10", *REPORT, "--yes").code == 0
    assert (talks / FOLDER / "events/2024-03-10-fighting-resumes.yaml").read_text() == (
        "event: Fighting resumes\ndate: 2024-03-10\nfacts: {military-operations: ongoing}\n"
        "ends: [joint/2024-03-10-a-truce-of-four-days]\nsources:\n  - url: https://example.org/report\n"
    )
    assert cli("check").code == 0


EVERYTHING = [
    ("--party", "hamas", "--date", "2024-03-05 14:30 +01:00", "--summary", "S", "--via", "qatar", "--speaker", "X", "--attribution", "leak", "--force", "exploratory",
     "--gives", "one:hostages=40", "--asks", "one:ceasefire-length={at_least: 1 month, less_than: 1 year, about: true, note: N}", "--terms", "one:tax-share={at_most: 5 %, more_than: 1 %}",
     "--asks", "two:gaza-governance={any_of: [technocrats, international]}", "--gives", "two:aid={exactly: blocked}", "--terms", "two:crossing={unspecified: true}", "--asks", "two:start={none_of: [2024-04-01]}",
     "--to", "one:israel", "--until", "one:2024-04-01", "--keeps", "two:old", "--amends", "one:old", "--item-summary", "one:A: b", "--item-note", "one:N", "--note", "M",
     "--requires", "first:military-operations=halted", "--before", "first:talks", "--by", "first:israel", "--item-note", "first:N", "--item-summary", "first:S",
     "--never", "red:fund=at most 5", "--unless", "red:prisoners=all", "--must", "must:aid=unhindered", "--item-note", "red:N", "--item-summary", "red:S",
     "--rejects", "week", "--refuses", "ceasefire-length=7 days", "--reason", "week:R", "--answer-note", "week:N", "--accepts", "israel/other", "--with", "aid=unhindered",
     "--withdraws", "older", "--denies", "hamas/2024-03-02", "--source", "https://example.org/a", "--reference", "Page 3", "--title", "T", "--publisher", "P", "--published", "2024-03-06",
     "--quote", "Q", "--grade", "B2", "--archive", "https://example.org/b", "--origin", "o", "--source-note", "N"),
    ("--party", "israel", "--party", "hamas", "--agreement", "aid=increased", "--settles", "week", "--until", "2024-04-01", "--summary", "S", "--via", "qatar", "--attribution", "on-record",
     "--note", "N", "--source", "Page 3"),
    ("--event", "It ends", "--fact", "aid=blocked", "--ends", "joint/pact", "--summary", "S", "--attribution", "on-record", "--note", "N", "--source", "Page 3"),
]  # fmt: skip


@pytest.mark.parametrize("told", EVERYTHING)
def test_options_can_tell_all_that_a_record_can_say(
    told: tuple[str, ...], cli: Callable[..., Ran], talks: Path
) -> None:
    record = "sources: [{reference: x}]\n"
    for path, text in {
        "israel/2024-03-01-other": "party: israel\ndate: 2024-03-01\noffers: [{id: other, asks: {aid: increased}}]\n",
        "hamas/2024-03-02-old": "party: hamas\ndate: 2024-03-02\noffers: [{id: old, asks: {aid: increased}}, {id: older, asks: {start: 2024-04-01}}]\n",
        "joint/pact": "parties: [israel, hamas]\ndate: 2024-03-03\nagreement: {crossing-open: yes}\n",
    }.items():  # fmt: skip
        (talks / FOLDER / path).parent.mkdir(exist_ok=True)
        (talks / FOLDER / f"{path}.yaml").write_text(text + record)
    before = {*talks.rglob("*.yaml")}
    ran = cli("add", *told, "--yes", "--slug", "all", "--today", "2024-03-10")
    made = {*talks.rglob("*.yaml")} - before or pytest.fail(ran.out + ran.err)
    text = made.pop().read_text()
    kinds = {
        "--party": ("statement", "offer", "precondition", "red_line", "response", "source", "value"),
        "--event": ("event",),
    }
    wanted = ORDER["agreement"] if "--agreement" in told else [key for kind in kinds[told[0]] for key in ORDER[kind]]
    said = [*re.findall(r"[a-z_]+(?=:)", text)]
    assert not [key for key in wanted if key not in said and key != "previously"], text


def test_words_in_brackets_stay_words_where_the_scale_is_text(cli: Callable[..., Ran], talks: Path) -> None:
    for number, words in enumerate(("{sic}", "{as: said}", "{open", "[a, b]")):
        ran = cli("add", "--party", "hamas", "--asks", f"text-issue={words}", "--slug", f"n{number}", *REPORT, "--yes")
        assert ran.code == 0, ran.out + ran.err
        made = (talks / FOLDER / f"hamas/2024-03-10-n{number}.yaml").read_text()
        assert f'text-issue: "{words}"' in made


@pytest.mark.parametrize(
    ("value", "says"),
    [("{at_leest: 40}", "did you mean `at_least`"), ("{at_least: [a}", "a comma is missing"), ("{}", "is not a number"),
     ("{at_least: 40, at_most: 30}", "no value satisfies all of this"), ("{at_least: 1,000}", "write 1_000")],
)  # fmt: skip
def test_a_slip_in_the_long_form_of_a_value_is_told(
    value: str, says: str, cli: Callable[..., Ran], talks: Path
) -> None:
    ran = cli("add", "--party", "hamas", "--gives", f"hostages-released={value}", *REPORT, "--yes")
    assert ran.code == 2
    assert says in ran.err
    assert not (talks / FOLDER / "hamas").exists()


def test_several_sources_have_their_own_words_in_order(cli: Callable[..., Ran], talks: Path) -> None:
    ran = cli("add", "--party", "hamas", "--considers", "week", *REPORT, "--title", "One", "--published", "2024-03-10",
              "--source", "Page 7 of the paper", "--title", "Two", "--yes")  # fmt: skip
    assert ran.code == 0
    (made,) = (talks / FOLDER / "hamas").glob("*.yaml")
    assert made.name == "2024-03-10-considers-israel-week.yaml"
    assert (
        "sources:\n  - title: One\n    url: https://example.org/report\n    published: 2024-03-10\n"
        "  - title: Two\n    reference: Page 7 of the paper\n"
    ) in made.read_text()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (("--party", "hamsa", "--asks", "aid=increased"), "did you mean hamas"),
        (("--party", "hamas", "--asks", "adi=increased"), "did you mean aid"),
        (("--party", "hamas", "--asks", "aid=increasd"), "did you mean `increased`"),
        (("--party", "hamas", "--asks", "aid"), "--asks: 'aid' is no term"),
        (("--party", "hamas", "--asks", "aid@phase-9=increased"), "there is no scope 'phase-9'"),
        (("--party", "hamas", "--asks", "aid=increased", "--asks", "aid=blocked"), "aid is told twice"),
        (("--party", "hamas", "--accepts", "weak"), "did you mean israel/week"),
        (("--party", "hamas", "--withdraws", "week"), "there is no item of this party 'week'"),
        (("--party", "hamas", "--accepts", "week", "--considers", "week"), "answered twice"),
        (("--party", "hamas", "--asks", "aid=increased", "--never", "aid=blocked", "--id", "x"), "--id names one item"),
        (("--party", "hamas", "--asks", "aid=increased", "--id", "Two Words"), "'Two Words' is no name"),
        (("--party", "hamas", "--accepts", "week", "--until", "2024-04-01"), "--until goes with an item"),
        (("--party", "hamas", "--accepts", "week", "--refuses", "aid=blocked"), "there are no such answers"),
        (("--party", "hamas", "--party", "israel", "--asks", "aid=increased"), "a statement is of one party"),
        (("--event", "It rains", "--gives", "aid=increased"), "--gives has no place in an event"),
        (("--party", "hamas", "--asks", "aid=increased", "--date", "last tuesday"), "--date"),
        (("--party", "hamas", "--asks", "aid=increased", "--title", "a", "--title", "b"), "more --title than --source"),
        (("--asks", "aid=increased"), "whose statement it is (--party)"),
        (("--party", "hamas"), "what it says"),
        (("--party", "hamas", "--agreement", "aid=increased"), "who agreed"),
        (("talks", "talks", "--party", "hamas"), "add takes one negotiation"),
        (("--party", "hamas", "--asks", "aid=increased", "--slug", "../out"), "is no name"),
    ],
)
def test_a_slip_is_told_with_what_to_write_and_nothing_is_written(
    told: tuple[str, ...], says: str, cli: Callable[..., Ran], talks: Path
) -> None:
    ran = cli("add", *told, *REPORT, "--yes")
    assert ran.code in (1, 2)
    assert says in ran.err
    assert len([*talks.rglob("*.yaml")]) == 2


def test_what_the_rules_find_stops_it(cli: Callable[..., Ran], talks: Path) -> None:
    ran = cli("add", "--party", "hamas", "--date", "2024-02-01", "--accepts", "week", *REPORT, "--yes")
    assert ran.code == 1
    assert "error[answer-before-offer]" in ran.out
    assert "nothing was written" in ran.err
    assert not (talks / FOLDER / "hamas").exists()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a\x1b[31mb", "U+001B"),
        ("tab\there", "a tab"),
        ("a\u202eb", "U+202E"),
        ("a\udcffb", "U+DCFF"),
        ("\ufffe", "U+FFFE"),
    ],
)
def test_a_character_that_no_record_may_hold_is_told_with_its_option(
    words: str, name: str, cli: Callable[..., Ran], talks: Path
) -> None:
    ran = cli(
        "add",
        "--today",
        "2024-03-10",
        "--party",
        "hamas",
        "--asks",
        "aid=increased",
        "--source",
        "P",
        "--title",
        words,
        "--yes",
    )
    assert (ran.code, ran.out) == (2, "")
    assert f"--title: a character that must not be in a record: {name}" in ran.err


def test_a_character_that_is_not_seen_is_warned_of_and_written(cli: Callable[..., Ran], talks: Path) -> None:
    """What is copied from a page has soft hyphens in it."""
    ran = cli(
        "add",
        "--today",
        "2024-03-10",
        "--party",
        "hamas",
        "--asks",
        "aid=increased",
        "--source",
        "P",
        "--title",
        "a\xadb",
        "--yes",
    )
    assert (ran.code, "warning[invisible-character]" in ran.out) == (0, True)


def test_a_statement_is_written_though_nobody_reads_on(talks: Path) -> None:
    told = ("--party", "hamas", "--asks", "aid=increased", "--source", "P", "--yes")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "negotrack", "add", "--today", "2024-03-10", *told]
    ran = subprocess.run(command, cwd=talks, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ran.returncode, b"wrote " in ran.stderr) == (0, True)
    assert [*(talks / FOLDER / "hamas").glob("*.yaml")]


def test_a_schema_for_editors_is_named_in_the_file_and_kept_fresh(cli: Callable[..., Ran], talks: Path) -> None:
    assert cli("schema", "--write").code == 0
    schema = talks / FOLDER / ".schema/statement.json"
    before = json.loads(schema.read_text())
    ran = cli("add", "--party", "hamas", "--asks", "one-month:ceasefire-length=1 month", *REPORT, "--yes")
    assert ran.code == 0
    assert "one-month" not in json.dumps(before)
    assert "one-month" in schema.read_text()
    (made,) = (talks / FOLDER / "hamas").glob("*.yaml")
    assert made.read_text().startswith("# yaml-language-server: $schema=../.schema/statement.json\nparty: hamas\n")
    assert cli("check").err.endswith("all is well\n")


def test_no_link_leads_out_of_the_repository(cli: Callable[..., Ran], talks: Path, tmp_path_factory: pytest.TempPathFactory) -> None:  # fmt: skip
    outside = tmp_path_factory.mktemp("outside")
    (talks / FOLDER / "hamas").symlink_to(outside)
    assert cli("add", "--party", "hamas", "--asks", "aid=increased", *REPORT, "--yes").code != 0
    assert not [*outside.iterdir()]


@given(st.text(max_size=200))
def test_every_name_made_from_words_is_a_name_or_none(words: str) -> None:
    made = slugged(words)
    assert made == "" or (names_well(made) and len(made) <= LONGEST_NAME)


# -- on standard input --------------------------------------------------------------------------------------------

RECORD = """\
date: 2024-03-05
party: hamas
# as told on the phone
offers: [{asks: {ceasefire-length: 1 month}, id: month}]
sources: [{url: "https://example.org/report"}]
"""


def test_a_record_on_standard_input_is_brought_into_its_form_and_named(talks: Path) -> None:
    ran = piped(talks, RECORD, "--yes", "--today", "2024-03-10")
    assert ran.code == 0, ran.err
    assert (talks / FOLDER / "hamas/2024-03-05-month.yaml").read_text() == (
        "party: hamas\ndate: 2024-03-05\nsources:\n  - url: https://example.org/report\n# as told on the phone\n"
        "offers:\n  - id: month\n    asks: {ceasefire-length: 1 month}\n"
    )


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("party: [", 3), ("", 3), ("- a\n- b\n", 3), (RECORD.replace("hamas", "hamsa"), 1), (RECORD.replace("1 month", "long"), 1),
        (RECORD.replace("party: hamas\n", ""), 1), (RECORD.replace("party: hamas", "party: ../../out"), 1),
        ("party: hamas\nparty: israel\n", 1), ("a" * 1_000_001, 3),
    ],
)  # fmt: skip
def test_a_bad_record_on_standard_input_is_told_and_not_written(record: str, code: int, talks: Path) -> None:
    ran = piped(talks, record, "--yes", "--today", "2024-03-10")
    assert ran.code == code, ran.out + ran.err
    assert ran.out + ran.err
    assert len([*talks.rglob("*")]) == 5


def test_options_and_standard_input_do_not_go_together(talks: Path) -> None:
    ran = piped(talks, RECORD, "--party", "hamas", "--yes")
    assert ran.code == 2
    assert "--party and a record on standard input" in ran.err


# -- in answers ---------------------------------------------------------------------------------------------------

GIVEN = ("add", "--today", "2024-03-10")
VOICE = ["A month at least.", "A spokesman", "qatar", "on-record"]
SOURCED = ["https://example.org/report", "Headline", "Courier", "2024-03-09", "a month", "B2", ""]


def test_a_statement_is_asked_for_and_read_back_in_words(talks: Path) -> None:
    answers = ["", "hamsa", "hamas", "2024-03-09", "offer", "hostages", "fourty", "40", "", "ceasefire-lenght", "ceasefire-length", "1 month", "", "", "month", "2024-3-31", "2024-03-31",
               "rejects", "week", "", "", *VOICE, *SOURCED, "yes"]  # fmt: skip
    code, shown = answered(GIVEN, answers, talks)
    assert code == 0
    assert "there is no choice 'hamsa'; did you mean hamas?" in shown
    assert "'fourty' is not a number" in shown
    assert "= Hamas gives Hostages released: at most 40 people" in shown
    assert "did you mean ceasefire-length?" in shown
    assert "= Hamas asks Length of the ceasefire: at least 30 days" in shown
    assert "until: '2024-3-31' is not a day" in shown
    assert "gap of 23 days" in shown
    assert (talks / FOLDER / "hamas/2024-03-09-a-month-at-least.yaml").read_text() == (
        "party: hamas\ndate: 2024-03-09\nsummary: A month at least.\nvia: [qatar]\nspeaker: A spokesman\nattribution: on-record\n"
        'sources:\n  - title: Headline\n    url: https://example.org/report\n    publisher: Courier\n    published: 2024-03-09\n    quote: "a month"\n    grade: B2\n'
        "offers:\n  - id: month\n    gives: {hostages-released: 40}\n    asks: {ceasefire-length: 1 month}\n    until: 2024-03-31\n"
        "responses:\n  - {to: israel/week, answer: rejects}\n"
    )


def test_a_level_is_read_back_with_all_that_it_allows(talks: Path) -> None:
    """Who takes the levels to run the other way sees it before anything is written, and again as a finding."""
    answers = [
        "",
        "hamas",
        "",
        "",
        "",
        "aid",
        "restricted",
        "aid",
        "blocked",
        "",
        "",
        "",
        "",
        "",
        *VOICE,
        *SOURCED,
        "no",
    ]
    code, shown = answered(GIVEN, answers, talks)
    assert code == 1
    assert "from least to most blocked, restricted, increased, unhindered; such as" in shown
    assert "= Hamas asks Humanitarian aid: at least restricted (restricted, increased, unhindered)" in shown
    assert "that is any value; from least to most they are blocked, restricted, increased, unhindered." in shown
    assert "write `exactly blocked`" in shown
    assert "warning[any-value-asked]" in shown
    shown = answered(GIVEN, ["", "israel", "", "", "aid", "increased", "aid", "unhindered", "\x03"], talks)[1]
    assert "= Israel gives Humanitarian aid: at most increased (blocked, restricted, increased)" in shown
    assert "that is any value;" in shown


def test_only_what_is_missing_is_asked_for(talks: Path) -> None:
    told = ("--party", "hamas", "--asks", "ceasefire-length=1 month", "--date", "2024-03-09", "--summary", "A month.",
            "--speaker", "X", "--via", "qatar", "--attribution", "leak")  # fmt: skip
    code, _ = answered([*GIVEN, *told], ["Page 7", "", "", "", "", "", "", "yes"], talks)
    assert code == 0
    assert "reference: Page 7" in (talks / FOLDER / "hamas/2024-03-09-a-month.yaml").read_text()
    code, shown = answered(
        [*GIVEN, *told, "--source", "Page 7"], ["a-month-again", "no"], talks
    )  # nothing is missing but a free name
    assert code == 1
    assert "exists already" in shown


def test_red_lines_preconditions_agreements_and_events_are_asked_for(talks: Path) -> None:
    answers = ["statement", "hamas", "", "red-line", "never", "aid", "blocked", "", "", "no-blockade",
               "precondition", "military-operations", "halted", "", "", "talks", "", "", "", "", "", "Page 7", "", "", "", "", "", "", "yes"]  # fmt: skip
    assert answered(GIVEN, answers, talks)[0] == 0
    (made,) = (talks / FOLDER / "hamas").glob("*.yaml")
    assert "preconditions:\n  - id: military-operations-halted-first\n    before: talks\n" in made.read_text()
    assert "red_lines:\n  - id: no-blockade\n    never: {aid: blocked}\n" in made.read_text()
    answers = [
        "agreement",
        "israel",
        "hamas",
        "",
        "",
        "ceasefire-length",
        "4 days",
        "",
        "2024-03-31",
        "A truce.",
        "Page 8",
        "",
        "",
        "",
        "",
        "",
        "",
        "yes",
    ]
    assert answered(GIVEN, answers, talks)[0] == 0
    assert "until: 2024-03-31\n" in (talks / FOLDER / "joint/2024-03-10-a-truce.yaml").read_text()
    answers = ["event", "Fighting resumes", "", "", "a-truce", "Page 9", "", "", "", "", "", "", "yes"]
    assert answered(GIVEN, answers, talks)[0] == 0
    assert (
        "ends: [joint/2024-03-10-a-truce]" in (talks / FOLDER / "events/2024-03-10-fighting-resumes.yaml").read_text()
    )


def test_the_editor_of_the_person_is_opened_and_the_text_checked_again(talks: Path, tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(f"#!{sys.executable}\nimport sys\np = sys.argv[-1]\nt = open(p).read()\n"
                      "open(p, 'w').write(t.replace('increasd', 'increased') if 'increasd' in t else t.replace('increased', 'increasd'))\n")  # fmt: skip
    editor.chmod(0o755)
    told = (*GIVEN, "--party", "hamas", "--asks", "aid=increased", "--source", "Page 7", "--edit")
    code, shown = answered(told, ["y", "yes"], talks, EDITOR=f"'{editor}' --wait")
    assert code == 0
    assert "did you mean `increased`" in shown
    assert "asks: {aid: increased}" in (talks / FOLDER / "hamas/2024-03-10-aid-increased.yaml").read_text()
    code, shown = answered((*told[:-1], "--slug", "x", "--edit"), [], talks)
    assert code == 2
    assert "no editor is named" in shown
    code, shown = answered((*told[:-1], "--slug", "x", "--edit"), [], talks, VISUAL="false")
    assert code == 3


@pytest.mark.parametrize("env", [{"VISUAL": "", "EDITOR": ""}, {"VISUAL": "false"}, {"VISUAL": "/nowhere/editor"}])
def test_an_editor_that_fails_costs_none_of_the_answers(env: dict[str, str], talks: Path) -> None:
    told = (*GIVEN, "--party", "hamas", "--asks", "aid=increased", "--source", "Page 7")
    code, shown = answered(told, ["edit", "yes"], talks, **env)
    assert code == 0, shown
    assert any(words in shown for words in ("no editor is named", "ended with 1", "cannot be started"))
    assert [*(talks / FOLDER / "hamas").glob("*.yaml")]


def test_a_record_that_was_edited_goes_where_it_belongs_now(talks: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/party: hamas/party: israel/; s/2024-03-10/2024-03-09/' \"$1\"\n")
    editor.chmod(0o755)
    told = (*GIVEN, "--party", "hamas", "--terms", "aid=increased", "--source", "Page 7", "--edit", "--yes")
    code, shown = answered(told, [], talks, EDITOR=str(editor))
    assert code == 0, shown
    assert (talks / FOLDER / "israel/2024-03-09-aid-increased.yaml").exists()
    assert not (talks / FOLDER / "hamas").exists()
    code, shown = answered(told, ["again"], talks, EDITOR=str(editor))
    assert code == 0, "the name is taken there, and another is asked for"
    assert (talks / FOLDER / "israel/2024-03-09-again.yaml").exists()
    editor.write_text('#!/bin/sh\nrm "$1"\n')
    code, shown = answered(told, [], talks, EDITOR=str(editor))
    assert (code, "left no file to read" in shown) == (3, True)


def test_the_tab_key_completes_kinds_parties_items_issues_and_levels(talks: Path) -> None:
    answers = ["sta\t", "ha\t", "", "off\t", "ai\t", "at least in\t", "", "", "", "", "", "rej\t", "israel/w\t", "ceasef\t", "7 days", "", "",
               "", "", "q\t", "of\t", "Page 7", "", "", "", "", "", "", "y\t"]  # fmt: skip
    code, shown = answered(GIVEN, answers, talks, TERM="xterm")
    assert code == 0, shown
    (made,) = (talks / FOLDER / "hamas").glob("*.yaml")
    assert made.read_text() == (
        "party: hamas\ndate: 2024-03-10\nvia: [qatar]\nattribution: official-text\nsources:\n  - reference: Page 7\n"
        "offers:\n  - id: aid-at-least-increased\n    gives: {aid: at least increased}\n"
        "responses:\n  - {to: israel/week, answer: rejects, refuses: {ceasefire-length: 7 days}}\n"
    )


def test_one_press_of_the_tab_key_shows_what_a_beginning_can_become(talks: Path) -> None:
    code, shown = answered(GIVEN, ["", "\thamas", "", "", "hos\t", "at \tleast 40", "", "^C"], talks, TERM="xterm")
    assert code == 130
    told = [set(line.split()) for line in shown.splitlines()]
    assert {"egypt", "hamas", "israel", "qatar"} in told
    assert any({"at", "least", "most"} <= line for line in told)
    assert "Hamas gives Hostages released: at least 40 people" in shown


@pytest.mark.parametrize("key", ["^C", "^D"])
@pytest.mark.parametrize(
    "answers",
    [
        [], ["statement"], ["", "hamas", ""], ["", "hamas", "", "", "aid"], ["", "hamas", "", "", "aid", "increased", "", ""],
        ["", "hamas", "", "", "aid", "increased", "", "", "", "", "", "", "", "", "", "Page 7", "", "", "", "", "", ""],
    ],
)  # fmt: skip
def test_whoever_stops_halfway_has_written_nothing(answers: list[str], key: str, talks: Path) -> None:
    before = {path: path.read_bytes() for path in talks.rglob("*") if path.is_file()}
    code, shown = answered(GIVEN, [*answers, key], talks)
    assert code == 130
    assert shown.endswith("\nnothing was written\n")
    assert {path: path.read_bytes() for path in talks.rglob("*") if path.is_file()} == before
