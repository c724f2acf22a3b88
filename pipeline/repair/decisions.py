"""What the line-break program decided on each line, by how much, and how sure that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.repair.breaks import label_rows
from pipeline.repair.confidence import sort_breaks, weigh_breaks
from pipeline.repair.draft import Draft
from pipeline.repair.furniture import trim
from pipeline.repair.labels import opens_block
from pipeline.repair.layout import read_layout
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a printed line was joined to the one before.

    `margin` is by how many nats the other reading is dearer, `sort` names the curve that turns it into
    `confidence`, the chance from 0 to 1 that this is right.
    """

    line: int
    column: int
    text: str
    joined: bool
    margin: float
    sort: str
    confidence: float


def judge_breaks(draft: Draft, settings: Settings) -> Iterator[Decision]:
    """Give the decision on each printed line of a draft that is ready for the line-break program."""
    layout = draft.layout or read_layout(draft.lines, settings.profile)
    if not layout.rows:
        return
    labelling = label_rows(layout)
    judged = zip(
        layout.rows,
        labelling.margins,
        sort_breaks(layout, labelling),
        weigh_breaks(layout, labelling),
        strict=True,
    )
    for index, (row, margin, sort, confidence) in enumerate(judged):
        first = trim(row.lines[0])
        joined = not opens_block(labelling, index)
        yield Decision(first.number, first.place(0), row.text, joined, margin, sort, confidence)
