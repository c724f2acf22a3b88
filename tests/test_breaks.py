"""Whether a break is one inside a paragraph: pages on which one thing alone tips that (see scales.py)."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from scales import APART, FIRST, NEVER, OPENS, WIDE, lay, read, with_blank

from pipeline.repair.breaks import label_rows

FULL = (*FIRST, "新渠通水两岸三镇菜农", "")
STOPPED = (*FIRST, "新渠通水两岸三镇通。", "")


@pytest.mark.parametrize(
    ("why", "rows", "tips"),
    [
        ("no word is parted", (*FULL, "去看水。"), OPENS + 3.2 + 2.0 + 1.8 - APART),
        ("a word is", (*FIRST, "新渠通水两岸三镇老农", "", "民去看水。"), OPENS + 7.0 + 3.3 - 0.04 - 0.5),
        ("a full stop", (*STOPPED, "老农去看水。"), OPENS + 0.08 + 2.0 - 3.3),
        ("room", (*FIRST, "新渠通水两岸三镇", "", "老农去看水。"), OPENS + 3.2 + 0.15 - APART),
        ("little room", (*FIRST, "新渠通水两岸三镇老", "", "去看水。"), OPENS + 3.2 + 0.15 + 1.8 - APART),
        ("room, a full stop", (*FIRST, "新渠通水两岸三。", "", "老农去看水。"), OPENS + 0.08 + 0.15 - 3.3),
        ("a number", (*STOPPED, "（一）去看水。"), OPENS + 2.08 - 3.3 - 2.0),
        ("an address", (*STOPPED, "各位代表："), OPENS + 2.08 - 3.3 - 4.0),
        ("a word that opens", (*STOPPED, "近日去看水。"), OPENS + 2.08 - 3.3 - 0.9),
        ("such a word in a sentence", (*FULL, "近日去看水。"), OPENS + 7.0 - APART),
        ("a dash", (*STOPPED, "——去看水。"), OPENS + 2.08 - 3.3 - 3.0 - 0.9),
        ("a dateline", (*STOPPED, "本报讯（李）水。"), OPENS + 2.08 - 3.3 - 2.5),
        ("brackets", (*FIRST, "新渠通水（两岸三镇菜", "", "农）去看水。"), OPENS + 7.0 + 3.0 - APART),
        ("a mark", (*FULL[:-2], "新渠通水两岸三镇老农", "", "”去看水。"), OPENS + 7.0 + 8.0 - 0.04),
        ("a colon", (*FIRST, "新渠通水两岸三镇说：", "", "老农去看水。"), OPENS + 1.6 + 2.0 + 1.8 - 0.04),
        ("a comma", (*FIRST, "新渠通水两岸三镇说，", "", "老农去看水。"), OPENS + 6.0 + 2.0 + 1.8 - 0.04),
        ("another measure", (*STOPPED, ("去看水流来了十一十二十三。", 16)), OPENS + 2.08 - 3.3 - 6.0),
        ("a line too wide", (*STOPPED, "老农去看水流来了通水。"), OPENS + 2.08 + 12 - 3.3 - 4 * 1.2),
    ],
)  # fmt: skip
def test_a_blank_line_parts_where_it_outweighs_the_rest(
    why: str, rows: tuple[str | tuple[str, float], ...], tips: float
) -> None:
    layout = lay(*rows)
    assert read(with_blank(layout, tips - 0.1)) == "TPppp", why
    assert read(with_blank(layout, tips + 0.1)) == "TPppP", why
    given_up = abs(tips) > 14  # nats: so far behind, a reading is not followed
    assert label_rows(layout).margins[4] == (inf if given_up else pytest.approx(abs(tips))), why


def test_a_blank_line_before_an_opening_mark_has_odds_of_its_own() -> None:
    never = (0.0, NEVER)
    for text, joined in (("“去看水。”", False), ("老农看水。", True)):
        layout = lay(*FULL, text)
        assert (read(replace(layout, blank_before_opener=never)) == "TPppp") is joined
        assert (read(replace(layout, blank_inside=never)) == "TPppp") is not joined


def test_what_the_next_row_opens_with_needs_room() -> None:
    """With a word of three ems before it, a row of eight is full, and too full to end there by chance."""
    layout = lay(*FIRST, "旱季里挑着水桶的人们", "新渠通水两岸三镇", "", "去看水。")
    (*above, last) = layout.rows
    wide = replace(layout, rows=(*above, replace(last, unit=3.0)))
    tips = OPENS + 3.2 + 2.0 + 1.8 - APART
    assert read(with_blank(wide, tips - 0.1)) == "TPpppp"
    assert read(with_blank(wide, tips + 0.1)) == "TPpppP"


def test_a_text_that_was_not_broken_into_lines_is_hardly_joined() -> None:
    layout = replace(lay(WIDE, "今年九月青溪县。", "", "去看水。"), wrapped=False)
    tips = OPENS + 2.08 - 3.3 - 9.0
    assert read(with_blank(layout, tips - 0.1)) == "TPp"
    assert read(with_blank(layout, tips + 0.1)) == "TPP"


@pytest.mark.parametrize(("own", "over"), [(9.75, 0.0), (9.5, 0.7 * 4), (9.0, 1.2 * 4)])
def test_a_row_may_seem_a_little_wider_than_its_measure(own: float, over: float) -> None:
    """By 0.3 ems, and here the last row's indent counts: without it the eight ems have room."""
    layout = lay(WIDE, "今年九月青溪。", "", "老农都去看看水。", own=own)
    tips = OPENS + 0.08 + 2.0 + over - 3.3
    assert read(with_blank(layout, tips - 0.1)) == "TPp"
    assert read(with_blank(layout, tips + 0.1)) == "TPP"


def test_a_doubtful_width_may_fill_the_line() -> None:
    layout = lay(*FIRST, "新渠通水两岸三镇老", "", "去看水。")
    tips = OPENS + 3.2 + 0.15 + 1.8 - APART
    assert read(with_blank(layout, tips + 0.1)) == "TPppP"
    doubtful = tuple(replace(row, doubt=0.25 * (row.width == 9)) for row in layout.rows)
    assert read(with_blank(replace(layout, rows=doubtful), tips + 1.75)) == "TPppp"
    assert read(with_blank(replace(layout, rows=doubtful), tips + 1.95)) == "TPppP"
