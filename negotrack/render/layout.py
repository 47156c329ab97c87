"""Where the boxes of a graph go: rows of few boxes, each below what leads to it, and ways between them.

A circle is cut at one edge, which then leads upward. Rows are ordered so that few ways cross (each box near the mean of
its neighbours), and a label has a place of its own on its way, so that it lies over nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import combinations, pairwise

from negotrack.frozen import dataclass

GAP = 24.0  # between boxes of a row
RISE = 18.0  # between rows; there is a row for labels between two rows of boxes
SLOT = 10.0  # the width of a way that passes a row
BETWEEN = 34.0  # between parts that nothing joins
SWEEPS = 16
STIFF = 4.0  # how much more a way keeps to its own line than a box does to its neighbours

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to be drawn from one box to another, and the size of its label (nothing: no label)."""

    start: int
    end: int
    label: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the boxes and labels, the points of each way, and the size of it all."""

    boxes: tuple[Point, ...]
    labels: tuple[Point, ...]
    ways: tuple[tuple[Point, ...], ...]
    width: float
    height: float


@dataclass(slots=True)
class _Rows:
    """Cells in rows: boxes, and for each link a cell in every row it passes, one of them its label."""

    size: dict[int, tuple[float, float]] = field(default_factory=dict)
    row: dict[int, int] = field(default_factory=dict)
    rows: list[list[int]] = field(default_factory=list)
    chains: dict[int, list[int]] = field(default_factory=dict)  # by link: its cells from top to bottom
    labels: dict[int, int] = field(default_factory=dict)  # by link: the cell of its label
    above: Mapping[int, list[int]] = field(default_factory=dict)
    below: Mapping[int, list[int]] = field(default_factory=dict)


def place(sizes: Sequence[tuple[float, float]], links: Sequence[Link], most: int, *, abreast: bool = False) -> Layout:
    """A place for every box and label; parts that nothing joins stand one below the other, or abreast.

    `most` is how many boxes a row may hold; links of a box to itself are given a loop at its side.
    """
    boxes: list[Point] = [(0.0, 0.0)] * len(sizes)
    labels: list[Point] = [(0.0, 0.0)] * len(links)
    ways: list[tuple[Point, ...]] = [()] * len(links)
    parts = [_part(sizes, links, members, most) for members in _joined(len(sizes), links)]
    width, height = max((part[3] for part in parts), default=0.0), max((part[4] for part in parts), default=0.0)
    left = top = 0.0
    for at, label_at, way_of, wide, high in parts:
        x0, y0 = (left, (height - high) / 2) if abreast else ((width - wide) / 2, top)
        for box, (x, y) in at.items():
            boxes[box] = (x + x0, y + y0)
        for link, (x, y) in label_at.items():
            labels[link] = (x + x0, y + y0)
        for link, points in way_of.items():
            ways[link] = tuple((x + x0, y + y0) for x, y in points)
        left, top = left + wide + BETWEEN, top + high + BETWEEN
    width, height = (left - BETWEEN, height) if abreast else (width, top - BETWEEN)
    return Layout(tuple(boxes), tuple(labels), tuple(ways), max(width, 0.0), max(height, 0.0))


_Part = tuple[dict[int, Point], dict[int, Point], dict[int, list[Point]], float, float]


def _joined(number: int, links: Iterable[Link]) -> list[list[int]]:
    """The parts of a graph that something joins, each in the order of its boxes."""
    part = list(range(number))
    for link in links:
        old, new = part[link.end], part[link.start]
        part = [new if one == old else one for one in part]
    found: dict[int, list[int]] = {}
    for box, one in enumerate(part):
        found.setdefault(one, []).append(box)
    return list(found.values())


def _part(sizes: Sequence[tuple[float, float]], links: Sequence[Link], members: list[int], most: int) -> _Part:
    mine = {n: link for n, link in enumerate(links) if link.start in members and link.start != link.end}
    turned = _turned(members, mine)
    ends = {n: (link.end, link.start) if n in turned else (link.start, link.end) for n, link in mine.items()}
    ranks = _ranks(members, list(ends.values()), most)
    rows = _rows(sizes, mine, ends, ranks)
    _order(rows)
    xs = _columns(rows)
    _straighten(rows, xs)
    left = min(x - rows.size[cell][0] / 2 for cell, x in xs.items())
    xs = {cell: x - left for cell, x in xs.items()}
    tops, y = [], 0.0
    for row in rows.rows:
        tops.append(y)
        y += max(rows.size[cell][1] for cell in row) + RISE
    height = y - RISE
    middle = [top + max(rows.size[cell][1] for cell in row) / 2 for top, row in zip(tops, rows.rows, strict=True)]
    at = {box: (xs[box], middle[rows.row[box]]) for box in members}
    ways = {n: _way(rows, xs, tops, middle, n) for n in mine}
    for n in turned:
        ways[n].reverse()
    label_at = {n: (xs[cell], middle[rows.row[cell]]) for n, cell in rows.labels.items()}
    for n, link in enumerate(links):
        if link.start == link.end and link.start in members:
            (x, y), (wide, high) = at[link.start], sizes[link.start]
            side = x + wide / 2
            ways[n] = [(side, y - high / 4), (side + GAP / 2, y), (side, y + high / 4)]
            label_at[n] = (x, y)
    return at, label_at, ways, max(xs[cell] + rows.size[cell][0] / 2 for cell in xs), height


# -- rows ---------------------------------------------------------------------------------------------------------


def _turned(members: Sequence[int], links: Mapping[int, Link]) -> set[int]:
    """The links that lead back to where one came from, in a walk that begins where nothing leads to."""
    leaving: dict[int, list[int]] = defaultdict(list)
    for n, link in links.items():
        leaving[link.start].append(n)
    entered = {link.end for link in links.values()}
    found, done = set[int](), set[int]()
    for root in [*(box for box in members if box not in entered), *members]:
        if root in done:
            continue
        path, walk = {root}, [(root, iter(leaving[root]))]
        done.add(root)
        while walk:
            box, left = walk[-1]
            n = next(left, -1)
            if n < 0:
                path.discard(box)
                walk.pop()
            elif links[n].end in path:
                found.add(n)
            elif links[n].end not in done:
                box = links[n].end
                done.add(box)
                path.add(box)
                walk.append((box, iter(leaving[box])))
    return found


def _ranks(members: Sequence[int], ends: Sequence[tuple[int, int]], most: int) -> dict[int, int]:
    """A row for every box, below all that lead to it, with at most so many in one; a box that begins stands close."""
    waits: dict[int, set[int]] = {box: {start for start, end in ends if end == box} for box in members}
    ranks: dict[int, int] = {}
    held: dict[int, int] = defaultdict(int)
    left = list(members)
    while left:
        box = next(box for box in left if waits[box] <= ranks.keys())
        left.remove(box)
        rank = max((ranks[start] + 1 for start in waits[box]), default=0)
        while held[rank] >= most:
            rank += 1
        ranks[box] = rank
        held[rank] += 1
    for box in members:
        ahead = [ranks[end] for start, end in ends if start == box]
        if not waits[box] and ahead:
            for rank in range(min(ahead) - 1, ranks[box], -1):
                if held[rank] < most:
                    held[ranks[box]] -= 1
                    held[rank] += 1
                    ranks[box] = rank
                    break
    used = {rank: place for place, rank in enumerate(sorted(set(ranks.values())))}
    return {box: used[rank] for box, rank in ranks.items()}


def _rows(
    sizes: Sequence[tuple[float, float]],
    links: Mapping[int, Link],
    ends: Mapping[int, tuple[int, int]],
    ranks: Mapping[int, int],
) -> _Rows:
    """The boxes in every second row, and the cells of the links in all rows that they pass."""
    found = _Rows(rows=[[] for _ in range(2 * max(ranks.values()) + 1)])
    for box, rank in ranks.items():
        found.size[box], found.row[box] = sizes[box], 2 * rank
        found.rows[2 * rank].append(box)
    leaving, entering = [start for start, _ in ends.values()], [end for _, end in ends.values()]
    fresh = len(sizes)
    for n, (start, end) in ends.items():
        passed = range(found.row[start] + 1, found.row[end])
        label_row = passed[0] if leaving.count(start) <= entering.count(end) else passed[-1]
        cells = [start]
        for row in passed:
            named = row == label_row
            wide, high = links[n].label if named else (0.0, 0.0)
            found.size[fresh], found.row[fresh] = (max(wide, SLOT), high), row
            found.rows[row].append(fresh)
            if named:
                found.labels[n] = fresh
            cells.append(fresh)
            fresh += 1
        found.chains[n] = [*cells, end]
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for chain in found.chains.values():
        for upper, lower in pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
    found.above, found.below = above, below
    return found


# -- order and columns --------------------------------------------------------------------------------------------


def _order(rows: _Rows) -> None:
    """Order each row by the mean place of its neighbours, downward and upward, and keep the order with fewest crossings."""
    best, fewest = [list(row) for row in rows.rows], _crossings(rows)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        beside = rows.above if down else rows.below
        for number in range(len(rows.rows)) if down else reversed(range(len(rows.rows))):
            other = number - 1 if down else number + 1
            if not 0 <= other < len(rows.rows):
                continue
            places = {cell: place for place, cell in enumerate(rows.rows[other])}
            row = rows.rows[number]
            means = {
                cell: _mean([float(places[near]) for near in beside[cell]], float(place))
                for place, cell in enumerate(row)
            }
            row.sort(key=lambda cell: means[cell])
        if (crossings := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows.rows], crossings
    rows.rows = best


def _crossings(rows: _Rows) -> int:
    found = 0
    for upper, lower in pairwise(rows.rows):
        places = {cell: place for place, cell in enumerate(lower)}
        ends = [places[near] for cell in upper for near in sorted(rows.below[cell], key=lambda one: places[one])]
        found += sum(first > second for first, second in combinations(ends, 2))
    return found


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _columns(rows: _Rows) -> dict[int, float]:
    """Where each cell stands from left to right: near its neighbours, and none over another."""
    xs: dict[int, float] = {}
    for row in rows.rows:
        starts = _starts(rows, row)
        middle = starts[-1] / 2
        xs |= {cell: start - middle for cell, start in zip(row, starts, strict=True)}
    passing = {cell for chain in rows.chains.values() for cell in chain[1:-1]}
    weight = {cell: STIFF if cell in passing else 1.0 for cell in xs}
    for sweep in range(SWEEPS * 4):
        for row in rows.rows if sweep % 2 else reversed(rows.rows):
            wanted = [_pull(xs, weight, (*rows.above[cell], *rows.below[cell]), xs[cell]) for cell in row]
            xs |= dict(zip(row, _apart(wanted, _starts(rows, row), [weight[cell] for cell in row]), strict=True))
    return xs


def _pull(xs: Mapping[int, float], weight: Mapping[int, float], near: Sequence[int], otherwise: float) -> float:
    """Where its neighbours draw a cell."""
    whole = sum(weight[one] for one in near)
    return sum(xs[one] * weight[one] for one in near) / whole if near else otherwise


def _starts(rows: _Rows, row: Sequence[int]) -> list[float]:
    """The middles of a row's cells when they stand as close as they may."""
    found = [0.0]
    for left, right in pairwise(row):
        found.append(found[-1] + (rows.size[left][0] + rows.size[right][0]) / 2 + GAP)
    return found


