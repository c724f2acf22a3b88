"""Rows across the columns of a page kept as rows of cells are told from the columns' own lines.

Every page has two columns of ten ems, the second from cell 12 on; what stands above, between and below
is said by cell and text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

import pytest

from pipeline.document import Line
from pipeline.repair.banners import Page
from pipeline.repair.grid import Segment, read_grid

SECOND = 12  # the cell that the second column starts at
CANAL = """\
  今年九月青溪县的新
渠通水两岸三镇的菜农
不用再等雨水过日子了
河水顺着石砌的渠道流
进每一块地里。
  老农张有田说过去天
旱的时候他要挑着水桶
走两里山路才能浇上一
亩地如今拧开水闸只要
一刻钟就能浇完全部的
菜园。
  镇里还派人教大家在
渠边种下成排的柳树来
护住河堤。""".splitlines()
LIBRARY = """\
  城东图书馆从本月起
延长开放时间每晚都有
不少读者前来看书馆里
还添了一间儿童阅览室
和一间供老人读报的屋
子里面摆着十张藤椅。
  馆长说读者来信里提
得最多的就是晚上没有
地方看书如今下班以后
也能坐下来读几页书了
孩子们做完作业也愿意
来这里听故事。
  下个月流动书车还要
开进北山的五个村子。""".splitlines()
TITLE = "新渠通水润泽两岸三镇千亩菜园"  # wider than a column
MASTHEAD = "2022年9月10日 星期六 第3版"
EDITORS = "责任编辑：李明 校对：王芳"


def at(*said: int | str) -> str:
    """Make a row: cell, text, cell, text …"""
    row = ""
    for cell, text in zip(said[::2], said[1::2], strict=True):
        assert isinstance(cell, int) and isinstance(text, str) and (not row or cell > len(row))
        row = row.ljust(cell) + text
    return row


def columns(left: Sequence[str] = CANAL, right: Sequence[str] = LIBRARY) -> list[str]:
    """Set lines side by side."""
    return [f"{a:{SECOND}}{b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]


BODY = columns()


def read_page(*rows: str, full: float = 10.0, second: int = SECOND) -> Page:
    """Read a page whose columns, of the measure `full`, the pages beside it have shown."""
    lines = [Line(number, text) for number, text in enumerate((*rows, *BODY), 1)]
    grid = read_grid(lines)
    assert grid
    edges = (((0,), (second,)),) * len(rows)
    return Page(lines[: len(rows)], replace(grid, rows=grid.rows[: len(rows)], full=full, edges=edges))


def show(page: Page, rows: set[int]) -> list[str]:
    return [page.lines[row].text.strip() for row in sorted(rows)]


def above(*rows: str) -> list[str]:
    page = read_page(*rows)
    return show(page, page.above)


def below(*rows: str) -> list[str]:
    page = read_page(*rows)
    return show(page, page.below)


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


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (at(0, "一二三四五六七八"), False),  # two ems short of the measure
        (at(0, "一二三四五六七八9"), True),  # full
        (at(1, "一二三四五六七八"), False),
        (at(2, "一二三四五六"), False),
        (at(2, "一二三四五六7"), True),  # full, its indent counted
        (at(0, "一二三四。"), True),  # ends a sentence
        (at(0, "新 渠 通 水 润 田"), False),
        (at(0, "新 渠 通 水 润 田园"), True),  # letter-spaced to more than the column's cells
    ],
)
def test_what_follows_a_headline_at_the_foot_is_text_where_it_reads_on(row: str, text: bool) -> None:
    assert below(*BODY, TITLE, row) == [TITLE, *[row.strip()] * (not text)]


@pytest.mark.parametrize(("after", "text"), [("2022年", True), ("二〇二二年", False)])
def test_a_line_is_full_where_what_follows_has_no_room(after: str, text: bool) -> None:
    row = at(SECOND, "一二三四五六七八")
    assert (row.strip() in below(*BODY, TITLE, row, at(SECOND, after))) is not text


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
    ("row", "fits"),
    [
        (at(4, "一二三四五六七八。"), True),
        (at(4, "一二三四五六七八9。"), False),  # an indent, but the line would end outside the column
        (at(3, "一二三四五六七八9。"), True),
        (at(3, "一二三四五六七八九。"), False),
        (at(2, "一二三四五六七八九。"), True),
        (at(2, "一二三四五六七八九9。"), True),
        (at(2, "一二三四五六七八九十。"), False),
        (at(1, "一二三四五六七八九十。"), True),
        (at(11, "一二三四五六七八九十。"), True),  # of the second column, a cell too soon
        (at(10, "一二三四五。"), False),
        (at(10, "一二三四五六七八九。"), False),
        (at(10, "一二三四五六七八九9。"), True),  # too wide, and hung out to the left
        (at(9, "一二三四五六七八九9。"), True),
        (at(8, "一二三四五六七八九9。"), False),
        (at(6, "一二三。"), True),  # centred
        (at(7, "一二三。"), False),
        (at(7, "（一二）"), True),  # flush right
        (at(7, "下一二。"), True),
        (at(8, "一。"), True),
        (at(9, "一。"), False),
        (at(5, "一二三四五六七。"), True),  # a first line, the column's edge moved
        (at(6, "一二三四五六七。"), True),
        (at(7, "一二三四五六七。"), False),
        (at(6, "一二三四五六七八。"), True),
        (at(5, "一二三四五六七八9。"), False),
        (at(8, "一二三四五。"), True),
        (at(6, "一二三四5。"), False),
    ],
)
def test_where_a_line_of_a_column_may_start(row: str, fits: bool) -> None:
    """Between two paragraphs, so that only its place tells what a line of text is."""
    assert above(*BODY[:5], row, *columns(CANAL[5:], LIBRARY[6:])) == [row.strip()] * (not fits)


@pytest.mark.parametrize(
    ("before", "row", "after", "head"),
    [
        # Indented, behind a full line that does not end a sentence.
        ("一二三四五六七八九十", "  通水。", "一二三四五六七八九。", True),
        ("一二三四五六七八9", "  通水。", "一二三四五六七八九。", True),
        ("一二三四五六七八", "  通水。", "一二三四五六七八九。", False),
        ("一二三四五六七八九。", "  通水。", "一二三四五六七八九。", False),
        ("一二三四五六七八九十", " 通水。", "一二三四五六七八九。", False),
        ("  一二三四五六七八8", "  通水。", "一二三四五六七八九。", False),  # as its neighbours are
        ("一二三四五六七八九十", "  通水。", "  一二三四五六七八", False),
        # Short and unfinished, before a line that goes on.
        ("一二三四五。", "新渠通水", "一二三四五六七八九十", True),
        ("一二三四五。", "新渠通水", "一二三四五六6", True),
        ("一二三四五。", "新渠通水", "一二三四五六", False),
        ("一二三四五。", "新渠通水", "  一二三四五六七八", False),
        ("一二三四五。", "新渠通水", " 一二三四五六七八九", True),
        ("一二三四五。", "新渠通水。", "一二三四五六七八九十", False),
        ("一二三四五。", "新渠通水：", "一二三四五六七八九十", False),
        ("一二三四五。", "一二三四五六七八九", "一二三四五六七八九十", False),
        ("一二三四五。", "图为新渠通水。", "一二三四五六七八九十", False),
        ("一二三四五。", "图为新渠通水", "两岸菜园喝清流。", False),
        ("一二三四五六七八九十", "  图为新渠。", "一二三四五六七八九。", False),
    ],
)
def test_what_interrupts_a_column_is_no_line_of_it(before: str, row: str, after: str, head: bool) -> None:
    around = [LIBRARY[1], "", LIBRARY[3]]
    page = [*BODY[:3], *columns([before, row, after], around), *BODY[3:]]
    assert above(*page) == [row.strip()] * head


def test_the_next_column_goes_on_behind_the_last_line_of_one() -> None:
    short, right = "新渠通水", ["一二三四五六七八九十"] * 6
    left = [*CANAL[:4], "进每一块地里。", short]
    assert below(*columns(left, right[:5])) == [short]
    assert below(*columns(left, ["  一二三四五六七八", *right[:4]])) == []


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


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("新渠通水。", True), ("新渠通水！”", True), ("新渠通水：", True), ("新渠通水；", True),
        ("新渠通水，", False), ("新渠通水", False), ("新渠”", False),
    ],
)  # fmt: skip
def test_a_piece_stops_at_the_end_of_a_sentence_or_before_what_it_announces(text: str, stops: bool) -> None:
    page = read_page(f"   {text}", *BODY)
    assert page.stops(Segment(0, 3, 3 + len(text), 5.0)) is stops


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        (at(5, "两岸菜园喝上清。"), True),  # a head's letters are larger, so that it is wider than it seems
        (at(4, "两岸菜园喝上清。"), True),
        (at(11, "两岸菜园喝上清。"), True),
        (at(12, "两岸菜园喝上清。"), False),
        (at(6, "两岸的菜园都喝上了渠里的清。"), True),
        (at(7, "两岸的菜园都喝上了渠里的清。"), False),
        (at(5, "两岸的菜园都喝上了渠里的清8水。"), False),  # too wide for one
    ],
)
def test_where_a_head_of_a_wide_column_may_start(row: str, fits: bool) -> None:
    full = at(0, "十" * 20, 22, "水" * 20)
    stop = at(0, "十" * 10 + "。", 22, "水" * 20)
    indented = at(2, "十" * 18, 22, "水" * 20)
    page = read_page(full, full, stop, row, indented, *[full] * 5, full=20.0, second=22)
    assert show(page, page.above) == [row.strip()] * (not fits)
