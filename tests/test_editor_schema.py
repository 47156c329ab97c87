"""The schema for editors: it takes what the reader takes, says what things are, and is told of when it is old."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import FOLDER, Ran, book_of, reading_of
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from language import Client

from negotrack.book import Book
from negotrack.editor.forms import examples, forms, pattern
from negotrack.editor.schema import modeline, path_of, schema, stale, written
from negotrack.read.records import read_books
from negotrack.read.schema import SHAPES, keys_of
from negotrack.read.sources import sources
from negotrack.terms import Bare, OffScale, read_value
from negotrack.values import Scale

ROOT = Path(__file__).parent.parent
SCALES = (
    Scale("number", "people"),
    Scale("number", "people/day (net)"),
    Scale("number"),
    Scale("percent"),
    Scale("money", "USD"),
    Scale("money"),
    Scale("duration"),
    Scale("date"),
    Scale("levels", members=("blocked", "restricted", "increased", "0x1f", "7")),
    Scale("choice", members=("hamas", "technocrats", "international")),
    Scale("yes-no", members=("yes", "no")),
)
RECORD = """
--- israel/2023-12-19-week.yaml
party: israel
date: 2023-12-19
summary: A week for forty
offers: [{id: week, gives: {ceasefire-length@phase-1: 7 days}, asks: {hostages-released: 40}}]
--- joint/2023-11-22-truce.yaml
parties: [israel, hamas]
date: 2023-11-22
agreement: {ceasefire-length: 4 days}
--- hamas/2023-12-21-no.yaml
party: hamas
date: 2023-12-21
responses: [{to: israel/week, answer: rejects}]
"""


def validator(book: Book) -> Draft7Validator:
    made = schema(book)
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


class Plain(yaml.SafeLoader):
    """YAML 1.2 as editors read it, near enough: yes and days are text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, how) for tag, how in known if not tag.endswith((":timestamp", ":bool", ":merge"))]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def wrongs(book: Book, text: str) -> list[str]:
    """The places and keys that the schema refuses in a record."""
    return refused(validator(book), text)


def refused(checker: Draft7Validator, text: str) -> list[str]:
    found = checker.iter_errors(yaml.load(text, Plain))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


# -- values -------------------------------------------------------------------------------------------------------

FIGURES = {
    "number": ("40", "1_000", "1,000", "2.5", "-3", "all", "40 people", "5 people/day (net)"),
    "percent": ("43 %", "43%", "43", "2.25 %"),
    "money": ("600", "600 million", "1.3 billion", "USD 5", "5 million USD"),
    "duration": ("7 days", "1 day", "6 weeks", "1.5 years", "permanent", "2 months"),
    "date": ("2024-07-01", "2023-02-29", "2023-13-01"),
    "levels": ("blocked", "restricted", "7", "0x1f", "unknown"),
    "choice": ("hamas", "technocrats", "nobody"),
    "yes-no": ("yes", "no", "maybe"),
}
AROUND = (
    "{0}", "= {0}", "exactly {0}", "exactly{0}", "at least {0}", ">= {0}", "≥{0}", "at most {0}", "<={0}", "more than {0}",
    "> {0}", "less than {0}", "<{0}", "not {0}", "not  {0}", "at least {0} and at most {1}", ">{0}  and <{1}", "{0}..", "{0} ..", "..{0}", "{0}..{1}", "{0} .. {1}", " {0} ",
    "unspecified", "nothing {0}", "{0} {1}", "", "not", "at least",
)  # fmt: skip


@given(st.data(), st.sampled_from(SCALES))
def test_whatever_a_scale_reads_its_pattern_lets_pass(data: st.DataObject, scale: Scale) -> None:
    figures = st.sampled_from(FIGURES[scale.kind])
    text = data.draw(st.sampled_from(AROUND)).format(data.draw(figures), data.draw(figures))
    try:
        read_value(scale, text, Bare.exactly)
    except OffScale:
        return
    assert re.search(pattern(scale), text)


LATER = "runs backwards|leaves? no|does not exist|longer than|no value is written"


