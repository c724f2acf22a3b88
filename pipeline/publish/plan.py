"""The plan of a build: for each source and volume the jobs it takes, each with the key of its result.

A key is the hash of everything a result depends on: the bytes of the source and what lies beside it, the
settings, styles and dictionaries, our own code, and the versions of the libraries, programs and fonts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath

from pipeline.design import COVER_OF_TITLE, NO_COVER, Design
from pipeline.errors import InputError
from pipeline.files import read_bytes, refuse_way_out
from pipeline.formats.epub import find_suffix
from pipeline.project import read_beside
from pipeline.publish.books import Leaf
from pipeline.publish.cache import digest
from pipeline.publish.tasks import Reading, Task
from pipeline.settings import Build, Edition, Format, Metadata
from pipeline.sources import Found, list_sources
from pipeline.volumes import Volume

_LARGEST_COVER = 5 * 1024 * 1024  # bytes, as Kobo allows for a picture
STEPS = ("normalize", "convert", "write", "verify")


@dataclass(frozen=True, slots=True)
class Basis:
    """What all the jobs of a build have in common.

    `keys` are the hashes of it by edition, `reading` that of what repair depends on.
    """

    build: Build
    cover: bytes
    modified: datetime | None
    verify: bool
    keys: Mapping[Edition, str]
    reading: str


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the plan: what is made of a source or a volume, by which steps, and whether it is there."""

    name: str
    edition: Edition | None
    formats: tuple[Format, ...]
    steps: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A source of a volume: where it is, what it is called, what lies beside it; the key of its articles.

    Its bytes are not here: those of a year's pages would not fit.
    """

    path: Path
    name: str
    metadata: Metadata
    key: str

    @property
    def section(self) -> str:
        """The section it belongs to: what is said beside it, else its folder."""
        return self.metadata.section or PurePosixPath(self.name).parent.name


@dataclass(frozen=True, slots=True)
class Draft:
    """A volume whose sources are known, with the key of each of its results."""

    volume: Volume
    members: tuple[Member, ...]
    keys: Mapping[tuple[Edition, Format], str]
    cover: bytes


def lay_basis(
    build: Build, modified: datetime | None, verify: bool, tools: Mapping[Edition, Mapping[str, str]]
) -> Basis:
    """Gather what all jobs have in common; `tools` are the versions that each edition depends on.

    Raises InputError for a cover that cannot be read or is no picture.
    """
    named = Format.EPUB in build.formats and build.cover not in (COVER_OF_TITLE, NO_COVER)
    cover = read_cover(build.folder / build.cover) if named else b""
    # What does not change a result is left out of its key.
    telling = replace(
        build,
        folder=Path(),
        sources=(),
        editions=(),
        output="",
        silence={},
        books=(),
        opencc=None,
        review=False,
        limit_time=0,
        limit_memory=0,
        limit_size=0,
    )
    common = digest(hash_code(), telling, cover, modified, verify)
    return Basis(
        build,
        cover,
        modified,
        verify,
        {edition: digest(common, edition, tools[edition]) for edition in build.editions},
        digest(hash_code(), build.settings, list(tools.values())),
    )


def plan_source(basis: Basis, source: Found) -> Iterator[Task]:
    """Read a source and what lies beside it into a task for each edition. Raises the error of reading."""
    build, name = basis.build, source.name
    data, metadata = read_bytes(source.path, build.limits.bytes), read_beside(source.path)
    cover = (
        read_cover(refuse_way_out(source.path.with_name(metadata.cover))) if metadata.cover else basis.cover
    )
    told = digest(name, data, metadata, cover)
    for edition in build.editions:
        yield Task(
            name,
            data,
            edition,
            build.formats,
            settings=build.settings,
            metadata=metadata,
            wording=build.wording,
            modified=basis.modified,
            print=build.print,
            design=Design(cover, build.layout, build.fonts, build.contents),
            titled=not cover and build.cover == COVER_OF_TITLE,
            verify=basis.verify,
            key=digest(basis.keys[edition], told),
        )


def plan_volume(basis: Basis, volume: Volume) -> Draft:
    """Find and read the sources of a volume. Raises the error of the first that is not there."""
    build = basis.build
    members = []
    for source in list_sources(build.folder, volume.sources):
        name, metadata = source.name, read_beside(source.path)
        key = _key_reading(basis, name, read_bytes(source.path, build.limits.bytes), metadata)
        members.append(Member(source.path, name, metadata, key))
    said = volume.cover or build.cover
    named = Format.EPUB in build.formats and said not in (COVER_OF_TITLE, NO_COVER)
    cover = read_cover(build.folder / said) if named else b""
    told = digest(volume, [(member.key, member.section) for member in members], cover)
    keys = {
        (edition, format): digest(basis.keys[edition], told, format)
        for edition in build.editions
        for format in build.formats
    }
    return Draft(volume, tuple(members), keys, cover)


def plan_reading(basis: Basis, member: Member) -> Reading:
    """Make the task that reads a source of a volume, as it is now. Raises the error of reading its bytes."""
    data = read_bytes(member.path, basis.build.limits.bytes)
    key = _key_reading(basis, member.name, data, member.metadata)
    return Reading(member.name, data, settings=basis.build.settings, metadata=member.metadata, key=key)


def _key_reading(basis: Basis, name: str, data: bytes, metadata: Metadata) -> str:
    return digest(basis.reading, name, data, metadata)


def plan_binding(
    basis: Basis, draft: Draft, leaves: tuple[Leaf, ...], edition: Edition, format: Format
) -> Task:
    """Make the task that binds the articles of a volume in one edition and format."""
    build = basis.build
    return Task(
        draft.volume.name,
        b"",
        edition,
        (format,),
        wording=build.wording,
        modified=basis.modified,
        print=build.print,
        design=Design(draft.cover, build.layout, build.fonts, build.contents),
        titled=not draft.cover and (draft.volume.cover or build.cover) == COVER_OF_TITLE,
        verify=basis.verify,
        volume=draft.volume,
        leaves=leaves,
        key=draft.keys[edition, format],
    )


def read_cover(path: Path) -> bytes:
    """Read a picture that settings or metadata name as a cover."""
    data = read_bytes(path, _LARGEST_COVER)
    if not find_suffix(data):
        step = "convert it, or write cover: title"
        raise InputError("the cover is neither a PNG nor a JPEG", where=str(path), step=step)
    return data


@cache
def hash_code() -> str:
    """Give the hash of our own code with its styles and dictionaries, on this machine."""
    from pipeline.files import list_own

    made = hashlib.sha256()
    for name, path in list_own():
        made.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()
