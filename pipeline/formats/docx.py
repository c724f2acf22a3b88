"""Writes DOCX: pandoc sets the document with our reference's styles, and we finish what it leaves."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from pipeline.characters import HAN_CHARACTER
from pipeline.design import Contents, Design
from pipeline.document import Book
from pipeline.files import style
from pipeline.formats.model import BOOKMARK, set_book
from pipeline.formats.regions import Region, find_region
from pipeline.pandoc import write_document

EPOCH = 315532800  # 1980-01-01, the earliest date a ZIP archive knows

# Pandoc adds thirty styles for program code, and leaves out the compatibility mode of Word 2013 on.
_OURS = ("word/styles.xml", "word/settings.xml")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {
    "w": _W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_FORBIDDEN = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, 2.2


def write_docx(book: Book, *, modified: datetime | None = None, design: Design = Design()) -> bytes:
    """Write a book as a Word document; the same book gives the same bytes.

    `modified`, in UTC, is the last change that its properties name; without it the book's date serves.
    A book of several articles has a table of contents, one of one article where `design` asks for it.
    Raises MissingError without pandoc, OutputError when it fails.
    """
    region = find_region(book.language)
    reference = style(f"reference-{region.face.lower()}.docx")
    blocks = set_book(book, contents=design.contents is Contents.ALWAYS)
    data = write_document(blocks, "docx", options=(f"--reference-doc={reference}",), epoch=EPOCH)
    return _finish(data, reference, _set_properties(book, region, modified))


def _finish(data: bytes, reference: Path, properties: bytes) -> bytes:
    """Give the archive again with our styles, settings and properties, and without a clock's traces."""
    with zipfile.ZipFile(reference) as ours:
        replaced = {name: ours.read(name) for name in _OURS}
    replaced["docProps/core.xml"] = properties
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = replaced.get(name) or source.read(name)
            if name == "word/document.xml":
                content = _finish_document(content)
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            target.writestr(entry, content)
    return made.getvalue()


def _finish_document(content: bytes) -> bytes:
    """Ask for East Asian faces where pandoc did not, and begin each further article on a new page."""
    root = ElementTree.fromstring(content)
    body = root.find(f"{{{_W}}}body")
    begun = opens = False
    for element in body if body is not None else ():
        if element.tag == f"{{{_W}}}bookmarkStart":
            opens = str(element.get(f"{{{_W}}}name")).startswith(BOOKMARK)
        elif element.tag == f"{{{_W}}}p":
            if opens and begun:
                _break_page(element)
            begun, opens = True, False
            _hint_runs(element)
    return _serialize(root)


def _hint_runs(element: ElementTree.Element) -> None:
    """Mark runs as East Asian, so that “”‘’…— are not set in the Latin face.

    Pandoc marks runs with Han only; a run of marks alone belongs to its paragraph, which is Chinese
    unless it has Latin letters and no Han.
    """
    text = "".join(element.itertext())
    if not HAN_CHARACTER.search(text) and re.search("[A-Za-z]", text):
        return
    for run in element.iter(f"{{{_W}}}r"):
        if "".join(run.itertext()).isascii():
            continue
        properties = run.find(f"{{{_W}}}rPr")
        if properties is None:
            properties = ElementTree.Element(f"{{{_W}}}rPr")
            run.insert(0, properties)
        faces = properties.find(f"{{{_W}}}rFonts")
        if faces is None:
            faces = ElementTree.Element(f"{{{_W}}}rFonts")
            properties.insert(1 if properties.find(f"{{{_W}}}rStyle") is not None else 0, faces)
        faces.set(f"{{{_W}}}hint", "eastAsia")


def _break_page(element: ElementTree.Element) -> None:
    properties = element.find(f"{{{_W}}}pPr")
    if properties is not None:  # pandoc names a style in each, and the schema puts the break after it
        properties.insert(1, ElementTree.Element(f"{{{_W}}}pageBreakBefore"))


def _set_properties(book: Book, region: Region, modified: datetime | None) -> bytes:
    """Make the core properties (ECMA-376 part 2, clause 11); a date only where one is known."""
    root = ElementTree.Element(f"{{{_NAMESPACES['cp']}}}coreProperties")
    values = {
        "dc:title": book.title,
        "dc:creator": book.author,
        "dc:identifier": book.identifier,
        "dc:language": region.tag,
    }
    if date := re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", book.date):
        moment = f"{date[1]}-{date[2] or '01'}-{date[3] or '01'}T00:00:00Z"
        values |= {"dcterms:created": moment, "dcterms:modified": moment}
    if modified:
        values["dcterms:modified"] = f"{modified:%Y-%m-%dT%H:%M:%SZ}"
    for name, value in values.items():
        if not value:
            continue
        prefix, local = name.split(":")
        element = ElementTree.SubElement(root, f"{{{_NAMESPACES[prefix]}}}{local}")
        element.text = _FORBIDDEN.sub("", value)
        if prefix == "dcterms":
            element.set(f"{{{_NAMESPACES['xsi']}}}type", "dcterms:W3CDTF")
    return _serialize(root)


def _serialize(root: ElementTree.Element) -> bytes:
    for prefix, address in _NAMESPACES.items():
        ElementTree.register_namespace(prefix, address)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))
