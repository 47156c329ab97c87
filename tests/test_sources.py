"""Which files are read, which are refused without being opened, and what characters may be in them."""

from __future__ import annotations

import os
import socket
import time
import unicodedata
from pathlib import Path

import pytest

from negotrack.findings import Finding
from negotrack.read.characters import characters
from negotrack.read.sources import Source, read_file, repository, sources


def tree(root: Path, *paths: str, text: bytes = b"a: b\n") -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    return root


def found(root: Path) -> tuple[list[str], list[tuple[str, str]]]:
    read, findings = sources(root)
    return [source.path for source in read], [(amiss.rule, amiss.place.path) for amiss in findings]


def test_repository_is_the_nearest_folder_above_that_holds_positions(tmp_path: Path) -> None:
    tree(tmp_path, "positions/a/b/c.yaml", "elsewhere/x.txt")
    assert repository(tmp_path / "positions/a/b") == tmp_path
    assert repository(tmp_path / "elsewhere") == tmp_path
    assert repository(tmp_path) == tmp_path


def test_no_repository_above_the_root() -> None:
    assert repository(Path("/proc/self")) is None


def test_records_come_in_the_order_of_their_paths_with_their_bytes(tmp_path: Path) -> None:
    tree(tmp_path, "positions/b/x.yaml", "positions/a/y.yml", "positions/a/b.yaml", "other/z.yaml")
    read, findings = sources(tmp_path)
    assert read == [
        Source("positions/a/b.yaml", b"a: b\n"),
        Source("positions/a/y.yml", b"a: b\n"),
        Source("positions/b/x.yaml", b"a: b\n"),
    ]
    assert findings == []
    below = [source.path for source in sources(tmp_path, "positions/a")[0]]
    assert below == ["positions/a/b.yaml", "positions/a/y.yml"]


def test_other_files_and_dot_folders_are_nobodys_business(tmp_path: Path) -> None:
    tree(tmp_path, "positions/README.md", "positions/.git/x.yaml", "positions/notes.txt", "positions/.hidden")
    assert found(tmp_path) == ([], [])


@pytest.mark.parametrize(
    "name", ["x.YAML", "x.Yml", "x.yaml~", "x.yaml.bak", "x.yml.orig", ".x.yaml", ".yaml", "x.yaml.swp", "x.yam"]
)
def test_names_that_are_almost_records_are_named(tmp_path: Path, name: str) -> None:
    assert found(tree(tmp_path, f"positions/{name}")) == ([], [("near-miss-name", f"positions/{name}")])


def test_links_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "secret.yaml", "far/x.yaml", "positions/ok.yaml")
    (tmp_path / "positions/l.yaml").symlink_to("../secret.yaml")
    (tmp_path / "positions/gone.yml").symlink_to("nowhere")
    (tmp_path / "positions/loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "positions/dir").symlink_to("../far")
    (tmp_path / "positions/d.yaml").symlink_to("../far")
    paths, amiss = found(tmp_path)
    assert paths == ["positions/ok.yaml"]
    assert amiss == [
        ("symbolic-link", f"positions/{name}") for name in ("d.yaml", "dir", "gone.yml", "l.yaml", "loop.yaml")
    ]


def test_positions_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "far/x.yaml")
    (tmp_path / "positions").symlink_to("far")
    assert found(tmp_path) == ([], [("symbolic-link", "positions")])


def test_pipes_sockets_and_folders_are_refused_without_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "positions/d.yaml/x.yaml")
    os.mkfifo(tmp_path / "positions/p.yaml")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("positions/s.yaml")
        start = time.monotonic()
        paths, amiss = found(tmp_path)
    assert time.monotonic() - start < 5
    assert paths == []
    assert amiss == [("not-a-file", f"positions/{name}.yaml") for name in "dps"]


def test_a_device_is_refused() -> None:
    amiss = read_file(Path("/dev/zero"), "zero.yaml")
    assert isinstance(amiss, Finding)
    assert amiss.rule == "not-a-file"
    assert "device" in amiss.message


