"""From the bytes of a source to what its review page shows, and the pictures that lie beside the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline import script
from pipeline.articles import PDF, finish, judge_bytes, normalize_bytes
from pipeline.document import Article, Line
from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.read.office import is_office, read_office
from pipeline.review.matter import Matter, Picture
from pipeline.review.points import list_points
from pipeline.settings import Edition, Metadata, Settings, Wording

_SCALE = 1.5  # pixels a point of a page's picture


def gather_review(
    data: bytes,
    name: str,
    settings: Settings = Settings(),
    metadata: Metadata = Metadata(),
    edition: Edition = Edition.TAIWAN,
    wording: Wording = Wording(),
    stem: str = "page",
) -> Matter:
    """Read and repair a source, and give what its review page shows.

    `edition` is the Traditional one whose conversion is reviewed; zh-Hans is none. `stem` begins the names of
    the pictures of a PDF's pages. Raises InputError for our own JSON, which names the lines of another file,
    and what `normalize_bytes` raises.
    """
    if data.startswith(PDF):
        return _gather_pdf(data, name, settings, metadata, edition, wording, stem)
    if name.lower().endswith(".json"):
        step = "review the source it was made of"
        raise InputError("there is nothing to review in JSON of ours", where=name, step=step)
    articles = normalize_bytes(data, name, settings, metadata)
    source = read_office(data, name)[0] if is_office(name) else read_source(data, name)
    decisions = judge_bytes(data, name, settings)
    points = list_points(articles, decisions, _choose(articles, edition, wording))
    return Matter(name, source.lines, articles, points, _convert(articles, edition, wording))


def _gather_pdf(
    data: bytes,
    name: str,
    settings: Settings,
    metadata: Metadata,
    edition: Edition,
    wording: Wording,
    stem: str,
) -> Matter:
    from pipeline.printed import read_pages  # geometry takes time to load, and text needs none

    pages = read_pages(data, name, settings, metadata)
    pictures = tuple(
        Picture(number, width, height, f"{stem}.{number}.png") for number, width, height in pages.sizes
    )
    lines: tuple[Line, ...] = pages.repaired.source.lines
    articles = finish(pages.repaired, settings, metadata)
    points = list_points(articles, (), _choose(articles, edition, wording))
    converted = _convert(articles, edition, wording)
    return Matter(name, lines, articles, points, converted, pictures, pages.rows)


def draw_pictures(data: bytes, matter: Matter) -> Iterator[tuple[str, bytes]]:
    """Draw the pages of a PDF under review: the name of each picture, and its PNG."""
    from pipeline.pdfium import draw_page

    for picture in matter.pictures:
        yield picture.file, draw_page(data, matter.name, picture.number, scale=_SCALE, grey=True)


def _choose(articles: tuple[Article, ...], edition: Edition, wording: Wording) -> Iterator[script.Choice]:
    return chain.from_iterable(script.list_choices(article, edition, wording) for article in articles)


def _convert(articles: tuple[Article, ...], edition: Edition, wording: Wording) -> tuple[Article, ...]:
    return tuple(script.convert(article, edition, wording) for article in articles)
