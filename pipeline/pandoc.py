"""The adapter to pandoc: finds it, speaks its document model (pandoc-types 1.23), runs it closed in.

Pandoc runs with `--sandbox`, so that nothing in a document makes it read a file or the network, and
never gets a soft line break from us: between two Han characters it would become a space.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, MissingError, OutputError, blame_machine

API_VERSION = [1, 23, 1]
TIMEOUT = 120.0  # seconds; a book of a thousand articles takes a few
_READING, _HEAP = 30.0, 1024  # seconds and megabytes for reading one document
_TRACE = re.compile(r"(?:HasCallStack backtrace|CallStack \(from HasCallStack\)):")
_LONGEST = 300  # characters of a complaint; some quote the document

Node = dict[str, Any]  # an element of pandoc's model: {"t": its type, "c": its contents}


def find_pandoc() -> str:
    """Give the path of the pandoc that travels in the pypandoc_binary wheel, or of one on the PATH.

    Raises MissingError when there is neither.
    """
    spec = find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        for name in ("pandoc", "pandoc.exe"):
            carried = Path(spec.origin).parent / "files" / name
            if carried.is_file():
                return str(carried)
    if found := shutil.which("pandoc"):
        return found
    raise MissingError("pandoc is not installed", step="install it with: pip install pypandoc_binary")


@cache
def read_version() -> str:
    """Give pandoc's version, by its own word; MissingError when there is none that runs."""
    try:
        done = subprocess.run([find_pandoc(), "--version"], capture_output=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise blame_machine(error) or _broken("does not answer") from None
    return done.stdout.decode("utf-8", "replace").partition("\n")[0].removeprefix("pandoc").strip()


@cache
def list_targets() -> frozenset[str]:
    """List the formats that pandoc writes, by its own word; MissingError when there is none that runs."""
    try:
        done = subprocess.run(
            [find_pandoc(), "--list-output-formats"], capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise blame_machine(error) or _broken("does not answer") from None
    return frozenset(done.stdout.decode("utf-8", "replace").split())


def run_pandoc(
    data: bytes,
    *,
    source: str,
    target: str,
    options: Sequence[str] = (),
    epoch: int = 0,
    timeout: float = TIMEOUT,
    heap: int = 0,
) -> bytes:
    """Turn `data` from pandoc's format `source` into its format `target`.

    `epoch`, in seconds, is the only time pandoc knows, so that the same input gives the same bytes;
    the user's own pandoc templates are not looked at. `heap` is the most memory it may take, in megabytes.
    Raises MissingError without pandoc, and
    OutputError, with pandoc's own words in one line, when it fails or takes longer than `timeout`.
    """
    command = [find_pandoc(), "--sandbox", "--quiet", f"--data-dir={os.devnull}"]
    if heap:
        command[1:1] = ["+RTS", f"-M{heap}m", "-RTS"]
    command += [f"--from={source}", f"--to={target}", "--output=-", *options]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutputError(
            f"pandoc took longer than {timeout:g} seconds to write {target}", step="split the book"
        ) from None
    except OSError as error:
        raise blame_machine(error) or _broken(f"cannot be run: {error.strerror}") from None
    if done.returncode:
        said = _word_complaint(done.stderr) or f"exit code {done.returncode}"
        raise OutputError(f"pandoc could not turn {source} into {target}: {said}")
    return done.stdout


def _word_complaint(said: bytes) -> str:
    """Give what pandoc said in one line, without where in its own code it was when it said so."""
    complaint, *_ = _TRACE.split(said.decode("utf-8", "replace"), maxsplit=1)
    return " ".join(complaint.removeprefix("pandoc: ").split())[:_LONGEST]


def _broken(how: str) -> MissingError:
    return MissingError(
        f"pandoc {how}", step="install it anew: pip install --force-reinstall pypandoc_binary"
    )


def write_document(
    blocks: Sequence[Node],
    target: str,
    *,
    known: Mapping[str, str] = {},
    options: Sequence[str] = (),
    epoch: int = 0,
) -> bytes:
    """Write blocks of pandoc's model in its format `target`; errors as `run_pandoc`.

    `known` is metadata, which pandoc writes as text of the format, never as its markup.
    """
    meta = {name: {"t": "MetaInlines", "c": inlines(text)} for name, text in known.items() if text}
    document = {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": list(blocks)}
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return run_pandoc(data, source="json", target=target, options=options, epoch=epoch)


def read_document(data: bytes, source: str, name: str) -> list[Node]:
    """Read a document in pandoc's format `source` as blocks of its model; `name` stands in the messages.

    Raises InputError when pandoc cannot read it, or needs too long or too much memory: a few kilobytes of
    an office file may stand for gigabytes.
    """
    options = ["--track-changes=accept"] if source == "docx" else []
    try:
        written = run_pandoc(
            data, source=source, target="json", options=options, timeout=_READING, heap=_HEAP
        )
    except OutputError as error:
        said = error.message.partition(": ")[2] or error.message
        step = "open it and save it anew"
        raise InputError(f"cannot be read as {source}: {said}", where=name, step=step) from None
    blocks: list[Node] = json.loads(written)["blocks"]
    return blocks


def inlines(text: str) -> list[Node]:
    """Make the inline elements of a text: a space where it has one, a line break where it has one."""
    made: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append({"t": "LineBreak"})
        for place, word in enumerate(line.split(" ")):
            if place:
                made.append({"t": "Space"})
            if word:
                made.append({"t": "Str", "c": word})
    return made


def paragraph(content: list[Node]) -> Node:
    """Make a paragraph of inline elements."""
    return {"t": "Para", "c": content}


def heading(level: int, content: list[Node], identifier: str = "") -> Node:
    """Make a heading; `level` counts from 1."""
    return {"t": "Header", "c": [level, [identifier, [], []], content]}


def styled(style: str, blocks: list[Node], identifier: str = "") -> Node:
    """Put blocks into a paragraph style of the reference document; it must be one block or more."""
    return {"t": "Div", "c": [[identifier, [], [["custom-style", style]]], blocks]}


def link(content: list[Node], identifier: str) -> Node:
    """Make a link to a place of the same document."""
    return {"t": "Link", "c": [["", [], []], content, ["#" + identifier, ""]]}


def raw(format: str, markup: str) -> Node:
    """Make an inline element of markup in a target's own language; never of a text."""
    return {"t": "RawInline", "c": [format, markup]}
