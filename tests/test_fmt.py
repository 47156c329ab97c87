"""The canonical form: what a careful person would write, with every comment and every meaning kept."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from conftest import Ran
from hypothesis import given, settings
from hypothesis import strategies as st

from negotrack.read.nodes import plain, read_nodes
from negotrack.read.records import read_books
from negotrack.read.schema import (
    SHAPES,
    IssueShape,
    OfferShape,
    PartyShape,
    PreconditionShape,
    RedLineShape,
    ResponseShape,
    Shape,
    SourceShape,
)
from negotrack.read.sources import Source, sources
from negotrack.read.written import read_written
from negotrack.terms import LONG_FORM
from negotrack.write.record import ORDER, BoundToItsLine, NotSafelyRewritten, canonical, record_text

ROOT = Path(__file__).parent.parent
POSITIONS = sorted((ROOT / "positions").rglob("*.yaml"))


def formatted(text: str) -> str:
    """The canonical form of a text that can be read."""
    made, findings = canonical("positions/talks/x.yaml", text)
    assert made is not None, [(one.rule, one.message, one.place) for one in findings]
    return made


def data(text: str) -> Any:
    """What a text holds."""
    root, findings = read_nodes("x.yaml", text)
    assert root is not None, (text, findings)
    return plain(root)


def layout(text: str) -> str:
    """A text without its values in blocks: empty lines in these are part of what they say."""
    found = [one for one in yaml.scan(text) if isinstance(one, yaml.ScalarToken) and one.style in ("|", ">")]
    for one in reversed(found):
        text = f"{text[: one.start_mark.index]}text\n{text[one.end_mark.index :]}"
    return text


def test_empty_lines_of_a_value_are_no_layout_and_others_are() -> None:
    assert "\n\n\n" not in layout("a: >-\n  b\n\n\n  c\nd: e\n")
    assert "\n\n\n" in layout("a: >-\n  b\n\n  c\nd: e\n\n\nf: g\n")


# -- files written at random: any style, comments wherever YAML lets them stand -----------------------------------

WORDS = [
    *("a", "no", "yes", "null", "~", "", "43 %", "1_000", "1,000", "> 40", "at most 7 days", "2024-03-01", "12:30", "..40"),
    *("Drivers' Union", 'he said "no"', "a: b", "a #b", "# a", "- a", "[a]", "{a}", "a, b", "a\\b", "*a", "&a", "!a", "%a", "@a"),
    *("? a", "a?", ":a", "a:", "-", "--- a", "<<", "=", "0x1f", ".inf", "1e3", "-5", "Überhöhung", "سلام", "和平", "🕊", "a\u200db"),
    *("a\nb", "a\n\nb\n", "a\n", "a b\n\n", " a", "a ", "  a\nb", "one two three " * 12, "x" * 150, "a\n  b\nc", "\u00a0a"),
]  # fmt: skip
KEYS = [
    "party",
    "date",
    "sources",
    "offers",
    "id",
    "gives",
    "note",
    "summary",
    "title",
    "responses",
    "to",
    "via",
    "quote",
]
KEYS += ["agreement", "event", "aid", "pay-rise@phase-1", "two words", "42", "no", "a:b", "issues", "parties", "levels"]


class Hand:
    """Someone who writes YAML by hand, each time in another way."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def tree(self, depth: int = 0) -> Any:
        kind = self.random.randrange(10)
        if depth and (kind < 5 or depth > 4):
            return None if self.chance(12) else self.random.choice(WORDS)
        if depth and kind < 7:
            return [self.tree(depth + 1) for _ in range(self.random.randrange(4))]
        keys = self.random.sample(KEYS, self.random.randint(0 if depth else 1, 5))
        return {key: self.tree(depth + 1) for key in keys}

    def comment(self) -> str:
        said = self.random.choice(["# why", "#tight", "# 'quote\" {[", "# ünï", "#", "# a: b"])
        return f"{said} ⟦{self.random.randrange(1000)}⟧"

    def above(self, indent: int) -> str:
        lines = []
        while self.chance(4):
            shift = self.random.choice([0, 0, 0, 1, 3])
            lines.append("" if self.chance(3) else " " * (indent + shift) + self.comment())
        return "".join(line + "\n" for line in lines)

    def beside(self) -> str:
        return f"  {self.comment()}\n" if self.chance(5) else "\n"

    def scalar(self, value: str | None, indent: int, *, flow: bool, key: bool = False) -> str:
        """A text in a style that can hold it; with the line's end where the style has it."""
        if value is None:
            return "~" if flow else self.random.choice(["", " null", " ~"])
        lead = "" if flow or key else " "
        styles = ['"']
        if not re.search(r"^\s|\s$|\n", value):
            styles.append("'")
            probe = f"{{k: {value}}}" if flow or key else f"k: {value}"
            root, amiss = read_nodes("x", probe)
            if root is not None and not amiss and plain(root) == {"k": value}:
                styles += ["", "", ""]
        body = value.removesuffix("\n")
        lines = body.split("\n")
        if not flow and not key and body and not re.search(r"^\s|\s$|\n\n| \n|\n ", body):
            styles += ["|"] if "\n" in body or self.chance(2) else [">"]
        match self.random.choice(styles):
            case '"' if "\n" not in value and not key and self.chance(3) and re.search(r"\S \S", value):
                at = self.random.choice([match.start() + 1 for match in re.finditer(r"\S \S", value)])
                first, second = (self.escaped(value[:at]), self.escaped(value[at + 1 :]))
                return f'{lead}"{first}\n{" " * (indent + 2)}{second}"'
            case '"':
                return f'{lead}"{self.escaped(value)}"'
            case "'":
                return f"{lead}'{value.replace(chr(39), chr(39) * 2)}'"
            case "|":
                sign = "|" if value.endswith("\n") else "|-"
                mark = f"  {self.comment()}" if self.chance(4) else ""
                return f" {sign}{mark}\n" + "\n".join(" " * (indent + 2) + line for line in lines)
            case ">":
                sign = ">" if value.endswith("\n") else ">-"
                at = [match.start() + 1 for match in re.finditer(r"\S \S", body)]
                parts = [body]
                if at and self.chance(2):
                    cut = self.random.choice(at)
                    parts = [body[:cut], body[cut + 1 :]]
                return f" {sign}\n" + "\n".join(" " * (indent + 3) + part for part in parts)
        return f"{lead}{value}"

    @staticmethod
    def escaped(value: str) -> str:
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    def flow(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict | list):
            return self.scalar(value, indent, flow=True)
        parts = []
        pairs = value.items() if isinstance(value, dict) else ((None, one) for one in value)
        for key, one in pairs:
            lead = f"{self.scalar(key, indent, flow=True, key=True)}: " if key is not None else ""
            parts.append(lead + self.flow(one, indent))
        between = [f",\n{self.above(indent + 2)}{' ' * (indent + 2)}" if self.chance(6) else ", " for _ in parts]
        between = [f" ,{self.beside()}{' ' * (indent + 2)}" if self.chance(9) else one for one in between]
        inner = "".join(part + gap for part, gap in zip(parts, between, strict=True)).removesuffix(", ")
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        return f"{opened}{inner}{closed}"

    def block(self, value: Any, indent: int) -> str:
        """A group, one entry a line; ends with a newline."""
        lines = ""
        pairs = value.items() if isinstance(value, dict) else ((None, one) for one in value)
        for key, one in pairs:
            lines += self.above(indent)
            lead = " " * indent + (f"{self.scalar(key, indent, flow=False, key=True)}:" if key is not None else "-")
            step = indent if isinstance(one, list) and key is not None and self.chance(3) else indent + 2
            if isinstance(one, dict | list) and one and not self.chance(3):
                inner = self.block(one, step)
                if key is None and inner.lstrip()[:1] not in "#\n" and not inner.startswith("\n") and self.chance(2):
                    lines += f"{lead} {inner.lstrip(' ')}"
                else:
                    lines += f"{lead}{self.beside()}{inner}"
            elif isinstance(one, dict | list):
                lines += f"{lead} {self.flow(one, indent)}{self.beside()}"
            else:
                text = self.scalar(one, indent, flow=False)
                lines += lead + text + (self.beside() if "\n" not in text or text.endswith(('"', "'")) else "\n")
        return lines + (self.above(indent) if self.chance(6) else "")

    def file(self) -> str:
        start = f"---{self.beside()}" if self.chance(12) else ""
        text = f"{self.above(0)}{start}{self.block(self.tree(), 0)}{self.above(0)}"
        return text.replace("\n", "\r\n") if self.chance(12) else text


