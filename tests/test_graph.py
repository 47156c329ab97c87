"""Graphs: what is in them, that nobody's words change their shape, and that each language can be read back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from conftest import Ran, book_of, parts, sources_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_cli import NOW, ROOT, run, small
from test_hostile import WORDS, harmless, hostile

from negotrack.book import Book
from negotrack.read.records import read_books
from negotrack.render.dot import dot
from negotrack.render.graph import KINDS, STATES, Edge, EdgeKind, Graph, Node, NodeState
from negotrack.render.layout import Link, place
from negotrack.render.letters import width, wrapped
from negotrack.render.mermaid import mermaid
from negotrack.render.svg import svg
from negotrack.render.views.graphs import graph_of
from negotrack.standing import standing

__all__ = ["harmless", "hostile", "small"]  # the fixtures

WHATS = ("preconditions", "conflicts", "answers")
GAZA = ("graph", "gaza-2023")
THEN = ("--as-of", "2024-01-05")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(book: Book, what: str = "preconditions", day: str = "2024-01-01", issues: Sequence[str] = ()) -> Graph:
    return graph_of(what, standing(book, date.fromisoformat(day)), (), issues, "Talks")


def ends(graph: Graph) -> list[tuple[str, str, str]]:
    """The edges by the words of their ends."""
    labels = {node.id: node.label for node in graph.nodes}
    return [(labels[edge.start], edge.kind, labels[edge.end]) for edge in graph.edges]


def asked(*arguments: str, fmt: str, at: Path = ROOT) -> str:
    ran = run(*arguments, "-O", fmt, at=at)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


# -- what must come first -----------------------------------------------------------------------------------------


STUCK = """
--- israel/2023-12-20-a.yaml
party: israel
date: 2023-12-20
red_lines: [{id: no-halt-before-defeat, never: {military-operations: halted}, unless: {hamas-rule: ended}}]
--- hamas/2023-12-21-b.yaml
party: hamas
date: 2023-12-21
preconditions: [{id: halt, before: talks, requires: {military-operations: halted}}]
"""


def test_a_deadlock_is_marked_from_end_to_end_and_what_is_inferred_is_no_part_of_it() -> None:
    graph = drawn(book_of(STUCK))
    halted, ended = "Military operations: halted", "Hamas rule in Gaza: ended"
    assert sorted(ends(graph)) == [
        ("A deal", "inferred", "Talks"), (halted, "stated", ended), ("Talks", "stated", halted)
    ]  # fmt: skip
    assert {edge.kind: edge.deadlocks for edge in graph.edges} == {"stated": (1,), "inferred": ()}
    assert {node.label: node.deadlocks for node in graph.nodes} == {
        "Talks": (1,), "A deal": (), halted: (1,), ended: (1,)
    }  # fmt: skip
    assert [edge.item for edge in graph.edges if edge.facts] == ["hamas/halt", "israel/no-halt-before-defeat"]


def test_every_edge_that_somebody_stated_rests_on_a_statement() -> None:
    for what in WHATS:
        data = json.loads(asked(*GAZA, what, "--as-of", "2024-07-03", fmt="json"))["data"]
        assert data["edges"]
        assert [edge for edge in data["edges"] if not edge["reasons"] and edge["kind"] != "inferred"] == []


def test_the_edges_are_those_of_deadlock() -> None:
    """Every edge of a deadlock that the command tells is marked here with its number, and no other is."""
    day = ("--as-of", "2023-12-21")
    told = json.loads(asked("deadlock", "gaza-2023", *day, fmt="json"))["data"]["deadlocks"]
    expected = sorted((n, edge["item"] or "") for n, one in enumerate(told, 1) for edge in one["edges"])
    edges = json.loads(asked(*GAZA, *day, fmt="json"))["data"]["edges"]
    marked = sorted((n, edge["item"] or "") for edge in edges for n in edge["deadlocks"])
    assert len(told) == 2 and expected == marked


def test_an_issue_keeps_what_leads_to_it_and_what_it_needs() -> None:
    graph = drawn(book_of(STUCK + STUCK_AID), issues=("hamas-rule",))
    assert {node.issue for node in graph.nodes} == {"", "hamas-rule", "military-operations"}
    assert {node.issue for node in drawn(book_of(STUCK + STUCK_AID)).nodes} > {"aid"}


STUCK_AID = """--- hamas/2023-12-22-c.yaml
party: hamas
date: 2023-12-22
preconditions: [{id: lorries, before: {hostages-released: 1}, requires: {aid: unhindered}}]
"""


def test_a_refused_step_says_by_whose_red_line() -> None:
    line = "--- israel/2023-12-23-d.yaml\nparty: israel\ndate: 2023-12-23\nred_lines: [{id: no-lorries, never: {aid: unhindered}}]\n"
    (aid,) = (node for node in drawn(book_of(STUCK_AID + line)).nodes if node.issue == "aid")
    assert (aid.state, aid.notes, [fact.item for fact in aid.facts]) == (
        "refused", ("refused by Israel",), ["israel/no-lorries"]
    )  # fmt: skip


# -- conflicts ----------------------------------------------------------------------------------------------------


CLASH = """
--- israel/2023-12-20-a.yaml
party: israel
date: 2023-12-20
red_lines: [{id: no-end, never: {ceasefire-length: permanent}, unless: {hamas-rule: ended}}]
--- hamas/2023-12-21-b.yaml
party: hamas
date: 2023-12-21
red_lines:
  - {id: only-permanent, never: {ceasefire-length: less than permanent}}
  - {id: stay, never: {hamas-rule: ended}}
