"""What becomes of an article on its way through a newspaper page and an extractor, without either.

Paragraphs are wrapped to a measure, their indents are dropped, some lines are letter-spaced, stray blank
lines come and go, and the headline may stand behind the body. It is kinder than real pages are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from bench.scores import Block

INDENT = 2.0  # ems
MEASURES = (11, 13, 15, 16, 18, 20, 23)  # ems
SPACED = 0.04  # of the lines are letter-spaced
STRAY = 0.5  # of the lines that open with a quotation mark have a blank line before them
LONG_HEAD = 9  # characters: a longer head is set on two lines

_UNIT = re.compile(r"[0-9]+(?:[.:,][0-9]+)*[%％]?|[A-Za-z][A-Za-z0-9.@-]*|——|……|\s+|.")
_NOT_FIRST = set("，。、；：！？”’）》〉】%％")
_NOT_LAST = set("“‘（《〈【")
_HEADLINE = ("kicker", "title", "subtitle", "byline")


def wrap(text: str, measure: float, indent: float) -> list[str]:
    """Break a text into lines no wider than the measure; no line starts or ends with a forbidden mark."""
    units: list[str] = []
    for unit in _UNIT.findall(text):
        if units and (unit[0] in _NOT_FIRST or units[-1][-1] in _NOT_LAST):
            units[-1] += unit
        else:
            units.append(unit)
    lines, line, left = [], "", measure - indent
    for unit in units:
        width = sum(0.5 if character.isascii() else 1.0 for character in unit)
        if line and width > left:
            lines.append(line.rstrip())
            line, left = "", measure
        line, left = line + unit, left - width
    return [*lines, line.rstrip()]


def degrade(truth: Sequence[Block], draw: Random) -> str:
    """Give the text of an article as an extractor might; `draw` decides the measure and the accidents."""
    measure, last = draw.choice(MEASURES), draw.random() < 0.4
    between = draw.choice(("", "\n"))
    head = [block for block in truth if block[0] in _HEADLINE]
    body = [block for block in truth if block[0] not in _HEADLINE]
    lines: list[str] = []
    for kind, text in [*body, *head] if last else [*head, *body]:
        if kind == "heading" and len(text) > LONG_HEAD:
            broken = _break_head(text)
        elif kind in _HEADLINE or kind == "heading":
            broken = [text]
        else:
            broken = wrap(text, measure, INDENT)
        lines += [between] if between else []
        lines += (_spoil(line, draw) for line in broken)
    return "\n".join(lines) + "\n"


def _break_head(text: str) -> list[str]:
    """Break a head at its space, or near its middle."""
    if " " in text:
        return text.split(" ", 1)
    cuts = [
        cut
        for cut in range(3, len(text) - 2)
        if text[cut] not in _NOT_FIRST and text[cut - 1] not in _NOT_LAST and not text[cut].isascii()
    ]
    cut = min(cuts, key=lambda cut: abs(2 * cut - len(text)), default=len(text))
    return [part for part in (text[:cut], text[cut:]) if part]


def _spoil(line: str, draw: Random) -> str:
    if draw.random() < SPACED:
        line = re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " ", line)
    stray = line[:1] in "“《" and draw.random() < STRAY
    return f"\n{line}" if stray else line
