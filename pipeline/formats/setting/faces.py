"""Characters as Pango shapes them: their glyphs and advances, and how much of a mark is blank.

A face is a font at a size in a language. Han and full-width marks are shaped once and kept; all else
is shaped as the run it stands in, for there letters kern and dashes join.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pipeline.characters import HAN, HAN_CHARACTER
from pipeline.formats.setting.marks import MARK

_FULL_WIDTH_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕〖〗〘〙［］｛｝"
_RUN = re.compile(f"[^\n{HAN}{_FULL_WIDTH_MARKS}]+")
_MARK = re.compile(MARK)
_UNITS = 1024  # Pango's of a pixel
_EMPTY = 0x0FFFFFFF  # Pango's glyph for what has none

Shape = Callable[[Any, str], Any]  # a style and a text make a Pango layout
ReadInk = Callable[[Any], tuple[float, float]]  # where the ink of a layout begins and ends, in pixels
_CONTEXT = "中"
_FULL = 0.9  # of an em: a mark this wide is full-width


class Glyph(NamedTuple):
    """A glyph: its font as Pango has it, its number, where it stands from its character, and what it says.

    `left` is in pixels, `rise` in Pango's units.
    """

    font: Any
    number: int
    left: float
    rise: int
    text: str


class Shaped(NamedTuple):
    """A text as it is shaped: the advance of each character in pixels, and its glyphs.

    A ligature's are its first character's.
    """

    advances: list[float]
    glyphs: list[tuple[Glyph, ...]]


class Face:
    """What is known of a face; all widths in pixels."""

    def __init__(self, style: Any, shape: Shape, read_ink: ReadInk) -> None:
        self._shape, self._read_ink = shape, read_ink
        self.style = style.copy()
        self.letter_spacing = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self.word_spacing = style["word_spacing"]
        self.style["letter_spacing"], self.style["word_spacing"] = "normal", 0
        self._half = self.style.copy()
        self._half["font_feature_settings"] = (("halt", 1),)
        self.size: float = style["font_size"]
        self._advances = {"\n": 0.0}
        self._glyphs: dict[str, tuple[Glyph, ...]] = {"\n": ()}
        self._runs: dict[tuple[str, str], Shaped] = {}
        self._blanks: dict[str, tuple[float, float]] = {}
        self._layouts: dict[Any, Any] = {}  # of each font one, which keeps it alive

    def shape(self, text: str) -> Shaped:
        """Shape a text."""
        shaped = Shaped([], [])
        end = 0
        for match in _RUN.finditer(text):
            start = match.start()
            combines = unicodedata.category(text[start]).startswith("M")
            if combines and start > end:  # with what stands before it
                start -= 1
            self._add_single(shaped, text[end:start])
            # A dash or a dot has another glyph in Chinese than alone.
            end = match.end()
            alone = end - start == len(text) or (combines and start == match.start())
            key = text[start:end], "" if alone else _CONTEXT
            if key not in self._runs:
                self._runs[key] = self._shape_run(*key)
            shaped.advances.extend(self._runs[key].advances)
            shaped.glyphs.extend(self._runs[key].glyphs)
        self._add_single(shaped, text[end:])
        return shaped

    def read_blanks(self, text: str) -> dict[int, tuple[float, float]]:
        """Give by place what is blank on the left and right of each mark that has a half width."""
        blanks: dict[int, tuple[float, float]] = {}
        for match in _MARK.finditer(text):
            mark = match.group()
            if mark not in self._blanks:
                self._blanks[mark] = self._read_half(mark)
            if any(self._blanks[mark]):
                blanks[match.start()] = self._blanks[mark]
        return blanks

    def _add_single(self, shaped: Shaped, text: str) -> None:
        """Shape characters that have nothing to do with each other."""
        if new := set(text) - self._advances.keys():
            han = "".join(sorted(filter(HAN_CHARACTER.match, new)))
            for run in filter(None, (han, *sorted(new.difference(han)))):
                advances, glyphs = self._shape_run(run)
                self._advances |= zip(run, advances, strict=True)
                self._glyphs |= zip(run, glyphs, strict=True)
        shaped.advances.extend(map(self._advances.__getitem__, text))
        shaped.glyphs.extend(map(self._glyphs.__getitem__, text))

    def _shape_run(self, run: str, context: str = "") -> Shaped:
        """Shape a run as it is with the same context on both sides."""
        text = context + run + context
        bytes_, places = text.encode(), list(index_bytes(text))
        advances = [0.0] * len(text)
        glyphs: list[tuple[Glyph, ...]] = [()] * len(text)
        layout = self._shape(self.style, text)
        for font, number, geometry, begin, end in list_glyphs(layout):
            self._layouts.setdefault(font, layout)
            place = places[begin]
            if number != _EMPTY:
                left = advances[place] + geometry.x_offset / _UNITS
                said = bytes_[begin:end].decode()
                glyphs[place] += (Glyph(font, number, left, -geometry.y_offset // _UNITS, said),)
            advances[place] += geometry.width / _UNITS
        advances = advances[len(context) : len(text) - len(context)]
        if self.letter_spacing or self.word_spacing:
            for i, c in enumerate(run):
                advances[i] += self.letter_spacing + (self.word_spacing if c in " \u00a0" else 0)
        return Shaped(advances, glyphs[len(context) : len(text) - len(context)])

    def _read_half(self, mark: str) -> tuple[float, float]:
        """Read how far the half-width form (OpenType's halt) moves a mark, and how much narrower it is.

        A mark without one, as ？ in Traditional faces, is blank where it has no ink, a quarter at the most.
        """
        full = self._shape_run(mark).advances[0]
        if full < self.size * _FULL:
            return 0.0, 0.0
        layout = self._shape(self._half, mark)  # its glyphs live as long as it does
        glyphs = list(list_glyphs(layout))
        if len(glyphs) != 1:
            return 0.0, 0.0
        geometry = glyphs[0][2]
        left, width = -geometry.x_offset / _UNITS, geometry.width / _UNITS
        if width < full:
            return (left, max(0.0, full - width - left)) if left >= 0 else (0.0, 0.0)
        begin, end = self._read_ink(layout)
        quarter = full / 4
        blank = min(begin, full - end)
        return (quarter, quarter) if blank > quarter - full / 20 else (0.0, 0.0)


def list_glyphs(layout: Any) -> Iterator[tuple[Any, int, Any, int, int]]:
    """List the glyphs of a layout's first line: font, number, geometry, bounds of its cluster."""
    run = layout.get_first_line()[0].runs[0]
    while run:
        item, string = run.data.item, run.data.glyphs
        run = run.next
        font, offset, length = item.analysis.font, item.offset, item.length
        infos, clusters = string.glyphs, string.log_clusters[0 : string.num_glyphs]
        ends = {begin: end for begin, end in pairwise([*sorted(set(clusters)), length])}
        for i, begin in enumerate(clusters):
            info = infos[i]
            yield font, info.glyph, info.geometry, offset + begin, offset + ends[begin]


def index_bytes(text: str) -> Iterator[int]:
    """Give for each byte of a text in UTF-8 the place of its character."""
    if text.isascii():
        yield from range(len(text))
        return
    for i, c in enumerate(text):
        for _ in c.encode():
            yield i
