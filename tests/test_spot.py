"""Where somebody writes: told for finished and unfinished text, and for any text at all without an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotrack.editor.spot import spot

HERE = "‸"


@pytest.mark.parametrize(
    ("text", "path", "at_key", "word"),
    [
        ("‸", (), True, ""),
        ("pa‸", (), False, "pa"),
        ("party: isr‸", ("party",), False, "isr"),
        ("party: israel\n‸", (), True, ""),
        ("offers:\n  - ‸", ("offers",), False, ""),
        ("offers:\n  - id: we‸ek", ("offers", "id"), False, "we"),
        ("offers:\n  - id: x\n    ‸", ("offers",), True, ""),
        ("offers:\n  - id: x\n    gives:\n      ‸", ("offers", "gives"), True, ""),
        ("offers:\n- id: x\n  gives:\n    aid: inc‸", ("offers", "gives", "aid"), False, "inc"),
        ("offers:\n  - id: x\n    gives: {aid: in‸", ("offers", "gives", "aid"), False, "in"),
        ("offers:\n  - id: x\n    gives: {aid: increased, ‸", ("offers", "gives"), True, ""),
        ("offers: [{id: x, gives: {aid: [blocked, ‸", ("offers", "gives", "aid"), False, ""),
        ("offers:\n  - gives: {aid: inc\n    asks:\n      hos‸", ("offers", "asks"), True, "hos"),
        ("offers:\n  - gives: {aid: inc\nvia: [q‸", ("via",), False, "q"),
        ("via:\n  - q‸", ("via",), False, "q"),
        ("via: [qatar, eg‸]", ("via",), False, "eg"),
        ("summary: |\n  party: is‸\n", ("summary",), False, "is"),
        ("summary: |\n  party: is\nparty: ‸", ("party",), False, ""),
        ("red_lines:\n- never: {a: 1}\n  unless: {aid: at least ‸}", ("red_lines", "unless", "aid"), False, ""),
        ('sources: [{title: "a, {b: c", url: ht‸', ("sources", "url"), False, "ht"),
        ("# party: x\nparty: ‸", ("party",), False, ""),
    ],
)
def test_the_keys_above_a_place_are_known(text: str, path: tuple[str, ...], at_key: bool, word: str) -> None:
    before, _, after = text.partition(HERE)
    found = spot(before + after, before.count("\n"), len(before.rpartition("\n")[2]))
    assert (found.path, found.word) == (path, word)
    assert found.at_key is at_key or (path == () and word)  # a lone word is a key in the making


PIECES = [
    "offers:",
    "- ",
    "id: x",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    "'",
    "\n",
    "  ",
    ": ",
    "aid",
    "#",
    "|",
    ">",
    "ü",
    "\t",
    "%",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.integers(-1, 20), st.integers(0, 40))
def test_any_text_has_an_answer_at_any_place(text: str, line: int, column: int) -> None:
    found = spot(text, max(line, 0), column)
    assert found.start <= found.end
    assert found.whole.startswith(found.word)
