"""Lines of Chinese: where they break, what each character is given, and what a page of them measures."""

from __future__ import annotations

import inspect
import re
import subprocess
from itertools import pairwise
from math import inf
from pathlib import Path

import pypdfium2
import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.check.geometry import list_rows, measure
from pipeline.check.pdf import read_printed
from pipeline.formats.printer import print_pages
from pipeline.formats.setting import boxes
from pipeline.formats.setting.lines import GAP, LOOSEST, WIDEST_GAP, Line, Paragraph, Text, break_lines
from pipeline.formats.setting.marks import (
    MARKS,
    NO_END,
    NO_START,
    PAIRS,
    Kind,
    find_kind,
    list_kinds,
    squeeze,
)
from pipeline.formats.setting.spread import spread

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
EM = 10.0
ALPHABET = "字文大中，。、：“”（）《》！…—·12345abc %-～ "
TEXTS = st.text(ALPHABET, min_size=1, max_size=120).map(str.strip).filter(bool)


def text_of(characters: str) -> Text:
    """Make a text of ems and half ems, whose marks are blank on the side they have no ink on."""
    kinds = list_kinds(characters)
    wide = [ord(c) > 0x2000 for c in characters]
    blanks = {
        i: (EM / 2, 0.0) if kind is Kind.OPENER else (0.0, EM / 2)
        for i, kind in enumerate(kinds)
        if kind in MARKS - {Kind.DOT} and wide[i]
    }
    return Text(
        characters, [EM if w else EM / 2 for w in wide], [EM] * len(characters), blanks, breaks_words=True
    )


def lines_of(
    characters: str, ems: int, *, fill: bool = True, balance: bool = False
) -> tuple[Paragraph, list[Line]]:
    paragraph = Paragraph(text_of(characters))
    return paragraph, break_lines(paragraph, 0, ems * EM, ems * EM, EM, fill=fill, balance=balance)


def words_of(characters: str, ems: int, **asked: bool) -> list[str]:
    _, lines = lines_of(characters, ems, **asked)
    return [characters[line.start : line.stop] for line in lines]


@given(TEXTS, st.integers(8, 30))
def test_lines_are_the_text_in_order_and_each_fits(characters: str, ems: int) -> None:
    paragraph, lines = lines_of(characters, ems)
    assert [lines[0].start, *(line.end for line in lines)] == [
        *(line.start for line in lines),
        len(characters),
    ]
    for line in lines:
        assert not characters[line.stop : line.end].strip(" ")
        places = spread(paragraph, line, ems * EM)
        assert len(places.advances) == line.stop - line.start
        assert sum(places.advances) <= ems * EM + 1e-6 or line.stop - line.start == 1
        assert all(advance >= -1e-6 for advance in places.advances)


@given(TEXTS, st.integers(14, 30))
def test_a_line_is_filled_to_the_measure_unless_that_would_tear_it(characters: str, ems: int) -> None:
    paragraph, lines = lines_of(characters, ems)
    for line in lines[:-1]:
        natural, gaps, letters, _, spaces = paragraph.weigh(line.start, line.stop)
        width = sum(spread(paragraph, line, ems * EM).advances)
        most = (
            natural
            + gaps * (WIDEST_GAP - GAP)
            + letters * LOOSEST
            + (spaces / 4 if letters else 1.25 * spaces)
        )
        assert abs(width - min(ems * EM, most)) < 1e-6 or not line.filled


@given(TEXTS, st.integers(8, 30))
def test_no_line_breaks_where_none_may_but_inside_a_word_that_is_too_long(characters: str, ems: int) -> None:
    paragraph, lines = lines_of(characters, ems)
    for line in lines[:-1]:
        if paragraph.pairs[line.end - 1].cost == inf:
            start = line.start
            while start and paragraph.pairs[start - 1].cost == inf:
                start -= 1
            chances = [i for i in range(start + 1, line.end) if paragraph.pairs[i - 1].cost < inf]
            assert not chances, "a break that was allowed stood before it"


