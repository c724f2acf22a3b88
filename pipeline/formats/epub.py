"""The EPUB: cover, title page, one XHTML page an article, and the contents, as EPUB 3.3 wants them.

ebooklib assembles package, contents and NCX; our pages go through it untouched, since it would
repair their markup and drop their heads; package.py finishes and packs what it made.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.design import Design, Fonts, Layout
from pipeline.document import HEADS, Article, Book, Image
from pipeline.errors import UsageError
from pipeline.files import read_bytes, style
from pipeline.formats.html import clean, name_contents
from pipeline.formats.package import finish
from pipeline.formats.pages import (
    STYLE,
    Page,
    Words,
    choose_words,
    in_one_line,
    name_image,
    read_date,
    set_article,
    set_cover,
    set_title_page,
)
from pipeline.formats.parts import group_articles, is_colophon, is_divider, list_depths
from pipeline.formats.regions import find_region
from pipeline.formats.vertical import set_upright

# The identifiers of books without one of their own are names in this namespace (UUID version 5).
NAMESPACE = uuid.UUID("df9c43f0-08b8-445e-bfef-00a0798cacb3")
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)

# EPUB Accessibility 1.1, section 2.2; only what holds for every book we write: text, but for the cover.
_ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
)
_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def write_epub(book: Book, *, modified: datetime | None = None, design: Design = Design()) -> bytes:
    """Write a book as EPUB 3.3.

    `modified` is the time the package names as its last change; without it the book's date serves,
    and 1980-01-01 for a book without a date: never the clock. An identifier that the book does not
    bring is made from its text and metadata. In vertical layout the quotation marks are those of
    vertical text (see `set_upright`). Raises UsageError for a cover that is neither PNG nor JPEG, and,
    where faces are to be embedded, MissingError without Pango or the Noto CJK fonts.
    """
    if vertical := design.layout is Layout.VERTICAL:
        book = set_upright(book)
    pages = tuple(
        set_article(article, n + 1, vertical=vertical, part=_name_part(book, n))
        for n, article in enumerate(book.articles)
    )
    levels = zip(list_depths(book), pages, strict=True)
    depth = max(level + bool(page.heads) for level, page in levels)
    return finish(_assemble(book, pages, modified, design), book.language, depth, vertical=vertical)


def _name_part(book: Book, place: int) -> str:
    """Name what an article is to its book, by EPUB 3 Structural Semantics."""
    if is_colophon(book, place):
        return "colophon"
    return "part" if is_divider(book, place) else "chapter"


def identify(book: Book, layout: Layout = Layout.HORIZONTAL) -> str:
    """Give the book's identifier: its own, or a UUID (version 5, as a URN) of its text and metadata."""
    if own := in_one_line(book.identifier):
        return own
    parts = [book.language, book.title, book.author, book.publisher, book.date]
    for article in book.articles:
        parts += (f"{block.kind}:{block.text}" for block in article.body)
    if layout is not Layout.HORIZONTAL:
        parts.append(layout)
    return uuid.uuid5(NAMESPACE, "\n".join(map(clean, parts))).urn


def find_suffix(picture: bytes) -> str:
    """Give the suffix of a picture, png or jpg, by its first bytes; nothing for what is neither."""
    return next((suffix for first, suffix in _PICTURES.items() if picture.startswith(first)), "")


def _assemble(book: Book, pages: tuple[Page, ...], modified: datetime | None, design: Design) -> bytes:
    from ebooklib import epub

    front = set_title_page(book, vertical=design.layout is Layout.VERTICAL)
    made = epub.EpubBook()
    _set_metadata(made, book, front.title, design)
    made.add_item(epub.EpubItem("style", STYLE, "text/css", _gather_styles(design)))
    for name, data in _gather_fonts(book, design):
        made.add_item(epub.EpubItem(name, f"fonts/{name}.otf", "font/otf", data))
    if design.cover:
        _add_cover(made, book, design.cover)
    made.spine.append(_add_page(made, front))
    _add_contents(made, book, front, pages)
    made.spine += [_add_page(made, page) for page in pages]
    _add_pictures(made, book)
    when = modified or read_date(book.date) or UNDATED
    packed = io.BytesIO()
    options = {
        "mtime": when.astimezone(UTC) if when.tzinfo else when,
        "landmark_title": choose_words(book.language).landmarks,
        "epub2_guide": False,
        "play_order": {"enabled": True, "start_from": 1},
        "compresslevel": 0,
        "raise_exceptions": True,
    }
    epub.write_epub(packed, made, options)
    return packed.getvalue()


