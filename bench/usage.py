"""What commands use: processor and clock time of all their processes, and memory."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes elsewhere
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True, slots=True)
class Usage:
    """What processes used: processor and clock time in seconds, and the largest memory of one in bytes.

    That is a command's own memory or that of a child it waited for.
    """

    processor: float
    clock: float
    memory: int = 0


def adopt() -> None:
    """Let what commands leave running become ours, so that its time is counted too (Linux alone)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run_side_by_side(
    commands: Sequence[Sequence[str]],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    cores: Sequence[int] = (),
) -> Usage:
    """Run commands at the same time, on some cores or on all, until all have ended.

    Raises SystemExit with the last words of a command that fails.
    """
    before, began = _count(), time.perf_counter()
    with TemporaryFile() as log, _keep_to(cores):
        running = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
            for command in commands
        ]
        ended = [os.wait4(process.pid, 0) for process in running]
        clock = time.perf_counter() - began
        with suppress(ChildProcessError):  # what they left running
            while os.waitpid(-1, 0):
                pass
        for command, process, (_, status, _) in zip(commands, running, ended, strict=True):
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                log.seek(0)
                said = log.read().decode("utf-8", "replace")[-2000:]
                raise SystemExit(f"bench: {' '.join(command)[:200]} ended with {process.returncode}\n{said}")
    return Usage(_count() - before, clock, max(used.ru_maxrss for _, _, used in ended) * MAXRSS_UNIT)


def list_cores(most: int) -> tuple[int, ...]:
    """List cores this process may use, at most so many; none where the system does not tell (macOS)."""
    return tuple(sorted(os.sched_getaffinity(0)))[:most] if hasattr(os, "sched_getaffinity") else ()


@contextmanager
def _keep_to(cores: Sequence[int]) -> Iterator[None]:
    """Let what is started meanwhile run on these cores alone."""
    if not cores:
        yield
        return
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


def _count() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
