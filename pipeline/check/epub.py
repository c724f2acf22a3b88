"""Reads the body of an EPUB back, for the law that every format has one text."""

from __future__ import annotations

from pipeline.check.package import TYPE, XHTML, Element, open_package


def read_epub(data: bytes) -> str:
    """Give the body text of an EPUB in the order of its spine; contents and title page are left out.

    Raises InputError when the bytes are not an EPUB that can be read.
    """
    bodies = (document.find(f"{XHTML}body") for _, document in open_package(data).list_text())
    return "\n".join("".join(body.itertext()) for body in bodies if body is not None and not _is_front(body))


def _is_front(body: Element) -> bool:
    return any("titlepage" in element.get(TYPE, "").split() for element in (body, *body))
