"""The review page in a browser: everything on it clicked and typed, what it saves, whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipeline.review.gathering import gather_review
from pipeline.review.page import write_review

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TEXT = """\
老菜市场的新日子

清晨六点，城南的老菜市场已经
热闹起来。卖豆腐的周师傅支起摊
子，第一锅豆浆刚刚烧开，热气顺着
屋檐往上飘。
市场今年换了新顶棚，地 面 也 重
新铺过。管理处的负责人说，改造分
三期进行，共铺设排水管道1200米，
安装节能灯360盏，理发店也搬了进来。

新摊位
三百个摊位已经全部租出。每个摊位
都装上了水表和电表，收费公开。
"""


@dataclass
class Opened:
    """A review page in a browser, and what it said and asked for while it was open."""

    page: Page
    folder: Path
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def select(self, before: str, after: str) -> None:
        """Click the place in the article between two texts, as a reader would."""
        found = self.page.evaluate(
            """([before, after]) => {
                for (const text of document.querySelectorAll("#blocks .text")) {
                    const at = text.textContent.indexOf(before + after);
                    if (at < 0) continue;
                    let left = at + before.length;
                    const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
                    while (nodes.nextNode()) {
                        const node = nodes.currentNode;
                        if (left < node.length) {
                            const range = new Range();
                            range.setStart(node, left);
                            range.setEnd(node, left + 1);
                            node.parentElement.scrollIntoView({ block: "center" });
                            const box = range.getBoundingClientRect();
                            return [box.left, box.top, box.height];
                        }
                        left -= node.length;
                    }
                }
                return null;
            }""",
            [before, after],
        )
        assert found, f"{before}|{after} is not on the page"
        self.page.mouse.click(found[0] + 1, found[1] + found[2] / 2)

    def do(self, name: str) -> None:
        """Press a button of the desk."""
        self.page.locator("#desk").get_by_role("button", name=name).click()

    def list_blocks(self) -> list[tuple[str, str]]:
        blocks = self.page.locator("#blocks .block")
        return [tuple(pair) for pair in blocks.evaluate_all(_READ)]

    def save(self) -> dict[str, Any]:
        """Save the corrections as a file, and read it."""
        self.page.keyboard.press("s")
        with self.page.expect_download() as waiting:
            self.page.locator("#download").click()
        self.folder.mkdir(exist_ok=True)
        place = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(place)
        read = yaml.safe_load(place.read_text("utf-8"))
        assert isinstance(read, dict)
        return read


_READ = "blocks => blocks.map(b => [b.className.split(' ')[1], b.querySelector('.text').textContent])"


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Open the review page of a text, or of a file."""
    contexts = []
    opens: list[Opened] = []

    def open_page(text: str | Path = TEXT, size: Any = WIDE, **how: Any) -> Opened:
        name, data = ("page.txt", text.encode()) if isinstance(text, str) else (text.name, text.read_bytes())
        place = tmp_path / "page.html"
        place.write_text(write_review(gather_review(data, name)), "utf-8")
        context = browser.new_context(viewport=size, locale=how.pop("locale", "en-GB"), **how)
        contexts.append(context)
        one = Opened(context.new_page(), tmp_path / "saved")
        opens.append(one)
        one.page.on("console", lambda message: one.said.append(message.text))
        one.page.on("pageerror", lambda error: one.said.append(str(error)))
        one.page.on("request", lambda request: one.asked.append(request.url))
        one.page.goto(place.as_uri())
        return one

    yield open_page
    for one in opens:
        assert one.said == []
        assert [url for url in one.asked if not url.startswith(("file:", "blob:", "data:"))] == []
    for context in contexts:
        context.close()


def test_it_opens_with_the_source_beside_the_article(opened: Any) -> None:
    page = opened().page
    assert page.locator("h1").inner_text() == "page.txt"
    assert page.locator(".line").count() == 14
    assert page.locator(".line").nth(2).inner_text().startswith("清晨六点")
    kinds = page.locator("#blocks .block .kind").all_inner_texts()
    assert kinds == ["title", "paragraph", "paragraph", "paragraph"]
    assert "14 lines" in page.locator("#counts").inner_text()


def test_it_speaks_the_readers_language(opened: Any) -> None:
    page = opened(locale="zh-CN").page
    assert page.locator("#article-head").inner_text() == "文章"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.keyboard.press("n")
    assert "把握" in page.locator("#about").inner_text()
    assert opened(locale="fr-FR").page.locator("#article-head").inner_text() == "Article"


def test_a_paragraph_is_parted_where_one_clicks(opened: Any) -> None:
    one = opened()
    one.select("热闹起来。", "卖豆腐的")
    one.do("Begin a paragraph here")
    blocks = one.list_blocks()
    assert blocks[2][1].startswith("卖豆腐的周师傅")
    assert blocks[1][1].endswith("热闹起来。")
    assert one.save()["corrections"] == [{"break": "热闹起来。|卖豆腐的周"}]


def test_two_paragraphs_are_joined(opened: Any) -> None:
    one = opened()
    one.page.locator(".line", has_text="市场今年").click()
    one.page.keyboard.press("j")
    blocks = one.list_blocks()
    assert "往上飘。市场今年" in blocks[1][1]
    saved = one.save()
    assert saved["source"] == "page.txt"
    (correction,) = saved["corrections"]
    left, right = correction["join"].split("|")
    assert left.endswith("往上飘。")
    assert right.startswith("市场今年")