def test_size_is_looked_at_before_the_content(tmp_path: Path) -> None:
    (tmp_path / "positions").mkdir()
    with open(tmp_path / "positions/big.yaml", "wb") as file:
        file.truncate(1 << 40)
    tree(tmp_path, "positions/full.yaml", text=b"#" * (1 << 20))
    tree(tmp_path, "positions/over.yaml", text=b"#" * ((1 << 20) + 1))
    assert found(tmp_path) == (
        ["positions/full.yaml"],
        [("file-too-large", "positions/big.yaml"), ("file-too-large", "positions/over.yaml")],
    )


def test_names_that_collide_by_case_unicode_form_or_suffix(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    tree(tmp_path, "positions/A/x.yaml", "positions/a/x.yaml", "positions/s.yaml", "positions/s.yml")
    tree(tmp_path, f"positions/{composed}.yaml", f"positions/{decomposed}.yaml")
    paths, amiss = found(tmp_path)
    assert len(paths) == 6
    assert amiss == [
        ("colliding-names", "positions/a/x.yaml"),
        ("colliding-names", "positions/s.yml"),
        ("colliding-names", f"positions/{composed}.yaml"),
    ]
    labels = sources(tmp_path)[1][0].labels
    assert labels[1].place.path == "positions/A/x.yaml"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"\xff.yaml", "\\xff.yaml"),
        (b"a\nb.yaml", "a\\x0ab.yaml"),
        (b"a\x1b[2J.yml", "a\\x1b[2J.yml"),
        ("a\u202eb.yaml".encode(), "a\\u202eb.yaml"),
        ("a\x9b.yaml".encode(), "a\\x9b.yaml"),
    ],
)
def test_names_that_cannot_be_shown(tmp_path: Path, name: bytes, shown: str) -> None:
    (tmp_path / "positions").mkdir()
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/positions/" + name))).write_bytes(b"a: b\n")
    assert found(tmp_path) == ([], [("bad-file-name", f"positions/{shown}")])


