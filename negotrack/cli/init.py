"""`init`: a new repository of positions, with a negotiation that is asked for or told by options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import INTERNAL, NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.write.files import Change

_DETAIL = {"levels": "levels", "choice": "choices", "number": "unit", "money": "currency"}
"""The key that tells more of a scale."""
OF_THE_TOP = (".github/workflows/positions.yml", ".pre-commit-config.yaml")
"""What is read at the top of a git repository alone."""


@takes("today", "color", "quiet", "debug")
def command(
    asked: Asked,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; here if left out.")] = Path(),
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The name of the negotiation.")] = None,
    name: Annotated[str | None, typer.Option("--id", metavar="NAME", help="What its folder is called; made from the title if left out.")] = None,
    party: Annotated[list[str] | None, typer.Option("--party", metavar="ID=NAME", help="A party, as in union=Drivers' Union, or board=Labour Board:mediator; may be given again.")] = None,
    issue: Annotated[list[str] | None, typer.Option("--issue", metavar="ID=TITLE:SCALE", help="An issue, as in pay-rise=Pay rise:percent, or work=Work:levels:stopped,reduced,normal, from least to most; may be given again.")] = None,
    no_example: Annotated[bool, typer.Option("--no-example", help="Leave out the first statement, which is an example.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; list what would be written.")] = False,
) -> None:  # fmt: skip
    """Lay out a repository of positions: a negotiation, a first record, an editor's schema, checks; nothing is written over."""
    from negotrack.cli import dialogue, opening
    from negotrack.write.files import Change, write_all
    from negotrack.write.scaffold import FOLDER, scaffold

    told = (title, name, party, issue)
    if title is None and not any(told) and dialogue.can_ask():
        title, name, party, issue = _questions()
    data = _negotiation(title, party, issue)
    name = name or _slug(data["title"])
    _see_to_name(name, "--id")
    _see_to_place(folder)
    if (folder / FOLDER / name).exists():
        hint = "`negotrack add` writes statements into it; for another one, choose another --id"
        raise NegotrackError(f"the negotiation {name!r} is there already", hint, NOT_LOADED)
    files = scaffold(name, data, None if no_example else _example(data, asked.this_day.isoformat()))
    files = {**files, **_schema(name, files)}
    left_out = [path for path in OF_THE_TOP if _top_of_git(folder) not in (None, folder.resolve())]
    files = {path: text for path, text in files.items() if path not in left_out}
    kept = [path for path in files if (folder / path).exists() or (folder / path).is_symlink()]
    changes: list[Change] = [Change(path, None, text.encode()) for path, text in files.items() if path not in kept]
    if not dry_run:
        if folder.exists() and not folder.is_dir():
            raise NegotrackError(f"{str(folder)[:200]!r} is no folder", "name another one", NOT_LOADED)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            raise NegotrackError(f"{str(folder)[:200]!r} cannot be made: {wrong.strerror}", "name another one", NOT_LOADED) from wrong  # fmt: skip
        write_all(folder, changes)
    opening.put(asked, "".join(f"{change.path}\n" for change in changes))
    if not asked.quiet:
        _tell(folder, kept, left_out, dry_run, no_example)


def _see_to_place(folder: Path) -> None:
    """Refuse a folder among the records of a repository of positions, where another would be read as part of it."""
    from negotrack.read.sources import repository

    root = repository(folder)
    if root is not None and folder.resolve().is_relative_to(root / "positions"):
        raise NegotrackError("this is inside positions/ of a repository already", "go to the folder that holds it", NOT_LOADED)  # fmt: skip


def _top_of_git(folder: Path) -> Path | None:
    """The folder at the top of the git repository around a folder."""
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def _tell(folder: Path, kept: Sequence[str], left_out: Sequence[str], dry_run: bool, no_example: bool) -> None:
    """What was done, what was left alone, and what to type next."""
    import shlex

    from negotrack.cli import opening

    for path in kept:
        opening.note(f"left as it is: {path}")
    if left_out:
        opening.note(f"left out, for they count only at the top of a git repository: {', '.join(left_out)}; `negotrack help ci` shows them")  # fmt: skip
    if dry_run:
        opening.note("nothing was written; without --dry-run these files are")
        return
    steps = ["negotrack check", "negotrack add", "negotrack status"]
    if str(folder) != ".":
        steps.insert(0, f"cd {shlex.quote(str(folder))}")
    if not no_example:
        opening.note("the first statement is an example: delete it once there is another")
    opening.note(f"next: {' · '.join(steps)}")
    if _top_of_git(folder) is None:
        opening.note("to keep its history: git init && git add --all && git commit -m 'First records'")


