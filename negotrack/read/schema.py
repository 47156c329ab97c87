"""The shape of the files: which keys each kind takes, what must be there, and which words are allowed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from negotrack.book import Answer, Attribution, Role
from negotrack.findings import Finding, Place, finding
from negotrack.frozen import dataclass
from negotrack.read.nodes import Node, node_at, plain
from negotrack.terms import clip
from negotrack.values import Kind

TermsShape = dict[str, Any]  # ISSUE or ISSUE@SCOPE: a value in its short or long form, read by the issue's scale


class Shape(BaseModel):
    """Keys outside the format are refused, so that a slip is never passed over."""

    model_config = ConfigDict(extra="forbid")


def _is(words: str, default: Any = ...) -> Any:
    """A key in words, as editors show it; without a default it must be there. Each record gets a list of its own."""
    if default in ([], {}):
        return Field(default_factory=type(default), description=words)
    return Field(default, description=words)


class PartyShape(Shape):
    """A party of a negotiation."""

    name: str = _is("The party's name as shown.")
    role: Role = _is("principal: can accept or refuse; linked: another front or a spoiler.")
    of: str = _is("The party that a supporter supports.", "")
    members: list[str] = _is("The parties of a bloc.", [])
    aliases: list[str] = _is("Other names, understood on the command line.", [])
    previously: list[str] = _is("Earlier ids of this party.", [])
    note: str = _is("Anything else worth knowing.", "")


class IssueShape(Shape):
    """An issue that is negotiated, and the scale of its values."""

    title: str = _is("The issue's name as shown.")
    scale: Kind = _is("What its values are measured on.")
    unit: str = _is("What a number counts.", "")
    currency: str = _is("The currency of money, such as EUR.", "")
    levels: list[str] = _is("From least to most.", [])
    choices: list[str] = _is("In no order.", [])
    given_by: str = _is("The principal who concedes it.", "")
    previously: list[str] = _is("Earlier ids of this issue.", [])
    note: str = _is("Anything else worth knowing.", "")


class NegotiationShape(Shape):
    """negotiation.yaml: the parties and issues of one negotiation."""

    title: str = _is("The name of the negotiation.")
    summary: str = _is("What it is about, in a sentence or two.", "")
    stale_after: str = _is("A position older than this is shown as stale; 90 days if left out.", "")
    parties: dict[str, PartyShape] = _is("The parties, by id.")
    issues: dict[str, IssueShape] = _is("The issues, by id.")
    scopes: dict[str, str] = _is("Names for parts of a deal, by id: a phase, a year, a region.", {})
    note: str = _is("Anything else worth knowing.", "")


class SourceShape(Shape):
    """Where a statement can be read."""

    title: str = _is("The headline or title.", "")
    url: str = _is("The address of the page.", "")
    archive: str = _is("The address of an archived copy.", "")
    reference: str = _is("Where there is no address: a document number, a page of a book.", "")
    publisher: str = _is("Who published it.", "")
    published: str = _is("YYYY-MM-DD; left out where it is not known.", "")
    quote: str = _is("At most 40 words.", "")
    grade: str = _is("NATO Admiralty code: source A-F, information 1-6.", "")
    origin: str = _is("Reports that repeat one original share its origin.", "")
    note: str = _is("Anything else worth knowing.", "")


class ItemShape(Shape):
    """What every item of a statement may say."""

    id: str = _is("A name of its own for the item, in a word or three.")
    previously: list[str] = _is("Earlier ids of this item.", [])
    summary: str = _is("The item in a few words.", "")
    note: str = _is("How a report was read, and why.", "")


class OfferShape(ItemShape):
    """What the party would accept as one package."""

    id: str = _is("A name of its own for the offer; an amendment may go by the id of what it amends.", "")
    gives: TermsShape = _is("What the party concedes; a bare value is *up to*.", {})
    asks: TermsShape = _is("What it wants; a bare value is *at least*.", {})
    terms: TermsShape = _is(
        "What is neither side's give or ask, as in a mediator's text; a bare value is *exactly*.", {}
    )
    to: list[str] = _is("Whom it is made to; every principal if left out.", [])
    until: str = _is("The last day the offer is open: YYYY-MM-DD.", "")
    keeps: list[str] = _is("Earlier offers of the party that stay open as alternatives.", [])
    amends: str = _is("The party's offer that this is the next version of; what is not said here carries over.", "")


class PreconditionShape(ItemShape):
    """What must hold before something else may happen."""

    before: Any = Field(description="talks, deal, or a mapping of terms.")
    requires: TermsShape = _is("What must hold first; a bare value is *at least*.")
    by: str = _is("Who must bring it about.", "")


class RedLineShape(ItemShape):
    """What the party rules out: `never` with `unless`, or `must`."""

    never: TermsShape = _is("Ruled out when all of it holds; two refusals are two red lines.", {})
    unless: TermsShape = _is("What would lift it; a bare value is *at least*.", {})
    must: TermsShape = _is("Everything but this is ruled out.", {})


class ResponseShape(Shape):
    """An answer to a party's item, or to a party where the report names no item."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str = _is("PARTY/ITEM, or PARTY where the report names no item.")
    answer: Answer = _is("accepts, rejects or considers.")
    with_: TermsShape = Field(
        default_factory=dict, alias="with", description="Terms it changes or adds; a bare value is *exactly*."
    )
    refuses: TermsShape = _is("The terms it turns down.", {})
    reason: str = _is("The reason it gave.", "")
    note: str = _is("How a report was read, and why.", "")


