"""The printed page: its text read back, its looks measured, its bytes compared."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from pipeline.check.geometry import list_rows
from pipeline.check.pdf import read_pdf, read_printed
from pipeline.check.text import body_text, same_text
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import InputError, LawError
from pipeline.formats.pdf import list_tools, missing_glyphs, write_pdf
from pipeline.formats.printer import print_pages
from pipeline.prints import PAPERS, Print, Standard, read_style
from pipeline.publish.work import find_gaps

ROOT = Path(__file__).parent.parent
LONG = "坚持以“头雁效应”为指导，深入学习二十大精神，推进“晋创谷·农高区”建设，2022年投资59.87亿元。"


def article(*blocks: tuple[str, str], language: str = "zh-Hans") -> Article:
    made = tuple(Block(Kind(kind), text) for kind, text in blocks)
    title = next((block.text for block in made if block.kind is Kind.TITLE), "")
    return Article(made, title=title, language=language)


def page_of(*texts: str) -> Book:
    return bind(article(("title", "题"), *(("paragraph", text) for text in texts)))


@pytest.fixture(scope="module")
def collection() -> Book:
    first = article(
        ("kicker", "引题"),
        ("title", "乘势而上再出发 奋勇争先蹚新路"),
        ("byline", "本报记者 张三 李四"),
        *(
            block
            for n in range(12)
            for block in (("heading", f"聚力“引擎”之{n}"), *[("paragraph", LONG * (1 + n % 4))] * 2)
        ),
        ("verse", "床前明月光，\n疑是地上霜。"),
        ("furniture", "第3版"),
    )
    second = article(("title", "第二篇"), ("item", "1. 甲"), ("caption", "图为工人。"), ("note", "注：无。"))
    return Book("重排文集", (first, second), author="多人", date="2022-01-05")


@pytest.fixture(scope="module")
def printed(collection: Book) -> bytes:
    return write_pdf(collection)


@pytest.fixture(scope="module")
def pages(printed: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(printed)
    yield document
    document.close()


def read_lines(page: pypdfium2.PdfPage) -> list[str]:
    return [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]


def test_the_body_reads_back_without_title_page_contents_running_heads_and_folios(
    collection: Book, printed: bytes, pages: pypdfium2.PdfDocument
) -> None:
    same_text(collection, read_pdf(printed))
    assert "重排文集" in read_lines(pages[0]) and "目录" in read_lines(pages[2])
    assert read_lines(pages[1]) == [], "the contents begin on a right-hand page"
    assert read_lines(pages[4]).count("乘势而上再出发 奋勇争先蹚新路") == 1, "a running head to be left out"
    assert "5" in read_lines(pages[4]), "a folio to be left out"


def test_a_page_read_back_with_a_difference_is_refused_at_its_place(collection: Book) -> None:
    text = body_text(collection)
    with pytest.raises(LawError, match=r"character 4: 引题乘【势 U\+52BF】.* became 引题乘【而"):
        same_text(collection, text.replace("势", "", 1))
    with pytest.raises(LawError, match="the end"):
        same_text(collection, text[:-1])
    same_text(collection, " \n\u3000".join(text))


def test_what_is_shaped_may_stand_in_another_order() -> None:
    book = page_of("前面的段落。", "他说שלום（12）和กิ่ง再见。")
    (_, first, second) = (block.text for block in book.articles[0].blocks)
    same_text(book, body_text(book), glyphs=True)
    other = second.replace("שלום（12）", "）12（םולש").replace("กิ่ง", "ก")
    same_text(book, "题" + first + other, glyphs=True)
    for wrong in (first[1:] + other, first + other.replace("再", ""), first + other + "多"):
        with pytest.raises(LawError, match="differs"):
            same_text(book, "题" + wrong, glyphs=True)
    with pytest.raises(LawError, match="differs"):
        same_text(book, "题" + first + other)


def test_what_is_shaped_is_named() -> None:
    notice, *_ = find_gaps(page_of("他说שלום再见。"))
    assert notice.code == "glyph/shaped" and notice.text.startswith("ו (U+05D5)")
    assert not list(find_gaps(page_of("他说再见。")))


def test_a_repeated_run_enters_the_fonts_in_the_same_order() -> None:
    book = page_of("恢复、关\U0010ffff\U0010ffff系太谷区；k m/h===38", "老百姓Wi-Fi\ufffd店")
    assert len({write_pdf(book) for _ in range(4)}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "他说……⋯⋯又——说――说，COVID-19与COVID‑19，①与➀，10～20〜30，•‧·",  # two characters, one glyph
        "𠀀和𪚥没有字形",
        "名叫𠀀Wi-Fi的",  # a gap behind what no face has
        "〇·“急难愁盼”说",  # a mark that begins left of a narrow dot
        "公里！·“““理发店”",
        "office ﬁre, pīnyīn, nǐ; <b>&amp;</b> \"'\x00",
        "half-" * 40 + "字",
        "缩进\u3000与 空格\u00a0与\u200b零宽",
    ],
)
def test_hard_text_reads_back(text: str) -> None:
    same_text(page_of(text), read_pdf(write_pdf(page_of(text))))


def test_a_character_no_face_has_is_named() -> None:
    assert missing_glyphs(page_of("𠀀和𪚥没有字形\u200b")) == ("𠀀", "𪚥")
    assert missing_glyphs(page_of(LONG)) == ()


def test_bookmarks_are_the_heads_and_lead_to_their_pages(
    collection: Book, pages: pypdfium2.PdfDocument
) -> None:
    marks = [(mark.level, mark.get_title()) for mark in pages.get_toc()]
    heads = [(0 if b.kind is Kind.TITLE else 1, b.text) for a in collection.articles for b in a.body]
    kinds = [b.kind for a in collection.articles for b in a.body]
    wanted = [head for head, kind in zip(heads, kinds, strict=True) if kind in (Kind.TITLE, Kind.HEADING)]
    assert marks == [(0, "目录"), *wanted]
    for mark in pages.get_toc():
        destination = mark.get_dest()
        assert destination is not None
        lines = "".join(read_lines(pages[destination.get_index()]))
        assert mark.get_title().replace(" ", "") in lines.replace(" ", "")


def test_no_head_ends_a_page(collection: Book, pages: pypdfium2.PdfDocument) -> None:
    heads = {block.text for block in collection.articles[0].blocks if block.kind is Kind.HEADING}
    body = [read_lines(page)[:-1] for page in list(pages)[3:]]
    assert len(body) > 4 and all(lines[-1] not in heads for lines in body)


def test_lines_begin_and_end_with_what_may_stand_there() -> None:
    texts = [
        ("paragraph", "字" * n + mark) for n in (27, 28) for mark in ("·二三", "～二三", "“二三”四", "：“二”")
    ]
    lines = read_lines(pypdfium2.PdfDocument(write_pdf(bind(article(("title", "题"), *texts))))[0])
    starts = {line[0] for line in lines[1:-1]}
    assert starts == {"字", "二", "“"}, "a quote may open a line; a middle dot, a tilde or a closer may not"


def list_faces(document: pypdfium2.PdfDocument) -> dict[str, bool]:
    """Give the faces in use, and whether each is embedded."""
    faces: dict[str, bool] = {}
    for page in document:
        for shown in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(shown)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            faces[name.value.decode().split("+")[1]] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return faces


@pytest.mark.parametrize(
    ("language", "region"), [("zh-Hans", "SC"), ("zh-Hant-TW", "TC"), ("zh-Hant-HK", "HK")]
)
def test_each_edition_has_its_region_s_faces_all_embedded(language: str, region: str) -> None:
    document = pypdfium2.PdfDocument(
        write_pdf(
            bind(article(("title", "题"), ("paragraph", "文…🎉。"), ("caption", "图"), language=language))
        )
    )
    faces = {
        f"Noto-Serif-CJK-{region}",
        f"Noto-Sans-CJK-{region}-Bold",
        f"Noto-Sans-CJK-{region}",
        "Chongpai-Geta",
    }
    assert list_faces(document) == dict.fromkeys(faces, True)


@pytest.mark.parametrize("rare", ["\u0e31", "\u0591", "\u0600", "\U000110bd", "\ufe20", "\ue000"])
def test_what_no_face_has_is_printed_beside_its_neighbours(rare: str) -> None:
    book = bind(article(("paragraph", f"甲{rare}乙")))
    assert missing_glyphs(book) == (rare,), "a mark is not left to whatever fonts a machine happens to have"
    data = write_pdf(book, print=Print(standard=Standard.A_3U))
    assert list_faces(pypdfium2.PdfDocument(data)).keys() == {"Noto-Serif-CJK-SC", "Chongpai-Geta"}
    (left, mark, right), *_ = (row.signs for row in list_rows(read_printed(data)))
    assert mark.x >= left.x + left.size - 0.1 and right.x >= mark.x + mark.size - 0.1


def test_a_selector_without_a_character_is_not_printed() -> None:
    book = bind(article(("title", "\ufe00题"), ("paragraph", "\ufe00甲\u0a95\ufe00乙")))
    signs = [sign.text for row in list_rows(read_printed(write_pdf(book))) for sign in row.signs]
    assert "".join(signs) == "题甲\u0a95乙1", "and gets no dotted circle to stand on"


def test_a_separator_in_a_title_is_a_space() -> None:
    book = bind(article(("title", "上\u2028下\u2029完"), ("paragraph", "文。")))
    assert read_lines(pypdfium2.PdfDocument(write_pdf(book))[0])[0].split() == ["上", "下", "完"]


def test_pdf_a_3a_holds_no_private_use_character() -> None:
    """ISO 19005-3, 6.2.11.7.3: it must be said what such a character means, and nobody knows."""
    with pytest.raises(InputError, match="and PDF/A-3a must say what it means"):
        write_pdf(page_of("甲\ue000乙"), print=Print(standard=Standard.A_3A))


def test_no_stream_ends_like_a_line() -> None:
    """Some readers take a CR at the end of a stream's data for the end of a line: ISO 32000-1, 7.3.8.1."""
    twice = 0
    for number in range(120):
        data = write_pdf(page_of(f"第{number}号文件。"))
        assert b"\rendstream" not in data and b"\r\nendstream" not in data
        twice += data.count(b"[/FlateDecode /FlateDecode]")
    assert twice, "the case is among them"


