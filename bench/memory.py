"""The memory of a process and of all it has started, looked at again and again while it works."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator

import psutil

GROWTH = 0.05  # the most that memory may grow by
_EVERY = 0.5  # seconds between two looks
_PATIENCE = 5.0  # seconds that processes have to end


class Watch:
    """Looks at the resident set of a process and of all it has started, while a `with` lasts."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._seen: list[tuple[float, int]] = []
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
            family = [self._process, *list_children(self._process)]
            self._seen.append((time.monotonic(), sum(map(_weigh, family))))

    def compare(self) -> tuple[float, float]:
        """Give the middle of the memory in the second fifth of the time, and in the last, in bytes."""
        first, last = self._seen[0][0], self._seen[-1][0]
        fifths: list[list[int]] = [[] for _ in range(5)]
        for at, memory in self._seen:
            fifths[min(4, int(5 * (at - first) / (last - first)))].append(memory)
        return statistics.median(fifths[1]), statistics.median(fifths[4])


def judge(watch: Watch) -> Iterator[str]:
    """Print how the memory went, and give what is wrong with it."""
    before, after = watch.compare()
    print(f"memory of all processes {before / 2**20:.0f} MB, in the end {after / 2**20:.0f} MB:", end=" ")
    print(f"{after / before - 1:+.1%}")
    if after > before * (1 + GROWTH):
        yield "the memory grew"


def list_children(process: psutil.Process) -> list[psutil.Process]:
    """List the processes that a process has started, and those that they have."""
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def name_left(processes: list[psutil.Process]) -> Iterator[str]:
    """Give those of the processes that do not end."""
    for process in psutil.wait_procs(processes, timeout=_PATIENCE)[1]:
        yield f"still running: {' '.join(process.cmdline())}"


def _weigh(process: psutil.Process) -> int:
    try:
        memory: int = process.memory_info().rss
        return memory
    except psutil.Error:  # it has ended
        return 0
