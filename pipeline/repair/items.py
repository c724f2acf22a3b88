"""Lists and interviews: items behind bullets or numbers, and turns behind a speaker's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.characters import HAN_LETTER
from pipeline.document import Kind
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.places import cut
from pipeline.repair.rows import Row, Stretch, is_full, read_rows, take_out
from pipeline.repair.signatures import find_signature
from pipeline.settings import Settings

_BULLET = re.compile(r"^[●◆▲★※○◇□■▪•►▶❖]")
_NUMBERED = re.compile(r"^(?:[（(]?([0-9]{1,2})(?:[.．、）)](?![0-9]))|([①-⑳]))")
_SPEAKER = re.compile(rf"^({HAN_LETTER}{{1,5}})[：:]")
_ASKING = frozenset(("问", "答", "記者", "记者", "主持人", "問", "网友", "網友"))
_NUMBERED_ROWS = 3
_ENDS = "。！？；…”）"


def set_apart_items(draft: Draft, _settings: Settings) -> Draft:
    """Take lists, and the turns of an interview, out of the run of lines where their extent is plain.

    Each item has to fill its lines up to its last one; where one does not, the line-break program decides.
    """
    rows = read_rows(draft.lines)
    stretches = [*_find_numbered(rows)]
    for kind, starts in find_openings(rows):
        ends = _find_ends(rows, starts)
        if ends:
            stretches += [Stretch(start, end, kind) for start, end in zip(starts, ends, strict=True)]
    return take_out(draft, rows, _choose_apart(stretches))


def part_items(draft: Draft, _settings: Settings) -> Draft:
    """Part the paragraphs in which an item or a speaker's turn begins, and name the items."""
    rows = [Row(0, line.text, 0.0, 0.0, False) for passage in draft.passages for line in passage.lines]
    kinds = {rows[start].text: kind for kind, starts in find_openings(rows) for start in starts}
    if not kinds:
        return draft
    passages = [part for passage in draft.passages for part in _part(passage, kinds)]
    return replace(draft, passages=tuple(passages))


def _part(passage: Passage, kinds: dict[str, Kind]) -> Iterator[Passage]:
    if passage.kind is not Kind.PARAGRAPH:
        yield passage
        return
    starts = [index for index, line in enumerate(passage.lines) if line.text in kinds]
    bounds = [0, *(start for start in starts if start), len(passage.lines)]
    for start, end in pairwise(bounds):
        part = cut(passage, start, end)
        yield replace(part, kind=kinds.get(part.lines[0].text, part.kind))


def find_openings(rows: Sequence[Row]) -> Iterator[tuple[Kind, list[int]]]:
    """Find the rows that open items behind one sort of bullet, and those that open turns."""
    bullets: dict[str, list[int]] = {}
    turns: list[int] = []
    names: list[str] = []
    for number, row in enumerate(rows):
        if _BULLET.match(row.text) and not find_signature([row.text]):
            bullets.setdefault(row.text[0], []).append(number)
        elif speaker := _SPEAKER.match(row.text):
            turns.append(number)
            names.append(speaker.group(1))
    for starts in bullets.values():
        if len(starts) > 1:
            yield Kind.ITEM, starts
    count = Counter(names)
    spoken = [turn for turn, name in zip(turns, names, strict=True) if count[name] > 1]
    if len(spoken) > 1 and any(name in _ASKING for name in names if count[name] > 1):
        yield Kind.PARAGRAPH, spoken


def _find_ends(rows: Sequence[Row], starts: Sequence[int]) -> list[int] | None:
    """Find where each item ends; None when one of them does not fill its lines."""
    full = max(row.width for row in rows[starts[0] : starts[-1] + 1])
    ends = list(starts[1:])
    for start, end in zip(starts, ends, strict=False):
        inner = range(start, end - 1)
        if not all(is_full(rows[at], rows[at + 1], full, first=at == start) for at in inner):
            return None
    last = starts[-1]
    while last + 1 < len(rows) and _goes_on(rows, last, full, first=last == starts[-1]):
        last += 1
    return [*ends, last + 1]


def _goes_on(rows: Sequence[Row], at: int, full: float, *, first: bool) -> bool:
    """Tell whether an item goes on behind a row: it is full, and no sentence ends before an indent."""
    if not is_full(rows[at], rows[at + 1], full, first=first):
        return False
    after = rows[at + 2] if at + 2 < len(rows) else None
    indented = after is None or not is_full(rows[at + 1], after, full, first=False)
    return rows[at].text[-1] not in _ENDS or not indented


def _find_numbered(rows: Sequence[Row]) -> Iterator[Stretch]:
    """Find items of one line each without a full stop, numbered in a row."""
    at = 0
    while at < len(rows):
        end = at
        first = _read_number(rows[at].text)
        while first == 1 and end < len(rows) and _read_number(rows[end].text) == first + end - at:
            end += 1
        if end - at >= _NUMBERED_ROWS:
            yield from (Stretch(number, number + 1, Kind.ITEM) for number in range(at, end))
        at = max(end, at + 1)


def _read_number(text: str) -> int:
    found = _NUMBERED.match(text)
    if not found or text[-1] in _ENDS:
        return 0
    return int(found.group(1)) if found.group(1) else ord(found.group(2)) - ord("①") + 1


def _choose_apart(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Leave out a stretch that laps over one before it."""
    chosen: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: stretch.start):
        if not chosen or stretch.start >= chosen[-1].end:
            chosen.append(stretch)
    return chosen