# -- what is told -------------------------------------------------------------------------------------------------


def _negotiation(title: str | None, parties: Sequence[str] | None, issues: Sequence[str] | None) -> dict[str, Any]:
    """The data of negotiation.yaml; what is not told is an example."""
    given = parties or ["first-party=First party", "second-party=Second party"]
    matters = issues or ["first-issue=First issue:number"]
    found: dict[str, Any] = {"title": title or "New negotiation", "parties": {}, "issues": {}}
    for word in given:
        key, data = _party(word)
        _put(found["parties"], key, data, "--party")
    for word in matters:
        key, data = _issue(word)
        _put(found["issues"], key, data, "--issue")
    if sum(one["role"] == "principal" for one in found["parties"].values()) < 2:
        raise NegotrackError("a negotiation is between at least two principals", "name another with --party ID=NAME")
    return found


def _put(known: dict[str, Any], key: str, data: Mapping[str, Any], option: str) -> None:
    _see_to_name(key, option)
    if key in known:
        raise NegotrackError(f"{option}: {key!r} is told twice", "each has an id of its own")
    known[key] = data


def _party(word: str) -> tuple[str, dict[str, Any]]:
    """A party from ID=NAME or ID=NAME:ROLE."""
    from negotrack.book import ROLES

    key, _, rest = word.partition("=")
    name, _, role = rest.rpartition(":")
    if role.strip() not in ROLES:
        name, role = rest, "principal"
    if not key.strip() or not name.strip():
        raise NegotrackError(f"--party: {word[:120]!r} is no party", "write ID=NAME, as in union=Drivers' Union")
    return key.strip(), {"name": name.strip(), "role": role.strip()}


def _issue(word: str) -> tuple[str, dict[str, Any]]:
    """An issue from ID=TITLE:SCALE or ID=TITLE:SCALE:MORE, which are levels, choices, a unit or a currency."""
    from negotrack.cli import names
    from negotrack.values import KINDS

    key, _, rest = word.partition("=")
    parts = [part.strip() for part in rest.split(":")]
    at = next((place for place in range(len(parts) - 1, 0, -1) if parts[place] in KINDS), 0)
    hint = f"write ID=TITLE:SCALE, as in pay-rise=Pay rise:percent; a scale is {', '.join(KINDS)}"
    if key.strip() and not at and len(parts) > 1 and parts[0]:
        near = names.suggestion(parts[1], dict.fromkeys(KINDS, ()))
        raise NegotrackError(f"--issue: {parts[1][:120]!r} is no scale, as in {word[:120]!r}", near)
    if not key.strip() or not at or not parts[0] or len(parts) > at + 2:
        raise NegotrackError(f"--issue: {word[:120]!r} is no issue", hint)
    scale, more = parts[at], parts[at + 1] if len(parts) > at + 1 else ""
    data: dict[str, Any] = {"title": ": ".join(parts[:at]), "scale": scale}
    if more and scale not in _DETAIL:
        raise NegotrackError(f"--issue: the scale {scale} takes nothing behind it, as in {word[:120]!r}", hint)
    if scale in ("levels", "choice"):
        named = [one.strip() for one in more.split(",") if one.strip()]
        if len(named) < 2:
            example = f"{key}={parts[0]}:{scale}:" + ("least,more,most" if scale == "levels" else "first,second")
            raise NegotrackError(f"--issue: the scale {scale} needs its {_DETAIL[scale]}", f"write {example[:200]}")
        return key.strip(), {**data, _DETAIL[scale]: named}
    return key.strip(), {**data, **({_DETAIL[scale]: more} if more else {})}


