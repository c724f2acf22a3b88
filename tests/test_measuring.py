"""How lines are measured, put together and parted, on figures that are worked out by hand."""

from __future__ import annotations

from math import inf, log

import pytest

from pipeline.document import Line
from pipeline.profiles import USUAL
from pipeline.repair.breaks import label_rows
from pipeline.repair.hung import part_hung
from pipeline.repair.layout import Row, count_blanks, count_leads, count_rooms, read_layout
from pipeline.repair.measures import Extent, fills, find_main, find_measures
from pipeline.repair.pieces import Piece, join_pieces, shows_cuts
from pipeline.repair.widths import Face, first_unit, measure, measure_unit, printed

PLAIN = Face(squeezed=False, trimmed=False)
LATIN = Face(digit=0.556, squeezed=False, trimmed=False)
TEN = "一二三四五六七八九十"


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("A", 0.7), ("M", 0.9), ("W", 0.9), ("I", 0.4), ("J", 0.4), ("f", 0.35), ("t", 0.35), ("m", 0.85),
        ("w", 0.85), ("%", 0.92), ("@", 0.95), (".", 0.3), ("|", 0.3), ("(", 0.37), ("-", 0.37), (" ", 0.25),
        ("a", 0.556), ("7", 0.556), ("中", 1.0), ("——", 2.0), ("“中”", 3.0), ("中Am7", 3.106),
    ],
)  # fmt: skip
def test_a_proportional_face_gives_each_letter_its_width(text: str, ems: float) -> None:
    assert measure(text, LATIN) == pytest.approx(ems)


@pytest.mark.parametrize(
    ("text", "face", "ems"),
    [
        ("中A7", PLAIN, 2.0),
        ("（一）。", PLAIN, 4.0),
        ("（一）。", Face(trimmed=False), 3.5),
        ("（一）。", Face(), 3.0),
        ("（一）。二", Face(tight=True), 3.5),
        ("一（二", Face(), 3.0),
        ("一A二", Face(gap=0.125, squeezed=False, trimmed=False), 2.75),
        ("一9%二", Face(gap=0.125, squeezed=False, trimmed=False), 3.25),
        ("一，二", Face(gap=0.125), 3.0),
    ],
)
def test_a_face_gives_up_what_it_gives_up(text: str, face: Face, ems: float) -> None:
    assert measure(text, face) == pytest.approx(ems)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("中国", "中"),
        ("，中", "，"),
        ("中，国", "中，"),
        ("（中）国", "（中）"),
        ("2022年", "2022"),
        ("1.5%的", "1.5%"),
        ("GDP增", "GDP"),
        ("——中", "——"),
        ("中——国", "中——"),
        ("中”“国", "中”“国"),
        ("“5G", "“5"),
        (" ", " "),
    ],
)
def test_what_the_start_of_a_line_cannot_be_parted_from(text: str, unit: str) -> None:
    assert first_unit(text) == unit
    assert measure_unit(text, PLAIN) == measure(unit, PLAIN)


def test_spaces_that_a_setter_never_measured_are_left_out() -> None:
    assert printed(" 太 谷 区 ") == "太谷区"
    assert printed("the news today 中 国") == "the news today中国"
    assert printed("两半\u3000题目") == "两半 题目"
    assert printed("\u3000\u3000首行") == "首行"


def rows(*said: tuple[float, float, bool, int, float], texts: str = "") -> list[Row]:
    """Rows of a measure of 10 ems: width, unit, whether a sentence ends, blank lines before it, lead."""
    return [
        Row((), texts[at] if texts else "中", width, unit, blank, lead, 0.0, ends, (10.0,))
        for at, (width, unit, ends, blank, lead) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("width", "ends", "blank", "text", "counts"),
    [
        (10, False, 0, "中", ((0, 1), (0, 0), (0, 0))),
        (10, False, 1, "中", ((1, 0), (0, 0), (0, 0))),
        (10, False, 2, "中", ((1, 0), (0, 0), (0, 0))),
        (10, False, 0, "“", ((0, 0), (0, 1), (0, 0))),
        (10, False, 1, "《", ((0, 0), (1, 0), (0, 0))),
        (10.2, False, 1, "中", ((0, 0), (0, 0), (0, 0))),
        (9, False, 1, "中", ((0, 0), (0, 0), (0, 0))),
        (9.1, False, 1, "中", ((1, 0), (0, 0), (0, 0))),
        (10, True, 1, "中", ((0, 0), (0, 0), (0, 0))),
        (7.9, True, 1, "中", ((0, 0), (0, 0), (1, 0))),
        (7.9, True, 0, "“", ((0, 0), (0, 0), (0, 1))),
        (8, True, 1, "中", ((0, 0), (0, 0), (0, 0))),
    ],
)
def test_blank_lines_count_where_the_measure_settles_the_break(
    width: float, ends: bool, blank: int, text: str, counts: object
) -> None:
    assert count_blanks(rows((width, 1, ends, 0, 0), (5, 1, False, blank, 0), texts=f"中{text}")) == counts


