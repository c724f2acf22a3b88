"""The shared body and the page for the screen."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.check.text import same_text
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.formats.html import list_heads, name_article, render_body, split_couplet, write_html
from pipeline.formats.regions import find_region


def article(*blocks: tuple[str, str], language: str = "zh-Hans") -> Article:
    made = tuple(Block(Kind(kind), text) for kind, text in blocks)
    title = next((block.text for block in made if block.kind is Kind.TITLE), "")
    return Article(made, title=title, language=language)


def parse(body: str) -> etree._Element:
    return etree.fromstring(f"<body>{body}</body>")


def test_a_newspaper_article_becomes_header_heads_and_paragraphs() -> None:
    body = parse(
        render_body(
            article(
                ("kicker", "全区经济工作会议召开"),
                ("title", "抓落实不松劲 践初心出成效"),
                ("subtitle", "——2022年工作综述"),
                ("byline", "本报记者 张三 李四"),
                ("paragraph", "第一段。"),
                ("heading", "以理论之基"),
                ("paragraph", "第二段。"),
                ("furniture", "第3版"),
            )
        )
    )
    assert [child.tag for child in body] == ["header", "p", "h2", "p"]
    assert [(child.tag, child.get("class")) for child in body[0]] == [
        ("p", "kicker"),
        ("h1", "title"),
        ("p", "subtitle"),
        ("p", "byline"),
    ]
    assert "第3版" not in "".join(body.itertext())


def test_verse_keeps_its_lines_and_items_stand_in_one_list() -> None:
    body = parse(
        render_body(article(("item", "1. 甲"), ("item", "2. 乙"), ("verse", "床前明月光，\n疑是地上霜。")))
    )
    assert [child.tag for child in body] == ["ul", "p"]
    assert [li.text for li in body[0]] == ["1. 甲", "2. 乙"]
    assert body[1][0].tag == "br" and body[1].text == "床前明月光，"


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("抓落实不松劲 践初心出成效", ("抓落实不松劲", "践初心出成效")),
        ("聚力“两大引擎” 打造核心竞争力", ("聚力“两大引擎”", "打造核心竞争力")),
        ("以党建引领 助力意识形态工作", ("以党建引领", "助力意识形态工作")),
        ("记者 张三报道今日消息", ("记者 张三报道今日消息",)),
        ("Windows XP 退役", ("Windows XP 退役",)),
        ("只有一半", ("只有一半",)),
    ],
)
def test_only_balanced_halves_make_a_couplet(head: str, parts: tuple[str, ...]) -> None:
    assert split_couplet(head) == parts


def test_heads_are_listed_as_they_are_marked_and_skip_no_level() -> None:
    titled = article(("heading", "前"), ("title", "题"), ("heading", "甲"), ("title", "又一题"))
    assert [(head.level, head.text) for head in list_heads(titled)] == [
        (1, "前"),
        (1, "题"),
        (2, "甲"),
        (2, "又一题"),
    ]
    body = parse(render_body(titled, "a-"))
    marked = [(int(e.tag[1]), e.get("id"), e.text) for e in body.iter("h1", "h2")]
    assert marked == [(head.level, head.id, head.text) for head in list_heads(titled, "a-")]
    assert [head.level for head in list_heads(article(("heading", "甲"), ("heading", "乙")))] == [1, 1]


def test_an_article_without_a_title_goes_by_its_first_head_or_its_source() -> None:
    assert name_article(article(("paragraph", "文。"), ("heading", "小标题"))) == "小标题"
    assert name_article(Article((), source="版面.txt")) == "版面.txt"
    assert name_article(Article((), language="zh-Hant-TW")) == "無題"


kinds = st.sampled_from([kind.value for kind in Kind])


@given(st.lists(st.tuples(kinds, st.text(max_size=20))))
def test_any_text_makes_well_formed_markup_that_says_the_same(blocks: list[tuple[str, str]]) -> None:
    written = article(*blocks)
    same_text(bind(written), "".join(parse(render_body(written)).itertext()))


def test_the_page_stands_alone_and_runs_nothing_of_the_source() -> None:
    evil = '</title><script>alert(1)</script><img src="file:///x" onerror="y">&\x00'
    page = write_html(Book(evil, (article(("title", evil), ("paragraph", evil)), article(("title", "二")))))
    text = page.decode()
    assert "<script" not in text and "<img" not in text and "\x00" not in text
    assert not re.search(r'(src|href)="(?!#)', text)
    css = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert css and f"'sha256-{b64encode(sha256(css.group(1).encode()).digest()).decode()}'" in text
    assert page == write_html(
        Book(evil, (article(("title", evil), ("paragraph", evil)), article(("title", "二"))))
    )


def test_the_page_says_its_language_title_and_author() -> None:
    book = Book(
        "題",
        (article(("title", "題"), language="zh-Hant-TW"),),
        "zh-Hant-TW",
        author="張三",
        date="2022-01-05",
    )
    root = etree.fromstring(write_html(book).removeprefix(b"<!DOCTYPE html>"))
    assert root.get("lang") == "zh-Hant-TW" and root.findtext("head/title") == "題"
    metas = {meta.get("name"): meta.get("content") for meta in root.iter("meta")}
    assert metas["author"] == "張三" and metas["dcterms.date"] == "2022-01-05"


@pytest.mark.parametrize(
    ("languages", "tag", "face"),
    [
        (("zh-Hans", "zh", "zh-CN", "zh-Hans-HK", "en", ""), "zh-CN", "SC"),
        (("zh-Hant-TW", "zh-Hant", "zh-TW"), "zh-TW", "TC"),
        (("zh-Hant-HK", "zh-HK", "zh-Hant-MO"), "zh-HK", "HK"),
    ],
)
def test_a_language_names_its_region(languages: tuple[str, ...], tag: str, face: str) -> None:
    assert {(region.tag, region.face) for region in map(find_region, languages)} == {(tag, face)}
