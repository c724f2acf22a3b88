#!/usr/bin/env python3
"""Make books.png of the docs: the cover, an EPUB set both ways, its contents, and the DOCX, side by side.

    python docs/pictures/books.py

The EPUBs are shown by Chromium, which is what most reading systems show them with; the DOCX is set by
LibreOffice. It needs chromium, libreoffice and pdftoppm (poppler-utils).
"""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pipeline
from pipeline.design import Design, Fonts, Layout
from pipeline.publish.cover import make_cover

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "seeds" / "004_2cfe99827fb8a270.txt"
WIDTH, HEIGHT, GAP = 420, 640, 16  # pixels of a page, and what stands between two
SHOWN = (
    ("vertical/EPUB/cover.xhtml", "zh-Hans"),
    ("horizontal/EPUB/article-001.xhtml", "zh-Hans"),
    ("vertical/EPUB/nav.xhtml", "zh-Hant-TW"),
    ("vertical/EPUB/article-001.xhtml#head-2", "zh-Hant-TW"),
)
PAGE = """<!DOCTYPE html><style>
body {{ margin: {gap}px; background: #8d8a84; display: flex; gap: {gap}px }}
div {{ width: {width}px; height: {height}px; background: white; overflow: hidden; flex: none }}
iframe {{ border: 0; width: {inner}px; height: {lower}px; margin: {margin}px }}
img {{ width: {width}px }}
</style>{pages}"""


def write_books(article: pipeline.Article, edition: str, folder: Path) -> None:
    """Write an edition's EPUBs, opened, and its DOCX, as PNG of its first page, into a folder."""
    book = pipeline.bind(pipeline.convert(article, edition))
    for layout in Layout:
        design = Design(cover=make_cover(book), layout=layout, fonts=Fonts.EMBEDDED)
        with zipfile.ZipFile(BytesIO(pipeline.write(book, "epub", design=design))) as container:
            container.extractall(folder / edition / layout)
    document = folder / "book.docx"
    document.write_bytes(pipeline.write(book, "docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(document),
    ]
    subprocess.run(convert, check=True, capture_output=True)
    draw = ["pdftoppm", "-png", "-r", "100", "-singlefile", str(folder / "book.pdf"), str(folder / "docx")]
    subprocess.run(draw, check=True)


def main() -> None:
    """Make the picture."""
    (article,) = pipeline.normalize(SOURCE)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for edition in ("zh-Hans", "zh-Hant-TW"):
            write_books(article, edition, folder)
        pages = [f'<div><iframe src="{edition}/{path}"></iframe></div>' for path, edition in SHOWN]
        pages.append('<div><img src="docx.png"></div>')
        margin = 24
        sizes = {"width": WIDTH, "height": HEIGHT, "gap": GAP, "margin": margin}
        sizes |= {"inner": WIDTH - 2 * margin, "lower": HEIGHT - 2 * margin}
        (folder / "all.html").write_text(PAGE.format(pages="".join(pages), **sizes), encoding="utf-8")
        window = f"{len(pages) * (WIDTH + GAP) + GAP},{HEIGHT + 2 * GAP}"
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={window}"]
        command += [f"--screenshot={HERE / 'books.png'}", (folder / "all.html").as_uri()]
        subprocess.run(command, check=True, capture_output=True)
    print(f"books.png: {(HERE / 'books.png').stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