@pytest.mark.parametrize(
    ("width", "ends", "lead", "counts"),
    [
        (10, False, 0, ((0, 0), (0, 1))),
        (10, False, 1, ((0, 0), (1, 0))),
        (10, False, 0.5, ((0, 0), (0, 1))),
        (9, False, 1, ((0, 0), (0, 0))),
        (10, True, 1, ((0, 0), (0, 0))),
        (7.9, True, 2, ((1, 0), (0, 0))),
        (7.9, True, 0, ((0, 1), (0, 0))),
        (8, True, 2, ((0, 0), (0, 0))),
    ],
)
def test_indents_count_where_the_measure_settles_the_break(
    width: float, ends: bool, lead: float, counts: object
) -> None:
    assert count_leads(rows((width, 1, ends, 0, 0), (5, 1, False, 0, lead))) == counts


@pytest.mark.parametrize(
    ("width", "unit", "place"),
    [(9.5, 1, 0), (9, 1, 1), (8.5, 1, 2), (8, 1, 3), (7, 1, None), (6, 4, 1), (5.9, 4.1, None)],
)
def test_room_counts_in_its_class(width: float, unit: float, place: int | None) -> None:
    found = count_rooms(
        rows((10, 1, False, 0, 0), (width, 1, False, 0, 0), (10, unit, False, 0, 0), (10, 1, True, 0, 0))[:3]
    )
    assert found == tuple(float(at == place) for at in range(6))


def test_room_is_counted_only_inside_a_paragraph() -> None:
    row, after = (9.0, 1.0, False, 0, 0.0), (10.0, 1.0, False, 0, 0.0)
    assert sum(count_rooms(rows((10, 1, True, 0, 0), row, after))) == 0
    assert sum(count_rooms(rows((10, 1, False, 0, 0), (9, 1, True, 0, 0), after))) == 0
    assert sum(count_rooms(rows((10, 1, False, 2, 0), row, after))) == 0
    assert sum(count_rooms(rows((10, 1, False, 1, 0), row, after))) == 1


def test_the_odds_of_a_blank_line_are_those_seen_and_known() -> None:
    layout = read_layout([Line(1, TEN), Line(2, TEN), Line(3, "末。")])
    (yes, no), seen = USUAL.blank_inside, 2
    assert layout.blank_inside == pytest.approx(
        (-log((no + seen) / (yes + no + seen)), -log(yes / (yes + no + seen)))
    )
    assert [layout.weigh_room(room) for room in (-1, 0.1, 9)] == [
        layout.room_inside[0], layout.room_inside[1], layout.room_inside[-1]
    ]  # fmt: skip
    assert sum(2.718281828**-cost for cost in layout.room_inside) == pytest.approx(1)


def test_a_line_fills_its_measure_or_that_less_an_indent() -> None:
    after = Extent(10, 1)
    for width, full in (
        (10, True),
        (10.15, True),
        (10.2, False),
        (9, False),
        (9.01, True),
        (8, True),
        (7, False),
    ):
        assert fills(Extent(width, 1), after, 10) is full, width


def test_the_measure_is_that_of_the_most_lines() -> None:
    assert find_main([], USUAL) == 0.0
    assert find_main([Extent(7, 1)], USUAL) == 7
    lines = [Extent(10, 1)] * 6 + [Extent(8, 1), Extent(3, 1)]
    assert find_main(lines, USUAL) == 10


def test_lines_set_otherwise_have_a_measure_of_their_own() -> None:
    wide = [Extent(width, 1.0) for width in (10, 10, 15, 14, 10, 10, 10, 10)]
    assert find_measures(wide, 10.0) == [(10.0,), (10.0,), *[(10.0, 15)] * 3, *[(10.0,)] * 3]
    assert find_measures([Extent(10, 1)] * 3 + [Extent(15, 1)] + [Extent(10, 1)] * 4, 10.0) == [(10.0,)] * 8
    narrow = [Extent(10, 1)] * 8 + [Extent(7, 1)] * 7 + [Extent(10, 1)] * 8
    assert all(7.0 in measures for measures in find_measures(narrow, 10.0)[8:15])


def piece(text: str, blank: int = 0, lead: float = 0.0, number: int = 1) -> Piece:
    return Piece((Line(number, text),), text, blank, lead)


