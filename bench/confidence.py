#!/usr/bin/env python3
"""Measure how sure the line-break program may be: the margins of its decisions, and which were right.

    python -m bench.confidence FIT_FOLDER CHECK_FOLDER

On the pages of the first folder a logistic curve is fitted to (margin in nats, right or wrong); with it
the decisions of the second are counted. The constants go into pipeline/repair/confidence.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp
from pathlib import Path

from bench.scores import EXTRACTORS, Page, read_pages, squeeze
from pipeline.articles import judge as judge_breaks
from pipeline.read import read_source
from pipeline.repair.confidence import DOUBTFUL, weigh_margin

REACH = 8  # characters on both sides of a break that tell where it is in the truth
FEWEST = 3
STEPS = 60  # of Newton's method, which needs a dozen
BINS = (0, 1, 2, 3, 4, 6, 8, 12, 20, 1000)  # nats

Decision = tuple[float, bool]  # the margin, and whether it was right


def judge(page: Page, extractor: str) -> Iterator[Decision]:
    """Give the margin of every line break of a page and whether the page agrees with it.

    A join is right where one true block holds the characters on both sides in a row; a new block is
    right where none does. Lines too short to be found for sure are left out.
    """
    file = page.file(extractor)
    if file is None:
        return
    blocks = [squeeze(text) for _, text in page.truth]
    rows = judge_breaks(read_source(file.read_bytes(), file.name))
    for before, row in pairwise(rows):
        left, right = squeeze(before.text)[-REACH:], squeeze(row.text)[:REACH]
        if min(len(left), len(right)) < FEWEST:
            continue
        together = any(left + right in block for block in blocks)
        yield row.margin, row.joined == together


def fit(decisions: Sequence[Decision], most: float = 12.0) -> tuple[float, float]:
    """Fit chance = 1 / (1 + exp(-(a + b * margin))) by maximum likelihood; margins count up to `most`."""
    a, b = 0.0, 1.0
    points = [(min(margin, most), right) for margin, right in decisions]
    for _ in range(STEPS):
        slope_a = slope_b = aa = ab = bb = 0.0
        for margin, right in points:
            chance = 1 / (1 + exp(-(a + b * margin)))
            weight = chance * (1 - chance)
            slope_a += right - chance
            slope_b += (right - chance) * margin
            aa, ab, bb = aa + weight, ab + weight * margin, bb + weight * margin * margin
        determinant = aa * bb - ab * ab
        a += (bb * slope_a - ab * slope_b) / determinant
        b += (aa * slope_b - ab * slope_a) / determinant
    return a, b


def report(decisions: Sequence[Decision]) -> Iterator[str]:
    """Word how often decisions of each margin are right, and what the notices hold."""
    for low, high in zip(BINS, BINS[1:], strict=False):
        some = [right for margin, right in decisions if low <= margin < high]
        if some:
            said = weigh_margin((low + min(high, 2 * low + 1)) / 2)
            yield f"    {low:3}-{high:<4} nats {len(some):7} decisions, {sum(some) / len(some):7.2%} right, said {said:.1%}"
    sure = [right for margin, right in decisions if weigh_margin(margin) >= 0.9]
    wrong = [margin for margin, right in decisions if not right]
    noticed = sum(weigh_margin(margin) < DOUBTFUL for margin in wrong)
    notices = sum(weigh_margin(margin) < DOUBTFUL for margin, _ in decisions)
    yield f"    given 90 % or more: {len(sure)} of {len(decisions)}, right {sum(sure) / max(len(sure), 1):.2%}"
    yield f"    wrong: {len(wrong)}, of which noticed {noticed} ({noticed / max(len(wrong), 1):.0%}); notices {notices}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the fit and the check."""
    learn, check = (read_pages(Path(name)) for name in (sys.argv[1:] if arguments is None else arguments))
    known = [decision for page in learn for extractor in EXTRACTORS for decision in judge(page, extractor)]
    print("fit: chance = 1 / (1 + exp(-({:.2f} + {:.2f} * margin)))".format(*fit(known)))
    for extractor in EXTRACTORS:
        decisions = [decision for page in check for decision in judge(page, extractor)]
        print(extractor, *report(decisions), sep="\n")


if __name__ == "__main__":
    main()
