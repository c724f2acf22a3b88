"""Where the lines of a paragraph end: the breaks that cost least over the whole of it (Knuth and Plass 1981).

The widths weighed are those of the line as it will stand: adjacent marks squeezed, marks at its two ends
trimmed, gaps between Han and Latin in place. So a squeezed mark can pull a character up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from pipeline.formats.setting.marks import MARKS, PAIRS, WIDE, Join, Kind, list_kinds, squeeze

# Ems between Han and Latin (CLREQ 3.2.2). A wider gap is taken for a space: by MuPDF from 0.14, pdfium 0.167.
GAP, WIDEST_GAP = 0.125, 0.14
WIDEST_WORD_SPACE = 0.5  # ems (CLREQ 3.3.2)
LEAST_WORD_SPACE = 2 / 3  # of itself
LOOSEST_WORD_SPACE = 1.0  # ems put into a space at the most, in a line of Latin alone
LOOSEST = 0.15  # ems between two characters at the most; a line that needs more is not filled
_KEPT = 0.8  # of the blank before an opener can go
_NEAR = 1e-6

# The costs of a line. Extra space between characters tires the eye by its cube.
_LOOSE = 0.03  # ems that cost 1
_TIGHT = 1.0  # of all marks squeezed to half an em
_GAPS = 0.1  # of all gaps at their widest
_UNFILLED = 400.0  # a line that cannot be filled
_OVERFULL = 4000.0  # a word longer than the line
_STRANDED = 3.0  # a last line of one character
_RAGGED = 10.0  # all of a line empty, where lines are not filled
_PARTED = 1.5  # a break in mid-phrase, where lines are not filled
_PHRASED = 0.25  # a break there beside a mark


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph's characters with their advances, sizes and the blanks of its marks, all in one unit.

    `blanks` has for the place of each mark that can be narrower how much is blank on its left and right.
    `fixed` are places before which no line breaks, whatever the rules say (as in `white-space: nowrap`).
    """

    characters: str
    advances: Sequence[float]
    sizes: Sequence[float]
    blanks: dict[int, tuple[float, float]]
    fixed: frozenset[int] = frozenset()
    breaks_words: bool = False  # whether a word longer than a line may break anywhere


@dataclass(frozen=True, slots=True)
class Line:
    """The characters from `start` up to `end`; those from `stop` on are spaces, which are not set."""

    start: int
    stop: int
    end: int
    filled: bool  # to the measure


