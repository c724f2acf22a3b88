"""The direction a page is set in: vertical text (直排) is turned, so that all else reads it like other text.

In vertical setting characters follow each other downward and lines from right to left (CLREQ 2.1).
A turned page has its lines one below the other and its characters from left to right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.characters import is_wide
from pipeline.pages.rows import Row, find_rows
from pipeline.sheet import Box, Glyph, Picture, Sheet

_NEAR = 1.32  # ems at which the next character of a line stands, at most
_ALIKE = 0.2  # of its size that the type of a line may differ by
_CLEARLY = 0.05  # ems by which one of the two neighbours must stand nearer
_LEVEL = 0.3  # ems by which it may stand aside
_PAST = 4.0  # ems from the middle of a character to that of the next but one, past a dash of two ems
_BESIDE = 1.6  # ems from the middle of a character to that of the next, a space or a mark between them
_CHAIN = 4  # characters one below the other that make a vertical line


@dataclass(frozen=True, slots=True)
class View:
    """A page, or what of it is set in one direction, with its rows as they are read."""

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    rules: tuple[Box, ...]
    pictures: tuple[Picture, ...]


def find_views(sheet: Sheet) -> list[View]:
    """Find a page's rows, in a view for each direction, the one of most first with the pictures.

    Horizontal heads over vertical text go with it.
    """
    down = _find_vertical(sheet.glyphs)
    if not down:
        return [_view(sheet, sheet.glyphs)]
    flat = _view(sheet, [glyph for at, glyph in enumerate(sheet.glyphs) if at not in down])
    turned = _turn_sheet(sheet, [glyph for at, glyph in enumerate(sheet.glyphs) if at in down])
    if len(down) * 2 < len(sheet.glyphs):
        return [flat, replace(turned, pictures=())]
    across = tuple(_turn_row(row, sheet.width) for row in flat.rows)
    return [replace(turned, rows=(*turned.rows, *across))]


def _view(sheet: Sheet, glyphs: Sequence[Glyph]) -> View:
    rows = tuple(find_rows(glyphs, sheet.rules, sheet.number))
    return View(sheet.number, sheet.width, sheet.height, rows, sheet.rules, sheet.pictures)


def _turn_sheet(sheet: Sheet, glyphs: Sequence[Glyph]) -> View:
    rules = tuple(_turn(rule, sheet.width) for rule in sheet.rules)
    pictures = tuple(replace(one, box=_turn(one.box, sheet.width)) for one in sheet.pictures)
    turned = [_turn_glyph(glyph, sheet.width) for glyph in glyphs]
    rows = tuple(replace(row, upright=False) for row in find_rows(turned, rules, sheet.number))
    return View(sheet.number, sheet.height, sheet.width, rows, rules, pictures)


def _turn(box: Box, width: float) -> Box:
    """Turn a box with its page, to the left: what was on the right is on top."""
    return Box(box.top, width - box.right, box.bottom, width - box.left)


def _turn_glyph(glyph: Glyph, width: float) -> Glyph:
    box = _turn(glyph.box, width)
    return glyph._replace(box=box, base=(box.top + box.bottom) / 2 + 0.38 * glyph.size)


def _turn_row(row: Row, width: float) -> Row:
    box = _turn(row.box, width)
    return replace(row, box=box, base=box.bottom)


def turn_back(row: Row, width: float) -> Box:
    """Give the box of a row on its page, `width` points wide, as it was printed."""
    box = row.box
    return box if row.upright else Box(width - box.bottom, box.left, width - box.top, box.right)


def _find_vertical(glyphs: Sequence[Glyph]) -> frozenset[int]:
    """Find the characters of vertical lines: followed by one below them and by none beside them."""
    alone = _list_alone(glyphs)
    if not _list_chained(alone, glyphs):
        return frozenset()
    places = _place(glyphs)
    down = [at for at in alone if _runs_down(at, glyphs, places)]
    chained = _place([glyphs[at] for at in _list_chained(down, glyphs)])
    lines = _gather_lines(glyphs[at] for at in down if _stands_by(glyphs[at], chained))
    return frozenset(
        at
        for at, glyph in enumerate(glyphs)
        if _stands_in(glyph, lines)
        if glyph.turned or not is_wide(glyph.text) or not _runs_on(at, glyphs, places)
    )


def _list_alone(glyphs: Sequence[Glyph]) -> list[int]:
    """List the wide characters without another, drawn before or after it, right beside it: most are none."""
    alone: list[int] = []
    before = False
    for at, (glyph, other) in enumerate(zip(glyphs, (*glyphs[1:], None), strict=False)):
        after = (
            other is not None
            and other.base == glyph.base
            and 0 < other.box.left - glyph.box.left <= _NEAR * glyph.size
        )
        if not (before or after) and is_wide(glyph.text):
            alone.append(at)
        before = after
    return alone


def _list_chained(places: Iterable[int], glyphs: Sequence[Glyph]) -> list[int]:
    """List the characters that stand in a row one below the other, as in the shortest vertical head."""
    chained: list[int] = []
    chain: list[int] = []
    for at in sorted(places, key=lambda at: (*_line_of(glyphs[at]), _middle(glyphs[at]))):
        if chain and not _follows(glyphs[at], glyphs[chain[-1]]):
            chained += chain if len(chain) >= _CHAIN else ()
            chain = []
        chain.append(at)
    return chained + (chain if len(chain) >= _CHAIN else [])


def _follows(glyph: Glyph, other: Glyph) -> bool:
    return _line_of(glyph) == _line_of(other) and _middle(glyph) - _middle(other) <= _NEAR * glyph.size


_Lines = dict[tuple[int, int], list[float]]


def _gather_lines(glyphs: Iterable[Glyph]) -> _Lines:
    """Gather vertical lines, by place and size: how far down the page each of their characters stands."""
    lines: _Lines = defaultdict(list)
    for glyph in glyphs:
        lines[_line_of(glyph)].append(_middle(glyph))
    return lines


def _line_of(glyph: Glyph) -> tuple[int, int]:
    return round(_centre(glyph) / glyph.size * 4), round(glyph.size)


def _stands_in(glyph: Glyph, lines: _Lines) -> bool:
    """Tell whether a character that does not run down belongs to a vertical line all the same.

    A turned one does, for horizontal text has none; digits side by side in the space of one (CLREQ 4.2.5)
    stand right under or over a character that does run down, others not far off, past a long dash.
    """
    place, size = _line_of(glyph)
    standing = [middle for aside in (-1, 0, 1) for middle in lines.get((place + aside, size), ())]
    at, reach = _middle(glyph), (_PAST if is_wide(glyph.text) else _BESIDE) * glyph.size
    return any(glyph.turned or abs(at - middle) < reach for middle in standing)


def _centre(glyph: Glyph) -> float:
    return (glyph.box.left + glyph.box.right) / 2


def _middle(glyph: Glyph) -> float:
    return (glyph.box.top + glyph.box.bottom) / 2


_Places = dict[tuple[int, int], list[int]]
_CELL = 24.0  # points
_AROUND = 2  # squares between lines of one text, at most


def _place(glyphs: Sequence[Glyph]) -> _Places:
    """Sort characters into squares of the page, to find those near a place."""
    places: _Places = defaultdict(list)
    for at, glyph in enumerate(glyphs):
        left, top, right, bottom = glyph.box
        places[int((left + right) / 2 // _CELL), int((top + bottom) / 2 // _CELL)].append(at)
    return places


def _stands_by(glyph: Glyph, places: _Places) -> bool:
    """Tell whether any of the characters sorted into squares stands in that of a character, or near it."""
    column, row = int(_centre(glyph) // _CELL), int(_middle(glyph) // _CELL)
    around = range(-_AROUND, _AROUND + 1)
    return any((column + x, row + y) in places for x in around for y in around)


def _list_near(at: int, glyphs: Sequence[Glyph], places: _Places) -> list[tuple[float, float]]:
    """List where the characters near one stand, in ems to its right and below."""
    glyph = glyphs[at]
    x, y, reach = _centre(glyph), _middle(glyph), _NEAR * glyph.size
    columns = range(int((x - reach) // _CELL), int((x + reach) // _CELL) + 1)
    rows = range(int((y - reach) // _CELL), int((y + reach) // _CELL) + 1)
    near = (other for column in columns for row in rows for other in places.get((column, row), ()))
    return [
        ((_centre(glyphs[other]) - x) / glyph.size, (_middle(glyphs[other]) - y) / glyph.size)
        for other in near
        if other != at and abs(glyphs[other].size - glyph.size) < _ALIKE * glyph.size
    ]


def _measure_steps(at: int, glyphs: Sequence[Glyph], places: _Places) -> tuple[float, float]:
    """Measure how far, in ems, the next character stands beside one, and above or below it."""
    near = _list_near(at, glyphs, places)
    aside = min((abs(x) for x, y in near if abs(y) <= _LEVEL and abs(x) > 0.4), default=_NEAR)
    down = min((abs(y) for x, y in near if abs(x) <= _LEVEL and abs(y) > 0.4), default=_NEAR)
    return aside, down


def _runs_down(at: int, glyphs: Sequence[Glyph], places: _Places) -> bool:
    aside, down = _measure_steps(at, glyphs, places)
    return down < min(aside - _CLEARLY, _NEAR)


def _runs_on(at: int, glyphs: Sequence[Glyph], places: _Places) -> bool:
    aside, down = _measure_steps(at, glyphs, places)
    return aside < min(down - _CLEARLY, _NEAR)
