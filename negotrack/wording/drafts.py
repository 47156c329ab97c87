"""How parties stand to a draft, to each of its clauses and to it as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from negotrack.book import RedLine
from negotrack.held import Held, Pact
from negotrack.reasons import Fact
from negotrack.wording.items import Line, item_words
from negotrack.wording.values import (
    count,
    day_words,
    distance_words,
    listed,
    name,
    names,
    stated_words,
    term_words,
    titled,
)

if TYPE_CHECKING:
    from negotrack.assess import Assessment, Clause, Wait, Whole
    from negotrack.book import Book

CLAUSE_SYMBOLS = {
    "accepted": "✓", "inside": "●", "unknown": "?", "partial": "○", "mixed": "○", "partly": "○", "outside": "↔",
    "waiting": "→", "ruled-out": "✗",
}  # fmt: skip

CLAUSE_MEANINGS = {
    "accepted": "agreed or accepted as it stands",
    "inside": "inside what the party has stated",
    "unknown": "the statements do not say",
    "partly": "leaves open more than the party has stated",
    "outside": "outside what the party has stated",
    "waiting": "the party demands something else first",
    "ruled-out": "a red line rules it out",
}


def assessment_words(book: Book, found: Assessment) -> str:
    """How all parties stand to a draft, in a sentence: `Ruled out by Israel; outside what Hamas has stated.`"""
    said = {
        "accepted": "accepted by {}", "inside": "inside what was stated by {}", "unknown": "unknown for {}",
        "partial": "short of what is asked for by {}", "mixed": "across the alternatives of {}",
        "partly": "in part inside what was stated by {}", "outside": "outside what was stated by {}",
        "waiting": "waiting for what is demanded first by {}", "ruled-out": "ruled out by {}",
    }  # fmt: skip
    groups: dict[str, list[str]] = {}
    for one in found.parties:
        groups.setdefault(one.name, []).append(one.party)
    words = "; ".join(
        words.format(names(book, groups[name])) for name, words in reversed(said.items()) if name in groups
    )
    return f"{words[:1].upper()}{words[1:]}."


def whole_words(book: Book, whole: Whole) -> str:
    """How a party stands to a draft as a whole, in a sentence."""
    who = name(book, whole.party)
    match whole.name:
        case "accepted":
            return f"{who} has accepted every clause of it"
        case "inside":
            return f"All of it is inside what {who} has stated, and no red line of {who} rules it out"
        case "unknown":
            return f"Nothing {who} has stated is against it, but on some clauses its word is missing or old"
        case "partial":
            return f"What it says is inside what {who} has stated, but it leaves out what {who} asks for in return"
        case "mixed":
            return (
                f"Each clause alone is inside what {who} has stated, but no one of its alternatives holds them together"
            )
        case "partly":
            return f"It leaves open more than {who} has stated"
        case "outside":
            outside = sum(clause.place == "outside" and clause.name == "outside" for clause in whole.clauses)
            return f"It is outside what {who} has stated, on {count(outside, 'issue')}"
        case "waiting":
            return f"No red line of {who} rules it out, but {who} demands something else first"
        case "ruled-out":
            return f"It is ruled out by {listed(held.key for held in whole.lines)}"


def whole_lines(book: Book, whole: Whole) -> list[Line]:
    """What there is to say of a draft as a whole beside its clauses."""
    who, lines = name(book, whole.party), list[Line]()
    if whole.answered is not None:
        verb = {"accepts": "accepted", "rejects": "rejected", "considers": "answered that it considers"}
        answer = whole.answered.response
        changed = " with changes" if answer.answer == "accepts" and answer.with_terms else ""
        said = f"{who} {verb[answer.answer]} it{changed} on {day_words(whole.answered.entry.said)}"
        lines.append(Line(said, (Fact(whole.answered.entry, whole.party, "", answer.place),)))
    for held in whole.met:
        lines.append(Line(f"The draft meets {held.key}: {who} {item_words(book, held.item)}", (held.fact(),)))
    lines += [wait_line(book, wait) for wait in whole.waits]
    for group in whole.mixed:
        labels = listed((held.label for held in group), "or")
        lines.append(Line(f"Not inside {labels} taken whole", tuple(held.fact() for held in group)))
    for held, issue in whole.left_out:
        asks = titled(book, held.item.package[issue])
        lines.append(Line(f"Left out: {who} asks for {asks}", (held.fact(issue),)))
    return lines


def clause_words(book: Book, clause: Clause) -> str:
    """How a party stands to one clause, in a few words: `outside by 35 days`, `unknown, never spoken`."""
    scale = book.issue(clause.issue).scale
    if clause.place == "outside" and clause.distance and clause.name != "ruled-out":
        away = f"outside by {distance_words(scale, clause.distance)}"
        return {"outside": away, "waiting": f"waiting, {away}"}.get(clause.name, f"unknown, {_WHY[clause.why]}")
    if clause.name == "unknown":
        return f"unknown, {_WHY[clause.why]}"
    return {"ruled-out": "ruled out", "partly": "inside in part"}.get(clause.name, clause.name)


_WHY = {
    "": "", "unstated": "never spoken", "unspecified": "no value named",
    "alternative": "free in its alternative", "scopes": "another scope", "text": "words only",
    "stale": "stale", "open": "the draft names no value",
}  # fmt: skip


def clauses_lines(book: Book, clauses: Iterable[Clause]) -> list[Line]:
    """Why a party stands so to each of some clauses; those that one agreement or acceptance accepts in one sentence."""
    accepted: dict[int, list[Clause]] = {}
    lines: list[Line] = []
    for clause in clauses:
        if clause.name == "accepted":
            accepted.setdefault(id(clause.by), []).append(clause)
        else:
            lines += _clause_lines(book, clause)
    for together in accepted.values():
        titles = listed(book.issue(clause.issue).title for clause in together)
        what = "agreed to it" if isinstance(together[0].by, Pact) else "accepted it as it stands"
        facts = {fact.place: fact for clause in together for fact in clause_facts(clause)}
        said = f"{titles}: accepted; {name(book, together[0].party)} has {what}"
        lines.append(Line(said, tuple(facts.values())))
    return lines


def _clause_lines(book: Book, clause: Clause) -> list[Line]:
    who, title = name(book, clause.party), book.issue(clause.issue).title
    lines = [_clause_line(book, clause, f"{title}: ")]
    part = "" if clause.name == "ruled-out" else ", which rules out part of it"
    lines += [Line(f"{who} {item_words(book, held.item)}{part}", (held.fact(clause.issue),)) for held in clause.lines]
    return lines + [wait_line(book, wait) for wait in clause.waits]


def _clause_line(book: Book, clause: Clause, head: str) -> Line:
    who, facts = name(book, clause.party), clause_facts(clause)
    said = _said_then(book, clause)
    match clause.name:
        case "inside":
            return Line(f"{head}inside what {who} has stated, {said}", facts)
        case "partly":
            return Line(f"{head}only in part inside what {who} has stated, {said}", facts)
        case "outside":
            scale = book.issue(clause.issue).scale
            far = f" by {distance_words(scale, clause.distance)}" if clause.distance else ""
            return Line(f"{head}outside what {who} has stated{far}; {_has(clause)} {said}", facts)
        case "waiting":
            lies = {"inside": "inside", "partly": "only in part inside", "outside": "outside"}.get(clause.place, "")
            beside = f"; it is {lies} what {who} has stated, {said}" if lies else ""
            return Line(f"{head}{who} demands something else first{beside}", facts)
        case "ruled-out":
            return Line(f"{head}ruled out by {listed(held.key for held in clause.lines)}")
        case "unknown":
            spared = listed(held.key for held in clause.spared)
            left = f", and its red line {spared} leaves it" if len(clause.spared) == 1 else f", and {spared} leave it"
            facts += tuple(held.fact(clause.issue) for held in clause.spared)
            return Line(f"{head}unknown; {_unknown_clause(clause, who, said)}{left if spared else ''}", facts)
    raise AssertionError("what is accepted is told together")


def _has(clause: Clause) -> str:
    return "agreed is" if isinstance(clause.by, Pact) else "that is"


def clause_facts(clause: Clause) -> tuple[Fact, ...]:
    """The statements that show where a clause lies: what accepts it, or what its party has stated."""
    if isinstance(clause.by, Pact | Held):
        return (clause.by.fact(clause.issue),)
    if clause.elsewhere:
        return tuple(fact for one in clause.elsewhere for fact in one.facts)
    return clause.stated.facts if clause.stated else ()


def _said_then(book: Book, clause: Clause) -> str:
    """What a party has stated on a clause's issue, or agreed."""
    if isinstance(clause.by, Pact):
        return term_words(book, clause.by.agreement.terms[clause.issue])
    return stated_words(book, clause.stated) if clause.stated else ""


