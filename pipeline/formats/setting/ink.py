"""Drawing a line's text so that each glyph stands in its place, and reads as what it is.

What is put between all characters of a line is its character spacing (Tc, ISO 32000-1, 9.3.2). Programs that
take text out of a PDF see a space where glyphs stand apart, and two words where they overlap. So a glyph with
a gap or a cut behind it is drawn with as much character spacing of its own, and a mark round it says its text
(ActualText, 14.9.4): to poppler it is then as wide as it stands, and to pdfium one of one piece. Characters
beyond the basic plane go without: pdfium leaves out what is marked as saying nothing else.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from pipeline.formats.setting.faces import Glyph

_UNITS = 1024  # Pango's of a pixel
_NOTICED = 60  # thousandths of an em, from which programs may see a space
_UNKNOWN = 0x10000000  # Pango's flag for a glyph the font does not have


def make_layout(weasyprint: Any) -> Any:
    """Make the class of layouts whose glyphs stand where we say."""

    class SetLayout(weasyprint.text.line_break.Layout):  # type: ignore[misc]
        """A text of one line with its glyphs; Pango is asked only where we cannot draw them."""

        def __init__(
            self,
            text: str,
            advances: list[float],
            shifts: dict[int, float],
            glyphs: list[tuple[Glyph, ...]],
            letter_space: float,
            ends_line: bool,
        ) -> None:
            self.text = text
            self.advances = advances  # in pixels, by place
            self.shifts = shifts  # how far to the left, by place
            self.glyphs = glyphs
            self.letter_space = letter_space  # between most of its characters, in pixels
            self.ends_line = ends_line
            self.max_width = None
            self.justification_spacing = 0
            self.first_line_direction = 0

        def reactivate(self, style: Any) -> None:
            pass

        def shape(self, style: Any) -> None:
            super().reactivate(style)

        def deactivate(self) -> None:
            if hasattr(self, "layout"):
                super().deactivate()

    return SetLayout


def draw(stream: Any, layout: Any, matrix: Any, ffi: Any) -> bool:
    """Draw a layout of ours; tell whether that could be: fonts of pictures are left to WeasyPrint."""
    origins = [*accumulate(layout.advances, initial=0.0)]
    for place, left in layout.shifts.items():
        origins[place] -= left
    glyphs = [
        (glyph, origin + glyph.left, inside)
        for group, origin in zip(layout.glyphs, origins, strict=False)
        for inside, glyph in enumerate(group)
    ]
    # In the order they are met, so that the same text makes the same file.
    fonts = {font: stream.add_font(font) for font in dict.fromkeys(glyph.font for glyph, _, _ in glyphs)}
    if not glyphs or any(_is_picture(font) for font, _ in fonts.values()):
        return False
    if any(glyph.number & _UNKNOWN for glyph, _, _ in glyphs):
        return False
    *scale, x, y = matrix.values
    stream.set_text_matrix(*scale, x + glyphs[0][1], y)
    ends = [*(origin for _, origin, _ in glyphs[1:]), sum(layout.advances)]
    letter_space = spacing = round(layout.letter_space, 4)
    if spacing:
        stream.stream.append(f"{spacing} Tc")
    current: Any = None
    shown = ""  # what TJ will show: strings of glyphs in angle brackets, and moves
    behind = 0.0  # pixels from the pen to where it should be
    before = glyphs[0][1]  # where the glyph before stands
    last = len(glyphs) - 1
    for n, ((glyph, origin, inside), end) in enumerate(zip(glyphs, ends, strict=True)):
        number = glyph.number
        if glyph.font != current:
            shown = _show(stream, shown)
            current = glyph.font
            font, size = fonts[current]
            stream.set_font_size(font.hash, size)
            widths = font.widths
        if number not in widths:
            _enter(stream, font, size, glyph, ffi)
        move = end - origin - widths[number] * size / 1000 + behind
        if n == last and layout.ends_line:  # nothing stands behind
            move = spacing
        thousandths = round((move - spacing) / size * 1000)
        noticed = abs(thousandths) >= _NOTICED and not glyph.text.isspace()
        # What begins left of a narrow dot is drawn in one piece with it: pieces are read from left to right.
        noticed = noticed and before <= origin <= end
        before = origin
        other = 0.0 if spacing else letter_space  # between letters of Latin there is none
        if n == last - 1 and layout.ends_line and move < 0:
            # The last two of a line are one piece: pdfium takes a low mark by itself for no line of its own.
            other = round(move, 3)
        if noticed and abs(move - other) < _NOTICED / 1000 * size:
            shown = _show(stream, shown)
            stream.stream.append(f"{other} Tc")
            spacing, noticed = other, False
            thousandths = round((move - spacing) / size * 1000)
        if noticed or glyph.rise:
            shown = _show(stream, shown)
            own = round(move, 3)
            said = "" if inside else glyph.text.encode("utf-16-be").hex()
            rise = (f"{glyph.rise} Ts ", " 0 Ts") if glyph.rise else ("", "")
            drawn = f"{own} Tc {rise[0]}<{number:04x}> Tj {spacing} Tc{rise[1]}"
            basic = max(glyph.text, default="") <= "\uffff"
            stream.stream.append(f"/Span <</ActualText <feff{said}>>> BDC {drawn} EMC" if basic else drawn)
            behind = move - own
            continue
        # One string goes on until a move parts it.
        shown = (shown[:-1] if shown.endswith(">") else shown + "<") + f"{number:04x}>"
        if thousandths:
            shown += f"{-thousandths}"
        behind = move - spacing - thousandths * size / 1000
    _show(stream, shown)
    if spacing:
        stream.stream.append(b"0 Tc")
    return True


def _show(stream: Any, shown: str) -> str:
    """Show what was gathered, and give the empty string to gather anew."""
    if shown:
        stream.show_text(shown)
    return ""


def _is_picture(font: Any) -> bool:
    return bool(font.bitmap or font.png or font.svg or font.colr)


def _enter(stream: Any, font: Any, size: float, glyph: Glyph, ffi: Any) -> None:
    """Enter a glyph into its font: its width, in thousandths of an em as PDF counts, and what it says."""
    ffi.pango.pango_font_get_glyph_extents(glyph.font, glyph.number, stream.ink_rect, stream.logical_rect)
    font.widths[glyph.number] = round(stream.logical_rect.width * 1000 / _UNITS / size)
    font.to_unicode.setdefault(glyph.number, glyph.text)
