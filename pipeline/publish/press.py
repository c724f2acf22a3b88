"""Where a build's results are made and where they go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import contained, write_whole
from pipeline.publish.cache import Ledger
from pipeline.publish.manifest import Entry
from pipeline.publish.tasks import Work
from pipeline.publish.workers import Ready, Submit, work


@dataclass(frozen=True, slots=True)
class Press:
    """The output folder, what is kept of it, and what takes tasks: `jobs` of them at once."""

    folder: Path
    ledger: Ledger
    submit: Submit
    jobs: int

    def work(self, groups: Iterable[Iterable[Work | Ready]]) -> Iterator[tuple[Ready, ...]]:
        """Give the results of each group of tasks, in order, as `workers.work` does."""
        return work(groups, self.submit, self.jobs)

    def lay_down(self, path: str, data: bytes) -> Entry:
        """Write a file that lies beside the books, and give its entry. Raises OutputError."""
        write_whole(contained(self.folder, path), data)
        return {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