def test_metadata_is_the_book_s_and_has_no_date_of_its_own(pages: pypdfium2.PdfDocument) -> None:
    known = pages.get_metadata_dict()
    assert (known["Title"], known["Author"], known["CreationDate"]) == ("重排文集", "多人", "D:20220105")
    undated = pypdfium2.PdfDocument(write_pdf(page_of("文。"))).get_metadata_dict()
    assert undated["CreationDate"] == undated["ModDate"] == ""


def test_the_measure_is_thirty_ems(pages: pypdfium2.PdfDocument) -> None:
    text = page_of("字" * 100)
    lines = read_lines(pypdfium2.PdfDocument(write_pdf(text))[0])
    assert [len(line) for line in lines[1:-1]] == [28, 30, 30, 12], "two ems of indent, then full lines"


def test_a_long_title_breaks_between_its_halves_or_evenly() -> None:
    halves = ("以高质量党建引领高质量发展", "以新担当新作为谱写新篇章")
    whole = "关于进一步全面深化农业农村改革扎实推进乡村全面振兴的意见"
    for title in (" ".join(halves), whole):
        lines = read_lines(
            pypdfium2.PdfDocument(write_pdf(bind(article(("title", title), ("paragraph", "文。")))))[0]
        )
        assert tuple(lines[:2]) == halves or (
            lines[0] + lines[1] == whole and len(lines[0]) - len(lines[1]) <= 2
        )


