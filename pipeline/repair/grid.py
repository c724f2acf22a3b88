"""The grid of a page that extraction kept as rows of cells: its measure, its columns, its pieces.

pdftotext -layout gives each printed character a cell. A column starts at its edge, or one space behind
the piece before it where that one is too long; and its edge moves from one region of a page to the
next, with the length in cells of the longest line on its left. Heads and ledes shift a column against
its neighbours, so that a row need not hold a piece of each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.document import Line
from pipeline.repair.widths import Face, measure, printed

_WORD = re.compile(r"\S+")
_FACE = Face()
_NARROWEST = 6.0  # ems of the narrowest column
_SHOWS = 0.6  # of the measure: a word that wide shows its column's edge
_WIDEST = 1.17  # of the measure: no wider, a caption's smaller letters counted
_FEW = 2  # words that must start at an edge
_SHARE = 0.15  # of the words at the edge shown best that another must have
_APART = 0.9  # cells between two edges, for each em of the measure: never less
_DRIFT = 4  # cells an edge may move and still be the same one
_AROUND = 8  # rows above and below that show where the columns start
CELL = 0.7  # ems of a blank cell

# Costs of cutting a row, in nats.
_OVERFULL = 4.0  # for each em a piece is wider than the measure
_EARLY = 0.6  # for each cell a piece starts before its column's edge
_LATE = 0.12  # for each cell behind it, up to a limit: an indent, a centred head
_LATEST, _EARLIEST = 4.0, 4.0
_OVERHANG = 0.4  # for each em that a piece, set where it starts, would stand out of its column
_GAPS_INSIDE = (0.0, 0.0, 2.5, 4.0, 4.0, 4.0, 8.0)  # a gap of so many spaces, or more, inside a piece
_SPACE_INSIDE = 0.3  # a space inside a piece
_TORN = 1.5  # a cut where spaces part digits, or the characters of a letter-spaced line
_SPACED_INSIDE = 0.05  # one beside a digit, or in a letter-spaced line


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two spaces: the cells it starts and ends at, from 0, and its ems."""

    start: int
    end: int
    width: float
    lone: bool  # a single character, or a number
    digits: tuple[bool, bool]  # whether it starts and ends with a digit or a Latin letter


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a row, in cells from 0; `shift` is how many of them it starts behind its edge."""

    row: int
    start: int
    end: int
    width: float
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """The words of each row, the measure in ems, and for each row where its columns may start."""

    rows: tuple[tuple[Word, ...], ...]
    full: float
    edges: tuple[tuple[tuple[int, ...], ...], ...]

    def part(self, first: int, count: int) -> Grid:
        """Give the grid of some rows only: of a page."""
        return Grid(self.rows[first : first + count], self.full, self.edges[first : first + count])

    def assign(self, row: int) -> dict[int, Segment]:
        """Give each word of a row to a column, so that the whole is cheapest.

        A dynamic program: best[count] is the cheapest way to give the first `count` words to the
        columns so far.
        """
        words = self.rows[row]
        best: list[tuple[float, tuple[tuple[int, int, int, int], ...]]] = [(0.0, ())]
        best += [(float("inf"), ())] * len(words)
        for column, edges in enumerate(self.edges[row]):
            after = list(best)
            for start in range(len(words)):
                if best[start][0] == float("inf"):
                    continue
                place, shift = self._place(words, start, edges)
                for end, inside in self._extend(words, start, shift):
                    cost = best[start][0] + place + inside
                    if cost < after[end][0]:
                        after[end] = (cost, (*best[start][1], (column, start, end, shift)))
            best = after
        if words and not best[len(words)][1]:  # no cut keeps every piece within its column
            return {0: Segment(row, words[0].start, words[-1].end, _width(words))}
        return {
            column: Segment(row, words[start].start, words[end - 1].end, _width(words[start:end]), shift)
            for column, start, end, shift in best[len(words)][1]
        }

    def _place(self, words: Sequence[Word], start: int, edges: Sequence[int]) -> tuple[float, int]:
        """Weigh where a piece starts in a column that may start at these edges, and give its shift."""
        least = words[start - 1].end + 1 if start else 0
        spaced = start > 0 and words[start].lone and words[start - 1].lone
        torn = _TORN if spaced and words[start].start == least else 0.0
        shifts = [words[start].start - max(edge, least) for edge in edges]
        return min(
            (torn + (min(_LATE * shift, _LATEST) if shift > 0 else min(-_EARLY * shift, _EARLIEST)), shift)
            for shift in shifts
        )

    def _extend(self, words: Sequence[Word], start: int, shift: int) -> Iterator[tuple[int, float]]:
        """Weigh the pieces that start with a word, by the number of the word after their last."""
        width = inside = 0.0
        for end in range(start, len(words)):
            word = words[end]
            width += word.width
            if width > 2 * self.full and end > start:
                return
            if end > start:
                before = words[end - 1]
                gap = word.start - before.end
                spaced = (before.lone and word.lone) or before.digits[1] != word.digits[0]
                inside += (
                    _GAPS_INSIDE[min(gap, 6)] if gap > 1 else _SPACED_INSIDE if spaced else _SPACE_INSIDE
                )
            beyond = max(width - self.full, 0.0)
            over = max(max(shift, 0) * CELL + width - self.full - 1 - beyond, 0.0)
            yield end + 1, inside + (_OVERFULL * beyond if beyond > 0.25 else 0.0) + _OVERHANG * over


def _width(words: Sequence[Word]) -> float:
    return sum(word.width for word in words)


def read_grid(lines: Sequence[Line]) -> Grid | None:
    """Find the columns of a page; None where it shows no more than one."""
    rows = tuple(tuple(_read_word(match) for match in _WORD.finditer(line.text)) for line in lines)
    if sum(len(row) > 1 for row in rows) < _FEW or not any(has_gap(row) for row in rows):
        return None
    full = _find_measure(rows)
    shown = [_find_starts(row, full) for row in rows]
    peaks = _find_peaks(shown, [_find_starts(row, full, 0.0) for row in rows], full)
    return Grid(rows, full, tuple(_find_edges(shown, peaks))) if len(peaks) > 1 else None


def _read_word(match: re.Match[str]) -> Word:
    text = match.group()
    width = measure(printed(text), _FACE)
    return Word(
        *match.span(), width, len(text) == 1 or text.isascii(), (text[0].isascii(), text[-1].isascii())
    )


def has_gap(words: Sequence[Word]) -> bool:
    """Tell whether two words stand more than one space apart."""
    return any(after.start - before.end > 1 for before, after in pairwise(words))


def _find_measure(rows: Sequence[Sequence[Word]]) -> float:
    shared = [row for row in rows if len(row) > 1]  # a lede beside nothing may have another measure
    widths = Counter(round(word.width * 2) / 2 for row in shared for word in row if word.width >= _NARROWEST)
    return max(widths, key=lambda width: (widths[width] + widths[width - 0.5], width), default=0.0)


def _find_starts(words: Sequence[Word], full: float, least: float = _SHOWS) -> tuple[int, ...]:
    """Give the cells that a row shows columns to start at, two or more, or none.

    `least` is the share of the measure that a word must fill to show a column.
    """
    starts = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        apart = before is None or word.start - before.end > 1 or before.width >= full - 1.5
        if apart and least * full <= word.width <= _WIDEST * full:
            starts.append(word.start)
    return tuple(starts) if len(starts) > 1 else ()


def _find_peaks(shown: Sequence[Sequence[int]], apart: Sequence[Sequence[int]], full: float) -> list[int]:
    """Find the cells that most words start at, a column's width apart: the edges of the whole page."""
    votes = Counter(start for starts in shown for start in starts)
    weights = {start: sum(votes[start + step] for step in (-2, -1, 0, 1, 2)) for start in votes}
    peaks: list[int] = []
    for start in sorted(weights, key=lambda start: (-weights[start], -votes[start], start)):
        enough = max(_FEW, _SHARE * weights[peaks[0]] if peaks else 0)
        if weights[start] >= enough and all(abs(start - peak) >= _APART * full for peak in peaks):
            peaks.append(start)
    # An edge that moved far shows twice; but no row ever shows the two.
    edges: list[int] = []
    for peak in sorted(peaks):
        if edges and not any(_has_near(starts, edges[-1]) and _has_near(starts, peak) for starts in apart):
            edges[-1] = max(edges[-1], peak, key=lambda edge: weights[edge])
        else:
            edges.append(peak)
    return edges


