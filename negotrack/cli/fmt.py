"""`fmt`: every record in the one canonical form, with its comments and its meaning kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass

if TYPE_CHECKING:
    from negotrack.findings import Finding
    from negotrack.read.sources import Source

OPTIONS = ("repo", "format", "color", "quiet", "verbose", "debug")


@dataclass(slots=True)
class Formatting:
    """What became of the files: new texts by path, how many are as they should be, and what could not be done."""

    changed: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    canonical: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bound: dict[str, str] = field(default_factory=dict)


@takes(*OPTIONS)
def command(
    asked: Asked,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Only these files or folders; - formats standard input.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what is not canonical, and end with 1.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
) -> None:  # fmt: skip
    """Bring records into their canonical form: the order of the keys, spacing, quotes; comments and meaning stay."""
    from negotrack.cli import opening
    from negotrack.render.as_diff import unified

    if paths and [str(path) for path in paths] == ["-"]:
        _standard_input(asked, check, diff)
        return
    root = opening.repository(asked)
    done = _formatted(_chosen(root, paths))
    if asked.format is not None:
        _told(asked, done, written=not (check or diff))
    elif diff:
        shown = [
            unified(path, old.decode("utf-8", "replace"), new, color=asked.colored)
            for path, (old, new) in done.changed.items()
        ]
        opening.put(asked, "".join(shown))
    elif done.changed:
        opening.put(asked, "\n".join(done.changed))
    if not (check or diff):
        from negotrack.write.files import update

        for path, (old, new) in done.changed.items():
            update(root, path, old, new)
    _end(asked, done, written=not (check or diff), strict=check)


def _told(asked: Asked, done: Formatting, *, written: bool) -> None:
    """What became of every file, as data."""
    from negotrack.cli import opening
    from negotrack.render.views import listing

    state = "formatted" if written else "not canonical"
    why = {one.place.path: one.message for one in reversed(done.findings)} | done.bound
    rows: list[tuple[str, str, str]] = [
        *((path, state, "") for path in done.changed),
        *((path, "canonical", "") for path in done.canonical),
        *((path, "left alone", words) for path, words in why.items()),
    ]
    page = listing.page("fmt", "Records", ("path", "state", "why"), sorted(rows), {})
    opening.show(asked, page)


def _chosen(root: Path, paths: Sequence[Path] | None) -> list[Source]:
    """The records meant."""
    from negotrack.cli.check import named_paths, within
    from negotrack.read.sources import sources

    wanted = named_paths(root, paths)
    chosen = [source for source in sources(root)[0] if within(source.path, wanted)]
    if not chosen:
        hint = "name a file or folder with YAML files under positions/" if paths else "`negotrack init` lays out some"
        raise NegotrackError("there are no records to format", hint, NOT_LOADED)
    return chosen


def _formatted(files: Sequence[Source]) -> Formatting:
    """The canonical form of every file; one that cannot be read is left alone."""
    from negotrack.read.records import WARNINGS
    from negotrack.write.record import BoundToItsLine, canonical

    done = Formatting()
    for source in files:
        try:
            text, findings = canonical(source.path, source.text)
        except BoundToItsLine as comment:
            done.bound[source.path] = str(comment)
            continue
        if text is None:
            done.findings += [one for one in findings if one.rule not in WARNINGS]
        elif text.encode() == source.text:
            done.canonical.append(source.path)
        else:
            done.changed[source.path] = (source.text, text)
    return done


def _standard_input(asked: Asked, check: bool, diff: bool) -> None:
    """Standard input in canonical form on standard output, for editors; nothing is printed where it cannot be read."""
    from negotrack.cli import opening
    from negotrack.read.sources import MAX_BYTES, Source
    from negotrack.render.as_diff import unified

    source = Source("-", sys.stdin.buffer.read(MAX_BYTES + 1))
    done = _formatted([source])
    old, new = done.changed.get("-", (source.text, source.text.decode("utf-8", "replace")))
    if diff:
        opening.put(asked, unified("-", old.decode("utf-8", "replace"), new, color=asked.colored))
    elif not check and not done.findings and not done.bound:
        sys.stdout.buffer.write(new.encode())
        sys.stdout.flush()
    _end(asked, done, written=False, strict=check, quiet=True)


def _end(asked: Asked, done: Formatting, *, written: bool, strict: bool, quiet: bool = False) -> None:
    """What could not be done and the count, on standard error, and the exit code."""
    from negotrack.cli import opening
    from negotrack.wording.values import count

    for one in done.findings:
        opening.note(f"{one.place.path}:{one.place.line}: left as it is, it cannot be read: {one.message}")
    for path, comment in done.bound.items():
        opening.note(f"{path}: left as it is, for this comment would come to speak of other values: {comment}")
        opening.note("  help: give the value it is about a line of its own, and put the comment behind it")
    if not (asked.quiet or quiet):
        left = len({one.place.path for one in done.findings} | done.bound.keys())
        told = [
            f"{count(len(done.changed), 'file')} {'formatted' if written else 'would be formatted'}",
            f"{len(done.canonical)} canonical already",
            f"{left} left alone",
        ]
        opening.note(", ".join(words for words, on in zip(told, (1, 1, left), strict=True) if on))
    if done.findings or done.bound or (strict and done.changed):
        raise typer.Exit(NOT_FOUND)
