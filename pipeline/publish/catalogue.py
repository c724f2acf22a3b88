"""The catalogue of a build: its titles, each with its editions and their files, as a page for a browser."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.design import Layout
from pipeline.publish.manifest import Entry
from pipeline.settings import Edition
from pipeline.templates import hide_markup, pair, render_page

INDEX = "index.html"
REVIEW = "review"  # the folder that review pages are looked for in
_SHOWN = 50  # titles on one page of the list; a browser shows so many at once
_UNITS = ("kB", "MB", "GB")  # of a thousand each (SI)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be had: the format it is in, where it lies, how large it is in words, its SHA-256."""

    format: str
    vertical: bool
    href: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issue:
    """The files of a title in one edition, and what it is called there."""

    edition: str
    title: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """An article or bound volume: `stem` is what its files are named by; addresses are those of links."""

    stem: str
    source: str
    date: str
    publication: str
    cover: str
    review: str
    issues: tuple[Issue, ...]


def name_stem(entry: Entry) -> str:
    """Give what the files of a title have in common: their path without edition, layout and format."""
    layout = "" if entry["layout"] == Layout.HORIZONTAL else f".{entry['layout']}"
    return str(entry["path"]).removesuffix(f".{entry['edition']}{layout}.{entry['format']}")


def list_titles(
    entries: Iterable[Entry], volumes: Collection[str], covers: Collection[str], reviews: Collection[str]
) -> tuple[Title, ...]:
    """List the titles that entries of the manifest are of: bound volumes first, then by their paths.

    `volumes` are the names of volumes, `covers` and `reviews` the paths of the pictures and
    of the review pages there are, relative to the folder.
    """

    def place(entry: Entry) -> tuple[bool, str]:
        return entry["source"] not in volumes, name_stem(entry)

    titles = []
    for (_, stem), group in groupby(sorted(entries, key=place), key=place):
        files = list(group)
        first = files[0]
        source = str(first["source"])
        review = f"{REVIEW}/{source.removesuffix(PurePosixPath(source).suffix)}.html"
        titles.append(
            Title(
                stem,
                "" if source in volumes else source,  # a volume is its own
                first.get("date", ""),
                first.get("publication", ""),
                quote(os.fsencode(name_cover(stem))) if name_cover(stem) in covers else "",
                quote(os.fsencode(review)) if review in reviews else "",
                tuple(
                    _list_issue(edition, list(those))
                    for edition, those in groupby(files, key=lambda entry: entry["edition"])
                ),
            )
        )
    return tuple(titles)


def name_cover(stem: str) -> str:
    """Give where the picture of a title lies, below the folder."""
    return f"covers/{stem}.webp"


def word_titles(titles: Iterable[Title]) -> str:
    """Give titles as JSON, by which the page searches and turns its leaves."""
    return json.dumps([asdict(title) for title in titles], ensure_ascii=False, separators=(",", ":"))


def render_catalogue(titles: tuple[Title, ...], known: str) -> bytes:
    """Make the page of titles; `known` are they as JSON."""
    words = {
        Edition.SIMPLIFIED: pair("Simplified"),
        Edition.TAIWAN: pair("Traditional (Taiwan)"),
        Edition.HONG_KONG: pair("Traditional (Hong Kong)"),
        "vertical": pair("vertical"),
        "review": pair("review page"),
    }
    page = render_page(
        "index.html",
        ("base.css", "index.css"),
        ("language.js", "index.js"),
        titles=titles[:_SHOWN],
        count=len(titles),
        shown=_SHOWN,
        known=hide_markup(known),
        words=words,
        said=hide_markup(json.dumps(words, ensure_ascii=False)),
    )
    return page.encode("utf-8", "replace")


def word_size(size: float) -> str:
    """Give a number of bytes in words: 393216 is 393 kB."""
    unit = "B"
    for larger in _UNITS:
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if size < 9.95 and unit != "B" else f"{size:.0f} {unit}"


def _list_issue(edition: str, entries: list[Entry]) -> Issue:
    files = (
        File(
            str(entry["format"]),
            entry["layout"] == Layout.VERTICAL,
            quote(os.fsencode(entry["path"])),
            word_size(entry["size"]),
            entry["sha256"],
        )
        for entry in entries
    )
    return Issue(str(edition), entries[0]["title"], tuple(files))
