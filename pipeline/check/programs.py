"""The adapter to the outside programs that look at files: how they are found and run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import MissingError
from pipeline.needs import find_program, word_step

_PATIENCE = 600  # seconds; a check of a book takes a few


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said: its exit code, standard output and standard error."""

    code: int
    output: str
    complaint: str


def ask(program: str, *arguments: str, known: Mapping[str, str] = {}) -> Answer:
    """Run a program of needs.toml without a shell and give its answer.

    `known` is what it finds in its environment beside ours. Raises MissingError when the program is not
    installed or gives no answer.
    """
    path = find_program(program)
    if not path:
        raise MissingError(f"{program} is not installed", step=word_step(program))
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
