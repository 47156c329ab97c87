"""Strangers' words and files through every command and every format: nothing takes effect, hangs, or ends in a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import FOLDER, NEGOTIATION, SOURCE
from markdown_it import MarkdownIt
from test_cli import NOW, REAL, SMALL, command, environment, run, write

from negotrack.render.formats import FORMATS

WORDS: dict[str, str] = {
    "markup": "[red]x[/red] [link=http://evil.example]y[/link]",
    "emoji": ":warning: :skull:",
    "formula": "=cmd()|'/c calc'!A1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@everyone @here",
    "full-width": "＝cmd()",
    "blank-formula": "  =1+1",
    "image": "![x](http://evil.example/x.png)",
    "link": "[click](javascript:alert(1)) <http://evil.example> www.evil.example",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "--> <!-- ]]>",
    "ticks": "```` `one` ``two`` ````",
    "pipes": "a|b||c\\|d",
    "workflow": "::error::boo",
    "blank-workflow": " \u3000::error file=a,line=1::boo",
    "azure": "##[error]boo ##vso[task.setvariable]x",
    "lines": "first\n::error::second\n# third\n| a | b |\n| - | - |\n=4\n\n- fifth",
    "heading": "# heading",
    "rule": "---",
    "fence": "~~~",
    "mention": "#123 GH-7 !7 %milestone abc1234def",
    "backslash": "\\x1b[31m \\u202e %0A %1b[31m",
    "template": "{{7*7}} ${jndi:ldap://x} $(reboot) `reboot` %s %n {0} {x!r}",
    "quote": "\"'”’“‘",
    "long-word": "w" * 400,
    "long": "word " * 2000,
    "rtl": "הפסקת אש קבועה وقف إطلاق النار \u200f\u200e",
    "combining": "Z" + "\u0301" * 300 + "algo",
    "wide": "停戦" * 60,
    "joined": "👩\u200d👩\u200d👧\u200d👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "empty-looking": "\u00a0",
    "yaml": "- a: [b, {c: d}] # no comment",
    "boolean": "no",
    "number": "1e400",
}
"""What a record may say, and what it would do where somebody took it for more than words."""

TITLES = {key: text for key, text in WORDS.items() if key not in ("long", "empty-looking")}
FORBIDDEN = [
    "\\e[31m",
    "\\x9b31m",
    "\\x07",
    "\\0",
    "\\u202E",
    "\\u2066",
    "\\u2028",
    "\\uFEFF",
    "\\r",
    "\\U000E0041",
    "\\x7f",
    "\\x85",
]
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FORMULA = re.compile(r"[\s\u200e\u200f]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def yaml(text: str) -> str:
    """A text as YAML writes it."""
    return json.dumps(text, ensure_ascii=False)


PRINCIPALS = ("markup", "formula", "rtl")


def role(key: str) -> str:
    return "principal" if key in PRINCIPALS else "linked"


def negotiation(title: str, words: dict[str, str]) -> str:
    parties = "".join(
        f"  p-{key}: {{name: {yaml(text)}, role: {role(key)}, aliases: [{yaml(text)}]}}\n"
        for key, text in words.items()
    )
    issues = "".join(
        f"  i-{key}: {{title: {yaml(text)}, scale: number, unit: {yaml(text)}}}\n" for key, text in words.items()
    )
    issues += "".join(f"  t-{key}: {{title: {yaml(text)}, scale: text}}\n" for key, text in words.items())
    scopes = "".join(f"  s-{key}: {yaml(text)}\n" for key, text in words.items())
    return f"title: {yaml(title)}\nsummary: {yaml(title)}\nparties:\n{parties}issues:\n{issues}scopes:\n{scopes}"


def statement(key: str, text: str, short: str, other: str, day: date) -> str:
    """A statement that says one text wherever a text may stand."""
    words = yaml(text)
    quote = yaml(" ".join(text.split()[:40]) if len(text.split()) > 40 else text)
    return f"""\
