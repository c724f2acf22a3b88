"""The direction a page is set in: vertical text (直排) is turned, so that all else reads it like other text.

In vertical setting characters follow each other downward and lines from right to left (CLREQ 2.1).
A turned page has its lines one below the other and its characters from left to right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.characters import is_wide
from pipeline.pages.rows import Row, find_rows
from pipeline.sheet import Box, Glyph, Picture, Sheet

_NEAR = 1.32  # ems at which the next character of a line stands, at most
_ALIKE = 0.2  # of its size that the type of a line may differ by
_CLEARLY = 0.05  # ems by which one of the two neighbours must stand nearer
_LEVEL = 0.3  # ems by which it may stand aside
_SHARE = 0.1  # of a page's characters that must be set vertically for it to have vertical text
_SAMPLE = 150  # characters that show whether a page may have any


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
    """Find a page's rows, in a view for each direction; horizontal heads over vertical text go with it."""
    down = _find_vertical(sheet.glyphs)
    if not down:
        return [_view(sheet, sheet.glyphs)]
    flat = _view(sheet, [glyph for at, glyph in enumerate(sheet.glyphs) if at not in down])
    turned = _turn_sheet(sheet, [glyph for at, glyph in enumerate(sheet.glyphs) if at in down])
    if len(down) * 2 < len(sheet.glyphs):
        return [flat, turned]
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
    """Find the characters that are followed by one below them and by none beside them."""
    if _runs_across(glyphs):
        return frozenset()
    wide = [at for at, glyph in enumerate(glyphs) if is_wide(glyph.text)]
    places = _place(glyphs)
    sample = wide[:: max(1, len(wide) // _SAMPLE)]
    if sum(_runs_down(at, glyphs, places) for at in sample) < _SHARE * len(sample):
        return frozenset()
    down = {at for at in wide if _runs_down(at, glyphs, places)}
    lines = {(round(_centre(glyphs[at]) / glyphs[at].size * 4), round(glyphs[at].size)) for at in down}
    rest = {
        at
        for at, glyph in enumerate(glyphs)
        if at not in down and (glyph.turned or not is_wide(glyph.text) or not _runs_on(at, glyphs, places))
        if any(
            (round(_centre(glyph) / glyph.size * 4) + aside, round(glyph.size)) in lines
            for aside in (-1, 0, 1)
        )
    }
    return frozenset(down | rest)


def _runs_across(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether hardly a character stands without another, drawn before or after it, right beside it."""
    beside = 0
    before = False
    for one, other in pairwise(glyphs):
        after = one.base == other.base and 0 < other.box.left - one.box.left <= _NEAR * one.size
        beside += before or after
        before = after
    return beside > (1 - _SHARE / 2) * len(glyphs)


def _centre(glyph: Glyph) -> float:
    return (glyph.box.left + glyph.box.right) / 2


def _middle(glyph: Glyph) -> float:
    return (glyph.box.top + glyph.box.bottom) / 2


_Places = dict[tuple[int, int], list[int]]
_CELL = 24.0  # points


def _place(glyphs: Sequence[Glyph]) -> _Places:
    """Sort characters into squares of the page, to find those near a place."""
    places: _Places = defaultdict(list)
    for at, glyph in enumerate(glyphs):
        left, top, right, bottom = glyph.box
        places[int((left + right) / 2 // _CELL), int((top + bottom) / 2 // _CELL)].append(at)
    return places


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
