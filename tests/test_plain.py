"""The canonical form: what is written is read back exactly, and shows the same in other programs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import laws
from pipeline.document import Article, Block, Book, Edit, Kind, Line, Notice, Source, Span, bind
from pipeline.errors import InputError
from pipeline.formats.plain import escape_line, write_json, write_markdown, write_text
from pipeline.pandoc import run_pandoc
from pipeline.read.canonical import is_canonical, read_canonical, read_json

HOSTILE = [
    "# 不是标题",
    "#话题#",
    "## 尾 ##",
    "- 不是项目",
    "-",
    "+ 加",
    "* 星",
    "---",
    "***",
    "===",
    "1. 第一",
    "2) 第二",
    "(3) 第三",
    "a. 甲",
    "iv) 四",
    "#. 自动",
    "@. 例",
    "> 引",
    "~~删~~ 5~10，3~4",
    ":::",
    "::: byline",
    ": 定义",
    "| 表 | 格 |",
    "|---|---|",
    "+---+",
    "*强调* _下划_ **粗**",
    "`代码`",
    "<div class='x'>",
    "</div>",
    "<!-- 注 -->",
    "<script>alert(1)</script>",
    ":x: :smile: 10:20:30",
    "&amp; AT&T &#32; &copy; &x",
    "\\",
    "\\*",
    "行末\\",
    "[链接](http://example.com) ![图](a.png)",
    "[^1]: 脚注",
    "[ ] 待办",
    "[x]: /url",
    "$x$ 和 $y$",
    "2^10^",
    "@某人 a@b.cn @john",
    '它说"好"，don\'t -- 等... ---- ....',
    "{#id .class}",
    "题 {#id}",
    "chongpai: 1",
    "   三个空格",
    "    四个空格",
    "\t制表",
    "尾随空格  ",
    " ",
    "　　全角缩进",
    "双  空格",
    "断\u2028开\u2029来\x85了\x0b\x0c\r。",
    "\ufeff标记",
    "😀𠮷〇々",
    "“引”‘文’——……",
]
# What Markdown takes for markup, and what ends a line, each far likelier than by chance.
hostile_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="#*_-+=`~<>[](){}|\\&;:.!\"'^$@ \t\n1ai中文，“\u3000\u2028\r\x00", max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
blocks = st.builds(Block, st.sampled_from(Kind), hostile_text)
articles = st.builds(
    Article,
    st.lists(blocks, max_size=6).map(tuple),
    title=hostile_text,
    subtitle=hostile_text,
    byline=hostile_text,
    date=st.sampled_from(["", "2023-01-10"]),
    publication=hostile_text,
    page=st.sampled_from(["", "A3", "第 3 版"]),
    language=st.sampled_from(["zh-Hans", "zh-Hant-TW"]),
    source=hostile_text.filter(bool),
)


def as_source(markdown: bytes, name: str = "a.md") -> Source:
    """Read Markdown into lines, by every character that could be taken for the end of one."""
    lines = markdown.decode("utf-8").splitlines()
    return Source(name, tuple(Line(number, text) for number, text in enumerate(lines, 1)))


def contents(found: tuple[Article, ...]) -> list[Article]:
    """Leave out of articles what Markdown does not carry: the ledger."""
    return [
        replace(a, edits=(), notices=(), blocks=tuple(Block(b.kind, b.text) for b in a.blocks)) for a in found
    ]


@given(st.lists(articles, min_size=1, max_size=3).map(tuple))
def test_markdown_reads_back_exactly_and_every_mark_is_named(written: tuple[Article, ...]) -> None:
    markdown = write_markdown(Book("", written))
    source = as_source(markdown)
    read = read_canonical(source)
    assert contents(read) == list(written)
    laws.check(source, read)
    assert write_markdown(Book("", read)) == markdown


@given(st.lists(articles, min_size=1, max_size=2).map(tuple))
def test_json_reads_back_exactly(written: tuple[Article, ...]) -> None:
    assert read_json(write_json(Book("", written)).decode("utf-8"), "a.json") == written


def test_json_carries_the_ledger() -> None:
    article = Article(
        (Block(Kind.TITLE, "文", (Span(1, 1, 2), Span(3, 1, 2))),),
        edits=(Edit("character/radical", 1, 1, "⽂", "文", "a radical"),),
        notices=(Notice("encoding/guess", 1, "GB18030", "Big5", 0.75),),
    )
    text = write_json(bind(article)).decode("utf-8")
    assert read_json(text, "a.json") == (article,)
    assert json.loads(text)["articles"][0]["blocks"][0] == {
        "kind": "title",
        "text": "文",
        "spans": [[1, 1, 2], [3, 1, 2]],
    }
    assert "文" in text and text.endswith("]}\n")


def test_the_form_on_the_page() -> None:
    article = Article(
        (
            Block(Kind.KICKER, "引题"),
            Block(Kind.TITLE, "题目"),
            Block(Kind.PARAGRAPH, "一段。"),
            Block(Kind.ITEM, "甲"),
            Block(Kind.ITEM, "乙"),
            Block(Kind.VERSE, "春眠不觉晓，\n处处闻啼鸟。"),
        ),
        title="题目",
        date="2023-01-10",
    )
    assert write_markdown(Book("", (article, article))).decode("utf-8") == (
        '---\nchongpai: 1\ntitle: "题目"\ndate: "2023-01-10"\nlanguage: "zh-Hans"\n---\n'
        + (
            body := '\n<div class="kicker">\n\n引题\n\n</div>\n\n# 题目\n\n一段。\n\n- 甲\n- 乙\n'
            '\n<div class="verse">\n\n春眠不觉晓，\\\n处处闻啼鸟。\n\n</div>\n'
        )
        + '\n<!--\nchongpai: 1\ntitle: "题目"\ndate: "2023-01-10"\nlanguage: "zh-Hans"\n-->\n'
        + body
    )


@pytest.mark.parametrize(
    "text",
    [
        "2022年完成10.87亿元，同比增长20.19%。",
        "-5℃，AT&T，a@b.cn",
        "（1）第一：“好！”",
        "2022 年—2023 年",
        "A股 3.5",
        "a-b",
    ],
)
def test_plain_text_gets_no_backslash(text: str) -> None:
    assert escape_line(text) == text


@pytest.mark.parametrize("form", ["markdown", "commonmark+yaml_metadata_block", "gfm+yaml_metadata_block"])
def test_others_see_the_same_text_and_kinds(form: str) -> None:
    kinds = [Kind.PARAGRAPH, Kind.VERSE, Kind.TITLE, Kind.HEADING, Kind.ITEM, Kind.KICKER]
    texts = [text for text in HOSTILE if not any(c < " " and c != "\t" for c in text)]
    wanted = [
        Block(kind, f"{text}\n{text}。" if kind is Kind.VERSE else text)
        for kind in kinds
        for text in texts
        if not (kind is Kind.ITEM and text.startswith("[ ]"))  # which pandoc takes for a task, escaped or not
    ]
    markdown = write_markdown(bind(Article(tuple(wanted))))
    document = json.loads(run_pandoc(markdown, source=form, target="json"))
    assert [(kind, squeeze(text)) for kind, text in walk(document["blocks"])] == [
        (NAMES.get(block.kind, "Para"), squeeze(block.text)) for block in wanted if squeeze(block.text)
    ]


NAMES = {Kind.TITLE: "Header1", Kind.HEADING: "Header2", Kind.ITEM: "Item"}


def walk(nodes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """List the blocks of a pandoc document that have text, with what kind of block each is."""
    found = []
    for node in nodes:
        match node:
            case {"t": "Div", "c": [_, inside]}:
                found += walk(inside)
            case {"t": "BulletList", "c": items}:
                found += [("Item", text_of(item)) for item in items]
            case {"t": "Header", "c": [level, _, inside]}:
                found.append((f"Header{level}", text_of(inside)))
            case {"t": "RawBlock"}:
                pass  # the tags of a <div>, where they are not understood
            case {"t": kind}:
                found.append((kind, text_of(node.get("c", []))))
    return [(kind, text) for kind, text in found if squeeze(text)]


def text_of(node: Any) -> str:
    """Give the text of a node; anything but plain text in it shows as its name, and so fails."""
    match node:
        case list():
            return "".join(map(text_of, node))
        case {"t": "Str", "c": str(text)}:
            return text
        case {"t": "Space" | "LineBreak" | "SoftBreak"}:
            return " "
        case {"t": "Para" | "Plain", "c": inside}:
            return text_of(inside)
        case {"t": "Link", "c": [_, inside, [target, _]]} if target.endswith(text_of(inside)):
            return text_of(inside)  # an address in the text, which GitHub makes a link
        case {"t": name}:
            return f"[{name}]"
    return ""


def squeeze(text: str) -> str:
    return "".join(text.replace("\ufeff", "").split())


def test_what_an_editor_may_change() -> None:
    source = as_source(
        "\ufeff---\nchongpai: 1\n# 说明\ntitle: 没有引号 # 注\nbyline: '单''引'\n\ndate: 2023-01-10\n---\n"
        "# 题目\n### 小标题  \n换行的\n一段 with two\nwords。\n- 甲\n续\n* 星\n".encode()
    )
    (article,) = read_canonical(source)
    assert (article.title, article.byline, article.date, article.source) == (
        "没有引号",
        "单'引",
        "2023-01-10",
        "a.md",
    )
    assert [(block.kind, block.text) for block in article.blocks] == [
        (Kind.TITLE, "题目"),
        (Kind.HEADING, "小标题"),
        (Kind.PARAGRAPH, "换行的一段 with two words。"),
        (Kind.ITEM, "甲续* 星"),
    ]
    laws.check(source, (article,))


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("正文", "a.md:1: our front matter is missing"),
        ("---\nchongpai: 2\n---\n", "a.md:2: not version 1"),
        ("---\nchongpai: 1\n\n正文", "a.md:4: no key “正文”"),
        ("---\nchongpai: 1\ntitle: 甲\n", "a.md:1: the front matter does not end; close it with ---"),
        (
            "---\nchongpai: 1\ntitel: 甲\n---\n",
            "a.md:3: no key “titel” in front matter; did you mean “title”?",
        ),
        ("---\nchongpai: 1\npage: 1\npage: 2\n---\n", "a.md:4: “page” is said twice"),
        ('---\nchongpai: 1\ntitle: "甲\n---\n', "a.md:3: the value of “title” is not well quoted"),
        (
            '---\nchongpai: 1\n---\n<div class="bylines">\n',
            "a.md:4: no kind of block is called “bylines”; did you mean",
        ),
        ('---\nchongpai: 1\n---\n<div class="note">\n\n文', 'a.md:4: <div class="note"> does not end'),
        ("---\nchongpai: 1\n---\n\n</div>\n", "a.md:5: </div> without its <div>"),
    ],
)
def test_what_is_not_ours_is_refused_with_its_line(markdown: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_canonical(as_source(markdown.encode()))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "a.json:1: is not JSON"),
        ("[" * 100_000, "a.json: is not JSON that can be read"),
        ("[]", "a.json: is not chongpai's JSON"),
        ('{"chongpai": 1}', "a.json: articles must be a list"),
        (
            '{"chongpai": 1, "articles": [{"blocks": [{"kind": "x"}]}]}',
            "a.json: articles[0].blocks[0].kind must be one of",
        ),
        (
            '{"chongpai": 1, "articles": [{"blocks": [{"kind": "title"}]}]}',
            "a.json: articles[0].blocks[0] lacks “text”",
        ),
        ('{"chongpai": 1, "articles": [{"blocks": [], "titel": ""}]}', "a.json: articles[0] has no “titel”"),
        (
            '{"chongpai": 1, "articles": [{"blocks": [], "page": 3}]}',
            "a.json: articles[0].page must be a text",
        ),
    ],
)
def test_json_that_is_not_ours_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text, "a.json")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("---\nchongpai: 1\n---\n", True),
        ("\ufeff---\r\nchongpai: 1\r\n---\r\n", True),
        ("---\nchongpai: 2\n---\n", True),  # so that reading can say which version it knows
        ("\n---\nchongpai: 1\n", False),
        ("---\ntitle: 甲\nchongpai: 1\n", False),
        ("---\nchongpai: 重排\n", False),
        ("正文\nchongpai: 1\n", False),
        ("", False),
    ],
)
def test_our_form_is_known_by_its_first_lines(text: str, is_ours: bool) -> None:
    assert is_canonical(text) is is_ours


def test_text_is_what_a_reader_reads() -> None:
    article = Article(
        (
            Block(Kind.TITLE, "题目"),
            Block(Kind.FURNITURE, "第3版"),
            Block(Kind.VERSE, "春眠\n不觉"),
            Block(Kind.PARAGRAPH, "文。"),
        )
    )
    assert write_text(bind(article)).decode("utf-8") == "题目\n\n春眠\n不觉\n\n文。\n"
    assert write_text(Book("", (article, article))).decode("utf-8").count("\n\n***\n\n") == 1
