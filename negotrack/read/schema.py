"""The shape of the files: which keys each kind takes, what must be there, and which words are allowed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from negotrack.book import Answer, Attribution, Role
from negotrack.findings import Finding, Place, finding
from negotrack.read.nodes import Node, node_at, plain
from negotrack.terms import clip
from negotrack.values import Kind

TermsShape = dict[str, Any]  # ISSUE or ISSUE@SCOPE: a value in its short or long form, read by the issue's scale


class Shape(BaseModel):
    """Keys outside the format are refused, so that a slip is never passed over."""

    model_config = ConfigDict(extra="forbid")


class PartyShape(Shape):
    """A party of a negotiation."""

    name: str = Field(description="The party's name as shown.")
    role: Role = Field(description="principal: can accept or refuse; linked: another front or a spoiler.")
    of: str = Field("", description="The party that a supporter supports.")
    members: list[str] = Field([], description="The parties of a bloc.")
    aliases: list[str] = []
    previously: list[str] = Field([], description="Earlier ids of this party.")
    note: str = ""


class IssueShape(Shape):
    """An issue that is negotiated, and the scale of its values."""

    title: str
    scale: Kind
    unit: str = Field("", description="What a number counts.")
    currency: str = ""
    levels: list[str] = Field([], description="From least to most.")
    choices: list[str] = Field([], description="In no order.")
    given_by: str = Field("", description="The principal who concedes it.")
    previously: list[str] = []
    note: str = ""


class NegotiationShape(Shape):
    """negotiation.yaml: the parties and issues of one negotiation."""

    title: str
    summary: str = ""
    stale_after: str = Field("", description="A position older than this is shown as stale; 90 days if left out.")
    parties: dict[str, PartyShape]
    issues: dict[str, IssueShape]
    scopes: dict[str, str] = {}
    note: str = ""


class SourceShape(Shape):
    """Where a statement can be read."""

    title: str = ""
    url: str = ""
    archive: str = Field("", description="The address of an archived copy.")
    reference: str = Field("", description="Where there is no address: a document number, a page of a book.")
    publisher: str = ""
    published: str = Field("", description="YYYY-MM-DD; left out where it is not known.")
    quote: str = Field("", description="At most 40 words.")
    grade: str = Field("", description="NATO Admiralty code: source A-F, information 1-6.")
    origin: str = Field("", description="Reports that repeat one original share its origin.")
    note: str = ""


class ItemShape(Shape):
    """What every item of a statement may say."""

    id: str
    previously: list[str] = []
    summary: str = ""
    note: str = ""


class OfferShape(ItemShape):
    """What the party would accept as one package."""

    id: str = ""  # an amendment may go by the id of what it amends
    gives: TermsShape = {}
    asks: TermsShape = {}
    terms: TermsShape = {}
    to: list[str] = []
    until: str = ""
    keeps: list[str] = []
    amends: str = ""


class PreconditionShape(ItemShape):
    """What must hold before something else may happen."""

    before: Any = Field(description="talks, deal, or a mapping of terms.")
    requires: TermsShape
    by: str = ""


class RedLineShape(ItemShape):
    """What the party rules out: `never` with `unless`, or `must`."""

    never: TermsShape = {}
    unless: TermsShape = {}
    must: TermsShape = {}


class ResponseShape(Shape):
    """An answer to a party's item, or to a party where the report names no item."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    to: str
    answer: Answer
    with_: TermsShape = Field({}, alias="with")
    refuses: TermsShape = {}
    reason: str = ""
    note: str = ""


class StatementShape(Shape):
    """What one party said on one day."""

    party: str
    date: str
    summary: str = ""
    via: list[str] = []
    speaker: str = ""
    attribution: Attribution = "third-party"
    force: Literal["binding", "exploratory"] = "binding"
    sources: list[SourceShape] = []
    withdraws: list[str] = []
    denies: list[str] = []
    offers: list[OfferShape] = []
    preconditions: list[PreconditionShape] = []
    red_lines: list[RedLineShape] = []
    responses: list[ResponseShape] = []
    previously: list[str] = []
    note: str = ""


class AgreementShape(Shape):
    """What parties agreed with each other."""

    parties: list[str]
    date: str
    summary: str = ""
    via: list[str] = []
    attribution: Attribution = "third-party"
    agreement: TermsShape
    settles: list[str] = []
    until: str = ""
    sources: list[SourceShape] = []
    previously: list[str] = []
    note: str = ""


class EventShape(Shape):
    """Something that happened; no one's position."""

    event: str
    date: str
    summary: str = ""
    attribution: Attribution = "third-party"
    facts: TermsShape = {}
    ends: list[str] = []
    sources: list[SourceShape] = []
    previously: list[str] = []
    note: str = ""


class DraftShape(Shape):
    """A draft of a deal: no record, but a text to be held against the record."""

    title: str = ""
    terms: TermsShape = {}
    steps: list[Any] = Field([], description="In order: talks, deal, or a mapping of terms.")
    note: str = ""


SHAPES: dict[str, type[Shape]] = {
    "negotiation": NegotiationShape,
    "statement": StatementShape,
    "agreement": AgreementShape,
    "event": EventShape,
    "draft": DraftShape,
}


def kind_of(node: Node) -> str:
    """Which kind of record a file is, told by its keys."""
    keys = node.value if isinstance(node.value, dict) else {}
    return "agreement" if "agreement" in keys else "event" if "event" in keys else "statement"


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
