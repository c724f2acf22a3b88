"""The adapter to the outside programs that look at files: how they are found and run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MissingError

_PATIENCE = 600  # seconds; a check of a book takes a few


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said: its exit code, standard output and standard error."""

    code: int
    output: str
    complaint: str


def find(*names: str) -> str:
    """Give the path of the first of these programs on the PATH, or that npm installed here; else nothing."""
    places = [None, str(Path("node_modules", ".bin"))]
    return next(filter(None, (shutil.which(name, path=place) for name in names for place in places)), "")


def ask(program: str, *arguments: str, install: str = "", known: Mapping[str, str] = {}) -> Answer:
    """Run a program without a shell and give its answer.

    `install` is the command that installs it, where that is not apt-get with its own name; `known` is what
    it finds in its environment beside ours. Raises MissingError when the program is not installed or
    gives no answer.
    """
    path = find(program)
    if not path:
        step = f"run: {install or f'apt-get install {program}'}"
        raise MissingError(f"{program} is not installed", step=step)
    try:
        done = subprocess.run(
            [path, *arguments],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={**os.environ, **known},
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingError(f"{program} does not run: {error}", step=f"try: {program} --version") from None
    return Answer(done.returncode, _read(done.stdout), _read(done.stderr))


def _read(said: bytes) -> str:
    return said.decode("utf-8", "replace")
