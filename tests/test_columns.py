"""What a line of a column is, and what only stands among them: by its place, its neighbours, its end."""

from __future__ import annotations

import pytest
from cells import BODY, CANAL, LIBRARY, SECOND, TITLE, above, at, below, columns, read_page, show

from pipeline.repair.grid import Segment


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