class Paragraph:
    """A text made ready: what stands between its characters, and sums to find any line's width by."""

    def __init__(self, text: Text) -> None:
        characters, sizes = text.characters, text.sizes
        self.text = text
        self.kinds = kinds = list_kinds(characters)
        # Between a combining character and the next stands what stands behind its base.
        bases = kinds if Kind.ATTACHED not in kinds else list(accumulate(kinds, _keep_base))
        self.pairs = [
            PAIRS[pair] for pair in zip(bases, kinds[1:], strict=False)
        ]  # self.pairs[i - 1] stands before i
        self.trims = self._squeeze_pairs()
        self.joins = joins = [Join.NOTHING, *(pair.join for pair in self.pairs)][: len(kinds)]
        self.gaps = [size if join is Join.GAP else 0.0 for size, join in zip(sizes, joins, strict=True)]
        letters = [
            size if join is Join.LETTER_SPACE else 0.0 for size, join in zip(sizes, joins, strict=True)
        ]
        advances = list(text.advances)
        for i, (left, right) in self.trims.items():
            advances[i] -= left + right
        rooms = [0.0] * len(characters)
        # What a mark loses besides at the head of a line, on its left, and at the tail of one, on its right.
        self.heads = heads = [0.0] * len(characters)
        self.tails = tails = [0.0] * len(characters)
        for i, (left, right) in text.blanks.items():
            gone_left, gone_right = self.trims.get(i, (0.0, 0.0))
            heads[i], tails[i] = left - gone_left, right - gone_right
            # No glyph may begin before the one it follows, or programs read them the other way round.
            shifted = heads[i] if i == 0 or kinds[i - 1] in WIDE else 0.0
            rooms[i] = shifted + tails[i] * (_KEPT if kinds[i + 1 : i + 2] == [Kind.OPENER] else 1)
        spaces = [0.0] * len(characters)
        if " " in characters:
            for i, kind in enumerate(kinds):
                if kind is Kind.SPACE:
                    spaces[i] = sizes[i]
                    rooms[i] = advances[i] * (1 - LEAST_WORD_SPACE)
        self.advances = advances
        self.rooms = rooms
        # Sums up to each place; a gap belongs to the character behind it.
        self._widths = [0.0, *accumulate(a + GAP * g for a, g in zip(advances, self.gaps, strict=True))]
        self._gaps = [0.0, *accumulate(self.gaps)]
        self._letters = [0.0, *accumulate(letters)]
        self._spaces = [0.0, *accumulate(spaces)] if any(spaces) else [0.0] * (len(characters) + 1)
        sums = [0.0, *accumulate(rooms)]
        # The same for a line that begins or ends there: without its first gap, and with its ends trimmed.
        self._begins = [
            w + GAP * g + head for w, g, head in zip(self._widths, self.gaps, heads, strict=False)
        ]
        self._ends = [w - tail for w, tail in zip(self._widths, [0.0, *tails], strict=True)]
        self._first_rooms = [
            done + min(head, room) for done, head, room in zip(sums, heads, rooms, strict=False)
        ]
        self._last_rooms = [
            done - min(tail, room)
            for done, tail, room in zip(sums, [0.0, *tails], [0.0, *rooms], strict=True)
        ]

    def _squeeze_pairs(self) -> dict[int, tuple[float, float]]:
        """Give what adjacent marks lose on their left and right, by place."""
        blanks, kinds = self.text.blanks, self.kinds
        trims: dict[int, tuple[float, float]] = {}
        for i in blanks:
            if i + 1 in blanks and kinds[i] in MARKS and kinds[i + 1] in MARKS:
                behind, before = squeeze(kinds[i], kinds[i + 1], blanks[i][1], blanks[i + 1][0])
                trims[i] = (trims.get(i, (0.0, 0.0))[0], behind)
                trims[i + 1] = (before, 0.0)
        return trims

    def weigh(self, start: int, stop: int) -> tuple[float, float, float, float, float]:
        """Give a line's natural width, and its gaps, letter joins, room to shrink and spaces, all summed."""
        return (
            self._ends[stop] - self._begins[start],
            self._gaps[stop] - self._gaps[start + 1],
            self._letters[stop] - self._letters[start + 1],
            self._last_rooms[stop] - self._first_rooms[start],
            self._spaces[stop] - self._spaces[start],
        )

    def find_room(self, i: int) -> tuple[float, float]:
        """Give what a space or mark can lose inside a line, on its left and on its right."""
        right = min(self.tails[i], self.rooms[i]) if self.kinds[i] is not Kind.SPACE else self.rooms[i]
        return self.rooms[i] - right, right

    def list_chances(self) -> tuple[list[int], list[float]]:
        """List the places a line can end before, and what a break there costs; the last is the text's end."""
        fixed = self.text.fixed
        places: list[int] = []
        costs: list[float] = []
        for i, pair in enumerate(self.pairs, 1):
            if pair.cost < inf and i not in fixed:
                places.append(i)
                costs.append(pair.cost)
        return [*places, len(self.kinds)], [*costs, 0.0]

    def find_stop(self, start: int, end: int) -> int:
        """Give the place behind the last character of a line that is set: spaces at its end are not."""
        while end > start + 1 and self.kinds[end - 1] is Kind.SPACE:
            end -= 1
        return end


def break_lines(
    paragraph: Paragraph, start: int, first: float, measure: float, size: float, *, fill: bool, balance: bool
) -> list[Line]:
    """Choose the lines of a paragraph from a place on.

    `first` is the measure of the first of them, `size` an em. With `fill` all but the last are filled;
    without it, they are as even as they can be, the last too with `balance` (as in centred heads).
    """
    places, costs = paragraph.list_chances()
    nodes = [start, *places[bisect_left(places, start + 1) :]]
    prices = [0.0, *costs[len(costs) - len(nodes) + 1 :]]
    for widest in (2.0, LOOSEST / _NEAR) if fill else (inf,):
        origins = _search(paragraph, nodes, prices, first, measure, size, fill, balance, widest)
        if origins[-1] is not None:
            break
    lines: list[Line] = []
    at = len(nodes) - 1
    while at > 0:
        before = origins[at]
        assert before is not None
        stop = paragraph.find_stop(nodes[before], nodes[at])
        lines.append(Line(nodes[before], stop, nodes[at], fill and at < len(nodes) - 1))
        at = before
    lines.reverse()
    if paragraph.text.breaks_words:
        return [part for line in lines for part in _break_word(paragraph, line, first, measure)]
    return lines


