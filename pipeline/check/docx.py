"""Reads the body of our DOCX back, for the law that every format has one text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pipeline.check.findings import Check

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIRST_ARTICLE = "article_1"
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t"}


def read_docx(data: bytes) -> str:
    """Give the body text of a document that `write_docx` made, a line a paragraph.

    The body begins at the first article's bookmark: title page, contents and footers are left out.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{_W}body")
    return "\n".join(_read_paragraphs(body)) if body is not None else ""


def _read_paragraphs(body: ElementTree.Element) -> Iterator[str]:
    begun = False
    for element in body:
        if element.tag == f"{_W}bookmarkStart":
            begun = begun or element.get(f"{_W}name") == _FIRST_ARTICLE
        elif begun:
            for paragraph in element.iter(f"{_W}p"):
                yield "".join(_read_runs(paragraph))


def _read_runs(paragraph: ElementTree.Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _BREAKS:
            yield _BREAKS[element.tag]


CHECKS: tuple[Check, ...] = ()
