"""How sure each decision of the line-break program is: what it would cost to turn it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.repair.labels import Label, State, Table, continues

# Extends a table by a row, which must continue a block (True), open one (False), or may do either.
Step = Callable[[int, Table, bool | None], Table]
# What a reading costs that ends, if the row is the last one; else nothing.
Close = Callable[[int, State], float]

_INFINITE = float("inf")
_SURE = 8.0  # nats by which a reading must lead at its own row to need no second look
_AHEAD = 4  # rows after which two readings have met again, or never will


def find_margins(
    step: Step, close: Close, tables: Sequence[Table], states: Sequence[State]
) -> tuple[float, ...]:
    """For each row, how much dearer the best reading gets when the break before it is turned.

    The turned reading is followed for a few rows and compared where the two may have met again.
    """
    margins = [_INFINITE]
    for index in range(1, len(states)):
        joined = continues(states[index - 1], states[index])
        near = _compare(tables[index], joined)
        if near > _SURE:
            margins.append(near)
            continue
        table = step(index, tables[index - 1], not joined)
        ahead = min(index + _AHEAD, len(states) - 1)
        for later in range(index + 1, ahead + 1):
            table = step(later, table, None)
        if not table:
            margins.append(_INFINITE)
            continue
        best, turned = _find_best(close, ahead, tables[ahead]), _find_best(close, ahead, table)
        margins.append(turned - best)
    return tuple(margins)


def _find_best(close: Close, index: int, table: Table) -> float:
    return min(cost + close(index, state) for state, (cost, _) in table.items())


def _compare(table: Table, joined: bool) -> float:
    """Give how much dearer, at one row, the readings are that turn its break."""
    sides = {True: _INFINITE, False: _INFINITE}
    for state, (cost, _) in table.items():
        label = state[1]
        opened = label is Label.FIRST or (label is not Label.NEXT and state[2] <= 1)
        sides[not opened] = min(sides[not opened], cost)
    return sides[not joined] - sides[joined]
