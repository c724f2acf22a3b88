"""From the pages of a PDF to their articles, with the laws checked; and what was understood, drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.characters import HAN_CHARACTER
from pipeline.document import Article, Block, Image, Kind, Repaired, Source
from pipeline.errors import InputError
from pipeline.pages.articles import PageArticle, Reading, read_articles
from pipeline.pages.blocks import Stretch
from pipeline.pages.drafts import Numbers, draft_article, note_troubles, number_rows
from pipeline.pages.drawing import draw_layout
from pipeline.pages.views import turn_back
from pipeline.pdfium import draw_page
from pipeline.read.pdf import read_sheets
from pipeline.repair.passes import finish
from pipeline.settings import Metadata, Settings
from pipeline.sheet import Box, Sheet

_FRAME = re.compile(r'<svg [^>]*width="(?P<width>[\d.]+pt)" height="(?P<height>[\d.]+pt)"')
_PAGE = (
    '<html lang="en"><title>layout</title><style>@page {{ size: {width} {height}; margin: 0 }} '
    "body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}"
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a PDF, repaired: their rows are the lines of the source.

    `rows` has for each line its number, its page and its box there; `sizes` each page's number, width and
    height. Lengths are points.
    """

    repaired: Repaired
    rows: tuple[tuple[int, int, Box], ...]
    sizes: tuple[tuple[int, float, float], ...]


def read_pages(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> Pages:
    """Read the pages of a PDF, those that the settings or the metadata name, or all, into articles.

    The lines that blocks and edits name are the printed rows, counted from the top of the first page.
    Raises InputError for a file that is damaged, wants a password or has no Chinese text.
    """
    sizes: dict[int, tuple[float, float]] = {}
    sheets = read_sheets(data, name, settings.pages or metadata.pages, images=settings.images)
    reading = read_articles(_measure(sheets, sizes))
    lines = number_rows(reading.articles, reading.furniture)
    source = Source(name, tuple(sorted(lines.values(), key=lambda line: line.number)))
    _refuse_wordless(source)
    notices = note_troubles(reading.troubles)
    articles = []
    for number, page_article in enumerate(reading.articles):
        own = [one for one in reading.furniture if _takes(reading.articles, number, one)]
        draft = finish(draft_article(page_article, own, lines, settings), settings)
        article = Article(
            blocks=_place_pictures(draft.blocks, page_article),
            source=name,
            edits=draft.edits,
            notices=(*(() if number else notices), *draft.notices),
        )
        articles.append(article)
    repaired = Repaired(source, tuple(articles), tuple(_gather_furniture(reading, lines)))
    rows = tuple(sorted(_place_rows(reading, lines, sizes)))
    return Pages(repaired, rows, tuple((number, *size) for number, size in sizes.items()))


def _measure(sheets: Iterable[Sheet], sizes: dict[int, tuple[float, float]]) -> Iterator[Sheet]:
    """Note the size of each page, in points, as it goes by."""
    for sheet in sheets:
        sizes[sheet.number] = sheet.width, sheet.height
        yield sheet


def _place_rows(
    reading: Reading, lines: Numbers, sizes: dict[int, tuple[float, float]]
) -> Iterator[tuple[int, int, Box]]:
    """Give each line with its page and its box; of vertical setting that of the page as it was printed."""
    stretches = [stretch for article in reading.articles for stretch in article.stretches]
    for stretch in (*stretches, *reading.furniture):
        for row in stretch.rows:
            yield lines[id(row)].number, row.sheet, turn_back(row, sizes[row.sheet][0])


def _gather_furniture(reading: Reading, lines: Numbers) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the furniture of each page, with the number of the page's first line."""
    stretches = (*(one for article in reading.articles for one in article.stretches), *reading.furniture)
    first: dict[int, int] = {}
    for row in (row for one in stretches for row in one.rows):
        number = lines[id(row)].number
        first[row.sheet] = min(number, first.get(row.sheet, number))
    for sheet, number in sorted(first.items()):
        yield number, tuple(one.text for one in reading.furniture if one.rows[0].sheet == sheet)


def _place_pictures(blocks: Sequence[Block], article: PageArticle) -> tuple[Block, ...]:
    """Put the pictures of an article among its blocks."""
    placed: list[Block] = []
    for number in range(len(blocks) + 1):
        for place, picture in article.pictures:
            if place == number:
                image = Image(picture.data, picture.box.width, picture.box.height)
                placed.append(Block(Kind.PICTURE, "", image=image))
        placed += blocks[number : number + 1]
    return tuple(placed)


def draw_pages(data: bytes, name: str, pages: Sequence[int] = ()) -> Iterator[tuple[int, str]]:
    """Draw what is understood of a PDF's pages over them: each one's number, and its SVG.

    Raises InputError as `read_pages` does.
    """
    sizes: dict[int, tuple[float, float]] = {}
    reading = read_articles(_measure(read_sheets(data, name, pages), sizes))
    for number, (width, height) in sizes.items():
        yield (
            number,
            draw_layout(reading, number, width, height, draw_page(data, name, number, grey=True)),
        )


def paint(drawing: str) -> bytes:
    """Make a PNG of a drawing that `draw_pages` gave. Raises MissingError where Pango is not installed."""
    from pipeline.formats.printer import print_pages

    frame = _FRAME.match(drawing)
    assert frame is not None, "a drawing of ours begins with its size"
    page = _PAGE.format(width=frame["width"], height=frame["height"], drawing=drawing)
    return draw_page(print_pages(page), "", 1)


def _takes(articles: Sequence[PageArticle], number: int, furniture: Stretch) -> bool:
    """Tell whether an article takes a page's furniture: the first that begins there, else the one before."""
    sheet = furniture.rows[0].sheet
    first = next((at for at, one in enumerate(articles) if one.sheet == sheet), None)
    if first is None:
        first = max((at for at, one in enumerate(articles) if one.sheet < sheet), default=0)
    return number == first


def _refuse_wordless(source: Source) -> None:
    """Refuse a PDF that holds no Chinese text."""
    if any(HAN_CHARACTER.search(line.text) for line in source.lines):
        return
    if source.lines:
        step = "give a file of Chinese text"
        raise InputError("there is no Chinese character in this PDF", where=source.name, step=step)
    step = "read its pictures first (ocrmypdf -l chi_sim in.pdf out.pdf)"
    raise InputError("there is no text in this PDF; it may be a scan", where=source.name, step=step)
