"""The command `check`: which sources would change, break a law or are doubtful; nothing is written."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeline import __version__
from pipeline.cli.options import choose_limits, choose_project
from pipeline.cli.printing import complain, count, print_bytes, print_line, say
from pipeline.cli.remarks import MACHINE_FORMATS, word_remarks
from pipeline.errors import ChongpaiError
from pipeline.files import name_file, read_bytes
from pipeline.limits import Limits
from pipeline.project import read_beside
from pipeline.publish.children import keep_child
from pipeline.publish.inspection import Committed, Subject, Verdict, blame, inspect, is_ours
from pipeline.publish.memory import name_subject, recall, remember, sum_tools
from pipeline.publish.remarks import Level, Remark
from pipeline.publish.workers import Crew, count_cores
from pipeline.settings import Build, Edition, Format, Settings, Wording
from pipeline.sources import find_sources, list_sources

_NORMALIZED = (Format.MARKDOWN, Format.JSON)
_FAILED = 1
_FEW = 24  # sources that are not worth a second process


def check(chosen: Namespace) -> int:
    """Look sources over; 1 where one would change, breaks a law or has doubts as grave as `--fail-on`."""
    asked = choose_project(chosen.settings)
    limits = choose_limits(chosen, asked.limits if asked else Limits())
    code = 0
    subjects: list[Subject] = []
    named = bool(chosen.sources) or asked is None
    for path in _find_sources(chosen.sources, asked):
        try:
            subjects += _gather_subject(path, asked, limits, chosen.in_place, may_be_other=named)
        except ChongpaiError as error:
            complain(error)
            code = code or error.exit_code
    verdicts = _look_over(subjects, chosen.jobs, limits, _find_memory(chosen.cache))
    remarks = [remark for verdict in verdicts for remark in verdict.remarks]
    failing = [remark for remark in remarks if remark.level.outweighs(chosen.fail_on)]
    least = _choose_least(chosen)
    shown = [remark for remark in remarks if remark.level.outweighs(least)]
    for line in word_remarks(shown, chosen.output_format, __version__):
        if chosen.output_format in MACHINE_FORMATS:
            print_bytes(f"{line}\n".encode())
        else:
            print_line(line)
    if chosen.diff and chosen.output_format not in MACHINE_FORMATS:
        for verdict in verdicts:
            for line in verdict.diff.splitlines():
                print_line(line)
    if chosen.output_format == "text" and not chosen.quiet:
        print_line(_sum_up(len(subjects), remarks, failing))
    return code or (_FAILED if failing else 0)


def _sum_up(looked_over: int, remarks: Sequence[Remark], failing: Sequence[Remark]) -> str:
    troubled = len({remark.path for remark in failing})
    sources = count(looked_over, "source")
    said = f"{sources}: {count(troubled, 'file')} to be looked at" if troubled else f"{sources}: all is well"
    others = count(len(remarks) - len(failing), "doubt")
    if len(remarks) == len(failing):
        return say(said)
    return f"{say(said)}; {say(f'{others} besides (--verbose says them)')}"


def _choose_least(chosen: Namespace) -> Level:
    """Choose the least grave remarks to be said: to people what fails, to programs everything."""
    if chosen.quiet:
        return Level(chosen.fail_on)
    if chosen.verbose or chosen.output_format in MACHINE_FORMATS:
        return Level.NOTE
    if chosen.output_format == "github":
        return max(Level(chosen.fail_on), Level.WARNING, key=list(Level).index)
    return Level(chosen.fail_on)


def _find_sources(paths: Sequence[str], asked: Build | None) -> Iterator[Path]:
    """List the sources to look over, each once: those named, else the project's, else this folder's.

    A normalized file that is named stands for the source beside it. Of a folder that is named, the texts are
    looked over; of the project's, whatever a build would read.
    """
    if asked and not paths:
        found = [one.path for one in list_sources(asked.folder, asked.sources)]
    else:
        found = []
        for name in paths or (".",):
            folder = Path(name)
            if not folder.is_dir():
                found += [one.path for one in find_sources(Path(), name)]
            elif any(folder.rglob("*.txt")):
                found += [one.path for one in find_sources(folder, "**/*.txt")]
    yield from dict.fromkeys(_find_own_source(path) for path in found)


def _find_own_source(path: Path) -> Path:
    if path.suffix not in (".md", ".json"):
        return path
    stem = path.with_suffix("")
    for edition in Edition:
        if stem.name.endswith(f".{edition}"):
            stem = stem.with_name(stem.name.removesuffix(f".{edition}"))
    source = stem.with_name(f"{stem.name}.txt")
    return source if source.exists() else path


def _gather_subject(
    path: Path, asked: Build | None, limits: Limits, in_place: bool, *, may_be_other: bool
) -> Iterator[Subject]:
    """Read a source and what stands beside it; Markdown and JSON that are not ours are no sources."""
    data = read_bytes(path, limits.bytes)
    if path.suffix in (".md", ".json") and not is_ours(path.name, data):
        return
    settings, wording = (asked.settings, asked.wording) if asked else (Settings(), Wording())
    yield Subject(
        path=name_file(path),
        name=name_file(Path(path.name)),
        data=data,
        committed=() if in_place else tuple(_find_committed(path)),
        settings=settings,
        metadata=read_beside(path),
        wording=wording,
        in_place=in_place,
        may_be_other=may_be_other,
    )


def _find_committed(source: Path) -> Iterator[Committed]:
    """Read the normalized files beside a source: NAME.md, NAME.json, and those that name an edition."""
    for edition in (None, *Edition):
        for format in _NORMALIZED:
            tag = f".{edition}" if edition else ""
            path = source.with_name(f"{source.stem}{tag}.{format}")
            if path != source and path.is_file() and is_ours(path.name, data := read_bytes(path)):
                yield Committed(name_file(path), data, format, edition)


def _find_memory(wanted: bool) -> Path | None:
    """Name the file that remembers this folder's checks, in the user's cache (XDG Base Directory)."""
    if not wanted:
        return None
    import hashlib

    said = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(said) if os.path.isabs(said) else Path(os.path.expanduser("~/.cache"))
    if not cache.is_absolute():
        return None
    here = hashlib.sha256(os.fsencode(Path.cwd())).hexdigest()[:16]
    return cache / "chongpai" / f"check-{here}.json"


def _look_over(
    subjects: Sequence[Subject], jobs: int | None, limits: Limits, memory: Path | None
) -> list[Verdict]:
    """Look over every source of which nothing is remembered, and give what there is to say of each."""
    tools = sum_tools(__version__, Path(__file__).parent.parent) if memory else ""
    names = [name_subject(subject, tools) for subject in subjects]
    known = recall(memory) if memory else {}
    fresh = {name: subject for name, subject in zip(names, subjects, strict=True) if name not in known}
    jobs = min(jobs or count_cores(), len(fresh) // _FEW + 1)
    seen = _inspect_all([*fresh.values()], jobs, limits)
    known |= dict(zip(fresh, seen, strict=True))
    if memory and fresh:
        remember(memory, {name: verdict for name, verdict in known.items() if verdict.lasts})
    return [known[name] for name in names]


def _inspect_all(subjects: Sequence[Subject], jobs: int, limits: Limits) -> Iterator[Verdict]:
    """Look sources over side by side, each within its limits; what exceeds them is a remark."""
    if jobs > 1:
        crew = Crew(jobs, limits)
        try:
            done = [crew.submit(inspect, subject) for subject in subjects]
            for subject, future in zip(subjects, done, strict=True):
                yield _judge(subject, future.result)
        finally:
            crew.dismiss()
        return
    with keep_child(limits) as child:
        for subject in subjects:
            yield _judge(subject, partial(child.call, inspect, subject))


def _judge(subject: Subject, look: Callable[[], Verdict]) -> Verdict:
    try:
        return look()
    except ChongpaiError as error:
        return blame(subject, error)
