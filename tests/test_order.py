"""Blocks that extraction read in strips across the columns go back into their columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest

from pipeline.repair.tiling import Page, give_to_columns
from pipeline.repair.turns import weigh_edges


def make_page(heights: Sequence[float], truth: Sequence[int], proof: float) -> Page:
    """Make a page whose text says by so many nats that each true neighbour follows."""
    true = set(pairwise(truth))
    heads, text = tuple(height < 3 for height in heights), tuple(height >= 3 for height in heights)
    return Page(tuple(heights), heads, heads, text, 0.0, lambda *link: 0.0 if link in true else proof)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_strips_are_put_in_columns(count: int) -> None:
    strips = [3.0, 4.0, 3.0, 3.0, 4.0]
    heights = [height for height in strips for _ in range(count)]
    truth = [block for column in range(count) for block in range(column, len(heights), count)]
    assert give_to_columns(make_page(heights, truth, proof=2.0))[0] == truth


def test_headline_read_in_the_middle_stands_first() -> None:
    heights = [3.0, 3.0, 4.0, 4.0, 1.86, 3.0, 3.0, 4.0, 4.0]
    truth = [4, 0, 2, 5, 7, 1, 3, 6, 8]
    assert give_to_columns(make_page(heights, truth, proof=5.0))[0] == truth


def test_columns_are_cut_at_the_same_heights() -> None:
    beside = tuple(accumulate([3.0, 4.0, 3.0]))
    meet = weigh_edges(3.0, 7.0, True, beside, beside)
    miss = weigh_edges(3.0, 6.0, True, beside, beside)
    between = weigh_edges(3.5, 6.5, True, beside, (3.0, 10.0))
    assert meet < between == 0.0 < miss
