"""Articles found on pages become sources and drafts: every row a numbered line, every block a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Line, Notice
from pipeline.pages.articles import PageArticle
from pipeline.pages.blocks import Stretch
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.repair.glyphs import repair_characters
from pipeline.settings import Settings

Numbers = dict[int, Line]  # the line that each row became, by the row's identity


def number_rows(articles: Sequence[PageArticle], furniture: Sequence[Stretch]) -> Numbers:
    """Make every row a line, numbered from the top of the first page down, from left to right."""
    stretches = [stretch for article in articles for stretch in article.stretches]
    rows = [row for stretch in (*stretches, *furniture) for row in stretch.rows]
    rows.sort(key=lambda row: (row.sheet, row.base, row.box.left))
    return {id(row): Line(number, row.text) for number, row in enumerate(rows, 1)}


def draft_article(
    article: PageArticle, furniture: Sequence[Stretch], lines: Numbers, settings: Settings
) -> Draft:
    """Make the draft of an article, and of the furniture given to it, its characters repaired."""
    stretches = (*article.stretches, *furniture)
    numbers = [lines[id(row)] for stretch in stretches for row in stretch.rows]
    draft = repair_characters(Draft(lines=tuple(numbers)), settings)
    repaired = {line.number: line for line in draft.lines}
    passages = []
    for stretch in stretches:
        held = tuple(trim(repaired[lines[id(row)].number]) for row in stretch.rows)
        passages.append(Passage(stretch.kind, held, stretch.joints))
    return replace(draft, lines=(), passages=tuple(passages))


def note_troubles(troubles: Sequence[str]) -> tuple[Notice, ...]:
    """Make notices of what the pages kept back."""
    return tuple(Notice("page/unread", 0, trouble, "look at the page", 0.0) for trouble in troubles)
