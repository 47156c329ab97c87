"""`doctor`: what is in force where the program runs, and what to do about what is not as it should be."""

from __future__ import annotations

import os
import platform
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import OUTPUT, takes
from negotrack.errors import NOT_FOUND, NegotrackError
from negotrack.frozen import dataclass

if TYPE_CHECKING:
    from negotrack.book import Book

VARIABLES = (
    "NEGOTRACK_REPO", "NEGOTRACK_PURE_YAML", "NEGOTRACK_CACHE_DIR", "XDG_CACHE_HOME", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LC_ALL", "LANG",
    "PYTHONUTF8", "PYTHONIOENCODING", "EDITOR", "VISUAL", "GITHUB_ACTIONS", "GITLAB_CI",
)  # fmt: skip
"""The variables that change what the program does; no others are looked at, so that nothing secret is shown."""

EXTRAS = {
    "lsp": ("pygls", "language server", "`negotrack lsp`"),
    "xlsx": ("openpyxl", "workbooks", "`import` of workbooks"),
    "parquet": ("pyarrow", "Parquet", "`export --to parquet`"),
}
"""What can be installed beside the program: its library, what it is, and what it is for."""

SHELLS = {
    "bash": (".bashrc", ".bash_profile", ".local/share/bash-completion/completions/negotrack"),
    "zsh": (".zshrc", ".zfunc/_negotrack"),
    "fish": (".config/fish/config.fish", ".config/fish/completions/negotrack.fish"),
}
"""Where the lines that teach a shell are usually put."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so: `state` is ok, a hint that something could be better, or wrong; `advice` what to do."""

    what: str
    value: str
    state: Literal["ok", "hint", "wrong"] = "ok"
    advice: str = ""


@takes("repo", "today", *OUTPUT)
def command(asked: Asked) -> None:
    """What is in force: versions, the repository and its records, the terminal; and advice where something is wrong."""
    from negotrack.cli import opening
    from negotrack.render.views import listing

    facts = [*_program(), *_tools(), *_extras(), _cache(), *_records(asked), *_outside(asked)]
    rows = [(fact.what, fact.value, fact.state, fact.advice or None) for fact in facts]
    page = listing.page(
        "doctor", "What is in force", ("what", "value", "state", "advice"), rows, {}, grow=("value", "advice")
    )
    opening.show(asked, page)
    wrong = sum(fact.state == "wrong" for fact in facts)
    if wrong:
        opening.note(
            f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong; the advice beside it says what to do"
        )
        raise typer.Exit(NOT_FOUND)


def _program() -> Iterator[Fact]:
    """The program, its interpreter and its manual."""
    from negotrack import __version__
    from negotrack.cli.manual import folder

    yield Fact("negotrack", f"{__version__} in {Path(__file__).resolve().parent.parent}")
    yield Fact("python", f"{platform.python_version()} ({platform.python_implementation()}) at {sys.executable}")
    yield Fact("platform", platform.platform())
    manual = folder()
    if manual:
        yield Fact("manual", str(manual))
    else:
        yield Fact("manual", "not installed", "hint", "`negotrack help` has nothing to show; install the program anew")


def _tools() -> Iterator[Fact]:
    """What the program leans on, and whether it is there."""
    from negotrack.read.git import Git
    from negotrack.read.nodes import parser_in_use

    fast = parser_in_use() == "libyaml"
    advice = (
        "unset NEGOTRACK_PURE_YAML"
        if os.environ.get("NEGOTRACK_PURE_YAML")
        else "install a wheel of pyyaml that has libyaml"
    )
    told = f"{parser_in_use()}, pyyaml {_version('pyyaml')}"
    yield Fact("YAML parser", told, "ok" if fast else "hint", "" if fast else f"the same answers, but slower: {advice}")
    if find_spec("clingo"):
        yield Fact("solver", f"clingo {_version('clingo')}")
    else:
        yield Fact("solver", "none", "wrong", "`deal` and `deadlock` cannot run: `pip install clingo`")
    try:
        ran = Git(Path.cwd()).run("--version")
        yield Fact("git", ran.stdout.decode("utf-8", "replace").strip().removeprefix("git version "))
    except NegotrackError as wrong:
        yield Fact("git", "none", "hint", f"what asks for a revision cannot run: {wrong.hint}")


def _extras() -> Iterator[Fact]:
    """The libraries that some commands need, and how to come by them."""
    for extra, (library, what, wanted) in EXTRAS.items():
        if find_spec(library):
            yield Fact(what, f"{library} {_version(library)}")
        else:
            yield Fact(what, "not installed", "hint", f"for {wanted}: `pip install 'negotrack[{extra}]'`")


