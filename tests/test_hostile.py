"""Sources that mean harm: markup, odd characters, bombs, paths that lead away; against the real thing."""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pipeline
from pipeline.articles import normalize_bytes
from pipeline.check.pdf import read_pdf
from pipeline.cli import main
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import ChongpaiError, InputError, SettingsError
from pipeline.pandoc import run_pandoc
from pipeline.project import read_metadata, read_settings
from pipeline.publish.build import list_sources, run
from pipeline.publish.tasks import Task as Publishing
from pipeline.publish.work import check, find_gaps, list_designs
from pipeline.settings import Edition, Format, Metadata
from tests.fuzz.grammar import MARKUP

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCRIPTS = (
    "<script>window.harmed=1;document.title='harmed'</script>",
    '<img src=x onerror="window.harmed=1">',
    '"><svg onload="window.harmed=1"/>',
    "</title></style></textarea><script>window.harmed=1</script>",
    "[点](javascript:window.harmed=1)",
    "]]><script>window.harmed=1</script>",
    "<!--><script>window.harmed=1</script>-->",
)
HARM = "".join(SCRIPTS)
BODY = "".join(f"石门乡今年秋粮丰收，全县农机日夜不停{mark}，颗粒归仓。\n" for mark in (*SCRIPTS, *MARKUP))
SIGNS = Metadata(
    title=f"标题{HARM}", subtitle=HARM, byline=HARM, publication=HARM, page=HARM[:40], date="2022-03-01"
)


def make_book() -> Book:
    articles = normalize_bytes(BODY.encode(), "a.txt", metadata=SIGNS)
    return bind(articles[0]) if len(articles) == 1 else Book(SIGNS.title, articles)


@pytest.mark.needs("chromium")
def test_no_script_of_a_text_runs_in_what_is_made_of_it(tmp_path: Path, browser: Browser) -> None:
    book = make_book()
    (tmp_path / "page.html").write_bytes(pipeline.write(book, "html"))
    with zipfile.ZipFile(io.BytesIO(pipeline.write(book, "epub"))) as epub:
        epub.extractall(tmp_path / "epub")
    opened = [
        path for path in tmp_path.rglob("*") if path.suffix in (".html", ".xhtml", ".svg", ".opf", ".ncx")
    ]
    assert len(opened) > 4
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in opened:
        page.goto(path.as_uri())
        assert page.evaluate("window.harmed") is None, path
        assert page.evaluate("document.scripts.length") == 0, path
        assert page.title() != "harmed"
    assert [url for url in asked if not url.startswith(tmp_path.as_uri())] == []
    page.close()


@pytest.mark.parametrize("format", [Format.EPUB, Format.DOCX, Format.PDF])
def test_markup_in_text_and_metadata_stays_text(format: Format) -> None:
    book = make_book()
    for _, design in list_designs(Publishing("a", b"", Edition.SIMPLIFIED, (format,)), book):
        check(book, format, pipeline.formats.write(book, format, design=design), design.layout)


