"""Corrections made: what each does, what it refuses, and the laws that the result keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import pipeline
from bench.quoting import quote_bar, quote_block
from pipeline import laws
from pipeline.articles import finish, normalize_source, repair_source
from pipeline.cli import main
from pipeline.corrections import KINDS, Correction, Deed, parse_corrections
from pipeline.document import Article, Book, Kind, Repaired, Source
from pipeline.errors import InputError, SettingsError
from pipeline.formats.plain import write_markdown
from pipeline.proof import correct
from pipeline.proof.galley import lay_out, take_up
from pipeline.proof.places import Proof
from pipeline.proof.quotes import Point
from pipeline.read.text import split_lines
from pipeline.settings import Metadata, Settings, Spacing
from tests.test_laws import NEWSPAPER

PAGE = """\
老菜市场的新日子

清晨六点，城南的老菜市场已经热闹起来。卖豆腐的
周师傅支起摊子，他己经在这里卖了三十年。大河奔
流
据介绍，市场去年完成了改造，新增摊位一百
二十个。本报讯 （记者 王一）太 谷 经开区也来学习。

------
第二篇的标题

这是第二篇的第一段，说的是另一件事情，与上面的
没有关系。这是第二篇的第二段，说的还是那件事情。
"""
Shown = list[list[tuple[str, str]]]


def repair(text: str, settings: Settings = Settings()) -> Repaired:
    repaired = repair_source(Source("page.txt", split_lines(text)), settings)
    assert repaired
    return repaired


def read(text: str) -> tuple[Correction, ...]:
    return parse_corrections(f"corrections:\n{text}".encode(), "page.corrections.yaml").items


def make(text: str, corrections: str) -> tuple[Article, ...]:
    return finish(repair(text), Settings(), Metadata(corrections=read(corrections)))


def show(articles: Sequence[Article]) -> Shown:
    return [[(str(block.kind), block.text) for block in article.blocks] for article in articles]


BEFORE = show(make(PAGE, ""))


def test_the_page_is_repaired_as_the_tests_below_take_it() -> None:
    assert [[kind for kind, _ in article] for article in BEFORE] == [
        ["title", "paragraph", "paragraph"],
        ["title", "paragraph"],
    ]
    assert BEFORE[0][1][1].endswith("大河奔流")


@pytest.mark.parametrize(
    ("corrections", "number", "expected"),
    [
        ('- break: "三十年。|大河奔流"', 0, ["title 老", "paragraph 清", "paragraph 大", "paragraph 据"]),
        (
            '- break: "三十年。|大河奔\\n流"\n- heading: 大河',
            0,
            ["title 老", "paragraph 清", "heading 大", "paragraph 据"],
        ),
        ('- join: "大河奔流|据介绍"', 0, ["title 老", "paragraph 清"]),
        ('- join: "另一件事情，与上面的没有关系。|这是第二篇的第二段"', 1, ["title 第", "paragraph 这"]),
        ("- subtitle: 老菜市场的新日子", 0, ["subtitle 老", "paragraph 清", "paragraph 据"]),
        ("- furniture: 据介绍", 0, ["title 老", "paragraph 清", "furniture 据"]),
        ("- move: 老菜市场\n  after: 据介绍", 0, ["paragraph 清", "paragraph 据", "title 老"]),
        ("- move: 清晨\n  through: 据介绍\n  before: 老菜", 0, ["paragraph 清", "paragraph 据", "title 老"]),
        ("- move: 据介绍\n  after: 第二篇的标题", 1, ["title 第", "paragraph 据", "paragraph 这"]),
        ("- article: 据介绍", 1, ["paragraph 据"]),
        ("- merge: 第二篇", 0, ["title 老", "paragraph 清", "paragraph 据", "title 第", "paragraph 这"]),
    ],
)
def test_blocks_are_parted_joined_named_and_moved(corrections: str, number: int, expected: list[str]) -> None:
    made = show(make(PAGE, corrections))
    assert [f"{kind} {text[0]}" for kind, text in made[number]] == expected
    letters = sorted("".join(text for one in made for _, text in one).replace(" ", ""))
    assert letters == sorted("".join(text for one in BEFORE for _, text in one).replace(" ", ""))


@pytest.mark.parametrize(
    ("corrections", "number", "expected"),
    [
        ('- space: "太谷|经开区"', 2, "太谷 经开区也"),
        ('- space: "太|谷经开区"', 2, "太 谷经开区也"),
        ('- space: "卖豆腐的|周师傅"', 1, "卖豆腐的 周师傅"),
        ("- write: 他己经在\n  as: 他已经在", 1, "周师傅支起摊子，他已经在这里"),
        ("- write: 他己经在\n  as: 他在", 1, "周师傅支起摊子，他在这里"),
        ("- write: 一百二十个\n  as: 一百三十多个", 2, "新增摊位一百三十多个。"),
        ("- write: 清晨\n  as: 在清晨", 1, "在清晨六点"),
        ('- write: 己\n  as: ""', 1, "他经在这里"),
    ],
)
def test_characters_and_spaces_are_put_right(corrections: str, number: int, expected: str) -> None:
    article = make(PAGE, corrections)[0]
    assert expected in article.blocks[number].text
    assert any(edit.rule.startswith("correction/") for edit in article.edits)
    untouched = [block for at, block in enumerate(make(PAGE, "")[0].blocks) if at != number]
    assert [block for at, block in enumerate(article.blocks) if at != number] == untouched


def test_a_space_that_was_kept_is_closed() -> None:
    text = "抓落实不松劲 践初心见成效\n\n这是第一段，说的是一件事情。\n"
    (article,) = make(text, '- close: "不松劲|践初心"')
    assert article.blocks[0].text == article.title == "抓落实不松劲践初心见成效"


@pytest.mark.parametrize(
    ("corrections", "complaint"),
    [
        ("- heading: 大江", ":2: “大江” is not in the text; quote what the source has now"),
        ("- heading: 大河", ":2: no block begins with “大河”; part it"),
        ("- heading: 。", ":2: no block begins with “。”; "),
        ("- move: 这是第二篇\n  after: 清晨\n  through: 老菜", ":2: through: this block"),
        ("- move: 清晨\n  through: 据介绍\n  before: 据介绍", ":2: a block cannot go behind"),
        ("- write: 市场\n  as: 商场", ":2: “市场” is there 3 times, in the lines 1, 3, 6; quote more"),
        ('- break: "，|"\n', ":2: break takes a text with one bar"),
        ('- break: "市场|去年"\n- break: "市场|明年"', ":3: “明年” is not in the text;"),
        ('- join: "据介绍|清晨"', ":2: no block ends with “据介绍”; part it"),
        ('- join: "大河奔流|六点"', ":2: no block begins with “六点”; part it"),
        ('- join: "也来学习。|据介绍"', ":2: this would join a block to itself; "),
        ('- space: "大河奔流|据介绍"', ":2: the two sides of the bar stand in two blocks; make"),
        ('- space: "清晨|据介绍"', ":2: “清晨|据介绍” is not in the text; "),
        ("- merge: 老菜", ":2: there is no article before this one; "),
        ("- name: 理发", ":2: “理发” is not in the text; "),
        ("- write: 他己\n  as: 他已\n- write: 己经\n  as: 已经", ":4: line 2 writes at this place already;"),
        ('- write: 第二篇的标题\n  as: ""', ":2: nothing would be left of this block; make it furniture:"),
        ('- heading: "\\u200b"', ":2: there is no letter in “"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(corrections: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        make(PAGE, corrections)
    assert str(caught.value).startswith(f"page.corrections.yaml{complaint}")
    assert caught.value.exit_code == 2


def test_the_line_picks_the_nearest_of_several_places() -> None:
    corrections = "- write: 市场\n  as: 商场\n  line: {}"
    texts = ["".join(b.text for b in make(PAGE, corrections.format(line))[0].blocks) for line in (1, 4, 7)]
    assert [text.index("商场") for text in texts] == sorted(text.index("商场") for text in texts)
    assert all(text.count("商场") == 1 for text in texts)
    with pytest.raises(SettingsError, match="is there 2 times"):
        make("甲乙的事情。\n\n丙。\n\n甲乙的事情。\n", "- paragraph: 甲乙\n  line: 3")


def test_a_quote_is_of_the_source_as_it_was_or_as_it_is() -> None:
    text = "新春走基层\n\n喝上甜⽔的⽇子，２０２２年，王师傅说得好，大家都来听，\n也都说好。\n"
    for quote in ("甜⽔的⽇子", "甜水的日子，2022 年", "甜水的\n日子", "甜水|的日子"):
        correction = Correction(Deed.WRITE, quote, "苦水的日子，2022年" if "2022" in quote else "苦水的日子")
        (article,) = finish(repair(text), Settings(), Metadata(corrections=(correction,)))
        assert "喝上苦水的日子，2022年，王师傅" in article.blocks[1].text


def test_blocks_that_stand_apart_are_joined_and_moved_together() -> None:
    made = make(PAGE, '- join: "三十年。大河奔流|这是第二篇的第一段"')
    assert [[text[0] for _, text in article] for article in show(made)] == [["老", "清", "据"], ["第"]]
    assert "大河奔流这是第二篇的第一段" in made[0].blocks[1].text


def test_a_block_ends_behind_one_side_and_begins_at_the_other() -> None:
    made = show(make(PAGE, '- break: "一百二十个。|这是第二篇的第二段"'))
    assert [text[:4] for _, text in made[0]][2:] == ["据介绍，", "本报讯（"]
    assert [text[:8] for _, text in made[1]][2:] == ["这是第二篇的第二"]


def test_what_is_so_already_changes_nothing() -> None:
    confirmed = (
        '- title: 老菜\n- join: "卖豆腐的|周师傅"\n- break: "大河奔流|据介绍"\n- close: "太 谷|经开区"\n'
        "- article: 第二篇\n- merge: 清晨\n- move: 据介绍\n  after: 清晨\n- write: 他已经经\n  as: 他己经\n"
    )
    assert make(PAGE, confirmed) == make(PAGE, "")


def test_what_is_settled_is_no_doubt() -> None:
    text = (
        "老菜市场的新日子\n\n清晨六点，城南的老菜市场已经热闹起来。\n住在附近的陈大姐提着菜篮子说东西新鲜。\n"
        "大河奔流\n据介绍，市场去年完成了改造\n"
    )
    (before,) = make(text, "")
    doubts = [notice for notice in before.notices if notice.code == "lines/doubt"]
    assert doubts
    source = text.splitlines()
    settled = "".join(
        f'- break: "{(source[doubt.line - 2] or source[doubt.line - 3])}|{source[doubt.line - 1]}"\n'
        for doubt in doubts
    )
    (after,) = make(text, settled)
    assert [notice for notice in after.notices if notice.code == "lines/doubt"] == []


def test_the_facts_follow_the_blocks() -> None:
    (first, second) = make(PAGE, "- kicker: 老菜\n- title: 据介绍\n- byline: 清晨\n- subtitle: 第二篇\n")
    assert first.title.startswith("据介绍")
    assert first.byline.startswith("清晨六点")
    assert (second.title, second.subtitle) == ("", "第二篇的标题")


def test_verse_keeps_its_lines_and_prose_joins_them() -> None:
    (first, _) = make(PAGE, "- verse: 清晨")
    assert first.blocks[1].text.count("\n") == 2
    again = make(PAGE, "- verse: 清晨\n- paragraph: 清晨")
    assert show(again) == BEFORE


TEXT = st.lists(NEWSPAPER | st.just(PAGE), min_size=1, max_size=3).map("\n\n".join)


@st.composite
def fitting(draw: st.DrawFn, proof: Proof) -> Correction | None:
    """Draw a correction whose quotes are made for a galley; whether it can be made is another question."""
    full = [number for number, part in enumerate(proof.text.parts) if part]
    if not full:
        return None
    deed = draw(st.sampled_from([*Deed, *KINDS]))
    number, other, third = (draw(st.sampled_from(full)) for _ in range(3))
    letters = proof.text.parts[number]
    if deed in (Deed.JOIN, Deed.BREAK, Deed.SPACE, Deed.CLOSE):
        at = draw(st.integers(0, len(letters)))
        right = Point(number, at)
        left = Point(number, at) if at else Point(other, len(proof.text.parts[other]))
        if at == len(letters):
            right = Point(third, 0)
        quote, line = quote_bar(proof, left, right)
        return Correction(deed, quote, line=line)
    quote, line = quote_block(proof, number)
    if deed is Deed.MOVE:
        through = draw(st.just("") | st.just(quote_block(proof, third)[0]))
        target, _ = quote_block(proof, other)
        sides = {draw(st.sampled_from(["after", "before"])): target}
        return Correction(deed, quote, through=through, line=line, **sides)
    if deed is Deed.NAME:
        return None
    becomes = draw(st.text("已经ab 2，", max_size=4)) if deed is Deed.WRITE else ""
    return Correction(deed, quote, becomes, line=line)


@given(st.data(), TEXT, st.sampled_from(Spacing))
def test_whatever_fits_keeps_the_laws(data: st.DataObject, text: str, spacing: Spacing) -> None:
    settings = Settings(spacing)
    repaired = repair(text, settings)
    made: list[Correction] = []
    articles = repaired.articles
    for _ in range(data.draw(st.integers(0, 6))):
        proof = Proof(lay_out(repaired.source, articles), False)
        correction = data.draw(fitting(proof))
        if correction is None:
            continue
        try:
            articles = correct(repaired, [*made, correction], settings)
        except SettingsError:
            continue
        made.append(correction)
        assert laws.find_losses(repaired.source, articles) == []
        assert laws.find_unnamed(repaired.source, articles) == []
        assert all(block.text.strip() for article in articles for block in article.blocks)
    assert correct(repaired, made, settings) == articles


@given(st.data(), TEXT)
def test_our_markdown_of_corrected_articles_reads_back(data: st.DataObject, text: str) -> None:
    repaired = repair(text)
    correction = data.draw(fitting(Proof(lay_out(repaired.source, repaired.articles), False)))
    assume(correction is not None)
    try:
        articles = correct(repaired, [correction] if correction else [])
    except SettingsError:
        return
    again = normalize_source(Source("", split_lines(write_markdown(Book("", articles)).decode())))
    assert show(again) == show(articles)


@given(TEXT, st.sampled_from(Spacing))
def test_articles_laid_out_are_taken_up_as_they_were(text: str, spacing: Spacing) -> None:
    repaired = repair(text, Settings(spacing))
    taken = take_up(lay_out(repaired.source, repaired.articles), repaired.articles, ())
    assert show(taken) == show([article for article in repaired.articles])
    for before, after in zip(repaired.articles, taken, strict=True):
        assert [block.spans for block in before.blocks] == [block.spans for block in after.blocks]
        assert set(after.edits) <= set(before.edits)
        assert before.notices == after.notices
    assert laws.find_losses(repaired.source, taken) == laws.find_unnamed(repaired.source, taken) == []


def save(folder: Path, corrections: str) -> Path:
    """Write a page and its corrections, and give the page's path."""
    path = folder / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    (folder / "page.corrections.yaml").write_text(f"corrections:\n{corrections}", encoding="utf-8")
    return path


