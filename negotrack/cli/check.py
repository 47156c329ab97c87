"""`check`: everything that is wrong in the files, in one run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import READING, takes
from negotrack.errors import NOT_FOUND, NOT_LOADED, NegotrackError
from negotrack.findings import Label
from negotrack.read.reading import POSITIONS, home

if TYPE_CHECKING:
    from negotrack.findings import Finding
    from negotrack.read.library import Library
    from negotrack.read.reading import Reading


@takes(*READING, "fail_on")
def command(
    asked: Asked,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Only what is found in these files or folders.")] = None,
    against: Annotated[str | None, typer.Option("--against", metavar="REV", help="Only what a change since REV brought in; `auto` finds REV in CI.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every finding, however many.")] = False,
) -> None:  # fmt: skip
    """All findings in the files: each with file, line, column, the line itself, and what to write instead."""
    from negotrack.cli import opening
    from negotrack.rules import broken, sift

    root = opening.repository(asked)
    wanted = named_paths(root, paths)
    with opening.library(
        asked, asked.at, _under(root, wanted) if asked.at is None and against is None else POSITIONS
    ) as shelves:
        judged = shelves.judged(broken, asked.this_day)
        found = sift(judged.findings, judged.ignores)
        checked = sum(within(path, wanted) for path in judged.paths)
        if asked.at is None:
            found += _stale_schemas(root, shelves)
        if against is not None:
            found = _brought_in(asked, against, shelves.contents(), shelves.reading(), found)
        found = [one for one in found if within(one.place.path, wanted)]
        _tell(asked, found, shelves.text, checked, everything)
    _end(asked, found, checked)


def _under(root: Path, wanted: Sequence[str]) -> str:
    """The negotiation that all paths lie in, if they do: then no other needs to be looked at."""
    homes = {home(root, f"{path}/" if (root / path).is_dir() else path) for path in wanted}
    return homes.pop() if len(homes) == 1 else POSITIONS


def findings_of(reading: Reading, day: date) -> list[Finding]:
    """Everything the reader and the rules find, less what comments let pass."""
    from negotrack.rules import broken, sift

    found = [*reading.findings]
    for book in reading.books.values():
        found += broken(book, day)
    return sift(found, reading.ignores)


def _stale_schemas(root: Path, shelves: Library) -> list[Finding]:
    """What editors were told of the records, where that is not so any more; most negotiations have told them nothing."""
    from negotrack.read.reading import SCHEMAS
    from negotrack.read.sources import read_text

    told = [folder for folder in shelves.folders if (root / folder / SCHEMAS).is_dir()]
    if not told:
        return []
    from negotrack.editor.schema import stale

    return stale(shelves.reading(told).books.values(), lambda path: read_text(root, path))


def _as_stale_before(old: Reading, reading: Reading, path: str) -> bool:
    """Whether the records would have had the same schema before a change: then the change did not make it stale."""
    from negotrack.editor.schema import path_of, written

    now = next(book for book in reading.books.values() if path_of(book) == path)
    return now.id in old.books and written(old.books[now.id]) == written(now)


def _brought_in(
    asked: Asked, against: str, files: Mapping[str, str], reading: Reading, found: Sequence[Finding]
) -> list[Finding]:
    """What was not found at the merge base, wherever its file lies now; and what only a review can decide."""
    from negotrack.cli import opening
    from negotrack.read.commits import Repository
    from negotrack.read.git import base_from_environment
    from negotrack.read.present import aligned
    from negotrack.render.diagnostics import fingerprint
    from negotrack.rules import REVIEW, reviewed, sift

    base = base_from_environment(os.environ) if against == "auto" else against
    if base is None:
        hint = "name the revision to compare with: --against origin/main"
        raise NegotrackError("no variable of GitHub, GitLab or pre-commit names a base here", hint)
    with Repository(opening.repository(asked)) as git:
        start = git.merge_base(base, asked.at or "HEAD")
        with opening.library(asked, start.oid, git=git) as shelves:
            old, old_files = shelves.reading(), shelves.contents()
    homes = {content: path for path, content in files.items()}
    moved = {path: homes[one] for path, one in old_files.items() if path not in files and one in homes}
    known: Counter[str] = Counter()
    for one in findings_of(old, asked.this_day):
        place = replace(one.place, path=moved.get(one.place.path, one.place.path))
        known[fingerprint(replace(one, labels=(Label(place), *one.labels[1:])))] += 1
    new = []
    for one in found:
        if one.rule == "stale-schema" and _as_stale_before(old, reading, one.place.path):
            continue
        mark = fingerprint(one)
        known[mark] -= 1
        if known[mark] < 0:
            new.append(one)
    review = {rule.id for rule in REVIEW}
    for key, book in reading.books.items():
        if key in old.books:
            told = sift(reviewed(aligned(old.books[key], book), book), reading.ignores)
            new += [one for one in told if one.rule in review]  # what is wrong with the comments is told above
    return new


def _tell(
    asked: Asked, found: Sequence[Finding], text_of: Callable[[str], bytes], checked: int, everything: bool
) -> None:
    """The findings in the format asked for."""
    from negotrack.cli import opening
    from negotrack.read.sources import folder_in_git
    from negotrack.render import ci, diagnostics
    from negotrack.rules import SEVERITIES

    @cache
    def lines_of(path: str) -> list[str]:
        return text_of(path).decode("utf-8", "replace").split("\n")

    def excerpt(path: str, line: int) -> str | None:
        lines = lines_of(path)
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else None

    ending = ci.EXTENSIONS.get(asked.output.suffix.lower()) if asked.output and not asked.format else None
    written = asked.format or ending or ("full" if asked.output is None else opening.format_of(asked))
    if written in ci.FORMATS:
        remarks = ci.within(ci.remarks_of_findings(found, SEVERITIES), folder_in_git(opening.repository(asked)))
        opening.put(asked, ci.FORMATS[written](remarks, ci.laws()), harmless=True)
    elif written == "full":
        opening.put(asked, diagnostics.full(found, SEVERITIES, excerpt, opening.look(asked), all=everything))
    elif written == "concise":
        opening.put(asked, diagnostics.concise(found, SEVERITIES, opening.look(asked), all=everything))
    else:
        opening.show(asked, diagnostics.page(found, SEVERITIES, checked))


def named_paths(root: Path, paths: Sequence[Path] | None) -> list[str]:
    """The files and folders named, from the repository's root; the root itself where none is."""
    wanted = [] if paths else ["."]
    for path in paths or ():
        whole = path if os.path.lexists(path) else root / path
        if not os.path.lexists(whole):
            raise NegotrackError(
                f"{str(path)[:200]!r} does not exist", "name a file or folder of the repository", NOT_FOUND
            )
        whole = whole.parent.resolve() / whole.name if whole.is_symlink() else whole.resolve()
        if not whole.is_relative_to(root.resolve()):
            raise NegotrackError(
                f"{str(path)[:200]!r} lies outside the repository", "name a file or folder under positions/"
            )
        wanted.append(whole.relative_to(root.resolve()).as_posix())
    return wanted


def within(path: str, wanted: Sequence[str]) -> bool:
    """Whether a file is one of those named, or below a folder named."""
    return "." in wanted or any(path == folder or path.startswith(folder + "/") for folder in wanted)


def _end(asked: Asked, found: Sequence[Finding], checked: int) -> None:
    """The count on standard error, and the exit code: any error, or what --fail-on names."""
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.rules import SEVERITIES
    from negotrack.wording.values import count

    tally = {
        severity: sum(SEVERITIES.get(one.rule, Severity.error) is severity for one in found) for severity in Severity
    }
    if not asked.quiet:
        told = [count(tally[severity], severity.name) for severity in reversed(Severity) if tally[severity]]
        opening.note(
            f"{count(checked, 'file')} checked: {', '.join(told) or ('all is well' if checked else 'nothing to say')}"
        )
    ranked = [severity.name for severity in Severity]
    opening.fail(opening.failing(asked, ranked, ranked), [severity.name for severity in Severity if tally[severity]])
    if tally[Severity.error]:
        raise typer.Exit(NOT_FOUND)
    if not checked:
        hint = "name a folder with YAML files under positions/, or lay one out with `negotrack init`"
        raise NegotrackError("there were no records to check", hint, NOT_LOADED)
