"""A DOCX taken apart: its paragraphs and runs, its styles, its properties."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from pipeline.errors import InputError

Element = ElementTree.Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}


@dataclass(frozen=True, slots=True)
class Document:
    """A Word document in memory: its container's entries, its parts, and its styles by their identifier."""

    entries: tuple[zipfile.ZipInfo, ...]
    parts: Mapping[str, Element]
    styles: Mapping[str, Element]

    @property
    def body(self) -> Element:
        """The body of the main part."""
        found = self.parts["word/document.xml"].find(f"{W}body")
        return found if found is not None else Element("body")

    @property
    def paragraphs(self) -> Iterator[Element]:
        """All paragraphs of the main part, in order."""
        return self.body.iter(f"{W}p")

    def follow(self, style: str) -> Iterator[Element]:
        """Give a style, the one it is based on, and so on to the ground."""
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = get(self.styles[style], "basedOn")


def open_document(data: bytes) -> Document:
    """Take a DOCX apart. Raises InputError when the bytes are not a DOCX that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = tuple(archive.infolist())
            names = [entry.filename for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            parts = {name: ElementTree.fromstring(archive.read(name)) for name in names}
        styles = parts["word/styles.xml"].iter(f"{W}style")
        return Document(entries, parts, {style.get(f"{W}styleId", ""): style for style in styles})
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise InputError(f"this is not a DOCX that can be read: {error}") from None


def get(element: Element, path: str, attribute: str = "val") -> str:
    """Give an attribute of the element at a path (`pPr/pStyle`), or nothing."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return found.get(f"{W}{attribute}", "") if found is not None else ""


def read_runs(paragraph: Element) -> str:
    """Give the text of a paragraph: its runs, with tabs and line breaks."""
    return "".join(
        (element.text or "") if element.tag == f"{W}t" else _BREAKS.get(element.tag, "")
        for element in paragraph.iter()
    )
