"""The characters that a file holds: what must not be in a record, what cannot be seen, and what git left there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from negotrack.findings import Finding, Label, Place, finding
from negotrack.read.sources import MAX_BYTES, MAX_FINDINGS, echo, too_large

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
_MAYBE_SUSPECT = f"[\t\r{_FORBIDDEN_BASIC}{_INVISIBLE_BASIC}\U00010000-\U0010ffff]"  # one fast set
_SUSPECT = f"{_FLAG}|(?P<tab>\t+)|(?P<cr>\r)|(?P<bad>[{_FORBIDDEN}]+)|(?P<unseen>[{_INVISIBLE}]+)"
_DECODED = f"{_FLAG}|(?P<bad>[\t\r{_FORBIDDEN}])"
_ESCAPE = r"(?s)\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)"
_SHORT = dict(zip("0abtvfreNLP", "\0\a\b\t\v\f\r\x1b\x85\u2028\u2029", strict=True))
_CONFLICT = r"(?m)^(?:<{7} .*|\|{7} .*|={7}|>{7} .*)$"


def characters(path: str, raw: bytes | str) -> tuple[str | None, list[Finding]]:
    """A file's text with what must not be in it reported and blanked out in place, or None when nothing can be read.

    A character of the text is a character of the file (but for a byte order mark), so that places hold.
    """
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass") if len(raw) > MAX_BYTES // 4 else raw
    if len(raw) > MAX_BYTES:
        return None, [too_large(path, len(raw))]
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(path, error)]
    text = text.removeprefix("\ufeff")
    findings: list[Finding] = []
    if not (text.isascii() and text.replace("\n", "").isprintable()) and re.search(_MAYBE_SUSPECT, text):
        text = text.replace("\r\n", "\n")
        findings = _suspects(path, text)
        text = re.sub(_SUSPECT, _blanked, text)
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
    for match in re.finditer(_SUSPECT, text):
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
    for match in re.finditer(_CONFLICT, text):
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


def unfit(words: str) -> str:
    """Why words cannot stand in a record, for a character that must not be in one; empty where they can."""
    bad = next((match["bad"] for match in re.finditer(_DECODED, words) if match["bad"]), "")
    return f"a character that must not be in a record: {named(bad) if bad != chr(9) else 'a tab'}" if bad else ""


def blanked(value: str) -> str:
    """A value without the forbidden characters that its escapes stood for."""
    return re.sub(_DECODED, lambda match: "\ufffd" if match["bad"] else match[0], value)


def forbidden_escapes(text: str, start: int, end: int | None) -> Iterator[tuple[int, str, str]]:
    """Where an escape stands for a forbidden character, the escape, and the name, empty when it is no character."""
    for match in re.compile(_ESCAPE).finditer(text, start, len(text) if end is None else end):
        digits = match[1] or match[2] or match[3]
        code = int(digits, 16) if digits else ord(_SHORT.get(match[0][1], "x"))
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            yield match.start(), match[0], ""
        elif re.fullmatch(_DECODED, chr(code)):
            yield match.start(), match[0], named(chr(code))


def named(chars: str) -> str:
    """What characters are called: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    names = [f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip() for char in chars[:2]]
    return ", ".join(names) + (", …" if len(chars) > 2 else "")
