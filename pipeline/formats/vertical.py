"""Vertical setting: the quotation marks it takes, and digits side by side in the column.

Sources: GB/T 15834-2011, section 5.2 (in vertical text quotation marks are 『』 and within them 「」);
the Ministry of Education's 重訂標點符號手冊 (2008) for Traditional Chinese (「」 and within them 『』);
W3C CLREQ, sections 2.3 and 3.2.4 (tate-chu-yoko: short numbers upright in the width of a character).
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.characters import RIGHT_SINGLE_QUOTE
from pipeline.document import Article, Book
from pipeline.formats.regions import find_region

_MAINLAND = str.maketrans("“”‘’", "『』「」")
_TRADITIONAL = str.maketrans("“”‘’", "「」『』")
_APOSTROPHE = re.compile(f"(?<=[A-Za-z0-9]){RIGHT_SINGLE_QUOTE}(?=[A-Za-z0-9])")
# A tag, or a run of what is typed on one line of a typewriter, with markup's own characters spelt out.
_TAG_OR_RUN = re.compile(r"<[^>]*>|(?:&#?\w+;|[!-%'-;=?-~])+")
_COMBINED = re.compile(r"[0-9]{2,3}|[0-9]{1,2}%")
_SINGLE = re.compile(r"[0-9A-Za-z]")


def set_upright(book: Book) -> Book:
    """Give a book with the quotation marks of vertical setting; each character stays one character.

    “甲‘乙’” → 『甲「乙」』 on the mainland, 「甲『乙』」 elsewhere; don’t stays.
    """
    return replace(
        book,
        title=set_marks(book.title, book.language),
        articles=tuple(_set_article(article) for article in book.articles),
    )


def set_marks(text: str, language: str) -> str:
    """Give a text with the quotation marks of vertical setting."""
    marks = _TRADITIONAL if find_region(language).is_traditional else _MAINLAND
    kept = RIGHT_SINGLE_QUOTE.join(part.translate(marks) for part in _APOSTROPHE.split(text))
    return kept


def combine_digits(markup: str) -> str:
    """Mark what stands upright in a column, in markup that has no text but in elements.

    Numbers of two and three digits, also with a sign of percent, share the width of a character; a digit
    or letter alone stands upright. Parts of a longer run (2022, 5.25, GDP2) are left to lie as they are.
    """
    return _TAG_OR_RUN.sub(_combine, markup)


def _set_article(article: Article) -> Article:
    blocks = tuple(replace(block, text=set_marks(block.text, article.language)) for block in article.blocks)
    title, subtitle = (set_marks(text, article.language) for text in (article.title, article.subtitle))
    return replace(article, blocks=blocks, title=title, subtitle=subtitle)


def _combine(match: re.Match[str]) -> str:
    run = match.group()
    if _COMBINED.fullmatch(run):
        return f'<span class="combined">{run}</span>'
    return f'<span class="upright">{run}</span>' if _SINGLE.fullmatch(run) else run