class StatementShape(Shape):
    """What one party said on one day."""

    party: str = _is("Whose statement it is.")
    date: str = _is("The day it was said: YYYY-MM-DD, YYYY-MM, or a date and time with zone.")
    summary: str = _is("What was said, in one sentence.", "")
    via: list[str] = _is("The parties that carried or published it.", [])
    speaker: str = _is("Who spoke.", "")
    attribution: Attribution = _is("On whose word it rests.", "third-party")
    force: Literal["binding", "exploratory"] = _is(
        "How firmly it was said; left out where the report does not say.", "binding"
    )
    sources: list[SourceShape] = _is("Where it can be read; at least one.", [])
    withdraws: list[str] = _is("The party's own items that it gives up.", [])
    denies: list[str] = _is("Statements that the party says it never made.", [])
    offers: list[OfferShape] = _is("What the party would accept, each as one package.", [])
    preconditions: list[PreconditionShape] = _is("What must hold before something else may happen.", [])
    red_lines: list[RedLineShape] = _is("What the party rules out.", [])
    responses: list[ResponseShape] = _is("Its answers to others.", [])
    previously: list[str] = _is("Earlier ids of this record.", [])
    note: str = _is("How a report was read, and why.", "")


class AgreementShape(Shape):
    """What parties agreed with each other."""

    parties: list[str] = _is("Who agreed, at least two.")
    date: str = _is("The day it was agreed: YYYY-MM-DD, YYYY-MM, or a date and time with zone.")
    summary: str = _is("What was agreed, in one sentence.", "")
    via: list[str] = _is("The parties that brought it about.", [])
    attribution: Attribution = _is("On whose word it rests.", "third-party")
    agreement: TermsShape = _is("What was agreed; a bare value is *exactly*.")
    settles: list[str] = _is("The items it settles, as PARTY/ITEM; its parties' offers on its issues if left out.", [])
    until: str = _is("The last day it holds, only if the text itself says so: YYYY-MM-DD.", "")
    sources: list[SourceShape] = _is("Where it can be read; at least one.", [])
    previously: list[str] = _is("Earlier ids of this record.", [])
    note: str = _is("How a report was read, and why.", "")


class EventShape(Shape):
    """Something that happened; no one's position."""

    event: str = _is("What happened, in a few words.")
    date: str = _is("The day it happened: YYYY-MM-DD, YYYY-MM, or a date and time with zone.")
    summary: str = _is("What happened, in one sentence.", "")
    attribution: Attribution = _is("On whose word it rests.", "third-party")
    facts: TermsShape = _is("What is the case from now on; a bare value is *exactly*.", {})
    ends: list[str] = _is("Agreements that it ends, from this day.", [])
    sources: list[SourceShape] = _is("Where it can be read; at least one.", [])
    previously: list[str] = _is("Earlier ids of this record.", [])
    note: str = _is("Anything else worth knowing.", "")


class DraftShape(Shape):
    """A draft of a deal: no record, but a text to be held against the record."""

    title: str = _is("What to call it.", "")
    terms: TermsShape = _is("What it lays down; a bare value is *exactly*.", {})
    steps: list[Any] = _is("In order: `talks`, `deal`, or a mapping of terms.", [])
    note: str = _is("Anything else worth knowing.", "")


