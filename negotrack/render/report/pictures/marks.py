"""The marks that all pictures share with the terminal: a symbol and a class for each verdict, a pattern for each party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from negotrack.render.report.pictures import shapes
from negotrack.render.views.compare import OPEN_AMONG_MORE
from negotrack.wording.verdicts import MEANINGS, SYMBOLS

SIZE = 12.0  # of the type in a picture
SMALL = 10.5
PARTIES = 6  # as many looks as parties can have before they repeat
LEANS = (45, 135, 0, 90, 22, 157)  # degrees by which the hatching of each look leans


def tile(verdict: str, x: float, y: float, width: float, height: float, **more: str | float | None) -> Markup:
    """A verdict as a coloured box with its symbol in the middle; an empty one where there is no verdict."""
    box = shapes.rect(x, y, width, height, f"tile v-{verdict or 'none'}", rx=2)
    sign = SYMBOLS.get(verdict, "")
    if width < SMALL:
        return box
    words = shapes.text(sign, x + width / 2, y + height / 2 + 4, f"sign on-{verdict or 'none'}", "middle", SIZE)
    return shapes.group([box, words], **more)


def look(parties: Sequence[str], party: str) -> int:
    """Which of the looks a party has: its place among the parties shown."""
    return parties.index(party) % PARTIES if party in parties else PARTIES - 1


def hatches(name: str, looks: Iterable[int], conditional: Iterable[int] = ()) -> Markup:
    """The patterns for what a party rules out: lines that lean differently for each, so that no colour is needed.

    What is ruled out on a condition has lines with gaps in them.
    """
    patterns = [
        shapes.element(
            "pattern",
            shapes.line(0, 0, 0, length, f"{kind} p{number}"),
            id=f"{name}-{kind}-{number}", width=7, height=7, patternUnits="userSpaceOnUse",
            patternTransform=f"rotate({LEANS[number]})",
        )
        for kind, length, some in (("hatch", 7, looks), ("gaps", 3, conditional))
        for number in dict.fromkeys(some)
    ]  # fmt: skip
    return shapes.element("defs", shapes.joined(patterns))


def verdict_key(verdicts: Iterable[str], parties: int) -> list[tuple[str, str, str]]:
    """What the marks mean among so many parties, for the verdicts that occur: symbol, name and meaning."""
    here, means = set(verdicts), MEANINGS | ({"open": OPEN_AMONG_MORE} if parties > 2 else {})
    return [(SYMBOLS[name], name, words) for name, words in means.items() if name in here]
