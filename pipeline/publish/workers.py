"""The workers: tasks go out to this process, to more of them or to a cluster, and come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures import CancelledError as Cancelled
from contextlib import contextmanager

from pipeline.errors import OutputError
from pipeline.publish.cache import Kept
from pipeline.publish.work import Drawing, Reading, Result, Task, Viewing, attempt

_AHEAD = 4  # tasks in hand for each worker: enough to keep it busy, few enough for the memory
_LIFE = 200  # tasks a worker does before a fresh one takes its place, with whatever memory it has gathered
_LEAST_MEMORY = 2**30  # bytes a worker may have, however many there are

Work = Task | Reading | Drawing | Viewing
Submit = Callable[[Work], Future[Result]]
Ready = Result | Kept  # what passes through without work


def count_cores() -> int:
    """Give the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def hire(jobs: int, executor: Executor | None = None) -> Iterator[Submit]:
    """Choose where tasks run: the given executor, `jobs` processes, or, for one job, this process at once."""
    if executor is not None:
        yield lambda task: _send(executor, task)
    elif jobs > 1:
        crew = _Crew(jobs)
        try:
            yield crew.submit
        finally:
            crew.dismiss()
    else:
        yield lambda task: _settle(attempt(task))


def work(groups: Iterable[Iterable[Work | Ready]], submit: Submit, jobs: int) -> Iterator[tuple[Ready, ...]]:
    """Give the results of each group of tasks, in order, keeping the workers a few tasks ahead.

    What is no task, because it is made already or could not be set up, passes through.
    """
    waiting: deque[list[Future[Result] | Ready]] = deque()
    sent = 0
    for group in groups:
        waiting.append([submit(task) if isinstance(task, Work) else task for task in group])
        sent += sum(isinstance(one, Future) for one in waiting[-1])
        # A group with nothing to wait for goes out as soon as it is first, so that none gather.
        while waiting and (sent > (jobs * _AHEAD if jobs > 1 else 0) or not _counts(waiting[0])):
            sent -= _counts(waiting[0])
            yield _fetch(waiting.popleft())
    while waiting:
        yield _fetch(waiting.popleft())


class _Crew:
    """Processes of our own: replaced after so many tasks, and when one of them dies."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = _open_pool(jobs, jobs)
        self._left = jobs * _LIFE

    def submit(self, task: Work) -> Future[Result]:
        """Send a task to a worker; one that is lost because a worker died is tried again, alone."""
        if self._left == 0:
            self._renew()
        self._left -= 1
        outcome: Future[Result] = Future()
        try:
            sent = self._pool.submit(attempt, task)
        except BrokenExecutor:
            self._renew()
            sent = self._pool.submit(attempt, task)

        def pass_on(done: Future[Result]) -> None:
            if done.cancelled():
                outcome.cancel()
            elif isinstance(done.exception(), BrokenExecutor):
                outcome.set_result(self._try_alone(task))
            elif error := done.exception():
                outcome.set_exception(error)
            else:
                outcome.set_result(done.result())

        sent.add_done_callback(pass_on)
        return outcome

    def _renew(self) -> None:
        self._pool.shutdown(wait=False)
        self._pool = _open_pool(self._jobs, self._jobs)
        self._left = self._jobs * _LIFE

    def _try_alone(self, task: Work) -> Result:
        """Do a task in a process of its own, so that if one dies it is known what it died of."""
        with _open_pool(1, self._jobs) as alone:
            try:
                return alone.submit(attempt, task).result()
            except BrokenExecutor:
                return _lost()

    def dismiss(self) -> None:
        """Let the workers go; what waits is not begun."""
        self._pool.shutdown(cancel_futures=True)


def _open_pool(processes: int, sharing: int) -> Executor:
    """Open a pool of fresh processes: a copy of this one could inherit locks that its threads hold."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(sharing,)
    )


def _send(executor: Executor, task: Work) -> Future[Result]:
    try:
        return executor.submit(attempt, task)
    except BrokenExecutor:
        return _settle(_lost())


def _counts(group: Iterable[object]) -> int:
    return sum(isinstance(one, Future) for one in group)


def _fetch(group: Iterable[Future[Result] | Ready]) -> tuple[Ready, ...]:
    return tuple(_await(one) if isinstance(one, Future) else one for one in group)


def _await(future: Future[Result]) -> Result:
    try:
        return future.result()
    except (BrokenExecutor, Cancelled):
        return _lost()
    except Exception as error:  # of an executor that is not ours
        message = f"the work did not come back: {type(error).__name__}: {' '.join(str(error).split())}"
        return Result(error=OutputError(message, step="build again: what is done is kept"))


def _lost() -> Result:
    message = "a worker ended before its time, perhaps for want of memory"
    return Result(error=OutputError(message, step="try again with --jobs 1"))


def _settle(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def _begin(sharing: int) -> None:
    """Make a worker ready: Ctrl-C is for the process that waits, and memory is shared by so many."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return
    import resource

    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // sharing
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    least = max(memory, _LEAST_MEMORY)
    resource.setrlimit(resource.RLIMIT_DATA, (least if most < 0 else min(least, most), most))
