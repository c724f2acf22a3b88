"""The blocks of a page given to columns, so that the text goes on and the columns tile the page.

Extraction that groups what stands near each other (pdfminer's boxes) reads a page in strips: blocks of
one strip begin at the same height, go from left to right, and the next strip begins on the left where
all columns are filled as far. How often each turn is taken was counted on pages set for this.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, log
from typing import NamedTuple

_COLUMNS = range(2, 8)  # that a page may have
_BEAM, _WHOLE = 24, 128  # readings kept of each sort, and of all
_ROUGH, _LIKELY = 8, 2  # of each sort while the number of columns is sought, and numbers looked into
_BOUND = 12.0  # nats behind the best at which a reading is given up
_FIRST_TOPS, _LAST_TOPS = 4, 6  # blocks at which the columns may begin: of the page, and of those read last
_LEVEL = 0.9  # lines by which two blocks of one strip may seem to begin apart
_SLACK = 1.5  # lines by which columns may differ
_TALL = 3.5  # lines: extraction pairs lower blocks with their neighbours before those below

# How likely the next block stands where, against each other.
_STAY_EVEN, _STAY_BEHIND, _STAY_AHEAD = 0.15, 12.0, 0.1  # in this column, filled so against the left one
_STAY_AHEAD_AGAIN = 2.0  # the block before stood in this column too
_STAY_FIRST, _STAY_FIRST_TALL, _STAY_FIRST_AGAIN = 1.0, 3.0, 8.0  # the first one: no left one tells how far
_ACROSS, _ACROSS_ODD, _ACROSS_ASKEW = 8.0, 1.0, 0.7  # in the next: as it should; too early; at another height
_STAY_PART, _ACROSS_PART = 3.0, 2.0  # in either, where a block on the left ends that is not the strip's last
_OPEN_LOW, _OPEN_ELSEWHERE = 0.7, 0.02  # in a new one, though the strip does not begin at the top
_BACK, _BACK_ODD, _BACK_MORE = 1.5, 0.3, 0.15  # on the left: filled least; so, but others lag; not so
_JUMP = 0.005  # in any other
_FULL = 0.05  # times that, if the column has its share already
_FROM_FOOT = 0.1  # from below the columns back into one

# Costs in nats.
_FOOT = 3.5  # a block stands below all columns: the headline, often
_BANNER, _BANNER_NEXT = 4.0, 0.5  # one stands above them, though others were read before it; one more does
_BESIDE = 0.7  # the second column begins
_WAITED, _WAITED_MOST = 0.5, 3.0  # for each block that the first one had before
_ABOVE, _ABOVE_MOST = 0.15, 4.0  # for each line above the columns, a headline and a lede being short; at most
_OWED = 3.0  # what the link to a column's head will cost, likely: settled when the columns are done
_TOO_LONG = 1.5  # for each line that a column is longer than its share
_SHORT, _SHORTEST = (
    0.5,
    6.0,
)  # for each line that a column, not the last, is shorter than the longest; at most
_MATCH, _CLASH = -0.5, 0.8  # a block cut in mid-paragraph, where the column beside is cut too; or is not
_NEAR = 0.25  # lines by which two edges of the same height may seem to differ

Weigh = Callable[[int, int], float]  # the cost, in nats, of one block's following another


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page's blocks: their heights in lines, which may be headlines, and their links."""

    heights: tuple[float, ...]
    feet: tuple[bool, ...]
    cuts: tuple[bool, ...]  # which end in the middle of a paragraph
    pictures: float  # lines that pictures take
    weigh: Weigh


