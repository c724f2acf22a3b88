"""Widths of characters as Pango shapes them: advances, and how much of a mark is blank.

A face is a font at a size in a language. Han and full-width marks are shaped one by one and kept; all else
is shaped as the run it stands in, for there letters kern and dashes join.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.characters import HAN
from pipeline.formats.setting.marks import MARK

_FULL_WIDTH_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕〖〗〘〙［］｛｝"
_RUN = re.compile(f"[^\n{HAN}{_FULL_WIDTH_MARKS}]+")
_MARK = re.compile(MARK)
_UNITS = 1024  # Pango's of a pixel

Shape = Callable[[Any, str], Any]  # a style and a text make a Pango layout
ReadInk = Callable[[Any], tuple[float, float]]  # where the ink of a layout begins and ends, in pixels
_CONTEXT = "中"
_FULL = 0.9  # of an em: a mark this wide is full-width


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
        self.height: float | None = None  # of a line, once it was asked for
        self._advances = {"\n": 0.0}
        self._runs: dict[tuple[str, str], list[float]] = {}
        self._blanks: dict[str, tuple[float, float]] = {}

    def read_advances(self, text: str) -> list[float]:
        """Give the advance of each character; a ligature's is its first character's."""
        advances: list[float] = []
        end = 0
        for match in _RUN.finditer(text):
            advances += self._read_single(text[end : match.start()])
            # A dash or a dot has another glyph in Chinese than alone.
            run, context = match.group(), _CONTEXT if len(match.group()) < len(text) else ""
            if (run, context) not in self._runs:
                self._runs[run, context] = self._read_run(run, context)
            advances += self._runs[run, context]
            end = match.end()
        advances += self._read_single(text[end:])
        return advances

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

    def _read_single(self, text: str) -> list[float]:
        advances = self._advances
        try:
            return [advances[c] for c in text]
        except KeyError:
            for c in set(text) - advances.keys():
                advances[c] = sum(self._read_run(c))
            return [advances[c] for c in text]

    def _read_run(self, run: str, context: str = "") -> list[float]:
        """Read the advances of a run as it is shaped with the same context on both sides."""
        text = context + run + context
        places = list(index_bytes(text))
        advances = [0.0] * len(text)
        for glyph, place in list_glyphs(self._shape(self.style, text)):
            advances[places[place]] += glyph.geometry.width / _UNITS
        advances = advances[len(context) : len(text) - len(context)]
        if self.letter_spacing or self.word_spacing:
            for i, c in enumerate(run):
                advances[i] += self.letter_spacing + (self.word_spacing if c in " \u00a0" else 0)
        return advances

    def _read_half(self, mark: str) -> tuple[float, float]:
        """Read how far the half-width form (OpenType's halt) moves a mark, and how much narrower it is.

        A mark without one, as ？ in Traditional faces, is blank where it has no ink, a quarter at the most.
        """
        full = self._read_run(mark)[0]
        if full < self.size * _FULL:
            return 0.0, 0.0
        layout = self._shape(self._half, mark)  # its glyphs live as long as it does
        glyphs = list(list_glyphs(layout))
        if len(glyphs) != 1:
            return 0.0, 0.0
        geometry = glyphs[0][0].geometry
        left, width = -geometry.x_offset / _UNITS, geometry.width / _UNITS
        if width < full:
            return (left, max(0.0, full - width - left)) if left >= 0 else (0.0, 0.0)
        begin, end = self._read_ink(layout)
        quarter = full / 4
        blank = min(begin, full - end)
        return (quarter, quarter) if blank > quarter - full / 20 else (0.0, 0.0)


def list_glyphs(layout: Any) -> Iterator[tuple[Any, int]]:
    """List the glyphs of a layout's first line, each with the byte of the text that its cluster begins at."""
    run = layout.get_first_line()[0].runs[0]
    while run:
        item = run.data
        offset, glyphs, clusters = item.item.offset, item.glyphs.glyphs, item.glyphs.log_clusters
        for i in range(item.glyphs.num_glyphs):
            yield glyphs[i], offset + clusters[i]
        run = run.next


def index_bytes(text: str) -> Iterator[int]:
    """Give for each byte of a text in UTF-8 the place of its character."""
    if text.isascii():
        yield from range(len(text))
        return
    for i, c in enumerate(text):
        for _ in c.encode():
            yield i
