"""Rows in reading order become blocks: an indent opens a paragraph, large or bold type is a head.

A paragraph's first line is set in by two ems (CLREQ 4.2.1); where a page has no indent, a line that
stops short of its column's edge closes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.characters import CLOSING, SENTENCE_ENDS
from pipeline.document import Kind
from pipeline.pages.edges import Edges
from pipeline.pages.regions import HEAD, HEADLINE
from pipeline.pages.rows import Row
from pipeline.repair.signatures import find_signature
from pipeline.repair.widths import FACES, first_unit, measure

_INDENT = (1.2, 3.2)  # ems by which a first line is set in; beyond, a line is centred or set to the right
# Ems, beyond what follows would take, that a line leaves as it closes a paragraph: behind a full stop, behind
# none; and the same where indents open paragraphs, so that a line set ragged says little.
_ROOM, _RAGGED = (0.3, 1.0), (1.3, 3.0)
_LEADING = 1.5  # times its size that the lines of one head stand apart, at most
_APART = 1.6  # times the usual distance of lines: white that parts blocks
_HEAD_LINES = 4  # of a head in the body's size, at most
_SAME = 0.04  # of its size that the type of one block may differ by
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?[0-9]{1,2}[）)、.．]")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z][,.;:!?)]?$"), re.compile(r"^\(?[A-Za-z]")
_PAUSE_END = re.compile(r"[，、：；？！,:;?!—…-]$")
_ON_PURPOSE = 0.75  # of the column: a head line longer than this may have run to its end


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that make one block, of a kind, and what joins each to the next: "" or a space."""

    kind: Kind
    rows: tuple[Row, ...]
    joints: tuple[str, ...]

    @property
    def text(self) -> str:
        """The rows joined."""
        parts = [self.rows[0].text]
        for joint, row in zip(self.joints, self.rows[1:], strict=True):
            parts += (joint, row.text)
        return "".join(parts)


def find_blocks(rows: Sequence[Row], edges: Edges, body: float) -> list[Stretch]:
    """Find the blocks of an article's rows, which stand in reading order, its headline first."""
    groups = _gather(rows, edges, body)
    title = _find_title(groups, body)
    heads = {at for at, group in enumerate(groups) if _are_heads(group, edges, body)}
    text = min((at for at in range(title + 1, len(groups)) if at not in heads), default=len(groups))
    sizes = [groups[at][0].size for at in heads if at > text]
    stretches = []
    for at, group in enumerate(groups):
        head = at in heads
        inside = at > text or any(abs(group[0].size - size) <= _SAME * size for size in sizes)
        inside = inside or (_stands_beside(group, rows) and not _are_in_line(groups[title], group))
        kind = _name(at, title, group, head=head, inside=inside)
        stretches.append(Stretch(kind, tuple(group), tuple(_find_joints(group, edges, head=head))))
    return stretches


def _gather(rows: Sequence[Row], edges: Edges, body: float) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        if groups and not _opens(groups[-1], row, edges, body):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _is_head(row: Row, edges: Edges, body: float) -> bool:
    return row.size >= HEAD * body or (row.size >= 0.97 * body and edges.is_strange(row))


def _are_heads(group: Sequence[Row], edges: Edges, body: float) -> bool:
    """Tell whether a block is a head: by its size, or a few lines of bolder type without a full stop."""
    large = group[0].size >= HEAD * body
    return large or (
        _is_head(group[0], edges, body) and len(group) <= _HEAD_LINES and not ends_sentence(group[-1])
    )


def _ran_full(group: Sequence[Row], edges: Edges) -> bool:
    """Tell whether a head was set from the column's left edge and filled its line."""
    level = all(abs(row.box.left - group[0].box.left) < 0.5 * row.size for row in group)
    return level and edges.find_room(group[-2]) < 1.0


