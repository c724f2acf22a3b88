"""What the local page asks of a child process: pure functions of a text's bytes, within its limits."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from pipeline.corrections import parse_corrections
from pipeline.document import Article
from pipeline.errors import UsageError
from pipeline.formats.html import name_article
from pipeline.project import add_corrections
from pipeline.publish.tasks import Output, Task
from pipeline.publish.work import attempt
from pipeline.review.gathering import gather_review
from pipeline.review.page import write_review
from pipeline.settings import Edition, Format, Metadata
from pipeline.sources import SUFFIXES

PASTED = "pasted.txt"  # what a text without a file is called
_STEM = "page"  # begins the names of the pictures of a PDF's pages
_LONGEST = 60  # characters of a name made from a title
_BEHIND = 10  # as `nice` counts
_UNFIT = re.compile('[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069/\\\\:*?"<>|]+')
_WARM = "新春走基层\n\n太 谷 经 开 区 2022 年 工 业 投\n资完成。\n".encode()


@dataclass(frozen=True, slots=True)
class Source:
    """A text that somebody gave: what it is called, which is never opened, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sight:
    """A text as it was repaired: the page that shows it beside its source, and its title."""

    page: str
    title: str
    articles: int


@dataclass(frozen=True, slots=True)
class Order:
    """A file that is wanted of a text: its edition and format, and the corrections, as YAML."""

    edition: Edition
    format: Format
    corrections: str = ""


def name_source(said: str) -> str:
    """Give a text the last part of the name its file had, without what no name may hold.

    Raises UsageError for a file that is no text, PDF or office file, by its suffix.
    """
    name = _UNFIT.sub(" ", said.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if not name:
        return PASTED
    if not name.lower().endswith(SUFFIXES):
        raise UsageError(
            "this is no kind of file that is read here", step=f"take one of {' '.join(SUFFIXES)}"
        )
    return name


def warm() -> None:
    """Load what repair and its page need, so that the first text does not wait for it."""
    look(Source(PASTED, _WARM))


def look(source: Source) -> Sight:
    """Repair a text, and make the page that shows it. Raises the ChongpaiError of the step that fails."""
    matter = gather_review(source.data, source.name, stem=_STEM)
    titles = [name_article(article) for article in matter.articles[:1]]
    return Sight(write_review(matter), _name(source, matter.articles, titles), len(matter.articles))


def draw(source: Source, name: str) -> bytes:
    """Draw the page of a PDF whose picture has this name. Raises UsageError where there is none."""
    from pipeline.pdfium import draw_page, open_pdf

    number = name.removeprefix(f"{_STEM}.").removesuffix(".png")
    with open_pdf(source.data, source.name) as document:
        there = number.isascii() and number.isdecimal() and 1 <= int(number) <= len(document)
    if not there:
        raise UsageError("there is no such page")
    return draw_page(source.data, source.name, int(number), grey=True)


def publish(source: Source, order: Order) -> tuple[Output, ...]:
    """Make the files of a text in one edition and format, each read back and compared (law 5).

    The process that does it stands behind those that repair a text, whose users look on.
    Raises the ChongpaiError of the step that fails.
    """
    os.setpriority(os.PRIO_PROCESS, 0, _BEHIND)
    task = Task(source.name, source.data, order.edition, (order.format,), titled=True)
    corrections = parse_corrections(order.corrections.encode(), "corrections").items
    done = attempt(replace(task, metadata=add_corrections(Metadata(), corrections)))
    if done.error:
        raise done.error
    return done.outputs


def _name(source: Source, articles: tuple[Article, ...], titles: list[str]) -> str:
    """Name what is made of a text: as its file, or, where it was pasted, by its title."""
    if source.name != PASTED:
        return source.name.rpartition(".")[0]
    title = _UNFIT.sub(" ", "".join(titles)).strip(" .")[:_LONGEST]
    return title if title and title != PASTED else PASTED.rpartition(".")[0]
