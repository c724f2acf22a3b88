"""Columns that extraction printed side by side are cut apart and read one after the other.

pdftotext -layout keeps the page's picture in monospaced cells: a row holds a piece of every column. A
piece starts at its column's edge, or one space behind the piece before it where that one is too long;
so full columns stand a single space apart, and only the measure tells such a space from one in a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.characters import FORM_FEED
from pipeline.document import Line
from pipeline.repair.draft import Draft
from pipeline.repair.signatures import is_furniture
from pipeline.repair.widths import Face, measure, printed
from pipeline.settings import Settings

_WORD = re.compile(r"\S+")
_FEW = 2  # rows with several full pieces that a page has before it has columns
_SHARE = 0.2  # of them that must show as many columns as a page is taken to have
_NARROWEST = 6.0  # ems of the narrowest column
_FULL = 0.6  # of the measure: a piece that wide shows its column
_AROUND = 8  # rows above and below that show where the columns start
_EDGE_ROWS = 10  # rows at the top and bottom in which headlines are looked for
_INDENT = 3  # cells of a paragraph's indent
_CELLS = 1.5  # of an em, about
_FACE = Face()

# Costs of cutting a row, in nats.
_OVERFULL = 4.0  # for each em a piece is wider than the measure
_EARLY = 0.6  # for each cell a piece starts before its column's edge
_LATE = 0.12  # for each cell behind it, up to a limit: an indent, a centred head
_LATEST = 2.0
_GAP_INSIDE = 2.5  # a gap of two spaces inside a piece
_SPACE_INSIDE = 0.3  # a space inside a piece


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    width: float


@dataclass(frozen=True, slots=True)
class _Segment:
    """A piece of a row: the cells it starts and ends at, from 0."""

    row: int
    start: int
    end: int


def cut_columns(draft: Draft, _settings: Settings) -> Draft:
    """Cut rows that hold several columns, page by page, and put the columns one below the other."""
    lines: list[Line] = []
    page: list[Line] = []
    for line in draft.lines:
        page.append(line)
        if line.text.endswith(FORM_FEED):
            lines += _read_page(page)
            page = []
    return replace(draft, lines=(*lines, *_read_page(page)))


def _read_page(lines: Sequence[Line]) -> Sequence[Line]:
    rows = [
        [_Word(*match.span(), measure(printed(match.group()), _FACE)) for match in _WORD.finditer(line.text)]
        for line in lines
    ]
    if sum(len(row) > 1 for row in rows) < _FEW:
        return lines
    full = _find_measure(rows)
    shown = [row for row, words in enumerate(rows) if _shows_columns(words, full)]
    counts = Counter(len(rows[row]) for row in shown)
    enough = max(_FEW, _SHARE * len(shown))
    columns = max((count for count in counts if counts[count] >= enough), default=1)
    if columns < 2 or not any(_has_gap(rows[row]) for row in range(len(rows))):
        return lines
    edges = _find_edges(rows, [row for row in shown if len(rows[row]) == columns])
    return _cut(lines, list(_Page(lines, rows, edges, full).read()))


def _find_measure(rows: Sequence[Sequence[_Word]]) -> float:
    widths = Counter(round(word.width * 2) / 2 for row in rows for word in row if word.width >= _NARROWEST)
    return max(widths, key=lambda width: (widths[width] + widths[width - 0.5], width), default=0.0)


def _shows_columns(words: Sequence[_Word], full: float) -> bool:
    """Tell whether every word of a row is a column's piece, and nearly fills it."""
    return len(words) > 1 and all(_FULL * full <= word.width <= full + 0.75 for word in words)


def _has_gap(words: Sequence[_Word]) -> bool:
    return any(after.start - before.end > 1 for before, after in pairwise(words))


def _find_edges(rows: Sequence[Sequence[_Word]], shown: Sequence[int]) -> list[list[float]]:
    """Find for each row the cells its columns start at, from the rows nearby that show them all.

    The cells of an em change from one region of a page to the next, and with them the edges.
    """
    edges = []
    for row in range(len(rows)):
        near = [other for other in shown if abs(other - row) <= _AROUND]
        near = near or [min(shown, key=lambda other: abs(other - row))]
        edges.append(
            [
                median(starts)
                for starts in zip(*([w.start for w in rows[other]] for other in near), strict=True)
            ]
        )
    return edges