def _example(data: Mapping[str, Any], day: str) -> dict[str, Any]:
    """A first record that says of itself that it is an example."""
    from negotrack.editor.forms import EXAMPLES

    party = next(key for key, one in data["parties"].items() if one["role"] == "principal")
    key, issue = next(iter(data["issues"].items()))
    members = issue.get("levels") or issue.get("choices") or ["yes"]
    value = EXAMPLES.get(issue["scale"], (members[-1],))[0]
    return {
        "party": party,
        "date": day,
        "summary": "An example, which nobody has said; delete it once there is another.",
        "offers": [{"id": "example", "asks": {key: value}}],
        "sources": [{"reference": "None; an example of a reference to what is not on the web"}],
    }


def _schema(name: str, files: Mapping[str, str]) -> dict[str, str]:
    """The editor's schema of the new negotiation, after all rules have read it and found nothing wrong."""
    from negotrack.editor.schema import path_of, written
    from negotrack.read.records import read_books
    from negotrack.read.sources import Source

    records = [Source(path, text.encode()) for path, text in files.items() if path.startswith("positions/")]
    found = read_books(records)
    for wrong in found.findings:
        raise NegotrackError(f"the negotiation would have an error: {wrong.message}", wrong.hint, NOT_FOUND)
    if name not in found.books:
        raise NegotrackError("the negotiation cannot be read back", "report it with the command you gave", INTERNAL)
    book = found.books[name]
    return {path_of(book): written(book)}


def _see_to_name(word: str, option: str) -> None:
    from negotrack.cli.dictated import names_well

    if not names_well(word):
        hint = "write lower-case ASCII letters and digits, with single dashes between words"
        raise NegotrackError(f"{option}: {word[:120]!r} is no id", hint)


def _slug(title: str) -> str:
    from negotrack.cli.dictated import slugged

    return slugged(title) or "talks"


# -- what is asked ------------------------------------------------------------------------------------------------


def _questions() -> tuple[str, str, list[str], list[str]]:
    """Title, id, parties and issues, as the options would tell them."""
    from negotrack.cli import dialogue
    from negotrack.values import KINDS

    title = dialogue.text("What is negotiated, in a few words", needed=True)
    name = dialogue.ask("A name for its folder", _named, _slug(title))
    parties: list[str] = []
    while True:
        question = "Party (Enter: no more)" if len(parties) > 1 else "A party that can accept or refuse"
        if not (said := dialogue.text(question, needed=len(parties) < 2)):
            break
        parties.append(f"{dialogue.ask('  Its id', _named, _slug(said))}={said}")
    issues: list[str] = []
    while True:
        question = "Another issue (Enter: no more)" if issues else "An issue they negotiate"
        if not (said := dialogue.text(question, needed=not issues)):
            return title, name, parties, issues
        key = dialogue.ask("  Its id", _named, _slug(said))
        scale = dialogue.choose("  Its scale", {kind: _SCALES[kind] for kind in KINDS}, shown=not issues)
        issues.append(f"{key}={said.replace(':', ' -')}:{scale}{_more(scale)}")


_SCALES = {
    "number": "40",
    "percent": "43 %",
    "money": "600 million",
    "duration": "7 days",
    "date": "2024-07-01",
    "levels": "steps, from least to most",
    "choice": "one of several, in no order",
    "yes-no": "yes or no",
    "text": "words, which are never compared",
}


def _more(scale: str) -> str:
    """What a scale needs to be told, behind a colon; nothing where it needs nothing."""
    from negotrack.cli import dialogue

    if scale in ("levels", "choice"):
        what = "The levels, from least to most" if scale == "levels" else "The choices"
        named = dialogue.ask(f"  {what}, with commas between", _several)
        first, *_, last = named.split(",")
        if scale == "levels":
            dialogue.tell(f"  = {first} is the least and {last} the most: who asks for one asks for that or more")
        return f":{named}"
    if scale in ("number", "money"):
        said = dialogue.text("  The unit (Enter: none)" if scale == "number" else "  The currency, such as EUR")
        return f":{said.replace(':', ' ')}" if said else ""
    return ""


def _named(word: str) -> str:
    _see_to_name(word, "a name")
    return word


def _several(word: str) -> str:
    from negotrack.cli.dictated import slugged

    found = [slugged(one) for one in word.split(",") if slugged(one)]
    if len(set(found)) < 2 or len(set(found)) < len(found):
        raise NegotrackError("at least two are needed, each another one", "as in: stopped, reduced, normal")
    return ",".join(found)
