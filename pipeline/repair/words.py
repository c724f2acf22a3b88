"""Whether two characters that a line break parts would make a word: a sign that the line goes on.

The table words.txt (made by bench/words.py from a dictionary) knows which characters follow each
other inside words; what stands together elsewhere in the same article counts as well, names above all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pipeline.characters import is_han
from pipeline.recognition import read_variants


@cache
def _read_table() -> dict[str, str]:
    """Read the table: the entry of each character, Traditional ones by their Simplified form.

    An entry is a letter for how often the character ends a word, one for how often it begins one, and
    its followers inside words, those of level 5 behind a "5" and so on.
    """
    lines = (files(__package__) / "words.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}


def is_pair(first: str, second: str) -> bool:
    """Tell whether the second character follows the first inside words, in either script."""
    followers, variants = _read_table(), read_variants()
    return second.translate(variants) in followers.get(first.translate(variants), "")


@cache
def grade_pair(first: str, second: str) -> float:
    """Give the logarithm of how much likelier two Han stand together than by chance, from -8 to 5.

    Inside a word, as the table says; else as the end of one and the beginning of the next. 0 where it
    knows nothing.
    """
    table, variants = _read_table(), read_variants()
    first, second = first.translate(variants), second.translate(variants)
    entry, other = table.get(first, ""), table.get(second, "")
    if not entry or not other:
        return 0.0
    place = entry.find(second)
    if place > 0:
        return float(next(sign for sign in reversed(entry[:place]) if sign.isdigit()))
    return 2 - (ord(entry[0]) + ord(other[1]) - 2 * ord("a")) / 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pairs of characters that stand side by side inside the lines of one article."""

    pairs: frozenset[tuple[str, str]]

    def fuse(self, before: str, after: str) -> bool | None:
        """Tell whether the last character of one line and the first of the next belong together.

        None when one of them is not Han, so that nothing can be told.
        """
        first, second = before[-1:], after[:1]
        if not (is_han(first) and is_han(second)):
            return None
        if (first, second) in self.pairs:
            return True
        return is_pair(first, second)


def learn(texts: Iterable[str]) -> Vocabulary:
    """Gather the pairs of characters inside the lines given."""
    pairs: set[tuple[str, str]] = set()
    for text in texts:
        pairs.update(pairwise(text))
    return Vocabulary(frozenset(pairs))