def _has_near(starts: Sequence[int], peak: int) -> bool:
    return any(abs(start - peak) <= _DRIFT for start in starts)


def _find_edges(
    shown: Sequence[Sequence[int]], peaks: Sequence[int]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Give for each row and column the cells that the rows nearby show it to start at."""
    seen: list[list[tuple[int, int]]] = [[] for _ in peaks]  # of each column, (row, start)
    whole = [row for row, starts in enumerate(shown) if len(starts) == len(peaks)]
    for row, starts in enumerate(shown):
        # Edges move from region to region: the nearest row that shows all of them tells which is which.
        place = bisect_left(whole, row)
        nearest = min(whole[max(place - 1, 0) : place + 1], key=lambda other: abs(other - row), default=None)
        near = peaks if nearest is None else shown[nearest]
        for start in starts:
            column = min(range(len(near)), key=lambda column: abs(near[column] - start))
            seen[column].append((row, start))
    lowest = min((start for _, start in seen[0]), default=peaks[0])  # nothing moves the first column
    for row in range(len(shown)):
        edges = []
        for column, peak in enumerate(peaks):
            first = bisect_left(seen[column], (row - _AROUND, 0))
            last = bisect_left(seen[column], (row + _AROUND + 1, 0))
            counts = Counter(start for _, start in seen[column][first:last])
            if not column:
                counts[lowest] += 1
            elif not counts and seen[column]:
                near_by = seen[column][max(first - 1, 0) : first + 1]
                counts[min((abs(other - row), start) for other, start in near_by)[1]] = 1
            edges.append(tuple(_drop_indents(counts)) or (peak,))
        yield tuple(edges)


def _drop_indents(counts: Counter[int]) -> Iterator[int]:
    """Leave out the starts that stand a little behind a commoner one: a paragraph's first lines."""
    for start in sorted(counts):
        nearby = [counts[start - step] for step in range(1, _DRIFT + 1)]
        if not any(nearby) or counts[start] > max(nearby):
            yield start
