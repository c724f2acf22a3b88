"""A review as plain values for the page's script: short lists in the place of records.

A line of text costs the page itself and a few numbers: where a block's text is what its places in the source
hold, it is not said again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from typing import Any

from pipeline import laws
from pipeline.corrections import Deed
from pipeline.document import Block, Kind
from pipeline.messages import Language, translate
from pipeline.review.matter import Matter
from pipeline.review.points import Point, Sort

KINDS = tuple(str(kind) for kind in Kind)
WRITTEN = f"correction/{Deed.WRITE}"
SORTS = tuple(str(sort) for sort in Sort)


def pack(matter: Matter) -> dict[str, Any]:
    """Give what the page's script reads, as JSON can hold it.

    blocks      [article, kind, runs, text or 0, text in Traditional or 0, written]; a run is three numbers in
                a row: line, column, length; what corrections wrote is [start, length, before]
    points      [sort, rule, line, column, block, start, length, before, after, why, alternative, per
                mille sure or -1, margin or -1]; sort, rule and the texts are numbers of lists
    texts       every text of the points once, each in English and in Chinese where that is another
    rows        [line, page, left, top, right, bottom], the box in per cent of the page
    """
    texts = _Texts()
    lines = {line.number: line.text for line in matter.lines}
    last = max(lines, default=0)
    blocks = [
        _pack_block(number, block, ledger, lines)
        for number, article in enumerate(matter.articles)
        for ledger in [laws.sort_edits(article.edits)]
        for block in article.blocks
    ]
    converted = [block.text for article in matter.converted for block in article.blocks]
    for packed, block, text in zip(blocks, matter.blocks, converted, strict=False):
        if text != block.text and len(text) == len(block.text):
            packed[4] = text
    return {
        "name": matter.name,
        "lines": [lines.get(number, "") for number in range(1, last + 1)],
        "kinds": KINDS,
        "sorts": SORTS,
        "titles": [article.title for article in matter.articles],
        "blocks": blocks,
        "points": [_pack_point(point, texts) for point in matter.points],
        "texts": texts.list(),
        "pictures": [[one.number, one.file, one.width, one.height] for one in matter.pictures],
        "rows": list(_pack_rows(matter)),
        "corrections": list(matter.corrections),
    }


class _Texts:
    """Texts by number, each held once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def list(self) -> list[Any]:
        said = ((text, translate(text, Language.CHINESE)) for text in self.numbers)
        return [english if english == chinese else [english, chinese] for english, chinese in said]


def _pack_block(article: int, block: Block, ledger: laws.Ledger, lines: dict[int, str]) -> list[Any]:
    places = laws.find_places(block, ledger)
    runs = list(_list_runs(places))
    told = "".join(lines.get(line, "")[column - 1 : column - 1 + length] for line, column, length in runs)
    text = 0 if told == block.text else block.text
    flat = list(chain.from_iterable(runs))
    return [article, KINDS.index(block.kind), flat, text, 0, list(_list_written(block, ledger, places))]


def _list_written(
    block: Block, ledger: laws.Ledger, places: Sequence[tuple[int, int]]
) -> Iterable[list[Any]]:
    """List what corrections wrote into a block: where it begins, how long it is, what stood there."""
    for line in block.lines:
        for edit in ledger.get(line, ()):
            start = (line, edit.column)
            if edit.rule == WRITTEN and edit.before != laws.BREAK and edit.after and start in places:
                yield [places.index(start), len(edit.after), edit.before]


def _list_runs(places: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int, int]]:
    """Gather places that follow each other in a line: line, first column, how many."""
    stepped = ((line, column, column - at) for at, (line, column) in enumerate(places))
    for (line, _), run in groupby(stepped, key=lambda place: (place[0], place[2])):
        held = list(run)
        yield line, held[0][1], len(held)


def _pack_point(point: Point, texts: _Texts) -> list[Any]:
    sure = -1 if point.confidence is None else round(point.confidence * 1000)
    margin = -1 if point.margin is None else round(point.margin, 1)
    return [
        SORTS.index(point.sort),
        texts.number(point.rule),
        point.line,
        point.column,
        point.block,
        point.start,
        point.length,
        *map(texts.number, (point.before, point.after, point.why, point.alternative)),
        sure,
        margin,
    ]


def _pack_rows(matter: Matter) -> Iterable[list[Any]]:
    sizes = {one.number: (one.width, one.height) for one in matter.pictures}
    for line, page, box in matter.rows:
        if page in sizes:
            width, height = sizes[page]
            shares = (box.left / width, box.top / height, box.right / width, box.bottom / height)
            yield [line, page, *(round(share * 100, 2) for share in shares)]
