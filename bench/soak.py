"""Build for twenty minutes while the sources change: does memory grow, is anything left behind?

python -m bench.soak [--minutes 20] [--articles 12] [--jobs 1] [--seed 1]

One process builds over and over into one dist/, as a program that uses the library would; between two
builds articles are edited, added, removed and renamed. Memory is the resident set of the process and of all
it has started; the middle of the second fifth of the time is compared with that of the last. In the end
dist/ must have what a build with nothing behind it makes, nothing may lie in TMPDIR or beside the outputs,
and no process be left.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

import pipeline
from bench.degrade import degrade
from bench.pages import ARTICLES, read_article

SETTINGS = "sources: texts\nformats: [md, epub, docx, pdf]\neditions: [zh-Hans, zh-Hant-TW]\n"
GROWTH = 0.05  # the most that memory may grow by
_EVERY = 0.5  # seconds between two looks at the memory
_PATIENCE = 5.0  # seconds that processes have to end


class Watch:
    """Looks, again and again, at the memory of this process and of those it has started, in bytes."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, int]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self.seen.append((time.monotonic(), sum(map(_weigh, _list_family()))))

    def compare(self) -> tuple[float, float]:
        """Give the middle of the memory in the second fifth of the time, and in the last."""
        first, last = self.seen[0][0], self.seen[-1][0]
        fifths: list[list[int]] = [[] for _ in range(5)]
        for at, memory in self.seen:
            fifths[min(4, int(5 * (at - first) / (last - first)))].append(memory)
        return statistics.median(fifths[1]), statistics.median(fifths[4])


class Sources:
    """A folder of articles that changes, as its seed says."""

    def __init__(self, folder: Path, number: int, seed: int) -> None:
        self.folder, self.draw, self.made = folder, random.Random(seed), 0
        self.truths = [read_article(path) for path in sorted(ARTICLES.glob("*.yaml"))]
        folder.mkdir(parents=True)
        for _ in range(number):
            self.add()

    def add(self) -> None:
        self.made += 1
        self.edit(self.folder / f"{self.made:05}.txt")

    def edit(self, path: Path) -> None:
        path.write_text(degrade(self.draw.choice(self.truths), self.draw), encoding="utf-8")

    def change(self) -> None:
        """Edit two articles, add one, take one away and give one another name."""
        edited, other, gone, named = self.draw.sample(sorted(self.folder.iterdir()), 4)
        self.edit(edited)
        self.edit(other)
        gone.unlink()
        self.add()
        self.made += 1
        named.rename(self.folder / f"{self.made:05}.txt")


def soak(project: Path, minutes: float, articles: int, jobs: int, seed: int) -> Iterator[str]:
    """Build for so many minutes, and give what is wrong at any time."""
    sources = Sources(project / "texts", articles, seed)
    settings = project / "pipeline.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    ends, builds = time.monotonic() + 60 * minutes, 0
    with Watch() as watch:
        while time.monotonic() < ends:
            errors = [outcome.error for outcome in pipeline.build(settings, jobs=jobs) if outcome.error]
            builds += 1
            yield from map(str, errors)
            yield from (f"left behind: {path}" for path in (project / "dist").rglob(".*"))
            sources.change()
        before, after = watch.compare()
    print(f"{builds} builds of {articles} articles in {minutes:g} minutes; memory of all processes", end=" ")
    print(f"{before / 2**20:.0f} MB, in the end {after / 2**20:.0f} MB: {after / before - 1:+.1%}")
    if after > before * (1 + GROWTH):
        yield "the memory grew"
    pipeline.build(settings, jobs=jobs)
    pipeline.build(settings, output=project / "anew", jobs=jobs)
    yield from _compare(project / "dist", project / "anew")


def _compare(old: Path, new: Path) -> Iterator[str]:
    """Name the files that a build with nothing behind it makes otherwise."""
    for path in sorted(new.rglob("*")):
        here = old / path.relative_to(new)
        if path.is_file() and (not here.is_file() or here.read_bytes() != path.read_bytes()):
            yield f"not as in a new build: {here}"


def _list_family() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def _weigh(process: psutil.Process) -> int:
    try:
        memory: int = process.memory_info().rss
        return memory
    except psutil.Error:  # it has ended
        return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        aside = Path(name, "aside")
        aside.mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = str(aside)
        faults = list(soak(Path(name, "project"), chosen.minutes, chosen.articles, chosen.jobs, chosen.seed))
        faults += [f"left behind: {path}" for path in aside.rglob("*")]
        left = psutil.wait_procs(_list_family()[1:], timeout=_PATIENCE)[1]
        faults += [f"still running: {' '.join(process.cmdline())}" for process in left]
        tempfile.tempdir = None
    print(*faults or ["nothing failed, nothing was left behind, no process is left over"], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