party: p-{key}
date: {day}
summary: {words}
speaker: {words}
note: {words}
sources:
  - {{title: {words}, url: "https://example.org/{key}", publisher: {words}, quote: {quote}, origin: {yaml(short)}, note: {words}}}
offers:
  - {{id: o-{key}, gives: {{i-{key}: 7, i-{key}@s-{key}: {{at_most: 9, note: {words}}}}}, terms: {{t-{key}: {words}}}, summary: {words}, note: {words}}}
red_lines:
  - {{id: r-{key}, never: {{i-{other}: less than 9}}, summary: {words}, note: {words}}}
preconditions:
  - {{id: c-{key}, before: talks, requires: {{i-{other}: 3}}, note: {words}}}
responses:
  - {{to: p-{other}/o-{other}, answer: rejects, reason: {words}}}
"""


def book(root: Path, words: dict[str, str]) -> Path:
    """A repository in which every text is one of these words."""
    folder = root / FOLDER
    titles = {key: text if key in TITLES else "harmless" for key, text in words.items()}
    folder.mkdir(parents=True)
    (folder / "negotiation.yaml").write_text(negotiation(titles["formula"], titles))
    keys = list(words)
    for number, (key, text) in enumerate(words.items()):
        (folder / f"p-{key}").mkdir()
        made = statement(key, text, titles[key], keys[number - 1], date(2024, 1, 1) + timedelta(number))
        if number == 0:
            made = made.partition("responses:")[0]
        (folder / f"p-{key}" / f"2024-01-said-{key}.yaml").write_text(made)
        (folder / f"e-{key}.yaml").write_text(
            f"event: {yaml(titles[key])}\ndate: 2024-03-{number % 28 + 1:02}\nsummary: {yaml(text)}\nfacts: {{i-{key}: 7}}\n{SOURCE}"
        )
    return root


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose every text wants to be more than words."""
    return book(tmp_path_factory.mktemp("hostile"), WORDS)


