"""The local page in a real browser: what people do there, and what they are told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from pipeline.check.docx import read_docx
from pipeline.check.epub import read_epub
from pipeline.check.validation import validate
from tests.samples import ARTICLE as TEXT
from tests.serving import Server

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"
TITLE = "抓落实不松劲 践初心出成效"
JOINED = "太谷经开区2022年工业投资完成10.87亿元，同比增长20.19%"


@pytest.fixture
def sheet(browser: Browser, server: Server) -> Iterator[Page]:
    """The local page, opened, which must not complain."""
    with browser.new_context(locale="en-GB", accept_downloads=True) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(server.address)
        yield page
        # That something was refused is logged by Chromium itself.
        assert [said for said in complaints if not said.startswith("Failed to load resource")] == []


def paste(page: Page, text: str) -> None:
    """Paste a text into the field, as a person does."""
    page.evaluate(
        """text => {
            const field = document.getElementById("text");
            field.focus();
            document.execCommand("insertText", false, text);
            field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
        }""",
        text,
    )


def await_repair(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("Repaired")


def await_files(page: Page) -> None:
    """Wait as long as the server is making files: what makes them stands behind all others on the machine."""
    status = page.get_by_role("status")
    while "Making" in (status.text_content() or ""):
        page.wait_for_timeout(100)
    expect(status).to_contain_text("The files are ready")


@pytest.mark.needs("chromium")
def test_a_pasted_text_is_shown_repaired(sheet: Page) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    expect(sheet.locator("#title")).to_have_text(TITLE)
    review = sheet.frame_locator("#review")
    assert JOINED in (review.locator("#blocks").text_content() or "")
    assert "谷 经 开 区 2022 年" in (review.locator("#lines").text_content() or "")


@pytest.mark.needs("chromium", "java")
def test_files_are_made_downloaded_and_valid(sheet: Page, tmp_path: Path) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    sheet.get_by_label("Traditional (Taiwan)").check()
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    links = sheet.locator("#files a")
    expect(links).to_have_count(7)
    made = {}
    for link in links.all():
        with sheet.expect_download() as waiting:
            link.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        made[path.name] = path
    names = {f"{TITLE}.{e}.{f}" for e in ("zh-Hans", "zh-Hant-TW") for f in ("pdf", "epub", "docx")}
    assert made.keys() == names | {f"{TITLE}.zip"}
    with zipfile.ZipFile(made[f"{TITLE}.zip"]) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            name: made[name].read_bytes() for name in names
        }
    epub = made[f"{TITLE}.zh-Hant-TW.epub"]
    (said,) = [result for result in validate(epub).results if result.check == "EPUBCheck"]
    assert not said.failed and not said.lacks, said
    document = pypdfium2.PdfDocument(made[f"{TITLE}.zh-Hans.pdf"].read_bytes())
    assert len(document) >= 4
    document.close()
    assert "太谷經開區2022年工業投資完成10.87億元" in str(read_epub(epub.read_bytes()))
    assert JOINED in str(read_docx(made[f"{TITLE}.zh-Hans.docx"].read_bytes()))


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("way", ["choose", "drop"])
@pytest.mark.parametrize("kind", ["txt", "pdf", "docx"])
def test_files_are_read(sheet: Page, server: Server, way: str, kind: str, samples: dict[str, bytes]) -> None:
    name, data = f"页面 1.{kind}", samples[kind]
    if way == "choose":
        sheet.set_input_files("#file", FilePayload(name=name, mimeType="", buffer=data))
    else:
        sheet.evaluate(
            """([name, bytes]) => {
                const carried = new DataTransfer();
                carried.items.add(new File([new Uint8Array(bytes)], name));
                const how = { bubbles: true, dataTransfer: carried };
                const body = document.body;
                for (const kind of ["dragover", "drop"]) body.dispatchEvent(new DragEvent(kind, how));
            }""",
            [name, list(data)],
        )
    await_repair(sheet)
    expect(sheet.locator("#title")).to_have_text("页面 1")
    shown = sheet.frame_locator("#review").locator("#blocks")
    expect(shown).to_contain_text("清晨六点")
    assert "卖豆腐的周师傅支起摊子，热气往上飘。" in (shown.text_content() or "")
    if kind == "pdf":
        picture = sheet.frame_locator("#review").locator("img, image").first
        expect(picture).to_be_attached()


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    import pipeline

    (article,) = pipeline.normalize_text(TEXT)
    return {"txt": TEXT.encode("gb18030")} | {kind: pipeline.write(article, kind) for kind in ("pdf", "docx")}


@pytest.mark.needs("chromium")
def test_a_correction_is_in_the_files(sheet: Page) -> None:
    paste(sheet, TEXT)
    await_repair(sheet)
    review = sheet.frame_locator("#review")
    review.locator("#show").select_option("all")
    review.locator("#list").get_by_role("button", name="join line 3").click()
    review.get_by_role("button", name="Begin a paragraph here").click()
    expect(review.locator("#save")).to_contain_text("1")
    for label in ("PDF", "EPUB", "DOCX"):
        sheet.get_by_label(label, exact=True).uncheck()
    sheet.get_by_label("TXT", exact=True).check()
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    with sheet.expect_download() as waiting:
        sheet.locator("#files a").click()
    made = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "卖豆腐的\n" in made and "\n周师傅支起摊子" in made


@pytest.mark.needs("chromium")
def test_hostile_text_is_text(sheet: Page) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'\u202e倒\u2028</textarea>"
    sheet.on("dialog", lambda dialog: pytest.fail("the text ran"))
    paste(sheet, f"{hostile}新日子\n\n{TEXT}")
    await_repair(sheet)
    review = sheet.frame_locator("#review")
    expect(review.locator("#blocks")).to_contain_text("<script>alert(1)</script><img src=x")
    assert review.locator("#blocks script, #blocks img, #lines img").count() == 0
    expect(sheet.locator("#title")).to_contain_text("textarea")
    assert sheet.locator("#title *").count() == 0
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    expect(sheet.locator("#files a")).to_have_count(4)
    for name in sheet.locator("#files a").all_text_contents():
        assert not set(name) & set('/\\:*?"<>|\u202e\u2028')


@pytest.mark.needs("chromium")
def test_what_is_wrong_is_said(sheet: Page) -> None:
    alert = sheet.get_by_role("alert")
    sheet.get_by_role("button", name="Repair").click()
    expect(alert).to_contain_text("there is no text; paste some, or choose a file")
    for name, said in (
        ("virus.exe", "this is no kind of file that is read here; take one of .txt"),
        ("../../etc/broken.pdf", "this PDF is damaged"),
    ):
        payload = FilePayload(name=name.rpartition("/")[2], mimeType="", buffer=b"%PDF-broken")
        sheet.set_input_files("#file", payload)
        expect(alert).to_contain_text(said)
    sheet.locator("#language").click()
    expect(alert).to_contain_text("这个 PDF")


@pytest.mark.needs("chromium")
def test_nothing_chosen_is_said(sheet: Page) -> None:
    paste(sheet, TEXT)
    await_repair(sheet)
    for label in ("PDF", "EPUB", "DOCX"):
        sheet.get_by_label(label, exact=True).uncheck()
    sheet.get_by_role("button", name="Make the files").click()
    expect(sheet.get_by_role("alert")).to_contain_text(
        "no file was asked for; choose an edition and a format"
    )


@pytest.mark.needs("chromium")
def test_making_files_can_be_cancelled(sheet: Page, server: Server) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    for label in ("Traditional (Taiwan)", "Traditional (Hong Kong)"):
        sheet.get_by_label(label).check()
    sheet.get_by_role("button", name="Make the files").click()
    expect(sheet.locator("#bar")).to_have_attribute("max", "9")
    sheet.get_by_role("button", name="Cancel").click()
    expect(sheet.get_by_role("status")).to_contain_text("Cancelled")
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)


@pytest.mark.needs("chromium")
def test_everybody_can_use_it(sheet: Page, look: Callable[[Page, str], None]) -> None:
    look(sheet, "serve")
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    expect(sheet.frame_locator("#review").locator("#blocks")).to_contain_text("开发区")
    look(sheet, "serve-repaired")
    sheet.get_by_role("button", name="Make the files").click()
    look(sheet, "serve-making")
    await_files(sheet)
    look(sheet, "serve-made")
    sheet.set_input_files("#file", FilePayload(name="a.pdf", mimeType="", buffer=b"%PDF-"))
    expect(sheet.get_by_role("alert")).to_contain_text("damaged")
    look(sheet, "serve-error")
    sheet.locator("#language").click()
    look(sheet, "serve-chinese")
