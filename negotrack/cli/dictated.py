"""From what the command line tells to a record: every name looked up, every value read, every item with its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from negotrack.book import Book
from negotrack.cli import days, names
from negotrack.cli.telling import ANSWERS, BESIDE, ITEMS, OF_SOURCES, SAID, Telling
from negotrack.errors import NegotrackError
from negotrack.terms import LONG_FORM, Bare, OffScale, read_value
from negotrack.values import Scale

Record = dict[str, Any]
Value = str | list[str] | dict[str, Any]
LONGEST_NAME = 48

BARE = {
    "gives": Bare.up_to, "asks": Bare.at_least, "requires": Bare.at_least, "before": Bare.at_least,
    "unless": Bare.at_least,
}  # fmt: skip
"""How a bare value is read in the blocks where it is not read exactly."""

_LISTS = {
    "gives": "offers", "asks": "offers", "terms": "offers", "never": "red_lines", "unless": "red_lines",
    "must": "red_lines", "requires": "preconditions", "before": "preconditions",
}  # fmt: skip
_TERM = re.compile(r"(?:\s*([a-z0-9-]+)\s*:)?\s*([^=:]+?)\s*=\s*(.+)", re.DOTALL)
_NAMED = re.compile(r"\s*([a-z0-9-]+)\s*:\s*(.+)", re.DOTALL)
_WITH_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{5,8} ?(?:Z|[+-][0-9]{2}:[0-9]{2})|[0-9]{4}-[0-9]{2}")


def record_of(book: Book, telling: Telling, today: date) -> Record:
    """The record that a command line tells, its names resolved and its values checked."""
    kind = telling.kind or "statement"
    _unmixed(telling, kind)
    about = {key: telling.one(key) or None for key in ("summary", "attribution", "note")}
    said: Record = {"date": said_on(telling.one("date"), today), **about, "sources": sources_of(telling, today) or None}
    via = [party_of(book, one) for one in telling.every("via") if one] or None
    parties = [party_of(book, one) for one in telling.every("party")]
    if kind == "event":
        ends = [names.find(one, "agreement", _agreements(book)) for one in telling.every("ends")]
        facts = _terms(book, telling.every("fact"), "fact", Bare.exactly)
        return {"event": telling.one("event"), **said, "facts": facts or None, "ends": ends or None}
    if kind == "agreement":
        settles = [names.find(one, "item", names.items(book)) for one in telling.every("settles")]
        terms = _terms(book, telling.every("agreement"), "agreement", Bare.exactly)
        until = _day_of(_only("until", telling.every("until")), today, "--until")
        return {"parties": parties, **said, "via": via, "agreement": terms, "settles": settles or None, "until": until}
    party = parties[0]
    return {
        "party": party,
        **said,
        "via": via,
        "speaker": telling.one("speaker") or None,
        "force": telling.one("force") or None,
        **_items(book, telling, party, today),
        "responses": _responses(book, telling, party) or None,
        "withdraws": [own_item(book, party, one) for one in telling.every("withdraws")] or None,
        "denies": [names.find(one, "statement", _statements(book, party)) for one in telling.every("denies")] or None,
    }


def missing(telling: Telling) -> list[str]:
    """What a record cannot do without and the command line does not tell, in words."""
    kind, parties = telling.kind, len(telling.every("party"))
    found = []
    if kind == "agreement" and parties < 2:
        found.append("who agreed (--party, once for each)")
    if kind in ("statement", "") and not parties:
        found.append("whose statement it is (--party)")
    if not kind:
        found.append("what it says (--gives, --asks, --never, --accepts, … or --agreement, or --event)")
    if kind == "agreement" and not telling.every("agreement"):
        found.append("what was agreed (--agreement)")
    if kind == "event" and not telling.one("event"):
        found.append("what happened (--event)")
    if not telling.every("source"):
        found.append(
            "where it can be looked up (--source with an address, or with words such as 'Reuters, 13 July 2022')"
        )
    return found


def path_of(book: Book, record: Mapping[str, Any], slug: str) -> str:
    """Where a record goes: the folder of its party, of agreements or of events; named by its day and a slug."""
    folder = "joint" if "agreement" in record else "events" if "event" in record else str(record.get("party"))
    if not names_well(folder):
        folder = "records"
    when = re.match("[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", str(record.get("date")))
    return f"{book.place.path.rpartition('/')[0]}/{folder}/{when[0] if when else 'undated'}-{slug}.yaml"


def slug_of(record: Mapping[str, Any], given: str = "") -> str:
    """What to call a record: the name given to its item, its summary, else its first item or answer."""
    if given or record.get("summary") or record.get("event"):
        return slugged(given or str(record.get("summary") or record["event"])) or "record"
    for key in ("offers", "red_lines", "preconditions"):
        for item in record.get(key) or ():
            return slugged(str(item.get("id") or item.get("amends"))) or "record"
    for answer in record.get("responses") or ():
        return slugged(f"{answer.get('answer')} {answer.get('to')}") or "record"
    for key in ("withdraws", "denies"):
        for one in record.get(key) or ():
            return slugged(f"{key} {one}")
    return slugged(" ".join(record.get("agreement") or ())) or "record"


def slugged(words: str) -> str:
    """Words as an id: small letters, figures and dashes, cut between two words."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower().replace("'", "")
    parts = [part for part in re.split("[^a-z0-9]+", plain) if part]
    found = (parts or [""])[0][:LONGEST_NAME]
    for part in parts[1:]:
        if len(found) + 1 + len(part) > LONGEST_NAME:
            break
        found += f"-{part}"
    return found


