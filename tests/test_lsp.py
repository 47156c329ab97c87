"""The language server in a real session over stdio, and its answers without the protocol."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from conftest import FOLDER, NEGOTIATION, Ran
from hypothesis import given, settings
from hypothesis import strategies as st
from language import Client
from test_rules import NEGOTIATION as RULED
from test_rules import files

from negotrack.editor.desk import Desk
from negotrack.editor.fixes import fixes_of
from negotrack.findings import Finding
from negotrack.read.records import read_books
from negotrack.read.sources import Source, sources
from negotrack.rules import RULES, Rule, broken, sift

ROOT = Path(__file__).parent.parent
TODAY = date(2024, 1, 1)
RECORD = "positions/gaza-2023/israel/2023-12-31-new.yaml"
HERE = "‸"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real records, for what is written beside them."""
    at = tmp_path_factory.mktemp("repository")
    copytree(ROOT / "positions", at / "positions")
    return at


@pytest.fixture
def desk(root: Path) -> Desk:
    """The real records as an editor has them."""
    made = Desk(root, lambda: TODAY)
    made.look()
    made.findings()
    return made


def errors(editor: Client, uri: str) -> list[dict[str, Any]]:
    """The next errors published about a document, without the warnings."""
    return [one for one in editor.diagnostics(uri) if one["severity"] == 1]


@pytest.fixture
def editor(root: Path) -> Iterator[Client]:
    """An editor with its language server, in the real records."""
    client = Client([sys.executable, "-m", "negotrack", "lsp", "--today", "2024-01-01"], root, PYTHONPATH=str(ROOT))
    yield client
    assert client.close() == 0


def cursor(text: str) -> tuple[str, int, int]:
    """A text without its cursor, and where that was."""
    before, _, after = text.partition(HERE)
    return before + after, before.count("\n"), len(before.rpartition("\n")[2])


def offered(desk: Desk, text: str) -> dict[str, str]:
    """What may be written at the cursor of a text, each with what goes in."""
    words, line, column = cursor(text)
    desk.unsaved[RECORD] = words
    desk.findings()
    return {one.name: one.text for one in desk.completions(RECORD, line, column)}


BEGUN = "party: israel\ndate: 2023-12-31\n"

# -- what may be written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("‸", {"party": "party: ", "offers": "offers:", "event": "event: "}, {"gives"}),
        ("party: ‸", {"israel": "israel", "hamas": "hamas"}, {"ceasefire-length"}),
        (BEGUN + "‸", {"via": "via: ", "red_lines": "red_lines:"}, {"event", "agreement"}),
        (BEGUN + "via: [‸", {"qatar": "qatar"}, set()),
        (BEGUN + "attribution: ‸", {"on-record": "on-record", "leak": "leak"}, {"israel"}),
        (BEGUN + "offers:\n  - ‸", {"id": "id: ", "gives": "gives:"}, {"party"}),
        (BEGUN + "offers:\n  - id: x\n    gives: {‸", {"aid": "aid: ", "hostages-released@phase-1": "hostages-released@phase-1: "}, {"israel"}),
        (BEGUN + "offers:\n  - id: x\n    gives:\n      ai‸", {"aid": "aid: "}, set()),
        (BEGUN + "offers:\n  - gives: {aid: ‸", {"increased": "increased", "at most increased": "at most increased", "unspecified": "unspecified"}, {"7 days"}),
        (BEGUN + "offers:\n  - gives: {ceasefire-length: ‸", {"7 days": "7 days", "permanent": "permanent", "at least": "at least "}, {"increased"}),
        (BEGUN + "offers:\n  - amends: ‸", {"week-for-40": "week-for-40"}, {"only-permanent"}),
        (BEGUN + "withdraws: [‸", {"week-for-40": "week-for-40"}, {"israel/week-for-40"}),
        (BEGUN + "responses:\n  - to: ‸", {"hamas/only-permanent": "hamas/only-permanent", "hamas": "hamas"}, set()),
        (BEGUN + "responses:\n  - {to: hamas, answer: ‸", {"rejects": "rejects"}, set()),
        (BEGUN + "preconditions:\n  - before: ‸", {"talks": "talks"}, set()),
        (BEGUN + "sources:\n  - grade: ‸", {"B2": "B2"}, set()),
        (BEGUN + "summary: ‸", {}, {"israel"}),
        ("event: It ends\nends: [‸", {"joint/2023-11-22-four-day-truce": "joint/2023-11-22-four-day-truce"}, set()),
    ],
)  # fmt: skip
def test_each_place_offers_what_may_stand_there(desk: Desk, text: str, some: dict[str, str], none: set[str]) -> None:
    found = offered(desk, text)
    assert {name: found.get(name) for name in some} == some
    assert not none & set(found)


