"""What a finding's hint would have changed in the text, where it names the very words to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from negotrack.findings import Finding, Severity
from negotrack.frozen import dataclass
from negotrack.rules import SEVERITIES

MOST = 8  # words to choose from that are still a choice

_MEANT = re.compile(r"did you mean `([^`\s]{1,500})`\?")
_NAMED = re.compile(r"'([^'\n]{1,200})'|`([^`\n]{1,200})`")
_WORDS = re.compile(r"`([^`\n]{1,200})`")
_ONE_OF = re.compile(r"write one of ([A-Za-z0-9-]+(?:, [A-Za-z0-9-]+)*)(?:, or `unspecified`)?(?:;|$)")
_PART = "[A-Za-z0-9_@/-]"
_IGNORES = re.compile(r" *#\s*negotrack:\s*ignore\[.*")


@dataclass(frozen=True, slots=True)
class Fix:
    """Words to put in place of a stretch of one line; columns from 0, the last one not included.

    With `whole`, the line goes and the words, with their own end of line, take its place.
    """

    title: str
    line: int
    start: int
    end: int
    words: str
    whole: bool = False


def fixes_of(found: Finding, line: str) -> list[Fix]:
    """The changes that a finding suggests to its line, the likeliest first; none where a person has to think."""
    fixes = [*_FIXES.get(found.rule, _meant_word)(found, line)]
    if SEVERITIES.get(found.rule) is Severity.warning and found.rule not in _NEVER_PASSED and "#" not in line:
        comment = f"  # negotrack: ignore[{found.rule}] REASON"
        fixes.append(Fix("let it pass, and say why", found.place.line - 1, len(line.rstrip()), len(line), comment))
    return fixes


_NEVER_PASSED = ("unused-ignore", "stale-schema", "invisible-character", "near-miss-name")


# -- words in place of others -------------------------------------------------------------------------------------


def _stretch(found: Finding, line: str) -> tuple[int, int]:
    """Where the finding stands in its line, from and to; to the end where it does not say."""
    return found.place.column - 1, found.place.end - 1 if found.place.end else len(line)


def _write(found: Finding, line: str, words: str, title: str = "") -> Fix:
    """Words in place of all that the finding stands at, inside its quotes if it has some."""
    start, end = _stretch(found, line)
    if end - start > 1 and line[start] == line[end - 1] and line[start] in "\"'" and words[:1] not in "\"'[":
        start, end = start + 1, end - 1
    return Fix(title or f"write {words}", found.place.line - 1, start, end, words)


def _meant_word(found: Finding, line: str) -> Iterator[Fix]:
    """The word that was meant, or one of the few there are, in place of the one that the message names."""
    meant, choice = _MEANT.search(found.hint), _ONE_OF.search(found.hint)
    words = [meant[1]] if meant else choice[1].split(", ") if choice else []
    start, end = _stretch(found, line)
    for match in _NAMED.finditer(found.message) if len(words) <= MOST else ():
        said = match[1] or match[2]
        if word := re.search(rf"(?<!{_PART}){re.escape(said)}(?!{_PART})", line[start:end]):
            at = start + word.start()
            yield from (Fix(f"write {one}", found.place.line - 1, at, at + len(said), one) for one in words)
            return


def _meant_whole(found: Finding, line: str) -> Iterator[Fix]:
    """What was meant, in place of everything the finding stands at."""
    if (match := _MEANT.search(found.hint)) and found.place.end:
        yield _write(found, line, match[1])


def _each_word(found: Finding, line: str) -> Iterator[Fix]:
    """Each of the ways to write it that the hint gives, around the value that stands there."""
    start, end = _stretch(found, line)
    value = line[start:end].strip("\"'")
    for words in _WORDS.findall(found.hint) if found.place.end else ():
        yield _write(found, line, words if value in words else f"{words} {value}")


def _named_offer(found: Finding, line: str) -> Iterator[Fix]:
    """The offer that the hint names, in place of its party."""
    for words in _WORDS.findall(found.hint.partition(", or add")[0]) if found.place.end else ():
        if "/" in words:
            yield _write(found, line, words)


def _as_list(found: Finding, line: str) -> Iterator[Fix]:
    """A value in brackets, where a list is wanted and one value stands."""
    if (match := re.search(r"write `[a-z_]+: (\[[^`\]]+\])`", found.hint)) and found.place.end:
        yield _write(found, line, match[1])


def _without_comma(found: Finding, line: str) -> Iterator[Fix]:
    """A figure in a form that brackets leave whole."""
    if match := re.fullmatch(r'write ([0-9_.]+)([^"]*) or quote ("[^"]+")', found.hint):
        yield _write(found, line, match[1] + match[2])
        yield _write(found, line, match[3])


def _in_quotes(found: Finding, line: str) -> Iterator[Fix]:
    """Text in the quotes that the hint puts around it."""
    if match := re.search(r"quote (?:it|the text): `(.*)`$", found.hint):
        text = match[1].strip("\"'")
        if text and line.count(text) == 1 and match[1] != text:
            start = line.index(text)
            yield Fix("put quotes around it", found.place.line - 1, start, start + len(text), match[1])


# -- what goes, and what comes ------------------------------------------------------------------------------------


def _without_comment(found: Finding, line: str) -> Iterator[Fix]:
    """A comment that ignores nothing goes, and its line with it if it stands alone."""
    if found.hint == "leave the comment out" and (match := _IGNORES.search(line)):
        alone = not line[: match.start()].strip()
        yield Fix("leave the comment out", found.place.line - 1, 0 if alone else match.start(), len(line), "", alone)
    else:
        yield from _meant_word(found, line)


def _with_reason(found: Finding, line: str) -> Iterator[Fix]:
    """The place where the reason of a comment goes."""
    if "REASON" not in line and (match := _WORDS.search(found.hint)) and found.place.end:
        yield _write(found, line, match[1], "make room for the reason")


def _deleted(found: Finding, line: str) -> Iterator[Fix]:
    """Characters that must not be there, or that nobody sees."""
    start, end = _stretch(found, line)
    if found.hint.startswith("delete it") and found.place.end:
        yield Fix("delete it", found.place.line - 1, start, end, "")
    elif found.hint.startswith("delete it") and (token := re.match(r"[!&]\S+\s*", line[start:])):
        yield Fix("delete it", found.place.line - 1, start, start + token.end(), "")


def _with_spaces(found: Finding, line: str) -> Iterator[Fix]:
    """Two spaces for every tab of the line."""
    yield Fix("use spaces", found.place.line - 1, 0, len(line), line.replace("\t", "  "))


def _without_line(found: Finding, line: str) -> Iterator[Fix]:
    yield Fix("delete the line", found.place.line - 1, 0, len(line), "", whole=True)


def _left_out(found: Finding, line: str) -> Iterator[Fix]:
    """A name goes out of its list; with the last one, the list."""
    start, end = _stretch(found, line)
    if not found.hint.startswith("leave it out") or not found.place.end:
        return
    if re.fullmatch(r"\s*-\s*|[a-z_]+:\s*\[\s*", line[:start]) and line[end:].strip(" ]") == "":
        yield Fix("leave it out", found.place.line - 1, 0, len(line), "", whole=True)
    elif after := re.match(r"\s*,\s*", line[end:]):
        yield Fix("leave it out", found.place.line - 1, start, end + after.end(), "")
    elif before := re.search(r"\s*,\s*$", line[:start]):
        yield Fix("leave it out", found.place.line - 1, before.start(), end, "")


def _added_key(found: Finding, line: str) -> Iterator[Fix]:
    """A key that is missing at the top of a record, before the line on which the finding stands."""
    match = re.match(r"add `([a-z_]+):`", found.hint)
    if match and found.place.column == 1 and re.match("[a-z_]+:", line):
        more = "\n  - title: \n    url: " if match[1] == "sources" else " "
        yield Fix(f"add {match[1]}", found.place.line - 1, 0, 0, f"{match[1]}:{more}\n")


_FIXES: dict[str, Callable[[Finding, str], Iterator[Fix]]] = {
    "unused-ignore": _without_comment,
    "ignore-without-reason": _with_reason,
    "forbidden-character": _deleted,
    "invisible-character": _deleted,
    "yaml-tag": _deleted,
    "yaml-anchor": _deleted,
    "yaml-directive": _without_line,
    "yaml-syntax": _in_quotes,
    "tab-character": _with_spaces,
    "thousands-mark": _without_comma,
    "missing-key": _added_key,
    "no-source": _added_key,
    "wrong-type": _as_list,
    "bad-url": _meant_whole,
    "withdrawal-of-nothing": _left_out,
    "wrong-kind-of-item": _left_out,
    "ambiguous-acceptance": _named_offer,
    "middle-value-under-never": _each_word,
    "any-value-asked": _each_word,
}
"""How the hint of a rule is read; of all others, the word that was meant."""