def readable(text: str) -> bool:
    return read_written("positions/talks/x.yaml", text)[0] is not None


@settings(max_examples=1500)
@given(st.integers(0, 2**48))
def test_any_file_keeps_its_meaning_and_its_comments_and_is_canonical_the_first_time(seed: int) -> None:
    text = Hand(Random(seed)).file()
    if readable(text):
        made = formatted(text)
        assert formatted(made) == made
        assert data(made) == data(text)
        assert comments(made) == comments(text)
        assert "\n\n\n" not in layout(made)
        assert not made.startswith("\n")


def test_both_parsers_give_the_same_form(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for seed in range(60) if readable(text := Hand(Random(seed)).file())]
    fast = [formatted(text) for text in texts]
    monkeypatch.setenv("NEGOTRACK_PURE_YAML", "1")
    assert [formatted(text) for text in texts] == fast


def test_a_hostile_file_takes_no_time() -> None:
    """Twenty thousand comments that let findings pass, and as many values as a file may have."""
    text = "".join(f"k{number}: {{}}  # negotrack: ignore[a] b\n" for number in range(8000)) + "z:\n"
    text = "# negotrack: ignore[a] b\n" * 8000 + text + "# c\n" * 8000
    started = time.monotonic()
    assert formatted(text) == text
    assert time.monotonic() - started < 20


