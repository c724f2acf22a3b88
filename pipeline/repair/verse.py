"""Lines that were broken on purpose and stay: verse, tables, lists of names.

What a column does to its lines, these lack: they end where the next word would still have fitted, they
are of one length without filling a measure, or they stand in cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, takewhile

from pipeline.characters import HAN_LETTER
from pipeline.document import Kind, Notice
from pipeline.repair.draft import Draft
from pipeline.repair.items import find_openings
from pipeline.repair.rows import Row, Stretch, read_rows, take_out
from pipeline.repair.signatures import are_names, find_signature
from pipeline.settings import Settings

_GAPS = re.compile(r"\t+|[ \u00a0]{2,}|\u3000+")
_WHITE = re.compile(r"\s+")
_NUMBER = re.compile(r"[-+±]?[0-9][0-9.,:/]*[%％‰℃]?|[—–-]+")
_CELLS, _TABLE_ROWS = 3, 3
_CELL_LONGEST = 6.0  # characters of a cell, on average: longer ones are columns of text
_NAMES = re.compile(rf"{HAN_LETTER}{{1,4}}(?:[\s、，,·•]+{HAN_LETTER}{{1,4}})*+")
_LIST_ROWS, _NAME_ROWS = 4, 2  # rows of one name each, of several
_OFFICE_END = re.compile(r"(?:记者|記者|通讯员|通訊員)|[（(][^）)]*$")
# 律诗、绝句: four to seven characters and a mark; one clause a line, or two.
_CLAUSE = re.compile(rf"^{HAN_LETTER}{{4,7}}[，。；？！、]$")
_COUPLET = re.compile(
    rf"^({HAN_LETTER}{{5}}[，？！；]{HAN_LETTER}{{5}}|{HAN_LETTER}{{7}}[，？！；]{HAN_LETTER}{{7}})[。？！；]$"
)
_STOPS = "。？！；"
_CLAUSES, _COUPLETS = 4, 2
_FREE_ROWS, _FREE_WIDEST = 5, 16.0
_HUNG = "，。、；：！？"  # what a column may set beyond its measure
_ON_PURPOSE = 0.7  # of the lines of free verse end where more would have fitted
_SENTENCES = 0.5  # of them at most end a sentence: more would be paragraphs of a line each


def set_apart_verse(draft: Draft, _settings: Settings) -> Draft:
    """Take verse, tables and lists of names out of the run of lines; each is a doubt, and is said."""
    rows = read_rows(draft.lines)
    free = _find_free(rows)
    stretches = [free] if free else list(_find_even(rows))
    if not stretches:
        return draft
    notices = tuple(
        Notice(
            "verse/kept",
            draft.lines[rows[stretch.start].index].number,
            f"“{rows[stretch.start].text[:12]}”: {stretch.end - stretch.start} lines kept as they stand",
            "joined as a paragraph",
            0.85,
        )
        for stretch in stretches
    )
    taken = take_out(draft, rows, stretches)
    return replace(taken, notices=(*draft.notices, *notices))


def _find_even(rows: Sequence[Row]) -> Iterator[Stretch]:
    """Find names, tables and verse in lines of one length."""
    at = 0
    while at < len(rows):
        count = _count_names(rows, at) or _count_table(rows, at) or _count_verse(rows, at)
        if count:
            yield Stretch(at, at + count, Kind.VERSE, "\n")
        at += count or 1


def _count_names(rows: Sequence[Row], at: int) -> int:
    """Count the rows from `at` on that are nothing but names."""
    if not _NAMES.fullmatch(rows[at].text) or (at and _OFFICE_END.search(rows[at - 1].text)):
        return 0
    count = _count_while(rows, at, lambda row: _NAMES.fullmatch(row.text) and are_names(row.text, alone=True))
    several = any(len(_WHITE.split(row.text)) >= _CELLS for row in rows[at : at + count])
    return count if count >= (_NAME_ROWS if several else _LIST_ROWS) else 0


def _count_table(rows: Sequence[Row], at: int) -> int:
    """Count the rows from `at` on that have equally many short cells."""
    for pattern, numbers in ((_GAPS, False), (_WHITE, True)):
        cells = pattern.split(rows[at].text)
        if len(cells) < _CELLS:
            continue
        count = _count_while(rows, at, lambda row: len(pattern.split(row.text)) == len(cells))  # noqa: B023
        if count < _TABLE_ROWS:
            continue
        all_cells = [cell for row in rows[at : at + count] for cell in pattern.split(row.text)]
        short = sum(map(len, all_cells)) <= _CELL_LONGEST * len(all_cells)
        counted = sum(_NUMBER.fullmatch(cell) is not None for cell in all_cells)
        if short and (not numbers or 2 * counted >= len(all_cells)):
            return count
    return 0


def _count_verse(rows: Sequence[Row], at: int) -> int:
    """Count the rows from `at` on that are verse in lines of one length."""
    length = len(rows[at].text)
    for shape, least in ((_CLAUSE, _CLAUSES), (_COUPLET, _COUPLETS)):
        if shape.match(rows[at].text):
            count = _count_while(rows, at, lambda row: len(row.text) == length and shape.match(row.text))  # noqa: B023
            while count >= least and rows[at + count - 1].text[-1] not in _STOPS:
                count -= 1
            return count if count >= least else 0
    return 0


def _find_free(rows: Sequence[Row]) -> Stretch | None:
    """Find free verse: a whole article below its headline, and signature, in lines broken on purpose."""
    start = 1
    while start < len(rows) and find_signature([rows[start].text]):
        start += 1
    end = len(rows)
    while end > start and find_signature([rows[end - 1].text]):
        end -= 1
    lines = rows[start:end]
    if len(lines) < _FREE_ROWS or max(row.width for row in lines) > _FREE_WIDEST:
        return None
    if any(kind is Kind.PARAGRAPH for kind, _ in find_openings(lines)):  # an interview has turns
        return None
    full = max(row.width - (row.text[-1] in _HUNG) for row in lines)
    free = sum(before.width + after.unit <= full for before, after in pairwise(lines))
    sentences = sum(row.text[-1] in "。！？”" for row in lines)
    inside = any("。" in row.text[:-1] for row in lines)
    if inside or free < _ON_PURPOSE * (len(lines) - 1) or sentences > _SENTENCES * len(lines):
        return None
    return Stretch(start, end, Kind.VERSE, "\n")


def _count_while(rows: Sequence[Row], at: int, fits: Callable[[Row], object]) -> int:
    """Count the rows from `at` on that fit, one after the other."""
    return sum(1 for _ in takewhile(fits, islice(rows, at, None)))
