"""DOCX: the text, the styles, the faces and the language that Word is told, and the same bytes each time."""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import find_program
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.characters import HAN_CHARACTER
from pipeline.check.docx import read_docx
from pipeline.check.text import same_text
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import MissingError, OutputError
from pipeline.formats import write
from pipeline.formats.docx import write_docx
from pipeline.pandoc import find_pandoc, run_pandoc
from pipeline.publish.work import check
from pipeline.settings import Format

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ARTICLE = Article(
    (
        Block(Kind.KICKER, "乡村振兴见闻"),
        Block(Kind.TITLE, "抓落实不松劲 践初心出成效"),
        Block(Kind.SUBTITLE, "——太谷经济技术开发区2022年工作综述"),
        Block(Kind.BYLINE, "本报记者 张三"),
        Block(Kind.PARAGRAPH, "2022年，太谷经济技术开发区“1221”战略……A & B < C。"),
        Block(Kind.HEADING, "以党建引领 助力工作"),
        Block(Kind.PARAGRAPH, "“引号”。"),
        Block(Kind.VERSE, "春眠不觉晓，\n处处闻啼鸟。"),
        Block(Kind.ITEM, "● 一项"),
        Block(Kind.PICTURE, "[图]"),
        Block(Kind.CAPTION, "图为某地。"),
        Block(Kind.CREDIT, "摄影：李四"),
        Block(Kind.NOTE, "注：数据来自统计局。"),
        Block(Kind.DATELINE, "本报北京2月20日电"),
        Block(Kind.FURNITURE, "第3版"),
        Block(Kind.BYLINE, "（孙泰雁 范国栋）"),
    ),
    title="抓落实不松劲 践初心出成效",
    byline="孙泰雁",
    date="2023-01-10",
)
BOOK = bind(ARTICLE)
BOUND = Book(
    "合訂本", (ARTICLE, ARTICLE), language="zh-Hant-TW", author="某人", publisher="某報", date="2023"
)