def comments(text: str) -> Counter[str]:
    """The comments of a text, found by the numbers the hand gives them."""
    return Counter(re.findall("⟦[0-9]+⟧", text))


def test_most_files_written_at_random_can_be_read() -> None:
    read = [readable(Hand(Random(seed)).file()) for seed in range(400)]
    assert sum(read) > 300


@settings(max_examples=1000)
@given(st.integers(0, 2**48))
def test_a_fresh_record_reads_back_as_it_was_given_and_is_canonical(seed: int) -> None:
    record = {key: value for key, value in Hand(Random(seed)).tree().items() if value is not None}
    text = record_text(record)
    assert without_nothing(data(text)) == without_nothing(record)
    assert formatted(text) == text


def without_nothing(value: Any) -> Any:
    """Data without the keys that hold nothing."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    return [without_nothing(one) for one in value] if isinstance(value, list) else value


# -- the real records ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", POSITIONS, ids=lambda path: "/".join(path.parts[-2:]))
def test_real_records_mean_the_same_in_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    made = formatted(text)
    assert formatted(made) == made
    assert data(made) == data(text)


def test_the_book_of_the_real_records_is_the_same_in_canonical_form() -> None:
    files, _ = sources(ROOT)
    made = [Source(one.path, formatted(one.text.decode()).encode()) for one in files]
    before, after = read_books(files), read_books(made)
    assert placeless(before.books) == placeless(after.books)
    assert [(one.rule, one.reason) for one in before.ignores] == [(one.rule, one.reason) for one in after.ignores]


def placeless(value: object) -> str:
    """What a book says, whatever the lines it says it on."""
    return re.sub(r"Place\(path='([^']*)', line=\d+, column=\d+, end=(?:\d+|None)\)", r"\1", repr(value))


# -- the form itself ----------------------------------------------------------------------------------------------


def test_every_key_of_the_format_has_its_place() -> None:
    shapes: dict[str, type[Shape]] = {
        **SHAPES,
        "party": PartyShape,
        "issue": IssueShape,
        "source": SourceShape,
        "offer": OfferShape,
        "precondition": PreconditionShape,
        "red_line": RedLineShape,
        "response": ResponseShape,
    }
    for part, shape in shapes.items():
        keys = {known.alias or name for name, known in shape.model_fields.items()}
        assert set(ORDER[part]) == keys, part
    assert set(ORDER["value"]) == set(LONG_FORM)


CASES = {
    "keys come in the order of the format": (
        "date: 2024-03-01\nsources: []\nparty: union\n",
        "party: union\ndate: 2024-03-01\nsources: []\n",
    ),
    "keys in items too": (
        "offers: [{asks: {pay: 6 %}, note: why, id: six}]\n",
        "offers:\n  - id: six\n    asks: {pay: 6 %}\n    note: why\n",
    ),
    "unknown keys go last": ("speeker: x\nparty: union\n", "party: union\nspeeker: x\n"),
    "issues keep the order they have": (
        "issues: {b: {scale: text, title: B}, a: {title: A, scale: text}}\ntitle: T\n",
        "title: T\nissues:\n  b: {title: B, scale: text}\n  a: {title: A, scale: text}\n",
    ),
    "quotes that nobody needs go": ("party: 'union'\nvia: [\"board\"]\n", "party: union\nvia: [board]\n"),
    "a quotation keeps its quotes": (
        "sources: [{quote: so it is}]\n",
        'sources:\n  - quote: "so it is"\n',
    ),
    "words that YAML takes for something else are quoted in prose": (
        "summary: 'no'\nwithdraws: ['no', '42']\n",
        'summary: "no"\nwithdraws: [no, 42]\n',
    ),
    "a figure with commas is quoted everywhere": ("agreement:\n  pay: 1,000\n", 'agreement: {pay: "1,000"}\n'),
    "what is too wide for a line gets several": (
        "via: [" + ", ".join(f"party-number-{one}" for one in range(10)) + "]\n",
        "via:\n" + "".join(f"  - party-number-{one}\n" for one in range(10)),
    ),
    "a long text keeps the lines its author broke it into": (
        f"note: {'one ' * 20}\n  {'two ' * 20}\n",
        f"note: >-\n  {('one ' * 20).strip()}\n  {('two ' * 20).strip()}\n",
    ),
    "a long text on one line stays on it": (f"note: {'x ' * 90}x\n", f"note: {'x ' * 90}x\n"),
    "a short text comes on one line": ("note: >-\n  one\n  two\n", "note: one two\n"),
    "line breaks stay": ('note: "a\\nb"\n', "note: |-\n  a\n  b\n"),
    "no more than one blank line": ("\n\nparty: a\n\n\n\ndate: b\n\n\n", "party: a\n\ndate: b\n"),
    "marks of a document and of Windows go": ("---\r\nparty: a\r\n...\r\n", "party: a\n"),
    "a comment goes with its key": (
        "# of the file\n\n# of the date\ndate: b # beside\n# of the party\nparty: a\n",
        "# of the file\n\n# of the date\n# of the party\nparty: a\ndate: b  # beside\n",
    ),
    "a text that ends in empty lines stands in quotes": (
        "note: >+\n  one\n  two\n\n\nsummary: |+\n  three\n\n",
        'summary: "three\\n\\n"\nnote: "one two\\n\\n\\n"\n',
    ),
    "a comment keeps its block open": (
        "agreement:\n  # why\n  pay: 3\n  aid: 4   # so\n  # end\n",
        "agreement:\n  # why\n  pay: 3\n  aid: 4  # so\n  # end\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_form(case: str) -> None:
    written, meant = CASES[case]
    assert formatted(written) == meant
    assert formatted(meant) == meant


# -- comments that let findings pass ------------------------------------------------------------------------------

PASS = "# negotrack: ignore[wrong-side] a reason"


@pytest.mark.parametrize(
    "text",
    [
        f"agreement:\n  pay: 3  {PASS}\n  aid: 4\n",
        f"agreement:\n  {PASS}\n  pay: 3\n  aid: 4\n",
        f"agreement: {{pay: 3, aid: 4}}  {PASS}\n",
        f"{PASS}\nagreement: {{pay: 3, aid: 4}}\n",
        f"offers:\n  - {{id: x, gives: {{pay: 3}}}}  {PASS}\n",
        f"offers:\n  {PASS}\n  - {{id: x, gives: {{pay: 3}}}}\n",
        f"agreement:  {PASS}\n  pay: 3\n",
        f"via: [{', '.join(f'party-number-{one}' for one in range(10))}]  {PASS}\n",
    ],
)
def test_a_comment_that_lets_findings_pass_keeps_its_line(text: str) -> None:
    assert formatted(text) == text


def test_a_comment_that_lets_findings_pass_moves_with_its_line() -> None:
    written = f"offers: []\n{PASS}\nparty: union\ndate: 2024-03-01  {PASS}\n"
    assert formatted(written) == f"{PASS}\nparty: union\ndate: 2024-03-01  {PASS}\noffers: []\n"


@pytest.mark.parametrize(
    "text",
    [
        f"agreement: {{pay: 3,\n  aid: 4, tax: 5}}  {PASS}\n",
        f"date: 2024-03-01  {PASS}\nparty: union\n",
    ],
)
def test_where_such_a_comment_would_speak_of_something_else_the_file_is_left(text: str) -> None:
    with pytest.raises(BoundToItsLine):
        canonical("x.yaml", text)


# -- the command --------------------------------------------------------------------------------------------------

LOOSE = "date: 2024-03-01\nparty: 'israel'\nwithdraws: []\n"
NEAT = "party: israel\ndate: 2024-03-01\nwithdraws: []\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three statements: one to be formatted, one that is canonical, one that cannot be read."""
    folder = tmp_path / "positions/talks"
    folder.mkdir(parents=True)
    (folder / "loose.yaml").write_text(LOOSE)
    (folder / "neat.yaml").write_text(NEAT)
    return folder


