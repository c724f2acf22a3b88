"""Which place of a galley a correction means; SettingsError, naming its line, where that cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.corrections import Correction, Deed
from pipeline.errors import SettingsError
from pipeline.proof.cells import Cell
from pipeline.proof.galley import Galley
from pipeline.proof.quotes import Point, Text, fold, fold_quote

_LISTED = 5  # lines in a message
_SHOWN = 24  # characters of a quote in one


class Proof:
    """A galley with its text, in which places are looked for."""

    def __init__(self, galley: Galley, traditional: bool) -> None:
        """Read the galley; `traditional` is the script that the repair took its text to be in."""
        self.galley, self.traditional = galley, traditional
        self.text = Text([strip.block for strip in galley.strips])

    def find_bar(self, correction: Correction) -> tuple[Point, Point]:
        """Find the place behind the left side of a quote, and that in front of its right side.

        They are the same where both stand together; where they do not, each is looked for by itself.
        """
        left, right = (self._fold(side, correction) for side in correction.sides)
        together = [at + len(left) for at in self.text.find(left + right)]
        if together or correction.deed in (Deed.SPACE, Deed.CLOSE):
            at = self._choose(correction, correction.quote, together)
            return self.text.point_behind(at), self.text.point_before(at)
        ends = [at + len(left) for at in self.text.find(left)]
        starts = list(self.text.find(right))
        for side, found in zip(correction.sides, (ends, starts), strict=True):
            if not found:
                raise _miss(correction, side)
        if correction.deed is Deed.JOIN:
            ends, starts = [*filter(self._ends_block, ends)], [*filter(self._starts_block, starts)]
            if not (ends and starts):
                shown = [_show(side) for side in correction.sides]
                message = f"no block begins with “{shown[1]}”" if ends else f"no block ends with “{shown[0]}”"
                raise correction.error(message, step="part it from the rest with break: first")
        end = self._choose(correction, correction.sides[0], ends, -1)
        start = self._choose(correction, correction.sides[1], starts)
        return self.text.point_behind(end), self.text.point_before(start)

    def find_block(self, correction: Correction, quote: str) -> int:
        """Find the block that reads as a quote does, or the one that begins so."""
        letters = self._fold(quote, correction)
        blocks = [number for number, part in enumerate(self.text.parts) if part == letters]
        blocks = blocks or [number for number, part in enumerate(self.text.parts) if part.startswith(letters)]
        if not blocks and any(True for _ in self.text.find(letters)):
            message = f"no block begins with “{_show(quote)}”"
            raise correction.error(message, step="part it from the rest with break: first")
        return _pick(correction, quote, blocks, lambda number: self.line_of(Point(number, 0)))

    def find_run(self, correction: Correction) -> tuple[Point, Point] | None:
        """Find the characters that a quote names: where they begin and end, in one block.

        None where what they are to become stands there already.
        """
        letters = self._fold(correction.quote, correction)
        found = [
            at
            for at in self.text.find(letters)
            if self.text.point_before(at).block == self.text.point_behind(at + len(letters)).block
        ]
        becomes = fold(correction.becomes)
        if not found and becomes and any(True for _ in self.text.find(becomes)):
            return None
        at = self._choose(correction, correction.quote, found)
        return self.text.point_before(at), self.text.point_behind(at + len(letters))

    def has(self, correction: Correction) -> bool:
        """Tell whether the text has a quote anywhere."""
        return self._fold(correction.quote, correction) in self.text.letters

    def count(self, text: str) -> int:
        """Count the places where a text stands."""
        return sum(1 for _ in self.text.find(fold(text)))

    def line_of(self, point: Point) -> int:
        """Give the source line of the letter behind a place, or of the last one of the block."""
        return self.place_of(point)[0]

    def place_of(self, point: Point) -> tuple[int, int]:
        """Give the source line and column of the letter behind a place."""
        cells = self.galley.open(point.block)
        lettered = [cell for cell in cells if cell.text and fold(cell.text)]
        held = 0
        for cell in lettered:
            held += len(fold(cell.text))
            if held > point.letter:
                return cell.line, cell.start
        return (lettered[-1].line, lettered[-1].end) if lettered else (0, 0)

    def open_at(
        self, correction: Correction, block: int, *letters: int
    ) -> tuple[tuple[Cell, ...], list[tuple[int, int]]]:
        """Take a block apart, and give the gap at each of these counts of letters.

        A gap is the index behind the cell of the letter before it, and that of the cell of the letter after.
        """
        cells = self.galley.open(block)
        gaps = [_find_gap(cells, count) for count in letters]
        if None in gaps:
            message = "this place is inside characters that were changed as one"
            raise correction.error(message, step="quote a place beside them")
        return cells, [gap for gap in gaps if gap]

    def _fold(self, quote: str, correction: Correction) -> str:
        letters = fold_quote(quote, self.traditional)
        if not letters:
            raise correction.error(f"there is no letter in “{_show(quote)}”", step="quote the text")
        return letters

    def _ends_block(self, at: int) -> bool:
        point = self.text.point_behind(at)
        return point.letter == len(self.text.parts[point.block])

    def _starts_block(self, at: int) -> bool:
        return self.text.point_before(at).letter == 0

    def _choose(self, correction: Correction, quote: str, places: Sequence[int], beside: int = 0) -> int:
        """Choose the one place of a quote; `beside` is where the letter stands whose line counts."""
        return _pick(correction, quote, places, lambda at: self.line_of(self.text.point_before(at + beside)))


def _pick(correction: Correction, quote: str, found: Sequence[int], line_of: Callable[[int], int]) -> int:
    """Pick the one that was found, or the one nearest to the line that the correction names."""
    if not found:
        raise _miss(correction, quote)
    if len(found) == 1:
        return found[0]
    if correction.line:
        far = [abs(line_of(one) - correction.line) for one in found]
        if far.count(min(far)) == 1:
            return found[far.index(min(far))]
    listed = ", ".join(str(line_of(one)) for one in found[:_LISTED])
    more = " …" if len(found) > _LISTED else ""
    raise correction.error(
        f"“{_show(quote)}” is there {len(found)} times, in the lines {listed}{more}",
        step="quote more of the text, or add line: and the number of a line",
    )


def _miss(correction: Correction, quote: str) -> SettingsError:
    message = f"“{_show(quote)}” is not in the text"
    return correction.error(message, step="quote what the source has now, or remove this correction")


def _show(quote: str) -> str:
    shown = " ".join(quote.split())
    return shown[:_SHOWN] + "…" if len(shown) > _SHOWN else shown


def _find_gap(cells: Sequence[Cell], letters: int) -> tuple[int, int] | None:
    """Find the gap behind so many letters of a block; None when that is inside a cell."""
    held, behind = 0, 0
    for index, cell in enumerate(cells):
        own = len(fold(cell.text))
        if not own:
            continue
        if held == letters:
            return behind, index
        held, behind = held + own, index + 1
        if held > letters:
            return None
    return behind, len(cells)
