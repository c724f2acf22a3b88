"""What the line-break program weighs: pages on which one thing alone tips the choice, in nats.

The rows are of ten ems, and everything that a source shows of itself costs nothing, so that only what is
to be weighed counts. Two scales stand in for it: what a blank line costs a paragraph that goes on over it,
and what an indent costs a row that is of a paragraph. The choice must turn at the weight worked out here.

What the sums are made of, where a paragraph of its own stands between others: 1.6 that one opens, 3.2 that it
ends without a full stop (0.08 with one), 0.15 that its last line is short (2.0 where it is full, and 1.8 more
without a full stop). A line that goes on without a full stop before it costs 0.04, with one 3.3.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.document import Line
from pipeline.repair.breaks import label_rows
from pipeline.repair.labels import Label, opens_block
from pipeline.repair.layout import Layout, Row
from pipeline.repair.widths import Face, measure

EVEN = (0.0, 0.0)
NEVER = 20.0  # nats
FREE = (0.0, 0.0, 0.0, 0.0, NEVER, NEVER)  # a line that goes on leaves room for a character at most
WIDE = "县里修成的新渠今天通了清水"  # wider than a column: a headline whatever stands around it
STORY = ("今年九月青溪县的", "河水顺着石砌的渠道流", "进每一块地。")
OTHER = ("老农去渠边看清水", "孩子们也都跟着他一道", "去看水。")
FIRST = (WIDE, "今年九月青溪县的", "河水顺着石砌的渠道流")
INDENT = "\u3000\u3000"
LETTERS = {Label.FIRST: "P", Label.NEXT: "P", Label.HEAD: "H", Label.TITLE: "T", Label.SIGNATURE: "S"}


def lay(*texts: str | tuple[str, float], full: float = 10.0, own: float = 10.0) -> Layout:
    """Lay out rows; `full` is the body's measure, `own` that of the rows, and a row may have another too."""
    rows: list[Row] = []
    blank = 0
    for number, said in enumerate(texts, 1):
        text, *other = (said,) if isinstance(said, str) else said
        assert isinstance(text, str)
        bare = "".join(text.split())
        if not bare:
            blank += 1
            continue
        stops = bare.rstrip("”")[-1] in "。！？"
        lead = float(text.startswith(INDENT))
        measures = (own, *(float(each) for each in other))
        lines = (Line(number, text),)
        rows.append(Row(lines, bare, measure(bare, Face()), 1.0, blank, lead, 0.0, stops, measures))
        blank = 0
    return Layout(tuple(rows), full, EVEN, EVEN, EVEN, EVEN, EVEN, True, FREE)


def read(layout: Layout) -> str:
    """Say what each row is: a letter, small where it goes on with the block before, C for a clipping."""
    labelling = label_rows(layout, sure=False)
    letters = [LETTERS[state[1]] for state in labelling.states]
    if labelling.states[0][1] is Label.NEXT:
        letters[0] = "C"
    return "".join(
        letter if opens_block(labelling, index) else letter.lower() for index, letter in enumerate(letters)
    )


def with_blank(layout: Layout, weight: float) -> Layout:
    """Let a blank line speak against going on by a weight, below 0 for it."""
    inside, between = (0.0, max(weight, 0.0)), (0.0, max(-weight, 0.0))
    return replace(layout, blank_inside=inside, blank_before_opener=inside, blank_between=between)


def with_indent(layout: Layout, weight: float) -> Layout:
    """Let an indent speak against a paragraph by a weight, below 0 for it."""
    return replace(layout, lead_first=(0.0, weight), lead_inside=(0.0, weight))


OPENS = 1.6
APART = 0.04 + 0.94 - 0.04  # two Han that make no word: joined at 0.94, parted at 0.04
