"""Lines that extraction cut are whole again where that costs least: each cost at its edge.

The measure is ten ems, and the face gives up half an em between two marks, as wherever lines were cut.
"""

from __future__ import annotations

import pytest

from pipeline.document import Line
from pipeline.repair.pieces import Piece, join_pieces, shows_cuts
from pipeline.repair.widths import Face

PLAIN = Face(squeezed=False, trimmed=False)
TEN = "一二三四五六七八九十"


def join(*texts: str, blank: int = 0) -> list[str]:
    """Join pieces; a blank line may stand before the last."""
    pieces = [Piece((Line(number, text),), text, 0, 0.0) for number, text in enumerate(texts, 1)]
    pieces[-1] = Piece(pieces[-1].lines, pieces[-1].text, blank, 0.0)
    return [piece.text for piece in join_pieces(pieces, 10.0, PLAIN)]


def cut(*texts: str) -> bool:
    return shows_cuts([Piece((Line(1, text),), text, 0, 0.0) for text in texts])


@pytest.mark.parametrize("mark", "，。、；：？！”’）》】」』")
def test_a_line_that_begins_with_a_closing_mark_was_cut(mark: str) -> None:
    assert cut(TEN, TEN, f"{mark}一二")
    assert not cut(TEN, TEN, f"一{mark}二")
    assert join("一二三四五", f"{mark}六七八九", TEN) == [f"一二三四五{mark}六七八九", TEN]


@pytest.mark.parametrize("mark", "“‘（《【「『")
def test_a_line_that_ends_with_an_opening_mark_was_cut(mark: str) -> None:
    assert cut(TEN, f"一二{mark}", TEN)
    assert not cut(TEN, f"一{mark}二", TEN)
    assert join(f"一二三四五{mark}", "六七八九", TEN) == [f"一二三四五{mark}六七八九", TEN]


@pytest.mark.parametrize(
    ("before", "after", "halved"),
    [
        ("一二三四，", "“五六七八", True),  # ten
        ("一二三四，", "“五六七八九", True),
        ("一二三四，", "“五六七八九十", False),  # twelve
        ("一二三四，", "“五六七", True),
        ("一二三四，", "“五六", False),  # eight
        ("一二三四五六七，", "“八", True),
        ("一二三四五六七八，", "“", False),  # the first nearly fills the line
        ("一，", "“二三四五六七", True),
        ("一，", "“二三四五六七八九", False),  # so does the second
        ("一二三四、", "“五六七八", True),
        ("一二三四；", "“五六七八", True),
        ("一二三四》", "“五六七八", True),
        ("一二三四。", "“五六七八", False),  # a full stop may end a line early
        ("一二三四五", "“六七八九", False),
        ("一二三四，", "五六七八九", False),
    ],
)
def test_no_setter_leaves_half_a_line_empty_at_a_pause(before: str, after: str, halved: bool) -> None:
    rest = [TEN] * 10
    assert shows_cuts([Piece((), text, 0, 0.0) for text in [*rest, before, after, *rest]]) is (
        halved or after == "“"
    )


def test_the_measure_is_that_of_nine_lines_in_ten() -> None:
    """One line in ten may be longer: a headline, or two lines in one."""
    pair = ["一二三四，", "“五六七八"]
    assert cut(*[TEN] * 17, *pair, TEN * 2)
    assert not cut(*[TEN] * 5, *pair, *[TEN * 2] * 13)
    assert not cut(TEN)
    assert not shows_cuts([])


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        # Nothing forces a join between two marks, but the first piece would be a short line.
        (["一二三四》", "（五六七八", TEN], ["一二三四》（五六七八", TEN]),
        (["一二三四》", "五六七八九", TEN], ["一二三四》", "五六七八九", TEN]),
        (["一二三四五", "（六七八九", TEN], ["一二三四五", "（六七八九", TEN]),
        # Both pieces end sentences, and may be last lines: 1.2 for each against 1.8 for a join there,
        (["一二三。", "“五六七八。”", TEN], ["一二三。“五六七八。”", TEN]),
        # and 2.1 more where the line would be 0.7 ems too wide.
        (["一二三。", "“五六七八九。”", TEN], ["一二三。", "“五六七八九。”", TEN]),
        (["一二三4》", "（五六七八九十", TEN], ["一二三4》（五六七八九十", TEN]),
        (["一二三四》", "（五六七八九十", TEN], ["一二三四》", "（五六七八九十", TEN]),  # 1.5 ems too wide
        # A number in brackets opens a line: 4 to join it, against 5 for two short lines, 3.7 with a last one.
        (["一二三四》", "（二）五六七", TEN], ["一二三四》（二）五六七", TEN]),
        (["一二三四》", "（二）五六。", TEN], ["一二三四》", "（二）五六。", TEN]),
        (["一二三四。", "（二）五六七", TEN], ["一二三四。", "（二）五六七", TEN]),
        # A paragraph's first line is full two ems sooner.
        (["一。", "“三四五六七八九", TEN], ["一。", "“三四五六七八九", TEN]),
        (["一。", "“三四五六七八", TEN], ["一。", "“三四五六七八", TEN]),
        (["一二三。", "“三四五六七", TEN], ["一二三。“三四五六七", TEN]),
        (["一。", "“三四五六七八九8", TEN], ["一。“三四五六七八九8", TEN]),
        (["一，", "“三四五六七八九", TEN], ["一，“三四五六七八九", TEN]),
        # No line has more than six pieces, and none is much wider than the measure.
        (["一", "，二", "，三", "，四", "，五"], ["一，二，三，四，五"]),
        (["一", "，", "，", "，", "，", "，", TEN], ["一，，，，，", TEN]),
        ([TEN, "，一", TEN], [TEN, "，一", TEN]),
        ([TEN * 2, "一二三四五", "，六七八九", TEN], [TEN * 2, "一二三四五，六七八九", TEN]),
    ],
)
def test_as_few_lines_are_short_as_can_be(texts: list[str], whole: list[str]) -> None:
    assert join(*texts) == whole


def test_a_blank_line_stands_between_lines_not_in_them() -> None:
    assert join(TEN, "一二三四》", "（五六七八") == [TEN, "一二三四》（五六七八"]
    assert join(TEN, "一二三四》", "（五六七八", blank=1) == [TEN, "一二三四》", "（五六七八"]
