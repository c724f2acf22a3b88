"""Page geometry: lines of Chinese measured from where their characters stand, against what CLREQ asks.

Every figure is in ems of the text's own size. It works on any PDF, so that pages of other programs can be
measured beside ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pipeline.check.findings import Check, Finding
from pipeline.check.pdf import PrintedPage, Sign, read_printed
from pipeline.files import read_bytes
from pipeline.formats.setting.marks import MARKS, NO_END, NO_START, Kind, find_kind, squeeze

_SAME_LINE = 0.4  # ems that a baseline may differ by
_COLUMN = 1.5  # ems between what stands in two columns
_FLUSH = 0.05
_GAP = 0.1  # the least that counts as one
_TOLERANCE = 0.04
_NEXT_LINE = 2.2  # ems to the next line of a paragraph at the most
_SHORT = 4  # ems that a line which goes on may lack
_EDGE = 0.3  # ems by which a line may begin off the left edge of its column
_LEADER = re.compile(r"([·.…])\1{3}")  # of a table of contents
_LATIN = frozenset({Kind.LETTER, Kind.DIGIT})


Sides = list[list[tuple[float, float]]]  # the edges of the columns, on left pages and on right ones


@dataclass(frozen=True, slots=True)
class Row:
    """A line as printed: its characters from left to right, spaces left out."""

    signs: tuple[Sign, ...]
    spaced: frozenset[int]  # places before which the text itself has a space

    @property
    def size(self) -> float:
        """The size most of it is set in."""
        return Counter(sign.size for sign in self.signs).most_common(1)[0][0]

    @property
    def page(self) -> int:
        """The page it stands on, from 1."""
        return self.signs[0].page

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(sign.text for sign in self.signs)


@dataclass(slots=True)
class Figures:
    """What was measured: counts, and the spaces between Han in ems."""

    full: int = 0  # lines that go on into the next
    flush: int = 0
    spaces: list[float] = field(default_factory=list)
    pairs: int = 0  # that can be squeezed
    squeezed: int = 0
    junctions: int = 0  # of Han and Latin, both ways
    gaps: int = 0
    ends: int = 0  # marks that can be trimmed at an end of a full line
    trimmed: int = 0
    faults: list[tuple[Row, str]] = field(default_factory=list)  # marks where none may stand, parted numbers

    def loosest(self, share: float) -> float:
        """Give the space between Han that this share of them does not exceed (1 for the largest)."""
        ordered = sorted(self.spaces)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def list_rows(sheets: Iterable[PrintedPage]) -> Iterator[Row]:
    """List the lines of pages in the order they are drawn; what stands in two columns is two lines."""
    for sheet in sheets:
        signs: list[Sign] = []
        spaced: set[int] = set()
        for sign in sheet.signs:
            if sign.text.isspace():
                if not sign.generated:
                    spaced.add(len(signs))
                continue
            if sign.text < " " or not sign.size:
                continue
            if signs and not _follows(signs[-1], sign):
                yield Row(tuple(signs), frozenset(spaced))
                signs, spaced = [], set()
            signs.append(sign)
        if signs:
            yield Row(tuple(signs), frozenset(spaced))


def measure(sheets: Iterable[PrintedPage], size: float = 0.0) -> Figures:
    """Measure the running text of pages: the lines in the size that most of it has, or in the one given."""
    rows = [row for row in list_rows(sheets) if not _LEADER.search(row.text)]
    sizes = Counter(round(row.size, 1) for row in rows for _ in row.signs)
    size = size or (sizes.most_common(1)[0][0] if sizes else 0.0)
    body = [row for row in rows if abs(row.size - size) < 0.1]
    # Left and right pages of a book have their margins the other way round.
    sides = [_find_columns([row for row in body if row.page % 2 == side]) for side in (0, 1)]
    figures = Figures()
    for row, following in pairwise([*body, None]):
        assert row is not None
        _measure_inside(row, figures)
        left, right = _find_column(row, sides)
        if following is None or not _goes_on(row, following, sides) or _begins(row) > left + 3 * size:
            continue
        _measure_ends(row, following, right, figures)
    return figures


def _follows(before: Sign, sign: Sign) -> bool:
    size = max(before.size, sign.size)
    near = abs(sign.y - before.y) < _SAME_LINE * size
    return near and -size < sign.x - before.x - before.advance < _COLUMN * size


def _begins(row: Row) -> float:
    """Give where a line begins, a trimmed opener's half em left out."""
    first = row.signs[0]
    return first.x + _find_blanks(first)[0] * first.size


