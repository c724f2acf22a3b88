"""Pages with known text, and how much of it comes out right.

A folder of pages holds a folder a page: truth.json with its articles, each a list of blocks in reading
order, and EXTRACTOR.txt for each extractor's text of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

HEADS = ("kicker", "title", "subtitle", "heading")
PER = 10_000  # characters: what is lost and added is counted per so many
RESAMPLES = 1000
EXTRACTORS = ("pdfium", "mupdf", "poppler-raw", "poppler-layout", "pdfminer")

Block = tuple[str, str]  # kind and text
Read = Callable[[Path], Sequence[Block]]  # a file's blocks in reading order


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, the true blocks in reading order, and the files that extractors made of it."""

    name: str
    truth: tuple[Block, ...]
    files: tuple[tuple[str, Path], ...]

    @property
    def paper(self) -> str:
        """The paper the page is from: its name up to the first - or _."""
        return re.split("[-_]", self.name.removeprefix("page-"))[0]

    def file(self, extractor: str) -> Path | None:
        """Give an extractor's file, if there is one."""
        return dict(self.files).get(extractor)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one page, or of many added up.

    Three numbers of whole blocks (right, true, given) for all blocks, paragraphs and heads; two for
    neighbours kept, paragraphs whose white space is right too, and characters lost and added.
    """

    blocks: tuple[int, int, int] = (0, 0, 0)
    paragraphs: tuple[int, int, int] = (0, 0, 0)
    heads: tuple[int, int, int] = (0, 0, 0)
    order: tuple[int, int] = (0, 0)
    space: tuple[int, int] = (0, 0)
    lost: tuple[int, int] = (0, 0)
    added: tuple[int, int] = (0, 0)

    def figures(self) -> dict[str, float]:
        """Give F1 of blocks, paragraphs and heads, shares of order and space, characters per PER."""
        found: dict[str, float] = {}
        for name in ("blocks", "paragraphs", "heads"):
            right, true, given = getattr(self, name)
            found[name] = 2 * right / (true + given) if true + given else 1.0
        for name in ("order", "space"):
            right, whole = getattr(self, name)
            found[name] = right / whole if whole else 1.0
        for name in ("lost", "added"):
            wrong, whole = getattr(self, name)
            found[name] = PER * wrong / whole if whole else 0.0
        return found


def read_pages(folder: Path) -> list[Page]:
    """Read the pages of a folder, in the order of their names."""
    pages = []
    for path in sorted(folder.glob("*/truth.json")):
        articles = json.loads(path.read_text("utf-8"))["articles"]
        truth = tuple((block["kind"], block["text"]) for article in articles for block in article["blocks"])
        files = tuple((file.stem, file) for file in sorted(path.parent.glob("*.txt")))
        pages.append(Page(path.parent.name, truth, files))
    return pages


def squeeze(text: str) -> str:
    """Leave out all white space."""
    return re.sub(r"\s+", "", text)


def count(truth: Sequence[Block], given: Sequence[Block]) -> Tally:
    """Compare the blocks given with the true ones; furniture is left out of both.

    Captions stand anywhere, so the order is that of the other blocks.
    """
    want = [block for block in truth if block[0] != "furniture"]
    got = [block for block in given if block[0] != "furniture"]
    texts, found = ([squeeze(text) for _, text in side] for side in (want, got))
    run, ran = ([squeeze(text) for kind, text in side if kind != "caption"] for side in (want, got))
    kept = Counter(pairwise(run)) & Counter(pairwise(ran))
    characters, others = Counter("".join(texts)), Counter("".join(found))
    verbatim, there = {text.strip() for _, text in got}, set(found)
    right = [text.strip() for kind, text in want if kind == "paragraph" and squeeze(text) in there]
    return Tally(
        _match(texts, found),
        _match(*([squeeze(text) for kind, text in side if kind == "paragraph"] for side in (want, got))),
        _match(*([kind + squeeze(text) for kind, text in side if kind in HEADS] for side in (want, got))),
        (kept.total(), max(len(run) - 1, 0)),
        (sum(text in verbatim for text in right), len(right)),
        ((characters - others).total(), characters.total()),
        ((others - characters).total(), characters.total()),
    )


def add(tallies: Sequence[Tally]) -> Tally:
    """Add up the tallies of pages."""
    total = Tally()
    for tally in tallies:
        sums: dict[str, Any] = {
            name: tuple(map(sum, zip(getattr(total, name), getattr(tally, name), strict=True)))
            for name in Tally.__dataclass_fields__
        }
        total = replace(total, **sums)
    return total


def resample(tallies: Sequence[Tally], name: str, seed: int = 1) -> tuple[float, float]:
    """Give the interval that holds a figure in 95 of 100 draws of as many pages, with replacement."""
    draw = Random(seed)
    values = sorted(add(draw.choices(tallies, k=len(tallies))).figures()[name] for _ in range(RESAMPLES))
    return values[round(0.025 * (RESAMPLES - 1))], values[round(0.975 * (RESAMPLES - 1))]


def score(pages: Sequence[Page], extractor: str, read: Read) -> Iterator[tuple[Page, Tally]]:
    """Read an extractor's file of each page that has one and count; an error counts as nothing given."""
    from pipeline.errors import ChongpaiError

    for page in pages:
        if file := page.file(extractor):
            try:
                given = read(file)
            except ChongpaiError:
                given = ()
            yield page, count(page.truth, given)


def _match(truth: Sequence[str], given: Sequence[str]) -> tuple[int, int, int]:
    return (Counter(truth) & Counter(given)).total(), len(truth), len(given)
