"""Office files: headings, lists, tables, verse and notes keep what they are, and broken lines are joined."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypandoc
import pytest

from pipeline.articles import normalize_bytes
from pipeline.document import Kind
from pipeline.errors import InputError
from pipeline.read.office import is_office, read_office

WHOLE = "清晨六点，城南的老菜市场已经热闹起来。"
PAGE = f"""<html><body><h1>新日子</h1>
<div><p>{WHOLE}</p></div>
<h2>大河奔流</h2>
<blockquote><p>卖豆腐的周师傅<em>支起</em>摊子，<q>热气</q>往上飘<sup>二</sup>。</p></blockquote>
<ul><li>新增摊位一百二十个。</li><li><p>改造排水沟三百米。</p></li></ul>
<ol><li>先到先得。</li></ol>
<pre>大河奔流
两岸青山</pre>
<table><caption>各乡产量</caption><thead><tr><th>乡</th><th>吨</th></tr></thead>
<tbody><tr><td>石门</td><td>38</td></tr><tr><td>太谷</td><td></td></tr></tbody></table>
<figure><img src=""><figcaption>市场一角。</figcaption></figure>
<hr>
<p>他说<a href="https://example.org">市场</a>去年
完成了 <code>A1</code> 与 Model
T 的改造。</p>
</body></html>"""


def make(markdown: str, suffix: str) -> bytes:
    """Make an office file with pandoc."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"made{suffix}"
        options = ["--standalone", "--metadata=title:"]
        pypandoc.convert_text(markdown, suffix[1:], "markdown", outputfile=target, extra_args=options)
        return target.read_bytes()


def test_a_page_keeps_its_parts_and_their_kinds() -> None:
    whole = read_office(PAGE.encode(), "a.html", images=False).whole
    assert whole
    assert [(block.kind, block.text) for block in whole.blocks] == [
        (Kind.TITLE, "新日子"),
        (Kind.PARAGRAPH, WHOLE),
        (Kind.HEADING, "大河奔流"),
        (Kind.PARAGRAPH, "卖豆腐的周师傅支起摊子，“热气”往上飘二。"),
        (Kind.ITEM, "新增摊位一百二十个。"),
        (Kind.ITEM, "改造排水沟三百米。"),
        (Kind.ITEM, "先到先得。"),
        (Kind.VERSE, "大河奔流\n两岸青山"),
        (Kind.CAPTION, "各乡产量"),
        (Kind.VERSE, "乡 吨\n石门 38\n太谷"),
        (Kind.CAPTION, "市场一角。"),
        (Kind.PARAGRAPH, "他说市场去年完成了 A1 与 Model T 的改造。"),
    ]


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub", ".rtf", ".html"])
def test_every_kind_of_file_gives_the_same_text(suffix: str) -> None:
    assert is_office(f"A{suffix.upper()}")
    data = make(f"# 新日子\n\n{WHOLE}\n\n## 大河奔流\n\n{WHOLE}\n", suffix)
    (found,) = normalize_bytes(data, f"a{suffix}")
    assert [block.text for block in found.body] == ["新日子", WHOLE, "大河奔流", WHOLE]


def test_a_note_stands_in_its_place_in_brackets() -> None:
    data = make(f"# 新日子\n\n周师傅[^1]支起摊子，热气往上飘。\n\n{WHOLE}\n\n[^1]: 卖豆腐的。\n", ".docx")
    (found,) = normalize_bytes(data, "a.docx")
    assert found.body[1].text == "周师傅（卖豆腐的。）支起摊子，热气往上飘。"


def test_paragraphs_that_end_where_lines_did_are_repaired() -> None:
    lines = (WHOLE * 6)[:-1]
    cut = "\n\n".join(lines[at : at + 16] for at in range(0, len(lines), 16))
    assert read_office(make(cut, ".docx"), "a.docx").whole is None
    (found,) = normalize_bytes(make(f"{cut}。", ".docx"), "a.docx")
    assert [block.text for block in found.body] == [WHOLE * 6]


def test_verse_of_a_document_keeps_its_lines() -> None:
    data = make(f"# 新日子\n\n{WHOLE}\n\n| 大河奔流\n| 两岸青山\n\n{WHOLE}\n", ".html")
    (found,) = normalize_bytes(data, "a.html")
    assert (Kind.VERSE, "大河奔流\n两岸青山") in [(block.kind, block.text) for block in found.body]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.html", b"<p>no such text</p>", "there is no Chinese character in this document"),
        ("a.docx", b"PK\3\4 damaged", "a.docx"),
        ("a.odt", b"nothing", "a.odt"),
        ("a.epub", b"", "a.epub"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        normalize_bytes(data, name)
    assert said in str(caught.value)
