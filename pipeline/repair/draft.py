"""The value that the passes hand on: an article in the making."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.document import Block, Edit, Kind, Line, Notice
from pipeline.repair.layout import Layout
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together as one block, and what joins each to the next: "", " " or a break.

    `behind` is the line it stood behind when it was set apart, where that is known; with `parts` the
    text does not go on behind it, as it does behind a caption or a folio.
    """

    kind: Kind
    lines: tuple[Line, ...]
    joints: tuple[str, ...] = ()
    behind: Line | None = None
    parts: bool = False

    @property
    def text(self) -> str:
        """The lines joined, before punctuation and spacing."""
        parts = [self.lines[0].text]
        for joint, line in zip(self.joints, self.lines[1:], strict=True):
            parts += (joint, line.text)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article between two passes.

    `lines` are what has not been given a kind yet, blank ones included. `apart` holds what was set
    apart before the line breaks were decided; `passages` what they gave; `blocks` the finished text.
    `layout` is how the lines were set, where a pass has found it out and left the lines as they were.
    """

    lines: tuple[Line, ...] = ()
    layout: Layout | None = None
    apart: tuple[Passage, ...] = ()
    passages: tuple[Passage, ...] = ()
    blocks: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()
    notices: tuple[Notice, ...] = ()


Pass = Callable[[Draft, Settings], Draft]
