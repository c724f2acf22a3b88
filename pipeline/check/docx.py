"""Reads the body of our DOCX back, for the law that every format has one text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.document import Document, W, get, open_document, read_runs

_FIRST_ARTICLE = "article_1"


def read_docx(data: bytes) -> str:
    """Give the body text of a document that `write_docx` made, a line a paragraph.

    The body begins at the first article's bookmark: title page and footers are left out, and contents
    wherever they stand. Raises InputError when the bytes are not a DOCX that can be read.
    """
    return "\n".join(_read_paragraphs(open_document(data)))


def _read_paragraphs(document: Document) -> Iterator[str]:
    begun = False
    for element in document.body:
        if element.tag == f"{W}bookmarkStart":
            begun = begun or element.get(f"{W}name") == _FIRST_ARTICLE
        elif begun:
            for paragraph in element.iter(f"{W}p"):
                if not get(paragraph, "pPr/pStyle").startswith("TOC"):
                    yield read_runs(paragraph)
