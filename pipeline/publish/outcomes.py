"""What comes of sources and volumes: what is there already is recognized, the rest written and entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.document import Notice
from pipeline.errors import ChongpaiError, SettingsError
from pipeline.files import contained, write_all
from pipeline.publish.cache import Kept, Ledger
from pipeline.publish.manifest import Entry, enter, read_manifest
from pipeline.publish.tasks import Output, Result, name_output
from pipeline.publish.work import locate
from pipeline.publish.workers import Ready


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a source: the files written, or the error for which none was.

    `kept` says that they were there already, `seconds` how long the work on the others took, all workers
    together. Of a volume, `source` is its name.
    """

    source: Path
    files: tuple[Path, ...] = ()
    notices: tuple[Notice, ...] = ()
    error: ChongpaiError | None = None
    kept: bool = False
    seconds: float = field(default=0.0, compare=False)


class Outcomes:
    """What came of the sources so far: `entries` are those of the manifest, by the paths of the files."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        """Begin with nothing, for an output folder and what is kept of it."""
        self.entries: dict[str, Entry] = {}
        self._folder, self._ledger = folder, ledger
        self._earlier: dict[str, Entry] | None = None

    def finish(self, name: str, stem: str, path: Path, results: tuple[Ready, ...]) -> Outcome:
        """Write what came of a source or volume called `name`, and give the outcome."""
        try:
            files = self._write(name, stem, path, results)
        except ChongpaiError as error:
            self._keep_earlier(name)
            return Outcome(path, error=locate(error, name, path))
        notices = tuple(dict.fromkeys(notice for result in results for notice in result.notices))
        kept = all(isinstance(result, Kept) for result in results)
        seconds = sum(result.seconds for result in results if isinstance(result, Result))
        return Outcome(path, files, notices, kept=kept, seconds=seconds)

    def _keep_earlier(self, name: str) -> None:
        """Let the outputs of an earlier build stand for those that could not be made."""
        if self._earlier is None:
            self._earlier = read_manifest(self._folder)
        for path, entry in self._earlier.items():
            if entry["source"] == name:
                self.entries.setdefault(path, entry)

    def _write(self, name: str, stem: str, path: Path, results: tuple[Ready, ...]) -> tuple[Path, ...]:
        """Write and enter the outputs of a source, once it is known that all of them can be."""
        for result in results:
            if isinstance(result, Result) and result.error:
                raise result.error
        made = [(result, self._name_outputs(stem, result)) for result in results]
        names = [where for _, outputs in made for where in outputs]
        for where in names:
            if where in self.entries:
                message = f"{where} is also an output of {self.entries[where]['source']}"
                raise SettingsError(message, where=str(path), step="rename one of them")
        written = {where: output for _, outputs in made for where, output in outputs.items() if output}
        write_all({contained(self._folder, where): output.data for where, output in written.items()})
        for result, outputs in made:
            if isinstance(result, Kept):
                self.entries |= {entry["path"]: entry for entry in result.listed}
                continue
            for where, output in outputs.items():
                assert output
                self.entries[where] = enter(where, name, output, result.key)
            self._ledger.add(result.key, [self.entries[where] for where in outputs], result.notices)
        return tuple(self._folder / where for where in names)

    def _name_outputs(self, stem: str, result: Ready) -> dict[str, Output | None]:
        """Give the outputs of a result by their names; of those that are there already only these."""
        if isinstance(result, Kept):
            return {entry["path"]: None for entry in result.listed}
        return {name_output(stem, output): output for output in result.outputs}
