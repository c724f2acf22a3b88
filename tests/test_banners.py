"""Rows across the columns are found at the head and the foot of a page, and read in their order."""

from __future__ import annotations

import pytest
from cells import (
    BODY,
    CANAL,
    EDITORS,
    LIBRARY,
    MASTHEAD,
    SECOND,
    TITLE,
    above,
    at,
    below,
    columns,
    read_page,
    show,
)


def test_columns_alone_have_no_banner() -> None:
    assert above(*BODY) == below(*BODY) == []


@pytest.mark.parametrize(
    ("row", "banner"),
    [
        (at(0, "一二三四五六七八九十一二"), True),  # more than an em wider than a column
        (at(0, "一二三四五六七八九十一"), False),  # a line that is overfull
        (at(5, "青溪新渠通"), True),  # further in than an indent, and no line of text
        (at(4, "青溪新渠通"), False),
        (at(9, "青溪通水。"), True),  # a line of text, but no line of the column stands there
        (at(5, "青溪新渠通水。"), False),  # such a line, where its column's edge may have moved to
        (at(0, "本报记者 李明华"), True),
        (at(0, "李明华来信"), False),
        (at(7, "新渠 通水 惠民"), True),  # one run over both columns
        (at(0, "图为新渠通水时的菜园和两岸。"), False),  # a caption's letters are smaller
    ],
)
def test_a_headline_above_the_columns(row: str, banner: bool) -> None:
    assert above(row, *BODY) == [row.strip()] * banner


def test_what_stands_near_the_headline_goes_with_it() -> None:
    kicker, lede = at(0, "渠水润园"), at(0, "一二三四五六七八九十")
    assert above(kicker, TITLE, *BODY) == [kicker, TITLE]
    assert above(TITLE, kicker, *BODY) == [TITLE]  # under it, a column's line
    assert above(lede, TITLE, *BODY) == [lede, TITLE]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (at(SECOND, "一二三四五六七八九十"), True),
        (at(SECOND, "一二三四"), False),
        (at(2, "一二三四五六七八"), True),  # a paragraph's first line, full
        (at(2, "一二三四五六七八9"), False),  # wider than one
        (at(1, "一二三四五六七八"), False),  # not indented
        (at(2, "一二三四五六"), False),  # not full
        (at(2, "一二三四五。"), True),  # ends a sentence
        (at(1, "一二三四五。"), False),
        (at(0, "一二三四五。"), False),
    ],
)
def test_the_first_line_of_the_text_may_come_before_the_headline(row: str, text: bool) -> None:
    assert above(row, TITLE, *BODY) == [row.strip()] * (not text) + [TITLE]


def test_a_row_of_columns_ends_what_may_stand_above_them() -> None:
    row = at(5, "青溪新渠通")
    assert above(*BODY[:5], row, *BODY[5:]) == []
    assert above(*BODY[:5], TITLE, *BODY[5:]) == [TITLE]


@pytest.mark.parametrize(("rows", "found"), [(9, True), (10, False)])
def test_a_headline_is_looked_for_in_the_first_ten_rows(rows: int, found: bool) -> None:
    page = [*BODY, *BODY]
    assert above(*page[:rows], TITLE, *page[rows:]) == [TITLE] * found


@pytest.mark.parametrize(("rows", "found"), [(10, True), (11, False)])
def test_a_headline_is_looked_for_down_from_ten_rows_above_the_last(rows: int, found: bool) -> None:
    page = [*BODY, *BODY]
    assert below(*page[:-rows], TITLE, *page[-rows:]) == [TITLE] * found


@pytest.mark.parametrize(("rows", "found"), [(4, True), (5, False)])
def test_a_headline_of_a_short_page_stands_in_its_upper_half(rows: int, found: bool) -> None:
    short = columns(CANAL[6:10] * 2, LIBRARY[6:10] * 2)
    assert above(*short[:rows], TITLE, *short[rows:]) == [TITLE] * found
    assert below(*short[:rows], TITLE, *short[rows:]) == [TITLE] * (not found)


