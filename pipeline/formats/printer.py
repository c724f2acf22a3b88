"""The adapter to WeasyPrint: sets pages from markup, finds the faces, and says what it is made of.

Nothing in the markup reaches network or disk: every address is refused but those of our own bytes.
"""

from __future__ import annotations

import contextlib
import io
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import MissingError
from pipeline.formats.glyphs import Glyphs, find_number, read_glyphs, read_revision
from pipeline.formats.setting.boxes import setting
from pipeline.needs import word_step
from pipeline.prints import Standard

_RARE = ("HanaMinA", "HanaMinB")  # for the extension planes, where they are installed
_PRINTED = 4  # ISO 32000-1, table 165
_REGULAR, _BOLD = 80, 200  # fontconfig's numbers for these weights
# Functions of the libraries that WeasyPrint opens but has no use for itself.
_DECLARED = """
    const char *hb_version_string (void);
    FcBool FcPatternAddInteger (FcPattern *p, const char *object, int i);
    hb_blob_t * hb_blob_create_from_file (const char *file_name);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
"""
_TYPEWRITER = range(0x20, 0x7F)  # what any reader may add: page numbers, hyphens
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)  # of a font: its own, and its licence (OpenType, table name)


def print_pages(
    markup: str,
    allowed: Mapping[str, bytes] | None = None,
    standard: Standard = Standard.UA_1,
    *,
    style: str = "",
) -> bytes:
    """Set an HTML document as a tagged PDF of a standard.

    `style` is a style sheet that many documents may have, and is read once. `allowed` are the only
    addresses that give anything, and what they give. Raises MissingError where Pango is not installed.
    """
    weasyprint = _load()
    page = weasyprint.HTML(string=markup, url_fetcher=_close_fetcher(allowed or {}))
    with _lend_fonts(own=bool(allowed)) as fonts, setting(weasyprint):
        pdf: bytes = page.write_pdf(
            font_config=fonts,
            stylesheets=[_read_style(style)] if style else [],
            pdf_variant=f"pdf/{standard}",
            pdf_tags=True,
            finisher=_finish,
        )
    return pdf


@lru_cache(8)
def _read_style(text: str) -> Any:
    return _load().CSS(string=text, font_config=_gather_fonts(), url_fetcher=_close_fetcher({}))


def read_faces(regions: Iterable[str]) -> tuple[Glyphs, ...]:
    """Read the character maps of the faces that text of these regions (SC, TC, HK) is set in.

    Raises MissingError where Pango or one of the Noto CJK fonts is not installed.
    """
    return tuple(read_glyphs(file, family) for file, family in _find_faces(tuple(regions), _REGULAR))


def find_file(family: str, *, bold: bool = False) -> str:
    """Give the file of a family's regular or bold face; MissingError where Pango or the font is missing."""
    _load()
    if file := _find_face(_gather_fonts(), family, _BOLD if bold else _REGULAR):
        return file
    raise MissingError(f"the font {family} is not installed", step=word_step(family))


def subset(family: str, text: str, *, bold: bool = False) -> bytes:
    """Give a family's face with no more glyphs than a text needs, upright and vertical, as OpenType.

    Raises MissingError where Pango, HarfBuzz's subsetter or the font is not installed.
    """
    file = find_file(family, bold=bold)
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
    from weasyprint.text.fonts import get_hb_object_data

    if harfbuzz_subset is None:
        raise MissingError("HarfBuzz's subsetter is not installed", step=word_step("HarfBuzz"))
    blob = ffi.gc(harfbuzz.hb_blob_create_from_file(file.encode()), harfbuzz.hb_blob_destroy)
    face = ffi.gc(harfbuzz.hb_face_create(blob, find_number(file, family)), harfbuzz.hb_face_destroy)
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    for kind, numbers in (
        (harfbuzz_subset.HB_SUBSET_SETS_UNICODE, {*map(ord, text), *_TYPEWRITER}),
        (harfbuzz_subset.HB_SUBSET_SETS_NAME_ID, _NAMES),
    ):
        array = ffi.new("hb_codepoint_t[]", sorted(numbers))
        harfbuzz.hb_set_add_sorted_array(
            harfbuzz_subset.hb_subset_input_set(wanted, kind), array, len(numbers)
        )
    harfbuzz_subset.hb_subset_input_set_flags(wanted, harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING)
    made = ffi.gc(harfbuzz_subset.hb_subset_or_fail(face, wanted), harfbuzz.hb_face_destroy)
    return bytes(get_hb_object_data(made))


def list_fonts(regions: Iterable[str]) -> dict[str, str]:
    """Give the revision of each font file that text of these regions is set in, by the file's name.

    Raises MissingError as `read_faces` does.
    """
    regions = tuple(regions)
    files = dict.fromkeys(file for weight in (_REGULAR, _BOLD) for file, _ in _find_faces(regions, weight))
    return {Path(file).name: read_revision(file) for file in files}