def test_the_command_makes_the_corrections_beside_the_source(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = save(tmp_path, "- heading: 据介绍\n- name: 经开区\n  as: 經開區\n")
    assert main(["normalize", str(path)]) == 0
    assert "## 据介绍，市场去年".encode() in capsysbinary.readouterr().out
    assert pipeline.normalize(path)[0].blocks[2].kind is Kind.HEADING
    assert main(["convert", str(path), "--to", "txt"]) == 0
    assert "太谷經開區".encode() in capsysbinary.readouterr().out
    output = tmp_path / "page.md"
    save(tmp_path, "- heading: 据介绍\n- heading: 大江\n")
    assert main(["normalize", str(path), "-o", str(output)]) == 2
    assert not output.exists()
    captured = capsysbinary.readouterr()
    assert captured.out == b""
    beside = path.with_name("page.corrections.yaml")
    assert captured.err.decode().startswith(f"chongpai: {beside}:3: “大江” is not in the text; quote what")


def test_a_build_makes_anew_what_its_corrections_change(tmp_path: Path) -> None:
    path = save(tmp_path, "- heading: 据介绍\n")
    settings = tmp_path / "pipeline.yaml"
    settings.write_text("sources: ['*.t?t', '*corrections*']\nformats: [md]\n", encoding="utf-8")
    with pytest.raises(InputError, match="no text file here"):
        pipeline.build(settings)
    settings.write_text("sources: ['page*']\nformats: [md]\n", encoding="utf-8")

    def build() -> list[bool]:
        (outcome,) = pipeline.build(settings)
        assert outcome.error is None
        return [outcome.kept]

    assert build() == [False]
    written = [made.read_text("utf-8") for made in (tmp_path / "dist").glob("*.md")]
    assert sum("## 据介绍" in text for text in written) == 1
    assert build() == [True]
    save(tmp_path, "\n# the same, on another line\n- heading: 据介绍\n")
    assert build() == [True]
    save(tmp_path, "- note: 据介绍\n")
    assert build() == [False]
    save(tmp_path, "- note: 大江\n")
    (outcome,) = pipeline.build(settings)
    assert str(outcome.error).startswith(f"{path.with_name('page.corrections.yaml')}:2: “大江” is not in")


def test_check_names_the_correction_that_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path, "- heading: 大江\n")
    assert main(["check", str(path), "--no-cache"]) == 1
    said = capsys.readouterr().out
    assert f"{path.with_name('page.corrections.yaml')}:2" in said
    assert "“大江” is not in the text" in said