@given(st.data(), st.sampled_from(SCALES))
def test_whatever_a_pattern_lets_pass_its_scale_reads_or_bounds_are_amiss(data: st.DataObject, scale: Scale) -> None:
    text = data.draw(st.from_regex(re.compile(pattern(scale), re.ASCII), fullmatch=True))
    try:
        read_value(scale, text, Bare.exactly)
    except OffScale as wrong:
        assert re.search(LATER, str(wrong)), (text, str(wrong))


@pytest.mark.parametrize("scale", [*SCALES, Scale("text")], ids=lambda scale: f"{scale.kind} {scale.unit}")
def test_examples_and_forms_can_be_written(scale: Scale) -> None:
    for words in (*examples(scale), *(form for form in forms(scale) if not form.endswith(" "))):
        assert read_value(scale, words, Bare.exactly)


# -- records ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("book", read_books(*sources(ROOT)).books.values(), ids=lambda book: book.id)
def test_every_real_record_fits_its_schema(book: Book) -> None:
    checker = validator(book)
    paths = [entry.place.path for entry in book.entries]
    assert {path: wrong for path in paths if (wrong := refused(checker, (ROOT / path).read_text()))} == {}


GOOD = """
party: israel
date: 2024-01-02 14:30 +02:00
via: [qatar]
attribution: leak
offers:
  - {id: two, gives: {ceasefire-length@phase-2: {at_least: 7 days, about: true}, aid: [increased, unhindered]}, amends: week}
  - {gives: {gaza-governance: not hamas, start: 2024-02-01, crossing-open: yes}, amends: week}
preconditions: [{id: first, before: talks, requires: {hostages-released: 40 people}}]
red_lines: [{id: never, never: {hamas-rule: continues}}]
withdraws: [week]
sources: [{title: 2024, reference: 7, published: 2024-01-03, grade: B2}]
"""


def test_a_good_statement_has_nothing_wrong() -> None:
    assert wrongs(book_of(RECORD), GOOD) == []


@pytest.mark.parametrize(
    ("here", "there", "where"),
    [
        ("party: israel", "party: isreal", "party"),
        ("date: 2024-01-02 14:30 +02:00", "date: 2024-13-02", "date"),
        ("via: [qatar]", "via: [quatar]", "via/0"),
        ("attribution: leak", "atribution: leak", ""),
        ("attribution: leak", "attribution: rumour", "attribution"),
        ("7 days", "7 dys", "offers/0/gives/ceasefire-length@phase-2"),
        ("[increased, unhindered]", "plenty", "offers/0/gives/aid"),
        ("phase-2", "phase-9", "offers/0/gives"),
        ("not hamas", "more than hamas", "offers/1/gives/gaza-governance"),
        ("before: talks", "before: dinner", "preconditions/0/before"),
        ("withdraws: [week]", "withdraws: [month]", "withdraws/0"),
        ("amends: week}\n  -", "amends: month}\n  -", "offers/0/amends"),
        ("grade: B2", "grade: Z9", "sources/0/grade"),
        ("reference: 7, ", "", "sources/0"),
        ("id: never, never", "id: never, newer", "red_lines/0"),
    ],
)
def test_a_slip_is_refused_where_it_is(here: str, there: str, where: str) -> None:
    assert GOOD.count(here) == 1
    found = wrongs(book_of(RECORD), GOOD.replace(here, there))
    assert found
    assert set(found) == {where}


def test_a_party_can_take_back_only_what_is_its_own() -> None:
    hamas = "party: hamas\ndate: 2024-01-01\nwithdraws: [week]\nsources: [{reference: x}]\n"
    assert wrongs(book_of(RECORD), hamas) == ["withdraws/0"]
    assert wrongs(book_of(RECORD), hamas.replace("hamas", "israel")) == []


def test_agreements_and_events_have_keys_of_their_own() -> None:
    book = book_of(RECORD)
    pact = "parties: [israel, hamas]\ndate: 2024-01\nagreement: {ceasefire-length: 7 days}\nsettles: [israel/week]\nsources: [{url: https://example.org}]\n"
    assert wrongs(book, pact) == []
    assert wrongs(book, pact.replace("settles", "offers")) == [""]
    event = "event: It ends\ndate: 2024-01-01\nends: [joint/2023-11-22-truce]\nsources: [{url: https://example.org}]\n"
    assert wrongs(book, event) == []
    assert wrongs(book, event.replace("joint", "joined")) == ["ends/0"]


