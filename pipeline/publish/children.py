"""A process of our own that does one piece of work at a time, and is ended when it exceeds its limits.

What is read comes from anywhere, and much of what reads it is C: a source may make it crash, hang or swell.
In a child this costs one source, and the command lives to say so. Time is kept by the parent, memory by the
system (RLIMIT_DATA, which macOS does not keep).
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

from pipeline.errors import ChongpaiError, OutputError, blame, blame_machine
from pipeline.limits import Limits, too_long, too_much

_LIFE = 200  # pieces of work, after which a fresh process takes its place, with whatever memory was gathered
_LEAST_MEMORY = 2**30  # bytes that are each child's, however many share the machine
_TRIES = 2  # a child may be lost to others' doing; one that is lost twice died of its work
_PATIENCE = 1.0  # seconds between two looks whether the parent is still there
_LINE = 3  # the descriptor of the line to the parent, in a fresh process

Made = TypeVar("Made")


class Child:
    """A process that is started when there is work, and anew when it was lost, ended or has done enough.

    `sharing` is the number of children that share the machine's memory. A `copy` of this process begins at
    once and knows all that is loaded here; it is only for a process of one thread. A fresh one takes a
    quarter of a second.
    """

    def __init__(self, limits: Limits, sharing: int = 1, *, copy: bool = False) -> None:
        self.limits, self._memory, self._copy = limits, _share_memory(limits, sharing), copy
        self._line: Connection | None = None
        self._pid = self._done = 0
        self._over = False
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        """Whether the child was ended for good."""
        return self._over

    def call(self, work: Callable[..., Made], *asked: object, times: int = 1) -> Made:
        """Let the child do work on so many sources at once, each of which has its time.

        Raises the ChongpaiError of the work; LimitError when it took too long (the child is ended) or too
        much memory; OutputError when the child died of it, or was ended by `end`.
        """
        for _ in range(_TRIES):
            try:
                succeeded, made = self._try(self.limits.time * times, work, asked)
            except (EOFError, OSError) as error:
                self._kill()
                if scarce := blame_machine(error):
                    raise scarce from None
                continue
            if succeeded:
                return made  # type: ignore[no-any-return]
            raise made
        raise lost()

    def _try(self, seconds: float, work: object, asked: object) -> tuple[bool, Any]:
        if self._done >= _LIFE:
            self.dismiss()
        with self._lock:
            if self._over:
                raise lost()
            line = self._line = self._line or self._start()
            self._done += 1
        line.send((work, asked))
        if not line.poll(seconds or None):
            self._kill()
            raise too_long(seconds)
        answer: tuple[bool, Any] = line.recv()
        return answer

    def _start(self) -> Connection:
        ours, theirs = map(_lift, Pipe())
        with theirs:
            self._pid = self._begin_copy(ours, theirs) if self._copy else self._begin_fresh(theirs)
        self._done = 0
        return ours

    def _begin_fresh(self, theirs: Connection) -> int:
        """Begin a process that has only the line to us: a copy could inherit locks that our threads hold."""
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; from pipeline.publish.children import attend; "
            f"attend({_LINE}, {self._memory}, {os.getpid()})"
        )
        files = [
            (os.POSIX_SPAWN_DUP2, theirs.fileno(), _LINE),
            *((os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in range(_LINE)),
        ]
        command = [sys.executable, "-P", "-c", code]
        return os.posix_spawn(sys.executable, command, os.environ, file_actions=files, setpgroup=0)

    def _begin_copy(self, ours: Connection, theirs: Connection) -> int:
        parent = os.getpid()
        if pid := os.fork():
            return pid
        code = 1
        try:  # nothing may come out of here: the parent's work would be done twice
            ours.close()
            with suppress(OSError):
                os.setpgid(0, 0)
            _silence()
            attend(theirs.fileno(), self._memory, parent)
            code = 0
        finally:
            os._exit(code)

    def release(self) -> None:
        """Let the child go, which has nothing to do."""
        with self._lock:
            if self._line is not None:
                self._line.close()

    def dismiss(self) -> None:
        """Let the child go, which has nothing to do, and wait until it is gone."""
        self.release()
        with self._lock:
            if self._line is not None:
                os.waitpid(self._pid, 0)
                self._line = None

    def end(self) -> None:
        """End the child whatever it does, for good; may be called while another thread waits for it."""
        self._over = True
        self._kill()

    def _kill(self) -> None:
        """End the child and the programs it has started."""
        with self._lock:
            if self._line is None:
                return
            for kill in (os.killpg, os.kill):  # the second, if it has not yet become a group
                with suppress(ProcessLookupError, PermissionError):
                    kill(self._pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._line = None


@contextmanager
def keep_child(limits: Limits) -> Iterator[Child]:
    """Keep a copy of this process, which has one thread, for work; a failure here ends it."""
    child = Child(limits, copy=True)
    try:
        yield child
        child.dismiss()
    finally:
        child.end()


def attend(descriptor: int, memory: int, parent: int) -> None:
    """Do, in a child, what comes in on a line, until the line ends or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    _limit_memory(memory)  # after the thread, which would never begin if it found no memory
    line = Connection(descriptor)
    with suppress(EOFError, OSError):
        while True:
            work, asked = line.recv()
            answer = _attempt(work, asked)
            try:
                line.send(answer)
            except MemoryError:
                line.send((False, too_much()))


def _attempt(work: Callable[..., object], asked: tuple[object, ...]) -> tuple[bool, object]:
    try:
        return True, work(*asked)
    except ChongpaiError as error:
        return False, error
    except MemoryError:
        return False, too_much()
    except Exception as error:
        return False, blame(error)


def _watch(parent: int) -> None:
    """End this process and the programs it has started when the parent is gone."""
    while os.getppid() == parent:
        time.sleep(_PATIENCE)
    os.killpg(0, signal.SIGKILL)


def _lift(end: Connection) -> Connection:
    """Keep an end of a line off the descriptors 0 to 2: where they were closed it would get one of them."""
    if end.fileno() >= _LINE:
        return end
    with end:
        return Connection(fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, _LINE))


def _silence() -> None:
    """Let nothing that is read speak through our descriptors."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(_LINE):
        os.dup2(nothing, descriptor)


def _share_memory(limits: Limits, sharing: int) -> int:
    """Give the bytes a child may have: its limit, and no more than its share of the machine; 0 for any."""
    asked = limits.memory * 2**20
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return asked
    share = max(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // sharing, _LEAST_MEMORY)
    return min(asked, share) if asked else share


def _limit_memory(memory: int) -> None:
    """Let this process take so many bytes more than it has; 0 for any."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = memory + _measure_memory()
    if memory and (most < 0 or allowed < most):
        with suppress(OSError, ValueError):  # as on macOS
            resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))


def _measure_memory() -> int:
    """Give the bytes of data this process has, as Linux counts them (proc(5), statm); 0 elsewhere."""
    with suppress(OSError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def lost() -> OutputError:
    """Make the error of work whose process died of it."""
    message = "a worker ended before its time, perhaps for want of memory"
    return OutputError(message, step="try again with --jobs 1")
