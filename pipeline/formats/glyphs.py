"""What a face can show: characters it has no glyph for, characters that share one, and a stand-in.

A PDF says for each glyph which text it stands for, and one glyph can stand for one text only. So
characters that share a glyph (… and ⋯, - and ‑) must be kept apart, and a character without a glyph
needs one of its own, or what a reader copies is not what was written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.characters import CONTROLS, EM_DASH, HORIZONTAL_BAR, IGNORABLE_CHARACTER

Glyphs = Mapping[int, int]  # the glyph of each code point a face has

_COLLECTIONS = (".ttc", ".otc")
GETA = "Chongpai Geta"
_UNITS = 1000
# In Chinese text the faces set both with one glyph, though their character maps do not say so.
_SHAPED_ALIKE = (EM_DASH, HORIZONTAL_BAR)


@cache
def read_glyphs(file: str, family: str) -> Glyphs:
    """Read the character map of the face of this family in a font file or collection."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    font = TTFont(file, fontNumber=find_number(file, family), lazy=True)
    # Glyphs named by their numbers: the names in the outlines' table would take long to read.
    font.setGlyphOrder([str(n) for n in range(font["maxp"].numGlyphs)])
    return {code: int(name) for code, name in font.getBestCmap().items()}


def find_number(file: str, family: str) -> int:
    """Give the number, from 0, of the face of this family in a font file or collection."""
    if Path(file).suffix.lower() not in _COLLECTIONS:
        return 0
    from fontTools.ttLib import TTCollection

    fonts = TTCollection(file, lazy=True).fonts
    return next((n for n, font in enumerate(fonts) if family in _list_names(font)), 0)


def read_revision(file: str) -> str:
    """Give the revision of a font file as its makers count: 2.003."""
    from fontTools.ttLib import TTFont

    return f"{TTFont(file, fontNumber=0, lazy=True)['head'].fontRevision:.3f}"


def _list_names(font: Any) -> set[str]:
    return {record.toUnicode() for record in font["name"].names if record.nameID in (1, 16)}


def find_missing(text: str, faces: Iterable[Glyphs]) -> tuple[str, ...]:
    """List the characters of a text that no face has and that ought to show, in code point order."""
    faces = tuple(faces)
    return tuple(c for c in sorted(set(text)) if _has_ink(c) and not any(ord(c) in face for face in faces))


def find_twins(text: str, faces: Iterable[Glyphs]) -> dict[str, tuple[str, int]]:
    """Find the characters of a text that share a glyph with a more frequent one of that text.

    Gives for each of them that other character and a number, from 1, of its own among those sharing.
    """
    counts = {c: count for c, count in Counter(text).items() if _has_ink(c)}
    twins: dict[str, tuple[str, int]] = {}
    alike: list[tuple[str, ...]] = [_SHAPED_ALIKE]
    for face in faces:
        groups: dict[int, list[str]] = defaultdict(list)
        for c in counts:
            if ord(c) in face:
                groups[face[ord(c)]].append(c)
        alike += [tuple(group) for group in groups.values() if len(group) > 1]
    for group in alike:
        first, *others = sorted(group, key=lambda c: (-counts.get(c, 0), c))
        for number, c in enumerate(others, 1):
            if c in counts:
                twins.setdefault(c, (first, number))
    return twins


def make_geta(characters: Iterable[str]) -> bytes:
    """Make a TrueType font that shows 〓, the printer's mark for missing type, for each character.

    Each character has a glyph of its own, so that the text under the mark stays right. All are bases,
    which nothing sets on top of one another, and there is a space: Pango asks for it where Unicode says
    that a character is a mark of format.
    """
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    pen = TTGlyphPen(None)
    for bottom in (130, 510):
        corners = ((100, bottom), (100, bottom + 190), (900, bottom + 190), (900, bottom))
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    mark = pen.glyph()
    codes = sorted({ord(c) for c in characters})
    names = [".notdef", "space", *(f"u{code:X}" for code in codes)]
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.font.recalcTimestamp = False  # no clock: the same characters make the same bytes
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip((0x20, *codes), names[1:], strict=True)))
    builder.setupGlyf(dict.fromkeys(names, mark) | {"space": TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (_UNITS, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupHead(unitsPerEm=_UNITS)
    builder.setupNameTable({"familyName": GETA, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.addOpenTypeFeatures(f"table GDEF {{ GlyphClassDef [{' '.join(names[1:])}],,,; }} GDEF;")
    data = BytesIO()
    builder.save(data)
    return data.getvalue()


def _has_ink(character: str) -> bool:
    """Tell whether a character is printed: white space, controls and what Unicode has ignored are not."""
    return not (character.isspace() or CONTROLS.match(character) or IGNORABLE_CHARACTER.match(character))
