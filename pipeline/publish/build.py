"""The build: every source and volume, in every edition and format, checked and written whole; the manifest.

The plan is made as the work goes on, so that only what the workers are busy with is held in memory.
Outcomes come in the order of the names, and what is written depends neither on the number of workers
nor on which is first, nor on how much of it was there already.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from pipeline import sources as listing
from pipeline.errors import ChongpaiError
from pipeline.files import contained, lock, remove_file, sweep
from pipeline.publish.binding import bind
from pipeline.publish.cache import Ledger, find_state, forget, list_kept, open_ledger
from pipeline.publish.manifest import MANIFEST, list_site, read_manifest, write_manifest
from pipeline.publish.outcomes import Outcome, Outcomes
from pipeline.publish.plan import STEPS, Basis, Job, lay_basis, plan_source, plan_volume
from pipeline.publish.press import Press
from pipeline.publish.reviews import plan_review, write_reviews
from pipeline.publish.site import write_site
from pipeline.publish.tasks import Result, Task
from pipeline.publish.tools import Tools, find_tools
from pipeline.publish.workers import Ready, hire
from pipeline.settings import Build, Edition
from pipeline.sources import Found


def list_sources(build: Build) -> tuple[Found, ...]:
    """List the sources of a build, each once, in the order of the names of their outputs.

    Raises InputError when an entry names nothing, SettingsError when two sources would have outputs of
    the same name.
    """
    found = listing.list_sources(build.folder, build.sources)
    listing.refuse_namesakes(found)
    return tuple(sorted(found, key=lambda source: source.stem))


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
        ledger = held.enter_context(open_ledger(folder, state, anew=force))
        tools = _add(find_tools(build, state), lent)
        basis = lay_basis(build, modified, verify, tools)
        submit = held.enter_context(hire(jobs, build.limits, executor))
        press, outcomes = Press(folder, ledger, submit, jobs), Outcomes(folder, ledger)
        groups = (_plan(basis, source, ledger) for source in sources)
        for source, results in zip(sources, press.work(groups), strict=True):
            yield outcomes.finish(source.name, source.stem, source.path, results)
        for volume in build.books:
            yield from bind(press, basis, volume, outcomes)
        entries = outcomes.entries.values()
        reviews = [*write_reviews(press, basis, sources if build.review else ())]
        site = write_site(press, entries, {volume.name for volume in build.books})
        said = {name: version for one in tools.values() for name, version in one.items()}
        write_manifest(folder, entries, [*site, *reviews], said)


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
    with open_ledger(folder, state, reading=True, anew=force) as ledger:
        tools = _add(find_tools(build, state), _check_engine(build))
        basis = lay_basis(build, modified, verify, tools)

        def has(key: str) -> bool:
            return ledger.find(key) is not None

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
                kept = done or ledger.has_articles(member.key)
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


def _plan(basis: Basis, source: Found, ledger: Ledger) -> list[Task | Ready]:
    """List what a source takes: tasks, what was made before, or the error that stops it."""
    try:
        return [ledger.find(task.key) or task for task in plan_source(basis, source)]
    except ChongpaiError as error:
        return [Result(error=error)]
