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
    """The script of most of a text, and whether the other is too rare to matter."""

    script: Script
    sure: bool


def recognize(texts: Iterable[str], otherwise: Script = Script.SIMPLIFIED) -> Recognized:
    """Tell the script of a text, or `otherwise` where no more characters speak for the one than the other."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    written: Counter[Script] = Counter()
    for character, count in counts.items():
        if script := tell(character):
            written[script] += count
    ours, theirs = written[Script.SIMPLIFIED], written[Script.TRADITIONAL]
    script = otherwise
    if ours != theirs:
        script = Script.SIMPLIFIED if ours > theirs else Script.TRADITIONAL
    return Recognized(script, min(ours, theirs) <= _MINORITY * (ours + theirs))


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
