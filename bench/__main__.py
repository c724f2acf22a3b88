"""`make bench`: measure, and print a small table. Nothing is judged here: a slow machine is no fault."""

from __future__ import annotations

import platform
from itertools import chain

from bench.accuracy import measure_own
from bench.speed import measure_books, measure_build, measure_commands, measure_formats, measure_throughput
from pipeline import __version__
from pipeline.publish.workers import count_cores


def main() -> None:
    print(f"chongpai {__version__}, Python {platform.python_version()}, {count_cores()} cores")
    # Throughput before formats: the largest memory of a process never falls again.
    figures = (measure_commands(), measure_throughput(), measure_formats(), measure_books(), measure_build())
    for figure in chain(*figures):
        print(f"{figure.name:52}{figure.value:>28}", flush=True)
    print()
    for line in measure_own():
        print(line, flush=True)


if __name__ == "__main__":
    main()