def test_all_that_is_offered_for_a_value_can_be_read(desk: Desk) -> None:
    for issue in desk.books["gaza-2023"].issues:
        for text in offered(desk, f"{BEGUN}offers:\n  - id: x\n    terms: {{{issue}: {HERE}").values():
            if text.endswith(" "):
                continue
            desk.unsaved[RECORD] = (
                f"{BEGUN}offers:\n  - id: x\n    terms: {{{issue}: {text}}}\nsources: [{{reference: x}}]\n"
            )
            assert "value-off-scale" not in {one.rule for one in desk.findings()[RECORD]}, (issue, text)


# -- the same findings as check -----------------------------------------------------------------------------------


def test_with_nothing_unsaved_the_findings_are_those_of_check(desk: Desk, root: Path) -> None:
    (root / FOLDER).mkdir(exist_ok=True)
    text = NEGOTIATION.encode()
    bad = b"party: isreal\ndate: 2023-13-01\noffers: [{id: x, gives: {aid: incresed}}]\n"
    written = [Source(f"{FOLDER}/negotiation.yaml", text), Source(f"{FOLDER}/israel/bad.yaml", bad)]
    for one in written:
        desk.unsaved[one.path] = one.text.decode()
    found = [one for some in desk.findings().values() for one in some]
    reading = read_books([*sources(root)[0], *written])
    wanted = [*reading.findings, *(one for book in reading.books.values() for one in broken(book, TODAY))]
    assert sorted(map(repr, found)) == sorted(map(repr, sift(wanted, reading.ignores)))
    assert {one.rule for one in found} >= {"unknown-party", "wrong-date", "value-off-scale"}


PIECES = [
    "party: ",
    "israel",
    "\n",
    "  ",
    "- ",
    "offers:",
    "{",
    "}",
    "[",
    "]",
    '"',
    "gives: ",
    "aid: ",
    "‮",
    "\t",
    "&x ",
    "*x",
    "😀",
    ": ",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_half_typed_text_never_ends_the_answers(text: str) -> None:
    desk = Desk(ROOT, lambda: TODAY)
    desk._files = [Source(f"{FOLDER}/negotiation.yaml", NEGOTIATION.encode())]
    path = f"{FOLDER}/israel/new.yaml"
    desk.unsaved[path] = text
    desk.findings()
    for line, words in enumerate(text.split("\n")):
        for column in (0, len(words) // 2, len(words)):
            desk.completions(path, line, column)
            desk.hover(path, line, column)
            desk.references(path, line, column)


def test_a_negotiation_in_the_making_leaves_its_names_as_they_were(desk: Desk) -> None:
    desk.unsaved["positions/gaza-2023/negotiation.yaml"] = "title: [\n"
    assert "israel" in offered(desk, "party: ‸")


# -- what is known of a word --------------------------------------------------------------------------------------

STATEMENT = """\
party: hamas
date: 2023-12-31
responses:
  - {to: israel/week-for-40, answer: rejects}
offers:
  - id: longer
    asks: {ceasefire-length: 10 days}
sources: [{reference: x}]
"""


def hovered(desk: Desk, marker: str, text: str = STATEMENT) -> str:
    words, line, column = cursor(text.replace(marker, marker + HERE, 1))
    desk.unsaved[RECORD] = words
    desk.findings()
    return desk.hover(RECORD, line, column)


def test_an_item_tells_who_said_it_when_and_whether_it_stands(desk: Desk) -> None:
    words = hovered(desk, "israel/week")
    assert "israel/week-for-40 (offer): Israel gives Length of the ceasefire: at most 7 days" in words
    assert "rejected by Hamas on 31 Dec 2023" in words  # by the statement that is being written
    assert "since 19 Dec 2023 · Israel, via Qatar" in words


def test_an_issue_tells_what_the_others_hold_and_the_verdict(desk: Desk) -> None:
    words = hovered(desk, "ceasefire-len")
    assert "Israel: at most 7 days" in words
    assert "Hamas: at least 10 days (since 31 Dec 2023)" in words  # what is being written counts
    assert "Israel and Hamas: gap of 3 days" in words


def test_parties_keys_and_words_are_explained(desk: Desk) -> None:
    assert "Hamas · hamas · principal" in hovered(desk, "party: ham")
    assert "**responses** · Its answers to others." in hovered(desk, "respon")
    assert "**rejects** · turns it down" in hovered(desk, "rej")
    assert hovered(desk, "reference: x") == ""


HOSTILE = "[x](http://evil) <img src=x> ``run`` **bold** @team"


def test_what_people_wrote_does_nothing_in_a_hover(tmp_path: Path) -> None:
    desk = Desk(tmp_path, lambda: TODAY)
    desk.unsaved[f"{FOLDER}/negotiation.yaml"] = NEGOTIATION.replace("name: Israel", f'name: "{HOSTILE}"').replace(
        "title: Humanitarian aid", f'title: "{HOSTILE}"'
    )
    path = f"{FOLDER}/israel/2023-12-01-a.yaml"
    text = f'party: israel\ndate: 2023-12-01\nsummary: "{HOSTILE}"\noffers:\n  - id: one\n    summary: "{HOSTILE}"\n    gives:\n      aid: increased\nsources: [{{reference: x}}]\n'
    desk.unsaved[path] = text
    desk.findings()
    from markdown_it import MarkdownIt

    for line, column in ((0, 8), (4, 9), (7, 7)):
        words = desk.hover(path, line, column)
        assert "evil" in words
        kinds = {token.type for block in MarkdownIt("commonmark").parse(words) for token in block.children or ()}
        assert kinds <= {"code_inline", "text", "softbreak"}


def put(text: str, edit: dict[str, Any]) -> str:
    """A text after an edit as the protocol has it; the texts here have no characters beyond the first plane."""
    lines = text.split("\n")
    at = [edit["range"][end] for end in ("start", "end")]
    start, end = (sum(len(line) + 1 for line in lines[: one["line"]]) + one["character"] for one in at)
    return text[:start] + edit["newText"] + text[end:]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.example("Flagged")], ids=lambda rule: rule.id)