def _apart(wanted: Sequence[float], starts: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, in least squares, at which cells keep their order and distance."""
    pools: list[tuple[float, float, int]] = []  # of a run of cells that touch: the mean, the weight, how many
    for place, start, weight in zip(wanted, starts, weights, strict=True):
        pools.append((place - start, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, some, few), (other, more, many) = pools[-2:]
            pools[-2:] = [((one * some + other * more) / (some + more), some + more, few + many)]
    shifts = [mean for mean, _, number in pools for _ in range(number)]
    return [start + shift for start, shift in zip(starts, shifts, strict=True)]


def _straighten(rows: _Rows, xs: dict[int, float]) -> None:
    """Move the cells of each link onto one line as far down as there is room for it, then onto the next."""
    for n, chain in rows.chains.items():
        run: list[int] = []
        low, high = float("-inf"), float("inf")
        beside = {cell: _room(rows, xs, cell) for cell in chain[1:-1]}
        for cell, (left, right) in beside.items():
            if run and max(low, left) > min(high, right):
                _line_up(xs, run, low, high, rows.labels.get(n))
                run, low, high = [], float("-inf"), float("inf")
            run.append(cell)
            low, high = max(low, left), min(high, right)
        _line_up(xs, run, low, high, rows.labels.get(n))


def _room(rows: _Rows, xs: Mapping[int, float], cell: int) -> tuple[float, float]:
    """How far left and right a cell can move before it comes too close to its neighbours."""
    row = rows.rows[rows.row[cell]]
    place = row.index(cell)
    low, high = float("-inf"), float("inf")
    if place:
        low = xs[row[place - 1]] + (rows.size[row[place - 1]][0] + rows.size[cell][0]) / 2 + GAP
    if place < len(row) - 1:
        high = xs[row[place + 1]] - (rows.size[row[place + 1]][0] + rows.size[cell][0]) / 2 - GAP
    return min(low, xs[cell]), max(high, xs[cell])


def _line_up(xs: dict[int, float], run: Sequence[int], low: float, high: float, label: int | None) -> None:
    """Put a run of cells on one line, where its label stands or else in the middle of them."""
    if run:
        wanted = xs[label] if label in run and label is not None else sum(xs[cell] for cell in run) / len(run)
        xs |= dict.fromkeys(run, min(max(wanted, low), high))


# -- ways ---------------------------------------------------------------------------------------------------------


def _way(
    rows: _Rows, xs: Mapping[int, float], tops: Sequence[float], middle: Sequence[float], link: int
) -> list[Point]:
    """The points of a link from top to bottom: straight through every row, free to bend between two."""
    first, *passed, last = rows.chains[link]
    points = [(_port(rows, xs, first, link, upper=True), middle[rows.row[first]] + rows.size[first][1] / 2)]
    for cell in passed:
        top = tops[rows.row[cell]]
        if top == middle[rows.row[cell]]:
            continue  # a row without labels: nothing is in the way there
        points += [(xs[cell], top), (xs[cell], 2 * middle[rows.row[cell]] - top)]
    return [*points, (_port(rows, xs, last, link, upper=False), middle[rows.row[last]] - rows.size[last][1] / 2)]


def _port(rows: _Rows, xs: Mapping[int, float], box: int, link: int, *, upper: bool) -> float:
    """Where a link meets a box: beside the others on that side, in the order in which they come."""
    chains = {n: chain if upper else chain[::-1] for n, chain in rows.chains.items()}
    there = sorted((xs[chain[1]], n) for n, chain in chains.items() if chain[0] == box)
    step = min(26.0, (rows.size[box][0] - 24) / len(there))
    place = [n for _, n in there].index(link)
    return xs[box] + (place - (len(there) - 1) / 2) * step