@given(TEXTS, st.integers(8, 30))
def test_no_glyph_begins_before_the_one_it_follows(characters: str, ems: int) -> None:
    paragraph, lines = lines_of(characters, ems)
    for line in lines:
        places = spread(paragraph, line, ems * EM)
        starts = [sum(places.advances[:i]) - places.shifts.get(i, 0.0) for i in range(line.stop - line.start)]
        assert all(b > a - 1e-6 for a, b in pairwise(starts)), "programs would read them the other way round"


def test_what_clreq_forbids_at_the_ends_of_a_line_is_never_a_break() -> None:
    for a in Kind:
        for b in Kind:
            if a not in (Kind.CHANCE,) and (b in NO_START or a in NO_END):
                assert PAIRS[a, b].cost == inf
    starts, ends = "，。、；：？！”’）》」』】〉〕…—～·", "“‘（《「『【〈〔"
    assert all(find_kind(c) in NO_START for c in starts)
    assert all(find_kind(c) in NO_END for c in ends)


@pytest.mark.parametrize(
    ("characters", "parted"),
    [
        ("他说“好”吗", {1, 2, 5}),  # before “ and behind ”, which UAX #14 glues
        ("投资1,234.5万元", {1, 2, 9, 10}),
        ("2021-2022年", {9}),
        ("增长12.5%的", {1, 2, 7}),
        ("等等……和——是", {1, 4, 7}),
        ("10～20岁", {3, 5}),
        ("don’t say it", {6, 10}),
        ("￥100元", {4}),
        ("5kg米", {3}),
    ],
)
def test_where_a_line_may_break(characters: str, parted: set[int]) -> None:
    pairs = Paragraph(text_of(characters)).pairs
    assert {i for i, pair in enumerate(pairs, 1) if pair.cost < inf} == parted


@pytest.mark.parametrize(
    ("pair", "blanks", "gone"),
    [
        ("》（", (0.5, 0.5), 0.5),
        ("。”", (0.5, 0.5), 0.5),
        ("”，", (0.5, 0.5), 0.5),
        ("（《", (0.0, 0.5), 0.5),
        ("，“", (0.5, 0.5), 0.5),
        ("。」", (0.25, 0.0), 0.25),  # in the middle of its em, as in Taiwan
        ("」。", (0.5, 0.25), 0.5),
        ("。「", (0.25, 0.5), 0.25),
        ("（）", (0.0, 0.0), 0.0),
        ("…。", (0.0, 0.5), 0.0),
    ],
)
def test_adjacent_marks_share_half_an_em(pair: str, blanks: tuple[float, float], gone: float) -> None:
    assert sum(squeeze(find_kind(pair[0]), find_kind(pair[1]), *blanks)) == gone


def test_a_squeezed_line_pulls_a_mark_up() -> None:
    assert words_of("一二三四，五六七八九，十百千", 10) == ["一二三四，五六七八九，", "十百千"]


def test_a_centred_head_breaks_evenly_and_at_its_space() -> None:
    assert words_of("抓落实不松劲 践初心见成效", 10, fill=False, balance=True) == [
        "抓落实不松劲",
        "践初心见成效",
    ]
    halves = words_of("关于进一步全面深化农业农村改革的意见", 13, fill=False, balance=True)
    assert len(halves) == 2 and abs(len(halves[0]) - len(halves[1])) <= 1


def test_a_head_breaks_beside_its_marks_before_it_breaks_evenly() -> None:
    assert words_of("【江河奔腾看中国】塔里木河润绿洲万泉河水奔海流", 15, fill=False, balance=True) == [
        "【江河奔腾看中国】",
        "塔里木河润绿洲万泉河水奔海流",
    ]


def test_a_head_at_the_left_breaks_at_its_space_too() -> None:
    head = (
        "<h2 style='width: 148pt; font-size: 10.5pt; text-align: left'>聚力项目攻坚大事 稳住经济基本盘</h2>"
    )
    assert rows_of(head) == ["聚力项目攻坚大事", "稳住经济基本盘"]


