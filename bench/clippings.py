#!/usr/bin/env python3
"""Measure what a profile is worth to a clipping of a few lines.

    python -m bench.clippings FOLDER [EXTRACTOR…]

Clippings are cut from the first half of each page. Each is repaired twice: by itself, and with the
profile learnt from the second half of the page, which stands for other pages of the same paper.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from bench.confidence import are_right
from bench.scores import Page, read_pages
from pipeline.articles import judge_bytes, learn_habits
from pipeline.profiles import Profile
from pipeline.read import read_source
from pipeline.settings import Settings

SIZES = (3, 4, 6, 8, 10, 12)  # lines with text
EACH = 2  # clippings of each size from a page
PLAIN = ("pdfium", "mupdf", "poppler-raw", "pdfminer")  # extractors that give a column at a time

Outcome = tuple[int, int]  # breaks that are right, and all


def cut(lines: Sequence[str], size: int, draw: Random) -> str:
    """Cut so many lines with text, and the blank ones between them, from anywhere in the first half."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    start = draw.randrange(max(len(filled) // 2 - size, 1))
    chosen = filled[start : start + size]
    return "\n".join(lines[chosen[0] : chosen[-1] + 1])


def learn_half(text: str) -> Profile:
    """Learn the habits that the second half of a page shows."""
    lines = text.split("\n")
    half = "\n".join(lines[len(lines) // 2 :]).encode()
    return learn_habits([read_source(half, "half.txt")])


def measure(page: Page, extractor: str) -> Iterator[tuple[int, Outcome, Outcome]]:
    """Give, for each clipping of a page, its size and its outcome without a profile and with one."""
    file = page.file(extractor)
    if file is None:
        return
    text = file.read_text("utf-8")
    profile, draw = learn_half(text), Random(f"{page.name}/{extractor}")
    for size in SIZES:
        for _ in range(EACH):
            clipping = cut(text.split("\n"), size, draw).encode()
            judged = [
                are_right(page, judge_bytes(clipping, "clipping.txt", Settings(profile=known)))
                for known in (Profile(), profile)
            ]
            without, with_it = ((sum(right for _, right in found), len(found)) for found in judged)
            yield size, without, with_it


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each size of clipping."""
    folder, *extractors = sys.argv[1:] if arguments is None else arguments
    found = [
        outcome
        for page in read_pages(Path(folder))
        for extractor in extractors or PLAIN
        for outcome in measure(page, extractor)
    ]
    print(f"{'':22}{'breaks right':>20}{'nothing wrong':>20}")
    print(f"{'lines':>6}{'clippings':>16}" + 2 * f"{'without':>12}{'with':>8}")
    for size in SIZES:
        outcomes = [both for lines, *both in found if lines == size]
        cells = "".join(
            f"{value:{width}.4f}" for value, width in zip(_share(outcomes), (12, 8, 12, 8), strict=True)
        )
        print(f"{size:6}{len(outcomes):16}{cells}")


def _share(outcomes: Sequence[Sequence[Outcome]]) -> Iterator[float]:
    """Give the share of right breaks, without and with the profile, then that of faultless clippings."""
    sides = list(zip(*outcomes, strict=True))
    for side in sides:
        yield sum(right for right, _ in side) / max(sum(every for _, every in side), 1)
    for side in sides:
        yield sum(right == every for right, every in side) / len(side)


if __name__ == "__main__":
    main()
