"""Reading a PDF of ours back: the body's text from its structure, without what stands round it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.pdfium import load_raw, open_pdf

_ARTICLE = "Art"  # the structure element of an article (ISO 32000-1, table 333)


def read_pdf(data: bytes) -> str:
    """Give the body text of a PDF written by `write_pdf`, in reading order.

    The text is what the page's characters say, in the order of the structure tree, and only from inside
    its articles: title page and contents lie outside them, running heads and page numbers are in no
    structure element at all. Spaces are only those printed; there is none at the end of a line.
    """
    with open_pdf(data, "") as document:
        return "".join(_read_page(document, n) for n in range(len(document)))


def _read_page(document: Any, number: int) -> str:
    """Give the text of one page's articles."""
    raw = load_raw()

    page = document[number]
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        texts = _read_marked(page)
        roots = _list_children(tree, raw.FPDF_StructTree_CountChildren, raw.FPDF_StructTree_GetChildAtIndex)
        return "".join(texts.get(mark, "") for root in roots for mark in _list_marks(root, False))
    finally:
        raw.FPDF_StructTree_Close(tree)
        page.close()


def _read_marked(page: Any) -> dict[int, str]:
    """Give the text of a page by the numbers its content is marked with."""
    raw = load_raw()

    marked: dict[int, list[int]] = defaultdict(list)
    text = page.get_textpage()
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            shown = raw.FPDFText_GetTextObject(text, n)
            if shown and not raw.FPDFText_IsGenerated(text, n):
                # A hyphen at the end of a line comes as a control character.
                unit = ord("-") if raw.FPDFText_IsHyphen(text, n) else raw.FPDFText_GetUnicode(text, n)
                marked[raw.FPDFPageObj_GetMarkedContentID(shown)].append(unit)
    finally:
        text.close()
    return {mark: _join(units) for mark, units in marked.items()}


def _join(units: list[int]) -> str:
    """Make text of characters that may come as two surrogates each."""
    return "".join(map(chr, units)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _list_marks(element: Any, inside: bool) -> Iterator[int]:
    """List the numbers of marked content in and below an element, in order, that lie in an article."""
    raw = load_raw()

    inside = inside or _read_type(element) == _ARTICLE
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if child:
            yield from _list_marks(child, inside)
        elif inside:
            yield raw.FPDF_StructElement_GetChildMarkedContentID(element, n)


def _list_children(parent: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any]) -> Iterator[Any]:
    return (get(parent, n) for n in range(count(parent)))


def _read_type(element: Any) -> str:
    """Give the type of a structure element, such as Art or P."""
    import ctypes

    raw = load_raw()

    length = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