def test_docx_has_no_link_of_a_text() -> None:
    data = pipeline.write(make_book(), "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as docx:
        relations = docx.read("word/_rels/document.xml.rels").decode()
        assert "TargetMode" not in relations and "127.0.0.1" not in relations
        assert "vbaProject" not in "".join(docx.namelist())


ODD = {
    "control": "\x01\x02\x07\x1b[31m\x7f",
    "c1": "\x80\x9b",
    "nonlegal": "\ufffe\uffff\U0001ffff",
    "bidi": "\u202e\u2066\u061c",
    "private": "\ue000\U000f0000\U0010fffd",
    "emoji": "😀👨‍👩‍👧🇨🇳",
    "planes": "𠀀𪛟𫝀𰀀𱍐",
    "combining": "e\u0301" + "\u0301" * 50,
    "variation": "葛\U000e0100\ufe00",
}


@pytest.mark.parametrize("sort", ODD)
def test_odd_characters_are_kept_or_named(sort: str) -> None:
    text = f"石门乡今年秋粮{ODD[sort]}丰收，全县农机日夜不停，颗粒归仓。"
    article = pipeline.normalize_text(text)[0]
    shown = "".join(block.text for block in article.blocks)
    named = "".join(edit.before for edit in article.edits)
    assert not [character for character in ODD[sort] if character not in shown + named]
    for format in (Format.EPUB, Format.DOCX, Format.PDF, Format.HTML, Format.JSON, Format.TEXT):
        data = pipeline.write(article, format)
        check(bind(article), format, data)


@pytest.mark.parametrize("format", [Format.PDF, Format.EPUB, Format.DOCX])
def test_rare_han_and_emoji_are_kept_in_text_and_title(format: Format) -> None:
    rare = "𠀀𪜀𫝀𫠠𬺰𮯰𰀀𱍐😀"  # the first of each extension of Han from B to I, in the order of their codes
    blocks = (Block(Kind.TITLE, f"题目{rare}"), Block(Kind.PARAGRAPH, f"正文{rare}。"))
    book = bind(Article(blocks, title=blocks[0].text))
    data = pipeline.formats.write(book, format)
    check(book, format, data)
    if format is Format.PDF:
        text = read_pdf(data)
        assert [character for character in rare if text.count(character) != 2] == []
        shown = {gap.text.split()[3] for gap in find_gaps(book)}
        assert shown <= set(rare), "what no face has is named"


def test_half_a_character_in_json_is_refused() -> None:
    data = pipeline.write(pipeline.normalize_text("石门乡今年秋粮丰收。")[0], "json")
    spoilt = data.replace("石门乡".encode(), b"\\ud800")
    assert spoilt != data
    with pytest.raises(InputError, match="half of a character"):
        normalize_bytes(spoilt, "a.json")


YAML = {
    "bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "tag": "title: !!python/object/apply:os.system ['touch harmed']\n",
    "local-tag": "title: !x y\n",
    "merge": "base: &b {title: a}\n<<: *b\n",
    "merge-key": "<<: {title: a}\n",
    "deep": "title: " + "[" * 5000 + "\n",
    "documents": "title: a\n---\ntitle: b\n",
    "twice": "title: a\ntitle: b\n",
    "wide": "title: '" + "a" * 2_000_000 + "'\n",
    "nul": "title: a\0b\n",
    "surrogate": 'title: "\\ud800"\n',
    "path": "cover: ../../etc/passwd\n",
    "absolute": "cover: /etc/passwd\n",
    "dictionary": "dictionary: ../../../etc/passwd\n",
}


@pytest.mark.parametrize("sort", YAML)
def test_hostile_yaml_is_one_line(sort: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.yaml"
    path.write_text(YAML[sort], encoding="utf-8")
    with pytest.raises((InputError, SettingsError)) as caught:
        read_metadata(path)
    assert "\n" not in str(caught.value) and str(path) in str(caught.value) and len(str(caught.value)) < 500
    with pytest.raises((InputError, SettingsError)):
        read_settings(path)
    assert not (tmp_path / "harmed").exists()


def pack(parts: dict[str, bytes], whole: bytes) -> bytes:
    """Put parts into an archive in the place of its own, or beside them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts.get(name) if name in parts else old.read(name))
    return made.getvalue()


def corpus(name: str) -> bytes:
    return (Path(__file__).parent / "corpus" / "files" / name).read_bytes()


_PART = {"docx": "word/document.xml", "odt": "content.xml", "epub": "EPUB/text/ch001.xhtml"}
_ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


@pytest.mark.parametrize("suffix", ["docx", "odt", "epub"])
@pytest.mark.parametrize("bomb", ["zip", "entities", "outside"])
def test_bombs_in_office_files_end_in_one_line(tmp_path: Path, suffix: str, bomb: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密文字")
    whole = corpus(f"whole.{suffix}")
    with zipfile.ZipFile(io.BytesIO(whole)) as old:
        part = old.read(_PART[suffix]).decode()
    head, root, rest = part.partition("?>")
    if bomb == "zip":
        made = (head + root + rest).encode() + b"<!--" + b" " * 300_000_000 + b"-->"
    elif bomb == "entities":
        made = (head + root + _ENTITIES + rest.replace("丰收", "&j;")).encode()
    else:
        outside = f"<!DOCTYPE x [<!ENTITY s SYSTEM '{secret.as_uri()}'>]>"
        made = (head + root + outside + rest.replace("丰收", "&s;")).encode()
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(pack({_PART[suffix]: made}, whole))
    try:
        articles = pipeline.normalize(path)
    except ChongpaiError as error:
        assert "\n" not in str(error) and str(path.name) in str(error)
    else:
        assert "机密" not in "".join(block.text for article in articles for block in article.blocks)


def test_what_pandoc_says_comes_without_its_own_trace(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(pack({_PART["epub"]: b"<p>\xd1</p>"}, corpus("whole.epub")))
    with pytest.raises(InputError, match="Invalid UTF-8 stream; open it") as caught:
        pipeline.normalize(path)
    assert "CallStack" not in str(caught.value)


def draw_pdf(catalog: str, page: str, *more: str) -> bytes:
    """Write a PDF by hand, with whatever is wanted in its catalog and its one page."""
    text = "".join(
        f"{ord(character):04x}" for character in "石门乡今年秋粮丰收，全县三十八万亩玉米已收获过半。"
    )
    stream = f"BT /F1 12 Tf 72 700 Td <{text}> Tj ET"
    objects = (
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        f"/Resources<</Font<</F1 5 0 R>>{page}>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        *more,
    )
    made = "%PDF-1.7\n" + "".join(f"{n} 0 obj\n{one}\nendobj\n" for n, one in enumerate(objects, 1))
    return (made + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n%%EOF\n").encode()


PDFS = {
    "script": draw_pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>", ""),
    "address": draw_pdf("/AA<</WC<</S/URI/URI(http://127.0.0.1:9/)>>>>", ""),
    "attachment": draw_pdf(
        "/Names<</EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>",
        "",
        "<</Type/Filespec/F(../../a.exe)/EF<</F 8 0 R>>>>",
        "<</Length 2>>\nstream\nMZ\nendstream",
    ),
    "launch": draw_pdf("/OpenAction<</S/Launch/F(/bin/sh)>>", ""),
    "loop": draw_pdf("/Outlines 7 0 R", "", "<</First 7 0 R/Last 7 0 R/Next 7 0 R/Parent 7 0 R>>"),
    "kids": draw_pdf("", "").replace(b"/Kids[3 0 R]", b"/Kids[3 0 R 2 0 R 2 0 R]"),
    "length": draw_pdf("", "").replace(b"/Length ", b"/Length 99999999"),
    "count": draw_pdf("", "").replace(b"/Count 1", b"/Count 2147483647"),
    "itself": draw_pdf("", "/XObject<</X 7 0 R>>", "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 4"
                       "/Resources<</XObject<</X 7 0 R>>>>>>\nstream\n/X Do\nendstream"),
    "box": draw_pdf("", "").replace(b"[0 0 595 842]", b"[0 0 1e30 1e30]"),
    "deep": draw_pdf("/Deep " + "[" * 50_000 + "]" * 50_000, ""),
}  # fmt: skip


@pytest.mark.parametrize("place", ["12 Tf 72 99999 Td", "12 Tf -99999 700 Td", "20000 Tf 72 700 Td"])
def test_characters_that_no_paper_holds_are_left_out_and_counted(place: str) -> None:
    far = f"/F1 {place} <5929> Tj ET\nBT /F1 12 Tf 72 700 Td"
    (article,) = normalize_bytes(draw_pdf("", "").replace(b"/F1 12 Tf 72 700 Td", far.encode()), "a.pdf")
    assert article.blocks[0].text.startswith("石门乡")
    assert [notice.text for notice in article.notices if notice.code == "page/unread"] == [
        "page 1: characters too far off or too small to be seen were left out: 1"
    ]


@pytest.mark.parametrize("sort", PDFS)
def test_hostile_pdfs_are_read_or_refused(
    sort: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDFS[sort])
    code = main(["normalize", str(path), "--to", "txt", "--limit-time", "60"])
    said, warned = capfd.readouterr()
    if code:
        assert warned.count("\n") == 1 and str(path) in warned and "unforeseen" not in warned
    else:
        assert "玉米" in said
    assert [found.name for found in tmp_path.iterdir()] == ["a.pdf"]


def test_links_and_names_do_not_lead_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = outside / "secret.txt"
    secret.write_text("机密文字，谁也不该读到。", encoding="utf-8")
    folder = tmp_path / "project"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "a.txt").write_text(BODY, encoding="utf-8")
    (folder / "texts" / "away").symlink_to(outside)
    (folder / "dist").mkdir()
    (folder / "dist" / "deep").symlink_to(outside)
    settings = folder / "pipeline.yaml"
    settings.write_text("sources: [texts]\nformats: [txt]\n", encoding="utf-8")
    build = read_settings(settings)
    assert [found.path.name for found in list_sources(build)] == ["a.txt"], (
        "a link to a folder is not followed"
    )
    (folder / "texts" / "deep").mkdir()
    (folder / "texts" / "deep" / "b.txt").write_text(BODY, encoding="utf-8")
    outcomes = list(run(build, list_sources(build)))
    assert "a link leads out of the output folder" in str(outcomes[1].error)
    assert outcomes[0].error is None
    assert sorted(path.name for path in outside.iterdir()) == ["secret.txt"]


@pytest.mark.parametrize(
    "name", ["-rf.txt", "a\nb.txt", "$(touch harmed).txt", "<b>&.txt", "a\x1b[31m.txt", "%2e%2e.txt"]
)
def test_file_names_are_names(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / name).write_text(BODY, encoding="utf-8")
    (tmp_path / "pipeline.yaml").write_text("sources: [texts]\nformats: [txt, html]\n", encoding="utf-8")
    assert main(["build", str(tmp_path / "pipeline.yaml"), "--jobs", "1"]) == 0
    said, warned = capfd.readouterr()
    assert "\x1b" not in said + warned and not (tmp_path / "harmed").exists()
    index = (tmp_path / "dist" / "index.html").read_text(encoding="utf-8")
    assert "<b>&" not in index and (html.escape(name[:3]) in index or "%" in index)


HTML = """<html><head><title>t</title><link rel="stylesheet" href="http://127.0.0.1:{port}/a.css">
<style>@import url(http://127.0.0.1:{port}/b.css);
p {{ background: url(http://127.0.0.1:{port}/c.png) }}</style>
</head>
<body><p>石门乡今年秋粮丰收，全县农机日夜不停。</p>
<img src="http://127.0.0.1:{port}/d.png"><img src="file://{secret}">
<iframe src="http://127.0.0.1:{port}/e.html"></iframe><iframe src="file://{secret}"></iframe>
<object data="file://{secret}"></object></body></html>"""
CODE = """
import sys
sys.path[:] = eval(sys.argv[1])
from pipeline.cli import main
for arguments in eval(sys.argv[2]):
    code = main(arguments)
    assert code == 0, (code, arguments)
"""


def write_reaching(folder: Path, port: int, secret: Path) -> list[list[str]]:
    """Write sources that reach for the network and a file outside; give the commands that use them."""
    texts = folder / "texts"
    texts.mkdir()
    page = HTML.format(port=port, secret=secret)
    (texts / "page.html").write_text(page, encoding="utf-8")
    (texts / "text.txt").write_text(f"{BODY}石门乡今年秋粮丰收{page}全县农机日夜不停。", encoding="utf-8")
    (texts / "book.docx").write_bytes(run_pandoc(page.encode(), source="html", target="docx"))
    style = f"@import url(http://127.0.0.1:{port}/s.css); body {{ background: url(file://{secret}) }}"
    (folder / "style.css").write_text(
        style
        + f"@font-face {{ font-family: x; src: url(http://127.0.0.1:{port}/f.ttf) }} p {{ font-family: x }}",
        encoding="utf-8",
    )
    (folder / "pipeline.yaml").write_text(
        "sources: [texts]\nformats: [pdf, epub, docx, html]\nstyle: style.css\n", encoding="utf-8"
    )
    return [
        ["build", str(folder / "pipeline.yaml"), "--jobs", "1", "--quiet"],
        ["normalize", str(texts / "page.html"), "--to", "odt", "-o", str(folder / "a.odt"), "--quiet"],
    ]


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("strace"), reason="needs strace")
def test_no_connection_is_attempted_and_no_file_outside_is_opened(tmp_path: Path) -> None:
    """Every system call of the build and all its children is written down, and none connects or opens it."""
    secret = tmp_path / "secret" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("机密文字", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    commands = write_reaching(project, 9, secret)
    paths = repr([str(Path(__file__).parent.parent), *sys.path])
    calls = tmp_path / "calls"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=connect,sendto,open,openat,openat2", "-o", str(calls),
         sys.executable, "-c", CODE, paths, repr(commands)],
        capture_output=True, check=False,
    )  # fmt: skip
    if b"ptrace" in done.stderr and not calls.exists():
        pytest.skip("needs strace that may trace")
    assert done.returncode == 0, done.stderr.decode()
    seen = calls.read_text(errors="replace").splitlines()
    assert any("text.txt" in line for line in seen), "the calls are those of the build"
    assert [line for line in seen if "AF_INET" in line] == []
    assert [line for line in seen if "secret.txt" in line] == []


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("unshare"), reason="needs unshare")
def test_books_are_made_without_a_network(tmp_path: Path) -> None:
    """In a closed network namespace everything works as outside it, and what was listened for never came."""
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs unshare that may make a namespace")
    project = tmp_path / "project"
    project.mkdir()
    commands = write_reaching(project, 9, tmp_path / "none")
    paths = repr([str(Path(__file__).parent.parent), *sys.path])
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", CODE, paths, repr(commands)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_nobody_is_asked_even_where_somebody_listens(tmp_path: Path) -> None:
    import socket

    secret = tmp_path / "secret.txt"
    secret.write_text("机密文字", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        commands = write_reaching(project, server.getsockname()[1], secret)
        for command in commands:
            assert main(command) == 0
        with pytest.raises(TimeoutError):
            server.accept()
    for path in (project / "dist").rglob("*"):
        assert path.is_dir() or "机密".encode() not in path.read_bytes()
    assert os.listdir(project / "texts")
