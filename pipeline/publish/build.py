"""The build: every source, in every edition and format, checked and written whole; then the manifest.

Sources are worked on side by side, but their outcomes come in the order of their names, and what is
written depends neither on the number of workers nor on which is first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.design import COVER_OF_TITLE, NO_COVER, Design, Layout
from pipeline.document import Notice
from pipeline.errors import ChongpaiError, InputError, SettingsError
from pipeline.files import Found, contained, find_sources, lock, read_bytes, write_whole
from pipeline.formats.epub import find_suffix
from pipeline.publish.manifest import Entry, enter, list_tools, read_manifest, write_manifest
from pipeline.publish.work import Output, Result, Task, locate
from pipeline.publish.workers import hire, work
from pipeline.settings import Build, Edition, Format, read_beside

_LARGEST_COVER = 5 * 1024 * 1024  # bytes, as Kobo allows for a picture


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a source: the files written, or the error for which none was (and a fault's trace)."""

    source: Path
    files: tuple[Path, ...] = ()
    notices: tuple[Notice, ...] = ()
    error: ChongpaiError | None = None
    trace: str = ""


def list_sources(build: Build) -> tuple[Found, ...]:
    """List the sources of a build, each once, in the order of the names of their outputs.

    Raises InputError when an entry names nothing, SettingsError when two sources would have outputs of
    the same name; names that differ only in case count as the same, as they do on many disks.
    """
    found: dict[Path, Found] = {}
    for pattern in build.sources:
        for source in find_sources(build.folder, pattern):
            found.setdefault(source.path.resolve(), source)
    names: dict[str, Found] = {}
    for source in found.values():
        other = names.setdefault(_fold(source.stem), source)
        if other is not source:
            raise SettingsError(
                f"this and {other.path} would have outputs of the same name",
                where=str(source.path),
                step="rename one of them",
            )
    return tuple(sorted(found.values(), key=lambda source: source.stem))


def run(
    build: Build,
    sources: tuple[Found, ...],
    *,
    output: Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    modified: datetime | None = None,
    verify: bool = True,
) -> Iterator[Outcome]:
    """Publish sources, yielding each one's outcome in order; the manifest is written after the last.

    `output` stands for the folder that the settings name. With `jobs` over 1 that many processes work;
    an `executor` (of a cluster, say) takes their place. `modified`, in UTC, is the last change that the
    books name; without it they go by the date of their metadata. A source with an error has none of its files
    written, and those of earlier builds stay. Without `verify` no output is read back, and the manifest
    says so. Raises MissingError, before all work, when a Traditional edition is asked for and the library
    that converts is not the right one; OutputError when another build holds the folder or the manifest
    cannot be written; InputError for a cover that cannot be read or is no picture.
    """
    lent: dict[str, str] = {}
    if any(edition is not Edition.SIMPLIFIED for edition in build.editions):
        from pipeline.script import check_engine, list_sums

        check_engine()
        lent = list_sums(build.opencc) if build.opencc else {}
    named = Format.EPUB in build.formats and build.cover not in (COVER_OF_TITLE, NO_COVER)
    cover = _read_cover(build.folder / build.cover) if named else b""
    folder = output or build.folder / build.output
    jobs = min(jobs, len(sources) * len(build.editions))
    with lock(folder), hire(jobs, executor) as submit:
        earlier = read_manifest(folder)
        entries: dict[str, Entry] = {}
        plans = [_plan(build, source, modified, cover, verify) for source in sources]
        for source, results in zip(sources, work(plans, submit, jobs), strict=True):
            try:
                files = _write(folder, source, results, entries)
            except ChongpaiError as error:
                kept = {
                    path: entry for path, entry in earlier.items() if entry["source"] == name_source(source)
                }
                entries |= {path: entry for path, entry in kept.items() if path not in entries}
                trace = "\n".join(result.trace for result in results if result.trace)
                yield Outcome(source.path, error=locate(error, name_source(source), source.path), trace=trace)
            else:
                notices = tuple(dict.fromkeys(notice for result in results for notice in result.notices))
                yield Outcome(source.path, files, notices)
        write_manifest(folder, entries.values(), list_tools(build) | lent)


def name_source(source: Found) -> str:
    """Give the name that outputs know a source by: its path below its root, the same in every folder."""
    name = source.path.relative_to(source.root).as_posix()
    return name.encode("utf-8", "replace").decode()


def _read_cover(path: Path) -> bytes:
    """Read a picture that settings or metadata name as a cover."""
    data = read_bytes(path, _LARGEST_COVER)
    if not find_suffix(data):
        step = "convert it, or write cover: title"
        raise InputError("the cover is neither a PNG nor a JPEG", where=str(path), step=step)
    return data


def _plan(
    build: Build, source: Found, modified: datetime | None, cover: bytes, verify: bool
) -> Iterator[Task | Result]:
    """Read a source and what lies beside it into a task for each edition, or give the error as the result."""
    name = name_source(source)
    try:
        data, metadata = read_bytes(source.path), read_beside(source.path)
        if metadata.cover:
            cover = _read_cover(source.path.with_name(metadata.cover))
    except ChongpaiError as error:
        yield Result(error=error)
        return
    design = Design(cover, build.layout, build.fonts, build.contents)
    titled = not cover and build.cover == COVER_OF_TITLE
    for edition in build.editions:
        yield Task(
            name,
            data,
            edition,
            build.formats,
            build.settings,
            metadata,
            build.wording,
            modified,
            build.print,
            design,
            titled,
            verify,
        )


def _write(
    folder: Path, source: Found, results: tuple[Result, ...], entries: dict[str, Entry]
) -> tuple[Path, ...]:
    """Write and enter the outputs of a source, once it is known that all of them can be."""
    for result in results:
        if result.error:
            raise result.error
    outputs = {_name(source, output): output for result in results for output in result.outputs}
    for name in outputs:
        if name in entries:
            message = f"{name} is also an output of {entries[name]['source']}"
            raise SettingsError(message, where=str(source.path), step="rename one of them")
    places = [contained(folder, name) for name in outputs]
    for place, (name, output) in zip(places, outputs.items(), strict=True):
        write_whole(place, output.data)
        entries[name] = enter(name, name_source(source), output)
    return tuple(places)


def _name(source: Found, output: Output) -> str:
    """Name an output below the folder: `2022/page-3.zh-Hans.pdf`, of several articles `page-3.02.…`.

    A vertical EPUB is `page-3.zh-Hans.vertical.epub`.
    """
    number = f".{output.article:02d}" if output.articles > 1 else ""
    layout = f".{output.layout}" if output.layout is not Layout.HORIZONTAL else ""
    return f"{source.stem}{number}.{output.edition}{layout}.{output.format}"


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
