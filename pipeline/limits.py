"""What the work on a single source may take: time, memory and size."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import LimitError

_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that the work on one source may take; 0 takes a limit away.

    `time` is in seconds of the clock, `memory` and `size` (that of its file) are in megabytes.
    """

    time: int = 600
    memory: int = 4096
    size: int = 64

    @property
    def bytes(self) -> int:
        """The size in bytes, for reading files by; 0 where there is no limit."""
        return self.size * _MEGABYTE


def too_long(seconds: float) -> LimitError:
    """Make the error of work that was ended after so many seconds."""
    step = "divide the source, or allow more with --limit-time"
    return LimitError(f"this took longer than {seconds:g} seconds and was ended", step=step)


def too_much(where: str = "") -> LimitError:
    """Make the error of work that would have needed more memory than it may have."""
    step = "divide the source, allow more with --limit-memory, or let fewer --jobs share the memory"
    return LimitError("this needs more memory than it may have", where=where, step=step)
