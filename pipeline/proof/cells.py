"""A block taken apart into cells, each a character or a change with its place in the source.

What is done to a block on the stone (cut, join, write) is done to its cells; spans and edits follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Block, Edit, Kind, Source, Span
from pipeline.laws import BREAK, Ledger

WHY = "an editor's correction"

Join = Callable[[str, str], str]  # what stands between the text of two lines


@dataclass(frozen=True, slots=True)
class Cell:
    """What columns `start` up to `end` of a source line give: a character as it stands, or what an edit says.

    A joint is what stands between two spans; it covers no column.
    """

    text: str
    line: int
    start: int
    end: int
    edit: Edit | None = None
    is_joint: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space comes of it, or nothing at all."""
        return not self.text.strip()


def open_block(source: Source, block: Block, ledger: Ledger) -> tuple[Cell, ...]:
    """Take a block apart; its text is that of its cells, as `laws.rebuild` makes it."""
    cells: list[Cell] = []
    for index, span in enumerate(block.spans):
        text = source.lines[span.line - 1].text
        at = span.start
        edits = ledger.get(span.line, ())
        for edit in edits:
            end = edit.column + len(edit.before)
            if edit.before == BREAK or edit.column < at or end > span.end or not edit.before + edit.after:
                continue
            cells += _take(text, span.line, at, edit.column)
            cells.append(Cell(edit.after, span.line, edit.column, end, edit))
            at = end
        cells += _take(text, span.line, at, span.end)
        if index + 1 < len(block.spans):
            made = next((edit for edit in edits if edit.column == span.end and edit.before == BREAK), None)
            cells.append(Cell(made.after if made else BREAK, span.line, span.end, span.end, made, True))
    return tuple(cells)


def _take(text: str, line: int, start: int, end: int) -> Iterable[Cell]:
    return (Cell(text[column - 1], line, column, column + 1) for column in range(start, end))


def close_block(kind: Kind, cells: Sequence[Cell]) -> tuple[Block, tuple[Edit, ...]]:
    """Make a block of cells, and give the edits that lie in its spans."""
    spans: list[Span] = []
    run: list[Cell] = []
    for cell in cells:
        if cell.is_joint:
            ends = (run[0].start, run[-1].end) if run else (cell.start, cell.start)
            spans.append(Span(cell.line, *ends))
            run = []
        else:
            run.append(cell)
    if run:
        spans.append(Span(run[0].line, run[0].start, run[-1].end))
    edits = tuple(cell.edit for cell in cells if cell.edit)
    return Block(kind, word_cells(cells), tuple(spans)), edits


def trim_cells(cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], tuple[Edit, ...]]:
    """Take the white space off both ends; the edits that drop a character there stay, outside the block."""
    full = [index for index, cell in enumerate(cells) if not cell.is_blank]
    if not full:
        return (), keep_drops(cells)
    first, last = full[0], full[-1] + 1
    return tuple(cells[first:last]), keep_drops((*cells[:first], *cells[last:]))


def keep_drops(cells: Iterable[Cell]) -> tuple[Edit, ...]:
    """Give the edits that say why a character of the source is in no block (law 1)."""
    edits = (cell.edit for cell in cells if cell.edit and not cell.is_joint)
    return tuple(replace(edit, after="") for edit in edits if edit.before.strip())


def join_cells(left: Sequence[Cell], right: Sequence[Cell], joint: str, rule: str) -> tuple[Cell, ...]:
    """Put the cells of two blocks together, with what stands between them."""
    line, end = left[-1].line, left[-1].end
    made = None if joint == BREAK else Edit(rule, line, end, BREAK, joint, WHY)
    return (*left, Cell(joint, line, end, end, made, True), *right)


def keep_lines(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Let every line of a block stand by itself, as verse does."""
    return tuple(replace(cell, text=BREAK, edit=None) if cell.is_joint else cell for cell in cells)


def join_lines(cells: Sequence[Cell], join: Join, rule: str) -> tuple[Cell, ...]:
    """Join the lines of a block that stand by themselves."""
    made = list(cells)
    for index, cell in enumerate(made):
        if cell.is_joint and cell.text == BREAK:
            joint = join(word_cells(made[:index]), word_cells(made[index + 1 :]))
            made[index] = replace(cell, text=joint, edit=Edit(rule, cell.line, cell.end, BREAK, joint, WHY))
    return tuple(made)


def word_cells(cells: Iterable[Cell]) -> str:
    """Give the text of cells."""
    return "".join(cell.text for cell in cells)


def set_gap(gap: Sequence[Cell], right: Cell, wanted: bool, rule: str) -> tuple[Cell, ...]:
    """Make the blank cells between two characters, the second `right`, a space, or nothing at all."""
    made: list[Cell] = []
    to_give = " " if wanted else ""
    for cell in gap:
        text, edit = cell.text, cell.edit
        drops = edit is not None and not cell.is_joint and bool(edit.before.strip())
        becomes = "" if drops else to_give
        if text != becomes:
            before = BREAK if cell.is_joint else edit.before if edit else text
            edit = Edit(rule, cell.line, cell.start, before, becomes, WHY)
        made.append(replace(cell, text=becomes, edit=edit))
        to_give = "" if becomes else to_give
    if to_give:
        edit = Edit(rule, right.line, right.start, "", " ", WHY)
        made.append(Cell(" ", right.line, right.start, right.start, edit))
    return tuple(made)


def write_cells(source: Source, cells: Sequence[Cell], becomes: str, rule: str) -> tuple[Cell, ...]:
    """Let what cells give become another text: their first stretch of a line gives it, the rest nothing."""
    made: list[Cell] = []
    run: list[Cell] = []
    for cell in (*cells, None):
        if cell is not None and not cell.is_joint:
            run.append(cell)
            continue
        if run:
            line, start, end = run[0].line, run[0].start, run[-1].end
            before = source.lines[line - 1].text[start - 1 : end - 1]
            edit = Edit(rule, line, start, before, becomes, WHY)
            made.append(Cell(becomes, line, start, end, edit))
            run, becomes = [], ""
        if cell is not None:
            edit = Edit(rule, cell.line, cell.start, BREAK, "", WHY)
            made.append(replace(cell, text="", edit=edit))
    return tuple(made)
