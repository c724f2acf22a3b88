"""The review page in a browser: everything on it clicked and typed, what it saves, whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import expect

from pipeline.articles import normalize_file
from pipeline.cli import main
from pipeline.review.gathering import gather_review
from pipeline.review.page import write_review
from tests.samples import COLUMN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TEXT = f"""\
老菜市场的新日子

{COLUMN}，理发店也搬了进来。

新摊位
三百个摊位已经全部租出。每个摊位
都装上了水表和电表，收费公开。
"""


PRINTED = """\
<style>
@page { size: 40em 40em; margin: 4em } html { font: 10.5pt/1.45 'Noto Serif CJK SC' }
p { margin: 0; text-indent: 2em } h1 { font-size: 24pt } section { columns: 2 }
</style><h1>果园里的新年</h1><section><p>春节前后，各村的果园里一片忙碌，村民们正在为果树剪枝、施肥，盼望着
新的一年有个好收成。</p><p>县里派来的技术员一村一村地走，手把手教大家剪枝，也把新品种的苗子带到了田头。</p></section>
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
        if isinstance(text, Path) and text.suffix == ".html":
            place = text
        else:
            name, data = (
                ("page.txt", text.encode()) if isinstance(text, str) else (text.name, text.read_bytes())
            )
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


def test_every_kind_is_given_by_the_menu_and_the_keys(opened: Any) -> None:
    one = opened()
    one.select("新摊", "位")
    one.page.keyboard.press("b")  # in the middle of a head: nothing of it is lost
    one.page.keyboard.press("u")
    one.page.locator(".line", has_text="三百个").click()
    one.page.keyboard.press("Escape")
    one.page.locator(".line", has_text="新摊位").click()
    one.page.locator("#deeds select").select_option("note")
    assert one.list_blocks()[3][0] == "note"
    one.page.keyboard.press("h")
    assert one.list_blocks()[3][0] == "heading"
    one.page.keyboard.press("h")
    assert one.list_blocks()[3][0] == "paragraph"
    one.page.keyboard.press("f")
    assert one.list_blocks()[3][0] == "furniture"
    kinds = [next(iter(correction)) for correction in one.save()["corrections"]]
    assert kinds == ["note", "heading", "paragraph", "furniture"]


def test_verse_keeps_its_lines_and_prose_joins_them(opened: Any) -> None:
    one = opened()
    one.page.locator(".line", has_text="清晨六点").click()
    one.page.locator("#deeds select").select_option("verse")
    assert one.list_blocks()[1][1].splitlines() == TEXT.splitlines()[2:6]
    one.page.locator("#deeds select").select_option("paragraph")
    assert one.list_blocks()[1][1] == "".join(TEXT.splitlines()[2:6])


def test_spaces_are_put_in_and_taken_out(opened: Any) -> None:
    one = opened()
    one.select("今年换了", "新顶棚")
    one.do("A space here")
    assert "今年换了 新顶棚" in one.list_blocks()[2][1]
    one.do("No space here")
    assert "今年换了新顶棚" in one.list_blocks()[2][1]
    assert one.save()["corrections"] == [
        {"space": "场今年换了|新顶棚，地"},
        {"close": "场今年换了|新顶棚，地"},
    ]


def test_garbled_characters_are_written_anew(opened: Any) -> None:
    one = opened()
    one.select("周", "师傅支起")
    one.page.keyboard.press("w")
    one.page.keyboard.type("邹大")
    one.page.keyboard.press("Enter")
    assert "卖豆腐的周邹大傅支起" in one.list_blocks()[1][1]
    assert one.save()["corrections"] == [{"write": "师", "as": "邹大"}]
    one.page.locator(".line", has_text="热闹起来").click()
    one.select("卖豆腐的", "周邹大")
    one.do("Begin a paragraph here")  # a quote is of the source's characters, whatever was written
    assert one.save()["corrections"][1] == {"break": "。卖豆腐的|周师傅支起"}


def test_a_block_is_moved_by_pointing_and_by_steps(opened: Any) -> None:
    one = opened()
    titles = [text[:4] for _, text in one.list_blocks()]
    one.page.locator(".line", has_text="市场今年").click()
    one.page.keyboard.press("m")
    one.page.locator("#blocks .block").nth(3).click()
    assert [text[:4] for _, text in one.list_blocks()] == [titles[0], titles[1], titles[3], titles[2]]
    one.do("Move up")
    assert [text[:4] for _, text in one.list_blocks()] == titles
    one.do("Move down")
    (first, second, third) = one.save()["corrections"]
    assert first["move"].startswith("市场今年")
    assert first["after"].startswith("新摊位")
    assert second["before"].startswith("新摊位")
    assert third["after"].startswith("新摊位")
    one.page.keyboard.press("m")
    one.page.keyboard.press("Escape")
    one.page.locator("#blocks .block").nth(0).click()
    assert len(one.save()["corrections"]) == 3