def _set_metadata(made: Any, book: Book, title: str, design: Design) -> None:
    made.IDENTIFIER_ID = "identifier"
    made.metadata.clear()  # ebooklib's own name, and a random identifier
    made.set_identifier(identify(book, design.layout))
    made.set_title(title)
    made.set_language(book.language)
    for language in dict.fromkeys(article.language for article in book.articles):
        if language != book.language:
            made.add_metadata("DC", "language", language)
    for name, value in (
        ("creator", book.author),
        ("publisher", book.publisher),
        ("date", book.date if read_date(book.date) else ""),
    ):
        if value := in_one_line(value):
            made.add_metadata("DC", name, value)
    pictured = any(True for _ in _list_pictures(book))
    for name, value in _describe(choose_words(book.language), design, pictured=pictured):
        made.add_metadata(None, "meta", value, {"property": name})
    if design.layout is Layout.VERTICAL:
        made.set_direction("rtl")
        # What Kindle goes by.
        made.add_metadata(None, "meta", "", {"name": "primary-writing-mode", "content": "vertical-rl"})


def _add_contents(made: Any, book: Book, front: Page, pages: tuple[Page, ...]) -> None:
    """Add contents, NCX and landmarks; of several articles the contents are a page to turn to."""
    from ebooklib import epub

    contents = epub.EpubNav(title=name_contents(book.language))
    contents.add_link(href=STYLE)
    made.spine.append((made.add_item(contents), "yes" if len(pages) > 1 else "no"))
    made.add_item(epub.EpubNcx())
    for opener, places in group_articles(book):
        entries = [_list_page(pages[place]) for place in places]
        made.toc += entries if opener is None else [_list_page(pages[opener], entries)]
    words = choose_words(book.language)
    made.guide += [
        {"type": "titlepage", "href": front.name, "title": words.title_page},
        {"type": "toc", "href": "nav.xhtml#toc", "title": contents.title},
        {"type": "bodymatter", "href": pages[0].name, "title": words.text},
    ]


def _list_page(page: Page, below: Sequence[Any] = ()) -> Any:
    """Make the entry of a page in the contents, with what stands below it: its heads, or what is given."""
    from ebooklib import epub

    heads = [epub.Link(f"{page.name}#{key}", text, f"{page.key}-{key}") for key, text in page.heads]
    under = [*heads, *below]
    return (
        (epub.Section(page.title, page.name), under) if under else epub.Link(page.name, page.title, page.key)
    )


def _describe(words: Words, design: Design, *, pictured: bool) -> Iterator[tuple[str, str]]:
    """Give the accessibility metadata: what holds for all our books, and what for one so made up."""
    yield from _ACCESSIBILITY
    summary = words.summary
    if design.cover or pictured:
        yield "schema:accessibilityFeature", "alternativeText"
    if design.cover:
        summary += words.cover_summary
    if pictured:
        yield "schema:accessMode", "visual"
        summary += words.picture_summary
    if design.layout is Layout.VERTICAL:
        yield "schema:accessibilityFeature", "verticalWriting"
        summary += words.vertical_summary
    yield "schema:accessibilitySummary", summary


def _add_page(made: Any, page: Page) -> Any:
    from ebooklib import epub

    item = epub.EpubItem(page.key, page.name, "application/xhtml+xml", page.text.encode("utf-8"))
    return made.add_item(item)


def _add_cover(made: Any, book: Book, picture: bytes) -> None:
    """Add the picture, by both names that readers look for it, and its document, outside the text."""
    from ebooklib import epub

    if not (suffix := find_suffix(picture)):
        raise UsageError("the cover is neither a PNG nor a JPEG", step="convert it, or leave it out")
    name = f"cover.{suffix}"
    image = epub.EpubCover("cover-picture", name)
    image.content = picture
    made.add_item(image)
    made.add_metadata(None, "meta", "", {"name": "cover", "content": image.id})
    page = set_cover(book, name)
    made.spine.append((_add_page(made, page), "no"))
    made.guide.append({"type": "cover", "href": page.name, "title": page.title})


def _add_pictures(made: Any, book: Book) -> None:
    from ebooklib import epub

    for name, image in _list_pictures(book):
        made.add_item(epub.EpubItem(name.partition(".")[0], name, "image/png", image.data))


def _list_pictures(book: Book) -> Iterator[tuple[str, Image]]:
    for number, article in enumerate(book.articles, 1):
        for place, block in enumerate(article.body):
            if block.image:
                yield name_image(number, place), block.image


def _gather_styles(design: Design) -> bytes:
    names = ["epub.css"]
    if design.layout is Layout.VERTICAL:
        names.append("vertical.css")
    if design.fonts is Fonts.EMBEDDED:
        names.append("embedded.css")
    return b"\n".join(read_bytes(style(name)) for name in names)


def _gather_fonts(book: Book, design: Design) -> Iterator[tuple[str, bytes]]:
    """Give the faces to embed, each with no more than what the book is set in with it."""
    if design.fonts is not Fonts.EMBEDDED:
        return
    from pipeline.formats.printer import subset

    family = f"Noto Serif CJK {find_region(book.language).face}"
    named = "".join(
        (book.title, book.author, book.publisher, book.date, "年月日", name_contents(book.language))
    )
    heads = "".join(map(_list_heads, book.articles))
    text = "".join(block.text for article in book.articles for block in article.body)
    yield "text", subset(family, named + heads + text)
    yield "heads", subset(family, named + heads, bold=True)


def _list_heads(article: Article) -> str:
    return "".join((article.title, *(block.text for block in article.body if block.kind in HEADS)))
