"""A new id goes into every file or into none, changes nothing but letters, and leaves every verdict as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, Ran, Repo, sources_of

from negotrack.book import Book
from negotrack.compare import compare, spoken_issues
from negotrack.read.records import Reading, aligned, read_books
from negotrack.read.renamed import renamed
from negotrack.read.sources import Source, sources
from negotrack.rules import broken, sift
from negotrack.standing import standing
from negotrack.write.files import write_all
from negotrack.write.renaming import Renaming, What, changes_of

ROOT = Path(__file__).parent.parent
DAYS = [
    date(2023, 11, 12),
    date(2023, 12, 21),
    date(2024, 5, 7),
    date(2024, 7, 29),
    date(2025, 4, 17),
    date(2025, 10, 12),
]


def read(root: Path) -> Reading:
    return read_books(*sources(root))


def verdicts(book: Book) -> list[tuple[date, str, str, str]]:
    """Every verdict of several days; of its reasons, the statements."""
    found = []
    for day in DAYS:
        held = standing(book, day)
        for key in spoken_issues(held, book.principals):
            found += [(day, key, repr(pair.parties), repr(pair.verdict)) for pair in compare(held, key).pairs]
    return found


def findings(reading: Reading) -> list[str]:
    found = list(reading.findings)
    for book in reading.books.values():
        found += broken(book, date(2026, 1, 1))
    return sorted(one.rule for one in sift(found, reading.ignores))


@pytest.mark.parametrize(
    ("what", "old", "new", "party"),
    [
        ("party", "hamas", "islamic-resistance", ""),
        ("party", "united-states", "us", ""),
        ("issue", "ceasefire-length", "length-of-the-truce", ""),
        ("issue", "hostages-released", "hostages", ""),
        ("item", "week-for-40", "one-week", "israel"),
        ("item", "halt-before-talks", "first-the-halt", "hamas"),
        ("item", "three-phase-proposal", "may-proposal", "israel"),
    ],
)
def test_real_records_keep_every_verdict(tmp_path: Path, what: What, old: str, new: str, party: str) -> None:
    shutil.copytree(ROOT / "positions", tmp_path / "positions")
    reading = read(tmp_path)
    before = reading.books["gaza-2023"]
    renaming = Renaming(before, what, old, new, party)
    write_all(tmp_path, changes_of(renaming, sources(tmp_path)[0]))
    after = read(tmp_path)
    book = after.books["gaza-2023"]
    assert findings(after) == findings(reading)
    assert verdicts(book) == verdicts(renamed(before, renaming.names))
    assert verdicts(aligned(before, book)) == verdicts(book)
    left = [one.path for one in sources(tmp_path)[0] if re.search(rf"(?<![\w-]){old}(?![\w-])", code_of(one))]
    keeper = [one for one in left if "previously: [" in (tmp_path / one).read_text()]
    assert left == keeper or what == "party"  # a choice of an issue may have a party's name
    assert len(keeper) == 1


def code_of(source: Source) -> str:
    """A file without its prose: the lines with notes, quotes, summaries, titles and addresses."""
    return re.sub(r"(?m)^ *(?:- )?(?:note|quote|summary|title|url|speaker|origin): .*$", "", source.text.decode())


def test_nothing_but_the_id_changes(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    # by hand, in no canonical form
    date:   2024-03-01
    party: 'israel'   # israel

    offers: [{asks: {hostages-released: 40},
              id: "week",   # week
              gives: {ceasefire-length@phase-1: 7 days}, note: week and israel}]
    --- hamas/2024-03-02-no.yaml
    party: hamas
    date: 2024-03-02
    responses: [ {to: israel/week, answer: rejects} ]  # no
    """
    place = tmp_path / FOLDER / "israel/2024-03-01-offer.yaml"
    before = place.read_text()
    assert cli("rename", "item", "week", "seven-days").code == 0
    assert place.read_text() == before.replace('id: "week",', 'id: "seven-days", previously: [week],')
    answer = (tmp_path / FOLDER / "hamas/2024-03-02-no.yaml").read_text()
    assert "responses: [ {to: israel/seven-days, answer: rejects} ]  # no" in answer
    assert cli("rename", "issue", "ceasefire-length", "truce").code == 0
    assert "gives: {truce@phase-1: 7 days}" in place.read_text()
    ran = cli("rename", "party", "israel", "jerusalem")
    assert ran.code == 0
    moved = tmp_path / FOLDER / "jerusalem/2024-03-01-offer.yaml"
    assert not place.exists()
    assert "party: 'jerusalem'   # israel" in moved.read_text()
    assert "note: week and israel" in moved.read_text()
    manifest = (tmp_path / FOLDER / "negotiation.yaml").read_text()
    assert (
        "jerusalem: {name: Israel, role: principal, aliases: [Government of Israel], previously: [israel]}" in manifest
    )
    assert "given_by: jerusalem" in manifest
    assert "choices: [hamas, technocrats, international, israel]" in manifest
    assert cli("check").code == 0
    assert "jerusalem/seven-days" in cli("show", "week").out


