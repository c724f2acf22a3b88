"""Columns that extraction printed side by side are cut apart and read one after the other.

pdftotext -layout keeps the page's picture in rows of monospaced cells: a row holds a piece of every
column (see grid.py). The headline and its lede stand across the columns, and extraction may put their
rows among the first or the last rows of the body: those are found and read before or after the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.characters import CLOSERS, FORM_FEED, SENTENCE_ENDS
from pipeline.document import Line
from pipeline.repair.draft import Draft
from pipeline.repair.grid import Grid, Segment, has_gap, read_grid
from pipeline.repair.signatures import is_furniture
from pipeline.settings import Settings

_EDGE_ROWS = 10  # rows at the top and bottom in which headlines are looked for
_INDENT = 4  # cells of a paragraph's indent, at most
_FULL = 1.5  # ems a full line may lack
_HEAD = 1.333  # how much larger than the body section heads are set
_CELL = 0.7  # ems of a blank cell
_OFF = 2.5  # cells a centred line may be off its place
_CLOSERS = "".join(CLOSERS)


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
    grid = read_grid(lines)
    return _cut(lines, list(_Page(lines, grid).read())) if grid else lines


class _Page:
    """The rows of a page and the pieces of columns found in them."""

    def __init__(self, lines: Sequence[Line], grid: Grid) -> None:
        self.lines, self.grid = lines, grid
        self.pieces = [grid.assign(row) if words else {} for row, words in enumerate(grid.rows)]
        self.filled = [row for row, words in enumerate(grid.rows) if words]
        self.above: set[int] = set()  # rows that stand across the columns, before them
        self.below: set[int] = set()  # and after them

    def read(self) -> Iterator[Segment | None]:
        """Give the segments in reading order; None stands for a blank row of a column."""
        self._find_banners()
        columns: list[list[Segment | None]] = [[] for _ in self.grid.edges[0]]
        for row, found in enumerate(self.pieces):
            if row in self.above or row in self.below:
                continue
            for column, into in enumerate(columns):
                if column in found:
                    into.append(found[column])
                elif into and into[-1] is not None:
                    into.append(None)
        yield from (self._whole(row) for row in sorted(self.above))
        for segments in columns:
            yield from segments
        yield from (self._whole(row) for row in sorted(self.below))

    def _whole(self, row: int) -> Segment:
        words = self.grid.rows[row]
        return Segment(row, words[0].start, words[-1].end, sum(word.width for word in words))

    def _find_banners(self) -> None:
        """Set apart the rows near the page's head and foot that belong to no column."""
        top, bottom = self.filled[:_EDGE_ROWS], self.filled[-_EDGE_ROWS:]
        middle = self.filled[len(self.filled) // 2]
        furniture = [row for row in {*top, *bottom} if is_furniture(self.lines[row].text.strip())]
        heads = [row for row in furniture if row < middle]
        feet = [row for row in furniture if row >= middle]
        # A headline's letters are tall: its row may come before the masthead's.
        self.above |= {row for row in top if heads and row <= max(heads)}
        self.below |= {row for row in bottom if feet and row >= min(feet)}
        body = [
            row
            for row in self.filled
            if row not in self.above | self.below and len(self.pieces[row]) > 1 and not self._is_run(row)
        ]
        if not body:
            return
        for row in reversed([row for row in top if row < middle]):
            if row not in self.above and self._is_banner(row, before=row <= body[0], after=False):
                self.above.add(row)
        seen = False
        for row in bottom:
            if row < middle or row in self.below:
                continue
            after = row > body[-1]
            if self._is_banner(row, before=False, after=after) or (
                seen and after and self._is_alone(row) and 0 in self.pieces[row]
            ):
                self.below.add(row)
                seen = True

    def _is_run(self, row: int) -> bool:
        """Tell whether a row is one run of words: single spaces, and no piece that fills its column."""
        words, pieces = self.grid.rows[row], self.pieces[row]
        if has_gap(words):
            return False
        return not any(self._is_full(piece) for piece in pieces.values())

    def _is_full(self, piece: Segment) -> bool:
        """Tell whether a piece fills its column, an indent counted."""
        indent = piece.shift if 0 < piece.shift <= _INDENT else 0
        return piece.width + indent > self.grid.full - _FULL

    def _is_alone(self, row: int) -> bool:
        return len(self.pieces[row]) == 1 or self._is_run(row)

    def _is_banner(self, row: int, *, before: bool, after: bool) -> bool:
        """Tell whether a row stands across the columns.

        `before` and `after` say that it stands before or after every row with several columns.
        """
        words, pieces = self.grid.rows[row], self.pieces[row]
        if not self._is_alone(row):
            return before and any(self._interrupts(row, column) for column in pieces)
        whole = self._whole(row)
        if whole.width > self.grid.full + 1:
            return not has_gap(words) or len(pieces) == 1
        if len(pieces) > 1:
            return True
        column, piece = next(iter(pieces.items()))
        if before and piece.start > _INDENT:
            return True
        if after and not self.grid.rows[row - 1] and not self._stops(piece):
            return True
        return not self._fits(row, piece) or self._interrupts(row, column)

    def _fits(self, row: int, piece: Segment) -> bool:
        """Tell whether a piece starts where a line of its column may."""
        room = self.grid.full - piece.width
        if -1 <= piece.shift <= _INDENT:
            return piece.shift <= 1 or piece.shift * _CELL <= room + 1
        centred = (room - (_HEAD - 1) * piece.width) / 2
        places = [room / 2, centred] if centred >= 0 else []
        text = self.lines[row].text.strip()
        if text[0] in "（(下" or room < 0:
            places.append(room)
        return any(abs(piece.shift - place / _CELL) <= _OFF for place in places)

    def _interrupts(self, row: int, column: int) -> bool:
        """Tell whether a piece is no line of its column: short, unfinished, and not followed by an indent."""
        piece = self.pieces[row][column]
        if self._is_full(piece) or self._stops(piece):
            return False
        follows = next(
            (
                self.pieces[other][column]
                for other in range(row + 1, len(self.pieces))
                if column in self.pieces[other] and other not in self.above | self.below
            ),
            None,
        )
        return follows is not None and follows.shift <= 1 and follows.width > self.grid.full - 3 * _FULL

    def _stops(self, piece: Segment) -> bool:
        text = self.lines[piece.row].text[piece.start : piece.end].rstrip(_CLOSERS)
        return text[-1:] in SENTENCE_ENDS or text[-1:] in "：:；;"


def _cut(lines: Sequence[Line], segments: Sequence[Segment | None]) -> list[Line]:
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