def test_every_fix_that_is_offered_for_an_example_of_a_rule_mends_it(rule: Rule) -> None:
    def found_in(texts: dict[str, str]) -> list[Finding]:
        reading = read_books(Source(f"positions/talks/{path}", text.encode()) for path, text in texts.items())
        more = [one for book in reading.books.values() for one in broken(book, TODAY)]
        return [one for one in sift([*reading.findings, *more], reading.ignores) if one.rule == rule.id]

    texts = {"negotiation.yaml": RULED} | files(rule.example("Flagged"))
    before = found_in(texts)
    for found in before:
        path = found.place.path.removeprefix("positions/talks/")
        lines = texts[path].split("\n")
        for fix in fixes_of(found, lines[found.place.line - 1]):
            line = lines[fix.line]
            words = fix.words.replace("REASON", "as the paper has it")
            after = [] if fix.whole else [line[: fix.start] + words + line[fix.end :]]
            text = "\n".join([*lines[: fix.line], *after, *lines[fix.line + 1 :]])
            assert len(found_in(texts | {path: text})) < len(before), (fix, text)


# -- a session ----------------------------------------------------------------------------------------------------


def test_a_session_checks_completes_explains_links_and_mends(editor: Client, root: Path) -> None:
    text = STATEMENT.replace("10 days", "10 dys").replace("party: hamas", "party: hmas # 😀")
    uri = editor.open(RECORD, text)
    told = {one["code"]: one for one in errors(editor, uri)}
    assert set(told) == {"unknown-party", "value-off-scale"}
    assert told["unknown-party"]["range"] == {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 11}}
    assert "help: did you mean `hamas`?" in told["unknown-party"]["message"]
    (mend,) = editor.ask(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": told["unknown-party"]["range"], "context": {"diagnostics": []}},
    )
    (edit,) = mend["edit"]["changes"][uri]
    assert (edit["newText"], edit["range"]) == ("hamas", told["unknown-party"]["range"])
    editor.change(uri, STATEMENT)
    assert errors(editor, uri) == []
    items = editor.at("textDocument/completion", uri, STATEMENT, "answer: re")
    names = [one["label"] for one in (items["items"] if isinstance(items, dict) else items)]
    assert names == ["accepts", "rejects", "considers"]
    assert "rejected by Hamas" in editor.at("textDocument/hover", uri, STATEMENT, "to: isr")["contents"]["value"]
    (there,) = editor.at("textDocument/definition", uri, STATEMENT, "to: isr")
    assert there["uri"] == (root / "positions/gaza-2023/israel/2023-12-19-week-for-40.yaml").as_uri()
    assert there["range"]["start"]["line"] == 21
    (declared,) = editor.at("textDocument/definition", uri, STATEMENT, "ceasefire-l")
    assert declared["uri"].endswith("gaza-2023/negotiation.yaml")
    spoken = editor.at("textDocument/references", uri, STATEMENT, "to: isr", context={"includeDeclaration": True})
    assert uri in {one["uri"] for one in spoken}
    assert any("hamas/2023-12-2" in one["uri"] for one in spoken)


