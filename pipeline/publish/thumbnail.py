"""The small picture of a book on the download page: its cover, or the first page of its PDF."""

from __future__ import annotations

import io
import re
import zipfile

from pipeline.pdfium import draw_page
from pipeline.pictures import shrink_picture

_WIDTH = 240  # pixels: twice what the page shows, for fine screens
_TALLEST = 480
_COVER = re.compile(r"(?:^|/)cover\.(?:png|jpg)$")  # as formats/epub.py names it


def find_cover(epub: bytes) -> bytes:
    """Give the picture that is the cover of an EPUB of ours, as it lies there; empty where it has none."""
    with zipfile.ZipFile(io.BytesIO(epub)) as package:
        name = next(filter(_COVER.search, package.namelist()), "")
        return package.read(name) if name else b""


def draw_thumbnail(data: bytes) -> bytes:
    """Draw a cover (PNG or JPEG) or the first page of a PDF as a small WebP; the same bytes for the same.

    Raises what Pillow does for a picture that is damaged or too large to be one.
    """
    if data.startswith(b"%PDF-"):
        data = draw_page(data, "", 1, width=_WIDTH)
    return shrink_picture(data, _WIDTH, _TALLEST)
