"""What a row looks like, weighed by the rules for heads, headlines and paragraphs: each at its edges.

Which costs a row has is said here by their names; test_breaks.py tries what they weigh.
"""

from __future__ import annotations

import pytest

from pipeline.document import Kind, Line
from pipeline.repair import costs
from pipeline.repair.layout import Layout, Row
from pipeline.repair.shapes import Shape, is_marked_subtitle, read_shapes, says_what_happened
from pipeline.repair.widths import Face, measure

EVEN = (0.0, 0.0)
PLAIN = Face(squeezed=False, trimmed=False)


def read(*texts: str, full: float = 10.0) -> tuple[Shape, ...]:
    """Read the shapes of rows that were set to ten ems; `full` is the measure of the body."""
    rows = []
    for number, text in enumerate(texts, 1):
        bare = "".join(text.split())
        ends = bare.rstrip("”）")[-1] in "。！？…"
        lines = (Line(number, text),)
        rows.append(Row(lines, bare, measure(bare, PLAIN), 1.0, 0, 0.0, 0.0, ends, (10.0,)))
    return read_shapes(Layout(tuple(rows), full, EVEN, EVEN, EVEN, EVEN, EVEN, True, (0.0,) * 6))


def second(before: str, text: str, full: float = 10.0) -> Shape:
    return read(before, text, "末行", full=full)[1]


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("两岸菜园", 0),
        ("两岸，菜园", costs.HEAD_COMMA),
        ("岸、菜，园,水", 3 * costs.HEAD_COMMA),
        ("两岸，菜园，", costs.HEAD_COMMA),  # the last is weighed where the head ends
        ("两岸。菜园", costs.HEAD_SENTENCE),
        ("两岸；菜园", costs.HEAD_SENTENCE),
        ("两岸菜园。", costs.HEAD_STOP),
        ("两岸菜园；", costs.HEAD_STOP),
        ("两岸菜园…", costs.HEAD_STOP),
        ("两岸菜园！", 0),
        ("“两岸菜园！”", costs.HEAD_STOP),
        ("（两岸菜园？）", costs.HEAD_STOP),
        ("“两岸菜园”", 0),
        ("两岸的菜园喝清水", 0),  # four fifths of the measure
        ("两岸的菜园喝清水了", costs.HEAD_LONG / 2),
        ("两岸的菜园喝上清水了", costs.HEAD_LONG),
        ("两岸的菜园喝上了清水了", costs.HEAD_LONG),
        ("水", costs.HEAD_TINY),
        ("12", costs.HEAD_TINY),
        ("3", 2 * costs.HEAD_TINY),
        ("两岸的菜园今天喝上了清水", None),
        ("——两岸菜园", None),
    ],
)
def test_a_section_head_is_short_and_no_sentence(text: str, cost: float | None) -> None:
    assert second("去看水。", text).head == (None if cost is None else pytest.approx(cost))


def test_without_a_measure_no_head_is_long() -> None:
    assert second("去看水。", "水", full=0.0).head == costs.HEAD_TINY


@pytest.mark.parametrize(
    ("before", "text", "cost"),
    [
        ("两岸菜园", "渠水润泽", costs.HEAD_NEXT),
        ("两岸菜园", "渠水润", costs.HEAD_NEXT + costs.HEAD_BALANCE),
        ("两岸菜园", "渠水润泽了", costs.HEAD_NEXT + costs.HEAD_BALANCE),
        ("岸", "渠水润泽万家", costs.HEAD_NEXT + 5 * costs.HEAD_BALANCE),
        ("岸", "渠水润泽千万家", costs.HEAD_NEXT + 6 * costs.HEAD_BALANCE),
        ("岸", "渠水润泽千万家了", costs.HEAD_NEXT + 6 * costs.HEAD_BALANCE),
        ("两岸菜园，", "渠水润泽了", costs.HEAD_NEXT),
        ("两岸菜园：", "渠水润泽了", None),
        ("两岸菜园:", "渠水润泽了", None),
        ("两岸菜园", "一、润泽", None),
        ("两岸菜园", "——润泽", None),
    ],
)
def test_the_lines_of_a_head_are_as_long_as_each_other(before: str, text: str, cost: float | None) -> None:
    assert second(before, text).head_next == (None if cost is None else pytest.approx(cost))


