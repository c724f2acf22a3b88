"""How books are made up: covers, vertical setting, notes, faces, contents, and other formats."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import draw_picture

import pipeline
from pipeline.check.docx import read_docx
from pipeline.check.ebook_rules import list_passages
from pipeline.check.epub import read_epub
from pipeline.check.package import DC, OPF, open_package
from pipeline.check.text import same_blocks, same_text
from pipeline.cli import main
from pipeline.design import Contents, Design, Fonts, Layout
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import InputError, LawError, MissingError, UsageError
from pipeline.formats.docx import write_docx
from pipeline.formats.epub import identify, write_epub
from pipeline.formats.html import escape
from pipeline.formats.vertical import combine_digits, set_marks, set_upright
from pipeline.publish.cover import make_cover

TEXT = (
    "抓落实不松劲 践初心出成效",
    "“十四五”以来，‘一区多园’有38家、102亿元，GDP增长5.25%，占7%。2022年don’t。",
)
ARTICLE = Article(
    (
        Block(Kind.TITLE, TEXT[0]),
        Block(Kind.SUBTITLE, "——2022年工作综述"),
        Block(Kind.PARAGRAPH, TEXT[1]),
        Block(Kind.HEADING, "第12场"),
        Block(Kind.PARAGRAPH, "见①。又见[2]，再见③和③。"),
        Block(Kind.ITEM, "④一项"),
        Block(Kind.NOTE, "①一注。"),
        Block(Kind.NOTE, "注[2]二注。"),
        Block(Kind.NOTE, "③三注。"),
        Block(Kind.NOTE, "④四注。"),
        Block(Kind.NOTE, "编者按：无号。"),
    ),
    title=TEXT[0],
    subtitle="——2022年工作综述",
    date="2023-01",
)
BOOK = replace(bind(ARTICLE), publisher="今日太谷")
SOURCES = "sources: [page.txt]\nformats: [epub]\n"
UPRIGHT = Design(layout=Layout.VERTICAL)
PICTURE = draw_picture(2, 3)


def read(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(name).decode()


def project(folder: Path, settings: str) -> Path:
    (folder / "page.txt").write_text("\n\n".join((TEXT[0], TEXT[1] * 3)), encoding="utf-8")
    path = folder / "pipeline.yaml"
    path.write_text(settings, encoding="utf-8")
    return path


# Vertical setting


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh-Hans", "『甲「乙」』don’t"),
        ("zh-Hant-TW", "「甲『乙』」don’t"),
        ("zh-Hant-HK", "「甲『乙』」don’t"),
    ],
)
def test_quotation_marks_are_those_of_vertical_text(language: str, marked: str) -> None:
    assert set_marks("“甲‘乙’”don’t", language) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("38家", '<span class="combined">38</span>家'),
        ("102亿", '<span class="combined">102</span>亿'),
        ("占7%。", '占<span class="combined">7%</span>。'),
        ("第3版A座", '第<span class="upright">3</span>版<span class="upright">A</span>座'),
        *((text, text) for text in ("2022年", "5.25%", "GDP2号", "1,200米", "12-3", "&amp;12", "&#x27;12")),
        ('<p id="head-12">上</p>', '<p id="head-12">上</p>'),
        ("<b>12</b>", '<b><span class="combined">12</span></b>'),
    ],
)
def test_short_numbers_stand_upright(text: str, marked: str) -> None:
    assert combine_digits(text) == marked


@given(st.text(st.sampled_from("12 09%.,A甲乙。<>&\"'x"), max_size=20))
def test_marking_changes_no_text(text: str) -> None:
    marked = ElementTree.fromstring(f"<p>{combine_digits(escape(text))}</p>")
    assert "".join(marked.itertext()) == text


@given(st.lists(st.text(max_size=20), max_size=3), st.sampled_from(["zh-Hans", "zh-Hant-TW"]))
def test_a_vertical_book_differs_in_quotation_marks_alone(texts: list[str], language: str) -> None:
    article = Article(tuple(Block(Kind.PARAGRAPH, text) for text in texts), language=language)
    upright = set_upright(Book("", (article,), language)).articles[0]
    same_blocks(article, upright)
    for before, after in zip(article.blocks, upright.blocks, strict=True):
        changed = {(a, b) for a, b in zip(before.text, after.text, strict=True) if a != b}
        assert {a for a, _ in changed} <= set("“”‘’") and {b for _, b in changed} <= set("「」『』")


def test_a_vertical_epub_has_the_text_of_the_book_and_a_name_of_its_own() -> None:
    data = write_epub(BOOK, design=UPRIGHT)
    same_text(set_upright(BOOK), read_epub(data))
    with pytest.raises(LawError):
        same_text(BOOK, read_epub(data))
    package = open_package(data)
    assert package.progression == "rtl" and package.root.get("dir") is None
    assert package.root.findtext(f".//{DC}identifier") == identify(set_upright(BOOK), Layout.VERTICAL)
    assert package.root.findtext(f".//{DC}identifier") != open_package(write_epub(BOOK)).root.findtext(
        f".//{DC}identifier"
    )
    assert open_package(write_epub(BOOK)).progression == ""
    assert "verticalWriting" in package.list_metadata("schema:accessibilityFeature")
    assert '<span class="combined">12</span>' in read(data, "EPUB/nav.xhtml")
    assert "span" not in read(data, "EPUB/toc.ncx")
    assert data == write_epub(BOOK, design=UPRIGHT)


@pytest.mark.needs("chromium")
def test_chromium_sets_columns_from_right_to_left(tmp_path: Path, chromium: str) -> None:
    places = {}
    for layout in Layout:
        with zipfile.ZipFile(io.BytesIO(write_epub(BOOK, design=Design(layout=layout)))) as container:
            container.extractall(tmp_path / layout)
        page = tmp_path / layout / "EPUB" / "article-001.xhtml"
        script = (
            "<script>for (const e of document.querySelectorAll('h1, .combined')) {"
            "const r = e.getBoundingClientRect();"
            "e.title = [Math.round(r.x), Math.round(r.width), Math.round(r.height)]}</script></body>"
        )
        shown = page.read_text(encoding="utf-8").replace("</body>", script)
        page.write_text(shown, encoding="utf-8")
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--window-size=800,600",
            "--dump-dom",
            page.as_uri(),
        ]
        dumped = subprocess.run(command, capture_output=True, check=True, timeout=100).stdout.decode()
        places[layout] = [
            tuple(map(int, found.split(","))) for found in re.findall(r'title="([\d,]+)"', dumped)
        ]
    ((_, width, height),) = places[Layout.HORIZONTAL]
    assert width > height  # the title lies
    (x, width, height), *numbers = places[Layout.VERTICAL]
    assert height > 4 * width and x > 400  # it stands, at the right
    assert len(numbers) == 4 and all(
        16 <= height <= 18 for _, _, height in numbers
    )  # a character of 16 pixels


# Notes


def test_notes_are_linked_both_ways_where_their_mark_stands_once() -> None:
    page = read(write_epub(BOOK), "EPUB/article-001.xhtml")
    reference = (
        '<a class="mark" id="reference-{0}" href="#note-{0}" epub:type="noteref" role="doc-noteref">{1}</a>'
    )
    note = (
        '<aside id="note-{0}" epub:type="footnote" role="doc-footnote"><p class="note">{2}'
        '<a class="mark" href="#reference-{0}" epub:type="backlink" role="doc-backlink">{1}</a>'
    )
    assert f"见{reference.format(1, '①')}。又见{reference.format(2, '[2]')}，再见③和③。" in page
    assert note.format(1, "①", "") in page and note.format(2, "[2]", "注") in page
    assert page.count("<aside") == 2 and '<p class="note">③三注。</p>' in page and "<li>④一项</li>" in page
    same_text(BOOK, read_epub(write_epub(BOOK)))


def test_heads_have_their_types() -> None:
    page = read(write_epub(BOOK), "EPUB/article-001.xhtml")
    assert '<h1 class="title" epub:type="title" id="head-1">' in page
    assert '<p class="subtitle" epub:type="subtitle" role="doc-subtitle">' in page


# Covers


@pytest.mark.parametrize("title", ["新", TEXT[0], "一" * 30, "二" * 300, "<&>“”"])
def test_a_cover_is_made_of_any_title_and_is_the_same_each_time(title: str) -> None:
    made = make_cover(replace(BOOK, title=title))
    assert struct.unpack(">2I", made[16:24]) == (1600, 2560)
    make_cover.__globals__["_make"].cache_clear()
    assert make_cover(replace(BOOK, title=title)) == made
    assert make_cover(replace(BOOK, title=title + "另")) != made or title == "二" * 300


def test_the_cover_has_its_document_and_says_in_words_what_is_on_it() -> None:
    data = write_epub(BOOK, design=Design(PICTURE))
    package = open_package(data)
    assert package.files[package.find_item("cover-image")] == PICTURE
    metas = {meta.get("name"): meta.get("content") for meta in package.root.iter(f"{OPF}meta")}
    assert metas["cover"] == "cover-picture"
    assert "alternativeText" in package.list_metadata("schema:accessibilityFeature")
    assert f'alt="封面：{TEXT[0]}，今日太谷" role="doc-cover"' in read(data, "EPUB/cover.xhtml")
    same_text(BOOK, read_epub(data))
    assert write_epub(BOOK, design=Design(b"\xff\xd8\xff\xe0")).count(b"cover.jpg")
    with pytest.raises(UsageError, match="neither a PNG nor a JPEG"):
        write_epub(BOOK, design=Design(b"GIF89a"))


# Faces


def test_faces_are_embedded_with_no_more_than_the_text_needs() -> None:
    design = Design(fonts=Fonts.EMBEDDED)
    data = write_epub(BOOK, design=design)
    assert data == write_epub(BOOK, design=design)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        sizes = {
            entry.filename: entry.file_size for entry in container.infolist() if "fonts/" in entry.filename
        }
    assert sizes.keys() == {"EPUB/fonts/text.otf", "EPUB/fonts/heads.otf"}
    assert sum(sizes.values()) < 250_000
    from fontTools.ttLib import TTFont

    with zipfile.ZipFile(io.BytesIO(data)) as container:
        shown = TTFont(io.BytesIO(container.read("EPUB/fonts/text.otf"))).getBestCmap()
    assert {ord(c) for c in TEXT[1]} <= shown.keys() and ord("龙") not in shown
    assert "fonts/" not in read(write_epub(BOOK), "EPUB/content.opf")


# DOCX


def test_contents_stand_before_the_text_where_they_are_asked_for() -> None:
    data = write_docx(BOOK, design=Design(contents=Contents.ALWAYS))
    same_text(BOOK, read_docx(data))
    document = read(data, "word/document.xml")
    assert (
        ' TOC \\o "1-1"' in document and 'w:anchor="head_1_3"' in document and 'w:name="head_1_3"' in document
    )
    assert document.index("目录") < document.index("十四五") and "pageBreakBefore" not in document
    assert "TOC" not in read(write_docx(BOOK), "word/document.xml")
    none = replace(BOOK, articles=(Article((Block(Kind.PARAGRAPH, "无题"),)),))
    assert "TOC" not in read(write_docx(none, design=Design(contents=Contents.ALWAYS)), "word/document.xml")


# Any format of pandoc's


@pytest.mark.parametrize("format", ["odt", "typst", "latex", "rst"])
def test_other_formats_come_from_the_same_model(format: str, tmp_path: Path) -> None:
    path = project(tmp_path, SOURCES).with_name("page.txt")
    out = tmp_path / f"page.{format}"
    assert main(["normalize", str(path), "--to", format, "-o", str(out)]) == 0
    data = out.read_bytes()
    text = read(data, "content.xml") if format == "odt" else data.decode()
    assert "一区多园" in text and "践初心出成效" in text
    assert data == pipeline.write(pipeline.normalize(path)[0], format)


def test_source_text_is_never_markup_of_another_format() -> None:
    hostile = '\\input{/etc/passwd} #read("x") $x$ <b>'
    article = Article((Block(Kind.TITLE, hostile), Block(Kind.PARAGRAPH, hostile)), title=hostile)
    assert b"\\input{" not in pipeline.write(article, "latex")
    assert b'#read("' not in pipeline.write(article, "typst").replace(b'\\#read("', b"")
    assert b"<b>" not in pipeline.write(article, "docbook")


@pytest.mark.parametrize("format", ["", "pdf2", "../x.lua", "csljson", "markdown+smart"])
def test_a_format_nobody_writes_is_refused(format: str) -> None:
    with pytest.raises(UsageError, match="no format"):
        pipeline.write(ARTICLE, format)


# The build


def test_a_vertical_epub_is_made_beside_the_horizontal_one(tmp_path: Path) -> None:
    path = project(tmp_path, f"{SOURCES}editions: [zh-Hans, zh-Hant-TW]\nlayout: vertical\n")
    assert main(["build", str(path), "--jobs", "1"]) == 0
    names = [
        f"page.{edition}{layout}.epub"
        for edition in ("zh-Hans", "zh-Hant-TW")
        for layout in ("", ".vertical")
    ]
    made = {file.name: file.read_bytes() for file in (tmp_path / "dist").glob("*.epub")}
    assert sorted(made) == sorted(names)
    listed = json.loads((tmp_path / "dist" / "manifest.json").read_bytes())["outputs"]
    assert {(entry["layout"], entry["verified"]) for entry in listed} == {
        ("horizontal", True),
        ("vertical", True),
    }
    for name, data in made.items():
        assert open_package(data).find_item("cover-image") == "EPUB/cover.png"
        assert (open_package(data).progression == "rtl") == ("vertical" in name)
    assert main(["build", str(path), "--jobs", "2", "--output", str(tmp_path / "again")]) == 0
    assert {file.name: file.read_bytes() for file in (tmp_path / "again").glob("*.epub")} == made


def test_a_picture_of_ones_own_is_the_cover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project(tmp_path, f"{SOURCES}cover: front.png\n")
    assert main(["build", str(path)]) == 1
    assert f"chongpai: {tmp_path / 'front.png'}: no such file" in capsys.readouterr().err
    (tmp_path / "front.png").write_bytes(b"GIF89a")
    assert main(["build", str(path)]) == 1
    assert "neither a PNG nor a JPEG; convert it, or write cover: title" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.epub"))
    (tmp_path / "front.png").write_bytes(PICTURE)
    assert main(["build", str(path)]) == 0
    package = open_package((tmp_path / "dist" / "page.zh-Hans.epub").read_bytes())
    assert package.files["EPUB/cover.png"] == PICTURE
    other = PICTURE + b"other"
    (tmp_path / "own.png").write_bytes(other)
    (tmp_path / "page.yaml").write_text("cover: own.png\n", encoding="utf-8")
    assert main(["build", str(path)]) == 0
    package = open_package((tmp_path / "dist" / "page.zh-Hans.epub").read_bytes())
    assert package.files["EPUB/cover.png"] == other
    (tmp_path / "page.yaml").write_text("cover: ..\n", encoding="utf-8")
    assert main(["build", str(path)]) == 2
    assert "page.yaml:1: cover takes the name of a picture beside the source" in capsys.readouterr().err
    (tmp_path / "page.yaml").unlink()
    path.write_text(f"{SOURCES}cover: none\n", encoding="utf-8")
    assert main(["build", str(path)]) == 0
    assert not open_package((tmp_path / "dist" / "page.zh-Hans.epub").read_bytes()).find_item("cover-image")


def test_without_verification_the_manifest_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path, f"{SOURCES}cover: none\n")
    monkeypatch.setattr("pipeline.check.epub.read_epub", lambda data: "another text")
    (told,) = [one for one in pipeline.build(path) if one.error]  # in this process, where it reads falsely
    assert isinstance(told.error, LawError)
    assert not (tmp_path / "dist" / "page.zh-Hans.epub").exists()
    assert main(["build", str(path), "--jobs", "1", "--no-verify"]) == 0
    (entry,) = json.loads((tmp_path / "dist" / "manifest.json").read_bytes())["outputs"]
    assert entry["verified"] is False


@pytest.mark.parametrize(
    "blocks",
    [
        (Block(Kind.PARAGRAPH, "甲乙"),),
        (Block(Kind.PARAGRAPH, "甲"), Block(Kind.PARAGRAPH, "丙")),
        (Block(Kind.HEADING, "甲乙"), Block(Kind.PARAGRAPH, "丙")),
        (Block(Kind.PARAGRAPH, "甲乙"), Block(Kind.PARAGRAPH, "丙"), Block(Kind.NOTE, "")),
    ],
)
def test_an_edition_with_other_blocks_is_not_given_out(blocks: tuple[Block, ...]) -> None:
    article = Article((Block(Kind.PARAGRAPH, "甲乙"), Block(Kind.PARAGRAPH, "丙")))
    same_blocks(article, replace(article, language="zh-Hant-TW"))
    longer = tuple(replace(block, text=f"{block.text}另") for block in article.blocks)
    same_blocks(article, replace(article, blocks=longer), lengths=False)
    with pytest.raises(LawError, match=r"block [123] of zh-Hans, .* is in zh-Hant-TW"):
        same_blocks(article, Article(blocks, language="zh-Hant-TW"))


def test_books_are_the_same_in_other_folders_and_processes(tmp_path: Path, root: Path) -> None:
    settings = f"{SOURCES}editions: [zh-Hans, zh-Hant-TW]\nlayout: vertical\nfonts: embedded\n"
    trees = []
    for name, seed in (("one", "1"), ("two/deep", "2")):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        command = [sys.executable, "-m", "pipeline", "build", str(project(folder, settings))]
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(root),
            "PYTHONHASHSEED": seed,
            "TZ": "Asia/Tokyo",
        }
        subprocess.run(command, check=True, capture_output=True, env=environment)
        dist = folder / "dist"
        trees.append({file.name: file.read_bytes() for file in dist.rglob("*.*")})
    assert trees[0] == trees[1] and len(trees[0]) == 7


def test_passages_know_heads_from_text() -> None:
    passages = list_passages(open_package(write_epub(BOOK)))
    assert [passage.text for passage in passages if passage.head] == [TEXT[0], TEXT[0], "第12场"]
    with pytest.raises(InputError):
        open_package(b"")


def test_a_machine_without_fonts_is_told_how_to_do_without_a_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise MissingError("the font is not installed", step="install it")

    monkeypatch.setattr("pipeline.publish.cover.print_pages", fail)
    with pytest.raises(MissingError, match="or write cover: none"):
        make_cover(replace(BOOK, title="没有字体"))
