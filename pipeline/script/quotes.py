"""Curly quotes to corner brackets, 「」 outside and 『』 inside, alternating by depth.

Source: the Ministry of Education's 重訂標點符號手冊 (2008), 引號: single corners first, double corners
within them; W3C CLREQ section 3.1 has the same for Traditional Chinese. GB/T 15834-2011 (section 4.8)
is the form of the source: “ ” outside, ‘ ’ within, and at each paragraph of a long quotation a new
opening mark, with a closing one at the last paragraph only.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.characters import (
    QUOTE_PAIRS,
    RIGHT_DOUBLE_QUOTE,
    RIGHT_SINGLE_QUOTE,
)

_CORNERS = {"「": "」", "『": "』"}
_CLOSERS = {closer: opener for opener, closer in QUOTE_PAIRS.items()}
# What becomes of a closing mark that nothing opened.
_ALONE = {RIGHT_DOUBLE_QUOTE: "」", RIGHT_SINGLE_QUOTE: "』"}


@dataclass(frozen=True, slots=True)
class Cornered:
    """A paragraph with corner brackets: as many characters as before.

    `unclosed` are the opening marks, as the source has them, still open at the end; `stray` are the
    marks that found no partner inside the paragraph.
    """

    text: str
    unclosed: str = ""
    stray: str = ""


def corner(text: str) -> Cornered:
    """Set the quotation marks of one paragraph as corner brackets, by depth.

    Corner brackets already there are kept and count as a level. An apostrophe stays: don’t.

        “甲‘乙“丙”’” → 「甲『乙「丙」』」
    """
    out: list[str] = []
    stack: list[tuple[str, str]] = []  # the opening mark of the source, and the one given out
    stray = ""
    for index, mark in enumerate(text):
        if mark in QUOTE_PAIRS:
            inside = bool(stack) and stack[-1][1] == "「"
            given = mark if mark in _CORNERS else "『" if inside else "「"
            stack.append((mark, given))
            out.append(given)
        elif mark in _CLOSERS and not _is_apostrophe(text, index):
            depth = _partner(stack, _CLOSERS[mark])
            if depth < 0:
                stray += mark
                out.append(_ALONE.get(mark, mark))
                continue
            stray += "".join(opener for opener, _ in stack[depth + 1 :])
            out.append(_CORNERS[stack[depth][1]])
            del stack[depth:]
        else:
            out.append(mark)
    return Cornered("".join(out), unclosed="".join(opener for opener, _ in stack), stray=stray)


def _partner(stack: list[tuple[str, str]], opener: str) -> int:
    """Give the place in the stack of the innermost mark this opener is, or -1."""
    return next((depth for depth in reversed(range(len(stack))) if stack[depth][0] == opener), -1)


def _is_apostrophe(text: str, index: int) -> bool:
    """Tell whether ’ stands in a Latin word: don’t, O’Neill."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return text[index] == RIGHT_SINGLE_QUOTE and all(
        letter.isascii() and letter.isalnum() for letter in (before, after)
    )


def reopens(text: str, unclosed: str) -> bool:
    """Tell whether a paragraph takes up the quotation the one before it left open."""
    return text.lstrip(" \u3000").startswith(unclosed)