def test_no_character_is_stranded_on_a_last_line() -> None:
    assert words_of("一二三四，五六七八，九十", 11) == ["一二三四，五六七八，九十"]


PAGE = """<html lang="zh-CN"><title>题</title><style>
@page {{ size: 148mm 210mm; margin: 20mm calc((148mm - 28 * 10.5pt - 0.05pt) / 2) }}
html {{ font: 10.5pt/18pt "Noto Serif CJK SC"; text-align: justify; overflow-wrap: break-word }}
.note {{ float: footnote }} p {{ margin: 0; text-indent: 2em }} body {{ margin: 0 }}
</style><body>{}</body></html>"""
MIXED = "全区投资59.87亿元，“头雁效应”（2022年）《意见》，增长12.5%；GDP与PM2.5……都说：“好！”" * 3


def rows_of(body: str) -> list[str]:
    return [row.text for row in list_rows(read_printed(print_pages(PAGE.format(body))))]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{MIXED}</p>",
        f"<p>{MIXED[:30]}<b>{MIXED[30:60]}<i>{MIXED[60:63]}</i></b>{MIXED[63:]}</p>",
        f"<p>{MIXED[:30]}<a href='#x'>{MIXED[30:60]}</a>{MIXED[60:]}</p>",
        f"<p><u>{MIXED}</u></p>",
        f"<p>{MIXED}<span class='note'>{MIXED}</span>{MIXED}</p>",
        f"<ul><li>{MIXED}</li></ul><ol><li>{MIXED}</li></ol>",
        f"<div style='columns: 2; column-gap: 21pt'><p>{MIXED}</p><p>{MIXED}</p></div>",
        f"<p style='float: left; width: 6em'>{MIXED[:20]}</p><p>{MIXED}</p>",
        f"<p>{MIXED[:20]}<span style='display: inline-block'>{MIXED[:9]}</span>{MIXED[20:]}</p>",
        f"<p>{MIXED}<br/><br/>{MIXED}<br/></p><pre>两 行\n两行</pre>",
        f"<p style='white-space: nowrap'>{MIXED[:25]}</p><table><tr><td>{MIXED[:20]}</td></tr></table>",
        "<p>العربية 文字 soft\u00adhyphen</p><p></p><p> </p><p>空 </p>",
        "<p>pi\u0304nyi\u0304n，e\u0301；don’t “say” it</p>",
        f"<p>https://example.com/{'a' * 90}/x</p>",
        f"<style>p::first-letter {{ font-size: 2em }}</style><p>{MIXED}</p>",
        f"<style>p + p::first-line {{ color: red }}</style><p>{MIXED}</p><p>{MIXED}</p>",
    ],
)
def test_no_text_is_lost_or_moved_in_any_kind_of_box(body: str) -> None:
    ours = print_pages(PAGE.format(body))
    theirs = weasyprint.HTML(string=PAGE.format(body)).write_pdf()
    assert read_ink(ours) == read_ink(theirs)


def read_ink(pdf: bytes) -> list[str]:
    """Read the characters of a PDF that are no spaces; where notes and floats stand decides their order."""
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return sorted("".join(text.split()))


def test_nothing_of_weasyprint_stays_changed() -> None:
    layout, draw = weasyprint.layout.inline, weasyprint.draw
    places = (
        (layout, "split_inline_box"),
        (layout, "split_text_box"),
        (layout, "justify_line"),
        (draw.text, "draw_first_line"),
        (draw, "draw_stacking_context"),
        (weasyprint.pdf.tags, "_build_box_tree"),
        (weasyprint.layout.page, "set_page_type_computed_styles"),
    )
    before = [getattr(module, name) for module, name in places]
    with pytest.raises(RuntimeError), boxes.setting(weasyprint):
        assert [getattr(module, name) for module, name in places] != before
        raise RuntimeError
    assert [getattr(module, name) for module, name in places] == before


