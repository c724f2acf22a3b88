"""The order of the rows of a region: columns from left to right, and what lies across them."""

from __future__ import annotations

from pipeline.pages.flow import order_rows
from pipeline.pages.rows import Row
from pipeline.sheet import Box

SIZE, LEADING, WIDTH, GUTTER = 10.0, 12.0, 100.0, 15.0


def row(name: str, left: float, line: float, width: float = WIDTH) -> Row:
    top = line * LEADING
    return Row(name, Box(left, top, left + width, top + SIZE), top + SIZE - 1, SIZE, 1)


def column(name: str, number: int, lines: range) -> list[Row]:
    return [row(f"{name}{line}", number * (WIDTH + GUTTER), line) for line in lines]


def read(rows: list[Row]) -> str:
    return " ".join(row.text for row in order_rows(rows[::-1], [], SIZE))


def test_columns_are_read_from_left_to_right() -> None:
    assert read([*column("b", 1, range(3)), *column("a", 0, range(3))]) == "a0 a1 a2 b0 b1 b2"


def test_a_row_over_all_columns_ends_them() -> None:
    rows = [*column("a", 0, range(2)), *column("b", 1, range(2)), row("x", 0, 2, 2 * WIDTH + GUTTER)]
    rows += [*column("c", 0, range(3, 5)), *column("d", 1, range(3, 5))]
    assert read(rows) == "a0 a1 b0 b1 x c3 c4 d3 d4"


def test_what_is_set_into_two_columns_is_read_after_them() -> None:
    a, b = column("a", 0, range(6)), column("b", 1, range(6))
    a[2:4] = [row("a2", 0, 2, 50), row("a3", 0, 3, 50)]
    b[2:4] = [row("b2", 165, 2, 50), row("b3", 165, 3, 50)]
    inset = [row("x", 62, 2, 90), row("y", 62, 3, 90)]
    assert read([*a, *b, *inset]) == "a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5 x y"
    aside = read([*a, *b, *inset, *column("c", 2, range(6))])
    assert aside == "a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5 x y c0 c1 c2 c3 c4 c5"


def test_what_is_set_over_a_column_parts_it() -> None:
    a, b, c = (column(name, number, range(6)) for number, name in enumerate("abc"))
    a[2:4] = [row("a2", 0, 2, 50), row("a3", 0, 3, 50)]
    c[2:4] = [row("c2", 280, 2, 50), row("c3", 280, 3, 50)]
    inset = [row("x", 62, 2, 206), row("y", 62, 3, 206)]
    wanted = "a0 a1 a2 a3 a4 a5 b0 b1 b4 b5 c0 c1 c2 c3 c4 c5 x y"
    assert read([*a, *b[:2], *b[4:], *c, *inset]) == wanted


def test_rows_in_no_order_at_all_are_read_from_the_top() -> None:
    stairs = [row(f"{number:04}", 5 * number, number * 5 / LEADING, 60) for number in range(3000)]
    assert sorted(read(stairs).split()) == [one.text for one in stairs]
