"""What the line-break program weighs: pages on which one thing alone tips the choice, in nats.

The rows are of ten ems, and everything that a source shows of itself costs nothing, so that only what is
to be weighed counts. Two scales stand in for it: what a blank line costs a paragraph that goes on over it,
and what an indent costs a row that is of a paragraph. The choice must turn at the weight worked out here.

What the sums are made of, where a paragraph of its own stands between others: 1.6 that one opens, 3.2 that it
ends without a full stop (0.08 with one), 0.15 that its last line is short (2.0 where it is full, and 1.8 more
without a full stop). A line that goes on without a full stop before it costs 0.04, with one 3.3.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from pipeline.document import Kind, Line
from pipeline.repair.breaks import kind_of, label_rows
from pipeline.repair.labels import Label, opens_block
from pipeline.repair.layout import Layout, Row
from pipeline.repair.widths import Face, measure

EVEN = (0.0, 0.0)
NEVER = 20.0  # nats
FREE = (0.0, 0.0, 0.0, 0.0, NEVER, NEVER)  # a line that goes on leaves room for a character at most
WIDE = "县里修成的新渠今天通了清水"  # wider than a column: a headline whatever stands around it
STORY = ("今年九月青溪县的", "河水顺着石砌的渠道流", "进每一块地。")
OTHER = ("老农去渠边看清水", "孩子们也都跟着他一道", "去看水。")
FIRST = (WIDE, "今年九月青溪县的", "河水顺着石砌的渠道流")
INDENT = "\u3000\u3000"
LETTERS = {Label.FIRST: "P", Label.NEXT: "P", Label.HEAD: "H", Label.TITLE: "T", Label.SIGNATURE: "S"}


def lay(*texts: str | tuple[str, float], full: float = 10.0, own: float = 10.0) -> Layout:
    """Lay out rows; `full` is the body's measure, `own` that of the rows, and a row may have another too."""
    rows: list[Row] = []
    blank = 0
    for number, said in enumerate(texts, 1):
        text, *other = (said,) if isinstance(said, str) else said
        assert isinstance(text, str)
        bare = "".join(text.split())
        if not bare:
            blank += 1
            continue
        stops = bare.rstrip("”")[-1] in "。！？"
        lead = float(text.startswith(INDENT))
        measures = (own, *(float(each) for each in other))
        lines = (Line(number, text),)
        rows.append(Row(lines, bare, measure(bare, Face()), 1.0, blank, lead, 0.0, stops, measures))
        blank = 0
    return Layout(tuple(rows), full, EVEN, EVEN, EVEN, EVEN, EVEN, True, FREE)


def read(layout: Layout) -> str:
    """Say what each row is: a letter, small where it goes on with the block before, C for a clipping."""
    labelling = label_rows(layout, sure=False)
    letters = [LETTERS[state[1]] for state in labelling.states]
    if labelling.states[0][1] is Label.NEXT:
        letters[0] = "C"
    return "".join(
        letter if opens_block(labelling, index) else letter.lower() for index, letter in enumerate(letters)
    )


def with_blank(layout: Layout, weight: float) -> Layout:
    """Let a blank line speak against going on by a weight, below 0 for it."""
    inside, between = (0.0, max(weight, 0.0)), (0.0, max(-weight, 0.0))
    return replace(layout, blank_inside=inside, blank_before_opener=inside, blank_between=between)


def with_indent(layout: Layout, weight: float) -> Layout:
    """Let an indent speak against a paragraph by a weight, below 0 for it."""
    return replace(layout, lead_first=(0.0, weight), lead_inside=(0.0, weight))


FULL = (*FIRST, "新渠通水两岸三镇菜农", "")
STOPPED = (*FIRST, "新渠通水两岸三镇通。", "")
OPENS = 1.6
APART = 0.04 + 0.94 - 0.04  # two Han that make no word: joined at 0.94, parted at 0.04


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


@pytest.mark.parametrize(("rows", "head"), [(39, "H"), (40, "P")])
def test_a_headline_may_come_under_a_lede_of_forty_rows(rows: int, head: str) -> None:
    said = "农民去看。"
    assert read(lay(*[said] * rows, WIDE, said, "两岸菜园", said)) == "P" * rows + f"TP{head}P"


def test_what_wins_where_no_headline_is() -> None:
    """A paragraph's first row is without its headline (5.5), or a clipping's (4.5)."""
    layout = lay("  今年九月青溪县的".replace("  ", INDENT), *STORY[1:])
    assert read(replace(layout, lead_first=(0.0, -1.1))) == "Ppp"
    assert read(replace(layout, lead_first=(0.0, -0.9))) == "Cpp"


@pytest.mark.parametrize(("own", "over"), [(9.75, 0.0), (9.5, 0.7 * 4), (9.0, 1.2 * 4)])
def test_a_row_may_seem_a_little_wider_than_its_measure(own: float, over: float) -> None:
    """By 0.3 ems, and here the last row's indent counts: without it the eight ems have room."""
    layout = lay(WIDE, "今年九月青溪。", "", "老农都去看看水。", own=own)
    tips = OPENS + 0.08 + 2.0 + over - 3.3
    assert read(with_blank(layout, tips - 0.1)) == "TPp"
    assert read(with_blank(layout, tips + 0.1)) == "TPP"


def test_white_of_half_an_em_is_no_indent() -> None:
    layout = with_indent(lay(WIDE, *STORY, "两岸菜园", *OTHER), -5.0)
    (*above, row), below = layout.rows[:5], layout.rows[5:]
    for lead, reading in ((0.0, "TPppHPpp"), (0.5, "TPppHPpp"), (1.0, "TPppPPpp")):
        assert read(replace(layout, rows=(*above, replace(row, lead=lead), *below))) == reading


def test_a_doubtful_width_may_fill_the_line() -> None:
    layout = lay(*FIRST, "新渠通水两岸三镇老", "", "去看水。")
    tips = OPENS + 3.2 + 0.15 + 1.8 - APART
    assert read(with_blank(layout, tips + 0.1)) == "TPppP"
    doubtful = tuple(replace(row, doubt=0.25 * (row.width == 9)) for row in layout.rows)
    assert read(with_blank(replace(layout, rows=doubtful), tips + 1.75)) == "TPppp"
    assert read(with_blank(replace(layout, rows=doubtful), tips + 1.95)) == "TPppP"


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
