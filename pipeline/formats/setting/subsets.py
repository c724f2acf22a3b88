"""The adapter to how WeasyPrint embeds faces: looked at where they lie, and cut down in one pass.

WeasyPrint copies each file, of 25 megabytes, once for each size of type, and cuts it down in two passes.
The bytes that come out are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What a printed page has no use for: shaping is done, and no reader installs the face (OpenType, tables).
_USELESS = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")


class Subsets:
    """The functions that stand before WeasyPrint's, and its own where HarfBuzz refuses."""

    def __init__(self, weasyprint: Any) -> None:
        self._text = weasyprint.text
        self._theirs = weasyprint.pdf.fonts.Font._harfbuzz_subset
        self._held: list[Any] = []  # the files that are looked at, for as long as the call lasts

    def look(self, face: Any) -> Any:
        """Give the bytes of a face's file, without a copy of them."""
        ffi, harfbuzz = self._text.ffi.ffi, self._text.ffi.harfbuzz
        blob = ffi.gc(harfbuzz.hb_face_reference_blob(face), harfbuzz.hb_blob_destroy)
        self._held.append(blob)
        length = ffi.new("unsigned int *")
        return ffi.buffer(harfbuzz.hb_blob_get_data(blob, length), length[0])

    def cut(self, font: Any, glyphs: Mapping[int, str], hinting: bool) -> None:
        """Keep of a face the glyphs that a document draws, under their numbers."""
        library = self._text.ffi
        ffi, harfbuzz, harfbuzz_subset = library.ffi, library.harfbuzz, library.harfbuzz_subset
        flags = (
            harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
            | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
            | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
        )
        if not hinting:
            flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
        if font.missing:
            flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
        wanted = ffi.gc(
            harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
        )
        harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
        for chosen, numbers in (
            (harfbuzz_subset.hb_subset_input_glyph_set(wanted), sorted(glyphs)),
            (
                harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG),
                [harfbuzz.hb_tag_from_string(name, -1) for name in _USELESS],
            ),
        ):
            array = ffi.new("hb_codepoint_t[]", numbers)
            harfbuzz.hb_set_add_sorted_array(chosen, array, len(numbers))
        made = ffi.gc(harfbuzz_subset.hb_subset_or_fail(font.hb_face, wanted), harfbuzz.hb_face_destroy)
        if made and (data := self._text.fonts.get_hb_object_data(made)):
            font.file_content = data
        else:
            font.file_content = bytes(font.file_content)
            self._theirs(font, glyphs, hinting)