def test_fmt_formats_in_place_once(files: Path, cli: Callable[..., Ran]) -> None:
    ran = cli("fmt")
    assert (ran.code, ran.out) == (0, "positions/talks/loose.yaml\n")
    assert ran.err == "1 file formatted, 1 canonical already\n"
    assert (files / "loose.yaml").read_text() == NEAT
    again = cli("fmt")
    assert (again.code, again.out, again.err) == (0, "", "no files formatted, 2 canonical already\n")


def test_fmt_check_lists_and_writes_nothing(files: Path, cli: Callable[..., Ran]) -> None:
    ran = cli("fmt", "--check")
    assert (ran.code, ran.out) == (1, "positions/talks/loose.yaml\n")
    assert (files / "loose.yaml").read_text() == LOOSE
    assert cli("fmt", "--check", "positions/talks/neat.yaml").code == 0


def test_fmt_diff_shows_and_writes_nothing(files: Path, cli: Callable[..., Ran]) -> None:
    (files / "loose.yaml").write_text(LOOSE + "note: '\u202egnihton'  # \x1b[2J\n".replace("\x1b", ""))
    assert cli("fmt", "--diff").code == 1
    (files / "loose.yaml").write_text(LOOSE.replace("\n", "\r\n"))
    ran = cli("fmt", "--diff")
    assert ran.code == 0
    assert "-party: 'israel'\\x0d" in ran.out
    assert "\x0d" not in ran.out
    assert (files / "loose.yaml").read_bytes() == LOOSE.replace("\n", "\r\n").encode()


