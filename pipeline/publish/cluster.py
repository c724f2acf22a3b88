"""A cluster: tasks go out through Dask, and sources and results travel as bytes, so no disk is shared."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from typing import Any

from pipeline.errors import MissingError, UsageError
from pipeline.publish.manifest import list_tools
from pipeline.publish.plan import hash_code
from pipeline.settings import Build

_ANSWER = 8  # seconds in which a scheduler must answer
_ADDRESS = re.compile(r"(tcp|tls)://([^/\s]+):([0-9]{1,5})")
_LOCAL = re.compile(r"local:([1-9][0-9]{0,3})")
_OURS = "chongpai's files"  # code, styles and dictionaries, as one thing with a version


@contextmanager
def join(address: str, build: Build) -> Iterator[tuple[Executor, int]]:
    """Join the cluster of a Dask scheduler; give what takes tasks, and how many it does at once.

    `address` is that of the scheduler (tcp://host:8786), or `local:N` for one of N processes on this
    machine. Raises MissingError without Dask, when nobody answers, when there are no workers, and when a
    worker has other versions than this machine of what decides the bytes of the build.
    """
    try:
        import distributed
    except ImportError:
        step = "install it with: pip install 'chongpai[cluster]'"
        raise MissingError("Dask is not installed", step=step) from None
    _quiet()
    with ExitStack() as held:
        target: Any = address
        if local := _LOCAL.fullmatch(address):
            target = held.enter_context(
                distributed.LocalCluster(
                    n_workers=int(local[1]), threads_per_worker=1, dashboard_address=None, silence_logs=50
                )
            )
        else:
            _knock(address)
        try:
            client = held.enter_context(
                distributed.Client(target, timeout=_ANSWER, set_as_default=False, direct_to_workers=False)
            )
        except Exception as error:  # whatever else may listen there answers with anything
            raise _unanswered(address, error) from None
        _check(client, build, address)
        yield client.get_executor(), sum(client.nthreads().values())


def _knock(address: str) -> None:
    """See at once whether a scheduler is at an address, before Dask tries again and again."""
    parts = _ADDRESS.fullmatch(address)
    if not parts or not 0 < int(parts[3]) < 65536:
        step = "write tcp://HOST:8786, or local:4 for four processes here"
        raise UsageError(f"{address!r} is no address of a cluster", step=step)
    try:
        with socket.create_connection((parts[2].strip("[]"), int(parts[3])), timeout=_ANSWER) as line:
            if parts[1] == "tcp" and not line.recv(1):  # a scheduler speaks first
                raise ConnectionError("it hung up")
    except OSError as error:
        raise _unanswered(address, error) from None


def _unanswered(address: str, error: Exception) -> MissingError:
    step = "see that `dask scheduler` runs there, and that this machine may reach it"
    return MissingError(f"no scheduler answers ({_word(error)})", where=address, step=step)


def describe(build: Build) -> dict[str, str]:
    """Give the versions, on the machine this runs on, of all that decides the bytes of a build."""
    return {_OURS: hash_code()} | list_tools(build)


def _check(client: Any, build: Build, address: str) -> None:
    """See that each worker has the versions this machine has."""
    ours = describe(build)
    try:
        found = client.run(describe, build, on_error="return")
    except Exception as error:
        raise MissingError(f"the workers do not answer: {_word(error)}", where=address) from None
    if not found:
        step = f"start some with: dask worker {address} --nthreads 1"
        raise MissingError("this cluster has no workers", where=address, step=step)
    for worker, theirs in sorted(found.items()):
        if not isinstance(theirs, dict):
            step = "install the same chongpai there"
            raise MissingError(f"chongpai does not run there: {_word(theirs)}", where=worker, step=step)
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                here, there = (said.get(name, "none")[:16] for said in (ours, theirs))
                message = f"{name} is {there} on this worker and {here} here"
                raise MissingError(message, where=worker, step="install the same on both")


def _word(error: object) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]


def _quiet() -> None:
    """Keep Dask from writing on the terminal what our own messages say."""
    import logging

    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