def part(data: bytes, name: str) -> ElementTree.Element:
    """Give one part of a document, parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """List the paragraphs of a document as style and text."""
    return [
        (
            element.find(f"{W}pPr/{W}pStyle").get(f"{W}val", ""),  # type: ignore[union-attr]
            "".join(text.text or "" for text in element.iter(f"{W}t")),
        )
        for element in part(data, "word/document.xml").iter(f"{W}p")
    ]


def test_each_kind_has_its_style() -> None:
    assert [name for name, _ in paragraphs(write_docx(BOOK))] == [
        *("Kicker", "Title", "Subtitle", "Byline", "BodyText", "Heading1", "FirstParagraph", "Verse", "Item"),
        *("Picture", "Caption", "Credit", "Note", "Dateline", "Signature"),
    ]


def test_the_body_reads_back() -> None:
    same_text(BOOK, read_docx(write_docx(BOOK)))
    same_text(BOUND, read_docx(write_docx(BOUND)))


@settings(max_examples=15)
@given(
    st.lists(
        st.builds(
            Block, st.sampled_from(Kind), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
        ),
        min_size=1,
    )
)
def test_any_text_reads_back(blocks: list[Block]) -> None:
    book = bind(Article(tuple(blocks), title="甲"))
    same_text(book, read_docx(write_docx(book)))


@pytest.mark.parametrize(
    ("language", "word", "face"),
    [
        ("zh-Hans", "zh-CN", "宋体"),
        ("zh-Hant-TW", "zh-TW", "新細明體"),
        ("zh-Hant-HK", "zh-HK", "細明體_HKSCS"),
    ],
)
def test_word_is_told_language_and_faces(language: str, word: str, face: str) -> None:
    data = write_docx(Book("甲", (ARTICLE,), language=language))
    styles = part(data, "word/styles.xml")
    assert styles.find(f".//{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}eastAsia") == word  # type: ignore[union-attr]
    by_name = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    assert {name for name, _ in paragraphs(data)} | {"TableNormal"} <= by_name.keys()
    for style in by_name.values():
        if style.get(f"{W}type") == "paragraph":
            assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia"), style.attrib  # type: ignore[union-attr]
    for name in ("BodyText", "FirstParagraph"):
        assert by_name[name].find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == face  # type: ignore[union-attr]
        assert by_name[name].find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"  # type: ignore[union-attr]


def test_marks_alone_are_set_in_the_east_asian_face() -> None:
    data = write_docx(
        bind(Article((Block(Kind.PARAGRAPH, "他说 “A” —— 。"), Block(Kind.PARAGRAPH, "“Latin”"))))
    )
    runs = [
        ("".join(run.itertext()), run.find(f"{W}rPr/{W}rFonts[@{W}hint='eastAsia']") is not None)
        for run in part(data, "word/document.xml").iter(f"{W}r")
    ]
    assert runs[-1] == ("“Latin”", False)
    assert {hinted for text, hinted in runs[:-1] if not text.isascii()} == {True}
    assert any(not HAN_CHARACTER.search(text) for text, hinted in runs if hinted)  # which pandoc leaves out


def test_properties_are_the_books() -> None:
    core = part(write_docx(BOOK), "docProps/core.xml")
    assert {element.tag.split("}")[1]: element.text for element in core} == {
        "title": "抓落实不松劲 践初心出成效",
        "creator": "孙泰雁",
        "language": "zh-CN",
        "created": "2023-01-10T00:00:00Z",
        "modified": "2023-01-10T00:00:00Z",
    }
    later = part(
        write_docx(BOOK, modified=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)), "docProps/core.xml"
    )
    assert [element.text for element in later][-2:] == ["2023-01-10T00:00:00Z", "2023-11-14T22:13:20Z"]
    assert "created" not in {
        element.tag.split("}")[1] for element in part(write_docx(bind(Article(()))), "docProps/core.xml")
    }


def test_page_is_a4_with_a_folio() -> None:
    data = write_docx(BOOK)
    section = part(data, "word/document.xml").find(f"{W}body/{W}sectPr")
    assert section is not None
    size = section.find(f"{W}pgSz")
    assert size is not None and (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert section.find(f"{W}footerReference") is not None
    field = part(data, "word/footer1.xml").find(f".//{W}fldSimple")
    assert field is not None and field.get(f"{W}instr", "").strip() == "PAGE"


def test_a_bound_volume_has_contents_and_begins_each_article_on_a_page() -> None:
    data = write_docx(BOUND)
    found = paragraphs(data)
    assert found[:6] == [
        ("Title", "合訂本"),
        ("Byline", "某人"),
        ("Byline", "某報"),
        ("Byline", "2023"),
        ("TOCHeading", "目錄"),
        ("TOC1", ARTICLE.title),
    ]
    assert [name for name, _ in found].count("Heading1") == 2
    document = part(data, "word/document.xml")
    assert len(document.findall(f".//{W}pageBreakBefore")) == 2
    names = {mark.get(f"{W}name", "") for mark in document.iter(f"{W}bookmarkStart")}
    assert (
        names
        >= {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")}
        == {"article_1", "article_2"}
    )


@pytest.mark.parametrize("format", [Format.DOCX, Format.EPUB, Format.PDF])
def test_an_article_of_furniture_alone_is_not_in_a_book(format: Format) -> None:
    bare = Article((Block(Kind.FURNITURE, "（上接第1版）"),), title="无正文")
    part = Article((Block(Kind.TITLE, "第二部"),), title="第二部")
    full = Article((Block(Kind.TITLE, "题目"), Block(Kind.PARAGRAPH, "正文。")), title="题目")
    volume = Book("合订本", (bare, bare, part, full, bare, full), parts=(2,))
    assert write(volume, format) == write(Book("合订本", (part, full, full), parts=(0,)), format)
    check(volume, format, write(volume, format))
    check(bind(bare), format, write(bind(bare), format))


def test_same_bytes_in_another_process(root: Path) -> None:
    script = "import sys; from test_docx import BOUND, write_docx; sys.stdout.buffer.write(write_docx(BOUND))"
    environment = os.environ | {
        "PYTHONHASHSEED": "1",
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}",
        "SOURCE_DATE_EPOCH": "1700000000",
        "TZ": "Asia/Shanghai",
    }
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout == write_docx(BOUND)


def test_the_reference_documents_are_what_their_script_makes(root: Path) -> None:
    script = runpy.run_path(str(root / "styles" / "make_reference.py"))
    for name, region in script["REGIONS"].items():
        assert (root / "styles" / f"reference-{name}.docx").read_bytes() == script["make_reference"](region)


def test_pandoc_fails_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"^pandoc could not turn json into docx: [^\n]+$"):
        run_pandoc(b"no json", source="json", target="docx")
    with pytest.raises(OutputError, match="longer than 0 seconds"):
        run_pandoc(b"", source="markdown", target="docx", timeout=0)
    monkeypatch.setattr("pipeline.pandoc.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="pip install pypandoc_binary"):
        find_pandoc()


def test_pandoc_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    done = run_pandoc(
        f"```{{include={secret}}}\n```\n\n.. include:: {secret}\n".encode(), source="rst", target="plain"
    )
    assert b"SECRET" not in done


@pytest.mark.needs("libreoffice", "poppler")
def test_libreoffice_shows_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(write_docx(BOOK))
    office, to_text = find_program("libreoffice"), find_program("poppler")
    assert office is not None and to_text is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            office,
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    shown = subprocess.run(
        [to_text, str(tmp_path / "a.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    same_text(BOOK, "".join(shown.split()).removesuffix("1"))  # the folio