OFFER = "offers: [{id: x, gives: {aid: increased}}]\n"
FIXED = [
    ("party: isreal\n", "unknown-party", "write israel", "party: israel\n"),
    ("atribution: leak\n", "unknown-key", "write attribution", "attribution: leak\n"),
    ("attribution: lek\n", "wrong-word", "write leak", "attribution: leak\n"),
    ("attribution: rumour\n", "wrong-word", "write third-party", "attribution: third-party\n"),
    ("date: 5 Jan 2024\n", "wrong-date", "write 2024-01-05", "date: 2024-01-05\n"),
    ("via: qatar\n", "wrong-type", "write [qatar]", "via: [qatar]\n"),
    ("summary: Israel: a week\n", "yaml-syntax", "put quotes around it", 'summary: "Israel: a week"\n'),
    ("note: !x y\n", "yaml-tag", "delete it", "note: y\n"),
    ("note: &x y\n", "yaml-anchor", "delete it", "note: y\n"),
    ("note: a\tb\n", "tab-character", "use spaces", "note: a  b\n"),
    ("note: a\u202eb\n", "forbidden-character", "delete it", "note: ab\n"),
    ("note: a\u200bb\n", "invisible-character", "delete it", "note: ab\n"),
    ("%YAML 1.1\n---\n", "yaml-directive", "delete the line", "---\n"),
    ("offers: [{id: My_offer, gives: {aid: increased}}]\n", "bad-id", "write my-offer", "offers: [{id: my-offer, gives: {aid: increased}}]\n"),
    ("offers: [{id: x, gives: {hostages-released: 1,000}}]\n", "thousands-mark", "write 1_000", "offers: [{id: x, gives: {hostages-released: 1_000}}]\n"),
    ("offers: [{id: x, gives: {aid: at least incresed}}]\n", "value-off-scale", "write increased", "offers: [{id: x, gives: {aid: at least increased}}]\n"),
    ("offers: [{id: x, gives: {ceasefire-lenght: 7 days}}]\n", "unknown-issue", "write ceasefire-length", "offers: [{id: x, gives: {ceasefire-length: 7 days}}]\n"),
    ("red_lines: [{id: r, never: {aid: increased}}]\n", "middle-value-under-never", "write at least increased", "red_lines: [{id: r, never: {aid: at least increased}}]\n"),
    ("responses: [{to: hamas/only-permanant, answer: rejects}]\n", "unknown-item", "write hamas/only-permanent", "responses: [{to: hamas/only-permanent, answer: rejects}]\n"),
    ("responses: [{to: hamas, answer: accepts}]\n", "ambiguous-acceptance", "let it pass, and say why", "responses: [{to: hamas, answer: accepts}]  # negotrack: ignore[ambiguous-acceptance] REASON\n"),
    ("withdraws: [week-for-40, x]\n", "withdrawal-of-nothing", "leave it out", "withdraws: [week-for-40]\n"),
    ("summary: a\nsummary: b\n", "duplicate-key", None, ""),
    ("denies: [israel/2023-12-19-week-for-41]\n", "unknown-statement", "write israel/2023-12-19-week-for-40", "denies: [israel/2023-12-19-week-for-40]\n"),
    ("offers: [{id: o, asks: {aid: blocked}}]\n", "any-value-asked", "write exactly blocked", "offers: [{id: o, asks: {aid: exactly blocked}}]\n"),
    ("note: a  # negotrack: ignore[wrong-side] b\n", "unused-ignore", "leave the comment out", "note: a\n"),
    ("# negotrack: ignore[wrong-side] b\nnote: a\n", "unused-ignore", "leave the comment out", "note: a\n"),
    ("sources: [{url: www.example.org/a}]\n", "bad-url", "write https://www.example.org/a", "sources: [{url: https://www.example.org/a}]\n"),
    ("sources: [{reference: x, grade: b2}]\n", "bad-grade", "write B2", "sources: [{reference: x, grade: B2}]\n"),
]  # fmt: skip