def test_fmt_leaves_alone_what_cannot_be_read_and_formats_the_rest(files: Path, cli: Callable[..., Ran]) -> None:
    (files / "broken.yaml").write_text("party: [israel\n")
    ran = cli("fmt")
    assert ran.code == 1
    assert "positions/talks/broken.yaml:1: left as it is, it cannot be read: this `[` is never closed" in ran.err
    assert "1 left alone" in ran.err
    assert (files / "broken.yaml").read_text() == "party: [israel\n"
    assert (files / "loose.yaml").read_text() == NEAT


def test_fmt_says_which_comment_holds_a_file(files: Path, cli: Callable[..., Ran]) -> None:
    held = f"agreement: {{a: 1,\n  b: 2, c: 3}}  {PASS}\n"
    (files / "loose.yaml").write_text(held)
    ran = cli("fmt")
    assert ran.code == 1
    assert PASS in ran.err
    assert (files / "loose.yaml").read_text() == held


def test_fmt_never_writes_through_a_link(files: Path, tmp_path: Path, cli: Callable[..., Ran]) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(LOOSE)
    (files / "link.yaml").symlink_to(outside)
    assert cli("fmt").code == 0
    assert outside.read_text() == LOOSE
    assert cli("fmt", "positions/talks/link.yaml").code == 3


def test_fmt_formats_standard_input(tmp_path: Path) -> None:
    def piped(text: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "negotrack", "fmt", *options, "-"]
        return subprocess.run(command, input=text, cwd=tmp_path, capture_output=True, check=False)

    assert (piped(LOOSE.encode()).stdout, piped(LOOSE.encode()).returncode) == (NEAT.encode(), 0)
    assert (piped(LOOSE.encode(), "--check").stdout, piped(LOOSE.encode(), "--check").returncode) == (b"", 1)
    broken = piped(b"party: [x\n")
    assert (broken.stdout, broken.returncode) == (b"", 1)


def test_what_does_not_read_back_is_never_written(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer with a fault: the proof by reading back stops it, and every file stays as it was."""
    monkeypatch.setattr("negotrack.write.record.one_line", lambda text, **_: text.replace("israel", "hamas"))
    with pytest.raises(NotSafelyRewritten):
        canonical("x.yaml", LOOSE)
    monkeypatch.undo()
    monkeypatch.setattr("negotrack.write.record._lift", lambda group: group.entries[0].beside.clear())
    with pytest.raises(NotSafelyRewritten):
        canonical("x.yaml", "party: a  # why\n")
