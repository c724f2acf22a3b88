"""The workers: tasks go out to this process, to more of them or to a cluster, and come back in order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from concurrent.futures import CancelledError as Cancelled
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

from pipeline.errors import ChongpaiError, OutputError
from pipeline.limits import Limits
from pipeline.publish.cache import Kept
from pipeline.publish.children import Child, lost
from pipeline.publish.tasks import Result, Task, Work
from pipeline.publish.work import attempt

_AHEAD = 4  # tasks in hand for each worker: enough to keep it busy, few enough for the memory
_OWN = threading.local()  # the child of each thread of a cluster's worker

Submit = Callable[[Work], Future[Result]]
Ready = Result | Kept  # what passes through without work
Asked = TypeVar("Asked")
Made = TypeVar("Made")


def count_cores() -> int:
    """Give the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def hire(jobs: int, limits: Limits = Limits(), executor: Executor | None = None) -> Iterator[Submit]:
    """Choose where tasks run: the given executor, `jobs` processes, or, for none, this process at once.

    In this process no limits of time and memory hold.
    """
    if executor is not None:
        yield lambda task: _send(executor, task, limits)
    elif jobs:
        crew = Crew(jobs, limits)
        try:
            yield lambda task: crew.submit(attempt, task, _count_sources(task))
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
        while waiting and (sent > jobs * _AHEAD or not _counts(waiting[0])):
            sent -= _counts(waiting[0])
            yield _fetch(waiting.popleft())
    while waiting:
        yield _fetch(waiting.popleft())


class Crew:
    """Processes of our own, so many at once, each within the limits of one source."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self._threads = ThreadPoolExecutor(jobs)  # each waits for a child
        self._children = [Child(limits, jobs) for _ in range(jobs)]
        self._idle = SimpleQueue[Child]()
        for child in self._children:
            self._idle.put(child)

    def submit(self, work: Callable[[Asked], Made], asked: Asked, times: int = 1) -> Future[Made]:
        """Let a process do the work, which is on so many sources; errors are those of Child.call."""
        return self._threads.submit(self._call, work, asked, times)

    def _call(self, work: Callable[[Asked], Made], asked: Asked, times: int) -> Made:
        child = self._idle.get()
        try:
            return child.call(work, asked, times=times)
        finally:
            self._idle.put(child)

    def dismiss(self) -> None:
        """Let the workers go; what waits is not begun, and what is not finished is ended."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        idle = [self._idle.get() for _ in range(self._idle.qsize())]
        for child in idle:
            child.release()
        for child in idle:
            child.dismiss()
        for child in self._children:
            child.end()
        self._threads.shutdown()


def _send(executor: Executor, task: Work, limits: Limits) -> Future[Result]:
    try:
        return executor.submit(attempt_within, task, limits)
    except BrokenExecutor:
        return _settle(Result(error=lost()))


def attempt_within(task: Work, limits: Limits) -> Result:
    """Do a task in a child of this process, as a cluster's workers do: one for each of their threads."""
    child: Child | None = getattr(_OWN, "child", None)
    if child is None or child.limits != limits:
        child = _OWN.child = Child(limits)
    try:
        return child.call(attempt, task, times=_count_sources(task))
    except ChongpaiError as error:
        return Result(error=error)


def _count_sources(task: Work) -> int:
    """Count the sources a task is about, each of which has its time."""
    return max(1, len(task.leaves)) if isinstance(task, Task) else 1


def _counts(group: Iterable[object]) -> int:
    return sum(isinstance(one, Future) for one in group)


def _fetch(group: Iterable[Future[Result] | Ready]) -> tuple[Ready, ...]:
    return tuple(_await(one) if isinstance(one, Future) else one for one in group)


def _await(future: Future[Result]) -> Result:
    try:
        return future.result()
    except ChongpaiError as error:
        return Result(error=error)
    except (BrokenExecutor, Cancelled):
        return Result(error=lost())
    except Exception as error:  # of an executor that is not ours
        message = f"the work did not come back: {type(error).__name__}: {' '.join(str(error).split())}"
        return Result(error=OutputError(message, step="build again: what is done is kept"))


def _settle(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future
