"""The build: every source and volume, in every edition and format, checked and written whole; the manifest.

The plan is made as the work goes on, so that only what the workers are busy with is held in memory.
Outcomes come in the order of the names, and what is written depends neither on the number of workers
nor on which is first, nor on how much of it was there already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.document import Article, Notice
from pipeline.errors import ChongpaiError, InputError, SettingsError
from pipeline.files import Found, contained, find_sources, lock, remove_file, sweep, write_all
from pipeline.publish.books import Leaf
from pipeline.publish.cache import Kept, Ledger, find_state, forget, list_kept, open_ledger
from pipeline.publish.manifest import MANIFEST, Entry, enter, list_site, read_manifest, write_manifest
from pipeline.publish.plan import (
    STEPS,
    Basis,
    Draft,
    Job,
    Member,
    lay_basis,
    name_source,
    plan_binding,
    plan_reading,
    plan_source,
    plan_volume,
)
from pipeline.publish.reviews import plan_review, write_reviews
from pipeline.publish.site import write_site
from pipeline.publish.tasks import Output, Reading, Result, Task, name_output
from pipeline.publish.tools import Tools, find_tools
from pipeline.publish.work import locate
from pipeline.publish.workers import Ready, Submit, hire, work
from pipeline.settings import Build, Edition
from pipeline.volumes import Volume


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
    jobs: int = 0,
    executor: Executor | None = None,
    modified: datetime | None = None,
    verify: bool = True,
    force: bool = False,
) -> Iterator[Outcome]:
    """Publish sources and volumes, yielding each one's outcome in order; the manifest comes last.

    `output` stands for the folder that the settings name. `jobs` processes work, each within the
    limits of the settings; with none this process does, without. An `executor` (of a cluster, say) takes
    their place. `modified`, in UTC, is the last change that the
    books name; without it they go by the date of their metadata. What was made before and depends on
    nothing that changed is kept, unless `force` is set. A source with an error has none of its files
    written, and those of earlier builds stay. Without `verify` no output is read back, and the manifest
    says so. Raises MissingError, before all work, when a Traditional edition is asked for and the library
    that converts is not the right one; InputError for a cover that cannot be read or is no picture;
    OutputError when another build holds the folder or the manifest cannot be written.
    """
    folder = output or build.folder / build.output
    lent = _check_engine(build)
    if executor is None:
        jobs = min(jobs, max(1, len(sources), len(build.books) * len(build.formats)) * len(build.editions))
    with ExitStack() as held:
        held.enter_context(lock(folder))
        sweep(folder)
        state = find_state(build.folder, folder)
        ledger = held.enter_context(open_ledger(folder, state))
        tools = _add(find_tools(build, state), lent)
        basis = lay_basis(build, modified, verify, tools)
        submit = held.enter_context(hire(jobs, build.limits, executor))
        desk = _Desk(folder, ledger, submit, jobs, force)
        groups = (_plan(basis, source, desk) for source in sources)
        for source, results in zip(sources, work(groups, submit, jobs), strict=True):
            yield desk.finish(name_source(source), source.stem, source.path, results)
        for volume in build.books:
            yield from _bind(basis, volume, desk)
        entries = desk.entries.values()
        reviewed = sources if build.review else ()
        reviews = [*write_reviews(folder, basis, reviewed, ledger, submit, jobs, force=force)]
        site = write_site(folder, entries, (volume.name for volume in build.books), ledger, submit, jobs)
        site += reviews
        said = {name: version for one in tools.values() for name, version in one.items()}
        write_manifest(folder, entries, site, said)


def plan(
    build: Build,
    sources: tuple[Found, ...],
    *,
    output: Path | None = None,
    modified: datetime | None = None,
    verify: bool = True,
    force: bool = False,
) -> Iterator[Job]:
    """Give the jobs that `run` would do for the same arguments, and which of them are done already.

    Nothing is written below the output folder. Raises the error of the first source that cannot be read.
    """
    folder = output or build.folder / build.output
    state = find_state(build.folder, folder)
    steps = STEPS if verify else STEPS[:-1]
    with open_ledger(folder, state, reading=True) as ledger:
        tools = _add(find_tools(build, state), _check_engine(build))
        basis = lay_basis(build, modified, verify, tools)

        def has(key: str) -> bool:
            return not force and ledger.find(key) is not None

        for source in sources:
            for task in plan_source(basis, source):
                yield Job(task.name, task.edition, task.formats, steps, has(task.key))
            if build.review:
                for viewing in plan_review(basis, source):
                    yield Job(viewing.name, viewing.edition, (), ("normalize", "review"), has(viewing.key))
        for volume in build.books:
            draft = plan_volume(basis, volume)
            made = {at: has(key) for at, key in draft.keys.items()}
            done = all(made.values())
            for member in draft.members:
                kept = done or (not force and ledger.has_articles(member.key))
                yield Job(member.name, None, (), STEPS[:1], kept)
            for (edition, format), kept in made.items():
                yield Job(volume.name, edition, (format,), steps[1:], kept)


def clean(build: Build, output: Path | None = None) -> int:
    """Remove what builds have made and all that is kept about it, and give the number of files removed.

    Only files that the manifest or the ledger names are removed, and folders that are empty without them.
    """
    folder = output or build.folder / build.output
    state = find_state(build.folder, folder)
    names = {*read_manifest(folder), *list_site(folder), *list_kept(state)}
    removed = 0
    if folder.is_dir():
        with lock(folder):
            sweep(folder)
            for name in [*sorted(names), MANIFEST]:
                path = contained(folder, name)
                if path.is_file():
                    remove_file(path, folder)
                    removed += 1
    forget(state)
    return removed


def _check_engine(build: Build) -> dict[str, str]:
    """See that what converts is the right library; give the sums of the dictionaries lent to it."""
    if all(edition is Edition.SIMPLIFIED for edition in build.editions):
        return {}
    from pipeline.script import check_engine, list_sums

    check_engine()
    return list_sums(build.opencc) if build.opencc else {}


def _add(tools: Tools, lent: dict[str, str]) -> Tools:
    return {edition: versions | lent for edition, versions in tools.items()}


class _Desk:
    """Where results come in: what is there already is recognized, the rest written and entered."""

    def __init__(self, folder: Path, ledger: Ledger, submit: Submit, jobs: int, force: bool) -> None:
        self.folder, self.ledger, self.submit, self.jobs = folder, ledger, submit, jobs
        self.entries: dict[str, Entry] = {}
        self._force = force
        self._earlier: dict[str, Entry] | None = None

    def find(self, key: str) -> Kept | None:
        """Give what was made before for a key."""
        return None if self._force else self.ledger.find(key)

    def find_articles(self, key: str) -> tuple[Article, ...]:
        """Give the articles that were read before for a key."""
        return () if self._force else self.ledger.find_articles(key)

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
            self._earlier = read_manifest(self.folder)
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
        places = {
            where: contained(self.folder, where) for _, outputs in made for where in outputs if outputs[where]
        }
        write_all(
            {places[where]: output.data for _, outputs in made for where, output in outputs.items() if output}
        )
        for result, outputs in made:
            if isinstance(result, Kept):
                self.entries |= {entry["path"]: _without_look(entry) for entry in result.entries}
                continue
            for where, output in outputs.items():
                assert output
                self.entries[where] = enter(where, name, output, result.key)
            self.ledger.add(result.key, [self.entries[where] for where in outputs], result.notices)
        return tuple(self.folder / where for where in names)

    def _name_outputs(self, stem: str, result: Ready) -> dict[str, Output | None]:
        """Give the outputs of a result by their names; of those that are there already only these."""
        if isinstance(result, Kept):
            return {entry["path"]: None for entry in result.entries}
        return {name_output(stem, output): output for output in result.outputs}


def _plan(basis: Basis, source: Found, desk: _Desk) -> list[Task | Ready]:
    """List what a source takes: tasks, what was made before, or the error that stops it."""
    try:
        return [desk.find(task.key) or task for task in plan_source(basis, source)]
    except ChongpaiError as error:
        return [Result(error=error)]


def _bind(basis: Basis, volume: Volume, desk: _Desk) -> Iterator[Outcome]:
    """Bind a volume: read its sources where something is to be made, then write it in each form."""
    name, path = volume.name, Path(volume.name)
    try:
        draft = plan_volume(basis, volume)
    except ChongpaiError as error:
        yield desk.finish(name, name, path, (Result(error=error),))
        return
    desk.ledger.want(member.key for member in draft.members)
    found = {at: desk.find(key) for at, key in draft.keys.items()}
    leaves: list[Leaf] = []
    if not all(found.values()):
        failed = 0
        for member, result in _read(basis, draft, desk):
            if result.error:
                failed += 1
                yield Outcome(Path(member.name), error=result.error)
            leaves += (Leaf(article, member.section, member.metadata) for article in result.articles)
        if failed or not leaves:
            message = (
                f"{failed} of its {len(draft.members)} sources cannot be read"
                if failed
                else ("there is no article in its sources")
            )
            fault = InputError(message, where=name, step="mend them, or leave them out of the book")
            yield desk.finish(name, name, path, (Result(error=fault),))
            return
    tasks = [kept or plan_binding(basis, draft, tuple(leaves), *at) for at, kept in found.items()]
    for results in work([tasks], desk.submit, desk.jobs):
        yield desk.finish(name, name, path, results)


def _read(basis: Basis, draft: Draft, desk: _Desk) -> Iterator[tuple[Member, Result]]:
    """Read the sources of a volume, as far as they are not kept as articles, in their order."""

    def find(member: Member) -> Reading | Result:
        if kept := desk.find_articles(member.key):
            return Result(articles=kept)
        try:
            return plan_reading(basis, member)
        except ChongpaiError as error:  # it was there a moment ago
            return Result(error=error)

    groups = ([find(member)] for member in draft.members)
    done = work(groups, desk.submit, desk.jobs)
    for member, (result,) in zip(draft.members, done, strict=True):
        assert isinstance(result, Result)
        if result.key:
            desk.ledger.add_articles(result.key, result.articles)
        yield member, result


def _without_look(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name != "seen"}


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
