"""The texts in hand, and what is being done to each, in child processes for which the others wait."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from pipeline.errors import ChongpaiError, LimitError
from pipeline.limits import Limits
from pipeline.publish.children import Child
from pipeline.publish.tasks import Output
from pipeline.serve import tasks
from pipeline.serve.tasks import Order, Sight, Source

_SHORT = 256 * 1024  # bytes of text, not of a file that has to be unpacked, that take no time to repair
_LOOK_AGAIN = 30.0  # seconds between two looks for what is too old

Made = TypeVar("Made")


class State(StrEnum):
    """How far a text is."""

    WORKING = "working"
    SEEN = "seen"  # repaired; no files were asked for, or those are made
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is kept: texts at once, bytes of all of them, seconds that one is not looked at."""

    texts: int = 64
    kept: int = 512 * 2**20
    age: float = 3600.0


@dataclass(eq=False)
class Job:
    """A text in hand. What is shown of it changes with `version`, and only here."""

    source: Source
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: State = State.WORKING
    version: int = 0
    sight: Sight | None = None
    files: list[Output] = field(default_factory=list)
    wanted: int = 0
    made: int = 0
    error: ChongpaiError | None = None
    began: float = field(default_factory=time.monotonic)
    touched: float = field(default_factory=time.monotonic)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    child: Child | None = None
    task: asyncio.Task[None] | None = None

    @property
    def size(self) -> int:
        """The bytes it holds."""
        page = len(self.sight.page) if self.sight else 0
        return len(self.source.data) + page + sum(len(file.data) for file in self.files)


class Lane:
    """Child processes that do work of one kind: those who ask come in turn."""

    def __init__(self, children: int, limits: Limits, sharing: int) -> None:
        self._limits, self._number, self._sharing = limits, children, sharing
        self._threads = ThreadPoolExecutor(children, thread_name_prefix="lane")  # each waits for a child
        self._idle: asyncio.Queue[Child] = asyncio.Queue()
        self._all = {Child(limits, sharing) for _ in range(children)}
        for child in self._all:
            self._idle.put_nowait(child)

    async def do(self, job: Job | None, work: Callable[..., Made], *asked: object) -> Made:
        """Let a child do a piece of work; `job` knows the child meanwhile, so that it can be ended."""
        child = await self._idle.get()
        try:
            if job:
                job.child = child
            return await asyncio.get_running_loop().run_in_executor(self._threads, child.call, work, *asked)
        finally:
            if job:
                job.child = None
            self._idle.put_nowait(self._renew(child))

    def _renew(self, child: Child) -> Child:
        """Give a fresh child for one that was ended for good."""
        if not child.over:
            return child
        self._all.remove(child)
        fresh = Child(self._limits, self._sharing)
        self._all.add(fresh)
        return fresh

    async def warm(self, work: Callable[[], object]) -> None:
        """Let every child do a piece of work, side by side, before it is needed."""
        await asyncio.gather(*(self.do(None, work) for _ in range(self._number)), return_exceptions=True)

    def close(self) -> None:
        """End every child, whatever it does."""
        for child in self._all:
            child.end()
        self._threads.shutdown(wait=False, cancel_futures=True)


