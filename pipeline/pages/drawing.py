"""A page with what was understood of it drawn over it: articles, blocks, their kinds and their order."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from pipeline.document import Kind
from pipeline.pages.articles import Reading
from pipeline.pages.blocks import Stretch
from pipeline.pages.views import turn_back
from pipeline.sheet import Box, cover

# Colours that stay apart for colour-blind eyes (Okabe and Ito, 2008); furniture is grey.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_GREY = "#777777"
_MARGIN = 3.0  # points round a block
_LETTER = 7.0  # points: the size of the labels
_WIDE = 0.55  # ems of one of their letters


def draw_layout(reading: Reading, number: int, width: float, height: float, picture: bytes) -> str:
    """Draw one page as SVG: its picture, in PNG, under the boxes of its blocks.

    `width` and `height` are the page's, in points. Each article has a colour; each block has the number
    it is read at in its article, and its kind if that is not paragraph; a line runs from block to block.
    """
    shown = b64encode(picture).decode("ascii")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}pt" height="{height:g}pt" font-family="sans-serif">',
        f"<title>page {number}</title>",
        f'<image href="data:image/png;base64,{shown}" width="{width:g}" height="{height:g}"/>',
    ]
    for at, article in enumerate(reading.articles):
        colour = _COLOURS[at % len(_COLOURS)]
        parts += _draw_article(article.stretches, number, width, colour)
    for stretch in reading.furniture:
        for box in _list_boxes(stretch, number, width):
            parts += _draw_box(box, _GREY, str(Kind.FURNITURE))
    return "\n".join((*parts, "</svg>\n"))


def _draw_article(stretches: Sequence[Stretch], number: int, width: float, colour: str) -> Iterator[str]:
    centres: list[tuple[float, float]] = []
    for order, stretch in enumerate(stretches, 1):
        for part, box in enumerate(_list_boxes(stretch, number, width)):
            named = part == 0 and stretch.kind is not Kind.PARAGRAPH
            label = f"{order} {stretch.kind}" if named else str(order)
            yield from _draw_box(box, colour, label)
            centres.append(((box.left + box.right) / 2, (box.top + box.bottom) / 2))
    for (x, y), (to_x, to_y) in pairwise(centres):
        yield (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" '
            f'stroke-width="1" stroke-dasharray="4 3" opacity="0.6"/>'
        )


def _draw_box(box: Box, colour: str, label: str) -> Iterator[str]:
    left, top = box.left - _MARGIN, box.top - _MARGIN
    yield (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width + 2 * _MARGIN:.1f}" '
        f'height="{box.height + 2 * _MARGIN:.1f}" fill="{colour}" fill-opacity="0.10" stroke="{colour}"/>'
    )
    wide, high = _WIDE * _LETTER * (len(label) + 1), 1.3 * _LETTER
    # A number alone finds room in the gutter, and hides no line; a kind, in the white over a head.
    x, y = (left - wide, top) if label.isdecimal() else (left, top - high)
    yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{colour}"/>'
    yield (
        f'<text x="{x + _WIDE * _LETTER / 2:.1f}" y="{y + _LETTER:.1f}" font-size="{_LETTER:g}" '
        f'fill="#ffffff">{escape(label)}</text>'
    )


def _list_boxes(stretch: Stretch, number: int, width: float) -> Iterator[Box]:
    """List the boxes a block has on a page: one for each column it stands in."""
    rows = [row for row in stretch.rows if row.sheet == number]
    column = 0
    columns = []
    for at, row in enumerate(rows):
        column += at > 0 and row.base <= rows[at - 1].base
        columns.append(column)
    for _, part in groupby(zip(columns, rows, strict=True), key=lambda pair: pair[0]):
        held = [row for _, row in part]
        yield cover([turn_back(row, width) for row in held])
