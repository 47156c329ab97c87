"""What a command line tells of one record, option by option, before it is a record."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Annotated, Any, TypeVar

import typer

from negotrack.frozen import dataclass

OPTIONS: dict[str, tuple[str, str]] = {
    "party": ("PARTY", "Whose statement it is; for an agreement, given once for each party."),
    "date": ("DATE", "The day it was said; today if left out."),
    "summary": ("TEXT", "One plain sentence."),
    "id": ("ITEM", "The name of the item; made from its first term if left out."),
    "gives": ("TERM", "A term the party concedes, as ISSUE=VALUE or ITEM:ISSUE=VALUE; may be given again, like all that follow."),
    "asks": ("TERM", "A term it wants in return."),
    "terms": ("TERM", "A term that is neither side's to give."),
    "to": ("PARTY", "Whom the offer is made to; all if left out."),
    "until": ("DATE", "The last day of the offer, or of the agreement."),
    "keeps": ("ITEM", "An offer of the party that stays beside this one."),
    "amends": ("ITEM", "The offer of which this is the next version."),
    "never": ("TERM", "A red line: what is ruled out."),
    "unless": ("TERM", "What would lift that red line."),
    "must": ("TERM", "A red line: everything but this is ruled out."),
    "requires": ("TERM", "A precondition: what must hold first."),
    "before": ("WHAT", "What the precondition comes before: talks, deal (if left out), or a term."),
    "by": ("PARTY", "Who must bring the precondition about."),
    "item-summary": ("TEXT", "One sentence on the item, as TEXT or ITEM:TEXT."),
    "item-note": ("TEXT", "What a reader should know about the item, as TEXT or ITEM:TEXT."),
    "accepts": ("ITEM", "An item of another party that it accepts; a party where none is named."),
    "rejects": ("ITEM", "One that it rejects."),
    "considers": ("ITEM", "One that it considers."),
    "with": ("TERM", "A term in which the acceptance differs from the offer."),
    "refuses": ("TERM", "What exactly a rejection refuses."),
    "reason": ("TEXT", "The reason given for an answer."),
    "answer-note": ("TEXT", "What a reader should know about an answer."),
    "withdraws": ("ITEM", "An item of its own that it gives up."),
    "denies": ("STATEMENT", "A statement it says it never made."),
    "agreement": ("TERM", "An agreement: a term that was agreed."),
    "settles": ("ITEM", "An item that the agreement settles."),
    "event": ("TEXT", "An event: what happened."),
    "fact": ("TERM", "What is the case since the event."),
    "ends": ("AGREEMENT", "An agreement that the event ends."),
    "via": ("PARTY", "Who carried it or made it public."),
    "speaker": ("TEXT", "Who spoke for the party."),
    "attribution": ("WORD", "On whose word: official-text, on-record, unnamed-officials, leak or third-party."),
    "force": ("WORD", "binding or exploratory."),
    "note": ("TEXT", "What a reader should know about how it was recorded."),
    "source": ("URL", "Where it can be looked up: an address, or a reference. What follows is of the first source, then of the second, and so on."),
    "title": ("TEXT", "The headline of the source."),
    "reference": ("TEXT", "Where to find it beside its address, such as a page."),
    "publisher": ("TEXT", "Who published it."),
    "published": ("DATE", "When it was published."),
    "quote": ("TEXT", "The words that carry the point."),
    "grade": ("GRADE", "How good it is, such as B2."),
    "archive": ("URL", "The address of an archived copy."),
    "origin": ("NAME", "A name that reports of one original share."),
    "source-note": ("TEXT", "What a reader should know about the source."),
}  # fmt: skip
"""What may be told, each with what it takes. A term is `[ITEM:]ISSUE=VALUE`; what belongs to one of several items or
answers begins with its name and a colon."""

ONCE = ("date", "summary", "id", "event", "speaker", "attribution", "force", "note")
ITEMS = ("gives", "asks", "terms", "never", "unless", "must", "requires", "before")
ANSWERS = ("accepts", "rejects", "considers")
SAID = (*ITEMS, *ANSWERS, "withdraws", "denies")
BESIDE = ("id", "to", "keeps", "amends", "by", "item-summary", "item-note", "with", "refuses", "reason", "answer-note", "speaker", "force")  # fmt: skip
OF_SOURCES = ("title", "reference", "publisher", "published", "quote", "grade", "archive", "origin", "source-note")


@dataclass(frozen=True, slots=True)
class Telling:
    """One statement, agreement or event in pieces, by the names of their options; what was not told is not in it."""

    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def every(self, name: str) -> tuple[str, ...]:
        """What was told under a name, in its order."""
        return self.pieces.get(name, ())

    def one(self, name: str) -> str:
        """What was told once; empty where nothing was, or nothing is known."""
        return next(iter(self.every(name)), "")

    def but(self, name: str, words: Iterable[str]) -> Telling:
        """The same with a piece in place of what was told under its name."""
        return Telling({**self.pieces, name: tuple(words)})

    def more(self, name: str, word: str) -> Telling:
        """The same with one more word under a name."""
        return self.but(name, (*self.every(name), word))

    @property
    def kind(self) -> str:
        """Which kind of record is told of; nothing where that is still open."""
        if self.every("agreement") or self.every("settles"):
            return "agreement"
        if any(map(self.every, ("event", "fact", "ends"))):
            return "event"
        return "statement" if self.says_something else ""

    @property
    def says_something(self) -> bool:
        """Whether a statement would hold an item, an answer, a withdrawal or a denial."""
        return any(map(self.every, SAID))

    def told(self) -> list[str]:
        """The options that were given."""
        return [name for name in OPTIONS if any(self.every(name))]


Command = TypeVar("Command", bound=Callable[..., None])


def tells(command: Command) -> Callable[..., None]:
    """Give a command the options of a telling: it is written with `asked` and `telling` first."""
    first, _, *own = inspect.signature(command, eval_str=True).parameters.values()
    named = {f"told_{name.replace('-', '_')}": name for name in OPTIONS}
    given = [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=_option(name), default=None)
        for key, name in named.items()
    ]

    def run(asked: Any, **arguments: Any) -> None:
        words = {name: arguments.pop(key) for key, name in named.items()}
        pieces = {name: (word,) if name in ONCE else tuple(word) for name, word in words.items() if word is not None}
        command(asked, Telling({name: told for name, told in pieces.items() if told}), **arguments)

    positional = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    run.__signature__ = inspect.Signature([first, *positional, *given])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _option(name: str) -> Any:
    """An option as the command line takes it."""
    metavar, words = OPTIONS[name]
    return Annotated[
        (str if name in ONCE else list[str]) | None, typer.Option(f"--{name}", metavar=metavar, help=words)
    ]