def names_well(word: str) -> bool:
    """Whether a word can be an id."""
    return re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", word, re.ASCII) is not None


def _unmixed(telling: Telling, kind: str) -> None:
    """Refuse options that belong to another kind of record."""
    of = {
        "statement": (*SAID, *BESIDE),
        "agreement": ("agreement", "settles"),
        "event": ("event", "fact", "ends"),
    }
    strange = {name for names in of.values() for name in names} - {*of[kind]}
    strange |= {"party", "via"} if kind == "event" else set()
    strange |= {"until"} if kind == "event" else set()
    wrong = [name for name in telling.told() if name in strange]
    if wrong:
        article = "an" if kind in ("agreement", "event") else "a"
        raise NegotrackError(f"--{wrong[0]} has no place in {article} {kind}", "write a record for each")
    if kind == "statement" and len(telling.every("party")) > 1:
        raise NegotrackError("a statement is of one party", "write one for each, or an agreement with --agreement")


# -- names and values ---------------------------------------------------------------------------------------------


def party_of(book: Book, word: str) -> str:
    """The party meant."""
    return names.find(word, "party", names.parties(book))


def issue_of(book: Book, word: str) -> str:
    """The issue meant, with its scope where one is written, be it used or not."""
    base, at, scope = word.partition("@")
    plain = {key: also for key, also in names.issues(book).items() if "@" not in key}
    found = names.find(base.strip(), "issue", plain)
    return (
        f"{found}@{names.find(scope.strip(), 'scope', {one: (words,) for one, words in book.scopes.items()})}"
        if at
        else found
    )


def value_of(book: Book, issue: str, written: str, bare: Bare) -> Value:
    """A value as it is recorded, after it was read on the issue's scale; several stand in `[…]`, the long form in `{…}`."""
    text, scale = written.strip(), book.issue(issue).scale
    listed = text.startswith("[") and text.endswith("]") and scale.kind != "text"
    value: Value = [one.strip() for one in text[1:-1].split(",") if one.strip()] if listed else text
    if text.startswith("{") and text.endswith("}"):
        value = _long_form(issue, text, scale) or value
    try:
        read_value(scale, value, bare)
    except OffScale as wrong:
        raise NegotrackError(f"{issue}: {wrong}", wrong.hint) from None
    return value


def _long_form(issue: str, text: str, scale: Scale) -> dict[str, Any] | None:
    """A value in the long form; nothing where words that stand in brackets are words."""
    from negotrack.read.nodes import plain, read_nodes

    root, amiss = read_nodes(issue, text)
    data = plain(root)
    if scale.kind == "text" and (amiss or not {*data} & {*LONG_FORM}):
        return None
    if amiss:
        raise NegotrackError(f"{issue}: {amiss[0].message}", amiss[0].hint or "write {at_least: 6 %, about: true}")
    return {str(key): held for key, held in data.items()}


def own_item(book: Book, party: str, word: str) -> str:
    """An item that a party may give up, as its own statement writes it: ITEM, or PARTY/ITEM of an acceptance."""
    found = names.find(word, "item of this party", owned(book, party))
    return found.removeprefix(f"{party}/")


def owned(book: Book, party: str) -> dict[str, tuple[str, ...]]:
    """The items of a party as PARTY/ITEM, and those of others that it has accepted."""
    from negotrack.editor.names import names_of

    own = {key: also for key, also in names.items(book).items() if key.startswith(f"{party}/")}
    return own | dict.fromkeys(names_of(book).accepted.get(party, {}), ())


def answerable(book: Book, party: str) -> dict[str, tuple[str, ...]]:
    """What a party may answer: the items of the others, and the others themselves."""
    others = {key: also for key, also in names.items(book).items() if not key.startswith(f"{party}/")}
    return others | {key: also for key, also in names.parties(book).items() if key != party}


