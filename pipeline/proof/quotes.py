"""Where in a text a quote stands: letter by letter, without white space, and as the repair would have it.

Forms of one mark that extractors and repair give differently (ASCII and full-width, dashes, straight and
curly quotation marks) are one letter here.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.corrections import BAR
from pipeline.document import Block
from pipeline.repair.glyphs import mend

ALIKE = {  # the review page's script reads it too
    **dict.fromkeys("–—―─‒‐‑−", "-"),
    **dict.fromkeys("“”„‟「」『』〝〞", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("·•‧∙⋅・", "·"),
    "。": ".",
}
_ALIKE = str.maketrans(ALIKE)
_PASSED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # general categories of Unicode: controls and spaces


@lru_cache(maxsize=100_000)
def _fold(character: str) -> str:
    """Give the letters a character counts as: none for white space, controls and bars."""
    plain = unicodedata.normalize("NFKC", character).translate(_ALIKE)
    return "".join(one for one in plain if one != BAR and unicodedata.category(one) not in _PASSED)


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Give the letters of a text."""
    return "".join(map(_fold, text))


def fold_quote(quote: str, traditional: bool) -> str:
    """Give the letters of a quote, which may be of the source as it was before repair."""
    return fold(mend(quote, traditional))


@dataclass(frozen=True, slots=True)
class Point:
    """A place between two letters: in which block of a text, and behind how many of its letters."""

    block: int
    letter: int


class Text:
    """The letters of blocks in reading order."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """Read the blocks."""
        self.parts = [fold(block.text) for block in blocks]
        self.letters = "".join(self.parts)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for part in self.parts:
            starts.append(starts[-1] + len(part))
        return starts

    def find(self, letters: str) -> Iterator[int]:
        """Find every place where letters stand, those of several blocks on end too."""
        at = self.letters.find(letters)
        while at >= 0:
            yield at
            at = self.letters.find(letters, at + 1)

    def point_before(self, at: int) -> Point:
        """Give the place in front of a letter, in the block that has it."""
        block = bisect_right(self._starts, at) - 1
        return Point(block, at - self._starts[block])

    def point_behind(self, at: int) -> Point:
        """Give the place behind the letter before `at`, in the block that has that one."""
        point = self.point_before(at - 1)
        return Point(point.block, point.letter + 1)
