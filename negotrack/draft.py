"""A text that a deal might be made of: its terms and, where it says so, the order in which they come about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Literal

from negotrack.book import Term, Terms
from negotrack.findings import Place
from negotrack.frozen import dataclass
from negotrack.held import Held
from negotrack.standing import Standing

StageKind = Literal["talks", "deal", "terms"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a draft: talks begin, the deal is made, or terms come about; its number as written, 0 if implied."""

    kind: StageKind
    terms: Terms = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """Terms read exactly, each issue once; `steps` in their order, none where the draft is silent on it.

    What stands only in a step is a term of the draft too. `held` is the offer whose terms these are, if it is one.
    """

    title: str
    terms: Terms
    place: Place
    steps: tuple[Stage, ...] = ()
    held: Held | None = None


def draft_of(held: Held) -> Draft:
    """An offer's terms, whoever gives them, as a draft: bare values read exactly, as one who accepts would."""
    terms = {issue: replace(term, values=term.exact) for issue, term in held.item.package.items()}
    return Draft(held.label, terms, held.item.place, (), held)


@dataclass(frozen=True)
class Course:
    """The stages of a draft one after the other, and what holds after each of them."""

    standing: Standing
    stages: tuple[Stage, ...]
    told: bool  # whether the draft itself says what comes first
    after: tuple[Mapping[str, Term], ...]

    def first(self, term: Term) -> int | None:
        """The stage after which the draft itself has brought a term about; None where it never does."""
        return next((place for place, terms in enumerate(self.after) if _within(terms.get(term.issue), term)), None)

    def stage(self, kind: StageKind) -> int:
        """The stage at which talks begin or the deal is made."""
        return next(place for place, stage in enumerate(self.stages) if stage.kind == kind)

    def holds(self, term: Term, place: int) -> bool:
        """Whether a term holds after a stage (-1: before the first), by the draft or by the facts and agreements."""
        brought = self.after[place].get(term.issue) if place >= 0 else None
        return _within(brought, term) if brought is not None else self.standing.met({term.issue: term}) is not None

    def from_on(self, term: Term, place: int) -> int | None:
        """The first stage, from a place on, after which a term holds; None where it never does."""
        return next((one for one in range(max(place, 0), len(self.stages)) if self.holds(term, one)), None)


def course(standing: Standing, draft: Draft) -> Course:
    """A draft's stages, with talks and the deal where it does not name them, and last what it gives no place to.

    Talks are right before the deal; the deal right after talks; without either, both come before all else.
    """
    stages = [*draft.steps]
    kinds = [stage.kind for stage in stages]
    if "deal" not in kinds:
        stages.insert(kinds.index("talks") + 1 if "talks" in kinds else 0, Stage("deal"))
    if "talks" not in kinds:
        stages.insert([stage.kind for stage in stages].index("deal"), Stage("talks"))
    placed = {issue for stage in stages for issue in stage.terms}
    rest = {issue: term for issue, term in draft.terms.items() if issue not in placed}
    if rest:
        stages.append(Stage("terms", rest))
    return Course(standing, tuple(stages), bool(draft.steps), tuple(_cumulated(stages)))


def _cumulated(stages: Iterable[Stage]) -> Iterator[Mapping[str, Term]]:
    terms: dict[str, Term] = {}
    for stage in stages:
        terms = {**terms, **stage.terms}
        yield terms


def _within(term: Term | None, wanted: Term) -> bool:
    """Whether a term leaves nothing but what is wanted."""
    if term is None:
        return False
    if term.values is None or wanted.values is None:
        return bool(term.text) and term.text == wanted.text
    return term.values <= wanted.values
