"""The parts of a book: which articles open one, and which stand under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Book

Group = tuple[int | None, tuple[int, ...]]  # the place of a part's name, and those of its articles


def leave_out_bare(book: Book) -> Book:
    """Leave out the articles that are furniture alone, which no book prints; of a book of those one stays."""
    kept = [place for place, article in enumerate(book.articles) if article.body] or [0]
    moved = {place: number for number, place in enumerate(kept)}
    return replace(
        book,
        articles=tuple(book.articles[place] for place in kept),
        parts=tuple(moved[place] for place in book.parts if place in moved),
    )


def group_articles(book: Book) -> Iterator[Group]:
    """Give the articles of a book by their places, from 0, part by part.

    Articles before the first part, and all where there are no parts, come one by one without a name.
    """
    starts = [*book.parts, len(book.articles)]
    yield from ((None, (place,)) for place in range(starts[0]))
    for opener, end in pairwise(starts):
        yield opener, tuple(range(opener + 1, end))


def is_divider(book: Book, place: int) -> bool:
    """Tell whether an article is no more than the name of a part."""
    return place in book.parts and len(book.articles[place].body) == 1


def is_colophon(book: Book, place: int) -> bool:
    """Tell whether an article is the one that says how the book was made, and of what."""
    return book.colophon and place == len(book.articles) - 1


def list_depths(book: Book) -> tuple[int, ...]:
    """Give how deep each article stands in the contents: 1, or 2 under the name of a part."""
    depths = [1] * len(book.articles)
    for opener, places in group_articles(book):
        for place in places if opener is not None else ():
            depths[place] = 2
    return tuple(depths)
