"""Quotes made for places of a text: as short as one can be that fits nowhere else."""

from __future__ import annotations

from pipeline.corrections import BAR
from pipeline.proof.places import Proof
from pipeline.proof.quotes import Point, fold

_SHORT = 6  # letters of a quote that a person knows again
_LONG = 60  # that nobody wants to read


def quote_bar(proof: Proof, left: Point, right: Point) -> tuple[str, int]:
    """Quote a place, or two, for `join`, `break`, `space` and `close`: the sides, with the bar between them.

    `left` is the place behind the one side, `right` that in front of the other. The second value is the
    source line that has to be named besides, or 0 where the quote does by itself.
    """
    ends, starts = _word(proof, left.block, left.letter, -1), _word(proof, right.block, right.letter, 1)
    quotes = [
        (ends[min(reach, len(ends)) - 1], starts[min(reach, len(starts)) - 1])
        for reach in range(_SHORT, _LONG)
    ]
    # Each side by itself, so that it is found where another extractor reads something else between them.
    for end, start in quotes:
        if proof.count(end) == proof.count(start) == 1:
            return f"{end}{BAR}{start}", 0
    for end, start in quotes:
        if proof.count(end + start) == 1:
            return f"{end}{BAR}{start}", 0
    return BAR.join(quotes[-1]), proof.line_of(right)


def quote_block(proof: Proof, number: int) -> tuple[str, int]:
    """Quote a block by how it begins, or as a whole; with the line to be named besides, or 0."""
    parts, begins = proof.text.parts, _word(proof, number, 0, 1)
    for quote in begins[_SHORT - 1 :] or begins[-1:]:
        letters = fold(quote)
        same = [at for at, part in enumerate(parts) if part == letters]
        if (same or [at for at, part in enumerate(parts) if part.startswith(letters)]) == [number]:
            return quote, 0
    return quote, proof.line_of(Point(number, 0))


def _word(proof: Proof, block: int, letter: int, way: int) -> list[str]:
    """List what stands in front of a place (`way` -1) or behind it, a letter more each time."""
    made: list[str] = []
    cells = proof.galley.open(block)
    held, text = 0, ""
    texts = [cell.text for cell in cells]
    sizes = [len(fold(one)) for one in texts]
    if way < 0:
        letter = sum(sizes) - letter
        texts, sizes = texts[::-1], sizes[::-1]
    for one, size in zip(texts, sizes, strict=True):
        if held >= letter and (size or text) and BAR not in one and "｜" not in one:
            text = one + text if way < 0 else text + one
            if size:
                made.append(" ".join(text.split()))
        held += size
    return made[:_LONG]
