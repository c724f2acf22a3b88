"""Blocks that extraction took from neighbouring columns in turn are put back in reading order.

Extraction by boxes often reads a page in strips: a few lines of the first column, as many of the
second, then the first again. Each block then continues not the one before it but the tail of its own
column. A beam search gives every block to a column. Two things prove a column: that the text goes on
from block to block (links.py), and that the blocks tile the page: those of one strip begin at the same
height, columns are filled from the top, and all but the last are as long as the longest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.document import Line, Notice
from pipeline.repair.draft import Draft
from pipeline.repair.layout import read_layout
from pipeline.repair.links import Links, Strip, gather_strips
from pipeline.settings import Settings

_FEWEST, _MOST = 4, 400  # blocks a page has that is worth looking at, or can be looked through
_BEAM = 80
_COLUMNS = 7  # of a page, at most
_TOPS = 6  # blocks back that the columns may begin at
_BROKEN = 4.0  # a link this dear is broken: it starts the search
_MARGIN = 4.0  # by which another order must be cheaper than the one that was read

_LEVEL = 0.9  # lines by which two blocks of one strip may seem to begin apart
_STAY = 1.2  # nats: the next block of a strip is of the same column
_ACROSS = 0.4  # of the next column, at the same height
_BACK = 0.6  # of the column that is filled least: a new strip begins
_JUMP = 4.0  # of any other
_OPEN_BELOW = 3.0  # a column is opened, though the strip in hand does not begin at the columns' top
_OWED = 2.0  # what the link to a column's head will cost, likely: paid when the columns are done
_TOO_LONG = 1.5  # for each line that a column is longer than its share
_SHORT = 0.5  # for each line that a column, the last aside, is shorter than the longest
_SHORTEST = 6.0  # at most
_SLACK = 1.5  # lines that columns may differ by

Weigh = Callable[[int, int], float]  # the cost, in nats, of one block's following another


@dataclass(frozen=True, slots=True)
class _Reading:
    """The blocks so far given to columns: each column's first and last, and what that cost."""

    cost: float
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    depths: tuple[float, ...]  # lines of each column below the columns' top
    starts: tuple[tuple[int, float], ...]  # blocks of the first column while it is alone, and their depths
    column: int  # that the last block went to
    level: float  # the depth at which the strip in hand begins
    before: _Reading | None


def order_blocks(draft: Draft, settings: Settings) -> Draft:
    """Put the blocks of a page in reading order where the text proves another one than was read."""
    layout = read_layout(draft.lines)
    strips = gather_strips(layout)
    if not _FEWEST <= len(strips) <= _MOST or not layout.wrapped:
        return draft
    weigh = Links(layout, strips).weigh
    in_order = [weigh(number, number + 1) for number in range(len(strips) - 1)]
    if max(in_order) < _BROKEN:
        return draft
    order, cost = _search([strip.height for strip in strips], weigh)
    if cost > sum(in_order) - _MARGIN or order == list(range(len(strips))):
        return draft
    lines: list[Line] = []
    for number in order:
        if lines:
            lines.append(Line(lines[-1].number, ""))
        lines += strips[number].lines
    moved = Notice(
        "order/columns",
        strips[0].lines[0].number,
        "blocks of neighbouring columns stood in turn and were put in reading order",
        "the order in which they were read",
        0.9,
    )
    return replace(draft, lines=tuple(lines), notices=(*draft.notices, moved))


def _search(heights: Sequence[float], weigh: Weigh) -> tuple[list[int], float]:
    """Find the cheapest way to give the blocks to columns, and the order that it makes."""
    found = (_search_columns(heights, weigh, count) for count in range(2, _COLUMNS + 1))
    cost, best = min(found, key=lambda pair: pair[0])
    return _unroll(best), cost


def _search_columns(heights: Sequence[float], weigh: Weigh, count: int) -> tuple[float, _Reading]:
    """Give the blocks to so many columns."""
    share = sum(heights) / count + _SLACK
    readings = [_Reading(0.0, (0,), (0,), (heights[0],), ((0, 0.0),), 0, 0.0, None)]
    for block in range(1, len(heights)):
        best: dict[tuple[object, ...], _Reading] = {}
        for reading in readings:
            for grown in _extend(reading, block, heights[block], weigh, count, share):
                key = (grown.tails, grown.column, grown.heads)
                if key not in best or grown.cost < best[key].cost:
                    best[key] = grown
        readings = sorted(best.values(), key=lambda reading: reading.cost)[:_BEAM]
    done = [(reading.cost + _finish(reading, weigh), number) for number, reading in enumerate(readings)]
    cost, number = min(done)
    return cost, readings[number]


def _extend(
    reading: _Reading, block: int, height: float, weigh: Weigh, count: int, share: float
) -> Iterator[_Reading]:
    """Give one more block to each column that it may belong to."""
    alone = len(reading.tails) == 1
    for column, tail in enumerate(reading.tails):
        depth = reading.depths[column]
        cost = reading.cost + weigh(tail, block)
        if not alone:
            over = max(0.0, depth + height - share)
            cost += _weigh_turn(reading, column) + _TOO_LONG * min(over, height)
        yield _Reading(
            cost,
            reading.heads,
            (*reading.tails[:column], block, *reading.tails[column + 1 :]),
            (*reading.depths[:column], depth + height, *reading.depths[column + 1 :]),
            (*reading.starts, (block, depth))[-_TOPS:] if alone else (),
            column,
            reading.level if column == reading.column else depth,
            reading,
        )
    if len(reading.tails) == count:
        return
    beside = (*reading.tails, block)
    for head, top in reading.starts if alone else ((reading.heads[0], 0.0),):
        level = (reading.starts[-1][1] if alone else reading.level) - top
        right = reading.column == len(reading.tails) - 1
        cost = reading.cost + _OWED + (_ACROSS if level < _LEVEL and right else _OPEN_BELOW)
        depths = (reading.depths[0] - top, *reading.depths[1:], height)
        yield _Reading(
            cost, (head, *reading.heads[1:], block), beside, depths, (), len(beside) - 1, 0.0, reading
        )


def _weigh_turn(reading: _Reading, column: int) -> float:
    """Weigh that the next block is of this column, by the strip in hand."""
    if column == reading.column:
        return _STAY
    depth = reading.depths[column]
    if column == reading.column + 1 and abs(depth - reading.level) < _LEVEL:
        return _ACROSS
    if column < reading.column and depth < min(reading.depths) + _LEVEL:
        return _BACK
    return _JUMP


def _finish(reading: _Reading, weigh: Weigh) -> float:
    """Weigh the columns as ended: the links from each one's end to the next one's start, and their lengths."""
    cost = sum(weigh(tail, head) - _OWED for tail, head in zip(reading.tails, reading.heads[1:], strict=False))
    longest = max(reading.depths)
    for depth in reading.depths[:-1]:
        cost += min(_SHORT * max(0.0, longest - depth - 1.0), _SHORTEST)
    return cost


def _unroll(reading: _Reading) -> list[int]:
    choices = []
    at: _Reading | None = reading
    while at is not None:
        choices.append(at.column)
        at = at.before
    choices.reverse()
    return sorted(range(len(choices)), key=lambda block: (choices[block], block))
