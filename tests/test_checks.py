"""Our rules about finished books: each is broken by a small change, and then says so; ours break none."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from samples import draw_picture

from pipeline.check import ebook_rules, office_rules, wording
from pipeline.check.ebook import CHECKS as EBOOK
from pipeline.check.findings import Finding, Weight
from pipeline.check.office import CHECKS as OFFICE
from pipeline.cli import main
from pipeline.design import Design, Layout
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import InputError
from pipeline.formats.docx import write_docx
from pipeline.formats.epub import write_epub
from pipeline.formats.package import pack

ARTICLE = Article(
    (
        Block(Kind.TITLE, "小城新事"),
        Block(Kind.SUBTITLE, "——菜市場見聞"),
        Block(Kind.PARAGRAPH, "清晨六點，菜市場①開了38個攤。"),
        Block(Kind.HEADING, "夜裡"),
        Block(Kind.PARAGRAPH, "「還是老味道。」"),
        Block(Kind.NOTE, "①在城南。"),
    ),
    title="小城新事",
    language="zh-Hant-TW",
    date="2023-01-31",
)
BOOK = replace(bind(ARTICLE), publisher="小城日報")
BOUND = replace(BOOK, title="合訂本", articles=(ARTICLE, ARTICLE))
COVER = draw_picture(2, 3)
OPF, NAV, PAGE, CSS = (
    f"EPUB/{name}" for name in ("content.opf", "nav.xhtml", "article-001.xhtml", "style.css")
)
MAIN, STYLES = "word/document.xml", "word/styles.xml"


def look(checks: tuple[object, ...], name: str, path: Path) -> list[Finding]:
    (check,) = (check for check in checks if check.name == name)  # type: ignore[attr-defined]
    return list(check.run(path))  # type: ignore[attr-defined]


def change(data: bytes, name: str, before: str, after: str) -> dict[str, bytes]:
    """Take an archive apart and change one of its files, which must have what is to change."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    text = files[name].decode()
    assert re.search(before, text), f"{name} has no {before}"
    return files | {name: re.sub(before, after, text).encode()}


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_our_epubs_break_no_rule(tmp_path: Path, layout: Layout, language: str) -> None:
    path = tmp_path / "book.epub"
    article = replace(ARTICLE, language=language)
    for book in (bind(article), Book("合訂本", (article, article), language=language)):
        path.write_bytes(write_epub(book, design=Design(COVER, layout)))
        assert look(EBOOK, "chongpai", path) == []


@pytest.mark.parametrize("book", [BOOK, BOUND], ids=["one", "several"])
def test_our_docx_break_no_rule(tmp_path: Path, book: Book) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write_docx(book))
    assert look(OFFICE, "chongpai", path) == []


HORIZONTAL = [
    ("E101", OPF, '<package xml:lang="zh-Hant-TW"', "<package"),
    ("E101", PAGE, ' lang="zh-Hant-TW"', ""),
    ("E101", PAGE, "zh-Hant-TW", "zh-Hant-HK"),
    ("E102", OPF, "schema:accessibilityHazard", "schema:other"),
    ("E103", OPF, "structuralNavigation", "verticalWriting"),
    ("E104", NAV, ">夜裡<", ">夜里<"),
    (
        "E105",
        NAV,
        "(?s)(<ol>.*?</ol>\n *</li>\n *</ol>)",
        "<ol><li><a>x</a><ol><li><a>x</a>\\1</li></ol></li></ol>",
    ),
    ("E106", NAV, 'epub:type="bodymatter"', 'epub:type="other"'),
    ("E107", "EPUB/cover.xhtml", 'src="cover.png"', 'src="other.png"'),
    ("E107", "EPUB/cover.xhtml", "(<img[^>]*>)", "\\1小城"),
    ("E108", "EPUB/cover.xhtml", 'alt="[^"]*"', 'alt=""'),
    ("E109", OPF, "<spine ", '<spine page-progression-direction="rtl" '),
    ("E109", OPF, "<package ", '<package dir="ltr" '),
    ("E113", PAGE, "<h2([^>]*)>([^<]*)</h2>", "<h4\\1>\\2</h4>"),
    ("E113", NAV, "<h2>[^<]*</h2>", ""),
    ("E114", PAGE, 'id="note-1"', 'id="note-2"'),
    ("E114", PAGE, 'href="#reference-1"', 'href="#note-1"'),
    ("E115", CSS, "line-height: 1.75", "line-height: 18pt"),
    ("E115", CSS, "widows: 2", "color: black"),
    ("E115", CSS, "widows: 2", "font-family: SimSun, serif"),
    ("T101", PAGE, "市場", "市场"),
    ("T102", PAGE, "六點，", "六點,"),
    ("T103", PAGE, "<p>[^<]*</p>", "<p> </p>"),
    ("T104", PAGE, "(<h2)([^>]*)(>[^<]*</h2>)", '\\1\\2\\3\\1 class="heading"\\3'),
]
VERTICAL = [
    ("E109", OPF, ' page-progression-direction="rtl"', ""),
    ("E110", CSS, "-webkit-writing-mode: vertical-rl;", ""),
    ("E110", OPF, "primary-writing-mode", "other"),
    ("E111", PAGE, '<span class="combined">38</span>', "38"),
    ("E112", PAGE, "「", "“"),
]


