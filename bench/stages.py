"""Where the time of a build goes: the processor time of each stage, programs that it starts included."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipeline.articles import normalize_bytes
from pipeline.document import Article, bind
from pipeline.formats import write
from pipeline.publish.work import change, check, find_gaps
from pipeline.settings import Edition, Format

BOOKS = (Format.PDF, Format.EPUB, Format.DOCX)
STAGES = ("reading and repair", "conversion", "PDF", "EPUB", "DOCX", "text formats", "reading back")
_WARM = 3  # texts done first, so that no stage is charged for the loading of libraries

Given = ParamSpec("Given")
Result = TypeVar("Result")


def measure_stages(
    sources: Sequence[Path], formats: Sequence[Format] = BOOKS, edition: Edition = Edition.SIMPLIFIED
) -> dict[str, float]:
    """Give the seconds of processor time that each stage takes for a source, in the order of the work."""
    for path in sources[:_WARM]:
        _make(path, formats, edition, Counter())
    spent: Counter[str] = Counter()
    for path in sources:
        _make(path, formats, edition, spent)
    return {stage: spent[stage] / len(sources) for stage in STAGES if spent[stage]}


def _make(path: Path, formats: Sequence[Format], edition: Edition, spent: Counter[str]) -> None:
    def measure(
        stage: str, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        before = _count()
        result = work(*given, **named)
        spent[stage] += _count() - before
        return result

    read = measure("reading and repair", normalize_bytes, path.read_bytes(), path.name)
    articles: tuple[Article, ...] = measure("conversion", change, read, edition)
    for book in map(bind, articles):
        if Format.PDF in formats:
            measure("PDF", lambda book: list(find_gaps(book)), book)
        for format in formats:
            data = measure(format.upper() if format in BOOKS else "text formats", write, book, format)
            measure("reading back", check, book, format, data)


def _count() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
