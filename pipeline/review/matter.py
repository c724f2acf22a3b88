"""What a review page shows, as one frozen value: a source, what became of it, and every decision."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Article, Block, Line
from pipeline.review.points import Point
from pipeline.sheet import Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a PDF: its number, its size in points, and the name of its picture beside the review page."""

    number: int
    width: float
    height: float
    file: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A source under review: its lines as printed, its articles, and the points in them.

    `converted` are the articles in Traditional, or none where they are not set in it.
    `rows` has, for a PDF, the page and the box, in points, of each line, by its number. `corrections` are
    those that were made before and are in the articles already, as entries of YAML, each as it is written.
    """

    name: str
    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    points: tuple[Point, ...] = ()
    converted: tuple[Article, ...] = ()
    pictures: tuple[Picture, ...] = ()
    rows: tuple[tuple[int, int, Box], ...] = ()  # line, page, box
    corrections: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all articles, in order."""
        return tuple(block for article in self.articles for block in article.blocks)
