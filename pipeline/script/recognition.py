"""Which script a text is in: told by the characters that only one of the two writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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


def recognize(texts: Iterable[str], simplified: frozenset[str], traditional: frozenset[str]) -> Recognized:
    """Tell the script of a text; one with no character of either counts as Simplified.

    `simplified` and `traditional` are the characters that only the one or the other writes: 国, 國.
    """
    counts = Counter(character for text in texts for character in text)
    ours = sum(count for character, count in counts.items() if character in simplified)
    theirs = sum(count for character, count in counts.items() if character in traditional)
    script = Script.TRADITIONAL if theirs > ours else Script.SIMPLIFIED
    return Recognized(script, min(ours, theirs) <= _MINORITY * (ours + theirs))
