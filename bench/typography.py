#!/usr/bin/env python3
"""How well a page is set: the same text, face and measure from us, plain WeasyPrint, Typst and Chromium.

    python -m bench.typography [--picture docs/pictures/setting.png] [FILE…]

FILE are our Markdown or JSON, or texts to repair; without any, the texts of seeds/ and bench/articles/.
Every page is measured alike, from where its characters stand (pipeline.check.geometry). Typst is asked when
the package `typst` is installed, Chromium when the program is.
"""

from __future__ import annotations

import shutil
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pipeline
from bench.pages import ARTICLES, read_article
from pipeline.check.geometry import Figures, measure
from pipeline.check.pdf import read_printed
from pipeline.document import Kind

ROOT = Path(__file__).parents[1]
SIZE = 10.5  # points
FACES = {"zh-Hans": "Noto Serif CJK SC", "zh-Hant-TW": "Noto Serif CJK TC"}
_TIMEOUT = 300

_PAGE = """<!doctype html><html lang="{tag}"><meta charset="utf-8"><title>文</title><style>
@page {{ size: {width}pt 595pt; margin: 40pt 42pt }}
html {{ font: {size}pt/18pt "{face}"; text-autospace: normal; text-spacing-trim: trim-start; }}
body {{ margin: 0; text-align: justify }}
div {{ columns: {columns}; column-gap: {gap}pt; column-fill: auto }}
p {{ margin: 0; text-indent: 2em; widows: 1; orphans: 1 }}
</style><body><div>{body}</div></body></html>"""
_TYPST = """#set page(width: {width}pt, height: 595pt, margin: (x: 42pt, y: 40pt), columns: {columns})
#set columns(gutter: {gap}pt)
#set text(font: "{face}", size: {size}pt, lang: "zh", region: "{region}")
#set par(justify: true, leading: 7.5pt, spacing: 7.5pt, first-line-indent: (amount: 2em, all: true))
{body}
"""


@dataclass(frozen=True, slots=True)
class Job:
    """Paragraphs to set: in which edition, at how many ems, in how many columns."""

    paragraphs: tuple[str, ...]
    edition: str
    measure: int
    columns: int = 1

    @property
    def width(self) -> float:
        """The width of the page in points: measures, gaps of two ems, margins, and a hair."""
        return (self.measure * self.columns + 2 * (self.columns - 1)) * SIZE + 84.05

    def fill(self, template: str, body: str) -> str:
        """Put the job into a template."""
        tag = "zh-TW" if self.edition != "zh-Hans" else "zh-CN"
        return template.format(
            tag=tag, region=tag[3:].lower(), width=self.width, face=FACES[self.edition], size=SIZE,
            columns=self.columns, gap=2 * SIZE, body=body,
        )  # fmt: skip

    @property
    def markup(self) -> str:
        """The job as HTML."""
        return self.fill(_PAGE, "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs))


def set_ours(job: Job) -> bytes:
    """Set a job as our PDF is set."""
    from pipeline.formats.printer import print_pages

    return print_pages(job.markup)


def set_plain(job: Job) -> bytes:
    """Set a job by WeasyPrint alone."""
    from weasyprint import HTML

    data: bytes = HTML(string=job.markup).write_pdf()
    return data


def set_typst(job: Job) -> bytes:
    """Set a job by Typst."""
    import typst  # type: ignore[import-not-found]

    body = "\n\n".join("".join(f"\\u{{{ord(c):x}}}" for c in text) for text in job.paragraphs)
    data: bytes = typst.compile(job.fill(_TYPST, body).encode())
    return data


def set_chromium(job: Job) -> bytes:
    """Print a job from Chromium."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(job.markup, "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command = [
            program,
            *options,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
        return pdf.read_bytes()


def list_setters() -> Iterator[tuple[str, Callable[[Job], bytes]]]:
    """List what can set a page here."""
    yield "chongpai", set_ours
    yield "WeasyPrint", set_plain
    if find_spec("typst"):
        yield "Typst", set_typst
    if shutil.which("chromium") or shutil.which("google-chrome"):
        yield "Chromium", set_chromium


def read_paragraphs(files: list[Path]) -> tuple[str, ...]:
    """Give the running text of files, or of the sample texts and the bench's own articles."""
    if not files:
        own = [
            text
            for path in sorted(ARTICLES.glob("*.yaml"))
            for kind, text in read_article(path)
            if kind == "paragraph"
        ]
        return (*read_paragraphs(sorted((ROOT / "seeds").glob("*.txt"))), *own)
    articles = [article for path in files for article in pipeline.normalize(path)]
    return tuple(b.text for a in articles for b in a.body if b.kind is Kind.PARAGRAPH)


def word(name: str, figures: Figures) -> str:
    """Word what was measured as a row of a table in Markdown."""

    def share(part: int, whole: int) -> str:
        return f"{part / whole:.4f}" if whole else "–"

    cells = (
        name,
        str(figures.full),
        share(figures.flush, figures.full),
        f"{figures.loosest(0.99):.3f} / {figures.loosest(1):.3f}",
        share(figures.squeezed, figures.pairs),
        share(figures.trimmed, figures.ends),
        share(figures.gaps, figures.junctions),
        str(len(figures.faults)),
    )
    return f"| {' | '.join(cells)} |"


def draw_picture(pages: list[tuple[str, bytes]], path: Path) -> None:
    """Draw the first lines of pages one below the other, each beside its name."""
    import pypdfium2
    from PIL import Image, ImageDraw

    scale, lines = 2.0, 9
    strips: list[Image.Image] = []
    for name, data in pages:
        page = pypdfium2.PdfDocument(data)[0]
        image = page.render(scale=scale, grayscale=True).to_pil()
        strip = image.crop((0, int(34 * scale), image.width, int((42 + 18 * lines) * scale)))
        labelled = Image.new("L", (strip.width + 150, strip.height), 255)
        labelled.paste(strip, (150, 0))
        ImageDraw.Draw(labelled).text((12, 12), name, 0, font_size=22)
        edge = 150 + int((page.get_width() - 42) * scale)
        ImageDraw.Draw(labelled).line([(edge, 0), (edge, strip.height)], 190)
        strips.append(labelled)
    whole = Image.new("L", (max(s.width for s in strips), sum(s.height for s in strips)), 255)
    top = 0
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    whole.quantize(16).save(path, optimize=True)


def main() -> None:
    """Measure, print a table for each edition and measure, and draw the picture when asked to."""
    parser = ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--picture", type=Path)
    chosen = parser.parse_args()
    paragraphs = read_paragraphs(chosen.files)
    setters = list(list_setters())
    shown: list[tuple[str, bytes]] = []
    for edition in FACES:
        texts = (
            tuple(pipeline.convert_text(text, edition) for text in paragraphs)
            if edition != "zh-Hans"
            else paragraphs
        )
        for measure_, columns in ((30, 1), (28, 1), (20, 1), (14, 2)):
            job = Job(texts, edition, measure_, columns)
            print(f"\n{edition}, {measure_} em" + (f", {columns} columns" if columns > 1 else "") + "\n")
            print(
                "| | full lines | flush | space between Han, p99 / max | squeezed | trimmed | gaps | faults |"
            )
            print("|---|---|---|---|---|---|---|---|", flush=True)
            for name, set_page in setters:
                data = set_page(job)
                print(word(name, measure(list(read_printed(data)), SIZE)), flush=True)
                if measure_ == 20 and edition == "zh-Hans":
                    shown.append((name, data))
    if chosen.picture:
        draw_picture(shown, chosen.picture)


if __name__ == "__main__":
    main()