class _Reading(NamedTuple):
    """The blocks so far given to columns, and what that cost."""

    cost: float
    heads: tuple[int, ...]  # the first block of each column
    tails: tuple[int, ...]  # and the last one
    depths: tuple[float, ...]  # lines of each column below the columns' top
    starts: tuple[tuple[int, float], ...]  # blocks of the first column while it is alone, and their depths
    column: int  # that the last block went to
    level: float  # the depth at which the strip in hand begins
    height: float  # of the last block
    ends: tuple[float, ...]  # the depths at which the blocks of that column end, in the strip in hand
    left_ends: tuple[float, ...]  # the same of the column on its left
    edges: tuple[tuple[float, ...], ...]  # where the blocks of each column end
    cuts: tuple[tuple[float, ...], ...]  # those in the middle of a paragraph
    banners: tuple[int, ...]  # headlines read out of place, which stand above all columns
    before: _Reading | None


def give_to_columns(page: Page) -> tuple[list[int], float]:
    """Find the order of the blocks that is the cheapest to read in columns, and its cost in nats."""
    rough = {count: _search(page, count, _ROUGH)[0] for count in _COLUMNS}
    likely = sorted(rough, key=rough.__getitem__)[:_LIKELY]
    cost, best = min((_search(page, count, _BEAM) for count in likely), key=lambda found: found[0])
    return _unroll(best), cost


def _search(page: Page, count: int, beam: int) -> tuple[float, _Reading]:
    """Give the blocks to so many columns by a beam search that keeps readings of every sort."""
    share = (sum(page.heights) + page.pictures) / count + _SLACK
    first = page.heights[0]
    cuts = (first,) if page.cuts[0] else ()
    readings = [_Reading(0.0, (0,), (0,), (first,), ((0, 0.0),), 0, 0.0, first, (first,), (), (), (cuts,), (), None)]
    for block in range(1, len(page.heights)):
        best: dict[tuple[object, ...], _Reading] = {}
        settle = len(page.heights) - block <= count  # what is owed is known by then
        limit = inf
        for reading in readings:
            grow = (
                _extend_alone(reading, block, page)
                if reading.starts
                else _extend(reading, block, page, count, share, limit)
            )
            if page.feet[block] and not page.cuts[block]:
                grow = chain(grow, [_set_above(reading, block, page)])
            for grown in grow:
                if not settle:
                    limit = min(limit, grown.cost + _BOUND)
                key = (grown.tails, grown.column, grown.heads, grown.depths, grown.banners)
                if key not in best or grown.cost < best[key].cost:
                    best[key] = grown
        ranked = sorted(
            (reading.cost + (_finish(reading, page, count) if settle else 0.0), number, reading)
            for number, reading in enumerate(best.values())
        )
        readings = _keep(ranked, beam)
    return min(
        ((reading.cost + _finish(reading, page, count), reading) for reading in readings),
        key=lambda found: found[0],
    )


def _keep(ranked: Sequence[tuple[float, int, _Reading]], beam: int) -> list[_Reading]:
    kept: Counter[tuple[int, int]] = Counter()
    readings = []
    for cost, _, reading in ranked:
        sort = len(reading.tails), reading.column
        kept[sort] += 1
        if kept[sort] <= beam and cost < ranked[0][0] + _BOUND:
            readings.append(reading)
    return readings[:_WHOLE]


def _extend_alone(reading: _Reading, block: int, page: Page) -> Iterator[_Reading]:
    """Give one more block to the first column, or begin the second one beside any of its last blocks."""
    depth, height = reading.depths[0], page.heights[block]
    yield reading._replace(
        cost=reading.cost + page.weigh(reading.tails[0], block),
        tails=(block,),
        depths=(depth + height,),
        starts=(
            *reading.starts[:_FIRST_TOPS],
            *reading.starts[_FIRST_TOPS:][1 - _LAST_TOPS :],
            (block, depth),
        ),
        height=height,
        ends=(*reading.ends, depth + height),
        cuts=((*reading.cuts[0], depth + height),) if page.cuts[block] else reading.cuts,
        before=reading,
    )
    for head, top in reading.starts:
        waited = min(_WAITED * (block - head - 1), _WAITED_MOST)
        cost = reading.cost + _OWED + _BESIDE + min(_ABOVE * top, _ABOVE_MOST) + waited
        ends = tuple(end - top for end in reading.ends if end > top)
        tails, depths = (*reading.tails, block), (depth - top, height)
        cuts = tuple(end - top for end in reading.cuts[0] if end > top)
        edges, own = (ends, (height,)), ((height,) if page.cuts[block] else ())
        cost += _judge_edges(0.0, height, page.cuts[block], ends, cuts)
        yield _Reading(
            cost, (head, block), tails, depths, (), 1, 0.0, height, (height,), ends, edges, (cuts, own), reading.banners, reading
        )


