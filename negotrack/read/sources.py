"""What files there are, read without following or waiting for anything, and the characters each of them holds."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from negotrack.findings import Finding, Label, Place, finding
from negotrack.frozen import dataclass

MAX_BYTES = 1024 * 1024
MAX_FINDINGS = 200
MAX_ECHO = 120
MAX_FOLDERS = 32
_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its path from the repository's root, written with slashes, its bytes, and its blob id if git gave it."""

    path: str
    text: bytes
    blob: str = ""


def folder_in_git(root: Path) -> str:
    """Where a folder lies in its git repository, as services of continuous integration name paths; empty at the top."""
    root = root.resolve()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    inside = root.relative_to(top).as_posix()
    return "" if inside == "." else inside


def repository(start: Path) -> Path | None:
    """The nearest folder, from here upward, that holds `positions/`."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / "positions").is_dir()), None)


def sources(root: Path, under: str = "positions") -> tuple[list[Source], list[Finding]]:
    """Every `.yaml` and `.yml` file under a folder of the repository in the order of their paths, and what is amiss."""
    paths, findings = listing(root, under)
    found: list[Source] = []
    base = os.fsdecode(root)
    for path in paths:
        match _read(f"{base}/{path}", path):
            case Source() as source:
                found.append(source)
            case amiss:
                findings.append(amiss)
    findings.sort(key=lambda amiss: amiss.place)
    return found, findings


def listing(root: Path, under: str = "positions") -> tuple[list[str], list[Finding]]:
    """The paths of those files in their order, none of them opened yet, and what is amiss with the names."""
    paths, findings = _listing(os.fsencode(root), os.fsencode(under.strip("/")))
    paths.sort()
    return paths, [*findings, *_collisions(paths)]


def read_file(path: Path, shown: str) -> Source | Finding:
    """One file under the name it is shown by, or why it cannot be read."""
    return _bad_name(shown) if is_bad_name(shown) else _read(os.fspath(path), shown)


def read_text(root: Path, path: str) -> bytes | None:
    """The bytes of a plain file of the repository that is no record, or None where there is none."""
    if (root / path).parent.is_symlink():
        return None
    found = _read(f"{root}/{path}", path)
    return found.text if isinstance(found, Source) else None


def _read(path: str, shown: str) -> Source | Finding:
    """Open without following links or waiting for a writer; look at the kind and the size before the content."""
    try:
        handle = os.open(path, _SAFELY)
    except OSError as error:
        return _not_opened(path, shown, error)
    except ValueError:  # a NUL in the name
        return finding("bad-file-name", "the name holds a NUL", Place(_visible(shown)))
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return _not_a_file(shown, facts.st_mode)
        if facts.st_size > MAX_BYTES:
            return _too_large(shown, facts.st_size)
        text = os.read(handle, facts.st_size)  # no more than was promised, should it be growing
        while len(text) < facts.st_size and (more := os.read(handle, facts.st_size - len(text))):
            text += more
        return Source(shown, text)
    except OSError as error:
        return finding("not-a-file", f"the file cannot be read: {os.strerror(error.errno or 0)}", Place(shown))
    finally:
        os.close(handle)


def _not_opened(path: str, shown: str, error: OSError) -> Finding:
    """Why a file could not be opened: a link, a socket, no permission, gone."""
    if error.errno == errno.ELOOP or Path(path).is_symlink():
        return _link(shown)
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        return _not_a_file(shown, mode)
    return finding("not-a-file", f"the file cannot be read: {os.strerror(error.errno or 0)}", Place(shown))


def _not_a_file(shown: str, mode: int) -> Finding:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    what = next((name for is_kind, name in kinds if is_kind(mode)), "a device")
    return finding("not-a-file", f"{what} with the name of a record", Place(shown), hint="rename it or remove it")


def _link(shown: str) -> Finding:
    hint = "put the file itself here; links are never followed"
    return finding("symbolic-link", "a symbolic link where a record should be", Place(shown), hint=hint)


def _too_large(shown: str, size: int) -> Finding:
    said = f"the file is larger than 1 MiB ({size:,} bytes)"
    return finding("file-too-large", said, Place(shown), hint="write one statement a file")


# --- names -----------------------------------------------------------------------------------------------------

_NEAR_MISS = r"(?is)\..*\.ya?ml|.*\.ya?ml(?:~|\.(?:bak|orig|rej|old|swp|tmp|save|txt))?|.*\.(?:yam|ymal|yalm)"
_UNFIT = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


def is_bad_name(name: str) -> bool:
    """Whether a name holds something that could act in a terminal, or is not UTF-8."""
    return not name.isprintable() and re.search(_UNFIT, name) is not None


def _listing(root: bytes, under: bytes) -> tuple[list[str], list[Finding]]:
    """The paths of the records under a folder, and a finding for every name that is almost one."""
    paths: list[str] = []
    findings: list[Finding] = []
    if Path(os.fsdecode(root), os.fsdecode(under)).is_symlink():
        return [], [finding("symbolic-link", "a symbolic link to a folder", Place(_visible(os.fsdecode(under))))]
    folders = [(under, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError as error:
            said = f"the folder cannot be read: {os.strerror(error.errno or 0)}"
            findings.append(finding("not-a-file", said, Place(_visible(os.fsdecode(folder)))))
            continue
        for entry in entries:
            name = os.fsdecode(entry.name)
            path = f"{os.fsdecode(folder)}/{name}"
            if entry.is_dir(follow_symlinks=False):
                if amiss := _folder_amiss(name, path, depth):
                    findings.append(amiss)
                elif not name.startswith("."):
                    folders.append((os.fsencode(path), depth + 1))
            elif name.endswith((".yaml", ".yml")) and name[0] != "." and not is_bad_name(name):
                paths.append(path)
            elif amiss := _name_amiss(name, path, name[0] != "." and entry.is_symlink() and entry.is_dir()):
                findings.append(amiss)
    return paths, findings


def _folder_amiss(name: str, path: str, depth: int) -> Finding | None:
    """What is wrong with a folder, if anything; dot-folders are nobody's business."""
    if name.startswith("."):
        return None
    if is_bad_name(name):
        return _bad_name(path)
    if name.lower().endswith((".yaml", ".yml")):
        return _not_a_file(path, stat.S_IFDIR)
    if depth >= MAX_FOLDERS:
        return finding("not-a-file", f"folders nested deeper than {MAX_FOLDERS}", Place(path), hint="keep them flat")
    return None


