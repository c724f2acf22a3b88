"""What a build lays beside its books for people: the download page, and a small picture of each title."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.errors import ChongpaiError
from pipeline.files import contained, read_bytes
from pipeline.publish.cache import Kept, digest
from pipeline.publish.catalogue import (
    INDEX,
    REVIEW,
    list_titles,
    name_cover,
    name_stem,
    render_catalogue,
    word_titles,
)
from pipeline.publish.manifest import Entry
from pipeline.publish.plan import hash_code
from pipeline.publish.press import Press
from pipeline.publish.tasks import Drawing, Result
from pipeline.publish.thumbnail import find_cover
from pipeline.publish.workers import Ready
from pipeline.settings import Format

_OURS = b'<meta name="generator" content="chongpai">'
_MARKED = 2048  # bytes of a page that its mark is in
_DRAWN = (Format.EPUB, Format.PDF)  # what a picture can be had from, the better first


def write_site(press: Press, entries: Iterable[Entry], volumes: Collection[str]) -> list[Entry]:
    """Write the download page of what lies in a folder, and give the entries of all it consists of.

    What is as an earlier build left it stays untouched; a picture that cannot be drawn is done without,
    and an index.html that is not ours is left alone. `volumes` are the names of bound volumes.
    Raises OutputError when a file cannot be written.
    """
    listed = list(entries)
    site = _write_covers(press, listed)
    reviews = set(_list_reviews(press.folder))
    titles = list_titles(listed, volumes, {entry["path"] for entry in site}, reviews)
    known = word_titles(titles)
    key = digest("index", hash_code(), known)
    kept = press.ledger.find(key)
    if kept:
        return [*kept.listed, *site]
    path = contained(press.folder, INDEX)
    if path.exists() and _OURS not in read_bytes(path)[:_MARKED]:
        return site
    return [_write(press, INDEX, render_catalogue(titles, known), key), *site]


def _write_covers(press: Press, entries: list[Entry]) -> list[Entry]:
    """Draw the titles of which no picture is kept, by the same workers that made the books."""
    drawn = _choose_drawn(entries)
    keys = {stem: digest("cover", hash_code(), stem, *(e["sha256"] for e in drawn[stem])) for stem in drawn}
    groups = (
        [press.ledger.find(key) or _read_drawn(press.folder, drawn[stem], key)] for stem, key in keys.items()
    )
    site: list[Entry] = []
    for stem, (result,) in zip(keys, press.work(groups), strict=True):
        if isinstance(result, Kept):
            site += result.listed
        elif result.picture:
            site.append(_write(press, name_cover(stem), result.picture, keys[stem]))
    return site


def _choose_drawn(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Choose what each title may be drawn from: in its first edition the EPUB, then the PDF."""
    found: dict[str, dict[Format, Entry]] = {}
    for entry in entries:
        if entry["format"] in _DRAWN:
            found.setdefault(name_stem(entry), {}).setdefault(Format(entry["format"]), entry)
    return {stem: [by[format] for format in _DRAWN if format in by] for stem, by in found.items()}


def _read_drawn(folder: Path, entries: list[Entry], key: str) -> Drawing | Ready:
    """Read the cover of an EPUB, or a PDF; nothing where the one has none and the other is not there."""
    for entry in entries:
        with suppress(ChongpaiError):
            data = read_bytes(contained(folder, entry["path"]), entry["size"])
            if picture := find_cover(data) if entry["format"] == Format.EPUB else data:
                return Drawing(entry["path"], picture, key=key)
    return Result()


def _list_reviews(folder: Path) -> Iterator[str]:
    """List the review pages that lie in the folder, relative to it."""
    for where, _, names in os.walk(folder / REVIEW):
        for name in names:
            if name.endswith(".html"):
                yield Path(where, name).relative_to(folder).as_posix()


def _write(press: Press, path: str, data: bytes, key: str) -> Entry:
    entry = press.lay_down(path, data)
    press.ledger.add(key, [entry], ())
    return entry