def _opens(group: Sequence[Row], row: Row, edges: Edges, body: float) -> bool:
    """Tell whether a row opens a block of its own behind the rows of the one before."""
    before = group[-1]
    head = _is_head(row, edges, body)
    if head != _is_head(before, edges, body) or abs(row.size - before.size) > _SAME * before.size:
        return True
    if head:
        if row.sheet == before.sheet and row.base > before.base:
            near = row.base - before.base <= _LEADING * row.size
        else:
            near = True  # a head at a column's foot goes on at the next one's top
        ran = len(group) > 1 and _ran_full(group, edges) and edges.find_room(before) > 2.0
        return not near or ran or _NUMBERED.match(row.text) is not None
    if group[0].text[0] in "（(" and _is_open(group) and _is_signed([*group, row]):
        return False
    indent, indent_before = edges.find_indent(row), edges.find_indent(before)
    if indent >= _INDENT[0]:
        return indent <= _INDENT[1] or not _is_open(group)
    if indent_before > _INDENT[1] and row.sheet == before.sheet:
        return not _is_open(group)
    room = edges.find_room(before) - measure(first_unit(row.text), FACES[0])
    least = _RAGGED if edges.has_indents else _ROOM
    if room > least[0 if ends_sentence(before) else 1]:
        return True
    if ends_sentence(before) and find_signature([row.text]):
        return True
    below = (
        row.sheet == before.sheet
        and row.base > before.base
        and abs(row.box.left - before.box.left) < 4 * body
    )
    return below and ends_sentence(before) and row.base - before.base > _APART * edges.pitch


def _is_signed(group: Sequence[Row]) -> bool:
    """Tell whether all rows of a block are one signature."""
    signature = find_signature([row.text for row in group])
    return signature is not None and signature[1] == len(group)


def _is_open(group: Sequence[Row]) -> bool:
    """Tell whether a bracket of the block is still open, as in a long row of names."""
    text = "".join(row.text for row in group)
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def ends_sentence(row: Row) -> bool:
    """Tell whether a row ends with a full stop, closing marks behind it aside."""
    return row.text.rstrip(CLOSING)[-1:] in SENTENCE_ENDS


def _find_title(groups: Sequence[Sequence[Row]], body: float) -> int:
    """Find which group is the title: the largest of the heads at the top; -1 when there is none."""
    best, size = -1, HEADLINE * body
    for at, group in enumerate(groups):
        if group[0].size >= size * 1.02 or (best < 0 and group[0].size >= size):
            best, size = at, group[0].size
        if group[0].size < HEAD * body and len(group) > 2:
            break
    return best


def _name(at: int, title: int, group: Sequence[Row], *, head: bool, inside: bool) -> Kind:
    if at == title:
        return Kind.TITLE
    if head:
        if at < title:
            return Kind.KICKER
        return Kind.SUBTITLE if title >= 0 and not inside else Kind.HEADING
    signature = find_signature([row.text for row in group])
    return signature[0] if signature and signature[1] == len(group) else Kind.PARAGRAPH


def _stands_beside(group: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Tell whether text stands beside a head, so that it lies in a column and not over the article."""
    top, bottom = group[0].box.top, group[-1].box.bottom
    return any(
        row.sheet == group[0].sheet and row.box.top < bottom and row.box.bottom > top
        for row in rows
        if not any(row is one for one in group)
    )


def _are_in_line(title: Sequence[Row], group: Sequence[Row]) -> bool:
    """Tell whether a head is set to the title's middle or to its left edge."""
    left = min(row.box.left for row in group) - min(row.box.left for row in title)
    right = max(row.box.right for row in group) - max(row.box.right for row in title)
    return min(abs(left), abs(left + right) / 2) < group[0].size


def _find_joints(group: Sequence[Row], edges: Edges, *, head: bool) -> Iterator[str]:
    widths = [row.box.width for row in group]
    balanced = min(widths) >= 0.5 * max(widths) and max(widths) <= _ON_PURPOSE * edges.find_measure(group[0])
    for before, after in pairwise(group):
        if head and balanced and not _PAUSE_END.search(before.text):
            yield " "
        else:
            yield " " if _LATIN_END.search(before.text) and _LATIN_START.match(after.text) else ""
