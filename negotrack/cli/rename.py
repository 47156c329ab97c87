"""`rename`: a new id for a party, an issue or an item in all files, with the former one kept and nothing else changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, cast

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import takes
from negotrack.errors import INTERNAL, NOT_FOUND, NOT_LOADED, NegotrackError

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.cli.proposing import Proposal
    from negotrack.write.files import Change
    from negotrack.write.renaming import Renaming, What

_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_PLACES = re.compile(r"(?:place=)?Place\(path='[^']*', line=\d+, column=\d+, end=(?:\d+|None)\)|previously=\([^()]*\)")


@takes("repo", "today", "format", "color", "quiet", "verbose", "debug")
def command(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="party|issue|item [NEGOTIATION] OLD NEW", help="What is renamed, and its two ids.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; show what would change.")] = False,
) -> None:  # fmt: skip
    """Give a party, an issue or an item a new id in every file; the former one stays readable."""
    from negotrack.cli import opening, proposing
    from negotrack.read.sources import sources
    from negotrack.wording.values import count
    from negotrack.write.files import write_all
    from negotrack.write.renaming import changes_of, left_in_prose

    kinds = ("party", "issue", "item")
    if len(words) not in (3, 4) or words[0] not in kinds:
        hint = "as in `negotrack rename issue pay-rise wages`"
        raise NegotrackError(f"rename takes one of {', '.join(kinds)}, then OLD and NEW", hint)
    root = opening.repository(asked)
    book, _ = opening.book(asked, words[1:-2], alone=True)
    renaming = _renaming(book, cast("What", words[0]), words[-2], words[-1])
    changes = changes_of(renaming, sources(root)[0])
    proposed = proposing.proposal(root, changes, asked.this_day)
    _prove(asked, renaming, proposed)
    if not dry_run:
        write_all(root, [*changes, *proposing.schemas_of(root, [proposed.after.books[book.id]])])
    if asked.format is not None:
        _told(asked, changes, dry_run)
    elif dry_run:
        opening.put(asked, _shown(changes, asked.colored))
    if not asked.quiet:
        files = len({change.path for change in changes if change.new is not None})
        told = f"{count(files, 'file')} {'would change' if dry_run else 'changed'}"
        moved = f", {len(renaming.moved)} of them in a folder of the new name" if renaming.moved else ""
        opening.note(told + moved)
        for path in left_in_prose(renaming, proposed.files.values()):
            opening.note(f"{path} still mentions the former id in a note or a comment")


def _renaming(book: Book, what: What, old: str, new: str) -> Renaming:
    """What is meant by the two ids; the new one must be free, the book without errors."""
    from negotrack.cli import names
    from negotrack.write.renaming import Renaming

    if book.unread:
        hint = "`negotrack check` tells why; no mention of the old id must stay behind"
        raise NegotrackError(f"{len(book.unread)} ids stand in files that cannot be read", hint, NOT_LOADED)
    known = {"party": names.parties(book), "issue": names.issues(book), "item": names.items(book)}[what]
    if what == "issue":
        known = {key: also for key, also in known.items() if "@" not in key}
    found = names.find(old, what, known)
    party, _, bare = found.rpartition("/")
    new_party, _, new_bare = new.rpartition("/")
    if not _SLUG.fullmatch(new_bare) or (new_party and new_party != party):
        hint = "write lower-case ASCII letters and digits, with single dashes between words"
        raise NegotrackError(f"{new[:120]!r} cannot be the new id of a{'n' if what != 'party' else ''} {what}", hint)
    taken = {
        "party": [*book.parties, *(old for one in book.parties.values() for old in one.previously)],
        "issue": [*book.issues, *(old for one in book.issues.values() for old in one.previously)],
        "item": [
            *(key.partition("/")[2] for key in known if key.startswith(f"{party}/")),
            *(old for key, also in known.items() if key.startswith(f"{party}/") for old in also),
        ],
    }[what]
    former = {
        "party": lambda: book.parties[found].previously,
        "issue": lambda: book.issues[found].previously,
        "item": lambda: known[found],
    }[what]()
    if new_bare in taken and new_bare not in former:
        raise NegotrackError(
            f"{new_bare!r} is taken: there is or was such a{'n' if what != 'party' else ''} {what}",
            "choose another id",
            NOT_FOUND,
        )
    return Renaming(book, what, bare, new_bare, party)


def _prove(asked: Asked, renaming: Renaming, proposed: Proposal) -> None:
    """See that the files would say the same as before under the new id, and that nothing new would be wrong."""
    from negotrack.cli.check import findings_of
    from negotrack.read.renamed import renamed

    known = Counter(one.rule for one in findings_of(proposed.before, asked.this_day))
    for one in findings_of(proposed.after, asked.this_day):
        known[one.rule] -= 1
        if known[one.rule] < 0:
            raise NegotrackError(f"nothing was changed, for then {one.message}", one.hint, NOT_FOUND)
    book = renaming.book.id
    after = proposed.after.books.get(book)
    meant = renamed(proposed.before.books[book], renaming.names)
    if after is None or _said(meant) != _said(after):
        raise NegotrackError(
            "the files would not say the same under the new id; nothing was written", "please report it", INTERNAL
        )


def _said(book: Book) -> list[str]:
    """All that a book says, whatever the lines it stands on and the ids there were before."""
    declared = [repr(one) for one in (*book.parties.values(), *book.issues.values())]
    entries = sorted((one.id, repr(one)) for one in book.entries)
    return [_PLACES.sub("", words) for words in (*declared, *(words for _, words in entries))]


def _told(asked: Asked, changes: Sequence[Change], dry_run: bool) -> None:
    """What becomes of every file, as data: changed, or gone from one name and come to another."""
    from negotrack.cli import opening
    from negotrack.render.views import listing

    kinds = {(True, True): "changed", (False, True): "new", (True, False): "gone"}
    rows = [(one.path, kinds[one.old is not None, one.new is not None], not dry_run) for one in changes]
    opening.show(asked, listing.page("rename", "Files", ("path", "state", "written"), rows, {}))


def _shown(changes: Sequence[Change], color: bool) -> str:
    """The changes as a unified diff, a file that moves as one."""
    from negotrack.render.as_diff import unified

    shown, waiting = "", None
    for change in changes:
        if change.old is None:
            waiting = change
            continue
        new = change.new if change.new is not None else waiting.new if waiting is not None else None
        path = change.path if change.new is not None or waiting is None else waiting.path
        shown += unified(change.path, change.old.decode(), (new or b"").decode(), color=color, new_path=path)
        waiting = None
    return shown
