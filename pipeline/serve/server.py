"""The adapter to uvicorn: a server for this machine alone, which leaves nothing behind when it ends."""

from __future__ import annotations

import logging
import os
import re
import secrets
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.errors import MissingError, UsageError
from pipeline.files import remove_folder
from pipeline.limits import Limits
from pipeline.publish.workers import count_cores
from pipeline.serve.desk import Bounds, Desk

_HOST = "127.0.0.1"
_MOST = 100  # connections at once
_GRACE = 1  # seconds for answers that are under way when the server ends
_PREFIX = "chongpai-serve-"  # of the folder for what the children put down, then our number
_NUMBER = re.compile(rf"{_PREFIX}(\d+)-\w+$")


def serve(port: int, limits: Limits, bounds: Bounds, tell: Callable[[str], None]) -> None:
    """Serve the local page until a signal comes (Ctrl-C, SIGTERM); `tell` is given its address.

    `port` 0 takes any that is free. Raises MissingError where the extra is not installed, UsageError for a
    port that is taken.
    """
    try:
        import uvicorn

        from pipeline.serve.app import make_app
    except ImportError as error:
        missing = f"chongpai serve needs {error.name}"
        raise MissingError(missing, step="run: pip install 'chongpai[serve]'") from None

    token = secrets.token_urlsafe(24)
    with _bind(port) as listening, _keep_folder():
        taken = listening.getsockname()[1]
        app = make_app(Desk(limits, bounds, count_cores()), token, lambda: taken)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_MOST,
            timeout_graceful_shutdown=_GRACE,
        )
        previous = signal.signal(signal.SIGTERM, _interrupt)
        try:
            tell(f"http://{_HOST}:{taken}/{token}/")
            _make_server(config).run(sockets=[listening])
        except KeyboardInterrupt:  # as uvicorn passes on a signal once it has ended
            pass
        finally:
            signal.signal(signal.SIGTERM, previous)


def _make_server(config: Any) -> Any:
    """Make a server that says nothing of the answers which its end cuts off: those are no errors."""
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    return Server(config)


@contextmanager
def _bind(port: int) -> Iterator[socket.socket]:
    """Open a port of this machine, so that it is ours before its address is told."""
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((_HOST, port))
        except OSError as error:
            message = f"port {port} cannot be had: {error.strerror}"
            raise UsageError(message, step="choose another --port, or none") from None
        opened.listen()  # who comes before the server is ready waits
        yield opened


@contextmanager
def _keep_folder() -> Iterator[None]:
    """Let what children put down lie in one folder, which goes when we do; clear those of servers killed."""
    above = Path(tempfile.gettempdir())
    for found in above.glob(f"{_PREFIX}*"):
        if (named := _NUMBER.search(found.name)) and not _is_running(int(named[1])):
            with suppress(Exception):
                remove_folder(found)
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")  # for us alone: mode 700
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        remove_folder(Path(folder))


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
