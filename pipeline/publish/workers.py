"""The workers: tasks go out to this process, to more of them or to a cluster, and come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager

from pipeline.errors import OutputError
from pipeline.publish.work import Result, Task, attempt

_AHEAD = 4  # tasks in hand for each worker: enough to keep it busy, few enough for the memory

Submit = Callable[[Task], Future[Result]]


def count_cores() -> int:
    """Give the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def hire(jobs: int, executor: Executor | None = None) -> Iterator[Submit]:
    """Choose where tasks run: the given executor, `jobs` processes, or, for one job, this process at once."""
    if executor is not None:
        yield lambda task: executor.submit(attempt, task)
    elif jobs > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Fresh processes: a copy of this one could inherit locks that its threads hold.
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ignore_interrupt)
        try:
            yield lambda task: pool.submit(attempt, task)
        finally:
            pool.shutdown(cancel_futures=True)
    else:
        yield lambda task: _settle(attempt(task))


def work(
    groups: Iterable[Iterable[Task | Result]], submit: Submit, jobs: int
) -> Iterator[tuple[Result, ...]]:
    """Give the results of each group of tasks, in order, keeping the workers a few tasks ahead.

    A result among the tasks, of one that could not be set up, passes through.
    """
    waiting: deque[list[Future[Result]]] = deque()
    for group in groups:
        waiting.append([_send(task, submit) for task in group])
        while sum(map(len, waiting)) > (jobs * _AHEAD if jobs > 1 else 0):
            yield tuple(map(_fetch, waiting.popleft()))
    while waiting:
        yield tuple(map(_fetch, waiting.popleft()))


def _send(task: Task | Result, submit: Submit) -> Future[Result]:
    if isinstance(task, Result):
        return _settle(task)
    try:
        return submit(task)
    except BrokenExecutor:
        return _settle(_lost())


def _fetch(future: Future[Result]) -> Result:
    try:
        return future.result()
    except BrokenExecutor:
        return _lost()


def _lost() -> Result:
    message = "a worker ended before its time, perhaps for want of memory"
    return Result(error=OutputError(message, step="try again with --jobs 1"))


def _settle(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the process that waits for the workers."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
