"""What was set apart goes back among the passages, each behind the line it stood behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.document import HEADS, Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.furniture import trim
from pipeline.settings import Settings

_Place = tuple[int, int]  # a line's number, and the column of its first character that is not white


def place_apart(draft: Draft, _settings: Settings) -> Draft:
    """Put what was set apart behind the passage it stood in or followed.

    A list, a table or a note parts the passage that went on around it: the text before and behind it
    is not one paragraph.
    """
    if not draft.apart:
        return draft
    return replace(draft, apart=(), passages=tuple(_Places(draft).set_out()))


class _Places:
    """The passages of one draft, and what belongs behind each of their lines."""

    def __init__(self, draft: Draft) -> None:
        self.passages, self.apart = draft.passages, draft.apart
        self.known = {_place(line) for passage in (*draft.passages, *draft.apart) for line in passage.lines}
        self.followers: dict[_Place | None, list[Passage]] = defaultdict(list)
        firsts = sorted(_place(passage.lines[0]) for passage in draft.passages)
        for passage in draft.apart:
            self.followers[self._find_anchor(passage, firsts)].append(passage)

    def _find_anchor(self, passage: Passage, firsts: Sequence[_Place]) -> _Place | None:
        """Give the place it follows: the line it stood behind, else the last passage above it."""
        if passage.behind is not None and _place(passage.behind) in self.known:
            return _place(passage.behind)
        here = _place(passage.lines[0])
        return next((first for first in reversed(firsts) if first < here), None)

    def set_out(self) -> Iterator[Passage]:
        for passage in self.followers[None]:
            yield from self._follow(passage)
        for passage in self.passages:
            for part in self._part(passage):
                yield from self._follow(part)

    def _follow(self, passage: Passage) -> Iterator[Passage]:
        yield replace(passage, behind=None, parts=False)
        for line in passage.lines:
            for follower in self.followers.get(_place(line), ()):
                yield from self._follow(follower)

    def _part(self, passage: Passage) -> Iterator[Passage]:
        """Part a passage behind each line that something stands behind which parts the text."""
        start = 0
        for index, line in enumerate(passage.lines[:-1]):
            if any(follower.parts for follower in self.followers.get(_place(line), ())):
                yield cut(passage, start, index + 1)
                start = index + 1
        yield cut(passage, start, len(passage.lines))


def cut(passage: Passage, start: int, end: int) -> Passage:
    """Take a stretch of a passage's lines as a passage; the rest of a head is text."""
    if (start, end) == (0, len(passage.lines)):
        return passage
    kind = Kind.PARAGRAPH if start and passage.kind in HEADS else passage.kind
    return replace(passage, kind=kind, lines=passage.lines[start:end], joints=passage.joints[start : end - 1])


def _place(line: Line) -> _Place:
    bare = trim(line)
    return bare.number, bare.column
