"""The EPUB: valid, complete, the same in contents and NCX, and the same bytes for the same book."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import draw_picture

import pipeline
from pipeline.check.ebook import CHECKS
from pipeline.check.epub import read_epub
from pipeline.check.findings import Finding, Weight
from pipeline.check.text import same_text
from pipeline.design import Design, Fonts, Layout
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import InputError, OutputError
from pipeline.formats.epub import identify, write_epub
from pipeline.formats.package import finish, pack

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def make_article(*blocks: tuple[str, str], language: str = "zh-Hans") -> Article:
    made = tuple(Block(Kind(kind), text) for kind, text in blocks)
    title = next((block.text for block in made if block.kind is Kind.TITLE), "")
    return Article(made, title=title, language=language)


ARTICLE = make_article(
    ("kicker", "全区经济工作会议召开"),
    ("title", "抓落实不松劲 践初心出成效"),
    ("subtitle", "——2022年工作综述"),
    ("byline", "本报记者 张三"),
    ("paragraph", "“十四五”以来，GDP增长5.2%。"),
    ("heading", "以理论之基 筑牢信仰根基"),
    ("paragraph", "学习教育走深走实。"),
    ("item", "（一）坚持"),
    ("verse", "床前明月光，\n疑是地上霜。"),
    ("caption", "图为产业园"),
    ("credit", "王五 摄"),
    ("heading", "以党建引领"),
    ("note", "（本文有删节）"),
    ("furniture", "第3版"),
)
ONE = replace(bind(ARTICLE), publisher="今日太谷", date="2023-01-31", author="张三")
HOSTILE = make_article(
    ("title", "<script>&\"'\x07\ufffe\ud800{0}%s</title>"),
    ("heading", "&amp; ]]> <x>"),
    ("paragraph", "\x00<img src='http://example.invalid/x'/> &lt;"),
    ("verse", "a\n\n  <b>"),
)
SEVERAL = Book(
    'A<b>&"\x00\u2028 ]]>{x}',
    (ARTICLE, HOSTILE, make_article(("paragraph", "没有题目。")), make_article()),
    author='<&>"',
    publisher="&",
    date="31/1/2023",
)


PICTURE = draw_picture(2, 3)


class Opened(NamedTuple):
    """An EPUB taken apart."""

    files: dict[str, bytes]
    package: ElementTree.Element
    contents: ElementTree.Element
    ncx: ElementTree.Element

    def page(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.files[f"EPUB/{name}"])

    def meta(self, name: str) -> list[str | None]:
        return [meta.text for meta in self.package.iter(f"{OPF}meta") if meta.get("property") == name]

    def dublin_core(self, name: str) -> list[str | None]:
        return [element.text for element in self.package.iter(f"{DC}{name}")]


def open_epub(data: bytes) -> Opened:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    trees = (
        ElementTree.fromstring(files[f"EPUB/{name}"]) for name in ("content.opf", "nav.xhtml", "toc.ncx")
    )
    return Opened(files, *trees)


def nav_tree(element: ElementTree.Element) -> list[object]:
    """The contents as nested lists of (text, target, what is below)."""
    found: list[object] = []
    for entry in element.findall(f"{XHTML}ol/{XHTML}li"):
        link = entry.find(f"{XHTML}a")
        assert link is not None
        found.append((link.text, link.get("href"), nav_tree(entry)))
    return found


def ncx_tree(element: ElementTree.Element) -> list[object]:
    return [
        (
            point.findtext(f"{NCX}navLabel/{NCX}text"),
            point.find(f"{NCX}content").get("src"),  # type: ignore[union-attr]
            ncx_tree(point),
        )
        for point in element.findall(f"{NCX}navPoint")
    ]


@pytest.mark.parametrize("book", [ONE, SEVERAL], ids=["one", "several"])
def test_contents_and_ncx_say_the_same_and_every_target_is_there(book: Book) -> None:
    opened = open_epub(write_epub(book))
    toc = next(nav for nav in opened.contents.iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "toc")
    points = opened.ncx.find(f"{NCX}navMap")
    assert points is not None
    assert nav_tree(toc) == ncx_tree(points)
    for link in opened.contents.iter(f"{XHTML}a"):
        name, _, key = link.get("href", "").partition("#")
        page = opened.page(name)
        assert not key or key in [element.get("id") for element in page.iter()]
        assert link.text


def test_contents_have_two_levels_the_article_and_its_heads() -> None:
    toc = open_epub(write_epub(ONE)).contents.find(f".//{XHTML}nav")
    assert toc is not None
    assert nav_tree(toc) == [
        (
            "抓落实不松劲 践初心出成效",
            "article-001.xhtml",
            [
                ("以理论之基 筑牢信仰根基", "article-001.xhtml#head-2", []),
                ("以党建引领", "article-001.xhtml#head-3", []),
            ],
        )
    ]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_every_document_says_its_language(language: str) -> None:
    article = replace(ARTICLE, language=language)
    opened = open_epub(write_epub(bind(article)))
    roots = [opened.package, opened.contents, opened.ncx]
    roots += [opened.page(name) for name in ("title.xhtml", "article-001.xhtml")]
    assert {root.get(XML_LANG) for root in roots} == {language}
    assert {root.get("lang") for root in roots if root.tag == f"{XHTML}html"} == {language}
    assert opened.dublin_core("language") == [language]
    contents = {"zh-Hans": "目录"}.get(language, "目錄")
    assert opened.contents.findtext(f".//{XHTML}h2") == contents


def test_metadata_is_what_the_book_says() -> None:
    opened = open_epub(write_epub(ONE))
    assert opened.dublin_core("title") == ["抓落实不松劲 践初心出成效"]
    assert opened.dublin_core("creator") == ["张三"]
    assert opened.dublin_core("publisher") == ["今日太谷"]
    assert opened.dublin_core("date") == ["2023-01-31"]
    assert opened.meta("schema:accessMode") == ["textual"]
    assert opened.meta("schema:accessibilityHazard") == ["none"]
    assert opened.package.get("dir") is None
    assert "2023年1月31日" in "".join(opened.page("title.xhtml").itertext())


@pytest.mark.parametrize("date", ["", "31/1/2023", "2023-02-30", "二〇二三年", "２０２３"])
def test_what_is_no_date_stays_out_of_the_package(date: str) -> None:
    opened = open_epub(write_epub(replace(ONE, date=date)))
    assert opened.dublin_core("date") == []
    assert opened.meta("dcterms:modified") == ["1980-01-01T00:00:00Z"]
    assert date in "".join(opened.page("title.xhtml").itertext())


def test_the_last_change_is_the_one_given_else_the_date_of_the_book() -> None:
    given_time = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert open_epub(write_epub(ONE)).meta("dcterms:modified") == ["2023-01-31T00:00:00Z"]
    assert open_epub(write_epub(ONE, modified=given_time)).meta("dcterms:modified") == [
        "2024-05-06T07:08:09Z"
    ]


def test_the_identifier_follows_the_text_and_the_metadata() -> None:
    other_text = replace(ONE, articles=(make_article(("paragraph", "另一篇。")),))
    identifiers = {identify(book) for book in (ONE, replace(ONE, language="zh-Hant-TW"), other_text, SEVERAL)}
    assert len(identifiers) == 4
    assert all(name.startswith("urn:uuid:") for name in identifiers)
    assert identify(replace(ONE, identifier="urn:isbn:9787000000000")) == "urn:isbn:9787000000000"


def test_the_container_has_its_type_first_and_stored_and_no_dates() -> None:
    with zipfile.ZipFile(io.BytesIO(write_epub(SEVERAL))) as container:
        entries = container.infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    names = [entry.filename for entry in entries[1:]]
    assert names == sorted(names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_two_processes_write_the_same_bytes(tmp_path: Path, root: Path) -> None:
    script = tmp_path / "write.py"
    script.write_text(
        "import sys, test_epub\nsys.stdout.buffer.write(test_epub.write_epub(test_epub.SEVERAL))\n",
        encoding="utf-8",
    )
    written = [
        subprocess.run(
            [sys.executable, script],
            cwd=folder,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": f"{root}:{root / 'tests'}"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for folder, seed, zone in ((tmp_path, "1", "UTC"), (root, "2", "Asia/Shanghai"))
    ]
    assert written[0] == written[1] == write_epub(SEVERAL)


@pytest.mark.parametrize("book", [ONE, SEVERAL], ids=["one", "several"])
def test_the_body_reads_back_without_title_page_contents_and_furniture(book: Book) -> None:
    read = read_epub(write_epub(book))
    same_text(book, read)
    assert read.count("抓落实不松劲") == 1
    assert "第3版" not in read and "目录" not in read


@settings(max_examples=40)
@given(
    blocks=st.lists(
        st.tuples(
            st.sampled_from([kind.value for kind in Kind]),
            st.text(
                st.one_of(
                    st.sampled_from("甲乙丙丁，。“” \u3000<>&\"'{}%#\n"),
                    st.characters(exclude_categories=()),
                ),
                max_size=12,
            ),
        ),
        max_size=6,
    ),
    title=st.text(max_size=8),
)
def test_any_text_reads_back(blocks: list[tuple[str, str]], title: str) -> None:
    article = replace(make_article(*blocks), title=title)
    book = Book(title, (article,))
    same_text(book, read_epub(write_epub(book)))


def test_source_text_is_never_markup() -> None:
    opened = open_epub(write_epub(SEVERAL))
    page = opened.page("article-002.xhtml")
    assert not {f"{XHTML}script", f"{XHTML}img", f"{XHTML}b"} & {element.tag for element in page.iter()}
    links = [element.get("href") for element in page.iter() if element.get("href")]
    assert links == ["style.css"]


def test_another_ebooklib_is_noticed() -> None:
    names = ("mimetype", "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/toc.ncx")
    with pytest.raises(OutputError, match="ebooklib"):
        finish(pack(dict.fromkeys(names, b"<other/>")), "zh-Hans", 1)


@pytest.mark.parametrize("data", [b"", b"no zip", pack({"mimetype": b"x"}), write_epub(ONE)[:-30]])
def test_what_is_no_epub_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(InputError, match="not an EPUB"):
        read_epub(data)


def look(name: str, path: Path) -> list[Finding]:
    """Give what one of the checks finds in a file."""
    (check,) = (check for check in CHECKS if check.name == name)
    return list(check.run(path))


def _seeds(root: Path, edition: str) -> tuple[Article, ...]:
    return tuple(
        pipeline.convert(article, edition)
        for path in sorted((root / "seeds").glob("*.txt"))
        for article in pipeline.normalize(path)
    )


def _bind(case: str, root: Path) -> Book:
    match case:
        case "hostile":
            return SEVERAL
        case "seed":
            return bind(_seeds(root, "zh-Hans")[0])
        case _:
            return Book("太谷報刊選", _seeds(root, "zh-Hant-TW"), language="zh-Hant-TW", date="2023-02")


@pytest.mark.needs("java")
@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("case", ["hostile", "seed", "seeds in one book"])
def test_epubcheck_finds_nothing(case: str, layout: Layout, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(write_epub(_bind(case, root), design=Design(PICTURE, layout)))
    assert look("EPUBCheck", path) == []


@pytest.mark.needs("java")
def test_epubcheck_finds_nothing_in_a_book_with_our_faces(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(write_epub(_bind("seed", root), design=Design(fonts=Fonts.EMBEDDED)))
    said = look("EPUBCheck", path)  # it notes that there are faces
    assert {found.weight for found in said} <= {Weight.NOTE} and look("chongpai", path) == []


@pytest.mark.needs("ace", "chromium")
@pytest.mark.parametrize("layout", Layout)
def test_ace_finds_nothing(layout: Layout, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(write_epub(_bind("seeds in one book", root), design=Design(PICTURE, layout)))
    assert look("Ace", path) == []


@pytest.mark.needs("java")
def test_epubcheck_names_what_is_wrong(tmp_path: Path) -> None:
    files = open_epub(write_epub(ONE)).files
    name = "EPUB/article-001.xhtml"
    files[name] = files[name].replace(b"<p>", b'<p colour="red">', 1)
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    (found,) = look("EPUBCheck", path)
    assert (found.code, found.weight) == ("RSC-005", Weight.ERROR)
    assert "article-001.xhtml" in found.place and "colour" in found.text
