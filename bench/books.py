#!/usr/bin/env python3
"""How fast books are made, beside what one would use instead: the same texts, the same cores, one run.

    python -m bench.books [--articles FOLDER] [--count 200] [--sample 16] [--rounds 3] [--pictures FOLDER]

Each round builds all the texts to PDF, EPUB and DOCX, read back and without covers, on two cores with two
workers, and once more on one with one; and lets each rival make the same books of a sample of them, drawn
anew, in two shell loops side by side on the same two cores. Figures are medians of the rounds. Those of the
processor hold on a busy machine too; those of the clock want a quiet one.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bench.charts import Bar, draw_bars, draw_stack
from bench.corpus import ROOT, write_project
from bench.rivals import ENVIRONMENT, list_rivals, write_script
from bench.stages import measure_stages
from bench.usage import Usage, adopt, list_cores, run_side_by_side

OURS, ALONE = "chongpai", "chongpai, one core"
SETTINGS = "editions: [zh-Hans]\nformats: [pdf, epub, docx]\ncover: none\n"
_SEED = 8


@dataclass(frozen=True, slots=True)
class Round:
    """What each side used for an article in one round, by its name."""

    used: Mapping[str, Usage]

    def compare(self, side: str, other: str) -> tuple[float, float]:
        """Give how many times `side` uses what `other` does: by processor time and by the clock."""
        one, two = self.used[side], self.used[other]
        return one.processor / two.processor, one.clock / two.clock


def build(folder: Path, jobs: int) -> Usage:
    """Build a project anew with so many workers, on as many cores."""
    command = [sys.executable, "-m", "pipeline", "build", "--quiet", "--force", "--jobs", str(jobs)]
    environment = ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    return run_side_by_side([command], folder, environment, list_cores(jobs))


def run_rival(rival: str, sources: list[Path], folder: Path) -> Usage:
    """Let a rival make the books of the sources in two shell loops, on two cores."""
    folder.mkdir(exist_ok=True)
    commands = []
    for number in range(2):
        script = folder / f"{number}.sh"
        script.write_text(write_script(rival, sources[number::2], folder), "utf-8")
        commands.append(["sh", str(script)])
    return run_side_by_side(commands, folder, ENVIRONMENT, list_cores(2))


def measure_rounds(chosen: Namespace, folder: Path) -> Iterator[Round]:
    """Measure each side once a round, the sides in turn."""
    project, draw = folder / "project", Random(_SEED)
    sources = write_project(project, chosen.count, SETTINGS, chosen.articles)
    for number in range(chosen.rounds):
        used = {OURS: _divide(build(project, 2), len(sources))}
        for rival in list_rivals():
            some = draw.sample(sources, min(chosen.sample, len(sources)))
            used[rival] = _divide(run_rival(rival, some, folder / f"rival-{number}"), len(some))
        used[ALONE] = _divide(build(project, 1), len(sources))
        yield Round(used)


def main() -> None:
    """Measure, print the figures, and draw them where a folder is named."""
    chosen = _read_arguments()
    adopt()
    rounds: list[Round] = []
    with TemporaryDirectory() as name:
        for one in measure_rounds(chosen, Path(name)):
            rounds.append(one)
            print(f"round {len(rounds)} of {chosen.rounds}", file=sys.stderr, flush=True)
        stages = measure_stages(sorted(Path(name, "project", "texts").iterdir())[: chosen.count // 4])
    sides = list(rounds[0].used)
    print(f"{chosen.count} articles; rivals a sample of {chosen.sample} a round; medians of {chosen.rounds}")
    print(f"{'an article':26}{'processor':>12}{'clock':>12}{'a minute':>12}{'times ours':>24}")
    for side in sides:
        processor = median(one.used[side].processor for one in rounds)
        clock = median(one.used[side].clock for one in rounds)
        ratios = [median(pair) for pair in zip(*(one.compare(side, OURS) for one in rounds), strict=True)]
        said = f"{ratios[0]:.1f} by processor, {ratios[1]:.1f}"
        print(f"{side:26}{processor:10.3f} s{clock:10.3f} s{60 / clock:12.0f}{said:>24}")
    spent = median(one.used[OURS].processor for one in rounds)
    stages["starting and joining"] = max(0.0, spent - sum(stages.values()))
    for stage, seconds in stages.items():
        print(f"{stage:26}{seconds:10.3f} s{seconds / spent:12.0%}")
    if chosen.pictures:
        chosen.pictures.mkdir(parents=True, exist_ok=True)
        bars = [Bar(side, 60 / median(one.used[side].clock for one in rounds)) for side in sides]
        title = "Articles a minute to PDF, EPUB and DOCX, on two cores"
        (chosen.pictures / "speed.svg").write_text(draw_bars(title, bars, "{:.0f}"), "utf-8")
        title = f"Where our time goes: {spent * 1000:.0f} ms of processor an article"
        parts = [Bar(stage, seconds * 1000) for stage, seconds in stages.items()]
        (chosen.pictures / "stages.svg").write_text(draw_stack(title, parts, "{:.0f} ms"), "utf-8")


def _divide(used: Usage, count: int) -> Usage:
    return Usage(used.processor / count, used.clock / count, used.memory)


def _read_arguments() -> Namespace:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=Path, help="a folder of articles as JSON; else the project's own")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--sample", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=Path, help="the folder for speed.svg and stages.svg")
    return parser.parse_args()


if __name__ == "__main__":
    main()