def _cache() -> Fact:
    """Where what was read is remembered, how much of it there is, and whether it can be trusted."""
    from negotrack.read.cache import folder

    place = folder(os.environ)
    if place is None:
        return Fact("cache", "none", "hint", "set NEGOTRACK_CACHE_DIR to a folder of your own; every file is read anew")
    try:
        facts = os.lstat(place)
        sizes = [entry.stat(follow_symlinks=False).st_size for entry in os.scandir(place)]
    except FileNotFoundError:
        return Fact("cache", f"{place}, empty")
    except OSError as wrong:
        return Fact("cache", str(place), "hint", f"it cannot be used: {wrong.strerror}")
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        return Fact("cache", str(place), "hint", "it is not used: others may read it or write to it; `chmod 700` it")
    return Fact("cache", f"{place}, {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB, may be deleted at any time")


def _shell() -> Iterator[Fact]:
    """Whether the person's shell completes what they type here."""
    shell = Path(os.environ.get("SHELL", "")).name
    for name in SHELLS.get(shell, ()):
        with suppress(OSError):
            if "negotrack" in (Path.home() / name).read_text("utf-8", "replace"):
                yield Fact("completion", f"{shell}, in ~/{name}")
                return
    if shell in SHELLS:
        how = "`negotrack completion fish | source`" if shell == "fish" else f"`source <(negotrack completion {shell})`"
        yield Fact("completion", f"none found for {shell}", "hint", f"put {how} into ~/{SHELLS[shell][0]}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of an unknown version"


def _records(asked: Asked) -> Iterator[Fact]:
    """The repository, and how each negotiation in it fares."""
    from negotrack.cli import opening
    from negotrack.findings import Severity
    from negotrack.read.records import read_books
    from negotrack.read.sources import sources
    from negotrack.rules import SEVERITIES, broken, sift

    try:
        root = opening.repository(asked)
    except NegotrackError as wrong:
        yield Fact("repository", "none", "wrong", f"{wrong}; {wrong.hint}")
        return
    yield Fact("repository", f"{root.resolve()} ({_found_by(asked)})")
    reading = read_books(*sources(root))
    found = sift(
        [*reading.findings, *(one for book in reading.books.values() for one in broken(book, asked.this_day))],
        reading.ignores,
    )
    errors = [one for one in found if SEVERITIES[one.rule] is Severity.error]
    told = f"{reading.files} files, {len(errors)} errors, {len(found) - len(errors)} warnings"
    yield Fact("records", told, "wrong" if errors else "ok", "`negotrack check` tells them" if errors else "")
    if not reading.books and not errors:
        yield Fact("negotiations", "none", "wrong", "`negotrack init` lays one out")
    for book in reading.books.values():
        yield from _negotiation(book, root)


def _negotiation(book: Book, root: Path) -> Iterator[Fact]:
    from negotrack.editor.schema import path_of, stale
    from negotrack.read.sources import read_text

    days = f", {book.chronicle[0].said.text} to {book.chronicle[-1].said.text}" if book.entries else ""
    what = f"{len(book.entries)} entries, {len(book.parties)} parties, {len(book.issues)} issues{days}"
    advice = "" if book.entries else "`negotrack add` writes the first statement"
    yield Fact(f"negotiation {book.id}", what, "ok" if book.entries else "hint", advice)
    there = read_text(root, path_of(book)) is not None
    old = there and stale([book], lambda path: read_text(root, path))
    advice = f"`negotrack schema {book.id} --write`"
    yield Fact(
        f"editor schema {book.id}",
        "out of date" if old else "fresh" if there else "not written",
        "hint" if old else "ok",
        advice if old else "",
    )


def _found_by(asked: Asked) -> str:
    """How the repository was found."""
    if asked.repo is None:
        return "here" if (Path.cwd() / "positions").is_dir() else "in a folder above"
    return "by NEGOTRACK_REPO" if os.environ.get("NEGOTRACK_REPO") == str(asked.repo) else "by -C"


def _outside(asked: Asked) -> Iterator[Fact]:
    """The terminal, and the variables that matter."""
    from negotrack.cli import opening

    look = opening.look(asked)
    encoding = sys.stdout.encoding or "none"
    kind = "a terminal" if sys.stdout.isatty() else "no terminal"
    told = f"{kind}, {look.width} columns, {encoding}, {'in colour' if look.color else 'without colour'}"
    advice = "signs are written in ASCII; for all of them: `export PYTHONUTF8=1`" if look.ascii else ""
    yield from _shell()
    yield Fact("output", told, "hint" if look.ascii else "ok", advice)
    for name in VARIABLES:
        if name in os.environ:
            yield Fact(f"variable {name}", os.environ[name][:120])
