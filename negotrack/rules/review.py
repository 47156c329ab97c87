"""What only a review can decide: what a change did to statements that were on file before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from negotrack.book import Book, Entry, Issue, Party, Statement
from negotrack.findings import Finding, Label, finding


def statement_edited(before: Book, after: Book) -> Iterator[Finding]:
    """A statement on file is not edited in meaning; what is said later is a statement of its own.

    Who looked at the files before the change saw another position on that day. A correction of the record is fine, and
    a reviewer should know that it is one; a change of mind is a new statement with its own date and source.

    *Flagged*

    A change of `gives: {ceasefire-length: 7 days}` to `14 days` in a file that was there before.

    *Clean*

    A new file with the later date, whose offer has the same id: the next version.
    """
    for entry in after.entries:
        old = before.entry(entry.id)
        if old is not None and _meaning(old) != _meaning(entry):
            hint = "record what was said later in a file of its own; if this corrects the record, say so in the change"
            yield finding("", "the meaning of a statement on file was changed", entry.place, hint=hint)


def statement_deleted(before: Book, after: Book) -> Iterator[Finding]:
    """A statement on file is not deleted; what is given up is withdrawn, what was never said is denied.

    Deleting a statement rewrites what was held on every later day, and hides that anyone ever thought otherwise.

    *Flagged*

    A change that removes `israel/2023-12-19-week-for-40.yaml`.

    *Clean*

    A new statement with `withdraws: [week-for-40]`, or one with `denies:` where the party says it never said so.
    """
    kept = {entry.id for entry in after.entries} | after.unread
    for entry in before.entries:
        if entry.id not in kept:
            hint = "put it back, and record a withdrawal or a denial; if it was recorded in error, say so in the change"
            yield finding("", f"the statement {entry.id} is no longer on file", after.place, hint=hint)


def late_entry(before: Book, after: Book) -> Iterator[Finding]:
    """A new statement is not older than the newest of its party that was already on file.

    A late entry changes what the files say of days in the past: verdicts and flags that people have seen. It may well
    be right; a reviewer should look at what it moves.

    *Flagged*

    A new statement of 1 December where the newest of the party on file is of 21 December.

    *Clean*

    A new statement of 22 December, or of the 21st.
    """
    newest: dict[str, Statement] = {}
    for entry in before.chronicle:
        if isinstance(entry, Statement):
            newest[entry.party] = entry
    for entry in after.entries:
        latest = newest.get(entry.party) if isinstance(entry, Statement) else None
        if latest is not None and before.entry(entry.id) is None and entry.said.day < latest.said.day:
            message = (
                f"the statement is of {entry.said.text}, and {latest.id} of {latest.said.text} was on file before it"
            )
            hint = "see with `negotrack diff` what it moves on the days since"
            yield finding("", message, entry.place, Label(latest.place, "the newest on file"), hint=hint)


def sources_changed(before: Book, after: Book) -> Iterator[Finding]:
    """The sources of a statement on file stay; others may be added to them.

    A claim is as good as its sources. Where one is replaced or dropped, a reviewer should see that the words still
    stand in what is left.

    *Flagged*

    A change that replaces the `url` of a source, or removes one.

    *Clean*

    A change that adds a second source below the first.
    """
    for entry in after.entries:
        old = before.entry(entry.id)
        if old is not None and any(source not in entry.sources for source in old.sources):
            hint = "keep the old source beside the new one, or say in the change why it went"
            yield finding("", "a source of a statement on file was changed or removed", entry.place, hint=hint)


def renamed_without_previously(before: Book, after: Book) -> Iterator[Finding]:
    """A party or issue that gets a new id keeps the old one under `previously`.

    Other branches, notes and scripts still use the old id; `previously` lets them go on working.

    *Flagged*

    `usa: {name: United States, …}` becomes `united-states: {name: United States, …}`.

    *Clean*

    `united-states: {name: United States, previously: [usa], …}`.
    """
    gone = {party.name: party.id for party in before.parties.values() if party.id not in after.parties}
    for party in after.parties.values():
        old = gone.get(party.name, "")
        if old and party.id not in before.parties and old not in party.previously:
            yield _renamed("party", old, party)
    dropped = {issue.title: issue.id for issue in before.issues.values() if issue.id not in after.issues}
    for issue in after.issues.values():
        old = dropped.get(issue.title, "")
        if old and issue.id not in before.issues and old not in issue.previously:
            yield _renamed("issue", old, issue)


def _renamed(what: str, old: str, new: Party | Issue) -> Finding:
    return finding("", f"the {what} {old} is now {new.id}", new.place, hint=f"add `previously: [{old}]`")


def _meaning(entry: Entry) -> Entry:
    """An entry without its words and sources: what can change without changing what is held."""
    plain: dict[str, object] = {"summary": "", "note": "", "sources": (), "previously": ()}
    if isinstance(entry, Statement):
        plain |= {"speaker": "", "withdraws": _named(entry.withdraws), "denies": _named(entry.denies)}
    return replace(entry, **plain)  # type: ignore[arg-type]


def _named(references: tuple[tuple[str, object], ...]) -> tuple[tuple[str, None], ...]:
    return tuple((name, None) for name, _ in references)


CHECKS = (statement_edited, statement_deleted, late_entry, sources_changed, renamed_without_previously)
WARNINGS = frozenset(check.__name__ for check in CHECKS)