def test_a_folder_with_a_name_that_cannot_be_shown(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/positions/a\xff"
    os.makedirs(folder)
    assert found(tmp_path) == ([], [("bad-file-name", "positions/a\\xff")])


def test_no_positions_is_a_finding_and_no_crash(tmp_path: Path) -> None:
    assert found(tmp_path) == ([], [("not-a-file", "positions")])


def test_one_file_under_the_name_it_is_shown_by(tmp_path: Path) -> None:
    tree(tmp_path, "x.yaml")
    assert read_file(tmp_path / "x.yaml", "x.yaml") == Source("x.yaml", b"a: b\n")
    missing = read_file(tmp_path / "y.yaml", "y.yaml")
    assert isinstance(missing, Finding)
    assert "No such file" in missing.message
    odd = read_file(tmp_path / "a\0b", "a\0b")
    assert isinstance(odd, Finding)
    assert odd.rule == "bad-file-name"


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    tree(tmp_path, "positions/" + "d/" * 40 + "x.yaml")
    paths, amiss = found(tmp_path)
    assert paths == []
    assert [rule for rule, _ in amiss] == ["not-a-file"]


def rules(raw: bytes | str) -> list[tuple[str, int, int]]:
    return [(amiss.rule, amiss.place.line, amiss.place.column) for amiss in characters("a.yaml", raw)[1]]


@pytest.mark.parametrize(
    "kept",
    ["سلام\u200cها", "क्\u200dष", "👨\u200d👩\u200d👧", "\u200eabc\u200f", "\u061cabc", "e\u0301", "❤\ufe0f",
     "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "葛\U000e0100", "a\u00a0b", "😀"],
)  # fmt: skip
def test_what_languages_need_is_kept_as_it_is(kept: str) -> None:
    assert characters("a.yaml", f"a: {kept}\n".encode()) == (f"a: {kept}\n", [])


@pytest.mark.parametrize(
    "bad",
    ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066", "\u2069",
     "\ufeff", "\ufffd", "\ufff9", "\uffff", "\ufdd0", "\U0001ffff", "\U000e0041", "\r"],
)  # fmt: skip
def test_what_no_record_needs_is_refused_where_it_stands(bad: str) -> None:
    text, findings = characters("a.yaml", f"a: b\nc: é{bad}d\n".encode())
    assert [(amiss.rule, amiss.place.line, amiss.place.column) for amiss in findings] == [("forbidden-character", 2, 5)]
    assert text is not None
    assert len(text) == len("a: b\nc: é?d\n")
    assert bad not in text.replace("\ufffd", "")


def test_half_a_pair_in_text_is_refused() -> None:
    assert rules("a: \ud800") == [("forbidden-character", 1, 4)]


def test_a_flag_is_kept_and_loose_tags_beside_it_are_not() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e007f"
    assert rules(f"a: {flag}\U000e0067") == [("forbidden-character", 1, 8)]
    assert rules("a: \U0001f3f4\U000e0067") == [("forbidden-character", 1, 5)]


def test_other_invisible_characters_are_named() -> None:
    text, findings = characters("a.yaml", "a: b\u200bc\u00ad\n")
    assert text == "a: b\u200bc\u00ad\n"
    assert [amiss.rule for amiss in findings] == ["invisible-character"] * 2
    assert "U+200B ZERO WIDTH SPACE" in findings[0].message


def test_one_byte_order_mark_is_dropped_and_a_second_is_not() -> None:
    assert characters("a.yaml", b"\xef\xbb\xbfa: b\n") == ("a: b\n", [])
    assert rules(b"\xef\xbb\xbf\xef\xbb\xbfa: b\n") == [("forbidden-character", 1, 1)]


def test_windows_line_ends_are_fine_and_lone_carriage_returns_are_not() -> None:
    assert characters("a.yaml", b"a: b\r\nc: d\r\n") == ("a: b\nc: d\n", [])
    assert rules(b"a: b\rc: d\n\te: f") == [("forbidden-character", 1, 5), ("tab-character", 3, 1)]


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [(b"a: caf\xe9\n", 1, 7), ("a: é\nb: é".encode() + b"\xff", 2, 5), (b"\xed\xa0\x80", 1, 1), (b"\xc0\xaf", 1, 1)],
)
def test_bytes_that_are_not_utf8_have_a_place(raw: bytes, line: int, column: int) -> None:
    assert characters("a.yaml", raw)[0] is None
    assert rules(raw) == [("not-utf8", line, column)]


def test_utf16_is_recognised() -> None:
    text, findings = characters("a.yaml", "a: b\n".encode("utf-16"))
    assert text is None
    assert "UTF-16" in findings[0].hint


def test_a_tab_is_reported_once_a_line() -> None:
    assert rules("a:\tb\tc\n\td: e\n") == [("tab-character", 1, 3), ("tab-character", 2, 1)]


def test_a_conflict_names_all_its_markers() -> None:
    text, findings = characters("a.yaml", "<<<<<<< HEAD\na: 1\n||||||| base\na: 0\n=======\na: 2\n>>>>>>> x\n")
    assert text is None
    assert [label.place.line for label in findings[0].labels] == [1, 3, 5, 7]


def test_a_row_of_equals_signs_inside_text_is_no_conflict() -> None:
    assert rules("a: |\n  =======\nb: =======\n# <<<<<<< x\n") == []


def test_directives_are_reported_and_turned_into_comments() -> None:
    text, findings = characters("a.yaml", "# x\n%YAML 1.2\n%TAG ! y\n---\na: b\n")
    assert text == "# x\n#YAML 1.2\n#TAG ! y\n---\na: b\n"
    assert [amiss.place.line for amiss in findings] == [2, 3]
