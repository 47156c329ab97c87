"""What moved between two states of the positions, whether two days or two revisions made them: before, after → changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from negotrack.book import Entry, Item, Offer, Precondition, RedLine, Term, Terms
from negotrack.frozen import dataclass
from negotrack.held import Held, State, Stated
from negotrack.standing import Standing
from negotrack.values import Values

ChangeName = Literal["added", "dropped", "softened", "hardened", "shifted", "restated", "reworded"]
MIRROR: dict[ChangeName, ChangeName] = {
    "added": "dropped", "dropped": "added", "softened": "hardened", "hardened": "softened",
    "shifted": "shifted", "restated": "restated", "reworded": "reworded",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One move of one party: on an issue (what it has stated) or on an item (a red line, a precondition).

    `softened` accepts strictly more than before, `hardened` strictly less, `shifted` neither. `why` says how something
    dropped came to an end: a state, or empty where it is no longer in the files. `direction` tells, per counterpart,
    whether the move led `toward` or `away` from what that one has stated.
    """

    party: str
    kind: Literal["offer", "precondition", "red line"]
    change: ChangeName
    item: str  # PARTY/ITEM
    issue: str
    before: Held | None
    after: Held | None
    values_before: Values | None
    values_after: Values | None
    why: State | Literal[""] = ""
    entry: Entry | None = None  # the statement that did it
    direction: tuple[tuple[str, Literal["toward", "away"]], ...] = ()


def changes(before: Standing, after: Standing) -> Iterator[Change]:
    """Every change of position from one state to the other, party by party, in the order the negotiation lists them."""
    parties = dict.fromkeys([*after.book.parties, *before.book.parties])
    keys = dict.fromkeys([*after.book.keys, *before.book.keys])
    for party in parties:
        for issue in keys:
            yield from _stated(before, after, party, issue)
        yield from _conditions(before, after, party)


def _stated(before: Standing, after: Standing, party: str, issue: str) -> Iterator[Change]:
    """The change in what a party has put forward on one issue."""
    was = before.stated(party, issue) if issue in before.book.keys else None
    now = after.stated(party, issue) if issue in after.book.keys else None
    if was is None and now is None:
        return
    last, first = (was.held[-1] if was else None), (now.held[-1] if now else None)
    shown = first or last
    assert shown is not None
    base = Change(
        party, "offer", "added", shown.key, issue, last, first,
        was.values if was else None, now.values if now else None, entry=first.entry if first else None,
    )  # fmt: skip
    if was is None:
        yield base
    elif now is None:
        assert last is not None
        yield _dropped(base, after, last)
    elif kind := _moved(was, now, issue):
        yield replace(base, change=kind, direction=_direction(before, after, was, now))


def _moved(was: Stated, now: Stated, issue: str) -> ChangeName | None:
    if _comparable(was.values, now.values) and was.values != now.values:
        return _accepts(was.values, now.values)
    if (was.values is None) != (now.values is None) or (was.values != now.values):
        return "shifted"
    said = [held.entry.id for held in was.held], [held.entry.id for held in now.held]
    if said[0] != said[1]:
        return "restated"
    return "reworded" if _words(was.held, issue) != _words(now.held, issue) else None


def _comparable(was: Values | None, now: Values | None) -> bool:
    return was is not None and now is not None and was.scale == now.scale


def _accepts(was: Values | None, now: Values | None) -> ChangeName:
    """Whether the second set takes in more than the first, less, or neither."""
    if was is None or now is None:
        return "shifted"
    return "softened" if was <= now else "hardened" if now <= was else "shifted"


def _direction(
    before: Standing, after: Standing, was: Stated, now: Stated
) -> tuple[tuple[str, Literal["toward", "away"]], ...]:
    """For each principal, whether the move led toward what it states; only where its place before and after agree."""
    led: list[tuple[str, Literal["toward", "away"]]] = []
    for other in after.book.principals:
        if other == was.party:
            continue
        signs = set()
        for state in (before, after):
            there = state.stated(other, was.issue) if was.issue in state.book.keys else None
            if there is None or not _comparable(there.values, was.values) or not _comparable(there.values, now.values):
                continue
            assert there.values is not None and was.values is not None and now.values is not None
            old, new = was.values.distance(there.values), now.values.distance(there.values)
            if old is not None and new is not None and old != new:
                signs.add(new < old)
        if len(signs) == 1:
            led.append((other, "toward" if signs.pop() else "away"))
    return tuple(led)


