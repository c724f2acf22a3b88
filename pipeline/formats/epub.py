"""The EPUB: a title page, one XHTML page an article, and the contents, as EPUB 3.3 wants them.

ebooklib assembles package, contents and NCX; our pages go through it untouched, since it would
repair their markup and drop their heads; package.py finishes and packs what it made.
"""

from __future__ import annotations

import io
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from pipeline.document import Article, Book
from pipeline.errors import OutputError
from pipeline.files import read_bytes, style
from pipeline.formats.html import clean, escape, list_heads, name_article, name_contents, render_body
from pipeline.formats.package import finish
from pipeline.formats.regions import find_region

STYLE = "style.css"
# The identifiers of books without one of their own are names in this namespace (UUID version 5).
NAMESPACE = uuid.UUID("df9c43f0-08b8-445e-bfef-00a0798cacb3")
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
DATE = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)

# EPUB Accessibility 1.1, section 2.2; only what holds for every book we write: text alone, no pictures.
ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
)

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="{style}"/>
</head>
<body epub:type="{part}">
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What the book says in its own name, in the script of its edition."""

    landmarks: str
    title_page: str
    text: str
    summary: str


SIMPLIFIED = Words(
    "导览",
    "书名页",
    "正文",
    "全书皆为文字，字号、字体与行距可由读者调整；凭目录可到每一篇，凭小标题可到每一节。",
)
TRADITIONAL = Words(
    "導覽",
    "書名頁",
    "正文",
    "全書皆為文字，字級、字體與行距可由讀者調整；憑目錄可到每一篇，憑小標題可到每一節。",
)


@dataclass(frozen=True, slots=True)
class Page:
    """An XHTML document of the book: its file, its title, and the heads below it as (id, text)."""

    name: str
    title: str
    text: str
    heads: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The id of the document in package and NCX."""
        return self.name.removesuffix(".xhtml")


def write_epub(book: Book, *, modified: datetime | None = None) -> bytes:
    """Write a book as EPUB 3.3.

    `modified` is the time the package names as its last change; without it the book's date serves,
    and 1980-01-01 for a book without a date: never the clock. An identifier that the book does not
    bring is made from its text and metadata.
    """
    pages = tuple(_set_article(article, number) for number, article in enumerate(book.articles, 1))
    raw = _assemble(
        book, _set_title_page(book, pages[0].title), pages, modified or _read_date(book.date) or UNDATED
    )
    return finish(raw, book.language, 2 if any(page.heads for page in pages) else 1)


def identify(book: Book) -> str:
    """Give the book's identifier: its own, or a UUID (version 5, as a URN) of its text and metadata."""
    if own := _in_one_line(book.identifier):
        return own
    parts = [book.language, book.title, book.author, book.publisher, book.date]
    for article in book.articles:
        parts += (f"{block.kind}:{block.text}" for block in article.body)
    return uuid.uuid5(NAMESPACE, "\n".join(map(clean, parts))).urn


def _assemble(book: Book, front: Page, pages: tuple[Page, ...], when: datetime) -> bytes:
    from ebooklib import epub

    words = TRADITIONAL if find_region(book.language).is_traditional else SIMPLIFIED
    made = epub.EpubBook()
    made.IDENTIFIER_ID = "identifier"
    made.metadata.clear()  # ebooklib's own name, and a random identifier
    made.set_identifier(identify(book))
    made.set_title(front.title)
    made.set_language(book.language)
    for name, value in (
        ("creator", book.author),
        ("publisher", book.publisher),
        ("date", book.date if _read_date(book.date) else ""),
    ):
        if value := _in_one_line(value):
            made.add_metadata("DC", name, value)
    for name, value in (*ACCESSIBILITY, ("schema:accessibilitySummary", words.summary)):
        made.add_metadata(None, "meta", value, {"property": name})

    made.add_item(epub.EpubItem("style", STYLE, "text/css", read_bytes(style("epub.css"))))
    for page in (front, *pages):
        item = epub.EpubItem(page.key, page.name, "application/xhtml+xml", page.text.encode("utf-8"))
        made.spine.append(made.add_item(item))
    contents = epub.EpubNav(title=name_contents(book.language))
    contents.add_link(href=STYLE)
    made.add_item(contents)
    made.add_item(epub.EpubNcx())
    made.spine.insert(1, (contents, "yes" if len(pages) > 1 else "no"))
    for page in pages:
        heads = [epub.Link(f"{page.name}#{key}", text, f"{page.key}-{key}") for key, text in page.heads]
        made.toc.append(
            (epub.Section(page.title, page.name), heads)
            if heads
            else epub.Link(page.name, page.title, page.key)
        )
    made.guide = [
        {"type": "titlepage", "href": front.name, "title": words.title_page},
        {"type": "toc", "href": "nav.xhtml#toc", "title": contents.title},
        {"type": "bodymatter", "href": pages[0].name, "title": words.text},
    ]
    packed = io.BytesIO()
    options = {
        "mtime": when.astimezone(UTC) if when.tzinfo else when,
        "landmark_title": words.landmarks,
        "epub2_guide": False,
        "play_order": {"enabled": True, "start_from": 1},
        "compresslevel": 0,
        "raise_exceptions": True,
    }
    epub.write_epub(packed, made, options)
    return packed.getvalue()


def _set_article(article: Article, number: int) -> Page:
    title = _in_one_line(name_article(article)) or str(number)
    heads = tuple((head.id, _in_one_line(head.text)) for head in list_heads(article))
    if heads and heads[0][1] == title:  # the page itself is what its title's entry leads to
        heads = heads[1:]
    body = f'<section epub:type="chapter" role="doc-chapter">\n{render_body(article)}\n</section>'
    text = _set_page(title, article.language, "bodymatter", body)
    return Page(f"article-{number:03}.xhtml", title, text, heads)


def _set_title_page(book: Book, otherwise: str) -> Page:
    title = _in_one_line(book.title) or otherwise
    lines = [
        f'<p class="{name}">{escape(text)}</p>'
        for name, text in (
            ("subtitle", _in_one_line(book.articles[0].subtitle) if len(book.articles) == 1 else ""),
            ("author", _in_one_line(book.author)),
            ("publisher", _in_one_line(book.publisher)),
            ("date", _say_date(book.date)),
        )
        if text
    ]
    body = "\n".join(
        (
            '<section epub:type="titlepage" class="title-page">',
            f"<h1>{escape(title)}</h1>",
            *lines,
            "</section>",
        )
    )
    return Page("title.xhtml", title, _set_page(title, book.language, "frontmatter", body))


def _set_page(title: str, language: str, part: str, body: str) -> str:
    text = PAGE.format(language=escape(language), title=escape(title), style=STYLE, part=part, body=body)
    try:
        ElementTree.fromstring(text.encode("utf-8"))
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise OutputError(
            f"“{title}” did not become well-formed XHTML: {error}", step="please report this"
        ) from None
    return text


def _in_one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _read_date(text: str) -> datetime | None:
    if not (match := DATE.fullmatch(text)):
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _say_date(text: str) -> str:
    """2022-01-31 → 2022年1月31日; what is not a date stays as it is."""
    if not _read_date(text):
        return _in_one_line(text)
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))
