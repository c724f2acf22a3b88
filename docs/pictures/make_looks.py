#!/usr/bin/env python3
"""Make looks.png of docs/styles.md: page 1 of a sample text as a book, as a report, and in large print.

python docs/pictures/make_looks.py
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

import pipeline
from pipeline.prints import Print, read_style

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "seeds" / "000_1f30e4e3f1e25e9a.txt"
SCALE = 1.15  # pixels a point


def draw_page(article: pipeline.Article, style: str) -> Image.Image:
    """Draw the first page of an article in a style, with a frame."""
    data = pipeline.write(article, "pdf", print=Print(style=style))
    page = pypdfium2.PdfDocument(data)[0]
    return ImageOps.expand(page.render(scale=SCALE).to_pil().convert("L"), 1, 170)


def main() -> None:
    """Draw the three side by side."""
    (article,) = pipeline.normalize(SOURCE)
    pages = [
        draw_page(article, style) for style in ("", read_style("report", HERE), read_style("large", HERE))
    ]
    gap = 16
    whole = Image.new("L", (sum(p.width for p in pages) + gap * (len(pages) - 1), pages[0].height), 255)
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width + gap
    whole.quantize(16).save(HERE / "looks.png", optimize=True)


if __name__ == "__main__":
    main()
