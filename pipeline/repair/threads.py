"""Blocks that extraction took from neighbouring columns in turn are put back in reading order.

Extraction by boxes often reads a page in strips: a few lines of the first column, as many of the
second, then the first again. Each block then continues not the one before it but the tail of its own
column. Two things prove another order: the text goes on from block to block (links.py), and the blocks
tile the page (tiling.py). Where they do not prove it, the order stays and the broken places are named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pipeline.characters import FORM_FEED
from pipeline.document import Kind, Line, Notice
from pipeline.repair.draft import Draft
from pipeline.repair.layout import read_layout
from pipeline.repair.links import Links, Strip, gather_strips, know_words
from pipeline.repair.tiling import Page, give_to_columns
from pipeline.settings import Settings

_FEWEST, _MOST = 4, 200  # blocks a page has that is worth looking at, or can be looked through
_MISPLACED = 4.5  # nats: other blocks lead to this one far better; two such start the search
_NATURAL = 1.2  # nats: a link so cheap by itself needs no comparison with the others
_FEW = 12  # blocks among which one such is enough
_BROKEN = 5.0  # a link that no text shows
_MARGIN = 2.0  # by which another order must be cheaper than the one that was read
_SURE = 12.0  # by which it is as good as proved
_PICTURE = 0.45  # lines that a picture takes for each em of its column's measure


def order_blocks(draft: Draft, settings: Settings) -> Draft:
    """Put the blocks of each page in reading order where the text proves another one than was read."""
    layout = read_layout(draft.lines, settings.profile)
    draft = replace(draft, layout=layout)
    if not layout.wrapped:
        return draft
    ends = sorted(line.number for line in draft.lines if line.text.endswith(FORM_FEED))
    strips = gather_strips(layout)
    pages = [
        list(page) for _, page in groupby(strips, lambda strip: bisect_left(ends, strip.lines[0].number))
    ]
    if all(not _FEWEST <= len(page) <= _MOST for page in pages):
        return draft
    known = know_words(layout)
    ordered: list[Strip] = []
    notices: list[Notice] = []
    for page in pages:
        links = Links(layout, page, known)
        order, named = _order_page(links, _PICTURE * layout.measure * _count_captions(draft, page))
        ordered += (page[number] for number in order)
        notices += named
    if ordered == strips:
        return replace(draft, notices=(*draft.notices, *notices))
    lines: list[Line] = []
    for strip in ordered:
        if lines:
            lines.append(Line(lines[-1].number, ""))
        lines += strip.lines
    return replace(draft, lines=tuple(lines), layout=None, notices=(*draft.notices, *notices))


def _count_captions(draft: Draft, page: Sequence[Strip]) -> int:
    """Count the captions that stood between a page's first line and its last."""
    numbers = [line.number for strip in page for line in strip.lines]
    captions = (passage for passage in draft.apart if passage.kind is Kind.CAPTION)
    return sum(min(numbers) <= passage.lines[0].number <= max(numbers) for passage in captions)


def _order_page(links: Links, pictures: float) -> tuple[Sequence[int], list[Notice]]:
    """Find the reading order of a page's blocks, and say what was moved and what does not go on."""
    strips = links.strips
    as_read = list(range(len(strips)))
    if not _FEWEST <= len(strips) <= _MOST:
        return as_read, []
    misplaced = sum(
        links.strain(before, after) > _NATURAL and links.weigh(before, after) > _MISPLACED
        for before, after in pairwise(as_read)
    )
    if misplaced < (1 if len(strips) <= _FEW else 2):
        return as_read, []
    heights = tuple(strip.height for strip in strips)
    feet = tuple(strip.may_be_headline for strip in strips)
    titles = tuple(strip.may_stand_above for strip in strips)
    cuts = tuple(strip.is_cut for strip in strips)
    order, cost = give_to_columns(Page(heights, feet, titles, cuts, pictures, links.weigh))
    gain = sum(links.weigh(before, after) for before, after in pairwise(as_read)) - cost
    if order == as_read or gain < _MARGIN:
        return as_read, _name_broken(strips, as_read, links)
    moved = Notice(
        "order/columns",
        strips[0].lines[0].number,
        "blocks of neighbouring columns stood in turn and were put in reading order",
        "the order in which they were read",
        0.8 if gain > _SURE else 0.6,
    )
    return order, [moved, *_name_broken(strips, order, links)]


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