@pytest.fixture(scope="session")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same repository with nothing to fear."""
    return book(tmp_path_factory.mktemp("harmless"), dict.fromkeys(WORDS, "plain words"))


PAIR = ("p-markup", "p-formula")
ASKED: tuple[tuple[str, ...], ...] = (
    ("status",),
    *(("list", kind) for kind in ("negotiations", "parties", "issues", "statements", "items")),
    *(("show", f"p-{key}") for key in ("lines", "workflow", "script", "long", "combining")),
    *(("show", f"p-{key}/2024-01-said-{key}") for key in ("lines", "workflow", "formula", "long-word", "pipes")),
    ("show", "p-link/o-link", "--history"),
    ("show", "i-image"),
    ("show", "t-ticks"),
    ("show", "e-lines"),
    ("compare", *PAIR, "p-rtl"),
    ("diff", "2024-01-01..2024-02-28"),
    ("flags",),
    ("history", "i-ticks"),
    ("sources",),
    *(("graph", what) for what in ("preconditions", "conflicts", "answers")),
    ("check",),
)


NARROW = (("status",), ("list", "parties"), ("show", "p-lines"), ("show", "p-combining"), ("compare", *PAIR))


def now(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return (*arguments, *NOW)


def test_the_hostile_book_is_a_sound_record(hostile: Path) -> None:
    ran = run("check", *NOW, "-O", "concise", "--all", at=hostile)
    assert "error[" not in ran.out
    assert ran.code == 0


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
def test_nothing_takes_effect(arguments: tuple[str, ...], hostile: Path) -> None:
    told: dict[str, str] = {}
    for fmt in FORMATS:
        ran = run(*now(arguments), "-O", fmt, "--color", "never", at=hostile, columns=80)
        assert ran.code == 0, fmt
        assert not UNSEEN.search(ran.out), fmt
        assert not UNSEEN.search(ran.err), fmt
        told[fmt] = ran.out
    colored = run(*now(arguments), "-O", "table", "--color", "always", at=hostile, columns=80).out
    assert COLOUR.sub("", colored) == told["table"]
    assert all(json.loads(line, parse_constant=pytest.fail) for line in told["jsonl"].splitlines())
    assert json.loads(told["json"], parse_constant=pytest.fail)
    names, *rows = csv.reader(io.StringIO(told["csv"], newline=""))
    raw_names, *raw = csv.reader(io.StringIO(run(*now(arguments), "-O", "csv", "--raw", at=hostile).out, newline=""))
    assert names == raw_names
    for row, kept in zip(rows, raw, strict=True):
        assert len(row) == len(names)
        for cell, own in zip(row, kept, strict=True):
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell)
            assert cell in (own, f"'{own}")
    lines = told["plain"].split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(rows)
    assert all(line.count("\t") == len(names) - 1 for line in lines)
    assert not re.search(r"^\s*::", told["plain"], re.MULTILINE), "a workflow command"


def tree(markdown: str) -> Iterator[tuple[str, str]]:
    """The blocks of a document, and what is alive in its lines."""
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown):
        yield token.type, token.tag
        for inner in token.children or ():
            assert inner.type in ("text", "code_inline", "strong_open", "strong_close", "softbreak", "hardbreak"), (
                inner.type
            )
            if inner.type == "text":
                assert not re.search(r"@\w|://|www\.|#\d|GH-\d|!\[|<\w|:\w+:", inner.content), inner.content


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
def test_markdown_has_the_same_tree_as_with_harmless_words(
    arguments: tuple[str, ...], hostile: Path, harmless: Path
) -> None:
    written = run(*now(arguments), "-O", "markdown", at=hostile).out
    expected = run(*now(arguments), "-O", "markdown", at=harmless).out
    assert list(tree(written)) == list(tree(expected))


@pytest.mark.parametrize("arguments", NARROW, ids=" ".join)
def test_tables_in_narrow_terminals(arguments: tuple[str, ...], hostile: Path) -> None:
    for columns, encoding in ((1, "utf-8"), (30, "ascii")):
        ran = run(*now(arguments), "-O", "table", at=hostile, columns=columns, encoding=encoding)
        assert ran.code == 0
        assert not UNSEEN.search(ran.out)


@pytest.mark.parametrize("key", WORDS)
def test_words_come_back_unchanged(key: str, hostile: Path) -> None:
    ran = run("show", f"p-{key}/2024-01-said-{key}", *NOW, "-O", "json", at=hostile)
    (entry,) = json.loads(ran.out)["data"]["entries"]
    assert entry["summary"] == entry["note"] == entry["speaker"] == WORDS[key]
    assert entry["sources"][0]["title"] == WORDS[key]


def test_searching_for_hostile_words(hostile: Path) -> None:
    for text in ("[red]x[/red]", "=cmd()", "::error::", "<script>", "(", "\\", "%s", "הפסקת"):
        ran = run("search", text, *NOW, at=hostile)
        assert ran.code == 0, text
        assert not UNSEEN.search(ran.out)
    for fmt in FORMATS:
        ran = run("search", "=", *NOW, "-O", fmt, "--color", "never", at=hostile)
        assert ran.code == 0, fmt
        assert not UNSEEN.search(ran.out)
    ran = run("search", "\x1b[31mzebra\u202e", *NOW, "-O", "table", at=hostile)
    assert ran.code == 1
    assert not UNSEEN.search(ran.out + ran.err)


def test_no_line_of_check_is_a_workflow_command(hostile: Path) -> None:
    bad = hostile / FOLDER / "p-at" / "2024-01-bad.yaml"
    bad.write_text(f"party: {yaml('::error::x')}\n::warning::y: {yaml('::debug::')}\n")
    try:
        said = [
            run("check", *NOW, "-O", fmt, at=hostile, columns=40) for fmt in ("full", "concise", "plain", "csv", "json")
        ]
    finally:
        bad.unlink()
    for ran in said:
        assert ran.code == 1
        assert not re.search(r"^\s*::", ran.out + "\n" + ran.err, re.MULTILINE)


# -- what the reader refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("char", FORBIDDEN)
def test_forbidden_characters_are_refused_in_every_field(char: str, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    body = f'''\
party: qatar
date: 2024-01-25
summary: "a{char}b"
speaker: "{char}"
note: "x{char}"
sources:
  - {{title: "t{char}", url: "https://example.org/{char}", quote: "q{char}", publisher: "p{char}"}}
offers:
  - {{id: idea, terms: {{aid: "inc{char}reased"}}, note: "n{char}"}}
"k{char}": 1
'''
    path = tmp_path / FOLDER / "qatar" / "2024-01-25-bad.yaml"
    path.write_text(body)
    ran = run("check", *NOW, "-O", "json", at=tmp_path)
    assert ran.code == 1
    found = json.loads(ran.out)["data"]["findings"]
    refused = {(one["line"], one["column"]) for one in found if one["rule"] == "forbidden-character"}
    assert {line for line, _ in refused} == {3, 4, 5, 7, 9, 10}
    assert (3, body.splitlines()[2].index("\\") + 1) in refused
    for arguments in (
        ("check",),
        ("check", "-O", "concise"),
        *((("check", "-O", fmt)) for fmt in FORMATS),
        ("status",),
        ("list", "items"),
    ):
        ran = run(*arguments, *NOW, "--color", "never", at=tmp_path)
        assert ran.code == (1 if arguments[0] == "check" else 0)
        assert not UNSEEN.search(ran.out + ran.err)
        assert "qatar/idea" in ran.out or arguments[0] != "list", "the statement that is sound is still there"


@pytest.mark.parametrize("char", FORBIDDEN)
def test_forbidden_characters_in_the_negotiation(char: str, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    manifest = tmp_path / FOLDER / "negotiation.yaml"
    manifest.write_text(
        NEGOTIATION.replace("name: Hamas", f'name: "Ha{char}mas"').replace(
            "title: Humanitarian aid", f'title: "{char}"'
        )
    )
    ran = run("check", *NOW, at=tmp_path)
    assert ran.code == 1
    assert ran.out.count("error[forbidden-character]") == 2
    assert not UNSEEN.search(ran.out + ran.err)
    ran = run("status", *NOW, at=tmp_path)
    assert ran.code == 3
    assert not UNSEEN.search(ran.out + ran.err)


NAMES = [
    b"\x1b[31m.yaml", b"a\nb.yaml", b"\xff\xfe.yaml", "\u202eevil.yaml".encode(), b"[red]x[[red].yaml", b"::error::x.yaml",
    b"=cmd().yaml", b"@everyone.yaml", b"<script>.yaml", b"a|b`c.yaml", b"x.YAML", b" .yaml", b"-O.yaml", b"##[error].yaml",
    b"a%0Ab.yaml", b"\x7f.yaml", "Zürich.yaml".encode(), b"n" * 240 + b".yaml", b"\xc2\x9b31m.yml", b"a\rb.yml", b"\t.yaml~",
]  # fmt: skip


@pytest.mark.parametrize("folder", [False, True])
def test_names_of_files_and_folders(folder: bool, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    for name in NAMES:
        place = os.fsencode(tmp_path / FOLDER / "qatar") + b"/" + name
        if folder:
            os.mkdir(place.removesuffix(b".yaml"))
            place = place.removesuffix(b".yaml") + b"/2024-01-30-x.yaml"
        with open(place, "w") as file:
            file.write("party: [oops]\n")
    for fmt in ("full", "concise", *FORMATS):
        for encoding in ("utf-8", "ascii"):
            ran = run("check", *NOW, "-O", fmt, "--color", "never", at=tmp_path, encoding=encoding)
            assert ran.code == 1, fmt
            assert not UNSEEN.search(ran.out + ran.err), fmt
            assert not re.search(r"^\s*::", ran.out, re.MULTILINE), fmt
            if fmt == "markdown":
                assert set(tree(ran.out)) <= {
                    *((f"{kind}_{side}", tag) for side in ("open", "close") for kind, tag in (
                        ("table", "table"), ("thead", "thead"), ("tbody", "tbody"), ("tr", "tr"), ("th", "th"), ("td", "td"),
                        ("heading", "h1"), ("paragraph", "p"),
                    )),
                    ("inline", ""),
                }  # fmt: skip
    for arguments in (("status",), ("list", "statements"), ("show", "qatar")):
        ran = run(*arguments, *NOW, at=tmp_path)
        assert ran.code == 0
        assert not UNSEEN.search(ran.out + ran.err)


@pytest.mark.parametrize("name", ["=cmd()", "[red]x[[red]", "::error::", "@everyone", "a|b`c", "ü\u0301", "x y"])
def test_names_of_negotiations(name: str, tmp_path: Path) -> None:
    write(tmp_path, SMALL, f"positions/{name}")
    for arguments in (
        ("status",),
        ("list", "negotiations"),
        ("list", "statements"),
        ("show", "hamas"),
        ("check",),
        ("search", "week"),
    ):
        for fmt in FORMATS:
            ran = run(*arguments, *NOW, "-O", fmt, at=tmp_path)
            assert ran.code in (0, 1), (arguments, fmt)
            if fmt == "csv":
                cells = [cell for row in csv.reader(io.StringIO(ran.out, newline="")) for cell in row]
                assert not [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]
            elif fmt == "markdown":
                list(tree(ran.out))


@pytest.mark.parametrize(
    "said",
    [
        "party: {x}\ndate: {x}\n",
        "party: qatar\ndate: 2024-01-01\n{x}: 1\n",
        "party: qatar\ndate: 2024-01-01\noffers: [{{id: {x}, gives: {{{x}: 1, aid: {x}, ceasefire-length: {x}}}}}]\n",
        "party: qatar\ndate: 2024-01-01\nattribution: {x}\nforce: {x}\nwithdraws: [{x}]\ndenies: [{x}]\nvia: [{x}]\n",
        "party: qatar\ndate: 2024-01-01\nresponses: [{{to: {x}, answer: {x}, with: {{aid: {x}}}}}]\nprevious: {x}\n",
        "party: qatar\ndate: 2024-01-01\nsources: [{{url: {x}, grade: {x}, published: {x}, archive: {x}}}]\n",
        "parties: [{x}]\ndate: 2024-01-01\nagreement: {{{x}: {x}}}\nsettles: [{x}]\nuntil: {x}\n",
        "event: {x}\ndate: 2024-01-01\nfacts: {{{x}: {x}}}\nends: [{x}]\n",
        "party: qatar\ndate: 2024-01-01\nnote: x # negotrack: ignore[{y}] {y}\n",
    ],
)
def test_messages_say_hostile_words_as_words(said: str, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    for number, text in enumerate(text for text in WORDS.values() if "\n" not in text):
        made = said.format(x=yaml(text), y=text.replace("]", ""))
        (tmp_path / FOLDER / "qatar" / f"2024-01-01-n{number}.yaml").write_text(made)
    for fmt in ("full", "concise", *FORMATS):
        ran = run("check", *NOW, "--all", "-O", fmt, "--color", "never", at=tmp_path, columns=80)
        assert ran.code == 1, fmt
        assert not UNSEEN.search(ran.out + ran.err)
        if fmt in ("full", "concise", "plain", "csv"):
            assert not re.search(r"^\s*::", ran.out, re.MULTILINE), fmt
        if fmt == "markdown":
            list(tree(ran.out))
        if fmt == "concise":
            for line in ran.out.splitlines():
                assert len(line) < 900, "nothing is echoed at length"
        if fmt == "json":
            assert all(len(one["message"]) < 500 for one in json.loads(ran.out)["data"]["findings"])


def test_words_of_the_command_line_are_only_words(hostile: Path) -> None:
    evil = "\x1b[31m\u202e[red]"
    for arguments in (
        ("show", evil), ("status", evil), ("list", evil), ("explain", evil), ("diff", evil), ("diff", f"{evil}..2024"), (evil,),
        ("status", "-O", evil), ("status", "--color", evil), ("status", "--fail-on", evil), ("status", "--party", evil),
        ("check", evil), ("check", "-C", evil), ("schema", "--output", evil), ("status", "-o", f"{evil}.zip"),
        ("status", f"--{evil}"),
    ):  # fmt: skip
        ran = run(*arguments, at=hostile)
        assert ran.code in (1, 2, 3), arguments
        assert not UNSEEN.search(ran.out + ran.err), arguments


# -- files that are no records ----------------------------------------------------------------------------------------


def _sparse(place: Path) -> None:
    with open(place, "wb") as file:
        file.truncate(10 * 2**30)


def _socket(place: Path) -> None:
    here = os.getcwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


def _folder_loop(place: Path) -> None:
    place.with_suffix("").symlink_to(place.parent, target_is_directory=True)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 30))
HEAD = "party: qatar\ndate: 2024-01-25\n"

FILES: dict[str, tuple[str, Callable[[Path], object] | str | bytes]] = {
    "link": ("symbolic-link", lambda place: place.symlink_to("/etc/passwd")),
    "dangling": ("symbolic-link", lambda place: place.symlink_to("nowhere")),
    "loop": ("symbolic-link", lambda place: place.symlink_to(place.name)),
    "endless": ("symbolic-link", lambda place: place.symlink_to("/dev/zero")),
    "folder-loop": ("symbolic-link", _folder_loop),
    "pipe": ("not-a-file", lambda place: os.mkfifo(place)),
    "socket": ("not-a-file", _socket),
    "folder": ("not-a-file", lambda place: place.mkdir()),
    "sparse": ("file-too-large", _sparse),
    "two-mib": ("file-too-large", HEAD + "#" * 2**21),
    "brackets": ("", "[" * 97_000),
    "braces": ("", "{a: " * 30_000),
    "dashes": ("", "- " * 100_000),
    "steps": ("", "".join(" " * n + "a:\n" for n in range(1200))),
    "questions": ("", "? " * 100_000),
    "aliases": ("", BOMB),
    "merges": ("", MERGES),
    "long-key": ("", HEAD + "k" * 100_000 + ": 1\n"),
    "long-text": ("", HEAD + "note: " + "x" * 1_000_000 + "\n"),
    "digits": ("", HEAD + "offers: [{id: x, gives: {hostages-released: " + "9" * 90_000 + "}}]\n"),
    "blanks": ("", HEAD + 'offers: [{id: x, gives: {ceasefire-length: "5' + " " * 95_000 + 'b"}}]\n'),
    "blank-bounds": ("", HEAD + 'offers: [{id: x, gives: {aid: "at least a' + " " * 95_000 + 'and b"}}]\n'),
    "blank-range": ("", HEAD + 'offers: [{id: x, gives: {ceasefire-length: {at_least: "1' + " " * 95_000 + 'd"}}}]\n'),
    "exponent": ("", HEAD + "offers: [{id: x, gives: {hostages-released: 1e999999999}}]\n"),
    "days": ("", HEAD + f"offers: [{{id: x, gives: {{ceasefire-length: {'9' * 5000} years}}}}]\n"),
    "far-day": ("wrong-date", "party: qatar\ndate: 99999-01-01\n"),
    "many-keys": ("", HEAD + "".join(f"k{n}: 1\n" for n in range(9_000))),
    "same-keys": ("", HEAD + "k: 1\n" * 9_000),
    "many-items": ("", HEAD + "offers:\n" + "".join(f"  - {{id: x{n}, gives: {{no-{n}: 1}}}}\n" for n in range(3_000))),
    "tabs": ("tab-character", HEAD + "\t\n" * 300_000),
    "controls": ("forbidden-character", HEAD + "# \x01\x02\n" * 200_000),
    "escapes": ("forbidden-character", HEAD + 'note: "' + "\\e" * 40_000 + '"\n'),
    "bidi": ("forbidden-character", HEAD + "note: " + "\u202e\u2066" * 30_000 + "\n"),
    "nul": ("forbidden-character", HEAD + "\0" * 900_000),
    "utf-16": ("not-utf8", "party: qatar\n".encode("utf-16")),
    "latin-1": ("not-utf8", HEAD.encode() + b"note: Z\xfcrich\n"),
    "conflict": ("conflict-marker", HEAD + "<<<<<<< HEAD\nnote: a\n=======\nnote: b\n>>>>>>> x\n"),
    "documents": ("", HEAD + "---\n" * 100_000),
    "tags": ("", HEAD + "note: !!python/object/apply:os.system [reboot]\n"),
    "blank": ("", ""),
    "comments": ("", "#\n" * 400_000),
    "ignores": ("", HEAD + "# negotrack: ignore[x] y\n" * 15_000),
    "quotes": ("", HEAD + 'note: "' + "a\n\n" * 200_000),
    "anchors": ("", HEAD + "note: " + "&a " * 100_000),
    "unicode": ("", HEAD + "note: " + "e\u0301" * 40_000 + "\n" + "\u0301" * 100_000 + ": 1\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_every_hostile_file_is_a_finding_in_no_time(kind: str, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    place = tmp_path / FOLDER / "qatar" / "2024-01-25-bad.yaml"
    rule, content = FILES[kind]
    if callable(content):
        content(place)
    elif isinstance(content, bytes):
        place.write_bytes(content)
    else:
        place.write_text(content)
    (tmp_path / FOLDER / "qatar" / "2024-01-26-slip.yaml").write_text("party: qattar\ndate: 2024-01-26\n")
    started = time.process_time()
    ran = run("check", *NOW, at=tmp_path)
    assert time.process_time() - started < 2
    assert ran.code == 1
    assert f"error[{rule}" in ran.out
    assert re.search(r"^  positions/talks/qatar/2024-01-25-bad(\.yaml)?:\d+:\d+$", ran.out, re.MULTILINE)
    assert "unknown-party" in ran.out, "the other file's finding is not hidden"
    assert len(ran.out) < 60_000
    assert not UNSEEN.search(ran.out + ran.err)
    started = time.process_time()
    assert run("status", *NOW, at=tmp_path).code == 0
    assert run("list", "items", *NOW, at=tmp_path).out.count("qatar/idea") == 1
    assert time.process_time() - started < 3


def test_all_of_them_at_once_in_a_process_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    for number, kind in enumerate(
        ("pipe", "endless", "sparse", "brackets", "aliases", "merges", "controls", "many-keys", "steps")
    ):
        content = FILES[kind][1]
        place = tmp_path / FOLDER / "qatar" / f"2024-01-{number + 10}-bad.yaml"
        if callable(content):
            content(place)
        else:
            place.write_text(str(content))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ran = subprocess.run(
        command("check"), cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
    assert b"Traceback" not in ran.stderr
    for number in range(9):
        assert f"qatar/2024-01-{number + 10}-bad.yaml".encode() in ran.stdout


def test_a_flood_of_findings_is_cut_and_counted(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    for number in range(15):
        body = HEAD + "".join(f"k{n}: 1\n" for n in range(40))
        (tmp_path / FOLDER / "qatar" / f"2024-01-25-n{number}.yaml").write_text(body)
    few, everything = run("check", *NOW, at=tmp_path), run("check", *NOW, "--all", at=tmp_path)
    assert len(re.findall(r"^(?:error|warning)\[", few.out, re.MULTILINE)) == 200
    assert "--all shows them" in few.out
    assert everything.out.count("error[unknown-key]") == 600


def test_real_positions_hold_nothing_that_acts() -> None:
    for arguments in REAL[:6]:
        for fmt in ("table", "plain"):
            assert not UNSEEN.search(run(*arguments, "-O", fmt).out)
