"""What checks say of a file: findings, each with its place, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

Opened = TypeVar("Opened")  # what a file becomes for the rules about its format


class Weight(StrEnum):
    """How much a finding weighs: an error is a failure, a note is only said."""

    ERROR = "error"
    NOTE = "note"
    SILENCED = "silenced"  # by the settings of the project, with a reason


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at a place of the file (`page 3`, `EPUB/nav.xhtml:12`; empty for the whole).

    `code` is the number its check knows it by (E101, RSC-005), and `reason` why it is silenced, if it is.
    """

    text: str
    place: str = ""
    weight: Weight = Weight.ERROR
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Opened]):
    """A rule of ours about an opened file: its number, what it says, and what finds where it is broken.

    `find` gives a place of the file and what is wrong there.
    """

    code: str
    text: str
    find: Callable[[Opened], Iterable[tuple[str, str]]]
    weight: Weight = Weight.ERROR


def apply(rules: Iterable[Rule[Opened]], opened: Opened) -> Iterator[Finding]:
    """Give what each rule finds, in the order of the rules."""
    for rule in rules:
        for place, text in rule.find(opened):
            yield Finding(text, place, rule.weight, rule.code)


@dataclass(frozen=True, slots=True)
class Check:
    """One way to look at a file; `run` gives what it finds, or raises MissingError for what it lacks."""

    name: str
    run: Callable[[Path], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check said of a file; `lacks` names what was not installed, and then nothing was looked at.

    `seconds` says how long it took.
    """

    check: str
    findings: tuple[Finding, ...] = ()
    lacks: str = ""
    seconds: float = field(default=0.0, compare=False)

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
