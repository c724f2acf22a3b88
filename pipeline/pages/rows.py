"""Characters become rows: what stands on one baseline, without a gap that parts columns.

Chinese is set on a square (CLREQ 2.1): the gap that parts two columns is wider than any that
justification leaves inside a line, and the white of a mark's own half em is no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from pipeline.characters import CLOSERS, OPENERS, PAUSES, is_wide
from pipeline.sheet import Box, Glyph, cover

_EXACT = 0.03  # ems by which a line may seem to slope
_LEVEL = 0.3  # ems by which characters of one row may stand higher or lower
_OVER = 0.3  # ems by which two characters beside each other may overlap
_LOWEST = 0.5  # ems below which no line is looked at any more
_PARTS = 1.45  # ems of white that part two columns
_TIGHT = 0.2  # ems between characters that leave no room for a rule
_CLOSE = 0.1  # ems between boxes in which no space has room
_WORD = 0.16  # ems that part two words of Latin
_SET = 0.15  # ems, beyond the usual gap of the row, that part two Han on purpose
_TURNED = 0.2  # ems of white that a turned letter has around its ink
_LEADERS = "…—"  # two of them are one mark
_BESIDE_MARK = 0.5  # ems more, beside a mark: its own white half may be there or not
_MIXED = 0.5  # ems, beyond that gap, that part Han and Latin on purpose
_HALF = frozenset("，。、；：！？") | CLOSERS | PAUSES  # the right half of the em is white
_MARKS = _HALF | OPENERS
_CROSSED = 0.5  # of a row's height must be crossed by a rule that parts it


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text in one column: its text, its box, the line it stands on, its usual size and faces."""

    text: str
    box: Box
    base: float
    size: float
    sheet: int
    faces: frozenset[str] = frozenset()
    bold: bool = False
    upright: bool = True  # no vertical setting


def find_rows(glyphs: Sequence[Glyph], rules: Sequence[Box], sheet: int) -> list[Row]:
    """Gather characters into rows, from the top of the page down and from left to right."""
    uprights = [rule for rule in rules if rule.height > rule.width]
    rows = [
        row
        for part in _join_levels(_gather_lines(glyphs, uprights), uprights)
        if (row := _make_row(part, sheet))
    ]
    return sorted(rows, key=lambda row: (row.base, row.box.left))


