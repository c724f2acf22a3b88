"""Characters that were garbled: all `write` corrections of a file, made together when the rest is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.corrections import Correction
from pipeline.proof.cells import Cell, word_cells, write_cells
from pipeline.proof.deeds import Done
from pipeline.proof.galley import Doubt, Galley
from pipeline.proof.places import Proof

_RULE = "correction/write"


@dataclass(frozen=True, slots=True)
class _Place:
    """Which cells of a block a correction writes: from `start` up to `end`."""

    correction: Correction
    block: int
    start: int
    end: int


def write_all(proof: Proof, corrections: Sequence[Correction]) -> tuple[Galley, list[Done]]:
    """Make all `write` corrections, each of which is looked for in the text before any is made.

    Raises SettingsError, naming the line, for one that does not fit, and for two at one place.
    """
    places: list[_Place] = []
    done: list[Done] = []
    for correction in corrections:
        run = proof.find_run(correction)
        if run is None:
            done.append(Done(proof.galley, (f"write {correction.quote}", 0, 0)))
            continue
        first, last = run
        cells, (before, behind) = proof.open_at(correction, first.block, first.letter, last.letter)
        places.append(_Place(correction, first.block, before[1], behind[0]))
        lines = sorted({cell.line for cell in cells[before[1] : behind[0]]})
        settled: tuple[Doubt, ...] = tuple(("characters/", line) for line in lines)
        done.append(Done(proof.galley, ("write", *proof.place_of(first)), settled))
    galley = proof.galley
    places.sort(key=lambda place: (place.block, place.start), reverse=True)
    for place, later in zip(places, (None, *places), strict=False):
        if later and later.block == place.block and later.start < place.end:
            one, other = sorted((place.correction, later.correction), key=lambda item: item.at)
            message = f"line {one.at} writes at this place already"
            raise other.error(message, step="remove one of them")
        galley = _write(galley, place)
    return galley, done


def _write(galley: Galley, place: _Place) -> Galley:
    cells = galley.open(place.block)
    start, end, becomes = _narrow(cells, place.start, place.end, place.correction.becomes)
    if becomes == word_cells(cells[start:end]):
        return galley
    made = write_cells(galley.source, cells[start:end], becomes, _RULE)
    whole = (*cells[:start], *made, *cells[end:])
    if not word_cells(whole).strip():
        message = "nothing would be left of this block"
        raise place.correction.error(message, step="make it furniture: instead")
    return galley.put(place.block, whole)


def _narrow(cells: Sequence[Cell], start: int, end: int, becomes: str) -> tuple[int, int, str]:
    """Leave out what stays as it is at both ends; some character of the source is always among the rest."""
    while start < end and becomes.startswith(cells[start].text) and not cells[start].is_joint:
        becomes = becomes.removeprefix(cells[start].text)
        start += 1
    while start < end and becomes.endswith(cells[end - 1].text) and not cells[end - 1].is_joint:
        becomes = becomes.removesuffix(cells[end - 1].text)
        end -= 1
    while becomes and not any(cell.end > cell.start for cell in cells[start:end]):
        if start:
            start -= 1
            becomes = cells[start].text + becomes
        else:
            becomes += cells[end].text
            end += 1
    return start, end, becomes