class Desk:
    """All texts in hand."""

    def __init__(self, limits: Limits, bounds: Bounds, cores: int) -> None:
        self.bounds = bounds
        self.largest = limits.bytes or bounds.kept  # bytes of a text
        self._jobs: dict[str, Job] = {}
        # A short text is repaired at once, however many books are being made.
        self._quick, self._slow = (Lane(cores, limits, 2 * cores) for _ in range(2))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the desk while the server runs; at its end every child is ended and every text forgotten."""
        running = [asyncio.create_task(self._quick.warm(tasks.warm)), asyncio.create_task(self._age())]
        try:
            yield
        finally:
            for one in [*running, *(job.task for job in self._jobs.values() if job.task)]:
                one.cancel()
            self._quick.close()
            self._slow.close()
            self._jobs.clear()

    def find(self, id: str) -> Job | None:
        """Give a text in hand, which is not too old from now on."""
        if job := self._jobs.get(id):
            job.touched = time.monotonic()
        return job

    def take(self, source: Source) -> Job:
        """Take a text in and begin to repair it. Raises LimitError when there are too many to be kept."""
        self._make_room(len(source.data))
        job = Job(source)
        self._jobs[job.id] = job
        self._begin(job, self._look(job))
        return job

    async def order(self, job: Job, orders: list[Order]) -> None:
        """Begin to make files of a text that was repaired; what was made of it before is forgotten.

        What is being made of it is ended: of several orders at once the last is done.
        """
        while job.state is State.WORKING:  # another order may have come in while this one was waiting
            await self.cancel(job)
        job.files, job.wanted, job.made = [], len(orders), 0
        self._begin(job, self._publish(job, orders))

    async def draw(self, job: Job, name: str) -> bytes:
        """Draw a page of a PDF under review."""
        return await self._slow.do(None, tasks.draw, job.source, name)

    async def cancel(self, job: Job) -> None:
        """End what is being done to a text, and the process that does it."""
        if job.state is not State.WORKING:
            return
        if job.task:
            job.task.cancel()
        if job.child:
            job.child.end()
        await self._settle(job, State.CANCELLED)

    async def forget(self, job: Job) -> None:
        """Forget a text and all that was made of it."""
        await self.cancel(job)
        self._jobs.pop(job.id, None)

    async def wait(self, job: Job, version: int, seconds: float) -> None:
        """Wait until a text is no longer as `version` showed it, or so many seconds have passed."""
        async with job.changed:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await job.changed.wait_for(lambda: job.version != version)

    def _begin(self, job: Job, work: Coroutine[None, None, None]) -> None:
        job.state, job.error, job.began = State.WORKING, None, time.monotonic()
        job.version += 1
        job.task = asyncio.create_task(self._follow(job, work))

    async def _follow(self, job: Job, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except ChongpaiError as error:
            if job.state is State.WORKING:
                job.error = error
                await self._settle(job, State.FAILED)
        else:
            await self._settle(job, State.SEEN)

    async def _settle(self, job: Job, state: State) -> None:
        job.state = state
        await self._tell(job)

    async def _look(self, job: Job) -> None:
        short = len(job.source.data) <= _SHORT and job.source.name.lower().endswith(".txt")
        job.sight = await (self._quick if short else self._slow).do(job, tasks.look, job.source)

    async def _publish(self, job: Job, orders: list[Order]) -> None:
        for order in orders:
            job.files += await self._slow.do(job, tasks.publish, job.source, order)
            job.made += 1
            await self._tell(job)

    async def _tell(self, job: Job) -> None:
        """Tell those who wait for news of a text; the change itself was made before, at once."""
        job.version += 1
        async with job.changed:
            job.changed.notify_all()

    def _make_room(self, size: int) -> None:
        """Forget the texts that were not looked at for longest, as far as others need their room."""
        idle = [job for job in self._jobs.values() if job.state is not State.WORKING]
        idle.sort(key=lambda job: job.touched)
        while self._is_full(size):
            if not idle:
                step = "wait until some of it is done"
                raise LimitError("too much is being worked on at once", step=step)
            del self._jobs[idle.pop(0).id]

    def _is_full(self, size: int) -> bool:
        kept = sum(job.size for job in self._jobs.values())
        return len(self._jobs) >= self.bounds.texts or kept + size > self.bounds.kept

    async def _age(self) -> None:
        while True:
            await asyncio.sleep(min(_LOOK_AGAIN, self.bounds.age))
            old = time.monotonic() - self.bounds.age
            for job in [job for job in self._jobs.values() if job.touched < old]:
                await self.forget(job)
