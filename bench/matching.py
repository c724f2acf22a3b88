"""Which true block each letter of a page is from, however the page's text was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SURE = 6  # letters that a piece of a true block has at least, when it is looked for anywhere
_FEW = 3  # letters that nobody owns go to the block beside them


@dataclass(frozen=True, slots=True)
class Origin:
    """The true block that a letter belongs to, and which of its letters it is."""

    block: int
    letter: int


def match(truth: Sequence[str], given: str) -> list[Origin | None]:
    """Give each letter of a text the true block it is from: the longest pieces first, each letter once."""
    owners: list[Origin | None] = [None] * len(given)
    free = list(given)
    left: list[tuple[int, int, int]] = []  # true block, and from which letter up to which
    for block in sorted(range(len(truth)), key=lambda number: -len(truth[number])):
        gaps = [(0, len(truth[block]))]
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq1(truth[block])
        while gaps:
            start, end = gaps.pop()
            matcher.set_seq2("".join(free))
            found = matcher.find_longest_match(start, end, 0, len(free))
            if found.size < min(_SURE, len(truth[block])):
                left.append((block, start, end))
                continue
            _own(owners, free, block, found.a, found.b, found.size)
            gaps += [gap for gap in ((start, found.a), (found.a + found.size, end)) if gap[0] < gap[1]]
    for block, start, end in left:
        _match_small(owners, free, truth[block], block, start, end)
    return owners


def _own(owners: list[Origin | None], free: list[str], block: int, letter: int, at: int, size: int) -> None:
    for step in range(size):
        owners[at + step] = Origin(block, letter + step)
        free[at + step] = "\0"


def _match_small(
    owners: list[Origin | None], free: list[str], true: str, block: int, start: int, end: int
) -> None:
    """Find a small rest of a true block: beside the rest of it, or else where it stands alone."""
    for first in range(start, end):
        for last in range(end, first, -1):
            piece, whole = true[first:last], "".join(free)
            found = [at for at in range(len(whole)) if whole.startswith(piece, at)]
            beside = [
                at
                for at in found
                if (at and owners[at - 1] == Origin(block, first - 1))
                or (at + len(piece) < len(owners) and owners[at + len(piece)] == Origin(block, last))
            ]
            if beside or len(found) == 1:
                _own(owners, free, block, first, (beside or found)[0], len(piece))
                if last < end:
                    _match_small(owners, free, true, block, last, end)
                return


def attach(owners: list[Origin | None], sizes: Sequence[int]) -> list[Origin | None]:
    """Give letters that nobody owns to the true block around them, or to one that lacks some at this end."""
    held = list(owners)
    at = 0
    while at < len(held):
        end = next((stop for stop in range(at, len(held)) if held[stop] is not None), len(held))
        before = held[at - 1] if at else None
        after = held[end] if end < len(held) else None
        inside = before and after and before.block == after.block
        few = 0 < end - at <= _FEW
        if before and (inside or (few and before.letter + 1 < sizes[before.block])):
            held[at:end] = [before] * (end - at)
        elif after and few and after.letter:
            held[at:end] = [after] * (end - at)
        at = end + 1
    return held
