"""Reads the pages of a PDF as sheets: every character with its box, every rule and picture.

The order of the content stream says nothing about the order of the text, and nothing here leans on it.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import hypot
from typing import Any

from pipeline.characters import is_wide
from pipeline.errors import InputError
from pipeline.pdfium import draw_part, load_raw, open_pdf
from pipeline.sheet import Box, Glyph, Picture, Sheet

_BOLD = re.compile(r"bold|black|heavy|demi|semib|hei(?![a-z])|粗|黑", re.IGNORECASE)
_ASCENT = 0.88  # of the em above the baseline, in a Chinese face
_LONG = 1.3  # ems of ink: a dash of two ems
_THIN = 3.0  # points: a narrower path is a rule
_PICTURE = 20.0  # points: a smaller area is an ornament
_WHITE = 250  # of 255: paper
_MOST_PAGES = 2000  # of one file, read at once
_MOST = 200_000  # characters of one page
_SOFT_HYPHENS = (0x02, 0xAD, 0xFFFE)
_MIDDLE_DOT = "·"  # an em wide in some Chinese faces, far less in others
_UNKNOWN = "\ufffd"
_DISTINCT = 0.1  # of the size: the same character nearer than that was printed twice


def read_sheets(
    data: bytes, name: str, pages: Sequence[int] = (), *, images: bool = False
) -> Iterator[Sheet]:
    """Read the pages of a PDF, those of the given numbers (from 1) or all, one at a time.

    With `images`, pictures come with their bytes, as they are printed.

    Raises InputError when the PDF is damaged, wants a password or lacks a page asked for.
    """
    with open_pdf(data, name) as document:
        if not pages and len(document) > _MOST_PAGES:
            message = f"this PDF has {len(document)} pages"
            step = f"choose some with --pages or pages: in NAME.yaml, at most {_MOST_PAGES} at a time"
            raise InputError(message, where=name, step=step)
        for number in pages or range(1, len(document) + 1):
            if not 1 <= number <= len(document):
                step = f"it has {len(document)}"
                raise InputError(f"there is no page {number}", where=name, step=step)
            page = document[number - 1]
            try:
                yield _read_sheet(page, number, name, images)
            finally:
                page.close()


def _read_sheet(page: Any, number: int, name: str, images: bool) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        glyphs, troubles = _read_glyphs(text, height, number, name)
    finally:
        text.close()
    rules, pictures = _read_shapes(page, width, height, images)
    if not glyphs:
        troubles.append(f"page {number}: no text; it may be a scan")
    return Sheet(number, width, height, tuple(glyphs), tuple(rules), tuple(pictures), tuple(troubles))


def _read_glyphs(text: Any, height: float, number: int, name: str) -> tuple[list[Glyph], list[str]]:
    raw = load_raw()

    count = raw.FPDFText_CountChars(text)
    if count > _MOST:
        message = f"page {number} holds {count} characters"
        raise InputError(message, where=name, step=f"pages of more than {_MOST} are not read")
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix, loose = raw.FS_MATRIX(), raw.FS_RECTF()
    faces: dict[int, tuple[str, bool, bool]] = {}
    shown: list[tuple[Glyph, int]] = []
    hidden: list[tuple[Glyph, int]] = []
    unread: list[Box] = []
    high = ""
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) or code in (9, 10, 13):
            continue
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        character = _join_surrogates(high, code)
        high = ""
        raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetMatrix(text, at, matrix)
        raw.FPDFText_GetLooseCharBox(text, at, loose)
        size = raw.FPDFText_GetFontSize(text, at) * hypot(matrix.c, matrix.d)
        if size <= 0:
            continue
        shape = raw.FPDFText_GetTextObject(text, at)
        face, bold, invisible = _find_face(shape, faces)
        turned = abs(matrix.b) > abs(matrix.a)
        ink = Box(left.value, height - top.value, right.value, height - bottom.value)
        if code in _SOFT_HYPHENS or raw.FPDFText_IsHyphen(text, at):
            if code == 0xAD:
                continue
            character = "-"
        if code == 0 or character == _UNKNOWN or raw.FPDFText_HasUnicodeMapError(text, at) == 1:
            character = _UNKNOWN
            unread.append(ink)
        base = height - y.value
        if turned:
            low, high = (1 - _ASCENT) * size, _ASCENT * size
            low, high = (low, high) if matrix.c > 0 else (high, low)
            box = Box(x.value - low, ink.top, x.value + high, ink.bottom)
        else:
            box = _find_cell(character, x.value, base, size, ink, loose.right)
        drawn = ctypes.addressof(shape.contents) if shape else 0
        glyph = Glyph(character, box, base, size, face, bold, turned)
        (hidden if invisible else shown).append((glyph, drawn))
    troubles = [_say(number, box, "a character whose Unicode value the file does not give") for box in unread]
    if shown and hidden:
        box = hidden[0][0].box
        troubles.append(_say(number, box, f"{len(hidden)} invisible characters, from here on, were left out"))
        hidden = []
    return _drop_superposed(shown or hidden), troubles


def _say(number: int, box: Box, what: str) -> str:
    return f"page {number}, {box.left:.0f} pt from the left and {box.top:.0f} pt from the top: {what}"


def _join_surrogates(high: str, code: int) -> str:
    if 0xDC00 <= code < 0xE000:
        pair = (high + chr(code)).encode("utf-16", "surrogatepass")
        return pair.decode("utf-16", "replace") if high else _UNKNOWN
    return chr(code)


def _find_cell(character: str, x: float, base: float, size: float, ink: Box, advance: float) -> Box:
    """Find the box that a character was set in: its em square, or as much as it advances."""
    top, bottom = base - _ASCENT * size, base + (1 - _ASCENT) * size
    if is_wide(character) and character != _MIDDLE_DOT:
        right = ink.right if ink.right - x > _LONG * size else x + size
        return Box(x, top, right, bottom)
    return Box(x, top, max(advance, ink.right, x), bottom)


def _find_face(shape: Any, faces: dict[int, tuple[str, bool, bool]]) -> tuple[str, bool, bool]:
    """Give a font's name (its number, where it has none), whether it is bold, whether it is invisible."""
    raw = load_raw()

    if not shape:
        return "", False, False
    invisible = raw.FPDFTextObj_GetTextRenderMode(shape) in (3, 7)
    font = raw.FPDFTextObj_GetFont(shape)
    key = ctypes.addressof(font.contents) if font else 0
    if (key, invisible) not in faces:  # type: ignore[comparison-overlap]
        buffer = ctypes.create_string_buffer(256)
        length = raw.FPDFFont_GetBaseFontName(font, buffer, 256) if font else 0
        name = buffer.value.decode("utf-8", "replace") if 1 < length <= 256 else ""
        name = re.sub(r"^[A-Z]{6}\+", "", name)
        weight = raw.FPDFFont_GetWeight(font) if font else 0
        bold = bool(_BOLD.search(name)) or weight >= 600
        faces[key, invisible] = (name or f"#{len(faces)}", bold, invisible)  # type: ignore[index]
    return faces[key, invisible]  # type: ignore[index]


