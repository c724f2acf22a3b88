"""The adapter to PDFium (pypdfium2): opening a PDF, and drawing its pages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import InputError
from pipeline.sheet import Box

_FINE = 200 / 72  # pixels a point: 200 an inch
_READABLE = 1.5  # pixels a point
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def load_raw() -> Any:
    """Give PDFium's own functions, as pypdfium2 binds them."""
    from pypdfium2 import raw

    return raw


def bind(function: Any, result: Any, *arguments: Any) -> Any:
    """Give a function of PDFium's as it is, its pointers plain numbers.

    pypdfium2's own binding checks the type of each pointer at each call, which doubles what short calls take;
    a page has tens of thousands.
    """
    import ctypes

    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(result, *arguments)(address)


@contextmanager
def open_pdf(data: bytes, name: str) -> Iterator[Any]:
    """Open a PDF. Raises InputError when it is damaged or wants a password."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            step = "save it without one (qpdf --decrypt)"
            raise InputError("this PDF wants a password", where=name, step=step) from None
        step = "open it and save it anew, or repair it (qpdf in.pdf out.pdf)"
        raise InputError("this PDF is damaged", where=name, step=step) from None
    try:
        yield document
    finally:
        document.close()


@contextmanager
def open_page(document: Any, number: int, name: str) -> Iterator[Any]:
    """Open a page (from 1) of a PDF. Raises InputError when it, or what is asked of it, is damaged."""
    import pypdfium2

    try:
        page = document[number - 1]
        try:
            yield page
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        step = "leave it out with --pages, or repair the file (qpdf in.pdf out.pdf)"
        raise InputError(f"page {number} is damaged", where=name, step=step) from None


def draw_part(page: Any, box: Box) -> bytes:
    """Draw what an open page shows in a box as a PNG, as finely as print wants it."""
    width, height = page.get_size()
    crop = (box.left, height - box.bottom, width - box.right, box.top)
    return _draw(page, _FINE, crop=tuple(max(0.0, edge) for edge in crop))


def draw_page(data: bytes, name: str, number: int, *, width: int = 0, grey: bool = False) -> bytes:
    """Draw a page (from 1) as a PNG, so many pixels wide, or as large as one reads it on a screen.

    Raises InputError as `open_pdf` does.
    """
    with open_pdf(data, name) as document, open_page(document, number, name) as page:
        return _draw(page, width / page.get_width() if width else _READABLE, grayscale=grey)


def _draw(page: Any, scale: float, **how: Any) -> bytes:
    drawn = io.BytesIO()
    page.render(scale=scale, **how).to_pil().save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
