"""From sheets to articles: text goes with the headline that stands over it, or under it.

Text without a headline goes on from the article before it; at the top of a page, from the one that
stood over it on the page before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Kind
from pipeline.pages.apart import find_captions, set_apart_edges, stands_under
from pipeline.pages.blocks import Stretch, ends_sentence, find_blocks
from pipeline.pages.edges import Edges
from pipeline.pages.flow import order_rows
from pipeline.pages.jumps import Jump, find_jumps, read_page, stands_by
from pipeline.pages.regions import HEAD, find_body_size, find_headline_size, part_page
from pipeline.pages.rows import Row
from pipeline.pages.views import View, find_views, turn_back
from pipeline.repair.imprints import find_page
from pipeline.sheet import Box, Picture, Sheet, cover

_LATE = 0.5  # of the text above it: a headline with less text behind it stands under its article
_TELLING = 300  # characters of a page that tell the size of its text; fewer go by the page before
_ENOUGH = 12  # rows that show an article's columns without the rest of the page


@dataclass(frozen=True, slots=True)
class PageArticle:
    """An article as it stands on its pages: its blocks in reading order, and the sheet it begins on.

    `pictures` come each with the number of the block it stands before.
    """

    stretches: tuple[Stretch, ...]
    sheet: int
    pictures: tuple[tuple[int, Picture], ...] = ()


@dataclass(slots=True)
class _Growing:
    """An article while its rows are gathered.

    `box` holds those it has on the last sheet, `page` is the number printed on the first one's page,
    `onward` that of the page its jump line names.
    """

    rows: list[Row]
    titled: bool
    box: Box
    page: str = ""
    onward: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A page: the number printed on it, where its text begins, whether it has a head of its own."""

    page: str
    top: float
    headed: bool


