"""A page is cut into the regions that its articles stand in: by drawn rules, then by white and headlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.pages.rows import Row
from pipeline.sheet import Box, cover

HEADLINE = 1.5  # times the body's size: type of an article's headline, at least
_LARGE, _LARGER = 1.9, 1.62  # where a page has type so large, its headlines are no smaller than that
HEAD = 1.15  # times the body's size: type of any head
_RULED = 0.85  # of a region's width or height: a rule that parts it
_WHITE = 0.9  # ems of white across a region, above a headline
_GUTTER = 0.9  # ems of white down a region, between two articles
_TOP = 4.0  # ems from a region's top: where the headlines of articles side by side begin

Cut = tuple[list[Row], list[Row]]  # the rows on either side


def find_body_size(rows: Sequence[Row]) -> float:
    """Give the size that most characters of a page are set in, in points, to a tenth."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size, 1)] += len(row.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 10.0


def find_headline_size(rows: Sequence[Row], body: float) -> float:
    """Give the size from which on type is an article's headline, in points; heads of sections are smaller."""
    largest = max((row.size for row in rows), default=0.0)
    return (_LARGER if largest >= _LARGE * body else HEADLINE) * body


def part_page(rows: Sequence[Row], rules: Sequence[Box], body: float, headline: float) -> Iterator[list[Row]]:
    """Part a page's rows into regions, from the top down and from left to right.

    `body` and `headline` are the sizes of the text and, at least, of headlines, in points.
    """
    if not rows:
        return
    cut = _find_rule(rows, rules) or _find_white(rows, body, headline)
    if cut is None:
        yield list(rows)
        return
    for part in cut:
        yield from part_page(part, rules, body, headline)


def _find_rule(rows: Sequence[Row], rules: Sequence[Box]) -> Cut | None:
    """Find a rule that runs along the whole of a region with rows on both sides, and part them there."""
    region = cover([row.box for row in rows])
    for rule in rules:
        if rule.width >= rule.height:
            long = rule.share_width(region) >= _RULED * region.width
            parts = _split(rows, rule.top, level=True) if long else None
        else:
            long = rule.share_height(region) >= _RULED * region.height
            parts = _split(rows, rule.left, level=False) if long else None
        if parts:
            return parts
    return None


def _split(rows: Sequence[Row], at: float, *, level: bool) -> Cut | None:
    """Part rows above and below a height, or left and right of a place; None when one lies across it."""
    first, second = [], []
    for row in rows:
        low, high = (row.base - row.size * 0.4,) * 2 if level else (row.box.left, row.box.right)
        if high <= at + 0.5 * row.size and (low + high) / 2 < at:
            first.append(row)
        elif low >= at - 0.5 * row.size:
            second.append(row)
        else:
            return None
    return (first, second) if first and second else None


def _find_white(rows: Sequence[Row], body: float, headline: float) -> Cut | None:
    """Find white that parts two articles: above a headline with text below it, or between two headlines."""
    titles = [row for row in rows if row.size >= headline]
    if len(titles) < 2:
        return None
    return _find_band(rows, body, headline) or _find_gutter(rows, titles, body)


def _find_band(rows: Sequence[Row], body: float, headline: float) -> Cut | None:
    """Find a band of white across the region, below text and above a headline that text follows."""
    ordered = sorted(rows, key=lambda row: row.box.top)
    bottom = ordered[0].box.bottom
    for at, (before, after) in enumerate(pairwise(ordered), 1):
        bottom = max(bottom, before.box.bottom)
        if after.box.top - bottom < _WHITE * body or after.size < HEAD * body:
            continue
        above, below = ordered[:at], ordered[at:]
        if not _opens_article(below, body, headline):
            continue
        if _has_text(above, body) and any(row.size >= headline for row in above):
            return above, below
    return None


def _opens_article(rows: Sequence[Row], body: float, headline: float) -> bool:
    """Tell whether rows begin with a headline, of one size or several, and go on with text."""
    seen = False
    for row in rows:
        if row.size >= headline:
            seen = True
        elif row.size < HEAD * body:
            return seen
    return False


def _has_text(rows: Sequence[Row], body: float) -> bool:
    return any(row.size < HEAD * body for row in rows)


def _find_gutter(rows: Sequence[Row], titles: Sequence[Row], body: float) -> Cut | None:
    """Find a gutter down the whole region that has a headline at the top of either side."""
    ordered = sorted(rows, key=lambda row: row.box.left)
    right = ordered[0].box.right
    top = min(row.box.top for row in rows)
    best: tuple[float, Cut] | None = None
    for at, row in enumerate(ordered[1:], 1):
        right = max(right, ordered[at - 1].box.right)
        gap = row.box.left - right
        if gap < _GUTTER * body:
            continue
        left_part, right_part = ordered[:at], ordered[at:]
        headed = all(
            any(title in part and title.box.top - top < _TOP * body + title.size for title in titles)
            for part in (left_part, right_part)
        )
        if headed and (best is None or gap > best[0]):
            best = gap, (left_part, right_part)
    return best[1] if best else None
