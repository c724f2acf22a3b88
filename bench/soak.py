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
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

import pipeline
from bench.degrade import degrade
from bench.memory import Watch, judge, list_children, name_left
from bench.pages import ARTICLES, read_article

SETTINGS = "sources: texts\nformats: [md, epub, docx, pdf]\neditions: [zh-Hans, zh-Hant-TW]\n"


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
    with Watch(psutil.Process()) as watch:
        while time.monotonic() < ends:
            errors = [outcome.error for outcome in pipeline.build(settings, jobs=jobs) if outcome.error]
            builds += 1
            yield from map(str, errors)
            yield from (f"left behind: {path}" for path in (project / "dist").rglob(".*"))
            sources.change()
    print(f"{builds} builds of {articles} articles in {minutes:g} minutes")
    yield from judge(watch)
    pipeline.build(settings, jobs=jobs)
    pipeline.build(settings, output=project / "anew", jobs=jobs)
    yield from _compare(project / "dist", project / "anew")


def _compare(old: Path, new: Path) -> Iterator[str]:
    """Name the files that a build with nothing behind it makes otherwise."""
    for path in sorted(new.rglob("*")):
        here = old / path.relative_to(new)
        if path.is_file() and (not here.is_file() or here.read_bytes() != path.read_bytes()):
            yield f"not as in a new build: {here}"


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
        faults += name_left(list_children(psutil.Process()))
        tempfile.tempdir = None
    print(*faults or ["nothing failed, nothing was left behind, no process is left over"], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
