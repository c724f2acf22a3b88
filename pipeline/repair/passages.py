"""The line-break program's labels become passages, with a notice where another reading came close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Notice
from pipeline.repair.breaks import kind_of, label_rows
from pipeline.repair.confidence import SURE, weigh_breaks
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.repair.labels import Label, Labelling, Phase, opens_block
from pipeline.repair.layout import Layout, Row, read_layout
from pipeline.repair.order import order_passages
from pipeline.settings import Settings

_LATIN_END = re.compile(r"[A-Za-z][,.;:!?)]?$")
_LATIN_START = re.compile(r"^\(?[A-Za-z]")
_PAUSE_END = re.compile(r"[，、：；？！,:;?!—…-]$")
_ON_PURPOSE = 0.75  # of the measure: a head line longer than this may have run to its end


def find_passages(draft: Draft, settings: Settings) -> Draft:
    """Join the lines into paragraphs, heads and signatures, in the order they are to be read."""
    layout = draft.layout or read_layout(draft.lines, settings.profile)
    if not layout.rows:
        return replace(draft, lines=(), layout=None)
    labelling = label_rows(layout)
    starts = [index for index in range(len(layout.rows)) if opens_block(labelling, index)]
    passages = [
        _gather(layout, labelling, start, end)
        for start, end in zip(starts, [*starts[1:], len(layout.rows)], strict=True)
    ]
    below = next(
        (number for number, start in enumerate(starts) if labelling.states[start][0] is Phase.BELOW),
        len(starts),
    )
    return replace(
        draft,
        lines=(),
        layout=None,
        passages=order_passages(passages, below),
        notices=(*draft.notices, *_find_doubts(layout, labelling)),
    )


def _gather(layout: Layout, labelling: Labelling, start: int, end: int) -> Passage:
    rows = layout.rows[start:end]
    lines = tuple(trim(line) for row in rows for line in row.lines)
    head = labelling.states[start][1] in (Label.HEAD, Label.TITLE)
    joints = [""] * (len(rows[0].lines) - 1)
    for before, after in pairwise(rows):
        joint = join_text(before.text, after.text)
        if head:
            joint = _join_head(before, after, rows, layout.measure)
        joints += (joint, *[""] * (len(after.lines) - 1))
    return Passage(kind_of(labelling, start, layout), lines, tuple(joints))


def join_text(before: str, after: str) -> str:
    """Join two lines of text: with a space only where Latin words meet."""
    return " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""


def _join_head(before: Row, after: Row, rows: Sequence[Row], measure: float) -> str:
    """Join two lines of a head: with a space where it was broken on purpose, into balanced lines."""
    if _PAUSE_END.search(before.text):
        return ""
    shortest, longest = min(row.width for row in rows), max(row.width for row in rows)
    balanced = shortest >= 0.5 * longest and longest <= _ON_PURPOSE * measure
    return " " if balanced else join_text(before.text, after.text)


def _find_doubts(layout: Layout, labelling: Labelling) -> list[Notice]:
    found = []
    for index, confidence in enumerate(weigh_breaks(layout, labelling)):
        if confidence < SURE:
            done, other = ("a new block starts here", "joined to the line before")
            if not opens_block(labelling, index):
                done, other = other, done
            row = layout.rows[index]
            text = f"“{row.text[:12]}”: {done}"
            found.append(Notice("lines/doubt", row.lines[0].number, text, other, round(confidence, 2)))
    return found
