"""What each party holds and says: items and their lives, statements and other entries, and where they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotrack.book import Agreement, Event, Offer, Precondition, RedLine, Statement
from negotrack.frozen import dataclass
from negotrack.wording.values import (
    day_words,
    listed,
    name,
    names,
    possessive,
    term_words,
    terms_words,
    values_words,
)

if TYPE_CHECKING:
    from negotrack.book import Book, Entry, Item
    from negotrack.held import Held, Pact
    from negotrack.reasons import Fact
    from negotrack.standing import Standing
    from negotrack.supposing import Supposition


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence and the statements it rests on.

    `number` is what later lines call it by, 0 where none does; `depth` how many suppositions it stands under.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    number: int = 0
    depth: int = 0


def item_words(book: Book, item: Item) -> str:
    """What an item says, as a clause without its party."""
    match item:
        case Offer():
            blocks = (("gives", item.gives), ("asks", item.asks), ("names", item.terms))
            return " — ".join(f"{verb} {terms_words(book, terms)}" for verb, terms in blocks if terms)
        case Precondition():
            before = item.before if isinstance(item.before, str) else terms_words(book, item.before)
            before = {"deal": "any deal", "talks": "any talks"}.get(before, before)
            by = f", to be brought about by {name(book, item.by)}" if item.by else ""
            return f"demands {terms_words(book, item.requires, ' and ')}{by} — before {before}"
        case RedLine():
            if item.must:
                return f"accepts only {terms_words(book, item.must)}"
            unless = f", unless {terms_words(book, item.unless)}" if item.unless else ""
            return f"rules out {terms_words(book, item.never, ' together with ')}{unless}"


def held_words(book: Book, held: Held) -> str:
    """What a party holds with an item, as a clause: `Israel gives …`."""
    return f"{name(book, held.party)} {item_words(book, held.item)}"


def past(says: str) -> str:
    """What an item said, when it says it no more."""
    verbs = {"demands": "demanded", "rules": "ruled", "accepts": "accepted"}
    verb, _, rest = says.partition(" ")
    return f"{verbs.get(verb, verb)} {rest}"


def drawn_words(book: Book, held: Held, issue: str) -> str:
    """What a red line says on one issue, for a cell: `only permanent`, `never halted, unless Hamas rule in Gaza: ended`."""
    line, scale = held.item, book.issue(issue).scale
    assert isinstance(line, RedLine)
    if line.conditional:
        others = {key: term for key, term in line.never.items() if key != issue}
        together = f" together with {terms_words(book, others, ' and ')}" if others else ""
        unless = f", unless {terms_words(book, line.unless, ' and ')}" if line.unless else ""
        return f"never {values_words(scale, line.never[issue].values)}{together}{unless}"
    out = line.ruled_out(issue)
    assert out is not None, "a line on the issue"
    left = ~out
    if issue in line.must or (left.single and not out.single):
        return f"only {values_words(scale, left)}"
    return f"never {values_words(scale, out)}"


def demanded(standing: Standing, party: str, issue: str) -> dict[str, list[Held]]:
    """What a party demands first on an issue, or lets wait for others: `halted before any talks`; each once, and by what."""
    book = standing.book
    first: dict[str, list[Held]] = {}
    later: dict[str, dict[str, list[Held]]] = {}
    for held in standing.preconditions(party):
        item = held.item
        assert isinstance(item, Precondition)
        if issue in item.requires:
            whole = {"deal": "any deal", "talks": "any talks"}
            before = whole[item.before] if isinstance(item.before, str) else terms_words(book, item.before, " and ")
            first.setdefault(f"{term_words(book, item.requires[issue])} before {before}", []).append(held)
        elif not isinstance(item.before, str) and issue in item.before:
            awaited = terms_words(book, item.requires, " and ")
            later.setdefault(term_words(book, item.before[issue]), {}).setdefault(awaited, []).append(held)
    for value, after in later.items():
        first[f"{value} only after {listed(after)}"] = [held for some in after.values() for held in some]
    return first


def offered(book: Book, issue: str, held: Held) -> str:
    """What one offer says on one issue, with its verb: `gives at most 7 days`, `asks at least 40 people`."""
    assert isinstance(held.item, Offer)
    if held.item.accepts:
        verb = f"accepts in {held.item.accepts}"
    else:
        verb = {"gives": "gives", "asks": "asks for", "terms": "names"}[held.item.side(issue)]
    return f"{verb} {term_words(book, held.item.package[issue])}"


def states_of(book: Book, held: Held) -> list[str]:
    """Where an item's life has led: `on the table`, `rejected by Hamas on 20 Dec 2023`, `superseded by …`."""
    words: list[str] = []
    if held.state != "standing":
        words.append(_said_again(held) or ended_words(held))
    if isinstance(held.item, Offer) and held.state in ("standing", "superseded"):
        answers: dict[str, str] = {}
        for answer in held.answers:
            verb = {"accepts": "accepted", "rejects": "rejected", "considers": "under consideration"}[
                answer.response.answer
            ]
            changed = " with changes" if answer.response.answer == "accepts" and answer.response.with_terms else ""
            answers[answer.party] = f"{verb}{changed} by {name(book, answer.party)} on {day_words(answer.entry.said)}"
        words += answers.values()
    if held.state == "standing":
        words = words or [_standing_word(held)]
    return words