def test_corrections_are_no_source_and_no_metadata(tmp_path: Path) -> None:
    path = save(tmp_path, "- heading: 据介绍\n")
    with pytest.raises(InputError, match="these are corrections, and no source"):
        pipeline.normalize(path.with_name("page.corrections.yaml"))
    other = tmp_path / "page.corrections.txt"
    other.write_text("新春走基层\n\n太谷的人民说得好，都来听他说。\n", encoding="utf-8")
    assert pipeline.normalize(other)[0].title == "新春走基层"


def test_our_own_markdown_beside_is_read_as_it_stands(tmp_path: Path) -> None:
    path = save(tmp_path, "- heading: 据介绍\n- write: 他己经在\n  as: 他已经在\n")
    output = tmp_path / "page.md"
    assert main(["normalize", str(path), "-o", str(output)]) == 0
    assert show(pipeline.normalize(output)) == show(pipeline.normalize(path))


def test_corrections_of_a_pdf_name_its_rows(tmp_path: Path) -> None:
    book = pipeline.write(pipeline.normalize_text(PAGE)[0], "pdf")
    path = tmp_path / "page.pdf"
    path.write_bytes(book)
    before = pipeline.normalize(path)[0]
    target = next(block for block in before.blocks if "三十年。" in block.text)
    (tmp_path / "page.corrections.yaml").write_text(
        f'corrections:\n- break: "三十年。|大河"\n  line: {target.lines[-1]}\n- heading: 大河奔流\n', "utf-8"
    )
    after = pipeline.normalize(path)[0]
    assert (Kind.HEADING, "大河奔流") in [(block.kind, block.text) for block in after.blocks]


