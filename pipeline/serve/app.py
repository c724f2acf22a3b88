"""The adapter to Starlette: the addresses of the local page, and what each gives.

Every address begins with the token. A text is sent as the body of a request and named in its query; it is
kept in memory, never in a file.
"""

from __future__ import annotations

import io
import json
import zipfile
from asyncio import timeout, to_thread
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import ChongpaiError, InputError, LimitError, UsageError
from pipeline.publish.catalogue import word_size
from pipeline.publish.tasks import name_output
from pipeline.review.page import find_policy
from pipeline.serve.desk import Desk, Job
from pipeline.serve.gate import find_fault, is_token, list_headers
from pipeline.serve.tasks import Order, Source, name_source
from pipeline.settings import Edition, Format
from pipeline.sources import SUFFIXES
from pipeline.templates import pair, read_part, render_served

_PATIENCE = 20.0  # seconds that a question about a text may wait for news
_UPLOAD_TIME = 120.0  # seconds that sending a text may take
_LARGEST_ORDER = 1024 * 1024  # bytes of what is asked for, corrections and all
_STYLES, _SCRIPTS = ("base.css", "serve.css"), ("language.js", "serve.js")
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Gate:
    """Stands before every address: who is not let in is told so, and every answer has its headers."""

    app: ASGIApp
    token: str
    port: Callable[[], int]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        fault = find_fault(scope["method"], headers, self.port())
        if not fault and not is_token(scope["path"].split("/")[1], self.token):
            fault = "this address is not whole: open the one that chongpai serve printed"
        if not fault:
            await self.app(scope, receive, send)
            return
        said = "\n".join((*pair(fault), ""))
        await Response(said, 403, list_headers(), "text/plain")(scope, receive, send)


def make_app(desk: Desk, token: str, port: Callable[[], int]) -> ASGIApp:
    """Make the application that serves the local page under a token; `port` is the one it is served at."""
    desk_open: Callable[[Any], AbstractAsyncContextManager[None]] = lambda _: desk.open()  # noqa: E731
    rooms = _Rooms(desk)
    routes = [
        Route("/{token}/", rooms.show_page),
        Route("/{token}/page.css", rooms.give_style),
        Route("/{token}/page.js", rooms.give_script),
        Route("/{token}/texts", rooms.take_text, methods=["POST"]),
        Route("/{token}/texts/{id}/state", rooms.tell),
        Route("/{token}/texts/{id}/review", rooms.show_review),
        Route("/{token}/texts/{id}/files", rooms.make_files, methods=["POST"]),
        Route("/{token}/texts/{id}/files.zip", rooms.give_all),
        Route("/{token}/texts/{id}/files/{number:int}", rooms.give_file),
        Route("/{token}/texts/{id}/cancel", rooms.cancel, methods=["POST"]),
        Route("/{token}/texts/{id}/forget", rooms.forget, methods=["POST"]),
        Route("/{token}/texts/{id}/{picture}", rooms.give_picture),
    ]
    app = Starlette(
        routes=routes,
        lifespan=desk_open,
        exception_handlers={ChongpaiError: _refuse, ClientDisconnect: _leave},  # type: ignore[dict-item]
    )
    return _Gate(app, token, port)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """What each address gives."""

    desk: Desk

    async def show_page(self, request: Request) -> Response:
        page = render_served(
            "serve.html", editions=list(Edition), formats=list(Format), suffixes=",".join(SUFFIXES)
        )
        return _answer(page, "text/html")

    async def give_style(self, request: Request) -> Response:
        return _answer("\n".join(map(read_part, _STYLES)), "text/css")

    async def give_script(self, request: Request) -> Response:
        return _answer("\n".join(map(read_part, _SCRIPTS)), "text/javascript")

    async def take_text(self, request: Request) -> Response:
        name = name_source(request.query_params.get("name", ""))
        data = await _read_body(request, self.desk.largest)
        if not data.strip():
            raise InputError("there is no text", step="paste some, or choose a file")
        return JSONResponse({"id": self.desk.take(Source(name, data)).id}, 201, list_headers())

    async def tell(self, request: Request) -> Response:
        job = self._find(request)
        known = request.query_params.get("version", "")
        if known.isascii() and known.isdecimal():
            await self.desk.wait(job, int(known), _PATIENCE)
        return JSONResponse(_word_job(job), headers=list_headers())

    async def show_review(self, request: Request) -> Response:
        job = self._find(request)
        if not job.sight:
            raise UsageError("this text is not repaired yet")
        return _answer(job.sight.page, "text/html", find_policy())

    async def give_picture(self, request: Request) -> Response:
        job = self._find(request)
        picture = await self.desk.draw(job, request.path_params["picture"])
        return Response(picture, headers=list_headers(), media_type="image/png")

    async def make_files(self, request: Request) -> Response:
        job = self._find(request)
        orders = _read_orders(await _read_body(request, _LARGEST_ORDER))
        if not job.sight:
            raise UsageError("this text is not repaired yet")
        await self.desk.order(job, orders)
        return JSONResponse(_word_job(job), 202, list_headers())

    async def give_file(self, request: Request) -> Response:
        job, number = self._find(request), request.path_params["number"]
        if not 0 <= number < len(job.files):
            raise UsageError("there is no such file")
        file = job.files[number]
        return _hand_out(file.data, name_output(_name_stem(job), file), "application/octet-stream")

    async def give_all(self, request: Request) -> Response:
        job = self._find(request)
        data = await to_thread(_pack, [(name_output(_name_stem(job), file), file.data) for file in job.files])
        return _hand_out(data, f"{_name_stem(job)}.zip", "application/zip")

    async def cancel(self, request: Request) -> Response:
        job = self._find(request)
        await self.desk.cancel(job)
        return JSONResponse(_word_job(job), headers=list_headers())

    async def forget(self, request: Request) -> Response:
        await self.desk.forget(self._find(request))
        return JSONResponse({}, headers=list_headers())

    def _find(self, request: Request) -> Job:
        job = self.desk.find(request.path_params["id"])
        if not job:
            raise UsageError("this text is no longer here", step="paste or choose it again")
        return job