def _said_again(held: Held) -> str:
    """That the next version of an item says the same, or what it is; nothing where something else ended it."""
    if held.state != "superseded" or not isinstance(held.by, Statement):
        return ""
    for item in held.by.items:
        if item.id == held.item.id:
            verb = "said again" if item == held.item else "next version"
            return f"{verb} in {held.by.id} on {day_words(held.by.said)}"
    return ""


def _standing_word(held: Held) -> str:
    if not isinstance(held.item, Offer):
        return "stands"
    word = "accepted terms stand" if held.item.accepts else "on the table"
    return f"{word}, to explore only" if held.exploratory else word


def ended_words(held: Held) -> str:
    """How an item came to an end, by which statement."""
    by = (
        f" by {held.by.id} on {day_words(held.by.said)}"
        if held.by
        else f" on {day_words(held.ended)}"
        if held.ended
        else ""
    )
    match held.state:
        case "crossed":
            return f"no longer binds: crossed{by}"
        case "overtaken":
            return f"overtaken{by}"
        case "expired":
            assert isinstance(held.item, Offer) and held.item.until is not None
            return f"expired after {day_words(held.item.until)}"
    return f"{held.state}{by}"


def over_words(book: Book, pact: Pact, issue: str) -> str:
    """That an agreement no longer holds on an issue, and why: someone left it, an event ended it, or it ran out."""
    term = pact.agreement.terms[issue]
    said = f"They had agreed on {term_words(book, term)} on {day_words(pact.agreement.said)}"
    if issue in pact.departed:
        party, entry = pact.departed[issue]
        return f"{said}; {name(book, party)} left that by {entry.id} of {day_words(entry.said)}"
    if pact.ended_by is not None:
        return f"{said}; that ended on {day_words(pact.ended_by.said)}: {entry_words(book, pact.ended_by)}"
    assert pact.agreement.until is not None, "in no other way does an agreement end"
    return f"{said}; that ran out after {day_words(pact.agreement.until)}"


def crossed_words(book: Book, held: Held) -> str:
    """That a red line no longer binds, by which statement of its own party, and what it had said."""
    whose = f"{possessive(name(book, held.party))} red line {held.item.id} no longer binds"
    had = f"{name(book, held.party)} had {past(item_words(book, held.item))}"
    if held.by is None:
        return f"{whose}; {had}"
    by = f"{held.by.id} of {day_words(held.by.said)}"
    how = "it agreed otherwise in" if isinstance(held.by, Agreement) else "it was crossed by its own"
    return f"{whose}: {how} {by}; {had}"


def entry_words(book: Book, entry: Entry) -> str:
    """What an entry is, in a clause: its summary, or what can be told of it."""
    match entry:
        case Statement():
            return entry.summary or _said_words(book, entry)
        case Agreement():
            return f"Agreement of {names(book, entry.parties)}" + (f": {entry.summary}" if entry.summary else "")
        case Event():
            return entry.title


def _said_words(book: Book, entry: Statement) -> str:
    """What a statement without a summary says: its first item, answer, withdrawal or denial."""
    who = name(book, entry.party)
    if entry.items:
        return f"{who} {item_words(book, entry.items[0])}"
    if entry.responses:
        return f"{who} {entry.responses[0].answer} {entry.responses[0].to}"
    what = [f"withdraws {key}" for key, _ in entry.withdraws] + [f"denies {key}" for key, _ in entry.denies]
    return f"{who} {what[0]}" if what else f"{who} states nothing"


def speaker_words(book: Book, entry: Entry) -> str:
    """On whose word: the party, its speaker, through whom."""
    if isinstance(entry, Event):
        return "event"
    who = names(book, entry.parties)
    speaker = f" ({entry.speaker})" if isinstance(entry, Statement) and entry.speaker else ""
    return who + speaker + (f", via {names(book, entry.via)}" if entry.via else "")


def citation(fact: Fact) -> str:
    """The day and the place of a statement: `19 Dec 2023 · israel/week-for-40 · positions/…yaml:14`."""
    item = f"{fact.item} · " if fact.item else ""
    return f"{day_words(fact.entry.said)} · {item}{fact.place.path}:{fact.place.line}"


def supposition_words(book: Book, what: Supposition) -> str:
    """What is supposed, in a sentence: `Supposing that israel/no-end-before-defeat is given up.`"""
    given_up = listed(held.label for held in what.given_up)
    clauses = [f"{given_up} {'is' if len(what.given_up) == 1 else 'are'} given up"] if given_up else []
    return f"Supposing that {listed([*clauses, *(_made_words(book, entry) for entry in what.made)])}."


def _made_words(book: Book, entry: Entry) -> str:
    holds, on = f"what {entry.place.path} holds", f"on {day_words(entry.said)}"
    match entry:
        case Statement():
            return f"{name(book, entry.party)} says {holds}, {on}"
        case Agreement():
            return f"{names(book, entry.parties)} agree to {holds}, {on}"
        case Event():
            return f"{holds} happens, {on}"
