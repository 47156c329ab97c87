"""What must come first, drawn: each step a box above the steps it needs, in layers, with an arrow for every demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from negotrack.frozen import dataclass
from negotrack.render.report.pictures import shapes
from negotrack.render.report.pictures.marks import SIZE, SMALL

BOX, TALL, ACROSS, DOWN = 190.0, 50.0, 36.0, 74.0
CHARACTERS = 26  # of a label beside an arrow


@dataclass(frozen=True, slots=True)
class Arrow:
    """That one step needs another: who says so, and how it is known."""

    before: str
    needs: str
    label: str
    kind: str  # stated, offered or inferred
    stuck: bool = False  # part of a deadlock


@dataclass(frozen=True, slots=True)
class Step:
    """A box: what is to happen, and whether nobody has said it will (`unsaid`) or somebody refuses it (`refused`)."""

    key: str
    words: str
    css: str = ""


def chains(title: str, steps: Sequence[Step], arrows: Sequence[Arrow]) -> Markup:
    """The steps in layers; an arrow that leads back up closes a circle."""
    layer = layers([step.key for step in steps], [(arrow.before, arrow.needs) for arrow in arrows])
    rows: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        rows[layer[step.key]].append(step)
    across = max((len(row) for row in rows.values()), default=1)
    width = across * (BOX + ACROSS) + ACROSS + 60
    height = (max(rows, default=0) + 1) * (TALL + DOWN) - DOWN + 24
    places: dict[str, tuple[float, float]] = {}
    for number, row in rows.items():
        indent = (width - 60 - len(row) * (BOX + ACROSS) + ACROSS) / 2
        for turn, step in enumerate(row):
            places[step.key] = (indent + turn * (BOX + ACROSS), 8 + number * (TALL + DOWN))
    together: dict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        together[arrow.before, arrow.needs].append(arrow)
    parts = [_arrow(same, places, width) for same in together.values()]
    parts += [_box(step, *places[step.key]) for step in steps]
    told = "; ".join(
        f"{_words(steps, a.before)} needs {_words(steps, a.needs)} first ({a.label}, {a.kind})" for a in arrows
    )
    return shapes.picture(shapes.Frame(width, height, title, told or "Nothing has to come first.", "chains"), parts)


def layers(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How deep each node lies: below all that need it, but for what closes a circle.

    >>> layers(["deal", "talks", "halt"], [("deal", "talks"), ("talks", "halt"), ("halt", "deal")])
    {'deal': 0, 'talks': 1, 'halt': 2}
    """
    needs: dict[str, list[str]] = defaultdict(list)
    for before, need in edges:
        needs[before].append(need)
    wanted = {need for _, need in edges}
    done: list[str] = []
    forward: list[tuple[str, str]] = []
    visited: dict[str, bool] = {}  # True while it is still on the way down
    for start in [*(node for node in nodes if node not in wanted), *nodes]:
        if start in visited:
            continue
        visited[start] = True
        way = [(start, iter(needs[start]))]
        while way:
            node, left = way[-1]
            for need in left:
                if visited.get(need) is not True:
                    forward.append((node, need))
                if need not in visited:
                    visited[need] = True
                    way.append((need, iter(needs[need])))
                    break
            else:
                visited[node] = False
                done.append(node)
                way.pop()
    depth = dict.fromkeys(nodes, 0)
    for node in reversed(done):
        for before, need in forward:
            if before == node:
                depth[need] = max(depth[need], depth[node] + 1)
    return depth


def _words(steps: Sequence[Step], key: str) -> str:
    return next(step.words for step in steps if step.key == key)


def _box(step: Step, x: float, y: float) -> Markup:
    lines = shapes.wrapped(step.words, BOX - 12, SIZE, 3)
    top = y + TALL / 2 + 4 - (len(lines) - 1) * 7
    words = (
        shapes.text(line, x + BOX / 2, top + turn * 14, "label", "middle", SIZE) for turn, line in enumerate(lines)
    )
    return shapes.group([shapes.rect(x, y, BOX, TALL, f"step {step.css}".strip(), rx=4), *words])


def _arrow(same: Sequence[Arrow], places: dict[str, tuple[float, float]], width: float) -> Markup:
    """One line for all who demand the same, with their names beside it."""
    (x1, y1), (x2, y2) = places[same[0].before], places[same[0].needs]
    kind = next((arrow.kind for arrow in same if arrow.kind == "stated"), same[0].kind)
    css = f"need {kind}" + (" stuck" if any(arrow.stuck for arrow in same) else "")
    words = ", ".join(dict.fromkeys(arrow.label for arrow in same))
    if y2 > y1:  # down to the next layer or beyond
        start, end = (x1 + BOX / 2, y1 + TALL), (x2 + BOX / 2, y2 - 2)
        bend = (start[1] + end[1]) / 2
        steps = f"M {start[0]:.1f} {start[1]:.1f} C {start[0]:.1f} {bend:.1f} {end[0]:.1f} {bend:.1f} {end[0]:.1f} {end[1] - 8:.1f}"
        head = f"M {end[0]:.1f} {end[1]:.1f} l -5 -9 h 10 z"
        label = ((start[0] + end[0]) / 2 + 6, bend + 3)
    else:  # back up, round the right side
        start, end = (x1 + BOX, y1 + TALL / 2), (x2 + BOX + 2, y2 + TALL / 2 + 6)
        out = min(max(x1, x2) + BOX + 44, width - 6)
        steps = f"M {start[0]:.1f} {start[1]:.1f} C {out:.1f} {start[1]:.1f} {out:.1f} {end[1]:.1f} {end[0] + 8:.1f} {end[1]:.1f}"
        head = f"M {end[0]:.1f} {end[1]:.1f} l 9 -5 v 10 z"
        label = (out - 30, (start[1] + end[1]) / 2)
    told = words if len(words) <= CHARACTERS else words[: CHARACTERS - 1] + "…"
    return shapes.group([
        shapes.path(steps, css), shapes.path(head, f"{css} head"), shapes.text(told, *label, "label beside", size=SMALL),
    ])  # fmt: skip
