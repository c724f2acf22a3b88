"""Drawing a line's text so that each glyph stands in its place, and reads as what it is.

Programs that take text out of a PDF see a space where glyphs stand apart, and two words where they overlap.
So a glyph with a gap or a cut behind it is drawn with as much character spacing (Tc) of its own, and a mark
round it says its text (ActualText, ISO 32000-1, 14.9.4): to poppler it is then as wide as it stands, and
to pdfium one of one piece.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

from pipeline.formats.setting.faces import index_bytes

_UNITS = 1024  # Pango's of a pixel
_NOTICED = 60  # thousandths of an em, from which programs may see a space
_UNKNOWN = 0x10000000  # Pango's flag for a glyph the font does not have
_EMPTY = 0x0FFFFFFF


def make_layout(weasyprint: Any) -> Any:
    """Make the class of layouts whose glyphs stand where we say."""
    line_break, ffi = weasyprint.text.line_break, weasyprint.text.ffi

    class SetLayout(line_break.Layout):  # type: ignore[misc, name-defined]
        """A text of one line: Pango shapes it when it is drawn, and not before."""

        def __init__(self, text: str, advances: list[float], shifts: dict[int, float]) -> None:
            self.text = text
            self.advances = advances  # in pixels, by place
            self.shifts = shifts  # how far to the left, by place
            self.max_width = None
            self.justification_spacing = 0
            self.first_line_direction = 0

        def set_text(self, text: str, justify: bool = False) -> None:
            self.text = text
            characters, _ = ffi.unicode_to_char_p(text)
            ffi.pango.pango_layout_set_text(self.layout, characters, -1)

        def deactivate(self) -> None:
            if hasattr(self, "layout"):
                super().deactivate()

    return SetLayout


class Glyph(NamedTuple):
    """A glyph of a line: its font, the size, its number, where it stands (in pixels), how high, its text."""

    font: Any
    size: float
    number: int
    origin: float
    rise: int
    text: str


def draw(stream: Any, layout: Any, matrix: Any, weasyprint: Any) -> bool:
    """Draw a layout of ours; tell whether that could be: fonts of pictures are left to WeasyPrint."""
    glyphs = _list_glyphs(stream, layout, weasyprint.text.ffi)
    if glyphs is None:
        return False
    pydyf = weasyprint.pdf.pydyf
    *scale, x, y = matrix.values
    stream.set_text_matrix(*scale, x + glyphs[0].origin, y)
    ends = [*(glyph.origin for glyph in glyphs[1:]), sum(layout.advances)]
    shown = ""  # what TJ will show: strings of glyphs in angle brackets, and moves
    behind = 0.0  # pixels from the pen to where it should be
    for glyph, end in zip(glyphs, ends, strict=True):
        font, size = glyph.font, glyph.size
        if stream._current_font != (font.hash, size):
            shown = _show(stream, shown)
            stream.set_font_size(font.hash, size)
        move = end - glyph.origin - font.widths[glyph.number] * size / 1000 + behind
        thousandths = round(move / size * 1000)
        if glyph.rise or (glyph.text.strip() and abs(thousandths) >= _NOTICED):
            shown = _show(stream, shown)
            spacing = round(move, 3)
            stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(glyph.text)}))
            stream.stream.append(f"{spacing} Tc {glyph.rise} Ts <{glyph.number:04x}> Tj 0 Tc 0 Ts")
            stream.end_marked_content()
            behind = move - spacing
            continue
        # One string goes on until a move parts it.
        shown = (shown[:-1] if shown.endswith(">") else shown + "<") + f"{glyph.number:04x}>"
        if thousandths:
            shown += f"{-thousandths}"
        behind = move - thousandths * size / 1000
    _show(stream, shown)
    return True


def _show(stream: Any, shown: str) -> str:
    """Show what was gathered, and give the empty string to gather anew."""
    if shown:
        stream.show_text(shown)
    return ""


def _list_glyphs(stream: Any, layout: Any, ffi: Any) -> list[Glyph] | None:
    """List the glyphs of a layout where they are to stand; None where there is one that we cannot draw."""
    text = layout.text.encode()
    places = list(index_bytes(layout.text))
    starts = [0.0, *accumulate(layout.advances)]
    glyphs: list[Glyph] = []
    run = layout.get_first_line()[0].runs[0]
    while run:
        item = run.data
        run = run.next
        font, size = stream.add_font(item.item.analysis.font)
        if font.bitmap or font.png or font.svg or font.colr or item.item.analysis.level % 2:
            return None
        offset, count = item.item.offset, item.glyphs.num_glyphs
        infos, clusters = item.glyphs.glyphs, item.glyphs.log_clusters
        cluster, inside = -1, 0.0
        for i in range(count):
            info = infos[i]
            number, geometry = info.glyph, info.geometry
            begin = clusters[i]
            if begin != cluster:
                cluster, inside = begin, 0.0
            if number == _EMPTY:
                continue
            if number & _UNKNOWN:
                return None
            if number not in font.to_unicode:
                end = next(
                    (clusters[j] for j in range(i + 1, count) if clusters[j] != begin), item.item.length
                )
                font.to_unicode[number] = text[offset + begin : offset + end].decode()
            if number not in font.widths:
                _measure(stream, font, size, number, item.item.analysis.font, ffi)
            place = places[offset + begin]
            glyphs.append(
                Glyph(
                    font,
                    size,
                    number,
                    starts[place] - layout.shifts.get(place, 0.0) + inside + geometry.x_offset / _UNITS,
                    -geometry.y_offset // _UNITS,
                    font.to_unicode[number] if not inside else "",
                )
            )
            inside += geometry.width / _UNITS
    return glyphs or None


def _measure(stream: Any, font: Any, size: float, number: int, pango_font: Any, ffi: Any) -> None:
    """Enter a glyph's width into its font, in thousandths of an em as PDF counts."""
    ffi.pango.pango_font_get_glyph_extents(pango_font, number, stream.ink_rect, stream.logical_rect)
    font.widths[number] = round(stream.logical_rect.width * 1000 / _UNITS / size)
