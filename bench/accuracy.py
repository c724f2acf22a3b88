#!/usr/bin/env python3
"""Measure how much of a page comes out right, beside what other tools make of it.

    python -m bench.accuracy [FOLDER] [--only EXTRACTOR] [--peers] [--errors] [--seed N]

FOLDER holds pages with known text (see bench.scores); without one the project's own are made. A row an
extractor, and under it one for each paper; the interval is that of 1000 draws of as many pages.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.errors import classify
from bench.pages import make_pages
from bench.peers import find_peers, read_ours
from bench.scores import EXTRACTORS, Page, Read, Tally, add, read_pages, resample, score

COLUMNS = ("blocks", "paragraphs", "heads", "order", "space", "lost", "added")
_COUNTED = ("lost", "added")  # per 10,000; the others are shares


def measure(pages: Sequence[Page], extractor: str, read: Read, name: str = "") -> Iterator[str]:
    """Word the figures of one extractor: all pages with the interval of `blocks`, then each paper."""
    scored = list(score(pages, extractor, read))
    if not scored:
        return
    tallies = [tally for _, tally in scored]
    low, high = resample(tallies, "blocks")
    yield f"{name or extractor:24}{len(scored):6}{_cells(add(tallies))}   {low:.3f}-{high:.3f}"
    papers = sorted({page.paper for page, _ in scored})
    for paper in papers if len(papers) > 1 and not name else ():
        some = [tally for page, tally in scored if page.paper == paper]
        yield f"    {paper:20}{len(some):6}{_cells(add(some))}"


def list_errors(pages: Sequence[Page], extractor: str) -> Iterator[str]:
    """Word the errors of one extractor's pages by class, the commonest first."""
    found: Counter[str] = Counter()
    for page in pages:
        if file := page.file(extractor):
            found += classify(page.truth, read_ours(file))
    for name, number in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        yield f"    {number:6}  {name}"


def run(pages: Sequence[Page], only: str = "", peers: bool = False, errors: bool = False) -> Iterator[str]:
    """Word everything that was asked for."""
    yield f"{'':24}{'pages':>6}" + "".join(f"{name:>11}" for name in COLUMNS) + "   95 % of blocks"
    for extractor in (only,) if only else (*EXTRACTORS, "degraded"):
        yield from measure(pages, extractor, read_ours)
        for name, read in find_peers() if peers else ():
            yield from measure(pages, extractor, read, f"    {name}")
        if errors:
            yield from list_errors(pages, extractor)


def measure_own(seed: int = 1) -> Iterator[str]:
    """Make the project's own pages and word their figures, beside those of the peers."""
    with TemporaryDirectory() as made:
        make_pages(Path(made), seed)
        yield from run(read_pages(Path(made)), peers=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="pages with known text (our own)")
    parser.add_argument("--only", default="", help="one extractor")
    parser.add_argument("--peers", action="store_true", help="other tools beside ours")
    parser.add_argument("--errors", action="store_true", help="the errors that remain, by class")
    parser.add_argument("--seed", type=int, default=1, help="of the layouts of our own pages")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as made:
        if not chosen.folder:
            make_pages(Path(made), chosen.seed)
        for line in run(read_pages(chosen.folder or Path(made)), chosen.only, chosen.peers, chosen.errors):
            print(line, flush=True)


def _cells(tally: Tally) -> str:
    figures = tally.figures()
    return "".join(f"{figures[name]:11.{1 if name in _COUNTED else 4}f}" for name in COLUMNS)


if __name__ == "__main__":
    main()
