"""The finishing step of an EPUB: what ebooklib leaves out of its files, and a reproducible container."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

from pipeline.errors import OutputError
from pipeline.formats.vertical import combine_digits

PACKAGE, CONTENTS, NCX = "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/toc.ncx"
MIMETYPE = "mimetype"
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
PLAIN_FILE = 0o100644 << 16

PREFIX = ' prefix="rendition: http://www.idpf.org/vocab/rendition/#"'


def finish(data: bytes, language: str, depth: int, *, vertical: bool = False) -> bytes:
    """Complete the EPUB that ebooklib wrote and pack it so that the same book gives the same bytes.

    Adds the package's and the NCX's language, hides the landmarks from the page (they are for reading
    systems), names the contents `toc`, and tells the NCX how many levels it has.

    `language` is the BCP 47 tag of the edition, `depth` the levels of the contents, 1 to 3; in `vertical`
    contents short numbers are marked to stand upright. Raises OutputError when ebooklib's files are not
    as expected (another version of it).
    """
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    tag = escape(language)
    changes = {
        PACKAGE: (("<package ", f'<package xml:lang="{tag}" '), (PREFIX, "")),
        NCX: (
            ("<ncx ", f'<ncx xml:lang="{tag}" '),
            ('<meta content="0" name="dtb:depth"/>', f'<meta content="{depth}" name="dtb:depth"/>'),
        ),
        CONTENTS: (
            ('<nav epub:type="toc" id="id"', '<nav epub:type="toc" id="toc"'),
            ('<nav epub:type="landmarks">', '<nav epub:type="landmarks" id="landmarks" hidden="hidden">'),
        ),
    }
    for name, pairs in changes.items():
        text = files[name].decode("utf-8")
        for before, after in pairs:
            text = _change(text, before, after, name)
        if vertical and name == CONTENTS:
            head, body, rest = text.partition("<body>")
            text = head + body + combine_digits(rest)
        files[name] = text.encode("utf-8")
    return pack(files)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Zip files as EPUB wants them (OCF 3.3, section 4.2): `mimetype` first and stored, the rest deflated.

    Names are sorted, dates and rights fixed, so nothing but the files decides the bytes.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        for name in sorted(files, key=lambda name: (name != MIMETYPE, name)):
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = PLAIN_FILE
            entry.compress_type = zipfile.ZIP_STORED if name == MIMETYPE else zipfile.ZIP_DEFLATED
            container.writestr(entry, files[name])
    return packed.getvalue()


def _change(text: str, before: str, after: str, name: str) -> str:
    # Text in these files is escaped, so what has a "<" or a whole attribute in it can only be markup.
    if text.count(before) != 1:
        raise OutputError(
            f"{name} has no single {before.strip()!r}",
            step="install the version of ebooklib that chongpai asks for",
        )
    return text.replace(before, after)
