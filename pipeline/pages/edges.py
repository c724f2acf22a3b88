"""The edges of the columns a text is set in, voted by its rows, and the type its body is set in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median

from pipeline.pages.rows import Row

_NEAR = 0.4  # ems: edges nearer than this are one
_INSET = 3.4  # ems that a row may be set in from its column's edge
_FEW = 0.12  # of the votes for another edge near it: too few to be one
_SHEET = 1e5  # points that keep the edges of one sheet from those of the next
_PARTNERS = 0.5  # of a face's rows in which it must stand beside another to be of one type with it
_COMMON = 0.15  # of the rows: a type so common is body type


class Edges:
    """What the rows of an article, or of a page, tell about its columns; `body` is their size in points."""

    def __init__(self, rows: Sequence[Row], body: float) -> None:
        self.body = body
        self._rows = [row for row in rows if abs(row.size - body) < 0.12 * body]
        self._lefts = _cluster([_place(row) for row in self._rows], _NEAR * body)
        self._rights: dict[float, list[tuple[float, int]]] = {}
        ends: dict[float, list[float]] = defaultdict(list)
        for row in self._rows:
            ends[self._find_left(row)].append(row.box.right)
        self._rights = {left: _cluster(rights, _NEAR * body) for left, rights in ends.items()}

    @cached_property
    def pitch(self) -> float:
        """The usual distance of two lines, in points."""
        steps = [
            after.base - before.base
            for before, after in pairwise(self._rows)
            if 0 < after.base - before.base < 3 * self.body
        ]
        return median(steps) if steps else 1.5 * self.body

    def find_indent(self, row: Row) -> float:
        """Tell by how many ems a row is set in from the left edge of its column."""
        return (_place(row) - self._find_left(row)) / self.body

    def find_room(self, row: Row) -> float:
        """Tell how many ems are left between a row's end and the right edge of its column."""
        return (self._find_right(row) - row.box.right) / self.body

    def find_measure(self, row: Row) -> float:
        """Give the width of the column a row stands in, in points."""
        edge = self._find_left(row) - _SHEET * row.sheet
        return max(self._find_right(row) - edge, row.box.width)

    def is_strange(self, row: Row) -> bool:
        """Tell whether a row of the body's size is set in another, bolder type than the body."""
        if row.bold and not self._body_is_bold:
            return True
        return bool(row.faces) and not any(self._types.get(face) in self._body_types for face in row.faces)

    @cached_property
    def _body_is_bold(self) -> bool:
        return sum(row.bold for row in self._rows) * 2 > len(self._rows)

    @cached_property
    def _types(self) -> dict[str, int]:
        """Gather fonts into types: a file may keep one type's characters in many fonts (by its rows)."""
        rows: dict[str, int] = Counter(face for row in self._rows for face in row.faces)
        together: Counter[tuple[str, str]] = Counter()
        for row in self._rows:
            faces = sorted(row.faces)
            for at, face in enumerate(faces):
                for other in faces[at + 1 :]:
                    together[face, other] += 1
        types = {face: number for number, face in enumerate(rows)}
        for (face, other), count in together.items():
            if count >= _PARTNERS * min(rows[face], rows[other]):
                old, new = types[other], types[face]
                types = {name: new if number == old else number for name, number in types.items()}
        return types

    @cached_property
    def _body_types(self) -> frozenset[int]:
        counts: Counter[int] = Counter()
        for row in self._rows:
            for number in {self._types[face] for face in row.faces}:
                counts[number] += 1
        return frozenset(number for number, count in counts.items() if count >= _COMMON * len(self._rows))

    def _find_left(self, row: Row) -> float:
        """Find the left edge of a row's column: the first that rows agree on, as far left as an indent."""
        low, high = _place(row) - _INSET * self.body, _place(row) + _NEAR * self.body
        near = [(left, votes) for left, votes in self._lefts if low <= left <= high]
        most = max((votes for _, votes in near), default=0)
        agreed = [left for left, votes in near if votes > 1 and votes >= _FEW * most]
        return min(agreed, default=_place(row))

    def _find_right(self, row: Row) -> float:
        """Find the right edge of a row's column: the first that rows agree on, beyond the row's end."""
        rights = self._rights.get(self._find_left(row), [])
        reach = row.box.right - _NEAR * self.body
        agreed = [right for right, votes in rights if votes > 1 and right >= reach]
        return max(min(agreed, default=row.box.right), row.box.right)


def _place(row: Row) -> float:
    """Give where a row begins, on its own sheet: those of different sheets lie far apart."""
    return _SHEET * row.sheet + row.box.left


def _cluster(values: Iterable[float], near: float) -> list[tuple[float, int]]:
    """Gather values that lie near each other: the usual one of each group, and how many it has."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(median(group), len(group)) for group in groups]
