"""Whether a row is a head, of a headline, a signature or text: each tipped by one thing (see scales.py)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scales import APART, INDENT, OPENS, OTHER, STORY, WIDE, lay, read, with_indent

from pipeline.document import Kind
from pipeline.repair.breaks import kind_of, label_rows

ALONE = 1.6 + 3.2 + 0.15  # what a short row costs as a paragraph
EXCLAIMED = 1.6 + 0.08 + 0.15


def between(*rows: str) -> tuple[str, ...]:
    return (WIDE, *STORY, *rows, *OTHER)


@pytest.mark.parametrize(
    ("why", "rows", "tips", "head"),
    [
        ("short", between("  两岸菜园"), 2.4 - ALONE, "TPppHPpp"),
        ("an exclamation", between("  两岸菜园！"), 2.4 - EXCLAIMED, "TPppHPpp"),
        ("a full stop", between("  两岸菜园。"), 2.4 + 5.0 - EXCLAIMED, "TPppHPpp"),
        ("an ellipsis", between("  两岸菜…"), 2.4 + 5.0 - ALONE, "TPppHPpp"),
        ("quoted", between("  “菜园！”"), 2.4 + 5.0 - EXCLAIMED, "TPppHPpp"),
        ("a sentence", between("  水。菜园"), 2.4 + 6.0 - ALONE, "TPppHPpp"),
        ("a pause", between("  两岸，菜园"), 2.4 + 0.25 - ALONE, "TPppHPpp"),
        ("two pauses", between("  岸，菜、园"), 2.4 + 0.5 - ALONE, "TPppHPpp"),
        ("ends with a pause", between("  两岸菜园，"), 2.4 + 3.0 - 1.6 - 6.0 - 0.15, "TPppHPpp"),
        ("ends with a colon", between("  两岸菜园："), 2.4 + 3.0 - 1.6 - 1.6 - 0.15, "TPppHPpp"),
        ("a character", between("  水"), 2.4 + 2.5 - ALONE, "TPppHPpp"),
        ("a number", between("  12"), 2.4 + 2.5 - ALONE, "TPppHPpp"),
        ("a digit", between("  3"), 2.4 + 2.5 + 2.5 - ALONE, "TPppHPpp"),
        ("a second line", between("两岸菜园", "  渠水润泽"), 0.6 - ALONE, "TPppHhPpp"),
        ("a longer line", between("两岸菜园", "  渠水润泽水"), 0.6 + 0.25 - ALONE, "TPppHhPpp"),
        ("a third line", between("两岸菜园", "渠水润泽", "  读者来信"), 0.6 - ALONE, "TPppHhhPpp"),
        (
            "a fourth line",
            between("两岸菜园", "渠水润泽", "读者来信", "  县里修渠"),
            0.6 + 1.2 - ALONE,
            "TPppHhhhPpp",
        ),
        ("two heads", between("  （一）水", "  （二）园"), 2.4 + 3.5 - ALONE, "TPppHHPpp"),
        ("under the title", (WIDE, "  （一）菜园", *STORY), 2.4 + 2.0 - ALONE, "THPpp"),
        ("the last", (WIDE, *STORY, *OTHER, "  （一）菜园"), 2.4 + 5.0 - 1.6 - 3.2, "TPppPppH"),
        ("a byline", (WIDE, "  记者 李明华", *STORY), -3.0 - ALONE, "TSPpp"),
        ("a byline at the end", (WIDE, *STORY, *OTHER, "  （李明华）"), -3.0 - 1.6 - 3.2, "TPppPppS"),
    ],
)
def test_a_row_is_a_head_where_a_paragraph_is_dearer(
    why: str, rows: tuple[str, ...], tips: float, head: str
) -> None:
    layout = lay(*(row.replace("  ", INDENT) for row in rows))
    assert read(with_indent(layout, tips + 0.1)) == head, why
    assert read(with_indent(layout, tips - 0.1)) != head, why


CLIPPED = 4.5 + ALONE  # a clipping that begins inside a paragraph


@pytest.mark.parametrize(
    ("why", "rows", "tips", "head"),
    [
        ("the first row", ("  新渠通水", *STORY), 1.5 - CLIPPED, "TPpp"),
        ("of two halves", ("  渠通水 菜园丰", "记者 李明华", *STORY), 0.5 - CLIPPED, "TSPpp"),
        ("a character", ("  水", *STORY), 1.5 + 2.5 - CLIPPED, "TPpp"),
        ("an exclamation", ("  通水！", *STORY), 1.5 - 4.5 - EXCLAIMED, "TPpp"),
        ("an ellipsis", ("  通水…", *STORY), 1.5 + 5.0 - CLIPPED, "TPpp"),
        ("ends with a pause", ("  通水，", *STORY), 1.5 + 3.0 - 4.5 - 1.6 - 6.0 - 0.15, "TPpp"),
        ("a second title", (WIDE, "  新渠通水", *STORY), 3.5 - ALONE, "TTPpp"),
        ("a subtitle", (WIDE, "  ——通水", *STORY), 3.5 - 2.2 - ALONE, "TTPpp"),
        ("a number in a series", (WIDE, "  通水（上）", *STORY), 3.5 - 2.2 - ALONE, "TTPpp"),
        ("before a subtitle", ("  新渠通水", "——菜园", *STORY), 1.5 - 4.0 - ALONE, "TTPpp"),
        ("fills the measure", ("  河水喝上清流两岸", "去看水。"), 1.5 + 2.0 - 4.5 - APART, "TP"),
        ("hardly fills it", ("  河水喝清流两岸", "去看水。"), 1.5 - 5.5 - APART, "TP"),
        ("a stray subtitle", (WIDE, *STORY, "  ——通水", *OTHER), 2.5 - 2.2 - ALONE, "TPppTPpp"),
        ("below the body", (*STORY, "  新渠通水"), 3.5 - OPENS - 3.2 - 4.5, "PppT"),
        ("a second line", ("新渠今通水", "  老人喝清流", *STORY), 2.7 - ALONE, "TtPpp"),
        ("a shorter line", ("新渠今通水", "  喝清流", *STORY), 2.7 + 0.4 - ALONE, "TtPpp"),
        ("after a pause", ("新渠通水，", "  喝清流", *STORY), 2.7 - 2.0 + 0.4 - ALONE - 3.0, "TtPpp"),
        (
            "after a pause, longer",
            ("通水，", "  老人喝清", *STORY),
            2.7 - 2.0 + 0.2 - ALONE - 3.0,
            "TtPpp",
        ),
        (
            "after a pause, much longer",
            ("通水，", "  老人喝清流", *STORY),
            2.7 - 2.0 + 2.0 + 0.4 - ALONE - 3.0,
            "TtPpp",
        ),
        ("a year", ("新渠通水，", "  2022年", *STORY), 2.7 - 2.0 + 2.5 + 0.4 - ALONE - 3.0, "TtPpp"),
        ("a kicker", ("召开会议，", "  喝清流", *STORY), 2.7 - 2.0 + 1.5 + 0.4 - ALONE - 3.0, "TtPpp"),
        ("two kickers", ("召开会议，", "  要求修", *STORY), 2.7 - 2.0 + 0.4 - ALONE - 3.0, "TtPpp"),
        ("a subtitle goes on", (WIDE, "——新渠通", "  老人喝清流", *STORY), 2.7 - 1.2 - ALONE, "TTtPpp"),
        (
            "a third line",
            ("新渠通水，", "老人清流，", "  喝清流", *STORY),
            0.7 + 0.4 + 1.2 - ALONE - 3.0,
            "TttPpp",
        ),
        ("in one column", ("新渠今通水，", "  喝清流", *STORY), 0.7 + 0.6 - ALONE - 3.0, "TtPpp"),
        ("over several", ("新渠今天通水，", "  喝清流", *STORY), 0.7 + 0.8 + 1.0 - ALONE - 3.0, "TtPpp"),
        ("two below the body", (*STORY, WIDE, "  新渠通水"), 3.5 - OPENS - 3.2, "PppTT"),
        (
            "under a lede, with heads",
            (*STORY, "  新渠通水", *OTHER, "（一）园", *STORY),
            4.0 - ALONE - 4.5,
            "PppTPppHPpp",
        ),
        (
            "a stray subtitle under a head",
            (WIDE, *STORY, "两岸菜园", "  ——通水", *OTHER),
            2.5 - 2.2 - 2.4,
            "TPppPTPpp",
        ),
    ],
)
def test_a_row_is_of_the_headline_where_a_paragraph_is_dearer(
    why: str, rows: tuple[str, ...], tips: float, head: str
) -> None:
    layout = lay(*(row.replace("  ", INDENT) for row in rows))
    assert read(with_indent(layout, tips + 0.1)) == head, why
    assert read(with_indent(layout, tips - 0.1)) != head, why


@pytest.mark.parametrize(
    ("title", "tips"), [("新渠通水两岸", 1.5 - CLIPPED), ("新渠通水两岸园", 1.5 - 1.0 - CLIPPED)]
)
def test_a_row_wider_than_the_body_s_measure_is_a_headline_rather(title: str, tips: float) -> None:
    layout = lay(INDENT + title, "记者 李明华", *STORY, full=5.0)
    assert read(with_indent(layout, tips + 0.1)) == "TSPpp"
    assert read(with_indent(layout, tips - 0.1)) != "TSPpp"


@pytest.mark.parametrize(("rows", "head"), [(39, "H"), (40, "P")])
def test_a_headline_may_come_under_a_lede_of_forty_rows(rows: int, head: str) -> None:
    said = "农民去看。"
    assert read(lay(*[said] * rows, WIDE, said, "两岸菜园", said)) == "P" * rows + f"TP{head}P"


def test_what_wins_where_no_headline_is() -> None:
    """A paragraph's first row is without its headline (5.5), or a clipping's (4.5)."""
    layout = lay("  今年九月青溪县的".replace("  ", INDENT), *STORY[1:])
    assert read(replace(layout, lead_first=(0.0, -1.1))) == "Ppp"
    assert read(replace(layout, lead_first=(0.0, -0.9))) == "Cpp"


def test_white_of_half_an_em_is_no_indent() -> None:
    layout = with_indent(lay(WIDE, *STORY, "两岸菜园", *OTHER), -5.0)
    (*above, row), below = layout.rows[:5], layout.rows[5:]
    for lead, reading in ((0.0, "TPppHPpp"), (0.5, "TPppHPpp"), (1.0, "TPppPPpp")):
        assert read(replace(layout, rows=(*above, replace(row, lead=lead), *below))) == reading


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (("记者 李明华",), Kind.BYLINE),
        (("本报记者 李明华", "通讯员 王芳"), Kind.BYLINE),
        (("（记者 李明华", "王芳", "赵小兰）"), Kind.BYLINE),
        (("李明华 摄",), Kind.CREDIT),
        (("新华社青溪9月1日电",), Kind.DATELINE),
        (("两岸菜园",), Kind.HEADING),
        (("——渠边的人家",), Kind.TITLE),
        (("老农去看水。",), Kind.PARAGRAPH),
    ],
)
def test_a_block_is_what_its_rows_were_read_as(rows: tuple[str, ...], kind: Kind) -> None:
    layout = lay(WIDE, *STORY, *rows, *OTHER)
    labelling = label_rows(layout)
    assert read(layout)[4 : 4 + len(rows)][1:].islower() or len(rows) == 1
    assert kind_of(labelling, 4, layout) is kind
    assert (kind_of(labelling, 0, layout), kind_of(labelling, 1, layout)) == (Kind.TITLE, Kind.PARAGRAPH)