def _search(
    paragraph: Paragraph,
    nodes: list[int],
    prices: list[float],
    first: float,
    measure: float,
    size: float,
    fill: bool,
    balance: bool,
    widest: float,
) -> list[int | None]:
    """Find for each node the one its line begins at on the cheapest way there.

    `widest` is how many ems of slack a line may have; with little, few lines need be weighed, but there may
    be no way to the end.
    """
    totals = [inf] * len(nodes)
    totals[0] = 0.0
    origins: list[int | None] = [None] * len(nodes)
    last = len(nodes) - 1
    sums, begins, ends = paragraph._widths, paragraph._begins, paragraph._ends
    first_rooms, last_rooms = paragraph._first_rooms, paragraph._last_rooms
    # Where a line that ends at a node stops: spaces at its end are not set.
    stops = [paragraph.find_stop(0, node) for node in nodes]
    for i in range(last):
        total = totals[i]
        if total == inf:
            continue
        start = nodes[i]
        begin, first_room = begins[start], first_rooms[start]
        room = measure if i else first
        # A line can hardly be this short, so nearer nodes need not be looked at.
        j = i + 1
        if fill and widest < room / size:
            j = max(j, bisect_left(nodes, bisect_left(sums, sums[start] + room - widest * size) - 1))
            j = min(j, last)
        while j <= last:
            stop = max(stops[j], start + 1)
            slack = room - ends[stop] + begin
            if slack < 0:
                shrink = last_rooms[stop] - first_room
                if slack < -shrink - _NEAR:
                    # The first that is too long is taken when there is nothing shorter.
                    if j == i + 1:
                        price = total + _OVERFULL + prices[j]
                        if price < totals[j]:
                            totals[j], origins[j] = price, i
                    break
                cost = _TIGHT * (-slack / shrink) ** 3 if shrink else 0.0
            elif fill and j < last:
                cost = _judge_slack(paragraph.weigh(start, stop), slack, size)
            elif j < last or balance:
                cost = _RAGGED * (slack / measure) ** 2
                if j < last and (kinds := paragraph.kinds[nodes[j] - 1 : nodes[j] + 1])[0] is not Kind.SPACE:
                    phrased = kinds[0] in MARKS or kinds[1] is Kind.OPENER
                    cost += _PHRASED if phrased else _PARTED
            else:
                cost = _STRANDED if ends[stop] - begin < 1.6 * size and i else 0.0
            price = total + cost + prices[j]
            if price < totals[j]:
                totals[j], origins[j] = price, i
            j += 1
    return origins


def _judge_slack(weight: tuple[float, float, float, float, float], slack: float, size: float) -> float:
    """Give the cost of filling a line that is too short, by what it takes and in the order it is taken."""
    _, gaps, letters, _, spaces = weight
    cost = 0.0
    if spaces or gaps:
        supple = spaces * (WIDEST_WORD_SPACE / 2) + gaps * (WIDEST_GAP - GAP)
        taken = min(slack, supple)
        cost = _GAPS * taken / supple
        slack -= taken
    if slack <= _NEAR:
        return cost
    joins, most = (letters, LOOSEST) if letters else (spaces, LOOSEST_WORD_SPACE)
    if slack > most * joins:
        return cost + _UNFILLED * (1 + slack / size)
    return cost + (slack / joins / _LOOSE * LOOSEST / most) ** 3


def _break_word(paragraph: Paragraph, line: Line, first: float, measure: float) -> list[Line]:
    """Break a line that one word overfills wherever it is full."""
    parts: list[Line] = []
    start = line.start
    while True:
        room = first if not parts and line.start == 0 else measure
        natural, _, _, shrink, _ = paragraph.weigh(start, line.stop)
        if natural - shrink <= room + _NEAR or line.stop - start < 2:
            return [*parts, Line(start, line.stop, line.end, line.filled and not parts)]
        end = start + 1
        while end < line.stop and paragraph.weigh(start, end + 1)[0] <= room:
            end += 1
        parts.append(Line(start, end, end, False))
        start = end


def _keep_base(base: Kind, kind: Kind) -> Kind:
    return base if kind is Kind.ATTACHED else kind