@pytest.mark.parametrize("name", PAPERS)
def test_a_page_of_every_size_holds_whole_ems_between_its_margins(name: str) -> None:
    paper = PAPERS[name]
    (sheet, *_) = read_printed(write_pdf(page_of("字" * 400), print=Print(paper)))
    assert (sheet.width, sheet.height) == pytest.approx(
        (paper.width * 72 / 25.4, paper.height * 72 / 25.4), abs=0.01
    )
    rows = [row for row in list_rows([sheet]) if len(row.signs) > 20][1:-1]
    first, last = rows[0].signs[0], rows[0].signs[-1]
    assert {len(row.signs) for row in rows} == {len(rows[0].signs)}
    assert last.x + last.size - first.x == pytest.approx(len(rows[0].signs) * first.size, abs=0.1)
    assert first.x == pytest.approx(sheet.width - last.x - last.size, abs=0.1)


def test_a_book_leaves_more_room_at_the_binding(printed: bytes) -> None:
    lefts: dict[int, float] = {}
    for row in list_rows(read_printed(printed)):
        if len(row.signs) > 25 and row.signs[0].text not in "“（":
            page = row.signs[0].page
            lefts[page] = min(lefts.get(page, 1000), row.signs[0].x)
    right = {x for page, x in lefts.items() if page % 2}
    left = {x for page, x in lefts.items() if not page % 2}
    assert max(right) - min(right) < 1 and min(right) > max(left) + 10


def test_columns_stand_side_by_side_under_the_head() -> None:
    text = [("paragraph", LONG * 6)] * 3
    book = bind(article(("title", "题目"), *text))
    data = write_pdf(book, print=Print(PAPERS["A4"], columns=3))
    same_text(book, read_pdf(data))
    starts = sorted(row.signs[0].x for row in list_rows(read_printed(data)) if len(row.signs) > 12)
    assert sum(b - a > 60 for a, b in pairwise(starts)) == 2, "the lines begin in three places"