def test_a_short_page_has_a_headline_above_and_one_at_the_foot() -> None:
    page = read_page(*BODY[:3], TITLE, *BODY[3:9], "老农渠边喜看清水流进千亩菜园")
    assert show(page, page.above) == [TITLE]
    assert show(page, page.below) == ["老农渠边喜看清水流进千亩菜园"]


def test_a_run_of_words_over_two_columns_is_no_line_of_either() -> None:
    run = at(6, "新渠通水 清流入园")
    assert above(*BODY[:5], run, *columns(CANAL[5:], LIBRARY[6:])) == [run.strip()]


def test_the_first_row_is_a_neighbour_too() -> None:
    assert above(BODY[1], at(2, "通水。"), *BODY[4:]) == ["通水。"]


def test_what_stands_above_the_masthead_stands_above_the_columns() -> None:
    short, full = at(0, "县图书馆开门"), BODY[1]
    assert above(short, MASTHEAD, *BODY) == [short, MASTHEAD]
    assert above(full, MASTHEAD, *BODY) == [full, MASTHEAD]
    assert above(MASTHEAD, short, *BODY) == [MASTHEAD]
    assert below(*BODY, EDITORS, full) == [EDITORS, full]
    assert below(*BODY, full, EDITORS) == [EDITORS]


@pytest.mark.parametrize(("rows", "found"), [(9, True), (10, False)])
def test_furniture_stands_among_the_first_or_last_ten_rows(rows: int, found: bool) -> None:
    items = columns(["  渠水润泽两岸菜园"] * 24, ["  读者夜里来馆看书"] * 24)
    first, last = [items[0].strip()] * rows, ["第3版"]
    assert above(*items[:rows], "第3版", *items[rows:]) == (first + last) * found
    assert below(*items[:-rows], "第3版", *items[-rows:]) == (last + first) * found


@pytest.mark.parametrize(("rows", "head"), [(3, True), (4, False)])
def test_furniture_of_a_short_page_is_head_or_foot_by_the_half_it_stands_in(rows: int, head: bool) -> None:
    page = [*BODY[:rows], EDITORS, *BODY[rows:8]]
    rows_of = [row.strip() for row in page]
    assert above(*page) == rows_of[: rows + 1] * head
    assert below(*page) == rows_of[rows:] * (not head)


def test_a_foot_in_the_middle_hides_no_headline() -> None:
    assert above(TITLE, *BODY[:4], EDITORS, *BODY[4:9]) == [TITLE]


def test_furniture_beside_text_is_a_column_s() -> None:
    date = "2022年9月10日 星期六"
    assert above(at(0, date, 18, "第3版"), *BODY) == [at(0, date, 18, "第3版")]
    assert above(at(0, date, 18, "第3版"), at(5, "青溪新渠通"), *BODY)[1:] == ["青溪新渠通"]
    beside = at(0, "责编李明 校对：", SECOND, "不少读者前来看书馆里")
    assert below(*BODY, beside) == []
    assert below(*BODY, at(0, "责编李明 校对：")) == ["责编李明 校对："]
    assert below(*BODY, at(0, "责编李明", SECOND, "版式王芳")) == [at(0, "责编李明", SECOND, "版式王芳")]


def test_a_page_of_one_column_has_no_banner_but_furniture() -> None:
    assert above(TITLE, *CANAL) == []
    assert above(MASTHEAD, *CANAL) == [MASTHEAD]


def test_a_lede_follows_a_headline_at_the_foot() -> None:
    lede = ["一二三四五六七八九十", "一二三四五六七八九。"]
    assert below(*BODY, TITLE, *lede) == [TITLE, *lede]
    assert below(*BODY, TITLE, *lede, "九十。") == [TITLE, *lede, "九十。"]
    assert below(*BODY, *lede, TITLE) == [TITLE]
    assert below(*BODY, TITLE, lede[0]) == [TITLE]
    assert below(*BODY, TITLE, lede[0], "", lede[1]) == [TITLE]
    assert below(*BODY, TITLE, *(at(SECOND, line) for line in lede)) == [TITLE]
    assert below(*BODY, TITLE, lede[0], at(SECOND, lede[1])) == [TITLE]
    assert below(*BODY[:9], TITLE, *lede, *BODY[9:]) == [TITLE]


