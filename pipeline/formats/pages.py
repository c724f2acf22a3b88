"""The documents of an EPUB: cover, title page and articles, as XHTML that is seen to be well formed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from pipeline.document import Article, Book, Kind
from pipeline.errors import OutputError
from pipeline.formats.html import clean, escape, list_heads, name_article, name_book, render_body
from pipeline.formats.notes import link_notes
from pipeline.formats.regions import find_region
from pipeline.formats.vertical import combine_digits

STYLE = "style.css"
COVER = "cover.xhtml"
_DATE = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)

_PAGE = """<?xml version="1.0" encoding="utf-8"?>
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
# What stands in an article's head, by the vocabularies of EPUB Structural Semantics and DPUB-ARIA 1.1.
_TYPES = {
    Kind.TITLE: (' class="title"', ' class="title" epub:type="title"'),
    Kind.SUBTITLE: (' class="subtitle"', ' class="subtitle" epub:type="subtitle" role="doc-subtitle"'),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the book says in its own name, in the script of its edition."""

    landmarks: str
    cover: str
    title_page: str
    text: str
    summary: str
    cover_summary: str
    picture_summary: str
    vertical_summary: str


_SIMPLIFIED = Words(
    landmarks="导览",
    cover="封面",
    title_page="书名页",
    text="正文",
    summary="正文皆为文字，字号、字体与行距可由读者调整；凭目录可到每一篇，凭小标题可到每一节。",
    cover_summary="封面图片附有文字说明。",
    picture_summary="正文中的图片附有文字说明。",
    vertical_summary="正文直排，自右至左翻页。",
)
_TRADITIONAL = Words(
    landmarks="導覽",
    cover="封面",
    title_page="書名頁",
    text="正文",
    summary="正文皆為文字，字級、字體與行距可由讀者調整；憑目錄可到每一篇，憑小標題可到每一節。",
    cover_summary="封面圖片附有文字說明。",
    picture_summary="正文中的圖片附有文字說明。",
    vertical_summary="正文直排，自右至左翻頁。",
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


def choose_words(language: str) -> Words:
    """Give the words for a language."""
    return _TRADITIONAL if find_region(language).is_traditional else _SIMPLIFIED


def set_article(article: Article, number: int, *, vertical: bool = False, part: str = "chapter") -> Page:
    """Set an article as a document; in vertical setting, short numbers are marked to stand upright.

    `part` names what it is to its book (EPUB 3 Structural Semantics): chapter, part or colophon.
    """
    title = in_one_line(name_article(article))
    heads = tuple((head.id, in_one_line(head.text)) for head in list_heads(article))
    if heads and heads[0][1] == title:  # the page itself is what its title's entry leads to
        heads = heads[1:]
    link = link_notes(article)

    def mark(place: int, markup: str) -> str:
        before, after = _TYPES.get(article.body[place].kind, ("", ""))
        return link(place, markup.replace(before, after, 1) if before else markup)

    body = render_body(article, mark=mark, locate=lambda place, _: name_image(number, place))
    body = f'<section epub:type="{part}" role="doc-{part}">\n{body}\n</section>'
    text = _set_page(title, article.language, "bodymatter", combine_digits(body) if vertical else body)
    return Page(f"article-{number:03}.xhtml", title, text, heads)


def name_image(number: int, place: int) -> str:
    """Name the file of a picture: by its article's number and its place in the body."""
    return f"picture-{number:03}-{place:03}.png"


def set_title_page(book: Book, *, vertical: bool = False) -> Page:
    """Set the title page: what is known of the book, a line each."""
    title = in_one_line(name_book(book))
    lines = [
        f'<p class="{name}">{escape(text)}</p>'
        for name, text in (
            ("subtitle", in_one_line(book.articles[0].subtitle) if len(book.articles) == 1 else ""),
            ("author", in_one_line(book.author)),
            ("publisher", in_one_line(book.publisher)),
            ("date", say_date(book.date)),
        )
        if text
    ]
    section = '<section epub:type="titlepage" class="title-page">'
    body = "\n".join((section, f'<h1 epub:type="title">{escape(title)}</h1>', *lines, "</section>"))
    text = _set_page(title, book.language, "frontmatter", combine_digits(body) if vertical else body)
    return Page("title.xhtml", title, text)


def set_cover(book: Book, picture: str) -> Page:
    """Set the document of the cover, whose picture says in words what is printed on it."""
    word = choose_words(book.language).cover
    said = "，".join(filter(None, (in_one_line(name_book(book)), in_one_line(book.publisher))))
    alternative = f"{word}：{said}"
    image = f'<img src="{escape(picture)}" alt="{escape(alternative)}" role="doc-cover"/>'
    body = f'<section epub:type="cover" class="cover">\n{image}\n</section>'
    return Page(COVER, word, _set_page(word, book.language, "frontmatter", body))


def in_one_line(text: str) -> str:
    """Give a text without controls and line breaks, with single spaces."""
    return " ".join(clean(text).split())


def read_date(text: str) -> datetime | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None for what is not such a date."""
    if not (match := _DATE.fullmatch(text)):
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def say_date(text: str) -> str:
    """2022-01-31 → 2022年1月31日; what is not a date stays as it is."""
    if not read_date(text):
        return in_one_line(text)
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))


def _set_page(title: str, language: str, part: str, body: str) -> str:
    text = _PAGE.format(language=escape(language), title=escape(title), style=STYLE, part=part, body=body)
    try:
        ElementTree.fromstring(text.encode("utf-8"))
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise OutputError(
            f"“{title}” did not become well-formed XHTML: {error}", step="please report this"
        ) from None
    return text
