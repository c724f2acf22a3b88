"""Where each character of a line stands: its slack spread in CLREQ's order, in or out.

A line that is too short grows first in its word spaces and the gaps between Han and Latin, then evenly
between all other characters. One that is too long is drawn in at its word spaces, then at the blanks
of its marks, last at those of full stops. Sources: CLREQ 3.2.3, 3.2.4 (line adjustment).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.formats.setting.lines import (
    GAP,
    LOOSEST,
    LOOSEST_WORD_SPACE,
    WIDEST_GAP,
    WIDEST_WORD_SPACE,
    Line,
    Paragraph,
)
from pipeline.formats.setting.marks import Join, Kind

# Where a line is drawn in, each to its half em before the next is touched.
_ORDER = (
    frozenset({Kind.SPACE}),
    frozenset({Kind.DOT, Kind.OPENER, Kind.CLOSER, Kind.PAUSE}),
    frozenset({Kind.STOP}),
)


@dataclass(frozen=True, slots=True)
class Places:
    """The characters of a line as they stand: advances, and by place how far a glyph moves to the left.

    `letter_space` is what most of them have between them, in ems; the advances have it already.
    """

    advances: list[float]
    shifts: dict[int, float]
    letter_space: float


def spread(paragraph: Paragraph, line: Line, room: float) -> Places:
    """Give the places of a line's characters in a measure, from its `start` up to its `stop`.

    The advances add up to `room` where the line is to be filled and can be.
    """
    start, stop = line.start, line.stop
    natural, gaps, letters, shrink, spaces = paragraph.weigh(start, stop)
    first, last = paragraph.heads[start], paragraph.tails[stop - 1]
    advances = paragraph.advances[start:stop]
    advances[0] -= first
    advances[-1] -= last
    shifts = {i - start: left for i, (left, _) in paragraph.trims.items() if start <= i < stop and left}
    if first:
        shifts[0] = shifts.get(0, 0.0) + first
    slack = room - natural
    gap, letter, space = GAP, 0.0, 0.0
    if slack < 0:
        missing = (
            _draw_in(paragraph, line, min(-slack, shrink), advances, shifts) - slack - min(-slack, shrink)
        )
        # Only a box made for text without gaps is that narrow.
        gap = max(0.0, GAP - missing / gaps) if gaps else GAP
    elif line.filled:
        supple = spaces * (WIDEST_WORD_SPACE / 2) + gaps * (WIDEST_GAP - GAP)
        taken = min(slack, supple)
        if supple:
            gap += (WIDEST_GAP - GAP) * taken / supple
            space = (WIDEST_WORD_SPACE / 2) * taken / supple
        slack -= taken
        if letters:
            letter = min(slack / letters, LOOSEST)
        elif spaces:
            space += min(slack / spaces, LOOSEST_WORD_SPACE)
    extras = {Join.NOTHING: 0.0, Join.LETTER_SPACE: letter, Join.GAP: gap, Join.WORD_SPACE: space}
    if gaps or letter or space:
        sizes, joins = paragraph.text.sizes, paragraph.joins
        for i in range(start + 1, stop):
            if extra := extras[joins[i]]:
                advances[i - 1 - start] += extra * sizes[i]
    return Places(advances, shifts, letter)


def _draw_in(
    paragraph: Paragraph, line: Line, excess: float, advances: list[float], shifts: dict[int, float]
) -> float:
    """Take an excess out of a line's spaces and marks, in order; give what could not be taken."""
    start, stop, kinds, rooms = line.start, line.stop, paragraph.kinds, paragraph.rooms
    for group in _ORDER:
        if excess <= 0:
            return 0.0
        members = [
            (i, _find_room(paragraph, i, start, stop))
            for i in range(start, stop)
            if rooms[i] and kinds[i] in group
        ]
        total = sum(left + right for _, (left, right) in members)
        if not total:
            continue
        share = min(1.0, excess / total)
        for i, (left, right) in members:
            advances[i - start] -= (left + right) * share
            if left:
                shifts[i - start] = shifts.get(i - start, 0.0) + left * share
        excess -= total * share
    return excess


def _find_room(paragraph: Paragraph, i: int, start: int, stop: int) -> tuple[float, float]:
    """Give what a space or mark can still lose on its left and right, in its line."""
    left, right = paragraph.find_room(i)
    return (0.0 if i == start else left), (0.0 if i == stop - 1 and paragraph.tails[i] else right)
