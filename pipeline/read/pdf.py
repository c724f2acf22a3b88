"""Reads the pages of a PDF as sheets: every character with its box, every rule and picture.

The order of the content stream says nothing about the order of the text, and nothing here leans on it.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from math import hypot
from typing import Any

from pipeline.characters import DASHES, is_wide
from pipeline.errors import InputError
from pipeline.pdfium import bind, draw_part, load_raw, open_page, open_pdf
from pipeline.sheet import Box, Glyph, Picture, Sheet

_BOLD = re.compile(r"bold|black|heavy|demi|semib|hei(?![a-z])|粗|黑", re.IGNORECASE)
_ASCENT = 0.88  # of the em above the baseline, in a Chinese face
_LONG = 1.3  # ems of ink: a dash of two ems
_THIN = 3.0  # points: a narrower path is a rule
_PICTURE = 20.0  # points: a smaller area is an ornament
_WHITE = 250  # of 255: paper
_MOST_PAGES = 2000  # of one file, read at once
_MOST = 200_000  # characters of one page
_FARTHEST = 14_400.0  # points: the side of the largest page (ISO 32000-1, table C.1)
_SMALLEST = 0.1  # points: no type is so small
_SOFT_HYPHENS = (0x02, 0xFFFE)
_HAN = 0x2E80  # from here on Unicode is East Asian: no font without a map gives such numbers
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
            with open_page(document, number, name) as page:
                sheet = _read_sheet(page, number, name, images)
            yield sheet


def _read_sheet(page: Any, number: int, name: str, images: bool) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        glyphs, troubles = _read_glyphs(text.raw, height, number, name)
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
    characters = _Characters(raw, text, height)
    shown: list[Glyph] = []
    hidden: list[Glyph] = []
    beyond = 0
    for at in range(count):
        if glyph := characters.read(at):
            if _is_printable(glyph):
                (hidden if characters.invisible else shown).append(glyph)
            else:
                beyond += 1
    unread = characters.unread
    troubles = [_say(number, box, "a character whose Unicode value the file does not give") for box in unread]
    if beyond:
        troubles.append(
            f"page {number}: characters too far off or too small to be seen were left out: {beyond}"
        )
    if shown and hidden:
        box = hidden[0].box
        troubles.append(_say(number, box, f"{len(hidden)} invisible characters, from here on, were left out"))
        hidden = []
    return _drop_superposed(shown or hidden), troubles


def _is_printable(glyph: Glyph) -> bool:
    """Tell whether a character can be seen on any paper; what a damaged file says may be no number at all."""
    left, top, right, bottom = glyph.box
    across = -_FARTHEST <= left <= _FARTHEST and -_FARTHEST <= right <= _FARTHEST
    down = -_FARTHEST <= top <= _FARTHEST and -_FARTHEST <= bottom <= _FARTHEST
    return across and down and _SMALLEST <= glyph.size <= _FARTHEST


class _Characters:
    """The characters of a page, one at a time.

    Of a wide, upright one PDFium is asked no more than its place and size, which is most of the time saved.
    """

    def __init__(self, raw: Any, text: Any, height: float) -> None:
        self._raw, self._text, self._height = raw, text, height
        self._x, self._y, *self._sides = (ctypes.c_double() for _ in range(6))
        self._matrix, self._loose = raw.FS_MATRIX(), raw.FS_RECTF()
        self._page = ctypes.cast(text, ctypes.c_void_p).value
        self._origin = ctypes.addressof(self._x), ctypes.addressof(self._y)
        self._matrix_at = ctypes.addressof(self._matrix)
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self._get_code = bind(raw.FPDFText_GetUnicode, ctypes.c_uint, pointer, number)
        self._get_origin = bind(raw.FPDFText_GetCharOrigin, number, pointer, number, pointer, pointer)
        self._get_matrix = bind(raw.FPDFText_GetMatrix, number, pointer, number, pointer)
        self._get_size = bind(raw.FPDFText_GetFontSize, ctypes.c_double, pointer, number)
        self._get_shape = bind(raw.FPDFText_GetTextObject, pointer, pointer, number)
        self._get_mode = bind(raw.FPDFTextObj_GetTextRenderMode, number, pointer)
        self._get_font = bind(raw.FPDFTextObj_GetFont, pointer, pointer)
        self._faces: dict[int, tuple[str, bool]] = {}
        self._high = ""
        self.unread: list[Box] = []  # boxes of characters without a Unicode value
        self.invisible = False  # whether the last one was drawn invisibly

    def read(self, at: int) -> Glyph | None:
        """Read the character at a place; None for what PDFium made up, or what is half of one."""
        raw, text, page = self._raw, self._text, self._page
        code = self._get_code(page, at)
        if code in (9, 10, 13, 0xAD) or (code == 32 and raw.FPDFText_IsGenerated(text, at)):
            return None
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
            return None
        character = chr(code)
        if 0xDC00 <= code < 0xE000:
            character = _join_surrogates(self._high, code)
        self._high = ""
        self._get_origin(page, at, *self._origin)
        self._get_matrix(page, at, self._matrix_at)
        matrix = self._matrix
        size = self._get_size(page, at) * hypot(matrix.c, matrix.d)
        if size <= 0:
            return None
        if code in _SOFT_HYPHENS:
            character = "-"
        elif code in (0, ord(_UNKNOWN)) or (code < _HAN and raw.FPDFText_HasUnicodeMapError(text, at) == 1):
            character = _UNKNOWN
            self.unread.append(self._read_ink(at))
        turned = abs(matrix.b) > abs(matrix.a)
        box = self._find_turned_cell(at, size) if turned else self._find_cell(at, character, size)
        face, bold = self._find_face(self._get_shape(page, at))
        return Glyph(character, box, self._height - self._y.value, size, face, bold, turned)

    def _read_ink(self, at: int) -> Box:
        left, right, bottom, top = self._sides
        self._raw.FPDFText_GetCharBox(self._text, at, left, right, bottom, top)
        return Box(left.value, self._height - top.value, right.value, self._height - bottom.value)

    def _find_cell(self, at: int, character: str, size: float) -> Box:
        """Find the box that a character was set in: its em square, or as much as it advances."""
        x, base = self._x.value, self._height - self._y.value
        top, bottom = base - _ASCENT * size, base + (1 - _ASCENT) * size
        if is_wide(character) and character != _MIDDLE_DOT:
            right = x + size
            if character in DASHES:
                ink = self._read_ink(at)
                right = ink.right if ink.right - x > _LONG * size else right
            return Box(x, top, right, bottom)
        self._raw.FPDFText_GetLooseCharBox(self._text, at, self._loose)
        return Box(x, top, max(self._loose.right, self._read_ink(at).right, x), bottom)

    def _find_turned_cell(self, at: int, size: float) -> Box:
        """Find the box of a character at a right angle: an em wide, and as high as its ink."""
        low, high = (1 - _ASCENT) * size, _ASCENT * size
        low, high = (low, high) if self._matrix.c > 0 else (high, low)
        ink = self._read_ink(at)
        return Box(self._x.value - low, ink.top, self._x.value + high, ink.bottom)

    def _find_face(self, shape: int | None) -> tuple[str, bool]:
        """Give the name of a text object's font (a number, where it has none), and whether it is bold."""
        raw = self._raw
        self.invisible = shape is not None and self._get_mode(shape) in (3, 7)
        address = self._get_font(shape) if shape else None
        if not address:
            return "", False
        if address not in self._faces:
            font = ctypes.cast(address, raw.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace") if 1 < length <= 256 else ""
            bold = bool(_BOLD.search(name)) or raw.FPDFFont_GetWeight(font) >= 600
            name = re.sub(r"^[A-Z]{6}\+", "", name)
            self._faces[address] = name or f"#{len(self._faces)}", bold
        return self._faces[address]


def _say(number: int, box: Box, what: str) -> str:
    return f"page {number}, {box.left:.0f} pt from the left and {box.top:.0f} pt from the top: {what}"


def _join_surrogates(high: str, code: int) -> str:
    if not high:
        return _UNKNOWN
    return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _drop_superposed(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out what was drawn twice at the same place, as shadows and false bold type are.

    Two dashes or ellipses in a row may be one ligature at one place.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, glyph in enumerate(glyphs):
        places[glyph.text].append(at)
    dropped: set[int] = set()
    for character, same in places.items():
        if len(same) == 1:
            continue
        ligature = character == "…" or character in DASHES
        same.sort(key=lambda at: glyphs[at].base)
        for number, at in enumerate(same):
            glyph = glyphs[at]
            reach = _DISTINCT * glyph.size
            for later in islice(same, number + 1, None):
                if glyphs[later].base - glyph.base >= reach:
                    break
                over = abs(glyphs[later].box.left - glyph.box.left) < reach
                if over and not (ligature and abs(later - at) == 1):
                    dropped.add(max(at, later))
    return [glyph for at, glyph in enumerate(glyphs) if at not in dropped or glyph.text == " "]


def _read_shapes(page: Any, width: float, height: float, images: bool) -> tuple[list[Box], list[Picture]]:
    """Find the drawn rules, and the pictures and tinted areas; what covers the whole page is its ground."""
    raw = load_raw()

    rules: list[Box] = []
    pictures: list[Picture] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for shape, kind in _list_shapes(page.raw, raw):
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
    get = bind(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    sort = bind(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    address = ctypes.cast(page, ctypes.c_void_p).value
    for at in range(raw.FPDFPage_CountObjects(page)):
        shape = get(address, at)
        if (kind := sort(shape)) in kinds:
            yield ctypes.cast(shape, raw.FPDF_PAGEOBJECT), kind


def _is_filled(shape: Any, raw: Any) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, mode, stroked)
    colours = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(shape, *colours)
    return bool(mode.value) and min(colour.value for colour in colours[:3]) < _WHITE and colours[3].value > 0
