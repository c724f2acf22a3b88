"""What `--explain` says: each decision, change and doubt of an article, in the order it is read in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from math import isfinite

from pipeline.cli.printing import word_edit, word_notice
from pipeline.corrections import Deed
from pipeline.document import HEADS, Article, Block, Edit, Kind, Notice
from pipeline.repair.decisions import Decision
from pipeline.review.points import find_moved
from pipeline.script import Choice

_SHOWN = 16  # characters of a block


def explain(where: str, articles: Iterable[Article], decisions: Iterable[Decision]) -> Iterator[str]:
    """Word every decision: blocks opened and what they are, moves, joins, changes; doubts beside them.

    Each line begins with FILE:LINE:COLUMN and the rule. What the line-break program weighed ends with its
    margin, in nats, and how sure that makes it; what a table or a rule settles has neither.
    """
    weighed = {(decision.line, decision.column): decision for decision in decisions}
    for article in articles:
        yield from _Explanation(where, article, weighed).word()


def report(where: str, article: Article, choices: Iterable[Choice]) -> Iterator[str]:
    """Word what a conversion chose: its doubts, then every character with several forms as it came.

    Each line begins with FILE:LINE; a choice has the forms it was not, what settled it, and how sure it is.
    """
    for notice in dict.fromkeys(article.notices):
        if notice.code.startswith("script/"):
            yield word_notice(where, notice)
    for choice in choices:
        settled = choice.evidence + (f" {choice.word}" if len(choice.word) > 1 else "")
        yield (
            f"{where}:{choice.line}:{choice.column}: {choice.character} → {choice.form}, "
            f"not {' or '.join(choice.others)}: {settled} ({choice.confidence:.0%} sure) in “{choice.around}”"
        )


class _Explanation:
    """One article's decisions, by the lines they are about."""

    def __init__(self, where: str, article: Article, weighed: dict[tuple[int, int], Decision]) -> None:
        self.where, self.article = where, article
        corrected = {
            (edit.line, edit.column) for edit in article.edits if edit.rule == f"correction/{Deed.BREAK}"
        }
        self.weighed = {place: one for place, one in weighed.items() if place not in corrected}
        self.edits: dict[int, list[Edit]] = {}
        for edit in sorted(article.edits, key=lambda edit: (edit.line, edit.column)):
            self.edits.setdefault(edit.line, []).append(edit)
        self.notices: dict[int, list[Notice]] = {}
        for notice in dict.fromkeys(article.notices):
            self.notices.setdefault(notice.line, []).append(notice)

    def word(self) -> Iterator[str]:
        yield from self._doubt(0)
        moved = find_moved(self.article)
        for number, block in enumerate(self.article.blocks):
            yield from self._open(block, moved.get(number))
            for span, after in zip_longest(block.spans, block.spans[1:]):
                for edit in self._take(span.line, span.start, span.end):
                    yield word_edit(self.where, edit)
                if after:
                    for edit in self._take(span.line, span.end, span.end + 1, "\n"):
                        said = word_edit(self.where, edit)
                        by_hand = edit.rule.startswith("correction/")
                        yield said if by_hand else said + self._weigh(after.line, after.start)
                if not after or after.line != span.line:
                    yield from self._doubt(span.line)
        for edit in (edit for line in sorted(self.edits) for edit in self.edits[line]):
            yield word_edit(self.where, edit)
        for line in sorted(self.notices):
            yield from self._doubt(line)

    def _open(self, block: Block, stood: int | None) -> Iterator[str]:
        """Word the opening of a block, and its move where it did not stand behind the one before."""
        if not block.spans:
            return
        first = block.spans[0]
        place = f"{self.where}:{first.line}:{first.start}"
        sort = "head" if block.kind in HEADS else "furniture" if block.kind is Kind.FURNITURE else "block"
        shown = block.text[:_SHOWN] + ("…" if len(block.text) > _SHOWN else "")
        opens = f"{place}: {sort}/{block.kind}: “{shown}” opens here"
        yield opens + self._weigh(first.line, first.start)
        if stood is not None:
            yield f"{place}: order/moved: stood {f'behind line {stood}' if stood else 'first'}"

    def _take(self, line: int, start: int, end: int, before: str = "") -> list[Edit]:
        """Take the edits of a line from column `start` up to `end` out of those still to be worded."""
        waiting = self.edits.get(line, [])
        taken = [
            edit
            for edit in waiting
            if start <= edit.column < end and (edit.before == before if before else edit.before != "\n")
        ]
        if taken:
            self.edits[line] = [edit for edit in waiting if edit not in taken]
        return taken

    def _doubt(self, line: int) -> Iterator[str]:
        for notice in self.notices.pop(line, ()):
            yield word_notice(self.where, notice)

    def _weigh(self, line: int, column: int) -> str:
        decision = self.weighed.get((line, column))
        if decision is None:
            return ""
        margin = f"{decision.margin:.1f} nats" if isfinite(decision.margin) else "no other reading"
        return f" [{margin}, {decision.confidence:.1%} sure]"
