"""Bound volumes: articles in their order, under the names of their parts, with a colophon behind them.

The name of a part and the colophon are articles too, so that every writer sets them, every contents
lists them and what is read back holds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.document import Article, Block, Book, Kind
from pipeline.formats.html import name_article
from pipeline.formats.pages import say_date
from pipeline.settings import Metadata
from pipeline.volumes import Colophon, Order, Parts, Volume

_NUMBER = re.compile("[0-9]+")
_LAST = "\U0010ffff"  # sorts behind every date


@dataclass(frozen=True, slots=True)
class Leaf:
    """An article to be bound, the section its source belongs to, and what is said about that source."""

    article: Article
    section: str = ""
    metadata: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Words:
    """What a volume says in its own name, in the script of its edition."""

    undated: str
    colophon: str
    title: str
    editor: str
    publisher: str
    date: str
    identifier: str
    sources: str


_SIMPLIFIED = Words("日期不详", "版本记录", "书名", "主编", "出版", "日期", "标识", "文章来源")
_TRADITIONAL = Words("日期不詳", "版本記錄", "書名", "主編", "出版", "日期", "識別碼", "文章來源")


def keep(text: str) -> str:
    """Leave what the settings say as it is written."""
    return text


def bind_volume(
    volume: Volume, leaves: Iterable[Leaf], language: str, change: Callable[[str], str] = keep
) -> Book:
    """Bind articles into one book of an edition.

    `leaves` come as `sources` lists them and are in the edition already, which `language` names; `change`
    sets what the settings and the names of sections say in it.
    """
    words = _TRADITIONAL if language.startswith("zh-Hant") else _SIMPLIFIED
    ordered = order_leaves(volume.order, leaves)
    dates = [leaf.article.date for leaf in ordered if leaf.article.date]
    book = Book(
        title=change(volume.title),
        articles=(),
        language=language,
        author=change(volume.editor),
        publisher=change(volume.publisher) or _agree(leaf.article.publication for leaf in ordered),
        date=volume.date or max(dates, default=""),
        identifier=volume.identifier,
    )
    articles: list[Article] = []
    openers: list[int] = []
    if volume.parts is Parts.NONE:
        articles += (leaf.article for leaf in ordered)
    else:
        for name, group in name_parts(volume.parts, ordered, words.undated):
            openers.append(len(articles))
            articles += (_say(change(name), language), *(leaf.article for leaf in group))
    if volume.colophon is Colophon.SOURCES:
        if openers:  # it belongs to no part
            openers.append(len(articles))
        articles.append(_set_colophon(book, ordered, words))
    return Book(
        book.title,
        tuple(articles),
        language,
        book.author,
        book.publisher,
        book.date,
        book.identifier,
        tuple(openers),
        volume.colophon is Colophon.SOURCES,
    )


def order_leaves(order: Order, leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Put articles in order; those that are equal in it stay as they come, and undated ones come last."""
    match order:
        case Order.LIST:
            return tuple(leaves)
        case Order.PAGE:
            return tuple(sorted(leaves, key=lambda leaf: _number(leaf.article.page)))
        case Order.DATE:
            return tuple(
                sorted(leaves, key=lambda leaf: (leaf.article.date or _LAST, _number(leaf.article.page)))
            )


def name_parts(parts: Parts, leaves: Iterable[Leaf], undated: str) -> Iterator[tuple[str, tuple[Leaf, ...]]]:
    """Give the parts, each with its name and articles, in the order in which the first of each comes."""

    def name(leaf: Leaf) -> str:
        match parts:
            case Parts.MONTH:
                return say_date(leaf.article.date[:7]) or undated
            case Parts.ISSUE:
                return say_date(leaf.article.date) or undated
            case Parts.SECTION:
                return leaf.section or (f"第{leaf.article.page}版" if leaf.article.page else "其他")
            case Parts.NONE:
                return ""

    places: dict[str, int] = {}
    named = [(places.setdefault(name(leaf), len(places)), name(leaf), leaf) for leaf in leaves]
    for (_, said), group in groupby(sorted(named, key=lambda one: one[0]), key=lambda one: one[:2]):
        yield said, tuple(leaf for _, _, leaf in group)


def _say(text: str, language: str) -> Article:
    """Make the article that is no more than the name of a part."""
    return Article((Block(Kind.TITLE, text),), title=text, language=language)


def _set_colophon(book: Book, leaves: Iterable[Leaf], words: Words) -> Article:
    """Say who made a book, and where each of its articles is from."""
    said = (
        (words.title, book.title),
        (words.editor, book.author),
        (words.publisher, book.publisher),
        (words.date, say_date(book.date)),
        (words.identifier, book.identifier),
    )
    blocks = [Block(Kind.TITLE, words.colophon)]
    blocks += (Block(Kind.PARAGRAPH, f"{name}：{text}") for name, text in said if text)
    blocks.append(Block(Kind.HEADING, words.sources))
    blocks += (Block(Kind.ITEM, _word_source(leaf.article)) for leaf in leaves)
    return Article(tuple(blocks), title=words.colophon, language=book.language)


def _word_source(article: Article) -> str:
    """《题目》，报名，2022年1月31日，第3版（folder/name.txt）."""
    page = f"第{article.page}版" if article.page else ""
    known = (f"《{name_article(article)}》", article.publication, say_date(article.date), page)
    return "，".join(filter(None, known)) + (f"（{article.source}）" if article.source else "")


def _number(page: str) -> tuple[int, str]:
    """Sort A02 as 2, and what has no number last."""
    found = _NUMBER.search(page)
    return (int(found[0]) if found else 10**9, page)


def _agree(values: Iterable[str]) -> str:
    """Give what all say, or nothing."""
    said = set(values)
    return said.pop() if len(said) == 1 else ""
