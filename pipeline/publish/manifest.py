"""The manifest: what was published, from what, by which versions of which tools."""

from __future__ import annotations

import hashlib
import json
import platform
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.design import COVER_OF_TITLE, Fonts
from pipeline.errors import ChongpaiError, MissingError
from pipeline.files import contained, read_bytes, write_whole
from pipeline.pandoc import read_version
from pipeline.publish.tasks import Output
from pipeline.settings import Build, Format

MANIFEST = "manifest.json"
_LIBRARIES = (
    "chongpai",
    "ebooklib",
    "fonttools",
    "lxml",
    "opencc-python-reimplemented",
    "pillow",
    "pydyf",
    "pypandoc_binary",
    "pypdfium2",
    "weasyprint",
)

# path, source, title, date, publication, edition, layout, format, size in bytes, sha256, whether it was read
# back and its text compared (which plain formats, the text itself, need not be), number of notices, and the
# key: the hash of everything the output depends on
Entry = dict[str, Any]


def enter(path: str, source: str, output: Output, key: str) -> Entry:
    """Make the manifest's entry of an output: its path below the folder, and where it comes from."""
    return {
        "path": path,
        "source": source,
        "title": output.title,
        "date": output.date,
        "publication": output.publication,
        "edition": str(output.edition),
        "layout": str(output.layout),
        "format": str(output.format),
        "size": len(output.data),
        "sha256": hashlib.sha256(output.data).hexdigest(),
        "verified": output.verified,
        "notices": output.notices,
        "key": key,
    }


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Read the entries of the last build whose files are still there, by path; none when it is unreadable."""
    try:
        listed = json.loads(read_bytes(contained(folder, MANIFEST)))["outputs"]
        return {entry["path"]: entry for entry in listed if contained(folder, entry["path"]).is_file()}
    except (ChongpaiError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def list_site(folder: Path) -> tuple[str, ...]:
    """List the paths that make up the download page of the last build; none when that is unreadable."""
    try:
        return tuple(entry["path"] for entry in json.loads(read_bytes(contained(folder, MANIFEST)))["site"])
    except (ChongpaiError, ValueError, LookupError, TypeError):
        return ()


def write_manifest(
    folder: Path, entries: Iterable[Entry], site: Iterable[Entry], tools: Mapping[str, str]
) -> None:
    """Write what was made, in the order of the paths, and the versions of the tools, if that is news.

    `site` has path, size and SHA-256 of what makes up the download page.
    """
    outputs, pages = (sorted(those, key=lambda entry: str(entry["path"])) for those in (entries, site))
    manifest = {"outputs": outputs, "site": pages, "tools": dict(tools)}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    data, path = text.encode("utf-8", "replace"), contained(folder, MANIFEST)
    if not path.is_file() or path.stat().st_size != len(data) or path.read_bytes() != data:
        write_whole(path, data)


def list_libraries() -> dict[str, str]:
    """Give the versions of Python, its zlib and each library."""
    tools = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            tools[library] = version(library)
    return tools


def list_tools(build: Build) -> dict[str, str]:
    """Give the version of all that decides the bytes of a build, as far as this machine has it.

    That is Python and its zlib, which packs EPUB and DOCX; each library; pandoc for DOCX; Pango,
    HarfBuzz and the font files, by their names, for PDF, and for EPUB's cover and faces. What does not
    answer now has no version.
    """
    tools = list_libraries()
    if Format.DOCX in build.formats:
        tools["pandoc"] = ""
        with suppress(MissingError):
            tools["pandoc"] = read_version()
    printed = build.cover == COVER_OF_TITLE or build.fonts is Fonts.EMBEDDED
    if Format.PDF in build.formats or (Format.EPUB in build.formats and printed):
        from pipeline.formats import pdf

        tools["pango"] = ""
        with suppress(MissingError):
            tools |= pdf.list_tools(build.editions)
    return tools
