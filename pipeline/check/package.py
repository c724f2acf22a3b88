"""An EPUB taken apart: its package, the documents of its spine, its contents, its styles."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

from pipeline.errors import InputError

Element = ElementTree.Element

CONTAINER = "META-INF/container.xml"
OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Entry = tuple[str, str, tuple["Entry", ...]]  # of the contents: its text, its target, what is below it
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Package:
    """An EPUB in memory.

    `items` are the manifest's items by their file, `spine` the files in reading order, `documents` the
    parsed XHTML by file, `entries` the container's own list in its order.
    """

    entries: tuple[zipfile.ZipInfo, ...]
    files: Mapping[str, bytes]
    name: str
    root: Element
    items: Mapping[str, Mapping[str, str]]
    spine: tuple[str, ...]
    documents: Mapping[str, Element]

    @property
    def languages(self) -> list[str]:
        """The languages the package says it is in, as BCP 47 tags."""
        return [(element.text or "").strip() for element in self.root.iter(f"{DC}language")]

    @property
    def progression(self) -> str:
        """The direction pages turn in: rtl, ltr, or nothing where it is not said."""
        spine = self.root.find(f"{OPF}spine")
        return spine.get("page-progression-direction", "") if spine is not None else ""

    @property
    def navigation(self) -> str:
        """The file of the contents, if there is one."""
        return self.find_item("nav")

    def find_item(self, property: str) -> str:
        """Give the file of the item with a property of the manifest (nav, cover-image), or nothing."""
        found = (name for name, item in self.items.items() if property in item.get("properties", "").split())
        return next(found, "")

    def list_metadata(self, property: str) -> list[str]:
        """List the values of a property of the package, such as schema:accessMode."""
        metas = self.root.iter(f"{OPF}meta")
        return [(meta.text or "").strip() for meta in metas if meta.get("property") == property]

    def list_text(self) -> Iterator[tuple[str, Element]]:
        """List the documents that hold the text: those of the spine but the contents, in its order."""
        return (
            (name, self.documents[name])
            for name in self.spine
            if name != self.navigation and name in self.documents
        )

    def list_styles(self, document: str) -> list[tuple[str, str]]:
        """List the rules of the style sheets a document links, as selector and declarations."""
        rules: list[tuple[str, str]] = []
        for link in self.documents[document].iter(f"{XHTML}link"):
            name = resolve(document, link.get("href", ""))
            if link.get("rel") == "stylesheet" and name in self.files:
                css = _COMMENT.sub("", self.files[name].decode("utf-8", "replace"))
                rules += ((" ".join(found[1].split()), found[2]) for found in _RULE.finditer(css))
        return rules


def open_package(data: bytes) -> Package:
    """Take an EPUB apart. Raises InputError when the bytes are not an EPUB that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries = tuple(container.infolist())
            files = {entry.filename: container.read(entry) for entry in entries}
        rootfile = ElementTree.fromstring(files[CONTAINER]).find(f".//{OCF}rootfile")
        name = rootfile.attrib["full-path"] if rootfile is not None else ""
        root = ElementTree.fromstring(files[name])
        listed = {item.attrib["id"]: item.attrib for item in root.iter(f"{OPF}item")}
        items = {resolve(name, item["href"]): item for item in listed.values()}
        spine = (resolve(name, listed[ref.attrib["idref"]]["href"]) for ref in root.iter(f"{OPF}itemref"))
        documents = {
            file: ElementTree.fromstring(files[file])
            for file, item in items.items()
            if item["media-type"] == "application/xhtml+xml"
        }
        return Package(entries, files, name, root, items, tuple(spine), documents)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise InputError(f"this is not an EPUB that can be read: {error}") from None


def resolve(base: str, href: str) -> str:
    """Give the file in the container that a link in the file `base` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.partition("#")[0])))


def read_contents(package: Package) -> tuple[Entry, ...]:
    """Read the table of contents."""
    navigation = package.documents.get(package.navigation)
    if navigation is None:
        return ()
    found = (nav for nav in navigation.iter(f"{XHTML}nav") if "toc" in nav.get(TYPE, "").split())
    toc = next(found, None)
    return _read_list(toc) if toc is not None else ()


def read_ncx(package: Package) -> tuple[Entry, ...]:
    """Read the contents that older readers go by."""
    found = (name for name, item in package.items.items() if item["media-type"] == "application/x-dtbncx+xml")
    name = next(found, "")
    if name not in package.files:
        return ()
    points = ElementTree.fromstring(package.files[name]).find(f"{NCX}navMap")
    return _read_points(points) if points is not None else ()


def _read_list(parent: Element) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for entry in parent.findall(f"{XHTML}ol/{XHTML}li"):
        link = entry.find(f"{XHTML}a")
        text = "".join(link.itertext()) if link is not None else ""
        href = link.get("href", "") if link is not None else ""
        entries.append((text, href, _read_list(entry)))
    return tuple(entries)


def _read_points(parent: Element) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for point in parent.findall(f"{NCX}navPoint"):
        content = point.find(f"{NCX}content")
        text = point.findtext(f"{NCX}navLabel/{NCX}text") or ""
        entries.append((text, content.get("src", "") if content is not None else "", _read_points(point)))
    return tuple(entries)