def test_articles_begin_and_go_on(opened: Any) -> None:
    one = opened()
    one.page.locator(".line", has_text="新摊位").click()
    one.do("An article begins here")
    assert one.page.locator(".block.opens .text").inner_text().startswith("新摊位")
    one.do("Same article as before")
    assert one.page.locator(".block.opens").count() == 0
    article, merge = one.save()["corrections"]
    assert article["article"] == merge["merge"]


def test_a_word_is_set_as_one_says(opened: Any) -> None:
    one = opened()
    one.page.locator("#show").select_option("all")
    one.page.locator(".entry", has_text="conversion").filter(has_text="理发店").first.click()
    one.do("This word in Traditional …")
    word, becomes = one.page.locator("#form input").all()
    assert (word.input_value(), len(becomes.input_value())) == ("理发店", 3)
    becomes.fill("理髪店")
    becomes.press("Enter")
    one.page.keyboard.press("t")
    assert "理髪店也搬" in one.list_blocks()[2][1]
    one.page.keyboard.press("t")
    assert "理发店也搬" in one.list_blocks()[2][1]
    assert one.save()["corrections"] == [{"name": "理发店", "as": "理髪店"}]


def test_everything_can_be_undone_and_done_again(opened: Any) -> None:
    one = opened()
    before = one.list_blocks()
    one.select("起来。", "卖豆腐")
    one.page.keyboard.press("b")
    one.page.keyboard.press("h")
    after = one.list_blocks()
    one.page.keyboard.press("u")
    one.page.keyboard.press("u")
    assert one.list_blocks() == before
    assert one.page.locator("#undo").is_disabled()
    one.page.locator("#redo").click()
    one.page.keyboard.press("r")
    assert one.list_blocks() == after
    assert one.page.locator("#said").inner_text() == "Done again."


def test_the_doubtful_come_first_and_are_settled(opened: Any) -> None:
    one = opened(SEED)
    entries = one.page.locator(".entry")
    shown = entries.count()
    sure = [int(text.split("%")[0].split()[-1]) for text in entries.locator(".top").all_inner_texts()]
    assert sure[:2] == sorted(sure[:2])
    assert max(sure) < 95
    one.page.keyboard.press("n")
    assert one.page.locator("[aria-current]").count() == 1
    assert one.page.locator(".lit").count() > 1
    one.do("This is right")
    assert entries.count() == shown - 1
    first = one.page.locator("#about").inner_text()
    one.page.keyboard.press("n")
    assert one.page.locator("#about").inner_text() != first
    assert list(one.save()["corrections"][0]) == ["join"]
    one.page.locator("#show").select_option("changed")
    assert entries.count() == 1


def test_the_list_shows_the_sorts_one_wants(opened: Any) -> None:
    one = opened(SEED)
    one.page.locator("#show").select_option("all")
    one.page.locator(".sort.conversion").click()
    one.page.locator(".sort.join").click()
    tags = set(one.page.locator(".entry .tag").all_text_contents())
    assert tags == {"paragraph", "kind", "order", "space"}
    assert one.page.locator(".sort.join").get_attribute("aria-pressed") == "false"
    one.page.locator(".sort.join").click()
    assert one.page.locator(".entry").count() == 200
    one.page.locator("#more").click()
    assert one.page.locator(".entry").count() > 300
    for _ in range(3):
        one.page.keyboard.press("n")
    one.page.keyboard.press("p")
    assert one.page.locator(".entry").nth(1).get_attribute("aria-current") == "true"


def test_each_side_lights_the_other(opened: Any) -> None:
    page = opened().page
    page.locator(".line", has_text="屋檐往上飘").hover()
    assert page.locator(".run.near").all_inner_texts() == ["屋檐往上飘。"]
    page.locator("#blocks .run", has_text="子，第一锅").hover()
    assert page.locator(".line.near").all_inner_texts()[0].startswith("子，第一锅")
    page.locator("#show").select_option("all")
    page.locator(".entry").first.focus()
    assert page.locator(".line.near").count() == 1


