"""The cover of a book, made from its title: a page of ours, printed, and drawn as a PNG."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from pipeline.characters import is_wide
from pipeline.document import Book
from pipeline.errors import MissingError
from pipeline.files import style
from pipeline.formats.html import escape, name_book, split_couplet
from pipeline.formats.pages import in_one_line, say_date
from pipeline.formats.printer import print_pages
from pipeline.formats.regions import find_region
from pipeline.pdfium import draw_page

_WIDTH = 1600  # pixels; the page of styles/cover.css makes them 2560 high, as shops ask for
_KEPT = 64  # covers; a book's editions follow each other
_MEASURE = 304  # points of a line
_SIZES = ((46, 2), (36, 3), (28, 4), (22, 5))  # points of a title, and how many lines it may take
_LONGEST = 60  # characters of a title; the rest of a longer one is left out


def make_cover(book: Book) -> bytes:
    """Make the cover of a book as a PNG: its title, subtitle, publication and date.

    The same book has the same cover, and one that was made just now is kept. Raises MissingError where
    Pango or the Noto CJK fonts are not installed.
    """
    single = len(book.articles) == 1
    try:
        return _make(
            find_region(book.language).tag,
            in_one_line(name_book(book)),
            in_one_line(book.articles[0].subtitle) if single else "",
            in_one_line(book.publisher),
            say_date(book.date),
        )
    except MissingError as error:
        raise MissingError(error.message, step=f"{error.step}; or write cover: none") from None


@lru_cache(_KEPT)
def _make(language: str, title: str, subtitle: str, publication: str, date: str) -> bytes:
    known = (("publication", publication), ("subtitle", subtitle), ("date", date))
    lines = {name: f'<p class="{name}">{escape(text)}</p>' if text else "" for name, text in known}
    css = style("cover.css").read_text(encoding="utf-8")
    page = (
        "<!DOCTYPE html>",
        f'<html lang="{language}"><head><title>{escape(title)}</title><style>{css}</style></head><body>',
        lines["publication"],
        _set_title(title),
        lines["subtitle"],
        lines["date"],
        "</body></html>",
    )
    return draw_page(print_pages("\n".join(page)), title, 1, width=_WIDTH)


def _set_title(title: str) -> str:
    """Set a title as large as its lines allow: a line for each half of a couplet, else equally long ones."""
    parts = split_couplet(title if len(title) <= _LONGEST else f"{title[:_LONGEST]}……")
    widths = [sum(1 if is_wide(c) else 0.5 for c in part) for part in parts]
    most = {size: _MEASURE / size for size, _ in _SIZES}  # ems of a line
    fitting = (
        size
        for size, lines in _SIZES
        if sum(ceil(width / most[size]) for width in widths) <= max(lines, len(parts))
        and (len(parts) == 1 or max(widths) <= most[size])
    )
    size = next(fitting, _SIZES[-1][0])
    spans = (
        f'<span style="max-width: {ceil(width / ceil(width / most[size])) + 0.5}em">{escape(part)}</span>'
        for part, width in zip(parts, widths, strict=True)
        if width
    )
    return f'<h1 style="font-size: {size}pt">{"".join(spans)}</h1>'
