"""Writers: a book in, the bytes of one format out; one outside library a file."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pipeline.design import Design
from pipeline.document import Book
from pipeline.errors import UsageError
from pipeline.formats.parts import leave_out_bare
from pipeline.prints import Print
from pipeline.settings import Format

FORMATS = tuple(Format)


def write(
    book: Book,
    format: str,
    modified: datetime | None = None,
    print: Print = Print(),
    design: Design = Design(),
) -> bytes:
    """Write a book as pdf, epub, docx, md, txt, html or json (see FORMATS), and give the file's bytes.

    Any other name is taken as that of a format of pandoc's: odt, typst, latex. `modified`, in UTC, is the
    last change that PDF, EPUB and DOCX name; without it they go by the book's date. `print` says how the
    PDF is printed, `design` how EPUB and DOCX are made up. Raises UsageError for another format and for a
    book without articles, MissingError when this machine lacks what the format needs.
    """
    if not book.articles:
        raise UsageError("a book without articles cannot be written", where=book.title)
    if format not in (Format.MARKDOWN, Format.JSON):  # which have the furniture too
        book = leave_out_bare(book)
    if format not in FORMATS:
        from pipeline.formats.other import write_other

        return write_other(book, format)
    kind = Format(format)
    match kind:
        case Format.PDF:
            from pipeline.formats.pdf import write_pdf

            return write_pdf(book, modified=modified, print=print)
        case Format.EPUB:
            from pipeline.formats.epub import write_epub

            return write_epub(book, modified=modified, design=design)
        case Format.DOCX:
            from pipeline.formats.docx import write_docx

            return write_docx(book, modified=modified, design=design)
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
