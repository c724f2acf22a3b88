"""What is to be said about sources: remarks, each with its place, its lasting code and its weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a remark weighs, as SARIF 2.1.0 (section 3.27.10) names it."""

    ERROR = "error"  # a source that would change, breaks a law or cannot be read
    WARNING = "warning"  # a doubt that is less than 80 % sure
    NOTE = "note"  # any other doubt

    def outweighs(self, other: Level) -> bool:
        """Tell whether this is at least as grave as another."""
        levels = list(Level)
        return levels.index(self) <= levels.index(other)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a line of a file (0: about the whole of it), under a lasting code."""

    path: str
    line: int
    code: str
    level: Level
    text: str
    step: str = ""
