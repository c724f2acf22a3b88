"""The pictures of office files: found by the name the document gives them, and put where they stood."""

from __future__ import annotations

import binascii
import io
import re
import zipfile
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from pipeline.document import Article, Block, Image, Kind
from pipeline.pictures import read_picture

_LARGEST = 64 * 1024 * 1024  # bytes of one picture, unpacked
_MOST = 500  # pictures of one document; the rest are left out
_INLINE = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_LENGTH = re.compile(r"([\d.]+)(in|cm|mm|pt|px)?$")
_POINTS = {
    "in": 72.0,
    "cm": 72 / 2.54,
    "mm": 72 / 25.4,
    "pt": 1.0,
    "px": 0.75,
    None: 0.75,
}  # CSS Values 4, 6.2


class Illustration(NamedTuple):
    """A picture as pandoc names it: its address in the document, its width and height in points or 0."""

    address: str
    width: float = 0.0
    height: float = 0.0


def list_illustrations(content: Any) -> list[Illustration]:
    """List the pictures among inline elements of pandoc's model, those inside others included."""
    found: list[Illustration] = []
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict) and one.get("t") == "Image":
            (_, _, attributes), _, (address, _) = one["c"]
            sizes = dict(attributes)
            found.append(Illustration(address, _measure(sizes.get("width")), _measure(sizes.get("height"))))
        elif isinstance(one, dict) and one.get("t") != "Note":
            waiting.append(one.get("c"))
    return found


def _measure(said: str | None) -> float:
    length = _LENGTH.match(said or "")
    try:
        return float(length[1]) * _POINTS[length[2]] if length else 0.0
    except ValueError:
        return 0.0


def load_images(data: bytes, illustrations: Sequence[Illustration]) -> list[Image | None]:
    """Load pictures out of a document, None for each that it does not hold or that cannot be read.

    Nothing is fetched: an address is a name inside the document, or the picture itself.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        package = None
    loaded: dict[Illustration, Image | None] = {}
    for one in illustrations:
        if one not in loaded:
            loaded[one] = _load(one, package) if len(loaded) < _MOST else None
    return [loaded[one] for one in illustrations]


def _load(one: Illustration, package: zipfile.ZipFile | None) -> Image | None:
    picture = read_picture(_find_bytes(one.address, package))
    if picture is None:
        return None
    data, wide, high = picture
    width = one.width or (one.height * wide / high if one.height else wide * _POINTS["px"])
    return Image(data, width, one.height or width * high / wide)


def _find_bytes(address: str, package: zipfile.ZipFile | None) -> bytes:
    """Give what an address stands for: base64 in itself, or the one file of the package it is the end of."""
    if inline := _INLINE.match(address):
        try:
            return b64decode(address[inline.end() :])
        except binascii.Error:
            return b""
    if package is None:
        return b""
    name = unquote(address)
    entries = [entry for entry in package.infolist() if f"/{entry.filename}".endswith(f"/{name}")]
    if not name or len(entries) != 1 or entries[0].file_size > _LARGEST:
        return b""
    try:
        with package.open(entries[0]) as file:
            return file.read(_LARGEST)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return b""


def illustrate(articles: Sequence[Article], pictures: Sequence[tuple[int, Image]]) -> tuple[Article, ...]:
    """Put pictures among the blocks of articles, each behind the text that ends at its line or before."""
    illustrated = list(articles)
    for line, image in reversed(pictures):
        ends = [
            (max(block.lines), at, place)
            for at, article in enumerate(illustrated)
            for place, block in enumerate(article.blocks)
            if block.lines and max(block.lines) <= line
        ]
        _, at, place = max(ends, default=(0, 0, -1))
        blocks = illustrated[at].blocks
        shown = Block(Kind.PICTURE, "", image=image)
        illustrated[at] = replace(illustrated[at], blocks=(*blocks[: place + 1], shown, *blocks[place + 1 :]))
    return tuple(illustrated)
