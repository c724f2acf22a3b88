"""Columns that extraction printed side by side are cut apart and read one after the other.

pdftotext -layout keeps the page's picture in rows of monospaced cells: a row holds a piece of every
column (see grid.py), or of what stands across the columns and is read before or after them (banners.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.characters import FORM_FEED
from pipeline.document import Line
from pipeline.repair.banners import Page
from pipeline.repair.draft import Draft
from pipeline.repair.grid import Segment, read_grid
from pipeline.settings import Settings

_SHORT_PAGE = 25  # rows with text
_SHORT_LINE = 0.7  # of the measure
_OVERLAP = 2  # rows between two that may have changed places


def cut_columns(draft: Draft, _settings: Settings) -> Draft:
    """Cut rows that hold several columns, page by page, and put the columns one below the other."""
    lines: list[Line] = []
    for pages in _gather_pages(draft.lines):
        grid = read_grid([line for page in pages for line in page])
        first = 0
        for page in pages:
            part = grid.part(first, len(page)) if grid else None
            lines += _cut(page, list(_read(Page(page, part)))) if part and any(part.rows) else page
            first += len(page)
    return replace(draft, lines=tuple(lines))


def _gather_pages(lines: Sequence[Line]) -> Iterator[list[Sequence[Line]]]:
    """Part the lines at form feeds; a page too short to show its columns stays with the one before."""
    ends = [place + 1 for place, line in enumerate(lines) if line.text.endswith(FORM_FEED)]
    together: list[Sequence[Line]] = []
    for start, end in pairwise([0, *ends, len(lines)]):
        page = lines[start:end]
        if together and sum(bool(line.text.strip()) for line in page) > _SHORT_PAGE:
            yield together
            together = []
        together.append(page)
    yield together


def _read(page: Page) -> Iterator[Segment | None]:
    """Give the segments of a page in reading order; None stands for a blank row of a column."""
    columns: list[list[Segment | None]] = [[] for _ in page.grid.edges[0]]
    for row, found in enumerate(page.pieces):
        if row in page.above or row in page.below:
            continue
        for column, into in enumerate(columns):
            if column in found:
                into.append(found[column])
            elif into and into[-1] is not None:
                into.append(None)
    for row in page.order(page.above):
        yield from page.part(row)
    for segments in columns:
        yield from _mend_order(page, segments)
    for row in page.order(page.below):
        yield from page.part(row)


def _mend_order(page: Page, segments: Sequence[Segment | None]) -> Sequence[Segment | None]:
    """Put a paragraph's last line back between its full lines and the next paragraph's first.

    Where columns stand at different heights, rows that overlap may change places: the last line then
    comes a line too soon, before the line it follows, or too late, behind the next paragraph's first.
    """
    mended = list(segments)
    filled = [place for place, segment in enumerate(segments) if segment]
    for zeroth, first, second, third in zip([-1, *filled], filled, filled[1:], filled[2:], strict=False):
        one, other, after = mended[first], mended[second], mended[third]
        assert one and other and after
        before = mended[zeroth] if zeroth >= 0 else None
        soon = _is_last(page, one) and _is_inner(page, other) and after.shift > 1
        late = before and _is_inner(page, before) and _is_last(page, other) and _is_inner(page, after)
        if other.row - one.row <= _OVERLAP and (soon or (late and one.shift > 1 and not page.stops(one))):
            mended[first], mended[second] = other, one
    return mended


def _is_last(page: Page, segment: Segment) -> bool:
    """Tell whether a segment reads as the last line of a paragraph, and not its first."""
    return segment.shift <= 1 and segment.width < page.grid.full * _SHORT_LINE and page.stops(segment)


def _is_inner(page: Page, segment: Segment) -> bool:
    """Tell whether a segment reads as a line in the middle of a paragraph."""
    return segment.shift <= 1 and segment.width > page.grid.full - 1.5 and not page.stops(segment)


def _cut(lines: Sequence[Line], segments: Sequence[Segment | None]) -> list[Line]:
    """Make lines of the segments, each with its place in the source."""
    cut: list[Line] = []
    for segment in segments:
        if segment is None:
            cut.append(Line(cut[-1].number if cut else 1, ""))
            continue
        line = lines[segment.row]
        columns = line.columns[segment.start : segment.end]
        text = line.text[segment.start : segment.end]
        cut.append(Line(line.number, text, line.place(segment.start), columns))
    return cut
