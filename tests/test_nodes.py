"""Text becomes nodes with places; what cannot be read is a finding, the same one from both parsers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack.findings import Finding, Place
from negotrack.read.nodes import Node, node_at, plain, read_nodes

STATEMENT = """\
party: hamas
date: 2023-12-21                   # day it was said
summary: No talks — until the war 😀 stops.
via: [egypt, qatar]
sources:
  - title: "Hamas \\"rejects\\" talks"
    url: https://www.ynetnews.com/article/h1ia1iwwa
red_lines:
  - id: only-permanent
    never: {ceasefire-length: less than permanent}
note: |
  two
  lines
"""


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEGOTRACK_PURE_YAML", "1" if request.param == "pure" else "0")


def read(text: str | bytes) -> tuple[object, list[tuple[str, int, int]]]:
    root, findings = read_nodes("a.yaml", text)
    return plain(root), [(found.rule, found.place.line, found.place.column) for found in findings]


def one(text: str | bytes) -> Finding:
    (found,) = read_nodes("a.yaml", text)[1]
    return found


def root_of(text: str) -> Node:
    root, findings = read_nodes("a.yaml", text)
    assert root is not None
    assert findings == []
    return root


def test_a_statement_is_read_as_text_lists_and_mappings() -> None:
    assert read(STATEMENT) == (
        {
            "party": "hamas",
            "date": "2023-12-21",
            "summary": "No talks — until the war 😀 stops.",
            "via": ["egypt", "qatar"],
            "sources": [{"title": 'Hamas "rejects" talks', "url": "https://www.ynetnews.com/article/h1ia1iwwa"}],
            "red_lines": [{"id": "only-permanent", "never": {"ceasefire-length": "less than permanent"}}],
            "note": "two\nlines\n",
        },
        [],
    )


def test_scalars_stay_text_and_only_plain_nothing_is_nothing() -> None:
    text = "l: ''\nm: =\n"
    text += "a: NO\nb: 12:30\nc: 3.10\nd: 010\ne: 2023-12-21\nf: true\ng: Null\nh:\ni: ~\nj: null\nk: 'null'\n"
    assert read(text)[0] == {
        "a": "NO", "b": "12:30", "c": "3.10", "d": "010", "e": "2023-12-21", "f": "true", "g": "Null",
        "h": None, "i": None, "j": None, "k": "null", "l": "", "m": "=",
    }  # fmt: skip


def test_every_value_and_key_has_its_place() -> None:
    root = root_of(STATEMENT)
    assert root.place == Place("a.yaml", 1, 1)
    assert root.key_places["sources"] == root.key_place("sources") == Place("a.yaml", 5, 1, 8)
    assert node_at(root, ["party"])[0].place == Place("a.yaml", 1, 8, 13)
    assert node_at(root, ["summary"])[0].place == Place("a.yaml", 3, 10, 43)  # an emoji is one column
    assert node_at(root, ["via"])[0].place == Place("a.yaml", 4, 6, 20)
    assert node_at(root, ["via", 1])[0].place == Place("a.yaml", 4, 14, 19)
    assert node_at(root, ["sources", 0])[0].place == Place("a.yaml", 6, 5)
    assert node_at(root, ["red_lines", 0, "never"])[0].place == Place("a.yaml", 10, 12, 51)
    assert node_at(root, ["note"])[0].place == Place("a.yaml", 11, 7)


def test_a_value_that_is_not_written_is_shown_at_its_key() -> None:
    root = root_of("a: b\nlonger:\nc: {d: , e}\n")
    assert node_at(root, ["longer"])[0].place == Place("a.yaml", 2, 1, 7)
    assert node_at(root, ["c", "d"])[0].place == Place("a.yaml", 3, 5, 6)


def test_quoted_says_whether_a_scalar_was_written_plain() -> None:
    root = root_of("a: 1\nb: '1'\nc: \"1\"\nd: |\n  1\n")
    assert [node_at(root, [key])[0].quoted for key in "abcd"] == [False, True, True, True]


def test_walking_a_path_passes_over_what_is_not_there() -> None:
    root = root_of("offers:\n  - gives: {aid: {at_least: 4}}\n")
    node, there = node_at(root, ["offers", 0, "gives", "aid", "LongTerm", "at_least"])
    assert (node.value, there) == ("4", True)
    node, there = node_at(root, ["offers", 0, "id"])
    assert (node.place.line, there) == (2, False)
    assert node_at(root, ["offers", 7])[1] is False
    assert node_at(root, ["offers", -1])[1] is False
    assert node_at(root, []) == (root, True)


def test_columns_hold_after_a_byte_order_mark_and_windows_line_ends() -> None:
    root, findings = read_nodes("a.yaml", b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert root is not None
    assert findings == []
    assert node_at(root, ["a"])[0].place == Place("a.yaml", 1, 4, 5)
    assert node_at(root, ["c"])[0].place == Place("a.yaml", 2, 4, 5)


# --- refused, and what is said about it -------------------------------------------------------------------------


def test_a_key_used_twice_names_both_lines_and_keeps_the_first() -> None:
    found = one("a: 1\nb: 2\nA: 3\n")
    assert found.rule == "duplicate-key"
    assert [(label.place.line, label.text) for label in found.labels] == [(3, ""), (1, "first used here")]
    assert "lines 1 and 3" in found.message
    assert read("a: 1\na: 2\n")[0] == {"a": "1"}


@pytest.mark.parametrize(
    "text", ["é: 1\ne\u0301: 2\n", "straße: 1\nSTRASSE: 2\n", "{a: 1, 'a': 2}", 'x: 1\n"\\x78": 2\n']
)
def test_keys_are_equal_after_normalising_and_folding(text: str) -> None:
    assert one(text).rule == "duplicate-key"


def test_everything_wrong_comes_in_one_run() -> None:
    text = (
        "a: &x 1\nb: *x\nc: !!int 4\n<<: {d: 1}\na: 2\ne: {p: 1,000}\nf: 'q\u200b'\ng: \"\\e\"\n"
        "? [h]\n: 1\n~: 2\nj:\tk\nl: \u202e\n"
    )
    data, rules = read(text)
    assert rules == [
        ("yaml-anchor", 1, 4), ("yaml-anchor", 2, 4), ("yaml-tag", 3, 4), ("merge-key", 4, 1), ("duplicate-key", 5, 1),
        ("thousands-mark", 6, 8), ("invisible-character", 7, 6), ("forbidden-character", 8, 5), ("key-not-text", 9, 3),
        ("key-not-text", 11, 1), ("tab-character", 12, 3), ("forbidden-character", 13, 4),
    ]  # fmt: skip
    assert data == {
        "a": "1", "b": "*x", "c": "4", "e": {"p": "1"}, "f": "q\u200b", "g": "\ufffd", "j": "k", "l": "\ufffd",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "hint"),
    [
        ("x: >= 40\n", "yaml-syntax", 1, 4, '`">= 40"`'),
        ("x: > 40   # more\n", "yaml-syntax", 1, 4, '`"> 40"`'),
        ("x: >40\n", "yaml-syntax", 1, 4, '`">40"`'),
        ("x: >4\ny: z\n", "yaml-syntax", 1, 4, '`">4"`'),
        ("x: {y: >= 40, z: 1}\n", "yaml-syntax", 1, 8, '`">= 40"`'),
        ("x: %40\n", "yaml-syntax", 1, 4, '`"%40"`'),
        ("x: @you there\n", "yaml-syntax", 1, 4, '`"@you there"`'),
        ("x: `code`\n", "yaml-syntax", 1, 4, '`"`code`"`'),
        ("x: *bold* move\n", "yaml-anchor", 1, 4, '`"*bold* move"`'),
        ("x: & Co\n", "yaml-anchor", 1, 4, '`"& Co"`'),
        ("x: !important\n", "yaml-tag", 1, 4, "begins with `!`"),
        ("x: !e!tag y\n", "yaml-tag", 1, 4, "begins with `!`"),
        ("x: he said: no\n", "yaml-syntax", 1, 11, '`"he said: no"`'),
        ("x: {q: he said: no}\n", "yaml-syntax", 1, 15, '`"he said: no"`'),
        ("x:\n  title: a\n    url: b\n", "yaml-syntax", 3, 8, "one indentation"),
        ("x:\n   a: b\n  c: d\n", "yaml-syntax", 3, 3, "one indentation"),
        ("x: - a\n", "yaml-syntax", 1, 4, "next line"),
        ('x: "a" b\n', "yaml-syntax", 1, 8, "whole text"),
        ("x: 'tis\ny: z\n", "yaml-syntax", 1, 4, "double quotes"),
        ("x: {a: b\n", "yaml-syntax", 1, 4, "close it"),
        ("x: [a, b\ny: z\n", "yaml-syntax", 2, 2, "commas"),
        ("x: y\nhamas\nz: a\n", "yaml-syntax", 2, 1, "after a key"),
        ('x: "C:\\quotes"\n', "yaml-syntax", 1, 7, "single quotes"),
        ("x: {a:[b]}\n", "yaml-syntax", 1, 6, "key: value"),
        ("x: ]\n", "yaml-syntax", 1, 4, "in quotes"),
        ("x: |# c\n  y\n", "yaml-syntax", 1, 4, "quote it"),
        ("x:\n  y: z\n\u00a0 a: b: c\n", "yaml-syntax", 3, 7, "ordinary blanks"),
        ('x: "\\ud83d\\ude00"\n', "forbidden-character", 1, 5, "the character itself"),
        ('x: "\\UFFFFFFFF"\n', "forbidden-character", 1, 5, "the character itself"),
        ('x: "a\\u202eb"\n', "forbidden-character", 1, 6, "delete"),
        ("x: y\n%foo\n", "yaml-directive", 2, 1, "quote"),
        ("%YAML 1.2\n---\nx: y\n", "yaml-directive", 1, 1, "delete"),
        ("x: y\n---\nz: a\n", "second-document", 2, 1, "own"),
        ("x: y\n...\n# c\nz: a\n", "second-document", 4, 1, "own"),
        ("x: y\n... z\n", "second-document", 2, 4, "own"),
        ("x: {price: 1,000,000, y: z}\n", "thousands-mark", 1, 12, '1_000_000 or quote "1,000,000"'),
        ("x: {price: at most 1,500 people}\n", "thousands-mark", 1, 12, '"at most 1,500 people"'),
        ("x: [1,000]\n", "thousands-mark", 1, 5, "1_000"),
        ("'': x\n", "key-not-text", 1, 1, "a word"),
        ("{a: b}: x\n", "key-not-text", 1, 1, "a word"),
        ("null: x\n", "key-not-text", 1, 1, "a word"),
        ("", "empty-file", 1, 1, "party"),
        ("# only a comment\n---\n", "empty-file", 1, 1, "party"),
        ("- a\n", "not-a-mapping", 1, 1, "party"),
        ("party hamas\n", "not-a-mapping", 1, 1, "party"),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n", "conflict-marker", 1, 1, "one side"),
        (b"x: \xff\n", "not-utf8", 1, 4, "UTF-8"),
    ],
)
def test_what_is_refused_has_a_place_and_a_way_out(
    text: str | bytes, rule: str, line: int, column: int, hint: str
) -> None:
    found = one(text)
    assert (found.rule, found.place.line, found.place.column) == (rule, line, column)
    assert hint in found.hint


def test_a_bracket_that_is_not_closed_says_where_it_was_opened() -> None:
    assert [label.text for label in one("x: [a\ny: z\n").labels] == ["", "opened here"]


def test_a_quoted_merge_key_and_quoted_nothing_are_keys() -> None:
    assert read("'<<': a\n'null': b\n'~': c\n") == ({"<<": "a", "null": "b", "~": "c"}, [])


def test_trouble_after_a_tab_or_an_alias_is_not_told_twice() -> None:
    assert read("a:\n\t- b\n  c: d\n")[1] == [("tab-character", 2, 1)]
    assert read("x: *foo bar*\n")[1] == [("yaml-anchor", 1, 4)]


def test_lists_without_blanks_are_lists() -> None:
    text = "x: [100,200,300]\ny: {a: 1, b: 000}\n"
    assert read(text) == ({"x": ["100", "200", "300"], "y": {"a": "1", "b": "000"}}, [])


def test_questions_in_lists_are_text() -> None:
    assert read("x: {why: who gives?, a: [b ?, c? d]}\n") == ({"x": {"why": "who gives?", "a": ["b ?", "c? d"]}}, [])


# --- limits -----------------------------------------------------------------------------------------------------


def test_limits_are_reached_without_a_finding() -> None:
    deep = "[" * 23 + "]" * 23
    text = f"a: {deep}\n{'k' * 200}: {'v' * 100_000}\nc: [{'x, ' * 19_900}]\n"
    assert read(text)[1] == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: " + "[" * 24 + "]" * 24, "too-deep"),
        ("- " * 25 + "a", "too-deep"),
        ("a: [" + "x," * 20_000 + "]", "too-many-nodes"),
        ("a: [" + "[]," * 20_000 + "]", "too-many-nodes"),
        ("a: " + "v" * 100_001, "scalar-too-long"),
        ("k" * 201 + ": v", "key-too-long"),
        ("#" * (1 << 20) + "\n", "file-too-large"),
        ("é" * (1 << 19) + "\n", "file-too-large"),
    ],
)
def test_limits_are_named(text: str, rule: str) -> None:
    found = one(text)
    assert found.rule == rule
    assert len(found.message) < 300


def test_a_text_too_long_is_cut_and_the_rest_is_read() -> None:
    root, _ = read_nodes("a.yaml", "a: " + "v" * 100_001 + "\nb: c\n")
    assert root is not None
    assert len(str(node_at(root, ["a"])[0].value)) == 100_000
    assert node_at(root, ["b"])[0].value == "c"


@pytest.mark.parametrize("bomb", ["[", "{", "- ", "? ", "[\n", "{a: ", "[[a,", "&a [", "!x {"])
def test_a_hundred_kilobytes_of_brackets_neither_crash_nor_hang(bomb: str) -> None:
    start = time.monotonic()
    _, findings = read_nodes("a.yaml", bomb * (97_000 // len(bomb)))
    assert "too-deep" in [found.rule for found in findings]
    assert time.monotonic() - start < 10


def test_after_two_hundred_findings_reading_stops() -> None:
    assert len(read_nodes("a.yaml", "a: !x\n" * 1000)[1]) == 200
    assert len(read_nodes("a.yaml", "a:\tb\n" * 1000)[1]) == 200


# --- both parsers agree -----------------------------------------------------------------------------------------

DOCUMENTS = [
    STATEMENT,
    "a: b", "a: b\n", "a:\n- b\n- c\n", "a:\n  - b\n  -\n", "a: [b, [c, {d: e}], ]\n", "a: {b, c: , d: e}\n",
    "a: [b: c, d]\n", "a: {\"b\":c, 'd': e}\n", "a: {b:c}\n", "a: http://x/y?z#w\n", "a: {u: http://x, v: w}\n",
    "? a\n: b\n", "? a\n? b\n", "a: 'it''s'\n", "a: \"x\\ty\"\n", "a: \"x\\\n  y\"\n", "a: |-\n  x\n   y\n\nb: c\n",
    "a: >\n  x\n  y\n\n  z\n", "a: |2\n   x\n", "a: |+\n\n\nb: c", "a: x\n  y\n  z\nb: c\n", "a: x # c\n# d\nb: y\n",
    "--- # c\na: b\n...\n", "---\n---\n", "a: b\n...\n%FOO\n---\n", "a: [b\n# c\n, d]\n", "a: b\n # c\n  d\n",
    "a: \"b\n\n  c\"\n", "a: {b: c}}\n", "a: b\n- c\n", "- a\nb: c\n", "a: b\n c\nd\n", "a: *b\n*c : d\n",
    "&a a: &b b\n", "!!map {a: !<x> b}\n", "a: \"\\N\\L\\P\\0\\_\"\n", "a: \"\\x4\"\n", "a: \"\\U00110000\"\n",
    "a: b\rc: d\r\ne: f", "a:\n\t- b\n", "\t", "a: \u2028\u0085b\n", "k" * 1100 + ": v\n", "a: 'b\n", "a: >4\n",
    "a: |x\n", "a: [?x, y?]\n", "a: -b\nb: - c\n", "a: 😀 \U00010000\nb: [😀, c\n", "{a: b}\n", "{a: b} c\n",
    "'a': b\n",
    ": b\n", "a: : b\n", "a: b:\n", "a: {b: c, b: d}\n", "<<: [a]\nb: c\n",
]  # fmt: skip


def outcome(text: str, pure: str) -> tuple[Node | None, list[Finding]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEGOTRACK_PURE_YAML", pure)
        return read_nodes("a.yaml", text)


@pytest.mark.parametrize("text", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_libyaml_and_pure_python_give_the_same_nodes_and_findings(text: str) -> None:
    assert outcome(text, "0") == outcome(text, "1")


PIECES = [
    "a: b\n", "c:\n", "  - d\n", "e: {f: g}\n", "h: [1, 2]\n", "x", ": ", " ", "\n", "'", '"', "#", "{", "]", ",",
    "&a ", "*a", "%", ">", "|\n", "\\", "\t", "\r", "~", "---\n", "...\n", "1,000", "é", "😀", "\u202e", "\x00",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_written_both_refuse_or_both_read_the_same(text: str) -> None:
    (fast, found), (slow, too) = outcome(text, "0"), outcome(text, "1")
    assert bool(found) == bool(too)
    if not found:
        assert fast == slow


@given(st.text(st.characters(exclude_categories=())) | st.binary())
def test_reading_never_raises_and_says_why_there_is_nothing(text: str | bytes) -> None:
    root, findings = read_nodes("a.yaml", text)
    assert root is not None or findings
    assert all(found.place.line >= 1 and found.place.column >= 1 for found in findings)
