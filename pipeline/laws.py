"""The laws that a result must keep, as plain functions over the records: nothing lost, nothing unnamed.

Law 1: white space aside, every character of the source is in one block, or in an edit that names why
it was dropped; and every character that a census counts in its bytes is in a line, or in a passage that is
named as unread. Law 2: every block is rebuilt from the source, its spans and the edits alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.characters import count_visible
from pipeline.document import Article, Block, Edit, Source, Span
from pipeline.errors import LawError

BREAK = "\n"

Ledger = Mapping[int, Sequence[Edit]]


def sort_edits(edits: Iterable[Edit]) -> Ledger:
    """Group edits by source line, each group in the order of its columns, insertions first."""
    ledger: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        ledger[edit.line].append(edit)
    for group in ledger.values():
        group.sort(key=lambda edit: (edit.column, len(edit.before)))
    return ledger


def rebuild_span(source: Source, span: Span, ledger: Ledger) -> str:
    """Make the text of one span from the source and the edits that lie inside it."""
    text = source.lines[span.line - 1].text
    parts: list[str] = []
    at = span.start
    for edit in ledger.get(span.line, ()):
        end = edit.column + len(edit.before)
        if edit.before == BREAK or edit.column < at or end > span.end:
            continue
        parts += (text[at - 1 : edit.column - 1], edit.after)
        at = end
    parts.append(text[at - 1 : span.end - 1])
    return "".join(parts)


def rebuild(source: Source, block: Block, ledger: Ledger) -> str:
    """Make a block's text anew from the source, the block's spans and the edits.

    Between two spans stands what the edit of the break says, and the break itself where none does.
    """
    parts: list[str] = []
    for index, span in enumerate(block.spans):
        parts.append(rebuild_span(source, span, ledger))
        if index + 1 < len(block.spans):
            parts.append(
                next(
                    (
                        edit.after
                        for edit in ledger.get(span.line, ())
                        if edit.column == span.end and edit.before == BREAK
                    ),
                    BREAK,
                )
            )
    return "".join(parts)


def find_places(block: Block, ledger: Ledger) -> list[tuple[int, int]]:
    """Give the line and column of the source that each character of a block stood at.

    What an edit put there has the place of the edit.
    """
    places: list[tuple[int, int]] = []
    for index, span in enumerate(block.spans):
        at = span.start
        edits = ledger.get(span.line, ())
        for edit in edits:
            end = edit.column + len(edit.before)
            if edit.before == BREAK or edit.column < at or end > span.end:
                continue
            places += ((span.line, column) for column in range(at, edit.column))
            places += [(span.line, edit.column)] * len(edit.after)
            at = end
        places += ((span.line, column) for column in range(at, span.end))
        if index + 1 < len(block.spans):
            breaks = (edit.after for edit in edits if edit.column == span.end and edit.before == BREAK)
            places += [(span.line, span.end)] * len(next(breaks, BREAK))
    return places


def find_uncounted(source: Source) -> list[str]:
    """Name the characters that the census counts more often than lines and unread passages do (law 1)."""
    if source.census is None:
        return []
    held = Counter(count_visible("".join(line.text for line in source.lines)))
    for passage in source.census.unread:
        held.update(count_visible(passage.text))
    return [
        f"“{character}” stands {number} times in the file, and {held[character]} times in what was read of it"
        for character, number in source.census.counts
        if number > held[character]
    ]


def find_losses(source: Source, articles: Sequence[Article]) -> list[str]:
    """Name the source lines that have a character in no block and no edit, or in two (law 1)."""
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article in articles:
        for block in article.blocks:
            for span in block.spans:
                taken[span.line].append((span.start, span.end))
    dropped: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article in articles:
        for edit in article.edits:
            if not edit.after and edit.before != BREAK and not edit.before.isspace():
                dropped[edit.line].append((edit.column, edit.column + len(edit.before)))
    return [
        trouble
        for line in source.lines
        if (trouble := _check_line(line.number, line.text, taken.get(line.number), dropped.get(line.number)))
    ]


def _check_line(
    number: int, text: str, taken: list[tuple[int, int]] | None, dropped: list[tuple[int, int]] | None
) -> str:
    spans = sorted(taken or ())
    at = 1
    rest: list[tuple[int, int]] = []
    for start, end in spans:
        if start < at:
            return f"line {number}: characters {start} to {min(end, at) - 1} are used twice"
        rest.append((at, start))
        at = end
    rest.append((at, len(text) + 1))
    for start, end in rest:
        if start >= end or text[start - 1 : end - 1].isspace():
            continue
        for column in range(start, end):
            character = text[column - 1]
            if not character.isspace() and not any(a <= column < b for a, b in dropped or ()):
                return f"line {number}, character {column}: “{character}” is in no block and no edit"
    return ""


def find_unnamed(source: Source, articles: Sequence[Article]) -> list[str]:
    """Name the blocks whose text the source, their spans and the edits do not give (law 2)."""
    found = []
    for article in articles:
        ledger = sort_edits(article.edits)
        for block in article.blocks:
            if (rebuilt := rebuild(source, block, ledger)) != block.text:
                line = block.spans[0].line if block.spans else 0
                found.append(
                    f"line {line}: the block “{block.text[:20]}” is not what its edits give: “{rebuilt[:20]}”"
                )
    return found


def check(source: Source, articles: Sequence[Article]) -> None:
    """Raise LawError, naming the lines, unless laws 1 and 2 hold."""
    troubles = find_uncounted(source) + find_losses(source, articles) + find_unnamed(source, articles)
    if troubles:
        more = f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""
        raise LawError(
            troubles[0] + more,
            where=source.name,
            step="nothing was written; please report this with the source",
        )