def _name_amiss(name: str, path: str, linked_folder: bool) -> Finding | None:
    """What is wrong with a name that is no record's, if it looks like one."""
    if linked_folder:
        hint = "put the folder itself here; links are never followed"
        return finding("symbolic-link", "a symbolic link to a folder", Place(_visible(path)), hint=hint)
    if not re.fullmatch(_NEAR_MISS, name):
        return None
    if is_bad_name(name):
        return _bad_name(path)
    said = f"`{_visible(name)[:MAX_ECHO]}` looks like a record, but is not read"
    return finding("near-miss-name", said, Place(path), hint="rename it to end in `.yaml`, or remove it")


def _bad_name(path: str) -> Finding:
    said = "a name that is not UTF-8 or holds control characters"
    return finding("bad-file-name", said, Place(_visible(path)), hint="use lower-case letters, digits and dashes")


def _visible(path: str) -> str:
    """A path with what cannot be shown written as escapes."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match[0])
        if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
            code -= 0xDC00
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    return re.sub(_UNFIT, escape, path)


def _collisions(paths: list[str]) -> list[Finding]:
    """Paths that some file systems cannot tell apart, or that give two records one id."""
    seen: dict[str, str] = {}
    findings = []
    for path in paths:
        stem = path.rpartition(".")[0]
        folded = stem.lower() if stem.isascii() else folded_form(stem)
        first = seen.setdefault(folded, path)
        if first is not path:
            said = "two records whose names differ only by case, Unicode form or suffix"
            label = Label(Place(first), "the other one")
            findings.append(finding("colliding-names", said, Place(path), label, hint="rename one of them"))
    return findings


def folded_form(text: str) -> str:
    """The form in which names and keys are told apart: NFC, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


# --- characters ------------------------------------------------------------------------------------------------

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_FORBIDDEN_BASIC = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff0-\uffff"
    "\ud800-\udfff"
)
_FORBIDDEN_BEYOND = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_FORBIDDEN = f"{_FORBIDDEN_BASIC}{_FORBIDDEN_BEYOND}\U000e0000-\U000e007f"
_INVISIBLE_BASIC = "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\uffa0"
_INVISIBLE = f"{_INVISIBLE_BASIC}\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
_MAYBE_SUSPECT = re.compile(f"[\t\r{_FORBIDDEN_BASIC}{_INVISIBLE_BASIC}\U00010000-\U0010ffff]")  # one fast set
_SUSPECT = re.compile(f"{_FLAG}|(?P<tab>\t+)|(?P<cr>\r)|(?P<bad>[{_FORBIDDEN}]+)|(?P<unseen>[{_INVISIBLE}]+)")
_DECODED = re.compile(f"{_FLAG}|(?P<bad>[\t\r{_FORBIDDEN}])")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_SHORT = dict(zip("0abtvfreNLP", "\0\a\b\t\v\f\r\x1b\x85\u2028\u2029", strict=True))
_CONFLICT = re.compile(r"^(?:<{7} .*|\|{7} .*|={7}|>{7} .*)$", re.MULTILINE)


def characters(path: str, raw: bytes | str) -> tuple[str | None, list[Finding]]:
    """A file's text with what must not be in it reported and blanked out in place, or None when nothing can be read.

    A character of the text is a character of the file (but for a byte order mark), so that places hold.
    """
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass") if len(raw) > MAX_BYTES // 4 else raw
    if len(raw) > MAX_BYTES:
        return None, [_too_large(path, len(raw))]
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(path, error)]
    text = text.removeprefix("\ufeff")
    findings: list[Finding] = []
    if not (text.isascii() and text.replace("\n", "").isprintable()) and _MAYBE_SUSPECT.search(text):
        text = text.replace("\r\n", "\n")
        findings = _suspects(path, text)
        text = _SUSPECT.sub(_blanked, text)
    marked = "=======" in text or "<<<<<<<" in text or ">>>>>>>" in text
    if marked and (conflict := _conflict(path, text)):
        return None, [*findings, conflict]
    if text.startswith("%") or "\n%" in text:
        text = _without_directives(path, text, findings)
    return text, findings


