"""PDFs read by their geometry: pages set for the test, by WeasyPrint and by Chromium, and read back."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
import weasyprint
from PIL import Image

from bench.geometry import KINDS, make_page
from bench.pages import ARTICLES, read_article
from bench.scores import Block
from pipeline import Settings
from pipeline.articles import normalize_bytes
from pipeline.document import Article, Kind
from pipeline.errors import InputError
from pipeline.pages.articles import read_articles
from pipeline.pages.jumps import read_page
from pipeline.printed import draw_pages, paint
from pipeline.read.pdf import read_sheets
from pipeline.sheet import Sheet

STYLE = """
@page { size: 90em 120em; margin: 4em }
html { font: 10.5pt/1.45 "Noto Serif CJK SC" }
body { margin: 0 }
p { margin: 0; text-indent: 2em }
h1, h3 { font-family: "Noto Sans CJK SC"; text-align: center; margin: .3em 0; line-height: 1.25 }
h1 { font-size: 26pt } h3 { font-size: 14pt }
.columns { columns: 2; column-gap: 2em; text-align: justify }
.row { display: flex; gap: 3em }
.row > div { width: 38em }
.row > div + div { border-left: .5pt solid; padding-left: 1em }
figure { margin: 0; break-inside: avoid }
figure div { height: 8em; background: #bbb }
figcaption { font-size: 9pt }
.caption, .byline { text-indent: 0 }
"""
TAGS = {"title": "h1", "heading": "h3"}
MANY = sorted(ARTICLES.glob("*.yaml"))


def set_pdf(body: str) -> bytes:
    """Set a page with WeasyPrint."""
    document = weasyprint.HTML(
        string=f'<html lang="zh-Hans"><style>{STYLE}</style><body>{body}</body></html>'
    )
    made = document.write_pdf()
    assert isinstance(made, bytes)
    return made


def set_blocks(blocks: Sequence[Block]) -> str:
    """Set an article: its headline above two columns."""
    head = "".join(f"<h1>{text}</h1>" for kind, text in blocks if kind == "title")
    parts = [
        f"<figure><div></div><figcaption>{text}</figcaption></figure>"
        if kind == "caption"
        else f"<{TAGS.get(kind, 'p')}>{text}</{TAGS.get(kind, 'p')}>"
        for kind, text in blocks
        if kind != "title"
    ]
    return f'<div>{head}<div class="columns">{"".join(parts)}</div></div>'


def take(number: int) -> list[Block]:
    """Take one of our articles: its title, heads and paragraphs."""
    return [block for block in read_article(MANY[number]) if block[0] in ("title", "heading", "paragraph")]


def list_blocks(article: Article) -> list[Block]:
    return [(str(block.kind), "".join(block.text.split())) for block in article.body]


def squeeze(blocks: Sequence[Block]) -> list[Block]:
    return [(kind, "".join(text.split())) for kind, text in blocks]


def read(data: bytes, pages: tuple[int, ...] = ()) -> tuple[Article, ...]:
    return normalize_bytes(data, "page.pdf", Settings(pages=pages))


@pytest.mark.parametrize("number", range(4))
def test_an_article_in_columns_comes_out_as_it_was_set(number: int) -> None:
    blocks = take(number)
    (article,) = read(set_pdf(set_blocks(blocks)))
    assert list_blocks(article) == squeeze(blocks)


def test_articles_side_by_side_are_told_apart() -> None:
    one, two = take(0), take(1)
    first, second = read(set_pdf(f'<div class="row">{set_blocks(one)}{set_blocks(two)}</div>'))
    assert (list_blocks(first), list_blocks(second)) == (squeeze(one), squeeze(two))


def test_a_caption_stands_under_its_picture() -> None:
    blocks: list[Block] = [*take(2)[:3], ("caption", "图为村民在果园里忙碌。"), *take(2)[3:]]
    (article,) = read(set_pdf(set_blocks(blocks)))
    assert ("caption", "图为村民在果园里忙碌。") in list_blocks(article)
    assert [block for block in list_blocks(article) if block[0] != "caption"] == squeeze(take(2))


def test_the_order_of_the_content_stream_does_not_matter() -> None:
    data = set_pdf(set_blocks(take(3)))

    def shuffle(sheet: Sheet, seed: int) -> Sheet:
        glyphs = list(sheet.glyphs)
        Random(seed).shuffle(glyphs)
        return Sheet(sheet.number, sheet.width, sheet.height, tuple(glyphs), sheet.rules, sheet.pictures)

    as_drawn = read_articles(read_sheets(data, "page.pdf")).articles
    for seed in range(5):
        shuffled = read_articles(shuffle(sheet, seed) for sheet in read_sheets(data, "page.pdf"))
        texts = [[stretch.text for stretch in article.stretches] for article in shuffled.articles]
        assert texts == [[stretch.text for stretch in article.stretches] for article in as_drawn]


def test_what_is_printed_twice_is_read_once() -> None:
    shadow = '<div style="position:absolute;left:.02em;top:0;font-size:10.5pt">太谷经开区</div>'
    data = set_pdf(f'<div style="position:relative">{shadow}<div>太谷经开区</div></div>')
    (article,) = read(data)
    assert [block.text for block in article.body] == ["太谷经开区"]


def test_the_furniture_gives_date_and_page() -> None:
    line = '<div style="font-size:9pt;border-bottom:1pt solid">2023年2月1日 星期三 第3版 要闻</div>'
    (article,) = read(set_pdf(line + set_blocks(take(0))))
    assert (article.date, article.page) == ("2023-02-01", "3")
    assert [block.kind for block in article.blocks if block not in article.body] == [Kind.FURNITURE]


def test_a_page_of_nothing_but_furniture_keeps_it() -> None:
    (article,) = read(set_pdf('<div style="font-size:9pt">2023年2月1日 星期三 第3版 要闻</div>'))
    assert [block.kind for block in article.blocks] == [Kind.FURNITURE]
    assert (article.date, article.page) == ("2023-02-01", "3")


def test_a_caption_told_by_its_words_is_read_once() -> None:
    caption = "图为村民在果园里忙碌，今年的收成比去年好。<br>图为果园。"
    figure = f"<figure><div></div><figcaption>{caption}</figcaption></figure>"
    (article,) = read(set_pdf(f'<div class="columns"><p>{"春节前后一片忙碌。" * 12}</p>{figure}</div>'))
    assert "".join(block.text for block in article.body).count("图为果园") == 1


def test_pages_are_chosen_by_their_numbers() -> None:
    data = set_pdf(f'<div style="break-after:page">{set_blocks(take(0))}</div>{set_blocks(take(1))}')
    (article,) = read(data, (2,))
    assert list_blocks(article) == squeeze(take(1))
    with pytest.raises(InputError, match=r"there is no page 3; it has 2"):
        read(data, (3,))


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_hard_pages_are_read_nearly_whole(kind: str, tmp_path: Path) -> None:
    draw = Random(kind)
    articles = [take(number) for number in draw.sample(range(len(MANY)), 3)]
    truth = make_page(kind, articles, draw, tmp_path)
    found = [
        block for article in read((tmp_path / "page.pdf").read_bytes()) for block in list_blocks(article)
    ]
    texts = {text for _, text in found}
    wanted = [text for article in truth for _, text in squeeze(article)]
    assert sum(text in texts for text in wanted) >= 0.9 * len(wanted)
    assert sorted("".join(text for _, text in found)) == sorted("".join(wanted)), (
        "no character is lost or added"
    )


@pytest.mark.parametrize(
    ("text", "page"), [("三", "3"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("03", "3"), ("A4", "A4")]
)
def test_numbers_of_pages(text: str, page: str) -> None:
    assert read_page(text) == page


def test_a_drawing_shows_every_block() -> None:
    ((number, drawing),) = draw_pages(set_pdf(set_blocks(take(0))), "page.pdf")
    root = ElementTree.fromstring(drawing)
    labels = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert number == 1
    assert {int(label.split()[0]) for label in labels if label[0].isdigit()} == set(
        range(1, len(take(0)) + 1)
    )
    picture = Image.open(io.BytesIO(paint(drawing)))
    assert (picture.format, picture.width > picture.height) == ("PNG", False)
    assert len(picture.getcolors(1 << 24)) > 100, "the page is in it, and colours over it"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.4 nothing more", "damaged"),
        (weasyprint.HTML(string="<p>").write_pdf(), "may be a scan"),
        (weasyprint.HTML(string="<p>Latin").write_pdf(), "no Chinese character"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(data)
