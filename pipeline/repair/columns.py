"""Columns that extraction printed side by side are cut apart and read one after the other.

pdftotext -layout keeps the page's picture in monospaced cells: a row holds a piece of every column. A
piece starts at its column's edge, or one space behind the piece before it where that one is too long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.characters import FORM_FEED
from pipeline.document import Line
from pipeline.repair.draft import Draft
from pipeline.repair.widths import Face, measure, printed
from pipeline.settings import Settings

_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"\S+(?: \S+)*")  # a gap of two spaces parts two pieces
_NARROWEST = 8  # cells of the narrowest column
_SHARE = 0.3  # of the rows must hold two pieces before a page is cut
_PEAK = 0.35  # of the rows around that reach so far must start at an edge
_AROUND = 6  # rows above and below that show where the columns start
_SLACK = 2  # cells an edge drifts along the page
_EDGE_ROWS = 10  # rows at the top and bottom in which headlines are looked for
_CELLS = 1.5  # of an em, about
_FACE = Face()


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
    rows = [line.text for line in lines]
    pieces = [[match.span() for match in _PIECE.finditer(row)] for row in rows]
    filled = sum(bool(row) for row in pieces)
    if sum(len(row) > 1 for row in pieces) < max(3, _SHARE * filled):
        return lines
    edges = _find_edges(rows)
    if len(edges[0]) < 2:
        return lines
    return _cut(lines, _Page(rows, edges).read(pieces))


def _find_edges(rows: Sequence[str]) -> list[list[int]]:
    """Find for each row the cells at which columns start, from the rows around it.

    The cells of an em change from one region of a page to the next, and with them the edges. The
    number of columns does not: regions that show fewer borrow the edges of the nearest that shows all.
    """
    starts = [
        Counter({match.start(): _trust(row, match.start()) for match in _WORD.finditer(row)}) for row in rows
    ]
    local = [_find_peaks(rows, starts, row) for row in range(len(rows))]
    shown = Counter(len(edges) for edges, row in zip(local, rows, strict=True) if row.strip())
    most = max((count for count in shown if shown[count] >= _SHARE * max(shown.values())), default=1)
    complete = [row for row, edges in enumerate(local) if len(edges) == most]
    return [local[min(complete, key=lambda other: abs(other - row))] for row in range(len(rows))]


def _trust(row: str, start: int) -> float:
    """Weigh a word's start as a column's: sure behind two spaces, possible behind one."""
    return 1.0 if row[max(start - 2, 0) : start].isspace() and start > 1 else 0.5


def _find_peaks(rows: Sequence[str], starts: Sequence[Counter[int]], row: int) -> list[int]:
    window = range(max(0, row - _AROUND), min(len(rows), row + _AROUND + 1))
    votes: Counter[int] = Counter()
    for other in window:
        votes.update(starts[other])
    edges = [0]
    for start, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        reaching = sum(len(rows[other]) > start for other in window)
        strong = votes[start] >= max(_PEAK * reaching, 1.5)
        if strong and all(abs(start - edge) >= _NARROWEST for edge in edges):
            edges.append(start)
    return sorted(edges)


class _Page:
    """The rows of a page and, for each, the edges of its columns."""

    def __init__(self, rows: Sequence[str], edges: Sequence[Sequence[int]]) -> None:
        self.rows, self.edges = rows, edges

    def read(self, pieces: Sequence[Sequence[tuple[int, int]]]) -> list[_Segment | None]:
        """Give the segments in reading order; None stands for a blank row of a column."""
        columns: list[list[_Segment | None]] = [[] for _ in self.edges[0]]
        above: list[_Segment | None] = []
        below: list[_Segment | None] = []
        filled = [row for row, spans in enumerate(pieces) if spans]
        top, bottom = set(filled[:_EDGE_ROWS]), set(filled[-_EDGE_ROWS:])
        for row, spans in enumerate(pieces):
            if len(spans) == 1 and row in top | bottom and self._spans_page(row, *spans[0]):
                (above if row in top else below).append(_Segment(row, *spans[0]))
                continue
            found = self._assign(row, spans)
            for column, into in enumerate(columns):
                if column in found:
                    into.append(found[column])
                elif into and into[-1] is not None:
                    into.append(None)
        return [*above, *(segment for column in columns for segment in column), *below]

    def _spans_page(self, row: int, start: int, end: int) -> bool:
        """Tell whether a row's only piece belongs to no column: it crosses an edge, or is centred."""
        edges = self.edges[row]
        following = edges[self._column(row, start) + 1 :]
        if following and end > following[0] + 1 and self._find_cut(row, start, end) is None:
            return True
        column_cells = edges[1] - edges[0]
        middle = start + measure(printed(self.rows[row][start:end]), _FACE) * _CELLS / 2
        centred = abs(middle - (edges[-1] + column_cells) / 2) <= _SLACK * 2
        return centred and all(abs(start - edge) > 3 * _SLACK for edge in edges)

    def _column(self, row: int, start: int) -> int:
        return max(number for number, edge in enumerate(self.edges[row]) if edge - _SLACK <= start)

    def _assign(self, row: int, spans: Sequence[tuple[int, int]]) -> dict[int, _Segment]:
        """Give each piece of a row to its column, cutting pieces that run into the next column."""
        found: dict[int, _Segment] = {}
        queue = list(spans)
        while queue:
            start, end = queue.pop(0)
            cut = self._find_cut(row, start, end)
            if cut is not None:
                queue.insert(0, (cut + 1, end))
                end = cut
            column = self._column(row, start)
            if column in found:
                found[column] = replace(found[column], end=end)
            else:
                found[column] = _Segment(row, start, end)
        return found

    def _find_cut(self, row: int, start: int, end: int) -> int | None:
        """Find the single space at which a piece leaves its column for the next."""
        following = self.edges[row][self._column(row, start) + 1 :]
        if not following or end <= following[0] + 1:
            return None
        text = self.rows[row]
        return next(
            (cell for cell in range(max(start + 1, following[0] - _SLACK), end - 1) if text[cell] == " "),
            None,
        )


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