SHAPES: dict[str, type[Shape]] = {
    "negotiation": NegotiationShape,
    "statement": StatementShape,
    "agreement": AgreementShape,
    "event": EventShape,
    "draft": DraftShape,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a shape takes, in words; `form` is text, words, texts, terms, shape, shapes, named or any.

    `words` are all that may stand there; `shape` is what a mapping there holds, one of a list or one under each name.
    """

    name: str
    description: str
    required: bool
    form: str
    words: tuple[str, ...] = ()
    shape: type[Shape] | None = None


def keys_of(shape: type[Shape]) -> dict[str, Key]:
    """Every key that a shape takes, in the order of the format."""
    return {
        (name := field.alias or own): Key(name, field.description or "", field.is_required(), *_form(field.annotation))
        for own, field in shape.model_fields.items()
    }


def _form(annotation: Any) -> tuple[str, tuple[str, ...], type[Shape] | None]:
    if annotation == TermsShape:
        return "terms", (), None
    inner = cast("type[Shape] | None", _model_in(annotation))
    match get_origin(annotation):
        case origin if origin is list:
            return ("shapes", (), inner) if inner else ("texts", (), None)
        case origin if origin is dict:
            return ("named", (), inner)
        case origin if origin is Literal:
            return "words", get_args(annotation), None
    return "text" if annotation is str else "any", (), None


def misshapen(kind: str, node: Node) -> list[Finding]:
    """Every place where a file departs from the shape of its kind."""
    try:
        SHAPES[kind].model_validate(plain(node))
    except ValidationError as wrong:
        return [_finding(node, kind, error) for error in wrong.errors(include_url=False, include_context=True)]
    return []


def _finding(root: Node, kind: str, error: ErrorDetails) -> Finding:
    """A finding for what the schema refused, at the deepest part of its path that is in the file."""
    path = [part for part in error["loc"] if part != "[key]"]
    name = str(path[-1]) if path else ""
    if error["type"] == "extra_forbidden":
        holder, _ = node_at(root, path[:-1])
        known = _keys(SHAPES[kind], path[:-1])
        near = get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(known)}"
        return finding("unknown-key", f"{clip(name)!r} is no key of the format here", holder.key_place(name), hint=hint)
    if error["type"] == "missing":
        holder, _ = node_at(root, path[:-1])
        return finding("missing-key", f"`{name}` is missing", _start(holder), hint=f"add `{name}:`")
    node, _ = node_at(root, path)
    where = f"`{name}`" if isinstance(path[-1], str) else f"entry {int(path[-1]) + 1}"
    if node.value is None:
        return finding("wrong-type", f"{where} is empty", node.place, hint="write a value, or leave the key out")
    if error["type"] == "literal_error":
        return _word(node, name)
    wanted = {"string_type": "text", "list_type": "a list", "dict_type": "a mapping"}.get(error["type"], "a mapping")
    got = {str: "text", list: "a list", dict: "a mapping"}[type(node.value)]
    key = f"{name}: " if isinstance(path[-1], str) else ""
    form = {"text": "TEXT", "a list": f"[{plain(node)}]" if isinstance(node.value, str) else "[…]"}
    hint = f"write `{key}{form.get(wanted, '{KEY: VALUE}')}`"
    return finding("wrong-type", f"{where} takes {wanted}, and {got} stands here", node.place, hint=clip(hint))


def _word(node: Node, name: str) -> Finding:
    words = WORDS.get(name, ())
    said = str(plain(node))
    near = get_close_matches(said, words, 1, 0.5)
    hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(words)}"
    return finding(
        "wrong-word", f"{clip(said)!r} is no {name.replace('_', ' ')} the format knows", node.place, hint=hint
    )


WORDS: dict[str, tuple[str, ...]] = {
    "role": get_args(Role),
    "scale": get_args(Kind),
    "attribution": get_args(Attribution),
    "answer": get_args(Answer),
    "force": ("binding", "exploratory"),
}


def _start(node: Node) -> Place:
    """Where a mapping begins, as a point: a missing key has no width."""
    return Place(node.place.path, node.place.line, node.place.column)


def _keys(shape: type[BaseModel], path: list[str | int]) -> tuple[str, ...]:
    """The keys of the model that a path leads to."""
    for part in path:
        fields = {field.alias or name: field for name, field in shape.model_fields.items()}
        if isinstance(part, str) and part in fields:
            inner = _model_in(fields[part].annotation)
            shape = inner or shape
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def json_schema(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a shape, be it of a file or of what a command prints."""
    return TypeAdapter(shape).json_schema()
