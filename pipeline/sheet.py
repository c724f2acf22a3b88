"""A page as its file draws it: frozen records of characters, rules and pictures, each with its box.

Lengths are points (1/72 inch). x grows to the right from the left edge of the page, y downward from its top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle with its sides along the page's."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How far it reaches from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How far it reaches from top to bottom."""
        return self.bottom - self.top

    def share_width(self, other: Box) -> float:
        """Tell how far two boxes lie over each other, from left to right; below 0, how far apart."""
        return min(self.right, other.right) - max(self.left, other.left)

    def share_height(self, other: Box) -> float:
        """Tell how far two boxes lie beside each other, from top to bottom; below 0, how far apart."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


class Glyph(NamedTuple):
    """One printed character: the box it was set in, the line it stands on, its size and face.

    `box` is the em square of a wide character, the advance of a narrow one. `base` is the y of its
    baseline. `face` names the font, `bold` tells whether that name says so. `turned` characters were
    drawn at a right angle to the others.
    """

    text: str
    box: Box
    base: float
    size: float
    face: str = ""
    bold: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, or a tinted area that stands for one, and where it is; `data` is the picture as a PNG."""

    box: Box
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number from 1, its size, and all that is drawn on it.

    `rules` are drawn lines, boxes of little width or height. `troubles` say what could not be read,
    and where.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Box, ...] = ()
    pictures: tuple[Picture, ...] = ()
    troubles: tuple[str, ...] = ()


def cover(boxes: list[Box]) -> Box:
    """Give the smallest box that holds all the boxes given."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