@pytest.mark.parametrize("mark", "，、：；,:")
def test_a_head_that_ends_with_a_pause_has_lost_a_line(mark: str) -> None:
    shape = second("去看水。", f"两岸菜园{mark}")
    assert shape.head_end == shape.title_end == costs.HEAD_COMMA_END
    shape = second("去看水。", f"两岸{mark}菜园")
    assert shape.head_end == shape.title_end == 0


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("去看水。", costs.STOP_AT_END),
        ("去看水！”", costs.STOP_AT_END),
        ("去看水：", costs.COLON_AT_END),
        ("去看水;", costs.COLON_AT_END),
        ("（去看水；）", costs.COLON_AT_END),
        ("去看水，", costs.PAUSE_AT_END),
        ("“去看水，”", costs.PAUSE_AT_END),
        ("水、", costs.PAUSE_AT_END),
        ("去看水", costs.NO_STOP_AT_END),
        ("（去看水）", costs.NO_STOP_AT_END),
    ],
)
def test_a_paragraph_ends_as_sentences_do(text: str, cost: float) -> None:
    assert second("两岸", text).paragraph_end == cost


@pytest.mark.parametrize(
    ("text", "after", "full", "cost"),
    [
        ("两岸菜园", "末行", 10, 0),
        ("两岸，菜园！", "末行", 10, 0),
        ("两岸菜园……", "末行", 10, costs.HEAD_STOP),
        ("水", "末行", 10, costs.HEAD_TINY),
        ("——两岸菜园", "末行", 10, costs.TITLE_MARKED),
        ("两岸菜园（二）", "末行", 10, costs.TITLE_MARKED),
        ("两岸菜园", "——末行", 10, costs.TITLE_SUBTITLE),
        ("两岸人 菜园长", "末行", 10, costs.TITLE_COUPLET),
        ("两岸 菜园长", "末行", 10, 0),
        ("两岸菜园人", "末行", 4, 0),
        ("两岸菜园人家", "末行", 4, costs.TITLE_WIDE),
        ("两岸菜园人家有", "末行", 10, 0),
        ("两岸菜园人家有水", "末行", 10, costs.TITLE_FILLS),  # less an indent
        ("两岸菜园人家有水喝", "末行", 10, 0),
        ("两岸菜园人家有水喝了", "末行", 10, costs.TITLE_FILLS),
        ("两岸菜园人家今有水喝了", "末行", 10, 0),
    ],
)
def test_what_speaks_for_a_headline_and_against_it(text: str, after: str, full: float, cost: float) -> None:
    assert read("首行", text, after, full=full)[1].title == pytest.approx(cost)


@pytest.mark.parametrize("text", ["一、两岸", "两岸。菜园", "两岸；菜园", "各位代表：", "菜园："])
def test_what_no_headline_is(text: str) -> None:
    shape = second("首行", text)
    assert shape.title is None and shape.title_next is None


def test_a_colon_inside_parts_no_headline() -> None:
    assert second("首行", "县长：通水").title == 0
    assert second("首行", "县：").title == 0


NEXT = costs.TITLE_NEXT
UNEVEN = costs.TITLE_NEXT_UNEVEN


@pytest.mark.parametrize(
    ("before", "text", "cost"),
    [
        ("新渠今通水", "老人喝清流", NEXT),
        ("新渠今通水", "老人都喝清流", NEXT + UNEVEN),
        ("新渠通水", "老人都喝清流", NEXT + 2 * UNEVEN + costs.TITLE_NEXT_WIDER),
        ("新渠今日通水", "喝清流", NEXT + 3 * UNEVEN),
        ("新渠今日就通水", "老人都喝清流", NEXT + UNEVEN + costs.TITLE_NEXT_BANNER),
        ("新渠今日通水", "老人都能喝清流", NEXT + UNEVEN + costs.TITLE_NEXT_BANNER),
        ("新渠从今日起就通水", "清", NEXT + 8 * UNEVEN + costs.TITLE_NEXT_BANNER),
        ("新渠从今日起就通水了", "清", NEXT + 8 * UNEVEN + costs.TITLE_NEXT_BANNER),
        ("新渠今通，", "老人喝清流", NEXT + costs.TITLE_NEXT_PAUSE),
        ("新渠今通水:", "老人喝清流", NEXT + UNEVEN / 2 + costs.TITLE_NEXT_PAUSE),
        ("新，渠今通", "老人喝清流", NEXT),
        ("新渠今通水", "2022年大计", NEXT + costs.TITLE_NEXT_FRESH),
        ("新渠今通水", "1849年大计", NEXT),
        ("新渠今通水", "大计（三）", NEXT + costs.TITLE_NEXT_FRESH),
        ("县里开展查", "老人喝清流", NEXT + costs.TITLE_NEXT_KICKER),
        ("县里开展查", "推进用清流", NEXT),
        ("——新渠通", "老人喝清流", NEXT + costs.SUBTITLE_NEXT),
        ("——新渠通水了", "老人喝清流水了", NEXT + costs.SUBTITLE_NEXT),
        ("新渠今通水", "——喝清流", None),
    ],
)
def test_what_a_headline_goes_on_with(before: str, text: str, cost: float | None) -> None:
    assert second(before, text).title_next == (None if cost is None else pytest.approx(cost))


