#!/usr/bin/env python3
"""Make pages with known text: the project's own articles, set in columns and extracted again.

    python -m bench.pages FOLDER [SEED]

Each article is set by WeasyPrint in a layout that the seed draws, and extracted by what is installed
of pdfium (pypdfium2), pdftotext (poppler) and pdfminer.six; `degraded` stands for a page that was never
set. FOLDER gets what `bench.scores.read_pages` reads.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bench.degrade import degrade
from bench.scores import Block

ARTICLES = Path(__file__).parent / "articles"
_KINDS = ("heading", "caption", "item")
_HEADLINE = ("kicker", "title", "subtitle", "byline")

_PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><style>
@page {{ size: {width}em 120em; margin: 4em; }}
html {{ font: 10.5pt/1.45 "Noto Serif CJK SC"; }}
body {{ margin: 0; }}
.columns {{ columns: {columns}; column-gap: 2em; text-align: justify; }}
p {{ margin: 0; text-indent: 2em; }}
.byline, .caption {{ text-indent: 0; text-align: {align}; }}
h1, h2, h3 {{ font-family: "Noto Sans CJK SC"; text-align: center; margin: .3em 0; line-height: 1.25; }}
h1 {{ font-size: {size}pt; }}
h2 {{ font-size: 15pt; font-weight: normal; }}
h3 {{ font-size: 14pt; }}
</style><body>{body}</body></html>"""
_TAGS = {"kicker": "h2", "title": "h1", "subtitle": "h2", "heading": "h3"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page is set: columns, their measure in ems, the headline before or behind the body."""

    columns: int
    measure: int
    headline_last: bool
    align: str


def read_article(path: Path) -> list[Block]:
    """Read an article: its headline, and under `body` texts or maps of one kind to one text."""
    said: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    blocks: list[Block] = [(kind, said[kind]) for kind in _HEADLINE if kind in said]
    if "lede" in said:
        blocks.append(("paragraph", said["lede"]))
    for part in said["body"]:
        if isinstance(part, str):
            blocks.append(("paragraph", part))
        else:
            blocks += [(kind, part[kind]) for kind in _KINDS if kind in part]
    return blocks


def draw_layout(draw: Random) -> Layout:
    """Draw how a page is set."""
    return Layout(
        draw.choice((2, 3, 4)),
        draw.choice((13, 15, 16, 18, 20)),
        draw.random() < 0.3,
        draw.choice(("left", "right", "center")),
    )


def set_page(truth: list[Block], layout: Layout) -> bytes:
    """Set an article as a page and give the PDF."""
    from weasyprint import HTML

    width = layout.measure * layout.columns + 2 * (layout.columns - 1)
    title = next((text for kind, text in truth if kind == "title"), "")
    head: list[str] = []
    body: list[str] = []
    for kind, text in truth:
        tag = _TAGS.get(kind, "p")
        markup = f'<{tag} class="{kind}">{escape(_break(text) if kind == "heading" else text)}</{tag}>'
        (head if kind in _HEADLINE else body).append(markup.replace("\n", "<br>"))
    parts = ["".join(head), f'<div class="columns">{"".join(body)}</div>']
    html = _PAGE.format(
        width=width + 8,
        columns=layout.columns,
        align=layout.align,
        size=min(40.0, 10.5 * width / (len(title) + 1)),
        body="".join(reversed(parts) if layout.headline_last else parts),
    )
    data: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf()
    return data


def extract(pdf: Path) -> Iterator[tuple[str, str]]:
    """Give the text of a PDF by each extractor that is installed, with its name."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    yield "pdfium", "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    if shutil.which("pdftotext"):
        for mode in ("raw", "layout"):
            command = ["pdftotext", f"-{mode}", str(pdf), "-"]
            yield f"poppler-{mode}", subprocess.run(command, check=True, capture_output=True).stdout.decode()
    if find_spec("pdfminer"):
        from pdfminer.high_level import extract_text  # type: ignore[import-not-found]

        yield "pdfminer", extract_text(str(pdf))


def make_pages(folder: Path, seed: int = 1) -> None:
    """Make a page of every article below a folder."""
    for path in sorted(ARTICLES.glob("*.yaml")):
        truth = read_article(path)
        draw = Random(f"{seed}/{path.stem}")
        page = folder / f"own-{path.stem}"
        page.mkdir(parents=True, exist_ok=True)
        (page / "page.pdf").write_bytes(set_page(truth, draw_layout(draw)))
        blocks = [{"kind": kind, "text": text} for kind, text in truth]
        (page / "truth.json").write_text(
            json.dumps({"articles": [{"blocks": blocks}]}, ensure_ascii=False, indent=1), "utf-8"
        )
        for name, text in extract(page / "page.pdf"):
            (page / f"{name}.txt").write_text(text, "utf-8")
        (page / "degraded.txt").write_text(degrade(truth, draw), "utf-8")


def _break(text: str) -> str:
    """Break a section head at its space, as papers do."""
    return text.replace(" ", "\n", 1)


def _refuse(url: str, *_: object, **__: object) -> dict[str, Any]:
    raise ValueError(f"a page loads nothing: {url[:80]}")


def main() -> None:
    """Make the pages of one seed."""
    folder, *seed = sys.argv[1:]
    make_pages(Path(folder), int(seed[0]) if seed else 1)


if __name__ == "__main__":
    main()
