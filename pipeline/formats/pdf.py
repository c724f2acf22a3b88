"""The PDF: the printed page, set by WeasyPrint from the shared body and styles/print.css.

Tagged for reading aloud (PDF/UA-1, ISO 14289-1), with bookmarks for the heads. The bytes depend on the
book, our style, WeasyPrint, Pango, HarfBuzz and the fonts alone: no clock, no folder, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from unicodedata import category

from pipeline.characters import IGNORABLE
from pipeline.document import Book
from pipeline.errors import InputError
from pipeline.files import style
from pipeline.formats.glyphs import GETA, Glyphs, find_missing, find_twins, make_geta
from pipeline.formats.html import (
    escape,
    list_contents,
    name_article,
    name_book,
    name_contents,
    render_parts,
)
from pipeline.formats.parts import is_colophon, is_divider, list_depths
from pipeline.formats.printer import list_fonts, list_versions, print_pages, read_faces
from pipeline.formats.regions import find_region
from pipeline.prints import Print, Standard

_POINTS = 72 / 25.4  # of a millimetre
# From this width of page, in points: the size of the text and its leading.
_SCALES = ((580.0, 12.0, 20.5), (400.0, 10.5, 18.0), (0.0, 10.0, 17.0))
_WIDTH_OF_TEXT, _HEIGHT_OF_TEXT = 0.75, 0.795  # of the page
_WIDTH_OF_COLUMNS, _SCALE_OF_COLUMNS = 0.82, 0.9
_GETA_URL = "geta:font"
_GETA_MARK = "\u3013"
_HERE = "\0"  # in a form, where the character itself stands
_LONE = re.compile(f"(?<![^>\\s])[{IGNORABLE}]+")  # selectors and the like with no character before them
_SEPARATORS = str.maketrans("\u2028\u2029", "  ")  # which Pango would draw

Twins = Mapping[str, tuple[str, int]]


def write_pdf(book: Book, *, modified: datetime | None = None, print: Print = Print()) -> bytes:
    """Write a book as a tagged PDF; `modified` (in UTC) is named as its last change.

    One article stands alone; several get a title page, contents with page numbers, and a new page each.
    A character that no declared face has is printed as 〓 and stays in the text (see `missing_glyphs`).
    Raises MissingError where Pango or the Noto CJK fonts are not installed, and InputError for private-use
    characters where the standard wants to know what each one means (PDF/A-3a: ISO 19005-3, 6.2.11.7.3).
    """
    faces = _read_faces(book)
    text = _list_text(book)
    if print.standard is Standard.A_3A:
        _refuse_private(book)
    missing = find_missing(text, faces)
    allowed = {_GETA_URL: make_geta(missing)} if missing else {}
    markup = render_pages(book, find_twins(text, faces), missing, modified, print)
    style = "\n".join(_list_styles(print, len(book.articles) > 1, bool(book.parts)))
    return print_pages(markup, allowed, print.standard, style=style)


def missing_glyphs(book: Book) -> tuple[str, ...]:
    """List the characters of a book that no declared face has, which the PDF prints as 〓.

    Raises MissingError as `write_pdf` does.
    """
    return find_missing(_list_text(book), _read_faces(book))


def list_tools(languages: Iterable[str]) -> dict[str, str]:
    """Give the versions of the libraries and font files that set books of these languages (BCP 47 tags).

    Raises MissingError as `write_pdf` does.
    """
    return list_versions() | list_fonts(_list_regions(languages))


def render_pages(
    book: Book,
    twins: Twins,
    missing: Sequence[str] = (),
    modified: datetime | None = None,
    print: Print = Print(),
) -> str:
    """Render the whole document that is set: head, title page and contents where needed, articles.

    `twins` are the characters to keep apart from those they share a glyph with; `missing` are those that
    the font of stand-ins has; `print` has the page and the style.
    """
    title = name_book(book)
    several = len(book.articles) > 1
    stand_ins = f'<style>@font-face {{ font-family: "{GETA}"; src: url({_GETA_URL}) }}</style>'
    # What is plain text, or must be one piece, shows a character with a twin by the glyph they share.
    plain = dict.fromkeys(missing, _GETA_MARK) | {c: first for c, (first, _) in twins.items()}
    apart = _set_apart(twins, missing)
    body = []
    if several:
        body.append(_exchange("\n".join(_render_front(book, title)), apart))
        body.append(_exchange("\n".join(_render_contents(book)), plain))
    body.append(_exchange("\n".join(_render_articles(book, title, plain, print.columns > 1)), apart))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{find_region(book.language).tag}">',
            "<head>",
            f"<title>{escape(title)}</title>",
            *_render_metadata(book, modified),
            stand_ins if missing else "",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
        )
    )


def _render_articles(book: Book, title: str, plain: Mapping[str, str], in_columns: bool) -> Iterator[str]:
    def shown(text: str) -> str:
        return escape("".join(plain.get(c, c) for c in text))

    depths = list_depths(book)
    for n, article in enumerate(book.articles, 1):
        place = "divider" if is_divider(book, n - 1) else "in-part" if depths[n - 1] > 1 else "whole"
        if is_colophon(book, n - 1):
            place = "colophon"
        yield f'<article id="article-{n}" class="{place}" lang="{find_region(article.language).tag}">'
        # On an element that no page break can part: the first page of an article goes without.
        heads = f'data-title="{shown(name_article(article))}" data-book="{shown(title)}"'
        yield f'<div class="running" {heads}></div>'
        header, text = render_parts(article, f"article-{n}-")
        if in_columns and text:  # the header before them: one that spans them is not kept with them
            text = f'<div class="columns">\n{text}\n</div>'
        yield from filter(None, (header, text))
        yield "</article>"


def _render_front(book: Book, title: str) -> Iterator[str]:
    yield f'<section class="front">\n<p class="book">{escape(title)}</p>'
    for name, value in (("author", book.author), ("publisher", book.publisher), ("publisher", book.date)):
        if value:
            yield f'<p class="{name}">{escape(value)}</p>'
    yield "</section>"


def _render_contents(book: Book) -> Iterator[str]:
    # An element inside a link would be a link of its own, and in no Link element (PDF/UA-1, 7.18.5).
    yield f'<section class="contents">\n<h1>{name_contents(book.language)}</h1>\n<ol>'
    yield from list_contents(book)
    yield "</ol>\n</section>"


def _render_metadata(book: Book, modified: datetime | None) -> Iterator[str]:
    yield '<meta name="generator" content="Chongpai"/>'
    if book.author:
        yield f'<meta name="author" content="{escape(book.author)}"/>'
    if book.date:
        yield f'<meta name="dcterms.created" content="{escape(book.date)}"/>'
    if modified:
        yield f'<meta name="dcterms.modified" content="{modified:%Y-%m-%dT%H:%M:%SZ}"/>'


def _list_styles(print: Print, several: bool, parts: bool) -> Iterator[str]:
    """List the style sheets of a print, each on top of those before it."""
    yield _word_page(print)
    yield style("print.css").read_text(encoding="utf-8")
    if print.columns > 1:
        yield style("columns.css").read_text(encoding="utf-8")
    if several:
        yield style("book.css").read_text(encoding="utf-8")
    if parts:
        yield style("parts.css").read_text(encoding="utf-8")
    yield print.style


def _word_page(print: Print) -> str:
    """Word the numbers of a page: its size, that of its text, and how many ems and lines the page holds."""
    width, height = (side * _POINTS for side in (print.paper.width, print.paper.height))
    size, leading = next(scale for least, *scale in _SCALES if width >= least)
    if print.columns > 1:
        size, leading = size * _SCALE_OF_COLUMNS, leading * _SCALE_OF_COLUMNS * 0.95
    # A style may ask for another size, and gets as many ems as fit.
    size = _read_points(print.style, "size") or size
    leading = _read_points(print.style, "leading") or leading
    text = width * (_WIDTH_OF_TEXT if print.columns == 1 else _WIDTH_OF_COLUMNS) / size
    text = (text - 2 * (print.columns - 1)) / print.columns
    return (
        f":root {{ --page-width: {width:g}pt; --page-height: {height:g}pt; --size: {size:g}pt; "
        f"--leading: {leading:g}pt; --measure: {round(text)}; "
        f"--lines: {int(height * _HEIGHT_OF_TEXT / leading)}; --columns: {print.columns} }}"
    )


def _read_points(style: str, name: str) -> float:
    """Read a length in points that a style sets, its last; 0 where it sets none."""
    found = re.findall(rf"--{name}\s*:\s*([0-9]+(?:\.[0-9]+)?)pt", style)
    return float(found[-1]) if found else 0.0


def _set_apart(twins: Twins, missing: Iterable[str]) -> dict[str, str]:
    """Give an element of its own for each character with a twin, and for each that no face has.

    The setting in a twin's style changes nothing on paper, but gives the character a font resource of its
    own in the PDF, and with it its own entry from glyph to text. For what no face has the font is named:
    Pango looks for none where Unicode says that a character is a mark of format.
    """
    styles = {c: f"font-family: '{GETA}'" for c in missing}
    styles |= {c: f"font-variation-settings: 'twin' {number}" for c, (_, number) in twins.items()}
    return {c: f'<span style="{style}">{_HERE}</span>' for c, style in styles.items()}


def _exchange(markup: str, forms: Mapping[str, str]) -> str:
    """Put forms in the place of characters outside tags; a separator of lines becomes a space.

    Selectors and the like go with the character before them; where there is none they are left out, as
    they would get a dotted circle to stand on.
    """
    markup = _LONE.sub("", markup.translate(_SEPARATORS))
    if not forms:
        return markup

    def put(match: re.Match[str]) -> str:
        return forms[match["c"][0]].replace(_HERE, match["c"]) if match["c"] else match[0]

    characters = re.escape("".join(forms))
    return re.sub(f"<[^>]*>|&#?[a-z0-9]+;|(?P<c>[{characters}][{IGNORABLE}]*)", put, markup)


def _read_faces(book: Book) -> tuple[Glyphs, ...]:
    """Read the character maps of the faces a book is set in."""
    return read_faces(_list_regions((book.language, *(article.language for article in book.articles))))


def _list_regions(languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(find_region(language).face for language in languages))


def _refuse_private(book: Book) -> None:
    """Raise InputError for a private-use character, naming the source that has it."""
    for where, text in _list_texts(book):
        for c in filter(lambda c: category(c) == "Co", text):
            message = f"{c} (U+{ord(c):04X}) is of private use, and PDF/A-3a must say what it means"
            raise InputError(message, where=where, step="replace it by a correction, or ask for a-3u")


def _list_text(book: Book) -> str:
    """Give everything of a book that is printed."""
    return "\n".join(text for _, text in _list_texts(book))


def _list_texts(book: Book) -> Iterator[tuple[str, str]]:
    """List what is printed of a book, each text with where it comes from: the book or a source."""
    yield book.title, "\n".join((book.title, book.author, book.publisher, book.date))
    for article in book.articles:
        blocks = (block.text for block in article.body)
        yield article.source, "\n".join((name_article(article), *blocks))
