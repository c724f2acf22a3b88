"""How likely extraction takes each turn on a page: which column the next block belongs to.

Extraction that groups what stands near each other (pdfminer's boxes) reads a page in strips: blocks of
one strip begin at the same height, go from left to right, and the next strip begins on the left where
all columns are filled as far. How often each turn is taken was counted on pages set for this. The lines
of a page stand in rows, so that where a paragraph of one column is cut into two blocks, because the
white between two rows was rounded up, the columns beside it are cut as well.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

SLACK = 1.5  # lines by which columns may differ
_LEVEL = 0.9  # lines by which two blocks of one strip may seem to begin apart
_TALL = 3.5  # lines: extraction pairs lower blocks with their neighbours before those below
_NEAR = 0.25  # lines by which two edges at the same height may seem to differ
_MATCH, _CLASH = -0.5, 0.8  # nats: where one column is cut in mid-paragraph, the one beside is too; is not

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


class Reading(NamedTuple):
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
    before: Reading | None


def weigh_edges(
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


def _is_even(reading: Reading, first: int, last: int) -> bool:
    """Tell whether these columns are filled to the same height."""
    depths = reading.depths[first : last + 1]
    return max(depths) - min(depths) < _LEVEL


def _is_done(reading: Reading) -> bool | None:
    """Tell whether the column in hand is filled as far as the left one; None: as far as a block of it."""
    now, depths = reading.column, reading.depths
    if now == 0 or abs(depths[now] - depths[now - 1]) < _LEVEL:
        return True
    return None if any(abs(depths[now] - end) < _LEVEL for end in reading.left_ends) else False


def judge_opening(reading: Reading) -> float:
    """Tell how likely the next block begins a column."""
    if reading.column != len(reading.tails) - 1:
        return _OPEN_ELSEWHERE
    return _judge_across(reading) if reading.level < _LEVEL else _OPEN_LOW


def _judge_across(reading: Reading) -> float:
    done = _is_done(reading)
    return _ACROSS_PART if done is None else _ACROSS if done else _ACROSS_ODD


def judge_turn(reading: Reading, column: int, count: int, share: float) -> float:
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
    return likely * (_FULL if depth > share - SLACK else 1.0)


def _judge_stay(reading: Reading) -> float:
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
