"""How sure a line break is: the program's margin turned into a chance of being right.

Fitted by bench/confidence.py to the margins of decisions on pages whose text is known.
"""

from __future__ import annotations

from math import exp

DOUBTFUL = 0.9  # below this a decision is a notice

_AT_NOTHING = 0.0  # log odds where two readings cost the same
_PER_NAT = 1.0
_MOST = 12.0  # nats: what is clearer than that is no surer, for what the program does not know of


def weigh_margin(margin: float) -> float:
    """Give the chance, from 0 to 1, that a decision is right that beats the other by `margin` nats."""
    return 1 / (1 + exp(-(_AT_NOTHING + _PER_NAT * min(margin, _MOST))))
