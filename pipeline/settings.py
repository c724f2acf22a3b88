"""What a user may choose, as frozen values; the files that say it become such values here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Spacing(StrEnum):
    """What stands between Han and Latin or digits in the text."""

    STRIP = "strip"  # nothing; the gap on paper and screen is the writer's job
    SPACE = "space"  # one space


class Punctuation(StrEnum):
    """Whether ASCII marks beside Han are kept."""

    KEEP = "keep"
    FULLWIDTH = "fullwidth"


@dataclass(frozen=True, slots=True)
class Settings:
    """How text is normalized."""

    spacing: Spacing = Spacing.STRIP
    punctuation: Punctuation = Punctuation.KEEP


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a user says about a source in NAME.yaml; empty where nothing is said."""

    title: str = ""
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    publication: str = ""
    page: str = ""
    language: str = ""
