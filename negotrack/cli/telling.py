"""What a command line tells of one record, option by option, before it is a record."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from negotrack.frozen import dataclass

_Words = list[str] | None


def _option(name: str, metavar: str, words: str) -> Any:
    return typer.Option(name, metavar=metavar, help=words)


@dataclass(frozen=True, slots=True)
class Telling:
    """One statement, agreement or event in pieces; a piece is None where nothing was said of it.

    A term is `[ITEM:]ISSUE=VALUE`; what belongs to one of several items or answers begins with its name and a colon.
    """

    party: Annotated[
        _Words, _option("--party", "PARTY", "Whose statement it is; for an agreement, given once for each party.")
    ] = None
    date: Annotated[str | None, _option("--date", "DATE", "The day it was said; today if left out.")] = None
    summary: Annotated[str | None, _option("--summary", "TEXT", "One plain sentence.")] = None
    id: Annotated[
        str | None, _option("--id", "ITEM", "The name of the item; made from its first term if left out.")
    ] = None
    gives: Annotated[
        _Words,
        _option(
            "--gives",
            "TERM",
            "A term the party concedes, as ISSUE=VALUE or ITEM:ISSUE=VALUE; may be given again, like all that follow.",
        ),
    ] = None
    asks: Annotated[_Words, _option("--asks", "TERM", "A term it wants in return.")] = None
    terms: Annotated[_Words, _option("--terms", "TERM", "A term that is neither side's to give.")] = None
    to: Annotated[_Words, _option("--to", "PARTY", "Whom the offer is made to; all if left out.")] = None
    until: Annotated[_Words, _option("--until", "DATE", "The last day of the offer, or of the agreement.")] = None
    keeps: Annotated[_Words, _option("--keeps", "ITEM", "An offer of the party that stays beside this one.")] = None
    amends: Annotated[_Words, _option("--amends", "ITEM", "The offer of which this is the next version.")] = None
    never: Annotated[_Words, _option("--never", "TERM", "A red line: what is ruled out.")] = None
    unless: Annotated[_Words, _option("--unless", "TERM", "What would lift that red line.")] = None
    must: Annotated[_Words, _option("--must", "TERM", "A red line: everything but this is ruled out.")] = None
    requires: Annotated[_Words, _option("--requires", "TERM", "A precondition: what must hold first.")] = None
    before: Annotated[
        _Words, _option("--before", "WHAT", "What the precondition comes before: talks, deal (if left out), or a term.")
    ] = None
    by: Annotated[_Words, _option("--by", "PARTY", "Who must bring the precondition about.")] = None
    accepts: Annotated[
        _Words, _option("--accepts", "ITEM", "An item of another party that it accepts; a party where none is named.")
    ] = None
    rejects: Annotated[_Words, _option("--rejects", "ITEM", "One that it rejects.")] = None
    considers: Annotated[_Words, _option("--considers", "ITEM", "One that it considers.")] = None
    changes: Annotated[_Words, _option("--with", "TERM", "A term in which the acceptance differs from the offer.")] = (
        None
    )
    refuses: Annotated[_Words, _option("--refuses", "TERM", "What exactly a rejection refuses.")] = None
    reason: Annotated[_Words, _option("--reason", "TEXT", "The reason given for an answer.")] = None
    withdraws: Annotated[_Words, _option("--withdraws", "ITEM", "An item of its own that it gives up.")] = None
    denies: Annotated[_Words, _option("--denies", "STATEMENT", "A statement it says it never made.")] = None
    agreement: Annotated[_Words, _option("--agreement", "TERM", "An agreement: a term that was agreed.")] = None
    settles: Annotated[_Words, _option("--settles", "ITEM", "An item that the agreement settles.")] = None
    event: Annotated[str | None, _option("--event", "TEXT", "An event: what happened.")] = None
    fact: Annotated[_Words, _option("--fact", "TERM", "What is the case since the event.")] = None
    ends: Annotated[_Words, _option("--ends", "AGREEMENT", "An agreement that the event ends.")] = None
    via: Annotated[_Words, _option("--via", "PARTY", "Who carried it or made it public.")] = None
    speaker: Annotated[str | None, _option("--speaker", "TEXT", "Who spoke for the party.")] = None
    attribution: Annotated[
        str | None,
        _option(
            "--attribution", "WORD", "On whose word: official-text, on-record, unnamed-officials, leak or third-party."
        ),
    ] = None
    force: Annotated[str | None, _option("--force", "WORD", "binding or exploratory.")] = None
    note: Annotated[str | None, _option("--note", "TEXT", "What a reader should know about how it was recorded.")] = (
        None
    )
    source: Annotated[
        _Words,
        _option(
            "--source",
            "URL",
            "Where it can be looked up: an address, or a reference. What follows is of the first source, then of the second, and so on.",
        ),
    ] = None
    title: Annotated[_Words, _option("--title", "TEXT", "The headline of the source.")] = None
    publisher: Annotated[_Words, _option("--publisher", "TEXT", "Who published it.")] = None
    published: Annotated[_Words, _option("--published", "DATE", "When it was published.")] = None
    quote: Annotated[_Words, _option("--quote", "TEXT", "The words that carry the point.")] = None
    grade: Annotated[_Words, _option("--grade", "GRADE", "How good it is, such as B2.")] = None
    archive: Annotated[_Words, _option("--archive", "URL", "The address of an archived copy.")] = None
    origin: Annotated[_Words, _option("--origin", "NAME", "A name that reports of one original share.")] = None

    @property
    def kind(self) -> str:
        """Which kind of record is told of; nothing where that is still open."""
        if self.agreement or self.settles:
            return "agreement"
        if self.event or self.fact or self.ends:
            return "event"
        return "statement" if self.says_something else ""

    @property
    def says_something(self) -> bool:
        """Whether a statement would hold an item, an answer, a withdrawal or a denial."""
        return any(getattr(self, name) for name in SAID)

    def told(self) -> list[str]:
        """The options that were given."""
        return [each.name for each in fields(self) if getattr(self, each.name)]


ITEMS = ("gives", "asks", "terms", "never", "unless", "must", "requires", "before")
ANSWERS = ("accepts", "rejects", "considers")
SAID = (*ITEMS, *ANSWERS, "withdraws", "denies")
OF_SOURCES = ("title", "publisher", "published", "quote", "grade", "archive", "origin")

Command = TypeVar("Command", bound=Callable[..., None])


def tells(command: Command) -> Callable[..., None]:
    """Give a command the options of a telling: it is written with `asked` and `telling` first."""
    first, _, *own = inspect.signature(command, eval_str=True).parameters.values()
    hints = get_type_hints(Telling, include_extras=True)
    given = [
        inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, annotation=hints[each.name], default=None)
        for each in fields(Telling)
    ]

    def run(asked: Any, **arguments: Any) -> None:
        telling = Telling(**{each.name: arguments.pop(each.name) for each in fields(Telling)})
        command(asked, telling, **arguments)

    positional = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    run.__signature__ = inspect.Signature([first, *positional, *given])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run
