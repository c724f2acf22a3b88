#!/usr/bin/env python3
"""What ten articles cost, and ten thousand: processor time and memory of builds of many.

    python -m bench.scaling [--counts 100 1000 10000] [--articles FOLDER] [--pictures FOLDER]

The articles are short (8 lines) and go to Markdown, text and HTML, so that ten thousand take minutes: the
question is whether an article costs the same among many as among few. Each number is planned, built with two
workers, and built again with nothing changed; the first and the last are the coordinating process alone.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.charts import draw_lines
from bench.corpus import ROOT, write_project
from bench.rivals import ENVIRONMENT
from bench.usage import Usage, list_cores, run_side_by_side

SETTINGS = "editions: [zh-Hans]\nformats: [md, txt, html]\n"
LINES = 8
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """What a number of articles took: to plan, to build, and to look at when nothing had changed."""

    count: int
    plan: Usage
    build: Usage
    unchanged: Usage


def measure(count: int, articles: Path | None) -> Point:
    """Build so many articles in a folder of their own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, count, SETTINGS, articles, lines=LINES)
        plan = _run(folder, "--plan")
        build = _run(folder, "--quiet", "--jobs", "2")
        return Point(count, plan, build, _run(folder, "--quiet", "--jobs", "2"))


def _run(folder: Path, *options: str) -> Usage:
    command = [sys.executable, "-m", "pipeline", "build", *options]
    return run_side_by_side([command], folder, ENVIRONMENT | {"PYTHONPATH": str(ROOT)}, list_cores(2))


def _word(used: Usage) -> str:
    return f"{used.processor:8.2f} s CPU{used.clock:6.1f} s{used.memory / 1e6:5.0f} MB"


def main() -> None:
    """Measure each count, print the figures, and draw the lines where a folder is named."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--articles", type=Path, help="a folder of articles as JSON; else the project's own")
    parser.add_argument("--pictures", type=Path, help="the folder for scaling.svg")
    chosen = parser.parse_args()
    print(f"{'articles':>10}{'plan':>28}{'build':>28}{'an article':>12}{'unchanged':>28}")
    points = []
    for count in sorted(chosen.counts):
        one = measure(count, chosen.articles)
        points.append(one)
        cells = (
            f"{count:10,}",
            _word(one.plan),
            _word(one.build),
            f"{one.build.processor / count * 1000:9.1f} ms",
            _word(one.unchanged),
        )
        print("".join(cells), flush=True)
    if chosen.pictures:
        lines = [
            ("built", [(point.count, point.build.processor) for point in points]),
            ("unchanged", [(point.count, point.unchanged.processor) for point in points]),
        ]
        title = "Seconds of processor for short articles to three text formats; dashed: extrapolated"
        picture = draw_lines(title, lines, "articles", "{:,.1f} s", _MILLION)
        (chosen.pictures / "scaling.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
