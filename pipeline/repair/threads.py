"""Blocks that extraction took from neighbouring columns in turn are put back in reading order.

Extraction by boxes often reads a page in strips: a few lines of the first column, as many of the
second, then the first again. Each block then continues not the one before it but the tail of its own
column. Two things prove another order: the text goes on from block to block (links.py), and the blocks
tile the page (tiling.py). Where they do not prove it, the order stays and the broken places are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Kind, Line, Notice
from pipeline.repair.draft import Draft
from pipeline.repair.layout import read_layout
from pipeline.repair.links import Links, Strip, gather_strips
from pipeline.repair.tiling import Page, give_to_columns
from pipeline.settings import Settings

_FEWEST, _MOST = 4, 200  # blocks a page has that is worth looking at, or can be looked through
_STRAINED = 4.0  # nats: a link that is unlikely; two of them start the search
_BROKEN = 5.0  # a link that no text shows
_MARGIN = 2.0  # by which another order must be cheaper than the one that was read
_SURE = 12.0  # by which it is as good as proved
_PICTURE = 0.45  # lines that a picture takes for each em of its column's measure


def order_blocks(draft: Draft, settings: Settings) -> Draft:
    """Put the blocks of a page in reading order where the text proves another one than was read."""
    layout = read_layout(draft.lines)
    strips = gather_strips(layout)
    if not _FEWEST <= len(strips) <= _MOST or not layout.wrapped:
        return draft
    links = Links(layout, strips)
    as_read = list(range(len(strips)))
    if sum(links.strain(number, number + 1) > _STRAINED for number in as_read[:-1]) < 2:
        return draft
    captions = sum(passage.kind is Kind.CAPTION for passage in draft.apart)
    page = Page(
        tuple(strip.height for strip in strips),
        tuple(strip.may_be_headline for strip in strips),
        _PICTURE * layout.measure * captions,
        links.weigh,
    )
    order, cost = give_to_columns(page)
    gain = sum(links.weigh(number, number + 1) for number in as_read[:-1]) - cost
    if order == as_read or gain < _MARGIN:
        return replace(draft, notices=(*draft.notices, *_name_broken(strips, as_read, links)))
    lines: list[Line] = []
    for number in order:
        if lines:
            lines.append(Line(lines[-1].number, ""))
        lines += strips[number].lines
    moved = Notice(
        "order/columns",
        strips[0].lines[0].number,
        "blocks of neighbouring columns stood in turn and were put in reading order",
        "the order in which they were read",
        0.8 if gain > _SURE else 0.6,
    )
    broken = _name_broken(strips, order, links)
    return replace(draft, lines=tuple(lines), notices=(*draft.notices, moved, *broken))


def _name_broken(strips: Sequence[Strip], order: Sequence[int], links: Links) -> list[Notice]:
    """Name the places where a block stops in the middle of a sentence and the next does not go on."""
    return [
        Notice(
            "order/broken",
            strips[before].lines[-1].number,
            "the text stops here in the middle of a sentence, and what follows does not go on with it",
            "a block that stands elsewhere follows",
            0.5,
        )
        for before, after in pairwise(order)
        if strips[before].stops_short(strips[after]) and links.strain(before, after) > _BROKEN
    ]
