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


@cache
def _read_table() -> tuple[dict[str, str], dict[int, int]]:
    """Read the table: the followers of each character, and the Simplified form of Traditional ones."""
    variants, *lines = (files(__package__) / "words.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}, str.maketrans(variants[::2], variants[1::2])


def is_pair(first: str, second: str) -> bool:
    """Tell whether the second character follows the first inside words, in either script."""
    followers, variants = _read_table()
    return second.translate(variants) in followers.get(first.translate(variants), "")


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