def said_on(word: str, today: date, option: str = "--date") -> str:
    """The day of a record as it is written: a day, a month, or a moment with its zone."""
    if not word:
        return today.isoformat()
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+", word.strip()):
        hint = "add its zone, as in 2024-03-01 14:30+02:00 or 2024-03-01 14:30Z, or leave the time out"
        raise NegotrackError(f"{option}: {word.strip()[:60]!r} is a time without its zone", hint)
    if _WITH_TIME.fullmatch(word.strip()):
        return word.strip()
    found = days.period(word, today, option)
    return found.last.isoformat()[: 7 if found.is_month else None] if found.last else ""


def sources_of(telling: Telling, today: date) -> list[Record]:
    """The sources, each with what was told of it: the first title with the first source, and so on."""
    places = telling.every("source")
    for key in OF_SOURCES:
        if len(telling.every(key)) > len(places):
            raise NegotrackError(f"there are more --{key} than --source", "give each --source its own, in order")
    found = []
    for number, place in enumerate(places):
        more = {key.removeprefix("source-"): telling.every(key) for key in OF_SOURCES}
        told = {key: given[number] or None for key, given in more.items() if number < len(given)}
        if told.get("published"):
            told["published"] = _day_of(told["published"], today, "--published")
        if place.startswith(("http://", "https://")):
            found.append({"url": place, **told})
        elif told.get("reference"):
            raise NegotrackError(f"{place[:120]!r} is a reference, and another is told", "put both into one")
        else:
            found.append({**told, "reference": place})
    return found


def _statements(book: Book, party: str) -> dict[str, tuple[str, ...]]:
    return {entry.id: entry.previously for entry in book.entries if entry.parties == (party,)}


def _agreements(book: Book) -> dict[str, tuple[str, ...]]:
    return {entry.id: entry.previously for entry in book.entries if len(entry.parties) > 1}


def _day_of(word: str | None, today: date, option: str) -> str | None:
    return days.day(word, today, option).isoformat() if word else None


def _only(option: str, given: Sequence[str]) -> str | None:
    if len(given) > 1:
        raise NegotrackError(f"--{option} is given {len(given)} times", "one will do")
    return given[0] if given else None


def _terms(book: Book, given: Iterable[str], option: str, bare: Bare) -> Record:
    """Terms without an item's name, by issue."""
    found: Record = {}
    for written in given:
        name, issue, value = _term(book, written, option, bare)
        if name:
            raise NegotrackError(f"--{option} takes no item's name, as in {written[:120]!r}", "write ISSUE=VALUE")
        _put(found, issue, value, option)
    return found


def _term(book: Book, written: str, option: str, bare: Bare) -> tuple[str, str, Value]:
    """One term: the name of its item if one is written, the issue, the value."""
    match = _TERM.fullmatch(written)
    if match is None:
        hint = f"write ISSUE=VALUE, as in --{option} '{next(iter(book.issues), 'pay')}=VALUE'"
        raise NegotrackError(f"--{option}: {written[:120]!r} is no term", hint)
    issue = issue_of(book, match[2])
    return match[1] or "", issue, value_of(book, issue, match[3], bare)


def _put(terms: Record, issue: str, value: Value, option: str) -> None:
    if issue in terms:
        raise NegotrackError(f"--{option}: {issue} is told twice", "keep one, or give each its item: ITEM:ISSUE=VALUE")
    terms[issue] = value


# -- items and answers --------------------------------------------------------------------------------------------


def _items(book: Book, telling: Telling, party: str, today: date) -> Record:
    """The offers, preconditions and red lines, each with its terms, its name, and what else was told of it."""
    found: dict[str, dict[str, Record]] = {"offers": {}, "preconditions": {}, "red_lines": {}}
    for block in ITEMS:
        for written in telling.every(block):
            name, word = _item_word(written)
            if block == "before" and word in ("talks", "deal"):
                found["preconditions"].setdefault(name, {})["before"] = word
                continue
            name, issue, value = _term(book, written, block, BARE.get(block, Bare.exactly))
            terms = found[_LISTS[block]].setdefault(name, {}).setdefault(block, {})
            if not isinstance(terms, dict):
                raise NegotrackError(f"--before: {terms} and {issue} are told both", "write one of them")
            _put(terms, issue, value, block)
    for one in found["preconditions"].values():
        one.setdefault("before", "deal")
    if telling.every("amends") and not found["offers"]:
        raise NegotrackError("--amends needs a term that is new", "add --gives, --asks or --terms")
    offers, given = found["offers"], telling.one("id")
    all_items = {name or given or kind: item for kind, some in found.items() for name, item in some.items()}
    beside: list[tuple[dict[str, Record], str, Callable[[str], Any]]] = [
        (offers, "to", lambda one: [party_of(book, one)]),
        (offers, "until", lambda one: days.day(one, today, "--until").isoformat()),
        (offers, "keeps", lambda one: [own_item(book, party, one)]),
        (offers, "amends", lambda one: own_item(book, party, one)),
        (found["preconditions"], "by", lambda one: party_of(book, one)),
        (all_items, "item-summary", str),
        (all_items, "item-note", str),
    ]
    for items, option, read in beside:
        _beside(items, telling.every(option), option, read)
    _name(found, given)
    return {kind: [{"id": name or None, **item} for name, item in some.items()] or None for kind, some in found.items()}