class _Page:
    """The rows of a page and, for each, the edges of its columns."""

    def __init__(
        self,
        lines: Sequence[Line],
        rows: Sequence[Sequence[_Word]],
        edges: Sequence[Sequence[float]],
        full: float,
    ) -> None:
        self.lines, self.rows, self.edges, self.full = lines, rows, edges, full

    def read(self) -> Iterator[_Segment | None]:
        """Give the segments in reading order; None stands for a blank row of a column."""
        columns: list[list[_Segment | None]] = [[] for _ in self.edges[0]]
        above: list[_Segment | None] = []
        below: list[_Segment | None] = []
        filled = [row for row, words in enumerate(self.rows) if words]
        top, bottom = set(filled[:_EDGE_ROWS]), set(filled[-_EDGE_ROWS:])
        first = next((row for row, words in enumerate(self.rows) if _has_gap(words) or len(words) > 1), 0)
        for row, words in enumerate(self.rows):
            found = self._assign(row, words)
            if row in top | bottom and self._stands_apart(row, found, row < first):
                segment = _Segment(row, words[0].start, words[-1].end)
                (above if row in top else below).append(segment)
                continue
            for column, into in enumerate(columns):
                if column in found:
                    into.append(found[column])
                elif into and into[-1] is not None:
                    into.append(None)
        yield from above
        for segments in columns:
            yield from segments
        yield from below

    def _assign(self, row: int, words: Sequence[_Word]) -> dict[int, _Segment]:
        """Give each word of a row to a column, so that the whole is cheapest.

        A dynamic program: best[column][count] is the cheapest way to give the first `count` words to
        the columns up to this one.
        """
        edges = self.edges[row]
        best: list[tuple[float, tuple[tuple[int, int, int], ...]]] = [(0.0, ())]
        best += [(float("inf"), ())] * len(words)
        for column in range(len(edges)):
            after = list(best)
            for end in range(1, len(words) + 1):
                for start in range(end):
                    cost, pieces = best[start]
                    cost += self._weigh(words, start, end, edges[column])
                    if cost < after[end][0]:
                        after[end] = (cost, (*pieces, (column, start, end)))
            best = after
        return {
            column: _Segment(row, words[start].start, words[end - 1].end)
            for column, start, end in best[len(words)][1]
        }

    def _weigh(self, words: Sequence[_Word], start: int, end: int, edge: float) -> float:
        """Weigh the words from `start` to `end` as the piece of the column with this edge."""
        piece = words[start:end]
        width = sum(word.width for word in piece)
        expected = max(edge, words[start - 1].end + 1 if start else 0)
        shift = piece[0].start - expected
        cost = min(_LATE * shift, _LATEST) if shift > 0 else -_EARLY * shift
        if width > self.full + 0.5:
            cost += _OVERFULL * (width - self.full)
        for before, after in pairwise(piece):
            cost += _GAP_INSIDE if after.start - before.end > 1 else _SPACE_INSIDE
        return cost

    def _stands_apart(self, row: int, found: dict[int, _Segment], banner: bool) -> bool:
        """Tell whether a row at the page's head or foot belongs to no column."""
        words = self.rows[row]
        if not words:
            return False
        if is_furniture(self.lines[row].text.strip()):
            return True
        if len(found) > 1 or _has_gap(words):
            return False
        width = sum(word.width for word in words)
        if width > self.full + 1 or (banner and words[0].start > _INDENT):
            return True
        edges = self.edges[row]
        middle = words[0].start + width * _CELLS / 2
        centred = abs(middle - (edges[-1] + edges[1]) / 2) <= _INDENT
        return centred and all(abs(words[0].start - edge) > _INDENT for edge in edges)


def _cut(lines: Sequence[Line], segments: Sequence[_Segment | None]) -> list[Line]:
    """Make lines of the segments, each with its place in the source."""
    cut: list[Line] = []
    for segment in segments:
        if segment is None:
            cut.append(Line(cut[-1].number if cut else 1, ""))
            continue
        line = lines[segment.row]
        columns = line.columns[segment.start : segment.end] if line.columns else ()
        text = line.text[segment.start : segment.end]
        cut.append(Line(line.number, text, line.place(segment.start), columns))
    return cut