def _gather_lines(glyphs: Sequence[Glyph], uprights: Sequence[Box]) -> Iterator[list[Glyph]]:
    """Gather the characters that stand on one line exactly, in one column."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if line and glyph.base - line[-1].base > _EXACT * min(glyph.size, line[-1].size):
            yield from _part_line(line, uprights)
            line = []
        line.append(glyph)
    if line:
        yield from _part_line(line, uprights)


def _join_levels(lines: Iterable[list[Glyph]], uprights: Sequence[Box]) -> Iterator[list[Glyph]]:
    """Join what stands a little higher or lower in a line, as signs and turned digits may, with the line."""
    joined: list[list[Glyph]] = []
    mended: set[int] = set()
    for line in sorted(lines, key=lambda line: line[0].base):
        beside = [other for other in _list_above(line, joined) if _are_one(other, line)]
        for other in beside:
            joined.remove(other)
        joined.append([glyph for other in (*reversed(beside), line) for glyph in other])
        if beside:
            mended.add(id(joined[-1]))
    for line in joined:
        yield from _part_line(line, uprights) if id(line) in mended else [line]


def _list_above(line: Sequence[Glyph], joined: Sequence[list[Glyph]]) -> Iterator[list[Glyph]]:
    """List the lines that stand hardly higher than one, the nearest first."""
    for other in reversed(joined):
        if _falls(other, line) > _LOWEST * line[0].size:
            return
        yield other


def _falls(other: Sequence[Glyph], line: Sequence[Glyph]) -> float:
    return line[0].base - other[0].base


def _are_one(other: Sequence[Glyph], line: Sequence[Glyph]) -> bool:
    size = min(line[0].size, other[0].size)
    return abs(_falls(other, line)) <= _LEVEL * size and _fit(line, other, size)


def _fit(line: Sequence[Glyph], other: Sequence[Glyph], size: float) -> bool:
    """Tell whether two stretches of a line lie beside each other, or one in a gap of the other."""
    start, end = min(glyph.box.left for glyph in line), max(glyph.box.right for glyph in line)
    left, right = min(glyph.box.left for glyph in other), max(glyph.box.right for glyph in other)
    if start - right > _PARTS * size or left - end > _PARTS * size:
        return False
    return all(one.box.share_width(two.box) < _OVER * size for one in line for two in other)


def _part_line(line: list[Glyph], uprights: Sequence[Box]) -> Iterator[list[Glyph]]:
    """Part a line where a column ends: at a wide gap, and at a rule."""
    line = sorted(line, key=lambda glyph: glyph.box.left)
    part: list[Glyph] = []
    end = 0.0
    for glyph in line:
        if glyph.text == " ":
            if part:
                part.append(glyph)
            continue
        start, right = _left(glyph), _right(glyph)
        if part and start > end + _TIGHT * glyph.size:  # most stand closer, and nothing else is needed
            size = max(part[-1].size, glyph.size)
            ruled = start > end + _TIGHT * size and any(
                _crosses(rule, glyph) and end - 0.3 * size <= rule.left and rule.right <= start + 0.3 * size
                for rule in uprights
            )
            if ruled or start - end > _PARTS * size:
                yield part
                part = []
        if not part or right > end:
            end = right
        part.append(glyph)
    if part:
        yield part


def _crosses(rule: Box, glyph: Glyph) -> bool:
    return rule.share_height(glyph.box) > _CROSSED * glyph.box.height


def _left(glyph: Glyph) -> float:
    """Give where a character begins, the white half of an opening mark aside."""
    return glyph.box.left + (0.5 * glyph.size if glyph.text in OPENERS and glyph.text > "\x7f" else 0.0)


def _right(glyph: Glyph) -> float:
    """Give where a character ends, the white half of a closing mark or a pause aside."""
    if glyph.text in _HALF and is_wide(glyph.text):
        return glyph.box.left + 0.5 * glyph.size
    return glyph.box.right


def _make_row(glyphs: list[Glyph], number: int) -> Row | None:
    while glyphs and glyphs[-1].text.isspace():
        glyphs = glyphs[:-1]
    if not glyphs:
        return None
    text = _join(glyphs)
    size = _find_usual([glyph.size for glyph in glyphs])
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    left, right = _left(glyphs[0]), max(_right(glyph) for glyph in printed)
    outer = cover([glyph.box for glyph in printed])
    box = Box(left, outer.top, right, outer.bottom)
    wide = [glyph for glyph in printed if is_wide(glyph.text)] or printed
    bold = sum(glyph.bold for glyph in wide) * 2 > len(wide)
    return Row(
        text,
        box,
        _find_usual([glyph.base for glyph in glyphs]),
        size,
        number,
        frozenset(g.face for g in wide),
        bold,
    )


def _find_usual(values: list[float]) -> float:
    """Give the middle one of some values, most often all the same."""
    return values[0] if values.count(values[0]) == len(values) else median_low(values)


def _join(glyphs: Sequence[Glyph]) -> str:
    """Join the characters of a row, with a space where one was printed or a word's gap stands."""
    if not any(
        second.text.isspace() or second.box.left - first.box.right > _CLOSE * second.size
        for first, second in pairwise(glyphs)
    ):
        return "".join([glyph.text for glyph in glyphs])
    wide = [is_wide(glyph.text) for glyph in glyphs]
    marks = [glyph.text in _MARKS for glyph in glyphs]
    gaps = [
        (glyphs[at].box.left - glyphs[at - 1].box.right) / glyphs[at].size
        for at in range(1, len(glyphs))
        if wide[at] and wide[at - 1] and not (marks[at] or marks[at - 1])
    ]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    parts = [glyphs[0].text]
    for at in range(1, len(glyphs)):
        first, second = glyphs[at - 1], glyphs[at]
        if second.text.isspace():
            parts.append(" ")
            continue
        if second.box.left - first.box.right <= _CLOSE * second.size:  # most are, and nothing else is needed
            parts.append(second.text)
            continue
        beside = _BESIDE_MARK * (marks[at - 1] + marks[at])
        if wide[at - 1] and wide[at]:
            least = usual + _SET + beside
        else:
            least = usual + _MIXED + beside if wide[at - 1] != wide[at] else _WORD
        if not first.text.isspace() and _measure_gap(first, second) > least:
            parts.append(" ")
        parts.append(second.text)
    return "".join(parts)


def _measure_gap(first: Glyph, second: Glyph) -> float:
    """Measure the white between two characters, in ems; two dashes or ellipses are one mark."""
    if first.text == second.text and first.text in _LEADERS:
        return 0.0
    gap = (_left(second) - _right(first)) / max(first.size, second.size)
    return gap - _TURNED if first.turned and second.turned else gap