def test_earlier_ids_may_still_be_written() -> None:
    book = book_of(
        """
        title: Talks
        parties: {drivers: {name: Drivers, role: principal, previously: [union]}, firm: {name: Firm, role: principal}}
        issues: {pay: {title: Pay, scale: percent, previously: [wages]}}
        scopes: {year-1: First year}
        --- firm/2024-01-01.yaml
        party: firm
        date: 2024-01-01
        offers: [{id: three, previously: [drei], gives: {pay: 3 %}}]
        """
    )
    text = "party: union\ndate: 2024-02-01\nresponses: [{to: firm/drei, answer: rejects, refuses: {wages@year-1: 3 %, pay: 3}}]\nsources: [{reference: x}]\n"
    assert wrongs(book, text) == []


def test_a_name_that_yaml_takes_for_a_number_may_be_written_plain() -> None:
    book = book_of(
        """
        title: Talks
        parties: {"1": {name: One, role: principal}, b: {name: B, role: principal}}
        issues: {size: {title: Size, scale: levels, levels: ["1", "0x1f", "1e3", "true"]}}
        --- b/2024-01-01.yaml
        party: b
        date: 2024-01-01
        offers: [{id: three, gives: {size: 1}}]
        """
    )
    for value in ("1", "0x1f", "1e3", "true", '"1e3"', "[1, true]"):
        data: Any = {"party": 1, "date": "2024-01-01", "sources": [{"reference": "x"}]}
        said = {"1": 1, "0x1f": 31, "1e3": 1000.0, "true": True, '"1e3"': "1e3", "[1, true]": [1, True]}[value]
        assert list(validator(book).iter_errors(data | {"offers": [{"id": "x", "asks": {"size": said}}]})) == []


def test_every_key_of_the_format_is_explained() -> None:
    for kind, shape in SHAPES.items():
        for key in keys_of(shape).values():
            inner = keys_of(key.shape).values() if key.shape else ()
            assert [f"{kind}.{one.name}" for one in (key, *inner) if not one.description] == []


HOSTILE = "[x](http://evil) <img src=x> `run` **bold**"


def test_what_people_wrote_never_stands_where_editors_read_markdown() -> None:
    book = book_of(
        f"""
        title: "{HOSTILE}"
        parties: {{a: {{name: "{HOSTILE}", role: principal}}, b: {{name: B, role: principal}}}}
        issues: {{size: {{title: "{HOSTILE}", scale: number, unit: "{HOSTILE}", note: "{HOSTILE}"}}}}
        --- a/2024-01-01.yaml
        party: a
        date: 2024-01-01
        summary: "{HOSTILE}"
        offers: [{{id: three, summary: "{HOSTILE}", gives: {{size: 3}}}}]
        """
    )

    def walk(node: Any, key: str = "") -> Iterator[str]:
        if isinstance(node, dict):
            for name, one in node.items():
                yield from walk(one, name)
        elif isinstance(node, list):
            for one in node:
                yield from walk(one, key)
        elif isinstance(node, str) and "evil" in node:
            yield key

    made = schema(book)
    assert set(walk(made)) <= {"title", "description", "enumDescriptions", "pattern"}
    assert not any("markdown" in key and "evil" in str(one) for key, one in made.items())


# -- written, and told of when old --------------------------------------------------------------------------------


def test_the_same_records_give_the_same_schema() -> None:
    assert written(book_of(RECORD)) == written(book_of(RECORD))
    assert json.loads(written(book_of(RECORD))) == schema(book_of(RECORD))


def test_a_schema_is_old_once_the_records_have_moved_on() -> None:
    before, after = (
        book_of(RECORD),
        book_of(RECORD.replace("id: week", "id: fortnight").replace("israel/week,", "israel/fortnight,")),
    )
    files = {path_of(before): written(before).encode()}
    assert stale([before], files.get) == []
    (old,) = stale([after], files.get)
    assert (old.rule, old.place.path) == ("stale-schema", f"{FOLDER}/.schema/statement.json")
    assert stale([after], lambda _: None) == []


