"""The memory of a process and of all it has started, looked at again and again while it works."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

GROWTH = 0.05  # the most that memory may grow by
_EVERY = 0.5  # seconds between two looks
_PATIENCE = 5.0  # seconds that processes have to end


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at a time, in bytes: all processes together, the first, and the largest of the others."""

    at: float
    together: int
    first: int
    largest: int


class Watch:
    """Looks at the resident sets of a process and of all it has started, while a `with` lasts."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._seen: list[Look] = []
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
            first, others = _weigh(self._process), [*map(_weigh, list_children(self._process))]
            self._seen.append(Look(time.monotonic(), first + sum(others), first, max(others, default=0)))

    def compare(self, of: Callable[[Look], int]) -> tuple[float, float]:
        """Give the middle of some memory in the second fifth of the time, and in the last, in bytes."""
        first, last = self._seen[0].at, self._seen[-1].at
        fifths: list[list[int]] = [[] for _ in range(5)]
        for look in self._seen:
            fifths[min(4, int(5 * (look.at - first) / (last - first)))].append(of(look))
        return statistics.median(fifths[1]), statistics.median(fifths[4])


def judge(watch: Watch) -> Iterator[str]:
    """Print how the memory of all processes went, and give what is wrong with it."""
    if _compare(watch, "all processes", lambda look: look.together) > GROWTH:
        yield "the memory grew"


def judge_each(watch: Watch) -> Iterator[str]:
    """Print how the memory went, and give what is wrong with that of the first and the largest of the others.

    Where the others are ended and begin anew all the time, as by people who cancel, their sum tells how many
    of them are young at a moment, and not whether one grows.
    """
    _compare(watch, "all processes", lambda look: look.together)
    if _compare(watch, "the first", lambda look: look.first) > GROWTH:
        yield "the memory of the first process grew"
    if _compare(watch, "the largest of the others", lambda look: look.largest) > GROWTH:
        yield "the memory of the others grew"


def _compare(watch: Watch, whose: str, of: Callable[[Look], int]) -> float:
    """Print how some memory went, and give its growth as a share."""
    before, after = watch.compare(of)
    growth = after / before - 1
    print(f"memory of {whose} {before / 2**20:.0f} MB, in the end {after / 2**20:.0f} MB: {growth:+.1%}")
    return growth


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