# What we stand before or call in WeasyPrint 70. When one of these differs after an update, read the changed
# function there, and say here and in pipeline/formats/setting/ what is true now.
EXPECTED = {
    "layout.inline.split_inline_box": "context box position_x max_x bottom_space skip_stack containing_block "
    "absolute_boxes fixed_boxes line_placeholders waiting_floats line_children first_letter_style "
    "first_line_style",
    "layout.inline.split_text_box": "context box available_width skip is_line_start",
    "layout.inline.justify_line": "context line extra_width",
    "draw.text.draw_first_line": "stream textbox text_overflow block_ellipsis matrix",
    "draw.draw_stacking_context": "stream stacking_context",
    "layout.page.set_page_type_computed_styles": "page_type html style_for",
    "css.StyleFor.get_computed_styles": "self",
    "css.StyleFor.get_cascaded_styles": "self",
    "pdf.tags._build_box_tree": "box parent pdf page_number nums annotations tags",
    "text.line_break.Layout.setup": "self style",
    "text.line_break.Layout.set_text": "self text justify",
    "text.line_break.Layout.get_first_line": "self",
    "text.line_break.Layout.reactivate": "self style",
    "text.line_break.Layout.deactivate": "self",
    "text.line_break.strut": "style",
    "text.line_break.line_size": "line style",
    "text.line_break._font_style_cache_key": "style include_size",
    "pdf.stream.Stream.add_font": "self pango_font",
    "pdf.stream.Stream.set_font_size": "self font size",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_weasyprint_has_what_the_adapter_stands_before(name: str) -> None:
    thing = weasyprint
    for part in name.split("."):
        assert hasattr(thing, part), f"WeasyPrint {weasyprint.__version__} has no {name}"
        thing = getattr(thing, part)
    found = " ".join(inspect.signature(thing).parameters)
    assert found == EXPECTED[name], f"WeasyPrint {weasyprint.__version__} takes other things in {name}"


@pytest.fixture(scope="module", params=[(s, e) for s in SEEDS for e in ("zh-Hans", "zh-Hant-TW")], ids=str)
def seed(request: pytest.FixtureRequest) -> tuple[pipeline.Article, bytes]:
    path, edition = request.param
    article = pipeline.normalize(path)[0]
    if edition != "zh-Hans":
        article = pipeline.convert(article, edition)
    return article, pipeline.write(article, "pdf")


def test_a_page_is_set_as_clreq_asks(seed: tuple[pipeline.Article, bytes]) -> None:
    figures = measure(list(read_printed(seed[1])))
    assert figures.full > 90 and figures.flush == figures.full
    assert figures.loosest(0.99) <= 0.045 and figures.loosest(1) <= 0.08
    assert figures.pairs > 20 and figures.squeezed == figures.pairs
    assert figures.junctions > 90 and figures.gaps == figures.junctions
    assert figures.ends > 10 and figures.trimmed == figures.ends
    assert not figures.faults


@pytest.mark.parametrize(("ems", "columns", "most", "all_"), [(20, 1, 0.06, 0.15), (14, 2, 0.09, 0.15)])
def test_narrow_measures_stay_even(ems: int, columns: int, most: float, all_: float) -> None:
    from bench.typography import Job, read_paragraphs, set_ours

    figures = measure(list(read_printed(set_ours(Job(read_paragraphs([]), "zh-Hans", ems, columns)))), 10.5)
    assert figures.loosest(0.99) <= most and figures.loosest(1) <= all_ + 0.001
    assert figures.full > 500 and figures.squeezed == figures.pairs and figures.gaps == figures.junctions
    assert not figures.faults


def list_spaces(text: str) -> list[str]:
    """List the spaces beside Han in a text, each with its neighbours."""
    wide = "\u2014-\u2026\u3000-\u9fff\uff00-\uffef"
    return sorted(set(re.findall(f"[{wide}] \\S|\\S [{wide}]", text)))


@pytest.mark.needs("poppler")
def test_no_program_finds_a_space_that_the_text_does_not_have(seed: tuple[pipeline.Article, bytes]) -> None:
    article, pdf = seed
    known = {space for block in article.body for space in list_spaces(block.text)}
    poppler = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    pdfium = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert set(list_spaces(poppler)) <= known and set(list_spaces(pdfium)) <= known


def test_no_space_is_seen_between_a_squeezed_mark_and_a_dash_on_the_next_line() -> None:
    page = PAGE.format("<p>一二三四五六七八（九十）。</p><p>——十二三四五六七八九十一二三四五六七八</p>")
    (sheet,) = pypdfium2.PdfDocument(print_pages(page))
    assert list_spaces(sheet.get_textpage().get_text_range()) == []


def test_a_stretched_line_has_its_spaces_as_character_spacing_and_words_have_none() -> None:
    text = "一二三 " + "engineering " * 2 + "四五六七八九十一二三四五六七八九十一二三 internationalization"
    (sheet,) = pypdfium2.PdfDocument(print_pages(PAGE.format(f"<p>{text}</p>")))
    assert "engineering" in sheet.get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("rules", "heights"),
    [
        ("@page :first { size: 90mm 100mm } @page :left { size: 90mm 110mm }", [100, 110, 210, 110, 210]),
        ("@page :nth(4) { size: 90mm 120mm }", [210, 210, 210, 120, 210]),
        ("@page wide { size: 90mm 130mm } p:nth-child(4) { page: wide }", [210, 210, 130, 210, 210]),
    ],
)
def test_pages_of_a_kind_share_their_styles_and_others_have_their_own(rules: str, heights: list[int]) -> None:
    body = f"<style>{rules} p {{ break-after: page }}</style>" + "<p>字</p>" * 5
    sheets = pypdfium2.PdfDocument(print_pages(PAGE.format(body)))
    assert [round(sheet.get_height() / 72 * 25.4) for sheet in sheets] == heights


