"""How a source was set is read off its lines: pages set by a known face to a known measure tell both."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Line
from pipeline.profiles import USUAL
from pipeline.repair.layout import Layout, read_layout
from pipeline.repair.measures import Extent, find_main, find_measures
from pipeline.repair.widths import Face, first_unit, has_narrow, measure, measure_unit, printed

WORDS = (
    "2022年", "同比增长", "5.6%，", "“新渠”", "（见图）", "《水志》", "GDP", "Wi-Fi", "的", "县里", "渠水",
    "，", "、", "人家", "看水", "30公里", "老农说：“", "通水了。”", "12万亩",
)  # fmt: skip
TEN = "一二三四五六七八九十"


def set_lines(text: str, face: Face, full: float) -> Iterator[str]:
    """Fill lines as a setter does, one unit after the other, while there is room."""
    line = ""
    while text:
        unit = first_unit(text)
        text = text[len(unit) :]
        if line and measure(line + unit, face) > full + 0.01:
            yield line
            line = ""
        line += unit
    yield line


def read(*texts: str) -> Layout:
    return read_layout([Line(number, text) for number, text in enumerate(texts, 1)])


@pytest.mark.parametrize(
    "face",
    [
        Face(0.5, squeezed=True, trimmed=True),
        Face(0.5, squeezed=True, trimmed=True, tight=True),
        Face(0.5, squeezed=True, trimmed=False),
        Face(0.5, squeezed=False, trimmed=False),
        Face(0.556, squeezed=True, trimmed=True),
        Face(0.556, squeezed=True, trimmed=True, tight=True),
        Face(0.556, squeezed=True, trimmed=True, gap=0.125),
        Face(0.556, squeezed=True, trimmed=False),
        Face(0.556, squeezed=True, trimmed=False, gap=0.125),
        Face(0.556, squeezed=False, trimmed=False),
        Face(0.556, squeezed=False, trimmed=False, gap=0.125),
    ],
    ids=repr,
)
def test_the_face_and_the_measure_of_a_page_are_found(face: Face) -> None:
    for seed, full in ((1, 20.0), (2, 14.0)):
        text = "".join(random.Random(seed).choices(WORDS, k=600))
        layout = read(*set_lines(text, face, full))
        assert (layout.face, layout.measure, layout.wrapped) == (face, full, True)


def test_a_text_that_shows_no_face_has_the_usual_one_or_the_profile_s() -> None:
    lines = [Line(number, TEN) for number in range(1, 20)]
    assert read_layout(lines).face == Face()
    known = replace(USUAL, digit=0.556, gap=0.125, squeezed=False, trimmed=False)
    assert read_layout(lines, known).face == Face(0.556, squeezed=False, trimmed=False, gap=0.125)
    tight = replace(USUAL, tight=True)
    assert read_layout(lines, tight).face == Face(tight=True)


def test_a_row_is_measured() -> None:
    layout = read(f"\u3000\u3000{TEN[:8]}", "", " \u3000", TEN, "  一二9个。”", "", "2022年", "（一）二 三")
    first, full, last, year, brackets = layout.rows
    assert [row.blank for row in layout.rows] == [0, 2, 0, 1, 0]
    assert [row.lead for row in layout.rows] == [2.0, 0.0, 1.0, 0.0, 0.0]
    assert [row.doubt for row in layout.rows] == [0.0, 0.0, 0.25, 0.25, 0.0]
    assert [row.ends_sentence for row in layout.rows] == [False, False, True, False, False]
    assert (first.width, full.width, year.width, year.unit) == (8, 10, 3, 2)
    assert (brackets.text, brackets.raw, brackets.lines[0].number) == ("（一）二三", "（一）二 三", 8)
    assert last.text == "一二9个。”"


def test_a_line_of_closing_marks_ends_a_sentence() -> None:
    assert [row.ends_sentence for row in read(TEN, "”", "一。", "一…”", "一，”").rows] == [
        False, True, True, True, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "wrapped"),
    [
        ([TEN] * 3, True),
        (["一", "一二三四", "一二"], True),  # too few to tell
        ([TEN * 7] * 3, False),  # no column is wider than 60 ems
        ([TEN * 6] * 3, True),
        (["十" * length for length in (25, 25, 22, 19, 16, 13, 10, 7)], True),
        (["十" * length for length in (25, 25, 22, 19, 16, 13, 10, 7, 4)], False),
    ],
)
def test_lines_were_broken_where_a_quarter_of_them_are_full(texts: list[str], wrapped: bool) -> None:
    assert read(*texts).wrapped is wrapped


def test_lines_that_were_cut_or_hung_are_whole() -> None:
    layout = read(*[TEN] * 4, "一二三四五", "，六七八九", TEN, "好。 ——一二三四五六", "七八", TEN)
    assert [row.text for row in layout.rows[4:]] == [
        "一二三四五，六七八九", TEN, "好。", "——一二三四五六", "七八", TEN
    ]  # fmt: skip
    assert [len(row.lines) for row in layout.rows[4:]] == [2, 1, 1, 1, 1, 1]
    assert layout.measure == 10


def test_the_odds_follow_what_the_source_shows() -> None:
    """Each blank line at a full line's end makes the next one cheaper there."""
    plain = read(*[TEN] * 8)
    blank = read(*[TEN, ""] * 8)
    quoted = read(*[TEN, f"“{TEN[:9]}"] * 8)
    assert blank.blank_inside[1] < plain.blank_inside[1] < USUAL.blank_inside[1]
    assert blank.blank_inside[0] > plain.blank_inside[0]
    assert quoted.blank_before_opener[1] > plain.blank_before_opener[1]
    ended = read(*["一二三。", ""] * 8, *[TEN] * 8)
    assert ended.blank_between[1] < plain.blank_between[1]
    indented = read(*[f"\u3000\u3000{TEN[:8]}", TEN, "一二。"] * 8)
    assert indented.lead_first[1] < plain.lead_first[1]
    assert indented.lead_inside[1] > plain.lead_inside[1]