def _not_utf8(path: str, error: UnicodeDecodeError) -> Finding:
    raw, at = bytes(error.object), error.start
    line_start = raw.rfind(b"\n", 0, at) + 1
    before = raw[line_start:at].decode("utf-8", "replace").removeprefix("\ufeff")
    place = Place(path, raw.count(b"\n", 0, at) + 1, len(before) + 1)
    hint = "save the file as UTF-8" + ("; it looks like UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "")
    return finding("not-utf8", f"byte 0x{raw[at]:02x} is not UTF-8", place, hint=hint)


def _suspects(path: str, text: str) -> list[Finding]:
    """A finding for every run of characters that must not be there, or cannot be seen."""
    findings: list[Finding] = []
    lines = text.replace("\r", "\n")  # a lone CR ends a line for the parser, so it counts as one
    line, line_start, done, tabbed = 1, 0, 0, 0
    for match in _SUSPECT.finditer(text):
        what, at = match.lastgroup, match.start()
        line += lines.count("\n", done, at)
        line_start = max(line_start, lines.rfind("\n", done, at) + 1)
        done = at
        if what is None or (what == "tab" and line == tabbed):
            continue  # a flag, or a line already reported
        place = Place(path, line, at - line_start + 1, match.end() - line_start + 1)
        match what:
            case "tab":
                tabbed = line
                where = "" if text[line_start:at].strip(" ") else " in the indentation"
                findings.append(finding("tab-character", f"a tab{where}", place, hint="use spaces"))
            case "cr":
                said = "a carriage return without a line feed"
                findings.append(finding("forbidden-character", said, place, hint="end lines with LF or CR LF"))
            case "bad":
                said = f"a character that must not be in a record: {named(match[0])}"
                findings.append(finding("forbidden-character", said, place, hint="delete it"))
            case _:
                said = f"an invisible character: {named(match[0])}"
                hint = "delete it, unless the text needs it"
                findings.append(finding("invisible-character", said, place, hint=hint))
        if len(findings) >= MAX_FINDINGS:
            break
    return findings


def _blanked(match: re.Match[str]) -> str:
    """What the parser sees in place of a suspect: as many characters, none of them in its way."""
    match match.lastgroup:
        case "tab":
            return " " * len(match[0])
        case "cr":
            return "\n"
        case "bad":
            return "\ufffd" * len(match[0])
    return match[0]


def _conflict(path: str, text: str) -> Finding | None:
    """The markers of a conflict that git left: neither side is the record."""
    places: list[Place] = []
    for match in _CONFLICT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        places.append(Place(path, line, 1, match.end() - match.start() + 1))
        if len(places) == 12:
            break
    if not places:
        return None
    others = [Label(place, "another marker") for place in places[1:]]
    hint = "keep one side and delete the lines with the markers"
    return finding("conflict-marker", "a conflict that git left in the file", places[0], *others, hint=hint)


def _without_directives(path: str, text: str, findings: list[Finding]) -> str:
    """The text with the `%` lines at its head turned into comments."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if line.startswith("%"):
            place = Place(path, index + 1, 1, len(line) + 1)
            hint = "delete the line; a record needs none"
            findings.append(finding("yaml-directive", f"a YAML directive: `{echo(line)}`", place, hint=hint))
            lines[index] = "#" + line[1:]
        elif not line.lstrip(" ").startswith("#") and line.strip(" "):
            break
        if len(findings) >= MAX_FINDINGS:
            break
    return "\n".join(lines)


def blanked(value: str) -> str:
    """A value without the forbidden characters that its escapes stood for."""
    return _DECODED.sub(lambda match: "\ufffd" if match["bad"] else match[0], value)


def forbidden_escapes(text: str, start: int, end: int | None) -> Iterator[tuple[int, str, str]]:
    """Where an escape stands for a forbidden character, the escape, and the name, empty when it is no character."""
    for match in _ESCAPE.finditer(text, start, len(text) if end is None else end):
        digits = match[1] or match[2] or match[3]
        code = int(digits, 16) if digits else ord(_SHORT.get(match[0][1], "x"))
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            yield match.start(), match[0], ""
        elif _DECODED.fullmatch(chr(code)):
            yield match.start(), match[0], named(chr(code))


def named(chars: str) -> str:
    """What characters are called: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    names = [f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip() for char in chars[:2]]
    return ", ".join(names) + (", …" if len(chars) > 2 else "")


def echo(text: str) -> str:
    """A bit of a file inside a message: one line, at most 120 characters."""
    line = text.partition("\n")[0].rstrip()
    return line if len(line) <= MAX_ECHO else line[: MAX_ECHO - 1] + "…"
