"""The checks of a PDF: its structure, and the standards it claims."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.check.findings import Check, Finding
from pipeline.check.programs import ask

_CLEAN = 0


def _ask_qpdf(path: Path) -> Iterator[Finding]:
    """Ask qpdf whether the file's structure is sound."""
    answer = ask("qpdf", "--check", str(path.absolute()))
    if answer.code != _CLEAN:
        for line in (answer.complaint or answer.output).splitlines():
            yield Finding(line.removeprefix(f"{path.absolute()}: ").removeprefix("WARNING: "))


CHECKS: tuple[Check, ...] = (Check("qpdf", _ask_qpdf),)
