"""What it costs that one block of lines follows another: the proof that a reading order is the right one.

What proves a link is what proves that a line goes on: the word across the break, the room at the
line's end, the full stop, the indent, the brackets still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log

from pipeline.document import Line
from pipeline.repair import costs
from pipeline.repair.layout import INDENT, Layout, Row
from pipeline.repair.words import Vocabulary, learn

_HEAD_SHARE = 0.8  # of the measure: a narrower block without a full stop may be a head
_HEAD_LINES = 4  # at most
_HEAD_LEAD, _HEAD_LINE = 0.66, 1.2  # lines of text that a head's white space takes, and each of its lines

# 61 % of the breaks inside paragraphs part a word, 4.5 % of any two lines put together seem to.
_FUSED, _UNFUSED = -2.6, 0.9


@dataclass(frozen=True, slots=True)
class Strip:
    """A block of lines that extraction took together."""

    lines: tuple[Line, ...]
    rows: tuple[Row, ...]

    @property
    def is_head(self) -> bool:
        """Whether the whole block may be a head: a few short lines without a full stop."""
        return len(self.rows) <= _HEAD_LINES and all(
            row.width < _HEAD_SHARE * row.measures[0] and not row.ends_sentence for row in self.rows
        )

    @property
    def height(self) -> float:
        """The space it takes in its column, in lines of text."""
        return _HEAD_LEAD + _HEAD_LINE * len(self.rows) if self.is_head else float(len(self.rows))


def gather_strips(layout: Layout) -> list[Strip]:
    """Part the rows into blocks at blank lines."""
    strips: list[Strip] = []
    for row in layout.rows:
        if row.blank or not strips:
            strips.append(Strip(row.lines, (row,)))
        else:
            strips[-1] = Strip(strips[-1].lines + row.lines, (*strips[-1].rows, row))
    return strips


class Links:
    """What it costs that one block follows another, in nats."""

    def __init__(self, layout: Layout, strips: Sequence[Strip]) -> None:
        self.layout, self.strips = layout, strips
        self.vocabulary: Vocabulary = learn(row.text for row in layout.rows)
        self._usual = cache(self._weigh_all)
        self.weigh = cache(self._weigh_above_usual)

    def _weigh_above_usual(self, before: int, after: int) -> float:
        """Weigh the link against all that lead to the second block: the cheapest order stays the same."""
        return self._weigh(before, after) - self._usual(after)

    def _weigh_all(self, after: int) -> float:
        others = (before for before in range(len(self.strips)) if before != after)
        return -log(sum(exp(-self._weigh(before, after)) for before in others))

    def _weigh(self, before: int, after: int) -> float:
        first, second = self.strips[before], self.strips[after]
        return min(self.weigh_inside(first, second), self.weigh_between(first, second))

    def weigh_inside(self, before: Strip, after: Strip) -> float:
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

    def weigh_between(self, before: Strip, after: Strip) -> float:
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

    def _opens(self, block: Strip) -> bool:
        """Tell whether a block begins with the first line of a paragraph, two ems short."""
        row = block.rows[0]
        if row.width > row.measures[0] - INDENT + 2 * costs.ROOM_DOUBT:
            return False
        if len(block.rows) == 1:
            return True
        return row.measures[0] - INDENT - row.width - block.rows[1].unit <= costs.ROOM_DOUBT