@pytest.mark.parametrize(
    ("layout", "code", "name", "before", "after"),
    [(Layout.HORIZONTAL, *row) for row in HORIZONTAL] + [(Layout.VERTICAL, *row) for row in VERTICAL],
)
def test_a_broken_rule_of_epub_is_named(
    tmp_path: Path, layout: Layout, code: str, name: str, before: str, after: str
) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(pack(change(write_epub(BOOK, design=Design(COVER, layout)), name, before, after)))
    assert code in {found.code for found in look(EBOOK, "chongpai", path)}


def test_an_epub_that_carries_a_clock_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(path, "w") as container:
        for name, data in change(write_epub(BOOK), PAGE, "小", "小").items():
            container.writestr(name, data)
    assert {found.code for found in look(EBOOK, "chongpai", path)} == {"E116"}


@pytest.mark.parametrize(
    ("code", "name", "before", "after"),
    [
        ("D101", STYLES, 'w:eastAsia="zh-TW"', 'w:eastAsia="zh-Hant"'),
        ("D102", MAIN, ' w:hint="eastAsia"', ""),
        ("D102", STYLES, ' w:eastAsia="[新微][^"]*"', ""),
        ("D103", STYLES, 'w:firstLineChars="200"', ""),
        ("D104", STYLES, 'w:styleId="TableNormal"', 'w:styleId="Other"'),
        ("D104", MAIN, '"BodyText"', '"Other"'),
        ("D105", MAIN, 'w:name="article_2"', f'w:name="{"a" * 41}"'),
        ("D105", MAIN, 'w:name="article_2"', 'w:name="article_1"'),
        ("D105", MAIN, 'w:anchor="article_2"', 'w:anchor="article_3"'),
        ("D106", "docProps/core.xml", "<dc:title>[^<]*</dc:title>", ""),
        ("D107", MAIN, 'w:w="11906"', 'w:w="12240"'),
        ("D107", "word/footer1.xml", " PAGE ", " DATE "),
    ],
)
def test_a_broken_rule_of_docx_is_named(
    tmp_path: Path, code: str, name: str, before: str, after: str
) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(pack(change(write_docx(BOUND), name, before, after)))
    assert code in {found.code for found in look(OFFICE, "chongpai", path)}


def test_a_docx_that_carries_a_clock_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in change(write_docx(BOOK), MAIN, "小", "小").items():
            archive.writestr(name, data)
    assert {found.code for found in look(OFFICE, "chongpai", path)} == {"D108"}


def test_every_rule_is_tried_and_documented(root: Path) -> None:
    rules = (*ebook_rules.RULES, *office_rules.RULES, *wording.RULES)
    said = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    for rule in rules:
        assert f"| {rule.code} |" in said and rule.text in said
    assert len({rule.code for rule in rules}) == len(rules)
    tried = {row[0] for row in HORIZONTAL + VERTICAL} | {"E116"}
    assert {rule.code for rule in (*ebook_rules.RULES, *wording.RULES)} == tried


@pytest.mark.parametrize("data", [b"", b"no zip", pack({"word/document.xml": b"<x/>"}), pack({"x": b""})])
def test_what_cannot_be_read_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "book"
    path.write_bytes(data)
    with pytest.raises(InputError, match="not a DOCX"):
        look(OFFICE, "chongpai", path)
    with pytest.raises(InputError, match="not an EPUB"):
        look(EBOOK, "chongpai", path)


def test_openxml_audit_finds_nothing_in_ours_and_something_in_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write_docx(BOUND))
    assert look(OFFICE, "openxml-audit", path) == []
    path.write_bytes(pack(change(write_docx(BOUND), MAIN, "<w:pPr>", "<w:pPr><w:wrong/>")))
    assert any(found.weight is Weight.ERROR for found in look(OFFICE, "openxml-audit", path))


@pytest.mark.needs("ooxml-validate")
def test_the_open_xml_sdk_finds_nothing_in_ours_and_something_in_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write_docx(BOUND))
    assert look(OFFICE, "Open XML SDK", path) == []
    path.write_bytes(pack(change(write_docx(BOUND), MAIN, "<w:pPr>", "<w:pPr><w:wrong/>")))
    found = look(OFFICE, "Open XML SDK", path)
    assert found and "wrong" in found[0].text and "document.xml" in found[0].place


@pytest.mark.needs("libreoffice")
def test_libreoffice_reads_our_text_and_tells_another(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(write_docx(BOUND))
    assert look(OFFICE, "LibreOffice", path) == []
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>小</w:t></w:r></w:fldSimple></w:p>'
    path.write_bytes(pack(change(write_docx(BOUND), MAIN, "</w:p>", field)))  # it becomes a number
    assert "another text" in look(OFFICE, "LibreOffice", path)[0].text


def test_a_project_silences_a_message_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")  # our own rules alone
    monkeypatch.chdir(tmp_path)
    data = change(write_epub(BOOK), PAGE, "市場", "市场")
    Path("book.epub").write_bytes(pack(data))
    assert main(["validate", "book.epub"]) == 1
    assert "book.epub: chongpai: error T101: EPUB/article-001.xhtml: 场 in " in capsys.readouterr().out
    Path("pipeline.yaml").write_text("sources: x\nsilence: {T101: a quotation}\n", encoding="utf-8")
    assert main(["validate", "book.epub"]) == 0
    said = capsys.readouterr().out
    assert "silenced T101: " in said and "(a quotation)" in said
    Path("other.yaml").write_text("sources: x\n", encoding="utf-8")
    assert main(["validate", "book.epub", "--settings", "other.yaml"]) == 1
