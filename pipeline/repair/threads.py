"""Blocks that extraction took from neighbouring columns in turn are put back in reading order.

Extraction by boxes often reads a page in strips: four lines of the first column, four of the second,
then the first again. Each block then continues not the one before it but the tail of its own column.
A beam search gives every block to a column's thread; what proves a link is what proves that a line
goes on: the word across the break, the room at the line's end, the full stop, the indent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.document import Line, Notice
from pipeline.repair import costs
from pipeline.repair.draft import Draft
from pipeline.repair.layout import INDENT, Layout, Row, read_layout
from pipeline.repair.words import Vocabulary, learn
from pipeline.settings import Settings

_FEWEST, _MOST = 4, 400  # blocks a page has that is worth looking at, or can be looked through
_BEAM = 60
_THREADS = 7  # columns of a page, at most
_BROKEN = 5.0  # a link this dear is broken: two of them start the search
_MARGIN = 4.0  # by which another order must be cheaper than the one that was read
_NEW = 1.5  # a block opens another column
_SWITCH = 3.0  # the next block is of another column than the one before
_SWITCH_AGAIN = 0.5  # where that happened a few blocks ago too: the strips go on
_RECENT = 4
_HEAD_SHARE = 0.8  # of the measure: a narrower block without a full stop may be a head

Weigh = Callable[[int, int], float]  # the cost, in nats, of one block's following another


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]

    @property
    def is_head(self) -> bool:
        """Whether the whole block may be a head: a few short lines without a full stop."""
        return len(self.rows) <= 4 and all(
            row.width < _HEAD_SHARE * row.measures[0] and not row.ends_sentence for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The blocks so far given to threads: each thread's first and last, and what that cost."""

    cost: float
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    thread: int  # that the last block went to
    switched: int  # blocks since the thread last changed
    choice: int
    before: _Reading | None


def order_blocks(draft: Draft, settings: Settings) -> Draft:
    """Put the blocks of a page in reading order where the text proves another one than was read."""
    layout = read_layout(draft.lines, settings.profile)
    blocks = _gather_blocks(draft.lines, layout)
    if not _FEWEST <= len(blocks) <= _MOST or not layout.wrapped:
        return draft
    weigh = _Links(layout, blocks).weigh
    in_order = [weigh(number, number + 1) for number in range(len(blocks) - 1)]
    if sum(cost > _BROKEN for cost in in_order) < 2:
        return draft
    order, cost = _search(len(blocks), weigh)
    if cost > sum(in_order) - _MARGIN:
        return draft
    lines: list[Line] = []
    for number in order:
        if lines:
            lines.append(Line(lines[-1].number, ""))
        lines += blocks[number].lines
    moved = Notice(
        "order/columns",
        blocks[0].lines[0].number,
        "blocks of neighbouring columns stood in turn and were put in reading order",
        "the order in which they were read",
        0.9,
    )
    return replace(draft, lines=tuple(lines), notices=(*draft.notices, moved))


def _gather_blocks(lines: Sequence[Line], layout: Layout) -> list[_Block]:
    """Part the lines into blocks at blank lines."""
    blocks: list[_Block] = []
    for row in layout.rows:
        if row.blank or not blocks:
            blocks.append(_Block(row.lines, (row,)))
        else:
            blocks[-1] = _Block(blocks[-1].lines + row.lines, (*blocks[-1].rows, row))
    return blocks


class _Links:
    """What it costs that one block follows another, in nats."""

    def __init__(self, layout: Layout, blocks: Sequence[_Block]) -> None:
        self.layout, self.blocks = layout, blocks
        self.vocabulary: Vocabulary = learn(row.text for row in layout.rows)
        self.weigh: Weigh = cache(self._weigh)

    def _weigh(self, before: int, after: int) -> float:
        first, second = self.blocks[before], self.blocks[after]
        return min(self._weigh_inside(first, second), self._weigh_between(first, second))

    def _weigh_inside(self, before: _Block, after: _Block) -> float:
        """Weigh the second block as going on in the first one's last paragraph."""
        row, following = before.rows[-1], after.rows[0]
        full = row.measures[0] - (INDENT if len(before.rows) == 1 and self._opens(before) else 0.0)
        cost = self.layout.weigh_room(full - row.width - following.unit)
        cost += costs.STOP_INSIDE if row.ends_sentence else costs.NO_STOP_INSIDE
        fused = self.vocabulary.fuse(row.text, following.text)
        if fused is not None:
            cost += _FUSED if fused else _UNFUSED
        if len(after.rows) > 1:
            room = following.measures[0] - following.width - after.rows[1].unit
            cost += self.layout.weigh_room(room)
        return cost

    def _weigh_between(self, before: _Block, after: _Block) -> float:
        """Weigh the second block as opening a paragraph or head after the first."""
        row = before.rows[-1]
        cost = costs.PARAGRAPH
        if before.is_head:
            cost += 0.5
        elif row.ends_sentence:
            cost += costs.STOP_AT_END
        else:
            cost += costs.NO_STOP_AT_END + costs.NO_STOP_FULL
        if after.is_head:
            return cost + 1.0
        return cost + (0.0 if self._opens(after) else costs.OVERFULL)

    def _opens(self, block: _Block) -> bool:
        """Tell whether a block begins with the first line of a paragraph, two ems short."""
        row = block.rows[0]
        if row.width > row.measures[0] - INDENT + 2 * costs.ROOM_DOUBT:
            return False
        if len(block.rows) == 1:
            return True
        return row.measures[0] - INDENT - row.width - block.rows[1].unit <= costs.ROOM_DOUBT


# 61 % of the breaks inside paragraphs part a word, 4.5 % of any two lines put together seem to.
_FUSED, _UNFUSED = -2.6, 0.9


def _search(count: int, weigh: Weigh) -> tuple[list[int], float]:
    """Find the cheapest way to give the blocks to threads, and the order that it makes."""
    readings = [_Reading(0.0, (0,), (0,), 0, _RECENT, 0, None)]
    for block in range(1, count):
        grown = [step for reading in readings for step in _extend(reading, block, weigh)]
        grown.sort(key=lambda reading: reading.cost)
        readings = grown[:_BEAM]
    best = min(readings, key=lambda reading: reading.cost + _seams(reading, weigh))
    return _unroll(best), best.cost + _seams(best, weigh)


def _extend(reading: _Reading, block: int, weigh: Weigh) -> Iterator[_Reading]:
    again = _SWITCH_AGAIN if reading.switched < _RECENT else _SWITCH
    for thread, tail in enumerate(reading.tails):
        same = thread == reading.thread
        cost = reading.cost + weigh(tail, block) + (0.0 if same else again)
        tails = (*reading.tails[:thread], block, *reading.tails[thread + 1 :])
        since = reading.switched + 1 if same else 0
        yield _Reading(cost, reading.heads, tails, thread, since, thread, reading)
    if len(reading.tails) < _THREADS:
        count = len(reading.tails)
        cost = reading.cost + _NEW + again
        yield _Reading(cost, (*reading.heads, block), (*reading.tails, block), count, 0, count, reading)


def _seams(reading: _Reading, weigh: Weigh) -> float:
    """Weigh the links from each column's end to the next one's start."""
    return sum(weigh(tail, head) for tail, head in zip(reading.tails, reading.heads[1:], strict=False))


def _unroll(reading: _Reading) -> list[int]:
    choices = []
    at: _Reading | None = reading
    while at is not None:
        choices.append(at.choice)
        at = at.before
    choices.reverse()
    return sorted(range(len(choices)), key=lambda block: (choices[block], block))
