"""The order in which the rows of a region are read: down each column, columns from left to right.

A row that lies across columns ends them: what stands above it is read before, what stands below after.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

from pipeline.pages.regions import HEAD, HEADLINE
from pipeline.pages.rows import Row
from pipeline.repair.signatures import find_signature
from pipeline.sheet import Box, Picture, cover

_GUTTER = 0.6  # ems of white down a stretch of page: columns on either side
_DEEPEST = 40  # times that a region is parted: more is no page, and is read from the top down
_WHITE, _WHITEST = 0.1, 4.0  # of its height, and points at most, that type leaves white over and under it


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row and the box it is ordered by: its own, or the width of the region that it has to itself."""

    row: Row
    box: Box


def order_rows(rows: Sequence[Row], pictures: Sequence[Picture], body: float) -> list[Row]:
    """Bring the rows of a region into reading order; `body` is the size of its text, in points."""
    if not rows:
        return []
    region = cover([row.box for row in rows])
    ordered = sorted(rows, key=lambda row: (row.base, row.box.left))
    alone = _find_alone(ordered, pictures)
    gutters = _find_gutters([row.box for row in ordered if id(row) not in alone], body)
    pieces = []
    top = True
    for (by_itself, head), run in groupby(ordered, lambda row: (id(row) in alone, row.size >= HEAD * body)):
        held = list(run)
        top = top and by_itself
        spans = any(row.size >= HEADLINE * body or _crosses(row, gutters) for row in held)
        for row in held:
            signed = top and find_signature([row.text]) is not None
            wide = by_itself and ((head and (top or spans)) or _crosses(row, gutters) or signed)
            box = Box(region.left, row.box.top, region.right, row.box.bottom) if wide else row.box
            pieces.append(_Piece(row, box))
    return [piece.row for piece in _order(pieces, body)]


def _crosses(row: Row, gutters: Sequence[tuple[float, float]]) -> bool:
    return any(row.box.left < left and right < row.box.right for left, right in gutters)


def _find_alone(rows: Sequence[Row], pictures: Sequence[Picture]) -> set[int]:
    """Find the rows that have nothing beside them, by their identity."""
    boxes = sorted([*(row.box for row in rows), *(one.box for one in pictures)], key=lambda box: box.top)
    beside: set[int] = set()
    for at, box in enumerate(boxes):
        for other in islice(boxes, at + 1, None):
            if other.top >= box.bottom:
                break
            if _are_level(box, other) and not _holds(box, other) and not _holds(other, box):
                beside |= {id(box), id(other)}
    return {id(row) for row in rows if id(row.box) not in beside}


def _holds(box: Box, other: Box) -> bool:
    """Tell whether a frame or tint lies round what stands in it."""
    middle, base = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return box.left < middle < box.right and box.top < base < box.bottom


def _find_gutters(boxes: Sequence[Box], body: float) -> list[tuple[float, float]]:
    """Find the strips of white between the columns: from where to where."""
    gutters: list[tuple[float, float]] = []
    right = float("inf")
    for box in sorted(boxes):
        if box.left - right > _GUTTER * body:
            gutters.append((right, box.left))
        right = box.right if right == float("inf") else max(right, box.right)
    return gutters


def _are_level(one: Box, other: Box) -> bool:
    """Tell whether two boxes stand beside each other; the white over and under type is no part of it."""
    white, other_white = (min(_WHITE * box.height, _WHITEST) for box in (one, other))
    return min(one.bottom - white, other.bottom - other_white) > max(one.top + white, other.top + other_white)


def _order(pieces: Sequence[_Piece], body: float, deep: int = 0) -> Iterator[_Piece]:
    columns = _part_columns(pieces, body)
    if len(columns) > 1:
        for column in columns:
            yield from _order(column, body, deep)
        return
    stacked = sorted(pieces, key=lambda piece: (piece.row.base, piece.box.left))
    if deep == _DEEPEST or not any(_are_level(one.box, other.box) for one, other in pairwise(stacked)):
        yield from stacked
        return
    widest = max(pieces, key=lambda piece: piece.box.width)
    if any(_are_level(piece.box, widest.box) for piece in pieces if piece is not widest):
        yield from _order_round(stacked, body, deep + 1)
        return
    across = {
        id(piece)
        for piece in pieces
        if piece.box.width == widest.box.width
        and not any(_are_level(piece.box, other.box) for other in pieces if other is not piece)
    }
    for alone, group in groupby(stacked, lambda piece: id(piece) in across):
        band = list(group)
        yield from band if alone else _order(band, body, deep + 1)


def _order_round(stacked: Sequence[_Piece], body: float, deep: int) -> Iterator[_Piece]:
    """Order columns that rows reach across, set into them: those are read after what stands round them."""
    across = _find_across(stacked, body)
    if not across:
        yield from stacked
        return
    yield from _order([piece for piece in stacked if id(piece) not in across], body, deep)
    yield from _order([piece for piece in stacked if id(piece) in across], body, deep)


def _find_across(pieces: Sequence[_Piece], body: float) -> set[int]:
    """Find the fewest pieces without which a strip of white would run down, by their identity."""
    white = _GUTTER * body
    lefts, rights = (sorted(sides) for sides in zip(*(piece.box[::2] for piece in pieces), strict=True))
    fewest, strip = len(pieces), 0.0
    for right in rights:
        before, behind = bisect_right(rights, right), len(lefts) - bisect_right(lefts, right + white)
        if behind and len(pieces) - before - behind < fewest:
            fewest, strip = len(pieces) - before - behind, right
    if fewest == len(pieces):
        return set()
    return {id(piece) for piece in pieces if piece.box.left <= strip + white and piece.box.right > strip}


def _part_columns(pieces: Sequence[_Piece], body: float) -> list[list[_Piece]]:
    """Part pieces where a strip of white runs down between them."""
    columns: list[list[_Piece]] = []
    right = float("-inf")
    for piece in sorted(pieces, key=lambda piece: piece.box.left):
        if not columns or piece.box.left - right > _GUTTER * body:
            columns.append([])
        columns[-1].append(piece)
        right = max(right, piece.box.right)
    return columns