def test_what_check_suggests_is_offered_and_mends_it(editor: Client) -> None:
    for number, (part, rule, title, after) in enumerate(FIXED):
        key = part.partition(":")[0].removeprefix("# negotrack")
        rest = {
            "party": "party: israel\n",
            "date": "date: 2023-12-31\n",
            "offers": OFFER,
            "sources": "sources: [{reference: y}]\n",
        }
        text = part + "".join(words for name, words in rest.items() if name != key)
        uri = editor.open(RECORD.replace("new", f"fix-{number}"), text)
        (told,) = [one for one in editor.diagnostics(uri) if one["code"] == rule]
        asked = {"textDocument": {"uri": uri}, "range": told["range"], "context": {"diagnostics": [told]}}
        offered = {
            one["title"]: one for one in editor.ask("textDocument/codeAction", asked) if one["kind"] == "quickfix"
        }
        if title is None:
            assert not offered
        else:
            assert title in offered, (part, [*offered])
            words = title.removeprefix("write ")
            assert words in told["message"] or words.isidentifier() or not title.startswith("write "), (
                "check says it too"
            )
            mended = put(text, offered[title]["edit"]["changes"][uri][0])
            assert mended == text.replace(part, after)
            editor.change(uri, mended.replace("REASON", "as the paper has it"))
            assert rule not in [one["code"] for one in editor.diagnostics(uri)]
        editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_a_missing_key_is_begun(editor: Client) -> None:
    uri = editor.open(RECORD, "")
    editor.diagnostics(uri)
    for text, rule, words in (
        ("party: israel\n" + OFFER, "missing-key", "date: \n"),
        ("party: israel\ndate: 2023-12-31\n" + OFFER, "no-source", "sources:\n  - title: \n    url: \n"),
    ):
        editor.change(uri, text)
        told = {one["code"]: one for one in errors(editor, uri)}
        asked = {"textDocument": {"uri": uri}, "range": told[rule]["range"], "context": {"diagnostics": []}}
        offered = [one["edit"]["changes"][uri][0]["newText"] for one in editor.ask("textDocument/codeAction", asked)]
        assert words in offered


def test_a_document_is_formatted_as_fmt_would_write_it(editor: Client) -> None:
    text = "date: 2023-12-31\nparty:   israel # who\n" + OFFER + "sources: [{reference: x}]\n"
    uri = editor.open(RECORD.replace("new", "untidy"), text)
    editor.diagnostics(uri)
    asked = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    (edit,) = editor.ask("textDocument/formatting", asked)
    tidy = put(text + "\n", edit)
    assert tidy == (
        "party: israel  # who\ndate: 2023-12-31\nsources:\n  - reference: x\noffers:\n  - id: x\n    gives: {aid: increased}\n"
    )
    editor.change(uri, tidy)
    assert editor.ask("textDocument/formatting", asked) == []
    editor.change(uri, "party: [")
    assert editor.ask("textDocument/formatting", asked) == []


def test_the_schema_is_named_in_a_record_and_kept_fresh_from_the_editor(editor: Client, root: Path) -> None:
    from negotrack.editor.schema import path_of, written

    book = read_books(*sources(root)).books["gaza-2023"]
    schema = root / path_of(book)
    schema.parent.mkdir(exist_ok=True)
    schema.write_text(written(book))
    try:
        text = STATEMENT.replace("id: longer", "id: much-longer")
        uri = editor.open(RECORD, text)
        editor.diagnostics(uri)
        start = {"line": 0, "character": 0}
        asked = {"textDocument": {"uri": uri}, "range": {"start": start, "end": start}, "context": {"diagnostics": []}}
        offered = {one["title"]: one["edit"]["changes"] for one in editor.ask("textDocument/codeAction", asked)}
        assert (
            offered["name the editor's schema"][uri][0]["newText"]
            == "# yaml-language-server: $schema=../.schema/statement.json\n"
        )
        (edit,) = offered["bring the editor's schema up to date"][schema.as_uri()]
        assert "much-longer" in edit["newText"]
        assert put(schema.read_text() + "\n", edit) == edit["newText"]
    finally:
        schema.unlink()
        schema.parent.rmdir()


