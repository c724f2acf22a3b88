"""From the pages of a PDF to their articles, with the laws checked; and what was understood, drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline import laws
from pipeline.characters import HAN_CHARACTER
from pipeline.document import Article, Block, Image, Kind, Source
from pipeline.errors import InputError
from pipeline.pages.articles import PageArticle, read_articles
from pipeline.pages.blocks import Stretch
from pipeline.pages.drafts import draft_article, note_troubles, number_rows
from pipeline.pages.drawing import draw_layout
from pipeline.pdfium import draw_page
from pipeline.read.pdf import read_sheets
from pipeline.repair.facts import gather_facts
from pipeline.repair.passes import finish
from pipeline.settings import Metadata, Settings
from pipeline.sheet import Sheet

_SCALE = 1.5  # pixels a point, of a page that is drawn
_FRAME = re.compile(r'<svg [^>]*width="(?P<width>[\d.]+pt)" height="(?P<height>[\d.]+pt)"')
_PAGE = (
    '<html lang="en"><title>layout</title><style>@page {{ size: {width} {height}; margin: 0 }} '
    "body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}"
)


def normalize_pdf(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Read the pages of a PDF, those that the settings or the metadata name, or all, and give their articles.

    The lines that blocks and edits name are the printed rows, counted from the top of the first page.
    Raises InputError for a file that is damaged, wants a password or has no Chinese text, and LawError
    as `normalize_source` does.
    """
    reading = read_articles(read_sheets(data, name, settings.pages or metadata.pages, images=settings.images))
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
        beside = tuple(
            stretch.text for stretch in reading.furniture if stretch.rows[0].sheet == page_article.sheet
        )
        articles.append(gather_facts(article, metadata, beside))
    laws.check(source, articles)
    return tuple(articles)


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

    Raises InputError as `normalize_pdf` does.
    """
    sizes: dict[int, tuple[float, float]] = {}

    def read() -> Iterator[Sheet]:
        for sheet in read_sheets(data, name, pages):
            sizes[sheet.number] = sheet.width, sheet.height
            yield sheet

    reading = read_articles(read())
    for number, (width, height) in sizes.items():
        yield (
            number,
            draw_layout(
                reading, number, width, height, draw_page(data, name, number, scale=_SCALE, grey=True)
            ),
        )


def paint(drawing: str) -> bytes:
    """Make a PNG of a drawing that `draw_pages` gave. Raises MissingError where Pango is not installed."""
    from pipeline.formats.printer import print_pages

    frame = _FRAME.match(drawing)
    assert frame is not None, "a drawing of ours begins with its size"
    page = _PAGE.format(width=frame["width"], height=frame["height"], drawing=drawing)
    return draw_page(print_pages(page), "", 1, scale=_SCALE)


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
