"""The download page of a build: what it lists, how it is found, opened from the disk by a real browser."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pipeline.files import style
from pipeline.messages import read_table
from pipeline.project import read_settings
from pipeline.publish.build import clean, list_sources, run
from pipeline.publish.catalogue import File, Issue, Title, list_titles, render_catalogue, word_titles
from pipeline.publish.manifest import MANIFEST
from pipeline.publish.thumbnail import draw_thumbnail, find_cover
from pipeline.settings import Build
from tests.samples import NUMBERED as TEXT

ROOT = Path(__file__).parent.parent
HOSTILE = (
    "<script>document.title='x'</script><img src=x onerror=\"document.title='x'\">&amp;'\"\u202e倒\u2028"
)


def project(folder: Path, number: int = 3, **keys: str) -> Build:
    texts = folder / "texts" / "2022"
    texts.mkdir(parents=True)
    for n in range(number):
        (texts / f"page {n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
        (texts / f"page {n}.yaml").write_text(
            f"date: 2022-03-0{n + 1}\npublication: 样报\n", encoding="utf-8"
        )
    path = folder / "pipeline.yaml"
    said = {"sources": "texts", "formats": "[md, txt]"} | keys
    path.write_text("".join(f"{key}: {value}\n" for key, value in said.items()), encoding="utf-8")
    return read_settings(path)


def publish(build: Build, **how: object) -> Path:
    assert not [outcome.error for outcome in run(build, list_sources(build), **how) if outcome.error]
    return build.folder / build.output


def times(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dist/ with every kind of thing in it: editions, a vertical EPUB, a volume, a review page."""
    folder = tmp_path_factory.mktemp("books")
    keys = {"formats": "[pdf, epub, md]", "editions": "[zh-Hans, zh-Hant-TW]", "layout": "vertical"}
    volume = "[{title: 样报合订本, sources: [texts], date: 2022-12-31}]"
    dist = publish(project(folder, 2, **keys, books=volume))
    (dist / "review" / "2022").mkdir(parents=True)
    (dist / "review" / "2022" / "page 1.html").write_text("<!DOCTYPE html><title>review</title>")
    return publish(read_settings(folder / "pipeline.yaml"))


@pytest.fixture
def leaf(browser: Browser) -> Iterator[Page]:
    with browser.new_context(locale="en-GB", accept_downloads=True) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == []


