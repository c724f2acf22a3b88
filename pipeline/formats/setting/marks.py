"""Kinds of characters on a line of Chinese, and what may stand between two of them.

Sources: W3C CLREQ 3.1.3 (line start and line end), 3.1.4 (positions and widths of marks), 3.1.6
(squeezing), 3.2.2 (mixed with Latin); GB/T 15834-2011, section 5; UAX #14 for what is not Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum, auto
from functools import cache
from math import inf
from typing import NamedTuple

from pipeline.characters import (
    CLOSERS,
    DASHES,
    OPENERS,
    PAUSES,
    SENTENCE_ENDS,
    WORD_JOINER,
    ZERO_WIDTH_SPACE,
    is_wide,
)


class Kind(IntEnum):
    """What a character is to its neighbours on a line."""

    HAN = 0  # ideographs and whatever else fills an em and has no rule of its own
    OPENER = auto()
    CLOSER = auto()
    PAUSE = auto()
    STOP = auto()
    DOT = auto()  # the middle dot of names
    DASH = auto()
    ELLIPSIS = auto()
    RANGE = auto()  # ～
    LETTER = auto()
    DIGIT = auto()
    POINT = auto()  # a narrow mark that ends a word or parts a number
    NARROW_OPENER = auto()
    NARROW_CLOSER = auto()
    QUOTE = auto()  # a straight one, which may open or close
    HYPHEN = auto()
    PREFIX = auto()  # ￥
    POSTFIX = auto()  # ％
    NARROW = auto()
    SPACE = auto()
    GLUE = auto()  # no break on either side
    ATTACHED = auto()  # combines with what stands before it
    CHANCE = auto()  # of no width, and a line may break behind it


class Join(IntEnum):
    """What can be put between two characters when a line is stretched."""

    NOTHING = 0
    LETTER_SPACE = auto()
    GAP = auto()  # between Han and Latin, and never absent
    WORD_SPACE = auto()  # the first of the two is a space


class Pair(NamedTuple):
    """Two kinds side by side: the cost of a line break between them (infinite: none), and their join."""

    cost: float
    join: Join


MARKS = frozenset({Kind.OPENER, Kind.CLOSER, Kind.PAUSE, Kind.STOP, Kind.DOT})
ENDING = frozenset({Kind.CLOSER, Kind.PAUSE, Kind.STOP, Kind.DOT})
WIDE = MARKS | {Kind.HAN, Kind.DASH, Kind.ELLIPSIS, Kind.RANGE}
_WORD = frozenset({Kind.LETTER, Kind.DIGIT, Kind.NARROW, Kind.POINT, Kind.POSTFIX, Kind.PREFIX, Kind.HYPHEN})
# What may not begin a line, and what may not end one.
NO_START = ENDING | {
    Kind.DASH, Kind.ELLIPSIS, Kind.RANGE, Kind.POSTFIX, Kind.HYPHEN, Kind.POINT, Kind.NARROW_CLOSER,
}  # fmt: skip
_BOUND = frozenset({Kind.POSTFIX, Kind.POINT, Kind.NARROW_CLOSER})  # to what stands before them
NO_END = frozenset({Kind.OPENER, Kind.NARROW_OPENER, Kind.PREFIX})

_UNITS = 5.0  # cost of parting a number from the Chinese word that counts with it
_INSIDE = 1.5  # cost of a break behind a hyphen, a range or the dot of a name

_SETS = {
    Kind.GLUE: f"\u00a0\u202f\ufeff{WORD_JOINER}",
    Kind.CHANCE: ZERO_WIDTH_SPACE,
    Kind.SPACE: " ",
    Kind.DASH: "".join(DASHES),
    Kind.ELLIPSIS: "…⋯‥",
    Kind.DOT: "·‧・•",
    Kind.RANGE: "～〜－",
    Kind.HYPHEN: "-‐‑–/",
    Kind.QUOTE: "'\"",
    Kind.PREFIX: "$￥¥€£№",
    Kind.POSTFIX: "%％‰℃℉°′″",
    Kind.NARROW_OPENER: "([{",
    Kind.NARROW_CLOSER: ")]}",
    Kind.POINT: ".,:;!?",
    Kind.OPENER: "".join(OPENERS),
    Kind.CLOSER: "".join(CLOSERS),
    Kind.STOP: "".join(SENTENCE_ENDS),
    Kind.PAUSE: "".join(PAUSES),
}
_KINDS = {c: kind for kind, characters in reversed(_SETS.items()) for c in characters}
MARK = f"[{re.escape(''.join(c for c, kind in _KINDS.items() if kind in MARKS))}]"  # as a pattern
_APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")
# Scripts that run to the left or join their letters, soft hyphens and preserved breaks but the line feed.
_FOREIGN = re.compile(
    "[\u00ad\u0590-\u109f\u1780-\u18af\u202a-\u202e\u2028\u2029\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe\t\f\r\x85]"
)


def is_foreign(text: str) -> bool:
    """Tell whether a text has what these rules are not for: other directions, joining scripts, tabs."""
    return _FOREIGN.search(text) is not None


def list_kinds(text: str) -> list[Kind]:
    """Give the kind of each character."""
    kinds = [find_kind(c) for c in text]
    if "’" in text:
        for match in _APOSTROPHE.finditer(text):
            kinds[match.start()] = Kind.LETTER
    return kinds


@cache
def find_kind(character: str) -> Kind:
    """Give the kind of a character by itself."""
    if (kind := _KINDS.get(character)) is not None:
        return kind
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Mc", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return Kind.ATTACHED
    if is_wide(character):
        return Kind.HAN
    if category.startswith("L"):
        return Kind.LETTER
    return Kind.DIGIT if category == "Nd" else Kind.NARROW


def _judge_break(a: Kind, b: Kind) -> float:
    """Give the cost of a line break between two kinds."""
    if a is Kind.CHANCE and b is not Kind.SPACE:
        return 0
    if b in (Kind.SPACE, Kind.ATTACHED, Kind.CHANCE) or Kind.GLUE in (a, b) or b in NO_START or a in NO_END:
        return inf
    if a is Kind.SPACE:
        return 0
    if Kind.QUOTE in (a, b):
        return inf
    if a is Kind.DASH and b is Kind.DIGIT:  # a range, or a number in a name
        return inf
    if a is Kind.HYPHEN:
        return _INSIDE if b in (Kind.LETTER, Kind.HAN, Kind.OPENER) else inf
    if b is Kind.NARROW_OPENER:
        return inf if a in _WORD else 0
    if a in _WORD | {Kind.NARROW_CLOSER} and b in _WORD:
        return inf
    if a is Kind.DIGIT and b is Kind.HAN:
        return _UNITS
    return _INSIDE if a in (Kind.RANGE, Kind.DOT) else 0


def _judge_join(a: Kind, b: Kind) -> Join:
    """Tell what can be put between two kinds."""
    if a is Kind.SPACE:
        return Join.WORD_SPACE
    quiet = {Kind.SPACE, Kind.GLUE, Kind.ATTACHED, Kind.CHANCE}
    if a in quiet or b in quiet or (a not in WIDE and b not in WIDE):
        return Join.NOTHING
    if b in _BOUND or a in (Kind.NARROW_OPENER, Kind.PREFIX):
        return Join.NOTHING
    if {a, b} in ({Kind.HAN, Kind.LETTER}, {Kind.HAN, Kind.DIGIT}):
        return Join.GAP
    if (a in MARKS and b in MARKS) or (a is b and a in (Kind.DASH, Kind.ELLIPSIS)):
        return Join.NOTHING
    return Join.LETTER_SPACE


PAIRS = {(a, b): Pair(_judge_break(a, b), _judge_join(a, b)) for a in Kind for b in Kind}


def squeeze(a: Kind, b: Kind, behind: float, before: float) -> tuple[float, float]:
    """Tell how much of the blank between two adjacent marks goes: behind the first, before the second.

    `behind` and `before` are the blanks in their ems, half an em each at the most. Of 》（ a half is left,
    of 。” and （《 nothing; marks that stand in the middle of their em keep what is theirs. Source: CLREQ
    3.1.6.1.
    """
    if b is Kind.OPENER:
        return (0, before) if a is Kind.OPENER else (0, min(behind, before)) if a in ENDING else (0, 0)
    return (behind, 0) if a in ENDING and b in ENDING else (0, 0)
