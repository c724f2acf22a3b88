"""Which script a text is in: told by the characters that only one of the two writes.

The table variants.txt (made by bench/words.py) holds the Traditional characters that have a Simplified
form, each with it: 國国. Where the one or the other is written in both scripts, the character sets tell:
GB 2312-1980 holds what Simplified text is written with (乾 as well), Big5 what Traditional text is (里
as well). What is left speaks for one script alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_MINORITY = 0.2  # beyond this share the other script is more than a name or a quotation


class Script(StrEnum):
    """The script of a text."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"


@dataclass(frozen=True, slots=True)
class Recognized:
    """How many characters of a text speak for the one script, and how many for the other."""

    simplified: int
    traditional: int

    @property
    def script(self) -> Script:
        """The script of most of the text; Simplified where no more speak for the one than the other."""
        return Script.TRADITIONAL if self.traditional > self.simplified else Script.SIMPLIFIED

    @property
    def is_sure(self) -> bool:
        """Whether the other script is too rare to be more than a name or a quotation."""
        both = self.simplified + self.traditional
        return min(self.simplified, self.traditional) <= _MINORITY * both


def recognize(texts: Iterable[str]) -> Recognized:
    """Count the characters of a text that only one script writes."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    written: Counter[Script | None] = Counter()
    for character, count in counts.items():
        written[tell(character)] += count
    return Recognized(written[Script.SIMPLIFIED], written[Script.TRADITIONAL])


def is_traditional(texts: Iterable[str]) -> bool:
    """Tell whether a text is written in Traditional characters."""
    return recognize(texts).script is Script.TRADITIONAL


@cache
def tell(character: str) -> Script | None:
    """Tell the script that alone writes a character; None when both do, or neither."""
    variants = read_variants()
    if ord(character) in variants:
        return None if _holds("gb2312", character) else Script.TRADITIONAL
    if ord(character) in _list_simplified():
        return None if _holds("big5", character) else Script.SIMPLIFIED
    return None


@cache
def read_variants() -> dict[int, int]:
    """Read the table, from Traditional characters to Simplified ones, as `str.translate` takes it."""
    pairs = (files(__package__) / "variants.txt").read_text("utf-8")
    return str.maketrans(pairs[::3], pairs[1::3])


@cache
def _list_simplified() -> frozenset[int]:
    return frozenset(read_variants().values())


def _holds(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