def _unknown_clause(clause: Clause, who: str, said: str) -> str:
    match clause.why:
        case "stale":
            assert clause.stated is not None
            lay = {"inside": "inside it", "partly": "only in part inside it"}.get(clause.place, "outside it")
            return f"{who} has not spoken to it since {day_words(clause.stated.since)}, when it stated {said}; this is {lay}"
        case "alternative":
            return f"{who} has stated {said}, but not in the alternative that the draft fits"
        case "unspecified":
            return f"{who} has spoken to it without naming a value"
        case "scopes":
            return f"{who} has spoken to it only under another scope, which cannot be compared"
        case "text":
            return "it is recorded in words, which are shown and not compared"
        case "open":
            return "the draft names no value"
    return f"{who} has stated nothing on it"


def wait_line(book: Book, wait: Wait) -> Line:
    """What an item wants first, and when the draft brings it."""
    needs = titled(book, wait.needs)
    step = f" (step {wait.step})" if wait.step else ""
    before = {"talks": "any talks", "deal": "any deal"}.get(wait.before)
    if isinstance(wait.held.item, RedLine):
        wants = f"rules out {book.issue(wait.before).title} as drafted{step} unless {needs}"
    else:
        wants = f"demands {needs} before {before or f'{book.issue(wait.before).title} as drafted'}{step}"
    comes = {
        "never": "the draft does not bring that",
        "later": f"the draft brings that only in step {wait.at}"
        if wait.at
        else "the draft brings that only with the deal",
        "together": "the draft brings both in one step",
    }[wait.comes]
    return Line(f"{name(book, wait.held.party)} {wants}; {comes}", (wait.fact,))