def _extend(
    reading: _Reading, block: int, page: Page, count: int, share: float, limit: float
) -> Iterator[_Reading]:
    """Give one more block to each column that it may belong to, to a new one, or below all.

    What costs more than the limit is left out.
    """
    tails, depths, height = reading.tails, reading.depths, page.heights[block]
    turns = [_judge_turn(reading, column, count, share) for column in range(len(tails))]
    opens = _judge_opening(reading) if len(tails) < count else 0.0
    everything = log(sum(turns) + opens)
    for column, tail in enumerate(tails):
        end = depths[column] + height
        cost = reading.cost + page.weigh(tail, block) + everything - log(turns[column])
        if column < count:
            cost += _TOO_LONG * min(height, max(0.0, end - share))
        if cost > limit:
            continue
        edges, cuts = reading.edges, reading.cuts
        if column < count:
            for beside in (column - 1, column + 1):
                if 0 <= beside < min(count, len(tails)):
                    cost += _judge_edges(depths[column], end, page.cuts[block], edges[beside], cuts[beside])
            edges = (*edges[:column], (*edges[column], end), *edges[column + 1 :])
            if page.cuts[block]:
                cuts = (*cuts[:column], (*cuts[column], end), *cuts[column + 1 :])
        stays, crosses = column == reading.column, column == reading.column + 1
        yield _Reading(
            cost,
            reading.heads,
            (*tails[:column], block, *tails[column + 1 :]),
            (*depths[:column], end, *depths[column + 1 :]),
            (),
            column,
            reading.level if stays else depths[column],
            height,
            (*reading.ends, end) if stays else (end,),
            reading.left_ends if stays else reading.ends if crosses else (),
            edges,
            cuts,
            reading.banners,
            reading,
        )
    if len(tails) < count or (page.feet[block] and len(tails) == count):
        cost = reading.cost + _OWED + (everything - log(opens) if opens else _FOOT)
        if opens:
            cost += _judge_edges(0.0, height, page.cuts[block], reading.edges[-1], reading.cuts[-1])
        yield _Reading(
            cost,
            (*reading.heads, block),
            (*tails, block),
            (*depths, height if opens else 0.0),
            (),
            len(tails),
            0.0,
            height,
            (height,),
            reading.ends if reading.column == len(tails) - 1 else (),
            (*reading.edges, (height,)),
            (*reading.cuts, (height,) if page.cuts[block] else ()),
            reading.banners,
            reading,
        )


def _set_above(reading: _Reading, block: int, page: Page) -> _Reading:
    """Set a block above all columns: a headline that was read between the blocks of the text."""
    above = reading.banners
    cost = page.weigh(block, 0)
    if above:
        cost += page.weigh(above[-1], block) - page.weigh(above[-1], 0)
    cost += _BANNER_NEXT if above and above[-1] == block - 1 else _BANNER
    return reading._replace(cost=reading.cost + cost, banners=(*above, block), before=reading)