def test_columns_are_those_of_the_editor_beyond_the_first_plane(editor: Client) -> None:
    text = 'party: israel\ndate: 2023-12-31\noffers: [{summary: "😀😀", id: x, gives: {aid: incresed}}]\nsources: [{reference: x}]\n'
    uri = editor.open(RECORD.replace("new", "emoji"), text)
    (one,) = errors(editor, uri)
    line = text.split("\n")[2]
    assert one["range"]["start"]["character"] == len(line[: line.index("incresed")].encode("utf-16-le")) // 2
    items = editor.at("textDocument/completion", uri, text, "incr")
    assert items is not None


def test_a_finding_goes_once_its_cause_is_gone_elsewhere(editor: Client) -> None:
    other = editor.open(
        RECORD.replace("new", "first"), STATEMENT.replace("week-for-40", "fortnight").replace("longer", "other")
    )
    assert [one["code"] for one in errors(editor, other)] == ["unknown-item"]
    uri = editor.open(
        RECORD,
        "party: israel\ndate: 2023-12-30\noffers: [{id: fortnight, gives: {aid: increased}}]\nsources: [{reference: x}]\n",
    )
    assert errors(editor, other) == []
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert [one["code"] for one in errors(editor, other)] == ["unknown-item"]


def test_half_typed_text_and_files_elsewhere_do_not_end_the_session(editor: Client, tmp_path: Path) -> None:
    uri = editor.open(RECORD, "party: [\n  {offers: - \x00\n\t- : :\n")
    assert errors(editor, uri)
    elsewhere = tmp_path / "x.yaml"
    away = {"uri": elsewhere.as_uri(), "languageId": "yaml", "version": 1, "text": "a: 1"}
    editor.tell("textDocument/didOpen", {"textDocument": away})
    assert (
        editor.ask(
            "textDocument/hover", {"textDocument": {"uri": away["uri"]}, "position": {"line": 9, "character": 9}}
        )
        is None
    )
    editor.change(uri, STATEMENT)
    assert errors(editor, uri) == []


def test_each_folder_of_an_editor_is_a_repository_of_its_own(editor: Client, tmp_path: Path) -> None:
    copytree(ROOT / "positions/nhl-2012", tmp_path / "other/positions/nhl-2012")
    here, there = RECORD, "positions/nhl-2012/nhl/2012-12-31-new.yaml"
    uri = editor.open(here, STATEMENT.replace("10 days", "10 dys"))
    assert [one["code"] for one in errors(editor, uri)] == ["value-off-scale"]
    text = (
        "party: nhl\ndate: 2012-12-31\noffers: [{id: x, gives: {ceasefire-length: 1 day}}]\nsources: [{reference: P}]\n"
    )
    other = editor.open(str(tmp_path / "other" / there), text)
    assert [one["code"] for one in errors(editor, other)] == ["unknown-issue"]
    editor.change(uri, STATEMENT)
    assert errors(editor, uri) == []


def test_a_document_is_told_of_by_the_name_its_editor_has_for_it(tmp_path: Path) -> None:
    """The folder is opened through a link, as a home folder may be, and its address is escaped as the editor likes."""
    copytree(ROOT / "positions", tmp_path / "real one/positions")
    (tmp_path / "link one").symlink_to(tmp_path / "real one")
    client = Client([sys.executable, "-m", "negotrack", "lsp"], tmp_path / "link one", PYTHONPATH=str(ROOT))
    uri = client.open(RECORD, STATEMENT.replace("10 days", "10 dys"))
    assert "link" in uri
    assert [one["code"] for one in errors(client, uri)] == ["value-off-scale"]
    assert client.close() == 0


def test_without_its_library_the_command_says_what_to_install(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import negotrack.cli.lsp as command

    monkeypatch.setattr(command, "find_spec", lambda _: None)
    from negotrack.errors import NegotrackError

    with pytest.raises(NegotrackError, match="pygls") as told:
        command.command(repo=None, today=None, debug=False)
    assert "negotrack[lsp]" in told.value.hint