"""


def test_a_conflict_joins_its_items_and_these_their_issues() -> None:
    graph = drawn(book_of(CLASH), "conflicts")
    holds = [edge.item for edge in graph.edges if edge.kind == "holds"]
    assert sorted(holds) == ["hamas/only-permanent", "hamas/stay", "israel/no-end"]
    named = {(edge.item, end) for edge, (_, kind, end) in zip(graph.edges, ends(graph), strict=True) if kind == "names"}
    assert named == {
        ("hamas/only-permanent", "Length of the ceasefire"), ("hamas/stay", "Hamas rule in Gaza"),
        ("israel/no-end", "Length of the ceasefire"), ("israel/no-end", "Hamas rule in Gaza"),
    }  # fmt: skip
    assert all("a package opens" in " ".join(node.notes) for node in graph.nodes if node.kind == "item")


def test_where_a_package_is_left_the_pairs_are_shown_that_part() -> None:
    arguments = ("nhl-2012", "--as-of", "2012-10-20")
    rows = json.loads(asked("compare", *arguments, fmt="json"))["data"]["issues"]
    apart = {one["issue"] for one in rows for pair in one["pairs"] if pair["verdict"] in ("gap", "blocked")}
    data = json.loads(asked("graph", arguments[0], "conflicts", *arguments[1:], fmt="json"))["data"]
    assert {node["issue"] for node in data["nodes"] if node["kind"] == "pair"} == apart != set()
    assert len(data["edges"]) == 2 * len(apart)


# -- answers ------------------------------------------------------------------------------------------------------


TALK = """
--- israel/2023-12-19-a.yaml
party: israel
date: 2023-12-19
offers: [{id: week, gives: {ceasefire-length: 7 days}}]
--- hamas/2023-12-20-b.yaml
party: hamas
date: 2023-12-20
responses: [{to: israel/week, answer: considers}]
--- hamas/2023-12-21-c.yaml
party: hamas
date: 2023-12-21
responses: [{to: israel/week, answer: rejects}]
offers: [{id: month, asks: {ceasefire-length: 30 days}}]
--- israel/2023-12-22-d.yaml
party: israel
date: 2023-12-22
responses: [{to: hamas/month, answer: accepts}]
--- israel/2023-12-23-e.yaml
party: israel
date: 2023-12-23
responses: [{to: hamas, answer: rejects}]
"""


def test_answers_lead_from_statement_to_statement_and_the_last_word_is_current() -> None:
    graph = drawn(book_of(TALK), "answers")
    found = [(*end, edge.current) for end, edge in zip(ends(graph), graph.edges, strict=True)]
    assert found == [
        ("Hamas, 20 Dec 2023", "considers", "Israel, 19 Dec 2023", False),
        ("Hamas, 21 Dec 2023", "rejects", "Israel, 19 Dec 2023", False),  # its own acceptance superseded the week
        ("Israel, 22 Dec 2023", "accepts", "Hamas, 21 Dec 2023", True),
        ("Israel, 23 Dec 2023", "rejects", "Hamas", False),
    ]
    before = drawn(book_of(TALK), "answers", "2023-12-21")
    assert [edge.current for edge in before.edges] == [False, True]


def test_nobody_has_answered() -> None:
    graph = drawn(book_of(STUCK), "answers")
    assert (graph.nodes, graph.edges) == ((), ())
    assert "No answer" in mermaid(graph) and "No answer" in svg(graph) and "No answer" in dot(graph)


# -- the same whatever the order of files --------------------------------------------------------------------------


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("record", [STUCK + STUCK_AID, CLASH, TALK])
def test_the_order_of_files_changes_nothing(record: str, what: str) -> None:
    files = parts(record)
    turned = dict([*files.items()][::-1])
    (book,), (other,) = (read_books(sources_of(some)).books.values() for some in (files, turned))
    assert svg(drawn(book, what)) == svg(drawn(other, what))
    assert mermaid(drawn(book, what)) == mermaid(drawn(other, what))


# -- every language can be read back ------------------------------------------------------------------------------


LABEL = r'"(?:[^"#\\`<>{}\[\]|@$*_~]|\#\d+;)*"'
MERMAID = re.compile(
    rf"""flowchart\ (?:TD|BT|LR)
    |\ \ n\d+(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\{{\{{{LABEL}\}}\}})
    |\ \ n\d+\ (?:-->|==>|-\.->|---)(?:\|{LABEL}\|)?\ n\d+
    |\ \ classDef\ [a-z]+\ stroke:\#[0-9a-f]{{6}},stroke-width:2px
    |\ \ class\ n\d+(?:,n\d+)*\ [a-z]+
    |\ \ linkStyle\ \d+(?:,\d+)*\ stroke:\#[0-9a-f]{{6}}""",
    re.VERBOSE,
)
"""All the Mermaid that we write, line by line; a label is one string, in which whatever could act is a number."""


