"""What it costs that one block of lines follows another: the proof that a reading order is the right one.

What proves a link is what proves that a line goes on: the word across the break, the room at the
line's end, the full stop, the indent, the brackets still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from math import exp, inf, log

from pipeline.characters import is_han
from pipeline.document import Line
from pipeline.repair import costs
from pipeline.repair.layout import Layout, Row
from pipeline.repair.measures import INDENT
from pipeline.repair.words import grade_pair

_HEAD_SHARE = 0.8  # of the measure: a narrower block without a full stop may be a head
_HEAD_LINES = 4  # at most
_NOT_A_TITLE = "（—"  # opens a byline or dateline, or a subtitle
_FULL_BUT = 1.5  # ems that a full line may lack
_HEAD_LEAD, _HEAD_LINE = 0.66, 1.2  # lines of text that a head's white space takes, and each of its lines

# The cost of two Han on either side of a break, measured against any two lines: by how much likelier they
# stand together than by chance, from -4 to 5; and by what the article itself has inside its lines: nothing,
# the pair, the pair with one more character on one side, on both. Each has what it takes off, and its most.
_TOGETHER = (1.2, 2.0, 2.0, 1.3, 0.3, -0.7, -1.25, -1.95, -2.9, -3.7)
_SEEN_LESS, _SEEN_MOST = (0.0, 1.2, 1.2, 3.0), (inf, -0.9, -1.8, -3.5)
# What is open at the end of a block: closed by the next, opened again or closed twice, not mentioned, closed
# without having been opened.
_CLOSED, _REOPENED, _LEFT_OPEN, _NEVER_OPENED = -1.5, 3.0, 0.5, 1.5
_PAIRS = ("“”", "（）", "《》", "「」")


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
    def may_be_headline(self) -> bool:
        """Whether it may be a headline: one or two lines without a full stop."""
        return len(self.rows) <= 2 and not self.rows[-1].ends_sentence

    @property
    def may_stand_above(self) -> bool:
        """Whether it may be a headline by itself: one line, neither a subtitle nor a byline by its mark."""
        return len(self.rows) == 1 and self.may_be_headline and self.rows[0].text[0] not in _NOT_A_TITLE

    @property
    def is_cut(self) -> bool:
        """Whether it ends in the middle of a paragraph, by its last line: full, and without a full stop."""
        row = self.rows[-1]
        return not row.ends_sentence and row.measures[0] - row.width < _FULL_BUT

    def stops_short(self, after: Strip) -> bool:
        """Whether its last line is full and has no full stop: the text goes on somewhere."""
        row = self.rows[-1]
        return not row.ends_sentence and 0 <= row.measures[0] - row.width < after.rows[0].unit

    @property
    def height(self) -> float:
        """The space it takes in its column, in lines of text."""
        return _HEAD_LEAD + _HEAD_LINE * len(self.rows) if self.is_head else float(len(self.rows))


def gather_strips(layout: Layout) -> list[Strip]:
    """Part the rows into blocks at blank lines."""
    parts: list[list[Row]] = []
    for row in layout.rows:
        if row.blank or not parts:
            parts.append([])
        parts[-1].append(row)
    return [Strip(tuple(line for row in rows for line in row.lines), tuple(rows)) for rows in parts]


def know_words(layout: Layout) -> Set[str]:
    """Gather what stands inside the lines: every two and three characters."""
    return {
        row.text[start : start + length]
        for row in layout.rows
        for length in (2, 3)
        for start in range(len(row.text) - length + 1)
    }


class Links:
    """What it costs that one block follows another, in nats: `strain` by itself, `weigh` against the others.

    Every block but the first follows exactly one, so that both find the same order the cheapest; only
    `weigh` lets readings be compared that have not given the same blocks a predecessor yet.
    """

    def __init__(self, layout: Layout, strips: Sequence[Strip], known: Set[str]) -> None:
        self.layout, self.strips, self._known = layout, strips, known
        texts = ["".join(row.text for row in strip.rows) for strip in strips]
        self._first_marks = [[_find_mark(pair, text) for pair in _PAIRS] for text in texts]
        self._last_marks = [[_find_mark(pair, reversed(text)) for pair in _PAIRS] for text in texts]
        self.strain = cache(self._weigh)
        self._usual = cache(self._weigh_all)
        self.weigh = cache(self._weigh_above_usual)

    def _weigh_above_usual(self, before: int, after: int) -> float:
        """Weigh the link against all that lead to the second block: the logarithm of its chance."""
        return self.strain(before, after) - self._usual(after)

    def _weigh_all(self, after: int) -> float:
        others = (before for before in range(len(self.strips)) if before != after)
        return -log(sum(exp(-self.strain(before, after)) for before in others))

    def _weigh(self, before: int, after: int) -> float:
        """Weigh the link by itself."""
        first, second = self.strips[before], self.strips[after]
        cost = min(self.weigh_inside(first, second), self.weigh_between(first, second))
        marks = zip(_PAIRS, self._last_marks[before], self._first_marks[after], strict=True)
        return cost + sum(_weigh_marks(*edge) for edge in marks if edge[1] or edge[2])

    def weigh_inside(self, before: Strip, after: Strip) -> float:
        """Weigh the second block as going on in the first one's last paragraph."""
        row, following = before.rows[-1], after.rows[0]
        full = row.measures[0] - (INDENT if len(before.rows) == 1 and self._opens(before) else 0.0)
        cost = self.layout.weigh_room(full - row.width - following.unit)
        cost += costs.STOP_INSIDE if row.ends_sentence else costs.NO_STOP_INSIDE
        cost += self._weigh_word(row.text, following.text)
        if len(after.rows) > 1:
            room = following.measures[0] - following.width - after.rows[1].unit
            cost += self.layout.weigh_room(room)
        return cost

    def _weigh_word(self, before: str, after: str) -> float:
        """Weigh the word across the break."""
        first, second = before[-1], after[0]
        if not (is_han(first) and is_han(second)):
            return 0.0
        seen = 0
        if first + second in self._known:
            seen = 1 + (before[-2:] + second in self._known) + (first + after[:2] in self._known)
        together = _TOGETHER[min(max(round(grade_pair(first, second)), -4), 5) + 4]
        return max(_TOGETHER[-1], min(together - _SEEN_LESS[seen], _SEEN_MOST[seen]))

    def weigh_between(self, before: Strip, after: Strip) -> float:
        """Weigh the second block as opening a paragraph or head after the first."""
        row = before.rows[-1]
        cost = costs.PARAGRAPH
        if before.is_head:
            cost += 0.5
        elif row.ends_sentence:
            cost += costs.STOP_AT_END
        else:
            cost += costs.NO_STOP_AT_END + (costs.NO_STOP_FULL if before.stops_short(after) else 0.0)
        if after.is_head:
            return cost + 1.0
        return cost + min(costs.OVERFULL * self._exceed_first_line(after), costs.OVERFULL)

    def _opens(self, block: Strip) -> bool:
        """Tell whether a block begins with the first line of a paragraph, two ems short."""
        return self._exceed_first_line(block) == 0.0

    def _exceed_first_line(self, block: Strip) -> float:
        """Tell by how many ems the first line is wider, or narrower, than one set in by an indent."""
        row = block.rows[0]
        full = row.measures[0] - INDENT
        wider = row.width - full - 2 * costs.ROOM_DOUBT
        if len(block.rows) == 1:
            return max(0.0, wider)
        return max(0.0, wider, full - row.width - block.rows[1].unit - costs.ROOM_DOUBT)


def _find_mark(pair: str, text: Iterable[str]) -> str:
    return next((mark for mark in text if mark in pair), "")


def _weigh_marks(pair: str, left: str, right: str) -> float:
    """Weigh whether brackets or quotation marks that the first block leaves open are closed by the second."""
    if left == pair[0]:
        return _CLOSED if right == pair[1] else _REOPENED if right else _LEFT_OPEN
    if right == pair[1]:
        return _REOPENED if left else _NEVER_OPENED
    return 0.0
