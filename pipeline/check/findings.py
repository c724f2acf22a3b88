"""What checks say of a file: findings, each with its place, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Weight(StrEnum):
    """How much a finding weighs: an error is a failure, a note is only said."""

    ERROR = "error"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at a place of the file (`page 3`, `EPUB/nav.xhtml:12`; empty for the whole)."""

    text: str
    place: str = ""
    weight: Weight = Weight.ERROR


@dataclass(frozen=True, slots=True)
class Check:
    """One way to look at a file; `run` gives what it finds, or raises MissingError for what it lacks."""

    name: str
    run: Callable[[Path], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check said of a file; `lacks` names what was not installed, and then nothing was looked at."""

    check: str
    findings: tuple[Finding, ...] = ()
    lacks: str = ""

    @property
    def failed(self) -> bool:
        """Whether an error was found."""
        return any(finding.weight is Weight.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks said of a file."""

    path: Path
    format: str
    results: tuple[Result, ...]

    @property
    def failed(self) -> bool:
        """Whether a check failed."""
        return any(result.failed for result in self.results)
