#!/usr/bin/env python3
"""Make before.png and after.png of the README: lines as they were extracted, and the page made of them.

    python docs/pictures/make.py

The first is set in a monospaced face with the numbers of its lines, the second is page 1 of our own PDF.
It needs pdftoppm (poppler-utils).
"""

from __future__ import annotations

import subprocess
from html import escape
from pathlib import Path

import weasyprint

import pipeline

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "seeds" / "000_1f30e4e3f1e25e9a.txt"
ROWS = 41
RESOLUTION = 110  # dots per inch
# The size of a page of styles/print.css.
STYLE = """
@page { size: A5; margin: 33pt 20pt }
body { margin: 0; font: 8.6pt/12.6pt "Noto Sans Mono CJK SC"; column-count: 2; column-gap: 10pt }
pre { margin: 0; font: inherit; break-after: column }
i { color: #999; font-style: normal }
"""


def number_lines(lines: list[str], first: int) -> str:
    """Set lines with their numbers, as an editor shows them."""
    return "\n".join(f"<i>{number:4} </i>{escape(line)}" for number, line in enumerate(lines, first))


def draw_source() -> bytes:
    """Make a page of the source's beginning and, beside it, its end."""
    lines = SOURCE.read_text("utf-8").rstrip().splitlines()
    columns = (number_lines(lines[:ROWS], 1), number_lines(lines[-ROWS:], len(lines) - ROWS + 1))
    body = "".join(f"<pre>{column}</pre>" for column in columns)
    page = f'<html lang="zh-CN"><style>{STYLE}</style><body>{body}</body></html>'
    return bytes(weasyprint.HTML(string=page).write_pdf())


def save_first_page(pdf: bytes, path: Path) -> None:
    """Turn the first page of a PDF into a grey PNG."""
    command = ["pdftoppm", "-png", "-gray", "-r", str(RESOLUTION), "-f", "1", "-singlefile", "-", path.stem]
    subprocess.run(command, input=pdf, cwd=path.parent, check=True)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Make both pictures."""
    save_first_page(draw_source(), HERE / "before.png")
    (article,) = pipeline.normalize(SOURCE)
    save_first_page(pipeline.write(article, "pdf"), HERE / "after.png")


if __name__ == "__main__":
    main()