def test_heads_over_columns_are_kept_with_their_text_where_articles_run_on() -> None:
    articles = [article(("title", f"题目第{n}号"), ("paragraph", f"起{n}。" + LONG * 2)) for n in range(30)]
    book = Book("集", tuple(articles))
    data = write_pdf(book, print=Print(columns=2, style=":root { --article: auto }"))
    same_text(book, read_pdf(data))
    rows = [row for row in list_rows(read_printed(data)) if row.text.startswith(("题目第", "起"))]
    pages = {row.text[: row.text.find("号") + 1] or row.text[: row.text.find("。")]: row.page for row in rows}
    assert len(set(pages.values())) > 5
    assert [pages[f"题目第{n}号"] for n in range(30)] == [pages[f"起{n}"] for n in range(30)]


@pytest.mark.parametrize("standard", Standard)
def test_every_standard_has_the_same_text_and_a_repeated_run_the_same_bytes(standard: Standard) -> None:
    data = write_pdf(page_of(LONG), print=Print(standard=standard))
    same_text(page_of(LONG), read_pdf(data))
    assert data == write_pdf(page_of(LONG), print=Print(standard=standard))


def test_a_style_goes_on_top_and_can_end_nothing() -> None:
    large = write_pdf(page_of(LONG), print=Print(style="</style><p>x</p> :root { --size: 16pt }"))
    same_text(page_of(LONG), read_pdf(large))
    sizes = {
        round(row.size)
        for row in list_rows(
            read_printed(write_pdf(page_of(LONG), print=Print(style=read_style("large", ROOT))))
        )
        if len(row.signs) > 15
    }
    assert sizes == {16}


RUN = """
import hashlib, sys
from pipeline.document import Article, Block, Kind, bind
from pipeline.errors import MissingError
from pipeline.formats.pdf import write_pdf
{before}
book = bind(Article((Block(Kind.TITLE, "题目"), Block(Kind.PARAGRAPH, "正文…⋯𠀀。")), title="题目"))
try:
    print(hashlib.sha256(write_pdf(book)).hexdigest())
except MissingError as error:
    print(error)
"""


def run(before: str = "", **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(before=before)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_bytes_are_the_same_in_every_process(tmp_path: Path) -> None:
    book = bind(article(("title", "题目"), ("paragraph", "正文…⋯𠀀。")))
    here = hashlib.sha256(write_pdf(book)).hexdigest()
    assert run(PYTHONHASHSEED="7", TZ="Asia/Shanghai", TMPDIR=str(tmp_path)) == here
    assert hashlib.sha256(write_pdf(book)).hexdigest() == here


def test_the_last_change_is_the_one_given() -> None:
    book = bind(article(("title", "题目")))
    modified = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    dated = pypdfium2.PdfDocument(write_pdf(book, modified=modified)).get_metadata_dict()
    assert dated["ModDate"].startswith("D:20231114221320")
    assert pypdfium2.PdfDocument(write_pdf(book)).get_metadata_dict()["ModDate"] == ""


def test_what_shapes_the_page_has_versions() -> None:
    tools = list_tools(["zh-Hans", "zh-Hant-TW"])
    assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)+", version) for version in tools.values())
    assert {"pango", "harfbuzz"} < tools.keys()
    fonts = {name for name in tools if "CJK" in name}
    assert all(any(kind in name for name in fonts) for kind in ("Serif", "Sans", "Bold"))


def test_missing_fonts_are_an_error_that_says_what_to_install(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    assert run(FONTCONFIG_FILE=str(empty)).startswith("the font Noto Serif CJK SC is not installed; run: ")


def test_missing_pango_is_an_error_that_says_what_to_install() -> None:
    refuse = "import cffi\ndef refuse(*_): raise OSError('cannot load library')\ncffi.FFI.dlopen = refuse"
    said = run(refuse)
    assert said.startswith("Pango, which sets the PDF, is not installed; ") and "libpango-1.0-0" in said


def test_nothing_in_the_text_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"")
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    evil = f'"><img src="{secret.as_uri()}"><style>@import url({secret.as_uri()});</style>'
    book = Book(evil, (article(("title", evil), ("paragraph", evil)),) * 2, author=evil)
    same_text(book, read_pdf(write_pdf(book)))
    assert opened and not [path for path in opened if "secret" in path]


def test_a_page_can_load_nothing_but_our_own_font(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    markup = f'<link rel="stylesheet" href="{tmp_path.as_uri()}"/><img src="{tmp_path.as_uri()}" alt="x"/>'
    print_pages(markup, {"geta:font": b""})
    assert caplog.text.count("refused to load file:") == 2
