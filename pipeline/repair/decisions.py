"""What the line-break program decided on each line, by how much, and how sure that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.repair.breaks import label_rows, opens_block
from pipeline.repair.confidence import weigh_margin
from pipeline.repair.draft import Draft
from pipeline.repair.furniture import trim
from pipeline.repair.layout import read_layout
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a line was joined to the one before; `margin` is by how many nats the other is dearer."""

    line: int
    column: int
    text: str
    joined: bool
    margin: float

    @property
    def confidence(self) -> float:
        """The chance, from 0 to 1, that this is right."""
        return weigh_margin(self.margin)


def judge_breaks(draft: Draft, settings: Settings) -> Iterator[Decision]:
    """Give the decision on each printed line of a draft that is ready for the line-break program."""
    layout = read_layout(draft.lines, settings.profile)
    if not layout.rows:
        return
    labelling = label_rows(layout)
    for index, (row, margin) in enumerate(zip(layout.rows, labelling.margins, strict=True)):
        first = trim(row.lines[0])
        yield Decision(first.number, first.place(0), row.text, not opens_block(labelling, index), margin)
