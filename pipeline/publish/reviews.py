"""The review pages of a build, which lie in a folder of their own below its results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.errors import ChongpaiError
from pipeline.files import read_bytes
from pipeline.project import read_beside
from pipeline.publish.cache import Kept, digest
from pipeline.publish.catalogue import REVIEW
from pipeline.publish.manifest import Entry
from pipeline.publish.plan import Basis
from pipeline.publish.press import Press
from pipeline.publish.tasks import Viewing
from pipeline.settings import Edition
from pipeline.sources import Found


def write_reviews(press: Press, basis: Basis, sources: Iterable[Found]) -> Iterator[Entry]:
    """Write the review page of each source, where it is not there as it would be, and give their entries.

    A source that cannot be read has no page: that it cannot is said of its books. Raises OutputError when a
    file cannot be written.
    """
    tasks = (task for source in sources for task in plan_review(basis, source))
    for (result,) in press.work([press.ledger.find(task.key) or task] for task in tasks):
        if isinstance(result, Kept):
            yield from result.listed
        elif result.files:
            entries = [press.lay_down(path, data) for path, data in result.files]
            press.ledger.add(result.key, entries, ())
            yield from entries


def plan_review(basis: Basis, source: Found) -> Iterator[Viewing]:
    """Read a source into the task that makes its review page, if it can be read."""
    build, name = basis.build, source.name
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