def test_any_place_is_reached_by_keys(opened: Any) -> None:
    one = opened()
    one.page.locator(".line", has_text="清晨六点").click()
    for _ in range(5):
        one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("b")
    assert [text for _, text in one.list_blocks()][1] == "清晨六点"
    assert one.page.locator("#told").get_attribute("aria-live") == "polite"


def test_a_pdf_is_shown_as_its_page(opened: Any, tmp_path: Path, pictures: Path) -> None:
    import weasyprint

    (tmp_path / "page.pdf").write_bytes(weasyprint.HTML(string=PRINTED).write_pdf())
    assert main(["review", str(tmp_path / "page.pdf"), "-o", str(tmp_path / "out")]) == 0
    page = opened(tmp_path / "out" / "page.html").page
    picture = page.locator(".page img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 630
    assert picture.get_attribute("alt") == "page 1"
    row = page.locator(".box").nth(1)
    row.hover()
    assert "".join(page.locator(".run.near").all_inner_texts()).startswith("春节前后")
    frame, box = picture.bounding_box(), row.bounding_box()
    assert frame["x"] < box["x"] < frame["x"] + frame["width"] / 2
    row.click()
    assert "page 1, line" in page.locator("#about").inner_text()
    page.screenshot(path=pictures / "review-pdf.png")


def test_single_keys_can_be_turned_off(opened: Any) -> None:
    """WCAG 2.2, success criterion 2.1.4."""
    page = opened().page
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#letters").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.locator("[aria-current]").count() == 0


def test_the_corrections_are_copied(opened: Any) -> None:
    one = opened(permissions=["clipboard-read", "clipboard-write"])
    one.page.keyboard.press("s")
    assert one.page.locator("#download").is_disabled()
    one.page.keyboard.press("Escape")
    one.page.locator(".line", has_text="市场今年").click()
    one.do("Join with the one before")
    one.page.locator("#save").click()
    shown = one.page.locator("#yaml").input_value()
    one.page.locator("#copy").click()
    expect(one.page.locator("#said")).to_have_text("Copied.")
    assert one.page.evaluate("navigator.clipboard.readText()") == shown
    assert yaml.safe_load(shown)["source"] == "page.txt"


HOSTILE = [
    "</script><script>document.title='owned'</script>说明这里是正文的开头",
    "<img src=x onerror=\"document.title='owned'\">图片在这里没有意义可言",
    "\u202e反向的文字\u202c在这里\u2066隔离\u2069\u200b之间有零宽空格的字",
    "'\"--><!-- ]]> & &lt; `${document.title='owned'}` {{7*7}} @script@ 尾",
]


def test_hostile_text_is_text(opened: Any) -> None:
    one = opened("\n".join([*HOSTILE, *TEXT.splitlines()]))
    assert one.page.title() == "page.txt · review"
    lines = one.page.locator(".line").all_inner_texts()
    assert "</script><script>" in lines[0]
    assert "<img src=x" in lines[1]
    assert "U+202E反向的文字U+202C" in lines[2]
    assert one.page.locator("#lines img, #blocks img, #blocks script").count() == 0
    one.page.locator(".line").nth(0).click()
    one.page.locator("#deeds select").select_option("heading")
    (correction,) = one.save()["corrections"]
    assert correction["heading"].startswith("</script><script")


def test_nothing_else_may_run_or_load(opened: Any) -> None:
    one = opened()
    ran = one.page.evaluate(
        """async () => {
            const script = document.createElement("script");
            script.textContent = "window.owned = true";
            document.body.append(script);
            const picture = new Image();
            const blocked = new Promise((done) => {
                picture.onerror = () => done("blocked");
                picture.onload = () => done("loaded");
            });
            picture.src = "https://example.org/x.png";
            const fetched = await fetch("https://example.org/").then(() => "fetched", () => "refused");
            document.body.setAttribute("onclick", "window.owned = true");
            document.body.click();
            return [window.owned === undefined, await blocked, fetched];
        }"""
    )
    assert ran == [True, "blocked", "refused"]
    assert any("Content Security Policy" in text for text in one.said)
    one.said.clear()
    one.asked.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_there_are_no_barriers(opened: Any, pictures: Path, scheme: str, size: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one = opened(SEED, size, color_scheme=scheme, bypass_csp=True)
    one.page.keyboard.press("n")
    for pane in ["decisions", "source", "article"] if size == NARROW else [""]:
        if pane:
            one.page.locator(f"#tabs [data-pane={pane}]").click()
        found = Axe().run(one.page)
        assert found.violations_count == 0, found.generate_report()
        width = "narrow" if pane else "wide"
        one.page.screenshot(path=pictures / f"review-{width}-{scheme}{pane and '-' + pane}.png")
    for key, name in (("s", "saving"), ("?", "help")):
        one.page.keyboard.press(key)
        found = Axe().run(one.page)
        assert found.violations_count == 0, found.generate_report()
        one.page.screenshot(path=pictures / f"review-{name}-{scheme}-{size['width']}.png")
        one.page.keyboard.press("Escape")


def test_it_prints_source_and_article(opened: Any, pictures: Path) -> None:
    import io

    import pypdfium2

    one = opened()
    data = one.page.pdf(format="A4")
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    texts = [page.get_textpage().get_text_range() for page in document]
    document[0].render(scale=1).to_pil().save(pictures / "review-print.png")
    assert "清晨六点" in texts[0]
    assert "卖豆腐的周师傅" in "".join("".join(texts[1:]).split())
    assert not any("Join with" in text for text in texts)


def test_what_is_saved_is_applied_by_the_next_build(opened: Any, tmp_path: Path) -> None:
    """Everything that can be done is done on the page; the file it saves makes the same of the source."""
    one = opened()
    one.select("热闹起来。", "卖豆腐的")
    one.page.keyboard.press("b")
    one.page.locator(".line", has_text="新铺过。管理处").click()
    one.select("新铺过。", "管理处")
    one.do("Begin a paragraph here")
    one.page.locator(".line", has_text="市场今年").click()
    one.page.keyboard.press("j")
    one.select("新摊", "位")
    one.select("位", "三百个")
    one.page.keyboard.press("b")
    one.page.locator(".line", has_text="新摊位").click()
    one.page.keyboard.press("h")
    one.select("第一锅", "豆浆")
    one.do("A space here")
    one.select("收费", "公开")
    one.page.keyboard.press("w")
    one.page.keyboard.type("公示")
    one.page.keyboard.press("Enter")
    one.page.locator(".line", has_text="新摊位").click()
    one.do("Move up")
    one.do("An article begins here")
    wanted = [(kind, text) for kind, text in one.list_blocks()]
    parted = one.page.locator("#blocks .block.opens").count()
    assert (len(wanted), parted) == (6, 1)
    one.save()
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    (tmp_path / "page.corrections.yaml").write_bytes((one.folder / "page.corrections.yaml").read_bytes())
    articles = normalize_file(tmp_path / "page.txt")
    assert [(str(block.kind), block.text) for one in articles for block in one.blocks] == wanted
    assert len(articles) == parted + 1


def test_corrections_made_before_are_kept_and_added_to(opened: Any, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    made = 'corrections:\n  - break: "起来。|卖豆腐"\n  - write: "周师傅"\n    as: "邹师傅"\n'
    (tmp_path / "page.corrections.yaml").write_text(made, "utf-8")
    assert main(["review", str(tmp_path / "page.txt"), "-o", str(tmp_path / "out")]) == 0
    one = opened(tmp_path / "out" / "page.html")
    assert "2 made before" in one.page.locator("#counts").inner_text()
    assert one.list_blocks()[2][1].startswith("卖豆腐的邹师傅")
    one.select("师傅", "支起")
    one.page.keyboard.press("b")
    wanted = one.list_blocks()
    assert len(one.save()["corrections"]) == 3
    (tmp_path / "page.corrections.yaml").write_bytes((one.folder / "page.corrections.yaml").read_bytes())
    (article,) = normalize_file(tmp_path / "page.txt")
    assert [(str(block.kind), block.text) for block in article.blocks] == wanted


def test_saved_corrections_are_taken_to_the_source_once(opened: Any, tmp_path: Path) -> None:
    """What the page saves has the earlier corrections in it; taken over twice they are still there once."""
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    (tmp_path / "page.corrections.yaml").write_text('corrections:\n  - break: "起来。|卖豆腐"\n', "utf-8")
    assert main(["review", str(tmp_path / "page.txt"), "-o", str(tmp_path / "out")]) == 0
    one = opened(tmp_path / "out" / "page.html")
    one.page.locator(".line", has_text="市场今年").click()
    one.page.keyboard.press("h")
    one.save()
    for _ in range(2):
        saved = str(one.folder / "page.corrections.yaml")
        assert main(["review", "--apply", saved, str(tmp_path / "page.txt")]) == 0
    read = yaml.safe_load((tmp_path / "page.corrections.yaml").read_text("utf-8"))
    assert [next(iter(correction)) for correction in read["corrections"]] == ["break", "heading"]