def test_every_place_a_party_is_named_in_is_changed() -> None:
    files = {
        "negotiation.yaml": NEGOTIATION.replace("role: mediator}", "role: mediator, members: [israel]}", 1),
        "egypt/2024-03-01-text.yaml": (
            "party: egypt\ndate: 2024-03-01\nvia: [israel]\nsources: [{reference: x}]\n"
            "offers: [{id: text, to: [israel], terms: {aid: blocked}}]\n"
            "preconditions: [{id: first, before: talks, requires: {aid: increased}, by: israel}]\n"
            "responses: [{to: israel, answer: rejects}, {to: israel/own, answer: rejects}]\n"
        ),
        "israel/2024-02-01-own.yaml": (
            "party: israel\ndate: 2024-02-01\nsources: [{reference: x}]\noffers: [{id: own, gives: {aid: increased}}]\n"
        ),
        "israel/2024-04-01-no.yaml": (
            "party: israel\ndate: 2024-04-01\nsources: [{reference: x}]\n"
            "denies: [israel/2024-02-01-own]\nwithdraws: [israel/own]\n"
        ),
        "joint/2024-05-01-deal.yaml": (
            "parties: [hamas, israel]\nvia: [israel]\ndate: 2024-05-01\nsources: [{reference: x}]\n"
            "agreement: {aid: increased}\nsettles: [israel/own]\n"
        ),
    }
    reading = read_books(sources_of(files))
    (book,) = reading.books.values()
    changed = changes_of(Renaming(book, "party", "israel", "new-name"), sources_of(files))
    text = "".join(one.new.decode() for one in changed if one.new is not None)
    left = re.findall(r".*\bisrael\b.*", text)
    assert [re.sub(r" +", " ", line).strip()[:18] for line in left] == ["new-name: {name: I", "gaza-governance: {"]
    assert {one.path for one in changed if one.new is None} == {
        f"{FOLDER}/israel/2024-02-01-own.yaml",
        f"{FOLDER}/israel/2024-04-01-no.yaml",
    }


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("{name: I, role: principal}", "{name: I, role: principal, previously: [israel]}"),
        ("{name: I, role: principal, previously: [a]}", "{name: I, role: principal, previously: [a, israel]}"),
        (
            "\n    name: I\n    role: principal  # so\n",
            "\n    name: I\n    role: principal  # so\n    previously: [israel]\n",
        ),
        (
            "\n    role: principal\n    previously:\n      - a  # b\n    name: I\n",
            "\n    role: principal\n    previously:\n      - a  # b\n      - israel\n    name: I\n",
        ),
    ],
)
def test_the_former_id_is_kept_in_the_style_of_its_place(declared: str, kept: str) -> None:
    text = f"parties:\n  israel: {declared.strip(' ')}\n  h: {{role: principal, name: H}}\ntitle: T\nissues:\n  aid: {{title: A, scale: text}}\n"
    files = sources_of({"negotiation.yaml": text})
    (book,) = read_books(files).books.values()
    (change,) = changes_of(Renaming(book, "party", "israel", "new"), files)
    assert change.new is not None
    assert change.new.decode() == text.replace("israel:", "new:").replace(declared, kept)


