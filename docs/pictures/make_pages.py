#!/usr/bin/env python3
"""Make downloads.png, serve.png, review.png and review-phone.png: our pages, as Chromium shows them.

    python docs/pictures/make_pages.py

It needs Chromium, and what `make dist ARGS=--review` has made.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
DIST = HERE.parents[1] / "dist"
SEED = HERE.parents[1] / "seeds" / "000_1f30e4e3f1e25e9a.txt"
COLOURS = 64  # enough for a page of text, and a third of the bytes


def save(picture: bytes, name: str) -> None:
    """Save a picture with few colours."""
    with Image.open(io.BytesIO(picture)) as opened:
        opened.convert("RGB").quantize(COLOURS).save(HERE / name, optimize=True)


@contextmanager
def serve() -> Iterator[str]:
    """Serve the local page, and give its address."""
    command = [sys.executable, "-m", "pipeline", "serve", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().split()[-1]
        server.terminate()


with sync_playwright() as engines, serve() as address:
    browser = engines.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 900, "height": 560}, locale="en-GB")
    page.goto((DIST / "index.html").as_uri())
    save(page.screenshot(), "downloads.png")
    page.set_viewport_size({"width": 1200, "height": 1000})
    page.goto(address)
    page.locator("#text").fill(SEED.read_text(encoding="utf-8"))
    page.get_by_role("button", name="Repair").click()
    page.frame_locator("#review").locator("#blocks p").first.wait_for()
    page.wait_for_timeout(500)
    save(page.screenshot(), "serve.png")
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
