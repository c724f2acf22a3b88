"""A line that extraction hung onto the one before is parted from it again.

Where a line opens with a dash or an opening mark, some extractors take its lower or higher edge for
the line before and lose the break: `…显著提升。 ——生态环境明显改善。五年来，我们始终坚持` is two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.characters import SENTENCE_ENDS
from pipeline.document import Line
from pipeline.repair.pieces import Piece
from pipeline.repair.widths import Face, first_unit, measure, printed

_HUNG = re.compile(r"(?<=\S)\s+(?=——|[“‘《（「『])|(?<=[。！？”）])(?=——)")
_INDENT = 2.0  # ems
_BEYOND = 0.6  # ems by which a line must exceed the measure to be two
_TOLERANCE = 0.3


def part_hung(pieces: Sequence[Piece], full: float, face: Face) -> list[Piece]:
    """Part the lines that hold two: too wide for one, or ending as a paragraph's first line does."""
    parted: list[Piece] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].text if index + 1 < len(pieces) else ""
        parted += _part(piece, following, full, face)
    return parted


def _part(piece: Piece, following: str, full: float, face: Face) -> Iterator[Piece]:
    (line, *more) = piece.lines
    if not more:
        for match in _HUNG.finditer(line.text):
            left, right = line.text[: match.start()], line.text[match.end() :]
            if _is_two(printed(left), printed(right), bool(match.group()), following, full, face):
                first, second = _cut(line, 0, match.start()), _cut(line, match.end(), len(line.text))
                yield Piece((first,), printed(left), piece.blank, piece.lead)
                yield from _part(Piece((second,), printed(right), 0, 0.0), following, full, face)
                return
    yield piece


def _is_two(left: str, right: str, spaced: bool, following: str, full: float, face: Face) -> bool:
    if spaced and measure(left + right, face) > full + _BEYOND:
        return True
    width = measure(right, face)
    opens = width <= full - _INDENT + _TOLERANCE
    fills = width + measure(first_unit(following), face) > full - _INDENT - _TOLERANCE / 2
    return left[-1] in SENTENCE_ENDS and opens and fills


def _cut(line: Line, start: int, end: int) -> Line:
    columns = line.columns[start:end]
    return replace(line, text=line.text[start:end], column=line.place(start), columns=columns)
