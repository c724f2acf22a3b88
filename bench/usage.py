"""What commands use: processor and clock time of all their processes, and memory."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes elsewhere
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True, slots=True)
class Usage:
    """What processes used: processor and clock time in seconds, and the largest memory of one in bytes."""

    processor: float
    clock: float
    memory: int = 0


def adopt() -> None:
    """Let what commands leave running become ours, so that its time is counted too (Linux alone)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run_side_by_side(
    commands: Sequence[Sequence[str]],
    cores: Sequence[int],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Run commands at the same time on some cores until all have ended; SystemExit when one fails."""
    before, began = _count(), time.perf_counter()
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    with open(folder / "bench.log", "wb") as log:
        try:
            running = [
                subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
                for command in commands
            ]
            codes = [process.wait() for process in running]
        finally:
            os.sched_setaffinity(0, ours)
    clock = time.perf_counter() - began
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0):
            pass
    for command, code in zip(commands, codes, strict=True):
        if code:
            said = (folder / "bench.log").read_text("utf-8", "replace")[-2000:]
            raise SystemExit(f"bench: {' '.join(command)[:200]} ended with {code}\n{said}")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of all commands so far
    return Usage(_count() - before, clock, largest * MAXRSS_UNIT)


def list_cores(most: int) -> tuple[int, ...]:
    """List cores this process may use, at most so many."""
    return tuple(sorted(os.sched_getaffinity(0)))[:most]


def _count() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
