"""How fast the product is: processor time of the command, throughput, memory, and time of each format."""

from __future__ import annotations

import itertools
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.corpus import ROOT, SEEDS
from bench.usage import MAXRSS_UNIT, Usage, run_side_by_side

RUNS = 5
MEGABYTE = 1_000_000
PAGES, PAGE = 300, 780  # characters of a page of styles/print.css


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and what came out of it, worded."""

    name: str
    value: str


def run(*arguments: str) -> Usage:
    """Run the command in a process of its own and give what it and its children used."""
    return run_side_by_side([[sys.executable, "-m", "pipeline", *arguments]], ROOT)


def measure_commands() -> Iterator[Figure]:
    """Measure processor time and memory of short commands, start-up included."""
    for arguments in (["--version"], *(["normalize", str(seed)] for seed in SEEDS)):
        uses = [run(*arguments) for _ in range(RUNS)]
        name = " ".join(Path(word).name for word in arguments)
        seconds, memory = median(use.processor for use in uses), max(use.memory for use in uses) / 1e6
        yield Figure(f"chongpai {name}", f"{seconds:.2f} s CPU, {memory:.0f} MB")


def measure_throughput() -> Iterator[Figure]:
    """Measure the repair of a megabyte: the seeds over and over, each an article of its own."""
    from pipeline import normalize_text

    round_ = "\n***\n".join(seed.read_text("utf-8") for seed in SEEDS) + "\n***\n"
    text = round_ * -(-MEGABYTE // len(round_.encode()))
    before, began = _memory(), time.process_time()
    articles = normalize_text(text)
    seconds = time.process_time() - began
    size = len(text.encode()) / 1e6
    yield Figure(
        f"normalize_text, {size:.2f} MB, {len(articles)} articles",
        f"{seconds:.1f} s CPU, {size / seconds:.2f} MB/s",
    )
    yield from _measure_conversion(text)
    yield Figure("  largest memory before and after", f"{before / 1e6:.0f} MB, {_memory() / 1e6:.0f} MB")


def _measure_conversion(text: str) -> Iterator[Figure]:
    """Measure the conversion of a text, and before it what loading takes."""
    from pipeline import convert_text

    began = time.process_time()
    convert_text("国", "zh-Hant-TW")
    yield Figure("  loading what converts", f"{time.process_time() - began:.2f} s CPU")
    for edition in ("zh-Hant-TW", "zh-Hant-HK"):
        began = time.process_time()
        convert_text(text, edition)
        seconds, size = time.process_time() - began, len(text.encode()) / 1e6
        yield Figure(
            f"convert_text, {edition}, {size:.2f} MB", f"{seconds:.1f} s CPU, {size / seconds:.2f} MB/s"
        )


def measure_formats() -> Iterator[Figure]:
    """Measure the writing of the longest seed in every format, libraries loaded before."""
    import pipeline
    from pipeline.settings import Format

    seed = max(SEEDS, key=lambda seed: seed.stat().st_size)
    (article,) = pipeline.normalize(seed)
    for format in Format:
        pipeline.write(article, format)
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            data = pipeline.write(article, format)
            seconds.append(time.perf_counter() - began)
        yield Figure(f"write {format}", f"{median(seconds):.3f} s, {len(data) / 1e3:.0f} kB")


def measure_books() -> Iterator[Figure]:
    """Measure EPUB and DOCX: of one article and of a book of 300 pages, their reading back, and a cover."""
    import pipeline
    from pipeline.check.docx import read_docx
    from pipeline.check.epub import read_epub
    from pipeline.design import Design, Fonts, Layout
    from pipeline.publish.cover import make_cover

    seed = max(SEEDS, key=lambda seed: seed.stat().st_size)
    (article,) = pipeline.normalize(seed)
    count = -(-PAGES * PAGE // sum(len(block.text) for block in article.body))
    one = pipeline.bind(article)
    many = pipeline.Book("书", (article,) * count)
    titles = itertools.count()  # a cover is kept, so another each time
    cover, seconds = _time(lambda: make_cover(replace(one, title=str(next(titles)))))
    yield Figure("cover", f"{seconds:.3f} s, {len(cover) / 1e3:.0f} kB")
    for name, book in (("article", one), (f"{PAGES} pages", many)):
        for layout in Layout:
            data, seconds = _time(partial(pipeline.write, book, "epub", design=Design(cover, layout)))
            _, reading = _time(partial(read_epub, data))
            yield Figure(f"EPUB, {layout}, {name}", f"{seconds:.3f} s, read back in {reading:.3f} s")
        data, seconds = _time(partial(pipeline.write, book, "docx"))
        _, reading = _time(partial(read_docx, data))
        yield Figure(f"DOCX, {name}", f"{seconds:.3f} s, read back in {reading:.3f} s")
    data, seconds = _time(partial(pipeline.write, one, "epub", design=Design(fonts=Fonts.EMBEDDED)))
    yield Figure("EPUB, embedded faces, article", f"{seconds:.3f} s, {len(data) / 1e3:.0f} kB")


def measure_build() -> Iterator[Figure]:
    """Measure a build of the seeds as `make dist` does it, in a folder of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        shutil.copy(ROOT / "pipeline.yaml", folder)
        used = run("build", str(folder / "pipeline.yaml"))
        files = [path for path in (folder / "dist").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
    yield Figure(
        f"chongpai build, {len(files)} files, {size:.1f} MB",
        f"{used.clock:.1f} s, {used.processor:.1f} s CPU, {used.memory / 1e6:.0f} MB",
    )


def _time(work: Callable[[], bytes | str]) -> tuple[Any, float]:
    """Do some work once to load what it needs, then a few times more; give its result and median seconds."""
    result = work()
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return result, median(seconds)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT
