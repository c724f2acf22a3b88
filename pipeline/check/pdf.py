"""Reading a PDF back: of ours the body's text from its structure, of any the places of its characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.pdfium import load_raw, open_page, open_pdf

_ARTICLE = "Art"  # the structure element of an article (ISO 32000-1, table 333)
_CHINESE = range(0x2E80, 0xFF00)  # radicals to compatibility forms: none is a hyphen
_HIGH = range(0xD800, 0xDC00)  # what stands first of two surrogates


@dataclass(frozen=True, slots=True)
class Sign:
    """A character as it stands on a page, in points: origin, size, advance and the ends of its ink."""

    text: str
    page: int
    x: float
    y: float
    size: float
    advance: float
    ink: tuple[float, float]
    generated: bool = False  # by the reader, who saw a space


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page's width and height in points, and its characters in the order they are drawn."""

    width: float
    height: float
    signs: tuple[Sign, ...]


def read_printed(data: bytes) -> Iterator[PrintedPage]:
    """Read where the characters of a PDF stand, page by page. Raises InputError when it cannot be read."""
    with open_pdf(data, "") as document:
        widths: dict[tuple[str, str], float] = {}
        for number in range(1, len(document) + 1):
            with open_page(document, number, "") as page:
                width, height = page.get_size()
                printed = PrintedPage(width, height, tuple(_read_signs(page, number, widths)))
            yield printed


def list_families(data: bytes) -> list[str]:
    """Name the family of the font of each character of a PDF's first page, in the order they are drawn."""
    import ctypes

    raw = load_raw()
    name = ctypes.create_string_buffer(200)
    families: list[str] = []
    with open_pdf(data, "") as document:
        page = document[0]
        text = page.get_textpage()
        for n in range(raw.FPDFText_CountChars(text)):
            if not raw.FPDFText_IsGenerated(text, n):
                font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, n))
                raw.FPDFFont_GetFamilyName(font, name, len(name))
                families.append(name.value.decode("utf-8", "replace"))
        text.close()
        page.close()
    return families


def _read_signs(page: Any, number: int, widths: dict[tuple[str, str], float]) -> Iterator[Sign]:
    import ctypes
    from math import hypot

    raw = load_raw()
    text = page.get_textpage()
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    matrix, width = raw.FS_MATRIX(), ctypes.c_float()
    name = ctypes.create_string_buffer(200)
    high: list[int] = []  # the first half of a character beyond the basic plane
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            unit = raw.FPDFText_GetUnicode(text, n)
            if unit in _HIGH:
                high = [unit]
                continue
            character, high = _join([*high, unit]), []
            if raw.FPDFText_IsGenerated(text, n):
                yield Sign(character, number, 0, 0, 0, 0, (0, 0), True)
                continue
            shown = raw.FPDFText_GetTextObject(text, n)
            raw.FPDFText_GetCharOrigin(text, n, x, y)
            raw.FPDFText_GetMatrix(text, n, matrix)
            raw.FPDFText_GetCharBox(text, n, left, right, bottom, top)
            size = raw.FPDFText_GetFontSize(text, n) * hypot(matrix.a, matrix.b)
            font = raw.FPDFTextObj_GetFont(shown)
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            key = name.value.decode("utf-8", "replace"), character
            if key not in widths:
                raw.FPDFFont_GetGlyphWidth(font, ord(character[-1]), 1, width)
                widths[key] = width.value
            yield Sign(
                character, number, x.value, y.value, size, widths[key] * size, (left.value, right.value)
            )
    finally:
        text.close()


def read_pdf(data: bytes) -> str:
    """Give the body text of a PDF written by `write_pdf`, in reading order.

    The text is what the page's characters say, in the order of the structure tree, and only from inside
    its articles: title page and contents lie outside them, running heads and page numbers are in no
    structure element at all. Spaces are only those printed; there is none at the end of a line.
    """
    with open_pdf(data, "") as document:
        return "".join(_read_page(document, number) for number in range(1, len(document) + 1))


def _read_page(document: Any, number: int) -> str:
    """Give the text of one page's articles."""
    raw = load_raw()

    with open_page(document, number, "") as page:
        tree = raw.FPDF_StructTree_GetForPage(page)
        try:
            texts = _read_marked(page)
            roots = _list_children(
                tree, raw.FPDF_StructTree_CountChildren, raw.FPDF_StructTree_GetChildAtIndex
            )
            return "".join(texts.get(mark, "") for root in roots for mark in _list_marks(root, False))
        finally:
            raw.FPDF_StructTree_Close(tree)


def _read_marked(page: Any) -> dict[int, str]:
    """Give the text of a page by the numbers its content is marked with."""
    raw = load_raw()

    marked: dict[int, list[int]] = defaultdict(list)
    held = page.get_textpage()
    text = held.raw  # handed over once, not for each of the characters
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            shown = raw.FPDFText_GetTextObject(text, n)
            if shown and not raw.FPDFText_IsGenerated(text, n):
                unit = raw.FPDFText_GetUnicode(text, n)
                # A hyphen at the end of a line comes as a control character.
                if unit not in _CHINESE and raw.FPDFText_IsHyphen(text, n):
                    unit = ord("-")
                marked[raw.FPDFPageObj_GetMarkedContentID(shown)].append(unit)
    finally:
        held.close()
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
        elif inside and (mark := raw.FPDF_StructElement_GetChildMarkedContentID(element, n)) >= 0:
            yield mark  # what is not marked, such as a running head, counts as -1 there


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