def list_versions() -> dict[str, str]:
    """Give the versions of the libraries of the system that shape a page: Pango and HarfBuzz.

    Raises MissingError where Pango is not installed.
    """
    _load()
    from weasyprint.text.ffi import ffi, harfbuzz, pango

    number = pango.pango_version()  # 15012 is 1.50.12
    return {
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "harfbuzz": ffi.string(harfbuzz.hb_version_string()).decode(),
    }


@cache
def _load() -> Any:
    """Import WeasyPrint; raise MissingError where the libraries it needs are not installed."""
    try:
        # It prints a page of advice, and warns where there is no font: we say both in our own words.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            import weasyprint
    except OSError as error:
        step = word_step("Pango", "HarfBuzz")
        raise MissingError("Pango, which sets the PDF, is not installed", step=step) from error
    from weasyprint.text.ffi import ffi

    ffi.cdef(_DECLARED)
    return weasyprint


def _finish(_: Any, pdf: Any) -> None:
    """Have links printed as they are shown, and its streams packed at zlib's usual level.

    Annotations have the Print flag (ISO 14289-1, 7.18.1). pydyf packs at the highest level, which takes
    twice as long as the usual one and saves 0.3 %.
    """
    plain = _load().pdf.pydyf.Stream
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link":
            thing["F"] = _PRINTED
        elif getattr(thing, "compress", False):
            thing.compress = False
            bare = plain(thing.stream).data  # of which nothing but the length is said before
            start = bare.index(b"stream\n") + len(b"stream\n")
            thing.stream, thing.extra["Filter"] = _pack(bare[start : -len(b"\nendstream")])


def _pack(data: bytes) -> tuple[list[bytes], str]:
    """Pack the data of a stream; give it with the filters that unpack it.

    Some readers take a CR at its end for part of the line's end that follows (ISO 32000-1, 7.3.8.1), and
    how packed data ends depends on the data alone: where it ends so, it is packed once more.
    """
    filters = "/FlateDecode"
    packed = zlib.compress(data)
    while packed.endswith(b"\r"):
        filters += " /FlateDecode"
        packed = zlib.compress(packed)
    return [packed], filters if " " not in filters else f"[{filters}]"


@cache
def _gather_fonts() -> Any:
    """Give the system's faces, as Pango knows them; those it opened stay open for the next document."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@contextlib.contextmanager
def _lend_fonts(*, own: bool) -> Iterator[Any]:
    """Lend the system's faces to a document; one with faces of its own gets a set that goes with it."""
    if not own:
        yield _gather_fonts()
        return
    from weasyprint.text.ffi import ffi, pangoft2

    fonts = _gather_fonts.__wrapped__()
    try:
        yield fonts
    finally:
        # Pango (1.50) would keep the configuration, a quarter of a megabyte, when the faces go.
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", fonts.font_map), ffi.NULL)


@cache
def _find_faces(regions: tuple[str, ...], weight: int) -> tuple[tuple[str, str], ...]:
    """Give file and family of each face; raise MissingError where one that must be there is not."""
    _load()
    fonts = _gather_fonts()
    faces: list[tuple[str, str]] = []
    for family in (f"Noto {kind} CJK {region}" for region in regions for kind in ("Serif", "Sans")):
        file = _find_face(fonts, family, weight)
        if not file:
            raise MissingError(f"the font {family} is not installed", step=word_step(family))
        faces.append((file, family))
    rare = ((_find_face(fonts, family, weight), family) for family in _RARE)
    return (*faces, *((file, family) for file, family in rare if file))


def _find_face(fonts: Any, family: str, weight: int) -> str:
    """Give the file of a family's face, or nothing where fontconfig offers another family instead."""
    from weasyprint.text.ffi import ffi, fontconfig

    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcPatternAddInteger(pattern, b"weight", weight)
    fontconfig.FcConfigSubstitute(fonts._config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    match = fontconfig.FcFontMatch(fonts._config, pattern, ffi.new("FcResult *"))
    if match == ffi.NULL:
        return ""
    match = ffi.gc(match, fontconfig.FcPatternDestroy)
    value = ffi.new("FcChar8 **")
    names: list[str] = []
    while fontconfig.FcPatternGetString(match, b"family", len(names), value) == fontconfig.FcResultMatch:
        names.append(ffi.string(value[0]).decode())
    if family not in names or fontconfig.FcPatternGetString(match, b"file", 0, value):
        return ""
    file: str = ffi.string(value[0]).decode()
    return file


_OWN_PICTURE = "data:image/png;base64,"  # a picture that stands in the markup itself


def _close_fetcher(allowed: Mapping[str, bytes]) -> Any:
    """Make a fetcher that gives out our own bytes and refuses every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ClosedFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(_OWN_PICTURE):
                return super().fetch(url, headers)
            if url not in allowed:
                raise ValueError(f"refused to load {url}")
            return URLFetcherResponse(url, allowed[url])

    return ClosedFetcher()