async def _read_body(request: Request, most: int) -> bytes:
    """Read what a request brings. Raises LimitError as soon as it is known to be too much, or too slow."""
    fault = LimitError(f"larger than {most / 2**20:g} MB", step="divide it into smaller files")
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > most:
        raise fault
    data = bytearray()
    try:
        async with timeout(_UPLOAD_TIME):
            async for part in request.stream():
                data += part
                if len(data) > most:
                    raise fault
    except TimeoutError:
        raise LimitError("this was sent too slowly", step="try again") from None
    return bytes(data)


def _read_orders(data: bytes) -> list[Order]:
    """Read which files are wanted. Raises UsageError for what is not understood."""
    try:
        said = json.loads(data)
        editions = [edition for edition in Edition if edition in said["editions"]]
        formats = [format for format in Format if format in said["formats"]]
        corrections = said.get("corrections", "")
        orders = [Order(edition, format, corrections) for edition in editions for format in formats]
        if orders and isinstance(corrections, str):
            return orders
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    raise UsageError("no file was asked for", step="choose an edition and a format")


def _word_job(job: Job) -> dict[str, object]:
    """Say how far a text is, for the page's script."""
    return {
        "version": job.version,
        "state": job.state,
        "seconds": round(monotonic() - job.began, 1),
        "repaired": job.sight is not None,
        "title": job.sight.title if job.sight else "",
        "articles": job.sight.articles if job.sight else 0,
        "wanted": job.wanted,
        "made": job.made,
        "files": [
            {"name": name_output(_name_stem(job), file), "size": word_size(len(file.data))}
            for file in job.files
        ],
        "error": _word_error(job.error) if job.error else None,
    }


def _word_error(error: ChongpaiError) -> list[str]:
    """Word an error in English and in Chinese: its place, what is wrong, the next step."""
    messages, steps = pair(error.message), pair(error.step)
    return [
        str(ChongpaiError(message, where=error.where, line=error.line, step=step))
        for message, step in zip(messages, steps, strict=True)
    ]


def _name_stem(job: Job) -> str:
    return job.sight.title if job.sight else job.source.name


def _pack(files: list[tuple[str, bytes]]) -> bytes:
    """Put files into a ZIP, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files:
            entry = zipfile.ZipInfo(name)  # of 1980, the first day that the format knows
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, data)
    return made.getvalue()


def _hand_out(data: bytes, name: str, kind: str) -> Response:
    """Give a file to be saved (RFC 6266, RFC 8187)."""
    headers = list_headers() | {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Length": str(len(data)),
    }
    parts = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
    return StreamingResponse(parts, headers=headers, media_type=kind)


def _answer(text: str, kind: str, policy: str = "") -> Response:
    return Response(text.encode("utf-8", "replace"), headers=list_headers(policy), media_type=kind)


async def _refuse(request: Request, error: ChongpaiError) -> Response:
    """Say what is wrong: 413 for too much, 400 for the rest."""
    code = 413 if isinstance(error, LimitError) else 400
    return JSONResponse({"error": _word_error(error)}, code, list_headers())


async def _leave(request: Request, error: ClientDisconnect) -> Response:
    """Answer nobody."""
    return Response(status_code=400, headers=list_headers())