def test_nothing_goes_on_in_the_first_row() -> None:
    shape, last = read("渠水润泽", "两岸菜园")
    assert shape.head == shape.title == last.head == last.title == 0
    assert shape.head_next is shape.title_next is shape.fused is None
    assert not shape.closes_pair


@pytest.mark.parametrize(
    ("before", "text", "closes"),
    [
        ("新渠（两岸", "菜园）通水", True),
        ("新渠“两岸", "菜园”通水", True),
        ("新渠（两岸）", "菜园）通水", False),
        ("新渠两岸", "菜园）通水", False),
        ("新渠（两岸", "菜园通水", False),
        ("新渠（两岸", "（菜园）通）水", True),
        ("新渠（两岸", "（菜园）通水", False),
        ("新渠（“两岸", "菜园”通水", True),
        ("新渠（“两岸”", "菜园）通水", True),
        ("新渠“两岸", "菜园）通水", False),
        ("新渠（两岸", "“菜）园”通水", False),  # another pair is open there
    ],
)
def test_a_pair_is_closed_in_the_next_row(before: str, text: str, closes: bool) -> None:
    assert second(before, text).closes_pair is closes


FLAGS = ("opens", "bad_start", "dateline", "numbered", "address", "opening", "dashed")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("两岸菜园", ()),
        ("“两岸菜园", ("opens", "opening")),
        ("（两岸菜园", ("opens",)),
        ("，两岸菜园", ("bad_start",)),
        ("”两岸菜园", ("bad_start",)),
        ("——两岸菜园", ("opening", "dashed")),
        ("本报讯（记者）", ("dateline",)),
        ("（一）两岸", ("opens", "numbered")),
        ("十二、两岸", ("numbered",)),
        ("3.两岸", ("numbered",)),
        ("3.5亿", ()),
        ("①两岸", ("numbered",)),
        ("第一，两岸", ("numbered",)),
        ("第一次", ()),
        ("各位代表：", ("address",)),
        ("同志们！", ("address",)),
        ("各位代表去看水", ()),
        ("近日两岸", ("opening",)),
        ("2022年两岸", ("opening",)),
        ("2022两岸", ()),
    ],
)
def test_how_a_row_begins(text: str, said: tuple[str, ...]) -> None:
    shape = second("首行", text)
    assert tuple(name for name in FLAGS if getattr(shape, name)) == said


def test_a_word_over_the_break_fuses_two_rows() -> None:
    assert second("新渠老农", "民去看水").fused is True
    assert second("新渠菜农", "去看水").fused is False
    assert second("去看水。", "民去看水").fused is None
    assert read("新渠菜农", "去看水", "菜农去看水")[1].fused is True  # as it stands together elsewhere


@pytest.mark.parametrize(
    ("rows", "signature"),
    [
        (("本报记者 李明华", "两岸菜园"), (Kind.BYLINE, 1)),
        (("本报记者 李明华", "通讯员 王芳"), (Kind.BYLINE, 2)),
        (("（本报记者 李明华", "王芳", "赵小兰）"), (Kind.BYLINE, 3)),
        (("李明华 摄", "两岸菜园"), (Kind.CREDIT, 1)),
        (("两岸菜园", "本报记者 李明华"), None),
    ],
)
def test_a_signature_takes_up_to_three_rows(
    rows: tuple[str, ...], signature: tuple[Kind, int] | None
) -> None:
    assert read(*rows, "去看水。")[0].signature == signature


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("——两岸菜园", True), ("—两岸", True), ("两岸——菜园", False), ("两岸（上）", True),
        ("两岸（3）", True), ("两岸(十)", True), ("两岸（三）菜园", False), ("两岸（三年）", False),
        ("两岸菜园", False),
    ],
)  # fmt: skip
def test_a_subtitle_opens_with_a_dash_or_ends_with_its_number(text: str, marked: bool) -> None:
    assert is_marked_subtitle(text) is marked


def test_a_kicker_says_what_happened() -> None:
    assert says_what_happened("县里召开会议部署春灌")
    assert says_what_happened("縣裡舉行通水儀式")
    assert not says_what_happened("两岸菜园喝清流")
