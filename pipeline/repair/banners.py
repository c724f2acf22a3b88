"""The rows of a page that stand across its columns: the headline, its lede, the masthead, the foot.

Extraction sorts rows by their letters' tops: a headline's are tall, so that its row may come among the
first or the last rows of the body, before a masthead or a kicker (引题) that is printed above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.characters import CLOSERS, CLOSING, OPENERS, SENTENCE_ENDS
from pipeline.document import Line
from pipeline.repair.grid import CELL, Grid, Segment, Word, has_gap
from pipeline.repair.imprints import is_furniture
from pipeline.repair.signatures import find_caption, find_signature
from pipeline.repair.widths import Face, first_unit, measure

_EDGE_ROWS = 10  # rows at the top and bottom in which headlines are looked for
_INDENT = 4  # cells of a paragraph's indent, at most
_WIDE_GAP = 2  # spaces
_FULL = 2.0  # ems a full line may lack
_LOOSE = 0.1  # ems by which a width may be misjudged
_SPACED = 2  # cells by which a letter-spaced line is longer than its measure
_HEAD = 1.333  # how much larger than the body section heads are set
_OFF = 2.5  # cells a centred line may be off its place


class Page:
    """The rows of a page, the pieces of columns found in them, and the rows of no column."""

    def __init__(self, lines: Sequence[Line], grid: Grid) -> None:
        self.lines, self.grid = lines, grid
        self.pieces = [grid.assign(row) if words else {} for row, words in enumerate(grid.rows)]
        self.filled = [row for row, words in enumerate(grid.rows) if words]
        self.above: set[int] = set()  # rows that stand across the columns, before them
        self.below: set[int] = set()  # and after them
        self._find_banners()

    def order(self, rows: Iterable[int]) -> list[int]:
        """Put rows that stand across the columns in reading order: a kicker before its title."""
        ordered = sorted(rows)
        for place, (row, after) in enumerate(pairwise(tuple(ordered))):
            if ordered[place] == row and after == row + 1 and self._is_kicker(row, after):
                ordered[place : place + 2] = after, row
        return ordered

    def _is_kicker(self, title: int, row: int) -> bool:
        """Tell whether a row right behind a title's is its kicker: longer, smaller, and unmarked."""
        above, below = self._whole(title), self._whole(row)
        text = self._text(below)
        marked = text[0] in "—―─（(" or text[-1] in "）)" or find_signature([text])
        furniture = is_furniture(text) or is_furniture(self._text(above))
        smaller = below.width > above.width and below.start >= above.start  # though both are centred
        return smaller and not marked and not furniture

    def part(self, row: int) -> Iterator[Segment]:
        """Cut a row that stands across the columns where two lines of the headline share it."""
        words = self.grid.rows[row]
        start = 0
        for place, (before, after) in enumerate(pairwise(words), 1):
            if after.start - before.end > _WIDE_GAP and not self._is_squeezed(row, before, after):
                yield _gather(row, words[start:place])
                start = place
        yield _gather(row, words[start:])

    def _is_squeezed(self, row: int, before: Word, after: Word) -> bool:
        """Tell whether extraction saw a gap beside a mark that gave up its white half."""
        text = self.lines[row].text
        return text[after.start] in OPENERS or text[before.end - 1] in CLOSERS

    def _whole(self, row: int) -> Segment:
        return _gather(row, self.grid.rows[row])

    def _find_banners(self) -> None:
        """Set apart the rows near the page's head and foot that belong to no column."""
        top, bottom = self.filled[:_EDGE_ROWS], self.filled[-_EDGE_ROWS:]
        middle = self.filled[len(self.filled) // 2]
        furniture = [row for row in {*top, *bottom} if self._is_furniture(row)]
        # A headline's letters are tall: its row may come before the masthead's.
        self.above |= {row for row in top if any(row <= head < middle for head in furniture)}
        self.below |= {row for row in bottom if any(row >= foot >= middle for foot in furniture)}
        body = [
            row
            for row in self.filled
            if row not in self.above | self.below and len(self.pieces[row]) > 1 and not self._is_run(row)
        ]
        if body:
            self._find_head([row for row in top if row <= middle], body[0])
            place = max(self.filled.index(body[-1]) - _EDGE_ROWS, self.filled.index(body[0]))
            self._find_foot(self.filled[place:], body[-1])

    def _find_head(self, rows: Sequence[int], first: int) -> None:
        """Find the headline among the first rows; `first` is the first with several columns."""
        for row in reversed(rows):
            if row in self.above | self.below:
                continue
            higher = row < first and self._is_alone(row) and any(row < other for other in self.above)
            if self._is_banner(row, before=row <= first, after=False) or (
                higher and not self._opens_text(row)
            ):
                self.above.add(row)

    def _find_foot(self, rows: Sequence[int], last: int) -> None:
        """Find the headline, and its lede, among the last rows; `last` is the last with several columns."""
        found = False
        lede = -1
        for row, follows in pairwise([*rows, -1]):
            if row in self.below | self.above:
                continue
            after = found and row > last and self._is_alone(row)
            if (
                after
                and set(self.pieces[row]) == {0}
                and (lede == row - 1 or (follows == row + 1 and set(self.pieces[follows]) == {0}))
            ):
                self.below.add(row)
                lede = row
            elif self._is_banner(row, before=False, after=row > last) or (after and not self._reads_on(row)):
                self.below.add(row)
                found = True

    def _opens_text(self, row: int) -> bool:
        """Tell whether a row above a headline's is the body's first line, which may come before it."""
        piece = self._whole(row)
        column = min(self.pieces[row])
        indented = self.pieces[row][column].shift > 1 and piece.width <= self.grid.full - 2 + _LOOSE
        return self._reads_on(row) and (indented or column > 0)

    def _reads_on(self, row: int) -> bool:
        """Tell whether a row's one piece reads as text: it ends a sentence, or fills its column."""
        return self.stops(self._whole(row)) or any(self._is_full(row, column) for column in self.pieces[row])

    def _is_furniture(self, row: int) -> bool:
        """Tell whether a row is furniture, and not one of columns that happens to hold some."""
        text = self.lines[row].text
        if not is_furniture(text.strip()):
            return False
        alone = [is_furniture(text[piece.start : piece.end]) for piece in self.pieces[row].values()]
        return not has_gap(self.grid.rows[row]) or all(alone) or not any(alone)

    def _is_run(self, row: int) -> bool:
        """Tell whether a row is one run of words: single spaces, and no piece that fills its column."""
        words, pieces = self.grid.rows[row], self.pieces[row]
        if has_gap(words):
            return False
        return not any(self._is_full(row, column) for column in pieces)

    def _is_full(self, row: int, column: int) -> bool:
        """Tell whether a piece has no room for the start of the next, an indent counted."""
        piece = self.pieces[row][column]
        if piece.end - piece.start >= self.grid.full + _SPACED:
            return True  # letter-spaced, to fill the column
        indent = 2 if piece.shift > 1 else 0
        after = self._neighbour(column, range(row + 1, len(self.pieces)))
        unit = measure(first_unit(self._text(after)), Face()) if after else 1.0
        return piece.width + indent + max(unit, _FULL - _LOOSE) >= self.grid.full

    def _is_alone(self, row: int) -> bool:
        return len(self.pieces[row]) == 1 or self._is_run(row)

    def _is_banner(self, row: int, *, before: bool, after: bool) -> bool:
        """Tell whether a row stands across the columns.

        `before` and `after` say that it stands before or after every row with several columns.
        """
        if not self._is_alone(row):
            return before and self._is_broken_title(row)
        whole, pieces = self._whole(row), self.pieces[row]
        if self._is_caption(row):
            return False
        if whole.width > self.grid.full + 1 or len(pieces) > 1:
            return True
        column, piece = next(iter(pieces.items()))
        if before and piece.start > _INDENT and not (self._reads_on(row) and self._fits(row, piece)):
            return True
        if before and find_signature([self._text(whole)]):
            return True
        if after and not self.grid.rows[row - 1] and not self.stops(piece):
            return True
        return not self._fits(row, piece) or self._interrupts(row, column)

    def _is_caption(self, row: int) -> bool:
        """Tell whether a row opens a caption, whose smaller letters may overhang."""
        column = min(self.pieces[row])
        after = self._neighbour(column, range(row + 1, len(self.pieces)))
        pieces = [self.pieces[row][column], *([after] if after else [])]
        return find_caption([self._text(piece) for piece in pieces]) > 0

    def _is_broken_title(self, row: int) -> bool:
        """Tell whether a row is one line that a squeezed mark seems to break."""
        pieces = self.pieces[row]
        gaps = [(a, b) for a, b in pairwise(self.grid.rows[row]) if b.start - a.end > 1]
        return (
            len(pieces) == 2
            and not any(self.stops(piece) for piece in pieces.values())
            and not any(self._is_full(row, column) for column in pieces)
            and all(self._is_squeezed(row, before, after) for before, after in gaps)
            and any(self._interrupts(row, column) for column in pieces)
        )

    def _fits(self, row: int, piece: Segment) -> bool:
        """Tell whether a piece starts where a line of its column may."""
        room = self.grid.full - piece.width
        if -1 <= piece.shift <= _INDENT:
            return piece.shift * CELL <= room + _FULL
        centred = (room - (_HEAD - 1) * piece.width) / 2
        places = [room / 2, centred] if centred >= 0 else []
        text = self.lines[row].text.strip()
        if text[0] in "（(下" or room < 0:
            places.append(room)
        if 1 <= room <= 2 * _FULL:
            places.append(2 + room / 2)  # a paragraph's first line, where the edge has moved
        return any(abs(piece.shift - place / CELL) <= _OFF for place in places)

    def _interrupts(self, row: int, column: int) -> bool:
        """Tell whether a piece is no line of its column: short, unfinished, with no indent after it."""
        piece = self.pieces[row][column]
        below = range(row + 1, len(self.pieces))
        before = self._neighbour(column, range(row - 1, -1, -1))
        after = self._neighbour(column, below)
        indented = piece.shift > 1 and all(near.start != piece.start for near in (before, after) if near)
        if before and indented and before.width > self.grid.full - _FULL and not self.stops(before):
            return True
        if self._is_full(row, column) or self.stops(piece):
            return False
        after = after or self._neighbour(column + 1, range(len(self.pieces)))
        return after is not None and after.shift <= 1 and after.width > self.grid.full - 2 * _FULL

    def _neighbour(self, column: int, rows: Iterable[int]) -> Segment | None:
        apart = self.above | self.below
        return next(
            (self.pieces[row][column] for row in rows if column in self.pieces[row] and row not in apart),
            None,
        )

    def stops(self, piece: Segment) -> bool:
        """Tell whether a piece ends a sentence, or announces what follows."""
        text = self._text(piece).rstrip(CLOSING)
        return text[-1:] in SENTENCE_ENDS or text[-1:] in "：:；;"

    def _text(self, piece: Segment) -> str:
        return self.lines[piece.row].text[piece.start : piece.end]


def _gather(row: int, words: Sequence[Word]) -> Segment:
    return Segment(row, words[0].start, words[-1].end, sum(word.width for word in words))
