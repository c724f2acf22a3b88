"""Lines that extraction cut in the middle are put together again before anything is measured.

Where two marks were squeezed together on the page (》， or 。”), some extractors see a step back and
start a new line there. The cut shows: a line begins with a mark that may not begin one, or ends with
one that may not end one (CLREQ 3.1.3). A source that shows no such cut is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.characters import CLOSERS, OPENERS, SENTENCE_ENDS
from pipeline.document import Line
from pipeline.repair.widths import Face, first_unit, measure

_MOST = 6  # pieces of one printed line
_NEVER_FIRST = frozenset("，。、；：？！”’）》】」』")
_NEVER_LAST = frozenset("“‘（《【「『")
_MARKS = CLOSERS | OPENERS | frozenset("，。、；：？！")
# Costs in nats of a printed line that does not fill its measure, and of a join that nothing forces.
# A line that ends with a full stop may be a paragraph's last; a number in brackets opens a head.
_SHORT, _SHORT_STOPPED, _FORBIDDEN = 2.5, 1.2, 12.0
_JOIN, _JOIN_STOPPED, _JOIN_NUMBERED = 0.7, 1.8, 4.0
_OVERFULL = 3.0  # for each em beyond the measure
_NUMBERED = re.compile(r"[（(〔][一二三四五六七八九十0-9]{1,3}[）)〕]")
_TOLERANCE = 0.3
_INDENT = 2.0  # ems of a paragraph's first line (CLREQ 4.2.1)
_WITHIN = 1.5  # ems by which two pieces may miss the measure they fill together
_LONG = 0.9  # of the lines are no longer than the measure, or hardly
_PAUSES = frozenset("，、；》」』")


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed line, or as much of it as extraction left on one line."""

    lines: tuple[Line, ...]
    text: str
    blank: int  # blank lines before it
    lead: float  # ems of white space before it


def shows_cuts(pieces: Sequence[Piece]) -> bool:
    """Tell whether a source has lines that begin or end where no setter breaks.

    Nor does one leave half a line empty at a pause: two pieces that meet between marks there, and
    fill a line together, were one.
    """
    lengths = sorted(len(piece.text) for piece in pieces)
    full = lengths[int(_LONG * (len(lengths) - 1))] if lengths else 0
    return any(_is_cut(*pair) or _is_halved(*pair, full) for pair in pairwise(pieces))


def _is_halved(before: Piece, after: Piece, full: int) -> bool:
    length = len(before.text) + len(after.text)
    return (
        before.text[-1] in _PAUSES
        and after.text[0] in OPENERS
        and not after.blank
        and max(len(before.text), len(after.text)) < full - _WITHIN
        and abs(length - full) <= _WITHIN
    )


def _is_cut(before: Piece, after: Piece) -> bool:
    return after.text[0] in _NEVER_FIRST or before.text[-1] in _NEVER_LAST


def join_pieces(pieces: Sequence[Piece], full: float, face: Face) -> list[Piece]:
    """Put pieces together into printed lines of at most `full` ems, as few of them short as can be."""
    face = replace(face, squeezed=True)  # whatever the pieces show: the cuts stand where marks were
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices = []
        for start in range(max(0, end - _MOST), end):
            cost = _weigh(pieces, start, end, full, face)
            if cost is not None:
                choices.append((best[start][0] + cost, start))
        best.append(min(choices))
    cuts = [len(pieces)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    cuts.reverse()
    return [_merge(pieces[start:end]) for start, end in pairwise(cuts)]


def _weigh(pieces: Sequence[Piece], start: int, end: int, full: float, face: Face) -> float | None:
    """Weigh the pieces as one printed line; None when they cannot be one."""
    parts = pieces[start:end]
    cost = 0.0
    for before, after in pairwise(parts):
        if _is_cut(before, after):
            continue
        if after.blank or not (before.text[-1] in _MARKS and after.text[0] in _MARKS):
            return None
        numbered = _NUMBERED.match(after.text)
        cost += _JOIN_NUMBERED if numbered else _JOIN_STOPPED if _stops(before.text) else _JOIN
    text = "".join(part.text for part in parts)
    width = measure(text, face)
    if len(parts) > 1:
        if width > full + _TOLERANCE + 1.0:
            return None
        cost += _OVERFULL * max(width - full - _TOLERANCE, 0.0)
    if end < len(pieces):
        if _is_cut(parts[-1], pieces[end]):
            cost += _FORBIDDEN
        room = full - width - measure(first_unit(pieces[end].text), face)
        opens = start > 0 and _stops(pieces[start - 1].text) and width + _INDENT <= full + _TOLERANCE
        if room >= 0 and not (opens and room < _INDENT + _TOLERANCE):
            cost += _SHORT_STOPPED if _stops(text) else _SHORT
    return cost


def _stops(text: str) -> bool:
    return text.rstrip("”’）」』")[-1:] in SENTENCE_ENDS


def _merge(parts: Sequence[Piece]) -> Piece:
    if len(parts) == 1:
        return parts[0]
    lines = tuple(line for part in parts for line in part.lines)
    return Piece(lines, "".join(part.text for part in parts), parts[0].blank, parts[0].lead)