def _conditions(before: Standing, after: Standing, party: str) -> Iterator[Change]:
    """The changes in a party's red lines and preconditions, item by item."""
    was, now = _binding(before, party), _binding(after, party)
    for key in dict.fromkeys([*was, *now]):
        old, new = was.get(key), now.get(key)
        shown = new or old
        assert shown is not None
        issue = next(iter(shown.item.package), "")
        base = Change(
            party, shown.item.kind, "added", key, issue, old, new, None, None, entry=new.entry if new else None
        )
        if old is None:
            yield base
        elif new is None:
            yield _dropped(base, after, old)
        elif change := _redrawn(old, new):
            yield replace(base, change=change)


def _binding(standing: Standing, party: str) -> dict[str, Held]:
    return {held.key: held for held in standing.standing(party) if not isinstance(held.item, Offer)}


def _dropped(base: Change, after: Standing, held: Held) -> Change:
    """How something that was held came to be held no more: what became of it, or of its latest version."""
    for now in after.held(held.party):
        if now.key == held.key and any(one.entry.id == held.entry.id for one in (*now.versions, now)):
            same = next(one for one in (*now.versions, now) if one.entry.id == held.entry.id)
            ended = same if same.state not in ("standing", "superseded") else now
            return replace(base, change="dropped", why="" if ended.stands else ended.state, entry=ended.by)
    return replace(base, change="dropped", entry=after.denied.get(held.entry.id))


def _redrawn(old: Held, new: Held) -> ChangeName | None:
    if old.item == new.item:
        if old.entry.id != new.entry.id:
            return "restated"
        return "reworded" if _words((old,), "") != _words((new,), "") else None
    match old.item, new.item:
        case RedLine() as was, RedLine() as now:
            # outcomes ruled out shrink when `never` shrinks or `unless` grows; `must` is turned round
            return _freed(
                [*_pairs(now.never, was.never), *_pairs(was.unless, now.unless), *_pairs(was.must, now.must)],
                same=was.never.keys() == now.never.keys()
                and was.unless.keys() == now.unless.keys()
                and was.must.keys() == now.must.keys(),
            )
        case Precondition() as was, Precondition() as now:
            earlier = {} if isinstance(was.before, str) else was.before
            later = {} if isinstance(now.before, str) else now.before
            words = isinstance(was.before, str) or isinstance(now.before, str)
            same = was.by == now.by and (was.before == now.before or not words)
            return _freed(
                [*_pairs(was.requires, now.requires), *_pairs(later, earlier)],
                same=same and was.requires.keys() == now.requires.keys() and earlier.keys() == later.keys(),
            )
    return "shifted"


def _pairs(first: Terms, second: Terms) -> list[tuple[Term, Term]]:
    return [(first[issue], second[issue]) for issue in first if issue in second]


def _freed(pairs: Iterable[tuple[Term, Term]], *, same: bool) -> ChangeName:
    """Softened if every first value lies within the second, hardened if every second within the first."""
    pairs = list(pairs)
    if not same or any((a.values is None) != (b.values is None) or a.text != b.text for a, b in pairs):
        return "shifted"
    sets = [(a.values, b.values) for a, b in pairs if a.values is not None and b.values is not None]
    if any(a.scale != b.scale for a, b in sets):
        return "shifted"
    if all(a == b for a, b in sets):
        return "reworded"
    if all(a <= b for a, b in sets):
        return "softened"
    return "hardened" if all(b <= a for a, b in sets) else "shifted"


def _words(held: Iterable[Held], issue: str) -> list[tuple[object, ...]]:
    """What was written around the same terms: a change here changes no meaning."""
    return [
        (one.item.summary, one.item.note, one.entry.summary, one.entry.note, _written(one.item, issue)) for one in held
    ]


def _written(item: Item, issue: str) -> list[tuple[str, str]]:
    return [(term.written, term.note) for key, term in item.package.items() if not issue or key == issue]
