"""Sources to articles, for all targets: refused in one line, or by the laws."""

from __future__ import annotations

from typing import TypeVar

from pipeline.articles import normalize_bytes
from pipeline.document import Article, Kind
from pipeline.errors import InputError, LawError
from pipeline.settings import Metadata, Settings

Choice = TypeVar("Choice")


def normalize(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Normalize; a source that cannot be read has no articles. A broken law is not caught."""
    try:
        return normalize_bytes(data, name, settings, metadata)
    except LawError:
        raise
    except InputError as error:
        assert "unforeseen" not in str(error) and "\n" not in str(error), f"not one line: {error!r}"
        return ()


def describe(articles: tuple[Article, ...]) -> list[list[tuple[Kind, str]]]:
    """Give the blocks of articles as what a second run must not change."""
    return [[(block.kind, block.text) for block in article.blocks] for article in articles]


def choose(data: bytes, choices: list[Choice]) -> Choice:
    """Choose by the input itself, so that it runs the same when it is run again."""
    return choices[sum(data[:8]) % len(choices)]
