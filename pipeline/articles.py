"""From a source to its articles, with the laws checked: what the door, the build and the pages call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from pipeline import files, laws
from pipeline.document import Article, Edit, Line, Source
from pipeline.repair.draft import Draft
from pipeline.repair.facts import gather_facts
from pipeline.repair.passes import run
from pipeline.read import read_source
from pipeline.settings import Metadata, Settings, read_metadata

_SEPARATOR = re.compile(r"^\s*([-=*])(?:\s*\1){2,}\s*$")


def normalize_file(path: str | PathLike[str], settings: Settings = Settings()) -> tuple[Article, ...]:
    """Read a file, with NAME.yaml beside it when it is there, and give its articles.

    Raises InputError or SettingsError when one of the two is not understood.
    """
    place = Path(path)
    beside = place.with_suffix(".yaml")
    metadata = read_metadata(beside) if beside.exists() else Metadata()
    return normalize_source(read_source(files.read_bytes(place), str(place)), settings, metadata)


def normalize_source(
    source: Source, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[Article, ...]:
    """Repair a source and give its articles in reading order.

    A line of three or more dashes, equals signs or asterisks, or a form feed, parts two articles.
    Raises LawError, naming the lines, when the result would lose a character or hide a change.
    """
    articles = tuple(_normalize(lines, edits, source, settings, metadata) for lines, edits in _part(source))
    laws.check(source, articles)
    return articles


def _part(source: Source) -> Iterator[tuple[tuple[Line, ...], tuple[Edit, ...]]]:
    lines: list[Line] = []
    edits: list[Edit] = []
    for line in source.lines:
        separator = _SEPARATOR.match(line.text)
        if separator:
            text = line.text.strip()
            column = len(line.text) - len(line.text.lstrip()) + 1
            edits.append(Edit("article/separator", line.number, column, text, "", "parts two articles"))
        else:
            lines.append(line)
        if (separator or line.text.endswith("\f")) and any(line.text.strip() for line in lines):
            yield tuple(lines), tuple(edits)
            lines, edits = [], []
    if edits or any(line.text.strip() for line in lines):
        yield tuple(lines), tuple(edits)


def _normalize(
    lines: tuple[Line, ...], edits: tuple[Edit, ...], source: Source, settings: Settings, metadata: Metadata
) -> Article:
    draft = run(Draft(lines=lines, edits=edits), settings)
    numbers = {line.number for line in lines}
    notices = tuple(notice for notice in source.notices if notice.line in numbers or notice.line == 0)
    article = Article(
        blocks=draft.blocks, source=source.name, edits=draft.edits, notices=(*notices, *draft.notices)
    )
    return gather_facts(article, metadata)
