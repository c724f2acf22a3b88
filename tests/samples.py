"""Articles and pictures that several tests make."""

from __future__ import annotations

import io

from PIL import Image

from pipeline.document import Article, Block, Kind, Span


def article(*blocks: tuple[Kind, str], **fields: str) -> Article:
    made = (
        Block(kind, text, (Span(number, 1, len(text) + 1),))
        for number, (kind, text) in enumerate(blocks, start=1)
    )
    return Article(tuple(made), **fields)


def paragraphs(*texts: str) -> Article:
    return article(*((Kind.PARAGRAPH, text) for text in texts))


def draw_picture(width: int, height: int) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "#88aadd").save(drawn, "PNG")
    return drawn.getvalue()
