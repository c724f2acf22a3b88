#!/usr/bin/env python3
"""Measure how sure the line-break program may be: the margins of its decisions, and which were right.

    python -m bench.confidence FIT_FOLDER CHECK_FOLDER

On the pages of the first folder a logistic curve is fitted for each sort of break to (margin in nats,
right or wrong): the constants of pipeline/repair/confidence.py. With those that stand there now the
decisions on the pages of the second folder are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import exp, log
from pathlib import Path

from bench.scores import EXTRACTORS, Page, read_pages, squeeze
from pipeline.articles import judge_bytes
from pipeline.repair.confidence import CURVES, MOST, SURE
from pipeline.repair.decisions import Decision

REACH = 8  # characters on both sides of a break that tell where it is in the truth
FEWEST = 3
STEPS = 60  # of Newton's method; it needs a dozen
SAID = 0.9

Judged = tuple[Decision, bool]  # what was decided, and whether it was right


def are_right(page: Page, decisions: Iterable[Decision]) -> list[Judged]:
    """Pair decisions with whether the page agrees; those on lines too short to be found are left out.

    A join is right where one true block holds the characters on both sides in a row; a new block is
    right where none does.
    """
    blocks = [squeeze(text) for _, text in page.truth]
    judged = []
    for before, row in pairwise(decisions):
        left, right = squeeze(before.text)[-REACH:], squeeze(row.text)[:REACH]
        if min(len(left), len(right)) >= FEWEST:
            judged.append((row, row.joined == any(left + right in block for block in blocks)))
    return judged


def judge(page: Page, extractor: str) -> list[Judged]:
    """Judge every line break of a page as an extractor gives it."""
    file = page.file(extractor)
    return are_right(page, judge_bytes(file.read_bytes(), file.name)) if file else []


def fit(points: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Fit chance = 1 / (1 + exp(-(a + b * margin))) by maximum likelihood, with Newton's method damped."""
    right = sum(outcome for _, outcome in points)
    a, b = log((right + 0.5) / (len(points) - right + 0.5)), 0.0
    for _ in range(STEPS):
        slope_a = slope_b = 0.0
        aa = ab = bb = 1e-9
        for margin, outcome in points:
            chance = 1 / (1 + exp(-(a + b * margin)))
            weight = chance * (1 - chance)
            slope_a += outcome - chance
            slope_b += (outcome - chance) * margin
            aa, ab, bb = aa + weight, ab + weight * margin, bb + weight * margin * margin
        determinant = aa * bb - ab * ab
        step_a = (bb * slope_a - ab * slope_b) / determinant
        step_b = (aa * slope_b - ab * slope_a) / determinant
        damped = min(1.0, 1 / (abs(step_a) + MOST * abs(step_b) + 1e-12))
        a, b = a + damped * step_a, b + damped * step_b
    return a, b


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Word how many of the sure decisions are right, and how many of the wrong ones are notices."""
    sure = [right for decision, right in judged if decision.confidence >= SAID]
    wrong = [decision for decision, right in judged if not right]
    noticed = sum(decision.confidence < SURE for decision in wrong)
    notices = sum(decision.confidence < SURE for decision, _ in judged)
    yield f"{len(judged):7} breaks"
    yield f"; given {SAID:.0%} or more: {len(sure)}, right {_share(sum(sure), len(sure))}"
    yield f"; wrong: {len(wrong)}, noticed {noticed} ({_share(noticed, len(wrong))}); notices: {notices}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the fit and the check."""
    learn, check = (read_pages(Path(name)) for name in (sys.argv[1:] if arguments is None else arguments))
    known = [one for page in learn for extractor in EXTRACTORS for one in judge(page, extractor)]
    for sort, stands in CURVES.items():
        points = [
            (min(max(decision.margin, 0.0), MOST), right)
            for decision, right in known
            if decision.sort == sort
        ]
        a, b = fit(points)
        print(f"{sort:20} {len(points):6} breaks: fitted ({a:.2f}, {b:.3f}), stands {stands}")
    every: list[Judged] = []
    for extractor in EXTRACTORS:
        judged = [one for page in check for one in judge(page, extractor)]
        every += judged
        print(f"{extractor:15}", *report(judged), sep="")
    print(f"{'all':15}", *report(every), sep="")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


if __name__ == "__main__":
    main()
