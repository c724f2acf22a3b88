#!/usr/bin/env python3
"""Fit the costs of the line-break program to typeset pages whose true blocks are known.

    python -m bench.fit FOLDER… [--extractor mupdf] [--rounds 2] [--every 1] [--leave-out]

A FOLDER holds a folder a page with truth.json and EXTRACTOR.txt (see bench/accuracy.py). Each cost of
pipeline/repair/costs.py is moved up and down as long as fewer rows are labelled wrong: a row counts as
wrong when it opens a block and should not, or the other way round, and half when the block it opens is
of another sort. A small price on every step keeps costs that tell nothing where their reasons put
them. Pages that are scored must not be among those fitted. `--leave-out` fits without one paper at a
time and tells how the paper left out fares. The table that comes out is printed, not written: a
person puts it into costs.py, beside its reasons.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.document import Line
from pipeline.repair import costs
from pipeline.repair.breaks import label_rows
from pipeline.repair.draft import Draft
from pipeline.repair.labels import Label, opens_block
from pipeline.repair.layout import Layout, read_layout
from pipeline.repair.passes import PASSES
from pipeline.settings import Settings

STEPS = (1.0, 0.4)
PRICE = 0.04  # of a wrong row, for each nat that a cost is moved
SORTS = {"kicker": "title", "title": "title", "subtitle": "title", "heading": "head"}


@dataclass(frozen=True)
class Page:
    """A page's rows as they were set, and for each the sort of block it opens; "" where it opens none."""

    name: str
    layout: Layout
    truth: tuple[str | None, ...]  # None: nobody knows

    @property
    def paper(self) -> str:
        return re.split("[-_]", self.name)[0]


def read_pages(folder: Path, extractor: str, every: int) -> Iterator[Page]:
    for place in sorted(folder.glob("*/truth.json"))[::every]:
        text = (place.parent / f"{extractor}.txt").read_text("utf-8")
        draft = Draft(lines=tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1)))
        for name, run in PASSES:
            if name == "lines":
                break
            draft = run(draft, Settings())
        layout = read_layout(draft.lines)
        if layout.rows:
            articles = json.loads(place.read_text("utf-8"))["articles"]
            blocks = [(block["kind"], squeeze(block["text"])) for a in articles for block in a["blocks"]]
            yield Page(place.parent.name, layout, tuple(align(layout, blocks)))


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def align(layout: Layout, blocks: Sequence[tuple[str, str]]) -> Iterator[str | None]:
    """Find for each row whether it opens a block of the truth, going on from the row before."""
    current, at = -1, 0
    opened: set[int] = set()
    for row in layout.rows:
        text = squeeze(row.text)
        if current >= 0 and at < len(blocks[current][1]) and blocks[current][1].startswith(text, at):
            at += len(text)
            yield ""
            continue
        starting = [
            number
            for number, (_, block) in enumerate(blocks)
            if number not in opened and block.startswith(text)
        ]
        if not starting:
            inside = [number for number in opened if text in blocks[number][1]]
            if inside:
                current = inside[-1]
                at = blocks[current][1].find(text) + len(text)
            yield None
            continue
        current = min(starting, key=lambda number: abs(number - current - 1))
        opened.add(current)
        at = len(text)
        yield SORTS.get(blocks[current][0], "text")


def count_wrong(pages: Sequence[Page]) -> float:
    wrong = 0.0
    for page in pages:
        labelling = label_rows(page.layout, sure=False)
        for index, truth in enumerate(page.truth):
            if truth is None:
                continue
            opens = opens_block(labelling, index)
            if opens != bool(truth):
                wrong += 1
            elif opens and truth != sort_of(labelling.states[index][1]):
                wrong += 0.5
    return wrong


def sort_of(label: Label) -> str:
    return {Label.TITLE: "title", Label.HEAD: "head"}.get(label, "text")


def name_costs() -> list[str]:
    return [name for name in vars(costs) if name.isupper() and isinstance(getattr(costs, name), float)]


def fit(pages: Sequence[Page], rounds: int) -> dict[str, float]:
    """Move one cost after the other; give the table that labels the fewest rows wrong."""
    first = {name: getattr(costs, name) for name in name_costs()}
    best = count_wrong(pages)
    print(f"{len(pages)} pages, {best:.1f} rows wrong")
    for step in STEPS[:rounds]:
        for name in first:
            for direction in (step, -step):
                while True:
                    value = getattr(costs, name)
                    setattr(costs, name, round(value + direction, 2))
                    price = PRICE * (abs(value + direction - first[name]) - abs(value - first[name]))
                    wrong = count_wrong(pages)
                    if wrong + price < best - 1e-9:
                        best = wrong
                        print(f"{name}: {value} -> {value + direction:.2f}, {wrong:.1f} wrong", flush=True)
                    else:
                        setattr(costs, name, value)
                        break
    return {name: getattr(costs, name) for name in first}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--extractor", default="mupdf")
    parser.add_argument("--rounds", type=int, default=len(STEPS))
    parser.add_argument("--every", type=int, default=1, help="take every Nth page only")
    parser.add_argument("--leave-out", action="store_true")
    chosen = parser.parse_args()
    pages = [page for folder in chosen.folders for page in read_pages(folder, chosen.extractor, chosen.every)]
    first = {name: getattr(costs, name) for name in name_costs()}
    if chosen.leave_out:
        for paper in sorted({page.paper for page in pages}):
            rest = [page for page in pages if page.paper != paper]
            kept = [page for page in pages if page.paper == paper]
            before = count_wrong(kept)
            fit(rest, chosen.rounds)
            rows = sum(len(page.truth) for page in kept)
            print(f"{paper}: {before:.1f} -> {count_wrong(kept):.1f} of {rows} rows wrong, never fitted")
            for name, value in first.items():
                setattr(costs, name, value)
    else:
        for name, value in fit(pages, chosen.rounds).items():
            if value != first[name]:
                print(f"{name} = {value}  # was {first[name]}")


if __name__ == "__main__":
    main()
