"""What moved between two days: a change of an item, and a step in the history of an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotrack.book import Agreement
from negotrack.wording.items import item_words
from negotrack.wording.values import distance_words, listed, name, values_words

if TYPE_CHECKING:
    from negotrack.book import Book
    from negotrack.changes import Change
    from negotrack.history import Step


def change_words(book: Book, change: Change) -> str:
    """One move in a sentence without its party: `softens on Hostages released: from … to …`."""
    if change.kind != "offer":
        return _condition_words(book, change)
    title, scale = book.issue(change.issue).title, book.issue(change.issue).scale
    before, after = values_words(scale, change.values_before), values_words(scale, change.values_after)
    match change.change:
        case "added":
            return f"now states on {title}: {after}"
        case "dropped":
            return f"no longer states on {title}: {before}{_why(change)}"
        case "restated":
            return f"restates on {title}: {after}"
        case "reworded":
            return f"is recorded in other words on {title}: {after}"
    verb = {"softened": "softens", "hardened": "hardens", "shifted": "shifts"}[change.change]
    led = [f"{way} {'from ' if way == 'away' else ''}{name(book, party)}" for party, way in change.direction]
    return f"{verb} on {title}: from {before} to {after}" + (f", {listed(led)}" if led else "")


def _condition_words(book: Book, change: Change) -> str:
    held = change.after or change.before
    assert held is not None
    verb = {
        "added": "adds a", "dropped": "no longer holds the", "softened": "softens its", "hardened": "hardens its",
        "shifted": "redraws its", "restated": "restates its", "reworded": "is recorded in other words on its",
    }[change.change]  # fmt: skip
    why = _why(change) if change.change == "dropped" else ""
    return f"{verb} {change.kind} {held.item.id}: {item_words(book, held.item)}{why}"


def _why(change: Change) -> str:
    if not change.why:
        return " (denied)" if change.entry else " (no longer in the files)"
    if change.why == "crossed":
        return " (it agreed otherwise)" if isinstance(change.entry, Agreement) else " (crossed by its own statement)"
    return f" ({'overtaken by its own statement' if change.why == 'overtaken' else change.why})"


def step_words(book: Book, issue: str, step: Step) -> str:
    """One move in a history: `softens to at most 60 days, by 53 days`."""
    scale = book.issue(issue).scale
    before, after = (values_words(scale, step.before), values_words(scale, step.after))
    by = f", by {distance_words(scale, step.far)}" if step.far else ""
    match step.move:
        case "stated":
            return f"states {after}"
        case "restated":
            return f"restates {after}"
        case "softened" | "hardened" | "shifted":
            verb = {"softened": "softens", "hardened": "hardens", "shifted": "shifts"}[step.move]
            return f"{verb} from {before} to {after}{by}"
        case "withdrawn":
            return f"withdraws {before}"
        case "expired" | "settled" | "dropped":
            return f"{before}: {step.move}"
        case "agreed":
            return f"agreed: {after}"
        case "agreement over":
            return "the agreement no longer holds"
    return step.move.replace("drew", "draws").replace("gave", "gives").replace("crossed", "crosses")