def skeleton(words: str) -> list[str]:
    """Mermaid without its labels."""
    for line in words.splitlines():
        assert MERMAID.fullmatch(line), line
    return [re.sub(LABEL, '""', line) for line in words.splitlines()]


def dot_skeleton(words: str) -> list[str]:
    """DOT without its strings; whatever is left must be ours."""
    bare = [re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in words.splitlines()]
    assert not [line for line in bare if re.search(r'[^\w ,=\[\]{}>";.-]|"[^\]," ]', line)]
    return bare


def tags(words: str) -> list[str]:
    """The elements of an SVG, but for the lines that words are broken into."""
    root = ElementTree.fromstring(words)
    assert root.tag == f"{SVG}svg"
    assert not [one for one in root.iter() for key in one.attrib if key.startswith("on") or "href" in key]
    allowed = {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "g", "text"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= allowed
    return [one.tag + one.get("class", "") for one in root.iter() if one.tag != f"{SVG}text"]


@pytest.mark.parametrize("what", WHATS)
def test_hostile_words_change_no_picture(what: str, hostile: Path, harmless: Path) -> None:
    def pair(fmt: str) -> list[str]:
        return [asked("graph", what, *NOW, fmt=fmt, at=place) for place in (hostile, harmless)]

    for fmt, shape in (("mermaid", skeleton), ("dot", dot_skeleton), ("svg", tags)):
        written, expected = pair(fmt)
        assert shape(written) == shape(expected)
        assert len(shape(written)) > 3 or what == "conflicts"


def one_of_each(text: str) -> Graph:
    """A graph with a text wherever a text can stand, and every kind of edge and state."""
    states = [*STATES]
    nodes = [
        Node(f"n{n}", kind, text, states[n % len(states)] if kind in ("term", "pair") else "", (text, text), item=text)
        for n, kind in enumerate(
            ("talks", "deal", "term", "conflict", "item", "issue", "pair", "party", "statement", "term", "term"), 1
        )
    ]
    edges = [
        Edge(f"n{n}", f"n{n + 1}", kind, text, day=text, deadlocks=(1,) * (n % 2)) for n, kind in enumerate(KINDS, 1)
    ]
    return Graph("preconditions", text, text, tuple(nodes), tuple(edges))


@given(st.text(st.characters(exclude_categories=())) | st.sampled_from([*WORDS.values()]))
@settings(max_examples=60)
def test_no_text_changes_the_shape(text: str) -> None:
    assume(text.strip())
    graph, plain = one_of_each(text), one_of_each("words")
    assert skeleton(mermaid(graph)) == skeleton(mermaid(plain))
    assert dot_skeleton(dot(graph)) == dot_skeleton(dot(plain))
    assert tags(svg(graph)) == tags(svg(plain))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_what_we_write() -> None:
    for text in ('"]; n9 [label="x"]; //', "\\", "a\\N&amp;", "<b>", *WORDS.values()):
        ran = subprocess.run(["dot", "-Tdot_json"], input=dot(one_of_each(text)), capture_output=True, text=True)
        assert (ran.returncode, "rror" in ran.stderr) == (0, False), ran.stderr
        read = json.loads(ran.stdout)
        assert (len(read["objects"]), len(read["edges"])) == (11, len(KINDS))


def test_long_labels_are_cut_with_an_ellipsis() -> None:
    graph = one_of_each("word " * 2000)
    assert max(map(len, mermaid(graph).splitlines())) < 300
    assert "…" in mermaid(graph) and "…" in svg(graph) and "…" in dot(graph)


# -- the picture --------------------------------------------------------------------------------------------------


def test_the_picture_says_what_it_is_without_eyes_or_colour() -> None:
    root = ElementTree.fromstring(asked(*GAZA, "--as-of", "2023-12-21", fmt="svg"))
    assert root.get("role") == "img"
    named = [one.get("id") for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")]
    assert root.get("aria-labelledby") == " ".join(map(str, named))
    words = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert "✗ deadlock 1" in words and "inferred" in words and any(line.startswith("? ") for line in words)
    dashed = [one for one in root.iter(f"{SVG}g") if "inferred" in "".join(one.itertext())]
    assert any(path.get("stroke-dasharray") for one in dashed for path in one.iter(f"{SVG}path"))
    (style,) = (one.text or "" for one in root.iter(f"{SVG}style"))
    assert "prefers-color-scheme:dark" in style and "max-width:100%" in style


def test_two_pictures_on_one_page_do_not_clash() -> None:
    graph = drawn(book_of(STUCK))
    first, second = (ElementTree.fromstring(svg(graph, prefix)) for prefix in ("one", "two"))
    ids = [one.get("id") for root in (first, second) for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for root, prefix in ((first, "one"), (second, "two")):
        rules = re.findall(r"([^{}]+)\{[^{}]*\}", next(one.text or "" for one in root.iter(f"{SVG}style")))
        selectors = [part for rule in rules for part in rule.split(",")]
        assert [part for part in selectors if not part.startswith(f"#{prefix}")] == []
        refers = re.findall(r"url\(#(\w+)", ElementTree.tostring(root, "unicode"))
        assert refers and set(refers) == {prefix}


shapes = st.integers(1, 9).flatmap(
    lambda number: st.tuples(
        st.lists(st.tuples(st.floats(20, 200), st.floats(20, 90)), min_size=number, max_size=number),
        st.lists(
            st.builds(
                Link,
                st.integers(0, number - 1),
                st.integers(0, number - 1),
                st.sampled_from([(0.0, 0.0), (80.0, 30.0), (150.0, 50.0)]),
            ),
            max_size=14,
        ),
        st.integers(1, 3),
        st.booleans(),
    )
)


@given(shapes)
def test_no_box_or_label_lies_over_another(
    shape: tuple[list[tuple[float, float]], list[Link], int, bool],
) -> None:
    sizes, links, most, abreast = shape
    laid = place(sizes, links, most, abreast=abreast)
    own = [n for n, link in enumerate(links) if link.start != link.end and link.label[0]]
    boxes = [*zip(laid.boxes, sizes, strict=True), *((laid.labels[n], links[n].label) for n in own)]
    for number, ((x, y), (wide, high)) in enumerate(boxes):
        assert wide / 2 - 0.01 <= x <= laid.width - wide / 2 + 0.01
        assert high / 2 - 0.01 <= y <= laid.height - high / 2 + 0.01
        for (other_x, other_y), (other_wide, other_high) in boxes[:number]:
            apart = (
                abs(x - other_x) >= (wide + other_wide) / 2 - 0.01 or abs(y - other_y) >= (high + other_high) / 2 - 0.01
            )
            assert apart
    for link, way in zip(links, laid.ways, strict=True):
        if link.start != link.end:
            ((_, y), (_, high)), ((_, to_y), (_, to_high)) = ((laid.boxes[n], sizes[n]) for n in (link.start, link.end))
            assert abs(abs(way[0][1] - y) - high / 2) < 0.01, "it leaves its start at the edge"
            assert abs(abs(way[-1][1] - to_y) - to_high / 2) < 0.01, "it meets its end at the edge"


@given(st.text(max_size=200), st.floats(30, 300), st.integers(1, 6))
def test_wrapped_lines_fit_and_lose_nothing_unless_cut(text: str, room: float, most: int) -> None:
    lines = wrapped(text, 10, room, most)
    assert len(lines) <= most
    assert all(width(line, 10) <= room for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())


# -- the command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "fmt"), [(".mmd", "mermaid"), (".dot", "dot"), (".gv", "dot"), (".svg", "svg"), (".md", "markdown")]
)
def test_a_file_gets_the_picture_that_its_name_asks_for(ending: str, fmt: str, small: Path, tmp_path: Path) -> None:
    target = tmp_path / f"out{ending}"
    assert run("graph", *NOW, "-q", "-o", str(target), at=small) == Ran(0, "", "")
    assert target.read_text("utf-8") == asked("graph", *NOW, fmt=fmt, at=small)


def test_markdown_holds_the_mermaid_and_every_edge_below(small: Path) -> None:
    written = asked("graph", *THEN, fmt="markdown", at=small)
    assert f"```mermaid\n{asked('graph', *THEN, fmt='mermaid', at=small)}```\n" in written
    assert "hamas/halt" in written.rpartition("```")[2]


def test_a_reader_of_ascii_gets_ascii(small: Path) -> None:
    for fmt in ("mermaid", "dot", "svg", "markdown"):
        ran = run("graph", *THEN, "-O", fmt, at=small, encoding="ascii")
        assert (ran.code, ran.out.isascii()) == (0, True)
    ran = run("graph", *THEN, "-O", "svg", at=small, encoding="ascii")
    assert "✗" in "".join(ElementTree.fromstring(ran.out).itertext()) or "?" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("gaza-2023", "nonsense"), 1, "no graph 'nonsense'"),
        (("gaza-2023", "answers", "more"), 2, "one word too many"),
        (("gaza-2023", "conflicts", "--party", "hamas"), 2, "two parties"),
        (("gaza-2023", "-O", "pdf"), 2, "svg"),
        (("gaza-2023", "-o", "x.pdf"), 2, ".svg"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = run("graph", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_picture_is_no_format_of_other_commands(small: Path) -> None:
    ran = run("status", *NOW, "-O", "svg", at=small)
    assert (ran.code, ran.out) == (2, "")


def test_the_first_letters_of_a_graph_are_enough(small: Path) -> None:
    assert asked("graph", "ans", *NOW, fmt="json", at=small) == asked("graph", "answers", *NOW, fmt="json", at=small)


def test_every_kind_and_state_has_words() -> None:
    assert set(KINDS) == set(get_args(EdgeKind))
    assert {"", *STATES} == set(get_args(NodeState))
