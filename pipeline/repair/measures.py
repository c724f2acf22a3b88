"""The measures a text was set to: the one of its columns, and those of boxes and ledes set otherwise."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.profiles import Profile

INDENT = 2.0  # ems a paragraph's first line is set in (CLREQ 4.2.1)
TOLERANCE = 0.15  # ems a full line may seem to exceed its measure by
_STEP = 0.25  # ems between two measures that are told apart
_BEYOND = 0.6  # of a vote, against a measure, for a line clearly too wide for it
_CLEARLY = 1.0  # ems by which a line is too wide for a measure, whatever its marks gave up
_FIRST = 0.8  # of a vote, for a line that fills the measure less an indent
_WINDOW = 7  # lines that can show a measure of their own
_AGREE = 5  # of them that must
_KNOWN = 2.0  # lines that the measures of a profile weigh


class Extent(NamedTuple):
    """How wide a line is, and what its start cannot be parted from; both in ems."""

    width: float
    unit: float


def fills(line: Extent, after: Extent, full: float) -> bool:
    """Tell whether a line fills a measure, or that less an indent: no wider, no room for what follows."""
    return any(
        line.width <= measure + TOLERANCE and line.width + after.unit > measure
        for measure in (full, full - INDENT)
    )


def count_votes(lines: Sequence[Extent]) -> Counter[float]:
    """Count for each measure the lines that fill it: no wider, and without room for what follows."""
    votes: Counter[float] = Counter()
    for line, after in pairwise(lines):
        first = round((line.width - TOLERANCE) / _STEP + 0.499)
        for step in range(first, int((line.width + after.unit - 0.01) / _STEP) + 1):
            votes[step * _STEP] += 1
    return votes


def find_main(lines: Sequence[Extent], profile: Profile) -> float:
    """Find the measure that explains the most lines; the widest line's where none does."""
    votes: dict[float, float] = dict(count_votes(lines))
    for known, share in profile.measures:
        votes[known] = votes.get(known, 0.0) + _KNOWN * share
    widths = sorted(line.width for line in lines)
    if not votes:
        return widths[-1] if widths else 0.0

    def explained(full: float) -> float:
        """Count the lines that fill it, the first lines among them, less those too wide for it."""
        beyond = len(widths) - bisect_right(widths, full + _CLEARLY)
        return votes[full] + _FIRST * votes.get(full - INDENT, 0.0) - _BEYOND * beyond

    most = max(map(explained, votes))
    return min(full for full in votes if explained(full) == most)


def find_measures(lines: Sequence[Extent], main: float) -> list[tuple[float, ...]]:
    """Give for each line the measures it may have been set to: the main one, and those around it fill."""
    others: dict[int, set[float]] = {}
    full = [fills(line, after, main) for line, after in pairwise(lines)]
    for start in range(len(lines) - 3):
        end = min(start + _WINDOW, len(lines))
        agree = min(_AGREE, end - start - 2)
        if sum(full[start:end]) < agree:
            own = _find_own(lines[start:end], agree)
            if own is not None and abs(own - main) > 0.5:
                for index in range(start, end):
                    others.setdefault(index, set()).add(own)
    for start, end in _find_wide(lines, main):
        for index in range(start, min(end + 1, len(lines))):
            others.setdefault(index, set()).add(max(line.width for line in lines[start:end]))
    return [(main, *sorted(others.get(index, ()))) for index in range(len(lines))]


def _find_own(window: Sequence[Extent], agree: int) -> float | None:
    votes = count_votes(window)
    shown = {full: count + _FIRST * votes[full - INDENT] for full, count in votes.items()}
    most = max(shown.values(), default=0)
    return min(full for full, count in shown.items() if count == most) if most >= agree else None


def _find_wide(lines: Sequence[Extent], main: float) -> Iterator[tuple[int, int]]:
    """Find where two or more lines in a row are too wide for the measure: a lede over two columns."""
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and lines[index].width > main + 1:
            continue
        if index - start > 1:
            yield start, index
        start = index + 1
