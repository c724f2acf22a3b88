"""How an EPUB or DOCX is made up: its cover, layout, faces and contents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COVER_OF_TITLE, NO_COVER = "title", "none"


class Layout(StrEnum):
    """Which way the EPUBs are set."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"  # beside each horizontal EPUB one in columns from right to left


class Fonts(StrEnum):
    """Whose faces show an EPUB."""

    READER = "reader"  # those the reader has and chose
    EMBEDDED = "embedded"  # ours, as far as the book needs them


class Contents(StrEnum):
    """Which DOCX have a table of contents."""

    BOOKS = "books"  # those of several articles
    ALWAYS = "always"  # that of one article too: its section heads


@dataclass(frozen=True, slots=True)
class Design:
    """How one book is made up.

    `cover` is a picture, the bytes of a PNG or JPEG; without any the EPUB has no cover. `layout` is
    the way this EPUB is set, `fonts` whose faces show it. `contents` is about DOCX.
    """

    cover: bytes = b""
    layout: Layout = Layout.HORIZONTAL
    fonts: Fonts = Fonts.READER
    contents: Contents = Contents.BOOKS
