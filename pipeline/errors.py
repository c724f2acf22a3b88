"""One family of errors: each says what is wrong, where, and the next step, and carries its exit code.

Exit codes: 0 done; 1 something is wrong with an input, or it takes more than it may; 2 wrong usage or
settings; 3 something this machine needs is missing; 4 a law would be broken, nothing was written; 5 an
output could not be written; 130 interrupted.
"""

from __future__ import annotations

import errno
from typing import Self, TypeVar


class ChongpaiError(Exception):
    """What went wrong, in one line: `WHERE: MESSAGE; NEXT STEP`."""

    exit_code = 1
    trace = ""  # of a fault of ours

    def __init__(self, message: str, *, where: str = "", line: int = 0, step: str = "") -> None:
        place = f"{where}:{line}" if line else where
        super().__init__(
            "; ".join(part for part in (f"{place}: {message}" if place else message, step) if part)
        )
        self.message, self.where, self.line, self.step = message, where, line, step

    def __reduce__(self) -> tuple[object, ...]:
        """Let the error travel between processes with everything it knows."""
        return _restore, (type(self), self.message, self.where, self.line, self.step, self.trace)

    def at(self, where: str) -> Self:
        """Give this error with another place."""
        return _restore(type(self), self.message, where, self.line, self.step, self.trace)


_Kind = TypeVar("_Kind", bound=ChongpaiError)


def _restore(kind: type[_Kind], message: str, where: str, line: int, step: str, trace: str) -> _Kind:
    error = kind(message, where=where, line=line, step=step)
    error.trace = trace
    return error


def blame(error: Exception, where: str = "") -> ChongpaiError:
    """Make the error that stands for one nobody foresaw: the machine ran out of something, or we erred."""
    return blame_machine(error, where) or blame_ourselves(error, where)


def blame_machine(error: Exception, where: str = "") -> MissingError | None:
    """Make the error that stands for a machine's that ran out of something; None when it did not."""
    message, step = _SCARCE.get(getattr(error, "errno", None), ("", ""))
    return MissingError(message, where=where, step=step) if message else None


def blame_ourselves(error: Exception, where: str = "") -> ChongpaiError:
    """Make the error that stands for one nobody foresaw, which can only be a fault of ours."""
    import traceback

    message = f"unforeseen {type(error).__name__}: {' '.join(str(error).split())}"
    step = "this is a fault of chongpai; please report it with the source"
    return _restore(ChongpaiError, message, where, 0, step, "".join(traceback.format_exception(error)))


class InputError(ChongpaiError):
    """A source cannot be read, or is not what this tool is for."""

    exit_code = 1


class LimitError(ChongpaiError):
    """The work on a source took more time or memory than it may, and was ended."""

    exit_code = 1


class UsageError(ChongpaiError):
    """The command or a call was given something it does not take."""

    exit_code = 2


class SettingsError(ChongpaiError):
    """A settings file says something that is not understood."""

    exit_code = 2


class MissingError(ChongpaiError):
    """A program, library or font this step needs is not on this machine."""

    exit_code = 3


class LawError(ChongpaiError):
    """The result would break one of the laws, so it is not given out."""

    exit_code = 4


class OutputError(ChongpaiError):
    """An output could not be written; what was there before is untouched."""

    exit_code = 5


_FILES = "no more files may be open at once", "allow more, as by ulimit -n 256, or say --jobs 1"
_ROOM = "a disk is full", "make room, also where TMPDIR is"
_SCARCE: dict[int | None, tuple[str, str]] = {
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EAGAIN: ("no more processes may be started", "end some, or say --jobs 1"),
    errno.ENOMEM: ("there is no memory left", "end other programs, or say --jobs 1"),
}
