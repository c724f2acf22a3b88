"""The edges of the columns a text is set in, voted by its rows, and the type its body is set in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from statistics import median

from pipeline.pages.rows import Row
from pipeline.sheet import Box

Extent = tuple[float, float]  # where a row begins and ends, in points

_NEAR = 0.4  # ems: edges nearer than this are one
_INSET = 3.4  # ems that a row may be set in from its column's edge
_FEW = 0.12  # of the votes for another edge near it: too few to be one
_SOME = 0.02  # of the rows, set in, that show indents
_AROUND, _AROUND_Y = (
    1.8,
    0.8,
)  # ems between a picture and text that runs round it: beside it; over it, under it
_PARTNERS = 0.5  # of a face's rows in which it must stand beside another to be of one type with it


class _Columns:
    """The left and right edges that rows agree on, each with its votes."""

    def __init__(self, extents: Sequence[Extent], near: float, inset: float) -> None:
        self._near, self._inset = near, inset
        self._lefts = _cluster([left for left, _ in extents], near)
        ends: dict[float, list[float]] = defaultdict(list)
        for left, right in extents:
            ends[self.find_left(left) or left].append(right)
        self._rights = {left: _cluster(rights, near) for left, rights in ends.items()}

    def find_left(self, start: float) -> float | None:
        """Find the left edge of the column of a row: the first agreed on, as far left as an indent."""
        low, high = start - self._inset, start + self._near
        close = [(left, votes) for left, votes in self._lefts if low <= left <= high]
        most = max((votes for _, votes in close), default=0)
        return min((left for left, votes in close if votes > 1 and votes >= _FEW * most), default=None)

    def find_right(self, left: float, end: float) -> float | None:
        """Find the right edge of the column that begins at `left`: the first agreed on, beyond a row."""
        rights = self._rights.get(left, [])
        return min(
            (right for right, votes in rights if votes > 1 and right >= end - self._near), default=None
        )

    def find_measure(self, start: float, end: float, slack: float) -> float | None:
        """Find the width of the narrowest column that holds a row."""
        around = [
            right - left
            for left, rights in self._rights.items()
            for right, votes in rights
            if votes > 1 and left <= start + slack and end <= right + slack
        ]
        return min(around, default=None)


@dataclass(frozen=True, slots=True)
class _Round:
    """A picture that text runs round: where the rows on its left end, and those on its right begin."""

    sheet: int
    box: Box
    right: float
    left: float

    def stands_right(self, row: Row) -> bool:
        """Tell whether the picture stands beside a row, on its right."""
        return _is_beside(self.sheet, self.box, row) and row.box.right <= self.right

    def stands_left(self, row: Row) -> bool:
        """Tell whether the picture stands beside a row, on its left."""
        return _is_beside(self.sheet, self.box, row) and row.box.left >= self.left


def _find_sides(sheet: int, box: Box, rows: Sequence[Row], body: float) -> tuple[float, float]:
    beside = [row.box for row in rows if _is_beside(sheet, box, row)]
    ends = [one.right for one in beside if -1 <= box.left - one.right < _AROUND * body]
    starts = [one.left for one in beside if -1 <= one.left - box.right < _AROUND * body]
    return max(ends, default=float("-inf")), min(starts, default=float("inf"))


def _is_beside(sheet: int, box: Box, row: Row) -> bool:
    return row.sheet == sheet and row.box.share_height(box) > 0


class Edges:
    """What the rows of an article, or of a page, tell about its columns; `body` is their size in points.

    Columns are sought on a row's own sheet first, then on all of them: a few rows may all be first lines,
    and their edge then lies an indent beside the column's.
    """

    def __init__(self, rows: Sequence[Row], body: float, pictures: Sequence[tuple[int, Box]] = ()) -> None:
        self.body = body
        self._round = []
        for sheet, box in pictures:
            wide = box._replace(top=box.top - _AROUND_Y * body, bottom=box.bottom + _AROUND_Y * body)
            self._round.append(_Round(sheet, wide, *_find_sides(sheet, wide, rows, body)))
        self._rows = [row for row in rows if abs(row.size - body) < 0.12 * body]
        self._columns: dict[int, _Columns] = {}
        self._found: dict[tuple[int, float], tuple[_Columns, float]] = {}
        for sheet in {row.sheet for row in self._rows}:
            self._columns[sheet] = self._gather([row for row in self._rows if row.sheet == sheet])
        self._all = self._gather(self._rows)

    def _gather(self, rows: Sequence[Row]) -> _Columns:
        extents = [(row.box.left, row.box.right) for row in rows]
        return _Columns(extents, _NEAR * self.body, _INSET * self.body)

    def _find_columns(self, row: Row) -> tuple[_Columns, float]:
        """Find the columns a row stands in, and the left edge of its own."""
        found = self._found.get((row.sheet, row.box.left))
        if found is None:
            found = self._found[row.sheet, row.box.left] = self._seek_columns(row)
        return found

    def _seek_columns(self, row: Row) -> tuple[_Columns, float]:
        columns = self._columns.get(row.sheet, self._all)
        left, anywhere = columns.find_left(row.box.left), self._all.find_left(row.box.left)
        if anywhere is not None and (
            left is None or abs(left - anywhere - 2 * self.body) < _NEAR * self.body
        ):
            return self._all, anywhere
        return (self._all, row.box.left) if left is None else (columns, left)

    @cached_property
    def pitch(self) -> float:
        """The usual distance of two lines, in points."""
        steps = [
            after.base - before.base
            for before, after in pairwise(self._rows)
            if 0 < after.base - before.base < 3 * self.body
        ]
        return median(steps) if steps else 1.5 * self.body

    @cached_property
    def has_indents(self) -> bool:
        """Tell whether paragraphs open with an indent of two ems."""
        inset = sum(abs(self.find_indent(row) - 2.0) < _NEAR for row in self._rows)
        return inset >= max(2, _SOME * len(self._rows))

    def find_indent(self, row: Row) -> float:
        """Tell by how many ems a row is set in from the left edge of its column."""
        left = self._find_columns(row)[1]
        inner = [one.left for one in self._round if one.stands_left(row)]
        return (row.box.left - max([left, *inner])) / self.body

    def find_room(self, row: Row) -> float:
        """Tell how many ems are left between a row's end and the right edge of its column."""
        columns, left = self._find_columns(row)
        right = columns.find_right(left, row.box.right)
        if right is None:
            right = self._all.find_right(left, row.box.right)
        if right is None:
            return 0.0
        inner = [one.right for one in self._round if one.stands_right(row)]
        return max(0.0, min([right, *inner]) - row.box.right) / self.body

    def find_measure(self, row: Row) -> float:
        """Give the width of the column a row stands in, in points; its own where it stands in none."""
        columns = self._columns.get(row.sheet, self._all)
        return columns.find_measure(row.box.left, row.box.right, self.body) or row.box.width

    def is_strange(self, row: Row) -> bool:
        """Tell whether a row of the body's size is set in another, bolder type than the body."""
        if row.bold and not self._body_is_bold:
            return True
        return bool(row.faces) and all(self._types.get(face) != self._body_type for face in row.faces)

    @cached_property
    def _body_is_bold(self) -> bool:
        return sum(row.bold for row in self._rows) * 2 > len(self._rows)

    @cached_property
    def _types(self) -> dict[str, int]:
        """Gather fonts into types: a file may keep one type's characters in many fonts.

        Fonts are of one type where they often stand in one row.
        """
        rows: dict[str, int] = Counter(face for row in self._rows for face in row.faces)
        together: Counter[tuple[str, str]] = Counter()
        for row in self._rows:
            together.update(combinations(sorted(row.faces), 2))
        types = {face: {face} for face in rows}
        for (face, other), count in together.items():
            one, two = types[face], types[other]
            if one is not two and count >= _PARTNERS * min(rows[face], rows[other]):
                one |= two
                types.update(dict.fromkeys(two, one))
        numbers = {id(members): number for number, members in enumerate(types.values())}
        return {face: numbers[id(members)] for face, members in types.items()}

    @cached_property
    def _body_type(self) -> int:
        """The type that most rows are set in."""
        counts = Counter(number for row in self._rows for number in {self._types[face] for face in row.faces})
        return max(counts, key=lambda number: counts[number], default=-1)


def _cluster(values: Iterable[float], near: float) -> list[tuple[float, int]]:
    """Gather values that lie near each other: the usual one of each group, and how many it has."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(median(group), len(group)) for group in groups]