def test_an_id_that_is_taken_or_is_none_is_refused(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}, {id: month, asks: {hostages-released: 40}}]
    """
    before = {one.path: one.text for one in sources(tmp_path)[0]}
    for words in (
        ("party", "israel", "hamas"),
        ("party", "israel", "israel"),
        ("issue", "aid", "start"),
        ("item", "week", "month"),
        ("item", "week", "hamas/week-2"),
        ("party", "israel", "../x"),
        ("party", "israel", "New"),
        ("issue", "aid", "a@b"),
        ("scope", "a", "b"),
        ("party", "israel"),
        ("party", "nobody", "x"),
    ):
        assert cli("rename", *words).code in (1, 2), words
    assert {one.path: one.text for one in sources(tmp_path)[0]} == before


def test_a_new_id_that_would_bring_an_error_is_refused(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """The former id would still be in use, by an issue of the same name."""
    (tmp_path / FOLDER).mkdir(parents=True)
    declared = NEGOTIATION.replace("issues:\n", "issues:\n  hamas: {title: Rule of Hamas, scale: yes-no}\n")
    (tmp_path / FOLDER / "negotiation.yaml").write_text(declared)
    assert cli("check").code == 0
    ran = cli("rename", "party", "hamas", "movement")
    assert ran.code == 1
    assert "nothing was changed, for then `hamas` is listed as an earlier id of `movement`, and an issue" in ran.err
    assert (tmp_path / FOLDER / "negotiation.yaml").read_text() == declared


@pytest.mark.parametrize(
    ("what", "old", "new"), [("party", "hamas", "movement"), ("issue", "aid", "help"), ("item", "hamas/truce", "halt")]
)
def test_what_is_renamed_can_have_its_name_back(
    what: str, old: str, new: str, cli: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / FOLDER / "hamas").mkdir(parents=True)
    (tmp_path / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    record = tmp_path / FOLDER / "hamas/2024-03-01-truce.yaml"
    record.write_text(
        "party: hamas\ndate: 2024-03-01\noffers: [{id: truce, asks: {aid: unhindered}}]\nsources: [{reference: P}]\n"
    )
    before = record.read_text()
    for _ in range(2):  # and no list of former ids grows
        assert cli("rename", what, old, new).code == 0
        assert cli("show", old, "--as-of", "2024-03-02").code == 0
        assert cli("show", "hamas/truce", "--as-of", "2024-03-02").code == 0, "an item under its party's former id"
        assert cli("rename", what, new, old.rpartition("/")[2]).code == 0
        assert cli("check").code == 0
    after = record.read_text()
    assert after.replace(f", previously: [{new}]", "") == before
    assert (after + (tmp_path / FOLDER / "negotiation.yaml").read_text()).count(f"previously: [{new}]") == 1


def test_the_schema_for_editors_stays_fresh(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    assert cli("schema", "--write").code == 0
    schema = tmp_path / FOLDER / ".schema/statement.json"
    before = schema.read_text()
    assert cli("rename", "issue", "aid", "help", "--dry-run").code == 0
    assert schema.read_text() == before
    ran = cli("rename", "issue", "aid", "help")
    assert (ran.code, ran.err) == (0, "1 file changed\n")
    assert '"help"' in schema.read_text()
    assert "stale-schema" not in cli("check").out


def test_a_negotiation_that_is_not_there_is_told_with_those_that_are(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "negotiation.yaml").write_text(NEGOTIATION)
    for words, hint in ((("tlaks", "hamas", "h"), "did you mean talks?"), (("nhl", "hamas", "h"), "there is talks")):
        ran = cli("rename", "party", *words)
        assert (ran.code, ran.err) == (1, f"negotrack: there is no negotiation {words[0]!r}\n  help: {hint}\n")


@pytest.mark.parametrize(
    "words", ["issue talks aid relief", "party talks hamas movement", "item talks hamas/pause truce"]
)
def test_a_negotiation_further_down_is_left_alone(cli: Callable[..., Ran], tmp_path: Path, words: str) -> None:
    """
    --- hamas/2024-01-02-pause.yaml
    party: hamas
    date: 2024-01-02
    sources: [{title: A paper, url: "https://example.org/paper"}]
    offers: [{id: pause, asks: {aid: increased}}]
    """
    inner = tmp_path / FOLDER / "inner"
    shutil.copytree(tmp_path / FOLDER, tmp_path / "copy")
    shutil.move(tmp_path / "copy", inner)
    before = {path: path.read_bytes() for path in inner.rglob("*.yaml")}
    assert len(before) > 1
    assert cli("rename", *words.split()).code == 0
    assert {path: path.read_bytes() for path in inner.rglob("*.yaml")} == before


def test_all_files_or_none(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    in_the_way = tmp_path / FOLDER / "jerusalem"
    in_the_way.write_text("a file where the folder should be")
    before = {one.path: one.text for one in sources(tmp_path)[0]}
    ran = cli("rename", "party", "israel", "jerusalem")
    assert ran.code == 3
    assert "in its way" in ran.err
    assert {one.path: one.text for one in sources(tmp_path)[0]} == before
    (tmp_path / FOLDER / "broken.yaml").write_text("party: [\n")
    in_the_way.unlink()
    assert cli("rename", "party", "israel", "jerusalem").code == 3


def test_git_sees_no_change_of_meaning(repo: Repo, cli: Callable[..., Ran]) -> None:
    """
    --- israel/2024-03-01-offer.yaml
    party: israel
    date: 2024-03-01
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    --- hamas/2024-03-02-no.yaml
    party: hamas
    date: 2024-03-02
    responses: [{to: israel/week, answer: rejects}]
    red_lines: [{id: only-permanent, never: {ceasefire-length: less than permanent}}]
    """
    repo.commit("2024-03-03")
    shown = cli("rename", "party", "israel", "jerusalem", "--dry-run")
    assert "+++ b/positions/talks/jerusalem/2024-03-01-offer.yaml" in shown.out
    assert "+party: jerusalem" in shown.out
    assert repo.git("status", "--porcelain") == ""
    for words in (
        ("party", "israel", "jerusalem"),
        ("issue", "ceasefire-length", "truce"),
        ("item", "week", "seven-days"),
    ):
        assert cli("rename", *words).code == 0
    ran = cli("diff", "HEAD", "-O", "markdown")
    assert "No change of meaning." in ran.out
    assert "Verdicts" not in ran.out