def _drop_superposed(glyphs: list[tuple[Glyph, int]]) -> list[Glyph]:
    """Leave out what was drawn twice at the same place, as shadows and false bold type are.

    Characters of one drawing may stand at one place: a ligature, which —— often is.
    """
    kept: dict[tuple[str, int], list[tuple[Glyph, int]]] = defaultdict(list)
    result = []
    for glyph, drawn in glyphs:
        alike = kept[glyph.text, round(glyph.base)]
        reach = _DISTINCT * glyph.size
        if glyph.text == " " or not any(
            other != drawn
            and abs(one.box.left - glyph.box.left) < reach
            and abs(one.size - glyph.size) < reach
            for one, other in alike
        ):
            for row in (-1, 0, 1):
                kept[glyph.text, round(glyph.base) + row].append((glyph, drawn))
            result.append(glyph)
    return result


def _read_shapes(page: Any, width: float, height: float, images: bool) -> tuple[list[Box], list[Picture]]:
    """Find the drawn rules, and the pictures and tinted areas; what covers the whole page is its ground."""
    raw = load_raw()

    rules: list[Box] = []
    pictures: list[Picture] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for shape, kind in _list_shapes(page, raw):
        if not raw.FPDFPageObj_GetBounds(shape, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        box = Box(left, height - top, right, height - bottom)
        if kind == raw.FPDF_PAGEOBJ_PATH and min(box.width, box.height) <= _THIN:
            if max(box.width, box.height) > _PICTURE:
                rules.append(box)
        elif min(box.width, box.height) > _PICTURE and box.width * box.height < 0.8 * width * height:
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(Picture(box, draw_part(page, box) if images else b""))
            elif _is_filled(shape, raw):
                pictures.append(Picture(box))
            else:
                rules += _list_sides(box)
    return rules, pictures


def _list_sides(box: Box) -> list[Box]:
    return [
        Box(box.left, box.top, box.right, box.top),
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.left, box.bottom),
        Box(box.right, box.top, box.right, box.bottom),
    ]


def _list_shapes(page: Any, raw: Any) -> Iterator[tuple[Any, int]]:
    """List the paths and pictures of a page; those in forms have coordinates of their own, and are rare."""
    for at in range(raw.FPDFPage_CountObjects(page)):
        shape = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(shape)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield shape, kind


def _is_filled(shape: Any, raw: Any) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, mode, stroked)
    colours = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(shape, *colours)
    return bool(mode.value) and min(colour.value for colour in colours[:3]) < _WHITE and colours[3].value > 0
