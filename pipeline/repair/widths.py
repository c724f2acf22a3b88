"""How wide a line was printed, in ems, and what could not be parted at its start.

A line's printed width is more than a count of its characters: half-width forms take about half an em,
two marks side by side give up half an em between them, an opening mark at the start of a line may
give up its white half, and some setters leave a gap between Han and Latin. (CLREQ 3.1.6, 3.2.2.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.characters import HAN_LETTER

_WIDE_MARKS = "，。、；：！？“”‘’（）《》〈〉【】〔〕「」『』"
_OPENING = "“‘（《〈【〔「『"
_CLOSING = "”’）》〉】〕」』，。、；："
# What a Chinese face does not set an em wide: Latin and its kin, and the half-width forms; dashes, quotation
# marks and the ellipsis it does.
_NARROW = re.compile("[\u0000-\u2013\u2016\u2017\u201a\u201b\u201e-\u2025\u2027-\u20ff\uff61-\uffdc]")
# Two marks of which the first gives up its white half after, or the second its white half before.
_SQUEEZED = re.compile(f"[{_CLOSING}](?=[{_CLOSING}{_OPENING}])|[{_OPENING}](?=[{_OPENING}])")
# Advances of a proportional Latin, in ems; what is not named is as wide as a digit.
_HALF = 0.5
_ADVANCES = {
    **dict.fromkeys("ABCDEFGHKNOPQRTUVXYZ", 0.7), **dict.fromkeys("MW", 0.9), **dict.fromkeys("IJ", 0.4),
    **dict.fromkeys("fijlrt", 0.35), **dict.fromkeys("mw", 0.85), "%": 0.92, "@": 0.95,
    **dict.fromkeys(".,:;!'|·", 0.3), **dict.fromkeys("()[]{}/-", 0.37), " ": 0.25,
}  # fmt: skip
_MARK = re.compile(f"[{_WIDE_MARKS}]")
_GAP = re.compile(f"{HAN_LETTER}(?=[0-9A-Za-z])|[0-9A-Za-z%](?={HAN_LETTER})")
_WHITE = re.compile(r"\s")
_PRINTED_SPACE = re.compile(r"(?<=[A-Za-z,.]) (?=[A-Za-z])|(?<=\S)\u3000(?=\S)")
_UNIT = re.compile(
    f"[{_OPENING}(\\[]*"
    r"(?:[0-9]+(?:[.,:/×][0-9]+)*[%％‰℃°]?|[A-Za-z][A-Za-z0-9.@_/+-]*|——|……|[^\s])"
    f"[{_CLOSING}！？!?,.;:)\\]%％·]*(?:——?|……?)?"
)

_PLAIN = re.compile("[\u4e00-\u9fff]{2}")
_GLUED = re.compile(r"[”’][“‘]|.[“‘][0-9A-Za-z]|[0-9A-Za-z%][“‘]")


@dataclass(frozen=True, slots=True)
class Face:
    """How a source was set: the width of a digit in ems, and which white it gives up."""

    digit: float = 0.5  # Latin letters and signs in proportion, unless it is half an em
    squeezed: bool = True  # between two adjacent marks
    trimmed: bool = True  # before an opening mark at the start of a line
    gap: float = 0.0  # between Han and Latin or digits
    tight: bool = False  # every mark may give up its white half, to pull a character up


FACES = (
    Face(),
    Face(tight=True),
    Face(digit=0.556, tight=True),
    Face(squeezed=True, trimmed=False),
    Face(squeezed=False, trimmed=False),
    Face(digit=0.556, gap=0.125),
    Face(digit=0.556),
    Face(digit=0.556, squeezed=True, trimmed=False),
    Face(digit=0.556, squeezed=True, trimmed=False, gap=0.125),
    Face(digit=0.556, squeezed=False, trimmed=False),
    Face(digit=0.556, squeezed=False, trimmed=False, gap=0.125),
)


def printed(text: str) -> str:
    """Leave out the spaces that justification or extraction put in, which no setter ever measured."""
    if not _WHITE.search(text):
        return text
    return "".join(_PRINTED_SPACE.sub("\0", text).split()).replace("\0", " ")


def has_narrow(text: str) -> bool:
    """Tell whether a line holds characters whose width depends on the face: digits, Latin letters."""
    return _NARROW.search(text) is not None


def measure(text: str, face: Face) -> float:
    """Give the width in ems of a line without its justification spaces (see `printed`)."""
    narrow = _NARROW.findall(text)
    width = float(len(text) - len(narrow))
    if face.digit == _HALF:
        width += _HALF * len(narrow)
    else:
        width += sum(_ADVANCES.get(character, face.digit) for character in narrow)
    if face.tight:
        width -= 0.5 * len(_MARK.findall(text))
    elif face.squeezed:
        width -= 0.5 * len(_SQUEEZED.findall(text))
    if face.trimmed and not face.tight and text[:1] in _OPENING:
        width -= 0.5
    if face.gap:
        width += face.gap * len(_GAP.findall(text))
    return width


def measure_unit(text: str, face: Face) -> float:
    """Give the width in ems of what the start of a line cannot be parted from (see `first_unit`)."""
    return 1.0 if _PLAIN.match(text) else measure(first_unit(text), face)


def first_unit(text: str) -> str:
    """Give what the start of a line cannot be parted from: openers, a character or number, closers.

    UAX #14 (LB19) also glues a quotation mark to one beside it and to Latin or digits: many setters
    follow it, so the unit goes on there.
    """
    end = 0
    while found := _UNIT.match(text, end):
        end = found.end()
        if not _GLUED.match(text, max(end - 1, 0)):
            break
    return text[:end] or text[:1]