@dataclass(frozen=True, slots=True)
class _Page:
    rows: Sequence[Row]
    pictures: Sequence[Picture]
    body: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from pages: their articles, their furniture, and what could not be read."""

    articles: tuple[PageArticle, ...]
    furniture: tuple[Stretch, ...]
    troubles: tuple[str, ...]


def read_articles(sheets: Iterable[Sheet]) -> Reading:
    """Read sheets in order; nothing of a sheet but its rows of text is kept."""
    growing: list[_Growing] = []
    furniture: list[Stretch] = []
    troubles: list[str] = []
    pages: dict[int, _Page] = {}
    body = 0.0
    for sheet in sheets:
        troubles += sheet.troubles
        for view in find_views(sheet):
            if not body or sum(len(row.text) for row in view.rows) >= _TELLING:
                body = find_body_size(view.rows)
            kept, edge = set_apart_edges(view.rows, view, body)
            furniture += edge
            known = pages.get(view.number)
            rows, pictures = (known.rows, known.pictures) if known else ((), ())
            pages[view.number] = _Page((*rows, *kept), (*pictures, *view.pictures), body)
            beside = [row for stretch in edge for row in stretch.rows]
            if not known:
                _read_view(growing, view, kept, beside, body)
                continue
            turned: list[_Growing] = []  # of a page in two directions: vertical articles among the others
            _read_view(turned, view, kept, beside, body)
            for one in turned:
                one.box = cover([turn_back(row, sheet.width) for row in one.rows])
                growing.insert(_find_turn(growing, sheet.number, one.box), one)
    articles = [_finish(one, pages) for one in growing]
    if furniture and not articles:  # what stands on a page belongs to an article, be it to an empty one
        articles = [PageArticle((), furniture[0].rows[0].sheet)]
    for number, page in pages.items():
        for picture in page.pictures:
            if picture.data and (near := _find_nearest(articles, number, picture)):
                at, place = near
                shown = (*articles[at].pictures, (place, picture))
                articles[at] = replace(articles[at], pictures=shown)
    return Reading(tuple(articles), tuple(furniture), tuple(troubles))


def _read_view(
    growing: list[_Growing], view: View, rows: Sequence[Row], beside: Sequence[Row], body: float
) -> None:
    """Read the regions of a page in order, and let the articles grow by them; `beside` is its furniture."""
    headline = find_headline_size(rows, body)
    top = min((row.box.top for row in rows), default=0.0)
    jumps = find_jumps(beside)
    headed = any(row.box.bottom <= top and row not in [jump.row for jump in jumps] for row in beside)
    page = next((found for row in beside if (found := find_page(row.text))), "")
    place = _Place(page and read_page(page), top, headed)
    for region in part_page(rows, view.rules, body, headline):
        ordered = order_rows(region, _lie_in(view.pictures, region), body)
        for part, titled in _part_titles(ordered, body, headline):
            box = cover([row.box for row in part])
            near = [jump for jump in jumps if stands_by(jump, box)]
            _grow(growing, part, titled, place, near)


def _find_turn(growing: Sequence[_Growing], sheet: int, box: Box) -> int:
    """Find when a vertical article has its turn: before those below it, and those to its right."""
    for at, one in enumerate(growing):
        here = cover([row.box for row in one.rows if row.sheet == sheet] or [one.box])
        if one.rows[0].sheet == sheet and (
            here.top >= box.bottom or (here.left >= box.right and here.share_height(box) > 0)
        ):
            return at
    return len(growing)


def _lie_in(pictures: Sequence[Picture], rows: Sequence[Row]) -> list[Picture]:
    """List the pictures that lie in the region of these rows."""
    region = cover([row.box for row in rows])
    return [
        one
        for one in pictures
        if one.box.share_width(region) > 0.5 * one.box.width and one.box.share_height(region) > 0
    ]


def _part_titles(rows: Sequence[Row], body: float, headline: float) -> Iterator[tuple[list[Row], bool]]:
    """Part the rows of a region before each headline; tell of each part whether it begins with one."""
    part: list[Row] = []
    titled = False
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].size >= HEAD * body:
            end += 1
        if any(row.size >= headline for row in rows[at:end]):
            if part:
                yield part, titled
            part, titled = [], True
        end = max(end, at + 1)
        part += rows[at:end]
        at = end
    if part:
        yield part, titled


def _grow(
    growing: list[_Growing], part: list[Row], titled: bool, place: _Place, jumps: Sequence[Jump]
) -> None:
    """Add a part of a page to the article it goes on from, or begin another with it."""
    box = cover([row.box for row in part])
    last = growing[-1] if growing else None
    if titled and last and not last.titled and len(part) < _LATE * len(last.rows):
        last.rows, last.titled = [*part, *last.rows], True
        return
    onward = next((jump.page for jump in jumps if jump.onward), "")
    back = next((jump.page for jump in jumps if not jump.onward), "")
    jumped = _find_jumped(growing, place.page, back) if back else None
    if jumped is None and not titled:
        candidates = _list_before(growing, part[0], box, place)
    else:
        candidates = [jumped] if jumped else []
    if not candidates:
        growing.append(_Growing(part, titled, box, place.page, onward))
        return
    shares: dict[int, list[Row]] = defaultdict(list)
    for row in part:
        nearest = max(range(len(candidates)), key=lambda at: candidates[at].box.share_width(row.box))
        shares[nearest].append(row)
    for at, rows in shares.items():
        candidates[at].rows += rows
        candidates[at].box, candidates[at].onward = cover([row.box for row in rows]), onward


def _find_jumped(growing: Sequence[_Growing], page: str, back: str) -> _Growing | None:
    """Find the article that jumped to this page, from the one that its jump line names if possible."""
    open_ones = [one for one in growing if one.onward and (not page or one.onward == page)]
    named = [one for one in open_ones if one.page == back]
    return next(iter(named or open_ones), None)


def _list_before(growing: Sequence[_Growing], row: Row, box: Box, place: _Place) -> list[_Growing]:
    """List the articles that text without a headline may go on from, each with what stands under it.

    A page with a head of its own goes on only with what the page before left in mid-sentence.
    """
    here = [one for one in growing if one.rows[-1].sheet == row.sheet]
    if here and box.top > place.top + 3:
        return [here[-1]]
    earlier = [one for one in growing if one.rows[-1].sheet < row.sheet and not one.onward]
    if place.headed:
        earlier = [one for one in earlier if not ends_sentence(one.rows[-1])]
    if not earlier:
        return here[-1:]
    latest = max(one.rows[-1].sheet for one in earlier)
    above = [one for one in earlier if one.rows[-1].sheet == latest]
    feet = [one for one in above if not any(_lies_under(other.box, one.box) for other in above)]
    under = [one for one in feet if one.box.share_width(box) > 0]
    return under or [max(feet, key=lambda one: one.box.share_width(box))]


def _find_nearest(articles: Sequence[PageArticle], sheet: int, picture: Picture) -> tuple[int, int] | None:
    """Find where a picture belongs: the number of an article, and of the block it stands before.

    That is its caption's, else the one behind the text right above it, else the one nearest to it.
    """
    best: tuple[float, int, int] | None = None
    for number, article in enumerate(articles):
        for place, stretch in enumerate(article.stretches):
            for row in stretch.rows:
                if row.sheet != sheet:
                    continue
                box = row.box
                aside = max(0.0, -box.share_width(picture.box))
                apart = max(0.0, -box.share_height(picture.box))
                over = box.bottom <= picture.box.top + row.size
                caption = stretch.kind is Kind.CAPTION and stands_under(row, picture)
                away = -1.0 if caption else aside * 3 + apart + (0.0 if over else row.size)
                if best is None or away < best[0]:
                    best = away, number, place + (over and not caption)
    return best and best[1:]


def _lies_under(one: Box, other: Box) -> bool:
    return one.top >= other.bottom - 3 and one.share_width(other) > 0


def _finish(one: _Growing, pages: dict[int, _Page]) -> PageArticle:
    """Make the blocks of an article, its captions behind the blocks they stood behind."""
    sheets = dict.fromkeys(row.sheet for row in one.rows)
    body = pages[next(iter(sheets))].body
    captions = [
        caption
        for sheet in sheets
        for caption in find_captions([r for r in one.rows if r.sheet == sheet], pages[sheet].pictures, body)
    ]
    taken = {id(row) for caption in captions for row in caption}
    rows = [row for row in one.rows if id(row) not in taken]
    shown = [row for row in rows if abs(row.size - body) < 0.12 * body]
    if len(shown) < _ENOUGH:
        upright = one.rows[0].upright
        shown = [row for sheet in sheets for row in pages[sheet].rows if row.upright == upright]
    pictures = [(sheet, picture.box) for sheet in sheets for picture in pages[sheet].pictures]
    stretches = find_blocks(rows, Edges(shown, body, pictures), body) if rows else []
    order = {id(row): at for at, row in enumerate(one.rows)}
    firsts = [order[id(stretch.rows[0])] for stretch in stretches]
    placed = [(first, stretch) for first, stretch in zip(firsts, stretches, strict=True)]
    for caption in captions:
        joints = ("",) * (len(caption) - 1)
        placed.append((order[id(caption[0])], Stretch(Kind.CAPTION, tuple(caption), joints)))
    placed.sort(key=lambda pair: pair[0])
    return PageArticle(tuple(stretch for _, stretch in placed), one.rows[0].sheet)
