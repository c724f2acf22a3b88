"""Lines seen as rows, for passes that look at several of them at once and take some out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.repair.widths import FACES, measure, measure_unit, printed

_INDENT = 2.3  # ems that a first line may fall short of a full one by: its indent was dropped
_LOOSE = 0.7  # ems that any full line may
_FACE = FACES[0]


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank: where it stands in the draft, and its width in ems."""

    index: int
    text: str
    width: float
    unit: float  # ems of what its start cannot be parted from
    blank: bool  # a blank line stands before it


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that make one block, from row number `start` up to, not including, `end`."""

    start: int
    end: int
    kind: Kind
    joint: str = ""


def read_rows(lines: Sequence[Line]) -> list[Row]:
    """Measure the lines that are not blank."""
    rows: list[Row] = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        if text:
            bare = printed(text)
            blank = bool(rows) and rows[-1].index < index - 1
            rows.append(Row(index, text, measure(bare, _FACE), measure_unit(bare, _FACE), blank))
    return rows


def is_full(row: Row, after: Row, full: float, *, first: bool) -> bool:
    """Tell whether what opens the next row did not fit on this one, a paragraph's `first` or not."""
    return row.width + after.unit > full - (_INDENT if first else _LOOSE)


def take_out(draft: Draft, rows: Sequence[Row], stretches: Iterable[Stretch]) -> Draft:
    """Set stretches of rows apart, in order; the text is parted where they stood."""
    apart: list[Passage] = []
    taken: set[int] = set()
    for stretch in stretches:
        indices = [row.index for row in rows[stretch.start : stretch.end]]
        behind = draft.lines[rows[stretch.start - 1].index] if stretch.start else None
        lines = tuple(trim(draft.lines[index]) for index in indices)
        joints = (stretch.joint,) * (len(lines) - 1)
        apart.append(Passage(stretch.kind, lines, joints, behind, parts=True))
        taken.update(indices)
    if not apart:
        return draft
    kept = tuple(line for index, line in enumerate(draft.lines) if index not in taken)
    return replace(draft, lines=kept, apart=(*draft.apart, *apart))
