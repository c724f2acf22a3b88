"""Pictures of a page are kept: in their place, with their caption's words, in every format that has any."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from base64 import b64encode
from pathlib import Path

import pypandoc
import pytest
import weasyprint
from PIL import Image as Drawing
from samples import draw_picture

import pipeline
from pipeline.articles import normalize_bytes
from pipeline.check.epub import read_epub
from pipeline.check.pdf import read_pdf
from pipeline.check.text import same_text
from pipeline.document import Article, Image, Kind, bind
from pipeline.formats.plain import write_json
from pipeline.pandoc import API_VERSION, Node, heading, inlines, paragraph
from pipeline.settings import Settings

CAPTION = "图为村民在果园里忙碌。"
TEXT = "春节前后，各村的果园里一片忙碌，村民们正在为果树剪枝、施肥，盼望着新的一年有个好收成。" * 2


@pytest.fixture(scope="module")
def page() -> bytes:
    """A page of one column with a picture between its paragraphs."""
    source = f"data:image/png;base64,{b64encode(draw_picture(60, 40)).decode()}"
    style = (
        "@page { size: 40em 60em; margin: 4em } html { font: 10.5pt/1.45 'Noto Serif CJK SC' }"
        "p { margin: 0; text-indent: 2em } h1 { font-size: 24pt } figcaption { font-size: 9pt }"
        "figure { margin: 1em 0 } img { width: 12em }"
    )
    figure = f'<figure><img src="{source}"><figcaption>{CAPTION}</figcaption></figure>'
    body = f"<h1>果园里的新年</h1><p>{TEXT}</p>{figure}<p>{TEXT}</p>"
    made = weasyprint.HTML(string=f"<style>{style}</style>{body}").write_pdf()
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="module")
def article(page: bytes) -> Article:
    (article,) = normalize_bytes(page, "page.pdf")
    return article


def find_image(article: Article) -> Image:
    (image,) = [block.image for block in article.blocks if block.image]
    return image


def test_a_picture_stands_before_its_caption(article: Article) -> None:
    kinds = [block.kind for block in article.body]
    assert kinds == [Kind.TITLE, Kind.PARAGRAPH, Kind.PICTURE, Kind.CAPTION, Kind.PARAGRAPH]
    image = find_image(article)
    assert (round(image.width), round(image.height)) == (126, 84)
    with Drawing.open(io.BytesIO(image.data)) as drawn:
        assert drawn.convert("RGB").getpixel((drawn.width // 2, drawn.height // 2)) == (0x88, 0xAA, 0xDD)


def test_pictures_can_be_left_out(page: bytes) -> None:
    (bare,) = normalize_bytes(page, "page.pdf", Settings(images=False))
    assert Kind.PICTURE not in [block.kind for block in bare.blocks]


@pytest.mark.parametrize("format", ["html", "epub"])
def test_the_caption_is_what_a_picture_says_to_those_who_cannot_see_it(article: Article, format: str) -> None:
    made = pipeline.write(article, format)
    if format == "epub":
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            (name,) = [name for name in packed.namelist() if name.endswith(".png")]
            assert packed.read(name) == find_image(article).data
            made = packed.read("EPUB/article-001.xhtml")
    assert f'alt="{CAPTION}"' in made.decode()


def test_a_picture_is_in_the_document(article: Article) -> None:
    with zipfile.ZipFile(io.BytesIO(pipeline.write(article, "docx"))) as packed:
        (name,) = [name for name in packed.namelist() if name.startswith("word/media/")]
        assert packed.read(name) == find_image(article).data
        assert CAPTION in packed.read("word/document.xml").decode()


def test_the_text_is_the_same_with_pictures(article: Article) -> None:
    same_text(bind(article), read_pdf(pipeline.write(article, "pdf")))
    same_text(bind(article), read_epub(pipeline.write(article, "epub")))


def test_json_carries_pictures(article: Article, tmp_path: Path) -> None:
    place = tmp_path / "page.json"
    place.write_bytes(write_json(bind(article)))
    assert pipeline.normalize(place) == [article]
    broken = json.loads(place.read_text("utf-8"))
    broken["articles"][0]["blocks"][2]["image"]["data"] = "?"
    place.write_text(json.dumps(broken), "utf-8")
    with pytest.raises(pipeline.ChongpaiError, match="must be a picture in Base64"):
        pipeline.normalize(place)


# Office files


def make_office(suffix: str, blocks: list[Node], picture: bytes) -> bytes:
    """Make an office file with pandoc, with a picture where the text has one."""
    data = f"data:image/png;base64,{b64encode(picture).decode()}"
    source = pypandoc.convert_text(
        json.dumps({"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}), "html", "json"
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"made{suffix}"
        options = ["--standalone", "--embed-resources", "--metadata=title:"] if suffix == ".html" else []
        pypandoc.convert_text(
            source.replace("PICTURE", data), suffix[1:], "html", outputfile=target, extra_args=options
        )
        return target.read_bytes()


def show(address: str = "PICTURE") -> Node:
    return paragraph([{"t": "Image", "c": [["", [], []], [], [address, ""]]}])


def text(*lines: str) -> list[Node]:
    return [paragraph(inlines(line)) for line in lines]


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub", ".html"])
def test_pictures_of_office_files_stand_where_they_stood(suffix: str) -> None:
    blocks = [heading(1, inlines("果园里的春天")), *text(TEXT), show(), *text(TEXT, TEXT)]
    data = make_office(suffix, blocks, draw_picture(60, 40))
    (found,) = normalize_bytes(data, f"a{suffix}")
    kinds = [block.kind for block in found.body]
    assert kinds == [Kind.TITLE, Kind.PARAGRAPH, Kind.PICTURE, Kind.PARAGRAPH, Kind.PARAGRAPH]
    image = find_image(found)
    assert image.width / image.height == pytest.approx(1.5, abs=0.02)
    with Drawing.open(io.BytesIO(image.data)) as drawn:
        assert drawn.size == (60, 40)
    bare = normalize_bytes(
        make_office(suffix, blocks, draw_picture(60, 40)), f"a{suffix}", Settings(images=False)
    )
    assert Kind.PICTURE not in [block.kind for block in bare[0].blocks]


def test_a_picture_among_broken_lines_stands_behind_their_paragraph() -> None:
    lines = [TEXT[:14], *(TEXT[at : at + 16] for at in range(14, len(TEXT), 16))]
    data = make_office(".docx", [*text(*lines), show(), *text(*lines, *lines)], draw_picture(6, 4))
    (found,) = normalize_bytes(data, "a.docx")
    assert [block.text or block.kind for block in found.body] == [TEXT, Kind.PICTURE, TEXT, TEXT]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "../a.png", "https://localhost/a.png", "data:image/png;base64,?", ""]
)
def test_a_picture_that_is_not_in_the_file_is_left_out_and_named(address: str) -> None:
    page = f"<h1>题</h1><p>{TEXT}</p><p><img src='{address}'></p><p>{TEXT}</p>"
    (found,) = normalize_bytes(page.encode(), "a.html")
    assert Kind.PICTURE not in [block.kind for block in found.blocks]
    assert [notice.code for notice in found.notices] == ["picture/left"]


def test_a_damaged_picture_is_left_out_and_named() -> None:
    blocks = [heading(1, inlines("题")), *text(TEXT), show(), *text(TEXT)]
    (found,) = normalize_bytes(make_office(".docx", blocks, draw_picture(60, 40)[:20]), "a.docx")
    assert Kind.PICTURE not in [block.kind for block in found.blocks]
    assert [notice.code for notice in found.notices] == ["picture/left"]
