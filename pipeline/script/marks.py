"""Marks as Taiwan and Hong Kong set them, a character for a character.

| mark | becomes | source |
|---|---|---|
| “ ” ‘ ’ | 「 」 outside, 『 』 inside, by depth | 引號; CLREQ 3.1 |
| • ・ for · between Han | U+00B7; ‧, which Taiwan knows from Big5, stays | CLREQ 3.1, interpunct |
| —— …… | stay, two characters each | 破折號 and 刪節號; CLREQ 3.1 |
| 《 》 〈 〉 | stay: 書名號乙式 | 書名號 |
| 〔 〕 of document numbers, digits, Latin | stay as the document has them | GB/T 15834-2011 4.9, 15835-2011 |

The Chinese names are chapters of Taiwan's manual, 重訂標點符號手冊 (Ministry of Education, 2008). Hong
Kong has no manual of its own; CLREQ sets its marks as Taiwan's. That ，。、 stand in the middle of their
square is the work of the face and the language tag, not of the text.

Of the source, GB/T 15834-2011 (section 4.8) says: “ ” outside, ‘ ’ within, and at each paragraph of a
long quotation a new opening mark, with a closing one at the last paragraph only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from pipeline.characters import (
    HAN,
    QUOTE_PAIRS,
    RIGHT_DOUBLE_QUOTE,
    RIGHT_SINGLE_QUOTE,
)

INTERPUNCT = "\u00b7"

# The bullet and the Katakana dots stand in for it in extracted text.
_INTERPUNCTS = re.compile(f"(?<=[{HAN}])[\u2022\u30fb\uff65](?=[{HAN}])")
_CORNERS = {"「": "」", "『": "』"}
_QUOTES = re.compile(f"[{''.join(chain(*QUOTE_PAIRS.items()))}]")
_CLOSERS = {closer: opener for opener, closer in QUOTE_PAIRS.items()}
# What becomes of a closing mark that nothing opened.
_ALONE = {RIGHT_DOUBLE_QUOTE: "」", RIGHT_SINGLE_QUOTE: "』"}


@dataclass(frozen=True, slots=True)
class Cornered:
    """A paragraph with corner brackets: as many characters as before.

    `unclosed` are the places of the opening marks still open at the end, `stray` those of the marks that
    found no partner inside the paragraph.
    """

    text: str
    unclosed: tuple[int, ...] = ()
    stray: tuple[int, ...] = ()


def set_marks(text: str) -> str:
    """Set the marks of one paragraph as Taiwan and Hong Kong do."""
    return _INTERPUNCTS.sub(INTERPUNCT, corner(text).text)


def corner(text: str) -> Cornered:
    """Set the quotation marks of one paragraph as corner brackets, by depth.

    Corner brackets already there are kept and count as a level. An apostrophe stays: don’t.

        “甲‘乙“丙”’” → 「甲『乙「丙」』」
    """
    if not _QUOTES.search(text):
        return Cornered(text)
    out = list(text)
    stack: list[tuple[int, str]] = []  # the place of an opening mark, and the one given out
    stray: list[int] = []
    for index, mark in enumerate(text):
        if mark in QUOTE_PAIRS:
            inside = bool(stack) and stack[-1][1] == "「"
            out[index] = mark if mark in _CORNERS else "『" if inside else "「"
            stack.append((index, out[index]))
        elif mark in _CLOSERS and not _is_apostrophe(text, index):
            depth = _partner(text, stack, _CLOSERS[mark])
            if depth < 0:
                stray.append(index)
                out[index] = _ALONE.get(mark, mark)
                continue
            stray += (place for place, _ in stack[depth + 1 :])
            out[index] = _CORNERS[stack[depth][1]]
            del stack[depth:]
    return Cornered("".join(out), tuple(place for place, _ in stack), tuple(sorted(stray)))


def _partner(text: str, stack: list[tuple[int, str]], opener: str) -> int:
    """Give the depth in the stack of the innermost mark that is this opener, or -1."""
    return next((depth for depth in reversed(range(len(stack))) if text[stack[depth][0]] == opener), -1)


def _is_apostrophe(text: str, index: int) -> bool:
    """Tell whether ’ stands in a Latin word: don’t, O’Neill."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return text[index] == RIGHT_SINGLE_QUOTE and all(
        letter.isascii() and letter.isalnum() for letter in (before, after)
    )


def reopens(text: str, unclosed: str) -> bool:
    """Tell whether a paragraph takes up the quotation the one before it left open."""
    return text.lstrip(" \u3000").startswith(unclosed)
