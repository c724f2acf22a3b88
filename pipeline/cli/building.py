"""The commands `build` and `clean`: what a build was asked for, how far it is, and what came of it."""

from __future__ import annotations

import json
import os
import time
from argparse import Namespace
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.cli.options import choose_limits
from pipeline.cli.printing import count, follow, print_line, print_table, say
from pipeline.errors import UsageError
from pipeline.project import read_settings
from pipeline.publish.build import list_sources, plan, run
from pipeline.publish.outcomes import Outcome
from pipeline.publish.plan import Job
from pipeline.settings import Build, Edition, Images


def build(chosen: Namespace) -> int:
    """Publish what the settings ask for; the code is that of the first source that failed."""
    from pipeline.publish.workers import count_cores

    modified = _read_epoch()
    asked = _change(_read_settings(chosen.settings), chosen)
    sources = list_sources(asked)
    how: dict[str, Any] = {
        "output": chosen.output,
        "modified": modified,
        "verify": chosen.verify,
        "force": chosen.force,
    }
    if chosen.plan:
        return _show_plan([*plan(asked, sources, **how)], chosen)
    began = time.monotonic()
    tally = _Tally()
    with ExitStack() as held:
        if chosen.cluster:
            from pipeline.publish.cluster import join

            how["executor"], jobs = held.enter_context(join(chosen.cluster, asked))
        else:
            jobs = chosen.jobs or count_cores()
        quiet = chosen.quiet or chosen.json
        tell = held.enter_context(follow(len(sources) + len(asked.books), quiet, chosen.verbose))
        for outcome in run(asked, sources, jobs=jobs, **how):
            tally.add(outcome)
            if chosen.json:
                print_line(json.dumps(_list_outcome(outcome), ensure_ascii=False))
            tell(outcome)
    seconds = time.monotonic() - began
    where = chosen.output or asked.folder / asked.output
    if chosen.json:
        said = {"files": tally.files, "unchanged": tally.kept, "failed": tally.failed, "output": str(where)}
        print_line(json.dumps(said | {"seconds": round(seconds, 3)}, ensure_ascii=False))
    elif not chosen.quiet:
        _say_end(tally, len(sources), len(asked.books), where, seconds)
    return tally.code


def clean(chosen: Namespace) -> int:
    """Remove what builds have made, and what is kept about it."""
    from pipeline.publish.build import clean as remove

    asked = _read_settings(chosen.settings)
    removed = remove(asked, chosen.output)
    print_line(f"{count(removed, 'file')} removed from {chosen.output or asked.folder / asked.output}")
    return 0


@dataclass
class _Tally:
    """What came of a build so far, in numbers."""

    code: int = 0
    failed: int = 0
    files: int = 0
    kept: int = 0
    made: Counter[tuple[str, str, bool]] = field(default_factory=Counter)  # by edition, format, kept

    def add(self, outcome: Outcome) -> None:
        if outcome.error:
            self.code, self.failed = self.code or outcome.error.exit_code, self.failed + 1
        self.files += len(outcome.files)
        self.kept += len(outcome.files) if outcome.kept else 0
        for path in outcome.files:
            parts = path.name.split(".")
            edition = next((part for part in reversed(parts) if part in tuple(Edition)), "")
            self.made[edition, parts[-1], outcome.kept] += 1


def _say_end(tally: _Tally, sources: int, books: int, where: Path, seconds: float) -> None:
    """Say in one line what came of a build; on a terminal after a table of it."""
    rows = [
        (edition, format, str(tally.made[edition, format, False]), str(tally.made[edition, format, True]))
        for edition, format in dict.fromkeys((edition, format) for edition, format, _ in tally.made)
    ]
    made = sources + books - tally.failed
    print_table(
        [say(head) for head in ("edition", "format", "made", "unchanged")],
        rows,
        say(f"{seconds:.1f} s, {made / seconds:.1f} a second"),
    )
    said = say(f"{count(tally.files, 'file')} in {where}")
    if tally.kept:
        said += say(f", {tally.kept} unchanged")
    if tally.failed:
        of = count(sources, "source") if sources else count(books, "book")
        if sources and books:
            of += say(" and ") + count(books, "book")
        said += say(f"; {tally.failed} of {of} failed")
    print_line(said)


def _show_plan(jobs: list[Job], chosen: Namespace) -> int:
    """Print the jobs of a build, and which of them are done."""
    for job in jobs:
        if chosen.json:
            print_line(json.dumps(_list_job(job), ensure_ascii=False))
            continue
        what = " ".join(filter(None, (str(job.edition or ""), ",".join(job.formats))))
        print_line(
            f"{job.name}: {' → '.join(job.steps)}{f' ({what})' if what else ''}{': done' if job.kept else ''}"
        )
    if not chosen.json:
        done = sum(job.kept for job in jobs)
        print_line(f"{count(len(jobs), 'job')}, {done} of them done")
    return 0


def _list_job(job: Job) -> dict[str, object]:
    return {
        "name": job.name,
        "edition": job.edition,
        "formats": list(job.formats),
        "steps": list(job.steps),
        "done": job.kept,
    }


def _list_outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "source": str(outcome.source),
        "files": [str(path) for path in outcome.files],
        "unchanged": outcome.kept,
        "notices": len(outcome.notices),
        "error": str(outcome.error) if outcome.error else None,
    }


def _read_settings(path: Path) -> Build:
    if not path.exists():
        raise UsageError("no such file", where=str(path), step="make one with: chongpai init")
    return read_settings(path)


def _change(asked: Build, chosen: Namespace) -> Build:
    """Let the options of a printed page, and of limits, stand for what the settings say."""
    from pipeline.prints import read_paper, read_style

    limits = choose_limits(chosen, asked.limits)
    return replace(
        asked,
        images=asked.images if chosen.images else Images.NONE,
        review=asked.review or chosen.review,
        page_size=read_paper(chosen.page_size) if chosen.page_size else asked.page_size,
        columns=chosen.columns or asked.columns,
        style=read_style(chosen.style, Path()) if chosen.style else asked.style,
        pdf_standard=chosen.pdf_standard or asked.pdf_standard,
        limit_time=limits.time,
        limit_memory=limits.memory,
        limit_size=limits.size,
    )


def _read_epoch() -> datetime | None:
    """Read SOURCE_DATE_EPOCH, the time of a reproducible build; UsageError when it is no such time.

    The environment is asked here and nowhere else. Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if not said:
        return None
    try:
        if said.isascii() and said.isdecimal():
            return datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    step = "unset it, or give the seconds since 1970"
    raise UsageError(f"SOURCE_DATE_EPOCH is {said!r}, which is no time", step=step)