@pytest.mark.needs("chromium")
def test_the_page_lists_each_file_with_size_and_sum(books: Path, leaf: Page) -> None:
    leaf.goto((books / "index.html").as_uri())
    manifest = json.loads((books / MANIFEST).read_bytes())
    expect(leaf.locator(".title h2")).to_have_text(["样报合订本", "第0号新日子", "第1号新日子"])
    rows = leaf.locator(".files li").all()
    assert len(rows) == len(manifest["outputs"])
    sums = leaf.locator("dd code").all_text_contents()
    listed = {entry["sha256"]: entry for entry in manifest["outputs"]}
    assert sorted(sums) == sorted(listed)
    for row, sha256 in zip(rows, sums, strict=True):
        address = row.locator("a").evaluate("link => link.href")
        path = Path(unquote(urlparse(address).path))
        assert path == books / listed[sha256]["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        size, unit = row.locator("small").inner_text().split()
        scale = {"B": 1, "kB": 1e3, "MB": 1e6}[unit]
        assert float(size) * scale == pytest.approx(listed[sha256]["size"], rel=0.06)
    expect(leaf.locator(".title").nth(1).locator(".about span:visible")).to_have_text(
        ["2022-03-01", "样报", "2022/page 0.txt"]
    )
    heads = leaf.locator(".title").nth(1).locator("h3 .say:visible")
    expect(heads).to_have_text(["Simplified", "Traditional (Taiwan)"])
    review = leaf.get_by_role("link", name="review page")
    expect(review).to_have_count(1)
    review.click()
    expect(leaf).to_have_title("review")


@pytest.mark.needs("chromium")
def test_covers_are_shown(books: Path, leaf: Page) -> None:
    leaf.goto((books / "index.html").as_uri())
    pictures = leaf.locator("img.cover")
    expect(pictures).to_have_count(3)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("img => img.naturalWidth") == 240


@pytest.mark.needs("chromium")
def test_what_the_script_shows_is_what_stood_there(books: Path, browser: Browser) -> None:
    shown = []
    for script in (True, False):
        with browser.new_context(java_script_enabled=script, locale="zh-CN") as context:
            page = context.new_page()
            page.goto((books / "index.html").as_uri())
            shown.append(page.locator("#titles").inner_html() if script else page.content())
    assert re.sub(r">\s+<", "><", shown[0]).strip() in re.sub(r">\s+<", "><", shown[1])


@pytest.mark.needs("chromium")
def test_titles_are_found_by_their_words(books: Path, leaf: Page) -> None:
    leaf.goto((books / "index.html").as_uri())
    field = leaf.get_by_role("searchbox")
    for typed, found in (
        ("１号", ["第1号新日子"]),
        ("第0號", ["第0号新日子"]),  # the title of its Traditional edition
        ("page 2022-03-02", ["第1号新日子"]),
        ("样报 合订", ["样报合订本"]),
        ("没有", []),
        ("", ["样报合订本", "第0号新日子", "第1号新日子"]),
    ):
        field.fill(typed)
        expect(leaf.locator(".title h2")).to_have_text(found)
        expect(leaf.get_by_role("status")).to_have_text(re.compile(rf"^{len(found)} "))


@pytest.mark.needs("chromium")
def test_the_reader_s_language_is_spoken(books: Path, browser: Browser) -> None:
    for locale, word, other in (("zh-TW", "下载", "Downloads"), ("fr-FR", "Downloads", "下载")):
        with browser.new_context(locale=locale) as context:
            page = context.new_page()
            page.goto((books / "index.html").as_uri())
            heading = page.locator("h1 .say:visible")
            expect(heading).to_have_text(word)
            page.locator("#language").click()
            expect(heading).to_have_text(other)


@pytest.mark.needs("chromium")
def test_everybody_can_read_it(
    books: Path, leaf: Page, look: Callable[[Page, str], None], tmp_path: Path
) -> None:
    leaf.goto((books / "index.html").as_uri())
    look(leaf, "index")
    leaf.locator("summary").first.click()
    leaf.get_by_role("searchbox").fill("page")
    look(leaf, "index-open")
    leaf.emulate_media(media="print")
    expect(leaf.get_by_role("searchbox")).to_be_hidden()
    (tmp_path / "index.html").write_bytes(render(many(60)))
    leaf.emulate_media(media="screen")
    leaf.goto((tmp_path / "index.html").as_uri())
    look(leaf, "index-long")


def many(number: int, title: str = "第{n}号新日子") -> tuple[Title, ...]:
    def file(n: int, edition: str, format: str) -> File:
        return File(format, False, f"{n}.{edition}.{format}", "393 kB", hashlib.sha256(b"%d" % n).hexdigest())

    return tuple(
        Title(
            str(n),
            f"2022/{n}.txt",
            "2022-03-01",
            "样报",
            "",
            "",
            tuple(
                Issue(edition, title.format(n=n), tuple(file(n, edition, f) for f in ("pdf", "epub", "docx")))
                for edition in ("zh-Hans", "zh-Hant-TW")
            ),
        )
        for n in range(number)
    )


def render(titles: tuple[Title, ...]) -> bytes:
    return render_catalogue(titles, word_titles(titles))


@pytest.mark.needs("chromium")
def test_a_long_list_has_leaves(tmp_path: Path, leaf: Page) -> None:
    (tmp_path / "index.html").write_bytes(render(many(120)))
    leaf.goto((tmp_path / "index.html").as_uri())
    titles = leaf.locator(".title")
    expect(titles).to_have_count(50)
    back, on = leaf.get_by_role("button", name="Back"), leaf.get_by_role("button", name="On", exact=True)
    expect(back).to_be_disabled()
    on.click()
    on.click()
    expect(titles).to_have_count(20)
    expect(titles.last.locator("h2")).to_have_text("第119号新日子")
    expect(on).to_be_disabled()
    back.click()
    expect(leaf.locator("#leaf")).to_have_text("2 / 3")
    leaf.get_by_role("searchbox").fill("119")
    expect(titles).to_have_count(1)
    expect(back).to_be_hidden()


@pytest.mark.needs("chromium")
def test_hostile_titles_are_text(tmp_path: Path, leaf: Page) -> None:
    (tmp_path / "index.html").write_bytes(render(many(60, HOSTILE.replace("{", "").replace("}", ""))))
    leaf.goto((tmp_path / "index.html").as_uri())
    for button in ("On", "Back"):
        leaf.get_by_role("button", name=button, exact=True).click()
        assert leaf.locator("h2").first.text_content() == HOSTILE
        expect(leaf).to_have_title("重排 Chongpai")


@given(st.text(max_size=40), st.text(st.characters(codec="utf-8"), max_size=20))
def test_no_title_ends_the_data(title: str, name: str) -> None:
    entry = {
        "path": f"{name}.zh-Hans.pdf",
        "source": name,
        "title": title,
        "edition": "zh-Hans",
        "layout": "horizontal",
        "format": "pdf",
        "size": 1,
        "sha256": "0" * 64,
    }
    titles = list_titles([entry], (), (), ())
    page = render(titles).decode()
    data = page.partition('id="known">')[2].partition("</script>")[0]
    assert json.loads(data)[0]["issues"][0]["title"] == title.encode("utf-8", "replace").decode()
    assert page.count("<script") == 3


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    build = project(tmp_path, formats="[epub]")
    dist = publish(build)
    before = times(dist)
    assert publish(build) == dist and times(dist) == before
    (tmp_path / "texts/2022/page 1.txt").write_text(TEXT.format(n=9), encoding="utf-8")
    publish(build)
    changed = {Path(path).name for path, time in times(dist).items() if before[path] != time}
    assert changed == {"page 1.zh-Hans.epub", "page 1.webp", "index.html", MANIFEST}


@pytest.mark.parametrize("name", ["index.html", "covers/2022/page 1.webp"])
def test_what_was_spoilt_is_mended(tmp_path: Path, name: str) -> None:
    build = project(tmp_path, formats="[epub]")
    dist = publish(build)
    whole = (dist / name).read_bytes()
    (dist / name).write_bytes(whole[:-1] + b"?")
    publish(build)
    assert (dist / name).read_bytes() == whole
    (dist / name).unlink()
    publish(build)
    assert (dist / name).read_bytes() == whole


def test_a_page_of_the_user_s_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<title>mine</title>")
    build = project(tmp_path)
    dist = publish(build)
    assert (dist / "index.html").read_text() == "<title>mine</title>"
    assert json.loads((dist / MANIFEST).read_bytes())["site"] == []
    clean(build)
    assert [path.name for path in dist.rglob("*") if path.is_file()] == ["index.html"]


@pytest.mark.parametrize("forget", [False, True])
def test_clean_leaves_nothing(tmp_path: Path, forget: bool) -> None:
    build = project(tmp_path, formats="[pdf]")
    dist = publish(build)
    assert {path.suffix for path in dist.rglob("*.*")} == {".pdf", ".webp", ".html", ".json"}
    if forget:
        (tmp_path / ".chongpai").rename(tmp_path / "elsewhere")
    clean(build)
    assert not dist.exists()


def test_the_manifest_lists_the_page(tmp_path: Path) -> None:
    dist = publish(project(tmp_path, formats="[epub]"))
    site = json.loads((dist / MANIFEST).read_bytes())["site"]
    assert [one["path"] for one in site] == [*(f"covers/2022/page {n}.webp" for n in range(3)), "index.html"]
    for one in site:
        data = (dist / one["path"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_thumbnails_are_small_and_the_same(books: Path) -> None:
    path = books / "2022" / "page 1.zh-Hans"
    cover = find_cover(path.with_suffix(".zh-Hans.epub").read_bytes())
    for data in (cover, path.with_suffix(".zh-Hans.pdf").read_bytes()):
        drawn = draw_thumbnail(data)
        assert drawn == draw_thumbnail(data)
        assert len(drawn) < 20_000
        with Image.open(io.BytesIO(drawn)) as opened:
            assert (opened.format, opened.width) == ("WEBP", 240)


def test_every_word_of_the_pages_has_its_chinese() -> None:
    pages = [path.read_text(encoding="utf-8") for path in style("pages").glob("*.html")]
    said = {word for page in pages for word in re.findall(r'both\("([^"]+)"\)', page)}
    code = (ROOT / "pipeline" / "publish" / "catalogue.py").read_text(encoding="utf-8")
    said |= set(re.findall(r'\bpair\("([^"]+)"\)', code))
    assert said and not said - read_table().keys()