def test_a_room_is_weighed_by_the_class_it_is_in() -> None:
    layout = replace(read(TEN), room_inside=(0.0, 1.0, 2.0, 3.0, 4.0, 5.0))
    edges = {-0.02: 0, -0.01: 1, 0.2: 1, 0.21: 2, 0.65: 2, 0.66: 3, 1.15: 3, 1.16: 4, 2.15: 4, 2.16: 5}
    assert {room: layout.weigh_room(room) for room in edges} == edges


def test_the_measures_of_a_profile_weigh_two_lines() -> None:
    lines = [Extent(9, 1), Extent(3, 1)]
    assert find_main(lines, USUAL) == 9
    assert find_main(lines, replace(USUAL, measures=((12.0, 0.4),))) == 9
    assert find_main(lines, replace(USUAL, measures=((12.0, 0.6),))) == 12


def test_a_measure_is_dearer_for_each_line_too_wide_for_it() -> None:
    lines = [Extent(10, 1)] * 4 + [Extent(3, 1)]
    assert find_main(lines, USUAL) == 10
    assert find_main([Extent(7, 0), Extent(9, 0)], USUAL) == 9  # none is full: as wide as the widest
    assert find_main([*lines, Extent(11, 1), Extent(3, 1)], USUAL) == 10  # by an em
    assert find_main([*lines, *[Extent(13.5, 1)] * 2, Extent(3, 1)], USUAL) == 10
    assert find_main([*lines, *[Extent(13.5, 1)] * 3, Extent(3, 1)], USUAL) == 13.5


def test_first_lines_count_for_the_measure_of_the_others() -> None:
    """Six lines are full at ten ems; five at twelve, with four more that are two short of it."""
    lines = [Extent(12, 1)] * 3 + [Extent(3, 1)] + [Extent(10, 1)] * 3
    assert find_main(lines, USUAL) == 12


@pytest.mark.parametrize(("count", "own"), [(4, False), (5, True), (7, True)])
def test_a_box_has_a_measure_of_its_own_where_five_lines_show_it(count: int, own: bool) -> None:
    lines = [*[Extent(10, 1)] * 9, *[Extent(7, 1)] * count, Extent(3, 1), *[Extent(10, 1)] * 9]
    found = find_measures(lines, 10.0)
    assert any(7.0 in measures for measures in found) is own
    assert all(measures[0] == 10.0 for measures in found)
    assert found[0] == (10.0,)


def test_two_lines_too_wide_are_a_lede_and_one_is_a_slip() -> None:
    """The line behind a lede may be its last, and so has its measure too."""
    lines = [Extent(width, 1.0) for width in (15, 14, 10, 13, 12, 10, 15, 10, 10)]
    found = [measures[1:] for measures in find_measures(lines, 10.0)]
    assert found == [(15,), (15,), (15,), (13,), (13,), (13,), (), (), ()]


def test_a_measure_close_to_the_main_one_is_no_other() -> None:
    lines = [*[Extent(10, 1)] * 9, *[Extent(9.5, 0.25)] * 9]
    assert find_measures(lines, 10.0) == [(10.0,)] * 18


@given(st.text(st.sampled_from("一二，。“”（）《》—…5%aM ·"), max_size=30))
def test_a_unit_opens_its_text_and_is_measured_as_it_is(text: str) -> None:
    bare = printed(text)
    unit = first_unit(bare)
    assert bare.startswith(unit) and bool(unit) == bool(bare)
    for face in (Face(), Face(0.556, gap=0.125), Face(tight=True), Face(trimmed=False, squeezed=False)):
        assert measure_unit(bare, face) == measure(unit, face)
        assert measure(bare, face) <= measure(bare, replace(face, squeezed=False, trimmed=False, tight=False))
    assert printed(bare) == bare
    assert has_narrow(bare) == any(character in "5%aM ·" for character in bare)
