"""The blocks of a page given to columns, so that the text goes on and the columns tile the page.

A beam search: block by block, in the order in which extraction read them, each reading of the page gives
the next block to one of its columns. What it costs is the links of the text and the turns of extraction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, log

from pipeline.repair.turns import SLACK, Reading, judge_opening, judge_turn, weigh_edges

_COLUMNS = range(2, 8)  # that a page may have
_BEAM, _WHOLE = 24, 128  # readings kept of each sort, and of all
_ROUGH, _LIKELY = 8, 2  # of each sort while the number of columns is sought, and numbers looked into
_BOUND = 12.0  # nats behind the best at which a reading is given up
_FIRST_TOPS, _LAST_TOPS = 4, 6  # blocks at which the columns may begin: of the page, and of those read last

# Costs in nats.
_FOOT = 3.5  # a block stands below all columns: the headline, often
_BANNER, _BANNER_NEXT = 4.0, 0.5  # one stands above them, though others were read before it; one more does
_BESIDE = 0.7  # the second column begins
_WAITED, _WAITED_MOST = 0.5, 3.0  # for each block that the first one had before
_ABOVE, _ABOVE_MOST = 0.15, 4.0  # for each line above the columns, a headline and a lede being short; at most
_OWED = 3.0  # what the link to a column's head will cost, likely: settled when the columns are done
_TOO_LONG = 1.5  # for each line that a column is longer than its share
_SHORT, _SHORTEST = 0.5, 6.0  # for each line that a column but the last is shorter than the longest; at most

Weigh = Callable[[int, int], float]  # the cost, in nats, of one block's following another


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page's blocks: their heights in lines, which may be headlines, and their links."""

    heights: tuple[float, ...]
    feet: tuple[bool, ...]
    titles: tuple[bool, ...]  # which may be headlines without another before them
    cuts: tuple[bool, ...]  # which end in the middle of a paragraph
    pictures: float  # lines that pictures take
    weigh: Weigh


def give_to_columns(page: Page) -> tuple[list[int], float]:
    """Find the order of the blocks that is the cheapest to read in columns, and its cost in nats."""
    rough = {count: _search(page, count, _ROUGH)[0] for count in _COLUMNS}
    likely = sorted(rough, key=rough.__getitem__)[:_LIKELY]
    cost, best = min((_search(page, count, _BEAM) for count in likely), key=lambda found: found[0])
    return _unroll(best), cost


def _search(page: Page, count: int, beam: int) -> tuple[float, Reading]:
    """Give the blocks to so many columns by a beam search that keeps readings of every sort."""
    share = (sum(page.heights) + page.pictures) / count + SLACK
    first = page.heights[0]
    cuts = (first,) if page.cuts[0] else ()
    readings = [
        Reading(0.0, (0,), (0,), (first,), ((0, 0.0),), 0, 0.0, first, (first,), (), (), (cuts,), (), None)
    ]
    for block in range(1, len(page.heights)):
        best: dict[tuple[object, ...], Reading] = {}
        settle = len(page.heights) - block <= count  # what is owed is known by then
        limit = inf
        for reading in readings:
            grow = (
                _extend_alone(reading, block, page)
                if reading.starts
                else _extend(reading, block, page, count, share, limit)
            )
            led = page.titles[block] or (page.feet[block] and block - 1 in reading.banners)
            if led and not page.cuts[block]:
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


def _keep(ranked: Sequence[tuple[float, int, Reading]], beam: int) -> list[Reading]:
    kept: Counter[tuple[int, int]] = Counter()
    readings = []
    for cost, _, reading in ranked:
        sort = len(reading.tails), reading.column
        kept[sort] += 1
        if kept[sort] <= beam and cost < ranked[0][0] + _BOUND:
            readings.append(reading)
    return readings[:_WHOLE]


def _extend_alone(reading: Reading, block: int, page: Page) -> Iterator[Reading]:
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
        cost += weigh_edges(0.0, height, page.cuts[block], ends, cuts)
        yield Reading(
            cost,
            (head, block),
            tails,
            depths,
            (),
            1,
            0.0,
            height,
            (height,),
            ends,
            edges,
            (cuts, own),
            reading.banners,
            reading,
        )


def _extend(
    reading: Reading, block: int, page: Page, count: int, share: float, limit: float
) -> Iterator[Reading]:
    """Give one more block to each column that it may belong to, to a new one, or below all.

    What costs more than the limit is left out.
    """
    tails, depths, height = reading.tails, reading.depths, page.heights[block]
    turns = [judge_turn(reading, column, count, share) for column in range(len(tails))]
    opens = judge_opening(reading) if len(tails) < count else 0.0
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
                    cost += weigh_edges(depths[column], end, page.cuts[block], edges[beside], cuts[beside])
            edges = (*edges[:column], (*edges[column], end), *edges[column + 1 :])
            if page.cuts[block]:
                cuts = (*cuts[:column], (*cuts[column], end), *cuts[column + 1 :])
        stays, crosses = column == reading.column, column == reading.column + 1
        yield Reading(
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
            cost += weigh_edges(0.0, height, page.cuts[block], reading.edges[-1], reading.cuts[-1])
        yield Reading(
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


def _set_above(reading: Reading, block: int, page: Page) -> Reading:
    """Set a block above all columns: a headline that was read between the blocks of the text."""
    above = reading.banners
    cost = page.weigh(block, 0)
    if above:
        cost += page.weigh(above[-1], block) - page.weigh(above[-1], 0)
    cost += _BANNER_NEXT if above and above[-1] == block - 1 else _BANNER
    return reading._replace(cost=reading.cost + cost, banners=(*above, block), before=reading)


def _finish(reading: Reading, page: Page, count: int) -> float:
    """Weigh the columns as ended: the links from each one's end to the next one's start, and the lengths."""
    seams = zip(reading.tails, reading.heads[1:], strict=False)
    cost = sum(page.weigh(tail, head) - _OWED for tail, head in seams)
    columns = reading.depths[:count]
    longest = max(columns) - 1.0
    return cost + sum(min(_SHORT * max(0.0, longest - depth), _SHORTEST) for depth in columns[:-1])


def _unroll(reading: Reading) -> list[int]:
    choices = []
    at: Reading | None = reading
    while at is not None:
        above = at.before is not None and len(at.banners) > len(at.before.banners)
        choices.append(-1 if above else at.column)
        at = at.before
    choices.reverse()
    return sorted(range(len(choices)), key=lambda block: (choices[block], block))
