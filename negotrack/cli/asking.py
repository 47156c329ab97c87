"""What a command line leaves out of a record, asked for on the terminal and read back in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from negotrack.book import Book, Term
from negotrack.cli import days, dialogue, dictated
from negotrack.cli.dictated import BARE, names_well
from negotrack.cli.telling import OF_SOURCES, Telling
from negotrack.editor.forms import examples, forms
from negotrack.editor.names import names_of
from negotrack.errors import NegotrackError
from negotrack.findings import Place
from negotrack.standing import Standing, standing
from negotrack.terms import Bare, read_value
from negotrack.values import Options, Scale
from negotrack.wording.items import entry_words
from negotrack.wording.values import name, terms_words

KINDS = {"statement": "what one party said", "agreement": "what parties agreed", "event": "what happened"}
PARTS = {
    "offer": "what it would give and what it asks in return",
    "red-line": "what it will not have",
    "precondition": "what must hold first",
    "accepts": "another's item",
    "rejects": "another's item",
    "considers": "another's item",
    "withdraws": "an item of its own",
    "denies": "a statement it says it never made",
}
VERBS = {
    "gives": "gives", "asks": "asks", "terms": "names", "never": "rules out", "unless": "would lift that for", "must": "accepts only",
    "requires": "demands", "before": "demands it before", "with": "accepts with", "refuses": "refuses",
    "agreement": "agreed:", "fact": "now:",
}  # fmt: skip
"""How a term is read back after the name of who said it."""

_BESIDE = {"accepts": ("with", "accepts it with changes in"), "rejects": ("refuses", "refuses in particular")}
"""What an answer may tell beside itself, and how it is asked."""

_ATTRIBUTIONS = {
    "official-text": "a text that the party itself has published",
    "on-record": "words of somebody who is named",
    "unnamed-officials": "people who speak for it and are not named",
    "leak": "not meant to be public",
    "third-party": "somebody else says what it said",
}
_QUOTE_WORDS = 40


def completed(book: Book, telling: Telling, today: date) -> Telling:
    """A telling with everything that was missing, and what is usually worth telling beside it."""
    kind = telling.kind or dialogue.choose("What is it?", KINDS, "statement")
    if kind == "agreement":
        telling = _agreement(book, telling, today)
    elif kind == "event":
        telling = _event(book, telling, today)
    else:
        telling = _statement(book, telling, today)
    if "summary" not in telling.pieces and kind != "event":
        telling = telling.but("summary", [dialogue.text("Summary, one plain sentence (Enter: none)")])
    if kind == "statement":
        telling = _voice(book, telling)
    return telling if telling.every("source") else _sources(telling, today)


def _dated(telling: Telling, today: date) -> Telling:
    """A telling with its day, for what may be answered or given up depends on it."""
    if telling.one("date"):
        return telling
    day = dialogue.ask("Date", lambda word: dictated.said_on(word, today, "date"), today.isoformat())
    return telling.but("date", [day])


def _statement(book: Book, telling: Telling, today: date) -> Telling:
    if not telling.every("party"):
        telling = telling.but("party", [dialogue.choose("Who said it?", _parties(book))])
    party = dictated.party_of(book, telling.one("party"))
    telling = _dated(telling, today)
    if telling.says_something:
        return telling
    dialogue.tell(f"\nWhat does {name(book, party)} say?")
    part = dialogue.choose("Kind", PARTS, "offer")
    then = standing(book, days.day(telling.one("date")[: len("2024-03-01")], today, "date"))
    while part:
        telling = _part(then, telling, party, part, today)
        again = telling.says_something
        question = "\nAnything else? One of the same kinds (Enter: no more)" if again else "\nKind"
        part = dialogue.choose(question, PARTS, may_skip=again, shown=False)
    return telling


def _part(then: Standing, telling: Telling, party: str, part: str, today: date) -> Telling:
    """A telling with one more item, answer, withdrawal or denial; `then` is what stood on its day."""
    book, who = then.book, name(then.book, party)
    match part:
        case "offer":
            return _item(
                book,
                telling,
                who,
                {"gives": "gives", "asks": "asks", "terms": "puts forward as neither side's to give"},
                today,
            )
        case "red-line":
            must = dialogue.choose(
                "Is it", {"never": "rules something out", "must": "rules out everything but something"}, "never"
            )
            more = {"unless": "would lift that for"} if must == "never" else {}
            return _item(book, telling, who, {must: VERBS[must], **more}, today)
        case "precondition":
            telling = _item(book, telling, who, {"requires": "demands first"}, today)
            issue = telling.every("requires")[-1].partition(":")[0]
            what = dialogue.choose("Before", {"talks": "any talks", "deal": "any deal"}, "deal")
            return telling.more("before", f"{issue}:{what}")
        case "denies":
            said = {
                entry.id: entry_words(book, entry)
                for entry in book.entries
                if entry.parties == (party,) and entry.said.day <= then.day
            }
            found = dialogue.choose(f"{who} denies", said, may_skip=True) if said else ""
            return telling.more("denies", found) if found else telling
    own = part == "withdraws"
    known = _with_gist(book, dictated.owned(book, party) if own else dictated.answerable(book, party))
    stands = {key: held for one in book.parties for held in then.standing(one) if (key := held.key) in known}
    shown = {key: words for key, words in known.items() if key in stands or "/" not in key}
    found = dialogue.choose(f"{who} {part}", shown, also=known, may_skip=True) if known else ""
    if not found:
        return telling
    telling = telling.more(part, found)
    if part not in _BESIDE:
        return telling
    block, verb = _BESIDE[part]
    issues = [*stands[found].item.package] if found in stands else []
    given = [f"{found}:{one}" for one in _terms(book, who, block, verb, among=issues)]
    for one in given:
        telling = telling.more(block, one)
    return telling


def _item(book: Book, telling: Telling, who: str, blocks: dict[str, str], today: date) -> Telling:
    """A telling with one more item, its terms block by block, and its name."""
    found: dict[str, list[str]] = {}
    while not any(found.values()):
        for block, verb in blocks.items():
            if block != "unless" or found.get("never"):
                found[block] = _terms(book, who, block, verb, shown=not found)
        if not any(found.values()):
            dialogue.tell("  it needs at least one term")
    first = {block: given[0].partition("=") for block, given in found.items() if given}
    item = {
        block: {issue: dictated.value_of(book, issue, value, BARE.get(block, Bare.exactly))}
        for block, (issue, _, value) in first.items()
    }
    name = dialogue.ask("A name for it", _slug, dictated.made_name(item))
    for block, given in found.items():
        for one in given:
            telling = telling.more(block, f"{name}:{one}")
    if "gives" in blocks and not telling.every("until"):
        last = dialogue.ask("Its last day, if one was told (Enter: none)", partial(_day, option="until", today=today))
        telling = telling.more("until", f"{name}:{last}") if last else telling
    return telling


def _terms(book: Book, who: str, block: str, verb: str, *, shown: bool = True, among: Sequence[str] = ()) -> list[str]:
    """Terms of a block as ISSUE=VALUE, each read back in words; the issues, or some among them, are listed first."""
    dialogue.tell(f"\nWhat {who} {verb}:" if who else f"\n{verb}:")
    if shown:
        dialogue.listed({issue: book.issue(issue).title for issue in among or book.issues})
    scoped = [f"{issue}@{scope}" for issue in book.issues for scope in book.scopes]
    bare, found = BARE.get(block, Bare.exactly), dict[str, str]()
    while issue := dialogue.ask(
        "Issue (Enter: no more)",
        lambda word: dictated.issue_of(book, word) if word else "",
        choices=[*book.issues, *scoped],
    ):
        scale = book.issue(issue).scale
        giver = book.issue(issue).given_by
        given = f"given by {name(book, giver)}; " if giver and block in ("gives", "asks") else ""
        order = f"from least to most {', '.join(scale.members)}; " if scale.kind == "levels" else ""
        dialogue.tell(f"  {given}{order}such as {', '.join(examples(scale))}")
        found[issue] = dialogue.ask(
            book.issue(issue).title,
            partial(_value, book, issue, bare),
            choices=[one.strip() for one in forms(scale)],
        )
        back = f"{who} {VERBS[block]} {_read_back(book, issue, found[issue], bare)}"
        dialogue.tell(f"  = {back.strip()}")
    return [f"{one}={value}" for one, value in found.items()]


def _value(book: Book, issue: str, bare: Bare, word: str) -> str:
    dictated.value_of(book, issue, word, bare)
    return word


def _read_back(book: Book, issue: str, word: str, bare: Bare) -> str:
    """A term as it will be understood: `Length of the ceasefire: at most 7 days`."""
    value = dictated.value_of(book, issue, word, bare)
    read = read_value(book.issue(issue).scale, value, bare)
    words = word if book.issue(issue).scale.kind == "text" and word != "unspecified" else ""
    term = Term(issue, word, read.values, read.exact, Place(""), read.bare, read.about, words)
    return terms_words(book, {issue: term}) + _allowed(term, book.issue(issue).scale)


def _allowed(term: Term, scale: Scale) -> str:
    """Behind a level that stands for others too, all that it allows; a word of doubt where that is all there are."""
    values = term.values
    if values is None or not term.bare or values == term.exact:
        return ""
    allowed = [one for one in scale.members if isinstance(values, Options) and one in values]
    if values != scale.everything:
        return f" ({', '.join(allowed)})" if allowed else ""
    order = f"; from least to most they are {', '.join(allowed)}" if allowed else ""
    return f"\n    that is any value{order}. If just this one is meant, write `exactly {term.written}`"


def _agreement(book: Book, telling: Telling, today: date) -> Telling:
    parties = [dictated.party_of(book, one) for one in telling.every("party")]
    while len(parties) < 2:
        left = {key: words for key, words in _parties(book).items() if key not in parties}
        parties.append(dialogue.choose("Who agreed?" if not parties else "And who?", left))
    while rest := {
        key: words for key, words in _parties(book).items() if key not in parties and not telling.every("party")
    }:
        if not (more := dialogue.choose("And who else? (Enter: nobody)", rest, may_skip=True)):
            break
        parties.append(more)
    telling = _dated(telling.but("party", parties), today)
    while not telling.every("agreement"):
        telling = telling.but("agreement", _terms(book, "", "agreement", "What was agreed"))
    if not telling.every("until"):
        last = dialogue.ask(
            "Its last day, if the text has one (Enter: none)", partial(_day, option="until", today=today)
        )
        telling = telling.but("until", [last] if last else [])
    return telling


def _event(book: Book, telling: Telling, today: date) -> Telling:
    if not telling.one("event"):
        telling = telling.but("event", [dialogue.text("What happened, in a few words", needed=True)])
    telling = _dated(telling, today)
    if not (telling.every("fact") or telling.every("ends")):
        facts = _terms(book, "", "fact", "What is the case since then")
        pacts = {entry.id: entry_words(book, entry) for entry in book.entries if len(entry.parties) > 1}
        ends = dialogue.choose("An agreement that it ends (Enter: none)", pacts, may_skip=True) if pacts else ""
        telling = telling.but("fact", facts).but("ends", [ends] if ends else [])
    return telling


def _voice(book: Book, telling: Telling) -> Telling:
    """Who spoke, through whom, and on whose word it rests."""
    if "speaker" not in telling.pieces:
        telling = telling.but("speaker", [dialogue.text("Who spoke (Enter: not known)")])
    if "via" not in telling.pieces:
        party = dictated.party_of(book, telling.one("party"))
        others = {key: words for key, words in _parties(book).items() if key != party}
        one = dialogue.choose("Carried by (Enter: nobody)", others, may_skip=True)
        telling = telling.but("via", [one] if one else [])
    if "attribution" not in telling.pieces:
        word = dialogue.choose("On whose word (Enter: not known)", _ATTRIBUTIONS, may_skip=True)
        telling = telling.but("attribution", [word])
    return telling


def _sources(telling: Telling, today: date) -> Telling:
    """Where it can be looked up: at least one source, each with what is known of it."""
    while True:
        again = bool(telling.every("source"))
        question = "Another source (Enter: none)" if again else "Source: its address, or a reference such as a page"
        place = dialogue.text(question, needed=not again)
        if not place:
            return telling
        given = {
            "source": place,
            "title": dialogue.text("  Headline (Enter: none)"),
            "publisher": dialogue.text("  Published by (Enter: not known)"),
            "published": dialogue.ask(
                "  Published on (Enter: not known)", partial(_day, option="published", today=today)
            ),
            "quote": dialogue.ask("  The words that carry the point (Enter: none)", _quote),
            "grade": dialogue.ask("  Grade, such as B2 (Enter: none)", _grade),
        }
        for key in ("source", *OF_SOURCES):
            telling = telling.more(key, given.get(key, ""))


def _with_gist(book: Book, known: Iterable[str]) -> dict[str, str]:
    """Items and parties, each with what it says or is."""
    named = names_of(book).answerable
    return {key: named.get(key, "") if "/" in key else f"{name(book, key)}; no item named" for key in known}


def _parties(book: Book) -> dict[str, str]:
    return {party.id: f"{party.name} · {party.role}" for party in book.parties.values()}


def _day(word: str, option: str, today: date) -> str:
    return days.day(word, today, option).isoformat() if word else ""


def _slug(word: str) -> str:
    if names_well(word):
        return word
    near = dictated.slugged(word)
    raise NegotrackError(f"{word[:120]!r} is no name", f"write small letters, digits and dashes, as in {near or 'week-for-40'}")  # fmt: skip


def _quote(word: str) -> str:
    if len(word.split()) > _QUOTE_WORDS:
        raise NegotrackError(f"a quote has at most {_QUOTE_WORDS} words, and this has {len(word.split())}")
    return word


def _grade(word: str) -> str:
    if word and not (len(word) == 2 and word[0] in "ABCDEF" and word[1] in "123456"):
        raise NegotrackError(
            f"{word[:120]!r} is no grade", "a letter A to F for the source, a figure 1 to 6 for the information"
        )
    return word
