"""Articles laid out for correction: their blocks in reading order, each with the edits that lie in its spans.

A galley is never changed; each step gives another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Article, Block, Edit, Notice, Source
from pipeline.laws import BREAK, sort_edits
from pipeline.proof.cells import Cell, close_block, open_block, trim_cells

Name = tuple[int, int]  # of an article: its number among those laid out, and which part of it, from 0
Doubt = tuple[str, int]  # the beginning of a notice's code, and its line


@dataclass(frozen=True, slots=True)
class Strip:
    """A block, the name of its article, and the edits that lie in the block's spans."""

    article: Name
    block: Block
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Galley:
    """The strips of all articles of a source in reading order; those of an article stand together.

    `loose` are the edits that lie in no block, each with the name of its article.
    """

    source: Source
    strips: tuple[Strip, ...]
    loose: tuple[tuple[Name, Edit], ...] = ()

    def open(self, at: int) -> tuple[Cell, ...]:
        """Take a strip's block apart."""
        strip = self.strips[at]
        return open_block(self.source, strip.block, sort_edits(strip.edits))

    def put(self, at: int, *parts: Sequence[Cell]) -> Galley:
        """Put blocks of these cells in the place of a strip; what was dropped at their ends stays named."""
        strip = self.strips[at]
        made: list[Strip] = []
        dropped: list[Edit] = []
        for part in parts:
            cells, edits = trim_cells(part)
            dropped += edits
            block, own = close_block(strip.block.kind, cells)
            made.append(replace(strip, block=block, edits=own))
        return self.splice(at, at + 1, made).note(strip.article, dropped)

    def splice(self, start: int, end: int, strips: Iterable[Strip]) -> Galley:
        """Put other strips in the place of those from `start` up to `end`."""
        return replace(self, strips=(*self.strips[:start], *strips, *self.strips[end:]))

    def note(self, article: Name, edits: Iterable[Edit]) -> Galley:
        """Keep edits that lie in no block."""
        return replace(self, loose=(*self.loose, *((article, edit) for edit in edits)))


def lay_out(source: Source, articles: Sequence[Article]) -> Galley:
    """Lay articles out."""
    strips: list[Strip] = []
    loose: list[tuple[Name, Edit]] = []
    for number, article in enumerate(articles):
        ledger = sort_edits(article.edits)
        taken: set[int] = set()
        for block in article.blocks:
            own = tuple(edit for cell in open_block(source, block, ledger) if (edit := cell.edit))
            taken.update(map(id, own))
            strips.append(Strip((number, 0), block, own))
        rest = (edit for edit in article.edits if id(edit) not in taken and edit.before != BREAK)
        loose += (((number, 0), edit) for edit in rest)
    return Galley(source, tuple(strips), tuple(loose))


def take_up(galley: Galley, articles: Sequence[Article], settled: Collection[Doubt]) -> tuple[Article, ...]:
    """Make articles of a galley again, out of those that were laid out, without the doubts that are settled.

    An article from which all blocks were taken is no more; what it had noted goes to the first one.
    """
    names = list(dict.fromkeys(strip.article for strip in galley.strips))
    names += [(number, 0) for number, article in enumerate(articles) if not article.blocks]
    if not names:
        return ()
    first = {number: name for name in reversed(names) for number in name[:1]}
    edits: dict[Name, list[Edit]] = {name: [] for name in names}
    for strip in galley.strips:
        edits[strip.article] += strip.edits
    for name, edit in galley.loose:
        edits[name if name in edits else first.get(name[0], names[0])].append(edit)
    notices = _share_notices(galley, articles, settled, names[0], first)
    made = []
    for name in names:
        origin = articles[name[0]]
        stood = {edit: place for place, edit in enumerate(origin.edits)}
        blocks = tuple(strip.block for strip in galley.strips if strip.article == name)
        ledger = sorted(edits[name], key=lambda edit: stood.get(edit, len(stood)))
        doubts = tuple(notice for owner, notice in notices if owner == name)
        made.append(replace(origin, blocks=blocks, edits=tuple(ledger), notices=doubts))
    return tuple(made)


def _share_notices(
    galley: Galley,
    articles: Sequence[Article],
    settled: Collection[Doubt],
    foremost: Name,
    first: dict[int, Name],
) -> list[tuple[Name, Notice]]:
    """Give each notice that is not settled to the article that has its line now."""
    held = {line: strip.article for strip in reversed(galley.strips) for line in strip.block.lines}
    return [
        (held.get(notice.line) or first.get(number, foremost), notice)
        for number, article in enumerate(articles)
        for notice in article.notices
        if not any(notice.code.startswith(code) and notice.line == line for code, line in settled)
    ]