def test_a_blank_row_parts_a_short_headline_from_the_columns() -> None:
    assert below(*BODY, "", "新渠润园") == ["新渠润园"]
    assert below(*BODY, "新渠润园") == []
    assert below(*BODY, "", "新渠润园。") == []
    assert below(*BODY, "", "本报记者 李明华") == ["本报记者 李明华"]
    assert below(*BODY, "本报记者 李明华") == []


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        (at(2, "通水“新渠”", SECOND, "两岸丰收"), True),
        (at(2, "两岸丰收", SECOND, "“新渠”通水"), True),
        (at(2, "老 渠“新渠”", SECOND, "两岸丰收"), True),
        (at(2, "两岸丰收", SECOND, "新渠通水"), False),  # nothing was squeezed
        (at(2, "通水“新渠”", SECOND, "两岸丰收。"), False),
        (at(0, "一二三四五六七八”", SECOND, "两岸丰收"), False),
        (at(0, "通水”", 5, "“新渠”", SECOND, "“两岸”丰收"), True),
        (at(0, "通水", 4, "新渠”", SECOND, "“两岸”丰收"), False),
    ],
)
def test_a_mark_s_white_half_does_not_part_a_headline(row: str, whole: bool) -> None:
    assert above(row, *BODY[1:]) == [row.strip()] * whole
    assert above(row, *columns(CANAL[1:], LIBRARY[6:])) == [row.strip()] * whole
    assert above(row, *columns(CANAL[5:], LIBRARY[6:])) == []
    assert above(BODY[1], row, *BODY[1:]) == []


@pytest.mark.parametrize(
    ("title", "kicker", "first"),
    [
        (at(8, "新渠通水"), at(8, "县里下拨五百万元"), True),
        (at(8, "新渠通水"), at(7, "县里下拨五百万元"), False),
        (at(8, "新渠通水"), at(8, "县里下拨"), False),  # no longer
        (at(8, "新渠通水"), at(8, "——下拨五百万元"), False),  # a subtitle
        (at(8, "新渠通水"), at(8, "（下拨五百万元"), False),
        (at(8, "新渠通水"), at(8, "下拨五百万元）"), False),
        (at(8, "新渠通水"), at(8, "本报记者 李明华"), False),
        (at(8, "新渠通水"), at(8, MASTHEAD), False),
        (at(0, "第3版"), at(8, "县里下拨五百万元"), False),
    ],
)
def test_a_kicker_behind_its_title_is_read_first(title: str, kicker: str, first: bool) -> None:
    page = read_page(title, kicker, *BODY)
    assert page.order([1, 0]) == ([1, 0] if first else [0, 1])


def test_rows_across_the_columns_are_read_down_the_page() -> None:
    title, kicker, longer = at(8, "新渠通水"), at(8, "县里下拨五百万元"), at(8, "县里下拨五百万元修渠")
    assert read_page(title, "", kicker, *BODY).order({2, 0}) == [0, 2]
    assert read_page(title, kicker, longer, *BODY).order({2, 1, 0}) == [1, 0, 2]
    assert read_page(kicker, title, longer, *BODY).order({2, 1, 0}) == [0, 2, 1]


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("新渠通水   菜园增收", {"新渠通水": 4, "菜园增收": 4}),
        ("新渠通水  菜园增收", {"新渠通水  菜园增收": 8}),
        ("新渠通水   菜园   增收", {"新渠通水": 4, "菜园": 2, "增收": 2}),
        ("老“新渠”   菜园增收", {"老“新渠”   菜园增收": 9}),
        (
            "新渠通水   “菜园”增收",
            {"新渠通水   “菜园”增收": 9.5},
        ),  # an opening mark's white half is not there
        ("新 渠   通 水", {"新 渠": 2, "通 水": 2}),
    ],
)
def test_a_row_is_cut_where_two_lines_of_the_headline_share_it(row: str, parts: dict[str, float]) -> None:
    page = read_page(BODY[0], f"   {row}", *BODY)
    found = list(page.part(1))
    assert {page.lines[1].text[part.start : part.end]: part.width for part in found} == parts
    assert {part.row for part in found} == {1}