@pytest.mark.parametrize("text", ["葛\U000e0100城", "か\u3099き", "\u0301字", "fi ffl 字fi", "字\u200b字"])
def test_what_combines_is_drawn_with_its_base(text: str) -> None:
    pages = (
        print_pages(PAGE.format(f"<p>{text}</p>")),
        weasyprint.HTML(string=PAGE.format(f"<p>{text}</p>")).write_pdf(),
    )
    ours, theirs = (pypdfium2.PdfDocument(page)[0].render(scale=3, grayscale=True).to_pil() for page in pages)
    dark = [sum(image.histogram()[:128]) for image in (ours, theirs)]
    assert dark[0] == pytest.approx(dark[1], rel=0.1)


def test_the_meter_sees_what_plain_weasyprint_does_not_do() -> None:
    body = "".join(f"<p>{MIXED}</p>" for _ in range(9))
    figures = measure(list(read_printed(weasyprint.HTML(string=PAGE.format(body)).write_pdf())))
    assert figures.flush < figures.full / 2 and figures.squeezed == figures.gaps == 0


def test_running_heads_are_no_part_of_the_text() -> None:
    page = PAGE.replace("@page {{", "@page {{ @top-center {{ content: '题2022年' }}").format(
        "<h1>题</h1><p>文</p>"
    )
    document = pypdfium2.PdfDocument(print_pages(page))
    shown = list(document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]))
    marks = [pypdfium2.raw.FPDFPageObj_GetMarkedContentID(one) for one in shown]
    assert -1 in marks and max(marks) == 1, "the running head is in no tag; title and text are"


def test_marks_are_trimmed_at_both_ends_of_a_line() -> None:
    text = "字" * 26 + "，" + "字" * 28 + "“字”" + "字" * 60
    rows = list(list_rows(read_printed(print_pages(PAGE.format(f"<p>{text}</p>")))))
    lefts = {round(row.signs[0].x, 1) for row in rows[1:] if row.signs[0].text != "“"}
    opened = [row.signs[0] for row in rows if row.signs[0].text == "“"]
    assert all(abs(sign.x + sign.size / 2 - min(lefts)) < 0.2 for sign in opened)
    for a, b in pairwise(rows[0].signs):
        assert b.x - a.x <= a.size * 1.05
