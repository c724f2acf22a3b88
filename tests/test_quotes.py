"""Quotes made for places of a text, by the bench and on the review page: each means its own place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.quoting import quote_bar, quote_block
from pipeline.corrections import Correction, Deed
from pipeline.proof.galley import lay_out
from pipeline.proof.places import Proof
from pipeline.proof.quotes import ALIKE, Point
from tests.test_proof import PAGE, TEXT, repair

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
# Two paragraphs that differ in marks which are one letter to a quote, and two that do not differ.
DOUBLED = """\
　　他说“今年的收成比去年好得多。”大家都笑了。
　　第一天他们到了县城。
　　他说"今年的收成比去年好得多."大家都笑了。
　　第一天他们到了县城。
　　晚上又下起雨来。
"""


def lay(text: str) -> Proof:
    repaired = repair(text)
    return Proof(lay_out(repaired.source, repaired.articles), False)


@given(st.data(), TEXT)
def test_a_quote_made_for_a_place_means_that_place(data: st.DataObject, text: str) -> None:
    proof = lay(text)
    full = [number for number, part in enumerate(proof.text.parts) if part]
    assume(full)
    number = data.draw(st.sampled_from(full))
    quote, line = quote_block(proof, number)
    if not line:
        assert proof.find_block(Correction(Deed.ARTICLE, quote), quote) == number
    at = data.draw(st.integers(1, len(proof.text.parts[number])))
    assume(at < len(proof.text.parts[number]))
    point = Point(number, at)
    quote, line = quote_bar(proof, point, point)
    if not line:
        assert proof.find_bar(Correction(Deed.BREAK, quote)) == (point, point)


def quote_on_the_page(browser: Browser, proof: Proof) -> dict[str, list[dict[str, Any]]]:
    """Let the script of the review page quote each block, and each seam between two."""
    script = (ROOT / "styles" / "review" / "quotes.js").read_text(encoding="utf-8")
    blocks = [strip.block for strip in proof.galley.strips]
    given = [{"own": list(one.text), "lines": [one.lines[0]] * len(one.text)} for one in blocks]
    page = browser.new_page()
    try:
        made: dict[str, list[dict[str, Any]]] = page.evaluate(
            f"""(blocks) => {{
                const ALIKE = {json.dumps(ALIKE)};
                const now = {{ blocks }};
                {script}
                return {{
                    blocks: blocks.map((block) => quoteBlock("article", block)),
                    seams: blocks.slice(1).map((block, at) => quoteSeam("join", blocks[at], block)),
                }};
            }}""",
            given,
        )
        return made
    finally:
        page.close()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("name", ["page", "doubled", *(seed.name for seed in SEEDS)])
def test_both_ways_of_quoting_mean_the_same_places(browser: Browser, name: str) -> None:
    written = {"page": PAGE, "doubled": DOUBLED}
    proof = lay(written[name] if name in written else (ROOT / "seeds" / name).read_text("utf-8"))
    parts = proof.text.parts
    assert len(parts) > 3 and all(parts)
    made = quote_on_the_page(browser, proof)
    for number, said in enumerate(made["blocks"]):
        for quote, line in (quote_block(proof, number), (said["article"], said.get("line", 0))):
            assert proof.find_block(Correction(Deed.ARTICLE, quote, line=line), quote) == number
    for number, said in enumerate(made["seams"], 1):
        left, right = Point(number - 1, len(parts[number - 1])), Point(number, 0)
        for quote, line in (quote_bar(proof, left, right), (said["join"], said.get("line", 0))):
            assert proof.find_bar(Correction(Deed.JOIN, quote, line=line)) == (left, right), quote
