"""Which spaces were written and which were set: each rule with what just falls under it and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.document import Edit, Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.spacing import close_gaps, widen
from pipeline.settings import Settings, Spacing

SPACED = Settings(spacing=Spacing.SPACE)


def close(
    *texts: str, kind: Kind = Kind.PARAGRAPH, settings: Settings | None = None, joints: Sequence[str] = ()
) -> str:
    """Give the text of the block that these lines make."""
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    joined = tuple(joints) or ("",) * (len(texts) - 1)
    draft = Draft(passages=(Passage(kind, lines, joined),))
    (block,) = close_gaps(draft, settings or Settings()).blocks
    assert [(span.line, span.start, span.end) for span in block.spans] == [
        (line.number, 1, len(line.text) + 1) for line in lines
    ]
    return block.text


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("新渠 通水", "新渠通水"),
        ("新渠 ，通水", "新渠，通水"),
        ("新 渠 通 水", "新渠通水"),
        ("修了 30 公里", "修了30公里"),
        ("the news today", "the news today"),
        ("the   news", "the news"),
        ("5G 网络", "5G网络"),
        ("在 2 022 年", "在2022年"),
        ("在 20 22 年", "在2022年"),
        ("在 20 223 年", "在20 223年"),
        ("比分 12 34 56 领先", "比分12 34 56领先"),
        ("号码 1 2 3 4 到", "号码1 2 3 4到"),
        ("news, today", "news, today"),
        ("news (today)", "news (today)"),
        ("3 % (5)", "3%(5)"),
        ("news (5)", "news(5)"),
        ("5% news", "5%news"),
        ("用 a 渠b", "用a渠b"),
        ("用 渠a b。", "用渠a b。"),
        ("3 - 5", "3-5"),
        ("新 渠 通 2 3 日", "新渠通23日"),  # letter-spaced
        ("新 渠2 3日", "新渠2 3日"),
        ("  新渠通水  ", "新渠通水"),
        ("\u3000\u3000新渠\u3000通水", "新渠通水"),
        ("《新渠 通水》", "《新渠 通水》"),
        ("《新渠》 通水", "《新渠》通水"),
        ("《新渠 通水", "《新渠通水"),
        ("（新渠 通水）", "（新渠通水）"),
        ("“新渠水 润两岸”", "“新渠水 润两岸”"),
        ("“新渠水 润两岸边”", "“新渠水润两岸边”"),
        ("“新渠 润岸”", "“新渠润岸”"),
        ("新渠水 润两岸", "新渠水润两岸"),
        ("记者 李明 王芳到场", "记者 李明 王芳到场"),
        ("记者李明 王芳到场", "记者李明 王芳到场"),
        ("到场 王芳", "到场王芳"),
        ("本报讯 新渠通水", "本报讯 新渠通水"),
        ("青溪9月1日电 新渠", "青溪9月1日电 新渠"),
        ("青溪9月1日 新渠", "青溪9月1日新渠"),
        ("又见本报讯 新渠", "又见本报讯新渠"),
    ],
)
def test_the_spaces_of_a_paragraph(text: str, closed: str) -> None:
    assert close(text) == closed


@pytest.mark.parametrize(
    ("kind", "text", "closed"),
    [
        (Kind.TITLE, "新渠通水 两岸丰收", "新渠通水 两岸丰收"),
        (Kind.HEADING, "修渠  人家", "修渠 人家"),
        (Kind.TITLE, "老农 民", "老农民"),  # one character, and it makes a word
        (Kind.TITLE, "老农 渠", "老农 渠"),
        (Kind.TITLE, "农 民间修渠", "农民间修渠"),
        (Kind.TITLE, "新渠老农 民间修渠", "新渠老农 民间修渠"),  # a half is longer than that
        (Kind.TITLE, "农 民", "农民"),
        (Kind.TITLE, "农 民 修 渠 水", "农民修渠水"),
        (Kind.BYLINE, "记者 李 明", "记者 李明"),
        (Kind.BYLINE, "记者 李 明 王 芳", "记者 李明 王芳"),
        (Kind.BYLINE, "李明华 王芳", "李明华 王芳"),
        (Kind.CREDIT, "李 明 摄", "李明 摄"),
        (Kind.CREDIT, "李明华 摄", "李明华 摄"),
        (Kind.DATELINE, "青溪 电", "青溪 电"),
        (Kind.CAPTION, "新渠 通水", "新渠 通水"),
        (Kind.CAPTION, "新渠 。通水", "新渠。通水"),
        (Kind.VERSE, "新渠 通水 ，", "新渠 通水 ，"),
        (Kind.VERSE, "李 明 王小芳", "李明 王小芳"),
        (Kind.FURNITURE, "青溪  日报", "青溪  日报"),
        (Kind.FURNITURE, "李 明 王小芳", "李 明 王小芳"),
    ],
)
def test_the_spaces_of_what_is_no_paragraph(kind: Kind, text: str, closed: str) -> None:
    assert close(text, kind=kind) == closed


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("修了30公里", "修了 30 公里"),
        ("修了 30 公里", "修了 30 公里"),
        ("增长5%的", "增长 5% 的"),
        ("新渠，30", "新渠，30"),
        ("用5G网", "用 5G 网"),
        ("新 渠", "新渠"),
    ],
)
def test_a_space_between_han_and_latin_where_it_is_asked_for(text: str, spaced: str) -> None:
    assert close(text, settings=SPACED) == spaced


def test_a_joint_is_widened_where_a_space_is_asked_for() -> None:
    assert close("修了", "30公里", settings=SPACED) == "修了 30 公里"
    assert close("修了30", "公里", settings=SPACED) == "修了 30 公里"
    assert close("修了", "30公里") == "修了30公里"
    assert widen("", "修了", "30", Spacing.SPACE) == " "
    assert widen("", "修了", "三十", Spacing.SPACE) == ""
    assert widen("", "修了", "30", Spacing.STRIP) == ""
    assert widen("\n", "修了", "30", Spacing.SPACE) == "\n"
    assert widen("", "", "", Spacing.SPACE) == ""


@pytest.mark.parametrize(
    ("lines", "joint", "kind", "whole"),
    [
        (("the news", "today"), " ", Kind.PARAGRAPH, "the news today"),
        (("见 www.qing-", "xi.cn"), " ", Kind.PARAGRAPH, "见www.qing-xi.cn"),
        (("写信 li@qingxi", "news"), " ", Kind.PARAGRAPH, "写信li@qingxinews"),
        (("本报记者 李明", "通讯员 王芳"), "", Kind.BYLINE, "本报记者 李明 通讯员 王芳"),
        (("本报记者 李明（", "通讯员 王芳"), "", Kind.BYLINE, "本报记者 李明（通讯员 王芳"),
        (("本报记者 李明", "通讯员 王芳"), "", Kind.PARAGRAPH, "本报记者 李明通讯员 王芳"),
        (("本报记者 李明", "两岸的人"), "", Kind.BYLINE, "本报记者 李明两岸的人"),
        (("（记者 李明华 通讯员", "王芳）"), "", Kind.PARAGRAPH, "（记者 李明华 通讯员 王芳）"),
        (("（记者 李明华 通讯员", "，到"), "", Kind.PARAGRAPH, "（记者 李明华 通讯员，到"),
        (("（记者李明华通讯员", "王芳）"), "", Kind.PARAGRAPH, "（记者李明华通讯员王芳）"),
    ],
)
def test_what_joins_two_lines(lines: tuple[str, str], joint: str, kind: Kind, whole: str) -> None:
    assert close(*lines, kind=kind, joints=[joint]) == whole


def test_a_line_that_lost_its_hyphen_is_joined_without_a_space() -> None:
    lines = (Line(1, "the news"), Line(2, "paper"))
    hyphen = Edit("characters/hyphen", 1, 9, "\u00ad", "")
    draft = Draft(passages=(Passage(Kind.PARAGRAPH, lines, (" ",)),), edits=(hyphen,))
    assert close_gaps(draft, Settings()).blocks[0].text == "the newspaper"
    assert close_gaps(Draft(passages=draft.passages), Settings()).blocks[0].text == "the news paper"


def test_lines_that_stay_apart_have_no_edit() -> None:
    lines = (Line(1, "新渠"), Line(2, "通水"), Line(3, "润园"))
    draft = close_gaps(Draft(passages=(Passage(Kind.VERSE, lines, ("\n", "")),)), Settings())
    assert draft.blocks[0].text == "新渠\n通水润园"
    assert [(edit.rule, edit.line, edit.column, edit.before, edit.after) for edit in draft.edits] == [
        ("lines/join", 2, 3, "\n", "")
    ]


def test_an_edit_says_why_two_lines_were_joined() -> None:
    lines = (Line(1, "新渠通水"), Line(2, "润两岸"))
    for kind, why in ((Kind.TITLE, "the head was set on several lines"), (Kind.PARAGRAPH, "inside the text")):
        (edit,) = close_gaps(Draft(passages=(Passage(kind, lines, ("",)),)), Settings()).edits
        assert edit.why.endswith(why)


@pytest.mark.parametrize("above", [1, 2, 3, 4])
def test_three_lines_on_each_side_say_what_a_space_means(above: int) -> None:
    """A title opened three lines before keeps its space, and one closed three lines behind."""
    between = ["渠水长流"] * (above - 1)
    kept = above <= 3
    assert ("新渠 通水" in close("老《渠水", *between, "新渠 通水》")) is kept
    assert ("新渠 通水" in close("《新渠 通水", *between, "渠水》老")) is kept


@pytest.mark.parametrize(("far", "kept"), [(396, True), (397, False)])
def test_what_stands_far_off_says_nothing_of_a_space(far: int, kept: bool) -> None:
    assert ("水 渠" in close("《" + "水" * (far + 3) + " 渠》")) is kept
    assert ("水 渠" in close("《水 " + "渠" * (far + 3) + "》")) is kept


def test_each_edit_names_a_stretch_of_the_source() -> None:
    """Where characters were dropped in the middle of a gap, it is closed in two parts."""
    line = Line(7, "新渠   通水，北  山", 1, (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13))
    draft = close_gaps(Draft(passages=(Passage(Kind.PARAGRAPH, (line,)),)), Settings())
    assert draft.blocks[0].text == "新渠通水，北山"
    assert [(edit.rule, edit.line, edit.column, edit.before, edit.after) for edit in draft.edits] == [
        ("spacing/gap", 7, 3, "  ", ""),
        ("spacing/gap", 7, 6, " ", ""),
        ("spacing/gap", 7, 11, "  ", ""),
    ]
    (edit,) = close_gaps(
        Draft(passages=(Passage(Kind.TITLE, (Line(1, "新渠通水  两岸丰收"),)),)), Settings()
    ).edits
    assert (edit.column, edit.before, edit.after, edit.why) == (5, "  ", " ", "one space is enough")


def test_a_gap_that_becomes_a_space_becomes_one() -> None:
    line = Line(1, "新渠通水   两岸丰收", 1, (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12))
    draft = close_gaps(Draft(passages=(Passage(Kind.TITLE, (line,)),)), Settings())
    assert draft.blocks[0].text == "新渠通水 两岸丰收"
    assert [edit.after for edit in draft.edits] == [" ", ""]
