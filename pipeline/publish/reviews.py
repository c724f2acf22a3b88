"""The review pages of a build, which lie in a folder of their own below its results."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import ChongpaiError
from pipeline.files import Found, contained, read_bytes, write_whole
from pipeline.project import read_beside
from pipeline.publish.cache import Kept, Ledger, digest
from pipeline.publish.catalogue import REVIEW
from pipeline.publish.manifest import Entry
from pipeline.publish.plan import Basis, name_source
from pipeline.publish.tasks import Viewing
from pipeline.publish.workers import Submit, work
from pipeline.settings import Edition


def write_reviews(
    folder: Path,
    basis: Basis,
    sources: Iterable[Found],
    ledger: Ledger,
    submit: Submit,
    jobs: int,
    *,
    force: bool = False,
) -> Iterator[Entry]:
    """Write the review page of each source, where it is not there as it would be, and give their entries.

    A source that cannot be read has no page: that it cannot is said of its books. Raises OutputError when a
    file cannot be written.
    """
    tasks = (task for source in sources for task in plan_review(basis, source))
    groups = ([(None if force else ledger.find(task.key)) or task] for task in tasks)
    for (result,) in work(groups, submit, jobs):
        if isinstance(result, Kept):
            yield from (
                {key: value for key, value in entry.items() if key != "seen"} for entry in result.entries
            )
        elif result.files:
            entries = [_write(folder, path, data) for path, data in result.files]
            ledger.add(result.key, entries, ())
            yield from entries


def plan_review(basis: Basis, source: Found) -> Iterator[Viewing]:
    """Read a source into the task that makes its review page, if it can be read."""
    build, name = basis.build, name_source(source)
    try:
        data, metadata = read_bytes(source.path), read_beside(source.path)
    except ChongpaiError:
        return
    editions = (edition for edition in build.editions if edition is not Edition.SIMPLIFIED)
    edition = next(editions, Edition.SIMPLIFIED)
    key = digest("review", basis.reading, edition, build.wording, name, data, metadata)
    stem = f"{REVIEW}/{source.stem}"
    yield Viewing(
        name, data, stem, edition, settings=build.settings, metadata=metadata, wording=build.wording, key=key
    )


def _write(folder: Path, path: str, data: bytes) -> Entry:
    write_whole(contained(folder, path), data)
    return {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
