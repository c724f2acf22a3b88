"""The labels that the line-break program gives to rows, and what they say of the blocks.

A state is a phase of the article, a label, and a detail of the block so far; a labelling is the state
of every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Label(IntEnum):
    """What a row is to the row before."""

    FIRST = 0  # opens a paragraph
    NEXT = 1  # continues it
    HEAD = 2
    TITLE = 3
    SIGNATURE = 4


class Phase(IntEnum):
    """How far an article has come: whether its headline has been seen, and its body begun."""

    START = 0
    TITLED = 1
    BODY = 2  # under its headline
    BARE = 3  # a body with no headline so far
    BELOW = 4  # the headline has come after the body; its lede may follow


# (phase, label, detail): the measure of a paragraph, the number of lines of a head so far, the lines
# of a signature still to come.
State = tuple[Phase, Label, float]
Table = dict[State, tuple[float, State | None]]


@dataclass(frozen=True, slots=True)
class Labelling:
    """The cheapest reading: the state of each row, and by how much it beats the next one there."""

    states: tuple[State, ...]
    margins: tuple[float, ...]


def continues(before: State, state: State) -> bool:
    """Tell whether a row goes on in the block of the row before."""
    label = state[1]
    if label is Label.NEXT:
        return True
    if label in (Label.HEAD, Label.TITLE):
        return state[2] > 1
    return label is Label.SIGNATURE and before[1] is Label.SIGNATURE and before[2] == state[2] + 1


def opens_block(labelling: Labelling, index: int) -> bool:
    """Tell whether a row opens a block."""
    return index == 0 or not continues(labelling.states[index - 1], labelling.states[index])
