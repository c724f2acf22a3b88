#!/usr/bin/env python3
"""Make downloads.png, review.png and review-phone.png: the pages of the sample texts, as Chromium shows them.

    python docs/pictures/make_pages.py

It needs Chromium, and what `make dist ARGS=--review` has made.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
DIST = HERE.parents[1] / "dist"
COLOURS = 64  # enough for a page of text, and a third of the bytes


def save(picture: bytes, name: str) -> None:
    """Save a picture with few colours."""
    with Image.open(io.BytesIO(picture)) as opened:
        opened.convert("RGB").quantize(COLOURS).save(HERE / name, optimize=True)


with sync_playwright() as engines:
    browser = engines.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 900, "height": 560}, locale="en-GB")
    page.goto((DIST / "index.html").as_uri())
    save(page.screenshot(), "downloads.png")
    review = (DIST / "review" / "000_1f30e4e3f1e25e9a.html").as_uri()
    page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-GB")
    page.goto(review)
    page.keyboard.press("n")
    save(page.screenshot(), "review.png")
    page = browser.new_page(viewport={"width": 390, "height": 780}, locale="zh-CN", color_scheme="dark")
    page.goto(review)
    page.keyboard.press("n")
    page.locator("#tabs button").first.click()
    save(page.screenshot(), "review-phone.png")
    browser.close()