def test_a_schema_is_not_called_old_while_a_file_cannot_be_read() -> None:
    found = reading_of(RECORD.replace("party: hamas", "party: hmas"))
    (book,) = found.books.values()
    assert book.unread
    assert stale([book], lambda _: b"{}") == []


def test_the_modeline_leads_to_the_schema_from_any_folder() -> None:
    book = book_of(RECORD)
    for path in ("x.yaml", "israel/x.yaml", "a/b/x.yaml"):
        line = modeline(book, f"{FOLDER}/{path}")
        there = os.path.normpath(Path(f"{FOLDER}/{path}").parent / line.partition("$schema=")[2])
        assert there == path_of(book)


def test_schema_is_written_and_checked(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2023-12-19-week.yaml
    # yaml-language-server: $schema=../.schema/statement.json
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    assert cli("check").code == 0
    ran = cli("schema", "--write")
    assert ran.code == 0, ran.err
    assert "# yaml-language-server: $schema=../.schema/statement.json" in ran.err
    file = tmp_path / FOLDER / ".schema/statement.json"
    assert cli("schema", "talks").out == cli("schema").out == file.read_text()
    assert "stale-schema" not in cli("check").out
    record = tmp_path / FOLDER / "israel/2023-12-19-week.yaml"
    record.write_text(record.read_text().replace("id: week", "id: month"))
    ran = cli("check")
    assert "warning[stale-schema]" in ran.out
    assert ran.code == 0
    assert cli("check", "--fail-on", "warning").code == 1
    assert cli("schema", "talks", "--write").code == 0
    assert cli("check", "--fail-on", "warning").code == 0


def test_a_schema_is_never_written_through_a_link(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """
    --- israel/2023-12-19-week.yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week, gives: {ceasefire-length: 7 days}}]
    """
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / FOLDER / ".schema"
    folder.symlink_to(outside)
    ran = cli("schema", "--write")
    assert (ran.code, list(outside.iterdir())) == (3, [])
    assert "is a link" in ran.err
    folder.unlink()
    folder.mkdir()
    (folder / "statement.json").symlink_to(outside / "file")
    assert cli("schema", "--write").code == 3
    assert list(outside.iterdir()) == []


def test_a_change_answers_only_for_schemas_it_made_old(repo: Any, cli: Callable[..., Ran]) -> None:
    record = "--- israel/2023-12-19-week.yaml\nparty: israel\ndate: 2023-12-19\noffers: [{id: week, gives: {aid: increased}}]\n"
    repo.write(record)
    (repo.root / FOLDER / ".schema").mkdir()
    (repo.root / FOLDER / ".schema/statement.json").write_text("{}")
    repo.commit("2024-01-01")
    (repo.root / FOLDER / "notes.txt").write_text("nothing")
    repo.commit("2024-01-02")
    assert "stale-schema" not in cli("check", "--against", "HEAD~1").out
    repo.write(record.replace("id: week", "id: month"))
    repo.commit("2024-01-03")
    assert "stale-schema" in cli("check", "--against", "HEAD~1").out


# -- in the language server that editors use ----------------------------------------------------------------------

OFFLINE = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}}
TOP = "# yaml-language-server: $schema=../.schema/statement.json\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts yaml-language-server; it is fetched where it is not installed."""
    if not shutil.which("node"):
        pytest.skip("there is no node here")
    found = shutil.which("yaml-language-server")
    if not found:
        folder = tmp_path_factory.mktemp("node")
        fetch = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
            "yaml-language-server@1",
        ]
        if not shutil.which("npm") or subprocess.run(fetch, capture_output=True, timeout=300).returncode:
            pytest.skip("yaml-language-server is not installed and cannot be fetched")
        found = str(folder / "node_modules/.bin/yaml-language-server")
    return [found, "--stdio"]


