"""From the bytes of a source to what its review page shows, and the pictures that lie beside the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline import script
from pipeline.articles import PDF, finish, judge_bytes, normalize_source, repair_bytes
from pipeline.corrections import word_correction
from pipeline.document import Repaired
from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.review.matter import Matter, Picture
from pipeline.review.points import list_points
from pipeline.settings import Edition, Metadata, Settings, Wording
from pipeline.sheet import Box

Rows = tuple[tuple[int, int, Box], ...]


def gather_review(
    data: bytes,
    name: str,
    settings: Settings = Settings(),
    metadata: Metadata = Metadata(),
    edition: Edition = Edition.TAIWAN,
    wording: Wording = Wording(),
    stem: str = "page",
) -> Matter:
    """Read, repair and correct a source, and give what its review page shows.

    `edition` is the Traditional one whose conversion is reviewed; zh-Hans is none. `stem` begins the names of
    the pictures of a PDF's pages. Raises InputError for our own JSON, which names the lines of another file,
    and what `normalize_bytes` raises.
    """
    repaired, rows, pictures = _repair(data, name, settings, metadata, stem)
    articles = finish(repaired, settings, metadata)
    choices = chain.from_iterable(script.list_choices(article, edition, wording) for article in articles)
    return Matter(
        name,
        repaired.source.lines,
        articles,
        list_points(articles, judge_bytes(data, name, settings), choices),
        tuple(script.convert(article, edition, wording) for article in articles),
        pictures,
        rows,
        tuple("\n".join(word_correction(one)) for one in metadata.corrections),
    )


def _repair(
    data: bytes, name: str, settings: Settings, metadata: Metadata, stem: str
) -> tuple[Repaired, Rows, tuple[Picture, ...]]:
    """Read and repair a source; of a PDF come the places of its lines too, and its pages."""
    if data.startswith(PDF):
        from pipeline.printed import read_pages  # geometry takes time to load, and text needs none

        pages = read_pages(data, name, settings, metadata)
        pictures = tuple(
            Picture(number, width, height, f"{stem}.{number}.png") for number, width, height in pages.sizes
        )
        return pages.repaired, pages.rows, pictures
    if name.lower().endswith(".json"):
        step = "review the source it was made of"
        raise InputError("there is nothing to review in JSON of ours", where=name, step=step)
    repaired = repair_bytes(data, name, settings, metadata)
    if repaired is None:  # Markdown of ours, which stands as it is
        source = read_source(data, name)
        repaired = Repaired(source, normalize_source(source, settings, metadata))
    return repaired, (), ()


def draw_pictures(data: bytes, matter: Matter) -> Iterator[tuple[str, bytes]]:
    """Draw the pages of a PDF under review: the name of each picture, and its PNG."""
    from pipeline.pdfium import draw_page

    for picture in matter.pictures:
        yield picture.file, draw_page(data, matter.name, picture.number, grey=True)