def _find_columns(body: list[Row]) -> list[tuple[float, float]]:
    """Find the left and right edges of the columns: where many lines begin, and the furthest they reach."""
    starts = Counter(round(_begins(row)) for row in body if len(row.signs) > 5)
    most = max(starts.values(), default=0)
    columns: list[tuple[float, float]] = []
    for start in sorted(start for start, count in starts.items() if count > most / 8):
        if columns and start - columns[-1][0] < 4 * body[0].size:
            continue
        own = [row for row in body if abs(_begins(row) - start) < 3 * row.size]
        lefts = sorted(_begins(row) for row in own if abs(_begins(row) - start) < row.size / 2)
        # Where most lines end that end without a mark, whose blank may or may not be there.
        ends = Counter(round(_ends(row)[1], 1) for row in own if find_kind(row.signs[-1].text) is Kind.HAN)
        right = ends.most_common(1)[0][0] if ends else max(_ends(row)[1] for row in own)
        columns.append((lefts[len(lefts) // 2], right))
    return columns or [(0.0, 0.0)]


def _find_column(row: Row, sides: Sides) -> tuple[float, float]:
    """Give the edges of the column that a line stands in: the last that begins before it."""
    columns = sides[row.page % 2]
    begin = _begins(row) + row.size
    return max((column for column in columns if column[0] < begin), default=columns[0])


def _goes_on(row: Row, following: Row, sides: Sides) -> bool:
    """Tell whether a line's paragraph goes on in the next one, which then begins at its column's edge."""
    if abs(_begins(following) - _find_column(following, sides)[0]) > _EDGE * row.size:
        return False
    fall = row.signs[0].y - following.signs[0].y
    if row.page == following.page and fall > _NEXT_LINE * row.size:
        return False
    return _ends(row)[1] > _find_column(row, sides)[1] - _SHORT * row.size


def _ends(row: Row) -> tuple[float, float]:
    """Give where a line ends, its last mark's blank left out and counted."""
    last = row.signs[-1]
    end = last.x + last.advance
    return end - _find_blanks(last)[1] * last.size, end


def _find_blanks(sign: Sign) -> tuple[float, float]:
    """Give what is blank on the left and right of a full-width mark, in ems: by its kind and its ink."""
    kind = find_kind(sign.text)
    if kind not in MARKS or sign.advance < 0.9 * sign.size:
        return 0.0, 0.0
    if kind is Kind.OPENER:
        return 0.5, 0.0
    middle = (sum(sign.ink) / 2 - sign.x) / sign.size
    return (0.25, 0.25) if 0.38 < middle < 0.62 else (0.0, 0.5)


def _measure_inside(row: Row, figures: Figures) -> None:
    for n, (a, b) in enumerate(pairwise(row.signs), 1):
        kinds = find_kind(a.text), find_kind(b.text)
        size = max(a.size, b.size)
        space = (b.x - a.x - a.advance) / size
        if n in row.spaced:
            continue
        if kinds == (Kind.HAN, Kind.HAN):
            figures.spaces.append(space)
        elif set(kinds) & _LATIN and Kind.HAN in kinds:
            figures.junctions += 1
            figures.gaps += space >= _GAP
        elif kinds[0] in MARKS and kinds[1] in MARKS:
            (_, behind), (before, _) = _find_blanks(a), _find_blanks(b)
            if gone := sum(squeeze(*kinds, behind, before)):
                figures.pairs += 1
                figures.squeezed += space <= -gone + _TOLERANCE


def _measure_ends(row: Row, following: Row, right: float, figures: Figures) -> None:
    figures.full += 1
    first, last = following.signs[0], row.signs[-1]
    trimmed, whole = _ends(row)
    edge = min((trimmed, whole), key=lambda end: abs(end - right))
    figures.flush += abs(edge - right) <= _FLUSH * row.size
    if whole - trimmed > _TOLERANCE * row.size:
        figures.ends += 1
        figures.trimmed += edge == trimmed
    kinds = find_kind(last.text), find_kind(first.text)
    if kinds[1] in NO_START:
        figures.faults.append((following, f"the line begins with {first.text}"))
    if kinds[0] in NO_END:
        figures.faults.append((row, f"the line ends with {last.text}"))
    if kinds[1] is Kind.DIGIT and (kinds[0] is Kind.DIGIT or _parts_number(row)):
        figures.faults.append((row, f"a number is parted: {row.text[-4:]}/{following.text[:4]}"))


def _parts_number(row: Row) -> bool:
    end = [find_kind(sign.text) for sign in row.signs[-2:]]
    return end == [Kind.DIGIT, Kind.POINT]


def _check(path: Path) -> Iterator[Finding]:
    """Look for text beyond the page's edges, and for marks and numbers parted where CLREQ forbids."""
    sheets = list(read_printed(read_bytes(path)))
    for number, sheet in enumerate(sheets, 1):
        for sign in sheet.signs:
            inside = -sign.size / 2 < sign.x < sheet.width and 0 <= sign.y <= sheet.height
            if not sign.generated and not inside and not sign.text.isspace():
                yield Finding(f"{sign.text} stands beyond the page's edge", f"page {number}")
                break
    for row, fault in measure(sheets).faults:
        yield Finding(fault, f"page {row.page}, {row.text[:8]}…")


CHECKS: tuple[Check, ...] = (Check("page geometry", _check),)