def texts(found: list[Piece]) -> list[str]:
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("first", "second", "blank", "cut"),
    [
        (TEN, TEN, 0, False),
        ("一二三", "，四五", 0, True),
        ("一二（", "三四五", 0, True),
        ("一二三四，", "“五六七八", 0, True),
        ("一二三四，", "“五六七八", 1, False),
        ("一二三四，", "“五", 0, False),
        ("一二三四五", "“六七八九", 0, False),
        ("一二三四，", "五六七八九", 0, False),
        ("，", "“一二三四五六七八", 0, True),
        ("一二三四五六七，", "“八", 0, True),
        ("一二三四五六七八，", "“九", 0, False),
    ],
)
def test_cuts_are_seen(first: str, second: str, blank: int, cut: bool) -> None:
    lines = [piece(TEN) for _ in range(9)]
    assert shows_cuts([*lines, piece(first), piece(second, blank), *lines]) is (cut or first == "，")
    assert not shows_cuts([])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["一二三四五", "，六七八九", TEN], ["一二三四五，六七八九", TEN]),
        (["一二三四（", "五六七）八", TEN], ["一二三四（五六七）八", TEN]),
        ([TEN, "，一二三四五六七八九", TEN], [TEN, "，一二三四五六七八九", TEN]),
        (["一二三四》", "（五六七八", TEN], ["一二三四》（五六七八", TEN]),
        (["一二三四五", "六七八九十", TEN], ["一二三四五", "六七八九十", TEN]),
        (["一二三四。", "（二）五六七八", TEN], ["一二三四。", "（二）五六七八", TEN]),
    ],
)
def test_cut_lines_are_whole_again(given: list[str], wanted: list[str]) -> None:
    assert texts(join_pieces([*map(piece, given)], 10.0, PLAIN)) == wanted


def test_a_whole_line_keeps_what_its_pieces_had() -> None:
    given = [piece("一二三四五", 1, 2.0, 1), piece("，六七八九", 0, 1.0, 2), piece(TEN, 2, 0.0, 3)]
    first, second = join_pieces(given, 10.0, PLAIN)
    assert (first.blank, first.lead, [line.number for line in first.lines]) == (1, 2.0, [1, 2])
    assert second == given[2]


def test_a_blank_line_parts_pieces() -> None:
    given = [piece("一二三四》"), piece("（五六七八", 1), piece(TEN)]
    assert join_pieces(given, 10.0, PLAIN) == given


@pytest.mark.parametrize(
    ("text", "after", "wanted"),
    [
        ("环境明显提升。 ——生态环境改善", "", ["环境明显提升。", "——生态环境改善"]),
        ("环境明显提升 ——生态环境改善", "", ["环境明显提升", "——生态环境改善"]),
        ("一二三 ——四五六七", "八", ["一二三——四五六七"]),
        ("好。 ——一二三四五六", "七八", ["好。", "——一二三四五六"]),
        ("好， ——一二三四五六", "七八", ["好，——一二三四五六"]),
        ("好。 ——一二三四", "七八", ["好。——一二三四"]),
        ("好。 ——一二三四五", "七八", ["好。", "——一二三四五"]),
        ("好。——一二三四五六", "七八", ["好。", "——一二三四五六"]),
        ("好。——一二三四五六七", "八", ["好。——一二三四五六七"]),
        ("好。——一二三四五6", "", ["好。——一二三四五6"]),
        ("明显提升。 ——改善了。 ——生态环境", "", ["明显提升。", "——改善了。", "——生态环境"]),
    ],
)
def test_a_hung_line_is_parted(text: str, after: str, wanted: list[str]) -> None:
    lines = [Piece((Line(4, text),), printed(text), 2, 1.0), *([piece(after)] if after else [])]
    found = part_hung(lines, 10.0, PLAIN)
    assert texts(found) == [*wanted, *([after] if after else [])]
    assert (found[0].blank, found[0].lead, found[0].lines[0].place(0)) == (2, 1.0, 1)
    if len(wanted) > 1:
        assert (found[1].blank, found[1].lead) == (0, 0.0)
        assert found[1].lines[0].place(0) == text.index("——") + 1
        assert found[1].lines[0].number == 4


def test_what_a_hung_line_remembers_of_its_source_is_parted_too() -> None:
    text = "环境明显提升。 ——生态环境改善"
    columns = tuple(range(21, 21 + len(text)))
    (first, second) = part_hung([Piece((Line(1, text, 21, columns),), printed(text), 0, 0.0)], 10.0, PLAIN)
    assert [first.lines[0].place(at) for at in (0, 6)] == [21, 27]
    assert [second.lines[0].place(at) for at in (0, 7)] == [29, 36]


def test_a_margin_is_what_turning_a_break_costs() -> None:
    lines = [TEN, TEN, "一二三。", "一二三四五六七八", TEN, TEN, "末。"]
    layout = read_layout([Line(number, text) for number, text in enumerate(lines, 1)])
    margins = label_rows(layout).margins
    assert margins[0] == inf and len(margins) == len(lines)
    assert all(margin >= 0 for margin in margins)
    assert label_rows(layout, sure=False).margins == ()
