"""The points of a review: every decision of a repair and a conversion, each at its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import inf, isfinite

from pipeline import laws
from pipeline.corrections import Deed
from pipeline.document import HEADS, Article, Block, Edit, Kind, Notice
from pipeline.repair.confidence import SURE
from pipeline.repair.decisions import Decision
from pipeline.script import Choice


class Sort(StrEnum):
    """What a point decides."""

    JOIN = "join"  # two lines are one paragraph
    BREAK = "break"  # a paragraph begins
    HEAD = "head"  # a block is a head, a signature, a caption: anything but a paragraph
    FURNITURE = "furniture"
    ORDER = "order"
    SPACE = "space"
    CHARACTER = "character"
    DROPPED = "dropped"
    CONVERSION = "conversion"


@dataclass(frozen=True, slots=True)
class Point:
    """One decision: by which rule, why, how sure, what else it could be, and where it stands.

    `confidence` is from 0 to 1, or None where a rule or a table settled it. `line` and `column` are of the
    source, from 1; `line` is 0 where the whole text is meant. `block` counts the blocks of all articles, from
    0, and is -1 outside every block; `start` and `length` are of the block's text.
    """

    sort: Sort
    rule: str
    line: int
    column: int = 1
    block: int = -1
    start: int = 0
    length: int = 0
    before: str = ""
    after: str = ""
    why: str = ""
    alternative: str = ""
    confidence: float | None = None
    margin: float | None = None


# The decision on the same line that a doubt is about, by its code.
_ABOUT = {"lines/doubled": Sort.DROPPED, "verse/kept": Sort.HEAD}
_WEIGHED = "lines/doubt"  # what the margins of the decisions say already
# The sort of a change or a doubt, by its rule or code, or the first part of that.
_SORTS = {
    "spacing": Sort.SPACE,
    "punctuation": Sort.CHARACTER,
    "characters": Sort.CHARACTER,
    "encoding": Sort.CHARACTER,
    "lines": Sort.JOIN,
    f"correction/{Deed.SPACE}": Sort.SPACE,
    f"correction/{Deed.CLOSE}": Sort.SPACE,
}


Places = dict[tuple[int, int], tuple[int, int]]  # line and column of the source: block, place in its text
_NOWHERE = -1, 0


def list_points(
    articles: Sequence[Article], decisions: Iterable[Decision] = (), choices: Iterable[Choice] = ()
) -> tuple[Point, ...]:
    """List every point of the articles in reading order, then what lies outside their blocks.

    `decisions` are those of the line-break program, `choices` those of a conversion.
    """
    doubts = {notice.line for article in articles for notice in article.notices if notice.code == _WEIGHED}
    weighed = {
        (one.line, one.column): one for one in decisions if one.confidence >= SURE or one.line in doubts
    }  # a doubt that is no notice any more was settled by an editor
    points: list[Point] = []
    notices: dict[Notice, None] = {}
    number = 0
    for article in articles:
        ledger = laws.sort_edits(article.edits)
        moved = find_moved(article)
        told: set[Edit] = set()
        for at, block in enumerate(article.blocks):
            points += _list_of_block(block, number, ledger, weighed, told)
            if at in moved and block.spans:
                first = block.spans[0]
                behind = moved[at]
                why = f"it stood behind line {behind}" if behind else "it stood first"
                points.append(Point(Sort.ORDER, "order/moved", first.line, first.start, number, why=why))
            number += 1
        points += (
            Point(
                Sort.DROPPED,
                edit.rule,
                edit.line,
                edit.column,
                before=edit.before,
                after=edit.after,
                why=edit.why,
            )
            for edit in article.edits
            if edit not in told and not edit.before.isspace()
        )
        notices |= dict.fromkeys(article.notices)
    places = _find_places(articles)
    return (*_weigh_by_notices(points, notices, places), *_list_choices(choices, places))


def find_moved(article: Article) -> dict[int, int]:
    """Give the blocks that do not follow the one they stood behind, with the line they stood behind.

    The line is 0 for the block that stood first.
    """
    starts = sorted(
        (block.spans[0].line, block.spans[0].start, number)
        for number, block in enumerate(article.blocks)
        if block.spans
    )
    moved: dict[int, int] = {}
    if starts and starts[0][2] != 0:
        moved[starts[0][2]] = 0
    for (line, _, before), (_, _, number) in pairwise(starts):
        if number != before + 1:
            moved[number] = max(line, *(span.line for span in article.blocks[before].spans))
    return moved


def _list_of_block(
    block: Block,
    number: int,
    ledger: laws.Ledger,
    weighed: dict[tuple[int, int], Decision],
    told: set[Edit],
) -> Iterator[Point]:
    if not block.spans:
        return
    yield _open(block, number, weighed.get((block.spans[0].line, block.spans[0].start)))
    at = 0
    for index, span in enumerate(block.spans):
        column = span.start
        edits = ledger.get(span.line, ())
        for edit in edits:
            end = edit.column + len(edit.before)
            if edit.before == laws.BREAK or edit.column < column or end > span.end:
                continue
            at += edit.column - column
            told.add(edit)
            yield _change(edit, _sort(edit.rule, Sort.CHARACTER), number, at)
            at, column = at + len(edit.after), end
        at += span.end - column
        if index + 1 == len(block.spans):
            break
        seam = next((e for e in edits if e.column == span.end and e.before == laws.BREAK), None)
        if seam is None:
            at += len(laws.BREAK)
            continue
        told.add(seam)
        after = block.spans[index + 1]
        yield _sure(_change(seam, Sort.JOIN, number, at), weighed.get((after.line, after.start)), joined=True)
        at += len(seam.after)


def _sort(rule: str, other: Sort) -> Sort:
    return _SORTS.get(rule, _SORTS.get(rule.partition("/")[0], other))


def _open(block: Block, number: int, decision: Decision | None) -> Point:
    first = block.spans[0]
    if block.kind is Kind.PARAGRAPH:
        sort, rule = Sort.BREAK, "block/paragraph"
    elif block.kind is Kind.FURNITURE:
        sort, rule = Sort.FURNITURE, "furniture/furniture"
    else:
        sort, rule = Sort.HEAD, f"{'head' if block.kind in HEADS else 'block'}/{block.kind}"
    return _sure(Point(sort, rule, first.line, first.start, number), decision, joined=False)


def _change(edit: Edit, sort: Sort, number: int, at: int) -> Point:
    return Point(
        sort,
        edit.rule,
        edit.line,
        edit.column,
        number,
        at,
        len(edit.after),
        edit.before,
        edit.after,
        edit.why,
    )


def _sure(point: Point, decision: Decision | None, *, joined: bool) -> Point:
    """Say how sure the line-break program was, where the text has become what it decided."""
    if decision is None or decision.joined is not joined:
        return point
    margin = decision.margin if isfinite(decision.margin) else None
    other = "a new block starts here" if joined else "joined to the line before"
    confidence = 1.0 if decision.margin == inf else decision.confidence
    return replace(point, confidence=round(confidence, 3), margin=margin, alternative=other)


def _find_places(articles: Sequence[Article]) -> Places:
    """Give the block, and the place in its text, of each line and column of the source."""
    places: Places = {}
    blocks = ((block, article) for article in articles for block in article.blocks)
    ledgers = {id(article): laws.sort_edits(article.edits) for article in articles}
    for number, (block, article) in enumerate(blocks):
        for start, place in enumerate(laws.find_places(block, ledgers[id(article)])):
            places.setdefault(place, (number, start))
    return places


def _weigh_by_notices(points: list[Point], notices: Iterable[Notice], places: Places) -> list[Point]:
    """Let each doubt weigh the decision it is about, or stand as a point of its own."""
    firsts: dict[int, tuple[int, int]] = {}
    for (line, _), place in places.items():
        firsts.setdefault(line, place)
    about = {(point.line, point.sort): at for at, point in reversed(list(enumerate(points)))}
    judged = any(point.margin is not None for point in points)
    for notice in notices:
        if notice.code == _WEIGHED and judged:
            continue
        at = about.get((notice.line, _ABOUT[notice.code])) if notice.code in _ABOUT else None
        if at is not None:
            points[at] = replace(
                points[at], confidence=notice.confidence, alternative=notice.alternative, why=notice.text
            )
            continue
        block, start = firsts.get(notice.line, _NOWHERE)
        points.append(
            Point(
                _sort(notice.code, Sort.ORDER),
                notice.code,
                notice.line,
                block=block,
                start=start,
                why=notice.text,
                alternative=notice.alternative,
                confidence=notice.confidence,
            )
        )
    return points


def _list_choices(choices: Iterable[Choice], places: Places) -> Iterator[Point]:
    """Make a point of each character with several Traditional forms."""
    for choice in choices:
        block, start = places.get((choice.line, choice.column), _NOWHERE)
        yield Point(
            Sort.CONVERSION,
            f"script/{choice.evidence}",
            choice.line,
            choice.column,
            block,
            start,
            len(choice.character),
            choice.character,
            choice.form,
            choice.word if len(choice.word) > 1 else "",
            " ".join(choice.others),
            round(choice.confidence, 3),
        )
