"""The adapter to Pillow: pictures read with care, whatever bytes they come as, and written as PNG or WebP."""

from __future__ import annotations

import io
from typing import Any

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_LARGEST = 50_000_000  # pixels: more than a newspaper page has at 300 an inch
_PLAIN = frozenset({"1", "L", "LA", "RGB", "RGBA"})  # modes that a PNG keeps as they are


def read_picture(data: bytes) -> tuple[bytes, int, int] | None:
    """Give a picture as a PNG without metadata, and its width and height in pixels; None if it is none.

    It is turned as its metadata asks for, and opaque where it shows nothing through.
    """
    from PIL import ImageOps

    try:
        picture = ImageOps.exif_transpose(_open(data))
        if picture.mode not in _PLAIN:
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        picture.info = {}
        drawn = io.BytesIO()
        picture.save(drawn, "PNG")
    except Exception:  # Pillow raises errors of any kind for damaged pictures
        return None
    return drawn.getvalue(), picture.width, picture.height


def shrink_picture(data: bytes, width: int, height: int) -> bytes:
    """Draw a picture no larger than so many pixels, as a WebP; the same bytes for the same.

    Raises what Pillow does for a picture that is damaged or too large to be one.
    """
    opened = _open(data)
    opened.draft("RGB", (2 * width, 2 * height))  # a JPEG is read no finer than this wants
    picture = opened.convert("RGB")
    picture.thumbnail((width, height))
    drawn = io.BytesIO()
    picture.save(drawn, "WEBP", quality=80, method=4)
    return drawn.getvalue()


def _open(data: bytes) -> Any:
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True  # cut short: as far as it goes, as in WeasyPrint
    opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    if opened.width * opened.height > _LARGEST:
        raise Image.DecompressionBombError
    return opened
