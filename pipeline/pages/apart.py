"""What stands on a page beside its articles: furniture at the edges, jump lines, captions of pictures."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Kind
from pipeline.pages.blocks import Stretch
from pipeline.pages.regions import HEAD
from pipeline.pages.rows import Row
from pipeline.pages.views import View
from pipeline.repair.imprints import is_folio, is_furniture, is_masthead
from pipeline.repair.signatures import find_caption, find_signature
from pipeline.sheet import Box, Picture

_SMALL = 0.95  # of the body's size: type of furniture and captions
_NEAR = 2.5  # ems between a picture and its caption
_CAPTION = 5  # rows of a caption that is told by its words, at most
_LEADING = 2.0  # times its size that the lines of a caption stand apart, at most
_MARGIN = 0.12  # of the page's height: where a rule parts the page's head from the page
_LEVEL = 0.4  # of its height that a row shares with another beside it


def set_apart_edges(rows: Sequence[Row], view: View, body: float) -> tuple[list[Row], list[Stretch]]:
    """Take the furniture out of a page's rows: what stands alone above and below all else, and jump lines."""
    left = list(rows)
    furniture: list[Row] = []
    for at in (0, -1):
        while left and _is_edge(left, at, view, body):
            height = left[at].box
            level = [row for row in left if _are_level(row.box, height)]
            furniture += level
            left = [row for row in left if not any(row is one for one in level)]
    jumps = [
        row
        for row in left
        if (is_furniture(row.text) and row.size < HEAD * body)
        or (is_folio(row.text) and row.size < _SMALL * body)
    ]
    kept = [row for row in left if not any(row is one for one in jumps)]
    return kept, [Stretch(Kind.FURNITURE, (row,), ()) for row in (*furniture, *jumps)]


def _is_edge(rows: Sequence[Row], at: int, view: View, body: float) -> bool:
    """Tell whether the first row of a page, or the last, is furniture, and all that stands beside it."""
    row = rows[at]
    level = [other for other in rows if _are_level(other.box, row.box)]
    if any(other.size >= HEAD * body for other in level):
        return False
    texts = [other.text.strip() for other in level]
    if all(is_furniture(text) or is_folio(text) or is_masthead(text) for text in texts):
        return True
    small = all(other.size < _SMALL * body for other in level)
    if at == 0:
        return any(_heads(rule, level, view) for rule in view.rules)
    return small and not any(stands_under(row, picture) for picture in view.pictures)


def _heads(rule: Box, level: Sequence[Row], view: View) -> bool:
    """Tell whether a rule across the page parts its head from the rest."""
    bottom = max(row.box.bottom for row in level)
    across = rule.width >= 0.6 * view.width
    return across and bottom - 2 <= rule.top <= min(bottom + 12, _MARGIN * view.height)


def _are_level(one: Box, other: Box) -> bool:
    return one.share_height(other) > _LEVEL * min(one.height, other.height)


def find_captions(rows: Sequence[Row], pictures: Sequence[Picture], body: float) -> list[list[Row]]:
    """Find the rows, in reading order, that caption a picture: small type under it, or a caption's words."""
    captions: list[list[Row]] = []
    at = 0
    while at < len(rows):
        count = _count_caption(rows[at:], pictures, body)
        if count:
            captions.append(list(rows[at : at + count]))
        at += count or 1
    return captions


def _count_caption(rows: Sequence[Row], pictures: Sequence[Picture], body: float) -> int:
    """Count the rows of the caption that begins the rows given; 0 when none does."""
    first = rows[0]
    small = first.size < _SMALL * body
    under = any(stands_under(first, picture) for picture in pictures)
    if first.size >= HEAD * body or not (small or under):
        return 0
    if small and under:
        signed = find_signature([first.text])
        if signed and signed[0] is Kind.BYLINE:
            return 0
        count = 1
        while count < len(rows) and _goes_on(rows[:count], rows[count]):
            count += 1
        return count
    return find_caption([row.text for row in rows[:_CAPTION]])


def _goes_on(held: Sequence[Row], row: Row) -> bool:
    last = held[-1]
    return (
        row.sheet == last.sheet
        and abs(row.size - last.size) < 0.05 * last.size
        and 0 < row.base - last.base <= _LEADING * last.size
    )


def stands_under(row: Row, picture: Picture) -> bool:
    """Tell whether a row stands under a picture (or over it), near and nowhere beyond its sides."""
    box = picture.box
    within = row.box.left >= box.left - row.size and row.box.right <= box.right + row.size
    below = -1.0 <= row.box.top - box.bottom <= _NEAR * row.size
    above = -1.0 <= box.top - row.box.bottom <= row.size
    return within and (below or above)