def test_corrections_of_an_office_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    rows = "".join(f"<p>{line}</p>" for line in PAGE.splitlines() if line)
    path.write_text(f"<html><body>{rows}</body></html>", encoding="utf-8")
    (tmp_path / "page.corrections.yaml").write_text('corrections:\n- break: "三十年。|大河"\n', "utf-8")
    texts = [block.text for article in pipeline.normalize(path) for block in article.blocks]
    assert any(text.endswith("三十年。") for text in texts)
    assert any(text.startswith("大河奔流") for text in texts)


def test_a_place_inside_one_change_is_refused_and_a_bar_of_the_text_is_no_letter() -> None:
    text = "老菜市场\n\n清晨六点，他到 oﬃce 去了 | 大家都知道。卖豆腐的人也知道。\n"
    with pytest.raises(SettingsError, match="inside characters that were changed as one"):
        make(text, '- break: "到of|fice"')
    made = show(make(text, '- break: "oﬃce去了|大家都知道。"'))
    expected = ["清晨六点，他到office去了", "|大家都知道。卖豆腐的人也知道。"]
    assert [block for _, block in made[0]][1:] == expected
    made = show(make(text, '- write: "office去了大家"\n  as: "office去了，大家"'))
    assert made[0][1][1] == "清晨六点，他到office去了，大家都知道。卖豆腐的人也知道。"
