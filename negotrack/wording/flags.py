"""What one statement changed, and what giving up one item would: flags, levers, the answer as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotrack.book import Statement
from negotrack.compare import Agreed, Blocked, Gap, Overlap
from negotrack.wording.deals import deadlock_words, outcome_words, rejected_key
from negotrack.wording.items import crossed_words, entry_words, item_words, past
from negotrack.wording.values import count, distance_words, listed, name, names, values_words
from negotrack.wording.verdicts import finding_words, turn_words, verdict_words

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.flags import Flag
    from negotrack.held import Stated
    from negotrack.levers import Lever, Levers
    from negotrack.whole import Turned

PACKAGE_WORDS = {
    "on-the-table": "a package is on the table",
    "within-red-lines": "there is room for a package within the red lines, and none is on the table",
    "no-package": "no package is within the red lines of all",
}


def flag_words(book: Book, flag: Flag) -> str:
    """What a statement changed, in a sentence without its day."""
    if flag.packages is not None:
        return _package_flag(book, flag)
    if flag.deadlock is not None:
        told = "forms" if flag.name == "deadlock-formed" else "is broken"
        return f"A deadlock {told}, {deadlock_words(book, flag.deadlock)}"
    return _verdict_flag(book, flag) if flag.after is not None else _item_flag(book, flag)


def _package_flag(book: Book, flag: Flag) -> str:
    assert flag.packages is not None
    before, after = flag.packages
    both = names(book, flag.parties)
    match flag.name, after:
        case "package-opened", "on-the-table":
            said = f"A package is on the table: what {both} have put forward goes together"
            if flag.package is None:
                return said
            no = dict.fromkeys((answer.party, rejected_key(held)) for held, answer in flag.package.rejected)
            return said + "".join(f"; {name(book, party)} has rejected {key}" for party, key in no)
        case "package-opened", _:
            return f"The red lines of {both} leave room for a package again"
        case _, "no-package":
            gone = "No package is on the table any more, and the" if before == "on-the-table" else "The"
            return f"{gone} red lines of {both} leave no package"
    return f"No package is on the table any more between {both}"


def _verdict_flag(book: Book, flag: Flag) -> str:
    assert flag.after is not None
    issue, after = book.issue(flag.issue), flag.after
    both, title, scale = names(book, flag.parties), issue.title, issue.scale
    was = verdict_words(book, flag.before) if flag.before else "unknown"
    on = f"{title} ({both})" if len(book.principals) > 2 else title  # where the sentence names the two in no other way
    match after.verdict, flag.name:
        case (Overlap(zone), "overlap-opened") if zone.single:
            return f"{both} both name {values_words(scale, zone)} on {title}"
        case (Overlap(zone), "overlap-opened"):
            return f"{title}: what {both} have stated now meets, at {values_words(scale, zone)}"
        case (Gap(_, _, distance), "gap-opened") if distance is not None:
            return f"{title}: {both} are {distance_words(scale, distance)} apart"
        case (Gap(), "gap-opened"):
            return f"{title}: what {both} have stated does not meet"
        case (Gap(_, _, distance), "gap-narrowed" | "gap-widened"):
            verb = "narrows" if flag.name == "gap-narrowed" else "widens"
            return f"{on}: the {was} {verb} to {distance_words(scale, distance)}"
        case (Blocked(), "blocked"):
            return f"{on}: {finding_words(book, after)}"
        case (Agreed(values), "agreed"):
            return f"{agree_words(book, flag.parties)}{title}: {values_words(scale, values)}"
    now = verdict_words(book, after)
    settled = [party for party, stated in flag.before.stated.items() if _settled(flag, stated)] if flag.before else []
    if settled and flag.name in ("overlap-lost", "unblocked"):
        return f"{on}: the agreement took the place of what {names(book, settled)} had offered ({was}); now {now}"
    match flag.name:
        case "agreement-lapsed":
            agreed = was.removeprefix("agreed: ")
            if isinstance(flag.entry, Statement):
                return f"{on}: {name(book, flag.entry.party)} leaves the agreement ({agreed}); now {now}"
            return f"{on}: the agreement ({agreed}) no longer holds; now {now}"
        case "overlap-lost":
            return f"{title}: {both} no longer meet ({was.removeprefix('overlap: ')}); now {now}"
    return f"{on}: no longer blocked; now {now}"


def agree_words(book: Book, parties: Sequence[str]) -> str:
    """How it is told that parties agree, before what they agree on."""
    return f"{names(book, parties)} agree on "


def _settled(flag: Flag, stated: Stated | None) -> bool:
    """Whether what a party had stated ended with the agreement that a flag is about."""
    return stated is not None and all(held.by is flag.entry and held.state == "settled" for held in stated.held)


def _item_flag(book: Book, flag: Flag) -> str:
    who, held = names(book, flag.parties[:1]), flag.held
    if flag.denied is not None:
        stays = flag.denied.attribution in ("official-text", "on-record")
        kept = ", which stays as it is on record" if stays else ", which is left out from now on"
        return f"{who} denies {flag.denied.id} (“{entry_words(book, flag.denied)}”){kept}"
    assert held is not None, "a flag on an issue has its verdicts"
    says = item_words(book, held.item)
    match flag.name:
        case "offer-accepted":
            changed = any(
                a.party == flag.parties[0] and a.entry is flag.entry and a.response.with_terms for a in held.answers
            )
            return f"{who} accepts {held.key}{' with changes' if changed else ''}"
        case "offer-rejected":
            return f"{who} rejects {held.key}"
        case "offer-withdrawn":
            return f"{who} withdraws {held.key}: {says}"
        case "offer-expired":
            return f"{held.key} runs out: {says}"
        case "offer-crosses-red-line" if flag.by is not None:
            return f"{flag.by.key} runs into {held.key}: {name(book, held.party)} {says}"
        case "own-red-line-crossed":
            return crossed_words(book, held)
        case "red-line-dropped":
            return f"{who} drops its red line {held.item.id}: it {past(says)}"
        case "precondition-dropped":
            return f"{who} drops its precondition {held.item.id}: it {past(says)}"
        case "precondition-met":
            return f"What {name(book, held.party)} demanded is met: {says.removeprefix('demands ')}"
        case "precondition-overtaken":
            return f"{who} moves on without its own precondition {held.item.id}: it {past(says)}"
    return f"{who} {says}"


def turned_words(book: Book, change: Turned) -> list[str]:
    """What changed in the whole: the answer for all issues at once, the deadlocks formed and broken."""
    lines = []
    if change.before != change.after:
        was = {"on-the-table": "a package was on the table", "within-red-lines": "the red lines left room for one",
               "no-package": "the red lines left none"}[change.before]  # fmt: skip
        lines.append(f"{outcome_words(change.after)} (before: {was})")
    lines += [f"Deadlock broken, {deadlock_words(book, one)}" for one in change.broken]
    return lines + [f"Deadlock formed, {deadlock_words(book, one)}" for one in change.formed]


def levers_words(book: Book, found: Levers) -> str:
    """What there is to move, in a sentence or two."""
    stuck = count(len(found.deadlocks), "deadlock")
    moving = count(len(found.levers), "item")
    words = f"As things stand among {names(book, found.among)}, {PACKAGE_WORDS[found.package]}, with {stuck} of order."
    changing = f"{moving[:1].upper()}{moving[1:]}, given up alone, would change something"
    return f"{words} {changing}; {count(len(found.idle), 'other')} would not."


def lever_lines(book: Book, lever: Lever) -> tuple[list[str], list[str]]:
    """What giving an item up would open, and what it would lose."""
    opens: list[str] = []
    loses: list[str] = []
    if lever.opened > 0:
        opens.append(
            "puts a package on the table" if lever.after == "on-the-table" else "opens a package within the red lines"
        )
    if lever.opened < 0:
        loses.append("takes the package off the table")
    opens += [f"breaks a deadlock, {deadlock_words(book, one)}" for one in lever.broken]
    loses += [f"leaves a deadlock, {deadlock_words(book, one)}" for one in lever.formed]
    opens += [turn_words(book, turn) for turn in lever.better]
    silent = listed(book.issue(issue).title for issue in lever.silenced)
    loses += [f"leaves {name(book, lever.held.party)} with nothing stated on {silent}"] if silent else []
    return opens, loses + [turn_words(book, turn) for turn in lever.worse]
