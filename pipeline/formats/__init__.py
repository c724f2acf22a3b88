"""Writers: a book in, the bytes of one format out; one outside library a file."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pipeline.document import Book
from pipeline.errors import UsageError
from pipeline.prints import Print
from pipeline.settings import Format

FORMATS = tuple(Format)


def write(book: Book, format: str, modified: datetime | None = None, print: Print = Print()) -> bytes:
    """Write a book as pdf, epub, docx, md, txt, html or json (see FORMATS), and give the file's bytes.

    `modified`, in UTC, is the last change that PDF, EPUB and DOCX name; without it they go by the book's
    date. `print` says how the PDF is printed. Raises UsageError for another format and for a book without
    articles, MissingError when this machine lacks what the format needs.
    """
    try:
        kind = Format(format)
    except ValueError:
        raise UsageError(f"no format {format!r}", step=f"choose from {', '.join(FORMATS)}") from None
    if not book.articles:
        raise UsageError("a book without articles cannot be written", where=book.title)
    match kind:
        case Format.PDF:
            from pipeline.formats.pdf import write_pdf

            return write_pdf(book, modified=modified, print=print)
        case Format.EPUB:
            from pipeline.formats.epub import write_epub

            return write_epub(book, modified=modified)
        case Format.DOCX:
            from pipeline.formats.docx import write_docx

            return write_docx(book, modified=modified)
        case Format.HTML:
            from pipeline.formats.html import write_html

            return write_html(book)
        case Format.MARKDOWN:
            from pipeline.formats.plain import write_markdown

            return write_markdown(book)
        case Format.TEXT:
            from pipeline.formats.plain import write_text

            return write_text(book)
        case Format.JSON:
            from pipeline.formats.plain import write_json

            return write_json(book)
        case _:
            assert_never(kind)