@pytest.fixture(scope="module")
def editor(server: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An editor in a repository with the real negotiations and their schemas."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "positions", root / "positions")
    for book in read_books(*sources(root)).books.values():
        path = root / path_of(book)
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(book))
    client = Client(server, root, OFFLINE)
    yield client
    assert client.close() == 0


def completed(editor: Client, text: str, marker: str) -> dict[str, dict[str, Any]]:
    """What is offered just after a marker, by its label."""
    uri = editor.open(f"positions/gaza-2023/israel/new-{len(editor.versions)}.yaml", text)
    found = editor.at("textDocument/completion", uri, text, marker)
    return {one["label"]: one for one in (found["items"] if isinstance(found, dict) else found)}


def test_an_editor_completes_what_the_negotiation_declares(editor: Client) -> None:
    begun = TOP + "party: israel\ndate: 2024-01-01\n"
    parties = completed(editor, TOP + "party: ", "party: ")
    assert {"israel", "hamas", "qatar"} <= set(parties)
    assert "Hamas · principal" in str(parties["hamas"])
    assert {"offers", "red_lines", "sources", "withdraws", "agreement", "event"} <= set(
        completed(editor, begun, "01-01\n")
    )
    issues = completed(editor, begun + "offers:\n  - id: x\n    gives:\n      ", "gives:\n      ")
    assert {"ceasefire-length", "hostages-released@phase-1", "aid"} <= set(issues)
    assert issues["aid"]["insertText"] == "aid: "
    levels = completed(editor, begun + "offers:\n  - id: x\n    gives:\n      aid: ", "aid: ")
    assert set(levels) == {
        "blocked",
        "restricted",
        "increased",
        "unhindered",
        "unspecified",
        "at most increased",
        "at least restricted",
    }
    lengths = completed(editor, begun + "offers:\n  - id: x\n    gives:\n      ceasefire-length: ", "length: ")
    assert {"7 days", "permanent", "unspecified"} <= set(lengths)
    own = completed(editor, begun + "withdraws:\n  - ", "withdraws:\n  - ")
    assert "week-for-40" in own
    assert not any("only-permanent" in label for label in own)
    assert "hamas/only-permanent" in completed(editor, begun + "responses:\n  - to: ", "to: ")


def test_an_editor_explains_what_stands_there(editor: Client) -> None:
    text = TOP + GOOD.lstrip()
    uri = editor.open("positions/gaza-2023/israel/hovered.yaml", text)

    def hover(marker: str) -> str:
        return str(editor.at("textDocument/hover", uri, text, marker)["contents"]["value"])

    assert "Whose statement it is" in hover("part")
    assert "`israel`: Israel · principal" in hover("party: isr")
    assert "Humanitarian aid" in hover("ai")
    assert "people who speak for it and are not named" in hover("attribution: le")
    assert "`week-for-40`: offer" in hover("amends: we")


def test_an_editor_marks_slips_and_nothing_else(editor: Client) -> None:
    bad = (
        TOP
        + "party: isreal\ndate: 2023-13-45\natribution: leak\noffers:\n  - id: week\n    gives: {ceasefire-length: 7 dys, aid: incresed}\n    asks: {hostages-releasd: 40}\n"
    )
    uri = editor.open("positions/gaza-2023/israel/bad.yaml", bad)
    marked = {(one["range"]["start"]["line"], one["message"].split(".")[0]) for one in editor.diagnostics(uri)}
    assert {line for line, _ in marked} == {1, 2, 3, 6, 7}
    assert (1, 'Missing property "sources"') in marked
    assert (2, "write YYYY-MM-DD, YYYY-MM, or a date and time with zone") in marked
    assert (7, "Property hostages-releasd is not allowed") in marked
    opened = {}  # all before the first answer: the server waits a moment after every text
    for entry in read_books(*sources(ROOT)).books["gaza-2023"].entries:
        text = TOP.replace("../", "../" * entry.id.count("/")) + (ROOT / entry.place.path).read_text()
        opened[entry.id] = editor.open(entry.place.path, text)
    assert {name: found for name, uri in opened.items() if (found := editor.diagnostics(uri))} == {}