def _judge_edges(
    top: float, end: float, cut: bool, edges: tuple[float, ...], cuts: tuple[float, ...]
) -> float:
    """Weigh a block against the blocks of the column beside it: what cuts one column cuts the other."""
    cost = 0.0
    for depth in reversed(cuts):
        if depth <= top + _NEAR:
            break
        if depth < end - _NEAR:
            if _is_whole(depth - top):
                cost += _CLASH
        elif depth < end + _NEAR:
            cost += _MATCH
    if cut and edges and end < edges[-1] + _NEAR:
        place = bisect_left(edges, end - _NEAR)
        if edges[place] < end + _NEAR:
            cost += _MATCH
        elif _is_whole(end - (edges[place - 1] if place else 0.0)):
            cost += _CLASH
    return cost


def _is_whole(lines: float) -> bool:
    return abs(lines - round(lines)) < _NEAR


def _is_even(reading: _Reading, first: int, last: int) -> bool:
    """Tell whether these columns are filled to the same height."""
    depths = reading.depths[first : last + 1]
    return max(depths) - min(depths) < _LEVEL


def _is_done(reading: _Reading) -> bool | None:
    """Tell whether the column in hand is filled as far as the left one; None: as far as a block of it."""
    now, depths = reading.column, reading.depths
    if now == 0 or abs(depths[now] - depths[now - 1]) < _LEVEL:
        return True
    return None if any(abs(depths[now] - end) < _LEVEL for end in reading.left_ends) else False


def _judge_opening(reading: _Reading) -> float:
    """Tell how likely the next block begins a column."""
    if reading.column != len(reading.tails) - 1:
        return _OPEN_ELSEWHERE
    return _judge_across(reading) if reading.level < _LEVEL else _OPEN_LOW


def _judge_across(reading: _Reading) -> float:
    done = _is_done(reading)
    return _ACROSS_PART if done is None else _ACROSS if done else _ACROSS_ODD


def _judge_turn(reading: _Reading, column: int, count: int, share: float) -> float:
    """Tell how likely the next block is of this column, by the strip in hand."""
    now, depth = reading.column, reading.depths[column]
    if now == count or column == count:
        return 1.0 if now == column else _JUMP if column == count else _FROM_FOOT
    if column == now:
        likely = _judge_stay(reading)
    elif column == now + 1:
        likely = _judge_across(reading) if abs(depth - reading.level) < _LEVEL else _ACROSS_ASKEW
    elif column > now:
        likely = _JUMP
    else:
        least = depth < min(reading.depths[:count]) + _LEVEL
        even = _is_even(reading, column, now)
        likely = (_BACK if even else _BACK_ODD) if least else _BACK_MORE if even else _JUMP
    return likely * (_FULL if depth > share - _SLACK else 1.0)


def _judge_stay(reading: _Reading) -> float:
    now, again, done = reading.column, len(reading.ends) > 1, _is_done(reading)
    if now == 0:
        return _STAY_FIRST_AGAIN if again else _STAY_FIRST if reading.height < _TALL else _STAY_FIRST_TALL
    if done is None:
        return _STAY_PART
    if done:
        return _STAY_EVEN
    if reading.depths[now] < reading.depths[now - 1]:
        return _STAY_BEHIND
    return _STAY_AHEAD_AGAIN if again else _STAY_AHEAD


def _finish(reading: _Reading, page: Page, count: int) -> float:
    """Weigh the columns as ended: the links from each one's end to the next one's start, and the lengths."""
    seams = zip(reading.tails, reading.heads[1:], strict=False)
    cost = sum(page.weigh(tail, head) - _OWED for tail, head in seams)
    columns = reading.depths[:count]
    longest = max(columns) - 1.0
    return cost + sum(min(_SHORT * max(0.0, longest - depth), _SHORTEST) for depth in columns[:-1])


def _unroll(reading: _Reading) -> list[int]:
    choices = []
    at: _Reading | None = reading
    while at is not None:
        above = at.before is not None and len(at.banners) > len(at.before.banners)
        choices.append(-1 if above else at.column)
        at = at.before
    choices.reverse()
    return sorted(range(len(choices)), key=lambda block: (choices[block], block))
