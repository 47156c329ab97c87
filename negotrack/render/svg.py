"""A graph as SVG: one self-contained element for a file or for a page, light and dark, readable on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from negotrack.frozen import dataclass
from negotrack.render.escape import clip, for_xml
from negotrack.render.graph import KINDS, SIGNS, STATES, Edge, Graph, Line, Node, Tone, stuck_words
from negotrack.render.layout import Layout, Link, Point, place
from negotrack.render.letters import width, wrapped
from negotrack.wording.items import citation

LONGEST = 400  # characters of a line of words, before it is broken into lines
TOLD = 40  # edges told in the description
MARGIN, PAD = 16.0, 12.0
HEAD, BODY, TITLE = 15.0, 13.0, 17.0  # sizes of the font
BOLD = 1.06  # how much wider strong words are
NARROWEST = 320.0

_LEADING = 1.32
_ROOMS: dict[str, float] = {"pair": 250.0, "item": 230.0, "issue": 120.0, "conflict": 120.0}
_ROOM, _LABEL_ROOM = 190.0, 150.0  # of other boxes, and of labels
_MOST_LINES = 4  # of one line of words, once broken
_DASHES: dict[Line, str] = {"solid": "", "dashed": "7 5", "dotted": "2 4"}
_LIGHT: dict[str, tuple[str, str]] = {
    "plain": ("#57606a", "#f6f8fa"), "bad": ("#b3261e", "#fdecea"), "warn": ("#8a5a00", "#fff6e0"),
    "good": ("#1a7f37", "#eaf7ed"), "note": ("#0b57d0", "#eaf1fd"), "dim": ("#737b84", "#f6f8fa"),
}  # fmt: skip
_DARK: dict[str, tuple[str, str]] = {
    "plain": ("#9aa4af", "#161b22"), "bad": ("#ff8a80", "#3a1917"), "warn": ("#e3b341", "#33290f"),
    "good": ("#56d364", "#12301b"), "note": ("#79b8ff", "#12263f"), "dim": ("#848d97", "#161b22"),
}  # fmt: skip
"""Stroke and fill by tone; the words are in ink and paper."""
_INK = (("#1f2328", "#59636e", "#ffffff"), ("#e6edf3", "#9aa4af", "#0d1117"))  # words, lesser words, paper


@dataclass(frozen=True, slots=True)
class _Words:
    """Lines of words, each with its size of font and what it is, and the room that they take."""

    lines: tuple[tuple[str, float, str], ...]

    @property
    def width(self) -> float:
        """The room that the widest line takes."""
        return max(
            (width(line, size * (BOLD if kind in ("strong", "mark") else 1)) for line, size, kind in self.lines),
            default=0.0,
        )

    @property
    def height(self) -> float:
        """The room that the lines take one below the other."""
        return sum(size * _LEADING for _, size, _ in self.lines)


def svg(graph: Graph, prefix: str = "graph", *, alone: bool = True) -> str:
    """The graph as an `svg` element without a prolog; `prefix` begins every id, so that two fit on one page.

    `alone` is for a file of its own: its title and gist stand above it, and its looks within. A page that shows it has
    words of its own, and the looks of all its graphs in one place: `style(".graph")`.
    """
    assert re.fullmatch(r"[A-Za-z][\w-]*", prefix), "what becomes an id is our own word"
    boxes = [_box(node) for node in graph.nodes]
    labels = [_label(edge) for edge in graph.edges]
    laid = _laid(graph, boxes, labels)
    wide = max(laid.width + 2 * MARGIN, NARROWEST)
    head, top = _head(graph, wide) if alone else ([], MARGIN)
    drawn = [*_edges(graph, laid, labels, prefix), *_nodes(graph, laid, boxes)]
    left, below = (wide - laid.width) / 2, top + laid.height + 26
    legend, end = _legend(graph, wide, below, prefix)
    high = end + MARGIN - 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" class="graph" viewBox="0 0 {_n(wide)} {_n(high)}" width="{_n(wide)}" '
        f'height="{_n(high)}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">',
        f'<title id="{prefix}-title">{for_xml(graph.title)}</title>',
        f'<desc id="{prefix}-desc">{for_xml(" ".join(_told(graph)))}</desc>',
        *([f"<style>{style(f'#{prefix}')}</style>"] if alone else []),
        f"<defs>{''.join(_markers(prefix))}</defs>",
        f'<rect class="paper" width="{_n(wide)}" height="{_n(high)}"/>',
        *head,
        f'<g transform="translate({_n(left)} {_n(top)})">',
        *drawn,
        "</g>",
        *legend,
        "</svg>",
    ]
    return "\n".join(parts)


def _told(graph: Graph) -> Iterator[str]:
    """The picture in sentences, for who cannot see it."""
    yield graph.gist
    labels = {node.id: node.label for node in graph.nodes}
    for edge in graph.edges[:TOLD]:
        if edge.directed:
            verb = edge.label if edge.kind != "inferred" else "needs first (inferred)"
            words = (clip(labels[edge.start], 120), verb or KINDS[edge.kind][2], clip(labels[edge.end], 120))
            yield " – ".join(words) + "."
    for node in graph.nodes[:TOLD]:
        if node.kind == "pair":
            yield clip("; ".join(node.lines), 240) + "."
    if len(graph.edges) > TOLD:
        yield f"And {len(graph.edges) - TOLD} more."


# -- where things go ----------------------------------------------------------------------------------------------


def _box(node: Node) -> _Words:
    room = _ROOMS.get(node.kind, _ROOM)
    first, *notes = node.lines
    lesser = node.kind == "item"
    head, kind = (BODY, "words") if lesser else (HEAD, "strong")
    lines = [(line, head, kind) for line in wrapped(clip(first, LONGEST), head * BOLD, room, 6)]
    for note in notes:
        lines += [(line, BODY, "lesser") for line in wrapped(clip(note, LONGEST), BODY, room, _MOST_LINES)]
    return _Words((*lines, *_stuck(node)))


def _label(edge: Edge) -> _Words:
    lines: list[tuple[str, float, str]] = []
    for words, kind in ((edge.words, "words"), (edge.day, "lesser")):
        lines += [(line, BODY, kind) for line in wrapped(clip(words, LONGEST), BODY, _LABEL_ROOM, 3)]
    return _Words((*lines, *_stuck(edge)))


def _stuck(one: Node | Edge) -> tuple[tuple[str, float, str], ...]:
    """The deadlocks that it is part of, as a line of its own."""
    return ((stuck_words(one.deadlocks), BODY, "mark"),) if one.deadlocks else ()


def _laid(graph: Graph, boxes: Sequence[_Words], labels: Sequence[_Words]) -> Layout:
    """The layout, made from top to bottom and turned as the graph flows."""
    number = {node.id: place for place, node in enumerate(graph.nodes)}
    sizes = [(max(words.width, 40) + 2 * PAD, words.height + 2 * PAD - 4) for words in boxes]
    named = [(words.width + 10, words.height + 6) if words.lines else (0.0, 0.0) for words in labels]
    across, up = graph.flow == "across", graph.flow == "up"
    if across:
        sizes, named = [(high, wide) for wide, high in sizes], [(high, wide) for wide, high in named]
    links = [
        Link(number[edge.end], number[edge.start], size) if up else Link(number[edge.start], number[edge.end], size)
        for edge, size in zip(graph.edges, named, strict=True)
    ]
    laid = place(sizes, links, len(sizes) if across else 2, abreast=across)
    if across:
        return Layout(
            _swapped(laid.boxes), _swapped(laid.labels), tuple(map(_swapped, laid.ways)), laid.height, laid.width
        )
    return (
        Layout(laid.boxes, laid.labels, tuple(way[::-1] for way in laid.ways), laid.width, laid.height) if up else laid
    )


def _swapped(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((y, x) for x, y in points)


# -- what is drawn ------------------------------------------------------------------------------------------------


def _n(number: float) -> str:
    """A coordinate to a tenth."""
    return (
        f"{number:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(number) < 0.05
        else f"{number:.1f}".removesuffix(".0")
    )


def _head(graph: Graph, wide: float) -> tuple[list[str], float]:
    """The title and the gist, and where they end."""
    room, y, parts = wide - 2 * MARGIN, MARGIN, list[str]()
    for words, size, kind in ((graph.title, TITLE, "strong"), (graph.gist, BODY, "lesser")):
        for line in wrapped(clip(words, LONGEST), size * BOLD, room, 6):
            y += size * _LEADING
            parts.append(
                f'<text class="{kind}" x="{_n(MARGIN)}" y="{_n(y - 4)}" font-size="{_n(size)}">{for_xml(line)}</text>'
            )
        y += 4
    return parts, y + 14


def _nodes(graph: Graph, laid: Layout, boxes: Sequence[_Words]) -> Iterator[str]:
    for node, (x, y), words in zip(graph.nodes, laid.boxes, boxes, strict=True):
        wide, high = max(words.width, 40) + 2 * PAD, words.height + 2 * PAD - 4
        round_ = high / 2 if node.kind in ("talks", "deal", "party") and high < 60 else 6
        tone = "bad" if node.deadlocks and node.tone == "plain" else node.tone
        yield (
            f'<g class="node {tone}"><title>{for_xml(_cited(node))}</title>'
            f'<rect class="box" x="{_n(x - wide / 2)}" y="{_n(y - high / 2)}" width="{_n(wide)}" height="{_n(high)}" '
            f'rx="{_n(round_)}"/>{_text(words, x, y)}</g>'
        )


def _cited(one: Node | Edge) -> str:
    """What a box or an edge rests on, for who points at it."""
    words = [*one.lines, *(citation(fact) for fact in one.facts)]
    return clip("; ".join(words), LONGEST)


def _text(words: _Words, x: float, y: float) -> str:
    """Lines about a middle, which suits a script that is read from the right as well."""
    parts, at = list[str](), y - words.height / 2
    for line, size, kind in words.lines:
        at += size * _LEADING
        parts.append(
            f'<text class="{kind}" x="{_n(x)}" y="{_n(at - size * 0.3)}" font-size="{_n(size)}" text-anchor="middle">{for_xml(line)}</text>'
        )
    return "".join(parts)


def _edges(graph: Graph, laid: Layout, labels: Sequence[_Words], prefix: str) -> Iterator[str]:
    across = graph.flow == "across"
    for edge, way, (x, y), words in zip(graph.edges, laid.ways, laid.labels, labels, strict=True):
        wide, high = words.width + 8, words.height + 2
        behind = (
            f'<rect class="paper" x="{_n(x - wide / 2)}" y="{_n(y - high / 2)}" width="{_n(wide)}" height="{_n(high)}"/>'
            if words.lines
            else ""
        )
        stuck = " stuck" if edge.deadlocks else ""
        yield (
            f'<g class="edge {edge.tone}{stuck}"><title>{for_xml(_cited(edge))}</title>'
            f"{_line(_path(way, across=across), edge.line, edge.tone if edge.directed else '', prefix)}"
            f"{behind}{_text(words, x, y)}</g>"
        )


def _line(path: str, line: Line, tone: str, prefix: str) -> str:
    dashes = f' stroke-dasharray="{_DASHES[line]}"' if _DASHES[line] else ""
    end = f' marker-end="url(#{prefix}-{tone})"' if tone else ""
    return f'<path class="line" d="{path}"{dashes}{end}/>'


def _path(way: Sequence[Point], *, across: bool) -> str:
    """A line that leaves and meets every point in the direction of the flow."""
    (x, y), *rest = way
    parts = [f"M{_n(x)} {_n(y)}"]
    for to_x, to_y in rest:
        if x == to_x or y == to_y:
            parts.append(f"L{_n(to_x)} {_n(to_y)}")
        elif across:
            middle = (x + to_x) / 2
            parts.append(f"C{_n(middle)} {_n(y)} {_n(middle)} {_n(to_y)} {_n(to_x)} {_n(to_y)}")
        else:
            middle = (y + to_y) / 2
            parts.append(f"C{_n(x)} {_n(middle)} {_n(to_x)} {_n(middle)} {_n(to_x)} {_n(to_y)}")
        x, y = to_x, to_y
    return "".join(parts)


def _legend(graph: Graph, wide: float, top: float, prefix: str) -> tuple[list[str], float]:
    """What lines and signs mean, one a line, and where it ends."""
    parts, y = list[str](), top
    for key, words in graph.legend:
        tone, mark = _mark(key, y, prefix)
        lines = wrapped(words, BODY, wide - 2 * MARGIN - 56, 3)
        said = "".join(
            f'<text class="lesser" x="{_n(MARGIN + 52)}" y="{_n(y + 4 + number * BODY * _LEADING)}" '
            f'font-size="{_n(BODY)}">{for_xml(line)}</text>'
            for number, line in enumerate(lines)
        )
        parts.append(f'<g class="edge {tone}{" stuck" if key == "deadlock" else ""}">{mark}{said}</g>')
        y += len(lines) * BODY * _LEADING + 4
    return parts, y


def _mark(key: str, y: float, prefix: str) -> tuple[Tone, str]:
    """A sample: a line for a kind of edge, a sign for a state."""
    if key in STATES:
        tone = STATES[key][0]
        return tone, (
            f'<text class="sign" x="{_n(MARGIN + 20)}" y="{_n(y + 5)}" font-size="{_n(HEAD)}" text-anchor="middle">{SIGNS[key]}</text>'
        )
    tone, line, _ = KINDS.get(key, ("bad" if key == "deadlock" else "dim", "solid", ""))
    pointed = tone if key not in ("states", "rules-out") else ""
    path = f"M{_n(MARGIN)} {_n(y)}L{_n(MARGIN + 40)} {_n(y)}"
    return tone, _line(path, line, pointed, prefix)


def _markers(prefix: str) -> Iterator[str]:
    for tone in _LIGHT:
        yield (
            f'<marker id="{prefix}-{tone}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path class="head {tone}" d="M0 0L10 5L0 10z"/></marker>'
        )


def style(own: str) -> str:
    """The looks of the graphs that a selector finds, which touch nothing else; no variables, which some viewers do not know."""
    fixed = (
        f"{own}{{max-width:100%;height:auto;font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}}"
        f"{own} .strong,{own} .mark{{font-weight:600}}{own} .line{{fill:none;stroke-width:1.6}}{own} .stuck .line{{stroke-width:3}}"
        f"{own} .box{{stroke-width:1.4}}{own} text{{unicode-bidi:plaintext}}"
    )
    dark = f"@media screen and (prefers-color-scheme:dark){{{_colours(own, _DARK, _INK[1])}}}"
    return fixed + _colours(own, _LIGHT, _INK[0]) + dark


def _colours(own: str, tones: dict[str, tuple[str, str]], ink: tuple[str, str, str]) -> str:
    words, lesser, paper = ink
    rules = [
        f"{own} text{{fill:{words}}}{own} .lesser{{fill:{lesser}}}{own} .mark{{fill:{tones['bad'][0]}}}"
        f"{own} .paper{{fill:{paper}}}"
    ]
    for tone, (stroke, fill) in tones.items():
        rules.append(
            f"{own} .{tone} .line{{stroke:{stroke}}}{own} .{tone} .box{{stroke:{stroke};fill:{fill}}}"
            f"{own} .head.{tone}{{fill:{stroke}}}{own} .{tone} .sign{{fill:{stroke}}}"
        )
    return "".join(rules)