def _item_word(written: str) -> tuple[str, str]:
    match = _NAMED.fullmatch(written)
    return (match[1], match[2].strip()) if match else ("", written.strip())


def _beside(items: dict[str, Record], given: Iterable[str], option: str, read: Callable[[str], Any]) -> None:
    """Put what is told once into its item: the one named before the colon, or the only one."""
    key = option.removeprefix("item-")
    for written in given:
        name, word = _item_word(written)
        if name not in items:
            name, word = "", written
            if len(items) != 1:
                what = "there is none" if not items else "there are several"
                hint = f"name the one meant: --{option} ITEM:{written[:60]}" if items else "tell its terms too"
                raise NegotrackError(f"--{option} goes with an item, and {what}", hint)
            name = next(iter(items))
        value = read(word)
        item = items[name]
        if key in item and not isinstance(value, list):
            raise NegotrackError(f"--{option} is given twice for one item", "keep one of them")
        item[key] = [*item.get(key, ()), *value] if isinstance(value, list) else value


def _name(found: dict[str, dict[str, Record]], given: str) -> None:
    """Give the items without a name the one of --id, or one made from their first term."""
    nameless = [(kind, some) for kind, some in found.items() if "" in some]
    if given and len(nameless) != 1:
        hint = "name each of them: --gives ITEM:ISSUE=VALUE"
        raise NegotrackError(f"--id names one item, and there are {len(nameless)} without a name", hint)
    for kind, some in nameless:
        if kind == "offers" and not given and "amends" in some[""]:
            continue  # it keeps the name of what it amends
        made = given or made_name(some[""])
        taken = {name for each in found.values() for name in each}
        if not names_well(made) or made in taken:
            why = "is told twice" if made in taken else "is no name"
            hint = "write lower-case ASCII letters and digits, with single dashes between words"
            raise NegotrackError(f"the item {made[:120]!r} {why}", hint if why == "is no name" else "use --id")
        found[kind] = {made if name == "" else name: item for name, item in some.items()}


def made_name(item: Mapping[str, Any]) -> str:
    """A name for an item from its first term: `ceasefire-length-7-days`, `no-…`, `only-…`, `…-first`."""
    for block, form in (("gives", "{}"), ("asks", "{}"), ("terms", "{}"), ("must", "only {}"), ("never", "no {}"), ("requires", "{} first")):  # fmt: skip
        for issue, value in (item.get(block) or {}).items():
            shown = " or ".join(value) if isinstance(value, list) else value
            if isinstance(value, dict):
                shown = " ".join(f"{key} {said}" for key, said in value.items() if key not in ("about", "note"))
            return slugged(form.format(f"{issue.replace('@', ' ')} {shown}"))
    return "item"


def _responses(book: Book, telling: Telling, party: str) -> list[Record]:
    """The answers, with what each changes or refuses and why."""
    found: dict[str, Record] = {}
    for option in ANSWERS:
        for word in telling.every(option):
            to = names.find(word, "item or party", answerable(book, party))
            if to in found:
                raise NegotrackError(f"{to} is answered twice", "keep one of the answers")
            found[to] = {"to": to, "answer": option}
    for option, kinds in (("with", ("accepts", "considers")), ("refuses", ("rejects",))):
        for written in telling.every(option):
            answer, word = _answer(found, written, option, kinds)
            _, issue, value = _term(book, word, option, Bare.exactly)
            _put(answer.setdefault(option, {}), issue, value, option)
    for option in ("reason", "answer-note"):
        for written in telling.every(option):
            answer, word = _answer(found, written, option, ANSWERS)
            answer[option.removeprefix("answer-")] = word
    return [*found.values()]


def _answer(found: Mapping[str, Record], written: str, option: str, kinds: Sequence[str]) -> tuple[Record, str]:
    """The answer that something belongs to, by its name before a colon or as the only one of its kind."""
    name, colon, rest = written.partition(":")
    known = {to: (to.rpartition("/")[2],) for to in found}
    if colon and len(meant := names.matches(name.strip(), known)) == 1 and name.strip() in (meant[0], *known[meant[0]]):
        return found[meant[0]], rest.strip()
    fitting = [one for one in found.values() if one["answer"] in kinds]
    if len(fitting) != 1:
        hint = f"name the one meant: --{option} ITEM:…" if fitting else f"tell which: --{kinds[0]} ITEM"
        what = "several" if fitting else "no"
        raise NegotrackError(f"--{option} goes with one answer, and there are {what} such answers", hint)
    return fitting[0], written
