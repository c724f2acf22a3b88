"""Corrections added to those there are: the later wins at one place, and every one has to fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.corrections import (
    Correction,
    Corrections,
    Deed,
    parse_corrections,
    word_correction,
    write_corrections,
)
from pipeline.document import Repaired
from pipeline.errors import SettingsError
from pipeline.proof import settle
from pipeline.proof.quotes import fold
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: all corrections in order, those that are new, and those that gave way to them."""

    items: tuple[Correction, ...]
    new: tuple[Correction, ...]
    replaced: tuple[Correction, ...]


def add(
    repaired: Repaired,
    old: Sequence[Correction],
    new: Sequence[Correction],
    settings: Settings = Settings(),
) -> Added:
    """Add corrections to those of a source. SettingsError names the line of one that does not fit."""
    fresh = [one for one in new if one not in old]
    written = {fold(one.quote) for one in fresh if one.deed is Deed.WRITE}
    standing = [one for one in old if not (one.deed is Deed.WRITE and fold(one.quote) in written)]
    both = [*standing, *fresh]
    places = settle(repaired, both, settings).places
    last = {place: number for number, place in enumerate(places) if number >= len(standing)}
    kept = [one for number, one in enumerate(both) if last.get(places[number], number) == number]
    settle(repaired, kept, settings)
    return Added(
        tuple(kept),
        tuple(one for one in kept if one not in old),
        tuple(one for one in old if one not in kept),
    )


def rewrite(data: bytes, added: Added, source: str) -> bytes:
    """Give a file of corrections with what was added; what a person wrote besides them stays, where it can.

    `data` is the file as it was, empty if there was none; `source` is the name of the file they are for.
    """
    if data:
        old = parse_corrections(data, "")
        text = _edit(data.decode("utf-8-sig"), old.items, added)
        try:
            if parse_corrections(text.encode(), "") == replace(old, items=added.items):
                return text.encode()
        except SettingsError:
            pass
        source = old.source
    return write_corrections(Corrections(added.items, source)).encode()


def _edit(text: str, items: Sequence[Correction], added: Added) -> str:
    """Take the lines of corrections that gave way out of a file, and put those of new ones at its end.

    Comments stay. What comes of it is right only where each correction begins on a line of its own.
    """
    lines = text.splitlines()
    starts = [one.at - 1 for one in items] + [len(lines)]
    gone = _list_lines(lines, starts, [n for n, one in enumerate(items) if one in added.replaced])
    kept = [line for number, line in enumerate(lines) if number not in gone]
    indent = lines[starts[0]][: len(lines[starts[0]]) - len(lines[starts[0]].lstrip())] if items else "  "
    if not items:
        kept = [line for line in kept if not line.startswith("corrections:")] + ["corrections:"]
    new = (line for one in added.new for line in word_correction(one))
    return "\n".join([*kept, *(f"{indent}{line[2:]}" for line in new)]) + "\n"


def _list_lines(lines: Sequence[str], starts: Sequence[int], items: Collection[int]) -> set[int]:
    """List the lines of some items of a list, comments and empty ones left out."""
    return {
        number
        for item in items
        for number in range(starts[item], starts[item + 1])
        if lines[number].strip() and not lines[number].lstrip().startswith("#")
    }
