"""How sure a line break is: the program's margin turned into a chance of being right.

The line-break program knows what two lines look like side by side, not whether they stood side by side
on the page. So a join over a seam (a blank line, or lines that were brought together) has a curve of its
own, and a better one where a word goes on over it. `python -m bench.confidence` fits the curves.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp

from pipeline.repair.labels import Labelling, opens_block
from pipeline.repair.layout import Layout, Row
from pipeline.repair.words import learn

SURE = 0.95  # below this a decision is a notice
MOST = 12.0  # nats: what is clearer than that is no surer, for what the program does not know of

# Log odds of being right where both readings cost the same, and what each nat adds.
CURVES = {"line": (2.01, 0.472), "seam": (0.99, 0.10), "seam with a word": (1.63, 0.231)}

_HABIT = 1.6  # nats: where blank lines before opening marks are commoner than this, they are no seams


def weigh_breaks(layout: Layout, labelling: Labelling) -> tuple[float, ...]:
    """Give for each row the chance, from 0 to 1, that what was decided on the break before it is right."""
    sorts = sort_breaks(layout, labelling)
    return tuple(_weigh(sort, margin) for sort, margin in zip(sorts, labelling.margins, strict=True))


def sort_breaks(layout: Layout, labelling: Labelling) -> tuple[str, ...]:
    """Give for each row which of the curves holds for the break before it."""
    sorts = ["line"] * len(layout.rows)
    seams = [
        index
        for index, (before, row) in enumerate(pairwise(layout.rows), 1)
        if not opens_block(labelling, index) and _is_seam(before, row, layout)
    ]
    vocabulary = learn(row.text for row in layout.rows if seams)
    for index in seams:
        before, row = layout.rows[index - 1 : index + 1]
        sorts[index] = "seam with a word" if vocabulary.fuse(before.text, row.text) else "seam"
    return tuple(sorts)


def _weigh(sort: str, margin: float) -> float:
    nothing, each = CURVES[sort]
    return 1 / (1 + exp(-(nothing + each * min(max(margin, 0.0), MOST))))


def _is_seam(before: Row, row: Row, layout: Layout) -> bool:
    """Tell whether two rows may not have stood one under the other."""
    step = row.lines[0].number - before.lines[-1].number
    if step < 0 or step > 2 + row.blank:
        return True
    usual = row.text[0] in "“‘《「『（" and layout.blank_before_opener[1] < _HABIT
    return row.blank > 0 and not usual
